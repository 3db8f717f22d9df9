//! The domain of one jurisdiction: the command core and conference control, side by side over one log.
//!
//! Pure composition. The cores do not know one another; this module gives each input to the one that decides it, each
//! event to the one that applies it, and carries the few facts that pass between them.

mod events;
mod facts;
mod onlookers;

pub use events::{BadEvent, CONFERENCE_KINDS, Event};

use crate::log::Hash;
use facts::KnownTo;
use fengsui_command_core::{self as command, authority};
use fengsui_conference as conference;
use fengsui_protocol::{
    Actor, Class, ConferenceId, IncidentId, MapPackageId, Micros, RecordingId, Refusal, SiteId, UnitId, UserId,
    account::{Role, UnitKind},
    conference::{ConferenceView, Publishing, ViewTable},
    extranet::Grade,
    incident::TimelineKind,
    input::Input,
    link::{
        media::{Extranet, Seat},
        recorder::RunningRecording,
    },
    live::{EntityKey, EntityView, Voice},
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::BTreeSet;

/// Everything that may be asked of the domain.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeInput {
    /// Of the command core, and whatever a client or the console asks.
    Command(command::NodeInput),
    /// What the node's own processes say about a conference.
    Conference(conference::NodeInput),
}

impl From<Input> for NodeInput {
    fn from(input: Input) -> Self {
        Self::Command(command::NodeInput::Asked(input))
    }
}
impl From<command::NodeInput> for NodeInput {
    fn from(input: command::NodeInput) -> Self {
        Self::Command(input)
    }
}
impl From<conference::NodeInput> for NodeInput {
    fn from(input: conference::NodeInput) -> Self {
        Self::Conference(input)
    }
}

/// What comes of an accepted input.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided {
    /// To be logged, in order. None: everything is already as asked.
    Events(Vec<Event>),
    /// It stands in the log at `seq` already, under another input id.
    Repeat { seq: u64, made: Option<EntityKey> },
}

/// State of everything, as of one log position.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    seq: u64,
    at: Micros,
    pub command: command::State,
    pub conference: conference::State,
    #[serde(skip)]
    revision: u64,
}

/// What a person is in an open conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conferee {
    /// `None`: an operator, who takes no site.
    pub site: Option<SiteId>,
    pub chair: bool,
}

/// The part of the state that is reported and never logged: what media the node receives. Gone with the process, and
/// told again by the next link.
pub struct Derived<'a>(&'a mut conference::State);

