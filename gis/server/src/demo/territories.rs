//! Which town governs which ground: power cells around the towns with wavering borders, clipped to the outline.
//! Real borders are not free data; these are 示意数据.

use super::{
    noise::{Seeded, mix, noise},
    plane::P,
    towns::{SEAT, Town},
};
use geo::{Area, BooleanOps, Coord, LineString, MultiLineString, MultiPolygon, Polygon};

/// Half the side of the square that every cell starts from, metres.
const WORLD: f64 = 60_000.0;
/// Distance between points on a wavering border, metres.
const STEP: f64 = 250.0;

/// One area per town, in the towns' order.
pub fn territories(seed: u64, towns: &[Town], outline: &[P]) -> Vec<Polygon<f64>> {
    let seed = Seeded::new(seed, "territories").next();
    let county = polygon(outline);
    (0..towns.len()).map(|i| largest(polygon(&waver(seed, &cell(i, towns))).intersection(&county))).collect()
}

/// The county seat has a third more villages than any other town and the ground for them, m².
fn pull(town: &Town) -> f64 {
    if town.code == SEAT { 12e6 } else { 0.0 }
}

/// The convex cell of town `i`; each corner knows which town lies across the edge that starts there.
fn cell(i: usize, towns: &[Town]) -> Vec<(P, Option<usize>)> {
    let square = [(-WORLD, -WORLD), (WORLD, -WORLD), (WORLD, WORLD), (-WORLD, WORLD)];
    let mut corners: Vec<(P, Option<usize>)> = square.map(|(x, y)| (P { x, y }, None)).to_vec();
    for (j, other) in towns.iter().enumerate().filter(|(j, _)| *j != i) {
        corners = clip(&corners, &towns[i], other, j);
    }
    corners
}

/// What of a convex ring is nearer to `own` than to `other`, a town's pull counted (a power diagram).
fn clip(corners: &[(P, Option<usize>)], own: &Town, other: &Town, label: usize) -> Vec<(P, Option<usize>)> {
    let power = |p: P, town: &Town| p.distance(town.at).powi(2) - pull(town);
    let side = |p: P| power(p, other) - power(p, own);
    let mut kept = Vec::with_capacity(corners.len() + 1);
    for (k, (corner, across)) in corners.iter().enumerate() {
        let (next, _) = corners[(k + 1) % corners.len()];
        let (here, there) = (side(*corner), side(next));
        if here >= 0.0 {
            kept.push((*corner, *across));
        }
        if (here >= 0.0) != (there >= 0.0) {
            let crossing = corner.along(next, here / (here - there));
            kept.push((crossing, if here >= 0.0 { Some(label) } else { *across }));
        }
    }
    kept
}

/// Each border between two towns once, inside the county.
pub fn borders(seed: u64, towns: &[Town], outline: &[P]) -> Vec<Vec<P>> {
    let seed = Seeded::new(seed, "territories").next();
    let mut lines = Vec::new();
    for i in 0..towns.len() {
        let corners = cell(i, towns);
        for (k, (from, across)) in corners.iter().enumerate().filter(|(_, (_, across))| across.is_some_and(|j| j > i)) {
            let (to, _) = corners[(k + 1) % corners.len()];
            let line = wavering(seed, *from, to, *across).into_iter().chain([snapped(to)]);
            lines.push(line.map(|p| Coord { x: p.x, y: p.y }).collect::<LineString<f64>>());
        }
    }
    let inside = polygon(outline).clip(&MultiLineString::new(lines), false);
    inside.into_iter().map(|line| line.coords().map(|c| P { x: c.x, y: c.y }).collect()).collect()
}

fn waver(seed: u64, corners: &[(P, Option<usize>)]) -> Vec<P> {
    let next = |k: usize| corners[(k + 1) % corners.len()].0;
    corners.iter().enumerate().flat_map(|(k, (from, across))| wavering(seed, *from, next(k), *across)).collect()
}

/// Bends every border between two towns the same way from both sides: the bend is a function of the place alone and
/// vanishes at the corners. The last point is left to the next edge.
fn wavering(seed: u64, from: P, to: P, across: Option<usize>) -> Vec<P> {
    let pieces = if across.is_some() { (from.distance(to) / STEP).ceil().clamp(1.0, 400.0) as usize } else { 1 };
    let bends = (1..pieces).map(|n| bent(seed, from, to, n as f64 / pieces as f64));
    std::iter::once(snapped(from)).chain(bends).collect()
}

fn bent(seed: u64, from: P, to: P, t: f64) -> P {
    let p = from.along(to, t);
    let ends = (from.distance(to) * t.min(1.0 - t) / 1_500.0).min(1.0);
    let sway = |salt: u64| {
        let seed = mix(seed ^ salt);
        420.0 * noise(seed, p.x / 1_900.0, p.y / 1_900.0) + 170.0 * noise(seed, p.x / 650.0, p.y / 650.0)
    };
    snapped(P { x: p.x + ends * sway(1), y: p.y + ends * sway(2) })
}

/// To the centimetre, so that both sides of a border have the same corners.
fn snapped(p: P) -> P {
    P { x: (p.x * 100.0).round() / 100.0, y: (p.y * 100.0).round() / 100.0 }
}

pub fn polygon(ring: &[P]) -> Polygon<f64> {
    let line: LineString<f64> = ring.iter().map(|p| Coord { x: p.x, y: p.y }).collect();
    Polygon::new(line, vec![])
}

fn largest(areas: MultiPolygon<f64>) -> Polygon<f64> {
    let biggest = areas.0.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    biggest.expect("every town lies inside the county")
}

pub fn ring_of(area: &Polygon<f64>) -> Vec<P> {
    let mut ring: Vec<P> = area.exterior().coords().map(|c| P { x: c.x, y: c.y }).collect();
    ring.pop();
    ring
}
