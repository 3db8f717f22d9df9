//! Command node ⇄ media node. The media process listens; the command process connects, and connects again.

use crate::{
    ConferenceId, ExtranetNodeId, SessionId, SiteId,
    conference::{Publishing, SlotChange, UnusedLayers, ViewTable},
    extranet::{Grade, LineLoad, Reserved},
    live::Voice,
};
use serde::{Deserialize, Serialize};

/// Command → media.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToMedia {
    /// Every conference that is open: whatever is not in it ends (sessions of it are closed). Sent first after
    /// connecting.
    Converge {
        tables: Vec<ViewTable>,
    },
    /// One conference changed; an older generation than the one held is ignored.
    Table {
        table: ViewTable,
    },
    /// The conference ended.
    Drop {
        conference: ConferenceId,
    },
    /// Answer an SDP offer. At most one publishing and any number of receiving sessions per site; a second
    /// publishing session of a site replaces the first.
    Negotiate {
        session: SessionId,
        conference: ConferenceId,
        site: SiteId,
        direction: Direction,
        /// WHEP `?source=`: the main slot shows this site whatever the table says.
        source: Option<SiteId>,
        /// Pixel sizes of the video slots in offer order; empty: by their place in the offer.
        slots: Vec<SlotSize>,
        offer: String,
        /// Port of the command node's listener that the peer came by: framed STUN passes there too.
        #[serde(default)]
        front: Option<u16>,
    },
    /// A receiver draws its pictures at other sizes now, in offer order; a slot that is not named keeps its size.
    Resize {
        session: SessionId,
        slots: Vec<SlotSize>,
    },
    Close {
        session: SessionId,
    },
    /// Answer an ICE restart (RFC 9725 §4.3.3) of a session, as [`FromMedia::Negotiated`] says; media, keys and slots stay.
    Restart {
        session: SessionId,
        /// `application/trickle-ice-sdpfrag`
        fragment: String,
        #[serde(default)]
        front: Option<u16>,
    },
    /// What the connections that are handed over need. Sent after connecting, and again when it changes.
    Front {
        front: Front,
    },
    /// The lines of the extranet and who sits behind which, whole each time.
    Extranet {
        extranet: Extranet,
    },
}

/// For TLS connections that the command node takes and hands over, because TURN is spoken in them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// The node's certificate chain and its private key, PEM.
    pub certificate: String,
    pub key: String,
    /// Of TURN's short-lived credentials: a user name is `EXPIRY:USER` (seconds since the Unix epoch, and the person it was
    /// made for); its password is the lower-case hexadecimal HMAC-SHA256 of the user name under the bytes of this text.
    pub secret: String,
}

/// No secret reaches a log.
impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Front(…)")
    }
}

/// What a connection that is handed over began with; the one byte beside its descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// A binding request framed as RFC 4571 says.
    Framed,
    /// A TLS ClientHello without the ALPN of HTTP.
    Tls,
}

impl Handed {
    pub const ALL: [Self; 2] = [Self::Framed, Self::Tls];

    pub fn byte(self) -> u8 {
        match self {
            Self::Framed => b'f',
            Self::Tls => b't',
        }
    }
}

/// Desired state of the budgets. A site without a seat, or on a node that hangs on no line, is held back by its own path
/// alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extranet {
    pub lines: Vec<Line>,
    pub seats: Vec<Seat>,
}

/// The line by which a node hangs on the next one towards the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub node: ExtranetNodeId,
    /// The centre has no line of its own.
    pub to: ExtranetNodeId,
    pub down_kbps: u32,
    pub up_kbps: u32,
    pub reserved: Reserved,
}

/// Where in the extranet a site of a conference stands, and as whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub conference: ConferenceId,
    pub site: SiteId,
    pub node: ExtranetNodeId,
    pub grade: Grade,
}

/// Nobody's conference: a receiving session of it carries nothing and tries the way. Conferences count from one.
pub const TRIALS: ConferenceId = ConferenceId(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// WHIP
    Publish,
    /// WHEP
    Receive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotSize {
    pub width: u16,
    pub height: u16,
}

/// Media → command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromMedia {
    /// First after every connection: what this media node is and what it holds.
    Hello {
        /// Random at process start; tells a restart from a reconnect.
        boot: u64,
        /// `udp 192.0.2.1:8444` …, as announced to clients.
        addresses: Vec<String>,
        sessions: Vec<SessionStatus>,
    },
    Negotiated {
        session: SessionId,
        answer: Result<String, MediaRefusal>,
    },
    Session {
        status: SessionStatus,
    },
    /// What of a site is received has changed.
    Publishing {
        conference: ConferenceId,
        site: SiteId,
        publishing: Publishing,
    },
    SlotChanged {
        site: SiteId,
        change: SlotChange,
    },
    /// Layers of a publisher's stream that nobody takes; all others are to be sent. Told again while one that is wanted again
    /// does not come.
    LayersUnused {
        site: SiteId,
        layers: UnusedLayers,
    },
    /// Loudest first; at most a few times a second.
    Voices {
        conference: ConferenceId,
        loudest: Vec<Voice>,
    },
    Counters {
        counters: Counters,
    },
    /// About once a second while the extranet has lines.
    Lines {
        loads: Vec<LineLoad>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionStatus {
    pub session: SessionId,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub direction: Direction,
    pub state: SessionState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SessionState {
    Connecting,
    /// With the SRTP profile in use, `AEAD_AES_256_GCM` …
    Connected {
        cipher: String,
    },
    /// Why: `closed`, `timeout`, `replaced`, `removed`.
    Closed {
        why: String,
    },
}

/// An offer that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRefusal {
    /// 400 malformed, 404 no such conference or site, 406 no codec in common, 409 not allowed by the table, 503 full.
    pub status: u16,
    pub message: String,
}

/// What was counted since the process began; names are metric names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub packets_received: u64,
    pub packets_forwarded: u64,
    /// Neither STUN, DTLS nor (S)RTP, or from nobody we know.
    pub datagrams_unknown: u64,
    pub stun_refused: u64,
    pub srtp_refused: u64,
    pub srtp_replayed: u64,
    pub rtcp_malformed: u64,
    pub tcp_refused: u64,
    pub egress_refused: u64,
    /// Messages that the kernel or a TCP peer's queue would not take.
    #[serde(default)]
    pub send_dropped: u64,
    /// Padding that probed how much a path carries.
    #[serde(default)]
    pub packets_padding: u64,
    /// Packets of pictures sent once more before they were asked for.
    #[serde(default)]
    pub packets_ahead: u64,
    /// Packets of recorded conferences that no recorder got.
    #[serde(default)]
    pub recorder_dropped: u64,
    /// Bursts and wishes that another shard of a conference had no room for.
    #[serde(default)]
    pub between_shards_dropped: u64,
}
