//! Who sees whom: the ViewTable applied to tracks and slots. Nothing else decides it.

use super::Shard;
use super::across::{Follower, numbered};
use crate::recording::Recorded;
use crate::slot::Desired;
use crate::track::Track;
use crate::voices::{Candidate, Chosen, Loudness, assign};
use crate::{CloseWhy, Event};
use fengsui_protocol::conference::{Publishing, SlotChange, SlotName, StreamKind, ViewRow, ViewTable};
use fengsui_protocol::live::Voice;
use fengsui_protocol::{ConferenceId, Micros, SiteId};
use std::collections::{BTreeMap, BTreeSet};

/// A microphone without a packet for so long is not published any more; a still screen sends seldom.
const AUDIO_SILENT: i64 = 2_500_000;
const VIDEO_SILENT: i64 = 5_000_000;

pub struct Conference {
    pub table: ViewTable,
    pub sessions: BTreeSet<usize>,
    pub tracks: BTreeMap<(SiteId, StreamKind), usize>,
    pub chosen: Chosen,
    told_voices: Vec<Voice>,
    told_at: Micros,
    publishing: BTreeMap<SiteId, Publishing>,
    /// Shards that have receivers of it too, and mirrors of the tracks here.
    pub followers: Vec<Follower>,
    /// Chosen since the followers were told.
    pub spoken: Option<Vec<(u32, Loudness)>>,
    /// The shard that has its publishers; `None`: this one.
    pub home: Option<usize>,
    /// Tracks here by their numbers there.
    pub mirrors: BTreeMap<u32, usize>,
    /// Who is heard, as the home shard chose.
    pub heard: Vec<Candidate>,
}

impl Conference {
    fn new(table: ViewTable) -> Self {
        Self {
            table,
            sessions: BTreeSet::new(),
            tracks: BTreeMap::new(),
            chosen: Chosen::default(),
            told_voices: Vec::new(),
            told_at: Micros(i64::MIN),
            publishing: BTreeMap::new(),
            followers: Vec::new(),
            spoken: None,
            home: None,
            mirrors: BTreeMap::new(),
            heard: Vec::new(),
        }
    }

    pub fn row(&self, site: SiteId) -> Option<&ViewRow> {
        let at = self.table.sites.binary_search_by_key(&site, |row| row.site).ok()?;
        self.table.sites.get(at)
    }

    /// Whether packets of this stream pass the node.
    pub fn lets_through(&self, site: SiteId, stream: StreamKind) -> bool {
        self.row(site).is_some_and(|row| match stream {
            StreamKind::Microphone => row.microphone_open,
            StreamKind::Camera => row.camera_open,
            StreamKind::Presentation => row.presentation_open,
        })
    }

    /// What a video slot of `viewer` is to show.
    pub fn desired(&self, viewer: SiteId, slot: SlotName, source: Option<SiteId>) -> Option<Desired> {
        let row = self.row(viewer)?;
        match (slot, source) {
            (SlotName::Main, Some(site)) => {
                self.row(site)?;
                let shows = |stream| self.tracks.contains_key(&(site, stream)) && self.lets_through(site, stream);
                let screen = !shows(StreamKind::Camera) && shows(StreamKind::Presentation);
                Some(Desired { site, stream: if screen { StreamKind::Presentation } else { StreamKind::Camera } })
            }
            _ => {
                let row = row.slots.iter().find(|row| row.slot == slot)?;
                Some(Desired { site: row.source, stream: row.stream })
            }
        }
    }

    /// The last look before a packet leaves: may this slot of this viewer show this stream of this site?
    pub fn allows(&self, viewer: SiteId, slot: SlotName, source: Option<SiteId>, shown: Desired) -> bool {
        let open = self.lets_through(shown.site, shown.stream);
        open && match slot {
            SlotName::Voice { .. } => {
                let speaker = self.row(viewer).is_some_and(|row| row.speaker_open);
                speaker && shown.site != viewer && shown.stream == StreamKind::Microphone
            }
            SlotName::Main | SlotName::Presentation | SlotName::Cell { .. } => {
                self.desired(viewer, slot, source) == Some(shown)
            }
        }
    }

