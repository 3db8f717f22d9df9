//! The recorder's link: this process connects, and connects again. Packets wait for a recorder that restarts, up to a
//! bound; past it they are dropped and counted, and media never waits. Tracks that run are opened anew after every
//! connection.

use crate::shard::Taped;
use fengsui_protocol::{
    RecordingId,
    link::{self, RECORDER_SOCKET, recorder::ToRecorder},
};
use std::{
    collections::{BTreeMap, VecDeque},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{io::AsyncWriteExt, net::UnixStream, sync::mpsc, time::Instant};

/// Bytes of packets that wait: about thirty seconds of one 4 Mbit/s camera, two of fifteen.
const WAITING: usize = 16 << 20;
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(2);

pub struct Handle {
    dropped: Arc<AtomicU64>,
}

impl Handle {
    /// Packets that no recorder got.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

pub fn start(run_dir: &Path, boot: u64, tape: mpsc::Receiver<Taped>) -> Handle {
    let dropped = Arc::new(AtomicU64::new(0));
    let feed = Feed {
        path: run_dir.join(RECORDER_SOCKET),
        boot,
        tape,
        queue: VecDeque::new(),
        waiting: 0,
        open: BTreeMap::new(),
        dropped: dropped.clone(),
    };
    tokio::spawn(feed.run());
    Handle { dropped }
}

struct Feed {
    path: PathBuf,
    boot: u64,
    tape: mpsc::Receiver<Taped>,
    queue: VecDeque<Taped>,
    /// Bytes of packets in the queue.
    waiting: usize,
    /// Tracks open as of the head of the queue.
    open: BTreeMap<(RecordingId, u32), ToRecorder>,
    dropped: Arc<AtomicU64>,
}

impl Feed {
    async fn run(mut self) {
        let mut retry = FIRST_RETRY;
        // Until the first track there is nothing to say, and perhaps no recorder.
        while self.take_next().await {
            match UnixStream::connect(&self.path).await {
                Ok(mut stream) => {
                    retry = FIRST_RETRY;
                    if !self.feed(&mut stream).await {
                        return;
                    }
                    tracing::warn!("recorder gone");
                }
                Err(error) => tracing::debug!(%error, "recorder not reachable"),
            }
            if !self.collect_until(Instant::now() + retry).await {
                return;
            }
            retry = (retry * 2).min(LAST_RETRY);
        }
    }

    /// Waits for something to say; `false` when all shards are gone.
    async fn take_next(&mut self) -> bool {
        if !self.queue.is_empty() || !self.open.is_empty() {
            return true;
        }
        match self.tape.recv().await {
            Some(taped) => {
                self.enqueue(taped);
                true
            }
            None => false,
        }
    }

    /// Collects while waiting for the next attempt; `false` when all shards are gone.
    async fn collect_until(&mut self, until: Instant) -> bool {
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(until) => return true,
                taped = self.tape.recv() => match taped {
                    Some(taped) => self.enqueue(taped),
                    None => return false,
                },
            }
        }
    }

    fn enqueue(&mut self, taped: Taped) {
        if let Taped::Packets { frames, count } = &taped {
            if self.waiting + frames.len() > WAITING {
                self.dropped.fetch_add(u64::from(*count), Ordering::Relaxed);
                return;
            }
            self.waiting += frames.len();
        }
        self.queue.push_back(taped);
    }

    /// Feeds a connected recorder; `true`: it is gone, `false`: all shards are.
    async fn feed(&mut self, stream: &mut UnixStream) -> bool {
        let mut hello = Vec::new();
        link::put_json(&mut hello, &ToRecorder::MediaHello { boot: self.boot });
        self.open.values().for_each(|track| link::put_json(&mut hello, track));
        let mut current = hello;
        let mut written = 0;
        loop {
            if written == current.len() {
                written = 0;
                current = self.next_bytes().unwrap_or_default();
            }
            tokio::select! {
                taped = self.tape.recv() => match taped {
                    Some(taped) => self.enqueue(taped),
                    None => {
                        // The last words: what is open is closed by the recorder when the link ends.
                        let _ = stream.write_all(&current[written..]).await;
                        return false;
                    }
                },
                _ = stream.writable(), if written < current.len() => match stream.try_write(&current[written..]) {
                    Ok(n @ 1..) => written += n,
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    _ => return true,
                },
                () = closed(stream) => return true,
            }
        }
    }

    /// Takes the head of the queue. A chunk that was cut by a lost link is not sent again: the recorder drops the
    /// torn frame and the gap map says what is missing.
    fn next_bytes(&mut self) -> Option<Vec<u8>> {
        match self.queue.pop_front()? {
            Taped::Packets { frames, .. } => {
                self.waiting -= frames.len();
                Some(frames)
            }
            Taped::Note(note) => {
                let mut bytes = Vec::new();
                link::put_json(&mut bytes, &note);
                self.keep(note);
                Some(bytes)
            }
        }
    }

    fn keep(&mut self, note: ToRecorder) {
        match note {
            ToRecorder::OpenTrack { recording, track, .. } => {
                self.open.insert((recording, track), note);
            }
            ToRecorder::CloseTrack { recording, track, .. } => {
                self.open.remove(&(recording, track));
            }
            _ => {}
        }
    }
}

/// Done when the recorder has closed its end. What it says is passed over: the protocol has no answers to media.
async fn closed(stream: &UnixStream) {
    let mut bytes = [0u8; 256];
    loop {
        if stream.readable().await.is_err() {
            return;
        }
        match stream.try_read(&mut bytes) {
            Ok(1..) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            _ => return,
        }
    }
}
