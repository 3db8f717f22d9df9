//! From an input to events, or to a refusal that changes nothing.

use crate::{
    Event, NodeInput, State,
    account::{self, NewUser},
    authority,
    check::{self, done, refuse},
    correlation::propose,
    document, duty, extranet, feed, incident, instruction, issued, order, phone, plan, plot, report, resource,
    unit_group, wall,
};
use fengsui_protocol::{
    Actor, JurisdictionId, Micros, Refusal, UserId,
    account::{Mode, Role},
    bounds,
    geo::Bbox,
    incident::TimelineKind,
    input::Input,
    live::EntityKey,
};

/// What comes of an accepted input.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Log these, in order.
    Events(Vec<Event>),
    /// It was delivered before and stands at log position `seq`; nothing to log. `made` is what it made then.
    Repeated { made: Option<EntityKey>, seq: u64 },
}

impl Decision {
    /// The entity that the input made.
    pub fn made(&self) -> Option<EntityKey> {
        match self {
            Self::Events(events) => events.iter().find_map(Event::made),
            Self::Repeated { made, .. } => made.clone(),
        }
    }
}

/// Decides one input at time `now`. Pure: the same state, time and input give the same answer.
///
/// # Errors
/// The rule that stands in the way; nothing is changed.
pub fn decide(state: &State, now: Micros, actor: &Actor, input: &NodeInput) -> Result<Decision, Refusal> {
    if state.jurisdiction.is_none() && !matches!(input, NodeInput::OpenJurisdiction { .. }) {
        return Err(refuse("JUR-1", "系统尚未初始化", "The log has not been opened yet").accept(["open_jurisdiction"]));
    }
    authority::check(state, actor, input)?;
    match judged(state, now, actor, input)? {
        // Whatever was decided may make a plan's trigger true.
        Decision::Events(mut events) => {
            events.extend(plan::after(state, now, &events));
            Ok(Decision::Events(events))
        }
        repeated @ Decision::Repeated { .. } => Ok(repeated),
    }
}

fn judged(state: &State, now: Micros, actor: &Actor, input: &NodeInput) -> Result<Decision, Refusal> {
    match input {
        NodeInput::Asked(input) => asked(state, now, actor, input),
        NodeInput::OpenJurisdiction { id, name, mode, bbox } => open(state, id, name, *mode, *bbox),
        NodeInput::Bootstrap { account, name, unit, password_hash, must_change } => {
            let (role, must_change) = (Role::Administrator, *must_change);
            account::bootstrap(state, &NewUser { account, name, unit, role, password_hash, must_change })
        }
        NodeInput::CreateUser { account, name, unit, role, password_hash, must_change } => {
            let (role, must_change) = (*role, *must_change);
            account::create_user(state, &NewUser { account, name, unit, role, password_hash, must_change })
        }
        NodeInput::SetPassword { user, password_hash, must_change } => {
            account::set_password(state, *user, password_hash, *must_change)
        }
        NodeInput::LoggedIn { user } => account::logged_in(state, *user),
        NodeInput::SetSourceKey { source, key, hint } => feed::set_key(state, source, key, hint),
        NodeInput::RecordReceived { origin, facts } => feed::record(state, now, origin, facts),
        NodeInput::WarningReceived { origin, facts } => feed::warning(state, now, origin, facts),
        NodeInput::ObservationReceived { origin, observation } => feed::observation(state, now, origin, observation),
        NodeInput::FeedRefused { source, refusal, clock_skew_us } => {
            feed::refused(state, source, refusal, *clock_skew_us)
        }
        NodeInput::InvolveUnits { incident, units } => incident::involve(state, *incident, units),
        NodeInput::RaiseDue => {
            let late = order::due::raise(state, now).into_iter().chain(report::clocks::raise(state, now));
            done(late.chain(instruction::raise(state, now)))
        }
        NodeInput::SealReport { report, seal } => report::seal(state, *report, seal),
        NodeInput::AttachFile { incident, file } => {
            incident::attachment::attach(state, state.signature_of(actor), *incident, file)
        }
        NodeInput::RecordAnalysis { incident, input, result } => {
            incident::analysis::record(state, state.signature_of(actor), *incident, input, result)
        }
        NodeInput::KeepPicture { document, picture } => {
            document::keep_picture(state, state.signature_of(actor), *document, picture)
        }
        NodeInput::SealDocument { document, seal } => document::seal(state, *document, seal),
        NodeInput::SetGatewayKey { gateway, key, hint } => issued::set_key(state, gateway, key, hint),
        NodeInput::DispatchAnswered { key, error, last } => issued::answered(state, key, error.as_deref(), *last),
        NodeInput::ReceiptReceived { gateway, key, counts } => issued::receipt(state, gateway, key, *counts),
        NodeInput::NoteOnIncident { incident, kind, text } => note_on(state, actor, *incident, *kind, text),
    }
}

