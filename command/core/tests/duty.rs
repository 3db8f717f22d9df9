//! Duty: DUTY rules and VIEW-12.

mod support;
use fengsui_command_core::{Actor, Class, Decision, Event, NodeInput, duty};
use fengsui_protocol::{
    DutyShiftId, DutySwapId, Micros, UserId,
    account::Role,
    bounds,
    duty::{DutyPlan, DutySwapState},
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

const HOUR: i64 = 60 * Micros::MINUTE;
/// 22:00, two hours into the night shift.
const NIGHT_SHIFT: Micros = Micros(NIGHT.0 - 2 * HOUR);
const SECOND: Actor = Actor::User(UserId(9));

fn plan(unit: &str, start: Micros, hours: i64, officer: &str) -> DutyPlan {
    DutyPlan {
        unit: unit.into(),
        start,
        end: start.plus(hours * HOUR),
        officers: vec![officer.to_owned()],
        leader: "leader 的姓名".into(),
        phone: "0735-6622345".into(),
    }
}

fn set(plan: DutyPlan) -> Input {
    Input::SetDutyShift { shift: None, version: 0, plan }
}

/// A county with a second duty officer, who is on duty tomorrow while the first one is tonight and in two days.
fn roster() -> World {
    let mut world = World::county();
    world.made(&ADMIN, new_user("second", Role::DutyOfficer, "centre"));
    for (day, officer) in [(0, "duty 的姓名"), (1, "second 的姓名"), (2, "duty 的姓名")] {
        world.ask(&DUTY, set(plan("centre", NIGHT_SHIFT.plus(day * 24 * HOUR), 12, officer))).unwrap();
    }
    world
}

fn shift(world: &World, id: u64) -> &duty::Shift {
    &world.state.duty.shifts[&DutyShiftId(id)]
}

fn change(id: u64, version: u64, plan: DutyPlan) -> Input {
    Input::SetDutyShift { shift: Some(DutyShiftId(id)), version, plan }
}

#[test]
fn duty_1_a_shift_ends_after_it_starts_within_48_hours_and_a_year() {
    let mut world = roster();
    for (start, hours) in
        [(NIGHT.plus(90 * 24 * HOUR), 0), (NIGHT.plus(90 * 24 * HOUR), 49), (NIGHT.plus(400 * 24 * HOUR), 12)]
    {
        assert_eq!(world.refused(&DUTY, set(plan("centre", start, hours, "甲"))).rule, "DUTY-1");
    }
    world.ask(&DUTY, set(plan("centre", NIGHT.plus(90 * 24 * HOUR), 48, "甲"))).unwrap();
}

#[test]
fn duty_2_shifts_of_one_unit_do_not_overlap_and_those_of_two_may() {
    let mut world = roster();
    let refusal = world.refused(&DUTY, set(plan("centre", NIGHT_SHIFT.plus(11 * HOUR), 12, "甲")));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("DUTY-2", Some("plan.start")));
    world.ask(&DUTY, set(plan("centre", NIGHT_SHIFT.plus(12 * HOUR), 12, "甲"))).unwrap();
    world.ask(&FIRE, set(plan("fire", NIGHT_SHIFT, 24, "乙"))).unwrap();
}

#[test]
fn duty_3_officers_leader_and_telephone_are_named() {
    let mut world = World::county();
    let whole = plan("centre", NIGHT, 12, "甲");
    let without = [
        DutyPlan { officers: vec![], ..whole.clone() },
        DutyPlan { officers: vec!["甲".into(), "甲 ".into()], ..whole.clone() },
        DutyPlan { leader: " ".into(), ..whole.clone() },
        DutyPlan { phone: String::new(), ..whole.clone() },
    ];
    for plan in without {
        assert_eq!(world.refused(&DUTY, set(plan)).rule, "DUTY-3");
    }
    let many = (0..=bounds::DUTY_OFFICERS).map(|number| number.to_string()).collect();
    assert_eq!(world.refused(&DUTY, set(DutyPlan { officers: many, ..whole })).rule, "BOUND");
}

