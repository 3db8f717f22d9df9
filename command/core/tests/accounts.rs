//! Rules of accounts: ADM, JUR.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput};
use fengsui_protocol::{
    UserId,
    account::{Mode, Role, UnitKind},
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

fn disable(user: u64) -> Input {
    Input::UpdateUser { user: UserId(user), name: None, unit: None, role: None, disabled: Some(true) }
}

#[test]
fn jur_1_nothing_is_decided_before_the_log_is_opened() {
    let mut world = World::empty();
    let add =
        Input::CreateUnit { id: "fire".into(), name: "消防".into(), kind: UnitKind::Fire, code: None, phone: None };
    assert_eq!(world.refused(&Actor::Node, add).rule, "JUR-1");
}

#[test]
fn jur_2_a_log_keeps_its_jurisdiction_and_mode() {
    let mut world = World::county();
    for (id, mode) in [("431024", Mode::Demo), ("431025", Mode::Real)] {
        let input = NodeInput::OpenJurisdiction { id: id.into(), name: "别处".into(), mode, bbox: None };
        assert_eq!(world.send(&Actor::Node, input).unwrap_err().rule, "JUR-2");
    }
}

#[test]
fn adm_1_the_first_administrator_is_made_once() {
    let mut world = World::county();
    let again = NodeInput::Bootstrap {
        account: "root".into(),
        name: "再来".into(),
        unit: "centre".into(),
        password_hash: "hash".into(),
        must_change: true,
    };
    assert_eq!(world.send(&Actor::Console, again).unwrap_err().rule, "ADM-1");
}

#[test]
fn adm_2_the_last_administrator_cannot_be_lost() {
    let mut world = World::county();
    let demote =
        Input::UpdateUser { user: UserId(1), name: None, unit: None, role: Some(Role::Leader), disabled: None };
    let close = Input::UpdateUnit { id: "centre".into(), name: None, phone: None, disabled: Some(true) };
    for input in [disable(1), demote, close] {
        assert_eq!(world.refused(&ADMIN, input).rule, "ADM-2");
    }
    world.made(&ADMIN, new_user("second", Role::Administrator, "fire"));
    world.ask(&ADMIN, disable(1)).unwrap();
    assert_eq!(world.refused(&ADMIN, disable(9)).rule, "AUTH-2", "the first one is disabled now");
    assert_eq!(world.refused(&Actor::User(UserId(9)), disable(9)).rule, "ADM-2");
}

#[test]
fn adm_3_ids_and_accounts_are_used_once_whatever_their_case() {
    let mut world = World::county();
    let refusal = world.send(&ADMIN, new_user("DUTY", Role::Leader, "centre")).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("ADM-3", Some("account")));
    let unit =
        Input::CreateUnit { id: "fire".into(), name: "消防".into(), kind: UnitKind::Fire, code: None, phone: None };
    assert_eq!(world.refused(&ADMIN, unit).rule, "ADM-3");
}

#[test]
fn adm_4_township_officers_sit_in_townships() {
    let mut world = World::county();
    for (role, unit) in [(Role::TownshipOfficer, "fire"), (Role::DepartmentOfficer, "town-100")] {
        assert_eq!(world.send(&ADMIN, new_user("somebody", role, unit)).unwrap_err().rule, "ADM-4");
    }
}

#[test]
fn adm_5_a_township_has_its_code_once() {
    let mut world = World::county();
    for (kind, code) in [
        (UnitKind::Township, None),
        (UnitKind::Township, Some("43102410")),
        (UnitKind::Township, Some("431024100")),
        (UnitKind::Fire, Some("431024103")),
    ] {
        let code = code.map(str::to_owned);
        let input = Input::CreateUnit { id: "town-103".into(), name: "袁家镇".into(), kind, code, phone: None };
        assert_eq!(world.refused(&ADMIN, input).rule, "ADM-5");
    }
}

#[test]
fn adm_6_a_reset_password_must_be_changed_before_anything_else() {
    let mut world = World::county();
    let reset = |user, must_change| NodeInput::SetPassword { user, password_hash: "new".into(), must_change };
    world.made(&ADMIN, reset(UserId(2), true));
    assert!(world.state.me(UserId(2)).unwrap().must_change_password);
    let refusal = world.refused(&DUTY, Input::LogIncident { facts: fire(), from_record: None, taken_at: None });
    assert_eq!(refusal.rule, "AUTH-5");
    world.made(&DUTY, reset(UserId(2), false));
    world.incident(fire());
}

#[test]
fn adm_7_logging_in_is_seen_by_administrators() {
    let mut world = World::county();
    world.made(&Actor::Node, NodeInput::LoggedIn { user: UserId(2) });
    let Some(EntityView::User(user)) = world.view(EntityKey::User(UserId(2)), &Class::Administrator) else {
        panic!("administrators see users")
    };
    assert_eq!(user.last_login, Some(world.now));
    assert_eq!(world.state.user_by_account(" Duty ").unwrap().0, UserId(2));
}
