//! What is done by time: requests for lost packets and keyframes, feedback, reports.

use super::Shard;
use super::forward::BEGUN_REPORTS;
use crate::Reason;
use crate::clock::to_ntp;
use crate::egress::Egress;
use crate::session::{Role, Session};
use crate::slab::Slab;
use crate::track::Track;
use fengsui_protocol::conference::StreamKind;
use fengsui_protocol::{ConferenceId, Micros};

/// Chromium's own interval is 50 to 250 ms.
const FEEDBACK_EVERY: i64 = 60_000;
const VOICES_EVERY: i64 = 100_000;
/// Sessions report once a second, a tenth of them at a time.
const REPORT_STEP: i64 = 100_000;
const REPORT_PHASES: usize = 10;
/// A compound packet is sent when it has grown past this.
const COMPOUND_BYTES: usize = 1_000;

/// When each thing is due; `None`: nothing to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticks {
    nack: Option<Micros>,
    feedback: Option<Micros>,
    report: Option<Micros>,
    voices: Option<Micros>,
    keyframe: Option<Micros>,
    pace: Option<Micros>,
    lines: Option<Micros>,
    phase: usize,
}

impl Ticks {
    pub fn next(&self) -> Option<(Micros, Reason)> {
        let all = [
            (self.nack, Reason::Nack),
            (self.feedback, Reason::TransportFeedback),
            (self.report, Reason::Report),
            (self.voices, Reason::Voices),
            (self.keyframe, Reason::Keyframe),
            (self.pace, Reason::Pace),
            (self.lines, Reason::Lines),
        ];
        all.into_iter().filter_map(|(at, reason)| Some((at?, reason))).min_by_key(|(at, _)| *at)
    }
    pub fn arm_nack(&mut self, at: Option<Micros>) {
        self.nack = earlier(self.nack, at);
    }
    pub fn arm_feedback(&mut self, now: Micros) {
        self.feedback.get_or_insert(now.plus(FEEDBACK_EVERY));
    }
    pub fn arm_report(&mut self, now: Micros) {
        self.report.get_or_insert(now.plus(REPORT_STEP));
    }
    /// Something waits for the next timeout that nothing else would bring.
    pub fn report_now(&mut self) {
        self.report = Some(Micros(i64::MIN));
    }
    pub fn arm_voices(&mut self, now: Micros) {
        self.voices.get_or_insert(now.plus(VOICES_EVERY));
    }
    pub fn arm_pace(&mut self, at: Option<Micros>) {
        self.pace = earlier(self.pace, at);
    }
    /// Whether the pacing tick is due, which is then off.
    pub fn take_pace(&mut self, now: Micros) -> bool {
        let due = is_due(self.pace, now);
        if due {
            self.pace = None;
        }
        due
    }
    pub fn arm_lines(&mut self, at: Micros) {
        self.lines = earlier(self.lines, Some(at));
    }
    pub fn arm_keyframe(&mut self, at: Option<Micros>) {
        self.keyframe = earlier(self.keyframe, at);
    }
}

fn earlier(a: Option<Micros>, b: Option<Micros>) -> Option<Micros> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn is_due(at: Option<Micros>, now: Micros) -> bool {
    at.is_some_and(|at| at <= now)
}

impl Shard {
    pub(super) fn run_ticks(&mut self, now: Micros, egress: &mut impl Egress) {
        if self.ticks.take_pace(now) {
            self.pace(now, egress);
        }
        if is_due(self.ticks.nack, now) {
            self.ask_missing(now, egress);
        }
        if is_due(self.ticks.feedback, now) {
            self.ticks.feedback = None;
            self.send_feedback(egress);
        }
        if is_due(self.ticks.voices, now) {
            self.ticks.voices = None;
            self.all_conferences(|shard, id| shard.choose_voices(now, id));
        }
        if is_due(self.ticks.lines, now) {
            self.ticks.lines = None;
            self.deal_lines(now, egress);
        }
        if is_due(self.ticks.report, now) {
            self.report(now, egress);
        }
        self.ask_keyframes(now, egress);
    }

    fn all_conferences(&mut self, mut each: impl FnMut(&mut Self, ConferenceId)) {
        for id in self.conferences() {
            each(self, id);
        }
    }

    /// Seals what the builder holds and sends it to a session.
    pub(super) fn send_rtcp(&mut self, at: usize, egress: &mut impl Egress) {
        let mut packet = self.work.rtcp.take();
        let Some(session) = self.sessions.get_mut(at).filter(|_| !packet.is_empty()) else { return };
        let Some(keys) = &mut session.keys else { return };
        match keys.sealer.seal_rtcp(&mut packet) {
            Ok(()) => self.work.outbox.datagram(session.id, &packet, egress),
            Err(_) => self.counters.egress_refused += 1,
        }
    }

