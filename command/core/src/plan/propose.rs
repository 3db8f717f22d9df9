//! When a plan proposes itself: while an input is decided, the events that follow from it. They stand in the log, so that
//! another release judges no history anew.

use super::{
    judge::{Fresh, Situation, Subject},
    trigger::{Condition, Trigger},
};
use crate::{
    State,
    check::{self, refuse},
    event::Event,
    incident::{self, Incident},
};
use fengsui_protocol::{
    Class, IncidentId, Micros, PlanId, Refusal, StationId, bounds,
    correlation::Correlated,
    incident::IncidentFacts,
    plan::{AskTrigger, PlanContent, ResponseLevel, TriggerMeaning},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

/// Incidents that one reading or warning may speak for; of more the newest.
const MOST_SUBJECTS: usize = 200;

/// What these events make plans propose.
pub(crate) fn after(state: &State, now: Micros, events: &[Event]) -> Vec<Event> {
    let saved = events.iter().find_map(|event| match event {
        Event::PlanSaved { id, content, .. } => Some((id, &**content)),
        _ => None,
    });
    if state.plans.all.is_empty() && saved.is_none() {
        return Vec::new();
    }
    let mut asked = Asked { state, fresh: Fresh::default(), subjects: BTreeMap::new(), plans: Vec::new() };
    for event in events {
        asked.take(event);
    }
    asked.plans = plans(state, saved);
    asked.proposals(now)
}

/// Plans as they are, the one that is being saved in its new form.
fn plans<'a>(state: &'a State, saved: Option<(&'a PlanId, &'a PlanContent)>) -> Vec<(&'a PlanId, &'a PlanContent)> {
    let kept = state.plans.all.iter().map(|(id, plan)| (id, &plan.content));
    kept.filter(|(id, _)| saved.is_none_or(|(saved, _)| saved != *id)).chain(saved).collect()
}

/// Which plans may be concerned by a change.
#[derive(Clone, PartialEq)]
enum Why {
    Any,
    Station(StationId),
    Warning,
    Plan(PlanId),
}

struct Asked<'a> {
    state: &'a State,
    fresh: Fresh<'a>,
    subjects: BTreeMap<Correlated, (Cow<'a, IncidentFacts>, BTreeSet<StationId>, Why)>,
    plans: Vec<(&'a PlanId, &'a PlanContent)>,
}

impl<'a> Asked<'a> {
    fn take(&mut self, event: &'a Event) {
        match event {
            Event::ObservationTaken { source, observation, .. } => {
                self.fresh.reading = Some(observation);
                let why = Why::Station(observation.station.clone());
                if self.mentioned(&why) {
                    self.open_incidents(&why);
                    self.waiting(source, &observation.station, &why);
                }
            }
            Event::WarningReceived { facts, supersedes, .. } => {
                self.fresh.warning = Some((facts, supersedes));
                if self.mentioned(&Why::Warning) {
                    self.open_incidents(&Why::Warning);
                }
            }
            Event::PlanSaved { id, .. } => self.open_incidents(&Why::Plan(id.clone())),
            Event::RecordReceived { id, facts, crossing: Some(crossing), .. } => {
                let stations = BTreeSet::from([crossing.station.clone()]);
                self.subjects.insert(Correlated::FeedRecord(*id), (Cow::Borrowed(facts), stations, Why::Any));
            }
            Event::IncidentLogged { id, facts, .. } => {
                self.subjects.insert(Correlated::Incident(*id), (Cow::Borrowed(facts), BTreeSet::new(), Why::Any));
            }
            Event::RecordLinked { record, incident, .. } => self.linked(*record, *incident),
            Event::IncidentClassified { id, .. }
            | Event::IncidentLocated { id, .. }
            | Event::IncidentUpdated { id, .. } => {
                let Some(known) = self.state.incidents.get(id) else { return };
                let facts = Cow::Owned(incident::facts_after(&known.facts, event));
                self.subjects.insert(Correlated::Incident(*id), (facts, stations(self.state, known), Why::Any));
            }
            _ => {}
        }
    }

