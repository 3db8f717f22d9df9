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
use verdict::Sample;

/// Joins of the measurement that is made alone, before and after.
const ALONE: u64 = 60;
/// Memory and tables settle, and the first ones time out.
const WARM_UP: u64 = 60 * SECOND;
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
    let rest = churn.node.held();
    let done = churn.tally.done;
    churn.open_rooms()?;
    println!("     s   joins  failed  CPU ms/join  RSS KiB  descriptors  sockets  threads  sessions  present");
    let (samples, peak) = lively(&mut churn, options, done)?;
    let joins = churn.tally.done - done;
    churn.all_leave()?;
    churn.set_lively(false);
    let deadline = now() + CONSENT.as_nanos() as u64 + GRACE;
    while now() < deadline && (churn.held() > 0 || churn.node.held().descriptors != rest.descriptors) {
        churn.run_until(now() + SECOND / 5)?;
    }
    churn.close_rooms()?;
    churn.run_until(now() + SECOND)?;
    let (sessions, remembered) = churn.census()?;
    churn.run_until(now() + SECOND)?;
    let after = churn.node.held();
    churn.open_rooms()?;
    let last = alone(&mut churn)?;
    let growth = verdict::kib_per_join(&samples);
    let mut wrong = verdict::not_returned(rest, after);
    wrong.extend(faults(&churn, sessions, remembered, growth));
    report(&churn, (first, last), (rest, after), growth);
    println!("{}", line(&churn, (joins, peak), (first, last), (rest, after), growth, &wrong));
    anyhow::ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(())
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

/// The run itself: samples after the warm-up, and the most that was held at once.
fn lively(churn: &mut Churn, options: &Options, before: u64) -> anyhow::Result<(Vec<Sample>, usize)> {
    churn.set_lively(true);
    let began = now();
    let end = began + (options.minutes * 60.0 * SECOND as f64) as u64;
    let every = SECOND / options.joins.max(1);
    let (mut next_join, mut next_line, mut next_census) = (began, began + options.interval * SECOND, began + CENSUS);
    let (mut next_sample, mut samples, mut peak) = (began + SECOND, Vec::new(), 0);
    let (mut line_cpu, mut line_joins) = (churn.node.cpu(), churn.tally.done);
    while now() < end {
        churn.run_until(next_join.min(end))?;
        churn.join()?;
        next_join = (next_join + every).max(now());
        let seconds = (now() - began) as f64 / SECOND as f64;
        peak = peak.max(churn.held());
        if now() >= next_sample {
            next_sample += SECOND;
            let (rss_kib, joins) = (churn.node.held().rss_kib as f64, (churn.tally.done - before) as f64);
            if now() >= began + WARM_UP {
                samples.push(Sample { seconds, rss_kib, joins });
            }
        }
        if now() >= next_census {
            next_census += CENSUS;
            churn.census()?;
            churn.open_rooms()?;
        }
        if now() >= next_line {
            next_line += options.interval * SECOND;
            let (cpu, joins) = (churn.node.cpu(), churn.tally.done);
            let per_join = (cpu - line_cpu) as f64 / 1e6 / (joins - line_joins).max(1) as f64;
            (line_cpu, line_joins) = (cpu, joins);
            let Held { rss_kib, descriptors, sockets, threads } = churn.node.held();
            let (held, present, failed) = (churn.held(), churn.present(), churn.tally.failed);
            let joins = joins - before;
            println!(
                "{seconds:6.0} {joins:7} {failed:7} {per_join:12.2} {rss_kib:8} {descriptors:12} {sockets:8} {threads:8} {held:9} {present:8}"
            );
        }
    }
    Ok((samples, peak))
}

fn faults(churn: &Churn, sessions: usize, remembered: usize, growth: Option<f64>) -> Vec<String> {
    let tally = &churn.tally;
    let stuck = |held: &BTreeSet<_>| held.len() as u64;
    let counts = [
        (tally.failed, "joins failed"),
        (tally.lost, "sessions were closed by the node without a reason"),
        (tally.deaf, "receivers heard nothing"),
        (tally.forged, "packets were not authentic"),
        (stuck(&tally.stuck), "sessions were held too long"),
        (sessions as u64, "sessions at rest"),
        (remembered as u64, "publishing sites or slots are remembered at rest"),
    ];
    let mut wrong: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if let Some(growth) = growth.filter(|growth| *growth > verdict::KIB_PER_JOIN) {
        wrong.push(format!("memory grows by {growth:.2} KiB per join, at most {} is let pass", verdict::KIB_PER_JOIN));
    }
    wrong
}

fn report(churn: &Churn, (first, last): (Alone, Alone), (rest, after): (Held, Held), growth: Option<f64>) {
    let show = |name: &str, alone: Alone| {
        println!("{ALONE} joins alone, {name}: {:.2} ms of CPU and {:.0} KiB each", alone.cpu_ms, alone.kib);
    };
    show("before", first);
    show("after", last);
    println!("before anybody came: {rest:?}");
    println!("when all had left:   {after:?}");
    match growth {
        Some(growth) => println!("memory: {growth:.3} KiB per join after the warm-up"),
        None => println!("memory: the run is too short for a slope"),
    }
    println!("ended: {:?}", churn.tally.ended);
}

fn line(
    churn: &Churn,
    (joins, peak): (u64, usize),
    (first, last): (Alone, Alone),
    (rest, after): (Held, Held),
    growth: Option<f64>,
    wrong: &[String],
) -> serde_json::Value {
    let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
    serde_json::json!({
        "joins": joins,
        "joins_failed": churn.tally.failed,
        "sessions_most": peak,
        "join_cpu_ms_before": round(first.cpu_ms),
        "join_cpu_ms_after": round(last.cpu_ms),
        "rss_kib_before": rest.rss_kib,
        "rss_kib_after": after.rss_kib,
        "rss_kib_per_join": growth.map(round),
        "wrong": wrong,
    })
}
