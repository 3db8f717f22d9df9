//! Gauges and their observations: their own table, conflated on the wire.

use crate::{Micros, SourceId, StationId, geo::Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Thresholds past which an observation proposes an incident. Absent means "never".
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Thresholds {
    /// 警戒水位, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_m: Option<f64>,
    /// Rain in one hour, millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rain_mm: Option<f64>,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Observation {
    pub station: StationId,
    pub observed_at: Micros,
    /// Water level, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_m: Option<f64>,
    /// Rain in the last hour, millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rain_mm: Option<f64>,
}

/// A gauge on the map, with its newest reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StationView {
    pub id: StationId,
    pub name: String,
    pub source: SourceId,
    pub position: Wgs84,
    pub thresholds: Thresholds,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Observation>,
    /// The newest reading is past a threshold.
    pub over: bool,
    pub version: u64,
}
