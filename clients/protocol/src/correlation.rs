//! 关联: what may be one event, how alike it is and why, and how incidents stand to one another.

use crate::{FeedRecordId, IncidentId, Micros, incident::IncidentFacts, incident::SuggestedSeverity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is compared: an incident, or a record that waits or is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Correlated {
    Incident(IncidentId),
    FeedRecord(FeedRecordId),
}

/// How sure a proposal is. What lies below is not proposed. No band does anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// 建议
    Suggest,
    /// 关联: as good as certain, and nothing else comes near.
    Link,
}

/// 可能是同一起: one open incident, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    /// The one authority of its event.
    pub incident: IncidentId,
    /// Which of the incident's reports resembles most.
    pub nearest: Correlated,
    /// 0 … 1.
    pub score: f64,
    pub band: Band,
    /// Where the band begins and ends.
    pub band_from: f64,
    pub band_to: f64,
    /// `None`: one of the two has no position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<DistanceFactor>,
    pub time: TimeFactor,
    pub text: TextFactor,
    /// Hard keys that agree or contradict.
    pub keys: Vec<KeyFactor>,
    /// The types differ, but one thing may well be called both.
    #[serde(default)]
    pub akin: bool,
}

/// exp(−d/σ).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DistanceFactor {
    pub value: f64,
    pub metres: f64,
    /// Of this type, widened by both positions' errors, metres.
    pub sigma_m: f64,
}

/// exp(−Δt/σ).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimeFactor {
    pub value: f64,
    pub minutes: f64,
    pub sigma_min: f64,
}

/// How much of what is said is said in both, rare words counting more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TextFactor {
    pub value: f64,
    /// The rarest words of both, at most four.
    pub words: Vec<String>,
}

/// 硬键.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeyFactor {
    pub kind: KeyKind,
    pub value: String,
    /// The same in both, or another in each.
    pub agrees: bool,
    /// By how much of what was missing it raised the score, or which part of it it took away; 0 … 1.
    pub weight: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// 来电号码
    Phone,
    /// 车牌
    Plate,
    /// 设备、测站
    Device,
    /// 单位
    Unit,
    /// 地名
    Place,
    /// 公里桩
    Post,
    /// 楼栋、门牌
    Building,
    /// 对象：烧的、撞的、塌的是什么
    Thing,
}

/// How one incident stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 与之为同一起: the other is the one authority.
    DuplicateOf,
    /// 由其引起
    CausedBy,
    /// 属于
    PartOf,
}

/// A relation as it stands at one of its two incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RelationView {
    pub relation: Relation,
    /// The other incident.
    pub incident: IncidentId,
    /// True when this incident is what the other one is a duplicate, an effect or a part of.
    pub inverse: bool,
    pub by: String,
    pub at: Micros,
}

/// `POST /api/correlation`: what is being told, before it is anything.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AskCorrelation {
    pub facts: IncidentFacts,
    /// Incidents that were said not to be the same.
    #[serde(default)]
    pub not: Vec<IncidentId>,
}

/// What the core makes of it. Suggestions; a person decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Correlation {
    /// Likeliest first.
    pub proposals: Vec<Proposal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SuggestedSeverity>,
}
