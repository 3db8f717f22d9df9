//! Units, users, roles.

use crate::{JurisdictionId, Micros, UnitGroupId, UnitId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every record's world. Modes never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Real,
    /// 演练
    Exercise,
    /// 演示
    Demo,
}

/// What a user may do. What they may do to whom is decided by role × unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 领导
    Leader,
    /// 值班员
    DutyOfficer,
    /// 部门人员
    DepartmentOfficer,
    /// 乡镇人员
    TownshipOfficer,
    /// 现场人员
    FieldOfficer,
    /// 会议管理员
    Operator,
    /// 系统管理员
    Administrator,
    /// 大屏: a screen. It sees what an operator sees and may send nothing.
    Wall,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Leader,
        Role::DutyOfficer,
        Role::DepartmentOfficer,
        Role::TownshipOfficer,
        Role::FieldOfficer,
        Role::Operator,
        Role::Administrator,
        Role::Wall,
    ];
}

/// Kind of a unit; the six departments have their character on symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 县应急指挥中心
    Centre,
    /// 公安 警
    PublicSecurity,
    /// 人防 防
    CivilAirDefence,
    /// 消防 消
    Fire,
    /// 气象 气
    Weather,
    /// 水利 水
    Water,
    /// 应急(安全生产) 安
    WorkSafety,
    /// 乡镇
    Township,
    /// 其他
    Other,
}

impl UnitKind {
    /// The six departments that deliver feeds.
    pub const DEPARTMENTS: [UnitKind; 6] = [
        UnitKind::PublicSecurity,
        UnitKind::CivilAirDefence,
        UnitKind::Fire,
        UnitKind::Weather,
        UnitKind::Water,
        UnitKind::WorkSafety,
    ];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitView {
    pub id: UnitId,
    pub name: String,
    pub kind: UnitKind,
    /// GB/T 2260 code for a township.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub disabled: bool,
    pub version: u64,
}

/// 单位组: units that are called together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitGroupView {
    pub id: UnitGroupId,
    pub name: String,
    /// In the order in which the administrator named them.
    pub units: Vec<UnitId>,
    pub version: u64,
}

/// A user as an administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserView {
    pub id: UserId,
    /// What is typed at login.
    pub account: String,
    pub name: String,
    pub unit: UnitId,
    pub role: Role,
    pub disabled: bool,
    pub must_change_password: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login: Option<Micros>,
    pub version: u64,
}

/// Who I am, given at login and at every live welcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub id: UserId,
    pub account: String,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub role: Role,
    pub must_change_password: bool,
    pub jurisdiction: JurisdictionId,
    pub jurisdiction_name: String,
    pub mode: Mode,
}
