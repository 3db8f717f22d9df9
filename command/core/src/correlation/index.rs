//! Open reports, ready to be compared: blocks of kind × cell × time, and postings of hard keys. Incremental: what it
//! holds is a function of the reports in it, not of the way they came; it is rebuilt from the state and never stored.

use super::{
    keys::Key,
    report::{Report, Spot},
    scale::{self, Kind},
    score::{self, Commonness, Nearness, Scored, Weighed},
    words::Bigram,
};
use fengsui_protocol::{IncidentId, Micros, correlation::Correlated};
use std::collections::{BTreeMap, BTreeSet};

/// Reports looked at in blocks for one question; nearer cells come first, and in a cell those nearer in time: a storm of
/// reports from one place costs no more than this.
const MOST_LOOKED_AT: usize = 3_000;
/// Reports read word for word for one question: the nearest, and those with a key in common.
const MOST_READ: usize = 150;
/// Of one key's reports, so many on each side of the moment.
const MOST_OF_A_KEY: usize = 25;
/// Rings of cells around the own one.
const MOST_RINGS: i32 = 16;
/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Where a report lies in the blocks: kind, cell, time, and which it is.
type Place = (Kind, i32, i32, Micros, Correlated);
/// Cell of reports without a position.
const NOWHERE: (i32, i32) = (i32::MIN, i32::MIN);

/// The index. `Default` is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    reports: BTreeMap<Correlated, (Report, IncidentId)>,
    blocks: BTreeSet<Place>,
    keys: BTreeMap<Key, BTreeSet<(Micros, Correlated)>>,
    /// How many reports of a kind have a word.
    words: BTreeMap<(Kind, Bigram), u32>,
    kinds: BTreeMap<Kind, u32>,
}

/// One incident that resembles, by the report of it that does so most.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub incident: IncidentId,
    pub nearest: Correlated,
    pub scored: Scored,
}

impl Index {
    pub fn len(&self) -> usize {
        self.reports.len()
    }
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Puts a report of an open incident in, in place of what it said before.
    pub fn put(&mut self, id: Correlated, incident: IncidentId, report: Report) {
        if self.reports.get(&id).is_some_and(|(known, of)| *known == report && *of == incident) {
            return;
        }
        self.remove(id);
        self.blocks.insert(place(id, &report));
        for key in &report.keys {
            self.keys.entry(key.clone()).or_default().insert((report.at, id));
        }
        let kind = report.kind();
        for word in &report.words {
            *self.words.entry((kind, *word)).or_default() += 1;
        }
        *self.kinds.entry(kind).or_default() += 1;
        self.reports.insert(id, (report, incident));
    }

    /// Takes a report out, if it is there.
    pub fn remove(&mut self, id: Correlated) {
        let Some((report, _)) = self.reports.remove(&id) else { return };
        self.blocks.remove(&place(id, &report));
        for key in &report.keys {
            let Some(posting) = self.keys.get_mut(key) else { continue };
            posting.remove(&(report.at, id));
            if posting.is_empty() {
                self.keys.remove(key);
            }
        }
        let kind = report.kind();
        for word in &report.words {
            one_less(&mut self.words, (kind, *word));
        }
        one_less(&mut self.kinds, kind);
    }

    /// Open incidents that resemble the report, likeliest first, at most `most`.
    pub fn resembling(&self, report: &Report, skip: impl Fn(IncidentId) -> bool, most: usize) -> Vec<Found> {
        let candidates = self.candidates(report);
        let read = candidates.into_iter().filter_map(|id| {
            let (other, incident) = self.reports.get(&id)?;
            (!skip(*incident)).then_some((id, other, *incident))
        });
        best_of_each(report, read, self, (score::SUGGEST_FROM, most))
    }

