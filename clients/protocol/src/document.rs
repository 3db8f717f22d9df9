//! 公文 Document: written from the log, edited by people, signed by a leader, printed after GB/T 9704-2012. Not secret, ever.

use crate::{DocumentId, IncidentId, Micros, OrderId, UnitId, report::ReportSeal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 应急信息专报
    SpecialReport,
    /// 督办通知
    SupervisionNotice,
    /// 突发事件情况报告
    IncidentReport,
    /// 总结评估报告
    AfterActionReport,
    /// 值班快报: about a period, not about an incident.
    DutyBulletin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// 草稿
    Draft,
    /// 已签发
    Signed,
}

/// 紧急程度 of a document (GB/T 9704-2012, 7.2.3). An ordinary one has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentUrgency {
    /// 特急
    Flash,
    /// 加急
    Urgent,
}

/// 密级. Known only to be refused: this system is not for state secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// 秘密
    Secret,
    /// 机密
    Confidential,
    /// 绝密
    TopSecret,
}

/// A table; every row as wide as its head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentTable {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A picture that was taken in for a document: a map as it was, a photograph. Its bytes lie on the node under their SM3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentPicture {
    /// Lower-case hex.
    pub sm3: String,
    /// `image/jpeg` or `image/png`.
    pub kind: String,
    pub bytes: u64,
    /// Pixels.
    pub width: u32,
    pub height: u32,
}

/// 附图: one of the document's pictures, with what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentFigure {
    pub sm3: String,
    #[serde(default)]
    pub caption: String,
}

/// One section of the body: 一、heading, paragraphs, a table, figures. The heading may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentSection {
    #[serde(default)]
    pub heading: String,
    #[serde(default)]
    pub paragraphs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<DocumentTable>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<DocumentFigure>,
}

/// What is written in a document, and signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentContent {
    /// 标题
    pub title: String,
    /// 发文机关署名
    pub issuer: String,
    /// 主送机关; empty: none.
    #[serde(default)]
    pub addressee: String,
    /// 抄送机关; empty: none.
    #[serde(default)]
    pub copies_to: String,
    /// 联系人及电话; empty: none.
    #[serde(default)]
    pub contact: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<DocumentUrgency>,
    /// 内部使用
    #[serde(default)]
    pub internal: bool,
    pub sections: Vec<DocumentSection>,
}

/// 签发, and the seal that the node put under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentSignature {
    pub seq: u64,
    pub at: Micros,
    pub by: String,
    /// SM3 of the canonical text, lower-case hex.
    pub digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<ReportSeal>,
}

/// A document as one visibility class may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DocumentView {
    pub id: DocumentId,
    pub kind: DocumentKind,
    pub state: DocumentState,
    /// 发文字号; a draft has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Of a 督办通知: the order, and the unit it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub content: DocumentContent,
    /// What its figures may show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<DocumentPicture>,
    /// Log position up to which the draft speaks.
    pub covers: u64,
    pub drafted_at: Micros,
    pub drafted_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<DocumentSignature>,
    pub version: u64,
}

/// A signed document by itself: what `document.json` holds, and every printed PDF carries, so that whoever has the file
/// can check it without the node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SealedDocument {
    /// 1.
    pub fengsui_document: u32,
    pub jurisdiction: String,
    pub mode: crate::account::Mode,
    pub number: String,
    pub kind: DocumentKind,
    /// Number of the incident; empty: of none.
    pub incident: String,
    pub content: DocumentContent,
    pub signed_at: Micros,
    pub signed_by: String,
    pub seal: ReportSeal,
    /// The pictures of its figures by their SM3, in Base64: what is signed names them by it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, String>,
    /// 份号 of the printed copy that carries this; not part of what is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<u32>,
}
