//! Lines that many sites share: what each receiver asks for, what it is given, and what publishers are told to keep to.
//! Looked at some times a second, never per packet.

use super::Shard;
use super::allocate::{Offer, choices, voices};
use crate::budget::deal::{Ask, Room, Step, Without, deal};
use crate::budget::parts::{Demand, Part};
use crate::budget::{Lines, Path, Seat, Service, for_media, uplink, voice_on_wire};
use crate::egress::Egress;
use crate::session::{Limit, Publisher, Receiver, Role};
use crate::slab::Slab;
use crate::slot::{Grant, Slot};
use crate::thinning::ALL;
use crate::track::{Layer, Track};
use fengsui_protocol::conference::{SlotName, StreamKind};
use fengsui_protocol::extranet::{Grade, LineLoad, Load, Reserved};
use fengsui_protocol::link::media::Extranet;
use fengsui_protocol::{ConferenceId, Micros, SiteId};

/// At least so long between two dealings, and at most.
const SOONEST: i64 = 100_000;
const LATEST: i64 = 200_000;
/// A site is expected to be sent voices of so many bits per second, so that somebody who begins to speak finds room.
const VOICES_LEAST: u64 = 50_000;
/// And to send so many.
const VOICE_LEAST: u64 = 50_000;
const LOADS_EVERY: i64 = 1_000_000;
/// A publisher is told its limit when it is another one by a twentieth, and so often in any case.
const TELL_AGAIN: i64 = 1_000_000;
/// A publisher without a limit may send so much.
const NO_LIMIT: u64 = 100_000_000;
/// IP, UDP, RTP, extensions, tag: of each packet besides its payload.
const HEADERS: u64 = 28 + 12 + 4 + 12 + 16;

/// The shared lines of one shard.
#[derive(Default)]
pub struct Budget {
    lines: Lines,
    reserved: Vec<Reserved>,
    parts: Option<Vec<Part>>,
    demands: Vec<Demand>,
    loads: Vec<LineLoad>,
    dealt: Option<Micros>,
    measured: Option<Micros>,
    work: Work,
}

/// What is asked, used again and again.
#[derive(Default)]
struct Work {
    asks: Vec<Ask>,
    /// (session, slot) of each ask.
    whose: Vec<(usize, usize)>,
    offers: Vec<Offer>,
    steps: Vec<Step>,
    leaves: Vec<u64>,
    senders: Vec<uplink::Sender>,
    /// Session of each sender, and its voice.
    sending: Vec<(usize, u64)>,
    demands: Vec<Demand>,
    crossed: Vec<Crossed>,
}

/// What crossed one line: bits of voices, presentations, leading and other pictures; pictures lowered, or publishers held
/// back, for its sake.
#[derive(Clone, Copy, Default)]
struct Crossed {
    down: [u64; 4],
    /// Bits per second.
    up: [u64; 4],
    lowered: (u32, u32),
}

impl Shard {
    /// Takes the lines of the extranet and who sits behind which, whole.
    pub fn set_extranet(&mut self, now: Micros, extranet: &Extranet) {
        let before = std::mem::replace(&mut self.lines.lines, Lines::new(extranet));
        let same = before.lines == self.lines.lines.lines;
        if !same {
            self.lines.reserved = self.lines.lines.lines.iter().map(|line| line.reserved).collect();
            (self.lines.parts, self.lines.measured) = (None, None);
            self.lines.loads.clear();
            self.lines.demands = vec![Demand::default(); self.lines.reserved.len()];
        }
        for at in 0..self.sessions.span() {
            let Some(session) = self.sessions.get(at) else { continue };
            let seat = self.seat(session.conference, session.site);
            let freed = session.seat.is_some() && seat.is_none();
            let Some(session) = self.sessions.get_mut(at) else { continue };
            session.seat = seat;
            if freed {
                self.free(now, at);
            }
        }
        self.lines_changed(now);
    }

    /// Of each line in the order of [`Extranet::lines`] this shard deals out no more than its part; without parts it has all.
    /// Ignored when they are of another number of lines.
    pub fn set_parts(&mut self, now: Micros, parts: Vec<Part>) {
        if parts.len() == self.lines.lines.lines.len() && self.lines.parts.as_ref() != Some(&parts) {
            self.lines.parts = Some(parts);
            self.lines_changed(now);
        }
    }

