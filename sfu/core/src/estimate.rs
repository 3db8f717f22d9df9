//! How much one receiver's path carries, bits per second: additive-multiplicative, from transport-wide feedback
//! (loss and queueing delay) or, without it, from the loss in receiver reports.

use crate::rtcp::transport;
use fengsui_protocol::Micros;

/// Packets whose feedback can still be understood (a power of two).
const HISTORY: usize = 1_024;
const START: f64 = 3_000_000.0;
const LEAST: f64 = 100_000.0;
const MOST: f64 = 50_000_000.0;
/// Headroom above what was really carried: an estimate never rises on nothing.
const HEADROOM: f64 = 1_000_000.0;
const WINDOW: i64 = 500_000;
/// Queueing delay that is too much.
const QUEUE: i64 = 80_000;
/// Of the estimate, per second, while the path shows no limit.
const RISE: f64 = 0.2;
const LOSS_HIGH: f64 = 0.10;
const LOSS_LOW: f64 = 0.02;
/// After a decrease it waits so long before the next, so that the path can answer.
const HOLD: i64 = 700_000;
/// The smallest one-way delay is forgotten after this: routes and clocks change.
const BASE_AGE: i64 = 10_000_000;

#[derive(Clone, Copy, Default)]
struct Packet {
    sequence: u16,
    length: u16,
    /// µs; 0: nothing, or reported already.
    at: i64,
}

#[derive(Default)]
struct Base {
    least: Option<i64>,
    coming: Option<i64>,
    since: i64,
}

pub struct Estimate {
    bitrate: f64,
    sequence: u16,
    history: Vec<Packet>,
    base: Base,
    window_began: Option<Micros>,
    carried: u64,
    arrived: u32,
    lost: u32,
    queue: f64,
    held_until: Micros,
    sent_octets: u64,
    limited: bool,
    /// The window before this one queued too.
    queued: bool,
}

impl Estimate {
    pub fn new() -> Self {
        Self {
            bitrate: START,
            sequence: 0,
            history: Vec::new(),
            base: Base::default(),
            window_began: None,
            carried: 0,
            arrived: 0,
            lost: 0,
            queue: 0.0,
            held_until: Micros(i64::MIN),
            sent_octets: 0,
            limited: false,
            queued: false,
        }
    }

    /// A packet of `length` bytes leaves; gives its transport-wide sequence number.
    #[inline]
    pub fn sent(&mut self, length: usize, now: Micros) -> u16 {
        if self.history.is_empty() {
            self.history = vec![Packet::default(); HISTORY];
        }
        self.sequence = self.sequence.wrapping_add(1);
        self.history[usize::from(self.sequence) % HISTORY] =
            Packet { sequence: self.sequence, length: length as u16, at: now.0 };
        self.sent_octets += length as u64;
        self.sequence
    }

    /// A packet without such a number leaves.
    #[inline]
    pub fn sent_unnumbered(&mut self, length: usize) {
        self.sent_octets += length as u64;
    }

    #[must_use]
    pub fn bitrate(&self) -> u64 {
        self.bitrate as u64
    }

    /// Whether the path has shown a limit; before that nothing is held back.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.limited
    }

    /// A transport-wide feedback message. `None` when it is cut short.
    pub fn feedback(&mut self, body: &[u8], now: Micros) -> Option<()> {
        let read = transport::parse(body, |sequence, arrival| self.status(sequence, arrival));
        self.update(now);
        read
    }

    fn status(&mut self, sequence: u16, arrival: Option<i64>) {
        let Some(packet) = self.history.get_mut(usize::from(sequence) % HISTORY) else { return };
        if packet.sequence != sequence || packet.at == 0 {
            return;
        }
        let sent = *packet;
        let Some(arrival) = arrival else {
            self.lost += 1;
            return;
        };
        packet.at = 0;
        self.arrived += 1;
        self.carried += u64::from(sent.length);
        let queue = self.base.above(arrival - sent.at, sent.at);
        self.queue += (queue as f64 - self.queue) / 16.0;
    }

    fn update(&mut self, now: Micros) {
        let began = *self.window_began.get_or_insert(now);
        let elapsed = now.since(began);
        if elapsed < WINDOW {
            return;
        }
        let carried = self.carried as f64 * 8e6 / elapsed as f64;
        let loss = f64::from(self.lost) / f64::from((self.lost + self.arrived).max(1));
        if self.arrived > 0 {
            // One window of delay may be a receiver that was busy; two are a queue.
            let queues = self.queue > QUEUE as f64;
            let before = std::mem::replace(&mut self.queued, queues);
            self.step(loss, carried, elapsed, queues && before, now);
        }
        self.window_began = Some(now);
        (self.carried, self.arrived, self.lost, self.sent_octets) = (0, 0, 0, 0);
    }

    /// A receiver report's loss, for peers without transport-wide feedback.
    pub fn report(&mut self, fraction_lost: u8, now: Micros) {
        if self.base.least.is_some() {
            return;
        }
        let elapsed = now.since(*self.window_began.get_or_insert(now));
        if elapsed < WINDOW {
            return;
        }
        let carried = self.sent_octets as f64 * 8e6 / elapsed as f64;
        self.step(f64::from(fraction_lost) / 256.0, carried, elapsed, false, now);
        self.window_began = Some(now);
        self.sent_octets = 0;
    }

    fn step(&mut self, loss: f64, carried: f64, elapsed: i64, queueing: bool, now: Micros) {
        if loss > LOSS_HIGH || queueing {
            if now >= self.held_until {
                let to = if queueing { 0.85 * carried } else { carried * (1.0 - 0.5 * loss) };
                self.bitrate = to.min(self.bitrate).max(LEAST);
                self.held_until = now.plus(HOLD);
                self.limited = true;
            }
        } else if loss < LOSS_LOW && now >= self.held_until {
            let raised = self.bitrate * (1.0 + RISE * elapsed as f64 / 1e6) + 10_000.0;
            self.bitrate = raised.min(2.0 * carried + HEADROOM).max(self.bitrate).min(MOST);
        }
    }
}

impl Base {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::transport::Arrivals;

    /// A path of `capacity` bits per second with a queue; the sender sends 0.9 × estimate.
    fn run(estimate: &mut Estimate, capacity: f64, from: i64, seconds: i64) {
        let mut arrivals = Arrivals::default();
        let (mut free_at, mut now) = (from, from);
        let mut next_feedback = from + 100_000;
        while now < from + seconds * Micros::SECOND {
            let sequence = estimate.sent(1_000, Micros(now));
            free_at = free_at.max(now) + (8e9 / capacity) as i64;
            if free_at - now < 300_000 {
                arrivals.arrived(sequence, Micros(free_at + 20_000));
            } else {
                free_at -= (8e9 / capacity) as i64;
            }
            now += (8e9 / (0.9 * estimate.bitrate() as f64)) as i64;
            if now > next_feedback {
                next_feedback = now + 100_000;
                arrivals.report(|body| estimate.feedback(body, Micros(now)).unwrap());
            }
        }
    }

    #[test]
    fn follows_a_path_down_and_up() {
        let mut estimate = Estimate::new();
        run(&mut estimate, 20e6, 1_000_000, 5);
        assert!(!estimate.is_limited() && estimate.bitrate() >= 3_000_000, "{}", estimate.bitrate());
        run(&mut estimate, 1e6, 10_000_000, 10);
        assert!(estimate.is_limited() && estimate.bitrate() < 1_500_000, "{}", estimate.bitrate());
        run(&mut estimate, 20e6, 30_000_000, 20);
        assert!(estimate.bitrate() > 2_000_000, "{}", estimate.bitrate());
    }
}
