//! Rules PLAN-…: contingency plans, what they propose, responses.

mod support;
use fengsui_command_core::{Actor, Class, Event, NodeInput};
use fengsui_protocol::{
    FeedRecordId, IncidentId, Micros,
    feed::WarningColour,
    incident::{Casualties, IncidentFacts, IncidentState, IncidentView, TimelineKind},
    input::{IncidentChange, Input},
    live::{EntityKey, EntityView},
    order::{OrderRecipient, OrderState},
    plan::{AskTrigger, CommandGroup, PlanContent, PlanGroup, PlanTask, PlanTrigger, ResponseLevel, TaskOwner},
    report::ReportKind,
    resource::ResourceKind,
};
use support::*;

const STATION: &str = "4310240003";

fn trigger(level: ResponseLevel, expression: &str) -> PlanTrigger {
    PlanTrigger { level, expression: expression.to_owned() }
}

fn task(owner: TaskOwner, title: &str, from: ResponseLevel) -> PlanTask {
    PlanTask { owner, title: title.to_owned(), text: String::new(), minutes: 60, from, resource: None }
}

/// 防汛: 四级 at 警戒, 三级 half a metre above, 二级 a metre above or three thousand people moved.
fn flood() -> PlanContent {
    let rescue = PlanGroup { group: CommandGroup::Rescue, units: vec!["water".into(), "fire".into()] };
    let mut pumps = task(TaskOwner::Group(CommandGroup::Rescue), "封堵与巡堤", ResponseLevel::Iv);
    pumps.resource = Some(ResourceKind::Team);
    PlanContent {
        name: "嘉禾县防汛应急预案".into(),
        short: "防汛".into(),
        edition: "2025 修订".into(),
        type_codes: vec!["A10100".into()],
        triggers: vec![
            trigger(ResponseLevel::Iv, &format!("水位({STATION}) >= 警戒")),
            trigger(ResponseLevel::Iii, &format!("level({STATION}) >= threshold+0.5 or warning(暴雨) >= orange")),
            trigger(ResponseLevel::Ii, &format!("水位({STATION}) ≥ 警戒+1 或 转移 ≥ 3000")),
        ],
        groups: vec![rescue],
        tasks: vec![
            pumps,
            task(TaskOwner::Unit("town-100".into()), "四村转移", ResponseLevel::Iii),
            task(TaskOwner::Unit("town-102".into()), "下游预备转移", ResponseLevel::Ii),
        ],
        invitees: vec!["water".into(), "fire".into(), "town-100".into()],
        report: Some(ReportKind::Initial),
    }
}

fn saved(world: &mut World, content: PlanContent) {
    let version = world.state.plans.all.get(&"flood".into()).map(|plan| plan.version);
    world.ask(&DUTY, Input::SavePlan { id: "flood".into(), version, content: Box::new(content) }).unwrap();
}

fn water() -> IncidentFacts {
    IncidentFacts { title: "车头段漫堤".into(), type_code: "A10100".into(), ..fire() }
}

fn view(world: &World, id: IncidentId, class: &Class) -> IncidentView {
    let Some(EntityView::Incident(view)) = world.view(EntityKey::Incident(id), class) else { panic!("not seen") };
    *view
}

/// Level and whether it was put aside, of what is proposed for an incident.
fn proposed(world: &World, id: IncidentId) -> Vec<(ResponseLevel, bool)> {
    let all = view(world, id, &Class::County).activations;
    all.iter().map(|activation| (activation.level, activation.rejected.is_some())).collect()
}

fn confirmed(world: &mut World) -> IncidentId {
    let incident = world.incident(water());
    for to in [IncidentState::Verifying, IncidentState::Confirmed] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "堤上视频".into() }).unwrap();
    }
    incident
}

fn activate(incident: IncidentId, level: ResponseLevel) -> Input {
    Input::ActivatePlan { incident, plan: "flood".into(), level, basis: "水位超警 0.62 米".into() }
}

fn number(count: &mut u64) -> u64 {
    *count += 1;
    *count
}

#[test]
fn plan_1_a_fault_names_the_character_and_what_fits() {
    let mut world = World::county();
    let mut content = flood();
    content.triggers[1].expression = "水位(4310240003) > 警戒".into();
    let input = Input::SavePlan { id: "flood".into(), version: None, content: Box::new(content) };
    let refusal = world.refused(&DUTY, input);
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("PLAN-1", Some("content.triggers[1].expression")));
    assert!(refusal.message_zh.starts_with("第 16 字"), "{}", refusal.message_zh);
    assert_eq!(refusal.accepted, ["≥"]);
    saved(&mut world, flood());
    let kept = &world.state.plans.all[&"flood".into()].content;
    assert_eq!(kept.triggers[0].level, ResponseLevel::Ii, "strongest first");
    assert_eq!(kept.triggers[1].expression, format!("水位({STATION}) ≥ 警戒+0.5 或 预警(暴雨) ≥ 橙"), "in one form");
}

