//! Pictures that are sent once more before anybody asks, on the stream of retransmissions, to receivers whose path loses
//! packets whatever is sent. Asking takes a round trip after the loss is noticed, which for the last packet of a picture is
//! when the next picture comes: where one in twenty is lost, a picture stands still every few seconds. Only what the path
//! has room for beyond the pictures themselves is spent, and nothing where a queue stands (see [`crate::redundancy`]).

use fengsui_protocol::Micros;
use std::collections::VecDeque;

/// From a packet to its copy, and from one copy to the next: losses come in bursts, and an answer would take longer.
const AFTER: i64 = 20_000;
/// Loss from which on a packet is sent twice more.
const TWICE: f64 = 0.04;
/// Runs of packets that wait; more are asked for.
const RUNS: usize = 64;
/// Bytes that may be spent at once.
const CREDIT: f64 = 24_000.0;

/// Packets of one slot, as they were numbered on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    slot: usize,
    first: u64,
    next: u64,
    last: u64,
    /// Copies still to be sent, this one included.
    left: u8,
    due: Micros,
}

/// Of one receiver.
#[derive(Debug, Default)]
pub struct Ahead {
    copies: u8,
    /// Bits per second that copies may take.
    rate: u64,
    credit: f64,
    at: Option<Micros>,
    runs: VecDeque<Run>,
}

impl Ahead {
    /// How often a packet is to be sent once more where the share `loss` is lost.
    #[must_use]
    pub fn copies(loss: f64) -> u8 {
        if loss >= TWICE { 2 } else { 1 }
    }

    /// So many copies from now on, 0: none, and bits per second for all of them.
    pub fn set(&mut self, copies: u8, rate: u64) {
        (self.copies, self.rate) = (if rate == 0 { 0 } else { copies }, rate);
        if self.copies == 0 {
            *self = Self::default();
        }
    }

    /// Nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The packets after index `before` up to `newest` just went out on a slot. Whether copies of them will.
    #[inline]
    pub fn sent(&mut self, slot: usize, (before, newest): (u64, u64), now: Micros) -> bool {
        if self.copies == 0 || newest <= before || self.runs.len() >= RUNS {
            return false;
        }
        let first = before + 1;
        self.runs.push_back(Run { slot, first, next: first, last: newest, left: self.copies, due: now.plus(AFTER) });
        true
    }

    /// A packet was just sent to who missed it. Whether copies of it will.
    pub fn sent_again(&mut self, slot: usize, sequence: u16, now: Micros) -> bool {
        let index = u64::from(sequence) + (1 << 16);
        self.sent(slot, (index - 1, index), now)
    }

    /// The next packet whose copy is due, as slot and sequence number.
    pub fn next(&mut self, now: Micros) -> Option<(usize, u16)> {
        let elapsed = self.at.map_or(0, |at| now.since(at).max(0));
        self.at = Some(now);
        self.credit = (self.credit + self.rate as f64 / 8e6 * elapsed as f64).min(CREDIT);
        let at = self.runs.iter().position(|run| run.due <= now)?;
        // First copies go before second ones.
        let again = self.runs[at].left < self.copies;
        if self.credit <= if again { CREDIT / 2.0 } else { 0.0 } {
            // What has no room now is asked for if it is missed.
            self.runs.remove(at);
            return None;
        }
        let run = &mut self.runs[at];
        let found = (run.slot, run.next as u16);
        if run.next < run.last {
            run.next += 1;
        } else if let Some(run) = self.runs.remove(at).filter(|run| run.left > 1) {
            self.runs.push_back(Run { next: run.first, left: run.left - 1, due: now.plus(AFTER), ..run });
        }
        Some(found)
    }

    pub fn spend(&mut self, bytes: usize) {
        self.credit -= bytes as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Micros {
        Micros(milliseconds * 1_000)
    }
    /// Takes what is due, 500 bytes each; sequence numbers.
    fn take(ahead: &mut Ahead, now: Micros) -> Vec<u16> {
        let mut taken = Vec::new();
        while let Some((_, number)) = ahead.next(now) {
            ahead.spend(500);
            taken.push(number);
        }
        taken
    }

    #[test]
    fn each_packet_goes_once_or_twice_more_and_not_at_once() {
        for (copies, expected) in [(1, vec![vec![65_535, 0], vec![]]), (2, vec![vec![65_535, 0], vec![65_535, 0]])] {
            let mut ahead = Ahead::default();
            assert!(!ahead.sent(0, (65_534, 65_536), at(0)), "nobody loses");
            ahead.set(copies, 1_000_000);
            take(&mut ahead, at(0));
            assert!(take(&mut ahead, at(50)).is_empty());
            assert!(ahead.sent(0, (65_534, 65_536), at(100)) && !ahead.sent(0, (7, 7), at(100)));
            assert!(take(&mut ahead, at(119)).is_empty());
            assert_eq!([120, 140].map(|now| take(&mut ahead, at(now))).to_vec(), expected, "{copies}");
            assert!(take(&mut ahead, at(500)).is_empty() && ahead.is_empty());
        }
    }

    #[test]
    fn copies_take_no_more_than_there_is_room_for() {
        let mut ahead = Ahead::default();
        ahead.set(1, 80_000);
        let mut spent = 0;
        for picture in 0..300 {
            let now = at(33 * picture);
            spent += 500 * take(&mut ahead, now).len();
            ahead.sent(0, (10 * picture as u64, 10 * picture as u64 + 10), now);
        }
        assert!((70_000..110_000).contains(&spent), "{spent} bytes in ten seconds");
        ahead.set(1, 0);
        assert!(ahead.is_empty() && !ahead.sent(0, (1, 2), at(20_000)));
    }
}
