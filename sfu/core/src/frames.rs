//! What is known of the newest frames of a stream that has layers inside (VP9 and AV1): which decode targets each is of
//! and which frames it needs, from the dependency descriptor or, for VP9 without one, from its payload descriptor.

use crate::ring::{Entry, Mark};
use crate::rtp::dependency::{self, Indication, Mandatory, Needs, Structure};
use crate::rtp::vp9;
use fengsui_protocol::Micros;

/// Frames remembered, a power of two: some five seconds of three spatial layers.
pub const FRAMES: usize = 512;
pub const SPATIAL: usize = 4;
pub const TEMPORAL: usize = 8;
/// Bits of all targets of one spatial layer.
const ROW: u32 = 0xff;
/// A rate is measured over so long.
const WINDOW: i64 = 500_000;

/// What a receiver may get of a stream: all layers up to these. Ordered by picture size first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub spatial: u8,
    pub temporal: u8,
}

impl Target {
    /// Its bit in a set of targets.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << (self.spatial as u32 * TEMPORAL as u32 + self.temporal as u32)
    }

    /// Of the targets of a set the best one that is not above it, else the least of all.
    #[must_use]
    pub fn best(self, set: u32) -> Option<Self> {
        let temporal = self.temporal.min(TEMPORAL as u8 - 1);
        let allowed = ((2u32 << temporal) - 1) & ROW;
        for spatial in (0..=self.spatial.min(SPATIAL as u8 - 1)).rev() {
            let row = set >> (u32::from(spatial) * TEMPORAL as u32) & allowed;
            if row != 0 {
                return Some(Self { spatial, temporal: 31 - row.leading_zeros() as u8 });
            }
        }
        let least = set.trailing_zeros() as u8;
        (set != 0).then(|| Self { spatial: least / TEMPORAL as u8, temporal: least % TEMPORAL as u8 })
    }
}

/// One frame. Sets of targets have a bit each ([`Target::bit`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    pub number: u16,
    pub spatial: u8,
    pub temporal: u8,
    /// Needs nothing, and all that follows needs nothing from before it.
    pub keyframe: bool,
    /// Its switch bits are of use between spatial layers too.
    pub told: bool,
    /// Targets that it is of.
    pub present: u32,
    /// Targets that one may go on with from it.
    pub switches: u32,
    /// Targets that are being sent.
    pub active: u32,
    pub needs: Needs,
    /// Distance to the frame before in the chain of each spatial layer; 0: none.
    pub links: [u8; SPATIAL],
    /// How much higher the ids of its templates are as it goes out, a slot's own shift aside.
    pub template_shift: u8,
    generation: u8,
}

/// A structure and the sequence number it came with.
#[derive(Clone, Debug, Default)]
struct Known {
    structure: Structure,
    since: Option<u64>,
    /// First sequence number that is of a newer one, which did not come.
    until: Option<u64>,
    generation: u8,
    /// Id of its first template as it goes out, a slot's own shift aside: the source's at first, then the same as long as
    /// structures are alike, else after those of the one before. A receiver may miss many of them; it must not read what
    /// is of one by another.
    first_template: u8,
}

pub struct Frames {
    table: Vec<Option<Frame>>,
    /// The newest structure and the one before, which late packets are of; the third is read into.
    known: [Known; 3],
    active: u32,
    active_since: u64,
    sizes: [Option<(u16, u16)>; SPATIAL],
    rates: TargetRates,
    /// Frames of the smallest picture go on being needed by the largest, so that one may fall back to it at any time.
    tied: bool,
    /// Without a dependency descriptor: the newest frame of each layer, and the newest picture.
    newest: [[Option<u16>; TEMPORAL]; SPATIAL],
    picture: Option<u32>,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            table: vec![None; FRAMES],
            known: Default::default(),
            active: 0,
            active_since: 0,
            sizes: [None; SPATIAL],
            rates: TargetRates::default(),
            tied: false,
            newest: [[None; TEMPORAL]; SPATIAL],
            picture: None,
        }
    }
}

impl Frames {
    #[must_use]
    #[inline]
    pub fn get(&self, number: u16) -> Option<&Frame> {
        self.table[usize::from(number) % FRAMES].as_ref().filter(|frame| frame.number == number)
    }

