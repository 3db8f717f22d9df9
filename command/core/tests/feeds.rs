//! Rules of departments' input: FEED, REC, DRILL.

mod support;
use fengsui_command_core::{Actor, Class, Decision, Event, NodeInput};
use fengsui_protocol::{
    FeedRecordId, Micros, Refusal, WarningId,
    account::Mode,
    bounds,
    feed::RecordFate,
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

fn deliver(world: &mut World, source: &str, number: u64) -> Result<Decision, Refusal> {
    let input = NodeInput::RecordReceived { origin: origin(source, "A1", number), facts: Box::new(fire()) };
    world.send(&Actor::Source(source.into()), input)
}

fn warn(world: &mut World, identifier: &str, message_type: &str, references: &[&str]) -> Result<Decision, Refusal> {
    let (origin, facts) = (origin("weather-cap", identifier, 0), warning(identifier, message_type, references));
    world.send(&Actor::Source("weather-cap".into()), NodeInput::WarningReceived { origin, facts: Box::new(facts) })
}

#[test]
fn feed_1_a_disabled_source_delivers_nothing() {
    let mut world = World::county();
    assert!(world.state.source_key(&"fire-119".into()).is_some());
    world.ask(&ADMIN, Input::UpdateFeedSource { id: "fire-119".into(), name: None, disabled: Some(true) }).unwrap();
    assert_eq!(deliver(&mut world, "fire-119", 1).unwrap_err().rule, "FEED-1");
    assert!(world.state.source_key(&"fire-119".into()).is_none());
}

#[test]
fn feed_2_a_fast_clock_is_shown_and_a_wild_one_refused() {
    let mut world = World::county();
    let send = |world: &mut World, skew: i64, number| {
        let mut origin = origin("fire-119", "A1", number);
        origin.clock_skew_us = skew;
        let mut facts = fire();
        facts.occurred_at = NIGHT.plus(skew);
        world.send(&Actor::Source("fire-119".into()), NodeInput::RecordReceived { origin, facts: Box::new(facts) })
    };
    send(&mut world, 60 * Micros::MINUTE, 1).unwrap();
    assert_eq!(world.state.sources[&"fire-119".into()].clock_skew_us, Some(60 * Micros::MINUTE));
    let record = FeedRecordId(1);
    let facts = world.state.records[&record].facts.clone();
    world
        .ask(&DUTY, Input::LogIncident { facts, from_record: Some(record), taken_at: None })
        .expect("taken over as it stands");
    assert_eq!(send(&mut world, 25 * 60 * Micros::MINUTE, 2).unwrap_err().rule, "FEED-2");
    send(&mut world, -300 * 24 * 60 * Micros::MINUTE, 3).unwrap();
}

#[test]
fn feed_3_the_same_record_is_answered_as_before() {
    let mut world = World::county();
    let first = deliver(&mut world, "fire-119", 7).unwrap();
    let (seq, count) = (world.state.seq, world.state.records.len());
    world.wait(5);
    let again = deliver(&mut world, "fire-119", 7).unwrap();
    assert_eq!(again, Decision::Repeated { made: first.made(), seq });
    assert_eq!((world.state.seq, world.state.records.len()), (seq, count));
    assert_ne!(deliver(&mut world, "fire-119", 8).unwrap().made(), first.made());

    world.reading(1, Some(160.0), None).unwrap();
    let seq = world.state.seq;
    assert_eq!(world.reading(1, Some(160.0), None).unwrap(), Decision::Repeated { made: None, seq });
    warn(&mut world, "W1", "Alert", &[]).unwrap();
    let again = warn(&mut world, "W1", "Alert", &[]).unwrap();
    assert_eq!(again.made(), Some(EntityKey::Warning(WarningId(1))));
}

#[test]
fn feed_4_a_station_belongs_to_its_source() {
    let mut world = World::county();
    let observation = fengsui_protocol::station::Observation {
        station: "4310240003".into(),
        observed_at: NIGHT,
        level_m: Some(1.0),
        rain_mm: None,
    };
    let input = NodeInput::ObservationReceived { origin: origin("fire-119", "x", 1), observation };
    assert_eq!(world.send(&Actor::Source("fire-119".into()), input).unwrap_err().rule, "FEED-4");
}

#[test]
fn feed_5_warnings_use_the_standards_values() {
    let mut world = World::county();
    let refusal = warn(&mut world, "W1", "Shout", &[]).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("FEED-5", Some("msgType")));
    assert!(refusal.accepted.contains(&"Cancel".to_owned()));
}

#[test]
fn feed_6_an_update_or_cancellation_supersedes_what_it_names() {
    let mut world = World::county();
    warn(&mut world, "W1", "Alert", &[]).unwrap();
    warn(&mut world, "W2", "Update", &["W1"]).unwrap();
    warn(&mut world, "W3", "Cancel", &["W2"]).unwrap();
    warn(&mut world, "W4", "Alert", &["W3"]).unwrap();
    let superseded: Vec<_> = world.state.warnings.values().map(|warning| warning.superseded).collect();
    assert_eq!(superseded, [true, true, true, false]);
}

#[test]
fn feed_7_a_reading_says_something() {
    let mut world = World::county();
    assert_eq!(world.reading(1, None, None).unwrap_err().rule, "FEED-7");
    let refusal = world.reading(1, Some(f64::NAN), None).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("NUM-1", Some("body.level")));
}

