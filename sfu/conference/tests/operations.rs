//! Rules of the operations on all screens: CC-29 to CC-35, and what each site sees meanwhile.

mod support;
use fengsui_conference::{Event, NodeInput};
use fengsui_protocol::{
    Micros, SiteId, UserId,
    conference::StreamKind,
    control::{CancelWhy, Layout, Level, Notice, Operation, OperationKind, RollCallStep, Source, VoiceSwitchSettings},
    input::Input,
};
use support::*;

fn broadcast(site: SiteId) -> Input {
    Input::Broadcast { conference: ONE, site: Some(site) }
}
fn roll_call(step: RollCallStep) -> Input {
    Input::RollCall { conference: ONE, step }
}
fn start(sites: &[SiteId]) -> Input {
    roll_call(RollCallStep::Start { sites: sites.to_vec() })
}
fn dialogue(site: SiteId) -> Input {
    Input::Dialogue { conference: ONE, site }
}
const CANCEL: Input = Input::CancelOperation { conference: ONE };
const FREE: Input = Input::FreeDiscussion { conference: ONE };

fn kind(world: &World) -> Option<OperationKind> {
    world.control().running.map(|running| running.operation.kind())
}

/// A chair's heard sites, by person.
fn heard(world: &World) -> Vec<UserId> {
    let people = [CHAIR, FIRE, WATER, TOWN];
    people
        .into_iter()
        .filter(|user| world.state.where_is(*user).is_some() && world.row(*user).microphone_open)
        .collect()
}

fn sites(world: &World) -> [SiteId; 4] {
    [CHAIR, FIRE, WATER, TOWN].map(|user| world.site(user))
}

#[test]
fn cc_29_a_new_operation_is_installed_and_then_the_old_one_cancelled() {
    let mut world = World::meeting();
    let [_, fire, water, _] = sites(&world);
    world.ask(CHAIR, broadcast(fire)).unwrap();
    let events = world.ask(CHAIR, start(&[water])).unwrap();
    let old = Operation::Broadcast { source: Source::Site { site: fire } };
    assert!(
        matches!(&events[1], Event::OperationInstalled { operation: Operation::RollCall { site }, .. } if *site == water)
    );
    assert!(
        matches!(&events[2], Event::OperationCancelled { operation, why: CancelWhy::Replaced, .. } if *operation == old)
    );
    for input in [
        dialogue(fire),
        Input::VoiceSwitch { conference: ONE, settings: VoiceSwitchSettings::default() },
        FREE,
        broadcast(water),
    ] {
        world.ask(OPERATOR, input.clone()).unwrap();
        let running = world.state.conferences[&ONE].operation().unwrap();
        assert_eq!(kind(&world), Some(running.kind()), "{input:?}");
    }
    assert_eq!(world.control().cancelled.unwrap().kind, OperationKind::FreeDiscussion);
    world.ask(CHAIR, CANCEL).unwrap();
    assert_eq!((kind(&world), world.control().cancelled.unwrap().why), (None, CancelWhy::Asked));
    assert!(world.ask(CHAIR, CANCEL).unwrap().is_empty());
    assert_eq!(world.refused(FIRE, CANCEL).rule, "CC-2");
}

#[test]
fn cc_30_an_operation_cancels_itself_when_its_target_drops_and_the_view_before_returns() {
    for begin in [broadcast, dialogue, |site| start(&[site])] {
        let mut world = World::meeting();
        let [chair, fire, water, _] = sites(&world);
        world.ask(TOWN, Input::ViewSite { conference: ONE, site: Some(water) }).unwrap();
        world.ask(CHAIR, begin(fire)).unwrap();
        assert_ne!(world.main(TOWN), Some(water));
        world.drop_out(FIRE);
        assert_eq!(kind(&world), None);
        let cancelled = world.control().cancelled.unwrap();
        assert_eq!((cancelled.why, cancelled.site), (CancelWhy::TargetGone, Some(fire)));
        assert_eq!((world.main(TOWN), world.main(WATER)), (Some(water), Some(chair)));
        assert_eq!(heard(&world), [CHAIR]);
    }
}

