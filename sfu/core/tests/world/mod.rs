//! A world in memory: one shard and peers that speak SRTP to it with their own keys. No sockets, no clock.
#![allow(dead_code)]

use fengsui_protocol::conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable};
use fengsui_protocol::{ConferenceId, Micros, RecordingId, SessionId, SiteId};
use fengsui_sfu_core::rtcp::{Builder, Compound, Packet};
use fengsui_sfu_core::rtp::{self, Header, vp8};
use fengsui_sfu_core::srtp::{OpenError, Opened, Opener, Sealer, StreamKey};
use fengsui_sfu_core::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub const VP8: u8 = 96;
pub const VP8_RTX: u8 = 97;
pub const H264: u8 = 102;
pub const VP9: u8 = 98;
pub const VP9_RTX: u8 = 99;
pub const AV1: u8 = 45;
pub const AV1_RTX: u8 = 46;
/// Id of the dependency descriptor.
pub const DEPENDENCY: u8 = 12;
pub const OPUS: u8 = 111;
/// Opus with redundancy, as publishers and receivers negotiate it.
pub const RED: u8 = 63;
pub const CONFERENCE: ConferenceId = ConferenceId(7);
const EXTENSIONS: ExtensionIds = ExtensionIds {
    mid: Some(4),
    rid: Some(10),
    repaired_rid: Some(11),
    audio_level: Some(1),
    transport_cc: Some(3),
    dependency: Some(DEPENDENCY),
};

/// Runs so many seeds, or `SIM_SEEDS` from `SIM_FIRST` on, each to its end whatever becomes of the others; then says which
/// failed.
pub fn each_seed(usual: u64, run: impl Fn(u64)) {
    let said = |name| std::env::var(name).ok().and_then(|said| said.parse::<u64>().ok());
    let first = said("SIM_FIRST").unwrap_or(0);
    let seeds = first..first + said("SIM_SEEDS").unwrap_or(usual);
    let fails = |seed: &u64| {
        eprintln!("seed {seed}");
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(*seed))).is_err()
    };
    let failed: Vec<u64> = seeds.filter(fails).collect();
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
}

pub struct Random(pub u64);
impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}

/// What left the shard.
#[derive(Default)]
pub struct Out {
    pub datagrams: Vec<(SessionId, Vec<u8>)>,
    pub messages: usize,
    pub opened: Vec<(RecordingId, u32, fengsui_protocol::link::recorder::OpenTrack)>,
    pub recorded: Vec<(u32, Vec<u8>)>,
    pub clocks: Vec<(u32, Micros, u32)>,
    pub closed: Vec<(u32, &'static str)>,
}
impl Egress for Out {
    fn transmit(&mut self, arena: &[u8], messages: &[Message]) {
        assert!(messages.len() <= shard::MESSAGES_PER_CALL);
        for message in messages {
            let datagrams: Vec<_> = message.datagrams(arena).collect();
            assert!(datagrams.len() <= Message::MAX_SEGMENTS && message.bytes(arena).len() <= Message::MAX_BYTES);
            self.datagrams.extend(datagrams.iter().map(|bytes| (message.session, bytes.to_vec())));
            self.messages += 1;
        }
    }
    fn record(&mut self, tap: Tap<'_>) {
        match tap {
            Tap::OpenTrack { recording, track, opened } => self.opened.push((recording, track, opened)),
            Tap::Packet { track, rtp, .. } => self.recorded.push((track, rtp.to_vec())),
            Tap::TrackClock { track, at, rtp_timestamp, .. } => self.clocks.push((track, at, rtp_timestamp)),
            Tap::CloseTrack { track, why, .. } => self.closed.push((track, why)),
        }
    }
}

fn keys(profile: SrtpProfile, session: u64) -> SrtpKeys {
    let exported: Vec<u8> = (0..profile.exported_len()).map(|at| (at as u64 * 31 + session * 131 + 7) as u8).collect();
    SrtpKeys::from_exported(profile, &exported, false).unwrap()
}

/// The far end of a session.
pub struct Peer {
    pub session: SessionId,
    pub sealer: Sealer,
    opener: Opener,
    /// Newest index that came of each stream.
    newest: BTreeMap<u32, u64>,
    streams: BTreeMap<u32, (StreamKey, u64)>,
}

/// Of so many indices up to the newest an opener remembers whether they came; it refuses what is older.
const REMEMBERED: u64 = 960;

impl Peer {
    fn new(session: SessionId, profile: SrtpProfile) -> Self {
        let keys = keys(profile, session.0);
        Self {
            session,
            sealer: Sealer::new(profile, &keys.remote).unwrap(),
            opener: Opener::new(profile, &keys.local).unwrap(),
            newest: BTreeMap::new(),
            streams: BTreeMap::new(),
        }
    }

