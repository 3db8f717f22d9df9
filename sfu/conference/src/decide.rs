//! From an input to events, or to a refusal that changes nothing.

use crate::{
    Event, Facts, State, attendance, call, caption, chair,
    check::{By, refuse},
    derived, dialogue, entry, floor, message, microphone, mosaic, operation, picture, pin, priority, prolong,
    recording, roll_call, roster, rotation, schedule, speaker, voice_switch, vote,
};
use fengsui_protocol::{
    Actor, ConferenceId, Micros, RecordingId, Refusal, SiteId,
    input::Input,
    meeting::SharedFile,
    recording::{RecordedTrack, RecordingState},
};

/// Everything that may be decided here.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeInput {
    /// From a client or the console, after its role was judged by the command core's authority table. Inputs that are
    /// not about conferences are refused (`CORE-1`).
    Asked(Input),
    /// Someone came with a token of `fengsui token` (WHIP or WHEP): the named site is present from now on.
    /// [`crate::state::Conference::token_site`] finds it afterwards. Again for a site that is present: no event.
    TokenJoined { conference: ConferenceId, name: String, publish: bool },
    /// The last media session of a token's site was closed by its holder.
    TokenLeft { conference: ConferenceId, site: SiteId },
    /// Media of a site is connected. A site that had dropped is present again; otherwise no event.
    SiteConnected { conference: ConferenceId, site: SiteId },
    /// No media session of a present site is left and the shell's patience is over.
    SiteDropped { conference: ConferenceId, site: SiteId },
    /// Time alone made something of a conference's control; see [`State::due`].
    ControlDue { conference: ConferenceId },
    /// From the recorder. Logged when the state changed or a stopped recording's tracks or seal did.
    /// From the shell, in the name of who sent it: a file whose kind, size and digest were looked at.
    FileShared { conference: ConferenceId, file: SharedFile },
    /// The time that [`State::next_due`] gave has come.
    Due,
    RecordingReported {
        recording: RecordingId,
        state: RecordingState,
        tracks: Vec<RecordedTrack>,
        seal: Option<String>,
    },
}

impl From<Input> for NodeInput {
    fn from(input: Input) -> Self {
        Self::Asked(input)
    }
}

/// Decides one input at time `now`. Pure: the same state, facts, time and input give the same answer. No events means
/// that everything is already as asked.
///
/// # Errors
/// The rule that stands in the way; nothing is changed.
pub fn decide(
    state: &State,
    now: Micros,
    actor: &Actor,
    input: &NodeInput,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let by = By::of(actor, facts)?;
    if let NodeInput::Asked(input) = input {
        return asked(state, now, &by, input, facts);
    }
    if let NodeInput::FileShared { conference, file } = input {
        return message::share(state, &by, *conference, file);
    }
    if by != By::Node {
        return Err(refuse("AUTH-1", "此项只由系统产生", "Only the node itself says this"));
    }
    match input {
        NodeInput::Asked(_) | NodeInput::FileShared { .. } => Ok(vec![]),
        NodeInput::Due => Ok(schedule::due(state, now, facts)),
        NodeInput::TokenJoined { conference, name, publish } => {
            roster::token_joined(state, &by, *conference, name, *publish)
        }
        NodeInput::TokenLeft { conference, site } => roster::token_left(state, &by, *conference, *site),
        NodeInput::SiteConnected { conference, site } => roster::connected(state, &by, *conference, *site),
        NodeInput::SiteDropped { conference, site } => roster::dropped(state, &by, *conference, *site),
        NodeInput::ControlDue { conference } => Ok(derived::due(state, *conference, now)),
        NodeInput::RecordingReported { recording, state: reported, tracks, seal } => {
            recording::report(state, *recording, *reported, tracks, seal.as_deref())
        }
    }
}

