//! Sessions come and go.

use super::Shard;
use super::table::Conference;
use crate::estimate::Estimate;
use crate::media::{MAX_ID_BYTES, MAX_LINES, MAX_RIDS};
use crate::session::{Allowance, Binding, Keys, Publisher, Receiver, Role, Session};
use crate::slot::{Grant, Slot};
use crate::srtp::{Opener, Sealer};
use crate::track::{Layer, Track};
use crate::{
    CloseWhy, Event, ExtensionIds, KeyRefusal, OpenRefusal, PublisherLine, PublisherMedia, ReceiverMedia, SrtpKeys,
};
use fengsui_protocol::{ConferenceId, Micros, SessionId, SiteId, link::media::TRIALS};
use std::collections::BTreeSet;

impl Shard {
    pub(super) fn admit_publisher(
        &mut self,
        now: Micros,
        id: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: &PublisherMedia,
    ) -> Result<(), OpenRefusal> {
        self.seated(conference, site)?;
        self.is_home(conference)?;
        self.room_for(id)?;
        check_publisher(media)?;
        self.replace_publisher(conference, site);
        let own_ssrc = self.random.next() as u32;
        let publisher = Publisher {
            tracks: Vec::new(),
            bindings: Vec::new(),
            extensions: merged(media.lines.iter().map(|line| line.extensions)),
            arrivals: Default::default(),
            offset: Default::default(),
            limit: Default::default(),
        };
        let role = Role::Publisher(publisher);
        let seat = self.seat(conference, site);
        let at = self.sessions.insert(Session { id, conference, site, own_ssrc, keys: None, seat, role });
        self.index.insert(id, at);
        for line in &media.lines {
            self.open_track(at, conference, site, line);
        }
        if let Some(held) = self.conferences.get_mut(&conference) {
            held.sessions.insert(at);
        }
        self.ticks.arm_report(now);
        self.resolve(now, conference);
        Ok(())
    }

    pub(super) fn admit_receiver(
        &mut self,
        now: Micros,
        id: SessionId,
        conference: ConferenceId,
        site: SiteId,
        media: &ReceiverMedia,
        source: Option<SiteId>,
    ) -> Result<(), OpenRefusal> {
        // Who only tries the way belongs to no conference, and no table sends anything there.
        if conference != TRIALS {
            self.seated(conference, site)?;
        }
        self.room_for(id)?;
        check_receiver(media)?;
        let mut slots: Vec<Slot> = media.lines.iter().map(|line| Slot::new(line, &mut self.random)).collect();
        let seat = self.seat(conference, site);
        if seat.is_some() {
            slots.iter_mut().for_each(|slot| slot.grant = Grant::Later);
        }
        let receiver = Receiver {
            cname: media.cname.clone(),
            source,
            slots,
            estimate: Estimate::new(),
            repairs: Allowance::new(),
            pacer: Default::default(),
            redundancy: Default::default(),
            ahead: Default::default(),
            given: None,
            paced: false,
            enough: (u64::MAX, u64::MAX),
        };
        let own_ssrc = self.random.next() as u32;
        let role = Role::Receiver(receiver);
        let at = self.sessions.insert(Session { id, conference, site, own_ssrc, keys: None, seat, role });
        self.index.insert(id, at);
        if let Some(held) = self.conferences.get_mut(&conference) {
            held.sessions.insert(at);
        }
        self.ticks.arm_report(now);
        Ok(())
    }

    fn seated(&self, conference: ConferenceId, site: SiteId) -> Result<(), OpenRefusal> {
        let held = self.conferences.get(&conference).ok_or(OpenRefusal::NoConference)?;
        held.row(site).map(drop).ok_or(OpenRefusal::NoSite)
    }

    /// Publishers of a conference are all on its home shard.
    fn is_home(&self, conference: ConferenceId) -> Result<(), OpenRefusal> {
        let follows = self.conferences.get(&conference).is_some_and(|held| held.home.is_some());
        if follows { Err(OpenRefusal::NotHome) } else { Ok(()) }
    }

