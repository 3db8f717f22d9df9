//! The drawn county as GeoJSON layers. Every feature that is not real carries `"generated": true`.

use super::{Demo, plane::P, territories, villages::Village};
use geojson::{Feature, FeatureCollection, Geometry, JsonObject};
use serde_json::json;

pub struct Layer {
    pub name: &'static str,
    pub features: u64,
    pub generated: bool,
    pub json: String,
}

/// Everything outside the outline is masked as far as this, degrees: west, south, east, north.
const WORLD: [f64; 4] = [100.0, 15.0, 125.0, 36.0];

/// In the order in which they are drawn.
pub fn layers(demo: &Demo) -> Vec<Layer> {
    vec![
        layer("county", false, vec![feature(polygon(&[&demo.outline]), json!({"name": "嘉禾县", "code": "431024"}))]),
        layer("outside", false, vec![feature(outside(&demo.outline), json!({}))]),
        layer("territories", true, territory_features(demo)),
        layer("town_borders", true, demo.borders.iter().map(|border| generated(line(border), json!({}))).collect()),
        layer("built_up", true, demo.built_up.iter().map(|ring| generated(polygon(&[ring]), json!({}))).collect()),
        layer("rivers", true, river_features(demo)),
        layer("roads", true, road_features(demo)),
        layer("places", true, place_features(demo)),
    ]
}

fn territory_features(demo: &Demo) -> Vec<Feature> {
    let one = |(town, area): (&super::towns::Town, &geo::Polygon<f64>)| {
        generated(polygon(&[&territories::ring_of(area)]), json!({"name": town.name, "code": town.code}))
    };
    demo.towns.iter().zip(&demo.territories).map(one).collect()
}

fn river_features(demo: &Demo) -> Vec<Feature> {
    let one = |river: &super::rivers::River| {
        let class = if river.name.is_some() { "river" } else { "stream" };
        let width = (river.width_m * 10.0).round() / 10.0;
        generated(line(&river.line), json!({"name": river.name, "class": class, "width_m": width}))
    };
    demo.rivers.iter().map(one).collect()
}

fn road_features(demo: &Demo) -> Vec<Feature> {
    let one = |road: &super::roads::Road| {
        generated(line(&road.line), json!({"class": road.class.name(), "ref": road.reference, "name": road.name}))
    };
    demo.roads.iter().map(one).collect()
}

fn place_features(demo: &Demo) -> Vec<Feature> {
    let towns = demo.towns.iter().map(|town| {
        let class = if town.code == super::towns::SEAT { "seat" } else { "town" };
        generated(point(town.at), json!({"name": town.name, "code": town.code, "class": class, "rank": 0}))
    });
    let villages = demo.villages.iter().map(|village| {
        let properties = json!({
            "name": village.name, "code": village.code, "class": class_of(village), "rank": rank(village),
            "town": demo.towns[village.town].name,
        });
        generated(point(village.at), properties)
    });
    towns.chain(villages).collect()
}

fn class_of(village: &Village) -> &'static str {
    if village.name.ends_with("居委会") || village.name.ends_with("社区") { "committee" } else { "village" }
}

/// Which label wins where two would overlap: an arbitrary but constant order among villages.
fn rank(village: &Village) -> u64 {
    let tail: u64 = village.code[9..].parse().unwrap_or(0);
    1 + (tail * 7) % 9
}

fn layer(name: &'static str, generated: bool, features: Vec<Feature>) -> Layer {
    let count = features.len() as u64;
    Layer { name, features: count, generated, json: FeatureCollection::new(features).to_string() }
}

fn generated(geometry: Geometry, properties: serde_json::Value) -> Feature {
    let mut feature = feature(geometry, properties);
    feature.set_property("generated", true);
    feature
}

fn feature(geometry: Geometry, properties: serde_json::Value) -> Feature {
    let properties: JsonObject = match properties {
        serde_json::Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => JsonObject::new(),
    };
    Feature { bbox: None, geometry: Some(geometry), id: None, properties: Some(properties), foreign_members: None }
}

fn outside(outline: &[P]) -> Geometry {
    let [west, south, east, north] = WORLD;
    let world = vec![vec![west, south], vec![east, south], vec![east, north], vec![west, north], vec![west, south]];
    Geometry::new_polygon([world, closed(outline)])
}

fn polygon(rings: &[&Vec<P>]) -> Geometry {
    Geometry::new_polygon(rings.iter().map(|ring| closed(ring)))
}

fn closed(ring: &[P]) -> Vec<Vec<f64>> {
    ring.iter().chain(ring.first()).map(|p| pair(*p)).collect()
}

fn line(points: &[P]) -> Geometry {
    Geometry::new_line_string(points.iter().map(|p| pair(*p)))
}

fn point(at: P) -> Geometry {
    Geometry::new_point(pair(at))
}

fn pair(p: P) -> Vec<f64> {
    let position = p.wgs84();
    vec![position.lon, position.lat]
}
