//! `make bench-log`: durable inputs per second. Many producers each wait for the durable acknowledgement of a note on
//! an incident before they send the next; beside it the floor: rows of the same bytes in the same kind of batched,
//! synced transaction, without deciding, hashing, looking for repeats or applying. Then the same with new incidents all
//! over the county, each of which is compared with those that are open, and with a storm of incidents from one place.
//!
//! Last line: JSON. A run during which other processes used the processors is void and says so.

use fengsui_command_core::{NodeInput, input::Secret};
use fengsui_command_server::{
    clock::Clock,
    engine::{self, Engine},
    log::{self, LogOptions, Record},
    snapshots::Policy,
};
use fengsui_protocol::{
    Actor, InputId, Micros, UserId,
    account::{Mode, Role, UnitKind},
    geo::{Place, Wgs84},
    incident::IncidentFacts,
    input::Input,
    live::EntityKey,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

const PRODUCERS: usize = 256;
const LENGTH: Duration = Duration::from_secs(10);
/// Inputs in one transaction, as in the engine.
const BATCH: usize = 512;
/// Rows in one INSERT, as in the log's writer.
const ROWS: usize = 24;
/// Most of the machine that others may use before a run is void.
const CONTENTION: f64 = 0.10;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let dir = std::env::temp_dir().join(format!("fengsui-bench-{}", std::process::id()));
    let Measured { notes: engine, incidents, storm, sample, others: contended } =
        bench_engine(&dir.join("engine")).await?;
    let (floor, floor_contended) = bench_floor(&dir.join("floor"), sample).await?;
    std::fs::remove_dir_all(&dir)?;
    println!("{PRODUCERS} producers, {} s each, every event acknowledged after its sync", LENGTH.as_secs());
    println!("{:<9} {:>12} {:>12} {:>12}", "", "events/s", "ack p50 ms", "ack p99 ms");
    for (name, figures) in [("notes", &engine), ("floor", &floor), ("incidents", &incidents), ("storm", &storm)] {
        println!("{name:<9} {:>12.0} {:>12.2} {:>12.2}", figures.per_second, figures.p50_ms, figures.p99_ms);
    }
    println!("notes / floor: {:.2}", engine.per_second / floor.per_second);
    let others = contended.max(floor_contended);
    if others > CONTENTION {
        println!("VOID: other processes used {:.0} % of the machine", others * 100.0);
    }
    println!(
        r#"{{"events_per_s":{:.0},"ack_p50_ms":{:.2},"ack_p99_ms":{:.2},"floor_events_per_s":{:.0},"floor_ack_p50_ms":{:.2},"floor_ack_p99_ms":{:.2},"incidents_per_s":{:.0},"storm_incidents_per_s":{:.0},"void":{}}}"#,
        engine.per_second,
        engine.p50_ms,
        engine.p99_ms,
        floor.per_second,
        floor.p50_ms,
        floor.p99_ms,
        incidents.per_second,
        storm.per_second,
        others > CONTENTION
    );
    Ok(())
}

struct Figures {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// Runs the producers and sums up; `send` returns when its event is durable.
async fn produce<F, S>(send: S) -> Figures
where
    S: Fn(usize, usize) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let (began, mut tasks) = (Instant::now(), tokio::task::JoinSet::new());
    for producer in 0..PRODUCERS {
        let send = send.clone();
        tasks.spawn(async move {
            let mut waits = Vec::new();
            while began.elapsed() < LENGTH {
                let sent = Instant::now();
                send(producer, waits.len()).await;
                waits.push(sent.elapsed());
            }
            waits
        });
    }
    let mut waits: Vec<_> = tasks.join_all().await.concat();
    let seconds = began.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |share: f64| waits[(waits.len() as f64 * share) as usize].as_secs_f64() * 1000.0;
    Figures { per_second: waits.len() as f64 / seconds, p50_ms: at(0.50), p99_ms: at(0.99) }
}

// ---- the engine ----

struct Measured {
    notes: Figures,
    incidents: Figures,
    storm: Figures,
    sample: Vec<Record>,
    others: f64,
}

