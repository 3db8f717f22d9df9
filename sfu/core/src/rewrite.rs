//! One continuous stream out of many sources: sequence numbers, timestamps and picture ids run on over every switch.
//!
//! Between two switches everything is shifted by constants (an [`Epoch`]), so a lost packet of the source is a hole
//! of the same size for the receiver, a late one fits its hole, and a retransmission needs no list of what was sent.
//! A packet that is left out on purpose ([`Rewriter::skip`]) leaves no hole: another epoch of the same layer begins
//! after it, shifted by one less.

use crate::prefetch;
use crate::random::Random;
use crate::ring::Entry;
use crate::rtcp::nack::MAX_HOLE;
use fengsui_protocol::Micros;

/// Epochs remembered for retransmissions: a second of half the frames left out.
const EPOCHS: usize = 32;
/// A packet that comes later than so many others is no use to a receiver (and past what [`crate::srtp::Sealer`] knows).
const TOO_LATE: u64 = 900;

/// A layer of a track; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayerId(pub u64);

#[derive(Clone, Copy, Debug)]
struct Epoch {
    layer: LayerId,
    /// First sequence number of the source that belongs to it, and what it became.
    first: u64,
    out_first: u64,
    timestamp_shift: u32,
    picture_shift: u16,
    tl0_shift: u8,
    frame_shift: u16,
    template_shift: u8,
    /// Goes on with the layer of the epoch before: packets were left out in between.
    continues: bool,
    /// What went out since the run began is not all of its source, as far as one knew by then.
    thinned: bool,
}

/// What a packet becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// 48-bit packet index; its low 16 bits are the sequence number.
    pub index: u64,
    pub timestamp: u32,
    pub picture: Option<u16>,
    pub tl0: Option<u8>,
    /// Frame number of a stream with layers inside, where that is written.
    pub frame: Option<u16>,
    /// How much higher the ids of its templates are.
    pub template_shift: u8,
}

pub struct Rewriter {
    epochs: Vec<Epoch>,
    live: bool,
    newest: u64,
    newest_timestamp: u32,
    newest_arrival: Option<Micros>,
    picture: u16,
    tl0: u8,
    frame: u16,
    /// Template id after those of the structure that was sent last.
    template: u8,
    /// Source's id of the frame that was left out last.
    skipped: Option<u16>,
}

impl Rewriter {
    /// Begins at random values (RFC 3550 §5.1).
    pub fn new(random: &mut Random) -> Self {
        Self {
            epochs: Vec::new(),
            live: false,
            // Low enough that the counter does not roll over before the receiver has synchronised.
            newest: 1 + random.below(0x7fff),
            newest_timestamp: random.next() as u32,
            newest_arrival: None,
            picture: random.next() as u16 & 0x7fff,
            tl0: random.next() as u8,
            frame: random.next() as u16,
            template: 0,
            skipped: None,
        }
    }

    /// Begins so that the first source keeps its own numbers; `first` is the packet it will begin at.
    #[must_use]
    pub fn transparent(first: &Entry) -> Self {
        Self {
            epochs: Vec::new(),
            live: false,
            newest: first.sequence.saturating_sub(1),
            newest_timestamp: first.timestamp,
            newest_arrival: None,
            picture: first.picture.map_or(0, |picture| picture.value.wrapping_sub(1) & 0x7fff),
            tl0: first.tl0.map_or(0, |(_, value)| value.wrapping_sub(1)),
            frame: first.mark.map_or(0, |mark| mark.number.wrapping_sub(1)),
            template: 0,
            skipped: None,
        }
    }

    /// From packet `first` of `layer` on, that layer is what goes out. `template`: id of the first template of its structure,
    /// where one is attached.
    pub fn begin(&mut self, layer: LayerId, first: &Entry, template: Option<u8>) {
        let rate = i64::from(first.codec.clock_rate());
        let elapsed = self.newest_arrival.map(|newest| first.arrival.since(newest));
        let ticks = elapsed.map_or(0, |elapsed| (elapsed * rate / Micros::SECOND).max(rate / 100));
        let timestamp = self.newest_timestamp.wrapping_add(ticks as u32);
        self.skipped = None;
        // A receiver that misses the structure must not read what is of it by that of another layer.
        let same = self.epochs.last().filter(|before| before.layer == layer).map(|before| before.template_shift);
        let template_shift =
            template.map_or(0, |template| same.unwrap_or_else(|| self.template.wrapping_sub(template)));
        self.push(Epoch {
            layer,
            first: first.sequence,
            out_first: self.newest + 1,
            timestamp_shift: timestamp.wrapping_sub(first.timestamp),
            picture_shift: first.picture.map_or(0, |old| self.picture.wrapping_add(1).wrapping_sub(old.value)),
            tl0_shift: first.tl0.map_or(0, |(_, old)| self.tl0.wrapping_add(1).wrapping_sub(old)),
            frame_shift: first.mark.map_or(0, |mark| self.frame.wrapping_add(1).wrapping_sub(mark.number)),
            template_shift,
            continues: false,
            thinned: false,
        });
        self.live = true;
    }

