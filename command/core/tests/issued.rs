//! Rules of issued warnings: WARN.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput, State, decide, issued};
use fengsui_protocol::{
    IssuedWarningId, Micros, Refusal,
    account::Mode,
    feed::WarningColour,
    input::Input,
    issued::{
        DispatchKind, DispatchState, GatewayKind, IssuedWarningState, IssuedWarningView, ReceiptCounts, WarningContent,
    },
    live::{EntityKey, EntityView},
    order::{OrderRecipient, UnitGroup},
};
use support::*;

fn storm(world: &World) -> WarningContent {
    WarningContent {
        headline: "嘉禾县发布暴雨黄色预警".into(),
        colour: WarningColour::Yellow,
        event_code: "11B03".into(),
        text: "预计未来六小时降雨五十毫米以上。".into(),
        instruction: "远离河道。".into(),
        expires_at: world.now.plus(6 * 60 * Micros::MINUTE),
        towns: vec!["431024100".into()],
        area: vec![],
        units: vec![OrderRecipient::Unit("fire".into()), OrderRecipient::Unit("water".into())],
        gateways: vec![],
    }
}

/// A county for real work, with both kinds of gateway.
fn real() -> World {
    let mut world = World::county();
    world.state.jurisdiction.as_mut().unwrap().mode = Mode::Real;
    gateways(&mut world);
    world
}

fn gateways(world: &mut World) {
    for (id, kind) in [("sms", GatewayKind::Sms), ("horn", GatewayKind::Loudspeaker)] {
        let url = format!("https://{id}.invalid/send");
        world.ask(&ADMIN, Input::SetGateway { id: id.into(), name: id.into(), kind, url, disabled: false }).unwrap();
        let key = NodeInput::SetGatewayKey { gateway: id.into(), key: "salt".into(), hint: "ab…yz".into() };
        world.made(&ADMIN, key);
    }
}

fn both(world: &World) -> WarningContent {
    WarningContent { gateways: vec!["sms".into(), "horn".into(), "sms".into()], ..storm(world) }
}

fn draft(world: &mut World, content: WarningContent) -> IssuedWarningId {
    let made = world.ask(&DUTY, Input::DraftWarning { content, updates: None }).unwrap().made();
    let Some(EntityKey::IssuedWarning(id)) = made else { panic!("no warning: {made:?}") };
    id
}

fn issue(world: &mut World, content: WarningContent) -> IssuedWarningId {
    let warning = draft(world, content);
    world.ask(&LEADER, Input::ApproveWarning { warning }).unwrap();
    world.ask(&DUTY, Input::IssueWarning { warning }).unwrap();
    warning
}

fn view(world: &World, id: IssuedWarningId, class: &Class) -> Option<IssuedWarningView> {
    match world.view(EntityKey::IssuedWarning(id), class)? {
        EntityView::IssuedWarning(view) => Some(*view),
        other => panic!("{other:?}"),
    }
}

fn county(world: &World, id: IssuedWarningId) -> IssuedWarningView {
    view(world, id, &Class::County).expect("the county sees it")
}

fn keys(state: &State, now: Micros) -> Vec<String> {
    issued::outgoing(state, now).iter().map(|each| each.key.to_owned()).collect()
}

fn answered(key: &str, error: Option<&str>, last: bool) -> NodeInput {
    NodeInput::DispatchAnswered { key: key.into(), error: error.map(str::to_owned), last }
}

#[track_caller]
fn not_taken(world: &World, actor: &Actor, input: NodeInput) -> Refusal {
    decide(&world.state, world.now, actor, &input).expect_err("must be refused")
}

