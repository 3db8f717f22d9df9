//! Rules of plots: PLOT, and what AUTH, BOUND, GEO and INC say of them.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput};
use fengsui_protocol::{
    IncidentId, PlotId, bounds,
    geo::Wgs84,
    incident::{IncidentState, TimelineKind},
    input::Input,
    live::{EntityKey, EntityView},
    plot::{PlotShape, PlotView},
};
use support::*;

const AREA: &[(f64, f64)] = &[(0.0, 0.0), (0.01, 0.0), (0.01, 0.01)];

fn draw(world: &mut World, actor: &Actor, input: Input) -> PlotId {
    let made = world.ask(actor, input).unwrap().made();
    let Some(EntityKey::Plot(id)) = made else { panic!("no plot made: {made:?}") };
    id
}

fn area(world: &mut World, actor: &Actor, incident: IncidentId) -> PlotId {
    draw(world, actor, plot(incident, PlotShape::Polygon, Some("F10100"), AREA))
}

fn seen(world: &World, id: PlotId, class: &Class) -> Option<PlotView> {
    match world.view(EntityKey::Plot(id), class) {
        Some(EntityView::Plot(view)) => Some(*view),
        None => None,
        other => panic!("not a plot: {other:?}"),
    }
}

#[test]
fn plot_1_a_symbol_of_the_catalogue_in_its_own_shape() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let refusal = world.refused(&DUTY, plot(incident, PlotShape::Line, Some("F10100"), AREA));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("PLOT-1", Some("symbol")));
    let refusal = world.refused(&DUTY, plot(incident, PlotShape::Polygon, Some("F99999"), AREA));
    assert_eq!(refusal.accepted, ["F10100", "F10200", "F10300"]);
    let id = area(&mut world, &DUTY, incident);
    let view = seen(&world, id, &Class::County).unwrap();
    assert_eq!((view.symbol.as_deref(), view.unit.0.as_str(), view.vertices.len()), (Some("F10100"), "centre", 3));
    draw(&mut world, &DUTY, plot(incident, PlotShape::Arrow, None, &AREA[..2]));
}

#[test]
fn plot_2_the_vertices_fit_the_shape() {
    let mut world = World::county();
    let incident = world.incident(fire());
    for (shape, offsets) in [
        (PlotShape::Point, &AREA[..2]),
        (PlotShape::Text, &AREA[..0]),
        (PlotShape::Line, &AREA[..1]),
        (PlotShape::Arrow, &[(0.0, 0.0), (0.0, 0.0)]),
        (PlotShape::Polygon, &[(0.0, 0.0), (0.01, 0.0), (0.0, 0.0)]),
    ] {
        let refusal = world.refused(&DUTY, plot(incident, shape, None, offsets));
        assert!(["PLOT-2", "TEXT-2"].contains(&refusal.rule.as_str()), "{shape:?}: {refusal:?}");
    }
    let wordless = plot(incident, PlotShape::Text, None, &AREA[..1]);
    assert_eq!(world.refused(&DUTY, wordless).rule, "TEXT-2");
    let many: Vec<_> = (0..=bounds::PLOT_VERTICES).map(|n| (n as f64 / 10_000.0, 0.0)).collect();
    assert_eq!(world.refused(&DUTY, plot(incident, PlotShape::Line, None, &many)).rule, "BOUND");
    draw(&mut world, &DUTY, plot(incident, PlotShape::Line, None, &many[1..]));
    let swapped = Input::DrawPlot {
        incident,
        shape: PlotShape::Point,
        symbol: None,
        vertices: vec![Wgs84 { lon: JIAHE.lat, lat: JIAHE.lon }],
        label: String::new(),
    };
    let refusal = world.refused(&DUTY, swapped);
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("GEO-1", Some("vertices.0")));
}