fn asked(state: &State, now: Micros, by: &By, input: &Input, facts: &dyn Facts) -> Result<Vec<Event>, Refusal> {
    match input {
        Input::CreateConference { title, incident, invite } => {
            roster::create(state, by, title, *incident, invite, facts)
        }
        Input::InviteUnits { conference, units } => roster::invite(state, by, *conference, units, facts),
        Input::JoinConference { conference, devices } => roster::join(state, by, *conference, *devices),
        Input::DeclineConference { conference, reason } => roster::decline(state, by, *conference, reason),
        Input::LeaveConference { conference } => roster::leave(state, by, *conference),
        Input::HangUpSite { conference, site } => roster::hang_up(state, by, *conference, *site),
        Input::RingSite { conference, site } => roster::ring(state, by, *conference, *site),
        Input::RemoveSite { conference, site } => roster::remove(state, by, *conference, *site),
        Input::EndConference { conference } => roster::end(state, by, *conference),
        Input::SetOwnStream { conference, stream, on } => microphone::set_own(state, by, *conference, *stream, *on),
        Input::MuteSite { conference, site, muted } => microphone::mute(state, by, *conference, *site, *muted),
        Input::MuteAll { conference, muted, except } => microphone::mute_all(state, by, *conference, *muted, except),
        Input::Broadcast { conference, site } => picture::broadcast(state, by, *conference, *site),
        Input::ViewSite { conference, site } => picture::view(state, by, *conference, *site),
        Input::StartPresentation { conference } => picture::start_presentation(state, by, *conference),
        Input::StopPresentation { conference } => picture::stop_presentation(state, by, *conference),
        Input::GrantChair { conference, user } => chair::grant(state, by, *conference, *user),
        Input::RequestChair { conference } => chair::request(state, by, *conference),
        Input::ReleaseChair { conference } => chair::release(state, by, *conference),
        Input::FreeDiscussion { .. }
        | Input::RollCall { .. }
        | Input::Dialogue { .. }
        | Input::VoiceSwitch { .. }
        | Input::BroadcastMosaic { .. }
        | Input::CancelOperation { .. } => operations(state, by, input),
        Input::RequestFloor { .. }
        | Input::WithdrawFloor { .. }
        | Input::GrantFloor { .. }
        | Input::PostponeFloor { .. }
        | Input::RefuseFloor { .. }
        | Input::ReleaseFloor { .. }
        | Input::RevokeFloor { .. } => floors(state, by, input),
        Input::PinSite { .. }
        | Input::ViewMosaic { .. }
        | Input::Rotation { .. }
        | Input::SaveMosaic { .. }
        | Input::ApplyMosaic { .. }
        | Input::DeleteMosaic { .. } => pictures(state, by, input),
        Input::SetSpeaker { .. }
        | Input::SetAllSpeakers { .. }
        | Input::LockPresentation { .. }
        | Input::SetChairSite { .. }
        | Input::SetPriority { .. } => settings(state, by, input),
        Input::StartRecording { conference } => recording::start(state, by, *conference),
        Input::StopRecording { conference } => recording::stop(state, by, *conference),
        Input::StartConsultation { incident, title, groups, units } => {
            call::consult(state, now, by, *incident, title, groups, units, facts)
        }
        Input::RingAbsent { conference, group } => {
            call::ring_absent(state, now, by, *conference, group.as_ref(), facts)
        }
        Input::PostponeCall { conference, minutes } => call::postpone(state, now, by, *conference, *minutes),
        Input::LockConference { conference, locked } => entry::lock(state, by, *conference, *locked),
        Input::SetWaitingRoom { conference, on } => entry::set_waiting_room(state, by, *conference, *on),
        Input::AskToEnter { conference, waiting } => entry::ask(state, now, by, *conference, *waiting),
        Input::AnswerEntry { conference, user, admit } => entry::answer(state, by, *conference, *user, *admit),
        Input::SetConferencePassword { conference, password } => {
            entry::set_password(state, by, *conference, password.as_deref())
        }
        Input::EnterPassword { conference, password } => entry::enter_password(state, now, by, *conference, password),
        Input::ProlongConference { conference, minutes } => prolong::prolong(state, now, by, *conference, *minutes),
        Input::CheckIn { conference, site } => attendance::check_in(state, by, *conference, *site),
        Input::ShowCaption { conference, caption } => caption::show(state, now, by, *conference, caption),
        Input::ClearCaption { conference, caption } => caption::clear(state, by, *conference, *caption),
        Input::ScheduleConference { plan, timing } => schedule::make(state, now, by, plan, timing, facts),
        Input::ChangeSchedule { schedule, plan, timing } => {
            schedule::change(state, now, *schedule, plan, timing, facts)
        }
        Input::CancelSchedule { schedule } => schedule::cancel(state, *schedule),
        Input::SaveTemplate { template, name, plan } => schedule::save_template(state, *template, name, plan, facts),
        Input::RemoveTemplate { template } => schedule::remove_template(state, *template),
        Input::OpenConference { plan, incident } => schedule::open_now(state, now, by, plan, *incident, facts),
        Input::SendMessage { conference, text } => message::send(state, by, *conference, text),
        Input::OpenVote { conference, question } => vote::open(state, by, *conference, question),
        Input::CastVote { vote, choice } => vote::cast(state, by, *vote, *choice),
        Input::CloseVote { vote } => vote::close(state, by, *vote),
        Input::DraftWarning { .. }
        | Input::EditWarning { .. }
        | Input::ApproveWarning { .. }
        | Input::IssueWarning { .. }
        | Input::CancelWarning { .. }
        | Input::ShowWarning { .. }
        | Input::AcknowledgeWarning { .. }
        | Input::SetGateway { .. }
        | Input::LogIncident { .. }
        | Input::ClassifyIncident { .. }
        | Input::LocateIncident { .. }
        | Input::UpdateIncident { .. }
        | Input::AddNote { .. }
        | Input::TransitionIncident { .. }
        | Input::LinkRecord { .. }
        | Input::RelateIncident { .. }
        | Input::UnrelateIncident { .. }
        | Input::RejectProposal { .. }
        | Input::RestoreProposal { .. }
        | Input::UnlinkRecord { .. }
        | Input::RecordDecision { .. }
        | Input::DrawPlot { .. }
        | Input::SetDutyShift { .. }
        | Input::RemoveDutyShift { .. }
        | Input::ImportDutyShifts { .. }
        | Input::ProposeDutySwap { .. }
        | Input::AnswerDutySwap { .. }
        | Input::WithdrawDutySwap { .. }
        | Input::AddDutyEntry { .. }
        | Input::GiveHandover { .. }
        | Input::ConfirmHandover { .. }
        | Input::WithdrawHandover { .. }
        | Input::ArrangeWall { .. }
        | Input::SetWall { .. }
        | Input::RemoveWall { .. }
        | Input::SaveWallPreset { .. }
        | Input::RemoveWallPreset { .. }
        | Input::RevisePlot { .. }
        | Input::ErasePlot { .. }
        | Input::RestorePlot { .. }
        | Input::DismissRecord { .. }
        | Input::LogCall { .. }
        | Input::LinkCall { .. }
        | Input::UnlinkCall { .. }
        | Input::CreateUnit { .. }
        | Input::UpdateUnit { .. }
        | Input::SetUnitGroup { .. }
        | Input::RemoveUnitGroup { .. }
        | Input::SetExtranetNode { .. }
        | Input::RemoveExtranetNode { .. }
        | Input::UpdateUser { .. }
        | Input::CreateFeedSource { .. }
        | Input::UpdateFeedSource { .. }
        | Input::SetStation { .. }
        | Input::DraftOrder { .. }
        | Input::EditOrder { .. }
        | Input::SubmitOrder { .. }
        | Input::SendBackOrder { .. }
        | Input::ApproveOrder { .. }
        | Input::IssueOrder { .. }
        | Input::WithdrawOrder { .. }
        | Input::ShowOrder { .. }
        | Input::AcknowledgeOrder { .. }
        | Input::ReturnOrder { .. }
        | Input::ReplyOrder { .. }
        | Input::CompleteOrder { .. }
        | Input::RemindOrder { .. }
        | Input::SuperviseOrder { .. }
        | Input::DraftReport { .. }
        | Input::EditReport { .. }
        | Input::SignReport { .. }
        | Input::ConfirmReport { .. }
        | Input::PhoneReport { .. }
        | Input::GiveInstruction { .. }
        | Input::ShowInstruction { .. }
        | Input::ReplyInstruction { .. }
        | Input::DraftDocument { .. }
        | Input::EditDocument { .. }
        | Input::SignDocument { .. }
        | Input::DiscardDocument { .. }
        | Input::SavePlan { .. }
        | Input::RemovePlan { .. }
        | Input::ActivatePlan { .. }
        | Input::ChangeResponseLevel { .. }
        | Input::EndResponse { .. }
        | Input::RejectActivation { .. }
        | Input::RestoreActivation { .. }
        | Input::RetractAnalysis { .. }
        | Input::ImportRegister { .. }
        | Input::SetResourceStatus { .. }
        | Input::DispatchResource { .. }
        | Input::ArriveResource { .. }
        | Input::ReturnResource { .. }
        | Input::SetMapPackage { .. } => Err(foreign()),
    }
}