    /// Some plan's trigger speaks of it; most readings end here.
    fn mentioned(&self, why: &Why) -> bool {
        self.state.plans.all.iter().any(|(id, plan)| concerned(id, &plan.content, why))
    }

    fn open_incidents(&mut self, why: &Why) {
        let open = self.state.incidents.iter().rev().filter(|(_, incident)| super::answerable(incident.state));
        for (id, incident) in open.take(MOST_SUBJECTS) {
            let stations = stations(self.state, incident);
            self.subjects.insert(Correlated::Incident(*id), (Cow::Borrowed(&incident.facts), stations, why.clone()));
        }
    }

    /// Records that wait and were made by this gauge's crossing.
    fn waiting(&mut self, source: &fengsui_protocol::SourceId, station: &StationId, why: &Why) {
        for id in self.state.pending.get(source).into_iter().flatten() {
            let Some(record) = self.state.records.get(id) else { continue };
            if record.crossing.as_ref().is_some_and(|crossing| crossing.station == *station) {
                let stations = BTreeSet::from([station.clone()]);
                self.subjects
                    .insert(Correlated::FeedRecord(*id), (Cow::Borrowed(&record.facts), stations, why.clone()));
            }
        }
    }

    fn linked(&mut self, record: fengsui_protocol::FeedRecordId, incident: IncidentId) {
        let crossing = self.state.records.get(&record).and_then(|record| record.crossing.as_ref());
        let Some(station) = crossing.map(|crossing| crossing.station.clone()) else { return };
        let subject = Correlated::Incident(incident);
        if let Some(known) = self.state.incidents.get(&incident) {
            let stations = stations(self.state, known);
            self.subjects.entry(subject).or_insert((Cow::Borrowed(&known.facts), stations, Why::Any));
        }
        if let Some((_, stations, _)) = self.subjects.get_mut(&subject) {
            stations.insert(station);
        }
    }

    fn proposals(self, now: Micros) -> Vec<Event> {
        let mut events = Vec::new();
        for (subject, (facts, stations, why)) in &self.subjects {
            let judged = Subject { facts, stations: stations.clone() };
            let situation = Situation { state: self.state, now, fresh: self.fresh, subject: Some(&judged) };
            for (plan, content) in &self.plans {
                if content.type_codes.contains(&facts.type_code) && concerned(plan, content, why) {
                    events.extend(proposal(&situation, *subject, plan, content));
                }
            }
        }
        events
    }
}

/// Gauges whose crossing is linked to the incident.
fn stations(state: &State, incident: &Incident) -> BTreeSet<StationId> {
    let records = incident.records.iter().filter_map(|id| state.records.get(id)?.crossing.as_ref());
    records.map(|crossing| crossing.station.clone()).collect()
}

fn concerned(id: &PlanId, content: &PlanContent, why: &Why) -> bool {
    let speaks = |wanted: &dyn Fn(&Condition) -> bool| {
        let triggers = content.triggers.iter().filter_map(|trigger| Trigger::read(&trigger.expression).ok());
        triggers.into_iter().any(|trigger| trigger.conditions().into_iter().any(wanted))
    };
    match why {
        Why::Any => true,
        Why::Plan(plan) => plan == id,
        Why::Warning => speaks(&|condition| matches!(condition, Condition::Warning { .. })),
        Why::Station(station) => speaks(&|condition| match condition {
            Condition::Level(id, _) | Condition::Rain { station: id, .. } => *id == *station,
            Condition::Type(_) | Condition::Severity(_) | Condition::People(..) | Condition::Warning { .. } => false,
        }),
    }
}

