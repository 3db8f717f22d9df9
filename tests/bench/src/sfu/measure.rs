//! One run: a forwarder or the floor, its CPU time, and why the run does not count.

use super::forwarders::Forwarder;
use super::generator::{Generator, Window};
use super::peer::{self, Peer};
use super::scene::Scene;
use super::{CONNECT_LIMIT, MEDIA_CPU, floor};
use crate::process::{Cpu, Killed, busy_of_others, resident};
use anyhow::{Context, ensure};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// While others connect; forwarders give up who is silent for ten seconds.
const TENDED_EVERY: Duration = Duration::from_secs(2);

/// What one run of a forwarder found.
pub struct Measured {
    pub us_per_packet: f64,
    /// Share of one CPU.
    pub busy: f64,
    /// Of the machine's processors: what other processes took of one.
    pub others: f64,
    pub window: Window,
    /// Resident memory for each receiver.
    pub rss_kib: f64,
    /// Of a receiver's session.
    pub cipher: &'static str,
    pub void: Vec<String>,
}

/// Measures for `seconds` after as many as `warming`.
///
/// # Errors
/// When a peer cannot connect.
pub fn forwarded(
    forwarder: &mut dyn Forwarder,
    scene: Scene,
    (warming, seconds): (u64, u64),
) -> anyhow::Result<Measured> {
    let identity = peer::Identity::generate()?;
    let limit = Instant::now() + CONNECT_LIMIT;
    let mut publishers = Vec::new();
    for camera in scene.cameras() {
        publishers.push(Peer::publish(forwarder, &identity, camera).with_context(|| format!("camera {camera:?}"))?);
    }
    let pid = forwarder.pid();
    let before = resident(pid);
    let mut receivers = Vec::new();
    let mut tended = Instant::now();
    for seat in scene.viewers() {
        ensure!(Instant::now() < limit, "only {} receivers connected in {CONNECT_LIMIT:?}", receivers.len());
        let number = receivers.len();
        receivers.push(Peer::subscribe(forwarder, &identity, seat).with_context(|| format!("receiver {number}"))?);
        if tended.elapsed() > TENDED_EVERY {
            publishers.iter().chain(&receivers).try_for_each(Peer::tend)?;
            tended = Instant::now();
        }
    }
    let cipher = receivers.first().and_then(|receiver| receiver.keys.as_ref()).map_or("", |keys| keys.profile.name());
    let mut generator = Generator::new(scene, publishers, receivers)?;
    generator.run(warming)?;
    let me = std::process::id();
    let others = busy_of_others(&[pid, me]);
    let (started, mine) = (Cpu::of(pid), Cpu::of(me));
    let window = generator.run(seconds)?;
    let (used, mine) = (Cpu::of(pid).since(started), Cpu::of(me).since(mine));
    let others = busy_of_others(&[pid, me]).saturating_sub(others) as f64 / window.nanoseconds as f64;
    // Of many cameras what is stored of them would be most of it, and none of the receivers'.
    let grown = resident(pid).saturating_sub(before) as f64 / scene.receivers() as f64;
    let rss_kib = if scene.cameras == 1 { grown } else { f64::NAN };
    let us_per_packet = used.busy as f64 / 1e3 / window.received.max(1) as f64;
    let busy = used.busy as f64 / window.nanoseconds as f64;
    let waited = if forwarder.of_one_thread() { used.waiting } else { 0 };
    let void = contention(&window, waited, mine);
    Ok(Measured { us_per_packet, busy, others, window, rss_kib, cipher, void })
}

/// The same packets to the same number of sockets, without receiving and feedback: µs per packet.
///
/// # Errors
/// When the floor's process cannot be started.
pub fn floored(scene: Scene, seconds: u64) -> anyhow::Result<(f64, Vec<String>)> {
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
    let void = contention(&window, used.waiting, mine);
    Ok((used.busy as f64 / 1e3 / window.received.max(1) as f64, void))
}

/// Why a run does not count: the machine was not ours, or the generator was at its end.
fn contention(window: &Window, waited: u64, mine: Cpu) -> Vec<String> {
    let share = |nanoseconds: u64| nanoseconds as f64 / window.nanoseconds as f64;
    let mut void = Vec::new();
    if share(waited) > 0.05 {
        void.push(format!("the process waited {:.0} % of the time for its CPU", 100.0 * share(waited)));
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

pub fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