    pub fn forget_track(&mut self, key: (SiteId, StreamKind), at: usize) {
        if self.tracks.get(&key) == Some(&at) {
            self.tracks.remove(&key);
        }
    }
}

impl Shard {
    pub(super) fn apply_table(&mut self, now: Micros, mut table: ViewTable) -> bool {
        let id = table.conference;
        table.sites.sort_by_key(|row| row.site);
        match self.conferences.get_mut(&id) {
            Some(held) if held.table.generation > table.generation => return false,
            Some(held) => held.table = table,
            None => {
                self.conferences.insert(id, Conference::new(table));
            }
        }
        self.close_removed(id);
        self.apply_gates(id);
        self.apply_recording(now, id);
        self.resolve(now, id);
        self.tell_publishing(now, id);
        true
    }

    pub(super) fn end_conference(&mut self, id: ConferenceId) {
        // Taken out first, so that closing one session does not look for others to feed.
        let Some(held) = self.conferences.remove(&id) else { return };
        for at in held.sessions {
            self.close_session(at, Some(CloseWhy::Ended));
        }
        for at in held.mirrors.into_values() {
            self.close_track(at);
        }
        self.end_spread(id);
        // Whoever keeps what was told must be able to forget it.
        let publishing = Publishing::default();
        for (site, _) in held.publishing.into_iter().filter(|(_, told)| *told != publishing) {
            self.events.push_back(Event::Publishing { conference: id, site, publishing });
        }
    }

    fn close_removed(&mut self, id: ConferenceId) {
        let Some(held) = self.conferences.get(&id) else { return };
        let site = |at: &usize| self.sessions.get(*at).map(|session| session.site);
        let gone = |at: &usize| site(at).is_none_or(|site| held.row(site).is_none());
        let removed: Vec<usize> = held.sessions.iter().copied().filter(gone).collect();
        for at in removed {
            self.close_session(at, Some(CloseWhy::Removed));
        }
    }

    fn apply_gates(&mut self, id: ConferenceId) {
        let Some(held) = self.conferences.get(&id) else { return };
        let mut reopened = Vec::new();
        for ((site, stream), at) in &held.tracks {
            let Some(track) = self.tracks.get_mut(*at) else { continue };
            let open = held.lets_through(*site, *stream);
            if track.open && !open {
                track.silence();
                self.pending.retain(|pending| pending.track != *at);
            }
            if !track.open && open {
                reopened.push(*at);
            }
            track.open = open;
        }
        for track in reopened {
            self.want_keyframes(track);
        }
    }

    fn apply_recording(&mut self, now: Micros, id: ConferenceId) {
        let Some(held) = self.conferences.get(&id) else { return };
        let recording = held.table.recording;
        let tracks: Vec<usize> = held.tracks.values().copied().collect();
        for at in tracks {
            let Some(track) = self.tracks.get(at) else { continue };
            let recorded = track.recorded.as_ref();
            let other = recorded.map(|recorded| recorded.recording) != recording;
            let muted = !track.open && recorded.is_some_and(|recorded| recorded.track.is_some());
            if other || muted {
                self.stop_recorded(at, if other { "stopped" } else { "muted" });
                let fresh = self.new_recorded(id);
                if let Some(track) = self.tracks.get_mut(at) {
                    track.recorded = fresh;
                }
            }
            self.choose_recorded(now, at);
        }
    }

    pub(super) fn new_recorded(&mut self, conference: ConferenceId) -> Option<Recorded> {
        // Recorded where the publisher is.
        let held = self.conferences.get(&conference).filter(|held| held.home.is_none())?;
        let recording = held.table.recording?;
        Some(Recorded::new(recording, &mut self.random))
    }

    pub(super) fn stop_recorded(&mut self, track: usize, why: &'static str) {
        let recorded = self.tracks.get_mut(track).and_then(|track| track.recorded.take());
        if let Some((recording, number)) = recorded.and_then(|old| Some((old.recording, old.track?))) {
            self.ended.push((recording, number, why));
            self.ticks.report_now();
        }
    }

