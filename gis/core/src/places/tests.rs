use super::*;
use proptest::prelude::*;

fn place(code: &str, name: &str, lon: f64, lat: f64) -> Place {
    let kind = if code.len() == 9 { PlaceKind::Town } else { PlaceKind::Village };
    let town = code[..9].to_owned();
    Place {
        name: name.into(),
        code: code.into(),
        kind,
        town,
        position: Wgs84 { lon, lat },
        error_m: 300.0,
        generated: true,
    }
}

fn index() -> PlaceIndex {
    let places = vec![
        place("431024100", "珠泉镇", 112.368, 25.583),
        place("431024104", "行廊镇", 112.432, 25.584),
        place("431024100252", "滨江村", 112.34, 25.60),
        place("431024100250", "车头村", 112.32, 25.57),
        place("431024100014", "车头居委会", 112.321, 25.571),
        place("431024104226", "山垛村", 112.44, 25.59),
        place("431024104227", "行市村", 112.45, 25.58),
        place("431024104208", "白竹园村", 112.46, 25.57),
    ];
    PlaceIndex::new(places, vec![])
}

fn names(query: &str) -> Vec<String> {
    index().search(query, 10).unwrap().into_iter().map(|f| f.name).collect()
}

#[test]
fn chinese_prefix_substring_and_with_the_town() {
    assert_eq!(names("滨江"), ["滨江村"]);
    assert_eq!(names("车头"), ["车头村", "车头居委会"]);
    assert_eq!(names("竹园"), ["白竹园村"]);
    assert_eq!(names("珠泉镇滨江村"), ["滨江村", "珠泉镇"], "the town was mentioned");
    assert_eq!(names("珠泉 滨江")[0], "滨江村");
    assert_eq!(names("行廊"), ["行廊镇"]);
    assert!(names("没有这个").is_empty());
}

#[test]
fn a_callers_sentence_mentions_a_village() {
    assert_eq!(names("滨江村河边三户进水"), ["滨江村"]);
}

#[test]
fn pinyin_full_initials_and_mixed() {
    for query in ["binjiang", "binjiangcun", "bjc", "bj", "bin jiang", "bjiang", "binj", "BinJiang", "ｂｉｎｊ"] {
        assert_eq!(names(query).first().map(String::as_str), Some("滨江村"), "{query}");
    }
    assert_eq!(names("hanglang"), ["行廊镇"]);
    assert_eq!(names("hlz").first().map(String::as_str), Some("行廊镇"), "the heteronym's second reading");
    assert_eq!(names("zhuyuan"), ["白竹园村"]);
    assert_eq!(names("ctjwh"), ["车头居委会"]);
}

#[test]
fn what_sounds_alike_is_found_and_said() {
    let found = index().search("宾江村", 10).unwrap();
    assert_eq!((found[0].name.as_str(), found[0].sounds_like, found.len()), ("滨江村", true, 1));
    assert_eq!(names("彬江"), ["滨江村"]);
    assert_eq!(names("三垛村"), ["山垛村"], "s for sh");
    assert_eq!(names("bingjiang"), ["滨江村"], "ng for n");
    assert!(!index().search("滨江", 10).unwrap()[0].sounds_like);
}

#[test]
fn codes_by_their_beginning() {
    assert_eq!(names("431024100252"), ["滨江村"]);
    assert_eq!(
        names("431024104"),
        ["行廊镇", "山垛村", "行市村", "白竹园村"],
        "the town itself, then shorter names first"
    );
}

#[test]
fn bounds() {
    assert!(names("").is_empty() && names("  ' ").is_empty());
    assert_eq!(index().search(&"村".repeat(PLACE_CHARS + 1), 5).unwrap_err().rule, "BOUND");
    assert!(index().search(&"a".repeat(PLACE_CHARS), 5).unwrap().is_empty());
    assert_eq!(index().search("村", 2).unwrap().len(), 2);
    assert_eq!(index().search("村", 0).unwrap().len(), 0);
}

#[test]
fn nearest_and_town() {
    let index = index();
    let here = Wgs84 { lon: 112.341, lat: 25.6 };
    let near = index.nearest(here, PlaceKind::Village).unwrap();
    assert_eq!(near.place.name, "滨江村");
    assert!((near.distance_m - 100.3).abs() < 1.0);
    assert_eq!(index.nearest(here, PlaceKind::County), None);
    let ring = [(112.0, 25.0), (113.0, 25.0), (113.0, 26.0), (112.0, 26.0)].map(|(lon, lat)| Wgs84 { lon, lat });
    let county = County::new("431024", "嘉禾县", &ring).unwrap();
    assert_eq!(index.town_of(here, &county).unwrap().name, "珠泉镇");
    assert_eq!(index.town_of(Wgs84 { lon: 114.0, lat: 25.5 }, &county), None);
}

proptest! {
    #[test]
    fn any_text_is_answered_within_bounds(text in "\\PC{0,200}", limit in 0usize..100) {
        let found = index().search(&text, limit).unwrap();
        prop_assert!(found.len() <= limit.min(MAX_FOUND));
    }
    #[test]
    fn any_letters_are_answered(text in "[a-z]{0,200}") {
        prop_assert!(index().search(&text, 5).is_ok());
    }
}
