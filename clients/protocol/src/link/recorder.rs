//! Media and command → recorder. The recorder listens on one socket; who connects says which it is.
//!
//! The media node sends decrypted RTP as [`super::FRAME_PACKET`] frames:
//! `recording u64 | track u32 | arrival µs i64 (node clock) | RTP packet`, big endian. A track is opened by
//! [`ToRecorder::OpenTrack`] before its first packet.

use crate::{
    ConferenceId, Micros, RecordingId, SiteId,
    conference::StreamKind,
    recording::{RecordedTrack, RecordingState},
};
use serde::{Deserialize, Serialize};

/// Bytes before the RTP packet in a packet frame.
pub const PACKET_HEAD: usize = 8 + 4 + 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToRecorder {
    /// First of all, from a media node.
    MediaHello {
        boot: u64,
    },
    /// First of all, from the command node; the recorder answers with a [`FromRecorder::Recording`] for each it holds.
    CommandHello,
    /// From media. Track numbers are given by the media node, unique within (recording, boot).
    OpenTrack {
        recording: RecordingId,
        track: u32,
        opened: OpenTrack,
    },
    CloseTrack {
        recording: RecordingId,
        track: u32,
        why: String,
    },
    /// Packets that the publisher sent and nobody has: loss, after RTX gave up.
    /// Clock mapping from a sender report: `ntp` of the source, already mapped to the node clock, and RTP timestamp.
    TrackClock {
        recording: RecordingId,
        track: u32,
        at: Micros,
        rtp_timestamp: u32,
    },
    /// From command: desired state, every recording that is running. One that is no longer in it is closed,
    /// sealed and packaged.
    Converge {
        running: Vec<RunningRecording>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunningRecording {
    pub recording: RecordingId,
    pub conference: ConferenceId,
    pub title: String,
    pub started_at: Micros,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenTrack {
    pub conference: ConferenceId,
    pub site: SiteId,
    pub site_name: String,
    pub stream: StreamKind,
    /// `video/VP8`, `video/H264`, `audio/opus`.
    pub codec: String,
    pub clock_rate: u32,
    pub payload_type: u8,
    pub ssrc: u32,
}

/// Recorder → command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromRecorder {
    /// Sent on every change of state, and a few times a minute while recording.
    Recording {
        recording: RecordingId,
        state: RecordingState,
        tracks: Vec<RecordedTrack>,
        #[serde(default)]
        seal: Option<String>,
    },
    /// Disk trouble and the like, for the operator.
    Trouble { recording: Option<RecordingId>, message: String },
}
