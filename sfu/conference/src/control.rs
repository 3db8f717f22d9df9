//! 会控 of one conference as the log determines it: the operation in force, the roll call list, the floor queue, pins,
//! rotations, mosaics. What follows from time and voices is not here but in [`crate::derived`].

use crate::{
    event::{Event, RotationPlan},
    state::Conference,
};
use fengsui_protocol::{
    Micros, MosaicId, SiteId,
    control::{
        Audience, CancelledOperation, FloorRequest, Level, MosaicPlan, Operation, RotationKind, VoiceSwitchSettings,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything of a conference's control that is logged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Control {
    /// The operation in force; the broadcast of a site is kept in [`Conference::broadcast`].
    pub(crate) operation: Option<Operation>,
    /// Since when its target is on.
    pub(crate) started_at: Micros,
    pub(crate) cancelled: Option<CancelledOperation>,
    pub(crate) roll_call: Option<RollCall>,
    pub(crate) floor: Vec<FloorRequest>,
    pub(crate) floor_refused: BTreeMap<SiteId, FloorRefusal>,
    pub(crate) rotations: BTreeMap<RotationKind, Rotation>,
    pub(crate) rotations_set: u64,
    pub(crate) mosaics: BTreeMap<MosaicId, Mosaic>,
    /// Counts applications of mosaics: of two that apply to a site the later one does.
    pub(crate) applications: u64,
    pub(crate) voice_switch: Option<VoiceSwitchSettings>,
    /// Where voice switching stood when it was logged last.
    pub(crate) voice: Option<SiteId>,
    pub(crate) priority: Option<Vec<Level>>,
    pub(crate) presentation_locked: bool,
    /// Speakers are closed for whoever comes later, too.
    pub(crate) speakers_closed: bool,
    /// Microphones that the operation opened, as they were before.
    pub(crate) held: BTreeMap<SiteId, HeldMicrophone>,
}

/// 点名单.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RollCall {
    pub list: Vec<SiteId>,
    pub heard: BTreeSet<SiteId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FloorRefusal {
    pub reason: String,
    pub at: Micros,
}

/// 轮询, running or paused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rotation {
    pub plan: RotationPlan,
    /// When it came to where the plan says it stands.
    pub since: Micros,
    /// Counts up whenever a rotation is set.
    pub number: u64,
}

/// 多画面.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mosaic {
    pub name: String,
    pub plan: MosaicPlan,
    pub applied: Option<Application>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Application {
    pub audience: Audience,
    pub number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldMicrophone {
    pub microphone_on: bool,
    pub muted_by_chair: bool,
}

impl Control {
    pub(crate) fn is_new(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn priority(&self) -> &[Level] {
        self.priority.as_deref().unwrap_or(&Level::ORDER)
    }
}

/// Events that concern control alone, each to its module.
pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    crate::operation::apply(conference, at, event);
    crate::roll_call::apply(conference, event);
    crate::floor::apply(conference, at, event);
    crate::pin::apply(conference, event);
    crate::mosaic::apply(conference, event);
    crate::rotation::apply(conference, at, event);
    crate::speaker::apply(conference, event);
    match event {
        Event::PrioritySet { order, .. } => conference.control.priority = Some(order.clone()),
        Event::PresentationLocked { locked, .. } => conference.control.presentation_locked = *locked,
        Event::ControlDigested { voice, .. } => conference.control.voice = *voice,
        Event::ConferenceEnded { .. } => ended(&mut conference.control),
        _ => {}
    }
}

/// Nothing runs in a conference that ended; what was set stays to be read.
fn ended(control: &mut Control) {
    control.operation = None;
    control.started_at = Micros::default();
    control.floor.clear();
    control.floor_refused.clear();
    control.rotations.clear();
    control.held.clear();
    control.voice = None;
}