impl Domain {
    /// Log position of the newest event applied.
    pub fn seq(&self) -> u64 {
        self.seq
    }
    /// Time of the newest event applied.
    pub fn at(&self) -> Micros {
        self.at
    }
    /// Number of the newest [`crate::engine::Batch`] that this state includes.
    pub fn revision(&self) -> u64 {
        self.revision
    }
    pub(crate) fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }
    pub(crate) fn derived(&mut self) -> Derived<'_> {
        Derived(&mut self.conference)
    }

    /// Canonical JSON of what the log determines; derived state is not in it.
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("the domain serialises")
    }

    /// SM3 over [`Domain::body`]: two nodes with equal logs have it equal.
    pub fn digest(&self) -> Hash {
        Sm3::digest(self.body().as_bytes()).into()
    }

    // ---- deciding and applying ----

    /// Decides one input at time `at`.
    ///
    /// # Errors
    /// The rule that stands in the way; nothing is changed.
    pub fn decide(&self, at: Micros, actor: &Actor, input: &NodeInput) -> Result<Decided, Refusal> {
        match input {
            NodeInput::Command(whole @ command::NodeInput::Asked(asked)) if command::for_conference(asked) => {
                authority::check(&self.command, actor, whole)?;
                self.decide_conference(at, actor, &conference::NodeInput::Asked(asked.clone()))
            }
            NodeInput::Command(input) => self.decide_command(at, actor, input),
            NodeInput::Conference(input) => self.decide_conference(at, actor, input),
        }
    }

    fn decide_command(&self, at: Micros, actor: &Actor, input: &command::NodeInput) -> Result<Decided, Refusal> {
        self.shows_open_conference(input)?;
        Ok(match command::decide(&self.command, at, actor, input)? {
            command::Decision::Events(events) => {
                let away = self.sent_away(at, &events)?;
                let before = self.packages_replaced_by(input).map(Event::Command);
                Decided::Events(before.chain(events.into_iter().map(Event::Command)).chain(away).collect())
            }
            command::Decision::Repeated { made, seq } => Decided::Repeat { seq, made },
        })
    }

    fn decide_conference(&self, at: Micros, actor: &Actor, input: &conference::NodeInput) -> Result<Decided, Refusal> {
        let facts = KnownTo::new(&self.command, actor);
        let events = conference::decide(&self.conference, at, actor, input, &facts)?;
        let lines: Vec<_> =
            events.iter().flat_map(|event| self.line_of(event).into_iter().chain(self.involved_by(event))).collect();
        let mut all: Vec<_> = events.into_iter().map(Event::Conference).collect();
        for line in lines {
            // An incident that takes no more lines does not keep a conference from its course.
            if let Ok(Decided::Events(line)) = self.decide_command(at, &Actor::Node, &line) {
                all.extend(line);
            }
        }
        Ok(Decided::Events(all))
    }

    /// One map package is in use: another that is switched on takes its place.
    fn packages_replaced_by<'a>(&'a self, input: &'a command::NodeInput) -> impl Iterator<Item = command::Event> + 'a {
        let chosen = match input {
            command::NodeInput::Asked(Input::SetMapPackage { id, active: true }) => Some(id),
            _ => None,
        };
        let replaced =
            self.command.packages.iter().filter(move |(id, on)| **on && chosen.is_some_and(|new| new != *id));
        replaced.map(|(id, _)| command::Event::MapPackageSet { id: id.clone(), active: false })
    }

    /// Whoever may no longer act leaves the conferences they are in, in the same breath: media ends with the place on
    /// the roster.
    fn sent_away(&self, at: Micros, events: &[command::Event]) -> Result<Vec<Event>, Refusal> {
        let loses = |user: UserId| events.iter().any(|event| facts::ends_acting(&self.command, event, user));
        let (by, facts) = (Actor::Console, KnownTo::new(&self.command, &Actor::Console));
        let mut away = Vec::new();
        for (conference, site) in self.sites_of(loses) {
            let hang_up = conference::NodeInput::Asked(Input::HangUpSite { conference, site });
            let events = conference::decide(&self.conference, at, &by, &hang_up, &facts)?;
            away.extend(events.into_iter().map(Event::Conference));
        }
        Ok(away)
    }

    /// Sites of the open conferences that such a person holds, or would come back to.
    pub fn sites_of(&self, whose: impl Fn(UserId) -> bool) -> Vec<(ConferenceId, SiteId)> {
        let open = self.conference.conferences.iter().filter(|(_, conference)| conference.open());
        let places =
            open.flat_map(|(id, conference)| conference.sites.iter().map(move |(site, place)| (id, site, place)));
        let held = places.filter(|(.., place)| (place.present() || place.dropped()) && place.user.is_some_and(&whose));
        held.map(|(conference, site, _)| (*conference, *site)).collect()
    }

    /// The line that an event of a conference leaves in the timeline of its incident. Whoever sees the incident reads
    /// it, invited or not: it says that they confer, not about what.
    fn line_of(&self, event: &conference::Event) -> Option<command::NodeInput> {
        use conference::Event as E;
        let of = |id: &ConferenceId| self.conference.conferences.get(id)?.incident;
        let line = |incident: IncidentId, kind, what: &str| {
            let text = what.to_owned();
            command::NodeInput::NoteOnIncident { incident, kind, text }
        };
        match event {
            E::ConferenceCreated { incident, .. } => Some(line((*incident)?, TimelineKind::Conference, "发起会商")),
            E::ConferenceEnded { conference } => Some(line(of(conference)?, TimelineKind::Conference, "会商结束")),
            E::RecordingStarted { conference, .. } => Some(line(of(conference)?, TimelineKind::Recording, "开始录制")),
            E::RecordingStopped { conference, .. } => Some(line(of(conference)?, TimelineKind::Recording, "停止录制")),
            _ => None,
        }
    }

    /// MAP-4: units that an event asks to confer about an incident.
    fn involved_by(&self, event: &conference::Event) -> Option<command::NodeInput> {
        use conference::Event as E;
        let (incident, invited) = match event {
            E::ConferenceCreated { incident, invited, .. } => ((*incident)?, invited),
            E::UnitsInvited { conference, invited, .. } => {
                (self.conference.conferences.get(conference)?.incident?, invited)
            }
            _ => return None,
        };
        let units = invited.iter().map(|invited| invited.unit.clone()).collect();
        Some(command::NodeInput::InvolveUnits { incident, units })
    }

    /// Takes the next event of the log in.
    pub fn apply(&mut self, seq: u64, at: Micros, event: &Event) {
        (self.seq, self.at) = (seq, at);
        match event {
            Event::Command(event) => self.command.apply(seq, at, event),
            Event::Conference(event) => self.conference.apply(seq, at, event),
        }
    }

    // ---- what clients see ----

    /// Entities whose view may have changed by `event`, which was just applied.
    pub fn touched(&self, event: &Event) -> Vec<EntityKey> {
        match event {
            Event::Command(event) => {
                let mut touched = command::touched(&self.command, event);
                touched.extend(onlookers::joined_or_left(event));
                touched
            }
            Event::Conference(event) => conference::touched(&self.conference, event),
        }
    }

    /// The entity as `class` may see it.
    pub fn view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        match key {
            EntityKey::Conference(_)
            | EntityKey::Control(_)
            | EntityKey::Recording(_)
            | EntityKey::Schedule(_)
            | EntityKey::Template(_)
            | EntityKey::Message(_)
            | EntityKey::Vote(_) => self.conference.view(key, class),
            EntityKey::Incident(_)
            | EntityKey::FeedRecord(_)
            | EntityKey::Warning(_)
            | EntityKey::Station(_)
            | EntityKey::Unit(_)
            | EntityKey::UnitGroup(_)
            | EntityKey::ExtranetNode(_)
            | EntityKey::User(_)
            | EntityKey::FeedSource(_)
            | EntityKey::PhoneCall(_)
            | EntityKey::Order(_)
            | EntityKey::Plot(_)
            | EntityKey::Wall(_)
            | EntityKey::WallPreset(_)
            | EntityKey::Report(_)
            | EntityKey::IssuedWarning(_)
            | EntityKey::Gateway(_)
            | EntityKey::Instruction(_)
            | EntityKey::DutyShift(_)
            | EntityKey::DutySwap(_)
            | EntityKey::Document(_)
            | EntityKey::DutyEntry(_)
            | EntityKey::Handover(_)
            | EntityKey::Resource(_)
            | EntityKey::Hazard(_)
            | EntityKey::ProtectionTarget(_)
            | EntityKey::Plan(_) => self.command.view(key, class),
        }
    }

    /// The entity as `class` has it in its live copy, from which leaves what is archived and finished (ARC-1).
    pub fn live_view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        if self.command.left_live_copy(key) { None } else { self.view(key, class) }
    }

    /// Whether [`Domain::view`] shows it; cheaper where that matters.
    pub fn shows(&self, key: &EntityKey, class: &Class) -> bool {
        self.command.shows(key, class).unwrap_or_else(|| self.view(key, class).is_some())
    }

    /// Entities whose words are searched, oldest first in each kind.
    pub fn searched(&self) -> Vec<EntityKey> {
        let messages = self.conference.messages.keys().map(|id| EntityKey::Message(*id));
        self.command.searched().chain(messages).collect()
    }

    /// The live copy of `class`.
    pub fn all(&self, class: &Class) -> Vec<EntityView> {
        let mut all = self.command.all(class);
        all.extend(self.conference.all(class));
        all
    }

    /// What a person is in an open conference now: `None` for whoever has no part in it.
    pub fn conferee(&self, conference: ConferenceId, user: UserId) -> Option<Conferee> {
        let held = self.conference.conferences.get(&conference).filter(|conference| conference.open())?;
        let account = self.command.active_user(user)?;
        match held.site_of(user) {
            Some((site, place)) if place.present() => {
                Some(Conferee { site: Some(site), chair: held.chair == Some(user) })
            }
            _ if account.role == Role::Wall && self.onlookers().iter().any(|(shown, _)| *shown == conference) => {
                Some(Conferee { site: None, chair: false })
            }
            _ if account.role == Role::Operator => Some(Conferee { site: None, chair: false }),
            _ => None,
        }
    }

    /// The site on the roster of an open conference that came with a token of this name.
    pub fn token_site(&self, conference: ConferenceId, name: &str) -> Option<SiteId> {
        let open = self.conference.conferences.get(&conference).filter(|conference| conference.open())?;
        open.token_site(name).map(|(id, _)| id)
    }

    /// The site is a token's, no person's.
    pub fn came_by_token(&self, conference: ConferenceId, site: SiteId) -> bool {
        let held = self.conference.conferences.get(&conference).and_then(|held| held.sites.get(&site));
        held.is_some_and(|site| site.by_token)
    }

    // ---- what the other processes are told ----

    /// Desired state of every open conference's media.
    pub fn tables(&self) -> Vec<ViewTable> {
        self.conference.view_tables().into_iter().map(|table| self.with_onlookers(table)).collect()
    }
    /// Desired state of one conference's media; `None` when it is not open.
    pub fn table(&self, id: ConferenceId) -> Option<ViewTable> {
        self.conference.view_table(id).cloned().map(|table| self.with_onlookers(table))
    }
    /// Of one open conference's newest table.
    pub fn generation(&self, id: ConferenceId) -> Option<u64> {
        self.conference.view_table(id).map(|table| table.generation)
    }
    /// The extranet as media nodes share it out: its lines, and where the sites of open conferences stand.
    pub fn extranet(&self) -> Extranet {
        let lines = self.command.extranet_lines();
        if lines.is_empty() {
            return Extranet::default();
        }
        let open = self.conference.conferences.iter().filter(|(_, conference)| conference.open());
        let seats = open.flat_map(|(id, conference)| {
            let sites = conference.sites.iter().filter(|(_, site)| site.present() || site.dropped());
            sites.filter_map(|(site, place)| self.seat(*id, conference.chair_site, *site, place.unit.as_ref()))
        });
        Extranet { lines, seats: seats.collect() }
    }

    /// NET-8: the chair site and the command centre come before departments, those before townships. A site of no unit, or
    /// whose unit stands nowhere, has no seat, unless it has the chair.
    fn seat(
        &self,
        conference: ConferenceId,
        chair: Option<SiteId>,
        site: SiteId,
        unit: Option<&UnitId>,
    ) -> Option<Seat> {
        let kind = unit.and_then(|unit| self.command.units.get(unit)).map(|unit| unit.kind);
        let grade = match kind {
            _ if chair == Some(site) => Grade::Chair,
            Some(UnitKind::Centre) => Grade::Chair,
            Some(UnitKind::Township) => Grade::Township,
            _ => Grade::Department,
        };
        let node = unit.and_then(|unit| self.command.standing(unit)).map(|(node, _)| node.clone());
        let node = node.or_else(|| (grade == Grade::Chair).then(|| "".into()))?;
        Some(Seat { conference, site, node, grade })
    }

    /// Recordings that are running.
    pub fn running_recordings(&self) -> Vec<RunningRecording> {
        self.conference.running_recordings()
    }
    pub fn recording(&self, id: RecordingId) -> Option<&conference::state::Recording> {
        self.conference.recordings.get(&id)
    }
    /// Sites that the open conferences believe present.
    pub fn present_sites(&self) -> BTreeSet<(ConferenceId, SiteId)> {
        let open = self.conference.conferences.iter().filter(|(_, conference)| conference.open());
        open.flat_map(|(id, conference)| {
            let present = conference.sites.iter().filter(|(_, site)| site.present());
            present.map(|(site, _)| (*id, *site))
        })
        .collect()
    }

    /// When [`Derived::tick`] is wanted, and what has become due for the log.
    pub fn control_due(&self, now: Micros) -> (Option<Micros>, Vec<conference::NodeInput>) {
        (self.conference.poll_timeout(now).map(|(at, _)| at), self.conference.due(now))
    }

    // ---- what the operator asks ----

    /// Open conferences as the county sees them.
    pub fn open_conferences(&self) -> Vec<ConferenceView> {
        let open = self.conference.conferences.iter().filter(|(_, conference)| conference.open());
        open.filter_map(|(id, _)| match self.view(&EntityKey::Conference(*id), &Class::Operator)? {
            EntityView::Conference(view) => Some(*view),
            _ => None,
        })
        .collect()
    }
    /// The map package that an administrator chose.
    pub fn map_package(&self) -> Option<MapPackageId> {
        self.command.packages.iter().find(|(_, active)| **active).map(|(id, _)| id.clone())
    }
    /// Accounts of administrators who may act, oldest first.
    pub fn administrators(&self) -> Vec<(UserId, String)> {
        let users = self.command.users.iter();
        let active =
            users.filter(|(id, user)| user.role == Role::Administrator && self.command.active_user(**id).is_some());
        active.map(|(id, user)| (*id, user.account.clone())).collect()
    }
}

