//! Seeded runs of thousands of random inputs over several conferences of one name, against what must always hold.

mod support;
use fengsui_conference::{Actor, Class, Event, NodeInput, State, touched};
use fengsui_protocol::{
    ConferenceId, Micros, MosaicId, RecordingId, ScheduleId, SiteId, TemplateId, UnitId, UserId, VoteId,
    conference::{Devices, Publishing, SlotName, StreamKind},
    control::{
        Audience, CellContent, Layout, Level, MosaicCell, MosaicPlan, RollCallStep, RotationKind, RotationStep, Source,
        VoiceSwitchSettings,
    },
    input::Input,
    live::{EntityKey, EntityView, Voice},
    meeting::{
        Caption, CaptionColour, CaptionPlace, CaptionSize, Choice, ConferencePlan, Repeat, RepeatEnd, SharedFile,
        Timing,
    },
    recording::RecordingState,
};
use std::collections::{BTreeMap, BTreeSet};
use support::*;

/// Seeds that once found a fault stay here.
const SEEDS: &[u64] = &[1, 2, 3, 4, 431_024];
const INPUTS: usize = 4_000;
const UNITS: &[&str] = &["centre", "fire", "water", "town-100", "police"];
const TEXTS: &[&str] = &["", "防汛会商", "a\u{0}", "出警中"];
const STREAMS: &[StreamKind] = &[StreamKind::Microphone, StreamKind::Camera, StreamKind::Presentation];

/// One of the open conferences, mostly.
fn conference(seed: &mut Seed, state: &State) -> ConferenceId {
    let open: Vec<_> = state.conferences.iter().filter(|(_, found)| found.open()).map(|(id, _)| *id).collect();
    if open.is_empty() || seed.one_in(15) { ConferenceId(seed.below(20)) } else { *seed.of(&open) }
}

/// A site of this conference, mostly; now and then another conference's or none's.
fn site(seed: &mut Seed, state: &State, conference: ConferenceId) -> SiteId {
    let known: Vec<_> =
        state.conferences.get(&conference).map(|c| c.sites.keys().copied().collect()).unwrap_or_default();
    if known.is_empty() || seed.one_in(12) { SiteId(seed.below(90)) } else { *seed.of(&known) }
}

