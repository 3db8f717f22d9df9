//! What follows from the log, from time and from what the media node says, and is never logged one by one: where
//! rotations stand, whom voice switching shows, the table that media nodes converge to, and its generation (CC-52).
//!
//! There is no clock here: [`State::tick`] is told the time, [`State::poll_timeout`] says when it wants to be told
//! again, and why. What happened is kept as steps until a [`Event::ControlDigested`] takes them into the log.

use crate::{
    Event, State,
    decide::NodeInput,
    event::Step,
    operation,
    resolve::Standing,
    rotation::{Lanes, has_picture},
    state::Conference,
    table,
    voice_switch::Switch,
};
use fengsui_protocol::{
    ConferenceId, Micros, SiteId,
    conference::{Publishing, ViewTable},
    control::{Operation, RotationKind},
    live::Voice,
};
use sm3::{Digest, Sm3};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

/// Steps are digested into the log when the oldest is this old …
const DIGEST_AFTER: i64 = 60 * Micros::SECOND;
/// … or when there are this many.
const DIGEST_STEPS: usize = 256;
/// Steps that one record takes; past twice as many the oldest are forgotten while the log takes none.
const MOST_STEPS: usize = 512;
/// Generations of one epoch: they stay exact in a JavaScript number.
const GENERATIONS_PER_EPOCH: u64 = 1 << 24;

/// Why [`State::tick`] wants to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A rotation's dwell is over.
    Rotation,
    /// Voice switching held long enough.
    Voice,
    /// The chair site was away for too long.
    ChairSite,
    /// Steps wait to be digested.
    Digest,
}

/// Shared until somebody changes it: the writer decides on a copy (see [`State::adopt`]). It is no part of what two
/// states have in common, which is the log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside(Arc<Derived>);
impl PartialEq for Aside {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Clone, Debug, Default)]
struct Derived {
    /// Received media per site, as the media node reports it.
    received: BTreeMap<SiteId, Publishing>,
    conferences: BTreeMap<ConferenceId, Moving>,
    first_generation: u64,
}

/// What moves in one conference.
#[derive(Clone, Debug)]
struct Moving {
    turns: BTreeMap<RotationKind, Turn>,
    switch: Switch,
    table: Arc<ViewTable>,
    steps: Vec<Step>,
    /// Number of the newest step.
    last_step: u64,
    roster_version: u64,
}

/// Where a rotation stands.
#[derive(Clone, Debug, PartialEq)]
struct Turn {
    at: Vec<Option<SiteId>>,
    /// `None`: it pauses.
    next_at: Option<Micros>,
    /// [`crate::control::Rotation::number`] that it follows.
    number: u64,
}

impl Moving {
    fn new(conference: &Conference, first_generation: u64) -> Self {
        let switch = Switch { source: conference.control.voice, ..Switch::default() };
        let (turns, steps) = (BTreeMap::new(), Vec::new());
        let mut table = conference.table.clone();
        table.generation = table.generation.max(first_generation);
        let table = Arc::new(table);
        Self { turns, switch, table, steps, last_step: 0, roster_version: conference.version }
    }

    fn standing(&self) -> Standing {
        let rotations = self.turns.iter().map(|(kind, turn)| (*kind, turn.at.clone())).collect();
        Standing { rotations, voice: self.switch.source }
    }

    fn note(&mut self, at: Micros, rotation: Option<RotationKind>, shown: Vec<Option<SiteId>>) {
        self.last_step += 1;
        self.steps.push(Step { at, rotation, shown });
        if self.steps.len() > 2 * MOST_STEPS {
            self.steps.remove(0);
        }
    }

    /// Brings everything up to `now`. Returns whether anybody sees something else, be it only when the next step comes.
    fn advance(
        &mut self,
        id: ConferenceId,
        conference: &Conference,
        received: &BTreeMap<SiteId, Publishing>,
        now: Micros,
    ) -> bool {
        let steps = |of: &Self| of.turns.values().map(|turn| turn.next_at).collect::<Vec<_>>();
        let before = steps(self);
        self.turn(conference, received, now);
        self.switch(conference, received, now);
        self.renew(id, conference) || steps(self) != before
    }