#[test]
fn warn_1_what_is_said_for_where_until_when_and_to_whom() {
    let mut world = real();
    let good = storm(&world);
    let late = world.now.plus(8 * 24 * 60 * Micros::MINUTE);
    for (content, field) in [
        (WarningContent { event_code: "11B99".into(), ..good.clone() }, "content.event_code"),
        (WarningContent { expires_at: world.now, ..good.clone() }, "content.expires_at"),
        (WarningContent { expires_at: late, ..good.clone() }, "content.expires_at"),
        (WarningContent { towns: vec![], ..good.clone() }, "content.towns"),
        (WarningContent { towns: vec!["999999999".into()], ..good.clone() }, "content.towns"),
        (WarningContent { area: vec![JIAHE, JIAHE], ..good.clone() }, "content.area"),
        (WarningContent { units: vec![], ..good.clone() }, "content.units"),
    ] {
        let refusal = world.refused(&DUTY, Input::DraftWarning { content, updates: None });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("WARN-1", Some(field)));
    }
    let content = WarningContent { headline: " ".into(), ..good.clone() };
    assert_eq!(world.refused(&DUTY, Input::DraftWarning { content, updates: None }).rule, "TEXT-2");
    let content = WarningContent { gateways: vec!["pager".into()], ..good };
    assert_eq!(world.refused(&DUTY, Input::DraftWarning { content, updates: None }).rule, "REF-1");
}

#[test]
fn warn_2_only_the_steps_of_the_table() {
    let mut world = real();
    let content = storm(&world);
    let warning = draft(&mut world, content);
    assert_eq!(world.refused(&DUTY, Input::IssueWarning { warning }).rule, "WARN-2");
    assert_eq!(world.refused(&DUTY, Input::CancelWarning { warning, reason: "过去了".into() }).rule, "WARN-2");
    world.ask(&DUTY, Input::ApproveWarning { warning }).unwrap();
    assert_eq!(world.refused(&LEADER, Input::ApproveWarning { warning }).rule, "WARN-2");
    world.ask(&DUTY, Input::IssueWarning { warning }).unwrap();
    assert_eq!(world.refused(&DUTY, Input::IssueWarning { warning }).rule, "WARN-2");
    world.ask(&DUTY, Input::CancelWarning { warning, reason: "雨停了".into() }).unwrap();
    assert_eq!(county(&world, warning).state, IssuedWarningState::Cancelled);
    assert_eq!(world.refused(&DUTY, Input::CancelWarning { warning, reason: "又".into() }).rule, "WARN-2");
    for actor in [&FIRE, &ADMIN, &FIELD] {
        let content = storm(&world);
        assert_eq!(world.refused(actor, Input::DraftWarning { content, updates: None }).rule, "AUTH-1");
    }
}

#[test]
fn warn_3_red_and_orange_are_a_leaders() {
    let mut world = real();
    for colour in [WarningColour::Red, WarningColour::Orange] {
        let content = WarningContent { colour, ..storm(&world) };
        let warning = draft(&mut world, content);
        assert_eq!(world.refused(&DUTY, Input::ApproveWarning { warning }).rule, "WARN-3");
        world.ask(&LEADER, Input::ApproveWarning { warning }).unwrap();
    }
}

#[test]
fn warn_4_an_edit_names_its_version_and_needs_approval_anew() {
    let mut world = real();
    let content = storm(&world);
    let warning = draft(&mut world, content.clone());
    let version = county(&world, warning).version;
    world.ask(&DUTY, Input::ApproveWarning { warning }).unwrap();
    let stale = Input::EditWarning { warning, version, content: content.clone() };
    assert_eq!(world.refused(&DUTY, stale).rule, "WARN-4");
    let version = county(&world, warning).version;
    let content = WarningContent { colour: WarningColour::Red, ..content };
    world.ask(&DUTY, Input::EditWarning { warning, version, content }).unwrap();
    let now = county(&world, warning);
    assert_eq!((now.state, now.approved), (IssuedWarningState::Draft, None));
}

#[test]
fn warn_5_an_update_takes_the_place_of_what_is_in_force() {
    let mut world = real();
    let content = both(&world);
    let first = issue(&mut world, content.clone());
    let update = Input::DraftWarning { content: content.clone(), updates: Some(first) };
    let Some(EntityKey::IssuedWarning(second)) = world.ask(&DUTY, update.clone()).unwrap().made() else { panic!() };
    world.ask(&LEADER, Input::ApproveWarning { warning: second }).unwrap();
    world.ask(&DUTY, Input::IssueWarning { warning: second }).unwrap();
    let (old, new) = (county(&world, first), county(&world, second));
    assert_eq!((old.state, old.updated_by), (IssuedWarningState::Updated, Some(second)));
    assert!(old.dispatches.iter().all(|each| each.state == DispatchState::Failed), "what waited is said no more");
    assert!(new.dispatches.iter().all(|each| each.kind == DispatchKind::Update));
    assert_eq!(world.refused(&DUTY, update).rule, "WARN-2", "it is no longer in force");
}

