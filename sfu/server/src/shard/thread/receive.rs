//! Datagrams in: which protocol (RFC 7983), whose, and what follows from them.

use super::{MAX_BATCHES, Thread, send_to};
use crate::{
    clock::Reading,
    dtls::Progress,
    ice::{Checked, Path},
    net::udp::Receiver,
    shard::ShardEvent,
    stun,
};
use fengsui_protocol::{Micros, SessionId, link::media::SessionState};
use fengsui_sfu_core::Taken;
use std::time::Instant;

/// Sessions that a shard looks through in a second for packets from unknown addresses under an SSRC of several.
const LOOKS_PER_SECOND: usize = 20_000;

impl Thread {
    pub(super) fn read_udp(&mut self, receiver: &mut Receiver) {
        let socket = self.socket.clone();
        for _ in 0..MAX_BATCHES {
            let mut clocks = None;
            let n = receiver.receive(&socket, |datagram| {
                // Read after the system call, so that no packet came later.
                let (instant, reading) = *clocks.get_or_insert_with(|| (Instant::now(), self.clock.reading()));
                let path = Path::Udp { remote: datagram.remote, local: datagram.local };
                self.take(instant, reading.arrived(datagram.arrival), path, datagram.bytes);
            });
            if let Some((_, Reading { now, .. })) = clocks {
                self.flush(now);
            }
            if n < Receiver::FULL {
                break;
            }
        }
    }

    /// One datagram or framed packet (RFC 7983 §7).
    pub(super) fn take(&mut self, instant: Instant, now: Micros, path: Path, bytes: &mut [u8]) {
        match bytes.first() {
            Some(0..=3) => self.take_stun(instant, path, bytes),
            Some(20..=63) => self.take_dtls(instant, now, path, bytes),
            Some(128..=191) => self.take_media(instant, now, path, bytes),
            _ => self.counters.datagrams_unknown += 1,
        }
    }

    fn take_stun(&mut self, instant: Instant, path: Path, bytes: &[u8]) {
        let request = match stun::parse(bytes) {
            Some(stun::Message::Request(request)) => request,
            // A response to nothing: this agent sends no requests. Indications keep NAT bindings open and are fine.
            Some(stun::Message::Other) => return,
            None => {
                self.counters.datagrams_unknown += 1;
                return;
            }
        };
        let id = self.sessions.with_ufrag(request.local_ufrag);
        let Some(session) = id.and_then(|id| self.sessions.get_mut(id)) else {
            self.counters.stun_refused += 1;
            return;
        };
        self.scratch.clear();
        let checked = session.ice.check(instant, &request, path, &mut self.scratch);
        session.follow(self.dual, &mut self.outlets);
        let id = session.id;
        match checked {
            Checked::Refused => self.counters.stun_refused += 1,
            Checked::Error => self.answer_stun(path),
            Checked::Good { forgotten } => {
                self.sessions.learn_path(id, &path, forgotten.as_ref(), self.dual, &mut self.outlets);
                self.answer_stun(path);
            }
        }
    }

    fn answer_stun(&mut self, path: Path) {
        let bytes = std::mem::take(&mut self.scratch);
        send_to(&self.socket, &mut self.sender, &mut self.tcp, &mut self.touched, self.dual, path, &bytes);
        self.scratch = bytes;
    }

    /// A record bears no name: from an unknown address it could only be tried against every session's keys, at anybody's wish. So a
    /// goodbye counts from an address that a check or media made known; a page also ends its session by DELETE.
    fn take_dtls(&mut self, instant: Instant, now: Micros, path: Path, bytes: &[u8]) {
        let id = self.sessions.at(&path);
        let Some(session) = id.and_then(|id| self.sessions.by_id.get_mut(&id)) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        let (socket, sender, tcp, touched) = (&self.socket, &mut self.sender, &mut self.tcp, &mut self.touched);
        let dual = self.dual;
        let progress = session.dtls.receive(instant, bytes, &mut |out| {
            send_to(socket, sender, tcp, touched, dual, path, out);
        });
        let id = session.id;
        self.sessions.dtls_came(id);
        self.progress(id, now, progress);
    }

