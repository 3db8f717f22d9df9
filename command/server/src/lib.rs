//! Command shell: event log, live protocol, HTTP, accounts, feeds, certificates.

pub mod auth;
pub mod http;
pub mod tls;
pub mod clock;
pub mod log;
pub mod backup;
pub mod domain;
pub mod engine;
pub mod snapshots;
pub mod verify;
