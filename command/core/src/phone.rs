//! 电话记录: the duty room's telephone log. A call stands by itself or is about one incident, on whose timeline it then
//! has a line; the line names the unit that called, never the person (VIEW-1).

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    incident,
};
use fengsui_protocol::{
    IncidentId, Micros, PhoneCallId, Refusal, bounds,
    incident::TimelineKind,
    phone::{CallDirection, CallFacts, PhoneCallView},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhoneCall {
    pub facts: CallFacts,
    pub incident: Option<IncidentId>,
    pub recorder: String,
    pub recorded_at: Micros,
    /// Log position of the newest change.
    pub version: u64,
}

impl PhoneCall {
    pub fn view(&self, id: PhoneCallId) -> PhoneCallView {
        PhoneCallView {
            id,
            facts: self.facts.clone(),
            incident: self.incident,
            recorder: self.recorder.clone(),
            recorded_at: self.recorded_at,
            version: self.version,
        }
    }
}

/// States of logs from before there was a telephone log stay as they were.
pub(crate) fn none_yet(last: &u64) -> bool {
    *last == 0
}

// ---- decisions ----

pub(crate) fn log(
    state: &State,
    now: Micros,
    by: String,
    facts: &CallFacts,
    about: Option<IncidentId>,
) -> Result<Decision, Refusal> {
    checked(facts, now)?;
    about.map_or(Ok(()), |id| incident::live(state, id, "incident").map(|_| ()))?;
    let id = PhoneCallId(state.last_call + 1);
    let forgets = state.calls.keys().next().copied().filter(|_| state.calls.len() >= bounds::PHONE_CALLS);
    done([Event::CallLogged { id, facts: Box::new(facts.clone()), incident: about, by, forgets }])
}

fn checked(facts: &CallFacts, now: Micros) -> Result<(), Refusal> {
    check::past("call.at", facts.at, now)?;
    check::call_end("call.ended_at", facts.at, facts.ended_at, now)?;
    check::optional_line("call.party.unit", &facts.party.unit, bounds::NAME_CHARS)?;
    check::optional_line("call.party.name", &facts.party.name, bounds::NAME_CHARS)?;
    check::optional_line("call.party.post", &facts.party.post, bounds::NAME_CHARS)?;
    check::phone("call.party.phone", &facts.party.phone)?;
    check::optional_line("call.place", &facts.place, bounds::PLACE_CHARS)?;
    check::required_paragraphs("call.course", &facts.course)?;
    check::paragraphs("call.informed", &facts.informed)
}

/// CALL-1: a call is about one incident at a time.
pub(crate) fn link(state: &State, by: String, call: PhoneCallId, to: IncidentId) -> Result<Decision, Refusal> {
    let found = known(state, call)?;
    incident::live(state, to, "incident")?;
    match found.incident {
        None => done([Event::CallLinked { call, incident: to, by }]),
        Some(other) => {
            let refusal = refuse("CALL-1", "这通电话已关联事件，请先解除", "The call is about an incident already");
            Err(refusal.field("call").accept([format!("unlink_call {other}")]))
        }
    }
}

/// CALL-2: what is not linked has nothing to undo.
pub(crate) fn unlink(state: &State, by: String, call: PhoneCallId) -> Result<Decision, Refusal> {
    let Some(about) = known(state, call)?.incident else {
        return Err(refuse("CALL-2", "这通电话没有关联事件", "The call is about no incident").field("call"));
    };
    incident::live(state, about, "incident")?;
    done([Event::CallUnlinked { call, incident: about, by }])
}

fn known(state: &State, call: PhoneCallId) -> Result<&PhoneCall, Refusal> {
    check::known(&state.calls, &call, "call", "电话记录", "telephone call")
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::CallLogged { id, facts, incident, by, forgets } => {
            let facts = (**facts).clone();
            let text = line(&facts);
            let call = PhoneCall {
                facts,
                incident: *incident,
                recorder: by.clone(),
                recorded_at: stamp.at,
                version: stamp.seq,
            };
            state.last_call = state.last_call.max(id.0);
            state.calls.insert(*id, call);
            if let Some(oldest) = forgets {
                state.calls.remove(oldest);
            }
            on_timeline(state, stamp, *incident, by, text);
        }
        Event::CallLinked { call, incident, by } => {
            let text = about(state, stamp, *call, Some(*incident));
            on_timeline(state, stamp, Some(*incident), by, text);
        }
        Event::CallUnlinked { call, incident, by } => {
            let text = about(state, stamp, *call, None);
            on_timeline(state, stamp, Some(*incident), by, format!("解除关联：{text}"));
        }
        _ => {}
    }
}

/// Says what the call is about from now on; gives its line.
fn about(state: &mut State, stamp: Stamp, call: PhoneCallId, incident: Option<IncidentId>) -> String {
    let Some(found) = state.calls.get_mut(&call) else { return String::new() };
    found.incident = incident;
    found.version = stamp.seq;
    line(&found.facts)
}

fn line(facts: &CallFacts) -> String {
    let way = match facts.direction {
        CallDirection::Incoming => "来电",
        CallDirection::Outgoing => "去电",
    };
    let informed =
        if facts.informed.trim().is_empty() { String::new() } else { format!("；已告知：{}", facts.informed) };
    format!("{}{way}：{}{informed}", facts.party.unit, facts.course)
}

fn on_timeline(state: &mut State, stamp: Stamp, incident: Option<IncidentId>, by: &str, text: String) {
    if let Some(incident) = incident.and_then(|id| state.incidents.get_mut(&id)) {
        incident.line(stamp, by, TimelineKind::Call, text);
    }
}
