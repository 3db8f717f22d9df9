//! What a receiver's path carries, in bits per second: delay gradient, loss and probes of transport-wide feedback
//! (additive and multiplicative increase, multiplicative decrease; draft-ietf-rmcat-gcc-02), or, for peers without
//! it, the loss in receiver reports.
//!
//! Before a path has shown a limit nothing is held back; from then on the estimate is what it was seen to carry.

mod loss;
mod probe;
mod trend;

use crate::prefetch;
use crate::rtcp::transport;
use fengsui_protocol::Micros;
use loss::{Loss, Verdict};
use probe::{Found, Probe};
use trend::{Trend, Usage};

/// Packets whose feedback can still be understood (a power of two).
const HISTORY: usize = 1_024;
/// Of them on a cache line.
const LINE_PACKETS: usize = 8;
const START: f64 = 3_000_000.0;
const LEAST: f64 = 50_000.0;
const MOST: f64 = 50_000_000.0;
/// Of what arrived, what is sent after the queue grew.
const BACK_OFF: f64 = 0.85;
/// The estimate per second, while nothing speaks against it.
const RISE: f64 = 0.08;
/// Queueing delay below which a gradient is noise, and above which even a steady queue is too long.
const QUEUE_LITTLE: f64 = 20_000.0;
const QUEUE_MUCH: f64 = 150_000.0;
/// How long a queue must grow: a keyframe's burst drains by itself.
const GROWS_FOR: i64 = 150_000;
/// Without feedback for so long nothing is known of the queue any more.
const SILENCE: i64 = 1_000_000;
/// After a decrease it waits at least so long before the next, so that the path can answer.
const HOLD: i64 = 300_000;
/// How long a long queue must stand: longer than what arrived is measured over, so that the pause before a longer route's
/// first packets is no part of it.
const STANDS_FOR: i64 = 700_000;
/// Queueing delay that must have drained before it is judged whether it drains at all.
const DRAINED: f64 = 40_000.0;
/// After so long without having sent less it is no longer waited for.
const DRAINS_WITHIN: f64 = 2_000_000.0;
/// The smallest one-way delay is forgotten after this: routes and clocks change.
const BASE_AGE: i64 = 10_000_000;
/// After a probe its own queue drains.
const DRAIN: i64 = 60_000;
/// A probe that tells whose a loss is sends so much more than was sent, and at least so many bits per second.
const TRIAL: f64 = 3.0;
const TRIAL_LEAST: f64 = 400_000.0;
/// So much more than was sent it must be, or it tells nothing.
const TRIAL_WORTH: f64 = 1.5;
/// It is waited for so long; and where it failed, loss is the sender's own for so long without another: twice as long each
/// time, up to the last.
const TRIAL_MOST: i64 = 2_000_000;
const TRIAL_AGAIN: (i64, i64) = (5_000_000, 40_000_000);
/// Peers without transport-wide feedback are judged over this.
const REPORT_WINDOW: i64 = 500_000;

/// What is known of the path to a receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathState {
    /// The estimate, bits per second; nothing is held back to it before the path is `limited`.
    pub bitrate: u64,
    pub limited: bool,
    /// µs that packets wait on the way beyond the shortest time.
    pub queue: i64,
    /// Of the newest window, 0 to 1.
    pub loss: f32,
    /// Bits per second that everything the receiver is to see would take.
    pub wanted: u64,
}

/// What has become of a packet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unknown = 1,
    Missing = 2,
    Arrived = 3,
}

/// Eight bytes, so that a burst's packets lie on a cache line or two: they are cold each time.
#[derive(Clone, Copy, Default)]
struct Packet {
    /// When it was sent, the low 32 bits: feedback is never an hour late.
    at: u32,
    length: u16,
    /// Number of the probe it belongs to; 0: none.
    probe: u8,
    /// What its place does not say of its sequence number, and its [`Fate`]; 0: nothing was sent.
    mark: u8,
}

impl Packet {
    const fn mark(sequence: u16, fate: Fate) -> u8 {
        const { assert!(HISTORY == 1 << 10, "six bits are left for the fate's other side") };
        ((sequence >> 10) as u8) << 2 | fate as u8
    }

