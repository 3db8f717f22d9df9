//! The county's outline: what lies inside it, and how far outside something is.

use fengsui_protocol::geo::{Bbox, Wgs84};
use geo::{Contains, Coord, LineString, Point, Polygon};

/// An outline without holes, WGS84 degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct County {
    pub code: String,
    pub name: String,
    outline: Polygon<f64>,
    bbox: Bbox,
}

/// An outline that encloses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadOutline(pub usize);
impl std::fmt::Display for BadOutline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "an outline needs at least 3 finite corners, got {}", self.0)
    }
}
impl std::error::Error for BadOutline {}

impl County {
    /// `ring`: the corners in order, either way round, closed or not.
    ///
    /// # Errors
    /// When there are fewer than three corners or one is not a finite number.
    pub fn new(code: impl Into<String>, name: impl Into<String>, ring: &[Wgs84]) -> Result<Self, BadOutline> {
        if ring.len() < 3 || ring.iter().any(|p| !p.lon.is_finite() || !p.lat.is_finite()) {
            return Err(BadOutline(ring.len()));
        }
        let line: LineString<f64> = ring.iter().map(|p| Coord { x: p.lon, y: p.lat }).collect();
        let bbox = bounds_of(ring);
        Ok(Self { code: code.into(), name: name.into(), outline: Polygon::new(line, vec![]), bbox })
    }
    pub fn contains(&self, position: Wgs84) -> bool {
        self.outline.contains(&Point::new(position.lon, position.lat))
    }
    pub fn bbox(&self) -> Bbox {
        self.bbox
    }
    pub fn outline(&self) -> &Polygon<f64> {
        &self.outline
    }
}

/// The smallest box around some positions; empty input gives an inverted box.
pub fn bounds_of(positions: &[Wgs84]) -> Bbox {
    let start = Bbox { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };
    positions.iter().fold(start, |b, p| Bbox {
        west: b.west.min(p.lon),
        south: b.south.min(p.lat),
        east: b.east.max(p.lon),
        north: b.north.max(p.lat),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notch_is_outside() {
        let ring: Vec<Wgs84> =
            [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0)].map(|(lon, lat)| Wgs84 { lon, lat }).to_vec();
        let county = County::new("1", "甲县", &ring).unwrap();
        assert!(county.contains(Wgs84 { lon: 0.5, lat: 2.0 }));
        assert!(!county.contains(Wgs84 { lon: 2.0, lat: 3.0 }));
        assert_eq!(county.bbox(), Bbox { west: 0.0, south: 0.0, east: 4.0, north: 4.0 });
        assert_eq!(County::new("1", "甲县", &ring[..2]), Err(BadOutline(2)));
    }
}
