//! GeoJSON (RFC 7946): a FeatureCollection or one Feature, WGS84 as the RFC demands.

use super::{
    ImportError, MAX_GEOJSON_BYTES, Progress, Stage, bad,
    collect::{Class, Collected, Shape, classify, name, place_kind},
};
use fengsui_gis_core::Wgs84;
use geojson::{Feature, GeoJson, GeometryValue, Position};
use serde_json::json;
use std::path::Path;

const KIND: &str = "GeoJSON";

pub fn read(file: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Collected, ImportError> {
    if std::fs::metadata(file)?.len() > MAX_GEOJSON_BYTES {
        return Err(ImportError::TooLarge { what: "bytes of GeoJSON", limit: MAX_GEOJSON_BYTES });
    }
    let bytes = std::fs::read(file)?;
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)).map_err(|e| bad(KIND, e))?;
    let features = match text.parse::<GeoJson>().map_err(|error| bad(KIND, error))? {
        GeoJson::FeatureCollection(collection) => collection.features,
        GeoJson::Feature(feature) => vec![feature],
        GeoJson::Geometry(_) => return Err(bad(KIND, "a bare geometry; a Feature or FeatureCollection is needed")),
    };
    let mut collected = Collected::default();
    for (index, feature) in features.into_iter().enumerate() {
        add(&mut collected, index, feature)?;
        if index % 10_000 == 0 {
            progress(Progress { stage: Stage::Reading, done: index as u64 });
        }
    }
    Ok(collected)
}

fn add(collected: &mut Collected, index: usize, feature: Feature) -> Result<(), ImportError> {
    let Some(geometry) = &feature.geometry else { return Ok(()) };
    let Some(shape) = shape(&geometry.value) else { return Ok(()) };
    let positions = positions(&geometry.value, index)?;
    let tag = |key: &str| feature.property(key).and_then(|value| value.as_str().map(str::to_owned));
    let named_place = tag("place").as_deref().and_then(place_kind).zip(name(&tag));
    if let (Shape::Point, Some((kind, name)), [position]) = (shape, named_place, &positions[..]) {
        return collected.add_place(format!("geojson-{index}"), name, kind, *position);
    }
    let class = classify(shape, &tag).unwrap_or_else(|| {
        let layer = match shape {
            Shape::Point => "points",
            Shape::Line => "lines",
            Shape::Area => "areas",
        };
        Class { layer, properties: json!({"name": name(&tag)}) }
    });
    collected.add(class, geometry.clone(), &positions)
}

fn shape(value: &GeometryValue) -> Option<Shape> {
    match value {
        GeometryValue::Point { .. } | GeometryValue::MultiPoint { .. } => Some(Shape::Point),
        GeometryValue::LineString { .. } | GeometryValue::MultiLineString { .. } => Some(Shape::Line),
        GeometryValue::Polygon { .. } | GeometryValue::MultiPolygon { .. } => Some(Shape::Area),
        GeometryValue::GeometryCollection { .. } => None,
    }
}

/// Every corner, checked to be degrees: projected metres are a common mistake.
fn positions(value: &GeometryValue, index: usize) -> Result<Vec<Wgs84>, ImportError> {
    let mut all: Vec<&Position> = Vec::new();
    match value {
        GeometryValue::Point { coordinates } => all.push(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            all.extend(coordinates)
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            all.extend(coordinates.iter().flatten());
        }
        GeometryValue::MultiPolygon { coordinates } => all.extend(coordinates.iter().flatten().flatten()),
        GeometryValue::GeometryCollection { .. } => {}
    }
    all.into_iter().map(|position| degrees(position.as_slice(), index)).collect()
}

fn degrees(numbers: &[f64], index: usize) -> Result<Wgs84, ImportError> {
    match numbers {
        [lon, lat, ..] if (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat) => {
            Ok(Wgs84 { lon: *lon, lat: *lat })
        }
        _ => Err(bad(KIND, format!("feature {index} has {numbers:?}, which is not longitude and latitude in degrees"))),
    }
}
