//! What crosses between the shards of one conference (decision 0012). The home shard has every publisher; shards that follow it
//! have receivers, and hold mirrors of its tracks.
//!
//! Home to follower: [`Parcel::Burst`], the packets that arrived together, plain, once for all followers, and what is to be known
//! of their tracks. Follower to home: [`Parcel::Wishes`]. Both are bounded by the shell's rings; what is lost is made good: of a
//! burst everything but its packets is told anew, wishes are repeated.

use crate::clock::MediaClock;
use crate::media::{Codec, CodecLine};
use crate::rest::{Rest, Sizes};
use crate::rewrite::LayerId;
use crate::rtp::red::Redundant;
use crate::track::Rate;
use crate::voices::Loudness;
use fengsui_protocol::conference::StreamKind;
use fengsui_protocol::{ConferenceId, Micros, SiteId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// One thing that crosses, in order of sending between two shards.
#[derive(Clone, Debug)]
pub enum Parcel {
    Burst(Arc<Burst>),
    Wishes(Box<Wishes>),
}

impl Parcel {
    #[must_use]
    pub fn conference(&self) -> ConferenceId {
        match self {
            Self::Burst(burst) => burst.conference,
            Self::Wishes(wishes) => wishes.conference,
        }
    }
}

/// The shell's side of the ways between shards. Called from within [`crate::Shard::hand_over`] only.
pub trait Bus {
    /// Hands a parcel to shard `to` without waiting. `false`: its ring is full, and the parcel is gone.
    fn send(&mut self, to: usize, parcel: Parcel) -> bool;
}

/// From the home shard, the same for all that follow.
#[derive(Debug)]
pub struct Burst {
    pub(crate) conference: ConferenceId,
    /// Numbers of all tracks that there are, when some came or went.
    pub(crate) all: Option<Vec<u32>>,
    /// Tracks that are new or other than before, whole.
    pub(crate) tracks: Vec<Described>,
    /// Who is heard, loudest first, when it was chosen anew.
    pub(crate) voices: Option<Vec<(u32, Loudness)>>,
    pub(crate) packets: Vec<Crossed>,
    /// Header and payload of all packets, one after another.
    pub(crate) bytes: Vec<u8>,
}

impl Burst {
    fn new() -> Self {
        Self {
            conference: ConferenceId(0),
            all: None,
            tracks: Vec::new(),
            voices: None,
            packets: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packets.is_empty() && self.tracks.is_empty() && self.all.is_none() && self.voices.is_none()
    }

    fn clear(&mut self) {
        (self.all, self.voices) = (None, None);
        self.tracks.clear();
        self.packets.clear();
        self.bytes.clear();
    }
}

/// One packet, as the home shard stored it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crossed {
    pub track: u32,
    pub layer: LayerId,
    /// Extended sequence number of the source.
    pub sequence: u64,
    pub arrival: Micros,
    pub codec: Codec,
    /// Place and length of the dependency descriptor in the packet.
    pub dependency: Option<(usize, usize)>,
    pub red: Option<Redundant>,
    pub repaired: bool,
    /// In [`Burst::bytes`].
    pub start: usize,
    pub length: usize,
}

/// A track as its mirrors need it.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    pub number: u32,
    pub site: SiteId,
    pub stream: StreamKind,
    pub codecs: Vec<CodecLine>,
    pub layers: Vec<DescribedLayer>,
}

#[derive(Clone, Debug)]
pub(crate) struct DescribedLayer {
    pub id: LayerId,
    pub rid: Option<String>,
    pub ssrc: Option<u32>,
    pub clock: MediaClock,
    pub size: Option<(u16, u16)>,
    pub rate: Rate,
    pub last: Option<Micros>,
    pub rest: Rest,
    pub sizes: Sizes,
}

/// From a shard that follows.
#[derive(Clone, Debug)]
pub struct Wishes {
    pub(crate) conference: ConferenceId,
    /// Layers of which somebody waits for a keyframe.
    pub(crate) keyframes: Vec<(u32, LayerId)>,
    /// Layers that rest and that somebody would take, and the spatial layer of them.
    pub(crate) wakes: Vec<(u32, (LayerId, u8))>,
    /// Once a second: all layers that somebody takes, or would, and the largest spatial layer of each.
    pub(crate) used: Option<BTreeMap<LayerId, u8>>,
}

impl Wishes {
    pub(crate) fn new(conference: ConferenceId) -> Self {
        Self { conference, keyframes: Vec::new(), wakes: Vec::new(), used: None }
    }
}

/// Bursts that every follower has read are used again.
#[derive(Default)]
pub(crate) struct Pool(VecDeque<Arc<Burst>>);

/// Bursts that are kept for it.
const KEPT: usize = 64;

impl Pool {
    /// An empty burst that nobody else has.
    pub fn take(&mut self) -> Arc<Burst> {
        if let Some(mut oldest) = self.0.pop_front() {
            if let Some(burst) = Arc::get_mut(&mut oldest) {
                burst.clear();
                return oldest;
            }
            self.0.push_front(oldest);
        }
        Arc::new(Burst::new())
    }

    pub fn keep(&mut self, burst: Arc<Burst>) {
        if self.0.len() < KEPT {
            self.0.push_back(burst);
        }
    }
}
