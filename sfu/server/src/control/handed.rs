//! Connections that the command node took at its port and that belong here: framed STUN and TURN. The descriptor crosses,
//! and nothing of the connection was read, so that it outlives the command node.

use anyhow::Context;
use fengsui_protocol::link::{FRONT_SOCKET, media::Handed};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use std::{
    io::{self, IoSliceMut},
    mem::MaybeUninit,
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::Path,
};
use tokio::{io::Interest, net::UnixDatagram};

pub struct Arrivals(UnixDatagram);

impl Arrivals {
    /// # Errors
    /// When the socket cannot be made.
    pub fn listen(run_dir: &Path) -> anyhow::Result<Self> {
        let path = run_dir.join(FRONT_SOCKET);
        if path.exists() {
            std::fs::remove_file(&path).with_context(|| format!("{}", path.display()))?;
        }
        let socket = UnixDatagram::bind(&path).with_context(|| format!("{}", path.display()))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self(socket))
    }

    /// The next connection, and what it began with.
    pub async fn next(&self) -> (Handed, TcpStream) {
        loop {
            match self.0.async_io(Interest::READABLE, || receive(&self.0)).await {
                Ok(Some(arrival)) => return arrival,
                Ok(None) => tracing::warn!("a hand-over without a connection"),
                // No descriptors left: let others finish first.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken over");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
    }
}

fn receive(socket: &UnixDatagram) -> io::Result<Option<(Handed, TcpStream)>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0; 1];
    let got = recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut beside, RecvFlags::CMSG_CLOEXEC)?;
    let stream = beside.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next().map(TcpStream::from),
        _ => None,
    });
    let handed = Handed::ALL.into_iter().find(|handed| handed.byte() == byte[0] && got.bytes == 1);
    Ok(handed.zip(stream))
}
