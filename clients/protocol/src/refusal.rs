//! A refusal: what rule stood in the way, in which field, and what would be accepted instead.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why an input was not taken. Shown to the person who sent it; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    /// Stable rule id, listed in `docs/RULES.md`, such as `INC-3` or `BOUND`.
    pub rule: String,
    /// Path of the offending field in the input (`place.position.lat`), when one field is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// One sentence for the user, Chinese.
    pub message_zh: String,
    /// The same sentence, English.
    pub message_en: String,
    /// What would be accepted: values, a range, another input. Empty when nothing would be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
}

impl Refusal {
    pub fn new(rule: &str, message_zh: impl Into<String>, message_en: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            field: None,
            message_zh: message_zh.into(),
            message_en: message_en.into(),
            accepted: Vec::new(),
        }
    }
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
    #[must_use]
    pub fn accept<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.accepted.extend(values.into_iter().map(Into::into));
        self
    }
}