    /// Seals the next packet of `ssrc`.
    pub fn rtp(
        &mut self,
        ssrc: u32,
        pt: u8,
        marker: bool,
        timestamp: u32,
        extensions: &[(u8, &[u8])],
        payload: &[u8],
    ) -> Vec<u8> {
        let (key, index) = *self.streams.entry(ssrc).or_insert_with(|| (self.sealer.stream(ssrc).unwrap(), 65_000));
        self.streams.insert(ssrc, (key, index + 1));
        let mut packet = vec![0x90, pt | u8::from(marker) << 7];
        packet.extend_from_slice(&(index as u16).to_be_bytes());
        packet.extend_from_slice(&timestamp.to_be_bytes());
        packet.extend_from_slice(&ssrc.to_be_bytes());
        let wide = extensions.iter().any(|(_, value)| value.len() > 16);
        packet.extend_from_slice(if wide { &[0x10, 0, 0, 0] } else { &[0xbe, 0xde, 0, 0] });
        for (id, value) in extensions {
            let head = [*id, value.len() as u8];
            if wide {
                packet.extend_from_slice(&head);
            } else {
                packet.push(id << 4 | (value.len() as u8 - 1));
            }
            packet.extend_from_slice(value);
        }
        while packet.len() % 4 != 0 {
            packet.push(0);
        }
        packet[15] = ((packet.len() - 16) / 4) as u8;
        let header = packet.len();
        packet.extend_from_slice(payload);
        packet.resize(packet.len() + self.sealer.rtp_overhead(), 0);
        self.sealer.seal_rtp(key, &mut packet, header, index).unwrap();
        packet
    }

    pub fn rtcp(&mut self, build: impl FnOnce(&mut Builder)) -> Vec<u8> {
        let mut builder = Builder::default();
        build(&mut builder);
        let mut packet = builder.take();
        self.sealer.seal_rtcp(&mut packet).unwrap();
        packet
    }

    /// Opens an RTP datagram; every one must be authentic and new.
    pub fn open(&mut self, datagram: &[u8]) -> Received {
        self.open_unless_old(datagram).expect("not too old")
    }

    /// As [`Self::open`]; `None` for one that so many newer ones passed on the way that it is not known to be new.
    pub fn open_unless_old(&mut self, datagram: &[u8]) -> Option<Received> {
        let mut bytes = datagram.to_vec();
        let header = Header::parse(&bytes).expect("RTP");
        let opened = self.opener.open_rtp(&mut bytes, header.length, header.ssrc, header.sequence);
        let newest = self.newest.get(&header.ssrc).copied();
        if opened == Err(OpenError::Replayed)
            && newest.is_some_and(|newest| rtp::extend(newest, header.sequence).unwrap() + REMEMBERED <= newest)
        {
            return None;
        }
        let Opened { index, length, .. } = opened.expect("authentic and new");
        self.newest.insert(header.ssrc, newest.map_or(index, |newest| newest.max(index)));
        let end = header.without_padding(&bytes[..length]).expect("good padding");
        let source = (bytes[0] & 0x0f == 1).then(|| u32::from_be_bytes(bytes[12..16].try_into().expect("four bytes")));
        let dependency = header.extensions(&bytes).find(|(id, _)| *id == DEPENDENCY).map(|(_, value)| value.to_vec());
        Some(Received { header, index, source, dependency, payload: bytes[header.length..end].to_vec() })
    }

