//! Fits the weights of the evidence on the tuning seeds: logistic regression by Newton's steps, true clusters as if
//! every earlier report had been put where it belongs, wrong pairs counting more than right ones.

use crate::county::County;
use fengsui_command_core::correlation::{
    Index, Report,
    score::{EVIDENCE, Evidence, NAMES},
};
use fengsui_protocol::{FeedRecordId, IncidentId, correlation::Correlated};

/// What a false merge costs, in splits.
const FALSE_MERGE: f64 = 16.0;
/// Keeps weights of what hardly occurs small.
const RIDGE: f64 = 1.0;
const STEPS: usize = 25;

/// Prints the weights as they stand in `score`.
pub fn weights(seeds: &[u64], reports: usize) {
    let mut pairs = Vec::new();
    for seed in seeds {
        collect(*seed, reports, &mut pairs);
    }
    let mut weights = [0.0; EVIDENCE];
    for _ in 0..STEPS {
        step(&mut weights, &pairs);
    }
    println!("{} pairs, {} right", pairs.len(), pairs.iter().filter(|(_, same)| *same).count());
    for (name, weight) in NAMES.iter().zip(weights) {
        println!("{name:>20} {weight:8.3}");
    }
    let rounded: Vec<_> = weights.iter().map(|weight| format!("{weight:.2}")).collect();
    println!("[{}]", rounded.join(", "));
}

fn collect(seed: u64, reports: usize, pairs: &mut Vec<(Evidence, bool)>) {
    let mut index = Index::default();
    for (number, told) in County::new(seed).reports(reports).iter().enumerate() {
        let report = Report::of(&told.facts, None);
        let found = index.comparisons(&report);
        pairs.extend(found.into_iter().map(|found| (found.scored.evidence, found.incident.0 as usize == told.event)));
        index.put(Correlated::FeedRecord(FeedRecordId(number as u64)), IncidentId(told.event as u64), report);
    }
}

/// One step of iteratively reweighted least squares.
fn step(weights: &mut Evidence, pairs: &[(Evidence, bool)]) {
    let mut matrix = [[0.0; EVIDENCE]; EVIDENCE];
    let mut right = [0.0; EVIDENCE];
    for (evidence, same) in pairs {
        let odds: f64 = evidence.iter().zip(*weights).map(|(of, weight)| of * weight).sum();
        let expected = 1.0 / (1.0 + (-odds).exp());
        let cost = if *same { 1.0 } else { FALSE_MERGE };
        let error = cost * (f64::from(u8::from(*same)) - expected);
        let curvature = cost * (expected * (1.0 - expected)).max(1e-9);
        for row in 0..EVIDENCE {
            if evidence[row] == 0.0 {
                continue;
            }
            right[row] += error * evidence[row];
            for column in 0..EVIDENCE {
                matrix[row][column] += curvature * evidence[row] * evidence[column];
            }
        }
    }
    for at in 0..EVIDENCE {
        matrix[at][at] += RIDGE;
        right[at] -= RIDGE * weights[at];
    }
    let change = solve(matrix, right);
    for (weight, change) in weights.iter_mut().zip(change) {
        *weight += change.clamp(-2.0, 2.0);
    }
}

/// Gauss with pivoting.
fn solve(mut matrix: [[f64; EVIDENCE]; EVIDENCE], mut right: Evidence) -> Evidence {
    for at in 0..EVIDENCE {
        let pivot = (at..EVIDENCE).max_by(|one, other| matrix[*one][at].abs().total_cmp(&matrix[*other][at].abs()));
        let pivot = pivot.unwrap_or(at);
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        for row in at + 1..EVIDENCE {
            let factor = matrix[row][at] / matrix[at][at];
            let above = matrix[at];
            for (here, above) in matrix[row].iter_mut().zip(above).skip(at) {
                *here -= factor * above;
            }
            right[row] -= factor * right[at];
        }
    }
    for at in (0..EVIDENCE).rev() {
        for row in 0..at {
            right[row] -= matrix[row][at] / matrix[at][at] * right[at];
        }
        right[at] /= matrix[at][at];
    }
    right
}
