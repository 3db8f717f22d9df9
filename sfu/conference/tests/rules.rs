//! Rules of conference control: CC, REC-3, and who may see what.

mod support;
use fengsui_conference::{Actor, Class, Event, NodeInput, touched};
use fengsui_protocol::{
    IncidentId, RecordingId, SiteId, UserId,
    conference::{AbsentWhy, Devices, Presence, Publishing, SlotName, StreamKind},
    input::Input,
    live::EntityKey,
    recording::RecordingState,
};
use support::*;

fn broadcast(site: Option<SiteId>) -> Input {
    Input::Broadcast { conference: ONE, site }
}
fn mute_all(muted: bool) -> Input {
    Input::MuteAll { conference: ONE, muted, except: vec![] }
}
fn own(stream: StreamKind, on: bool) -> Input {
    Input::SetOwnStream { conference: ONE, stream, on }
}

#[test]
fn cc_1_one_person_is_in_one_conference() {
    let mut world = World::meeting();
    world.create("防汛会商", &["fire"]);
    let refusal = world.refused(FIRE, Input::JoinConference { conference: TWO, devices: BOTH });
    assert_eq!((refusal.rule.as_str(), refusal.accepted), ("CC-1", vec!["leave_conference 1".to_owned()]));
    world.ask(FIRE, Input::LeaveConference { conference: ONE }).unwrap();
    world.ask(FIRE, Input::JoinConference { conference: TWO, devices: BOTH }).unwrap();
}

#[test]
fn cc_1_a_dropped_site_does_not_return_while_its_person_is_elsewhere() {
    let mut world = World::meeting();
    world.create("防汛会商", &["fire"]);
    world.drop_out(FIRE);
    let site = world.site(FIRE);
    world.ask(FIRE, Input::JoinConference { conference: TWO, devices: BOTH }).unwrap();
    assert_eq!(world.node(NodeInput::SiteConnected { conference: ONE, site }).unwrap_err().rule, "CC-1");
}

#[test]
fn cc_2_only_chair_and_operator_control() {
    let mut world = World::meeting();
    let site = world.site(WATER);
    let inputs = [
        Input::MuteSite { conference: ONE, site, muted: true },
        mute_all(true),
        broadcast(Some(site)),
        Input::HangUpSite { conference: ONE, site },
        Input::RemoveSite { conference: ONE, site },
        Input::StartRecording { conference: ONE },
        Input::GrantChair { conference: ONE, user: FIRE },
        Input::ReleaseChair { conference: ONE },
        Input::InviteUnits { conference: ONE, units: vec!["police".into()] },
        Input::EndConference { conference: ONE },
    ];
    for input in inputs {
        assert_eq!(world.refused(FIRE, input.clone()).rule, "CC-2", "{input:?}");
        assert_eq!(world.refused(LEADER, input.clone()).rule, "CC-2", "{input:?}");
        let mut copy = World { state: world.state.clone(), now: world.now, log: vec![] };
        copy.ask(OPERATOR, input.clone()).unwrap_or_else(|refusal| panic!("operator: {input:?} {refusal:?}"));
        let mut copy = World { state: world.state.clone(), now: world.now, log: vec![] };
        copy.ask(CHAIR, input).unwrap();
    }
}

#[test]
fn cc_3_an_ended_conference_takes_no_input() {
    let mut world = World::meeting();
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    assert_eq!(world.refused(FIRE, Input::JoinConference { conference: ONE, devices: BOTH }).rule, "CC-3");
    assert!(world.state.view_table(ONE).is_none() && world.state.view_tables().is_empty());
    let conference = &world.state.conferences[&ONE];
    assert!(conference.sites.values().all(|site| !site.present()));
}

