//! 标绘 Plot: what people draw on the map of an incident, in the symbols of GB/T 35649-2017.

use crate::{IncidentId, Micros, PlotId, UnitId, UserId, geo::Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the vertices mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlotShape {
    /// 点: one vertex.
    Point,
    /// 线
    Line,
    /// 箭头: a line that leads to its last vertex.
    Arrow,
    /// 面: its border, not closed: the last vertex is joined to the first.
    Polygon,
    /// 文字: the label stands at the one vertex.
    Text,
}

/// A row of the catalogue of plotting symbols.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlotSymbol {
    /// GB/T 35649-2017 code, such as `F10100`.
    pub code: String,
    pub name: String,
    /// Two to four characters for the map.
    pub label: String,
    /// The only shape it is drawn in.
    pub shape: PlotShape,
}

/// A plot as it stands. An erased one is no entity; its id is never used again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlotView {
    pub id: PlotId,
    pub incident: IncidentId,
    pub shape: PlotShape,
    /// Code of its symbol; a plain figure has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// At most [`crate::bounds::PLOT_VERTICES`].
    pub vertices: Vec<Wgs84>,
    pub label: String,
    pub author: UserId,
    /// Unit of the author when it was drawn.
    pub unit: UnitId,
    /// Unit and name, as a timeline signs.
    pub by: String,
    pub drawn_at: Micros,
    pub revised_at: Micros,
    /// Log position of the newest change; a revision names it.
    pub version: u64,
}
