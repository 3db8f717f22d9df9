//! The shard's loop: wait, read, let the core work, send.

mod lifecycle;
mod peers;
mod receive;
mod tell;

use super::{
    Command, Parts, ShardEvent,
    egress::{Out, Tape, TcpPeers},
    outlets::Outlets,
    session::PerSecond,
    sessions::Sessions,
    ways::Ways,
};
use crate::{
    clock::Clock,
    dtls::Identity,
    ice::Path,
    net::{
        self,
        dscp::Dscp,
        poll::{Poll, Ready, Waker},
        udp::{Destination, Receiver, Sender},
    },
};
use fengsui_protocol::{Micros, link::media::Counters};
use fengsui_sfu_core::{Config, Shard};
use std::{
    collections::VecDeque,
    net::UdpSocket,
    os::fd::AsRawFd,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// Handshakes in flight at once; past it offers are refused with 503.
const MAX_CONNECTING: usize = 512;
/// TCP peers at once; past it the newest is closed.
const MAX_TCP: usize = 4096;
/// Batches read from the socket before timers and commands get their turn.
const MAX_BATCHES: usize = 16;
/// How often consent and handshakes are looked after.
const HOUSEKEEPING: Duration = Duration::from_millis(100);
const COUNTERS_INTERVAL: Duration = Duration::from_secs(5);
/// How often the coordinator hears what is asked of shared lines.
const LINES_INTERVAL: Duration = Duration::from_millis(200);
/// Events that wait when the channel is full.
const MAX_EVENTS: usize = 100_000;

const TOKEN_UDP: u64 = 0;
const TOKEN_WAKER: u64 = 1;
const TOKEN_FIRST_TCP: u64 = 2;

/// Runs until told to stop.
pub fn run(parts: Parts, commands: mpsc::Receiver<Command>) {
    let (number, waker) = (parts.number, parts.waker.clone());
    if let Err(error) = Thread::new(parts, commands).and_then(|mut thread| thread.run(&waker)) {
        tracing::error!(shard = number, %error, "shard stopped");
    }
}

struct Thread {
    number: usize,
    socket: Arc<UdpSocket>,
    identity: Arc<Identity>,
    clock: Clock,
    outgoing: mpsc::Sender<ShardEvent>,
    commands: mpsc::Receiver<Command>,
    core: Shard,
    ways: Ways,
    sessions: Sessions,
    outlets: Outlets,
    tcp: TcpPeers,
    next_tcp: u64,
    touched: Vec<u64>,
    poll: Poll,
    sender: Sender,
    tape: Tape,
    events: VecDeque<ShardEvent>,
    /// Counted by the shell.
    counters: Counters,
    next_housekeeping: Instant,
    next_counters: Instant,
    next_lines: Instant,
    /// The socket carries both address families.
    dual: bool,
    dscp: Option<Dscp>,
    scratch: Vec<u8>,
    /// Sessions looked through for packets from unknown addresses.
    looks: PerSecond,
    stopping: bool,
}

impl Thread {
    fn new(parts: Parts, commands: mpsc::Receiver<Command>) -> std::io::Result<Self> {
        let now = Instant::now();
        let poll = Poll::new()?;
        poll.add(parts.socket.as_raw_fd(), TOKEN_UDP)?;
        Ok(Self {
            dual: parts.socket.local_addr()?.is_ipv6(),
            dscp: parts.dscp,
            number: parts.number,
            socket: Arc::new(parts.socket),
            identity: parts.identity,
            clock: parts.clock,
            outgoing: parts.events,
            commands,
            core: Shard::new(Config { seed: parts.seed, ..Config::default() }),
            ways: parts.ways,
            sessions: Sessions::default(),
            outlets: Outlets::default(),
            tcp: TcpPeers::new(),
            next_tcp: TOKEN_FIRST_TCP,
            touched: Vec::new(),
            poll,
            sender: Sender::new(fengsui_sfu_core::shard::MESSAGES_PER_CALL),
            tape: Tape::new(parts.tape),
            events: VecDeque::new(),
            counters: Counters::default(),
            next_housekeeping: now,
            next_counters: now,
            next_lines: now,
            scratch: Vec::with_capacity(256),
            looks: PerSecond::new(now),
            stopping: false,
        })
    }

    fn run(&mut self, waker: &Waker) -> std::io::Result<()> {
        net::pin_thread(self.number);
        self.poll.add(waker.fd(), TOKEN_WAKER)?;
        let mut receiver = Receiver::default();
        let mut ready: Vec<Ready> = Vec::new();
        while !self.stopping {
            self.poll.wait(self.until_next(), &mut ready)?;
            for event in ready.drain(..) {
                match event.token {
                    TOKEN_UDP => self.read_udp(&mut receiver),
                    TOKEN_WAKER => {
                        waker.reset();
                        self.take_commands();
                        self.take_parcels();
                    }
                    connection => self.serve_tcp(connection, event),
                }
            }
            self.work();
            self.housekeeping();
            self.tell();
        }
        self.close_all();
        Ok(())
    }

    fn until_next(&self) -> Duration {
        let now = Instant::now();
        let due =
            self.core.poll_timeout().map(|(at, _)| Duration::from_micros(at.since(self.clock.at(now)).max(0) as u64));
        let housekeeping = self.next_housekeeping.saturating_duration_since(now);
        due.map_or(housekeeping, |due| due.min(housekeeping))
    }

    /// Lets the core do what is due.
    fn work(&mut self) {
        let now = self.clock.now();
        if self.core.poll_timeout().is_some_and(|(at, _)| at <= now) {
            self.with_out(|core, out| core.timeout(now, out));
        }
        self.core.hand_over(&mut self.ways);
        self.tape.flush();
        self.flush_tcp();
        while let Some(event) = self.core.poll_event() {
            self.take_core_event(event);
        }
    }

    /// Other shards get what came before this one works on it, and what that led to afterwards.
    fn flush(&mut self, now: Micros) {
        self.core.hand_over(&mut self.ways);
        self.with_out(|core, out| core.flush(now, out));
        self.core.hand_over(&mut self.ways);
    }

    /// What other shards handed over.
    fn take_parcels(&mut self) {
        let now = self.clock.now();
        let core = &mut self.core;
        if self.ways.take(|from, parcel| core.take_parcel(now, from, &parcel)) {
            self.flush(now);
        }
    }

    fn with_out(&mut self, act: impl FnOnce(&mut Shard, &mut Out<'_>)) {
        let mut out = Out {
            socket: &self.socket,
            sender: &mut self.sender,
            sessions: &mut self.sessions.by_id,
            outlets: &mut self.outlets,
            tcp: &mut self.tcp,
            touched: &mut self.touched,
            tape: &mut self.tape,
            dscp: self.dscp,
        };
        act(&mut self.core, &mut out);
    }
}

fn send_to(
    socket: &UdpSocket,
    sender: &mut Sender,
    tcp: &mut TcpPeers,
    touched: &mut Vec<u64>,
    dual: bool,
    path: Path,
    bytes: &[u8],
) {
    match path {
        Path::Udp { remote, local } => {
            let destination = Destination::new(remote, local, dual);
            sender.batch(socket).push(&destination, bytes, bytes.len(), None);
        }
        Path::Tcp { connection, .. } => {
            if let Some(peer) = tcp.get_mut(&connection) {
                peer.push(bytes);
                touched.push(connection);
            }
        }
    }
}
