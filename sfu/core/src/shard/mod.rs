//! One shard: every session and conference that one media thread carries.

mod across;
mod allocate;
mod control;
mod forward;
mod ingress;
mod lines;
mod open;
mod pace;
mod rest;
mod table;
mod timers;

use crate::egress::Tap;
use crate::outbox::Outbox;
use crate::plan::Plan;
use crate::random::Random;
use crate::rtcp::Builder;
use crate::session::Session;
use crate::slab::Slab;
use crate::track::Track;
use crate::{Egress, Event, KeyRefusal, OpenRefusal, PublisherMedia, Reason, ReceiverMedia, SrtpKeys};
use across::Across;
use fengsui_protocol::link::media::{Counters, SlotSize};
use fengsui_protocol::{
    ConferenceId, Micros, RecordingId, SessionId, SiteId,
    conference::{SlotName, ViewTable},
};
use lines::Budget;
use std::collections::{BTreeMap, VecDeque};
use table::Conference;
use timers::Ticks;

/// Most messages that one call of [`Egress::transmit`] gets.
pub const MESSAGES_PER_CALL: usize = 32;

/// What a shard is made with.
#[derive(Clone, Debug)]
pub struct Config {
    /// All randomness: initial sequence numbers, timestamps, picture ids and the SSRC of the node's own reports.
    pub seed: u64,
    /// Sessions on this shard at once; past it opening is refused.
    pub max_sessions: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { seed: 0, max_sessions: 4_096 }
    }
}

/// See the crate's documentation.
pub struct Shard {
    config: Config,
    random: Random,
    sessions: Slab<Session>,
    index: BTreeMap<SessionId, usize>,
    conferences: BTreeMap<ConferenceId, Conference>,
    tracks: Slab<Track>,
    next_track: u32,
    next_recorded: u32,
    /// Received since the last flush.
    pending: Vec<Pending>,
    /// Retransmissions asked for since the last flush.
    asked: Vec<Asked>,
    /// Sessions with something that waits, or a probe.
    paced: Vec<usize>,
    /// (session, slot) that began with another source, and how often that is still to be reported.
    begun: Vec<(usize, usize, u8)>,
    /// Recorded tracks that ended since the last flush.
    ended: Vec<(RecordingId, u32, &'static str)>,
    lines: Budget,
    across: Across,
    ticks: Ticks,
    events: VecDeque<Event>,
    counters: Counters,
    work: Work,
}

/// What became of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Counted and dropped.
    Not,
    /// Authentic and new, but others of its source are newer: reordered, or held back by somebody.
    Late,
    /// The newest of its source: what may move a session's send address.
    Newest,
}

impl Taken {
    #[must_use]
    pub fn is_new(self) -> bool {
        match self {
            Self::Not => false,
            Self::Late | Self::Newest => true,
        }
    }

    fn of(newest: bool) -> Self {
        if newest { Self::Newest } else { Self::Late }
    }
}

/// A stored packet that is to be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pending {
    track: usize,
    layer: usize,
    sequence: u64,
}

/// A NACK's sequence number.
#[derive(Clone, Copy, Debug)]
struct Asked {
    session: usize,
    slot: usize,
    sequence: u16,
}

/// Buffers that are used again and again.
struct Work {
    outbox: Outbox,
    plan: Plan,
    /// With the redundancy of voices, for those who get it.
    redundant: Plan,
    /// For a receiver that begins with a keyframe in the middle of the burst.
    start: Plan,
    rtcp: Builder,
    lost: Vec<u16>,
    forwarded_groups: u64,
}

