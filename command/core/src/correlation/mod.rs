//! 关联: which open incidents may be what a report speaks of. It proposes and explains; it never links, merges or closes
//! anything.
//!
//! [`index`] finds what is worth comparing, [`score`] compares and says why, [`scale`] holds σ per type, [`words`] and
//! [`keys`] read the text, [`things`] what it is about. `docs/correlation.md` has the figures.

pub mod index;
pub mod keys;
pub mod propose;
pub mod report;
pub mod scale;
pub mod score;
pub mod things;
pub mod words;

pub use index::{Found, Index};
pub use report::Report;

use fengsui_protocol::correlation::{Band, Proposal};

/// Proposals made at once, for one report.
pub const MOST_PROPOSALS: usize = 5;

/// What was found as it is proposed.
pub fn proposals(found: Vec<Found>) -> Vec<Proposal> {
    banded(found.into_iter().map(proposal).collect())
}

/// Puts the likeliest first and says how sure each is beside the others.
fn banded(mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    proposals.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.incident.cmp(&other.incident)));
    proposals.truncate(MOST_PROPOSALS);
    let scores: Vec<f64> = proposals.iter().map(|proposal| proposal.score).collect();
    for (at, proposal) in proposals.iter_mut().enumerate() {
        let next = if at == 0 { scores.get(1).copied().unwrap_or(0.0) } else { scores[0] };
        proposal.band = score::band(proposal.score, next);
        (proposal.band_from, proposal.band_to) = match proposal.band {
            Band::Link => (score::LINK_FROM, 1.0),
            Band::Suggest => (score::SUGGEST_FROM, score::LINK_FROM),
        };
    }
    proposals
}

fn proposal(found: Found) -> Proposal {
    let mut scored = found.scored;
    if let Some(distance) = &mut scored.distance {
        (distance.value, distance.metres) = (rounded(distance.value), distance.metres.round());
        distance.sigma_m = distance.sigma_m.round();
    }
    (scored.time.value, scored.time.minutes) = (rounded(scored.time.value), scored.time.minutes.round());
    scored.text.value = rounded(scored.text.value);
    for key in &mut scored.keys {
        key.weight = rounded(key.weight);
    }
    Proposal {
        incident: found.incident,
        nearest: found.nearest,
        score: rounded(scored.score),
        band: Band::Suggest,
        band_from: score::SUGGEST_FROM,
        band_to: score::LINK_FROM,
        distance: scored.distance,
        time: scored.time,
        text: scored.text,
        keys: scored.keys,
        akin: scored.akin,
    }
}

/// Four places: what is logged and shown is the same number everywhere.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
