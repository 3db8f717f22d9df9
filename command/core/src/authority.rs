//! Who may send what: one table, role × kind of input. [`check`] is the only door; every input passes it before it is
//! decided, here or in conference control. `docs/authority.md` is written from this table by a test.

use crate::{NodeInput, State, account::User, check::refuse};
use fengsui_protocol::{
    Actor, DutyShiftId, FeedRecordId, IncidentId, PlotId, Refusal, ResourceId, SourceId, UnitId, UserId,
    account::{Role, UnitKind},
    geo::Place,
    input::Input,
};

/// How far an authority reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Not at all.
    No,
    /// Within the own unit: its incidents, its records, its town, the own account, the own feed.
    Own,
    /// As conference control allows: chair, initiator, participant or invited.
    Seat,
    /// Everything of the jurisdiction.
    Any,
}

/// Sender of an input as the table sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Role(Role),
    /// A department's feed.
    Source,
    /// Operator's subcommands on the node's machine.
    Console,
    /// The node itself.
    Node,
}

impl Who {
    /// Columns of the table.
    pub const ALL: [Who; 11] = [
        Who::Role(Role::Leader),
        Who::Role(Role::DutyOfficer),
        Who::Role(Role::DepartmentOfficer),
        Who::Role(Role::TownshipOfficer),
        Who::Role(Role::FieldOfficer),
        Who::Role(Role::Operator),
        Who::Role(Role::Administrator),
        Who::Source,
        Who::Console,
        Who::Node,
        Who::Role(Role::Wall),
    ];

