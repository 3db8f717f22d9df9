//! What robots are made of: the node as seen from outside, a live copy of the county, and media.
//!
//! A robot uses the node as a person's browser does: it logs in, keeps a live websocket, sends inputs, publishes by
//! WHIP and receives by WHEP. It never reaches into the node.

pub mod account;
pub mod live;
pub mod media;
