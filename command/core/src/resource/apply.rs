//! What resources' events do to the state, and the line each leaves in the incident's timeline (RES-6).

use super::{Dispatch, Placed, Resource};
use crate::{Event, State, event::Stamp};
use fengsui_protocol::{
    DispatchId, IncidentId, ResourceId,
    incident::TimelineKind,
    order::OrderMark,
    resource::{RegisterList, RegisterRow, ResourceDispatchState},
};
use std::collections::BTreeMap;

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::RegisterImported { rows, .. } => rows.iter().for_each(|row| import(state, stamp, row)),
        Event::ResourceStatusSet { id, unavailable, .. } => {
            if let Some(resource) = state.resources.all.get_mut(id) {
                resource.unavailable.clone_from(unavailable);
                resource.version = stamp.seq;
            }
        }
        Event::ResourceDispatched { id, dispatch, incident, amount, text, by } => {
            state.resources.last = state.resources.last.max(dispatch.0);
            state.resources.of_dispatch.insert(*dispatch, id.clone());
            let Some(resource) = state.resources.all.get_mut(id) else { return };
            let sent = Dispatch {
                incident: *incident,
                amount: *amount,
                state: ResourceDispatchState::Dispatched,
                dispatched: mark(stamp, by, text),
                arrived: None,
                returned: None,
                returned_amount: 0,
            };
            resource.dispatches.insert(*dispatch, sent);
            resource.version = stamp.seq;
            line(state, stamp, *incident, id, by, |what| format!("调用{what} {}", said(*amount, text)));
        }
        Event::ResourceArrived { id, dispatch, incident, text, by } => {
            let Some(sent) = sent(state, stamp, id, *dispatch) else { return };
            (sent.state, sent.arrived) = (ResourceDispatchState::Arrived, Some(mark(stamp, by, text)));
            let amount = sent.amount;
            line(state, stamp, *incident, id, by, |what| format!("{what} {}到场", said(amount, text)));
        }
        Event::ResourceReturned { id, dispatch, incident, amount, text, by } => {
            let Some(sent) = sent(state, stamp, id, *dispatch) else { return };
            let used = sent.amount.saturating_sub(*amount);
            (sent.state, sent.returned) = (ResourceDispatchState::Returned, Some(mark(stamp, by, text)));
            sent.returned_amount = *amount;
            if let Some(resource) = state.resources.all.get_mut(id) {
                resource.facts.amount = resource.facts.amount.saturating_sub(used);
            }
            let rest = if used == 0 { String::new() } else { format!("，用去 {used}") };
            line(state, stamp, *incident, id, by, |what| format!("{what} 归还 {}{rest}", said(*amount, text)));
        }
        _ => {}
    }
}

fn import(state: &mut State, stamp: Stamp, row: &RegisterRow) {
    let (facts, version) = (row.facts.clone(), stamp.seq);
    let resources = &mut state.resources;
    match row.list {
        RegisterList::Resource(kind) => {
            let id = ResourceId(row.id.clone());
            let old = resources.all.remove(&id);
            let unavailable = old.as_ref().and_then(|old| old.unavailable.clone());
            let dispatches = old.map_or_else(BTreeMap::new, |old| old.dispatches);
            resources.all.insert(id, Resource { kind, facts, unavailable, dispatches, version });
        }
        RegisterList::Hazard => {
            resources.hazards.insert(row.id.as_str().into(), Placed { facts, version });
        }
        RegisterList::ProtectionTarget => {
            resources.targets.insert(row.id.as_str().into(), Placed { facts, version });
        }
    }
}

fn sent<'a>(state: &'a mut State, stamp: Stamp, id: &ResourceId, dispatch: DispatchId) -> Option<&'a mut Dispatch> {
    let resource = state.resources.all.get_mut(id)?;
    resource.version = stamp.seq;
    resource.dispatches.get_mut(&dispatch)
}

fn mark(stamp: Stamp, by: &str, text: &str) -> OrderMark {
    OrderMark::new(stamp.seq, stamp.at, by, text)
}

fn said(amount: u32, text: &str) -> String {
    if text.is_empty() { format!("×{amount}") } else { format!("×{amount}（{text}）") }
}

fn line(
    state: &mut State,
    stamp: Stamp,
    incident: IncidentId,
    id: &ResourceId,
    by: &str,
    words: impl FnOnce(&str) -> String,
) {
    let name = state.resources.all.get(id).map_or_else(|| id.to_string(), |resource| resource.facts.name.clone());
    if let Some(incident) = state.incidents.get_mut(&incident) {
        incident.aside(stamp, by, TimelineKind::Resource, None, words(&name));
    }
}
