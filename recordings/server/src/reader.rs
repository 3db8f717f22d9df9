//! Reads one track back from its segments, decrypted, in the order of sequence numbers, each packet at its node time.

use crate::{
    keys::Keys,
    store::{self, SegmentFile},
};
use anyhow::Context;
use fengsui_protocol::{Micros, RecordingId};
use fengsui_recordings_core::{
    order::Order,
    record::{Opened, Record, records},
    segment::{BLOCK_BYTES, Cipher, HEADER, TAG, Tip},
    track::{StreamId, Track},
};
use std::{fs::File, os::unix::fs::FileExt, path::Path};

/// Packets of one track, handed to `each` as (node time, RTP packet); an error of `each` ends the reading.
pub fn read_track(
    data_dir: &Path,
    keys: &Keys,
    recording: RecordingId,
    public: u32,
    mut each: impl FnMut(Micros, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut track: Option<Track> = None;
    let (mut order, mut due, mut stream) = (Order::default(), Vec::new(), None);
    for file in store::segments(data_dir, recording)?.0 {
        let Some(opened) = peek(&file, keys)?.filter(|opened| opened.public == public) else { continue };
        let id = StreamId { boot: file.header.boot, track: file.header.track };
        let track = track.get_or_insert_with(|| Track::new(public, opened.opened.clone()));
        if stream.replace((id, opened.opened.ssrc)) != Some((id, opened.opened.ssrc)) {
            order.finish(&mut due);
        }
        file.walk(keys, |block| {
            for record in records(block) {
                let record = record.map_err(|_| anyhow::anyhow!("{}: not records", file.name))?;
                if let (Some(placed), Record::Packet { arrival, rtp }) = (track.apply(id, &record), &record) {
                    order.push(placed.ext, *arrival, (placed.at, rtp.to_vec()), &mut due);
                }
            }
            due.drain(..).try_for_each(|(at, rtp)| each(at, &rtp))
        })?;
    }
    order.finish(&mut due);
    due.drain(..).try_for_each(|(at, rtp)| each(at, &rtp))
}

/// The record that heads a segment, without reading the rest; `None` when no whole block is there.
pub fn peek(segment: &SegmentFile, keys: &Keys) -> anyhow::Result<Option<Opened>> {
    let cipher = segment.cipher(keys)?;
    let file = File::open(&segment.path).with_context(|| segment.name.clone())?;
    let mut length = [0; 4];
    if file.read_exact_at(&mut length, HEADER as u64).is_err() {
        return Ok(None);
    }
    let length = u32::from_be_bytes(length) as usize;
    let mut sealed = vec![0; length.min(BLOCK_BYTES + TAG)];
    if file.read_exact_at(&mut sealed, HEADER as u64 + 4).is_err() {
        return Ok(None);
    }
    let chain = Tip::of_header(&segment.header.encode()).chain;
    let Some(plain) = cipher.open(0, &chain, &mut sealed) else { return Ok(None) };
    Ok(records(plain).find_map(|record| match record {
        Ok(Record::Opened(opened)) => Some(*opened),
        _ => None,
    }))
}
