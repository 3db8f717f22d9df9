//! One transport: a publishing or a receiving one.

use crate::ahead::Ahead;
use crate::budget::Seat;
use crate::clock::PeerOffset;
use crate::estimate::Estimate;
use crate::media::ExtensionIds;
use crate::pacer::Pacer;
use crate::prefetch;
use crate::redundancy::Redundancy;
use crate::rtcp::transport::Arrivals;
use crate::slot::Slot;
use crate::srtp::{Opener, Sealer};
use fengsui_protocol::{ConferenceId, Micros, SessionId, SiteId};
use std::mem::offset_of;

/// What forwarding reads lies together at its beginning, here and in what it holds: [`Session::HOT`] bytes.
#[repr(C)]
pub struct Session {
    pub id: SessionId,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub keys: Option<Keys>,
    pub role: Role,
    /// SSRC of the node's own reports.
    pub own_ssrc: u32,
    /// Where in the extranet it stands; `None`: on no line that others share.
    pub seat: Option<Seat>,
}

#[repr(C)]
pub struct Keys {
    pub sealer: Sealer,
    pub opener: Opener,
    /// What the sealer had sealed when [`Self::was_quiet`] was last asked.
    pub sealed: u32,
}

impl Keys {
    /// Whether nothing was sealed since this was last asked.
    pub fn was_quiet(&mut self) -> bool {
        let sealed = self.sealer.sealed();
        std::mem::replace(&mut self.sealed, sealed) == sealed
    }
}

pub enum Role {
    Publisher(Publisher),
    Receiver(Receiver),
}

impl Session {
    pub fn publisher(&self) -> Option<&Publisher> {
        match &self.role {
            Role::Publisher(publisher) => Some(publisher),
            Role::Receiver(_) => None,
        }
    }
    pub fn receiver(&self) -> Option<&Receiver> {
        match &self.role {
            Role::Receiver(receiver) => Some(receiver),
            Role::Publisher(_) => None,
        }
    }
    /// Bytes at its beginning that forwarding reads; in front of what is in a role stands which it is.
    pub const HOT: usize = offset_of!(Self, role) + size_of::<u64>() + offset_of!(Receiver, estimate) + Estimate::HOT;

    /// Asks for what forwarding to slot `number` will read, as far as the session itself knows where it is.
    #[inline]
    pub fn prefetch(&self, number: usize) {
        let (Some(keys), Role::Receiver(receiver)) = (&self.keys, &self.role) else { return };
        keys.sealer.prefetch();
        receiver.estimate.prefetch();
        if let Some(slot) = receiver.slots.get(number) {
            prefetch::head(slot, Slot::HOT);
        }
    }

    /// Asks for what only the slot knows of.
    #[inline]
    pub fn prefetch_slot(&self, number: usize) {
        let (Some(keys), Role::Receiver(receiver)) = (&self.keys, &self.role) else { return };
        if let Some(slot) = receiver.slots.get(number) {
            slot.prefetch(&keys.sealer);
        }
    }

    pub fn receiver_mut(&mut self) -> Option<&mut Receiver> {
        match &mut self.role {
            Role::Receiver(receiver) => Some(receiver),
            Role::Publisher(_) => None,
        }
    }
}

/// What an SSRC of a publisher carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub ssrc: u32,
    pub track: usize,
    pub layer: usize,
    pub rtx: bool,
}

pub struct Publisher {
    pub tracks: Vec<usize>,
    pub bindings: Vec<Binding>,
    /// The same on every line (RFC 9143 §9.2).
    pub extensions: ExtensionIds,
    pub arrivals: Arrivals,
    pub offset: PeerOffset,
    /// What it was told that it may send, for the sake of others on its line.
    pub limit: Limit,
}

/// Bits per second that a publisher may send, and when it was told so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limit {
    /// Of pictures.
    pub told: Option<u64>,
    pub at: Option<Micros>,
    pub peak: u64,
    /// How often it is still to be told that there is no limit any more.
    pub lifts: u8,
}

#[repr(C)]
pub struct Receiver {
    pub slots: Vec<Slot>,
    pub pacer: Pacer,
    /// Bits per second that it was given of lines that it shares: keyframes are spread, so that they are no queue for others.
    pub given: Option<u64>,
    /// Among those that the pacing tick looks after.
    pub paced: bool,
    pub redundancy: Redundancy,
    pub ahead: Ahead,
    pub estimate: Estimate,
    pub cname: String,
    pub source: Option<SiteId>,
    pub repairs: Allowance,
    /// Bits per second below and from which on the layers are to be chosen anew.
    pub enough: (u64, u64),
}

/// µs of queue on a path that has no room for copies.
const QUEUE_MOST: i64 = 100_000;

impl Receiver {
    /// Whether a long queue stands on its path.
    #[must_use]
    pub fn is_queued(&self) -> bool {
        self.estimate.path().queue >= QUEUE_MOST
    }

    /// Whether bursts are held back.
    #[inline]
    pub fn is_paced(&self) -> bool {
        self.estimate.is_limited() || self.given.is_some()
    }

    /// How often packets of pictures are to be sent once more before they are asked for.
    #[must_use]
    pub fn copies(&self) -> u8 {
        if self.redundancy.is_on() && !self.is_queued() { Ahead::copies(self.redundancy.loss()) } else { 0 }
    }

    /// Bits per second by which it is paced.
    #[inline]
    pub fn pace(&self) -> u64 {
        let own = if self.estimate.is_limited() { self.estimate.bitrate() } else { u64::MAX };
        // The pacer goes up to two and a half times as fast; a shared line is to see no more than five quarters.
        own.min(self.given.map_or(u64::MAX, |given| given / 2))
    }
}

/// How many bytes of retransmissions a receiver may cause.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    bytes: f64,
    at: Option<Micros>,
}

impl Allowance {
    const MOST: f64 = 128.0 * 1024.0;

    pub fn new() -> Self {
        Self { bytes: Self::MOST, at: None }
    }

    /// Refills by a quarter of `bitrate` and says whether anything is left.
    pub fn refill(&mut self, bitrate: u64, now: Micros) -> bool {
        let elapsed = self.at.map_or(0, |at| now.since(at).max(0));
        self.at = Some(now);
        self.bytes = (self.bytes + bitrate as f64 / 32.0 * elapsed as f64 / 1e6).min(Self::MOST);
        self.bytes > 0.0
    }

    pub fn spend(&mut self, bytes: usize) {
        self.bytes -= bytes as f64;
    }
}