    /// `None`: another packet, or none, is in the place.
    fn fate(self, sequence: u16) -> Option<Fate> {
        [Fate::Unknown, Fate::Missing, Fate::Arrived].into_iter().find(|fate| self.mark == Self::mark(sequence, *fate))
    }

    fn sent_at(self, now: Micros) -> i64 {
        now.0 - i64::from((now.0 as u32).wrapping_sub(self.at))
    }
}

/// A long queue for which less is sent: what it was then. It drains, or it was none.
#[derive(Clone, Copy)]
struct Stood {
    at: Micros,
    queue: f64,
    /// Bits per second that arrived.
    carried: f64,
}

/// Whose a loss is that no queue explains: more is sent for a moment. Where it is the path's, the same share is lost.
#[derive(Clone, Copy, Default, PartialEq)]
enum Trial {
    #[default]
    None,
    /// The loss in question, and of how many packets; whether one probe has failed, which may be chance.
    Waits {
        loss: f64,
        seen: u32,
        since: Micros,
        failed: bool,
    },
    Failed {
        until: Micros,
    },
}

/// See the module's documentation.
#[repr(C)]
pub struct Estimate {
    history: Vec<Packet>,
    bitrate: f64,
    sent_octets: u64,
    sequence: u16,
    limited: bool,
    probe: Probe,
    trend: Trend,
    base: Base,
    queue: f64,
    loss: Loss,
    carried: Carried,
    trial: Trial,
    trial_again: i64,
    /// Packets sent before belong to a probe or its queue.
    drained_at: i64,
    /// Time from sending to the feedback that tells of it.
    answer: f64,
    /// What arrived when the queue last grew: the path's capacity, as far as it is known.
    capacity: Option<f64>,
    held_until: Micros,
    /// Since when the queue grows, and how long it was then.
    grows: Option<(Micros, f64)>,
    /// Since when the queue is long.
    long: Option<Micros>,
    stood: Option<Stood>,
    updated: Option<Micros>,
    /// What the receiver would be sent if the path carried anything.
    wanted: f64,
    report_began: Option<Micros>,
}

impl Estimate {
    /// Bytes at its beginning that [`Self::sent`] reads.
    pub const HOT: usize = std::mem::offset_of!(Self, trend);

    pub fn new() -> Self {
        Self {
            bitrate: START,
            sequence: 0,
            history: Vec::new(),
            trend: Trend::default(),
            base: Base::default(),
            queue: 0.0,
            loss: Loss::default(),
            carried: Carried::default(),
            probe: Probe::default(),
            trial: Trial::None,
            trial_again: TRIAL_AGAIN.0,
            drained_at: i64::MIN,
            answer: 200_000.0,
            capacity: None,
            held_until: Micros(i64::MIN),
            grows: None,
            long: None,
            stood: None,
            updated: None,
            limited: false,
            wanted: 0.0,
            report_began: None,
            sent_octets: 0,
        }
    }

    /// A packet of `length` bytes leaves; gives its transport-wide sequence number.
    #[inline]
    pub fn sent(&mut self, length: usize, now: Micros) -> u16 {
        if self.history.is_empty() {
            self.history = vec![Packet::default(); HISTORY];
        }
        self.sequence = self.sequence.wrapping_add(1);
        let probe = self.probe.number(now);
        if probe > 0 {
            self.probe.sent(length);
        }
        let mark = Packet::mark(self.sequence, Fate::Unknown);
        self.history[usize::from(self.sequence) % HISTORY] =
            Packet { at: now.0 as u32, length: length as u16, probe, mark };
        self.sequence
    }

    /// Asks for what [`Self::sent`] will write: a burst's packets lie on two lines.
    #[inline]
    pub fn prefetch(&self) {
        let next = usize::from(self.sequence) + 1;
        self.prefetch_packet(next);
        self.prefetch_packet(next + LINE_PACKETS);
    }

