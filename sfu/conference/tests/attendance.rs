//! 签到 attendance: MEET-25, MEET-26.

mod support;
use fengsui_conference::{Class, NodeInput, state::Conference};
use fengsui_protocol::{
    Micros, SiteId, UserId, input::Input, live::EntityKey, live::EntityView, meeting::AttendanceView,
};
use support::*;

fn check_in(site: Option<SiteId>) -> Input {
    Input::CheckIn { conference: ONE, site }
}
fn attendance(world: &World, user: UserId) -> AttendanceView {
    let key = EntityKey::Conference(ONE);
    let Some(EntityView::Conference(view)) = world.state.view(&key, &Class::County) else { panic!("no conference") };
    view.meeting.attendance.iter().find(|view| view.site == world.site(user)).cloned().expect("it came")
}
fn open(world: &World) -> &Conference {
    &world.state.conferences[&ONE]
}

#[test]
fn meet_25_a_site_checks_in_once_and_the_first_time_counts() {
    let mut world = World::meeting();
    let came = world.now;
    assert_eq!(attendance(&world, FIRE).checked_in_at, None, "to be here is not to have signed");
    world.now = came.plus(Micros::MINUTE);
    world.ask(FIRE, check_in(None)).unwrap();
    world.now = came.plus(2 * Micros::MINUTE);
    assert!(world.ask(FIRE, check_in(None)).unwrap().is_empty());
    let fire = attendance(&world, FIRE);
    assert_eq!((fire.came_at, fire.checked_in_at), (came, Some(came.plus(Micros::MINUTE))));
    assert_eq!((fire.checked_in_by.as_deref(), fire.checked_in_for), (Some("王消防"), false));
    assert_eq!(world.refused(LEADER, check_in(None)).rule, "CC-11");
    world.drop_out(FIRE);
    world.join(FIRE, BOTH).unwrap();
    assert_eq!(attendance(&world, FIRE).checked_in_at, Some(came.plus(Micros::MINUTE)), "it stays signed");
}

#[test]
fn meet_26_chair_and_operator_sign_for_a_site_and_it_says_so() {
    let mut world = World::meeting();
    let (water, town) = (world.site(WATER), world.site(TOWN));
    assert_eq!(world.refused(FIRE, check_in(Some(water))).rule, "CC-2");
    world.ask(OPERATOR, check_in(Some(water))).unwrap();
    let signed = attendance(&world, WATER);
    assert_eq!((signed.checked_in_by.as_deref(), signed.checked_in_for), (Some("会控"), true));
    world.drop_out(TOWN);
    assert_eq!(world.refused(CHAIR, check_in(Some(town))).rule, "MEET-25", "an absent site does not sign");
    world.node(NodeInput::TokenJoined { conference: ONE, name: "会议室终端".into(), publish: true }).unwrap();
    let (room, _) = open(&world).token_site("会议室终端").unwrap();
    world.ask(CHAIR, check_in(Some(room))).unwrap();
    let own = Some(world.site(CHAIR));
    world.ask(CHAIR, check_in(own)).unwrap();
    assert!(!attendance(&world, CHAIR).checked_in_for, "its own is its own");
}

#[test]
fn meet_25_stays_are_added_up_and_outlive_the_roster() {
    let mut world = World::meeting();
    let came = world.now;
    let site = world.site(WATER);
    world.now = came.plus(10 * Micros::MINUTE);
    world.drop_out(WATER);
    world.now = came.plus(15 * Micros::MINUTE);
    world.join(WATER, BOTH).unwrap();
    let water = attendance(&world, WATER);
    assert_eq!((water.stayed_us, water.since), (10 * Micros::MINUTE, Some(world.now)));
    world.now = came.plus(20 * Micros::MINUTE);
    world.ask(CHAIR, Input::RemoveSite { conference: ONE, site }).unwrap();
    let kept = &open(&world).meeting.attendance[&site];
    assert_eq!((kept.stayed_us, kept.left_at), (15 * Micros::MINUTE, Some(world.now)));
    world.now = came.plus(30 * Micros::MINUTE);
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    let fire = &open(&world).meeting.attendance[&world.site(FIRE)];
    assert_eq!((fire.stayed_us, fire.left_at), (30 * Micros::MINUTE, Some(world.now)));
}
