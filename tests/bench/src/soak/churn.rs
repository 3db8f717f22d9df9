//! The sites of a run: who joins, what becomes of it, and whether the node lets go of those who left.

use super::far::{Far, Leave, Plan, Reach, Role, Seat};
use super::node::Node;
use super::offer::Identity;
use super::rooms::Rooms;
use super::strangers::Strangers;
use super::wire::Wire;
use crate::process::now;
use crate::sfu::sockets::Reader;
use anyhow::Context;
use fengsui_link::Random;
use fengsui_protocol::SessionId;
use fengsui_protocol::link::media::{Direction, FromMedia, MediaRefusal, SessionState, ToMedia};
use fengsui_sfu_server::ice::CONSENT;
use std::collections::{BTreeMap, BTreeSet};

pub const SECOND: u64 = 1_000_000_000;
/// A join that is not done by then has failed.
const JOINS_WITHIN: u64 = 10 * SECOND;
/// A session that was closed, or whose peer said goodbye, is gone by then.
const SOON: u64 = 5 * SECOND;
/// How much later than its time-out a session may end.
const SLACK: u64 = 2 * SECOND;
const STAYS: std::ops::Range<u64> = 2..25;
const CHANGE_NS: u64 = SECOND;
const SWEEP_NS: u64 = SECOND / 5;
/// Who was in so long, with publishers in the room, has received something.
const HEARS_WITHIN: u64 = 6 * SECOND;
const PUBLISHERS: u64 = 45;
const BY_TCP: u64 = 15;
const RESTARTS: u64 = 25;
/// Of a hundred sites: how many never come farther than the answer, the checks, or their first DTLS flight.
const HALF_WAY: [(Reach, u64); 3] = [(Reach::Answer, 4), (Reach::Checks, 4), (Reach::Hello, 4)];
const EVENTS: usize = 256;

/// What has become of the joins.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub done: u64,
    pub failed: u64,
    /// Closed by the node without a reason that the run gave.
    pub lost: u64,
    /// Was in for seconds and received nothing.
    pub deaf: u64,
    /// Packets that came and were not authentic.
    pub forged: u64,
    /// Sessions that the node held longer than it may.
    pub stuck: BTreeSet<SessionId>,
    pub ended: BTreeMap<String, u64>,
}

pub struct Churn {
    pub node: Node,
    pub tally: Tally,
    identity: Identity,
    random: Random,
    rooms: Rooms,
    strangers: Strangers,
    reader: Reader,
    epoll: i32,
    fars: BTreeMap<SessionId, Far>,
    /// Sessions that the node holds, and by when each must have ended.
    held: BTreeMap<SessionId, Option<u64>>,
    restarting: BTreeSet<SessionId>,
    next_session: u64,
    next_change: u64,
    next_sweep: u64,
    /// Media flow, tables change, strangers come.
    lively: bool,
}

impl Churn {
    pub fn new(node: Node, seed: u64) -> anyhow::Result<Self> {
        // SAFETY: no arguments; the descriptor lives as long as the process.
        let epoll = unsafe { libc::epoll_create1(0) };
        Ok(Self {
            node,
            tally: Tally::default(),
            identity: Identity::generate()?,
            random: Random(seed),
            rooms: Rooms::new(),
            strangers: Strangers::new()?,
            reader: Reader::new(),
            epoll,
            fars: BTreeMap::new(),
            held: BTreeMap::new(),
            restarting: BTreeSet::new(),
            next_session: 1,
            next_change: 0,
            next_sweep: 0,
            lively: false,
        })
    }

    pub fn open_rooms(&mut self) -> anyhow::Result<()> {
        let tables = self.rooms.tables();
        self.node.tell(&ToMedia::Converge { tables })
    }

    pub fn close_rooms(&mut self) -> anyhow::Result<()> {
        self.node.tell(&ToMedia::Converge { tables: Vec::new() })
    }

    pub fn set_lively(&mut self, lively: bool) {
        self.lively = lively;
    }

    /// Sessions that the node is known to hold.
    pub fn held(&self) -> usize {
        self.held.len()
    }
    /// Sites that are on the way in, or in.
    pub fn present(&self) -> usize {
        self.fars.values().filter(|far| !far.has_left()).count()
    }
    pub fn all_are_up(&self) -> bool {
        self.fars.values().all(Far::is_up)
    }

