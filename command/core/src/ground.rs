//! Distances over the ground between two positions. A sphere is good to half a percent, which is far below what a
//! position typed at three in the morning is worth.

use fengsui_protocol::geo::Wgs84;

/// Mean radius of the earth, metres.
const RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance, metres.
pub(crate) fn metres(from: Wgs84, to: Wgs84) -> f64 {
    let (north, east) = ((to.lat - from.lat).to_radians() / 2.0, (to.lon - from.lon).to_radians() / 2.0);
    let across = from.lat.to_radians().cos() * to.lat.to_radians().cos() * east.sin().powi(2);
    2.0 * RADIUS_M * (north.sin().powi(2) + across).sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude() {
        let (here, there) = (Wgs84 { lon: 112.37, lat: 25.0 }, Wgs84 { lon: 112.37, lat: 26.0 });
        assert!((metres(here, there) - 111_195.0).abs() < 10.0);
        assert!(metres(here, here) < 1e-6);
    }
}
