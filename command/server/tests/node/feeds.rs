//! Six departments deliver.

use crate::county::County;
use fengsui_command_server::feeds::{
    replay::{self, ReplayOptions},
    sign::{self, Signed},
};
use fengsui_protocol::{geo::Crs, live::EntityView};
use reqwest::Method;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub fn now() -> String {
    OffsetDateTime::now_utc().format(&Rfc3339).unwrap()
}

pub fn dispatch(number: &str, kind: &str) -> Value {
    json!({"alarmNo": number, "alarmTime": now(), "alarmType": kind, "description": format!("{kind} {number}"),
        "address": "珠泉镇老街", "lon": 112.37, "lat": 25.59, "callerName": "李某", "callerPhone": "13900002222",
        "unit": "一中队", "state": "已出动"})
}

/// One signed envelope's text.
pub fn signed(county: &County, source: &str, source_id: &str, seq: u64, crs: Crs, body: &Value) -> String {
    let (sent_at, body) = (now(), body.to_string());
    let record = Signed { source, source_id, seq, sent_at: &sent_at, crs, body: &body };
    sign::envelope(record, county.key(source))
}

pub async fn deliver(county: &County, source: &str, kind: &str, text: String) -> crate::client::Answer {
    let client = county.stranger();
    let request = client.request(Method::POST, &format!("/api/feeds/{source}")).header("content-type", kind);
    client.send(request.bearer_auth(county.key(source)).body(text)).await
}

pub const JSON: &str = "application/json";

pub fn cap(identifier: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>jiahe-qx</sender><sent>{}</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category>
<event>暴雨</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>
<headline>嘉禾县气象台发布暴雨橙色预警</headline><area><areaDesc>嘉禾县</areaDesc>
<polygon>25.45,112.24 25.45,112.59 25.78,112.59 25.45,112.24</polygon></area></info></alert>"#,
        now().replace('Z', "-00:00")
    )
}

#[tokio::test]
async fn one_record_of_each_of_six_departments_reaches_the_screens() {
    let county = County::new().await;
    let (mut leader, ..) = county.login("leader").await.live(None).await;
    for (source, kind) in
        [("police-110", "道路交通事故"), ("fire-119", "火警"), ("air-defence", "人防工程进水"), ("safety", "坍塌")]
    {
        let text = signed(&county, source, "N-1", 1, Crs::Gcj02, &dispatch("N-1", kind));
        let answer = deliver(&county, source, JSON, text).await;
        assert_eq!(answer.status, 200, "{source}: {}", answer.body);
        assert!(answer.json()["accepted"][0]["id"].as_str().unwrap().starts_with("record-"), "{}", answer.body);
        leader
            .entity(|view| match view {
                EntityView::FeedRecord(view) if view.source.0 == source => {
                    let given = view.facts.place.given.expect("what was given is kept");
                    assert_eq!((given.crs, given.lon), (Crs::Gcj02, 112.37));
                    Some(())
                }
                _ => None,
            })
            .await;
    }
    let body = json!({"station": "4310240003", "level": 10.49, "observedAt": now()});
    let answer =
        deliver(&county, "water-gauges", JSON, signed(&county, "water-gauges", "4310240003", 1, Crs::Wgs84, &body))
            .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let over = leader
        .entity(|view| match view {
            EntityView::Station(view) if view.latest.is_some() => Some(view.over),
            _ => None,
        })
        .await;
    assert!(over, "10.49 m is past the threshold of 10 m");
    let answer = deliver(&county, "weather-cap", "application/cap+xml", cap("43102441600000_20260718140000_1")).await;
    assert_eq!(answer.json()["accepted"][0]["id"], "warning-1", "{}", answer.body);
    let event = leader
        .entity(|view| match view {
            EntityView::Warning(view) => Some(view.facts.event.clone()),
            _ => None,
        })
        .await;
    assert_eq!(event, "暴雨");
}

#[tokio::test]
async fn the_same_record_is_taken_once_and_answered_alike() {
    let county = County::new().await;
    let text = signed(&county, "fire-119", "F-7", 3, Crs::Wgs84, &dispatch("F-7", "火警"));
    let first = deliver(&county, "fire-119", JSON, text.clone()).await.json();
    let again = deliver(&county, "fire-119", JSON, text).await.json();
    assert_eq!(first["accepted"][0]["repeated"], false);
    assert_eq!(again["accepted"][0]["repeated"], true);
    for name in ["id", "logSeq", "log_seq"] {
        assert_eq!(first["accepted"][0][name], again["accepted"][0][name]);
    }
    let next = signed(&county, "fire-119", "F-7", 4, Crs::Wgs84, &dispatch("F-7", "火警"));
    assert_eq!(deliver(&county, "fire-119", JSON, next).await.json()["accepted"][0]["repeated"], false);
    let warning = cap("ID-1");
    deliver(&county, "weather-cap", "text/xml", warning.clone()).await;
    let again = deliver(&county, "weather-cap", "text/xml", warning).await;
    assert_eq!(again.json()["accepted"][0]["repeated"], true);
}