    /// What this shard's sites would take of each line, as of the newest dealing.
    #[must_use]
    pub fn line_demands(&self) -> &[Demand] {
        &self.lines.demands
    }

    /// What crosses each line, as of the newest whole second; empty before.
    #[must_use]
    pub fn line_loads(&self) -> &[LineLoad] {
        &self.lines.loads
    }

    pub(super) fn seat(&self, conference: ConferenceId, site: SiteId) -> Option<Seat> {
        self.lines.lines.seat(conference, site).filter(|seat| !seat.path.is_free())
    }

    /// Something is to be dealt out anew, soon.
    pub(super) fn lines_changed(&mut self, now: Micros) {
        if !self.lines.lines.is_empty() {
            let due = self.lines.dealt.map_or(now, |dealt| dealt.plus(SOONEST));
            self.ticks.arm_lines(due.max(now.plus(1)));
        }
    }

    /// No shared line is on the way any more.
    fn free(&mut self, now: Micros, at: usize) {
        match self.sessions.get_mut(at).map(|session| &mut session.role) {
            Some(Role::Receiver(receiver)) => {
                receiver.slots.iter_mut().for_each(|slot| slot.grant = Grant::Free);
                self.allocate(now, at);
            }
            Some(Role::Publisher(publisher)) if publisher.limit.told.is_some() => {
                publisher.limit = LIFTED;
                self.ticks.arm_lines(now.plus(1));
            }
            Some(Role::Publisher(_)) | None => (),
        }
    }

    /// Deals out the room of all lines.
    pub(super) fn deal_lines(&mut self, now: Micros, egress: &mut impl Egress) {
        let mut work = std::mem::take(&mut self.lines.work);
        let lines = self.lines.lines.lines.len();
        work.begin(lines);
        let elapsed = self.lines.measured.map_or(LOADS_EVERY, |measured| now.since(measured));
        self.gather(now, &mut work, elapsed >= LOADS_EVERY);
        let whole: Vec<Part> = (0..lines).map(|line| self.room(line)).collect();
        let voiced = |room: u64, voices: u64| room.saturating_sub(voices);
        let down = whole.iter().zip(&work.demands).map(|(room, demand)| Room::new(voiced(room.down, demand.down[0])));
        let mut rooms: Vec<Room> = down.collect();
        deal(&mut rooms, &self.lines.reserved, &mut work.leaves, &mut work.asks, &work.steps);
        self.grant(now, &work);
        let up = whole.iter().zip(&work.demands).map(|(room, demand)| voiced(room.up, demand.up[0]));
        let mut rooms: Vec<u64> = up.collect();
        let held = uplink::deal(&mut rooms, &mut work.senders);
        let lifts = self.limit(now, &work, &held, egress);
        if elapsed >= LOADS_EVERY {
            for ask in work.asks.iter().filter(|ask| ask.lowered) {
                ask.path.lines().for_each(|line| work.crossed[line].lowered.0 += 1);
            }
            self.lines.loads = self.loads(&work, elapsed);
            self.lines.measured = Some(now);
        }
        self.lines.demands.clone_from(&work.demands);
        self.lines.dealt = Some(now);
        if lifts || !work.asks.is_empty() || !work.senders.is_empty() {
            self.ticks.arm_lines(now.plus(LATEST));
        }
        self.lines.work = work;
    }

    /// Bits per second of a line that this shard may deal out.
    fn room(&self, line: usize) -> Part {
        let described = &self.lines.lines.lines[line];
        let whole =
            Part { down: for_media(described, described.down_kbps), up: for_media(described, described.up_kbps) };
        self.lines
            .parts
            .as_ref()
            .and_then(|parts| parts.get(line))
            .map_or(whole, |part| Part { down: part.down.min(whole.down), up: part.up.min(whole.up) })
    }

