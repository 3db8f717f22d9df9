//! Log events of conference control. Each kind has a name and a version, which the log keeps beside the body.

use fengsui_protocol::{
    ConferenceId, IncidentId, MessageId, Micros, MosaicId, RecordingId, ScheduleId, SiteId, TemplateId, UnitId, UserId,
    VoteId,
    conference::{AbsentWhy, Devices, StreamKind},
    control::{Audience, CancelWhy, Level, MosaicPlan, Operation, RotationKind, Source},
    live::EntityKey,
    meeting::{AgendaItem, Caption, Choice, ConferencePlan, SharedFile, Timing},
    recording::{RecordedTrack, RecordingState},
};
use serde::{Deserialize, Serialize};

/// A body that is not what its kind and version promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEvent(pub String);
impl std::fmt::Display for BadEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for BadEvent {}

/// A unit that is called: its place on the roster and the name on its tile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    pub site: SiteId,
    pub unit: UnitId,
    pub name: String,
}

/// A rotation as it is set, with where it stands: one place for each of its lanes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationPlan {
    pub mosaic: Option<MosaicId>,
    /// Empty: every site.
    pub sites: Vec<SiteId>,
    pub dwell_s: u16,
    pub paused: bool,
    pub at: Vec<Option<SiteId>>,
}

/// Something derived that was shown: a step of a rotation, or a voice that switched the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: Micros,
    /// `None`: voice switching.
    pub rotation: Option<RotationKind>,
    /// Who is shown from then on, by lane.
    pub shown: Vec<Option<SiteId>>,
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $kind:literal $version:literal { $($body:tt)* })+) => {
        /// What happened. Serialises as `{"<kind>": {…}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Event {$(
            $(#[$doc])*
            #[serde(rename = $kind)]
            $variant { $($body)* },
        )+}

        impl Event {
            /// Every kind with the version that is written today.
            pub const KINDS: &'static [(&'static str, u32)] = &[$(($kind, $version)),+];

            /// Name of the kind, for the log.
            pub fn kind(&self) -> &'static str {
                match self {$( Self::$variant { .. } => $kind, )+}
            }
            /// Version of the body, for the log.
            pub fn version(&self) -> u32 {
                match self {$( Self::$variant { .. } => $version, )+}
            }
        }
    };
}