fn note_on(
    state: &State,
    actor: &Actor,
    incident: fengsui_protocol::IncidentId,
    kind: TimelineKind,
    text: &str,
) -> Result<Decision, Refusal> {
    incident::note(state, state.signature_of(actor), incident, kind, text)
}

/// JUR-2: a log belongs to one jurisdiction in one mode, for good.
fn open(state: &State, id: &JurisdictionId, name: &str, mode: Mode, bbox: Option<Bbox>) -> Result<Decision, Refusal> {
    if let Some(old) = &state.jurisdiction
        && (old.id != *id || old.mode != mode)
    {
        let refusal = refuse("JUR-2", "数据属于另一辖区或另一模式", "The data belong to another jurisdiction or mode");
        return Err(refusal.field("mode").accept([format!("{} {:?}", old.id, old.mode)]));
    }
    check::line("id", &id.0, 12)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    if let Some(bbox) = bbox {
        check::number("bbox.west", bbox.west, -180.0, bbox.east)?;
        check::number("bbox.east", bbox.east, bbox.west, 180.0)?;
        check::number("bbox.south", bbox.south, -90.0, bbox.north)?;
        check::number("bbox.north", bbox.north, bbox.south, 90.0)?;
    }
    done([Event::JurisdictionOpened { id: id.clone(), name: name.to_owned(), mode, bbox }])
}

