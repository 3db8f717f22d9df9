//! What may be done with an order, and by which rule not.

use super::{Order, Row, due, machine, machine::RowStep, supervision_number, times};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    incident,
};
use fengsui_protocol::{
    Actor, IncidentId, Micros, OrderId, Refusal, UnitId, UserId,
    account::{Role, UnitKind},
    bounds,
    incident::{TimelineEntry, TimelineKind},
    input::Input,
    order::{OrderContent, OrderRecipient, OrderState, OrderStep, UnitGroup},
};
use std::collections::BTreeSet;

/// Decides an input about orders.
pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = || state.signature_of(actor);
    match input {
        Input::DraftOrder { incident, content } => draft(state, now, by(), *incident, content),
        Input::EditOrder { order, version, content } => edit(state, now, by(), *order, *version, content),
        Input::SubmitOrder { order } => submit(state, now, by(), *order),
        Input::SendBackOrder { order, reason } => send_back(state, by(), *order, reason),
        Input::ApproveOrder { order, remark } => approve(state, by(), *order, remark),
        Input::IssueOrder { order, urgent_basis } => issue(state, now, actor, *order, urgent_basis.as_deref()),
        Input::WithdrawOrder { order, reason } => withdraw(state, by(), *order, reason),
        Input::ShowOrder { order, screen } => show(state, actor, *order, screen),
        Input::AcknowledgeOrder { order, screen } => acknowledge(state, actor, *order, screen),
        Input::ReturnOrder { order, reason } => give_back(state, actor, *order, reason),
        Input::ReplyOrder { order, text, attachments } => reply(state, actor, *order, text, attachments),
        Input::CompleteOrder { order, text } => complete(state, actor, *order, text),
        Input::RemindOrder { order, unit, text } => remind(state, now, by(), *order, unit, text),
        Input::SuperviseOrder { order, unit, text } => supervise(state, now, by(), *order, unit, text),
        _ => Err(refuse("CORE-1", "不是指令", "Not about an order").field("type")),
    }
}

// ---- what the county does ----

fn draft(
    state: &State,
    now: Micros,
    by: String,
    incident: IncidentId,
    content: &OrderContent,
) -> Result<Decision, Refusal> {
    incident::live(state, incident, "incident")?;
    done(drafts(state, now, &by, incident, std::slice::from_ref(content))?)
}

/// Drafts of one breath, in order.
pub(crate) fn drafts(
    state: &State,
    now: Micros,
    by: &str,
    incident: IncidentId,
    contents: &[OrderContent],
) -> Result<Vec<Event>, Refusal> {
    let orders = state.orders.of_incident.get(&incident).map_or(0, BTreeSet::len);
    if orders + contents.len() > bounds::INCIDENT_ORDERS {
        let refusal = refuse("BOUND", "该事件指令条数已满", "The incident has as many orders as it may have");
        return Err(refusal.field("incident").accept([format!("≤ {}", bounds::INCIDENT_ORDERS)]));
    }
    let day = crate::calendar::day(now);
    let first = state.orders.numbers.get(&day).unwrap_or(&0) + 1;
    let drafted = contents.iter().zip(first..).enumerate().map(|(index, (content, count))| {
        check_content(state, now, incident, content)?;
        let (id, number, content) = (next_id(state, index), format!("{day}-{count:03}"), Box::new(content.clone()));
        Ok(Event::OrderDrafted { id, number, incident, content, by: by.to_owned() })
    });
    drafted.collect()
}

/// The number that the order after `further` others will have.
pub(crate) fn next_id(state: &State, further: usize) -> OrderId {
    OrderId(state.orders.last + 1 + further as u64)
}

/// ORD-7: an edit names the version it was made on.
fn edit(
    state: &State,
    now: Micros,
    by: String,
    id: OrderId,
    version: u64,
    content: &OrderContent,
) -> Result<Decision, Refusal> {
    let order = written(state, id, OrderStep::Edit)?;
    if order.version != version {
        let refusal = refuse("ORD-7", "指令已被他人修改，请核对后重发", "A colleague changed the order meanwhile");
        return Err(refusal.field("version").accept([order.version.to_string()]));
    }
    check_content(state, now, order.incident, content)?;
    done([Event::OrderEdited { id, incident: order.incident, content: Box::new(content.clone()), by }])
}

