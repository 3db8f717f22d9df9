//! Links between the node's processes, and later between nodes: length-prefixed frames over a stream socket.
//!
//! A frame is `u32` length (big endian, of what follows, at most [`crate::bounds::LINK_FRAME_BYTES`]), one byte kind
//! ([`FRAME_JSON`] or [`FRAME_PACKET`]), then the body. Locally the stream is a Unix socket in `DATA/run/`, readable
//! by the node's user only. Desired state crosses, not commands: a lost link costs a delay, never a wrong screen.

pub mod media;
pub mod recorder;

pub const FRAME_JSON: u8 = 0;
pub const FRAME_PACKET: u8 = 1;

/// File name of the media process's socket under `DATA/run/`; the media process listens.
pub const MEDIA_SOCKET: &str = "media.sock";
/// File name of the media process's socket for connections that the command node took and hands over, under `DATA/run/`: a
/// datagram is one byte ([`media::Handed`]) and one descriptor, of a connection of which nothing was read.
pub const FRONT_SOCKET: &str = "front.sock";
/// File name of the command process's socket for HTTP that the media process found in a TLS connection handed to it, under
/// `DATA/run/`: a line of the PROXY protocol, version 1, then HTTP without TLS.
pub const PAGES_SOCKET: &str = "pages.sock";
/// File name of the recorder's socket under `DATA/run/`; the recorder listens, command and media connect.
pub const RECORDER_SOCKET: &str = "recorder.sock";

/// Appends one frame to `out`.
///
/// # Panics
/// When `body` is larger than the bound, which is a fault of the sender.
pub fn put_frame(out: &mut Vec<u8>, kind: u8, body: &[u8]) {
    assert!(body.len() < crate::bounds::LINK_FRAME_BYTES, "link frame over its bound");
    out.extend_from_slice(&(body.len() as u32 + 1).to_be_bytes());
    out.push(kind);
    out.extend_from_slice(body);
}

/// Appends one JSON frame to `out`.
pub fn put_json<T: serde::Serialize>(out: &mut Vec<u8>, message: &T) {
    let body = serde_json::to_vec(message).expect("link messages serialise");
    put_frame(out, FRAME_JSON, &body);
}

/// One frame at the head of `buf`: `Ok(Some((kind, body, bytes used)))`, `Ok(None)` when more bytes are needed.
///
/// # Errors
/// When the length is zero or past the bound: the peer is not speaking this protocol and must be cut off.
pub fn take_frame(buf: &[u8]) -> Result<Option<(u8, &[u8], usize)>, BadFrame> {
    let Some(head) = buf.first_chunk::<4>() else { return Ok(None) };
    let length = u32::from_be_bytes(*head) as usize;
    if length == 0 || length > crate::bounds::LINK_FRAME_BYTES {
        return Err(BadFrame(length));
    }
    match buf.get(4..4 + length) {
        Some(body) => Ok(Some((body[0], &body[1..], 4 + length))),
        None => Ok(None),
    }
}

/// A frame length that this protocol never sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFrame(pub usize);
impl std::fmt::Display for BadFrame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "link frame of {} bytes", self.0)
    }
}
impl std::error::Error for BadFrame {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_survive_sticky_and_split_reads() {
        let mut wire = Vec::new();
        put_frame(&mut wire, FRAME_PACKET, b"abc");
        put_json(&mut wire, &7u8);
        for cut in 0..wire.len() {
            let (mut buf, mut got) = (Vec::new(), Vec::new());
            for part in [&wire[..cut], &wire[cut..]] {
                buf.extend_from_slice(part);
                while let Some((kind, body, used)) = take_frame(&buf).unwrap() {
                    got.push((kind, body.to_vec()));
                    buf.drain(..used);
                }
            }
            assert_eq!(got, vec![(FRAME_PACKET, b"abc".to_vec()), (FRAME_JSON, b"7".to_vec())], "cut at {cut}");
        }
        assert_eq!(take_frame(&[0, 0, 0, 0]), Err(BadFrame(0)));
        assert!(take_frame(&[0xff; 8]).is_err());
    }
}
