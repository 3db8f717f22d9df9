//! Which of the newest packet indices were seen, without remembering older ones (RFC 3711 §3.3.2, method of
//! RFC 6479).

const WORDS: usize = 16;
/// Indices remembered behind the newest, one word less than held.
pub const SPAN: u64 = (WORDS as u64 - 1) * 64;

/// A sliding set of indices. Indices more than [`SPAN`] behind the newest count as seen.
#[derive(Clone, Debug, Default)]
pub struct Window {
    bits: [u64; WORDS],
    /// One past the newest index taken; 0 when none was.
    next: u64,
}

impl Window {
    #[must_use]
    pub fn newest(&self) -> Option<u64> {
        self.next.checked_sub(1)
    }

    /// Whether `index` was never taken and is not too old to know.
    #[must_use]
    #[inline]
    pub fn is_new(&self, index: u64) -> bool {
        if index >= self.next {
            return true;
        }
        self.next - index <= SPAN && self.bits[Self::word(index)] & Self::bit(index) == 0
    }

    /// Marks `index`; `false`, and nothing changes, when it is not new.
    #[inline]
    pub fn take(&mut self, index: u64) -> bool {
        if !self.is_new(index) {
            return false;
        }
        if index >= self.next {
            self.advance(index);
        }
        self.bits[Self::word(index)] |= Self::bit(index);
        true
    }

    #[inline]
    fn advance(&mut self, index: u64) {
        // The word of `next - 1` is in use; the words after it, up to that of `index`, hold old bits.
        let first = self.next.div_ceil(64);
        let last = index / 64;
        if last >= first {
            let count = (last - first + 1).min(WORDS as u64);
            for word in first..first + count {
                self.bits[(word % WORDS as u64) as usize] = 0;
            }
        }
        self.next = index + 1;
    }

    #[inline]
    fn word(index: u64) -> usize {
        ((index / 64) % WORDS as u64) as usize
    }
    #[inline]
    fn bit(index: u64) -> u64 {
        1 << (index % 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeSet;

    /// Against a set that forgets nothing.
    #[test]
    fn agrees_with_a_set() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let (mut window, mut seen, mut newest) = (Window::default(), BTreeSet::new(), 0u64);
            let mut at = random.below(2_000);
            for _ in 0..2_000 {
                at = match random.below(50) {
                    0 => at + random.below(3_000),
                    1 => at.saturating_sub(random.below(1_200)),
                    _ => at + random.below(3),
                };
                let too_old = !seen.is_empty() && newest + 1 > at + SPAN;
                let expected = !too_old && !seen.contains(&at);
                assert_eq!(window.take(at), expected, "seed {seed} index {at} newest {newest}");
                if expected {
                    seen.insert(at);
                    newest = newest.max(at);
                }
            }
        }
    }
}
