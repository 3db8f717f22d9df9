//! One shard: a thread of its own with one UDP port, its TCP peers and the sessions on them. Commands come by a
//! bounded channel and an eventfd, events leave by a bounded channel, bursts of a conference that spans shards cross by bounded rings
//! ([`ways`]); nothing else is shared with other threads.

mod egress;
mod outlets;
mod session;
mod sessions;
mod thread;
pub mod ways;

use crate::{
    clock::Clock,
    dtls::Identity,
    ice::Credentials,
    net::{dscp::Dscp, poll::Waker},
    sdp::agree::{Media, PeerTransport},
};
use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    conference::{Publishing, SlotChange, UnusedLayers, ViewTable},
    extranet::LineLoad,
    link::{
        media::{Counters, Direction, Extranet, MediaRefusal, SessionStatus, SlotSize},
        recorder::ToRecorder,
    },
    live::Voice,
};
use fengsui_sfu_core::budget::parts::{Demand, Part};
use std::{
    net::{TcpStream, UdpSocket},
    sync::Arc,
    thread::JoinHandle,
};
use tokio::sync::{mpsc, oneshot};
use ways::Ways;

/// Commands waiting for one shard.
const COMMANDS: usize = 1024;

/// What a shard is asked to do.
pub enum Command {
    Table(ViewTable),
    /// The conference lives on that shard, and this one takes receivers of it.
    Follow(ConferenceId, usize),
    /// The shards that take receivers of a conference of this one.
    Spread(ConferenceId, Vec<usize>),
    Drop(ConferenceId),
    /// Conferences that are open; all others end.
    Keep(Vec<ConferenceId>),
    Open(Box<Open>),
    Close(SessionId),
    /// New ICE credentials of both sides; answered when they are in force.
    Restart(SessionId, Credentials, String, oneshot::Sender<Result<(), MediaRefusal>>),
    Resize(SessionId, Vec<SlotSize>),
    /// Shared by all shards.
    Extranet(Arc<Extranet>),
    /// What this shard has of each line.
    Parts(Vec<Part>),
    /// A TCP peer whose first packet was a binding request for this shard, with what was read of it.
    Tcp(TcpStream, Vec<u8>),
    Stop,
}

/// A negotiated session.
pub struct Open {
    pub session: SessionId,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub direction: Direction,
    pub source: Option<SiteId>,
    pub media: Media,
    pub credentials: Credentials,
    pub peer: PeerTransport,
    pub done: oneshot::Sender<Result<(), MediaRefusal>>,
}

/// What a shard tells.
#[derive(Clone, Debug)]
pub enum ShardEvent {
    Session(SessionStatus),
    Publishing {
        conference: ConferenceId,
        site: SiteId,
        publishing: Publishing,
    },
    SlotChanged {
        site: SiteId,
        change: SlotChange,
    },
    LayersUnused {
        site: SiteId,
        layers: UnusedLayers,
    },
    Voices {
        conference: ConferenceId,
        loudest: Vec<Voice>,
    },
    Counters {
        shard: usize,
        counters: Counters,
    },
    /// What its sites ask of the lines, a few times a second, and what crosses them.
    Lines {
        shard: usize,
        demands: Vec<Demand>,
        loads: Vec<LineLoad>,
    },
}

/// What a shard sends to the recorder, in order.
#[derive(Debug)]
pub enum Taped {
    /// `OpenTrack`, `CloseTrack`, `TrackClock`.
    Note(ToRecorder),
    /// Whole link frames of packets, and how many.
    Packets { frames: Vec<u8>, count: u32 },
}

/// What a shard is started with.
pub struct Parts {
    pub number: usize,
    /// What wakes it.
    pub waker: Waker,
    /// To and from the other shards.
    pub ways: Ways,
    pub socket: UdpSocket,
    pub identity: Arc<Identity>,
    pub clock: Clock,
    pub seed: u64,
    pub dscp: Option<Dscp>,
    pub events: mpsc::Sender<ShardEvent>,
    pub tape: mpsc::Sender<Taped>,
}

/// A running shard.
pub struct ShardHandle {
    commands: mpsc::Sender<Command>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl ShardHandle {
    /// # Errors
    /// When the system has no threads or descriptors left.
    pub fn start(parts: Parts) -> anyhow::Result<Self> {
        let (commands, incoming) = mpsc::channel(COMMANDS);
        let waker = parts.waker.clone();
        let thread = std::thread::Builder::new()
            .name(format!("shard-{}", parts.number))
            .spawn(move || thread::run(parts, incoming))?;
        Ok(Self { commands, waker, thread: Some(thread) })
    }

    /// Waits for room when the shard is behind.
    pub async fn send(&self, command: Command) {
        // The receiver is gone only while the process stops.
        let _ = self.commands.send(command).await;
        self.waker.wake();
    }

    /// Whether the thread still runs; it ends by [`Command::Stop`] or by a fault, which the process must not outlive.
    pub fn alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    pub async fn stop(mut self) {
        self.send(Command::Stop).await;
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}