    /// `None`: a wall, which has no column since every cell of it would be empty.
    fn column(self) -> Option<usize> {
        Some(match self {
            Who::Role(Role::Wall) => return None,
            Who::Role(Role::Leader) => 0,
            Who::Role(Role::DutyOfficer) => 1,
            Who::Role(Role::DepartmentOfficer) => 2,
            Who::Role(Role::TownshipOfficer) => 3,
            Who::Role(Role::FieldOfficer) => 4,
            Who::Role(Role::Operator) => 5,
            Who::Role(Role::Administrator) => 6,
            Who::Source => 7,
            Who::Console => 8,
            Who::Node => 9,
        })
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal),+ $(,)?) => {
        /// Kind of an input, of clients and of the shell. A new input without a kind does not compile, and a kind
        /// without a row does not either.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum InputKind { $($variant),+ }

        impl InputKind {
            pub const ALL: &'static [InputKind] = &[$(Self::$variant),+];

            /// Name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

kinds! {
    LogIncident "log_incident",
    ClassifyIncident "classify_incident",
    LocateIncident "locate_incident",
    UpdateIncident "update_incident",
    AddNote "add_note",
    RecordDecision "record_decision",
    TransitionIncident "transition_incident",
    DrawPlot "draw_plot",
    RevisePlot "revise_plot",
    ErasePlot "erase_plot",
    RestorePlot "restore_plot",
    LinkRecord "link_record",
    UnlinkRecord "unlink_record",
    DismissRecord "dismiss_record",
    DraftOrder "draft_order",
    EditOrder "edit_order",
    SubmitOrder "submit_order",
    SendBackOrder "send_back_order",
    ApproveOrder "approve_order",
    IssueOrder "issue_order",
    WithdrawOrder "withdraw_order",
    ShowOrder "show_order",
    AcknowledgeOrder "acknowledge_order",
    ReturnOrder "return_order",
    ReplyOrder "reply_order",
    CompleteOrder "complete_order",
    RemindOrder "remind_order",
    SuperviseOrder "supervise_order",
    SavePlan "save_plan",
    RemovePlan "remove_plan",
    ActivatePlan "activate_plan",
    ChangeResponseLevel "change_response_level",
    EndResponse "end_response",
    RejectActivation "reject_activation",
    RestoreActivation "restore_activation",
    RetractAnalysis "retract_analysis",
    ImportRegister "import_register",
    SetResourceStatus "set_resource_status",
    DispatchResource "dispatch_resource",
    ArriveResource "arrive_resource",
    ReturnResource "return_resource",
    LogCall "log_call",
    LinkCall "link_call",
    UnlinkCall "unlink_call",
    RelateIncident "relate_incident",
    UnrelateIncident "unrelate_incident",
    RejectProposal "reject_proposal",
    RestoreProposal "restore_proposal",
    DraftReport "draft_report",
    EditReport "edit_report",
    SignReport "sign_report",
    ConfirmReport "confirm_report",
    PhoneReport "phone_report",
    SetDutyShift "set_duty_shift",
    RemoveDutyShift "remove_duty_shift",
    ImportDutyShifts "import_duty_shifts",
    ProposeDutySwap "propose_duty_swap",
    AnswerDutySwap "answer_duty_swap",
    WithdrawDutySwap "withdraw_duty_swap",
    DraftDocument "draft_document",
    EditDocument "edit_document",
    SignDocument "sign_document",
    DiscardDocument "discard_document",
    AddDutyEntry "add_duty_entry",
    GiveHandover "give_handover",
    ConfirmHandover "confirm_handover",
    WithdrawHandover "withdraw_handover",
    GiveInstruction "give_instruction",
    ShowInstruction "show_instruction",
    ReplyInstruction "reply_instruction",
    DraftWarning "draft_warning",
    EditWarning "edit_warning",
    ApproveWarning "approve_warning",
    IssueWarning "issue_warning",
    CancelWarning "cancel_warning",
    ShowWarning "show_warning",
    AcknowledgeWarning "acknowledge_warning",
    SetGateway "set_gateway",
    CreateConference "create_conference",
    InviteUnits "invite_units",
    JoinConference "join_conference",
    DeclineConference "decline_conference",
    LeaveConference "leave_conference",
    SetOwnStream "set_own_stream",
    MuteSite "mute_site",
    MuteAll "mute_all",
    Broadcast "broadcast",
    ViewSite "view_site",
    StartPresentation "start_presentation",
    StopPresentation "stop_presentation",
    GrantChair "grant_chair",
    RequestChair "request_chair",
    ReleaseChair "release_chair",
    HangUpSite "hang_up_site",
    RingSite "ring_site",
    RemoveSite "remove_site",
    EndConference "end_conference",
    FreeDiscussion "free_discussion",
    RollCall "roll_call",
    Dialogue "dialogue",
    VoiceSwitch "voice_switch",
    BroadcastMosaic "broadcast_mosaic",
    CancelOperation "cancel_operation",
    RequestFloor "request_floor",
    WithdrawFloor "withdraw_floor",
    GrantFloor "grant_floor",
    PostponeFloor "postpone_floor",
    RefuseFloor "refuse_floor",
    ReleaseFloor "release_floor",
    RevokeFloor "revoke_floor",
    PinSite "pin_site",
    ViewMosaic "view_mosaic",
    Rotation "rotation",
    SaveMosaic "save_mosaic",
    ApplyMosaic "apply_mosaic",
    DeleteMosaic "delete_mosaic",
    SetSpeaker "set_speaker",
    SetAllSpeakers "set_all_speakers",
    LockPresentation "lock_presentation",
    SetChairSite "set_chair_site",
    SetPriority "set_priority",
    StartRecording "start_recording",
    StopRecording "stop_recording",
    StartConsultation "start_consultation",
    RingAbsent "ring_absent",
    PostponeCall "postpone_call",
    LockConference "lock_conference",
    SetWaitingRoom "set_waiting_room",
    AskToEnter "ask_to_enter",
    AnswerEntry "answer_entry",
    SetConferencePassword "set_conference_password",
    EnterPassword "enter_password",
    ProlongConference "prolong_conference",
    CheckIn "check_in",
    ShowCaption "show_caption",
    ClearCaption "clear_caption",
    ScheduleConference "schedule_conference",
    ChangeSchedule "change_schedule",
    CancelSchedule "cancel_schedule",
    SaveTemplate "save_template",
    RemoveTemplate "remove_template",
    OpenConference "open_conference",
    SendMessage "send_message",
    OpenVote "open_vote",
    CastVote "cast_vote",
    CloseVote "close_vote",
    ArrangeWall "arrange_wall",
    SetWall "set_wall",
    RemoveWall "remove_wall",
    SaveWallPreset "save_wall_preset",
    RemoveWallPreset "remove_wall_preset",
    CreateUnit "create_unit",
    UpdateUnit "update_unit",
    SetUnitGroup "set_unit_group",
    RemoveUnitGroup "remove_unit_group",
    SetExtranetNode "set_extranet_node",
    RemoveExtranetNode "remove_extranet_node",
    UpdateUser "update_user",
    CreateFeedSource "create_feed_source",
    UpdateFeedSource "update_feed_source",
    SetStation "set_station",
    SetMapPackage "set_map_package",
    OpenJurisdiction "open_jurisdiction",
    Bootstrap "bootstrap",
    CreateUser "create_user",
    SetPassword "set_password",
    LoggedIn "logged_in",
    SetSourceKey "set_source_key",
    RecordReceived "record_received",
    WarningReceived "warning_received",
    ObservationReceived "observation_received",
    FeedRefused "feed_refused",
    RaiseDue "raise_due",
    InvolveUnits "involve_units",
    SealReport "seal_report",
    KeepPicture "keep_picture",
    SealDocument "seal_document",
    NoteOnIncident "note_on_incident",
    AttachFile "attach_file",
    RecordAnalysis "record_analysis",
    SetGatewayKey "set_gateway_key",
    DispatchAnswered "dispatch_answered",
    ReceiptReceived "receipt_received",
}

impl InputKind {
    pub fn of(input: &Input) -> Self {
        match input {
            Input::LogIncident { .. } => Self::LogIncident,
            Input::ClassifyIncident { .. } => Self::ClassifyIncident,
            Input::LocateIncident { .. } => Self::LocateIncident,
            Input::UpdateIncident { .. } => Self::UpdateIncident,
            Input::AddNote { .. } => Self::AddNote,
            Input::RecordDecision { .. } => Self::RecordDecision,
            Input::TransitionIncident { .. } => Self::TransitionIncident,
            Input::DrawPlot { .. } => Self::DrawPlot,
            Input::RevisePlot { .. } => Self::RevisePlot,
            Input::ErasePlot { .. } => Self::ErasePlot,
            Input::RestorePlot { .. } => Self::RestorePlot,
            Input::LinkRecord { .. } => Self::LinkRecord,
            Input::UnlinkRecord { .. } => Self::UnlinkRecord,
            Input::DismissRecord { .. } => Self::DismissRecord,
            Input::DraftOrder { .. } => Self::DraftOrder,
            Input::EditOrder { .. } => Self::EditOrder,
            Input::SubmitOrder { .. } => Self::SubmitOrder,
            Input::SendBackOrder { .. } => Self::SendBackOrder,
            Input::ApproveOrder { .. } => Self::ApproveOrder,
            Input::IssueOrder { .. } => Self::IssueOrder,
            Input::WithdrawOrder { .. } => Self::WithdrawOrder,
            Input::ShowOrder { .. } => Self::ShowOrder,
            Input::AcknowledgeOrder { .. } => Self::AcknowledgeOrder,
            Input::ReturnOrder { .. } => Self::ReturnOrder,
            Input::ReplyOrder { .. } => Self::ReplyOrder,
            Input::CompleteOrder { .. } => Self::CompleteOrder,
            Input::RemindOrder { .. } => Self::RemindOrder,
            Input::SuperviseOrder { .. } => Self::SuperviseOrder,
            Input::SavePlan { .. } => Self::SavePlan,
            Input::RemovePlan { .. } => Self::RemovePlan,
            Input::ActivatePlan { .. } => Self::ActivatePlan,
            Input::ChangeResponseLevel { .. } => Self::ChangeResponseLevel,
            Input::EndResponse { .. } => Self::EndResponse,
            Input::RejectActivation { .. } => Self::RejectActivation,
            Input::RestoreActivation { .. } => Self::RestoreActivation,
            Input::RetractAnalysis { .. } => Self::RetractAnalysis,
            Input::ImportRegister { .. } => Self::ImportRegister,
            Input::SetResourceStatus { .. } => Self::SetResourceStatus,
            Input::DispatchResource { .. } => Self::DispatchResource,
            Input::ArriveResource { .. } => Self::ArriveResource,
            Input::ReturnResource { .. } => Self::ReturnResource,
            Input::LogCall { .. } => Self::LogCall,
            Input::LinkCall { .. } => Self::LinkCall,
            Input::UnlinkCall { .. } => Self::UnlinkCall,
            Input::RelateIncident { .. } => Self::RelateIncident,
            Input::UnrelateIncident { .. } => Self::UnrelateIncident,
            Input::RejectProposal { .. } => Self::RejectProposal,
            Input::RestoreProposal { .. } => Self::RestoreProposal,
            Input::DraftReport { .. } => Self::DraftReport,
            Input::EditReport { .. } => Self::EditReport,
            Input::SignReport { .. } => Self::SignReport,
            Input::ConfirmReport { .. } => Self::ConfirmReport,
            Input::PhoneReport { .. } => Self::PhoneReport,
            Input::SetDutyShift { .. } => Self::SetDutyShift,
            Input::RemoveDutyShift { .. } => Self::RemoveDutyShift,
            Input::ImportDutyShifts { .. } => Self::ImportDutyShifts,
            Input::ProposeDutySwap { .. } => Self::ProposeDutySwap,
            Input::AnswerDutySwap { .. } => Self::AnswerDutySwap,
            Input::WithdrawDutySwap { .. } => Self::WithdrawDutySwap,
            Input::DraftDocument { .. } => Self::DraftDocument,
            Input::EditDocument { .. } => Self::EditDocument,
            Input::SignDocument { .. } => Self::SignDocument,
            Input::DiscardDocument { .. } => Self::DiscardDocument,
            Input::AddDutyEntry { .. } => Self::AddDutyEntry,
            Input::GiveHandover { .. } => Self::GiveHandover,
            Input::ConfirmHandover { .. } => Self::ConfirmHandover,
            Input::WithdrawHandover { .. } => Self::WithdrawHandover,
            Input::GiveInstruction { .. } => Self::GiveInstruction,
            Input::ShowInstruction { .. } => Self::ShowInstruction,
            Input::ReplyInstruction { .. } => Self::ReplyInstruction,
            Input::DraftWarning { .. } => Self::DraftWarning,
            Input::EditWarning { .. } => Self::EditWarning,
            Input::ApproveWarning { .. } => Self::ApproveWarning,
            Input::IssueWarning { .. } => Self::IssueWarning,
            Input::CancelWarning { .. } => Self::CancelWarning,
            Input::ShowWarning { .. } => Self::ShowWarning,
            Input::AcknowledgeWarning { .. } => Self::AcknowledgeWarning,
            Input::SetGateway { .. } => Self::SetGateway,
            Input::CreateConference { .. } => Self::CreateConference,
            Input::InviteUnits { .. } => Self::InviteUnits,
            Input::JoinConference { .. } => Self::JoinConference,
            Input::DeclineConference { .. } => Self::DeclineConference,
            Input::LeaveConference { .. } => Self::LeaveConference,
            Input::SetOwnStream { .. } => Self::SetOwnStream,
            Input::MuteSite { .. } => Self::MuteSite,
            Input::MuteAll { .. } => Self::MuteAll,
            Input::Broadcast { .. } => Self::Broadcast,
            Input::ViewSite { .. } => Self::ViewSite,
            Input::StartPresentation { .. } => Self::StartPresentation,
            Input::StopPresentation { .. } => Self::StopPresentation,
            Input::GrantChair { .. } => Self::GrantChair,
            Input::RequestChair { .. } => Self::RequestChair,
            Input::ReleaseChair { .. } => Self::ReleaseChair,
            Input::HangUpSite { .. } => Self::HangUpSite,
            Input::RingSite { .. } => Self::RingSite,
            Input::RemoveSite { .. } => Self::RemoveSite,
            Input::EndConference { .. } => Self::EndConference,
            Input::FreeDiscussion { .. } => Self::FreeDiscussion,
            Input::RollCall { .. } => Self::RollCall,
            Input::Dialogue { .. } => Self::Dialogue,
            Input::VoiceSwitch { .. } => Self::VoiceSwitch,
            Input::BroadcastMosaic { .. } => Self::BroadcastMosaic,
            Input::CancelOperation { .. } => Self::CancelOperation,
            Input::RequestFloor { .. } => Self::RequestFloor,
            Input::WithdrawFloor { .. } => Self::WithdrawFloor,
            Input::GrantFloor { .. } => Self::GrantFloor,
            Input::PostponeFloor { .. } => Self::PostponeFloor,
            Input::RefuseFloor { .. } => Self::RefuseFloor,
            Input::ReleaseFloor { .. } => Self::ReleaseFloor,
            Input::RevokeFloor { .. } => Self::RevokeFloor,
            Input::PinSite { .. } => Self::PinSite,
            Input::ViewMosaic { .. } => Self::ViewMosaic,
            Input::Rotation { .. } => Self::Rotation,
            Input::SaveMosaic { .. } => Self::SaveMosaic,
            Input::ApplyMosaic { .. } => Self::ApplyMosaic,
            Input::DeleteMosaic { .. } => Self::DeleteMosaic,
            Input::SetSpeaker { .. } => Self::SetSpeaker,
            Input::SetAllSpeakers { .. } => Self::SetAllSpeakers,
            Input::LockPresentation { .. } => Self::LockPresentation,
            Input::SetChairSite { .. } => Self::SetChairSite,
            Input::SetPriority { .. } => Self::SetPriority,
            Input::StartRecording { .. } => Self::StartRecording,
            Input::StopRecording { .. } => Self::StopRecording,
            Input::StartConsultation { .. } => Self::StartConsultation,
            Input::RingAbsent { .. } => Self::RingAbsent,
            Input::PostponeCall { .. } => Self::PostponeCall,
            Input::LockConference { .. } => Self::LockConference,
            Input::SetWaitingRoom { .. } => Self::SetWaitingRoom,
            Input::AskToEnter { .. } => Self::AskToEnter,
            Input::AnswerEntry { .. } => Self::AnswerEntry,
            Input::SetConferencePassword { .. } => Self::SetConferencePassword,
            Input::EnterPassword { .. } => Self::EnterPassword,
            Input::ProlongConference { .. } => Self::ProlongConference,
            Input::CheckIn { .. } => Self::CheckIn,
            Input::ShowCaption { .. } => Self::ShowCaption,
            Input::ClearCaption { .. } => Self::ClearCaption,
            Input::ScheduleConference { .. } => Self::ScheduleConference,
            Input::ChangeSchedule { .. } => Self::ChangeSchedule,
            Input::CancelSchedule { .. } => Self::CancelSchedule,
            Input::SaveTemplate { .. } => Self::SaveTemplate,
            Input::RemoveTemplate { .. } => Self::RemoveTemplate,
            Input::OpenConference { .. } => Self::OpenConference,
            Input::SendMessage { .. } => Self::SendMessage,
            Input::OpenVote { .. } => Self::OpenVote,
            Input::CastVote { .. } => Self::CastVote,
            Input::CloseVote { .. } => Self::CloseVote,
            Input::ArrangeWall { .. } => Self::ArrangeWall,
            Input::SetWall { .. } => Self::SetWall,
            Input::RemoveWall { .. } => Self::RemoveWall,
            Input::SaveWallPreset { .. } => Self::SaveWallPreset,
            Input::RemoveWallPreset { .. } => Self::RemoveWallPreset,
            Input::CreateUnit { .. } => Self::CreateUnit,
            Input::UpdateUnit { .. } => Self::UpdateUnit,
            Input::SetUnitGroup { .. } => Self::SetUnitGroup,
            Input::RemoveUnitGroup { .. } => Self::RemoveUnitGroup,
            Input::SetExtranetNode { .. } => Self::SetExtranetNode,
            Input::RemoveExtranetNode { .. } => Self::RemoveExtranetNode,
            Input::UpdateUser { .. } => Self::UpdateUser,
            Input::CreateFeedSource { .. } => Self::CreateFeedSource,
            Input::UpdateFeedSource { .. } => Self::UpdateFeedSource,
            Input::SetStation { .. } => Self::SetStation,
            Input::SetMapPackage { .. } => Self::SetMapPackage,
        }
    }

    pub fn of_node(input: &NodeInput) -> Self {
        match input {
            NodeInput::Asked(input) => Self::of(input),
            NodeInput::OpenJurisdiction { .. } => Self::OpenJurisdiction,
            NodeInput::Bootstrap { .. } => Self::Bootstrap,
            NodeInput::CreateUser { .. } => Self::CreateUser,
            NodeInput::SetPassword { .. } => Self::SetPassword,
            NodeInput::LoggedIn { .. } => Self::LoggedIn,
            NodeInput::SetSourceKey { .. } => Self::SetSourceKey,
            NodeInput::RecordReceived { .. } => Self::RecordReceived,
            NodeInput::WarningReceived { .. } => Self::WarningReceived,
            NodeInput::ObservationReceived { .. } => Self::ObservationReceived,
            NodeInput::FeedRefused { .. } => Self::FeedRefused,
            NodeInput::RaiseDue => Self::RaiseDue,
            NodeInput::InvolveUnits { .. } => Self::InvolveUnits,
            NodeInput::SealReport { .. } => Self::SealReport,
            NodeInput::KeepPicture { .. } => Self::KeepPicture,
            NodeInput::SealDocument { .. } => Self::SealDocument,
            NodeInput::NoteOnIncident { .. } => Self::NoteOnIncident,
            NodeInput::AttachFile { .. } => Self::AttachFile,
            NodeInput::RecordAnalysis { .. } => Self::RecordAnalysis,
            NodeInput::SetGatewayKey { .. } => Self::SetGatewayKey,
            NodeInput::DispatchAnswered { .. } => Self::DispatchAnswered,
            NodeInput::ReceiptReceived { .. } => Self::ReceiptReceived,
        }
    }

    /// The row: leader, duty officer, department, township, field, operator, administrator, source, console, node.
    fn row(self) -> [Scope; 10] {
        use Scope::{Any, No, Own, Seat};
        match self {
            Self::LogIncident => [Any, Any, Own, Own, No, No, No, No, No, No],
            Self::RelateIncident | Self::UnrelateIncident | Self::RejectProposal | Self::RestoreProposal => {
                [Any, Any, No, No, No, No, No, No, No, No]
            }
            Self::ClassifyIncident | Self::TransitionIncident => [Any, Any, No, No, No, No, No, No, No, No],
            Self::RecordDecision => [Any, Any, No, No, No, Any, No, No, No, No],
            Self::LocateIncident | Self::AddNote | Self::AttachFile => [Any, Any, Own, Own, Own, No, No, No, No, No],
            Self::DrawPlot | Self::RevisePlot | Self::ErasePlot | Self::RestorePlot => {
                [Any, Any, Own, Own, Own, No, No, No, No, No]
            }
            Self::RecordAnalysis => [Any, Any, Own, No, No, No, No, No, No, No],
            Self::RetractAnalysis => [Any, Any, No, No, No, No, No, No, No, No],
            Self::UpdateIncident => [Any, Any, Own, Own, No, No, No, No, No, No],
            Self::LinkRecord | Self::UnlinkRecord | Self::DismissRecord => [Any, Any, Own, No, No, No, No, No, No, No],
            Self::LogCall | Self::LinkCall | Self::UnlinkCall => [Any, Any, No, No, No, No, No, No, No, No],

            Self::SavePlan | Self::RemovePlan | Self::ImportRegister => [Any, Any, No, No, No, No, Any, No, Any, Any],
            Self::ActivatePlan
            | Self::ChangeResponseLevel
            | Self::EndResponse
            | Self::RejectActivation
            | Self::RestoreActivation
            | Self::DispatchResource => [Any, Any, No, No, No, No, No, No, No, No],
            Self::SetResourceStatus | Self::ArriveResource | Self::ReturnResource => {
                [Any, Any, Own, Own, Own, No, No, No, No, No]
            }

            Self::DraftWarning
            | Self::EditWarning
            | Self::ApproveWarning
            | Self::IssueWarning
            | Self::CancelWarning
            | Self::DraftOrder
            | Self::EditOrder
            | Self::SubmitOrder
            | Self::IssueOrder
            | Self::WithdrawOrder
            | Self::RemindOrder
            | Self::DraftDocument
            | Self::EditDocument
            | Self::KeepPicture
            | Self::DiscardDocument
            | Self::DraftReport
            | Self::EditReport
            | Self::ConfirmReport
            | Self::PhoneReport
            | Self::SuperviseOrder => [Any, Any, No, No, No, No, No, No, No, No],
            Self::SendBackOrder
            | Self::ApproveOrder
            | Self::SignReport
            | Self::SignDocument
            | Self::GiveInstruction => [Any, No, No, No, No, No, No, No, No, No],
            Self::ShowOrder
            | Self::AcknowledgeOrder
            | Self::ReturnOrder
            | Self::ReplyOrder
            | Self::CompleteOrder
            | Self::ShowInstruction
            | Self::ShowWarning
            | Self::AcknowledgeWarning
            | Self::ReplyInstruction => [Own, Own, Own, Own, Own, No, No, No, No, No],

            Self::SetDutyShift | Self::RemoveDutyShift | Self::ImportDutyShifts => {
                [Any, Any, Own, Own, No, No, No, No, Any, Any]
            }
            Self::ProposeDutySwap | Self::AnswerDutySwap | Self::WithdrawDutySwap => {
                [Own, Own, Own, Own, Own, No, No, No, No, No]
            }
            Self::AddDutyEntry | Self::GiveHandover | Self::ConfirmHandover | Self::WithdrawHandover => {
                [Own, Own, Own, Own, No, No, No, No, No, No]
            }

            Self::CreateConference => [Any, Any, No, No, No, Any, No, No, Any, No],
            Self::JoinConference | Self::DeclineConference | Self::LeaveConference => {
                [Seat, Seat, Seat, Seat, Seat, No, No, No, No, No]
            }
            Self::SetOwnStream
            | Self::ViewSite
            | Self::StartPresentation
            | Self::RequestChair
            | Self::RequestFloor
            | Self::WithdrawFloor
            | Self::ReleaseFloor
            | Self::ViewMosaic => [Seat, Seat, Seat, Seat, Seat, No, No, No, No, No],
            Self::StopPresentation
            | Self::InviteUnits
            | Self::MuteSite
            | Self::MuteAll
            | Self::Broadcast
            | Self::GrantChair
            | Self::ReleaseChair
            | Self::HangUpSite
            | Self::RingSite
            | Self::RemoveSite
            | Self::EndConference
            | Self::FreeDiscussion
            | Self::RollCall
            | Self::Dialogue
            | Self::VoiceSwitch
            | Self::BroadcastMosaic
            | Self::CancelOperation
            | Self::GrantFloor
            | Self::PostponeFloor
            | Self::RefuseFloor
            | Self::RevokeFloor
            | Self::PinSite
            | Self::Rotation
            | Self::SaveMosaic
            | Self::ApplyMosaic
            | Self::DeleteMosaic
            | Self::SetSpeaker
            | Self::SetAllSpeakers
            | Self::LockPresentation
            | Self::SetChairSite
            | Self::SetPriority
            | Self::StartRecording
            | Self::StopRecording => [Seat, Seat, Seat, Seat, Seat, Any, No, No, Any, No],

            Self::StartConsultation
            | Self::ScheduleConference
            | Self::ChangeSchedule
            | Self::CancelSchedule
            | Self::SaveTemplate
            | Self::RemoveTemplate
            | Self::OpenConference => [Any, Any, No, No, No, Any, No, No, Any, No],
            Self::RingAbsent
            | Self::LockConference
            | Self::SetWaitingRoom
            | Self::AnswerEntry
            | Self::SetConferencePassword
            | Self::ProlongConference
            | Self::CheckIn
            | Self::ShowCaption
            | Self::ClearCaption
            | Self::OpenVote
            | Self::CloseVote => [Seat, Seat, Seat, Seat, Seat, Any, No, No, Any, No],
            Self::SendMessage => [Seat, Seat, Seat, Seat, Seat, Any, No, No, No, No],
            Self::PostponeCall | Self::AskToEnter | Self::EnterPassword | Self::CastVote => {
                [Seat, Seat, Seat, Seat, Seat, No, No, No, No, No]
            }

            Self::ArrangeWall => [Any, Any, No, No, No, Any, No, No, Any, No],
            Self::SetWall | Self::RemoveWall | Self::SaveWallPreset | Self::RemoveWallPreset => {
                [No, No, No, No, No, No, Any, No, Any, Any]
            }
            Self::CreateUnit
            | Self::UpdateUnit
            | Self::SetUnitGroup
            | Self::RemoveUnitGroup
            | Self::SetExtranetNode
            | Self::RemoveExtranetNode
            | Self::UpdateUser
            | Self::CreateFeedSource
            | Self::UpdateFeedSource
            | Self::SetStation
            | Self::SetMapPackage
            | Self::CreateUser
            | Self::SetGateway
            | Self::SetGatewayKey
            | Self::SetSourceKey => [No, No, No, No, No, No, Any, No, Any, Any],
            Self::SetPassword => [Own, Own, Own, Own, Own, Own, Any, No, Any, Any],
            Self::OpenJurisdiction | Self::Bootstrap => [No, No, No, No, No, No, No, No, Any, Any],
            Self::LoggedIn => [No, No, No, No, No, No, No, No, No, Any],

            Self::RecordReceived | Self::WarningReceived | Self::ObservationReceived => {
                [No, No, No, No, No, No, No, Own, No, No]
            }
            Self::FeedRefused => [No, No, No, No, No, No, No, Own, No, Any],
            Self::InvolveUnits
            | Self::RaiseDue
            | Self::SealReport
            | Self::SealDocument
            | Self::DispatchAnswered
            | Self::ReceiptReceived
            | Self::NoteOnIncident => [No, No, No, No, No, No, No, No, No, Any],
        }
    }
}

/// One cell of the table.
pub fn scope(who: Who, kind: InputKind) -> Scope {
    match who.column() {
        Some(column) => kind.row()[column],
        // WALL-4: a wall watches; it changes nothing but its own password.
        None if kind == InputKind::SetPassword => Scope::Own,
        None => Scope::No,
    }
}

/// Judges whether `actor` may send `input` at all; what remains (chair, participant) is for conference control.
///
/// # Errors
/// `AUTH-1` the role may not; `AUTH-2` unknown or disabled account; `AUTH-3` outside the own unit or town; `AUTH-4` a
/// feed speaks for another; `AUTH-5` the password must be changed first; `REF-1` no such incident or record, also
/// when the sender may not see it.
pub fn check(state: &State, actor: &Actor, input: &NodeInput) -> Result<(), Refusal> {
    let kind = InputKind::of_node(input);
    match actor {
        Actor::User(id) => {
            let user = state.active_user(*id).ok_or_else(unknown_account)?;
            changed_password(user, kind)?;
            match scope(Who::Role(user.role), kind) {
                Scope::No => Err(not_allowed(kind)),
                Scope::Own => own(state, *id, user, input),
                Scope::Seat | Scope::Any => Ok(()),
            }
        }
        Actor::Source(id) => match scope(Who::Source, kind) {
            Scope::No => Err(not_allowed(kind)),
            Scope::Own | Scope::Seat | Scope::Any => own_feed(id, input),
        },
        Actor::Console => open(Who::Console, kind),
        Actor::Node => open(Who::Node, kind),
    }
}

fn open(who: Who, kind: InputKind) -> Result<(), Refusal> {
    if scope(who, kind) == Scope::No { Err(not_allowed(kind)) } else { Ok(()) }
}

/// Roles that may send a kind of input at least for their own unit.
pub fn allowed_roles(kind: InputKind) -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(move |role| scope(Who::Role(*role), kind) != Scope::No)
}

/// Name of a role on the wire.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Leader => "leader",
        Role::DutyOfficer => "duty_officer",
        Role::DepartmentOfficer => "department_officer",
        Role::TownshipOfficer => "township_officer",
        Role::FieldOfficer => "field_officer",
        Role::Operator => "operator",
        Role::Administrator => "administrator",
        Role::Wall => "wall",
    }
}

