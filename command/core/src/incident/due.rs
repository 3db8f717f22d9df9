//! What must be done next with an incident, derived from state whenever it is asked for; nothing sleeps until then.

use super::Incident;
use crate::{State, report};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::{Due, IncidentState},
};

/// 核实 within, minutes after the report was taken (接报时间).
const VERIFY: i64 = 10;

/// What must be done next, if anything: verify, then what is owed to the superior.
pub(crate) fn next(state: &State, id: IncidentId, incident: &Incident) -> Option<Due> {
    match incident.state {
        IncidentState::Reported | IncidentState::Verifying => {
            let (since, at) = (incident.reported_at, incident.reported_at.plus(VERIFY * Micros::MINUTE));
            Some(Due { what: "verify".to_owned(), since, at })
        }
        IncidentState::FalseAlarm
        | IncidentState::Duplicate
        | IncidentState::Confirmed
        | IncidentState::Assessing
        | IncidentState::Responding
        | IncidentState::Handling
        | IncidentState::Ended
        | IncidentState::Aftermath
        | IncidentState::Reviewing
        | IncidentState::Archived => report::clocks::running(state, id, incident).into_iter().next(),
    }
}
