//! One stream that a site publishes, with its simulcast layers.

use crate::clock::MediaClock;
use crate::media::{CodecLine, PublisherLine};
use crate::recording::Recorded;
use crate::rest::{Rest, Sizes};
use crate::rewrite::LayerId;
use crate::ring::Ring;
use crate::rtcp::ReceptionReport;
use crate::rtcp::nack::MissingList;
use crate::voices::Loudness;
use fengsui_protocol::conference::StreamKind;
use fengsui_protocol::{ConferenceId, Micros, SiteId};

/// A layer without a packet for so long is not being sent.
const LAYER_SILENT: i64 = 1_500_000;
/// Keyframes are asked for at most so often, per layer.
const KEYFRAME_EVERY: i64 = 500_000;
/// Layers one line may have had in its life: each takes memory, and SSRCs are the peer's choice.
const MAX_LAYERS_MADE: u32 = 64;

/// Where the packets of a track come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A publishing session of this shard.
    Session(usize),
    /// The conference's home shard: it is a mirror.
    Home,
}

pub struct Track {
    pub source: Source,
    pub conference: ConferenceId,
    pub site: SiteId,
    pub mid: String,
    pub stream: StreamKind,
    pub codecs: Vec<CodecLine>,
    pub layers: Vec<Layer>,
    /// The table lets it through.
    pub open: bool,
    /// (session, slot) of every slot that it feeds.
    pub receivers: Vec<(usize, usize)>,
    pub loudness: Loudness,
    pub last_packet: Option<Micros>,
    pub recorded: Option<Recorded>,
    /// Unique in the life of the shard that has its publisher.
    number: u32,
    layers_made: u32,
}

impl Track {
    pub fn new(
        number: u32,
        session: usize,
        conference: ConferenceId,
        site: SiteId,
        line: &PublisherLine,
        open: bool,
    ) -> Self {
        let source = Source::Session(session);
        let made = Self::without_layers(source, number, conference, site, line.stream, &line.codecs, open);
        Self { mid: line.mid.clone(), ..made }
    }

    /// A copy of track `number` of the home shard, without layers yet.
    pub fn mirror(
        conference: ConferenceId,
        number: u32,
        site: SiteId,
        stream: StreamKind,
        codecs: &[CodecLine],
        open: bool,
    ) -> Self {
        Self::without_layers(Source::Home, number, conference, site, stream, codecs, open)
    }

    fn without_layers(
        source: Source,
        number: u32,
        conference: ConferenceId,
        site: SiteId,
        stream: StreamKind,
        codecs: &[CodecLine],
        open: bool,
    ) -> Self {
        Self {
            source,
            conference,
            site,
            mid: String::new(),
            stream,
            codecs: codecs.to_vec(),
            layers: Vec::new(),
            open,
            receivers: Vec::new(),
            loudness: Loudness::default(),
            last_packet: None,
            recorded: None,
            number,
            layers_made: 0,
        }
    }

    /// Unique in the life of the shard that has its publisher; mirrors have the number of what they mirror.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Its publisher, unless that is on another shard.
    pub fn session(&self) -> Option<usize> {
        match self.source {
            Source::Session(session) => Some(session),
            Source::Home => None,
        }
    }

    /// Whether a peer that changes its SSRC may do so once more.
    pub fn may_begin_anew(&self) -> bool {
        self.layers_made < MAX_LAYERS_MADE
    }

    /// A name for a new layer, never given twice.
    pub fn next_id(&mut self) -> LayerId {
        self.layers_made += 1;
        debug_assert!(self.layers_made <= MAX_LAYERS_MADE);
        LayerId(u64::from(self.number) << 32 | u64::from(self.layers_made))
    }

    pub fn is_audio(&self) -> bool {
        match self.stream {
            StreamKind::Microphone => true,
            StreamKind::Camera | StreamKind::Presentation => false,
        }
    }