    /// Opens an RTCP datagram and gives a description of each packet in it.
    pub fn control(&mut self, datagram: &[u8]) -> Vec<String> {
        let mut bytes = datagram.to_vec();
        let length = self.opener.open_rtcp(&mut bytes).expect("authentic and new").length;
        Compound::new(&bytes[..length]).map(|packet| format!("{:?}", packet.unwrap())).collect()
    }

    /// The plain bytes of an RTCP datagram.
    pub fn open_control(&mut self, datagram: &[u8]) -> Vec<u8> {
        let mut bytes = datagram.to_vec();
        let length = self.opener.open_rtcp(&mut bytes).expect("authentic and new").length;
        bytes.truncate(length);
        bytes
    }

    pub fn sender_reports(&mut self, datagram: &[u8]) -> Vec<(u32, u64, u32)> {
        let mut bytes = datagram.to_vec();
        let length = self.opener.open_rtcp(&mut bytes).expect("authentic and new").length;
        let report = |packet| match packet {
            Ok(Packet::SenderReport { ssrc, ntp, rtp_timestamp, .. }) => Some((ssrc, ntp, rtp_timestamp)),
            _ => None,
        };
        Compound::new(&bytes[..length]).filter_map(report).collect()
    }
}

#[derive(Clone, Debug)]
pub struct Received {
    pub header: Header,
    pub index: u64,
    /// The one contributing source.
    pub source: Option<u32>,
    /// The dependency descriptor.
    pub dependency: Option<Vec<u8>>,
    pub payload: Vec<u8>,
}

/// What the payload of a made-up VP8 packet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub site: u8,
    pub layer: u8,
    pub frame: u16,
    pub part: u8,
    pub keyframe: bool,
    pub picture: u16,
}

impl Received {
    pub fn shown(&self) -> Shown {
        let descriptor = vp8::Descriptor::parse(&self.payload).expect("VP8");
        let body = &self.payload[descriptor.length..];
        let at = if descriptor.size.is_some() { 10 } else { 1 };
        Shown {
            site: body[at],
            layer: body[at + 1],
            frame: u16::from_be_bytes([body[at + 2], body[at + 3]]),
            part: body[at + 4],
            keyframe: descriptor.begins_keyframe,
            picture: descriptor.picture_id.expect("picture id").value,
        }
    }
}

/// A camera with simulcast layers, each three packets a frame.
pub struct Camera {
    pub peer: Peer,
    pub site: u8,
    pub layers: Vec<EncodedLayer>,
    twcc: u16,
}

pub struct EncodedLayer {
    pub rid: &'static str,
    pub ssrc: u32,
    pub height: u16,
    pub bytes: usize,
    pub frame: u16,
    pub keyframe_wanted: bool,
    timestamp: u32,
    picture: u16,
    tl0: u8,
}