fn submit(state: &State, now: Micros, by: String, id: OrderId) -> Result<Decision, Refusal> {
    let order = written(state, id, OrderStep::Submit)?;
    check_times(now, &order.content)?;
    done([Event::OrderSubmitted { id, incident: order.incident, by }])
}

fn send_back(state: &State, by: String, id: OrderId, reason: &str) -> Result<Decision, Refusal> {
    let order = written(state, id, OrderStep::SendBack)?;
    check::required_paragraphs("reason", reason)?;
    done([Event::OrderSentBack { id, incident: order.incident, reason: reason.to_owned(), by }])
}

/// ORD-4: approval comes before issue, and once.
fn approve(state: &State, by: String, id: OrderId, remark: &str) -> Result<Decision, Refusal> {
    let order = written(state, id, OrderStep::Approve)?;
    if order.approved {
        return Err(refuse("ORD-4", "该指令已经批准", "The order is approved already").field("order"));
    }
    check::paragraphs("remark", remark)?;
    done([Event::OrderApproved { id, incident: order.incident, remark: remark.to_owned(), by }])
}

/// ORD-4: issued after approval; before it by a leader, whose issue is the approval, or urgently with its basis.
fn issue(state: &State, now: Micros, actor: &Actor, id: OrderId, basis: Option<&str>) -> Result<Decision, Refusal> {
    let order = known(state, id)?;
    incident::live(state, order.incident, "order")?;
    let (incident, by) = (order.incident, state.signature_of(actor));
    let waits = matches!(order.state, OrderState::Draft | OrderState::Submitted);
    let approval = (waits && leads(state, actor)).then(|| {
        let (remark, by) = (String::new(), by.clone());
        Event::OrderApproved { id, incident, remark, by }
    });
    let urgent_basis = match (waits && approval.is_none(), basis) {
        (false, _) => None,
        (true, Some(basis)) if !basis.trim().is_empty() => {
            check::paragraphs("urgent_basis", basis)?;
            Some(basis.to_owned())
        }
        (true, _) => {
            let refusal = refuse(
                "ORD-4",
                "还没有批准：请送审，或写明依据紧急下达（事后补批）",
                "Not approved yet: submit it, or issue it urgently with the basis, to be approved afterwards",
            );
            return Err(refusal.field("urgent_basis").accept(["submit_order", "urgent_basis"]));
        }
    };
    step(state, id, if waits { OrderStep::IssueUrgently } else { OrderStep::Issue })?;
    check_times(now, &order.content)?;
    let units = recipients(state, "content.recipients", &order.content.recipients)?;
    let times = times::of(order.content.urgency);
    done(approval.into_iter().chain([Event::OrderIssued { id, incident, units, times, urgent_basis, by }]))
}

fn leads(state: &State, actor: &Actor) -> bool {
    matches!(actor, Actor::User(id) if state.active_user(*id).is_some_and(|user| user.role == Role::Leader))
}

fn withdraw(state: &State, by: String, id: OrderId, reason: &str) -> Result<Decision, Refusal> {
    let order = step(state, id, OrderStep::Withdraw)?;
    check::required_paragraphs("reason", reason)?;
    done([Event::OrderWithdrawn { id, incident: order.incident, reason: reason.to_owned(), by }])
}

/// ORD-11: only who still has something to do is chased.
fn chased<'a>(state: &'a State, id: OrderId, unit: &UnitId) -> Result<(&'a Order, &'a Row), Refusal> {
    let order = known(state, id)?;
    let row = check::known(&order.rows, unit, "unit", "收令单位", "recipient")?;
    if !machine::open(row.state) {
        let zh = format!("该单位已{}，无可催办", machine::row_word(row.state));
        return Err(Refusal::new("ORD-11", zh, "This recipient has nothing left to do").field("unit"));
    }
    Ok((order, row))
}