    fn room_for(&self, id: SessionId) -> Result<(), OpenRefusal> {
        if self.index.contains_key(&id) {
            return Err(OpenRefusal::InUse);
        }
        if self.index.len() >= self.config.max_sessions {
            return Err(OpenRefusal::Bound("sessions on the shard"));
        }
        Ok(())
    }

    fn replace_publisher(&mut self, conference: ConferenceId, site: SiteId) {
        let same = |session: &Session| {
            session.conference == conference && session.site == site && session.publisher().is_some()
        };
        let old: Vec<usize> = self.sessions.iter().filter(|(_, session)| same(session)).map(|(at, _)| at).collect();
        for at in old {
            self.close_session(at, Some(CloseWhy::Replaced));
        }
    }

    fn open_track(&mut self, session: usize, conference: ConferenceId, site: SiteId, line: &PublisherLine) {
        let open = self.conferences.get(&conference).is_some_and(|held| held.lets_through(site, line.stream));
        self.next_track += 1;
        let mut track = Track::new(self.next_track, session, conference, site, line, open);
        for rid in &line.rids {
            let id = track.next_id();
            track.layers.push(Layer::new(id, Some(rid.clone()), None, track.is_audio()));
        }
        let signalled = if line.rids.is_empty() { &line.ssrcs[..] } else { &[] };
        let mut bindings = Vec::new();
        for (layer, ssrc) in signalled.iter().enumerate() {
            let id = track.next_id();
            track.layers.push(Layer::new(id, None, Some(ssrc.ssrc), track.is_audio()));
            bindings.push((ssrc.ssrc, layer, false));
            bindings.extend(ssrc.rtx.map(|rtx| (rtx, layer, true)));
        }
        track.recorded = self.new_recorded(conference);
        let stream = track.stream;
        let at = self.tracks.insert(track);
        if let Some(held) = self.conferences.get_mut(&conference) {
            held.tracks.insert((site, stream), at);
        }
        if let Some(Role::Publisher(publisher)) = self.sessions.get_mut(session).map(|session| &mut session.role) {
            publisher.tracks.push(at);
            let bound = bindings.into_iter().map(|(ssrc, layer, rtx)| Binding { ssrc, track: at, layer, rtx });
            publisher.bindings.extend(bound);
        }
        self.track_changed(at);
        self.tracks_listed(conference);
    }

    pub(super) fn key(&mut self, now: Micros, id: SessionId, keys: &SrtpKeys) -> Result<(), KeyRefusal> {
        let at = self.index.get(&id).copied().ok_or(KeyRefusal::NoSession)?;
        let session = self.sessions.get_mut(at).ok_or(KeyRefusal::NoSession)?;
        if session.keys.is_some() {
            return Err(KeyRefusal::AlreadyKeyed);
        }
        let mut sealer = Sealer::new(keys.profile, &keys.local).ok_or(KeyRefusal::Length)?;
        let opener = Opener::new(keys.profile, &keys.remote).ok_or(KeyRefusal::Length)?;
        if let Role::Receiver(receiver) = &mut session.role {
            for slot in &mut receiver.slots {
                let rtx = slot.rtx_ssrc();
                slot.key(&mut sealer, rtx);
            }
        }
        session.keys = Some(Keys { sealer, opener, sealed: 0 });
        let conference = session.conference;
        self.resolve_session(now, conference, at);
        self.choose_voices(now, conference);
        Ok(())
    }

    /// `why`: told to the shell; `None` when the shell itself closes it. Gives the conference, whose slots are to be
    /// resolved anew.
    pub(super) fn close_session(&mut self, at: usize, why: Option<CloseWhy>) -> Option<ConferenceId> {
        let session = self.sessions.get(at)?;
        let (id, conference, site) = (session.id, session.conference, session.site);
        let slots = session.receiver().map_or(0, |receiver| receiver.slots.len());
        for slot in 0..slots {
            self.attach(at, slot, None);
        }
        let tracks = session_tracks(self.sessions.get(at));
        for track in tracks {
            self.close_track(track);
        }
        self.sessions.remove(at);
        self.index.remove(&id);
        self.asked.retain(|asked| asked.session != at);
        if let Some(held) = self.conferences.get_mut(&conference) {
            held.sessions.remove(&at);
        }
        if let Some(why) = why {
            self.events.push_back(Event::Closed { session: id, conference, site, why });
        }
        Some(conference)
    }

