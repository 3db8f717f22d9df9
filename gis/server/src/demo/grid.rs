//! A raster of square cells over the county and its surroundings.

use super::plane::P;
use std::{cmp::Reverse, collections::BinaryHeap};

/// Side of a cell, metres.
pub const CELL: f64 = 100.0;
/// South-west corner of the raster and its size: the county with about 7 km around it.
const WEST: f64 = -25_000.0;
const SOUTH: f64 = -26_500.0;
pub const COLUMNS: usize = 510;
pub const ROWS: usize = 540;

/// Index of a cell, row by row from the south-west.
pub type Cell = usize;

#[derive(Clone, Debug)]
pub struct Grid<T>(pub Vec<T>);

impl<T: Clone> Grid<T> {
    pub fn filled(value: T) -> Self {
        Self(vec![value; COLUMNS * ROWS])
    }
}
impl Grid<f64> {
    /// Between the middles of the four cells around `p`; at the edge, the edge's value.
    pub fn between(&self, p: P) -> f64 {
        let column = ((p.x - WEST) / CELL - 0.5).clamp(0.0, (COLUMNS - 1) as f64 - 1e-6);
        let row = ((p.y - SOUTH) / CELL - 0.5).clamp(0.0, (ROWS - 1) as f64 - 1e-6);
        let (u, v) = (column.fract(), row.fract());
        let cell = row as usize * COLUMNS + column as usize;
        let south = self.0[cell] * (1.0 - u) + self.0[cell + 1] * u;
        let north = self.0[cell + COLUMNS] * (1.0 - u) + self.0[cell + COLUMNS + 1] * u;
        south * (1.0 - v) + north * v
    }
}

pub fn middle(cell: Cell) -> P {
    P { x: WEST + ((cell % COLUMNS) as f64 + 0.5) * CELL, y: SOUTH + ((cell / COLUMNS) as f64 + 0.5) * CELL }
}

/// `None` outside the raster.
pub fn cell_at(p: P) -> Option<Cell> {
    let (column, row) = ((p.x - WEST) / CELL, (p.y - SOUTH) / CELL);
    let within = column >= 0.0 && row >= 0.0 && column < COLUMNS as f64 && row < ROWS as f64;
    within.then(|| row as usize * COLUMNS + column as usize)
}

/// Metres from the cell's middle to the raster's edge.
pub fn to_edge(cell: Cell) -> f64 {
    let (column, row) = (cell % COLUMNS, cell / COLUMNS);
    let cells = column.min(row).min(COLUMNS - 1 - column).min(ROWS - 1 - row);
    (cells as f64 + 0.5) * CELL
}

pub fn on_edge(cell: Cell) -> bool {
    let (column, row) = (cell % COLUMNS, cell / COLUMNS);
    column == 0 || row == 0 || column == COLUMNS - 1 || row == ROWS - 1
}

/// The up to eight cells around one, with the metres to each, in a fixed order.
pub fn neighbours(cell: Cell) -> impl Iterator<Item = (Cell, f64)> {
    const AROUND: [(isize, isize); 8] = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)];
    let (column, row) = ((cell % COLUMNS) as isize, (cell / COLUMNS) as isize);
    AROUND.into_iter().filter_map(move |(dx, dy)| {
        let (x, y) = (column + dx, row + dy);
        let within = x >= 0 && y >= 0 && x < COLUMNS as isize && y < ROWS as isize;
        let metres = if dx != 0 && dy != 0 { CELL * std::f64::consts::SQRT_2 } else { CELL };
        within.then(|| (y as usize * COLUMNS + x as usize, metres))
    })
}

/// The cells that a line passes, in order, without repeats of the last.
pub fn cells_of(line: &[P]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for pair in line.windows(2) {
        let pieces = (pair[0].distance(pair[1]) / (CELL / 3.0)).ceil().max(1.0) as usize;
        for k in 0..=pieces {
            let cell = cell_at(pair[0].along(pair[1], k as f64 / pieces as f64));
            cells.extend(cell.filter(|cell| cells.last() != Some(cell)));
        }
    }
    cells
}

/// A cell in a queue, the smallest priority first, then the lowest index, so that runs repeat.
#[derive(Clone, Copy, PartialEq)]
pub struct Queued {
    pub priority: f64,
    pub cell: Cell,
}
impl Eq for Queued {}
impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Queued {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.priority.total_cmp(&other.priority).then(self.cell.cmp(&other.cell))
    }
}
pub type Queue = BinaryHeap<Reverse<Queued>>;

/// Metres (over cells) to the nearest of `sources`, no farther than `limit`.
pub fn distances(sources: impl IntoIterator<Item = Cell>, limit: f64) -> Grid<f64> {
    let mut grid = Grid::filled(limit);
    let mut queue = Queue::new();
    for cell in sources {
        grid.0[cell] = 0.0;
        queue.push(Reverse(Queued { priority: 0.0, cell }));
    }
    while let Some(Reverse(Queued { priority, cell })) = queue.pop() {
        if priority > grid.0[cell] {
            continue;
        }
        for (next, metres) in neighbours(cell) {
            let there = priority + metres;
            if there < grid.0[next] {
                grid.0[next] = there;
                queue.push(Reverse(Queued { priority: there, cell: next }));
            }
        }
    }
    grid
}
