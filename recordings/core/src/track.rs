//! One recorded track as people see it: one site's camera, microphone or presentation over the whole conference.
//!
//! A track may be carried by several *streams* one after another (the site left and came back, the media process was
//! restarted): all of one codec share the track, with a gap between. The same code runs while recording and when the
//! segments are read again after a restart, so both give the same answer.

use crate::{
    arrivals::{Arrivals, GAPS_TOLD, Missing, Place, Why, join_neighbours},
    record::{Ended, Record},
    rtp,
    timeline::Timeline,
};
use fengsui_protocol::{
    Micros,
    link::recorder::OpenTrack,
    recording::{Gap, RecordedTrack},
};

/// Which stream: of which media process, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamId {
    pub boot: u64,
    pub track: u32,
}

/// A recorded track in the making.
#[derive(Clone, Debug)]
pub struct Track {
    pub number: u32,
    pub opened: OpenTrack,
    stream: Option<Stream>,
    before: Vec<Missing>,
    begins: Option<Micros>,
    ends: Micros,
    packets: u64,
    bytes: u64,
    /// Why the next packet may come after a hole, and that one is told even if no sequence number is missing.
    hole: Option<Why>,
}

#[derive(Clone, Debug)]
struct Stream {
    id: StreamId,
    timeline: Timeline,
    arrivals: Arrivals,
}

/// A packet placed in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Extended sequence number within the stream.
    pub ext: i64,
    /// Node time of its RTP timestamp.
    pub at: Micros,
}

impl Track {
    pub fn new(number: u32, opened: OpenTrack) -> Self {
        let ends = Micros(i64::MIN);
        Self { number, opened, stream: None, before: Vec::new(), begins: None, ends, packets: 0, bytes: 0, hole: None }
    }

    /// Whether a stream of this description belongs to this track.
    pub fn carries(&self, opened: &OpenTrack) -> bool {
        (self.opened.site, self.opened.stream, &self.opened.codec) == (opened.site, opened.stream, &opened.codec)
    }

    /// A stream begins, or goes on in a new segment.
    pub fn open(&mut self, id: StreamId, opened: &OpenTrack) {
        if self.stream.as_ref().is_some_and(|stream| stream.id == id) && self.opened.ssrc == opened.ssrc {
            return;
        }
        self.settle_stream(id.boot);
        self.opened = opened.clone();
        let (timeline, arrivals) = (Timeline::new(opened.clock_rate), Arrivals::default());
        self.stream = Some(Stream { id, timeline, arrivals });
    }

    fn settle_stream(&mut self, next_boot: u64) {
        let Some(stream) = self.stream.take() else { return };
        self.before.extend(stream.arrivals.missing());
        join_neighbours(&mut self.before, GAPS_TOLD);
        if self.hole.is_none() {
            self.hole = Some(if stream.id.boot == next_boot { Why::Closed } else { Why::Restart });
        }
    }

    /// A sender report of the running stream.
    pub fn clock(&mut self, at: Micros, timestamp: u32) {
        if let Some(stream) = &mut self.stream {
            stream.timeline.clock(at, timestamp);
        }
    }

    /// Notes a packet; `None` when it is a duplicate, not RTP, or of no open stream.
    pub fn packet(&mut self, arrival: Micros, packet: &[u8]) -> Option<Placed> {
        let rtp = rtp::parse(packet)?;
        let stream = self.stream.as_mut()?;
        let at = stream.timeline.packet(arrival, rtp.timestamp);
        let first_of_stream = stream.arrivals.packets == 0;
        let ext = match stream.arrivals.packet(rtp.seq, at, arrival, self.hole.unwrap_or(Why::Loss)) {
            Place::Duplicate => return None,
            Place::Late(ext) => ext,
            Place::Ahead(ext) => {
                self.pass_hole(first_of_stream, at);
                ext
            }
        };
        self.begins = Some(self.begins.map_or(at, |begins| begins.min(at)));
        self.ends = self.ends.max(at);
        self.packets += 1;
        self.bytes += packet.len() as u64;
        Some(Placed { ext, at })
    }

    /// Within a stream the sequence numbers tell what is missing; between streams only time does.
    fn pass_hole(&mut self, first_of_stream: bool, at: Micros) {
        let why = self.hole.take();
        if let Some(why) = why
            && first_of_stream
            && self.begins.is_some()
            && at > self.ends
        {
            self.before.push(Missing { begins: self.ends, ends: at, packets: 0, why });
        }
    }

