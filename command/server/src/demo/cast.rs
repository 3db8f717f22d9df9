//! Who and what there is in the demo county. People are fictitious.

use fengsui_protocol::{
    account::{Role, UnitKind},
    extranet::ExtranetNodeKind,
    feed::FeedFormat,
    wall::{WallLayout, WallMap, WallPane},
};

pub struct Unit {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: UnitKind,
}

const fn unit(id: &'static str, name: &'static str, kind: UnitKind) -> Unit {
    Unit { id, name, kind }
}

pub const UNITS: &[Unit] = &[
    unit("centre", "县应急指挥中心", UnitKind::Centre),
    unit("police", "公安局", UnitKind::PublicSecurity),
    unit("air-defence", "人防办", UnitKind::CivilAirDefence),
    unit("fire", "消防救援大队", UnitKind::Fire),
    unit("weather", "气象局", UnitKind::Weather),
    unit("water", "水利局", UnitKind::Water),
    unit("safety", "应急管理局", UnitKind::WorkSafety),
    unit("town-431024100", "珠泉镇", UnitKind::Township),
    unit("town-431024102", "塘村镇", UnitKind::Township),
    unit("town-431024103", "袁家镇", UnitKind::Township),
    unit("town-431024104", "行廊镇", UnitKind::Township),
    unit("town-431024106", "龙潭镇", UnitKind::Township),
    unit("town-431024107", "石桥镇", UnitKind::Township),
    unit("town-431024108", "坦坪镇", UnitKind::Township),
    unit("town-431024110", "广发镇", UnitKind::Township),
    unit("town-431024111", "晋屏镇", UnitKind::Township),
    unit("town-431024201", "普满乡", UnitKind::Township),
];

pub struct Group {
    pub id: &'static str,
    pub name: &'static str,
    pub member: fn(&Unit) -> bool,
}

/// 单位组: called together.
pub const GROUPS: &[Group] = &[
    Group { id: "departments", name: "六部门", member: |unit| UnitKind::DEPARTMENTS.contains(&unit.kind) },
    Group { id: "flood", name: "防汛指挥部成员", member: |unit| FLOOD.contains(&unit.id) },
    Group { id: "chemical", name: "危化品处置", member: |unit| CHEMICAL.contains(&unit.id) },
    Group { id: "towns", name: "全部乡镇", member: |unit| matches!(unit.kind, UnitKind::Township) },
];
const FLOOD: &[&str] = &["water", "weather", "fire", "police", "safety", "town-431024100", "town-431024103"];
const CHEMICAL: &[&str] = &["safety", "fire", "police", "air-defence", "weather"];

/// 外网: the departments' lines, two aggregation nodes and the towns' lines. Figures are made up, as a county's might be.
pub struct Access {
    pub id: &'static str,
    pub name: &'static str,
    pub kind: ExtranetNodeKind,
    /// The next node towards the centre, and kbit/s down and up.
    pub line: Option<(&'static str, u32, u32)>,
    pub units: &'static [&'static str],
}

const fn access(
    id: &'static str,
    name: &'static str,
    kind: ExtranetNodeKind,
    line: Option<(&'static str, u32, u32)>,
    units: &'static [&'static str],
) -> Access {
    Access { id, name, kind, line, units }
}

