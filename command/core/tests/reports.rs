//! Rules of reports: RPT, INC-8, and VIEW-11.

mod support;
use fengsui_command_core::{
    Actor, Class, NodeInput,
    report::{canonical, draft::missing, title},
};
use fengsui_protocol::{
    IncidentId, Micros, ReportId,
    incident::{Casualties, IncidentState, IncidentView, Severity, TimelineKind},
    input::{IncidentChange, Input},
    live::{EntityKey, EntityView},
    order::{OrderContent, OrderRecipient, OrderUrgency},
    report::{ReportElement, ReportElements, ReportKind, ReportSeal, ReportState, ReportView},
};
use support::*;

/// Confirmed, with what a first report needs.
fn confirmed(world: &mut World) -> IncidentId {
    let facts = fengsui_protocol::incident::IncidentFacts {
        narrative: "商铺二楼起火，因电线老化引起。火势可控".into(),
        measures: "两车出动".into(),
        ..fire()
    };
    let id = world.incident(facts);
    for to in [IncidentState::Verifying, IncidentState::Confirmed] {
        step(world, id, to);
    }
    id
}

fn step(world: &mut World, incident: IncidentId, to: IncidentState) {
    world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "现场确认".into() }).unwrap();
}

fn draft(world: &mut World, incident: IncidentId, kind: ReportKind) -> ReportId {
    let made = world.ask(&DUTY, Input::DraftReport { incident, kind }).unwrap().made();
    let Some(EntityKey::Report(report)) = made else { panic!("no report: {made:?}") };
    report
}

fn view(world: &World, report: ReportId) -> ReportView {
    match world.view(EntityKey::Report(report), &Class::County) {
        Some(EntityView::Report(view)) => *view,
        other => panic!("no report: {other:?}"),
    }
}

fn incident(world: &World, id: IncidentId) -> IncidentView {
    match world.view(EntityKey::Incident(id), &Class::County) {
        Some(EntityView::Incident(view)) => *view,
        other => panic!("no incident: {other:?}"),
    }
}

fn sign(world: &mut World, report: ReportId) {
    let version = view(world, report).version;
    world.ask(&LEADER, Input::SignReport { report, version }).unwrap();
}

fn signed(world: &mut World, incident: IncidentId, kind: ReportKind) -> ReportId {
    let report = draft(world, incident, kind);
    sign(world, report);
    report
}

#[test]
fn rpt_1_the_first_is_first_and_nothing_follows_the_last() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let early = world.refused(&DUTY, Input::DraftReport { incident: id, kind: ReportKind::FollowUp });
    assert_eq!((early.rule.as_str(), early.accepted), ("RPT-1", vec!["initial".to_owned()]));
    signed(&mut world, id, ReportKind::Initial);
    assert_eq!(world.refused(&DUTY, Input::DraftReport { incident: id, kind: ReportKind::Initial }).rule, "RPT-1");
    let numbers: Vec<_> = (0..2).map(|_| signed(&mut world, id, ReportKind::FollowUp)).collect();
    let titles: Vec<_> = numbers.iter().map(|id| title(view(&world, *id).kind, view(&world, *id).ordinal)).collect();
    assert_eq!(titles, ["续报一", "续报二"]);
    signed(&mut world, id, ReportKind::Final);
    assert_eq!(world.refused(&DUTY, Input::DraftReport { incident: id, kind: ReportKind::FollowUp }).rule, "RPT-1");
}

#[test]
fn rpt_2_one_draft_at_a_time_and_it_invents_nothing() {
    let mut world = World::county();
    let id = world.incident(fire());
    let report = draft(&mut world, id, ReportKind::Initial);
    assert_eq!(world.refused(&DUTY, Input::DraftReport { incident: id, kind: ReportKind::Initial }).rule, "RPT-2");
    let seen = view(&world, report);
    assert_eq!(seen.state, ReportState::Draft);
    assert_eq!(seen.missing, [ReportElement::Cause, ReportElement::Measures], "named, not made up");
    assert_eq!(seen.elements.time, "7月18日22时0分");
    assert!(seen.text.contains("珠泉镇人民路") && seen.text.contains("暂无人员伤亡报告"), "{}", seen.text);
    assert!(!seen.text.contains("原因") && !seen.text.contains(PHONE), "{}", seen.text);
    let other = confirmed(&mut world);
    let whole = draft(&mut world, other, ReportKind::Initial);
    assert_eq!(view(&world, whole).elements.cause, "因电线老化引起");
    assert_eq!(missing(&view(&world, whole).elements), []);
}

