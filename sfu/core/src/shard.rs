//! One shard: every session and conference that one media thread carries.

use crate::{
    Egress, Event, KeyRefusal, OpenRefusal, PublisherMedia, Reason, ReceiverMedia, SrtpKeys,
};
use fengsui_protocol::{ConferenceId, Micros, SessionId, SiteId, conference::ViewTable, link::media::Counters};

/// Most messages that one call of [`Egress::transmit`] gets.
pub const MESSAGES_PER_CALL: usize = 64;

/// What a shard is made with.
#[derive(Clone, Debug)]
pub struct Config {
    /// All randomness: initial sequence numbers, timestamps, picture ids and the SSRC of the node's own reports.
    pub seed: u64,
    /// Sessions on this shard at once; past it opening is refused.
    pub max_sessions: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { seed: 0, max_sessions: 4_096 }
    }
}

/// See the crate's documentation.
pub struct Shard {
    config: Config,
}

impl Shard {
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Takes a conference's desired state. An older generation than the one held is ignored (returns `false`); the
    /// same one is applied again. Sessions of sites that are no longer in it are closed ([`Event::Closed`]).
    pub fn set_table(&mut self, now: Micros, table: ViewTable) -> bool {
        let _ = (now, table, &self.config);
        true
    }

    /// The conference ended: its sessions are closed ([`Event::Closed`]), its recording's tracks too at the next
    /// flush or timeout.
    pub fn drop_conference(&mut self, conference: ConferenceId) {
        let _ = conference;
    }

    /// Conferences whose tables are held, in order.
    #[must_use]
    pub fn conferences(&self) -> Vec<ConferenceId> {
        Vec::new()
    }

    /// Opens a session that sends to the node. Nothing flows before [`Self::set_keys`]. An earlier publishing session
    /// of the same site is closed ([`crate::CloseWhy::Replaced`]).
    ///
    /// # Errors
    /// When the table does not know the site, the id is taken or a bound is passed.
    pub fn open_publisher(
        &mut self,
        now: Micros,
        session: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: PublisherMedia,
    ) -> Result<(), OpenRefusal> {
        let _ = (now, session, conference, site, media);
        Ok(())
    }

    /// Opens a session that the node sends to. `source`: the main slot shows this site's presentation or camera
    /// whatever the table says (WHEP `?source=`).
    ///
    /// # Errors
    /// As [`Self::open_publisher`].
    pub fn open_receiver(
        &mut self,
        now: Micros,
        session: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: ReceiverMedia,
        source: Option<SiteId>,
    ) -> Result<(), OpenRefusal> {
        let _ = (now, session, conference, site, media, source);
        Ok(())
    }

    /// DTLS is done: media flows from now on.
    ///
    /// # Errors
    /// When there is no such session, or it has keys already.
    pub fn set_keys(&mut self, now: Micros, session: SessionId, keys: &SrtpKeys) -> Result<(), KeyRefusal> {
        let _ = (now, session, keys);
        Ok(())
    }

    /// Forgets a session and its keys. Nothing is sent to it any more. `false` when it was not open.
    pub fn close(&mut self, now: Micros, session: SessionId) -> bool {
        let _ = (now, session);
        true
    }

    /// One SRTP or SRTCP datagram (first byte 128 to 191, RFC 7983) of a session; decrypted in place. Whatever is
    /// wrong with it is counted and dropped. `true` when it was authentic and new, which is what may move a
    /// session's send address.
    pub fn receive(&mut self, now: Micros, session: SessionId, datagram: &mut [u8]) -> bool {
        let _ = (now, session, datagram);
        true
    }

    /// Forwards what was received since the last flush. Call it once after each burst of [`Self::receive`].
    pub fn flush(&mut self, now: Micros, egress: &mut impl Egress) {
        let _ = (now, egress);
    }

    /// Does whatever is due at `now`. Harmless when nothing is.
    pub fn timeout(&mut self, now: Micros, egress: &mut impl Egress) {
        let _ = (now, egress);
    }

    /// When to call [`Self::timeout`] next, and what for. May be in the past.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Micros, Reason)> {
        None
    }

    /// The next thing to tell, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Counted since [`Self::new`]; the fields that belong to the shell (STUN, TCP, unknown datagrams) are zero.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters::default()
    }
}
