//! What the shard tells its shell besides packets.

use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    conference::{Publishing, SlotChange, UnusedLayers},
    live::Voice,
};

/// Drained by [`crate::Shard::poll_event`].
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A slot of `site`'s receiving session shows another source from `rtp_timestamp` on, or nothing.
    SlotChange { site: SiteId, change: SlotChange },
    /// What of a site is received and let through has changed.
    Publishing { conference: ConferenceId, site: SiteId, publishing: Publishing },
    /// Loudest first, at most four times a second and only when it changed.
    Voices { conference: ConferenceId, loudest: Vec<Voice> },
    /// Layers of a publisher's stream that nobody takes: it need not send them until told otherwise. All others are to be
    /// sent. Told again while a layer that is wanted again does not come.
    LayersUnused { site: SiteId, layers: UnusedLayers },
    /// The core closed a session by itself; nothing is sent to it any more. Not sent for [`crate::Shard::close`].
    Closed { session: SessionId, conference: ConferenceId, site: SiteId, why: CloseWhy },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseWhy {
    /// The conference ended.
    Ended,
    /// The site is no longer in the ViewTable.
    Removed,
    /// The site opened another publishing session.
    Replaced,
}

/// Why a session cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenRefusal {
    /// No ViewTable of this conference is held.
    NoConference,
    /// The site is not in the conference's ViewTable.
    NoSite,
    /// The shard follows the conference's home and takes receivers only.
    NotHome,
    /// The session id is already open.
    InUse,
    /// A bound was passed (lines, rids, codecs, sessions), named here.
    Bound(&'static str),
    /// Two lines share an SSRC, a mid or a stream kind.
    Ambiguous(&'static str),
}

impl std::fmt::Display for OpenRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoConference => f.write_str("no such conference"),
            Self::NoSite => f.write_str("the site is not in the conference"),
            Self::NotHome => f.write_str("this shard takes no publisher of the conference"),
            Self::InUse => f.write_str("the session is already open"),
            Self::Bound(what) => write!(f, "too many: {what}"),
            Self::Ambiguous(what) => write!(f, "ambiguous: {what}"),
        }
    }
}
impl std::error::Error for OpenRefusal {}

/// What the next call of [`crate::Shard::timeout`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Missing packets are asked for (RFC 4585 §6.2.1).
    Nack,
    /// Transport-wide feedback to publishers.
    TransportFeedback,
    /// Sender and receiver reports (RFC 3550 §6.4), silence and layer activity.
    Report,
    /// Loudest voices are chosen anew.
    Voices,
    /// A keyframe is still missing and asked for again.
    Keyframe,
    /// The room of shared lines is dealt out anew.
    Lines,
    /// What waited goes out, and a probe's padding.
    Pace,
}
