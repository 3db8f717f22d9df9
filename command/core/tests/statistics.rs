//! 领导视图 and 统计: STAT rules, against a count made the simple way.

mod support;
use fengsui_command_core::{Class, statistics};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::{IncidentState, Severity, TimelineKind},
    input::Input,
    order::OrderRecipient,
    statistics::{ClockKind, Count, Selection},
};
use support::*;

const DAY: i64 = 24 * 60 * Micros::MINUTE;

fn period() -> Selection {
    Selection { from: NIGHT.plus(-3 * DAY), to: NIGHT.plus(4 * DAY), ..Selection::default() }
}

/// Forty incidents over two days, of two types, in two towns and nowhere, graded and not.
fn county() -> World {
    let mut world = World::county();
    let mut seed = Seed(431_024);
    for _ in 0..40 {
        let mut facts = fire();
        facts.type_code = seed.word(&["A20600", "A10100"]).into();
        facts.place.town = seed.of(&[None, Some("431024100".to_owned()), Some("431024102".to_owned())]).clone();
        facts.severity = *seed.of(&[None, Some(Severity::Iii), Some(Severity::Iv)]);
        facts.casualties.moved = seed.below(9) as u32;
        let incident = world.incident(facts);
        if seed.one_in(3) {
            for to in [IncidentState::Verifying, IncidentState::FalseAlarm] {
                world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "查无此事".into() }).unwrap();
            }
        }
        world.wait(seed.below(140) as i64);
    }
    world
}

fn sum(bars: &[Count]) -> (u32, u32) {
    (bars.iter().map(|bar| bar.count).sum(), bars.iter().map(|bar| bar.open).sum())
}

#[test]
fn stat_1_a_period_ends_after_it_begins_within_a_year() {
    let world = World::county();
    for (from, to) in [(0, 0), (1, 0), (0, 367)] {
        let selection = Selection { from: NIGHT.plus(from * DAY), to: NIGHT.plus(to * DAY), ..Selection::default() };
        let refusal = statistics::statistics(&world.state, &Class::County, &selection).unwrap_err();
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("STAT-1", Some("to")));
    }
}

#[test]
fn stat_2_every_way_of_counting_counts_the_same_incidents() {
    let world = county();
    let all = statistics::statistics(&world.state, &Class::County, &period()).unwrap();
    let open = world.state.incidents.values().filter(|incident| incident.state.open()).count() as u32;
    assert_eq!((all.total, all.open), (40, open));
    for bars in [&all.by_severity, &all.by_type, &all.by_town, &all.by_unit, &all.by_day, &all.by_week] {
        assert_eq!(sum(bars), (40, open), "{bars:?}");
    }
    assert_eq!(all.by_day.len(), 8, "days without are days too: {:?}", all.by_day);
    assert_eq!(all.moved, world.state.incidents.values().map(|incident| incident.facts.casualties.moved).sum::<u32>());
    assert!(all.by_type.windows(2).all(|pair| pair[0].count >= pair[1].count), "most first");
    assert_eq!(all.by_severity.iter().map(|bar| bar.key.as_str()).collect::<Vec<_>>(), ["i", "ii", "iii", "iv", ""]);
}

#[test]
fn stat_3_going_down_a_bar_finds_exactly_what_it_counted() {
    let world = county();
    let all = statistics::statistics(&world.state, &Class::County, &period()).unwrap();
    let down = |selection: Selection, bar: &Count| {
        let found = statistics::statistics(&world.state, &Class::County, &selection).unwrap();
        assert_eq!((found.total, found.open), (bar.count, bar.open), "{bar:?}");
        assert_eq!(found.incidents.len() as u32, bar.count);
    };
    for bar in &all.by_type {
        down(Selection { type_code: Some(bar.key.clone()), ..period() }, bar);
    }
    for bar in &all.by_town {
        down(Selection { town: Some(bar.key.clone()), ..period() }, bar);
    }
    for bar in &all.by_severity {
        down(Selection { severity: Some(bar.key.clone()), ..period() }, bar);
    }
    for bar in &all.by_day {
        down(Selection { day: Some(bar.key.clone()), ..period() }, bar);
    }
    for bar in &all.by_unit {
        down(Selection { unit: Some(bar.key.as_str().into()), ..period() }, bar);
    }
    let both = Selection { type_code: Some("A10100".into()), town: Some(String::new()), ..period() };
    let found = statistics::statistics(&world.state, &Class::County, &both).unwrap();
    let plain = world
        .state
        .incidents
        .values()
        .filter(|incident| incident.facts.type_code == "A10100" && incident.facts.place.town.is_none());
    assert_eq!(found.total as usize, plain.count());
}

#[test]
fn stat_4_nobody_counts_what_they_may_not_see() {
    let world = county();
    let town = statistics::statistics(&world.state, &Class::Township("town-100".into()), &period()).unwrap();
    let here =
        world.state.incidents.values().filter(|incident| incident.facts.place.town.as_deref() == Some("431024100"));
    assert_eq!(town.total as usize, here.count());
    assert_eq!(statistics::statistics(&world.state, &Class::Administrator, &period()).unwrap().total, 0);
}

#[test]
fn stat_5_the_overview_says_what_is_open_late_and_decided() {
    let mut world = World::county();
    let graver = world.incident(fire());
    world.wait(1);
    let lesser = world.incident(fire());
    let (type_code, basis) = ("A20600".to_owned(), "三人被困".to_owned());
    world
        .ask(&DUTY, Input::ClassifyIncident { incident: graver, type_code, severity: Some(Severity::Iii), basis })
        .unwrap();
    for to in [IncidentState::Verifying, IncidentState::Confirmed, IncidentState::Assessing, IncidentState::Responding]
    {
        world.ask(&DUTY, Input::TransitionIncident { incident: graver, to, basis: "现场确认".into() }).unwrap();
    }
    let give = Input::GiveInstruction {
        incident: graver,
        report: None,
        text: "先人后物".into(),
        units: vec![OrderRecipient::Unit("water".into())],
        reply_by: Some(world.now.plus(10 * Micros::MINUTE)),
    };
    world.ask(&LEADER, give).unwrap();
    world.wait(90);
    let seen = statistics::overview(&world.state, world.now, NIGHT.plus(-1));
    assert_eq!(seen.open.iter().map(|incident| incident.id).collect::<Vec<_>>(), [graver, lesser], "gravest first");
    let late: Vec<_> =
        seen.clocks.iter().filter(|clock| clock.at <= world.now).map(|clock| (clock.kind, clock.incident)).collect();
    assert_eq!(late, [(ClockKind::Instruction, graver), (ClockKind::Report, graver)], "nearest first");
    let kinds: Vec<_> = seen.decided.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [TimelineKind::Instruction, TimelineKind::Transition, TimelineKind::Classified], "newest first");
    assert_eq!(seen.decided[0].incident, IncidentId(1));
    assert!(statistics::overview(&world.state, world.now, world.now).decided.is_empty());
}
