//! Log events of the command core. Each kind has a name and a version, which the log keeps beside the body; an old
//! version stays readable for ever.

use crate::{State, input::Secret};
use fengsui_protocol::{
    ConferenceId, DispatchId, DocumentId, DutyEntryId, DutyShiftId, DutySwapId, ExtranetNodeId, FeedRecordId,
    GatewayId, HandoverId, IncidentId, InstructionId, IssuedWarningId, JurisdictionId, MapPackageId, Micros, OrderId,
    PhoneCallId, PlanId, PlotId, ReportId, ResourceId, SourceId, StationId, UnitGroupId, UnitId, UserId, WallId,
    WallPresetId, WarningId,
    account::{Mode, Role, UnitKind},
    analysis::{PlumeInput, PlumeResult},
    attachment::AttachedFile,
    correlation::{Correlated, Proposal, Relation},
    document::{DocumentContent, DocumentKind, DocumentPicture},
    duty::{DutyPerson, HandoverList},
    extranet::{ExtranetLine, ExtranetNodeKind},
    feed::{FeedFormat, WarningFacts},
    geo::{Bbox, Place, Wgs84},
    incident::{Casualties, IncidentFacts, IncidentState, Severity, ThresholdCrossing, TimelineKind},
    input::IncidentChange,
    issued::{DispatchKind, GatewayKind, ReceiptCounts, WarningContent},
    live::EntityKey,
    order::{OrderContent, OrderDuty, OrderTimes},
    phone::CallFacts,
    plan::{PlanContent, ResponseLevel, ResponseTask, TriggerFactor},
    plot::PlotShape,
    refusal::Refusal,
    report::{ReportElements, ReportKind, ReportSeal, ReportSource},
    resource::{RegisterList, RegisterRow},
    station::{Observation, Thresholds},
    wall::{WallLayout, WallMap, WallPane, WallScene},
};
use serde::{Deserialize, Serialize};

/// A message that is to leave by a gateway. `withheld` in a drill: then it never does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DispatchPlan {
    pub key: String,
    pub gateway: GatewayId,
    pub kind: DispatchKind,
    pub withheld: bool,
}

/// A body that is not what its kind and version promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEvent(pub String);
impl std::fmt::Display for BadEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for BadEvent {}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $kind:literal $version:literal { $($body:tt)* })+) => {
        /// What happened. Serialises as `{"<kind>": {…}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Event {$(
            $(#[$doc])*
            #[serde(rename = $kind)]
            $variant { $($body)* },
        )+}

        impl Event {
            /// Every kind with the version that is written today.
            pub const KINDS: &'static [(&'static str, u32)] = &[$(($kind, $version)),+];

            /// Name of the kind, for the log.
            pub fn kind(&self) -> &'static str {
                match self {$( Self::$variant { .. } => $kind, )+}
            }
            /// Version of the body, for the log.
            pub fn version(&self) -> u32 {
                match self {$( Self::$variant { .. } => $version, )+}
            }
        }
    };
}