async fn bench_engine(dir: &Path) -> anyhow::Result<Measured> {
    let clock = Clock::system();
    let options = LogOptions { dir: dir.to_owned(), jurisdiction: "431024".into(), mode: Mode::Demo, now: clock.now() };
    let engine = engine::open(&options, clock, Policy::default()).await?.engine;
    let user = set_up(&engine).await;
    let submit = move |engine: Engine, kind: &'static str, producer: usize, n: usize, input: Input| async move {
        let id = InputId(format!("{kind}-{producer:08}-{n:08}"));
        engine.submit(Actor::User(user), id, input).await.expect("the bench's input is taken").made
    };
    let mut noted = Vec::new();
    for producer in 0..PRODUCERS {
        let made = submit(engine.clone(), "first", producer, 0, spread(engine.now(), producer, 0)).await;
        let Some(EntityKey::Incident(id)) = made else { panic!("{made:?}") };
        noted.push(id);
    }
    let busy = Busy::now()?;
    let (sender, noted) = (engine.clone(), Arc::new(noted));
    let notes = produce(move |producer, n| {
        let text = "连续降雨，路面积水约三十厘米，两车熄火，无人员伤亡。已通知城管和交警到场，正在设置警戒。";
        let note = Input::AddNote { incident: noted[producer], text: text.into() };
        let sending = submit(sender.clone(), "note", producer, n, note);
        async move { drop(sending.await) }
    })
    .await;
    let sample = engine.log().before(u64::MAX, 4_096).await?;
    let sender = engine.clone();
    let incidents = produce(move |producer, n| {
        let sending = submit(sender.clone(), "spread", producer, n, spread(sender.now(), producer, n));
        async move { drop(sending.await) }
    })
    .await;
    let sender = engine.clone();
    let storm = produce(move |producer, n| {
        let sending = submit(sender.clone(), "storm", producer, n, report(sender.now(), producer, n));
        async move { drop(sending.await) }
    })
    .await;
    let others = busy.others()?;
    Ok(Measured { notes, incidents, storm, sample, others })
}

/// An incident somewhere in the county.
fn spread(now: Micros, producer: usize, n: usize) -> Input {
    let Input::LogIncident { mut facts, from_record, taken_at } = report(now, producer, n) else {
        unreachable!("a report")
    };
    // Steps of a low-discrepancy sequence over 30 × 30 km.
    let step = (producer * 4_093 + n) as f64;
    let position =
        Wgs84 { lon: 112.24 + 0.3 * (step * 0.754_877_666).fract(), lat: 25.4 + 0.3 * (step * 0.569_840_291).fract() };
    facts.place.position = Some(position);
    facts.type_code = ["A10100", "A20600", "A20700", "A10400", "A20400"][(producer + n) % 5].into();
    Input::LogIncident { facts, from_record, taken_at }
}

async fn set_up(engine: &Engine) -> UserId {
    let submit = async |id: &str, input: fengsui_command_server::domain::NodeInput| {
        engine.submit(Actor::Node, id.into(), input).await.expect("set-up is taken")
    };
    let open =
        NodeInput::OpenJurisdiction { id: "431024".into(), name: "嘉禾县".into(), mode: engine.mode(), bbox: None };
    submit("open", open.into()).await;
    let (id, name) = ("centre".into(), "县应急指挥中心".into());
    submit("unit", Input::CreateUnit { id, name, kind: UnitKind::Centre, code: None, phone: None }.into()).await;
    let user = NodeInput::CreateUser {
        account: "zhiban".into(),
        name: "值班员".into(),
        unit: "centre".into(),
        role: Role::DutyOfficer,
        password_hash: Secret::from("none"),
        must_change: false,
    };
    match submit("user", user.into()).await.made {
        Some(EntityKey::User(id)) => id,
        made => panic!("{made:?}"),
    }
}

fn report(now: Micros, producer: usize, n: usize) -> Input {
    let facts = IncidentFacts {
        title: format!("珠泉镇路面积水 {producer}-{n}"),
        type_code: "A10100".into(),
        occurred_at: now,
        place: Place { text: "珠泉镇人民北路与金田路交叉口".into(), ..Place::default() },
        severity: None,
        casualties: Default::default(),
        caller: Default::default(),
        narrative: "连续降雨，路面积水约三十厘米，两车熄火，无人员伤亡。".into(),
        measures: "已通知城管和交警到场。".into(),
        informed: String::new(),
    };
    Input::LogIncident { facts, from_record: None, taken_at: None }
}

// ---- the floor ----