    fn renew(&mut self, id: ConferenceId, conference: &Conference) -> bool {
        let rows = table::rows(conference, &self.standing());
        let renewed = table::renewed(id, &self.table, conference, rows);
        let changed = renewed.is_some();
        if let Some(table) = renewed {
            self.table = Arc::new(table);
        }
        changed
    }

    /// CC-43, CC-44: every rotation goes on when its dwell is over, and at once when who is shown can no longer be.
    fn turn(&mut self, conference: &Conference, received: &BTreeMap<SiteId, Publishing>, now: Micros) {
        let rotations = &conference.control.rotations;
        self.turns.retain(|kind, _| rotations.contains_key(kind));
        for (kind, rotation) in rotations {
            let dwell = i64::from(rotation.plan.dwell_s) * Micros::SECOND;
            let fresh = || Turn {
                at: rotation.plan.at.clone(),
                next_at: (!rotation.plan.paused).then(|| rotation.since.plus(dwell)),
                number: rotation.number,
            };
            let turn = self.turns.entry(*kind).or_insert_with(fresh);
            if turn.number != rotation.number {
                *turn = fresh();
            }
            let lanes = Lanes::new(conference, *kind, &rotation.plan, received);
            let before = turn.at.clone();
            match turn.next_at {
                Some(due) if due <= now => {
                    let times = now.since(due) / dwell.max(1) + 1;
                    turn.at = lanes.stepped(&turn.at, times as u64);
                    turn.next_at = Some(due.plus(times * dwell));
                }
                next_at => {
                    turn.at = lanes.settled(&turn.at);
                    if turn.at != before && next_at.is_some() {
                        turn.next_at = Some(now.plus(dwell));
                    }
                }
            }
            let shown = turn.at.clone();
            if shown != before {
                self.note(now, Some(*kind), shown);
            }
        }
    }

    fn switch(&mut self, conference: &Conference, received: &BTreeMap<SiteId, Publishing>, now: Micros) {
        let Some(Operation::VoiceSwitch { settings, .. }) = conference.operation() else {
            self.switch.source = None;
            return;
        };
        let (source, _) = self.switch.judge(now, settings, |site| has_picture(conference, received, site));
        if source != self.switch.source {
            (self.switch.source, self.switch.since) = (source, now);
            self.note(now, None, vec![source]);
        }
    }

    /// When it wants to be told the time.
    fn due(
        &self,
        conference: &Conference,
        received: &BTreeMap<SiteId, Publishing>,
        now: Micros,
    ) -> impl Iterator<Item = (Micros, Reason)> {
        let turns = self.turns.values().filter_map(|turn| turn.next_at).min().map(|at| (at, Reason::Rotation));
        let voice = match conference.operation() {
            Some(Operation::VoiceSwitch { settings, .. }) => {
                self.switch.judge(now, settings, |site| has_picture(conference, received, site)).1
            }
            _ => None,
        };
        let full = self.steps.len() >= DIGEST_STEPS;
        let oldest = self.steps.first().map(|step| if full { step.at } else { step.at.plus(DIGEST_AFTER) });
        let voice = voice.map(|at| (at, Reason::Voice));
        let chair = conference.paused_until().map(|at| (at, Reason::ChairSite));
        [turns, voice, chair, oldest.map(|at| (at, Reason::Digest))].into_iter().flatten()
    }
}

impl State {
    /// Takes what another copy of this state knows besides the log. The writer's speculative state does so before it
    /// decides, so that a pause is decided where the rotation really stands.
    pub fn adopt(&mut self, committed: &Self) {
        self.derived = committed.derived.clone();
    }

    /// Brings everything that follows from time up to `now`. Returns the conferences in which somebody sees something
    /// else.
    pub fn tick(&mut self, now: Micros) -> Vec<ConferenceId> {
        let open: Vec<_> = self.conferences.iter().filter(|(_, found)| found.open()).map(|(id, _)| *id).collect();
        open.into_iter().filter(|id| self.advance(*id, now)).collect()
    }

