//! Everything of the media process that is not media: the command node's link, negotiation, the recorder's link, the
//! TCP front, and the connections that the command node hands over. One thread, tokio; it holds no packet.

mod handed;
mod lines;
mod link;
mod negotiate;
mod places;
mod recorder;
mod tcp_front;

use crate::{
    clock::Clock,
    config::MediaConfig,
    dtls::Identity,
    net::{addresses, poll::Waker, tcp, udp},
    relay::{Peers, Relay},
    shard::{Command, Parts, ShardEvent, ShardHandle, ways},
};
use anyhow::Context;
use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    conference::{Publishing, SlotChange, ViewTable},
    link::media::{Counters, FromMedia, Handed, SessionState, SessionStatus, ToMedia},
};
use link::Link;
use std::{collections::BTreeMap, future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Events of all shards waiting here.
const EVENTS: usize = 8192;
/// Chunks for the recorder waiting here.
const TAPE: usize = 4096;
const HEALTH_INTERVAL: Duration = Duration::from_secs(1);

/// Where the process listens, once it does.
#[derive(Clone, Debug)]
pub struct Listening {
    /// Real UDP ports, by shard.
    pub udp: Vec<u16>,
    pub tcp: u16,
    /// As announced to clients: `udp 192.0.2.1:8444`.
    pub announced: Vec<String>,
}

/// Runs until `stop` is done.
///
/// # Errors
/// When a port or socket cannot be had, or a shard has died.
pub async fn serve(
    config: MediaConfig,
    ready: impl FnOnce(&Listening),
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    crate::net::keep_to_small_pages();
    crate::net::raise_file_limit();
    let mut control = Control::start(&config)?;
    ready(&control.listening);
    tokio::pin!(stop);
    let result = control.run(stop).await;
    for shard in control.shards.drain(..) {
        shard.stop().await;
    }
    result
}

struct Control {
    boot: u64,
    identity: Arc<Identity>,
    cname: String,
    shards: Vec<ShardHandle>,
    /// Announced UDP addresses, by shard.
    udp: Vec<Vec<SocketAddr>>,
    tcp: Vec<SocketAddr>,
    listening: Listening,
    link: Link,
    events: mpsc::Receiver<ShardEvent>,
    answers: (mpsc::Sender<FromMedia>, mpsc::Receiver<FromMedia>),
    known: Known,
    lines: lines::Lines,
    places: places::Places,
    front: tcp_front::Front,
    arrivals: handed::Arrivals,
    relay: Relay,
    recorder: recorder::Handle,
}

/// What a command node that connects must be told.
#[derive(Default)]
struct Known {
    sessions: BTreeMap<SessionId, SessionStatus>,
    publishing: BTreeMap<(ConferenceId, SiteId), Publishing>,
    slots: BTreeMap<(SessionId, String), (SiteId, SlotChange)>,
    counters: BTreeMap<usize, Counters>,
}

impl Control {
    fn start(config: &MediaConfig) -> anyhow::Result<Self> {
        let identity = Arc::new(Identity::generate()?);
        let clock = Clock::start();
        let (event_sender, events) = mpsc::channel(EVENTS);
        let (tape_sender, tape) = mpsc::channel(TAPE);
        let interfaces = addresses::interfaces().context("interface addresses")?;
        let boot = random()?;
        let (mut shards, mut udp, mut ports) = (Vec::new(), Vec::new(), Vec::new());
        let count = usize::from(config.shards.max(1));
        let wakers = (0..count).map(|_| Waker::new()).collect::<std::io::Result<Vec<Waker>>>()?;
        for ((number, waker), ways) in wakers.iter().enumerate().zip(ways::between(&wakers)) {
            let port = nth_port(config.udp_port, number).context("UDP ports run past 65535")?;
            let socket = udp::bind(port).with_context(|| format!("UDP port {port}"))?;
            let port = socket.local_addr()?.port();
            let mut announced = addresses::announced(&config.announce, &interfaces, port);
            for (address, announce) in announced.iter_mut().zip(&config.announce) {
                address.set_port(announce.port.and_then(|first| nth_port(first, number)).unwrap_or(port));
            }
            ports.push(port);
            udp.push(announced);
            let (events, tape, seed) = (event_sender.clone(), tape_sender.clone(), random()?);
            shards.push(ShardHandle::start(Parts {
                number,
                waker: waker.clone(),
                ways,
                socket,
                identity: identity.clone(),
                clock,
                seed,
                dscp: config.dscp,
                events,
                tape,
            })?);
        }
        let listener = tcp::listen(config.tcp_port).with_context(|| format!("TCP port {}", config.tcp_port))?;
        let tcp_port = listener.local_addr()?.port();
        let tcp = addresses::announced(&config.announce, &interfaces, tcp_port);
        let named = udp.iter().flatten().map(|a| format!("udp {a}")).chain(tcp.iter().map(|a| format!("tcp {a}")));
        let listening = Listening { udp: ports, tcp: tcp_port, announced: named.collect() };
        tracing::info!(addresses = ?listening.announced, "media is listening");
        Ok(Self {
            boot,
            identity,
            cname: format!("node-{boot:016x}"),
            link: Link::listen(&config.run_dir)?,
            front: tcp_front::Front::start(listener)?,
            arrivals: handed::Arrivals::listen(&config.run_dir)?,
            relay: Relay::start(Peers::new(&udp, &listening.udp), &config.run_dir)?,
            recorder: recorder::start(&config.run_dir, boot, tape),
            answers: mpsc::channel(1024),
            known: Known::default(),
            lines: lines::Lines::default(),
            places: places::Places::new(shards.len(), config.spread),
            shards,
            udp,
            tcp,
            listening,
            events,
        })
    }

    async fn run(&mut self, mut stop: std::pin::Pin<&mut impl Future<Output = ()>>) -> anyhow::Result<()> {
        let mut health = tokio::time::interval(HEALTH_INTERVAL);
        let mut divide = tokio::time::interval(lines::DIVIDE_INTERVAL);
        let mut tell_lines = tokio::time::interval(lines::TELL_INTERVAL);
        divide.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return Ok(()),
                message = self.link.next() => match message {
                    link::Incoming::Connected => self.greet(),
                    link::Incoming::Message(message) => self.obey(*message).await,
                },
                Some(event) = self.events.recv() => self.take_event(event).await,
                _ = divide.tick() => self.divide_lines().await,
                _ = tell_lines.tick() => {
                    if let Some(loads) = self.lines.loads() {
                        self.link.send(&FromMedia::Lines { loads });
                    }
                }
                Some(answer) = self.answers.1.recv() => self.answered(&answer).await,
                Some((shard, stream, read)) = self.front.next() => {
                    if let Some(shard) = self.shards.get(shard) {
                        shard.send(Command::Tcp(stream, read)).await;
                    }
                }
                (handed, stream) = self.arrivals.next() => match handed {
                    Handed::Framed => self.front.take(stream),
                    Handed::Tls => self.relay.take(stream),
                },
                _ = health.tick() => {
                    anyhow::ensure!(self.shards.iter().all(ShardHandle::alive), "a shard has died");
                }
            }
        }
    }

    /// Gives each shard its part of every line.
    async fn divide_lines(&mut self) {
        for (shard, parts) in self.shards.iter().zip(self.lines.divide(self.shards.len())) {
            shard.send(Command::Parts(parts)).await;
        }
    }

    /// To every shard that has a part of a conference.
    async fn set_table(&mut self, table: ViewTable) {
        for shard in self.places.shards_of(table.conference) {
            self.shards[shard].send(Command::Table(table.clone())).await;
        }
        self.places.keep_table(table);
    }

    /// Opens a conference on a shard besides its home.
    async fn join(&mut self, conference: ConferenceId, shard: usize) {
        let Some(table) = self.places.follow(conference, shard) else { return };
        let home = self.places.home(conference);
        self.shards[shard].send(Command::Table(table)).await;
        self.shards[shard].send(Command::Follow(conference, home)).await;
        self.shards[home].send(Command::Spread(conference, self.places.followers(conference))).await;
    }

    /// A session is gone; a shard that has no other of its conference leaves it.
    async fn session_ended(&mut self, session: SessionId) {
        let Some((conference, shard)) = self.places.ended(session) else { return };
        let home = self.places.home(conference);
        self.shards[home].send(Command::Spread(conference, self.places.followers(conference))).await;
        self.shards[shard].send(Command::Drop(conference)).await;
    }

    async fn answered(&mut self, answer: &FromMedia) {
        if let FromMedia::Negotiated { session, answer: Err(_) } = answer
            && !self.known.sessions.contains_key(session)
        {
            self.session_ended(*session).await;
        }
        self.link.send(answer);
    }

    fn greet(&mut self) {
        self.link.send(&FromMedia::Hello {
            boot: self.boot,
            addresses: self.listening.announced.clone(),
            sessions: self.known.sessions.values().cloned().collect(),
        });
        for ((conference, site), publishing) in &self.known.publishing {
            let (conference, site, publishing) = (*conference, *site, *publishing);
            self.link.send(&FromMedia::Publishing { conference, site, publishing });
        }
        for (site, change) in self.known.slots.values() {
            self.link.send(&FromMedia::SlotChanged { site: *site, change: change.clone() });
        }
    }

    async fn obey(&mut self, message: ToMedia) {
        match message {
            ToMedia::Converge { tables } => {
                let open: Vec<ConferenceId> = tables.iter().map(|t| t.conference).collect();
                for shard in &self.shards {
                    shard.send(Command::Keep(open.clone())).await;
                }
                self.places.keep(&open);
                for table in tables {
                    self.set_table(table).await;
                }
            }
            ToMedia::Table { table } => self.set_table(table).await,
            ToMedia::Drop { conference } => {
                for shard in self.places.shards_of(conference) {
                    self.shards[shard].send(Command::Drop(conference)).await;
                }
                self.places.forget(conference);
            }
            ToMedia::Negotiate { session, conference, site, direction, source, slots, offer, front } => {
                let ask = negotiate::Ask { session, conference, site, direction, source, slots, offer, front };
                self.negotiate(ask).await;
            }
            ToMedia::Resize { session, slots } => {
                let Some(shard) = self.places.shard_of(session) else { return };
                self.shards[shard].send(Command::Resize(session, slots)).await;
            }
            ToMedia::Restart { session, fragment, front } => self.restart(session, &fragment, front).await,
            ToMedia::Extranet { extranet } => {
                let extranet = self.lines.set(extranet);
                for shard in &self.shards {
                    shard.send(Command::Extranet(extranet.clone())).await;
                }
                self.divide_lines().await;
            }
            ToMedia::Close { session } => {
                for shard in &self.shards {
                    shard.send(Command::Close(session)).await;
                }
            }
            ToMedia::Front { front } => {
                if let Err(error) = self.relay.tell(front) {
                    tracing::warn!(%error, "TURN over TLS: the certificate is not taken");
                }
            }
        }
    }

    async fn take_event(&mut self, event: ShardEvent) {
        match event {
            ShardEvent::Session(status) => {
                if let SessionState::Closed { .. } = status.state {
                    self.known.sessions.remove(&status.session);
                    self.known.slots.retain(|(session, _), _| *session != status.session);
                    self.session_ended(status.session).await;
                } else {
                    self.known.sessions.insert(status.session, status.clone());
                }
                self.link.send(&FromMedia::Session { status });
            }
            ShardEvent::Publishing { conference, site, publishing } => {
                if publishing == Publishing::default() {
                    self.known.publishing.remove(&(conference, site));
                } else {
                    self.known.publishing.insert((conference, site), publishing);
                }
                self.link.send(&FromMedia::Publishing { conference, site, publishing });
            }
            ShardEvent::SlotChanged { site, change } => {
                if self.known.sessions.contains_key(&change.session) {
                    self.known.slots.insert((change.session, change.mid.clone()), (site, change.clone()));
                }
                self.link.send(&FromMedia::SlotChanged { site, change });
            }
            ShardEvent::LayersUnused { site, layers } => self.link.send(&FromMedia::LayersUnused { site, layers }),
            ShardEvent::Lines { shard, demands, loads } => self.lines.heard(shard, demands, loads),
            ShardEvent::Voices { conference, loudest } => self.link.send(&FromMedia::Voices { conference, loudest }),
            ShardEvent::Counters { shard, counters } => {
                self.known.counters.insert(shard, counters);
                let mut counters = sum(self.known.counters.values());
                counters.tcp_refused += self.front.refused() + self.relay.refused();
                counters.recorder_dropped += self.recorder.dropped();
                tracing::debug!(?counters, "counters");
                self.link.send(&FromMedia::Counters { counters });
            }
        }
    }
}

