//! Rules RES-…: resources, hazards, protection targets; imports, dispatch, arrival, return.

mod support;
use fengsui_command_core::{Actor, Class, Decision};
use fengsui_protocol::{
    DispatchId, IncidentId, UserId,
    account::Role,
    geo::{Place, Wgs84},
    incident::{IncidentState, TimelineKind},
    input::Input,
    live::{EntityKey, EntityView},
    resource::{PlacedFacts, RegisterList, RegisterRow, ResourceDispatchState, ResourceKind, ResourceView, RowChange},
};
use support::*;

fn row(list: RegisterList, id: &str, amount: u32) -> RegisterRow {
    let facts = PlacedFacts {
        name: format!("名称 {id}"),
        unit: Some("fire".into()),
        place: Place { text: "珠泉镇".into(), position: Some(JIAHE), ..Place::default() },
        amount,
        measure: "件".into(),
        contact: "赵六".into(),
        phone: "13907350009".into(),
        note: String::new(),
    };
    RegisterRow { list, id: id.into(), facts }
}

fn supply(id: &str, amount: u32) -> RegisterRow {
    row(RegisterList::Resource(ResourceKind::Supply), id, amount)
}

fn import(rows: Vec<RegisterRow>) -> Input {
    Input::ImportRegister { rows, file: "资源.csv".into() }
}

fn resource(world: &World, id: &str, class: &Class) -> Option<ResourceView> {
    match world.view(EntityKey::Resource(id.into()), class)? {
        EntityView::Resource(view) => Some(*view),
        other => panic!("{other:?}"),
    }
}

fn dispatch(incident: IncidentId, id: &str, amount: u32) -> Input {
    Input::DispatchResource { incident, resource: id.into(), amount, text: "送到车头".into() }
}

fn give_back(dispatch: u64, amount: u32) -> Input {
    Input::ReturnResource { dispatch: DispatchId(dispatch), amount, text: String::new() }
}

fn arrive(dispatch: u64) -> Input {
    Input::ArriveResource { dispatch: DispatchId(dispatch), text: String::new() }
}

#[test]
fn res_1_rows_are_judged_one_by_one_and_taken_whole() {
    let mut world = World::county();
    let sound = supply("WZ-1", 5);
    let fault = |change: &dyn Fn(&mut RegisterRow)| {
        let mut row = sound.clone();
        change(&mut row);
        let faults = world.state.judge_row(&row).unwrap_err();
        faults.into_iter().map(|fault| (fault.rule, fault.field.unwrap())).collect::<Vec<_>>()
    };
    let one = |rule: &str, field: &str| vec![(rule.to_owned(), field.to_owned())];
    assert_eq!(fault(&|row| row.id = "编号".into()), one("RES-1", "id"));
    assert_eq!(fault(&|row| row.facts.amount = 0), one("RES-1", "amount"));
    assert_eq!(fault(&|row| row.facts.place.position = None), one("RES-1", "position"));
    assert_eq!(fault(&|row| row.facts.unit = Some("nobody".into())), one("REF-1", "unit"));
    let swapped = |row: &mut RegisterRow| row.facts.place.position = Some(Wgs84 { lon: JIAHE.lat, lat: JIAHE.lon });
    assert_eq!(fault(&swapped), one("GEO-1", "place.position"));
    let both = |row: &mut RegisterRow| (row.facts.name, row.facts.phone) = (" ".into(), "电话".into());
    let both = fault(&both).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
    assert_eq!(both, ["TEXT-2", "TEXT-4"], "every fault is said");

    let mut wrong = sound.clone();
    wrong.id = String::new();
    let refusal = world.refused(&DUTY, import(vec![sound.clone(), wrong]));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("RES-1", Some("rows[1].id")));
    assert_eq!(world.refused(&DUTY, import(vec![sound.clone(), sound.clone()])).field.as_deref(), Some("rows[1].id"));
    assert_eq!(world.refused(&DUTY, import(vec![])).rule, "BOUND");
    let hazard = row(RegisterList::Hazard, "WZ-1", 0);
    world.ask(&DUTY, import(vec![sound.clone(), hazard])).unwrap();
    assert_eq!(world.state.judge_row(&sound), Ok(RowChange::Same));
    assert_eq!(world.state.judge_row(&supply("WZ-1", 6)), Ok(RowChange::Changed));
    assert_eq!(world.state.judge_row(&supply("WZ-2", 6)), Ok(RowChange::New));
    let again = world.ask(&ADMIN, import(vec![sound])).unwrap();
    assert_eq!(again, Decision::Events(vec![]), "what is the same is not logged");
    assert_eq!(world.refused(&FIRE, import(vec![supply("WZ-3", 1)])).rule, "AUTH-1");
}

