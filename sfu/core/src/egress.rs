//! What leaves the shard, borrowed: sealed datagrams for the network and plain packets for the recorder.

use fengsui_protocol::{Micros, RecordingId, SessionId, link::recorder::OpenTrack};

/// What a message carries, as networks tell it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Audio,
    /// Cameras, and reports of every kind.
    Video,
    Presentation,
}

/// One UDP message: `arena[start..start + length]`, cut into datagrams of `segment` bytes, the last one possibly
/// shorter. `segment == length` is a single datagram. Never more than [`Message::MAX_SEGMENTS`] datagrams or
/// [`Message::MAX_BYTES`] bytes, so that it fits UDP_SEGMENT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    pub session: SessionId,
    pub start: u32,
    pub length: u32,
    pub segment: u16,
    pub class: Class,
}

impl Message {
    /// The kernel takes 64 (UDP_MAX_SEGMENTS) and refuses more than 64 KiB with headers.
    pub const MAX_SEGMENTS: usize = 44;
    pub const MAX_BYTES: usize = 60_000;

    /// Its bytes.
    #[must_use]
    pub fn bytes<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        &arena[self.start as usize..(self.start + self.length) as usize]
    }
    /// Its datagrams.
    pub fn datagrams<'a>(&self, arena: &'a [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.bytes(arena).chunks(usize::from(self.segment))
    }
}

/// The recording of one track, in order. Track numbers are unique within the shard's life.
#[derive(Clone, Debug, PartialEq)]
pub enum Tap<'a> {
    OpenTrack {
        recording: RecordingId,
        track: u32,
        opened: OpenTrack,
    },
    /// A plain RTP packet of the best simulcast layer. Sequence numbers and timestamps are the publisher's until the
    /// layer changes, and run on without a jump afterwards. Late (repaired) packets come out of order.
    Packet {
        recording: RecordingId,
        track: u32,
        arrival: Micros,
        rtp: &'a [u8],
    },
    /// `rtp_timestamp` was sampled at `at` of the node's clock.
    TrackClock {
        recording: RecordingId,
        track: u32,
        at: Micros,
        rtp_timestamp: u32,
    },
    /// `closed`, `stopped` (recording ended), `muted`.
    CloseTrack {
        recording: RecordingId,
        track: u32,
        why: &'static str,
    },
}

/// The shell's side of the way out. Both are called from within [`crate::Shard::flush`] and
/// [`crate::Shard::timeout`] only; what they borrow is overwritten after they return.
pub trait Egress {
    /// At most [`crate::shard::MESSAGES_PER_CALL`] messages, to be handed to the kernel before returning.
    fn transmit(&mut self, arena: &[u8], messages: &[Message]);
    fn record(&mut self, tap: Tap<'_>);
}
