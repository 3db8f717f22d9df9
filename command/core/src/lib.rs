//! Pure, event-sourced command core: incidents, departments' records, accounts, authority, visibility. It has no
//! clock, socket, file, lock, thread or randomness; `clippy.toml` bans them.
//!
//! [`decide`] says what an input would change, as events; [`State::apply`] changes the state and cannot fail. Whoever
//! replays the same events from [`State::default`] has the same state, to the same [`State::digest`].
//! [`State::view`] says what one visibility class may see of one entity. Inputs about conferences are not decided
//! here, but [`authority::check`] knows whether the sender's role may send them.

pub mod account;
pub mod archive;
pub mod authority;
pub mod bulletin;
mod calendar;
pub mod catalogue;
mod check;
pub mod correlation;
mod decide;
pub mod document;
pub mod duty;
pub mod event;
pub mod extranet;
pub mod feed;
mod ground;
pub mod incident;
pub mod input;
pub mod instruction;
pub mod issued;
pub mod order;
pub mod phone;
pub mod plan;
pub mod plot;
pub mod report;
pub mod resource;
mod shared;
pub mod state;
pub mod statistics;
pub mod table;
pub mod unit_group;
mod view;
pub mod wall;
mod words;

pub use decide::{Decision, decide, for_conference};
pub use event::{BadEvent, Event, touched};
pub use fengsui_protocol::{Actor, Class};
pub use input::{NodeInput, Secret};
pub use shared::Shared;
pub use state::State;
