//! 大屏 Wall: a screen in the command centre whose picture is desired state in the log. It is arranged from the desk and
//! obeys; it has no controls of its own.

use crate::{ConferenceId, IncidentId, Micros, WallId, WallPresetId, shared_map::Viewpoint};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of the wall's picture, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WallPane {
    /// 预警与要数: warnings in force and the key figures.
    Figures,
    /// 事件: state, facts and timeline of the chosen incident.
    Incident,
    Map,
    /// 会议: the chosen conference's pictures.
    Conference,
}

/// How the conference's pictures are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WallLayout {
    /// 主画面与各会场: what everyone sees, with the sites small below it.
    #[default]
    Main,
    /// 多画面: every site the same size.
    Mosaic,
    /// 只要主画面.
    Single,
}

/// Where the wall's map looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WallMap {
    /// 全县
    #[default]
    County,
    /// The chosen incident.
    Incident,
    /// 跟随同图会商的主讲, else the chosen incident.
    Leader,
    Fixed {
        view: Viewpoint,
    },
}

/// Desired state of a wall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallScene {
    /// At least one, each at most once.
    pub panes: Vec<WallPane>,
    #[serde(default)]
    pub layout: WallLayout,
    #[serde(default)]
    pub map: WallMap,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallView {
    pub id: WallId,
    pub name: String,
    pub scene: WallScene,
    /// The preset that it was last arranged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<WallPresetId>,
    /// Unit and name of who arranged it; empty before anybody did.
    pub by: String,
    pub arranged_at: Micros,
    pub version: u64,
}

/// 预案画面: an arrangement by name, without the night's conference and incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallPresetView {
    pub id: WallPresetId,
    pub name: String,
    pub panes: Vec<WallPane>,
    pub layout: WallLayout,
    pub map: WallMap,
    pub version: u64,
}
