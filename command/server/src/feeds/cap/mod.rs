//! CAP 1.2 (OASIS, ITU-T X.1303; China's profile GB/T 35965) → facts of a warning.
//!
//! No DTD and no entities, bounded size, depth and counts. Coordinates are WGS84 and come latitude first (CAP 1.2
//! §3.3.2). Ack and Error messages are not warnings and are refused; CAP 1.0 and 1.1 are refused by name.

mod area;
mod colour;
mod xml;

pub use colour::judge as judge_colour;

use super::fields::read_time;
use fengsui_protocol::{Micros, Refusal, bounds, feed::WarningFacts};
use roxmltree::Node;

/// Namespace of the version that is read here.
pub const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// Blocks of one document, usually one per language.
const MOST_INFOS: usize = 50;
const MOST_REFERENCES: usize = 100;

/// Facts from a document, or every wrong element (CAP-1 … CAP-4, `BOUND`).
///
/// # Errors
/// One refusal per wrong element.
pub fn read(text: &str) -> Result<WarningFacts, Vec<Refusal>> {
    xml::with_document(text, read_alert).map_err(|refusal| vec![refusal])?
}

fn read_alert(alert: Node<'_, '_>) -> Result<WarningFacts, Vec<Refusal>> {
    check_version(alert).map_err(|refusal| vec![refusal])?;
    let mut reader = Reader { wrong: Vec::new() };
    let identifier = reader.name(alert, "identifier");
    let sender = reader.name(alert, "sender");
    let sent_at = reader.time(alert, "sent").unwrap_or_default();
    let status = reader.word(alert, "status", &["Actual", "Exercise", "System", "Test", "Draft"]);
    let message_type = reader.word(alert, "msgType", &["Alert", "Update", "Cancel"]);
    let references = reader.references(alert, &message_type);
    let info = reader.preferred_info(alert, &message_type);
    let facts = WarningFacts {
        identifier,
        sender,
        sent_at,
        message_type,
        status,
        references,
        event: reader.info_line(info, "event", bounds::NAME_CHARS),
        headline: reader.info_line(info, "headline", bounds::PLACE_CHARS),
        description: reader.info_text(info, "description", bounds::TEXT_CHARS),
        instruction: reader.info_text(info, "instruction", bounds::TEXT_CHARS),
        colour: None,
        colour_conflict: None,
        expires_at: info.and_then(|info| reader.time_or_none(info, "expires")),
        areas: info.map(|info| area::read(info, &mut reader.wrong)).unwrap_or_default(),
    };
    if !reader.wrong.is_empty() {
        return Err(reader.wrong);
    }
    Ok(with_colour(facts, info))
}

fn with_colour(mut facts: WarningFacts, info: Option<Node<'_, '_>>) -> WarningFacts {
    let Some(info) = info else { return facts };
    let judged = colour::of_info(info, &facts.headline);
    (facts.colour, facts.colour_conflict) = (judged.colour, judged.conflict);
    facts
}

/// CAP-1: another version, or another vocabulary altogether.
fn check_version(alert: Node<'_, '_>) -> Result<(), Refusal> {
    let namespace = alert.tag_name().namespace().unwrap_or("");
    if alert.tag_name().name() == "alert" && namespace == NAMESPACE {
        return Ok(());
    }
    let found = match namespace {
        "urn:oasis:names:tc:emergency:cap:1.1" => "CAP 1.1".to_owned(),
        "http://www.incident.com/cap/1.0" => "CAP 1.0".to_owned(),
        _ => format!("<{}> {}", alert.tag_name().name(), namespace).chars().take(120).collect(),
    };
    Err(Refusal::new(
        "CAP-1",
        format!("只接收 CAP 1.2，收到的是 {found}"),
        format!("Only CAP 1.2 is read here; this is {found}"),
    )
    .field("alert")
    .accept([NAMESPACE]))
}

struct Reader {
    wrong: Vec<Refusal>,
}