    pub(super) fn close_track(&mut self, at: usize) {
        let Some(track) = self.tracks.get(at) else { return };
        let (conference, site, stream) = (track.conference, track.site, track.stream);
        for (session, slot) in track.receivers.clone() {
            self.attach(session, slot, None);
        }
        self.stop_recorded(at, "closed");
        self.tracks.remove(at);
        self.pending.retain(|pending| pending.track != at);
        if let Some(held) = self.conferences.get_mut(&conference) {
            Conference::forget_track(held, (site, stream), at);
        }
        self.tracks_listed(conference);
    }
}

fn session_tracks(session: Option<&Session>) -> Vec<usize> {
    session.and_then(Session::publisher).map(|publisher| publisher.tracks.clone()).unwrap_or_default()
}

fn merged(mut all: impl Iterator<Item = ExtensionIds>) -> ExtensionIds {
    let first = all.next().unwrap_or_default();
    all.fold(first, |a, b| ExtensionIds {
        mid: a.mid.or(b.mid),
        rid: a.rid.or(b.rid),
        repaired_rid: a.repaired_rid.or(b.repaired_rid),
        audio_level: a.audio_level.or(b.audio_level),
        transport_cc: a.transport_cc.or(b.transport_cc),
        dependency: a.dependency.or(b.dependency),
    })
}

fn check_publisher(media: &PublisherMedia) -> Result<(), OpenRefusal> {
    check(media.lines.len() <= MAX_LINES, OpenRefusal::Bound("media lines"))?;
    let mut streams = BTreeSet::new();
    let mut mids = BTreeSet::new();
    let mut ssrcs = BTreeSet::new();
    for line in &media.lines {
        check(line.mid.len() <= MAX_ID_BYTES, OpenRefusal::Bound("bytes of a mid"))?;
        check(line.rids.len() <= MAX_RIDS && line.ssrcs.len() <= MAX_RIDS, OpenRefusal::Bound("simulcast layers"))?;
        check(line.rids.iter().all(|rid| rid.len() <= MAX_ID_BYTES), OpenRefusal::Bound("bytes of a rid"))?;
        check(line.codecs.len() <= 16, OpenRefusal::Bound("codecs"))?;
        check(mids.insert(&line.mid), OpenRefusal::Ambiguous("mid"))?;
        check(streams.insert(line.stream), OpenRefusal::Ambiguous("stream kind"))?;
        for ssrc in line.ssrcs.iter().flat_map(|ssrc| std::iter::once(ssrc.ssrc).chain(ssrc.rtx)) {
            check(ssrcs.insert(ssrc), OpenRefusal::Ambiguous("ssrc"))?;
        }
    }
    Ok(())
}

fn check_receiver(media: &ReceiverMedia) -> Result<(), OpenRefusal> {
    check(media.lines.len() <= MAX_LINES, OpenRefusal::Bound("media lines"))?;
    let mut mids = BTreeSet::new();
    let mut ssrcs = BTreeSet::new();
    for line in &media.lines {
        check(line.mid.len() <= MAX_ID_BYTES, OpenRefusal::Bound("bytes of a mid"))?;
        check(line.codecs.len() <= 16, OpenRefusal::Bound("codecs"))?;
        check(mids.insert(&line.mid), OpenRefusal::Ambiguous("mid"))?;
        for ssrc in std::iter::once(line.ssrc).chain(line.rtx_ssrc) {
            check(ssrcs.insert(ssrc), OpenRefusal::Ambiguous("ssrc"))?;
        }
    }
    Ok(())
}

fn check(good: bool, refusal: OpenRefusal) -> Result<(), OpenRefusal> {
    if good { Ok(()) } else { Err(refusal) }
}
