//! What strangers and broken devices send: each a clear answer, and service goes on.

use crate::{
    county::County,
    feeds::{JSON, cap, deliver, dispatch, signed},
    live::facts,
};
use fengsui_protocol::{geo::Crs, input::Input, live::ServerMessage};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn sql_text_in_names_is_a_name() {
    let county = County::new().await;
    const NAME: &str = "Robert'); DROP TABLE log;--";
    let client = county.login("duty").await;
    let input = Input::LogIncident { facts: facts(NAME), from_record: None, taken_at: None };
    let answer = client.post("/api/inputs", json!({"id": "x', 'y');--", "input": input})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut body = dispatch(NAME, "火警");
    body["callerName"] = json!(NAME);
    let answer = deliver(&county, "fire-119", JSON, signed(&county, "fire-119", NAME, 1, Crs::Wgs84, &body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(county.stranger().login(NAME, NAME).await.status, 401);
    let (.., snapshot) = client.live(None).await;
    assert!(serde_json::to_string(&snapshot).unwrap().contains("DROP TABLE"));
}

#[tokio::test]
async fn bound_fields_of_four_megabytes_are_refused_everywhere() {
    let county = County::new().await;
    let huge = "长".repeat(4 * 1024 * 1024 / 3);
    let client = county.login("duty").await;
    let input = Input::LogIncident { facts: facts(&huge), from_record: None, taken_at: None };
    let answer = client.post("/api/inputs", json!({"id": "a", "input": input})).await;
    assert_eq!((answer.status, answer.refusal().rule.as_str()), (413, "BOUND"));
    let answer = client.post("/api/login", json!({"account": huge, "password": "x"})).await;
    assert_eq!(answer.status, 413);
    let mut body = dispatch("1", "火警");
    body["description"] = json!(huge);
    let answer = deliver(&county, "fire-119", JSON, signed(&county, "fire-119", "1", 1, Crs::Wgs84, &body)).await;
    assert_eq!((answer.status, answer.refusal().rule.as_str()), (413, "BOUND"));
    body["description"] = json!("长".repeat(5_000));
    let answer = deliver(&county, "fire-119", JSON, signed(&county, "fire-119", "1", 1, Crs::Wgs84, &body)).await;
    let refusal = &answer.json()["refused"][0]["refusals"][0];
    assert_eq!((refusal["rule"].as_str(), refusal["field"].as_str()), (Some("BOUND"), Some("body.description")));
    assert_eq!(client.get("/api/me").await.status, 200);
}

#[tokio::test]
async fn cap_3_xml_bombs_are_refused() {
    let county = County::new().await;
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><alert>&b;</alert>"#;
    let external = r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>"#;
    for (text, rule) in [
        (bomb.to_owned(), "CAP-3"),
        (external.to_owned(), "CAP-3"),
        ("<a>".repeat(100_000), "BOUND"),
        (cap("X")[..300].to_owned(), "CAP-3"),
        (cap("X").replace("cap:1.2", "cap:1.1"), "CAP-1"),
    ] {
        let answer = deliver(&county, "weather-cap", "application/xml", text).await;
        assert_eq!((answer.status, answer.json()["refused"][0]["refusals"][0]["rule"].as_str()), (422, Some(rule)));
    }
}

#[tokio::test]
async fn records_beyond_count_kind_or_form_are_refused() {
    let county = County::new().await;
    let one = signed(&county, "fire-119", "1", 1, Crs::Wgs84, &dispatch("1", "火警"));
    let many = format!("[{}]", vec![one.as_str(); 501].join(","));
    for text in ["", "{", "7", "[7]", "{}", r#"{"source":"fire-119"}"#, many.as_str()] {
        let answer = deliver(&county, "fire-119", JSON, text.to_owned()).await;
        assert!(matches!(answer.status, 400 | 413), "{} {}", answer.status, answer.body);
    }
    let answer = deliver(&county, "fire-119", "text/plain", one.clone()).await;
    assert_eq!((answer.status, answer.refusal().rule.as_str()), (415, "HTTP-3"));
    let answer = deliver(&county, "fire-119", JSON, signed(&county, "fire-119", "1", 1, Crs::Wgs84, &json!([1]))).await;
    assert_eq!(answer.json()["refused"][0]["refusals"][0]["rule"], "ENV-2");
    let future = json!({"station": "4310240003", "level": 1.0, "observedAt": "2099-01-01T00:00:00Z"});
    let answer =
        deliver(&county, "water-gauges", JSON, signed(&county, "water-gauges", "g", 1, Crs::Wgs84, &future)).await;
    assert_eq!(answer.json()["refused"][0]["refusals"][0]["rule"], "TIME-1", "{}", answer.body);
}

#[tokio::test]
async fn truncated_and_broken_websocket_frames_end_their_connection_only() {
    let county = County::new().await;
    let client = county.login("duty").await;
    let (mut other, ..) = client.live(None).await;
    // A text frame that announces 200 bytes and sends 5; a frame with reserved bits; an unmasked frame; a bare close.
    for frame in [&b"\x81\xfe\x00\xc8\0\0\0\0hello"[..], b"\xf1\x80\0\0\0\0", b"\x81\x02{}", b"\x88\x80\0\0\0\0"] {
        let mut stream = tokio::net::TcpStream::connect(client.address).await.unwrap();
        let request = format!(
            "GET /api/live HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\ncookie: {}\r\n\r\n",
            client.address,
            client.cookie.as_deref().unwrap()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 101");
        stream.write_all(frame).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        // The node may close or reset; either way it ends.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(20), stream.read_to_end(&mut rest)).await.unwrap();
    }
    other.say(&fengsui_protocol::live::ClientMessage::Ping { sent: fengsui_protocol::Micros(1) }).await;
    other.until(|message| matches!(message, ServerMessage::Pong { .. }).then_some(())).await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let county = County::new().await;
    let stranger = county.stranger();
    for path in ["/", "/api/me", "/trust", "/no/such/page", "/api/nothing"] {
        let answer = stranger.get(path).await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    assert_eq!(stranger.get("/api/nothing").await.refusal().rule, "HTTP-1");
    assert_eq!(stranger.get("/api/me").await.header("cache-control"), "no-store");
    let put = stranger.send(stranger.request(Method::PUT, "/api/login").json(&json!({}))).await;
    assert_eq!((put.status, put.refusal().rule.as_str()), (405, "HTTP-4"));
    assert_eq!(stranger.get("/assets/../../Cargo.toml").await.header("content-type"), "application/json");
    let wrong = stranger.post("/api/login", json!({"account": 7, "password": "x"})).await;
    assert_eq!((wrong.status, wrong.refusal().field.as_deref()), (400, Some("account")));
}