    pub(super) fn progress(&mut self, id: SessionId, now: Micros, progress: Progress) {
        match progress {
            Progress::Nothing => {}
            Progress::Closed => self.close(id, "closed"),
            Progress::Failed(why) => self.close(id, why),
            Progress::Keys(keys) => match self.core.set_keys(now, id, &keys) {
                Ok(()) => {
                    if let Some(session) = self.sessions.get_mut(id) {
                        session.state = SessionState::Connected { cipher: keys.profile.name().to_owned() };
                        self.events.push_back(ShardEvent::Session(session.status()));
                    }
                }
                Err(_) => self.close(id, "keys refused"),
            },
        }
    }

    fn take_media(&mut self, instant: Instant, now: Micros, path: Path, bytes: &mut [u8]) {
        let Some(ssrc) = sender_ssrc(bytes) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        if let Some(id) = self.sessions.at(&path) {
            let taken = self.core.receive(now, id, bytes);
            self.media_came(instant, id, ssrc, path, taken);
            return;
        }
        self.take_stray(instant, now, ssrc, path, bytes);
    }

    /// A NAT may have given a peer another address: the SSRC says whose packet this claims to be, and the keys whose it is.
    /// Of several who send with it those at the same host are tried first. Each session bounds what is tried
    /// against it, and the shard how many it looks through: anybody may claim an SSRC that many use.
    fn take_stray(&mut self, instant: Instant, now: Micros, ssrc: u32, path: Path, bytes: &mut [u8]) {
        let claimed = self.sessions.with_ssrc(ssrc).len();
        if claimed == 0 || (claimed > 1 && !self.looks.may_spend(instant, claimed, LOOKS_PER_SECOND)) {
            self.counters.datagrams_unknown += 1;
            return;
        }
        let mut sealed = std::mem::take(&mut self.scratch);
        sealed.clear();
        sealed.extend_from_slice(bytes);
        let host = path.remote().ip();
        let mut found = None;
        'tries: for same_host in [true, false] {
            for at in 0..self.sessions.with_ssrc(ssrc).len() {
                let id = self.sessions.with_ssrc(ssrc)[at];
                let Some(session) = self.sessions.get_mut(id) else { continue };
                let was_here = session.ice.selected().is_some_and(|known| known.remote().ip() == host);
                if was_here != same_host || !session.may_try_stray(instant) {
                    continue;
                }
                // Another's key may have left anything.
                bytes.copy_from_slice(&sealed);
                let taken = self.core.receive(now, id, bytes);
                if taken != Taken::Not {
                    found = Some((id, taken));
                    break 'tries;
                }
            }
        }
        self.scratch = sealed;
        match found {
            Some((id, taken)) => self.media_came(instant, id, ssrc, path, taken),
            None => self.counters.datagrams_unknown += 1,
        }
    }

    /// Authentic and new: the SSRC is the peer's. The send address may follow the newest packet, not one that was held
    /// back by somebody on the way.
    fn media_came(&mut self, instant: Instant, id: SessionId, ssrc: u32, path: Path, taken: Taken) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        let known = session.ssrcs.contains(&ssrc);
        if taken == Taken::Newest && session.ice.selected() != Some(path) {
            let before = session.ice.selected();
            let forgotten = session.ice.media_from(instant, path);
            let moved = session.ice.selected() != before;
            session.follow(self.dual, &mut self.outlets);
            if moved {
                self.sessions.learn_path(id, &path, forgotten.as_ref(), self.dual, &mut self.outlets);
            }
        }
        if taken.is_new() && !known {
            self.sessions.learn_ssrc(id, ssrc);
        }
    }
}

/// SSRC of an RTP packet, or of the sender of an RTCP packet (RFC 5761 §4 tells them apart).
fn sender_ssrc(bytes: &[u8]) -> Option<u32> {
    let at = if (192..=223).contains(bytes.get(1)?) { 4 } else { 8 };
    bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}
