//! The pure core alone, without a socket: nanoseconds per forwarded packet, per voice and per feedback message, for one
//! publisher and many receivers. Before each burst the caches are filled with something else, as the kernel does between
//! two. The lower quartile of many bursts counts, so that it can be compared where other work disturbs.

use crate::process::now;
use anyhow::Context;
use fengsui_protocol::conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable};
use fengsui_protocol::{ConferenceId, Micros, SessionId, SiteId};
use fengsui_sfu_core::rtcp::{Builder, transport::Arrivals};
use fengsui_sfu_core::srtp::{Cipher, Sealer, StreamKey};
use fengsui_sfu_core::*;

#[derive(clap::Args)]
pub struct Options {
    #[arg(long, default_value_t = 200)]
    receivers: u64,
    /// Frames, of which each has 10 packets; two voices and a third of a feedback message per receiver come with each.
    #[arg(long, default_value_t = 600)]
    frames: u32,
    /// KiB written before each burst; 0: the caches keep what they have.
    #[arg(long, default_value_t = 4_096)]
    evict: usize,
    /// Another shard follows the conference, what handing a burst over costs, and taking it.
    #[arg(long)]
    spread: bool,
}

const CONFERENCE: ConferenceId = ConferenceId(1);
const PROFILE: SrtpProfile = SrtpProfile::AeadAes256Gcm;
const VIDEO: u32 = 1_001;
const AUDIO: u32 = 1_002;
const PACKETS: usize = 10;
const BYTES: usize = 1_040;
const HEADER: usize = 16;

/// Copies like a kernel.
struct Sink {
    bytes: Vec<u8>,
    packets: u64,
}

impl Egress for Sink {
    fn transmit(&mut self, arena: &[u8], messages: &[Message]) {
        for message in messages {
            let bytes = message.bytes(arena);
            self.bytes[..bytes.len()].copy_from_slice(bytes);
            self.packets += bytes.len().div_ceil(usize::from(message.segment)) as u64;
        }
    }
    fn record(&mut self, _: Tap<'_>) {}
}

struct Bench {
    core: Shard,
    sink: Sink,
    publisher: Sealer,
    streams: [(StreamKey, u64); 2],
    receivers: Vec<Sealer>,
    arrivals: Arrivals,
    numbered: u16,
    now: Micros,
    other: Vec<u8>,
    follower: Option<Follower>,
}

/// A shard that follows, and what waits for it.
struct Follower {
    core: Shard,
    waiting: Waiting,
    /// Nanoseconds per burst that was handed over, and taken and stored.
    handed: Vec<f64>,
    taken: Vec<f64>,
}

#[derive(Default)]
struct Waiting(Vec<Parcel>);

impl Bus for Waiting {
    fn send(&mut self, _: usize, parcel: Parcel) -> bool {
        self.0.push(parcel);
        true
    }
}

/// # Errors
/// When the core refuses a session.
pub fn run(options: &Options) -> anyhow::Result<()> {
    fengsui_sfu_server::net::pin_thread(0);
    let mut bench = Bench::new(options)?;
    let (mut video, mut voice, mut feedback) = (Vec::new(), Vec::new(), Vec::new());
    for frame in 0..options.frames {
        video.push(bench.burst(PACKETS, frame)?);
        voice.push(bench.burst(1, frame)?);
        voice.push(bench.burst(1, frame)?);
        if frame % 3 == 2 {
            feedback.push(bench.feedback()?);
        }
    }
    let floor = floor(options)?;
    println!(
        "ns per packet of a frame {:.0} (floor {floor:.0}), per voice packet {:.0}, per feedback message {:.0}",
        quartile(&mut video),
        quartile(&mut voice),
        quartile(&mut feedback),
    );
    if let Some(follower) = &mut bench.follower {
        let (handed, taken) = (quartile(&mut follower.handed), quartile(&mut follower.taken));
        println!("ns per frame handed over to another shard {handed:.0}, taken and stored there {taken:.0}");
    }
    Ok(())
}

fn quartile(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}

fn keys(session: u64) -> Option<SrtpKeys> {
    let exported: Vec<u8> = (0..PROFILE.exported_len()).map(|at| (at as u64 * 31 + session * 131) as u8).collect();
    SrtpKeys::from_exported(PROFILE, &exported, false)
}

fn codecs(codec: Codec) -> Vec<CodecLine> {
    let is_video = codec.is_video();
    let (payload_type, rtx) = if is_video { (96, Some(97)) } else { (111, None) };
    vec![CodecLine { codec, payload_type, rtx, red: None, nack: is_video, pli: is_video }]
}

impl Bench {
    fn new(options: &Options) -> anyhow::Result<Self> {
        let mut core = Shard::new(Config::default());
        let now = Micros(1_000_000_000);
        core.set_table(now, table(options.receivers));
        let extensions = ExtensionIds { mid: Some(4), transport_cc: Some(3), ..ExtensionIds::default() };
        let line = |mid: &str, stream, codec, ssrc| PublisherLine {
            mid: mid.to_owned(),
            stream,
            codecs: codecs(codec),
            rids: Vec::new(),
            extensions: ExtensionIds::default(),
            ssrcs: vec![SignalledSsrc { ssrc, rtx: None }],
        };
        let lines = vec![
            line("0", StreamKind::Microphone, Codec::Opus, AUDIO),
            line("1", StreamKind::Camera, Codec::Vp8, VIDEO),
        ];
        core.open_publisher(now, SessionId(1), CONFERENCE, SiteId(1), PublisherMedia { lines })?;
        let local = keys(1).context("keys")?;
        core.set_keys(now, SessionId(1), &local).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
        let mut publisher = Sealer::new(PROFILE, &local.remote).context("keys")?;
        let mut stream = |ssrc| publisher.stream(ssrc).map(|key| (key, 65_000)).context("stream");
        let streams = [stream(VIDEO)?, stream(AUDIO)?];
        let mut receivers = Vec::new();
        for number in 0..options.receivers {
            let id = SessionId(number + 2);
            let line = |mid: &str, slot, codec, ssrc, rtx_ssrc| ReceiverLine {
                mid: mid.to_owned(),
                slot,
                codecs: codecs(codec),
                ssrc,
                rtx_ssrc,
                extensions,
                size: None,
            };
            let lines = vec![
                line("0", SlotName::Voice { index: 0 }, Codec::Opus, 1, None),
                line("1", SlotName::Main, Codec::Vp8, 2, Some(3)),
            ];
            let media = ReceiverMedia { cname: "bench".to_owned(), lines };
            core.open_receiver(now, id, CONFERENCE, SiteId(number + 2), media, None)?;
            let local = keys(id.0).context("keys")?;
            core.set_keys(now, id, &local).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
            receivers.push(Sealer::new(PROFILE, &local.remote).context("keys")?);
        }
        let sink = Sink { bytes: vec![0; Message::MAX_BYTES], packets: 0 };
        let (arrivals, other) = (Arrivals::default(), vec![0; options.evict * 1_024]);
        let follower = options.spread.then(|| Follower::new(&mut core, now, options.receivers));
        Ok(Self { core, sink, publisher, streams, receivers, arrivals, numbered: 0, now, other, follower })
    }

