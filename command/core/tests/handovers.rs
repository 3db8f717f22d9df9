//! Duty log and handover: DUTY-9 to DUTY-12, VIEW-13; the bulletin made of a night.

mod support;
use fengsui_command_core::{
    Actor, Class, NodeInput, bulletin,
    duty::{handover, log},
};
use fengsui_protocol::{
    HandoverId, IncidentId, UserId,
    account::Role,
    bounds,
    duty::{DutyLineKind, HandoverItem, HandoverKind, HandoverRemark, HandoverState},
    incident::IncidentState,
    input::Input,
    live::{EntityKey, EntityView},
    order::{OrderContent, OrderRecipient, OrderUrgency},
};
use support::*;

const SECOND: Actor = Actor::User(UserId(9));
const CENTRE: &str = "centre";

/// A night in which everything that DOMAIN names is there to be handed over.
fn night() -> (World, IncidentId) {
    let mut world = World::county();
    world.made(&ADMIN, new_user("second", Role::DutyOfficer, "centre"));
    world.reading(1, Some(160.0), None).unwrap();
    world.record("fire-119", "A1", 1);
    let incident = world.incident(fire());
    for to in [IncidentState::Verifying, IncidentState::Confirmed] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "现场确认".into() }).unwrap();
    }
    let content = OrderContent {
        title: "带冲锋舟到滨江村".into(),
        text: String::new(),
        recipients: vec![OrderRecipient::Unit("fire".into()), OrderRecipient::Unit("water".into())],
        urgency: OrderUrgency::Urgent,
        complete_by: None,
        reply_every_minutes: None,
        decision: None,
    };
    let made = world.ask(&LEADER, Input::DraftOrder { incident, content }).unwrap().made();
    let Some(EntityKey::Order(order)) = made else { panic!("no order") };
    world.ask(&LEADER, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    world.ask(&FIRE, Input::ShowOrder { order, screen: "1".into() }).unwrap();
    world.ask(&FIRE, Input::AcknowledgeOrder { order, screen: "1".into() }).unwrap();
    let units = vec![OrderRecipient::Unit("water".into())];
    let text = "先人后物".to_owned();
    world.ask(&LEADER, Input::GiveInstruction { incident, report: None, text, units, reply_by: None }).unwrap();
    world.wait(40);
    (world, incident)
}

fn keys(items: &[HandoverItem], kind: HandoverKind) -> Vec<&str> {
    items.iter().filter(|item| item.kind == kind).map(|item| item.key.as_str()).collect()
}

fn give(world: &mut World) -> HandoverId {
    let remarks = vec![HandoverRemark { key: "incident-1".into(), text: "堤上留人".into() }];
    let made = world.ask(&DUTY, Input::GiveHandover { remarks, text: "雨还要下".into() }).unwrap().made();
    let Some(EntityKey::Handover(id)) = made else { panic!("no handover: {made:?}") };
    id
}

#[test]
fn a_handover_lists_what_the_domain_names() {
    let (world, _) = night();
    let list = handover::list(&world.state, world.now, &CENTRE.into());
    assert_eq!(keys(&list.items, HandoverKind::OpenIncident), ["incident-1"]);
    assert_eq!(keys(&list.items, HandoverKind::UnacknowledgedOrder), ["order-1/water"], "who signed for it is no item");
    assert_eq!(keys(&list.items, HandoverKind::DueReport), ["report-1/initial_report"]);
    let faults = keys(&list.items, HandoverKind::EquipmentFault);
    assert_eq!(faults, ["source-fire-119", "source-water-gauges", "station-4310240003"], "silent, and once heard");
    assert_eq!(keys(&list.items, HandoverKind::PendingInstruction), ["instruction-1/water"]);
    let water = handover::list(&world.state, world.now, &"water".into());
    assert_eq!(keys(&water.items, HandoverKind::DueReport).len(), 0, "reports are the county's");
    assert_eq!(keys(&water.items, HandoverKind::UnacknowledgedOrder), ["order-1/water"]);
    let fire = handover::list(&world.state, world.now, &"fire".into());
    assert_eq!(keys(&fire.items, HandoverKind::PendingInstruction).len(), 0, "another unit's");
}

