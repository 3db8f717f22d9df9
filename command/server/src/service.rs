//! The command process: everything of this crate, put together and run.

use crate::{
    admin_socket::{self, Admin},
    auth::{password::Passwords, secret::NodeSecret},
    bridge::Bridge,
    clock::Clock,
    demo,
    domain::Domain,
    due,
    engine::{self, Engine, Started},
    http::{self, Also, HttpConfig, Services},
    issued,
    log::{LogError, LogOptions},
    seal,
    snapshots::Policy,
    tls::TlsOptions,
};
use anyhow::Context;
use fengsui_command_core::{NodeInput, Secret};
use fengsui_gis_server::Maps;
use fengsui_protocol::{
    Actor, InputId, JurisdictionId, Refusal,
    account::{Mode, UnitKind},
    demo::DEMO_FILE,
    geo::Bbox,
    input::Input,
};
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Degrees around the county within which positions are still believed.
const MARGIN: f64 = 0.5;
/// How long the start waits for the media process before it prints addresses without it.
const MEDIA_WAIT: Duration = Duration::from_secs(10);
/// Unit and account of the first administrator.
const CENTRE: &str = "centre";
const ADMIN: &str = "admin";

/// What the command process is told.
#[derive(Clone, Debug)]
pub struct CommandConfig {
    pub data_dir: PathBuf,
    pub mode: Mode,
    pub jurisdiction: JurisdictionId,
    pub jurisdiction_name: String,
    /// HTTPS.
    pub listen: SocketAddr,
    /// Plain HTTP, loopback only.
    pub http: Option<SocketAddr>,
    /// A second HTTPS port.
    pub also: Also,
    pub tls: TlsOptions,
}

/// File under `DATA/run/` that says where this node listens, for programs on the same machine.
pub const ADDRESSES: &str = "addresses.json";

/// Addresses that were bound, with their real ports.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Addresses {
    pub https: SocketAddr,
    #[serde(default)]
    pub also: Option<SocketAddr>,
    pub http: Option<SocketAddr>,
}

/// Runs the command process until `stop`, or until it no longer leads the log.
///
/// # Errors
/// When the data directory, an address or the log cannot be had.
pub async fn run(config: CommandConfig, stop: impl Future<Output = ()> + Send) -> anyhow::Result<()> {
    let run_dir = config.data_dir.join("run");
    private_directory(&config.data_dir)?;
    private_directory(&run_dir)?;
    // A file of an earlier run speaks of nobody.
    let _ = std::fs::remove_file(run_dir.join(ADDRESSES));
    crate::files::incoming::sweep(&config.data_dir)?;
    let engine = start_engine(&config).await?;
    let maps = Arc::new(open_maps(&config, &engine)?);
    open_jurisdiction(&config, &engine, &maps).await?;
    tokio::spawn(follow_choice(engine.clone(), maps.clone()));
    tokio::spawn(due::run(engine.clone()));
    let key = seal::SealKey::load_or_create(&seal::key_path(&config.data_dir, &config.jurisdiction))?;
    tokio::spawn(seal::run(engine.clone(), key));
    let (passwords, secret) = (Passwords::default(), NodeSecret::open(&config.data_dir)?);
    tokio::spawn(issued::run(engine.clone(), secret.clone()));
    let accounts = people(&config, &engine, &maps, &passwords, &secret).await?;
    let bridge = Bridge::start(&engine, &run_dir);
    let admin = Admin { engine: engine.clone(), secret: secret.clone(), passwords: passwords.clone() };
    tokio::spawn(admin_socket::serve(admin_socket::listen(&run_dir)?, admin));
    let services = Services { engine: engine.clone(), bridge: bridge.clone(), maps, passwords, secret };
    let serving = http::start(services, http_config(&config)).await?;
    let addresses = Addresses { https: serving.https, also: serving.also, http: serving.http };
    addresses.write(&run_dir)?;
    tokio::spawn(announce(config, addresses, bridge, accounts));
    tokio::select! {
        ended = serving.ended() => ended,
        () = engine.stopped() => anyhow::bail!("this process no longer leads the log"),
        () = stop => Ok(()),
    }
}

fn http_config(config: &CommandConfig) -> HttpConfig {
    let (data_dir, tls) = (config.data_dir.clone(), config.tls.clone());
    HttpConfig { data_dir, listen: config.listen, http: config.http, also: config.also, tls }
}

impl Addresses {
    fn write(&self, run_dir: &Path) -> anyhow::Result<()> {
        let path = run_dir.join(ADDRESSES);
        std::fs::write(&path, serde_json::to_vec(self)?).with_context(|| path.display().to_string())
    }
}

/// Readable by the node's user only.
fn private_directory(dir: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).with_context(|| dir.display().to_string())
}

async fn start_engine(config: &CommandConfig) -> Result<Engine, LogError> {
    let clock = Clock::system();
    let options = LogOptions {
        dir: config.data_dir.clone(),
        jurisdiction: config.jurisdiction.clone(),
        mode: config.mode,
        now: clock.now(),
    };
    let Started { engine, snapshot, replayed, took } = engine::open(&options, clock, Policy::default()).await?;
    let position = engine.position();
    tracing::info!(epoch = position.epoch, seq = position.seq, snapshot, replayed, ?took, "log open");
    Ok(engine)
}

