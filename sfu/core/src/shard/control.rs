//! RTCP in: what peers report and ask for.

use super::allocate::with_redundancy;
use super::{Asked, Shard, Taken};
use crate::clock::from_ntp;
use crate::redundancy::Room;
use crate::rtcp::{self, Blocks, Compound, Packet};
use crate::rtp::MAX_PACKET;
use crate::session::{Receiver, Role};
use crate::srtp::{OpenError, Opened};
use fengsui_protocol::Micros;

/// Retransmissions that wait for one flush; more are asked for again.
const MAX_ASKED: usize = 1_024;
/// A path that carries so many hundredths of what voices with their redundancy take has room for them whatever queue stands:
/// it is one of pictures, and they give way.
const ROOM: u64 = 125;
/// FIR entries read of one packet.
const MAX_FIR: usize = 32;

impl Shard {
    pub(super) fn receive_rtcp(&mut self, now: Micros, at: usize, datagram: &mut [u8]) -> Taken {
        let keys = self.sessions.get_mut(at).and_then(|session| session.keys.as_mut());
        let Some(keys) = keys.filter(|_| datagram.len() <= MAX_PACKET) else {
            self.counters.srtp_refused += 1;
            return Taken::Not;
        };
        let Opened { length, newest, .. } = match keys.opener.open_rtcp(datagram) {
            Ok(opened) => opened,
            Err(OpenError::Replayed) => {
                self.counters.srtp_replayed += 1;
                return Taken::Not;
            }
            Err(OpenError::Refused | OpenError::TooMany) => {
                self.counters.srtp_refused += 1;
                return Taken::Not;
            }
        };
        for packet in Compound::new(&datagram[..length]) {
            match packet {
                Ok(packet) => self.control(now, at, packet),
                Err(rtcp::Malformed) => self.counters.rtcp_malformed += 1,
            }
        }
        Taken::of(newest)
    }

    fn control(&mut self, now: Micros, at: usize, packet: Packet<'_>) {
        match packet {
            Packet::SenderReport { ssrc, ntp, rtp_timestamp, blocks } => {
                self.sender_report(now, at, ssrc, ntp, rtp_timestamp);
                self.reports(now, at, blocks);
            }
            Packet::ReceiverReport { blocks, .. } => self.reports(now, at, blocks),
            Packet::Nack { media, pairs } => self.nack(at, media, pairs),
            Packet::Pli { media } => self.picture_lost(at, media),
            Packet::Fir { entries } => {
                for entry in entries.chunks_exact(8).take(MAX_FIR) {
                    let media = u32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]);
                    self.picture_lost(at, media);
                }
            }
            Packet::TransportFeedback(body) => self.transport_feedback(now, at, body),
            // A stream that ends falls silent, which is what counts.
            Packet::Goodbye(_) | Packet::Other => (),
        }
    }

    fn sender_report(&mut self, now: Micros, at: usize, ssrc: u32, ntp: u64, rtp_timestamp: u32) {
        let Some(Role::Publisher(publisher)) = self.sessions.get_mut(at).map(|session| &mut session.role) else {
            return;
        };
        let binding = publisher.bindings.iter().find(|binding| binding.ssrc == ssrc && !binding.rtx);
        let Some(binding) = binding else { return };
        let Some(track) = self.tracks.get_mut(binding.track) else { return };
        let (sent, moved) = publisher.offset.report(from_ntp(ntp), now);
        let layer = &mut track.layers[binding.layer];
        layer.reception.sender_report(ntp, now);
        let (number, layer) = (binding.track, binding.layer);
        self.shift_clocks(at, moved);
        if let Some(track) = self.tracks.get_mut(number) {
            track.layers[layer].clock.report(rtp_timestamp, sent);
        }
        self.track_changed(number);
    }

    /// All streams of a publisher move on the node's clock together.
    pub(super) fn shift_clocks(&mut self, at: usize, by: i64) {
        let Some(publisher) = self.sessions.get(at).and_then(|session| session.publisher()).filter(|_| by != 0) else {
            return;
        };
        for track in publisher.tracks.clone() {
            let layers = self.tracks.get_mut(track).into_iter().flat_map(|track| &mut track.layers);
            layers.for_each(|layer| layer.clock.shift(by));
            self.track_changed(track);
        }
    }

    fn receiver(&mut self, at: usize) -> Option<&mut Receiver> {
        self.sessions.get_mut(at)?.receiver_mut()
    }

    fn reports(&mut self, now: Micros, at: usize, blocks: Blocks<'_>) {
        let Some(receiver) = self.receiver(at) else { return };
        let ours = |ssrc: u32| receiver.slots.iter().any(|slot| slot.ssrc == ssrc);
        let worst = blocks.filter(|block| ours(block.ssrc)).map(|block| block.fraction_lost).max();
        if let Some(lost) = worst {
            receiver.estimate.report(lost, now);
            if !receiver.estimate.is_numbered() && self.judge_redundancy(now, at, Some(f64::from(lost) / 256.0)) {
                self.allocate(now, at);
            }
        }
    }

    /// Decides anew whether a receiver's voices go out with redundancy. `loss`: where transport-wide feedback does not
    /// tell. Whether that has changed.
    fn judge_redundancy(&mut self, now: Micros, at: usize, loss: Option<f64>) -> bool {
        let Self { sessions, tracks, .. } = self;
        let Some(receiver) = sessions.get_mut(at).and_then(|session| session.receiver_mut()) else { return false };
        let path = receiver.estimate.path();
        let carries = || 100 * path.bitrate >= ROOM * with_redundancy(receiver, tracks);
        let room = if !receiver.is_queued() {
            Room::All
        } else if carries() {
            Room::Voices
        } else {
            Room::None
        };
        receiver.redundancy.judge(loss.unwrap_or(f64::from(path.loss)), room, now)
    }

    fn transport_feedback(&mut self, now: Micros, at: usize, body: &[u8]) {
        let Some(receiver) = self.receiver(at) else { return };
        let read = receiver.estimate.feedback(body, now);
        let (less, more) = receiver.enough;
        let carries = receiver.estimate.for_media();
        let mut other = receiver.estimate.is_limited() && (carries < less || carries >= more);
        if read.is_none() {
            self.counters.rtcp_malformed += 1;
        }
        other |= read.is_some() && self.judge_redundancy(now, at, None);
        if other {
            self.allocate(now, at);
        }
        self.probe(now, at);
    }

    fn nack(&mut self, at: usize, media: u32, pairs: &[u8]) {
        let Some(receiver) = self.receiver(at) else { return };
        let Some(slot) = receiver.slots.iter().position(|slot| slot.ssrc == media) else { return };
        let room = MAX_ASKED.saturating_sub(self.asked.len());
        let lost = rtcp::nack::lost(pairs).take(room);
        self.asked.extend(lost.map(|sequence| Asked { session: at, slot, sequence }));
    }

    fn picture_lost(&mut self, at: usize, media: u32) {
        let Some(receiver) = self.receiver(at) else { return };
        let Some(slot) = receiver.slots.iter().find(|slot| slot.ssrc == media) else { return };
        let wanted = slot.target.or(slot.rewriter.layer());
        if let Some(track) = slot.track {
            self.want_keyframe(track, |layer| Some(layer.id) == wanted);
        }
    }
}