impl Reader {
    /// A short text that must be there; identifier and sender admit no space, comma, `<` or `&` (CAP 1.2 §3.2.1).
    fn name(&mut self, of: Node<'_, '_>, element: &str) -> String {
        let text = xml::text(of, element);
        let fits = !text.is_empty()
            && text.chars().count() <= bounds::NAME_CHARS
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | '<' | '&'));
        if !fits {
            self.refuse(
                element,
                "缺少或含有空格、逗号",
                "missing, too long, or with a space or comma",
                &["1–120 characters"],
            );
        }
        text
    }

    fn word(&mut self, of: Node<'_, '_>, element: &str, accepted: &[&str]) -> String {
        let text = xml::text(of, element);
        if !accepted.contains(&text.as_str()) {
            self.refuse(element, "不是可接收的值", "not a value that is taken here", accepted);
        }
        text
    }

    fn time(&mut self, of: Node<'_, '_>, element: &str) -> Option<Micros> {
        let time = read_cap_time(&xml::text(of, element));
        if time.is_none() {
            self.refuse_time(element);
        }
        time
    }

    fn time_or_none(&mut self, of: Node<'_, '_>, element: &str) -> Option<Micros> {
        let text = xml::text(of, element);
        if text.is_empty() { None } else { read_cap_time(&text).or_else(|| self.refuse_time(element)) }
    }

    fn refuse_time(&mut self, element: &str) -> Option<Micros> {
        let (zh, en) = ("应为带时区的时间", "a time with offset is needed");
        self.refuse(element, zh, en, &["2026-07-18T14:32:05+08:00"]);
        None
    }

    /// Identifiers out of `sender,identifier,sent` triples. An Update or Cancel must name what it is about.
    fn references(&mut self, alert: Node<'_, '_>, message_type: &str) -> Vec<String> {
        let text = xml::text(alert, "references");
        let triples: Vec<_> = text.split_whitespace().take(MOST_REFERENCES + 1).collect();
        let ids: Option<Vec<_>> = triples.iter().map(|triple| triple.split(',').nth(1).map(str::to_owned)).collect();
        let needed = message_type != "Alert";
        match ids {
            Some(ids) if ids.len() <= MOST_REFERENCES && !(needed && ids.is_empty()) => ids,
            _ => {
                let (zh, en) = ("应为 sender,identifier,sent", "sender,identifier,sent is needed");
                self.refuse("references", zh, en, &["sender,identifier,sent"]);
                Vec::new()
            }
        }
    }

    /// The Chinese block, else the first. Only a Cancel may come without one.
    fn preferred_info<'a, 'i>(&mut self, alert: Node<'a, 'i>, message_type: &str) -> Option<Node<'a, 'i>> {
        let infos: Vec<_> = xml::children(alert, "info").take(MOST_INFOS).collect();
        let chinese = infos.iter().find(|info| xml::text(**info, "language").to_lowercase().starts_with("zh"));
        let chosen = chinese.or(infos.first()).copied();
        if chosen.is_none() && message_type != "Cancel" {
            self.refuse("info", "缺少此项", "it is missing", &["info"]);
        }
        chosen
    }

    /// One line; a longer one is cut and marked so, for the description says everything again.
    fn info_line(&mut self, info: Option<Node<'_, '_>>, element: &str, most: usize) -> String {
        let line = self.info_text(info, element, bounds::TEXT_CHARS).replace('\n', " ");
        if line.chars().count() <= most {
            return line;
        }
        line.chars().take(most - 1).chain(['…']).collect()
    }

    fn info_text(&mut self, info: Option<Node<'_, '_>>, element: &str, most: usize) -> String {
        let Some(info) = info else { return String::new() };
        let text = xml::text(info, element);
        if text.chars().count() > most {
            let rule = Refusal::new("BOUND", format!("超过 {most} 个字符"), format!("more than {most} characters"));
            self.wrong.push(rule.field(format!("info.{element}")).accept([format!("at most {most} characters")]));
        }
        text
    }

    fn refuse(&mut self, element: &str, zh: &str, en: &str, accepted: &[&str]) {
        self.wrong.push(refuse(element, zh, en, accepted));
    }
}

/// CAP-2: an element is missing or wrong.
fn refuse(element: &str, zh: &str, en: &str, accepted: &[&str]) -> Refusal {
    Refusal::new("CAP-2", format!("元素 {element}：{zh}"), format!("Element {element}: {en}"))
        .field(element)
        .accept(accepted.iter().copied())
}

/// CAP writes UTC as `-00:00`, which RFC 3339 readers may refuse.
fn read_cap_time(text: &str) -> Option<Micros> {
    match text.strip_suffix("-00:00") {
        Some(local) => read_time(&format!("{local}Z")),
        None => read_time(text),
    }
}

#[cfg(test)]
mod tests;
