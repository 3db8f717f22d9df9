//! Which simulcast layer and frame rate each slot gets: by its size on the screen, its role and what the receiver's
//! path carries. Voices come first; a picture falls to a smaller layer at its keyframe, then to a lower frame rate, and
//! is switched off, and said to be, before it would break.

use super::Shard;
use crate::Event;
use crate::estimate::PathState;
use crate::frames::{TEMPORAL, Target};
use crate::rewrite::LayerId;
use crate::session::Receiver;
use crate::slab::Slab;
use crate::slot::{Grant, Slot};
use crate::thinning::ALL;
use crate::track::{Layer, REDUNDANCY, Track};
use fengsui_protocol::conference::{SlotChange, SlotName};
use fengsui_protocol::{Micros, SessionId};

/// Kept aside for voices before any picture, at least, and above what they take.
const VOICES_LEAST: u64 = 50_000;
const VOICES_MORE: u64 = 20_000;
/// Copies fill a path up to so many hundredths of what it carries: the rest is for what an estimate is wrong by. Where they
/// filled it all, voices came too late to be heard.
const COPIES_MOST: u64 = 80;
/// A picture is switched off after so long without room for it.
const ENDURES: i64 = 2_000_000;
/// Assumed of a layer that was not measured yet.
const UNMEASURED: u64 = 150_000;

/// Something a slot could get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub layer: LayerId,
    /// Highest spatial layer of a stream that has some inside.
    pub spatial: u8,
    /// Highest temporal layer.
    pub ceiling: u8,
    /// Bits per second.
    pub cost: u64,
}

/// What one slot could get, smallest first, up to the one that fills it.
pub(super) struct Choice {
    pub slot: usize,
    rank: u32,
    pub offers: Vec<Offer>,
    /// Up to this one it is the smallest layer's frame rate that rises.
    pub whole: usize,
    /// What it has now; nothing: it is switched off, or new.
    pub has: Option<usize>,
    /// It has more than a shared line has room for.
    exceeds: bool,
    /// A shared line has room for none of it.
    denied: bool,
    off: bool,
    chosen: Option<usize>,
}

impl Shard {
    /// Chooses the layers of all slots of a receiving session, and asks for the keyframes they need.
    pub(super) fn allocate(&mut self, now: Micros, at: usize) {
        let Some(receiver) = self.sessions.get_mut(at).and_then(|session| session.receiver_mut()) else { return };
        let voices = voices(receiver, &self.tracks);
        let mut choices = choices(receiver, &self.tracks, now);
        let most: u64 = choices.iter_mut().map(|choice| choice.cut(&receiver.slots[choice.slot].grant)).sum();
        // Probing looks for room for the redundancy too.
        let wanted = reserved(with_redundancy(receiver, &self.tracks)).max(voices);
        let copies = receiver.copies();
        receiver.estimate.want(wanted + most + most / 5 + u64::from(copies) * most);
        let limited = receiver.estimate.is_limited();
        let budget = if limited { receiver.estimate.for_media() } else { u64::MAX / 2 };
        share(&mut choices, budget.saturating_sub(voices));
        choices.iter_mut().for_each(|choice| receiver.slots[choice.slot].endure(choice, now));
        let shares = choices.iter().any(|choice| receiver.slots[choice.slot].grant != Grant::Free);
        let spent = choices.iter().filter_map(Choice::spends).sum::<u64>();
        receiver.given = shares.then_some(voices + spent);
        // On a shared line what is left is for others.
        let carries = COPIES_MOST * budget.min(receiver.estimate.bitrate()) / 100;
        let room = if shares { 0 } else { carries.saturating_sub(voices + spent) };
        receiver.ahead.set(copies, room.min(u64::from(copies) * spent));
        receiver.enough = if limited { enough(&choices, voices, budget) } else { (u64::MAX, u64::MAX) };
        let mut wakes = Vec::new();
        for choice in &mut choices {
            let slot = &mut receiver.slots[choice.slot];
            slot.wish = choice.chosen.map(|chosen| choice.offers[chosen].picture());
            let Some(track) = slot.track.and_then(|track| self.tracks.get(track)) else { continue };
            let asleep = |(layer, spatial)| track.layer(layer).is_some_and(|layer: &Layer| layer.is_asleep(spatial));
            if slot.wish.is_some_and(asleep) {
                wakes.extend(slot.track.zip(slot.wish));
                // Until it comes, the largest that does.
                let until = choice.chosen.unwrap_or(0);
                choice.chosen = (0..until).rev().find(|at| !asleep(choice.offers[*at].picture())).or(choice.chosen);
            }
        }
        for (track, picture) in wakes {
            self.wake(now, track, picture);
        }
        for choice in choices {
            match choice.chosen {
                Some(chosen) => self.aim(at, &choice, choice.offers[chosen]),
                None => self.switch_off(at, &choice),
            }
        }
    }

