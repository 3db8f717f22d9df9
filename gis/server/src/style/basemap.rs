//! Layers drawn from a package's GeoJSON and terrain, bottom to top. A layer whose source the package lacks is left
//! out by the caller.

use super::{BOLD, REGULAR, palette::Palette};
use serde_json::{Value, json};

pub fn layers(p: &Palette) -> Vec<Value> {
    let mut layers = ground(p);
    layers.extend(others(p));
    layers.extend(water(p));
    layers.extend(roads(p));
    layers.extend(borders(p));
    layers.extend(water_labels(p));
    layers.extend(places(p));
    layers
}

fn ground(p: &Palette) -> Vec<Value> {
    vec![
        json!({"id": "woods", "type": "fill", "source": "woods", "paint": {"fill-color": p.woods}}),
        json!({"id": "built-up", "type": "fill", "source": "built_up",
            "paint": {"fill-color": p.built_up, "fill-opacity": zoomed(&[(9.0, 0.5), (12.0, 1.0)])}}),
        json!({"id": "terrain", "type": "hillshade", "source": "terrain", "paint": {
            "hillshade-exaggeration": zoomed(&[(9.0, p.shade_strength * 1.25), (12.0, p.shade_strength), (15.0, p.shade_strength * 0.7)]),
            "hillshade-shadow-color": p.shade, "hillshade-highlight-color": p.shade_light,
            "hillshade-accent-color": p.shade, "hillshade-illumination-direction": 315}}),
    ]
}

/// What an import could not classify.
fn others(p: &Palette) -> Vec<Value> {
    vec![
        json!({"id": "areas", "type": "fill", "source": "areas", "paint": {"fill-color": p.built_up, "fill-outline-color": p.town_border}}),
        json!({"id": "lines", "type": "line", "source": "lines", "paint": {"line-color": p.town_border, "line-width": 1.2}}),
        json!({"id": "points", "type": "circle", "source": "points", "minzoom": 9, "paint": {"circle-radius": 2.5, "circle-color": p.dot}}),
    ]
}

fn water(p: &Palette) -> Vec<Value> {
    let line = json!({"line-cap": "round", "line-join": "round"});
    vec![
        json!({"id": "water-areas", "type": "fill", "source": "water", "paint": {"fill-color": p.water}}),
        json!({"id": "streams", "type": "line", "source": "rivers", "minzoom": 9, "layout": line,
            "filter": ["!=", ["get", "class"], "river"],
            "paint": {"line-color": p.water, "line-opacity": zoomed(&[(9.0, 0.55), (11.5, 1.0)]), "line-width": width(0.05, 0.7)}}),
        json!({"id": "rivers", "type": "line", "source": "rivers", "layout": line,
            "filter": ["==", ["get", "class"], "river"],
            "paint": {"line-color": p.water, "line-width": width(0.035, 1.0)}}),
    ]
}

/// True width on the ground from zoom 13 up; below that thicker than true, so that a river is seen.
fn width(per_metre: f64, least: f64) -> Value {
    let metres = || json!(["coalesce", ["to-number", ["get", "width_m"]], 8]);
    let at = |factor: f64, least: f64| json!(["max", least, ["*", factor, metres()]]);
    json!([
        "interpolate",
        ["exponential", 1.6],
        ["zoom"],
        8,
        at(per_metre * 0.55, least * 0.6),
        11,
        at(per_metre, least),
        13,
        at(0.085, least * 1.6),
        15,
        at(0.25, least * 2.4),
        17,
        at(1.0, least * 4.0)
    ])
}

fn roads(p: &Palette) -> Vec<Value> {
    let round = || json!({"line-cap": "round", "line-join": "round"});
    let class = |name: &str| json!(["==", ["get", "class"], name]);
    let line = |id: &str, name: &str, minzoom: f64, colour: &str, width: Value| {
        json!({"id": id, "type": "line", "source": "roads", "minzoom": minzoom, "layout": round(), "filter": class(name),
            "paint": {"line-color": colour, "line-width": width}})
    };
    vec![
        line("road-village-edge", "village", 12.5, p.road_edge, widths(&[(12.5, 1.6), (14.0, 3.4), (17.0, 11.0)])),
        line("road-street-edge", "street", 12.5, p.road_edge, widths(&[(12.5, 1.4), (14.0, 3.4), (17.0, 13.0)])),
        line(
            "road-county-edge",
            "county",
            8.0,
            p.road_edge,
            widths(&[(8.0, 0.9), (10.0, 1.9), (12.0, 4.0), (14.0, 7.0), (17.0, 20.0)]),
        ),
        line("road-village-thin", "village", 10.0, p.track, widths(&[(10.0, 0.35), (11.0, 0.8), (12.5, 1.4)])),
        line("road-street", "street", 12.5, p.road, widths(&[(12.5, 0.8), (14.0, 2.2), (17.0, 11.0)])),
        line("road-village", "village", 12.5, p.road, widths(&[(12.5, 0.8), (14.0, 2.0), (17.0, 9.0)])),
        line(
            "road-county",
            "county",
            8.0,
            p.road,
            widths(&[(8.0, 0.5), (10.0, 1.2), (12.0, 2.8), (14.0, 5.2), (17.0, 17.0)]),
        ),
        line(
            "road-expressway-edge",
            "expressway",
            6.0,
            p.expressway_edge,
            widths(&[(6.0, 0.8), (10.0, 3.0), (12.0, 5.4), (14.0, 9.0), (17.0, 28.0)]),
        ),
        line(
            "road-expressway",
            "expressway",
            6.0,
            p.expressway,
            widths(&[(6.0, 0.5), (10.0, 1.8), (12.0, 3.9), (14.0, 7.0), (17.0, 25.0)]),
        ),
        json!({"id": "road-label", "type": "symbol", "source": "roads", "minzoom": 10,
            "filter": ["all", ["==", ["get", "class"], "expressway"], ["has", "ref"]],
            "layout": {"symbol-placement": "line", "symbol-spacing": 420, "text-field": ["step", ["zoom"], ["get", "ref"], 12,
                ["concat", ["get", "ref"], " ", ["coalesce", ["get", "name"], ""]]],
                "text-font": [REGULAR], "text-size": 11, "text-rotation-alignment": "viewport", "text-padding": 24},
            "paint": {"text-color": p.label, "text-halo-color": p.halo, "text-halo-width": 2.2}}),
    ]
}

