//! Sessions of a shard, found by id, by ufrag, by the address they send from and by SSRC.

use super::outlets::Outlets;
use super::session::{MAX_KNOWN_SSRCS, Session};
use crate::ice::{Credentials, Path};
use fengsui_protocol::{SessionId, link::media::SessionState};
use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    hash::{BuildHasherDefault, Hasher},
    net::SocketAddr,
    time::Instant,
};

/// Where a packet came from, as sessions are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum From {
    Udp(SocketAddr),
    Tcp(u64),
}

impl From {
    pub fn of(path: &Path) -> Self {
        match path {
            Path::Udp { remote, .. } => Self::Udp(*remote),
            Path::Tcp { connection, .. } => Self::Tcp(*connection),
        }
    }
}

/// Session numbers are the command node's, not a stranger's: one multiplication spreads them well enough.
#[derive(Default)]
pub struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

pub type ById = HashMap<SessionId, Session, BuildHasherDefault<NumberHasher>>;

#[derive(Default)]
pub struct Sessions {
    pub by_id: ById,
    by_ufrag: HashMap<String, SessionId>,
    by_path: HashMap<From, SessionId>,
    /// Several peers may send with one SSRC: browsers that only receive report under 1.
    by_ssrc: HashMap<u32, Vec<SessionId>>,
    /// No session ends before.
    none_ends_before: Option<Instant>,
    /// Those whose handshake may have a timer: only what comes, or is due, sets one.
    handshakes: BTreeSet<SessionId>,
}

impl Sessions {
    pub fn insert(&mut self, session: Session) {
        self.by_ufrag.insert(session.ice.ufrag().to_owned(), session.id);
        self.by_id.insert(session.id, session);
    }

    /// ICE restart: from now on `local` finds the session. `false`: there is none.
    pub fn restart(&mut self, id: SessionId, local: Credentials, remote_ufrag: String) -> bool {
        let Some(session) = self.by_id.get_mut(&id) else { return false };
        self.by_ufrag.remove(session.ice.ufrag());
        self.by_ufrag.insert(local.ufrag.clone(), id);
        session.ice.restart(local, remote_ufrag);
        true
    }

    pub fn remove(&mut self, id: SessionId) -> Option<Session> {
        let session = self.by_id.remove(&id)?;
        self.by_ufrag.remove(session.ice.ufrag());
        for path in session.ice.paths() {
            self.forget_path(id, path);
        }
        for ssrc in &session.ssrcs {
            if let Entry::Occupied(mut with) = self.by_ssrc.entry(*ssrc) {
                with.get_mut().retain(|other| *other != id);
                if with.get().is_empty() {
                    with.remove();
                }
            }
        }
        Some(session)
    }

    pub fn get_mut(&mut self, id: SessionId) -> Option<&mut Session> {
        self.by_id.get_mut(&id)
    }

    pub fn with_ufrag(&self, ufrag: &str) -> Option<SessionId> {
        self.by_ufrag.get(ufrag).copied()
    }

    pub fn at(&self, path: &Path) -> Option<SessionId> {
        self.by_path.get(&From::of(path)).copied()
    }

    /// Sessions whose peers send with `ssrc`.
    pub fn with_ssrc(&self, ssrc: u32) -> &[SessionId] {
        self.by_ssrc.get(&ssrc).map_or(&[], Vec::as_slice)
    }

    /// `path` is authenticated for session `id`. An address belongs to one session, the last that proved it: another
    /// one's packets must not go there any more.
    pub fn learn_path(
        &mut self,
        id: SessionId,
        path: &Path,
        forgotten: Option<&Path>,
        dual: bool,
        outlets: &mut Outlets,
    ) {
        if let Some(forgotten) = forgotten {
            self.forget_path(id, forgotten);
        }
        let before = self.by_path.insert(From::of(path), id).filter(|before| *before != id);
        let Some(other) = before.and_then(|before| self.by_id.get_mut(&before)) else { return };
        let lost: Vec<Path> = other.ice.paths().iter().filter(|p| From::of(p) == From::of(path)).copied().collect();
        lost.into_iter().for_each(|path| other.ice.forget(path));
        other.follow(dual, outlets);
    }

    fn forget_path(&mut self, id: SessionId, path: &Path) {
        let from = From::of(path);
        if self.by_path.get(&from) == Some(&id) {
            self.by_path.remove(&from);
        }
    }

