//! Sites join and leave the real media process for minutes: ten joins a second with ICE, DTLS and SRTP over loopback, by
//! UDP and TCP. They publish, receive, are shown others, restart ICE from the same and from another socket, are put out,
//! replaced, and leave; a third of them without a word. Some come only half-way, and strangers send what they like.
//! What the process holds is printed as it goes; what it does not let go of fails the run.

mod churn;
mod far;
mod media;
mod node;
mod offer;
mod rooms;
mod strangers;
mod verdict;
mod wire;

use crate::process::now;
use churn::{Churn, SECOND};
use far::Role;
use fengsui_sfu_server::ice::CONSENT;
use node::{Held, Node};
use std::collections::BTreeSet;
use verdict::{Growth, Memory};

/// Joins of the measurement that is made alone, before and after.
const ALONE: u64 = 60;
/// More are there than later ever will be, so that tables and the allocator's pages have their size; then all leave once.
const WARM_UP: u64 = 60 * SECOND;
/// So many times the joins of the rest of the run.
const CROWD: u64 = 2;
/// Memory is not judged by less.
const SHORTEST: u64 = 60 * SECOND;
/// The command node starts anew so often.
const CENSUS: u64 = 30 * SECOND;
/// Beyond the time-out, for the last to be let go of.
const GRACE: u64 = 6 * SECOND;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Joins per second.
    #[arg(long, default_value_t = 10)]
    joins: u64,
    /// Seconds between two printed lines.
    #[arg(long, default_value_t = 10)]
    interval: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The media process; by default beside this program.
    #[arg(long)]
    media: Option<std::path::PathBuf>,
}

/// One join without media beside it.
#[derive(Clone, Copy, Debug)]
struct Alone {
    cpu_ms: f64,
    kib: f64,
}

/// # Errors
/// When the media process does not start or dies, or the run found a leak.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mut churn = Churn::new(Node::start(options.media.as_deref())?, options.seed)?;
    churn.open_rooms()?;
    let first = alone(&mut churn)?;
    churn.close_rooms()?;
    churn.run_until(now() + SECOND)?;
    let before = churn.node.held();
    let whole = (options.minutes * 60.0 * SECOND as f64) as u64;
    let warm_up = WARM_UP.min(whole / 2);
    println!("     s   joins  failed  CPU ms/join  RSS KiB  descriptors  sockets  threads  sessions  present");
    let most = lively(&mut churn, (CROWD * options.joins, options.interval), warm_up)?;
    let warm = all_leave(&mut churn, before)?;
    println!("warm, and all have left: {warm:?}");
    let later = lively(&mut churn, (options.joins, options.interval), whole - warm_up)?;
    let rest = all_leave(&mut churn, before)?;
    churn.open_rooms()?;
    let last = alone(&mut churn)?;
    let growth = (whole - warm_up >= SHORTEST).then(|| verdict::growth(warm.memory, rest.memory)).flatten();
    let mut wrong = verdict::not_returned(before, rest.held);
    wrong.extend(faults(&churn, &[warm, rest]));
    wrong.extend(growth.iter().flat_map(|growth| growth.too_much()));
    report(&churn, (first, last), (before, rest), growth);
    println!("{}", line(&churn, (most, later), (first, last), (before, rest), growth, &wrong));
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(())
}

/// What is there when everybody has left.
#[derive(Clone, Copy, Debug)]
struct Rest {
    held: Held,
    memory: Memory,
    sessions: usize,
    remembered: usize,
}

/// Everybody leaves, and the last are let go of.
fn all_leave(churn: &mut Churn, before: Held) -> anyhow::Result<Rest> {
    churn.all_leave()?;
    churn.set_lively(false);
    let deadline = now() + CONSENT.as_nanos() as u64 + GRACE;
    while now() < deadline && (churn.held() > 0 || churn.node.held().descriptors != before.descriptors) {
        churn.run_until(now() + SECOND / 5)?;
    }
    churn.close_rooms()?;
    churn.run_until(now() + SECOND)?;
    let (sessions, remembered) = churn.census()?;
    churn.run_until(now() + SECOND)?;
    let held = churn.node.held();
    let memory = Memory {
        joins: churn.tally.done as f64,
        rss_kib: held.rss_kib as f64,
        allocated_kib: churn.node.allocated_kib()?,
    };
    Ok(Rest { held, memory, sessions, remembered })
}

