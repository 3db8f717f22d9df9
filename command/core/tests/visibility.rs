//! Visibility: what is sent to whom (VIEW).

mod support;
use fengsui_command_core::Class;
use fengsui_protocol::{
    UserId,
    account::Role,
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

fn classes() -> Vec<Class> {
    vec![
        Class::County,
        Class::Operator,
        Class::Administrator,
        Class::Department("fire".into()),
        Class::Department("water".into()),
        Class::Township("town-100".into()),
        Class::Township("town-102".into()),
        Class::Field("fire".into()),
        Class::Field("water".into()),
    ]
}

#[test]
fn view_1_the_caller_is_for_county_command_and_the_reporting_unit() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    world.ask(&FIRE, Input::LogIncident { facts: fire(), from_record: Some(record), taken_at: None }).unwrap();
    for class in classes() {
        let seen = serde_json::to_string(&world.state.all(&class)).unwrap();
        let may = class == Class::County || class.unit() == Some(&"fire".into());
        assert_eq!(seen.contains(PHONE) && seen.contains("李四"), may, "{class}");
    }
    let incident = world.view(EntityKey::Incident(fengsui_protocol::IncidentId(1)), &Class::Department("water".into()));
    let Some(EntityView::Incident(incident)) = incident else { panic!("departments share incidents") };
    assert_eq!(incident.facts.caller.source, "群众电话", "by which way it came is no secret");
}

#[test]
fn view_2_users_and_feed_sources_are_for_administrators() {
    let world = World::county();
    for class in classes() {
        let all = world.state.all(&class);
        let secret = |view: &EntityView| matches!(view, EntityView::User(_) | EntityView::FeedSource(_));
        assert_eq!(all.iter().any(secret), class == Class::Administrator, "{class}");
    }
}

#[test]
fn view_3_administrators_see_no_incident_and_no_record() {
    let mut world = World::county();
    world.incident(fire());
    world.record("fire-119", "A1", 1);
    let all = world.state.all(&Class::Administrator);
    assert!(!all.iter().any(|view| matches!(view, EntityView::Incident(_) | EntityView::FeedRecord(_))));
}

#[test]
fn view_4_a_town_sees_its_own_and_loses_what_moves_away() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let key = EntityKey::Incident(incident);
    let (here, there) = (Class::Township("town-100".into()), Class::Township("town-102".into()));
    assert!(world.view(key.clone(), &here).is_some() && world.view(key.clone(), &there).is_none());
    let mut place = fire().place;
    place.town = Some("431024102".into());
    world.ask(&DUTY, Input::LocateIncident { incident, place }).unwrap();
    assert!(world.view(key.clone(), &here).is_none() && world.view(key, &there).is_some());
}

#[test]
fn view_5_records_are_for_county_command_and_their_unit() {
    let mut world = World::county();
    let key = EntityKey::FeedRecord(world.record("fire-119", "A1", 1));
    for class in classes() {
        let may = class == Class::County || class.unit() == Some(&"fire".into());
        assert_eq!(world.view(key.clone(), &class).is_some(), may, "{class}");
    }
}

#[test]
fn view_6_the_class_follows_role_and_unit() {
    let mut world = World::county();
    assert_eq!(world.state.class(UserId(4)), Some(Class::Department("fire".into())));
    let promote =
        Input::UpdateUser { user: UserId(4), name: None, unit: None, role: Some(Role::DutyOfficer), disabled: None };
    world.ask(&ADMIN, promote).unwrap();
    assert!(world.log.last().unwrap().2.changes_authority());
    assert_eq!(world.state.class(UserId(4)), Some(Class::County));
}

/// Two counties with the same names, numbers and ids: what one shows is never in the other's views.
#[test]
fn view_7_two_counties_never_leak() {
    let (mut here, mut there) = (World::county(), World::county());
    let mut facts = fire();
    facts.narrative = "只属于这里".into();
    here.incident(facts);
    there.incident(fire());
    for class in classes() {
        let seen = serde_json::to_string(&there.state.all(&class)).unwrap();
        assert!(!seen.contains("只属于这里"), "{class}");
    }
    assert_ne!(here.state.digest(), there.state.digest());
}