    /// Makes every slot of a conference show what the table says.
    pub(super) fn resolve(&mut self, now: Micros, id: ConferenceId) {
        let Some(held) = self.conferences.get(&id) else { return };
        let sessions: Vec<usize> = held.sessions.iter().copied().collect();
        for at in sessions {
            self.resolve_session(now, id, at);
        }
        self.choose_voices(now, id);
    }

    pub(super) fn resolve_session(&mut self, now: Micros, id: ConferenceId, at: usize) {
        let (Some(held), Some(session)) = (self.conferences.get(&id), self.sessions.get(at)) else { return };
        let Some(receiver) = session.receiver() else { return };
        let mut changes = Vec::new();
        for (number, slot) in receiver.slots.iter().enumerate().filter(|(_, slot)| !slot.is_voice()) {
            let desired = held.desired(session.site, slot.name, receiver.source);
            let track = desired.and_then(|desired| held.tracks.get(&(desired.site, desired.stream)).copied());
            let track = track.filter(|at| self.tracks.get(*at).is_some_and(|track| track.open));
            changes.push((number, desired, track));
        }
        for (number, desired, track) in changes {
            self.attach(at, number, track);
            self.set_desired(at, number, desired);
        }
        self.lines_changed(now);
        self.allocate(now, at);
    }

