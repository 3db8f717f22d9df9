//! A toxic gas over open country: the Gaussian plume of a steady release at the ground, with the dispersion of Briggs
//! (1973) by Pasquill class, against the 60-minute limits of the US EPA's AEGL. It knows no buildings, no terrain and no
//! heavy gas: the result gives directions and order, not borders, and says so.

use crate::{EARTH_RADIUS_M, distance_m};
use fengsui_protocol::{
    analysis::{AffectedPlace, PlumeInput, PlumeResult, PlumeZone, Stability, Substance},
    geo::Wgs84,
};

/// Of the result: whoever reads an old one knows what made it.
pub const MODEL: &str = "gauss-briggs-rural 1";
/// Metres: nearer than this the formulas do not hold, farther they are not believed.
const NEAR_M: f64 = 10.0;
const FAR_M: f64 = 30_000.0;
/// Points along one side of a zone.
const SIDE: usize = 36;
/// Litres of a mole of gas at 25 °C and one atmosphere.
const MOLAR_VOLUME: f64 = 24.45;
/// A wind that cannot carry a plume: the model does not hold below it.
pub const LEAST_WIND_M_S: f64 = 0.5;

/// Grams a mole, and the AEGL limits of 60 minutes in ppm: levels 1, 2, 3; 0: none is recommended.
pub fn limits(substance: Substance) -> (f64, [f64; 3]) {
    match substance {
        Substance::Chlorine => (70.90, [0.50, 2.0, 20.0]),
        Substance::Ammonia => (17.03, [30.0, 160.0, 1_100.0]),
        Substance::HydrogenSulfide => (34.08, [0.51, 27.0, 50.0]),
        Substance::SulfurDioxide => (64.06, [0.20, 0.75, 30.0]),
        Substance::HydrogenChloride => (36.46, [1.8, 22.0, 100.0]),
        Substance::HydrogenFluoride => (20.01, [1.0, 24.0, 44.0]),
        Substance::HydrogenCyanide => (27.03, [2.0, 7.1, 15.0]),
        Substance::Phosgene => (98.92, [0.0, 0.30, 0.75]),
        Substance::CarbonMonoxide => (28.01, [0.0, 83.0, 330.0]),
    }
}

/// Standard deviations across and upwards, metres, so far downwind (Briggs 1973, open country).
pub fn spread(stability: Stability, x: f64) -> (f64, f64) {
    let across = |a: f64| a * x / (1.0 + 0.0001 * x).sqrt();
    match stability {
        Stability::A => (across(0.22), 0.20 * x),
        Stability::B => (across(0.16), 0.12 * x),
        Stability::C => (across(0.11), 0.08 * x / (1.0 + 0.0002 * x).sqrt()),
        Stability::D => (across(0.08), 0.06 * x / (1.0 + 0.0015 * x).sqrt()),
        Stability::E => (across(0.06), 0.03 * x / (1.0 + 0.0003 * x)),
        Stability::F => (across(0.04), 0.016 * x / (1.0 + 0.0003 * x)),
    }
}

/// Parts per million at the ground, `x` metres downwind and `y` across; nothing upwind.
pub fn ppm(input: &PlumeInput, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (sigma_y, sigma_z) = spread(input.stability, x.max(NEAR_M));
    let middle = input.rate_kg_s / (std::f64::consts::PI * input.wind_m_s * sigma_y * sigma_z);
    let kg_m3 = middle * (-0.5 * (y / sigma_y).powi(2)).exp();
    kg_m3 * 1e6 * MOLAR_VOLUME / limits(input.substance).0
}

