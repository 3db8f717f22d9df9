//! What the recorder knows of one recording: its manifest, its tracks, its open streams.

use crate::{
    keys::Keys,
    packaging,
    store::{self, Manifest, SegmentFile},
    writer::{Closed, Place, StreamWriter, Tail},
};
use anyhow::Context;
use fengsui_protocol::{
    Micros, RecordingId,
    link::recorder::{FromRecorder, OpenTrack, RunningRecording},
    recording::{RecordedTrack, RecordingState},
};
use fengsui_recordings_core::{
    record::{Ended, Record, records},
    seal::{SealedSegment, seal},
    track::{StreamId, Track},
};
use std::{collections::BTreeMap, fs, path::Path};

/// One recording.
pub struct Book {
    pub manifest: Manifest,
    tracks: Vec<Track>,
    writers: BTreeMap<StreamId, StreamWriter>,
    tails: BTreeMap<StreamId, Tail>,
    segments: BTreeMap<String, SealedSegment>,
    /// The command node has named it as running: from then on, not naming it any more stops it.
    pub named: bool,
    /// To be closed as soon as the disk takes the rest.
    pub stopping: bool,
}

impl Book {
    /// A new recording, or one whose first packets come before its name.
    pub fn begin(data_dir: &Path, recording: RecordingId, now: Micros) -> anyhow::Result<Self> {
        store::make_dir(&store::dir(data_dir, recording))?;
        // One that could not be read at the start must not be written over.
        anyhow::ensure!(
            Manifest::read(data_dir, recording)?.is_none(),
            "recording {recording} is there, but unreadable"
        );
        let manifest = Manifest {
            version: 1,
            recording,
            conference: None,
            title: String::new(),
            started_at: now,
            stopped_at: None,
            state: RecordingState::Recording,
            tracks: Vec::new(),
            seal: None,
            failure: None,
        };
        manifest.write(data_dir)?;
        Ok(Self::of(manifest))
    }

    fn of(manifest: Manifest) -> Self {
        Self {
            manifest,
            tracks: Vec::new(),
            writers: BTreeMap::new(),
            tails: BTreeMap::new(),
            segments: BTreeMap::new(),
            named: false,
            stopping: false,
        }
    }

    /// Reads a recording back after a restart. Of one that was being recorded, the last segment of each stream is cut
    /// after its last whole block; `trouble` hears of anything that a kill does not explain.
    pub fn recover(
        data_dir: &Path,
        keys: &Keys,
        recording: RecordingId,
        now: Micros,
        trouble: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let Some(manifest) = Manifest::read(data_dir, recording)? else {
            let mut book = Self::begin(data_dir, recording, now)?;
            book.read_segments(data_dir, keys, trouble)?;
            return Ok(book);
        };
        let mut book = Self::of(manifest);
        match book.manifest.state {
            RecordingState::Ready => {}
            RecordingState::Recording => {
                // It was known before this start, so the command node had named it or will.
                book.named = true;
                book.read_segments(data_dir, keys, trouble)?;
            }
            RecordingState::Packaging | RecordingState::Failed => book.read_segments(data_dir, keys, trouble)?,
        }
        Ok(book)
    }

    fn read_segments(&mut self, data_dir: &Path, keys: &Keys, trouble: &mut Vec<String>) -> anyhow::Result<()> {
        let (files, headless) = store::segments(data_dir, self.manifest.recording)?;
        let running = self.manifest.state == RecordingState::Recording;
        for path in headless.into_iter().filter(|_| running) {
            fs::remove_file(path)?;
        }
        for file in &files {
            self.read_segment(file, keys, trouble).with_context(|| file.name.clone())?;
        }
        Ok(())
    }

