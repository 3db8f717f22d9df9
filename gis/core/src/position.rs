//! Reading a position that someone gave: conversion to the one datum, and what looks wrong about it.
//!
//! Swapped numbers and the wrong datum are the common mistakes of callers and devices. Nothing is repaired silently:
//! a warning names the mistake and carries the repaired numbers for the person to take.

use crate::{County, datum::Gcj02, datum::Given, distance_m};
use fengsui_protocol::{
    Refusal,
    geo::{Crs, GivenPosition, Wgs84},
    http::{Converted, PositionWarning},
};

/// GEO-1: latitude and longitude look swapped.
pub const SWAPPED: &str = "GEO-1";
/// GEO-2: the numbers look like another datum than the one named.
pub const WRONG_CRS: &str = "GEO-2";
/// GEO-3: the position is outside the county.
pub const OUTSIDE: &str = "GEO-3";
/// GEO-4: not a position on earth at all.
pub const NOT_ON_EARTH: &str = "GEO-4";

/// Converts to WGS84 and says what looks wrong, against the county's outline.
///
/// # Errors
/// GEO-4 when the numbers are not degrees on earth either way round.
pub fn convert(given: GivenPosition, county: &County) -> Result<Converted, Refusal> {
    let swapped = GivenPosition { crs: given.crs, lon: given.lat, lat: given.lon };
    if !on_earth(given) && !on_earth(swapped) {
        return Err(not_on_earth(given));
    }
    let position = Given::read(given).to_wgs84();
    let raw = Wgs84 { lon: given.lon, lat: given.lat };
    let warnings = suspicion(given, position, county).into_iter().collect();
    Ok(Converted { position, moved_m: distance_m(raw, position), warnings })
}

/// The one warning that explains most: swapped before wrong datum before merely outside.
fn suspicion(given: GivenPosition, position: Wgs84, county: &County) -> Option<PositionWarning> {
    if on_earth(given) && county.contains(position) {
        return None;
    }
    let swapped = GivenPosition { lon: given.lat, lat: given.lon, ..given };
    if on_earth(swapped) && county.contains(Given::read(swapped).to_wgs84()) {
        return Some(swapped_warning(given, swapped));
    }
    if let Some(repaired) = other_datum(given, county) {
        return Some(wrong_crs_warning(given, repaired));
    }
    Some(outside_warning(position, county))
}

/// The same numbers in the datum that would put them inside. Only a mistake of one shift is suspected: numbers a
/// datum's width outside the county, that the named datum cannot explain.
fn other_datum(given: GivenPosition, county: &County) -> Option<GivenPosition> {
    [Crs::Gcj02, Crs::Bd09, Crs::Wgs84]
        .into_iter()
        .filter(|crs| *crs != given.crs && !(*crs == Crs::Wgs84 && given.crs == Crs::Cgcs2000))
        .map(|crs| GivenPosition { crs, ..given })
        .find(|candidate| county.contains(Given::read(*candidate).to_wgs84()))
}

fn on_earth(given: GivenPosition) -> bool {
    (-180.0..=180.0).contains(&given.lon) && (-90.0..=90.0).contains(&given.lat)
}

fn swapped_warning(given: GivenPosition, repaired: GivenPosition) -> PositionWarning {
    PositionWarning {
        rule: SWAPPED.to_owned(),
        message_zh: format!("像是经纬度写反了：按东经 {}、北纬 {} 不在本县，对调后在本县。", given.lon, given.lat),
        message_en: format!(
            "Latitude and longitude look swapped: longitude {}, latitude {} is outside the county, the other way round it is inside.",
            given.lon, given.lat
        ),
        repaired: Some(repaired),
    }
}

fn wrong_crs_warning(given: GivenPosition, repaired: GivenPosition) -> PositionWarning {
    let (named, likely) = (crs_name(given.crs), crs_name(repaired.crs));
    PositionWarning {
        rule: WRONG_CRS.to_owned(),
        message_zh: format!("像是坐标系选错了：按 {named} 不在本县，按 {likely} 在本县。"),
        message_en: format!("The datum looks wrong: read as {named} this is outside the county, as {likely} inside."),
        repaired: Some(repaired),
    }
}

