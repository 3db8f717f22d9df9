//! Authority: AUTH rules, and `docs/authority.md` written from the table (UPDATE=1 rewrites it).
// Tests read files; the core does not.
#![allow(clippy::disallowed_methods)]

mod states;
#[path = "../support/mod.rs"]
mod support;
use fengsui_command_core::{
    Actor, NodeInput,
    authority::{InputKind, Scope, Who, role_name, scope},
};
use fengsui_protocol::{
    FeedRecordId, UserId,
    account::Role,
    incident::IncidentState,
    input::{IncidentChange, Input},
};
use std::{collections::BTreeSet, fmt::Write, path::Path};
use support::*;

fn title(who: Who) -> &'static str {
    match who {
        Who::Role(Role::Leader) => "领导",
        Who::Role(Role::DutyOfficer) => "值班员",
        Who::Role(Role::DepartmentOfficer) => "部门人员",
        Who::Role(Role::TownshipOfficer) => "乡镇人员",
        Who::Role(Role::FieldOfficer) => "现场人员",
        Who::Role(Role::Operator) => "会议管理员",
        Who::Role(Role::Administrator) => "系统管理员",
        Who::Role(Role::Wall) => "大屏",
        Who::Source => "来报渠道",
        Who::Console => "控制台",
        Who::Node => "节点",
    }
}

fn name(who: Who) -> &'static str {
    match who {
        Who::Role(role) => role_name(role),
        Who::Source => "source",
        Who::Console => "console",
        Who::Node => "node",
    }
}

fn cell(scope: Scope) -> &'static str {
    match scope {
        Scope::No => "",
        Scope::Own => "own",
        Scope::Seat => "seat",
        Scope::Any => "**any**",
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Authority: who may send what\n\n\
         Written from `command/core/src/authority.rs` and, by state, from what the core answers, by their test; `UPDATE=1 cargo test -p fengsui-command-core --test \
         authority` rewrites it.\n\n\
         - **any**: everything of the jurisdiction.\n\
         - own: the own unit's incidents (notes, attachments and plots also where it carries out an order), records, town, feed or account (AUTH-3, AUTH-4).\n\
         - seat: as conference control allows: chair, initiator, participant or invited (CC rules).\n\
         - empty: refused (AUTH-1).\n\n",
    );
    let heads: Vec<_> = Who::ALL.iter().map(|who| format!("{} {}", title(*who), name(*who))).collect();
    writeln!(text, "| input | {} |", heads.join(" | ")).unwrap();
    writeln!(text, "|---|{}", "---|".repeat(heads.len())).unwrap();
    for kind in InputKind::ALL {
        let cells: Vec<_> = Who::ALL.iter().map(|who| cell(scope(*who, *kind))).collect();
        writeln!(text, "| `{}` | {} |", kind.name(), cells.join(" | ")).unwrap();
    }
    text.push_str(&states::tables());
    text
}

#[test]
fn auth_the_document_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/authority.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, document()).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == document(), "docs/authority.md is stale: run this test with UPDATE=1");
}

#[test]
fn auth_every_kind_has_its_own_name_and_somebody_who_may_send_it() {
    let names: BTreeSet<_> = InputKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), InputKind::ALL.len());
    for kind in InputKind::ALL {
        assert!(Who::ALL.iter().any(|who| scope(*who, *kind) != Scope::No), "nobody may send {}", kind.name());
    }
}

#[test]
fn auth_kinds_are_named_as_on_the_wire() {
    for input in [
        Input::AddNote { incident: fengsui_protocol::IncidentId(1), text: String::new() },
        Input::EndConference { conference: fengsui_protocol::ConferenceId(1) },
        Input::SetMapPackage { id: "demo".into(), active: true },
    ] {
        let wire = serde_json::to_value(&input).unwrap();
        assert_eq!(wire["type"], InputKind::of(&input).name());
    }
}

#[test]
fn auth_1_administrators_run_no_incident_and_nobody_else_administers() {
    let mut world = World::county();
    let refusal = world.refused(&ADMIN, Input::LogIncident { facts: fire(), from_record: None, taken_at: None });
    assert_eq!(refusal.rule, "AUTH-1");
    assert!(refusal.accepted.contains(&"duty_officer".to_owned()));
    let disable = Input::UpdateUser { user: UserId(2), name: None, unit: None, role: None, disabled: Some(true) };
    for actor in [DUTY, LEADER, FIRE, TOWN, FIELD, OPERATOR] {
        assert_eq!(world.refused(&actor, disable.clone()).rule, "AUTH-1");
        let user = new_user("new", Role::Administrator, "centre");
        assert_eq!(world.send(&actor, user).unwrap_err().rule, "AUTH-1");
    }
    assert_eq!(world.send(&DUTY, NodeInput::LoggedIn { user: UserId(1) }).unwrap_err().rule, "AUTH-1");
}

