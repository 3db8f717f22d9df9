//! Reading packaged tracks by byte range, and listing recordings.

use crate::{
    keys::{FileKind, Gcm, Keys},
    store::{self, Manifest},
};
use anyhow::{Context, anyhow};
use fengsui_protocol::{
    RecordingId,
    recording::{RecordedTrack, RecordingState},
};
use fengsui_recordings_core::{
    package::{self, CHUNK, HEADER, Header},
    segment::Cipher,
};
use std::{
    fs::File,
    io::{self, ErrorKind},
    os::unix::fs::FileExt,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Why a track cannot be played.
#[derive(Debug)]
pub enum PlaybackError {
    /// No such recording, or no such track in it (404).
    Unknown,
    /// Still recording or being packaged, or packaging failed (409).
    NotReady(RecordingState),
    /// Disk, key or tampering trouble (500).
    Broken(anyhow::Error),
}

impl std::fmt::Display for PlaybackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("no such recording or track"),
            Self::NotReady(state) => write!(f, "the recording is not ready: {state:?}"),
            Self::Broken(error) => write!(f, "the recording cannot be read: {error:#}"),
        }
    }
}
impl std::error::Error for PlaybackError {}
impl From<anyhow::Error> for PlaybackError {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

/// One packaged track, decrypted as it is read. `Send + Sync`; reads block, so call them off the async threads.
pub struct Playback {
    file: File,
    header: Header,
    associated: [u8; HEADER],
    cipher: Gcm,
    /// The chunk read last: ranges are usually read in order and in smaller pieces.
    last: Mutex<Option<(u64, Vec<u8>)>>,
}

impl Playback {
    /// Opens track `track` ([`RecordedTrack::track`]) of a recording.
    ///
    /// # Errors
    /// See [`PlaybackError`].
    pub fn open(data_dir: &Path, keys: &Keys, recording: RecordingId, track: u32) -> Result<Self, PlaybackError> {
        let manifest = Manifest::read(data_dir, recording)?.ok_or(PlaybackError::Unknown)?;
        if manifest.state != RecordingState::Ready {
            return Err(PlaybackError::NotReady(manifest.state));
        }
        if !manifest.tracks.iter().any(|known| known.track == track) {
            return Err(PlaybackError::Unknown);
        }
        let path = store::dir(data_dir, recording).join(package::file_name(track));
        Ok(Self::open_file(&path, keys, recording, track)?)
    }

    fn open_file(path: &Path, keys: &Keys, recording: RecordingId, track: u32) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut associated = [0; HEADER];
        file.read_exact_at(&mut associated, 0)?;
        let header = Header::decode(&associated).ok_or_else(|| anyhow!("not a package"))?;
        anyhow::ensure!(header.key_id == keys.id(), "packaged with another key");
        anyhow::ensure!((header.recording, header.track) == (recording, track), "package of another track");
        anyhow::ensure!(file.metadata()?.len() == header.file_bytes(), "package cut short");
        let cipher = keys.cipher(FileKind::Package, recording, &header.salt);
        Ok(Self { file, header, associated, cipher, last: Mutex::new(None) })
    }

    /// Bytes of the whole file.
    pub fn len(&self) -> u64 {
        self.header.bytes
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `video/webm`, `audio/webm` or `video/mp4`.
    pub fn mime(&self) -> &str {
        &self.header.mime
    }

    /// Fills `buf` from `offset`, short only at the end of the file; how many bytes were read.
    ///
    /// # Errors
    /// When the disk fails or a chunk was altered.
    pub fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let want = (self.len().saturating_sub(offset)).min(buf.len() as u64) as usize;
        let mut done = 0;
        while done < want {
            let at = offset + done as u64;
            let (chunk, within) = (at / CHUNK as u64, (at % CHUNK as u64) as usize);
            done += self.with_chunk(chunk, |plain| {
                let part = &plain[within..plain.len().min(within + want - done)];
                buf[done..done + part.len()].copy_from_slice(part);
                part.len()
            })?;
        }
        Ok(done)
    }

    fn with_chunk<R>(&self, chunk: u64, use_it: impl FnOnce(&[u8]) -> R) -> io::Result<R> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((held, plain)) if *held == chunk => Ok(use_it(plain)),
            _ => Ok(use_it(&last.insert((chunk, self.read_chunk(chunk)?)).1)),
        }
    }

    fn read_chunk(&self, chunk: u64) -> io::Result<Vec<u8>> {
        let (at, length) = self.header.chunk(chunk);
        let mut sealed = vec![0; length];
        self.file.read_exact_at(&mut sealed, at)?;
        let plain = self.cipher.open(chunk, &self.associated, &mut sealed).map(|plain| plain.len());
        let length = plain.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "the package was altered"))?;
        sealed.truncate(length);
        Ok(sealed)
    }
}

/// One recording as the data directory has it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub recording: RecordingId,
    pub state: RecordingState,
    pub tracks: Vec<RecordedTrack>,
    pub seal: Option<String>,
}

/// Every recording under `data_dir`, by id.
///
/// # Errors
/// When the directory or a manifest cannot be read.
pub fn list(data_dir: &Path) -> anyhow::Result<Vec<Listed>> {
    let mut all = Vec::new();
    for id in store::recordings(data_dir)? {
        all.extend(Manifest::read(data_dir, id)?.map(|manifest| Listed {
            recording: id,
            state: manifest.state,
            tracks: manifest.tracks,
            seal: manifest.seal,
        }));
    }
    Ok(all)
}
