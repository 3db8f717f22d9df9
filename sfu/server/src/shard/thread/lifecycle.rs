//! Commands, and how sessions open and close.

use super::{MAX_CONNECTING, Thread, send_to};
use crate::{
    dtls::DtlsServer,
    ice::IceLite,
    sdp::agree::Media,
    shard::{Command, Open, ShardEvent, session::Session},
};
use fengsui_protocol::{
    SessionId,
    link::media::{MediaRefusal, SessionState},
};
use fengsui_sfu_core::OpenRefusal;
use std::time::Instant;

impl Thread {
    pub(super) fn take_commands(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            let now = self.clock.now();
            match command {
                Command::Table(table) => drop(self.core.set_table(now, table)),
                Command::Follow(conference, home) => self.core.follow(conference, home),
                Command::Spread(conference, followers) => self.core.spread(conference, &followers),
                Command::Drop(conference) => self.core.drop_conference(conference),
                Command::Keep(open) => {
                    for conference in self.core.conferences() {
                        if !open.contains(&conference) {
                            self.core.drop_conference(conference);
                        }
                    }
                }
                Command::Open(open) => self.open(*open),
                Command::Resize(session, slots) => self.core.resize(now, session, &slots),
                Command::Extranet(extranet) => self.core.set_extranet(now, &extranet),
                Command::Parts(parts) => self.core.set_parts(now, parts),
                Command::Close(session) => self.close(session, "closed"),
                Command::Restart(session, credentials, ufrag, done) => {
                    let there = self.sessions.restart(session, credentials, ufrag);
                    let gone = || MediaRefusal { status: 404, message: format!("no session {session}") };
                    let _ = done.send(there.then_some(()).ok_or_else(gone));
                }
                Command::Tcp(stream, read) => self.adopt_tcp(stream, read),
                Command::Stop => self.stopping = true,
            }
        }
    }

    fn open(&mut self, open: Open) {
        let Open { session: id, conference, site, direction, source, media, credentials, peer, done } = open;
        let instant = Instant::now();
        let now = self.clock.at(instant);
        let result = if self.sessions.connecting() >= MAX_CONNECTING {
            Err(MediaRefusal { status: 503, message: format!("{MAX_CONNECTING} handshakes are in flight") })
        } else {
            match media {
                Media::Publisher(media) => self.core.open_publisher(now, id, conference, site, media),
                Media::Receiver(media) => self.core.open_receiver(now, id, conference, site, media, source),
            }
            .map_err(|refusal| refused(&refusal))
        };
        if result.is_ok() {
            let ice = IceLite::new(instant, credentials, peer.ufrag);
            let dtls = DtlsServer::new(self.identity.clone(), peer.fingerprint);
            let session = Session::new(instant, (id, conference, site, direction), ice, dtls);
            self.events.push_back(ShardEvent::Session(session.status()));
            self.sessions.insert(session);
        }
        let _ = done.send(result);
    }

    /// Closes a session in the core and here.
    pub(super) fn close(&mut self, id: SessionId, why: &str) {
        self.core.close(self.clock.now(), id);
        self.forget(id, why);
    }

    /// Tells the peer and whoever listens, and forgets.
    pub(super) fn forget(&mut self, id: SessionId, why: &str) {
        let Some(mut session) = self.sessions.remove(id) else { return };
        self.outlets.forget(id);
        if let Some(path) = session.ice.selected() {
            let (socket, sender, dual) = (&self.socket, &mut self.sender, self.dual);
            let (tcp, touched) = (&mut self.tcp, &mut self.touched);
            session.dtls.close(Instant::now(), &mut |out| send_to(socket, sender, tcp, touched, dual, path, out));
        }
        session.state = SessionState::Closed { why: why.to_owned() };
        self.events.push_back(ShardEvent::Session(session.status()));
    }

    pub(super) fn close_all(&mut self) {
        let all: Vec<SessionId> = self.sessions.by_id.keys().copied().collect();
        for id in all {
            self.close(id, "closed");
        }
        self.flush_tcp();
        self.tell();
    }
}

fn refused(refusal: &OpenRefusal) -> MediaRefusal {
    let status = match refusal {
        OpenRefusal::NoConference | OpenRefusal::NoSite => 404,
        OpenRefusal::InUse => 409,
        OpenRefusal::Bound(_) | OpenRefusal::NotHome => 503,
        OpenRefusal::Ambiguous(_) => 400,
    };
    MediaRefusal { status, message: refusal.to_string() }
}
