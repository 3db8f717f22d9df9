//! How the packets of one burst become GSO messages, planned once for all receivers.
//!
//! The kernel cuts a message into equal segments, only the last may be shorter. Encoders cut a frame into packets
//! that differ by a byte or so; padding them (RFC 3550 §5.1) keeps a frame one message.

use crate::egress::Message;
use crate::ring::{Entry, Ring};
use crate::rtp::dependency::MASK_BYTES;

/// Bytes of padding that are cheaper than another message.
const MAX_PADDING: usize = 24;
/// Most bytes that a receiver's header and tag add to a payload.
const OVERHEAD: usize = 12 + 40 + 16;

/// Bytes that an element holds in the one-byte form (RFC 8285 §4.2).
pub const SHORT_ELEMENT: usize = 16;

/// One packet of the burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    pub sequence: u64,
    /// Payload length on the wire, padding and room for a dependency descriptor included.
    pub padded: usize,
    /// Whether it has padding.
    pub has_padding: bool,
    /// Its header may be of another length at each receiver: it is a message of its own, and not padded.
    pub alone: bool,
    /// It has a dependency descriptor, which is written anew for each receiver: it is not in [`Plan::staged`].
    pub described: bool,
    /// Where [`Plan::staged`] has the payload.
    at: usize,
}

/// Packets that go out as one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub start: usize,
    pub end: usize,
    /// Payload bytes of every segment but, perhaps, the last.
    pub payload: usize,
}

#[derive(Default)]
pub struct Plan {
    pub packets: Vec<Planned>,
    pub runs: Vec<Run>,
    lengths: Vec<usize>,
    /// Payloads with their padding, one after the other: what each receiver's packets are sealed from.
    staged: Vec<u8>,
    /// Voices with their redundancy.
    pub redundant: bool,
}

impl Plan {
    /// Plans `sequences` of `ring`, voices without redundancy; those it no longer holds are left out.
    pub fn make(&mut self, ring: &Ring, sequences: impl Iterator<Item = u64>) {
        self.redundant = false;
        self.plan(ring, sequences);
    }

    /// As [`Self::make`], voices with their redundancy.
    pub fn make_redundant(&mut self, ring: &Ring, sequences: impl Iterator<Item = u64>) {
        self.redundant = true;
        self.plan(ring, sequences);
    }

    fn plan(&mut self, ring: &Ring, sequences: impl Iterator<Item = u64>) {
        self.packets.clear();
        self.runs.clear();
        self.lengths.clear();
        self.staged.clear();
        for sequence in sequences {
            if let Some((entry, _)) = ring.get(sequence) {
                let (room, alone) = descriptor_room(entry);
                let padded = usize::from(entry.length) - entry.skips(self.redundant) + room;
                self.packets.push(Planned { sequence, padded, has_padding: false, alone, described: room > 0, at: 0 });
                self.lengths.push(padded);
            }
        }
        let mut start = 0;
        while start < self.packets.len() {
            let (end, payload) = run(&self.lengths[start..self.until(start)]);
            let end = start + end;
            for (packet, length) in self.packets[start..end].iter_mut().zip(&self.lengths[start..end]) {
                packet.padded = if payload - length <= MAX_PADDING { payload } else { *length };
            }
            self.runs.push(Run { start, end, payload });
            start = end;
        }
        self.stage(ring);
    }

    fn stage(&mut self, ring: &Ring) {
        for packet in self.packets.iter_mut().filter(|packet| !packet.described) {
            let Some((entry, bytes)) = ring.get(packet.sequence) else { continue };
            packet.at = self.staged.len();
            let payload = &bytes[entry.skips(self.redundant)..];
            self.staged.extend_from_slice(payload);
            let padding = packet.padded - payload.len();
            packet.has_padding = padding > 0;
            if padding > 0 {
                self.staged.resize(packet.at + packet.padded - 1, 0);
                self.staged.push(padding as u8);
            }
        }
    }

    /// The payload of a planned packet without descriptor, padded; what is the receiver's own in it is written over before each sealing.
    #[inline]
    pub fn payload(&mut self, packet: &Planned) -> &mut [u8] {
        &mut self.staged[packet.at..packet.at + packet.padded]
    }

    /// Where the message that begins at `start` must end.
    fn until(&self, start: usize) -> usize {
        if self.packets[start].alone {
            return start + 1;
        }
        self.packets[start..].iter().position(|packet| packet.alone).map_or(self.packets.len(), |at| start + at)
    }
}

/// Bytes that a packet's dependency descriptor takes at most, and whether that differs so much between receivers that
/// padding does not even it out: one that needs the two-byte form of header extensions (RFC 8285 §4.3).
fn descriptor_room(entry: &Entry) -> (usize, bool) {
    let Some(mark) = entry.mark.filter(|mark| mark.length > 0) else { return (0, false) };
    let mask = if entry.begins_frame { MASK_BYTES } else { 0 };
    let length = usize::from(mark.length) + mask;
    if length > SHORT_ELEMENT {
        // The other elements grow too.
        return (12 + (2 + length).next_multiple_of(4), true);
    }
    (4 + (1 + length).next_multiple_of(4), false)
}

/// How many packets from the first on make one message, and the payload of its segments.
fn run(lengths: &[usize]) -> (usize, usize) {
    let (mut low, mut high) = (lengths[0], lengths[0]);
    for (at, &length) in lengths.iter().enumerate().skip(1) {
        let full = at == Message::MAX_SEGMENTS || (at + 1) * (high.max(length) + OVERHEAD) > Message::MAX_BYTES;
        if full || length > low + MAX_PADDING {
            return (at, high);
        }
        if high > length + MAX_PADDING {
            // Shorter: it ends the message.
            return (at + 1, high);
        }
        low = low.min(length);
        high = high.max(length);
    }
    (lengths.len(), high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn frames_stay_whole() {
        assert_eq!(run(&[1100, 1101, 1100, 1101]), (4, 1101));
        assert_eq!(run(&[1100, 1100, 300, 1100]), (3, 1100), "a short one ends it");
        assert_eq!(run(&[300, 1100]), (1, 300), "a longer one begins another");
        assert_eq!(run(&[1100; 100]).0, Message::MAX_SEGMENTS);
        assert_eq!(run(&[7]), (1, 7));
    }

    /// Every segment but the last is as long as the message's segment; nothing is padded by more than the bound.
    #[test]
    fn segments_are_equal() {
        for seed in 0..2_000 {
            let mut random = Random::new(seed);
            let lengths: Vec<usize> = (0..1 + random.below(80))
                .map(|_| match random.below(3) {
                    0 => random.below(1_400) as usize,
                    _ => 1_100 + random.below(40) as usize,
                })
                .collect();
            let mut at = 0;
            while at < lengths.len() {
                let (count, payload) = run(&lengths[at..]);
                let run = &lengths[at..at + count];
                assert!((1..=Message::MAX_SEGMENTS).contains(&count));
                assert!(run.iter().all(|length| *length <= payload));
                assert!(run[..count - 1].iter().all(|length| payload - length <= MAX_PADDING));
                assert!(count * (payload + OVERHEAD) <= Message::MAX_BYTES);
                at += count;
            }
        }
    }
}
