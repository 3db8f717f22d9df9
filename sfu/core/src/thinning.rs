//! A lower frame rate of the same picture: frames of upper temporal layers are left out, and come back only where a
//! decoder can follow.

use crate::ring::Entry;

/// No frame is left out.
pub const ALL: u8 = u8::MAX;

/// Which temporal layers of the layer that is shown go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thinning {
    ceiling: u8,
    wanted: u8,
    /// Something was left out since it began: from then on late packets are looked at.
    thinned: bool,
    /// Source's sequence number where it last rose.
    rose: u64,
}

impl Thinning {
    pub const OFF: Self = Self { ceiling: ALL, wanted: ALL, thinned: false, rose: 0 };

    /// From a keyframe on.
    #[must_use]
    pub const fn from(ceiling: u8) -> Self {
        Self { ceiling, wanted: ceiling, thinned: ceiling < ALL, rose: 0 }
    }

    #[must_use]
    #[inline]
    pub fn is_on(&self) -> bool {
        self.thinned
    }

    pub fn want(&mut self, ceiling: u8) {
        self.wanted = ceiling;
        self.thinned |= ceiling < ALL;
    }

    #[must_use]
    pub fn wanted(&self) -> u8 {
        self.wanted
    }

    /// Whether a packet that is newer than all before goes out. A frame goes out whole or not at all; upper layers
    /// return one by one, each at a frame that needs nothing of what was left out.
    pub fn passes(&mut self, entry: &Entry) -> bool {
        if entry.begins_frame {
            let next = entry.sync && u16::from(entry.temporal) == u16::from(self.ceiling) + 1;
            if self.wanted < self.ceiling || entry.begins_keyframe {
                self.ceiling = self.wanted;
                self.rose = if entry.begins_keyframe { entry.sequence } else { self.rose };
            } else if next && entry.temporal <= self.wanted {
                self.ceiling = entry.temporal;
                self.rose = entry.sequence;
            }
        }
        entry.temporal <= self.ceiling
    }

    /// Whether a late packet is of a frame whose kind was left out around it: a decoder, which sees no hole where those
    /// were, would take it for decodable.
    #[must_use]
    pub fn is_of_no_use(&self, late: &Entry) -> bool {
        late.temporal > self.ceiling || late.temporal > 0 && late.sequence < self.rose
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Codec;
    use fengsui_protocol::Micros;

    fn frame(temporal: u8, sync: bool) -> Entry {
        Entry {
            sequence: 0,
            timestamp: 0,
            arrival: Micros(0),
            codec: Codec::Vp8,
            marker: true,
            begins_keyframe: false,
            begins_frame: true,
            temporal,
            sync,
            picture: None,
            tl0: None,
            mark: None,
            red: None,
            repaired: false,
            header: 12,
            length: 12,
        }
    }

    #[test]
    fn what_was_left_out_stays_out_when_it_comes_after_all_layers_returned() {
        let at = |sequence, frame: Entry| Entry { sequence, ..frame };
        let mut thinning = Thinning::OFF;
        assert!(!thinning.is_on());
        thinning.want(0);
        assert!(!thinning.passes(&at(4, frame(1, true))));
        thinning.want(ALL);
        assert!(thinning.passes(&at(6, Entry { begins_keyframe: true, ..frame(0, false) })));
        assert!(thinning.passes(&at(7, frame(2, false))) && thinning.is_on());
        assert!(thinning.is_of_no_use(&at(5, frame(1, false))));
        assert!(!thinning.is_of_no_use(&at(8, frame(1, false))) && !thinning.is_of_no_use(&at(5, frame(0, false))));
    }

    #[test]
    fn falls_at_once_and_rises_where_a_decoder_follows() {
        let mut thinning = Thinning::OFF;
        thinning.want(0);
        assert!(!thinning.passes(&frame(2, true)));
        assert!(thinning.passes(&frame(0, false)));
        thinning.want(ALL);
        assert!(!thinning.passes(&frame(2, true)), "layer 1 first");
        assert!(!thinning.passes(&frame(1, false)), "depends on a frame that was left out");
        assert!(thinning.passes(&frame(1, true)));
        assert!(!thinning.passes(&frame(2, false)));
        assert!(thinning.passes(&frame(2, true)));
        thinning.want(1);
        let middle = Entry { begins_frame: false, ..frame(2, false) };
        assert!(thinning.passes(&middle), "a frame under way is finished");
        assert!(!thinning.passes(&frame(2, true)));
        thinning.want(ALL);
        let keyframe = Entry { begins_keyframe: true, ..frame(0, false) };
        assert!(thinning.passes(&keyframe) && thinning.passes(&frame(2, false)), "after a keyframe all follow");
    }
}
