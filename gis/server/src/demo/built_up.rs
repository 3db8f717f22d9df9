//! Built-up ground of towns and villages, and streets in the towns. 示意数据.

use super::{
    noise::{Seeded, noise},
    plane::{P, inside},
    roads::{Road, RoadClass},
    towns::{SEAT, Town},
    villages::Village,
};
use std::f64::consts::{FRAC_PI_2, TAU};

/// The town's built-up ground, its radius in metres.
pub fn town_radius(town: &Town) -> f64 {
    if town.code == SEAT { 1_450.0 } else { 520.0 }
}

pub fn built_up(seed: u64, towns: &[Town], villages: &[Village]) -> Vec<Vec<P>> {
    let mut random = Seeded::new(seed, "built up");
    let mut areas: Vec<Vec<P>> = towns.iter().map(|town| blob(random.next(), town.at, town_radius(town))).collect();
    areas.extend(villages.iter().map(|village| blob(random.next(), village.at, 110.0 + (random.next() % 70) as f64)));
    areas
}

/// A round shape with an uneven edge.
fn blob(seed: u64, centre: P, radius: f64) -> Vec<P> {
    let corners = if radius > 300.0 { 56 } else { 14 };
    (0..corners)
        .map(|k| {
            let angle = TAU * f64::from(k) / f64::from(corners);
            let reach = 1.0
                + 0.42 * noise(seed, 3.0 + 1.6 * angle.cos(), 3.0 + 1.6 * angle.sin())
                + 0.13 * noise(seed ^ 5, 9.0 + 5.0 * angle.cos(), 9.0 + 5.0 * angle.sin());
            centre.polar(angle, radius * reach)
        })
        .collect()
}

/// A slightly turned, uneven lattice of streets inside each town's built-up ground.
pub fn streets(seed: u64, towns: &[Town], areas: &[Vec<P>]) -> Vec<Road> {
    towns.iter().zip(areas).flat_map(|(town, area)| town_streets(seed, town, area)).collect()
}

fn town_streets(seed: u64, town: &Town, area: &[P]) -> Vec<Road> {
    let mut random = Seeded::new(seed, town.name);
    let turn = random.between(-0.5, 0.5);
    let radius = town_radius(town) * 1.5;
    let mut roads = Vec::new();
    for direction in [turn, turn + FRAC_PI_2] {
        let mut offset = -radius;
        while offset < radius {
            offset += random.between(170.0, 330.0);
            let from = town.at.polar(direction + FRAC_PI_2, offset).polar(direction, -radius);
            roads.extend(pieces_inside(from, direction, radius * 2.0, area, random.between(0.0, 0.25)));
        }
    }
    roads
}

/// The parts of a straight street that lie inside, shortened at a chance end.
fn pieces_inside(from: P, direction: f64, length: f64, area: &[P], cut: f64) -> Vec<Road> {
    const STEP: f64 = 20.0;
    let mut pieces: Vec<Vec<P>> = vec![Vec::new()];
    for k in 0..(length / STEP) as usize {
        let p = from.polar(direction, k as f64 * STEP);
        let last = pieces.len() - 1;
        if inside(p, area) {
            pieces[last].push(p);
        } else if !pieces[last].is_empty() {
            pieces.push(Vec::new());
        }
    }
    let street = |piece: Vec<P>| {
        let skip = (piece.len() as f64 * cut) as usize;
        let kept = &piece[skip..];
        (kept.len() > 6).then(|| Road {
            class: RoadClass::Street,
            reference: None,
            name: None,
            line: vec![kept[0], kept[kept.len() - 1]],
        })
    };
    pieces.into_iter().filter_map(street).collect()
}