impl Camera {
    /// The packets of the next frame of every layer.
    pub fn frame(&mut self) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        for number in 0..self.layers.len() {
            let layer = &mut self.layers[number];
            let keyframe = layer.frame == 0 || std::mem::take(&mut layer.keyframe_wanted);
            layer.frame += 1;
            layer.timestamp = layer.timestamp.wrapping_add(3_000);
            layer.picture = (layer.picture + 1) & 0x7fff;
            layer.tl0 = layer.tl0.wrapping_add(1);
            let (ssrc, timestamp, rid, bytes) = (layer.ssrc, layer.timestamp, layer.rid, layer.bytes);
            for part in 0..3 {
                let layer = &self.layers[number];
                let mut payload = vec![if part == 0 { 0x90 } else { 0x80 }, 0xc0];
                payload.extend_from_slice(&(0x8000 | layer.picture).to_be_bytes());
                payload.push(layer.tl0);
                payload.push(u8::from(!keyframe || part > 0));
                if keyframe && part == 0 {
                    payload.extend_from_slice(&[0, 0, 0x9d, 0x01, 0x2a]);
                    payload.extend_from_slice(&(layer.height / 9 * 16).to_le_bytes());
                    payload.extend_from_slice(&layer.height.to_le_bytes());
                }
                payload.extend_from_slice(&[self.site, number as u8]);
                payload.extend_from_slice(&layer.frame.to_be_bytes());
                payload.push(part);
                payload.resize(bytes + usize::from(part), 0xaa);
                self.twcc = self.twcc.wrapping_add(1);
                let twcc = self.twcc.to_be_bytes();
                let mut extensions: Vec<(u8, &[u8])> = vec![(4, b"v"), (3, &twcc)];
                if !rid.is_empty() {
                    extensions.push((10, rid.as_bytes()));
                }
                packets.push(self.peer.rtp(ssrc, VP8, part == 2, timestamp, &extensions, &payload));
            }
        }
        packets
    }

    /// Reads what the node sent; PLIs make keyframes. Gives the descriptions of all.
    pub fn heed(&mut self, datagrams: &[Vec<u8>]) -> Vec<String> {
        let mut all = Vec::new();
        for datagram in datagrams {
            all.extend(self.peer.control(datagram));
        }
        for layer in &mut self.layers {
            if all.contains(&format!("{:?}", Packet::Pli { media: layer.ssrc })) {
                layer.keyframe_wanted = true;
            }
        }
        all
    }
}

pub struct World {
    pub shard: Shard,
    pub now: Micros,
    pub table: ViewTable,
    pub profile: SrtpProfile,
    /// Receivers that are opened from now on take redundancy.
    pub takes_redundancy: bool,
    /// Another shard that follows the conference.
    pub second: Option<Second>,
    next_session: u64,
}

/// The shard that follows, and the ways between it and the home shard.
pub struct Second {
    pub shard: Shard,
    pub sessions: BTreeSet<SessionId>,
    /// Receivers opened from now on are there.
    pub takes: bool,
    /// Parcels that wait for the second shard, and for the home shard.
    there: Way,
    back: Way,
    /// Parcels that went from the home shard in all.
    pub crossed: usize,
}

/// One way between shards; full with so many parcels.
pub struct Way {
    pub capacity: usize,
    waiting: VecDeque<Parcel>,
}

impl Way {
    fn new() -> Self {
        Self { capacity: 64, waiting: VecDeque::new() }
    }
}

impl Bus for Way {
    fn send(&mut self, _: usize, parcel: Parcel) -> bool {
        let room = self.waiting.len() < self.capacity;
        if room {
            self.waiting.push_back(parcel);
        }
        room
    }
}

/// Numbers of the two shards.
const HOME: usize = 0;
const SECOND: usize = 1;

pub fn codec(codec: Codec, payload_type: u8, rtx: Option<u8>) -> CodecLine {
    CodecLine { codec, payload_type, rtx, red: None, nack: codec.is_video(), pli: codec.is_video() }
}

fn pictures() -> Vec<CodecLine> {
    vec![
        codec(Codec::Vp8, VP8, Some(VP8_RTX)),
        codec(Codec::H264, H264, None),
        codec(Codec::Vp9, VP9, Some(VP9_RTX)),
        codec(Codec::Av1, AV1, Some(AV1_RTX)),
    ]
}

pub fn shows(slot: SlotName, source: u64) -> SlotRow {
    SlotRow { slot, source: SiteId(source), stream: StreamKind::Camera }
}

