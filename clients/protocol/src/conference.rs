//! 会议 and 会场: what people see of a conference, and the ViewTable that media nodes converge to.

use crate::{
    ConferenceId, IncidentId, Micros, RecordingId, SiteId, UnitId, UserId,
    control::{Layout, Notice, ScreenLabel},
    meeting::{CallView, MeetingView},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a site is called, here, or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Presence {
    /// 呼叫中
    Ringing { since: Micros },
    /// 已拒绝
    Declined { reason: String, at: Micros },
    /// 在会
    Present { since: Micros },
    /// 已离开, 掉线 or 已挂断: may come back.
    Absent { since: Micros, why: AbsentWhy },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsentWhy {
    NeverJoined,
    Left,
    Dropped,
    HungUp,
}

/// What a joining person brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Devices {
    pub camera: bool,
    pub microphone: bool,
}

/// A site on the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteView {
    pub id: SiteId,
    /// Name written on the tile.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The account that holds the site now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    pub presence: Presence,
    pub devices: Devices,
    /// Its own switch.
    pub microphone_on: bool,
    pub camera_on: bool,
    /// Closed by chair or operator.
    pub muted_by_chair: bool,
    /// Media that the node really receives, by kind.
    pub publishing: Publishing,
    /// The clock of the call that waits for an answer; while it rings only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallView>,
}

/// What of a site the media node receives at present (derived, not logged).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Publishing {
    pub microphone: bool,
    pub camera: bool,
    pub presentation: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConferenceView {
    pub id: ConferenceId,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    pub created_at: Micros,
    pub created_by: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Micros>,
    /// Person who holds the chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<UserId>,
    /// 主会场
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair_site: Option<SiteId>,
    /// 辅流: who holds the presenter token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presenter: Option<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_since: Option<Micros>,
    pub sites: Vec<SiteView>,
    /// Grows whenever this view changes; what is in force is in [`crate::control::ControlView`].
    pub meeting: MeetingView,
    pub version: u64,
}

/// Which stream of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamKind {
    Microphone,
    Camera,
    Presentation,
}

/// A receive slot, negotiated once. Video lines of a WHEP offer are, in order: main, presentation, cell 0, cell 1 …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SlotName {
    Main,
    Presentation,
    Cell {
        index: u16,
    },
    /// One of the loudest voices, chosen by the media node.
    Voice {
        index: u16,
    },
}

/// Desired state of one conference's media: who may send what, and who sees whom in which slot. A media node holds
/// the newest generation it was given and converges to it; it keeps it when the command node is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViewTable {
    pub conference: ConferenceId,
    pub generation: u64,
    /// Sorted by site.
    pub sites: Vec<ViewRow>,
    /// Record every published stream into this recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<RecordingId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ViewRow {
    pub site: SiteId,
    pub name: String,
    /// Packets of a closed microphone are dropped at the node, whatever the client does.
    pub microphone_open: bool,
    pub camera_open: bool,
    pub presentation_open: bool,
    /// Closed: this site is sent no voice.
    pub speaker_open: bool,
    /// Source of each video slot; a slot not named here shows nothing.
    pub slots: Vec<SlotRow>,
    #[serde(default, skip_serializing_if = "Layout::is_single")]
    pub layout: Layout,
    /// The cell of a mosaic in which it would see itself; it draws its own picture there, none is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_cell: Option<u8>,
    /// What is written on its screen.
    #[serde(default, skip_serializing_if = "ScreenLabel::is_plain")]
    pub label: ScreenLabel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlotRow {
    pub slot: SlotName,
    pub source: SiteId,
    pub stream: StreamKind,
}

/// What of one stream of a publishing session nobody takes, receivers and recorder included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnusedLayers {
    pub conference: ConferenceId,
    /// Publishing session: ETag of its WHIP answer.
    pub session: crate::SessionId,
    pub stream: StreamKind,
    /// Simulcast layers to leave out (RFC 8852).
    pub rids: Vec<String>,
    /// Of a stream with sizes inside (VP9, AV1): so many are to be sent, the smallest first; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sizes: Option<u8>,
}

/// The name belongs to the frame: from `rtp_timestamp` on, `slot` shows `source`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlotChange {
    pub conference: ConferenceId,
    /// The receiving session whose slot changed.
    pub session: crate::SessionId,
    pub generation: u64,
    pub slot: SlotName,
    /// `None`: the slot shows nothing from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rtp_timestamp: Option<u32>,
    /// The receiver's path is too narrow for this picture: nothing is sent until it carries more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Paused because a line that other sites share has no room for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared_line: bool,
    /// `mid` of the media line in the receiving session's SDP.
    pub mid: String,
}