#[test]
fn res_2_an_import_leaves_what_is_out() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.ask(&DUTY, import(vec![supply("WZ-1", 10)])).unwrap();
    world.ask(&DUTY, dispatch(incident, "WZ-1", 6)).unwrap();
    let fewer = world.state.judge_row(&supply("WZ-1", 5)).unwrap_err();
    assert_eq!((fewer[0].rule.as_str(), fewer[0].accepted[0].as_str()), ("RES-2", "≥ 6"));
    let other = row(RegisterList::Resource(ResourceKind::Team), "WZ-1", 10);
    assert_eq!(world.state.judge_row(&other).unwrap_err()[0].rule, "RES-2");
    world.ask(&DUTY, import(vec![supply("WZ-1", 20)])).unwrap();
    let seen = resource(&world, "WZ-1", &Class::County).unwrap();
    assert_eq!((seen.free, seen.dispatches.len()), (14, 1));
}

#[test]
fn res_3_only_what_is_free_is_sent_to_what_goes_on() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.ask(&DUTY, import(vec![supply("WZ-1", 10)])).unwrap();
    assert_eq!(world.refused(&DUTY, dispatch(incident, "WZ-9", 1)).rule, "REF-1");
    assert_eq!(world.refused(&FIRE, dispatch(incident, "WZ-1", 1)).rule, "AUTH-1");
    assert_eq!(world.refused(&DUTY, dispatch(incident, "WZ-1", 0)).rule, "RES-3");
    world.ask(&DUTY, dispatch(incident, "WZ-1", 6)).unwrap();
    let refusal = world.refused(&DUTY, dispatch(incident, "WZ-1", 5));
    assert_eq!((refusal.rule.as_str(), refusal.accepted[0].as_str()), ("RES-3", "1 … 4"));
    let status = |unavailable: Option<&str>| Input::SetResourceStatus {
        resource: "WZ-1".into(),
        unavailable: unavailable.map(str::to_owned),
    };
    world.ask(&FIRE, status(Some("盘点"))).unwrap();
    assert_eq!(world.refused(&DUTY, dispatch(incident, "WZ-1", 1)).rule, "RES-3");
    world.ask(&FIRE, status(None)).unwrap();
    for to in [IncidentState::Verifying, IncidentState::FalseAlarm] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "误报".into() }).unwrap();
    }
    assert_eq!(world.refused(&DUTY, dispatch(incident, "WZ-1", 1)).field.as_deref(), Some("incident"));
}

#[test]
fn res_4_dispatched_arrived_returned_each_once() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.ask(&DUTY, import(vec![row(RegisterList::Resource(ResourceKind::Team), "DW-1", 30)])).unwrap();
    world.ask(&DUTY, dispatch(incident, "DW-1", 20)).unwrap();
    let state = |world: &World| resource(world, "DW-1", &Class::County).unwrap().dispatches[0].state;
    assert_eq!(world.refused(&WATER, arrive(1)).rule, "REF-1", "it is not theirs");
    world.ask(&FIRE, arrive(1)).unwrap();
    assert_eq!(state(&world), ResourceDispatchState::Arrived);
    assert_eq!(world.refused(&FIRE, arrive(1)).rule, "RES-4");
    world.ask(&FIRE, give_back(1, 20)).unwrap();
    assert_eq!(state(&world), ResourceDispatchState::Returned);
    assert_eq!(world.refused(&DUTY, give_back(1, 20)).rule, "RES-4");
    assert_eq!(world.refused(&DUTY, arrive(9)).rule, "REF-1");
    assert_eq!(resource(&world, "DW-1", &Class::County).unwrap().free, 30);
    // Called back before it arrived.
    world.ask(&DUTY, dispatch(incident, "DW-1", 5)).unwrap();
    world.ask(&DUTY, give_back(2, 5)).unwrap();
}

