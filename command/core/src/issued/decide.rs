//! From an input about issued warnings to events, or to the rule that stands in the way.

use super::{EVENTS, IssuedWarning, Row, event_name, outbox::ATTEMPTS};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::DispatchPlan,
    input::Secret,
    order,
};
use fengsui_protocol::{
    Actor, GatewayId, IssuedWarningId, Micros, Refusal, UnitId, UserId,
    account::{Mode, Role},
    bounds,
    feed::WarningColour,
    input::Input,
    issued::{DispatchKind, DispatchState, GatewayKind, IssuedWarningState, ReceiptCounts, WarningContent},
};

/// A warning is in force for at most this long, microseconds.
const LONGEST: i64 = 7 * 24 * 60 * Micros::MINUTE;

pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = state.signature_of(actor);
    match input {
        Input::DraftWarning { content, updates } => draft(state, now, by, content, *updates),
        Input::EditWarning { warning, version, content } => edit(state, now, by, *warning, *version, content),
        Input::ApproveWarning { warning } => approve(state, actor, by, *warning),
        Input::IssueWarning { warning } => issue(state, now, by, *warning),
        Input::CancelWarning { warning, reason } => cancel(state, now, by, *warning, reason),
        Input::ShowWarning { warning, screen } => show(state, actor, *warning, screen),
        Input::AcknowledgeWarning { warning, screen } => acknowledge(state, actor, *warning, screen),
        _ => Err(refuse("CORE-1", "不是预警发布", "Not about an issued warning").field("type")),
    }
}

fn known(state: &State, id: IssuedWarningId) -> Result<&IssuedWarning, Refusal> {
    check::known(&state.issued.all, &id, "warning", "发布的预警", "issued warning")
}

/// WARN-2: only the steps draft → approved → issued → updated or cancelled.
fn in_state(warning: &IssuedWarning, wanted: &[IssuedWarningState]) -> Result<(), Refusal> {
    if wanted.contains(&warning.state) {
        return Ok(());
    }
    let (zh, en) = (
        format!("预警{}，不能这样做", word(warning.state)),
        format!("The warning is {:?}; this step is not possible", warning.state),
    );
    Err(Refusal::new("WARN-2", zh, en).field("warning").accept(wanted.iter().map(|state| word(*state))))
}

pub(crate) fn word(state: IssuedWarningState) -> &'static str {
    match state {
        IssuedWarningState::Draft => "拟稿",
        IssuedWarningState::Approved => "已批准",
        IssuedWarningState::Issued => "已发布",
        IssuedWarningState::Updated => "已更新",
        IssuedWarningState::Cancelled => "已解除",
    }
}