#[test]
fn rpt_3_a_follow_up_carries_only_what_is_new() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let moved = |world: &mut World, moved| {
        let casualties = Casualties { moved, ..Casualties::default() };
        let (version, change) =
            (incident(world, id).version, IncidentChange { casualties: Some(casualties), ..IncidentChange::default() });
        world.ask(&DUTY, Input::UpdateIncident { incident: id, version, change }).unwrap();
    };
    world.ask(&DUTY, Input::AddNote { incident: id, text: "旧事：已封路".into() }).unwrap();
    moved(&mut world, 972);
    signed(&mut world, id, ReportKind::Initial);
    moved(&mut world, 1_284);
    let content = OrderContent {
        title: "围堰".into(),
        text: String::new(),
        recipients: vec![OrderRecipient::Unit("fire".into())],
        urgency: OrderUrgency::Urgent,
        complete_by: None,
        reply_every_minutes: None,
        decision: None,
    };
    let Some(EntityKey::Order(order)) = world.ask(&DUTY, Input::DraftOrder { incident: id, content }).unwrap().made()
    else {
        panic!("no order")
    };
    world.ask(&LEADER, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    world.ask(&FIRE, Input::AcknowledgeOrder { order, screen: "大厅".into() }).unwrap();
    world.ask(&FIRE, Input::ReplyOrder { order, text: "围堰完成 28 米".into(), attachments: vec![] }).unwrap();
    let report = draft(&mut world, id, ReportKind::FollowUp);
    let seen = view(&world, report);
    assert!(seen.text.contains("转移 1284 人（新增 312 人）"), "{}", seen.text);
    assert!(seen.text.contains("反馈一：围堰完成 28 米") && !seen.text.contains("旧事"), "{}", seen.text);
    assert!(seen.sources.iter().any(|source| source.text.contains("围堰完成")), "every sentence cites its record");
    sign(&mut world, report);
    let again = draft(&mut world, id, ReportKind::FollowUp);
    assert!(view(&world, again).text.ends_with("情况无新变化。"), "{}", view(&world, again).text);
}

#[test]
fn rpt_4_only_the_cause_may_be_missing_when_it_is_signed() {
    let mut world = World::county();
    let id = world.incident(fire());
    let report = draft(&mut world, id, ReportKind::Initial);
    let version = view(&world, report).version;
    let refusal = world.refused(&LEADER, Input::SignReport { report, version });
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("RPT-4", Some("elements.measures")));
    assert_eq!(world.refused(&DUTY, Input::SignReport { report, version }).rule, "AUTH-1", "签发 is a leader's");
    let seen = view(&world, report);
    let elements = ReportElements { measures: "两车出动".into(), ..seen.elements };
    world.ask(&DUTY, Input::EditReport { report, version, elements, text: seen.text }).unwrap();
    assert_eq!(world.refused(&LEADER, Input::SignReport { report, version }).rule, "RPT-8", "not what was read");
    sign(&mut world, report);
    assert_eq!(view(&world, report).state, ReportState::Signed);
}

#[test]
fn rpt_5_the_clocks_follow_from_the_table_and_the_state() {
    use IncidentState::*;
    let mut world = World::county();
    let id = confirmed(&mut world);
    let reported = world.now;
    let clocks = |world: &World| {
        let clocks = incident(world, id).reporting.unwrap().clocks;
        clocks.into_iter().map(|due| (due.what, due.at.since(reported) / Micros::MINUTE)).collect::<Vec<_>>()
    };
    let classify = |severity| Input::ClassifyIncident {
        incident: id,
        type_code: "A20600".into(),
        severity: Some(severity),
        basis: "十人死亡".into(),
    };
    assert_eq!(clocks(&world), [("initial_report".into(), 60)]);
    world.ask(&DUTY, classify(Severity::Ii)).unwrap();
    assert_eq!(clocks(&world), [("initial_phone".into(), 15), ("initial_report".into(), 35)]);
    world.ask(&DUTY, Input::PhoneReport { incident: id, to: "市应急局".into(), text: String::new() }).unwrap();
    assert_eq!(clocks(&world), [("initial_report".into(), 35)]);
    for to in [Assessing, Responding] {
        step(&mut world, id, to);
    }
    assert_eq!(clocks(&world), [("initial_report".into(), 35)], "responding does not pay what is owed");
    signed(&mut world, id, ReportKind::Initial);
    assert_eq!(clocks(&world), [("follow_up".into(), 600)], "22:00 to 08:00");
    world.wait(605);
    assert_eq!(clocks(&world), [("follow_up".into(), 600)], "the slot that was missed stays");
    signed(&mut world, id, ReportKind::FollowUp);
    assert_eq!(clocks(&world), [("follow_up".into(), 19 * 60)], "17:00");
    for to in [Handling, Ended] {
        step(&mut world, id, to);
    }
    assert_eq!(clocks(&world), [("final_report".into(), 605 + 24 * 60)]);
    signed(&mut world, id, ReportKind::Final);
    assert_eq!(clocks(&world), []);
}

#[test]
fn rpt_6_what_is_late_is_told_to_the_duty_leader_once() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    world.wait(59);
    world.send(&Actor::Node, NodeInput::RaiseDue).unwrap();
    let told = |world: &World| {
        let lines = incident(world, id).timeline;
        lines.into_iter().filter(|line| line.kind == TimelineKind::Report).map(|line| line.text).collect::<Vec<_>>()
    };
    assert!(told(&world).is_empty());
    world.wait(1);
    for _ in 0..2 {
        world.send(&Actor::Node, NodeInput::RaiseDue).unwrap();
    }
    assert_eq!(told(&world), ["书面首报超时未报，已报带班领导"]);
    assert_eq!(world.state.next_due(), None);
}