/// PLAN-5: the strongest level whose trigger holds, when it is stronger than what was proposed or is in force.
fn proposal(situation: &Situation<'_>, subject: Correlated, plan: &PlanId, content: &PlanContent) -> Option<Event> {
    let before = settled(situation.state, subject, plan)?;
    let mut triggers: Vec<_> = content.triggers.iter().collect();
    triggers.sort_by_key(|trigger| trigger.level);
    let stronger = triggers.into_iter().take_while(|trigger| before.is_none_or(|level| trigger.level < level));
    let mut found = stronger.filter_map(|trigger| {
        let read = Trigger::read(&trigger.expression).ok()?;
        let (holds, factors) = situation.judge(&read);
        (holds == Some(true)).then_some((trigger.level, read.to_string(), factors))
    });
    let (level, expression, factors) = found.next()?;
    Some(Event::ActivationProposed { subject, plan: plan.clone(), level, expression, factors })
}

/// The strongest level that needs no proposal any more; the outer `None` when the plan has nothing to say here.
fn settled(state: &State, subject: Correlated, plan: &PlanId) -> Option<Option<ResponseLevel>> {
    let (proposed, running) = match subject {
        Correlated::Incident(id) => (state.plans.for_incidents.get(&id), state.plans.running(id)),
        Correlated::FeedRecord(id) => (state.plans.for_records.get(&id), None),
    };
    if running.is_some_and(|(response, _)| response.plan != *plan) {
        return None;
    }
    let proposed = proposed.and_then(|all| all.get(plan)).map(|proposed| proposed.level);
    Some(proposed.into_iter().chain(running.map(|(_, level)| level)).min())
}

/// PLAN-1: the text of an expression as a refusal names its fault.
pub(super) fn read(path: &str, text: &str) -> Result<Trigger, Refusal> {
    check::line(path, text, bounds::EXPRESSION_CHARS)?;
    Trigger::read(text).map_err(|fault| {
        let (zh, en) = (format!("第 {} 字：{}", fault.at, fault.zh), format!("Character {}: {}", fault.at, fault.en));
        Refusal::new("PLAN-1", zh, en).field(path).accept(fault.expected)
    })
}

/// PLAN-2: gauges that an expression names are there.
pub(super) fn check_stations(state: &State, path: &str, trigger: &Trigger) -> Result<(), Refusal> {
    for condition in trigger.conditions() {
        let (Condition::Level(station, _) | Condition::Rain { station, .. }) = condition else { continue };
        if !state.stations.contains_key(station) {
            let refusal = Refusal::new("PLAN-2", format!("没有测站 {station}"), format!("No such station: {station}"));
            let known = state.stations.iter().take(20).map(|(id, station)| format!("{id} {}", station.name));
            return Err(refusal.field(path).accept(known));
        }
        if let Condition::Level(_, super::trigger::Limit::Over(_)) = condition
            && state.stations[station].thresholds.level_m.is_none()
        {
            let refusal = refuse("PLAN-2", "该测站没有警戒水位", "This station has no threshold").field(path);
            return Err(refusal.accept([format!("水位({station}) ≥ 162.5")]));
        }
    }
    Ok(())
}

impl State {
    /// What an expression means, and whether it holds at `now`. Changes nothing.
    ///
    /// # Errors
    /// `PLAN-1` where it cannot be read, `PLAN-2` where it names a gauge that is not there, `REF-1` for the incident.
    pub fn check_trigger(&self, now: Micros, class: &Class, asked: &AskTrigger) -> Result<TriggerMeaning, Refusal> {
        let trigger = read("expression", &asked.expression)?;
        check_stations(self, "expression", &trigger)?;
        let seen = |id: &IncidentId| {
            let incident = check::known(&self.incidents, id, "incident", "事件", "incident")?;
            let sees = crate::view::sees_incident(self, *id, incident, class);
            let unknown = || refuse("REF-1", "没有这个事件", "No such incident").field("incident");
            if sees { Ok(incident) } else { Err(unknown()) }
        };
        let known = asked.incident.as_ref().map(seen).transpose()?;
        let subject = known.map(|incident| Subject { facts: &incident.facts, stations: stations(self, incident) });
        let situation = Situation { state: self, now, fresh: Fresh::default(), subject: subject.as_ref() };
        let (holds, factors) = situation.judge(&trigger);
        Ok(TriggerMeaning { expression: trigger.to_string(), holds, factors })
    }
}
