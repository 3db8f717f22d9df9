//! The domain of one jurisdiction: the command core and conference control, side by side over one log.
//!
//! Pure composition. The cores do not know one another; this module gives each input to the one that decides it, each
//! event to the one that applies it, and carries the few facts that pass between them.

use fengsui_command_core::{self as command, BadEvent};
use fengsui_protocol::{Actor, Class, Micros, Refusal, input::Input, live::{EntityKey, EntityView}};
use serde::{Deserialize, Serialize};

/// Everything that may be asked of the domain.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeInput {
    Command(command::NodeInput),
}

impl From<Input> for NodeInput {
    fn from(input: Input) -> Self {
        Self::Command(command::NodeInput::Asked(input))
    }
}
impl From<command::NodeInput> for NodeInput {
    fn from(input: command::NodeInput) -> Self {
        Self::Command(input)
    }
}

/// What comes of an accepted input.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided {
    /// To be logged, in order.
    Events(Vec<Event>),
    /// It stands in the log at `seq` already, under another input id.
    Repeat { seq: u64, made: Option<EntityKey> },
}

/// A log record's content.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Command(command::Event),
}

impl Event {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Command(event) => event.kind(),
        }
    }
    pub fn version(&self) -> u32 {
        match self {
            Self::Command(event) => event.version(),
        }
    }
    /// JSON.
    pub fn body(&self) -> String {
        match self {
            Self::Command(event) => event.body(),
        }
    }
    /// Reads a record's content back.
    ///
    /// # Errors
    /// When kind or version is unknown or the body does not fit them.
    pub fn read(kind: &str, version: u32, body: &str) -> Result<Self, BadEvent> {
        command::Event::read(kind, version, body).map(Self::Command)
    }
    /// The entity that the event made.
    pub fn made(&self) -> Option<EntityKey> {
        match self {
            Self::Command(event) => event.made(),
        }
    }
    /// Entities whose view may have changed.
    pub fn touched(&self) -> Vec<EntityKey> {
        match self {
            Self::Command(event) => command::touched(event),
        }
    }
    /// Whether someone's authority may have changed.
    pub fn changes_authority(&self) -> bool {
        match self {
            Self::Command(event) => event.changes_authority(),
        }
    }
    /// One line for the audit list, without personal data.
    pub fn summary(&self) -> String {
        match self {
            Self::Command(event) => event.summary(),
        }
    }
}

/// What media processes report and nobody logs. Gone with the process, and told again by the next link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Derived {}

/// State of everything, as of one log position.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    seq: u64,
    at: Micros,
    pub command: command::State,
    #[serde(skip)]
    pub derived: Derived,
    #[serde(skip)]
    revision: u64,
}

impl Domain {
    /// Version of [`Domain::body`]; a snapshot of another version is passed over.
    pub const VERSION: u32 = 1;

    /// Log position of the newest event applied.
    pub fn seq(&self) -> u64 {
        self.seq
    }
    /// Time of the newest event applied.
    pub fn at(&self) -> Micros {
        self.at
    }
    /// Number of the newest [`crate::engine::Batch`] that this state includes.
    pub fn revision(&self) -> u64 {
        self.revision
    }
    pub(crate) fn next_revision(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// Decides one input at time `at`.
    ///
    /// # Errors
    /// The rule that stands in the way; nothing is changed.
    pub fn decide(&self, at: Micros, actor: &Actor, input: &NodeInput) -> Result<Decided, Refusal> {
        match input {
            NodeInput::Command(input) => match command::decide(&self.command, at, actor, input)? {
                command::Decision::Events(events) => {
                    Ok(Decided::Events(events.into_iter().map(Event::Command).collect()))
                }
                command::Decision::Repeated { made, seq } => Ok(Decided::Repeat { seq, made }),
            },
        }
    }

    /// Takes the next event of the log in.
    pub fn apply(&mut self, seq: u64, at: Micros, event: &Event) {
        (self.seq, self.at) = (seq, at);
        match event {
            Event::Command(event) => self.command.apply(seq, at, event),
        }
    }

    /// The entity as `class` may see it.
    pub fn view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        self.command.view(key, class)
    }

    /// Everything `class` may see.
    pub fn all(&self, class: &Class) -> Vec<EntityView> {
        self.command.all(class)
    }

    /// Canonical JSON of what the log determines; derived state is not in it.
    pub fn body(&self) -> String {
        serde_json::to_string(self).expect("the domain serialises")
    }

    /// Reads [`Domain::body`] back.
    ///
    /// # Errors
    /// When it is not that.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body)
    }
}