#[test]
fn plan_2_a_plan_names_what_is_there() {
    let mut world = World::county();
    let mut refused = |change: &dyn Fn(&mut PlanContent)| {
        let mut content = flood();
        change(&mut content);
        let refusal =
            world.refused(&DUTY, Input::SavePlan { id: "flood".into(), version: None, content: Box::new(content) });
        (refusal.rule, refusal.field.unwrap())
    };
    let plan_2 = |field: &str| ("PLAN-2".to_owned(), field.to_owned());
    let reference = |field: &str| ("REF-1".to_owned(), field.to_owned());
    assert_eq!(
        refused(&|content| content.triggers[0].expression = "水位(nowhere) ≥ 5".into()),
        plan_2("content.triggers[0].expression")
    );
    assert_eq!(refused(&|content| content.triggers[1].level = ResponseLevel::Iv), plan_2("content.triggers[1].level"));
    assert_eq!(refused(&|content| content.groups[0].units.clear()), plan_2("content.groups[0]"));
    assert_eq!(
        refused(&|content| content.tasks[1].owner = TaskOwner::Group(CommandGroup::Medical)),
        plan_2("content.tasks[1].owner")
    );
    assert_eq!(
        refused(&|content| content.tasks[1].owner = TaskOwner::Unit("nobody".into())),
        reference("content.tasks[1].owner")
    );
    assert_eq!(refused(&|content| content.invitees[0] = "nobody".into()), reference("content.invitees[0]"));
    assert_eq!(refused(&|content| content.tasks[0].minutes = 0).0, "NUM-1");
    assert_eq!(refused(&|content| content.type_codes[0] = "Z1".into()).0, "INC-2");
    assert_eq!(refused(&|content| content.type_codes.clear()).0, "TEXT-2");
}

#[test]
fn plan_3_what_is_not_known_proposes_nothing_nor_does_its_negation() {
    let mut world = World::county();
    let mut content = flood();
    content.triggers = vec![trigger(ResponseLevel::Iv, &format!("非 水位({STATION}) ≥ 警戒"))];
    saved(&mut world, content);
    let incident = world.incident(water());
    assert_eq!(proposed(&world, incident), [], "the gauge never spoke");
    world.reading(1, Some(160.0), None).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iv, false)]);
    // A reading grows old: an incident logged three hours later is not judged by it.
    world.wait(180);
    let later = world.incident(water());
    assert_eq!(proposed(&world, later), []);
    // A gauge far away says nothing of a place it did not report.
    let mut away = water();
    away.place.position.as_mut().unwrap().lat += 0.2;
    let away = world.incident(away);
    world.reading(2, Some(160.0), None).unwrap();
    assert_eq!(proposed(&world, away), []);
    assert_eq!(proposed(&world, later), [(ResponseLevel::Iv, false)]);
}

#[test]
fn plan_4_a_trigger_proposes_with_words_and_figures_and_does_nothing() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = world.incident(water());
    assert_eq!(proposed(&world, incident), []);
    world.reading(1, Some(168.62), None).unwrap();
    let view = view(&world, incident, &Class::County);
    let [activation] = view.activations.as_slice() else { panic!("{:?}", view.activations) };
    assert_eq!(activation.level, ResponseLevel::Iii);
    assert_eq!(activation.factors[0].zh, "车头水文站水位 168.62 米，警戒 168.00 米，超 0.62 米（须超 0.50）");
    assert_eq!((activation.factors[0].holds, activation.factors[0].at), (Some(true), Some(world.now)));
    assert_eq!(activation.factors[1].holds, Some(false), "no warning is in force");
    assert_eq!((view.state, view.response), (IncidentState::Reported, None));
    assert!(world.state.orders.all.is_empty());
}

