//! The live protocol: one websocket per client at `/api/live`, text frames of JSON.
//!
//! The client says [`ClientMessage::Hello`]; the node answers [`ServerMessage::Welcome`], then either a
//! [`ServerMessage::Snapshot`] or, when the resume token is still good, a [`ServerMessage::Delta`] since it. From then
//! on deltas follow, each carrying the log position it brings the client to. What crosses are entity views, never log
//! events: the client keeps a map from key to view and knows no domain rule.

use crate::{
    ConferenceId, InputId, Micros, Refusal, SiteId, UserId,
    account::{Me, UnitGroupView, UnitView, UserView},
    conference::{ConferenceView, SlotChange, UnusedLayers},
    control::{ControlView, ScreenView, ScreensShown},
    document::DocumentView,
    duty::{DutyEntryView, DutyShiftView, DutySwapView, HandoverView},
    extranet::ExtranetNodeView,
    feed::{FeedRecordView, FeedSourceView, WarningView},
    geo::Bbox,
    incident::IncidentView,
    input::Input,
    instruction::InstructionView,
    issued::{GatewayView, IssuedWarningView},
    meeting::{MessageView, ScheduleView, TemplateView, VoteView},
    order::OrderView,
    phone::PhoneCallView,
    plan::PlanView,
    plot::PlotView,
    recording::RecordingView,
    report::ReportView,
    resource::{HazardView, ResourceView, TargetView},
    shared_map::{SharedMapAct, SharedMapView},
    station::StationView,
    wall::{WallPresetView, WallView},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a client got to. Good for as long as the node keeps deltas and the client's authority is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResumeToken {
    pub epoch: u64,
    pub seq: u64,
    /// Visibility class the client's copy was made for.
    pub class: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    Hello {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resume: Option<ResumeToken>,
        /// Of the map; filters stations and tracks only, never incidents, records or warnings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        viewport: Option<Bbox>,
    },
    Input {
        id: InputId,
        input: Input,
    },
    Viewport {
        bbox: Bbox,
    },
    /// 值守: whether this screen can ring. Never logged.
    Desk {
        on_duty: bool,
        can_ring: bool,
    },
    /// The change was seen on screen: acknowledgement by the frame shown. Never logged.
    SlotShown {
        change: SlotChange,
    },
    /// The screen shows what [`ServerMessage::Screen`] of this generation said: acknowledgement of a site, also of one
    /// without media. Never logged.
    ScreenShown {
        conference: ConferenceId,
        site: SiteId,
        generation: u64,
    },
    /// 同图会商. Never logged; heard from people of the conference only.
    SharedMap {
        conference: ConferenceId,
        act: SharedMapAct,
    },
    /// Keeps the connection; answered by `Pong`.
    Ping {
        sent: Micros,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    Welcome {
        me: Box<Me>,
        now: Micros,
        resume: ResumeToken,
        version: String,
    },
    /// The whole of what this class may see; replaces the client's copy.
    Snapshot {
        seq: u64,
        entities: Vec<EntityView>,
    },
    Delta {
        seq: u64,
        upsert: Vec<EntityView>,
        remove: Vec<EntityKey>,
    },
    /// Committed and synced at this log position.
    Accepted {
        id: InputId,
        seq: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made: Option<EntityKey>,
    },
    Refused {
        id: InputId,
        refusal: Refusal,
    },
    /// Derived, never logged: who is heard, loudest first, with level in −dBov.
    Voices {
        conference: ConferenceId,
        loudest: Vec<Voice>,
    },
    SlotChanged {
        change: SlotChange,
    },
    /// Layers of what this person's page sends that nobody takes now: it leaves them out and sends all others. A page that is
    /// cut off sends all.
    LayersUnused {
        layers: UnusedLayers,
    },
    /// What the screen of the site that this person holds shows, and why.
    Screen {
        screen: Box<ScreenView>,
    },
    /// How far the screens have come (for chair and operators).
    ScreensShown {
        shown: ScreensShown,
    },
    /// What goes on on the shared map of a conference, to its people who have it open.
    SharedMap {
        conference: ConferenceId,
        map: SharedMapView,
    },
    /// Desks on duty that cannot ring (for leaders, duty officers and administrators).
    Desks {
        silent: Vec<SilentDesk>,
    },
    Pong {
        sent: Micros,
        now: Micros,
    },
    /// The session was ended (password changed, account disabled, logged out elsewhere).
    Goodbye {
        refusal: Refusal,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Voice {
    pub site: SiteId,
    /// RFC 6464: 0 is the loudest, 127 silence.
    pub level: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SilentDesk {
    pub user: UserId,
    pub name: String,
    pub unit_name: String,
    pub since: Micros,
}

/// Something a client keeps a copy of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "view", rename_all = "snake_case")]
pub enum EntityView {
    Incident(Box<IncidentView>),
    FeedRecord(Box<FeedRecordView>),
    PhoneCall(Box<PhoneCallView>),
    Warning(Box<WarningView>),
    Station(Box<StationView>),
    Conference(Box<ConferenceView>),
    Control(Box<ControlView>),
    Recording(Box<RecordingView>),
    Unit(Box<UnitView>),
    UnitGroup(Box<UnitGroupView>),
    ExtranetNode(Box<ExtranetNodeView>),
    Schedule(Box<ScheduleView>),
    Template(Box<TemplateView>),
    Message(Box<MessageView>),
    Vote(Box<VoteView>),
    User(Box<UserView>),
    FeedSource(Box<FeedSourceView>),
    Order(Box<OrderView>),
    Plot(Box<PlotView>),
    Wall(Box<WallView>),
    WallPreset(Box<WallPresetView>),
    Report(Box<ReportView>),
    Instruction(Box<InstructionView>),
    DutyShift(Box<DutyShiftView>),
    DutySwap(Box<DutySwapView>),
    Document(Box<DocumentView>),
    DutyEntry(Box<DutyEntryView>),
    Handover(Box<HandoverView>),
    Plan(Box<PlanView>),
    IssuedWarning(Box<IssuedWarningView>),
    Gateway(Box<GatewayView>),
    Resource(Box<ResourceView>),
    Hazard(Box<HazardView>),
    ProtectionTarget(Box<TargetView>),
}

/// Names an entity view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum EntityKey {
    Incident(crate::IncidentId),
    FeedRecord(crate::FeedRecordId),
    PhoneCall(crate::PhoneCallId),
    Warning(crate::WarningId),
    Station(crate::StationId),
    Conference(crate::ConferenceId),
    /// 会控 of the conference.
    Control(crate::ConferenceId),
    Recording(crate::RecordingId),
    Unit(crate::UnitId),
    UnitGroup(crate::UnitGroupId),
    ExtranetNode(crate::ExtranetNodeId),
    Schedule(crate::ScheduleId),
    Template(crate::TemplateId),
    Message(crate::MessageId),
    Vote(crate::VoteId),
    User(crate::UserId),
    FeedSource(crate::SourceId),
    Order(crate::OrderId),
    Plot(crate::PlotId),
    Wall(crate::WallId),
    WallPreset(crate::WallPresetId),
    Report(crate::ReportId),
    Instruction(crate::InstructionId),
    DutyShift(crate::DutyShiftId),
    DutySwap(crate::DutySwapId),
    Document(crate::DocumentId),
    DutyEntry(crate::DutyEntryId),
    Handover(crate::HandoverId),
    Plan(crate::PlanId),
    IssuedWarning(crate::IssuedWarningId),
    Gateway(crate::GatewayId),
    Resource(crate::ResourceId),
    Hazard(crate::HazardId),
    ProtectionTarget(crate::TargetId),
}

impl EntityView {
    pub fn key(&self) -> EntityKey {
        match self {
            Self::Incident(v) => EntityKey::Incident(v.id),
            Self::FeedRecord(v) => EntityKey::FeedRecord(v.id),
            Self::PhoneCall(v) => EntityKey::PhoneCall(v.id),
            Self::Warning(v) => EntityKey::Warning(v.id),
            Self::Station(v) => EntityKey::Station(v.id.clone()),
            Self::Conference(v) => EntityKey::Conference(v.id),
            Self::Control(v) => EntityKey::Control(v.id),
            Self::Recording(v) => EntityKey::Recording(v.id),
            Self::Unit(v) => EntityKey::Unit(v.id.clone()),
            Self::UnitGroup(v) => EntityKey::UnitGroup(v.id.clone()),
            Self::ExtranetNode(v) => EntityKey::ExtranetNode(v.id.clone()),
            Self::Schedule(v) => EntityKey::Schedule(v.id),
            Self::Template(v) => EntityKey::Template(v.id),
            Self::Message(v) => EntityKey::Message(v.id),
            Self::Vote(v) => EntityKey::Vote(v.id),
            Self::User(v) => EntityKey::User(v.id),
            Self::FeedSource(v) => EntityKey::FeedSource(v.id.clone()),
            Self::Order(v) => EntityKey::Order(v.id),
            Self::Plot(v) => EntityKey::Plot(v.id),
            Self::Wall(v) => EntityKey::Wall(v.id.clone()),
            Self::WallPreset(v) => EntityKey::WallPreset(v.id.clone()),
            Self::Report(v) => EntityKey::Report(v.id),
            Self::Instruction(v) => EntityKey::Instruction(v.id),
            Self::DutyShift(v) => EntityKey::DutyShift(v.id),
            Self::DutySwap(v) => EntityKey::DutySwap(v.id),
            Self::Document(v) => EntityKey::Document(v.id),
            Self::DutyEntry(v) => EntityKey::DutyEntry(v.id),
            Self::Handover(v) => EntityKey::Handover(v.id),
            Self::Plan(v) => EntityKey::Plan(v.id.clone()),
            Self::IssuedWarning(v) => EntityKey::IssuedWarning(v.id),
            Self::Gateway(v) => EntityKey::Gateway(v.id.clone()),
            Self::Resource(v) => EntityKey::Resource(v.id.clone()),
            Self::Hazard(v) => EntityKey::Hazard(v.id.clone()),
            Self::ProtectionTarget(v) => EntityKey::ProtectionTarget(v.id.clone()),
        }
    }
}