    /// Everything that is asked of the lines; `counts`: and what has crossed them.
    fn gather(&mut self, now: Micros, work: &mut Work, counts: bool) {
        let Self { sessions, tracks, lines, .. } = self;
        for at in 0..sessions.span() {
            let Some(session) = sessions.get_mut(at) else { continue };
            let (Some(seat), true) = (session.seat, session.keys.is_some()) else { continue };
            let conference = session.conference;
            let chairs = |site| lines.lines.seat(conference, site).is_some_and(|seat| seat.grade == Grade::Chair);
            match &mut session.role {
                Role::Receiver(receiver) => {
                    if counts {
                        work.count_received(&seat.path, receiver, chairs);
                    }
                    work.ask(now, at, seat, receiver, tracks, chairs);
                }
                Role::Publisher(publisher) => work.send(now, at, seat, publisher, tracks, chairs),
            }
        }
    }

    /// Gives every slot what it was given of the lines.
    fn grant(&mut self, now: Micros, work: &Work) {
        let mut changed = None;
        for (ask, (at, number)) in work.asks.iter().zip(&work.whose) {
            let given = ask.given.map(|given| work.offers[ask.steps.0 as usize + usize::from(given)]);
            let grant = match given {
                Some(offer) => {
                    let wants = ask.wants.max(offer.cost);
                    Grant::UpTo {
                        layer: offer.layer,
                        spatial: offer.spatial,
                        ceiling: offer.ceiling,
                        cost: offer.cost,
                        wants,
                    }
                }
                None => match (ask.without, work.offers.get(ask.steps.0 as usize)) {
                    (Some(Without::Line), _) => Grant::Nothing,
                    // That is said, and tried again, by the path's own rules.
                    (Some(Without::OwnPath), Some(least)) => {
                        let Offer { layer, spatial, ceiling, cost } = *least;
                        Grant::UpTo { layer, spatial, ceiling, cost, wants: ask.wants }
                    }
                    (Some(Without::OwnPath | Without::Later) | None, _) => Grant::Later,
                },
            };
            if changed.is_some_and(|changed| changed != *at) {
                changed.take().into_iter().for_each(|at| self.allocate(now, at));
            }
            let receiver = self.sessions.get_mut(*at).and_then(|session| session.receiver_mut());
            let Some(slot) = receiver.and_then(|receiver| receiver.slots.get_mut(*number)) else { continue };
            if !std::mem::replace(&mut slot.grant, grant).allows_as(&grant) {
                changed = Some(*at);
            }
        }
        changed.into_iter().for_each(|at| self.allocate(now, at));
    }

    /// Tells publishers what they may send. Whether anybody is still to be told that there is no limit any more.
    fn limit(&mut self, now: Micros, work: &Work, held: &[bool], egress: &mut impl Egress) -> bool {
        for ((sender, (at, voice)), held) in work.senders.iter().zip(&work.sending).zip(held) {
            let Some(Role::Publisher(publisher)) = self.sessions.get_mut(*at).map(|session| &mut session.role) else {
                continue;
            };
            let limit = &mut publisher.limit;
            if !held {
                if limit.told.is_some() {
                    *limit = LIFTED;
                }
                continue;
            }
            let other = limit.told.is_none_or(|told| told.abs_diff(sender.given) * 20 > told);
            if other || limit.at.is_none_or(|at| now.since(at) >= TELL_AGAIN) {
                *limit = Limit { told: Some(sender.given), at: Some(now), peak: sender.peak, lifts: 0 };
                self.tell_limit(*at, sender.given + voice, egress);
            }
        }
        let mut lifts = false;
        for at in 0..self.sessions.span() {
            let Some(Role::Publisher(publisher)) = self.sessions.get_mut(at).map(|session| &mut session.role) else {
                continue;
            };
            if publisher.limit.lifts > 0 {
                publisher.limit.lifts -= 1;
                lifts |= publisher.limit.lifts > 0;
                self.tell_limit(at, NO_LIMIT, egress);
            }
        }
        lifts
    }

