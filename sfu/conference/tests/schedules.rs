//! 预约 schedules and 模板 templates: MEET-40 to MEET-44.

mod support;
use fengsui_conference::{Class, Event, NodeInput, schedule::occurrences};
use fengsui_protocol::{
    Micros, ScheduleId, TemplateId, UnitId,
    conference::Presence,
    input::Input,
    live::{EntityKey, EntityView},
    meeting::{AgendaItem, ConferencePlan, Repeat, RepeatEnd, ScheduleView, Timing},
};
use support::*;

const HOUR: i64 = 60 * Micros::MINUTE;
const DAY: i64 = 24 * HOUR;
const FIRST: ScheduleId = ScheduleId(1);

/// [`NIGHT`] is Saturday the 18th of July 2026, 22:00 in Beijing.
fn tomorrow() -> Micros {
    NIGHT.plus(12 * HOUR)
}
fn plan(units: &[&str]) -> ConferencePlan {
    ConferencePlan {
        title: "防汛周会商".into(),
        agenda: vec![AgendaItem { text: "雨情通报".into(), minutes: Some(10) }],
        units: units.iter().map(|unit| UnitId::from(*unit)).collect(),
        minutes: 60,
        waiting_room: false,
    }
}
fn timing(starts_at: Micros, repeat: Repeat, end: Option<RepeatEnd>) -> Timing {
    Timing { starts_at, repeat, end, remind_minutes: 15 }
}
fn schedule(timing: Timing) -> Input {
    Input::ScheduleConference { plan: plan(&["fire", "water"]), timing }
}
fn once() -> Input {
    schedule(timing(tomorrow(), Repeat::Once, None))
}
fn view(world: &World, class: &Class) -> Option<ScheduleView> {
    match world.state.view(&EntityKey::Schedule(FIRST), class)? {
        EntityView::Schedule(view) => Some(*view),
        other => panic!("{other:?}"),
    }
}
fn next(world: &World) -> Option<Micros> {
    view(world, &Class::County).unwrap().next_at
}
/// Nothing happens before its time.
fn pass(world: &mut World, to: Micros) -> Vec<Event> {
    world.now = to;
    world.node(NodeInput::Due).unwrap()
}

#[test]
fn meet_40_it_begins_ahead_within_two_years() {
    let mut world = World::new();
    for at in [NIGHT, NIGHT.plus(-HOUR), NIGHT.plus(732 * DAY)] {
        let refusal = world.refused(CHAIR, schedule(timing(at, Repeat::Once, None)));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("MEET-40", Some("timing.starts_at")));
    }
    let empty = Input::ScheduleConference {
        plan: ConferencePlan { title: " ".into(), ..plan(&[]) },
        timing: timing(tomorrow(), Repeat::Once, None),
    };
    assert_eq!(world.refused(CHAIR, empty).field.as_deref(), Some("plan.title"));
    let unknown = Input::ScheduleConference { plan: plan(&["nobody"]), timing: timing(tomorrow(), Repeat::Once, None) };
    assert_eq!(world.refused(CHAIR, unknown).rule, "CC-15");
    world.ask(CHAIR, once()).unwrap();
    let view = view(&world, &Class::County).unwrap();
    assert_eq!((view.next_at, view.remind_at), (Some(tomorrow()), Some(tomorrow().plus(-15 * Micros::MINUTE))));
}

#[test]
fn meet_41_what_repeats_begins_on_one_of_its_days_and_ends() {
    let mut world = World::new();
    let three = Some(RepeatEnd::Count { count: 3 });
    for (repeat, end) in [
        (Repeat::Daily, None),
        (Repeat::Daily, Some(RepeatEnd::Count { count: 0 })),
        (Repeat::Daily, Some(RepeatEnd::Count { count: 401 })),
        (Repeat::Daily, Some(RepeatEnd::Until { at: NIGHT })),
        (Repeat::Weekly { days: vec![1] }, three.clone()),
        (Repeat::Weekly { days: vec![7, 8] }, three.clone()),
        (Repeat::Monthly { day: 18 }, three.clone()),
        (Repeat::Monthly { day: 0 }, three.clone()),
    ] {
        let input = schedule(timing(tomorrow(), repeat, end));
        assert_eq!(world.refused(CHAIR, input.clone()).rule, "MEET-41", "{input:?}");
    }
    // Tomorrow is Sunday the 19th.
    world.ask(CHAIR, schedule(timing(tomorrow(), Repeat::Weekly { days: vec![7, 3] }, three))).unwrap();
}

#[test]
fn meet_41_times_follow_the_plan() {
    let days = |repeat, end| {
        let timing = timing(tomorrow(), repeat, Some(end));
        occurrences(&timing).map(|at| at.since(tomorrow()) / DAY).collect::<Vec<_>>()
    };
    assert_eq!(days(Repeat::Daily, RepeatEnd::Count { count: 3 }), [0, 1, 2]);
    assert_eq!(days(Repeat::Weekly { days: vec![3, 7] }, RepeatEnd::Count { count: 4 }), [0, 3, 7, 10]);
    assert_eq!(days(Repeat::Daily, RepeatEnd::Until { at: tomorrow().plus(2 * DAY - 1) }), [0, 1]);
    let monthly = Timing {
        // 2026-07-31 10:00; August has a 31st, September and November have none.
        starts_at: tomorrow().plus(12 * DAY),
        ..timing(tomorrow(), Repeat::Monthly { day: 31 }, Some(RepeatEnd::Count { count: 3 }))
    };
    let days: Vec<_> = occurrences(&monthly).map(|at| at.since(monthly.starts_at) / DAY).collect();
    assert_eq!(days, [0, 31, 92], "the 31sts of July, August and October");
}