/// Joins, alone on the node, of sites that send nothing: what each costs.
fn alone(churn: &mut Churn) -> anyhow::Result<Alone> {
    churn.set_lively(false);
    churn.run_until(now() + SECOND / 2)?;
    let (idle_from, idle_cpu) = (now(), churn.node.cpu());
    churn.run_until(now() + SECOND)?;
    let idle = (churn.node.cpu() - idle_cpu) as f64 / (now() - idle_from) as f64;
    let (from, cpu, rss) = (now(), churn.node.cpu(), churn.node.held().rss_kib);
    for number in 0..ALONE {
        churn.join_quietly(if number % 2 == 0 { Role::Publisher } else { Role::Receiver })?;
        churn.run_until(now() + SECOND / 50)?;
    }
    let deadline = now() + 10 * SECOND;
    while !churn.all_are_up() && now() < deadline {
        churn.run_until(now() + SECOND / 50)?;
    }
    let spent = (churn.node.cpu() - cpu) as f64 - idle * (now() - from) as f64;
    let grown = churn.node.held().rss_kib.saturating_sub(rss);
    churn.all_leave()?;
    while churn.held() > 0 && now() < deadline {
        churn.run_until(now() + SECOND / 50)?;
    }
    Ok(Alone { cpu_ms: spent / ALONE as f64 / 1e6, kib: grown as f64 / ALONE as f64 })
}

/// Sites come and go for `long` nanoseconds, so many joins a second, with a line each `interval` seconds; the most sessions
/// that were held at once.
fn lively(churn: &mut Churn, (joins, interval): (u64, u64), long: u64) -> anyhow::Result<usize> {
    churn.open_rooms()?;
    churn.set_lively(true);
    let began = now();
    let end = began + long;
    let every = SECOND / joins.max(1);
    let (mut next_join, mut next_line, mut next_census) = (began, began + interval * SECOND, began + CENSUS);
    let mut peak = 0;
    let (mut line_cpu, mut line_joins) = (churn.node.cpu(), churn.tally.done);
    while now() < end {
        churn.run_until(next_join.min(end))?;
        churn.join()?;
        next_join = (next_join + every).max(now());
        peak = peak.max(churn.held());
        if now() >= next_census {
            next_census += CENSUS;
            churn.census()?;
            churn.open_rooms()?;
        }
        if now() >= next_line {
            next_line += interval * SECOND;
            let (cpu, joins) = (churn.node.cpu(), churn.tally.done);
            let per_join = (cpu - line_cpu) as f64 / 1e6 / (joins - line_joins).max(1) as f64;
            (line_cpu, line_joins) = (cpu, joins);
            let seconds = (now() - began) as f64 / SECOND as f64;
            let Held { rss_kib, descriptors, sockets, threads } = churn.node.held();
            let (held, present, failed) = (churn.held(), churn.present(), churn.tally.failed);
            println!(
                "{seconds:6.0} {joins:7} {failed:7} {per_join:12.2} {rss_kib:8} {descriptors:12} {sockets:8} {threads:8} {held:9} {present:8}"
            );
        }
    }
    Ok(peak)
}

fn faults(churn: &Churn, rests: &[Rest]) -> Vec<String> {
    let tally = &churn.tally;
    let stuck = |held: &BTreeSet<_>| held.len() as u64;
    let at_rest = |of: fn(&Rest) -> usize| rests.iter().map(of).sum::<usize>() as u64;
    let counts = [
        (tally.failed, "joins failed"),
        (tally.lost, "sessions were closed by the node without a reason"),
        (tally.deaf, "receivers heard nothing"),
        (tally.forged, "packets were not authentic"),
        (stuck(&tally.stuck), "sessions were held too long"),
        (at_rest(|rest| rest.sessions), "sessions at rest"),
        (at_rest(|rest| rest.remembered), "publishing sites or slots are remembered at rest"),
    ];
    counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
}

fn report(churn: &Churn, (first, last): (Alone, Alone), (before, rest): (Held, Rest), growth: Option<Growth>) {
    let show = |name: &str, alone: Alone| {
        println!("{ALONE} joins alone, {name}: {:.2} ms of CPU and {:.0} KiB each", alone.cpu_ms, alone.kib);
    };
    show("before", first);
    show("after", last);
    println!("before anybody came: {before:?}");
    println!("when all had left:   {rest:?}");
    match growth {
        Some(growth) => println!("grown after the warm-up: {growth:?}"),
        None => println!("memory: the run is too short for a judgement"),
    }
    println!("ended: {:?}", churn.tally.ended);
}

fn line(
    churn: &Churn,
    (most, later): (usize, usize),
    (first, last): (Alone, Alone),
    (before, rest): (Held, Rest),
    growth: Option<Growth>,
    wrong: &[String],
) -> serde_json::Value {
    let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
    serde_json::json!({
        "joins": churn.tally.done,
        "joins_failed": churn.tally.failed,
        "sessions_most_warming_up": most,
        "sessions_most": later,
        "join_cpu_ms_before": round(first.cpu_ms),
        "join_cpu_ms_after": round(last.cpu_ms),
        "rss_kib_before": before.rss_kib,
        "rss_kib_after": rest.held.rss_kib,
        "rss_kib_per_join": growth.map(|growth| round(growth.rss_kib)),
        "allocated_kib_per_join": growth.map(|growth| round(growth.allocated_kib)),
        "wrong": wrong,
    })
}
