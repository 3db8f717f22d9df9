//! What robots do: sites that answer, feeds that report, an officer who logs. All of it follows from a seed.

pub mod feeds;
pub mod officer;
mod script;
pub mod site;