#[test]
fn duty_4_what_is_over_stands_and_what_runs_keeps_its_beginning() {
    let mut world = roster();
    let version = shift(&world, 1).version;
    let running = plan("centre", NIGHT_SHIFT, 12, "甲");
    let moved = plan("centre", NIGHT_SHIFT.plus(HOUR), 12, "甲");
    assert_eq!(world.refused(&DUTY, change(1, version, moved)).rule, "DUTY-4");
    assert_eq!(world.refused(&DUTY, change(1, version, plan("centre", NIGHT_SHIFT, 1, "甲"))).rule, "DUTY-4");
    assert_eq!(world.refused(&DUTY, Input::RemoveDutyShift { shift: DutyShiftId(1) }).rule, "DUTY-4");
    world.ask(&LEADER, change(1, version, running.clone())).unwrap();
    assert_eq!(shift(&world, 1).officers[0].name, "甲", "somebody fell ill");
    world.wait(11 * 60);
    let version = shift(&world, 1).version;
    assert_eq!(world.refused(&DUTY, change(1, version, running)).rule, "DUTY-4");
    world.ask(&DUTY, Input::RemoveDutyShift { shift: DutyShiftId(2) }).unwrap();
    assert!(world.state.duty.between(&"centre".into(), NIGHT, NIGHT.plus(40 * HOUR)).len() == 1);
}

#[test]
fn duty_5_a_change_names_the_version_that_was_read() {
    let mut world = roster();
    let version = shift(&world, 2).version;
    let other = plan("centre", shift(&world, 2).start, 12, "甲");
    world.ask(&LEADER, change(2, version, other.clone())).unwrap();
    let refusal = world.refused(&DUTY, change(2, version, other));
    assert_eq!((refusal.rule.as_str(), refusal.accepted.len()), ("DUTY-5", 1));
}

#[test]
fn duty_6_one_proposes_the_other_accepts_and_both_shifts_are_exchanged() {
    let mut world = roster();
    let propose =
        Input::ProposeDutySwap {
            give: DutyShiftId(3), take: DutyShiftId(2), with: UserId(9), note: "家中有事".into()
        };
    let Some(EntityKey::DutySwap(swap)) = world.ask(&DUTY, propose.clone()).unwrap().made() else { panic!("no swap") };
    assert_eq!(world.refused(&DUTY, propose).rule, "DUTY-6", "one at a time");
    let answer = |accept| Input::AnswerDutySwap { swap, accept, text: "可以".into() };
    assert_eq!(world.refused(&DUTY, answer(true)).rule, "DUTY-6", "not by oneself");
    assert_eq!(world.refused(&LEADER, answer(true)).rule, "REF-1", "not by a third");
    world.ask(&SECOND, answer(true)).unwrap();
    assert_eq!(shift(&world, 3).officers[0].user, Some(UserId(9)));
    assert_eq!(shift(&world, 2).officers[0].user, Some(UserId(2)));
    assert_eq!(world.state.duty.swaps[&swap].state, DutySwapState::Accepted);
    assert_eq!(world.refused(&SECOND, answer(false)).rule, "DUTY-6", "settled");
}

#[test]
fn duty_6_what_may_not_be_swapped() {
    let mut world = roster();
    let ask = |give, take, with| Input::ProposeDutySwap {
        give: DutyShiftId(give),
        take: DutyShiftId(take),
        with: UserId(with),
        note: String::new(),
    };
    assert_eq!(world.refused(&DUTY, ask(1, 2, 9)).rule, "DUTY-6", "it runs already");
    assert_eq!(world.refused(&DUTY, ask(2, 3, 9)).rule, "DUTY-6", "not on that shift");
    assert_eq!(world.refused(&DUTY, ask(3, 2, 3)).rule, "DUTY-6", "an officer for a leader");
    assert_eq!(world.refused(&DUTY, ask(3, 99, 9)).rule, "REF-1");
    assert_eq!(world.refused(&FIRE, ask(3, 2, 9)).rule, "REF-1", "another unit's shifts are unknown");
}

