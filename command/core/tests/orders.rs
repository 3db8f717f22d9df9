//! Rules of orders: ORD, and VIEW-10. `docs/life-of-an-order.md` carries the state machines as they are in the tables
//! (UPDATE=1 rewrites its diagrams).
// Tests read files; the core does not.
#![allow(clippy::disallowed_methods)]

mod support;
use fengsui_command_core::{
    Actor, Class, NodeInput,
    order::machine::{ORDER_STEPS, ROW_STEPS, row_step_word, row_word, step_word, word},
};
use fengsui_protocol::{
    IncidentId, Micros, OrderId, UnitId,
    attachment::AttachedFile,
    bounds,
    incident::{IncidentView, TimelineKind},
    input::Input,
    live::{EntityKey, EntityView},
    order::{
        OrderContent, OrderDuty, OrderRecipient, OrderRow, OrderState, OrderUrgency, OrderView, RowState, UnitGroup,
    },
};
use std::{collections::BTreeSet, fmt::Write, path::Path};
use support::*;

fn content(units: &[&str]) -> OrderContent {
    let recipients = units.iter().map(|unit| OrderRecipient::Unit((*unit).into())).collect();
    OrderContent {
        title: "带冲锋舟 2 艘到滨江村".into(),
        text: "二楼，断电".into(),
        recipients,
        urgency: OrderUrgency::Urgent,
        complete_by: None,
        reply_every_minutes: None,
        decision: None,
    }
}

fn draft(world: &mut World, content: OrderContent) -> OrderId {
    let incident = world.incident(fire());
    let made = world.ask(&DUTY, Input::DraftOrder { incident, content }).unwrap().made();
    let Some(EntityKey::Order(order)) = made else { panic!("no order: {made:?}") };
    order
}

/// Drafted, approved and issued.
fn issue(world: &mut World, content: OrderContent) -> OrderId {
    let order = draft(world, content);
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::ApproveOrder { order, remark: String::new() }).unwrap();
    world.ask(&DUTY, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    order
}

fn seen(world: &World, order: OrderId, class: &Class) -> Option<OrderView> {
    match world.view(EntityKey::Order(order), class) {
        Some(EntityView::Order(view)) => Some(*view),
        None => None,
        other => panic!("no order: {other:?}"),
    }
}

fn county(world: &World, order: OrderId) -> OrderView {
    seen(world, order, &Class::County).unwrap()
}

#[track_caller]
fn row(world: &World, order: OrderId, unit: &str) -> OrderRow {
    county(world, order).rows.into_iter().find(|row| row.unit.0 == unit).unwrap()
}

fn show(order: OrderId, screen: &str) -> Input {
    Input::ShowOrder { order, screen: screen.into() }
}
fn acknowledge(order: OrderId) -> Input {
    Input::AcknowledgeOrder { order, screen: "大厅 1".into() }
}
fn reply(order: OrderId) -> Input {
    Input::ReplyOrder { order, text: "舟 2 艘到位".into(), attachments: vec![] }
}
fn complete(order: OrderId) -> Input {
    Input::CompleteOrder { order, text: "两名老人已转移".into() }
}

fn raise(world: &mut World) {
    world.send(&Actor::Node, NodeInput::RaiseDue).unwrap();
}

fn incident(world: &World, id: IncidentId, class: &Class) -> IncidentView {
    match world.view(EntityKey::Incident(id), class) {
        Some(EntityView::Incident(view)) => *view,
        other => panic!("no incident: {other:?}"),
    }
}

#[test]
fn ord_1_numbers_count_within_the_beijing_day() {
    let mut world = World::county();
    let first = draft(&mut world, content(&["fire"]));
    let second = draft(&mut world, content(&["fire"]));
    assert_eq!(
        (county(&world, first).number, county(&world, second).number),
        ("20260718-001".into(), "20260718-002".into())
    );
    world.wait(121);
    let third = draft(&mut world, content(&["fire"]));
    assert_eq!(county(&world, third).number, "20260719-001");
}

