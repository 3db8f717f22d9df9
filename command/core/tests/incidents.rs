//! Rules of incidents: INC, GEO, TIME, TEXT, NUM, BOUND.

mod support;
use fengsui_command_core::{Class, NodeInput};
use fengsui_protocol::{
    Micros,
    geo::Wgs84,
    incident::{Casualties, IncidentState, IncidentView, Severity, TimelineKind},
    input::{IncidentChange, Input},
    live::{EntityKey, EntityView},
};
use support::*;

fn view(world: &World, id: fengsui_protocol::IncidentId) -> IncidentView {
    match world.view(EntityKey::Incident(id), &Class::County) {
        Some(EntityView::Incident(view)) => *view,
        other => panic!("no incident: {other:?}"),
    }
}

fn step(world: &mut World, incident: fengsui_protocol::IncidentId, to: IncidentState) {
    world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "现场确认".into() }).unwrap();
}

#[test]
fn inc_1_numbers_count_within_the_beijing_day() {
    let mut world = World::county();
    let first = world.incident(fire());
    let second = world.incident(fire());
    assert_eq!(view(&world, first).number, "20260718-0001");
    assert_eq!(view(&world, second).number, "20260718-0002");
    world.wait(121);
    let third = world.incident(fire());
    assert_eq!(view(&world, third).number, "20260719-0001", "midnight is Beijing's");
}

#[test]
fn inc_2_type_codes_are_those_of_the_catalogue() {
    let mut world = World::county();
    let facts = fengsui_protocol::incident::IncidentFacts { type_code: "Z9".into(), ..fire() };
    let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("INC-2", Some("facts.type_code")));
    assert!(refusal.accepted.contains(&"A20600".to_owned()));
}

#[test]
fn inc_3_only_the_steps_of_the_table_each_with_its_basis() {
    use IncidentState::*;
    let mut world = World::county();
    let id = world.incident(fire());
    assert_eq!(view(&world, id).next_states, vec![Verifying]);
    let jump = Input::TransitionIncident { incident: id, to: Ended, basis: "处置完毕".into() };
    let refusal = world.refused(&DUTY, jump);
    assert_eq!((refusal.rule.as_str(), refusal.accepted), ("INC-3", vec!["verifying".to_owned()]));
    let bare = Input::TransitionIncident { incident: id, to: Verifying, basis: " ".into() };
    assert_eq!(world.refused(&DUTY, bare).rule, "TEXT-2");
    for to in [Verifying, Confirmed, Assessing, Responding, Handling, Ended, Aftermath, Reviewing, Archived] {
        step(&mut world, id, to);
    }
    let done = &world.state.incidents[&id];
    assert_eq!(done.transitions.len(), 9);
    let last = done.transitions.last().unwrap();
    assert_eq!((last.seq, last.from, last.to), (world.state.seq, Reviewing, Archived));
    assert!(last.by.contains("duty") && last.basis == "现场确认");
}

#[test]
fn inc_3_every_state_can_be_reached_and_left() {
    use fengsui_command_core::incident::machine::{STEPS, next};
    let mut reached = vec![IncidentState::Reported];
    while let Some(new) = STEPS.iter().find(|(from, to)| reached.contains(from) && !reached.contains(to)) {
        reached.push(new.1);
    }
    assert_eq!(reached.len(), 12);
    for state in reached.iter().filter(|state| **state != IncidentState::Archived) {
        assert!(!next(*state).is_empty(), "{state:?} is a dead end");
    }
}

#[test]
fn inc_4_an_update_names_the_version_it_was_made_on() {
    let mut world = World::county();
    let id = world.incident(fire());
    let version = view(&world, id).version;
    let change = IncidentChange { measures: Some("两车出动".into()), ..IncidentChange::default() };
    world.ask(&LEADER, Input::UpdateIncident { incident: id, version, change: change.clone() }).unwrap();
    let refusal = world.refused(&DUTY, Input::UpdateIncident { incident: id, version, change });
    assert_eq!(refusal.rule, "INC-4");
    assert_eq!(refusal.accepted, vec![view(&world, id).version.to_string()]);
}

#[test]
fn inc_5_an_archived_incident_changes_no_more() {
    let mut world = World::county();
    let id = world.incident(fire());
    for to in [IncidentState::Verifying, IncidentState::FalseAlarm, IncidentState::Archived] {
        step(&mut world, id, to);
    }
    assert_eq!(world.refused(&DUTY, Input::AddNote { incident: id, text: "补记".into() }).rule, "INC-5");
}

#[test]
fn inc_6_an_update_changes_something() {
    let mut world = World::county();
    let id = world.incident(fire());
    let (version, change) = (view(&world, id).version, IncidentChange::default());
    assert_eq!(world.refused(&DUTY, Input::UpdateIncident { incident: id, version, change }).rule, "INC-6");
}

