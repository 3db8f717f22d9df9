//! Departments' own words for kinds of incident → type codes of GB/T 35649-2017. Data, not rules: a row may be added
//! for any word a department sends.

use fengsui_command_core::catalogue;

/// (word, code). A word that is part of the text sent counts; the longest such word wins; the catalogue's
/// own words come after these.
pub const WORDS: &[(&str, &str)] = &[
    // 119
    ("火灾", "A20600"),
    ("火警", "A20600"),
    ("起火", "A20600"),
    ("着火", "A20600"),
    ("冒烟", "A20600"),
    ("fire", "A20600"),
    ("smoke", "A20600"),
    ("auto fire alarm", "A20600"),
    ("森林火灾", "A10600"),
    ("山火", "A10600"),
    ("brush fire", "A10600"),
    ("草原火灾", "A10700"),
    ("抢险救援", "A21300"),
    ("电梯困人", "A21200"),
    ("特种设备", "A21200"),
    ("rescue elevator", "A21200"),
    ("化学品泄漏", "A20400"),
    ("危化品", "A20400"),
    ("燃气泄漏", "A20400"),
    ("hazmat", "A20400"),
    ("hazardous", "A20400"),
    ("natural gas", "A20400"),
    ("odor", "A20400"),
    ("spill", "A20400"),
    ("烟花爆竹", "A20500"),
    ("爆炸", "A20400"),
    ("explosion", "A20400"),
    ("rubbish", "A20600"),
    ("illegal burn", "A20600"),
    ("alarm", "A20600"),
    ("1red", "A20600"),
    ("4red", "A20600"),
    ("救助", "A21300"),
    ("救援", "A21300"),
    ("rescue", "A21300"),
    ("mutual aid", "A21300"),
    ("water job", "A21300"),
    ("electrical", "A21300"),
    ("activated co", "A20400"),
    // 110
    ("交通事故", "A20700"),
    ("车祸", "A20700"),
    ("追尾", "A20700"),
    ("道路", "A20700"),
    ("mvi", "A20700"),
    ("motor vehicle", "A20700"),
    ("群体性事件", "A40500"),
    ("聚集", "A40500"),
    ("上访", "A40500"),
    ("打架", "A40500"),
    ("斗殴", "A40500"),
    ("治安", "A40500"),
    ("assault", "A40500"),
    ("violence", "A40500"),
    ("恐怖", "A40300"),
    ("爆炸物", "A40300"),
    ("诈骗", "A40100"),
    ("踩踏", "A21600"),
    ("溺水", "A20800"),
    ("落水", "A20800"),
    ("water rescue", "A20800"),
    ("铁路", "A20900"),
    // 水利
    ("洪水", "A10100"),
    ("洪涝", "A10100"),
    ("内涝", "A10100"),
    ("积水", "A10100"),
    ("超警", "A10100"),
    ("水位", "A10100"),
    ("溃坝", "A10100"),
    ("管涌", "A10100"),
    ("干旱", "A10100"),
    ("flood", "A10100"),
    // 气象, 地质
    ("暴雨", "A10200"),
    ("大风", "A10200"),
    ("雷电", "A10200"),
    ("冰雹", "A10200"),
    ("高温", "A10200"),
    ("寒潮", "A10200"),
    ("地震", "A10300"),
    ("earthquake", "A10300"),
    ("滑坡", "A10400"),
    ("山体滑坡", "A10400"),
    ("泥石流", "A10400"),
    ("塌方", "A10400"),
    ("地面塌陷", "A10400"),
    ("landslide", "A10400"),
    // 人防
    ("人防工程", "A21300"),
    ("防空警报", "A21300"),
    ("警报故障", "A21300"),
    ("地下工程进水", "A21300"),
    // 安全生产
    ("煤矿", "A20100"),
    ("瓦斯", "A20100"),
    ("透水", "A20100"),
    ("冒顶", "A20100"),
    ("非煤矿山", "A20200"),
    ("矿山", "A20200"),
    ("建筑施工", "A20300"),
    ("坍塌", "A20300"),
    ("高处坠落", "A20300"),
    ("脚手架", "A20300"),
    ("基础设施", "A21300"),
    ("停电", "A21300"),
    ("停水", "A21300"),
    ("wires down", "A21300"),
    ("环境污染", "A21400"),
    ("污染", "A21400"),
    ("农机", "A21500"),
    // 公共卫生
    ("传染病", "A30100"),
    ("疫情", "A30100"),
    ("食物中毒", "A30200"),
    ("中毒", "A30300"),
    ("动物疫情", "A30400"),
    ("aid response", "A30300"),
    ("medic response", "A30300"),
    ("急救", "A30300"),
    ("trans to amr", "A30300"),
    ("medical alarm", "A30300"),
    ("triaged", "A30300"),
    ("low acuity", "A30300"),
    ("casualty", "A30300"),
];

/// The type code that `sent` is or means; `None` when no word of it is known.
pub fn type_code(sent: &str) -> Option<String> {
    let sent = sent.trim();
    if is_code(sent) {
        return Some(sent.to_uppercase());
    }
    let folded = sent.to_lowercase();
    let known = WORDS.iter().filter(|(word, _)| folded.contains(word));
    let longest = known.max_by_key(|(word, _)| word.chars().count()).map(|(_, code)| *code);
    longest.or_else(|| catalogue::by_word(&folded).map(|entry| entry.code)).map(str::to_owned)
}

fn is_code(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(chars.next(), Some('A' | 'a')) && text.len() == 6 && chars.all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        for (sent, code) in [
            ("A20600", "A20600"),
            ("居民楼火灾", "A20600"),
            ("森林火灾", "A10600"),
            ("道路交通事故", "A20700"),
            ("山体滑坡", "A10400"),
            ("Car Fire", "A20600"),
            ("疑似爆炸物", "A40300"),
            ("Automatic Medical Alarm", "A30300"),
            ("Water Rescue Recon Response", "A20800"),
        ] {
            assert_eq!(type_code(sent).as_deref(), Some(code), "{sent}");
        }
        assert_eq!(type_code("无此类别"), None);
        assert_eq!(type_code(""), None);
    }
}