    #[inline]
    fn prefetch_packet(&self, sequence: usize) {
        if let Some(packet) = self.history.get(sequence % HISTORY) {
            prefetch::whole(packet);
        }
    }

    /// A packet without such a number leaves.
    #[inline]
    pub fn sent_unnumbered(&mut self, length: usize) {
        self.sent_octets += length as u64;
    }

    #[must_use]
    pub fn path(&self) -> PathState {
        PathState {
            bitrate: self.bitrate as u64,
            limited: self.limited,
            queue: self.queue as i64,
            loss: self.loss.loss() as f32,
            wanted: self.wanted as u64,
        }
    }

    #[must_use]
    pub fn bitrate(&self) -> u64 {
        self.bitrate as u64
    }

    /// Whether the path has shown a limit; before that nothing is held back.
    #[must_use]
    #[inline]
    pub fn is_limited(&self) -> bool {
        self.limited
    }

    /// What is left for media when lost packets are sent once more.
    #[must_use]
    pub fn for_media(&self) -> u64 {
        (self.bitrate / (1.0 + self.loss.loss().min(0.5))) as u64
    }

    /// What would be sent without a limit; probing goes no higher.
    pub fn want(&mut self, bits_per_second: u64) {
        self.wanted = bits_per_second as f64;
    }

    /// Begins a probe when one is worth it. `true` when padding is to be sent from now on.
    pub fn begin_probe(&mut self, now: Micros) -> bool {
        if let Trial::Waits { loss, seen, .. } = self.trial {
            let begins = self.probe.may_begin(now);
            if begins {
                let target = self.trial_rate().unwrap_or(TRIAL_LEAST);
                self.probe.begin_trial(target, (loss, seen), now);
            }
            return begins;
        }
        let worth = self.limited && self.bitrate < self.wanted && self.base.least.is_some();
        let silent = self.updated.is_none_or(|updated| now.since(updated) > SILENCE);
        let short = self.trend.usage() != Usage::Over && self.queue < 2.0 * QUEUE_LITTLE;
        let calm = now >= self.held_until && (short || silent);
        if !worth || !calm || !self.probe.may_begin(now) {
            return false;
        }
        let target = (2.0 * self.bitrate).max(self.bitrate + 150_000.0);
        self.probe.begin(target.min(1.1 * self.wanted + 100_000.0), self.loss.inherent(), now);
        true
    }

    #[must_use]
    pub fn is_probing(&self, now: Micros) -> bool {
        self.probe.is_sending(now)
    }

    /// Bytes of padding that the probe lacks.
    #[must_use]
    pub fn padding_due(&self, now: Micros) -> usize {
        self.probe.owes(now)
    }

    /// A transport-wide feedback message. `None` when it is cut short.
    pub fn feedback(&mut self, body: &[u8], now: Micros) -> Option<()> {
        let mut newest = i64::MIN;
        if let Some((first, count)) = transport::tells_of(body) {
            let places = (0..usize::from(count).min(HISTORY)).step_by(LINE_PACKETS);
            places.for_each(|ahead| self.prefetch_packet(usize::from(first) + ahead));
        }
        let read = transport::parse(body, |sequence, arrival| newest = newest.max(self.status(sequence, arrival, now)));
        if newest > i64::MIN {
            let answer = (now.0 - newest) as f64;
            self.answer = if answer < self.answer { answer } else { self.answer + (answer - self.answer) / 32.0 };
        }
        self.update(now);
        read
    }

    /// When the packet was sent that this tells of.
    fn status(&mut self, sequence: u16, arrival: Option<i64>, now: Micros) -> i64 {
        let Some(packet) = self.history.get_mut(usize::from(sequence) % HISTORY) else { return i64::MIN };
        let Some(before) = packet.fate(sequence).filter(|fate| *fate != Fate::Arrived) else { return i64::MIN };
        let late = before == Fate::Missing;
        packet.mark = Packet::mark(sequence, if arrival.is_some() { Fate::Arrived } else { Fate::Missing });
        let (sent, at) = (*packet, packet.sent_at(now));
        if sent.probe > 0 && !(late && arrival.is_none()) {
            self.probe.status(sent.probe, at, arrival, sent.length);
        }
        match arrival {
            None if late => (),
            Some(_) if late => self.loss.came_late(),
            arrival => self.loss.packet(sent.length, arrival.is_some()),
        }
        let Some(arrival) = arrival else { return at };
        self.carried.add(arrival, sent.length);
        let above = self.base.above(arrival - at, at) as f64;
        if sent.probe == 0 && at >= self.drained_at {
            self.queue += (above - self.queue) / 16.0;
            if !late {
                self.trend.packet(at, arrival);
            }
        }
        if sent.probe > 0 {
            self.drained_at = at + DRAIN;
        }
        at
    }

