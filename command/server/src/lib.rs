//! Command shell: event log, live protocol, HTTP, accounts, feeds, certificates.

pub mod http;
pub mod tls;
pub mod clock;
pub mod log;