    /// An authentic packet with `ssrc` came from the peer of session `id`.
    pub fn learn_ssrc(&mut self, id: SessionId, ssrc: u32) {
        let Some(session) = self.by_id.get_mut(&id) else { return };
        if session.ssrcs.len() < MAX_KNOWN_SSRCS && !session.ssrcs.contains(&ssrc) {
            session.ssrcs.push(ssrc);
            self.by_ssrc.entry(ssrc).or_default().push(id);
        }
    }

    pub fn has_connection(&self, connection: u64) -> bool {
        self.by_path.contains_key(&From::Tcp(connection))
    }

    /// A TCP connection is gone; its session looks for another path.
    pub fn forget_connection(&mut self, connection: u64, dual: bool, outlets: &mut Outlets) {
        let Some(id) = self.by_path.remove(&From::Tcp(connection)) else { return };
        let Some(session) = self.by_id.get_mut(&id) else { return };
        let gone: Vec<Path> =
            session.ice.paths().iter().filter(|p| From::of(p) == From::Tcp(connection)).copied().collect();
        gone.into_iter().for_each(|path| session.ice.forget(path));
        session.follow(dual, outlets);
    }

    pub fn connecting(&self) -> usize {
        self.by_id.values().filter(|s| s.state == SessionState::Connecting).count()
    }

    /// Sessions that nothing came for in time. That time is only ever prolonged, and a new session's ends last.
    pub fn expired(&mut self, now: Instant) -> Vec<SessionId> {
        if self.none_ends_before.is_some_and(|until| now < until) {
            return Vec::new();
        }
        self.none_ends_before = self.by_id.values().map(|s| s.expires()).filter(|expires| *expires > now).min();
        self.by_id.values().filter(|s| s.expires() <= now).map(|s| s.id).collect()
    }

    /// A DTLS datagram came for session `id`: its handshake may now have a timer.
    pub fn dtls_came(&mut self, id: SessionId) {
        self.handshakes.insert(id);
    }

    /// Sessions with a DTLS flight to send again.
    pub fn dtls_due(&mut self, now: Instant) -> Vec<SessionId> {
        let timer = |id: &SessionId| self.by_id.get(id)?.dtls.poll_timeout();
        self.handshakes.retain(|id| timer(id).is_some());
        self.handshakes.iter().copied().filter(|id| timer(id).is_some_and(|at| at <= now)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dtls::{DtlsServer, Fingerprint, Identity},
        ice::{CONSENT, IceLite},
        stun::{Message, parse, write_request},
    };
    use fengsui_protocol::{ConferenceId, SiteId, link::media::Direction};
    use std::{sync::Arc, time::Duration};

    const PASSWORD: &str = "password-of-the-node-....";

    fn session(now: Instant) -> Session {
        let fingerprint = Fingerprint::parse(&format!("sha-256 {}", ["ab"; 32].join(":"))).unwrap();
        let local = Credentials { ufrag: "00+node".to_owned(), password: PASSWORD.to_owned() };
        let dtls = DtlsServer::new(Arc::new(Identity::generate().unwrap()), fingerprint);
        let names = (SessionId(1), ConferenceId(1), SiteId(1), Direction::Receive);
        Session::new(now, names, IceLite::new(now, local, "peer".to_owned()), dtls)
    }

    fn check(session: &mut Session, now: Instant) {
        let mut bytes = Vec::new();
        write_request(&mut bytes, [1; 12], "00+node:peer", PASSWORD.as_bytes(), true);
        let Some(Message::Request(request)) = parse(&bytes) else { panic!("a request") };
        let path = Path::Udp { remote: ([192, 0, 2, 9], 5_000).into(), local: [192, 0, 2, 1].into() };
        session.ice.check(now, &request, path, &mut Vec::new());
    }

    #[test]
    fn checks_alone_do_not_keep_a_session_that_never_shakes_hands() {
        let opened = Instant::now();
        let mut sessions = Sessions::default();
        let mut session = session(opened);
        let just_before = opened + CONSENT - Duration::from_millis(1);
        check(&mut session, just_before);
        sessions.insert(session);
        assert!(sessions.expired(just_before).is_empty());
        assert_eq!(sessions.expired(opened + CONSENT), [SessionId(1)]);
        // With keys, consent is what counts.
        sessions.get_mut(SessionId(1)).unwrap().state = SessionState::Connected { cipher: String::new() };
        assert!(sessions.expired(opened + CONSENT).is_empty());
        assert_eq!(sessions.expired(just_before + CONSENT), [SessionId(1)]);
    }
}
