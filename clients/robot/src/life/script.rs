//! What departments report in the demo county. Invented for it; places are real names, people are not.

/// A department's report.
pub struct Line {
    /// Feed source.
    pub source: &'static str,
    /// In the department's own words, which the node maps to a type code.
    pub kind: &'static str,
    /// Place to look up for the position.
    pub place: &'static str,
    /// Words after the place's name.
    pub at: &'static str,
    pub description: &'static str,
    pub unit: &'static str,
}

const fn line(
    source: &'static str,
    kind: &'static str,
    place: &'static str,
    at: &'static str,
    description: &'static str,
    unit: &'static str,
) -> Line {
    Line { source, kind, place, at, description, unit }
}

/// Told in this order at first, then drawn from the seed.
pub const LINES: &[Line] = &[
    line("fire-119", "火灾", "塘村镇", "镇中街 42 号", "沿街门面冒烟，店主称电动车充电起火，无人被困", "塘村消防站"),
    line("police-110", "交通事故", "石桥镇", "厦蓉高速 K512", "货车侧翻占用应急车道，司机手臂擦伤", "高速交警大队"),
    line(
        "air-defence",
        "地下工程进水",
        "珠泉镇",
        "人民北路地下停车场",
        "县政府人防工程入口积水约二十厘米，水泵已开",
        "人防办工程科",
    ),
    line("safety", "危化品", "珠泉镇", "莲荷水厂", "液氯间报警器 3.2 ppm，值班人员已撤出并关阀", "应急管理局危化股"),
    line(
        "police-110",
        "溺水",
        "滨江村",
        "河边三户",
        "村民求助：两位老人在二楼，院内水深齐膝，出村路已淹",
        "珠泉派出所",
    ),
    line("fire-119", "抢险救援", "定里村", "村道", "雷暴大风倒树两处，一辆面包车被压，车内无人", "行廊消防站"),
    line("safety", "非煤矿山", "袁家镇", "东边石场", "边坡裂缝比昨日宽三厘米，已停产撤人", "应急管理局矿山股"),
    line("police-110", "道路", "广发镇", "平峰村口", "路面塌陷约四平方米，已摆锥桶，请公路部门处理", "广发派出所"),
    line("fire-119", "电梯困人", "珠泉镇", "百货大楼", "三人被困四至五层之间，情绪稳定", "特勤中队"),
    line("air-defence", "警报故障", "坦坪镇", "镇政府楼顶", "警报器自检无应答，已派人更换控制板", "人防办指挥科"),
    line("safety", "停电", "普满乡", "乡卫生院", "雷击后停电，柴油机已带起，油可用六小时", "应急管理局值班室"),
    line("police-110", "治安", "龙潭镇", "农贸市场", "摊位纠纷，双方已劝开，无人受伤", "龙潭派出所"),
    line("fire-119", "化学品泄漏", "晋屏镇", "盘江路口", "农用三轮翻倒，两桶草甘膦渗漏，未进河", "晋屏消防站"),
    line("safety", "坍塌", "珠泉镇", "体育路工地", "围墙约八米倒塌，无人经过，已封闭人行道", "应急管理局基础股"),
];
