//! What the demo county has, what may harm it and what must be guarded. Invented; places are real names, their positions
//! generated.

use anyhow::Context;
use fengsui_protocol::{
    geo::{Place, Wgs84},
    resource::{PlacedFacts, RegisterList as List, RegisterRow, ResourceKind as Kind},
};

struct Row(List, &'static str, &'static str, &'static str, &'static str, (f64, f64), u32, &'static str, &'static str);

const fn resource(kind: Kind) -> List {
    List::Resource(kind)
}

/// List, id, name, unit, near which place, off it by degrees east and north, amount, how it is counted, note.
const ROWS: &[Row] = &[
    Row(
        resource(Kind::Team),
        "DW-001",
        "消防特勤中队",
        "fire",
        "珠泉镇",
        (0.004, 0.002),
        32,
        "人",
        "抢险、破拆、水域救援",
    ),
    Row(resource(Kind::Team), "DW-002", "水利抢险队", "water", "珠泉镇", (-0.006, 0.004), 45, "人", "封堵、巡堤"),
    Row(
        resource(Kind::Team),
        "DW-003",
        "珠泉镇应急分队",
        "town-431024100",
        "珠泉镇",
        (0.001, -0.005),
        30,
        "人",
        "民兵",
    ),
    Row(resource(Kind::Team), "DW-004", "袁家镇应急分队", "town-431024103", "袁家镇", (0.002, 0.001), 20, "人", ""),
    Row(resource(Kind::Team), "DW-005", "公安特巡警大队", "police", "珠泉镇", (0.008, -0.002), 40, "人", ""),
    Row(resource(Kind::Vehicle), "CL-001", "冲锋舟", "fire", "车头村", (0.012, 0.006), 4, "艘", "拖车运输"),
    Row(
        resource(Kind::Vehicle),
        "CL-002",
        "排水泵车",
        "safety",
        "珠泉镇",
        (-0.012, -0.008),
        2,
        "台",
        "每小时 1 500 立方米",
    ),
    Row(resource(Kind::Vehicle), "CL-003", "水罐消防车", "fire", "珠泉镇", (0.005, 0.003), 6, "辆", ""),
    Row(
        resource(Kind::Vehicle),
        "CL-004",
        "应急通信车",
        "air-defence",
        "珠泉镇",
        (0.010, 0.009),
        1,
        "辆",
        "卫星、短波",
    ),
    Row(resource(Kind::Supply), "WZ-001", "救灾帐篷", "safety", "珠泉镇", (-0.009, 0.001), 200, "顶", "县储备库"),
    Row(resource(Kind::Supply), "WZ-002", "棉被", "safety", "珠泉镇", (-0.009, 0.001), 800, "床", "县储备库"),
    Row(resource(Kind::Supply), "WZ-003", "编织袋", "water", "车头村", (0.006, -0.004), 12_000, "条", "车头防汛仓库"),
    Row(resource(Kind::Supply), "WZ-004", "救生衣", "fire", "滨江村", (0.004, 0.003), 150, "件", ""),
    Row(
        resource(Kind::Shelter),
        "BN-001",
        "大田岭小学",
        "town-431024100",
        "车头村",
        (0.022, 0.014),
        400,
        "人",
        "有食堂",
    ),
    Row(resource(Kind::Shelter), "BN-002", "石丘村部", "town-431024100", "滨江村", (-0.016, 0.010), 260, "人", ""),
    Row(resource(Kind::Shelter), "BN-003", "袁家中学", "town-431024103", "袁家镇", (0.006, -0.003), 900, "人", ""),
    Row(resource(Kind::Expert), "ZJ-001", "水工结构专家组", "water", "珠泉镇", (-0.004, 0.006), 3, "人", ""),
    Row(resource(Kind::Expert), "ZJ-002", "危化品专家组", "safety", "珠泉镇", (-0.003, 0.002), 2, "人", ""),
    Row(resource(Kind::Medical), "YL-001", "县人民医院急救组", "centre", "珠泉镇", (0.003, 0.007), 4, "组", ""),
    Row(resource(Kind::Medical), "YL-002", "塘村镇卫生院", "town-431024102", "塘村镇", (0.002, 0.002), 2, "组", ""),
    Row(List::Hazard, "WX-001", "莲荷水厂液氯间", "safety", "珠泉镇", (0.015, -0.010), 3, "吨", "液氯，二级重大危险源"),
    Row(List::Hazard, "WX-002", "城北加油站", "safety", "珠泉镇", (-0.002, 0.014), 60, "吨", "汽油、柴油"),
    Row(List::Hazard, "WX-003", "东边石场", "safety", "袁家镇", (0.012, 0.008), 0, "", "边坡"),
    Row(
        List::ProtectionTarget,
        "MB-001",
        "珠泉完全小学",
        "town-431024100",
        "珠泉镇",
        (0.002, 0.004),
        1_240,
        "人",
        "寄宿 180 人",
    ),
    Row(
        List::ProtectionTarget,
        "MB-002",
        "滨江敬老院",
        "town-431024100",
        "滨江村",
        (0.003, -0.002),
        62,
        "人",
        "失能 21 人",
    ),
    Row(List::ProtectionTarget, "MB-003", "车头村水厂", "water", "车头村", (-0.004, 0.003), 0, "", "供水 2.1 万人"),
];

/// Every row at its place.
///
/// # Errors
/// When the map package lacks a place.
pub fn all(locate: impl Fn(&str) -> Option<Wgs84>) -> anyhow::Result<Vec<RegisterRow>> {
    let rows = ROWS.iter().map(|Row(list, id, name, unit, near, (east, north), amount, measure, note)| {
        let at = locate(near).with_context(|| format!("the map package has no {near}"))?;
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        let position = Some(Wgs84 { lon: round(at.lon + east), lat: round(at.lat + north) });
        let facts = PlacedFacts {
            name: (*name).to_owned(),
            unit: Some((*unit).into()),
            place: Place { text: format!("{near}附近"), position, ..Place::default() },
            amount: *amount,
            measure: (*measure).to_owned(),
            note: (*note).to_owned(),
            ..PlacedFacts::default()
        };
        Ok(RegisterRow { list: *list, id: (*id).to_owned(), facts })
    });
    rows.collect()
}
