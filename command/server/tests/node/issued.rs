//! Issued warnings over real HTTP: a gateway of our own on loopback, what reaches it, what it says back, and the CAP document.

use crate::{client::Client, county::County};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use fengsui_command_server::{
    auth::secret::NodeSecret,
    issued::{self, Signed},
};
use fengsui_protocol::account::Mode;
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What reached the gateway.
#[derive(Clone, Debug)]
struct Letter {
    gateway: String,
    key: String,
    time: String,
    signature: String,
    body: Bytes,
}

/// A gateway: answers with the next status it was given, else 202.
#[derive(Clone)]
struct Gateway {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<Letter>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Gateway {
    async fn open(answers: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let it = Self {
            address: listener.local_addr().unwrap(),
            letters: Arc::default(),
            answers: Arc::new(Mutex::new(answers.iter().rev().copied().collect())),
        };
        let router = Router::new().route("/send", post(take)).with_state(it.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        it
    }

    fn url(&self) -> String {
        format!("http://{}/send", self.address)
    }

    fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }
}

async fn take(State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let letter = Letter {
        gateway: header("x-fengsui-gateway"),
        key: header("idempotency-key"),
        time: header("x-fengsui-time"),
        signature: header("x-fengsui-signature"),
        body,
    };
    gateway.letters.lock().unwrap().push(letter);
    let next = gateway.answers.lock().unwrap().pop().unwrap_or(202);
    StatusCode::from_u16(next).unwrap()
}

async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Option<T>) -> T {
    let wait = async {
        loop {
            match found().await {
                Some(found) => break found,
                None => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap_or_else(|_| panic!("not in time: {what}"))
}

async fn ask(client: &Client, input: Value) -> Value {
    let answer = client.post("/api/inputs", json!({"id": uuid::Uuid::new_v4(), "input": input})).await;
    assert_eq!(answer.status, 200, "{input}: {}", answer.body);
    answer.json()
}

/// The gateway is made known, with a key; gives the key.
async fn connect(county: &County, id: &str, gateway: &Gateway) -> String {
    let admin = county.login("admin").await;
    ask(&admin, json!({"type": "set_gateway", "id": id, "name": "短信网关", "kind": "sms", "url": gateway.url(), "disabled": false})).await;
    let made = admin.post(&format!("/api/gateways/{id}/key"), json!({})).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let secret = NodeSecret::open(&county.dir).unwrap();
    tokio::spawn(issued::run(county.engine.clone(), secret));
    made.json()["secret"].as_str().unwrap().to_owned()
}

/// Drafted, approved and issued; gives its number.
async fn issue(county: &County, headline: &str) -> u64 {
    let (duty, leader) = (county.login("duty").await, county.login("leader").await);
    let expires_at = county.engine.now().0 + 3_600_000_000;
    let content = json!({
        "headline": headline, "colour": "red", "event_code": "11B03", "text": "未来三小时 100 mm <以上> & 山洪", "instruction": "远离河道",
        "expires_at": expires_at, "towns": ["431024100"], "units": [{"kind": "unit", "id": "fire"}], "gateways": ["sms"],
        "area": [{"lon": 112.3, "lat": 25.5}, {"lon": 112.4, "lat": 25.5}, {"lon": 112.4, "lat": 25.6}],
    });
    let made = ask(&duty, json!({"type": "draft_warning", "content": content})).await;
    let id = made["made"]["id"].as_u64().unwrap();
    ask(&leader, json!({"type": "approve_warning", "warning": id})).await;
    ask(&duty, json!({"type": "issue_warning", "warning": id})).await;
    id
}

fn dispatch(county: &County) -> Value {
    county.engine.read(|domain| {
        let warning = domain.command.issued.all.values().next().unwrap();
        serde_json::to_value(warning.dispatches.values().next().unwrap()).unwrap()
    })
}

#[tokio::test]
async fn warn_8_a_real_gateway_is_tried_again_with_the_same_key_and_signature() {
    let (county, gateway) = (County::in_mode(Mode::Real).await, Gateway::open(&[503]).await);
    let key = connect(&county, "sms", &gateway).await;
    issue(&county, "暴雨红色预警").await;
    until("the gateway took it", async || (dispatch(&county)["state"] == "accepted").then_some(())).await;
    let letters = gateway.letters();
    assert_eq!(letters.len(), 2, "once refused, once taken");
    for letter in &letters {
        assert_eq!((letter.gateway.as_str(), letter.key.as_str()), ("sms", "431024-1-issue-sms"));
        let signed = Signed { gateway: &letter.gateway, time: &letter.time, body: &letter.body };
        assert!(signed.genuine(&key, &letter.signature));
        assert!(!signed.genuine("another key", &letter.signature));
    }
    assert_eq!(letters[0].body, letters[1].body);
    let said: Value = serde_json::from_slice(&letters[0].body).unwrap();
    assert_eq!((&said["headline"], &said["towns"][0]["code"]), (&json!("暴雨红色预警"), &json!("431024100")));
    assert!(said["cap"].as_str().unwrap().contains("<msgType>Alert</msgType>"));
    assert_eq!(dispatch(&county)["attempts"], 2);
}

#[tokio::test]
async fn warn_7_no_request_of_a_demo_or_an_exercise_reaches_an_endpoint() {
    let gateway = Gateway::open(&[]).await;
    let (demo, drill) = (County::in_mode(Mode::Demo).await, County::in_mode(Mode::Exercise).await);
    for county in [&demo, &drill] {
        connect(county, "sms", &gateway).await;
        issue(county, "演练：暴雨红色预警").await;
        assert_eq!(dispatch(county)["state"], "withheld");
    }
    // Issued after them, through the same gateway: when this has come, theirs would have.
    let real = County::in_mode(Mode::Real).await;
    connect(&real, "sms", &gateway).await;
    issue(&real, "实战：暴雨红色预警").await;
    until("the real one came", async || (dispatch(&real)["state"] == "accepted").then_some(())).await;
    let said: Vec<Value> = gateway.letters().iter().map(|each| serde_json::from_slice(&each.body).unwrap()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["headline"], "实战：暴雨红色预警");
}

#[tokio::test]
async fn warn_9_receipts_are_signed_and_fresh() {
    let (county, gateway) = (County::in_mode(Mode::Real).await, Gateway::open(&[]).await);
    let key = connect(&county, "sms", &gateway).await;
    issue(&county, "暴雨红色预警").await;
    let receipt =
        json!({"key": "431024-1-issue-sms", "counts": {"sent": 312, "delivered": 305, "failed": 7}}).to_string();
    let send = async |key: &str, time: i64, body: &str| {
        let (client, time) = (county.stranger(), time.to_string());
        let signature = Signed { gateway: "sms", time: &time, body: body.as_bytes() }.signature(key);
        let request = client.request(Method::POST, "/api/gateways/sms/receipts").header("x-fengsui-time", &time);
        let request = request.header("x-fengsui-signature", signature).header("content-type", "application/json");
        client.send(request.body(body.to_owned())).await
    };
    let now = county.engine.now().0;
    for (refused, why) in [
        (send("another key", now, &receipt).await, "another key"),
        (send(&key, now - 3_600_000_000, &receipt).await, "an old copy"),
    ] {
        assert_eq!((refused.status, refused.refusal().rule.as_str()), (401, "WARN-9"), "{why}");
    }
    let taken = send(&key, now, &receipt).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    assert_eq!(dispatch(&county)["receipt"], json!({"sent": 312, "delivered": 305, "failed": 7}));
    let other = send(&key, now, &receipt.replace("issue", "cancel")).await;
    assert_eq!(other.refusal().rule, "WARN-9", "never sent");
}

#[tokio::test]
async fn warn_11_the_document_is_cap_1_2_and_for_who_sees_the_warning() {
    let (county, gateway) = (County::in_mode(Mode::Real).await, Gateway::open(&[]).await);
    connect(&county, "sms", &gateway).await;
    let id = issue(&county, "暴雨<红色>预警").await;
    let path = format!("/api/warnings/{id}/cap");
    let (duty, fire) = (county.login("duty").await, county.login("fire").await);
    let document = fire.get(&path).await;
    assert_eq!((document.status, document.header("content-type")), (200, "application/cap+xml; charset=utf-8"));
    assert_cap(&document.body, "Alert");
    assert!(document.body.contains(
        "<polygon>25.500000,112.300000 25.500000,112.400000 25.600000,112.400000 25.500000,112.300000</polygon>"
    ));
    for (client, status) in
        [(county.login("police").await, 404), (county.login("admin").await, 404), (county.stranger(), 401)]
    {
        assert_eq!(client.get(&path).await.status, status);
    }
    ask(&duty, json!({"type": "cancel_warning", "warning": id, "reason": "雨停了"})).await;
    let over = duty.get(&path).await.body;
    assert_cap(&over, "Cancel");
    assert!(over.contains("<references>43102400000000,43102400000000_"), "{over}");
}

/// Children of each element in the sequence of the schema (CAP-v1.2.xsd): name, least, most.
const ALERT: &[(&str, usize, usize)] = &[
    ("identifier", 1, 1),
    ("sender", 1, 1),
    ("sent", 1, 1),
    ("status", 1, 1),
    ("msgType", 1, 1),
    ("source", 0, 1),
    ("scope", 1, 1),
    ("restriction", 0, 1),
    ("addresses", 0, 1),
    ("code", 0, 99),
    ("note", 0, 1),
    ("references", 0, 1),
    ("incidents", 0, 1),
    ("info", 0, 99),
];
const INFO: &[(&str, usize, usize)] = &[
    ("language", 0, 1),
    ("category", 1, 99),
    ("event", 1, 1),
    ("responseType", 0, 99),
    ("urgency", 1, 1),
    ("severity", 1, 1),
    ("certainty", 1, 1),
    ("audience", 0, 1),
    ("eventCode", 0, 99),
    ("effective", 0, 1),
    ("onset", 0, 1),
    ("expires", 0, 1),
    ("senderName", 0, 1),
    ("headline", 0, 1),
    ("description", 0, 1),
    ("instruction", 0, 1),
    ("web", 0, 1),
    ("contact", 0, 1),
    ("parameter", 0, 99),
    ("resource", 0, 99),
    ("area", 0, 99),
];
const AREA: &[(&str, usize, usize)] = &[
    ("areaDesc", 1, 1),
    ("polygon", 0, 99),
    ("circle", 0, 99),
    ("geocode", 0, 99),
    ("altitude", 0, 1),
    ("ceiling", 0, 1),
];
const PAIR: &[(&str, usize, usize)] = &[("valueName", 1, 1), ("value", 1, 1)];
const WORDS: &[(&str, &[&str])] = &[
    ("status", &["Actual", "Exercise", "System", "Test", "Draft"]),
    ("msgType", &["Alert", "Update", "Cancel", "Ack", "Error"]),
    ("scope", &["Public", "Restricted", "Private"]),
    (
        "category",
        &[
            "Geo",
            "Met",
            "Safety",
            "Security",
            "Rescue",
            "Fire",
            "Health",
            "Env",
            "Transport",
            "Infra",
            "CBRNE",
            "Other",
        ],
    ),
    ("responseType", &["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"]),
    ("urgency", &["Immediate", "Expected", "Future", "Past", "Unknown"]),
    ("severity", &["Extreme", "Severe", "Moderate", "Minor", "Unknown"]),
    ("certainty", &["Observed", "Likely", "Possible", "Unlikely", "Unknown"]),
];

fn assert_cap(text: &str, kind: &str) {
    let document = roxmltree::Document::parse(text).unwrap();
    let alert = document.root_element();
    assert_eq!(alert.tag_name().name(), "alert");
    sequence(alert, ALERT);
    let said = |name: &str| alert.children().find(|each| each.tag_name().name() == name).and_then(|each| each.text());
    assert_eq!(said("msgType"), Some(kind));
    let identifier = said("identifier").unwrap();
    assert!(!identifier.contains([' ', ',', '<', '&']), "{identifier}");
    for each in document.descendants().filter(roxmltree::Node::is_element) {
        let (name, text) = (each.tag_name().name(), each.text().unwrap_or_default());
        assert_eq!(each.tag_name().namespace(), Some("urn:oasis:names:tc:emergency:cap:1.2"));
        match name {
            "info" => sequence(each, INFO),
            "area" => sequence(each, AREA),
            "eventCode" | "parameter" | "geocode" => sequence(each, PAIR),
            "sent" | "effective" | "expires" => date_time(text),
            "polygon" => {
                let points: Vec<&str> = text.split(' ').collect();
                assert!(points.len() >= 4 && points.first() == points.last(), "{text}");
            }
            _ => {}
        }
        if let Some((_, words)) = WORDS.iter().find(|(known, _)| *known == name) {
            assert!(words.contains(&text), "{name}: {text}");
        }
    }
}

fn sequence(element: roxmltree::Node<'_, '_>, of: &[(&str, usize, usize)]) {
    let names: Vec<&str> =
        element.children().filter(roxmltree::Node::is_element).map(|each| each.tag_name().name()).collect();
    let mut rest = &names[..];
    for (name, least, most) in of {
        let count = rest.iter().take_while(|each| *each == name).count();
        assert!((*least..=*most).contains(&count), "{name} {count} times in {names:?}");
        rest = &rest[count..];
    }
    assert!(rest.is_empty(), "{rest:?} out of its place in {names:?}");
}

/// `\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d`
fn date_time(text: &str) {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    assert_eq!(shape, "9999-99-99T99:99:99+99:99", "{text}");
}
