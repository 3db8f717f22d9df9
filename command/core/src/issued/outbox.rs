//! What is on its way out, derived from state whenever it is asked for: a restart loses none and doubles none, since the
//! gateway knows each message by its key.

use super::{Dispatch, IssuedWarning};
use crate::{State, input::Secret};
use fengsui_protocol::{GatewayId, IssuedWarningId, Micros, account::Mode, issued::DispatchState};

/// WARN-8: attempts at most; after the last it has failed and a person sees it.
pub(super) const ATTEMPTS: u32 = 8;
/// Microseconds after the first attempt; each later pause is twice the one before.
const PAUSE: i64 = 5_000_000;

/// One message to be sent now.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    pub id: IssuedWarningId,
    pub warning: &'a IssuedWarning,
    pub key: &'a str,
    pub dispatch: &'a Dispatch,
    pub gateway: &'a GatewayId,
    pub url: &'a str,
    /// What `SetGatewayKey` gave.
    pub secret: &'a Secret,
}

fn due(dispatch: &Dispatch) -> Micros {
    match dispatch.attempts {
        0 => dispatch.at,
        tried => dispatch.at.plus(PAUSE << (tried - 1).min(10)),
    }
}

/// WARN-7: outside the real mode nothing is on its way out, whatever the log says.
fn waiting(state: &State) -> impl Iterator<Item = Outgoing<'_>> {
    let real = state.mode() == Some(Mode::Real);
    let all = state.issued.all.iter().filter(move |_| real);
    all.flat_map(move |(id, warning)| {
        warning.dispatches.iter().filter_map(move |(key, dispatch)| {
            let gateway = state.issued.gateways.get(&dispatch.gateway).filter(|gateway| !gateway.disabled)?;
            let secret = gateway.key.as_ref()?;
            (dispatch.state == DispatchState::Waiting).then_some(Outgoing {
                id: *id,
                warning,
                key,
                dispatch,
                gateway: &dispatch.gateway,
                url: &gateway.url,
                secret,
            })
        })
    })
}

/// Messages whose time has come.
pub fn outgoing(state: &State, now: Micros) -> Vec<Outgoing<'_>> {
    waiting(state).filter(|each| due(each.dispatch) <= now).collect()
}

/// When [`outgoing`] will next have one.
pub fn next_at(state: &State) -> Option<Micros> {
    waiting(state).map(|each| due(each.dispatch)).min()
}
