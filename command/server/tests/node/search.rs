//! Search over HTTP: what is found, by whom, and at once after it was written.

use crate::{client::Client, county::County, documents::incident};
use fengsui_protocol::{
    Actor, OrderId, UserId,
    input::Input,
    live::EntityKey,
    order::{OrderContent, OrderRecipient, OrderUrgency},
    search::{SearchAnswer, SearchKind},
};

const LEADER: Actor = Actor::User(UserId(1));
const DUTY: Actor = Actor::User(UserId(2));
const FIRE: Actor = Actor::User(UserId(5));

fn path(query: &str) -> String {
    let escaped: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/api/search?q={escaped}")
}

async fn ask(client: &Client, query: &str) -> SearchAnswer {
    let answer = client.get(&path(query)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Asks until it is answered so: the index follows each commit in its own time.
async fn until(client: &Client, query: &str, wanted: impl Fn(&SearchAnswer) -> bool) -> SearchAnswer {
    loop {
        let answer = ask(client, query).await;
        if wanted(&answer) && !answer.building {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}

fn keys(answer: &SearchAnswer) -> Vec<EntityKey> {
    answer.groups.iter().flat_map(|group| &group.hits).map(|hit| hit.key.clone()).collect()
}

async fn order(county: &County, title: &str, text: &str, unit: &str) -> OrderId {
    let incident = incident(county, "珠泉镇商铺起火").await;
    let (recipients, urgency) = (vec![OrderRecipient::Unit(unit.into())], OrderUrgency::Urgent);
    let (title, text) = (title.to_owned(), text.to_owned());
    let content =
        OrderContent { title, text, recipients, urgency, complete_by: None, reply_every_minutes: None, decision: None };
    let made = county.submit(DUTY, Input::DraftOrder { incident, content }).await;
    let Some(EntityKey::Order(order)) = made else { panic!("{made:?}") };
    county.submit(LEADER, Input::IssueOrder { order, urgent_basis: None }).await;
    order
}

/// SEARCH-2: neither another department's order, nor what is withheld of something that is seen.
#[tokio::test]
async fn search_2_nobody_finds_what_they_may_not_see() {
    let county = County::new().await;
    let order = order(&county, "带冲锋舟到滨江村", "找老支书唐某", "fire").await;
    let (duty, fire, water) = (county.login("duty").await, county.login("fire").await, county.login("water").await);
    let there = |answer: &SearchAnswer| keys(answer).contains(&EntityKey::Order(order));
    until(&duty, "冲锋舟", there).await;
    assert!(there(&ask(&fire, "冲锋舟").await), "its recipient");
    assert_eq!(ask(&water, "冲锋舟").await.groups, [], "another department, not even by the incident's timeline");
    assert_eq!(ask(&water, "唐某").await.groups, []);
    county.submit(FIRE, Input::AcknowledgeOrder { order, screen: "消防 1".into() }).await;
    county.submit(FIRE, Input::ReplyOrder { order, text: "围堰漏水点在闸口".into(), attachments: vec![] }).await;
    let reply = until(&duty, "围堰漏水", there).await;
    assert_eq!(reply.groups[0].kind, SearchKind::Incident, "and in the timeline");
    assert_eq!(ask(&water, "围堰漏水").await.groups, []);
    // Everybody of the county's departments sees the incident, and only the county who called about it.
    assert!(!ask(&water, "商铺起火").await.groups.is_empty());
    assert!(!ask(&duty, "13907350001").await.groups.is_empty());
    assert_eq!(ask(&water, "13907350001").await.groups, []);
    for account in ["admin", "operator"] {
        let client = county.login(account).await;
        let kinds: Vec<_> = ask(&client, "冲锋舟").await.groups.iter().map(|group| group.kind).collect();
        assert!(kinds.is_empty(), "{account} finds {kinds:?}");
    }
}

#[tokio::test]
async fn search_1_and_3_found_at_once_by_any_two_characters_and_marked() {
    let county = County::new().await;
    let duty = county.login("duty").await;
    let id = incident(&county, "石桥镇Ｇ107国道塌方").await;
    let at = |answer: &SearchAnswer| keys(answer).contains(&EntityKey::Incident(id));
    for query in ["国道", "g107", "塌方 石桥", "石", "二楼冒烟"] {
        until(&duty, query, at).await;
    }
    let answer = ask(&duty, "塌方").await;
    let hit = &answer.groups[0].hits[0];
    let marked: Vec<_> = hit.title.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!(marked, ["塌方"]);
    let answer = ask(&duty, "冒烟").await;
    assert!(answer.groups[0].hits[0].snippet.iter().any(|piece| piece.hit && piece.text == "冒烟"));
    county.submit(DUTY, Input::AddNote { incident: id, text: "抢通单边放行".into() }).await;
    until(&duty, "单边放行", at).await;
    assert_eq!(ask(&duty, "双边放行").await.groups, []);
    for (n, wrong) in ["", "  ", &"长".repeat(61)].into_iter().enumerate() {
        let answer = duty.get(&path(wrong)).await;
        assert_eq!((answer.status, answer.refusal().rule.as_str()), (422, "SEARCH-1"), "{n}");
    }
    assert_eq!(ask(&duty, "。！").await.groups, [], "marks alone are nothing to look for");
}
