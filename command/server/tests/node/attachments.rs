//! Attachments over HTTP: taken in by who takes part in the incident, given out to who sees it.

use crate::{client::Client, county::County};
use reqwest::Method;
use serde_json::{Value, json};

const TEXT: &[u8] = "堤脚渗水\n".as_bytes();

async fn incident(client: &Client) -> u64 {
    let facts = json!({"title": "堤脚渗水", "type_code": "A10100", "occurred_at": 1_784_315_400_000_000_i64, "place": {"text": "塘村镇"}});
    let asked = json!({"id": uuid::Uuid::new_v4(), "input": {"type": "log_incident", "facts": facts}});
    let answer = client.post("/api/inputs", asked).await;
    answer.json()["made"]["id"].as_u64().unwrap_or_else(|| panic!("{}", answer.body))
}

async fn attach(client: &Client, incident: u64, name: &str, bytes: impl Into<reqwest::Body>) -> crate::client::Answer {
    let path = format!("/api/incidents/{incident}/attachments?name={name}");
    let request = client.request(Method::POST, &path).header("x-fengsui", "1");
    client.send(request.header("content-type", "application/octet-stream").body(bytes)).await
}

fn files(county: &County) -> usize {
    std::fs::read_dir(county.dir.join("files")).map_or(0, Iterator::count)
}

/// Attachments as a person's snapshot has them.
async fn seen(client: &Client, incident: u64) -> Vec<Value> {
    let (_, _, message) = client.live(None).await;
    let snapshot = serde_json::to_value(message).unwrap();
    let found = snapshot["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|each| each["kind"] == "incident" && each["view"]["id"] == incident);
    found.and_then(|each| each["view"]["attachments"].as_array().cloned()).unwrap_or_default()
}

#[tokio::test]
async fn att_4_attached_by_who_takes_part_and_fetched_by_who_sees_it() {
    let county = County::new().await;
    let (duty, fire, town) = (county.login("duty").await, county.login("fire").await, county.login("town").await);
    let id = incident(&duty).await;
    let early = attach(&fire, id, "a.txt", TEXT).await;
    assert_eq!((early.status, early.refusal().rule.as_str()), (403, "AUTH-3"));
    assert_eq!(files(&county), 0, "what is refused is not kept");
    let taken = attach(&duty, id, "%E7%8E%B0%E5%9C%BA.txt", TEXT).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let [file] = &seen(&fire, id).await[..] else { panic!("one attachment") };
    assert_eq!((file["bytes"].as_u64(), file["name"].as_str()), (Some(TEXT.len() as u64), Some("现场.txt")));
    let path = format!("/api/incidents/{id}/attachments/{}", file["id"]);
    let got = fire.get(&path).await;
    assert_eq!(got.body.as_bytes(), TEXT);
    assert!(got.header("content-disposition").starts_with("attachment; filename*=UTF-8''%E7%8E%B0"), "{got:?}");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(got.header("content-security-policy").starts_with("default-src 'none'; sandbox"), "{got:?}");
    assert_eq!(got.header("cache-control"), "no-store");
    for (client, status) in [(&town, 404), (&county.login("admin").await, 404), (&county.stranger(), 401)] {
        assert_eq!(client.get(&path).await.status, status);
    }
    assert_eq!(attach(&county.stranger(), id, "a.txt", TEXT).await.status, 401);
    let again = attach(&duty, id, "b.txt", TEXT).await;
    assert_eq!(again.refusal().rule, "ATT-2");
    std::fs::write(county.dir.join("files").join(file["sm3"].as_str().unwrap()), "换过的").unwrap();
    assert_eq!(duty.get(&path).await.status, 500, "bytes that are not those of the log are not given out");
}

#[tokio::test]
async fn att_1_told_by_the_bytes_and_nothing_else_is_kept() {
    let county = County::new().await;
    let duty = county.login("duty").await;
    let id = incident(&duty).await;
    for (name, bytes) in [("a.png", &b"<html><script>"[..]), ("a.html", b"<html>"), ("a.mp4", b"MZ"), ("a.jpg", b"")] {
        let refused = attach(&duty, id, name, bytes.to_vec()).await;
        assert!(["ATT-1", "NUM-1"].contains(&refused.refusal().rule.as_str()), "{name}: {}", refused.body);
    }
    assert_eq!(files(&county), 0, "nothing of it is kept");
    let gone = attach(&duty, 999, "a.txt", TEXT).await;
    assert_eq!(gone.refusal().rule, "REF-1");
}