fn remind(state: &State, now: Micros, by: String, id: OrderId, unit: &UnitId, text: &str) -> Result<Decision, Refusal> {
    let (order, row) = chased(state, id, unit)?;
    check::paragraphs("text", text)?;
    full(row.reminders.len())?;
    let (incident, unit, text) = (order.incident, unit.clone(), text.to_owned());
    let (what, deadline) = missed(order, row, now);
    done([Event::OrderReminded { id, incident, unit, what, deadline, text, by }])
}

fn supervise(
    state: &State,
    now: Micros,
    by: String,
    id: OrderId,
    unit: &UnitId,
    text: &str,
) -> Result<Decision, Refusal> {
    let (order, row) = chased(state, id, unit)?;
    check::paragraphs("text", text)?;
    full(row.supervisions.len())?;
    let (incident, unit, text) = (order.incident, unit.clone(), text.to_owned());
    let (what, deadline) = missed(order, row, now);
    let number = supervision_number(state, now, 0);
    done([Event::OrderSupervised { id, incident, unit, number, what, deadline, text, by }])
}

/// What the recipient is chased for, with the deadline when that has passed.
fn missed(order: &Order, row: &Row, now: Micros) -> (fengsui_protocol::order::OrderDuty, Option<Micros>) {
    let due = due::of(order, row);
    let what = due.map_or(fengsui_protocol::order::OrderDuty::Complete, |due| due.what);
    (what, due.map(|due| due.at).filter(|at| *at <= now))
}

// ---- what a recipient does ----

/// ORD-6: once per person and screen.
fn show(state: &State, actor: &Actor, id: OrderId, screen: &str) -> Result<Decision, Refusal> {
    let (user, unit, order, row) = own(state, actor, id)?;
    check::line("screen", screen, bounds::NAME_CHARS)?;
    if seen(row, user, screen) {
        return done([]);
    }
    full(row.shown.len())?;
    done([shown(state, id, order.incident, unit, user, screen)])
}

fn seen(row: &Row, user: UserId, screen: &str) -> bool {
    row.shown.iter().any(|shown| shown.user == user && shown.screen == screen)
}

fn shown(state: &State, id: OrderId, incident: IncidentId, unit: &UnitId, user: UserId, screen: &str) -> Event {
    let (unit, name, screen) = (unit.clone(), state.signature(user), screen.to_owned());
    Event::OrderShown { id, incident, unit, user, name, screen }
}

/// Who acknowledges on a screen has seen the order there.
fn acknowledge(state: &State, actor: &Actor, id: OrderId, screen: &str) -> Result<Decision, Refusal> {
    let (user, unit, order, row) = own(state, actor, id)?;
    check::line("screen", screen, bounds::NAME_CHARS)?;
    let from = machine::row_after(row.state, RowStep::Deliver).unwrap_or(row.state);
    row_step(from, RowStep::Acknowledge)?;
    let first = (!seen(row, user, screen)).then(|| shown(state, id, order.incident, unit, user, screen));
    let (incident, unit, by) = (order.incident, unit.clone(), state.signature(user));
    done(first.into_iter().chain([Event::OrderAcknowledged { id, incident, unit, by }]))
}

fn give_back(state: &State, actor: &Actor, id: OrderId, reason: &str) -> Result<Decision, Refusal> {
    let (user, unit, order, row) = own(state, actor, id)?;
    row_step(row.state, RowStep::Return)?;
    check::required_paragraphs("reason", reason)?;
    let (incident, unit, reason, by) = (order.incident, unit.clone(), reason.to_owned(), state.signature(user));
    done([Event::OrderReturned { id, incident, unit, reason, by }])
}

fn reply(state: &State, actor: &Actor, id: OrderId, text: &str, attachments: &[u64]) -> Result<Decision, Refusal> {
    let (user, unit, order, row) = own(state, actor, id)?;
    row_step(row.state, RowStep::Reply)?;
    check::required_paragraphs("text", text)?;
    full(row.replies.len())?;
    attached(state, order.incident, attachments)?;
    let (incident, unit, text, by) = (order.incident, unit.clone(), text.to_owned(), state.signature(user));
    done([Event::OrderReplied { id, incident, unit, text, by, attachments: attachments.to_vec() }])
}