#[test]
fn cc_4_branches_join_muted_with_the_camera_on_and_the_chair_is_heard() {
    let mut world = World::meeting();
    assert!(world.row(CHAIR).microphone_open && world.row(CHAIR).camera_open);
    assert!(!world.row(FIRE).microphone_open && world.row(FIRE).camera_open);
    world.ask(FIRE, own(StreamKind::Microphone, true)).unwrap();
    assert!(world.row(FIRE).microphone_open);
    world.join(FIRE, BOTH).unwrap();
    assert!(world.row(FIRE).microphone_open, "a page that reloads keeps its microphone");
    world.drop_out(FIRE);
    world.join(FIRE, BOTH).unwrap();
    assert!(!world.row(FIRE).microphone_open, "who comes anew is muted");
}

#[test]
fn cc_5_leaving_gives_the_chair_back_and_dropping_out_keeps_it() {
    let mut world = World::meeting();
    world.drop_out(CHAIR);
    assert_eq!(world.state.conferences[&ONE].chair, Some(CHAIR));
    world.join(CHAIR, BOTH).unwrap();
    world.ask(CHAIR, Input::LeaveConference { conference: ONE }).unwrap();
    assert_eq!(world.state.conferences[&ONE].chair, None);
    world.join(CHAIR, BOTH).unwrap();
    assert_eq!(world.state.conferences[&ONE].chair, Some(CHAIR), "the initiator comes back to a vacant chair");
}

#[test]
fn cc_6_what_the_chair_closed_the_chair_opens() {
    let mut world = World::meeting();
    world.ask(FIRE, own(StreamKind::Microphone, true)).unwrap();
    let site = world.site(FIRE);
    world.ask(CHAIR, Input::MuteSite { conference: ONE, site, muted: true }).unwrap();
    assert!(!world.row(FIRE).microphone_open);
    let refusal = world.refused(FIRE, own(StreamKind::Microphone, true));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CC-6", Some("on")));
    world.ask(OPERATOR, Input::MuteSite { conference: ONE, site, muted: false }).unwrap();
    assert!(world.row(FIRE).microphone_open);
}

#[test]
fn cc_6_all_are_muted_but_the_chair_and_who_comes_later_too() {
    let mut world = World::meeting();
    world.ask(CHAIR, mute_all(true)).unwrap();
    assert!(world.row(CHAIR).microphone_open);
    assert!(!world.row(WATER).microphone_open);
    world.join(LEADER, BOTH).unwrap();
    assert_eq!(world.refused(LEADER, own(StreamKind::Microphone, true)).rule, "CC-6");
    world.ask(CHAIR, mute_all(false)).unwrap();
    for user in [CHAIR, FIRE, WATER, TOWN, LEADER] {
        assert!(world.row(user).microphone_open, "自由讨论: all microphones open");
    }
    let except = vec![world.site(WATER)];
    world.ask(OPERATOR, Input::MuteAll { conference: ONE, muted: true, except }).unwrap();
    assert!(world.row(WATER).microphone_open && !world.row(FIRE).microphone_open);
}

#[test]
fn cc_7_an_absent_or_audio_only_site_is_not_broadcast() {
    let mut world = World::meeting();
    world.join(LEADER, VOICE).unwrap();
    let refusal = world.refused(CHAIR, broadcast(Some(world.site(LEADER))));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CC-7", Some("site")));
    assert!(refusal.accepted.contains(&world.site(FIRE).to_string()));
    let site = world.site(LEADER);
    world.state.set_publishing(ONE, site, Publishing { camera: true, ..Publishing::default() });
    world.ask(CHAIR, broadcast(Some(site))).unwrap();
    world.drop_out(FIRE);
    assert_eq!(world.refused(CHAIR, broadcast(Some(world.site(FIRE)))).rule, "CC-7");
    assert_eq!(world.refused(CHAIR, broadcast(Some(SiteId(99)))).rule, "REF-1");
}

