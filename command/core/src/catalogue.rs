//! 事件类型: the catalogue of GB/T 35649-2017, group A, as data, and the departments' own words for its entries.

use fengsui_protocol::http::{Catalogue, TypeCode};

/// One type of incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    pub code: &'static str,
    pub name: &'static str,
    /// Two to four characters for the map symbol.
    pub label: &'static str,
    /// 拼音首字.
    pub initials: &'static str,
    /// Words that departments use for it.
    words: &'static [&'static str],
}

const fn entry(
    code: &'static str,
    name: &'static str,
    label: &'static str,
    initials: &'static str,
    words: &'static [&'static str],
) -> Type {
    Type { code, name, label, initials, words }
}

/// In order of code.
pub const TYPES: &[Type] = &[
    entry("A10100", "水旱灾害", "水旱", "shzh", &["洪水", "洪涝", "内涝", "干旱", "漫堤", "超警戒", "flood"]),
    entry("A10200", "气象灾害", "气象", "qxzh", &["暴雨", "大风", "冰雹", "雷电", "暴雪", "storm"]),
    entry("A10300", "地震灾害", "地震", "dzzh", &["earthquake"]),
    entry("A10400", "地质灾害", "地质", "dzzh", &["滑坡", "泥石流", "崩塌", "塌方", "landslide"]),
    entry("A10500", "海洋灾害", "海洋", "hyzh", &["风暴潮", "海啸"]),
    entry("A10600", "森林火灾", "林火", "slhz", &["山火", "wildfire"]),
    entry("A10700", "草原火灾", "草火", "cyhz", &[]),
    entry("A20100", "煤矿事故", "煤矿", "mksg", &["瓦斯", "透水"]),
    entry("A20200", "金属与非金属矿山事故", "矿山", "jsyfjsksg", &["尾矿库", "矿难"]),
    entry("A20300", "建筑事故", "建筑", "jzsg", &["坍塌", "高处坠落", "施工"]),
    entry("A20400", "危险化学品事故", "危化", "wxhxpsg", &["危化品", "泄漏", "hazmat"]),
    entry("A20500", "烟花爆竹事故", "烟花", "yhbzsg", &["爆竹", "爆炸"]),
    entry("A20600", "火灾事故", "火灾", "hzsg", &["火警", "起火", "着火", "fire"]),
    entry("A20700", "道路交通事故", "交通", "dljtsg", &["车祸", "撞车", "crash", "traffic"]),
    entry("A20800", "水上交通事故", "水上", "ssjtsg", &["沉船", "翻船"]),
    entry("A20900", "铁路交通事故", "铁路", "tljtsg", &[]),
    entry("A21000", "城市轨道交通事故", "城轨", "csgdjtsg", &["地铁"]),
    entry("A21100", "民航事故", "民航", "mhsg", &["坠机"]),
    entry("A21200", "特种设备事故", "特设", "tzsbsg", &["电梯", "锅炉", "压力容器"]),
    entry("A21300", "基础设施和公用设施事故", "设施", "jcsshgysssg", &["停电", "停水", "燃气", "断路"]),
    entry("A21400", "环境污染和生态破坏", "环境", "hjwrhstph", &["污染"]),
    entry("A21500", "农业机械事故", "农机", "nyjxsg", &[]),
    entry("A21600", "踩踏事件", "踩踏", "ctsj", &[]),
    entry("A30100", "传染病疫情", "疫情", "crbyq", &["传染病"]),
    entry("A30200", "食品药品安全事件", "食药", "spypaqsj", &["食物中毒"]),
    entry("A30300", "群体性中毒和感染", "中毒", "qtxzdhgr", &["一氧化碳", "medical"]),
    entry("A30400", "动物疫情", "动疫", "dwyq", &["非洲猪瘟", "禽流感"]),
    entry("A40100", "金融突发事件", "金融", "jrtfsj", &["挤兑"]),
    entry("A40200", "信息安全事件", "信息", "xxaqsj", &["网络攻击"]),
    entry("A40300", "恐怖袭击事件", "恐袭", "kbxjsj", &[]),
    entry("A40400", "核与辐射事件", "辐射", "hyfssj", &["核辐射", "放射源"]),
    entry("A40500", "规模群体性事件", "集会", "gmqtxsj", &["聚集", "治安", "打架", "police"]),
];

/// The entry with this code.
pub fn find(code: &str) -> Option<&'static Type> {
    TYPES.iter().find(|entry| entry.code == code)
}

/// The entry a department means: by code, name, symbol label, or one of its own words within the text.
pub fn by_word(text: &str) -> Option<&'static Type> {
    let text = text.trim().to_lowercase();
    let exact = TYPES.iter().find(|entry| entry.code.eq_ignore_ascii_case(&text) || entry.name == text);
    let label = || TYPES.iter().find(|entry| text.contains(entry.label));
    let word = || TYPES.iter().find(|entry| entry.words.iter().any(|word| text.contains(word)));
    if text.is_empty() { None } else { exact.or_else(word).or_else(label) }
}

/// As clients get it.
pub fn catalogue() -> Catalogue {
    let code = |entry: &Type| TypeCode {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        label: entry.label.to_owned(),
        initials: entry.initials.to_owned(),
    };
    Catalogue { type_codes: TYPES.iter().map(code).collect(), plot_symbols: crate::plot::symbols() }
}