#[test]
fn warn_6_a_cancellation_says_why_and_goes_out_the_same_ways() {
    let mut world = real();
    let content = both(&world);
    let warning = issue(&mut world, content);
    assert_eq!(world.refused(&DUTY, Input::CancelWarning { warning, reason: " ".into() }).rule, "TEXT-2");
    world.ask(&DUTY, Input::CancelWarning { warning, reason: "雨停了".into() }).unwrap();
    let waiting = keys(&world.state, world.now);
    assert_eq!(waiting, ["431024-1-cancel-horn", "431024-1-cancel-sms"], "and what had not gone goes no more");
}

#[test]
fn warn_7_nothing_of_a_drill_or_a_demo_is_ever_on_its_way_out() {
    for mode in [Mode::Exercise, Mode::Demo] {
        let mut world = World::county();
        world.state.jurisdiction.as_mut().unwrap().mode = mode;
        gateways(&mut world);
        let content = both(&world);
        let warning = issue(&mut world, content);
        world.ask(&DUTY, Input::CancelWarning { warning, reason: "演练结束".into() }).unwrap();
        let sent = county(&world, warning).dispatches;
        assert_eq!(sent.len(), 4);
        assert!(sent.iter().all(|each| each.state == DispatchState::Withheld), "{sent:?}");
        assert!(keys(&world.state, world.now.plus(Micros::MINUTE)).is_empty());
        assert_eq!(issued::next_at(&world.state), None);
        let key = sent[0].key.clone();
        assert_eq!(not_taken(&world, &Actor::Node, answered(&key, None, false)).rule, "WARN-7");
        let gateway = sent[0].gateway.clone();
        let receipt = NodeInput::ReceiptReceived { gateway, key, counts: ReceiptCounts::default() };
        assert_eq!(not_taken(&world, &Actor::Node, receipt).rule, "WARN-7");
    }
    // A log of real work, opened in a drill: what it left unsent stays so.
    let mut world = real();
    let content = both(&world);
    issue(&mut world, content);
    assert_eq!(keys(&world.state, world.now).len(), 2);
    world.state.jurisdiction.as_mut().unwrap().mode = Mode::Exercise;
    assert!(keys(&world.state, world.now).is_empty());
}

#[test]
fn warn_8_each_gateway_is_told_once_and_tried_again_until_it_takes_it() {
    let mut world = real();
    let content = both(&world);
    let warning = issue(&mut world, content);
    let [horn, sms] = &keys(&world.state, world.now)[..] else { panic!("two messages") };
    assert_eq!((horn.as_str(), sms.as_str()), ("431024-1-issue-horn", "431024-1-issue-sms"));
    world.made(&Actor::Node, answered(horn, None, false));
    world.made(&Actor::Node, answered(sms, Some("连不上"), false));
    assert!(keys(&world.state, world.now).is_empty(), "not at once");
    for attempt in 2..8 {
        let at = issued::next_at(&world.state).expect("it is tried again");
        assert!(at > world.now, "{attempt}");
        world.now = at;
        assert!(matches!(keys(&world.state, world.now).as_slice(), [key] if key == sms), "{attempt}");
        world.made(&Actor::Node, answered(sms, Some("连不上"), false));
    }
    world.now = issued::next_at(&world.state).unwrap();
    world.made(&Actor::Node, answered(sms, Some("连不上"), false));
    assert_eq!(issued::next_at(&world.state), None, "eight times are enough");
    let seen = county(&world, warning).dispatches;
    let failed = seen.iter().find(|each| each.key == *sms).unwrap();
    assert_eq!((failed.state, failed.attempts, failed.error.as_deref()), (DispatchState::Failed, 8, Some("连不上")));
    world.made(&Actor::Node, answered(horn, Some("晚到的回答"), true));
    let horn = seen.iter().find(|each| each.key == *horn).unwrap();
    assert_eq!(county(&world, warning).dispatches[0], *horn, "a late answer changes nothing");
    // A refusal for good is not asked again.
    let content = both(&world);
    issue(&mut world, content);
    let key = keys(&world.state, world.now)[0].clone();
    world.made(&Actor::Node, answered(&key, Some("400 号码不对"), true));
    assert!(!keys(&world.state, world.now.plus(60 * Micros::MINUTE)).contains(&key));
}

