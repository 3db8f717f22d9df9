//! 事件档案: the list of incidents by pages, archived ones with the others, and everything that stands at one of them.
//! What is archived is no longer in the live copy; it is asked for when somebody wants to see it.

use crate::{
    IncidentId, Micros, UnitId,
    incident::{IncidentState, Severity},
    live::EntityView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which incidents are listed: those that fit every choice made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentsWanted {
    #[serde(default)]
    pub state: Option<IncidentState>,
    #[serde(default)]
    pub type_code: Option<String>,
    /// Nine-digit code of a town.
    #[serde(default)]
    pub town: Option<String>,
    /// The unit that logged it, or that takes part in it.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// 接报 not before.
    #[serde(default)]
    pub from: Option<Micros>,
    /// 接报 before.
    #[serde(default)]
    pub to: Option<Micros>,
    /// Stands in number, title or place.
    #[serde(default)]
    pub text: String,
    /// From 0.
    #[serde(default)]
    pub page: u32,
}

/// One line of the list. It says nothing of who called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentRow {
    pub id: IncidentId,
    pub number: String,
    pub state: IncidentState,
    pub title: String,
    pub type_code: String,
    pub severity: Option<Severity>,
    /// Words of the place.
    pub place: String,
    pub unit: UnitId,
    pub reported_at: Micros,
    pub updated_at: Micros,
}

/// A page of the list, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentPage {
    pub rows: Vec<IncidentRow>,
    pub page: u32,
    pub pages: u32,
    /// Incidents that fit, on all pages.
    pub total: u32,
}

/// An incident and what stands at it (orders, reports, instructions, documents, plots, records, calls), as the asker may
/// see each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentFile {
    pub entities: Vec<EntityView>,
}
