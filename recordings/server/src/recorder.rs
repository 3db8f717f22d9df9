//! The recorder process: one thread owns every recording and does what the links say; others listen, sync and package.

use crate::{
    book::Book,
    keys::Keys,
    link::{self, LinkId},
    packaging, store,
    sync::Syncer,
    writer::Place,
};
use anyhow::Context;
use fengsui_protocol::{
    Micros, RecordingId,
    link::{
        FRAME_PACKET, RECORDER_SOCKET,
        recorder::{FromRecorder, PACKET_HEAD, RunningRecording, ToRecorder},
        take_frame,
    },
    recording::{RecordedTrack, RecordingState},
};
use fengsui_recordings_core::track::StreamId;
use std::{
    collections::BTreeMap,
    fs::File,
    io,
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, sync_channel},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// What waits is sealed and written at least this often.
const TICK: Duration = Duration::from_millis(60);
/// The command node hears of running recordings, and their manifests are written, this often.
const TELL: Duration = Duration::from_secs(10);
/// Runs of frames waiting for the owner; with their bound of bytes this bounds its memory.
const EVENTS: usize = 64;
/// A recording that media began and no command node has named for this long is closed by the next [`ToRecorder::Converge`].
const UNNAMED_US: i64 = 10 * Micros::SECOND;

/// What the recorder process is told.
#[derive(Clone, Debug)]
pub struct RecorderConfig {
    pub data_dir: PathBuf,
    /// Usually [`crate::key_path`] of the data directory; made at first start.
    pub key_path: PathBuf,
    /// The executable `fengsui-packager`.
    pub packager: PathBuf,
    /// Packagers at work at once.
    pub packagers: usize,
    /// A segment is closed and a new one begun past this size …
    pub segment_bytes: u64,
    /// … or this age in microseconds.
    pub segment_us: i64,
}

impl RecorderConfig {
    /// The defaults: key beside the data directory, 64 MiB or 10 minutes per segment, one packager.
    pub fn new(data_dir: impl Into<PathBuf>, packager: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            key_path: crate::key_path(&data_dir),
            data_dir,
            packager: packager.into(),
            packagers: 1,
            segment_bytes: 64 << 20,
            segment_us: 600 * Micros::SECOND,
        }
    }
}

/// What the owner hears.
pub enum Event {
    LinkOpened(LinkId, link::Writer),
    /// Whole frames.
    Frames(LinkId, Vec<u8>),
    LinkClosed(LinkId),
    Packaged(RecordingId, Result<Vec<RecordedTrack>, String>),
    SyncFailed(io::Error),
    Stop,
}

/// Runs the recorder until SIGTERM or SIGINT, then closes what is open and returns. Blocks: give it a thread (or the
/// process) of its own; no async runtime is needed.
///
/// # Errors
/// When the key, the data directory or the socket cannot be had, or another recorder holds them.
pub fn run(config: RecorderConfig) -> anyhow::Result<()> {
    let run_dir = config.data_dir.join("run");
    store::make_dir(&run_dir)?;
    store::make_dir(&store::root(&config.data_dir))?;
    let lock = File::create(run_dir.join("recorder.lock"))?;
    lock.try_lock().context("another recorder holds this data directory")?;
    let keys = Keys::load_or_create(&config.key_path)?;
    let (events, heard) = sync_channel(EVENTS);
    stop_on_signal(events.clone())?;
    let failed = events.clone();
    let syncer = Syncer::start(move |error| drop(failed.send(Event::SyncFailed(error))))?;
    let orders = packaging::start(&config, &keys, &events)?;
    let mut recorder = Recorder::recover(config, keys, syncer, orders)?;
    link::listen(&run_dir.join(RECORDER_SOCKET), events)?;
    recorder.work(&heard);
    Ok(())
}

fn stop_on_signal(events: SyncSender<Event>) -> io::Result<()> {
    link::spawn("rec-signal", move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let waited = runtime.and_then(|runtime| {
            runtime.block_on(async {
                use tokio::signal::unix::{SignalKind, signal};
                let (mut terminate, mut interrupt) =
                    (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
                tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
                Ok(())
            })
        });
        if let Err(error) = waited {
            tracing::error!(%error, "signals cannot be waited for");
        } else {
            let _ = events.send(Event::Stop);
        }
    })
}

