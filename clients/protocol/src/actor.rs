//! Who sent an input, as the log names them.

use crate::{SourceId, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Sender of an input. As text (log column, audit): `user:12`, `source:fire-119`, `console`, `node`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person who is logged in.
    User(UserId),
    /// A department's feed, known by its key.
    Source(SourceId),
    /// The operator's subcommands on the node's own machine (`fengsui conference create` …).
    Console,
    /// The node itself: set-up, and what its media and recorder processes report.
    Node,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Source(id) => write!(f, "source:{id}"),
            Self::Console => f.write_str("console"),
            Self::Node => f.write_str("node"),
        }
    }
}

/// Text that names no actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadActor(pub String);
impl fmt::Display for BadActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an actor: {:?}", self.0)
    }
}
impl std::error::Error for BadActor {}

impl FromStr for Actor {
    type Err = BadActor;

    fn from_str(text: &str) -> Result<Self, BadActor> {
        let bad = || BadActor(text.to_owned());
        match text.split_once(':') {
            None if text == "console" => Ok(Self::Console),
            None if text == "node" => Ok(Self::Node),
            Some(("user", id)) => id.parse().map(|n| Self::User(UserId(n))).map_err(|_| bad()),
            Some(("source", id)) if !id.is_empty() => Ok(Self::Source(id.into())),
            _ => Err(bad()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for actor in [Actor::User(UserId(12)), Actor::Source("fire-119".into()), Actor::Console, Actor::Node] {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        for bad in ["", "user:", "user:x", "source:", "nobody"] {
            assert!(bad.parse::<Actor>().is_err(), "{bad}");
        }
    }
}