    /// A site joins, as chance wants it.
    pub fn join(&mut self) -> anyhow::Result<()> {
        let began = now();
        let reach = self.reach();
        let leave = match self.random.below(6) {
            0 => Leave::Vanish,
            1 => Leave::Freeze,
            2 | 3 => Leave::Goodbye,
            _ => Leave::Closed,
        };
        let stays = SECOND * STAYS.start + self.random.below(SECOND * (STAYS.end - STAYS.start));
        // Half-way guests stay past their time-out: the node has to end it.
        let leaves_at = began + if reach == Reach::Whole { stays } else { 2 * CONSENT.as_nanos() as u64 };
        let restarts = reach == Reach::Whole && self.random.percent(RESTARTS);
        let restarts_at = restarts.then(|| began + stays / 2);
        let plan = Plan { reach, leave, leaves_at, restarts_at, moves: self.random.percent(50) };
        let role = if self.random.percent(PUBLISHERS) { Role::Publisher } else { Role::Receiver };
        self.join_as(role, plan)
    }

    /// A site joins that stays until everybody leaves.
    pub fn join_quietly(&mut self, role: Role) -> anyhow::Result<()> {
        let plan =
            Plan { reach: Reach::Whole, leave: Leave::Closed, leaves_at: u64::MAX, restarts_at: None, moves: false };
        self.join_as(role, plan)
    }

    fn reach(&mut self) -> Reach {
        let mut chance = self.random.below(100);
        for (reach, share) in HALF_WAY {
            if chance < share {
                return reach;
            }
            chance -= share;
        }
        Reach::Whole
    }

    fn join_as(&mut self, role: Role, plan: Plan) -> anyhow::Result<()> {
        let session = SessionId(self.next_session);
        self.next_session += 1;
        let seat = self.seat(role, plan);
        let wire = self.wire(seat)?;
        let far = Far::new(session, seat, role, plan, wire, now());
        let direction = match role {
            Role::Publisher => Direction::Publish,
            Role::Receiver => Direction::Receive,
        };
        self.watch(&far);
        let offer = far.offer(&self.identity);
        self.fars.insert(session, far);
        self.node.tell(&ToMedia::Negotiate {
            session,
            conference: seat.conference,
            site: seat.site,
            direction,
            source: None,
            slots: Vec::new(),
            offer,
            front: None,
        })
    }

    /// Who is to stay does not take a publisher's place.
    fn seat(&mut self, role: Role, plan: Plan) -> Seat {
        loop {
            let seat = self.rooms.seat(&mut self.random);
            let same = |far: &Far| far.seat == seat && far.role == Role::Publisher && !far.has_left();
            if role == Role::Receiver || plan.leaves_at != u64::MAX || !self.fars.values().any(same) {
                return seat;
            }
        }
    }

    fn wire(&mut self, seat: Seat) -> anyhow::Result<Wire> {
        if self.lively && self.random.percent(BY_TCP) {
            return Wire::tcp(self.node.tcp);
        }
        let shard = (seat.conference.0 % self.node.udp.len() as u64) as usize;
        Wire::udp(self.node.udp[shard])
    }

