//! The server's end of one websocket: its transport, its codec and its place in a feed, under one lock.
//!
//! What is for everybody of a class is the same bytes for all (a server's frames bear no mask, RFC 6455 §5.1). The feed
//! therefore writes it into every wire that is up to date and not in use, without waking the connection's task: what a
//! delivery costs is one encryption and one system call. A wire that cannot be served at once is passed over, and its
//! task is told to look by itself.

use bytes::Bytes;
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use rustls::ServerConnection;
use std::{
    io::{self, ErrorKind, Read, Write},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    net::{TcpStream, UnixStream},
    sync::Notify,
    time::timeout,
};
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::tungstenite::{
    Error, Message,
    protocol::{CloseFrame, Role, WebSocketConfig, WebSocketContext},
};

/// A client that takes no byte for this long is gone.
const STALLED: Duration = Duration::from_secs(30);
/// Most bytes that wait to be sent in memory: longer messages are encrypted piece by piece, as the client takes them.
pub(super) const PIECE: usize = 16 * 1024;
/// Most clients send little: a small buffer keeps an idle client small. Reading grows by the frame, up to its bound.
const READ_BUFFER: usize = 256;

/// Where a wire stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the feed.
    pub feed: u64,
    /// The feed's count of changes of authority under which the connection was judged.
    pub authority: u64,
    /// Number of the next frame to send.
    pub cursor: u64,
}

pub(super) struct Wire {
    socket: Socket,
    state: Mutex<State>,
    /// The feed went on and could not serve this wire.
    pub look: Notify,
}

struct State {
    transport: Transport,
    codec: WebSocketContext,
    /// `None`: follows no feed.
    place: Option<Place>,
    /// Its task is in the middle of sending.
    taken: bool,
}

enum Transport {
    Tls(Box<ServerConnection>),
    /// Bytes to be sent. Loopback only, or from a process of ours that has taken TLS off.
    Plain(Vec<u8>),
}

enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Wire {
    /// Takes over the transport of an upgraded connection; `None` when it is not one of this node's listeners.
    pub fn new(upgraded: Upgraded, most_bytes: usize) -> Option<Self> {
        let (socket, transport, early) = match downcast::<TokioIo<TlsStream<TcpStream>>>(upgraded) {
            Ok(parts) => {
                let (tcp, tls) = parts.io.into_inner().into_inner();
                (Socket::Tcp(tcp), Transport::Tls(Box::new(tls)), parts.read_buf)
            }
            Err(upgraded) => match downcast::<TokioIo<TcpStream>>(upgraded) {
                Ok(parts) => (Socket::Tcp(parts.io.into_inner()), Transport::Plain(Vec::new()), parts.read_buf),
                Err(upgraded) => {
                    let parts = downcast::<TokioIo<UnixStream>>(upgraded).ok()?;
                    (Socket::Unix(parts.io.into_inner()), Transport::Plain(Vec::new()), parts.read_buf)
                }
            },
        };
        // Whatever the codec writes of itself goes straight on to the transport.
        let config = WebSocketConfig::default()
            .max_message_size(Some(most_bytes))
            .max_frame_size(Some(most_bytes))
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0);
        let codec = WebSocketContext::from_partially_read(early.to_vec(), Role::Server, Some(config));
        let state = Mutex::new(State { transport, codec, place: None, taken: false });
        Some(Self { socket, state, look: Notify::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder panics")
    }

    pub fn place(&self) -> Option<Place> {
        self.state().place
    }

    pub fn set_place(&self, place: Place) {
        self.state().place = Some(place);
    }

    /// The next message of the client. May be dropped and called again.
    pub async fn read(&self) -> Result<Message, Error> {
        loop {
            {
                let State { transport, codec, .. } = &mut *self.state();
                match codec.read(&mut Io { socket: &self.socket, transport }) {
                    Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {}
                    read => return read,
                }
            }
            self.socket.readable().await?;
        }
    }

    /// Keeps the feed away until it is dropped: what the task sends stays in one piece.
    pub fn take(self: &Arc<Self>) -> Turn {
        self.state().taken = true;
        Turn(self.clone())
    }

    /// Writes the frame that the feed numbers `place.cursor`, when this wire stands there and can take it; its task is
    /// told to look otherwise.
    pub fn push(&self, place: Place, frame: &[u8]) {
        let state = &mut *self.state();
        let Some(own) = state.place.as_mut().filter(|own| own.feed == place.feed) else { return };
        if own.cursor > place.cursor {
            return;
        }
        let mut io = Io { socket: &self.socket, transport: &mut state.transport };
        let free = !state.taken && *own == place && frame.len() <= PIECE && !io.wants_write();
        if free && io.put(frame).is_ok() {
            own.cursor += 1;
            if io.flush().is_ok() {
                return;
            }
        }
        self.look.notify_one();
    }
}

/// A task's turn at sending.
pub(super) struct Turn(Arc<Wire>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().taken = false;
    }
}