#[test]
fn ord_13_a_reply_names_attachments_of_its_incident() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire"]));
    world.ask(&FIRE, acknowledge(order)).unwrap();
    let here = county(&world, order).incident;
    let file = |digit: &str| AttachedFile {
        name: "舟.jpg".into(),
        kind: "image/jpeg".into(),
        bytes: 2_000,
        sm3: digit.repeat(64),
        place: None,
        taken_at: None,
    };
    world.made(&FIRE, NodeInput::AttachFile { incident: here, file: file("a") });
    let attached = incident(&world, here, &Class::County).attachments[0].id;
    let say = |attachments: Vec<u64>| Input::ReplyOrder { order, text: "舟到位".into(), attachments };
    for wrong in [vec![attached, attached], vec![attached + 1], vec![0]] {
        let refusal = world.refused(&FIRE, say(wrong));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("ORD-13", Some("attachments")));
    }
    assert_eq!(world.refused(&FIRE, say(vec![attached; bounds::REPLY_ATTACHMENTS + 1])).rule, "BOUND");
    world.ask(&FIRE, say(vec![attached])).unwrap();
    assert_eq!(row(&world, order, "fire").replies[0].attachments, [attached]);
    let line = incident(&world, here, &Class::County).timeline.pop().unwrap();
    assert!(line.text.contains("舟到位（附件 1 份）"), "{}", line.text);
    world.ask(&FIRE, complete(order)).unwrap();
    let late = NodeInput::AttachFile { incident: here, file: file("b") };
    assert_eq!(world.send(&FIRE, late).unwrap_err().rule, "AUTH-3", "at work no more");
}

#[test]
fn ord_2_only_the_steps_of_the_table() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire", "water"]));
    let early = world.refused(&LEADER, Input::ApproveOrder { order, remark: String::new() });
    assert_eq!(early.rule, "ORD-2");
    assert_eq!(early.accepted, ["edit", "submit", "issue_urgently", "withdraw"]);
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::SendBackOrder { order, reason: "写明时限".into() }).unwrap();
    assert_eq!(county(&world, order).state, OrderState::Draft);
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::ApproveOrder { order, remark: "速办".into() }).unwrap();
    world.ask(&DUTY, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::IssueOrder { order, urgent_basis: None }).rule, "ORD-2");
    assert_eq!(world.refused(&FIRE, reply(order)).rule, "ORD-2", "反馈 comes after 签收");
    world.ask(&FIRE, acknowledge(order)).unwrap();
    assert_eq!(world.refused(&FIRE, acknowledge(order)).rule, "ORD-2");
    world.ask(&FIRE, reply(order)).unwrap();
    world.ask(&FIRE, reply(order)).unwrap();
    world.ask(&FIRE, complete(order)).unwrap();
    assert_eq!(world.refused(&FIRE, reply(order)).rule, "ORD-2");
    world.ask(&WATER, show(order, "水利 1")).unwrap();
    assert_eq!(world.refused(&WATER, Input::ReturnOrder { order, reason: " ".into() }).rule, "TEXT-2");
    world.ask(&WATER, Input::ReturnOrder { order, reason: "无舟".into() }).unwrap();
    assert_eq!(row(&world, order, "water").state, RowState::Returned);
    let fire = row(&world, order, "fire");
    assert_eq!((fire.state, fire.replies.len()), (RowState::Completed, 2));
    assert_eq!(world.state.next_due(), None, "nothing of it is open");
}

#[test]
fn ord_2_every_state_can_be_reached() {
    let mut reached = BTreeSet::from([OrderState::Draft]);
    while let Some((.., to)) = ORDER_STEPS.iter().find(|(from, _, to)| reached.contains(from) && !reached.contains(to))
    {
        reached.insert(*to);
    }
    assert_eq!(reached.len(), 5);
    let mut rails = BTreeSet::from([RowState::Issued]);
    while let Some((.., to)) = ROW_STEPS.iter().find(|(from, _, to)| rails.contains(from) && !rails.contains(to)) {
        rails.insert(*to);
    }
    assert_eq!(rails.len(), 7);
}

