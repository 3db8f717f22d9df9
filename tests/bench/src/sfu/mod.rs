//! Publishers (2.5 Mbit/s VP8 and Opus, 350 packets/s each) to many subscribers through the real media process, driven
//! over its link like the command node drives it: one to many, ten rooms of five, and as many cameras as one core takes.
//! The generator is this process, on another CPU.

pub mod floor;
mod forwarder;
mod generator;
mod peer;
mod scene;
pub mod sockets;

use crate::process::{Cpu, resident};
use anyhow::Context;
use forwarder::Forwarder;
use generator::{Generator, Window};
use peer::{Peer, Role};
use scene::Scene;
use std::io::Write;
use std::process::{Child, Command, Stdio};

/// CPU of the media process (it pins its first shard there) and of the floor.
const MEDIA_CPU: usize = 0;
const GENERATOR_CPU: usize = 1;
const TRIES: usize = 3;

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
    us_per_packet: f64,
    /// Share of one CPU.
    busy: f64,
    floor_us: f64,
    window: Window,
    rss_kib: f64,
    void: Vec<String>,
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
    let void: Vec<String> = rows.iter().chain(&rooms).flat_map(|row| row.void.clone()).collect();
    let last = &rows[last];
    let figures = |row: &Row| serde_json::json!({ "us_per_packet": round(row.us_per_packet), "floor_us": round(row.floor_us), "ratio": round(row.ratio()) });
    println!(
        "{}",
        serde_json::json!({
            "us_per_packet_200": round(last.us_per_packet),
            "floor_us": round(last.floor_us),
            "ratio_200": round(last.ratio()),
            "loss_pct": round(last.window.loss_percent()),
            "delay_p50_ms": round(last.window.delay_ms(0.5)),
            "delay_p99_ms": round(last.window.delay_ms(0.99)),
            "rss_kib_per_subscriber": round(last.rss_kib),
            "subscribers": last.scene.receivers(),
            "ten_rooms": rooms.as_ref().map(figures),
            "clean_forwards_per_core_second": wall.as_ref().map(|row| (1e6 / row.us_per_packet) as u64),
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
        let full = row.window.loss_percent() > 0.0 || row.busy > 0.97 || !row.void.is_empty();
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
        if row.void.is_empty() {
            break;
        }
        row = measured_once(options, scene)?;
    }
    Ok(row)
}

fn measured_once(options: &Options, scene: Scene) -> anyhow::Result<Row> {
    let mut row = forwarded(options, scene)?;
    if options.floor {
        let (floor_us, floor_void) = floored(scene, options.seconds)?;
        row.floor_us = floor_us;
        row.void.extend(floor_void.into_iter().map(|why| format!("floor: {why}")));
    }
    print(&row);
    Ok(row)
}

fn forwarded(options: &Options, scene: Scene) -> anyhow::Result<Row> {
    let mut forwarder = Forwarder::start(options.media.as_deref(), scene)?;
    let identity = peer::Identity::generate()?;
    let mut publishers = Vec::new();
    for camera in scene.cameras() {
        let seat = (camera.conference(), camera.site());
        publishers.push(Peer::connect(&mut forwarder, &identity, seat, Role::Publisher)?);
    }
    let before = resident(forwarder.pid());
    let role = Role::Receiver { pictures: scene.pictures(), voices: scene.voices() };
    let mut receivers = Vec::new();
    for seat in scene.viewers() {
        receivers.push(Peer::connect(&mut forwarder, &identity, seat, role)?);
    }
    let mut generator = Generator::new(scene, publishers, receivers)?;
    generator.run(1)?;
    let pid = forwarder.pid();
    let (started, mine) = (Cpu::of(pid), Cpu::of(std::process::id()));
    let window = generator.run(options.seconds)?;
    let (used, mine) = (Cpu::of(pid).since(started), Cpu::of(std::process::id()).since(mine));
    // Of many cameras what is stored of them would be most of it, and none of the receivers'.
    let grown = resident(pid).saturating_sub(before) as f64 / scene.receivers() as f64;
    let rss_kib = if scene.cameras == 1 { grown } else { f64::NAN };
    let us_per_packet = used.busy as f64 / 1e3 / window.received.max(1) as f64;
    let busy = used.busy as f64 / window.nanoseconds as f64;
    let void = contention(&window, used, mine);
    Ok(Row { scene, us_per_packet, busy, floor_us: f64::NAN, window, rss_kib, void })
}

/// The same packets to the same number of sockets, without receiving and feedback.
fn floored(scene: Scene, seconds: u64) -> anyhow::Result<(f64, Vec<String>)> {
    let mut generator = Generator::new(scene, Vec::new(), peer::bare(scene.receivers())?)?;
    let sources = scene.cameras().map(|camera| (scene.audience(camera), camera.speaks())).collect();
    let work = floor::Work { ports: generator.ports(), sources, cpu: MEDIA_CPU, seconds: seconds + 2 };
    let mut child = Command::new(std::env::current_exe()?).arg("sfu-floor").stdin(Stdio::piped()).spawn()?;
    child.stdin.take().context("standard input")?.write_all(&serde_json::to_vec(&work)?)?;
    let child = Killed(child);
    generator.run(1)?;
    let pid = child.0.id();
    let (started, mine) = (Cpu::of(pid), Cpu::of(std::process::id()));
    let window = generator.run(seconds)?;
    let (used, mine) = (Cpu::of(pid).since(started), Cpu::of(std::process::id()).since(mine));
    let void = contention(&window, used, mine);
    Ok((used.busy as f64 / 1e3 / window.received.max(1) as f64, void))
}

impl Row {
    fn ratio(&self) -> f64 {
        self.us_per_packet / self.floor_us
    }
}

/// Why a run does not count: the machine was not ours, or the generator was at its end.
fn contention(window: &Window, used: Cpu, mine: Cpu) -> Vec<String> {
    let share = |nanoseconds: u64| nanoseconds as f64 / window.nanoseconds as f64;
    let mut void = Vec::new();
    if share(used.waiting) > 0.05 {
        void.push(format!("the process waited {:.0} % of the time for its CPU", 100.0 * share(used.waiting)));
    }
    if share(mine.waiting) > 0.05 {
        void.push(format!("the generator waited {:.0} % of the time for its CPU", 100.0 * share(mine.waiting)));
    }
    if share(mine.busy) > 0.95 {
        void.push(format!("the generator was busy {:.0} % of the time", 100.0 * share(mine.busy)));
    }
    if window.late > 0 {
        void.push(format!("the generator was late {} times by more than 10 ms", window.late));
    }
    void
}

fn print(row: &Row) {
    println!(
        "{:>12}  {:>9.3}  {:>8.3}  {:>5.2}  {:>6.3}  {:>6.2}  {:>6.2}  {:>14.1}  {:>9.0}  {:>5.0}{}",
        row.scene.name(),
        row.us_per_packet,
        row.floor_us,
        row.ratio(),
        row.window.loss_percent(),
        row.window.delay_ms(0.5),
        row.window.delay_ms(0.99),
        row.rss_kib,
        row.window.received as f64 * 1e9 / row.window.nanoseconds as f64,
        100.0 * row.busy,
        if row.void.is_empty() { "" } else { "  VOID" },
    );
    for why in &row.void {
        println!("             void: {why}");
    }
}

fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// A child that ends with its owner.
struct Killed(Child);
impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
