//! Rules of analyses: ANA.

mod support;
use fengsui_command_core::{Class, NodeInput};
use fengsui_protocol::{
    IncidentId, Refusal,
    analysis::PlumeInput,
    bounds,
    incident::{IncidentView, TimelineKind},
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

fn seen(world: &World, id: IncidentId, class: &Class) -> Option<IncidentView> {
    match world.view(EntityKey::Incident(id), class) {
        Some(EntityView::Incident(view)) => Some(*view),
        _ => None,
    }
}

fn record(world: &mut World, incident: IncidentId, change: impl FnOnce(&mut PlumeInput)) -> Result<(), Refusal> {
    let (mut input, result) = plume();
    change(&mut input);
    let recorded = NodeInput::RecordAnalysis { incident, input: Box::new(input), result: Box::new(result) };
    world.send(&DUTY, recorded).map(drop)
}

#[test]
fn ana_1_within_what_the_model_holds_for_and_from_where_it_is_known() {
    let mut world = World::county();
    let incident = world.incident(fire());
    type Change = fn(&mut PlumeInput);
    let wrong: [(&str, Change); 7] = [
        ("rate_kg_s", |input| input.rate_kg_s = 0.0),
        ("rate_kg_s", |input| input.rate_kg_s = f64::NAN),
        ("wind_m_s", |input| input.wind_m_s = 0.2),
        ("wind_from_deg", |input| input.wind_from_deg = 361.0),
        ("swing_deg", |input| input.swing_deg = 91.0),
        ("source.lat", |input| input.source.lat = 112.0),
        ("basis", |input| input.basis = " ".into()),
    ];
    for (field, change) in wrong {
        assert_eq!(record(&mut world, incident, change).unwrap_err().field.as_deref(), Some(field));
    }
    record(&mut world, incident, |_| {}).unwrap();
    let view = seen(&world, incident, &Class::County).unwrap();
    let line = view.timeline.last().unwrap();
    assert_eq!(line.kind, TimelineKind::Analysis);
    assert_eq!(line.text, "氯气扩散推演（第 1 次，非实测）：伤害区 2.3 km");
    assert_eq!(view.analyses[0].input, plume().0);
    for _ in 1..bounds::INCIDENT_ANALYSES {
        record(&mut world, incident, |_| {}).unwrap();
    }
    assert_eq!(record(&mut world, incident, |_| {}).unwrap_err().rule, "BOUND");
}

#[test]
fn ana_2_it_is_taken_from_the_map_once_and_stays_in_the_record() {
    let mut world = World::county();
    let incident = world.incident(fire());
    record(&mut world, incident, |_| {}).unwrap();
    let analysis = seen(&world, incident, &Class::County).unwrap().analyses[0].id;
    let retract = |analysis, reason: &str| Input::RetractAnalysis { incident, analysis, reason: reason.into() };
    assert_eq!(world.refused(&DUTY, retract(analysis + 1, "风转")).rule, "REF-1");
    assert_eq!(world.refused(&DUTY, retract(analysis, " ")).field.as_deref(), Some("reason"));
    assert_eq!(
        world.refused(&FIRE, retract(analysis, "看不惯")).rule,
        "AUTH-1",
        "what is on everybody's map is the county's"
    );
    world.ask(&DUTY, retract(analysis, "现场仪器已到")).unwrap();
    let view = seen(&world, incident, &Class::County).unwrap();
    assert_eq!(view.analyses[0].retracted.as_ref().unwrap().text, "现场仪器已到");
    assert_eq!(world.refused(&DUTY, retract(analysis, "再撤")).rule, "ANA-2");
}

#[test]
fn an_analysis_is_seen_by_whoever_sees_the_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    record(&mut world, incident, |_| {}).unwrap();
    assert_eq!(seen(&world, incident, &Class::Department("water".into())).unwrap().analyses.len(), 1);
    assert!(seen(&world, incident, &Class::Administrator).is_none());
}
