//! 钟水河 and 陶家河 by hand-set points with meanders from the seed; their tributaries by where water would run on the
//! generated terrain. 示意数据 all of it.

use super::{
    grid::{self, Cell, Grid, Queue, Queued},
    noise::{Seeded, fractal},
    plane::{P, curve, length, simplify, smooth},
};
use std::cmp::Reverse;

/// Cells that must drain through a place before a stream is drawn there: about 3.5 km².
const STREAM_CELLS: u32 = 350;
/// A shorter tributary is not drawn, metres.
const SHORTEST: f64 = 1_800.0;

#[derive(Clone, Debug)]
pub struct River {
    pub name: Option<&'static str>,
    /// From source to mouth.
    pub line: Vec<P>,
    /// Width on the ground, metres.
    pub width_m: f64,
}

/// Points that the two rivers are led through, source first, degrees.
const ZHONGSHUI: [(f64, f64); 13] = [
    (112.20, 25.38),
    (112.268, 25.455),
    (112.290, 25.505),
    (112.319, 25.548),
    (112.330, 25.575),
    (112.344, 25.600),
    (112.371, 25.624),
    (112.385, 25.655),
    (112.381, 25.690),
    (112.392, 25.718),
    (112.398, 25.750),
    (112.425, 25.800),
    (112.470, 25.850),
];
const TAOJIA: [(f64, f64); 11] = [
    (112.430, 25.37),
    (112.452, 25.440),
    (112.462, 25.505),
    (112.461, 25.545),
    (112.476, 25.585),
    (112.499, 25.620),
    (112.506, 25.652),
    (112.513, 25.685),
    (112.505, 25.722),
    (112.535, 25.770),
    (112.570, 25.850),
];

pub fn main_rivers(seed: u64) -> Vec<River> {
    [("钟水河", &ZHONGSHUI[..], 70.0), ("陶家河", &TAOJIA[..], 38.0)]
        .into_iter()
        .map(|(name, points, width_m)| {
            let led: Vec<P> = points.iter().map(|(lon, lat)| P::degrees(*lon, *lat)).collect();
            River { name: Some(name), line: meander(&led, seed, name), width_m }
        })
        .collect()
}

/// Swings a led line to and fro: bends of a kilometre or two with smaller ones on them.
fn meander(led: &[P], seed: u64, name: &str) -> Vec<P> {
    let seed = Seeded::new(seed, name).next();
    let line = curve(led, 110.0);
    let mut along = 0.0;
    let mut out = Vec::with_capacity(line.len());
    for i in 0..line.len() {
        let (before, after) = (line[i.saturating_sub(1)], line[(i + 1).min(line.len() - 1)]);
        along += before.distance(line[i]);
        let heading = (after.y - before.y).atan2(after.x - before.x);
        let swing = 620.0 * fractal(seed, along / 1_300.0, 0.0, 1) + 260.0 * fractal(seed ^ 7, along / 520.0, 0.0, 1);
        out.push(line[i].polar(heading + std::f64::consts::FRAC_PI_2, swing));
    }
    smooth(&simplify(&out, 12.0), 2)
}

/// Streams by priority flood (Barnes et al. 2014) from the rivers and the raster's edge, then by how many cells drain
/// through each place.
pub fn tributaries(height: &Grid<f64>, rivers: &[River]) -> Vec<River> {
    let main: Vec<Cell> = rivers.iter().flat_map(|river| grid::cells_of(&river.line)).collect();
    let (downstream, order) = flood(height, &main);
    let drained = accumulate(&downstream, &order);
    let mut is_main = Grid::filled(false);
    main.iter().for_each(|cell| is_main.0[*cell] = true);
    let mut taken = is_main.clone();
    let mut heads: Vec<Cell> = stream_heads(&downstream, &drained, &is_main);
    heads.sort_by_key(|cell| Reverse((steps_down(*cell, &downstream, &is_main), *cell)));
    let mut drawn: Vec<Vec<P>> = rivers.iter().map(|river| river.line.clone()).collect();
    let mut streams = Vec::new();
    for head in heads {
        if let Some(river) = stream(head, &downstream, &drained, &mut taken, &drawn) {
            drawn.push(river.line.clone());
            streams.push(river);
        }
    }
    streams
}

