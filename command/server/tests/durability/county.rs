//! A data directory with a county in it.

use fengsui_command_core::{NodeInput, input::Secret};
use fengsui_command_server::{
    clock::Clock,
    engine::{self, Committed, Engine},
    log::{LogError, LogOptions},
    snapshots::Policy,
};
use fengsui_protocol::{
    Actor, InputId, Micros, Refusal, UserId,
    account::{Mode, Role, UnitKind},
    geo::Place,
    incident::IncidentFacts,
    input::Input,
    live::EntityKey,
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// 2026-07-18 08:00 in Beijing.
pub const MORNING: Micros = Micros(1_784_332_800_000_000);

/// A directory that is removed with the test.
pub struct Dir(PathBuf);

impl Dir {
    pub fn new() -> Self {
        Self(std::env::temp_dir().join(format!("fengsui-{}", uuid::Uuid::new_v4())))
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A clock that moves a second each time it is read.
pub fn ticking() -> Clock {
    let now = Arc::new(AtomicI64::new(MORNING.0));
    Clock::given(move || Micros(now.fetch_add(Micros::SECOND, Ordering::Relaxed)))
}

pub fn options(dir: &Path) -> LogOptions {
    LogOptions { dir: dir.to_owned(), jurisdiction: "431024".into(), mode: Mode::Demo, now: MORNING }
}

/// Snapshots only when a test asks for them.
pub fn no_snapshots() -> Policy {
    Policy { records: u64::MAX / 2, period: Duration::from_secs(86_400), apart: Duration::ZERO }
}

pub async fn open(dir: &Path) -> Result<Engine, LogError> {
    engine::open(&options(dir), ticking(), no_snapshots()).await.map(|started| started.engine)
}

/// Opens `dir` and sets the county up when it is new; the user is a duty officer.
pub async fn county(dir: &Path) -> (Engine, UserId) {
    let engine = open(dir).await.unwrap();
    let user = set_up(&engine).await;
    (engine, user)
}

pub async fn set_up(engine: &Engine) -> UserId {
    let mode = engine.mode();
    let open = NodeInput::OpenJurisdiction { id: "431024".into(), name: "嘉禾县".into(), mode, bbox: None };
    engine.submit(Actor::Node, "open".into(), open).await.unwrap();
    let unit = Input::CreateUnit {
        id: "centre".into(),
        name: "县应急指挥中心".into(),
        kind: UnitKind::Centre,
        code: None,
        phone: None,
    };
    engine.submit(Actor::Node, "unit".into(), unit).await.unwrap();
    let user = NodeInput::CreateUser {
        account: "zhiban".into(),
        name: "值班员".into(),
        unit: "centre".into(),
        role: Role::DutyOfficer,
        password_hash: Secret("$argon2id$none".into()),
        must_change: false,
    };
    match engine.submit(Actor::Node, "user".into(), user).await.unwrap().made {
        Some(EntityKey::User(id)) => id,
        made => panic!("{made:?}"),
    }
}

/// 接报 of an incident that can be told from the others by its title.
pub fn report(title: &str) -> Input {
    let facts = IncidentFacts {
        title: title.to_owned(),
        type_code: "A10100".into(),
        occurred_at: MORNING,
        place: Place { text: "珠泉镇".into(), ..Place::default() },
        severity: None,
        casualties: Default::default(),
        caller: Default::default(),
        narrative: "河水上涨，道路被淹。".into(),
        measures: String::new(),
        informed: String::new(),
    };
    Input::LogIncident { facts, from_record: None, taken_at: None }
}

pub async fn submit(engine: &Engine, user: UserId, id: &str, title: &str) -> Result<Committed, Refusal> {
    engine.submit(Actor::User(user), InputId(id.to_owned()), report(title)).await
}

/// Logs `count` incidents, many at a time.
pub async fn fill(engine: &Engine, user: UserId, prefix: &str, count: usize) {
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..count {
        let (engine, id) = (engine.clone(), format!("{prefix}-{n}"));
        tasks.spawn(async move { submit(&engine, user, &id, &id).await.unwrap() });
    }
    tasks.join_all().await;
}

/// Stops the engine for good: the lock on its directory is free when this returns.
pub async fn close(engine: Engine) {
    let dir = engine.log().dir().to_owned();
    drop(engine);
    let lock = std::fs::File::options().write(true).open(dir.join("leader.lock")).unwrap();
    tokio::task::spawn_blocking(move || lock.lock()).await.unwrap().unwrap();
}