events! {
    ConferenceCreated "conference_created" 1 {
        conference: ConferenceId,
        title: String,
        incident: Option<IncidentId>,
        /// 0 when it was made at the node's console.
        created_by: UserId,
        chair: Option<UserId>,
        invited: Vec<Invited>,
    }
    /// New on the roster, ringing; and units whose removed people may come again.
    UnitsInvited "units_invited" 1 {
        conference: ConferenceId,
        invited: Vec<Invited>,
        readmitted: Vec<UnitId>,
    }
    SiteRung "site_rung" 1 {
        conference: ConferenceId,
        site: SiteId,
    }
    /// 稍后: the call rings again at `until`.
    CallPostponed "call_postponed" 1 {
        conference: ConferenceId,
        site: SiteId,
        until: Micros,
    }
    SiteJoined "site_joined" 1 {
        conference: ConferenceId,
        site: SiteId,
        name: String,
        unit: Option<UnitId>,
        /// `None`: a site that came with a token.
        user: Option<UserId>,
        devices: Devices,
        microphone_on: bool,
    }
    /// The media session of a dropped site is back.
    SiteReturned "site_returned" 1 {
        conference: ConferenceId,
        site: SiteId,
    }
    SiteDeclined "site_declined" 1 {
        conference: ConferenceId,
        site: SiteId,
        reason: String,
    }
    SiteAbsent "site_absent" 1 {
        conference: ConferenceId,
        site: SiteId,
        why: AbsentWhy,
    }
    SiteRemoved "site_removed" 1 {
        conference: ConferenceId,
        site: SiteId,
    }
    OwnStreamSet "own_stream_set" 1 {
        conference: ConferenceId,
        site: SiteId,
        stream: StreamKind,
        on: bool,
    }
    SiteMuted "site_muted" 1 {
        conference: ConferenceId,
        site: SiteId,
        muted: bool,
    }
    AllMuted "all_muted" 1 {
        conference: ConferenceId,
        muted: bool,
        /// Sites left as they are, the chair's among them.
        except: Vec<SiteId>,
    }
    BroadcastSet "broadcast_set" 1 {
        conference: ConferenceId,
        site: Option<SiteId>,
    }
    ViewSet "view_set" 1 {
        conference: ConferenceId,
        viewer: SiteId,
        site: Option<SiteId>,
    }
    PresenterSet "presenter_set" 1 {
        conference: ConferenceId,
        site: Option<SiteId>,
    }
    ChairSet "chair_set" 1 {
        conference: ConferenceId,
        chair: Option<UserId>,
        chair_site: Option<SiteId>,
    }
    /// From here on calls and attendance are kept; follows the conference's creation.
    MeetingKept "meeting_kept" 1 {
        conference: ConferenceId,
    }
    ConferenceLocked "conference_locked" 1 {
        conference: ConferenceId,
        locked: bool,
    }
    WaitingRoomSet "waiting_room_set" 1 {
        conference: ConferenceId,
        on: bool,
    }
    EntryAsked "entry_asked" 1 {
        conference: ConferenceId,
        user: UserId,
        name: String,
        unit: UnitId,
        unit_name: String,
    }
    EntryWithdrawn "entry_withdrawn" 1 {
        conference: ConferenceId,
        user: UserId,
    }
    EntryAnswered "entry_answered" 1 {
        conference: ConferenceId,
        user: UserId,
        admitted: bool,
    }
    /// The digest of the password, never the password.
    ConferencePasswordSet "conference_password_set" 1 {
        conference: ConferenceId,
        password: Option<String>,
    }
    PasswordTried "password_tried" 1 {
        conference: ConferenceId,
        user: UserId,
        right: bool,
    }
    ConferenceProlonged "conference_prolonged" 1 {
        conference: ConferenceId,
        planned_end: Micros,
    }
    CheckedIn "checked_in" 1 {
        conference: ConferenceId,
        site: SiteId,
        by: String,
        for_it: bool,
    }
    CaptionShown "caption_shown" 1 {
        conference: ConferenceId,
        number: u64,
        caption: Caption,
    }
    CaptionCleared "caption_cleared" 1 {
        conference: ConferenceId,
        number: Option<u64>,
    }
    /// What its plan says of a conference that was just made.
    ConferencePlanned "conference_planned" 1 {
        conference: ConferenceId,
        agenda: Vec<AgendaItem>,
        planned_end: Micros,
        waiting_room: bool,
    }
    ScheduleMade "schedule_made" 1 {
        schedule: ScheduleId,
        plan: ConferencePlan,
        timing: Timing,
        created_by: UserId,
    }
    ScheduleChanged "schedule_changed" 1 {
        schedule: ScheduleId,
        plan: ConferencePlan,
        timing: Timing,
    }
    ScheduleCancelled "schedule_cancelled" 1 {
        schedule: ScheduleId,
    }
    ScheduleOpened "schedule_opened" 1 {
        schedule: ScheduleId,
        at: Micros,
        conference: ConferenceId,
    }
    /// The time at `at` passed while the node stood still.
    OccurrenceMissed "occurrence_missed" 1 {
        schedule: ScheduleId,
        at: Micros,
    }
    TemplateSaved "template_saved" 1 {
        template: TemplateId,
        name: String,
        plan: ConferencePlan,
    }
    TemplateRemoved "template_removed" 1 {
        template: TemplateId,
    }
    MessageSent "message_sent" 1 {
        message: MessageId,
        to: ConferenceId,
        by: UserId,
        name: String,
        text: String,
        file: Option<SharedFile>,
    }
    VoteOpened "vote_opened" 1 {
        vote: VoteId,
        among: ConferenceId,
        question: String,
    }
    VoteCast "vote_cast" 1 {
        vote: VoteId,
        site: SiteId,
        name: String,
        choice: Choice,
    }
    VoteClosed "vote_closed" 1 {
        vote: VoteId,
        present: u32,
    }
    RecordingStarted "recording_started" 1 {
        conference: ConferenceId,
        recording: RecordingId,
    }
    RecordingStopped "recording_stopped" 1 {
        conference: ConferenceId,
        recording: RecordingId,
    }
    /// The recorder's report, with the seal once there is one.
    RecordingReported "recording_reported" 1 {
        recording: RecordingId,
        state: RecordingState,
        tracks: Vec<RecordedTrack>,
        seal: Option<String>,
    }
    ConferenceEnded "conference_ended" 1 {
        conference: ConferenceId,
    }
    /// An operation on all screens took effect; one that ran before is cancelled by the next record. The broadcast of a
    /// site is [`Event::BroadcastSet`].
    OperationInstalled "operation_installed" 1 {
        conference: ConferenceId,
        operation: Operation,
    }
    OperationCancelled "operation_cancelled" 1 {
        conference: ConferenceId,
        operation: Operation,
        why: CancelWhy,
    }
    RollCallListed "roll_call_listed" 1 {
        conference: ConferenceId,
        sites: Vec<SiteId>,
        /// Nobody was heard yet.
        anew: bool,
    }
    FloorRequested "floor_requested" 1 {
        conference: ConferenceId,
        site: SiteId,
        reason: String,
    }
    FloorWithdrawn "floor_withdrawn" 1 {
        conference: ConferenceId,
        site: SiteId,
    }
    FloorPostponed "floor_postponed" 1 {
        conference: ConferenceId,
        site: SiteId,
    }
    FloorRefused "floor_refused" 1 {
        conference: ConferenceId,
        site: SiteId,
        reason: String,
    }
    PinSet "pin_set" 1 {
        conference: ConferenceId,
        viewer: SiteId,
        source: Option<Source>,
    }
    /// A viewer's own choice of a mosaic.
    MosaicViewed "mosaic_viewed" 1 {
        conference: ConferenceId,
        viewer: SiteId,
        mosaic: MosaicId,
    }
    MosaicSaved "mosaic_saved" 1 {
        conference: ConferenceId,
        mosaic: MosaicId,
        name: String,
        plan: MosaicPlan,
    }
    MosaicApplied "mosaic_applied" 1 {
        conference: ConferenceId,
        mosaic: MosaicId,
        audience: Option<Audience>,
    }
    MosaicDeleted "mosaic_deleted" 1 {
        conference: ConferenceId,
        mosaic: MosaicId,
    }
    RotationSet "rotation_set" 1 {
        conference: ConferenceId,
        rotation: RotationKind,
        plan: Option<RotationPlan>,
    }
    SpeakerSet "speaker_set" 1 {
        conference: ConferenceId,
        site: SiteId,
        open: bool,
    }
    AllSpeakersSet "all_speakers_set" 1 {
        conference: ConferenceId,
        open: bool,
        /// Sites left as they are, the chair's among them.
        except: Vec<SiteId>,
    }
    PresentationLocked "presentation_locked" 1 {
        conference: ConferenceId,
        locked: bool,
    }
    PrioritySet "priority_set" 1 {
        conference: ConferenceId,
        order: Vec<Level>,
    }
    /// What was derived since the last such record: not one record each.
    ControlDigested "control_digested" 1 {
        conference: ConferenceId,
        /// Number of the newest step that is in it.
        through: u64,
        steps: Vec<Step>,
        /// SM3 over the steps, lower-case hex.
        digest: String,
        /// Where voice switching stands.
        voice: Option<SiteId>,
    }
}

