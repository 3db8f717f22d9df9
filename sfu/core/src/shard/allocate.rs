//! Which simulcast layer each slot gets: by its size on the screen and by what the receiver's path carries.

use super::Shard;
use crate::rewrite::LayerId;
use crate::slot::Slot;
use crate::track::{Layer, Track};
use fengsui_protocol::conference::SlotName;
use fengsui_protocol::{Micros, SessionId};

/// Kept aside for voices before any picture.
const VOICES_BITRATE: u64 = 150_000;
/// Assumed of a layer that was not measured yet.
const UNMEASURED: u64 = 150_000;

/// What one slot could get: (layer, bits per second), smallest first, up to the one that fills it.
struct Choice {
    slot: usize,
    rank: u32,
    options: Vec<(LayerId, u64)>,
    chosen: Option<usize>,
}

impl Shard {
    /// Chooses the layers of all slots of a receiving session, and asks for the keyframes they need.
    pub(super) fn allocate(&mut self, now: Micros, at: usize) {
        let Some(receiver) = self.sessions.get(at).and_then(|session| session.receiver()) else { return };
        let mut choices: Vec<Choice> = Vec::new();
        for (number, slot) in receiver.slots.iter().enumerate().filter(|(_, slot)| !slot.is_voice()) {
            let track = slot.track.and_then(|track| self.tracks.get(track));
            let options = track.map(|track| options(track, slot, now)).unwrap_or_default();
            choices.push(Choice { slot: number, rank: rank(slot.name), options, chosen: None });
        }
        choices.sort_by_key(|choice| choice.rank);
        let budget = if receiver.estimate.is_limited() { receiver.estimate.bitrate() } else { u64::MAX / 2 };
        share(&mut choices, budget.saturating_sub(VOICES_BITRATE));
        for choice in choices {
            let target = choice.chosen.map(|option| choice.options[option].0);
            self.aim(at, choice.slot, target);
        }
    }

    fn aim(&mut self, at: usize, number: usize, target: Option<LayerId>) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let keyed = session.keys.is_some();
        let Some(slot) = session.receiver_mut().and_then(|receiver| receiver.slots.get_mut(number)) else { return };
        slot.target = target;
        if target.is_none() {
            slot.rewriter.end(false);
        }
        let Some(track) = slot.track.filter(|_| keyed && target.is_some() && slot.rewriter.layer() != target) else {
            return;
        };
        self.want_keyframe(track, |layer| Some(layer.id) == target);
    }

    /// Wishes for a keyframe of every active layer of a track.
    pub(super) fn want_keyframes(&mut self, track: usize) {
        self.want_keyframe(track, |layer| layer.last.is_some());
    }

    pub(super) fn want_keyframe(&mut self, track: usize, which: impl Fn(&Layer) -> bool) {
        let Some(track) = self.tracks.get_mut(track).filter(|track| !track.is_audio()) else { return };
        for layer in track.layers.iter_mut().filter(|layer| which(layer)) {
            layer.keyframe.want();
            self.ticks.arm_keyframe(layer.keyframe.due());
        }
    }

    /// Chooses the layer that is recorded: the largest that is being sent.
    pub(super) fn choose_recorded(&mut self, now: Micros, at: usize) {
        let Some(track) = self.tracks.get_mut(at).filter(|track| track.open && track.recorded.is_some()) else {
            return;
        };
        let best = track.active(now).last().map(|layer| layer.id);
        let Some(recorded) = &mut track.recorded else { return };
        recorded.target = best;
        if best.is_some() && recorded.rewriter.layer() != best {
            self.want_keyframe(at, |layer| Some(layer.id) == best);
        }
    }

    /// A receiver's estimate in bits per second, for the shell's statistics.
    #[must_use]
    pub fn estimate(&self, session: SessionId) -> Option<u64> {
        let receiver = self.sessions.get(*self.index.get(&session)?)?.receiver()?;
        Some(receiver.estimate.bitrate())
    }
}

/// Main before presentation before cells.
fn rank(name: SlotName) -> u32 {
    match name {
        SlotName::Voice { .. } => 0,
        SlotName::Main => 1,
        SlotName::Presentation => 2,
        SlotName::Cell { index } => 3 + u32::from(index),
    }
}

fn options(track: &Track, slot: &Slot, now: Micros) -> Vec<(LayerId, u64)> {
    let active = track.active(now);
    let fills = |layer: &&Layer| match (slot.size, layer.size) {
        (Some(slot), Some((_, height))) => u32::from(height) * 10 >= u32::from(slot.height) * 9,
        _ => false,
    };
    let until = active.iter().position(fills).map_or(active.len(), |at| at + 1);
    let rate = |layer: &Layer| match layer.rate.bits_per_second() {
        0 => UNMEASURED,
        measured => measured,
    };
    active[..until].iter().map(|layer| (layer.id, rate(layer))).collect()
}

/// The smallest layer to every slot in order of rank, the first always; then larger ones in the same order.
fn share(choices: &mut [Choice], mut budget: u64) {
    let mut first = true;
    for choice in choices.iter_mut().filter(|choice| !choice.options.is_empty()) {
        let cost = choice.options[0].1;
        if first || cost <= budget {
            choice.chosen = Some(0);
            budget = budget.saturating_sub(cost);
            first = false;
        }
    }
    for choice in choices {
        let Some(chosen) = choice.chosen else { continue };
        let base = choice.options[chosen].1;
        let fits = |(_, cost): &&(LayerId, u64)| cost.saturating_sub(base) <= budget;
        let more = choice.options[chosen + 1..].iter().take_while(fits).count();
        budget -= choice.options[chosen + more].1.saturating_sub(base);
        choice.chosen = Some(chosen + more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(slot: usize, costs: &[u64]) -> Choice {
        let options = costs.iter().enumerate().map(|(layer, cost)| (LayerId(layer as u64), *cost)).collect();
        Choice { slot, rank: slot as u32, options, chosen: None }
    }
    fn shared(budget: u64) -> Vec<Option<usize>> {
        let mut choices = [choice(0, &[100, 500, 1500]), choice(1, &[]), choice(2, &[100, 500]), choice(3, &[100])];
        share(&mut choices, budget);
        choices.iter().map(|choice| choice.chosen).collect()
    }

    #[test]
    fn first_everybody_then_better_by_rank() {
        assert_eq!(shared(10_000), [Some(2), None, Some(1), Some(0)]);
        assert_eq!(shared(750), [Some(1), None, Some(0), Some(0)]);
        assert_eq!(shared(250), [Some(0), None, Some(0), None]);
        assert_eq!(shared(0), [Some(0), None, None, None], "the first is never given up");
    }
}
