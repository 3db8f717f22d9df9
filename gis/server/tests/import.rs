//! Imports of real files, where they are at hand, and of bad ones.

use fengsui_gis_core::Wgs84;
use fengsui_gis_server::{
    Maps, Theme,
    import::{ImportError, Progress, Stage, import},
    package::PackageFile,
};
use fengsui_protocol::Micros;
use std::path::{Path, PathBuf};

/// Test material beside the repository; a test that needs it prints a line and passes when it is absent.
fn sample(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/map").join(name);
    if !path.exists() {
        println!("skipped: {name} is not at hand");
        return None;
    }
    Some(path)
}

fn bring(dir: &Path, file: &Path, name: &str) -> Result<PackageFile, ImportError> {
    import(dir, file, name, Micros(1), &mut |_| {})
}

fn features(package: &PackageFile, layer: &str) -> u64 {
    package.layers.iter().find(|l| l.name == layer).map_or(0, |l| l.features)
}

#[test]
fn an_osm_extract_becomes_layers_and_places() {
    let Some(file) = sample("liechtenstein.osm.pbf") else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut stages: Vec<Progress> = Vec::new();
    let package = import(dir.path(), &file, "Liechtenstein", Micros(1), &mut |p| stages.push(p)).unwrap();
    for (layer, least) in [("roads", 2_000), ("rivers", 100), ("places", 20), ("woods", 50), ("built_up", 50)] {
        assert!(features(&package, layer) >= least, "{layer}: {}", features(&package, layer));
    }
    assert!(stages.iter().any(|p| p.stage == Stage::Locating && p.done > 10_000));
    assert!(package.bbox.west > 9.0 && package.bbox.east < 10.0 && !package.generated);
    let maps = Maps::open(dir.path()).unwrap();
    let found = maps.search("wadu", 3).unwrap();
    assert!(found[0].name.starts_with("瓦杜"), "the Chinese name of Vaduz: {}", found[0].name);
    assert!(!found[0].generated);
    assert!(maps.town_of(Wgs84 { lon: 9.52, lat: 47.14 }).is_some());
    assert!(String::from_utf8_lossy(&maps.style(Theme::Day, "").bytes).contains("OpenStreetMap"));
}

#[tokio::test]
async fn a_pmtiles_archive_is_served_tile_by_tile() {
    let Some(file) = sample("firenze_protomaps_vector.pmtiles") else { return };
    let dir = tempfile::tempdir().unwrap();
    let package = bring(dir.path(), &file, "佛罗伦萨").unwrap();
    assert_eq!(package.id.0, "map");
    assert_eq!(package.layers[0].tiles.map(|tiles| (tiles.min_zoom, tiles.max_zoom)), Some((0, 14)));
    let maps = Maps::open(dir.path()).unwrap();
    let tile = maps.resource("map/basemap/12/2176/1493.mvt", true).await.unwrap().unwrap();
    assert_eq!((tile.content_type, tile.content_encoding), ("application/vnd.mapbox-vector-tile", Some("gzip")));
    assert_eq!(maps.resource("map/12/2176/1493.mvt", true).await.unwrap(), Some(tile));
    assert_eq!(maps.resource("map/basemap/12/0/0.mvt", true).await.unwrap(), None);
    assert_eq!(bring(dir.path(), &file, "佛罗伦萨").unwrap().id.0, "map-2", "a second import has an id of its own");
}

#[test]
fn a_truncated_archive_is_refused_and_leaves_nothing() {
    let Some(file) = sample("firenze_protomaps_vector.pmtiles") else { return };
    let dir = tempfile::tempdir().unwrap();
    let cut = dir.path().join("cut.pmtiles");
    std::fs::write(&cut, &std::fs::read(&file).unwrap()[..200_000]).unwrap();
    let maps = dir.path().join("maps");
    assert!(matches!(bring(&maps, &cut, "cut"), Err(ImportError::Bad { kind: "PMTiles", .. })));
    assert!(Maps::open(&maps).unwrap().packages().is_empty());
}

#[test]
fn geojson_is_sorted_by_its_properties() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("county.geojson");
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"highway":"tertiary","name":"县道"},"geometry":{"type":"LineString","coordinates":[[112.3,25.5],[112.4,25.6]]}},
        {"type":"Feature","properties":{"waterway":"river","name":"钟水河"},"geometry":{"type":"LineString","coordinates":[[112.3,25.5],[112.3,25.7]]}},
        {"type":"Feature","properties":{"place":"village","name":"滨江村"},"geometry":{"type":"Point","coordinates":[112.34,25.6]}},
        {"type":"Feature","properties":{"shop":"yes"},"geometry":{"type":"Point","coordinates":[112.35,25.6]}},
        {"type":"Feature","properties":null,"geometry":null}]}"#;
    std::fs::write(&file, text).unwrap();
    let maps = dir.path().join("maps");
    let package = bring(&maps, &file, "嘉禾 2026").unwrap();
    assert_eq!(package.id.0, "2026");
    let layers = ["roads", "rivers", "places", "points"].map(|layer| features(&package, layer));
    assert_eq!(layers, [1, 1, 1, 1]);
    assert_eq!(Maps::open(&maps).unwrap().search("bjc", 3).unwrap()[0].name, "滨江村");
}

#[test]
fn bad_files_are_refused_with_their_reason() {
    let dir = tempfile::tempdir().unwrap();
    let maps = dir.path().join("maps");
    let refused = |name: &str, bytes: &[u8]| {
        let file = dir.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        bring(&maps, &file, "x").unwrap_err()
    };
    assert!(matches!(refused("a.pmtiles", b"GIF89a"), ImportError::UnknownKind));
    assert!(matches!(refused("b", b""), ImportError::UnknownKind));
    assert!(matches!(refused("c.geojson", b"{\"type\":"), ImportError::Bad { kind: "GeoJSON", .. }));
    assert!(matches!(refused("d.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[]}"), ImportError::Empty));
    let metres =
        br#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[38512345.0,2831234.0]}}"#;
    assert!(refused("e.geojson", metres).to_string().contains("degrees"));
    assert!(matches!(
        refused("f.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7f garbage"),
        ImportError::Bad { kind: "OSM PBF", .. }
    ));
    assert!(matches!(refused("g", b"PMTiles\x03 too short"), ImportError::Bad { kind: "PMTiles", .. }));
    assert!(matches!(bring(&maps, &dir.path().join("a.pmtiles"), "  "), Err(ImportError::Name(_))));
    assert!(!maps.exists() || Maps::open(&maps).unwrap().packages().is_empty());
}
