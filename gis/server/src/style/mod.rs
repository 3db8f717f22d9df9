//! The look of the base map: a MapLibre style (version 8) made from a package's layers and a theme.
//!
//! Muted on purpose: saturated colours belong to levels and symbols. No glyphs and no sprites are fetched: the client
//! sets `localIdeographFontFamily` and the style names a CJK font, so labels are drawn from local fonts.

mod basemap;
mod palette;
mod protomaps;

use crate::package::{LayerFile, LayerKind, PackageFile};
use palette::{DAY, NIGHT, Palette};
use serde_json::{Map, Value, json};

/// Which of the two palettes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Day,
    Night,
}

impl Theme {
    /// `day` or `night`; anything else is the day.
    pub fn named(name: &str) -> Self {
        if name == "night" { Theme::Night } else { Theme::Day }
    }
}

/// Font stack of every label; names that browsers resolve locally.
const REGULAR: &str = "Noto Sans CJK SC";
/// The word in it is what MapLibre takes the weight from.
const BOLD: &str = "Noto Sans CJK SC Bold";

/// The style of one package, or an empty sheet while there is none.
pub fn style(package: Option<&PackageFile>, theme: Theme, base: &str) -> Value {
    let palette = match theme {
        Theme::Day => &DAY,
        Theme::Night => &NIGHT,
    };
    let mut layers =
        vec![json!({"id": "background", "type": "background", "paint": {"background-color": palette.paper}})];
    let mut style = json!({"version": 8, "name": "fengsui"});
    let mut sources = Map::new();
    if let Some(package) = package {
        for layer in &package.layers {
            sources.insert(layer.name.clone(), source(package, layer, base));
        }
        layers.extend(layers_of(package, palette));
        style["center"] =
            json!([(package.bbox.west + package.bbox.east) / 2.0, (package.bbox.south + package.bbox.north) / 2.0]);
        style["zoom"] = json!(10.3);
        style["metadata"] = json!({
            "fengsui:package": package.id, "fengsui:bbox": package.bbox, "fengsui:generated": package.generated,
            "fengsui:notice": package.notice, "fengsui:credits": package.credits,
        });
    }
    style["sources"] = Value::Object(sources);
    style["layers"] = Value::Array(layers);
    style
}

fn source(package: &PackageFile, layer: &LayerFile, base: &str) -> Value {
    let address = format!("{base}/api/map/{}/{}", package.id, layer.name);
    let version = &layer.digest;
    let mut source = match layer.kind {
        LayerKind::Geojson => json!({
            "type": "geojson", "data": format!("{address}.geojson?v={version}"), "attribution": attribution(package),
            "tolerance": 0.3,
        }),
        LayerKind::Pmtiles => json!({
            "type": "vector", "tiles": [format!("{address}/{{z}}/{{x}}/{{y}}.mvt?v={version}")],
            "attribution": attribution(package),
        }),
        LayerKind::Terrain => json!({
            "type": "raster-dem", "encoding": "terrarium", "tileSize": 256,
            "tiles": [format!("{address}/{{z}}/{{x}}/{{y}}.png?v={version}")],
        }),
    };
    if let Some(tiles) = layer.tiles {
        let b = tiles.bbox;
        source["minzoom"] = json!(tiles.min_zoom);
        source["maxzoom"] = json!(tiles.max_zoom);
        source["bounds"] = json!([b.west, b.south, b.east, b.north]);
    }
    source
}

/// What the map's edge must say: that it is generated, else whom it comes from.
fn attribution(package: &PackageFile) -> String {
    if package.notice.is_empty() { package.credits.join("；") } else { package.notice.clone() }
}

fn layers_of(package: &PackageFile, palette: &Palette) -> Vec<Value> {
    let has = |name: &str| package.layers.iter().any(|layer| layer.name == name);
    let tiled = package.layers.iter().find(|layer| layer.kind == LayerKind::Pmtiles);
    let mut layers: Vec<Value> = Vec::new();
    if let Some(tiled) = tiled {
        layers.extend(protomaps::layers(&tiled.name, palette));
    }
    layers
        .extend(basemap::layers(palette).into_iter().filter(|layer| has(layer["source"].as_str().unwrap_or_default())));
    layers
}

#[cfg(test)]
mod tests;