    fn watch(&self, far: &Far) {
        let Some(wire) = &far.wire else { return };
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: far.session.0 };
        // SAFETY: `event` is valid for the call; a descriptor that is closed leaves the set by itself.
        unsafe { libc::epoll_ctl(self.epoll, libc::EPOLL_CTL_ADD, wire.descriptor(), &mut event) };
    }

    fn unwatch(&self, far: &Far) {
        let Some(wire) = &far.wire else { return };
        // SAFETY: the event is not read for a removal.
        unsafe { libc::epoll_ctl(self.epoll, libc::EPOLL_CTL_DEL, wire.descriptor(), std::ptr::null_mut()) };
    }

    /// Lets everybody do what is due until `end`.
    pub fn run_until(&mut self, end: u64) -> anyhow::Result<()> {
        while now() < end {
            self.read();
            while let Some(message) = self.node.hear() {
                self.heard(message)?;
            }
            self.work()?;
        }
        Ok(())
    }

    fn read(&mut self) {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; EVENTS];
        // SAFETY: the array is valid for the call.
        let n = unsafe { libc::epoll_wait(self.epoll, events.as_mut_ptr(), EVENTS as i32, 2) };
        for event in &events[..usize::try_from(n).unwrap_or(0)] {
            let Some(far) = self.fars.get_mut(&SessionId(event.u64)) else { continue };
            let was_up = far.is_up();
            let open = far.receive(now(), &mut self.reader, &self.identity);
            self.tally.done += u64::from(!was_up && far.is_up());
            if !open {
                let session = far.session;
                self.unwatch(&self.fars[&session]);
            }
        }
    }

    fn work(&mut self) -> anyhow::Result<()> {
        let at = now();
        for far in self.fars.values_mut() {
            far.work(at, self.lively, &mut self.random);
        }
        if at >= self.next_sweep {
            self.next_sweep = at + SWEEP_NS;
            self.sweep(at)?;
        }
        if !self.lively {
            return Ok(());
        }
        if at >= self.next_change {
            self.next_change = at + CHANGE_NS;
            let messages = self.rooms.change(&mut self.random);
            messages.iter().try_for_each(|message| self.node.tell(message))?;
        }
        let known = self.fars.values().find(|far| far.is_up() && far.role == Role::Publisher);
        let known = known.map(|far| (far.node_ufrag(), far.streams().1));
        self.strangers.work(at, (&self.node.udp, self.node.tcp), known, &mut self.random);
        Ok(())
    }

    /// Those whose time has come leave, restart ICE, or have failed.
    fn sweep(&mut self, at: u64) -> anyhow::Result<()> {
        let due = |far: &&Far| !far.has_left() && far.plan.leaves_at <= at;
        let leaving: Vec<SessionId> = self.fars.values().filter(due).map(|far| far.session).collect();
        for session in leaving {
            self.leave(session)?;
        }
        let due = |far: &&Far| far.is_up() && far.plan.restarts_at.is_some_and(|when| when <= at);
        let restarting: Vec<SessionId> = self.fars.values().filter(due).map(|far| far.session).collect();
        for session in restarting {
            self.restart(session)?;
        }
        let late = |far: &&Far| {
            far.plan.reach == Reach::Whole && !far.is_up() && !far.has_left() && far.began + JOINS_WITHIN < at
        };
        let failed: Vec<SessionId> = self.fars.values().filter(late).map(|far| far.session).collect();
        for session in failed {
            self.tally.failed += 1;
            println!("  {} is not connected after {} s", session.0, JOINS_WITHIN / SECOND);
            self.leave(session)?;
        }
        let over = |(session, until): (&SessionId, &Option<u64>)| until.filter(|until| *until < at).map(|_| *session);
        let stuck: Vec<SessionId> = self.held.iter().filter_map(over).collect();
        for session in stuck {
            if self.tally.stuck.insert(session) {
                let far = self.fars.get(&session);
                let far =
                    far.map(|far| (far.role, far.plan.reach, far.plan.leave, if far.by_tcp { "TCP" } else { "UDP" }));
                println!("  {} is held too long: {far:?}", session.0);
            }
        }
        Ok(())
    }

    fn restart(&mut self, session: SessionId) -> anyhow::Result<()> {
        let Some(far) = self.fars.get_mut(&session) else { return Ok(()) };
        let fragment = far.restart();
        let seat = far.plan.moves.then_some(far.seat);
        self.restarting.insert(session);
        self.node.tell(&ToMedia::Restart { session, fragment, front: None })?;
        if let Some(seat) = seat {
            let wire = self.wire(seat)?;
            let far = self.fars.get_mut(&session).context("it was here")?;
            far.move_to(wire);
            self.watch(&self.fars[&session]);
        }
        Ok(())
    }

    fn leave(&mut self, session: SessionId) -> anyhow::Result<()> {
        let Some(far) = self.fars.get_mut(&session) else { return Ok(()) };
        let at = now();
        let (seat, was_up) = (far.seat, far.is_up());
        let deaf = self.lively && was_up && far.role == Role::Receiver && far.received == 0;
        let waited = at >= far.began + HEARS_WITHIN;
        self.tally.forged += far.forged;
        let soon = match far.plan.leave {
            Leave::Closed => true,
            Leave::Goodbye => far.is_known(),
            Leave::Vanish | Leave::Freeze => false,
        };
        let until = at + SLACK + if soon { SOON } else { CONSENT.as_nanos() as u64 };
        if let Some(limit) = self.held.get_mut(&session) {
            *limit = Some(limit.map_or(until, |before| before.min(until)));
        }
        if far.plan.leave == Leave::Closed {
            self.node.tell(&ToMedia::Close { session })?;
        }
        far.leave();
        self.unwatch(&self.fars[&session]);
        let speaks = |far: &&Far| {
            far.seat.conference == seat.conference && far.seat.site != seat.site && far.began + HEARS_WITHIN < at
        };
        let speakers = self.fars.values().filter(|far| far.is_up() && far.role == Role::Publisher);
        if deaf && waited && self.rooms.holds(seat) && speakers.filter(speaks).count() > 0 {
            self.tally.deaf += 1;
            println!("  {} heard nothing", session.0);
        }
        if !self.held.contains_key(&session) && !self.fars[&session].is_asking() {
            self.fars.remove(&session);
        }
        Ok(())
    }

    /// Everybody leaves now, as planned.
    pub fn all_leave(&mut self) -> anyhow::Result<()> {
        let all: Vec<SessionId> = self.fars.values().filter(|far| !far.has_left()).map(|far| far.session).collect();
        all.into_iter().try_for_each(|session| self.leave(session))
    }

    fn heard(&mut self, message: FromMedia) -> anyhow::Result<()> {
        match message {
            FromMedia::Negotiated { session, answer } => self.answered(session, answer)?,
            FromMedia::Session { status } => {
                if let SessionState::Closed { why } = status.state {
                    self.closed(status.session, &why);
                }
            }
            FromMedia::Hello { .. }
            | FromMedia::Publishing { .. }
            | FromMedia::SlotChanged { .. }
            | FromMedia::LayersUnused { .. }
            | FromMedia::Voices { .. }
            | FromMedia::Counters { .. }
            | FromMedia::Lines { .. } => {}
        }
        Ok(())
    }

    fn answered(&mut self, session: SessionId, answer: Result<String, MediaRefusal>) -> anyhow::Result<()> {
        let restarted = self.restarting.remove(&session);
        let Some(far) = self.fars.get_mut(&session) else { return Ok(()) };
        let seat = far.seat;
        let text = match answer {
            Ok(text) => text,
            // The conference ended, the site was put out or the session closed while the question was on its way.
            Err(refusal) => {
                if !restarted {
                    let raced = refusal.status == 404 && !self.rooms.holds(seat);
                    self.fars.remove(&session);
                    self.tally.failed += u64::from(!raced);
                    if !raced {
                        println!("  {} is refused: {} {}", session.0, refusal.status, refusal.message);
                    }
                }
                return Ok(());
            }
        };
        if !restarted {
            let far = &self.fars[&session];
            // It may also have left before it was answered.
            let half = matches!(far.plan.reach, Reach::Answer | Reach::Checks) || far.has_left();
            self.held.insert(session, half.then(|| now() + CONSENT.as_nanos() as u64 + SLACK));
        }
        let Some(far) = self.fars.get_mut(&session) else { return Ok(()) };
        if !far.answered(&text) {
            self.tally.failed += 1;
            println!("  {} is answered without ICE credentials", session.0);
        }
        Ok(())
    }

    fn closed(&mut self, session: SessionId, why: &str) {
        self.held.remove(&session);
        *self.tally.ended.entry(why.to_owned()).or_default() += 1;
        let Some(far) = self.fars.remove(&session) else { return };
        let half_way = far.plan.reach != Reach::Whole && why == "timeout";
        let told = matches!(why, "replaced" | "removed" | "ended");
        if !far.has_left() && !half_way && !told {
            self.tally.lost += 1;
            println!("  {} was closed by the node: {why}; {:?} {:?}", session.0, far.role, far.plan.reach);
        }
        if !far.has_left() {
            self.tally.forged += far.forged;
        }
    }

    /// The command node starts anew: what the media process says it holds is compared with what it may hold. Gives the
    /// sessions, and what else is remembered. Between two links words are lost, so it waits for a moment without
    /// questions on the way.
    pub fn census(&mut self) -> anyhow::Result<(usize, usize)> {
        while self.fars.values().any(Far::is_asking) || !self.restarting.is_empty() {
            self.run_until(now() + SECOND / 50)?;
        }
        let greeting = self.node.connect_again()?;
        let there: BTreeSet<SessionId> = greeting.sessions.iter().map(|status| status.session).collect();
        let gone: Vec<SessionId> = self.held.keys().filter(|session| !there.contains(session)).copied().collect();
        for session in gone {
            self.held.remove(&session);
            self.fars.remove(&session);
        }
        for session in &there {
            if !self.held.contains_key(session) && self.tally.stuck.insert(*session) {
                println!("  {} is held though it was closed", session.0);
            }
        }
        Ok((there.len(), greeting.remembered))
    }
}
