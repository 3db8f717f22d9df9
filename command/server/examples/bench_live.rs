//! `make bench-live [CLIENTS]`: how fast an incident reaches every screen, and what a screen costs the node.
//!
//! The server is a process of its own with TLS on; this process is N websocket clients over loopback. Memory and
//! processor time are the server's only; the generator keeps one core busy, the server has the rest. A delivery is one incident at one client. Last line: JSON. A run during which
//! other processes used the processors, or in which a client was cut back to a snapshot, is void and says so.

mod server {
    //! The measured process: a node with one duty officer, on a free port.

    use fengsui_command_core::{NodeInput, Secret};
    use fengsui_command_server::{
        auth::{
            password::{Passwords, hash_now},
            secret::NodeSecret,
        },
        bridge::Bridge,
        clock::Clock,
        engine,
        http::{self, HttpConfig, Services},
        log::LogOptions,
        snapshots::Policy,
        tls::TlsOptions,
    };
    use fengsui_gis_server::Maps;
    use fengsui_protocol::{
        Actor, InputId,
        account::{Mode, Role, UnitKind},
        input::Input,
    };
    use std::{path::Path, sync::Arc};

    pub const ACCOUNT: &str = "duty";
    pub const PASSWORD: &str = "a measuring password";

    /// Serves until its standard input ends.
    pub async fn run(dir: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(dir.join("run"))?;
        let clock = Clock::system();
        let options =
            LogOptions { dir: dir.to_owned(), jurisdiction: "431024".into(), mode: Mode::Demo, now: clock.now() };
        let engine = engine::open(&options, clock, Policy::default()).await?.engine;
        let open =
            NodeInput::OpenJurisdiction { id: "431024".into(), name: "嘉禾县".into(), mode: Mode::Demo, bbox: None };
        let unit = Input::CreateUnit {
            id: "centre".into(),
            name: "县应急指挥中心".into(),
            kind: UnitKind::Centre,
            code: None,
            phone: None,
        };
        let user = NodeInput::CreateUser {
            account: ACCOUNT.into(),
            name: "值班员".into(),
            unit: "centre".into(),
            role: Role::DutyOfficer,
            password_hash: Secret(hash_now(PASSWORD)),
            must_change: false,
        };
        for input in [open, NodeInput::Asked(unit), user] {
            let id = InputId(uuid::Uuid::new_v4().to_string());
            engine.submit(Actor::Node, id, input).await.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
        }
        let services = Services {
            bridge: Bridge::start(&engine, &dir.join("run")),
            maps: Arc::new(Maps::open(&dir.join("maps"))?),
            passwords: Passwords::default(),
            secret: NodeSecret::open(dir)?,
            engine,
        };
        let listen = "127.0.0.1:0".parse()?;
        let config = HttpConfig {
            data_dir: dir.to_owned(),
            listen,
            http: None,
            also: Default::default(),
            tls: TlsOptions::default(),
        };
        let serving = http::start(services, config).await?;
        println!("{}", serving.https);
        tokio::io::copy(&mut tokio::io::stdin(), &mut tokio::io::sink()).await?;
        Ok(())
    }
}

mod bench;

use anyhow::{Context, ensure};
use bench::{
    CONTENTION, Socket, connect, login, machine_s, own_s, process_s, raise_open_files, rss_kib, spawn_server, text,
    tls_config,
};
use fengsui_protocol::{
    InputId, Micros,
    incident::IncidentFacts,
    input::Input,
    live::{ClientMessage, ServerMessage},
};
use futures_util::{SinkExt, StreamExt};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::runtime::Builder;
use tokio_tungstenite::tungstenite::Message;

const CLIENTS: usize = 1_000;
/// Incidents of the quiet part, half a second apart: how long one takes to reach everybody.
const QUIET: usize = 20;
const QUIET_PAUSE: Duration = Duration::from_millis(500);
/// Before memory is looked at.
const SETTLES: Duration = Duration::from_secs(2);
/// The busy part.
const BUSY: Duration = Duration::from_secs(8);
/// Incidents that wait for their acknowledgement at once in the busy part.
const AT_ONCE: usize = 4;

