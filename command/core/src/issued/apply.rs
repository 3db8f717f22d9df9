//! What an event changes of issued warnings.

use super::{Dispatch, Gateway, IssuedWarning, Row};
use crate::{
    Event, State,
    event::{DispatchPlan, Stamp},
};
use fengsui_protocol::{
    IssuedWarningId, UnitId,
    issued::{DispatchState, IssuedWarningState},
    order::{OrderMark, OrderShown},
};
use std::collections::BTreeMap;

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::WarningDrafted { id, content, updates, by } => {
            let warning = IssuedWarning {
                state: IssuedWarningState::Draft,
                content: (**content).clone(),
                identifier: None,
                cancel_identifier: None,
                updates: *updates,
                updated_by: None,
                drafted: mark(stamp, by, ""),
                approved: None,
                issued: None,
                cancelled: None,
                rows: BTreeMap::new(),
                dispatches: BTreeMap::new(),
                version: stamp.seq,
            };
            state.issued.last = state.issued.last.max(id.0);
            state.issued.all.insert(*id, warning);
        }
        Event::GatewaySet { id, name, kind, url, disabled } => {
            let old = state.issued.gateways.remove(id);
            let (key, key_hint) = old.map_or((None, None), |old| (old.key, old.key_hint));
            let (name, url, version) = (name.clone(), url.clone(), stamp.seq);
            let gateway = Gateway { name, kind: *kind, url, disabled: *disabled, key, key_hint, version };
            state.issued.gateways.insert(id.clone(), gateway);
        }
        Event::GatewayKeySet { gateway, key, hint } => {
            let Some(found) = state.issued.gateways.get_mut(gateway) else { return };
            (found.key, found.key_hint, found.version) = (Some(key.clone()), Some(hint.clone()), stamp.seq);
        }
        Event::WarningIssued { id, updates: Some(older), .. } => {
            change(state, stamp, event);
            if let Some(older) = state.issued.all.get_mut(older) {
                stop(older, "已由更新替代，不再发");
                (older.state, older.updated_by, older.version) = (IssuedWarningState::Updated, Some(*id), stamp.seq);
            }
        }
        _ => change(state, stamp, event),
    }
}

fn mark(stamp: Stamp, by: &str, text: &str) -> OrderMark {
    OrderMark::new(stamp.seq, stamp.at, by, text)
}

fn change(state: &mut State, stamp: Stamp, event: &Event) {
    let Some(warning) = subject(event).and_then(|id| state.issued.all.get_mut(&id)) else { return };
    warning.version = stamp.seq;
    match event {
        Event::WarningEdited { content, by, .. } => {
            (warning.state, warning.content, warning.approved) = (IssuedWarningState::Draft, (**content).clone(), None);
            warning.drafted = mark(stamp, by, "");
        }
        Event::WarningApproved { by, .. } => {
            (warning.state, warning.approved) = (IssuedWarningState::Approved, Some(mark(stamp, by, "")));
        }
        Event::WarningIssued { identifier, units, dispatches, by, .. } => {
            warning.state = IssuedWarningState::Issued;
            warning.identifier = Some(identifier.clone());
            warning.issued = Some(mark(stamp, by, ""));
            warning.rows = units.iter().map(|unit| (unit.clone(), Row::default())).collect();
            send(warning, stamp, dispatches);
        }
        Event::WarningCancelled { identifier, reason, dispatches, by, .. } => {
            warning.state = IssuedWarningState::Cancelled;
            warning.cancel_identifier = Some(identifier.clone());
            warning.cancelled = Some(mark(stamp, by, reason));
            stop(warning, "已解除，不再发");
            send(warning, stamp, dispatches);
        }
        Event::IssuedWarningShown { unit, user, name, screen, .. } => {
            let Some(row) = row(warning, unit) else { return };
            row.shown.push(OrderShown { at: stamp.at, user: *user, name: name.clone(), screen: screen.clone() });
        }
        Event::IssuedWarningAcknowledged { unit, by, screen, .. } => {
            let Some(row) = row(warning, unit) else { return };
            row.acknowledged = Some(mark(stamp, by, screen));
        }
        Event::DispatchAnswered { key, error, given_up, .. } => {
            let Some(dispatch) = warning.dispatches.get_mut(key) else { return };
            dispatch.attempts += 1;
            dispatch.at = stamp.at;
            dispatch.error.clone_from(error);
            dispatch.state = match (error, given_up) {
                (None, _) => DispatchState::Accepted,
                (Some(_), true) => DispatchState::Failed,
                (Some(_), false) => DispatchState::Waiting,
            };
        }
        Event::ReceiptTaken { key, counts, .. } => {
            let Some(dispatch) = warning.dispatches.get_mut(key) else { return };
            (dispatch.receipt, dispatch.receipt_at) = (Some(*counts), Some(stamp.at));
            // A receipt says that it arrived, whatever became of the answer.
            dispatch.state = DispatchState::Accepted;
        }
        _ => {}
    }
}

fn subject(event: &Event) -> Option<IssuedWarningId> {
    match event {
        Event::WarningEdited { id, .. }
        | Event::WarningApproved { id, .. }
        | Event::WarningIssued { id, .. }
        | Event::WarningCancelled { id, .. }
        | Event::IssuedWarningShown { id, .. }
        | Event::IssuedWarningAcknowledged { id, .. }
        | Event::DispatchAnswered { id, .. }
        | Event::ReceiptTaken { id, .. } => Some(*id),
        _ => None,
    }
}

fn row<'a>(warning: &'a mut IssuedWarning, unit: &UnitId) -> Option<&'a mut Row> {
    warning.rows.get_mut(unit)
}

/// What was still waiting to be said is said no more.
fn stop(warning: &mut IssuedWarning, why: &str) {
    for dispatch in warning.dispatches.values_mut().filter(|dispatch| dispatch.state == DispatchState::Waiting) {
        (dispatch.state, dispatch.error) = (DispatchState::Failed, Some(why.to_owned()));
    }
}

fn send(warning: &mut IssuedWarning, stamp: Stamp, plan: &[DispatchPlan]) {
    for each in plan {
        let state = if each.withheld { DispatchState::Withheld } else { DispatchState::Waiting };
        let dispatch = Dispatch {
            gateway: each.gateway.clone(),
            kind: each.kind,
            state,
            attempts: 0,
            at: stamp.at,
            error: None,
            receipt: None,
            receipt_at: None,
        };
        warning.dispatches.insert(each.key.clone(), dispatch);
    }
}