impl Event {
    /// The log body (JSON).
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("events serialise")
    }

    /// Reads a log body back.
    ///
    /// # Errors
    /// When kind or version is unknown, or the body does not fit them.
    pub fn read(kind: &str, version: u32, body: &str) -> Result<Self, BadEvent> {
        match Self::KINDS.iter().find(|(known, _)| *known == kind) {
            Some((_, newest)) if (1..=*newest).contains(&version) => {
                let event: Self =
                    serde_json::from_str(body).map_err(|error| BadEvent(format!("{kind} {version}: {error}")))?;
                if event.kind() == kind {
                    Ok(event)
                } else {
                    Err(BadEvent(format!("{kind}: the body is of kind {}", event.kind())))
                }
            }
            Some((_, newest)) => Err(BadEvent(format!("{kind}: version {version} is newer than {newest}"))),
            None => Err(BadEvent(format!("unknown kind {kind}"))),
        }
    }

    /// The entity that the event made.
    pub fn made(&self) -> Option<EntityKey> {
        match self {
            Self::ConferenceCreated { conference, .. } => Some(EntityKey::Conference(*conference)),
            Self::RecordingStarted { recording, .. } => Some(EntityKey::Recording(*recording)),
            Self::ScheduleMade { schedule, .. } => Some(EntityKey::Schedule(*schedule)),
            Self::TemplateSaved { template, .. } => Some(EntityKey::Template(*template)),
            Self::MessageSent { message, .. } => Some(EntityKey::Message(*message)),
            Self::VoteOpened { vote, .. } => Some(EntityKey::Vote(*vote)),
            _ => None,
        }
    }

    /// The conference whose view (and possibly table) changes; `None` for what has a view of its own.
    pub fn conference(&self) -> Option<ConferenceId> {
        match self {
            Self::ConferenceCreated { conference, .. }
            | Self::UnitsInvited { conference, .. }
            | Self::SiteRung { conference, .. }
            | Self::CallPostponed { conference, .. }
            | Self::MeetingKept { conference }
            | Self::ConferenceLocked { conference, .. }
            | Self::ConferencePlanned { conference, .. }
            | Self::WaitingRoomSet { conference, .. }
            | Self::EntryAsked { conference, .. }
            | Self::EntryWithdrawn { conference, .. }
            | Self::EntryAnswered { conference, .. }
            | Self::ConferencePasswordSet { conference, .. }
            | Self::PasswordTried { conference, .. }
            | Self::ConferenceProlonged { conference, .. }
            | Self::CheckedIn { conference, .. }
            | Self::CaptionShown { conference, .. }
            | Self::CaptionCleared { conference, .. }
            | Self::SiteJoined { conference, .. }
            | Self::SiteReturned { conference, .. }
            | Self::SiteDeclined { conference, .. }
            | Self::SiteAbsent { conference, .. }
            | Self::SiteRemoved { conference, .. }
            | Self::OwnStreamSet { conference, .. }
            | Self::SiteMuted { conference, .. }
            | Self::AllMuted { conference, .. }
            | Self::BroadcastSet { conference, .. }
            | Self::ViewSet { conference, .. }
            | Self::PresenterSet { conference, .. }
            | Self::ChairSet { conference, .. }
            | Self::RecordingStarted { conference, .. }
            | Self::RecordingStopped { conference, .. }
            | Self::OperationInstalled { conference, .. }
            | Self::OperationCancelled { conference, .. }
            | Self::RollCallListed { conference, .. }
            | Self::FloorRequested { conference, .. }
            | Self::FloorWithdrawn { conference, .. }
            | Self::FloorPostponed { conference, .. }
            | Self::FloorRefused { conference, .. }
            | Self::PinSet { conference, .. }
            | Self::MosaicViewed { conference, .. }
            | Self::MosaicSaved { conference, .. }
            | Self::MosaicApplied { conference, .. }
            | Self::MosaicDeleted { conference, .. }
            | Self::RotationSet { conference, .. }
            | Self::SpeakerSet { conference, .. }
            | Self::AllSpeakersSet { conference, .. }
            | Self::PresentationLocked { conference, .. }
            | Self::PrioritySet { conference, .. }
            | Self::ControlDigested { conference, .. }
            | Self::ConferenceEnded { conference } => Some(*conference),
            Self::RecordingReported { .. }
            | Self::ScheduleMade { .. }
            | Self::ScheduleChanged { .. }
            | Self::ScheduleCancelled { .. }
            | Self::ScheduleOpened { .. }
            | Self::OccurrenceMissed { .. }
            | Self::TemplateSaved { .. }
            | Self::TemplateRemoved { .. }
            | Self::MessageSent { .. }
            | Self::VoteOpened { .. }
            | Self::VoteCast { .. }
            | Self::VoteClosed { .. } => None,
        }
    }

    /// Whether the roster stays as it is, so that only the small view of 会控 is sent again. Operations that open and
    /// close microphones change the roster, too.
    pub(crate) fn only_control(&self) -> bool {
        match self {
            Self::OperationInstalled { operation, .. } | Self::OperationCancelled { operation, .. } => {
                !crate::operation::gates(operation)
            }
            Self::BroadcastSet { .. }
            | Self::ViewSet { .. }
            | Self::RollCallListed { .. }
            | Self::FloorRequested { .. }
            | Self::FloorWithdrawn { .. }
            | Self::FloorPostponed { .. }
            | Self::FloorRefused { .. }
            | Self::PinSet { .. }
            | Self::MosaicViewed { .. }
            | Self::MosaicSaved { .. }
            | Self::MosaicApplied { .. }
            | Self::MosaicDeleted { .. }
            | Self::RotationSet { .. }
            | Self::SpeakerSet { .. }
            | Self::AllSpeakersSet { .. }
            | Self::PresentationLocked { .. }
            | Self::PrioritySet { .. }
            | Self::ControlDigested { .. } => true,
            Self::ConferenceCreated { .. }
            | Self::UnitsInvited { .. }
            | Self::SiteRung { .. }
            | Self::SiteJoined { .. }
            | Self::CallPostponed { .. }
            | Self::MeetingKept { .. }
            | Self::ConferenceLocked { .. }
            | Self::WaitingRoomSet { .. }
            | Self::EntryAsked { .. }
            | Self::EntryWithdrawn { .. }
            | Self::EntryAnswered { .. }
            | Self::ConferencePasswordSet { .. }
            | Self::PasswordTried { .. }
            | Self::ConferenceProlonged { .. }
            | Self::ConferencePlanned { .. }
            | Self::CheckedIn { .. }
            | Self::CaptionShown { .. }
            | Self::CaptionCleared { .. }
            | Self::ScheduleMade { .. }
            | Self::ScheduleChanged { .. }
            | Self::ScheduleCancelled { .. }
            | Self::ScheduleOpened { .. }
            | Self::OccurrenceMissed { .. }
            | Self::TemplateSaved { .. }
            | Self::TemplateRemoved { .. }
            | Self::MessageSent { .. }
            | Self::VoteOpened { .. }
            | Self::VoteCast { .. }
            | Self::VoteClosed { .. }
            | Self::SiteReturned { .. }
            | Self::SiteDeclined { .. }
            | Self::SiteAbsent { .. }
            | Self::SiteRemoved { .. }
            | Self::OwnStreamSet { .. }
            | Self::SiteMuted { .. }
            | Self::AllMuted { .. }
            | Self::PresenterSet { .. }
            | Self::ChairSet { .. }
            | Self::RecordingStarted { .. }
            | Self::RecordingStopped { .. }
            | Self::RecordingReported { .. }
            | Self::ConferenceEnded { .. } => false,
        }
    }

    /// One line for the audit list, without personal data.
    pub fn summary(&self) -> String {
        let what = match self {
            Self::ConferenceCreated { .. } => "建立".to_owned(),
            Self::UnitsInvited { invited, .. } => format!("邀请 {} 家", invited.len()),
            Self::SiteRung { site, .. } => format!("呼叫会场 {site}"),
            Self::CallPostponed { site, .. } => format!("会场 {site} 稍后接听"),
            Self::MeetingKept { .. } => "开始记呼叫与签到".to_owned(),
            Self::ConferenceLocked { locked, .. } => if *locked { "锁定" } else { "解锁" }.to_owned(),
            Self::WaitingRoomSet { on, .. } => if *on { "开等候室" } else { "关等候室" }.to_owned(),
            Self::EntryAsked { user, .. } => format!("用户 {user} 等候入会"),
            Self::EntryWithdrawn { user, .. } => format!("用户 {user} 不再等候"),
            Self::EntryAnswered { user, admitted: true, .. } => format!("准许用户 {user} 入会"),
            Self::EntryAnswered { user, admitted: false, .. } => format!("未准许用户 {user} 入会"),
            Self::ConferencePasswordSet { password, .. } => {
                if password.is_some() { "设入会密码" } else { "取消入会密码" }.to_owned()
            }
            Self::PasswordTried { user, right, .. } => {
                format!("用户 {user} 输入会密码{}", if *right { "" } else { "不对" })
            }
            Self::ConferenceProlonged { .. } => "延长".to_owned(),
            Self::CheckedIn { site, .. } => format!("会场 {site} 签到"),
            Self::CaptionShown { number, .. } => format!("显示字幕 {number}"),
            Self::CaptionCleared { .. } => "撤下字幕".to_owned(),
            Self::ConferencePlanned { .. } => "定议程".to_owned(),
            Self::ScheduleMade { schedule, .. } => return format!("预约会议 {schedule}"),
            Self::ScheduleChanged { schedule, .. } => return format!("改预约 {schedule}"),
            Self::ScheduleCancelled { schedule } => return format!("取消预约 {schedule}"),
            Self::ScheduleOpened { schedule, conference, .. } => {
                return format!("预约 {schedule} 到时开会 {conference}");
            }
            Self::OccurrenceMissed { schedule, .. } => return format!("预约 {schedule} 错过一次"),
            Self::TemplateSaved { template, .. } => return format!("存会议模板 {template}"),
            Self::TemplateRemoved { template } => return format!("删会议模板 {template}"),
            Self::MessageSent { message, to, file: None, .. } => return format!("会议 {to} 消息 {message}"),
            Self::MessageSent { message, to, file: Some(file), .. } => {
                return format!("会议 {to} 文件 {message}（{} 字节，SM3 {}）", file.bytes, file.sm3);
            }
            Self::VoteOpened { vote, among, .. } => return format!("会议 {among} 表决 {vote}"),
            Self::VoteCast { vote, site, .. } => return format!("会场 {site} 在表决 {vote} 中举手"),
            Self::VoteClosed { vote, .. } => return format!("表决 {vote} 结束"),
            Self::SiteJoined { site, .. } => format!("会场 {site} 入会"),
            Self::SiteReturned { site, .. } => format!("会场 {site} 恢复"),
            Self::SiteDeclined { site, .. } => format!("会场 {site} 拒绝"),
            Self::SiteAbsent { site, .. } => format!("会场 {site} 离会"),
            Self::SiteRemoved { site, .. } => format!("删除会场 {site}"),
            Self::OwnStreamSet { site, .. } => format!("会场 {site} 开关自己的设备"),
            Self::SiteMuted { site, muted, .. } => format!("{}会场 {site}", mute_word(*muted)),
            Self::AllMuted { muted, .. } => format!("全体{}", mute_word(*muted)),
            Self::BroadcastSet { site: Some(site), .. } => format!("广播会场 {site}"),
            Self::BroadcastSet { site: None, .. } => "取消广播".to_owned(),
            Self::ViewSet { viewer, .. } => format!("会场 {viewer} 选看"),
            Self::PresenterSet { site: Some(site), .. } => format!("会场 {site} 发送辅流"),
            Self::PresenterSet { site: None, .. } => "停止辅流".to_owned(),
            Self::ChairSet { chair: Some(user), .. } => format!("主席为用户 {user}"),
            Self::ChairSet { chair: None, .. } => "主席空缺".to_owned(),
            Self::RecordingStarted { recording, .. } => format!("开始录制 {recording}"),
            Self::RecordingStopped { recording, .. } => format!("停止录制 {recording}"),
            Self::RecordingReported { recording, .. } => return format!("录制 {recording} 状态更新"),
            Self::ConferenceEnded { .. } => "结束".to_owned(),
            Self::OperationInstalled { operation, .. } => {
                format!("{}{}", operation_word(operation), of_target(operation))
            }
            Self::OperationCancelled { operation, .. } => format!("{}结束", operation_word(operation)),
            Self::RollCallListed { sites, .. } => format!("点名单 {} 家", sites.len()),
            Self::FloorRequested { site, .. } => format!("会场 {site} 申请发言"),
            Self::FloorWithdrawn { site, .. } => format!("会场 {site} 撤回申请"),
            Self::FloorPostponed { site, .. } => format!("会场 {site} 稍后发言"),
            Self::FloorRefused { site, .. } => format!("未准会场 {site} 发言"),
            Self::PinSet { viewer, source: Some(_), .. } => format!("锁定会场 {viewer} 的画面"),
            Self::PinSet { viewer, source: None, .. } => format!("解除锁定会场 {viewer} 的画面"),
            Self::MosaicViewed { viewer, .. } => format!("会场 {viewer} 选看多画面"),
            Self::MosaicSaved { mosaic, .. } => format!("保存多画面 {mosaic}"),
            Self::MosaicApplied { mosaic, audience: Some(_), .. } => format!("应用多画面 {mosaic}"),
            Self::MosaicApplied { mosaic, audience: None, .. } => format!("停用多画面 {mosaic}"),
            Self::MosaicDeleted { mosaic, .. } => format!("删除多画面 {mosaic}"),
            Self::RotationSet { plan: Some(plan), .. } if plan.paused => "轮询暂停".to_owned(),
            Self::RotationSet { plan: Some(_), .. } => "轮询".to_owned(),
            Self::RotationSet { plan: None, .. } => "轮询停止".to_owned(),
            Self::SpeakerSet { site, open, .. } => format!("{}会场 {site} 的扬声器", open_word(*open)),
            Self::AllSpeakersSet { open, .. } => format!("{}全体扬声器", open_word(*open)),
            Self::PresentationLocked { locked: true, .. } => "锁定辅流".to_owned(),
            Self::PresentationLocked { locked: false, .. } => "解锁辅流".to_owned(),
            Self::PrioritySet { .. } => "改画面优先级".to_owned(),
            Self::ControlDigested { steps, .. } => format!("画面切换 {} 次", steps.len()),
        };
        self.conference().map_or(what.clone(), |id| format!("会议 {id} {what}"))
    }
}

