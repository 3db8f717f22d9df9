//! Reads the fields of a JSON object one by one, so that every wrong field is named, not only the first.

use fengsui_protocol::{Micros, Refusal, bounds};
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// 2000-01-01 and 2100-01-01, seconds: what lies outside is a broken clock, not a time.
const YEARS: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// A reader over one object, collecting what is wrong.
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// Path before a field's name: `body.` or nothing.
    prefix: &'static str,
    pub wrong: Vec<Refusal>,
}

impl<'a> Fields<'a> {
    pub fn new(map: &'a Map<String, Value>, prefix: &'static str) -> Self {
        Self { map, prefix, wrong: Vec::new() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// A text that must be there and not be empty.
    pub fn text(&mut self, name: &str, most: usize) -> String {
        let text = self.text_or_empty(name, most);
        if text.is_empty() && !self.is_wrong(name) {
            self.refuse(name, "缺少此项", "it is missing", &[]);
        }
        text
    }

    /// A text that may be missing; numbers are read as text, as some departments send them so.
    pub fn text_or_empty(&mut self, name: &str, most: usize) -> String {
        let text = match self.map.get(name) {
            None | Some(Value::Null) => return String::new(),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                self.refuse(name, "应为文本", "a text is needed", &["text"]);
                return String::new();
            }
        };
        if text.chars().count() > most {
            let rule = Refusal::new("BOUND", format!("超过 {most} 个字符"), format!("more than {most} characters"));
            self.wrong.push(rule.field(self.path(name)).accept([format!("at most {most} characters")]));
            return String::new();
        }
        if text.contains('\0') {
            self.refuse(name, "含有空字符", "it contains a null character", &["text"]);
            return String::new();
        }
        text
    }

    /// A finite number that may be missing; text that reads as a number is taken.
    pub fn number(&mut self, name: &str) -> Option<f64> {
        let number = match self.map.get(name)? {
            Value::Null => return None,
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let number = number.filter(|number| number.is_finite());
        if number.is_none() {
            self.refuse(name, "应为数字", "a number is needed", &["number"]);
        }
        number
    }

    /// A number within `range` that may be missing.
    pub fn number_within(&mut self, name: &str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let number = self.number(name)?;
        if !range.contains(&number) {
            let accepted = format!("{} … {}", range.start(), range.end());
            self.refuse(name, &format!("超出范围 {accepted}"), &format!("outside {accepted}"), &[&accepted]);
            return None;
        }
        Some(number)
    }

    /// An RFC 3339 time with offset.
    pub fn time(&mut self, name: &str) -> Micros {
        let text = self.text(name, 64);
        if self.is_wrong(name) {
            return Micros::default();
        }
        read_time(&text).unwrap_or_else(|| {
            let (zh, en) = ("应为带时区的 RFC 3339 时间", "an RFC 3339 time with offset is needed");
            self.refuse(name, zh, en, &["2026-07-18T14:32:05+08:00"]);
            Micros::default()
        })
    }

    pub fn refuse(&mut self, name: &str, zh: &str, en: &str, accepted: &[&str]) {
        let path = self.path(name);
        let refusal = Refusal::new("ENV-3", format!("字段 {path}：{zh}"), format!("Field {path}: {en}"));
        self.wrong.push(refusal.field(path).accept(accepted.iter().copied()));
    }

    fn is_wrong(&self, name: &str) -> bool {
        let path = self.path(name);
        self.wrong.iter().any(|refusal| refusal.field.as_ref() == Some(&path))
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// An RFC 3339 time with offset, of this century.
pub(super) fn read_time(text: &str) -> Option<Micros> {
    if text.len() > 64 {
        return None;
    }
    let time = OffsetDateTime::parse(text.trim(), &Rfc3339).ok()?;
    YEARS.contains(&time.unix_timestamp()).then(|| Micros((time.unix_timestamp_nanos() / 1_000) as i64))
}

/// The first `most` characters of the first sentence, for a title.
pub(super) fn headline(text: &str, most: usize) -> String {
    let sentence = text.split(['。', '；', '\n', ';']).map(str::trim).find(|part| !part.is_empty()).unwrap_or("");
    sentence.chars().take(most.min(bounds::NAME_CHARS)).collect()
}