    #[must_use]
    pub fn layer(&self, id: LayerId) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    /// Layers of which packets come.
    pub fn sent(&self, now: Micros) -> impl Iterator<Item = &Layer> {
        self.layers.iter().filter(move |layer| layer.comes(now))
    }

    /// Layers being sent, or that would be if somebody took them, smallest first.
    pub fn active(&self, now: Micros) -> Vec<&Layer> {
        let comes = |layer: &&Layer| layer.comes(now) || layer.rest.is_asleep();
        let mut active: Vec<_> = self.layers.iter().filter(comes).collect();
        if active.is_empty() {
            // A still screen sends seldom: the newest one stays.
            active.extend(self.layers.iter().filter(|layer| layer.last.is_some()).max_by_key(|layer| layer.last));
        }
        // A layer whose keyframes were lost so far, or whose codec tells no size, stands by its rate.
        let told = active.iter().all(|layer| layer.size.is_some());
        active.sort_by_key(|layer| (if told { layer.area() } else { 0 }, layer.rate.bits_per_second()));
        active
    }

    /// Forgets what it holds: it was closed.
    pub fn silence(&mut self) {
        self.last_packet = None;
        self.loudness = Loudness::default();
        for layer in &mut self.layers {
            layer.ring.clear();
            layer.missing.reset();
        }
    }
}

/// One encoding: its own SSRC.
pub struct Layer {
    pub id: LayerId,
    pub rid: Option<String>,
    pub ssrc: Option<u32>,
    pub ring: Ring,
    pub missing: MissingList,
    pub clock: MediaClock,
    /// Of the newest keyframe that told.
    pub size: Option<(u16, u16)>,
    pub rate: Rate,
    pub last: Option<Micros>,
    pub keyframe: KeyframeWish,
    pub reception: Reception,
    pub rest: Rest,
    /// Those inside it, if it has some.
    pub sizes: Sizes,
}

impl Layer {
    pub fn new(id: LayerId, rid: Option<String>, ssrc: Option<u32>, audio: bool) -> Self {
        // A second or more of the largest layer, and of a voice.
        let ring = if audio { Ring::new(128, 24 * 1024) } else { Ring::new(1_024, 512 * 1024) };
        Self {
            id,
            rid,
            ssrc,
            ring,
            missing: MissingList::default(),
            clock: MediaClock::default(),
            size: None,
            rate: Rate::default(),
            last: None,
            keyframe: KeyframeWish::default(),
            reception: Reception::default(),
            rest: Rest::default(),
            sizes: Sizes::default(),
        }
    }

    /// Packets of it come.
    pub fn comes(&self, now: Micros) -> bool {
        self.last.is_some_and(|last| now.since(last) < LAYER_SILENT)
    }

    /// Nobody can be sent its picture of this size now, but it can be wished for.
    pub fn is_asleep(&self, spatial: u8) -> bool {
        self.rest.is_asleep() || self.sizes.is_asleep(spatial)
    }

    /// Somebody would take its picture of this size. Whether the publisher is to be told.
    pub fn wake(&mut self, spatial: u8, now: Micros) -> bool {
        self.rest.wake(now) | self.sizes.wake(spatial, now)
    }

    fn area(&self) -> u32 {
        self.size.map_or(0, |(width, height)| u32::from(width) * u32::from(height))
    }
}

/// A keyframe that somebody waits for. Wishes of many receivers become one request.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyframeWish {
    wanted: bool,
    asked: Option<Micros>,
}

impl KeyframeWish {
    pub fn want(&mut self) {
        self.wanted = true;
    }
    pub fn came(&mut self) {
        self.wanted = false;
    }
    /// When to ask; `None` when nobody waits.
    pub fn due(&self) -> Option<Micros> {
        self.wanted.then(|| self.asked.map_or(Micros(i64::MIN), |asked| asked.plus(KEYFRAME_EVERY)))
    }
    /// Whether to ask now.
    pub fn ask(&mut self, now: Micros) -> bool {
        let ask = self.due().is_some_and(|due| due <= now);
        if ask {
            self.asked = Some(now);
        }
        ask
    }
}

