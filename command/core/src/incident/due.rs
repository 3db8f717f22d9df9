//! Deadlines, derived from state and a rule table whenever they are asked for; nothing sleeps until one.

use super::Incident;
use crate::calendar;
use fengsui_protocol::{
    Micros,
    incident::{Due, IncidentState, Severity},
};

/// One row of the reporting clocks: in these states an incident waits for `what`.
struct Clock {
    states: &'static [IncidentState],
    what: &'static str,
    /// By severity I, II, III, IV, ungraded.
    limits: [Limit; 5],
}

enum Limit {
    None,
    /// Minutes after the report was taken (接报时间).
    Minutes(i64),
    /// The next 08:00 or 17:00 in Beijing after the last change.
    MorningAndEvening,
}
use IncidentState::*;
use Limit::{Minutes, MorningAndEvening, None as Never};

/// Defaults of the sample rule table: verify within 10 min; written initial report 35 min for 重大 and above, 1 h for
/// 较大 and while ungraded (unit → county ≤ 1 h), 6 h for 一般; 较大 and above 续报 before 08:00 and 17:00 daily.
const CLOCKS: &[Clock] = &[
    Clock {
        states: &[Reported, Verifying],
        what: "verify",
        limits: [Minutes(10), Minutes(10), Minutes(10), Minutes(10), Minutes(10)],
    },
    Clock {
        states: &[Confirmed, Assessing],
        what: "initial_report",
        limits: [Minutes(35), Minutes(35), Minutes(60), Minutes(360), Minutes(60)],
    },
    Clock {
        states: &[Responding, Handling],
        what: "follow_up",
        limits: [MorningAndEvening, MorningAndEvening, MorningAndEvening, Never, Never],
    },
];

/// What must be done next, if anything.
pub(super) fn next(incident: &Incident) -> Option<Due> {
    let clock = CLOCKS.iter().find(|clock| clock.states.contains(&incident.state))?;
    let column = match incident.facts.severity {
        Some(Severity::I) => 0,
        Some(Severity::Ii) => 1,
        Some(Severity::Iii) => 2,
        Some(Severity::Iv) => 3,
        None => 4,
    };
    let (since, at) = match clock.limits[column] {
        Never => return None,
        Minutes(minutes) => (incident.reported_at, incident.reported_at.plus(minutes * Micros::MINUTE)),
        MorningAndEvening => (incident.updated_at, calendar::next_hour_of(incident.updated_at, &[8, 17])),
    };
    Some(Due { what: clock.what.to_owned(), since, at })
}