#[test]
fn duty_6_a_proposal_lapses_when_a_shift_is_changed_or_begins() {
    let mut world = roster();
    let propose =
        Input::ProposeDutySwap { give: DutyShiftId(3), take: DutyShiftId(2), with: UserId(9), note: String::new() };
    world.ask(&DUTY, propose.clone()).unwrap();
    let (version, start) = (shift(&world, 2).version, shift(&world, 2).start);
    world.ask(&LEADER, change(2, version, plan("centre", start, 12, "甲"))).unwrap();
    assert_eq!(world.state.duty.swaps[&DutySwapId(1)].state, DutySwapState::Lapsed);
    let version = shift(&world, 2).version;
    world.ask(&LEADER, change(2, version, plan("centre", start, 12, "second 的姓名"))).unwrap();
    world.ask(&DUTY, propose).unwrap();
    world.wait(24 * 60);
    let swap = DutySwapId(2);
    assert_eq!(
        world.refused(&SECOND, Input::AnswerDutySwap { swap, accept: true, text: String::new() }).rule,
        "DUTY-6"
    );
    world.ask(&DUTY, Input::WithdrawDutySwap { swap }).unwrap();
    assert_eq!(world.state.duty.swaps[&swap].state, DutySwapState::Withdrawn);
}

/// The shifts may have been changed since it was proposed, and the proposal still stand.
#[test]
fn duty_6_accepted_late_it_puts_nobody_twice_into_a_shift() {
    let mut world = roster();
    let (give, take, with) = (DutyShiftId(3), DutyShiftId(2), UserId(9));
    let propose = Input::ProposeDutySwap { give, take, with, note: String::new() };
    let Some(EntityKey::DutySwap(swap)) = world.ask(&DUTY, propose).unwrap().made() else { panic!("no swap") };
    let start = NIGHT_SHIFT.plus(24 * HOUR);
    let officers = vec!["second 的姓名".to_owned(), "duty 的姓名".to_owned()];
    let both = DutyPlan { officers, ..plan("centre", start, 12, "second 的姓名") };
    let version = shift(&world, 2).version;
    world.ask(&LEADER, change(2, version, both)).unwrap();
    assert_eq!(world.state.duty.swaps[&swap].state, DutySwapState::Proposed);
    let accept = Input::AnswerDutySwap { swap, accept: true, text: String::new() };
    assert_eq!(world.refused(&SECOND, accept).rule, "DUTY-6");
}

#[test]
fn duty_7_a_file_is_checked_line_by_line_and_taken_whole() {
    let mut world = roster();
    let text = "\u{feff}开始,结束,值班员,带班领导,值班电话,单位\r\n\
                2026-07-19 20:00,2026-07-20 08:00,second 的姓名,leader 的姓名,0735-6622345,\r\n\
                2026/7/20 20:00,2026/7/21 8:00,\"甲、乙\",陈立新,'0735-6622345,县应急指挥中心\r\n\
                2026/7/21 20:00,2026/7/21 8:00,甲,陈立新,0735-6622345,\r\n\
                2026/7/20 21:00,2026/7/20 23:00,甲,陈立新,0735-6622345,\r\n\
                昨晚,2026/7/21 8:00,甲,陈立新,0735-6622345,\r\n\
                2026/7/22 20:00,2026/7/23 8:00,甲,,0735-6622345,县消防救援大队\r\n";
    let read = |world: &World, text: &str| {
        duty::sheet::read(&world.state, world.now, &"centre".into(), |unit| unit.0 == "centre", text)
    };
    let import = read(&world, text);
    let found: Vec<_> =
        import.errors.iter().map(|error| (error.line, error.field.as_str(), error.rule.as_str())).collect();
    let wanted = [(4, "结束", "DUTY-1"), (5, "开始", "DUTY-2"), (6, "开始", "DUTY-7"), (7, "单位", "AUTH-3")];
    assert_eq!(found, wanted);
    assert_eq!((import.added, import.replaced, import.unchanged), (1, 1, 1), "the second line stands already");
    let good: String = text.split_inclusive("\r\n").take(3).collect();
    let import = read(&world, &good);
    assert!(import.errors.is_empty() && import.plans.len() == 2);
    let bad = import.plans.iter().cloned().chain([plan("centre", NIGHT, 12, "甲")]).collect();
    assert_eq!(world.refused(&DUTY, Input::ImportDutyShifts { plans: bad }).rule, "DUTY-2", "all or none");
    world.ask(&DUTY, Input::ImportDutyShifts { plans: import.plans }).unwrap();
    let names: Vec<_> = world
        .state
        .duty
        .between(&"centre".into(), NIGHT, NIGHT.plus(72 * HOUR))
        .into_iter()
        .map(|(_, shift)| shift.officers.len())
        .collect();
    assert_eq!(names, [1, 1, 2]);
    let again = duty::sheet::rows(&world.state, &Class::County, Some(&"centre".into()), NIGHT, NIGHT.plus(72 * HOUR));
    assert_eq!(
        again[3],
        ["县应急指挥中心", "2026-07-20 20:00", "2026-07-21 08:00", "甲、乙", "陈立新", "0735-6622345"]
    );
    assert_eq!(read(&world, "单位,开始\n").errors.len(), 4, "the columns that are missing are named");
    assert_eq!(read(&world, "").errors[0].rule, "DUTY-7");
}

