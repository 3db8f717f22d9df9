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
    sync::{Semaphore, mpsc},
};

/// Connections whose first packet is awaited, at once; more wait in the listen queue.
const STRANGERS: usize = 256;
/// How long the first packet is awaited.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection for a shard, with what was read of it.
pub type Sorted = (usize, TcpStream, Vec<u8>);

pub struct Front {
    sorted: mpsc::Receiver<Sorted>,
    refused: Arc<AtomicU64>,
}

impl Front {
    /// # Errors
    /// When the runtime cannot take the listener.
    pub fn start(listener: std::net::TcpListener) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (sender, sorted) = mpsc::channel(64);
        let refused = Arc::new(AtomicU64::new(0));
        tokio::spawn(accept(listener, sender, refused.clone()));
        Ok(Self { sorted, refused })
    }

    pub async fn next(&mut self) -> Option<Sorted> {
        self.sorted.recv().await
    }

    /// Connections cut off here.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

async fn accept(listener: tokio::net::TcpListener, sorted: mpsc::Sender<Sorted>, refused: Arc<AtomicU64>) {
    let strangers = Arc::new(Semaphore::new(STRANGERS));
    while let Ok(permit) = strangers.clone().acquire_owned().await {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "TCP peer not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (sorted, refused) = (sorted.clone(), refused.clone());
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
