//! The shard in a simulated network, in virtual time, from a seed.
#![allow(dead_code)]

pub mod layered;
pub mod network;
pub mod publisher;
pub mod viewer;

use super::world::*;
use fengsui_link::Direction;
use fengsui_protocol::conference::SlotName;
use fengsui_protocol::{Micros, SessionId};
use fengsui_sfu_core::rtp::{self, Header, red};
use fengsui_sfu_core::{Event, SlotSize};
use layered::{Encoder, Kind};
use network::{Conditions, Link};
use publisher::Publisher;
use std::collections::{BTreeMap, BTreeSet};
use viewer::Viewer;

pub const LAYERS: &[(&str, u16, usize)] = &[("q", 180, 150_000), ("h", 360, 500_000), ("f", 720, 1_500_000)];

/// Both ways of one session.
pub struct Paths {
    pub up: Link,
    pub down: Link,
}

impl Paths {
    fn new(seed: u64, conditions: Conditions) -> Self {
        Self { up: Link::new(2 * seed, conditions), down: Link::new(2 * seed + 1, conditions) }
    }
    pub fn set(&mut self, conditions: Conditions) {
        (self.up.conditions, self.down.conditions) = (conditions, conditions);
    }
}

/// A microphone that sends a packet every 20 ms.
pub struct Voice {
    pub peer: Peer,
    next: Micros,
    pub number: u32,
    ssrc: u32,
    site: u8,
    /// Each packet bears the one before once more.
    pub redundant: bool,
}

impl Voice {
    /// What a packet says: its number and whose it is.
    fn body(&self, number: u32) -> Vec<u8> {
        [&number.to_be_bytes()[..], &[self.site], &[7; 75]].concat()
    }

    fn packet(&mut self) -> Vec<u8> {
        self.next = self.next.plus(20_000);
        self.number += 1;
        let (body, before) = (self.body(self.number), self.body(self.number - 1));
        let (pt, payload) = if self.redundant {
            let block = red::Block { before: 960, data: &before };
            let blocks = if self.number > 1 { &[block][..] } else { &[] };
            (RED, red::write(OPUS, blocks, &body))
        } else {
            (OPUS, body)
        };
        self.peer.rtp(self.ssrc, pt, false, self.number * 960, &[(1, &[20])], &payload)
    }
}

/// A line that several sessions share, both ways, before their own paths.
pub struct Shared {
    pub down: Direction<(SessionId, Vec<u8>)>,
    pub up: Direction<(SessionId, Vec<u8>)>,
    pub sessions: BTreeSet<SessionId>,
    /// Bytes of IP packets that the node sent into it, and that came out of it.
    pub sent: Vec<(Micros, usize)>,
    pub received: Vec<(Micros, usize)>,
}

impl Shared {
    /// Most bits within any second that begins after `from`.
    pub fn most(of: &[(Micros, usize)], from: Micros) -> u64 {
        let (mut first, mut bytes, mut most) = (0, 0, 0);
        for (at, length) in of {
            bytes += length;
            while of[first].0.0 <= at.0 - 1_000_000 {
                bytes -= of[first].1;
                first += 1;
            }
            if at.since(from) >= 1_000_000 {
                most = most.max(bytes);
            }
        }
        8 * most as u64
    }
}

/// IPv4 and UDP.
const IP: usize = 28;

pub struct Simulation {
    pub world: World,
    pub began: Micros,
    pub publishers: Vec<(Publisher, Paths)>,
    pub voices: Vec<(Voice, Paths)>,
    pub viewers: Vec<(Viewer, Paths)>,
    pub shared: Vec<Shared>,
    pub events: Vec<(Micros, Event)>,
    sealed: Sealed,
    seed: u64,
}

/// Newest index and all indices of each stream of each session that the node sent.
type Sealed = BTreeMap<(SessionId, u32), (u64, BTreeSet<u64>)>;

impl Simulation {
    pub fn new(seed: u64, sites: u64) -> Self {
        let world = World::new(seed, sites);
        let began = world.now;
        let (publishers, voices, viewers) = Default::default();
        let shared = Vec::new();
        let (events, sealed) = Default::default();
        Self { world, began, publishers, voices, viewers, shared, events, sealed, seed: seed.wrapping_mul(1_000) }
    }

    fn seed(&mut self) -> u64 {
        self.seed += 1;
        self.seed
    }