    fn aim(&mut self, at: usize, choice: &Choice, offer: Offer) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let keyed = session.keys.is_some();
        let Some(slot) = session.receiver_mut().and_then(|receiver| receiver.slots.get_mut(choice.slot)) else {
            return;
        };
        slot.target = Some(offer.layer);
        slot.ceiling = offer.ceiling;
        slot.spatial = offer.spatial;
        if slot.rewriter.layer() == slot.target {
            slot.thinning.want(offer.ceiling);
            let layer = slot.track.and_then(|track| self.tracks.get(track)?.layer(offer.layer));
            let frames = layer.and_then(|layer| layer.ring.frames.as_ref());
            let aim = Target { spatial: offer.spatial, temporal: offer.ceiling.min(TEMPORAL as u8 - 1) };
            let waits =
                slot.selection.as_mut().zip(frames).is_some_and(|(selection, frames)| selection.aim(aim, frames));
            if let Some(track) = slot.track.filter(|_| keyed && waits) {
                self.want_keyframe(track, |layer| layer.id == offer.layer);
            }
            return;
        }
        // Until the smaller layer's keyframe is there, the larger one's base layer alone.
        let shrinks = choice.exceeds || choice.has.is_some_and(|has| choice.offers[has].cost > offer.cost);
        slot.thinning.want(if shrinks || choice.has.is_none() { 0 } else { ALL });
        if let Some(track) = slot.track.filter(|_| keyed) {
            self.want_keyframe(track, |layer| layer.id == offer.layer);
        }
    }

    /// Nothing is sent on a slot; where that is for want of room, the viewer is told.
    fn switch_off(&mut self, at: usize, choice: &Choice) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let (site, id, conference) = (session.site, session.id, session.conference);
        let Some(slot) = session.receiver_mut().and_then(|receiver| receiver.slots.get_mut(choice.slot)) else {
            return;
        };
        slot.target = None;
        slot.held = None;
        slot.rewriter.end(false);
        let told = slot.paused && slot.shared_line == choice.denied;
        if choice.offers.is_empty() && !choice.denied || told {
            return;
        }
        (slot.paused, slot.shared_line) = (true, choice.denied);
        slot.shown = None;
        let Some(desired) = slot.desired else { return };
        let change = SlotChange {
            conference,
            session: id,
            generation: self.conferences.get(&conference).map_or(0, |held| held.table.generation),
            slot: slot.name,
            source: Some(desired.site),
            stream: Some(desired.stream),
            rtp_timestamp: None,
            paused: true,
            shared_line: choice.denied,
            mid: slot.mid.clone(),
        };
        self.events.push_back(Event::SlotChange { site, change });
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
        let active = track.active(now);
        let wish = active.last().map(|layer| layer.id);
        let best = active.iter().rfind(|layer| !layer.rest.is_asleep()).map(|layer| layer.id);
        let Some(recorded) = &mut track.recorded else { return };
        (recorded.target, recorded.wish) = (best, wish);
        if let Some(wish) = wish.filter(|_| wish != best) {
            self.wake(now, at, (wish, u8::MAX));
        }
        let Some(recorded) = self.tracks.get(at).and_then(|track| track.recorded.as_ref()) else { return };
        if best.is_some() && recorded.rewriter.layer() != best {
            self.want_keyframe(at, |layer| Some(layer.id) == best);
        }
    }

    /// What is known of the path to a receiver, for the shell's statistics.
    #[must_use]
    pub fn path(&self, session: SessionId) -> Option<PathState> {
        let receiver = self.sessions.get(*self.index.get(&session)?)?.receiver()?;
        Some(receiver.estimate.path())
    }
}

