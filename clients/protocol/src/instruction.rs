//! 批示 Instruction: what a leader writes on an incident or on a report, conveyed (传达) to units, answered by a deadline.

use crate::{
    IncidentId, InstructionId, Micros, ReportId, UnitId,
    order::{OrderMark, OrderShown},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An instruction as one visibility class may see it: the county all of it, a unit its own row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InstructionView {
    pub id: InstructionId,
    pub incident: IncidentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    pub text: String,
    pub by: String,
    pub at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<Micros>,
    pub rows: Vec<InstructionRow>,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InstructionRow {
    pub unit: UnitId,
    /// 传达 proof: who read it when, on which screen.
    pub shown: Vec<OrderShown>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<OrderMark>,
    /// When the county was told that the reply is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Micros>,
}
