//! The shard's loop: wait, read, demultiplex (RFC 7983), let the core work, send.

use super::{
    Command, Open, Parts, ShardEvent,
    egress::{Out, Tape, TcpPeers},
    session::Session,
    sessions::Sessions,
};
use crate::{
    clock::{Clock, Reading},
    dtls::{DtlsServer, Identity, Progress},
    ice::{Checked, IceLite, Path},
    net::{
        self,
        poll::{Poll, Ready, Waker},
        tcp::TcpPeer,
        udp::{Destination, Receiver, Sender},
    },
    sdp::agree::Media,
    stun,
};
use fengsui_protocol::{
    Micros, SessionId,
    link::media::{Counters, MediaRefusal, SessionState},
};
use fengsui_sfu_core::{CloseWhy, Config, Event, OpenRefusal, Shard};
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
/// A TCP peer that has not proved itself to a session by then is closed.
const TCP_PATIENCE: Duration = Duration::from_secs(10);
/// How often consent and handshakes are looked after.
const HOUSEKEEPING: Duration = Duration::from_millis(100);
const COUNTERS_INTERVAL: Duration = Duration::from_secs(5);
/// Events that wait when the channel is full.
const MAX_EVENTS: usize = 100_000;

const TOKEN_UDP: u64 = 0;
const TOKEN_WAKER: u64 = 1;
const TOKEN_FIRST_TCP: u64 = 2;

