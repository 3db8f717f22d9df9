//! The media core of one shard, pure: datagrams and instants come in, datagrams, events and recorded packets go out.
//!
//! It has no clock, socket, file, lock, thread or randomness: time is an argument, randomness is a seed in
//! [`Config`]. It owns RTP, RTCP and SRTP of every session on the shard; ICE, DTLS, SDP and addresses belong to the
//! shell, which has already found the session of a datagram before it calls [`Shard::receive`].
//!
//! The shell's loop is: `receive` each datagram of one socket read, `flush` once, `timeout` when
//! [`Shard::poll_timeout`] is due, then drain [`Shard::poll_event`]. A conference may span shards: what crosses between them goes
//! by [`Shard::hand_over`] and [`Shard::take_parcel`]. Who sees whom is decided by the
//! [`ViewTable`](fengsui_protocol::conference::ViewTable) alone.

pub mod across;
mod ahead;
pub mod budget;
mod clock;
pub mod egress;
mod estimate;
pub mod event;
mod frames;
pub mod media;
mod outbox;
mod pacer;
mod plan;
mod prefetch;
mod random;
mod recording;
mod redundancy;
mod rest;
mod rewrite;
mod ring;
pub mod rtcp;
pub mod rtp;
mod selection;
mod session;
pub mod shard;
mod slab;
mod slot;
pub mod srtp;
mod thinning;
mod track;
mod voices;

pub use across::{Bus, Parcel};
pub use egress::{Class, Egress, Message, Tap};
pub use estimate::PathState;
pub use event::{CloseWhy, Event, OpenRefusal, Reason};
pub use media::{
    Codec, CodecLine, ExtensionIds, PublisherLine, PublisherMedia, ReceiverLine, ReceiverMedia, SignalledSsrc, SlotSize,
};
pub use shard::{Config, Shard, Taken};
pub use srtp::{KeyRefusal, MasterKey, SrtpKeys, SrtpProfile};
