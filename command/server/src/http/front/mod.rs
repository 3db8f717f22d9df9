//! The one port of departments whose firewall passes only HTTPS: tells by the first bytes whose a connection is, without
//! reading them.
//!
//! TLS that announces HTTP stays here. Framed STUN (ICE-TCP) and TLS that announces nothing, as browsers' TURN clients do, are
//! the media process's: the descriptor is handed over, so that the call outlives this process (CALL). What is neither is cut
//! off. Every HTTPS listener is such a front.

mod hand_over;
pub(super) mod pages;
mod strangers;
mod tell;

use axum_server::{
    accept::{Accept, NoDelayAcceptor},
    tls_rustls::RustlsAcceptor,
};
use fengsui_protocol::link::media::Handed;
use hand_over::HandOver;
use std::{
    io,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use strangers::Strangers;
use tell::{LONGEST_HELLO, Told, tell};
use tokio::net::TcpStream;

/// How long the first bytes are awaited.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a beginning that does not yet tell is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Takes connections of all HTTPS listeners; cloning is cheap.
#[derive(Clone)]
pub(super) struct Front {
    https: RustlsAcceptor<NoDelayAcceptor>,
    hand_over: HandOver,
    strangers: Strangers,
    refused: Arc<AtomicU64>,
}

impl Front {
    pub fn new(https: RustlsAcceptor<NoDelayAcceptor>, run_dir: &Path) -> Self {
        let hand_over = HandOver::to(run_dir);
        Self { https, hand_over, strangers: Strangers::default(), refused: Arc::default() }
    }

    /// Waits for the first bytes; `None`: the connection is not HTTP, and is gone.
    async fn judge(&self, stream: TcpStream) -> io::Result<Option<TcpStream>> {
        let Some(stranger) = self.strangers.enter(stream.peer_addr()?.ip()) else {
            return Err(self.refuse("too many connections that say nothing"));
        };
        let told = tokio::time::timeout(PATIENCE, first_bytes(&stream)).await;
        drop(stranger);
        let handed = match told {
            Ok(Ok(Told::Http)) => return Ok(Some(stream)),
            Ok(Ok(Told::Framed)) => Handed::Framed,
            Ok(Ok(Told::OtherTls)) => Handed::Tls,
            Ok(Ok(Told::Babble)) => return Err(self.refuse("neither TLS nor framed STUN")),
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(self.refuse("nothing said in time")),
        };
        match self.hand_over.give(stream, handed).await {
            Ok(()) => Ok(None),
            // Without media there is no TURN: what announces no protocol is a page's, and is served when media is down too.
            Err((error, Some(stream))) if handed == Handed::Tls => {
                tracing::debug!(%error, "media takes no connection; it is served as HTTP");
                Ok(Some(stream))
            }
            Err((error, _)) => {
                tracing::debug!(%error, "media takes no connection");
                Err(self.refuse("media takes no connection"))
            }
        }
    }

    fn refuse(&self, why: &'static str) -> io::Error {
        let refused = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::debug!(why, refused, "connection cut off at the front");
        io::Error::new(io::ErrorKind::InvalidData, why)
    }
}

/// Looks at what has come without taking it.
async fn first_bytes(stream: &TcpStream) -> io::Result<Told> {
    let mut bytes = vec![0; LONGEST_HELLO];
    loop {
        let n = stream.peek(&mut bytes).await?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match tell(&bytes[..n]) {
            Some(told) => return Ok(told),
            None if n == bytes.len() => return Ok(Told::Babble),
            // What was looked at stays in the socket, which is therefore always readable.
            None => tokio::time::sleep(LOOK_AGAIN).await,
        }
    }
}

type Accepted<A, S> = (<A as Accept<TcpStream, S>>::Stream, <A as Accept<TcpStream, S>>::Service);

impl<S: Send + 'static> Accept<TcpStream, S> for Front {
    type Stream = <RustlsAcceptor<NoDelayAcceptor> as Accept<TcpStream, S>>::Stream;
    type Service = S;
    type Future = Pin<Box<dyn Future<Output = io::Result<Accepted<RustlsAcceptor<NoDelayAcceptor>, S>>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let front = self.clone();
        Box::pin(async move {
            match front.judge(stream).await? {
                Some(stream) => front.https.accept(stream, service).await,
                // Not ours any more: nothing is left to serve here.
                None => Err(io::ErrorKind::ConnectionAborted.into()),
            }
        })
    }
}
