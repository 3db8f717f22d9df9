//! The six departments' feeds, signed as theirs are: dispatch records, gauges, weather warnings.

use super::script::{LINES, Line};
use crate::demo;
use fengsui_protocol::{
    demo::{DemoFile, DemoSource},
    geo::{FoundPlace, Wgs84},
};
use fengsui_robot::account::{Access, Node};
use hmac::{Hmac, KeyInit, Mac};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;
use std::time::Duration;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// Seconds between the first reports, and between later ones.
const FIRST_LINES: usize = 8;
const FIRST_PAUSE_S: f64 = 2.0;
const LATER_PAUSE_S: std::ops::Range<f64> = 40.0..90.0;
const GAUGE_PAUSE: Duration = Duration::from_secs(10);

/// Where the script's places are, by the node's own search.
pub async fn places(node: &Node, file: &DemoFile) -> BTreeMap<&'static str, Wgs84> {
    let Some(duty) = file.robots.first() else { return BTreeMap::new() };
    let account = demo::login(node, &duty.account, &duty.password).await;
    let mut found = BTreeMap::new();
    for line in LINES {
        match find(node, &account.access, line.place).await {
            Ok(Some(position)) => drop(found.insert(line.place, position)),
            Ok(None) => tracing::info!(place = line.place, "not on the map"),
            Err(error) => tracing::info!(%error, "place search"),
        }
    }
    found
}

async fn find(node: &Node, access: &Access, name: &str) -> anyhow::Result<Option<Wgs84>> {
    let url = reqwest::Url::parse_with_params(&format!("{}/api/places", node.url), [("q", name)])?;
    let found: Vec<FoundPlace> = access.authorise(node.http.get(url)).send().await?.error_for_status()?.json().await?;
    Ok(found.into_iter().find(|p| p.name == name && !p.sounds_like).map(|p| p.position))
}

pub async fn run(node: Node, file: DemoFile, places: BTreeMap<&'static str, Wgs84>, seed: u64) {
    tokio::join!(dispatch(&node, &file, &places, seed), gauges(&node, &file, seed), warnings(&node, &file));
}

async fn dispatch(node: &Node, file: &DemoFile, places: &BTreeMap<&'static str, Wgs84>, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    for number in 0.. {
        let line = LINES.get(number).unwrap_or_else(|| &LINES[rng.random_range(0..LINES.len())]);
        if let (Some(source), Some(at)) = (source(file, line.source), places.get(line.place)) {
            let at =
                Wgs84 { lon: at.lon + rng.random_range(-0.004..0.004), lat: at.lat + rng.random_range(-0.004..0.004) };
            let body = dispatch_body(line, at, &mut rng);
            send(node, source, &body).await;
        }
        let pause = if number < FIRST_LINES { FIRST_PAUSE_S } else { rng.random_range(LATER_PAUSE_S) };
        tokio::time::sleep(Duration::from_secs_f64(pause)).await;
    }
}

fn dispatch_body(line: &Line, at: Wgs84, rng: &mut SmallRng) -> serde_json::Value {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let now = beijing();
    json!({
        "alarmNo": format!("{}-{}", now.unix_timestamp(), rng.random_range(100..1000)),
        "alarmTime": rfc3339(now),
        "alarmType": line.kind,
        "description": line.description,
        "address": format!("{}{}", line.place, line.at),
        "lon": round(at.lon),
        "lat": round(at.lat),
        "callerName": "值班电话",
        "callerPhone": "0735-0000000",
        "unit": line.unit,
        "state": "已派警",
    })
}

/// Steps of one rise and fall (half an hour), and the one it begins at: the water is rising already.
const WAVE_STEPS: u32 = 180;
const FIRST_STEP: u32 = 52;

/// The gauge at 车头 rises past its 警戒水位 within a minute, stays, falls, and rises again.
async fn gauges(node: &Node, file: &DemoFile, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed ^ 0x6761_7567);
    let mut ticks = tokio::time::interval(GAUGE_PAUSE);
    for step in 0u32.. {
        ticks.tick().await;
        let phase = f64::from((step + FIRST_STEP) % WAVE_STEPS) / f64::from(WAVE_STEPS) * std::f64::consts::TAU;
        let wave = (1.0 - phase.cos()) / 2.0;
        for station in &file.stations {
            let now = rfc3339(beijing());
            let (rise, base) = if station.0.ends_with("21") { (1.4, 184.20) } else { (1.9, 160.90) };
            let level = ((base + rise * wave + rng.random_range(-0.02..0.02)) * 100.0_f64).round() / 100.0;
            let rain = ((8.0 + 34.0 * wave + rng.random_range(0.0..3.0)) * 10.0_f64).round() / 10.0;
            let body = if station.0.ends_with("12") {
                json!({"station": station.0, "rain": rain, "observedAt": now})
            } else {
                json!({"station": station.0, "level": level, "observedAt": now})
            };
            if let Some(source) = source(file, "water-gauges") {
                send(node, source, &body).await;
            }
        }
    }
}