#[test]
fn plot_3_and_5_a_revision_names_its_version_and_changes_something() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let id = area(&mut world, &DUTY, incident);
    let version = seen(&world, id, &Class::County).unwrap().version;
    let label = |version, label: Option<&str>| Input::RevisePlot {
        plot: id,
        version,
        vertices: None,
        label: label.map(str::to_owned),
    };
    world.ask(&DUTY, label(version, Some("一百米"))).unwrap();
    let refusal = world.refused(&LEADER, label(version, Some("二百米")));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("PLOT-3", Some("version")));
    let version = refusal.accepted[0].parse().unwrap();
    assert_eq!(world.refused(&LEADER, label(version, None)).rule, "PLOT-5");
    let moved = vec![JIAHE; 3];
    let still = Input::RevisePlot { plot: id, version, vertices: Some(moved), label: None };
    assert_eq!(world.refused(&LEADER, still).rule, "PLOT-2");
    world.ask(&LEADER, label(version, Some("二百米"))).unwrap();
    assert_eq!(seen(&world, id, &Class::County).unwrap().label, "二百米");
}

#[test]
fn plot_4_an_erased_plot_is_gone_for_everybody_and_comes_back_whole() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let id = area(&mut world, &DUTY, incident);
    assert_eq!(world.refused(&DUTY, Input::RestorePlot { plot: id }).rule, "PLOT-4");
    let before = seen(&world, id, &Class::County).unwrap();
    world.ask(&DUTY, Input::ErasePlot { plot: id }).unwrap();
    assert!(seen(&world, id, &Class::County).is_none());
    let refusal = world.refused(&DUTY, Input::ErasePlot { plot: id });
    assert_eq!((refusal.rule.as_str(), refusal.accepted), ("PLOT-4", vec!["restore_plot".to_owned()]));
    world.ask(&DUTY, Input::RestorePlot { plot: id }).unwrap();
    let after = seen(&world, id, &Class::County).unwrap();
    assert_eq!(after, PlotView { version: after.version, ..before });
}

#[test]
fn plot_6_whoever_sees_the_incident_sees_the_plot() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let id = area(&mut world, &DUTY, incident);
    let (here, there) = (Class::Township("town-100".into()), Class::Township("town-102".into()));
    assert!(seen(&world, id, &here).is_some() && seen(&world, id, &there).is_none());
    assert!(seen(&world, id, &Class::Department("water".into())).is_some());
    assert!(seen(&world, id, &Class::Administrator).is_none());
    let mut place = fire().place;
    place.town = Some("431024102".into());
    world.ask(&DUTY, Input::LocateIncident { incident, place }).unwrap();
    assert!(seen(&world, id, &here).is_none() && seen(&world, id, &there).is_some());
}

#[test]
fn plot_7_drawing_erasing_and_restoring_stand_in_the_timeline() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let id = area(&mut world, &DUTY, incident);
    world.ask(&DUTY, Input::ErasePlot { plot: id }).unwrap();
    world.ask(&DUTY, Input::RestorePlot { plot: id }).unwrap();
    let timeline = &world.state.incidents[&incident].timeline;
    let lines: Vec<_> =
        timeline.iter().filter(|entry| entry.kind == TimelineKind::Plot).map(|entry| entry.text.as_str()).collect();
    assert_eq!(lines, ["标绘：警戒区 F10100", "擦除标绘：警戒区 F10100", "恢复标绘：警戒区 F10100"]);
}

#[test]
fn map_3_a_decision_of_the_meeting_is_a_record_of_the_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let decide = Input::RecordDecision { incident, text: "04:00 前转移完".into() };
    assert_eq!(world.refused(&FIRE, decide.clone()).rule, "AUTH-1");
    world.ask(&OPERATOR, decide).unwrap();
    let last = world.state.incidents[&incident].timeline.last().unwrap();
    assert_eq!((last.kind, last.text.as_str()), (TimelineKind::Decision, "04:00 前转移完"));
    let empty = Input::RecordDecision { incident, text: " ".into() };
    assert_eq!(world.refused(&LEADER, empty).rule, "TEXT-2");
}

