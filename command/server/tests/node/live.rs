//! The live protocol.

use crate::{client::Live, county::County};
use fengsui_protocol::{
    Actor, IncidentId, Micros, UserId,
    account::Role,
    geo::{Place, Wgs84},
    incident::{Caller, IncidentFacts},
    input::Input,
    live::{ClientMessage, EntityKey, EntityView, ServerMessage},
};

pub fn facts(title: &str) -> IncidentFacts {
    IncidentFacts {
        title: title.into(),
        type_code: "A20600".into(),
        occurred_at: Micros(1_784_332_800_000_000),
        place: Place {
            text: "珠泉镇".into(), position: Some(Wgs84 { lon: 112.37, lat: 25.59 }), ..Place::default()
        },
        severity: None,
        casualties: Default::default(),
        caller: Caller {
            name: "张某".into(), phone: "13800001111".into(), source: "群众电话".into(), call: None
        },
        narrative: "经过".into(),
        measures: String::new(),
        informed: String::new(),
    }
}

fn log(title: &str) -> Input {
    Input::LogIncident { facts: facts(title), from_record: None, taken_at: None }
}

async fn accepted(live: &mut Live, wanted: &str) -> (u64, Option<EntityKey>) {
    live.until(|message| match message {
        ServerMessage::Accepted { id, seq, made } if id.0 == wanted => Some((*seq, made.clone())),
        ServerMessage::Refused { id, refusal } if id.0 == wanted => panic!("{refusal:?}"),
        _ => None,
    })
    .await
}

fn incident(title: &str) -> impl FnMut(&EntityView) -> Option<IncidentId> + '_ {
    move |view| match view {
        EntityView::Incident(view) if view.facts.title == title => Some(view.id),
        _ => None,
    }
}

#[tokio::test]
async fn an_incident_typed_on_one_screen_appears_on_the_others() {
    let county = County::new().await;
    let (mut duty, _, first) = county.login("duty").await.live(None).await;
    assert!(matches!(first, ServerMessage::Snapshot { .. }));
    let (mut leader, ..) = county.login("leader").await.live(None).await;
    duty.input("a-1", log("老街起火")).await;
    let (seq, made) = accepted(&mut duty, "a-1").await;
    let id = leader.entity(incident("老街起火")).await;
    assert_eq!(made, Some(EntityKey::Incident(id)));

    duty.input("a-1", log("老街起火")).await;
    assert_eq!(accepted(&mut duty, "a-1").await, (seq, made), "the same input takes effect once");

    duty.input("a-2", Input::AddNote { incident: IncidentId(999), text: "x".into() }).await;
    let refusal = duty
        .until(|message| match message {
            ServerMessage::Refused { id, refusal } if id.0 == "a-2" => Some(refusal.clone()),
            _ => None,
        })
        .await;
    assert_eq!(refusal.rule, "REF-1");
}

#[tokio::test]
async fn resume_sends_only_what_was_missed() {
    let county = County::new().await;
    let client = county.login("duty").await;
    let (mut live, mut token, _) = client.live(None).await;
    live.input("a", log("第一起")).await;
    (token.seq, _) = accepted(&mut live, "a").await;
    live.entity(incident("第一起")).await;
    drop(live);
    county.submit(Actor::User(UserId(2)), log("第二起")).await;

    let (mut live, _, first) = client.live(Some(token.clone())).await;
    assert!(matches!(first, ServerMessage::Delta { .. }), "{first:?}");
    live.entity(incident("第二起")).await;

    for bad in [
        fengsui_protocol::live::ResumeToken { epoch: token.epoch + 1, ..token.clone() },
        fengsui_protocol::live::ResumeToken { class: "431024/administrator".into(), ..token.clone() },
        fengsui_protocol::live::ResumeToken { seq: u64::MAX, ..token.clone() },
    ] {
        let (.., first) = client.live(Some(bad)).await;
        assert!(matches!(first, ServerMessage::Snapshot { .. }), "a token that is not good gives a snapshot");
    }
}

#[tokio::test]
async fn bound_a_slow_reader_is_cut_back_to_a_snapshot() {
    const NOTES: usize = 70;
    let county = County::new().await;
    let client = county.login("duty").await;
    let mut slow = client.try_open_live(None, 4_096).await.unwrap();
    slow.say(&ClientMessage::Hello { resume: None, viewport: None }).await;
    slow.until(|message| matches!(message, ServerMessage::Snapshot { .. }).then_some(())).await;

    let (mut quick, ..) = client.live(None).await;
    let made = county.submit(Actor::User(UserId(2)), log("长事件")).await;
    let Some(EntityKey::Incident(id)) = made else { panic!("an incident") };
    let mut last = 0;
    for number in 0..NOTES {
        quick.input(&format!("n{number}"), Input::AddNote { incident: id, text: "续".repeat(4_000) }).await;
        (last, _) = accepted(&mut quick, &format!("n{number}")).await;
    }
    let (mut frames, mut snapshots) = (0, 0);
    slow.until(|message| {
        frames += 1;
        match message {
            ServerMessage::Snapshot { seq, .. } => {
                snapshots += 1;
                (*seq >= last).then_some(())
            }
            ServerMessage::Delta { seq, .. } => (*seq >= last).then_some(()),
            _ => None,
        }
    })
    .await;
    assert!(snapshots > 0 && frames < NOTES, "{frames} frames, {snapshots} snapshots");
}

