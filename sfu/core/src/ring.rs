//! The newest plain packets of one stream: what is forwarded, and what retransmissions are answered from.

use crate::Codec;
use crate::frames::Frames;
use crate::rtp::red::Redundant;
use crate::rtp::vp8::PictureId;
use fengsui_protocol::Micros;

/// What is known of a stored packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Extended sequence number of the source.
    pub sequence: u64,
    pub timestamp: u32,
    pub arrival: Micros,
    pub codec: Codec,
    pub marker: bool,
    pub begins_keyframe: bool,
    /// First packet of a frame, and the frame's temporal layer; where the codec does not tell, every packet is of the
    /// base layer.
    pub begins_frame: bool,
    pub temporal: u8,
    /// The frame depends on nothing but the base layer.
    pub sync: bool,
    /// VP8 or VP9 picture id and TL0PICIDX, offsets from the payload.
    pub picture: Option<PictureId>,
    pub tl0: Option<(u8, u8)>,
    /// Its frame, in a stream with layers inside.
    pub mark: Option<Mark>,
    /// A voice with redundancy: where its primary block begins.
    pub red: Option<Redundant>,
    /// It came late: sent again, or out of another's redundancy.
    pub repaired: bool,
    /// Bytes of the RTP header.
    pub header: u16,
    /// Bytes of header and payload, without padding.
    pub length: u16,
}

impl Entry {
    /// Bytes before what goes out: the header, and the redundancy unless it is sent too.
    #[must_use]
    #[inline]
    pub fn skips(&self, with_redundancy: bool) -> usize {
        let redundancy = self.red.filter(|_| !with_redundancy).map_or(0, |red| red.primary);
        usize::from(self.header + redundancy)
    }
}

/// Which frame of [`Ring::frames`] a packet is of, and where its dependency descriptor stands in the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub number: u16,
    /// Last packet of the frame.
    pub ends: bool,
    pub at: u16,
    /// 0: it has none.
    pub length: u8,
}

#[derive(Clone, Copy)]
struct Stored {
    entry: Entry,
    /// Bytes ever written before it, and where that is in the ring.
    written: u64,
    start: usize,
}

/// A ring of packets by sequence number over a ring of bytes. Memory is taken with the first packet.
pub struct Ring {
    bytes: Vec<u8>,
    capacity: usize,
    /// Bytes ever written, skipped ones included.
    written: u64,
    entries: Vec<Option<Stored>>,
    slots: usize,
    newest: Option<u64>,
    /// Of a stream with layers inside.
    pub frames: Option<Box<Frames>>,
}

impl Ring {
    /// Keeps up to `slots` packets (a power of two) in `capacity` bytes.
    #[must_use]
    pub fn new(slots: usize, capacity: usize) -> Self {
        debug_assert!(slots.is_power_of_two());
        Self { bytes: Vec::new(), capacity, written: 0, entries: Vec::new(), slots, newest: None, frames: None }
    }

    #[must_use]
    pub fn newest(&self) -> Option<u64> {
        self.newest
    }

    /// Stores a packet (header and payload). `false` when it is here already or older than the ring reaches.
    pub fn insert(&mut self, entry: Entry, packet: &[u8]) -> bool {
        debug_assert_eq!(usize::from(entry.length), packet.len());
        if self.newest.is_some_and(|newest| entry.sequence + self.slots as u64 <= newest)
            || packet.len() > self.capacity
        {
            return false;
        }
        if self.entries.is_empty() {
            self.bytes = vec![0; self.capacity];
            self.entries = vec![None; self.slots];
        }
        let at = self.slot(entry.sequence);
        if self.entries[at].is_some_and(|stored| stored.entry.sequence >= entry.sequence) {
            return false;
        }
        let mut start = (self.written % self.capacity as u64) as usize;
        if start + packet.len() > self.capacity {
            self.written += (self.capacity - start) as u64;
            start = 0;
        }
        self.bytes[start..start + packet.len()].copy_from_slice(packet);
        self.entries[at] = Some(Stored { entry, written: self.written, start });
        self.written += packet.len() as u64;
        self.newest = Some(self.newest.unwrap_or(0).max(entry.sequence));
        true
    }

    /// A packet that is still whole, with its bytes.
    #[must_use]
    #[inline]
    pub fn get(&self, sequence: u64) -> Option<(&Entry, &[u8])> {
        let Stored { entry, written, start } = self.entries.get(self.slot(sequence))?.as_ref()?;
        if entry.sequence != sequence || self.written - written > self.capacity as u64 {
            return None;
        }
        Some((entry, &self.bytes[*start..start + usize::from(entry.length)]))
    }

    /// A structure came late: reads again what newer packets say of their frames. Gives the sequence numbers of those
    /// that nothing was known of before.
    pub fn learn_again(&mut self, after: u64, mut learnt: impl FnMut(u64)) {
        let (Some(newest), Some(mut frames)) = (self.newest, self.frames.take()) else { return };
        for sequence in after + 1..=newest {
            let Some((entry, packet)) = self.get(sequence) else { continue };
            let Some(mark) = entry.mark.filter(|mark| mark.length > 0 && frames.get(mark.number).is_none()) else {
                continue;
            };
            let at = usize::from(mark.at);
            frames.learn(sequence, &packet[at..at + usize::from(mark.length)]);
            if frames.get(mark.number).is_some() {
                learnt(sequence);
            }
        }
        self.frames = Some(frames);
    }

    /// Forgets every packet, but not which sequence numbers are too old.
    pub fn clear(&mut self) {
        self.entries.fill(None);
    }

    #[inline]
    fn slot(&self, sequence: u64) -> usize {
        sequence as usize & (self.slots - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    fn entry(sequence: u64, length: usize) -> Entry {
        Entry {
            sequence,
            timestamp: 0,
            arrival: Micros(0),
            codec: Codec::Opus,
            marker: false,
            begins_keyframe: false,
            begins_frame: false,
            temporal: 0,
            sync: false,
            picture: None,
            tl0: None,
            mark: None,
            red: None,
            repaired: false,
            header: 12,
            length: length as u16,
        }
    }

    /// What it gives back is what was put in, whole.
    #[test]
    fn gives_back_whole_packets_only() {
        for seed in 0..50 {
            let mut random = Random::new(seed);
            let mut ring = Ring::new(64, 8_000);
            let mut stored = BTreeMap::new();
            let mut sequence = 1_000;
            for _ in 0..3_000 {
                sequence = if random.below(10) == 0 { sequence - random.below(90) } else { sequence + random.below(4) };
                let packet: Vec<u8> = (0..12 + random.below(400)).map(|_| random.next() as u8).collect();
                if ring.insert(entry(sequence, packet.len()), &packet) {
                    assert_eq!(stored.insert(sequence, packet), None, "a sequence number is taken once");
                }
                assert!(ring.newest().is_some_and(|newest| ring.get(newest).is_some()));
                let any = sequence.saturating_sub(random.below(100));
                if let Some((entry, bytes)) = ring.get(any) {
                    assert_eq!((entry.sequence, bytes), (any, &stored[&any][..]));
                }
                sequence = ring.newest().unwrap();
            }
        }
    }
}