    /// When [`State::tick`] is wanted next, at the latest, and why.
    pub fn poll_timeout(&self, now: Micros) -> Option<(Micros, Reason)> {
        let open = self.conferences.iter().filter(|(_, conference)| conference.open());
        let due = open.filter_map(|(id, conference)| {
            let moving = self.derived.0.conferences.get(id)?;
            moving.due(conference, &self.derived.0.received, now).min()
        });
        due.min()
    }

    /// What has become due and must be logged: to be sent by the node itself.
    pub fn due(&self, now: Micros) -> Vec<NodeInput> {
        let open = self.conferences.iter().filter(|(_, conference)| conference.open());
        let due = open.filter(|(id, conference)| {
            let moving = self.derived.0.conferences.get(id);
            let mut due = moving.into_iter().flat_map(|moving| moving.due(conference, &self.derived.0.received, now));
            due.any(|(at, why)| at <= now && matches!(why, Reason::ChairSite | Reason::Digest))
        });
        due.map(|(conference, _)| NodeInput::ControlDue { conference: *conference }).collect()
    }

    /// The media node's word on who is heard, loudest first. Returns whether somebody sees something else.
    pub fn heard(&mut self, id: ConferenceId, now: Micros, loudest: &[Voice]) -> bool {
        if !self
            .conferences
            .get(&id)
            .is_some_and(|found| matches!(found.operation(), Some(Operation::VoiceSwitch { .. })))
        {
            return false;
        }
        let heard = loudest.to_vec();
        self.moving(id).is_some_and(|moving| {
            moving.switch.heard = heard;
            true
        }) && self.advance(id, now)
    }

    /// Takes the media node's word for what of a site is received. Returns whether the conference's roster changed.
    pub fn set_publishing(&mut self, conference: ConferenceId, site: SiteId, publishing: Publishing) -> bool {
        let Some(found) = self.conferences.get(&conference) else { return false };
        let here = found.present(site).is_some();
        let derived = Arc::make_mut(&mut self.derived.0);
        if !here {
            return derived.received.remove(&site).is_some();
        }
        derived.received.insert(site, publishing).unwrap_or_default() != publishing
    }

    /// The media node is gone or new: nothing is received until it says so.
    pub fn clear_publishing(&mut self) {
        Arc::make_mut(&mut self.derived.0).received.clear();
    }

    /// A command node begins under this epoch of the log: generations of different epochs never meet, so that a media
    /// node never holds a newer table than it is told.
    pub fn begin(&mut self, epoch: u64) {
        Arc::make_mut(&mut self.derived.0).first_generation = epoch.saturating_mul(GENERATIONS_PER_EPOCH);
    }

    /// Brings one conference up to `now`, when something of it was reported. Returns whether somebody sees something
    /// else.
    pub fn settle(&mut self, id: ConferenceId, now: Micros) -> bool {
        self.advance(id, now)
    }

    /// What of a site is received at present.
    pub fn publishing(&self, site: SiteId) -> Publishing {
        self.derived.0.received.get(&site).copied().unwrap_or_default()
    }

    pub(crate) fn received(&self) -> &BTreeMap<SiteId, Publishing> {
        &self.derived.0.received
    }

    /// Where a rotation stands now.
    pub(crate) fn rotation_at(&self, id: ConferenceId, kind: RotationKind) -> Option<Vec<Option<SiteId>>> {
        Some(self.derived.0.conferences.get(&id)?.turns.get(&kind)?.at.clone())
    }

    pub(crate) fn rotation_next(&self, id: ConferenceId, kind: RotationKind) -> Option<Micros> {
        self.derived.0.conferences.get(&id)?.turns.get(&kind)?.next_at
    }

    /// Where everything stands in a conference.
    pub(crate) fn standing(&self, id: ConferenceId, conference: &Conference) -> Standing {
        let moving = self.derived.0.conferences.get(&id);
        moving.map_or_else(|| Standing::logged(&conference.control), Moving::standing)
    }

