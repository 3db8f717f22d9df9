//! 搜索 Search: what was written, found by its characters, in what the asker may see.

use crate::{IncidentId, Micros, live::EntityKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Groups of answers, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    Incident,
    FeedRecord,
    PhoneCall,
    Order,
    Report,
    Instruction,
    Document,
    Warning,
    IssuedWarning,
    Plan,
    /// Resources, hazards and protection targets.
    Register,
    Message,
}

impl SearchKind {
    pub const ALL: [SearchKind; 12] = [
        SearchKind::Incident,
        SearchKind::FeedRecord,
        SearchKind::PhoneCall,
        SearchKind::Order,
        SearchKind::Report,
        SearchKind::Instruction,
        SearchKind::Document,
        SearchKind::Warning,
        SearchKind::IssuedWarning,
        SearchKind::Plan,
        SearchKind::Register,
        SearchKind::Message,
    ];
}

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnippetPiece {
    pub text: String,
    /// It is what was searched for.
    pub hit: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchHit {
    pub key: EntityKey,
    /// What it is called, with what was found marked.
    pub title: Vec<SnippetPiece>,
    /// Where it says so; empty when the title does.
    pub snippet: Vec<SnippetPiece>,
    /// When it was; of what stands on a list nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Micros>,
    /// The incident it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchGroup {
    pub kind: SearchKind,
    pub hits: Vec<SearchHit>,
    /// There are more than these.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchAnswer {
    pub query: String,
    /// Only kinds that were found.
    pub groups: Vec<SearchGroup>,
    /// The index is still being made: older things may be missing.
    pub building: bool,
}