#[test]
fn ord_3_what_is_late_is_reminded_of_then_supervised_once_each() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire", "water"]));
    let due = row(&world, order, "fire").due.unwrap();
    assert_eq!((due.what, due.at.since(world.now) / Micros::MINUTE), (OrderDuty::Acknowledge, 10));
    assert_eq!(world.state.next_due(), Some(due.at));
    world.wait(9);
    raise(&mut world);
    assert!(row(&world, order, "fire").reminders.is_empty(), "not before its time");
    world.ask(&FIRE, acknowledge(order)).unwrap();
    world.wait(1);
    raise(&mut world);
    raise(&mut world);
    let water = row(&world, order, "water");
    assert_eq!((water.reminders.len(), water.supervisions.len()), (1, 0));
    assert_eq!((water.reminders[0].what, water.reminders[0].deadline), (OrderDuty::Acknowledge, Some(due.at)));
    assert!(row(&world, order, "fire").reminders.is_empty(), "who acknowledged is left alone");
    world.wait(5);
    raise(&mut world);
    raise(&mut world);
    let water = row(&world, order, "water");
    assert_eq!((water.reminders.len(), water.supervisions.len()), (1, 1));
    assert_eq!(
        world.state.next_due(),
        row(&world, order, "fire").due.map(|due| due.at),
        "the other rail's first reply"
    );
    let lines = incident(&world, county(&world, order).incident, &Class::County).timeline;
    let last = lines.last().unwrap();
    assert_eq!((last.kind, last.actor.as_str()), (TimelineKind::Supervision, "自动"));
    assert!(last.text.contains("县水利局超时未签收") && last.text.contains("督办通知 2026-1 号"), "{}", last.text);
    world.ask(&WATER, acknowledge(order)).unwrap();
    world.wait(30);
    raise(&mut world);
    assert_eq!(
        row(&world, order, "water").reminders.last().unwrap().what,
        OrderDuty::Reply,
        "the next step has its own"
    );
}

#[test]
fn ord_3_deadlines_follow_from_state_and_the_order_asks_for_more() {
    let mut world = World::county();
    let (began, by) = (world.now, world.now.plus(90 * Micros::MINUTE));
    let order =
        issue(&mut world, OrderContent { complete_by: Some(by), reply_every_minutes: Some(40), ..content(&["fire"]) });
    let due = |world: &World| row(world, order, "fire").due.map(|due| (due.what, due.at.since(began) / Micros::MINUTE));
    world.ask(&FIRE, acknowledge(order)).unwrap();
    assert_eq!(due(&world), Some((OrderDuty::Reply, 40)));
    world.wait(30);
    world.ask(&FIRE, reply(order)).unwrap();
    assert_eq!(due(&world), Some((OrderDuty::Reply, 70)));
    world.wait(35);
    world.ask(&FIRE, reply(order)).unwrap();
    assert_eq!(due(&world), Some((OrderDuty::Complete, 90)), "105 would be later");
    world.ask(&FIRE, complete(order)).unwrap();
    assert_eq!(due(&world), None);
}

#[test]
fn ord_4_approval_comes_before_issue_or_afterwards_with_the_basis() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire"]));
    let bare = world.refused(&DUTY, Input::IssueOrder { order, urgent_basis: Some(" ".into()) });
    assert_eq!((bare.rule.as_str(), bare.field.as_deref()), ("ORD-4", Some("urgent_basis")));
    world.ask(&DUTY, Input::IssueOrder { order, urgent_basis: Some("两人被困，来不及送审".into()) }).unwrap();
    assert!(county(&world, order).needs_approval);
    assert_eq!(world.refused(&DUTY, Input::ApproveOrder { order, remark: String::new() }).rule, "AUTH-1");
    world.ask(&LEADER, Input::ApproveOrder { order, remark: "同意".into() }).unwrap();
    assert!(!county(&world, order).needs_approval);
    assert_eq!(world.refused(&LEADER, Input::ApproveOrder { order, remark: String::new() }).rule, "ORD-4");
    let own = draft(&mut world, content(&["fire"]));
    world.ask(&LEADER, Input::IssueOrder { order: own, urgent_basis: None }).unwrap();
    let view = county(&world, own);
    assert!(!view.needs_approval && view.urgent_basis.is_none(), "a leader's issue is the approval");
}

#[test]
fn ord_4_an_approved_order_that_is_edited_is_approved_again() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire"]));
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::ApproveOrder { order, remark: String::new() }).unwrap();
    let version = county(&world, order).version;
    world.ask(&DUTY, Input::EditOrder { order, version, content: content(&["water"]) }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::IssueOrder { order, urgent_basis: None }).rule, "ORD-4");
}