fn borders(p: &Palette) -> Vec<Value> {
    vec![
        json!({"id": "town-borders", "type": "line", "source": "town_borders", "minzoom": 9.5,
            "paint": {"line-color": p.town_border, "line-width": zoomed(&[(9.5, 0.7), (13.0, 1.3)]), "line-dasharray": [3, 3],
                "line-opacity": 0.9}}),
        json!({"id": "outside", "type": "fill", "source": "outside",
            "paint": {"fill-color": p.outside, "fill-opacity": p.outside_opacity}}),
        json!({"id": "county-band", "type": "line", "source": "county", "layout": {"line-join": "round"},
            "paint": {"line-color": p.border, "line-opacity": 0.16, "line-width": zoomed(&[(8.0, 4.0), (13.0, 10.0)])}}),
        json!({"id": "county", "type": "line", "source": "county", "layout": {"line-join": "round"},
            "paint": {"line-color": p.border, "line-width": zoomed(&[(8.0, 1.0), (13.0, 1.8)]), "line-dasharray": [7, 2, 1.5, 2]}}),
    ]
}

fn water_labels(p: &Palette) -> Vec<Value> {
    vec![json!({"id": "river-label", "type": "symbol", "source": "rivers", "minzoom": 9.5, "filter": ["has", "name"],
        "layout": {"symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "name"], "text-font": [REGULAR],
            "text-size": zoomed(&[(9.5, 11.0), (13.0, 14.0)]), "text-letter-spacing": 0.25, "text-max-angle": 55},
        "paint": {"text-color": p.water_label, "text-halo-color": p.halo, "text-halo-width": 1.4}})]
}

fn places(p: &Palette) -> Vec<Value> {
    let class = |names: &[&str]| json!(["in", ["get", "class"], ["literal", names]]);
    let dot = |id: &str, names: &[&str], minzoom: f64, radius: Value, fill: &str, edge: f64| {
        json!({"id": id, "type": "circle", "source": "places", "minzoom": minzoom, "filter": class(names), "paint": {
            "circle-radius": radius, "circle-color": fill, "circle-stroke-color": p.label_strong, "circle-stroke-width": edge}})
    };
    let name = |id: &str, names: &[&str], minzoom: f64, size: Value, colour: &str, below: f64| {
        let font = if colour == p.label_strong { BOLD } else { REGULAR };
        json!({"id": id, "type": "symbol", "source": "places", "minzoom": minzoom, "filter": class(names),
            "layout": {"text-field": ["get", "name"], "text-font": [font], "text-size": size,
                "text-variable-anchor-offset": ["bottom", [0, -below], "top", [0, below], "left", [below + 0.1, 0], "right", [-below - 0.1, 0]],
                "symbol-sort-key": ["coalesce", ["get", "rank"], 9], "text-padding": 3, "text-max-width": 9},
            "paint": {"text-color": colour, "text-halo-color": p.halo, "text-halo-width": 1.6}})
    };
    vec![
        dot("village-dot", &["village"], 10.8, zoomed(&[(10.8, 1.3), (14.0, 2.8)]), p.dot, 0.0),
        dot("committee-dot", &["committee"], 12.6, zoomed(&[(12.6, 1.6), (15.0, 2.8)]), p.dot, 0.0),
        dot("town-dot", &["town"], 7.0, zoomed(&[(8.0, 2.0), (12.0, 3.2)]), p.halo, 1.4),
        dot("seat-dot", &["seat"], 6.0, zoomed(&[(8.0, 2.8), (12.0, 4.2)]), p.halo, 2.0),
        name("committee-label", &["committee"], 13.2, zoomed(&[(13.2, 12.0), (16.0, 14.0)]), p.label, 0.45),
        name("village-label", &["village"], 11.2, zoomed(&[(11.2, 12.0), (14.0, 13.5), (16.0, 15.0)]), p.label, 0.45),
        name("town-label", &["town"], 8.5, zoomed(&[(8.5, 12.0), (10.0, 13.5), (13.0, 16.0)]), p.label_strong, 0.6),
        name("seat-label", &["seat"], 6.0, zoomed(&[(8.0, 13.0), (10.0, 15.5), (13.0, 18.0)]), p.label_strong, 0.65),
    ]
}

fn zoomed(stops: &[(f64, f64)]) -> Value {
    interpolate("linear".into(), stops)
}

fn widths(stops: &[(f64, f64)]) -> Value {
    interpolate(json!("exponential"), stops)
}

fn interpolate(kind: Value, stops: &[(f64, f64)]) -> Value {
    let kind = if kind == "exponential" { json!(["exponential", 1.5]) } else { json!([kind]) };
    let mut expression = vec![json!("interpolate"), kind, json!(["zoom"])];
    expression.extend(stops.iter().flat_map(|(zoom, value)| [json!(zoom), json!(value)]));
    Value::Array(expression)
}