#[tokio::test]
async fn wrong_fields_are_answered_one_by_one_and_the_rest_is_taken() {
    let county = County::new().await;
    let mut wrong = dispatch("B", "火警");
    wrong["alarmTime"] = json!("昨天下午");
    wrong["lon"] = json!(25.59);
    wrong["lat"] = json!(112.37);
    let batch = format!(
        "[{},{},{}]",
        signed(&county, "fire-119", "A", 1, Crs::Wgs84, &dispatch("A", "火警")),
        signed(&county, "fire-119", "B", 1, Crs::Wgs84, &wrong),
        signed(&county, "fire-119", "C", 1, Crs::Wgs84, &dispatch("C", "无此类别")),
    );
    let answer = deliver(&county, "fire-119", JSON, batch).await.json();
    assert_eq!(answer["accepted"].as_array().unwrap().len(), 1);
    let fields: Vec<_> = answer["refused"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|refused| refused["refusals"].as_array().unwrap())
        .map(|refusal| refusal["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fields, ["body.alarmTime", "body.lat", "body.alarmType"]);

    let admin = county.login("admin").await;
    let (.., snapshot) = admin.live(None).await;
    let text = serde_json::to_string(&snapshot).unwrap();
    assert!(text.contains("body.alarmType"), "the administrator sees the last refusal");
}

#[tokio::test]
async fn env_1_nothing_is_taken_or_told_without_the_key() {
    let county = County::new().await;
    let good = signed(&county, "fire-119", "F", 1, Crs::Wgs84, &dispatch("F", "火警"));
    let altered = good.replace("珠泉镇老街", "珠泉镇新街");
    for (source, text) in [
        ("fire-119", altered),
        ("police-110", good.clone()),
        ("disabled-feed", signed(&county, "disabled-feed", "F", 1, Crs::Wgs84, &dispatch("F", "火警"))),
        ("no-such-feed", good.clone()),
    ] {
        let client = county.stranger();
        let request = client.request(Method::POST, &format!("/api/feeds/{source}")).header("content-type", JSON);
        let answer = client.send(request.body(text)).await;
        assert_eq!((answer.status, answer.refusal().rule.as_str()), (401, "ENV-1"), "{source}");
    }
    let client = county.stranger();
    let request = client.request(Method::POST, "/api/feeds/weather-cap").header("content-type", "text/xml");
    assert_eq!(client.send(request.bearer_auth("wrong").body(cap("X"))).await.status, 401);

    let admin = county.login("admin").await;
    let made = admin.post("/api/sources/fire-119/key", json!({})).await.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(made, county.key("fire-119"));
    assert_eq!(deliver(&county, "fire-119", JSON, good).await.status, 401, "the old key is good no more");
}

#[tokio::test]
async fn drill_1_a_test_never_becomes_actual() {
    let county = County::in_mode(fengsui_protocol::account::Mode::Real).await;
    for status in ["Exercise", "Test"] {
        let document = cap(&format!("T-{status}")).replace(">Actual<", &format!(">{status}<"));
        let answer = deliver(&county, "weather-cap", "text/xml", document).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.json()["refused"][0]["refusals"][0]["rule"], "DRILL-1");
    }
    let demo = County::new().await;
    let answer = deliver(&demo, "weather-cap", "text/xml", cap("T").replace(">Actual<", ">Test<")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (.., snapshot) = demo.login("leader").await.live(None).await;
    assert!(serde_json::to_string(&snapshot).unwrap().contains(r#""status":"Test""#), "and stays what it is");
}

#[tokio::test]
async fn replay_sends_a_file_as_its_department_would() {
    let county = County::new().await;
    let file = county.dir.join("calls.csv");
    let rows = "alarmNo,type,time,address,lon,lat\n1,Car Fire,2026-07-18 08:00:00,904 7th Av,112.37,25.59\n\
                2,怪事,2026-07-18 08:00:01,x,112.37,25.59\n3,火警,2026-07-18 08:00:02,y,112.38,25.58\n";
    std::fs::write(&file, rows).unwrap();
    let options = ReplayOptions {
        file,
        source: "fire-119".into(),
        key: county.key("fire-119").into(),
        url: format!("http://{}", county.serving.http.unwrap()),
        root: None,
        speed: 0.0,
        limit: None,
        offset_minutes: 480,
        recentre: None,
    };
    let report = replay::run(&options, |_| {}).await.unwrap();
    assert_eq!((report.accepted, report.repeated), (2, 0), "{report:?}");
    assert_eq!(report.refused.get("ENV-3 body.alarmType"), Some(&1));
    assert_eq!(replay::run(&options, |_| {}).await.unwrap().repeated, 2);
}

/// Real dispatch calls of another city, where the checkout has them beside it.
#[tokio::test]
async fn real_calls_of_another_city() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/incidents/seattle-fire-911.geojson");
    if !std::path::Path::new(file).exists() {
        println!("skipped: no real dispatch calls at {file}");
        return;
    }
    let county = County::new().await;
    let options = ReplayOptions {
        file: file.into(),
        source: "fire-119".into(),
        key: county.key("fire-119").into(),
        url: format!("http://{}", county.serving.http.unwrap()),
        root: None,
        speed: 0.0,
        limit: Some(200),
        offset_minutes: -420,
        recentre: Some(fengsui_protocol::geo::Wgs84 { lon: 112.37, lat: 25.59 }),
    };
    let report = replay::run(&options, |_| {}).await.unwrap();
    println!("{report:?}");
    assert!(report.accepted > 120, "{report:?}");
}