fn asked(seed: &mut Seed, state: &State) -> Input {
    let open = state.conferences.values().filter(|conference| conference.open()).count();
    let conference = conference(seed, state);
    let units: Vec<UnitId> = (0..seed.below(4)).map(|_| UnitId::from(seed.word(UNITS))).collect();
    let found = site(seed, state, conference);
    let (text, on) = (seed.word(TEXTS).to_owned(), seed.one_in(2));
    match seed.below(41) {
        0 if open < 3 || seed.one_in(20) => {
            Input::CreateConference { title: "防汛会商".into(), incident: None, invite: units }
        }
        0 | 1 => Input::InviteUnits { conference, units },
        2..=7 => {
            let devices = Devices { camera: !seed.one_in(4), microphone: !seed.one_in(4) };
            Input::JoinConference { conference, devices }
        }
        8 => Input::DeclineConference { conference, reason: text },
        9 | 10 => Input::LeaveConference { conference },
        11 | 12 => Input::SetOwnStream { conference, stream: *seed.of(STREAMS), on },
        13 => Input::MuteSite { conference, site: found, muted: on },
        14 => Input::MuteAll { conference, muted: on, except: if seed.one_in(3) { vec![found] } else { vec![] } },
        15 | 16 => Input::Broadcast { conference, site: (!seed.one_in(4)).then_some(found) },
        17 => Input::ViewSite { conference, site: (!seed.one_in(4)).then_some(found) },
        18 => Input::StartPresentation { conference },
        19 => Input::StopPresentation { conference },
        20 => Input::GrantChair { conference, user: UserId(2 + seed.below(8)) },
        21 => Input::RequestChair { conference },
        22 if seed.one_in(3) => Input::ReleaseChair { conference },
        22 => Input::HangUpSite { conference, site: found },
        23 => Input::RingSite { conference, site: found },
        24 if seed.one_in(2) => Input::RemoveSite { conference, site: found },
        24 => Input::StartRecording { conference },
        25 => Input::RingAbsent {
            conference,
            group: seed.one_in(2).then(|| seed.word(&["flood", "police", "none"]).into()),
        },
        26 => Input::PostponeCall { conference, minutes: seed.below(33) as u16 },
        28 => Input::LockConference { conference, locked: on },
        29 if seed.one_in(2) => Input::SetWaitingRoom { conference, on },
        29 => Input::AskToEnter { conference, waiting: !seed.one_in(4) },
        30 if seed.one_in(3) => Input::SetConferencePassword { conference, password: on.then(|| "4321".into()) },
        30 => Input::EnterPassword { conference, password: seed.word(&["4321", "1234", ""]).into() },
        31 => Input::AnswerEntry { conference, user: UserId(1 + seed.below(10)), admit: on },
        32 => Input::CheckIn { conference, site: on.then_some(found) },
        33 if seed.one_in(2) => Input::ProlongConference { conference, minutes: seed.below(300) as u16 },
        33 => Input::ClearCaption { conference, caption: on.then(|| seed.below(9)) },
        34 => Input::ShowCaption { conference, caption: caption(text, vec![found], on.then_some(30)) },
        35 => Input::SendMessage { conference, text },
        36 if seed.one_in(2) => Input::OpenVote { conference, question: text },
        36 => Input::CloseVote { vote: VoteId(seed.below(20)) },
        37 => Input::CastVote {
            vote: VoteId(seed.below(20)),
            choice: *seed.of(&[Choice::Yes, Choice::No, Choice::Abstain]),
        },
        38 => scheduled(seed, text, units, state.seq),
        39 if seed.one_in(2) => Input::CancelSchedule { schedule: ScheduleId(seed.below(20)) },
        39 => Input::RemoveTemplate { template: TemplateId(seed.below(8)) },
        40 if open < 3 => Input::OpenConference { plan: plan(text, units), incident: None },
        40 => Input::SaveTemplate { template: None, name: text.clone(), plan: plan(text, units) },
        27 if open < 3 || seed.one_in(20) => Input::StartConsultation {
            incident: fengsui_protocol::IncidentId(1 + seed.below(6)),
            title: text,
            groups: vec![seed.word(&["flood", "police", "none"]).into()],
            units,
        },
        _ if seed.one_in(20) => Input::EndConference { conference },
        _ => Input::StopRecording { conference },
    }
}