impl Offer {
    /// The encoding and its spatial layer: what is of one size.
    fn picture(&self) -> (LayerId, u8) {
        (self.layer, self.spatial)
    }
}

impl Slot {
    /// Bits per second of a voice that it is sent.
    pub(super) fn voice_rate(&self, track: &Track, with_redundancy: bool) -> u64 {
        let with = with_redundancy && self.can_take_redundancy();
        track.layers.first().map_or(0, |layer| layer.rate.up_to(if with { ALL } else { REDUNDANCY - 1 }))
    }

    /// What it shows now.
    pub(super) fn picture(&self) -> Option<(LayerId, u8)> {
        let spatial = self.selection.as_ref().and_then(|selection| selection.current()).map_or(0, |now| now.spatial);
        self.rewriter.layer().map(|layer| (layer, spatial))
    }

    /// A picture that there is no room for keeps its least for a while: the estimate may have erred.
    fn endure(&mut self, choice: &mut Choice, now: Micros) {
        if choice.chosen.is_some() || choice.has.is_none() || choice.offers.is_empty() {
            self.starves = None;
        } else if now.since(*self.starves.get_or_insert(now)) < ENDURES {
            choice.chosen = Some(0);
        }
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

/// Bits per second that the voices of a receiver take.
pub(super) fn voices(receiver: &Receiver, tracks: &Slab<Track>) -> u64 {
    reserved(heard(receiver, tracks, receiver.redundancy.is_on()))
}

/// What they would take with their redundancy.
pub(super) fn with_redundancy(receiver: &Receiver, tracks: &Slab<Track>) -> u64 {
    heard(receiver, tracks, true)
}

fn heard(receiver: &Receiver, tracks: &Slab<Track>, with_redundancy: bool) -> u64 {
    let rate = |slot: &Slot| Some(slot.voice_rate(tracks.get(slot.track?)?, with_redundancy));
    receiver.slots.iter().filter(|slot| slot.is_voice()).filter_map(rate).sum()
}

fn reserved(all: u64) -> u64 {
    if all == 0 { VOICES_LEAST } else { (all + all / 5 + VOICES_MORE).max(VOICES_LEAST) }
}

pub(super) fn choices(receiver: &Receiver, tracks: &Slab<Track>, now: Micros) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (number, slot) in receiver.slots.iter().enumerate().filter(|(_, slot)| !slot.is_voice()) {
        let track = slot.track.and_then(|track| tracks.get(track));
        let offers = track.map(|track| offers(track, slot, now)).unwrap_or_default();
        let smallest = offers.first().map(Offer::picture);
        let whole = offers.iter().take_while(|offer| Some(offer.picture()) == smallest).count().saturating_sub(1);
        let shown = slot.picture();
        let wanted = slot.thinning.wanted();
        let same = |offer: &Offer| Some(offer.picture()) == shown && offer.ceiling >= wanted;
        let has = offers.iter().position(same).or_else(|| {
            // The layer it shows is larger than any it is offered, or its target was reached by another name.
            let larger = shown.is_some() && !offers.iter().any(|offer| Some(offer.picture()) == shown);
            larger.then(|| offers.len().checked_sub(1)).flatten()
        });
        let rank = rank(slot.name);
        let (exceeds, denied) = (false, false);
        choices.push(Choice {
            slot: number,
            rank,
            offers,
            whole,
            has,
            exceeds,
            denied,
            off: slot.paused,
            chosen: None,
        });
    }
    choices.sort_by_key(|choice| choice.rank);
    choices
}

/// An encoding, or one spatial layer of those inside a stream with the ones below.
struct Rung<'a> {
    layer: &'a Layer,
    spatial: u8,
    size: Option<(u16, u16)>,
    /// Bits per second that it took, of one that rests.
    took: Option<u64>,
}

