//! What a block of a segment holds, before it is sealed: records, one after another.
//!
//! A record is one byte kind, `u32` length of the body (big endian), the body:
//!
//! | kind | body |
//! |---|---|
//! | 0 [`Record::Opened`] | JSON [`Opened`]; the first record of every segment |
//! | 1 [`Record::Packet`] | arrival `i64` µs, then the RTP packet as decrypted |
//! | 2 [`Record::Clock`] | node time `i64` µs, RTP timestamp `u32` |
//! | 3 [`Record::Ended`] | JSON [`Ended`]; the last record of a segment that was closed and not cut off |

use fengsui_protocol::{Micros, link::recorder::OpenTrack};
use serde::{Deserialize, Serialize};

/// Heads every segment: which stream it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub opened: OpenTrack,
    /// Number of the recording's track, as people play it; streams of one site, kind and codec share it.
    pub public: u32,
    pub at: Micros,
}

/// Why a segment ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Ended {
    /// By size or age; the next segment carries on without a break.
    Rolled,
    /// The stream ended; what the media node said.
    Closed { text: String },
    /// The recording stopped, or the recorder was told to exit.
    Stopped,
}

/// One record, borrowed from its block.
#[derive(Clone, Debug, PartialEq)]
pub enum Record<'a> {
    Opened(Box<Opened>),
    Packet { arrival: Micros, rtp: &'a [u8] },
    Clock { at: Micros, timestamp: u32 },
    Ended(Ended),
}

/// Bytes a packet record adds to its RTP packet.
pub const PACKET_OVERHEAD: usize = 5 + 8;

impl Record<'_> {
    /// Appends the record to a block.
    pub fn put(&self, block: &mut Vec<u8>) {
        let start = block.len();
        block.extend([0; 5]);
        let kind = match self {
            Self::Opened(opened) => {
                serde_json::to_writer(&mut *block, opened).expect("plain data serialises");
                0
            }
            Self::Packet { arrival, rtp } => {
                block.extend(arrival.0.to_be_bytes());
                block.extend(*rtp);
                1
            }
            Self::Clock { at, timestamp } => {
                block.extend(at.0.to_be_bytes());
                block.extend(timestamp.to_be_bytes());
                2
            }
            Self::Ended(ended) => {
                serde_json::to_writer(&mut *block, ended).expect("plain data serialises");
                3
            }
        };
        block[start] = kind;
        let length = (block.len() - start - 5) as u32;
        block[start + 1..start + 5].copy_from_slice(&length.to_be_bytes());
    }
}

/// Reads the records of one opened block.
///
/// # Errors
/// [`BadRecord`] where the bytes are not records: the block was sealed by something else.
pub fn records(block: &[u8]) -> impl Iterator<Item = Result<Record<'_>, BadRecord>> {
    let mut rest = block;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let record = take(&mut rest).ok_or(BadRecord);
        if record.is_err() {
            rest = &[];
        }
        Some(record)
    })
}

/// A block whose plaintext is not records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRecord;

fn take<'a>(rest: &mut &'a [u8]) -> Option<Record<'a>> {
    let (head, tail) = rest.split_first_chunk::<5>()?;
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
    let body = tail.get(..length)?;
    *rest = &tail[length..];
    match head[0] {
        0 => serde_json::from_slice(body).ok().map(|opened| Record::Opened(Box::new(opened))),
        1 => {
            let (arrival, rtp) = body.split_first_chunk::<8>()?;
            Some(Record::Packet { arrival: Micros(i64::from_be_bytes(*arrival)), rtp })
        }
        2 => {
            let (at, timestamp) = body.split_first_chunk::<8>()?;
            let timestamp = u32::from_be_bytes(timestamp.try_into().ok()?);
            Some(Record::Clock { at: Micros(i64::from_be_bytes(*at)), timestamp })
        }
        3 => serde_json::from_slice(body).ok().map(Record::Ended),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn records_come_back_as_put(packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..8), at: i64, timestamp: u32) {
            let mut want = vec![Record::Clock { at: Micros(at), timestamp }];
            want.extend(packets.iter().map(|rtp| Record::Packet { arrival: Micros(at), rtp }));
            want.push(Record::Ended(Ended::Closed { text: "离开".into() }));
            let mut block = Vec::new();
            want.iter().for_each(|record| record.put(&mut block));
            let got: Result<Vec<_>, _> = records(&block).collect();
            prop_assert_eq!(got.unwrap(), want);
            let cut = records(&block[..block.len() - 1]).last().unwrap();
            prop_assert_eq!(cut, Err(BadRecord));
        }

        #[test]
        fn any_bytes_are_read_without_panic(block in proptest::collection::vec(any::<u8>(), 0..100)) {
            records(&block).for_each(|_| {});
        }
    }
}