#[test]
fn auth_2_who_is_unknown_or_disabled_does_nothing() {
    let mut world = World::county();
    let log = Input::LogIncident { facts: fire(), from_record: None, taken_at: None };
    assert_eq!(world.refused(&Actor::User(UserId(99)), log.clone()).rule, "AUTH-2");
    world.ask(&ADMIN, Input::UpdateUnit { id: "fire".into(), name: None, phone: None, disabled: Some(true) }).unwrap();
    assert_eq!(world.refused(&FIRE, log).rule, "AUTH-2");
    assert!(world.state.class(UserId(4)).is_none() && world.state.me(UserId(4)).is_none());
}

#[test]
fn auth_3_a_department_acts_on_what_it_reported() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    let logged =
        world.ask(&FIRE, Input::LogIncident { facts: fire(), from_record: Some(record), taken_at: None }).unwrap();
    let Some(fengsui_protocol::live::EntityKey::Incident(incident)) = logged.made() else { panic!("no incident") };
    let version = world.state.incidents[&incident].version;
    let change = IncidentChange { informed: Some("医院".into()), ..IncidentChange::default() };
    let update = Input::UpdateIncident { incident, version, change };
    assert_eq!(world.refused(&WATER, update.clone()).rule, "AUTH-3");
    world.ask(&FIRE, update).unwrap();
    let close = Input::TransitionIncident { incident, to: IncidentState::Verifying, basis: "属实".into() };
    assert_eq!(world.refused(&FIRE, close).rule, "AUTH-1");
    assert_eq!(world.refused(&WATER, Input::UnlinkRecord { record }).rule, "REF-1", "another unit's record is unknown");
    assert_eq!(world.refused(&WATER, Input::UnlinkRecord { record: FeedRecordId(77) }).rule, "REF-1");
}

#[test]
fn auth_3_a_town_acts_in_its_own_town_and_the_field_adds_notes_and_places() {
    let mut world = World::county();
    let here = world.incident(fire());
    let mut facts = fire();
    facts.place.town = Some("431024102".into());
    let there = world.incident(facts.clone());
    let note = |incident| Input::AddNote { incident, text: "到场".into() };
    world.ask(&TOWN, note(here)).unwrap();
    assert_eq!(world.refused(&TOWN, note(there)).rule, "REF-1", "what it cannot see is unknown to it");
    assert_eq!(world.refused(&TOWN, Input::LogIncident { facts, from_record: None, taken_at: None }).rule, "AUTH-3");
    let record = world.record("fire-119", "A1", 1);
    world.ask(&DUTY, Input::LinkRecord { record, incident: here }).unwrap();
    world.ask(&FIELD, note(here)).unwrap();
    world.ask(&FIELD, Input::LocateIncident { incident: here, place: fire().place }).unwrap();
    assert_eq!(
        world.refused(&FIELD, Input::LogIncident { facts: fire(), from_record: None, taken_at: None }).rule,
        "AUTH-1"
    );
}

#[test]
fn auth_3_one_changes_only_ones_own_password() {
    let mut world = World::county();
    let input = NodeInput::SetPassword { user: UserId(1), password_hash: "mine".into(), must_change: false };
    assert_eq!(world.send(&DUTY, input).unwrap_err().rule, "AUTH-3");
}

#[test]
fn auth_4_a_feed_speaks_for_itself() {
    let mut world = World::county();
    let input = NodeInput::RecordReceived { origin: origin("fire-119", "A1", 1), facts: Box::new(fire()) };
    assert_eq!(world.send(&Actor::Source("water-gauges".into()), input.clone()).unwrap_err().rule, "AUTH-4");
    assert_eq!(world.send(&DUTY, input).unwrap_err().rule, "AUTH-1");
    let note = Input::AddNote { incident: fengsui_protocol::IncidentId(1), text: "x".into() };
    assert_eq!(world.refused(&Actor::Source("fire-119".into()), note).rule, "AUTH-1");
}