fn mute_word(muted: bool) -> &'static str {
    if muted { "静音" } else { "开放话筒" }
}

fn open_word(open: bool) -> &'static str {
    if open { "打开" } else { "关闭" }
}

fn operation_word(operation: &Operation) -> &'static str {
    match operation {
        Operation::FreeDiscussion => "自由讨论",
        Operation::Broadcast { .. } => "广播",
        Operation::RollCall { .. } => "点名",
        Operation::Dialogue { .. } => "对话",
        Operation::VoiceSwitch { .. } => "声控切换",
        Operation::Rotation { .. } => "广播轮询",
        Operation::Floor { .. } => "发言",
    }
}

fn of_target(operation: &Operation) -> String {
    crate::operation::target(operation).map_or(String::new(), |site| format!("会场 {site}"))
}

/// Entities whose views may have changed by `event`. Apply the event first, then ask.
pub fn touched(state: &crate::State, event: &Event) -> Vec<EntityKey> {
    if let Some(key) = own_view(event) {
        return vec![key];
    }
    let Some(id) = event.conference() else { return vec![] };
    if event.only_control() {
        return vec![EntityKey::Control(id)];
    }
    let recordings = state.recordings.iter().filter(|(_, recording)| recording.conference == id);
    let mut keys = vec![EntityKey::Conference(id), EntityKey::Control(id)];
    // Whoever comes to or leaves the roster comes to or leaves the circle that may see its recordings.
    keys.extend(recordings.map(|(recording, _)| EntityKey::Recording(*recording)));
    if changes_circle(event) {
        let messages = state.messages.iter().filter(|(_, message)| message.conference == id);
        keys.extend(messages.map(|(message, _)| EntityKey::Message(*message)));
        let votes = state.votes.iter().filter(|(_, vote)| vote.conference == id);
        keys.extend(votes.map(|(vote, _)| EntityKey::Vote(*vote)));
    }
    keys
}

/// What has a view apart from its conference's.
fn own_view(event: &Event) -> Option<EntityKey> {
    match event {
        Event::RecordingReported { recording, .. } => Some(EntityKey::Recording(*recording)),
        Event::ScheduleMade { schedule, .. }
        | Event::ScheduleChanged { schedule, .. }
        | Event::ScheduleCancelled { schedule }
        | Event::ScheduleOpened { schedule, .. }
        | Event::OccurrenceMissed { schedule, .. } => Some(EntityKey::Schedule(*schedule)),
        Event::TemplateSaved { template, .. } | Event::TemplateRemoved { template } => {
            Some(EntityKey::Template(*template))
        }
        Event::MessageSent { message, .. } => Some(EntityKey::Message(*message)),
        Event::VoteOpened { vote, .. } | Event::VoteCast { vote, .. } | Event::VoteClosed { vote, .. } => {
            Some(EntityKey::Vote(*vote))
        }
        _ => None,
    }
}

/// A unit may come to, or leave, those who may see the conference. Other events spare the messages.
fn changes_circle(event: &Event) -> bool {
    matches!(
        event,
        Event::UnitsInvited { .. } | Event::SiteRung { .. } | Event::SiteJoined { .. } | Event::SiteRemoved { .. }
    )
}
