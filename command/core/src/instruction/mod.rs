//! 批示: a leader's instruction on an incident or a report, conveyed to units and answered by a deadline. Pure. It is no
//! order: it says what is wanted, an order says what is done about it.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    incident, order,
};
use fengsui_protocol::{
    Actor, Class, IncidentId, InstructionId, Micros, Refusal, ReportId, UnitId, bounds,
    incident::TimelineKind,
    input::Input,
    instruction::{InstructionRow, InstructionView},
    order::{OrderMark, OrderRecipient, OrderShown},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An instruction with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instruction {
    pub incident: IncidentId,
    pub report: Option<ReportId>,
    pub text: String,
    pub by: String,
    pub at: Micros,
    pub reply_by: Option<Micros>,
    pub rows: BTreeMap<UnitId, Row>,
    pub version: u64,
}

/// One unit that it is conveyed to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub shown: Vec<OrderShown>,
    pub reply: Option<OrderMark>,
    pub reminded_at: Option<Micros>,
}

/// All instructions of the jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Instructions {
    pub all: BTreeMap<InstructionId, Instruction>,
    pub(crate) last: u64,
}

impl Instructions {
    pub(crate) fn is_empty(&self) -> bool {
        self.last == 0
    }
}

/// Whoever an instruction on this incident is conveyed to knows of the incident.
pub(crate) fn concerns_unit(state: &State, incident: IncidentId, unit: &UnitId) -> bool {
    state.instructions.all.values().any(|each| each.incident == incident && each.rows.contains_key(unit))
}

impl Instruction {
    /// VIEW-10 holds here too: a unit sees its own row.
    pub(crate) fn view(&self, id: InstructionId, class: &Class) -> Option<InstructionView> {
        let rows = match class {
            Class::County => self.rows.iter().collect(),
            Class::Operator | Class::Administrator => return None,
            Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => {
                vec![self.rows.get_key_value(unit)?]
            }
        };
        let rows = rows.into_iter().map(|(unit, row)| InstructionRow {
            unit: unit.clone(),
            shown: row.shown.clone(),
            reply: row.reply.clone(),
            reminded_at: row.reminded_at,
        });
        Some(InstructionView {
            id,
            incident: self.incident,
            report: self.report,
            text: self.text.clone(),
            by: self.by.clone(),
            at: self.at,
            reply_by: self.reply_by,
            rows: rows.collect(),
            version: self.version,
        })
    }
}

// ---- deadlines ----

/// Replies that are owed and whose lateness was not said yet.
fn owed(state: &State) -> impl Iterator<Item = (InstructionId, &Instruction, &UnitId, Micros)> {
    state.instructions.all.iter().flat_map(|(id, instruction)| {
        let owing = instruction.rows.iter().filter(|(_, row)| row.reply.is_none() && row.reminded_at.is_none());
        owing.filter_map(move |(unit, _)| Some((*id, instruction, unit, instruction.reply_by?)))
    })
}

/// Every reply that is owed and has a deadline, on incidents that are open.
pub(crate) fn unanswered(state: &State) -> impl Iterator<Item = (&Instruction, &UnitId, Micros)> {
    state.instructions.all.values().flat_map(move |given| {
        let open = state.incidents.get(&given.incident).is_some_and(|incident| incident.state.open());
        let owing = given.rows.iter().filter(move |(_, row)| open && row.reply.is_none());
        owing.filter_map(move |(unit, _)| Some((given, unit, given.reply_by?)))
    })
}

/// When [`raise`] will next have something to say.
pub(crate) fn next_at(state: &State) -> Option<Micros> {
    owed(state).map(|(.., at)| at).min()
}

/// INS-3: a reply that is late is reminded of, once.
pub(crate) fn raise(state: &State, now: Micros) -> Vec<Event> {
    let late = owed(state).filter(|(.., at)| *at <= now);
    late.map(|(id, instruction, unit, _)| {
        let (incident, unit, by) = (instruction.incident, unit.clone(), "自动".to_owned());
        Event::InstructionReminded { id, incident, unit, by }
    })
    .collect()
}

// ---- decisions ----

pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    match input {
        Input::GiveInstruction { incident, report, text, units, reply_by } => {
            give(state, now, state.signature_of(actor), *incident, *report, text, units, *reply_by)
        }
        Input::ShowInstruction { instruction, screen } => show(state, actor, *instruction, screen),
        Input::ReplyInstruction { instruction, text } => reply(state, actor, *instruction, text),
        _ => Err(refuse("CORE-1", "不是批示", "Not about an instruction").field("type")),
    }
}