fn foreign() -> Refusal {
    refuse("CORE-1", "此项不由会议控制处理", "Not an input of conference control").field("type")
}

/// 全场控制.
fn operations(state: &State, by: &By, input: &Input) -> Result<Vec<Event>, Refusal> {
    match input {
        Input::FreeDiscussion { conference } => operation::free_discussion(state, by, *conference),
        Input::RollCall { conference, step } => roll_call::step(state, by, *conference, step),
        Input::Dialogue { conference, site } => dialogue::begin(state, by, *conference, *site),
        Input::VoiceSwitch { conference, settings } => voice_switch::begin(state, by, *conference, *settings),
        Input::BroadcastMosaic { conference, mosaic } => mosaic::broadcast(state, by, *conference, *mosaic),
        Input::CancelOperation { conference } => operation::cancel_asked(state, by, *conference),
        _ => Err(foreign()),
    }
}

/// 发言权.
fn floors(state: &State, by: &By, input: &Input) -> Result<Vec<Event>, Refusal> {
    match input {
        Input::RequestFloor { conference, reason } => floor::request(state, by, *conference, reason),
        Input::WithdrawFloor { conference } => floor::withdraw(state, by, *conference),
        Input::GrantFloor { conference, site } => floor::grant(state, by, *conference, *site),
        Input::PostponeFloor { conference, site } => floor::postpone(state, by, *conference, *site),
        Input::RefuseFloor { conference, site, reason } => floor::refuse_request(state, by, *conference, *site, reason),
        Input::ReleaseFloor { conference } => floor::release(state, by, *conference),
        Input::RevokeFloor { conference } => floor::revoke(state, by, *conference),
        _ => Err(foreign()),
    }
}

