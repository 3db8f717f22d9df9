//! 入会 the door: MEET-6 to MEET-10.

mod support;
use fengsui_conference::NodeInput;
use fengsui_protocol::{Micros, UnitId, conference::AbsentWhy, conference::Presence, input::Input};
use support::*;

fn lock(locked: bool) -> Input {
    Input::LockConference { conference: ONE, locked }
}
fn waiting_room(on: bool) -> Input {
    Input::SetWaitingRoom { conference: ONE, on }
}
fn wait(waiting: bool) -> Input {
    Input::AskToEnter { conference: ONE, waiting }
}
fn answer(user: fengsui_protocol::UserId, admit: bool) -> Input {
    Input::AnswerEntry { conference: ONE, user, admit }
}
fn password(password: Option<&str>) -> Input {
    Input::SetConferencePassword { conference: ONE, password: password.map(str::to_owned) }
}
fn say(password: &str) -> Input {
    Input::EnterPassword { conference: ONE, password: password.into() }
}
fn join() -> Input {
    Input::JoinConference { conference: ONE, devices: BOTH }
}
/// Convened, the chair and fire are here; water and a town ring.
fn begun() -> World {
    let mut world = World::new();
    world.create("防汛会商", &["fire", "water", "town-100"]);
    world.join(CHAIR, BOTH).unwrap();
    world.join(FIRE, BOTH).unwrap();
    world.now = world.now.plus(Micros::MINUTE);
    world
}

#[test]
fn meet_6_a_locked_conference_takes_nobody_new() {
    let mut world = begun();
    assert_eq!(world.refused(FIRE, lock(true)).rule, "CC-2");
    world.ask(CHAIR, lock(true)).unwrap();
    assert!(world.ask(CHAIR, lock(true)).unwrap().is_empty());
    let refusal = world.refused(WATER, join());
    assert_eq!(refusal.rule, "MEET-6", "rung before it was locked");
    assert_eq!(world.refused(LEADER, join()).rule, "MEET-6");
    let token = NodeInput::TokenJoined { conference: ONE, name: "无人机".into(), publish: true };
    assert_eq!(world.node(token.clone()).unwrap_err().rule, "MEET-6");
    world.drop_out(FIRE);
    world.join(FIRE, BOTH).unwrap();
    world.ask(OPERATOR, lock(false)).unwrap();
    world.join(WATER, BOTH).unwrap();
    world.node(token).unwrap();
}

#[test]
fn meet_6_whom_the_chair_rings_comes_in_and_whom_it_hangs_up_does_not() {
    let mut world = begun();
    world.ask(CHAIR, lock(true)).unwrap();
    world.now = world.now.plus(Micros::SECOND);
    world.ask(CHAIR, Input::RingAbsent { conference: ONE, group: None }).unwrap();
    world.join(WATER, BOTH).unwrap();
    let site = world.site(FIRE);
    world.ask(CHAIR, Input::HangUpSite { conference: ONE, site }).unwrap();
    let presence = &world.state.conferences[&ONE].sites[&site].presence;
    assert!(matches!(presence, Presence::Absent { why: AbsentWhy::HungUp, .. }));
    assert_eq!(world.refused(FIRE, join()).rule, "MEET-6");
    world.ask(CHAIR, Input::RingSite { conference: ONE, site }).unwrap();
    world.join(FIRE, BOTH).unwrap();
}

#[test]
fn meet_7_who_comes_waits_until_let_in() {
    let mut world = begun();
    world.ask(CHAIR, waiting_room(true)).unwrap();
    let refusal = world.refused(WATER, join());
    assert_eq!((refusal.rule.as_str(), refusal.accepted), ("MEET-7", vec!["ask_to_enter".to_owned()]));
    assert_eq!(world.refused(STRANGER, wait(true)).rule, "REF-1", "who is not invited learns of nothing");
    world.ask(WATER, wait(true)).unwrap();
    assert!(world.ask(WATER, wait(true)).unwrap().is_empty());
    assert_eq!(world.refused(FIRE, answer(WATER, true)).rule, "CC-2");
    assert_eq!(world.refused(CHAIR, answer(LEADER, true)).rule, "MEET-7");
    world.ask(CHAIR, answer(WATER, true)).unwrap();
    world.join(WATER, BOTH).unwrap();
    world.ask(WATER, Input::LeaveConference { conference: ONE }).unwrap();
    world.join(WATER, BOTH).unwrap();
}