events! {
    /// First of every log: whose it is. Later ones correct name and extent.
    JurisdictionOpened "jurisdiction_opened" 1 {
        id: JurisdictionId,
        name: String,
        mode: Mode,
        bbox: Option<Bbox>,
    }

    // ---- accounts ----
    UnitCreated "unit_created" 1 {
        id: UnitId,
        name: String,
        kind: UnitKind,
        code: Option<String>,
        phone: Option<String>,
    }
    UnitUpdated "unit_updated" 1 {
        id: UnitId,
        name: Option<String>,
        phone: Option<String>,
        disabled: Option<bool>,
    }
    UnitGroupSet "unit_group_set" 1 {
        id: UnitGroupId,
        name: String,
        units: Vec<UnitId>,
    }
    UnitGroupRemoved "unit_group_removed" 1 {
        id: UnitGroupId,
    }
    ExtranetNodeSet "extranet_node_set" 1 {
        id: ExtranetNodeId,
        name: String,
        kind: ExtranetNodeKind,
        line: Option<ExtranetLine>,
        units: Vec<UnitId>,
    }
    ExtranetNodeRemoved "extranet_node_removed" 1 {
        id: ExtranetNodeId,
    }
    UserCreated "user_created" 1 {
        id: UserId,
        account: String,
        name: String,
        unit: UnitId,
        role: Role,
        password_hash: Secret,
        must_change: bool,
    }
    UserUpdated "user_updated" 1 {
        id: UserId,
        name: Option<String>,
        unit: Option<UnitId>,
        role: Option<Role>,
        disabled: Option<bool>,
    }
    PasswordSet "password_set" 1 {
        user: UserId,
        password_hash: Secret,
        must_change: bool,
    }
    LoggedIn "logged_in" 1 {
        user: UserId,
    }

    // ---- departments' input ----
    FeedSourceCreated "feed_source_created" 1 {
        id: SourceId,
        name: String,
        unit: UnitId,
        format: FeedFormat,
    }
    FeedSourceUpdated "feed_source_updated" 1 {
        id: SourceId,
        name: Option<String>,
        disabled: Option<bool>,
    }
    SourceKeySet "source_key_set" 1 {
        source: SourceId,
        key: Secret,
        hint: String,
    }
    FeedRefused "feed_refused" 1 {
        source: SourceId,
        refusal: Refusal,
        clock_skew_us: Option<i64>,
    }
    StationSet "station_set" 1 {
        id: StationId,
        name: String,
        source: SourceId,
        position: Wgs84,
        thresholds: Thresholds,
    }
    RecordReceived "record_received" 1 {
        id: FeedRecordId,
        source: SourceId,
        unit: UnitId,
        source_id: String,
        number: u64,
        clock_skew_us: i64,
        facts: Box<IncidentFacts>,
        crossing: Option<ThresholdCrossing>,
    }
    WarningReceived "warning_received" 1 {
        id: WarningId,
        source: SourceId,
        source_id: String,
        number: u64,
        clock_skew_us: i64,
        facts: Box<WarningFacts>,
        /// Earlier warnings that this one updates or cancels.
        supersedes: Vec<WarningId>,
    }
    ObservationTaken "observation_taken" 1 {
        source: SourceId,
        source_id: String,
        number: u64,
        clock_skew_us: i64,
        observation: Observation,
        /// Past the threshold, as judged with hysteresis.
        over_level: bool,
        over_rain: bool,
    }
    RecordLinked "record_linked" 1 {
        record: FeedRecordId,
        incident: IncidentId,
        by: String,
    }
    RecordUnlinked "record_unlinked" 1 {
        record: FeedRecordId,
        incident: IncidentId,
        by: String,
    }
    RecordDismissed "record_dismissed" 1 {
        record: FeedRecordId,
        reason: String,
    }
    /// Undo of a dismissal: the record waits again.
    RecordRestored "record_restored" 1 {
        record: FeedRecordId,
    }

    // ---- telephone log ----
    CallLogged "call_logged" 1 {
        id: PhoneCallId,
        facts: Box<CallFacts>,
        incident: Option<IncidentId>,
        by: String,
        /// The oldest call, when there is room for no more: from now on it stands in the log only.
        forgets: Option<PhoneCallId>,
    }
    CallLinked "call_linked" 1 {
        call: PhoneCallId,
        incident: IncidentId,
        by: String,
    }
    CallUnlinked "call_unlinked" 1 {
        call: PhoneCallId,
        incident: IncidentId,
        by: String,
    }

    // ---- issued warnings ----
    WarningDrafted "warning_drafted" 1 {
        id: IssuedWarningId,
        content: Box<WarningContent>,
        updates: Option<IssuedWarningId>,
        by: String,
    }
    WarningEdited "warning_edited" 1 {
        id: IssuedWarningId,
        content: Box<WarningContent>,
        by: String,
    }
    WarningApproved "warning_approved" 1 {
        id: IssuedWarningId,
        by: String,
    }
    /// 发布: to these units' screens, and these messages on their way out.
    WarningIssued "warning_issued" 1 {
        id: IssuedWarningId,
        identifier: String,
        updates: Option<IssuedWarningId>,
        units: Vec<UnitId>,
        dispatches: Vec<DispatchPlan>,
        by: String,
    }
    WarningCancelled "warning_cancelled" 1 {
        id: IssuedWarningId,
        identifier: String,
        reason: String,
        dispatches: Vec<DispatchPlan>,
        by: String,
    }
    IssuedWarningShown "issued_warning_shown" 1 {
        id: IssuedWarningId,
        unit: UnitId,
        user: UserId,
        name: String,
        screen: String,
    }
    IssuedWarningAcknowledged "issued_warning_acknowledged" 1 {
        id: IssuedWarningId,
        unit: UnitId,
        by: String,
        screen: String,
    }
    GatewaySet "gateway_set" 1 {
        id: GatewayId,
        name: String,
        kind: GatewayKind,
        url: String,
        disabled: bool,
    }
    GatewayKeySet "gateway_key_set" 1 {
        gateway: GatewayId,
        key: Secret,
        hint: String,
    }
    /// One attempt to hand a message over. Without `error` the gateway took it.
    DispatchAnswered "dispatch_answered" 1 {
        id: IssuedWarningId,
        key: String,
        error: Option<String>,
        given_up: bool,
    }
    ReceiptTaken "receipt_taken" 1 {
        id: IssuedWarningId,
        key: String,
        counts: ReceiptCounts,
    }

    // ---- incidents ----
    IncidentLogged "incident_logged" 1 {
        id: IncidentId,
        number: String,
        unit: UnitId,
        logged_by: UserId,
        by: String,
        facts: Box<IncidentFacts>,
        /// When it was taken, if the desk was cut off then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_at: Option<Micros>,
    }
    /// 附件: the bytes are kept by the shell before this is logged.
    IncidentAttached "incident_attached" 1 {
        id: IncidentId,
        file: Box<AttachedFile>,
        by: String,
    }
    /// 推演: what a model said, beside what it was computed from.
    AnalysisRecorded "analysis_recorded" 1 {
        id: IncidentId,
        input: Box<PlumeInput>,
        result: Box<PlumeResult>,
        by: String,
    }
    AnalysisRetracted "analysis_retracted" 1 {
        id: IncidentId,
        analysis: u64,
        reason: String,
        by: String,
    }
    IncidentClassified "incident_classified" 1 {
        id: IncidentId,
        type_code: String,
        severity: Option<Severity>,
        basis: String,
        by: String,
    }
    IncidentLocated "incident_located" 1 {
        id: IncidentId,
        place: Place,
        by: String,
    }
    IncidentUpdated "incident_updated" 1 {
        id: IncidentId,
        change: IncidentChange,
        by: String,
    }
    IncidentNoted "incident_noted" 1 {
        id: IncidentId,
        kind: TimelineKind,
        text: String,
        by: String,
    }
    /// Units that were asked to confer about the incident take part in it.
    UnitsInvolved "units_involved" 1 {
        id: IncidentId,
        units: Vec<UnitId>,
    }
    IncidentMoved "incident_moved" 1 {
        id: IncidentId,
        from: IncidentState,
        to: IncidentState,
        basis: String,
        by: String,
    }

    // ---- orders ----
    OrderDrafted "order_drafted" 1 {
        id: OrderId,
        number: String,
        incident: IncidentId,
        content: Box<OrderContent>,
        by: String,
    }
    OrderEdited "order_edited" 1 {
        id: OrderId,
        incident: IncidentId,
        content: Box<OrderContent>,
        by: String,
    }
    OrderSubmitted "order_submitted" 1 {
        id: OrderId,
        incident: IncidentId,
        by: String,
    }
    OrderSentBack "order_sent_back" 1 {
        id: OrderId,
        incident: IncidentId,
        reason: String,
        by: String,
    }
    OrderApproved "order_approved" 1 {
        id: OrderId,
        incident: IncidentId,
        remark: String,
        by: String,
    }
    /// To the units that the recipients were at that moment, under the times of that moment.
    OrderIssued "order_issued" 1 {
        id: OrderId,
        incident: IncidentId,
        units: Vec<UnitId>,
        times: OrderTimes,
        urgent_basis: Option<String>,
        by: String,
    }
    OrderWithdrawn "order_withdrawn" 1 {
        id: OrderId,
        incident: IncidentId,
        reason: String,
        by: String,
    }
    /// A page showed it to a person; the first one is the delivery to their unit.
    OrderShown "order_shown" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        user: UserId,
        name: String,
        screen: String,
    }
    OrderAcknowledged "order_acknowledged" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        by: String,
    }
    OrderReturned "order_returned" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        reason: String,
        by: String,
    }
    OrderReplied "order_replied" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        text: String,
        by: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<u64>,
    }
    OrderCompleted "order_completed" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        text: String,
        by: String,
    }
    OrderReminded "order_reminded" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        what: OrderDuty,
        deadline: Option<Micros>,
        text: String,
        by: String,
    }
    OrderSupervised "order_supervised" 1 {
        id: OrderId,
        incident: IncidentId,
        unit: UnitId,
        /// Of the 督办通知.
        number: String,
        what: OrderDuty,
        deadline: Option<Micros>,
        text: String,
        by: String,
    }

    // ---- plots ----
    PlotDrawn "plot_drawn" 1 {
        id: PlotId,
        incident: IncidentId,
        shape: PlotShape,
        symbol: Option<String>,
        vertices: Vec<Wgs84>,
        label: String,
        author: UserId,
        unit: UnitId,
        by: String,
    }
    PlotRevised "plot_revised" 1 {
        id: PlotId,
        vertices: Option<Vec<Wgs84>>,
        label: Option<String>,
        by: String,
    }
    PlotErased "plot_erased" 1 {
        id: PlotId,
        incident: IncidentId,
        by: String,
    }
    /// Undo of an erasure.
    PlotRestored "plot_restored" 1 {
        id: PlotId,
        incident: IncidentId,
        by: String,
    }

    // ---- walls ----
    /// A wall was made, or renamed; the number counts only when it was made.
    WallSet "wall_set" 1 {
        id: WallId,
        number: u64,
        name: String,
    }
    WallRemoved "wall_removed" 1 {
        id: WallId,
    }
    WallArranged "wall_arranged" 1 {
        id: WallId,
        scene: Box<WallScene>,
        preset: Option<WallPresetId>,
        /// The conference that it showed before.
        leaves: Option<ConferenceId>,
        by: String,
    }
    WallPresetSaved "wall_preset_saved" 1 {
        id: WallPresetId,
        name: String,
        panes: Vec<WallPane>,
        layout: WallLayout,
        map: WallMap,
    }
    WallPresetRemoved "wall_preset_removed" 1 {
        id: WallPresetId,
    }
    // ---- reports ----
    ReportDrafted "report_drafted" 1 {
        id: ReportId,
        incident: IncidentId,
        kind: ReportKind,
        ordinal: u32,
        elements: Box<ReportElements>,
        text: String,
        sources: Vec<ReportSource>,
        /// Log position up to which it speaks.
        covers: u64,
        casualties: Casualties,
        by: String,
    }
    ReportEdited "report_edited" 1 {
        id: ReportId,
        incident: IncidentId,
        elements: Box<ReportElements>,
        text: String,
        by: String,
    }
    ReportSigned "report_signed" 1 {
        id: ReportId,
        incident: IncidentId,
        by: String,
    }
    /// The node's SM2 signature over the canonical text.
    ReportSealed "report_sealed" 1 {
        id: ReportId,
        incident: IncidentId,
        seal: ReportSeal,
    }
    ReportConfirmed "report_confirmed" 1 {
        id: ReportId,
        incident: IncidentId,
        to: String,
        text: String,
        by: String,
    }
    ReportPhoned "report_phoned" 1 {
        incident: IncidentId,
        to: String,
        text: String,
        by: String,
    }
    /// A clock ran out, and the duty leader is told.
    ReportEscalated "report_escalated" 1 {
        incident: IncidentId,
        what: String,
        deadline: Micros,
        by: String,
    }

    // ---- instructions ----
    InstructionGiven "instruction_given" 1 {
        id: InstructionId,
        incident: IncidentId,
        report: Option<ReportId>,
        text: String,
        units: Vec<UnitId>,
        reply_by: Option<Micros>,
        by: String,
    }
    InstructionConveyed "instruction_conveyed" 1 {
        id: InstructionId,
        incident: IncidentId,
        unit: UnitId,
        user: UserId,
        name: String,
        screen: String,
    }
    InstructionReplied "instruction_replied" 1 {
        id: InstructionId,
        incident: IncidentId,
        unit: UnitId,
        text: String,
        by: String,
    }
    InstructionReminded "instruction_reminded" 1 {
        id: InstructionId,
        incident: IncidentId,
        unit: UnitId,
        by: String,
    }

    // ---- duty ----
    DutyShiftSet "duty_shift_set" 1 {
        id: DutyShiftId,
        unit: UnitId,
        start: Micros,
        end: Micros,
        officers: Vec<DutyPerson>,
        leader: DutyPerson,
        phone: String,
        /// The oldest shifts, when there is room for no more: from now on they stand in the log only.
        forgets: Vec<DutyShiftId>,
        by: String,
    }
    DutyShiftRemoved "duty_shift_removed" 1 {
        id: DutyShiftId,
        unit: UnitId,
        by: String,
    }
    DutySwapProposed "duty_swap_proposed" 1 {
        id: DutySwapId,
        unit: UnitId,
        give: DutyShiftId,
        giver: DutyPerson,
        take: DutyShiftId,
        other: DutyPerson,
        leading: bool,
        note: String,
        forgets: Option<DutySwapId>,
    }
    DutySwapAnswered "duty_swap_answered" 1 {
        id: DutySwapId,
        give: DutyShiftId,
        take: DutyShiftId,
        accepted: bool,
        text: String,
    }
    DutySwapWithdrawn "duty_swap_withdrawn" 1 {
        id: DutySwapId,
    }
    DutyEntryAdded "duty_entry_added" 1 {
        id: DutyEntryId,
        unit: UnitId,
        text: String,
        /// The oldest entry, when there is room for no more.
        forgets: Option<DutyEntryId>,
        by: String,
    }
    /// With everything as it was listed at that moment.
    HandoverGiven "handover_given" 1 {
        id: HandoverId,
        unit: UnitId,
        giver: UserId,
        text: String,
        list: Box<HandoverList>,
        forgets: Option<HandoverId>,
        by: String,
    }
    HandoverConfirmed "handover_confirmed" 1 {
        id: HandoverId,
        unit: UnitId,
        taker: UserId,
        text: String,
        by: String,
    }
    HandoverWithdrawn "handover_withdrawn" 1 {
        id: HandoverId,
        unit: UnitId,
    }

    // ---- documents ----
    DocumentDrafted "document_drafted" 1 {
        id: DocumentId,
        kind: DocumentKind,
        /// Of a 督办通知, which has the number of its supervision.
        number: Option<String>,
        incident: Option<IncidentId>,
        order: Option<OrderId>,
        unit: Option<UnitId>,
        content: Box<DocumentContent>,
        /// Log position up to which it speaks.
        covers: u64,
        by: String,
    }
    DocumentEdited "document_edited" 1 {
        id: DocumentId,
        incident: Option<IncidentId>,
        content: Box<DocumentContent>,
        by: String,
    }
    /// The bytes are kept by the shell before this is logged.
    DocumentPictureKept "document_picture_kept" 1 {
        id: DocumentId,
        incident: Option<IncidentId>,
        picture: DocumentPicture,
        by: String,
    }
    DocumentSigned "document_signed" 1 {
        id: DocumentId,
        incident: Option<IncidentId>,
        number: String,
        by: String,
    }
    /// The node's SM2 signature over the canonical text.
    DocumentSealed "document_sealed" 1 {
        id: DocumentId,
        incident: Option<IncidentId>,
        seal: ReportSeal,
    }
    DocumentDiscarded "document_discarded" 1 {
        id: DocumentId,
        incident: Option<IncidentId>,
        by: String,
    }

    // ---- correlation ----
    /// What may be the same as the subject, in place of what was proposed before.
    CorrelationProposed "correlation_proposed" 1 {
        subject: Correlated,
        proposals: Vec<Proposal>,
    }
    ProposalRejected "proposal_rejected" 1 {
        subject: Correlated,
        incident: IncidentId,
        by: String,
    }
    ProposalRestored "proposal_restored" 1 {
        subject: Correlated,
        incident: IncidentId,
        by: String,
    }
    IncidentRelated "incident_related" 1 {
        id: IncidentId,
        relation: Relation,
        to: IncidentId,
        basis: String,
        by: String,
    }
    IncidentUnrelated "incident_unrelated" 1 {
        id: IncidentId,
        relation: Relation,
        to: IncidentId,
        by: String,
    }

    // ---- contingency plans ----
    PlanSaved "plan_saved" 1 {
        id: PlanId,
        content: Box<PlanContent>,
        by: String,
    }
    PlanRemoved "plan_removed" 1 {
        id: PlanId,
        by: String,
    }
    /// A trigger became true. It does nothing by itself.
    ActivationProposed "activation_proposed" 1 {
        subject: Correlated,
        plan: PlanId,
        level: ResponseLevel,
        expression: String,
        factors: Vec<TriggerFactor>,
    }
    ActivationRejected "activation_rejected" 1 {
        incident: IncidentId,
        plan: PlanId,
        reason: String,
        by: String,
    }
    ActivationRestored "activation_restored" 1 {
        incident: IncidentId,
        plan: PlanId,
        by: String,
    }
    /// The plan as it was then; its orders follow.
    PlanActivated "plan_activated" 1 {
        incident: IncidentId,
        plan: PlanId,
        level: ResponseLevel,
        basis: String,
        content: Box<PlanContent>,
        tasks: Vec<ResponseTask>,
        by: String,
    }
    ResponseChanged "response_changed" 1 {
        incident: IncidentId,
        from: ResponseLevel,
        to: ResponseLevel,
        basis: String,
        /// Those that the new level adds.
        tasks: Vec<ResponseTask>,
        by: String,
    }
    ResponseEnded "response_ended" 1 {
        incident: IncidentId,
        basis: String,
        by: String,
    }

    // ---- resources ----
    /// Rows that were new or changed something.
    RegisterImported "register_imported" 1 {
        rows: Vec<RegisterRow>,
        file: String,
        by: String,
    }
    ResourceStatusSet "resource_status_set" 1 {
        id: ResourceId,
        unavailable: Option<String>,
        by: String,
    }
    ResourceDispatched "resource_dispatched" 1 {
        id: ResourceId,
        dispatch: DispatchId,
        incident: IncidentId,
        amount: u32,
        text: String,
        by: String,
    }
    ResourceArrived "resource_arrived" 1 {
        id: ResourceId,
        dispatch: DispatchId,
        incident: IncidentId,
        text: String,
        by: String,
    }
    ResourceReturned "resource_returned" 1 {
        id: ResourceId,
        dispatch: DispatchId,
        incident: IncidentId,
        amount: u32,
        text: String,
        by: String,
    }

    // ---- map ----
    MapPackageSet "map_package_set" 1 {
        id: MapPackageId,
        active: bool,
    }
}