/// 会控.
fn controlled(seed: &mut Seed, state: &State) -> Input {
    let conference = conference(seed, state);
    let sites: Vec<_> = (0..seed.below(5)).map(|_| site(seed, state, conference)).collect();
    let (one, on) = (site(seed, state, conference), seed.one_in(2));
    let mosaic = MosaicId(seed.below(12));
    match seed.below(30) {
        0 => Input::FreeDiscussion { conference },
        1..=4 => {
            let step = match seed.below(7) {
                0 | 1 => RollCallStep::Start { sites },
                2 => RollCallStep::List { sites },
                3 => RollCallStep::Call { site: one },
                4 => RollCallStep::Previous,
                5 => RollCallStep::Resume,
                _ => RollCallStep::Next,
            };
            Input::RollCall { conference, step }
        }
        5 | 6 => Input::Dialogue { conference, site: one },
        7 => {
            let settings = VoiceSwitchSettings { sensitivity: seed.below(12) as u8, hold_s: 1 + seed.below(5) as u8 };
            Input::VoiceSwitch { conference, settings }
        }
        8 => Input::BroadcastMosaic { conference, mosaic },
        9 if seed.one_in(3) => Input::CancelOperation { conference },
        9..=11 => Input::RequestFloor { conference, reason: seed.word(TEXTS).to_owned() },
        12 => Input::WithdrawFloor { conference },
        13 | 14 => Input::GrantFloor { conference, site: one },
        15 => Input::PostponeFloor { conference, site: one },
        16 => Input::RefuseFloor { conference, site: one, reason: seed.word(TEXTS).to_owned() },
        17 => Input::ReleaseFloor { conference },
        18 => Input::RevokeFloor { conference },
        19 => {
            let source = if on { Source::Site { site: one } } else { Source::Mosaic { mosaic } };
            let viewer = site(seed, state, conference);
            Input::PinSite { conference, viewer, source: (!seed.one_in(3)).then_some(source) }
        }
        20 => Input::ViewMosaic { conference, mosaic },
        21..=23 => {
            let kind = *seed.of(&[RotationKind::Chair, RotationKind::Broadcast, RotationKind::Mosaic]);
            let step = match seed.below(8) {
                0..=2 => {
                    let dwell_s = (!seed.one_in(3)).then(|| 8 + seed.below(20) as u16);
                    RotationStep::Start { sites, dwell_s, mosaic: Some(mosaic) }
                }
                3 => RotationStep::Pause,
                4 => RotationStep::Resume,
                5 => RotationStep::Skip,
                6 => RotationStep::SetDwell { dwell_s: 10 + seed.below(20) as u16 },
                _ => RotationStep::Stop,
            };
            Input::Rotation { conference, kind, step }
        }
        24 | 25 => {
            let cell = |seed: &mut Seed| MosaicCell {
                sites: (0..seed.below(4)).map(|_| site(seed, state, conference)).collect(),
                content: if seed.one_in(4) { CellContent::Presentation } else { CellContent::Main },
            };
            let plan = match seed.below(3) {
                0 => MosaicPlan::Automatic { most: seed.below(27) as u8 },
                _ => MosaicPlan::ByHand { cells: (0..seed.below(6)).map(|_| cell(seed)).collect() },
            };
            let audience = [Audience::All, Audience::ChairSite, Audience::Branches, Audience::Sites { sites }];
            let apply = seed.one_in(2).then(|| seed.of(&audience).clone());
            let mosaic = seed.one_in(3).then_some(mosaic);
            Input::SaveMosaic { conference, mosaic, name: seed.word(TEXTS).to_owned(), plan, apply }
        }
        26 if on => Input::DeleteMosaic { conference, mosaic },
        26 => Input::ApplyMosaic { conference, mosaic, audience: seed.one_in(2).then_some(Audience::All) },
        27 if on => Input::SetSpeaker { conference, site: one, open: seed.one_in(2) },
        27 => Input::SetAllSpeakers { conference, open: seed.one_in(2), except: sites },
        28 if on => Input::LockPresentation { conference, locked: seed.one_in(2) },
        28 => Input::SetChairSite { conference, site: one },
        _ => {
            let mut order = Level::ORDER.to_vec();
            order.swap(seed.below(10) as usize, seed.below(10) as usize);
            Input::SetPriority { conference, order }
        }
    }
}

fn plan(title: String, units: Vec<UnitId>) -> ConferencePlan {
    ConferencePlan { title, agenda: vec![], units, minutes: 60, waiting_room: false }
}

fn scheduled(seed: &mut Seed, title: String, units: Vec<UnitId>, seq: u64) -> Input {
    let starts_at = NIGHT.plus((seq + seed.below(4_000)) as i64 * 1_500_000);
    let repeat = seed.of(&[Repeat::Once, Repeat::Daily]).clone();
    let timing = Timing { starts_at, repeat, end: Some(RepeatEnd::Count { count: 3 }), remind_minutes: 5 };
    let plan = plan(title, units);
    match seed.below(3) {
        0 => Input::ChangeSchedule { schedule: ScheduleId(seed.below(20)), plan, timing },
        _ => Input::ScheduleConference { plan, timing },
    }
}

fn caption(text: String, sites: Vec<SiteId>, seconds: Option<u16>) -> Caption {
    let (place, size) = (CaptionPlace::Bottom, CaptionSize::Medium);
    Caption { text, sites, place, size, colour: CaptionColour::Dark, seconds }
}