/// Shards have ports in a row; 0 stays 0, any free one.
fn nth_port(first: u16, number: usize) -> Option<u16> {
    if first == 0 { Some(0) } else { first.checked_add(u16::try_from(number).ok()?) }
}

fn sum<'a>(all: impl Iterator<Item = &'a Counters>) -> Counters {
    all.fold(Counters::default(), |a, b| Counters {
        packets_received: a.packets_received + b.packets_received,
        packets_forwarded: a.packets_forwarded + b.packets_forwarded,
        datagrams_unknown: a.datagrams_unknown + b.datagrams_unknown,
        stun_refused: a.stun_refused + b.stun_refused,
        srtp_refused: a.srtp_refused + b.srtp_refused,
        srtp_replayed: a.srtp_replayed + b.srtp_replayed,
        rtcp_malformed: a.rtcp_malformed + b.rtcp_malformed,
        tcp_refused: a.tcp_refused + b.tcp_refused,
        egress_refused: a.egress_refused + b.egress_refused,
        send_dropped: a.send_dropped + b.send_dropped,
        packets_padding: a.packets_padding + b.packets_padding,
        packets_ahead: a.packets_ahead + b.packets_ahead,
        recorder_dropped: a.recorder_dropped + b.recorder_dropped,
        between_shards_dropped: a.between_shards_dropped + b.between_shards_dropped,
    })
}

/// Sixty-four random bits.
fn random() -> anyhow::Result<u64> {
    let mut bytes = [0u8; 8];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no randomness"))?;
    Ok(u64::from_ne_bytes(bytes))
}
