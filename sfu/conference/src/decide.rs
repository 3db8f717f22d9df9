//! From an input to events, or to a refusal that changes nothing.

use crate::{
    Event, Facts, State, chair,
    check::{By, refuse},
    microphone, picture, recording, roster,
};
use fengsui_protocol::{
    Actor, ConferenceId, Micros, RecordingId, Refusal, SiteId,
    input::Input,
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
    /// From the recorder. Logged when the state changed or a stopped recording's tracks or seal did.
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
    _now: Micros,
    actor: &Actor,
    input: &NodeInput,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let by = By::of(actor, facts)?;
    if let NodeInput::Asked(input) = input {
        return asked(state, &by, input, facts);
    }
    if by != By::Node {
        return Err(refuse("AUTH-1", "此项只由系统产生", "Only the node itself says this"));
    }
    match input {
        NodeInput::Asked(_) => Ok(vec![]),
        NodeInput::TokenJoined { conference, name, publish } => {
            roster::token_joined(state, &by, *conference, name, *publish)
        }
        NodeInput::TokenLeft { conference, site } => roster::token_left(state, &by, *conference, *site),
        NodeInput::SiteConnected { conference, site } => roster::connected(state, &by, *conference, *site),
        NodeInput::SiteDropped { conference, site } => roster::dropped(state, &by, *conference, *site),
        NodeInput::RecordingReported { recording, state: now, tracks, seal } => {
            recording::report(state, *recording, *now, tracks, seal.as_deref())
        }
    }
}

fn asked(state: &State, by: &By, input: &Input, facts: &dyn Facts) -> Result<Vec<Event>, Refusal> {
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
        Input::StartRecording { conference } => recording::start(state, by, *conference),
        Input::StopRecording { conference } => recording::stop(state, by, *conference),
        Input::LogIncident { .. }
        | Input::ClassifyIncident { .. }
        | Input::LocateIncident { .. }
        | Input::UpdateIncident { .. }
        | Input::AddNote { .. }
        | Input::TransitionIncident { .. }
        | Input::LinkRecord { .. }
        | Input::UnlinkRecord { .. }
        | Input::RecordDecision { .. }
        | Input::DrawPlot { .. }
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
        | Input::SetMapPackage { .. } => {
            Err(refuse("CORE-1", "此项不由会议控制处理", "Not an input of conference control").field("type"))
        }
    }
}
