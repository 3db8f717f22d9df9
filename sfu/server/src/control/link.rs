//! The command node's link: a Unix socket that this process listens on. The newest connection wins; without one,
//! media goes on with the tables it has.

use anyhow::Context;
use fengsui_protocol::link::{
    self, FRAME_JSON, MEDIA_SOCKET,
    media::{FromMedia, ToMedia},
};
use std::{os::unix::fs::PermissionsExt, path::Path};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    task::AbortHandle,
};

/// Messages waiting for a command node that does not read; past it the link is cut, and it gets everything anew.
const WAITING: usize = 16_384;

pub struct Link {
    listener: UnixListener,
    peer: Option<Peer>,
    incoming: (mpsc::Sender<(u64, ToMedia)>, mpsc::Receiver<(u64, ToMedia)>),
    connections: u64,
}

struct Peer {
    number: u64,
    frames: mpsc::Sender<Vec<u8>>,
    tasks: [AbortHandle; 2],
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

pub enum Incoming {
    /// A command node is there: greet it.
    Connected,
    Message(Box<ToMedia>),
}

impl Link {
    /// # Errors
    /// When the socket cannot be made.
    pub fn listen(run_dir: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(run_dir).with_context(|| format!("{}", run_dir.display()))?;
        let path = run_dir.join(MEDIA_SOCKET);
        // Left over by a process that was killed; a second media process fails at its UDP port before it gets here.
        if path.exists() {
            std::fs::remove_file(&path).with_context(|| format!("{}", path.display()))?;
        }
        let listener = UnixListener::bind(&path).with_context(|| format!("{}", path.display()))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, peer: None, incoming: mpsc::channel(256), connections: 0 })
    }

    /// The next connection or message.
    pub async fn next(&mut self) -> Incoming {
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        self.adopt(stream);
                        return Incoming::Connected;
                    }
                    // No descriptors left: let others finish first.
                    Err(error) => {
                        tracing::warn!(%error, "link not accepted");
                        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    }
                },
                Some((number, message)) = self.incoming.1.recv() => {
                    if self.peer.as_ref().is_some_and(|peer| peer.number == number) {
                        return Incoming::Message(Box::new(message));
                    }
                }
            }
        }
    }

    fn adopt(&mut self, stream: UnixStream) {
        self.connections += 1;
        let number = self.connections;
        let (read, write) = stream.into_split();
        let (frames, waiting) = mpsc::channel(WAITING);
        let reader = tokio::spawn(read_frames(read, number, self.incoming.0.clone()));
        let writer = tokio::spawn(write_frames(write, waiting));
        self.peer = Some(Peer { number, frames, tasks: [reader.abort_handle(), writer.abort_handle()] });
        tracing::info!(connection = number, "command node connected");
    }

    /// Sends to the command node, if there is one.
    pub fn send(&mut self, message: &FromMedia) {
        let Some(peer) = &self.peer else { return };
        let mut frame = Vec::new();
        link::put_json(&mut frame, message);
        if peer.frames.try_send(frame).is_err() {
            tracing::warn!(connection = peer.number, "command node gone or not reading: link cut");
            self.peer = None;
        }
    }
}

async fn read_frames(mut read: OwnedReadHalf, number: u64, to: mpsc::Sender<(u64, ToMedia)>) {
    let mut buffer = Vec::with_capacity(64 * 1024);
    while let Ok(1..) = read.read_buf(&mut buffer).await {
        loop {
            let (message, used) = match link::take_frame(&buffer) {
                Ok(Some((FRAME_JSON, body, used))) => (serde_json::from_slice::<ToMedia>(body), used),
                Ok(Some((_, _, used))) => {
                    buffer.drain(..used);
                    continue;
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "command node does not speak the link protocol");
                    return;
                }
            };
            buffer.drain(..used);
            match message {
                Ok(message) => {
                    if to.send((number, message)).await.is_err() {
                        return;
                    }
                }
                // A newer command node may say things this one does not know.
                Err(error) => tracing::warn!(%error, "link message not understood"),
            }
        }
    }
}

async fn write_frames(mut write: OwnedWriteHalf, mut waiting: mpsc::Receiver<Vec<u8>>) {
    while let Some(mut frames) = waiting.recv().await {
        while let Ok(more) = waiting.try_recv() {
            frames.extend_from_slice(&more);
        }
        if write.write_all(&frames).await.is_err() {
            return;
        }
    }
}