#[test]
fn meet_44_it_opens_by_itself_at_its_time_and_rings_who_is_invited() {
    let mut world = World::new();
    world.ask(CHAIR, once()).unwrap();
    assert_eq!(world.state.next_due(), Some(tomorrow()));
    assert!(pass(&mut world, tomorrow().plus(-1)).is_empty());
    pass(&mut world, tomorrow());
    let conference = &world.state.conferences[&ONE];
    assert_eq!((conference.title.as_str(), conference.chair), ("防汛周会商", Some(CHAIR)));
    assert!(conference.sites.values().all(|site| matches!(site.presence, Presence::Ringing { .. })));
    assert_eq!(conference.meeting.agenda.len(), 1);
    assert_eq!(conference.meeting.planned_end, Some(tomorrow().plus(HOUR)));
    let done = view(&world, &Class::County).unwrap();
    assert_eq!((done.next_at, done.conference, done.opened), (None, Some(ONE), 1));
    assert!(world.node(NodeInput::Due).unwrap().is_empty(), "once");
    assert_eq!(world.state.next_due(), None);
}

#[test]
fn meet_44_times_that_passed_while_the_node_stood_still_are_missed() {
    let mut world = World::new();
    let daily = timing(tomorrow(), Repeat::Daily, Some(RepeatEnd::Count { count: 4 }));
    world.ask(CHAIR, schedule(daily)).unwrap();
    let late = tomorrow().plus(2 * DAY + 20 * Micros::MINUTE);
    assert!(matches!(pass(&mut world, late)[..], [Event::OccurrenceMissed { .. }]));
    assert!(matches!(pass(&mut world, late)[..], [Event::OccurrenceMissed { .. }]));
    assert!(
        pass(&mut world, late).iter().any(|event| matches!(event, Event::ScheduleOpened { .. })),
        "20 min late it opens"
    );
    assert!(pass(&mut world, late).is_empty());
    let view = view(&world, &Class::County).unwrap();
    assert_eq!((view.opened, view.missed, view.next_at), (1, 2, Some(tomorrow().plus(3 * DAY))));
}

#[test]
fn meet_44_only_the_node_says_that_it_is_due() {
    let mut world = World::new();
    world.ask(CHAIR, once()).unwrap();
    world.now = tomorrow();
    let refusal = world.send(&fengsui_conference::Actor::User(CHAIR), NodeInput::Due).unwrap_err();
    assert_eq!(refusal.rule, "AUTH-1");
}

#[test]
fn meet_42_changed_and_cancelled() {
    let mut world = World::new();
    let daily = timing(tomorrow(), Repeat::Daily, Some(RepeatEnd::Count { count: 3 }));
    world.ask(CHAIR, schedule(daily)).unwrap();
    pass(&mut world, tomorrow());
    let later = timing(tomorrow().plus(2 * HOUR), Repeat::Once, None);
    world.ask(LEADER, Input::ChangeSchedule { schedule: FIRST, plan: plan(&["police"]), timing: later }).unwrap();
    assert_eq!(next(&world), Some(tomorrow().plus(2 * HOUR)));
    world.ask(CHAIR, Input::CancelSchedule { schedule: FIRST }).unwrap();
    assert_eq!(next(&world), None);
    assert_eq!(world.refused(CHAIR, Input::CancelSchedule { schedule: FIRST }).rule, "MEET-42");
    assert_eq!(world.refused(CHAIR, Input::CancelSchedule { schedule: ScheduleId(9) }).rule, "REF-1");
    assert!(pass(&mut world, tomorrow().plus(2 * HOUR)).is_empty());
}

#[test]
fn view_8_a_schedule_is_for_those_invited() {
    let mut world = World::new();
    world.ask(CHAIR, once()).unwrap();
    for class in [Class::County, Class::Operator, Class::Department("fire".into()), Class::Field("water".into())] {
        assert!(view(&world, &class).is_some(), "{class}");
    }
    for class in [Class::Administrator, Class::Department("police".into()), Class::Township("town-100".into())] {
        assert!(view(&world, &class).is_none(), "{class}");
    }
}

#[test]
fn meet_43_templates_bear_their_own_names_and_make_conferences() {
    let mut world = World::new();
    let save = |template, name: &str| Input::SaveTemplate { template, name: name.into(), plan: plan(&["fire"]) };
    world.ask(CHAIR, save(None, "周会商")).unwrap();
    assert_eq!(world.refused(CHAIR, save(None, " 周会商 ")).rule, "MEET-43");
    world.ask(CHAIR, save(Some(TemplateId(1)), "周会商")).unwrap();
    assert_eq!(world.refused(CHAIR, save(Some(TemplateId(2)), "月会商")).rule, "REF-1");
    assert!(world.state.view(&EntityKey::Template(TemplateId(1)), &Class::Department("fire".into())).is_none());
    let plan = world.state.templates[&TemplateId(1)].plan.clone();
    world.ask(CHAIR, Input::OpenConference { plan, incident: None }).unwrap();
    assert_eq!(world.state.conferences[&ONE].meeting.agenda[0].text, "雨情通报");
    world.ask(CHAIR, Input::RemoveTemplate { template: TemplateId(1) }).unwrap();
    assert_eq!(world.refused(CHAIR, Input::RemoveTemplate { template: TemplateId(1) }).rule, "REF-1");
}