    fn tell_limit(&mut self, at: usize, bits_per_second: u64, egress: &mut impl Egress) {
        let Some(session) = self.sessions.get(at) else { return };
        let (own, Some(publisher)) = (session.own_ssrc, session.publisher()) else { return };
        let media: Vec<u32> =
            publisher.bindings.iter().filter(|binding| !binding.rtx).map(|binding| binding.ssrc).collect();
        self.work.rtcp.receiver_report(own, &[]);
        self.work.rtcp.most_bitrate(own, bits_per_second, &media);
        self.send_rtcp(at, egress);
    }

    fn loads(&self, work: &Work, elapsed: i64) -> Vec<LineLoad> {
        let kbps = |bits: u64| (bits * 1_000 / elapsed.max(1) as u64) as u32;
        let load = |capacity, [audio, presentation, lead, other]: [u64; 4], lowered| Load {
            capacity,
            audio: kbps(audio),
            presentation: kbps(presentation),
            lead: kbps(lead),
            other: kbps(other),
            lowered,
        };
        let lines = self.lines.lines.lines.iter().zip(&work.crossed);
        lines
            .map(|(line, crossed)| LineLoad {
                node: line.node.clone(),
                down: load(line.down_kbps, crossed.down, crossed.lowered.0),
                // Rates, not what came within the time.
                up: load(
                    line.up_kbps,
                    crossed.up.map(|rate| rate * elapsed.max(1) as u64 / 1_000_000),
                    crossed.lowered.1,
                ),
            })
            .collect()
    }
}

const LIFTED: Limit = Limit { told: None, at: None, peak: 0, lifts: 3 };

impl Grant {
    /// Whether it allows the same; what it would be given besides does not matter.
    fn allows_as(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::UpTo { layer, spatial, ceiling, .. },
                Self::UpTo { layer: other, spatial: size, ceiling: upper, .. },
            ) => (layer, spatial, ceiling) == (other, size, upper),
            (this, other) => this == other,
        }
    }
}

impl Work {
    fn begin(&mut self, lines: usize) {
        self.asks.clear();
        self.whose.clear();
        self.offers.clear();
        self.steps.clear();
        self.leaves.clear();
        self.senders.clear();
        self.sending.clear();
        self.demands.clear();
        self.demands.resize(lines, Demand::default());
        self.crossed.clear();
        self.crossed.resize(lines, Crossed::default());
    }

    /// What one receiver would be sent.
    fn ask(
        &mut self,
        now: Micros,
        at: usize,
        seat: Seat,
        receiver: &Receiver,
        tracks: &Slab<Track>,
        chairs: impl Fn(SiteId) -> bool,
    ) {
        let heard = heard(receiver, tracks);
        seat.path.lines().for_each(|line| self.demands[line].down[0] += heard);
        let carries = receiver.estimate.for_media().saturating_sub(voices(receiver, tracks));
        self.leaves.push(if receiver.estimate.is_limited() { carries } else { u64::MAX });
        for mut choice in choices(receiver, tracks, now) {
            let slot = &receiver.slots[choice.slot];
            let track = slot.track.and_then(|track| tracks.get(track));
            choice.keep_measured(|layer| track?.layer(layer).map(|layer| layer.rate.bits_per_second()));
            let service = service(slot, &chairs);
            for offer in &mut choice.offers {
                // Layers inside a stream are counted by their targets.
                let plain = |layer: &&Layer| layer.ring.frames.as_ref().is_none_or(|frames| frames.active() == 0);
                let layer = track.and_then(|track| track.layer(offer.layer)).filter(plain);
                let rate = layer.map_or(0, |layer| layer.rate.steady(offer.ceiling));
                offer.cost = if rate == 0 { offer.cost } else { on_wire(rate) };
                let lately = layer.map_or(0, |layer| on_wire(layer.rate.lately(offer.ceiling)));
                self.steps.push(Step { cost: offer.cost, lately });
            }
            let steps = (self.offers.len() as u32, choice.offers.len() as u8);
            if let (Some(least), Some(most)) = (choice.offers.first(), choice.offers.last()) {
                let ask = |line: usize| self.demands[line].picture(service, seat.grade, least.cost, most.cost);
                seat.path.lines().for_each(ask);
            }
            self.offers.extend(choice.offers);
            self.asks.push(Ask {
                path: seat.path,
                service,
                grade: seat.grade,
                area: slot.size.map_or(u32::MAX, |size| u32::from(size.width) * u32::from(size.height)),
                leaf: self.leaves.len() - 1,
                steps,
                whole: choice.whole as u8,
                has: choice.has.map(|has| has as u8),
                off: slot.paused && slot.shared_line,
                given: None,
                wants: 0,
                lowered: false,
                without: None,
            });
            self.whose.push((at, choice.slot));
        }
    }

