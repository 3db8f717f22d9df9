//! A node with a county in it, on free ports.

use crate::client::Client;
use fengsui_command_core::{NodeInput, Secret};
use fengsui_command_server::{
    auth::{feed_key, password::Passwords, secret::NodeSecret},
    bridge::Bridge,
    clock::Clock,
    engine::{self, Engine},
    http::{self, HttpConfig, Services, Serving},
    log::LogOptions,
    snapshots::Policy,
    tls::TlsOptions,
};
use fengsui_gis_server::Maps;
use fengsui_protocol::{
    Actor, InputId,
    account::{Mode, Role, UnitKind},
    feed::FeedFormat,
    geo::{Bbox, Wgs84},
    input::Input,
    live::EntityKey,
    station::Thresholds,
};
use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
};

/// Everybody's password, and its hash, made once.
pub const PASSWORD: &str = "long enough 2026";
static HASH: LazyLock<String> = LazyLock::new(|| fengsui_command_server::auth::password::hash_now(PASSWORD));

pub const SOURCES: [(&str, &str, FeedFormat); 7] = [
    ("police-110", "police", FeedFormat::Envelope),
    ("fire-119", "fire", FeedFormat::Envelope),
    ("air-defence", "air-defence", FeedFormat::Envelope),
    ("safety", "safety", FeedFormat::Envelope),
    ("water-gauges", "water", FeedFormat::Envelope),
    ("weather-cap", "weather", FeedFormat::Cap),
    ("disabled-feed", "fire", FeedFormat::Envelope),
];

const UNITS: [(&str, UnitKind); 8] = [
    ("centre", UnitKind::Centre),
    ("police", UnitKind::PublicSecurity),
    ("air-defence", UnitKind::CivilAirDefence),
    ("fire", UnitKind::Fire),
    ("weather", UnitKind::Weather),
    ("water", UnitKind::Water),
    ("safety", UnitKind::WorkSafety),
    ("town-431024100", UnitKind::Township),
];

const PEOPLE: [(&str, &str, Role); 9] = [
    ("leader", "centre", Role::Leader),
    ("duty", "centre", Role::DutyOfficer),
    ("operator", "centre", Role::Operator),
    ("admin", "centre", Role::Administrator),
    ("fire", "fire", Role::DepartmentOfficer),
    ("police", "police", Role::DepartmentOfficer),
    ("water", "water", Role::DepartmentOfficer),
    ("town", "town-431024100", Role::TownshipOfficer),
    ("field", "town-431024100", Role::FieldOfficer),
];

/// A running node; its directory goes with it.
pub struct County {
    pub engine: Engine,
    pub serving: Serving,
    pub dir: PathBuf,
    keys: Vec<(String, String)>,
}

impl Drop for County {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

impl County {
    pub async fn new() -> Self {
        Self::in_mode(Mode::Demo).await
    }

    pub async fn in_mode(mode: Mode) -> Self {
        let dir = std::env::temp_dir().join(format!("fengsui-node-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(dir.join("run")).unwrap();
        let clock = Clock::system();
        let options = LogOptions { dir: dir.clone(), jurisdiction: "431024".into(), mode, now: clock.now() };
        let engine = engine::open(&options, clock, Policy::default()).await.unwrap().engine;
        let secret = NodeSecret::open(&dir).unwrap();
        let keys = set_up(&engine, &secret, mode).await;
        let services = Services {
            bridge: Bridge::start(&engine, &dir.join("run")),
            maps: Arc::new(Maps::open(&dir.join("maps")).unwrap()),
            passwords: Passwords::default(),
            secret: secret.clone(),
            engine: engine.clone(),
        };
        let any = "127.0.0.1:0".parse().unwrap();
        let config = HttpConfig {
            data_dir: dir.clone(),
            listen: any,
            http: Some(any),
            also: Default::default(),
            tls: TlsOptions::default(),
        };
        let serving = http::start(services, config).await.unwrap();
        Self { engine, serving, dir, keys }
    }

    pub fn key(&self, source: &str) -> &str {
        &self.keys.iter().find(|(id, _)| id == source).expect("a source of the county").1
    }

    /// Nobody yet, over plain HTTP on loopback.
    pub fn stranger(&self) -> Client {
        Client::new(self.serving.http.unwrap())
    }

    /// Somebody who is logged in.
    pub async fn login(&self, account: &str) -> Client {
        let mut client = self.stranger();
        let answer = client.login(account, PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        client
    }

    pub async fn submit(
        &self,
        actor: Actor,
        input: impl Into<fengsui_command_server::domain::NodeInput>,
    ) -> Option<EntityKey> {
        submit(&self.engine, actor, input).await
    }
}

async fn submit(
    engine: &Engine,
    actor: Actor,
    input: impl Into<fengsui_command_server::domain::NodeInput>,
) -> Option<EntityKey> {
    let id = InputId(uuid::Uuid::new_v4().to_string());
    engine.submit(actor, id, input).await.unwrap().made
}

async fn set_up(engine: &Engine, secret: &NodeSecret, mode: Mode) -> Vec<(String, String)> {
    let bbox = Some(Bbox { west: 112.0, south: 25.3, east: 112.9, north: 25.9 });
    let open = NodeInput::OpenJurisdiction { id: "431024".into(), name: "嘉禾县".into(), mode, bbox };
    submit(engine, Actor::Node, open).await;
    for (id, kind) in UNITS {
        let code = id.strip_prefix("town-").map(str::to_owned);
        let unit = Input::CreateUnit { id: id.into(), name: format!("单位 {id}"), kind, code, phone: None };
        submit(engine, Actor::Node, unit).await;
    }
    for (account, unit, role) in PEOPLE {
        create_user(engine, account, unit, role, false).await;
    }
    create_user(engine, "newcomer", "centre", Role::DutyOfficer, true).await;
    let mut keys = Vec::new();
    for (id, unit, format) in SOURCES {
        keys.push((id.to_owned(), create_source(engine, secret, id, unit, format).await));
    }
    let off = Input::UpdateFeedSource { id: "disabled-feed".into(), name: None, disabled: Some(true) };
    submit(engine, Actor::Node, off).await;
    let station = Input::SetStation {
        id: "4310240003".into(),
        name: "舂陵水嘉禾站".into(),
        source: "water-gauges".into(),
        position: Wgs84 { lon: 112.37, lat: 25.59 },
        thresholds: Thresholds { level_m: Some(10.0), rain_mm: Some(30.0) },
    };
    submit(engine, Actor::Node, station).await;
    keys
}

async fn create_user(engine: &Engine, account: &str, unit: &str, role: Role, must_change: bool) {
    let user = NodeInput::CreateUser {
        account: account.into(),
        name: format!("姓名 {account}"),
        unit: unit.into(),
        role,
        password_hash: Secret(HASH.clone()),
        must_change,
    };
    submit(engine, Actor::Node, user).await;
}

async fn create_source(engine: &Engine, secret: &NodeSecret, id: &str, unit: &str, format: FeedFormat) -> String {
    let source = Input::CreateFeedSource { id: id.into(), name: format!("来报 {id}"), unit: unit.into(), format };
    submit(engine, Actor::Node, source).await;
    let made = feed_key::make(secret, &id.into());
    let key = NodeInput::SetSourceKey { source: id.into(), key: Secret(made.salt), hint: made.hint };
    submit(engine, Actor::Node, key).await;
    made.key
}