#[test]
fn inc_7_severity_is_suggested_by_article_3_and_includes_the_number() {
    let mut world = World::county();
    let mut suggested = |dead, seriously_hurt, type_code: &str| {
        let casualties = Casualties { dead, seriously_hurt, ..Casualties::default() };
        let facts = fengsui_protocol::incident::IncidentFacts { casualties, type_code: type_code.into(), ..fire() };
        let id = world.incident(facts);
        let seen = view(&world, id);
        assert_eq!(seen.facts.severity, None, "never set by itself");
        seen.suggested_severity
    };
    for (dead, hurt, level) in [
        (30, 0, Severity::I),
        (29, 0, Severity::Ii),
        (0, 100, Severity::I),
        (10, 0, Severity::Ii),
        (0, 50, Severity::Ii),
        (3, 0, Severity::Iii),
        (0, 10, Severity::Iii),
        (2, 9, Severity::Iv),
    ] {
        let suggestion = suggested(dead, hurt, "A20600").unwrap();
        assert_eq!(suggestion.severity, level, "{dead} dead, {hurt} hurt");
        assert!(suggestion.basis.contains("第493号第三条"), "{}", suggestion.basis);
    }
    assert_eq!(suggested(0, 0, "A20600"), None);
    assert_eq!(suggested(30, 0, "A10100"), None, "natural hazards follow their special plans");
}

#[test]
fn inc_8_deadlines_follow_from_state() {
    use IncidentState::*;
    let mut world = World::county();
    let id = world.incident(fire());
    let reported = world.now;
    let due = |world: &World| view(world, id).next_due.map(|due| (due.what, due.at.since(reported) / Micros::MINUTE));
    assert_eq!(due(&world), Some(("verify".into(), 10)));
    step(&mut world, id, Verifying);
    step(&mut world, id, Confirmed);
    assert_eq!(due(&world), Some(("initial_report".into(), 60)));
    let classify = |severity| Input::ClassifyIncident {
        incident: id,
        type_code: "A20600".into(),
        severity,
        basis: "三人死亡".into(),
    };
    world.ask(&DUTY, classify(Some(Severity::Ii))).unwrap();
    assert_eq!(due(&world), Some(("initial_phone".into(), 15)));
    world.ask(&DUTY, classify(Some(Severity::Iv))).unwrap();
    assert_eq!(due(&world), Some(("initial_report".into(), 360)));
    world.ask(&DUTY, classify(Some(Severity::Iii))).unwrap();
    step(&mut world, id, Assessing);
    step(&mut world, id, Responding);
    assert_eq!(due(&world), Some(("initial_report".into(), 60)), "what is owed stays owed; RPT-5 has the rest");
    for to in [Handling, Ended] {
        step(&mut world, id, to);
    }
    assert_eq!(due(&world), Some(("final_report".into(), 24 * 60)));
    for to in [Aftermath, Reviewing] {
        step(&mut world, id, to);
    }
    assert_eq!(due(&world), None);
}

#[test]
fn inc_9_the_timeline_tells_who_did_what_at_which_log_position() {
    let mut world = World::county();
    let id = world.incident(fire());
    world.wait(1);
    let place = fire().place;
    world.ask(&FIRE, Input::LocateIncident { incident: id, place }).expect_err("not the fire brigade's incident");
    let record = world.record("fire-119", "A1", 1);
    world.ask(&FIRE, Input::LinkRecord { record, incident: id }).unwrap();
    world.ask(&FIRE, Input::AddNote { incident: id, text: "一中队到场".into() }).unwrap();
    world.ask(&FIRE, Input::UnlinkRecord { record }).unwrap();
    world
        .send(
            &fengsui_command_core::Actor::Node,
            NodeInput::NoteOnIncident { incident: id, kind: TimelineKind::Conference, text: "会商 1 开始".into() },
        )
        .unwrap();
    let seen = view(&world, id);
    let kinds: Vec<_> = seen.timeline.iter().map(|entry| entry.kind).collect();
    use TimelineKind::*;
    assert_eq!(kinds, vec![Logged, Linked, Note, Unlinked, Conference]);
    assert!(seen.timeline[2].actor.contains("县消防救援大队"));
    assert!(seen.timeline.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert_eq!(seen.version, world.state.seq);
}

#[test]
fn geo_1_exchanged_coordinates_are_refused_with_the_repair() {
    let mut world = World::county();
    let mut facts = fire();
    facts.place.position = Some(Wgs84 { lon: 25.58, lat: 112.37 });
    let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("GEO-1", Some("facts.place.position")));
    assert_eq!(refusal.accepted, vec!["lon=112.37 lat=25.58"]);
}