/// Where [`Rate`] counts the redundancy of a voice, which has no temporal layers.
pub const REDUNDANCY: u8 = 1;
/// Temporal layers that a descriptor can name.
pub const TEMPORAL_LAYERS: usize = 4;

/// Bits per second of each temporal layer, over windows of half a second, smoothed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate {
    octets: [u64; TEMPORAL_LAYERS],
    began: Option<Micros>,
    bits_per_second: [u64; TEMPORAL_LAYERS],
    /// The newest three windows, as they were.
    windows: [[u64; TEMPORAL_LAYERS]; 3],
    /// Of the temporal layers up to each, the most that lasted for three windows; it is forgotten slowly.
    lately: [u64; TEMPORAL_LAYERS],
}

/// Of what was more than now, one part in so many is forgotten with each window: half of it in three quarters of a minute.
const FORGETS: u64 = 128;

impl Rate {
    pub fn add(&mut self, octets: usize, temporal: u8, now: Micros) {
        let began = *self.began.get_or_insert(now);
        self.octets[usize::from(temporal) % TEMPORAL_LAYERS] += octets as u64;
        let elapsed = now.since(began);
        if elapsed >= 500_000 {
            let first = self.bits_per_second == [0; TEMPORAL_LAYERS];
            let measured = self.octets.map(|octets| octets * 8_000_000 / elapsed as u64);
            self.octets = [0; TEMPORAL_LAYERS];
            for (rate, measured) in self.bits_per_second.iter_mut().zip(measured) {
                *rate = if first { measured } else { (*rate + measured) / 2 };
            }
            let [newest, before, _] = self.windows;
            self.windows = if first { [measured; 3] } else { [measured, newest, before] };
            for ceiling in 0..TEMPORAL_LAYERS {
                let lasts = self.least(3, ceiling as u8);
                let lately = &mut self.lately[ceiling];
                *lately = lasts.max(*lately - lately.saturating_sub(lasts) / FORGETS);
            }
            self.began = Some(now);
        }
    }
    /// Of the temporal layers up to `ceiling`, the least of the newest so many windows.
    fn least(&self, windows: usize, ceiling: u8) -> u64 {
        let sum = |rates: &[u64; TEMPORAL_LAYERS]| rates.iter().take(usize::from(ceiling) + 1).sum::<u64>();
        self.windows.iter().take(windows).map(sum).min().unwrap_or(0)
    }
    /// Of the temporal layers up to `ceiling`.
    pub fn up_to(&self, ceiling: u8) -> u64 {
        self.bits_per_second.iter().take(usize::from(ceiling) + 1).sum()
    }
    pub fn bits_per_second(&self) -> u64 {
        self.up_to(TEMPORAL_LAYERS as u8)
    }
    /// Of the temporal layers up to `ceiling`, the lesser of the newest two windows: a keyframe is no change of rate.
    pub fn steady(&self, ceiling: u8) -> u64 {
        self.least(2, ceiling)
    }
    /// Of the temporal layers up to `ceiling`, what they took at most in the last minute or so, but for keyframes.
    pub fn lately(&self, ceiling: u8) -> u64 {
        self.lately[usize::from(ceiling).min(TEMPORAL_LAYERS - 1)]
    }
}

/// Statistics of reception (RFC 3550 §6.4.1, appendix A.3 and A.8).
#[derive(Clone, Copy, Debug, Default)]
pub struct Reception {
    base: Option<u64>,
    highest: u64,
    received: u64,
    expected_before: u64,
    received_before: u64,
    transit: Option<i64>,
    jitter: i64,
    /// Middle bits of the newest sender report, and when it came.
    last_report: Option<(u32, Micros)>,
}

