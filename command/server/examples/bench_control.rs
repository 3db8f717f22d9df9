//! `make bench-control [SITES]`: how fast a broadcast change reaches every site's screen and is acknowledged.
//!
//! The server is a process of its own with TLS on; this process is N sites, each a websocket of its own person, and one
//! of them is the chair. They are control-only: no site carries media here, and the last line counts them apart. A site
//! acknowledges as soon as it has read what its screen shows; an acknowledgement counts when the node has answered a
//! ping that was sent behind it on the same websocket, so that the figure is an upper bound. Last line: JSON. A run
//! during which other processes used the processors is void and says so.

mod bench;

mod server {
    //! The measured process: a node with N people in 50 units, all of them in one conference.

    use fengsui_command_core::{NodeInput, Secret};
    use fengsui_command_server::{
        auth::{
            password::{Passwords, hash_now},
            secret::NodeSecret,
        },
        bridge::Bridge,
        clock::Clock,
        domain,
        engine::{self, Engine},
        http::{self, HttpConfig, Services},
        log::LogOptions,
        snapshots::Policy,
        tls::TlsOptions,
    };
    use fengsui_gis_server::Maps;
    use fengsui_protocol::{
        Actor, ConferenceId, InputId, UserId,
        account::{Mode, Role, UnitKind},
        conference::Devices,
        input::Input,
    };
    use std::{path::Path, sync::Arc};

    pub const PASSWORD: &str = "a measuring password";
    const UNITS: usize = 50;

    pub fn account(number: usize) -> String {
        format!("site-{number}")
    }

    /// Serves until its standard input ends.
    pub async fn run(dir: &Path, sites: usize) -> anyhow::Result<()> {
        std::fs::create_dir_all(dir.join("run"))?;
        let clock = Clock::system();
        let options =
            LogOptions { dir: dir.to_owned(), jurisdiction: "431024".into(), mode: Mode::Demo, now: clock.now() };
        let engine = engine::open(&options, clock, Policy::default()).await?.engine;
        convene(&engine, sites).await?;
        let services = Services {
            bridge: Bridge::start(&engine, &dir.join("run")),
            maps: Arc::new(Maps::open(&dir.join("maps"))?),
            passwords: Passwords::default(),
            secret: NodeSecret::open(dir)?,
            engine,
        };
        let listen = "127.0.0.1:0".parse()?;
        let config = HttpConfig { data_dir: dir.to_owned(), listen, http: None, tls: TlsOptions::default() };
        let serving = http::start(services, config).await?;
        println!("{}", serving.https);
        tokio::io::copy(&mut tokio::io::stdin(), &mut tokio::io::sink()).await?;
        Ok(())
    }

    async fn convene(engine: &Engine, sites: usize) -> anyhow::Result<()> {
        let open =
            NodeInput::OpenJurisdiction { id: "431024".into(), name: "嘉禾县".into(), mode: Mode::Demo, bbox: None };
        submit(engine, Actor::Node, open).await?;
        let unit = |number: usize| format!("unit-{number}");
        for number in 0..UNITS {
            let (id, name) = (unit(number).as_str().into(), format!("单位 {number}"));
            let kind = if number == 0 { UnitKind::Centre } else { UnitKind::Fire };
            submit(engine, Actor::Node, Input::CreateUnit { id, name, kind, code: None, phone: None }).await?;
        }
        let hash = hash_now(PASSWORD);
        for number in 0..sites {
            let chair = number == 0;
            let user = NodeInput::CreateUser {
                account: account(number),
                name: format!("姓名 {number}"),
                unit: unit(if chair { 0 } else { 1 + number % (UNITS - 1) }).as_str().into(),
                role: if chair { Role::DutyOfficer } else { Role::DepartmentOfficer },
                password_hash: Secret(hash.clone()),
                must_change: false,
            };
            submit(engine, Actor::Node, user).await?;
        }
        let invite = (1..UNITS).map(|number| unit(number).as_str().into()).collect();
        let create = Input::CreateConference { title: "防汛会商".into(), incident: None, invite };
        submit(engine, Actor::User(UserId(1)), create).await?;
        let devices = Devices { camera: true, microphone: true };
        for number in 0..sites as u64 {
            let join = Input::JoinConference { conference: ConferenceId(1), devices };
            submit(engine, Actor::User(UserId(1 + number)), join).await?;
        }
        Ok(())
    }

    async fn submit(engine: &Engine, actor: Actor, input: impl Into<domain::NodeInput>) -> anyhow::Result<()> {
        let id = InputId(uuid::Uuid::new_v4().to_string());
        engine.submit(actor, id, input).await.map(|_| ()).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
    }
}