/// ORD-13: what a reply shows is attached to the order's incident, and named once.
fn attached(state: &State, incident: IncidentId, attachments: &[u64]) -> Result<(), Refusal> {
    if attachments.len() > bounds::REPLY_ATTACHMENTS {
        let refusal = refuse("BOUND", "附件过多", "Too many attachments").field("attachments");
        return Err(refusal.accept([format!("≤ {}", bounds::REPLY_ATTACHMENTS)]));
    }
    let known = |id: &u64| {
        let incident = state.incidents.get(&incident);
        incident.is_some_and(|incident| incident.attachments.iter().any(|each| each.id == *id))
    };
    let sound = |(index, id): (usize, &u64)| known(id) && !attachments[..index].contains(id);
    if attachments.iter().enumerate().all(sound) {
        return Ok(());
    }
    let refusal =
        refuse("ORD-13", "附件须先附在本事件上，每份只写一次", "A reply names attachments of its incident, each once");
    Err(refusal.field("attachments"))
}

fn complete(state: &State, actor: &Actor, id: OrderId, text: &str) -> Result<Decision, Refusal> {
    let (user, unit, order, row) = own(state, actor, id)?;
    row_step(row.state, RowStep::Complete)?;
    check::required_paragraphs("text", text)?;
    let (incident, unit, text, by) = (order.incident, unit.clone(), text.to_owned(), state.signature(user));
    done([Event::OrderCompleted { id, incident, unit, text, by }])
}

/// ORD-8: a unit speaks on its own rail only; an order that is not its own is unknown to it.
fn own<'a>(state: &'a State, actor: &Actor, id: OrderId) -> Result<(UserId, &'a UnitId, &'a Order, &'a Row), Refusal> {
    let unknown = || {
        let (zh, en) = (format!("没有发给本单位的指令：{id}"), format!("No such order for your unit: {id}"));
        Refusal::new("REF-1", zh, en).field("order")
    };
    let Actor::User(user) = actor else { return Err(unknown()) };
    let unit = &state.users.get(user).ok_or_else(unknown)?.unit;
    let order = state.orders.all.get(&id).ok_or_else(unknown)?;
    let row = order.rows.get(unit).ok_or_else(unknown)?;
    Ok((*user, unit, order, row))
}

// ---- the tables ----

fn known(state: &State, id: OrderId) -> Result<&Order, Refusal> {
    check::known(&state.orders.all, &id, "order", "指令", "order").map(|order| &**order)
}

/// ORD-2: only the steps of the table.
fn step(state: &State, id: OrderId, step: OrderStep) -> Result<&Order, Refusal> {
    let order = known(state, id)?;
    if machine::after(order.state, step).is_some() {
        return Ok(order);
    }
    let (zh, en) = machine::step_word(step);
    let message = format!("指令处于{}，不能{zh}", machine::word(order.state));
    let refusal = Refusal::new("ORD-2", message, format!("{en} does not fit an order in this state")).field("order");
    Err(refusal.accept(machine::possible(order.state).map(|step| machine::step_word(step).1)))
}

/// INC-5: what was not issued before its incident was archived is written on no more. What was issued is carried
/// through, approved afterwards and withdrawn.
fn written(state: &State, id: OrderId, what: OrderStep) -> Result<&Order, Refusal> {
    let order = step(state, id, what)?;
    if order.state != OrderState::Issued {
        incident::unarchived(state, order.incident, "order")?;
    }
    Ok(order)
}

/// ORD-2 on a recipient's rail.
fn row_step(from: fengsui_protocol::order::RowState, step: RowStep) -> Result<(), Refusal> {
    if machine::row_after(from, step).is_some() {
        return Ok(());
    }
    let (zh, en) = machine::row_step_word(step);
    let message = format!("本单位已到{}，不能{zh}", machine::row_word(from));
    let refusal = Refusal::new("ORD-2", message, format!("{en} does not fit where this recipient is")).field("order");
    Err(refusal.accept(machine::row_possible(from).map(|step| machine::row_step_word(step).1)))
}