#[test]
fn ord_5_recipients_exist_and_groups_are_read_at_issue() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let none = world.refused(&DUTY, Input::DraftOrder { incident, content: content(&[]) });
    assert_eq!((none.rule.as_str(), none.field.as_deref()), ("ORD-5", Some("content.recipients")));
    assert_eq!(world.refused(&DUTY, Input::DraftOrder { incident, content: content(&["nowhere"]) }).rule, "REF-1");
    let towns = OrderContent { recipients: vec![OrderRecipient::Group(UnitGroup::Townships)], ..content(&[]) };
    let order = draft(&mut world, towns);
    let disable = Input::UpdateUnit { id: "town-102".into(), name: None, phone: None, disabled: Some(true) };
    world.ask(&ADMIN, disable).unwrap();
    assert_eq!(world.refused(&DUTY, Input::DraftOrder { incident, content: content(&["town-102"]) }).rule, "ORD-5");
    world.ask(&LEADER, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    let units: Vec<_> = county(&world, order).rows.into_iter().map(|row| row.unit).collect();
    assert_eq!(units, [UnitId::from("town-100")]);
}

#[test]
fn ord_6_delivery_is_proved_once_per_person_and_screen() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire"]));
    world.wait(1);
    let delivered = world.now;
    world.ask(&FIRE, show(order, "值班室 1")).unwrap();
    world.wait(1);
    world.ask(&FIRE, show(order, "值班室 1")).unwrap();
    world.ask(&FIELD, show(order, "手机")).unwrap();
    let rail = row(&world, order, "fire");
    assert_eq!((rail.state, rail.delivered_at), (RowState::Delivered, Some(delivered)));
    let proof: Vec<_> = rail.shown.iter().map(|shown| (shown.user.0, shown.screen.as_str())).collect();
    assert_eq!(proof, [(4, "值班室 1"), (7, "手机")]);
    assert!(rail.shown[0].name.contains("县消防救援大队"));
}

#[test]
fn ord_6_who_acknowledges_on_a_screen_has_seen_it_there() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire"]));
    world.ask(&FIRE, acknowledge(order)).unwrap();
    let rail = row(&world, order, "fire");
    assert_eq!((rail.state, rail.delivered_at, rail.shown.len()), (RowState::Acknowledged, Some(world.now), 1));
    assert!(rail.acknowledged.unwrap().by.contains("fire"));
}

#[test]
fn ord_7_an_edit_names_the_version_it_was_made_on() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire"]));
    let version = county(&world, order).version;
    world.ask(&DUTY, Input::EditOrder { order, version, content: content(&["water"]) }).unwrap();
    let refusal = world.refused(&LEADER, Input::EditOrder { order, version, content: content(&["fire"]) });
    assert_eq!(refusal.rule, "ORD-7");
    assert_eq!(refusal.accepted, [county(&world, order).version.to_string()]);
}

#[test]
fn ord_8_a_unit_speaks_on_its_own_rail_only() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire"]));
    for input in [show(order, "x"), acknowledge(order), reply(order), complete(order)] {
        assert_eq!(world.refused(&WATER, input.clone()).rule, "REF-1");
        assert_eq!(world.refused(&DUTY, input.clone()).rule, "REF-1", "the county does not answer for a unit");
        assert_eq!(world.refused(&OPERATOR, input).rule, "AUTH-1");
    }
    assert_eq!(world.refused(&FIRE, Input::WithdrawOrder { order, reason: "不去".into() }).rule, "AUTH-1");
    let drafted = draft(&mut world, content(&["fire"]));
    assert_eq!(world.refused(&FIRE, show(drafted, "x")).rule, "REF-1", "a draft is nobody's yet");
}

#[test]
fn ord_9_what_is_asked_can_still_be_done_in_time() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let past = OrderContent { complete_by: Some(world.now), ..content(&["fire"]) };
    assert_eq!(world.refused(&DUTY, Input::DraftOrder { incident, content: past }).rule, "ORD-9");
    let often = OrderContent { reply_every_minutes: Some(0), ..content(&["fire"]) };
    assert_eq!(world.refused(&DUTY, Input::DraftOrder { incident, content: often }).rule, "NUM-1");
    let soon = OrderContent { complete_by: Some(world.now.plus(5 * Micros::MINUTE)), ..content(&["fire"]) };
    let order = draft(&mut world, soon);
    world.wait(6);
    assert_eq!(world.refused(&LEADER, Input::IssueOrder { order, urgent_basis: None }).rule, "ORD-9");
}