fn not_allowed(kind: InputKind) -> Refusal {
    let refusal = refuse("AUTH-1", "您的角色没有此项权限", "Your role may not do this").field("type");
    refusal.accept(allowed_roles(kind).map(role_name))
}

fn unknown_account() -> Refusal {
    refuse("AUTH-2", "账号不存在或已停用", "The account does not exist or is disabled")
}

fn outside(field: &str) -> Refusal {
    refuse("AUTH-3", "不属于本单位，无权处理", "It does not belong to your unit").field(field)
}

/// AUTH-5: a password made by somebody else is changed before anything else.
fn changed_password(user: &User, kind: InputKind) -> Result<(), Refusal> {
    if user.must_change_password && kind != InputKind::SetPassword {
        let refusal = refuse("AUTH-5", "请先修改初始密码", "Change the first password before anything else");
        return Err(refusal.accept(["set_password"]));
    }
    Ok(())
}

/// AUTH-4: a feed delivers under its own name only.
fn own_feed(id: &SourceId, input: &NodeInput) -> Result<(), Refusal> {
    let named = match input {
        NodeInput::RecordReceived { origin, .. }
        | NodeInput::WarningReceived { origin, .. }
        | NodeInput::ObservationReceived { origin, .. } => &origin.source,
        NodeInput::FeedRefused { source, .. } => source,
        NodeInput::Asked(_)
        | NodeInput::OpenJurisdiction { .. }
        | NodeInput::Bootstrap { .. }
        | NodeInput::CreateUser { .. }
        | NodeInput::SetPassword { .. }
        | NodeInput::LoggedIn { .. }
        | NodeInput::SetSourceKey { .. }
        | NodeInput::RaiseDue
        | NodeInput::InvolveUnits { .. }
        | NodeInput::SealReport { .. }
        | NodeInput::AttachFile { .. }
        | NodeInput::RecordAnalysis { .. }
        | NodeInput::KeepPicture { .. }
        | NodeInput::SealDocument { .. }
        | NodeInput::SetGatewayKey { .. }
        | NodeInput::DispatchAnswered { .. }
        | NodeInput::ReceiptReceived { .. }
        | NodeInput::NoteOnIncident { .. } => return Err(not_allowed(InputKind::of_node(input))),
    };
    if named == id {
        return Ok(());
    }
    let refusal = refuse("AUTH-4", "渠道与密钥不符", "The key belongs to another feed source").field("source");
    Err(refusal.accept([id.to_string()]))
}