fn outside_warning(position: Wgs84, county: &County) -> PositionWarning {
    PositionWarning {
        rule: OUTSIDE.to_owned(),
        message_zh: format!("位置（{:.5}, {:.5}）不在{}境内。", position.lon, position.lat, county.name),
        message_en: format!("Position ({:.5}, {:.5}) is outside {}.", position.lon, position.lat, county.name),
        repaired: None,
    }
}

fn not_on_earth(given: GivenPosition) -> Refusal {
    let field = if (-180.0..=180.0).contains(&given.lon) { "lat" } else { "lon" };
    Refusal::new(
        NOT_ON_EARTH,
        "经纬度超出范围：请用度（十进制），如 112.369 和 25.588。",
        "Not degrees on earth: give decimal degrees, such as 112.369 and 25.588.",
    )
    .field(field)
    .accept(["lon −180 … 180", "lat −90 … 90"])
}

/// What people call a datum.
pub fn crs_name(crs: Crs) -> &'static str {
    match crs {
        Crs::Wgs84 => "WGS84",
        Crs::Cgcs2000 => "CGCS2000",
        Crs::Gcj02 => "GCJ-02（高德、腾讯）",
        Crs::Bd09 => "BD-09（百度）",
    }
}

/// The numbers that a map in another datum would show for a WGS84 position.
pub fn as_gcj02(position: Wgs84) -> GivenPosition {
    let gcj = Gcj02::from_wgs84(position);
    GivenPosition { crs: Crs::Gcj02, lon: gcj.lon, lat: gcj.lat }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn county() -> County {
        let ring = [(112.24, 25.45), (112.59, 25.45), (112.59, 25.78), (112.24, 25.78)];
        County::new("431024", "嘉禾县", &ring.map(|(lon, lat)| Wgs84 { lon, lat })).unwrap()
    }
    fn given(crs: Crs, lon: f64, lat: f64) -> GivenPosition {
        GivenPosition { crs, lon, lat }
    }

    #[test]
    fn inside_is_silent_and_says_how_far_it_moved() {
        let converted = convert(given(Crs::Gcj02, 112.37, 25.59), &county()).unwrap();
        assert!(converted.warnings.is_empty());
        assert!((converted.moved_m - 631.0).abs() < 3.0, "{}", converted.moved_m);
        assert_eq!(convert(given(Crs::Cgcs2000, 112.37, 25.59), &county()).unwrap().moved_m, 0.0);
    }

    #[test]
    fn geo_1_swapped_numbers_come_back_repaired() {
        let converted = convert(given(Crs::Wgs84, 25.59, 112.37), &county()).unwrap();
        assert_eq!(converted.warnings.len(), 1);
        assert_eq!(converted.warnings[0].rule, SWAPPED);
        assert_eq!(converted.warnings[0].repaired, Some(given(Crs::Wgs84, 112.37, 25.59)));
    }

    #[test]
    fn geo_2_wrong_datum_is_suspected_near_the_border() {
        let inside = Wgs84 { lon: 112.589, lat: 25.6 };
        let shown = as_gcj02(inside);
        let converted = convert(GivenPosition { crs: Crs::Wgs84, ..shown }, &county()).unwrap();
        assert_eq!(converted.warnings[0].rule, WRONG_CRS);
        assert_eq!(converted.warnings[0].repaired, Some(shown));
    }

    #[test]
    fn geo_3_elsewhere_is_outside_and_geo_4_is_refused() {
        let converted = convert(given(Crs::Wgs84, 113.0, 28.2), &county()).unwrap();
        assert_eq!((converted.warnings[0].rule.as_str(), converted.warnings[0].repaired), (OUTSIDE, None));
        for (lon, lat) in [(500.0, 600.0), (f64::NAN, 25.0), (112.0, f64::INFINITY)] {
            assert_eq!(convert(given(Crs::Wgs84, lon, lat), &county()).unwrap_err().rule, NOT_ON_EARTH);
        }
    }
}