    fn update(&mut self, now: Micros) {
        let elapsed = now.since(self.updated.replace(now).unwrap_or(now)).clamp(0, 1_000_000);
        if let Some(found) = self.probe.result(now, self.answer as i64 + 150_000) {
            self.probed(found, now);
        }
        let carried = self.carried.rate(Carried::STEPS - 1);
        let grows = self.grows(now);
        self.drains(now);
        let verdict = self.loss.judge(self.queue >= 2.0 * QUEUE_LITTLE, now);
        if now < self.held_until {
            return;
        }
        let stands = self.stands(carried, now);
        if grows || stands && self.stood.is_none() {
            let capacity = carried.max(self.carried.rate(3));
            if self.queue > QUEUE_MUCH && self.stood.is_none() {
                self.stood = Some(Stood { at: now, queue: self.queue, carried: capacity });
                self.base.begin_anew();
            }
            self.capacity = Some(capacity);
            self.fall(BACK_OFF * capacity, now);
        } else if let Verdict::Fall(share) | Verdict::Hold(share) = verdict {
            let falls = matches!(verdict, Verdict::Fall(_));
            if !self.doubts(now) && (falls || self.trial != Trial::None) {
                // What is sent may be far below the estimate; the loss is then no word about that.
                self.fall(share * self.bitrate.min(2.0 * self.loss.sent_rate()), now);
            }
        } else if self.trend.usage() == Usage::Normal {
            self.rise(carried, elapsed as f64 / 1e6);
        }
    }

    /// Whether the queue has grown for a while and still does.
    fn grows(&mut self, now: Micros) -> bool {
        if self.trend.usage() != Usage::Over || self.queue <= QUEUE_LITTLE {
            self.grows = None;
            return false;
        }
        let (since, was) = *self.grows.get_or_insert((now, self.queue));
        now.since(since) >= GROWS_FOR && self.queue >= 0.9 * was
    }

    /// Whether a long queue stands because too much is sent: then less arrives than is sent. A receiver that is merely busy
    /// reads late, but all of it.
    fn stands(&mut self, carried: f64, now: Micros) -> bool {
        if self.queue <= QUEUE_MUCH {
            self.long = None;
            return false;
        }
        let since = *self.long.get_or_insert(now);
        let less = self.loss.loss() > self.loss.inherent() + 0.02 || carried < BACK_OFF * self.loss.sent_rate();
        now.since(since) >= STANDS_FOR && less
    }

    /// A queue is shorter after less was sent than arrives. One that is not is a longer route, from which on everything
    /// takes longer: it has a smallest delay of its own.
    fn drains(&mut self, now: Micros) {
        let Some(stood) = self.stood else { return };
        if self.queue < QUEUE_MUCH {
            self.stood = None;
            return;
        }
        let elapsed = now.since(stood.at) as f64 - self.answer;
        let offered = self.loss.sent_rate() * (1.0 - self.loss.loss());
        let expected = elapsed * (1.0 - offered / stood.carried.max(1.0));
        if expected < DRAINED {
            if elapsed > DRAINS_WITHIN {
                self.stood = None;
            }
            return;
        }
        if stood.queue - self.queue < expected / 3.0
            && let Some(raised) = self.base.settle()
        {
            self.queue = (self.queue - raised as f64).max(0.0);
        }
        self.stood = None;
    }

