//! What departments deliver: the signed envelope, CAP warnings, and their answers.

use crate::{
    FeedRecordId, IncidentId, Micros, SourceId, UnitId, WarningId,
    correlation::Proposal,
    geo::{Crs, Place, Wgs84},
    incident::{IncidentFacts, ThresholdCrossing},
    plan::ActivationView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One signed record (`POST /api/feeds/{source}`), idempotent on (source, `sourceId`, `seq`).
///
/// `hash` is lower-case hex HMAC-SM3 keyed with the source's key over the canonical text
/// `source\nsourceId\nseq\nsentAt\ncrs\nSM3hex(body)`, where `body` is the exact JSON text of the body member.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    pub source: String,
    pub source_id: String,
    pub seq: u64,
    /// RFC 3339 with offset.
    pub sent_at: String,
    pub crs: Crs,
    /// A dispatch record or an observation; see `docs/feeds.md`.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
    pub hash: String,
}

/// Body of a dispatch record (110/119/人防/安全生产), real-world field names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DispatchBody {
    pub alarm_no: String,
    /// RFC 3339 with offset.
    pub alarm_time: String,
    /// Type code (GB/T 35649) or one of the department's own words.
    pub alarm_type: String,
    pub description: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub caller_name: String,
    #[serde(default)]
    pub caller_phone: String,
    /// 处置单位
    #[serde(default)]
    pub unit: String,
    #[serde(default)]
    pub state: String,
}

/// Body of an observation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObservationBody {
    pub station: String,
    #[serde(default)]
    pub level: Option<f64>,
    #[serde(default)]
    pub rain: Option<f64>,
    /// RFC 3339 with offset.
    pub observed_at: String,
}

/// What the department is told.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FeedAnswer {
    pub accepted: Vec<FeedAccepted>,
    /// Wrong fields, one by one. The other records of the same request were taken.
    pub refused: Vec<FeedRefused>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FeedAccepted {
    pub source_id: String,
    pub seq: u64,
    /// Our id: `record-17`, `warning-3` or `observation-<log position>`.
    pub id: String,
    /// Log position.
    pub log_seq: u64,
    /// It had been accepted before.
    pub repeated: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FeedRefused {
    pub source_id: String,
    pub seq: u64,
    pub refusals: Vec<crate::Refusal>,
}

/// What became of a feed record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RecordFate {
    /// 待人确认
    Pending,
    Linked {
        incident: IncidentId,
    },
    Dismissed {
        reason: String,
    },
}

/// 外部来报: a department's record, waiting for a person or linked by one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeedRecordView {
    pub id: FeedRecordId,
    pub source: SourceId,
    pub unit: UnitId,
    /// The department's own number.
    pub source_number: String,
    pub facts: IncidentFacts,
    pub received_at: Micros,
    /// Sender's clock minus ours at receipt, microseconds.
    pub clock_skew_us: i64,
    pub fate: RecordFate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crossing: Option<ThresholdCrossing>,
    /// Open incidents of which it may speak. Suggestions; for the county only.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// Plans whose trigger became true by it. Suggestions; for the county only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activations: Vec<ActivationView>,
    pub version: u64,
}

/// 预警级别 红橙黄蓝.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningColour {
    Red,
    Orange,
    Yellow,
    Blue,
}

/// CAP `area`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningArea {
    pub description: String,
    /// Outer rings, WGS84.
    pub polygons: Vec<Vec<Wgs84>>,
    /// Centre and radius, kilometres.
    pub circles: Vec<WarningCircle>,
    pub geocodes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningCircle {
    pub centre: Wgs84,
    pub radius_km: f64,
}

/// A warning as received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningFacts {
    /// CAP identifier.
    pub identifier: String,
    pub sender: String,
    pub sent_at: Micros,
    /// `Alert`, `Update`, `Cancel`.
    pub message_type: String,
    /// CAP `status`: only `Actual` reaches a real screen as real.
    pub status: String,
    /// Identifiers that this one updates or cancels.
    pub references: Vec<String>,
    pub event: String,
    pub headline: String,
    pub description: String,
    pub instruction: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<WarningColour>,
    /// Colour code and headline disagree: what each said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour_conflict: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Micros>,
    pub areas: Vec<WarningArea>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningView {
    pub id: WarningId,
    pub source: SourceId,
    pub facts: WarningFacts,
    pub received_at: Micros,
    /// Cancelled or replaced by a later one.
    pub superseded: bool,
    pub version: u64,
}

/// How a feed is doing, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeedSourceView {
    pub id: SourceId,
    pub name: String,
    pub unit: UnitId,
    pub format: FeedFormat,
    pub disabled: bool,
    /// First and last four characters of the key; the whole key is shown once, when made.
    pub key_hint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_record_at: Option<Micros>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_refusal: Option<crate::Refusal>,
    pub accepted: u64,
    pub refused: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_skew_us: Option<i64>,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedFormat {
    /// Signed JSON envelope.
    Envelope,
    /// CAP 1.2 XML; `Authorization: Bearer <key>`.
    Cap,
}

/// Used by intake when a record becomes an incident.
pub type RecordPlace = Place;
