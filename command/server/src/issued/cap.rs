//! CAP 1.2 (OASIS, ITU-T X.1303) of a warning issued here, in the profile of GB/T 35965. Elements stand in the order of the
//! schema's sequence. Pure: state in, text out.

use fengsui_command_core::{
    State,
    issued::{IssuedWarning, event_name},
};
use fengsui_protocol::{
    Micros,
    account::Mode,
    feed::WarningColour,
    geo::Wgs84,
    issued::{DispatchKind, IssuedWarningState},
};
use std::fmt::Write as _;

pub const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// The message of this kind; `None` while there is none, as of a draft.
pub fn document(state: &State, warning: &IssuedWarning, kind: DispatchKind) -> Option<String> {
    let jurisdiction = state.jurisdiction.as_ref()?;
    let issued = warning.issued.as_ref()?;
    let first = warning.identifier.as_deref()?;
    let sender = first.split('_').next().unwrap_or(first);
    let (identifier, sent) = match kind {
        DispatchKind::Cancel => (warning.cancel_identifier.as_deref()?, warning.cancelled.as_ref()?.at),
        DispatchKind::Alert | DispatchKind::Update => (first, issued.at),
    };
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"{NAMESPACE}\">\n");
    let mut put = |name: &str, text: &str| element(&mut xml, 1, name, text);
    put("identifier", identifier);
    put("sender", sender);
    put("sent", &date_time(sent));
    put("status", status(jurisdiction.mode));
    put("msgType", message_type(kind));
    put("scope", "Public");
    if let Some(note) = warning.cancelled.as_ref().filter(|_| kind == DispatchKind::Cancel) {
        put("note", &note.text);
    }
    let updated = warning.updates.and_then(|older| state.issued.all.get(&older));
    let reference = match kind {
        DispatchKind::Cancel => Some((first, issued.at)),
        DispatchKind::Alert | DispatchKind::Update => {
            updated.and_then(|older| Some((older.identifier.as_deref()?, older.issued.as_ref()?.at)))
        }
    };
    if let Some((older, at)) = reference {
        put("references", &format!("{sender},{older},{}", date_time(at)));
    }
    info(&mut xml, state, warning, sent, &jurisdiction.name);
    xml.push_str("</alert>\n");
    Some(xml)
}

/// What its newest message is.
pub fn newest(warning: &IssuedWarning) -> DispatchKind {
    match (warning.state, warning.updates) {
        (IssuedWarningState::Cancelled, _) => DispatchKind::Cancel,
        (_, Some(_)) => DispatchKind::Update,
        (_, None) => DispatchKind::Alert,
    }
}

fn info(xml: &mut String, state: &State, warning: &IssuedWarning, effective: Micros, sender_name: &str) {
    let content = &warning.content;
    let event = event_name(&content.event_code).unwrap_or("突发事件");
    xml.push_str("  <info>\n");
    let mut put = |name: &str, text: &str| element(xml, 2, name, text);
    put("language", "zh-CN");
    put("category", "Met");
    put("event", event);
    put("responseType", "Prepare");
    put("urgency", if content.colour == WarningColour::Red { "Immediate" } else { "Expected" });
    put("severity", severity(content.colour));
    put("certainty", "Likely");
    pair(xml, "eventCode", "GB/T 35965", &content.event_code);
    let mut put = |name: &str, text: &str| element(xml, 2, name, text);
    put("effective", &date_time(effective));
    put("expires", &date_time(content.expires_at));
    put("senderName", sender_name);
    put("headline", &content.headline);
    put("description", &content.text);
    if !content.instruction.trim().is_empty() {
        put("instruction", &content.instruction);
    }
    pair(xml, "parameter", "预警级别", colour(content.colour));
    area(xml, state, warning);
    xml.push_str("  </info>\n");
}

fn area(xml: &mut String, state: &State, warning: &IssuedWarning) {
    let content = &warning.content;
    let town = |code: &String| {
        let unit = state.units.values().find(|unit| unit.code.as_ref() == Some(code));
        unit.map_or_else(|| code.clone(), |unit| unit.name.clone())
    };
    let mut named: Vec<String> = content.towns.iter().map(town).collect();
    if !content.area.is_empty() {
        named.push("图上所画范围".to_owned());
    }
    xml.push_str("    <area>\n");
    element(xml, 3, "areaDesc", &named.join("、"));
    if !content.area.is_empty() {
        element(xml, 3, "polygon", &polygon(&content.area));
    }
    for code in &content.towns {
        xml.push_str("      <geocode>\n");
        element(xml, 4, "valueName", "行政区划代码");
        element(xml, 4, "value", code);
        xml.push_str("      </geocode>\n");
    }
    xml.push_str("    </area>\n");
}

/// Latitude first, and closed.
fn polygon(ring: &[Wgs84]) -> String {
    let closed = ring.iter().chain(ring.first());
    closed.map(|at| format!("{:.6},{:.6}", at.lat, at.lon)).collect::<Vec<_>>().join(" ")
}

fn status(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "Actual",
        Mode::Exercise => "Exercise",
        Mode::Demo => "Test",
    }
}

fn message_type(kind: DispatchKind) -> &'static str {
    match kind {
        DispatchKind::Alert => "Alert",
        DispatchKind::Update => "Update",
        DispatchKind::Cancel => "Cancel",
    }
}

fn severity(colour: WarningColour) -> &'static str {
    match colour {
        WarningColour::Red => "Extreme",
        WarningColour::Orange => "Severe",
        WarningColour::Yellow => "Moderate",
        WarningColour::Blue => "Minor",
    }
}

pub(super) fn colour(colour: WarningColour) -> &'static str {
    match colour {
        WarningColour::Red => "红色",
        WarningColour::Orange => "橙色",
        WarningColour::Yellow => "黄色",
        WarningColour::Blue => "蓝色",
    }
}

/// The schema's `dateTime`: with an offset, to the second.
pub(super) fn date_time(at: Micros) -> String {
    let seconds = at.0.div_euclid(1_000_000);
    let beijing = time::macros::offset!(+8);
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let moment = moment.to_offset(beijing);
    let (date, clock) = (moment.date(), moment.time());
    let (month, day) = (u8::from(date.month()), date.day());
    format!(
        "{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+08:00",
        date.year(),
        clock.hour(),
        clock.minute(),
        clock.second()
    )
}

fn pair(xml: &mut String, name: &str, value_name: &str, value: &str) {
    let _ = writeln!(xml, "    <{name}>");
    element(xml, 3, "valueName", value_name);
    element(xml, 3, "value", value);
    let _ = writeln!(xml, "    </{name}>");
}

fn element(xml: &mut String, depth: usize, name: &str, text: &str) {
    let _ = write!(xml, "{:1$}<{name}>", "", depth * 2);
    for c in text.chars() {
        match c {
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '&' => xml.push_str("&amp;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => xml.push(c),
        }
    }
    let _ = writeln!(xml, "</{name}>");
}