#[test]
fn map_4_who_is_asked_to_confer_takes_part_in_the_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let there = Class::Township("town-102".into());
    let id = area(&mut world, &DUTY, incident);
    assert!(seen(&world, id, &there).is_none());
    assert_eq!(world.refused(&WATER, plot(incident, PlotShape::Polygon, None, AREA)).rule, "AUTH-3");
    let units = vec!["town-102".into(), "water".into(), "nowhere".into()];
    world.made(&Actor::Node, NodeInput::InvolveUnits { incident, units: units.clone() });
    assert!(seen(&world, id, &there).is_some(), "it sees the incident and what is drawn on it");
    area(&mut world, &WATER, incident);
    let record = world.record("fire-119", "A1", 1);
    world.ask(&DUTY, Input::LinkRecord { record, incident }).unwrap();
    world.ask(&DUTY, Input::UnlinkRecord { record }).unwrap();
    assert!(seen(&world, id, &there).is_some(), "also after a record came and went");
    let again = world.send(&Actor::Node, NodeInput::InvolveUnits { incident, units }).unwrap();
    assert_eq!(again, fengsui_command_core::Decision::Events(vec![]));
}

#[test]
fn inc_5_nothing_is_drawn_on_an_archived_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let id = area(&mut world, &DUTY, incident);
    for to in [IncidentState::Verifying, IncidentState::FalseAlarm, IncidentState::Archived] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "误报".into() }).unwrap();
    }
    assert_eq!(world.refused(&DUTY, Input::ErasePlot { plot: id }).rule, "INC-5");
    assert_eq!(world.refused(&DUTY, plot(incident, PlotShape::Polygon, None, AREA)).rule, "INC-5");
}

#[test]
fn auth_3_a_department_draws_where_it_takes_part_and_changes_its_own_figures() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    let logged =
        world.ask(&FIRE, Input::LogIncident { facts: fire(), from_record: Some(record), taken_at: None }).unwrap();
    let Some(EntityKey::Incident(incident)) = logged.made() else { panic!("no incident") };
    assert_eq!(world.refused(&WATER, plot(incident, PlotShape::Polygon, None, AREA)).rule, "AUTH-3");
    let theirs = area(&mut world, &DUTY, incident);
    let own = area(&mut world, &FIRE, incident);
    assert_eq!(world.refused(&FIRE, Input::ErasePlot { plot: theirs }).rule, "AUTH-3");
    world.ask(&FIRE, Input::ErasePlot { plot: own }).unwrap();
    world.ask(&DUTY, Input::RestorePlot { plot: own }).unwrap();
    assert_eq!(world.refused(&OPERATOR, Input::ErasePlot { plot: own }).rule, "AUTH-1");
    let mut facts = fire();
    facts.place.town = Some("431024102".into());
    let there = world.incident(facts);
    let unseen = area(&mut world, &DUTY, there);
    assert_eq!(world.refused(&TOWN, Input::ErasePlot { plot: unseen }).rule, "REF-1", "what it cannot see is unknown");
    assert_eq!(world.refused(&TOWN, Input::ErasePlot { plot: PlotId(77) }).rule, "REF-1");
}

#[test]
fn bound_standing_plots_are_counted_and_of_the_erased_ones_the_newest_are_kept() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let point = plot(incident, PlotShape::Point, None, &AREA[..1]);
    let ids: Vec<_> = (0..bounds::PLOTS).map(|_| draw(&mut world, &DUTY, point.clone())).collect();
    assert_eq!(world.refused(&DUTY, point.clone()).rule, "BOUND");
    for id in &ids {
        world.ask(&DUTY, Input::ErasePlot { plot: *id }).unwrap();
    }
    let last = draw(&mut world, &DUTY, point.clone());
    world.ask(&DUTY, Input::ErasePlot { plot: last }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::RestorePlot { plot: ids[0] }).rule, "REF-1", "the oldest is forgotten");
    world.ask(&DUTY, Input::RestorePlot { plot: ids[1] }).unwrap();
    assert!(last > *ids.last().unwrap(), "ids are not used again");
}
