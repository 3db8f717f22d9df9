//! The way out: one burst of stored packets to every slot that shows them, and to the recorder.

use super::{Pending, Shard, Work};
use crate::Event;
use crate::egress::{Egress, Tap};
use crate::pacer;
use crate::plan::Plan;
use crate::ring::{Entry, Ring};
use crate::session::{Keys, Role, Session};
use crate::slab::Slab;
use crate::slot::{Desired, Sent, Slot, Way};
use crate::track::Layer;
use fengsui_protocol::Micros;
use fengsui_protocol::conference::SlotChange;
use fengsui_protocol::link::recorder::OpenTrack;

/// In release builds every so-manieth group is looked at by the egress guard; in debug builds every one.
const GUARD_EVERY: u64 = if cfg!(debug_assertions) { 1 } else { 64 };

/// Sender reports of a slot that begins with another source: with its first packets, and again in case that is lost.
pub(super) const BEGUN_REPORTS: u8 = 3;

/// So many turns before its own a receiver's state is asked for: the session, what it points to, what that points to.
const AHEAD: [usize; 3] = [12, 8, 4];

impl Shard {
    pub(super) fn forward_pending(&mut self, now: Micros, egress: &mut impl Egress) {
        let mut pending = std::mem::take(&mut self.pending);
        // Also puts right what the network swapped within the burst.
        pending.sort_unstable();
        pending.dedup();
        for group in pending.chunk_by(|a, b| (a.track, a.layer) == (b.track, b.layer)) {
            self.record_group(now, group, egress);
            self.forward_group(now, group, egress);
        }
        pending.clear();
        self.pending = pending;
    }

    fn forward_group(&mut self, now: Micros, group: &[Pending], egress: &mut impl Egress) {
        let Self { sessions, tracks, conferences, work, events, counters, ticks, paced: in_tick, begun, .. } = self;
        let Some(track) = tracks.get(group[0].track) else { return };
        let Some(layer) = track.layers.get(group[0].layer) else { return };
        let Work { outbox, plan, redundant, start, forwarded_groups, .. } = work;
        plan.make(&layer.ring, group.iter().map(|pending| pending.sequence));
        let shown = Desired { site: track.site, stream: track.stream };
        let mut broken = false;
        let sequences = || group.iter().map(|pending| pending.sequence);
        let has_redundancy = sequences().any(|at| layer.ring.get(at).is_some_and(|(entry, _)| entry.red.is_some()));
        redundant.packets.clear();
        for (turn, (at, number)) in track.receivers.iter().enumerate() {
            prefetch(sessions, &track.receivers, turn);
            let Some(session) = sessions.get_mut(*at) else { continue };
            let (Some(Keys { sealer, .. }), Role::Receiver(receiver)) = (&mut session.keys, &mut session.role) else {
                continue;
            };
            let (paced, pace) = (receiver.is_paced(), receiver.pace());
            let slot = &mut receiver.slots[*number];
            *forwarded_groups += 1;
            if forwarded_groups.is_multiple_of(GUARD_EVERY) {
                let held = conferences.get(&session.conference);
                let allowed = held.is_some_and(|held| held.allows(session.site, slot.name, receiver.source, shown));
                if !allowed {
                    debug_assert!(allowed, "slot {:?} of {:?} may not show {shown:?}", slot.name, session.site);
                    counters.egress_refused += plan.packets.len() as u64;
                    continue;
                }
            }
            let mut steady = slot.rewriter.layer() == Some(layer.id);
            if steady && plan.packets.first().is_some_and(|first| !slot.rewriter.follows(first.sequence)) {
                slot.rewriter.end(false);
                slot.target = Some(layer.id);
                (steady, broken) = (false, true);
            }
            let waits = steady && paced && !track.is_audio();
            if waits && (slot.held.is_some() || !receiver.pacer.may_send(pace, now)) {
                slot.hold(&layer.ring, plan, now);
                if !std::mem::replace(&mut receiver.paced, true) {
                    in_tick.push(*at);
                }
                ticks.arm_pace(Some(now.plus(pacer::EVERY)));
                continue;
            }
            let with = steady && has_redundancy && receiver.redundancy.is_on();
            let plan = if with && slot.takes_redundancy(&layer.ring, plan) {
                if redundant.packets.is_empty() {
                    redundant.make_redundant(&layer.ring, sequences());
                }
                &mut *redundant
            } else if steady {
                &mut *plan
            } else {
                let Some(first) = beginning(slot, layer, plan, track.is_audio()) else { continue };
                if slot.begin(layer.id, &layer.ring, first, shown) {
                    begun.push((*at, *number, BEGUN_REPORTS));
                }
                if slot.shown != Some(shown) && !slot.is_voice() {
                    slot.shown = Some(shown);
                    events.push_back(Event::SlotChange {
                        site: session.site,
                        change: SlotChange {
                            conference: session.conference,
                            session: session.id,
                            generation: conferences.get(&session.conference).map_or(0, |held| held.table.generation),
                            slot: slot.name,
                            source: Some(shown.site),
                            stream: Some(shown.stream),
                            rtp_timestamp: slot.rewriter.timestamp(first.timestamp),
                            paused: false,
                            shared_line: false,
                            mid: slot.mid.clone(),
                        },
                    });
                }
                start.make(&layer.ring, first.sequence..=layer.ring.newest().unwrap_or(first.sequence));
                &mut *start
            };
            let mut way = Way { session: session.id, sealer, estimate: &mut receiver.estimate, now };
            let Sent { packets, octets, refused, numbers } = slot.forward(&mut way, &layer.ring, plan, outbox, egress);
            broken |= slot.is_broken();
            if !track.is_audio() && receiver.ahead.sent(*number, numbers, now) {
                if !std::mem::replace(&mut receiver.paced, true) {
                    in_tick.push(*at);
                }
                ticks.arm_pace(Some(now.plus(pacer::EVERY)));
            }
            if paced {
                receiver.pacer.spend(octets);
            }
            counters.packets_forwarded += packets;
            counters.egress_refused += refused;
        }
        if broken {
            let id = layer.id;
            self.want_keyframe(group[0].track, |layer| layer.id == id);
        }
    }