    fn set_desired(&mut self, at: usize, number: usize, desired: Option<Desired>) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let Some(slot) = session.receiver_mut().and_then(|receiver| receiver.slots.get_mut(number)) else { return };
        let paused = slot.paused;
        if slot.desired != desired || slot.track.is_none() {
            slot.paused = false;
        }
        slot.desired = desired;
        if (slot.shown.is_some() || paused) && (desired.is_none() || slot.track.is_none()) {
            slot.shown = None;
            let mid = slot.mid.clone();
            let name = slot.name;
            self.tell_slot(at, name, mid, None, false);
        }
    }

    pub(super) fn tell_slot(&mut self, at: usize, slot: SlotName, mid: String, shown: Option<Desired>, paused: bool) {
        let Some(session) = self.sessions.get(at) else { return };
        let generation = self.conferences.get(&session.conference).map_or(0, |held| held.table.generation);
        let change = SlotChange {
            conference: session.conference,
            session: session.id,
            generation,
            slot,
            source: shown.map(|shown| shown.site),
            stream: shown.map(|shown| shown.stream),
            rtp_timestamp: None,
            paused,
            shared_line: false,
            mid,
        };
        self.events.push_back(Event::SlotChange { site: session.site, change });
    }

    /// Feeds a slot from another track, or from none. What it showed before is forgotten.
    pub(super) fn attach(&mut self, at: usize, number: usize, track: Option<usize>) {
        let Some(session) = self.sessions.get_mut(at) else { return };
        let Some(slot) = session.receiver_mut().and_then(|receiver| receiver.slots.get_mut(number)) else { return };
        if slot.track == track {
            return;
        }
        slot.stop();
        if let Some(old) = slot.track.and_then(|old| self.tracks.get_mut(old)) {
            old.receivers.retain(|receiver| *receiver != (at, number));
        }
        slot.track = track;
        if let Some(new) = track.and_then(|new| self.tracks.get_mut(new)) {
            new.receivers.push((at, number));
        }
    }

    /// Chooses the loudest voices anew and gives them to the voice slots.
    pub(super) fn choose_voices(&mut self, now: Micros, id: ConferenceId) {
        let Some(held) = self.conferences.get_mut(&id) else { return };
        if held.home.is_some() {
            let heard: Vec<Candidate> =
                held.heard.iter().filter(|voice| is_open(self.tracks.get(voice.track))).copied().collect();
            self.give_all_voices(id, &heard);
            return;
        }
        let mut candidates = Vec::new();
        for ((site, stream), at) in &held.tracks {
            let open = self.tracks.get(*at).filter(|track| track.open && *stream == StreamKind::Microphone);
            candidates.extend(open.map(|track| Candidate {
                site: *site,
                track: *at,
                loudness: track.loudness.at(now),
            }));
        }
        held.chosen.choose(&candidates, now);
        let loudest = held.chosen.loudest();
        if !held.followers.is_empty() {
            held.spoken = Some(numbered(&loudest, &self.tracks));
        }
        self.give_all_voices(id, &loudest);
        self.tell_voices(now, id, &loudest);
    }

    fn give_all_voices(&mut self, id: ConferenceId, loudest: &[Candidate]) {
        let Some(held) = self.conferences.get(&id) else { return };
        let sessions: Vec<usize> = held.sessions.iter().copied().collect();
        for at in sessions {
            self.give_voices(id, at, loudest);
        }
    }

    fn give_voices(&mut self, id: ConferenceId, at: usize, loudest: &[Candidate]) {
        let (Some(held), Some(session)) = (self.conferences.get(&id), self.sessions.get(at)) else { return };
        let Some(receiver) = session.receiver() else { return };
        let voices: Vec<(usize, Option<usize>)> = receiver
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.is_voice())
            .map(|(number, slot)| (number, slot.track))
            .collect();
        if voices.is_empty() {
            return;
        }
        let listens = held.row(session.site).is_some_and(|row| row.speaker_open);
        let before: Vec<Option<usize>> = voices.iter().map(|(_, track)| *track).collect();
        let loudest = if listens { loudest } else { &[] };
        let after = assign(loudest, session.site, &before);
        for ((number, _), track) in voices.iter().zip(after) {
            self.attach(at, *number, track);
            let layer = track.and_then(|track| self.tracks.get(track)?.layers.first().map(|layer| layer.id));
            let Some(receiver) = self.sessions.get_mut(at).and_then(|session| session.receiver_mut()) else { return };
            receiver.slots[*number].target = layer;
        }
    }

    fn tell_voices(&mut self, now: Micros, id: ConferenceId, loudest: &[Candidate]) {
        let Some(held) = self.conferences.get_mut(&id) else { return };
        let voices: Vec<Voice> =
            loudest.iter().map(|voice| Voice { site: voice.site, level: voice.loudness.level() }).collect();
        let quiet = voices.len() == held.told_voices.len()
            && voices.iter().zip(&held.told_voices).all(|(a, b)| a.site == b.site && a.level.abs_diff(b.level) < 4);
        if !quiet && now.since(held.told_at) >= 250_000 {
            held.told_at = now;
            held.told_voices.clone_from(&voices);
            self.events.push_back(Event::Voices { conference: id, loudest: voices });
        }
    }

    /// Says what of each site is received, where that has changed.
    pub(super) fn tell_publishing(&mut self, now: Micros, id: ConferenceId) {
        // The home shard says it.
        let Some(held) = self.conferences.get_mut(&id).filter(|held| held.home.is_none()) else { return };
        let mut publishing: BTreeMap<SiteId, Publishing> = BTreeMap::new();
        for ((site, stream), at) in &held.tracks {
            let Some(track) = self.tracks.get(*at) else { continue };
            let silent = if track.is_audio() { AUDIO_SILENT } else { VIDEO_SILENT };
            let received = track.open && track.last_packet.is_some_and(|last| now.since(last) < silent);
            let of_site = publishing.entry(*site).or_default();
            match stream {
                StreamKind::Microphone => of_site.microphone = received,
                StreamKind::Camera => of_site.camera = received,
                StreamKind::Presentation => of_site.presentation = received,
            }
        }
        let before = std::mem::take(&mut held.publishing);
        let sites: BTreeSet<SiteId> = before.keys().chain(publishing.keys()).copied().collect();
        for site in sites {
            let of_site = |all: &BTreeMap<SiteId, Publishing>| all.get(&site).copied().unwrap_or_default();
            if of_site(&before) != of_site(&publishing) {
                self.events.push_back(Event::Publishing { conference: id, site, publishing: of_site(&publishing) });
            }
        }
        held.publishing = publishing;
    }
}

fn is_open(track: Option<&Track>) -> bool {
    track.is_some_and(|track| track.open)
}
