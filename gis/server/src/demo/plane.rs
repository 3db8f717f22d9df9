//! A plane of metres around the middle of the county, in which the demo is drawn, and what can be done to lines in it.

use fengsui_gis_core::Wgs84;

/// The plane's origin: near the middle of the county.
const ORIGIN: Wgs84 = Wgs84 { lon: 112.41, lat: 25.61 };
const METRES_PER_DEGREE_NORTH: f64 = 110_783.0;
const METRES_PER_DEGREE_EAST: f64 = 100_477.0;

/// Metres east and north of the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct P {
    pub x: f64,
    pub y: f64,
}

impl P {
    pub fn of(position: Wgs84) -> Self {
        Self {
            x: (position.lon - ORIGIN.lon) * METRES_PER_DEGREE_EAST,
            y: (position.lat - ORIGIN.lat) * METRES_PER_DEGREE_NORTH,
        }
    }
    pub fn degrees(lon: f64, lat: f64) -> Self {
        Self::of(Wgs84 { lon, lat })
    }
    /// Rounded to 1e-6 degrees (0.1 m), which is all the precision that generated data deserves.
    pub fn wgs84(self) -> Wgs84 {
        let round = |v: f64| (v * 1e6).round() / 1e6;
        Wgs84 {
            lon: round(ORIGIN.lon + self.x / METRES_PER_DEGREE_EAST),
            lat: round(ORIGIN.lat + self.y / METRES_PER_DEGREE_NORTH),
        }
    }
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
    pub fn along(self, other: Self, t: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * t, y: self.y + (other.y - self.y) * t }
    }
    /// `metres` away in the direction `angle`, radians from east towards north.
    pub fn polar(self, angle: f64, metres: f64) -> Self {
        Self { x: self.x + angle.cos() * metres, y: self.y + angle.sin() * metres }
    }
}

/// A Catmull-Rom curve through `points`, a point about every `step` metres.
pub fn curve(points: &[P], step: f64) -> Vec<P> {
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let mut out = Vec::new();
    for i in 0..points.len() as isize - 1 {
        let (a, b, c, d) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        let pieces = (b.distance(c) / step).ceil().max(1.0) as usize;
        out.extend((0..pieces).map(|k| catmull_rom(a, b, c, d, k as f64 / pieces as f64)));
    }
    out.extend(points.last());
    out
}

fn catmull_rom(a: P, b: P, c: P, d: P, t: f64) -> P {
    let blend = |a: f64, b: f64, c: f64, d: f64| {
        0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t + (3.0 * (b - c) + d - a) * t * t * t)
    };
    P { x: blend(a.x, b.x, c.x, d.x), y: blend(a.y, b.y, c.y, d.y) }
}

/// Chaikin's corner cutting with the ends kept.
pub fn smooth(line: &[P], rounds: usize) -> Vec<P> {
    let mut line = line.to_vec();
    for _ in 0..rounds {
        if line.len() < 3 {
            return line;
        }
        let mut next = vec![line[0]];
        for pair in line.windows(2) {
            next.push(pair[0].along(pair[1], 0.25));
            next.push(pair[0].along(pair[1], 0.75));
        }
        next.push(line[line.len() - 1]);
        line = next;
    }
    line
}

/// Ramer-Douglas-Peucker: what deviates less than `tolerance` metres is left out.
pub fn simplify(line: &[P], tolerance: f64) -> Vec<P> {
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else { return Vec::new() };
    let deviation = |p: &P| distance_to_segment(*p, first, last);
    let farthest =
        (1..line.len().saturating_sub(1)).max_by(|a, b| deviation(&line[*a]).total_cmp(&deviation(&line[*b])));
    match farthest {
        Some(i) if deviation(&line[i]) > tolerance => {
            let mut out = simplify(&line[..=i], tolerance);
            out.pop();
            out.extend(simplify(&line[i..], tolerance));
            out
        }
        _ if line.len() > 1 => vec![first, last],
        _ => vec![first],
    }
}

pub fn distance_to_segment(p: P, a: P, b: P) -> f64 {
    let length = a.distance(b).powi(2);
    let t = if length == 0.0 { 0.0 } else { ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length };
    p.distance(a.along(b, t.clamp(0.0, 1.0)))
}

/// Metres from `p` to the nearest point of `line`.
pub fn distance_to_line(p: P, line: &[P]) -> f64 {
    line.windows(2).map(|s| distance_to_segment(p, s[0], s[1])).fold(f64::INFINITY, f64::min)
}

pub fn length(line: &[P]) -> f64 {
    line.windows(2).map(|s| s[0].distance(s[1])).sum()
}

/// Even-odd rule; `ring` need not be closed.
pub fn inside(p: P, ring: &[P]) -> bool {
    let mut inside = false;
    let mut previous = ring.len() - 1;
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[previous]);
        if (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
        previous = i;
    }
    inside
}

/// Metres from `p` to the nearest edge of `ring`.
pub fn distance_to_ring(p: P, ring: &[P]) -> f64 {
    let closing = distance_to_segment(p, ring[ring.len() - 1], ring[0]);
    distance_to_line(p, ring).min(closing)
}