/// Own unit, own town, own account.
fn own(state: &State, id: UserId, user: &User, input: &NodeInput) -> Result<(), Refusal> {
    let asked = match input {
        NodeInput::Asked(asked) => asked,
        NodeInput::SetPassword { user: named, .. } if *named == id => return Ok(()),
        NodeInput::AttachFile { incident, .. } | NodeInput::RecordAnalysis { incident, .. } => {
            return at_work_on(state, user, *incident);
        }
        _ => return Err(outside("user")),
    };
    match asked {
        Input::LogIncident { facts, from_record, .. } => {
            from_record.map_or(Ok(()), |record| own_record(state, user, record, "from_record"))?;
            own_town(state, user, &facts.place)
        }
        Input::LocateIncident { incident, place } => {
            own_incident(state, user, *incident)?;
            own_town(state, user, place)
        }
        Input::UpdateIncident { incident, .. } => own_incident(state, user, *incident),
        Input::AddNote { incident, .. } | Input::DrawPlot { incident, .. } => at_work_on(state, user, *incident),
        Input::RevisePlot { plot, .. } | Input::ErasePlot { plot } | Input::RestorePlot { plot } => {
            own_plot(state, user, *plot)
        }
        Input::LinkRecord { record, .. } | Input::UnlinkRecord { record } | Input::DismissRecord { record, .. } => {
            own_record(state, user, *record, "record")
        }
        Input::SetDutyShift { shift, plan, .. } => {
            shift.map_or(Ok(()), |shift| own_shift(state, user, shift))?;
            own_unit(user, &plan.unit, "plan.unit")
        }
        Input::RemoveDutyShift { shift } => own_shift(state, user, *shift),
        Input::ImportDutyShifts { plans } => plans
            .iter()
            .enumerate()
            .try_for_each(|(index, plan)| own_unit(user, &plan.unit, &format!("plans[{index}].unit"))),
        // DUTY-6 says whose a swap is.
        Input::ProposeDutySwap { .. } | Input::AnswerDutySwap { .. } | Input::WithdrawDutySwap { .. } => Ok(()),
        // Each does their own unit's duty; DUTY-10 and DUTY-11 say whose a handover is.
        Input::AddDutyEntry { .. }
        | Input::GiveHandover { .. }
        | Input::ConfirmHandover { .. }
        | Input::WithdrawHandover { .. } => Ok(()),
        Input::SetResourceStatus { resource, .. } => own_resource(state, user, resource),
        Input::ArriveResource { dispatch, .. } | Input::ReturnResource { dispatch, .. } => {
            let of = crate::check::known(&state.resources.of_dispatch, dispatch, "dispatch", "调用", "dispatch")?;
            own_resource(state, user, of)
        }
        // ORD-8 says which orders are a unit's; it is judged with the rail.
        Input::ShowOrder { .. }
        | Input::AcknowledgeOrder { .. }
        | Input::ReturnOrder { .. }
        | Input::ReplyOrder { .. }
        | Input::CompleteOrder { .. }
        | Input::ShowInstruction { .. }
        | Input::ShowWarning { .. }
        | Input::AcknowledgeWarning { .. }
        | Input::ReplyInstruction { .. } => Ok(()),
        _ => Err(outside("type")),
    }
}