    fn fall(&mut self, to: f64, now: Micros) {
        self.bitrate = to.min(self.bitrate).max(LEAST);
        self.held_until = now.plus(HOLD.max(self.answer as i64 + 100_000));
        self.limited = true;
        self.probe.put_off(now);
    }

    fn rise(&mut self, carried: f64, seconds: f64) {
        let near = self.capacity.is_some_and(|capacity| (0.8..1.2).contains(&(self.bitrate / capacity.max(1.0))));
        let step = if near {
            // A packet per answer.
            9_600.0 * seconds / (self.answer / 1e6 + 0.1)
        } else {
            self.bitrate * RISE * seconds
        };
        let ceiling = 1.5 * carried + 10_000.0;
        self.bitrate = (self.bitrate + step).min(ceiling).max(self.bitrate).min(MOST);
    }

    fn probed(&mut self, found: Found, now: Micros) {
        if let Trial::Waits { loss, failed, .. } = &mut self.trial {
            match found {
                Found::Passed(_) => {
                    self.loss.endure(*loss);
                    (self.trial, self.trial_again) = (Trial::None, TRIAL_AGAIN.0);
                }
                Found::Less(_) | Found::Lost if *failed => self.blame(now),
                Found::Less(_) | Found::Lost => *failed = true,
                // Its answer may be lost too.
                Found::Nothing => (),
            }
            self.probe.hurry();
        }
        match found {
            Found::Passed(carries) => {
                self.bitrate = carries.max(self.bitrate).min(MOST);
                self.capacity = None;
            }
            Found::Less(carries) => {
                self.bitrate = carries.max(self.bitrate).min(MOST);
                self.capacity = Some(carries);
            }
            Found::Lost | Found::Nothing => (),
        }
    }

    /// Whether a loss that asks for less may be the path's own: there is no queue, and a probe has not said otherwise yet.
    fn doubts(&mut self, now: Micros) -> bool {
        let queue = self.trend.usage() == Usage::Over || self.queue >= QUEUE_LITTLE;
        if queue || self.trial_rate().is_none() {
            if let Trial::Waits { .. } = self.trial {
                self.trial = Trial::None;
            }
            return false;
        }
        match self.trial {
            Trial::Waits { since, .. } if now.since(since) >= TRIAL_MOST => {
                self.blame(now);
                return false;
            }
            Trial::Waits { .. } => (),
            Trial::Failed { until } if now < until => return false,
            Trial::None | Trial::Failed { .. } => {
                self.trial = Trial::Waits { loss: self.loss.loss(), seen: self.loss.seen(), since: now, failed: false };
                self.probe.hurry();
            }
        }
        true
    }

    /// What a probe that tells whose a loss is would send. None where the path is known to carry little more than is sent:
    /// the loss is the sender's own.
    fn trial_rate(&self) -> Option<f64> {
        let sent = self.loss.sent_rate();
        let rate = (TRIAL * sent).max(TRIAL_LEAST).min(self.capacity.unwrap_or(f64::MAX));
        Some(rate).filter(|rate| self.is_numbered() && *rate >= TRIAL_WORTH * sent)
    }

    /// The loss is the sender's own.
    fn blame(&mut self, now: Micros) {
        self.trial = Trial::Failed { until: now.plus(self.trial_again) };
        self.trial_again = (2 * self.trial_again).min(TRIAL_AGAIN.1);
    }

    /// Whether transport-wide feedback tells of what arrives.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.base.least.is_some()
    }

    /// A receiver report's loss, for peers without transport-wide feedback.
    pub fn report(&mut self, fraction_lost: u8, now: Micros) {
        if self.base.least.is_some() {
            return;
        }
        let elapsed = now.since(*self.report_began.get_or_insert(now));
        if elapsed < REPORT_WINDOW {
            return;
        }
        let sent = self.sent_octets as f64 * 8e6 / elapsed as f64;
        let loss = f64::from(fraction_lost) / 256.0;
        if loss > 0.10 {
            self.fall(sent * (1.0 - 0.5 * loss), now);
        } else if loss < 0.02 {
            self.rise(2.0 * sent + 1_000_000.0, 2.5 * elapsed as f64 / 1e6);
        }
        self.report_began = Some(now);
        self.sent_octets = 0;
    }
}

