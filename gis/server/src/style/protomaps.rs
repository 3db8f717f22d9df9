//! A plain drawing of vector tiles in the protomaps basemap schema (`earth`, `water`, `roads`, `places` …), with the
//! names of its versions 2 to 4.

use super::{REGULAR, palette::Palette};
use serde_json::{Value, json};

pub fn layers(source: &str, p: &Palette) -> Vec<Value> {
    let fill = |id: &str, layer: &str, colour: &str| {
        json!({"id": id, "type": "fill", "source": source, "source-layer": layer, "paint": {"fill-color": colour},
            "filter": ["==", ["geometry-type"], "Polygon"]})
    };
    let road = |id: &str, kinds: &[&str], colour: &str, thin: f64, thick: f64| {
        json!({"id": id, "type": "line", "source": source, "source-layer": "roads",
            "filter": ["in", ["coalesce", ["get", "kind"], ["get", "pmap:kind"]], ["literal", kinds]],
            "layout": {"line-cap": "round", "line-join": "round"},
            "paint": {"line-color": colour, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 9, thin, 16, thick]}})
    };
    let label = |id: &str, layer: &str, minzoom: u8| {
        json!({"id": id, "type": "symbol", "source": source, "source-layer": layer, "minzoom": minzoom,
            "filter": ["has", "name"], "layout": {"text-field": ["coalesce", ["get", "name:zh"], ["get", "name"]],
                "text-font": [REGULAR], "text-size": 13, "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population_rank"], 0]]},
            "paint": {"text-color": p.label_strong, "text-halo-color": p.halo, "text-halo-width": 1.6}})
    };
    vec![
        fill("tiles-natural", "natural", p.woods),
        fill("tiles-landuse", "landuse", p.woods),
        fill("tiles-water", "water", p.water),
        fill("tiles-buildings", "buildings", p.built_up),
        road("tiles-road-minor", &["minor_road", "path", "other"], p.track, 0.4, 6.0),
        road("tiles-road-major", &["major_road", "medium_road"], p.road, 1.0, 12.0),
        road("tiles-road-highway", &["highway"], p.expressway, 1.6, 16.0),
        label("tiles-places", "places", 5),
    ]
}