fn asked(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = || state.signature_of(actor);
    match input {
        Input::LogIncident { facts, from_record, taken_at } => {
            incident::log(state, now, person(actor)?, facts, *from_record, *taken_at)
        }
        Input::ClassifyIncident { incident, type_code, severity, basis } => {
            incident::classify(state, by(), *incident, type_code, *severity, basis)
        }
        Input::LocateIncident { incident, place } => incident::locate(state, by(), *incident, place),
        Input::UpdateIncident { incident, version, change } => {
            incident::update(state, by(), *incident, *version, change)
        }
        Input::AddNote { incident, text } => incident::note(state, by(), *incident, TimelineKind::Note, text),
        Input::RecordDecision { incident, text } => {
            incident::note(state, by(), *incident, TimelineKind::Decision, text)
        }
        Input::TransitionIncident { incident, to, basis } => incident::transition(state, by(), *incident, *to, basis),
        Input::DrawPlot { incident, shape, symbol, vertices, label } => {
            let figure = plot::Figure { shape: *shape, symbol: symbol.as_deref(), vertices, label };
            plot::draw(state, person(actor)?, *incident, &figure)
        }
        Input::RevisePlot { plot, version, vertices, label } => {
            plot::revise(state, by(), *plot, *version, vertices.as_deref(), label.as_deref())
        }
        Input::ErasePlot { plot } => plot::erase(state, by(), *plot),
        Input::RestorePlot { plot } => plot::restore(state, by(), *plot),
        Input::LinkRecord { record, incident } => feed::link(state, by(), *record, *incident),
        Input::UnlinkRecord { record } => feed::unlink(state, by(), *record),
        Input::DismissRecord { record, reason } => feed::dismiss(state, *record, reason),
        Input::DraftOrder { .. }
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
        | Input::SuperviseOrder { .. } => order::decide(state, now, actor, input),
        Input::SavePlan { .. }
        | Input::RemovePlan { .. }
        | Input::ActivatePlan { .. }
        | Input::ChangeResponseLevel { .. }
        | Input::EndResponse { .. }
        | Input::RejectActivation { .. }
        | Input::RestoreActivation { .. } => plan::decide(state, now, actor, input),
        Input::RetractAnalysis { incident, analysis, reason } => {
            incident::analysis::retract(state, state.signature_of(actor), *incident, *analysis, reason)
        }
        Input::ImportRegister { .. }
        | Input::SetResourceStatus { .. }
        | Input::DispatchResource { .. }
        | Input::ArriveResource { .. }
        | Input::ReturnResource { .. } => resource::decide(state, actor, input),
        Input::LogCall { call, incident } => phone::log(state, now, by(), call, *incident),
        Input::LinkCall { call, incident } => phone::link(state, by(), *call, *incident),
        Input::UnlinkCall { call } => phone::unlink(state, by(), *call),
        Input::ArrangeWall { wall, preset, scene } => wall::arrange(state, by(), wall, preset.as_ref(), scene),
        Input::SetWall { id, name } => wall::set(state, id, name),
        Input::RemoveWall { id } => wall::remove(state, id),
        Input::SaveWallPreset { id, name, panes, layout, map } => {
            wall::save_preset(state, id, name, panes, *layout, map)
        }
        Input::RemoveWallPreset { id } => wall::remove_preset(state, id),
        Input::RelateIncident { incident, relation, to, basis } => {
            incident::relation::relate(state, by(), *incident, *relation, *to, basis)
        }
        Input::UnrelateIncident { incident, relation, to } => {
            incident::relation::unrelate(state, by(), *incident, *relation, *to)
        }
        Input::RejectProposal { subject, incident } => propose::reject(state, by(), *subject, *incident),
        Input::RestoreProposal { subject, incident } => propose::restore(state, by(), *subject, *incident),
        Input::GiveInstruction { .. } | Input::ShowInstruction { .. } | Input::ReplyInstruction { .. } => {
            instruction::decide(state, now, actor, input)
        }
        Input::SetDutyShift { shift, version, plan } => duty::set(state, now, by(), *shift, *version, plan),
        Input::RemoveDutyShift { shift } => duty::remove(state, now, by(), *shift),
        Input::ImportDutyShifts { plans } => duty::import(state, now, &by(), plans),
        Input::ProposeDutySwap { give, take, with, note } => {
            duty::propose(state, now, actor, *give, *take, *with, note)
        }
        Input::AnswerDutySwap { swap, accept, text } => duty::answer(state, now, actor, *swap, *accept, text),
        Input::WithdrawDutySwap { swap } => duty::withdraw(state, actor, *swap),
        Input::DraftDocument { .. }
        | Input::EditDocument { .. }
        | Input::SignDocument { .. }
        | Input::DiscardDocument { .. } => document::decide(state, now, actor, input),
        Input::AddDutyEntry { text } => duty::log::add(state, actor, text),
        Input::GiveHandover { remarks, text } => duty::handover::give(state, now, actor, remarks, text),
        Input::ConfirmHandover { handover, text } => duty::handover::confirm(state, actor, *handover, text),
        Input::WithdrawHandover { handover } => duty::handover::withdraw(state, actor, *handover),
        Input::DraftWarning { .. }
        | Input::EditWarning { .. }
        | Input::ApproveWarning { .. }
        | Input::IssueWarning { .. }
        | Input::CancelWarning { .. }
        | Input::ShowWarning { .. }
        | Input::AcknowledgeWarning { .. } => issued::decide(state, now, actor, input),
        Input::SetGateway { id, name, kind, url, disabled } => {
            issued::set_gateway(state, id, name, *kind, url, *disabled)
        }
        Input::DraftReport { .. }
        | Input::EditReport { .. }
        | Input::SignReport { .. }
        | Input::ConfirmReport { .. }
        | Input::PhoneReport { .. } => report::decide(state, now, actor, input),
        Input::CreateUnit { id, name, kind, code, phone } => {
            account::create_unit(state, id, name, *kind, code.as_deref(), phone.as_deref())
        }
        Input::UpdateUnit { id, name, phone, disabled } => {
            account::update_unit(state, id, name.as_deref(), phone.as_deref(), *disabled)
        }
        Input::SetUnitGroup { id, name, units } => unit_group::set(state, id, name, units),
        Input::RemoveUnitGroup { id } => unit_group::remove(state, id),
        Input::SetExtranetNode { id, name, kind, line, units } => {
            extranet::set(state, &extranet::Asked { id, name, kind: *kind, line: line.as_ref(), units })
        }
        Input::RemoveExtranetNode { id } => extranet::remove(state, id),
        Input::UpdateUser { user, name, unit, role, disabled } => {
            account::update_user(state, *user, name.as_deref(), unit.as_ref(), *role, *disabled)
        }
        Input::CreateFeedSource { id, name, unit, format } => feed::create_source(state, id, name, unit, *format),
        Input::UpdateFeedSource { id, name, disabled } => feed::update_source(state, id, name.as_deref(), *disabled),
        Input::SetStation { id, name, source, position, thresholds } => {
            feed::set_station(state, id, name, source, *position, *thresholds)
        }
        Input::SetMapPackage { id, active } => {
            check::line("id", &id.0, bounds::NAME_CHARS)?;
            done([Event::MapPackageSet { id: id.clone(), active: *active }])
        }
        Input::CreateConference { .. }
        | Input::InviteUnits { .. }
        | Input::JoinConference { .. }
        | Input::DeclineConference { .. }
        | Input::LeaveConference { .. }
        | Input::SetOwnStream { .. }
        | Input::MuteSite { .. }
        | Input::MuteAll { .. }
        | Input::Broadcast { .. }
        | Input::ViewSite { .. }
        | Input::StartPresentation { .. }
        | Input::StopPresentation { .. }
        | Input::GrantChair { .. }
        | Input::RequestChair { .. }
        | Input::ReleaseChair { .. }
        | Input::HangUpSite { .. }
        | Input::RingSite { .. }
        | Input::RemoveSite { .. }
        | Input::EndConference { .. }
        | Input::FreeDiscussion { .. }
        | Input::RollCall { .. }
        | Input::Dialogue { .. }
        | Input::VoiceSwitch { .. }
        | Input::BroadcastMosaic { .. }
        | Input::CancelOperation { .. }
        | Input::RequestFloor { .. }
        | Input::WithdrawFloor { .. }
        | Input::GrantFloor { .. }
        | Input::PostponeFloor { .. }
        | Input::RefuseFloor { .. }
        | Input::ReleaseFloor { .. }
        | Input::RevokeFloor { .. }
        | Input::PinSite { .. }
        | Input::ViewMosaic { .. }
        | Input::Rotation { .. }
        | Input::SaveMosaic { .. }
        | Input::ApplyMosaic { .. }
        | Input::DeleteMosaic { .. }
        | Input::SetSpeaker { .. }
        | Input::SetAllSpeakers { .. }
        | Input::LockPresentation { .. }
        | Input::SetChairSite { .. }
        | Input::SetPriority { .. }
        | Input::StartRecording { .. }
        | Input::StopRecording { .. }
        | Input::StartConsultation { .. }
        | Input::RingAbsent { .. }
        | Input::PostponeCall { .. }
        | Input::LockConference { .. }
        | Input::SetWaitingRoom { .. }
        | Input::AskToEnter { .. }
        | Input::AnswerEntry { .. }
        | Input::SetConferencePassword { .. }
        | Input::EnterPassword { .. }
        | Input::ProlongConference { .. }
        | Input::CheckIn { .. }
        | Input::ShowCaption { .. }
        | Input::ClearCaption { .. }
        | Input::ScheduleConference { .. }
        | Input::ChangeSchedule { .. }
        | Input::CancelSchedule { .. }
        | Input::SaveTemplate { .. }
        | Input::RemoveTemplate { .. }
        | Input::OpenConference { .. }
        | Input::SendMessage { .. }
        | Input::OpenVote { .. }
        | Input::CastVote { .. }
        | Input::CloseVote { .. } => {
            Err(refuse("CORE-1", "此项由会议控制处理", "Conference control decides this input").field("type"))
        }
    }
}