/// The plume, and which of the places it reaches. Places: name, whether on the list of targets, position, people.
pub fn plume(input: &PlumeInput, places: impl IntoIterator<Item = (String, bool, Wgs84, u32)>) -> PlumeResult {
    let (_, limits) = limits(input.substance);
    let zones: Vec<_> =
        [3, 2, 1].into_iter().filter_map(|level| zone(input, level, limits[usize::from(level) - 1])).collect();
    let least = limits.into_iter().find(|limit| *limit > 0.0).unwrap_or(f64::INFINITY);
    let mut affected: Vec<_> = places
        .into_iter()
        .filter_map(|(name, target, position, people)| {
            let (x, y) = downwind(input, position);
            let ppm = ppm(input, x, y);
            let minutes = x / input.wind_m_s / 60.0;
            let round = |value: f64, to: f64| (value * to).round() / to;
            (ppm >= least).then(|| AffectedPlace {
                name,
                target,
                position,
                ppm: round(ppm, 100.0),
                minutes: round(minutes, 10.0),
                people,
            })
        })
        .collect();
    affected.sort_by(|a, b| b.ppm.total_cmp(&a.ppm).then_with(|| a.name.cmp(&b.name)));
    let reach = zones.iter().map(|zone| zone.reach_m).fold(0.0, f64::max);
    PlumeResult { model: MODEL.to_owned(), swing: sector(input, reach), zones, affected }
}

/// A limit's zone; `None` when there is no limit, or it is passed nowhere beyond the source.
fn zone(input: &PlumeInput, level: u8, limit: f64) -> Option<PlumeZone> {
    if limit <= 0.0 || ppm(input, NEAR_M, 0.0) < limit {
        return None;
    }
    let reach = reach(input, limit);
    let half = |x: f64| {
        let (sigma_y, _) = spread(input.stability, x.max(NEAR_M));
        sigma_y * (2.0 * (ppm(input, x, 0.0) / limit).max(1.0).ln()).sqrt()
    };
    // Closer together towards both ends, where the border turns.
    let along = |n: usize| reach * (1.0 - (std::f64::consts::PI * n as f64 / SIDE as f64).cos()) / 2.0;
    let right = (0..=SIDE).map(|n| (along(n).max(1.0), half(along(n).max(1.0))));
    let left = (1..SIDE).rev().map(|n| (along(n), -half(along(n))));
    let ring = right.chain(left).map(|(x, y)| position(input, 0.0, x, y)).collect();
    Some(PlumeZone { level, ppm: limit, reach_m: reach.round(), ring })
}

/// How far downwind the limit is passed: the middle of the plume only thins out, so halving finds it.
fn reach(input: &PlumeInput, limit: f64) -> f64 {
    let (mut near, mut far) = (NEAR_M, FAR_M);
    if ppm(input, far, 0.0) >= limit {
        return far;
    }
    for _ in 0..60 {
        let middle = (near + far) / 2.0;
        if ppm(input, middle, 0.0) >= limit { near = middle } else { far = middle }
    }
    near
}

/// What the plume may sweep when the wind swings.
fn sector(input: &PlumeInput, reach: f64) -> Vec<Wgs84> {
    let swing = input.swing_deg.clamp(0.0, 180.0);
    if reach <= 0.0 || swing <= 0.0 {
        return Vec::new();
    }
    let arc = (0..=24).map(|n| -swing + 2.0 * swing * f64::from(n) / 24.0);
    std::iter::once(rounded(input.source)).chain(arc.map(|turn| position(input, turn, reach, 0.0))).collect()
}

/// Metres downwind and across (to the right) of a position.
fn downwind(input: &PlumeInput, at: Wgs84) -> (f64, f64) {
    let source = input.source;
    let east = distance_m(source, Wgs84 { lon: at.lon, lat: source.lat }) * (at.lon - source.lon).signum();
    let north = distance_m(source, Wgs84 { lon: source.lon, lat: at.lat }) * (at.lat - source.lat).signum();
    let (sin, cos) = (input.wind_from_deg + 180.0).to_radians().sin_cos();
    (east * sin + north * cos, east * cos - north * sin)
}

/// The position so far downwind and across, of a wind turned by so many degrees.
fn position(input: &PlumeInput, turn_deg: f64, x: f64, y: f64) -> Wgs84 {
    let (sin, cos) = (input.wind_from_deg + 180.0 + turn_deg).to_radians().sin_cos();
    let (east, north) = (x * sin + y * cos, x * cos - y * sin);
    let lat = input.source.lat + (north / EARTH_RADIUS_M).to_degrees();
    let lon = input.source.lon + (east / (EARTH_RADIUS_M * input.source.lat.to_radians().cos())).to_degrees();
    rounded(Wgs84 { lon, lat })
}

