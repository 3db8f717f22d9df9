//! Transport-wide congestion feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1), both ways.

use fengsui_protocol::Micros;

/// Statuses in one message; more go into another.
const MAX_STATUSES: u64 = 512;
/// Packets remembered between two messages; a sender that outruns it gets a message with holes.
const MAX_PENDING: usize = 2_048;
const REFERENCE: i64 = 64_000;
const DELTA: i64 = 250;

const NOT_RECEIVED: u8 = 0;
const SMALL: u8 = 1;
const LARGE: u8 = 2;

/// Arrivals of one publishing session, waiting for feedback.
#[derive(Default)]
pub struct Arrivals {
    newest: Option<u64>,
    /// First sequence not reported yet.
    next: u64,
    pending: Vec<(u64, Micros)>,
    count: u8,
    body: Vec<u8>,
    kinds: Vec<u8>,
}

impl Arrivals {
    pub fn arrived(&mut self, sequence: u16, now: Micros) {
        let sequence = match self.newest {
            // Far from zero, so that earlier packets that come late have numbers too.
            None => u64::from(sequence) + (1 << 16),
            Some(newest) => crate::rtp::extend(newest, sequence).unwrap_or(newest),
        };
        if self.newest.is_none() {
            self.next = sequence;
        }
        self.newest = Some(self.newest.unwrap_or(0).max(sequence));
        if self.pending.len() < MAX_PENDING {
            self.pending.push((sequence, now));
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Calls `emit` with the body of each message that reports everything pending.
    pub fn report(&mut self, mut emit: impl FnMut(&[u8])) {
        self.pending.sort_unstable();
        self.pending.dedup_by_key(|(sequence, _)| *sequence);
        let mut from = 0;
        while from < self.pending.len() {
            let until = self.message(from);
            emit(&self.body);
            from = until;
        }
        self.pending.clear();
    }

    /// Writes one message for `pending[from..]` and says how far it came.
    fn message(&mut self, from: usize) -> usize {
        let (first, first_at) = self.pending[from];
        // A late packet is reported alone before what was already said; otherwise the holes in between are named.
        let base = if first >= self.next && first - self.next < MAX_STATUSES / 2 { self.next } else { first };
        let reference = first_at.0.div_euclid(REFERENCE);
        let mut at = reference * REFERENCE;
        self.kinds.clear();
        self.body.clear();
        self.body.extend_from_slice(&[0; 8]);
        let mut deltas: Vec<u8> = Vec::with_capacity(2 * (self.pending.len() - from));
        let mut until = from;
        for &(sequence, arrival) in &self.pending[from..] {
            let delta = (arrival.0 - at).div_euclid(DELTA);
            if sequence - base >= MAX_STATUSES || i16::try_from(delta).is_err() {
                break;
            }
            self.kinds.resize((sequence - base) as usize, NOT_RECEIVED);
            if let Ok(small) = u8::try_from(delta) {
                self.kinds.push(SMALL);
                deltas.push(small);
            } else {
                self.kinds.push(LARGE);
                deltas.extend_from_slice(&(delta as i16).to_be_bytes());
            }
            at += delta * DELTA;
            until += 1;
        }
        self.chunks();
        self.body.extend_from_slice(&deltas);
        let statuses = self.kinds.len() as u16;
        self.body[..2].copy_from_slice(&(base as u16).to_be_bytes());
        self.body[2..4].copy_from_slice(&statuses.to_be_bytes());
        self.body[4..7].copy_from_slice(&(reference as u32).to_be_bytes()[1..]);
        self.body[7] = self.count;
        self.count = self.count.wrapping_add(1);
        self.next = self.next.max(base + u64::from(statuses));
        until.max(from + 1)
    }

    /// Run length chunks for runs of seven and more, else two-bit status vectors.
    fn chunks(&mut self) {
        let mut rest = &self.kinds[..];
        while let Some(&kind) = rest.first() {
            let run = rest.iter().take_while(|other| **other == kind).count().min(0x1fff);
            let (chunk, taken) = if run >= 7 || run == rest.len() {
                (u16::from(kind) << 13 | run as u16, run)
            } else {
                let taken = rest.len().min(7);
                let symbols = rest[..taken].iter().enumerate();
                (symbols.fold(0xc000, |chunk, (at, kind)| chunk | u16::from(*kind) << (12 - 2 * at)), taken)
            };
            self.body.extend_from_slice(&chunk.to_be_bytes());
            rest = &rest[taken..];
        }
    }
}

/// The first sequence number that a message tells of, and of how many.
#[must_use]
pub fn tells_of(body: &[u8]) -> Option<(u16, u16)> {
    let head = body.first_chunk::<4>()?;
    Some((u16::from_be_bytes([head[0], head[1]]), u16::from_be_bytes([head[2], head[3]])))
}

/// Reads one message: `each(sequence, arrival)`, arrival in µs of the receiver's clock or `None` when the packet did
/// not arrive. `None` when it is cut short; what came before was reported.
pub fn parse(body: &[u8], mut each: impl FnMut(u16, Option<i64>)) -> Option<()> {
    let head = body.first_chunk::<8>()?;
    let (base, statuses) = tells_of(body)?;
    let statuses = usize::from(statuses);
    let mut at = i64::from(u32::from_be_bytes([0, head[4], head[5], head[6]])) * REFERENCE;
    let mut deltas = &body[chunks_end(body, statuses)?..];
    for (offset, kind) in Statuses::new(&body[8..]).take(statuses).enumerate() {
        let sequence = base.wrapping_add(offset as u16);
        let delta = match kind {
            SMALL => {
                let (delta, rest) = deltas.split_first()?;
                deltas = rest;
                i64::from(*delta)
            }
            LARGE => {
                let (delta, rest) = deltas.split_first_chunk::<2>()?;
                deltas = rest;
                i64::from(i16::from_be_bytes(*delta))
            }
            _ => {
                each(sequence, None);
                continue;
            }
        };
        at += delta * DELTA;
        each(sequence, Some(at));
    }
    Some(())
}

/// Where the chunks end and the deltas begin.
fn chunks_end(body: &[u8], statuses: usize) -> Option<usize> {
    let (mut at, mut named) = (8, 0);
    while named < statuses {
        named += chunk_length(u16::from_be_bytes(*body.get(at..)?.first_chunk::<2>()?));
        at += 2;
    }
    Some(at)
}

fn chunk_length(chunk: u16) -> usize {
    match chunk >> 14 {
        0 | 1 => usize::from(chunk & 0x1fff).max(1),
        2 => 14,
        _ => 7,
    }
}

struct Statuses<'a> {
    chunks: &'a [u8],
    chunk: u16,
    left: usize,
}

impl<'a> Statuses<'a> {
    fn new(chunks: &'a [u8]) -> Self {
        Self { chunks, chunk: 0, left: 0 }
    }
}

impl Iterator for Statuses<'_> {
    type Item = u8;
    fn next(&mut self) -> Option<u8> {
        if self.left == 0 {
            let (chunk, rest) = self.chunks.split_first_chunk::<2>()?;
            self.chunks = rest;
            self.chunk = u16::from_be_bytes(*chunk);
            self.left = chunk_length(self.chunk);
        }
        self.left -= 1;
        Some(match self.chunk >> 14 {
            0 | 1 => (self.chunk >> 13 & 3) as u8,
            2 => (self.chunk >> self.left & 1) as u8,
            _ => (self.chunk >> (2 * self.left) & 3) as u8,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_reported_is_read_under_random_loss_and_delay() {
        for seed in 0..100 {
            let mut random = Random::new(seed);
            let mut arrivals = Arrivals::default();
            let (mut sent, mut told) = (BTreeMap::new(), BTreeMap::new());
            let mut now = 1_700_000_000_000_000 + random.below(1 << 30) as i64;
            let mut sequence = random.next() as u16;
            for _ in 0..60 {
                for _ in 0..random.below(40) {
                    now += if random.below(40) == 0 { 20_000_000 } else { random.below(3_000) as i64 };
                    sequence = sequence.wrapping_add(1);
                    if random.below(10) > 0 {
                        arrivals.arrived(sequence, Micros(now));
                        sent.insert(sequence, now);
                    }
                }
                arrivals.report(|body| {
                    let read = parse(body, |sequence, at| {
                        if let Some(at) = at {
                            told.insert(sequence, at);
                        }
                    });
                    assert_eq!(read, Some(()), "seed {seed}");
                });
            }
            assert_eq!(sent.keys().collect::<Vec<_>>(), told.keys().collect::<Vec<_>>(), "seed {seed}");
            for (sequence, at) in &sent {
                // The reference time is 24 bits of 64 ms.
                let error = (at - told[sequence]).rem_euclid(REFERENCE << 24);
                assert!(error < DELTA, "seed {seed}: {error}");
            }
        }
    }

    #[test]
    fn holes_are_named() {
        let mut arrivals = Arrivals::default();
        for sequence in [5, 6, 9] {
            arrivals.arrived(sequence, Micros(1_000_000));
        }
        let mut told = Vec::new();
        arrivals.report(|body| parse(body, |sequence, at| told.push((sequence, at.is_some()))).unwrap());
        assert_eq!(told, [(5, true), (6, true), (7, false), (8, false), (9, true)]);
    }
}