#[allow(clippy::too_many_arguments, reason = "one input's fields")]
fn give(
    state: &State,
    now: Micros,
    by: String,
    incident: IncidentId,
    report: Option<ReportId>,
    text: &str,
    units: &[OrderRecipient],
    reply_by: Option<Micros>,
) -> Result<Decision, Refusal> {
    incident::live(state, incident, "incident")?;
    check::required_paragraphs("text", text)?;
    if let Some(report) = report {
        let found = check::known(&state.reports.all, &report, "report", "报告", "report")?;
        if found.incident != incident {
            let refusal = refuse("INS-1", "报告属于另一起事件", "The report is of another incident");
            return Err(refusal.field("report"));
        }
    }
    if reply_by.is_some_and(|by| by <= now) {
        let refusal = refuse("INS-2", "回复时限已经过去", "The deadline for replies has passed");
        return Err(refusal.field("reply_by").accept([format!("> {}", now.0)]));
    }
    let units = order::recipients(state, "units", units)?;
    let (id, text) = (InstructionId(state.instructions.last + 1), text.to_owned());
    done([Event::InstructionGiven { id, incident, report, text, units, reply_by, by }])
}

/// INS-4: a unit answers for itself; what was not conveyed to it is unknown to it.
fn own<'a>(
    state: &'a State,
    actor: &Actor,
    id: InstructionId,
) -> Result<(fengsui_protocol::UserId, &'a UnitId, &'a Instruction, &'a Row), Refusal> {
    let unknown = || {
        let (zh, en) = (format!("没有传达给本单位的批示：{id}"), format!("No such instruction for your unit: {id}"));
        Refusal::new("REF-1", zh, en).field("instruction")
    };
    let Actor::User(user) = actor else { return Err(unknown()) };
    let unit = &state.users.get(user).ok_or_else(unknown)?.unit;
    let instruction = state.instructions.all.get(&id).ok_or_else(unknown)?;
    let row = instruction.rows.get(unit).ok_or_else(unknown)?;
    Ok((*user, unit, instruction, row))
}

fn show(state: &State, actor: &Actor, id: InstructionId, screen: &str) -> Result<Decision, Refusal> {
    let (user, unit, instruction, row) = own(state, actor, id)?;
    check::line("screen", screen, bounds::NAME_CHARS)?;
    let seen = row.shown.iter().any(|shown| shown.user == user && shown.screen == screen);
    if seen || row.shown.len() >= bounds::ORDER_MARKS {
        return done([]);
    }
    let (unit, name, screen) = (unit.clone(), state.signature(user), screen.to_owned());
    done([Event::InstructionConveyed { id, incident: instruction.incident, unit, user, name, screen }])
}

fn reply(state: &State, actor: &Actor, id: InstructionId, text: &str) -> Result<Decision, Refusal> {
    let (user, unit, instruction, row) = own(state, actor, id)?;
    check::required_paragraphs("text", text)?;
    if row.reply.is_some() {
        return Err(refuse("INS-4", "本单位已经回复", "Your unit has replied already").field("instruction"));
    }
    let (incident, unit, text, by) = (instruction.incident, unit.clone(), text.to_owned(), state.signature(user));
    done([Event::InstructionReplied { id, incident, unit, text, by }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    let (incident, by, kind, unit, line) = match event {
        Event::InstructionGiven { id, incident, report, text, units, reply_by, by } => {
            let rows = units.iter().map(|unit| (unit.clone(), Row::default())).collect();
            let instruction = Instruction {
                incident: *incident,
                report: *report,
                text: text.clone(),
                by: by.clone(),
                at: stamp.at,
                reply_by: *reply_by,
                rows,
                version: stamp.seq,
            };
            state.instructions.last = state.instructions.last.max(id.0);
            state.instructions.all.insert(*id, instruction);
            (incident, by, TimelineKind::Instruction, None, format!("“{text}”（传达 {} 家）", units.len()))
        }
        Event::InstructionConveyed { id, unit, user, name, screen, .. } => {
            let Some(row) = row(state, stamp, *id, unit) else { return };
            row.shown.push(OrderShown { at: stamp.at, user: *user, name: name.clone(), screen: screen.clone() });
            return;
        }
        Event::InstructionReplied { id, incident, unit, text, by } => {
            let Some(row) = row(state, stamp, *id, unit) else { return };
            row.reply = Some(OrderMark::new(stamp.seq, stamp.at, by, text));
            (incident, by, TimelineKind::Instruction, Some(unit), format!("回复批示：{text}"))
        }
        Event::InstructionReminded { id, incident, unit, by } => {
            let Some(row) = row(state, stamp, *id, unit) else { return };
            row.reminded_at = Some(stamp.at);
            let name = state.units.get(unit).map_or(unit.0.as_str(), |unit| unit.name.as_str());
            (incident, by, TimelineKind::Reminder, Some(unit), format!("{name}超时未回复批示，催办"))
        }
        _ => return,
    };
    if let Some(incident) = state.incidents.get_mut(incident) {
        incident.aside(stamp, by, kind, unit, line);
    }
}

fn row<'a>(state: &'a mut State, stamp: Stamp, id: InstructionId, unit: &UnitId) -> Option<&'a mut Row> {
    let instruction = state.instructions.all.get_mut(&id)?;
    instruction.version = stamp.seq;
    instruction.rows.get_mut(unit)
}
