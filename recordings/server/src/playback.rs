//! Reading packaged tracks by byte range, and listing recordings.
use crate::Keys;
use fengsui_protocol::{RecordingId, recording::RecordedTrack, recording::RecordingState};
use std::path::Path;

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

/// One packaged track, decrypted as it is read. `Send + Sync`; reads block, so call them off the async threads.
pub struct Playback {}
impl Playback {
    /// Opens track `track` ([`RecordedTrack::track`]) of a recording.
    pub fn open(_data_dir: &Path, _keys: &Keys, _recording: RecordingId, _track: u32) -> Result<Self, PlaybackError> {
        Err(PlaybackError::Unknown)
    }
    /// Bytes of the whole file.
    pub fn len(&self) -> u64 {
        0
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// `video/webm`, `audio/webm` or `video/mp4`.
    pub fn mime(&self) -> &str {
        ""
    }
    /// Fills `buf` from `offset`, short only at the end of the file.
    ///
    /// # Errors
    /// When the disk fails or a chunk was altered.
    pub fn read_at(&self, _offset: u64, _buf: &mut [u8]) -> std::io::Result<usize> {
        Ok(0)
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
pub fn list(_data_dir: &Path) -> anyhow::Result<Vec<Listed>> {
    Ok(Vec::new())
}
