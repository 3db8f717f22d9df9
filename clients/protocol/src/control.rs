//! 会控 conference control: what is in force in a conference, who asked for the floor, who is pinned to what, and what
//! each screen was told. The inputs that change it are in [`crate::input`].

use crate::{
    ConferenceId, Micros, MosaicId, SiteId,
    conference::{SlotRow, StreamKind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What can be shown in a main slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Source {
    Site { site: SiteId },
    Mosaic { mosaic: MosaicId },
}

/// 全场控制: one at a time. The new one is installed, then the old one cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Operation {
    /// 自由讨论: all microphones and speakers on.
    FreeDiscussion,
    /// 广播会场: every other site but the chair's is forced to it.
    Broadcast { source: Source },
    /// 点名发言: only the called and the chair are heard, everybody sees the called. The list is
    /// [`ControlView::roll_call`].
    RollCall { site: SiteId },
    /// 对话: chair site and target see each other; the others see the two and are closed.
    Dialogue { site: SiteId },
    /// 声控切换: the loudest site is broadcast.
    VoiceSwitch {
        settings: VoiceSwitchSettings,
        /// Derived: who is broadcast now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// 广播轮询: forced on all, one after another. Its state is [`RotationView`] of kind `broadcast`.
    Rotation {
        /// Derived: who is broadcast now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// 发言: the floor was granted; the holder is broadcast and other microphones close.
    Floor { site: SiteId },
}

/// Which [`Operation`] it is, without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    FreeDiscussion,
    Broadcast,
    RollCall,
    Dialogue,
    VoiceSwitch,
    Rotation,
    Floor,
}

impl Operation {
    pub fn kind(&self) -> OperationKind {
        match self {
            Self::FreeDiscussion => OperationKind::FreeDiscussion,
            Self::Broadcast { .. } => OperationKind::Broadcast,
            Self::RollCall { .. } => OperationKind::RollCall,
            Self::Dialogue { .. } => OperationKind::Dialogue,
            Self::VoiceSwitch { .. } => OperationKind::VoiceSwitch,
            Self::Rotation { .. } => OperationKind::Rotation,
            Self::Floor { .. } => OperationKind::Floor,
        }
    }
}

/// Why an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancelWhy {
    /// Chair or operator cancelled it.
    Asked,
    /// Another operation took its place.
    Replaced,
    /// Its target, or the mosaic shown, is gone.
    TargetGone,
    /// The chair site was gone for too long, or the chair is vacant.
    ChairLost,
    /// The holder gave the floor back.
    Released,
}

/// The operation in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RunningOperation {
    pub operation: Operation,
    /// Since when this target is on; a roll call counts each target anew (已讲).
    pub started_at: Micros,
    /// The chair site is lost: the operation waits, and is cancelled then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Micros>,
}

/// The operation that ended last, so that a screen can say why it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancelledOperation {
    pub kind: OperationKind,
    pub why: CancelWhy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    pub at: Micros,
}

/// 点名单: stays when the roll call is interrupted, so that it can be taken up again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RollCallView {
    pub list: Vec<SiteId>,
    /// Called already.
    pub heard: Vec<SiteId>,
    /// On now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<SiteId>,
    /// 请准备发言: who is called by `next`; that screen was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<SiteId>,
}

/// A step of a roll call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RollCallStep {
    /// Begins a list with its first present site.
    Start {
        sites: Vec<SiteId>,
    },
    /// Takes an interrupted list up again with the first that was not heard.
    Resume,
    Next,
    Previous,
    /// Any site; one that is not on the list is put behind the current one.
    Call {
        site: SiteId,
    },
    /// The list itself, without calling anybody.
    List {
        sites: Vec<SiteId>,
    },
}

/// 申请发言: one that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FloorRequest {
    pub site: SiteId,
    /// May be empty.
    pub reason: String,
    pub at: Micros,
    /// 稍后: the chair put it back to the end this many times.
    #[serde(default)]
    pub postponed: u32,
}

/// 声控切换 settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoiceSwitchSettings {
    /// 1 only a loud voice switches … 10 a whisper does. Default 5.
    pub sensitivity: u8,
    /// Seconds a source stays at least, 1–30. Default 3.
    pub hold_s: u8,
}

impl Default for VoiceSwitchSettings {
    fn default() -> Self {
        Self { sensitivity: 5, hold_s: 3 }
    }
}