fn reported(seed: &mut Seed, state: &State) -> NodeInput {
    let conference = conference(seed, state);
    let site = site(seed, state, conference);
    match seed.below(7) {
        6 => NodeInput::ControlDue { conference },
        0 | 1 => NodeInput::SiteDropped { conference, site },
        2 => NodeInput::SiteConnected { conference, site },
        3 => {
            let name = seed.word(&["无人机一号", "无人机二号", "县水利局"]).to_owned();
            NodeInput::TokenJoined { conference, name, publish: seed.one_in(2) }
        }
        4 => NodeInput::TokenLeft { conference, site },
        _ => {
            let state = *seed.of(&[
                RecordingState::Recording,
                RecordingState::Packaging,
                RecordingState::Ready,
                RecordingState::Failed,
            ]);
            let recording = RecordingId(1 + seed.below(20));
            NodeInput::RecordingReported { recording, state, tracks: vec![], seal: seed.one_in(2).then(|| "5f".into()) }
        }
    }
}

fn random(seed: &mut Seed, state: &State) -> (Actor, NodeInput) {
    match seed.below(10) {
        0 => (Actor::Node, reported(seed, state)),
        4 if seed.one_in(4) => (Actor::Node, NodeInput::Due),
        5 if seed.one_in(4) => {
            let conference = conference(seed, state);
            let (name, kind, sm3) = ("a.pdf".to_owned(), "application/pdf".to_owned(), "5f".to_owned());
            let file = SharedFile { name, bytes: 9, kind, sm3 };
            (Actor::User(UserId(1 + seed.below(10))), NodeInput::FileShared { conference, file })
        }
        1 if seed.one_in(3) => (Actor::Console, NodeInput::Asked(asked(seed, state))),
        1..=3 => (Actor::User(if seed.one_in(2) { OPERATOR } else { CHAIR }), NodeInput::Asked(asked(seed, state))),
        4 | 5 => {
            (Actor::User(if seed.one_in(2) { OPERATOR } else { CHAIR }), NodeInput::Asked(controlled(seed, state)))
        }
        6 => (Actor::User(UserId(1 + seed.below(10))), NodeInput::Asked(controlled(seed, state))),
        _ => (Actor::User(UserId(1 + seed.below(10))), NodeInput::Asked(asked(seed, state))),
    }
}

fn check(state: &State, before: &BTreeMap<ConferenceId, fengsui_conference::ViewTable>) {
    let mut somewhere = BTreeSet::new();
    let mut sites = BTreeSet::new();
    for (id, conference) in &state.conferences {
        let mut users = BTreeSet::new();
        for (site, found) in &conference.sites {
            assert!(sites.insert(*site), "a site is in one conference");
            assert!(found.user.is_none_or(|user| users.insert(user)), "one person, one site");
            let here = found.present().then_some(found.user).flatten();
            assert!(here.is_none_or(|user| somewhere.insert(user)), "one person is in one conference");
            assert!(found.present() <= conference.open());
        }
        let here = |site: SiteId| conference.sites.get(&site).is_some_and(|site| site.present());
        assert!(conference.broadcast.is_none_or(here) && conference.presenter.is_none_or(here));
        assert_eq!(
            conference.recording.is_some(),
            conference.recording.is_some_and(|id| state.recordings[&id].stopped_at.is_none())
        );
        check_table(conference, &conference.table, here);
        let Some(table) = state.view_table(*id) else { continue };
        check_table(conference, table, here);
        if let Some(old) = before.get(id) {
            let same = old.sites == table.sites && old.recording == table.recording;
            assert_eq!(old.generation == table.generation, same, "the generation grows with every change");
            assert!(old.generation <= table.generation);
        }
    }
}

