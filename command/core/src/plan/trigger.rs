//! Trigger expressions: conditions over an incident, gauges and warnings, with 且, 或, 非 (and, or, not). Read from text
//! and written back in one form. An expression holds no clock and no name that it does not say.
//!
//! ```text
//! expression = all { 或 all }          all = one { 且 one }        one = 非 one | ( expression ) | condition
//! condition  = 类型 = A10100 | 级别 ≥ 较大 | 死亡 重伤 失联 被困 转移 ≥ 人数
//!            | 水位(测站) ≥ 米 | 水位(测站) ≥ 警戒[+米] | 雨量(测站, 小时) ≥ 毫米 | 预警(种类) ≥ 蓝 黄 橙 红
//! ```

use fengsui_protocol::{StationId, bounds, feed::WarningColour, incident::Severity};
use std::fmt;

/// A trigger expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    Any(Vec<Trigger>),
    All(Vec<Trigger>),
    Not(Box<Trigger>),
    Is(Condition),
}

/// One condition. "≥" includes the number.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// 类型
    Type(String),
    /// 级别 at least.
    Severity(Severity),
    People(People, u32),
    /// 水位, metres.
    Level(StationId, Limit),
    /// 雨量 of the last so many hours, millimetres.
    Rain {
        station: StationId,
        hours: u32,
        mm: f64,
    },
    /// A warning of this kind in force, of this colour or a stronger one.
    Warning {
        kind: String,
        colour: WarningColour,
    },
}

/// 伤亡.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    Dead,
    SeriouslyHurt,
    Missing,
    Trapped,
    Moved,
}

/// A water level to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    Metres(f64),
    /// So far over the station's own threshold (警戒).
    Over(f64),
}

/// What is wrong, and at which character (counted from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub zh: String,
    pub en: String,
    pub expected: Vec<String>,
}

const PEOPLE: [(People, &str, &str); 5] = [
    (People::Dead, "死亡", "dead"),
    (People::SeriouslyHurt, "重伤", "seriously_hurt"),
    (People::Missing, "失联", "missing"),
    (People::Trapped, "被困", "trapped"),
    (People::Moved, "转移", "moved"),
];
const SEVERITIES: [(Severity, &str, &str); 4] = [
    (Severity::I, "特别重大", "i"),
    (Severity::Ii, "重大", "ii"),
    (Severity::Iii, "较大", "iii"),
    (Severity::Iv, "一般", "iv"),
];
const COLOURS: [(WarningColour, &str, &str); 4] = [
    (WarningColour::Red, "红", "red"),
    (WarningColour::Orange, "橙", "orange"),
    (WarningColour::Yellow, "黄", "yellow"),
    (WarningColour::Blue, "蓝", "blue"),
];

impl People {
    pub fn word(self) -> (&'static str, &'static str) {
        PEOPLE.iter().find(|(people, ..)| *people == self).map_or(("", ""), |(_, zh, en)| (zh, en))
    }
}
/// 较大
pub fn severity_word(severity: Severity) -> &'static str {
    SEVERITIES.iter().find(|(each, ..)| *each == severity).map_or("", |(_, zh, _)| zh)
}
/// 橙, orange
pub fn colour_word(colour: WarningColour) -> (&'static str, &'static str) {
    COLOURS.iter().find(|(each, ..)| *each == colour).map_or(("", ""), |(_, zh, en)| (zh, en))
}

impl Trigger {
    /// Reads an expression.
    ///
    /// # Errors
    /// At the first character that does not fit, with what would.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let mut reader = Reader { text: text.chars().collect(), at: 0, conditions: 0 };
        let trigger = reader.any(0)?;
        reader.blank();
        if reader.at < reader.text.len() {
            return Err(reader.fault("这里多了内容", "Something is left over here", &["且", "或"]));
        }
        Ok(trigger)
    }

    /// Every condition, as written from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::Any(all) | Self::All(all) => all.iter().flat_map(Self::conditions).collect(),
            Self::Not(one) => one.conditions(),
            Self::Is(condition) => vec![condition],
        }
    }
}

// ---- reading ----

struct Reader {
    text: Vec<char>,
    at: usize,
    conditions: usize,
}

