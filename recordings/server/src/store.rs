//! `DATA/recordings/<id>/`: `recording.json` (what is known of it), `*.seg` (as received), `*.pkg` (playable).

use crate::keys::{FileKind, Gcm, Keys};
use anyhow::{Context, bail};
use fengsui_protocol::{
    ConferenceId, Micros, RecordingId,
    recording::{RecordedTrack, RecordingState},
};
use fengsui_recordings_core::segment::{self, Header, Walk};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

const MANIFEST: &str = "recording.json";

/// `recording.json`. The proof is in the segments and the log; this is for finding and listing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub version: u32,
    pub recording: RecordingId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceId>,
    #[serde(default)]
    pub title: String,
    pub started_at: Micros,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Micros>,
    pub state: RecordingState,
    #[serde(default)]
    pub tracks: Vec<RecordedTrack>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// Why it could not be packaged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// `DATA/recordings`.
pub fn root(data_dir: &Path) -> PathBuf {
    data_dir.join("recordings")
}

/// `DATA/recordings/<id>`.
pub fn dir(data_dir: &Path, recording: RecordingId) -> PathBuf {
    root(data_dir).join(recording.to_string())
}

/// Makes a directory that only the node's user can enter.
pub fn make_dir(path: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file so that after a crash either the old or the new content is there.
pub fn replace_file(path: &Path, write: impl FnOnce(&mut File) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let draft = path.with_extension("new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    let written = write(&mut file).and_then(|()| Ok(file.sync_all()?));
    if let Err(error) = written {
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    fs::rename(&draft, path)?;
    Ok(File::open(path.parent().context("a file has a directory")?)?.sync_all()?)
}

impl Manifest {
    pub fn write(&self, data_dir: &Path) -> anyhow::Result<()> {
        let path = dir(data_dir, self.recording).join(MANIFEST);
        let text = serde_json::to_vec_pretty(self)?;
        replace_file(&path, |file| Ok(file.write_all(&text)?))
    }

    /// `None` when there is no such recording.
    pub fn read(data_dir: &Path, recording: RecordingId) -> anyhow::Result<Option<Self>> {
        let path = dir(data_dir, recording).join(MANIFEST);
        match fs::read(&path) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text).with_context(|| path.display().to_string())?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| path.display().to_string()),
        }
    }
}

/// Ids of all recordings on disk, ascending.
pub fn recordings(data_dir: &Path) -> anyhow::Result<Vec<RecordingId>> {
    let entries = match fs::read_dir(root(data_dir)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut ids = Vec::new();
    for entry in entries {
        ids.extend(entry?.file_name().to_str().and_then(|name| name.parse().ok()).map(RecordingId));
    }
    ids.sort();
    Ok(ids)
}

/// A segment on disk, by its header.
#[derive(Clone, Debug)]
pub struct SegmentFile {
    pub path: PathBuf,
    pub name: String,
    pub header: Header,
}

/// All segments of a recording in the order they were begun. Files whose header was cut short come second: they hold
/// nothing.
pub fn segments(data_dir: &Path, recording: RecordingId) -> anyhow::Result<(Vec<SegmentFile>, Vec<PathBuf>)> {
    let (mut found, mut headless) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(dir(data_dir, recording))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !name.ends_with(".seg") {
            continue;
        }
        let mut head = [0; segment::HEADER];
        match File::open(&path)?.read_exact(&mut head) {
            Ok(()) => match Header::decode(&head) {
                Some(header) => found.push(SegmentFile { path, name, header }),
                None => bail!("{name} has no segment header"),
            },
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => headless.push(path),
            Err(error) => return Err(error).context(name),
        }
    }
    found.sort_by_key(|file| (file.header.begun_at, file.header.boot, file.header.track, file.header.number));
    Ok((found, headless))
}

impl SegmentFile {
    /// Its cipher, when `keys` is the key it was written with.
    pub fn cipher(&self, keys: &Keys) -> anyhow::Result<Gcm> {
        if self.header.key_id != keys.id() {
            bail!("{} was written with another key", self.name);
        }
        Ok(keys.cipher(FileKind::Segment, self.header.recording, &self.header.salt))
    }

    /// Calls `each` with every block, opened; `Ok(true)` when the file ends on a whole block, and where it ends.
    pub fn walk(
        &self,
        keys: &Keys,
        mut each: impl FnMut(&[u8]) -> anyhow::Result<()>,
    ) -> anyhow::Result<(bool, segment::Tip)> {
        let cipher = self.cipher(keys)?;
        let mut bytes = fs::read(&self.path)?;
        let mut walk = Walk::new(&mut bytes, Some(cipher)).context("a segment has a header")?;
        loop {
            match walk.step() {
                segment::Step::Block(plain) => each(plain)?,
                segment::Step::End => return Ok((true, walk.tip)),
                segment::Step::Bad => return Ok((false, walk.tip)),
            }
        }
    }
}
