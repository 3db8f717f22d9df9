//! Who is still there, judged by media sessions: a site whose last session is gone may come back within a grace period
//! before it counts as dropped (掉线). Pure: time is given in.

use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    link::media::{SessionState, SessionStatus},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

/// After the last session of a site closed.
const GRACE: Duration = Duration::from_secs(10);
/// After the media process itself was gone: every page must first notice.
const RESTART_GRACE: Duration = Duration::from_secs(30);

/// A site of a conference.
pub(super) type Place = (ConferenceId, SiteId);

#[derive(Debug, Default)]
pub(super) struct Presence {
    boot: Option<u64>,
    sessions: BTreeMap<SessionId, Place>,
    leaving: BTreeMap<Place, Instant>,
}

impl Presence {
    /// The media process said what it holds. `present`: sites that the conferences believe present. Returns whether it
    /// is another media process than before, which holds nothing of the old one.
    pub(super) fn hello(
        &mut self,
        now: Instant,
        boot: u64,
        sessions: &[SessionStatus],
        present: BTreeSet<Place>,
    ) -> bool {
        let restarted = self.boot.is_some_and(|before| before != boot);
        let grace = if restarted || self.boot.is_none() { RESTART_GRACE } else { GRACE };
        let before: BTreeSet<Place> = self.sessions.values().copied().collect();
        self.boot = Some(boot);
        self.sessions = sessions.iter().filter(|s| connected(s)).map(|s| (s.session, (s.conference, s.site))).collect();
        for place in before.union(&present) {
            self.judge(*place, now + grace);
        }
        restarted
    }

    /// One session changed. Returns the site that has just become connected by it.
    pub(super) fn session(&mut self, now: Instant, status: &SessionStatus) -> Option<Place> {
        let place = (status.conference, status.site);
        match &status.state {
            SessionState::Connecting => None,
            SessionState::Connected { .. } => {
                self.sessions.insert(status.session, place);
                self.leaving.remove(&place);
                Some(place)
            }
            SessionState::Closed { .. } => {
                if self.sessions.remove(&status.session).is_some() {
                    self.judge(place, now + GRACE);
                }
                None
            }
        }
    }

    /// A session of a terminal ended that had never connected, perhaps: nothing else holds its site present.
    pub(super) fn ended(&mut self, now: Instant, place: Place) {
        self.judge(place, now + GRACE);
    }

    fn judge(&mut self, place: Place, deadline: Instant) {
        if self.sessions.values().any(|held| *held == place) {
            self.leaving.remove(&place);
        } else {
            self.leaving.entry(place).or_insert(deadline);
        }
    }

    /// Ends the grace period of a site that will not come back; false when a session still holds it.
    pub(super) fn gone(&mut self, place: Place) -> bool {
        self.leaving.remove(&place).is_some()
    }

    /// When the next grace period ends.
    pub(super) fn due(&self) -> Option<Instant> {
        self.leaving.values().min().copied()
    }

    /// Sites whose grace period is over by `now`.
    pub(super) fn dropped(&mut self, now: Instant) -> Vec<Place> {
        let over: Vec<_> = self.leaving.iter().filter(|(_, due)| **due <= now).map(|(place, _)| *place).collect();
        for place in &over {
            self.leaving.remove(place);
        }
        over
    }
}

fn connected(status: &SessionStatus) -> bool {
    matches!(status.state, SessionState::Connected { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::link::media::Direction;

    const PLACE: Place = (ConferenceId(1), SiteId(2));

    fn status(session: u64, state: SessionState) -> SessionStatus {
        let (conference, site) = PLACE;
        SessionStatus { session: SessionId(session), conference, site, direction: Direction::Receive, state }
    }
    fn up(session: u64) -> SessionStatus {
        status(session, SessionState::Connected { cipher: "AEAD_AES_256_GCM".into() })
    }
    fn down(session: u64) -> SessionStatus {
        status(session, SessionState::Closed { why: "timeout".into() })
    }

    #[test]
    fn a_site_is_dropped_only_after_its_last_session_and_the_grace() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        assert_eq!(presence.session(start, &up(1)), Some(PLACE));
        presence.session(start, &up(2));
        presence.session(start, &down(1));
        assert_eq!(presence.due(), None, "another session holds it");
        presence.session(start, &down(2));
        assert_eq!(presence.due(), Some(start + GRACE));
        assert!(presence.dropped(start + GRACE - Duration::from_millis(1)).is_empty());
        assert_eq!(presence.dropped(start + GRACE), [PLACE]);
        assert_eq!(presence.due(), None);
    }

    #[test]
    fn a_terminal_that_never_connected_does_not_stay() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        presence.session(start, &down(1));
        assert_eq!(presence.due(), None, "a person stays without media");
        presence.ended(start, PLACE);
        assert_eq!(presence.due(), Some(start + GRACE));
        presence.session(start, &up(2));
        presence.ended(start, PLACE);
        assert_eq!(presence.due(), None, "another session holds it");
    }

    #[test]
    fn a_site_that_comes_back_in_time_is_not_dropped() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        presence.session(start, &up(1));
        presence.session(start, &down(1));
        presence.session(start + GRACE / 2, &up(3));
        assert!(presence.dropped(start + GRACE * 2).is_empty());
    }

    #[test]
    fn a_restarted_media_process_gives_everyone_time() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        assert!(!presence.hello(start, 7, &[up(1)], BTreeSet::from([PLACE])));
        assert_eq!(presence.due(), None);
        assert!(presence.hello(start, 8, &[], BTreeSet::from([PLACE])));
        assert_eq!(presence.due(), Some(start + RESTART_GRACE));
        presence.session(start, &up(2));
        assert_eq!(presence.due(), None);
    }

    #[test]
    fn a_link_that_was_down_while_the_session_closed() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        presence.hello(start, 7, &[up(1)], BTreeSet::new());
        assert!(!presence.hello(start, 7, &[], BTreeSet::new()));
        assert_eq!(presence.dropped(start + GRACE), [PLACE]);
    }
}
