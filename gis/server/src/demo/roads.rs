//! Roads as they would be built: cheapest ways over the generated ground, reusing what is already there. 示意数据.

use super::{
    grid::{self, Cell, Grid, Queue, Queued},
    noise::Seeded,
    plane::{P, curve, simplify, smooth},
    rivers::River,
    towns::Town,
    villages::Village,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoadClass {
    Expressway,
    /// Joins towns and neighbouring counties.
    County,
    /// Joins a village to the rest.
    Village,
    /// In a town.
    Street,
}

impl RoadClass {
    pub fn name(self) -> &'static str {
        match self {
            RoadClass::Expressway => "expressway",
            RoadClass::County => "county",
            RoadClass::Village => "village",
            RoadClass::Street => "street",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Road {
    pub class: RoadClass,
    pub reference: Option<&'static str>,
    pub name: Option<&'static str>,
    pub line: Vec<P>,
}

/// G76 厦蓉高速 by hand, west to east, degrees.
const G76: [(f64, f64); 12] = [
    (112.10, 25.598),
    (112.16, 25.588),
    (112.212, 25.576),
    (112.275, 25.566),
    (112.320, 25.5625),
    (112.368, 25.5605),
    (112.410, 25.5535),
    (112.452, 25.553),
    (112.505, 25.572),
    (112.560, 25.5755),
    (112.630, 25.583),
    (112.720, 25.604),
];

/// Towns joined by a county road (indices of the code's last digits), main ones first.
const JOINED: [(&str, &str); 15] = [
    ("100", "104"),
    ("100", "111"),
    ("100", "110"),
    ("100", "201"),
    ("104", "103"),
    ("104", "102"),
    ("111", "102"),
    ("110", "107"),
    ("107", "106"),
    ("103", "107"),
    ("103", "108"),
    ("100", "107"),
    ("110", "201"),
    ("108", "107"),
    ("110", "106"),
];

/// Where county roads leave for the neighbouring counties, with the town they start from, degrees.
const EXITS: [(&str, f64, f64); 8] = [
    ("201", 112.175, 25.640),
    ("100", 112.175, 25.555),
    ("111", 112.402, 25.385),
    ("102", 112.560, 25.500),
    ("103", 112.640, 25.635),
    ("108", 112.645, 25.720),
    ("106", 112.400, 25.830),
    ("110", 112.215, 25.740),
];

pub fn expressway() -> Road {
    let led: Vec<P> = G76.iter().map(|(lon, lat)| P::degrees(*lon, *lat)).collect();
    let line = simplify(&curve(&led, 120.0), 4.0);
    Road { class: RoadClass::Expressway, reference: Some("G76"), name: Some("厦蓉高速"), line }
}

/// County roads and village tracks.
pub fn network(seed: u64, heights: &Grid<f64>, rivers: &[River], towns: &[Town], villages: &[Village]) -> Vec<Road> {
    let mut building = Building::new(seed, heights, rivers);
    let town = |suffix: &str| towns.iter().find(|town| town.code.ends_with(suffix)).map(|town| town.at);
    for (a, b) in JOINED {
        building.join(town(a), town(b));
    }
    for (a, lon, lat) in EXITS {
        building.join(town(a), Some(P::degrees(lon, lat)));
    }
    let to_road = building.distances();
    let mut by_distance: Vec<(f64, &Village)> =
        villages.iter().map(|village| (to_road.between(village.at), village)).collect();
    by_distance.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.code.cmp(b.1.code)));
    by_distance.iter().for_each(|(_, village)| building.reach(village.at));
    let ends = towns.iter().map(|t| t.at).chain(villages.iter().map(|v| v.at));
    building.untangle();
    building.lines(&ends.collect::<Vec<P>>())
}

/// A network under construction.
struct Building<'a> {
    heights: &'a Grid<f64>,
    /// What a metre costs here beside the slope: crossing water, and ground that is awkward for no reason we know.
    effort: Grid<f64>,
    road: Grid<bool>,
    /// Links between neighbouring cells, the smaller index first.
    links: BTreeMap<(Cell, Cell), RoadClass>,
}

impl<'a> Building<'a> {
    fn new(seed: u64, heights: &'a Grid<f64>, rivers: &[River]) -> Self {
        let mut random = Seeded::new(seed, "roads");
        let mut effort = Grid::filled(0.0);
        effort.0.iter_mut().for_each(|effort| *effort = random.between(0.75, 1.6));
        for river in rivers {
            let bridge = if river.width_m > 30.0 { 9.0 } else { 2.5 };
            grid::cells_of(&river.line).iter().for_each(|cell| effort.0[*cell] += bridge);
        }
        Self { heights, effort, road: Grid::filled(false), links: BTreeMap::new() }
    }

    fn join(&mut self, from: Option<P>, to: Option<P>) {
        let Some((from, to)) = from.and_then(grid::cell_at).zip(to.and_then(grid::cell_at)) else { return };
        let way = self.way(from, Some(to));
        self.lay(&way, RoadClass::County);
    }

    /// From a village to whatever road costs least to reach.
    fn reach(&mut self, village: P) {
        let Some(from) = grid::cell_at(village) else { return };
        let way = self.way(from, None);
        self.lay(&way, RoadClass::Village);
    }

