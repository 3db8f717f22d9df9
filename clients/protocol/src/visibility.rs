//! Visibility class: the small closed set for which entity views are encoded once each. A live connection belongs to
//! exactly one; what a class may see is decided in the cores.

use crate::{UnitId, account::Role};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Derived from role × unit. Its text form is [`crate::live::ResumeToken::class`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Leaders and duty officers: everything operational of the county.
    County,
    /// 会议管理员 and walls: conferences, and incidents without their callers.
    Operator,
    /// 系统管理员: accounts, feeds, stations; no incident and no conference.
    Administrator,
    Department(UnitId),
    Township(UnitId),
    Field(UnitId),
}

impl Class {
    /// The one class of a person with this role in this unit.
    pub fn of(role: Role, unit: &UnitId) -> Self {
        match role {
            Role::Leader | Role::DutyOfficer => Self::County,
            Role::DepartmentOfficer => Self::Department(unit.clone()),
            Role::TownshipOfficer => Self::Township(unit.clone()),
            Role::FieldOfficer => Self::Field(unit.clone()),
            Role::Operator | Role::Wall => Self::Operator,
            Role::Administrator => Self::Administrator,
        }
    }
    /// The unit to which the class is bound, for classes that are bound to one.
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::County | Self::Operator | Self::Administrator => None,
            Self::Department(unit) | Self::Township(unit) | Self::Field(unit) => Some(unit),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::County => f.write_str("county"),
            Self::Operator => f.write_str("operator"),
            Self::Administrator => f.write_str("administrator"),
            Self::Department(unit) => write!(f, "department:{unit}"),
            Self::Township(unit) => write!(f, "township:{unit}"),
            Self::Field(unit) => write!(f, "field:{unit}"),
        }
    }
}