fn main() -> anyhow::Result<()> {
    raise_open_files();
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some("serve") {
        let dir = std::env::args().nth(2).context("a directory")?;
        return Builder::new_multi_thread().enable_all().build()?.block_on(server::run(Path::new(&dir)));
    }
    let generator = Builder::new_current_thread().enable_all().build()?;
    generator.spawn(keep_awake());
    generator.block_on(generate(argument))
}

/// Clients are other machines: to wake this process must not be billed to the server, as loopback does. The generator
/// therefore looks at its sockets without ever sleeping, on one core; the server has the other.
async fn keep_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

async fn generate(argument: Option<String>) -> anyhow::Result<()> {
    let clients = argument.map_or(Ok(CLIENTS), |text| text.parse()).context("how many clients?")?;
    let dir = std::env::temp_dir().join(format!("fengsui-bench-live-{}", std::process::id()));
    let (mut child, address) = spawn_server(&dir)?;
    let measured = measure(&dir, child.id(), address, clients).await;
    drop(child.stdin.take());
    child.wait()?;
    std::fs::remove_dir_all(&dir)?;
    report(clients, &measured?);
    Ok(())
}

struct Measured {
    p50_ms: f64,
    p99_ms: f64,
    deliveries_per_core_s: f64,
    incidents_per_s: f64,
    rss_kib_per_client: f64,
    cut_back: u64,
    others: f64,
}

/// What the clients saw, shared by all.
#[derive(Default)]
struct Seen {
    /// When incident n was sent.
    sent: Mutex<Vec<Instant>>,
    /// Microseconds of each delivery of the quiet part.
    delays: Mutex<Vec<u32>>,
    deliveries: AtomicU64,
    snapshots: AtomicU64,
}

async fn measure(dir: &Path, pid: u32, address: SocketAddr, clients: usize) -> anyhow::Result<Measured> {
    let tls = Arc::new(tls_config(dir)?);
    let cookie = login(&tls, address, server::ACCOUNT, server::PASSWORD).await?;
    let mut sender = connect(&tls, address, &cookie).await?;
    let seen = Arc::new(Seen::default());
    let half = clients / 2;
    let mut at_half = 0.0;
    for number in 0..clients {
        if number == half {
            tokio::time::sleep(SETTLES).await;
            at_half = rss_kib(pid)?;
        }
        let socket = connect(&tls, address, &cookie).await?;
        tokio::spawn(watch(socket, seen.clone()));
    }
    tokio::time::sleep(SETTLES).await;
    // Of the second half: the first may live in what the start left behind.
    let rss_kib_per_client = (rss_kib(pid)? - at_half) / (clients - half) as f64;
    seen.snapshots.store(0, Ordering::Relaxed);

    let (began, busy_before, own_before) = (Instant::now(), machine_s()?, own_s(pid)?);
    for _ in 0..QUIET {
        post(&mut sender, &seen, 1).await?;
        tokio::time::sleep(QUIET_PAUSE).await;
    }
    settled(&seen, (QUIET * clients) as u64).await?;
    let mut delays = std::mem::take(&mut *seen.delays.lock().expect("no holder panics"));
    delays.sort_unstable();

    let (start, cpu_before) = (Instant::now(), process_s(pid)?);
    let mut incidents = 0;
    while start.elapsed() < BUSY {
        post(&mut sender, &seen, AT_ONCE).await?;
        incidents += AT_ONCE;
    }
    settled(&seen, ((QUIET + incidents) * clients) as u64).await?;
    let (took, cpu) = (start.elapsed().as_secs_f64(), process_s(pid)? - cpu_before);
    let (machine, own) = (machine_s()? - busy_before, own_s(pid)? - own_before);
    let cores = std::thread::available_parallelism()?.get() as f64;
    let at = |part: f64| f64::from(delays[((delays.len() - 1) as f64 * part) as usize]) / 1_000.0;
    Ok(Measured {
        p50_ms: at(0.50),
        p99_ms: at(0.99),
        deliveries_per_core_s: (incidents * clients) as f64 / cpu,
        incidents_per_s: incidents as f64 / took,
        rss_kib_per_client,
        cut_back: seen.snapshots.load(Ordering::Relaxed),
        others: (machine - own).max(0.0) / (began.elapsed().as_secs_f64() * cores),
    })
}