    /// Metres to the nearest road so far.
    fn distances(&self) -> Grid<f64> {
        grid::distances((0..self.road.0.len()).filter(|cell| self.road.0[*cell]), 50_000.0)
    }

    fn lay(&mut self, way: &[Cell], class: RoadClass) {
        for pair in way.windows(2) {
            let link = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            let best = self.links.entry(link).or_insert(class);
            *best = (*best).min(class);
        }
        way.iter().for_each(|cell| self.road.0[*cell] = true);
    }

    /// Three links between three neighbouring cells are one junction: the diagonal goes.
    fn untangle(&mut self) {
        let linked = |a: Cell, b: Cell| self.links.contains_key(&(a.min(b), a.max(b)));
        let diagonal =
            |a: Cell, b: Cell| a % grid::COLUMNS != b % grid::COLUMNS && a / grid::COLUMNS != b / grid::COLUMNS;
        let closes = |a: Cell, b: Cell| grid::neighbours(a).any(|(c, _)| c != b && linked(a, c) && linked(c, b));
        let spare: Vec<(Cell, Cell)> =
            self.links.keys().copied().filter(|(a, b)| diagonal(*a, *b) && closes(*a, *b)).collect();
        for link in spare {
            self.links.remove(&link);
        }
    }

    /// A* to `to`, or to the first cell that is a road already.
    fn way(&self, from: Cell, to: Option<Cell>) -> Vec<Cell> {
        let mut cost = Grid::filled(f64::INFINITY);
        let mut before: Grid<Option<Cell>> = Grid::filled(None);
        let mut closed = Grid::filled(false);
        let mut queue = Queue::from([Reverse(Queued { priority: 0.0, cell: from })]);
        cost.0[from] = 0.0;
        while let Some(Reverse(Queued { cell, .. })) = queue.pop() {
            if std::mem::replace(&mut closed.0[cell], true) {
                continue;
            }
            if to.map_or(self.road.0[cell], |to| to == cell) {
                return std::iter::successors(Some(cell), |cell| before.0[*cell]).collect();
            }
            for (next, metres) in grid::neighbours(cell) {
                let there = cost.0[cell] + self.step(cell, next, metres);
                if there < cost.0[next] {
                    cost.0[next] = there;
                    before.0[next] = Some(cell);
                    queue.push(Reverse(Queued { priority: there + self.at_least(next, to), cell: next }));
                }
            }
        }
        Vec::new()
    }

    fn step(&self, from: Cell, to: Cell, metres: f64) -> f64 {
        let slope = (self.heights.0[to] - self.heights.0[from]).abs() / metres;
        let built = self.road.0[from] && self.road.0[to];
        let reuse = if built { 0.3 } else { 1.0 };
        let effort = if built { self.effort.0[to].min(1.0) } else { self.effort.0[to] };
        metres * reuse * (effort + 90.0 * slope * slope + 4.0 * slope)
    }

    /// No way is cheaper than this.
    fn at_least(&self, cell: Cell, to: Option<Cell>) -> f64 {
        to.map_or(0.0, |to| grid::middle(cell).distance(grid::middle(to)) * 0.225)
    }

    /// The links as lines from junction to junction, smoothed; `ends` are places that lines must reach exactly.
    fn lines(&self, ends: &[P]) -> Vec<Road> {
        let at: BTreeMap<Cell, P> = ends.iter().filter_map(|p| grid::cell_at(*p).map(|cell| (cell, *p))).collect();
        let mut meets: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
        for (a, b) in self.links.keys() {
            meets.entry(*a).or_default().push(*b);
            meets.entry(*b).or_default().push(*a);
        }
        let class = |a: Cell, b: Cell| self.links[&(a.min(b), a.max(b))];
        let ends_here = |cell: Cell| {
            let around = &meets[&cell];
            around.len() != 2 || at.contains_key(&cell) || class(cell, around[0]) != class(cell, around[1])
        };
        let mut done = BTreeSet::new();
        let mut roads = Vec::new();
        for start in meets.keys().copied().filter(|cell| ends_here(*cell)) {
            for next in &meets[&start] {
                if done.contains(&(start, *next)) {
                    continue;
                }
                let chain = chain(start, *next, &meets, &ends_here);
                done.insert((chain[chain.len() - 1], chain[chain.len() - 2]));
                let points: Vec<P> =
                    chain.iter().map(|cell| at.get(cell).copied().unwrap_or(grid::middle(*cell))).collect();
                let line = smooth(&simplify(&points, 55.0), 3);
                roads.push(Road { class: class(start, *next), reference: None, name: None, line });
            }
        }
        roads
    }
}

fn chain(start: Cell, next: Cell, meets: &BTreeMap<Cell, Vec<Cell>>, ends_here: &impl Fn(Cell) -> bool) -> Vec<Cell> {
    let mut chain = vec![start, next];
    loop {
        let (previous, here) = (chain[chain.len() - 2], chain[chain.len() - 1]);
        if ends_here(here) {
            return chain;
        }
        match meets[&here].iter().find(|cell| **cell != previous) {
            Some(onward) => chain.push(*onward),
            None => return chain,
        }
    }
}