impl Derived<'_> {
    /// What of a site is received has changed. Returns the entities whose view changed.
    pub fn set_publishing(
        &mut self,
        now: Micros,
        conference: ConferenceId,
        site: SiteId,
        publishing: Publishing,
    ) -> Vec<EntityKey> {
        let roster = self.0.set_publishing(conference, site, publishing).then_some(EntityKey::Conference(conference));
        let moved = self.0.settle(conference, now).then_some(EntityKey::Control(conference));
        roster.into_iter().chain(moved).collect()
    }

    /// Who is heard in a conference, loudest first.
    pub fn heard(&mut self, now: Micros, conference: ConferenceId, loudest: &[Voice]) -> Vec<EntityKey> {
        self.0.heard(conference, now, loudest).then_some(EntityKey::Control(conference)).into_iter().collect()
    }

    /// What follows from time alone: rotations go on.
    pub fn tick(&mut self, now: Micros) -> Vec<EntityKey> {
        self.0.tick(now).into_iter().map(EntityKey::Control).collect()
    }

    /// The media process is gone or another one.
    pub fn clear_publishing(&mut self) -> Vec<EntityKey> {
        self.0.clear_publishing();
        let open = self.0.conferences.iter().filter(|(_, conference)| conference.open());
        open.map(|(id, _)| EntityKey::Conference(*id)).collect()
    }
}
