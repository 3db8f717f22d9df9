//! Identifiers. Numbers are given out by the core of one jurisdiction, in log order, and are never used again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! number_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub u64);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )+};
}
macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl From<&str> for $name { fn from(s: &str) -> Self { Self(s.to_owned()) } }
    )+};
}

number_id! {
    /// 突发事件 Incident.
    IncidentId,
    /// 外部来报: one record that a department's feed delivered.
    FeedRecordId,
    /// 预警 Warning received by CAP.
    WarningId,
    /// 预警发布: a warning issued here.
    IssuedWarningId,
    /// 电话记录 PhoneCall.
    PhoneCallId,
    /// 会议 Conference.
    ConferenceId,
    /// 会场 Site: one participation in one conference. Never shared between conferences.
    SiteId,
    /// 多画面 Mosaic of one conference.
    MosaicId,
    /// One recording of one conference, from start to stop.
    RecordingId,
    /// 指令 Order.
    OrderId,
    /// 预约: a conference that opens by itself at its time.
    ScheduleId,
    /// 会议模板.
    TemplateId,
    /// 会议消息.
    MessageId,
    /// 举手表决.
    VoteId,
    /// 标绘: one figure drawn on the map of an incident.
    PlotId,
    /// 报告 Report.
    ReportId,
    /// 批示 Instruction.
    InstructionId,
    /// 班次 DutyShift.
    DutyShiftId,
    /// 换班.
    DutySwapId,
    /// 公文 Document.
    DocumentId,
    /// 值班日志 entry.
    DutyEntryId,
    /// 交接班 Handover.
    HandoverId,
    /// 调用: so much of a resource for one incident.
    DispatchId,
    /// A person's account.
    UserId,
    /// One media transport (a publishing or a receiving one). Given out by the command node.
    SessionId,
}
text_id! {
    /// 发布渠道: a way out of the system, to telephones or loudspeakers.
    GatewayId,
    /// Jurisdiction, its GB/T 2260 code: `431024` is 嘉禾县.
    JurisdictionId,
    /// 单位: a department, town or the command centre; a short slug such as `fire` or `town-431024100`.
    UnitId,
    /// 单位组: a named group of units that is called together, a slug such as `flood`.
    UnitGroupId,
    /// 外网节点: a node of the extranet, a slug such as `south`.
    ExtranetNodeId,
    /// A department's feed, a slug such as `fire-119`.
    SourceId,
    /// A gauge, as its department names it, such as `4310240003`.
    StationId,
    /// A map package on this node.
    MapPackageId,
    /// 大屏: a screen of the command centre, a slug such as `hall`.
    WallId,
    /// An arrangement of a wall by name, a slug such as `flood`.
    WallPresetId,
    /// 预案 ContingencyPlan, a slug such as `flood`.
    PlanId,
    /// 资源 Resource, by its number on the county's list, such as `DW-001`.
    ResourceId,
    /// 危险源 Hazard, by its number.
    HazardId,
    /// 防护目标 ProtectionTarget, by its number.
    TargetId,
    /// Made by whoever sends an input (UUID text); the same id never takes effect twice.
    InputId,
}
