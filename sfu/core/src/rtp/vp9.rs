//! The VP9 payload descriptor (RFC 9628 §4.2): for VP9 that comes without a dependency descriptor.

use super::vp8::PictureId;

/// Spatial layers that sizes are kept of; the descriptor could name eight.
pub const MAX_SPATIAL: usize = 4;
/// RFC 9628 §4.2: up to three reference indices.
const MAX_DIFFS: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Bytes before the VP9 payload.
    pub length: usize,
    pub picture_id: Option<PictureId>,
    /// Offset and value of TL0PICIDX.
    pub tl0: Option<(u8, u8)>,
    pub temporal: u8,
    pub spatial: u8,
    /// From this frame on the higher temporal layers need nothing of theirs from before it (the U bit).
    pub switching_up: bool,
    /// It needs the spatial layer below, of the same picture (the D bit).
    pub inter_layer: bool,
    /// It needs earlier pictures (the P bit).
    pub inter_picture: bool,
    /// No higher spatial layer needs it (the Z bit).
    pub is_no_reference: bool,
    pub begins_frame: bool,
    pub ends_frame: bool,
    diffs: [u8; MAX_DIFFS],
    diff_count: u8,
    /// Width and height of each spatial layer, when this packet tells.
    sizes: [(u16, u16); MAX_SPATIAL],
    size_count: u8,
}

impl Descriptor {
    /// `None` when it is cut short or names a fourth reference.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let flags = *payload.first()?;
        let is = |bit: u8| flags & bit != 0;
        let mut reader = Reader { payload, at: 1 };
        let mut read = Self {
            length: 0,
            picture_id: None,
            tl0: None,
            temporal: 0,
            spatial: 0,
            switching_up: false,
            inter_layer: false,
            inter_picture: is(0x40),
            is_no_reference: is(0x01),
            begins_frame: is(0x08),
            ends_frame: is(0x04),
            diffs: [0; MAX_DIFFS],
            diff_count: 0,
            sizes: [(0, 0); MAX_SPATIAL],
            size_count: 0,
        };
        let flexible = is(0x10);
        if is(0x80) {
            read.picture_id = Some(reader.picture_id()?);
        }
        if is(0x20) {
            let layers = reader.byte()?;
            (read.temporal, read.spatial) = (layers >> 5, layers >> 1 & 7);
            (read.switching_up, read.inter_layer) = (layers & 0x10 != 0, layers & 1 != 0);
            if !flexible {
                read.tl0 = Some((reader.at as u8, reader.byte()?));
            }
        }
        if flexible && read.inter_picture {
            loop {
                let byte = reader.byte()?;
                *read.diffs.get_mut(usize::from(read.diff_count))? = byte >> 1;
                read.diff_count += 1;
                if byte & 1 == 0 {
                    break;
                }
            }
        }
        if is(0x02) {
            read.structure(&mut reader)?;
        }
        read.length = reader.at;
        Some(read)
    }

    /// Distances in pictures to those that it needs; empty unless the flexible mode says them.
    #[must_use]
    pub fn diffs(&self) -> &[u8] {
        &self.diffs[..usize::from(self.diff_count)]
    }

    #[must_use]
    pub fn sizes(&self) -> &[(u16, u16)] {
        &self.sizes[..usize::from(self.size_count)]
    }

    /// First packet of a picture that needs none before it.
    #[must_use]
    pub fn begins_keyframe(&self) -> bool {
        self.begins_frame && !self.inter_picture && self.spatial == 0
    }

    /// The scalability structure (RFC 9628 §4.2.1).
    fn structure(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let head = reader.byte()?;
        if head & 0x10 != 0 {
            for layer in 0..usize::from(head >> 5) + 1 {
                let size = (reader.word()?, reader.word()?);
                if let Some(place) = self.sizes.get_mut(layer) {
                    *place = size;
                    self.size_count = layer as u8 + 1;
                }
            }
        }
        if head & 0x08 != 0 {
            for _ in 0..reader.byte()? {
                let references = reader.byte()? >> 2 & 3;
                for _ in 0..references {
                    reader.byte()?;
                }
            }
        }
        Some(())
    }
}

struct Reader<'a> {
    payload: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.payload.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes([self.byte()?, self.byte()?]))
    }

    fn picture_id(&mut self) -> Option<PictureId> {
        let offset = self.at as u8;
        let high = self.byte()?;
        if high & 0x80 == 0 {
            return Some(PictureId { offset, wide: false, value: u16::from(high) });
        }
        let low = self.byte()?;
        Some(PictureId { offset, wide: true, value: u16::from(high & 0x7f) << 8 | u16::from(low) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::vp8;

    /// I, L, B, V; layers 0/0; a structure of two sizes and a group of one picture.
    #[test]
    fn keyframe_with_a_structure() {
        let mut payload =
            [0xaa, 0x92, 0x34, 0x00, 0x07, 0x38, 0x02, 0x80, 0x01, 0x68, 0x05, 0x00, 0x02, 0xd0, 1, 0x14, 1, 0xff];
        let read = Descriptor::parse(&payload).unwrap();
        assert_eq!(read.picture_id, Some(PictureId { offset: 1, wide: true, value: 0x1234 }));
        assert_eq!((read.tl0, read.length), (Some((4, 7)), 17));
        assert_eq!(read.sizes(), [(640, 360), (1280, 720)]);
        assert!(read.begins_keyframe());
        vp8::rewrite(&mut payload, Some((read.picture_id.unwrap(), 0x7fff)), Some((4, 9)));
        let again = Descriptor::parse(&payload).unwrap();
        assert_eq!((again.picture_id.unwrap().value, again.tl0), (0x7fff, Some((4, 9))));
    }

    #[test]
    fn flexible_references_and_layers() {
        // I, P, L, F, B, E, Z; short picture id; T1 U S2 D; differences 1 and 3.
        let read = Descriptor::parse(&[0xfd, 0x11, 0x35, 0x03, 0x06, 0xaa]).unwrap();
        assert_eq!(read.picture_id.unwrap(), PictureId { offset: 1, wide: false, value: 0x11 });
        assert_eq!((read.temporal, read.spatial, read.switching_up, read.inter_layer), (1, 2, true, true));
        assert_eq!((read.diffs(), read.length, read.tl0), (&[1, 3][..], 5, None));
        assert!(read.ends_frame && read.is_no_reference && !read.begins_keyframe());
        assert_eq!(Descriptor::parse(&[0xd0, 0x11, 3, 3, 3, 3]), None, "a fourth reference");
        assert_eq!(Descriptor::parse(&[0x80]), None);
    }
}
