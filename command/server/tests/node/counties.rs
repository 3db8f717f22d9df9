//! VIEW-7 and VIEW-9 on running nodes: two counties with the same accounts, names, numbers and ids, side by side in one
//! process. What belongs to the one is found there by every way, and by none in the other.

use crate::{
    client::{Answer, Client, Live},
    county::County,
    documents::incident,
};
use fengsui_protocol::{
    Actor, IncidentId, Micros, UserId,
    conference::Devices,
    document::DocumentKind,
    input::Input,
    live::{ClientMessage, EntityKey, EntityView, ServerMessage},
    order::{OrderContent, OrderRecipient, OrderUrgency},
};
use reqwest::Method;

const LEADER: Actor = Actor::User(UserId(1));
const DUTY: Actor = Actor::User(UserId(2));
const EVERYBODY: [&str; 9] = ["leader", "duty", "operator", "admin", "fire", "police", "water", "town", "field"];

/// The same things under the same ids, in words that only this county uses.
struct Told {
    county: County,
    word: &'static str,
    attachment: String,
    meeting_file: String,
    paths: Vec<String>,
}

async fn tell(word: &'static str) -> Told {
    let county = County::new().await;
    let id = incident(&county, &format!("珠泉镇商铺起火{word}")).await;
    assert_eq!(id, IncidentId(1));
    let content = OrderContent {
        title: format!("两车出动{word}"),
        text: String::new(),
        recipients: vec![OrderRecipient::Unit("fire".into()), OrderRecipient::Unit("town-431024100".into())],
        urgency: OrderUrgency::Urgent,
        complete_by: None,
        reply_every_minutes: None,
        decision: None,
    };
    let made = county.submit(DUTY, Input::DraftOrder { incident: id, content }).await;
    let Some(EntityKey::Order(order)) = made else { panic!("{made:?}") };
    county.submit(LEADER, Input::IssueOrder { order, urgent_basis: None }).await;
    let draft = Input::DraftDocument { kind: DocumentKind::SpecialReport, incident: Some(id), order: None, unit: None };
    let made = county.submit(DUTY, draft).await;
    let Some(EntityKey::Document(document)) = made else { panic!("{made:?}") };
    let create = Input::CreateConference { title: "防汛会商".into(), incident: None, invite: vec!["fire".into()] };
    let made = county.submit(LEADER, create).await;
    let Some(EntityKey::Conference(conference)) = made else { panic!("{made:?}") };
    let devices = Devices { camera: true, microphone: true };
    county.submit(DUTY, Input::JoinConference { conference, devices }).await;

    let duty = county.login("duty").await;
    let attached = send(&duty, &format!("/api/incidents/{id}/attachments?name=a.txt"), word).await;
    assert_eq!(attached.status, 200, "{}", attached.body);
    let file = county.engine.read(|domain| domain.command.incidents[&id].attachments[0].id);
    let given = send(&duty, &format!("/api/conferences/{conference}/files?name=a.txt"), word).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let message = given.json()["made"]["id"].clone();
    Told {
        word,
        attachment: format!("/api/incidents/{id}/attachments/{file}"),
        meeting_file: format!("/api/conferences/{conference}/files/{message}"),
        paths: vec![
            format!("/api/incidents/{id}"),
            "/api/incidents".to_owned(),
            format!("/api/incidents?text={}", escaped(word)),
            format!("/api/search?q={}", escaped(word)),
            format!("/api/documents/{document}/document.json"),
            "/api/audit?limit=100".to_owned(),
        ],
        county,
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn send(client: &Client, path: &str, word: &str) -> Answer {
    let request = client.request(Method::POST, path).header("x-fengsui", "1");
    client.send(request.header("content-type", "application/octet-stream").body(word.to_owned())).await
}

/// Everything that a person is sent at once.
async fn snapshot(client: &Client) -> (Live, Vec<EntityView>) {
    let (live, _, first) = client.live(None).await;
    let ServerMessage::Snapshot { entities, .. } = first else { panic!("a snapshot comes first: {first:?}") };
    (live, entities)
}

/// Waits for the index, which follows the log in its own time.
async fn indexed(client: &Client, word: &str) {
    while !client.get(&format!("/api/search?q={}", escaped(word))).await.body.contains(word) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn view_7_what_one_county_has_is_in_no_view_list_search_file_or_document_of_the_other() {
    let (here, there) = (tell("甲县的话").await, tell("乙县的话").await);
    assert_eq!((&here.attachment, &here.meeting_file), (&there.attachment, &there.meeting_file), "the same ids");
    for (own, other) in [(&here, &there), (&there, &here)] {
        let duty = own.county.login("duty").await;
        indexed(&duty, own.word).await;
        let seen = serde_json::to_string(&snapshot(&duty).await.1).unwrap();
        assert!(seen.contains(own.word) && own.paths.len() == other.paths.len(), "its own it has");
        for path in &own.paths[..4] {
            assert!(duty.get(path).await.body.contains(own.word), "{path}");
        }
        for account in EVERYBODY {
            let client = own.county.login(account).await;
            let seen = serde_json::to_string(&snapshot(&client).await.1).unwrap();
            assert!(!seen.contains(other.word), "{account} is sent {}", other.word);
            for path in own.paths.iter().chain(&other.paths) {
                let answer = client.get(path).await.body;
                assert!(
                    !answer.contains(other.word)
                        || path.contains(&escaped(other.word)) && !answer.contains("\"hits\":[{"),
                    "{account} gets {} by {path}: {answer}",
                    other.word
                );
            }
        }
        for path in [&own.attachment, &own.meeting_file] {
            assert_eq!(duty.get(path).await.body, own.word, "under one id each gives out its own bytes: {path}");
        }
    }
}

#[tokio::test]
async fn view_7_a_login_of_one_county_is_a_strangers_in_the_other_and_its_changes_are_not_heard_there() {
    let (here, there) = (tell("甲县的话").await, tell("乙县的话").await);
    let at_home = here.county.login("duty").await;
    let mut abroad = there.county.stranger();
    abroad.cookie = at_home.cookie.clone();
    for path in &here.paths {
        assert_eq!(abroad.get(path).await.status, 401, "{path}");
    }
    assert_eq!(abroad.try_open_live(None, 0).await.err(), Some(401));

    let (mut hears, _) = snapshot(&there.county.login("duty").await).await;
    let before = there.county.engine.position().seq;
    for text in ["水上堤了", "人都转移了"] {
        here.county.submit(DUTY, Input::AddNote { incident: IncidentId(1), text: text.into() }).await;
    }
    // A note of its own comes in order: whatever was meant for it has come before.
    there.county.submit(DUTY, Input::AddNote { incident: IncidentId(1), text: "只此一条".into() }).await;
    hears.say(&ClientMessage::Ping { sent: Micros(7) }).await;
    let timeline = hears
        .entity(|view| match view {
            EntityView::Incident(view) => Some(view.timeline.clone()),
            _ => None,
        })
        .await;
    let notes: Vec<_> = timeline.iter().map(|line| line.text.as_str()).filter(|text| text.contains('了')).collect();
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(timeline.last().unwrap().text, "只此一条");
    assert_eq!(there.county.engine.position().seq, before + 1, "nor in its log");
}
