//! 突发事件: logging, classifying, locating, updating, and the way through its states.

pub mod analysis;
pub(crate) mod attachment;
mod due;
pub mod machine;
pub mod relation;
mod severity;
pub(crate) use due::next as next_due;
pub(crate) use severity::suggest;

use crate::{
    Class, Decision, Event, State, calendar,
    check::{self, done, refuse},
    correlation::propose,
    event::Stamp,
    feed, report,
};
use fengsui_protocol::{
    FeedRecordId, IncidentId, Micros, PlotId, Refusal, UnitId, UserId,
    analysis::AnalysisView,
    attachment::Attachment,
    bounds,
    correlation::{Proposal, RelationView},
    geo::Place,
    incident::{
        Caller, IncidentFacts, IncidentState, IncidentStep, IncidentView, Severity, TimelineEntry, TimelineKind,
    },
    input::IncidentChange,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lines in one incident's timeline; notes past it are refused.
pub const TIMELINE_ENTRIES: usize = 2_000;

/// An incident with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    pub number: String,
    pub state: IncidentState,
    pub facts: IncidentFacts,
    pub unit: UnitId,
    pub reported_at: Micros,
    pub updated_at: Micros,
    pub logged_by: UserId,
    pub records: BTreeSet<FeedRecordId>,
    /// Units that take part: the one that logged it, those whose records are linked, and those that confer about it.
    pub units: BTreeSet<UnitId>,
    pub timeline: Vec<TimelineEntry>,
    pub transitions: Vec<Transition>,
    /// Units that were asked to confer about it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub conferring: BTreeSet<UnitId>,
    /// What is drawn on its map, with what was erased and may be restored.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub plots: BTreeSet<PlotId>,
    /// How it stands to others, oldest first; each stands at both incidents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<RelationView>,
    /// What may be the same, as it was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    /// What a person said it is not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rejected: BTreeSet<IncidentId>,
    /// 附件, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// 推演, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analyses: Vec<AnalysisView>,
    /// Log position of the newest change.
    pub version: u64,
}

/// One step through the states: who, on what basis, when, and at which log position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    pub seq: u64,
    pub at: Micros,
    pub from: IncidentState,
    pub to: IncidentState,
    pub by: String,
    pub basis: String,
}

impl Transition {
    fn view(&self) -> IncidentStep {
        let (by, basis) = (self.by.clone(), self.basis.clone());
        IncidentStep { seq: self.seq, at: self.at, from: self.from, to: self.to, by, basis }
    }
}

impl Incident {
    /// The view; without `caller` name and telephone are left out. Lines that are for the county and one unit are left
    /// out of others' (VIEW-10). Relations and proposals depend on what else there is to see, see [`State::view`].
    pub(crate) fn view(&self, state: &State, id: IncidentId, caller: bool, class: &Class) -> IncidentView {
        let mut facts = self.facts.clone();
        if !caller {
            facts.caller = withheld(&facts.caller);
        }
        IncidentView {
            id,
            number: self.number.clone(),
            state: self.state,
            facts,
            unit: self.unit.clone(),
            reported_at: self.reported_at,
            updated_at: self.updated_at,
            next_due: due::next(state, id, self),
            reporting: (*class == Class::County).then(|| report::reporting(state, id, self)),
            suggested_severity: severity::suggest(&self.facts),
            next_states: machine::next(self.state),
            steps: self.transitions.iter().map(Transition::view).collect(),
            records: self.records.iter().copied().collect(),
            timeline: self.timeline.iter().filter(|line| shared(line, class)).cloned().collect(),
            logged_by: self.logged_by,
            relations: Vec::new(),
            proposals: Vec::new(),
            attachments: self.attachments.clone(),
            analyses: self.analyses.clone(),
            response: None,
            activations: Vec::new(),
            version: self.version,
        }
    }

    /// The unit takes part, or it lies in the unit's town.
    pub(crate) fn concerns(&self, state: &State, unit: &UnitId) -> bool {
        let town = state.units.get(unit).and_then(|unit| unit.code.as_ref());
        self.units.contains(unit) || (town.is_some() && self.facts.place.town.as_ref() == town)
    }

