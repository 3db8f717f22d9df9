//! Pure conference control 会控: who is in which conference, who may speak and be seen, and the [`ViewTable`] that media
//! nodes converge to. It has no clock, socket, file, lock, thread or randomness; `clippy.toml` bans them.
//!
//! [`decide`] says what an input would change, as events; [`State::apply`] changes the state and cannot fail. Durable
//! inputs (chair, roll call, floor, mute …) and presence become events in the log. What follows from time, from voices and
//! from the media a node receives (rotation steps, voice switches) is derived ([`State::tick`], [`State::heard`],
//! [`State::set_publishing`]): outside [`State::digest`], and in the log as a batch only.
//!
//! What the core must know of people, units and incidents comes in as [`Facts`].

mod attendance;
mod call;
mod caption;
mod chair;
mod check;
pub mod control;
mod decide;
mod derived;
mod dialogue;
mod entry;
pub mod event;
mod facts;
mod floor;
mod meeting;
mod message;
mod microphone;
mod mosaic;
mod operation;
mod picture;
mod pin;
mod priority;
mod prolong;
mod recording;
mod resolve;
mod roll_call;
mod roster;
mod rotation;
pub mod schedule;
mod screen;
mod speaker;
pub mod state;
mod table;
mod view;
mod voice_switch;
mod vote;

pub use decide::{NodeInput, decide};
pub use derived::Reason;
pub use event::{BadEvent, Event, touched};
pub use facts::{Facts, Person};
pub use fengsui_protocol::{Actor, Class, conference::ViewTable};
pub use state::State;