    /// Dependency descriptors came: nothing else is looked at.
    #[must_use]
    pub fn has_structure(&self) -> bool {
        self.known[0].since.is_some()
    }

    /// Targets that are being sent.
    #[must_use]
    pub fn active(&self) -> u32 {
        self.active
    }

    #[must_use]
    pub fn is_tied(&self) -> bool {
        self.tied
    }

    #[must_use]
    pub fn size(&self, spatial: u8) -> Option<(u16, u16)> {
        self.sizes[usize::from(spatial) % SPATIAL]
    }

    /// Size of the largest picture that is being sent.
    #[must_use]
    pub fn largest(&self) -> Option<(u16, u16)> {
        self.spatials().next_back().and_then(|spatial| self.size(spatial))
    }

    /// Spatial layers that are being sent, smallest first.
    pub fn spatials(&self) -> impl DoubleEndedIterator<Item = u8> {
        let active = self.active;
        (0..SPATIAL as u8).filter(move |spatial| active >> (u32::from(*spatial) * TEMPORAL as u32) & ROW != 0)
    }

    /// Bits per second of the best target up to these layers; 0: not measured yet.
    #[must_use]
    pub fn rate(&self, target: Target) -> u64 {
        target.best(self.active).map_or(0, |target| self.rates.of(target))
    }

    pub fn count(&mut self, number: u16, octets: usize, now: Micros) {
        let present = self.get(number).map_or(0, |frame| frame.present);
        self.rates.add(present, octets, now);
    }

    /// Decode targets up to `target`, as the structure that `frame` is of numbers them; `None` when those are all that
    /// are being sent, or the structure is gone.
    #[must_use]
    pub fn mask(&self, frame: &Frame, target: Target) -> Option<(u32, &Structure)> {
        let structure = &self.known(frame)?.structure;
        let (mut mask, mut all) = (0, 0);
        for (number, (spatial, temporal)) in structure.targets().iter().copied().enumerate() {
            let of = Target { spatial, temporal };
            let is_active = u32::from(frame.active & of.bit() != 0) << number;
            all |= is_active;
            if spatial <= target.spatial && temporal <= target.temporal {
                mask |= is_active;
            }
        }
        (mask != all).then_some((mask, structure))
    }

    /// Ids of the templates of the structure that a frame is of, as they go out: the first one and that after the last.
    #[must_use]
    pub fn templates(&self, frame: &Frame) -> Option<(u8, u8)> {
        let known = self.known(frame)?;
        Some((known.first_template, known.first_template.wrapping_add(known.structure.template_count())))
    }

    fn known(&self, frame: &Frame) -> Option<&Known> {
        self.known.iter().find(|known| known.since.is_some() && known.generation == frame.generation)
    }

    /// Reads a packet's dependency descriptor (`at`, `length` in the packet) and marks the entry with its frame. Whether
    /// a structure came with it that is new.
    pub fn describe(&mut self, entry: &mut Entry, packet: &[u8], at: usize, length: usize) -> bool {
        let Some(bytes) = packet.get(at..at + length) else { return false };
        let Some(said) = Mandatory::read(bytes) else { return false };
        entry.mark = Some(Mark { number: said.number, ends: said.ends_frame, at: at as u16, length: length as u8 });
        entry.begins_frame = said.begins_frame;
        let learnt = self.learn(entry.sequence, bytes);
        let frame = self.get(said.number);
        entry.temporal = frame.map_or(0, |frame| frame.temporal);
        entry.begins_keyframe = said.begins_frame && frame.is_some_and(|frame| frame.keyframe && frame.spatial == 0);
        learnt
    }