#[test]
fn plan_4_a_crossing_carries_the_proposal_until_it_is_an_incident() {
    let mut world = World::county();
    saved(&mut world, flood());
    world.reading(1, Some(168.1), None).unwrap();
    let record = FeedRecordId(world.state.records.len() as u64);
    let of_record = |world: &World| match world.view(EntityKey::FeedRecord(record), &Class::County) {
        Some(EntityView::FeedRecord(view)) => view.activations.iter().map(|each| each.level).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(of_record(&world), [ResponseLevel::Iv]);
    world.wait(5);
    world.reading(2, Some(168.6), None).unwrap();
    assert_eq!(of_record(&world), [ResponseLevel::Iii], "it still waits, and the water rises");
    let mut facts = world.state.records[&record].facts.clone();
    facts.place.position = None;
    let made =
        world.ask(&DUTY, Input::LogIncident { facts, from_record: Some(record), taken_at: None }).unwrap().made();
    let Some(EntityKey::Incident(incident)) = made else { panic!("{made:?}") };
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iii, false)]);
    assert_eq!(of_record(&world), [], "answered");
}

#[test]
fn plan_4_warnings_rain_and_casualties_propose_too() {
    let mut world = World::county();
    let mut content = flood();
    content.triggers.push(trigger(ResponseLevel::I, &format!("雨量({STATION}, 3小时) ≥ 100")));
    saved(&mut world, content);
    let incident = world.incident(water());
    let facts =
        |colour| Box::new(fengsui_protocol::feed::WarningFacts { colour: Some(colour), ..warning("w", "Alert", &[]) });
    for (number, colour, expected) in
        [(1, WarningColour::Yellow, vec![]), (2, WarningColour::Red, vec![(ResponseLevel::Iii, false)])]
    {
        let origin = origin("weather-cap", "w", number);
        world.made(&Actor::Source("weather-cap".into()), NodeInput::WarningReceived { origin, facts: facts(colour) });
        assert_eq!(proposed(&world, incident), expected);
    }
    let version = world.state.incidents[&incident].version;
    let casualties = Some(Casualties { moved: 3_000, ..Casualties::default() });
    let change = IncidentChange { casualties, ..IncidentChange::default() };
    world.ask(&DUTY, Input::UpdateIncident { incident, version, change }).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Ii, false)]);
    // 40 + 30 + 35 mm: readings are of the hour before them, those between are not counted twice.
    let mut count = 0;
    for (wait, mm) in [(0, 40.0), (30, 49.0), (30, 30.0), (30, 9.0), (30, 35.0)] {
        assert_eq!(proposed(&world, incident), [(ResponseLevel::Ii, false)]);
        world.wait(wait);
        world.reading(number(&mut count), None, Some(mm)).unwrap();
    }
    assert_eq!(proposed(&world, incident), [(ResponseLevel::I, false)]);
    let found = &view(&world, incident, &Class::County).activations[0].factors[0];
    assert!(found.zh.contains("3 小时雨量 105 毫米"), "{}", found.zh);
}

#[test]
fn plan_5_what_was_put_aside_is_proposed_again_only_stronger() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = world.incident(water());
    world.reading(1, Some(168.1), None).unwrap();
    let reject = Input::RejectActivation { incident, plan: "flood".into(), reason: "上游已关闸".into() };
    let restore = Input::RestoreActivation { incident, plan: "flood".into() };
    assert_eq!(world.refused(&DUTY, restore.clone()).rule, "PLAN-5");
    world.ask(&DUTY, reject.clone()).unwrap();
    assert_eq!(world.refused(&DUTY, reject.clone()).rule, "PLAN-5");
    world.wait(5);
    world.reading(2, Some(168.2), None).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iv, true)]);
    world.ask(&LEADER, restore).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iv, false)], "taken back");
    world.ask(&DUTY, reject).unwrap();
    world.wait(5);
    world.reading(3, Some(168.7), None).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iii, false)]);
    let said = world.state.incidents[&incident].timeline.iter().filter(|line| line.kind == TimelineKind::Response);
    assert_eq!(said.count(), 3, "each answer is a line");
}