    pub fn camera(&mut self, site: u64, layers: &[(&'static str, u16, usize)], conditions: Conditions) {
        let seed = self.seed();
        let camera = self.world.camera(site, layers);
        let publisher = Publisher::new(camera, seed, layers, self.world.now.plus((seed % 33_000) as i64));
        self.publishers.push((publisher, Paths::new(seed, conditions)));
    }

    /// A camera whose one stream has three spatial and three temporal layers inside.
    pub fn layered(&mut self, site: u64, kind: Kind, conditions: Conditions) {
        let seed = self.seed();
        let camera = self.world.camera(site, &[]);
        let mut publisher = Publisher::new(camera, seed, &[], self.world.now.plus((seed % 33_000) as i64));
        publisher.layered = Some(Encoder::new(site as u8, kind, seed));
        self.publishers.push((publisher, Paths::new(seed, conditions)));
    }

    pub fn voice(&mut self, site: u64, conditions: Conditions) {
        let seed = self.seed();
        let peer = self.world.microphone(site);
        let (next, ssrc) = (self.world.now, 9_000 + site as u32);
        let voice = Voice { peer, next, number: 0, ssrc, site: site as u8, redundant: false };
        self.voices.push((voice, Paths::new(seed, conditions)));
    }

    pub fn viewer(&mut self, site: u64, slots: &[(SlotName, Option<SlotSize>)], voices: u16, conditions: Conditions) {
        let seed = self.seed();
        let peer = self.world.viewer(site, slots, voices, None);
        self.viewers.push((Viewer::new(peer, slots.len(), self.world.now), Paths::new(seed, conditions)));
    }

    /// Puts sessions behind a line that they share.
    pub fn share(&mut self, conditions: Conditions, sessions: impl IntoIterator<Item = SessionId>) {
        let seed = self.seed();
        let (down, up) = (Direction::new(seed, conditions), Direction::new(seed + 500, conditions));
        let sessions = sessions.into_iter().collect();
        self.shared.push(Shared { down, up, sessions, sent: Vec::new(), received: Vec::new() });
    }

    pub fn seconds(&self) -> f64 {
        self.world.now.since(self.began) as f64 / 1e6
    }

    /// Lets everything happen until so many microseconds have passed.
    pub fn run(&mut self, micros: i64) {
        let until = self.world.now.plus(micros);
        while self.world.now < until {
            self.run_until(until.min(self.world.now.plus(100_000)));
        }
    }

    fn run_until(&mut self, until: Micros) {
        loop {
            let next = self.next();
            if next > until {
                break;
            }
            self.world.now = self.world.now.max(next);
            self.happen();
        }
        self.world.now = until;
        self.trace();
        assert_eq!(self.world.refused(), 0);
    }

    /// `SIM_TRACE=1`: what the first viewer's path and picture were like.
    fn trace(&self) {
        let Some((viewer, paths)) = self.viewers.first().filter(|_| std::env::var("SIM_TRACE").is_ok()) else { return };
        let shown = viewer.pictures[0].shown.last().map(|shown| (shown.truth.layer, shown.truth.frame));
        let path = self.world.shard.path(viewer.peer.session);
        let (down, frames) = (&paths.down, viewer.pictures[0].shown.len());
        eprintln!("{:.1} {path:?} {shown:?} {frames} queued {} {:?}", self.seconds(), down.queued, down.counted);
    }

    fn next(&self) -> Micros {
        let links = |paths: &Paths| paths.up.next().into_iter().chain(paths.down.next()).map(Micros);
        let publishers = self.publishers.iter().flat_map(|(p, paths)| links(paths).chain([p.next]));
        let voices = self.voices.iter().flat_map(|(voice, paths)| links(paths).chain([voice.next]));
        let viewers = self.viewers.iter().flat_map(|(viewer, paths)| links(paths).chain([viewer.next()]));
        let shard = self.world.poll_timeout();
        let shared = self.shared.iter().flat_map(|line| line.up.next().into_iter().chain(line.down.next())).map(Micros);
        publishers.chain(voices).chain(viewers).chain(shared).chain(shard).min().unwrap()
    }

    fn happen(&mut self) {
        let now = self.world.now;
        for line in 0..self.shared.len() {
            while let Some(((session, datagram), copy)) = self.shared[line].down.arrived(now.0) {
                assert!(!copy, "shared lines make no copies");
                self.path(session).into_iter().for_each(|path| send(path, now, datagram.clone()));
            }
        }
        let Self { world, publishers, voices, viewers, shared, sealed, .. } = self;
        let mut out = Out::default();
        if world.poll_timeout().is_some_and(|at| at <= now) {
            world.timeout_into(&mut out);
        }
        for (publisher, paths) in publishers.iter_mut() {
            if publisher.next <= now {
                publisher.frame(now).into_iter().for_each(|datagram| send(&mut paths.up, now, datagram));
            }
            while let Some((datagram, copy)) = paths.down.arrived(now.0) {
                if !copy {
                    publisher.heed(&datagram).into_iter().for_each(|datagram| send(&mut paths.up, now, datagram));
                }
            }
            deliver(world, shared, publisher.peer.session, &mut paths.up);
        }
        for (voice, paths) in voices.iter_mut() {
            if voice.next <= now {
                send(&mut paths.up, now, voice.packet());
            }
            deliver(world, shared, voice.peer.session, &mut paths.up);
        }
        for (viewer, paths) in viewers.iter_mut() {
            while let Some((datagram, copy)) = paths.down.arrived(now.0) {
                if !copy {
                    viewer.take(&datagram, now);
                }
            }
            if viewer.next() <= now {
                viewer.report(now).into_iter().for_each(|datagram| send(&mut paths.up, now, datagram));
            }
            deliver(world, shared, viewer.peer.session, &mut paths.up);
        }
        for line in shared.iter_mut() {
            while let Some(((session, mut datagram), _)) = line.up.arrived(now.0) {
                line.received.push((now, datagram.len() + IP));
                world.deliver(session, &mut datagram);
            }
        }
        world.flush_into(&mut out);
        for (session, datagram) in out.datagrams {
            check_nonce(sealed, session, &datagram);
            if let Some(line) = shared.iter_mut().find(|line| line.sessions.contains(&session)) {
                line.sent.push((now, datagram.len() + IP));
                line.down.send(now.0, datagram.len(), (session, datagram));
                continue;
            }
            let sessions = publishers.iter_mut().map(|(publisher, paths)| (publisher.peer.session, paths));
            let sessions = sessions.chain(viewers.iter_mut().map(|(viewer, paths)| (viewer.peer.session, paths)));
            if let Some((_, paths)) = { sessions }.find(|(of, _)| *of == session) {
                send(&mut paths.down, now, datagram);
            }
        }
        for event in self.world.events() {
            if let Event::LayersUnused { layers, .. } = &event {
                let mut all = self.publishers.iter_mut();
                let told = all.find(|(publisher, _)| publisher.peer.session == layers.session);
                told.into_iter().for_each(|(publisher, _)| publisher.tell(layers.clone(), now));
            }
            self.events.push((now, event));
        }
    }

    fn path(&mut self, session: SessionId) -> Option<&mut Link> {
        let publishers = self.publishers.iter_mut().map(|(publisher, paths)| (publisher.peer.session, paths));
        let viewers = self.viewers.iter_mut().map(|(viewer, paths)| (viewer.peer.session, paths));
        publishers.chain(viewers).find(|(of, _)| *of == session).map(|(_, paths)| &mut paths.down)
    }
}

/// No index of a stream is sealed twice, whatever becomes of it on the way.
fn check_nonce(sealed: &mut Sealed, session: SessionId, datagram: &[u8]) {
    if rtp::is_rtcp(datagram) {
        return;
    }
    let Header { ssrc, sequence, .. } = Header::parse(datagram).expect("RTP");
    let (newest, indices) = sealed.entry((session, ssrc)).or_insert_with(|| (u64::from(sequence), BTreeSet::new()));
    let index = rtp::extend(*newest, sequence).expect("after the first");
    *newest = index.max(*newest);
    assert!(indices.insert(index), "{session:?}: {ssrc} sent {index} twice");
}

fn send(link: &mut Link, now: Micros, datagram: Vec<u8>) {
    link.send(now.0, datagram.len(), datagram);
}

/// What arrives at the node, or at the line that the session shares; copies made by the network are refused there.
fn deliver(world: &mut World, shared: &mut [Shared], session: SessionId, link: &mut Link) {
    while let Some((mut datagram, copy)) = link.arrived(world.now.0) {
        if let Some(line) = shared.iter_mut().find(|line| line.sessions.contains(&session)) {
            line.up.send(world.now.0, datagram.len(), (session, datagram));
            continue;
        }
        let taken = world.deliver(session, &mut datagram);
        assert!(!(taken.is_new() && copy), "taken twice");
    }
}
