//! One session on a shard: its ICE agent, its DTLS server and where it stands.

use super::outlets::Outlets;
use crate::{
    dtls::DtlsServer,
    ice::{CONSENT, IceLite, Path},
    net::udp::Destination,
};
use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    link::media::{Direction, SessionState, SessionStatus},
};
use std::time::Instant;

/// SSRCs by which a packet from an unknown address is taken to a session.
pub const MAX_KNOWN_SSRCS: usize = 16;
/// Packets from unknown addresses that are tried against one session in a second.
const STRAY_PER_SECOND: usize = 20;

/// What was spent in the second that runs.
pub struct PerSecond {
    since: Instant,
    spent: usize,
}

impl PerSecond {
    pub fn new(now: Instant) -> Self {
        Self { since: now, spent: 0 }
    }

    /// Whether `cost` more is within `limit`; spends it if so.
    pub fn may_spend(&mut self, now: Instant, cost: usize, limit: usize) -> bool {
        if now.duration_since(self.since).as_secs() >= 1 {
            *self = Self::new(now);
        }
        let within = self.spent + cost <= limit;
        self.spent += if within { cost } else { 0 };
        within
    }
}

pub struct Session {
    pub id: SessionId,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub direction: Direction,
    pub ice: IceLite,
    pub dtls: DtlsServer,
    pub state: SessionState,
    /// Of the selected path, in the kernel's form.
    pub destination: Option<(Path, Destination)>,
    /// SSRCs the peer has sent with.
    pub ssrcs: Vec<u32>,
    opened: Instant,
    strays: PerSecond,
}

impl Session {
    pub fn new(
        now: Instant,
        (id, conference, site, direction): (SessionId, ConferenceId, SiteId, Direction),
        ice: IceLite,
        dtls: DtlsServer,
    ) -> Self {
        Self {
            id,
            conference,
            site,
            direction,
            ice,
            dtls,
            state: SessionState::Connecting,
            destination: None,
            ssrcs: Vec::new(),
            opened: now,
            strays: PerSecond::new(now),
        }
    }

    pub fn status(&self) -> SessionStatus {
        SessionStatus {
            session: self.id,
            conference: self.conference,
            site: self.site,
            direction: self.direction,
            state: self.state.clone(),
        }
    }

    /// When it ends unless something comes. Never earlier than before: checks prolong consent, and keys make consent what
    /// counts. Who checks but never shakes hands does not keep one of the places for handshakes.
    pub fn expires(&self) -> Instant {
        match self.state {
            SessionState::Connecting => self.opened + CONSENT,
            SessionState::Connected { .. } | SessionState::Closed { .. } => self.ice.expires(),
        }
    }

    /// Keeps [`Self::destination`], and what `outlets` has of it, in step with what ICE selected.
    pub fn follow(&mut self, dual: bool, outlets: &mut Outlets) {
        let selected = self.ice.selected();
        if self.destination.as_ref().map(|(path, _)| *path) == selected {
            return;
        }
        outlets.forget(self.id);
        self.destination = selected.map(|path| {
            let local = match path {
                Path::Udp { local, .. } => local,
                Path::Tcp { remote, .. } => remote.ip(),
            };
            (path, Destination::new(path.remote(), local, dual))
        });
    }

    /// Whether one more packet from an unknown address may be tried against this session's keys.
    pub fn may_try_stray(&mut self, now: Instant) -> bool {
        self.strays.may_spend(now, 1, STRAY_PER_SECOND)
    }
}
