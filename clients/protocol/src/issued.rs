//! 预警发布: warnings that this jurisdiction issues, to units' screens, and through gateways to telephones and village
//! loudspeakers. What is received by CAP is [`crate::feed::WarningView`].

use crate::{
    GatewayId, IssuedWarningId, Micros, UnitId,
    feed::WarningColour,
    geo::Wgs84,
    order::{OrderMark, OrderRecipient, OrderShown},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 拟稿 → 批准 → 发布 → 更新 or 解除.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssuedWarningState {
    /// 拟稿
    Draft,
    /// 已批准
    Approved,
    /// 已发布
    Issued,
    /// 已由更新替代
    Updated,
    /// 已解除
    Cancelled,
}

/// What a gateway reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// 手机短信
    Sms,
    /// 村村响 village loudspeakers
    Loudspeaker,
}

/// What is said, for where, until when, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningContent {
    pub headline: String,
    pub colour: WarningColour,
    /// GB/T 35965 event code, such as `11B03`.
    pub event_code: String,
    /// 正文
    pub text: String,
    /// 防御指引
    #[serde(default)]
    pub instruction: String,
    pub expires_at: Micros,
    /// Nine-digit codes of towns.
    #[serde(default)]
    pub towns: Vec<String>,
    /// One ring drawn on the map; not closed, WGS84.
    #[serde(default)]
    pub area: Vec<Wgs84>,
    #[serde(default)]
    pub units: Vec<OrderRecipient>,
    #[serde(default)]
    pub gateways: Vec<GatewayId>,
}

/// What a gateway is asked to say: the warning, or that it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DispatchKind {
    Alert,
    Update,
    Cancel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DispatchState {
    /// Not taken yet; tried again.
    Waiting,
    /// The gateway took it.
    Accepted,
    /// The gateway refused it, or never answered.
    Failed,
    /// 演练、演示: it never leaves the system.
    Withheld,
}

/// Figures of a gateway's receipts, the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptCounts {
    pub sent: u32,
    pub delivered: u32,
    pub failed: u32,
}

/// One message to one gateway. `key` makes it idempotent there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DispatchView {
    pub key: String,
    pub gateway: GatewayId,
    pub kind: DispatchKind,
    pub state: DispatchState,
    pub attempts: u32,
    /// When it was last tried or told of.
    pub at: Micros,
    /// Why it was not taken, in the gateway's or our words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptCounts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_at: Option<Micros>,
}

/// One unit whose screens show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningRow {
    pub unit: UnitId,
    pub shown: Vec<OrderShown>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<OrderMark>,
}

/// A warning issued here: the county sees all of it, a unit what was issued to it, with its own row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IssuedWarningView {
    pub id: IssuedWarningId,
    /// CAP identifier (GB/T 35965), once issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    pub state: IssuedWarningState,
    pub content: WarningContent,
    /// The warning that it brings up to date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates: Option<IssuedWarningId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<IssuedWarningId>,
    pub drafted: OrderMark,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<OrderMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<OrderMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<OrderMark>,
    pub rows: Vec<WarningRow>,
    pub dispatches: Vec<DispatchView>,
    pub version: u64,
}

/// A way out of the system; its address is for administrators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GatewayView {
    pub id: GatewayId,
    pub name: String,
    pub kind: GatewayKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub disabled: bool,
    /// First and last characters of its key; `None` while it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_hint: Option<String>,
    pub version: u64,
}

/// How far a message came, in its gateway's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GatewayReceipt {
    /// Of the dispatch.
    pub key: String,
    pub counts: ReceiptCounts,
}