impl Turn {
    /// Sends frames as they go on the wire, as fast as the client takes them.
    ///
    /// # Errors
    /// The transport's, and [`ErrorKind::TimedOut`] when the client took nothing for long.
    pub async fn send(&self, frame: &Bytes) -> io::Result<()> {
        for piece in frame.chunks(PIECE) {
            self.settle().await?;
            let state = &mut *self.0.state();
            let mut io = Io { socket: &self.0.socket, transport: &mut state.transport };
            io.put(piece)?;
            or_wait(io.flush())?;
        }
        self.settle().await
    }

    /// Waits until the system has everything.
    ///
    /// # Errors
    /// As [`Turn::send`].
    pub async fn settle(&self) -> io::Result<()> {
        loop {
            {
                let State { transport, codec, .. } = &mut *self.0.state();
                let mut io = Io { socket: &self.0.socket, transport };
                if or_wait(io.flush())?.is_some() && flushed(codec.flush(&mut io))? {
                    return Ok(());
                }
            }
            timeout(STALLED, self.0.socket.writable()).await.map_err(|_| ErrorKind::TimedOut)??;
        }
    }

    /// Asks whether the client is there.
    ///
    /// # Errors
    /// As [`Turn::send`].
    pub async fn ping(&self) -> io::Result<()> {
        self.settle().await?;
        self.write(|codec, io| codec.write(io, Message::Ping(Bytes::new())))?;
        self.settle().await
    }

    /// Sends the closing frame.
    ///
    /// # Errors
    /// As [`Turn::send`].
    pub async fn close(&self, why: CloseFrame) -> io::Result<()> {
        self.settle().await?;
        self.write(|codec, io| codec.close(io, Some(why)))?;
        self.settle().await
    }

    fn write(&self, what: impl FnOnce(&mut WebSocketContext, &mut Io<'_>) -> Result<(), Error>) -> io::Result<()> {
        let State { transport, codec, .. } = &mut *self.0.state();
        flushed(what(codec, &mut Io { socket: &self.0.socket, transport })).map(|_| ())
    }
}

/// `None`: has to wait.
fn or_wait<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        done => done.map(Some),
    }
}

/// Whether the codec could write; what is not about the transport ends the connection.
fn flushed(done: Result<(), Error>) -> io::Result<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        Err(Error::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// The transport as the codec sees it: never waits.
struct Io<'a> {
    socket: &'a Socket,
    transport: &'a mut Transport,
}

impl Io<'_> {
    /// Takes the whole for sending. What waits is flushed before, so that memory is bounded.
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.transport {
            Transport::Tls(tls) => tls.writer().write_all(bytes),
            Transport::Plain(waiting) => {
                waiting.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn wants_write(&mut self) -> bool {
        match self.transport {
            Transport::Tls(tls) => tls.wants_write(),
            Transport::Plain(waiting) => !waiting.is_empty(),
        }
    }
}

/// All or nothing: a frame of the codec is never cut by one of the feed.
impl Write for Io<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.flush()?;
        self.put(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.transport {
            Transport::Tls(tls) => {
                while tls.wants_write() {
                    tls.write_tls(&mut NeverWaits(self.socket))?;
                }
            }
            Transport::Plain(waiting) => {
                while !waiting.is_empty() {
                    let sent = self.socket.try_write(waiting)?;
                    waiting.drain(..sent);
                }
                *waiting = Vec::new();
            }
        }
        Ok(())
    }
}

impl Read for Io<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Transport::Tls(tls) = self.transport else { return self.socket.try_read(into) };
        loop {
            match tls.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            if tls.read_tls(&mut NeverWaits(self.socket))? == 0 {
                return Ok(0);
            }
            if let Err(error) = tls.process_new_packets() {
                // The client is told why, when it still takes it.
                tls.write_tls(&mut NeverWaits(self.socket)).ok();
                return Err(io::Error::new(ErrorKind::InvalidData, error));
            }
        }
    }
}

impl Socket {
    fn try_read(&self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.try_read(into),
            Self::Unix(socket) => socket.try_read(into),
        }
    }

    fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.try_write_vectored(&[io::IoSlice::new(bytes)])
    }

    fn try_write_vectored(&self, bytes: &[io::IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Self::Tcp(socket) => socket.try_write_vectored(bytes),
            Self::Unix(socket) => socket.try_write_vectored(bytes),
        }
    }

    async fn readable(&self) -> io::Result<()> {
        match self {
            Self::Tcp(socket) => socket.readable().await,
            Self::Unix(socket) => socket.readable().await,
        }
    }

    async fn writable(&self) -> io::Result<()> {
        match self {
            Self::Tcp(socket) => socket.writable().await,
            Self::Unix(socket) => socket.writable().await,
        }
    }
}

struct NeverWaits<'a>(&'a Socket);

impl Read for NeverWaits<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(into)
    }
}

impl Write for NeverWaits<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_write(bytes)
    }
    fn write_vectored(&mut self, bytes: &[io::IoSlice<'_>]) -> io::Result<usize> {
        self.0.try_write_vectored(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
