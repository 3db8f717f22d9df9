//! 申请发言: CC-36 to CC-39.

mod support;
use fengsui_protocol::{
    Micros, SiteId,
    control::{CancelWhy, FloorState, Notice, OperationKind},
    input::Input,
};
use support::*;

fn request(reason: &str) -> Input {
    Input::RequestFloor { conference: ONE, reason: reason.into() }
}
fn grant(site: SiteId) -> Input {
    Input::GrantFloor { conference: ONE, site }
}

fn queue(world: &World) -> Vec<SiteId> {
    world.control().floor_queue.iter().map(|asked| asked.site).collect()
}

fn floor(world: &World, site: SiteId) -> FloorState {
    world.state.screens(ONE).into_iter().find(|screen| screen.site == site).unwrap().floor
}

#[test]
fn cc_36_the_floor_is_asked_for_only_while_there_is_a_chair() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.ask(FIRE, request("上游来水")).unwrap();
    world.ask(CHAIR, grant(fire)).unwrap();
    world.ask(WATER, request("")).unwrap();
    world.ask(CHAIR, Input::ReleaseChair { conference: ONE }).unwrap();
    assert!(world.control().running.is_none() && queue(&world).is_empty());
    assert_eq!(world.control().cancelled.unwrap().why, CancelWhy::ChairLost);
    assert_eq!(world.refused(WATER, request("")).rule, "CC-36");
    assert_eq!(world.refused(OPERATOR, grant(fire)).rule, "CC-36");
}

#[test]
fn cc_37_requests_queue_each_site_once_and_are_withdrawn_postponed_or_refused() {
    let mut world = World::meeting();
    let [fire, water, town] = [FIRE, WATER, TOWN].map(|user| world.site(user));
    for user in [FIRE, WATER, TOWN] {
        world.ask(user, request("要补充")).unwrap();
        world.now = world.now.plus(Micros::SECOND);
    }
    world.ask(FIRE, request("另有一事")).unwrap();
    assert_eq!(queue(&world), [fire, water, town], "asking again keeps the place");
    assert_eq!(world.control().floor_queue[0].reason, "另有一事");
    assert_eq!(floor(&world, town), FloorState::Waiting { ahead: 2, since: NIGHT.plus(2 * Micros::SECOND) });
    assert_eq!(world.refused(FIRE, Input::PostponeFloor { conference: ONE, site: fire }).rule, "CC-2");
    world.ask(CHAIR, Input::PostponeFloor { conference: ONE, site: fire }).unwrap();
    assert_eq!((queue(&world), world.control().floor_queue[2].postponed), (vec![water, town, fire], 1));
    world.ask(WATER, Input::WithdrawFloor { conference: ONE }).unwrap();
    world.ask(CHAIR, Input::RefuseFloor { conference: ONE, site: town, reason: "会后再说".into() }).unwrap();
    assert_eq!(queue(&world), [fire]);
    assert!(matches!(floor(&world, town), FloorState::Refused { reason, .. } if reason == "会后再说"));
    assert_eq!(world.refused(CHAIR, grant(town)).rule, "CC-37");
    world.drop_out(FIRE);
    assert!(queue(&world).is_empty(), "who drops out no longer waits");
    world.ask(TOWN, request("")).unwrap();
    assert!(matches!(floor(&world, town), FloorState::Waiting { ahead: 0, .. }));
}

#[test]
fn cc_38_a_grant_broadcasts_the_site_and_leaves_chair_and_speaker_open() {
    let mut world = World::meeting();
    let [fire, water] = [FIRE, WATER].map(|user| world.site(user));
    world.ask(CHAIR, Input::MuteAll { conference: ONE, muted: false, except: vec![] }).unwrap();
    world.ask(FIRE, request("")).unwrap();
    world.ask(WATER, request("")).unwrap();
    world.ask(CHAIR, grant(fire)).unwrap();
    let open: Vec<_> = [CHAIR, FIRE, WATER, TOWN].into_iter().filter(|user| world.row(*user).microphone_open).collect();
    assert_eq!(open, [CHAIR, FIRE]);
    assert_eq!((world.main(TOWN), world.main(CHAIR)), (Some(fire), Some(fire)));
    assert_eq!((floor(&world, fire), queue(&world)), (FloorState::Holding, vec![water]));
    assert_eq!(world.row(FIRE).notice, Some(Notice::HoldsFloor));
    world.ask(CHAIR, grant(water)).unwrap();
    assert_eq!(floor(&world, fire), FloorState::Idle, "one has the floor");
    world.ask(CHAIR, Input::RevokeFloor { conference: ONE }).unwrap();
    assert!(world.control().running.is_none() && world.row(TOWN).microphone_open);
}

#[test]
fn cc_39_the_holder_gives_it_back() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.ask(FIRE, request("")).unwrap();
    assert_eq!(world.refused(FIRE, Input::ReleaseFloor { conference: ONE }).rule, "CC-39");
    world.ask(CHAIR, grant(fire)).unwrap();
    assert_eq!(world.refused(WATER, Input::ReleaseFloor { conference: ONE }).rule, "CC-39");
    world.ask(FIRE, Input::ReleaseFloor { conference: ONE }).unwrap();
    let cancelled = world.control().cancelled.unwrap();
    assert_eq!((cancelled.kind, cancelled.why), (OperationKind::Floor, CancelWhy::Released));
}