    pub(crate) fn line(&mut self, stamp: Stamp, by: &str, kind: TimelineKind, text: String) {
        let actor = by.to_owned();
        self.timeline.push(TimelineEntry { seq: stamp.seq, at: stamp.at, actor, kind, text, unit: None });
        self.updated_at = stamp.at;
        self.version = stamp.seq;
    }

    /// A line about what stands beside the incident, such as an order. It changes no fact, so neither the version that
    /// an update names nor the time from which clocks count.
    pub(crate) fn aside(&mut self, stamp: Stamp, by: &str, kind: TimelineKind, unit: Option<&UnitId>, text: String) {
        if self.timeline.len() < TIMELINE_ENTRIES {
            let (actor, unit) = (by.to_owned(), unit.cloned());
            self.timeline.push(TimelineEntry { seq: stamp.seq, at: stamp.at, actor, kind, text, unit });
        }
    }
}

/// Whether a line is for readers of this class: what stands beside the incident is the county's, and the unit's whose
/// doing it is.
fn shared(line: &TimelineEntry, class: &Class) -> bool {
    match line.kind {
        TimelineKind::Order
        | TimelineKind::Reminder
        | TimelineKind::Supervision
        | TimelineKind::Report
        | TimelineKind::Instruction
        | TimelineKind::Document => {
            *class == Class::County || (line.unit.is_some() && line.unit.as_ref() == class.unit())
        }
        TimelineKind::Logged
        | TimelineKind::Classified
        | TimelineKind::Located
        | TimelineKind::Updated
        | TimelineKind::Note
        | TimelineKind::Call
        | TimelineKind::Transition
        | TimelineKind::Linked
        | TimelineKind::Unlinked
        | TimelineKind::Conference
        | TimelineKind::Recording
        | TimelineKind::Plot
        | TimelineKind::Attachment
        | TimelineKind::Analysis
        | TimelineKind::Response
        | TimelineKind::Resource
        | TimelineKind::Decision => true,
    }
}

/// The caller as those see them who may not know who called: only by which way the report came.
pub(crate) fn withheld(caller: &Caller) -> Caller {
    Caller { source: caller.source.clone(), ..Caller::default() }
}

// ---- decisions ----

/// INC-5: an archived incident changes no more, nor what is written for it.
pub(crate) fn unarchived<'a>(state: &'a State, id: IncidentId, path: &str) -> Result<&'a Incident, Refusal> {
    let incident = check::known(&state.incidents, &id, path, "事件", "incident")?;
    if incident.state == IncidentState::Archived {
        return Err(refuse("INC-5", "事件已归档，不能再改", "The incident is archived and changes no more").field(path));
    }
    Ok(incident)
}

/// An incident that is not archived and has room for what is to be said.
pub(crate) fn live<'a>(state: &'a State, id: IncidentId, path: &str) -> Result<&'a Incident, Refusal> {
    let incident = unarchived(state, id, path)?;
    if incident.timeline.len() >= TIMELINE_ENTRIES {
        let refusal = refuse("BOUND", "事件经过条数已满，请归档或另建", "The incident's timeline is full");
        return Err(refusal.field(path).accept([format!("≤ {TIMELINE_ENTRIES}")]));
    }
    Ok(incident)
}

pub(crate) fn log(
    state: &State,
    now: Micros,
    logged_by: UserId,
    facts: &IncidentFacts,
    from: Option<FeedRecordId>,
    taken_at: Option<Micros>,
) -> Result<Decision, Refusal> {
    taken_at.map_or(Ok(()), |at| taken(at, now))?;
    let record = from.map(|id| feed::waiting(state, id, "from_record")).transpose()?;
    // What a feed with a fast clock called past may be taken over as it stands.
    let ahead = record.map_or(0, |record| record.clock_skew_us.max(0));
    check::facts(state, "facts", facts, now.plus(ahead))?;
    let user = check::known(&state.users, &logged_by, "user", "用户", "user")?;
    let unit = record.map_or(&user.unit, |record| &record.unit).clone();
    let day = calendar::day(now);
    let number = format!("{day}-{:04}", state.numbers.get(&day).unwrap_or(&0) + 1);
    let (id, by) = (IncidentId(state.last_incident + 1), state.signature(logged_by));
    let linked = from.map(|record| Event::RecordLinked { record, incident: id, by: by.clone() });
    let facts = Box::new(facts.clone());
    let proposed = propose::for_incident(state, id, &facts);
    let logged = Event::IncidentLogged { id, number, unit, logged_by, by, facts, taken_at };
    done([logged].into_iter().chain(linked).chain(proposed))
}

