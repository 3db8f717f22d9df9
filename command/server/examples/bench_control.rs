//! `make bench-control SITES=n MEDIA=m`: how fast a broadcast change reaches every site's screen and is acknowledged.
//!
//! Server and media node are processes of their own, TLS is on; this process is N sites, each a websocket of its own
//! person, and one of them is the chair. The first M of them publish a camera by WHIP and receive the large picture by
//! WHEP: they acknowledge when the last packet of the new source's first keyframe is there. The others, beyond what the
//! machine can carry, are control-only: they acknowledge as soon as they have read what their screen shows. An
//! acknowledgement counts when the node has answered a ping that was sent behind it on the same websocket, so that the
//! figures are upper bounds. Last line: JSON. A run during which other processes used the processors is void and says so.

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
        Actor, InputId, UserId,
        account::{Mode, Role, UnitKind},
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
        Ok(())
    }

    async fn submit(engine: &Engine, actor: Actor, input: impl Into<domain::NodeInput>) -> anyhow::Result<()> {
        let id = InputId(uuid::Uuid::new_v4().to_string());
        engine.submit(actor, id, input).await.map(|_| ()).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
    }
}

use anyhow::{Context, ensure};
use bench::{
    CONTENTION, Socket, connect, login, machine_s, own_s, process_s, raise_open_files, spawn_server, tls_config,
};
use fengsui_protocol::{
    ConferenceId, InputId, Micros, SiteId,
    conference::{Devices, SlotChange, SlotName},
    control::ScreensShown,
    input::Input,
    live::{ClientMessage, ServerMessage},
};
use fengsui_robot::{
    account::{Access, Node},
    media::{self, Keyframes, Picture, Scene},
};
use futures_util::{SinkExt, StreamExt};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio_tungstenite::tungstenite::Message;

const SITES: usize = 500;
/// Sites with camera and picture.
const MEDIA: usize = 16;
const MEDIA_PORT: &str = "20218";
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
    let media = std::env::args().nth(2).map_or(Ok(MEDIA.min(sites)), |text| text.parse())?;
    ensure!(media == 0 || (3..=sites).contains(&media), "none or at least 3 sites with media");
    ensure!((3..=fengsui_protocol::bounds::CONFERENCE_SITES).contains(&sites), "3 to 500 sites");
    // SAFETY: nothing else runs yet that could read the environment.
    unsafe { std::env::set_var("SITES", sites.to_string()) };
    let dir = std::env::temp_dir().join(format!("fengsui-bench-control-{}", std::process::id()));
    let (mut child, address) = spawn_server(&dir)?;
    let node = (media > 0).then(|| MediaNode::start(&dir)).transpose()?;
    let measured = measure(&dir, child.id(), node.as_ref(), address, (sites, media)).await;
    drop(node);
    drop(child.stdin.take());
    child.wait()?;
    std::fs::remove_dir_all(&dir)?;
    report((sites, media), &measured?);
    Ok(())
}

/// The media role of the node, from beside this executable; ends when it is dropped.
struct MediaNode(Child);

impl MediaNode {
    fn start(data: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.parent().and_then(Path::parent).context("a folder")?.join("fengsui");
        let mut command = Command::new(&program);
        command.args(["role", "media", "--demo", "--media-port", MEDIA_PORT, "--data"]).arg(data);
        Ok(Self(command.spawn().with_context(|| program.display().to_string())?))
    }
}

impl Drop for MediaNode {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The round that runs.
struct Round {
    number: u64,
    began: Instant,
    target: SiteId,
}

struct Seen {
    round: Mutex<Round>,
    /// Microseconds from the chair's input to the acknowledged screen, of every control-only site and counted round.
    delays: Mutex<Vec<u32>>,
    /// To the acknowledged picture, of the sites with media.
    pictures: Mutex<Vec<u32>>,
    /// Sites whose acknowledgement of this round the node has taken.
    done: AtomicU64,
    counts: Mutex<Option<ScreensShown>>,
}

struct Measured {
    all: Delays,
    screens: Delays,
    pictures: Delays,
    others: f64,
}

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Delays {
    p50: f64,
    p99: f64,
    worst: f64,
}

impl Delays {
    fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        let at = |part: f64| {
            micros.get(((micros.len().max(1) - 1) as f64 * part) as usize).map_or(0.0, |us| f64::from(*us) / 1_000.0)
        };
        Self { p50: at(0.50), p99: at(0.99), worst: at(1.0) }
    }
}

