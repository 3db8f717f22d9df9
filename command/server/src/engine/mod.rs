//! The engine: the one door through which anything durable happens on this node.
//!
//! [`Engine::submit`] hands an input to the writer task. The writer decides a whole batch of inputs on a speculative
//! domain, writes every record in one transaction, syncs it, and only then applies it to the committed domain, answers
//! the senders and broadcasts a [`Batch`]. Nothing leaves before the commit (ACK). [`Engine::read`] sees committed
//! state only. The engine never decides a rule itself and never touches a socket.

mod writer;

use crate::{
    clock::Clock,
    domain::{Actor, Domain, NodeInput},
    log::{Log, LogError, Position},
};
use fengsui_protocol::{InputId, JurisdictionId, Micros, Refusal, account::Mode, live::EntityKey};
use std::{
    ops::RangeInclusive,
    sync::{Arc, RwLock},
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Inputs waiting for the writer; past it senders wait in [`Engine::submit`].
const WAITING_INPUTS: usize = 4_096;
/// Batches kept for a slow subscriber; one that falls further behind is told so and must take a snapshot.
const KEPT_BATCHES: usize = 1_024;

/// Handle to the engine; cloning is cheap.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    inputs: mpsc::Sender<Submission>,
}

struct Shared {
    committed: RwLock<Domain>,
    position: watch::Sender<Position>,
    batches: broadcast::Sender<Arc<Batch>>,
    clock: Clock,
    log: Log,
}

/// An input on its way to the writer.
struct Submission {
    actor: Actor,
    id: InputId,
    input: NodeInput,
    answer: oneshot::Sender<Result<Committed, Refusal>>,
}

/// What the sender of an input is told: it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Log position of the input's last record.
    pub seq: u64,
    /// The entity that the input made, if it made one.
    pub made: Option<EntityKey>,
    /// The same input id had been accepted before; this is the first answer again.
    pub repeated: bool,
}

/// One commit, broadcast after it was applied to the committed domain.
#[derive(Clone, Debug)]
pub struct Batch {
    pub epoch: u64,
    /// Log positions of the batch, never empty.
    pub seqs: RangeInclusive<u64>,
    /// Entities whose view may have changed, sorted, each once. A view that is gone must be removed by the client.
    pub touched: Vec<EntityKey>,
    /// Authority changed (a user's role, unit or switch): live connections must be judged anew and take a snapshot.
    pub authority: bool,
}

impl Engine {
    /// Starts the writer on an open log. `domain` is the state at the log's position.
    pub fn start(log: Log, domain: Domain, clock: Clock) -> Self {
        let (inputs, waiting) = mpsc::channel(WAITING_INPUTS);
        let shared = Arc::new(Shared {
            committed: RwLock::new(domain.clone()),
            position: watch::Sender::new(log.position()),
            batches: broadcast::Sender::new(KEPT_BATCHES),
            clock,
            log,
        });
        tokio::spawn(writer::run(shared.clone(), domain, waiting));
        Self { shared, inputs }
    }

    /// Asks for `input` to take effect; returns when it is on disk, or refused and nothing changed.
    ///
    /// # Errors
    /// The rule's refusal; `STORE-1` when the disk would not take it; `STORE-2` when the node is shutting down.
    pub async fn submit(&self, actor: Actor, id: InputId, input: NodeInput) -> Result<Committed, Refusal> {
        let (answer, answered) = oneshot::channel();
        let submission = Submission { actor, id, input, answer };
        self.inputs.send(submission).await.map_err(|_| refuse_stopped())?;
        answered.await.map_err(|_| refuse_stopped())?
    }

    /// Looks at committed state. Keep `look` short: the writer waits for it.
    pub fn read<T>(&self, look: impl FnOnce(&Domain) -> T) -> T {
        look(&self.shared.committed.read().expect("no reader panics"))
    }

    /// Commits from now on. Subscribe first, then [`Engine::read`] a snapshot with `Domain::seq`, then skip batches
    /// that end at or before it.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.shared.batches.subscribe()
    }

    /// Epoch and newest committed log position.
    pub fn position(&self) -> Position {
        *self.shared.position.borrow()
    }

    /// For whoever follows the log: changes with every commit.
    pub fn watch_position(&self) -> watch::Receiver<Position> {
        self.shared.position.subscribe()
    }

    /// The node's clock (the same that stamps the log).
    pub fn now(&self) -> Micros {
        self.shared.clock.now()
    }

    pub fn mode(&self) -> Mode {
        self.shared.log.mode()
    }

    pub fn jurisdiction(&self) -> &JurisdictionId {
        self.shared.log.jurisdiction()
    }

    /// The log, for reading (audit, backup, followers).
    pub fn log(&self) -> &Log {
        &self.shared.log
    }
}

fn refuse_stopped() -> Refusal {
    Refusal::new("STORE-2", "系统正在停止或重启，请稍候再发", "The node is stopping or restarting; send it again shortly")
        .accept(["retry"])
}
