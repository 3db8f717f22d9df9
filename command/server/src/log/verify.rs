//! Checking the chain: order, continuity and hashes, from the first record to the last.

use super::{
    Log, LogError,
    record::{GENESIS, Hash, Record, hex},
};
use fengsui_protocol::Micros;

/// Records read at a time.
const PAGE: u32 = 1_000;

/// The first record at which the log is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {seq}: {why}")]
pub struct ChainFault {
    pub seq: u64,
    pub why: String,
}

/// Where the check stands.
struct Link {
    seq: u64,
    epoch: u64,
    at: Micros,
    hash: Hash,
}

/// Walks the whole log and hands each sound record to `each`; returns how many there were.
///
/// # Errors
/// [`LogError::Broken`] naming the first record that is wrong, or what `each` says.
pub async fn check_chain(log: &Log, mut each: impl FnMut(&Record) -> Result<(), LogError>) -> Result<u64, LogError> {
    let mut link = Link { seq: 0, epoch: 0, at: Micros(i64::MIN), hash: GENESIS };
    loop {
        let page = log.after(link.seq, PAGE).await?;
        if page.is_empty() {
            return Ok(link.seq);
        }
        for record in &page {
            link = link.next(record)?;
            each(record)?;
        }
    }
}

impl Link {
    fn next(&self, record: &Record) -> Result<Self, ChainFault> {
        let fault = |seq, why: String| Err(ChainFault { seq, why });
        if record.seq != self.seq + 1 {
            return fault(self.seq + 1, format!("missing; the next one there is {}", record.seq));
        }
        if record.prev != self.hash {
            return fault(record.seq, "does not stand on the record before it".into());
        }
        let computed = record.computed_hash();
        if computed != record.hash {
            return fault(record.seq, format!("was changed: hash {} was written", hex(&record.hash)));
        }
        if record.epoch < self.epoch || record.at < self.at {
            return fault(record.seq, "is older than the record before it".into());
        }
        Ok(Self { seq: record.seq, epoch: record.epoch, at: record.at, hash: record.hash })
    }
}
