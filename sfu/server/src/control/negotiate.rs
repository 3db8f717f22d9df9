//! From an SDP offer to an open session and its answer.

use super::Control;
use crate::{
    ice::Credentials,
    sdp::{
        agree::{self, Numbers},
        answer::{self, NodeTransport},
        parse,
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
        let answers = self.answers.0.clone();
        let (answer, done) = match self.prepare(ask).await {
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

    async fn prepare(
        &mut self,
        ask: Ask,
    ) -> Result<(String, oneshot::Receiver<Result<(), MediaRefusal>>), MediaRefusal> {
        let shard = self.shard_of(ask.conference);
        let no_randomness = |_| MediaRefusal { status: 503, message: "the system gives no randomness".to_owned() };
        let credentials = Credentials::generate(shard as u8).map_err(no_randomness)?;
        let offer = parse::parse(&ask.offer)?;
        let mut ssrcs = RandomSsrcs::default();
        let agreed = agree::agree(&offer, ask.direction, &ask.slots, &self.cname, &mut ssrcs)?;
        let by_front =
            ask.front.into_iter().flat_map(|port| self.tcp.iter().map(move |at| SocketAddr::new(at.ip(), port)));
        let tcp: Vec<SocketAddr> = self.tcp.iter().copied().chain(by_front).collect();
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
        self.shards[shard].send(Command::Open(Box::new(open))).await;
        Ok((answer, opened))
    }
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