#[test]
fn warn_9_receipts_are_of_a_message_of_that_gateway() {
    let mut world = real();
    let content = both(&world);
    let warning = issue(&mut world, content);
    let key = "431024-1-issue-sms";
    let counts = ReceiptCounts { sent: 312, delivered: 305, failed: 7 };
    let receipt =
        |gateway: &str, key: &str| NodeInput::ReceiptReceived { gateway: gateway.into(), key: key.into(), counts };
    assert_eq!(not_taken(&world, &Actor::Node, receipt("sms", "431024-9-issue-sms")).rule, "WARN-9");
    assert_eq!(not_taken(&world, &Actor::Node, receipt("horn", key)).rule, "WARN-9");
    assert_eq!(not_taken(&world, &DUTY, receipt("sms", key)).rule, "AUTH-1");
    world.made(&Actor::Node, receipt("sms", key));
    let seq = world.state.seq;
    world.made(&Actor::Node, receipt("sms", key));
    assert_eq!(world.state.seq, seq, "the same receipt says nothing new");
    let seen = county(&world, warning).dispatches.into_iter().find(|each| each.key == key).unwrap();
    assert_eq!((seen.state, seen.receipt), (DispatchState::Accepted, Some(counts)));
}

#[test]
fn warn_10_units_see_what_is_theirs_and_acknowledge_once() {
    let mut world = real();
    let content = WarningContent { units: vec![OrderRecipient::Unit("fire".into())], ..both(&world) };
    let warning = draft(&mut world, content);
    assert_eq!(view(&world, warning, &Class::Department("fire".into())), None, "a draft is the county's");
    world.ask(&LEADER, Input::ApproveWarning { warning }).unwrap();
    world.ask(&DUTY, Input::IssueWarning { warning }).unwrap();
    let screen = || "值班室 1".to_owned();
    world.ask(&FIRE, Input::ShowWarning { warning, screen: screen() }).unwrap();
    world.ask(&FIRE, Input::ShowWarning { warning, screen: screen() }).unwrap();
    world.ask(&FIRE, Input::AcknowledgeWarning { warning, screen: screen() }).unwrap();
    assert_eq!(world.refused(&FIRE, Input::AcknowledgeWarning { warning, screen: screen() }).rule, "WARN-10");
    assert_eq!(world.refused(&WATER, Input::AcknowledgeWarning { warning, screen: screen() }).rule, "REF-1");
    let own = view(&world, warning, &Class::Department("fire".into())).unwrap();
    assert_eq!((own.rows.len(), own.rows[0].shown.len(), own.dispatches.len()), (1, 1, 0));
    for class in [Class::Department("water".into()), Class::Operator, Class::Administrator] {
        assert_eq!(view(&world, warning, &class), None, "{class:?}");
    }
    let content = WarningContent { units: vec![OrderRecipient::Group(UnitGroup::Departments)], ..storm(&world) };
    let to_all = issue(&mut world, content);
    assert!(county(&world, to_all).rows.len() >= 2, "groups are read at issue");
}

#[test]
fn warn_11_identifiers_are_of_gb_t_35965() {
    let mut world = real();
    let content = storm(&world);
    let warning = issue(&mut world, content);
    assert_eq!(county(&world, warning).identifier.as_deref(), Some("43102400000000_20260718220000_1"));
}

#[test]
fn warn_12_a_gateway_is_an_http_address_that_only_administrators_see() {
    let mut world = real();
    for url in ["ftp://x", "javascript:1", "https://a b", ""] {
        let set = Input::SetGateway {
            id: "x1".into(),
            name: "x".into(),
            kind: GatewayKind::Sms,
            url: url.into(),
            disabled: false,
        };
        assert!(["WARN-12", "TEXT-2"].contains(&world.refused(&ADMIN, set).rule.as_str()), "{url}");
    }
    let seen = |class: &Class| match world.view(EntityKey::Gateway("sms".into()), class) {
        Some(EntityView::Gateway(view)) => Some(view.url.is_some()),
        _ => None,
    };
    assert_eq!((seen(&Class::Administrator), seen(&Class::County)), (Some(true), Some(false)));
    assert_eq!(seen(&Class::Department("fire".into())), None);
}
