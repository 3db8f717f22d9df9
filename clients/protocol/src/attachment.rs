//! 附件 Attachments: photographs, video and documents of an incident. The bytes lie on the node under their SM3; the log
//! holds what is said here.

use crate::{Micros, geo::Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file as it came in: what its bytes are, and what a photograph says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AttachedFile {
    pub name: String,
    /// Content type, told by the bytes.
    pub kind: String,
    pub bytes: u64,
    /// Lower-case hex.
    pub sm3: String,
    /// Where a photograph says it was taken (EXIF). A suggestion: it locates nothing by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Wgs84>,
    /// When a photograph says it was taken, by its own clock and in Beijing time unless it says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Micros>,
}

/// One attachment of an incident, seen by whoever sees the incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Log position at which it was attached.
    pub id: u64,
    #[serde(flatten)]
    pub file: AttachedFile,
    pub by: String,
    pub at: Micros,
}
