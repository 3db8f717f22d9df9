//! Tells conference control the time: when a rotation's dwell is over, a voice held long enough, a chair site was lost
//! for too long. What is due is read from the state each time (DUE); a restart loses nothing, and nothing sleeps for a
//! conference of its own.

use crate::engine::Engine;
use fengsui_conference::NodeInput;
use fengsui_protocol::{Actor, InputId, Micros};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Longest wait; the state is looked at again then, whatever it said.
const LONGEST: Duration = Duration::from_secs(30);
/// After something due could not be logged.
const AGAIN: Duration = Duration::from_secs(1);

pub(super) async fn run(engine: Engine) {
    let mut batches = engine.subscribe();
    // After a start nothing is known yet of what moves.
    engine.derive(|derived| derived.tick(engine.now()));
    loop {
        let now = engine.now();
        let (next, due) = engine.read(|domain| domain.control_due(now));
        if !due.is_empty() {
            for input in due {
                log(&engine, input).await;
            }
            sleep(if still_due(&engine) { AGAIN } else { Duration::ZERO }).await;
            continue;
        }
        if next.is_some_and(|next| next <= now) {
            engine.derive(|derived| derived.tick(now));
            continue;
        }
        // Whatever changes the state may change what is due; a lag changes nothing about that.
        let wait = next.map_or(LONGEST, |next| until(now, next));
        if let Ok(Err(tokio::sync::broadcast::error::RecvError::Closed)) = timeout(wait, batches.recv()).await {
            return;
        }
    }
}

fn still_due(engine: &Engine) -> bool {
    let now = engine.now();
    engine.read(|domain| !domain.control_due(now).1.is_empty())
}

fn until(now: Micros, next: Micros) -> Duration {
    Duration::from_micros(u64::try_from(next.since(now)).unwrap_or(0)).min(LONGEST)
}

async fn log(engine: &Engine, input: NodeInput) {
    let id = InputId(uuid::Uuid::new_v4().to_string());
    if let Err(refusal) = engine.submit(Actor::Node, id, input).await {
        tracing::warn!(rule = refusal.rule, "what was due could not be logged");
    }
}
