//! 领导视图 and 统计: pure functions over the state; they remember nothing. Counting goes once over the incidents; lists are
//! bounded (STAT-1), counts are not.

use crate::{State, bulletin::severity_word, calendar, catalogue, incident::Incident, instruction, order, report};
use fengsui_protocol::{
    Class, IncidentId, Micros, Refusal, UnitId, bounds,
    incident::{IncidentState, Severity, TimelineKind},
    order::OrderDuty,
    statistics::{ClockKind, Count, CountedIncident, Decided, Overview, RunningClock, Selection, Statistics},
};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * Micros::MINUTE;

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

// ---- 统计 ----

/// STAT-1: a period ends after it begins, within the bound.
pub fn check(selection: &Selection) -> Result<(), Refusal> {
    let length = selection.to.since(selection.from);
    if length > 0 && length <= bounds::STATISTICS_DAYS * DAY {
        return Ok(());
    }
    let refusal =
        crate::check::refuse("STAT-1", "统计期须在一年以内，止在起后", "A period ends after it begins, within a year");
    Err(refusal.field("to").accept([format!("≤ {} d", bounds::STATISTICS_DAYS)]))
}

/// Counts the incidents of a selection that the class may see.
///
/// # Errors
/// `STAT-1`.
pub fn statistics(state: &State, class: &Class, selection: &Selection) -> Result<Statistics, Refusal> {
    check(selection)?;
    let mut tally = Tally::default();
    let mut found: Vec<(IncidentId, &Incident)> = Vec::new();
    for (id, incident) in &state.incidents {
        if fits(selection, incident) && crate::view::sees_incident(state, *id, incident, class) {
            tally.take(state, incident);
            found.push((*id, incident));
        }
    }
    found.sort_by_key(|(id, incident)| std::cmp::Reverse((incident.reported_at, *id)));
    let shown = found.iter().take(bounds::STATISTICS_LIST).map(|(id, incident)| counted(state, *id, incident));
    let (by_day, by_week) = tally.over_time(selection);
    Ok(Statistics {
        from: selection.from,
        to: selection.to,
        total: number(found.len()),
        open: number(found.iter().filter(|(_, incident)| incident.state.open()).count()),
        dead: found.iter().map(|(_, incident)| incident.facts.casualties.dead).fold(0, u32::saturating_add),
        seriously_hurt: found
            .iter()
            .map(|(_, incident)| incident.facts.casualties.seriously_hurt)
            .fold(0, u32::saturating_add),
        moved: found.iter().map(|(_, incident)| incident.facts.casualties.moved).fold(0, u32::saturating_add),
        by_severity: severities(&tally.severity),
        by_type: descending(tally.type_code),
        by_town: descending(tally.town),
        by_unit: descending(tally.unit),
        by_day,
        by_week,
        incidents: shown.collect(),
        beyond: number(found.len().saturating_sub(bounds::STATISTICS_LIST)),
    })
}

fn fits(selection: &Selection, incident: &Incident) -> bool {
    let facts = &incident.facts;
    let chosen = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|wanted| wanted == is);
    selection.from <= incident.reported_at
        && incident.reported_at < selection.to
        && chosen(&selection.type_code, &facts.type_code)
        && chosen(&selection.town, facts.place.town.as_deref().unwrap_or_default())
        && selection.unit.as_ref().is_none_or(|unit| *unit == incident.unit)
        && chosen(&selection.severity, severity_key(facts.severity))
        && chosen(&selection.day, &date(incident.reported_at))
}

fn severity_key(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::I) => "i",
        Some(Severity::Ii) => "ii",
        Some(Severity::Iii) => "iii",
        Some(Severity::Iv) => "iv",
        None => "",
    }
}

/// `2026-07-18`.
fn date(at: Micros) -> String {
    calendar::stamp(at)[..10].to_owned()
}

/// Name, count, open.
type Bars = BTreeMap<String, (String, u32, u32)>;

#[derive(Default)]
struct Tally {
    severity: Bars,
    type_code: Bars,
    town: Bars,
    unit: Bars,
    day: Bars,
}