    /// Keeps what a dependency descriptor says of its frame. Whether a structure came with it that is new.
    pub fn learn(&mut self, sequence: u64, bytes: &[u8]) -> bool {
        let [newest, before, fresh] = &mut self.known;
        let is_new = newest.since.is_none_or(|since| sequence > since);
        let of = if is_new { newest } else { before };
        let is_of = of.since.is_some() && of.until.is_none_or(|until| sequence < until);
        let read = dependency::Frame::read(bytes, is_of.then_some(&of.structure), &mut fresh.structure);
        if is_of && read == Err(dependency::Refusal::UnknownTemplate) {
            // There is another by now. Ids come again, so that what follows may look as if it were of this one.
            of.until = Some(sequence);
        }
        let Ok(frame) = read else { return false };
        if frame.attached && !is_new {
            // Of the newest structure itself, once more; or of one that is over.
            return false;
        }
        if frame.attached {
            let [newest, _, fresh] = &mut self.known;
            (fresh.since, fresh.until) = (Some(sequence), None);
            fresh.generation = newest.generation.wrapping_add(1);
            fresh.first_template = match newest.since {
                None => fresh.structure.offset(),
                Some(_) if fresh.structure.is_like(&newest.structure) => newest.first_template,
                Some(_) => newest.first_template.wrapping_add(newest.structure.template_count()),
            };
            self.known.rotate_right(1);
            self.sizes = [None; SPATIAL];
            let sizes = self.known[0].structure.sizes();
            self.sizes.iter_mut().zip(sizes).for_each(|(place, size)| *place = Some(*size));
        }
        let known = &self.known[usize::from(!is_new)];
        let structure = &known.structure;
        if let Some(active) = frame.active.filter(|_| sequence >= self.active_since) {
            let sent = structure.targets().iter().enumerate().filter(|(number, _)| active >> number & 1 != 0);
            self.active = sent.fold(0, |set, (_, (spatial, temporal))| set | layers_bit(*spatial, *temporal));
            self.active_since = sequence;
        }
        let mut out = Frame {
            number: frame.number,
            spatial: frame.spatial,
            temporal: frame.temporal,
            keyframe: frame.attached && frame.needs.as_slice().is_empty(),
            told: true,
            present: 0,
            switches: 0,
            active: self.active,
            needs: frame.needs,
            links: [0; SPATIAL],
            template_shift: known.first_template.wrapping_sub(structure.offset()),
            generation: known.generation,
        };
        for (number, (spatial, temporal)) in structure.targets().iter().enumerate() {
            let bit = layers_bit(*spatial, *temporal);
            out.links[usize::from(*spatial)] = frame.link(structure, number);
            match frame.indication(number) {
                Indication::NotPresent => (),
                Indication::Discardable | Indication::Required => out.present |= bit,
                Indication::Switch => (out.present, out.switches) = (out.present | bit, out.switches | bit),
            }
        }
        self.keep(out, frame.begins_frame);
        frame.attached
    }

    /// Marks the entry with its frame by the VP9 payload descriptor alone.
    pub fn describe_vp9(&mut self, entry: &mut Entry, said: &vp9::Descriptor) {
        entry.begins_frame = said.begins_frame;
        entry.begins_keyframe = said.begins_keyframe();
        let (spatial, temporal) = (usize::from(said.spatial), usize::from(said.temporal));
        let Some(picture) = said.picture_id.filter(|_| spatial < SPATIAL) else { return };
        let picture = self.unwrap_picture(picture.value, if picture.wide { 15 } else { 7 });
        let number = (picture << 2) as u16 | spatial as u16;
        entry.temporal = said.temporal;
        entry.mark = Some(Mark { number, ends: said.ends_frame, at: 0, length: 0 });
        if !said.sizes().is_empty() {
            self.sizes = [None; SPATIAL];
        }
        for (place, size) in self.sizes.iter_mut().zip(said.sizes()) {
            *place = Some(*size);
        }
        if self.get(number).is_some() {
            return;
        }
        let keyframe = !said.inter_picture && spatial == 0;
        if keyframe {
            let told = self.sizes.iter().flatten().count().max(1);
            self.active = (0..told as u8).fold(0, |set, spatial| set | layers_bit(spatial, 0));
            self.newest = Default::default();
        }
        // Every picture size is sent at every frame rate that any is.
        let rates = self.active & ROW | layers_bit(0, said.temporal);
        let rows = self.active | layers_bit(said.spatial, 0);
        self.active = 0;
        for row in (0..SPATIAL as u32).filter(|row| rows >> (row * TEMPORAL as u32) & ROW != 0) {
            self.active |= rates << (row * TEMPORAL as u32);
        }
        // A stranger's excess of references makes it a frame that nobody can follow.
        let needs = self.needs_vp9(number, said).unwrap_or_default();
        let own = (u32::MAX << temporal) & ROW;
        let rows = if said.is_no_reference { spatial..spatial + 1 } else { spatial..SPATIAL };
        let present = rows.fold(0, |set, row| set | own << (row * TEMPORAL));
        let switches = if !said.inter_picture || said.switching_up { present } else { 0 };
        let frame = Frame {
            number,
            spatial: said.spatial,
            temporal: said.temporal,
            keyframe,
            told: false,
            present,
            switches,
            active: self.active,
            needs,
            links: [0; SPATIAL],
            template_shift: 0,
            generation: 0,
        };
        self.newest[spatial][temporal] = Some(number);
        self.keep(frame, said.begins_frame);
    }