#[test]
fn duty_8_who_is_on_duty_follows_from_roster_and_time() {
    let world = roster();
    let at =
        |hours: i64| world.state.duty.current(&"centre".into(), NIGHT_SHIFT.plus(hours * HOUR)).map(|(id, _)| id.0);
    assert_eq!([at(-1), at(0), at(11), at(12), at(24)], [None, Some(1), Some(1), None, Some(2)]);
    assert_eq!(duty::county_unit(&world.state), Some(&"centre".into()));
    assert_eq!(shift(&world, 1).leader.user, Some(UserId(3)), "the leader's account is known by the name");
}

#[test]
fn view_12_the_county_s_duty_room_is_for_everybody_and_a_unit_s_for_itself() {
    let mut world = roster();
    world.ask(&FIRE, set(plan("fire", NIGHT, 12, "甲"))).unwrap();
    world
        .ask(
            &DUTY,
            Input::ProposeDutySwap { give: DutyShiftId(3), take: DutyShiftId(2), with: UserId(9), note: String::new() },
        )
        .unwrap();
    let seen = |class: Class| {
        let all = world.state.all(&class);
        let shifts = all.iter().filter(|view| matches!(view, EntityView::DutyShift(_))).count();
        (shifts, all.iter().any(|view| matches!(view, EntityView::DutySwap(_))))
    };
    assert_eq!(seen(Class::County), (4, true));
    assert_eq!(seen(Class::Department("fire".into())), (4, false));
    assert_eq!(seen(Class::Township("town-100".into())), (3, false));
    assert_eq!(seen(Class::Operator), (3, false));
    assert_eq!(seen(Class::Administrator), (3, false));
}

#[test]
fn auth_3_a_unit_sets_its_own_roster_only() {
    let mut world = roster();
    assert_eq!(world.refused(&FIRE, set(plan("centre", NIGHT.plus(12 * HOUR), 8, "甲"))).rule, "AUTH-3");
    assert_eq!(world.refused(&FIRE, Input::RemoveDutyShift { shift: DutyShiftId(2) }).rule, "REF-1");
    assert_eq!(
        world.refused(&FIRE, Input::ImportDutyShifts { plans: vec![plan("water", NIGHT, 8, "甲")] }).rule,
        "AUTH-3"
    );
    assert_eq!(world.refused(&FIELD, set(plan("fire", NIGHT, 8, "甲"))).rule, "AUTH-1");
}

#[test]
fn bound_the_oldest_shifts_that_are_over_make_room() {
    let mut world = World::county();
    let first = NIGHT.plus(-200 * 24 * HOUR);
    for block in 0..2_i64 {
        let plans = (0..bounds::DUTY_IMPORT as i64)
            .map(|index| plan("fire", first.plus((block * bounds::DUTY_IMPORT as i64 + index) * 12 * HOUR), 12, "甲"));
        world.ask(&FIRE, Input::ImportDutyShifts { plans: plans.collect() }).unwrap();
    }
    assert_eq!(world.state.duty.shifts.len(), bounds::DUTY_SHIFTS);
    let Decision::Events(events) = world.ask(&FIRE, set(plan("fire", NIGHT.plus(24 * HOUR), 12, "甲"))).unwrap()
    else {
        panic!("nothing happened")
    };
    assert!(matches!(&events[..], [Event::DutyShiftSet { forgets, .. }] if *forgets == [DutyShiftId(1)]));
    assert_eq!(world.state.duty.shifts.len(), bounds::DUTY_SHIFTS);
    world.send(&Actor::Node, NodeInput::Asked(set(plan("water", NIGHT, 12, "甲")))).unwrap();
}
