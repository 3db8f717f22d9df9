//! Rules of instructions: INS, and VIEW-10.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput};
use fengsui_protocol::{
    IncidentId, InstructionId, Micros,
    incident::TimelineKind,
    input::Input,
    instruction::InstructionView,
    live::{EntityKey, EntityView},
    order::OrderRecipient,
    report::ReportKind,
};
use support::*;

fn input(incident: IncidentId, units: &[&str], reply_by: Option<Micros>) -> Input {
    let units = units.iter().map(|unit| OrderRecipient::Unit((*unit).into())).collect();
    Input::GiveInstruction {
        incident, report: None, text: "先人后物，04:00 前转移完。".into(), units, reply_by
    }
}

fn give(world: &mut World, incident: IncidentId, reply_by: Option<Micros>) -> InstructionId {
    let made = world.ask(&LEADER, input(incident, &["fire", "water"], reply_by)).unwrap().made();
    let Some(EntityKey::Instruction(id)) = made else { panic!("no instruction: {made:?}") };
    id
}

fn view(world: &World, id: InstructionId, class: &Class) -> Option<InstructionView> {
    match world.view(EntityKey::Instruction(id), class) {
        Some(EntityView::Instruction(view)) => Some(*view),
        None => None,
        other => panic!("no instruction: {other:?}"),
    }
}

#[test]
fn ins_1_the_report_is_of_the_incident() {
    let mut world = World::county();
    let (one, other) = (world.incident(fire()), world.incident(fire()));
    let made = world.ask(&DUTY, Input::DraftReport { incident: one, kind: ReportKind::Initial }).unwrap().made();
    let Some(EntityKey::Report(report)) = made else { panic!("no report") };
    let on = |incident| match input(incident, &["fire"], None) {
        Input::GiveInstruction { incident, text, units, reply_by, .. } => {
            Input::GiveInstruction { incident, report: Some(report), text, units, reply_by }
        }
        other => other,
    };
    assert_eq!(world.refused(&LEADER, on(other)).rule, "INS-1");
    world.ask(&LEADER, on(one)).unwrap();
    assert_eq!(world.refused(&DUTY, on(one)).rule, "AUTH-1", "批示 is a leader's");
}

#[test]
fn ins_2_there_is_still_time_to_reply_and_somebody_to_convey_it_to() {
    let mut world = World::county();
    let (id, now) = (world.incident(fire()), world.now);
    assert_eq!(world.refused(&LEADER, input(id, &["fire"], Some(now))).rule, "INS-2");
    let nobody = world.refused(&LEADER, input(id, &[], None));
    assert_eq!((nobody.rule.as_str(), nobody.field.as_deref()), ("ORD-5", Some("units")));
}

#[test]
fn ins_3_a_late_reply_is_reminded_of_once() {
    let mut world = World::county();
    let (id, by) = (world.incident(fire()), world.now.plus(10 * Micros::MINUTE));
    let instruction = give(&mut world, id, Some(by));
    world.ask(&FIRE, Input::ReplyInstruction { instruction, text: "已转移".into() }).unwrap();
    world.wait(9);
    world.send(&Actor::Node, NodeInput::RaiseDue).unwrap();
    let reminded = |world: &World| {
        let rows = view(world, instruction, &Class::County).unwrap().rows;
        rows.into_iter().filter_map(|row| row.reminded_at.map(|_| row.unit.0)).collect::<Vec<_>>()
    };
    assert!(reminded(&world).is_empty());
    assert_eq!(world.state.next_due(), Some(by));
    world.wait(1);
    for _ in 0..2 {
        world.send(&Actor::Node, NodeInput::RaiseDue).unwrap();
    }
    assert_eq!(reminded(&world), ["water"]);
    assert_eq!(world.state.next_due(), None);
    let lines = &world.state.incidents[&id].timeline;
    assert_eq!(lines.iter().filter(|line| line.kind == TimelineKind::Reminder).count(), 1);
}

#[test]
fn ins_4_each_unit_replies_for_itself_once() {
    let mut world = World::county();
    let id = world.incident(fire());
    let instruction = give(&mut world, id, None);
    let show = Input::ShowInstruction { instruction, screen: "值班室 1".into() };
    world.ask(&FIRE, show.clone()).unwrap();
    world.ask(&FIRE, show.clone()).unwrap();
    let reply = Input::ReplyInstruction { instruction, text: "已转移".into() };
    world.ask(&FIRE, reply.clone()).unwrap();
    assert_eq!(world.refused(&FIRE, reply.clone()).rule, "INS-4");
    assert_eq!(world.refused(&TOWN, reply).rule, "REF-1");
    assert_eq!(world.refused(&TOWN, show).rule, "REF-1");
    let rows = view(&world, instruction, &Class::County).unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.shown.len()).collect::<Vec<_>>(), [1, 0], "传达 1/2");
}

#[test]
fn view_10_a_unit_sees_an_instruction_conveyed_to_it_and_no_others_reply() {
    let mut world = World::county();
    let id = world.incident(fire());
    let instruction = give(&mut world, id, None);
    world.ask(&FIRE, Input::ReplyInstruction { instruction, text: "已转移".into() }).unwrap();
    let water = view(&world, instruction, &Class::Department("water".into())).unwrap();
    assert_eq!(water.rows.iter().map(|row| row.unit.0.as_str()).collect::<Vec<_>>(), ["water"]);
    for class in [Class::Operator, Class::Administrator, Class::Township("town-100".into())] {
        assert_eq!(view(&world, instruction, &class), None, "{class}");
    }
}