    fn own_ssrc(&self, at: usize) -> u32 {
        self.sessions.get(at).map_or(0, |session| session.own_ssrc)
    }

    /// Generic NACKs to publishers for what is missing.
    fn ask_missing(&mut self, now: Micros, egress: &mut impl Egress) {
        let mut next = None;
        for track in 0..self.tracks.span() {
            let layers = self.tracks.get(track).map_or(0, |track| track.layers.len());
            for number in 0..layers {
                let Some(track) = self.tracks.get_mut(track) else { continue };
                let session = track.session();
                let layer = &mut track.layers[number];
                let Some(session) = session.filter(|_| !layer.missing.is_empty()) else { continue };
                layer.missing.due(now, &mut self.work.lost);
                next = earlier(next, layer.missing.next());
                let Some(media) = layer.ssrc.filter(|_| !self.work.lost.is_empty()) else { continue };
                let own = self.own_ssrc(session);
                self.work.rtcp.receiver_report(own, &[]);
                self.work.rtcp.nack(own, media, &self.work.lost);
                self.send_rtcp(session, egress);
            }
        }
        self.ticks.nack = next;
    }

    /// Transport-wide feedback to publishers; without it Chromium falls to 80 kbit/s.
    fn send_feedback(&mut self, egress: &mut impl Egress) {
        for at in 0..self.sessions.span() {
            let Some(session) = self.sessions.get_mut(at) else { continue };
            let (own, Role::Publisher(publisher)) = (session.own_ssrc, &mut session.role) else { continue };
            if publisher.arrivals.is_empty() {
                continue;
            }
            let media = publisher.bindings.first().map_or(0, |binding| binding.ssrc);
            let mut bodies = Vec::new();
            publisher.arrivals.report(|body| bodies.push(body.to_vec()));
            for body in bodies {
                self.work.rtcp.transport_feedback(own, media, &body);
                self.send_rtcp(at, egress);
            }
        }
    }

    /// PLIs to publishers, for every wish that is due.
    pub(super) fn ask_keyframes(&mut self, now: Micros, egress: &mut impl Egress) {
        if !is_due(self.ticks.keyframe, now) {
            return;
        }
        let mut next = None;
        for at in 0..self.tracks.span() {
            let layers = self.tracks.get(at).map_or(0, |track| track.layers.len());
            for number in 0..layers {
                let Some(track) = self.tracks.get_mut(at) else { continue };
                let (session, conference, name) = (track.session(), track.conference, track.number());
                let layer = &mut track.layers[number];
                let keyed = |session| self.sessions.get(session).is_some_and(|session| session.keys.is_some());
                let keyed = session.is_none_or(keyed);
                // A layer that has not sent yet begins with a keyframe by itself.
                let comes = layer.last.is_some() && !layer.rest.is_asleep();
                let media = layer.ssrc.filter(|_| keyed && comes && track.open);
                let ask = media.filter(|_| layer.keyframe.ask(now));
                next = earlier(next, media.and(layer.keyframe.due()));
                let Some(media) = ask else { continue };
                let Some(session) = session else {
                    self.across.wish_keyframe(conference, name, layer.id);
                    continue;
                };
                let own = self.own_ssrc(session);
                self.work.rtcp.receiver_report(own, &[]);
                self.work.rtcp.pli(own, media);
                self.send_rtcp(session, egress);
            }
        }
        self.ticks.keyframe = next;
    }

    fn report(&mut self, now: Micros, egress: &mut impl Egress) {
        self.ticks.report = (!self.index.is_empty()).then(|| now.plus(REPORT_STEP));
        self.report_begun(now, egress, false);
        let phase = self.ticks.phase;
        self.ticks.phase = (phase + 1) % REPORT_PHASES;
        for at in (phase..self.sessions.span()).step_by(REPORT_PHASES) {
            match self.sessions.get(at).map(|session| &session.role) {
                Some(Role::Publisher(_)) => self.report_to_publisher(now, at, egress),
                Some(Role::Receiver(_)) => {
                    self.allocate(now, at);
                    self.probe(now, at);
                    self.report_to_receiver(now, at, egress);
                }
                None => (),
            }
        }
        self.show_life(egress);
        if phase == 0 {
            self.look_at_layers(now);
            self.all_conferences(|shard, id| {
                shard.tell_publishing(now, id);
                shard.choose_voices(now, id);
            });
        }
    }

