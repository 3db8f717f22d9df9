//! Golden logs: what earlier releases wrote replays to the same state digest. A log of a release is never rewritten;
//! `UPDATE=1` writes that of the present version, and only while it is absent.

// Tests read files; the core does not.
#![allow(clippy::disallowed_methods)]

mod support;
use fengsui_conference::{Event, NodeInput, State};
use fengsui_protocol::{
    IncidentId, Micros, MosaicId, RecordingId, ScheduleId, SiteId, TemplateId, VoteId,
    conference::StreamKind,
    control::{
        Audience, CellContent, Level, MosaicCell, MosaicPlan, RollCallStep, RotationKind, RotationStep, Source,
        VoiceSwitchSettings,
    },
    input::Input,
    meeting::{
        AgendaItem, Caption, CaptionColour, CaptionPlace, CaptionSize, Choice, ConferencePlan, Repeat, RepeatEnd,
        Timing,
    },
    recording::{Gap, RecordedTrack, RecordingState},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt::Write, path::PathBuf};
use support::*;

#[derive(Serialize, Deserialize)]
struct Line {
    seq: u64,
    at: i64,
    kind: String,
    version: u32,
    body: String,
}
#[derive(Serialize, Deserialize)]
struct Digest {
    digest: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// One 会商 with every kind of event.
fn meeting() -> World {
    let mut world = World::new();
    let invite = vec!["fire".into(), "water".into(), "town-100".into()];
    world
        .ask(CHAIR, Input::CreateConference { title: "防汛会商".into(), incident: Some(IncidentId(1)), invite })
        .unwrap();
    for user in [CHAIR, FIRE, WATER] {
        world.now = world.now.plus(Micros::SECOND);
        world.join(user, BOTH).unwrap();
    }
    world.ask(TOWN, Input::DeclineConference { conference: ONE, reason: "堤上".into() }).unwrap();
    let (fire, water) = (world.site(FIRE), world.site(WATER));
    let town = SiteId(3);
    for (user, input) in [
        (CHAIR, Input::RingSite { conference: ONE, site: town }),
        (CHAIR, Input::InviteUnits { conference: ONE, units: vec!["police".into()] }),
        (FIRE, Input::SetOwnStream { conference: ONE, stream: StreamKind::Microphone, on: true }),
        (FIRE, Input::ViewSite { conference: ONE, site: Some(water) }),
        (CHAIR, Input::Broadcast { conference: ONE, site: Some(fire) }),
        (OPERATOR, Input::MuteSite { conference: ONE, site: water, muted: true }),
        (CHAIR, Input::MuteAll { conference: ONE, muted: false, except: vec![water] }),
        (FIRE, Input::StartPresentation { conference: ONE }),
        (CHAIR, Input::StartRecording { conference: ONE }),
        (CHAIR, Input::GrantChair { conference: ONE, user: FIRE }),
    ] {
        world.now = world.now.plus(Micros::SECOND);
        world.ask(user, input).unwrap();
    }
    world.node(NodeInput::TokenJoined { conference: ONE, name: "无人机一号".into(), publish: true }).unwrap();
    world.drop_out(FIRE);
    world.node(NodeInput::SiteConnected { conference: ONE, site: fire }).unwrap();
    world.ask(FIRE, Input::RemoveSite { conference: ONE, site: town }).unwrap();
    world.ask(FIRE, Input::EndConference { conference: ONE }).unwrap();
    packaged(&mut world, fire);
    world
}

fn packaged(world: &mut World, site: SiteId) {
    let gap = Gap { begins_us: 1_000_000, ends_us: 1_066_667, lost_packets: 3, why: "loss".into() };
    let track = RecordedTrack {
        track: 1,
        site,
        site_name: "县消防救援大队".into(),
        stream: StreamKind::Camera,
        codec: "video/VP8".into(),
        begins_us: 0,
        ends_us: 5_000_000,
        packets: 900,
        bytes: 700_000,
        gaps: vec![gap],
    };
    let (state, seal) = (RecordingState::Ready, Some("66c7f0f4".to_owned()));
    let report = NodeInput::RecordingReported { recording: RecordingId(1), state, tracks: vec![track], seal };
    world.node(report).unwrap();
}

/// 会控, with every kind of event that the first meeting does not have.
fn controlled() -> World {
    let mut world = World::meeting();
    let [fire, water, town] = [FIRE, WATER, TOWN].map(|user| world.site(user));
    let (conference, mosaic) = (ONE, MosaicId(1));
    let cell = |sites: &[SiteId]| MosaicCell { sites: sites.to_vec(), content: CellContent::Main };
    let plan = MosaicPlan::ByHand { cells: vec![cell(&[fire, water]), cell(&[town])] };
    let pin = |source| Input::PinSite { conference, viewer: town, source };
    let start = RotationStep::Start { sites: vec![], dwell_s: None, mosaic: None };
    for (user, input) in [
        (CHAIR, Input::RollCall { conference, step: RollCallStep::Start { sites: vec![fire, water] } }),
        (CHAIR, Input::RollCall { conference, step: RollCallStep::Next }),
        (FIRE, Input::RequestFloor { conference, reason: "堤上".into() }),
        (WATER, Input::RequestFloor { conference, reason: String::new() }),
        (TOWN, Input::RequestFloor { conference, reason: String::new() }),
        (CHAIR, Input::PostponeFloor { conference, site: fire }),
        (CHAIR, Input::RefuseFloor { conference, site: water, reason: "会后".into() }),
        (TOWN, Input::WithdrawFloor { conference }),
        (CHAIR, Input::GrantFloor { conference, site: fire }),
        (CHAIR, Input::Dialogue { conference, site: water }),
        (CHAIR, Input::SaveMosaic { conference, mosaic: None, name: "四方".into(), plan, apply: Some(Audience::All) }),
        (FIRE, Input::ViewMosaic { conference, mosaic }),
        (CHAIR, pin(Some(Source::Mosaic { mosaic }))),
        (CHAIR, pin(None)),
        (CHAIR, Input::BroadcastMosaic { conference, mosaic }),
        (CHAIR, Input::DeleteMosaic { conference, mosaic }),
        (CHAIR, Input::SetSpeaker { conference, site: fire, open: false }),
        (CHAIR, Input::FreeDiscussion { conference }),
        (CHAIR, Input::LockPresentation { conference, locked: true }),
        (CHAIR, Input::SetPriority { conference, order: Level::ORDER.to_vec() }),
        (CHAIR, Input::VoiceSwitch { conference, settings: VoiceSwitchSettings::default() }),
        (CHAIR, Input::Rotation { conference, kind: RotationKind::Broadcast, step: start }),
    ] {
        world.now = world.now.plus(Micros::SECOND);
        world.ask(user, input).unwrap();
    }
    world.now = world.now.plus(70 * Micros::SECOND);
    world.state.tick(world.now);
    world.now = world.now.plus(70 * Micros::SECOND);
    world.node(NodeInput::ControlDue { conference }).unwrap();
    world
}

fn plan() -> ConferencePlan {
    ConferencePlan {
        title: "防汛周会商".into(),
        agenda: vec![AgendaItem { text: "雨情通报".into(), minutes: Some(10) }],
        units: vec!["fire".into(), "water".into()],
        minutes: 60,
        waiting_room: true,
    }
}

/// 会务, with every kind of event that the other meetings do not have.
fn managed() -> World {
    let mut world = World::new();
    let conference = ONE;
    world.create("防汛会商", &["fire", "water", "town-100"]);
    world.join(CHAIR, BOTH).unwrap();
    world.join(FIRE, BOTH).unwrap();
    let caption = Caption {
        text: "请各单位静音".into(),
        sites: vec![],
        place: CaptionPlace::Bottom,
        size: CaptionSize::Large,
        colour: CaptionColour::Dark,
        seconds: None,
    };
    let wait = |waiting| Input::AskToEnter { conference, waiting };
    for (user, input) in [
        (TOWN, Input::PostponeCall { conference, minutes: 5 }),
        (CHAIR, Input::LockConference { conference, locked: true }),
        (CHAIR, Input::LockConference { conference, locked: false }),
        (CHAIR, Input::SetWaitingRoom { conference, on: true }),
        (WATER, wait(true)),
        (WATER, wait(false)),
        (WATER, wait(true)),
        (CHAIR, Input::AnswerEntry { conference, user: WATER, admit: true }),
        (CHAIR, Input::SetWaitingRoom { conference, on: false }),
        (CHAIR, Input::SetConferencePassword { conference, password: Some("431024".into()) }),
        (TOWN, Input::EnterPassword { conference, password: "431024".into() }),
        (CHAIR, Input::ProlongConference { conference, minutes: 30 }),
        (FIRE, Input::CheckIn { conference, site: None }),
        (CHAIR, Input::ShowCaption { conference, caption }),
        (CHAIR, Input::ClearCaption { conference, caption: None }),
        (FIRE, Input::SendMessage { conference, text: "一百人在堤上".into() }),
        (CHAIR, Input::OpenVote { conference, question: "是否转移车头村群众".into() }),
        (FIRE, Input::CastVote { vote: VoteId(1), choice: Choice::Yes }),
        (CHAIR, Input::CloseVote { vote: VoteId(1) }),
    ] {
        world.now = world.now.plus(Micros::SECOND);
        world.ask(user, input).unwrap();
    }
    scheduled(&mut world);
    world
}

fn scheduled(world: &mut World) {
    let day = 24 * 60 * Micros::MINUTE;
    let starts_at = world.now.plus(60 * Micros::MINUTE);
    let daily =
        Timing { starts_at, repeat: Repeat::Daily, end: Some(RepeatEnd::Count { count: 4 }), remind_minutes: 15 };
    let schedule = ScheduleId(1);
    world.ask(CHAIR, Input::ScheduleConference { plan: plan(), timing: daily.clone() }).unwrap();
    world.ask(CHAIR, Input::ChangeSchedule { schedule, plan: plan(), timing: daily }).unwrap();
    // The first time is missed, the second opens.
    for at in [starts_at.plus(day / 2), starts_at.plus(day)] {
        world.now = at;
        world.node(NodeInput::Due).unwrap();
    }
    world.ask(CHAIR, Input::CancelSchedule { schedule }).unwrap();
    world.ask(CHAIR, Input::SaveTemplate { template: None, name: "周会商".into(), plan: plan() }).unwrap();
    world.ask(CHAIR, Input::OpenConference { plan: plan(), incident: None }).unwrap();
    world.ask(CHAIR, Input::RemoveTemplate { template: TemplateId(1) }).unwrap();
}

#[test]
fn golden_logs_replay_to_their_digest() {
    let nights = [("v0.1.jsonl", meeting()), ("v0.1-control.jsonl", controlled()), ("v0.1-meeting.jsonl", managed())];
    for (name, world) in nights {
        let path = folder().join(name);
        if std::env::var_os("UPDATE").is_some() && !path.exists() {
            std::fs::write(&path, written(&world)).unwrap();
        }
    }
    let mut logs = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            replay(&std::fs::read_to_string(&path).unwrap());
            logs += 1;
        }
    }
    assert!(logs > 0, "no golden log");
}