/// One orange rainstorm warning for the county, renewed every hour.
async fn warnings(node: &Node, file: &DemoFile) {
    let mut ticks = tokio::time::interval(Duration::from_secs(3600));
    loop {
        ticks.tick().await;
        let Some(source) = source(file, "weather-cap") else { return };
        let request = node.http.post(format!("{}/api/feeds/{}", node.url, source.id)).bearer_auth(&source.key);
        let sent = request.header("content-type", "application/cap+xml").body(warning(beijing())).send().await;
        report(&source.id.0, sent).await;
    }
}

fn warning(now: OffsetDateTime) -> String {
    let stamp = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second()
    );
    let expires = rfc3339(now + time::Duration::hours(6));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>43102441600000_{stamp}_1</identifier><sender>嘉禾县气象台</sender><sent>{}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
    <severity>Severe</severity><certainty>Likely</certainty>
    <eventCode><valueName>EventCode</valueName><value>11B03</value></eventCode><expires>{expires}</expires>
    <headline>嘉禾县气象台发布暴雨橙色预警信号</headline>
    <description>预计未来三小时珠泉、晋屏、塘村降雨量将达五十毫米以上，请注意防范山洪与城区积水。</description>
    <instruction>停止户外作业，转移危险地带人员。</instruction>
    <area><areaDesc>嘉禾县</areaDesc><geocode><valueName>GB/T 2260</valueName><value>431024</value></geocode></area>
  </info>
</alert>"#,
        rfc3339(now),
    )
}

fn source<'a>(file: &'a DemoFile, id: &str) -> Option<&'a DemoSource> {
    file.sources.iter().find(|s| s.id.0 == id)
}

/// Sends one signed record; a refusal is reported and the feed goes on, as a department's would.
async fn send(node: &Node, source: &DemoSource, body: &serde_json::Value) {
    let now = beijing();
    let body = body.to_string();
    let seq = now.unix_timestamp_nanos() / 1_000_000;
    let (id, sent_at) = (format!("{}-{seq}", source.id), rfc3339(now));
    let hash = sign(source, &id, seq, &sent_at, &body);
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let envelope = format!(
        r#"{{"source":{},"sourceId":{},"seq":{seq},"sentAt":{},"crs":"wgs84","body":{body},"hash":{}}}"#,
        quoted(&source.id.0),
        quoted(&id),
        quoted(&sent_at),
        quoted(&hash),
    );
    let request = node.http.post(format!("{}/api/feeds/{}", node.url, source.id));
    let sent = request.header("content-type", "application/json").body(envelope).send().await;
    report(&source.id.0, sent).await;
}

async fn report(source: &str, sent: reqwest::Result<reqwest::Response>) {
    match sent {
        Ok(answer) if answer.status().is_success() => {
            let text = answer.text().await.unwrap_or_default();
            if !text.contains(r#""refused":[]"#) {
                tracing::warn!(source, text, "record refused");
            }
        }
        Ok(answer) => {
            let status = answer.status();
            let text = answer.text().await.unwrap_or_default();
            tracing::warn!(source, %status, text, "feed refused");
        }
        Err(error) => tracing::info!(source, %error, "node not reached"),
    }
}

fn sign(source: &DemoSource, id: &str, seq: i128, sent_at: &str, body: &str) -> String {
    let digest = hex(&Sm3::digest(body.as_bytes()));
    let mut mac = Hmac::<Sm3>::new_from_slice(source.key.as_bytes()).expect("HMAC takes any key");
    mac.update(format!("{}\n{id}\n{seq}\n{sent_at}\nwgs84\n{digest}", source.id).as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn beijing() -> OffsetDateTime {
    let offset = UtcOffset::from_hms(8, 0, 0).expect("a valid offset");
    OffsetDateTime::now_utc().to_offset(offset).replace_nanosecond(0).expect("zero is a valid nanosecond")
}

fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).expect("a year of four digits")
}