#[test]
fn ord_12_an_order_carries_out_a_decision_of_its_own_incident() {
    let mut world = World::county();
    let (incident, other) = (world.incident(fire()), world.incident(fire()));
    world.ask(&LEADER, Input::RecordDecision { incident, text: "04:00 前转移完".into() }).unwrap();
    let lines = &world.state.incidents[&incident].timeline;
    let decided = lines.iter().find(|line| line.kind == TimelineKind::Decision).unwrap().seq;
    let logged = lines.iter().find(|line| line.kind == TimelineKind::Logged).unwrap().seq;
    let order = |decision| OrderContent { decision: Some(decision), ..content(&["fire"]) };
    for (incident, decision) in [(other, decided), (incident, logged), (incident, u64::MAX)] {
        let refusal = world.refused(&DUTY, Input::DraftOrder { incident, content: order(decision) });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("ORD-12", Some("content.decision")));
    }
    let made = world.ask(&DUTY, Input::DraftOrder { incident, content: order(decided) }).unwrap().made();
    let Some(EntityKey::Order(made)) = made else { panic!("no order: {made:?}") };
    assert_eq!(county(&world, made).content.decision, Some(decided));
}

#[test]
fn ord_3_what_is_to_be_done_sooner_is_to_be_acknowledged_sooner() {
    let mut world = World::county();
    let soon = OrderContent { complete_by: Some(world.now.plus(4 * Micros::MINUTE)), ..content(&["fire"]) };
    let order = issue(&mut world, soon);
    let due = row(&world, order, "fire").due.unwrap();
    assert_eq!((due.what, due.at.since(world.now) / Micros::MINUTE), (OrderDuty::Acknowledge, 4));
}

#[test]
fn ord_10_withdrawal_ends_every_open_rail_and_says_why() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire", "water"]));
    world.ask(&FIRE, acknowledge(order)).unwrap();
    world.ask(&FIRE, complete(order)).unwrap();
    assert_eq!(world.refused(&DUTY, Input::WithdrawOrder { order, reason: String::new() }).rule, "TEXT-2");
    world.ask(&DUTY, Input::WithdrawOrder { order, reason: "水已退".into() }).unwrap();
    assert_eq!(row(&world, order, "fire").state, RowState::Completed, "what was done stays done");
    assert_eq!(row(&world, order, "water").state, RowState::Withdrawn);
    assert_eq!(world.state.next_due(), None);
    assert_eq!(world.refused(&WATER, acknowledge(order)).rule, "ORD-2");
}

#[test]
fn ord_11_only_who_still_has_something_to_do_is_chased() {
    let mut world = World::county();
    let order = issue(&mut world, content(&["fire"]));
    let remind = |unit: &str| Input::RemindOrder { order, unit: unit.into(), text: "请速签收".into() };
    world.ask(&DUTY, remind("fire")).unwrap();
    let chase = row(&world, order, "fire").reminders.pop().unwrap();
    assert_eq!((chase.what, chase.deadline), (OrderDuty::Acknowledge, None), "ahead of the deadline");
    world.wait(10);
    raise(&mut world);
    assert_eq!(row(&world, order, "fire").reminders.len(), 2, "which does not stand in for the one at the deadline");
    world.ask(&LEADER, Input::SuperviseOrder { order, unit: "fire".into(), text: String::new() }).unwrap();
    assert_eq!(world.refused(&DUTY, remind("water")).rule, "REF-1");
    world.ask(&FIRE, acknowledge(order)).unwrap();
    world.ask(&FIRE, complete(order)).unwrap();
    assert_eq!(world.refused(&DUTY, remind("fire")).rule, "ORD-11");
}

#[test]
fn view_10_a_recipient_sees_its_own_row_and_no_others_replies() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire", "water", "town-102"]));
    let water = Class::Department("water".into());
    let town = Class::Township("town-102".into());
    let id = county(&world, order).incident;
    assert_eq!(seen(&world, order, &water), None, "a draft is the county's");
    assert_eq!(world.view(EntityKey::Incident(id), &town), None, "another town's incident");
    world.ask(&LEADER, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    world.ask(&FIRE, acknowledge(order)).unwrap();
    world.ask(&FIRE, reply(order)).unwrap();
    let view = seen(&world, order, &water).unwrap();
    assert_eq!(view.rows.iter().map(|row| row.unit.0.as_str()).collect::<Vec<_>>(), ["water"]);
    assert_eq!(view.content.recipients, [OrderRecipient::Unit("water".into())]);
    assert!(view.acts.is_empty());
    for class in
        [Class::Operator, Class::Administrator, Class::Department("police".into()), Class::Field("water-2".into())]
    {
        assert_eq!(seen(&world, order, &class), None, "{class}");
    }
    incident(&world, id, &town);
    let lines = |class: &Class| {
        let timeline = incident(&world, id, class).timeline;
        timeline.into_iter().filter(|line| line.kind == TimelineKind::Order).map(|line| line.text).collect::<Vec<_>>()
    };
    assert_eq!(lines(&Class::County).len(), 3);
    assert_eq!(lines(&Class::Department("fire".into())).len(), 2);
    assert!(lines(&water).is_empty() && lines(&town).is_empty(), "{:?}", lines(&water));
}

