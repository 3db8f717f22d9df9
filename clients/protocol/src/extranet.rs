//! 电子政务外网 as far as a county's media cross it: a tree of nodes. Every node but the centre hangs on one line, which
//! all sites behind it share.

use crate::{ExtranetNodeId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtranetNodeKind {
    /// 网络中心: where the media node stands; it has no line.
    Centre,
    /// 汇聚节点
    Aggregation,
    /// 部门接入
    Department,
    /// 乡镇接入
    Township,
}

/// 线路 from a node towards the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExtranetLine {
    /// The next node towards the centre.
    pub to: ExtranetNodeId,
    /// From the centre to the sites, kbit/s of IP packets.
    pub down_kbps: u32,
    /// From the sites to the centre, kbit/s of IP packets.
    pub up_kbps: u32,
    #[serde(default)]
    pub reserved: Reserved,
}

/// Percent of a line's capacity that a service has before those that come before it. What it does not need is lent,
/// except `data`, which media never touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Reserved {
    /// 话音
    pub audio: u8,
    /// 辅流
    pub presentation: u8,
    /// 主画面: what everybody is to see, and the chair site.
    pub lead: u8,
    /// 其他画面
    pub other: u8,
    /// 数据: whatever else crosses the line.
    pub data: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExtranetNodeView {
    pub id: ExtranetNodeId,
    pub name: String,
    pub kind: ExtranetNodeKind,
    /// None: the centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<ExtranetLine>,
    /// Whose sites stand here.
    pub units: Vec<UnitId>,
    pub version: u64,
}

/// Who comes first where a line is narrow, within one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The chair site, and the command centre.
    Chair,
    Department,
    Township,
}

/// What crosses one line, measured over about a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineLoad {
    /// The node that hangs on the line.
    pub node: ExtranetNodeId,
    pub down: Load,
    pub up: Load,
}

/// kbit/s of IP packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Load {
    pub capacity: u32,
    pub audio: u32,
    pub presentation: u32,
    pub lead: u32,
    pub other: u32,
    /// Pictures that are smaller than asked for, or off, because of this line.
    pub lowered: u32,
}