#[test]
fn res_5_only_supplies_are_used_up() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let team = row(RegisterList::Resource(ResourceKind::Team), "DW-1", 30);
    world.ask(&DUTY, import(vec![supply("WZ-1", 100), team])).unwrap();
    world.ask(&DUTY, dispatch(incident, "WZ-1", 80)).unwrap();
    assert_eq!(resource(&world, "WZ-1", &Class::County).unwrap().free, 20);
    assert_eq!(world.refused(&DUTY, give_back(1, 81)).rule, "RES-5");
    world.ask(&DUTY, give_back(1, 30)).unwrap();
    let seen = resource(&world, "WZ-1", &Class::County).unwrap();
    assert_eq!((seen.facts.amount, seen.free), (50, 50), "fifty were used up");
    world.ask(&DUTY, dispatch(incident, "DW-1", 30)).unwrap();
    assert_eq!(world.refused(&DUTY, give_back(2, 29)).rule, "RES-5");
}

#[test]
fn res_6_each_step_is_a_line_of_the_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.ask(&DUTY, import(vec![supply("WZ-1", 10)])).unwrap();
    world.ask(&DUTY, dispatch(incident, "WZ-1", 6)).unwrap();
    world.ask(&DUTY, arrive(1)).unwrap();
    world.ask(&DUTY, give_back(1, 4)).unwrap();
    let lines = world.state.incidents[&incident].timeline.iter().filter(|line| line.kind == TimelineKind::Resource);
    let texts: Vec<_> = lines.map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["调用名称 WZ-1 ×6（送到车头）", "名称 WZ-1 ×6到场", "名称 WZ-1 归还 ×4，用去 2"]);
}

#[test]
fn res_7_units_see_their_own_and_telephones_stay_with_who_needs_them() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let lists = vec![
        supply("WZ-1", 10),
        row(RegisterList::Hazard, "WX-1", 3),
        row(RegisterList::ProtectionTarget, "MB-1", 900),
    ];
    world.ask(&ADMIN, import(lists)).unwrap();
    world.ask(&DUTY, dispatch(incident, "WZ-1", 6)).unwrap();
    let phone = |class: &Class| resource(&world, "WZ-1", class).map(|view| !view.facts.phone.is_empty());
    assert_eq!(phone(&Class::County), Some(true));
    assert_eq!(phone(&Class::Department("fire".into())), Some(true));
    assert_eq!(phone(&Class::Operator), Some(false));
    assert_eq!(phone(&Class::Department("water".into())), None);
    let kept = resource(&world, "WZ-1", &Class::Administrator).unwrap();
    assert!(kept.dispatches.is_empty() && kept.free == 4, "which incident it is out with is none of theirs");
    for key in [EntityKey::Hazard("WX-1".into()), EntityKey::ProtectionTarget("MB-1".into())] {
        let facts = |class: &Class| match world.view(key.clone(), class) {
            Some(EntityView::Hazard(view)) => view.facts,
            Some(EntityView::ProtectionTarget(view)) => view.facts,
            other => panic!("{other:?}"),
        };
        assert!(!facts(&Class::County).phone.is_empty());
        assert!(facts(&Class::Township("town-100".into())).phone.is_empty());
    }
}

/// A field officer of the unit acts on its resources as the department does.
#[test]
fn res_4_the_field_reports_arrival() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.ask(&DUTY, import(vec![supply("WZ-1", 10)])).unwrap();
    world.ask(&DUTY, dispatch(incident, "WZ-1", 6)).unwrap();
    assert_eq!(world.state.users[&UserId(7)].role, Role::FieldOfficer);
    world.ask(&Actor::User(UserId(7)), arrive(1)).unwrap();
}
