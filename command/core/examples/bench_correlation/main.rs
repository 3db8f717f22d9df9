//! `make bench-correlation`: how well reports of one event find one another, and how long a new report takes among
//! 100,000 open ones. `docs/correlation.md` says what the generator is and what it is not.
//!
//! Every report goes in as the product takes it: the index is asked, the first proposal is accepted as it stands (link
//! and suggest alike), otherwise a new incident begins. Tuning seeds are for choosing constants; the figures are those
//! of held-out seeds, which nothing was chosen by.
// A benchmark has a clock and arguments; the core has not.
#![allow(clippy::disallowed_methods)]

mod bcubed;
mod county;
mod fit;
mod seed;
mod telling;

use bcubed::BCubed;
use county::{County, Told};
use fengsui_command_core::correlation::{self, Index, Report, score::Weighed};
use fengsui_protocol::{
    FeedRecordId, IncidentId,
    correlation::{Band, Correlated, Proposal},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

const TUNING: &[u64] = &[1, 2, 3, 4];
const HELD_OUT: &[u64] = &[9_001, 9_002, 9_003, 9_004, 9_005, 9_006];
/// Reports of one quality run.
const REPORTS: usize = 12_000;
/// Open reports of the timed run, and new ones asked about.
const OPEN: usize = 100_000;
const ASKED: usize = 2_000;

#[derive(Clone, Copy, Debug, Default)]
struct Run {
    reports: usize,
    b3: BCubed,
    /// Reports that joined others; of these, to others of which none speaks of their event: two events became one.
    joined: usize,
    falsely: usize,
    /// The same of the "link" band alone.
    linked: usize,
    linked_falsely: usize,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("--fit") => fit::weights(TUNING, REPORTS),
        Some("--tune") => tune(arguments.next().is_some()),
        _ => report(),
    }
}

/// Figures of the tuning seeds; with a second argument also what went wrong.
fn tune(say: bool) {
    for seed in TUNING {
        let reports = County::new(*seed).reports(REPORTS);
        line(&seed.to_string(), &run(&reports, say));
    }
}

fn report() {
    println!("| seed | reports | B³ precision | recall | F1 | false merge % | in band link | of these false % |");
    println!("|---|---|---|---|---|---|---|---|");
    let runs: Vec<Run> = HELD_OUT
        .iter()
        .map(|seed| {
            let found = run(&County::new(*seed).reports(REPORTS), false);
            line(&seed.to_string(), &found);
            found
        })
        .collect();
    let mean = mean(&runs);
    line("mean", &mean);
    let (p50, p99, most) = timed();
    println!(
        "\nnew report among {OPEN} open ones: p50 {p50:.2} ms, p99 {p99:.2} ms, most {most:.2} ms ({ASKED} asked)"
    );
    println!(
        "{{\"b3_precision\":{:.4},\"b3_recall\":{:.4},\"b3_f1\":{:.4},\"false_merge_pct\":{:.3},\"ms_at_100k\":{p99:.2}}}",
        mean.b3.precision,
        mean.b3.recall,
        mean.b3.f1(),
        percent(mean.falsely, mean.joined)
    );
}