/// The owner of all recordings.
struct Recorder {
    config: RecorderConfig,
    keys: Keys,
    syncer: Syncer,
    orders: Sender<packaging::Order>,
    books: BTreeMap<RecordingId, Book>,
    links: BTreeMap<LinkId, Link>,
    told: Instant,
    /// The disk refuses: said once, and again when it is over.
    troubled: Option<String>,
    strays: u64,
}

struct Link {
    writer: link::Writer,
    peer: Peer,
}

/// What a link turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Peer {
    Unknown,
    Media { boot: u64 },
    Command,
}

fn now() -> Micros {
    Micros(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as i64))
}

macro_rules! place {
    ($self:ident) => {
        Place {
            data_dir: &$self.config.data_dir,
            keys: &$self.keys,
            syncer: &$self.syncer,
            now: now(),
            segment_bytes: $self.config.segment_bytes,
            segment_us: $self.config.segment_us,
        }
    };
}

impl Recorder {
    fn recover(
        config: RecorderConfig,
        keys: Keys,
        syncer: Syncer,
        orders: Sender<packaging::Order>,
    ) -> anyhow::Result<Self> {
        let (mut books, mut trouble) = (BTreeMap::new(), Vec::new());
        for id in store::recordings(&config.data_dir)? {
            match Book::recover(&config.data_dir, &keys, id, now(), &mut trouble) {
                Ok(book) => drop(books.insert(id, book)),
                Err(error) => tracing::error!(recording = %id, "cannot be read: {error:#}"),
            }
        }
        trouble.iter().for_each(|trouble| tracing::warn!("{trouble}"));
        let (links, told) = (BTreeMap::new(), Instant::now());
        let recorder = Self { config, keys, syncer, orders, books, links, told, troubled: None, strays: 0 };
        let unpackaged = [RecordingState::Packaging, RecordingState::Failed];
        for book in recorder.books.values().filter(|book| unpackaged.contains(&book.manifest.state)) {
            let _ = recorder.orders.send(book.order());
        }
        Ok(recorder)
    }

    fn work(&mut self, heard: &Receiver<Event>) {
        let mut next = Instant::now() + TICK;
        loop {
            match heard.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return self.stop(),
                Ok(event) => self.hear(event),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Instant::now() >= next {
                self.tick();
                next = Instant::now() + TICK;
            }
        }
    }