use anyhow::{Context, ensure};
use bench::{CONTENTION, Socket, connect, login, machine_s, own_s, raise_open_files, spawn_server, tls_config};
use fengsui_protocol::{
    ConferenceId, InputId, Micros, SiteId,
    control::ScreensShown,
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
use tokio_tungstenite::tungstenite::Message;

const SITES: usize = 500;
/// Broadcast changes, one after another.
const ROUNDS: usize = 40;
const PAUSE: Duration = Duration::from_millis(200);
/// The first ones warm everything up and are not counted.
const WARM_UP: usize = 5;
const CONFERENCE: ConferenceId = ConferenceId(1);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    raise_open_files();
    let argument = std::env::args().nth(1);
    let sites = |text: &str| text.trim_start_matches("--sites=").parse();
    if argument.as_deref() == Some("serve") {
        let dir = std::env::args().nth(2).context("a directory")?;
        return server::run(Path::new(&dir), std::env::var("SITES").as_deref().map_or(Ok(SITES), sites)?).await;
    }
    let sites = argument.as_deref().map_or(Ok(SITES), sites)?;
    ensure!((3..=fengsui_protocol::bounds::CONFERENCE_SITES).contains(&sites), "3 to 500 sites");
    // SAFETY: nothing else runs yet that could read the environment.
    unsafe { std::env::set_var("SITES", sites.to_string()) };
    let dir = std::env::temp_dir().join(format!("fengsui-bench-control-{}", std::process::id()));
    let (mut child, address) = spawn_server(&dir)?;
    let measured = measure(&dir, child.id(), address, sites).await;
    drop(child.stdin.take());
    child.wait()?;
    std::fs::remove_dir_all(&dir)?;
    report(sites, &measured?);
    Ok(())
}

/// The round that runs.
struct Round {
    number: u64,
    began: Instant,
    target: SiteId,
}

struct Seen {
    round: Mutex<Round>,
    /// Microseconds from the chair's input to the acknowledged screen, of every site and counted round.
    delays: Mutex<Vec<u32>>,
    /// Sites whose acknowledgement of this round the node has taken.
    done: AtomicU64,
    counts: Mutex<Option<ScreensShown>>,
}

struct Measured {
    p50_ms: f64,
    p99_ms: f64,
    worst_ms: f64,
    others: f64,
}

async fn measure(dir: &Path, pid: u32, address: SocketAddr, sites: usize) -> anyhow::Result<Measured> {
    let tls = Arc::new(tls_config(dir)?);
    let round = Mutex::new(Round { number: 0, began: Instant::now(), target: SiteId(0) });
    let seen = Arc::new(Seen { round, delays: Mutex::default(), done: AtomicU64::new(0), counts: Mutex::default() });
    let mut roster = Vec::new();
    let mut chair = None;
    for number in 0..sites {
        let cookie = login(&tls, address, &server::account(number), server::PASSWORD).await?;
        let socket = connect(&tls, address, &cookie).await?;
        let (mut sink, mut stream) = socket.split();
        let site = own_screen(&mut stream).await?;
        roster.push(site);
        let (out, mut queued) = tokio::sync::mpsc::unbounded_channel::<Message>();
        tokio::spawn(async move {
            while let Some(message) = queued.recv().await {
                if sink.send(message).await.is_err() {
                    return;
                }
            }
        });
        if number == 0 {
            chair = Some(out.clone());
        }
        tokio::spawn(attend(stream, out, site, seen.clone()));
    }
    let chair = chair.context("a chair")?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (began, busy_before, own_before) = (Instant::now(), machine_s()?, own_s(pid)?);
    for number in 1..=ROUNDS {
        let target = roster[1 + number % (sites - 1)];
        seen.done.store(0, Ordering::Relaxed);
        *seen.round.lock().expect("no holder panics") = Round { number: number as u64, began: Instant::now(), target };
        let input = Input::Broadcast { conference: CONFERENCE, site: Some(target) };
        let message = ClientMessage::Input { id: InputId(format!("bench-{number}")), input };
        chair.send(Message::text(serde_json::to_string(&message)?))?;
        settled(&seen, sites as u64).await?;
        tokio::time::sleep(PAUSE).await;
    }
    let (machine, own) = (machine_s()? - busy_before, own_s(pid)? - own_before);
    let cores = std::thread::available_parallelism()?.get() as f64;
    let counts = seen.counts.lock().expect("no holder panics").clone().context("the chair was told no counts")?;
    ensure!(counts.shown as usize == sites && counts.waiting.is_empty(), "the node does not know it: {counts:?}");
    let mut delays = std::mem::take(&mut *seen.delays.lock().expect("no holder panics"));
    delays.sort_unstable();
    let at = |part: f64| f64::from(delays[((delays.len() - 1) as f64 * part) as usize]) / 1_000.0;
    Ok(Measured {
        p50_ms: at(0.50),
        p99_ms: at(0.99),
        worst_ms: at(1.0),
        others: (machine - own).max(0.0) / (began.elapsed().as_secs_f64() * cores),
    })
}

