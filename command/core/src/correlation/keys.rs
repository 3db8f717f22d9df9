//! Hard keys: what two reports can have in common only when they speak of one thing, or of one place: the caller's
//! telephone, a number plate, a device, a named unit or place, a kilometre post, the number of a building.
//!
//! They are read out of the text by shape, without a gazetteer: a name that is read wrongly is read wrongly in both
//! reports, and a name that is common weighs little (see `score`).

use super::words::plain;
use fengsui_protocol::correlation::KeyKind;
use std::collections::BTreeSet;

/// A hard key: kind and value in one form.
pub type Key = (KeyKind, String);

/// Keys kept of one report.
const MOST: usize = 16;
/// Characters of a name before its ending.
const NAME_SIGNS: usize = 4;

/// Endings of names of places and units, longest first. Hospitals are where people are taken to, not where it is.
const ENDINGS: &[(&str, KeyKind)] = &[
    ("有限公司", KeyKind::Unit),
    ("农贸市场", KeyKind::Place),
    ("加油站", KeyKind::Place),
    ("收费站", KeyKind::Place),
    ("幼儿园", KeyKind::Place),
    ("居委会", KeyKind::Place),
    ("服务区", KeyKind::Place),
    ("工业园", KeyKind::Place),
    ("铸造厂", KeyKind::Unit),
    ("ktv", KeyKind::Unit),
    ("公司", KeyKind::Unit),
    ("小学", KeyKind::Place),
    ("中学", KeyKind::Place),
    ("水库", KeyKind::Place),
    ("社区", KeyKind::Place),
    ("小区", KeyKind::Place),
    ("大桥", KeyKind::Place),
    ("隧道", KeyKind::Place),
    ("市场", KeyKind::Place),
    ("广场", KeyKind::Place),
    ("超市", KeyKind::Unit),
    ("酒店", KeyKind::Unit),
    ("宾馆", KeyKind::Unit),
    ("饭店", KeyKind::Unit),
    ("网吧", KeyKind::Unit),
    ("花园", KeyKind::Place),
    ("公园", KeyKind::Place),
    ("车站", KeyKind::Place),
    ("水厂", KeyKind::Unit),
    ("砖厂", KeyKind::Unit),
    ("煤矿", KeyKind::Unit),
    ("冷库", KeyKind::Unit),
    ("村", KeyKind::Place),
    ("路", KeyKind::Place),
    ("街", KeyKind::Place),
    ("巷", KeyKind::Place),
    ("厂", KeyKind::Unit),
];
/// Words before which a name begins anew.
const BREAKS: &str = "在到于从往的和与至向有是我们过镇乡县省市近边处旁口了去里内个条该本某村路街方对面称道";
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// Keys of a text.
pub fn of_text(text: &str, into: &mut BTreeSet<Key>) {
    let signs: Vec<char> = text.chars().map(plain).collect();
    plates(&signs, into);
    posts(&signs, into);
    buildings(&signs, into);
    names(&signs, into);
}

/// The caller's telephone, digits only; short numbers are everybody's.
pub fn phone(text: &str) -> Option<Key> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 7).then_some((KeyKind::Phone, digits))
}

pub(super) fn put(into: &mut BTreeSet<Key>, kind: KeyKind, value: String) {
    if into.len() < MOST {
        into.insert((kind, value));
    }
}

/// 湘L12345: a province, a letter, five or six letters or digits.
fn plates(signs: &[char], into: &mut BTreeSet<Key>) {
    for (at, sign) in signs.iter().enumerate() {
        if !PROVINCES.contains(*sign) || !signs.get(at + 1).is_some_and(char::is_ascii_lowercase) {
            continue;
        }
        let rest = signs[at + 2..].iter().filter(|sign| **sign != '·');
        let number: String = rest.take_while(|sign| sign.is_ascii_alphanumeric()).take(6).collect();
        if number.len() >= 5 && number.chars().any(|sign| sign.is_ascii_digit()) {
            put(into, KeyKind::Plate, format!("{sign}{}{number}", signs[at + 1]));
        }
    }
}

