//! The signed JSON envelope: one object or an array of them. The body keeps its exact text, for the signature.

use super::{MOST_RECORDS, fields::read_time, sign::Signed};
use fengsui_protocol::{Micros, Refusal, bounds, feed::FeedRefused, geo::Crs};
use serde::Deserialize;
use serde_json::value::RawValue;

/// An envelope as it came, body unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEnvelope {
    pub source: String,
    pub source_id: String,
    pub seq: u64,
    pub sent_at: String,
    pub crs: Crs,
    pub body: Box<RawValue>,
    pub hash: String,
}

/// What can be said of a record that is no envelope: enough to answer it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Name {
    source_id: serde_json::Value,
    seq: serde_json::Value,
}

/// Splits a request into envelopes; each that is none is answered for itself.
///
/// # Errors
/// `ENV-2` when the text is not JSON, `BOUND` when there are too many records.
pub(super) fn split(text: &str) -> Result<Vec<Result<RawEnvelope, FeedRefused>>, Refusal> {
    let records: Vec<Box<RawValue>> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(|error| refuse_json(&error))?
    } else {
        vec![serde_json::from_str(text).map_err(|error| refuse_json(&error))?]
    };
    if records.len() > MOST_RECORDS {
        return Err(Refusal::new(
            "BOUND",
            format!("一次最多 {MOST_RECORDS} 条，请分批发送"),
            format!("At most {MOST_RECORDS} records in one request; send them in parts"),
        )
        .accept([format!("1 … {MOST_RECORDS} records")]));
    }
    Ok(records.iter().map(|record| read(record)).collect())
}

fn read(record: &RawValue) -> Result<RawEnvelope, FeedRefused> {
    let refuse = |refusals| {
        let name: Name = serde_json::from_str(record.get()).unwrap_or_default();
        let source_id = name.source_id.as_str().unwrap_or_default().chars().take(bounds::NAME_CHARS).collect();
        FeedRefused { source_id, seq: name.seq.as_u64().unwrap_or_default(), refusals }
    };
    let envelope: RawEnvelope =
        serde_json::from_str(record.get()).map_err(|error| refuse(vec![refuse_envelope(&error)]))?;
    let wrong = wrong_members(&envelope);
    if wrong.is_empty() { Ok(envelope) } else { Err(refuse(wrong)) }
}

fn wrong_members(envelope: &RawEnvelope) -> Vec<Refusal> {
    let mut wrong = Vec::new();
    let id_chars = envelope.source_id.chars().count();
    if id_chars == 0 || id_chars > bounds::NAME_CHARS || envelope.source_id.chars().any(char::is_control) {
        let (zh, en) = ("sourceId 须为 1 到 120 个可见字符", "sourceId must be 1 to 120 visible characters");
        wrong.push(Refusal::new("ENV-3", zh, en).field("sourceId").accept(["1–120 characters"]));
    }
    if envelope.sent_at().is_none() {
        let (zh, en) = ("sentAt 应为带时区的 RFC 3339 时间", "sentAt must be an RFC 3339 time with offset");
        wrong.push(Refusal::new("ENV-3", zh, en).field("sentAt").accept(["2026-07-18T14:32:05+08:00"]));
    }
    wrong
}

impl RawEnvelope {
    pub fn signed(&self) -> Signed<'_> {
        Signed {
            source: &self.source,
            source_id: &self.source_id,
            seq: self.seq,
            sent_at: &self.sent_at,
            crs: self.crs,
            body: self.body.get(),
        }
    }

    pub fn sent_at(&self) -> Option<Micros> {
        read_time(&self.sent_at)
    }

    pub fn refused(&self, refusals: Vec<Refusal>) -> FeedRefused {
        FeedRefused { source_id: self.source_id.clone(), seq: self.seq, refusals }
    }
}

fn refuse_json(error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    Refusal::new(
        "ENV-2",
        format!("不是合法的 JSON：第 {line} 行第 {column} 列"),
        format!("Not JSON: line {line}, column {column}"),
    )
    .accept(["one envelope", "array of envelopes"])
}

fn refuse_envelope(error: &serde_json::Error) -> Refusal {
    // serde names the member between backticks: missing field `hash`, unknown variant `x`.
    let said = error.to_string();
    let member = said.split('`').nth(1).filter(|name| MEMBERS.contains(name));
    let refusal =
        Refusal::new("ENV-2", format!("不是约定的信封格式：{said}"), format!("Not the agreed envelope: {said}"))
            .accept(MEMBERS);
    match member {
        Some(member) => refusal.field(member),
        None => refusal,
    }
}

const MEMBERS: [&str; 7] = ["source", "sourceId", "seq", "sentAt", "crs", "body", "hash"];
