//! `DATA/demo.json`: what the demo's first start made, for the person who tries it and for the demo's robots.
//!
//! Written once, mode 0600. A demo node holds no real records, so its passwords may stand in a file.

use crate::{Micros, SourceId, StationId, UnitId, account::Role, feed::FeedFormat};
use serde::{Deserialize, Serialize};

/// File name under the data directory.
pub const DEMO_FILE: &str = "demo.json";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoFile {
    pub made_at: Micros,
    /// For people: shown at start.
    pub accounts: Vec<DemoAccount>,
    /// For robots: never shown.
    pub robots: Vec<DemoAccount>,
    pub sources: Vec<DemoSource>,
    pub stations: Vec<StationId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub account: String,
    pub password: String,
    pub name: String,
    pub unit: UnitId,
    pub role: Role,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DemoSource {
    pub id: SourceId,
    pub key: String,
    pub format: FeedFormat,
    pub unit: UnitId,
}