impl Shard {
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            random: Random::new(config.seed),
            config,
            sessions: Slab::new(),
            index: BTreeMap::new(),
            conferences: BTreeMap::new(),
            tracks: Slab::new(),
            next_track: 0,
            next_recorded: 0,
            pending: Vec::new(),
            asked: Vec::new(),
            paced: Vec::new(),
            begun: Vec::new(),
            ended: Vec::new(),
            lines: Budget::default(),
            across: Across::default(),
            ticks: Ticks::default(),
            events: VecDeque::new(),
            counters: Counters::default(),
            work: Work {
                outbox: Outbox::new(),
                plan: Plan::default(),
                redundant: Plan::default(),
                start: Plan::default(),
                rtcp: Builder::default(),
                lost: Vec::new(),
                forwarded_groups: 0,
            },
        }
    }

    /// Takes a conference's desired state. An older generation than the one held is ignored (returns `false`); the
    /// same one is applied again. Sessions of sites that are no longer in it are closed ([`Event::Closed`]).
    pub fn set_table(&mut self, now: Micros, table: ViewTable) -> bool {
        self.apply_table(now, table)
    }

    /// The conference ended: its sessions are closed ([`Event::Closed`]), its recording's tracks too at the next
    /// flush or timeout.
    pub fn drop_conference(&mut self, conference: ConferenceId) {
        self.end_conference(conference);
    }

    /// Conferences whose tables are held, in order.
    #[must_use]
    pub fn conferences(&self) -> Vec<ConferenceId> {
        self.conferences.keys().copied().collect()
    }

    /// Opens a session that sends to the node. Nothing flows before [`Self::set_keys`]. An earlier publishing session
    /// of the same site is closed ([`crate::CloseWhy::Replaced`]).
    ///
    /// # Errors
    /// When the table does not know the site, the id is taken or a bound is passed.
    pub fn open_publisher(
        &mut self,
        now: Micros,
        session: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: PublisherMedia,
    ) -> Result<(), OpenRefusal> {
        self.admit_publisher(now, session, conference, site, &media)
    }

    /// Opens a session that the node sends to. `source`: the main slot shows this site's camera, or its presentation
    /// when it has no camera, whatever the table says (WHEP `?source=`).
    ///
    /// # Errors
    /// As [`Self::open_publisher`].
    pub fn open_receiver(
        &mut self,
        now: Micros,
        session: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: ReceiverMedia,
        source: Option<SiteId>,
    ) -> Result<(), OpenRefusal> {
        self.admit_receiver(now, session, conference, site, &media, source)
    }

    /// DTLS is done: media flows from now on.
    ///
    /// # Errors
    /// When there is no such session, or it has keys already.
    pub fn set_keys(&mut self, now: Micros, session: SessionId, keys: &SrtpKeys) -> Result<(), KeyRefusal> {
        self.key(now, session, keys)
    }

    /// Forgets a session and its keys. Nothing is sent to it any more. `false` when it was not open.
    pub fn close(&mut self, now: Micros, session: SessionId) -> bool {
        let Some(at) = self.index.get(&session).copied() else { return false };
        if let Some(conference) = self.close_session(at, None) {
            self.resolve(now, conference);
            self.tell_publishing(now, conference);
        }
        true
    }

    /// How large a receiver draws its pictures now, in the order of its video lines; what is not named keeps its size.
    pub fn resize(&mut self, now: Micros, session: SessionId, sizes: &[SlotSize]) {
        let Some(at) = self.index.get(&session).copied() else { return };
        let Some(receiver) = self.sessions.get_mut(at).and_then(|session| session.receiver_mut()) else { return };
        let pictures = receiver.slots.iter_mut().filter(|slot| !matches!(slot.name, SlotName::Voice { .. }));
        pictures.zip(sizes).for_each(|(slot, size)| slot.size = Some(*size));
        self.lines_changed(now);
        self.allocate(now, at);
    }

    /// One SRTP or SRTCP datagram (first byte 128 to 191, RFC 7983) of a session; decrypted in place. Whatever is
    /// wrong with it is counted and dropped.
    pub fn receive(&mut self, now: Micros, session: SessionId, datagram: &mut [u8]) -> Taken {
        let Some(at) = self.index.get(&session).copied() else {
            self.counters.srtp_refused += 1;
            return Taken::Not;
        };
        if crate::rtp::is_rtcp(datagram) {
            self.receive_rtcp(now, at, datagram)
        } else {
            self.receive_rtp(now, at, datagram)
        }
    }

    /// Forwards what was received since the last flush. Call it once after each burst of [`Self::receive`].
    pub fn flush(&mut self, now: Micros, egress: &mut impl Egress) {
        self.end_recorded(egress);
        self.forward_pending(now, egress);
        self.report_begun(now, egress, true);
        self.answer_asked(now, egress);
        self.ask_keyframes(now, egress);
        self.work.outbox.flush(egress);
    }

    /// Does whatever is due at `now`. Harmless when nothing is.
    pub fn timeout(&mut self, now: Micros, egress: &mut impl Egress) {
        self.end_recorded(egress);
        self.run_ticks(now, egress);
        self.work.outbox.flush(egress);
    }

    /// When to call [`Self::timeout`] next, and what for. May be in the past.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Micros, Reason)> {
        self.ticks.next()
    }

    /// The next thing to tell, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Counted since [`Self::new`]; the fields that belong to the shell (STUN, TCP, unknown datagrams) are zero.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters.clone()
    }

    fn end_recorded(&mut self, egress: &mut impl Egress) {
        for (recording, track, why) in self.ended.drain(..) {
            egress.record(Tap::CloseTrack { recording, track, why });
        }
    }
}