#[derive(Default)]
struct Base {
    least: Option<i64>,
    coming: Option<i64>,
    since: i64,
}

impl Base {
    /// From now on what comes may be a route of its own.
    fn begin_anew(&mut self) {
        self.coming = None;
    }

    /// The smallest delay since [`Base::begin_anew`] is the route's. Gives how much it grew.
    fn settle(&mut self) -> Option<i64> {
        let (least, coming) = (self.least?, self.coming?);
        self.least = Some(coming);
        Some(coming - least)
    }

    /// How much longer a packet took than the fastest of the last seconds.
    fn above(&mut self, delay: i64, at: i64) -> i64 {
        // The feedback's clock is another one and wraps: a jump begins anew.
        if self.least.is_some_and(|least| (delay - least).abs() > 30_000_000) {
            *self = Self::default();
        }
        if at - self.since > BASE_AGE {
            self.least = self.coming.take().or(self.least);
            self.since = at;
        }
        self.coming = Some(self.coming.map_or(delay, |coming| coming.min(delay)));
        let least = self.least.map_or(delay, |least| least.min(delay));
        self.least = Some(least);
        delay - least
    }
}

/// What arrived, over the last half second of the receiver's clock.
#[derive(Default)]
struct Carried {
    octets: [u32; Self::STEPS],
    /// Number of the newest step, and of the first ever.
    newest: Option<i64>,
    first: i64,
}

impl Carried {
    const STEPS: usize = 8;
    const STEP: i64 = 62_500;

    fn add(&mut self, arrival: i64, length: u16) {
        let step = arrival.div_euclid(Self::STEP);
        let newest = *self.newest.get_or_insert_with(|| {
            self.first = step;
            step
        });
        if (step - newest).abs() > 1_000 {
            *self = Self { newest: Some(step), first: step, ..Self::default() };
        } else if step > newest {
            for passed in (newest + 1..=step).take(Self::STEPS) {
                self.octets[passed.rem_euclid(Self::STEPS as i64) as usize] = 0;
            }
            self.octets[step.rem_euclid(Self::STEPS as i64) as usize] = 0;
            self.newest = Some(step);
        } else if newest - step >= Self::STEPS as i64 {
            return;
        }
        self.octets[step.rem_euclid(Self::STEPS as i64) as usize] += u32::from(length);
    }

