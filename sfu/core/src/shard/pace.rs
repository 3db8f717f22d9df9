//! The pacing tick: what waited for a narrow path goes out, and the padding of a probe.

use super::forward::origin;
use super::{Shard, Work};
use crate::egress::Egress;
use crate::pacer::{self, Held};
use crate::session::{Keys, Role};
use crate::slot::Way;
use fengsui_protocol::Micros;

/// Packets of one slot that go out between two looks at the credit.
const STEP: u64 = 4;

impl Shard {
    /// Begins a probe of a receiver's path when one is worth it; the tick sends its padding.
    pub(super) fn probe(&mut self, now: Micros, at: usize) {
        let Some(receiver) = self.sessions.get_mut(at).and_then(|session| session.receiver_mut()) else { return };
        if !receiver.estimate.begin_probe(now) {
            return;
        }
        if !std::mem::replace(&mut receiver.paced, true) {
            self.paced.push(at);
        }
        self.ticks.arm_pace(Some(now.plus(1)));
    }

    pub(super) fn pace(&mut self, now: Micros, egress: &mut impl Egress) {
        let mut paced = std::mem::take(&mut self.paced);
        paced.retain(|at| {
            self.release(now, *at, egress);
            self.send_ahead(now, *at, egress);
            self.pad(now, *at, egress);
            let receiver = self.sessions.get_mut(*at).and_then(|session| session.receiver_mut());
            receiver.is_some_and(|receiver| {
                let waits = receiver.slots.iter().any(|slot| slot.held.is_some());
                receiver.paced = waits || !receiver.ahead.is_empty() || receiver.estimate.is_probing(now);
                receiver.paced
            })
        });
        if !paced.is_empty() {
            self.ticks.arm_pace(Some(now.plus(pacer::EVERY)));
        }
        self.paced = paced;
    }

    /// Sends what waits, slot after slot, as far as the credit goes.
    fn release(&mut self, now: Micros, at: usize, egress: &mut impl Egress) {
        let slots = self.sessions.get(at).and_then(|session| session.receiver()).map_or(0, |held| held.slots.len());
        for number in 0..slots {
            while self.release_some(now, at, number, egress) {}
        }
    }

    /// Whether there is more to send of this slot, and credit.
    fn release_some(&mut self, now: Micros, at: usize, number: usize, egress: &mut impl Egress) -> bool {
        let Self { sessions, tracks, work, counters, .. } = self;
        let Some(session) = sessions.get_mut(at) else { return false };
        let (Some(Keys { sealer, .. }), Role::Receiver(receiver)) = (&mut session.keys, &mut session.role) else {
            return false;
        };
        let pace = receiver.pace();
        let slot = &mut receiver.slots[number];
        let Some(Held { first, last, since }) = slot.held else { return false };
        let shown = slot.rewriter.layer();
        let track = slot.track.and_then(|track| tracks.get(track)).filter(|track| track.open);
        let Some(layer) = shown.and_then(|shown| track?.layer(shown)) else {
            slot.held = None;
            return false;
        };
        if now.since(since) > pacer::WAITS_MOST {
            slot.held = None;
            slot.rewriter.end(false);
            let (track, id) = (slot.track, slot.target);
            if let Some(track) = track {
                self.want_keyframe(track, |layer| Some(layer.id) == id);
            }
            return false;
        }
        if !receiver.pacer.may_send(pace, now) {
            return false;
        }
        let until = last.min(first + STEP - 1);
        let Work { outbox, plan, .. } = work;
        plan.make(&layer.ring, first..=until);
        let waits_since = layer.ring.get(until + 1).map_or(since, |(entry, _)| entry.arrival);
        slot.held = (until < last).then_some(Held { first: until + 1, last, since: waits_since });
        let mut way = Way { session: session.id, sealer, estimate: &mut receiver.estimate, now };
        let sent = slot.forward(&mut way, &layer.ring, plan, outbox, egress);
        receiver.ahead.sent(number, sent.numbers, now);
        receiver.pacer.spend(sent.octets);
        counters.packets_forwarded += sent.packets;
        counters.egress_refused += sent.refused;
        let (waits, broken, of) = (slot.held.is_some(), slot.is_broken(), slot.track);
        if let Some(track) = of.filter(|_| broken) {
            self.want_keyframe(track, |layer| Some(layer.id) == shown);
        }
        waits
    }

    /// Copies that are due, as far as the credit goes.
    fn send_ahead(&mut self, now: Micros, at: usize, egress: &mut impl Egress) {
        let Self { sessions, tracks, work, counters, .. } = self;
        let Some(session) = sessions.get_mut(at) else { return };
        let (Some(Keys { sealer, .. }), Role::Receiver(receiver)) = (&mut session.keys, &mut session.role) else {
            return;
        };
        let pace = receiver.pace();
        while !receiver.is_paced() || receiver.pacer.may_send(pace, now) {
            let Some((number, sequence)) = receiver.ahead.next(now) else { return };
            let Some(slot) = receiver.slots.get_mut(number) else { continue };
            let Some(ring) = origin(slot, sequence, |track| tracks.get(track)) else { continue };
            if slot.was_answered(sequence) {
                continue;
            }
            let mut way = Way { session: session.id, sealer, estimate: &mut receiver.estimate, now };
            if let Some(bytes) = slot.again(&mut way, ring, sequence, &mut work.outbox, egress) {
                receiver.ahead.spend(bytes);
                receiver.pacer.spend(bytes);
                counters.packets_ahead += 1;
            }
        }
    }

    fn pad(&mut self, now: Micros, at: usize, egress: &mut impl Egress) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let (Some(Keys { sealer, .. }), Role::Receiver(receiver)) = (&mut session.keys, &mut session.role) else {
            return;
        };
        let lacks = receiver.estimate.padding_due(now);
        if lacks == 0 {
            return;
        }
        let mut way = Way { session: session.id, sealer, estimate: &mut receiver.estimate, now };
        let Some(slot) = receiver.slots.iter_mut().find(|slot| slot.rtx_ssrc().is_some()) else { return };
        let sent = slot.pad(&mut way, lacks, &mut self.work.outbox, egress);
        receiver.pacer.spend(sent.octets);
        self.counters.packets_padding += sent.packets;
        self.counters.egress_refused += sent.refused;
    }
}
