//! 指令 Order: what the county tells units to do, and how far each unit is with it.

use crate::{IncidentId, Micros, OrderId, UnitId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 紧急程度. With it goes a row of the rule table of times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderUrgency {
    /// 特急
    Flash,
    /// 加急
    #[default]
    Urgent,
    /// 平件
    Routine,
}

/// Units that are named together; who belongs to a group is read when the order is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitGroup {
    /// 各乡镇
    Townships,
    /// 六部门
    Departments,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum OrderRecipient {
    Unit(UnitId),
    Group(UnitGroup),
}

/// What is written in an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderContent {
    /// What is to be done, one line.
    pub title: String,
    #[serde(default)]
    pub text: String,
    pub recipients: Vec<OrderRecipient>,
    #[serde(default)]
    pub urgency: OrderUrgency,
    /// 办结时限.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_by: Option<Micros>,
    /// A reply every so many minutes until it is completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_every_minutes: Option<u32>,
    /// The decision of the incident that it carries out: that line's log position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<u64>,
}

/// A row of the rule table of times, minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderTimes {
    /// 签收 within, after 下达.
    pub acknowledge: u32,
    /// First 反馈 within, after 签收.
    pub reply: u32,
    /// 督办 this long after a 催办 that was not heeded.
    pub supervise: u32,
}

/// 拟稿 → 审批 → 下达; from there on each recipient has a rail of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// 拟稿
    Draft,
    /// 待审批
    Submitted,
    /// 已批，待下达
    Approved,
    /// 已下达
    Issued,
    /// 撤销
    Withdrawn,
}

/// One recipient's rail: 下达 → 送达 → 签收 (执行) → 反馈 → 办结; aside 退回, 撤销.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// 下达
    Issued,
    /// 送达
    Delivered,
    /// 签收, 执行中
    Acknowledged,
    /// 反馈
    Replied,
    /// 办结
    Completed,
    /// 退回
    Returned,
    /// 撤销
    Withdrawn,
}

/// What a recipient must do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderDuty {
    /// 签收
    Acknowledge,
    /// 反馈
    Reply,
    /// 办结
    Complete,
}

/// A derived deadline of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderDue {
    pub what: OrderDuty,
    pub since: Micros,
    pub at: Micros,
}

/// An order as one visibility class may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderView {
    pub id: OrderId,
    /// `20260718-001` within the jurisdiction.
    pub number: String,
    pub incident: IncidentId,
    pub state: OrderState,
    pub content: OrderContent,
    pub drafted_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Micros>,
    /// Issued before approval: on what basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_basis: Option<String>,
    /// Approval is still to come.
    pub needs_approval: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<OrderTimes>,
    /// One per recipient, the county's all, a unit's own.
    pub rows: Vec<OrderRow>,
    /// Drafting, approval, issue, withdrawal (the county's).
    pub acts: Vec<OrderAct>,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderRow {
    pub unit: UnitId,
    pub state: RowState,
    pub issued_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Micros>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<OrderMark>,
    pub replies: Vec<OrderMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<OrderMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<OrderMark>,
    /// 送达 proof: who saw it when, on which screen.
    pub shown: Vec<OrderShown>,
    pub reminders: Vec<OrderChase>,
    pub supervisions: Vec<OrderChase>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<OrderDue>,
}

/// Something a person did, with what they wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderMark {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    #[serde(default)]
    pub text: String,
    /// Of a reply: which attachments of the order's incident belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<u64>,
}

impl OrderMark {
    pub fn new(seq: u64, at: Micros, by: &str, text: &str) -> Self {
        Self { seq, at, by: by.to_owned(), text: text.to_owned(), attachments: Vec::new() }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderShown {
    pub at: Micros,
    pub user: UserId,
    pub name: String,
    /// As the page calls its screen.
    pub screen: String,
}

/// 催办 Reminder or 督办 Supervision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderChase {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    pub what: OrderDuty,
    /// The deadline that passed; absent when a person chased before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Micros>,
    #[serde(default)]
    pub text: String,
}

/// One step of the order itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderAct {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    pub what: OrderStep,
    #[serde(default)]
    pub text: String,
}

/// What can be done with an order before and beside its recipients' rails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStep {
    /// 拟稿
    Draft,
    /// 修改
    Edit,
    /// 送审
    Submit,
    /// 退改
    SendBack,
    /// 批准
    Approve,
    /// 下达
    Issue,
    /// 紧急下达
    IssueUrgently,
    /// 撤销
    Withdraw,
}