    fn record_group(&mut self, now: Micros, group: &[Pending], egress: &mut impl Egress) {
        let Some(track) = self.tracks.get_mut(group[0].track).filter(|track| track.open) else { return };
        let (site, stream, audio) = (track.site, track.stream, track.is_audio());
        let Some(layer) = track.layers.get(group[0].layer) else { return };
        let Some(recorded) = &mut track.recorded else { return };
        if recorded.rewriter.layer() == Some(layer.id) {
            for pending in group {
                recorded.packet(&layer.ring, pending.sequence, egress);
            }
            return;
        }
        let begins =
            |sequence: u64| layer.ring.get(sequence).map(|(entry, _)| entry).filter(|e| audio || e.begins_keyframe);
        if recorded.target != Some(layer.id) {
            return;
        }
        let Some(first) = group.iter().find_map(|pending| begins(pending.sequence)) else { return };
        if recorded.track.is_none() {
            let Some(held) = self.conferences.get(&track.conference) else { return };
            self.next_recorded += 1;
            let payload = track.codecs.iter().find(|codec| codec.codec == first.codec);
            let opened = OpenTrack {
                conference: track.conference,
                site,
                site_name: held.row(site).map(|row| row.name.clone()).unwrap_or_default(),
                stream,
                codec: first.codec.mime().to_owned(),
                clock_rate: first.codec.clock_rate(),
                payload_type: payload.map_or(0, |codec| codec.payload_type),
                ssrc: layer.ssrc.unwrap_or(0),
            };
            let (recording, track) = (recorded.recording, self.next_recorded);
            recorded.open(track, opened.ssrc, opened.payload_type, first);
            egress.record(Tap::OpenTrack { recording, track, opened });
        }
        recorded.rewriter.begin(layer.id, first, None);
        recorded.clock(&layer.clock, now, first.codec.clock_rate(), egress);
        for sequence in first.sequence..=layer.ring.newest().unwrap_or(first.sequence) {
            recorded.packet(&layer.ring, sequence, egress);
        }
    }

    /// Answers the retransmissions asked for, as far as the receiver's allowance goes.
    pub(super) fn answer_asked(&mut self, now: Micros, egress: &mut impl Egress) {
        let mut asked = std::mem::take(&mut self.asked);
        for one in asked.drain(..) {
            let Some(session) = self.sessions.get_mut(one.session) else { continue };
            let (Some(Keys { sealer, .. }), Role::Receiver(receiver)) = (&mut session.keys, &mut session.role) else {
                continue;
            };
            let bitrate = receiver.estimate.bitrate();
            let Some(slot) = receiver.slots.get_mut(one.slot) else { continue };
            let Some(ring) = origin(slot, one.sequence, |track| self.tracks.get(track)) else { continue };
            if !receiver.repairs.refill(bitrate, now) || !slot.may_answer(one.sequence, now) {
                continue;
            }
            let mut way = Way { session: session.id, sealer, estimate: &mut receiver.estimate, now };
            if let Some(bytes) = slot.again(&mut way, ring, one.sequence, &mut self.work.outbox, egress) {
                receiver.repairs.spend(bytes);
                receiver.pacer.spend(bytes);
                // The answer may be lost like what it answers.
                if receiver.ahead.sent_again(one.slot, one.sequence, now) {
                    if !std::mem::replace(&mut receiver.paced, true) {
                        self.paced.push(one.session);
                    }
                    self.ticks.arm_pace(Some(now.plus(pacer::EVERY)));
                }
                self.counters.packets_forwarded += 1;
            }
        }
        self.asked = asked;
    }
}

/// Asks for what the turns after `turn` will read; before the first, for what the first ones will.
#[inline]
fn prefetch(sessions: &Slab<Session>, receivers: &[(usize, usize)], turn: usize) {
    let [far, near, next] = AHEAD;
    let turns = |ahead: usize| {
        let first = if turn == 0 { 0 } else { turn + ahead };
        receivers.iter().take(turn + ahead + 1).skip(first)
    };
    turns(far).for_each(|(at, _)| sessions.prefetch(*at, Session::HOT));
    let reached = |ahead: usize| turns(ahead).filter_map(|(at, number)| Some((sessions.get(*at)?, *number)));
    reached(near).for_each(|(session, number)| session.prefetch(number));
    reached(next).for_each(|(session, number)| session.prefetch_slot(number));
}

/// The ring of the layer that a sequence number of a slot came from, while the slot still shows that track.
pub(super) fn origin<'a>(
    slot: &Slot,
    sequence: u16,
    track: impl Fn(usize) -> Option<&'a crate::track::Track>,
) -> Option<&'a Ring> {
    let (layer, _) = slot.rewriter.origin(sequence)?;
    let track = track(slot.track?).filter(|track| track.open)?;
    track.layer(layer).map(|layer| &layer.ring)
}

/// Where in the burst a slot may begin with this layer: at a keyframe, a voice anywhere.
fn beginning<'a>(slot: &Slot, layer: &'a Layer, plan: &Plan, audio: bool) -> Option<&'a Entry> {
    if slot.target != Some(layer.id) {
        return None;
    }
    let entries = plan.packets.iter().filter_map(|planned| layer.ring.get(planned.sequence).map(|(entry, _)| entry));
    entries.filter(|entry| audio || entry.begins_keyframe).find(|entry| slot.takes(entry.codec))
}
