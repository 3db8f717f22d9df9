//! One TLS connection: handshake, first bytes, then TURN until it ends.

use super::{
    Place, Settings, Shared, framing, pages,
    turn::{Deed, Turn, Wish},
};
use crate::stun::MAGIC_COOKIE;
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant, SystemTime},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, WriteHalf},
    net::{TcpStream, UdpSocket},
    sync::OwnedSemaphorePermit,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// How long handshake and first bytes are awaited.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection may be without an allocation.
const IDLE: Duration = Duration::from_secs(15);
/// How often what expires is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Bytes waiting for the client; while there are more, datagrams wait in the socket and then are lost, as on a line that
/// is full. Kept small: what waits here is late.
const MOST_WAITING: usize = 64 * 1024;
/// Longest datagram of a shard.
const DATAGRAM: usize = 2048;

/// Serves one connection to its end; `permit` is held while it is a stranger's.
///
/// # Errors
/// When it is not one of ours: no TLS, nothing said in time, no TURN.
pub async fn run(
    stream: std::net::TcpStream,
    settings: &Settings,
    shared: &Shared,
    permit: OwnedSemaphorePermit,
) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    let stream = TcpStream::from_std(stream)?;
    stream.set_nodelay(true)?;
    let (client, local) = (stream.peer_addr()?, stream.local_addr()?);
    let acceptor = TlsAcceptor::from(settings.tls.clone());
    let began = async {
        let mut stream = acceptor.accept(stream).await?;
        let mut read = Vec::with_capacity(4 * 1024);
        let is = loop {
            match tell(&read) {
                Some(is) => break is,
                None if stream.read_buf(&mut read).await? == 0 => {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                }
                None => {}
            }
        };
        io::Result::Ok((stream, read, is))
    };
    let (stream, read, is) = tokio::time::timeout(PATIENCE, began).await??;
    drop(permit);
    match is {
        Inside::Turn => Connection::new(settings, shared, client).run(stream, read).await,
        Inside::Other => pages::give_back(stream, &read, (client, local), shared).await,
    }
}

/// What is said inside TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Turn,
    Other,
}

/// `None`: more bytes are needed.
fn tell(read: &[u8]) -> Option<Inside> {
    // No request line of HTTP begins with a control character; channel data is never first.
    match read.first()? {
        0..=0x1f if read.len() < 8 => None,
        0..=0x1f if read[4..8] == MAGIC_COOKIE.to_be_bytes() => Some(Inside::Turn),
        _ => Some(Inside::Other),
    }
}

struct Connection<'a> {
    shared: &'a Shared,
    began: Instant,
    turn: Turn,
    socket: Option<(UdpSocket, Place)>,
    /// When it last had an allocation.
    allocated: Instant,
    /// Waiting for the client.
    out: Vec<u8>,
    scratch: Vec<u8>,
}

impl<'a> Connection<'a> {
    fn new(settings: &Settings, shared: &'a Shared, client: SocketAddr) -> Self {
        let client = SocketAddr::new(client.ip().to_canonical(), client.port());
        let turn = Turn::new(settings.secret.clone(), shared.peers.clone(), client);
        let now = Instant::now();
        let (out, scratch) = (Vec::new(), Vec::new());
        Self { shared, began: now, turn, socket: None, allocated: now, out, scratch }
    }

    async fn run(mut self, stream: TlsStream<TcpStream>, mut read: Vec<u8>) -> io::Result<()> {
        let (mut from, mut to) = tokio::io::split(stream);
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut datagram = [0; DATAGRAM];
        let (mut unflushed, mut hears) = (false, true);
        self.take(&mut read).await?;
        loop {
            let room = self.out.len() < MOST_WAITING;
            tokio::select! {
                // What the client sends must not wait for what it receives: its reports make that slower.
                n = from.read_buf(&mut read) => {
                    if n? == 0 {
                        return Ok(());
                    }
                    self.take(&mut read).await?;
                    // It asks and does not read the answers.
                    if self.out.len() > 2 * MOST_WAITING {
                        return Err(babble());
                    }
                }
                came = receive(self.socket.as_ref(), &mut datagram), if room => {
                    let (n, alias) = came?;
                    self.turn.peer_says(self.began.elapsed(), alias, &datagram[..n], &mut self.out);
                    self.drain_socket(&mut datagram);
                }
                n = write(&mut to, &self.out, unflushed), if hears && (unflushed || !self.out.is_empty()) => match n {
                    Ok(n) => {
                        self.out.drain(..n);
                        unflushed = n > 0;
                    }
                    // Who is gone may have said goodbye: what it sent last is still to be read, and reading finds the end.
                    Err(_) => hears = false,
                },
                _ = look.tick() => self.look().await?,
            }
        }
    }

