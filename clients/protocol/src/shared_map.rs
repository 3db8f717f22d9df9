//! 同图会商: the live map that a conference looks at together. Who leads, what view the leader shows, who has it open and
//! where each points. Ephemeral: never logged, conflated, sent only to people of the same conference. What is drawn on it
//! is a [`crate::plot::PlotView`], and durable.

use crate::{SiteId, geo::Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A layer of the map that can be shown or hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MapLayer {
    Incidents,
    Plots,
    Resources,
    Analyses,
    Stations,
    Warnings,
}

/// Where a map looks, and what it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Viewpoint {
    pub centre: Wgs84,
    /// Web map zoom, 0 … 24.
    #[schema(minimum = 0.0, maximum = 24.0)]
    pub zoom: f64,
    /// Layers that are on; at most each one once.
    pub layers: Vec<MapLayer>,
}

/// What a page does with the shared map of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SharedMapAct {
    /// It is on this screen: answered by its state.
    Open,
    Close,
    /// The pointer is here; `None`: it left the map.
    Point {
        position: Option<Wgs84>,
        drawing: bool,
    },
    /// 主讲: taken while nobody leads, or by the chair at any time.
    TakeLead {
        view: Viewpoint,
    },
    ReleaseLead,
    /// The leader's view moved.
    Lead {
        view: Viewpoint,
    },
}

/// A site's pointer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapPointer {
    pub site: SiteId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Wgs84>,
    /// 标绘中
    pub drawing: bool,
}

/// What people of the conference are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SharedMapView {
    /// 主讲
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<SiteId>,
    /// The leader's view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Viewpoint>,
    /// Sites that have the map open.
    pub watching: Vec<SiteId>,
    /// Pointers that moved since the last message.
    pub pointers: Vec<MapPointer>,
}