/// To a tenth of a metre: no more is meant.
fn rounded(at: Wgs84) -> Wgs84 {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Wgs84 { lon: round(at.lon), lat: round(at.lat) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chlorine() -> PlumeInput {
        PlumeInput {
            substance: Substance::Chlorine,
            source: Wgs84 { lon: 112.37, lat: 25.59 },
            rate_kg_s: 0.45,
            wind_from_deg: 0.0,
            wind_m_s: 2.1,
            swing_deg: 22.0,
            stability: Stability::F,
            basis: String::new(),
        }
    }

    #[test]
    fn the_middle_is_what_the_formula_gives_by_hand() {
        // D, 1 km: σy = 80/√1.1 = 76.277, σz = 60/√2.5 = 37.947; 1 kg/s at 5 m/s: 1/(π·5·76.277·37.947) = 2.1995e-5 kg/m³.
        let input = PlumeInput { stability: Stability::D, rate_kg_s: 1.0, wind_m_s: 5.0, ..chlorine() };
        let (sigma_y, sigma_z) = spread(Stability::D, 1_000.0);
        assert!((sigma_y - 76.277).abs() < 0.001 && (sigma_z - 37.947).abs() < 0.001, "{sigma_y} {sigma_z}");
        let expected = 2.199_5e-5 * 1e6 * 24.45 / 70.90;
        assert!((ppm(&input, 1_000.0, 0.0) / expected - 1.0).abs() < 1e-3, "{}", ppm(&input, 1_000.0, 0.0));
        assert!((ppm(&input, 1_000.0, sigma_y) / ppm(&input, 1_000.0, 0.0) - (-0.5f64).exp()).abs() < 1e-12);
        assert_eq!(ppm(&input, -1.0, 0.0), 0.0, "nothing upwind");
    }

    #[test]
    fn zones_lie_in_one_another_and_their_borders_are_at_the_limit() {
        let input = chlorine();
        let result = plume(&input, []);
        assert_eq!(result.zones.iter().map(|zone| zone.level).collect::<Vec<_>>(), [3, 2, 1]);
        assert!(result.zones.windows(2).all(|pair| pair[0].reach_m < pair[1].reach_m), "{result:?}");
        for zone in &result.zones {
            for at in &zone.ring {
                let (x, y) = downwind(&input, *at);
                if x > 200.0 {
                    let here = ppm(&input, x, y);
                    assert!((here / zone.ppm - 1.0).abs() < 0.02, "level {}: {here} ppm at {x}, {y}", zone.level);
                }
                assert!(at.lat < 25.590_01, "a north wind carries it south: {at:?}");
            }
        }
    }

    #[test]
    fn a_place_has_its_moment_and_what_is_not_reached_is_left_out() {
        let south = |metres: f64| Wgs84 { lon: 112.37, lat: 25.59 - (metres / EARTH_RADIUS_M).to_degrees() };
        let places = [("村".to_owned(), true, south(1_260.0), 620), ("北".to_owned(), false, south(-800.0), 0)];
        let result = plume(&chlorine(), places);
        assert_eq!(result.affected.len(), 1);
        let village = &result.affected[0];
        assert!((village.minutes - 10.0).abs() < 0.2 && village.people == 620 && village.ppm > 2.0, "{village:?}");
        let least = plume(&PlumeInput { rate_kg_s: 1e-9, ..chlorine() }, []);
        assert!(least.zones.is_empty() && least.swing.is_empty());
    }

    #[test]
    fn more_wind_reaches_less_far_and_a_calm_night_farther_than_a_sunny_day() {
        let reach = |input: &PlumeInput| plume(input, []).zones.last().map_or(0.0, |zone| zone.reach_m);
        assert!(reach(&PlumeInput { wind_m_s: 6.0, ..chlorine() }) < reach(&chlorine()));
        assert!(reach(&PlumeInput { stability: Stability::A, ..chlorine() }) < reach(&chlorine()) / 4.0);
    }
}
