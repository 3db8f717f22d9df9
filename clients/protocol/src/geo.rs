//! Positions on the wire. Inside the node there is one datum, WGS84/CGCS2000 degrees; what a person or device gave
//! is kept beside it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// WGS84/CGCS2000 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Wgs84 {
    /// Degrees east, −180 … 180.
    #[schema(minimum = -180.0, maximum = 180.0)]
    pub lon: f64,
    /// Degrees north, −90 … 90.
    #[schema(minimum = -90.0, maximum = 90.0)]
    pub lat: f64,
}

/// In which datum a number pair was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Crs {
    #[default]
    Wgs84,
    Cgcs2000,
    /// 火星坐标: AMap, Tencent.
    Gcj02,
    /// Baidu.
    Bd09,
}

/// A position as it was given, before conversion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GivenPosition {
    pub crs: Crs,
    pub lon: f64,
    pub lat: f64,
}

/// Where something is: words, and a position once known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// Words, as the caller said them. At most [`crate::bounds::PLACE_CHARS`].
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Wgs84>,
    /// The numbers that were given, when they were not WGS84 already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenPosition>,
    /// Radius of uncertainty, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_m: Option<f64>,
    /// Town (GB/T 2260 nine-digit code) the position lies in or was said to be in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
}

/// Degrees: west, south, east, north.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Bbox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// One answer of the place search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundPlace {
    pub name: String,
    /// 12-digit (village) or 9-digit (town) code.
    pub code: String,
    pub kind: PlaceKind,
    /// The town's name.
    pub town: String,
    pub position: Wgs84,
    /// Radius of uncertainty, metres.
    pub error_m: f64,
    /// True when the position was generated (示意数据), not surveyed.
    pub generated: bool,
    /// True when only the sound matched ("读音相近").
    #[serde(default)]
    pub sounds_like: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    County,
    Town,
    Village,
}