/// WARN-1: what is said, for where, until when, to whom.
fn content(state: &State, now: Micros, of: &WarningContent) -> Result<(), Refusal> {
    check::line("content.headline", &of.headline, bounds::NAME_CHARS)?;
    check::required_paragraphs("content.text", &of.text)?;
    check::paragraphs("content.instruction", &of.instruction)?;
    let wrong = |zh: &str, en: &str, field: &str| refuse("WARN-1", zh, en).field(field);
    if event_name(&of.event_code).is_none() {
        let refusal = wrong("没有这个预警种类", "No such kind of event", "content.event_code");
        return Err(refusal.accept(EVENTS.iter().map(|(code, _)| *code)));
    }
    if of.expires_at <= now || of.expires_at.since(now) > LONGEST {
        let refusal = wrong("失效时间须在今后七天之内", "It expires within the next seven days", "content.expires_at");
        return Err(refusal.accept([format!("{} … {}", now.0, now.0.saturating_add(LONGEST))]));
    }
    let drawn = of.area.len();
    if of.towns.is_empty() && drawn == 0 {
        let refusal = wrong("画出范围或选乡镇", "Draw an area or choose towns", "content.towns");
        return Err(refusal.accept(["towns", "area"]));
    }
    if of.towns.len() > bounds::WARNING_TOWNS || (drawn != 0 && !(3..=bounds::PLOT_VERTICES).contains(&drawn)) {
        let refusal =
            wrong("范围至少三个顶点，且不过多", "An area has 3 vertices or more, within bounds", "content.area");
        return Err(refusal.accept([format!("3 … {}", bounds::PLOT_VERTICES)]));
    }
    for vertex in &of.area {
        check::position(state, "content.area", *vertex)?;
    }
    let known_town = |code: &String| state.units.values().any(|unit| unit.code.as_ref() == Some(code));
    if of.towns.iter().any(|code| !known_town(code)) {
        return Err(wrong("没有这个乡镇", "No such town", "content.towns"));
    }
    if of.units.is_empty() && of.gateways.is_empty() {
        let refusal = wrong("至少发给一个单位或一个渠道", "Issue it to a unit or through a gateway", "content.units");
        return Err(refusal.accept(["units", "gateways"]));
    }
    if !of.units.is_empty() {
        order::recipients(state, "content.units", &of.units)?;
    }
    for gateway in &of.gateways {
        let found = check::known(&state.issued.gateways, gateway, "content.gateways", "发布渠道", "gateway")?;
        if found.disabled {
            return Err(wrong("发布渠道已停用", "The gateway is disabled", "content.gateways"));
        }
    }
    Ok(())
}

/// WARN-5: an update brings a warning that is in force up to date, and one at a time does.
fn updatable(state: &State, updates: Option<IssuedWarningId>) -> Result<(), Refusal> {
    let Some(older) = updates else { return Ok(()) };
    in_state(known(state, older)?, &[IssuedWarningState::Issued]).map_err(|refusal| refusal.field("updates"))
}

fn draft(
    state: &State,
    now: Micros,
    by: String,
    of: &WarningContent,
    updates: Option<IssuedWarningId>,
) -> Result<Decision, Refusal> {
    content(state, now, of)?;
    updatable(state, updates)?;
    let id = IssuedWarningId(state.issued.last + 1);
    done([Event::WarningDrafted { id, content: Box::new(of.clone()), updates, by }])
}

/// WARN-4: an edit names its version; what was approved is a draft again.
fn edit(
    state: &State,
    now: Micros,
    by: String,
    id: IssuedWarningId,
    version: u64,
    of: &WarningContent,
) -> Result<Decision, Refusal> {
    let warning = known(state, id)?;
    in_state(warning, &[IssuedWarningState::Draft, IssuedWarningState::Approved])?;
    if warning.version != version {
        let refusal = refuse("WARN-4", "预警已被他人修改，请核对后重改", "A colleague changed the warning meanwhile");
        return Err(refusal.field("version").accept([warning.version.to_string()]));
    }
    content(state, now, of)?;
    done([Event::WarningEdited { id, content: Box::new(of.clone()), by }])
}

/// WARN-3: red and orange are a leader's to approve.
fn approve(state: &State, actor: &Actor, by: String, id: IssuedWarningId) -> Result<Decision, Refusal> {
    let warning = known(state, id)?;
    in_state(warning, &[IssuedWarningState::Draft])?;
    let leader = match actor {
        Actor::User(user) => state.users.get(user).is_some_and(|user| user.role == Role::Leader),
        Actor::Source(_) | Actor::Console | Actor::Node => false,
    };
    let grave = matches!(warning.content.colour, WarningColour::Red | WarningColour::Orange);
    if grave && !leader {
        let refusal = refuse("WARN-3", "红色、橙色预警由领导批准", "A leader approves red and orange warnings");
        return Err(refusal.field("warning").accept(["leader"]));
    }
    done([Event::WarningApproved { id, by }])
}