/// 轮询: which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RotationKind {
    /// 主席轮询: the chair site's own screen.
    Chair,
    /// 广播轮询: forced on all; an [`Operation`].
    Broadcast,
    /// Every cell of the mosaic that has more than one site.
    Mosaic,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RotationStep {
    Start {
        /// Empty: every site in the order of cells. Not used for mosaics, whose cells have lists.
        #[serde(default)]
        sites: Vec<SiteId>,
        /// Seconds, 10–120; absent: 10.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dwell_s: Option<u16>,
        /// For kind `mosaic`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mosaic: Option<MosaicId>,
    },
    Pause,
    Resume,
    /// On to the next now.
    Skip,
    /// A later start begins anew.
    Stop,
    SetDwell {
        dwell_s: u16,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RotationView {
    pub kind: RotationKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mosaic: Option<MosaicId>,
    pub sites: Vec<SiteId>,
    pub dwell_s: u16,
    pub paused: bool,
    /// Derived: shown now, or where it paused (停在). For a mosaic see its cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<SiteId>,
    /// Derived: when the next step is due. `None` while it pauses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Micros>,
}

/// A mosaic as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MosaicPlan {
    /// The other sites in the order in which they came, as many cells as it takes.
    Automatic { most: u8 },
    /// 1–25 cells.
    ByHand { cells: Vec<MosaicCell> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MosaicCell {
    /// More than one rotates. Empty: the cell stays dark.
    pub sites: Vec<SiteId>,
    pub content: CellContent,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellContent {
    #[default]
    Main,
    Presentation,
}

/// To whom a mosaic applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Audience {
    All,
    ChairSite,
    Branches,
    Sites { sites: Vec<SiteId> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MosaicView {
    pub id: MosaicId,
    pub name: String,
    pub plan: MosaicPlan,
    /// Whom it applies to now; absent: it is only saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Audience>,
    /// Derived: who is in each cell now, for plans set by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub showing: Vec<Option<SiteId>>,
}

/// What decides the picture of a main slot, strongest first. A conference may order them differently, with `default`
/// last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Pin,
    BroadcastRotation,
    /// Voice switching is a source of it.
    Broadcast,
    Dialogue,
    RollCall,
    Floor,
    /// The site that the operation puts on all screens sees the chair site.
    ChairSite,
    OwnView,
    /// The chair's own.
    Rotation,
    /// An applied mosaic, else the chair site, else the first site that came.
    #[default]
    Default,
}

impl Level {
    pub const ORDER: [Level; 10] = [
        Level::Pin,
        Level::BroadcastRotation,
        Level::Broadcast,
        Level::Dialogue,
        Level::RollCall,
        Level::Floor,
        Level::ChairSite,
        Level::OwnView,
        Level::Rotation,
        Level::Default,
    ];
}

/// 锁定视频源: what the chair fixed for one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pin {
    pub viewer: SiteId,
    pub source: Source,
}

/// 会控 of one conference: small, sent on every change; the roster is in the conference's view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ControlView {
    /// The conference's id.
    pub id: ConferenceId,
    /// Generation of the newest ViewTable.
    pub generation: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<RunningOperation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<CancelledOperation>,
    /// `None`: no list yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_call: Option<RollCallView>,
    /// 申请发言, in the order in which they are due.
    pub floor_queue: Vec<FloorRequest>,
    /// Running or paused.
    pub rotations: Vec<RotationView>,
    pub mosaics: Vec<MosaicView>,
    pub pins: Vec<Pin>,
    /// Last used settings of voice switching.
    pub voice_switch: VoiceSwitchSettings,
    /// Order in which main slots are resolved.
    pub priority: Vec<Level>,
    /// Nobody may take the presenter token.
    pub presentation_locked: bool,
    /// Sites that are heard now (microphone open at the node, whatever closed or opened it).
    pub open_microphones: Vec<SiteId>,
    /// Sites whose speaker the chair closed.
    pub closed_speakers: Vec<SiteId>,
}

/// How the picture area of a screen is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Layout {
    /// The main slot, with the other sites small in the cells.
    #[default]
    Single,
    /// The first `cells` cell slots are the picture; the main slot is empty. A cell without a row stays dark.
    Mosaic { cells: u8 },
}

impl Layout {
    pub fn is_single(&self) -> bool {
        *self == Self::Single
    }
}

/// What is written over the picture: why this screen shows what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreenLabel {
    #[serde(default)]
    pub level: Level,
    /// The operation in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationKind>,
    /// Whom it is about: the called, the broadcast site …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SiteId>,
}

impl ScreenLabel {
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// What a site is told about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// 请准备发言: next in the roll call.
    Prepare,
    /// 正在点名您发言
    Called,
    /// 您有发言权
    HoldsFloor,
    /// 主席正与您对话
    InDialogue,
    /// 全场正在看您
    OnAir,
}

/// One site's screen: sent to the people who hold it whenever it changes, and to be acknowledged by
/// [`crate::live::ClientMessage::ScreenShown`] once it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreenView {
    pub conference: ConferenceId,
    pub site: SiteId,
    /// Of the ViewTable in which this screen last changed.
    pub generation: u64,
    pub layout: Layout,
    /// Main slot; `None` when it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<SiteId>,
    /// The cells of a mosaic layout (empty for `single`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<SlotRow>,
    /// The cell of the mosaic where the site stands itself: it draws its own picture there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_cell: Option<u8>,
    pub label: ScreenLabel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    pub microphone_open: bool,
    pub speaker_open: bool,
    pub floor: FloorState,
}

/// Where a site stands with the floor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FloorState {
    #[default]
    Idle,
    /// `ahead` sites are before it.
    Waiting {
        ahead: u32,
        since: Micros,
    },
    Holding,
    Refused {
        reason: String,
        at: Micros,
    },
}

/// How far the screens have come, for chair and operators. Ephemeral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScreensShown {
    pub conference: ConferenceId,
    pub generation: u64,
    /// Sites that are present, of those that have a screen open here.
    pub screens: u32,
    /// Of these, how many show what they were told last.
    pub shown: u32,
    /// Of `shown`, how many said so with the media frame that shows it.
    pub with_frame: u32,
    /// Those that do not yet, at most 50.
    pub waiting: Vec<SiteId>,
}

impl CellContent {
    pub fn stream(self) -> StreamKind {
        match self {
            Self::Main => StreamKind::Camera,
            Self::Presentation => StreamKind::Presentation,
        }
    }
}