impl World {
    pub fn new(seed: u64, sites: u64) -> Self {
        let row = |site| ViewRow {
            site: SiteId(site),
            name: format!("会场{site}"),
            microphone_open: true,
            camera_open: true,
            presentation_open: true,
            speaker_open: true,
            slots: Vec::new(),
            layout: Default::default(),
            own_cell: None,
            label: Default::default(),
            notice: None,
        };
        let table =
            ViewTable { conference: CONFERENCE, generation: 1, sites: (1..=sites).map(row).collect(), recording: None };
        let mut world = Self {
            shard: Shard::new(Config { seed, ..Config::default() }),
            now: Micros(1_700_000_000_000_000),
            table,
            profile: SrtpProfile::AeadAes256Gcm,
            takes_redundancy: true,
            second: None,
            next_session: 100,
        };
        world.change(|_| ());
        world
    }

    /// Changes the table and applies it.
    pub fn change(&mut self, change: impl FnOnce(&mut ViewTable)) {
        change(&mut self.table);
        self.table.generation += 1;
        assert!(self.shard.set_table(self.now, self.table.clone()));
        if let Some(second) = &mut self.second {
            assert!(second.shard.set_table(self.now, self.table.clone()));
        }
    }

    /// The conference spans another shard from now on, where receivers are opened.
    pub fn spread(&mut self, seed: u64) {
        let mut shard = Shard::new(Config { seed: seed ^ 0xb, ..Config::default() });
        assert!(shard.set_table(self.now, self.table.clone()));
        shard.follow(CONFERENCE, HOME);
        self.shard.spread(CONFERENCE, &[SECOND]);
        let (there, back) = (Way::new(), Way::new());
        self.second = Some(Second { shard, sessions: BTreeSet::new(), takes: true, there, back, crossed: 0 });
    }

    /// Parcels that may wait for the second shard.
    pub fn bound(&mut self, capacity: usize) {
        self.second.as_mut().unwrap().there.capacity = capacity;
    }

    /// The shard that has a session.
    pub fn shard_of(&mut self, session: SessionId) -> &mut Shard {
        match &mut self.second {
            Some(second) if second.sessions.contains(&session) => &mut second.shard,
            _ => &mut self.shard,
        }
    }

    pub fn deliver(&mut self, session: SessionId, datagram: &mut [u8]) -> Taken {
        let now = self.now;
        self.shard_of(session).receive(now, session, datagram)
    }

    /// What a shell does after it has read a burst: on both shards, and again until nothing crosses any more.
    pub fn flush_into(&mut self, out: &mut Out) {
        let now = self.now;
        let Some(second) = &mut self.second else { return self.shard.flush(now, out) };
        loop {
            self.shard.hand_over(&mut second.there);
            self.shard.flush(now, out);
            self.shard.hand_over(&mut second.there);
            second.crossed += second.there.waiting.len();
            for parcel in second.there.waiting.drain(..) {
                second.shard.take_parcel(now, HOME, &parcel);
            }
            second.shard.flush(now, out);
            second.shard.hand_over(&mut second.back);
            if second.back.waiting.is_empty() {
                break;
            }
            for parcel in second.back.waiting.drain(..) {
                self.shard.take_parcel(now, SECOND, &parcel);
            }
        }
    }

    pub fn timeout_into(&mut self, out: &mut Out) {
        let now = self.now;
        for shard in [Some(&mut self.shard), self.second.as_mut().map(|second| &mut second.shard)].into_iter().flatten()
        {
            if shard.poll_timeout().is_some_and(|(at, _)| at <= now) {
                shard.timeout(now, out);
                let next = shard.poll_timeout();
                assert!(next.is_none_or(|(next, _)| next > now), "a timeout does what is due: {next:?}");
            }
        }
        if self.second.is_some() {
            self.flush_into(out);
        }
    }

    pub fn poll_timeout(&self) -> Option<Micros> {
        let second = self.second.as_ref().and_then(|second| second.shard.poll_timeout());
        self.shard.poll_timeout().into_iter().chain(second).map(|(at, _)| at).min()
    }

