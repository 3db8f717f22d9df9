//! 资源, 危险源, 防护目标: what the county can send, what may harm, and what must be guarded; and how they are imported.

use crate::{DispatchId, HazardId, IncidentId, Refusal, ResourceId, TargetId, UnitId, geo::Place, order::OrderMark};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// 队伍
    Team,
    /// 车辆
    Vehicle,
    /// 物资
    Supply,
    /// 避难场所
    Shelter,
    /// 专家
    Expert,
    /// 医疗
    Medical,
}

/// What is known of something that stands somewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlacedFacts {
    pub name: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub place: Place,
    /// People of a team, pieces of a supply, places in a shelter, tons of a substance, people to be guarded.
    pub amount: u32,
    /// 人, 艘, 顶, 吨 …
    #[serde(default)]
    pub measure: String,
    /// Withheld from whoever may not see it, with the telephone.
    #[serde(default)]
    pub contact: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub note: String,
}

/// Dispatched → arrived → returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResourceDispatchState {
    /// 在途
    Dispatched,
    /// 到场
    Arrived,
    /// 归还
    Returned,
}

/// 调用: so much of a resource for one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ResourceDispatchView {
    pub id: DispatchId,
    pub incident: IncidentId,
    pub amount: u32,
    pub state: ResourceDispatchState,
    pub dispatched: OrderMark,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<OrderMark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<OrderMark>,
    /// Came back; of supplies the rest was used up.
    #[serde(default)]
    pub returned_amount: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ResourceView {
    pub id: ResourceId,
    pub kind: ResourceKind,
    pub facts: PlacedFacts,
    /// Not out with an incident.
    pub free: u32,
    /// Why it cannot be dispatched at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<String>,
    /// Under way or there, and the newest of those that returned.
    #[serde(default)]
    pub dispatches: Vec<ResourceDispatchView>,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HazardView {
    pub id: HazardId,
    pub facts: PlacedFacts,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetView {
    pub id: TargetId,
    pub facts: PlacedFacts,
    pub version: u64,
}

/// On which list a row of an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "list", content = "kind", rename_all = "snake_case")]
pub enum RegisterList {
    Resource(ResourceKind),
    /// 危险源
    Hazard,
    /// 防护目标
    ProtectionTarget,
}

/// One row of an import, read and converted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegisterRow {
    pub list: RegisterList,
    /// 编号: the same one again replaces.
    pub id: String,
    pub facts: PlacedFacts,
}

/// What an import would do to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowChange {
    New,
    Changed,
    Same,
    Refused,
}

/// One line of the file, as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewRow {
    /// In the file, from 1.
    pub line: u32,
    pub change: RowChange,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RegisterRow>,
    /// Each names its column in `field`.
    pub faults: Vec<Refusal>,
    /// What was converted and by how far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_m: Option<f64>,
}

/// What a file holds, before anything is imported (`POST /api/resources/preview`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegisterPreview {
    /// `UTF-8`, `GBK` or `XLSX`.
    pub encoding: String,
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub refused: u32,
    pub rows: Vec<PreviewRow>,
}
