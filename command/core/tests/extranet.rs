//! 外网 nodes and lines: NET-1 to NET-5, and who sees and sets them.

mod support;
use fengsui_command_core::Class;
use fengsui_protocol::{
    UnitId, bounds,
    extranet::{ExtranetLine, ExtranetNodeKind as Kind, Reserved},
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

fn line(to: &str, kbps: u32) -> Option<ExtranetLine> {
    Some(ExtranetLine { to: to.into(), down_kbps: kbps, up_kbps: kbps, reserved: Reserved::default() })
}

fn set(id: &str, kind: Kind, line: Option<ExtranetLine>, units: &[&str]) -> Input {
    let units = units.iter().map(|unit| UnitId::from(*unit)).collect();
    Input::SetExtranetNode { id: id.into(), name: format!("节点 {id}"), kind, line, units }
}

fn county() -> World {
    let mut world = World::county();
    world.ask(&ADMIN, set("core", Kind::Centre, None, &["centre"])).unwrap();
    world.ask(&ADMIN, set("south", Kind::Aggregation, line("core", 4_000), &[])).unwrap();
    world.ask(&ADMIN, set("fire-net", Kind::Department, line("south", 2_000), &["fire", "fire"])).unwrap();
    world
}

#[test]
fn net_1_to_5_a_refusal_names_field_and_rule() {
    let mut world = county();
    let reserved = |share| Reserved { audio: share, data: share, ..Reserved::default() };
    let reserving = |share| ExtranetLine { reserved: reserved(share), ..line("core", 4_000).unwrap() };
    for (input, rule, field) in [
        (set("other", Kind::Centre, None, &[]), "NET-1", "kind"),
        (set("core", Kind::Centre, line("south", 100), &[]), "NET-1", "line"),
        (set("west", Kind::Aggregation, None, &[]), "NET-1", "line"),
        (set("west", Kind::Aggregation, line("nowhere", 100), &[]), "REF-1", "line.to"),
        (set("south", Kind::Aggregation, line("fire-net", 100), &[]), "NET-2", "line.to"),
        (set("south", Kind::Aggregation, line("south", 100), &[]), "NET-2", "line.to"),
        (set("west", Kind::Aggregation, line("core", 63), &[]), "NET-3", "line.down_kbps"),
        (set("west", Kind::Aggregation, Some(reserving(46)), &[]), "NET-3", "line.reserved"),
        (set("west", Kind::Department, line("core", 100), &["fire"]), "NET-4", "units[0]"),
        (set("west", Kind::Department, line("core", 100), &["nobody"]), "REF-1", "units[0]"),
        (set("West", Kind::Department, line("core", 100), &[]), "TEXT-3", "id"),
        (Input::RemoveExtranetNode { id: "south".into() }, "NET-5", "id"),
        (Input::RemoveExtranetNode { id: "west".into() }, "REF-1", "id"),
    ] {
        let refusal = world.refused(&ADMIN, input.clone());
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, Some(field)), "{input:?}");
    }
    world.ask(&ADMIN, set("west", Kind::Aggregation, Some(reserving(45)), &[])).unwrap();
    world.ask(&ADMIN, Input::RemoveExtranetNode { id: "fire-net".into() }).unwrap();
    world.ask(&ADMIN, Input::RemoveExtranetNode { id: "south".into() }).unwrap();
    assert_eq!(world.state.extranet.len(), 2);
}

#[test]
fn net_2_a_branch_that_moves_takes_its_depth_along() {
    let mut world = county();
    let mut above = "fire-net".to_owned();
    for depth in 3..=bounds::EXTRANET_DEPTH {
        let id = format!("deep-{depth}");
        world.ask(&ADMIN, set(&id, Kind::Township, line(&above, 100), &[])).unwrap();
        above = id;
    }
    assert_eq!(world.refused(&ADMIN, set("deeper", Kind::Township, line(&above, 100), &[])).rule, "NET-2");
    world.ask(&ADMIN, set("north", Kind::Aggregation, line("core", 100), &[])).unwrap();
    world.ask(&ADMIN, set("far-north", Kind::Aggregation, line("north", 100), &[])).unwrap();
    assert_eq!(world.refused(&ADMIN, set("south", Kind::Aggregation, line("far-north", 100), &[])).rule, "NET-2");
    world.ask(&ADMIN, set("south", Kind::Aggregation, line("core", 100), &[])).unwrap();
}

#[test]
fn auth_1_lines_are_the_administrators() {
    let mut world = county();
    for actor in [DUTY, LEADER, FIRE, TOWN, FIELD, OPERATOR] {
        assert_eq!(world.refused(&actor, set("core", Kind::Centre, None, &[])).rule, "AUTH-1");
    }
}

#[test]
fn bound_nodes_are_counted() {
    let mut world = county();
    for number in 3..bounds::EXTRANET_NODES {
        world.ask(&ADMIN, set(&format!("node-{number}"), Kind::Township, line("south", 100), &[])).unwrap();
    }
    assert_eq!(world.refused(&ADMIN, set("more", Kind::Township, line("south", 100), &[])).rule, "BOUND");
}

#[test]
fn view_15_a_node_where_it_was_set_and_administrators_and_operators_see_it() {
    let world = county();
    let key = EntityKey::ExtranetNode("fire-net".into());
    for class in [Class::Administrator, Class::Operator, Class::County] {
        let Some(EntityView::ExtranetNode(node)) = world.state.view(&key, &class) else { panic!("{class} sees nodes") };
        assert_eq!((node.units.len(), node.line.unwrap().down_kbps), (1, 2_000), "named twice, there once");
    }
    assert!(world.state.view(&key, &Class::Department("fire".into())).is_none());
    assert_eq!(world.state.standing(&"fire".into()).map(|(id, _)| id.0.as_str()), Some("fire-net"));
    let lines = world.state.extranet_lines();
    assert_eq!(lines.iter().map(|line| line.node.0.as_str()).collect::<Vec<_>>(), ["fire-net", "south"]);
}
