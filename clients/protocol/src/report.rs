//! 首报 · 续报 · 终报 Report: what the county tells its superior about an incident, signed by a leader.

use crate::{IncidentId, Micros, ReportId, incident::Due};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// 首报
    Initial,
    /// 续报一、续报二 …
    FollowUp,
    /// 终报
    Final,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// 草稿, 待签发
    Draft,
    /// 签发
    Signed,
    /// 已电话确认
    Confirmed,
}

/// The seven elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportElement {
    /// 时间
    Time,
    /// 地点
    Place,
    /// 来源
    Source,
    /// 性质
    Nature,
    /// 伤亡损失
    Loss,
    /// 原因
    Cause,
    /// 措施
    Measures,
}

/// What each element says; empty when it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportElements {
    pub time: String,
    pub place: String,
    pub source: String,
    pub nature: String,
    pub loss: String,
    pub cause: String,
    pub measures: String,
}

/// A record that a sentence of the draft comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSource {
    /// Log position.
    pub seq: u64,
    pub at: Micros,
    pub text: String,
}

/// 签发, and the seal that the node put under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSignature {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    /// SM3 of the canonical text, lower-case hex.
    pub digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<ReportSeal>,
}

/// SM2 signature (GB/T 32918.2, identifier 1234567812345678) over the canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSeal {
    /// r ‖ s, lower-case hex.
    pub signature: String,
    /// Uncompressed point, lower-case hex.
    pub public_key: String,
}

/// Something told by telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportCall {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    /// Who was told.
    pub to: String,
    #[serde(default)]
    pub text: String,
}

/// A report. The county's only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportView {
    pub id: ReportId,
    pub incident: IncidentId,
    pub kind: ReportKind,
    /// Of a follow-up: 1 is 续报一.
    pub ordinal: u32,
    pub state: ReportState,
    pub elements: ReportElements,
    /// Elements that say nothing.
    pub missing: Vec<ReportElement>,
    /// What is signed.
    pub text: String,
    /// Records that the draft was made from.
    pub sources: Vec<ReportSource>,
    pub drafted_at: Micros,
    pub drafted_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<ReportSignature>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<ReportCall>,
    pub version: u64,
}

/// What an incident still owes its superior, and what was told by telephone (the county's only).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reporting {
    /// 首报 · 电话.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phoned: Option<ReportCall>,
    /// Every clock that runs, the nearest first.
    pub clocks: Vec<Due>,
}