fn line(name: &str, run: &Run) {
    println!(
        "| {name} | {} | {:.4} | {:.4} | {:.4} | {:.3} | {} | {:.3} |",
        run.reports,
        run.b3.precision,
        run.b3.recall,
        run.b3.f1(),
        percent(run.falsely, run.joined),
        run.linked,
        percent(run.linked_falsely, run.linked)
    );
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn mean(runs: &[Run]) -> Run {
    let mut all = runs.iter().fold(Run::default(), |mut all, run| {
        all.reports += run.reports;
        all.b3.precision += run.b3.precision / runs.len() as f64;
        all.b3.recall += run.b3.recall / runs.len() as f64;
        (all.joined, all.falsely) = (all.joined + run.joined, all.falsely + run.falsely);
        (all.linked, all.linked_falsely) = (all.linked + run.linked, all.linked_falsely + run.linked_falsely);
        all
    });
    all.reports /= runs.len();
    all
}

fn run(reports: &[Told], say: bool) -> Run {
    let mut index = Index::default();
    let (mut clusters, mut events) = (Vec::new(), BTreeMap::new());
    let mut run = Run { reports: reports.len(), ..Run::default() };
    for (number, told) in reports.iter().enumerate() {
        let report = Report::of(&told.facts, None);
        let proposed = ask(&index, &report).into_iter().next();
        let cluster = proposed.as_ref().map_or(number, |proposal| proposal.incident.0 as usize);
        if let Some(proposal) = &proposed {
            let held: &BTreeSet<usize> = &events[&cluster];
            let wrong = !held.contains(&told.event);
            (run.joined, run.falsely) = (run.joined + 1, run.falsely + usize::from(wrong));
            if proposal.band == Band::Link {
                (run.linked, run.linked_falsely) = (run.linked + 1, run.linked_falsely + usize::from(wrong));
            }
            if wrong && say {
                explain("false", reports, number, Some(proposal));
            }
        } else if say && events.values().any(|held| held.contains(&told.event)) {
            explain("split", reports, number, None);
        }
        events.entry(cluster).or_insert_with(BTreeSet::new).insert(told.event);
        clusters.push((told.event, cluster));
        index.put(Correlated::FeedRecord(FeedRecordId(number as u64)), IncidentId(cluster as u64), report);
    }
    run.b3 = BCubed::of(&clusters);
    run
}

fn ask(index: &Index, report: &Report) -> Vec<Proposal> {
    correlation::proposals(index.resembling(report, |_| false, correlation::MOST_PROPOSALS))
}

fn explain(what: &str, reports: &[Told], number: usize, proposal: Option<&Proposal>) {
    let told = &reports[number];
    let nearest = proposal.map(|proposal| match proposal.nearest {
        Correlated::FeedRecord(id) => id.0 as usize,
        Correlated::Incident(id) => id.0 as usize,
    });
    println!("{what}: {} {} {}", told.facts.type_code, told.facts.place.text, told.facts.narrative);
    let other = nearest.or_else(|| (0..number).rev().find(|other| reports[*other].event == told.event));
    let Some(other) = other.map(|other| &reports[other]) else { return };
    println!("    to {} {} {}", other.facts.type_code, other.facts.place.text, other.facts.narrative);
    if let Some(proposal) = proposal {
        println!(
            "    {:.2} d {:?} t {:?} w {:.2} {:?}",
            proposal.score, proposal.distance, proposal.time, proposal.text.value, proposal.keys
        );
    } else {
        let mut index = Index::default();
        index.put(Correlated::FeedRecord(FeedRecordId(1)), IncidentId(1), Report::of(&other.facts, None));
        let (one, two) = (Report::of(&told.facts, None), Report::of(&other.facts, None));
        if let Some(near) = correlation::score::Nearness::of(&one, &two) {
            let scored = correlation::score::score(&Weighed::new(&one, &index), &two, &near, &index);
            println!("    {:.2} d {:?} t {:?} keys {:?}", scored.score, scored.distance, scored.time, scored.keys);
        }
    }
}

/// Milliseconds of one new report: reading its words, asking, and taking it in. p50, p99, most.
fn timed() -> (f64, f64, f64) {
    let reports = County::new(HELD_OUT[0]).reports(OPEN + ASKED);
    let mut index = Index::default();
    for (number, told) in reports[..OPEN].iter().enumerate() {
        index.put(
            Correlated::FeedRecord(FeedRecordId(number as u64)),
            IncidentId(told.event as u64),
            Report::of(&told.facts, None),
        );
    }
    let mut took: Vec<f64> = (OPEN..OPEN + ASKED)
        .map(|number| {
            let begun = Instant::now();
            let report = Report::of(&reports[number].facts, None);
            let proposed = ask(&index, &report);
            let incident = proposed.first().map_or(IncidentId(number as u64), |proposal| proposal.incident);
            index.put(Correlated::FeedRecord(FeedRecordId(number as u64)), incident, report);
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize];
    (at(0.5), at(0.99), at(1.0))
}