/// Scenes that were rendered for the demo, beside the folder of the profile.
fn scenes() -> anyhow::Result<Vec<Scene>> {
    let profile = std::env::current_exe()?.parent().and_then(Path::parent).map(Path::to_owned).context("a folder")?;
    let folder: PathBuf = profile.parent().context("a folder")?.join("scenes");
    let names = ["县公安局", "县人防办", "县消防救援大队", "县气象局", "县水利局", "县应急管理局"];
    let found = names.iter().map(|name| Scene::of(&folder, name)).collect::<Result<Vec<_>, _>>();
    let found: Vec<_> = found.context("`make bench-control` renders scenes")?.into_iter().flatten().collect();
    ensure!(!found.is_empty(), "no scenes in {}", folder.display());
    Ok(found)
}

async fn measure(
    dir: &Path,
    pid: u32,
    media_node: Option<&MediaNode>,
    address: SocketAddr,
    (sites, media): (usize, usize),
) -> anyhow::Result<Measured> {
    let tls = Arc::new(tls_config(dir)?);
    let node = Node::new(&format!("https://localhost:{}", address.port()), Some(&dir.join("tls/root.pem")))?;
    let scenes = if media > 0 { scenes()? } else { Vec::new() };
    let round = Mutex::new(Round { number: 0, began: Instant::now(), target: SiteId(0) });
    let seen = Arc::new(Seen {
        round,
        delays: Mutex::default(),
        pictures: Mutex::default(),
        done: AtomicU64::new(0),
        counts: Mutex::default(),
    });
    if media_node.is_some() {
        media_is_up(&node).await?;
    }
    let mut published = Vec::new();
    let mut roster = Vec::new();
    let mut chair = None;
    for number in 0..sites {
        let cookie = login(&tls, address, &server::account(number), server::PASSWORD).await?;
        let mut socket = connect(&tls, address, &cookie).await?;
        // As a page does: whoever is away for long is let go of.
        let devices = Devices { camera: number < media, microphone: number < media };
        let input = Input::JoinConference { conference: CONFERENCE, devices };
        let join = ClientMessage::Input { id: InputId(format!("join-{number}")), input };
        socket.send(Message::text(serde_json::to_string(&join)?)).await?;
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
        let received = if number < media {
            let access = Access::Cookie(cookie);
            let scene = &scenes[number % scenes.len()];
            published.push(media::publish(&node, &access, CONFERENCE.0, scene, Keyframes::WhenAsked).await?);
            Some(media::receive(&node, &access, CONFERENCE.0, 1).await?)
        } else {
            None
        };
        tokio::spawn(attend(stream, out, site, received, seen.clone()));
    }
    let chair = chair.context("a chair")?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let own = || Ok::<_, anyhow::Error>(own_s(pid)? + media_node.map_or(Ok(0.0), |node| process_s(node.0.id()))?);
    let (began, busy_before, own_before) = (Instant::now(), machine_s()?, own()?);
    let targets = if media > 0 { media } else { sites };
    for number in 1..=ROUNDS {
        let target = roster[1 + number % (targets - 1)];
        seen.done.store(0, Ordering::Relaxed);
        *seen.round.lock().expect("no holder panics") = Round { number: number as u64, began: Instant::now(), target };
        let input = Input::Broadcast { conference: CONFERENCE, site: Some(target) };
        let message = ClientMessage::Input { id: InputId(format!("bench-{number}")), input };
        chair.send(Message::text(serde_json::to_string(&message)?))?;
        settled(&seen, sites as u64).await?;
        tokio::time::sleep(PAUSE).await;
    }
    let (machine, own) = (machine_s()? - busy_before, own()? - own_before);
    let cores = std::thread::available_parallelism()?.get() as f64;
    let counts = seen.counts.lock().expect("no holder panics").clone().context("the chair was told no counts")?;
    ensure!(counts.shown as usize == sites && counts.waiting.is_empty(), "the node does not know it: {counts:?}");
    let screens = std::mem::take(&mut *seen.delays.lock().expect("no holder panics"));
    let pictures = std::mem::take(&mut *seen.pictures.lock().expect("no holder panics"));
    ensure!(pictures.len() == media * (ROUNDS - WARM_UP), "pictures of {} acknowledgements", pictures.len());
    Ok(Measured {
        all: Delays::of([&screens[..], &pictures[..]].concat()),
        screens: Delays::of(screens),
        pictures: Delays::of(pictures),
        others: (machine - own).max(0.0) / (began.elapsed().as_secs_f64() * cores),
    })
}

