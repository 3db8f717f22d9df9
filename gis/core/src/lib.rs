//! Geography, pure: positions, datums, one projection, the county's outline and its places. Numbers come in, numbers
//! go out; there is no clock, socket, file, lock, thread or randomness in this crate (`clippy.toml` says why).
//!
//! Inside the node there is one datum, WGS84/CGCS2000 degrees ([`Wgs84`], the two agree to centimetres here). What
//! people and devices give in another datum is a different type ([`datum::Gcj02`], [`datum::Bd09`]) that must be
//! converted; there is no distance between points of different datums.

pub mod county;
pub mod datum;
pub mod places;
pub mod plume;
pub mod position;
pub mod projection;
pub mod tiles;

pub use county::County;
pub use fengsui_protocol::geo::Wgs84;
pub use places::{Place, PlaceIndex};

/// Mean radius of the earth, metres (IUGG R1).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Metres between two positions along a great circle.
pub fn distance_m(a: Wgs84, b: Wgs84) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = (lat_b - lat_a) / 2.0;
    let half_lon = (b.lon - a.lon).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}
