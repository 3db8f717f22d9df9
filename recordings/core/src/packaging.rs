//! What recorder and packager say to each other over pipes; plaintext media never touches a disk.
//!
//! Recorder → packager (stdin): `u32` length and JSON [`Job`], then one track's packets in order, each `u32` length of
//! what follows, µs after the recording's start `i64`, the RTP packet; a length of zero ends the job. A pipe that closes before that means the job is void.
//!
//! Packager → recorder (stdout): `u32` length and JSON [`Done`], then [`Done::bytes`] bytes of the file.

use serde::{Deserialize, Serialize};

/// What the packager is to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// `video/VP8`, `video/H264`, `audio/opus`.
    pub codec: String,
    pub clock_rate: u32,
}

/// What it made. Zero bytes: nothing could be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub mime: String,
    /// Time zero of the file, µs after the recording's start: the first frame that can be decoded.
    pub begins_us: i64,
    pub ends_us: i64,
    /// Video frames and audio packets in the file.
    pub frames: u64,
    pub bytes: u64,
}

/// Bytes of one packet frame at most.
pub const PACKET_BYTES: usize = 128 * 1024;

/// Appends a packet frame.
pub fn put_packet(out: &mut Vec<u8>, at_us: i64, rtp: &[u8]) {
    out.extend((rtp.len() as u32 + 8).to_be_bytes());
    out.extend(at_us.to_be_bytes());
    out.extend(rtp);
}

/// The body of a packet frame: µs after the recording's start, RTP packet.
pub fn packet(body: &[u8]) -> Option<(i64, &[u8])> {
    let (at_us, rtp) = body.split_first_chunk::<8>()?;
    Some((i64::from_be_bytes(*at_us), rtp))
}
