//! TURN on a stream: messages one after another, each as long as it says (RFC 8656 §12.5, RFC 8489 §6.2.2).

use crate::stun::{HEADER, MAGIC_COOKIE};
use std::ops::Range;

/// Longest message or channel data taken, without padding. WebRTC packets fit a datagram.
pub const LONGEST: usize = 2048;

/// What a stream carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    Message(Range<usize>),
    /// Without the padding that the stream has.
    ChannelData(Range<usize>),
}

/// Neither, or one longer than [`LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Babble;

/// One frame at the head of `buf` and the bytes it took; `Ok(None)`: more is needed.
///
/// # Errors
/// [`Babble`]: the peer is to be cut off.
pub fn take(buf: &[u8]) -> Result<Option<(Frame, usize)>, Babble> {
    let Some(&[first, _, high, low]) = buf.first_chunk::<4>() else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let (whole, padded) = match first {
        // RFC 8489 §5: the two highest bits are zero, and the length is a multiple of four.
        0..=0x3f if length % 4 == 0 => (HEADER + length, HEADER + length),
        0x40..=0x7f => (4 + length, 4 + length.next_multiple_of(4)),
        _ => return Err(Babble),
    };
    let cookie = buf.get(4..8).is_none_or(|cookie| cookie == MAGIC_COOKIE.to_be_bytes());
    if whole > LONGEST || (first <= 0x3f && !cookie) {
        return Err(Babble);
    }
    if buf.len() < padded {
        return Ok(None);
    }
    let frame = if first <= 0x3f { Frame::Message(0..whole) } else { Frame::ChannelData(0..whole) };
    Ok(Some((frame, padded)))
}

/// Appends one message or channel data, padded as a stream needs it.
pub fn put(out: &mut Vec<u8>, frame: &[u8]) {
    out.extend_from_slice(frame);
    out.resize(out.len() + frame.len().next_multiple_of(4) - frame.len(), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: u16) -> Vec<u8> {
        let mut bytes = vec![0, 3];
        bytes.extend(length.to_be_bytes());
        bytes.extend(MAGIC_COOKIE.to_be_bytes());
        bytes.resize(HEADER + usize::from(length), 7);
        bytes
    }

    #[test]
    fn frames_survive_sticky_and_split_reads() {
        let channel = |length: usize| [&[0x40, 1, 0, length as u8][..], &vec![9; length]].concat();
        let frames = [message(0), channel(3), message(40), channel(0), channel(8)];
        let mut wire = Vec::new();
        frames.iter().for_each(|frame| put(&mut wire, frame));
        for cut in 0..wire.len() {
            let (mut buf, mut got) = (Vec::new(), Vec::new());
            for part in [&wire[..cut], &wire[cut..]] {
                buf.extend_from_slice(part);
                while let Some((Frame::Message(range) | Frame::ChannelData(range), used)) = take(&buf).unwrap() {
                    got.push(buf[range].to_vec());
                    buf.drain(..used);
                }
            }
            assert_eq!(got, frames, "cut at {cut}");
            assert!(buf.is_empty());
        }
    }

    #[test]
    fn what_is_no_turn_is_said_at_once() {
        for wrong in [[0x16, 3, 1, 2], [0x80, 0, 0, 0], [0, 1, 0, 3]] {
            assert_eq!(take(&wrong), Err(Babble), "{wrong:?}");
        }
        assert_eq!(take(&message(2044)), Err(Babble), "longer than the bound");
        assert_eq!(take(&[0x40, 0, 0xff, 0xff]), Err(Babble), "longer than the bound");
        assert_eq!(take(&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x43]), Err(Babble), "another cookie");
        assert_eq!(take(&[0x16, 3, 1, 2, 0, 1, 0, 1]), Err(Babble), "TLS within TLS");
    }
}
