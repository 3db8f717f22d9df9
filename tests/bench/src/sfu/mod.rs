//! Publishers (2.5 Mbit/s VP8 and Opus, 350 packets/s each) to many subscribers through the real media process, driven
//! over its link like the command node drives it: one to many, ten rooms of five, and as many cameras as one core takes.
//! The generator is this process, on another CPU.

mod description;
pub mod floor;
pub mod forwarders;
mod generator;
mod measure;
mod namespace;
mod peer;
pub mod peers;
mod scene;
pub mod sockets;

use anyhow::Context;
use forwarders::Fengsui;
use measure::{Measured, floored, forwarded, round};
use scene::Scene;
use std::time::Duration;

/// CPU of the media process (it pins its first shard there), of other forwarders and of the floor.
const MEDIA_CPU: usize = 0;
const GENERATOR_CPU: usize = 1;
const TRIES: usize = 3;
/// Longest wait for one answer of a forwarder, and for all peers of a run to be connected.
const PEER_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_LIMIT: Duration = Duration::from_secs(90);

#[derive(clap::Args)]
pub struct Options {
    /// Subscribers, one run each.
    #[arg(long, value_delimiter = ',', default_values_t = [50, 100, 200])]
    subscribers: Vec<usize>,
    /// The floor beside each row.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    floor: bool,
    /// Ten rooms of five too.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    rooms: bool,
    /// Most cameras tried on one core; 0: none.
    #[arg(long, default_value_t = 16)]
    cameras: usize,
    /// Seconds measured in each run, after one second of warming up.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// The media process; by default beside this program.
    #[arg(long)]
    media: Option<std::path::PathBuf>,
}

/// What one run found.
struct Row {
    scene: Scene,
    floor_us: f64,
    measured: Measured,
}

/// # Errors
/// When the media process cannot be started or a peer cannot connect.
pub fn run(options: &Options) -> anyhow::Result<()> {
    fengsui_sfu_server::net::pin_thread(GENERATOR_CPU);
    println!("       scene  us/packet  floor us  ratio  loss %  p50 ms  p99 ms  KiB/subscriber  packets/s  CPU %");
    let mut rows = Vec::new();
    for subscribers in &options.subscribers {
        rows.push(measured(options, Scene::one_to(*subscribers))?);
    }
    let last = rows.len().checked_sub(1).context("no run")?;
    let rooms = options.rooms.then(|| measured(options, Scene::ten_rooms())).transpose()?;
    let wall = saturated(options)?;
    let void: Vec<String> = rows.iter().chain(&rooms).flat_map(|row| row.measured.void.clone()).collect();
    let last = &rows[last];
    let figures = |row: &Row| serde_json::json!({ "us_per_packet": round(row.measured.us_per_packet), "floor_us": round(row.floor_us), "ratio": round(row.ratio()) });
    println!(
        "{}",
        serde_json::json!({
            "us_per_packet_200": round(last.measured.us_per_packet),
            "floor_us": round(last.floor_us),
            "ratio_200": round(last.ratio()),
            "loss_pct": round(last.measured.window.loss_percent()),
            "delay_p50_ms": round(last.measured.window.delay_ms(0.5)),
            "delay_p99_ms": round(last.measured.window.delay_ms(0.99)),
            "rss_kib_per_subscriber": round(last.measured.rss_kib),
            "subscribers": last.scene.receivers(),
            "ten_rooms": rooms.as_ref().map(figures),
            "clean_forwards_per_core_second": wall.as_ref().map(|row| (1e6 / row.measured.us_per_packet) as u64),
            "floor_per_core_second": wall.as_ref().map(|row| (1e6 / row.floor_us) as u64),
            "void": void,
        })
    );
    Ok(())
}

/// More and more cameras on every one of two hundred screens, while nothing is lost and the core is not full: the last
/// such row. Its forwards per busy core-second are one divided by its CPU per packet.
fn saturated(options: &Options) -> anyhow::Result<Option<Row>> {
    let mut best = None;
    for cameras in [2, 4, 6, 8, 10, 12, 16, 20, 24].into_iter().filter(|cameras| *cameras <= options.cameras) {
        let row = measured(options, Scene::wall(cameras))?;
        let full =
            row.measured.window.loss_percent() > 0.0 || row.measured.busy > 0.97 || !row.measured.void.is_empty();
        if full {
            break;
        }
        best = Some(row);
    }
    Ok(best)
}

/// A void row is measured again, a few times.
fn measured(options: &Options, scene: Scene) -> anyhow::Result<Row> {
    let mut row = measured_once(options, scene)?;
    for _ in 1..TRIES {
        if row.measured.void.is_empty() {
            break;
        }
        row = measured_once(options, scene)?;
    }
    Ok(row)
}

fn measured_once(options: &Options, scene: Scene) -> anyhow::Result<Row> {
    let mut forwarder = Fengsui::start(options.media.as_deref(), scene)?;
    let measured = forwarded(&mut forwarder, scene, (1, options.seconds))?;
    drop(forwarder);
    let mut row = Row { scene, floor_us: f64::NAN, measured };
    if options.floor {
        let (floor_us, floor_void) = floored(scene, options.seconds)?;
        row.floor_us = floor_us;
        row.measured.void.extend(floor_void.into_iter().map(|why| format!("floor: {why}")));
    }
    print(&row);
    Ok(row)
}

impl Row {
    fn ratio(&self) -> f64 {
        self.measured.us_per_packet / self.floor_us
    }
}

fn print(row: &Row) {
    println!(
        "{:>12}  {:>9.3}  {:>8.3}  {:>5.2}  {:>6.3}  {:>6.2}  {:>6.2}  {:>14.1}  {:>9.0}  {:>5.0}{}",
        row.scene.name(),
        row.measured.us_per_packet,
        row.floor_us,
        row.ratio(),
        row.measured.window.loss_percent(),
        row.measured.window.delay_ms(0.5),
        row.measured.window.delay_ms(0.99),
        row.measured.rss_kib,
        row.measured.window.received as f64 * 1e9 / row.measured.window.nanoseconds as f64,
        100.0 * row.measured.busy,
        if row.measured.void.is_empty() { "" } else { "  VOID" },
    );
    for why in &row.measured.void {
        println!("             void: {why}");
    }
}