#[test]
fn cc_31_broadcast_and_roll_call_wait_sixty_seconds_for_the_chair_site() {
    for begin in [broadcast, |site| start(&[site])] {
        let mut world = World::meeting();
        let [chair, fire, ..] = sites(&world);
        world.ask(CHAIR, begin(fire)).unwrap();
        let running = kind(&world);
        world.drop_out(CHAIR);
        let until = world.now.plus(60 * Micros::SECOND);
        assert_eq!(world.control().running.unwrap().paused_until, Some(until));
        assert_eq!(world.row(TOWN).label.level, Level::Default, "nobody is forced while it waits");
        world.now = until.plus(-1);
        assert!(world.state.due(world.now).is_empty());
        assert!(world.node(NodeInput::ControlDue { conference: ONE }).unwrap().is_empty());

        let mut back = World { state: world.state.clone(), now: world.now, log: vec![] };
        back.node(NodeInput::SiteConnected { conference: ONE, site: chair }).unwrap();
        assert_eq!((kind(&back), back.main(TOWN)), (running, Some(fire)), "it goes on");
        assert_eq!(back.control().running.unwrap().paused_until, None);

        assert_eq!(world.state.poll_timeout(world.now).unwrap().0, until);
        world.now = until;
        let due = world.state.due(world.now);
        assert_eq!(due, [NodeInput::ControlDue { conference: ONE }]);
        world.node(due[0].clone()).unwrap();
        assert_eq!(kind(&world), None);
        assert_eq!(world.control().cancelled.unwrap().why, CancelWhy::ChairLost);
        assert!(world.state.due(world.now).is_empty());
    }
}

#[test]
fn cc_31_what_began_without_the_chair_site_does_not_wait_for_it() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.drop_out(CHAIR);
    world.now = world.now.plus(Micros::SECOND);
    world.ask(OPERATOR, broadcast(fire)).unwrap();
    assert_eq!((world.control().running.unwrap().paused_until, world.main(TOWN)), (None, Some(fire)));
}

#[test]
fn cc_32_no_roll_call_and_no_dialogue_while_the_chair_site_is_absent() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.drop_out(CHAIR);
    for input in [start(&[fire]), dialogue(fire)] {
        assert_eq!(world.refused(OPERATOR, input).rule, "CC-32");
    }
}

#[test]
fn cc_33_only_chair_and_target_are_heard_and_afterwards_everything_is_as_before() {
    let mut world = World::meeting();
    let [chair, fire, water, town] = sites(&world);
    let on = |on| Input::SetOwnStream { conference: ONE, stream: StreamKind::Microphone, on };
    world.ask(WATER, on(true)).unwrap();
    world.ask(CHAIR, Input::MuteSite { conference: ONE, site: fire, muted: true }).unwrap();
    world.ask(CHAIR, start(&[fire, town])).unwrap();
    assert_eq!(heard(&world), [CHAIR, FIRE], "a closed microphone opens when its site is called");
    let mut open = vec![chair, fire];
    open.sort_unstable();
    assert_eq!(world.control().open_microphones, open);
    for user in [FIRE, WATER, TOWN] {
        assert_eq!(world.main(user), Some(if user == FIRE { chair } else { fire }));
    }
    assert_eq!(world.main(CHAIR), Some(fire));
    assert_eq!(world.refused(TOWN, on(true)).rule, "CC-33");
    let open = Input::MuteSite { conference: ONE, site: water, muted: false };
    assert_eq!(world.refused(CHAIR, open).rule, "CC-33");
    let all = Input::MuteAll { conference: ONE, muted: false, except: vec![] };
    assert_eq!(world.refused(CHAIR, all).rule, "CC-33");
    world.ask(FIRE, on(false)).unwrap();
    assert_eq!(heard(&world), [CHAIR], "it may close its own");
    world.ask(CHAIR, roll_call(RollCallStep::Next)).unwrap();
    assert_eq!(heard(&world), [CHAIR, TOWN]);
    world.ask(CHAIR, CANCEL).unwrap();
    assert_eq!(heard(&world), [CHAIR, WATER]);
    assert!(world.state.conferences[&ONE].sites[&fire].muted_by_chair, "the lock is back");
}

