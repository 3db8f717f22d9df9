//! The engine: the one door through which anything durable happens on this node.
//!
//! [`Engine::submit`] hands an input to the writer task. The writer decides a whole batch of inputs on a speculative
//! domain, writes every record in one transaction, syncs it, and only then applies it to the committed domain, answers
//! the senders and broadcasts a [`Batch`]. Nothing leaves before the commit (ACK). [`Engine::read`] sees committed
//! state only. The engine decides no rule itself and never touches a socket.

mod start;
mod writer;

pub use start::{Started, open};

use crate::{
    clock::Clock,
    domain::{Derived, Domain, NodeInput},
    log::{FaultPoints, Log, LogWriter, Position},
};
use fengsui_protocol::{Actor, InputId, JurisdictionId, Micros, Refusal, account::Mode, live::EntityKey};
use std::sync::{Arc, RwLock};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Inputs waiting for the writer; past it senders wait in [`Engine::submit`].
const WAITING_INPUTS: usize = 4_096;
/// Batches kept for a slow subscriber; one that falls further behind is told so and must take a snapshot.
const KEPT_BATCHES: usize = 1_024;

/// Handle to the engine; cloning is cheap. The writer stops when the last one is gone.
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
    faults: Arc<FaultPoints>,
}

/// An input on its way to the writer.
struct Submission {
    actor: Actor,
    id: InputId,
    input: NodeInput,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Committed, Refusal>;

/// What the sender of an input is told: it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Log position of the input's last record.
    pub seq: u64,
    /// Log position of its first record: where a department's delivery stands, whatever followed from it.
    pub first: u64,
    /// The entity that the input made, if it made one.
    pub made: Option<EntityKey>,
    /// The same input had been accepted before; this is the first answer again.
    pub repeated: bool,
}

/// One change of what [`Engine::read`] shows, broadcast after it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// [`Domain::revision`] that this change led to; grows by one with every batch.
    pub revision: u64,
    /// Newest committed log position.
    pub position: Position,
    /// Entities whose view may have changed, sorted, each once. A view that is gone must be removed by the client.
    pub touched: Vec<EntityKey>,
    /// Someone's authority changed (role, unit, switch, password): live connections must be judged anew and take a
    /// snapshot.
    pub authority: bool,
}

impl Engine {
    /// Starts the writer on an open log. `domain` is the state at the log's position.
    pub fn start(log: LogWriter, mut domain: Domain, clock: Clock) -> Self {
        domain.conference.begin(log.position().epoch);
        let (inputs, waiting) = mpsc::channel(WAITING_INPUTS);
        let shared = Arc::new(Shared {
            committed: RwLock::new(domain.clone()),
            position: watch::Sender::new(log.position()),
            batches: broadcast::Sender::new(KEPT_BATCHES),
            clock,
            log: log.log().clone(),
            faults: log.faults(),
        });
        tokio::spawn(writer::run(shared.clone(), log, domain, waiting));
        Self { shared, inputs }
    }

    /// Asks for `input` to take effect; returns when it is on disk, or refused and nothing changed. An input id that
    /// was accepted before gets its first answer again, also across restarts.
    ///
    /// # Errors
    /// The rule's refusal; `STORE-1` when the disk would not take it; `STORE-2` when the node is stopping; `STORE-3`
    /// when somebody else used the input id.
    pub async fn submit(&self, actor: Actor, id: InputId, input: impl Into<NodeInput>) -> Answer {
        let (answer, answered) = oneshot::channel();
        let submission = Submission { actor, id, input: input.into(), answer };
        self.inputs.send(submission).await.map_err(|_| refuse_stopping())?;
        answered.await.map_err(|_| refuse_stopping())?
    }

    /// Looks at committed state. Keep `look` short: the writer waits for it.
    pub fn read<T>(&self, look: impl FnOnce(&Domain) -> T) -> T {
        look(&self.shared.committed.read().expect("no reader panics"))
    }

    /// Changes from now on. Subscribe first, then [`Engine::read`] a snapshot together with [`Domain::revision`], then
    /// skip batches up to that revision.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Batch>> {
        self.shared.batches.subscribe()
    }

    /// Changes what is derived and never logged (what media the node receives, say), and broadcasts the entities that
    /// `change` names; none named, none broadcast.
    pub fn derive(&self, change: impl FnOnce(&mut Derived<'_>) -> Vec<EntityKey>) {
        self.shared.publish(|domain| (change(&mut domain.derived()), false));
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

    /// The log, for reading (audit, backup, followers), and the database it lies in.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Returns when the writer has stopped by itself because it no longer leads the log; the process must exit.
    pub async fn stopped(&self) {
        self.inputs.closed().await;
    }

    /// Where tests make the disk fail.
    pub fn faults(&self) -> &FaultPoints {
        &self.shared.faults
    }
}

impl Shared {
    /// Changes what readers see, then tells subscribers. Both under one lock, so batches go out in revision order.
    fn publish(&self, change: impl FnOnce(&mut Domain) -> (Vec<EntityKey>, bool)) {
        let mut domain = self.committed.write().expect("no reader panics");
        let (mut touched, authority) = change(&mut domain);
        touched.sort_unstable();
        touched.dedup();
        let mut position = *self.position.borrow();
        position.seq = domain.seq();
        let moved = self.position.send_if_modified(|known| std::mem::replace(known, position) != position);
        if touched.is_empty() && !authority && !moved {
            return;
        }
        let revision = domain.next_revision();
        // Nobody listening is not a fault.
        let _ = self.batches.send(Arc::new(Batch { revision, position, touched, authority }));
    }
}

fn refuse_stopping() -> Refusal {
    Refusal::new(
        "STORE-2",
        "系统正在停止或重启，请稍候再发",
        "The node is stopping or restarting; send it again shortly",
    )
    .accept(["retry"])
}