    fn needs_vp9(&self, number: u16, said: &vp9::Descriptor) -> Result<Needs, dependency::Refusal> {
        let mut needs = Needs::default();
        if said.inter_layer && said.spatial > 0 {
            needs.push(1)?;
        }
        if !said.diffs().is_empty() {
            said.diffs().iter().try_for_each(|diff| needs.push(u16::from(*diff) << 2))?;
        } else if said.inter_picture {
            let own = &self.newest[usize::from(said.spatial)][..=usize::from(said.temporal)];
            for before in own.iter().flatten() {
                let distance = number.wrapping_sub(*before);
                // One that overtook it is not needed by it.
                if distance != 0 && distance < FRAMES as u16 {
                    needs.push(distance)?;
                }
            }
        }
        Ok(needs)
    }

    fn unwrap_picture(&mut self, value: u16, bits: u32) -> u32 {
        let modulus = 1u32 << bits;
        let newest = self.picture.unwrap_or(modulus + u32::from(value));
        let ahead = u32::from(value).wrapping_sub(newest) & (modulus - 1);
        let picture =
            if ahead < modulus / 2 { newest.wrapping_add(ahead) } else { newest.wrapping_add(ahead) - modulus };
        self.picture = Some(if ahead < modulus / 2 { picture } else { newest });
        picture
    }

    fn keep(&mut self, frame: Frame, whole: bool) {
        if !frame.keyframe && frame.spatial == 0 && frame.temporal == 0 {
            let top = self.spatials().next_back().unwrap_or(0);
            self.tied = frame.present >> (u32::from(top) * TEMPORAL as u32) & ROW != 0;
        }
        let place = &mut self.table[usize::from(frame.number) % FRAMES];
        if whole || place.is_none_or(|old| old.number != frame.number) {
            *place = Some(frame);
        }
    }
}

fn layers_bit(spatial: u8, temporal: u8) -> u32 {
    Target { spatial, temporal }.bit()
}

/// Bits per second of each target.
#[derive(Clone, Copy, Debug, Default)]
struct TargetRates {
    octets: [u64; SPATIAL * TEMPORAL],
    bits_per_second: [u64; SPATIAL * TEMPORAL],
    began: Option<Micros>,
}

impl TargetRates {
    fn add(&mut self, mut present: u32, octets: usize, now: Micros) {
        while present != 0 {
            self.octets[present.trailing_zeros() as usize] += octets as u64;
            present &= present - 1;
        }
        let elapsed = now.since(*self.began.get_or_insert(now));
        if elapsed < WINDOW {
            return;
        }
        for (rate, octets) in self.bits_per_second.iter_mut().zip(&mut self.octets) {
            let measured = std::mem::take(octets) * 8_000_000 / elapsed as u64;
            *rate = if *rate == 0 { measured } else { (*rate + measured) / 2 };
        }
        self.began = Some(now);
    }