fn issue(state: &State, now: Micros, by: String, id: IssuedWarningId) -> Result<Decision, Refusal> {
    let warning = known(state, id)?;
    in_state(warning, &[IssuedWarningState::Approved])?;
    content(state, now, &warning.content)?;
    updatable(state, warning.updates)?;
    let units = match &warning.content.units[..] {
        [] => Vec::new(),
        named => order::recipients(state, "content.units", named)?,
    };
    let kind = if warning.updates.is_some() { DispatchKind::Update } else { DispatchKind::Alert };
    let dispatches = plan(state, id, warning, kind);
    let identifier = identifier(state, now, id);
    done([Event::WarningIssued { id, identifier, updates: warning.updates, units, dispatches, by }])
}

/// WARN-6: what is in force is cancelled, with the reason.
fn cancel(state: &State, now: Micros, by: String, id: IssuedWarningId, reason: &str) -> Result<Decision, Refusal> {
    let warning = known(state, id)?;
    in_state(warning, &[IssuedWarningState::Issued])?;
    check::required_paragraphs("reason", reason)?;
    let dispatches = plan(state, id, warning, DispatchKind::Cancel);
    let (identifier, reason) = (identifier(state, now, id), reason.to_owned());
    done([Event::WarningCancelled { id, identifier, reason, dispatches, by }])
}

/// WARN-7 and WARN-8: one message to each gateway, by a key; in a drill each is withheld from the start.
fn plan(state: &State, id: IssuedWarningId, warning: &IssuedWarning, kind: DispatchKind) -> Vec<DispatchPlan> {
    let withheld = state.mode() != Some(Mode::Real);
    let jurisdiction = state.jurisdiction.as_ref().map(|jurisdiction| jurisdiction.id.0.clone()).unwrap_or_default();
    let word = if kind == DispatchKind::Cancel { "cancel" } else { "issue" };
    let mut gateways = warning.content.gateways.clone();
    gateways.sort();
    gateways.dedup();
    let plan = gateways.into_iter().map(|gateway| {
        let key = format!("{jurisdiction}-{id}-{word}-{gateway}");
        DispatchPlan { key, gateway, kind, withheld }
    });
    plan.collect()
}

/// WARN-11: GB/T 35965: 14 characters of the issuing unit, the moment in Beijing, a number.
fn identifier(state: &State, now: Micros, id: IssuedWarningId) -> String {
    let area: String = state.jurisdiction.as_ref().map(|jurisdiction| jurisdiction.id.0.clone()).unwrap_or_default();
    format!("{area:0<14}_{}_{id}", crate::calendar::digits(now))
}

// ---- units ----

/// A unit acts on its own row; what was not issued to it is unknown to it.
fn own<'a>(state: &'a State, actor: &Actor, id: IssuedWarningId) -> Result<(UserId, &'a UnitId, &'a Row), Refusal> {
    let unknown = || {
        let (zh, en) = (format!("没有发给本单位的预警：{id}"), format!("No such warning for your unit: {id}"));
        Refusal::new("REF-1", zh, en).field("warning")
    };
    let Actor::User(user) = actor else { return Err(unknown()) };
    let unit = &state.users.get(user).ok_or_else(unknown)?.unit;
    let row = state.issued.all.get(&id).and_then(|warning| warning.rows.get(unit)).ok_or_else(unknown)?;
    Ok((*user, unit, row))
}

fn show(state: &State, actor: &Actor, id: IssuedWarningId, screen: &str) -> Result<Decision, Refusal> {
    let (user, unit, row) = own(state, actor, id)?;
    check::line("screen", screen, bounds::NAME_CHARS)?;
    let seen = row.shown.iter().any(|shown| shown.user == user && shown.screen == screen);
    if seen || row.shown.len() >= bounds::ORDER_MARKS {
        return done([]);
    }
    let (unit, name, screen) = (unit.clone(), state.signature(user), screen.to_owned());
    done([Event::IssuedWarningShown { id, unit, user, name, screen }])
}