    /// Every report in reach with its comparison, whatever its score: what weights are fitted on.
    pub fn comparisons(&self, report: &Report) -> Vec<Found> {
        let mut ids = self.with_keys_of(report);
        self.around(report, |id| {
            ids.insert(id);
            ids.len() < MOST_LOOKED_AT
        });
        let read = ids.into_iter().filter_map(|id| {
            let (other, incident) = self.reports.get(&id)?;
            Some((id, other, *incident))
        });
        best_of_each(report, read, self, (0.0, MOST_LOOKED_AT))
    }

    /// Reports worth reading: near enough, or with a key in common.
    fn candidates(&self, report: &Report) -> BTreeSet<Correlated> {
        let mut near: Vec<(f64, Correlated)> = Vec::new();
        let mut looked_at = 0;
        self.around(report, |id| {
            looked_at += 1;
            let at_most = self.reports.get(&id).and_then(|(other, _)| Some(Nearness::of(report, other)?.at_most()));
            // A contradiction only lowers it, an agreement is found by its key.
            if let Some(at_most) = at_most.filter(|at_most| *at_most >= score::SUGGEST_FROM) {
                near.push((at_most, id));
            }
            looked_at < MOST_LOOKED_AT
        });
        near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let near = near.into_iter().map(|(_, id)| id);
        self.with_keys_of(report).into_iter().chain(near).take(MOST_READ).collect()
    }

    fn with_keys_of(&self, report: &Report) -> BTreeSet<Correlated> {
        let first = Correlated::Incident(IncidentId(0));
        let postings = report.keys.iter().filter_map(|key| self.keys.get(key));
        let around = postings.flat_map(|posting| {
            let later = posting.range((report.at, first)..).take(MOST_OF_A_KEY);
            let earlier = posting.range(..(report.at, first)).rev().take(MOST_OF_A_KEY);
            later.chain(earlier).map(|(_, id)| *id)
        });
        around.collect()
    }

    /// Visits reports of akin kinds in reach, ring by ring, until `visit` says no.
    fn around(&self, report: &Report, mut visit: impl FnMut(Correlated) -> bool) {
        let reach_of = score::reach();
        for kind in scale::kinds_akin(&report.type_code) {
            let scale = scale::of(kind);
            let sigma_min = scale.sigma_min.min(scale::of(report.kind()).sigma_min);
            let reach = (sigma_min * reach_of.time * Micros::MINUTE as f64) as i64;
            let span = (report.at, reach);
            let Some(spot) = &report.spot else {
                // Without a position only what has none is in a block with it; the rest is found by its keys.
                if !self.cell(kind, NOWHERE, span, &mut visit) {
                    return;
                }
                continue;
            };
            let size = cell_m(kind);
            let sigma_m = scale.sigma_m.min(scale::of(report.kind()).sigma_m).hypot(spot.error_m).hypot(OTHERS_ERROR_M);
            let rings = ((sigma_m * reach_of.distance / size).ceil() as i32).min(MOST_RINGS);
            let own = cell_of(kind, spot);
            if !rings_around(own, rings, |cell| self.cell(kind, cell, span, &mut visit))
                || !self.cell(kind, NOWHERE, span, &mut visit)
            {
                return;
            }
        }
    }

    /// Visits what a cell holds `reach` µs around `at`, nearest in time first.
    fn cell(
        &self,
        kind: Kind,
        (x, y): (i32, i32),
        (at, reach): (Micros, i64),
        visit: &mut impl FnMut(Correlated) -> bool,
    ) -> bool {
        let first = Correlated::Incident(IncidentId(0));
        let last = Correlated::FeedRecord(fengsui_protocol::FeedRecordId(u64::MAX));
        let moment = (kind, x, y, at, first);
        let mut later = self.blocks.range(moment..=(kind, x, y, at.plus(reach), last)).peekable();
        let mut earlier = self.blocks.range((kind, x, y, at.plus(-reach), first)..moment).rev().peekable();
        loop {
            let (ahead, behind) =
                (later.peek().map(|next| next.3.since(at)), earlier.peek().map(|next| at.since(next.3)));
            let next = match (ahead, behind) {
                (None, None) => return true,
                (Some(ahead), Some(behind)) if behind < ahead => earlier.next(),
                (Some(_), _) => later.next(),
                (None, Some(_)) => earlier.next(),
            };
            if !next.is_none_or(|(.., id)| visit(*id)) {
                return false;
            }
        }
    }
}

