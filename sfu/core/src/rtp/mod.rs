//! RTP packets (RFC 3550 §5.1) and their header extensions (RFC 8285), read without copying.

mod bits;
pub mod dependency;
pub mod extension;
pub mod h264;
pub mod red;
pub mod vp8;
pub mod vp9;

/// Bytes of the fixed header.
pub const FIXED_HEADER: usize = 12;
/// Bytes of header extensions that are taken from a stranger; packets with more are refused.
pub const MAX_EXTENSION_BYTES: usize = 256;
/// Bytes of the largest RTP packet that is taken, sealed.
pub const MAX_PACKET: usize = 1_500;

/// The readable part of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub padding: bool,
    /// Where the payload begins.
    pub length: usize,
    /// `defined by profile` word and place of the extension's body.
    pub extension: Option<(u16, usize)>,
}

impl Header {
    /// `None` when it is not RTP of version 2, is cut short or has an extension past the bound.
    #[must_use]
    #[inline]
    pub fn parse(packet: &[u8]) -> Option<Self> {
        let fixed = packet.first_chunk::<FIXED_HEADER>()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let mut length = FIXED_HEADER + 4 * usize::from(fixed[0] & 0x0f);
        let mut extension = None;
        if fixed[0] & 0x10 != 0 {
            let head = packet.get(length..length + 4)?;
            let body = 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
            if body > MAX_EXTENSION_BYTES {
                return None;
            }
            extension = Some((u16::from_be_bytes([head[0], head[1]]), length + 4));
            length += 4 + body;
        }
        (length <= packet.len()).then_some(Self {
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            padding: fixed[0] & 0x20 != 0,
            length,
            extension,
        })
    }

    /// Length of a plain packet without its padding; `None` when the padding is longer than the payload or zero.
    #[must_use]
    #[inline]
    pub fn without_padding(&self, packet: &[u8]) -> Option<usize> {
        if !self.padding {
            return Some(packet.len());
        }
        let padding = usize::from(*packet.last()?);
        let end = packet.len().checked_sub(padding)?;
        (padding > 0 && end >= self.length).then_some(end)
    }

    /// The extension elements of `packet`.
    #[must_use]
    pub fn extensions<'a>(&self, packet: &'a [u8]) -> extension::Elements<'a> {
        match self.extension {
            Some((profile, start)) => extension::Elements::new(profile, packet.get(start..self.length).unwrap_or(&[])),
            None => extension::Elements::new(0, &[]),
        }
    }
}

/// Whether a datagram of the RTP range (RFC 7983) is RTCP (RFC 5761 §4).
#[must_use]
#[inline]
pub fn is_rtcp(datagram: &[u8]) -> bool {
    datagram.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

/// The 64-bit sequence nearest to `newest` that ends in `sequence`; `None` before the beginning.
#[must_use]
#[inline]
pub fn extend(newest: u64, sequence: u16) -> Option<u64> {
    newest.checked_add_signed(i64::from(sequence.wrapping_sub(newest as u16) as i16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn any_bytes_are_parsed_without_panic() {
        let mut random = Random::new(1);
        for _ in 0..50_000 {
            let mut bytes: Vec<u8> = (0..random.below(80)).map(|_| random.next() as u8).collect();
            if let Some(first) = bytes.first_mut() {
                *first = *first & 0x3f | 0x80;
            }
            let Some(header) = Header::parse(&bytes) else { continue };
            assert!(header.length <= bytes.len());
            assert!(header.extensions(&bytes).count() <= MAX_EXTENSION_BYTES);
            assert!(header.without_padding(&bytes).is_none_or(|end| end >= header.length && end <= bytes.len()));
            let payload = &bytes[header.length..];
            let _ = (vp8::Descriptor::parse(payload), vp9::Descriptor::parse(payload), h264::begins_keyframe(payload));
        }
    }

    #[test]
    fn padding_is_cut() {
        let mut packet = vec![0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 0, 2];
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.without_padding(&packet), Some(14));
        packet[15] = 5;
        assert_eq!(header.without_padding(&packet), None);
        packet[15] = 0;
        assert_eq!(header.without_padding(&packet), None);
    }
}