impl Reader {
    fn any(&mut self, depth: usize) -> Result<Trigger, Fault> {
        let mut all = vec![self.all(depth)?];
        while self.word(&["或", "or", "||"]) {
            all.push(self.all(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Trigger::Any(all) })
    }

    fn all(&mut self, depth: usize) -> Result<Trigger, Fault> {
        let mut all = vec![self.one(depth)?];
        while self.word(&["且", "and", "&&"]) {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Trigger::All(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Trigger, Fault> {
        if depth >= bounds::EXPRESSION_DEPTH {
            let most = format!("≤ {}", bounds::EXPRESSION_DEPTH);
            return Err(self.fault("括号或“非”套得太深", "Nested too deep", &[&most]));
        }
        if self.word(&["非", "not", "!"]) {
            return Ok(Trigger::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.word(&["(", "（"]) {
            let inner = self.any(depth + 1)?;
            self.closed()?;
            return Ok(inner);
        }
        self.conditions += 1;
        if self.conditions > bounds::EXPRESSION_CONDITIONS {
            let most = format!("≤ {}", bounds::EXPRESSION_CONDITIONS);
            return Err(self.fault("条件过多", "Too many conditions", &[&most]));
        }
        self.condition().map(Trigger::Is)
    }

    fn condition(&mut self) -> Result<Condition, Fault> {
        if self.word(&["类型", "type"]) {
            self.sign(&["=", "＝", "=="], "=")?;
            return self.type_code();
        }
        if self.word(&["级别", "severity"]) {
            self.at_least()?;
            return self.table(&SEVERITIES).map(Condition::Severity);
        }
        if self.word(&["水位", "level"]) {
            let station = self.in_brackets(false)?.0;
            self.at_least()?;
            return Ok(Condition::Level(StationId(station), self.limit()?));
        }
        if self.word(&["雨量", "rain"]) {
            let (station, hours) = self.in_brackets(true)?;
            self.at_least()?;
            let mm = self.number(&["毫米", "mm"], 0.1, 2_000.0)?;
            return Ok(Condition::Rain { station: StationId(station), hours, mm });
        }
        if self.word(&["预警", "warning"]) {
            let kind = self.in_brackets(false)?.0;
            self.at_least()?;
            let colour = self.table(&COLOURS)?;
            self.word(&["色"]);
            return Ok(Condition::Warning { kind, colour });
        }
        for (people, zh, en) in PEOPLE {
            if self.word(&[zh, en]) {
                self.at_least()?;
                let count = self.number(&["人"], 1.0, f64::from(bounds::CASUALTIES))?;
                if count.fract() != 0.0 {
                    return Err(self.fault("人数是整数", "A number of people is whole", &["1"]));
                }
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and bounded")]
                return Ok(Condition::People(people, count as u32));
            }
        }
        let conditions = ["类型", "级别", "水位(测站)", "雨量(测站, 小时)", "预警(种类)", "被困", "转移"];
        Err(self.fault("这里应当是一个条件", "A condition is expected here", &conditions))
    }

    fn type_code(&mut self) -> Result<Condition, Fault> {
        self.blank();
        let from = self.at;
        let code: String = self.text[from..].iter().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if crate::catalogue::find(&code).is_none() {
            return Err(self.fault("没有这个事件类型代码", "No such incident type code", &["A10100"]));
        }
        self.at += code.len();
        Ok(Condition::Type(code))
    }

    fn limit(&mut self) -> Result<Limit, Fault> {
        if !self.word(&["警戒", "threshold"]) {
            return self.number(&["米", "m"], -500.0, 9_000.0).map(Limit::Metres);
        }
        if !self.word(&["+", "＋"]) {
            return Ok(Limit::Over(0.0));
        }
        self.number(&["米", "m"], 0.0, 100.0).map(Limit::Over)
    }

    /// `(text)` or, with hours, `(text, 3小时)`.
    fn in_brackets(&mut self, with_hours: bool) -> Result<(String, u32), Fault> {
        self.sign(&["(", "（"], "(")?;
        self.blank();
        let ends = |c: &char| "()（）,，".contains(*c);
        let text: String = self.text[self.at..].iter().take_while(|c| !ends(c)).collect();
        let name = text.trim();
        if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
            return Err(self.fault(
                "括号里写测站编号或预警种类",
                "A station or a kind of warning is expected",
                &["4310240003"],
            ));
        }
        let name = name.to_owned();
        self.at += text.chars().count();
        let mut hours = 1;
        if with_hours {
            self.sign(&[",", "，"], ",")?;
            let given = self.number(&["小时", "h"], 1.0, f64::from(bounds::RAIN_HOURS))?;
            if given.fract() != 0.0 {
                return Err(self.fault("小时数是整数", "Hours are whole", &["3小时"]));
            }
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and bounded")]
            let whole = given as u32;
            hours = whole;
        }
        self.closed()?;
        Ok((name, hours))
    }

    fn closed(&mut self) -> Result<(), Fault> {
        self.sign(&[")", "）"], ")")
    }

    fn at_least(&mut self) -> Result<(), Fault> {
        self.sign(&["≥", ">=", "＞＝", "不低于"], "≥")
    }

    fn sign(&mut self, any: &[&str], wanted: &str) -> Result<(), Fault> {
        if self.word(any) {
            return Ok(());
        }
        let (zh, en) = (format!("这里应当是 {wanted}"), format!("{wanted} is expected here"));
        Err(self.fault(&zh, &en, &[wanted]))
    }

    fn table<T: Copy>(&mut self, rows: &[(T, &str, &str)]) -> Result<T, Fault> {
        // Longest first: ii begins with i.
        let mut sorted: Vec<_> = rows.iter().collect();
        sorted.sort_by_key(|(_, _, en)| std::cmp::Reverse(en.len()));
        for (value, zh, en) in sorted {
            if self.word(&[zh, en]) {
                return Ok(*value);
            }
        }
        let words: Vec<_> = rows.iter().map(|(_, zh, _)| *zh).collect();
        Err(self.fault("不是规定的取值", "Not one of the values allowed", &words))
    }

    /// A number with its unit, which may be left out.
    fn number(&mut self, units: &[&str], least: f64, most: f64) -> Result<f64, Fault> {
        self.blank();
        let from = self.at;
        let digits: String =
            self.text[from..].iter().take_while(|c| c.is_ascii_digit() || **c == '.' || **c == '-').take(16).collect();
        let range = format!("{least} … {most}");
        match digits.parse::<f64>() {
            Ok(value) if (least..=most).contains(&value) => {
                self.at += digits.len();
                self.word(units);
                Ok(value)
            }
            _ => Err(self.fault("这里应当是范围内的数", "A number in range is expected here", &[&range])),
        }
    }

    /// Takes one of these words, when it stands here.
    fn word(&mut self, any: &[&str]) -> bool {
        self.blank();
        for word in any {
            let letters: Vec<char> = word.chars().collect();
            let here = self.text.get(self.at..self.at + letters.len());
            let same = |here: &[char]| here.iter().zip(&letters).all(|(a, b)| a.eq_ignore_ascii_case(b));
            let next = self.text.get(self.at + letters.len());
            // `or` is a word of its own, not the beginning of `orange`.
            let latin = letters.iter().all(char::is_ascii_alphabetic);
            let whole = !latin || next.is_none_or(|c| !c.is_ascii_alphanumeric() && *c != '_');
            if here.is_some_and(same) && whole {
                self.at += letters.len();
                return true;
            }
        }
        false
    }

    fn blank(&mut self) {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    fn fault(&mut self, zh: &str, en: &str, expected: &[&str]) -> Fault {
        self.blank();
        let expected = expected.iter().map(|text| (*text).to_owned()).collect();
        Fault { at: self.at + 1, zh: zh.to_owned(), en: en.to_owned(), expected }
    }
}

// ---- writing ----

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any(all) => joined(f, all, " 或 ", |each| matches!(each, Self::All(_))),
            Self::All(all) => joined(f, all, " 且 ", |each| matches!(each, Self::Any(_))),
            Self::Not(one) => match **one {
                Self::Any(_) | Self::All(_) => write!(f, "非 ({one})"),
                Self::Not(_) | Self::Is(_) => write!(f, "非 {one}"),
            },
            Self::Is(condition) => write!(f, "{condition}"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, all: &[Trigger], by: &str, bracket: impl Fn(&Trigger) -> bool) -> fmt::Result {
    for (index, each) in all.iter().enumerate() {
        if index > 0 {
            f.write_str(by)?;
        }
        if bracket(each) { write!(f, "({each})")? } else { write!(f, "{each}")? }
    }
    Ok(())
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(code) => write!(f, "类型 = {code}"),
            Self::Severity(severity) => write!(f, "级别 ≥ {}", severity_word(*severity)),
            Self::People(people, count) => write!(f, "{} ≥ {count}", people.word().0),
            Self::Level(station, Limit::Metres(metres)) => write!(f, "水位({station}) ≥ {metres}"),
            Self::Level(station, Limit::Over(0.0)) => write!(f, "水位({station}) ≥ 警戒"),
            Self::Level(station, Limit::Over(over)) => write!(f, "水位({station}) ≥ 警戒+{over}"),
            Self::Rain { station, hours, mm } => write!(f, "雨量({station}, {hours}小时) ≥ {mm}"),
            Self::Warning { kind, colour } => write!(f, "预警({kind}) ≥ {}", colour_word(*colour).0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str, written: &str) {
        let trigger = Trigger::read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(trigger.to_string(), written);
        assert_eq!(Trigger::read(written).unwrap(), trigger, "what is written reads back as itself");
    }

    #[test]
    fn plan_1_both_languages_give_one_form() {
        same("水位(4310240003)>=警戒 + 0.5米", "水位(4310240003) ≥ 警戒+0.5");
        same("level(4310240003) >= threshold", "水位(4310240003) ≥ 警戒");
        same("rain(4310240012, 3h) >= 80 mm", "雨量(4310240012, 3小时) ≥ 80");
        same("雨量（4310240012，3小时）≥80毫米", "雨量(4310240012, 3小时) ≥ 80");
        same("warning(暴雨) >= orange or severity >= ii", "预警(暴雨) ≥ 橙 或 级别 ≥ 重大");
        same("类型=A20600且被困≥1人", "类型 = A20600 且 被困 ≥ 1");
        same(
            "(被困≥1 或 死亡≥1) 且 非 (级别≥特别重大 或 转移≥10)",
            "(被困 ≥ 1 或 死亡 ≥ 1) 且 非 (级别 ≥ 特别重大 或 转移 ≥ 10)",
        );
        same("((水位(a.b) ≥ -3.5))", "水位(a.b) ≥ -3.5");
    }

    #[test]
    fn plan_1_faults_name_the_character() {
        for (text, at) in [
            ("", 1),
            ("水位 ≥ 5", 4),
            ("水位(x) > 5", 7),
            ("水位() ≥ 5", 4),
            ("雨量(x) ≥ 5", 5),
            ("雨量(x, 99小时) ≥ 5", 7),
            ("雨量(x, 1.5小时) ≥ 5", 12),
            ("级别 ≥ 很大", 6),
            ("被困 ≥ 0", 6),
            ("被困 ≥ 1.5", 9),
            ("类型 = Z1", 6),
            ("被困 ≥ 1 且", 9),
            ("(被困 ≥ 1", 8),
            ("被困 ≥ 1)", 7),
            ("被困 ≥ 1 被困 ≥ 1", 8),
            ("预警(暴雨) ≥ 紫", 10),
        ] {
            let fault = Trigger::read(text).expect_err(text);
            assert_eq!(fault.at, at, "{text}: {fault:?}");
            assert!(!fault.expected.is_empty());
        }
    }

    #[test]
    fn plan_1_depth_and_size_are_bounded() {
        let nested = |depth: usize| format!("{}被困 ≥ 1{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Trigger::read(&nested(bounds::EXPRESSION_DEPTH - 1)).is_ok());
        assert!(Trigger::read(&nested(bounds::EXPRESSION_DEPTH)).is_err());
        assert!(Trigger::read(&"非".repeat(100_000)).is_err());
        let many = |count: usize| vec!["被困 ≥ 1"; count].join(" 或 ");
        assert!(Trigger::read(&many(bounds::EXPRESSION_CONDITIONS)).is_ok());
        assert!(Trigger::read(&many(bounds::EXPRESSION_CONDITIONS + 1)).is_err());
    }
}