#[test]
fn duty_9_the_log_is_added_to_and_the_rest_of_it_is_derived() {
    let (mut world, _) = night();
    let from = NIGHT.plus(-1);
    world.ask(&DUTY, Input::LogCall { call: phone_call("水还在涨"), incident: None }).unwrap();
    world.ask(&DUTY, Input::AddDutyEntry { text: " 发电机试车正常 ".into() }).unwrap();
    let said = |world: &World, unit: &str| log::lines(&world.state, &unit.into(), from, world.now.plus(1)).lines;
    let lines = said(&world, CENTRE);
    let of = |kind| lines.iter().filter(|line| line.kind == kind).count();
    assert_eq!((of(DutyLineKind::Entry), of(DutyLineKind::Call)), (1, 1));
    assert!(of(DutyLineKind::Incident) >= 5, "{lines:?}");
    assert_eq!(lines[0].text, "发电机试车正常");
    assert!(lines.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
    let water = said(&world, "water");
    assert!(water.iter().all(|line| line.kind == DutyLineKind::Incident && !line.text.contains("接报")), "{water:?}");
    let log = &world.log;
    assert!(!log.iter().any(|(_, _, event)| event.body().contains("发电机") && event.kind() != "duty_entry_added"));
    world.ask(&WATER, Input::AddDutyEntry { text: "泵站巡查".into() }).unwrap();
    assert_eq!(said(&world, CENTRE).iter().filter(|line| line.kind == DutyLineKind::Entry).count(), 1, "each its own");
    assert_eq!(world.refused(&DUTY, Input::AddDutyEntry { text: " ".into() }).rule, "TEXT-2");
    assert_eq!(world.refused(&FIELD, Input::AddDutyEntry { text: "x".into() }).rule, "AUTH-1");
}

#[test]
fn duty_9_the_oldest_entries_make_room() {
    let mut world = World::county();
    for number in 0..=bounds::DUTY_ENTRIES {
        world.ask(&DUTY, Input::AddDutyEntry { text: number.to_string() }).unwrap();
    }
    assert_eq!(world.state.duty.entries.len(), bounds::DUTY_ENTRIES);
    assert!(world.state.duty.entries.values().all(|entry| entry.text != "0"));
}

#[test]
fn duty_10_one_handover_at_a_time() {
    let (mut world, _) = night();
    let id = give(&mut world);
    let again = Input::GiveHandover { remarks: vec![], text: String::new() };
    assert_eq!(world.refused(&SECOND, again.clone()).rule, "DUTY-10");
    world.ask(&WATER, again.clone()).unwrap();
    world.ask(&SECOND, Input::ConfirmHandover { handover: id, text: "收到".into() }).unwrap();
    assert_eq!(world.refused(&LEADER, Input::ConfirmHandover { handover: id, text: String::new() }).rule, "DUTY-10");
    world.ask(&SECOND, again).unwrap();
}

#[test]
fn duty_11_it_ends_with_the_taking_officer_s_confirmation() {
    let (mut world, _) = night();
    let handover = give(&mut world);
    let confirm = Input::ConfirmHandover { handover, text: "收到".into() };
    assert_eq!(world.refused(&DUTY, confirm.clone()).rule, "DUTY-11", "not by who gave it");
    assert_eq!(world.refused(&WATER, confirm.clone()).rule, "REF-1", "another unit's is unknown");
    assert_eq!(world.refused(&SECOND, Input::WithdrawHandover { handover }).rule, "DUTY-11");
    world.ask(&SECOND, confirm).unwrap();
    let taken = &world.state.duty.handovers[&handover];
    assert_eq!((taken.state, taken.taken_by.as_str()), (HandoverState::Confirmed, "县应急指挥中心 second 的姓名"));
    assert_eq!(handover::last_confirmed(&world.state, &CENTRE.into()), taken.ended_at);
    let second = Input::GiveHandover { remarks: vec![], text: String::new() };
    let Some(EntityKey::Handover(handover)) = world.ask(&SECOND, second).unwrap().made() else { panic!("none") };
    world.ask(&SECOND, Input::WithdrawHandover { handover }).unwrap();
    assert_eq!(world.state.duty.handovers[&handover].state, HandoverState::Withdrawn);
}

#[test]
fn duty_12_it_stays_as_it_was_given() {
    let (mut world, incident) = night();
    let id = give(&mut world);
    let before = handover::sheet(&world.state, id, &Class::County).unwrap();
    assert_eq!(before.list.items[0].remark, "堤上留人");
    assert_eq!(before.handover.counts, [1, 1, 1, 3, 1]);
    let basis = "误报".to_owned();
    world.ask(&DUTY, Input::AddNote { incident, text: "水退".into() }).unwrap();
    for to in [IncidentState::Assessing, IncidentState::Responding, IncidentState::Handling, IncidentState::Ended] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: basis.clone() }).unwrap();
    }
    world.ask(&SECOND, Input::ConfirmHandover { handover: id, text: String::new() }).unwrap();
    assert_eq!(handover::sheet(&world.state, id, &Class::County).unwrap().list, before.list);
    assert_ne!(handover::list(&world.state, world.now, &CENTRE.into()).items, before.list.items);
    let gone = vec![HandoverRemark { key: "incident-1".into(), text: "还在".into() }];
    let refusal = world.refused(&DUTY, Input::GiveHandover { remarks: gone, text: String::new() });
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("DUTY-12", Some("remarks[0].key")));
}