    fn push(&mut self, epoch: Epoch) {
        if self.epochs.len() == EPOCHS {
            self.epochs.remove(0);
        }
        self.epochs.push(epoch);
    }

    /// Whether a packet of the layer that goes out is newer than all that went out or were left out.
    #[must_use]
    #[inline]
    pub fn is_new(&self, entry: &Entry) -> bool {
        let epoch = self.epochs.last().filter(|_| self.live);
        epoch.and_then(|epoch| epoch.apply(entry)).is_some_and(|out| out.index > self.newest)
    }

    /// Leaves out a packet. Of one that [`Self::is_new`] the receiver sees no hole; a late one has its hole already.
    pub fn skip(&mut self, entry: &Entry) {
        let is_new = self.is_new(entry);
        let Some(last) = self.epochs.last_mut().filter(|_| self.live) else { return };
        let Some(offset) = entry.sequence.checked_sub(last.first) else { return };
        last.thinned = true;
        if !is_new {
            return;
        }
        let mut picture_shift = last.picture_shift;
        // Where frames name what they need, their numbers stay as far apart as they were.
        let closes = entry.mark.is_none();
        if let Some(picture) = entry.picture.filter(|picture| closes && self.skipped != Some(picture.value)) {
            self.skipped = Some(picture.value);
            picture_shift = picture_shift.wrapping_sub(1);
        }
        if offset == 0 && last.continues {
            (last.first, last.picture_shift) = (entry.sequence + 1, picture_shift);
            return;
        }
        let (first, out_first) = (entry.sequence + 1, last.out_first + offset);
        let next = Epoch { first, out_first, picture_shift, continues: true, ..*last };
        self.push(next);
    }

    /// The newest packet had a structure; those of another layer begin after its templates.
    pub fn told_structure(&mut self, end: u8) {
        let shift = self.epochs.last().map_or(0, |epoch| epoch.template_shift);
        self.template = end.wrapping_add(shift);
    }

    /// Less than the source goes out, though nothing of it came that was left out ([`Self::skip`]).
    #[inline]
    pub fn thin(&mut self) {
        if let Some(last) = self.epochs.last_mut().filter(|_| self.live) {
            last.thinned = true;
        }
    }

    /// Nothing goes out until the next [`Self::begin`]. `forget`: nor is anything of before retransmitted.
    pub fn end(&mut self, forget: bool) {
        self.live = false;
        if forget {
            self.epochs.clear();
        }
    }

    /// The layer that goes out.
    #[must_use]
    #[inline]
    pub fn layer(&self) -> Option<LayerId> {
        if self.live { self.epochs.last().map(|epoch| epoch.layer) } else { None }
    }

    /// Whether a packet follows what went out without a hole that no retransmission would fill. After one the stream
    /// must [`Self::begin`] anew, so that the receiver sees no hole at all.
    #[must_use]
    #[inline]
    pub fn follows(&self, sequence: u64) -> bool {
        let Some(epoch) = self.epochs.last() else { return false };
        sequence.saturating_sub(epoch.first) + epoch.out_first <= self.newest + MAX_HOLE
    }

    /// Asks for what [`Self::next`] will read elsewhere.
    #[inline]
    pub fn prefetch(&self) {
        if let Some(epoch) = self.epochs.last() {
            prefetch::whole(epoch);
        }
    }

    /// A packet of the layer that goes out; `None` when it is from before the switch.
    // In its place: what it gives would otherwise be stored and read back at once, which takes longer than making it.
    #[inline(always)]
    pub fn next(&mut self, entry: &Entry) -> Option<Rewritten> {
        let epoch = self.epochs.last().filter(|_| self.live)?;
        let out = if entry.sequence >= epoch.first { epoch.apply(entry) } else { self.earlier(entry) };
        let out = out.filter(|out| out.index + TOO_LATE > self.newest)?;
        if out.index > self.newest {
            self.newest = out.index;
            self.newest_timestamp = out.timestamp;
            self.newest_arrival = Some(entry.arrival);
            if let Some(picture) = out.picture {
                self.picture = picture;
            }
            if let Some(tl0) = out.tl0 {
                self.tl0 = tl0;
            }
            if let Some(frame) = out.frame {
                self.frame = frame;
            }
        }
        Some(out)
    }

