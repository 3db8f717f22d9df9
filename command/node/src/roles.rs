//! One process each: command, media, recorder, and the demo's life.

use crate::{config::RunOptions, limits, supervisor::REFUSED};
use anyhow::Context;
use clap::Subcommand;
use fengsui_command_server::{
    log::LogError,
    service::{self, ADDRESSES, Addresses, CommandConfig},
};
use fengsui_sfu_server::{Announce, Dscp, Marking, MediaConfig};
use std::{
    net::Ipv4Addr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// Jurisdiction unless another is named.
const JIAHE: (&str, &str) = ("431024", "嘉禾县");

/// How often the demo's robots look whether the node is there.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

#[derive(Subcommand)]
pub enum Role {
    /// Log, web page, live protocol, feeds
    Command(RunOptions),
    /// Forwards the conferences' media
    Media(RunOptions),
    /// Writes recordings
    Recorder(RunOptions),
    /// The demo's robots
    Life(RunOptions),
}

/// Runs one role until SIGINT or SIGTERM. A role that cannot run as it was asked exits with [`REFUSED`].
///
/// # Errors
/// What went wrong and may go better when the role is started again.
pub fn run(role: Role) -> anyhow::Result<()> {
    limits::log_to_stderr();
    let done = match role {
        Role::Command(options) => command(settled(options)),
        Role::Media(options) => media(settled(options)),
        Role::Recorder(options) => recorder(settled(options)),
        Role::Life(options) => life(settled(options)),
    };
    done.inspect_err(|error| {
        if error.downcast_ref::<LogError>().is_some_and(LogError::lasting) {
            refuse(error);
        }
    })
}

/// The options with the file's; a file that is wrong will not be right the next time.
fn settled(options: RunOptions) -> RunOptions {
    options.resolved().unwrap_or_else(|error| refuse(&error))
}

fn refuse(error: &anyhow::Error) -> ! {
    eprintln!("fengsui: {error:#}");
    std::process::exit(REFUSED)
}

fn command(options: RunOptions) -> anyhow::Result<()> {
    let named = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
    let config = CommandConfig {
        data_dir: options.data_dir().to_owned(),
        mode: options.mode(),
        jurisdiction: named(&options.jurisdiction, JIAHE.0).as_str().into(),
        jurisdiction_name: named(&options.jurisdiction_name, JIAHE.1),
        listen: options.listen_address(),
        http: options.http,
        also: options.also()?,
        tls: options.tls()?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let stop = async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        };
        service::run(config, stop).await
    })
}

fn media(options: RunOptions) -> anyhow::Result<()> {
    let announce = options.announce.iter().map(|text| text.parse::<Announce>());
    let announce = announce.collect::<Result<Vec<_>, _>>().map_err(anyhow::Error::msg)?;
    let port = options.media_port();
    let marking = options.dscp.as_deref().map(str::parse::<Marking>).transpose().map_err(anyhow::Error::msg)?;
    let dscp = marking.map_or(Some(Dscp::default()), |marking| marking.0);
    let run_dir = run_dir(options.data_dir())?;
    let shards = options.media_shards.unwrap_or(1);
    let config = MediaConfig { announce, udp_port: port, tcp_port: port, shards, dscp, ..MediaConfig::new(run_dir) };
    fengsui_sfu_server::run(config)
}

fn recorder(options: RunOptions) -> anyhow::Result<()> {
    run_dir(options.data_dir())?;
    let config = fengsui_recordings_server::RecorderConfig::new(options.data_dir(), beside("fengsui-packager")?);
    fengsui_recordings_server::run(config)
}

/// Becomes the robots' program, which uses the node as a browser does.
fn life(options: RunOptions) -> anyhow::Result<()> {
    let data = options.data_dir();
    let program = beside("fengsui-robot")?;
    let mut robot = std::process::Command::new(&program);
    robot.arg("demo").arg("--file").arg(data.join(fengsui_protocol::demo::DEMO_FILE));
    robot.arg("--scenes").arg(options.scenes.as_deref().context("--scenes is missing")?);
    let mut address = addresses(data).https;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    robot.arg("--url").arg(format!("https://{address}")).arg("--root").arg(data.join("tls/root.pem"));
    Err(robot.exec()).with_context(|| program.display().to_string())
}

/// Where the command process listens, once it does.
fn addresses(data: &Path) -> Addresses {
    let path = data.join("run").join(ADDRESSES);
    loop {
        let said = std::fs::read(&path).ok().and_then(|said| serde_json::from_slice(&said).ok());
        if let Some(addresses) = said {
            return addresses;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// `DATA/run`, readable by the node's user only; whichever role is first makes it.
fn run_dir(data: &Path) -> anyhow::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let dir = data.join("run");
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&dir);
    made.with_context(|| dir.display().to_string())?;
    Ok(dir)
}

/// An executable that was installed beside this one.
fn beside(name: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
