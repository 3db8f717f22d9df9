//! What robots do: sites that answer, departments that carry out orders, feeds that report, an officer who logs. All of it follows from a seed.

pub mod department;
pub mod feeds;
pub mod officer;
mod orders;
mod script;
pub mod site;