fn check_table(
    conference: &fengsui_conference::state::Conference,
    table: &fengsui_conference::ViewTable,
    here: impl Fn(SiteId) -> bool,
) {
    let present = conference.sites.values().filter(|site| site.present()).count();
    assert_eq!(table.sites.len(), present);
    assert!(table.sites.windows(2).all(|pair| pair[0].site < pair[1].site));
    assert!(table.sites.iter().filter(|row| row.presentation_open).count() <= 1);
    for row in &table.sites {
        assert!(here(row.site), "an absent site has no row");
        let site = &conference.sites[&row.site];
        assert!(!(row.microphone_open && (site.muted_by_chair || !site.microphone_on)));
        let slots: BTreeSet<_> = row.slots.iter().map(|slot| slot.slot).collect();
        assert_eq!(slots.len(), row.slots.len(), "a slot shows one source");
        for slot in &row.slots {
            assert!(slot.source != row.site && here(slot.source), "never itself, never an absent site");
        }
        assert_eq!(slots.contains(&SlotName::Main), present > 1 && row.layout == Layout::Single);
        assert!(row.slots.len() <= fengsui_protocol::bounds::VIDEO_SLOTS);
    }
    let names: BTreeSet<_> = table.sites.iter().map(|row| &row.name).collect();
    assert_eq!(names.len(), table.sites.len(), "tiles differ");
}

/// VIEW: a class's copy that is kept up to date with `touched` alone equals a fresh snapshot.
struct Copy(Class, BTreeMap<EntityKey, EntityView>);
impl Copy {
    fn follow(&mut self, state: &State, events: &[Event]) {
        for key in events.iter().flat_map(|event| touched(state, event)) {
            self.take(state, key);
        }
    }
    fn take(&mut self, state: &State, key: EntityKey) {
        match state.view(&key, &self.0) {
            Some(view) => self.1.insert(key, view),
            None => self.1.remove(&key),
        };
    }
    fn check(&self, state: &State) {
        let fresh: BTreeMap<_, _> = state.all(&self.0).into_iter().map(|view| (view.key(), view)).collect();
        for (key, view) in &fresh {
            assert!(self.1.get(key) == Some(view), "{} {key:?}\nkept {:#?}\nfresh {view:#?}", self.0, self.1.get(key));
        }
        assert!(self.1 == fresh, "{}", self.0);
        for view in fresh.values() {
            let EntityView::Conference(view) = view else { continue };
            let unit = self.0.unit();
            let invited = unit.is_none_or(|unit| {
                state.conferences[&view.id].invited.contains(unit)
                    || view.sites.iter().any(|site| site.unit.as_ref() == Some(unit))
            });
            assert!(invited, "{} sees a conference that is not its business", self.0);
        }
    }
}

#[test]
fn random_inputs_keep_every_invariant() {
    for seed in SEEDS {
        run(*seed);
    }
}

fn run(number: u64) {
    let mut seed = Seed(number);
    let mut world = World::new();
    let classes =
        [Class::County, Class::Administrator, Class::Department("police".into()), Class::Field("fire".into())];
    let mut copies = classes.map(|class| Copy(class, BTreeMap::new()));
    let mut accepted = 0;
    for _ in 0..INPUTS {
        world.now = world.now.plus(seed.below(3_000_000) as i64);
        if seed.one_in(4) {
            derived(&mut seed, &mut world, &mut copies);
        }
        let open = world.state.conferences.keys().filter_map(|id| Some((*id, world.state.view_table(*id)?.clone())));
        let before = open.collect();
        let (sender, input) = random(&mut seed, &world.state);
        if let Ok(events) = world.send(&sender, input) {
            accepted += usize::from(!events.is_empty());
            copies.iter_mut().for_each(|copy| copy.follow(&world.state, &events));
        }
        check(&world.state, &before);
    }
    assert!(accepted > INPUTS / 10, "seed {number}: only {accepted} inputs were accepted: the run proves little");
    copies.iter().for_each(|copy| copy.check(&world.state));
    replayed(&world, &mut seed);
}

