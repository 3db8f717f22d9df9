//! 会议管理: what surrounds a conference, apart from who is seen and heard in it.

use crate::{ConferenceId, MessageId, Micros, ScheduleId, SiteId, TemplateId, UnitId, UserId, VoteId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 呼叫: the clock of one site's call, all of it derived from when it was rung. Before `later_until` it is put off
/// (稍后); then, until `unanswered_at`, it rings; after that nobody answered (未应答) and it may be rung again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallView {
    /// When it was rung first.
    pub first_at: Micros,
    /// When it was rung last.
    pub since: Micros,
    /// How often it was rung.
    pub rings: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later_until: Option<Micros>,
    pub unanswered_at: Micros,
}

/// What surrounds a conference: its door, its time, who came, what is written on its screens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingView {
    /// 锁定 since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_at: Option<Micros>,
    /// 等候室: who comes waits until chair, initiator or operator lets them in.
    pub waiting_room: bool,
    /// In the order in which they came.
    pub waiting: Vec<WaitingView>,
    /// Let in, whether they have joined or not.
    pub admitted: Vec<UserId>,
    /// A password is asked for. The password itself is in no view.
    pub has_password: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_end: Option<Micros>,
    /// 应到: invited units, present or not.
    pub invited: Vec<UnitId>,
    /// Everybody who came, with their check-ins.
    pub attendance: Vec<AttendanceView>,
    pub agenda: Vec<AgendaItem>,
    /// Until their time is over or they are cleared; compare `until` with the node's time.
    pub captions: Vec<CaptionView>,
}

/// Somebody before the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingView {
    pub user: UserId,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub since: Micros,
}

/// 签到: how one site took part. It stood in the conference for `stayed_us`, and since `since` while it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttendanceView {
    pub site: SiteId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub came_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Micros>,
    /// Microseconds of its earlier stays.
    pub stayed_us: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Micros>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_in_at: Option<Micros>,
    /// Name of who signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_in_by: Option<String>,
    /// 代签: chair or operator signed for the site.
    pub checked_in_for: bool,
}

/// 字幕 or 横幅.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Caption {
    pub text: String,
    /// Sites on whose screens it stands; empty: on all.
    pub sites: Vec<SiteId>,
    pub place: CaptionPlace,
    pub size: CaptionSize,
    pub colour: CaptionColour,
    /// `None`: until it is cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaptionPlace {
    Top,
    Middle,
    Bottom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaptionSize {
    Small,
    Medium,
    /// For a hall.
    Large,
}

/// A closed set; `Alert` is for danger alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaptionColour {
    /// White on dark.
    Dark,
    /// Dark on white.
    Light,
    /// White on red.
    Alert,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaptionView {
    pub id: u64,
    pub caption: Caption,
    pub shown_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Micros>,
}

// ---- plans ----

/// What a conference is to be, before there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConferencePlan {
    pub title: String,
    pub agenda: Vec<AgendaItem>,
    /// Invited units; who comes is another list.
    pub units: Vec<UnitId>,
    /// How long it is planned to last.
    pub minutes: u16,
    pub waiting_room: bool,
}

/// 议程
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgendaItem {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
}

/// When a scheduled conference takes place, in Beijing time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Timing {
    pub starts_at: Micros,
    pub repeat: Repeat,
    /// Needed where it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<RepeatEnd>,
    /// 0: no reminder.
    pub remind_minutes: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Repeat {
    Once,
    Daily,
    /// 1 is Monday, 7 Sunday.
    Weekly {
        days: Vec<u8>,
    },
    /// A month without this day is left out.
    Monthly {
        day: u8,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RepeatEnd {
    /// The last one begins then or earlier.
    Until {
        at: Micros,
    },
    Count {
        count: u16,
    },
}

/// 预约
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleView {
    pub id: ScheduleId,
    pub plan: ConferencePlan,
    pub timing: Timing,
    pub created_by: UserId,
    /// When it opens next, by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Micros>,
    /// From then on invited screens say that it is near.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Micros>,
    /// The conference that it opened last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceId>,
    pub opened: u32,
    /// Times that passed while the node stood still.
    pub missed: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Micros>,
    pub version: u64,
}

/// 会议模板
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateView {
    pub id: TemplateId,
    pub name: String,
    pub plan: ConferencePlan,
    pub version: u64,
}

// ---- messages and votes ----

/// 会议消息; with a file it has no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageView {
    pub id: MessageId,
    pub conference: ConferenceId,
    pub at: Micros,
    pub by: UserId,
    /// Site and person, as they were then.
    pub name: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<SharedFile>,
}

/// A file given out in a conference; its bytes are fetched by the message's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedFile {
    pub name: String,
    pub bytes: u64,
    /// Content type, found in the bytes themselves.
    pub kind: String,
    /// SM3 of the bytes, lower-case hex: what stands in the log.
    pub sm3: String,
}

/// 同意 · 反对 · 弃权
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Yes,
    No,
    Abstain,
}

/// 举手表决
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoteView {
    pub id: VoteId,
    pub conference: ConferenceId,
    pub question: String,
    pub opened_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Micros>,
    /// Sites that were here when it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<u32>,
    pub yes: u32,
    pub no: u32,
    pub abstain: u32,
    /// Hands are seen: who voted what.
    pub cast: Vec<CastView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CastView {
    pub site: SiteId,
    pub name: String,
    pub choice: Choice,
    pub at: Micros,
}
