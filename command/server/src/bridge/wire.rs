//! One framed connection to another process of the node, by `fengsui_protocol::link`.

use fengsui_protocol::link::{self, FRAME_JSON};
use serde::{Serialize, de::DeserializeOwned};
use std::{io, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixStream, unix},
    sync::mpsc,
};

/// Messages waiting for the peer to read; a peer that is further behind is cut off and converges anew.
const WAITING_MESSAGES: usize = 1_024;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A connection. Dropping it closes it.
pub(super) struct Wire {
    read: unix::OwnedReadHalf,
    buffer: Vec<u8>,
    write: mpsc::Sender<Vec<u8>>,
}

impl Wire {
    /// Connects to the process that listens at `path`, waiting for it for as long as it takes.
    pub(super) async fn connected(path: &Path) -> Self {
        let mut pause = FIRST_PAUSE;
        loop {
            if let Ok(stream) = UnixStream::connect(path).await {
                return Self::new(stream);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn new(stream: UnixStream) -> Self {
        let (read, write) = stream.into_split();
        let (messages, waiting) = mpsc::channel(WAITING_MESSAGES);
        tokio::spawn(write_all(write, waiting));
        Self { read, buffer: Vec::new(), write: messages }
    }

    /// Puts a message on its way, without waiting for the peer.
    ///
    /// # Errors
    /// When the connection is gone or the peer does not read.
    pub(super) fn send(&self, message: &impl Serialize) -> io::Result<()> {
        let mut frame = Vec::new();
        link::put_json(&mut frame, message);
        self.write.try_send(frame).map_err(|_| io::Error::other("the peer does not read"))
    }

    /// The next message. May be cancelled and called again.
    ///
    /// # Errors
    /// When the connection ends or the peer does not speak this protocol.
    pub(super) async fn next<T: DeserializeOwned>(&mut self) -> io::Result<T> {
        loop {
            if let Some(message) = self.take()? {
                return Ok(message);
            }
            if self.read.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn take<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let Some((kind, body, used)) = link::take_frame(&self.buffer).map_err(io::Error::other)? else {
            return Ok(None);
        };
        if kind != FRAME_JSON {
            return Err(io::Error::other("packets do not come this way"));
        }
        let message = serde_json::from_slice(body)?;
        self.buffer.drain(..used);
        Ok(Some(message))
    }
}

async fn write_all(mut write: unix::OwnedWriteHalf, mut waiting: mpsc::Receiver<Vec<u8>>) {
    while let Some(frame) = waiting.recv().await {
        if write.write_all(&frame).await.is_err() {
            return;
        }
    }
}