/// Until the command node has its media node.
async fn media_is_up(node: &Node) -> anyhow::Result<()> {
    let up = async {
        loop {
            let health = node.http.get(format!("{}/api/health", node.url)).send().await?.text().await?;
            if health.contains(r#""media":true"#) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), up).await.context("the media node did not start")?
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
    let read = [r#"{"type":"screen"#, r#"{"type":"pong"#, r#"{"type":"refused"#, r#"{"type":"slot_changed"#];
    read.iter().any(|head| text.starts_with(head)).then(|| serde_json::from_str(text).expect("a server message"))
}

/// The large picture of a site with media: what its screen is to show in a round, the word of a change and the frame that
/// the word is about.
#[derive(Default)]
struct Large {
    wanted: Option<(u64, SiteId)>,
    change: Option<SlotChange>,
    picture: Option<Picture>,
}

impl Large {
    /// Acknowledges the picture, once a round, when word and frame are of the source that is to be seen.
    fn acknowledge(&mut self, out: &Out) -> anyhow::Result<()> {
        let shown = self.picture.and_then(|picture| picture.source).map(|source| SiteId(u64::from(source)));
        let Some((number, source)) = self.wanted.filter(|(_, source)| shown == Some(*source)) else { return Ok(()) };
        let Some(change) = self.change.clone().filter(|change| change.source == Some(source)) else { return Ok(()) };
        self.wanted = None;
        say(out, &ClientMessage::SlotShown { change })?;
        say(out, &ClientMessage::Ping { sent: Micros(number as i64) })
    }
}

type Out = tokio::sync::mpsc::UnboundedSender<Message>;

/// One site: acknowledges what its screen shows, and the picture where it has one.
async fn attend(
    mut stream: Reading,
    out: Out,
    site: SiteId,
    mut received: Option<media::Received>,
    seen: Arc<Seen>,
) -> anyhow::Result<()> {
    let mut large = received.is_some().then(Large::default);
    loop {
        let picture = async {
            match &mut received {
                Some(received) => received.picture().await,
                None => std::future::pending().await,
            }
        };
        let message = tokio::select! {
            message = stream.next() => message.context("the node closed the connection")??,
            picture = picture => {
                let large = large.get_or_insert_default();
                large.picture = Some(picture?);
                large.acknowledge(&out)?;
                continue;
            }
        };
        let Message::Text(text) = message else { continue };
        match small(&text) {
            Some(ServerMessage::Screen { screen }) => {
                let (number, target) = wanted(&seen);
                let shown = ClientMessage::ScreenShown { conference: CONFERENCE, site, generation: screen.generation };
                say(&out, &shown)?;
                // The source of the broadcast sees the chair site, and is told that it is on air.
                let changed = screen.main == Some(target) || (site == target && screen.notice.is_some());
                match (&mut large, screen.main) {
                    (Some(large), Some(main)) if changed => {
                        large.wanted = Some((number, main));
                        large.acknowledge(&out)?;
                    }
                    _ if changed => say(&out, &ClientMessage::Ping { sent: Micros(number as i64) })?,
                    _ => {}
                }
            }
            Some(ServerMessage::SlotChanged { change }) if change.slot == SlotName::Main => {
                if let Some(large) = &mut large {
                    large.change = Some(change);
                    large.acknowledge(&out)?;
                }
            }
            Some(ServerMessage::Pong { sent, .. }) => {
                let round = seen.round.lock().expect("no holder panics");
                if sent.0 == round.number as i64 {
                    let delay = round.began.elapsed().as_micros() as u32;
                    if round.number > WARM_UP as u64 {
                        let kind = if large.is_some() { &seen.pictures } else { &seen.delays };
                        kind.lock().expect("no holder panics").push(delay);
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
}

/// The round that runs: its number, and who is broadcast.
fn wanted(seen: &Seen) -> (u64, SiteId) {
    let round = seen.round.lock().expect("no holder panics");
    (round.number, round.target)
}

fn say(out: &Out, message: &ClientMessage) -> anyhow::Result<()> {
    Ok(out.send(Message::text(serde_json::to_string(message)?))?)
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

fn report((sites, media): (usize, usize), m: &Measured) {
    let rounds = ROUNDS - WARM_UP;
    println!("{sites} sites over TLS on loopback, {media} of them with media; {rounds} changes of the broadcast");
    println!("{:<46} {:>8} {:>8} {:>8}", "change to what is acknowledged, ms", "p50", "p99", "worst");
    let line = |what: &str, d: Delays| println!("{what:<46} {:>8.1} {:>8.1} {:>8.1}", d.p50, d.p99, d.worst);
    line("screen, control-only sites", m.screens);
    if media > 0 {
        line("first frame of the new source, media sites", m.pictures);
    }
    if m.others > CONTENTION {
        println!("VOID: other processes used {:.0} % of the machine", m.others * 100.0);
    }
    println!(
        "{}",
        serde_json::json!({
            "sites": sites, "media_sites": media, "control_only_sites": sites - media,
            "p50_ms": m.all.p50, "p99_ms": m.all.p99, "worst_ms": m.all.worst,
            "media_p50_ms": m.pictures.p50, "media_p99_ms": m.pictures.p99, "void": m.others > CONTENTION,
        })
    );
}
