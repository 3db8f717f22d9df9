//! The VP8 payload descriptor (RFC 7741 §4.2) and what the node needs of a frame header (RFC 6386 §9.1).

/// Where the picture id stands and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureId {
    pub offset: u8,
    /// 15 bits, else 7.
    pub wide: bool,
    pub value: u16,
}

impl PictureId {
    /// Values before it wraps.
    #[must_use]
    pub const fn modulus(wide: bool) -> u16 {
        if wide { 1 << 15 } else { 1 << 7 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Bytes before the VP8 payload.
    pub length: usize,
    pub picture_id: Option<PictureId>,
    /// Offset and value of TL0PICIDX.
    pub tl0: Option<(u8, u8)>,
    /// Temporal layer, 0 when it does not say.
    pub temporal: u8,
    /// Depends on nothing but the base layer (the Y bit).
    pub sync: bool,
    pub begins_frame: bool,
    /// First packet of a key frame.
    pub begins_keyframe: bool,
    /// Width and height, when this packet tells.
    pub size: Option<(u16, u16)>,
}

impl Descriptor {
    /// `None` when it is cut short.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let begins_frame = first & 0x10 != 0 && first & 0x0f == 0;
        let mut at = 1;
        let (mut picture_id, mut tl0, mut temporal, mut sync) = (None, None, 0, false);
        if first & 0x80 != 0 {
            let flags = *payload.get(at)?;
            at += 1;
            if flags & 0x80 != 0 {
                picture_id = Some(parse_picture_id(payload, &mut at)?);
            }
            if flags & 0x40 != 0 {
                tl0 = Some((at as u8, *payload.get(at)?));
                at += 1;
            }
            if flags & 0x30 != 0 {
                if flags & 0x20 != 0 {
                    let byte = *payload.get(at)?;
                    (temporal, sync) = (byte >> 6, byte & 0x20 != 0);
                }
                at += 1;
            }
        }
        let frame = payload.get(at..)?;
        let begins_keyframe = begins_frame && frame.first().is_some_and(|byte| byte & 1 == 0);
        let size = if begins_keyframe { keyframe_size(frame) } else { None };
        Some(Self { length: at, picture_id, tl0, temporal, sync, begins_frame, begins_keyframe, size })
    }
}

fn parse_picture_id(payload: &[u8], at: &mut usize) -> Option<PictureId> {
    let offset = *at as u8;
    let high = *payload.get(*at)?;
    *at += 1;
    if high & 0x80 == 0 {
        return Some(PictureId { offset, wide: false, value: u16::from(high) });
    }
    let low = *payload.get(*at)?;
    *at += 1;
    Some(PictureId { offset, wide: true, value: u16::from(high & 0x7f) << 8 | u16::from(low) })
}

fn keyframe_size(frame: &[u8]) -> Option<(u16, u16)> {
    let head = frame.get(3..10)?;
    if head[..3] != [0x9d, 0x01, 0x2a] {
        return None;
    }
    let side = |low: u8, high: u8| u16::from_le_bytes([low, high]) & 0x3fff;
    Some((side(head[3], head[4]), side(head[5], head[6])))
}

/// Writes other ids over those of a descriptor, same widths.
#[inline]
pub fn rewrite(payload: &mut [u8], picture: Option<(PictureId, u16)>, tl0: Option<(u8, u8)>) {
    if let Some((place, value)) = picture {
        let at = usize::from(place.offset);
        if place.wide {
            payload[at] = 0x80 | (value >> 8) as u8;
            payload[at + 1] = value as u8;
        } else {
            payload[at] = value as u8 & 0x7f;
        }
    }
    if let Some((offset, value)) = tl0 {
        payload[usize::from(offset)] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chromium_keyframe() {
        let mut payload =
            [0x90, 0xe0, 0x92, 0x34, 0x56, 0x00, 0x50, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01];
        let parsed = Descriptor::parse(&payload).unwrap();
        assert_eq!(parsed.picture_id, Some(PictureId { offset: 2, wide: true, value: 0x1234 }));
        assert_eq!(parsed.tl0, Some((4, 0x56)));
        assert_eq!((parsed.length, parsed.begins_keyframe, parsed.size), (6, true, Some((640, 360))));
        assert_eq!((parsed.temporal, parsed.sync, parsed.begins_frame), (0, false, true));
        rewrite(&mut payload, Some((parsed.picture_id.unwrap(), 0x7fff)), Some((4, 9)));
        let again = Descriptor::parse(&payload).unwrap();
        assert_eq!((again.picture_id.unwrap().value, again.tl0), (0x7fff, Some((4, 9))));
    }

    #[test]
    fn short_forms() {
        let plain = Descriptor::parse(&[0x10, 0x01]).unwrap();
        assert_eq!((plain.length, plain.begins_keyframe, plain.picture_id), (1, false, None));
        let narrow = Descriptor::parse(&[0x80, 0x80, 0x11, 0x00]).unwrap();
        assert_eq!(narrow.picture_id.unwrap(), PictureId { offset: 2, wide: false, value: 0x11 });
        assert!(!narrow.begins_keyframe, "not the start of a partition");
        assert_eq!(Descriptor::parse(&[0x80]), None);
        assert_eq!(Descriptor::parse(&[0x80, 0x80, 0x80]), None);
    }
}