    pub fn path(&self, session: SessionId) -> Option<PathState> {
        let second = self.second.as_ref().and_then(|second| second.shard.path(session));
        self.shard.path(session).or(second)
    }

    /// Packets that the egress guard refused.
    pub fn refused(&self) -> u64 {
        let second = self.second.as_ref().map_or(0, |second| second.shard.counters().egress_refused);
        self.shard.counters().egress_refused + second
    }

    pub fn resize(&mut self, viewer: &Peer, sizes: &[SlotSize]) {
        let now = self.now;
        self.shard_of(viewer.session).resize(now, viewer.session, sizes);
    }

    pub fn row(table: &mut ViewTable, site: u64) -> &mut ViewRow {
        table.sites.iter_mut().find(|row| row.site == SiteId(site)).unwrap()
    }

    fn session(&mut self) -> SessionId {
        self.next_session += 1;
        SessionId(self.next_session)
    }

    pub fn camera(&mut self, site: u64, layers: &[(&'static str, u16, usize)]) -> Camera {
        let session = self.session();
        let rids: Vec<String> =
            layers.iter().filter(|(rid, ..)| !rid.is_empty()).map(|(rid, ..)| (*rid).to_owned()).collect();
        let line = PublisherLine {
            mid: "v".into(),
            stream: StreamKind::Camera,
            codecs: pictures(),
            rids,
            extensions: EXTENSIONS,
            ssrcs: Vec::new(),
        };
        let media = PublisherMedia { lines: vec![line] };
        self.shard.open_publisher(self.now, session, CONFERENCE, SiteId(site), media).unwrap();
        self.shard.set_keys(self.now, session, &keys(self.profile, session.0)).unwrap();
        let encoded = |(number, (rid, height, bytes)): (usize, &(&'static str, u16, usize))| EncodedLayer {
            rid,
            ssrc: (site * 1_000 + number as u64) as u32,
            height: *height,
            bytes: *bytes,
            frame: 0,
            keyframe_wanted: false,
            timestamp: (site * 7_777_777) as u32,
            picture: (site * 1_111 + 32_700) as u16 & 0x7fff,
            tl0: (site * 50) as u8,
        };
        let layers = layers.iter().enumerate().map(encoded).collect();
        Camera { peer: Peer::new(session, self.profile), site: site as u8, layers, twcc: 65_500 }
    }

    /// A session that sends a microphone: `mid` "a", SSRC 9000 + site.
    pub fn microphone(&mut self, site: u64) -> Peer {
        let session = self.session();
        let line = PublisherLine {
            mid: "a".into(),
            stream: StreamKind::Microphone,
            codecs: vec![CodecLine { red: Some(RED), ..codec(Codec::Opus, OPUS, None) }],
            rids: Vec::new(),
            extensions: EXTENSIONS,
            ssrcs: vec![SignalledSsrc { ssrc: 9_000 + site as u32, rtx: None }],
        };
        self.shard
            .open_publisher(self.now, session, CONFERENCE, SiteId(site), PublisherMedia { lines: vec![line] })
            .unwrap();
        self.shard.set_keys(self.now, session, &keys(self.profile, session.0)).unwrap();
        Peer::new(session, self.profile)
    }

    /// A session that sends a camera (`mid` "v", SSRC 1000 + site) and a microphone (`mid` "a", SSRC 9000 + site).
    pub fn speaker(&mut self, site: u64) -> Peer {
        let session = self.session();
        let line = |mid: &str, stream, codecs, ssrc| PublisherLine {
            mid: mid.into(),
            stream,
            codecs,
            rids: Vec::new(),
            extensions: EXTENSIONS,
            ssrcs: vec![SignalledSsrc { ssrc, rtx: None }],
        };
        let voice = vec![codec(Codec::Opus, OPUS, None)];
        let lines = vec![
            line("v", StreamKind::Camera, pictures(), 1_000 + site as u32),
            line("a", StreamKind::Microphone, voice, 9_000 + site as u32),
        ];
        self.shard.open_publisher(self.now, session, CONFERENCE, SiteId(site), PublisherMedia { lines }).unwrap();
        self.shard.set_keys(self.now, session, &keys(self.profile, session.0)).unwrap();
        Peer::new(session, self.profile)
    }

    /// A receiving session with these video slots (SSRC 1, 2 …; RTX 101 …) and voices (SSRC 51 …).
    pub fn viewer(
        &mut self,
        site: u64,
        slots: &[(SlotName, Option<SlotSize>)],
        voices: u16,
        source: Option<u64>,
    ) -> Peer {
        let session = self.session();
        let line = |mid: String, slot, codecs, ssrc, rtx_ssrc, size| ReceiverLine {
            mid,
            slot,
            codecs,
            ssrc,
            rtx_ssrc,
            extensions: ExtensionIds {
                mid: Some(4),
                transport_cc: Some(3),
                dependency: Some(DEPENDENCY),
                ..ExtensionIds::default()
            },
            size,
        };
        let video = pictures();
        let mut lines = Vec::new();
        for (number, (slot, size)) in slots.iter().enumerate() {
            let ssrc = number as u32 + 1;
            lines.push(line(number.to_string(), *slot, video.clone(), ssrc, Some(100 + ssrc), *size));
        }
        for index in 0..voices {
            let red = self.takes_redundancy.then_some(RED);
            let codecs = vec![CodecLine { red, ..codec(Codec::Opus, OPUS, None) }];
            lines.push(line(format!("a{index}"), SlotName::Voice { index }, codecs, 51 + u32::from(index), None, None));
        }
        let media = ReceiverMedia { cname: "node".into(), lines };
        self.receive(session, site, media, source)
    }

    /// A receiving session with lines of the test's own.
    pub fn receiver(&mut self, site: u64, media: ReceiverMedia) -> Peer {
        let session = self.session();
        self.receive(session, site, media, None)
    }

    fn receive(&mut self, session: SessionId, site: u64, media: ReceiverMedia, source: Option<u64>) -> Peer {
        if let Some(second) = self.second.as_mut().filter(|second| second.takes) {
            second.sessions.insert(session);
        }
        let (now, profile) = (self.now, self.profile);
        let shard = self.shard_of(session);
        shard.open_receiver(now, session, CONFERENCE, SiteId(site), media, source.map(SiteId)).unwrap();
        shard.set_keys(now, session, &keys(profile, session.0)).unwrap();
        Peer::new(session, profile)
    }

    pub fn send(&mut self, session: SessionId, datagrams: &[Vec<u8>]) {
        for datagram in datagrams {
            assert!(self.deliver(session, &mut datagram.clone()).is_new(), "authentic and new");
        }
    }

    pub fn flush(&mut self) -> Out {
        let mut out = Out::default();
        self.flush_into(&mut out);
        out
    }

    /// Lets time pass, doing everything that is due on the way.
    pub fn pass(&mut self, micros: i64) -> Out {
        let until = self.now.plus(micros);
        let mut out = Out::default();
        while let Some(at) = self.poll_timeout().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.timeout_into(&mut out);
        }
        self.now = until;
        out
    }

    pub fn events(&mut self) -> Vec<Event> {
        let mut events: Vec<Event> = std::iter::from_fn(|| self.shard.poll_event()).collect();
        let second = self.second.iter_mut().flat_map(|second| std::iter::from_fn(|| second.shard.poll_event()));
        events.extend(second);
        events
    }
}

impl Out {
    /// Datagrams for one session: RTP and RTCP apart.
    pub fn of(&self, session: SessionId) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let mine = self.datagrams.iter().filter(|(to, _)| *to == session).map(|(_, bytes)| bytes.clone());
        mine.partition(|bytes| !fengsui_sfu_core::rtp::is_rtcp(bytes))
    }
}