#[test]
fn plan_6_a_person_starts_it_and_orders_are_drafted() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = world.incident(water());
    let refusal = world.refused(&DUTY, activate(incident, ResponseLevel::Iii));
    assert_eq!(refusal.rule, "PLAN-6", "it is not confirmed yet");
    let incident = confirmed(&mut world);
    assert_eq!(world.refused(&FIRE, activate(incident, ResponseLevel::Iii)).rule, "AUTH-1");
    let without = Input::ActivatePlan { incident, plan: "flood".into(), level: ResponseLevel::Iii, basis: " ".into() };
    assert_eq!(world.refused(&DUTY, without).rule, "TEXT-2");
    world.ask(&DUTY, activate(incident, ResponseLevel::Iii)).unwrap();

    let kept = &world.state.incidents[&incident];
    assert_eq!(kept.state, IncidentState::Responding);
    assert_eq!(kept.transitions.last().unwrap().basis, "水位超警 0.62 米");
    assert!(["water", "fire", "town-100"].iter().all(|unit| kept.units.contains(&(*unit).into())));
    let orders: Vec<_> = world.state.orders.all.values().collect();
    assert_eq!(orders.len(), 2, "the third task is of a stronger level");
    assert!(orders.iter().all(|order| order.incident == incident && order.state == OrderState::Draft));
    assert_eq!(orders[0].content.title, "封堵与巡堤");
    assert_eq!(orders[0].content.complete_by, Some(world.now.plus(60 * Micros::MINUTE)));
    let to = |unit: &str| OrderRecipient::Unit(unit.into());
    assert_eq!(orders[0].content.recipients, [to("water"), to("fire")]);
    assert!(orders[0].content.text.contains("嘉禾县防汛应急预案（2025 修订）三级响应"));
    let numbers: std::collections::BTreeSet<_> = orders.iter().map(|order| &order.number).collect();
    assert_eq!(numbers.len(), 2);

    let seen = view(&world, incident, &Class::County).response.unwrap();
    assert_eq!((seen.level, seen.tasks.len()), (Some(ResponseLevel::Iii), 2));
    assert!(seen.tasks.iter().all(|task| world.state.orders.all.contains_key(&task.order.unwrap())));
    let fire = Class::Department("fire".into());
    let unit = view(&world, incident, &fire).response.unwrap();
    assert_eq!((unit.level, unit.tasks.len()), (Some(ResponseLevel::Iii), 0), "orders are the county's (VIEW-10)");
}

#[test]
fn plan_6_the_plan_serves_the_type() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = world.incident(fire());
    for to in [IncidentState::Verifying, IncidentState::Confirmed] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "到场".into() }).unwrap();
    }
    let refusal = world.refused(&DUTY, activate(incident, ResponseLevel::Iii));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("PLAN-6", Some("plan")));
    assert_eq!(refusal.accepted, ["A10100"]);
}

#[test]
fn plan_7_one_response_its_level_changes_and_it_ends() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = confirmed(&mut world);
    let change = |level| Input::ChangeResponseLevel { incident, level, basis: "转移超三千人".into() };
    let end = Input::EndResponse { incident, basis: "水位回落".into() };
    assert_eq!(world.refused(&DUTY, end.clone()).rule, "PLAN-7");
    assert_eq!(world.refused(&DUTY, change(ResponseLevel::Ii)).rule, "PLAN-7");
    world.ask(&DUTY, activate(incident, ResponseLevel::Iii)).unwrap();
    assert_eq!(world.refused(&DUTY, activate(incident, ResponseLevel::Ii)).rule, "PLAN-7");
    assert_eq!(world.refused(&DUTY, change(ResponseLevel::Iii)).rule, "PLAN-7");
    world.reading(1, Some(168.7), None).unwrap();
    assert_eq!(proposed(&world, incident), [], "it is in force already");
    world.wait(5);
    world.reading(2, Some(169.1), None).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Ii, false)], "a stronger level is proposed");
    world.ask(&LEADER, change(ResponseLevel::Ii)).unwrap();
    assert_eq!(proposed(&world, incident), []);
    assert_eq!(world.state.orders.all.len(), 3, "what the stronger level adds is drafted, nothing twice");
    world.ask(&LEADER, change(ResponseLevel::Iv)).unwrap();
    assert_eq!(world.state.orders.all.len(), 3);
    world.ask(&LEADER, end).unwrap();
    let seen = view(&world, incident, &Class::County);
    assert_eq!(seen.response.as_ref().unwrap().level, None);
    assert_eq!(seen.response.unwrap().steps.len(), 4);
    world.wait(5);
    world.reading(3, Some(169.2), None).unwrap();
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Ii, true)], "an end is an answer, too");
    world.ask(&DUTY, activate(incident, ResponseLevel::Iv)).unwrap();
}