#[test]
fn cc_8_a_broadcast_forces_all_but_the_chair_and_cancels_itself() {
    let mut world = World::meeting();
    let (chair, fire, water) = (world.site(CHAIR), world.site(FIRE), world.site(WATER));
    world.ask(TOWN, Input::ViewSite { conference: ONE, site: Some(fire) }).unwrap();
    world.ask(CHAIR, Input::ViewSite { conference: ONE, site: Some(fire) }).unwrap();
    world.ask(CHAIR, broadcast(Some(water))).unwrap();
    assert_eq!(world.main(TOWN), Some(water), "forced, whatever it chose");
    assert_eq!(world.main(FIRE), Some(water));
    assert_eq!(world.main(CHAIR), Some(fire), "the chair may still view anyone");
    assert_eq!(world.main(WATER), Some(chair), "nobody is shown itself");
    world.drop_out(WATER);
    assert_eq!(world.state.conferences[&ONE].broadcast, None);
    assert_eq!(world.main(TOWN), Some(fire), "the previous view returns");
    world.join(WATER, BOTH).unwrap();
    assert_eq!(world.main(TOWN), Some(fire), "it stays cancelled");
}

#[test]
fn cc_9_one_views_another_site_that_is_here() {
    let mut world = World::meeting();
    world.drop_out(WATER);
    for site in [world.site(FIRE), world.site(WATER)] {
        assert_eq!(world.refused(FIRE, Input::ViewSite { conference: ONE, site: Some(site) }).rule, "CC-9");
    }
    let town = world.site(TOWN);
    world.ask(FIRE, Input::ViewSite { conference: ONE, site: Some(town) }).unwrap();
    assert_eq!(world.main(FIRE), Some(town));
    world.ask(FIRE, Input::ViewSite { conference: ONE, site: None }).unwrap();
    assert_eq!(world.main(FIRE), Some(world.site(CHAIR)), "the default is the chair site");
}

#[test]
fn cc_10_who_is_not_invited_does_not_join_nor_learn_of_it() {
    let mut world = World::meeting();
    let refusal = world.refused(STRANGER, Input::JoinConference { conference: ONE, devices: BOTH });
    assert_eq!(refusal, world.refused(STRANGER, Input::JoinConference { conference: ONE, devices: BOTH }));
    assert_eq!(refusal.rule, "REF-1", "as if there were none");
    world.join(LEADER, BOTH).unwrap();
    world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec!["police".into()] }).unwrap();
    world.join(STRANGER, BOTH).unwrap();
    assert_eq!(world.state.conferences[&ONE].sites[&world.site(STRANGER)].name, "县公安局");
}

#[test]
fn cc_11_one_acts_in_a_conference_that_one_has_joined() {
    let mut world = World::meeting();
    for input in [
        Input::LeaveConference { conference: ONE },
        own(StreamKind::Camera, false),
        Input::StartPresentation { conference: ONE },
        Input::RequestChair { conference: ONE },
        Input::ViewSite { conference: ONE, site: None },
    ] {
        assert_eq!(world.refused(LEADER, input).rule, "CC-11");
    }
}

#[test]
fn cc_12_who_was_removed_comes_back_when_invited_again() {
    let mut world = World::meeting();
    world.join(FIRE_2, BOTH).unwrap();
    let site = world.site(FIRE);
    world.ask(CHAIR, Input::RemoveSite { conference: ONE, site }).unwrap();
    assert!(!world.state.conferences[&ONE].sites.contains_key(&site));
    assert_eq!(world.refused(FIRE, Input::JoinConference { conference: ONE, devices: BOTH }).rule, "CC-12");
    world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec!["fire".into()] }).unwrap();
    world.join(FIRE, BOTH).unwrap();
    assert_ne!(world.site(FIRE), site, "a site number is never used again");
}

#[test]
fn cc_12_removing_a_units_last_site_ends_its_invitation() {
    let mut world = World::meeting();
    let site = world.site(WATER);
    world.ask(CHAIR, Input::RemoveSite { conference: ONE, site }).unwrap();
    let water = Class::Department("water".into());
    assert!(world.state.view(&EntityKey::Conference(ONE), &water).is_none());
    assert_eq!(world.refused(WATER, Input::JoinConference { conference: ONE, devices: BOTH }).rule, "REF-1");
}

#[test]
fn cc_13_an_operator_drives_without_a_site() {
    let mut world = World::meeting();
    assert_eq!(world.refused(OPERATOR, Input::JoinConference { conference: ONE, devices: BOTH }).rule, "CC-13");
    world.ask(OPERATOR, mute_all(true)).unwrap();
    world.ask(OPERATOR, Input::EndConference { conference: ONE }).unwrap();
}