#[test]
fn rpt_7_a_signed_report_changes_no_more() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let report = signed(&mut world, id, ReportKind::Initial);
    let (version, elements) = (view(&world, report).version, ReportElements::default());
    let edit = Input::EditReport { report, version, elements, text: "改".into() };
    assert_eq!(world.refused(&DUTY, edit).rule, "RPT-7");
    assert_eq!(world.refused(&LEADER, Input::SignReport { report, version }).rule, "RPT-7");
}

#[test]
fn rpt_9_confirmed_by_telephone_after_it_was_signed_and_once() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let report = draft(&mut world, id, ReportKind::Initial);
    let confirm = Input::ConfirmReport { report, to: "市应急局值班室 王强".into(), text: String::new() };
    assert_eq!(world.refused(&DUTY, confirm.clone()).rule, "RPT-9");
    sign(&mut world, report);
    world.ask(&DUTY, confirm.clone()).unwrap();
    assert_eq!(view(&world, report).state, ReportState::Confirmed);
    assert_eq!(world.refused(&DUTY, confirm).rule, "RPT-9");
}

#[test]
fn rpt_10_the_first_call_is_recorded_once() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let call = Input::PhoneReport { incident: id, to: "县委值班室、市应急局".into(), text: String::new() };
    world.ask(&DUTY, call.clone()).unwrap();
    assert_eq!(incident(&world, id).reporting.unwrap().phoned.unwrap().to, "县委值班室、市应急局");
    assert_eq!(world.refused(&DUTY, call).rule, "RPT-10");
}

#[test]
fn rpt_11_what_is_sealed_is_the_canonical_text_of_the_signed_report() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let report = draft(&mut world, id, ReportKind::Initial);
    assert_eq!(canonical(&world.state, report), None, "a draft has nothing to seal");
    sign(&mut world, report);
    let waiting = world.state.reports.unsealed(&world.state);
    let text = canonical(&world.state, report).unwrap();
    assert_eq!(waiting, [(report, text.clone())]);
    assert!(text.contains("jurisdiction: 431024\n") && text.contains("report: 首报\n"), "{text}");
    let seal = ReportSeal { signature: "00".into(), public_key: "04".into() };
    assert_eq!(world.send(&LEADER, NodeInput::SealReport { report, seal: seal.clone() }).unwrap_err().rule, "AUTH-1");
    world.send(&Actor::Node, NodeInput::SealReport { report, seal: seal.clone() }).unwrap();
    assert!(world.state.reports.unsealed(&world.state).is_empty());
    assert_eq!(canonical(&world.state, report).unwrap(), text, "the seal is not part of what it seals");
    let digest = view(&world, report).signature.unwrap().digest;
    assert_eq!(digest.len(), 64);
    let before = world.state.digest();
    world.send(&Actor::Node, NodeInput::SealReport { report, seal }).unwrap();
    assert_eq!(world.state.digest(), before, "sealed once");
}

#[test]
fn view_11_reports_are_the_countys() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let report = signed(&mut world, id, ReportKind::Initial);
    for class in
        [Class::Operator, Class::Administrator, Class::Department("fire".into()), Class::Township("town-100".into())]
    {
        assert_eq!(world.view(EntityKey::Report(report), &class), None, "{class}");
        if let Some(EntityView::Incident(seen)) = world.view(EntityKey::Incident(id), &class) {
            assert_eq!(seen.reporting, None);
            let lines = seen.timeline.iter().filter(|line| line.kind == TimelineKind::Report).count();
            assert_eq!(lines, 0, "{class}");
        }
    }
}

/// RPT-1 lets nothing follow the final report: no clock may ask for what would be refused.
#[test]
fn rpt_5_nothing_is_owed_after_the_final_report_also_when_the_incident_is_taken_up_again() {
    let mut world = World::county();
    let id = confirmed(&mut world);
    let (type_code, severity, basis) = ("A20600".into(), Some(Severity::Iii), "3 人死亡".into());
    world.ask(&DUTY, Input::ClassifyIncident { incident: id, type_code, severity, basis }).unwrap();
    signed(&mut world, id, ReportKind::Initial);
    for to in [IncidentState::Assessing, IncidentState::Responding, IncidentState::Handling] {
        step(&mut world, id, to);
    }
    let clocks = |world: &World| incident(world, id).reporting.unwrap().clocks.len();
    assert_eq!(clocks(&world), 1, "a follow-up is owed");
    step(&mut world, id, IncidentState::Ended);
    signed(&mut world, id, ReportKind::Final);
    step(&mut world, id, IncidentState::Handling);
    assert_eq!((clocks(&world), world.state.next_due()), (0, None));
}