/// WARN-10: a unit acknowledges once.
fn acknowledge(state: &State, actor: &Actor, id: IssuedWarningId, screen: &str) -> Result<Decision, Refusal> {
    let (user, unit, row) = own(state, actor, id)?;
    check::line("screen", screen, bounds::NAME_CHARS)?;
    if row.acknowledged.is_some() {
        return Err(refuse("WARN-10", "本单位已经签收", "Your unit has acknowledged already").field("warning"));
    }
    let (unit, by, screen) = (unit.clone(), state.signature(user), screen.to_owned());
    done([Event::IssuedWarningAcknowledged { id, unit, by, screen }])
}

// ---- gateways ----

pub(crate) fn set_gateway(
    state: &State,
    id: &GatewayId,
    name: &str,
    kind: GatewayKind,
    url: &str,
    disabled: bool,
) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    check::line("url", url, bounds::URL_CHARS)?;
    if !(url.starts_with("http://") || url.starts_with("https://")) || url.contains(char::is_whitespace) {
        let refusal = refuse("WARN-12", "渠道地址须是 http 或 https", "The address of a gateway is http or https");
        return Err(refusal.field("url").accept(["https://…"]));
    }
    if !state.issued.gateways.contains_key(id) && state.issued.gateways.len() >= bounds::GATEWAYS {
        return Err(refuse("BOUND", "发布渠道已满", "There are all the gateways there can be").field("id"));
    }
    done([Event::GatewaySet { id: id.clone(), name: name.to_owned(), kind, url: url.to_owned(), disabled }])
}

pub(crate) fn set_key(state: &State, gateway: &GatewayId, key: &Secret, hint: &str) -> Result<Decision, Refusal> {
    check::known(&state.issued.gateways, gateway, "gateway", "发布渠道", "gateway")?;
    done([Event::GatewayKeySet { gateway: gateway.clone(), key: key.clone(), hint: hint.to_owned() }])
}

/// What came of one attempt. WARN-7: outside the real mode nothing was sent, so nothing can have been answered. WARN-8: an
/// answer to what is settled changes nothing.
pub(crate) fn answered(state: &State, key: &str, error: Option<&str>, last: bool) -> Result<Decision, Refusal> {
    if state.mode() != Some(Mode::Real) {
        let refusal = refuse("WARN-7", "演练、演示不外发，没有回执", "Nothing leaves a drill, so nothing is answered");
        return Err(refusal.field("key"));
    }
    let (id, dispatch) = of_key(state, key)?;
    if dispatch.state != DispatchState::Waiting {
        return done([]);
    }
    let error = error.map(|error| error.chars().take(bounds::NAME_CHARS).filter(|c| !c.is_control()).collect());
    let given_up = error.is_some() && (last || dispatch.attempts + 1 >= ATTEMPTS);
    done([Event::DispatchAnswered { id, key: key.to_owned(), error, given_up }])
}

/// WARN-9: the newest figures of a message that its own gateway took.
pub(crate) fn receipt(
    state: &State,
    gateway: &GatewayId,
    key: &str,
    counts: ReceiptCounts,
) -> Result<Decision, Refusal> {
    let (id, dispatch) = of_key(state, key)?;
    if dispatch.gateway != *gateway {
        return Err(unknown_key(key));
    }
    if dispatch.state == DispatchState::Withheld {
        return Err(refuse("WARN-7", "演练、演示不外发，没有回执", "Nothing left, so nothing is received").field("key"));
    }
    if dispatch.receipt == Some(counts) {
        return done([]);
    }
    done([Event::ReceiptTaken { id, key: key.to_owned(), counts }])
}

fn of_key<'a>(state: &'a State, key: &str) -> Result<(IssuedWarningId, &'a super::Dispatch), Refusal> {
    state.issued.of_key(key).ok_or_else(|| unknown_key(key))
}

fn unknown_key(key: &str) -> Refusal {
    let key: String = key.chars().take(80).collect();
    Refusal::new("WARN-9", format!("没有这条发布：{key}"), format!("No such message: {key}")).field("key")
}
