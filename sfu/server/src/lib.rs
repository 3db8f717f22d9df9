//! The media process: the shell around [`fengsui_sfu_core`].
//!
//! It owns sockets, ICE-lite, DTLS and SDP; RTP, RTCP and SRTP are the core's. Each [`shard`] is a thread with a UDP
//! port, its TCP peers and no lock; [`control`] speaks with the command node and the recorder and never sees a
//! packet; [`relay`] is a TURN server for peers
//! whom only HTTPS lets out. Whatever comes from outside is authenticated before it changes anything and bounded before it is kept, and
//! nothing unauthenticated is answered.
//!
//! Deliberately not here, and why:
//! - checks of its own, candidates of the peer, mDNS (RFC 8445 full agents): the node is ICE-lite and reachable, so the
//!   peer finds it; resolving a stranger's names would be a way to make the node send.
//! - trickle within a session (RFC 8838): all candidates stand in the answer. ICE restart is (RFC 9725 §4.3.3).
//! - renegotiation of a session: slots are negotiated once; a resize opens a new receiving session.
//! - DTLS 1.3 and SCTP data channels: nothing of the node needs them.

pub mod client_hello;
pub mod clock;
pub mod config;
pub mod control;
pub mod dtls;
pub mod ice;
pub mod net;
pub mod relay;
pub mod sdp;
pub mod shard;
pub mod stun;

pub use config::MediaConfig;
pub use control::{Listening, serve};
pub use net::{
    addresses::Announce,
    dscp::{Dscp, Marking},
};

/// Runs the media process until SIGTERM or SIGINT.
///
/// # Errors
/// When a port or socket cannot be had, or a shard has died.
pub fn run(config: MediaConfig) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let stop = async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        };
        serve(config, |_| (), stop).await
    })
}
