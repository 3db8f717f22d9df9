//! The ICE-lite agent of one session: who may check, which path is used, and for how long (RFC 8445 §2.5, RFC 7675).
//!
//! Pure. It sends no checks and never resolves the peer's candidates. Consent is the peer's authenticated checks: 30
//! seconds without one, and nothing is sent any more.

use crate::stun::{self, Request, Role};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// RFC 7675 §5.1.
pub const CONSENT: Duration = Duration::from_secs(30);
/// Paths one session may have authenticated at a time; the oldest unused one makes room.
pub const MAX_PATHS: usize = 16;
/// The send address follows an authenticated SRTP packet at most this often.
const MOVE_INTERVAL: Duration = Duration::from_secs(1);
/// Bytes sent to an address that only SRTP vouches for: about one second of a conference.
const UNCONFIRMED_BYTES: usize = 512 * 1024;

/// `a=ice-ufrag` and `a=ice-pwd` of the node, for one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Begins with the shard's number in hexadecimal and a plus sign, so that a TCP connection finds its shard.
    pub ufrag: String,
    pub password: String,
}

impl Credentials {
    /// RFC 8445 §5.3: at least 24 bits of randomness in the ufrag, 128 in the password.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate(shard: u8) -> Result<Self, aws_lc_rs::error::Unspecified> {
        let mut bytes = [0u8; 32];
        aws_lc_rs::rand::fill(&mut bytes)?;
        let text = |bytes: &[u8]| bytes.iter().map(|b| char::from(ICE_CHARS[usize::from(b & 63)])).collect::<String>();
        Ok(Self { ufrag: format!("{shard:02x}+{}", text(&bytes[..8])), password: text(&bytes[8..]) })
    }

    /// The shard a ufrag belongs to.
    pub fn shard_of(ufrag: &str) -> Option<usize> {
        usize::from_str_radix(ufrag.split_once('+')?.0, 16).ok()
    }
}

/// RFC 8839 §5.4: ALPHA, DIGIT, "+" and "/".
const ICE_CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How a datagram came, and where an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    Udp {
        remote: SocketAddr,
        /// Our address that it was sent to, as `IP_PKTINFO` said.
        local: std::net::IpAddr,
    },
    /// A TCP connection of the shard, by number.
    Tcp { connection: u64, remote: SocketAddr },
}

impl Path {
    pub fn remote(&self) -> SocketAddr {
        match self {
            Self::Udp { remote, .. } | Self::Tcp { remote, .. } => *remote,
        }
    }
}

/// What a binding request brought about.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// Wrong ufrag or password: say nothing.
    Refused,
    /// Answered with an error; nothing else changes.
    Error,
    /// Authenticated. `forgotten`: a path that had to make room.
    Good { forgotten: Option<Path> },
}

/// See the module.
#[derive(Debug)]
pub struct IceLite {
    local: Credentials,
    remote_ufrag: String,
    /// Newest last.
    paths: Vec<Path>,
    selected: Option<Path>,
    /// Last authenticated request, or the start.
    consent: Instant,
    moved: Option<Instant>,
    /// Bytes that may still go to a selected path that STUN has not vouched for.
    unconfirmed: Option<usize>,
}

impl IceLite {
    pub fn new(now: Instant, local: Credentials, remote_ufrag: String) -> Self {
        Self { local, remote_ufrag, paths: Vec::new(), selected: None, consent: now, moved: None, unconfirmed: None }
    }

