//! Starting: take the lead, restore the newest snapshot, replay the tail, follow.

use super::Engine;
use crate::{
    clock::Clock,
    log::{self, LogError, LogOptions},
    snapshots::{self, Policy, Standing},
};
use std::time::{Duration, Instant};

/// A running engine, and how it came to its state.
pub struct Started {
    pub engine: Engine,
    /// Log position of the snapshot it began from; 0 without one.
    pub snapshot: u64,
    /// Records replayed after it.
    pub replayed: u64,
    pub took: Duration,
}

/// Opens the log of `options.dir` as its leader and starts the engine and its follower.
///
/// # Errors
/// What [`log::open`] says, and [`LogError::Broken`] when the log does not continue its own chain.
pub async fn open(options: &LogOptions, clock: Clock, policy: Policy) -> Result<Started, LogError> {
    let began = Instant::now();
    let writer = log::open(options).await?;
    let mut standing = Standing::newest(writer.log()).await?;
    let snapshot = standing.seq;
    let replayed = standing.catch_up(writer.log()).await?;
    let engine = Engine::start(writer, standing.domain.clone(), clock);
    let (log, position) = (engine.log().clone(), engine.watch_position());
    follower(snapshots::follow(log, position, standing, snapshot, policy))?;
    Ok(Started { engine, snapshot, replayed, took: began.elapsed() })
}

/// A thread of its own: to serialise a large state must not hold up anyone's acknowledgement.
fn follower(following: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("follower".into()).spawn(move || runtime.block_on(following)).map(|_| ())
}
