//! 封存: one digest over all segments of a recording, put into the log when it stops.

use crate::segment::Chain;
use fengsui_protocol::RecordingId;
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;

/// What of a segment enters the seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSegment {
    pub chain: Chain,
    pub blocks: u64,
    pub bytes: u64,
}

/// SM3, lower-case hex, over the recording's id and every segment's name, size and last chain value, by name.
pub fn seal(recording: RecordingId, segments: &BTreeMap<String, SealedSegment>) -> String {
    let mut digest = Sm3::new()
        .chain_update(b"fengsui recording seal 1")
        .chain_update(recording.0.to_be_bytes())
        .chain_update((segments.len() as u64).to_be_bytes());
    for (name, segment) in segments {
        digest.update((name.len() as u64).to_be_bytes());
        digest.update(name.as_bytes());
        digest.update(segment.blocks.to_be_bytes());
        digest.update(segment.bytes.to_be_bytes());
        digest.update(segment.chain);
    }
    hex(&digest.finalize())
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_order_size_and_chain_all_count() {
        let segment = |chain: u8| SealedSegment { chain: [chain; 32], blocks: 2, bytes: 300 };
        let base = BTreeMap::from([("a".to_owned(), segment(1)), ("b".to_owned(), segment(2))]);
        let swapped = BTreeMap::from([("a".to_owned(), segment(2)), ("b".to_owned(), segment(1))]);
        let fewer = BTreeMap::from([("a".to_owned(), segment(1))]);
        let all = [
            seal(RecordingId(1), &base),
            seal(RecordingId(2), &base),
            seal(RecordingId(1), &swapped),
            seal(RecordingId(1), &fewer),
        ];
        assert!(all.iter().enumerate().all(|(n, one)| one.len() == 64 && !all[n + 1..].contains(one)));
    }
}