    /// Nanoseconds per forwarded packet of one burst.
    fn burst(&mut self, packets: usize, frame: u32) -> anyhow::Result<f64> {
        self.now = self.now.plus(11_111);
        self.core.timeout(self.now, &mut self.sink);
        let burst: Vec<Vec<u8>> =
            (0..packets).map(|part| self.packet(packets > 1, part, frame)).collect::<Result<_, _>>()?;
        self.evict();
        self.sink.packets = 0;
        let began = now();
        for mut packet in burst {
            self.core.receive(self.now, SessionId(1), &mut packet);
        }
        let received = now();
        if let Some(follower) = &mut self.follower {
            self.core.hand_over(&mut follower.waiting);
            if packets > 1 {
                follower.handed.push((now() - received) as f64);
            }
        }
        self.core.flush(self.now, &mut self.sink);
        let took = now() - began;
        if let Some(follower) = &mut self.follower {
            follower.take(self.now, packets > 1, &mut self.sink);
        }
        while self.core.poll_event().is_some() {}
        for _ in 0..packets {
            self.numbered = self.numbered.wrapping_add(1);
            self.arrivals.arrived(self.numbered, self.now.plus(20_000));
        }
        Ok(took as f64 / self.sink.packets.max(1) as f64)
    }

    fn packet(&mut self, is_video: bool, part: usize, frame: u32) -> anyhow::Result<Vec<u8>> {
        let (number, kind, ssrc, bytes) = if is_video { (0, 96, VIDEO, BYTES) } else { (1, 111, AUDIO, 120) };
        let (key, index) = &mut self.streams[number];
        *index += 1;
        let marker = if part + 1 == PACKETS { 0x80 } else { 0 };
        let mut packet = vec![0x80, kind | marker];
        packet.extend_from_slice(&(*index as u16).to_be_bytes());
        packet.extend_from_slice(&(frame * 3_000).to_be_bytes());
        packet.extend_from_slice(&ssrc.to_be_bytes());
        let [high, low] = (0x8000 | frame as u16).to_be_bytes();
        let begins = if part == 0 { 0x90 } else { 0x80 };
        let is_delta = u8::from(part > 0 || !frame.is_multiple_of(30));
        packet.extend_from_slice(&[begins, 0xc0, high, low, frame as u8, is_delta]);
        packet.resize(12 + bytes + self.publisher.rtp_overhead(), 7);
        let sealed = self.publisher.seal_rtp(*key, &mut packet, 12, *index);
        sealed.map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Ok(packet)
    }

