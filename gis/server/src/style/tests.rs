use super::*;
use crate::package::CountyFile;
use fengsui_protocol::{MapPackageId, Micros, geo::Bbox};

fn package(layers: &[(&str, LayerKind)]) -> PackageFile {
    let layer = |(name, kind): &(&str, LayerKind)| LayerFile {
        name: (*name).to_owned(),
        kind: *kind,
        file: format!("{name}.x"),
        features: 1,
        generated: true,
        bytes: 1,
        digest: "d1".to_owned(),
        tiles: None,
    };
    PackageFile {
        version: 1,
        id: MapPackageId::from("demo"),
        name: "图".to_owned(),
        bbox: Bbox { west: 112.0, south: 25.0, east: 113.0, north: 26.0 },
        generated: true,
        notice: "示意".to_owned(),
        credits: vec![],
        imported_at: Micros(0),
        county: None::<CountyFile>,
        layers: layers.iter().map(layer).collect(),
    }
}

#[test]
fn a_style_fetches_nothing_from_elsewhere_and_names_only_its_own_sources() {
    let package =
        package(&[("roads", LayerKind::Geojson), ("terrain", LayerKind::Terrain), ("basemap", LayerKind::Pmtiles)]);
    for theme in [Theme::Day, Theme::Night] {
        let style = style(Some(&package), theme, "");
        assert!(style.get("glyphs").is_none() && style.get("sprite").is_none());
        assert!(!style.to_string().contains("http"));
        let layers = style["layers"].as_array().unwrap();
        let sources = layers.iter().filter_map(|layer| layer["source"].as_str());
        assert!(sources.clone().all(|source| style["sources"].get(source).is_some()));
        assert!(sources.clone().count() > 10 && !sources.clone().any(|source| source == "places"));
        let mut ids: Vec<&str> = layers.iter().filter_map(|layer| layer["id"].as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "layer ids are unique");
        assert_eq!(style["sources"]["roads"]["data"], "/api/map/demo/roads.geojson?v=d1");
    }
}

#[test]
fn without_a_package_there_is_an_empty_sheet() {
    let style = style(None, Theme::named("night"), "");
    assert_eq!(style["layers"].as_array().map(Vec::len), Some(1));
    assert_eq!(style["layers"][0]["paint"]["background-color"], NIGHT.paper);
}
