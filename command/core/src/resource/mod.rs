//! 资源, 危险源, 防护目标: what there is, how much of it is free, and what was sent to which incident. Pure. It sends
//! nothing by itself and reckons no arrival: the way between two points is the map's.

mod apply;
mod decide;
mod import;

pub(crate) use apply::apply;
pub(crate) use decide::decide;

use crate::State;
use fengsui_protocol::{
    Class, DispatchId, HazardId, IncidentId, ResourceId, TargetId, UnitId,
    order::OrderMark,
    resource::{
        HazardView, PlacedFacts, ResourceDispatchState, ResourceDispatchView, ResourceKind, ResourceView, TargetView,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Dispatches that came back and are still shown.
const RETURNED_SHOWN: usize = 10;

/// A resource with what of it is out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    pub kind: ResourceKind,
    pub facts: PlacedFacts,
    pub unavailable: Option<String>,
    pub dispatches: BTreeMap<DispatchId, Dispatch>,
    pub version: u64,
}

/// So much of it for one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispatch {
    pub incident: IncidentId,
    pub amount: u32,
    pub state: ResourceDispatchState,
    pub dispatched: OrderMark,
    pub arrived: Option<OrderMark>,
    pub returned: Option<OrderMark>,
    pub returned_amount: u32,
}

/// A hazard or a protection target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    pub facts: PlacedFacts,
    pub version: u64,
}

/// Everything that was imported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Resources {
    pub all: BTreeMap<ResourceId, Resource>,
    pub hazards: BTreeMap<HazardId, Placed>,
    pub targets: BTreeMap<TargetId, Placed>,
    /// Which resource a dispatch is of.
    pub(crate) of_dispatch: BTreeMap<DispatchId, ResourceId>,
    pub(crate) last: u64,
}

impl Resources {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.hazards.is_empty() && self.targets.is_empty()
    }
    pub(crate) fn len(&self) -> usize {
        self.all.len() + self.hazards.len() + self.targets.len()
    }
}

impl Resource {
    /// Out with incidents.
    pub fn out(&self) -> u32 {
        let out = self.dispatches.values().filter(|dispatch| dispatch.state != ResourceDispatchState::Returned);
        out.map(|dispatch| dispatch.amount).sum()
    }
    pub fn free(&self) -> u32 {
        self.facts.amount.saturating_sub(self.out())
    }

    fn view(&self, id: &ResourceId, class: &Class) -> ResourceView {
        let mut returned: Vec<_> =
            self.dispatches.iter().filter(|(_, of)| of.state == ResourceDispatchState::Returned).collect();
        let hidden = returned.len().saturating_sub(RETURNED_SHOWN);
        let shown = self.dispatches.iter().filter(|(_, of)| of.state != ResourceDispatchState::Returned);
        let mut shown: Vec<_> = shown.chain(returned.drain(hidden..)).map(|(id, of)| of.view(*id)).collect();
        shown.sort_by_key(|dispatch| dispatch.id);
        if *class == Class::Administrator {
            // VIEW-3: which incident something is out with is none of theirs.
            shown.clear();
        }
        ResourceView {
            id: id.clone(),
            kind: self.kind,
            facts: facts_for(&self.facts, class),
            free: self.free(),
            unavailable: self.unavailable.clone(),
            dispatches: shown,
            version: self.version,
        }
    }
}

impl Dispatch {
    fn view(&self, id: DispatchId) -> ResourceDispatchView {
        ResourceDispatchView {
            id,
            incident: self.incident,
            amount: self.amount,
            state: self.state,
            dispatched: self.dispatched.clone(),
            arrived: self.arrived.clone(),
            returned: self.returned.clone(),
            returned_amount: self.returned_amount,
        }
    }
}

/// RES-7: a unit sees its own resources; hazards and targets are everybody's who works here.
fn sees(class: &Class, unit: Option<&UnitId>) -> bool {
    match class {
        Class::County | Class::Operator | Class::Administrator => true,
        Class::Department(own) | Class::Township(own) | Class::Field(own) => unit == Some(own),
    }
}

/// RES-7: names and telephones are for the county, for those who keep the lists, and for the unit itself.
fn facts_for(facts: &PlacedFacts, class: &Class) -> PlacedFacts {
    let knows = match class {
        Class::County | Class::Administrator => true,
        Class::Operator => false,
        Class::Department(own) | Class::Township(own) | Class::Field(own) => facts.unit.as_ref() == Some(own),
    };
    let mut facts = facts.clone();
    if !knows {
        (facts.contact, facts.phone) = (String::new(), String::new());
    }
    facts
}

impl State {
    pub(crate) fn resource_for(&self, id: &ResourceId, class: &Class) -> Option<ResourceView> {
        let resource = self.resources.all.get(id)?;
        sees(class, resource.facts.unit.as_ref()).then(|| resource.view(id, class))
    }
    pub(crate) fn hazard_for(&self, id: &HazardId, class: &Class) -> Option<HazardView> {
        let Placed { facts, version } = self.resources.hazards.get(id)?;
        Some(HazardView { id: id.clone(), facts: facts_for(facts, class), version: *version })
    }
    pub(crate) fn target_for(&self, id: &TargetId, class: &Class) -> Option<TargetView> {
        let Placed { facts, version } = self.resources.targets.get(id)?;
        Some(TargetView { id: id.clone(), facts: facts_for(facts, class), version: *version })
    }
}