    /// Desired state of one open conference's media.
    pub fn view_table(&self, id: ConferenceId) -> Option<&ViewTable> {
        let conference = self.conferences.get(&id).filter(|conference| conference.open())?;
        Some(self.derived.0.conferences.get(&id).map_or(&conference.table, |moving| &moving.table))
    }

    /// Of the newest table.
    pub(crate) fn generation(&self, id: ConferenceId) -> u64 {
        self.view_table(id).map_or(0, |table| table.generation)
    }

    /// Grows with what the roster's view shows.
    pub(crate) fn roster_version(&self, id: ConferenceId, conference: &Conference) -> u64 {
        self.derived.0.conferences.get(&id).map_or(conference.version, |moving| moving.roster_version)
    }

    /// CC-52: the steps since the last record, as one.
    pub(crate) fn digest_steps(&self, id: ConferenceId) -> Vec<Event> {
        let Some(moving) = self.derived.0.conferences.get(&id).filter(|moving| !moving.steps.is_empty()) else {
            return vec![];
        };
        let steps: Vec<Step> = moving.steps.iter().take(MOST_STEPS).cloned().collect();
        let first = moving.last_step + 1 - moving.steps.len() as u64;
        let through = first + steps.len() as u64 - 1;
        let json = serde_json::to_vec(&steps).expect("steps serialise");
        let digest = Sm3::digest(json).iter().map(|byte| format!("{byte:02x}")).collect();
        let voice = moving.switch.source;
        vec![Event::ControlDigested { conference: id, through, steps, digest, voice }]
    }

    /// An event was applied at `at`.
    pub(crate) fn follow(&mut self, id: ConferenceId, at: Micros, event: &Event) {
        self.forget_received(event);
        let version = self.conferences.get(&id).map_or(0, |conference| conference.version);
        let Some(moving) = self.moving(id) else { return };
        if !event.only_control() {
            moving.roster_version = version;
        }
        if let Event::ControlDigested { through, .. } = event {
            let left = moving.last_step.saturating_sub(*through) as usize;
            let from = moving.steps.len().saturating_sub(left);
            moving.steps.drain(..from);
        }
        self.advance(id, at);
    }

    fn advance(&mut self, id: ConferenceId, now: Micros) -> bool {
        if self.moving(id).is_none() {
            return false;
        }
        let derived = Arc::make_mut(&mut self.derived.0);
        match (self.conferences.get(&id), derived.conferences.get_mut(&id)) {
            (Some(conference), Some(moving)) => moving.advance(id, conference, &derived.received, now),
            _ => false,
        }
    }

    fn moving(&mut self, id: ConferenceId) -> Option<&mut Moving> {
        let conference = self.conferences.get(&id);
        let derived = Arc::make_mut(&mut self.derived.0);
        let first = derived.first_generation;
        match (derived.conferences.entry(id), conference.filter(|conference| conference.open())) {
            (Entry::Occupied(entry), Some(_)) => Some(entry.into_mut()),
            (Entry::Vacant(entry), Some(conference)) => Some(entry.insert(Moving::new(conference, first))),
            (Entry::Occupied(entry), None) => {
                entry.remove();
                None
            }
            (Entry::Vacant(_), None) => None,
        }
    }

    fn forget_received(&mut self, event: &Event) {
        let derived = Arc::make_mut(&mut self.derived.0);
        match event {
            Event::SiteAbsent { site, .. } | Event::SiteRemoved { site, .. } => {
                derived.received.remove(site);
            }
            Event::ConferenceEnded { conference } => {
                let Some(ended) = self.conferences.get(conference) else { return };
                derived.received.retain(|site, _| !ended.sites.contains_key(site));
            }
            _ => {}
        }
    }
}

/// CC-31, CC-52: what time alone makes of a conference, for the log.
pub(crate) fn due(state: &State, id: ConferenceId, now: Micros) -> Vec<Event> {
    let Some(conference) = state.conferences.get(&id).filter(|conference| conference.open()) else { return vec![] };
    let mut events = operation::chair_site_overdue(id, conference, now);
    events.extend(state.digest_steps(id));
    events
}
