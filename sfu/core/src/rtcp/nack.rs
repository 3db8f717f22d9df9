//! Generic NACK (RFC 4585 §6.2.1): reading one, and deciding what to ask for.

use fengsui_protocol::Micros;

/// Sequence numbers that a list of (packet id, bitmask) pairs names, at most 17 a pair.
pub fn lost(pairs: &[u8]) -> impl Iterator<Item = u16> {
    super::words(pairs).flat_map(|pair| {
        let (first, mask) = ((pair >> 16) as u16, pair as u16);
        let following = (0..16).filter(move |bit| mask & 1 << bit != 0).map(move |bit| first.wrapping_add(bit + 1));
        std::iter::once(first).chain(following)
    })
}

/// Packets missing at once; the oldest are given up past it.
pub const MAX_MISSING: usize = 256;
/// A hole wider than this is a new beginning, not loss.
pub const MAX_HOLE: u64 = 512;
const MAX_TRIES: u8 = 8;
/// A packet that overtook others waits so long for them before they are asked for.
const REORDER_WAIT: i64 = 10_000;
const RETRY: i64 = 60_000;
const GIVE_UP: i64 = 1_000_000;

#[derive(Clone, Copy)]
struct Missing {
    sequence: u64,
    since: Micros,
    next: Micros,
    tries: u8,
}

/// What of one received stream is missing.
#[derive(Default)]
pub struct MissingList {
    newest: Option<u64>,
    missing: Vec<Missing>,
}

impl MissingList {
    /// A packet came, at first hand or repaired. `true` when it opened a hole.
    pub fn arrived(&mut self, sequence: u64, now: Micros) -> bool {
        let Some(newest) = self.newest else {
            self.newest = Some(sequence);
            return false;
        };
        if sequence <= newest {
            self.missing.retain(|missing| missing.sequence != sequence);
            return false;
        }
        self.newest = Some(sequence);
        let hole = sequence - newest - 1;
        if hole > MAX_HOLE {
            self.missing.clear();
            return false;
        }
        let next = now.plus(REORDER_WAIT);
        self.missing.extend((newest + 1..sequence).map(|sequence| Missing { sequence, since: now, next, tries: 0 }));
        let over = self.missing.len().saturating_sub(MAX_MISSING);
        self.missing.drain(..over);
        hole > 0
    }

    /// Forgets everything: the stream stopped or starts anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty()
    }

    /// When something is due to be asked for.
    #[must_use]
    pub fn next(&self) -> Option<Micros> {
        self.missing.iter().map(|missing| missing.next).min()
    }

    /// Fills `out` with what to ask for now, in sending order.
    pub fn due(&mut self, now: Micros, out: &mut Vec<u16>) {
        out.clear();
        self.missing.retain(|missing| missing.tries < MAX_TRIES && now.since(missing.since) < GIVE_UP);
        for missing in self.missing.iter_mut().filter(|missing| missing.next <= now) {
            out.push(missing.sequence as u16);
            missing.tries += 1;
            missing.next = now.plus(RETRY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_after_the_wait_again_later_and_gives_up() {
        let mut list = MissingList::default();
        let mut out = Vec::new();
        assert!(!list.arrived(65_534, Micros(0)));
        assert!(list.arrived(65_538, Micros(0)));
        list.due(Micros(1), &mut out);
        assert!(out.is_empty());
        assert_eq!(list.next(), Some(Micros(REORDER_WAIT)));
        list.due(Micros(REORDER_WAIT), &mut out);
        assert_eq!(out, [65_535, 0, 1]);
        list.arrived(65_536, Micros(REORDER_WAIT));
        list.due(Micros(REORDER_WAIT + RETRY), &mut out);
        assert_eq!(out, [65_535, 1]);
        list.due(Micros(GIVE_UP), &mut out);
        assert!(out.is_empty() && list.is_empty());
    }

    #[test]
    fn is_bounded() {
        let mut list = MissingList::default();
        for step in 0..1_000 {
            list.arrived(step * 300, Micros(0));
            assert!(list.missing.len() <= MAX_MISSING);
        }
        list.arrived(10_000_000, Micros(0));
        assert!(list.is_empty(), "a new beginning");
    }
}