/// Runs until told to stop.
pub fn run(parts: Parts, commands: mpsc::Receiver<Command>, waker: &Waker) {
    let number = parts.number;
    if let Err(error) = Thread::new(parts, commands).and_then(|mut thread| thread.run(waker)) {
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
    sessions: Sessions,
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
    /// The socket carries both address families.
    dual: bool,
    scratch: Vec<u8>,
    stopping: bool,
}

impl Thread {
    fn new(parts: Parts, commands: mpsc::Receiver<Command>) -> std::io::Result<Self> {
        let now = Instant::now();
        let poll = Poll::new()?;
        poll.add(parts.socket.as_raw_fd(), TOKEN_UDP)?;
        Ok(Self {
            dual: parts.socket.local_addr()?.is_ipv6(),
            number: parts.number,
            socket: Arc::new(parts.socket),
            identity: parts.identity,
            clock: parts.clock,
            outgoing: parts.events,
            commands,
            core: Shard::new(Config { seed: parts.seed, ..Config::default() }),
            sessions: Sessions::default(),
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
            scratch: Vec::with_capacity(256),
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
        self.tape.flush();
        self.flush_tcp();
        while let Some(event) = self.core.poll_event() {
            self.take_core_event(event);
        }
    }

    fn with_out(&mut self, act: impl FnOnce(&mut Shard, &mut Out<'_>)) {
        let mut out = Out {
            socket: &self.socket,
            sender: &mut self.sender,
            sessions: &mut self.sessions.by_id,
            tcp: &mut self.tcp,
            touched: &mut self.touched,
            tape: &mut self.tape,
        };
        act(&mut self.core, &mut out);
    }

    // ---- datagrams in ----

    fn read_udp(&mut self, receiver: &mut Receiver) {
        let socket = self.socket.clone();
        for _ in 0..MAX_BATCHES {
            let mut clocks = None;
            let n = receiver.receive(&socket, |datagram| {
                // Read after the system call, so that no packet came later.
                let (instant, reading) = *clocks.get_or_insert_with(|| (Instant::now(), self.clock.reading()));
                let path = Path::Udp { remote: datagram.remote, local: datagram.local };
                self.take(instant, reading.arrived(datagram.arrival), path, datagram.bytes);
            });
            if let Some((_, Reading { now, .. })) = clocks {
                self.with_out(|core, out| core.flush(now, out));
            }
            if n < Receiver::FULL {
                break;
            }
        }
    }

    /// One datagram or framed packet (RFC 7983 §7).
    fn take(&mut self, instant: Instant, now: Micros, path: Path, bytes: &mut [u8]) {
        match bytes.first() {
            Some(0..=3) => self.take_stun(instant, path, bytes),
            Some(20..=63) => self.take_dtls(instant, now, path, bytes),
            Some(128..=191) => self.take_media(instant, now, path, bytes),
            _ => self.counters.datagrams_unknown += 1,
        }
    }

    fn take_stun(&mut self, instant: Instant, path: Path, bytes: &[u8]) {
        let request = match stun::parse(bytes) {
            Some(stun::Message::Request(request)) => request,
            // A response to nothing: this agent sends no requests. Indications keep NAT bindings open and are fine.
            Some(stun::Message::Other) => return,
            None => {
                self.counters.datagrams_unknown += 1;
                return;
            }
        };
        let id = self.sessions.with_ufrag(request.local_ufrag);
        let Some(session) = id.and_then(|id| self.sessions.get_mut(id)) else {
            self.counters.stun_refused += 1;
            return;
        };
        self.scratch.clear();
        let checked = session.ice.check(instant, &request, path, &mut self.scratch);
        session.follow(self.dual);
        let id = session.id;
        match checked {
            Checked::Refused => self.counters.stun_refused += 1,
            Checked::Error => self.answer_stun(path),
            Checked::Good { forgotten } => {
                self.sessions.learn_path(id, &path, forgotten.as_ref(), self.dual);
                self.answer_stun(path);
            }
        }
    }

    fn answer_stun(&mut self, path: Path) {
        let bytes = std::mem::take(&mut self.scratch);
        send_to(&self.socket, &mut self.sender, &mut self.tcp, &mut self.touched, self.dual, path, &bytes);
        self.scratch = bytes;
    }

    fn take_dtls(&mut self, instant: Instant, now: Micros, path: Path, bytes: &[u8]) {
        let id = self.sessions.at(&path);
        let Some(session) = id.and_then(|id| self.sessions.by_id.get_mut(&id)) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        let (socket, sender, tcp, touched) = (&self.socket, &mut self.sender, &mut self.tcp, &mut self.touched);
        let dual = self.dual;
        let progress = session.dtls.receive(instant, bytes, &mut |out| {
            send_to(socket, sender, tcp, touched, dual, path, out);
        });
        let id = session.id;
        self.progress(id, now, progress);
    }

    fn progress(&mut self, id: SessionId, now: Micros, progress: Progress) {
        match progress {
            Progress::Nothing => {}
            Progress::Closed => self.close(id, "closed"),
            Progress::Failed(why) => self.close(id, why),
            Progress::Keys(keys) => match self.core.set_keys(now, id, &keys) {
                Ok(()) => {
                    if let Some(session) = self.sessions.get_mut(id) {
                        session.state = SessionState::Connected { cipher: keys.profile.name().to_owned() };
                        self.events.push_back(ShardEvent::Session(session.status()));
                    }
                }
                Err(_) => self.close(id, "keys refused"),
            },
        }
    }

    fn take_media(&mut self, instant: Instant, now: Micros, path: Path, bytes: &mut [u8]) {
        let Some(ssrc) = sender_ssrc(bytes) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        if let Some(id) = self.sessions.at(&path) {
            if self.core.receive(now, id, bytes) {
                self.media_came(instant, id, ssrc, path);
            }
            return;
        }
        // A NAT may have given a peer another address: its SSRC says whose packet this claims to be.
        let id = self.sessions.with_ssrc(ssrc);
        let Some(session) = id.and_then(|id| self.sessions.get_mut(id)) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        let id = session.id;
        if session.may_try_stray(instant) && self.core.receive(now, id, bytes) {
            self.media_came(instant, id, ssrc, path);
        } else {
            self.counters.datagrams_unknown += 1;
        }
    }

    /// Authentic and new: the SSRC is the peer's, and the send address may follow.
    fn media_came(&mut self, instant: Instant, id: SessionId, ssrc: u32, path: Path) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        let known = session.ssrcs.contains(&ssrc);
        if session.ice.selected() != Some(path) {
            let before = session.ice.selected();
            let forgotten = session.ice.media_from(instant, path);
            let moved = session.ice.selected() != before;
            session.follow(self.dual);
            if moved {
                self.sessions.learn_path(id, &path, forgotten.as_ref(), self.dual);
            }
        }
        if !known {
            self.sessions.learn_ssrc(id, ssrc);
        }
    }

    // ---- TCP peers ----

    fn adopt_tcp(&mut self, stream: std::net::TcpStream, read: Vec<u8>) {
        if self.tcp.len() >= MAX_TCP {
            self.counters.tcp_refused += 1;
            return;
        }
        let connection = self.next_tcp;
        self.next_tcp += 1;
        let Ok(peer) = TcpPeer::new(stream, read) else { return };
        if self.poll.add(peer.fd(), connection).is_ok() {
            self.tcp.insert(connection, peer);
            // What was read before does not make the socket readable again.
            self.serve_tcp(connection, Ready { token: connection, readable: true, writable: false });
        }
    }

    fn serve_tcp(&mut self, connection: u64, ready: Ready) {
        if ready.writable {
            self.touched.push(connection);
        }
        if !ready.readable {
            return;
        }
        // Out of the map while its packets are worked on, which may send to it.
        let Some(mut peer) = self.tcp.remove(&connection) else { return };
        let instant = Instant::now();
        let now = self.clock.at(instant);
        let path = Path::Tcp { connection, remote: peer.remote };
        let mut packets: Vec<Vec<u8>> = Vec::new();
        let result = peer.read(|packet| packets.push(packet.to_vec()));
        self.tcp.insert(connection, peer);
        for mut packet in packets {
            self.take(instant, now, path, &mut packet);
        }
        self.with_out(|core, out| core.flush(now, out));
        if let Err(cut) = result {
            self.counters.tcp_refused += u64::from(cut == net::tcp::Cut::Babble);
            self.drop_tcp(connection);
        }
    }

    fn flush_tcp(&mut self) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for connection in touched.drain(..) {
            let Some(peer) = self.tcp.get_mut(&connection) else { continue };
            match peer.flush() {
                Ok(more) => drop(self.poll.want_write(peer.fd(), connection, more)),
                Err(_) => self.drop_tcp(connection),
            }
        }
        self.touched = touched;
    }

    fn drop_tcp(&mut self, connection: u64) {
        if let Some(peer) = self.tcp.remove(&connection) {
            self.counters.send_dropped += peer.dropped;
        }
        self.sessions.forget_connection(connection, self.dual);
    }

    // ---- commands ----

    fn take_commands(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            let now = self.clock.now();
            match command {
                Command::Table(table) => drop(self.core.set_table(now, table)),
                Command::Drop(conference) => self.core.drop_conference(conference),
                Command::Keep(open) => {
                    for conference in self.core.conferences() {
                        if !open.contains(&conference) {
                            self.core.drop_conference(conference);
                        }
                    }
                }
                Command::Open(open) => self.open(*open),
                Command::Close(session) => self.close(session, "closed"),
                Command::Tcp(stream, read) => self.adopt_tcp(stream, read),
                Command::Stop => self.stopping = true,
            }
        }
    }

    fn open(&mut self, open: Open) {
        let Open { session: id, conference, site, direction, source, media, credentials, peer, done } = open;
        let instant = Instant::now();
        let now = self.clock.at(instant);
        let result = if self.sessions.connecting() >= MAX_CONNECTING {
            Err(MediaRefusal { status: 503, message: format!("{MAX_CONNECTING} handshakes are in flight") })
        } else {
            match media {
                Media::Publisher(media) => self.core.open_publisher(now, id, conference, site, media),
                Media::Receiver(media) => self.core.open_receiver(now, id, conference, site, media, source),
            }
            .map_err(|refusal| refused(&refusal))
        };
        if result.is_ok() {
            let ice = IceLite::new(instant, credentials, peer.ufrag);
            let dtls = DtlsServer::new(self.identity.clone(), peer.fingerprint);
            let session = Session::new(instant, (id, conference, site, direction), ice, dtls);
            self.events.push_back(ShardEvent::Session(session.status()));
            self.sessions.insert(session);
        }
        let _ = done.send(result);
    }

    /// Closes a session in the core and here.
    fn close(&mut self, id: SessionId, why: &str) {
        self.core.close(self.clock.now(), id);
        self.forget(id, why);
    }

    /// Tells the peer and whoever listens, and forgets.
    fn forget(&mut self, id: SessionId, why: &str) {
        let Some(mut session) = self.sessions.remove(id) else { return };
        if let Some(path) = session.ice.selected() {
            let (socket, sender, dual) = (&self.socket, &mut self.sender, self.dual);
            let (tcp, touched) = (&mut self.tcp, &mut self.touched);
            session.dtls.close(Instant::now(), &mut |out| send_to(socket, sender, tcp, touched, dual, path, out));
        }
        session.state = SessionState::Closed { why: why.to_owned() };
        self.events.push_back(ShardEvent::Session(session.status()));
    }

    fn close_all(&mut self) {
        let all: Vec<SessionId> = self.sessions.by_id.keys().copied().collect();
        for id in all {
            self.close(id, "closed");
        }
        self.flush_tcp();
        self.tell();
    }

    // ---- time and events ----

    fn housekeeping(&mut self) {
        let instant = Instant::now();
        if instant < self.next_housekeeping {
            return;
        }
        self.next_housekeeping = instant + HOUSEKEEPING;
        for id in self.sessions.expired(instant) {
            self.close(id, "timeout");
        }
        let now = self.clock.at(instant);
        for id in self.sessions.dtls_due(instant) {
            let Some(session) = self.sessions.by_id.get_mut(&id) else { continue };
            let Some(path) = session.ice.selected() else { continue };
            let (socket, sender, dual) = (&self.socket, &mut self.sender, self.dual);
            let (tcp, touched) = (&mut self.tcp, &mut self.touched);
            let progress =
                session.dtls.timeout(instant, &mut |out| send_to(socket, sender, tcp, touched, dual, path, out));
            self.progress(id, now, progress);
        }
        let strangers: Vec<u64> = self
            .tcp
            .iter()
            .filter(|(connection, peer)| {
                peer.since + TCP_PATIENCE <= instant && !self.sessions.has_connection(**connection)
            })
            .map(|(connection, _)| *connection)
            .collect();
        strangers.into_iter().for_each(|connection| self.drop_tcp(connection));
        if instant >= self.next_counters {
            self.next_counters = instant + COUNTERS_INTERVAL;
            let counters = self.all_counters();
            let _ = self.outgoing.try_send(ShardEvent::Counters { shard: self.number, counters });
        }
    }

    fn all_counters(&self) -> Counters {
        let mut all = self.core.counters();
        all.datagrams_unknown += self.counters.datagrams_unknown;
        all.stun_refused += self.counters.stun_refused;
        all.tcp_refused += self.counters.tcp_refused;
        all.send_dropped += self.counters.send_dropped + self.sender.dropped;
        all.send_dropped += self.tcp.values().map(|peer| peer.dropped).sum::<u64>();
        all.recorder_dropped += self.tape.dropped;
        all
    }

    fn take_core_event(&mut self, event: Event) {
        match event {
            Event::SlotChange { site, change } => self.events.push_back(ShardEvent::SlotChanged { site, change }),
            Event::Publishing { conference, site, publishing } => {
                self.events.push_back(ShardEvent::Publishing { conference, site, publishing });
            }
            Event::Voices { conference, loudest } => {
                let _ = self.outgoing.try_send(ShardEvent::Voices { conference, loudest });
            }
            Event::Closed { session, why, .. } => self.forget(session, closed_because(why)),
        }
    }

    /// Hands events over, in order; what does not fit waits.
    fn tell(&mut self) {
        while let Some(event) = self.events.pop_front() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.outgoing.try_send(event) {
                self.events.push_front(event);
                self.events.truncate(MAX_EVENTS);
                break;
            }
        }
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
            sender.batch(socket).push(&destination, bytes, bytes.len());
        }
        Path::Tcp { connection, .. } => {
            if let Some(peer) = tcp.get_mut(&connection) {
                peer.push(bytes);
                touched.push(connection);
            }
        }
    }
}

/// SSRC of an RTP packet, or of the sender of an RTCP packet (RFC 5761 §4 tells them apart).
fn sender_ssrc(bytes: &[u8]) -> Option<u32> {
    let at = if (192..=223).contains(bytes.get(1)?) { 4 } else { 8 };
    bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}

fn closed_because(why: CloseWhy) -> &'static str {
    match why {
        CloseWhy::Ended => "ended",
        CloseWhy::Removed => "removed",
        CloseWhy::Replaced => "replaced",
    }
}

fn refused(refusal: &OpenRefusal) -> MediaRefusal {
    let status = match refusal {
        OpenRefusal::NoConference | OpenRefusal::NoSite => 404,
        OpenRefusal::InUse => 409,
        OpenRefusal::Bound(_) => 503,
        OpenRefusal::Ambiguous(_) => 400,
    };
    MediaRefusal { status, message: refusal.to_string() }
}