fn own_incident(state: &State, user: &User, id: IncidentId) -> Result<(), Refusal> {
    let class = fengsui_protocol::Class::of(user.role, &user.unit);
    let incident = crate::check::known(&state.incidents, &id, "incident", "事件", "incident")?;
    if !crate::view::sees_incident(state, id, incident, &class) {
        let (zh, en) = (format!("没有这个事件：{id}"), format!("No such incident: {id}"));
        return Err(Refusal::new("REF-1", zh, en).field("incident"));
    }
    if incident.concerns(state, &user.unit) { Ok(()) } else { Err(outside("incident")) }
}

/// Whoever carries out an order there says what they see, and changes none of the facts.
fn at_work_on(state: &State, user: &User, id: IncidentId) -> Result<(), Refusal> {
    let at_work = crate::order::at_work(state, id, &user.unit);
    if at_work { Ok(()) } else { own_incident(state, user, id) }
}

/// A unit acts on its own resources; others' are unknown to it (RES-7).
fn own_resource(state: &State, user: &User, id: &ResourceId) -> Result<(), Refusal> {
    let resource = crate::check::known(&state.resources.all, id, "resource", "资源", "resource")?;
    if resource.facts.unit.as_ref() == Some(&user.unit) {
        return Ok(());
    }
    let (zh, en) = (format!("没有这个资源：{id}"), format!("No such resource: {id}"));
    Err(Refusal::new("REF-1", zh, en).field("resource"))
}