    fn read_segment(&mut self, file: &SegmentFile, keys: &Keys, trouble: &mut Vec<String>) -> anyhow::Result<()> {
        let id = StreamId { boot: file.header.boot, track: file.header.track };
        let (mut public, mut ended) = (None, false);
        let (whole, tip) = file.walk(keys, |block| {
            for record in records(block) {
                let record = record.map_err(|_| anyhow::anyhow!("not records"))?;
                if let Record::Opened(opened) = &record {
                    public = Some(self.track_of(&opened.opened, Some(opened.public)));
                }
                ended |= matches!(record, Record::Ended(_));
                if let Some(track) = public {
                    self.tracks[track].apply(id, &record);
                }
            }
            Ok(())
        })?;
        if !whole && ended {
            trouble.push(format!("{}: bytes after the end of the segment", file.name));
        }
        if !whole && self.manifest.state == RecordingState::Recording {
            let length = fs::metadata(&file.path)?.len();
            trouble.push(format!("{}: torn tail of {} bytes cut off", file.name, length - tip.bytes));
            let cut = fs::OpenOptions::new().write(true).open(&file.path)?;
            cut.set_len(tip.bytes)?;
            cut.sync_all()?;
        }
        let Some(track) = public else {
            return if self.manifest.state == RecordingState::Recording {
                Ok(fs::remove_file(&file.path)?)
            } else {
                Ok(())
            };
        };
        if !ended {
            self.tracks[track].interrupted();
        }
        self.tails.insert(id, Tail { number: file.header.number + 1, link: tip.chain });
        let sealed = SealedSegment { chain: tip.chain, blocks: tip.blocks, bytes: tip.bytes };
        self.segments.insert(file.name.clone(), sealed);
        Ok(())
    }

    /// Index of the track that carries a stream; made when there is none.
    fn track_of(&mut self, opened: &OpenTrack, number: Option<u32>) -> usize {
        let known = self.tracks.iter().position(|track| match number {
            Some(number) => track.number == number,
            None => track.carries(opened),
        });
        known.unwrap_or_else(|| {
            let next = self.tracks.iter().map(|track| track.number + 1).max().unwrap_or(0);
            self.tracks.push(Track::new(number.unwrap_or(next), opened.clone()));
            self.tracks.len() - 1
        })
    }

    /// What the command node says of it.
    pub fn name(&mut self, running: &RunningRecording, data_dir: &Path) -> anyhow::Result<()> {
        self.named = true;
        let manifest = &mut self.manifest;
        let told = (Some(running.conference), &running.title, running.started_at);
        if told == (manifest.conference, &manifest.title, manifest.started_at) {
            return Ok(());
        }
        manifest.conference = Some(running.conference);
        manifest.title.clone_from(&running.title);
        manifest.started_at = running.started_at;
        manifest.write(data_dir)
    }

    pub fn is_recording(&self) -> bool {
        self.manifest.state == RecordingState::Recording && !self.stopping
    }

    /// A stream begins, or is announced again after a reconnect.
    pub fn open(&mut self, id: StreamId, opened: OpenTrack, place: &Place<'_>) -> std::io::Result<()> {
        if let Some(writer) = self.writers.get(&id) {
            if *writer.opened() == opened {
                return Ok(());
            }
            self.close(id, "opened anew", place)?;
        }
        let index = self.track_of(&opened, None);
        let track = &mut self.tracks[index];
        track.open(id, &opened);
        let tail = self.tails.get(&id).copied().unwrap_or_default();
        let writer = StreamWriter::new(self.manifest.recording, id, track.number, opened, tail);
        self.writers.insert(id, writer);
        Ok(())
    }

    /// A packet came; `false` when its stream was never opened.
    pub fn packet(&mut self, id: StreamId, arrival: Micros, rtp: &[u8], place: &Place<'_>) -> std::io::Result<bool> {
        let Some(writer) = self.writers.get_mut(&id) else { return Ok(false) };
        if !writer.has_room(rtp.len()) {
            return Ok(true);
        }
        let track = self.tracks.iter_mut().find(|track| track.number == writer.public);
        if track.is_some_and(|track| track.packet(arrival, rtp).is_some())
            && writer.take(&Record::Packet { arrival, rtp })
        {
            let closed = writer.flush(place)?;
            self.note(closed);
        }
        Ok(true)
    }

