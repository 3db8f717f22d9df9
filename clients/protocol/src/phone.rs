//! 电话记录 PhoneCall: a telephone call as the duty officer wrote it down: who called or was called, what was said, who
//! had been told. There is no telephony behind it; number and times are typed.

use crate::{IncidentId, Micros, PhoneCallId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallDirection {
    /// 来电
    #[default]
    Incoming,
    /// 去电
    Outgoing,
}

/// Who was at the other end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallParty {
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub name: String,
    /// 职务
    #[serde(default)]
    pub post: String,
    #[serde(default)]
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallFacts {
    #[serde(default)]
    pub direction: CallDirection,
    /// When the call took place; it may be written down later.
    pub at: Micros,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Micros>,
    #[serde(default)]
    pub party: CallParty,
    #[serde(default)]
    pub place: String,
    /// 经过、措施、趋势
    pub course: String,
    /// 已告知谁
    #[serde(default)]
    pub informed: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneCallView {
    pub id: PhoneCallId,
    pub facts: CallFacts,
    /// The incident it is about, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Who wrote it down.
    pub recorder: String,
    pub recorded_at: Micros,
    pub version: u64,
}
