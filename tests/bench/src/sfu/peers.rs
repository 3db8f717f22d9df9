//! Other forwarders on the same generator and the same work, beside ours and the floor of the same run. Each gets one CPU,
//! all its threads on it; the generator has the other.

use super::forwarders::Kind;
use super::measure::{Measured, floored, forwarded, round};
use super::scene::Scene;
use super::{GENERATOR_CPU, TRIES, namespace};
use serde_json::{Value, json};

/// Share of a CPU from which on a forwarder is full.
const FULL: f64 = 0.97;
/// Seconds before what is measured: some wait for a keyframe, or begin with an estimate.
const WARMING: u64 = 3;
/// Share of one CPU that other processes may take.
const OTHERS: f64 = 0.1;

#[derive(clap::Args)]
pub struct Options {
    /// Which, in this order.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Kind::ALL)]
    forwarders: Vec<Kind>,
    /// Subscribers, one run each.
    #[arg(long, value_delimiter = ',', default_values_t = [50, 100, 200])]
    subscribers: Vec<usize>,
    /// Ten rooms of five too.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    rooms: bool,
    /// Seconds measured in each run, after three seconds of warming up.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
}

/// # Errors
/// When the floor cannot be measured; a forwarder that fails has a row that says so.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let forwarders = present(options);
    fengsui_sfu_server::net::pin_thread(GENERATOR_CPU);
    println!(
        "       scene   forwarder  us/packet  x floor  loss %  p50 ms  p99 ms  KiB/subscriber  packets/s  CPU %  cipher"
    );
    let mut rows = Vec::new();
    let scenes = options.subscribers.iter().map(|subscribers| Scene::one_to(*subscribers));
    for scene in scenes.chain(options.rooms.then(Scene::ten_rooms)) {
        let floor = floor(scene, options.seconds)?;
        rows.push(json!({ "scene": scene.name(), "forwarder": "floor", "us_per_packet": round(floor) }));
        rows.extend(forwarders.iter().map(|kind| row(*kind, scene, floor, options.seconds)));
    }
    println!("{}", Value::from(rows));
    Ok(())
}

/// Those that can be measured here; of the others it is said why they cannot.
fn present(options: &Options) -> Vec<Kind> {
    let namespace = namespace::enter();
    if let Err(error) = &namespace {
        println!("{error:#}");
    }
    let reason = |kind: Kind| match (kind.absent(), &namespace) {
        (Some(why), _) => Some(why),
        (None, Err(_)) if kind.needs_an_interface() => {
            Some("does not listen on loopback, and there is no namespace with another interface")
        }
        (None, _) => None,
    };
    let mut present = options.forwarders.clone();
    present.retain(|kind| match reason(*kind) {
        Some(why) => {
            println!("{}: left out: {why}", kind.name());
            false
        }
        None => true,
    });
    for (kind, version) in present.iter().filter_map(|kind| Some((kind, kind.version()?))) {
        println!("{}: {version}", kind.name());
    }
    present
}

/// µs per packet; measured again while the machine was not ours.
fn floor(scene: Scene, seconds: u64) -> anyhow::Result<f64> {
    for last in (0..TRIES).map(|number| number + 1 == TRIES) {
        let (floor, void) = floored(scene, seconds)?;
        println!("{:>12}  {:>10}  {floor:>9.3}{}", scene.name(), "floor", mark(&void));
        explain(&void);
        if void.is_empty() || last {
            return Ok(floor);
        }
    }
    anyhow::bail!("no run of the floor")
}

/// One line, and the same for who reads it by program.
fn row(kind: Kind, scene: Scene, floor: f64, seconds: u64) -> Value {
    let mut found = Value::Null;
    let scene = kind.scene(scene);
    for _ in 0..TRIES {
        let measured =
            kind.start(scene).and_then(|mut forwarder| forwarded(&mut *forwarder, scene, (WARMING, seconds)));
        let mut measured = match measured {
            Ok(measured) => measured,
            Err(error) => {
                println!("{:>12}  {:>10}  failed: {error:#}", scene.name(), kind.name());
                return json!({ "scene": scene.name(), "forwarder": kind.name(), "failed": format!("{error:#}") });
            }
        };
        if measured.others > OTHERS {
            measured.void.push(format!("other processes took {:.0} % of a CPU", 100.0 * measured.others));
        }
        print(kind, scene, floor, &measured);
        found = figures(kind, scene, floor, &measured);
        if measured.void.is_empty() {
            break;
        }
    }
    found
}

fn print(kind: Kind, scene: Scene, floor: f64, measured: &Measured) {
    let window = &measured.window;
    println!(
        "{:>12}  {:>10}  {:>9.3}  {:>7.2}  {:>6.3}  {:>6.2}  {:>6.2}  {:>14.1}  {:>9.0}  {:>5.0}  {}{}{}",
        scene.name(),
        kind.name(),
        measured.us_per_packet,
        measured.us_per_packet / floor,
        window.loss_percent(),
        window.delay_ms(0.5),
        window.delay_ms(0.99),
        measured.rss_kib,
        window.received as f64 * 1e9 / window.nanoseconds as f64,
        // It may work on while the last packets are waited for.
        (100.0 * measured.busy).min(100.0),
        measured.cipher,
        state(measured),
        mark(&measured.void),
    );
    explain(&measured.void);
}

/// What the figures of a forwarder that could not keep up must be read with.
fn state(measured: &Measured) -> &'static str {
    match (measured.busy > FULL, measured.window.loss_percent() > 0.0) {
        (true, true) => "  SATURATED, LOST PACKETS",
        (true, false) => "  SATURATED",
        (false, true) => "  LOST PACKETS",
        (false, false) => "",
    }
}

fn mark(void: &[String]) -> &'static str {
    if void.is_empty() { "" } else { "  VOID" }
}

fn explain(void: &[String]) {
    for why in void {
        println!("              void: {why}");
    }
}

fn figures(kind: Kind, scene: Scene, floor: f64, measured: &Measured) -> Value {
    let window = &measured.window;
    json!({
        "scene": scene.name(),
        "forwarder": kind.name(),
        "cipher": measured.cipher,
        "us_per_packet": round(measured.us_per_packet),
        "ratio": round(measured.us_per_packet / floor),
        "loss_pct": round(window.loss_percent()),
        "delay_p50_ms": round(window.delay_ms(0.5)),
        "delay_p99_ms": round(window.delay_ms(0.99)),
        // Not a number, so null, where several cameras are: what is stored of them would be most of it.
        "rss_kib_per_subscriber": round(measured.rss_kib),
        "saturated": measured.busy > FULL,
        "void": measured.void,
    })
}