    /// What else is in the socket, so that one record carries many packets.
    fn drain_socket(&mut self, datagram: &mut [u8]) {
        let Some((socket, _)) = &self.socket else { return };
        while self.out.len() < MOST_WAITING {
            let Ok((n, alias)) = socket.try_recv_from(datagram) else { return };
            self.turn.peer_says(self.began.elapsed(), alias, &datagram[..n], &mut self.out);
        }
    }

    /// Works on every whole frame that was read.
    async fn take(&mut self, read: &mut Vec<u8>) -> io::Result<()> {
        let mut used = 0;
        while let Some((frame, length)) = framing::take(&read[used..]).map_err(|_| babble())? {
            let (framing::Frame::Message(range) | framing::Frame::ChannelData(range)) = frame.clone();
            let bytes = &read[used + range.start..used + range.end];
            let now = self.began.elapsed();
            match self.turn.client_says(now, wall(), (&frame, bytes), &mut self.out, &mut self.scratch) {
                Deed::Nothing => {}
                Deed::Cut => return Err(babble()),
                Deed::Relay(alias) => {
                    if let Some((socket, _)) = &self.socket {
                        // A full buffer loses the packet, as any line does.
                        let _ = socket.try_send_to(&self.scratch, alias);
                    }
                }
            }
            if matches!(frame, framing::Frame::Message(_)) {
                self.fulfil().await?;
            }
            used += length;
        }
        read.drain(..used);
        Ok(())
    }

    async fn fulfil(&mut self) -> io::Result<()> {
        loop {
            match self.turn.wish(self.began.elapsed(), &mut self.out) {
                Wish::Nothing => return Ok(()),
                Wish::Close => {
                    self.socket = None;
                    self.allocated = Instant::now();
                }
                Wish::Open(person) => {
                    self.socket = match self.shared.places.take(&person) {
                        Some(place) => Some((UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?, place)),
                        None => None,
                    };
                    let address = self.socket.as_ref().map(|(socket, _)| socket.local_addr()).transpose()?;
                    self.turn.allocated(self.began.elapsed(), address, &mut self.out);
                }
            }
        }
    }

    async fn look(&mut self) -> io::Result<()> {
        self.fulfil().await?;
        if self.turn.relays() {
            self.allocated = Instant::now();
        }
        if self.allocated.elapsed() > IDLE { Err(babble()) } else { Ok(()) }
    }
}

async fn receive(socket: Option<&(UdpSocket, Place)>, datagram: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
    match socket {
        Some((socket, _)) => socket.recv_from(datagram).await,
        None => std::future::pending().await,
    }
}

/// Writes what the connection takes, and sees that it leaves; may be cancelled without harm.
async fn write(to: &mut WriteHalf<TlsStream<TcpStream>>, out: &[u8], unflushed: bool) -> io::Result<usize> {
    match out {
        [] if unflushed => to.flush().await.map(|()| 0),
        [] => Ok(0),
        out => to.write(out).await,
    }
}

fn babble() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Seconds since the Unix epoch.
fn wall() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_inside_tls_tell_turn_from_the_rest() {
        let allocate = [0, 3, 0, 8, 0x21, 0x12, 0xa4, 0x42];
        for cut in 0..allocate.len() {
            assert_eq!(tell(&allocate[..cut]), None, "cut at {cut}");
        }
        assert_eq!(tell(&allocate), Some(Inside::Turn));
        assert_eq!(tell(&[0, 3, 0, 8, 0x21, 0x12, 0xa4, 0x43]), Some(Inside::Other));
        for other in [&b"GET / HTTP/1.1\r\n"[..1], b"PRI * HTTP/2.0", b"\x40\x01", b"\xff"] {
            assert_eq!(tell(other), Some(Inside::Other), "{other:?}");
        }
    }
}
