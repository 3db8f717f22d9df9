//! 核验: whether a data directory is what was written. Reads only; the node may be running.
//!
//! Checks the chain of the log from its first record to its last, replays every record, and holds each stored snapshot
//! against the replayed state at its position.

use crate::{
    domain::Domain,
    log::{ChainFault, Hash, Log, LogError, check_chain, hex, record::GENESIS},
    snapshots::{self, Snapshot, text},
};
use fengsui_protocol::RecordingId;
use std::{collections::BTreeMap, path::Path};

/// What was found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Records in the log.
    pub records: u64,
    /// Hash of the newest record.
    pub head: Hash,
    /// Snapshots that equal the replayed state.
    pub snapshots: u64,
    /// SM3 of the state at the end.
    pub digest: Hash,
    /// Recordings that were sealed, with their seal: to be held against the recorder's files.
    pub seals: Vec<(RecordingId, String)>,
}

impl std::fmt::Display for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (records, snapshots) = (self.records, self.snapshots);
        let (head, digest) = (hex(&self.head), hex(&self.digest));
        write!(f, "{records} records, chain whole, head {head}; {snapshots} snapshots equal the replay; state {digest}")
    }
}

/// Verifies the log in `dir`.
///
/// # Errors
/// [`LogError::Broken`] naming the first record or snapshot that is wrong.
pub async fn verify(dir: &Path) -> Result<Verified, LogError> {
    let log = Log::read_only(dir).await?;
    // Snapshots first: each stands at a position that the log, read afterwards, has reached.
    let mut replay = Replay::new(snapshots::all(&log).await?);
    let records = check_chain(&log, |record| {
        snapshots::apply(&mut replay.domain, record)?;
        replay.compare(record.seq, record.hash)?;
        Ok(())
    })
    .await?;
    replay.finish(records)
}

struct Replay {
    domain: Domain,
    waiting: BTreeMap<u64, Snapshot>,
    equal: u64,
    head: Hash,
}

impl Replay {
    fn new(snapshots: Vec<Snapshot>) -> Self {
        let waiting = snapshots.into_iter().map(|snapshot| (snapshot.seq, snapshot)).collect();
        Self { domain: Domain::default(), waiting, equal: 0, head: GENESIS }
    }

    fn compare(&mut self, seq: u64, hash: Hash) -> Result<(), ChainFault> {
        self.head = hash;
        let Some(snapshot) = self.waiting.remove(&seq) else { return Ok(()) };
        let fault = |why: &str| Err(ChainFault { seq, why: format!("the snapshot at this record {why}") });
        if snapshot.log_hash != hash {
            return fault("stands on another log");
        }
        // Another release's snapshot has another shape; it is passed over at start as well.
        if snapshot.version != text::VERSION {
            return Ok(());
        }
        if text::digest(&snapshot.body) != snapshot.digest {
            return fault("was changed");
        }
        if text::digest(&text::write(&self.domain)) != snapshot.digest {
            return fault("differs from the replayed state");
        }
        self.equal += 1;
        Ok(())
    }

    fn finish(self, records: u64) -> Result<Verified, LogError> {
        if let Some(seq) = self.waiting.into_keys().next() {
            return Err(ChainFault { seq, why: format!("has a snapshot, but the log ends at {records}") }.into());
        }
        let digest = self.domain.digest();
        let recordings = self.domain.conference.recordings.iter();
        let seals = recordings.filter_map(|(id, recording)| Some((*id, recording.seal.clone()?))).collect();
        Ok(Verified { records, head: self.head, snapshots: self.equal, digest, seals })
    }
}