    /// What one publisher sends and may go on to send.
    fn send(
        &mut self,
        now: Micros,
        at: usize,
        seat: Seat,
        publisher: &mut Publisher,
        tracks: &Slab<Track>,
        chairs: impl Fn(SiteId) -> bool,
    ) {
        let (mut voice, mut pictures) = (0, 0);
        for track in publisher.tracks.iter().filter_map(|track| tracks.get(*track)) {
            let rate: u64 = track.sent(now).map(|layer| layer.rate.steady(ALL)).sum();
            let (index, bits) = match track.stream {
                StreamKind::Microphone => (0, voice_on_wire(rate)),
                StreamKind::Presentation => (1, on_wire(rate)),
                StreamKind::Camera => (if chairs(track.site) { 2 } else { 3 }, on_wire(rate)),
            };
            let least = if track.is_audio() && track.open { VOICE_LEAST } else { 0 };
            *(if index == 0 { &mut voice } else { &mut pictures }) += bits.max(least);
            seat.path.lines().for_each(|line| self.crossed[line].up[index] += bits);
        }
        let told = publisher.limit.told;
        publisher.limit.peak = uplink::peak(publisher.limit.peak, pictures, told);
        let peak = publisher.limit.peak;
        let sender = uplink::Sender { path: seat.path, grade: seat.grade, peak, told, given: 0 };
        for line in seat.path.lines() {
            self.demands[line].sender(seat.grade, voice, uplink::LEAST, sender.asks());
            self.crossed[line].lowered.1 += u32::from(told.is_some());
        }
        self.senders.push(sender);
        self.sending.push((at, voice));
    }

    /// What one receiver was sent since this was last called.
    fn count_received(&mut self, path: &Path, receiver: &mut Receiver, chairs: impl Fn(SiteId) -> bool) {
        for slot in &mut receiver.slots {
            let index = if slot.is_voice() { 0 } else { 1 + service(slot, &chairs).index() };
            let (packets, octets) = std::mem::replace(&mut slot.counted, (slot.packets, slot.octets));
            let packets = u64::from(slot.packets.wrapping_sub(packets));
            let bits = 8 * (u64::from(slot.octets.wrapping_sub(octets)) + HEADERS * packets);
            path.lines().for_each(|line| self.crossed[line].down[index] += bits);
        }
    }
}

fn service(slot: &Slot, chairs: impl Fn(SiteId) -> bool) -> Service {
    let source = slot.desired;
    let presents = source.is_some_and(|source| source.stream == StreamKind::Presentation);
    match slot.name {
        SlotName::Presentation => Service::Presentation,
        _ if presents => Service::Presentation,
        SlotName::Main => Service::Lead,
        SlotName::Cell { .. } | SlotName::Voice { .. } if source.is_some_and(|source| chairs(source.site)) => {
            Service::Lead
        }
        SlotName::Cell { .. } | SlotName::Voice { .. } => Service::Other,
    }
}

/// Bits per second of the voices that a receiver is sent.
fn heard(receiver: &Receiver, tracks: &Slab<Track>) -> u64 {
    let with = receiver.redundancy.is_on();
    let rate = |slot: &Slot| Some(voice_on_wire(slot.voice_rate(tracks.get(slot.track?)?, with)));
    let voices: Vec<&Slot> = receiver.slots.iter().filter(|slot| slot.is_voice()).collect();
    let all: u64 = voices.iter().filter_map(|slot| rate(slot)).sum();
    if voices.is_empty() { 0 } else { all.max(VOICES_LEAST) }
}

/// Of pictures: with headers and tags.
fn on_wire(rate: u64) -> u64 {
    rate + rate / 20
}