fn open_maps(config: &CommandConfig, engine: &Engine) -> anyhow::Result<Maps> {
    let dir = config.data_dir.join("maps");
    if config.mode == Mode::Demo {
        fengsui_gis_server::demo::write_package(&dir, fengsui_gis_server::demo::SEED, engine.now())?;
    }
    Maps::open(&dir)
}

/// Uses the map package that the log says, now and whenever an administrator chooses another.
async fn follow_choice(engine: Engine, maps: Arc<Maps>) {
    let (mut position, mut used) = (engine.watch_position(), None);
    loop {
        let chosen = engine.read(Domain::map_package);
        if let Some(id) = chosen.as_ref().filter(|_| chosen != used) {
            let (maps, package) = (maps.clone(), id.clone());
            match tokio::task::spawn_blocking(move || maps.activate(&package)).await {
                Ok(Ok(())) => tracing::info!(package = %id, "map package in use"),
                Ok(Err(error)) => tracing::warn!(package = %id, %error, "map package not in use"),
                Err(stopped) => tracing::debug!(%stopped, "stopping"),
            }
        }
        used = chosen;
        if position.changed().await.is_err() {
            return;
        }
    }
}

/// First input of an empty log.
async fn open_jurisdiction(config: &CommandConfig, engine: &Engine, maps: &Maps) -> anyhow::Result<()> {
    if engine.read(|domain| domain.command.jurisdiction.is_some()) {
        return Ok(());
    }
    let packages = maps.packages();
    let bbox = packages.iter().find(|package| package.active).map(|package| widened(package.bbox));
    let (id, name) = (config.jurisdiction.clone(), config.jurisdiction_name.clone());
    submit(engine, "setup-jurisdiction", NodeInput::OpenJurisdiction { id, name, mode: config.mode, bbox }).await
}

fn widened(bbox: Bbox) -> Bbox {
    Bbox { west: bbox.west - MARGIN, south: bbox.south - MARGIN, east: bbox.east + MARGIN, north: bbox.north + MARGIN }
}

/// Makes the demo's people, or the first administrator. Returns the lines that say how to log in: in a demo always, else
/// once.
async fn people(
    config: &CommandConfig,
    engine: &Engine,
    maps: &Maps,
    passwords: &Passwords,
    secret: &NodeSecret,
) -> anyhow::Result<Vec<String>> {
    if config.mode == Mode::Demo {
        let locate = |name: &str| maps.search(name, 1).ok()?.first().map(|found| found.position);
        let made = demo::open(engine, passwords, secret, &config.data_dir, locate).await?;
        let lines = made.accounts.iter();
        return Ok(lines.map(|who| format!("  {:<12} {}  {}", who.account, who.password, who.name)).collect());
    }
    if !engine.read(|domain| domain.command.users.is_empty()) {
        return Ok(Vec::new());
    }
    let (id, name) = (CENTRE.into(), "县应急指挥中心".to_owned());
    let unit = Input::CreateUnit { id, name, kind: UnitKind::Centre, code: None, phone: None };
    submit(engine, "setup-unit", NodeInput::Asked(unit)).await?;
    let password = admin_socket::one_time_password();
    let first = NodeInput::Bootstrap {
        account: ADMIN.to_owned(),
        name: "管理员".to_owned(),
        unit: CENTRE.into(),
        password_hash: Secret(passwords.hash(password.clone()).await.map_err(|refusal| refused(&refusal))?),
        must_change: true,
    };
    submit(engine, "setup-administrator", first).await?;
    Ok(vec![format!("  {ADMIN:<12} {password}  (one-time: to be changed at the first login)")])
}

/// An input of the set-up; its fixed id lets a start that was cut short be finished by the next one.
async fn submit(engine: &Engine, id: &str, input: NodeInput) -> anyhow::Result<()> {
    let done = engine.submit(Actor::Node, InputId(id.to_owned()), input).await;
    done.map(|_| ()).map_err(|refusal| refused(&refusal))
}

fn refused(refusal: &Refusal) -> anyhow::Error {
    anyhow::anyhow!("{} {} / {}", refusal.rule, refusal.message_zh, refusal.message_en)
}

/// Tells the person at the terminal where everything is, once media is up.
async fn announce(config: CommandConfig, addresses: Addresses, bridge: Bridge, accounts: Vec<String>) {
    let waited = tokio::time::timeout(MEDIA_WAIT, bridge.media.up()).await;
    println!("烽燧 Fengsui {}  {}  {}", env!("CARGO_PKG_VERSION"), config.jurisdiction_name, mode_words(config.mode));
    println!("网页 web      https://localhost:{}/  (listening on {})", addresses.https.port(), addresses.https);
    if let Some(also) = addresses.also {
        println!("网页 web      https://localhost:{}/  (listening on {also})", also.port());
    }
    if let Some(http) = addresses.http {
        println!("明文 plain    http://{http}/");
    }
    match waited {
        Ok(()) => println!("媒体 media    {}", bridge.media.status().addresses.join("  ")),
        Err(_) => println!("媒体 media    not up yet"),
    }
    if !accounts.is_empty() {
        println!("账号 accounts");
        accounts.iter().for_each(|line| println!("{line}"));
    }
    if config.mode == Mode::Demo {
        println!("演示 demo     {}", config.data_dir.join(DEMO_FILE).display());
    }
}

fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "正式 real",
        Mode::Exercise => "演练 exercise",
        Mode::Demo => "演示 demo",
    }
}
