//! 单位组 unit groups: MEET-5, and who sees and sets them.

mod support;
use fengsui_command_core::{Actor, Class};
use fengsui_protocol::{UnitId, input::Input, live::EntityKey, live::EntityView};
use support::*;

fn set(id: &str, name: &str, units: &[&str]) -> Input {
    let units = units.iter().map(|unit| UnitId::from(*unit)).collect();
    Input::SetUnitGroup { id: id.into(), name: name.into(), units }
}

#[test]
fn meet_5_a_group_has_members_each_once_and_a_name_of_its_own() {
    let mut world = World::county();
    world.ask(&ADMIN, set("flood", " 防汛成员单位 ", &["water", "fire", "water"])).unwrap();
    let Some(EntityView::UnitGroup(group)) =
        world.state.view(&EntityKey::UnitGroup("flood".into()), &Class::Department("fire".into()))
    else {
        panic!("every class sees groups")
    };
    assert_eq!((group.name.as_str(), group.units.len()), ("防汛成员单位", 2));
    for (input, rule, field) in [
        (set("dry", "防汛成员单位", &["fire"]), "MEET-5", "name"),
        (set("dry", "抗旱", &[]), "MEET-5", "units"),
        (set("dry", "抗旱", &["fire", "nobody"]), "REF-1", "units[1]"),
        (set("Dry", "抗旱", &["fire"]), "TEXT-3", "id"),
        (set("dry", " ", &["fire"]), "TEXT-2", "name"),
        (Input::RemoveUnitGroup { id: "dry".into() }, "REF-1", "id"),
    ] {
        let refusal = world.refused(&ADMIN, input);
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, Some(field)));
    }
    world.ask(&ADMIN, set("flood", "防汛成员单位", &["fire"])).unwrap();
    assert_eq!(world.state.unit_groups[&"flood".into()].units, [UnitId::from("fire")], "it may keep its name");
    world.ask(&ADMIN, Input::RemoveUnitGroup { id: "flood".into() }).unwrap();
    assert!(world.state.view(&EntityKey::UnitGroup("flood".into()), &Class::County).is_none());
}

#[test]
fn meet_5_a_disabled_member_is_not_called() {
    let mut world = World::county();
    world.ask(&ADMIN, set("flood", "防汛成员单位", &["water", "fire"])).unwrap();
    world.ask(&ADMIN, Input::UpdateUnit { id: "fire".into(), name: None, phone: None, disabled: Some(true) }).unwrap();
    assert_eq!(world.state.callable_units(&"flood".into()), Some(vec!["water".into()]));
    assert_eq!(world.state.callable_units(&"none".into()), None);
}

#[test]
fn auth_1_groups_are_the_administrators() {
    let mut world = World::county();
    for actor in [DUTY, LEADER, FIRE, TOWN, FIELD, OPERATOR, Actor::Source("fire-119".into())] {
        assert_eq!(world.refused(&actor, set("flood", "防汛", &["fire"])).rule, "AUTH-1");
    }
}

#[test]
fn bound_groups_are_counted() {
    let mut world = World::county();
    for number in 0..fengsui_protocol::bounds::UNIT_GROUPS {
        world.ask(&ADMIN, set(&format!("group-{number}"), &format!("组 {number}"), &["fire"])).unwrap();
    }
    assert_eq!(world.refused(&ADMIN, set("more", "多一组", &["fire"])).rule, "BOUND");
}