/// What other positions' errors may add to σ before a report is looked for in vain, metres.
const OTHERS_ERROR_M: f64 = 1_000.0;

fn one_less<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K) {
    let Some(count) = counts.get_mut(&key) else { return };
    *count -= 1;
    if *count == 0 {
        counts.remove(&key);
    }
}

impl Commonness for Index {
    /// ln of one in how many reports of the kind has the word; as if there were [`USUAL_REPORTS`] more, so that in a
    /// quiet week no word is taken for a common one.
    fn word(&self, kind: Kind, bigram: Bigram) -> f64 {
        let having = f64::from(self.words.get(&(kind, bigram)).copied().unwrap_or(0)) + 1.0;
        ((f64::from(self.kinds.get(&kind).copied().unwrap_or(0)) + USUAL_REPORTS) / having).ln().max(0.0)
    }
    fn key(&self, key: &Key) -> usize {
        self.keys.get(key).map_or(0, BTreeSet::len)
    }
}

/// Reports of a kind that a county has anyhow.
const USUAL_REPORTS: f64 = 200.0;

/// The best report of each incident, best incident first. Shared with the plain reference of the tests.
pub fn best_of_each<'a>(
    report: &Report,
    others: impl Iterator<Item = (Correlated, &'a Report, IncidentId)>,
    common: &impl Commonness,
    (least, most): (f64, usize),
) -> Vec<Found> {
    let asked = Weighed::new(report, common);
    let mut best: BTreeMap<IncidentId, Found> = BTreeMap::new();
    for (nearest, other, incident) in others {
        let Some(near) = Nearness::of(report, other) else { continue };
        let scored = score::score(&asked, other, &near, common);
        if scored.score < least {
            continue;
        }
        let found = Found { incident, nearest, scored };
        match best.get(&incident) {
            Some(known) if known.scored.score >= found.scored.score => {}
            _ => drop(best.insert(incident, found)),
        }
    }
    let mut found: Vec<_> = best.into_values().collect();
    found.sort_by(|one, other| other.scored.score.total_cmp(&one.scored.score).then(one.incident.cmp(&other.incident)));
    found.truncate(most);
    found
}

fn place(id: Correlated, report: &Report) -> Place {
    let kind = report.kind();
    let (x, y) = report.spot.as_ref().map_or(NOWHERE, |spot| cell_of(kind, spot));
    (kind, x, y, report.at, id)
}

/// What lies beyond the earth lies in the outermost cells.
const MOST_CELL: i32 = 1_000_000;

/// Side of a cell, metres.
fn cell_m(kind: Kind) -> f64 {
    scale::of(kind).sigma_m.max(500.0)
}

fn cell_of(kind: Kind, spot: &Spot) -> (i32, i32) {
    let size = cell_m(kind) / DEGREE_M;
    // One width of cells for all latitudes: cells are only where one looks, distance is measured.
    let cell = |degrees: f64| ((degrees / size).floor() as i32).clamp(-MOST_CELL, MOST_CELL);
    (cell(spot.position.lon), cell(spot.position.lat))
}

/// Cells ring by ring, as long as `each` says yes.
fn rings_around((x, y): (i32, i32), rings: i32, mut each: impl FnMut((i32, i32)) -> bool) -> bool {
    if !each((x, y)) {
        return false;
    }
    for ring in 1..=rings {
        for step in -ring..ring {
            let corners = [(x + step, y - ring), (x + ring, y + step), (x - step, y + ring), (x - ring, y - step)];
            if !corners.into_iter().all(&mut each) {
                return false;
            }
        }
    }
    true
}