/// A desk that was cut off delivers within this time, microseconds; what is older is history, not a report.
const CUT_OFF: i64 = 3 * 24 * 60 * Micros::MINUTE;

/// INC-10: 接报 is when it was taken, also where the line was cut; its clocks count from then.
fn taken(at: Micros, now: Micros) -> Result<(), Refusal> {
    check::past("taken_at", at, now)?;
    if now.since(at) <= CUT_OFF {
        return Ok(());
    }
    let refusal = refuse(
        "INC-10",
        "离线接报须在三日内补送；更早的请按现在接报，在经过里写明",
        "What was taken while cut off is delivered within three days; log what is older as taken now and say so",
    );
    Err(refusal.field("taken_at").accept([format!("{} … {}", now.0.saturating_sub(CUT_OFF), now.0)]))
}

pub(crate) fn classify(
    state: &State,
    by: String,
    id: IncidentId,
    type_code: &str,
    severity: Option<Severity>,
    basis: &str,
) -> Result<Decision, Refusal> {
    let incident = live(state, id, "incident")?;
    check::type_code("type_code", type_code)?;
    check::required_paragraphs("basis", basis)?;
    let (type_code, basis) = (type_code.to_owned(), basis.to_owned());
    let facts = IncidentFacts { type_code: type_code.clone(), ..incident.facts.clone() };
    let proposed =
        if facts.type_code == incident.facts.type_code { vec![] } else { propose::for_incident(state, id, &facts) };
    done([Event::IncidentClassified { id, type_code, severity, basis, by }].into_iter().chain(proposed))
}

pub(crate) fn locate(state: &State, by: String, id: IncidentId, place: &Place) -> Result<Decision, Refusal> {
    let incident = live(state, id, "incident")?;
    check::place(state, "place", place)?;
    let facts = IncidentFacts { place: place.clone(), ..incident.facts.clone() };
    let proposed = propose::for_incident(state, id, &facts);
    done([Event::IncidentLocated { id, place: place.clone(), by }].into_iter().chain(proposed))
}

/// INC-4: an update names the version it was made on.
pub(crate) fn update(
    state: &State,
    by: String,
    id: IncidentId,
    version: u64,
    change: &IncidentChange,
) -> Result<Decision, Refusal> {
    let incident = live(state, id, "incident")?;
    if incident.version != version {
        let refusal = refuse("INC-4", "事件已被他人更新，请核对后重发", "A colleague changed the incident meanwhile");
        return Err(refusal.field("version").accept([incident.version.to_string()]));
    }
    check_change(change)?;
    let mut facts = incident.facts.clone();
    replace(&mut facts, change);
    let says_more = facts.title != incident.facts.title || facts.narrative != incident.facts.narrative;
    let proposed = if says_more { propose::for_incident(state, id, &facts) } else { vec![] };
    done([Event::IncidentUpdated { id, change: change.clone(), by }].into_iter().chain(proposed))
}

fn check_change(change: &IncidentChange) -> Result<(), Refusal> {
    if let Some(title) = &change.title {
        check::line("change.title", title, bounds::NAME_CHARS)?;
    }
    if let Some(casualties) = &change.casualties {
        check::casualties("change.casualties", casualties)?;
    }
    let texts = [("narrative", &change.narrative), ("measures", &change.measures), ("informed", &change.informed)];
    for (name, text) in texts {
        check::paragraphs(&format!("change.{name}"), text.as_deref().unwrap_or_default())?;
    }
    if *change == IncidentChange::default() {
        let refusal = refuse("INC-6", "没有要更新的内容", "Nothing to update").field("change");
        return Err(refusal.accept(["title", "casualties", "narrative", "measures", "informed"]));
    }
    Ok(())
}

