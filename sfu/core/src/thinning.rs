//! A lower frame rate of the same picture: frames of upper temporal layers are left out, and come back only where a
//! decoder can follow.

use crate::{ring::Entry, track::TEMPORAL_LAYERS};

/// No frame is left out.
pub const ALL: u8 = u8::MAX;

/// Which temporal layers of the layer that is shown go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thinning {
    ceiling: u8,
    wanted: u8,
    /// Something was left out since it began: from then on late packets are looked at.
    thinned: bool,
    /// Source's sequence number from which on each layer goes out.
    rose: [u64; TEMPORAL_LAYERS],
}

impl Thinning {
    pub const OFF: Self = Self { ceiling: ALL, wanted: ALL, thinned: false, rose: [0; TEMPORAL_LAYERS] };

    /// From a keyframe on.
    #[must_use]
    pub const fn from(ceiling: u8) -> Self {
        Self { ceiling, wanted: ceiling, thinned: ceiling < ALL, rose: [0; TEMPORAL_LAYERS] }
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
                if entry.begins_keyframe {
                    self.rose = [entry.sequence; TEMPORAL_LAYERS];
                }
            } else if next && entry.temporal <= self.wanted {
                self.ceiling = entry.temporal;
                self.rose[layer(entry)] = entry.sequence;
            }
        }
        entry.temporal <= self.ceiling
    }

    /// Whether a late packet is of a frame whose kind was left out around it: a decoder, which sees no hole where those
    /// were, would take it for decodable.
    #[must_use]
    pub fn is_of_no_use(&self, late: &Entry) -> bool {
        late.temporal > self.ceiling || late.temporal > 0 && late.sequence < self.rose[layer(late)]
    }
}

fn layer(entry: &Entry) -> usize {
    usize::from(entry.temporal).min(TEMPORAL_LAYERS - 1)
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
            header: 12,
            length: 12,
        }
    }

    #[test]
    fn a_late_frame_counts_from_where_its_own_layer_rose() {
        let at = |sequence, frame: Entry| Entry { sequence, ..frame };
        let mut thinning = Thinning::from(0);
        thinning.want(ALL);
        assert!(!thinning.passes(&at(4, frame(1, false))));
        assert!(thinning.passes(&at(5, frame(1, true))));
        assert!(thinning.passes(&at(9, frame(2, true))));
        assert!(!thinning.is_of_no_use(&at(7, frame(1, false))), "what comes after needs it");
        assert!(thinning.is_of_no_use(&at(7, frame(2, false))) && thinning.is_of_no_use(&at(4, frame(1, false))));
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
