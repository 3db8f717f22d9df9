//! Checks that every input goes through: lengths, characters, numbers, positions, times. A refusal names the rule, the
//! field's path and what would be accepted.

use crate::{Decision, Event, State};
use fengsui_protocol::{
    Micros, Refusal, bounds,
    geo::{Bbox, Place, Wgs84},
    incident::{Casualties, IncidentFacts},
};
use std::collections::BTreeMap;

/// A clock may be this far ahead of ours, microseconds.
pub(crate) const AHEAD: i64 = 10 * Micros::MINUTE;

pub(crate) fn refuse(rule: &str, zh: &str, en: &str) -> Refusal {
    Refusal::new(rule, zh, en)
}

pub(crate) fn done(events: impl IntoIterator<Item = Event>) -> Result<Decision, Refusal> {
    Ok(Decision::Events(events.into_iter().collect()))
}

/// A required single line.
pub(crate) fn line(path: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(refuse("TEXT-2", "此项必填", "This field must not be empty").field(path));
    }
    optional_line(path, text, most)
}

/// A single line that may be empty.
pub(crate) fn optional_line(path: &str, text: &str, most: usize) -> Result<(), Refusal> {
    bounded(path, text, most)?;
    characters(path, text, |_| false)
}

/// Several lines, may be empty.
pub(crate) fn paragraphs(path: &str, text: &str) -> Result<(), Refusal> {
    bounded(path, text, bounds::TEXT_CHARS)?;
    characters(path, text, |c| matches!(c, '\n' | '\r' | '\t'))
}

/// Several lines, not empty.
pub(crate) fn required_paragraphs(path: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(refuse("TEXT-2", "此项必填", "This field must not be empty").field(path));
    }
    paragraphs(path, text)
}

fn bounded(path: &str, text: &str, most: usize) -> Result<(), Refusal> {
    // Bytes first: counting the characters of a very long text would cost more than it is worth.
    if text.len() <= most || (text.len() <= most * 4 && text.chars().count() <= most) {
        return Ok(());
    }
    let zh = format!("超过 {most} 字");
    let en = format!("Longer than {most} characters");
    Err(Refusal::new("BOUND", zh, en).field(path).accept([format!("≤ {most}")]))
}

/// TEXT-1: no control characters, and none that turn the direction of writing (they make one text look like another).
fn characters(path: &str, text: &str, allowed: impl Fn(char) -> bool) -> Result<(), Refusal> {
    let turning = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match text.chars().find(|&c| (c.is_control() && !allowed(c)) || turning(c)) {
        None => Ok(()),
        Some(c) => {
            let zh = format!("含有控制字符 U+{:04X}", c as u32);
            let en = format!("Contains the control character U+{:04X}", c as u32);
            Err(Refusal::new("TEXT-1", zh, en).field(path))
        }
    }
}

/// A short name in small ASCII letters, digits, `-`, `_`, `.`.
pub(crate) fn slug(path: &str, text: &str) -> Result<(), Refusal> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    if (2..=40).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(());
    }
    let refusal = refuse(
        "TEXT-3",
        "只能用 2–40 个小写字母、数字、-、_、.",
        "Use 2 to 40 small letters, digits, hyphens, underscores or dots",
    );
    Err(refusal.field(path).accept(["[a-z0-9._-]{2,40}"]))
}

pub(crate) fn phone(path: &str, text: &str) -> Result<(), Refusal> {
    optional_line(path, text, bounds::PHONE_CHARS)?;
    if text.chars().all(|c| c.is_ascii_digit() || " +-()*#,，转".contains(c)) {
        return Ok(());
    }
    let refusal = refuse("TEXT-4", "电话号码只含数字和 + - ( ) 转", "A telephone number has digits and + - ( ) only");
    Err(refusal.field(path).accept(["0735-6612345"]))
}

/// REF-1: what an input names must exist.
pub(crate) fn known<'a, K: Ord + std::fmt::Display, V>(
    all: &'a BTreeMap<K, V>,
    id: &K,
    path: &str,
    zh: &str,
    en: &str,
) -> Result<&'a V, Refusal> {
    let missing = || Refusal::new("REF-1", format!("没有这个{zh}：{id}"), format!("No such {en}: {id}")).field(path);
    all.get(id).ok_or_else(missing)
}

// ---- positions ----

/// GEO-1 and GEO-2: in range, and not evidently with longitude and latitude exchanged.
pub(crate) fn position(state: &State, path: &str, at: Wgs84) -> Result<(), Refusal> {
    let swapped = Wgs84 { lon: at.lat, lat: at.lon };
    if let Some(bbox) = state.jurisdiction.as_ref().and_then(|jurisdiction| jurisdiction.bbox)
        && !inside(&bbox, at)
        && inside(&bbox, swapped)
    {
        let refusal = refuse("GEO-1", "像是经纬度写反了", "Longitude and latitude seem to be exchanged");
        return Err(refusal.field(path).accept([format!("lon={} lat={}", swapped.lon, swapped.lat)]));
    }
    degrees(&format!("{path}.lon"), at.lon, 180.0)?;
    degrees(&format!("{path}.lat"), at.lat, 90.0)
}

