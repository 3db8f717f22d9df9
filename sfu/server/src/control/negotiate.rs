//! From an SDP offer to an open session and its answer.

use super::Control;
use crate::{
    ice::Credentials,
    sdp::{
        agree::{self, Numbers},
        answer::{self, NodeTransport},
        fragment, parse,
    },
    shard::{Command, Open},
};
use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    link::media::{Direction, FromMedia, MediaRefusal, SlotSize},
};
use std::{collections::BTreeSet, net::SocketAddr};
use tokio::sync::oneshot;

/// [`fengsui_protocol::link::media::ToMedia::Negotiate`].
pub struct Ask {
    pub session: SessionId,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub direction: Direction,
    pub source: Option<SiteId>,
    pub slots: Vec<SlotSize>,
    pub offer: String,
    pub front: Option<u16>,
}

impl Control {
    /// Answers by the link, when the shard has opened the session (so that no check comes too early).
    pub(super) async fn negotiate(&mut self, ask: Ask) {
        let session = ask.session;
        let prepared = self.prepare(ask).await;
        self.answer_when_done(session, prepared);
    }

    /// Answers an ICE restart in the same way.
    pub(super) async fn restart(&mut self, session: SessionId, fragment: &str, front: Option<u16>) {
        let prepared = self.prepare_restart(session, fragment, front).await;
        self.answer_when_done(session, prepared);
    }

    fn answer_when_done(&mut self, session: SessionId, prepared: Result<Prepared, MediaRefusal>) {
        let answers = self.answers.0.clone();
        let (answer, done) = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => {
                self.link.send(&FromMedia::Negotiated { session, answer: Err(refusal) });
                return;
            }
        };
        tokio::spawn(async move {
            let stopped = || MediaRefusal { status: 503, message: "the media node is stopping".to_owned() };
            let opened = done.await.unwrap_or_else(|_| Err(stopped()));
            let answer = opened.map(|()| answer);
            // The receiver lives as long as the process serves.
            let _ = answers.send(FromMedia::Negotiated { session, answer }).await;
        });
    }

    async fn prepare_restart(
        &mut self,
        session: SessionId,
        text: &str,
        front: Option<u16>,
    ) -> Result<Prepared, MediaRefusal> {
        let gone = || MediaRefusal { status: 404, message: format!("no session {session}") };
        let shard = self.places.shard_of(session).ok_or_else(gone)?;
        let restart = fragment::read(text)?;
        let credentials = Credentials::generate(shard as u8).map_err(no_randomness)?;
        let tcp = self.tcp_by(front);
        let node = NodeTransport {
            credentials: &credentials,
            fingerprint: &self.identity.fingerprint,
            udp: &self.udp[shard],
            tcp: &tcp,
        };
        let answer = fragment::write(&restart.mid, &node);
        let (done, restarted) = oneshot::channel();
        self.shards[shard].send(Command::Restart(session, credentials, restart.ufrag, done)).await;
        Ok((answer, restarted))
    }

    /// ICE-TCP addresses, and those of the command node's port that the peer came by.
    fn tcp_by(&self, front: Option<u16>) -> Vec<SocketAddr> {
        let by_front = front.into_iter().flat_map(|port| self.tcp.iter().map(move |at| SocketAddr::new(at.ip(), port)));
        self.tcp.iter().copied().chain(by_front).collect()
    }

    async fn prepare(&mut self, ask: Ask) -> Result<Prepared, MediaRefusal> {
        if self.places.shard_of(ask.session).is_some() {
            return Err(MediaRefusal { status: 409, message: "the session is already open".to_owned() });
        }
        let shard = self.places.choose(ask.conference, ask.direction);
        let credentials = Credentials::generate(shard as u8).map_err(no_randomness)?;
        let offer = parse::parse(&ask.offer)?;
        let mut ssrcs = RandomSsrcs::default();
        let agreed = agree::agree(&offer, ask.direction, &ask.slots, &self.cname, &mut ssrcs)?;
        let tcp = self.tcp_by(ask.front);
        let node = NodeTransport {
            credentials: &credentials,
            fingerprint: &self.identity.fingerprint,
            udp: &self.udp[shard],
            tcp: &tcp,
        };
        let answer = answer::write(&agreed.lines, ssrcs.number(), &self.cname, &node);
        let (done, opened) = oneshot::channel();
        let open = Open {
            session: ask.session,
            conference: ask.conference,
            site: ask.site,
            direction: ask.direction,
            source: ask.source,
            media: agreed.media,
            credentials,
            peer: agreed.transport,
            done,
        };
        self.join(ask.conference, shard).await;
        self.places.put(ask.session, ask.conference, ask.direction, shard);
        self.shards[shard].send(Command::Open(Box::new(open))).await;
        Ok((answer, opened))
    }
}

/// An answer, and the word that it holds.
type Prepared = (String, oneshot::Receiver<Result<(), MediaRefusal>>);

fn no_randomness(_: aws_lc_rs::error::Unspecified) -> MediaRefusal {
    MediaRefusal { status: 503, message: "the system gives no randomness".to_owned() }
}

#[derive(Default)]
struct RandomSsrcs(BTreeSet<u32>);

impl RandomSsrcs {
    fn number(&self) -> u64 {
        let mut bytes = [0u8; 8];
        // A failure leaves zero, which is a session id like any other.
        let _ = aws_lc_rs::rand::fill(&mut bytes);
        u64::from_ne_bytes(bytes)
    }
}

impl Numbers for RandomSsrcs {
    fn ssrc(&mut self) -> u32 {
        loop {
            let ssrc = self.number() as u32;
            if ssrc != 0 && self.0.insert(ssrc) {
                return ssrc;
            }
        }
    }
}
