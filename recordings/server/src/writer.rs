//! Writes one stream into its segments. Bytes once sealed are never sealed anew: when the disk refuses them they are
//! kept and written again as they are, so that no nonce is used twice.

use crate::{
    keys::{FileKind, Gcm, Keys, random},
    store,
    sync::Syncer,
};
use fengsui_protocol::{Micros, RecordingId, link::recorder::OpenTrack};
use fengsui_recordings_core::{
    record::{Ended, Opened, PACKET_OVERHEAD, Record},
    seal::SealedSegment,
    segment::{Chain, Header, Tip},
    track::StreamId,
};
use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Plaintext waiting for the disk, per stream; packets past it are refused.
const PENDING_BYTES: usize = 256 * 1024;
/// A block is sealed when this much waits, or at the next tick.
const EAGER_BYTES: usize = 32 * 1024;

static FILE_KEYS: AtomicU64 = AtomicU64::new(0);

/// Where the next segment of a stream goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail {
    pub number: u32,
    pub link: Chain,
}

/// What all writers of a recording have in common.
pub struct Place<'a> {
    pub data_dir: &'a std::path::Path,
    pub keys: &'a Keys,
    pub syncer: &'a Syncer,
    pub now: Micros,
    pub segment_bytes: u64,
    pub segment_us: i64,
}

/// A segment that was ended in order.
pub struct Closed {
    pub name: String,
    pub sealed: SealedSegment,
}

/// One stream's writer.
pub struct StreamWriter {
    recording: RecordingId,
    pub id: StreamId,
    pub public: u32,
    opened: OpenTrack,
    tail: Tail,
    open: Option<Open>,
    pending: Vec<u8>,
    /// Packets refused because the disk did not keep up.
    pub refused: u64,
}

struct Open {
    file: Arc<File>,
    key: u64,
    name: String,
    begun_at: Micros,
    cipher: Gcm,
    tip: Tip,
    /// Sealed, and not yet on disk; they belong right before `tip.bytes`.
    unwritten: Vec<u8>,
    /// Its last record was sealed: nothing may follow.
    ending: bool,
}

impl StreamWriter {
    pub fn new(recording: RecordingId, id: StreamId, public: u32, opened: OpenTrack, tail: Tail) -> Self {
        Self { recording, id, public, opened, tail, open: None, pending: Vec::new(), refused: 0 }
    }

    /// Whether there is room for a packet of this many bytes.
    pub fn has_room(&mut self, bytes: usize) -> bool {
        let room = self.pending.len() + PACKET_OVERHEAD + bytes <= PENDING_BYTES;
        self.refused += u64::from(!room);
        room
    }

    /// Takes a record; the answer says that [`Self::flush`] should not wait for the tick.
    pub fn take(&mut self, record: &Record<'_>) -> bool {
        record.put(&mut self.pending);
        self.pending.len() >= EAGER_BYTES
    }

    /// Writes what waits, and rolls the segment when it is large or old; the answer is the segment that was closed.
    ///
    /// # Errors
    /// When the disk refuses; everything is kept and the next call tries again.
    pub fn flush(&mut self, place: &Place<'_>) -> io::Result<Option<Closed>> {
        self.write_pending(place)?;
        let roll = self.open.as_ref().is_some_and(|open| {
            open.ending || open.tip.bytes >= place.segment_bytes || place.now.since(open.begun_at) >= place.segment_us
        });
        if roll { self.end_segment(&Ended::Rolled, place).map(Some) } else { Ok(None) }
    }

    /// Writes everything, ends the last segment and makes it durable; the answer is the segments that were closed.
    ///
    /// # Errors
    /// When the disk refuses; call again.
    pub fn finish(&mut self, ended: &Ended, place: &Place<'_>, closed: &mut Vec<Closed>) -> io::Result<()> {
        closed.extend(self.flush(place)?);
        self.write_pending(place)?;
        if self.open.is_some() {
            closed.push(self.end_segment(ended, place)?);
        }
        Ok(())
    }

    fn end_segment(&mut self, ended: &Ended, place: &Place<'_>) -> io::Result<Closed> {
        let open = self.open.as_mut().expect("called with an open segment");
        if !open.ending {
            let mut last = Vec::new();
            Record::Ended(ended.clone()).put(&mut last);
            open.seal(last);
            open.ending = true;
        }
        open.write_out(place.syncer)?;
        open.file.sync_data()?;
        let closed = Closed { name: open.name.clone(), sealed: sealed(&open.tip) };
        self.tail = Tail { number: self.tail.number + 1, link: open.tip.chain };
        self.open = None;
        Ok(closed)
    }

    /// What it was opened with.
    pub fn opened(&self) -> &OpenTrack {
        &self.opened
    }

    /// Where a later stream of the same id goes on.
    pub fn tail(&self) -> Tail {
        self.tail
    }

    fn write_pending(&mut self, place: &Place<'_>) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.write_out(place.syncer)?;
        }
        if self.pending.is_empty() || self.open.as_ref().is_some_and(|open| open.ending) {
            return Ok(());
        }
        let mut block = Vec::new();
        if self.open.is_none() {
            self.open = Some(self.begin(place)?);
            let opened = Opened { opened: self.opened.clone(), public: self.public, at: place.now };
            Record::Opened(Box::new(opened)).put(&mut block);
        }
        block.append(&mut self.pending);
        let open = self.open.as_mut().expect("begun above");
        open.seal(block);
        open.write_out(place.syncer)
    }

    fn begin(&self, place: &Place<'_>) -> io::Result<Open> {
        let header = Header {
            recording: self.recording,
            boot: self.id.boot,
            track: self.id.track,
            number: self.tail.number,
            begun_at: place.now,
            key_id: place.keys.id(),
            salt: random(),
            link: self.tail.link,
        };
        let name = header.file_name();
        let path = store::dir(place.data_dir, self.recording).join(&name);
        let bytes = header.encode();
        let file = Arc::new(create(&path, &bytes)?);
        let key = FILE_KEYS.fetch_add(1, Ordering::Relaxed);
        let cipher = place.keys.cipher(FileKind::Segment, self.recording, &header.salt);
        Ok(Open {
            file,
            key,
            name,
            begun_at: place.now,
            cipher,
            tip: Tip::of_header(&bytes),
            unwritten: Vec::new(),
            ending: false,
        })
    }
}

fn sealed(tip: &Tip) -> SealedSegment {
    SealedSegment { chain: tip.chain, blocks: tip.blocks, bytes: tip.bytes }
}

fn create(path: &PathBuf, header: &[u8]) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
    let written = file
        .write_all_at(header, 0)
        .and_then(|()| file.sync_all())
        .and_then(|()| path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all()));
    if let Err(error) = written {
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    Ok(file)
}

impl Open {
    fn write_out(&mut self, syncer: &Syncer) -> io::Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        self.file.write_all_at(&self.unwritten, self.tip.bytes - self.unwritten.len() as u64)?;
        self.unwritten.clear();
        syncer.dirty(self.key, &self.file);
        Ok(())
    }

    fn seal(&mut self, block: Vec<u8>) {
        debug_assert!(self.unwritten.is_empty(), "one sealed block waits at most");
        self.unwritten = self.tip.seal(&self.cipher, block);
    }
}
