//! Gives connections to the media process: one descriptor and one byte, by its socket.

use fengsui_protocol::link::{FRONT_SOCKET, media::Handed};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, sendmsg_addr};
use std::{
    io::{self, IoSlice},
    mem::MaybeUninit,
    os::{fd::AsFd, unix::net::UnixDatagram},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpStream;

/// How long a media process that is busy is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

#[derive(Clone)]
pub struct HandOver(Arc<PathBuf>);

impl HandOver {
    pub fn to(run_dir: &Path) -> Self {
        Self(Arc::new(run_dir.join(FRONT_SOCKET)))
    }

    /// Gives a connection of which nothing was read.
    ///
    /// # Errors
    /// When the media process is not there, or takes nothing for two seconds: the connection is given back.
    pub async fn give(&self, stream: TcpStream, handed: Handed) -> Result<(), (io::Error, Option<TcpStream>)> {
        let began = tokio::time::Instant::now();
        // A descriptor of its own, so that no readiness of another process's is waited for.
        let stream = stream.into_std().map_err(|error| (error, None))?;
        loop {
            match send(&self.0, &stream, handed) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && began.elapsed() < PATIENCE => {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                Ok(()) => return Ok(()),
                Err(error) => return Err((error, TcpStream::from_std(stream).ok())),
            }
        }
    }
}

fn send(path: &Path, stream: &std::net::TcpStream, handed: Handed) -> io::Result<()> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    let descriptors = [stream.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    if !beside.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    let byte = [handed.byte()];
    sendmsg_addr(&socket, &SocketAddrUnix::new(path)?, &[IoSlice::new(&byte)], &mut beside, SendFlags::empty())?;
    Ok(())
}