fn add(bars: &mut Bars, key: &str, name: impl FnOnce() -> String, open: bool) {
    let bar = bars.entry(key.to_owned()).or_insert_with(|| (name(), 0, 0));
    bar.1 += 1;
    bar.2 += u32::from(open);
}

impl Tally {
    fn take(&mut self, state: &State, incident: &Incident) {
        let (facts, open) = (&incident.facts, incident.state.open());
        add(&mut self.severity, severity_key(facts.severity), String::new, open);
        let type_name = || catalogue::find(&facts.type_code).map_or("", |entry| entry.name).to_owned();
        add(&mut self.type_code, &facts.type_code, type_name, open);
        let town = facts.place.town.as_deref().unwrap_or_default();
        add(&mut self.town, town, || town_name(state, town), open);
        add(&mut self.unit, &incident.unit.0, || unit_name(state, &incident.unit), open);
        let day = date(incident.reported_at);
        add(&mut self.day, &day, || day.clone(), open);
    }

    /// Every day of the period, also those without; and their weeks.
    fn over_time(&self, selection: &Selection) -> (Vec<Count>, Vec<Count>) {
        let (mut days, mut weeks): (Vec<Count>, Vec<Count>) = (Vec::new(), Vec::new());
        let mut at = calendar::midnight(selection.from);
        while at < selection.to {
            let key = date(at);
            let (count, open) = self.day.get(&key).map_or((0, 0), |bar| (bar.1, bar.2));
            let monday = date(calendar::monday(at));
            match weeks.last_mut() {
                Some(week) if week.key == monday => {
                    week.count += count;
                    week.open += open;
                }
                _ => weeks.push(Count { key: monday.clone(), name: monday, count, open }),
            }
            days.push(Count { name: key.clone(), key, count, open });
            at = at.plus(DAY);
        }
        (days, weeks)
    }
}

fn town_name(state: &State, code: &str) -> String {
    let town = state.units.values().find(|unit| !code.is_empty() && unit.code.as_deref() == Some(code));
    match town {
        Some(unit) => unit.name.clone(),
        None if code.is_empty() => "乡镇未定".to_owned(),
        None => code.to_owned(),
    }
}