#[test]
fn meet_7_who_is_turned_away_asks_again_after_a_minute() {
    let mut world = begun();
    world.ask(CHAIR, waiting_room(true)).unwrap();
    world.ask(WATER, wait(true)).unwrap();
    world.ask(CHAIR, answer(WATER, false)).unwrap();
    assert_eq!(world.refused(WATER, wait(true)).rule, "MEET-7");
    world.now = world.now.plus(Micros::MINUTE);
    world.ask(WATER, wait(true)).unwrap();
    world.ask(WATER, wait(false)).unwrap();
    assert!(world.state.conferences[&ONE].meeting.entry.waiting.is_empty());
    world.ask(WATER, wait(true)).unwrap();
    world.ask(CHAIR, waiting_room(false)).unwrap();
    world.join(WATER, BOTH).unwrap();
}

#[test]
fn meet_7_who_was_removed_waits_anew() {
    let mut world = begun();
    world.ask(CHAIR, waiting_room(true)).unwrap();
    world.ask(WATER, wait(true)).unwrap();
    world.ask(CHAIR, answer(WATER, true)).unwrap();
    world.join(WATER, BOTH).unwrap();
    let site = world.site(WATER);
    world.ask(CHAIR, Input::RemoveSite { conference: ONE, site }).unwrap();
    world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec![UnitId::from("water")] }).unwrap();
    assert_eq!(world.refused(WATER, join()).rule, "MEET-7");
}

#[test]
fn meet_8_a_password_is_asked_for_once_and_stands_nowhere() {
    let mut world = begun();
    for bad in ["", "123", " 1234", &"长".repeat(33)] {
        let refusal = world.refused(CHAIR, password(Some(bad)));
        assert_eq!(refusal.field.as_deref(), Some("password"), "{bad:?}");
    }
    world.ask(CHAIR, password(Some("4310-24"))).unwrap();
    let written = serde_json::to_string(&world.state).unwrap()
        + &world.log.iter().map(|(.., event)| event.body()).collect::<String>();
    assert!(!written.contains("4310-24"));
    assert_eq!(world.refused(WATER, join()).rule, "MEET-8");
    world.ask(WATER, say("4310-25")).unwrap();
    assert!(world.refused(WATER, join()).message_zh.contains("还可试 4 次"));
    world.ask(WATER, say("4310-24")).unwrap();
    world.join(WATER, BOTH).unwrap();
    world.ask(CHAIR, password(Some("another"))).unwrap();
    assert_eq!(world.refused(TOWN, join()).rule, "MEET-8");
    world.ask(CHAIR, password(None)).unwrap();
    world.join(TOWN, BOTH).unwrap();
}

#[test]
fn meet_8_the_same_password_reads_differently_in_two_conferences() {
    let mut world = begun();
    world.create("防汛会商", &["fire"]);
    world.ask(CHAIR, password(Some("431024"))).unwrap();
    world.ask(CHAIR, Input::SetConferencePassword { conference: TWO, password: Some("431024".into()) }).unwrap();
    let of = |id| world.state.conferences[&id].meeting.entry.password.clone().unwrap();
    assert_ne!(of(ONE), of(TWO));
}

#[test]
fn meet_9_after_five_wrong_passwords_one_waits() {
    let mut world = begun();
    world.ask(CHAIR, password(Some("431024"))).unwrap();
    for _ in 0..5 {
        world.ask(WATER, say("111111")).unwrap();
    }
    assert_eq!(world.refused(WATER, say("431024")).rule, "MEET-9");
    world.ask(TOWN, say("431024")).unwrap();
    world.now = world.now.plus(10 * Micros::MINUTE);
    world.ask(WATER, say("431024")).unwrap();
    world.join(WATER, BOTH).unwrap();
}

#[test]
fn meet_10_prolonging_counts_from_the_planned_end() {
    let mut world = begun();
    let prolong = |minutes| Input::ProlongConference { conference: ONE, minutes };
    assert_eq!(world.refused(CHAIR, prolong(4)).rule, "NUM-1");
    assert_eq!(world.refused(FIRE, prolong(30)).rule, "CC-2");
    world.ask(CHAIR, prolong(30)).unwrap();
    world.ask(CHAIR, prolong(15)).unwrap();
    let end = world.now.plus(45 * Micros::MINUTE);
    assert_eq!(world.state.conferences[&ONE].meeting.planned_end, Some(end));
    world.now = end.plus(10 * Micros::MINUTE);
    assert!(world.state.conferences[&ONE].open(), "nothing ends by itself");
    world.ask(CHAIR, prolong(30)).unwrap();
    assert_eq!(world.state.conferences[&ONE].meeting.planned_end, Some(world.now.plus(30 * Micros::MINUTE)));
    for _ in 0..5 {
        world.ask(CHAIR, prolong(240)).unwrap();
    }
    assert_eq!(world.refused(CHAIR, prolong(240)).rule, "MEET-10");
}
