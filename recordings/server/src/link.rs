//! The recorder's socket: accepts links, reads whole frames, writes to command nodes without ever waiting for them.

use crate::recorder::Event;
use fengsui_protocol::link::{put_json, recorder::FromRecorder, take_frame};
use std::{
    io::{self, Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    time::Duration,
};

/// Bytes read at once.
const READ_BYTES: usize = 256 * 1024;
/// Messages waiting for one command node; past it the link is cut, and the node connects again.
const WAITING: usize = 1_024;
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);

/// Tells links of one run apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub u64);

/// Listens and accepts in threads of its own; everything heard goes into `events`, which is bounded: a peer that sends
/// faster than the disk takes is slowed down by its socket.
pub fn listen(path: &Path, events: SyncSender<Event>) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    spawn("rec-accept", move || accept(&listener, &events))
}

fn accept(listener: &UnixListener, events: &SyncSender<Event>) {
    for (id, stream) in listener.incoming().enumerate() {
        let opened = stream.and_then(|stream| open(LinkId(id as u64), stream, events.clone()));
        if let Err(error) = opened {
            tracing::warn!(%error, "a link could not be accepted");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn open(id: LinkId, stream: UnixStream, events: SyncSender<Event>) -> io::Result<()> {
    stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
    let writer = Writer::start(stream.try_clone()?)?;
    spawn("rec-link", move || {
        if events.send(Event::LinkOpened(id, writer)).is_ok() {
            let ended = read_frames(stream, |frames| events.send(Event::Frames(id, frames)).is_ok());
            if let Err(error) = ended {
                tracing::warn!(%error, link = id.0, "link cut");
            }
            let _ = events.send(Event::LinkClosed(id));
        }
    })
}

/// Hands over runs of whole frames until the peer closes, `take` refuses or a frame is not of this protocol.
fn read_frames(mut stream: UnixStream, mut take: impl FnMut(Vec<u8>) -> bool) -> io::Result<()> {
    let (mut held, mut buf) = (Vec::new(), vec![0; READ_BYTES]);
    loop {
        let got = stream.read(&mut buf)?;
        if got == 0 {
            return Ok(());
        }
        held.extend_from_slice(&buf[..got]);
        let mut whole = 0;
        while let Some((_, _, used)) =
            take_frame(&held[whole..]).map_err(|bad| io::Error::new(io::ErrorKind::InvalidData, bad))?
        {
            whole += used;
        }
        if whole > 0 {
            let rest = held.split_off(whole);
            if !take(std::mem::replace(&mut held, rest)) {
                return Ok(());
            }
        }
    }
}

/// Sends to one peer from a thread of its own.
pub struct Writer {
    queue: SyncSender<Vec<u8>>,
    stream: UnixStream,
}

impl Writer {
    fn start(stream: UnixStream) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING);
        let out = stream.try_clone()?;
        spawn("rec-answer", move || write_out(out, &waiting))?;
        Ok(Self { queue, stream })
    }

    /// Queues a message; a peer that does not read is cut off.
    pub fn send(&self, message: &FromRecorder) {
        let mut frame = Vec::new();
        put_json(&mut frame, message);
        if let Err(TrySendError::Full(_)) = self.queue.try_send(frame) {
            self.cut();
        }
    }

    /// Ends the link; the reader sees it closed.
    pub fn cut(&self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

fn write_out(mut stream: UnixStream, waiting: &Receiver<Vec<u8>>) {
    while let Ok(frame) = waiting.recv() {
        if stream.write_all(&frame).is_err() {
            let _ = stream.shutdown(std::net::Shutdown::Both);
            return;
        }
    }
}

/// A named thread.
pub fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.into()).spawn(work).map(drop)
}
