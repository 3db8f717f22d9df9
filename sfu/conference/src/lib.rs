//! Pure conference control 会控: who is in which conference, who may speak and be seen, and the [`ViewTable`] that media
//! nodes converge to. It has no clock, socket, file, lock, thread or randomness; `clippy.toml` bans them.
//!
//! [`decide`] says what an input would change, as events; [`State::apply`] changes the state and cannot fail. Durable
//! inputs (chair, broadcast, mute …) and presence become events in the log. What media a node receives at present
//! ([`State::set_publishing`]) is derived, outside the log and outside [`State::digest`], and never reaches the table:
//! generations are a function of the log, so a restarted command node gives the same ones.
//!
//! What the core must know of people, units and incidents comes in as [`Facts`].

mod attendance;
mod call;
mod caption;
mod chair;
mod check;
mod decide;
mod entry;
pub mod event;
mod facts;
mod meeting;
mod message;
mod microphone;
mod picture;
mod prolong;
mod recording;
mod roster;
pub mod schedule;
pub mod state;
mod table;
mod view;
mod vote;

pub use decide::{NodeInput, decide};
pub use event::{BadEvent, Event, touched};
pub use facts::{Facts, Person};
pub use fengsui_protocol::{Actor, Class, conference::ViewTable};
pub use state::State;