    /// Nanoseconds per message; everybody reports what was sent since the last time.
    fn feedback(&mut self) -> anyhow::Result<f64> {
        let mut bodies = Vec::new();
        self.arrivals.report(|body| bodies.push(body.to_vec()));
        let mut messages = Vec::new();
        for (number, sealer) in self.receivers.iter_mut().enumerate() {
            for body in &bodies {
                let mut builder = Builder::default();
                builder.transport_feedback(7, 1, body);
                let mut packet = builder.take();
                sealer.seal_rtcp(&mut packet).map_err(|error| anyhow::anyhow!("{error:?}"))?;
                messages.push((SessionId(number as u64 + 2), packet));
            }
        }
        self.evict();
        let count = messages.len();
        let began = now();
        for (session, mut packet) in messages {
            self.core.receive(self.now.plus(40_000), session, &mut packet);
        }
        Ok((now() - began) as f64 / count.max(1) as f64)
    }

    fn evict(&mut self) {
        self.other.iter_mut().step_by(64).for_each(|byte| *byte = byte.wrapping_add(1));
        std::hint::black_box(&self.other);
    }
}

impl Follower {
    fn new(home: &mut Shard, now: Micros, receivers: u64) -> Self {
        let mut core = Shard::new(Config::default());
        core.set_table(now, table(receivers));
        core.follow(CONFERENCE, 0);
        home.spread(CONFERENCE, &[1]);
        Self { core, waiting: Waiting::default(), handed: Vec::new(), taken: Vec::new() }
    }

    /// Stores what was handed over; it has nobody to send it to.
    fn take(&mut self, at: Micros, is_frame: bool, sink: &mut Sink) {
        let began = now();
        for parcel in self.waiting.0.drain(..) {
            self.core.take_parcel(at, 0, &parcel);
        }
        self.core.flush(at, sink);
        if is_frame {
            self.taken.push((now() - began) as f64);
        }
    }
}

/// Copying and sealing alone.
fn floor(options: &Options) -> anyhow::Result<f64> {
    let cipher = |session| Cipher::new(PROFILE, &keys(session)?.local);
    let ciphers: Vec<Cipher> = (0..options.receivers).filter_map(|number| cipher(number + 2)).collect();
    let segment = HEADER + 12 + BYTES + PROFILE_TAG;
    let (plain, mut other) = (vec![7; PACKETS * BYTES], vec![0_u8; options.evict * 1_024]);
    let mut arena = vec![0_u8; shard::MESSAGES_PER_CALL * PACKETS * segment];
    let (mut sink, mut took) = (vec![0; PACKETS * segment], Vec::new());
    for frame in 0..options.frames {
        other.iter_mut().step_by(64).for_each(|byte| *byte = byte.wrapping_add(1));
        std::hint::black_box(&other);
        let began = now();
        for chunk in ciphers.chunks(shard::MESSAGES_PER_CALL) {
            for (number, cipher) in chunk.iter().enumerate() {
                for packet in 0..PACKETS {
                    let out = &mut arena[(number * PACKETS + packet) * segment..][..segment];
                    out[HEADER + 12..segment - PROFILE_TAG].copy_from_slice(&plain[packet * BYTES..][..BYTES]);
                    let index = u64::from(frame) * PACKETS as u64 + packet as u64;
                    cipher.seal_rtp(out, HEADER + 12, 1, index).context("sealing")?;
                }
            }
            for number in 0..chunk.len() {
                sink.copy_from_slice(&arena[number * PACKETS * segment..][..PACKETS * segment]);
                std::hint::black_box(&sink);
            }
        }
        took.push((now() - began) as f64 / (ciphers.len() * PACKETS) as f64);
    }
    Ok(quartile(&mut took))
}

const PROFILE_TAG: usize = 16;

fn table(receivers: u64) -> ViewTable {
    let row = |site: u64| ViewRow {
        site: SiteId(site),
        name: format!("site {site}"),
        microphone_open: site == 1,
        camera_open: site == 1,
        presentation_open: false,
        speaker_open: true,
        slots: if site == 1 { Vec::new() } else { vec![seen()] },
        layout: Default::default(),
        own_cell: None,
        label: Default::default(),
        notice: None,
    };
    ViewTable { conference: CONFERENCE, generation: 1, sites: (1..=receivers + 1).map(row).collect(), recording: None }
}

fn seen() -> SlotRow {
    SlotRow { slot: SlotName::Main, source: SiteId(1), stream: StreamKind::Camera }
}