pub const EXTRANET: &[Access] = &[
    access("core", "县政务外网中心", ExtranetNodeKind::Centre, None, &["centre"]),
    access(
        "bureaus",
        "县直部门汇聚",
        ExtranetNodeKind::Aggregation,
        Some(("core", 100_000, 100_000)),
        &["air-defence", "weather"],
    ),
    access("police-net", "公安专线", ExtranetNodeKind::Department, Some(("bureaus", 20_000, 20_000)), &["police"]),
    access("fire-net", "消防专线", ExtranetNodeKind::Department, Some(("bureaus", 20_000, 20_000)), &["fire"]),
    access("water-net", "水利专线", ExtranetNodeKind::Department, Some(("bureaus", 20_000, 20_000)), &["water"]),
    access("safety-net", "应急专线", ExtranetNodeKind::Department, Some(("bureaus", 20_000, 20_000)), &["safety"]),
    access(
        "towns-east",
        "东片乡镇汇聚",
        ExtranetNodeKind::Aggregation,
        Some(("core", 30_000, 20_000)),
        &["town-431024100"],
    ),
    access(
        "tangcun",
        "塘村镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-east", 10_000, 6_000)),
        &["town-431024102"],
    ),
    access(
        "yuanjia",
        "袁家镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-east", 10_000, 6_000)),
        &["town-431024103"],
    ),
    access(
        "longtan",
        "龙潭镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-east", 10_000, 6_000)),
        &["town-431024106"],
    ),
    access(
        "shiqiao",
        "石桥镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-east", 10_000, 6_000)),
        &["town-431024107"],
    ),
    access("towns-west", "西片乡镇汇聚", ExtranetNodeKind::Aggregation, Some(("core", 30_000, 20_000)), &[]),
    access(
        "hanglang",
        "行廊镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-west", 10_000, 6_000)),
        &["town-431024104"],
    ),
    access(
        "tanping",
        "坦坪镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-west", 10_000, 6_000)),
        &["town-431024108"],
    ),
    access(
        "guangfa",
        "广发镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-west", 10_000, 6_000)),
        &["town-431024110"],
    ),
    access(
        "jinping",
        "晋屏镇接入",
        ExtranetNodeKind::Township,
        Some(("towns-west", 10_000, 6_000)),
        &["town-431024111"],
    ),
    access("puman", "普满乡接入", ExtranetNodeKind::Township, Some(("towns-west", 8_000, 4_000)), &["town-431024201"]),
];

pub struct Person {
    pub account: &'static str,
    pub name: &'static str,
    pub unit: &'static str,
    pub role: Role,
    pub robot: bool,
}

const fn person(account: &'static str, name: &'static str, unit: &'static str, role: Role) -> Person {
    Person { account, name, unit, role, robot: false }
}
const fn robot(account: &'static str, name: &'static str, unit: &'static str, role: Role) -> Person {
    Person { account, name, unit, role, robot: true }
}

pub const PEOPLE: &[Person] = &[
    person("leader", "周建平", "centre", Role::Leader),
    person("duty", "李文静", "centre", Role::DutyOfficer),
    person("operator", "陈志远", "centre", Role::Operator),
    person("admin", "何永强", "centre", Role::Administrator),
    person("police", "唐勇", "police", Role::DepartmentOfficer),
    person("air-defence", "肖兰", "air-defence", Role::DepartmentOfficer),
    person("fire", "邓强", "fire", Role::DepartmentOfficer),
    person("weather", "刘晓雨", "weather", Role::DepartmentOfficer),
    person("water", "刘涛", "water", Role::DepartmentOfficer),
    person("safety", "胡敏", "safety", Role::DepartmentOfficer),
    person("town", "雷志勇", "town-431024102", Role::TownshipOfficer),
    person("wall", "指挥大厅大屏", "centre", Role::Wall),
    person("field", "邓明", "town-431024100", Role::FieldOfficer),
    person("duty2", "王海燕", "centre", Role::DutyOfficer),
    robot("robot-duty", "机器值班员", "centre", Role::DutyOfficer),
    robot("robot-police", "机器人·公安", "police", Role::DepartmentOfficer),
    robot("robot-air-defence", "机器人·人防", "air-defence", Role::DepartmentOfficer),
    robot("robot-fire", "机器人·消防", "fire", Role::DepartmentOfficer),
    robot("robot-weather", "机器人·气象", "weather", Role::DepartmentOfficer),
    robot("robot-water", "机器人·水利", "water", Role::DepartmentOfficer),
    robot("robot-safety", "机器人·应急", "safety", Role::DepartmentOfficer),
    robot("robot-zhuquan", "机器人·珠泉", "town-431024100", Role::TownshipOfficer),
    robot("robot-yuanjia", "机器人·袁家", "town-431024103", Role::TownshipOfficer),
];

