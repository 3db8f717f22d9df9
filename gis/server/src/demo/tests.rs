use super::{plane::inside, *};
use crate::{Maps, Theme, package::PackageWriter};
use fengsui_protocol::geo::{Crs, GivenPosition};
use std::{collections::BTreeSet, sync::OnceLock};

fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| Demo::draw(SEED).unwrap())
}

#[test]
fn every_town_and_village_of_the_data_is_there_once() {
    let codes: BTreeSet<String> = demo().places().into_iter().map(|place| place.code).collect();
    assert_eq!((demo().towns.len(), demo().villages.len(), codes.len()), (10, 201, 211));
    let names: Vec<&str> = demo().towns.iter().map(|town| town.name).collect();
    assert_eq!(
        names,
        ["珠泉镇", "塘村镇", "袁家镇", "行廊镇", "龙潭镇", "石桥镇", "坦坪镇", "广发镇", "晋屏镇", "普满乡"]
    );
    assert!(demo().places().iter().all(|place| place.generated && place.error_m > 0.0));
}

#[test]
fn every_village_lies_in_the_county_and_in_its_own_town() {
    let rings: Vec<Vec<P>> = demo().territories.iter().map(territories::ring_of).collect();
    for village in &demo().villages {
        assert!(inside(village.at, &demo().outline), "{}", village.name);
        let holders: Vec<usize> = (0..rings.len()).filter(|i| inside(village.at, &rings[*i])).collect();
        assert_eq!(holders, [village.town], "{}", village.name);
    }
    for (town, ring) in demo().towns.iter().zip(&rings) {
        assert!(inside(town.at, ring), "{}", town.name);
    }
}

#[test]
fn territories_fill_the_county_without_overlap() {
    use geo::Area;
    let county = territories::polygon(&demo().outline).unsigned_area();
    let sum: f64 = demo().territories.iter().map(|area| area.unsigned_area()).sum();
    assert!((670e6..720e6).contains(&county), "the county has about 699 km², here {county} m²");
    assert!((county - sum).abs() / county < 0.01, "county {county}, sum {sum}");
}

#[test]
fn villages_keep_their_distance() {
    let villages = &demo().villages;
    for (i, a) in villages.iter().enumerate() {
        for b in &villages[i + 1..] {
            assert!(a.at.distance(b.at) > 150.0, "{} and {}", a.name, b.name);
        }
    }
}

#[test]
fn every_village_is_reached_by_a_road() {
    for village in &demo().villages {
        let ends = demo().roads.iter().flat_map(|road| [road.line[0], road.line[road.line.len() - 1]]);
        let nearest = ends.map(|end| end.distance(village.at)).fold(f64::INFINITY, f64::min);
        assert!(nearest < 150.0, "{} is {nearest} m from a road", village.name);
    }
}

#[test]
fn the_same_seed_draws_the_same_county_and_another_seed_another() {
    let json = |demo: &Demo| features::layers(demo).into_iter().map(|layer| layer.json).collect::<Vec<_>>();
    let again = Demo::draw(SEED).unwrap();
    assert_eq!(json(demo()), json(&again));
    let other = Demo::draw(SEED + 1).unwrap();
    assert_ne!(demo().places(), other.places());
}

#[test]
fn what_is_generated_says_so() {
    for layer in features::layers(demo()) {
        let collection: geojson::FeatureCollection = layer.json.parse().unwrap();
        assert_eq!(collection.features.len() as u64, layer.features);
        let marked = collection.features.iter().filter(|f| f.property("generated") == Some(&true.into())).count();
        assert_eq!(marked > 0, layer.generated, "{}", layer.name);
        assert!(marked == 0 || marked == collection.features.len(), "{}", layer.name);
    }
}

#[tokio::test]
async fn a_written_package_is_served() {
    let dir = tempfile::tempdir().unwrap();
    write_package(dir.path(), SEED, Micros(7)).unwrap();
    write_package(dir.path(), SEED, Micros(8)).unwrap();
    let maps = Maps::open(dir.path()).unwrap();
    let info = &maps.packages()[0];
    assert!(info.active && info.generated && info.imported_at == Micros(7));
    let style: serde_json::Value = serde_json::from_slice(&maps.style(Theme::Night, "").bytes).unwrap();
    assert_eq!(style["metadata"]["fengsui:notice"], NOTICE);
    for layer in &info.layers {
        let path = if layer.name == "terrain" {
            "demo/terrain/10/831/436.png".to_owned()
        } else {
            format!("demo/{}.geojson", layer.name)
        };
        let resource = maps.resource(&path, false).await.unwrap().unwrap_or_else(|| panic!("{path}"));
        assert!(resource.bytes.len() > 100 && resource.cache_control.contains("immutable"), "{path}");
    }
    let [plain, packed, again] = [false, true, true].map(|gzip| maps.resource("demo/roads.geojson", gzip));
    let [plain, packed, again] = [plain.await, packed.await, again.await].map(|found| found.unwrap().unwrap());
    assert_eq!((plain.content_encoding, packed.content_encoding), (None, Some("gzip")));
    assert_ne!(plain.etag, packed.etag);
    assert_eq!(packed, again);
    assert!(packed.bytes.len() * 2 < plain.bytes.len());
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed.bytes[..]), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);
    for path in [
        "demo/nothing.geojson",
        "demo/../package.json",
        "other/roads.geojson",
        "demo/terrain/10/9999/1.png",
        "",
        "demo/terrain.geojson",
    ] {
        assert_eq!(maps.resource(path, true).await.unwrap(), None, "{path}");
    }
    let found = maps.search("宾江村", 5).unwrap();
    assert_eq!((found[0].name.as_str(), found[0].town.as_str(), found[0].sounds_like), ("滨江村", "珠泉镇", true));
    assert_eq!(maps.search("zqz", 5).unwrap()[0].name, "珠泉镇");
    let position = found[0].position;
    assert_eq!(maps.town_of(position).unwrap().1, "珠泉镇");
    assert_eq!(maps.describe(position).unwrap(), "珠泉镇滨江村附近");
    let swapped = GivenPosition { crs: Crs::Wgs84, lon: position.lat, lat: position.lon };
    assert_eq!(maps.convert(swapped).unwrap().warnings[0].rule, "GEO-1");
}

#[test]
fn a_package_appears_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let file = describe(demo(), MapPackageId::from("half"), Micros(0));
    let mut writer = PackageWriter::begin(dir.path(), file.clone()).unwrap();
    writer.add("roads", crate::package::LayerKind::Geojson, 0, false, b"{}").unwrap();
    assert!(writer.add("roads", crate::package::LayerKind::Geojson, 0, false, b"{}").is_err(), "a layer twice");
    assert!(writer.add("../x", crate::package::LayerKind::Geojson, 0, false, b"{}").is_err(), "a name that climbs");
    assert!(Maps::open(dir.path()).unwrap().packages().is_empty());
    writer.finish(&[]).unwrap();
    assert_eq!(Maps::open(dir.path()).unwrap().packages().len(), 1);
    assert!(PackageWriter::begin(dir.path(), file).is_err(), "an id twice");
}
