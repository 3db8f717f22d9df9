//! The append-only, hash-chained log on SQLite (WAL, `synchronous=FULL`), one per jurisdiction.
//!
//! [`open`] takes the lead of a data directory and gives one [`LogWriter`], which alone appends, and a [`Log`] for
//! everybody who reads. This module knows bytes and order; it does not know what a record means.

mod faults;
mod open;
mod read;
pub mod record;
mod verify;
mod writer;

pub use faults::FaultPoints;
pub use open::{DATABASE, LogOptions, connect_options, open, open_beside};
pub use read::Log;
pub use record::{Draft, Hash, Record, hex};
pub use verify::{ChainFault, check_chain};
pub use writer::LogWriter;

use fengsui_protocol::{JurisdictionId, account::Mode};
use serde::{Deserialize, Serialize};

/// A place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    pub epoch: u64,
    /// 0: nothing yet.
    pub seq: u64,
}

/// Why the log could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("data directory: {0}")]
    Io(#[from] std::io::Error),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("database schema: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("another process leads {0}; stop it first")]
    Led(std::path::PathBuf),
    #[error("MODE-1: {dir} holds {found:?} records and the node was started as {asked:?}; give another --data")]
    WrongMode { dir: std::path::PathBuf, found: Mode, asked: Mode },
    #[error("{dir} belongs to jurisdiction {found}, not {asked}; give another --data")]
    WrongJurisdiction { dir: std::path::PathBuf, found: JurisdictionId, asked: JurisdictionId },
    #[error("a later epoch than {epoch} leads this log; this process must not write any more")]
    Fenced { epoch: u64 },
    #[error("the log on disk stands at {on_disk}, this process at {here}; it must start again from the log")]
    Diverged { on_disk: u64, here: u64 },
    #[error("the log is damaged: {0}")]
    Broken(#[from] ChainFault),
}

impl LogError {
    /// Trying again will not help: a person must act.
    pub fn lasting(&self) -> bool {
        matches!(self, Self::WrongMode { .. } | Self::WrongJurisdiction { .. } | Self::Migrate(_) | Self::Broken(_))
    }

    /// The process must stop: its copy is no longer the log's.
    pub fn fatal(&self) -> bool {
        matches!(self, Self::Fenced { .. } | Self::Diverged { .. } | Self::Broken(_))
    }
}