impl<'a> Rung<'a> {
    fn of(layer: &'a Layer) -> impl Iterator<Item = Self> {
        let frames = layer.ring.frames.as_ref().filter(|frames| frames.active() != 0);
        let plain = frames.is_none().then_some(Self { layer, spatial: 0, size: layer.size, took: None });
        let inside = frames.into_iter().flat_map(move |frames| {
            let largest = frames.spatials().next_back();
            let came =
                frames.spatials().map(move |spatial| Self { layer, spatial, size: frames.size(spatial), took: None });
            let rests = layer.sizes.asleep().filter(move |(spatial, _)| Some(*spatial) > largest);
            came.chain(rests.map(move |(spatial, had)| Self { layer, spatial, size: had.size, took: Some(had.rate) }))
        });
        plain.into_iter().chain(inside)
    }

    fn cost(&self, ceiling: u8) -> u64 {
        let target = Target { spatial: self.spatial, temporal: ceiling.min(TEMPORAL as u8 - 1) };
        let frames = self.layer.ring.frames.as_ref().filter(|frames| frames.active() != 0);
        let measured = || frames.map_or_else(|| self.layer.rate.up_to(ceiling), |frames| frames.rate(target));
        match self.took.unwrap_or_else(measured) {
            0 => UNMEASURED,
            // Headers and tags.
            measured => measured + measured / 20,
        }
    }

    fn offer(&self, ceiling: u8) -> Offer {
        Offer { layer: self.layer.id, spatial: self.spatial, ceiling, cost: self.cost(ceiling) }
    }
}

fn offers(track: &Track, slot: &Slot, now: Micros) -> Vec<Offer> {
    let rungs: Vec<Rung<'_>> = track.active(now).into_iter().flat_map(Rung::of).collect();
    let fills = |rung: &Rung<'_>| match (slot.size, rung.size) {
        (Some(slot), Some((_, height))) => u32::from(height) * 10 >= u32::from(slot.height) * 9,
        _ => false,
    };
    let until = rungs.iter().position(fills).map_or(rungs.len(), |at| at + 1);
    let mut offers = Vec::with_capacity(until + 2);
    if let Some(smallest) = rungs.first() {
        let whole = smallest.cost(ALL);
        for ceiling in 0..2 {
            let offer = smallest.offer(ceiling);
            // Layers without temporal layers, or with few bits in them, have nothing to leave out.
            if offer.cost * 10 < whole * 9 && offers.last().is_none_or(|less: &Offer| less.cost * 10 < offer.cost * 9) {
                offers.push(offer);
            }
        }
    }
    offers.extend(rungs[..until].iter().map(|rung| rung.offer(ALL)));
    offers
}

/// Something to every slot in order of rank; then each its whole frame rate; then larger layers in the same order.
fn share(choices: &mut [Choice], mut budget: u64) {
    let mut first = true;
    for choice in choices.iter_mut().filter(|choice| !choice.offers.is_empty()) {
        let cost = choice.offers[0].cost;
        // The first picture is held on to a little longer, and comes back only when there is room to spare.
        let asks = match (first, choice.off) {
            (_, true) => cost + cost / 5,
            (true, false) => cost - cost / 5,
            (false, false) => cost,
        };
        if asks <= budget {
            choice.chosen = Some(0);
            budget = budget.saturating_sub(cost);
            first = false;
        }
    }
    for until in [|choice: &Choice| choice.whole, |choice: &Choice| choice.offers.len() - 1] {
        for choice in choices.iter_mut().filter(|choice| choice.chosen.is_some()) {
            raise(choice, until(choice), &mut budget);
        }
    }
}

fn raise(choice: &mut Choice, until: usize, budget: &mut u64) {
    while let Some(next) = choice.chosen.map(|chosen| chosen + 1).filter(|next| *next <= until) {
        let more = choice.step(next);
        // More than it has needs a little to spare, so that it does not go up and down.
        let spare = if choice.has.is_some_and(|has| next > has) { choice.offers[next].cost / 8 } else { 0 };
        if more + spare > *budget {
            return;
        }
        *budget -= more;
        choice.chosen = Some(next);
    }
}