    /// A late packet, from before some that were left out; not one of those itself.
    #[cold]
    fn earlier(&self, entry: &Entry) -> Option<Rewritten> {
        for pair in self.epochs.windows(2).rev() {
            let [before, after] = pair else { continue };
            if !after.continues {
                return None;
            }
            if let Some(out) = before.apply(entry) {
                return Some(out).filter(|out| out.index < after.out_first);
            }
        }
        None
    }

    /// Where a sequence number that went out came from.
    #[must_use]
    pub fn origin(&self, sequence: u16) -> Option<(LayerId, u64)> {
        let index = crate::rtp::extend(self.newest, sequence)?;
        let epoch = self.epochs.iter().rev().find(|epoch| epoch.out_first <= index)?;
        (index <= self.newest).then_some((epoch.layer, epoch.first + (index - epoch.out_first)))
    }

    /// What a packet became when it went out.
    #[must_use]
    pub fn again(&self, layer: LayerId, entry: &Entry) -> Option<Rewritten> {
        let is_its = |epoch: &Epoch| epoch.layer == layer && epoch.first <= entry.sequence;
        let at = self.epochs.iter().rposition(is_its)?;
        let end = self.epochs.get(at + 1).map_or(u64::MAX, |next| next.out_first);
        self.epochs[at].apply(entry).filter(|out| out.index < end)
    }

    /// Whether a run (all that went out between two beginnings) that an index is of was less than its source; `None` while
    /// that run still goes on.
    #[must_use]
    pub fn past_run_was_thinned(&self, index: u64) -> Option<bool> {
        let ends_it = |pair: &&[Epoch]| pair[1].out_first > index && !pair[1].continues;
        self.epochs.windows(2).find(ends_it).map(|pair| pair[0].thinned)
    }

    /// Index of the newest packet that went out.
    #[must_use]
    #[inline]
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Of the newest packet that went out.
    #[must_use]
    pub fn newest_timestamp(&self) -> u32 {
        self.newest_timestamp
    }

    /// A timestamp of the source that goes out, shifted like its packets.
    #[must_use]
    pub fn timestamp(&self, source: u32) -> Option<u32> {
        self.epochs.last().filter(|_| self.live).map(|epoch| source.wrapping_add(epoch.timestamp_shift))
    }
}

