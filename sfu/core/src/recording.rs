//! The recording of one track: the best layer, on one continuous stream.

use crate::clock::MediaClock;
use crate::egress::{Egress, Tap};
use crate::random::Random;
use crate::rewrite::{LayerId, Rewriter};
use crate::ring::{Entry, Ring};
use crate::rtp::{MAX_PACKET, vp8};
use fengsui_protocol::{Micros, RecordingId};

/// What is being recorded of a track.
pub struct Recorded {
    pub recording: RecordingId,
    /// Its number, once opened.
    pub track: Option<u32>,
    /// Layer to record, from its next keyframe on.
    pub target: Option<LayerId>,
    /// Layer to record once it is sent.
    pub wish: Option<LayerId>,
    pub ssrc: u32,
    /// That the track was opened with.
    payload_type: u8,
    pub rewriter: Rewriter,
    scratch: Box<[u8; MAX_PACKET]>,
}

impl Recorded {
    pub fn new(recording: RecordingId, random: &mut Random) -> Self {
        let rewriter = Rewriter::new(random);
        Self {
            recording,
            track: None,
            target: None,
            wish: None,
            ssrc: 0,
            payload_type: 0,
            rewriter,
            scratch: Box::new([0; MAX_PACKET]),
        }
    }

    /// The track begins with `entry`, whose numbers it keeps.
    pub fn open(&mut self, track: u32, ssrc: u32, payload_type: u8, entry: &Entry) {
        self.track = Some(track);
        (self.ssrc, self.payload_type) = (ssrc, payload_type);
        self.rewriter = Rewriter::transparent(entry);
    }

    /// Hands over one packet of the layer being recorded.
    pub fn packet(&mut self, ring: &Ring, sequence: u64, egress: &mut impl Egress) {
        let (Some(track), Some((entry, packet))) = (self.track, ring.get(sequence)) else { return };
        let Some(to) = self.rewriter.next(entry) else { return };
        // Plain Opus, as every player takes it; what was lost is already mended by the redundancy.
        let (header, payload) = (usize::from(entry.header), &packet[entry.skips(false)..]);
        let Some(scratch) = self.scratch.get_mut(..header + payload.len()) else { return };
        scratch[..header].copy_from_slice(&packet[..header]);
        scratch[header..].copy_from_slice(payload);
        scratch[0] &= !0x20;
        if entry.red.is_some() {
            scratch[1] = scratch[1] & 0x80 | self.payload_type;
        }
        scratch[2..4].copy_from_slice(&(to.index as u16).to_be_bytes());
        scratch[4..8].copy_from_slice(&to.timestamp.to_be_bytes());
        scratch[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
        let tl0 = entry.tl0.map(|(offset, _)| offset).zip(to.tl0);
        vp8::rewrite(&mut scratch[header..], entry.picture.zip(to.picture), tl0);
        egress.record(Tap::Packet { recording: self.recording, track, arrival: entry.arrival, rtp: scratch });
    }

    /// Says when the packets of now were sampled.
    pub fn clock(&self, clock: &MediaClock, now: Micros, rate: u32, egress: &mut impl Egress) {
        let timestamp = clock.timestamp(now, rate).and_then(|source| self.rewriter.timestamp(source));
        if let (Some(track), Some(rtp_timestamp)) = (self.track, timestamp) {
            egress.record(Tap::TrackClock { recording: self.recording, track, at: now, rtp_timestamp });
        }
    }
}
