use super::*;
use fengsui_protocol::{feed::WarningColour, geo::Wgs84};

fn document(change: impl Fn(String) -> String) -> String {
    change(GOOD.to_owned())
}

const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>43102441600000_20260718140000_1</identifier><sender>jiahe-qx@example</sender>
  <sent>2026-07-18T14:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>en-US</language><event>Rainstorm</event><severity>Severe</severity><headline>Rainstorm warning</headline></info>
  <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
    <severity>Severe</severity><certainty>Likely</certainty>
    <eventCode><valueName>national</valueName><value>11B0303</value></eventCode>
    <expires>2026-07-18T20:00:00+08:00</expires>
    <headline>嘉禾县气象台发布暴雨橙色预警</headline><description>预计 3 小时
    降雨 50 毫米以上。</description><instruction>停止户外作业</instruction>
    <area><areaDesc>嘉禾县</areaDesc><polygon>25.45,112.24 25.45,112.59 25.78,112.59 25.45,112.24</polygon>
      <circle>25.58,112.36 12.5</circle><geocode><valueName>GB/T 2260</valueName><value>431024</value></geocode></area>
  </info>
</alert>"#;

fn rules(text: &str) -> Vec<(String, Option<String>)> {
    read(text).unwrap_err().into_iter().map(|refusal| (refusal.rule, refusal.field)).collect()
}

#[test]
fn the_chinese_block_is_read_latitude_first() {
    let facts = read(GOOD).unwrap();
    assert_eq!(facts.event, "暴雨");
    assert_eq!(facts.colour, Some(WarningColour::Orange));
    assert_eq!(facts.colour_conflict, None);
    assert_eq!(facts.areas[0].polygons[0][1], Wgs84 { lon: 112.59, lat: 25.45 });
    assert_eq!(facts.areas[0].circles[0].radius_km, 12.5);
    assert_eq!(facts.areas[0].geocodes, ["431024"]);
    assert_eq!(facts.description, "预计 3 小时\n降雨 50 毫米以上。");
}

#[test]
fn cap_2_every_wrong_element_is_named() {
    let text = document(|good| {
        good.replace("<identifier>43102441600000", "<identifier>a b,c")
            .replace("+08:00</sent>", "</sent>")
            .replace("<msgType>Alert", "<msgType>Ack")
            .replace("25.45,112.24 25.45", "112.24,25.45 25.45")
    });
    let wrong: Vec<_> = rules(&text).into_iter().filter_map(|(_, field)| field).collect();
    assert_eq!(wrong, ["identifier", "sent", "msgType", "references", "info.area.polygon"]);
}

#[test]
fn cap_1_other_versions_are_named() {
    for (namespace, version) in
        [("urn:oasis:names:tc:emergency:cap:1.1", "CAP 1.1"), ("http://www.incident.com/cap/1.0", "CAP 1.0")]
    {
        let refusal = read(&GOOD.replace(NAMESPACE, namespace)).unwrap_err().remove(0);
        assert_eq!(refusal.rule, "CAP-1");
        assert!(refusal.message_zh.contains(version) && refusal.message_en.contains(version));
    }
}

#[test]
fn update_and_cancel_name_what_they_are_about() {
    let update = GOOD.replace("<msgType>Alert</msgType>", "<msgType>Update</msgType>");
    assert_eq!(rules(&update), [("CAP-2".to_owned(), Some("references".to_owned()))]);
    let named =
        update.replace("<scope>", "<references>a@b,ID-1,2026-07-18T10:00:00+08:00 a@b,ID-2,x</references><scope>");
    assert_eq!(read(&named).unwrap().references, ["ID-1", "ID-2"]);
}

#[test]
fn cap_3_bombs_and_entities_are_refused_quickly() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;&l;&l;">]>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&m;</identifier></alert>"#;
    assert_eq!(rules(bomb)[0].0, "CAP-3");
    let external = r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>"#;
    assert_eq!(rules(external)[0].0, "CAP-3");
    assert_eq!(rules(&"<a>".repeat(200_000))[0].0, "BOUND");
    assert_eq!(rules(&format!("<a>{}</a>", "<b/>".repeat(60_000)))[0].0, "BOUND");
    assert_eq!(rules(&" ".repeat(bounds::FEED_BODY_BYTES + 1))[0].0, "BOUND");
    for cut in (0..GOOD.len()).filter(|at| GOOD.is_char_boundary(*at)) {
        assert!(read(&GOOD[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn colour_conflicts_are_flagged_under_both_digit_schemes() {
    use WarningColour::{Blue, Orange, Red};
    let judged = judge_colour("暴雨红色预警", Some("1"), "Extreme");
    assert_eq!((judged.colour, judged.conflict), (Some(Red), None));
    let judged = judge_colour("暴雨红色预警", Some("04"), "");
    assert_eq!((judged.colour, judged.conflict), (Some(Red), None));
    let judged = judge_colour("暴雨蓝色预警", Some("1"), "Minor");
    assert_eq!(judged.colour, Some(Blue));
    assert!(judged.conflict.unwrap().contains("code “1” = 红 red"));
    assert_eq!(judge_colour("Homeland Security Sets Code ORANGE", None, "Severe").colour, Some(Orange));
    assert_eq!(judge_colour("a retired general", None, "Unknown").colour, None);
}

/// Real documents of other countries' services, where the checkout has them beside it.
#[test]
fn real_documents() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/incidents/cap");
    let Ok(files) = std::fs::read_dir(dir) else {
        println!("skipped: no real CAP documents at {dir}");
        return;
    };
    let (mut taken, mut older) = (0, 0);
    for file in files {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        match read(&text) {
            Ok(facts) => {
                assert!(text.contains(NAMESPACE), "{}", path.display());
                println!("{}: {} {:?} {:?}", path.display(), facts.event, facts.colour, facts.colour_conflict);
                taken += 1;
            }
            Err(refusals) if refusals[0].rule == "CAP-1" => {
                assert!(!text.contains(NAMESPACE), "{}", path.display());
                assert!(refusals[0].message_en.contains("CAP 1."), "{}: {refusals:?}", path.display());
                older += 1;
            }
            Err(refusals) => println!("{}: {refusals:?}", path.display()),
        }
    }
    println!("{taken} taken, {older} of older versions refused by name");
    assert!(taken >= 5 && older >= 8);
}