#[test]
fn view_13_log_and_handovers_are_each_room_s_own() {
    let (mut world, _) = night();
    give(&mut world);
    world.ask(&WATER, Input::AddDutyEntry { text: "泵站巡查".into() }).unwrap();
    let seen = |class: Class| {
        let all = world.state.all(&class);
        let entry = all.iter().any(|view| matches!(view, EntityView::DutyEntry(_)));
        (entry, all.iter().any(|view| matches!(view, EntityView::Handover(_))))
    };
    assert_eq!(seen(Class::County), (false, true));
    assert_eq!(seen(Class::Department("water".into())), (true, false));
    assert_eq!(seen(Class::Department("fire".into())), (false, false));
    assert_eq!(seen(Class::Field("water".into())), (false, false));
    assert_eq!(seen(Class::Operator), (false, false));
    assert!(handover::sheet(&world.state, HandoverId(1), &Class::Department("water".into())).is_none());
}

#[test]
fn bull_1_the_bulletin_is_made_of_the_state_since_the_last_handover() {
    let (mut world, _) = night();
    let facts = Box::new(warning("W1", "Alert", &[]));
    world.made(
        &Actor::Source("weather-cap".into()),
        NodeInput::WarningReceived { origin: origin("weather-cap", "W1", 0), facts },
    );
    world.ask(&DUTY, Input::AddDutyEntry { text: "发电机试车正常".into() }).unwrap();
    assert_eq!(
        bulletin::since(&world.state, world.now),
        world.now.plus(-24 * 60 * 60_000_000),
        "a day, before there was one"
    );
    let made = bulletin::bulletin(&world.state, world.now, NIGHT.plus(-1), world.now.plus(1));
    let headings: Vec<_> = made.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings[0], "一、值班情况");
    assert_eq!(made.sections.len(), 8);
    let rows = |index: usize| made.sections[index].table.as_ref().map_or(0, |table| table.rows.len());
    assert_eq!([rows(1), rows(3), rows(4), rows(5), rows(6)], [1, 1, 1, 1, 1]);
    assert_eq!(made.sections[1].paragraphs[0], "新接报 1 起，办结 0 起，期末在办 1 起。");
    let whole = serde_json::to_string(&made).unwrap();
    assert!(!whole.contains(PHONE) && !whole.contains("李四"), "VIEW-1");
    assert!(
        made.sections
            .iter()
            .flat_map(|section| &section.table)
            .all(|table| table.rows.iter().all(|row| row.len() == table.head.len()))
    );
    let id = give(&mut world);
    world.wait(1);
    world.ask(&SECOND, Input::ConfirmHandover { handover: id, text: String::new() }).unwrap();
    world.wait(60);
    assert_eq!(bulletin::since(&world.state, world.now), world.now.plus(-60 * 60_000_000));
    let quiet = bulletin::bulletin(&world.state, world.now, bulletin::since(&world.state, world.now), world.now);
    assert_eq!(quiet.sections[1].paragraphs[0], "新接报 0 起，办结 0 起，期末在办 1 起。");
    assert!(quiet.sections[3].table.is_none());
}

/// What lies in its town is the town's to hand over, whoever logged it.
#[test]
fn duty_12_a_town_hands_over_what_lies_in_it() {
    let mut world = World::county();
    let here = world.incident(fire());
    let mut elsewhere = fire();
    elsewhere.place.town = Some("431024102".into());
    world.incident(elsewhere);
    let items = fengsui_command_core::duty::handover::list(&world.state, world.now, &"town-100".into()).items;
    assert_eq!(keys(&items, HandoverKind::OpenIncident), [format!("incident-{here}")]);
}
