//! 值班日志 DutyLog: what an officer writes down, and, derived whenever it is asked for, what the log says happened in
//! the same hours. Automatic lines are never copied into it, and nothing written is ever changed (DUTY-9).

use super::county_unit;
use crate::{
    Decision, Event, State, calendar,
    check::{self, done, refuse},
};
use fengsui_protocol::{
    Actor, Class, DutyEntryId, Micros, Refusal, UnitId, UserId, bounds,
    duty::{DutyEntryView, DutyLine, DutyLineKind, DutyLog, DutySwapState, HandoverState},
    incident::TimelineKind,
    phone::CallDirection,
};
use serde::{Deserialize, Serialize};

/// What an officer wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub unit: UnitId,
    pub at: Micros,
    pub by: String,
    pub text: String,
    pub version: u64,
}

/// The unit's own; the county's command has its own too.
pub(crate) fn view(state: &State, id: DutyEntryId, class: &Class) -> Option<DutyEntryView> {
    let entry = state.duty.entries.get(&id).filter(|entry| keeps(state, &entry.unit, class))?;
    Some(DutyEntryView {
        id,
        unit: entry.unit.clone(),
        at: entry.at,
        by: entry.by.clone(),
        text: entry.text.clone(),
        version: entry.version,
    })
}

/// VIEW-13: log and handovers of the duty room are the county's command's, a unit's are its own.
pub(crate) fn keeps(state: &State, unit: &UnitId, class: &Class) -> bool {
    match class {
        Class::County => county_unit(state) == Some(unit),
        Class::Department(own) | Class::Township(own) => own == unit,
        Class::Field(_) | Class::Operator | Class::Administrator => false,
    }
}

/// The sender and the unit whose duty they do: leaders and duty officers do the county's.
pub(super) fn on_duty<'a>(state: &'a State, actor: &Actor) -> Result<(UserId, &'a UnitId), Refusal> {
    let nobody = || refuse("AUTH-1", "只有登录的人员可以", "Only a person who is logged in may do this");
    let Actor::User(id) = actor else { return Err(nobody()) };
    let user = state.active_user(*id).ok_or_else(nobody)?;
    let unit = match Class::of(user.role, &user.unit) {
        Class::County => county_unit(state).unwrap_or(&user.unit),
        Class::Department(_) | Class::Township(_) | Class::Field(_) | Class::Operator | Class::Administrator => {
            &user.unit
        }
    };
    Ok((*id, unit))
}

pub(crate) fn add(state: &State, actor: &Actor, text: &str) -> Result<Decision, Refusal> {
    let (user, unit) = on_duty(state, actor)?;
    check::required_paragraphs("text", text)?;
    let mut kept = state.duty.entries.iter().filter(|(_, entry)| entry.unit == *unit).map(|(id, _)| *id);
    let oldest = kept.next();
    let forgets = if kept.count() + 1 >= bounds::DUTY_ENTRIES { oldest } else { None };
    let (id, by) = (DutyEntryId(state.duty.last_entry + 1), state.signature(user));
    done([Event::DutyEntryAdded { id, unit: unit.clone(), text: text.trim().to_owned(), forgets, by }])
}

/// The log of a unit between two moments, newest first.
pub fn lines(state: &State, unit: &UnitId, from: Micros, to: Micros) -> DutyLog {
    let within = |at: Micros| from <= at && at < to;
    let county = county_unit(state) == Some(unit);
    let mut lines: Vec<DutyLine> = Vec::new();
    lines.extend(entries(state, unit).filter(|line| within(line.at)));
    lines.extend(incidents(state, unit, county, from).filter(|line| within(line.at)));
    if county {
        lines.extend(calls(state).filter(|line| within(line.at)));
        lines.extend(warnings(state).filter(|line| within(line.at)));
    }
    lines.extend(swaps(state, unit).filter(|line| within(line.at)));
    lines.extend(handovers(state, unit).filter(|line| within(line.at)));
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.seq)));
    let beyond = lines.len().saturating_sub(bounds::DUTY_LINES);
    lines.truncate(bounds::DUTY_LINES);
    DutyLog { lines, beyond: u32::try_from(beyond).unwrap_or(u32::MAX) }
}

fn line(at: Micros, kind: DutyLineKind, by: &str, text: String) -> DutyLine {
    DutyLine { at, kind, by: by.to_owned(), text, incident: None, seq: None }
}

