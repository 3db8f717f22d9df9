//! 推演 Analysis: what a model says may happen around an incident. Modelled, not measured, wherever it goes.

use crate::{Micros, geo::Wgs84, order::OrderMark};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Toxic gases that are modelled, with their exposure limits in the table of `fengsui_gis_core::plume`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Substance {
    /// 氯
    Chlorine,
    /// 氨
    Ammonia,
    /// 硫化氢
    HydrogenSulfide,
    /// 二氧化硫
    SulfurDioxide,
    /// 氯化氢
    HydrogenChloride,
    /// 氟化氢
    HydrogenFluoride,
    /// 氰化氢
    HydrogenCyanide,
    /// 光气
    Phosgene,
    /// 一氧化碳
    CarbonMonoxide,
}

/// 大气稳定度 after Pasquill: A very unstable … D neutral … F stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Stability {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// What a plume is computed from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlumeInput {
    pub substance: Substance,
    pub source: Wgs84,
    /// Released steadily, kilograms a second.
    pub rate_kg_s: f64,
    /// Degrees clockwise from north that the wind comes from.
    pub wind_from_deg: f64,
    /// Metres a second at ten metres.
    pub wind_m_s: f64,
    /// The wind swings so many degrees to either side.
    pub swing_deg: f64,
    pub stability: Stability,
    /// Where release and wind are known from, and of when.
    pub basis: String,
}

/// Where the limit of one level is passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlumeZone {
    /// AEGL: 3 致命, 2 伤害, 1 不适.
    pub level: u8,
    pub ppm: f64,
    /// Metres downwind to its end.
    pub reach_m: f64,
    /// Not closed.
    pub ring: Vec<Wgs84>,
}

/// A place within a zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AffectedPlace {
    pub name: String,
    /// It stands on the list of protection targets; else it is a place of the map.
    pub target: bool,
    pub position: Wgs84,
    pub ppm: f64,
    /// Minutes after the release until it is there.
    pub minutes: f64,
    /// People, where the list says how many; 0: not known.
    pub people: u32,
}

/// What the model says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlumeResult {
    /// Model and its version.
    pub model: String,
    /// From the deadliest; a level that is passed nowhere is left out.
    pub zones: Vec<PlumeZone>,
    /// The sector that the swinging wind may reach; not closed.
    pub swing: Vec<Wgs84>,
    /// The worst first.
    pub affected: Vec<AffectedPlace>,
}

/// One analysis of an incident, seen by whoever sees the incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnalysisView {
    /// Log position at which it was recorded.
    pub id: u64,
    pub input: PlumeInput,
    pub result: PlumeResult,
    pub at: Micros,
    pub by: String,
    /// It was taken from the map: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracted: Option<OrderMark>,
}