impl Event {
    /// The log body (JSON).
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("events serialise")
    }

    /// Reads a log body back.
    ///
    /// # Errors
    /// When kind or version is unknown, or the body does not fit them. A log that has such a record must not be
    /// opened: skipping it would be a different history.
    pub fn read(kind: &str, version: u32, body: &str) -> Result<Self, BadEvent> {
        match Self::KINDS.iter().find(|(known, _)| *known == kind) {
            Some((_, newest)) if (1..=*newest).contains(&version) => {
                let event: Self =
                    serde_json::from_str(body).map_err(|error| BadEvent(format!("{kind} {version}: {error}")))?;
                if event.kind() == kind {
                    Ok(event)
                } else {
                    Err(BadEvent(format!("{kind}: the body is of kind {}", event.kind())))
                }
            }
            Some((_, newest)) => Err(BadEvent(format!("{kind}: version {version} is newer than {newest}"))),
            None => Err(BadEvent(format!("unknown kind {kind}"))),
        }
    }

    /// The entity that the event made.
    pub fn made(&self) -> Option<EntityKey> {
        match self {
            Self::IncidentLogged { id, .. } => Some(EntityKey::Incident(*id)),
            Self::RecordReceived { id, .. } => Some(EntityKey::FeedRecord(*id)),
            Self::WarningReceived { id, .. } => Some(EntityKey::Warning(*id)),
            Self::CallLogged { id, .. } => Some(EntityKey::PhoneCall(*id)),
            Self::UnitCreated { id, .. } => Some(EntityKey::Unit(id.clone())),
            Self::UserCreated { id, .. } => Some(EntityKey::User(*id)),
            Self::FeedSourceCreated { id, .. } => Some(EntityKey::FeedSource(id.clone())),
            Self::StationSet { id, .. } => Some(EntityKey::Station(id.clone())),
            Self::OrderDrafted { id, .. } => Some(EntityKey::Order(*id)),
            Self::PlotDrawn { id, .. } => Some(EntityKey::Plot(*id)),
            Self::WallSet { id, .. } => Some(EntityKey::Wall(id.clone())),
            Self::WallPresetSaved { id, .. } => Some(EntityKey::WallPreset(id.clone())),
            Self::ReportDrafted { id, .. } => Some(EntityKey::Report(*id)),
            Self::DocumentDrafted { id, .. } => Some(EntityKey::Document(*id)),
            Self::InstructionGiven { id, .. } => Some(EntityKey::Instruction(*id)),
            Self::DutyShiftSet { id, .. } => Some(EntityKey::DutyShift(*id)),
            Self::DutySwapProposed { id, .. } => Some(EntityKey::DutySwap(*id)),
            Self::DutyEntryAdded { id, .. } => Some(EntityKey::DutyEntry(*id)),
            Self::HandoverGiven { id, .. } => Some(EntityKey::Handover(*id)),
            Self::PlanSaved { id, .. } => Some(EntityKey::Plan(id.clone())),
            Self::WarningDrafted { id, .. } => Some(EntityKey::IssuedWarning(*id)),
            Self::GatewaySet { id, .. } => Some(EntityKey::Gateway(id.clone())),
            Self::JurisdictionOpened { .. }
            | Self::UnitUpdated { .. }
            | Self::UnitGroupSet { .. }
            | Self::UnitGroupRemoved { .. }
            | Self::ExtranetNodeSet { .. }
            | Self::ExtranetNodeRemoved { .. }
            | Self::UserUpdated { .. }
            | Self::PasswordSet { .. }
            | Self::LoggedIn { .. }
            | Self::FeedSourceUpdated { .. }
            | Self::SourceKeySet { .. }
            | Self::FeedRefused { .. }
            | Self::ObservationTaken { .. }
            | Self::RecordLinked { .. }
            | Self::RecordUnlinked { .. }
            | Self::RecordDismissed { .. }
            | Self::RecordRestored { .. }
            | Self::CallLinked { .. }
            | Self::CallUnlinked { .. }
            | Self::IncidentClassified { .. }
            | Self::IncidentLocated { .. }
            | Self::IncidentUpdated { .. }
            | Self::IncidentNoted { .. }
            | Self::IncidentAttached { .. }
            | Self::AnalysisRecorded { .. }
            | Self::AnalysisRetracted { .. }
            | Self::UnitsInvolved { .. }
            | Self::IncidentMoved { .. }
            | Self::OrderEdited { .. }
            | Self::OrderSubmitted { .. }
            | Self::OrderSentBack { .. }
            | Self::OrderApproved { .. }
            | Self::OrderIssued { .. }
            | Self::OrderWithdrawn { .. }
            | Self::OrderShown { .. }
            | Self::OrderAcknowledged { .. }
            | Self::OrderReturned { .. }
            | Self::OrderReplied { .. }
            | Self::OrderCompleted { .. }
            | Self::OrderReminded { .. }
            | Self::OrderSupervised { .. }
            | Self::PlotRevised { .. }
            | Self::PlotErased { .. }
            | Self::PlotRestored { .. }
            | Self::WallRemoved { .. }
            | Self::WallArranged { .. }
            | Self::WallPresetRemoved { .. }
            | Self::CorrelationProposed { .. }
            | Self::ProposalRejected { .. }
            | Self::ProposalRestored { .. }
            | Self::IncidentRelated { .. }
            | Self::IncidentUnrelated { .. }
            | Self::DocumentEdited { .. }
            | Self::DocumentPictureKept { .. }
            | Self::DocumentSigned { .. }
            | Self::DocumentSealed { .. }
            | Self::DocumentDiscarded { .. }
            | Self::ReportEdited { .. }
            | Self::ReportSigned { .. }
            | Self::ReportSealed { .. }
            | Self::ReportConfirmed { .. }
            | Self::ReportPhoned { .. }
            | Self::ReportEscalated { .. }
            | Self::InstructionConveyed { .. }
            | Self::InstructionReplied { .. }
            | Self::InstructionReminded { .. }
            | Self::DutyShiftRemoved { .. }
            | Self::DutySwapAnswered { .. }
            | Self::DutySwapWithdrawn { .. }
            | Self::HandoverConfirmed { .. }
            | Self::HandoverWithdrawn { .. }
            | Self::PlanRemoved { .. }
            | Self::RegisterImported { .. }
            | Self::ResourceStatusSet { .. }
            | Self::ResourceDispatched { .. }
            | Self::ResourceArrived { .. }
            | Self::ResourceReturned { .. }
            | Self::ActivationProposed { .. }
            | Self::ActivationRejected { .. }
            | Self::ActivationRestored { .. }
            | Self::PlanActivated { .. }
            | Self::ResponseChanged { .. }
            | Self::ResponseEnded { .. }
            | Self::WarningEdited { .. }
            | Self::WarningApproved { .. }
            | Self::WarningIssued { .. }
            | Self::WarningCancelled { .. }
            | Self::IssuedWarningShown { .. }
            | Self::IssuedWarningAcknowledged { .. }
            | Self::GatewayKeySet { .. }
            | Self::DispatchAnswered { .. }
            | Self::ReceiptTaken { .. }
            | Self::MapPackageSet { .. } => None,
        }
    }

    /// Whether someone's authority may have changed, so that open live connections must be judged anew.
    pub fn changes_authority(&self) -> bool {
        match self {
            Self::UserUpdated { unit, role, disabled, .. } => unit.is_some() || role.is_some() || disabled.is_some(),
            Self::UnitUpdated { disabled, .. } => disabled.is_some(),
            Self::PasswordSet { .. } => true,
            _ => false,
        }
    }

    /// One line for the audit list, without personal data.
    pub fn summary(&self) -> String {
        crate::view::summary(self)
    }
}