/// One changes what one's own unit drew, on an incident that one sees.
fn own_plot(state: &State, user: &User, id: PlotId) -> Result<(), Refusal> {
    let class = fengsui_protocol::Class::of(user.role, &user.unit);
    let seen = state.plots.get(&id).filter(|plot| {
        let incident = state.incidents.get(&plot.incident);
        incident.is_some_and(|incident| crate::view::sees_incident(state, plot.incident, incident, &class))
    });
    match seen {
        Some(plot) if plot.unit == user.unit => Ok(()),
        Some(_) => Err(outside("plot")),
        None => {
            let (zh, en) = (format!("没有这个标绘：{id}"), format!("No such plot: {id}"));
            Err(Refusal::new("REF-1", zh, en).field("plot"))
        }
    }
}

fn own_unit(user: &User, unit: &UnitId, field: &str) -> Result<(), Refusal> {
    if *unit == user.unit { Ok(()) } else { Err(outside(field).accept([user.unit.to_string()])) }
}

/// Whether another unit has such a shift is not this sender's business.
fn own_shift(state: &State, user: &User, id: DutyShiftId) -> Result<(), Refusal> {
    match state.duty.shifts.get(&id) {
        Some(shift) if shift.unit == user.unit => Ok(()),
        Some(_) | None => {
            let (zh, en) = (format!("没有这个班次：{id}"), format!("No such shift: {id}"));
            Err(Refusal::new("REF-1", zh, en).field("shift"))
        }
    }
}

fn own_record(state: &State, user: &User, id: FeedRecordId, field: &str) -> Result<(), Refusal> {
    match state.records.get(&id) {
        Some(record) if record.unit == user.unit => Ok(()),
        // Whether another unit's record exists is not this sender's business.
        Some(_) | None => {
            let (zh, en) = (format!("没有这个来报：{id}"), format!("No such feed record: {id}"));
            Err(Refusal::new("REF-1", zh, en).field(field))
        }
    }
}

/// A township speaks of its own town.
fn own_town(state: &State, user: &User, place: &Place) -> Result<(), Refusal> {
    let Some(unit) = state.units.get(&user.unit) else { return Err(unknown_account()) };
    match (&unit.code, &place.town) {
        (Some(own), Some(town)) if unit.kind == UnitKind::Township && own != town => {
            Err(outside("place.town").accept([own.clone()]))
        }
        _ => Ok(()),
    }
}