#[test]
fn cc_14_a_ringing_unit_declines_with_its_reason() {
    let mut world = World::new();
    world.create("防汛会商", &["fire", "water"]);
    let decline = Input::DeclineConference { conference: ONE, reason: "出警中".into() };
    world.ask(FIRE_2, decline.clone()).unwrap();
    let conference = &world.state.conferences[&ONE];
    let fire = conference.sites.values().find(|site| site.unit == Some("fire".into())).unwrap();
    assert_eq!(fire.presence, Presence::Declined { reason: "出警中".into(), at: NIGHT });
    assert_eq!(world.refused(FIRE, decline).rule, "CC-14");
    world.join(FIRE, BOTH).unwrap();
    assert!(world.row(FIRE).camera_open, "who declined may still come");
}

#[test]
fn cc_15_only_units_that_exist_are_invited_each_once() {
    let mut world = World::new();
    let invite = vec!["fire".into(), "nowhere".into()];
    let input = Input::CreateConference { title: "会商".into(), incident: None, invite };
    let refusal = world.refused(CHAIR, input);
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CC-15", Some("invite[1]")));
    world.create("会商", &["fire", "fire", "water"]);
    assert_eq!(world.state.conferences[&ONE].sites.len(), 2);
    let input = Input::CreateConference { title: "会商".into(), incident: Some(IncidentId(99)), invite: vec![] };
    assert_eq!(world.refused(CHAIR, input).rule, "REF-1");
}

#[test]
fn cc_16_hanging_up_keeps_the_site_for_redial() {
    let mut world = World::meeting();
    let site = world.site(FIRE);
    world.ask(CHAIR, Input::HangUpSite { conference: ONE, site }).unwrap();
    let found = &world.state.conferences[&ONE].sites[&site];
    assert_eq!(found.presence, Presence::Absent { since: NIGHT, why: AbsentWhy::HungUp });
    assert_eq!(world.refused(CHAIR, Input::HangUpSite { conference: ONE, site }).rule, "CC-16");
    assert!(
        world.node(NodeInput::SiteConnected { conference: ONE, site }).unwrap().is_empty(),
        "media alone brings nobody back"
    );
    world.ask(CHAIR, Input::RingSite { conference: ONE, site }).unwrap();
    world.join(FIRE, BOTH).unwrap();
    assert_eq!(world.site(FIRE), site);
}

#[test]
fn cc_17_who_is_here_is_not_rung() {
    let mut world = World::meeting();
    let site = world.site(FIRE);
    assert_eq!(world.refused(CHAIR, Input::RingSite { conference: ONE, site }).rule, "CC-17");
}

#[test]
fn cc_18_and_19_sites_by_token() {
    let mut world = World::meeting();
    let join = |name: &str, publish| NodeInput::TokenJoined { conference: ONE, name: name.into(), publish };
    world.node(join("无人机一号", true)).unwrap();
    assert!(world.node(join("无人机一号", true)).unwrap().is_empty(), "again: nothing changes");
    assert!(world.node(join("无人机一号", false)).unwrap().is_empty(), "its receiving session takes nothing away");
    let (site, found) = world.state.conferences[&ONE].token_site("无人机一号").unwrap();
    assert!(found.microphone_on && found.camera_on && found.user.is_none());
    world.ask(CHAIR, broadcast(Some(site))).unwrap();
    world.node(NodeInput::TokenLeft { conference: ONE, site }).unwrap();
    assert_eq!(world.state.conferences[&ONE].broadcast, None);
    assert_eq!(world.refused(CHAIR, Input::RingSite { conference: ONE, site }).rule, "CC-18");
    assert_eq!(world.node(join("县水利局", true)).unwrap_err().rule, "CC-19");
    let by_hand = world.send(&Actor::User(CHAIR), join("x", true));
    assert_eq!(by_hand.unwrap_err().rule, "AUTH-1");
}

