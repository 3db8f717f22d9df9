//! `fengsui replay`: sends real records of other places through the front door.

use anyhow::Context;
use clap::Args;
use fengsui_command_server::{
    feeds::replay::{self, ReplayOptions},
    service::{ADDRESSES, Addresses},
};
use fengsui_protocol::{
    SourceId,
    demo::{DEMO_FILE, DemoFile},
    geo::Wgs84,
};
use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
};

#[derive(Args)]
pub struct Replay {
    /// Dispatch calls (.geojson, .json, .csv), a CAP file (.xml), or a directory of CAP files
    file: PathBuf,
    /// Feed source to send as
    #[arg(long, value_name = "ID")]
    source: String,
    /// The source's key [default: that of the demo's file]
    #[arg(long)]
    key: Option<String>,
    /// Node to send to [default: the one running on the data directory]
    #[arg(long)]
    url: Option<String>,
    /// Root certificate to trust, PEM [default: the data directory's]
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// Times faster than it happened; 0 sends without pause
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Records at most
    #[arg(long)]
    limit: Option<usize>,
    /// Minutes east of UTC of times that say no offset
    #[arg(long, value_name = "MINUTES", default_value_t = 480, allow_hyphen_values = true)]
    offset: i16,
    /// Move all positions around this one, degrees; every record then says so
    #[arg(long, value_name = "LON,LAT", value_parser = position)]
    recentre: Option<Wgs84>,
    /// Data directory
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Sends everything and prints what became of it.
///
/// # Errors
/// A file that cannot be read, a node that cannot be reached, a key that is not known.
pub fn run(asked: Replay) -> anyhow::Result<()> {
    let options = options(asked)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(replay::run(&options, |line| println!("{line}")))?;
    println!("accepted {}, repeated {}", report.accepted, report.repeated);
    for (why, count) in &report.refused {
        println!("refused {count}: {why}");
    }
    Ok(())
}

fn options(asked: Replay) -> anyhow::Result<ReplayOptions> {
    let (data, source) = (asked.data, asked.source);
    let key = asked.key.map_or_else(|| demo_key(&data, &source), Ok)?;
    let url = asked.url.map_or_else(|| running(&data), Ok)?;
    let root = asked.root.or_else(|| Some(data.join("tls/root.pem")).filter(|path| path.exists()));
    let (file, speed, limit, recentre) = (asked.file, asked.speed, asked.limit, asked.recentre);
    Ok(ReplayOptions { file, source, key, url, root, speed, limit, offset_minutes: asked.offset, recentre })
}

fn demo_key(data: &Path, source: &str) -> anyhow::Result<String> {
    let text = std::fs::read(data.join(DEMO_FILE)).context("--key is missing, and this is no demo")?;
    let demo: DemoFile = serde_json::from_slice(&text)?;
    let found = demo.sources.iter().find(|known| known.id == SourceId::from(source));
    let known: Vec<_> = demo.sources.iter().map(|known| known.id.0.as_str()).collect();
    let key = found.map(|found| found.key.clone());
    key.with_context(|| format!("the demo has no source {source}; it has {}", known.join(", ")))
}

fn running(data: &Path) -> anyhow::Result<String> {
    let text = std::fs::read(data.join("run").join(ADDRESSES))
        .with_context(|| format!("no node is running on {}; give --url", data.display()))?;
    let mut address = serde_json::from_slice::<Addresses>(&text)?.https;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Ok(format!("https://{address}"))
}

fn position(text: &str) -> Result<Wgs84, String> {
    let wrong = || "give degrees such as 112.37,25.59".to_owned();
    let (lon, lat) = text.split_once(',').ok_or_else(wrong)?;
    Ok(Wgs84 { lon: lon.trim().parse().map_err(|_| wrong())?, lat: lat.trim().parse().map_err(|_| wrong())? })
}
