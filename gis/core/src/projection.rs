//! EPSG:4546, CGCS2000 / 3-degree Gauss-Krüger, central meridian 111° E: metres for the whole county, which crosses
//! 112.5° E, the seam of the zones. Never used to store anything: degrees are stored.
//!
//! Krüger's series to the sixth order in the third flattening (Karney 2011, eq. 35 and 36, sixth order): below a micrometre
//! within four degrees of the meridian.

use crate::Wgs84;

/// CGCS2000 semi-major axis, metres (GB 22021-2008).
const A: f64 = 6_378_137.0;
/// CGCS2000 flattening.
const F: f64 = 1.0 / 298.257_222_101;
const CENTRAL_MERIDIAN_DEG: f64 = 111.0;
const FALSE_EASTING_M: f64 = 500_000.0;
/// Third flattening.
const N: f64 = F / (2.0 - F);

/// Metres in EPSG:4546.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epsg4546 {
    pub east_m: f64,
    pub north_m: f64,
}

impl Epsg4546 {
    pub fn from_wgs84(position: Wgs84) -> Self {
        let e = (F * (2.0 - F)).sqrt();
        let tau = position.lat.to_radians().tan();
        let sigma = (e * (e * tau / (1.0 + tau * tau).sqrt()).atanh()).sinh();
        let tau_conformal = tau * (1.0 + sigma * sigma).sqrt() - sigma * (1.0 + tau * tau).sqrt();
        let lambda = (position.lon - CENTRAL_MERIDIAN_DEG).to_radians();
        let xi = tau_conformal.atan2(lambda.cos());
        let eta = (lambda.sin() / tau_conformal.hypot(lambda.cos())).asinh();
        let (xi, eta) = series(&alpha(), xi, eta, 1.0);
        Self { east_m: FALSE_EASTING_M + rectifying_radius() * eta, north_m: rectifying_radius() * xi }
    }

    pub fn to_wgs84(self) -> Wgs84 {
        let xi = self.north_m / rectifying_radius();
        let eta = (self.east_m - FALSE_EASTING_M) / rectifying_radius();
        let (xi, eta) = series(&beta(), xi, eta, -1.0);
        let tau_conformal = xi.sin() / eta.sinh().hypot(xi.cos());
        let lambda = eta.sinh().atan2(xi.cos());
        let lat = geodetic_tangent(tau_conformal).atan().to_degrees();
        Wgs84 { lon: CENTRAL_MERIDIAN_DEG + lambda.to_degrees(), lat }
    }

    /// Metres on the plane.
    pub fn distance_m(self, other: Self) -> f64 {
        (self.east_m - other.east_m).hypot(self.north_m - other.north_m)
    }
}

/// Newton's method for the latitude of a conformal latitude's tangent (Karney 2011, eq. 19 to 21); two rounds are
/// enough, four are made.
fn geodetic_tangent(conformal: f64) -> f64 {
    let e = (F * (2.0 - F)).sqrt();
    let mut tau = conformal / (1.0 - e * e);
    for _ in 0..4 {
        let root = (1.0 + tau * tau).sqrt();
        let sigma = (e * (e * tau / root).atanh()).sinh();
        let guess = tau * (1.0 + sigma * sigma).sqrt() - sigma * root;
        let slope = (1.0 + (1.0 - e * e) * tau * tau) / ((1.0 - e * e) * root);
        tau += (conformal - guess) / (1.0 + guess * guess).sqrt() * slope;
    }
    tau
}

fn series(coefficients: &[f64; 6], xi: f64, eta: f64, sign: f64) -> (f64, f64) {
    coefficients.iter().zip(1u8..).fold((xi, eta), |(x, y), (c, k)| {
        let double = 2.0 * f64::from(k);
        (
            x + sign * c * (double * xi).sin() * (double * eta).cosh(),
            y + sign * c * (double * xi).cos() * (double * eta).sinh(),
        )
    })
}

/// Radius of the meridian circle that has the meridian's length, metres.
fn rectifying_radius() -> f64 {
    A / (1.0 + N) * (1.0 + N.powi(2) / 4.0 + N.powi(4) / 64.0 + N.powi(6) / 256.0)
}