impl Reception {
    pub fn packet(&mut self, sequence: u64, timestamp: u32, rate: u32, now: Micros) {
        let base = *self.base.get_or_insert(sequence);
        self.base = Some(base.min(sequence));
        self.highest = self.highest.max(sequence);
        self.received += 1;
        let ticks = i128::from(now.0) * i128::from(rate) / i128::from(Micros::SECOND);
        let transit = i64::from((ticks as u32).wrapping_sub(timestamp) as i32);
        if let Some(before) = self.transit {
            let difference = i64::from((transit - before) as i32).abs();
            self.jitter += (difference - self.jitter) / 16;
        }
        self.transit = Some(transit);
    }

    pub fn sender_report(&mut self, ntp: u64, now: Micros) {
        self.last_report = Some(((ntp >> 16) as u32, now));
    }

    pub fn report(&mut self, ssrc: u32, now: Micros) -> Option<ReceptionReport> {
        let expected = self.highest - self.base? + 1;
        let new_expected = expected - self.expected_before.min(expected);
        let new_lost = new_expected.saturating_sub(self.received - self.received_before);
        self.expected_before = expected;
        self.received_before = self.received;
        let (last_report, delay) = self
            .last_report
            .map_or((0, 0), |(report, at)| (report, (now.since(at).max(0) * 65_536 / Micros::SECOND) as u32));
        Some(ReceptionReport {
            ssrc,
            fraction_lost: (new_lost * 256).checked_div(new_expected).unwrap_or(0).min(255) as u8,
            cumulative_lost: expected.saturating_sub(self.received).min(0x7f_ffff) as u32,
            highest_sequence: self.highest as u32,
            jitter: self.jitter as u32,
            last_report,
            delay,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_for_a_keyframe_are_throttled() {
        let mut wish = KeyframeWish::default();
        assert!(!wish.ask(Micros(0)));
        wish.want();
        wish.want();
        assert!(wish.ask(Micros(0)));
        assert!(!wish.ask(Micros(KEYFRAME_EVERY - 1)));
        assert!(wish.ask(Micros(KEYFRAME_EVERY)), "it did not come: once more");
        wish.came();
        assert_eq!(wish.due(), None);
    }

    #[test]
    fn a_keyframe_is_no_change_of_a_steady_rate() {
        let mut rate = Rate::default();
        // Each ends a window of half a second.
        let mut steady = |octets: usize, window: i64| {
            rate.add(octets, 0, Micros(window * 500_000));
            rate.steady(3)
        };
        steady(0, 0);
        assert_eq!(steady(10_000, 1), 160_000);
        assert_eq!((steady(50_000, 2), steady(10_000, 3)), (160_000, 160_000), "one window alone is none");
        assert_eq!((steady(30_000, 4), steady(30_000, 5)), (160_000, 480_000), "two are");
    }

    #[test]
    fn what_a_layer_took_is_remembered_but_for_keyframes() {
        let mut rate = Rate::default();
        let mut lately = |octets: usize, windows: std::ops::Range<i64>| {
            windows.for_each(|window| rate.add(octets, 0, Micros(window * 500_000)));
            (rate.lately(0), rate.lately(u8::MAX))
        };
        lately(0, 0..1);
        assert_eq!(lately(10_000, 1..9), (160_000, 160_000));
        assert_eq!((lately(90_000, 9..11), lately(10_000, 11..20)), ((160_000, 160_000), (160_000, 160_000)));
        assert_eq!(lately(20_000, 20..26).0, 320_000, "it moves");
        let after = lately(10_000, 26..116).0;
        assert!((230_000..250_000).contains(&after), "{after}: half of it is forgotten in three quarters of a minute");
    }

    #[test]
    fn reception_counts_loss() {
        let mut reception = Reception::default();
        for sequence in (10..110).filter(|sequence| sequence % 10 != 0) {
            reception.packet(sequence, sequence as u32 * 3_000, 90_000, Micros(sequence as i64 * 33_333));
        }
        let report = reception.report(1, Micros(0)).unwrap();
        assert_eq!((report.cumulative_lost, report.fraction_lost, report.highest_sequence), (9, 23, 109));
        assert!(report.jitter < 10);
    }
}