fn inside(bbox: &Bbox, at: Wgs84) -> bool {
    (bbox.west..=bbox.east).contains(&at.lon) && (bbox.south..=bbox.north).contains(&at.lat)
}

fn degrees(path: &str, value: f64, most: f64) -> Result<(), Refusal> {
    if value.is_finite() && value.abs() <= most {
        return Ok(());
    }
    let refusal = refuse("GEO-4", "坐标超出范围", "The coordinate is out of range").field(path);
    Err(refusal.accept([format!("{} … {most}", -most)]))
}

pub(crate) fn place(state: &State, path: &str, place: &Place) -> Result<(), Refusal> {
    optional_line(&format!("{path}.text"), &place.text, bounds::PLACE_CHARS)?;
    if let Some(at) = place.position {
        position(state, &format!("{path}.position"), at)?;
    }
    if let Some(given) = place.given {
        number(&format!("{path}.given.lon"), given.lon, -1e9, 1e9)?;
        number(&format!("{path}.given.lat"), given.lat, -1e9, 1e9)?;
    }
    if let Some(error) = place.error_m {
        number(&format!("{path}.error_m"), error, 0.0, 1e6)?;
    }
    match &place.town {
        Some(town) if town.len() != 9 || !town.bytes().all(|byte| byte.is_ascii_digit()) => {
            let refusal = refuse("GEO-6", "乡镇代码是九位数字", "A town code is nine digits");
            Err(refusal.field(format!("{path}.town")).accept(["431024100"]))
        }
        _ => Ok(()),
    }
}

pub(crate) fn number(path: &str, value: f64, least: f64, most: f64) -> Result<(), Refusal> {
    if value.is_finite() && (least..=most).contains(&value) {
        return Ok(());
    }
    let refusal = refuse("NUM-1", "数值超出范围", "The number is out of range").field(path);
    Err(refusal.accept([format!("{least} … {most}")]))
}

// ---- facts ----

/// TIME-1: nothing has happened yet that lies in the future. `now` is the sender's clock where that is ahead of ours.
pub(crate) fn past(path: &str, at: Micros, now: Micros) -> Result<(), Refusal> {
    if at.since(now) <= AHEAD && at.0 >= 0 {
        return Ok(());
    }
    let refusal =
        refuse("TIME-1", "时间晚于现在十分钟以上或无效", "The time is more than ten minutes ahead, or invalid");
    Err(refusal.field(path).accept([format!("0 … {}", now.0.saturating_add(AHEAD))]))
}

pub(crate) fn casualties(path: &str, of: &Casualties) -> Result<(), Refusal> {
    let all = [
        ("dead", of.dead),
        ("seriously_hurt", of.seriously_hurt),
        ("missing", of.missing),
        ("trapped", of.trapped),
        ("moved", of.moved),
    ];
    match all.iter().find(|(_, count)| *count > bounds::CASUALTIES) {
        None => Ok(()),
        Some((name, _)) => {
            let refusal = refuse("BOUND", "人数过大", "The number of people is too large");
            Err(refusal.field(format!("{path}.{name}")).accept([format!("≤ {}", bounds::CASUALTIES)]))
        }
    }
}

pub(crate) fn type_code(path: &str, code: &str) -> Result<(), Refusal> {
    if crate::catalogue::find(code).is_some() {
        return Ok(());
    }
    let refusal = refuse("INC-2", "没有这个事件类型代码", "No such incident type code").field(path);
    Err(refusal.accept(crate::catalogue::TYPES.iter().map(|entry| entry.code)))
}

/// CALL-3: a call ends after it began.
pub(crate) fn call_end(path: &str, from: Micros, to: Option<Micros>, now: Micros) -> Result<(), Refusal> {
    let Some(to) = to else { return Ok(()) };
    past(path, to, now)?;
    if to >= from {
        return Ok(());
    }
    let refusal = refuse("CALL-3", "通话结束不能早于开始", "A call cannot end before it began");
    Err(refusal.field(path).accept([format!("{} …", from.0)]))
}

/// Every field of an incident's facts.
pub(crate) fn facts(state: &State, path: &str, facts: &IncidentFacts, now: Micros) -> Result<(), Refusal> {
    let at = |field: &str| format!("{path}.{field}");
    line(&at("title"), &facts.title, bounds::NAME_CHARS)?;
    type_code(&at("type_code"), &facts.type_code)?;
    past(&at("occurred_at"), facts.occurred_at, now)?;
    place(state, &at("place"), &facts.place)?;
    casualties(&at("casualties"), &facts.casualties)?;
    optional_line(&at("caller.name"), &facts.caller.name, bounds::NAME_CHARS)?;
    phone(&at("caller.phone"), &facts.caller.phone)?;
    optional_line(&at("caller.source"), &facts.caller.source, bounds::NAME_CHARS)?;
    if let Some(call) = facts.caller.call {
        past(&at("caller.call.from"), call.from, now)?;
        call_end(&at("caller.call.to"), call.from, call.to, now)?;
    }
    paragraphs(&at("narrative"), &facts.narrative)?;
    paragraphs(&at("measures"), &facts.measures)?;
    paragraphs(&at("informed"), &facts.informed)
}