    /// A segment ended in order.
    pub fn ended(&mut self, ended: &Ended) {
        match ended {
            Ended::Rolled => {}
            Ended::Closed { .. } => self.hole = Some(Why::Closed),
            Ended::Stopped => self.hole = Some(Why::Restart),
        }
    }

    /// A segment ended without saying so: the recorder was killed.
    pub fn interrupted(&mut self) {
        self.hole = Some(Why::Restart);
    }

    /// Applies a record read back from a segment of stream `id`; the answer is a packet's place.
    pub fn apply(&mut self, id: StreamId, record: &Record<'_>) -> Option<Placed> {
        match record {
            Record::Opened(opened) => self.open(id, &opened.opened),
            Record::Packet { arrival, rtp } => return self.packet(*arrival, rtp),
            Record::Clock { at, timestamp } => self.clock(*at, *timestamp),
            Record::Ended(ended) => self.ended(ended),
        }
        None
    }

    /// As people see it; `None` while nothing has come.
    pub fn recorded(&self, started_at: Micros) -> Option<RecordedTrack> {
        let begins = self.begins?;
        Some(RecordedTrack {
            track: self.number,
            site: self.opened.site,
            site_name: self.opened.site_name.clone(),
            stream: self.opened.stream,
            codec: self.opened.codec.clone(),
            begins_us: begins.since(started_at),
            ends_us: self.ends.since(started_at),
            packets: self.packets,
            bytes: self.bytes,
            gaps: self.gaps(started_at),
        })
    }

    fn gaps(&self, started_at: Micros) -> Vec<Gap> {
        let mut all = self.before.clone();
        all.extend(self.stream.iter().flat_map(|stream| stream.arrivals.missing()));
        join_neighbours(&mut all, GAPS_TOLD);
        all.iter().map(|missing| missing.gap(started_at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::{ConferenceId, SiteId, conference::StreamKind};

    fn camera(ssrc: u32) -> OpenTrack {
        OpenTrack {
            conference: ConferenceId(1),
            site: SiteId(4),
            site_name: "县消防救援大队".into(),
            stream: StreamKind::Camera,
            codec: "video/VP8".into(),
            clock_rate: 90_000,
            payload_type: 96,
            ssrc,
        }
    }

    fn packet(n: u16, ms: i64) -> Vec<u8> {
        let mut packet = vec![0x80, 96];
        packet.extend(n.to_be_bytes());
        packet.extend((ms as u32 * 90).to_be_bytes());
        packet.extend([0, 0, 0, 1, 0x10, 0x00]);
        packet
    }

    fn feed(track: &mut Track, numbers: std::ops::Range<u16>) {
        for n in numbers {
            let ms = i64::from(n) * 20;
            track.packet(Micros(ms * 1000), &packet(n, ms));
        }
    }

    const STREAM: StreamId = StreamId { boot: 1, track: 5 };

    #[test]
    fn loss_kill_and_leave_each_give_their_gap() {
        let mut track = Track::new(0, camera(1));
        track.open(STREAM, &camera(1));
        feed(&mut track, 10..20);
        feed(&mut track, 22..30);
        track.interrupted();
        track.open(STREAM, &camera(1));
        feed(&mut track, 35..40);
        track.ended(&Ended::Closed { text: "left".into() });
        track.open(StreamId { track: 6, ..STREAM }, &camera(2));
        feed(&mut track, 100..110);
        track.open(StreamId { boot: 2, track: 6 }, &camera(3));
        feed(&mut track, 200..201);
        let view = track.recorded(Micros(100_000)).unwrap();
        let gaps: Vec<_> = view
            .gaps
            .iter()
            .map(|gap| (gap.begins_us / 1000, gap.ends_us / 1000, gap.lost_packets, &*gap.why))
            .collect();
        let want =
            [(280, 340, 2, "loss"), (480, 600, 5, "restart"), (680, 1900, 0, "closed"), (2080, 3900, 0, "restart")];
        assert_eq!(gaps, want);
        assert_eq!((view.begins_us, view.ends_us, view.packets), (100_000, 3_900_000, 34));
    }

    #[test]
    fn a_restart_that_lost_nothing_leaves_no_gap() {
        let mut track = Track::new(0, camera(1));
        track.open(STREAM, &camera(1));
        feed(&mut track, 0..20);
        track.interrupted();
        track.open(STREAM, &camera(1));
        feed(&mut track, 20..40);
        assert!(track.recorded(Micros(0)).unwrap().gaps.is_empty());
    }
}
