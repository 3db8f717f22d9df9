//! The three datums that Chinese maps use, as types that cannot be mixed up.
//!
//! GCJ-02 (火星坐标) is WGS84 shifted by a published but unofficial formula on the Krasovsky ellipsoid; BD-09 is
//! GCJ-02 shifted again. Both shifts apply inside China only, which is all this system covers. Source of the figures:
//! the widely reproduced `eviltransform`; no official publication exists.

use fengsui_protocol::geo::{Crs, GivenPosition, Wgs84};

/// Semi-major axis of the Krasovsky 1940 ellipsoid, metres.
const A: f64 = 6_378_245.0;
/// Its eccentricity squared.
const EE: f64 = 0.006_693_421_622_965_943;
/// BD-09's angular constant: 3000/180 waves per degree.
const BD_WAVES: f64 = std::f64::consts::PI * 3000.0 / 180.0;
/// Rounds of fixed-point iteration that bring the inverse below 0.01 mm inside China.
const INVERSE_ROUNDS: usize = 3;

/// 火星坐标, degrees: AMap, Tencent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gcj02 {
    pub lon: f64,
    pub lat: f64,
}

/// Baidu's coordinates, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bd09 {
    pub lon: f64,
    pub lat: f64,
}

/// A pair of numbers together with the datum they are in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Given {
    Wgs84(Wgs84),
    Gcj02(Gcj02),
    Bd09(Bd09),
}

impl Given {
    /// CGCS2000 counts as WGS84: they agree to centimetres in this county.
    pub fn read(given: GivenPosition) -> Self {
        let (lon, lat) = (given.lon, given.lat);
        match given.crs {
            Crs::Wgs84 | Crs::Cgcs2000 => Given::Wgs84(Wgs84 { lon, lat }),
            Crs::Gcj02 => Given::Gcj02(Gcj02 { lon, lat }),
            Crs::Bd09 => Given::Bd09(Bd09 { lon, lat }),
        }
    }
    pub fn to_wgs84(self) -> Wgs84 {
        match self {
            Given::Wgs84(position) => position,
            Given::Gcj02(position) => position.to_wgs84(),
            Given::Bd09(position) => position.to_gcj02().to_wgs84(),
        }
    }
}

impl Gcj02 {
    pub fn from_wgs84(position: Wgs84) -> Self {
        let (dlon, dlat) = shift(position.lon, position.lat);
        Self { lon: position.lon + dlon, lat: position.lat + dlat }
    }

    /// The WGS84 position whose shift leads here: taking the shift at the shifted place once errs by about a metre,
    /// three rounds by less than 0.01 mm.
    pub fn to_wgs84(self) -> Wgs84 {
        let mut guess = Wgs84 { lon: self.lon, lat: self.lat };
        for _ in 0..=INVERSE_ROUNDS {
            let (dlon, dlat) = shift(guess.lon, guess.lat);
            guess = Wgs84 { lon: self.lon - dlon, lat: self.lat - dlat };
        }
        guess
    }
}

impl Bd09 {
    pub fn from_gcj02(position: Gcj02) -> Self {
        let (dlon, dlat) = bd_shift(position.lon, position.lat);
        Self { lon: position.lon + dlon, lat: position.lat + dlat }
    }
    pub fn from_wgs84(position: Wgs84) -> Self {
        Self::from_gcj02(Gcj02::from_wgs84(position))
    }
    /// As [`Gcj02::to_wgs84`]; Baidu's own one-step inverse errs by decimetres.
    pub fn to_gcj02(self) -> Gcj02 {
        let mut guess = Gcj02 { lon: self.lon - 0.0065, lat: self.lat - 0.006 };
        for _ in 0..=INVERSE_ROUNDS {
            let (dlon, dlat) = bd_shift(guess.lon, guess.lat);
            guess = Gcj02 { lon: self.lon - dlon, lat: self.lat - dlat };
        }
        guess
    }
    pub fn to_wgs84(self) -> Wgs84 {
        self.to_gcj02().to_wgs84()
    }
}

