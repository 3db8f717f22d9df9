//! Accepts ICE-TCP connections and finds the shard each belongs to by its first packet, which must be a binding
//! request. Who says something else, or nothing in time, is cut off and counted.

use crate::{ice::Credentials, net::framing, stun};
use std::{
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::AsyncReadExt,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};

/// Connections whose first packet is awaited, at once; more wait in the listen queue.
const STRANGERS: usize = 256;
/// How long the first packet is awaited.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection for a shard, with what was read of it.
pub type Sorted = (usize, TcpStream, Vec<u8>);

pub struct Front {
    sorted: mpsc::Receiver<Sorted>,
    sort: Sorter,
}

/// What sorting one connection needs.
#[derive(Clone)]
struct Sorter {
    strangers: Arc<Semaphore>,
    sorted: mpsc::Sender<Sorted>,
    refused: Arc<AtomicU64>,
}

impl Front {
    /// # Errors
    /// When the runtime cannot take the listener.
    pub fn start(listener: std::net::TcpListener) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (sender, sorted) = mpsc::channel(64);
        let sort = Sorter { strangers: Arc::new(Semaphore::new(STRANGERS)), sorted: sender, refused: Arc::default() };
        tokio::spawn(accept(listener, sort.clone()));
        Ok(Self { sorted, sort })
    }

    pub async fn next(&mut self) -> Option<Sorted> {
        self.sorted.recv().await
    }

    /// Takes a connection that came by the command node's port; it is refused when too many strangers wait.
    pub fn take(&self, stream: TcpStream) {
        let permit = self.sort.strangers.clone().try_acquire_owned();
        let stream = stream.set_nonblocking(true).and_then(|()| tokio::net::TcpStream::from_std(stream));
        match (permit, stream) {
            (Ok(permit), Ok(stream)) => self.sort.spawn(stream, permit),
            _ => drop(self.sort.refused.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// Connections cut off here.
    pub fn refused(&self) -> u64 {
        self.sort.refused.load(Ordering::Relaxed)
    }
}

async fn accept(listener: tokio::net::TcpListener, sort: Sorter) {
    while let Ok(permit) = sort.strangers.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => sort.spawn(stream, permit),
            Err(error) => {
                tracing::warn!(%error, "TCP peer not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

impl Sorter {
    fn spawn(&self, stream: tokio::net::TcpStream, permit: OwnedSemaphorePermit) {
        let (sorted, refused) = (self.sorted.clone(), self.refused.clone());
        tokio::spawn(async move {
            match tokio::time::timeout(PATIENCE, sort(stream)).await {
                Ok(Sort::Known(peer)) => drop(sorted.send(peer).await),
                // Browsers open connections for every candidate and close those they do not need.
                Ok(Sort::Silent) => {}
                Ok(Sort::Babble) | Err(_) => drop(refused.fetch_add(1, Ordering::Relaxed)),
            }
            drop(permit);
        });
    }
}

enum Sort {
    Known(Sorted),
    /// Closed without a word.
    Silent,
    Babble,
}

/// Reads the first packet.
async fn sort(mut stream: tokio::net::TcpStream) -> Sort {
    let mut read = Vec::with_capacity(512);
    loop {
        match framing::take(&read) {
            Ok(Some((range, _))) => {
                let Some(shard) = shard_of(&read[range]) else { return Sort::Babble };
                return stream.into_std().map_or(Sort::Silent, |stream| Sort::Known((shard, stream, read)));
            }
            Ok(None) => {}
            Err(_) => return Sort::Babble,
        }
        match stream.read_buf(&mut read).await {
            Ok(1..) => {}
            _ if read.is_empty() => return Sort::Silent,
            _ => return Sort::Babble,
        }
    }
}

fn shard_of(packet: &[u8]) -> Option<usize> {
    match stun::parse(packet)? {
        stun::Message::Request(request) => Credentials::shard_of(request.local_ufrag),
        stun::Message::Other => None,
    }
}
