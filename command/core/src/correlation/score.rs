//! How alike two reports are, as one number with its factors.
//!
//! Evidence is added in log-odds: `ln exp(−d/σ_s)`, `ln exp(−Δt/σ_t)`, what is said in both, hard keys that agree or
//! contradict, each with its weight; the score is the odds as a probability. The weights were fitted on the tuning
//! seeds of `make bench-correlation` with wrong pairs counting sixteen times, since a false merge costs more than a split;
//! the bias was then raised to where false merges on those seeds stay below one in 250.

use super::{
    keys::Key,
    report::Report,
    scale, things,
    words::{self, Bigram},
};
use fengsui_protocol::correlation::{Band, DistanceFactor, KeyFactor, KeyKind, TextFactor, TimeFactor};
use std::collections::BTreeSet;

/// From here on it is proposed.
pub const SUGGEST_FROM: f64 = 0.60;
/// From here on it is as good as certain.
pub const LINK_FROM: f64 = 0.90;
/// By so much the next best must lie behind, or the band is no more than "suggest".
pub const LINK_MARGIN: f64 = 0.15;

/// Nearness is counted down to this many σ.
const FARTHEST: f64 = 8.0;

/// Weights of the evidence, by its place in [`Evidence`].
pub const WEIGHTS: [f64; EVIDENCE] = [
    -0.50, 3.40, 6.59, 4.07, -5.11, -0.44, -0.68, 2.93, 3.32, 3.00, 5.21, 3.21, 2.13, 2.00, -0.95, -3.50, -1.99, -2.38,
    -2.88, -2.54, 1.71, -5.35, -2.05, 6.15, 3.17, -4.83,
];

/// Names of the evidence.
pub const NAMES: [&str; EVIDENCE] = [
    "bias",
    "distance",
    "time",
    "text",
    "unplaced",
    "akin",
    "wide",
    "phone",
    "plate",
    "device",
    "unit",
    "place",
    "post",
    "building",
    "other plate",
    "other post",
    "other building",
    "other unit",
    "other place",
    "other place, wide",
    "whole text",
    "time past one σ",
    "distance past one σ",
    "text of the unplaced",
    "same thing",
    "other thing",
];

/// Kinds of evidence.
pub const EVIDENCE: usize = 26;
const SAME_THING: usize = 24;
const OTHER_THING: usize = 25;
/// What speaks for and against, each 0 … 1 but distance and time, which are −8 … 0.
pub type Evidence = [f64; EVIDENCE];

fn agreeing(kind: KeyKind) -> usize {
    match kind {
        KeyKind::Phone => 7,
        KeyKind::Plate => 8,
        KeyKind::Device => 9,
        KeyKind::Unit => 10,
        KeyKind::Place => 11,
        KeyKind::Post => 12,
        KeyKind::Building => 13,
        KeyKind::Thing => 24,
    }
}

/// People call twice from one telephone, but one event is called in from many: another telephone says nothing.
fn contradicting(kind: KeyKind, wide: bool) -> Option<usize> {
    match kind {
        KeyKind::Plate => Some(14),
        KeyKind::Post => Some(15),
        KeyKind::Building => Some(16),
        KeyKind::Thing => Some(25),
        KeyKind::Unit => Some(17),
        KeyKind::Place if wide => Some(19),
        KeyKind::Place => Some(18),
        KeyKind::Phone | KeyKind::Device => None,
    }
}

/// What the score needs to know of all open reports.
pub trait Commonness {
    /// Weight of a word among reports of a kind: the rarer, the more. At least 0.
    fn word(&self, kind: scale::Kind, bigram: Bigram) -> f64;
    /// How many open reports have the key.
    fn key(&self, key: &Key) -> usize;
}

/// A score with its factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    pub score: f64,
    pub evidence: Evidence,
    pub distance: Option<DistanceFactor>,
    pub time: TimeFactor,
    pub text: TextFactor,
    pub keys: Vec<KeyFactor>,
    pub akin: bool,
}

/// Nearness in space and time alone: what can be known without reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearness {
    pub distance: Option<DistanceFactor>,
    pub time: TimeFactor,
    akin: bool,
    wide: bool,
}

