//! The warning colour, out of three places that often disagree: the headline's word, a colour code, and CAP severity.
//!
//! Two digit schemes are in use: one digit runs 1 = red … 4 = blue, two digits run 01 = blue … 04 = red. The headline
//! is what people read and wins; a disagreement is flagged with what each place said, never hidden.

use super::xml;
use fengsui_protocol::feed::WarningColour::{self, Blue, Orange, Red, Yellow};
use roxmltree::Node;

/// What the three places say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    pub colour: Option<WarningColour>,
    /// What each said, when they disagree.
    pub conflict: Option<String>,
}

/// Judges an info block.
pub(super) fn of_info(info: Node<'_, '_>, headline: &str) -> Judged {
    judge(headline, code_of(info).as_deref(), &xml::text(info, "severity"))
}

/// Judges headline, colour code (when there is one) and severity.
pub fn judge(headline: &str, code: Option<&str>, severity: &str) -> Judged {
    let places = [
        ("headline", headline_colour(headline), headline.to_owned()),
        ("code", code.and_then(code_colour), code.unwrap_or_default().to_owned()),
        ("severity", severity_colour(severity), severity.to_owned()),
    ];
    let said: Vec<_> =
        places.iter().filter_map(|(place, colour, text)| colour.map(|colour| (place, colour, text))).collect();
    let colour = said.first().map(|(_, colour, _)| *colour);
    let agree = said.iter().all(|(_, other, _)| Some(*other) == colour);
    let conflict = (!agree).then(|| {
        let parts = said.iter().map(|(place, colour, text)| {
            let text: String = text.chars().take(60).collect();
            format!("{place} “{text}” = {}", name(*colour))
        });
        parts.collect::<Vec<_>>().join("; ")
    });
    Judged { colour, conflict }
}

fn name(colour: WarningColour) -> &'static str {
    match colour {
        Red => "红 red",
        Orange => "橙 orange",
        Yellow => "黄 yellow",
        Blue => "蓝 blue",
    }
}

/// The first colour word of the headline.
fn headline_colour(headline: &str) -> Option<WarningColour> {
    const CHINESE: [(&str, WarningColour); 8] = [
        ("红色", Red),
        ("橙色", Orange),
        ("黄色", Yellow),
        ("蓝色", Blue),
        ("Ⅰ级", Red),
        ("Ⅱ级", Orange),
        ("Ⅲ级", Yellow),
        ("Ⅳ级", Blue),
    ];
    let found = CHINESE.iter().filter_map(|(word, colour)| Some((headline.find(word)?, *colour)));
    if let Some((_, colour)) = found.min_by_key(|(at, _)| *at) {
        return Some(colour);
    }
    headline.split(|c: char| !c.is_ascii_alphabetic()).find_map(english)
}

fn english(word: &str) -> Option<WarningColour> {
    match word.to_ascii_lowercase().as_str() {
        "red" => Some(Red),
        "orange" => Some(Orange),
        "yellow" => Some(Yellow),
        "blue" => Some(Blue),
        _ => None,
    }
}

fn code_colour(code: &str) -> Option<WarningColour> {
    match code.trim() {
        "1" | "04" => Some(Red),
        "2" | "03" => Some(Orange),
        "3" | "02" => Some(Yellow),
        "4" | "01" => Some(Blue),
        other => headline_colour(other),
    }
}

/// GB/T 35965 ties the four colours to CAP severity.
fn severity_colour(severity: &str) -> Option<WarningColour> {
    match severity {
        "Extreme" => Some(Red),
        "Severe" => Some(Orange),
        "Moderate" => Some(Yellow),
        "Minor" => Some(Blue),
        _ => english(severity),
    }
}

/// A parameter named for colour or level, or what follows the five characters of an event code (`11B0302`).
fn code_of(info: Node<'_, '_>) -> Option<String> {
    let value = |node: Node<'_, '_>| xml::text(node, "value");
    let named = xml::children(info, "parameter").chain(xml::children(info, "eventCode")).find(|node| {
        let name = xml::text(*node, "valueName").to_lowercase();
        ["color", "colour", "颜色", "预警级别", "warninglevel"].iter().any(|word| name.contains(word))
    });
    if let Some(node) = named {
        return Some(value(node)).filter(|value| !value.is_empty());
    }
    xml::children(info, "eventCode").find_map(|node| {
        let code = value(node);
        let digits = code.strip_prefix("11B")?.get(2..)?.trim_start_matches(['_', '-']);
        (matches!(digits.len(), 1 | 2) && digits.chars().all(|c| c.is_ascii_digit())).then(|| digits.to_owned())
    })
}