impl Epoch {
    #[inline(always)]
    fn apply(&self, entry: &Entry) -> Option<Rewritten> {
        let offset = entry.sequence.checked_sub(self.first)?;
        Some(Rewritten {
            index: self.out_first + offset,
            timestamp: entry.timestamp.wrapping_add(self.timestamp_shift),
            picture: entry.picture.map(|old| old.value.wrapping_add(self.picture_shift) & 0x7fff),
            tl0: entry.tl0.map(|(_, old)| old.wrapping_add(self.tl0_shift)),
            frame: entry.mark.filter(|mark| mark.length > 0).map(|mark| mark.number.wrapping_add(self.frame_shift)),
            template_shift: self.template_shift,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Codec;
    use crate::rtp::vp8::PictureId;
    use std::collections::{BTreeMap, BTreeSet};

    struct Source {
        layer: LayerId,
        next: Entry,
    }

    impl Source {
        fn new(layer: u64, random: &mut Random) -> Self {
            let next = Entry {
                sequence: random.below(70_000),
                timestamp: random.next() as u32,
                arrival: Micros(0),
                codec: Codec::Vp8,
                marker: false,
                begins_keyframe: false,
                begins_frame: false,
                temporal: 0,
                sync: false,
                picture: Some(PictureId { offset: 2, wide: true, value: random.next() as u16 & 0x7fff }),
                tl0: Some((4, random.next() as u8)),
                mark: None,
                red: None,
                repaired: false,
                header: 12,
                length: 12,
            };
            Self { layer: LayerId(layer), next }
        }
        /// A frame of three packets.
        fn frame(&mut self, now: Micros) -> [Entry; 3] {
            self.next.arrival = now;
            self.next.timestamp = self.next.timestamp.wrapping_add(3_000);
            if let Some(picture) = &mut self.next.picture {
                picture.value = (picture.value + 1) & 0x7fff;
            }
            self.next.tl0 = self.next.tl0.map(|(at, value)| (at, value.wrapping_add(1)));
            std::array::from_fn(|part| {
                self.next.sequence += 1;
                Entry { marker: part == 2, ..self.next }
            })
        }
    }

    /// Random switches, loss and reordering: no index twice, no jump, time and picture ids never go back.
    #[test]
    fn runs_on_over_every_switch() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let mut sources: Vec<_> = (0..4).map(|layer| Source::new(layer, &mut random)).collect();
            let mut rewriter = Rewriter::new(&mut random);
            let (mut used, mut on) = (BTreeSet::new(), 0);
            let mut last: Option<Rewritten> = None;
            for step in 0..600 {
                let now = Micros(step * 33_333);
                let switch = step == 0 || random.below(20) == 0;
                if switch {
                    on = random.below(4) as usize;
                }
                for (at, source) in sources.iter_mut().enumerate() {
                    let mut frame = source.frame(now);
                    if at != on {
                        continue;
                    }
                    if switch {
                        rewriter.begin(source.layer, &frame[0], None);
                    } else if random.below(4) == 0 {
                        frame.swap(0, 1 + random.below(2) as usize);
                    }
                    for entry in frame {
                        if !switch && random.below(10) == 0 {
                            continue;
                        }
                        let out = rewriter.next(&entry).unwrap();
                        assert!(used.insert(out.index), "seed {seed}: index twice");
                        assert_eq!(rewriter.origin(out.index as u16), Some((source.layer, entry.sequence)));
                        assert_eq!(rewriter.again(source.layer, &entry), Some(out));
                        if let Some(last) = last {
                            let gone = out.timestamp.wrapping_sub(last.timestamp);
                            assert!(gone < 90_000, "seed {seed}: time jumped by {gone}");
                            if switch && entry.sequence == frame[0].sequence {
                                assert_eq!(out.picture, last.picture.map(|id| (id + 1) & 0x7fff), "seed {seed}");
                                assert_eq!(out.tl0, last.tl0.map(|id| id.wrapping_add(1)));
                            }
                        }
                        last = Some(out).filter(|out| last.is_none_or(|last| last.index < out.index)).or(last);
                    }
                }
            }
            let span = used.last().unwrap() - used.first().unwrap();
            assert!(span < 600 * 3 + 3, "holes are only those of the source");
        }
    }

    /// Frames left out on purpose, under loss and reordering: what is sent has no hole but those of the source, every
    /// late packet fits, and retransmissions are found.
    #[test]
    fn what_is_left_out_leaves_no_hole() {
        for seed in 0..300 {
            let mut random = Random::new(seed);
            let mut source = Source::new(1, &mut random);
            let mut rewriter = Rewriter::new(&mut random);
            let mut late: Vec<Entry> = Vec::new();
            let (mut out, mut lost) = (BTreeMap::new(), 0);
            for step in 0..200 {
                let frame = source.frame(Micros(step * 33_333));
                if step == 0 {
                    rewriter.begin(source.layer, &frame[0], None);
                }
                let thin = step > 3 && step % 2 == 1;
                for entry in frame {
                    if step > 0 && random.below(12) == 0 {
                        late.push(entry);
                        continue;
                    }
                    if thin {
                        assert!(rewriter.is_new(&entry), "seed {seed}");
                        rewriter.skip(&entry);
                        assert_eq!(rewriter.again(source.layer, &entry), None, "seed {seed}");
                        assert_eq!(rewriter.next(&entry), None, "seed {seed}: not even when it comes twice");
                    } else {
                        let to = rewriter.next(&entry).unwrap();
                        assert_eq!(out.insert(to.index, entry.sequence), None, "seed {seed}");
                    }
                }
                let due = late.iter().position(|late| late.arrival.0 + 100_000 < step * 33_333);
                if let Some(entry) = due.map(|at| late.remove(at)) {
                    if random.below(3) == 0 {
                        lost += 1;
                    } else if let Some(to) = rewriter.next(&entry) {
                        assert_eq!(out.insert(to.index, entry.sequence), None, "seed {seed}: fits its hole");
                    } else {
                        lost += 1;
                    }
                }
            }
            let order: Vec<u64> = out.values().copied().collect();
            assert!(order.is_sorted(), "seed {seed}");
            let span = out.last_key_value().unwrap().0 - out.first_key_value().unwrap().0 + 1;
            assert!(span <= (out.len() + lost + late.len()) as u64, "seed {seed}: {span}");
            for (index, sequence) in out.iter().rev().take(20) {
                assert_eq!(rewriter.origin(*index as u16), Some((source.layer, *sequence)), "seed {seed}");
            }
        }
    }

    /// Of two frames left out the first packets were late: they have places, but one picture id. Once another layer goes
    /// out, only this tells.
    #[test]
    fn a_run_that_is_over_is_known_to_have_been_thinned() {
        let mut random = Random::new(4);
        let (mut source, mut other) = (Source::new(1, &mut random), Source::new(2, &mut random));
        let mut rewriter = Rewriter::new(&mut random);
        let frames: [_; 4] = std::array::from_fn(|at| source.frame(Micros(at as i64 * 33_333)));
        rewriter.begin(source.layer, &frames[0][0], None);
        let first = frames[0].map(|entry| rewriter.next(&entry).unwrap().index)[0];
        for entry in [&frames[1][1..], &frames[2][1..]].concat() {
            rewriter.skip(&entry);
        }
        frames[3].iter().for_each(|entry| assert!(rewriter.next(entry).is_some()));
        let again = [&frames[1][0], &frames[2][0]].map(|late| rewriter.again(source.layer, late).unwrap());
        assert_eq!(again[0].picture, again[1].picture);
        assert!(again.iter().all(|again| rewriter.past_run_was_thinned(again.index).is_none()), "it still goes on");

        let keyframe = other.frame(Micros(4 * 33_333));
        rewriter.begin(other.layer, &keyframe[0], None);
        let whole = keyframe.map(|entry| rewriter.next(&entry).unwrap().index);
        let next = source.frame(Micros(5 * 33_333));
        rewriter.begin(source.layer, &next[0], None);
        for index in [first, again[0].index, again[1].index, whole[0] - 1] {
            assert_eq!(rewriter.past_run_was_thinned(index), Some(true));
        }
        assert!(whole.iter().all(|index| rewriter.past_run_was_thinned(*index) == Some(false)));
        assert_eq!(rewriter.past_run_was_thinned(whole[2] + 1), None);
    }

    /// Nothing new was left out, so that no place was closed; and yet it is not all of the source.
    #[test]
    fn a_run_of_which_late_packets_were_left_out_is_known_too() {
        for whole in [true, false] {
            let mut random = Random::new(7);
            let (mut source, mut other) = (Source::new(1, &mut random), Source::new(2, &mut random));
            let mut rewriter = Rewriter::new(&mut random);
            let before = source.frame(Micros(0));
            let frames: [_; 3] = std::array::from_fn(|at| source.frame(Micros((1 + at as i64) * 33_333)));
            rewriter.begin(source.layer, &frames[0][0], None);
            let first = frames[0].map(|entry| rewriter.next(&entry).unwrap().index)[0];
            frames[2].iter().for_each(|entry| assert!(rewriter.next(entry).is_some()));
            // From before it began: not of it.
            rewriter.skip(&before[2]);
            if !whole {
                rewriter.skip(&frames[1][1]);
            }
            rewriter.begin(other.layer, &other.frame(Micros(4 * 33_333))[0], None);
            assert_eq!(rewriter.past_run_was_thinned(first), Some(!whole));
        }
    }

    #[test]
    fn another_layer_has_other_templates_and_the_same_one_keeps_them() {
        let mut random = Random::new(8);
        let mut sources = [1, 2].map(|layer| Source::new(layer, &mut random));
        let mut rewriter = Rewriter::new(&mut random);
        let mut begin = |layer: usize, template: u8| {
            let frame = sources[layer].frame(Micros(0));
            rewriter.begin(sources[layer].layer, &frame[0], Some(template));
            let shift = rewriter.next(&frame[0]).unwrap().template_shift;
            // It has fifteen templates.
            rewriter.told_structure(template + 15);
            template.wrapping_add(shift) % 64
        };
        let first = begin(0, 50);
        assert_eq!(begin(0, 50), first);
        assert_eq!(begin(1, 3), (first + 15) % 64);
        assert_eq!(begin(1, 18), (first + 30) % 64, "of a structure that was not sent it keeps the place free");
        assert_eq!(begin(0, 50), (first + 45) % 64);
    }

    #[test]
    fn transparent_keeps_the_first_sources_numbers() {
        let mut random = Random::new(3);
        let mut source = Source::new(1, &mut random);
        let frame = source.frame(Micros(5));
        let mut rewriter = Rewriter::transparent(&frame[0]);
        rewriter.begin(source.layer, &frame[0], None);
        for entry in frame {
            let out = rewriter.next(&entry).unwrap();
            assert_eq!((out.index, out.timestamp), (entry.sequence, entry.timestamp));
            assert_eq!(out.picture, entry.picture.map(|picture| picture.value));
        }
    }
}