/// What single sites see.
fn pictures(state: &State, by: &By, input: &Input) -> Result<Vec<Event>, Refusal> {
    match input {
        Input::PinSite { conference, viewer, source } => pin::pin(state, by, *conference, *viewer, *source),
        Input::ViewMosaic { conference, mosaic } => pin::view_mosaic(state, by, *conference, *mosaic),
        Input::Rotation { conference, kind, step } => rotation::step(state, by, *conference, *kind, step),
        Input::SaveMosaic { conference, mosaic, name, plan, apply } => {
            let save = mosaic::Save { mosaic: *mosaic, name, plan, apply: apply.as_ref() };
            mosaic::save(state, by, *conference, &save)
        }
        Input::ApplyMosaic { conference, mosaic, audience } => {
            mosaic::apply_to(state, by, *conference, *mosaic, audience.as_ref())
        }
        Input::DeleteMosaic { conference, mosaic } => mosaic::delete(state, by, *conference, *mosaic),
        _ => Err(foreign()),
    }
}

fn settings(state: &State, by: &By, input: &Input) -> Result<Vec<Event>, Refusal> {
    match input {
        Input::SetSpeaker { conference, site, open } => speaker::set(state, by, *conference, *site, *open),
        Input::SetAllSpeakers { conference, open, except } => speaker::set_all(state, by, *conference, *open, except),
        Input::LockPresentation { conference, locked } => priority::lock_presentation(state, by, *conference, *locked),
        Input::SetChairSite { conference, site } => priority::set_chair_site(state, by, *conference, *site),
        Input::SetPriority { conference, order } => priority::set(state, by, *conference, order),
        _ => Err(foreign()),
    }
}