/// Whether an input is about a conference and belongs to conference control.
pub fn for_conference(input: &Input) -> bool {
    use Input::*;
    match input {
        CreateConference { .. } | InviteUnits { .. } | JoinConference { .. } | DeclineConference { .. } => true,
        LeaveConference { .. } | SetOwnStream { .. } | MuteSite { .. } | MuteAll { .. } | Broadcast { .. } => true,
        ViewSite { .. } | StartPresentation { .. } | StopPresentation { .. } | GrantChair { .. } => true,
        RequestChair { .. } | ReleaseChair { .. } | HangUpSite { .. } | RingSite { .. } | RemoveSite { .. } => true,
        EndConference { .. } | StartRecording { .. } | StopRecording { .. } => true,
        FreeDiscussion { .. }
        | RollCall { .. }
        | Dialogue { .. }
        | VoiceSwitch { .. }
        | BroadcastMosaic { .. }
        | CancelOperation { .. }
        | RequestFloor { .. }
        | WithdrawFloor { .. }
        | GrantFloor { .. }
        | PostponeFloor { .. }
        | RefuseFloor { .. }
        | ReleaseFloor { .. }
        | RevokeFloor { .. }
        | PinSite { .. }
        | ViewMosaic { .. }
        | Rotation { .. }
        | SaveMosaic { .. }
        | ApplyMosaic { .. }
        | DeleteMosaic { .. }
        | SetSpeaker { .. }
        | SetAllSpeakers { .. }
        | LockPresentation { .. }
        | SetChairSite { .. }
        | SetPriority { .. } => true,
        StartConsultation { .. } | RingAbsent { .. } | PostponeCall { .. } => true,
        LockConference { .. } | SetWaitingRoom { .. } | AskToEnter { .. } | AnswerEntry { .. } => true,
        SetConferencePassword { .. } | EnterPassword { .. } | ProlongConference { .. } | CheckIn { .. } => true,
        ShowCaption { .. } | ClearCaption { .. } | SendMessage { .. } | OpenVote { .. } => true,
        CastVote { .. } | CloseVote { .. } | OpenConference { .. } | ScheduleConference { .. } => true,
        ChangeSchedule { .. } | CancelSchedule { .. } | SaveTemplate { .. } | RemoveTemplate { .. } => true,
        DraftWarning { .. } | EditWarning { .. } | ApproveWarning { .. } | IssueWarning { .. } => false,
        CancelWarning { .. } | ShowWarning { .. } | AcknowledgeWarning { .. } | SetGateway { .. } => false,
        LogIncident { .. } | ClassifyIncident { .. } | LocateIncident { .. } | UpdateIncident { .. } => false,
        GiveInstruction { .. } | ShowInstruction { .. } | ReplyInstruction { .. } => false,
        SetDutyShift { .. } | RemoveDutyShift { .. } | ImportDutyShifts { .. } => false,
        ProposeDutySwap { .. } | AnswerDutySwap { .. } | WithdrawDutySwap { .. } => false,
        DraftDocument { .. } | EditDocument { .. } | SignDocument { .. } | DiscardDocument { .. } => false,
        AddDutyEntry { .. } | GiveHandover { .. } | ConfirmHandover { .. } | WithdrawHandover { .. } => false,
        DraftReport { .. } | EditReport { .. } | SignReport { .. } | ConfirmReport { .. } | PhoneReport { .. } => false,
        DraftOrder { .. } | EditOrder { .. } | SubmitOrder { .. } | SendBackOrder { .. } | ApproveOrder { .. } => false,
        IssueOrder { .. } | WithdrawOrder { .. } | ShowOrder { .. } | AcknowledgeOrder { .. } => false,
        ReturnOrder { .. } | ReplyOrder { .. } | CompleteOrder { .. } => false,
        RemindOrder { .. } | SuperviseOrder { .. } => false,
        SavePlan { .. } | RemovePlan { .. } | ActivatePlan { .. } | ChangeResponseLevel { .. } => false,
        EndResponse { .. } | RejectActivation { .. } | RestoreActivation { .. } => false,
        RetractAnalysis { .. } => false,
        ImportRegister { .. } | SetResourceStatus { .. } | DispatchResource { .. } => false,
        ArriveResource { .. } | ReturnResource { .. } => false,
        LogCall { .. } | LinkCall { .. } | UnlinkCall { .. } => false,
        RecordDecision { .. }
        | AddNote { .. }
        | TransitionIncident { .. }
        | LinkRecord { .. }
        | UnlinkRecord { .. } => false,
        ArrangeWall { .. } | SetWall { .. } | RemoveWall { .. } => false,
        SaveWallPreset { .. } | RemoveWallPreset { .. } => false,
        DrawPlot { .. } | RevisePlot { .. } | ErasePlot { .. } | RestorePlot { .. } => false,
        RelateIncident { .. } | UnrelateIncident { .. } => false,
        RejectProposal { .. } | RestoreProposal { .. } => false,
        DismissRecord { .. } | CreateUnit { .. } | UpdateUnit { .. } | UpdateUser { .. } => false,
        SetUnitGroup { .. } | RemoveUnitGroup { .. } => false,
        SetExtranetNode { .. } | RemoveExtranetNode { .. } => false,
        CreateFeedSource { .. } | UpdateFeedSource { .. } | SetStation { .. } | SetMapPackage { .. } => false,
    }
}

fn person(actor: &Actor) -> Result<UserId, Refusal> {
    match actor {
        Actor::User(id) => Ok(*id),
        Actor::Source(_) | Actor::Console | Actor::Node => {
            Err(refuse("AUTH-1", "只有登录的人员可以", "Only a person who is logged in may do this"))
        }
    }
}

impl State {
    /// How a person's act is signed in a timeline: unit and name, as they are now.
    pub(crate) fn signature(&self, id: UserId) -> String {
        let Some(user) = self.users.get(&id) else { return format!("user:{id}") };
        let unit = self.units.get(&user.unit).map_or(user.unit.0.as_str(), |unit| unit.name.as_str());
        format!("{unit} {}", user.name)
    }

    pub(crate) fn signature_of(&self, actor: &Actor) -> String {
        match actor {
            Actor::User(id) => self.signature(*id),
            Actor::Source(id) => self.sources.get(id).map_or_else(|| id.to_string(), |source| source.name.clone()),
            Actor::Console => "控制台".to_owned(),
            Actor::Node => "系统".to_owned(),
        }
    }
}