impl Nearness {
    /// `None` when one thing cannot be of both types.
    pub fn of(left: &Report, right: &Report) -> Option<Self> {
        let akin = scale::akin(&left.type_code, &right.type_code)?;
        let (one, other) = (scale::of(left.kind()), scale::of(right.kind()));
        // Two names of one thing are judged by the narrower of their scales.
        let (sigma_m, sigma_min) = (one.sigma_m.min(other.sigma_m), one.sigma_min.min(other.sigma_min));
        let distance = left.spot.as_ref().zip(right.spot.as_ref()).map(|(here, there)| {
            let (metres, sigma_m) = (here.metres_to(there), sigma_m.hypot(here.error_m).hypot(there.error_m));
            DistanceFactor { value: (-metres / sigma_m).exp(), metres, sigma_m }
        });
        let minutes = left.at.since(right.at).unsigned_abs() as f64 / fengsui_protocol::Micros::MINUTE as f64;
        let time = TimeFactor { value: (-minutes / sigma_min).exp(), minutes, sigma_min };
        Some(Self { distance, time, akin, wide: one.wide && other.wide })
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = [0.0; EVIDENCE];
        evidence[0] = 1.0;
        match self.distance {
            Some(distance) => {
                evidence[1] = -(distance.metres / distance.sigma_m).min(FARTHEST);
                evidence[22] = -(-evidence[1] - 1.0).max(0.0);
            }
            None => evidence[4] = 1.0,
        }
        evidence[2] = -(self.time.minutes / self.time.sigma_min).min(FARTHEST);
        evidence[21] = -(-evidence[2] - 1.0).max(0.0);
        evidence[5] = f64::from(u8::from(self.akin));
        evidence[6] = f64::from(u8::from(self.wide));
        evidence
    }

    /// No text could make more of it; keys could.
    pub fn at_most(&self) -> f64 {
        let mut evidence = self.evidence();
        said(&mut evidence, 1.0, 1.0);
        evidence[SAME_THING] = 1.0;
        probability(&evidence)
    }
}

/// How many σ away something may lie and still be proposed without a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    pub distance: f64,
    pub time: f64,
}

/// As the weights have it.
pub fn reach() -> Reach {
    let farthest = |near: fn(f64) -> (f64, f64)| {
        let steps = (0..=(FARTHEST * 4.0) as u32).map(|quarter| f64::from(quarter) / 4.0);
        steps.take_while(|sigmas| at_sigmas(near(*sigmas)) >= SUGGEST_FROM).last().unwrap_or(0.0) + 0.25
    };
    Reach { distance: farthest(|sigmas| (sigmas, 0.0)), time: farthest(|sigmas| (0.0, sigmas)) }
}

/// The most that a text could make of two reports so many σ apart.
fn at_sigmas((distance, time): (f64, f64)) -> f64 {
    let factor = |sigmas: f64| (sigmas, 1.0);
    let ((metres, sigma_m), (minutes, sigma_min)) = (factor(distance), factor(time));
    let distance = Some(DistanceFactor { value: (-distance).exp(), metres, sigma_m });
    let time = TimeFactor { value: (-time).exp(), minutes, sigma_min };
    Nearness { distance, time, akin: false, wide: false }.at_most()
}

fn probability(evidence: &Evidence) -> f64 {
    let odds: f64 = evidence.iter().zip(WEIGHTS).map(|(of, weight)| of * weight).sum();
    1.0 / (1.0 + (-odds).exp())
}

/// What both say, as part of the shorter and of the longer text.
fn said(evidence: &mut Evidence, of_shorter: f64, of_longer: f64) {
    evidence[3] = of_shorter;
    evidence[20] = of_longer;
    evidence[23] = if evidence[4] > 0.0 { of_longer } else { 0.0 };
}

/// A report that is compared with many: the weight of each of its words, looked up once.
pub struct Weighed<'a> {
    report: &'a Report,
    words: Vec<(Bigram, f64)>,
    whole: f64,
}

impl<'a> Weighed<'a> {
    pub fn new(report: &'a Report, common: &impl Commonness) -> Self {
        let kind = report.kind();
        let words: Vec<_> = report.words.iter().map(|word| (*word, squared(common, kind, *word))).collect();
        let whole = words.iter().map(|(_, weight)| weight).sum();
        Self { report, words, whole }
    }
}

fn squared(common: &impl Commonness, kind: scale::Kind, word: Bigram) -> f64 {
    common.word(kind, word).powi(2)
}