type Reading = futures_util::stream::SplitStream<Socket>;

async fn own_screen(stream: &mut Reading) -> anyhow::Result<SiteId> {
    loop {
        let Message::Text(text) = stream.next().await.context("the node closed the connection")?? else { continue };
        if let Some(ServerMessage::Screen { screen }) = small(&text) {
            return Ok(screen.site);
        }
    }
}

/// Messages that a site of this measurement reads; large ones (rosters) are left to the screens that draw them.
fn small(text: &str) -> Option<ServerMessage> {
    let read = [r#"{"type":"screen"#, r#"{"type":"pong"#, r#"{"type":"refused"#];
    read.iter().any(|head| text.starts_with(head)).then(|| serde_json::from_str(text).expect("a server message"))
}

/// One site: acknowledges what its screen shows.
async fn attend(
    mut stream: Reading,
    out: tokio::sync::mpsc::UnboundedSender<Message>,
    site: SiteId,
    seen: Arc<Seen>,
) -> anyhow::Result<()> {
    while let Some(message) = stream.next().await {
        let Message::Text(text) = message? else { continue };
        match small(&text) {
            Some(ServerMessage::Screen { screen }) => {
                let (number, target) = {
                    let round = seen.round.lock().expect("no holder panics");
                    (round.number, round.target)
                };
                let shown = ClientMessage::ScreenShown { conference: CONFERENCE, site, generation: screen.generation };
                out.send(Message::text(serde_json::to_string(&shown)?))?;
                // The source of the broadcast sees the chair site, and is told that it is on air.
                let changed = screen.main == Some(target) || (site == target && screen.notice.is_some());
                if changed {
                    let ping = ClientMessage::Ping { sent: Micros(number as i64) };
                    out.send(Message::text(serde_json::to_string(&ping)?))?;
                }
            }
            Some(ServerMessage::Pong { sent, .. }) => {
                let round = seen.round.lock().expect("no holder panics");
                if sent.0 == round.number as i64 {
                    let delay = round.began.elapsed().as_micros() as u32;
                    if round.number > WARM_UP as u64 {
                        seen.delays.lock().expect("no holder panics").push(delay);
                    }
                    seen.done.fetch_add(1, Ordering::Relaxed);
                }
            }
            Some(ServerMessage::ScreensShown { shown }) => {
                *seen.counts.lock().expect("no holder panics") = Some(shown);
            }
            Some(ServerMessage::Refused { refusal, .. }) => panic!("{refusal:?}"),
            _ => {}
        }
    }
    Ok(())
}

/// Waits until every site has acknowledged.
async fn settled(seen: &Seen, wanted: u64) -> anyhow::Result<()> {
    let began = Instant::now();
    while seen.done.load(Ordering::Relaxed) < wanted {
        let done = seen.done.load(Ordering::Relaxed);
        ensure!(began.elapsed() < Duration::from_secs(30), "only {done} of {wanted} sites acknowledged");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

fn report(sites: usize, m: &Measured) {
    println!("{sites} sites over TLS on loopback, control-only; {} changes of the broadcast", ROUNDS - WARM_UP);
    println!("{:<52} {:>10.1} ms", "change to acknowledged screen, p50", m.p50_ms);
    println!("{:<52} {:>10.1} ms", "change to acknowledged screen, p99", m.p99_ms);
    println!("{:<52} {:>10.1} ms", "change to acknowledged screen, worst", m.worst_ms);
    if m.others > CONTENTION {
        println!("VOID: other processes used {:.0} % of the machine", m.others * 100.0);
    }
    println!(
        r#"{{"sites":{sites},"media_sites":0,"control_only_sites":{sites},"p50_ms":{:.2},"p99_ms":{:.2},"worst_ms":{:.2},"void":{}}}"#,
        m.p50_ms,
        m.p99_ms,
        m.worst_ms,
        m.others > CONTENTION
    );
}