#[test]
fn cc_33_who_is_closed_for_good_meanwhile_stays_closed() {
    let mut world = World::meeting();
    let [_, fire, ..] = sites(&world);
    world.ask(FIRE, Input::SetOwnStream { conference: ONE, stream: StreamKind::Microphone, on: true }).unwrap();
    world.ask(CHAIR, start(&[fire])).unwrap();
    world.ask(CHAIR, Input::MuteSite { conference: ONE, site: fire, muted: true }).unwrap();
    world.ask(CHAIR, CANCEL).unwrap();
    assert_eq!(heard(&world), [CHAIR]);
}

#[test]
fn cc_34_the_list_in_its_order_the_next_is_told_to_prepare_and_who_is_absent_comes_last() {
    let mut world = World::meeting();
    let [_, fire, water, town] = sites(&world);
    world.drop_out(WATER);
    world.ask(CHAIR, start(&[fire, water, town, fire])).unwrap();
    let called = |world: &World| {
        let call = world.control().roll_call.unwrap();
        (call.current, call.next, call.previous)
    };
    assert_eq!(called(&world), (Some(fire), Some(town), None), "the absent one is passed over");
    assert_eq!((world.row(FIRE).notice, world.row(TOWN).notice), (Some(Notice::Called), Some(Notice::Prepare)));
    let began = world.control().running.unwrap().started_at;
    world.now = world.now.plus(134 * Micros::SECOND);
    world.ask(CHAIR, roll_call(RollCallStep::Next)).unwrap();
    assert_eq!(world.control().running.unwrap().started_at.since(began), 134 * Micros::SECOND, "counted anew");
    assert_eq!(called(&world), (Some(town), None, Some(fire)));
    world.join(WATER, BOTH).unwrap();
    assert_eq!(called(&world), (Some(town), Some(water), Some(water)), "who came late is called at the end");
    world.ask(CHAIR, roll_call(RollCallStep::Next)).unwrap();
    assert_eq!(called(&world), (Some(water), None, Some(fire)));
    assert_eq!(world.refused(CHAIR, roll_call(RollCallStep::Next)).rule, "CC-34");
    assert_eq!(world.control().roll_call.unwrap().heard, [fire, town]);
    world.ask(CHAIR, roll_call(RollCallStep::Previous)).unwrap();
    assert_eq!(called(&world).0, Some(fire));

    world.ask(CHAIR, broadcast(fire)).unwrap();
    world.ask(CHAIR, roll_call(RollCallStep::Call { site: fire })).unwrap();
    world.drop_out(FIRE);
    assert_eq!(world.control().roll_call.unwrap().heard, [fire, water, town], "interrupted, the list stays");
    assert_eq!(world.refused(CHAIR, roll_call(RollCallStep::Resume)).rule, "CC-34");
    world.ask(CHAIR, start(&[water, town])).unwrap();
    assert!(world.control().roll_call.unwrap().heard.is_empty());
    let chair = world.site(CHAIR);
    assert_eq!(world.refused(CHAIR, roll_call(RollCallStep::Call { site: chair })).rule, "CC-34");
    assert_eq!(world.refused(CHAIR, start(&[chair])).rule, "CC-34");
}

