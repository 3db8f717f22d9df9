//! The gap map of one RTP stream: which sequence numbers came, which are missing, which came late after all.
//!
//! Sequence numbers are 16 bit and wrap; packets come out of order and, by RTX, seconds late. What is missing is kept
//! as ranges, each with the node times of the packets on either side.

use fengsui_protocol::{Micros, recording::Gap};
use std::collections::BTreeMap;

/// A packet behind the newest by sequence number but later than this (µs) is in truth ahead: more than half the
/// number space was lost. No retransmission comes so late.
const BEHIND_US: i64 = 10_000_000;
/// Missing ranges open to late packets; the oldest is settled past this.
const OPEN_RANGES: usize = 1_024;
/// Gaps told of one track; past it, neighbours are joined.
pub const GAPS_TOLD: usize = 256;

/// Why something is missing (the words of [`Gap::why`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    Loss,
    Restart,
    Closed,
}

impl Why {
    pub fn word(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Restart => "restart",
            Self::Closed => "closed",
        }
    }
}

/// Where a packet belongs in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Ahead of all others; extended sequence number.
    Ahead(i64),
    /// Fills a gap.
    Late(i64),
    /// Here already, or from before the first packet.
    Duplicate,
}

/// A stretch of missing packets, in absolute node time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    pub begins: Micros,
    pub ends: Micros,
    pub packets: u64,
    pub why: Why,
}

/// The gap map.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    newest: Option<Newest>,
    /// First missing extended number → one past the last, with times.
    open: BTreeMap<i64, (i64, Missing)>,
    settled: Vec<Missing>,
    /// Packets kept, without duplicates.
    pub packets: u64,
    pub duplicates: u64,
}

#[derive(Clone, Copy, Debug)]
struct Newest {
    ext: i64,
    at: Micros,
    arrival: Micros,
}

impl Arrivals {
    /// Notes a packet of media time `at`. What turns out missing before it is put down to `why`.
    pub fn packet(&mut self, seq: u16, at: Micros, arrival: Micros, why: Why) -> Place {
        let place = self.place(seq, arrival);
        match place {
            Place::Ahead(ext) => self.advance(Newest { ext, at, arrival }, why),
            Place::Late(ext) => self.fill(ext, at),
            Place::Duplicate => {
                self.duplicates += 1;
                return place;
            }
        }
        self.packets += 1;
        place
    }

    fn place(&self, seq: u16, arrival: Micros) -> Place {
        let Some(newest) = self.newest else { return Place::Ahead(i64::from(seq)) };
        let step = i64::from(seq.wrapping_sub(newest.ext as u16) as i16);
        let ext = newest.ext + step;
        if step > 0 {
            Place::Ahead(ext)
        } else if step < 0 && arrival.since(newest.arrival) > BEHIND_US {
            Place::Ahead(ext + 0x1_0000)
        } else if self.open.range(..=ext).next_back().is_some_and(|(_, (end, _))| ext < *end) {
            Place::Late(ext)
        } else {
            Place::Duplicate
        }
    }

    fn advance(&mut self, next: Newest, why: Why) {
        if let Some(before) = self.newest
            && next.ext > before.ext + 1
        {
            let packets = (next.ext - before.ext - 1) as u64;
            let missing = Missing { begins: before.at, ends: next.at.max(before.at), packets, why };
            self.open.insert(before.ext + 1, (next.ext, missing));
            self.settle_oldest();
        }
        self.newest = Some(next);
    }

    fn settle_oldest(&mut self) {
        if self.open.len() > OPEN_RANGES
            && let Some((_, (_, missing))) = self.open.pop_first()
        {
            self.settled.push(missing);
            join_neighbours(&mut self.settled, 2 * GAPS_TOLD);
        }
    }

    fn fill(&mut self, ext: i64, at: Micros) {
        let Some((&start, &(end, missing))) = self.open.range(..=ext).next_back() else { return };
        self.open.remove(&start);
        let at = at.clamp(missing.begins, missing.ends);
        if start < ext {
            let packets = (ext - start) as u64;
            self.open.insert(start, (ext, Missing { ends: at, packets, ..missing }));
        }
        if ext + 1 < end {
            let packets = (end - ext - 1) as u64;
            self.open.insert(ext + 1, (end, Missing { begins: at, packets, ..missing }));
        }
    }

    /// Everything missing now, by time, at most [`GAPS_TOLD`] stretches.
    pub fn missing(&self) -> Vec<Missing> {
        let mut all = self.settled.clone();
        all.extend(self.open.values().map(|(_, missing)| *missing));
        join_neighbours(&mut all, GAPS_TOLD);
        all
    }
}

