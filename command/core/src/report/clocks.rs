//! The reporting clocks: a rule table, and what follows from it and from an incident's state (RPT-5, DUE).

use crate::{Event, State, calendar, incident::Incident};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::{Due, IncidentState, Severity},
    report::ReportKind,
};

/// One row of the table. Minutes.
pub struct Rule {
    pub severity: Option<Severity>,
    /// 首报 by telephone, after 接报.
    pub phone: Option<i64>,
    /// 首报 in writing, after 接报.
    pub written: i64,
    /// 续报 before these full hours (Beijing) of every day while it is handled.
    pub follow_up: &'static [i64],
    /// 终报 in writing, after 终止.
    pub last: i64,
}

const DAY: i64 = 24 * 60;

/// Defaults: the stricter sample of DOMAIN §3. The county's own rule replaces them.
pub const DEFAULTS: &[Rule] = &[
    Rule { severity: Some(Severity::I), phone: Some(15), written: 35, follow_up: &[8, 17], last: DAY },
    Rule { severity: Some(Severity::Ii), phone: Some(15), written: 35, follow_up: &[8, 17], last: DAY },
    Rule { severity: Some(Severity::Iii), phone: None, written: 60, follow_up: &[8, 17], last: DAY },
    Rule { severity: Some(Severity::Iv), phone: None, written: 360, follow_up: &[], last: 3 * DAY },
    // Until it is graded: unit to county within the hour.
    Rule { severity: None, phone: None, written: 60, follow_up: &[], last: 3 * DAY },
];

fn rule(severity: Option<Severity>) -> &'static Rule {
    DEFAULTS.iter().find(|rule| rule.severity == severity).unwrap_or(&DEFAULTS[0])
}

fn due(what: &str, since: Micros, at: Micros) -> Due {
    Due { what: what.to_owned(), since, at }
}

/// Every clock of an incident that runs, the nearest first.
pub(crate) fn running(state: &State, id: IncidentId, incident: &Incident) -> Vec<Due> {
    use IncidentState as S;
    let (rule, began) = (rule(incident.facts.severity), incident.reported_at);
    let signed = |kind| state.reports.signed(id, kind);
    let after = |minutes: i64| began.plus(minutes * Micros::MINUTE);
    let mut clocks = Vec::new();
    // RPT-1: nothing follows 终报, so nothing is owed, also when the incident was taken up again.
    if signed(ReportKind::Final).is_some() {
        return clocks;
    }
    match incident.state {
        S::Confirmed | S::Assessing | S::Responding | S::Handling => {
            let written = signed(ReportKind::Initial);
            if let (Some(minutes), None, None) = (rule.phone, state.reports.phoned.get(&id), written) {
                clocks.push(due("initial_phone", began, after(minutes)));
            }
            match (written, incident.state) {
                (None, _) => clocks.push(due("initial_report", began, after(rule.written))),
                (Some(first), S::Responding | S::Handling) if !rule.follow_up.is_empty() => {
                    let last = signed(ReportKind::FollowUp).map_or(first, |last| last.max(first));
                    clocks.push(due("follow_up", last, calendar::next_hour_of(last, rule.follow_up)));
                }
                (Some(_), _) => {}
            }
        }
        S::Ended | S::Aftermath => {
            if let Some(ended) = incident.transitions.iter().rev().find(|step| step.to == S::Ended) {
                clocks.push(due("final_report", ended.at, ended.at.plus(rule.last * Micros::MINUTE)));
            }
        }
        S::Reported | S::Verifying | S::FalseAlarm | S::Duplicate | S::Reviewing | S::Archived => {}
    }
    clocks.sort_by_key(|clock| clock.at);
    clocks
}

/// Clocks whose lateness was not told to the duty leader yet.
fn untold(state: &State) -> impl Iterator<Item = (IncidentId, Due)> {
    state.incidents.iter().flat_map(move |(id, incident)| {
        let told = state.reports.escalated.get(id);
        let untold =
            move |due: &Due| !told.is_some_and(|told| told.iter().any(|(what, at)| *what == due.what && *at == due.at));
        running(state, *id, incident).into_iter().filter(untold).map(move |due| (*id, due))
    })
}

/// When [`raise`] will next have something to say.
pub(crate) fn next_at(state: &State) -> Option<Micros> {
    untold(state).map(|(_, due)| due.at).min()
}

/// RPT-6: a report that is late is told to the duty leader, once per deadline.
pub(crate) fn raise(state: &State, now: Micros) -> Vec<Event> {
    let late = untold(state).filter(|(_, due)| due.at <= now);
    late.map(|(incident, due)| {
        let (what, deadline, by) = (due.what, due.at, "自动".to_owned());
        Event::ReportEscalated { incident, what, deadline, by }
    })
    .collect()
}

/// Chinese word of a clock.
pub(crate) fn word(what: &str) -> &'static str {
    match what {
        "initial_phone" => "电话首报",
        "initial_report" => "书面首报",
        "follow_up" => "续报",
        _ => "终报",
    }
}