/// K512+300: the kilometre, as a number that can be compared.
fn posts(signs: &[char], into: &mut BTreeSet<Key>) {
    for (at, sign) in signs.iter().enumerate() {
        let begins =
            *sign == 'k' && (at == 0 || !signs[at - 1].is_ascii_alphanumeric() || signs[at - 1].is_ascii_digit());
        if !begins {
            continue;
        }
        let (kilometre, rest) = number(&signs[at + 1..]);
        if let Some(kilometre) = kilometre.filter(|_| rest == 0 || at + 1 + rest <= signs.len()) {
            put(into, KeyKind::Post, kilometre.to_string());
        }
    }
}

/// 3号楼, 5栋, 2单元, 118号.
fn buildings(signs: &[char], into: &mut BTreeSet<Key>) {
    let mut at = 0;
    while at < signs.len() {
        let (value, length) = number(&signs[at..]);
        let (Some(value), true) = (value, length > 0) else {
            at += 1;
            continue;
        };
        let after = &signs[at + length..];
        let is = |ending: &str| after.iter().take(ending.chars().count()).copied().eq(ending.chars());
        let whole = at == 0 || !signs[at - 1].is_ascii_alphanumeric();
        if whole && (is("号楼") || is("栋") || is("幢")) {
            put(into, KeyKind::Building, format!("{value}栋"));
        } else if whole && is("号") && !is("号线") && value > 0 {
            put(into, KeyKind::Building, format!("{value}号"));
        }
        at += length;
    }
}

/// A number at the beginning of `signs`, and how many signs it takes.
fn number(signs: &[char]) -> (Option<u32>, usize) {
    let digits: String = signs.iter().take_while(|sign| sign.is_ascii_digit()).take(6).collect();
    (digits.parse().ok(), digits.len())
}

/// Names by their ending: up to four signs before it, not past a word that begins anew.
fn names(signs: &[char], into: &mut BTreeSet<Key>) {
    let (mut from, mut at) = (0, 0);
    while at < signs.len() {
        let length = |ending: &str| {
            let mut here = signs[at..].iter();
            ending.chars().all(|sign| here.next() == Some(&sign)).then(|| ending.chars().count())
        };
        let Some((ending, kind, length)) =
            ENDINGS.iter().find_map(|(ending, kind)| Some((ending, *kind, length(ending)?)))
        else {
            at += 1;
            continue;
        };
        let name = before(&signs[from..at]);
        if name.chars().count() >= 2 || (name.chars().count() == 1 && length >= 2) {
            put(into, kind, format!("{name}{ending}"));
        }
        at += length;
        from = at;
    }
}

fn before(signs: &[char]) -> String {
    let breaks = |sign: &char| !sign.is_alphabetic() || BREAKS.contains(*sign);
    let begin = signs.iter().rposition(breaks).map_or(0, |at| at + 1);
    let begin = begin.max(signs.len().saturating_sub(NAME_SIGNS));
    signs[begin..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        let mut found = BTreeSet::new();
        of_text(text, &mut found);
        found.into_iter().collect()
    }
    fn key(kind: KeyKind, value: &str) -> Key {
        (kind, value.to_owned())
    }

    #[test]
    fn cor_5_keys_are_read_by_shape() {
        assert_eq!(keys("我在珠泉镇滨江村河边"), [key(KeyKind::Place, "滨江村")]);
        assert_eq!(keys("湘L·12345货车侧翻"), [key(KeyKind::Plate, "湘l12345")]);
        assert_eq!(keys("厦蓉高速K512+300处追尾"), [key(KeyKind::Post, "512")]);
        assert_eq!(keys("人民路１１８号三号楼起火").len(), 3);
        assert_eq!(keys("莲荷水厂加氯间泄漏"), [key(KeyKind::Unit, "莲荷水厂")]);
        assert!(keys("有三人受伤，现场浓烟").is_empty());
        assert_eq!(phone("0735-661 2345"), Some(key(KeyKind::Phone, "07356612345")));
        assert_eq!(phone("110"), None);
    }
}
