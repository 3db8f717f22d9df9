//! The ground: hills from noise, valleys where rivers run. Metres above sea level, 示意数据.

use super::{
    grid::{self, Grid},
    noise::{Seeded, fractal},
    plane::P,
    rivers::River,
};

/// Towards the raster's edge the ground goes over into a plain of this height, metres, so that the relief ends nowhere
/// abruptly.
const EDGE_HEIGHT: f64 = 190.0;

/// Heights before the tributaries are known.
pub fn hills(seed: u64, rivers: &[River]) -> Grid<f64> {
    let seed = Seeded::new(seed, "hills").next();
    let far = grid::distances(rivers.iter().flat_map(|river| grid::cells_of(&river.line)), 12_000.0);
    let heights = (0..far.0.len()).map(|cell| {
        let within = (grid::to_edge(cell) / 4_000.0).min(1.0);
        EDGE_HEIGHT + within * (height(seed, grid::middle(cell), far.0[cell]) - EDGE_HEIGHT)
    });
    Grid(heights.collect())
}

/// The rivers fall northward from about 172 m to 158 m; hills rise with the distance from them.
fn height(seed: u64, p: P, to_river: f64) -> f64 {
    let floor = 165.0 - p.y / 3_500.0;
    let away = (to_river / 7_000.0).min(1.0);
    let rolling = fractal(seed, p.x / 2_600.0, p.y / 2_600.0, 5);
    let warped = (p.x + 900.0 * fractal(seed ^ 3, p.x / 3_000.0, p.y / 3_000.0, 2), p.y);
    let ridge = 1.0 - fractal(seed ^ 11, warped.0 / 4_800.0, warped.1 / 4_800.0, 4).abs() * 2.0;
    let lift = away.powf(0.8) * 55.0 + away * away * 110.0 * (0.35 + ridge.max(0.0));
    floor + 4.0 + lift + rolling * (10.0 + 70.0 * away) + ridge.max(0.0).powi(2) * 95.0 * away.powf(0.7)
}

/// Lowers the ground along the tributaries, so that they lie in valleys of their own.
pub fn carve(heights: &Grid<f64>, tributaries: &[River]) -> Grid<f64> {
    let far = grid::distances(tributaries.iter().flat_map(|river| grid::cells_of(&river.line)), 900.0);
    let carved = heights.0.iter().zip(&far.0).map(|(height, far)| {
        let depth = (1.0 - far / 900.0).max(0.0);
        height - depth * depth * 22.0
    });
    soften(&Grid(carved.collect()))
}

/// A 3×3 mean: cells do not show as steps in the relief.
fn soften(heights: &Grid<f64>) -> Grid<f64> {
    let mean = |cell: usize| {
        let (sum, count) = grid::neighbours(cell)
            .fold((heights.0[cell] * 2.0, 2.0), |(sum, count), (next, _)| (sum + heights.0[next], count + 1.0));
        sum / count
    };
    Grid((0..heights.0.len()).map(mean).collect())
}