    fn of(&self, target: Target) -> u64 {
        self.bits_per_second[target.bit().trailing_zeros() as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Codec;
    use crate::ring::Ring;
    use crate::rtp::dependency::tests::l2t2_keyframe;

    const fn target(spatial: u8, temporal: u8) -> Target {
        Target { spatial, temporal }
    }

    fn entry(sequence: u64, length: usize) -> Entry {
        Entry {
            sequence,
            timestamp: 0,
            arrival: Micros(0),
            codec: Codec::Av1,
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

    /// Whether its descriptor taught something, and whether a decoder can begin there.
    fn take(ring: &mut Ring, sequence: u64, descriptor: &[u8]) -> (bool, bool) {
        let packet = [&[0; 12][..], descriptor].concat();
        let mut entry = entry(sequence, packet.len());
        let frames = ring.frames.get_or_insert_default();
        let learnt = frames.describe(&mut entry, &packet, 12, descriptor.len());
        assert!(ring.insert(entry, &packet));
        (learnt, entry.begins_keyframe)
    }

    #[test]
    fn the_best_target_below() {
        let set = target(0, 0).bit() | target(0, 2).bit() | target(2, 1).bit();
        assert_eq!(target(3, 7).best(set), Some(target(2, 1)));
        assert_eq!(target(1, 7).best(set), Some(target(0, 2)));
        assert_eq!(target(2, 0).best(set), Some(target(0, 0)), "not above in either");
        assert_eq!(target(0, 0).best(target(1, 1).bit()), Some(target(1, 1)), "else the least");
        assert_eq!(target(3, 7).best(0), None);
    }

    #[test]
    fn a_structure_that_comes_late_explains_what_came_before_it() {
        let mut ring = Ring::new(64, 8_000);
        // The upper layer of the keyframe overtook its first packet, and so did a frame of the next picture.
        assert_eq!(take(&mut ring, 11, &[0xc0 | 63, 0, 8]), (false, false));
        assert_eq!(take(&mut ring, 12, &[0xc0 | 62, 0, 9]), (false, false));
        assert!(ring.frames.as_ref().unwrap().get(8).is_none());
        assert_eq!(take(&mut ring, 10, &l2t2_keyframe(7, None)), (true, true));
        let mut learnt = Vec::new();
        ring.learn_again(10, |sequence| learnt.push(sequence));
        assert_eq!(learnt, [11, 12]);
        let frames = ring.frames.as_ref().unwrap();
        let upper = frames.get(8).unwrap();
        assert_eq!((upper.spatial, upper.keyframe, upper.needs.as_slice()), (1, false, &[1][..]));
        assert_eq!(upper.present, target(1, 0).bit() | target(1, 1).bit());
        assert_eq!(frames.get(9).unwrap().temporal, 1);
        assert_eq!((frames.size(0), frames.largest()), (Some((640, 360)), Some((1280, 720))));
        // The same once more teaches nothing, nor does an older one.
        let frames = ring.frames.as_mut().unwrap();
        assert!(!frames.learn(10, &l2t2_keyframe(7, None)) && !frames.learn(5, &l2t2_keyframe(1, None)));
        assert!(frames.learn(13, &l2t2_keyframe(10, Some(0b0011))));
        assert_eq!(frames.active(), target(0, 0).bit() | target(0, 1).bit());
    }

    /// A frame is of a structure that did not come: from there on nothing is read by the one before, whatever its id.
    #[test]
    fn a_structure_that_was_missed_ends_the_one_before() {
        let mut frames = Frames::default();
        let short = |template: u8, number: u16| [0xc0 | template, (number >> 8) as u8, number as u8];
        assert!(frames.learn(1, &l2t2_keyframe(7, None)));
        frames.learn(20, &short(10, 40));
        frames.learn(21, &short(61, 41));
        assert!(frames.get(40).is_none() && frames.get(41).is_none());
        frames.learn(2, &short(61, 11));
        assert_eq!(frames.get(11).map(|frame| frame.temporal), Some(0), "a late one is still of it");
        // Its structure comes after all.
        assert!(frames.learn(15, &l2t2_keyframe(35, None)));
        frames.learn(22, &short(61, 42));
        assert!(frames.get(42).is_some());
    }

    #[test]
    fn what_is_left_of_a_structure_is_said_in_its_own_numbers() {
        let mut frames = Frames::default();
        frames.learn(1, &l2t2_keyframe(7, None));
        let frame = *frames.get(7).unwrap();
        assert_eq!(frames.mask(&frame, target(0, 1)).map(|(mask, _)| mask), Some(0b0011));
        assert_eq!(frames.mask(&frame, target(1, 0)).map(|(mask, _)| mask), Some(0b0101));
        assert!(frames.mask(&frame, target(3, 7)).is_none(), "nothing is left out");
    }
}