#[test]
fn cc_20_the_chair_is_requested_only_while_vacant() {
    let mut world = World::meeting();
    assert_eq!(world.refused(FIRE, Input::RequestChair { conference: ONE }).rule, "CC-20");
    world.ask(CHAIR, Input::ReleaseChair { conference: ONE }).unwrap();
    world.ask(FIRE, Input::RequestChair { conference: ONE }).unwrap();
    let conference = &world.state.conferences[&ONE];
    assert_eq!(
        (conference.chair, conference.chair_site),
        (Some(FIRE), Some(world.site(CHAIR))),
        "the chair site stays"
    );
    world.ask(CHAIR, Input::ReleaseChair { conference: ONE }).unwrap();
    assert_eq!(world.state.conferences[&ONE].chair, None, "the initiator may revoke");
}

#[test]
fn cc_21_the_chair_goes_to_someone_present() {
    let mut world = World::meeting();
    let refusal = world.refused(CHAIR, Input::GrantChair { conference: ONE, user: LEADER });
    assert_eq!(refusal.rule, "CC-21");
    assert!(refusal.accepted.contains(&FIRE.to_string()));
    world.ask(CHAIR, Input::GrantChair { conference: ONE, user: FIRE }).unwrap();
    world.ask(FIRE, mute_all(true)).unwrap();
    world.ask(CHAIR, Input::GrantChair { conference: ONE, user: CHAIR }).unwrap();
    assert_eq!(world.refused(FIRE, mute_all(true)).rule, "CC-2");
}

#[test]
fn cc_22_one_presenter_at_a_time() {
    let mut world = World::meeting();
    world.ask(FIRE, Input::StartPresentation { conference: ONE }).unwrap();
    let fire = world.site(FIRE);
    assert!(world.row(FIRE).presentation_open);
    assert_eq!(world.shown(WATER, SlotName::Presentation), Some(fire));
    assert_eq!(world.shown(FIRE, SlotName::Presentation), None);
    assert_eq!(world.refused(WATER, Input::StartPresentation { conference: ONE }).rule, "CC-22");
    assert_eq!(world.refused(WATER, Input::StopPresentation { conference: ONE }).rule, "CC-2");
    assert_eq!(world.refused(FIRE, own(StreamKind::Presentation, true)).rule, "CC-22");
    world.ask(CHAIR, Input::StopPresentation { conference: ONE }).unwrap();
    world.ask(WATER, Input::StartPresentation { conference: ONE }).unwrap();
    world.drop_out(WATER);
    assert_eq!(world.state.conferences[&ONE].presenter, None);
}

#[test]
fn cc_23_one_recording_at_a_time_announced_to_all() {
    let mut world = World::meeting();
    assert_eq!(world.refused(CHAIR, Input::StopRecording { conference: ONE }).rule, "CC-23");
    world.ask(CHAIR, Input::StartRecording { conference: ONE }).unwrap();
    assert_eq!(world.refused(OPERATOR, Input::StartRecording { conference: ONE }).rule, "CC-23");
    let view = world.state.conference_view(ONE, &Class::Department("water".into())).unwrap();
    assert_eq!((view.recording, view.recording_since), (Some(RecordingId(1)), Some(NIGHT)));
    assert_eq!(world.table().recording, Some(RecordingId(1)));
    assert_eq!(world.state.running_recordings().len(), 1);
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    assert!(world.state.running_recordings().is_empty(), "it stops with the conference");
    assert_eq!(world.state.recordings[&RecordingId(1)].state, RecordingState::Packaging);
}

#[test]
fn cc_24_a_switch_needs_its_device() {
    let mut world = World::meeting();
    world.join(LEADER, Devices::default()).unwrap();
    assert_eq!(world.refused(LEADER, own(StreamKind::Microphone, true)).rule, "CC-24");
    assert_eq!(world.refused(LEADER, own(StreamKind::Camera, true)).rule, "CC-24");
    world.ask(CHAIR, mute_all(false)).unwrap();
    assert!(!world.row(LEADER).microphone_open, "there is no microphone to open");
    world.join(LEADER, BOTH).unwrap();
    world.ask(LEADER, own(StreamKind::Microphone, true)).unwrap();
}

