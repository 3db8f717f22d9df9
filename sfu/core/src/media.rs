//! What signalling agreed on for one session, in the words of the core. Filled in by the shell from SDP.

use fengsui_protocol::conference::{SlotName, StreamKind};
pub use fengsui_protocol::link::media::SlotSize;

/// Media lines in one session; more are refused.
pub const MAX_LINES: usize = 32;
/// Simulcast layers in one line; more are refused.
pub const MAX_RIDS: usize = 4;
/// Bytes of a mid or rid; longer ones are refused (RFC 8852 puts no bound on them).
pub const MAX_ID_BYTES: usize = 16;

/// A codec that the node forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    Opus,
    Vp8,
    /// Constrained baseline, packetization-mode 1.
    H264,
    /// Profile 0.
    Vp9,
    /// Main profile.
    Av1,
}

impl Codec {
    /// RTP clock, ticks per second.
    #[must_use]
    pub const fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::Vp8 | Self::H264 | Self::Vp9 | Self::Av1 => 90_000,
        }
    }
    /// Media type as recordings name it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Opus => "audio/opus",
            Self::Vp8 => "video/VP8",
            Self::H264 => "video/H264",
            Self::Vp9 => "video/VP9",
            Self::Av1 => "video/AV1",
        }
    }
    /// One stream of it may have layers inside (SVC).
    #[must_use]
    pub const fn has_layers_inside(self) -> bool {
        match self {
            Self::Opus | Self::Vp8 | Self::H264 => false,
            Self::Vp9 | Self::Av1 => true,
        }
    }
    #[must_use]
    pub const fn is_video(self) -> bool {
        match self {
            Self::Opus => false,
            Self::Vp8 | Self::H264 | Self::Vp9 | Self::Av1 => true,
        }
    }
}

/// One negotiated codec of a media line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodecLine {
    pub codec: Codec,
    pub payload_type: u8,
    /// Payload type whose `apt` is `payload_type` (RFC 4588), when negotiated.
    pub rtx: Option<u8>,
    /// Payload type of its redundant form (RFC 2198), when negotiated.
    pub red: Option<u8>,
    /// `a=rtcp-fb nack` was agreed.
    pub nack: bool,
    /// `a=rtcp-fb nack pli` was agreed.
    pub pli: bool,
}

/// Identifiers of the RTP header extensions of one line (RFC 8285), as negotiated; `None` when not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionIds {
    /// `urn:ietf:params:rtp-hdrext:sdes:mid`
    pub mid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`
    pub rid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id`
    pub repaired_rid: Option<u8>,
    /// `urn:ietf:params:rtp-hdrext:ssrc-audio-level` (RFC 6464)
    pub audio_level: Option<u8>,
    /// `http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01`
    pub transport_cc: Option<u8>,
    /// [`crate::rtp::dependency::URI`]
    pub dependency: Option<u8>,
}

/// `a=ssrc` of an offer, with its `a=ssrc-group:FID` partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalledSsrc {
    pub ssrc: u32,
    pub rtx: Option<u32>,
}

/// A session that sends to the node (WHIP).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublisherMedia {
    pub lines: Vec<PublisherLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherLine {
    pub mid: String,
    /// One line per stream kind.
    pub stream: StreamKind,
    pub codecs: Vec<CodecLine>,
    /// Rids of `a=simulcast:send`; empty without simulcast. The order does not matter: layers are ordered by the
    /// picture size found in their keyframes.
    pub rids: Vec<String>,
    pub extensions: ExtensionIds,
    /// SSRCs the offer names; learnt from mid, rid or payload type when there are none.
    pub ssrcs: Vec<SignalledSsrc>,
}

/// A session that the node sends to (WHEP).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiverMedia {
    /// CNAME of every SSRC (RFC 3550 §6.5.1): all slots share the node's clock, so all share the name.
    pub cname: String,
    pub lines: Vec<ReceiverLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverLine {
    pub mid: String,
    pub slot: SlotName,
    /// Every codec the peer takes on this line. Empty: the line was rejected and is never sent on.
    pub codecs: Vec<CodecLine>,
    /// As written into the answer. Unique within the session.
    pub ssrc: u32,
    /// SSRC of retransmissions, when any codec has an RTX payload type.
    pub rtx_ssrc: Option<u32>,
    pub extensions: ExtensionIds,
    /// Size on the viewer's screen, for the choice of a simulcast layer; `None`: the largest.
    pub size: Option<SlotSize>,
}
