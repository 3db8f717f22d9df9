//! Features of a foreign file, sorted into the layers that the style draws.

use super::{ImportError, MAX_FEATURES};
use fengsui_gis_core::{Place, Wgs84, county::bounds_of, distance_m};
use fengsui_protocol::geo::{Bbox, PlaceKind};
use geojson::{Feature, Geometry, JsonObject};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Radius of uncertainty of a mapped place's point, metres.
const PLACE_ERROR_M: f64 = 200.0;

#[derive(Default)]
pub struct Collected {
    pub layers: BTreeMap<&'static str, Vec<Feature>>,
    pub credits: Vec<String>,
    points: Vec<Place>,
    bounds: Option<Bbox>,
    features: usize,
}

/// Where a feature belongs, with the properties that the style reads.
pub struct Class {
    pub layer: &'static str,
    pub properties: Value,
}

/// Shape of a feature, as far as classification needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Point,
    Line,
    Area,
}

/// By OpenStreetMap's tags, which GeoJSON exports keep as properties. `None`: nothing that the base map shows.
pub fn classify(shape: Shape, tag: &dyn Fn(&str) -> Option<String>) -> Option<Class> {
    match shape {
        Shape::Point => None,
        Shape::Line => road(tag).or_else(|| river(tag)),
        Shape::Area => area(tag),
    }
}

fn road(tag: &dyn Fn(&str) -> Option<String>) -> Option<Class> {
    let class = match tag("highway")?.as_str() {
        "motorway" | "motorway_link" | "trunk" | "trunk_link" => "expressway",
        "primary" | "primary_link" | "secondary" | "secondary_link" | "tertiary" | "tertiary_link" => "county",
        "unclassified" | "track" | "road" => "village",
        "residential" | "living_street" | "service" | "pedestrian" => "street",
        _ => return None,
    };
    Some(Class { layer: "roads", properties: json!({"class": class, "ref": tag("ref"), "name": name(tag)}) })
}

fn river(tag: &dyn Fn(&str) -> Option<String>) -> Option<Class> {
    let (class, width_m) = match tag("waterway")?.as_str() {
        "river" => ("river", 30.0),
        "canal" => ("stream", 12.0),
        "stream" | "drain" | "ditch" => ("stream", 5.0),
        _ => return None,
    };
    Some(Class { layer: "rivers", properties: json!({"class": class, "width_m": width_m, "name": name(tag)}) })
}

fn area(tag: &dyn Fn(&str) -> Option<String>) -> Option<Class> {
    let is = |key: &str, values: &[&str]| tag(key).is_some_and(|value| values.contains(&value.as_str()));
    let layer = if is("natural", &["water"]) || is("waterway", &["riverbank"]) || is("landuse", &["reservoir"]) {
        "water"
    } else if is("landuse", &["forest"]) || is("natural", &["wood"]) {
        "woods"
    } else if is("landuse", &["residential", "industrial", "commercial", "retail"]) {
        "built_up"
    } else {
        return None;
    };
    Some(Class { layer, properties: json!({"name": name(tag)}) })
}

/// The Chinese name when there is one.
pub fn name(tag: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    tag("name:zh").or_else(|| tag("name"))
}

/// What kind of place a `place=` value is here.
pub fn place_kind(value: &str) -> Option<PlaceKind> {
    match value {
        "city" | "town" => Some(PlaceKind::Town),
        "village" | "hamlet" | "suburb" | "neighbourhood" | "locality" | "isolated_dwelling" => {
            Some(PlaceKind::Village)
        }
        _ => None,
    }
}

impl Collected {
    /// # Errors
    /// When there are too many features.
    pub fn add(&mut self, class: Class, geometry: Geometry, positions: &[Wgs84]) -> Result<(), ImportError> {
        self.count()?;
        self.extend(positions);
        let properties: JsonObject = match class.properties {
            Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => JsonObject::new(),
        };
        let properties = Some(properties);
        let feature = Feature { bbox: None, geometry: Some(geometry), id: None, properties, foreign_members: None };
        self.layers.entry(class.layer).or_default().push(feature);
        Ok(())
    }

    /// # Errors
    /// When there are too many features.
    pub fn add_place(
        &mut self,
        code: String,
        name: String,
        kind: PlaceKind,
        position: Wgs84,
    ) -> Result<(), ImportError> {
        let class = if kind == PlaceKind::Town { "town" } else { "village" };
        let properties = json!({"name": name, "class": class, "rank": if kind == PlaceKind::Town { 0 } else { 5 }});
        let point = Geometry::new_point(vec![position.lon, position.lat]);
        self.add(Class { layer: "places", properties }, point, &[position])?;
        let town = if kind == PlaceKind::Town { code.clone() } else { String::new() };
        self.points.push(Place { name, code, kind, town, position, error_m: PLACE_ERROR_M, generated: false });
        Ok(())
    }

    /// The places; a village belongs to the nearest town.
    pub fn places(&self) -> Vec<Place> {
        let towns: Vec<&Place> = self.points.iter().filter(|place| place.kind == PlaceKind::Town).collect();
        let nearest = |position: Wgs84| {
            towns.iter().min_by(|a, b| distance_m(a.position, position).total_cmp(&distance_m(b.position, position)))
        };
        let mut places = self.points.clone();
        for place in places.iter_mut().filter(|place| place.town.is_empty()) {
            place.town = nearest(place.position).map(|town| town.code.clone()).unwrap_or_default();
        }
        places
    }

    pub fn bbox(&self) -> Option<Bbox> {
        self.bounds
    }

    fn extend(&mut self, positions: &[Wgs84]) {
        if positions.is_empty() {
            return;
        }
        let new = bounds_of(positions);
        self.bounds = Some(self.bounds.map_or(new, |old| Bbox {
            west: old.west.min(new.west),
            south: old.south.min(new.south),
            east: old.east.max(new.east),
            north: old.north.max(new.north),
        }));
    }

    fn count(&mut self) -> Result<(), ImportError> {
        self.features += 1;
        if self.features > MAX_FEATURES {
            return Err(ImportError::TooLarge { what: "features", limit: MAX_FEATURES as u64 });
        }
        Ok(())
    }
}