#[test]
fn feed_8_a_crossing_proposes_once_with_hysteresis() {
    let mut world = World::county();
    let mut proposed = |level, rain| {
        world.wait(5);
        let number = world.state.seq;
        let decision = world.reading(number, level, rain).unwrap();
        decision.made().is_some()
    };
    assert!(!proposed(Some(167.99), None));
    assert!(proposed(Some(168.0), None), "reaching the threshold counts");
    assert!(!proposed(Some(169.0), None), "once per crossing");
    assert!(!proposed(Some(167.95), None), "still within the hysteresis");
    assert!(!proposed(Some(168.2), None));
    assert!(!proposed(Some(167.5), None));
    assert!(proposed(Some(168.1), None), "a new crossing");
    assert!(proposed(None, Some(55.0)), "rain has its own");
    assert!(!proposed(Some(168.5), Some(60.0)));
    let Some(EntityView::Station(station)) = world.view(EntityKey::Station("4310240003".into()), &Class::County) else {
        panic!("no station")
    };
    assert!(station.over);
    let record = &world.state.records[&FeedRecordId(1)];
    assert_eq!(record.facts.type_code, "A10100");
    assert_eq!(record.crossing.as_ref().unwrap().threshold, 168.0);
    assert_eq!(record.fate, RecordFate::Pending);
}

#[test]
fn feed_9_an_old_reading_changes_nothing() {
    let mut world = World::county();
    world.wait(60);
    world.reading(1, Some(160.0), None).unwrap();
    world.now = NIGHT;
    let decision = world.reading(2, Some(170.0), None).unwrap();
    assert_eq!(decision.made(), None, "an old reading crosses nothing");
    let station = &world.state.stations[&"4310240003".into()];
    assert_eq!((station.latest.as_ref().unwrap().level_m, station.over_level), (Some(160.0), false));
}

#[test]
fn feed_10_refusals_are_counted_and_the_last_one_shown() {
    let mut world = World::county();
    let refusal = Refusal::new("INC-2", "没有这个类型", "No such type");
    let input = NodeInput::FeedRefused { source: "fire-119".into(), refusal: refusal.clone(), clock_skew_us: Some(5) };
    world.send(&Actor::Source("fire-119".into()), input).unwrap();
    let Some(EntityView::FeedSource(source)) =
        world.view(EntityKey::FeedSource("fire-119".into()), &Class::Administrator)
    else {
        panic!("administrators see sources")
    };
    assert_eq!((source.refused, source.last_refusal), (1, Some(refusal)));
}

#[test]
fn drill_1_a_real_node_takes_actual_warnings_only() {
    let mut world = World::county();
    let mut facts = warning("W9", "Alert", &[]);
    facts.status = "Exercise".into();
    let input = NodeInput::WarningReceived { origin: origin("weather-cap", "W9", 0), facts: Box::new(facts) };
    assert_eq!(world.state.mode(), Some(Mode::Real));
    assert_eq!(world.send(&Actor::Source("weather-cap".into()), input).unwrap_err().rule, "DRILL-1");
}

#[test]
fn rec_1_a_record_is_dealt_with_once_and_rec_2_undone_once() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    let decision =
        world.ask(&DUTY, Input::LogIncident { facts: fire(), from_record: Some(record), taken_at: None }).unwrap();
    let Some(EntityKey::Incident(incident)) = decision.made() else { panic!("no incident") };
    assert_eq!(world.state.incidents[&incident].unit, "fire".into(), "the unit that reported it first");
    assert_eq!(world.refused(&DUTY, Input::LinkRecord { record, incident }).rule, "REC-1");
    assert_eq!(world.refused(&DUTY, Input::DismissRecord { record, reason: "重复".into() }).rule, "REC-1");
    world.ask(&DUTY, Input::UnlinkRecord { record }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::UnlinkRecord { record }).rule, "REC-2");
    world.ask(&DUTY, Input::DismissRecord { record, reason: "误报".into() }).unwrap();
    world.ask(&DUTY, Input::UnlinkRecord { record }).unwrap();
    assert_eq!(world.state.records[&record].fate, RecordFate::Pending, "a dismissal can be undone, too");
    world.ask(&DUTY, Input::LinkRecord { record, incident }).unwrap();
    assert!(world.state.incidents[&incident].records.contains(&record));
}

#[test]
fn bound_records_that_wait_are_limited_per_source() {
    let mut world = World::county();
    for number in 0..bounds::PENDING_RECORDS as u64 {
        deliver(&mut world, "fire-119", number).unwrap();
    }
    assert_eq!(deliver(&mut world, "fire-119", 99_999).unwrap_err().rule, "BOUND");
    world.ask(&DUTY, Input::DismissRecord { record: FeedRecordId(1), reason: "误报".into() }).unwrap();
    deliver(&mut world, "fire-119", 99_999).unwrap();
}

#[test]
fn bound_remembered_readings_are_limited_per_source() {
    let mut world = World::county();
    let most = fengsui_command_core::feed::KNOWN_OBSERVATIONS as u64;
    for number in 0..=most {
        world.reading(number, Some(100.0), None).unwrap();
    }
    assert!(matches!(world.reading(1, Some(100.0), None).unwrap(), Decision::Repeated { .. }));
    assert!(matches!(world.reading(0, Some(100.0), None).unwrap(), Decision::Events(_)), "the oldest was forgotten");
}

#[test]
fn a_secret_is_never_printed_and_never_in_a_view() {
    let mut world = World::county();
    let key =
        NodeInput::SetSourceKey { source: "fire-119".into(), key: "top-secret".into(), hint: "top-…cret".into() };
    assert!(!format!("{key:?}").contains("top-secret"));
    world.made(&ADMIN, key);
    let Some((_, _, Event::SourceKeySet { key, .. })) = world.log.last() else { panic!("no event") };
    assert_eq!(key.0, "top-secret", "the log body has it: signatures must be verified after a restart");
    for class in [Class::County, Class::Administrator] {
        let views = serde_json::to_string(&world.state.all(&class)).unwrap();
        assert!(!views.contains("top-secret") && !views.contains("argon2id hash"));
    }
}