fn alpha() -> [f64; 6] {
    let n = |power: i32| N.powi(power);
    [
        n(1) / 2.0 - 2.0 / 3.0 * n(2) + 5.0 / 16.0 * n(3) + 41.0 / 180.0 * n(4) - 127.0 / 288.0 * n(5)
            + 7891.0 / 37800.0 * n(6),
        13.0 / 48.0 * n(2) - 3.0 / 5.0 * n(3) + 557.0 / 1440.0 * n(4) + 281.0 / 630.0 * n(5)
            - 1_983_433.0 / 1_935_360.0 * n(6),
        61.0 / 240.0 * n(3) - 103.0 / 140.0 * n(4) + 15061.0 / 26880.0 * n(5) + 167_603.0 / 181_440.0 * n(6),
        49561.0 / 161_280.0 * n(4) - 179.0 / 168.0 * n(5) + 6_601_661.0 / 7_257_600.0 * n(6),
        34729.0 / 80640.0 * n(5) - 3_418_889.0 / 1_995_840.0 * n(6),
        212_378_941.0 / 319_334_400.0 * n(6),
    ]
}

fn beta() -> [f64; 6] {
    let n = |power: i32| N.powi(power);
    [
        n(1) / 2.0 - 2.0 / 3.0 * n(2) + 37.0 / 96.0 * n(3) - 1.0 / 360.0 * n(4) - 81.0 / 512.0 * n(5)
            + 96199.0 / 604_800.0 * n(6),
        1.0 / 48.0 * n(2) + 1.0 / 15.0 * n(3) - 437.0 / 1440.0 * n(4) + 46.0 / 105.0 * n(5)
            - 1_118_711.0 / 3_870_720.0 * n(6),
        17.0 / 480.0 * n(3) - 37.0 / 840.0 * n(4) - 209.0 / 4480.0 * n(5) + 5569.0 / 90720.0 * n(6),
        4397.0 / 161_280.0 * n(4) - 11.0 / 504.0 * n(5) - 830_251.0 / 7_257_600.0 * n(6),
        4583.0 / 161_280.0 * n(5) - 108_847.0 / 3_991_680.0 * n(6),
        20_648_693.0 / 638_668_800.0 * n(6),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// On the central meridian the northing is the length of the meridian arc. To 45° that is 4 984 944.3780 m on
    /// GRS 80, whose figures CGCS2000 shares (Moritz 2000 gives the quadrant as 10 001 965.7293 m).
    #[test]
    fn meridian_arc() {
        let at = |lat| Epsg4546::from_wgs84(Wgs84 { lon: 111.0, lat });
        assert!((at(45.0).north_m - 4_984_944.378).abs() < 1e-3, "{}", at(45.0).north_m);
        assert!((at(90.0).north_m - 10_001_965.729_3).abs() < 1e-3, "{}", at(90.0).north_m);
        assert_eq!(at(25.0).east_m, 500_000.0);
    }

    /// An independent implementation of the same definition.
    #[test]
    fn agrees_with_proj() {
        let degrees = proj4rs::Proj::from_proj_string("+proj=longlat +ellps=GRS80 +no_defs").unwrap();
        let plane = "+proj=etmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs";
        let plane = proj4rs::Proj::from_proj_string(plane).unwrap();
        for (lon, lat) in [(112.24, 25.43), (112.369, 25.5875), (112.5, 25.6), (112.6, 25.79), (109.6, 30.0)] {
            let mut point = (f64::to_radians(lon), f64::to_radians(lat), 0.0);
            proj4rs::transform::transform(&degrees, &plane, &mut point).unwrap();
            let ours = Epsg4546::from_wgs84(Wgs84 { lon, lat });
            assert!(
                (ours.east_m - point.0).abs() < 1e-5 && (ours.north_m - point.1).abs() < 1e-5,
                "{ours:?} {point:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn round_trips_to_a_micrometre(lon in 109.0..113.5f64, lat in 20.0..30.0f64) {
            let position = Wgs84 { lon, lat };
            let back = Epsg4546::from_wgs84(position).to_wgs84();
            prop_assert!(crate::distance_m(position, back) < 1e-6, "{position:?} {back:?}");
        }
    }

    /// Near the meridian, plane and sphere agree to the scale of the ellipsoid.
    #[test]
    fn distances_are_distances() {
        let (a, b) = (Wgs84 { lon: 112.30, lat: 25.50 }, Wgs84 { lon: 112.50, lat: 25.70 });
        let plane = Epsg4546::from_wgs84(a).distance_m(Epsg4546::from_wgs84(b));
        assert!((plane / crate::distance_m(a, b) - 1.0).abs() < 3e-3);
    }
}
