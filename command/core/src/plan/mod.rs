//! 预案: contingency plans as data, what they propose, and the response that a person starts by one. Pure. A trigger
//! that becomes true proposes and explains itself; it never activates a plan, issues an order or calls a unit (PLAN-4).

mod apply;
mod decide;
mod judge;
mod propose;
pub mod trigger;
pub mod words;

pub(crate) use apply::apply;
pub(crate) use decide::decide;
pub(crate) use propose::after;

use crate::State;
use fengsui_protocol::{
    Class, FeedRecordId, IncidentId, Micros, PlanId, StationId,
    correlation::Correlated,
    feed::RecordFate,
    incident::IncidentState,
    live::EntityKey,
    plan::{
        ActivationRejected, ActivationView, PlanContent, PlanView, ResponseLevel, ResponseStep, ResponseTask,
        ResponseView, TriggerFactor,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A plan as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub content: PlanContent,
    pub version: u64,
}

/// What a plan proposed: the strongest level so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposed {
    pub level: ResponseLevel,
    pub expression: String,
    pub factors: Vec<TriggerFactor>,
    pub at: Micros,
    pub rejected: Option<ActivationRejected>,
}

/// The plan that a person activated, as it was then: a later edition changes nothing that runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    pub plan: PlanId,
    pub content: PlanContent,
    /// `None`: it ended.
    pub level: Option<ResponseLevel>,
    pub steps: Vec<ResponseStep>,
    pub tasks: Vec<ResponseTask>,
}

/// All plans of the jurisdiction and what came of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plans {
    pub all: BTreeMap<PlanId, Plan>,
    pub responses: BTreeMap<IncidentId, Response>,
    pub for_incidents: BTreeMap<IncidentId, BTreeMap<PlanId, Proposed>>,
    pub for_records: BTreeMap<FeedRecordId, BTreeMap<PlanId, Proposed>>,
    /// Readings of rain, oldest first, as far back as a trigger may add up. Kept from the first plan on.
    pub(crate) rain: BTreeMap<StationId, Vec<(Micros, f64)>>,
    /// A plan was saved once.
    pub(crate) begun: bool,
}

impl Plans {
    pub(crate) fn is_empty(&self) -> bool {
        !self.begun
    }
    /// The response that runs for an incident.
    pub fn running(&self, incident: IncidentId) -> Option<(&Response, ResponseLevel)> {
        let response = self.responses.get(&incident)?;
        Some((response, response.level?))
    }
}

impl Plan {
    pub fn view(&self, id: &PlanId) -> PlanView {
        PlanView { id: id.clone(), content: self.content.clone(), version: self.version }
    }
}

impl Response {
    fn view(&self, class: &Class) -> ResponseView {
        ResponseView {
            plan: self.plan.clone(),
            content: self.content.clone(),
            level: self.level,
            steps: self.steps.clone(),
            tasks: if *class == Class::County { self.tasks.clone() } else { Vec::new() },
        }
    }
}

/// Plans: those who make them, those who start them, and those who call by them.
pub(crate) fn sees_plans(class: &Class) -> bool {
    match class {
        Class::County | Class::Operator | Class::Administrator => true,
        Class::Department(_) | Class::Township(_) | Class::Field(_) => false,
    }
}

impl State {
    /// The response of an incident, for whoever sees the incident.
    pub(crate) fn response_for(&self, incident: IncidentId, class: &Class) -> Option<Box<ResponseView>> {
        self.plans.responses.get(&incident).map(|response| Box::new(response.view(class)))
    }

    /// What plans propose, while it can still be answered: of an open incident or a waiting record, of plans that are
    /// there, stronger than what is in force. For the county only.
    pub(crate) fn activations_for(&self, subject: Correlated, class: &Class) -> Vec<ActivationView> {
        if *class != Class::County {
            return Vec::new();
        }
        let (proposed, running) = match subject {
            Correlated::Incident(id) => {
                let open = self.incidents.get(&id).is_some_and(|incident| answerable(incident.state));
                (self.plans.for_incidents.get(&id).filter(|_| open), self.plans.running(id))
            }
            Correlated::FeedRecord(id) => {
                let waits = self.records.get(&id).is_some_and(|record| record.fate == RecordFate::Pending);
                (self.plans.for_records.get(&id).filter(|_| waits), None)
            }
        };
        let standing = proposed.into_iter().flatten().filter(|(plan, proposed)| {
            self.plans.all.contains_key(*plan)
                && running.is_none_or(|(response, level)| response.plan == **plan && proposed.level < level)
        });
        standing.map(|(plan, proposed)| proposed.view(plan)).collect()
    }
}

/// A response may be proposed for an incident in this state.
fn answerable(state: IncidentState) -> bool {
    use IncidentState as S;
    match state {
        S::Reported | S::Verifying | S::Confirmed | S::Assessing | S::Responding | S::Handling => true,
        S::FalseAlarm | S::Duplicate | S::Ended | S::Aftermath | S::Reviewing | S::Archived => false,
    }
}

impl Proposed {
    fn view(&self, plan: &PlanId) -> ActivationView {
        ActivationView {
            plan: plan.clone(),
            level: self.level,
            expression: self.expression.clone(),
            factors: self.factors.clone(),
            at: self.at,
            rejected: self.rejected.clone(),
        }
    }
}

impl State {
    /// Entities for which the plan proposed a response.
    pub(crate) fn proposed_by(&self, plan: &PlanId) -> Vec<EntityKey> {
        let incidents = self.plans.for_incidents.iter().filter(|(_, all)| all.contains_key(plan));
        let records = self.plans.for_records.iter().filter(|(_, all)| all.contains_key(plan));
        let incidents = incidents.map(|(id, _)| EntityKey::Incident(*id));
        incidents.chain(records.map(|(id, _)| EntityKey::FeedRecord(*id))).collect()
    }
}