#[tokio::test]
async fn live_1_to_3_and_bound_what_is_not_this_protocol_is_told_and_ended() {
    let county = County::new().await;
    let client = county.login("duty").await;
    for (first, rule, code) in [
        ("nonsense".to_owned(), "LIVE-1", 1007),
        (r#"{"type":"ping","sent":1}"#.to_owned(), "LIVE-3", 1008),
        (format!(r#"{{"type":"hello","x":"{}"}}"#, "x".repeat(70_000)), "BOUND", 1009),
    ] {
        let mut live = client.open_live().await;
        live.say_text(first).await;
        assert_eq!(live.farewell().await, (rule.to_owned(), code));
    }
    let (mut live, ..) = client.live(None).await;
    live.say_text(r#"{"type":"input","id":"bad","input":{"type":"no_such_input"}}"#.into()).await;
    let rule = live
        .until(|message| match message {
            ServerMessage::Refused { id, refusal } if id.0 == "bad" => Some(refusal.rule.clone()),
            _ => None,
        })
        .await;
    assert_eq!(rule, "LIVE-2", "a bad input is refused, the connection goes on");
    live.say(&ClientMessage::Ping { sent: Micros(5) }).await;
    live.until(|message| matches!(message, ServerMessage::Pong { sent: Micros(5), .. }).then_some(())).await;
}

#[tokio::test]
async fn view_a_department_never_receives_the_callers_phone_of_others() {
    let county = County::new().await;
    let (mut fire, _, snapshot) = county.login("fire").await.live(None).await;
    assert!(!serde_json::to_string(&snapshot).unwrap().contains("13800001111"));
    let (mut leader, ..) = county.login("leader").await.live(None).await;
    county.submit(Actor::User(UserId(2)), log("别人的电话")).await;
    county.submit(Actor::User(UserId(2)), log("结束标记")).await;
    let seen = leader
        .entity(|view| match view {
            EntityView::Incident(view) if view.facts.title == "别人的电话" => {
                Some(view.facts.caller.phone.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(seen, "13800001111", "the centre sees it");
    let seen_by_fire = county.engine.read(|domain| {
        let class = domain.command.class(UserId(5)).unwrap();
        domain.all(&class)
    });
    assert!(!serde_json::to_string(&seen_by_fire).unwrap().contains("13800001111"));
    // Whatever reached the department's screen up to a message that certainly comes last.
    fire.say(&ClientMessage::Ping { sent: Micros(9) }).await;
    let mut texts = Vec::new();
    fire.until(|message| {
        texts.push(serde_json::to_string(message).unwrap());
        matches!(message, ServerMessage::Pong { .. }).then_some(())
    })
    .await;
    assert!(texts.iter().all(|text| !text.contains("13800001111")), "{texts:?}");
}

#[tokio::test]
async fn view_a_change_of_role_forces_a_snapshot_of_the_new_class() {
    let county = County::new().await;
    county.submit(Actor::User(UserId(2)), log("机密程度一般")).await;
    let (mut live, token, first) = county.login("leader").await.live(None).await;
    assert!(token.class.ends_with("/county"));
    assert!(serde_json::to_string(&first).unwrap().contains("机密程度一般"));
    let demoted =
        Input::UpdateUser { user: UserId(1), name: None, unit: None, role: Some(Role::Administrator), disabled: None };
    county.submit(Actor::User(UserId(4)), demoted).await;
    let class = live
        .until(|message| match message {
            ServerMessage::Welcome { resume, .. } => Some(resume.class.clone()),
            _ => None,
        })
        .await;
    assert!(class.ends_with("/administrator"));
    let ServerMessage::Snapshot { entities, .. } = live.hear().await else { panic!("a snapshot follows") };
    assert!(entities.iter().all(|view| !matches!(view, EntityView::Incident(_))), "administrators see no incident");
}

#[tokio::test]
async fn desks_that_cannot_ring_are_told_to_the_centre_only() {
    let county = County::new().await;
    let (mut duty, ..) = county.login("duty").await.live(None).await;
    let (mut leader, ..) = county.login("leader").await.live(None).await;
    let (mut fire, ..) = county.login("fire").await.live(None).await;
    duty.say(&ClientMessage::Desk { on_duty: true, can_ring: false }).await;
    let silent = |message: &ServerMessage| match message {
        ServerMessage::Desks { silent } => Some(silent.len()),
        _ => None,
    };
    while leader.until(silent).await != 1 {}
    let (mut late, ..) = county.login("admin").await.live(None).await;
    assert_eq!(late.until(silent).await, 1, "who comes later is told, too");
    duty.say(&ClientMessage::Desk { on_duty: true, can_ring: true }).await;
    while leader.until(silent).await != 0 {}
    duty.say(&ClientMessage::Desk { on_duty: true, can_ring: false }).await;
    while leader.until(silent).await != 1 {}
    drop(duty);
    while leader.until(silent).await != 0 {}
    fire.say(&ClientMessage::Ping { sent: Micros(1) }).await;
    let told = fire
        .until(|message| match message {
            ServerMessage::Desks { .. } => Some(true),
            ServerMessage::Pong { .. } => Some(false),
            _ => None,
        })
        .await;
    assert!(!told);
}