#[test]
fn cc_25_tiles_bear_the_units_name_and_differ() {
    let mut world = World::meeting();
    world.join(FIRE_2, BOTH).unwrap();
    world.join(LEADER, BOTH).unwrap();
    let name = |user| world.row(user).name.clone();
    assert_eq!(name(FIRE), "县消防救援大队");
    assert_eq!(name(FIRE_2), "县消防救援大队·孙消防");
    assert_eq!(name(LEADER), "县应急指挥中心·李县长");
}

#[test]
fn cc_26_cells_are_the_others_in_an_order_that_stays() {
    let mut world = World::meeting();
    let sites: Vec<_> = [CHAIR, FIRE, WATER, TOWN].map(|user| world.site(user)).to_vec();
    assert_eq!(world.cells(FIRE), vec![sites[0], sites[2], sites[3]]);
    assert_eq!(world.main(CHAIR), Some(sites[1]), "the chair site sees the first other");
    world.drop_out(WATER);
    assert_eq!(world.cells(FIRE), vec![sites[0], sites[3]]);
    world.join(LEADER, BOTH).unwrap();
    world.join(WATER, BOTH).unwrap();
    assert_eq!(world.cells(FIRE), vec![sites[0], sites[2], sites[3], world.site(LEADER)], "back in its old place");
}

#[test]
fn cc_27_the_generation_grows_only_when_the_table_changes() {
    let mut world = World::meeting();
    let before = world.table().generation;
    world.join(FIRE, BOTH).unwrap();
    let site = world.site(FIRE);
    world.state.set_publishing(ONE, site, Publishing { camera: true, ..Publishing::default() });
    world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec!["police".into()] }).unwrap();
    assert_eq!(world.table().generation, before);
    world.ask(FIRE, own(StreamKind::Camera, false)).unwrap();
    assert_eq!(world.table().generation, before + 1);
}

#[test]
fn cc_28_a_dropped_site_returns_when_its_media_does() {
    let mut world = World::meeting();
    let site = world.site(FIRE);
    assert_eq!(world.state.media_site(ONE, FIRE), Some(site));
    assert!(world.node(NodeInput::SiteConnected { conference: ONE, site }).unwrap().is_empty());
    world.drop_out(FIRE);
    assert!(world.node(NodeInput::SiteDropped { conference: ONE, site }).unwrap().is_empty());
    assert_eq!(world.state.media_site(ONE, FIRE), Some(site));
    world.node(NodeInput::SiteConnected { conference: ONE, site }).unwrap();
    assert_eq!(world.state.where_is(FIRE), Some((ONE, site)));
    world.ask(FIRE, Input::LeaveConference { conference: ONE }).unwrap();
    assert_eq!(world.state.media_site(ONE, FIRE), None);
}

#[test]
fn rec_3_the_recorders_reports_are_logged_when_they_say_something() {
    let mut world = World::meeting();
    world.ask(CHAIR, Input::StartRecording { conference: ONE }).unwrap();
    let report = |state, seal: Option<&str>| NodeInput::RecordingReported {
        recording: RecordingId(1),
        state,
        tracks: vec![],
        seal: seal.map(str::to_owned),
    };
    assert!(world.node(report(RecordingState::Recording, None)).unwrap().is_empty());
    assert!(world.node(report(RecordingState::Ready, None)).unwrap().is_empty(), "it still runs");
    world.ask(CHAIR, Input::StopRecording { conference: ONE }).unwrap();
    assert!(world.node(report(RecordingState::Packaging, None)).unwrap().is_empty());
    assert_eq!(world.node(report(RecordingState::Ready, Some("5f"))).unwrap().len(), 1);
    assert!(world.node(report(RecordingState::Ready, Some("5f"))).unwrap().is_empty());
    assert_eq!(world.state.recordings[&RecordingId(1)].seal.as_deref(), Some("5f"));

    world.ask(CHAIR, Input::StartRecording { conference: ONE }).unwrap();
    let failed = NodeInput::RecordingReported {
        recording: RecordingId(2),
        state: RecordingState::Failed,
        tracks: vec![],
        seal: None,
    };
    world.node(failed).unwrap();
    assert_eq!(world.state.conferences[&ONE].recording, None, "a failure stops it, and all see that it stopped");
    let unknown = NodeInput::RecordingReported {
        recording: RecordingId(9),
        state: RecordingState::Ready,
        tracks: vec![],
        seal: None,
    };
    assert_eq!(world.node(unknown).unwrap_err().rule, "REF-1");
}

