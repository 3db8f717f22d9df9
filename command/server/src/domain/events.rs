//! A log record's content: an event of one of the cores.

use fengsui_command_core as command;
use fengsui_conference as conference;
use fengsui_protocol::live::EntityKey;

/// Kinds of conference control's events with their versions; those of the command core are
/// [`command::Event::KINDS`]. The two have no name in common.
pub const CONFERENCE_KINDS: &[(&str, u32)] = conference::Event::KINDS;

/// A body that is not what its kind and version promise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadEvent(String);

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Command(command::Event),
    Conference(conference::Event),
}

impl Event {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Command(event) => event.kind(),
            Self::Conference(event) => event.kind(),
        }
    }
    pub fn version(&self) -> u32 {
        match self {
            Self::Command(event) => event.version(),
            Self::Conference(event) => event.version(),
        }
    }
    /// JSON.
    pub fn body(&self) -> String {
        match self {
            Self::Command(event) => event.body(),
            Self::Conference(event) => event.body(),
        }
    }

    /// Reads a record's content back.
    ///
    /// # Errors
    /// When kind or version is unknown or the body does not fit them.
    pub fn read(kind: &str, version: u32, body: &str) -> Result<Self, BadEvent> {
        if CONFERENCE_KINDS.iter().any(|(known, _)| *known == kind) {
            let event = conference::Event::read(kind, version, body);
            return event.map(Self::Conference).map_err(|error| BadEvent(error.to_string()));
        }
        command::Event::read(kind, version, body).map(Self::Command).map_err(|error| BadEvent(error.to_string()))
    }

    /// The entity that the event made.
    pub fn made(&self) -> Option<EntityKey> {
        match self {
            Self::Command(event) => event.made(),
            Self::Conference(event) => event.made(),
        }
    }
    /// Whether someone's authority may have changed.
    pub fn changes_authority(&self) -> bool {
        match self {
            Self::Command(event) => event.changes_authority(),
            Self::Conference(_) => false,
        }
    }
    /// One line for the audit list, without personal data.
    pub fn summary(&self) -> String {
        match self {
            Self::Command(event) => event.summary(),
            Self::Conference(event) => event.summary(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cores_have_no_kind_in_common() {
        for (kind, _) in command::Event::KINDS {
            assert!(CONFERENCE_KINDS.iter().all(|(other, _)| other != kind), "{kind}");
        }
    }
}
