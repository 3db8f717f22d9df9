//! 领导视图 and 统计: what is happening, what is late, what was decided; counts of incidents with the way down to each.

use crate::{
    IncidentId, Micros, UnitId,
    incident::{IncidentState, Severity, TimelineKind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which incidents are counted: those reported in `from..to` that fit every choice made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub from: Micros,
    pub to: Micros,
    pub type_code: Option<String>,
    /// Code of a town; empty: of none.
    pub town: Option<String>,
    pub unit: Option<UnitId>,
    /// `i` to `iv`; empty: not graded.
    pub severity: Option<String>,
    /// A Beijing day, `2026-07-18`.
    pub day: Option<String>,
}

/// One bar: how many, and how many of them are still open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// What is chosen to go down; empty for "none".
    pub key: String,
    pub name: String,
    pub count: u32,
    pub open: u32,
}

/// An incident as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedIncident {
    pub id: IncidentId,
    pub number: String,
    pub title: String,
    pub type_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    pub state: IncidentState,
    pub place: String,
    pub unit: String,
    pub reported_at: Micros,
}

/// Counts of one selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Statistics {
    pub from: Micros,
    pub to: Micros,
    pub total: u32,
    pub open: u32,
    pub dead: u32,
    pub seriously_hurt: u32,
    pub moved: u32,
    pub by_severity: Vec<Count>,
    pub by_type: Vec<Count>,
    pub by_town: Vec<Count>,
    pub by_unit: Vec<Count>,
    /// Every day of the period.
    pub by_day: Vec<Count>,
    /// Weeks by their Monday.
    pub by_week: Vec<Count>,
    /// Newest first.
    pub incidents: Vec<CountedIncident>,
    /// Older ones that were left out of the list; they are counted.
    pub beyond: u32,
}

/// What runs against a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    Order,
    Report,
    Instruction,
}

/// A deadline that runs, or has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunningClock {
    pub kind: ClockKind,
    /// `acknowledge`, `reply`, `complete` of an order; of a report as in [`crate::incident::Due`]; `reply` of an instruction.
    pub what: String,
    pub title: String,
    /// Who owes it.
    pub who: String,
    pub since: Micros,
    pub at: Micros,
    pub incident: IncidentId,
}

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decided {
    pub at: Micros,
    pub seq: u64,
    pub kind: TimelineKind,
    pub by: String,
    pub text: String,
    pub incident: IncidentId,
    pub number: String,
    pub title: String,
}

/// One screen for those who lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    pub at: Micros,
    /// Open incidents by severity, gravest first.
    pub by_severity: Vec<Count>,
    /// Open incidents, gravest first.
    pub open: Vec<CountedIncident>,
    pub open_beyond: u32,
    /// Nearest first: what is late stands in front.
    pub clocks: Vec<RunningClock>,
    pub clocks_beyond: u32,
    /// Newest first.
    pub decided: Vec<Decided>,
}