#[test]
fn cc_35_a_dialogue_of_two_that_the_others_watch_closed() {
    let mut world = World::meeting();
    let [chair, fire, ..] = sites(&world);
    let own = |on| Input::SetOwnStream { conference: ONE, stream: StreamKind::Microphone, on };
    for user in [FIRE, TOWN] {
        world.ask(user, own(true)).unwrap();
    }
    world.ask(CHAIR, own(false)).unwrap();
    world.ask(CHAIR, dialogue(fire)).unwrap();
    assert_eq!(heard(&world), [CHAIR, FIRE], "both are unmuted");
    assert_eq!((world.main(CHAIR), world.main(FIRE)), (Some(fire), Some(chair)));
    assert_eq!(world.row(FIRE).notice, Some(Notice::InDialogue));
    for user in [WATER, TOWN] {
        assert_eq!((world.row(user).layout, world.main(user)), (Layout::Mosaic { cells: 2 }, None));
        assert_eq!(world.cells(user), [chair, fire], "shown the two");
        assert_eq!(world.row(user).label.operation, Some(OperationKind::Dialogue));
    }
    world.ask(CHAIR, CANCEL).unwrap();
    assert_eq!(heard(&world), [TOWN], "the partner is closed again, the others are as before");
    assert_eq!(world.main(WATER), Some(chair));
    assert_eq!(world.refused(CHAIR, dialogue(chair)).rule, "CC-35");
    world.ask(CHAIR, dialogue(fire)).unwrap();
    world.drop_out(CHAIR);
    assert_eq!(world.control().cancelled.unwrap().why, CancelWhy::ChairLost, "one of the two is gone");
}

#[test]
fn free_discussion_opens_all_until_all_are_closed() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.ask(CHAIR, Input::SetAllSpeakers { conference: ONE, open: false, except: vec![] }).unwrap();
    world.ask(CHAIR, FREE).unwrap();
    assert_eq!(heard(&world), [CHAIR, FIRE, WATER, TOWN]);
    assert!(world.table().sites.iter().all(|row| row.speaker_open));
    world.ask(CHAIR, Input::MuteSite { conference: ONE, site: fire, muted: true }).unwrap();
    assert_eq!(kind(&world), Some(OperationKind::FreeDiscussion));
    world.ask(CHAIR, Input::MuteAll { conference: ONE, muted: true, except: vec![] }).unwrap();
    assert_eq!((kind(&world), heard(&world)), (None, vec![CHAIR]));
}

#[test]
fn cc_41_what_a_site_sees_follows_the_priority_table() {
    let mut world = World::meeting();
    let [chair, fire, water, town] = sites(&world);
    let sees = |world: &World, user| (world.main(user), world.row(user).label.level);
    assert_eq!(sees(&world, TOWN), (Some(chair), Level::Default));
    world.ask(TOWN, Input::ViewSite { conference: ONE, site: Some(water) }).unwrap();
    assert_eq!(sees(&world, TOWN), (Some(water), Level::OwnView));
    world.ask(CHAIR, broadcast(fire)).unwrap();
    assert_eq!(sees(&world, TOWN), (Some(fire), Level::Broadcast));
    assert_eq!(sees(&world, FIRE), (Some(chair), Level::ChairSite), "who is on all screens sees the chair site");
    world.ask(CHAIR, Input::ViewSite { conference: ONE, site: Some(water) }).unwrap();
    assert_eq!(sees(&world, CHAIR), (Some(water), Level::OwnView), "the chair may still view anyone");
    let pin = |source| Input::PinSite { conference: ONE, viewer: town, source };
    world.ask(CHAIR, pin(Some(Source::Site { site: chair }))).unwrap();
    assert_eq!(sees(&world, TOWN), (Some(chair), Level::Pin));
    world.ask(CHAIR, pin(None)).unwrap();
    let mut order = Level::ORDER.to_vec();
    order.swap(2, 7);
    world.ask(CHAIR, Input::SetPriority { conference: ONE, order: order.clone() }).unwrap();
    assert_eq!(sees(&world, TOWN), (Some(water), Level::OwnView), "own view before broadcast");
    assert_eq!(world.control().priority, order);
    order.swap(0, 9);
    for order in [order.clone(), order[..9].to_vec(), vec![Level::Default; 10]] {
        assert_eq!(world.refused(CHAIR, Input::SetPriority { conference: ONE, order }).rule, "CC-41");
    }
}

