//! One publisher (2.5 Mbit/s VP8 and Opus, 350 packets/s) to many subscribers through the real media process, driven
//! over its link like the command node drives it. The generator is this process, on another CPU.

pub mod floor;
mod forwarder;
mod generator;
mod peer;
mod sockets;

use crate::process::{Cpu, resident};
use anyhow::Context;
use forwarder::Forwarder;
use generator::{Generator, Window};
use peer::{Peer, Role};
use std::io::Write;
use std::process::{Child, Command, Stdio};

/// CPU of the media process (it pins its first shard there) and of the floor.
const MEDIA_CPU: usize = 0;
const GENERATOR_CPU: usize = 1;

#[derive(clap::Args)]
pub struct Options {
    /// Subscribers, one run each.
    #[arg(long, value_delimiter = ',', default_values_t = [50, 100, 200])]
    subscribers: Vec<usize>,
    /// Seconds measured in each run, after one second of warming up.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// The media process; by default beside this program.
    #[arg(long)]
    media: Option<std::path::PathBuf>,
}

/// What one run found.
struct Row {
    subscribers: usize,
    us_per_packet: f64,
    floor_us: f64,
    window: Window,
    rss_kib: f64,
    void: Vec<String>,
}

/// # Errors
/// When the media process cannot be started or a peer cannot connect.
pub fn run(options: &Options) -> anyhow::Result<()> {
    fengsui_sfu_server::net::pin_thread(GENERATOR_CPU);
    println!("subscribers  us/packet  floor us  ratio  loss %  p50 ms  p99 ms  KiB/subscriber  packets/s");
    let mut rows = Vec::new();
    for subscribers in &options.subscribers {
        let row = measure(options, *subscribers)?;
        print(&row);
        rows.push(row);
    }
    let last = rows.last().context("no run")?;
    let void: Vec<&String> = rows.iter().flat_map(|row| &row.void).collect();
    println!(
        "{}",
        serde_json::json!({
            "us_per_packet_200": round(last.us_per_packet),
            "floor_us": round(last.floor_us),
            "ratio_200": round(last.us_per_packet / last.floor_us),
            "loss_pct": round(last.window.loss_percent()),
            "delay_p50_ms": round(last.window.delay_ms(0.5)),
            "delay_p99_ms": round(last.window.delay_ms(0.99)),
            "rss_kib_per_subscriber": round(last.rss_kib),
            "subscribers": last.subscribers,
            "void": void,
        })
    );
    Ok(())
}

fn measure(options: &Options, subscribers: usize) -> anyhow::Result<Row> {
    let (us_per_packet, window, rss_kib, mut void) = forwarded(options, subscribers)?;
    let (floor_us, floor_void) = floored(subscribers, options.seconds)?;
    void.extend(floor_void.into_iter().map(|why| format!("floor: {why}")));
    Ok(Row { subscribers, us_per_packet, floor_us, window, rss_kib, void })
}

fn forwarded(options: &Options, subscribers: usize) -> anyhow::Result<(f64, Window, f64, Vec<String>)> {
    let mut forwarder = Forwarder::start(options.media.as_deref(), subscribers)?;
    let identity = peer::Identity::generate()?;
    let publisher = Peer::connect(&mut forwarder, &identity, Role::Publisher)?;
    let before = resident(forwarder.pid());
    let mut receivers = Vec::new();
    for number in 0..subscribers {
        receivers.push(Peer::connect(&mut forwarder, &identity, Role::Receiver(number))?);
    }
    let mut generator = Generator::new(Some(publisher), receivers)?;
    generator.run(1)?;
    let pid = forwarder.pid();
    let (started, mine) = (Cpu::of(pid), Cpu::of(std::process::id()));
    let window = generator.run(options.seconds)?;
    let (used, mine) = (Cpu::of(pid).since(started), Cpu::of(std::process::id()).since(mine));
    let rss = resident(pid).saturating_sub(before) as f64 / subscribers as f64;
    let void = contention(&window, used, mine);
    Ok((used.busy as f64 / 1e3 / window.received as f64, window, rss, void))
}

/// The same packets to the same number of sockets, without receiving and feedback.
fn floored(subscribers: usize, seconds: u64) -> anyhow::Result<(f64, Vec<String>)> {
    let mut generator = Generator::new(None, peer::bare(subscribers)?)?;
    let work = floor::Work { ports: generator.ports(), cpu: MEDIA_CPU, seconds: seconds + 2 };
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
        "{:>11}  {:>9.3}  {:>8.3}  {:>5.2}  {:>6.3}  {:>6.2}  {:>6.2}  {:>14.1}  {:>9.0}{}",
        row.subscribers,
        row.us_per_packet,
        row.floor_us,
        row.us_per_packet / row.floor_us,
        row.window.loss_percent(),
        row.window.delay_ms(0.5),
        row.window.delay_ms(0.99),
        row.rss_kib,
        row.window.received as f64 * 1e9 / row.window.nanoseconds as f64,
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