/// 带班领导 of the county's duty room by turns; the first has an account.
pub const DUTY_LEADERS: &[&str] = &["周建平", "陈立新", "罗志刚", "周建平", "黄秀英"];
/// 值班员 of the county's duty room by turns, shift after shift; the first two have accounts.
pub const DUTY_OFFICERS: &[&str] = &["李文静", "王海燕", "黄志强"];
/// 值班员 of the units: two in turn, and who leads.
pub const UNIT_DUTY: &[(&str, [&str; 2], &str)] = &[
    ("police", ["唐勇", "谢军"], "彭国庆"),
    ("air-defence", ["肖兰", "曾凡"], "胡建国"),
    ("fire", ["邓强", "龙飞"], "欧阳明"),
    ("weather", ["刘晓雨", "何静"], "廖天明"),
    ("water", ["刘涛", "雷小军"], "李长河"),
    ("safety", ["胡敏", "周波"], "尹志平"),
    ("town-431024100", ["邓明", "王桂英"], "肖建军"),
    ("town-431024102", ["雷志勇", "刘芳"], "李国安"),
    ("town-431024103", ["罗丽", "黄勇"], "周云生"),
    ("town-431024104", ["王俊", "李红"], "雷爱民"),
    ("town-431024106", ["彭涛", "刘娟"], "黄卫国"),
    ("town-431024107", ["曾强", "李敏"], "胡德林"),
    ("town-431024108", ["谢芳", "唐军"], "王松柏"),
    ("town-431024110", ["何勇", "李霞"], "邓志远"),
    ("town-431024111", ["廖军", "肖敏"], "罗建华"),
    ("town-431024201", ["龙燕", "李强"], "欧阳春"),
];

pub struct Source {
    pub id: &'static str,
    pub name: &'static str,
    pub unit: &'static str,
    pub format: FeedFormat,
}

const fn source(id: &'static str, name: &'static str, unit: &'static str, format: FeedFormat) -> Source {
    Source { id, name, unit, format }
}

pub const WATER_SOURCE: &str = "water-gauges";

pub const SOURCES: &[Source] = &[
    source("police-110", "110 警情推送", "police", FeedFormat::Envelope),
    source("air-defence", "人防警报与工程", "air-defence", FeedFormat::Envelope),
    source("fire-119", "119 警情推送", "fire", FeedFormat::Envelope),
    source("weather-cap", "预警信号", "weather", FeedFormat::Cap),
    source(WATER_SOURCE, "水情遥测", "water", FeedFormat::Envelope),
    source("safety", "重大危险源监测", "safety", FeedFormat::Envelope),
];

pub const WALL: (&str, &str) = ("hall", "指挥大厅");

pub struct Preset {
    pub id: &'static str,
    pub name: &'static str,
    pub panes: &'static [WallPane],
    pub layout: WallLayout,
    pub map: WallMap,
}

use WallPane::{Conference, Figures, Incident, Map};

pub const PRESETS: &[Preset] = &[
    Preset {
        id: "watch", name: "日常值守", panes: &[Figures, Map], layout: WallLayout::Main, map: WallMap::County
    },
    Preset {
        id: "consultation",
        name: "事件会商",
        panes: &[Figures, Map, Conference],
        layout: WallLayout::Main,
        map: WallMap::Leader,
    },
    Preset {
        id: "incident",
        name: "事件处置",
        panes: &[Figures, Incident, Map],
        layout: WallLayout::Main,
        map: WallMap::Incident,
    },
    Preset {
        id: "meeting", name: "全县会议", panes: &[Conference], layout: WallLayout::Mosaic, map: WallMap::County
    },
];

pub struct Gauge {
    pub id: &'static str,
    pub name: &'static str,
    /// Village whose position it takes.
    pub near: &'static str,
    /// 警戒水位, metres.
    pub level_m: Option<f64>,
    /// Rain in one hour, millimetres.
    pub rain_mm: Option<f64>,
}

pub const GAUGES: &[Gauge] = &[
    Gauge { id: "4310240003", name: "车头水文站", near: "车头村", level_m: Some(162.22), rain_mm: None },
    Gauge { id: "4310240021", name: "盘江水库坝上", near: "盘江村", level_m: Some(186.00), rain_mm: None },
    Gauge { id: "4310240012", name: "肖家雨量站", near: "肖家村", level_m: None, rain_mm: Some(50.0) },
];
