//! 值班: who is on duty when, in the county's duty room and in every unit; 换班 of two who are.

use crate::{DutyEntryId, DutyShiftId, DutySwapId, HandoverId, IncidentId, Micros, UnitId, UserId, incident::Severity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody on a roster. Not everybody has an account; who has one may swap and take over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct DutyPerson {
    pub name: String,
    /// The one account of the unit that bears the name, as it was when the shift was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

/// A shift as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyPlan {
    pub unit: UnitId,
    pub start: Micros,
    pub end: Micros,
    /// 值班员, by name.
    pub officers: Vec<String>,
    /// 带班领导, by name.
    pub leader: String,
    /// 值班电话.
    pub phone: String,
}

/// 班次 DutyShift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyShiftView {
    pub id: DutyShiftId,
    pub unit: UnitId,
    /// Of the county's duty room, which everybody may call.
    pub county: bool,
    pub start: Micros,
    pub end: Micros,
    pub officers: Vec<DutyPerson>,
    /// 带班领导 DutyLeader.
    pub leader: DutyPerson,
    pub phone: String,
    pub version: u64,
}

/// Where a swap stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutySwapState {
    /// 待对方同意
    Proposed,
    /// 已换
    Accepted,
    /// 对方不同意
    Declined,
    /// 提出人收回
    Withdrawn,
    /// One of the shifts was changed meanwhile.
    Lapsed,
}

/// 换班: one gives a place in a shift and takes another's place in another shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutySwapView {
    pub id: DutySwapId,
    pub unit: UnitId,
    /// The shift that who proposed it gives away.
    pub give: DutyShiftId,
    pub give_start: Micros,
    pub give_end: Micros,
    pub giver: DutyPerson,
    /// The shift that who proposed it takes.
    pub take: DutyShiftId,
    pub take_start: Micros,
    pub take_end: Micros,
    pub other: DutyPerson,
    /// Both as 带班领导, else both as 值班员.
    pub leading: bool,
    pub note: String,
    pub state: DutySwapState,
    pub proposed_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Micros>,
    /// What the other said to it.
    pub answer: String,
    pub version: u64,
}

/// What a roster's file would do, or why it cannot be taken. Nothing is changed by asking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyImport {
    /// What is to be sent as `import_duty_shifts` when there is no error.
    pub plans: Vec<DutyPlan>,
    pub added: u32,
    /// Shifts to come that make room.
    pub replaced: u32,
    /// Lines that say what stands already.
    pub unchanged: u32,
    pub errors: Vec<DutyImportError>,
}

/// Why a line of the file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyImportError {
    /// Counted from 1, the head line included.
    pub line: u32,
    /// Name of the column.
    pub field: String,
    pub rule: String,
    pub message_zh: String,
    pub message_en: String,
}

/// The file as text.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskDutyImport {
    /// Of lines that name none.
    pub unit: UnitId,
    pub text: String,
}

// ---- log and handover ----

/// 值班日志 DutyLog: what an officer wrote down. It is added to, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyEntryView {
    pub id: DutyEntryId,
    pub unit: UnitId,
    pub at: Micros,
    pub by: String,
    pub text: String,
    pub version: u64,
}

/// What a line of the log is about. All but entries are derived when they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyLineKind {
    /// 记事, by an officer.
    Entry,
    /// A line of an incident's timeline.
    Incident,
    /// 电话
    Call,
    /// 预警
    Warning,
    /// 换班
    Swap,
    /// 交接班
    Handover,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyLine {
    pub at: Micros,
    pub kind: DutyLineKind,
    pub by: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Log position, of lines that have one of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
}

/// 值班日志 of a period, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DutyLog {
    pub lines: Vec<DutyLine>,
    /// Older lines that were left out.
    pub beyond: u32,
}

/// What a handover lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverKind {
    /// 在办事件
    OpenIncident,
    /// 未签收指令
    UnacknowledgedOrder,
    /// 到期报告
    DueReport,
    /// 设备异常: a feed or gauge that fell silent.
    EquipmentFault,
    /// 待办批示
    PendingInstruction,
}

impl HandoverKind {
    pub const ALL: [HandoverKind; 5] = [
        HandoverKind::OpenIncident,
        HandoverKind::UnacknowledgedOrder,
        HandoverKind::DueReport,
        HandoverKind::EquipmentFault,
        HandoverKind::PendingInstruction,
    ];
}

/// One thing that is handed over, as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverItem {
    /// Names it within the handover.
    pub key: String,
    pub kind: HandoverKind,
    pub title: String,
    /// Number, state, what is owed.
    pub detail: String,
    /// The unit or the place that it is about.
    pub who: String,
    /// The deadline; of a silent device, when it was last heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Micros>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// What the giving officer said about it.
    #[serde(default)]
    pub remark: String,
}

/// What there is to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverList {
    pub at: Micros,
    pub items: Vec<HandoverItem>,
    /// Items past the bound, in no list.
    pub beyond: u32,
}

/// A remark on one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverRemark {
    pub key: String,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// 待接班人确认
    Given,
    /// 已交接
    Confirmed,
    /// 交班人收回
    Withdrawn,
}

/// 交接班 Handover, without its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverView {
    pub id: HandoverId,
    pub unit: UnitId,
    pub state: HandoverState,
    pub given_at: Micros,
    pub given_by: String,
    pub giver: UserId,
    pub text: String,
    /// How many items of each kind, in the order of [`HandoverKind::ALL`].
    pub counts: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Micros>,
    /// Who took over.
    pub taken_by: String,
    /// What who took over said.
    pub answer: String,
    pub version: u64,
}

/// A handover as it was given; it changes no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverSheet {
    pub handover: HandoverView,
    pub list: HandoverList,
}

// ---- 值班快报 ----

/// A document as headings, paragraphs and tables, before anybody lays it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bulletin {
    pub title: String,
    pub from: Micros,
    pub to: Micros,
    pub sections: Vec<BulletinSection>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulletinSection {
    pub heading: String,
    pub paragraphs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<BulletinTable>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulletinTable {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}
