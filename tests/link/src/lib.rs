//! One direction of a bad network, pure: packets and instants go in, packets come out later, twice, out of order or not
//! at all, all from a seed. The binary beside it is a UDP relay made of two of them; simulations use it in virtual time.
//!
//! The kernel's netem is not everywhere; this is, and the same seed gives the same network.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes that a datagram has on the wire besides its payload: IPv4 and UDP.
const HEADERS: i64 = 28;

/// What a direction does to packets. The default does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// µs one way.
    pub delay: i64,
    /// µs more, evenly spread; packets may overtake one another.
    pub jitter: i64,
    /// Share of packets lost at random, 0 to 1.
    pub loss: f64,
    /// Gilbert and Elliott: chance per packet that a burst of loss begins, and that it ends.
    pub burst: Option<(f64, f64)>,
    /// Bits per second, IP headers included.
    pub rate: Option<i64>,
    /// Longest that a packet may wait for the rate, µs; what would wait longer is lost.
    pub queue: i64,
    pub duplicate: f64,
    /// Share of packets that are held back, by up to 60 ms.
    pub reorder: f64,
    /// Nothing passes.
    pub cut: bool,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            delay: 0,
            jitter: 0,
            loss: 0.0,
            burst: None,
            rate: None,
            queue: 300_000,
            duplicate: 0.0,
            reorder: 0.0,
            cut: false,
        }
    }
}

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// 0 … `bound` − 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound.max(1)
    }
    /// Happens in `share` of a hundred cases.
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
    /// Happens with probability `share`.
    pub fn chance(&mut self, share: f64) -> bool {
        share > 0.0 && (self.number() >> 11) as f64 / (1u64 << 53) as f64 <= share
    }
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub packets: u64,
    pub octets: u64,
    pub lost: u64,
    /// Lost because the queue was full.
    pub overflowed: u64,
    pub duplicated: u64,
}

/// One direction; `T` is what a packet is here.
pub struct Direction<T> {
    pub conditions: Conditions,
    pub counted: Counted,
    random: Random,
    in_burst: bool,
    free_at: i64,
    number: u64,
    /// By the time of arrival; whether the network made this copy.
    on_the_way: BTreeMap<(i64, u64), (T, bool)>,
    /// How long the newest packet waits for the rate, µs.
    pub queued: i64,
}

impl<T: Clone> Direction<T> {
    #[must_use]
    pub fn new(seed: u64, conditions: Conditions) -> Self {
        Self {
            conditions,
            counted: Counted::default(),
            random: Random(seed),
            in_burst: false,
            free_at: i64::MIN,
            number: 0,
            on_the_way: BTreeMap::new(),
            queued: 0,
        }
    }

    /// A packet of so many bytes is sent at `now`, µs.
    pub fn send(&mut self, now: i64, bytes: usize, packet: T) {
        self.counted.packets += 1;
        self.counted.octets += bytes as u64;
        let Conditions { delay, jitter, loss, burst, rate, queue, duplicate, reorder, cut } = self.conditions;
        self.in_burst =
            burst.is_some_and(
                |(begins, ends)| {
                    if self.in_burst { !self.random.chance(ends) } else { self.random.chance(begins) }
                },
            );
        if cut || self.in_burst || self.random.chance(loss) {
            self.counted.lost += 1;
            return;
        }
        let Some(leaves) = self.leaves(now, bytes, rate, queue) else {
            self.counted.overflowed += 1;
            return;
        };
        self.queued = leaves - now;
        let mut arrives = leaves + delay + self.random.below(jitter as u64 + 1) as i64;
        if self.random.chance(reorder) {
            arrives += self.random.below(60_000) as i64;
        }
        self.arrive(arrives, packet.clone(), false);
        if self.random.chance(duplicate) {
            self.counted.duplicated += 1;
            self.arrive(arrives + 500, packet, true);
        }
    }

    /// When a packet has left the queue; `None` when the queue is full.
    fn leaves(&mut self, now: i64, bytes: usize, rate: Option<i64>, queue: i64) -> Option<i64> {
        let Some(rate) = rate else { return Some(now) };
        let free = self.free_at.max(now);
        if free - now > queue {
            return None;
        }
        self.free_at = free + (bytes as i64 + HEADERS) * 8_000_000 / rate.max(1);
        Some(self.free_at)
    }

    fn arrive(&mut self, at: i64, packet: T, copy: bool) {
        self.number += 1;
        self.on_the_way.insert((at, self.number), (packet, copy));
    }

    /// When the next packet arrives.
    #[must_use]
    pub fn next(&self) -> Option<i64> {
        self.on_the_way.first_key_value().map(|((at, _), _)| *at)
    }

    /// A packet that has arrived, and whether the network made this copy.
    pub fn arrived(&mut self, now: i64) -> Option<(T, bool)> {
        let entry = self.on_the_way.first_entry().filter(|entry| entry.key().0 <= now)?;
        Some(entry.remove())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet of 1000 bytes every millisecond; (sent, arrived) of each that came.
    fn pass(conditions: Conditions, packets: i64) -> (Vec<(i64, i64)>, Counted) {
        let mut direction = Direction::new(7, conditions);
        let mut came = Vec::new();
        for at in 0..packets {
            direction.send(at * 1_000, 1_000, at * 1_000);
        }
        while let Some(at) = direction.next() {
            let (sent, _) = direction.arrived(at).unwrap();
            came.push((sent, at));
        }
        (came, direction.counted)
    }

    #[test]
    fn does_what_it_is_asked() {
        let (came, _) = pass(Conditions { delay: 20_000, ..Conditions::default() }, 100);
        assert!(came.len() == 100 && came.iter().all(|(sent, at)| at - sent == 20_000));
        let (came, _) = pass(Conditions { loss: 0.1, ..Conditions::default() }, 20_000);
        assert!((17_800..18_200).contains(&came.len()), "{}", came.len());
        let (came, counted) = pass(Conditions { rate: Some(4_112_000), queue: 50_000, ..Conditions::default() }, 4_000);
        assert!((1_990..2_040).contains(&came.len()) && counted.overflowed > 1_900, "{}", came.len());
        assert!(came.iter().all(|(sent, at)| at - sent <= 52_001));
        let (came, counted) = pass(Conditions { duplicate: 0.05, reorder: 0.05, ..Conditions::default() }, 10_000);
        assert!((400..600).contains(&counted.duplicated) && came.len() as u64 == 10_000 + counted.duplicated);
        assert!(!came.is_sorted_by_key(|(sent, _)| *sent));
    }

    #[test]
    fn bursts_are_as_long_as_asked() {
        // A burst in a hundred packets, ten long: 9 % lost, in about one hole per 110.
        let (came, _) = pass(Conditions { burst: Some((0.01, 0.1)), ..Conditions::default() }, 50_000);
        let lost = 50_000 - came.len();
        let holes = came.windows(2).filter(|pair| pair[1].0 - pair[0].0 > 1_000).count();
        assert!((3_600..5_600).contains(&lost), "{lost}");
        assert!((8..13).contains(&(lost / holes)), "{lost} in {holes}");
    }

    #[test]
    fn a_seed_gives_the_same_network_again() {
        let conditions = Conditions { loss: 0.2, jitter: 9_000, burst: Some((0.02, 0.2)), ..Conditions::default() };
        assert_eq!(pass(conditions, 3_000), pass(conditions, 3_000));
    }
}
