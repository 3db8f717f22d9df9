//! Has logged what has come to be late, and opens what has come to its time. Keeps no deadline of its own (DUE): each
//! time round it asks the committed state when something is due next, so a restart or a clock that moved loses none.

use crate::{domain::NodeInput, engine::Engine};
use fengsui_protocol::{Actor, InputId, Micros};
use std::time::Duration;

/// The state is asked at least this often: the node's clock may be moved while nothing else happens.
const LOOK: Duration = Duration::from_secs(1);

/// Runs until the engine stops.
pub async fn run(engine: Engine) {
    let mut position = engine.watch_position();
    loop {
        let now = engine.now();
        let (command, conference) = engine.read(|domain| (domain.command.next_due(), domain.conference.next_due()));
        if command.is_some_and(|at| at <= now) {
            raise(&engine, fengsui_command_core::NodeInput::RaiseDue).await;
        }
        if conference.is_some_and(|at| at <= now) {
            raise(&engine, fengsui_conference::NodeInput::Due).await;
        }
        let next = command.into_iter().chain(conference).min();
        let pause = next.map_or(LOOK, |at| until(at, now)).min(LOOK);
        tokio::select! {
            changed = position.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Time until `at`; a whole look when that has passed, since what was due has just been asked for.
fn until(at: Micros, now: Micros) -> Duration {
    match u64::try_from(at.since(now)) {
        Ok(us) if us > 0 => Duration::from_micros(us),
        _ => LOOK,
    }
}

async fn raise(engine: &Engine, input: impl Into<NodeInput>) {
    let id = InputId(uuid::Uuid::new_v4().to_string());
    if let Err(refusal) = engine.submit(Actor::Node, id, input).await {
        tracing::warn!(rule = refusal.rule, "what is due could not be logged; asked again");
    }
}
