//! Inputs: everything a person or a department may ask the node to do durably. Each is decided in a pure core, logged
//! before it acts, and answered by [`crate::live::ServerMessage::Accepted`] or `Refused`.

use crate::{
    ConferenceId, DispatchId, DocumentId, DutyShiftId, DutySwapId, ExtranetNodeId, FeedRecordId, GatewayId, HandoverId,
    IncidentId, InstructionId, IssuedWarningId, MapPackageId, Micros, MosaicId, OrderId, PhoneCallId, PlanId, PlotId,
    ReportId, ResourceId, ScheduleId, SiteId, SourceId, StationId, TemplateId, UnitGroupId, UnitId, UserId, VoteId,
    WallId, WallPresetId,
    account::{Role, UnitKind},
    conference::{Devices, StreamKind},
    control::{Audience, Level, MosaicPlan, RollCallStep, RotationKind, RotationStep, Source, VoiceSwitchSettings},
    correlation::{Correlated, Relation},
    document::{DocumentContent, DocumentKind, Secrecy},
    duty::{DutyPlan, HandoverRemark},
    extranet::{ExtranetLine, ExtranetNodeKind},
    feed::FeedFormat,
    geo::{Place, Wgs84},
    incident::{Casualties, IncidentFacts, IncidentState, Severity},
    issued::{GatewayKind, WarningContent},
    meeting::{Caption, Choice, ConferencePlan, Timing},
    order::{OrderContent, OrderRecipient},
    phone::CallFacts,
    plan::{PlanContent, ResponseLevel},
    plot::PlotShape,
    report::{ReportElements, ReportKind},
    resource::RegisterRow,
    station::Thresholds,
    wall::{WallLayout, WallMap, WallPane, WallScene},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a client may send. Absent optional fields mean "leave as it is".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Input {
    // ---- incidents ----
    /// 接报. `from_record` links the feed record it was made from; `taken_at` is when a desk that was cut off took it.
    LogIncident {
        facts: IncidentFacts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_record: Option<FeedRecordId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_at: Option<Micros>,
    },
    /// 改定级别 and type.
    ClassifyIncident {
        incident: IncidentId,
        type_code: String,
        severity: Option<Severity>,
        basis: String,
    },
    LocateIncident {
        incident: IncidentId,
        place: Place,
    },
    /// Facts that came to be known. `version` guards against overwriting a colleague.
    UpdateIncident {
        incident: IncidentId,
        version: u64,
        change: IncidentChange,
    },
    AddNote {
        incident: IncidentId,
        text: String,
    },
    /// 会议决定: written once in the meeting, a record of the incident.
    RecordDecision {
        incident: IncidentId,
        text: String,
    },
    /// Move along the state machine, with the basis on which it was decided. `Archived` and `Ended` close it.
    TransitionIncident {
        incident: IncidentId,
        to: IncidentState,
        basis: String,
    },

    // ---- plots ----
    /// 标绘: draws a figure on the map of an incident.
    DrawPlot {
        incident: IncidentId,
        shape: PlotShape,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        vertices: Vec<Wgs84>,
        label: String,
    },
    /// Moves or renames a figure. `version` guards against overwriting a colleague.
    RevisePlot {
        plot: PlotId,
        version: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vertices: Option<Vec<Wgs84>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    },
    ErasePlot {
        plot: PlotId,
    },
    /// Undo of an erasure.
    RestorePlot {
        plot: PlotId,
    },

    // ---- feed records ----
    LinkRecord {
        record: FeedRecordId,
        incident: IncidentId,
    },
    /// Undo of a link: the record waits again.
    UnlinkRecord {
        record: FeedRecordId,
    },
    DismissRecord {
        record: FeedRecordId,
        reason: String,
    },

    // ---- issued warnings ----
    /// 拟预警. `updates` is the warning in force that it brings up to date.
    DraftWarning {
        content: WarningContent,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        updates: Option<IssuedWarningId>,
    },
    /// What was approved is a draft again. `version` guards against overwriting a colleague.
    EditWarning {
        warning: IssuedWarningId,
        version: u64,
        content: WarningContent,
    },
    ApproveWarning {
        warning: IssuedWarningId,
    },
    /// 发布.
    IssueWarning {
        warning: IssuedWarningId,
    },
    /// 解除.
    CancelWarning {
        warning: IssuedWarningId,
        reason: String,
    },
    /// A unit's screen shows it.
    ShowWarning {
        warning: IssuedWarningId,
        screen: String,
    },
    /// 签收.
    AcknowledgeWarning {
        warning: IssuedWarningId,
        screen: String,
    },
    /// 发布渠道. Its key is made by the node.
    SetGateway {
        id: GatewayId,
        name: String,
        kind: GatewayKind,
        url: String,
        disabled: bool,
    },

    // ---- orders ----
    /// 拟稿.
    DraftOrder {
        incident: IncidentId,
        content: OrderContent,
    },
    /// An order that was approved goes back to draft. `version` guards against overwriting a colleague.
    EditOrder {
        order: OrderId,
        version: u64,
        content: OrderContent,
    },
    /// 送审.
    SubmitOrder {
        order: OrderId,
    },
    /// 退改, by who approves.
    SendBackOrder {
        order: OrderId,
        reason: String,
    },
    /// 批准; of an order that was issued urgently, afterwards.
    ApproveOrder {
        order: OrderId,
        #[serde(default)]
        remark: String,
    },
    /// 下达. Before approval only with the basis on which it cannot wait.
    IssueOrder {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgent_basis: Option<String>,
    },
    /// 撤销.
    WithdrawOrder {
        order: OrderId,
        reason: String,
    },
    /// A page showed the order to the person who is logged in there. Takes effect once per person and screen.
    ShowOrder {
        order: OrderId,
        screen: String,
    },
    /// 签收, on a screen that shows the order.
    AcknowledgeOrder {
        order: OrderId,
        screen: String,
    },
    /// 退回: the unit cannot do it.
    ReturnOrder {
        order: OrderId,
        reason: String,
    },
    /// 反馈.
    ReplyOrder {
        order: OrderId,
        text: String,
        /// Attachments of the order's incident.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<u64>,
    },
    /// 办结.
    CompleteOrder {
        order: OrderId,
        text: String,
    },
    /// 催办 by hand.
    RemindOrder {
        order: OrderId,
        unit: UnitId,
        #[serde(default)]
        text: String,
    },
    /// 督办 by hand.
    SuperviseOrder {
        order: OrderId,
        unit: UnitId,
        #[serde(default)]
        text: String,
    },

    // ---- contingency plans ----
    /// Makes a plan, or replaces it; `version` then guards against overwriting a colleague.
    SavePlan {
        id: PlanId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u64>,
        content: Box<PlanContent>,
    },
    RemovePlan {
        id: PlanId,
    },
    /// 启动响应: sets the level, drafts the plan's orders, involves its units.
    ActivatePlan {
        incident: IncidentId,
        plan: PlanId,
        level: ResponseLevel,
        basis: String,
    },
    /// 调整响应. To a stronger level it drafts the orders that the plan adds there.
    ChangeResponseLevel {
        incident: IncidentId,
        level: ResponseLevel,
        basis: String,
    },
    /// 结束响应.
    EndResponse {
        incident: IncidentId,
        basis: String,
    },
    /// 不启动: what was proposed is put aside, up to this level.
    RejectActivation {
        incident: IncidentId,
        plan: PlanId,
        reason: String,
    },
    /// Undo of it.
    RestoreActivation {
        incident: IncidentId,
        plan: PlanId,
    },

    /// Takes an analysis from the map; it stays in the record.
    RetractAnalysis {
        incident: IncidentId,
        analysis: u64,
        reason: String,
    },

    // ---- resources ----
    /// Takes rows of an import; the same numbers again replace.
    ImportRegister {
        rows: Vec<RegisterRow>,
        /// Name of the file.
        file: String,
    },
    /// Why a resource cannot be dispatched; `None`: it can.
    SetResourceStatus {
        resource: ResourceId,
        unavailable: Option<String>,
    },
    /// 调用.
    DispatchResource {
        incident: IncidentId,
        resource: ResourceId,
        amount: u32,
        #[serde(default)]
        text: String,
    },
    /// 到场.
    ArriveResource {
        dispatch: DispatchId,
        #[serde(default)]
        text: String,
    },
    /// 归还; of supplies what does not come back was used up.
    ReturnResource {
        dispatch: DispatchId,
        amount: u32,
        #[serde(default)]
        text: String,
    },

    // ---- telephone log ----
    /// 电话记录, about an incident or about none yet.
    LogCall {
        call: CallFacts,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<IncidentId>,
    },
    /// The call turns out to be about this incident.
    LinkCall {
        call: PhoneCallId,
        incident: IncidentId,
    },
    /// Undo of a link.
    UnlinkCall {
        call: PhoneCallId,
    },

    // ---- correlation ----
    /// 关联两起事件. Nothing closes by it.
    RelateIncident {
        incident: IncidentId,
        relation: Relation,
        to: IncidentId,
        #[serde(default)]
        basis: String,
    },
    /// Undo of it, at any time: both are as they were.
    UnrelateIncident {
        incident: IncidentId,
        relation: Relation,
        to: IncidentId,
    },
    /// 不是同一起: remembered, and not proposed again.
    RejectProposal {
        subject: Correlated,
        incident: IncidentId,
    },
    /// Undo of it.
    RestoreProposal {
        subject: Correlated,
        incident: IncidentId,
    },
    // ---- reports ----
    /// 首报, 续报, 终报: a draft made of what is known.
    DraftReport {
        incident: IncidentId,
        kind: ReportKind,
    },
    EditReport {
        report: ReportId,
        version: u64,
        elements: ReportElements,
        text: String,
    },
    /// 签发 of exactly this version. The node then seals it.
    SignReport {
        report: ReportId,
        version: u64,
    },
    /// 电话确认 of a signed report.
    ConfirmReport {
        report: ReportId,
        to: String,
        #[serde(default)]
        text: String,
    },
    /// 首报 · 电话: that somebody was told by telephone.
    PhoneReport {
        incident: IncidentId,
        to: String,
        #[serde(default)]
        text: String,
    },

    // ---- instructions ----
    /// 批示 on an incident, or on a report of it, and 传达 to units.
    GiveInstruction {
        incident: IncidentId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        report: Option<ReportId>,
        text: String,
        units: Vec<OrderRecipient>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_by: Option<Micros>,
    },
    /// A page showed the instruction to a person; once per person and screen.
    ShowInstruction {
        instruction: InstructionId,
        screen: String,
    },
    ReplyInstruction {
        instruction: InstructionId,
        text: String,
    },

    // ---- duty ----
    /// 排班: a new shift, or another plan for one that is not over.
    SetDutyShift {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shift: Option<DutyShiftId>,
        /// Of the shift, as it was read.
        #[serde(default)]
        version: u64,
        plan: DutyPlan,
    },
    /// A shift that has not begun.
    RemoveDutyShift {
        shift: DutyShiftId,
    },
    /// Many at once, all or none; shifts to come that stand in the way make room.
    ImportDutyShifts {
        plans: Vec<DutyPlan>,
    },
    /// 换班: my place in `give` for another's place in `take`.
    ProposeDutySwap {
        give: DutyShiftId,
        take: DutyShiftId,
        with: UserId,
        #[serde(default)]
        note: String,
    },
    AnswerDutySwap {
        swap: DutySwapId,
        accept: bool,
        #[serde(default)]
        text: String,
    },
    WithdrawDutySwap {
        swap: DutySwapId,
    },
    /// 值班日志: what an officer writes down.
    AddDutyEntry {
        text: String,
    },
    /// 交班: what is listed now, with the giving officer's remarks.
    GiveHandover {
        #[serde(default)]
        remarks: Vec<HandoverRemark>,
        #[serde(default)]
        text: String,
    },
    /// 接班确认.
    ConfirmHandover {
        handover: HandoverId,
        #[serde(default)]
        text: String,
    },
    WithdrawHandover {
        handover: HandoverId,
    },

    // ---- documents ----
    /// 拟公文: a draft made of what the log says. A 督办通知 names the order and the unit that it is about.
    DraftDocument {
        kind: DocumentKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<IncidentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<OrderId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
    },
    /// Any `secrecy` is refused: it is there so that the refusal can say why.
    EditDocument {
        document: DocumentId,
        version: u64,
        content: DocumentContent,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secrecy: Option<Secrecy>,
    },
    /// 签发 of exactly this version: it gets its number, and the node seals it.
    SignDocument {
        document: DocumentId,
        version: u64,
    },
    /// A draft that is not wanted.
    DiscardDocument {
        document: DocumentId,
        version: u64,
    },

    // ---- conferences ----
    /// 会商: makes a conference and rings the units.
    CreateConference {
        title: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<IncidentId>,
        invite: Vec<UnitId>,
    },
    InviteUnits {
        conference: ConferenceId,
        units: Vec<UnitId>,
    },
    JoinConference {
        conference: ConferenceId,
        devices: Devices,
    },
    DeclineConference {
        conference: ConferenceId,
        reason: String,
    },
    LeaveConference {
        conference: ConferenceId,
    },
    /// A site's own switches.
    SetOwnStream {
        conference: ConferenceId,
        stream: StreamKind,
        on: bool,
    },
    /// Chair or operator closes or opens a site's microphone.
    MuteSite {
        conference: ConferenceId,
        site: SiteId,
        muted: bool,
    },
    MuteAll {
        conference: ConferenceId,
        muted: bool,
        except: Vec<SiteId>,
    },
    /// 广播会场; `None` ends it.
    Broadcast {
        conference: ConferenceId,
        site: Option<SiteId>,
    },
    /// 选看: what I see in my main slot; `None` returns to the default.
    ViewSite {
        conference: ConferenceId,
        site: Option<SiteId>,
    },
    /// 辅流 presenter token: take when free.
    StartPresentation {
        conference: ConferenceId,
    },
    /// The presenter gives it back, or chair or operator takes it back.
    StopPresentation {
        conference: ConferenceId,
    },
    GrantChair {
        conference: ConferenceId,
        user: UserId,
    },
    RequestChair {
        conference: ConferenceId,
    },
    ReleaseChair {
        conference: ConferenceId,
    },
    /// 挂断: the site stays on the roster.
    HangUpSite {
        conference: ConferenceId,
        site: SiteId,
    },
    /// 呼叫 again.
    RingSite {
        conference: ConferenceId,
        site: SiteId,
    },
    /// 删除: the site leaves the roster.
    RemoveSite {
        conference: ConferenceId,
        site: SiteId,
    },
    EndConference {
        conference: ConferenceId,
    },

    // ---- 会控: operations on all screens, one at a time ----
    /// 自由讨论: opens every microphone and speaker.
    FreeDiscussion {
        conference: ConferenceId,
    },
    /// 点名发言.
    RollCall {
        conference: ConferenceId,
        step: RollCallStep,
    },
    /// 对话 of the chair site with a site.
    Dialogue {
        conference: ConferenceId,
        site: SiteId,
    },
    /// 声控切换; again while it runs: other settings.
    VoiceSwitch {
        conference: ConferenceId,
        settings: VoiceSwitchSettings,
    },
    /// 广播 of a mosaic.
    BroadcastMosaic {
        conference: ConferenceId,
        mosaic: MosaicId,
    },
    /// Ends whichever operation runs; what each site saw before returns.
    CancelOperation {
        conference: ConferenceId,
    },

    // ---- 会控: floor ----
    /// 申请发言.
    RequestFloor {
        conference: ConferenceId,
        #[serde(default)]
        reason: String,
    },
    WithdrawFloor {
        conference: ConferenceId,
    },
    /// 准许.
    GrantFloor {
        conference: ConferenceId,
        site: SiteId,
    },
    /// 稍后: back to the end of the queue.
    PostponeFloor {
        conference: ConferenceId,
        site: SiteId,
    },
    RefuseFloor {
        conference: ConferenceId,
        site: SiteId,
        #[serde(default)]
        reason: String,
    },
    /// The holder gives it back.
    ReleaseFloor {
        conference: ConferenceId,
    },
    /// The chair takes it back.
    RevokeFloor {
        conference: ConferenceId,
    },

    // ---- 会控: what single sites see and hear ----
    /// 锁定视频源: what one site sees; `None` frees it.
    PinSite {
        conference: ConferenceId,
        viewer: SiteId,
        source: Option<Source>,
    },
    /// 选看 of a mosaic.
    ViewMosaic {
        conference: ConferenceId,
        mosaic: MosaicId,
    },
    /// 轮询 of any kind.
    Rotation {
        conference: ConferenceId,
        kind: RotationKind,
        step: RotationStep,
    },
    /// 保存; with `apply` 保存并应用.
    SaveMosaic {
        conference: ConferenceId,
        /// Absent: a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mosaic: Option<MosaicId>,
        name: String,
        plan: MosaicPlan,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        apply: Option<Audience>,
    },
    /// `None`: applies to nobody, but stays saved.
    ApplyMosaic {
        conference: ConferenceId,
        mosaic: MosaicId,
        audience: Option<Audience>,
    },
    DeleteMosaic {
        conference: ConferenceId,
        mosaic: MosaicId,
    },
    /// 说/听: whether a site hears the conference.
    SetSpeaker {
        conference: ConferenceId,
        site: SiteId,
        open: bool,
    },
    SetAllSpeakers {
        conference: ConferenceId,
        open: bool,
        #[serde(default)]
        except: Vec<SiteId>,
    },
    /// 锁定辅流: nobody takes the presenter token; who has it keeps it.
    LockPresentation {
        conference: ConferenceId,
        locked: bool,
    },
    /// 主会场. The chair stays with its person.
    SetChairSite {
        conference: ConferenceId,
        site: SiteId,
    },
    /// Order in which main slots are resolved, strongest first, each level once, `default` last.
    SetPriority {
        conference: ConferenceId,
        order: Vec<Level>,
    },
    StartRecording {
        conference: ConferenceId,
    },
    StopRecording {
        conference: ConferenceId,
    },

    // ---- meeting management ----
    /// 一键会商: rings units and groups into a conference about the incident; into the open one, when there is one.
    StartConsultation {
        incident: IncidentId,
        title: String,
        groups: Vec<UnitGroupId>,
        units: Vec<UnitId>,
    },
    /// 呼叫全部未到: whoever is absent, declined or did not answer; of one group with its members that are not on the
    /// roster yet.
    RingAbsent {
        conference: ConferenceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<UnitGroupId>,
    },
    /// 稍后: puts the call to one's unit off; it rings again by itself.
    PostponeCall {
        conference: ConferenceId,
        minutes: u16,
    },

    /// 锁定: nobody new comes, but whom chair or operator rings.
    LockConference {
        conference: ConferenceId,
        locked: bool,
    },
    /// 等候室.
    SetWaitingRoom {
        conference: ConferenceId,
        on: bool,
    },
    /// Waits before the door, or gives up.
    AskToEnter {
        conference: ConferenceId,
        waiting: bool,
    },
    /// Lets somebody in who waits, or does not.
    AnswerEntry {
        conference: ConferenceId,
        user: UserId,
        admit: bool,
    },
    /// 入会密码; `None` takes it away.
    SetConferencePassword {
        conference: ConferenceId,
        password: Option<String>,
    },
    EnterPassword {
        conference: ConferenceId,
        password: String,
    },
    /// 延长.
    ProlongConference {
        conference: ConferenceId,
        minutes: u16,
    },
    /// 签到, for one's own site or, by chair or operator, for another (代签).
    CheckIn {
        conference: ConferenceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
    },
    /// 字幕/横幅.
    ShowCaption {
        conference: ConferenceId,
        caption: Caption,
    },
    /// `None` clears all.
    ClearCaption {
        conference: ConferenceId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<u64>,
    },

    /// 预约.
    ScheduleConference {
        plan: ConferencePlan,
        timing: Timing,
    },
    ChangeSchedule {
        schedule: ScheduleId,
        plan: ConferencePlan,
        timing: Timing,
    },
    CancelSchedule {
        schedule: ScheduleId,
    },
    /// Without `template` a new one.
    SaveTemplate {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        template: Option<TemplateId>,
        name: String,
        plan: ConferencePlan,
    },
    RemoveTemplate {
        template: TemplateId,
    },
    /// A conference at once, from a plan.
    OpenConference {
        plan: ConferencePlan,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<IncidentId>,
    },
    /// 会议消息.
    SendMessage {
        conference: ConferenceId,
        text: String,
    },
    /// 举手表决.
    OpenVote {
        conference: ConferenceId,
        question: String,
    },
    CastVote {
        vote: VoteId,
        choice: Choice,
    },
    CloseVote {
        vote: VoteId,
    },
    // ---- walls ----
    /// 安排大屏: what a wall shows from now on.
    ArrangeWall {
        wall: WallId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        preset: Option<WallPresetId>,
        scene: WallScene,
    },
    /// Makes a wall, or renames it.
    SetWall {
        id: WallId,
        name: String,
    },
    RemoveWall {
        id: WallId,
    },
    SaveWallPreset {
        id: WallPresetId,
        name: String,
        panes: Vec<WallPane>,
        layout: WallLayout,
        map: WallMap,
    },
    RemoveWallPreset {
        id: WallPresetId,
    },

    // ---- administration ----
    CreateUnit {
        id: UnitId,
        name: String,
        kind: UnitKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
    },
    UpdateUnit {
        id: UnitId,
        name: Option<String>,
        phone: Option<String>,
        disabled: Option<bool>,
    },
    /// 单位组: makes or replaces one.
    SetUnitGroup {
        id: UnitGroupId,
        name: String,
        units: Vec<UnitId>,
    },
    RemoveUnitGroup {
        id: UnitGroupId,
    },
    /// 外网节点: makes or replaces one, with the line on which it hangs.
    SetExtranetNode {
        id: ExtranetNodeId,
        name: String,
        kind: ExtranetNodeKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<ExtranetLine>,
        /// Whose sites stand here.
        units: Vec<UnitId>,
    },
    RemoveExtranetNode {
        id: ExtranetNodeId,
    },
    /// The password hash is made by the shell from what the administrator's form carried; see [`crate::http::NewUser`].
    UpdateUser {
        user: UserId,
        name: Option<String>,
        unit: Option<UnitId>,
        role: Option<Role>,
        disabled: Option<bool>,
    },
    CreateFeedSource {
        id: SourceId,
        name: String,
        unit: UnitId,
        format: FeedFormat,
    },
    UpdateFeedSource {
        id: SourceId,
        name: Option<String>,
        disabled: Option<bool>,
    },
    SetStation {
        id: StationId,
        name: String,
        source: SourceId,
        position: Wgs84,
        thresholds: Thresholds,
    },
    SetMapPackage {
        id: MapPackageId,
        active: bool,
    },
}

/// Fields of an incident to replace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub casualties: Option<Casualties>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub informed: Option<String>,
}