fn written(world: &World) -> String {
    let mut text = String::new();
    for (seq, at, event) in &world.log {
        let (kind, version, body) = (event.kind().to_owned(), event.version(), event.body());
        let line = Line { seq: *seq, at: at.0, kind, version, body };
        writeln!(text, "{}", serde_json::to_string(&line).unwrap()).unwrap();
    }
    let digest = Digest { digest: world.state.digest() };
    writeln!(text, "{}", serde_json::to_string(&digest).unwrap()).unwrap();
    text
}

fn replay(text: &str) {
    let mut state = State::default();
    let (lines, digest) = text.trim_end().rsplit_once('\n').unwrap();
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        let event = Event::read(&line.kind, line.version, &line.body).unwrap();
        state.apply(line.seq, Micros(line.at), &event);
    }
    let digest: Digest = serde_json::from_str(digest).unwrap();
    assert_eq!(state.digest(), digest.digest);
}

#[test]
fn the_golden_meetings_have_every_kind_of_event() {
    let logs: Vec<_> = meeting().log.into_iter().chain(controlled().log).chain(managed().log).collect();
    let seen: BTreeSet<_> = logs.iter().map(|(_, _, event)| event.kind()).collect();
    let missing: Vec<_> = Event::KINDS.iter().filter(|(kind, _)| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for (_, _, event) in &logs {
        let line = event.summary();
        assert!(!line.is_empty() && !line.contains("堤上") && !line.contains("王消防"), "{line}");
    }
}