#[test]
fn cc_40_a_pin_fixes_what_one_site_sees_and_waits_while_its_source_is_away() {
    let mut world = World::meeting();
    let [chair, fire, _, town] = sites(&world);
    let pin = |viewer, site| Input::PinSite { conference: ONE, viewer, source: Some(Source::Site { site }) };
    world.ask(CHAIR, pin(town, fire)).unwrap();
    assert_eq!((world.main(TOWN), world.main(WATER)), (Some(fire), Some(chair)));
    assert_eq!(world.refused(FIRE, pin(town, chair)).rule, "CC-2");
    assert_eq!(world.refused(CHAIR, pin(town, town)).rule, "CC-40");
    world.drop_out(FIRE);
    assert_eq!(world.main(TOWN), Some(chair));
    assert_eq!(world.refused(CHAIR, pin(town, fire)).rule, "CC-40");
    world.join(FIRE, BOTH).unwrap();
    assert_eq!(world.main(TOWN), Some(fire));
    world.ask(CHAIR, Input::RemoveSite { conference: ONE, site: fire }).unwrap();
    assert!(world.control().pins.is_empty());
}

#[test]
fn cc_49_a_locked_presenter_token_is_taken_by_the_chair_only() {
    let mut world = World::meeting();
    let lock = |locked| Input::LockPresentation { conference: ONE, locked };
    let take = || Input::StartPresentation { conference: ONE };
    world.ask(FIRE, take()).unwrap();
    world.ask(CHAIR, lock(true)).unwrap();
    assert_eq!(world.state.conferences[&ONE].presenter, Some(world.site(FIRE)), "who has it keeps it");
    world.ask(CHAIR, Input::StopPresentation { conference: ONE }).unwrap();
    assert_eq!(world.refused(FIRE, take()).rule, "CC-49");
    assert_eq!(world.refused(FIRE, lock(false)).rule, "CC-2");
    world.ask(CHAIR, take()).unwrap();
    world.ask(CHAIR, lock(false)).unwrap();
    assert_eq!(world.refused(FIRE, take()).rule, "CC-22");
}

#[test]
fn cc_50_speakers_apart_from_microphones_for_one_all_and_all_but_some() {
    let mut world = World::meeting();
    let [_, fire, water, _] = sites(&world);
    let deaf = |world: &World| {
        [CHAIR, FIRE, WATER, TOWN].into_iter().filter(|user| !world.row(*user).speaker_open).collect::<Vec<_>>()
    };
    world.ask(CHAIR, Input::SetSpeaker { conference: ONE, site: fire, open: false }).unwrap();
    assert_eq!((deaf(&world), world.control().closed_speakers), (vec![FIRE], vec![fire]));
    world.ask(CHAIR, Input::SetAllSpeakers { conference: ONE, open: false, except: vec![water] }).unwrap();
    assert_eq!(deaf(&world), [FIRE, TOWN], "the chair is spared");
    world.join(LEADER, BOTH).unwrap();
    assert!(!world.row(LEADER).speaker_open, "closed for whoever comes later, too");
    world.ask(CHAIR, Input::SetAllSpeakers { conference: ONE, open: true, except: vec![fire] }).unwrap();
    assert_eq!(deaf(&world), [FIRE]);
    assert_eq!(world.refused(FIRE, Input::SetSpeaker { conference: ONE, site: fire, open: true }).rule, "CC-2");
}

#[test]
fn cc_51_the_chair_site_moves_apart_from_the_chair() {
    let mut world = World::meeting();
    let [_, fire, water, _] = sites(&world);
    world.ask(CHAIR, dialogue(fire)).unwrap();
    world.ask(CHAIR, Input::SetChairSite { conference: ONE, site: fire }).unwrap();
    let conference = &world.state.conferences[&ONE];
    assert_eq!((conference.chair, conference.chair_site), (Some(CHAIR), Some(fire)));
    assert_eq!(kind(&world), None, "nobody is in dialogue with himself");
    assert_eq!(world.main(WATER), Some(fire));
    world.drop_out(WATER);
    assert_eq!(world.refused(CHAIR, Input::SetChairSite { conference: ONE, site: water }).rule, "CC-51");
}
