//! Web Mercator tiles (z, x, y), y counted from the north, as PMTiles and MapLibre count them.

use fengsui_protocol::geo::{Bbox, Wgs84};
use std::f64::consts::PI;

/// Latitude past which Web Mercator shows nothing, degrees.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;
/// Deepest zoom that is served.
pub const MAX_ZOOM: u8 = 22;

/// One tile of the pyramid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    z: u8,
    x: u32,
    y: u32,
}

impl Tile {
    /// `None` when the zoom is past [`MAX_ZOOM`] or the place past the zoom's edge.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= MAX_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }
    pub fn z(self) -> u8 {
        self.z
    }
    pub fn x(self) -> u32 {
        self.x
    }
    pub fn y(self) -> u32 {
        self.y
    }

    /// The tile that holds a position.
    pub fn at(position: Wgs84, z: u8) -> Option<Self> {
        let size = f64::from(1u32.checked_shl(u32::from(z))?);
        let (u, v) = unit_square(position);
        Self::new(z, (u * size).min(size - 1.0) as u32, (v * size).min(size - 1.0) as u32)
    }

    /// The position of a point of the tile; (0, 0) is its north-west corner, (1, 1) its south-east corner.
    pub fn position(self, u: f64, v: f64) -> Wgs84 {
        let size = f64::from(1u32 << self.z);
        let lon = (f64::from(self.x) + u) / size * 360.0 - 180.0;
        let mercator = PI * (1.0 - 2.0 * (f64::from(self.y) + v) / size);
        Wgs84 { lon, lat: mercator.sinh().atan().to_degrees() }
    }

    pub fn bbox(self) -> Bbox {
        let (north_west, south_east) = (self.position(0.0, 0.0), self.position(1.0, 1.0));
        Bbox { west: north_west.lon, south: south_east.lat, east: south_east.lon, north: north_west.lat }
    }

    /// Metres that one of `pixels` pixels across the tile covers on the ground, in its middle.
    pub fn metres_per_pixel(self, pixels: u32) -> f64 {
        let latitude = self.position(0.5, 0.5).lat.to_radians();
        40_075_016.686 * latitude.cos() / f64::from(1u32 << self.z) / f64::from(pixels)
    }
}

/// Where a position lies in the whole map, each axis 0 … 1, from the north-west.
pub fn unit_square(position: Wgs84) -> (f64, f64) {
    let latitude = position.lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    let v = 0.5 - (latitude.tan() + 1.0 / latitude.cos()).ln() / (2.0 * PI);
    ((position.lon + 180.0) / 360.0, v.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_holds_its_own_middle() {
        let tile = Tile::at(Wgs84 { lon: 112.369, lat: 25.5875 }, 12).unwrap();
        assert_eq!((tile.z(), tile.x(), tile.y()), (12, 3326, 1746));
        assert_eq!(Tile::at(tile.position(0.5, 0.5), 12), Some(tile));
        let bbox = tile.bbox();
        assert!(bbox.west < 112.369 && bbox.east > 112.369 && bbox.south < 25.5875 && bbox.north > 25.5875);
        assert!((tile.metres_per_pixel(256) - 34.47).abs() < 0.1);
    }

    #[test]
    fn the_edge_of_the_pyramid() {
        assert_eq!(Tile::new(3, 8, 0), None);
        assert_eq!(Tile::new(23, 0, 0), None);
        assert_eq!(Tile::at(Wgs84 { lon: 180.0, lat: -90.0 }, 1), Tile::new(1, 1, 1));
    }
}