impl Choice {
    /// Leaves out what shared lines have no room for. Gives the bits per second that it would take if the receiver's own
    /// path carried anything.
    fn cut(&mut self, grant: &Grant) -> u64 {
        let most = self.offers.last().map_or(0, |offer| offer.cost);
        let until = match *grant {
            Grant::Free => return most,
            Grant::Later | Grant::Nothing => {
                self.denied = *grant == Grant::Nothing && !self.offers.is_empty();
                self.offers.clear();
                (self.has, self.whole) = (None, 0);
                return 0;
            }
            Grant::UpTo { layer, spatial, ceiling, cost, .. } => {
                let same = |offer: &Offer| offer.picture() == (layer, spatial) && offer.ceiling >= ceiling;
                let exact = self.offers.iter().position(same);
                let dear = || self.offers.iter().rposition(|offer| offer.cost <= cost);
                exact.or_else(dear).unwrap_or(0)
            }
        };
        self.offers.truncate(until + 1);
        self.whole = self.whole.min(until);
        self.exceeds = self.has.is_some_and(|has| has > until);
        self.has = self.has.map(|has| has.min(until));
        let Grant::UpTo { wants, .. } = *grant else { return most };
        most.min(wants.max(self.offers.last().map_or(0, |offer| offer.cost)))
    }

    /// A larger layer is no offer on a shared line before it is known what it takes.
    pub(super) fn keep_measured(&mut self, rate: impl Fn(LayerId) -> Option<u64>) {
        let smallest = self.offers.first().map(|offer| offer.layer);
        let unknown = |offer: &Offer| Some(offer.layer) != smallest && rate(offer.layer) == Some(0);
        if let Some(until) = self.offers.iter().position(unknown) {
            self.offers.truncate(until);
            self.has = self.has.map(|has| has.min(until - 1));
        }
    }

    fn spends(&self) -> Option<u64> {
        Some(self.offers[self.chosen?].cost)
    }

    /// What offer `next` costs more than the one before.
    fn step(&self, next: usize) -> u64 {
        self.offers[next].cost.saturating_sub(self.offers[next - 1].cost)
    }
}

/// Below the first and from the second on another choice is made. Neither is nearer than a little, so that noise of
/// the estimate does not ask for one at each feedback.
fn enough(choices: &[Choice], voices: u64, budget: u64) -> (u64, u64) {
    let spent: u64 = choices.iter().filter_map(|choice| Some(choice.offers[choice.chosen?].cost)).sum();
    let next = |choice: &Choice| match choice.chosen {
        Some(chosen) => choice.offers.get(chosen + 1).map(|offer| choice.step(chosen + 1) + offer.cost / 8),
        None => choice.offers.first().map(|offer| offer.cost + offer.cost / 5),
    };
    let more = choices.iter().filter_map(next).min();
    let up = more.map_or(u64::MAX, |more| (spent + voices + more).max(budget + budget / 50));
    ((spent + voices).min(budget - budget / 50), up)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(slot: usize, costs: &[u64]) -> Choice {
        let offer = |(layer, cost): (usize, &u64)| Offer {
            layer: LayerId(layer as u64),
            spatial: 0,
            ceiling: ALL,
            cost: *cost,
        };
        let offers = costs.iter().enumerate().map(offer).collect();
        let (exceeds, denied) = (false, false);
        Choice { slot, rank: slot as u32, offers, whole: 0, has: None, exceeds, denied, off: false, chosen: None }
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
        assert_eq!(shared(85), [Some(0), None, None, None], "the first is held on to");
        assert_eq!(shared(70), [None; 4], "off rather than broken");
    }

    #[test]
    fn every_picture_moves_before_one_grows() {
        let mut choices = [choice(0, &[60, 80, 100, 500]), choice(2, &[60, 80, 100, 500])];
        choices.iter_mut().for_each(|choice| choice.whole = 2);
        share(&mut choices, 400);
        assert_eq!(choices.map(|choice| choice.chosen), [Some(2), Some(2)]);
    }

    #[test]
    fn rising_needs_more_than_staying() {
        let with = |has, budget| {
            let mut choices = [Choice { has: Some(has), ..choice(0, &[100, 500, 1500]) }];
            share(&mut choices, budget);
            choices[0].chosen
        };
        assert_eq!((with(2, 1_500), with(1, 1_500), with(1, 1_700)), (Some(2), Some(1), Some(2)));
        let mut off = [Choice { off: true, ..choice(0, &[100]) }];
        share(&mut off, 110);
        assert_eq!(off[0].chosen, None, "it was switched off: more to spare before it returns");
    }
}