#[test]
fn geo_2_positions_are_numbers_on_earth() {
    let mut world = World::county();
    for (lon, lat, field) in [
        (f64::NAN, 25.0, "facts.place.position.lon"),
        (112.0, f64::INFINITY, "facts.place.position.lat"),
        (181.0, 25.0, "facts.place.position.lon"),
        (10.0, -90.5, "facts.place.position.lat"),
    ] {
        let mut facts = fire();
        facts.place.position = Some(Wgs84 { lon, lat });
        let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("GEO-4", Some(field)));
    }
}

#[test]
fn geo_3_towns_are_named_by_nine_digits() {
    let mut world = World::county();
    let mut facts = fire();
    facts.place.town = Some("珠泉镇".into());
    assert_eq!(world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None }).rule, "GEO-6");
}

#[test]
fn time_1_nothing_has_happened_in_the_future() {
    let mut world = World::county();
    let at = |minutes: i64| {
        let occurred_at = NIGHT.plus(minutes * Micros::MINUTE);
        let facts = fengsui_protocol::incident::IncidentFacts { occurred_at, ..fire() };
        Input::LogIncident { facts, from_record: None, taken_at: None }
    };
    world.ask(&DUTY, at(10)).unwrap();
    let refusal = world.refused(&DUTY, at(11));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("TIME-1", Some("facts.occurred_at")));
    assert_eq!(world.refused(&DUTY, at(i64::MIN / Micros::MINUTE)).rule, "TIME-1");
}

#[test]
fn text_1_control_and_turning_characters_are_refused_and_sql_is_only_text() {
    let mut world = World::county();
    for bad in ["a\u{0}b", "a\nb", "\u{202e}txt", "\u{1b}[2J"] {
        let facts = fengsui_protocol::incident::IncidentFacts { title: bad.into(), ..fire() };
        let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("TEXT-1", Some("facts.title")));
    }
    let title = "'; DROP TABLE log; --";
    let id = world.incident(fengsui_protocol::incident::IncidentFacts { title: title.into(), ..fire() });
    assert_eq!(view(&world, id).facts.title, title);
}

#[test]
fn text_4_telephone_numbers_have_digits() {
    let mut world = World::county();
    let mut facts = fire();
    facts.caller.phone = "<script>".into();
    assert_eq!(world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None }).rule, "TEXT-4");
}

#[test]
fn bound_every_text_and_number_has_one() {
    let mut world = World::county();
    let long = "洪".repeat(4 << 20);
    let mut tried = 0;
    type Spoil = fn(&mut fengsui_protocol::incident::IncidentFacts, &str);
    let spoils: [(&str, Spoil); 7] = [
        ("facts.title", |facts, long| facts.title = long.into()),
        ("facts.place.text", |facts, long| facts.place.text = long.into()),
        ("facts.caller.name", |facts, long| facts.caller.name = long.into()),
        ("facts.caller.source", |facts, long| facts.caller.source = long.into()),
        ("facts.narrative", |facts, long| facts.narrative = long.into()),
        ("facts.measures", |facts, long| facts.measures = long.into()),
        ("facts.informed", |facts, long| facts.informed = long.into()),
    ];
    for (field, spoil) in spoils {
        let mut facts = fire();
        spoil(&mut facts, &long);
        let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("BOUND", Some(field)));
        tried += 1;
    }
    assert_eq!(tried, 7);
    let mut facts = fire();
    facts.casualties.moved = u32::MAX;
    let refusal = world.refused(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None });
    assert_eq!(refusal.field.as_deref(), Some("facts.casualties.moved"));
}

#[test]
fn inc_10_what_was_taken_while_cut_off_counts_from_then() {
    let mut world = World::county();
    let taken = |minutes: i64| Input::LogIncident {
        facts: fire(),
        from_record: None,
        taken_at: Some(NIGHT.plus(minutes * Micros::MINUTE)),
    };
    world.wait(90);
    let Some(EntityKey::Incident(id)) = world.ask(&DUTY, taken(5)).unwrap().made() else { panic!("no incident") };
    let late = view(&world, id);
    assert_eq!(late.reported_at, NIGHT.plus(5 * Micros::MINUTE));
    assert_eq!(late.next_due.map(|due| due.since), Some(late.reported_at), "the clock began when it was taken");
    assert!(late.timeline[0].text.contains("离线"), "{}", late.timeline[0].text);
    assert_eq!(late.timeline[0].at, world.now, "and the log says when it came");
    let ahead = world.refused(&DUTY, taken(101));
    assert_eq!((ahead.rule.as_str(), ahead.field.as_deref()), ("TIME-1", Some("taken_at")));
    let old = world.refused(&DUTY, taken(90 - 3 * 24 * 60 - 1));
    assert_eq!((old.rule.as_str(), old.field.as_deref()), ("INC-10", Some("taken_at")));
    world.ask(&DUTY, taken(90 - 3 * 24 * 60)).unwrap();
}