fn unit_name(state: &State, id: &UnitId) -> String {
    state.units.get(id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
}

/// Most first; equal ones by key.
fn descending(bars: Bars) -> Vec<Count> {
    let mut all: Vec<_> = bars.into_iter().map(|(key, (name, count, open))| Count { key, name, count, open }).collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    all
}

/// Every level, gravest first, also those without.
fn severities(bars: &Bars) -> Vec<Count> {
    let levels = [Some(Severity::I), Some(Severity::Ii), Some(Severity::Iii), Some(Severity::Iv), None];
    let bar = |level| {
        let key = severity_key(level);
        let (count, open) = bars.get(key).map_or((0, 0), |bar| (bar.1, bar.2));
        Count { key: key.to_owned(), name: severity_word(level).to_owned(), count, open }
    };
    levels.map(bar).to_vec()
}

fn counted(state: &State, id: IncidentId, incident: &Incident) -> CountedIncident {
    CountedIncident {
        id,
        number: incident.number.clone(),
        title: incident.facts.title.clone(),
        type_name: catalogue::find(&incident.facts.type_code).map_or("", |entry| entry.name).to_owned(),
        severity: incident.facts.severity,
        state: incident.state,
        place: incident.facts.place.text.clone(),
        unit: unit_name(state, &incident.unit),
        reported_at: incident.reported_at,
    }
}

// ---- 领导视图 ----

/// What is happening, what runs against a clock, and what was decided since `since`.
pub fn overview(state: &State, now: Micros, since: Micros) -> Overview {
    let mut open: Vec<_> = state.incidents.iter().filter(|(_, incident)| incident.state.open()).collect();
    open.sort_by_key(|(id, incident)| {
        (incident.facts.severity.is_none(), incident.facts.severity, std::cmp::Reverse(incident.reported_at), **id)
    });
    let mut bars = Bars::default();
    for (_, incident) in &open {
        add(&mut bars, severity_key(incident.facts.severity), String::new, true);
    }
    let mut clocks = clocks(state);
    clocks.sort_by(|a, b| (a.at, a.incident, &a.who).cmp(&(b.at, b.incident, &b.who)));
    let clocks_beyond = number(clocks.len().saturating_sub(bounds::STATISTICS_LIST));
    clocks.truncate(bounds::STATISTICS_LIST);
    Overview {
        at: now,
        by_severity: severities(&bars),
        open: open.iter().take(bounds::STATISTICS_LIST).map(|(id, incident)| counted(state, **id, incident)).collect(),
        open_beyond: number(open.len().saturating_sub(bounds::STATISTICS_LIST)),
        clocks,
        clocks_beyond,
        decided: decided(state, since),
    }
}

fn clocks(state: &State) -> Vec<RunningClock> {
    let orders = order::due::rows(state).filter_map(|(_, order, unit, row)| {
        let due = order::due::of(order, row)?;
        let what = match due.what {
            OrderDuty::Acknowledge => "acknowledge",
            OrderDuty::Reply => "reply",
            OrderDuty::Complete => "complete",
        };
        Some(RunningClock {
            kind: ClockKind::Order,
            what: what.to_owned(),
            title: order.content.title.clone(),
            who: unit_name(state, unit),
            since: due.since,
            at: due.at,
            incident: order.incident,
        })
    });
    let reports = state.incidents.iter().flat_map(|(id, incident)| {
        report::clocks::running(state, *id, incident).into_iter().map(move |due| RunningClock {
            kind: ClockKind::Report,
            what: due.what,
            title: incident.facts.title.clone(),
            who: String::new(),
            since: due.since,
            at: due.at,
            incident: *id,
        })
    });
    let instructions = instruction::unanswered(state).map(|(given, unit, at)| RunningClock {
        kind: ClockKind::Instruction,
        what: "reply".to_owned(),
        title: given.text.chars().take(bounds::NAME_CHARS).collect(),
        who: unit_name(state, unit),
        since: given.at,
        at,
        incident: given.incident,
    });
    orders.chain(reports).chain(instructions).collect()
}

/// Decisions of meetings, leaders' instructions, gradings, and the steps that change what is done.
fn decided(state: &State, since: Micros) -> Vec<Decided> {
    let mut all: Vec<Decided> = state
        .incidents
        .iter()
        .flat_map(|(id, incident)| {
            let recent = incident.timeline.iter().filter(move |entry| entry.at >= since);
            let decisions = recent.filter(move |entry| match entry.kind {
                TimelineKind::Decision | TimelineKind::Classified | TimelineKind::Response => true,
                // Replies of units bear their unit.
                TimelineKind::Instruction => entry.unit.is_none(),
                TimelineKind::Transition => weighty(incident, entry.seq),
                TimelineKind::Logged
                | TimelineKind::Located
                | TimelineKind::Updated
                | TimelineKind::Note
                | TimelineKind::Call
                | TimelineKind::Linked
                | TimelineKind::Unlinked
                | TimelineKind::Conference
                | TimelineKind::Recording
                | TimelineKind::Order
                | TimelineKind::Reminder
                | TimelineKind::Supervision
                | TimelineKind::Plot
                | TimelineKind::Attachment
                | TimelineKind::Analysis
                | TimelineKind::Document
                | TimelineKind::Resource
                | TimelineKind::Report => false,
            });
            decisions.map(move |entry| Decided {
                at: entry.at,
                seq: entry.seq,
                kind: entry.kind,
                by: entry.actor.clone(),
                text: entry.text.clone(),
                incident: *id,
                number: incident.number.clone(),
                title: incident.facts.title.clone(),
            })
        })
        .collect();
    all.sort_by_key(|line| std::cmp::Reverse(line.seq));
    all.truncate(bounds::STATISTICS_LIST);
    all
}

/// 启动响应, 终止 and closing as false or duplicate are decisions; the other steps follow from them.
fn weighty(incident: &Incident, seq: u64) -> bool {
    let step = incident.transitions.iter().find(|step| step.seq == seq);
    step.is_some_and(|step| {
        matches!(
            step.to,
            IncidentState::Responding | IncidentState::Ended | IncidentState::FalseAlarm | IncidentState::Duplicate
        )
    })
}