/// Entities whose views may have changed by `event`, for every class. A view that a class may no longer see answers
/// `None` and must be removed there. `state` is that after the event.
pub fn touched(state: &State, event: &Event) -> Vec<EntityKey> {
    let source = |id: &SourceId| EntityKey::FeedSource(id.clone());
    match event {
        Event::JurisdictionOpened { .. } | Event::MapPackageSet { .. } => vec![],
        // A new centre may be the one whose duty room is everybody's.
        Event::UnitCreated { id, kind: UnitKind::Centre, .. } => {
            let shifts = state.duty.shifts.keys().map(|id| EntityKey::DutyShift(*id));
            let entries = state.duty.entries.keys().map(|id| EntityKey::DutyEntry(*id));
            let handovers = state.duty.handovers.keys().map(|id| EntityKey::Handover(*id));
            [EntityKey::Unit(id.clone())].into_iter().chain(shifts).chain(entries).chain(handovers).collect()
        }
        Event::UnitCreated { id, .. } | Event::UnitUpdated { id, .. } => vec![EntityKey::Unit(id.clone())],
        Event::UnitGroupSet { id, .. } | Event::UnitGroupRemoved { id } => vec![EntityKey::UnitGroup(id.clone())],
        Event::ExtranetNodeSet { id, .. } | Event::ExtranetNodeRemoved { id } => {
            vec![EntityKey::ExtranetNode(id.clone())]
        }
        Event::UserCreated { id, .. } | Event::UserUpdated { id, .. } => vec![EntityKey::User(*id)],
        Event::PasswordSet { user, .. } | Event::LoggedIn { user } => vec![EntityKey::User(*user)],
        Event::FeedSourceCreated { id, .. } | Event::FeedSourceUpdated { id, .. } => vec![source(id)],
        Event::SourceKeySet { source: id, .. } | Event::FeedRefused { source: id, .. } => vec![source(id)],
        Event::StationSet { id, .. } => vec![EntityKey::Station(id.clone())],
        Event::RecordReceived { id, source: from, .. } => vec![EntityKey::FeedRecord(*id), source(from)],
        Event::WarningReceived { id, source: from, supersedes, .. } => {
            let older = supersedes.iter().map(|id| EntityKey::Warning(*id));
            older.chain([EntityKey::Warning(*id), source(from)]).collect()
        }
        Event::ObservationTaken { observation, source: from, .. } => {
            vec![EntityKey::Station(observation.station.clone()), source(from)]
        }
        Event::RecordLinked { record, incident, .. } | Event::RecordUnlinked { record, incident, .. } => {
            let shown = [EntityKey::Incident(*incident), EntityKey::FeedRecord(*record)];
            shown.into_iter().chain(plots_of(state, *incident)).chain(state.related(*incident)).collect()
        }
        Event::RecordDismissed { record, .. } | Event::RecordRestored { record } => {
            vec![EntityKey::FeedRecord(*record)]
        }
        Event::CallLogged { id, incident, forgets, .. } => {
            let about = incident.map(EntityKey::Incident);
            [EntityKey::PhoneCall(*id)].into_iter().chain(about).chain(forgets.map(EntityKey::PhoneCall)).collect()
        }
        Event::CallLinked { call, incident, .. } | Event::CallUnlinked { call, incident, .. } => {
            vec![EntityKey::PhoneCall(*call), EntityKey::Incident(*incident)]
        }
        Event::PlotDrawn { id, incident, .. }
        | Event::PlotErased { id, incident, .. }
        | Event::PlotRestored { id, incident, .. } => vec![EntityKey::Incident(*incident), EntityKey::Plot(*id)],
        Event::PlotRevised { id, .. } => vec![EntityKey::Plot(*id)],
        Event::WallSet { id, .. } | Event::WallRemoved { id } | Event::WallArranged { id, .. } => {
            vec![EntityKey::Wall(id.clone())]
        }
        Event::WallPresetSaved { id, .. } | Event::WallPresetRemoved { id } => vec![EntityKey::WallPreset(id.clone())],
        // Whoever no longer sees the incident no longer sees what is drawn on it, nor, at others, that they are related.
        Event::IncidentLocated { id, .. } | Event::UnitsInvolved { id, .. } => {
            [EntityKey::Incident(*id)].into_iter().chain(plots_of(state, *id)).chain(state.related(*id)).collect()
        }
        Event::IncidentLogged { id, .. }
        | Event::IncidentClassified { id, .. }
        | Event::IncidentUpdated { id, .. }
        | Event::IncidentAttached { id, .. }
        | Event::AnalysisRecorded { id, .. }
        | Event::AnalysisRetracted { id, .. }
        | Event::IncidentNoted { id, .. } => vec![EntityKey::Incident(*id)],
        Event::WarningIssued { id, updates, .. } => {
            [*id].into_iter().chain(*updates).map(EntityKey::IssuedWarning).collect()
        }
        Event::WarningDrafted { id, .. }
        | Event::WarningEdited { id, .. }
        | Event::WarningApproved { id, .. }
        | Event::WarningCancelled { id, .. }
        | Event::IssuedWarningShown { id, .. }
        | Event::IssuedWarningAcknowledged { id, .. }
        | Event::DispatchAnswered { id, .. }
        | Event::ReceiptTaken { id, .. } => vec![EntityKey::IssuedWarning(*id)],
        Event::GatewaySet { id, .. } | Event::GatewayKeySet { gateway: id, .. } => vec![EntityKey::Gateway(id.clone())],
        Event::InstructionConveyed { id, .. } => vec![EntityKey::Instruction(*id)],
        Event::InstructionGiven { id, incident, .. } => {
            let shown = [EntityKey::Incident(*incident), EntityKey::Instruction(*id)];
            shown.into_iter().chain(shown_with(state, *incident)).collect()
        }
        Event::InstructionReplied { id, incident, .. } | Event::InstructionReminded { id, incident, .. } => {
            vec![EntityKey::Incident(*incident), EntityKey::Instruction(*id)]
        }
        Event::DutyShiftSet { id, forgets, .. } => {
            let shifts = [id].into_iter().chain(forgets).map(|id| EntityKey::DutyShift(*id));
            shifts.chain(state.duty.swaps_of(*id)).collect()
        }
        Event::DutyShiftRemoved { id, .. } => {
            [EntityKey::DutyShift(*id)].into_iter().chain(state.duty.swaps_of(*id)).collect()
        }
        Event::DutySwapProposed { id, forgets, .. } => {
            [id].into_iter().chain(forgets).map(|id| EntityKey::DutySwap(*id)).collect()
        }
        Event::DutySwapAnswered { id, give, take, .. } => {
            let shifts = [EntityKey::DutyShift(*give), EntityKey::DutyShift(*take), EntityKey::DutySwap(*id)];
            shifts.into_iter().chain(state.duty.swaps_of(*give)).chain(state.duty.swaps_of(*take)).collect()
        }
        Event::DutySwapWithdrawn { id } => vec![EntityKey::DutySwap(*id)],
        Event::DutyEntryAdded { id, forgets, .. } => {
            [id].into_iter().chain(forgets).map(|id| EntityKey::DutyEntry(*id)).collect()
        }
        Event::HandoverGiven { id, forgets, .. } => {
            [id].into_iter().chain(forgets).map(|id| EntityKey::Handover(*id)).collect()
        }
        Event::HandoverConfirmed { id, .. } | Event::HandoverWithdrawn { id, .. } => vec![EntityKey::Handover(*id)],
        Event::ReportDrafted { id, .. } | Event::ReportEdited { id, .. } | Event::ReportSealed { id, .. } => {
            vec![EntityKey::Report(*id)]
        }
        Event::ReportSigned { id, incident, .. } | Event::ReportConfirmed { id, incident, .. } => {
            vec![EntityKey::Incident(*incident), EntityKey::Report(*id)]
        }
        Event::DocumentDrafted { id, .. }
        | Event::DocumentEdited { id, .. }
        | Event::DocumentPictureKept { id, .. }
        | Event::DocumentSealed { id, .. }
        | Event::DocumentDiscarded { id, .. } => vec![EntityKey::Document(*id)],
        Event::DocumentSigned { id, incident, .. } => {
            incident.map(EntityKey::Incident).into_iter().chain([EntityKey::Document(*id)]).collect()
        }
        Event::ReportPhoned { incident, .. } | Event::ReportEscalated { incident, .. } => {
            vec![EntityKey::Incident(*incident)]
        }
        Event::OrderDrafted { id, .. }
        | Event::OrderEdited { id, .. }
        | Event::OrderSubmitted { id, .. }
        | Event::OrderSentBack { id, .. }
        | Event::OrderApproved { id, .. }
        | Event::OrderShown { id, .. } => vec![EntityKey::Order(*id)],
        Event::OrderIssued { id, incident, .. } => {
            // Its recipients see the incident from now on, what is drawn on it, and, at others, that they are related.
            let shown = [EntityKey::Incident(*incident), EntityKey::Order(*id)];
            shown.into_iter().chain(shown_with(state, *incident)).collect()
        }
        Event::OrderWithdrawn { id, incident, .. }
        | Event::OrderAcknowledged { id, incident, .. }
        | Event::OrderReturned { id, incident, .. }
        | Event::OrderReplied { id, incident, .. }
        | Event::OrderCompleted { id, incident, .. }
        | Event::OrderReminded { id, incident, .. }
        | Event::OrderSupervised { id, incident, .. } => {
            let both = [EntityKey::Incident(*incident), EntityKey::Order(*id)].into_iter();
            both.chain(state.related(*incident)).collect()
        }
        // ARC-1: with it goes from the live copy what stands at it.
        Event::IncidentMoved { id, to: IncidentState::Archived, .. } => {
            state.stands_at(*id).into_iter().chain(state.proposed_to(*id)).collect()
        }
        // Whether it is open decides whether it is proposed to others.
        Event::IncidentMoved { id, .. } => {
            [EntityKey::Incident(*id)].into_iter().chain(state.proposed_to(*id)).collect()
        }
        Event::IncidentRelated { id, to, .. } | Event::IncidentUnrelated { id, to, .. } => {
            let both = [EntityKey::Incident(*id), EntityKey::Incident(*to)].into_iter();
            both.chain(state.proposed_to(*id)).collect()
        }
        Event::RegisterImported { rows, .. } => rows.iter().map(listed).collect(),
        Event::ResourceStatusSet { id, .. } => vec![EntityKey::Resource(id.clone())],
        Event::ResourceDispatched { id, incident, .. }
        | Event::ResourceArrived { id, incident, .. }
        | Event::ResourceReturned { id, incident, .. } => {
            vec![EntityKey::Resource(id.clone()), EntityKey::Incident(*incident)]
        }
        // What it proposed is proposed no more, or again.
        Event::PlanSaved { id, .. } | Event::PlanRemoved { id, .. } => {
            [EntityKey::Plan(id.clone())].into_iter().chain(state.proposed_by(id)).collect()
        }
        Event::ActivationProposed { subject, .. } => vec![correlated(*subject)],
        Event::ActivationRejected { incident, .. }
        | Event::ActivationRestored { incident, .. }
        | Event::PlanActivated { incident, .. }
        | Event::ResponseChanged { incident, .. }
        | Event::ResponseEnded { incident, .. } => vec![EntityKey::Incident(*incident)],
        Event::CorrelationProposed { subject, .. } => vec![correlated(*subject)],
        Event::ProposalRejected { subject, incident, .. } | Event::ProposalRestored { subject, incident, .. } => {
            vec![correlated(*subject), EntityKey::Incident(*incident)]
        }
    }
}

/// The entity that a row of an import is.
fn listed(row: &RegisterRow) -> EntityKey {
    match row.list {
        RegisterList::Resource(_) => EntityKey::Resource(row.id.as_str().into()),
        RegisterList::Hazard => EntityKey::Hazard(row.id.as_str().into()),
        RegisterList::ProtectionTarget => EntityKey::ProtectionTarget(row.id.as_str().into()),
    }
}

/// The entity that was compared.
pub(crate) fn correlated(subject: Correlated) -> EntityKey {
    match subject {
        Correlated::Incident(id) => EntityKey::Incident(id),
        Correlated::FeedRecord(id) => EntityKey::FeedRecord(id),
    }
}

/// What whoever comes to see an incident, or sees it no more, sees with it.
fn shown_with(state: &State, incident: IncidentId) -> impl Iterator<Item = EntityKey> {
    plots_of(state, incident).chain(state.related(incident))
}

fn plots_of(state: &State, incident: IncidentId) -> impl Iterator<Item = EntityKey> {
    let plots = state.incidents.get(&incident).map(|incident| &incident.plots);
    plots.into_iter().flatten().map(|id| EntityKey::Plot(*id))
}

/// Time at which an event is applied, and its place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub seq: u64,
    pub at: Micros,
}
