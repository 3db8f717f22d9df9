//! 电话记录: rules CALL, and who sees the telephone log.

mod support;
use fengsui_command_core::{Class, Decision, Event};
use fengsui_protocol::{
    Micros, PhoneCallId, bounds,
    incident::{CallTimes, TimelineKind},
    input::Input,
    live::{EntityKey, EntityView},
    phone::{CallFacts, PhoneCallView},
};
use support::*;

const FIRST: PhoneCallId = PhoneCallId(1);

fn log(call: CallFacts) -> Input {
    Input::LogCall { call, incident: None }
}

fn seen(world: &World, id: PhoneCallId) -> Option<PhoneCallView> {
    match world.view(EntityKey::PhoneCall(id), &Class::County)? {
        EntityView::PhoneCall(view) => Some(*view),
        other => panic!("no telephone call: {other:?}"),
    }
}

#[test]
fn a_call_about_no_incident_is_kept_with_who_wrote_it_down() {
    let mut world = World::county();
    let made = world.ask(&DUTY, log(phone_call("右岸漫溢约四十米"))).unwrap().made();
    assert_eq!(made, Some(EntityKey::PhoneCall(FIRST)));
    let call = seen(&world, FIRST).unwrap();
    assert_eq!((call.facts.course.as_str(), call.incident), ("右岸漫溢约四十米", None));
    assert_eq!((call.recorder, call.recorded_at), ("县应急指挥中心 duty 的姓名".to_owned(), world.now));
}

#[test]
fn a_call_about_an_incident_has_a_line_that_names_no_person() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let input = Input::LogCall { call: phone_call("火势已控制"), incident: Some(incident) };
    world.ask(&DUTY, input).unwrap();
    let line = world.state.incidents[&incident].timeline.last().unwrap();
    assert_eq!((line.kind, line.text.as_str()), (TimelineKind::Call, "车头村来电：火势已控制；已告知：县防办"));
    assert_eq!(world.state.incidents[&incident].version, seen(&world, FIRST).unwrap().version);
}

#[test]
fn call_1_a_call_is_about_one_incident_at_a_time() {
    let mut world = World::county();
    let (first, second) = (world.incident(fire()), world.incident(fire()));
    world.ask(&DUTY, log(phone_call("又有三户进水"))).unwrap();
    world.ask(&DUTY, Input::LinkCall { call: FIRST, incident: first }).unwrap();
    let refusal = world.refused(&DUTY, Input::LinkCall { call: FIRST, incident: second });
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CALL-1", Some("call")));
    world.ask(&DUTY, Input::UnlinkCall { call: FIRST }).unwrap();
    world.ask(&DUTY, Input::LinkCall { call: FIRST, incident: second }).unwrap();
    assert_eq!(seen(&world, FIRST).unwrap().incident, Some(second));
    let lines = |id| world.state.incidents[&id].timeline.iter().filter(|line| line.kind == TimelineKind::Call).count();
    assert_eq!((lines(first), lines(second)), (2, 1), "what was undone stays told");
}

#[test]
fn call_2_what_is_not_linked_has_nothing_to_undo() {
    let mut world = World::county();
    world.ask(&DUTY, log(phone_call("询问路况"))).unwrap();
    assert_eq!(world.refused(&DUTY, Input::UnlinkCall { call: FIRST }).rule, "CALL-2");
}

#[test]
fn call_3_a_call_ends_after_it_began() {
    let mut world = World::county();
    let until = |at: Micros| CallFacts { ended_at: Some(at), ..phone_call("询问路况") };
    let began = phone_call("").at;
    world.ask(&DUTY, log(until(began.plus(Micros::MINUTE)))).unwrap();
    assert_eq!(seen(&world, FIRST).unwrap().facts.ended_at, Some(began.plus(Micros::MINUTE)));
    let refusal = world.refused(&DUTY, log(until(began.plus(-1))));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CALL-3", Some("call.ended_at")));

    let mut told = fire();
    told.caller.call = Some(CallTimes { from: began, to: Some(began.plus(-1)) });
    let report = |facts| Input::LogIncident { facts, from_record: None, taken_at: None };
    let refusal = world.refused(&DUTY, report(told.clone()));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("CALL-3", Some("facts.caller.call.to")));
    told.caller.call = Some(CallTimes { from: began, to: None });
    world.ask(&DUTY, report(told)).unwrap();
    let kept = world.state.incidents.values().next().unwrap().facts.caller.call;
    assert_eq!(kept, Some(CallTimes { from: began, to: None }));
}

#[test]
fn bad_fields_are_named() {
    let mut world = World::county();
    let good = phone_call("询问路况");
    let late = CallFacts { at: world.now.plus(Micros::MINUTE * 11), ..good.clone() };
    let mut odd = good.clone();
    odd.party.phone = "not a number".into();
    for (call, rule, field) in [
        (CallFacts { course: " ".into(), ..good.clone() }, "TEXT-2", "call.course"),
        (late, "TIME-1", "call.at"),
        (odd, "TEXT-4", "call.party.phone"),
        (CallFacts { place: "村".repeat(bounds::PLACE_CHARS + 1), ..good.clone() }, "BOUND", "call.place"),
    ] {
        let refusal = world.refused(&DUTY, log(call));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, Some(field)));
    }
}

#[test]
fn bound_the_oldest_call_makes_room_and_clients_are_told() {
    let mut world = World::county();
    for _ in 0..bounds::PHONE_CALLS {
        world.ask(&DUTY, log(phone_call("询问路况"))).unwrap();
    }
    let Ok(Decision::Events(events)) = world.ask(&DUTY, log(phone_call("最新"))) else { panic!("it is taken") };
    assert!(matches!(events[..], [Event::CallLogged { forgets: Some(FIRST), .. }]));
    assert!(fengsui_command_core::touched(&world.state, &events[0]).contains(&EntityKey::PhoneCall(FIRST)));
    assert_eq!((world.state.calls.len(), seen(&world, FIRST)), (bounds::PHONE_CALLS, None));
}

#[test]
fn view_10_the_telephone_log_is_for_the_county() {
    let mut world = World::county();
    world.ask(&DUTY, log(phone_call("询问路况"))).unwrap();
    for class in [
        Class::Operator,
        Class::Administrator,
        Class::Department("fire".into()),
        Class::Township("town-100".into()),
        Class::Field("fire".into()),
    ] {
        assert!(!serde_json::to_string(&world.state.all(&class)).unwrap().contains("询问路况"), "{class}");
    }
    assert_eq!(world.refused(&FIRE, log(phone_call("询问路况"))).rule, "AUTH-1");
}