    /// Bits per second over the last whole steps; the one under way is left out.
    fn rate(&self, steps: usize) -> f64 {
        let Some(newest) = self.newest else { return 0.0 };
        let whole = (newest - self.first).clamp(1, steps as i64);
        let octets: u64 = (newest - whole..newest)
            .map(|step| u64::from(self.octets[step.rem_euclid(Self::STEPS as i64) as usize]))
            .sum();
        octets as f64 * 8e6 / (whole * Self::STEP) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::transport::Arrivals;

    /// A path of `capacity` bits per second with a queue of 300 ms; 0.9 of the estimate is sent, and what probes ask.
    struct Path {
        estimate: Estimate,
        arrivals: Arrivals,
        now: i64,
        free_at: i64,
        next_feedback: i64,
        lost: u32,
        delay: i64,
    }

    impl Path {
        fn new() -> Self {
            let mut estimate = Estimate::new();
            estimate.want(2_500_000);
            Self {
                estimate,
                arrivals: Arrivals::default(),
                now: 1_000_000,
                free_at: 0,
                next_feedback: 0,
                lost: 0,
                delay: 20_000,
            }
        }

        fn send(&mut self, length: usize, capacity: f64, lose: u32) {
            let sequence = self.estimate.sent(length, Micros(self.now));
            let takes = (length as f64 * 8e6 / capacity) as i64;
            self.free_at = self.free_at.max(self.now) + takes;
            self.lost += lose;
            if self.free_at - self.now > 300_000 {
                self.free_at -= takes;
            } else if self.lost >= 100 {
                self.lost -= 100;
            } else {
                self.arrivals.arrived(sequence, Micros(self.free_at + self.delay));
            }
        }

        /// Every 5 ms, as the shard does. Gives the estimate at each step.
        fn run(&mut self, capacity: f64, lose: u32, seconds: i64) -> Vec<u64> {
            let until = self.now + seconds * Micros::SECOND;
            let (mut owed, mut seen) = (0.0, Vec::new());
            while self.now < until {
                self.now += 5_000;
                let rate = if self.estimate.is_limited() { self.estimate.bitrate() as f64 } else { 2.5e6 };
                owed += rate.min(2.5e6) * 0.9 / 8e6 * 5_000.0;
                while owed >= 1_000.0 {
                    owed -= 1_000.0;
                    self.send(1_000, capacity, lose);
                }
                let now = Micros(self.now);
                for _ in 0..self.estimate.padding_due(now) / 280 {
                    self.send(280, capacity, lose);
                }
                if self.now > self.next_feedback {
                    self.next_feedback = self.now + 60_000;
                    let Self { estimate, arrivals, .. } = self;
                    arrivals.report(|body| estimate.feedback(body, now).unwrap());
                    estimate.begin_probe(now);
                }
                seen.push(self.estimate.bitrate());
            }
            seen
        }
    }

    /// Its place is another packet's by then. Times of sending are whole again though only their low bits are kept.
    #[test]
    fn feedback_of_a_packet_long_gone_says_nothing() {
        let mut estimate = Estimate::new();
        let (early, late) = (Micros((1 << 32) - 5), Micros((1 << 32) + 100));
        let (first, second) = (estimate.sent(1_000, early), estimate.sent(1_000, early));
        assert_eq!(estimate.status(first, None, late), early.0);
        assert_eq!(estimate.status(first, Some(7), late), early.0, "not lost but late");
        assert_eq!(estimate.status(first, Some(7), late), i64::MIN, "told once");
        let newest = (0..HISTORY).map(|_| estimate.sent(1_000, early.plus(10))).last().unwrap();
        assert_eq!(estimate.status(second, Some(8), late), i64::MIN);
        assert_eq!(estimate.status(newest.wrapping_add(1), Some(8), late), i64::MIN, "never sent");
        assert_eq!(estimate.status(newest, Some(8), late), early.plus(10).0);
    }

    #[test]
    fn follows_a_path_down_in_two_seconds_and_up_in_five() {
        let mut path = Path::new();
        path.run(8e6, 0, 5);
        assert!(!path.estimate.is_limited(), "{}", path.estimate.bitrate());
        let seen = path.run(1e6, 0, 10);
        let steady = &seen[400..];
        let (least, most) = (steady.iter().min(), steady.iter().max());
        assert!(least > Some(&600_000) && most < Some(&1_200_000), "{least:?} to {most:?}");
        let seen = path.run(8e6, 0, 10);
        let least = seen[1_000..].iter().min();
        assert!(least > Some(&2_300_000), "{least:?}");
    }

    #[test]
    fn random_loss_does_not_starve_the_picture() {
        let mut path = Path::new();
        path.run(8e6, 30, 20);
        assert!(path.estimate.bitrate() > 1_000_000, "{}", path.estimate.bitrate());
    }

    /// Little is sent beside what the path carries, as a small picture is; a third of all is lost, at random, and as much of
    /// the feedback. That is no reason to send less.
    #[test]
    fn a_path_that_loses_a_third_carries_a_small_picture() {
        for seed in 0..20 {
            let mut random = crate::random::Random::new(seed);
            let mut lost = |share: f64| (random.next() >> 11) as f64 / (1_u64 << 53) as f64 >= 1.0 - share;
            let (mut estimate, mut arrivals) = (Estimate::new(), Arrivals::default());
            estimate.want(800_000);
            let mut least = u64::MAX;
            for step in 0..4_000_i64 {
                let (at, share) = (1_000_000 + 5_000 * step, if step < 1_000 { 0.0 } else { 0.3 });
                let now = Micros(at);
                let mut send = |estimate: &mut Estimate, length| {
                    let sequence = estimate.sent(length, now);
                    if !lost(share) {
                        arrivals.arrived(sequence, Micros(at + 50_000));
                    }
                };
                if step % 4 == 0 {
                    send(&mut estimate, 120);
                }
                if step % 13 == 0 {
                    send(&mut estimate, 850);
                }
                (0..estimate.padding_due(now) / 280).for_each(|_| send(&mut estimate, 280));
                if step % 20 == 0 {
                    let keep = !lost(share);
                    arrivals.report(|body| {
                        if keep {
                            estimate.feedback(body, Micros(at + 50_000)).unwrap();
                        }
                    });
                    estimate.begin_probe(Micros(at + 50_000));
                }
                let bitrate = if estimate.is_limited() { estimate.bitrate() } else { u64::MAX };
                least = least.min(bitrate);
            }
            assert!(least > 200_000, "seed {seed}: {least}");
        }
    }

    /// A policer drops what is too much and delays nothing: the loss is the sender's own though there is no queue.
    #[test]
    fn a_policer_is_no_path_that_loses() {
        for capacity in [300e3, 1e6] {
            let (mut estimate, mut arrivals) = (Estimate::new(), Arrivals::default());
            estimate.want(2_500_000);
            let (mut tokens, mut owed) = (10_000.0_f64, 0.0);
            let (mut sent, mut lost) = (0, 0);
            for step in 0..8_000_i64 {
                let at = 1_000_000 + 5_000 * step;
                tokens = (tokens + capacity / 8e6 * 5_000.0).min(10_000.0);
                let mut send = |estimate: &mut Estimate, length: usize| {
                    let sequence = estimate.sent(length, Micros(at));
                    let passes = tokens >= length as f64;
                    if passes {
                        tokens -= length as f64;
                        arrivals.arrived(sequence, Micros(at + 20_000));
                    }
                    if step >= 4_000 {
                        sent += 1;
                        lost += usize::from(!passes);
                    }
                };
                let rate = if estimate.is_limited() { estimate.bitrate() as f64 } else { 2.5e6 };
                owed += rate.min(2.5e6) * 0.9 / 8e6 * 5_000.0;
                while owed >= 500.0 {
                    owed -= 500.0;
                    send(&mut estimate, 500);
                }
                (0..estimate.padding_due(Micros(at)) / 280).for_each(|_| send(&mut estimate, 280));
                if step % 20 == 0 {
                    arrivals.report(|body| estimate.feedback(body, Micros(at + 20_000)).unwrap());
                    estimate.begin_probe(Micros(at + 20_000));
                }
            }
            assert!(lost * 100 < sent * 15, "{capacity}: {lost} of {sent} lost");
            assert!(estimate.bitrate() as f64 > 0.4 * capacity, "{capacity}: {}", estimate.bitrate());
        }
    }

    #[test]
    fn a_longer_route_is_no_queue() {
        for (capacity, lose) in [(8e6, 10), (4e6, 20), (3e6, 30), (8e6, 3)] {
            let mut path = Path::new();
            path.run(capacity, lose, 10);
            path.delay = 400_000;
            let seen = path.run(capacity, lose, 10);
            let least = seen.iter().min();
            assert!(least > Some(&1_000_000), "{lose} % of {capacity}: {least:?}");
        }
    }

    #[test]
    fn a_queue_is_no_longer_route() {
        let mut path = Path::new();
        path.run(8e6, 0, 5);
        let seen = path.run(400e3, 5, 20);
        let most = seen[600..].iter().max();
        assert!(most < Some(&500_000), "{most:?}");
        assert!(path.free_at - path.now < 150_000, "the queue drains: {}", path.free_at - path.now);
    }

    #[test]
    fn a_narrow_path_is_not_probed_to_pieces() {
        let mut path = Path::new();
        path.run(300e3, 0, 5);
        let seen = path.run(300e3, 0, 60);
        assert!(seen.iter().all(|bitrate| *bitrate < 450_000), "{:?}", seen.iter().max());
        let mean = seen.iter().sum::<u64>() / seen.len() as u64;
        assert!(mean > 170_000, "{mean}");
    }
}