/// Degrees (east, north) that GCJ-02 adds at a WGS84 position.
fn shift(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let radians = lat.to_radians();
    let magic = 1.0 - EE * radians.sin().powi(2);
    let meridian = A * (1.0 - EE) / (magic * magic.sqrt());
    let parallel = A / magic.sqrt() * radians.cos();
    ((shift_east(x, y) / parallel).to_degrees(), (shift_north(x, y) / meridian).to_degrees())
}

/// Metres north.
fn shift_north(x: f64, y: f64) -> f64 {
    let plane = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    plane
        + ripple(x)
        + waves(y, [(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(y, [(160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0)])
}

/// Metres east.
fn shift_east(x: f64, y: f64) -> f64 {
    let plane = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    plane
        + ripple(x)
        + waves(x, [(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(x, [(150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0)])
}

fn ripple(x: f64) -> f64 {
    let turn = std::f64::consts::PI * x;
    (20.0 * (6.0 * turn).sin() + 20.0 * (2.0 * turn).sin()) * 2.0 / 3.0
}

fn waves(v: f64, terms: [(f64, f64); 2]) -> f64 {
    let turn = std::f64::consts::PI * v;
    terms.iter().map(|(amplitude, frequency)| amplitude * (frequency * turn).sin()).sum::<f64>() * 2.0 / 3.0
}

/// Degrees that BD-09 adds at a GCJ-02 position.
fn bd_shift(lon: f64, lat: f64) -> (f64, f64) {
    let radius = lon.hypot(lat) + 0.000_02 * (lat * BD_WAVES).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BD_WAVES).cos();
    (radius * angle.cos() + 0.0065 - lon, radius * angle.sin() + 0.006 - lat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distance_m;
    use proptest::prelude::*;

    const SEAT: Wgs84 = Wgs84 { lon: 112.369_02, lat: 25.587_52 };

    fn as_if_wgs84(lon: f64, lat: f64) -> Wgs84 {
        Wgs84 { lon, lat }
    }

    /// Tian'anmen, the pair most often printed beside the formula: the three datums of one place.
    #[test]
    fn published_vectors() {
        let gcj = Gcj02::from_wgs84(Wgs84 { lon: 116.391_349, lat: 39.907_375 });
        assert!((gcj.lon - 116.397_59).abs() < 2e-5 && (gcj.lat - 39.908_78).abs() < 2e-5, "{gcj:?}");
        let bd = Bd09::from_gcj02(Gcj02 { lon: 116.404, lat: 39.915 });
        assert!((bd.lon - 116.410_369_49).abs() < 1e-7 && (bd.lat - 39.921_336_99).abs() < 1e-7, "{bd:?}");
    }

    #[test]
    fn gcj02_is_off_by_631_m_at_the_county_seat() {
        let gcj = Gcj02::from_wgs84(SEAT);
        let metres = distance_m(SEAT, as_if_wgs84(gcj.lon, gcj.lat));
        assert!((metres - 631.0).abs() < 2.0, "{metres}");
    }

    proptest! {
        #[test]
        fn inverses_err_by_less_than_a_hundredth_of_a_millimetre(lon in 105.0..120.0f64, lat in 20.0..45.0f64) {
            let position = Wgs84 { lon, lat };
            prop_assert!(distance_m(position, Gcj02::from_wgs84(position).to_wgs84()) < 1e-5);
            let gcj = Gcj02 { lon, lat };
            let back = Bd09::from_gcj02(gcj).to_gcj02();
            prop_assert!(distance_m(position, as_if_wgs84(back.lon, back.lat)) < 1e-5);
            prop_assert!(distance_m(position, Bd09::from_wgs84(position).to_wgs84()) < 1e-5);
        }
    }
}