#[test]
fn plan_8_a_task_that_nobody_can_receive_stops_nothing() {
    let mut world = World::county();
    saved(&mut world, flood());
    world
        .ask(&ADMIN, Input::UpdateUnit { id: "town-100".into(), name: None, phone: None, disabled: Some(true) })
        .unwrap();
    world.ask(&ADMIN, Input::UpdateUnit { id: "fire".into(), name: None, phone: None, disabled: Some(true) }).unwrap();
    let incident = confirmed(&mut world);
    world.ask(&DUTY, activate(incident, ResponseLevel::Iii)).unwrap();
    let tasks = view(&world, incident, &Class::County).response.unwrap().tasks;
    assert!(tasks[0].order.is_some() && tasks[1].order.is_none(), "{tasks:?}");
    let order = &world.state.orders.all[&tasks[0].order.unwrap()];
    assert_eq!(order.content.recipients, [OrderRecipient::Unit("water".into())]);
    assert!(!world.state.incidents[&incident].units.contains(&"fire".into()));
}

#[test]
fn plan_9_two_people_change_a_plan() {
    let mut world = World::county();
    saved(&mut world, flood());
    let version = Some(world.state.plans.all[&"flood".into()].version);
    let save = |version| Input::SavePlan { id: "flood".into(), version, content: Box::new(flood()) };
    assert_eq!(world.refused(&ADMIN, save(None)).rule, "ADM-3");
    world.ask(&ADMIN, save(version)).unwrap();
    assert_eq!(world.refused(&DUTY, save(version)).rule, "PLAN-9");
    assert_eq!(world.refused(&FIRE, save(version)).rule, "AUTH-1");
    let incident = confirmed(&mut world);
    world.reading(1, Some(168.1), None).unwrap();
    world.ask(&DUTY, activate(incident, ResponseLevel::Iv)).unwrap();
    world.ask(&DUTY, Input::RemovePlan { id: "flood".into() }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::RemovePlan { id: "flood".into() }).rule, "REF-1");
    let seen = view(&world, incident, &Class::County);
    assert_eq!(seen.response.unwrap().level, Some(ResponseLevel::Iv), "what runs goes on as it was");
    world.ask(&DUTY, Input::ChangeResponseLevel { incident, level: ResponseLevel::Iii, basis: "雨大".into() }).unwrap();
}

#[test]
fn plan_10_plans_and_proposals_are_for_the_county_and_who_makes_them() {
    let mut world = World::county();
    saved(&mut world, flood());
    let incident = world.incident(water());
    world.reading(1, Some(168.7), None).unwrap();
    let key = EntityKey::Plan("flood".into());
    for (class, sees) in [
        (Class::County, true),
        (Class::Administrator, true),
        (Class::Operator, true),
        (Class::Department("water".into()), false),
        (Class::Township("town-100".into()), false),
    ] {
        assert_eq!(world.view(key.clone(), &class).is_some(), sees, "{class}");
        if let Some(EntityView::Incident(view)) = world.view(EntityKey::Incident(incident), &class) {
            assert_eq!(!view.activations.is_empty(), class == Class::County, "{class}");
        }
    }
}

#[test]
fn a_trigger_is_checked_while_it_is_typed() {
    let mut world = World::county();
    world.reading(1, Some(168.62), None).unwrap();
    let incident = world.incident(water());
    let ask = |expression: &str, incident| AskTrigger { expression: expression.to_owned(), incident };
    let asked = ask("水位(4310240003) >= 警戒+0.5 且 类型=A10100", None);
    let meaning = world.state.check_trigger(world.now, &Class::County, &asked).unwrap();
    assert_eq!((meaning.holds, meaning.factors.len()), (None, 2), "the type is only known of an incident");
    assert_eq!(meaning.expression, "水位(4310240003) ≥ 警戒+0.5 且 类型 = A10100");
    let asked = ask(&meaning.expression, Some(incident));
    assert_eq!(world.state.check_trigger(world.now, &Class::County, &asked).unwrap().holds, Some(true));
    let hidden = world.state.check_trigger(world.now, &Class::Administrator, &asked).unwrap_err();
    assert_eq!(hidden.rule, "REF-1", "an administrator sees no incident, not this way either");
}

/// A newer edition of a plan is judged at once.
#[test]
fn saving_a_plan_proposes_for_what_is_open() {
    let mut world = World::county();
    let incident = world.incident(water());
    world.reading(1, Some(168.7), None).unwrap();
    let decision = world.ask(&DUTY, Input::SavePlan { id: "flood".into(), version: None, content: Box::new(flood()) });
    let fengsui_command_core::Decision::Events(events) = decision.unwrap() else { panic!() };
    // The crossing's record waits too, but only readings speak for it.
    assert!(matches!(events.as_slice(), [Event::PlanSaved { .. }, Event::ActivationProposed { .. }]), "{events:?}");
    assert_eq!(proposed(&world, incident), [(ResponseLevel::Iii, false)]);
}
