//! 预案 ContingencyPlan as data, and the response that a person starts by it.

use crate::{IncidentId, Micros, OrderId, PlanId, UnitId, report::ReportKind, resource::ResourceKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 响应级别 一级 … 四级, strongest first. Never merged with severity or warning colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseLevel {
    /// 一级
    I,
    /// 二级
    Ii,
    /// 三级
    Iii,
    /// 四级
    Iv,
}

/// Groups of a 指挥部.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommandGroup {
    /// 综合协调
    Coordination,
    /// 抢险救援
    Rescue,
    /// 医疗救治
    Medical,
    /// 治安交通
    PublicOrder,
    /// 转移安置
    Relocation,
    /// 监测预警
    Monitoring,
    /// 后勤物资
    Logistics,
    /// 通信电力
    Utilities,
    /// 新闻宣传
    Publicity,
    /// 善后
    Aftermath,
    /// 调查评估
    Investigation,
    /// 专家
    Experts,
}

/// On which condition which level is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanTrigger {
    pub level: ResponseLevel,
    /// Text of a trigger expression, such as `水位(4310240003) ≥ 警戒+0.5 或 雨量(4310240012, 3小时) ≥ 80`.
    pub expression: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanGroup {
    pub group: CommandGroup,
    /// The first leads.
    pub units: Vec<UnitId>,
}

/// Who does a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum TaskOwner {
    Unit(UnitId),
    Group(CommandGroup),
}

/// 任务模板: of it an order is drafted when the plan is activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanTask {
    pub owner: TaskOwner,
    pub title: String,
    #[serde(default)]
    pub text: String,
    /// 办结 within, after activation.
    pub minutes: u32,
    /// Belongs to this level and every stronger one.
    pub from: ResponseLevel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceKind>,
}

/// What is written in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanContent {
    /// 嘉禾县防汛应急预案
    pub name: String,
    /// 防汛: stands before the level on the flag.
    pub short: String,
    /// 2025 修订
    #[serde(default)]
    pub edition: String,
    /// GB/T 35649 type codes that it serves.
    pub type_codes: Vec<String>,
    /// Each level at most once.
    pub triggers: Vec<PlanTrigger>,
    #[serde(default)]
    pub groups: Vec<PlanGroup>,
    #[serde(default)]
    pub tasks: Vec<PlanTask>,
    /// 会商单位.
    #[serde(default)]
    pub invitees: Vec<UnitId>,
    /// Which report it asks to be drafted first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportKind>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlanView {
    pub id: PlanId,
    pub content: PlanContent,
    pub version: u64,
}

/// One condition of a trigger, with what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TriggerFactor {
    /// 车头水文站水位 162.84 米，警戒 162.22 米，超 0.62 米（≥ 0.5）
    pub zh: String,
    pub en: String,
    /// `None`: nothing is known of it, so it neither holds nor fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Of the reading or warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Micros>,
}

/// 建议启动: a plan's trigger became true. It does nothing by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ActivationView {
    pub plan: PlanId,
    pub level: ResponseLevel,
    /// In the words of the plan, as it was then.
    pub expression: String,
    pub factors: Vec<TriggerFactor>,
    /// When it became true.
    pub at: Micros,
    /// A person said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<ActivationRejected>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivationRejected {
    pub at: Micros,
    pub by: String,
    pub reason: String,
}

/// 启动、调级、结束: one step of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResponseStep {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    /// `None`: it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ResponseLevel>,
    pub basis: String,
}

/// A task of the plan that was activated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResponseTask {
    /// Which of the plan's tasks.
    pub task: usize,
    /// The order drafted of it; `None` when no unit could receive one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

/// 响应: the plan that was activated for an incident, as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ResponseView {
    pub plan: PlanId,
    pub content: PlanContent,
    /// `None`: it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<ResponseLevel>,
    /// Newest last.
    pub steps: Vec<ResponseStep>,
    /// The county's only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<ResponseTask>,
}

/// Asks what a trigger expression means and whether it holds now (`POST /api/plans/check`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskTrigger {
    pub expression: String,
    /// Judged for this incident; without one, of gauges and warnings alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
}

/// What a trigger expression means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TriggerMeaning {
    /// As it will be kept.
    pub expression: String,
    /// `None`: not to be known from what is known now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    pub factors: Vec<TriggerFactor>,
}
