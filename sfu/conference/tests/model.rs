//! A reference model of 会控 in its plainest form, beside the real machine under random inputs from seeds: several
//! people ask at once, sites drop and return, the chair changes hands. After every input both must have given the same
//! answer, and every site must see and hear what the model says.

mod support;
use fengsui_conference::{NodeInput, State};
use fengsui_protocol::{
    Micros, SiteId, UserId,
    conference::{SlotName, StreamKind},
    control::{OperationKind, RollCallStep, Source, VoiceSwitchSettings},
    input::Input,
    live::Voice,
};
use std::collections::{BTreeMap, BTreeSet};
use support::*;

/// Seeds that once found a fault stay here.
const SEEDS: &[u64] = &[1, 2, 3, 5, 8, 13, 431_024];
const INPUTS: usize = 5_000;
const PEOPLE: [UserId; 5] = [CHAIR, LEADER, FIRE, WATER, TOWN];
const MINUTE: i64 = 60 * Micros::SECOND;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Running {
    Free,
    Broadcast(SiteId),
    RollCall(SiteId),
    Dialogue(SiteId),
    Floor(SiteId),
    Voice,
}

impl Running {
    fn target(self) -> Option<SiteId> {
        match self {
            Self::Broadcast(site) | Self::RollCall(site) | Self::Dialogue(site) | Self::Floor(site) => Some(site),
            Self::Free | Self::Voice => None,
        }
    }
    fn closes_others(self) -> bool {
        matches!(self, Self::RollCall(_) | Self::Dialogue(_) | Self::Floor(_))
    }
    fn kind(self) -> OperationKind {
        match self {
            Self::Free => OperationKind::FreeDiscussion,
            Self::Broadcast(_) => OperationKind::Broadcast,
            Self::RollCall(_) => OperationKind::RollCall,
            Self::Dialogue(_) => OperationKind::Dialogue,
            Self::Floor(_) => OperationKind::Floor,
            Self::Voice => OperationKind::VoiceSwitch,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Seat {
    user: UserId,
    here: bool,
    dropped: bool,
    gone_since: Micros,
    on: bool,
    locked: bool,
    view: Option<SiteId>,
    pin: Option<SiteId>,
    /// The microphone as it was before the operation opened it.
    before: Option<(bool, bool)>,
}

/// What one would write on paper.
#[derive(Clone, Debug, PartialEq)]
struct Model {
    now: Micros,
    seats: BTreeMap<SiteId, Seat>,
    order: Vec<SiteId>,
    chair: Option<UserId>,
    chair_site: Option<SiteId>,
    running: Option<Running>,
    since: Micros,
    queue: Vec<SiteId>,
    list: Vec<SiteId>,
    heard: BTreeSet<SiteId>,
    voice: Option<SiteId>,
}

type Said = Result<(), &'static str>;

impl Model {
    fn here(&self, site: SiteId) -> bool {
        self.seats[&site].here
    }
    fn seat(&mut self, site: SiteId) -> &mut Seat {
        self.seats.get_mut(&site).unwrap()
    }
    fn of(&self, user: UserId) -> SiteId {
        *self.seats.iter().find(|(_, seat)| seat.user == user).unwrap().0
    }
    fn chair_here(&self) -> Option<SiteId> {
        self.chair_site.filter(|site| self.here(*site))
    }
    fn waits(&self) -> Option<Micros> {
        let waits = matches!(self.running, Some(Running::Broadcast(_) | Running::RollCall(_)));
        let chair = &self.seats[&self.chair_site?];
        (waits && !chair.here && chair.gone_since >= self.since).then(|| chair.gone_since.plus(MINUTE))
    }
    fn may_speak(&self, site: SiteId) -> bool {
        let Some(running) = self.running.filter(|running| running.closes_others()) else { return true };
        let chairs = self.chair_site == Some(site) || self.chair == Some(self.seats[&site].user);
        chairs || running.target() == Some(site)
    }
    fn is_heard(&self, site: SiteId) -> bool {
        let seat = &self.seats[&site];
        seat.here && seat.on && !seat.locked && self.may_speak(site)
    }

    fn stop(&mut self) {
        if let Some(Running::RollCall(site)) = self.running
            && self.here(site)
            && self.list.contains(&site)
        {
            self.heard.insert(site);
        }
        for seat in self.seats.values_mut() {
            if let Some((on, locked)) = seat.before.take() {
                (seat.on, seat.locked) = (on, locked);
            }
        }
        (self.running, self.since, self.voice) = (None, Micros(0), None);
    }

    fn start(&mut self, running: Running) {
        if self.running == Some(running) {
            return;
        }
        self.stop();
        let opened = match running {
            Running::RollCall(site) | Running::Floor(site) => vec![site],
            Running::Dialogue(site) => [Some(site), self.chair_site].into_iter().flatten().collect(),
            Running::Free | Running::Broadcast(_) | Running::Voice => vec![],
        };
        for site in opened {
            let partner = running == Running::Dialogue(site);
            let seat = self.seat(site);
            seat.before = Some((seat.on && !partner, seat.locked));
            (seat.on, seat.locked) = (true, false);
        }
        (self.running, self.since) = (Some(running), self.now);
    }

    /// Somebody went, for whatever reason.
    fn went(&mut self, site: SiteId, dropped: bool) {
        let now = self.now;
        let chair_went = !dropped && self.chair == Some(self.seats[&site].user);
        let seat = self.seat(site);
        (seat.here, seat.dropped, seat.gone_since, seat.before) = (false, dropped, now, None);
        self.queue.retain(|asked| *asked != site);
        let partner = matches!(self.running, Some(Running::Dialogue(_))) && self.chair_site == Some(site);
        if self.running.and_then(Running::target) == Some(site) || partner {
            self.stop();
        }
        if chair_went {
            self.vacate();
        }
    }

    fn vacate(&mut self) {
        self.chair = None;
        self.queue.clear();
        if matches!(self.running, Some(Running::Floor(_))) {
            self.stop();
        }
    }

    fn join(&mut self, user: UserId) {
        let site = self.of(user);
        let chairs = self.chair == Some(user) || (self.chair.is_none() && user == CHAIR);
        if !self.here(site) {
            let seat = self.seat(site);
            (seat.here, seat.dropped, seat.on) = (true, false, chairs);
        }
        if chairs {
            self.chair = Some(user);
            self.chair_site = self.chair_here().or(Some(site));
        }
    }

    fn controls(&self, user: UserId) -> Said {
        if user == OPERATOR || self.chair == Some(user) { Ok(()) } else { Err("CC-2") }
    }
    fn own(&self, user: UserId) -> Result<SiteId, &'static str> {
        let site = self.of(user);
        if self.here(site) { Ok(site) } else { Err("CC-11") }
    }
    fn chair_needed(&self) -> Result<SiteId, &'static str> {
        self.chair_here().ok_or("CC-32")
    }
    fn when(fine: bool, rule: &'static str) -> Said {
        if fine { Ok(()) } else { Err(rule) }
    }

    fn next(&self) -> Option<SiteId> {
        let current = match self.running {
            Some(Running::RollCall(site)) => Some(site),
            _ => None,
        };
        let at = current.and_then(|site| self.list.iter().position(|listed| *listed == site)).map_or(0, |at| at + 1);
        let mut round = self.list.clone();
        round.rotate_left(at.min(self.list.len()));
        round.into_iter().find(|site| self.here(*site) && !self.heard.contains(site) && current != Some(*site))
    }

    fn ask(&mut self, user: UserId, input: &Input) -> Said {
        match input {
            Input::JoinConference { .. } => self.join(user),
            Input::LeaveConference { .. } => {
                let site = self.own(user)?;
                self.went(site, false);
            }
            Input::RequestChair { .. } => {
                let site = self.own(user)?;
                Self::when(self.chair.is_none_or(|chair| chair == user), "CC-20")?;
                self.chair_site = self.chair_here().or(Some(site)).filter(|_| self.chair.is_none()).or(self.chair_site);
                self.chair = Some(user);
            }
            Input::ReleaseChair { .. } => {
                Self::when(user == CHAIR || self.controls(user).is_ok(), "CC-2")?;
                if self.chair.is_some() {
                    self.vacate();
                }
            }
            Input::SetChairSite { site, .. } => {
                self.controls(user)?;
                Self::when(self.here(*site), "CC-51")?;
                let with = self.running.filter(|running| running.closes_others()).and_then(Running::target);
                if self.chair_site != Some(*site) {
                    self.chair_site = Some(*site);
                    if with == Some(*site) {
                        self.stop();
                    }
                }
            }
            Input::SetOwnStream { on, .. } => {
                let site = self.own(user)?;
                let lifts = self.controls(user).is_ok();
                Self::when(!on || !self.seats[&site].locked || lifts, "CC-6")?;
                Self::when(!on || self.may_speak(site), "CC-33")?;
                let chair = self.chair == Some(user);
                let seat = self.seat(site);
                seat.on = *on;
                seat.locked &= !(*on && chair);
            }
            Input::MuteSite { site, muted, .. } => {
                self.controls(user)?;
                Self::when(*muted || self.may_speak(*site), "CC-33")?;
                let seat = self.seat(*site);
                (seat.locked, seat.on, seat.before) = (*muted, !muted && seat.here, None);
            }
            Input::MuteAll { muted, .. } => {
                self.controls(user)?;
                let everybody: Vec<_> = self.seats.keys().copied().collect();
                Self::when(*muted || everybody.iter().all(|site| self.may_speak(*site)), "CC-33")?;
                let speaks = self.running.filter(|running| running.closes_others()).and_then(Running::target);
                let spared = [self.chair.map(|chair| self.of(chair)), speaks];
                for site in everybody.into_iter().filter(|site| !muted || !spared.contains(&Some(*site))) {
                    let seat = self.seat(site);
                    (seat.locked, seat.on, seat.before) = (*muted, !muted && seat.here, None);
                }
                if *muted && self.running == Some(Running::Free) {
                    self.stop();
                }
            }
            Input::ViewSite { site, .. } => {
                let viewer = self.own(user)?;
                Self::when(site.is_none_or(|site| site != viewer && self.here(site)), "CC-9")?;
                self.seat(viewer).view = *site;
            }
            Input::PinSite { viewer, source, .. } => {
                self.controls(user)?;
                let site = source.map(|source| match source {
                    Source::Site { site } => site,
                    Source::Mosaic { .. } => unreachable!("not asked here"),
                });
                Self::when(site.is_none_or(|site| site != *viewer && self.here(site)), "CC-40")?;
                self.seat(*viewer).pin = site;
            }
            Input::Broadcast { site: Some(site), .. } => {
                self.controls(user)?;
                Self::when(self.here(*site), "CC-7")?;
                self.start(Running::Broadcast(*site));
            }
            Input::CancelOperation { .. } => {
                self.controls(user)?;
                self.stop();
            }
            Input::FreeDiscussion { .. } => {
                self.controls(user)?;
                self.start(Running::Free);
                for seat in self.seats.values_mut() {
                    (seat.locked, seat.on) = (false, seat.here);
                }
            }
            Input::VoiceSwitch { .. } => {
                self.controls(user)?;
                self.start(Running::Voice);
            }
            Input::Dialogue { site, .. } => {
                self.controls(user)?;
                let chair = self.chair_needed()?;
                Self::when(self.here(*site), "CC-30")?;
                Self::when(*site != chair, "CC-35")?;
                self.start(Running::Dialogue(*site));
            }
            Input::RollCall { step, .. } => {
                self.controls(user)?;
                let chair = self.chair_needed()?;
                let site = match step {
                    RollCallStep::Start { sites } => {
                        let list: Vec<_> = sites.iter().copied().filter(|site| *site != chair).collect();
                        let first = list.iter().copied().find(|site| self.here(*site)).ok_or("CC-34")?;
                        (self.list, self.heard) = (list, BTreeSet::new());
                        first
                    }
                    RollCallStep::Call { site } => {
                        Self::when(*site != chair, "CC-34")?;
                        Self::when(self.here(*site), "CC-30")?;
                        if !self.list.contains(site) {
                            let current = match self.running {
                                Some(Running::RollCall(current)) => self.list.iter().position(|on| *on == current),
                                _ => None,
                            };
                            self.list.insert(current.map_or(self.list.len(), |at| at + 1), *site);
                        }
                        *site
                    }
                    _ => self.next().ok_or("CC-34")?,
                };
                self.start(Running::RollCall(site));
            }
            Input::RequestFloor { .. } => {
                let site = self.own(user)?;
                Self::when(self.chair.is_some(), "CC-36")?;
                if self.running != Some(Running::Floor(site)) && !self.queue.contains(&site) {
                    self.queue.push(site);
                }
            }
            Input::WithdrawFloor { .. } => {
                let site = self.own(user)?;
                self.queue.retain(|asked| *asked != site);
            }
            Input::PostponeFloor { site, .. } => {
                self.controls(user)?;
                Self::when(self.queue.contains(site), "CC-37")?;
                self.queue.retain(|asked| asked != site);
                self.queue.push(*site);
            }
            Input::GrantFloor { site, .. } => {
                self.controls(user)?;
                Self::when(self.chair.is_some(), "CC-36")?;
                Self::when(self.running == Some(Running::Floor(*site)) || self.queue.contains(site), "CC-37")?;
                self.queue.retain(|asked| asked != site);
                self.start(Running::Floor(*site));
            }
            Input::ReleaseFloor { .. } => {
                let site = self.own(user)?;
                Self::when(self.running == Some(Running::Floor(site)), "CC-39")?;
                self.stop();
            }
            other => unreachable!("not asked here: {other:?}"),
        }
        Ok(())
    }

    fn due(&mut self) {
        if self.waits().is_some_and(|until| until <= self.now) {
            self.stop();
        }
    }

    /// Who is in the main slot, or the two of a dialogue.
    fn sees(&self, viewer: SiteId) -> Vec<SiteId> {
        let other = |site: SiteId| (site != viewer && self.here(site)).then_some(site);
        let seat = &self.seats[&viewer];
        let running = self.running.filter(|_| self.waits().is_none());
        let chair = self.chair_site.and_then(other);
        let is_chair = self.chair_site == Some(viewer);
        let on_air = match running {
            Some(Running::Voice) => self.voice,
            running => running.and_then(Running::target),
        };
        let broadcast = match running {
            Some(Running::Broadcast(_) | Running::Voice) => on_air.and_then(other),
            _ => None,
        };
        if let Some(site) = seat.pin.and_then(other) {
            return vec![site];
        }
        if let Some(site) = broadcast.filter(|_| !is_chair) {
            return vec![site];
        }
        if let Some(Running::Dialogue(target)) = running {
            let two = self.chair_site.into_iter().chain([target]);
            return two.filter(|site| *site != viewer).collect();
        }
        if let Some(Running::RollCall(site) | Running::Floor(site)) = running
            && let Some(site) = other(site)
        {
            return vec![site];
        }
        let first = self.order.iter().copied().find_map(other);
        let own = seat.view.and_then(other);
        let stage = chair.filter(|_| on_air == Some(viewer));
        stage.or(own).or(broadcast).or(chair).or(first).into_iter().collect()
    }
}

/// The meeting, and the model of it.
fn begin() -> (World, Model) {
    let mut world = World::meeting();
    world.join(LEADER, BOTH).unwrap();
    let seat = |user: UserId| Seat {
        user,
        here: true,
        dropped: false,
        gone_since: Micros(0),
        on: user == CHAIR,
        locked: false,
        view: None,
        pin: None,
        before: None,
    };
    let seats = PEOPLE.into_iter().map(|user| (world.site(user), seat(user))).collect();
    let order = [CHAIR, FIRE, WATER, TOWN, LEADER].map(|user| world.site(user)).to_vec();
    let chair_site = Some(world.site(CHAIR));
    let model = Model {
        now: world.now,
        seats,
        order,
        chair: Some(CHAIR),
        chair_site,
        running: None,
        since: Micros(0),
        queue: vec![],
        list: vec![],
        heard: BTreeSet::new(),
        voice: None,
    };
    (world, model)
}

fn random(seed: &mut Seed, model: &Model) -> (UserId, Input) {
    let sites: Vec<SiteId> = model.seats.keys().copied().collect();
    let chair = model.chair.filter(|chair| model.here(model.of(*chair))).unwrap_or(OPERATOR);
    let (one, viewer) = (*seed.of(&sites), *seed.of(&sites));
    let (anyone, conference, on) = (*seed.of(&PEOPLE), ONE, seed.one_in(2));
    let asker = if seed.one_in(6) { anyone } else { chair };
    match seed.below(30) {
        0..=3 => (anyone, Input::JoinConference { conference, devices: BOTH }),
        4 => (anyone, Input::LeaveConference { conference }),
        5 | 6 => (anyone, Input::RequestChair { conference }),
        7 if seed.one_in(3) => (asker, Input::ReleaseChair { conference }),
        7 | 8 => (asker, Input::SetChairSite { conference, site: one }),
        9 | 10 => (anyone, Input::SetOwnStream { conference, stream: StreamKind::Microphone, on }),
        11 => (asker, Input::MuteSite { conference, site: one, muted: on }),
        12 => (asker, Input::MuteAll { conference, muted: on, except: vec![] }),
        13 => (anyone, Input::ViewSite { conference, site: on.then_some(one) }),
        14 => (asker, Input::PinSite { conference, viewer, source: on.then_some(Source::Site { site: one }) }),
        15 | 16 => (asker, Input::Broadcast { conference, site: Some(one) }),
        17 => (asker, Input::CancelOperation { conference }),
        18 => (asker, Input::FreeDiscussion { conference }),
        19 => (asker, Input::VoiceSwitch { conference, settings: VoiceSwitchSettings::default() }),
        20 | 21 => (asker, Input::Dialogue { conference, site: one }),
        22..=24 => {
            let mut sites = sites;
            sites.rotate_left(seed.below(5) as usize);
            sites.truncate(seed.below(6) as usize);
            let step = match seed.below(4) {
                0 => RollCallStep::Start { sites },
                1 => RollCallStep::Call { site: one },
                _ => RollCallStep::Next,
            };
            (asker, Input::RollCall { conference, step })
        }
        25 | 26 => (anyone, Input::RequestFloor { conference, reason: String::new() }),
        27 if on => (anyone, Input::WithdrawFloor { conference }),
        27 => (asker, Input::PostponeFloor { conference, site: one }),
        28 => (asker, Input::GrantFloor { conference, site: model.queue.first().copied().unwrap_or(one) }),
        _ => (anyone, Input::ReleaseFloor { conference }),
    }
}

fn agree(state: &State, model: &Model, what: &str) {
    let conference = &state.conferences[&ONE];
    assert_eq!((conference.chair, conference.chair_site), (model.chair, model.chair_site), "{what}");
    assert_eq!(conference.operation().map(|running| running.kind()), model.running.map(Running::kind), "{what}");
    let control = state.control_view(ONE, &fengsui_conference::Class::Operator).unwrap();
    assert_eq!(control.running.and_then(|running| running.paused_until), model.waits(), "{what}");
    let queue: Vec<_> = control.floor_queue.iter().map(|asked| asked.site).collect();
    assert_eq!(queue, model.queue, "{what}");
    let table = state.view_table(ONE).unwrap();
    let here: Vec<_> = model.seats.keys().copied().filter(|site| model.here(*site)).collect();
    assert_eq!(table.sites.iter().map(|row| row.site).collect::<Vec<_>>(), here, "{what}");
    for row in &table.sites {
        assert_eq!(row.microphone_open, model.is_heard(row.site), "{what}: microphone of {}", row.site);
        let main = row.slots.iter().filter(|slot| slot.slot == SlotName::Main).map(|slot| slot.source);
        let cells = row.slots.iter().filter(|slot| matches!(slot.slot, SlotName::Cell { .. })).map(|slot| slot.source);
        let seen: Vec<_> = if row.layout.is_single() { main.collect() } else { cells.collect() };
        assert_eq!(seen, model.sees(row.site), "{what}: what {} sees", row.site);
    }
}

fn run(number: u64) {
    let mut seed = Seed(number);
    let (mut world, mut model) = begin();
    let (mut accepted, mut kinds) = (0, BTreeSet::new());
    agree(&world.state, &model, "at the beginning");
    for step in 0..INPUTS {
        world.now = world.now.plus(1 + seed.below(8_000_000) as i64);
        model.now = world.now;
        let what = match seed.below(12) {
            0 => {
                let site = *seed.of(&model.order.clone());
                if model.here(site) {
                    model.went(site, true);
                }
                world.node(NodeInput::SiteDropped { conference: ONE, site }).unwrap();
                format!("seed {number} step {step}: {site} drops")
            }
            1 => {
                let site = *seed.of(&model.order.clone());
                if model.seats[&site].dropped {
                    let seat = model.seat(site);
                    (seat.here, seat.dropped) = (true, false);
                }
                world.node(NodeInput::SiteConnected { conference: ONE, site }).unwrap();
                format!("seed {number} step {step}: {site} returns")
            }
            2 => {
                let level = seed.below(128) as u8;
                let site = *seed.of(&model.order.clone());
                world.state.heard(ONE, world.now, &[Voice { site, level }]);
                // The first loud voice is shown; what comes later depends on time and has tests of its own.
                if model.running == Some(Running::Voice) && model.voice.is_none() && level <= 50 && model.here(site) {
                    model.voice = Some(site);
                }
                format!("seed {number} step {step}: {site} speaks at {level}")
            }
            _ => {
                let (user, input) = random(&mut seed, &model);
                let before = model.clone();
                let said = model.ask(user, &input);
                let real = world.ask(user, input.clone());
                let what = format!("seed {number} step {step}: {user} asks {input:?}");
                assert_eq!(said.err(), real.as_ref().err().map(|refusal| refusal.rule.as_str()), "{what}");
                if said.is_err() {
                    model = before;
                }
                accepted += usize::from(said.is_ok());
                what
            }
        };
        for due in world.state.due(world.now) {
            world.node(due).unwrap();
        }
        model.due();
        voices(&world.state, &mut model);
        kinds.extend(model.running.map(Running::kind));
        agree(&world.state, &model, &what);
    }
    assert!(accepted > INPUTS / 3, "seed {number}: only {accepted} were accepted");
    assert_eq!(kinds.len(), 6, "seed {number}: every operation was in force at some time: {kinds:?}");
}

/// Whom a running voice switch shows is taken from the machine once it has shown somebody: its own rules are tested by
/// CC-42. That all see the same, and nobody an absent site, is the model's.
fn voices(state: &State, model: &mut Model) {
    if model.running == Some(Running::Voice) {
        let control = state.control_view(ONE, &fengsui_conference::Class::Operator).unwrap();
        let Some(fengsui_protocol::control::Operation::VoiceSwitch { site, .. }) = control.running.map(|r| r.operation)
        else {
            panic!("voice switching is in force");
        };
        assert!(site.is_none_or(|site| model.here(site)), "an absent site is broadcast");
        model.voice = site;
    }
}

#[test]
fn the_machine_does_what_the_plain_model_does() {
    for seed in SEEDS {
        run(*seed);
    }
}
