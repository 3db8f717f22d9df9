//! 录制: started and stopped by chair or operator, announced to all by standing in the conference's view, and followed
//! up by the recorder's reports.

use crate::{
    Event, State,
    check::{self, By, refuse},
    state::Recording,
};
use fengsui_protocol::{
    ConferenceId, Micros, RecordingId, Refusal,
    recording::{RecordedTrack, RecordingState, RecordingView},
};

/// Tracks in one recording's report.
const TRACKS: usize = 4_096;

impl Recording {
    pub(crate) fn view(&self, id: RecordingId) -> RecordingView {
        RecordingView {
            id,
            conference: self.conference,
            title: self.title.clone(),
            incident: self.incident,
            state: self.state,
            started_at: self.started_at,
            stopped_at: self.stopped_at,
            tracks: self.tracks.clone(),
            seal: self.seal.clone(),
            version: self.version,
        }
    }
}

/// CC-23: one recording of a conference at a time.
pub(crate) fn start(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    if conference.recording.is_some() {
        return Err(refuse("CC-23", "已在录制", "It is being recorded already").accept(["stop_recording"]));
    }
    let recording = RecordingId(state.last_recording + 1);
    Ok(vec![Event::RecordingStarted { conference: id, recording }])
}

pub(crate) fn stop(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let Some(recording) = conference.recording else {
        return Err(refuse("CC-23", "没有在录制", "It is not being recorded").accept(["start_recording"]));
    };
    Ok(vec![Event::RecordingStopped { conference: id, recording }])
}

/// While it runs only a failure is news; a running recording's growing tracks are not logged.
pub(crate) fn report(
    state: &State,
    id: RecordingId,
    now: RecordingState,
    tracks: &[RecordedTrack],
    seal: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    let Some(known) = state.recordings.get(&id) else {
        let (zh, en) = (format!("没有这个录制：{id}"), format!("No such recording: {id}"));
        return Err(Refusal::new("REF-1", zh, en).field("recording"));
    };
    if tracks.len() > TRACKS {
        return Err(refuse("BOUND", "录制轨道过多", "Too many tracks").field("tracks"));
    }
    let running = known.stopped_at.is_none();
    let stale = now == RecordingState::Recording || (running && now != RecordingState::Failed);
    let same = known.state == now && known.tracks == tracks && known.seal.as_deref() == seal;
    if stale || same {
        return Ok(vec![]);
    }
    let stopped = Event::RecordingStopped { conference: known.conference, recording: id };
    let reported =
        Event::RecordingReported { recording: id, state: now, tracks: tracks.to_vec(), seal: seal.map(str::to_owned) };
    Ok(running.then_some(stopped).into_iter().chain([reported]).collect())
}

pub(crate) fn apply(state: &mut State, seq: u64, at: Micros, event: &Event) {
    match event {
        Event::RecordingStarted { conference: id, recording } => {
            let Some(conference) = state.conferences.get_mut(id) else { return };
            (conference.recording, conference.recording_since) = (Some(*recording), Some(at));
            let started = Recording {
                conference: *id,
                title: conference.title.clone(),
                incident: conference.incident,
                state: RecordingState::Recording,
                started_at: at,
                stopped_at: None,
                tracks: Vec::new(),
                seal: None,
                version: seq,
            };
            state.last_recording = state.last_recording.max(recording.0);
            state.recordings.insert(*recording, started);
        }
        Event::RecordingStopped { conference, recording } => {
            if let Some(conference) = state.conferences.get_mut(conference) {
                (conference.recording, conference.recording_since) = (None, None);
            }
            if let Some(recording) = state.recordings.get_mut(recording) {
                (recording.state, recording.stopped_at) = (RecordingState::Packaging, Some(at));
                recording.version = seq;
            }
        }
        _ => {}
    }
}

pub(crate) fn apply_report(state: &mut State, seq: u64, event: &Event) {
    let Event::RecordingReported { recording, state: now, tracks, seal } = event else { return };
    let Some(known) = state.recordings.get_mut(recording) else { return };
    known.state = *now;
    known.tracks.clone_from(tracks);
    known.seal.clone_from(seal);
    known.version = seq;
}