fn entries<'a>(state: &'a State, unit: &'a UnitId) -> impl Iterator<Item = DutyLine> {
    let own = state.duty.entries.values().filter(move |entry| entry.unit == *unit);
    own.map(|entry| {
        let written = line(entry.at, DutyLineKind::Entry, &entry.by, entry.text.clone());
        DutyLine { seq: Some(entry.version), ..written }
    })
}

/// Bookkeeping, which stands in the incident's own timeline only.
fn minor(kind: TimelineKind) -> bool {
    match kind {
        TimelineKind::Located
        | TimelineKind::Updated
        | TimelineKind::Plot
        | TimelineKind::Recording
        | TimelineKind::Unlinked
        // Calls have lines of their own here.
        | TimelineKind::Call => true,
        TimelineKind::Logged
        | TimelineKind::Classified
        | TimelineKind::Note
        | TimelineKind::Transition
        | TimelineKind::Linked
        | TimelineKind::Conference
        | TimelineKind::Order
        | TimelineKind::Reminder
        | TimelineKind::Supervision
        | TimelineKind::Report
        | TimelineKind::Instruction
        | TimelineKind::Response
        | TimelineKind::Resource
        | TimelineKind::Attachment
        | TimelineKind::Analysis
        | TimelineKind::Document
        | TimelineKind::Decision => false,
    }
}

/// Lines of timelines since `from`: the county's all, a unit's those that are its own doing.
fn incidents<'a>(
    state: &'a State,
    unit: &'a UnitId,
    county: bool,
    from: Micros,
) -> impl Iterator<Item = DutyLine> + 'a {
    state.incidents.iter().flat_map(move |(id, incident)| {
        let recent = incident.timeline.iter().filter(move |entry| entry.at >= from);
        let mine = recent.filter(move |entry| !minor(entry.kind) && (county || entry.unit.as_ref() == Some(unit)));
        mine.map(move |entry| {
            let text = format!("{}：{}", incident.facts.title, entry.text);
            let line = line(entry.at, DutyLineKind::Incident, &entry.actor, text);
            DutyLine { incident: Some(*id), seq: Some(entry.seq), ..line }
        })
    })
}

fn calls(state: &State) -> impl Iterator<Item = DutyLine> {
    state.calls.values().map(|call| {
        let facts = &call.facts;
        let way = match facts.direction {
            CallDirection::Incoming => "来电",
            CallDirection::Outgoing => "去电",
        };
        let party: Vec<_> = [&facts.party.unit, &facts.party.post, &facts.party.name]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let who = party.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
        let text = format!("{way} {who}：{}", facts.course);
        DutyLine { incident: call.incident, ..line(facts.at, DutyLineKind::Call, &call.recorder, text) }
    })
}

fn warnings(state: &State) -> impl Iterator<Item = DutyLine> {
    state.warnings.values().map(|warning| {
        let said = if warning.facts.headline.is_empty() { &warning.facts.event } else { &warning.facts.headline };
        line(warning.received_at, DutyLineKind::Warning, &warning.facts.sender, said.clone())
    })
}

fn swaps<'a>(state: &'a State, unit: &'a UnitId) -> impl Iterator<Item = DutyLine> {
    let own = state.duty.swaps.values().filter(move |swap| swap.unit == *unit);
    own.filter(|swap| swap.state == DutySwapState::Accepted).filter_map(|swap| {
        let (give, take) = (calendar::moment(swap.give_span.0), calendar::moment(swap.take_span.0));
        let text = format!("{}（{give}班）与{}（{take}班）换班", swap.giver.name, swap.other.name);
        Some(line(swap.ended_at?, DutyLineKind::Swap, &swap.other.name, text))
    })
}

fn handovers<'a>(state: &'a State, unit: &'a UnitId) -> impl Iterator<Item = DutyLine> {
    let own = state.duty.handovers.values().filter(move |handover| handover.unit == *unit);
    own.flat_map(|handover| {
        let given = format!("交班，列 {} 项", handover.list.items.len());
        let given = line(handover.given_at, DutyLineKind::Handover, &handover.given_by, given);
        let ended = handover.ended_at.map(|at| match handover.state {
            HandoverState::Withdrawn => line(at, DutyLineKind::Handover, &handover.given_by, "收回交班".to_owned()),
            HandoverState::Given | HandoverState::Confirmed => {
                line(at, DutyLineKind::Handover, &handover.taken_by, format!("接班确认（{}交班）", handover.given_by))
            }
        });
        [Some(given), ended].into_iter().flatten()
    })
}