async fn bench_floor(dir: &Path, sample: Vec<Record>) -> anyhow::Result<(Figures, f64)> {
    let options =
        LogOptions { dir: dir.to_owned(), jurisdiction: "431024".into(), mode: Mode::Demo, now: Clock::system().now() };
    drop(log::open(&options).await?);
    let connection = log::connect_options(dir).connect().await?;
    let (rows, waiting) = mpsc::channel::<Row>(4_096);
    let writer = tokio::spawn(write_rows(connection, waiting, Arc::new(sample)));
    let busy = Busy::now()?;
    let figures = produce(move |_, _| {
        let rows = rows.clone();
        async move {
            let (durable, told) = oneshot::channel();
            rows.send(durable).await.expect("the floor's writer runs");
            told.await.expect("the floor's writer answers");
        }
    })
    .await;
    let others = busy.others()?;
    writer.await??;
    Ok((figures, others))
}

type Row = oneshot::Sender<()>;

async fn write_rows(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<Row>,
    sample: Arc<Vec<Record>>,
) -> Result<(), sqlx::Error> {
    let (one, many): (Arc<str>, Arc<str>) = (insert_text(1).into(), insert_text(ROWS).into());
    let (mut seq, mut acks) = (0, Vec::with_capacity(BATCH));
    while waiting.recv_many(&mut acks, BATCH).await > 0 {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut left = acks.len();
        while left > 0 {
            let (text, rows) = if left >= ROWS { (many.clone(), ROWS) } else { (one.clone(), 1) };
            insert(&mut transaction, text, &sample, seq, rows).await?;
            (seq, left) = (seq + rows, left - rows);
        }
        transaction.commit().await?;
        for ack in acks.drain(..) {
            let _ = ack.send(());
        }
    }
    connection.close().await
}

fn insert_text(rows: usize) -> String {
    let row = |row: usize| {
        let marks: Vec<_> = (1..=13).map(|column| format!("${}", row * 13 + column)).collect();
        format!("({})", marks.join(","))
    };
    let values: Vec<_> = (0..rows).map(row).collect();
    let columns = "jurisdiction, epoch, seq, at, mode, actor, input_id, kind, version, body, salt, prev, hash";
    format!("INSERT INTO log ({columns}) VALUES {}", values.join(","))
}

async fn insert(
    connection: &mut SqliteConnection,
    text: Arc<str>,
    sample: &[Record],
    first: usize,
    rows: usize,
) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for seq in first..first + rows {
        let row = &sample[seq % sample.len()];
        query = query
            .bind(row.jurisdiction.0.clone())
            .bind(1i64)
            .bind(seq as i64 + 1)
            .bind(row.at.0)
            .bind("demo")
            .bind(row.actor.clone())
            .bind(format!("{:032x}-{:08}", seq % PRODUCERS + 1, seq / PRODUCERS))
            .bind(row.kind.clone())
            .bind(1i64)
            .bind(row.body.clone())
            .bind(row.salt.to_vec())
            .bind(row.prev.to_vec())
            .bind(row.hash.to_vec());
    }
    query.execute(connection).await.map(|_| ())
}

// ---- who else used the processors ----

/// Processor time of the machine and of this process, in ticks.
struct Busy {
    machine: u64,
    all: u64,
    own: u64,
}

impl Busy {
    fn now() -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string("/proc/stat")?;
        let ticks: Vec<u64> =
            stat.lines().next().unwrap_or("").split_whitespace().skip(1).filter_map(|tick| tick.parse().ok()).collect();
        // user nice system idle iowait irq softirq steal: guest time is in user already.
        let all: u64 = ticks.iter().take(8).sum();
        let idle = ticks.get(3).unwrap_or(&0) + ticks.get(4).unwrap_or(&0);
        let own = std::fs::read_to_string("/proc/self/stat")?;
        let fields: Vec<&str> = own.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let own = fields.get(11..13).unwrap_or(&[]).iter().filter_map(|tick| tick.parse::<u64>().ok()).sum();
        Ok(Self { machine: all - idle, all, own })
    }

    /// Share of the machine that other processes used since.
    fn others(&self) -> anyhow::Result<f64> {
        let now = Self::now()?;
        let others = (now.machine - self.machine).saturating_sub(now.own - self.own);
        Ok(others as f64 / (now.all - self.all).max(1) as f64)
    }
}
