//! The packaged file: playable media, encrypted in chunks of equal size so that any byte range can be read alone.
//!
//! ```text
//! header, 96 bytes, big endian:
//!   0 magic "FSPKG" 0 0 1 · 8 recording u64 · 16 track u32 · 20 MIME [24], zero-padded · 44 plaintext bytes u64
//!  52 key id [8] · 60 salt [32] · 92 chunk bytes u32
//! chunk k: AES-256-GCM of the next chunk's plaintext and tag; nonce k, associated data the header
//! ```
//! The header holds the length and is associated data of every chunk, so truncation and exchange are noticed.

use crate::segment::TAG;
use fengsui_protocol::RecordingId;

const MAGIC: [u8; 8] = *b"FSPKG\0\0\x01";
/// Bytes of the header.
pub const HEADER: usize = 96;
/// Plaintext bytes of every chunk but the last.
pub const CHUNK: usize = 64 * 1024;
const MIME: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub recording: RecordingId,
    pub track: u32,
    /// At most 24 bytes.
    pub mime: String,
    /// Of the whole plaintext.
    pub bytes: u64,
    pub key_id: [u8; 8],
    pub salt: [u8; 32],
}

impl Header {
    pub fn encode(&self) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        out[..8].copy_from_slice(&MAGIC);
        out[8..16].copy_from_slice(&self.recording.0.to_be_bytes());
        out[16..20].copy_from_slice(&self.track.to_be_bytes());
        let mime = &self.mime.as_bytes()[..self.mime.len().min(MIME)];
        out[20..20 + mime.len()].copy_from_slice(mime);
        out[44..52].copy_from_slice(&self.bytes.to_be_bytes());
        out[52..60].copy_from_slice(&self.key_id);
        out[60..92].copy_from_slice(&self.salt);
        out[92..96].copy_from_slice(&(CHUNK as u32).to_be_bytes());
        out
    }

    /// Reads a header; `None` when it is of another kind, version or chunk size.
    pub fn decode(head: &[u8; HEADER]) -> Option<Self> {
        let mime = head[20..20 + MIME].split(|byte| *byte == 0).next()?;
        let fits = head[..8] == MAGIC && head[92..96] == (CHUNK as u32).to_be_bytes();
        Some(Self {
            recording: RecordingId(u64::from_be_bytes(head[8..16].try_into().ok()?)),
            track: u32::from_be_bytes(head[16..20].try_into().ok()?),
            mime: String::from_utf8(mime.to_vec()).ok()?,
            bytes: u64::from_be_bytes(head[44..52].try_into().ok()?),
            key_id: head[52..60].try_into().ok()?,
            salt: head[60..92].try_into().ok()?,
        })
        .filter(|_| fits)
    }

    /// Bytes of the whole file.
    pub fn file_bytes(&self) -> u64 {
        HEADER as u64 + self.bytes + self.bytes.div_ceil(CHUNK as u64) * TAG as u64
    }

    /// Where chunk `k` lies in the file and how long it is, tag included.
    pub fn chunk(&self, k: u64) -> (u64, usize) {
        let begins = k * CHUNK as u64;
        let plain = self.bytes.saturating_sub(begins).min(CHUNK as u64) as usize;
        (HEADER as u64 + k * (CHUNK + TAG) as u64, plain + TAG)
    }
}

/// `<track>.pkg`.
pub fn file_name(track: u32) -> String {
    format!("{track:05}.pkg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_comes_back_and_chunks_tile_the_file() {
        for bytes in [0, 1, CHUNK as u64 - 1, CHUNK as u64, CHUNK as u64 + 1, 10 * CHUNK as u64 + 5] {
            let mime = "video/webm".to_owned();
            let header = Header { recording: RecordingId(3), track: 2, mime, bytes, key_id: [1; 8], salt: [2; 32] };
            assert_eq!(Header::decode(&header.encode()), Some(header.clone()));
            let chunks = bytes.div_ceil(CHUNK as u64);
            let mut end = HEADER as u64;
            for k in 0..chunks {
                let (at, length) = header.chunk(k);
                assert_eq!(at, end);
                end += length as u64;
            }
            assert_eq!(end, header.file_bytes());
        }
    }
}
