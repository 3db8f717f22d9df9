//! Recordings as people see them.

use crate::{ConferenceId, IncidentId, Micros, RecordingId, SiteId, conference::StreamKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// 录制中
    Recording,
    /// Stopped; the packager is at work.
    Packaging,
    /// 可回放
    Ready,
    /// Could not be packaged; the segments are kept.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecordingView {
    pub id: RecordingId,
    pub conference: ConferenceId,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    pub state: RecordingState,
    pub started_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Micros>,
    pub tracks: Vec<RecordedTrack>,
    /// SM3 over the hash chain of all segments, once sealed into the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    pub version: u64,
}

/// One recorded stream, playable by `GET /api/recordings/{id}/tracks/{track}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecordedTrack {
    pub track: u32,
    pub site: SiteId,
    pub site_name: String,
    pub stream: StreamKind,
    /// `video/VP8`, `video/H264`, `audio/opus`.
    pub codec: String,
    /// Microseconds after the recording's start.
    pub begins_us: i64,
    pub ends_us: i64,
    pub packets: u64,
    pub bytes: u64,
    pub gaps: Vec<Gap>,
}

/// What is missing, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    pub begins_us: i64,
    pub ends_us: i64,
    pub lost_packets: u64,
    /// `loss` on the network, `restart` of a process, `closed` by the site or the chair.
    pub why: String,
}