    pub fn clock(&mut self, id: StreamId, at: Micros, timestamp: u32) {
        let Some(writer) = self.writers.get_mut(&id) else { return };
        if writer.has_room(16) {
            writer.take(&Record::Clock { at, timestamp });
            if let Some(track) = self.tracks.iter_mut().find(|track| track.number == writer.public) {
                track.clock(at, timestamp);
            }
        }
    }

    /// The stream ended; its segment is closed when the disk takes it, at a later tick otherwise.
    pub fn close(&mut self, id: StreamId, why: &str, place: &Place<'_>) -> std::io::Result<()> {
        self.end_stream(id, &Ended::Closed { text: why.to_owned() }, place)
    }

    /// All streams of a media process that is gone for the moment.
    pub fn lose(&mut self, boot: u64, place: &Place<'_>) -> std::io::Result<()> {
        let ids: Vec<_> = self.writers.keys().filter(|id| id.boot == boot).copied().collect();
        ids.into_iter().try_for_each(|id| self.end_stream(id, &Ended::Stopped, place))
    }

    fn end_stream(&mut self, id: StreamId, ended: &Ended, place: &Place<'_>) -> std::io::Result<()> {
        let Some(writer) = self.writers.get_mut(&id) else { return Ok(()) };
        if let Some(track) = self.tracks.iter_mut().find(|track| track.number == writer.public) {
            track.ended(ended);
        }
        let mut closed = Vec::new();
        let finished = writer.finish(ended, place, &mut closed);
        self.note(closed);
        finished?;
        if let Some(writer) = self.writers.remove(&id) {
            self.tails.insert(id, writer.tail());
        }
        Ok(())
    }

    /// Writes what waits.
    pub fn tick(&mut self, place: &Place<'_>) -> std::io::Result<()> {
        let mut closed = Vec::new();
        let flushed = self.writers.values_mut().try_for_each(|writer| {
            closed.extend(writer.flush(place)?);
            Ok(())
        });
        self.note(closed);
        flushed
    }

    /// Closes every stream; `Ok` when all is on disk.
    pub fn close_all(&mut self, place: &Place<'_>) -> std::io::Result<()> {
        let ids: Vec<_> = self.writers.keys().copied().collect();
        ids.into_iter().try_for_each(|id| self.end_stream(id, &Ended::Stopped, place))
    }

    fn note(&mut self, closed: impl IntoIterator<Item = Closed>) {
        self.segments.extend(closed.into_iter().map(|closed| (closed.name, closed.sealed)));
    }

    /// Packets refused because the disk did not take them, since the last call.
    pub fn refused(&mut self) -> u64 {
        self.writers.values_mut().map(|writer| std::mem::take(&mut writer.refused)).sum()
    }

    /// All streams are closed: computes the seal. What is missing is known for good from here on.
    pub fn seal(&mut self, now: Micros) {
        self.manifest.tracks = self.recorded();
        self.manifest.seal = Some(seal(self.manifest.recording, &self.segments));
        self.manifest.stopped_at = Some(now);
        self.manifest.state = RecordingState::Packaging;
    }

    /// The tracks as they are now.
    pub fn recorded(&self) -> Vec<RecordedTrack> {
        self.tracks.iter().filter_map(|track| track.recorded(self.manifest.started_at)).collect()
    }

    /// What the packager is asked for.
    pub fn order(&self) -> packaging::Order {
        packaging::Order {
            recording: self.manifest.recording,
            started_at: self.manifest.started_at,
            tracks: self.recorded(),
            clock_rates: self.tracks.iter().map(|track| (track.number, track.opened.clock_rate)).collect(),
        }
    }

    /// What the command node is told.
    pub fn view(&self) -> FromRecorder {
        let tracks = if self.is_recording() { self.recorded() } else { self.manifest.tracks.clone() };
        let (recording, state, seal) = (self.manifest.recording, self.manifest.state, self.manifest.seal.clone());
        FromRecorder::Recording { recording, state, tracks, seal }
    }
}
