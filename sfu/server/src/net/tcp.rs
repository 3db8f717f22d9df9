//! ICE-TCP, passive side (RFC 6544): the listener and one peer's framed stream.

use super::{framing, udp::bind_any};
use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::fd::{AsRawFd, RawFd},
    time::Instant,
};

/// Bytes waiting for one peer; past it whole packets are dropped, as a full UDP buffer would.
const MAX_WAITING: usize = 512 * 1024;
/// Bytes read from one peer before others get their turn.
const READ_TURN: usize = 64 * 1024;

/// # Errors
/// When the port is taken.
pub fn listen(port: u16) -> io::Result<TcpListener> {
    let socket = bind_any(socket2::Type::STREAM, port)?;
    socket.listen(1024)?;
    Ok(socket.into())
}

/// One peer.
pub struct TcpPeer {
    stream: TcpStream,
    pub remote: SocketAddr,
    /// When it came to the shard.
    pub since: Instant,
    input: Vec<u8>,
    output: VecDeque<u8>,
    /// Room to write is waited for.
    pub waiting: bool,
    /// Packets dropped because the peer does not read.
    pub dropped: u64,
}

/// Why a peer is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It closed, or the network did.
    Gone,
    /// It does not speak RFC 4571 with packets of a datagram's size.
    Babble,
}

impl TcpPeer {
    /// `read`: bytes that were read before the stream got here.
    ///
    /// # Errors
    /// When the stream is gone already.
    pub fn new(stream: TcpStream, read: Vec<u8>) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let remote = stream.peer_addr()?;
        let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
        Ok(Self {
            stream,
            remote,
            since: Instant::now(),
            input: read,
            output: VecDeque::new(),
            waiting: false,
            dropped: 0,
        })
    }

    pub fn fd(&self) -> RawFd {
        self.stream.as_raw_fd()
    }

    /// Reads what is there and gives every whole packet to `take`.
    ///
    /// # Errors
    /// When the peer is to be cut off; packets before that were given.
    pub fn read(&mut self, mut take: impl FnMut(&mut [u8])) -> Result<(), Cut> {
        let mut end = None;
        let before = self.input.len();
        while self.input.len() < before + READ_TURN {
            let at = self.input.len();
            self.input.resize(at + 16 * 1024, 0);
            let result = self.stream.read(&mut self.input[at..]);
            self.input.truncate(at + *result.as_ref().unwrap_or(&0));
            match result {
                Ok(0) => {
                    end = Some(Cut::Gone);
                    break;
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    end = Some(Cut::Gone);
                    break;
                }
            }
        }
        let mut used = 0;
        loop {
            match framing::take(&self.input[used..]) {
                Ok(Some((range, length))) => {
                    take(&mut self.input[used + range.start..used + range.end]);
                    used += length;
                }
                Ok(None) => break,
                Err(_) => {
                    end = Some(Cut::Babble);
                    break;
                }
            }
        }
        self.input.drain(..used);
        end.map_or(Ok(()), Err)
    }

    /// Queues one packet; dropped when the peer does not read.
    pub fn push(&mut self, packet: &[u8]) {
        if self.output.len() + packet.len() > MAX_WAITING {
            self.dropped += 1;
            return;
        }
        self.output.extend((packet.len() as u16).to_be_bytes());
        self.output.extend(packet);
    }

    /// Writes what the system takes; whether room is to be waited for. That the peer is gone is for [`Self::read`] to find out:
    /// what it said before, a goodbye perhaps, still waits to be read.
    pub fn flush(&mut self) -> bool {
        while !self.output.is_empty() {
            match self.stream.write(self.output.as_slices().0) {
                Ok(n @ 1..) => drop(self.output.drain(..n)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => self.output.clear(),
            }
        }
        false
    }
}