fn report(clients: usize, m: &Measured) {
    println!("{clients} clients over TLS on loopback; server process only");
    println!("{:<44} {:>12.1} ms", "incident to all screens, p50", m.p50_ms);
    println!("{:<44} {:>12.1} ms", "incident to all screens, p99", m.p99_ms);
    println!("{:<44} {:>12.0}", "deliveries per core-second, busy", m.deliveries_per_core_s);
    println!("{:<44} {:>12.0}", "incidents per second, busy", m.incidents_per_s);
    println!("{:<44} {:>12.1} KiB", "resident memory per idle client", m.rss_kib_per_client);
    if m.others > CONTENTION {
        println!("VOID: other processes used {:.0} % of the machine", m.others * 100.0);
    }
    if m.cut_back > 0 {
        println!("VOID: {} clients were cut back to a snapshot", m.cut_back);
    }
    println!(
        r#"{{"clients":{clients},"p50_ms":{:.2},"p99_ms":{:.2},"deliveries_per_core_s":{:.0},"rss_kib_per_client":{:.1},"void":{}}}"#,
        m.p50_ms,
        m.p99_ms,
        m.deliveries_per_core_s,
        m.rss_kib_per_client,
        m.others > CONTENTION || m.cut_back > 0
    );
}

/// Counts deliveries: titles `bench-<n>.` in deltas.
async fn watch(mut socket: Socket, seen: Arc<Seen>) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let now = Instant::now();
        let quiet = seen.deliveries.load(Ordering::Relaxed);
        for part in text.split(r#""title":"bench-"#).skip(1) {
            let number: usize = part.split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            if number < QUIET {
                let sent = seen.sent.lock().expect("no holder panics")[number];
                seen.delays.lock().expect("no holder panics").push((now - sent).as_micros() as u32);
            }
            seen.deliveries.fetch_add(1, Ordering::Relaxed);
        }
        if seen.deliveries.load(Ordering::Relaxed) == quiet && text.starts_with(r#"{"type":"snapshot""#) {
            seen.snapshots.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Sends `count` incidents together and waits until each is acknowledged.
async fn post(sender: &mut Socket, seen: &Seen, count: usize) -> anyhow::Result<()> {
    for _ in 0..count {
        let number = {
            let mut sent = seen.sent.lock().expect("no holder panics");
            sent.push(Instant::now());
            sent.len() - 1
        };
        let input = Input::LogIncident { facts: facts(number), from_record: None, taken_at: None };
        let message = ClientMessage::Input { id: InputId(format!("bench-input-{number}")), input };
        sender.feed(Message::text(serde_json::to_string(&message)?)).await?;
    }
    sender.flush().await?;
    let mut waiting = count;
    while waiting > 0 {
        match serde_json::from_str(&text(sender).await?)? {
            ServerMessage::Accepted { .. } => waiting -= 1,
            ServerMessage::Refused { refusal, .. } => anyhow::bail!("{refusal:?}"),
            _ => {}
        }
    }
    Ok(())
}

fn facts(number: usize) -> IncidentFacts {
    IncidentFacts {
        title: format!("bench-{number}. 省道322线两车相撞"),
        type_code: "A20700".into(),
        occurred_at: Micros(1_784_332_800_000_000),
        place: Default::default(),
        severity: None,
        casualties: Default::default(),
        caller: Default::default(),
        narrative: "两车相撞，三人被困，请求增援。".into(),
        measures: String::new(),
        informed: String::new(),
    }
}

/// Waits until everything was delivered.
async fn settled(seen: &Seen, wanted: u64) -> anyhow::Result<()> {
    let began = Instant::now();
    while seen.deliveries.load(Ordering::Relaxed) < wanted {
        ensure!(began.elapsed() < Duration::from_secs(60), "deliveries are missing");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}