#[test]
fn inc_4_an_order_overwrites_nothing_of_the_incident() {
    let mut world = World::county();
    let id = world.incident(fire());
    let before = incident(&world, id, &Class::County);
    let order = issue(&mut world, content(&["fire"]));
    world.ask(&FIRE, acknowledge(order)).unwrap();
    let after = incident(&world, id, &Class::County);
    assert_eq!((after.version, after.updated_at), (before.version, before.updated_at));
}

// ---- docs/life-of-an-order.md ----

fn diagram() -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n  state 指令 {\n    [*] --> 拟稿\n");
    for (from, step, to) in ORDER_STEPS {
        writeln!(text, "    {} --> {}: {}", word(*from), word(*to), step_word(*step).0).unwrap();
    }
    text.push_str("  }\n  state 每个收令单位 {\n    [*] --> 下达\u{200b}\n");
    let rail = |state| match row_word(state) {
        // The same words name states of the order itself; a diagram tells states apart by their text alone.
        word @ ("下达" | "撤销") => format!("{word}\u{200b}"),
        word => word.to_owned(),
    };
    for (from, step, to) in ROW_STEPS {
        writeln!(text, "    {} --> {}: {}", rail(*from), rail(*to), row_step_word(*step).0).unwrap();
    }
    text.push_str("  }\n```\n");
    text
}

#[test]
fn ord_2_the_document_shows_the_tables() {
    const MARKS: [&str; 2] = ["<!-- machine -->\n", "<!-- /machine -->"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/life-of-an-order.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let fresh = format!("{before}{}{}{}{after}", MARKS[0], diagram(), MARKS[1]);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == fresh, "docs/life-of-an-order.md is stale: run with UPDATE=1");
}

/// A reply that was supervised and never came does not hide that the order was to be completed by now.
#[test]
fn ord_3_each_deadline_of_a_recipient_is_chased_on_its_own() {
    let mut world = World::county();
    let complete_by = Some(world.now.plus(120 * Micros::MINUTE));
    let order = issue(&mut world, OrderContent { complete_by, ..content(&["fire"]) });
    world.ask(&FIRE, acknowledge(order)).unwrap();
    for _ in 0..40 {
        world.wait(5);
        raise(&mut world);
    }
    let row = row(&world, order, "fire");
    let chased =
        |chases: &[fengsui_protocol::order::OrderChase]| chases.iter().map(|chase| chase.what).collect::<Vec<_>>();
    let both = [OrderDuty::Reply, OrderDuty::Complete];
    assert_eq!((chased(&row.reminders), chased(&row.supervisions)), (both.to_vec(), both.to_vec()));
    assert_eq!(world.state.next_due(), None, "each once");
}

#[test]
fn inc_5_a_draft_of_an_archived_incident_is_discarded_and_nothing_else() {
    let mut world = World::county();
    let order = draft(&mut world, content(&["fire"]));
    let incident = county(&world, order).incident;
    use fengsui_protocol::incident::IncidentState::{Archived, FalseAlarm, Verifying};
    for to in [Verifying, FalseAlarm, Archived] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "无险情".into() }).unwrap();
    }
    let version = county(&world, order).version;
    for input in [
        Input::EditOrder { order, version, content: content(&["water"]) },
        Input::SubmitOrder { order },
        Input::IssueOrder { order, urgent_basis: Some("水已上堤".into()) },
    ] {
        assert_eq!(world.refused(&DUTY, input).rule, "INC-5");
    }
    world.ask(&DUTY, Input::WithdrawOrder { order, reason: "不再需要".into() }).unwrap();
}
