//! 值班: who is on duty when, in the county's duty room and in every unit; 换班 of two who are.

use crate::{DutyShiftId, DutySwapId, Micros, UnitId, UserId};
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