/// Time, voices and what the media node receives change what is shown, not the log.
fn derived(seed: &mut Seed, world: &mut World, copies: &mut [Copy]) {
    let digest = world.state.digest();
    let id = conference(seed, &world.state);
    let mut changed = match seed.below(3) {
        0 => world.state.tick(world.now),
        1 => {
            let voices =
                (0..seed.below(4)).map(|_| Voice { site: site(seed, &world.state, id), level: seed.below(128) as u8 });
            let loudest: Vec<_> = voices.collect();
            world.state.heard(id, world.now, &loudest).then_some(id).into_iter().collect()
        }
        _ => {
            let publishing = Publishing { camera: seed.one_in(2), ..Publishing::default() };
            let one = site(seed, &world.state, id);
            world.state.set_publishing(id, one, publishing);
            world.state.settle(id, world.now);
            vec![id]
        }
    };
    let overdue = |state: &State, now| state.poll_timeout(now).is_some_and(|(at, _)| at <= now);
    if overdue(&world.state, world.now) {
        changed.extend(world.state.tick(world.now));
    }
    for copy in copies {
        for id in &changed {
            copy.take(&world.state, EntityKey::Control(*id));
            copy.take(&world.state, EntityKey::Conference(*id));
        }
    }
    assert_eq!(world.state.digest(), digest, "what is derived is outside the log");
    assert!(!overdue(&world.state, world.now) || !world.state.due(world.now).is_empty(), "time does not stand still");
}

/// LOG: the events alone, through their written form, give the same state and the same generations, whatever the
/// media node said meanwhile.
fn replayed(world: &World, seed: &mut Seed) {
    let mut state = State::default();
    for (seq, at, event) in &world.log {
        let read = Event::read(event.kind(), event.version(), &event.body()).unwrap();
        assert_eq!(read, *event);
        state.apply(*seq, *at, &read);
        let publishing = Publishing { camera: seed.one_in(2), ..Publishing::default() };
        state.set_publishing(ConferenceId(seed.below(9)), SiteId(seed.below(60)), publishing);
    }
    assert_eq!(state.digest(), world.state.digest());
    state.clear_publishing();
    assert!(state == world.state);
    let snapshot: State = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
    assert!(snapshot == world.state);
}

/// `apply` is total: events of another history neither panic nor break the table.
#[test]
fn events_out_of_place_do_not_panic() {
    let mut seed = Seed(7);
    let mut world = World::new();
    for _ in 0..2_000 {
        world.now = world.now.plus(seed.below(3) as i64 * Micros::SECOND);
        let (sender, input) = random(&mut seed, &world.state);
        world.send(&sender, input).ok();
    }
    for start in [State::default(), World::meeting().state] {
        let mut state = start;
        for (seq, at, event) in world.log.iter().rev() {
            state.apply(*seq, *at, event);
            for conference in state.conferences.values() {
                let here = |site: SiteId| conference.sites.get(&site).is_some_and(|site| site.present());
                assert!(conference.table.sites.iter().flat_map(|row| &row.slots).all(|slot| here(slot.source)));
            }
        }
    }
}

#[test]
fn a_large_conference_is_decided_in_time() {
    let mut world = World::meeting();
    for number in 0..fengsui_protocol::bounds::CONFERENCE_SITES - 4 {
        let name = format!("会场 {number}");
        world.node(NodeInput::TokenJoined { conference: ONE, name, publish: true }).unwrap();
    }
    let full = world.node(NodeInput::TokenJoined { conference: ONE, name: "多余".into(), publish: true });
    assert_eq!(full.unwrap_err().rule, "BOUND");
    assert_eq!(world.table().sites.len(), fengsui_protocol::bounds::CONFERENCE_SITES);
    assert!(world.table().sites.iter().all(|row| row.slots.len() <= fengsui_protocol::bounds::VIDEO_SLOTS));
    let bytes = serde_json::to_vec(world.table()).unwrap().len();
    assert!(bytes < fengsui_protocol::bounds::LINK_FRAME_BYTES, "a table of {bytes} bytes crosses a link");
}
