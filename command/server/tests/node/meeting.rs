//! Papers of a conference over HTTP: attendance, for whoever may see it.

use crate::{
    client::{Answer, Client},
    county::County,
};
use serde_json::{Value, json};

async fn ask(client: &Client, input: Value) -> Answer {
    let id = uuid::Uuid::new_v4().to_string();
    client.post("/api/inputs", json!({"id": id, "input": input})).await
}

#[tokio::test]
async fn meet_27_attendance_is_a_sheet_and_a_page_for_those_who_see_the_conference() {
    let county = County::new().await;
    let (duty, fire, town) = (county.login("duty").await, county.login("fire").await, county.login("town").await);
    let made = ask(&duty, json!({"type": "create_conference", "title": "=防汛<会商>", "invite": ["fire"]})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let id = made.json()["made"]["id"].as_u64().unwrap();
    let devices = json!({"camera": true, "microphone": true});
    for client in [&duty, &fire] {
        let joined = ask(client, json!({"type": "join_conference", "conference": id, "devices": devices})).await;
        assert_eq!(joined.status, 200, "{}", joined.body);
    }
    assert_eq!(ask(&fire, json!({"type": "check_in", "conference": id})).await.status, 200);
    let sheet = fire.get(&format!("/api/conferences/{id}/attendance.csv")).await;
    assert!(sheet.body.contains("签到时间"), "{}", sheet.body);
    assert_eq!(sheet.body.lines().count(), 3, "a head and two sites: {}", sheet.body);
    let page = duty.get(&format!("/api/conferences/{id}/attendance.html")).await;
    assert!(page.body.contains("=防汛&lt;会商&gt;") && page.body.contains("<dd>1 家</dd>"), "{}", page.body);
    for (client, status) in [(&town, 404), (&county.login("admin").await, 404), (&county.stranger(), 401)] {
        for path in ["attendance.csv", "attendance.html"] {
            assert_eq!(client.get(&format!("/api/conferences/{id}/{path}")).await.status, status);
        }
    }
}

#[tokio::test]
async fn meet_45_a_schedule_is_a_calendar_file_for_those_invited() {
    let county = County::new().await;
    let (duty, fire, town) = (county.login("duty").await, county.login("fire").await, county.login("town").await);
    let plan = json!({"title": "防汛周会商", "agenda": [], "units": ["fire"], "minutes": 60, "waiting_room": false});
    let starts_at = county.engine.now().0 + 3_600_000_000;
    let timing = json!({"starts_at": starts_at, "repeat": {"type": "once"}, "remind_minutes": 15});
    let made = ask(&duty, json!({"type": "schedule_conference", "plan": plan, "timing": timing})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let path = format!("/api/schedules/{}/calendar.ics", made.json()["made"]["id"]);
    let file = fire.get(&path).await;
    assert!(file.header("content-type").starts_with("text/calendar"), "{file:?}");
    assert!(file.body.contains("SUMMARY:防汛周会商\r\n") && file.body.contains("UID:schedule-1@431024\r\n"));
    for (client, status) in [(&town, 404), (&county.login("admin").await, 404), (&county.stranger(), 401)] {
        assert_eq!(client.get(&path).await.status, status);
    }
    assert_eq!(ask(&fire, json!({"type": "cancel_schedule", "schedule": 1})).await.refusal().rule, "AUTH-1");
}

async fn send_file(client: &Client, conference: u64, name: &str, bytes: &'static [u8]) -> Answer {
    let path = format!("/api/conferences/{conference}/files?name={name}");
    let request = client.request(reqwest::Method::POST, &path).header("x-fengsui", "1");
    client.send(request.header("content-type", "application/octet-stream").body(bytes)).await
}

#[tokio::test]
async fn meet_31_files_come_from_who_is_here_and_go_to_who_sees_the_conference() {
    let county = County::new().await;
    let (duty, fire, town) = (county.login("duty").await, county.login("fire").await, county.login("town").await);
    let made = ask(&duty, json!({"type": "create_conference", "title": "防汛会商", "invite": ["fire"]})).await;
    let id = made.json()["made"]["id"].as_u64().unwrap();
    let text = "雨情通报\n".as_bytes();
    let early = send_file(&fire, id, "%E9%80%9A%E6%8A%A5.txt", text).await;
    assert_eq!(early.refusal().rule, "MEET-30", "{}", early.body);
    assert!(!county.dir.join("files").exists(), "what is refused is not kept");
    let devices = json!({"camera": false, "microphone": false});
    assert_eq!(ask(&fire, json!({"type": "join_conference", "conference": id, "devices": devices})).await.status, 200);
    let sent = send_file(&fire, id, "%E9%80%9A%E6%8A%A5.txt", text).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let path = format!("/api/conferences/{id}/files/{}", sent.json()["made"]["id"]);
    let got = duty.get(&path).await;
    assert_eq!(got.body.as_bytes(), text);
    assert!(got.header("content-disposition").starts_with("attachment; filename*=UTF-8''%E9%80%9A"), "{got:?}");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    for (client, status) in [(&town, 404), (&county.stranger(), 401)] {
        assert_eq!(client.get(&path).await.status, status);
    }
    let page = send_file(&fire, id, "a.png", b"<html><script>").await;
    assert_eq!((page.status, page.refusal().rule.as_str()), (415, "MEET-31"));
    assert_eq!(send_file(&county.stranger(), id, "%E9%80%9A%E6%8A%A5.txt", text).await.status, 401);
}

#[tokio::test]
async fn meet_44_the_node_opens_what_is_due() {
    let county = County::new().await;
    tokio::spawn(fengsui_command_server::due::run(county.engine.clone()));
    let duty = county.login("duty").await;
    let plan = json!({"title": "防汛周会商", "agenda": [], "units": ["fire"], "minutes": 60, "waiting_room": false});
    let starts_at = county.engine.now().0 + 300_000;
    let timing = json!({"starts_at": starts_at, "repeat": {"type": "once"}, "remind_minutes": 0});
    let made = ask(&duty, json!({"type": "schedule_conference", "plan": plan, "timing": timing})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let mut position = county.engine.watch_position();
    while county.engine.read(|domain| domain.conference.conferences.is_empty()) {
        position.changed().await.unwrap();
    }
    let opened_at = county.engine.read(|domain| domain.conference.conferences.values().next().unwrap().created_at);
    assert!(opened_at.0 >= starts_at, "never early");
}