/// Joins the nearest neighbours of the same cause until at most `most` are left; counts are kept.
pub fn join_neighbours(all: &mut Vec<Missing>, most: usize) {
    all.sort_by_key(|missing| (missing.begins, missing.ends));
    let mut near_us = 1_000;
    while all.len() > most {
        let mut joined: Vec<Missing> = Vec::with_capacity(all.len());
        for next in all.drain(..) {
            match joined.last_mut() {
                Some(last) if near_us > 3_600_000_000 || next.begins.since(last.ends) <= near_us => {
                    last.ends = last.ends.max(next.ends);
                    last.packets += next.packets;
                    last.why = last.why.max(next.why);
                }
                _ => joined.push(next),
            }
        }
        *all = joined;
        near_us *= 4;
    }
}

impl Missing {
    /// As people see it: µs after the recording's start.
    pub fn gap(&self, started_at: Micros) -> Gap {
        Gap {
            begins_us: self.begins.since(started_at),
            ends_us: self.ends.since(started_at),
            lost_packets: self.packets,
            why: self.why.word().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn at(n: i64) -> Micros {
        Micros(n * 20_000)
    }

    #[test]
    fn loss_over_the_wrap_is_one_gap_and_rtx_closes_it() {
        let mut arrivals = Arrivals::default();
        for n in [65_533, 65_534, 65_538, 65_539] {
            arrivals.packet(n as u16, at(n), at(n), Why::Loss);
        }
        let missing = arrivals.missing();
        assert_eq!(missing, vec![Missing { begins: at(65_534), ends: at(65_538), packets: 3, why: Why::Loss }]);
        assert_eq!(arrivals.packet(0, at(65_536), at(65_560), Why::Loss), Place::Late(65_536));
        assert_eq!(arrivals.missing().iter().map(|m| m.packets).sum::<u64>(), 2);
        arrivals.packet(65_535, at(65_535), at(65_561), Why::Loss);
        arrivals.packet(1, at(65_537), at(65_562), Why::Loss);
        assert!(arrivals.missing().is_empty());
        assert_eq!(arrivals.packet(1, at(65_537), at(65_563), Why::Loss), Place::Duplicate);
    }

    #[test]
    fn after_a_long_silence_numbers_go_forward() {
        let mut arrivals = Arrivals::default();
        arrivals.packet(100, at(0), Micros(0), Why::Loss);
        let place = arrivals.packet(40_100, at(40_000), Micros(800_000_000), Why::Restart);
        assert_eq!(place, Place::Ahead(40_100));
        assert_eq!(arrivals.missing()[0].packets, 39_999);
        assert_eq!(arrivals.missing()[0].why, Why::Restart);
    }

    #[test]
    fn ranges_are_bounded_and_the_count_is_kept() {
        let mut arrivals = Arrivals::default();
        for n in 0..20_000i64 {
            arrivals.packet((n * 2) as u16, at(n * 2), at(n * 2), Why::Loss);
        }
        let missing = arrivals.missing();
        assert!(missing.len() <= GAPS_TOLD);
        assert_eq!(missing.iter().map(|m| m.packets).sum::<u64>(), 19_999);
    }

    proptest! {
        /// Against a set of numbers: any loss, reordering within a window, duplicates, any start.
        #[test]
        fn the_map_agrees_with_a_set(start: u16, fate in proptest::collection::vec((0u8..10, 0i64..30), 1..600)) {
            let mut sent: Vec<(i64, i64)> = Vec::new();
            for (n, (fate, delay)) in fate.iter().enumerate() {
                let n = n as i64;
                match fate {
                    0 | 1 if n > 0 => {}
                    2 if n > 0 => sent.push((n + delay, n)),
                    3 => sent.extend([(n, n), (n + delay, n)]),
                    _ => sent.push((n, n)),
                }
            }
            sent.sort();
            let mut arrivals = Arrivals::default();
            let mut model = BTreeSet::new();
            let mut first = None;
            for (when, n) in sent {
                let first = *first.get_or_insert(n);
                let place = arrivals.packet(start.wrapping_add(n as u16), at(n), at(when), Why::Loss);
                let new = n >= first && model.insert(n);
                prop_assert_eq!(place != Place::Duplicate, new);
            }
            if let (Some(first), Some(last)) = (first, model.last()) {
                let gone = (last - first + 1) as u64 - model.len() as u64;
                prop_assert_eq!(arrivals.packets, model.len() as u64);
                prop_assert_eq!(arrivals.missing().iter().map(|m| m.packets).sum::<u64>(), gone);
                for missing in arrivals.missing() {
                    prop_assert!(missing.begins <= missing.ends);
                }
            }
        }
    }
}