    fn stop(&mut self) {
        let place = place!(self);
        for book in self.books.values_mut().filter(|book| book.manifest.state == RecordingState::Recording) {
            book.manifest.tracks = book.recorded();
            let closed = book.close_all(&place).map_err(Into::into);
            if let Err(error) = closed.and_then(|()| book.manifest.write(&self.config.data_dir)) {
                tracing::error!(recording = %book.manifest.recording, "not closed in order: {error:#}");
            }
        }
        self.syncer.end();
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::LinkOpened(id, writer) => drop(self.links.insert(id, Link { writer, peer: Peer::Unknown })),
            Event::Frames(id, frames) => self.frames(id, &frames),
            Event::LinkClosed(id) => self.link_closed(id),
            Event::Packaged(id, made) => self.packaged(id, made),
            Event::SyncFailed(error) => self.disk(None, Err(error)),
            Event::Stop => {}
        }
    }

    fn frames(&mut self, id: LinkId, frames: &[u8]) {
        let mut rest = frames;
        while let Ok(Some((kind, body, used))) = take_frame(rest) {
            rest = &rest[used..];
            let understood = match kind {
                FRAME_PACKET => self.packet(id, body),
                _ => match serde_json::from_slice(body) {
                    Ok(message) => self.message(id, message),
                    Err(_) => None,
                },
            };
            if understood.is_none() {
                tracing::warn!(link = id.0, "link cut: not of this protocol");
                return self.links.get(&id).map(|link| link.writer.cut()).unwrap_or_default();
            }
        }
    }

    /// `None`: this peer may not say that.
    fn message(&mut self, id: LinkId, message: ToRecorder) -> Option<()> {
        let peer = self.links.get(&id)?.peer;
        match (message, peer) {
            (ToRecorder::MediaHello { boot }, Peer::Unknown) => self.links.get_mut(&id)?.peer = Peer::Media { boot },
            (ToRecorder::CommandHello, Peer::Unknown) => {
                let link = self.links.get_mut(&id)?;
                link.peer = Peer::Command;
                self.books.values().for_each(|book| link.writer.send(&book.view()));
            }
            (ToRecorder::OpenTrack { recording, track, opened }, Peer::Media { boot }) => {
                self.open(recording, StreamId { boot, track }, opened);
            }
            (ToRecorder::CloseTrack { recording, track, why }, Peer::Media { boot }) => {
                let place = place!(self);
                let book = self.books.get_mut(&recording);
                let closed = book.map_or(Ok(()), |book| book.close(StreamId { boot, track }, &why, &place));
                self.disk(Some(recording), closed);
            }
            (ToRecorder::TrackClock { recording, track, at, rtp_timestamp }, Peer::Media { boot }) => {
                if let Some(book) = self.books.get_mut(&recording) {
                    book.clock(StreamId { boot, track }, at, rtp_timestamp);
                }
            }
            (ToRecorder::Converge { running }, Peer::Command) => self.converge(&running),
            _ => return None,
        }
        Some(())
    }

    fn packet(&mut self, id: LinkId, body: &[u8]) -> Option<()> {
        let Peer::Media { boot } = self.links.get(&id)?.peer else { return None };
        let (head, rtp) = body.split_first_chunk::<PACKET_HEAD>()?;
        let recording = RecordingId(u64::from_be_bytes(head[..8].try_into().ok()?));
        let track = u32::from_be_bytes(head[8..12].try_into().ok()?);
        let arrival = Micros(i64::from_be_bytes(head[12..20].try_into().ok()?));
        let place = place!(self);
        let book = self.books.get_mut(&recording).filter(|book| book.is_recording());
        let taken = book.map_or(Ok(false), |book| book.packet(StreamId { boot, track }, arrival, rtp, &place));
        self.strays += u64::from(matches!(taken, Ok(false)));
        self.disk(Some(recording), taken.map(drop));
        Some(())
    }

    fn open(&mut self, recording: RecordingId, id: StreamId, opened: fengsui_protocol::link::recorder::OpenTrack) {
        if !self.begin(recording) {
            return;
        }
        let place = place!(self);
        let book = self.books.get_mut(&recording).filter(|book| book.is_recording());
        let result = book.map_or(Ok(()), |book| book.open(id, opened, &place));
        self.disk(Some(recording), result);
    }

    /// Makes the recording's directory when it is new.
    fn begin(&mut self, recording: RecordingId) -> bool {
        if self.books.contains_key(&recording) {
            return true;
        }
        match Book::begin(&self.config.data_dir, recording, now()) {
            Ok(book) => self.books.insert(recording, book).is_none(),
            Err(error) => {
                self.disk(Some(recording), Err(io::Error::other(format!("{error:#}"))));
                false
            }
        }
    }

    fn converge(&mut self, running: &[RunningRecording]) {
        for one in running {
            if !self.begin(one.recording) {
                continue;
            }
            let named = self.books.get_mut(&one.recording).filter(|book| book.is_recording());
            if let Some(Err(error)) = named.map(|book| book.name(one, &self.config.data_dir)) {
                self.disk(Some(one.recording), Err(io::Error::other(format!("{error:#}"))));
            }
        }
        let now = now();
        for (id, book) in &mut self.books {
            let over = book.named || now.since(book.manifest.started_at) > UNNAMED_US;
            book.stopping |= book.is_recording() && over && !running.iter().any(|one| one.recording == *id);
        }
        self.finish_stopping();
    }

    /// Closes, seals and hands to the packager what is to stop; what the disk does not take is tried again.
    fn finish_stopping(&mut self) {
        let stopping: Vec<_> = self
            .books
            .iter()
            .filter(|(_, book)| book.stopping && book.manifest.state == RecordingState::Recording)
            .map(|(id, _)| *id)
            .collect();
        for id in stopping {
            let closed = self.close_and_seal(id);
            let done = closed.is_ok();
            self.disk(Some(id), closed);
            if done && let Some(book) = self.books.get(&id) {
                let _ = self.orders.send(book.order());
                self.tell(&book.view());
            }
        }
    }

    fn close_and_seal(&mut self, id: RecordingId) -> io::Result<()> {
        let place = place!(self);
        let Some(book) = self.books.get_mut(&id) else { return Ok(()) };
        book.close_all(&place)?;
        let running = book.manifest.clone();
        book.seal(place.now);
        book.manifest.write(&self.config.data_dir).map_err(|error| {
            book.manifest = running;
            io::Error::other(format!("{error:#}"))
        })
    }

    fn packaged(&mut self, id: RecordingId, made: Result<Vec<RecordedTrack>, String>) {
        let Some(book) = self.books.get_mut(&id) else { return };
        match made {
            Ok(tracks) => {
                book.manifest.tracks = tracks;
                (book.manifest.state, book.manifest.failure) = (RecordingState::Ready, None);
            }
            Err(failure) => {
                tracing::error!(recording = %id, failure, "packaging failed");
                (book.manifest.state, book.manifest.failure) = (RecordingState::Failed, Some(failure));
            }
        }
        let written = book.manifest.write(&self.config.data_dir);
        let (view, failure) = (book.view(), book.manifest.failure.clone());
        self.tell(&view);
        if let Some(message) = failure {
            self.tell(&FromRecorder::Trouble { recording: Some(id), message });
        }
        self.disk(Some(id), written.map_err(|error| io::Error::other(format!("{error:#}"))));
    }

    fn link_closed(&mut self, id: LinkId) {
        let Some(Link { peer: Peer::Media { boot }, .. }) = self.links.remove(&id) else { return };
        if self.links.values().any(|link| link.peer == Peer::Media { boot }) {
            return;
        }
        let place = place!(self);
        let results: Vec<_> = self.books.iter_mut().map(|(id, book)| (*id, book.lose(boot, &place))).collect();
        results.into_iter().for_each(|(id, result)| self.disk(Some(id), result));
    }

    fn tick(&mut self) {
        let place = place!(self);
        let mut results = Vec::new();
        for (id, book) in self.books.iter_mut().filter(|(_, book)| book.is_recording()) {
            results.push((*id, book.tick(&place)));
        }
        let quiet = results.iter().all(|(_, result)| result.is_ok());
        results.into_iter().for_each(|(id, result)| self.disk(Some(id), result));
        self.finish_stopping();
        if self.told.elapsed() >= TELL {
            self.told = Instant::now();
            self.tell_running();
            if quiet {
                self.relieve();
            }
        }
    }

    fn tell_running(&mut self) {
        let mut failed = Vec::new();
        for (id, book) in self.books.iter_mut().filter(|(_, book)| book.is_recording()) {
            book.manifest.tracks = book.recorded();
            failed.extend(book.manifest.write(&self.config.data_dir).err().map(|error| (*id, error)));
        }
        for (id, error) in failed {
            self.disk(Some(id), Err(io::Error::other(format!("{error:#}"))));
        }
        for book in self.books.values().filter(|book| book.is_recording()) {
            self.tell(&book.view());
        }
        let strays = std::mem::take(&mut self.strays);
        if strays > 0 {
            tracing::warn!(strays, "packets of no running recording or unopened track");
        }
    }

    fn tell(&self, message: &FromRecorder) {
        for link in self.links.values().filter(|link| link.peer == Peer::Command) {
            link.writer.send(message);
        }
    }

    /// The operator hears once that the disk refuses, not at every packet.
    fn disk(&mut self, recording: Option<RecordingId>, result: io::Result<()>) {
        let Err(error) = result else { return };
        let message = format!("recording cannot be written: {error}");
        if self.troubled.is_none() {
            tracing::error!("{message}");
            self.tell(&FromRecorder::Trouble { recording, message: message.clone() });
        }
        self.troubled = Some(message);
    }

    /// Writing works again.
    fn relieve(&mut self) {
        if self.troubled.take().is_none() {
            return;
        }
        let refused: u64 = self.books.values_mut().map(Book::refused).sum();
        let message = format!("recordings are written again; {refused} packets were not taken meanwhile");
        tracing::warn!("{message}");
        self.tell(&FromRecorder::Trouble { recording: None, message });
    }
}