    pub fn ufrag(&self) -> &str {
        &self.local.ufrag
    }
    /// RFC 8445 §9: new credentials on both sides. What was agreed stays in use until a check with the new ones nominates
    /// another path; consent is given by such checks only.
    pub fn restart(&mut self, local: Credentials, remote_ufrag: String) {
        self.local = local;
        self.remote_ufrag = remote_ufrag;
    }
    /// Where to send.
    pub fn selected(&self) -> Option<Path> {
        self.selected
    }
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }
    /// When consent ends unless a check comes.
    pub fn expires(&self) -> Instant {
        self.consent + CONSENT
    }

    /// Takes a binding request; appends the response to `out`.
    pub fn check(&mut self, now: Instant, request: &Request<'_>, path: Path, out: &mut Vec<u8>) -> Checked {
        let password = self.local.password.as_bytes();
        let known = request.local_ufrag == self.local.ufrag && request.remote_ufrag == self.remote_ufrag;
        if !known || !request.authentic(password) {
            return Checked::Refused;
        }
        if let Some(unknown) = request.unknown {
            stun::write_unknown_attribute(out, request, unknown, password);
            return Checked::Error;
        }
        // RFC 8445 §6.1.1: a lite agent is always controlled, so a peer that says so too is told to switch.
        if let Some(Role::Controlled(_)) = request.role {
            stun::write_role_conflict(out, request, password);
            return Checked::Error;
        }
        stun::write_success(out, request, path.remote(), password);
        self.consent = now;
        let forgotten = self.remember(path);
        self.select(path, request.use_candidate);
        Checked::Good { forgotten }
    }

    /// RFC 8445 §7.3.1.5: the nominated path; until there is one, the first that was checked. When SRTP has moved the
    /// address, a check on the new path confirms it.
    fn select(&mut self, path: Path, nominate: bool) {
        if nominate {
            self.selected = Some(path);
            self.unconfirmed = None;
        } else if self.selected == Some(path) {
            self.unconfirmed = None;
        } else if self.selected.is_none() {
            self.selected = Some(path);
        }
    }

    fn remember(&mut self, path: Path) -> Option<Path> {
        self.paths.retain(|known| *known != path);
        self.paths.push(path);
        if self.paths.len() <= MAX_PATHS {
            return None;
        }
        let at = self.paths.iter().position(|known| Some(*known) != self.selected)?;
        Some(self.paths.remove(at))
    }

    /// An authentic, new SRTP or SRTCP packet came by `path`: a NAT may have given the peer another address. Follows
    /// at most once a second, and sends at most [`UNCONFIRMED_BYTES`] there until a check confirms it.
    pub fn media_from(&mut self, now: Instant, path: Path) -> Option<Path> {
        let recently = self.moved.is_some_and(|moved| now.duration_since(moved) < MOVE_INTERVAL);
        if self.selected == Some(path) || recently || !matches!(path, Path::Udp { .. }) {
            return None;
        }
        // A path that STUN has authenticated is the peer's business to nominate.
        if self.paths.contains(&path) {
            return None;
        }
        self.moved = Some(now);
        self.selected = Some(path);
        self.unconfirmed = Some(UNCONFIRMED_BYTES);
        self.remember(path)
    }

    /// Whether STUN has vouched for the selected path: as long as it stays, anything may go there.
    pub fn is_confirmed(&self) -> bool {
        self.unconfirmed.is_none()
    }

    /// Whether `bytes` may go to the selected path now; counts them.
    pub fn may_send(&mut self, bytes: usize) -> bool {
        match &mut self.unconfirmed {
            None => true,
            Some(left) => match left.checked_sub(bytes) {
                Some(rest) => {
                    *left = rest;
                    true
                }
                None => false,
            },
        }
    }

    /// A TCP connection is gone.
    pub fn forget(&mut self, path: Path) {
        self.paths.retain(|known| *known != path);
        if self.selected == Some(path) {
            self.selected = self.paths.last().copied();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stun::{Message, parse, write_request};

    fn path(port: u16) -> Path {
        Path::Udp { remote: SocketAddr::from(([192, 0, 2, 9], port)), local: [192, 0, 2, 1].into() }
    }
    struct Peer {
        ice: IceLite,
        password: String,
        now: Instant,
    }
    impl Peer {
        fn new() -> Self {
            let now = Instant::now();
            let local = Credentials::generate(3).unwrap();
            let password = local.password.clone();
            Self { ice: IceLite::new(now, local, "peer".to_owned()), password, now }
        }
        fn check_as(&mut self, path: Path, nominate: bool, user: &str, password: &str) -> (Checked, usize) {
            let (mut ask, mut answer) = (Vec::new(), Vec::new());
            write_request(&mut ask, [1; 12], user, password.as_bytes(), nominate);
            let Some(Message::Request(request)) = parse(&ask) else { panic!("our own request") };
            let checked = self.ice.check(self.now, &request, path, &mut answer);
            assert!(answer.len() <= ask.len(), "a response never amplifies");
            (checked, answer.len())
        }
        fn check(&mut self, path: Path, nominate: bool) -> Checked {
            let user = format!("{}:peer", self.ice.ufrag());
            let password = self.password.clone();
            self.check_as(path, nominate, &user, &password).0
        }
    }

    #[test]
    fn only_the_right_credentials_are_answered() {
        let mut peer = Peer::new();
        let (ufrag, password) = (peer.ice.ufrag().to_owned(), peer.password.clone());
        assert_eq!(Credentials::shard_of(&ufrag), Some(3));
        for (user, password) in [
            (format!("{ufrag}:peer"), "wrong".to_owned()),
            (format!("{ufrag}:other"), password.clone()),
            ("03+AAAAAAAA:peer".to_owned(), password.clone()),
        ] {
            assert_eq!(peer.check_as(path(1), true, &user, &password), (Checked::Refused, 0));
        }
        assert_eq!(peer.ice.selected(), None);
        assert_eq!(peer.check(path(1), false), Checked::Good { forgotten: None });
        assert_eq!(peer.ice.selected(), Some(path(1)), "until one is nominated, the first");
        peer.check(path(2), true);
        peer.check(path(1), false);
        assert_eq!(peer.ice.selected(), Some(path(2)));
    }

    #[test]
    fn consent_ends_thirty_seconds_after_the_last_check() {
        let mut peer = Peer::new();
        let start = peer.now;
        assert_eq!(peer.ice.expires(), start + CONSENT);
        peer.now = start + Duration::from_secs(20);
        peer.check(path(1), true);
        assert_eq!(peer.ice.expires(), start + Duration::from_secs(50));
        let password = peer.password.clone();
        peer.now = start + Duration::from_secs(40);
        peer.check_as(path(1), true, "03+AAAAAAAA:peer", &password);
        assert_eq!(peer.ice.expires(), start + Duration::from_secs(50), "a refused check is no consent");
    }

    #[test]
    fn a_restart_keeps_the_path_until_the_new_credentials_nominate_another() {
        let mut peer = Peer::new();
        peer.check(path(1), true);
        let (before, password) = (peer.ice.ufrag().to_owned(), peer.password.clone());
        let fresh = Credentials::generate(3).unwrap();
        peer.password = fresh.password.clone();
        peer.ice.restart(fresh, "again".to_owned());
        assert_eq!(peer.ice.selected(), Some(path(1)), "media go on");
        assert_eq!(peer.check_as(path(2), true, &format!("{before}:peer"), &password), (Checked::Refused, 0));
        assert_eq!(peer.check(path(2), true), Checked::Refused, "the peer's half has changed too");
        let (user, password) = (format!("{}:again", peer.ice.ufrag()), peer.password.clone());
        assert_eq!(peer.check_as(path(2), false, &user, &password).0, Checked::Good { forgotten: None });
        assert_eq!(peer.ice.selected(), Some(path(1)));
        peer.check_as(path(2), true, &user, &password);
        assert_eq!(peer.ice.selected(), Some(path(2)));
    }

    #[test]
    fn srtp_moves_the_address_once_a_second_and_is_capped_until_checked() {
        let mut peer = Peer::new();
        peer.check(path(1), true);
        assert!(peer.ice.may_send(usize::MAX));
        peer.ice.media_from(peer.now, path(2));
        assert_eq!(peer.ice.selected(), Some(path(2)));
        peer.ice.media_from(peer.now, path(3));
        assert_eq!(peer.ice.selected(), Some(path(2)), "at most once a second");
        assert!(!peer.ice.is_confirmed() && peer.ice.may_send(UNCONFIRMED_BYTES));
        assert!(!peer.ice.may_send(1), "capped");
        peer.check(path(2), false);
        assert!(peer.ice.is_confirmed());
        assert!(peer.ice.may_send(usize::MAX), "confirmed");
        let later = peer.now + Duration::from_secs(2);
        peer.ice.media_from(later, path(1));
        assert_eq!(peer.ice.selected(), Some(path(2)), "a checked path is the peer's to nominate");
    }

    #[test]
    fn paths_are_bounded_and_the_selected_one_stays() {
        let mut peer = Peer::new();
        peer.check(path(1), true);
        for port in 2..40 {
            peer.check(path(port), false);
        }
        assert_eq!(peer.ice.paths().len(), MAX_PATHS);
        assert!(peer.ice.paths().contains(&path(1)));
        assert_eq!(peer.ice.selected(), Some(path(1)));
    }
}