    /// A page on whose line nothing comes takes it for dead and looks for another: whoever was sent nothing for a whole
    /// step gets an empty report (decision 0015).
    fn show_life(&mut self, egress: &mut impl Egress) {
        for at in 0..self.sessions.span() {
            let Some(session) = self.sessions.get_mut(at) else { continue };
            let (own, Some(keys)) = (session.own_ssrc, &mut session.keys) else { continue };
            if keys.was_quiet() {
                self.work.rtcp.receiver_report(own, &[]);
                self.send_rtcp(at, egress);
            }
        }
    }

    fn report_to_publisher(&mut self, now: Micros, at: usize, egress: &mut impl Egress) {
        let Some(session) = self.sessions.get(at) else { return };
        let Some(publisher) = session.publisher() else { return };
        let own = session.own_ssrc;
        let mut reports = Vec::new();
        let tracks = publisher.tracks.clone();
        for number in &tracks {
            let Some(track) = self.tracks.get_mut(*number) else { continue };
            let layers = track.layers.iter_mut();
            reports.extend(layers.filter_map(|layer| layer.reception.report(layer.ssrc?, now)));
        }
        if !reports.is_empty() {
            self.work.rtcp.receiver_report(own, &reports);
            self.send_rtcp(at, egress);
        }
        for number in tracks {
            self.choose_recorded(now, number);
            self.record_clock(now, number, egress);
        }
    }

    fn record_clock(&self, now: Micros, at: usize, egress: &mut impl Egress) {
        let Some(track) = self.tracks.get(at) else { return };
        let Some(recorded) = &track.recorded else { return };
        let Some(layer) = recorded.rewriter.layer().and_then(|id| track.layer(id)) else { return };
        recorded.clock(&layer.clock, now, clock_rate(track), egress);
    }

    /// Sender reports of every slot on the node's clock, so that any voice syncs with any picture.
    fn report_to_receiver(&mut self, now: Micros, at: usize, egress: &mut impl Egress) {
        let slots = self.sessions.get(at).and_then(Session::receiver).map_or(0, |receiver| receiver.slots.len());
        for number in 0..slots {
            self.write_report(now, at, number);
            if self.work.rtcp.len() > COMPOUND_BYTES {
                self.send_rtcp(at, egress);
            }
        }
        self.send_rtcp(at, egress);
    }

    /// Where a slot's timestamps stand on the node's clock (RFC 3550 §6.4.1).
    fn write_report(&mut self, now: Micros, at: usize, number: usize) {
        let report = slot_report(&self.sessions, &self.tracks, at, number, now);
        let Some((ssrc, timestamp, packets, octets)) = report else { return };
        self.work.rtcp.sender_report(ssrc, to_ntp(now), timestamp, packets, octets);
        if let Some(receiver) = self.sessions.get(at).and_then(Session::receiver) {
            self.work.rtcp.description(ssrc, &receiver.cname);
        }
    }

    /// Reports slots that began with another source: its timestamps stand elsewhere on the node's clock, and until the next
    /// report voice and picture would be played by where the source before stood. `fresh`: those that were not reported
    /// yet; else those that were, once more.
    pub(super) fn report_begun(&mut self, now: Micros, egress: &mut impl Egress, fresh: bool) {
        if self.begun.is_empty() {
            return;
        }
        let mut begun = std::mem::take(&mut self.begun);
        begun.sort_unstable();
        for of_session in begun.chunk_by_mut(|a, b| a.0 == b.0) {
            let session = of_session[0].0;
            for (at, number, left) in of_session.iter_mut().filter(|(_, _, left)| (*left == BEGUN_REPORTS) == fresh) {
                self.write_report(now, *at, *number);
                *left -= 1;
                if self.work.rtcp.len() > COMPOUND_BYTES {
                    self.send_rtcp(session, egress);
                }
            }
            self.send_rtcp(session, egress);
        }
        begun.retain(|(_, _, left)| *left > 0);
        self.begun = begun;
    }
}

fn clock_rate(track: &Track) -> u32 {
    match track.stream {
        StreamKind::Microphone => 48_000,
        StreamKind::Camera | StreamKind::Presentation => 90_000,
    }
}

fn slot_report(
    sessions: &Slab<Session>,
    tracks: &Slab<Track>,
    at: usize,
    number: usize,
    now: Micros,
) -> Option<(u32, u32, u32, u32)> {
    let slot = sessions.get(at)?.receiver()?.slots.get(number)?;
    let track = tracks.get(slot.track?)?;
    let layer = track.layer(slot.rewriter.layer()?)?;
    let source = layer.clock.timestamp(now, clock_rate(track))?;
    Some((slot.ssrc, slot.rewriter.timestamp(source)?, slot.packets, slot.octets))
}
