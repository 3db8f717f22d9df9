//! What departments deliver: signed JSON envelopes and CAP 1.2 documents become inputs of the engine.
//!
//! Parsers here take bytes from strangers: bounded, no panic, every wrong field answered by name. Nothing is decided
//! about incidents; whether a record is taken is the core's.

pub mod cap;
mod dispatch;
mod envelope;
mod fields;
mod intake;
mod observation;
pub mod replay;
pub mod sign;
mod words;

pub use intake::{Intake, Outcome};
pub use words::{WORDS, type_code};

/// Records in one request.
pub const MOST_RECORDS: usize = 500;