pub(crate) fn note(
    state: &State,
    by: String,
    id: IncidentId,
    kind: TimelineKind,
    text: &str,
) -> Result<Decision, Refusal> {
    live(state, id, "incident")?;
    check::required_paragraphs("text", text)?;
    done([Event::IncidentNoted { id, kind, text: text.to_owned(), by }])
}

/// MAP-4: whoever is asked to confer about an incident takes part in it.
pub(crate) fn involve(state: &State, id: IncidentId, units: &[UnitId]) -> Result<Decision, Refusal> {
    let incident = live(state, id, "incident")?;
    let fresh = units.iter().filter(|unit| state.units.contains_key(*unit) && !incident.conferring.contains(*unit));
    let units: Vec<_> = fresh.cloned().collect();
    if units.is_empty() { done([]) } else { done([Event::UnitsInvolved { id, units }]) }
}

/// INC-3: only the steps of the table, each with its basis.
pub(crate) fn transition(
    state: &State,
    by: String,
    id: IncidentId,
    to: IncidentState,
    basis: &str,
) -> Result<Decision, Refusal> {
    let incident = live(state, id, "incident")?;
    let from = incident.state;
    let next = machine::next(from);
    if !next.contains(&to) {
        let zh = format!("{}之后不能直接{}", machine::word(from), machine::word(to));
        let en = format!("{} cannot follow {}", machine::name(to), machine::name(from));
        return Err(Refusal::new("INC-3", zh, en).field("to").accept(next.into_iter().map(machine::name)));
    }
    check::required_paragraphs("basis", basis)?;
    done([Event::IncidentMoved { id, from, to, basis: basis.to_owned(), by }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::IncidentLogged { id, number, unit, logged_by, by, facts, taken_at } => {
            let mut incident = Incident {
                number: number.clone(),
                state: IncidentState::Reported,
                facts: (**facts).clone(),
                unit: unit.clone(),
                reported_at: taken_at.unwrap_or(stamp.at),
                updated_at: stamp.at,
                logged_by: *logged_by,
                records: BTreeSet::new(),
                units: BTreeSet::from([unit.clone()]),
                timeline: Vec::new(),
                transitions: Vec::new(),
                conferring: BTreeSet::new(),
                plots: BTreeSet::new(),
                relations: Vec::new(),
                proposals: Vec::new(),
                rejected: BTreeSet::new(),
                attachments: Vec::new(),
                analyses: Vec::new(),
                version: stamp.seq,
            };
            let late = taken_at.map(|at| format!("（离线时 {} 记下，现在送达）", calendar::moment(at)));
            incident.line(stamp, by, TimelineKind::Logged, format!("接报 {number}{}", late.unwrap_or_default()));
            state.last_incident = state.last_incident.max(id.0);
            if let Some((day, count)) = number.split_once('-') {
                state.numbers.insert(day.to_owned(), count.parse().unwrap_or_default());
            }
            state.incidents.insert(*id, incident.into());
        }
        Event::UnitsInvolved { id, units } => {
            let Some(incident) = state.incidents.get_mut(id) else { return };
            incident.conferring.extend(units.iter().cloned());
            incident.units.extend(units.iter().cloned());
        }
        Event::IncidentAttached { id, file, by } => {
            let Some(incident) = state.incidents.get_mut(id) else { return };
            attachment::apply(incident, stamp, file, by);
        }
        Event::AnalysisRecorded { id, input, result, by } => {
            let Some(incident) = state.incidents.get_mut(id) else { return };
            analysis::recorded(incident, stamp, input, result, by);
        }
        Event::AnalysisRetracted { id, analysis, reason, by } => {
            let Some(incident) = state.incidents.get_mut(id) else { return };
            analysis::retracted(incident, stamp, *analysis, reason, by);
        }
        Event::RecordLinked { record, incident, by } => link(state, stamp, *record, *incident, by),
        Event::RecordUnlinked { record, incident, by } => unlink(state, stamp, *record, *incident, by),
        _ => apply_change(state, stamp, event),
    }
}

fn link(state: &mut State, stamp: Stamp, record: FeedRecordId, id: IncidentId, by: &str) {
    let (Some(incident), Some(found)) = (state.incidents.get_mut(&id), state.records.get(&record)) else { return };
    incident.records.insert(record);
    incident.units.insert(found.unit.clone());
    incident.line(stamp, by, TimelineKind::Linked, format!("关联外部来报 {}", found.source_number));
}

fn unlink(state: &mut State, stamp: Stamp, record: FeedRecordId, id: IncidentId, by: &str) {
    let (Some(incident), Some(found)) = (state.incidents.get_mut(&id), state.records.get(&record)) else { return };
    incident.records.remove(&record);
    let linked = incident.records.iter().filter_map(|id| Some(state.records.get(id)?.unit.clone()));
    let conferring = incident.conferring.iter().cloned();
    incident.units = linked.chain([incident.unit.clone()]).chain(conferring).collect();
    incident.line(stamp, by, TimelineKind::Unlinked, format!("解除关联 {}", found.source_number));
}

fn apply_change(state: &mut State, stamp: Stamp, event: &Event) {
    let (id, by) = match event {
        Event::IncidentClassified { id, by, .. }
        | Event::IncidentLocated { id, by, .. }
        | Event::IncidentUpdated { id, by, .. }
        | Event::IncidentNoted { id, by, .. }
        | Event::IncidentMoved { id, by, .. } => (id, by),
        _ => return,
    };
    let Some(incident) = state.incidents.get_mut(id) else { return };
    let (kind, text) = match event {
        Event::IncidentClassified { type_code, severity, basis, .. } => {
            incident.facts.type_code.clone_from(type_code);
            incident.facts.severity = *severity;
            (TimelineKind::Classified, classified(type_code, *severity, basis))
        }
        Event::IncidentLocated { place, .. } => {
            incident.facts.place = place.clone();
            (TimelineKind::Located, format!("定位：{}", place.text))
        }
        Event::IncidentUpdated { change, .. } => (TimelineKind::Updated, replace(&mut incident.facts, change)),
        Event::IncidentNoted { kind, text, .. } => (*kind, text.clone()),
        Event::IncidentMoved { from, to, basis, .. } => {
            incident.state = *to;
            let (by, basis) = (by.clone(), basis.clone());
            let text = format!("{} → {}：{basis}", machine::word(*from), machine::word(*to));
            incident.transitions.push(Transition { seq: stamp.seq, at: stamp.at, from: *from, to: *to, by, basis });
            (TimelineKind::Transition, text)
        }
        _ => return,
    };
    incident.line(stamp, by, kind, text);
}

fn classified(type_code: &str, severity: Option<Severity>, basis: &str) -> String {
    let name = crate::catalogue::find(type_code).map_or(type_code, |entry| entry.name);
    let level = match severity {
        Some(Severity::I) => "特别重大",
        Some(Severity::Ii) => "重大",
        Some(Severity::Iii) => "较大",
        Some(Severity::Iv) => "一般",
        None => "待定级",
    };
    format!("{name}，{level}：{basis}")
}

/// The facts as they will stand once this event was applied.
pub(crate) fn facts_after(facts: &IncidentFacts, event: &Event) -> IncidentFacts {
    let mut facts = facts.clone();
    match event {
        Event::IncidentClassified { type_code, severity, .. } => {
            facts.type_code.clone_from(type_code);
            facts.severity = *severity;
        }
        Event::IncidentLocated { place, .. } => facts.place = place.clone(),
        Event::IncidentUpdated { change, .. } => drop(replace(&mut facts, change)),
        _ => {}
    }
    facts
}

/// Replaces what was given, and says in words which fields those were.
fn replace(facts: &mut IncidentFacts, change: &IncidentChange) -> String {
    use crate::account::set;
    set(&mut facts.title, &change.title);
    set(&mut facts.casualties, &change.casualties);
    set(&mut facts.narrative, &change.narrative);
    set(&mut facts.measures, &change.measures);
    set(&mut facts.informed, &change.informed);
    let given = [
        (change.title.is_some(), "标题"),
        (change.casualties.is_some(), "伤亡"),
        (change.narrative.is_some(), "经过"),
        (change.measures.is_some(), "措施"),
        (change.informed.is_some(), "已告知"),
    ];
    let words: Vec<_> = given.iter().filter(|(given, _)| *given).map(|(_, word)| *word).collect();
    format!("更新{}", words.join("、"))
}