/// For each cell the cell it drains to, and all cells in the order they were reached.
fn flood(height: &Grid<f64>, main: &[Cell]) -> (Grid<Option<Cell>>, Vec<Cell>) {
    let mut downstream = Grid::filled(None);
    let mut reached = Grid::filled(false);
    let mut queue = Queue::new();
    let edge = (0..height.0.len()).filter(|cell| grid::on_edge(*cell));
    for cell in main.iter().copied().chain(edge) {
        if !std::mem::replace(&mut reached.0[cell], true) {
            queue.push(Reverse(Queued { priority: height.0[cell], cell }));
        }
    }
    let mut order = Vec::with_capacity(height.0.len());
    while let Some(Reverse(Queued { priority, cell })) = queue.pop() {
        order.push(cell);
        for (next, _) in grid::neighbours(cell) {
            if !std::mem::replace(&mut reached.0[next], true) {
                downstream.0[next] = Some(cell);
                queue.push(Reverse(Queued { priority: height.0[next].max(priority), cell: next }));
            }
        }
    }
    (downstream, order)
}

fn accumulate(downstream: &Grid<Option<Cell>>, order: &[Cell]) -> Grid<u32> {
    let mut drained = Grid::filled(1u32);
    for cell in order.iter().rev() {
        if let Some(down) = downstream.0[*cell] {
            drained.0[down] += drained.0[*cell];
        }
    }
    drained
}

fn stream_heads(downstream: &Grid<Option<Cell>>, drained: &Grid<u32>, is_main: &Grid<bool>) -> Vec<Cell> {
    let mut fed = Grid::filled(false);
    let streams = |cell: &Cell| drained.0[*cell] >= STREAM_CELLS && !is_main.0[*cell];
    let all: Vec<Cell> = (0..drained.0.len()).filter(streams).collect();
    all.iter().for_each(|cell| {
        if let Some(down) = downstream.0[*cell] {
            fed.0[down] = true;
        }
    });
    all.into_iter().filter(|cell| !fed.0[*cell]).collect()
}

fn steps_down(head: Cell, downstream: &Grid<Option<Cell>>, is_main: &Grid<bool>) -> usize {
    std::iter::successors(Some(head), |cell| downstream.0[*cell].filter(|_| !is_main.0[*cell])).count()
}

/// Follows the water from a head to the first cell that already carries a river.
fn stream(
    head: Cell,
    downstream: &Grid<Option<Cell>>,
    drained: &Grid<u32>,
    taken: &mut Grid<bool>,
    drawn: &[Vec<P>],
) -> Option<River> {
    let mut cells = vec![head];
    while let Some(down) = downstream.0[cells[cells.len() - 1]] {
        cells.push(down);
        if taken.0[down] {
            break;
        }
    }
    let mut line: Vec<P> = cells.iter().map(|cell| grid::middle(*cell)).collect();
    if length(&line) < SHORTEST {
        return None;
    }
    let drains = cells.iter().rev().nth(1).map_or(0, |cell| drained.0[*cell]);
    cells.iter().for_each(|cell| taken.0[*cell] = true);
    if let Some(mouth) = line.pop() {
        line.push(nearest_on(drawn, mouth).filter(|point| point.distance(mouth) < 900.0).unwrap_or(mouth));
    }
    let width_m = (6.0 + f64::from(drains).sqrt() * 0.28).min(26.0);
    Some(River { name: None, line: smooth(&simplify(&line, 48.0), 3), width_m })
}

/// The receiving river was smoothed after its cells were known: where it really runs.
fn nearest_on(drawn: &[Vec<P>], mouth: P) -> Option<P> {
    let points = drawn.iter().flatten().copied();
    points.min_by(|a, b| a.distance(mouth).total_cmp(&b.distance(mouth)))
}