#[test]
fn view_8_a_conference_is_for_those_invited_and_county_command() {
    let mut world = World::meeting();
    world.ask(CHAIR, Input::StartRecording { conference: ONE }).unwrap();
    let keys = [EntityKey::Conference(ONE), EntityKey::Control(ONE), EntityKey::Recording(RecordingId(1))];
    for (class, may) in [
        (Class::County, true),
        (Class::Operator, true),
        (Class::Administrator, false),
        (Class::Department("fire".into()), true),
        (Class::Department("police".into()), false),
        (Class::Township("town-100".into()), true),
        (Class::Township("town-102".into()), false),
        (Class::Field("fire".into()), true),
    ] {
        for key in &keys {
            assert_eq!(world.state.view(key, &class).is_some(), may, "{class} {key:?}");
        }
        assert_eq!(world.state.all(&class).len(), if may { 3 } else { 0 });
    }
    let events = world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec!["police".into()] }).unwrap();
    assert_eq!(touched(&world.state, &events[0]), keys, "its recordings come into view, too");
}

#[test]
fn view_9_two_conferences_of_one_name_never_leak() {
    let mut world = World::meeting();
    let two = world.create("防汛会商", &["police"]);
    world.ask(STRANGER, Input::JoinConference { conference: two, devices: BOTH }).unwrap();
    let of = |id| world.state.conferences[&id].sites.keys().copied().collect::<std::collections::BTreeSet<_>>();
    assert!(of(ONE).is_disjoint(&of(two)), "no site is in two conferences");
    for table in world.state.view_tables() {
        let own = of(table.conference);
        assert!(table.sites.iter().all(|row| own.contains(&row.site)));
        assert!(table.sites.iter().flat_map(|row| &row.slots).all(|slot| own.contains(&slot.source)));
    }
    let police = world.state.all(&Class::Department("police".into()));
    assert_eq!(police.len(), 2, "one conference and its control");
    let foreign = world.site(FIRE);
    let mute = Input::MuteSite { conference: two, site: foreign, muted: true };
    assert_eq!(world.refused(CHAIR, mute).rule, "REF-1");
}

#[test]
fn bound_open_conferences_and_text() {
    let mut world = World::new();
    for _ in 0..fengsui_protocol::bounds::OPEN_CONFERENCES {
        world.create("会商", &[]);
    }
    let create = |title: &str| Input::CreateConference { title: title.into(), incident: None, invite: vec![] };
    assert_eq!(world.refused(CHAIR, create("再来")).rule, "BOUND");
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    for (title, rule) in [("", "TEXT-2"), ("a\nb", "TEXT-1"), ("\u{202e}", "TEXT-1")] {
        assert_eq!(world.refused(CHAIR, create(title)).rule, rule);
    }
    assert_eq!(world.refused(CHAIR, create(&"长".repeat(4 << 20))).rule, "BOUND");
}

#[test]
fn the_console_convenes_without_a_chair() {
    let mut world = World::new();
    let create = Input::CreateConference { title: "拉练".into(), incident: None, invite: vec!["fire".into()] };
    let events = world.send(&Actor::Console, NodeInput::Asked(create)).unwrap();
    assert!(matches!(&events[0], Event::ConferenceCreated { created_by: UserId(0), chair: None, .. }));
    world.join(FIRE, BOTH).unwrap();
    world.ask(FIRE, Input::RequestChair { conference: ONE }).unwrap();
    assert_eq!(world.state.conferences[&ONE].chair_site, Some(world.site(FIRE)));
    world.send(&Actor::Console, NodeInput::Asked(Input::EndConference { conference: ONE })).unwrap();
}
