//! Rules of walls: WALL, and what AUTH, VIEW and BOUND say of them.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput, authority};
use fengsui_protocol::{
    ConferenceId, UserId,
    account::Role,
    bounds,
    geo::Wgs84,
    input::Input,
    live::{EntityKey, EntityView},
    shared_map::Viewpoint,
    wall::{WallLayout, WallMap, WallPane, WallScene, WallView},
};
use support::*;

fn scene(panes: &[WallPane]) -> WallScene {
    WallScene {
        panes: panes.to_vec(),
        layout: WallLayout::Main,
        map: WallMap::County,
        conference: None,
        incident: None,
    }
}

fn arrange(scene: WallScene) -> Input {
    Input::ArrangeWall { wall: "hall".into(), preset: None, scene }
}

fn hall() -> World {
    let mut world = World::county();
    world.ask(&ADMIN, Input::SetWall { id: "hall".into(), name: "指挥大厅".into() }).unwrap();
    world
}

fn seen(world: &World, class: &Class) -> Option<WallView> {
    match world.view(EntityKey::Wall("hall".into()), class) {
        Some(EntityView::Wall(view)) => Some(*view),
        None => None,
        other => panic!("not a wall: {other:?}"),
    }
}

#[test]
fn wall_1_a_wall_shows_something_and_each_pane_once() {
    let mut world = hall();
    for panes in [&[][..], &[WallPane::Map, WallPane::Figures, WallPane::Map]] {
        let refusal = world.refused(&DUTY, arrange(scene(panes)));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("WALL-1", Some("panes")));
    }
    world.ask(&DUTY, arrange(scene(&[WallPane::Conference, WallPane::Map]))).unwrap();
    let view = seen(&world, &Class::County).unwrap();
    assert_eq!(view.scene.panes, [WallPane::Conference, WallPane::Map], "in the order that was asked");
    assert!(view.by.contains("duty") && view.arranged_at == world.now);
    let again = world.ask(&LEADER, arrange(scene(&[WallPane::Conference, WallPane::Map]))).unwrap();
    assert_eq!(again, fengsui_command_core::Decision::Events(vec![]), "it shows that already");
}

#[test]
fn ref_1_and_geo_what_a_scene_names_exists() {
    let mut world = hall();
    let missing = WallScene { incident: Some(fengsui_protocol::IncidentId(9)), ..scene(&[WallPane::Map]) };
    assert_eq!(world.refused(&DUTY, arrange(missing)).rule, "REF-1");
    let preset = Input::ArrangeWall { wall: "hall".into(), preset: Some("no".into()), scene: scene(&[WallPane::Map]) };
    assert_eq!(world.refused(&DUTY, preset).rule, "REF-1");
    let elsewhere = Input::ArrangeWall { wall: "side".into(), preset: None, scene: scene(&[WallPane::Map]) };
    assert_eq!(world.refused(&DUTY, elsewhere).rule, "REF-1");
    let view =
        |zoom, lat| WallMap::Fixed { view: Viewpoint { centre: Wgs84 { lon: 112.4, lat }, zoom, layers: vec![] } };
    let at = |map| arrange(WallScene { map, ..scene(&[WallPane::Map]) });
    assert_eq!(world.refused(&DUTY, at(view(99.0, 25.6))).rule, "NUM-1");
    assert_eq!(world.refused(&DUTY, at(view(12.0, 95.0))).rule, "GEO-4");
    world.ask(&DUTY, at(view(12.0, 25.6))).unwrap();
}

#[test]
fn wall_4_a_wall_watches_and_changes_nothing() {
    let mut world = hall();
    world.made(&ADMIN, new_user("screen", Role::Wall, "centre"));
    let wall = Actor::User(UserId(9));
    let incident = world.incident(fire());
    assert_eq!(world.state.class(UserId(9)), Some(Class::Operator));
    for input in [
        arrange(scene(&[WallPane::Map])),
        Input::AddNote { incident, text: "x".into() },
        Input::JoinConference { conference: ConferenceId(1), devices: Default::default() },
        plot(incident, fengsui_protocol::plot::PlotShape::Point, None, &[(0.0, 0.0)]),
    ] {
        let whole = NodeInput::Asked(input);
        assert_eq!(authority::check(&world.state, &wall, &whole).unwrap_err().rule, "AUTH-1");
    }
    let own = NodeInput::SetPassword { user: UserId(9), password_hash: "mine".into(), must_change: false };
    world.send(&wall, own).unwrap();
    let other = NodeInput::SetPassword { user: UserId(1), password_hash: "mine".into(), must_change: false };
    assert_eq!(world.send(&wall, other).unwrap_err().rule, "AUTH-3");
}

#[test]
fn auth_1_the_desk_arranges_and_administrators_make_walls() {
    let mut world = hall();
    for actor in [DUTY, LEADER, OPERATOR] {
        assert_eq!(world.refused(&actor, Input::RemoveWall { id: "hall".into() }).rule, "AUTH-1");
        world.ask(&actor, arrange(scene(&[WallPane::Map]))).unwrap();
    }
    for actor in [ADMIN, FIRE, TOWN, FIELD] {
        assert_eq!(world.refused(&actor, arrange(scene(&[WallPane::Figures]))).rule, "AUTH-1");
    }
    for class in [Class::Department("fire".into()), Class::Township("town-100".into()), Class::Field("fire".into())] {
        assert!(seen(&world, &class).is_none(), "{class}");
    }
    assert!(seen(&world, &Class::Administrator).is_some() && seen(&world, &Class::Operator).is_some());
}

#[test]
fn presets_are_kept_by_name_and_counted() {
    let mut world = hall();
    let preset = |number: usize| Input::SaveWallPreset {
        id: format!("preset-{number}").as_str().into(),
        name: "会商".into(),
        panes: vec![WallPane::Map],
        layout: WallLayout::Mosaic,
        map: WallMap::Leader,
    };
    for number in 0..bounds::WALL_PRESETS {
        world.ask(&ADMIN, preset(number)).unwrap();
    }
    assert_eq!(world.refused(&ADMIN, preset(99)).rule, "BOUND");
    world.ask(&ADMIN, preset(0)).unwrap();
    for number in 1..bounds::WALLS {
        world.ask(&ADMIN, Input::SetWall { id: format!("wall-{number}").as_str().into(), name: "屏".into() }).unwrap();
    }
    assert_eq!(world.refused(&ADMIN, Input::SetWall { id: "more".into(), name: "屏".into() }).rule, "BOUND");
    let numbers: std::collections::BTreeSet<_> = world.state.walls.values().map(|wall| wall.number).collect();
    assert_eq!(numbers.len(), bounds::WALLS, "media tells walls apart by their number");
    world.ask(&ADMIN, Input::SetWall { id: "hall".into(), name: "大厅".into() }).unwrap();
    assert_eq!(seen(&world, &Class::County).unwrap().name, "大厅");
}