fn full(count: usize) -> Result<(), Refusal> {
    if count < bounds::ORDER_MARKS {
        return Ok(());
    }
    let refusal = refuse("BOUND", "该指令记录条数已满", "This order's rail is full").field("order");
    Err(refusal.accept([format!("≤ {}", bounds::ORDER_MARKS)]))
}

// ---- content ----

fn check_content(state: &State, now: Micros, incident: IncidentId, content: &OrderContent) -> Result<(), Refusal> {
    check::line("content.title", &content.title, bounds::NAME_CHARS)?;
    check::paragraphs("content.text", &content.text)?;
    if content.recipients.len() > bounds::ORDER_RECIPIENTS {
        let refusal = refuse("BOUND", "收令单位过多", "Too many recipients").field("content.recipients");
        return Err(refusal.accept([format!("≤ {}", bounds::ORDER_RECIPIENTS)]));
    }
    recipients(state, "content.recipients", &content.recipients)?;
    check_decision(state, incident, content.decision)?;
    check_times(now, content)
}

/// ORD-12: an order carries out a decision of its own incident.
fn check_decision(state: &State, incident: IncidentId, decision: Option<u64>) -> Result<(), Refusal> {
    let Some(seq) = decision else { return Ok(()) };
    let decided = |line: &TimelineEntry| line.seq == seq && line.kind == TimelineKind::Decision;
    if state.incidents.get(&incident).is_some_and(|incident| incident.timeline.iter().any(decided)) {
        return Ok(());
    }
    let refusal = refuse("ORD-12", "该事件没有这条决定", "The incident has no such decision");
    Err(refusal.field("content.decision").accept(["record_decision"]))
}

/// ORD-9: what is to be done can still be done in time.
fn check_times(now: Micros, content: &OrderContent) -> Result<(), Refusal> {
    if content.complete_by.is_some_and(|by| by <= now) {
        let refusal = refuse("ORD-9", "办结时限已经过去", "The deadline for completion has passed");
        return Err(refusal.field("content.complete_by").accept([format!("> {}", now.0)]));
    }
    match content.reply_every_minutes {
        Some(every) if !(1..=bounds::REPLY_MINUTES).contains(&every) => {
            let refusal = refuse("NUM-1", "反馈间隔超出范围", "The interval between replies is out of range");
            Err(refusal.field("content.reply_every_minutes").accept([format!("1 … {}", bounds::REPLY_MINUTES)]))
        }
        _ => Ok(()),
    }
}

/// ORD-5: recipients are units that can receive; a group is whoever belongs to it now.
pub(crate) fn recipients(state: &State, path: &str, named: &[OrderRecipient]) -> Result<Vec<UnitId>, Refusal> {
    let mut units = BTreeSet::new();
    for recipient in named {
        match recipient {
            OrderRecipient::Unit(id) => {
                let unit = check::known(&state.units, id, path, "单位", "unit")?;
                if unit.disabled {
                    let (zh, en) = (format!("{}已停用", unit.name), format!("The unit {id} is disabled"));
                    return Err(Refusal::new("ORD-5", zh, en).field(path));
                }
                units.insert(id.clone());
            }
            OrderRecipient::Group(group) => units.extend(members(state, *group)),
        }
    }
    if units.is_empty() {
        let refusal = refuse("ORD-5", "至少要有一个收令单位", "An order needs a recipient");
        return Err(refusal.field(path).accept(["unit", "group"]));
    }
    Ok(units.into_iter().collect())
}

fn members(state: &State, group: UnitGroup) -> impl Iterator<Item = UnitId> {
    let belongs = move |kind: UnitKind| match group {
        UnitGroup::Townships => kind == UnitKind::Township,
        UnitGroup::Departments => UnitKind::DEPARTMENTS.contains(&kind),
    };
    state.units.iter().filter(move |(_, unit)| !unit.disabled && belongs(unit.kind)).map(|(id, _)| id.clone())
}
