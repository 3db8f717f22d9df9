//! Checking a recording's chain and seal.

use crate::{
    keys::{Gcm, Keys},
    store::{self, Manifest, SegmentFile},
};
use fengsui_protocol::{RecordingId, recording::RecordingState};
use fengsui_recordings_core::{
    seal::{SealedSegment, seal},
    segment::{Chain, Step, Walk},
    track::StreamId,
};
use std::{collections::BTreeMap, fs, path::Path};

/// What was checked and found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub segments: u64,
    pub blocks: u64,
    pub bytes: u64,
    /// Computed anew over the files, lower-case hex: to be compared with the log's. `None` while it is being recorded.
    pub seal: Option<String>,
}

/// The first thing found wrong.
#[derive(Debug)]
pub enum VerifyError {
    Unknown,
    /// Which file, and what.
    Altered {
        file: String,
        what: String,
    },
    Io(anyhow::Error),
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("no such recording"),
            Self::Altered { file, what } => write!(f, "{file}: {what}"),
            Self::Io(error) => write!(f, "{error:#}"),
        }
    }
}
impl std::error::Error for VerifyError {}
impl From<anyhow::Error> for VerifyError {
    fn from(error: anyhow::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads every segment: the hash chain within and between files, authentication of each block when `keys` is given,
/// and the seal against the manifest. Whoever has the log compares [`Verified::seal`] with the log's.
///
/// # Errors
/// The first thing found wrong.
pub fn verify(data_dir: &Path, keys: Option<&Keys>, recording: RecordingId) -> Result<Verified, VerifyError> {
    let manifest = Manifest::read(data_dir, recording)?.ok_or(VerifyError::Unknown)?;
    let (files, headless) = store::segments(data_dir, recording)?;
    if let (Some(path), Some(_)) = (headless.first(), &manifest.seal) {
        return altered(&path.display().to_string(), "no header");
    }
    let (mut tails, mut sealed) = (BTreeMap::<StreamId, (u32, Chain)>::new(), BTreeMap::new());
    for file in &files {
        let one = verify_segment(file, keys, manifest.state == RecordingState::Recording)?;
        let stream = StreamId { boot: file.header.boot, track: file.header.track };
        let (number, link) = tails.get(&stream).copied().unwrap_or((0, [0; 32]));
        if (file.header.number, file.header.link) != (number, link) || file.header.file_name() != file.name {
            return altered(&file.name, "does not follow the stream's segment before");
        }
        tails.insert(stream, (number + 1, one.chain));
        sealed.insert(file.name.clone(), one);
    }
    let seal = manifest.seal.as_ref().map(|_| seal(recording, &sealed));
    if seal != manifest.seal {
        return altered("recording.json", "the seal does not fit the segments");
    }
    let total = |f: fn(&SealedSegment) -> u64| sealed.values().map(f).sum();
    Ok(Verified { segments: sealed.len() as u64, blocks: total(|s| s.blocks), bytes: total(|s| s.bytes), seal })
}

fn altered<T>(file: &str, what: &str) -> Result<T, VerifyError> {
    Err(VerifyError::Altered { file: file.to_owned(), what: what.to_owned() })
}

/// While it is being written, a segment may end in the middle of a block.
fn verify_segment(file: &SegmentFile, keys: Option<&Keys>, running: bool) -> Result<SealedSegment, VerifyError> {
    let mut bytes = fs::read(&file.path).map_err(|error| VerifyError::Io(error.into()))?;
    let cipher: Option<Gcm> = keys.map(|keys| file.cipher(keys)).transpose()?;
    let Some(mut walk) = Walk::new(&mut bytes, cipher) else { return altered(&file.name, "no header") };
    loop {
        match walk.step() {
            Step::Block(_) => {}
            Step::End => break,
            Step::Bad if running => break,
            Step::Bad => return altered(&file.name, &format!("block {} is not authentic", walk.tip.blocks)),
        }
    }
    Ok(SealedSegment { chain: walk.tip.chain, blocks: walk.tip.blocks, bytes: walk.tip.bytes })
}
