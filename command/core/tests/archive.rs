//! 归档: what leaves the live copy, the list by pages, and the file of an incident.

mod support;
use fengsui_command_core::{Class, NodeInput};
use fengsui_protocol::{
    IncidentId,
    archive::IncidentsWanted,
    bounds,
    incident::{IncidentFacts, IncidentState},
    input::Input,
    live::EntityKey,
};
use support::*;

fn archive(world: &mut World, incident: IncidentId) {
    for to in [IncidentState::Verifying, IncidentState::FalseAlarm, IncidentState::Archived] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "核实".into() }).unwrap();
    }
}

#[test]
fn arc_1_what_is_archived_leaves_the_live_copy_and_nothing_else() {
    let mut world = World::county();
    let (open, done) = (world.incident(fire()), world.incident(fire()));
    let before = world.state.all(&Class::County).len();
    archive(&mut world, done);
    let live: Vec<_> = world.state.all(&Class::County).iter().map(|view| view.key()).collect();
    assert_eq!(live.len(), before - 1);
    assert!(live.contains(&EntityKey::Incident(open)) && !live.contains(&EntityKey::Incident(done)));
    assert!(world.view(EntityKey::Incident(done), &Class::County).is_some(), "it stands in the state");
}

#[test]
fn arc_2_the_list_comes_by_pages_of_what_the_class_may_see() {
    let mut world = World::county();
    let size = bounds::INCIDENTS_PER_PAGE;
    let all: Vec<_> =
        (0..=size).map(|n| world.incident(IncidentFacts { title: format!("第{n}起"), ..fire() })).collect();
    archive(&mut world, all[0]);
    let page = |wanted: IncidentsWanted, class: Class| world.state.incident_page(&class, &wanted);
    let first = page(IncidentsWanted::default(), Class::County);
    assert_eq!((first.rows.len(), first.pages, first.total as usize), (size, 2, size + 1));
    assert_eq!(first.rows[0].id, all[size], "the newest first");
    let second = page(IncidentsWanted { page: 1, ..Default::default() }, Class::County);
    assert_eq!(second.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [all[0]]);
    let archived = IncidentsWanted { state: Some(IncidentState::Archived), ..Default::default() };
    assert_eq!(page(archived.clone(), Class::Department("water".into())).total, 1);
    assert_eq!(page(IncidentsWanted { text: "没有这样的".into(), ..archived.clone() }, Class::County).total, 0);
    assert_eq!(page(archived.clone(), Class::Administrator).total, 0, "administrators see no incident");
    for class in [Class::Township("town-100".into()), Class::Township("town-102".into()), Class::Field("water".into())]
    {
        let may = all.iter().filter(|id| world.view(EntityKey::Incident(**id), &class).is_some()).count();
        assert_eq!(page(IncidentsWanted::default(), class.clone()).total as usize, may, "{class}");
    }
}

#[test]
fn arc_3_the_file_of_an_incident_shows_each_class_its_own() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    let input = Input::LogIncident { facts: fire(), from_record: Some(record), taken_at: None };
    let made = world.made(&DUTY, NodeInput::Asked(input));
    let Some(EntityKey::Incident(id)) = made else { panic!("{made:?}") };
    archive(&mut world, id);
    let of = |class: &Class| world.state.incident_file(id, class);
    let county = of(&Class::County).unwrap();
    let keys: Vec<_> = county.entities.iter().map(|view| view.key()).collect();
    assert_eq!(keys, [EntityKey::Incident(id), EntityKey::FeedRecord(record)]);
    let water = serde_json::to_string(&of(&Class::Department("water".into())).unwrap()).unwrap();
    assert!(!water.contains(PHONE) && !water.contains("feed_record"), "neither the caller nor another's record");
    assert!(of(&Class::Administrator).is_none());
    assert!(!world.state.all(&Class::County).iter().any(|view| view.key() == EntityKey::FeedRecord(record)));
}
