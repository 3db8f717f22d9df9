//! Where villages stand: spread evenly over their town's territory, off the rivers, residents' committees close to the
//! town. 示意数据.

use super::{
    grid::Grid,
    noise::Seeded,
    plane::{P, distance_to_ring, inside},
    towns::{SEAT, Town},
};

/// Tries per village; the one farthest from all others is taken (Mitchell's best candidate).
const TRIES: usize = 60;
/// Villages of the demo's story stand where the story needs them, degrees.
const STORY: [(&str, f64, f64); 6] = [
    ("431024100250", 112.3230, 25.5690),
    ("431024100251", 112.3215, 25.5800),
    ("431024100252", 112.3405, 25.6020),
    ("431024100253", 112.3560, 25.6075),
    ("431024100256", 112.3480, 25.5930),
    ("431024100239", 112.3385, 25.5700),
];

#[derive(Clone, Debug)]
pub struct Village {
    pub code: &'static str,
    pub name: &'static str,
    pub town: usize,
    pub at: P,
}

/// Ground that villages are put on.
pub struct Ground<'a> {
    pub seed: u64,
    pub towns: &'a [Town],
    /// Territory of each town, as a ring.
    pub territories: &'a [Vec<P>],
    /// Metres to the nearest river, over cells.
    pub to_river: &'a Grid<f64>,
}

pub fn villages(ground: &Ground) -> Vec<Village> {
    let mut all = story(ground.towns);
    for town in 0..ground.towns.len() {
        place_committees(ground, town, &mut all);
    }
    for town in 0..ground.towns.len() {
        place_villages(ground, town, &mut all);
    }
    all.sort_by_key(|village| village.code);
    all
}

fn story(towns: &[Town]) -> Vec<Village> {
    let fixed = |code: &str| STORY.iter().find(|(story, _, _)| *story == code);
    let named = towns.iter().enumerate().flat_map(|(town, t)| t.villages.iter().map(move |v| (town, v)));
    named
        .filter_map(|(town, (code, name))| {
            fixed(code).map(|(_, lon, lat)| Village { code, name, town, at: P::degrees(*lon, *lat) })
        })
        .collect()
}

/// A residents' committee (居委会, 社区) sits in the town, or at a mine or tea farm a little out of it.
fn is_committee(name: &str) -> bool {
    name.ends_with("居委会") || name.ends_with("社区")
}

fn remaining(ground: &Ground, town: usize, all: &[Village], committees: bool) -> Vec<(&'static str, &'static str)> {
    let open = |code: &str| all.iter().all(|village| village.code != code);
    let wanted = |name: &str| is_committee(name) == committees;
    ground.towns[town].villages.iter().copied().filter(|(code, name)| wanted(name) && open(code)).collect()
}

fn place_committees(ground: &Ground, town: usize, all: &mut Vec<Village>) {
    let mut random = Seeded::new(ground.seed, &format!("committees {town}"));
    let centre = ground.towns[town].at;
    let (near, far) = if ground.towns[town].code == SEAT { (500.0, 1_700.0) } else { (280.0, 750.0) };
    for (code, name) in remaining(ground, town, all, true) {
        let outlying = ["矿", "茶场", "开发区"].iter().any(|word| name.contains(word));
        let stretch = if outlying { 3.0 } else { 1.0 };
        let candidate = |random: &mut Seeded| {
            let angle = match compass(name) {
                Some(at) => at + random.between(-0.4, 0.4),
                None => random.between(0.0, std::f64::consts::TAU),
            };
            centre.polar(angle, random.between(near, far) * stretch)
        };
        let at = best(ground, town, all, &mut random, candidate);
        all.push(Village { code, name, town, at });
    }
}

/// Direction named in 镇东居委会 and its like, radians from east; the middle has none.
fn compass(name: &str) -> Option<f64> {
    let quarter = std::f64::consts::FRAC_PI_2;
    ["镇东", "镇北", "镇西", "镇南"]
        .iter()
        .zip(0u8..)
        .find(|(word, _)| name.starts_with(**word))
        .map(|(_, k)| quarter * f64::from(k))
}

fn place_villages(ground: &Ground, town: usize, all: &mut Vec<Village>) {
    let mut random = Seeded::new(ground.seed, &format!("villages {town}"));
    let mut names = remaining(ground, town, all, false);
    let ring = &ground.territories[town];
    let low = ring.iter().fold((f64::MAX, f64::MAX), |(x, y), p| (x.min(p.x), y.min(p.y)));
    let high = ring.iter().fold((f64::MIN, f64::MIN), |(x, y), p| (x.max(p.x), y.max(p.y)));
    random.shuffle(&mut names);
    for (code, name) in names {
        let anywhere = |random: &mut Seeded| P { x: random.between(low.0, high.0), y: random.between(low.1, high.1) };
        let at = best(ground, town, all, &mut random, anywhere);
        all.push(Village { code, name, town, at });
    }
}

/// The candidate inside the territory with most room around it.
fn best(ground: &Ground, town: usize, all: &[Village], random: &mut Seeded, candidate: impl Fn(&mut Seeded) -> P) -> P {
    let ring = &ground.territories[town];
    let mut best: Option<(f64, P)> = None;
    let mut tries = 0;
    while tries < TRIES || best.is_none() {
        let p = candidate(random);
        tries += 1;
        if !inside(p, ring) {
            continue;
        }
        let room = room(ground, ring, all, p) * random.between(0.8, 1.0);
        if best.is_none_or(|(most, _)| room > most) {
            best = Some((room, p));
        }
    }
    best.map(|(_, p)| p).unwrap_or(ground.towns[town].at)
}

/// Metres to the nearest neighbour; a border or river close by counts as a near neighbour.
fn room(ground: &Ground, ring: &[P], all: &[Village], p: P) -> f64 {
    let villages = all.iter().map(|village| village.at.distance(p));
    let towns = ground.towns.iter().map(|town| town.at.distance(p) * 0.9);
    let nearest = villages.chain(towns).fold(f64::INFINITY, f64::min);
    let border = distance_to_ring(p, ring);
    let bank = ground.to_river.between(p) - 60.0;
    nearest.min(border * 2.6).min((bank * 6.0).max(0.0))
}