/// Compares two reports whose nearness is known.
pub fn score(left: &Weighed<'_>, right: &Report, near: &Nearness, common: &impl Commonness) -> Scored {
    let (text, of_longer) = text(left, right, common);
    let mut evidence = near.evidence();
    said(&mut evidence, text.value, of_longer);
    let mut keys = keys(&left.report.keys, &right.keys, near.wide, common, &mut evidence);
    if let Some((value, agrees)) = things::compared(left.report.things, right.things) {
        let at = if agrees { SAME_THING } else { OTHER_THING };
        evidence[at] = 1.0;
        keys.push(KeyFactor { kind: KeyKind::Thing, value, agrees, weight: WEIGHTS[at] });
    }
    let score = probability(&evidence);
    Scored { score, evidence, distance: near.distance, time: near.time, text, keys, akin: near.akin }
}

/// Squared weight of the words of both, as part of what the shorter says, and of what the longer says.
fn text(left: &Weighed<'_>, right: &Report, common: &impl Commonness) -> (TextFactor, f64) {
    let kind = left.report.kind();
    let there: f64 = right.words.iter().map(|word| squared(common, kind, *word)).sum();
    let both = words::shared(left.words.iter().copied(), |(word, _)| *word, &right.words);
    let mut both: Vec<(Bigram, f64)> = both.collect();
    let shared: f64 = both.iter().map(|(_, weight)| weight).sum();
    let part = |whole: f64| if whole > 0.0 { (shared / whole).min(1.0) } else { 0.0 };
    let (value, of_longer) = (part(left.whole.min(there)), part(left.whole.max(there)));
    both.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let said = both.iter().filter(|(word, _)| !words::denied(*word)).map(|(word, _)| words::read(*word));
    (TextFactor { value, words: said.take(4).collect() }, of_longer)
}

/// Keys that agree, and kinds in which both have values of which none is the same.
fn keys(
    left: &BTreeSet<Key>,
    right: &BTreeSet<Key>,
    wide: bool,
    common: &impl Commonness,
    evidence: &mut Evidence,
) -> Vec<KeyFactor> {
    let mut factors = Vec::new();
    for key in left.intersection(right) {
        // What many open reports have in common says little of any two.
        let many = common.key(key).max(4) as f64 / 4.0;
        let (at, rare) = (agreeing(key.0), 1.0 / (1.0 + many.ln()));
        evidence[at] = rare.max(evidence[at]);
        factors.push(KeyFactor { kind: key.0, value: key.1.clone(), agrees: true, weight: WEIGHTS[at] * rare });
    }
    let kinds: BTreeSet<KeyKind> = left.iter().map(|(kind, _)| *kind).collect();
    for kind in kinds {
        let (Some(at), here, there) = (contradicting(kind, wide), values(left, kind), values(right, kind)) else {
            continue;
        };
        if there.is_empty() || here.iter().any(|value| there.contains(value)) || close(kind, &here, &there) {
            continue;
        }
        evidence[at] = 1.0;
        let value = format!("{} ≠ {}", here.join("、"), there.join("、"));
        factors.push(KeyFactor { kind, value, agrees: false, weight: WEIGHTS[at] });
    }
    factors
}

fn values(keys: &BTreeSet<Key>, kind: KeyKind) -> Vec<&str> {
    keys.iter().filter(|(of, _)| *of == kind).map(|(_, value)| value.as_str()).collect()
}

/// Neighbouring kilometres do not contradict one another; a building's number and a house number are not comparable,
/// and of a name one often says only the end.
fn close(kind: KeyKind, here: &[&str], there: &[&str]) -> bool {
    let mut pairs = here.iter().flat_map(|one| there.iter().map(move |other| (*one, *other)));
    match kind {
        KeyKind::Post => pairs.any(|(one, other)| {
            let number = |text: &str| text.parse::<i64>().unwrap_or_default();
            (number(one) - number(other)).abs() <= 1
        }),
        KeyKind::Building | KeyKind::Place | KeyKind::Unit => {
            let last = |text: &str| text.chars().last();
            let same = |one: &str, other: &str| one.ends_with(other) || other.ends_with(one);
            !pairs.any(|(one, other)| last(one) == last(other))
                || here.iter().any(|one| there.iter().any(|other| same(one, other)))
        }
        KeyKind::Phone | KeyKind::Plate | KeyKind::Device | KeyKind::Thing => false,
    }
}

/// The band of a score that is proposed, and of the next best beside it.
pub fn band(score: f64, next: f64) -> Band {
    if score >= LINK_FROM && score - next >= LINK_MARGIN { Band::Link } else { Band::Suggest }
}
