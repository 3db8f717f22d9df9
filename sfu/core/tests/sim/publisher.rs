//! A publisher as browsers are: VP8 simulcast with three temporal layers, keyframes and retransmissions on request. Each
//! packet says in its payload what is true of its frame, so that a receiver's judgement can be checked.

use super::super::world::{Camera, DEPENDENCY, Peer, Random, VP8, VP8_RTX};
use super::layered;
use fengsui_protocol::Micros;
use fengsui_protocol::conference::UnusedLayers;
use fengsui_sfu_core::rtcp::{Compound, Packet, nack};
use std::collections::{BTreeMap, VecDeque};

/// Usual time from frame to frame.
pub const FRAME: i64 = 33_333;
const PACKET: usize = 1_100;
const PATTERN: [(u8, bool); 8] =
    [(0, false), (2, true), (1, true), (2, false), (0, false), (2, true), (1, false), (2, false)];

/// What is true of a frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Truth {
    pub site: u8,
    pub layer: u8,
    pub spatial: u8,
    pub temporal: u8,
    pub frame: u32,
    pub keyframe: bool,
    pub parts: u8,
    pub needs: Vec<u32>,
}

impl Truth {
    pub fn write(&self, out: &mut Vec<u8>) {
        let head = [self.site, self.layer, u8::from(self.keyframe), self.parts, self.needs.len() as u8];
        out.extend_from_slice(&head);
        out.extend_from_slice(&[self.spatial, self.temporal]);
        out.extend_from_slice(&self.frame.to_be_bytes());
        self.needs.iter().for_each(|frame| out.extend_from_slice(&frame.to_be_bytes()));
    }
    pub fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let needs = (0..usize::from(bytes[4])).map(|at| word(11 + 4 * at)).collect();
        Self {
            site: bytes[0],
            layer: bytes[1],
            keyframe: bytes[2] != 0,
            parts: bytes[3],
            spatial: bytes[5],
            temporal: bytes[6],
            frame: word(7),
            needs,
        }
    }
}

struct Encoder {
    ssrc: u32,
    rid: &'static str,
    number: u8,
    height: u16,
    bits_per_second: usize,
    frame: u32,
    at: usize,
    timestamp: u32,
    picture: u16,
    tl0: u8,
    newest: [Option<u32>; 3],
    wanted: bool,
    keyframe_at: i64,
    sends: bool,
}

impl Encoder {
    /// Payloads of the next frame, of so many hundredths of its usual size.
    fn frame(&mut self, site: u8, (now, every): (Micros, i64), busy: usize, random: &mut Random) -> Vec<Vec<u8>> {
        let keyframe = self.frame == 0 || self.wanted && now.0 - self.keyframe_at > 300_000;
        if keyframe {
            (self.at, self.newest, self.wanted, self.keyframe_at) = (0, [None; 3], false, now.0);
        }
        let (temporal, sync) = PATTERN[self.at % 8];
        self.at += 1;
        self.frame += 1;
        let upper = if sync { 0 } else { usize::from(temporal) };
        let needs = if keyframe { Vec::new() } else { self.newest[..=upper].iter().flatten().copied().collect() };
        self.newest[usize::from(temporal)] = Some(self.frame);
        self.picture = (self.picture + 1) & 0x7fff;
        self.tl0 = self.tl0.wrapping_add(u8::from(temporal == 0));
        let rate = (1_000_000 / every) as usize;
        self.timestamp = self.timestamp.wrapping_add(90_000 / rate as u32);
        let mean = self.bits_per_second / 8 / rate * busy / 100;
        let share = if keyframe { 500 } else { [160, 100, 70][usize::from(temporal)] };
        let size = mean * share / 100 * (80 + random.below(40) as usize) / 100;
        let parts = size.div_ceil(PACKET).max(1);
        let truth = Truth {
            site,
            layer: self.number,
            spatial: 0,
            temporal,
            frame: self.frame,
            keyframe,
            parts: parts as u8,
            needs,
        };
        let part = |at: usize| {
            let mut payload = vec![if at == 0 { 0x90 } else { 0x80 }, 0xf0];
            payload.extend_from_slice(&(0x8000 | self.picture).to_be_bytes());
            payload.extend_from_slice(&[self.tl0, temporal << 6 | u8::from(sync) << 5, u8::from(!keyframe || at > 0)]);
            if keyframe && at == 0 {
                payload.extend_from_slice(&[0, 0, 0x9d, 0x01, 0x2a]);
                payload.extend_from_slice(&(self.height / 9 * 16).to_le_bytes());
                payload.extend_from_slice(&self.height.to_le_bytes());
            }
            truth.write(&mut payload);
            payload.resize(payload.len().max(size / parts + at % 3), 0xaa);
            payload
        };
        (0..parts).map(part).collect()
    }
}

/// A packet that can be asked for again.
#[derive(Clone)]
struct Sent {
    at: Micros,
    rtx: u8,
    marker: bool,
    timestamp: u32,
    dependency: Option<Vec<u8>>,
    payload: Vec<u8>,
}

pub struct Publisher {
    pub peer: Peer,
    site: u8,
    encoders: Vec<Encoder>,
    random: Random,
    twcc: u16,
    /// (ssrc, sequence) to what was sent.
    sent: BTreeMap<(u32, u16), Sent>,
    pub layered: Option<layered::Encoder>,
    pub next: Micros,
    /// From frame to frame, µs.
    pub every: i64,
    pub keyframes: usize,
    pub asked_keyframes: usize,
    pub asked_again: usize,
    /// Told which layers nobody takes, it leaves them out after a while.
    pub heeds: bool,
    /// What it sees moves for three seconds and is calm for three, so that what its layers take swings by so many hundredths.
    pub swings: usize,
    told: VecDeque<(Micros, UnusedLayers)>,
    unused: Vec<String>,
    /// Bits per second that the node lets it send.
    pub limit: u64,
    /// Bytes that it may send again before the next frame: a quarter of that.
    again: u64,
}

impl Publisher {
    /// Takes over the session of a camera with layers of these heights and bit rates.
    pub fn new(camera: Camera, seed: u64, layers: &[(&'static str, u16, usize)], now: Micros) -> Self {
        let mut random = Random(seed);
        let site = camera.site;
        let encoder = |(number, (rid, height, rate)): (usize, &(&'static str, u16, usize))| Encoder {
            ssrc: u32::from(site) * 1_000 + number as u32,
            rid,
            number: number as u8,
            height: *height,
            bits_per_second: *rate,
            frame: 0,
            at: 0,
            timestamp: random.next() as u32,
            picture: random.next() as u16 & 0x7fff,
            tl0: random.next() as u8,
            newest: [None; 3],
            wanted: false,
            keyframe_at: 0,
            sends: true,
        };
        let encoders = layers.iter().enumerate().map(encoder).collect();
        Self {
            peer: camera.peer,
            site,
            encoders,
            random,
            twcc: 7,
            sent: BTreeMap::new(),
            layered: None,
            next: now,
            every: FRAME,
            keyframes: 0,
            asked_keyframes: 0,
            asked_again: 0,
            heeds: true,
            swings: 0,
            told: VecDeque::new(),
            unused: Vec::new(),
            limit: u64::MAX,
            again: u64::MAX,
        }
    }

    /// Layers that nobody takes; its encoder follows after a moment.
    pub fn tell(&mut self, unused: UnusedLayers, now: Micros) {
        if self.heeds {
            let at = now.plus(20_000 + self.random.below(200_000) as i64);
            let at = self.told.back().map_or(at, |(before, _)| at.max(*before));
            self.told.push_back((at, unused));
        }
    }

    /// Layers that it sends.
    pub fn sends(&self) -> Vec<&'static str> {
        self.encoders.iter().filter(|encoder| encoder.sends).map(|encoder| encoder.rid).collect()
    }

    /// Sizes inside its one stream that it sends.
    pub fn sizes(&self) -> u8 {
        self.layered.as_ref().map_or(0, layered::Encoder::sizes)
    }

    pub fn frame(&mut self, now: Micros) -> Vec<Vec<u8>> {
        while let Some((_, told)) = self.told.pop_front_if(|(at, _)| *at <= now) {
            self.unused = told.rids;
            self.layered.iter_mut().for_each(|encoder| encoder.send_sizes(told.sizes.unwrap_or(u8::MAX)));
        }
        self.next = self.next.plus(self.every);
        self.sent.retain(|_, sent| now.since(sent.at) < 1_500_000);
        let mut out = self.layered_picture(now);
        self.again = self.limit / 8 / 30 / 4;
        let mut room = self.limit;
        let moves = now.0.rem_euclid(6_000_000) < 3_000_000;
        let busy = if moves { 100 + self.swings } else { 100 - self.swings };
        for number in 0..self.encoders.len() {
            if self.unused.iter().any(|rid| rid == self.encoders[number].rid) {
                self.encoders[number].sends = false;
                continue;
            }
            // Layers for which there is no room are not encoded, as in Chromium.
            let fits = room >= self.encoders[number].bits_per_second as u64;
            room = if fits { room - self.encoders[number].bits_per_second as u64 } else { 0 };
            self.encoders[number].wanted |= fits && !self.encoders[number].sends;
            self.encoders[number].sends = fits;
            if !fits {
                continue;
            }
            let before = self.encoders[number].keyframe_at;
            let payloads = self.encoders[number].frame(self.site, (now, self.every), busy, &mut self.random);
            self.keyframes += usize::from(self.encoders[number].keyframe_at != before);
            let Encoder { ssrc, rid, timestamp, .. } = self.encoders[number];
            let count = payloads.len();
            for (at, payload) in payloads.into_iter().enumerate() {
                let marker = at + 1 == count;
                let sent = Sent { at: now, rtx: VP8_RTX, marker, timestamp, dependency: None, payload };
                out.push(self.send(ssrc, VP8, rid, sent));
            }
        }
        out
    }

    fn layered_picture(&mut self, now: Micros) -> Vec<Vec<u8>> {
        let Some(encoder) = &mut self.layered else { return Vec::new() };
        let before = encoder.keyframe_at;
        let packets = encoder.picture(now, &mut self.random);
        self.keyframes += usize::from(encoder.keyframe_at != before);
        let (ssrc, (pt, rtx), timestamp) = (encoder.ssrc(), encoder.payload_types(), encoder.timestamp);
        let sent = |packet: layered::Packet| {
            let layered::Packet { marker, dependency, payload } = packet;
            self.send(ssrc, pt, "", Sent { at: now, rtx, marker, timestamp, dependency, payload })
        };
        packets.into_iter().map(sent).collect()
    }

    /// Seals a packet for the first time.
    fn send(&mut self, ssrc: u32, pt: u8, rid: &str, sent: Sent) -> Vec<u8> {
        let datagram = self.seal(ssrc, pt, (10, rid), &sent, &sent.payload);
        let sequence = u16::from_be_bytes([datagram[2], datagram[3]]);
        self.sent.insert((ssrc, sequence), sent);
        datagram
    }

    fn seal(&mut self, ssrc: u32, pt: u8, rid: (u8, &str), sent: &Sent, payload: &[u8]) -> Vec<u8> {
        self.twcc = self.twcc.wrapping_add(1);
        let number = self.twcc.to_be_bytes();
        let mut extensions: Vec<(u8, &[u8])> = vec![(4, b"v"), (3, &number)];
        extensions.extend((!rid.1.is_empty()).then_some((rid.0, rid.1.as_bytes())));
        extensions.extend(sent.dependency.as_deref().map(|bytes| (DEPENDENCY, bytes)));
        self.peer.rtp(ssrc, pt, sent.marker, sent.timestamp, &extensions, payload)
    }

    /// Reads a report of the node and gives what it asked for again.
    pub fn heed(&mut self, datagram: &[u8]) -> Vec<Vec<u8>> {
        let plain = self.peer.open_control(datagram);
        if let Some(at) = plain.windows(4).position(|word| word == b"REMB") {
            let word = u32::from_be_bytes(plain[at + 4..at + 8].try_into().unwrap());
            self.limit = u64::from(word & 0x3_ffff) << (word >> 18 & 0x3f);
        }
        let mut out = Vec::new();
        for packet in Compound::new(&plain).map(Result::unwrap) {
            match packet {
                Packet::Pli { media } => {
                    self.asked_keyframes += 1;
                    let encoder = self.encoders.iter_mut().find(|encoder| encoder.ssrc == media);
                    let layered = self.layered.as_mut().filter(|encoder| encoder.ssrc() == media);
                    let wanted = encoder.map(|encoder| &mut encoder.wanted);
                    *wanted.or(layered.map(|encoder| &mut encoder.wanted)).expect("a stream of ours") = true;
                }
                Packet::Nack { media, pairs } => {
                    for sequence in nack::lost(pairs) {
                        self.asked_again += 1;
                        let Some(sent) = self.sent.get(&(media, sequence)).cloned() else { continue };
                        if self.again < sent.payload.len() as u64 {
                            continue;
                        }
                        self.again -= sent.payload.len() as u64;
                        let rid = self.encoders.iter().find(|encoder| encoder.ssrc == media).map_or("", |e| e.rid);
                        let wrapped = [&sequence.to_be_bytes()[..], &sent.payload].concat();
                        out.push(self.seal(media + 500, sent.rtx, (11, rid), &sent, &wrapped));
                    }
                }
                _ => (),
            }
        }
        out
    }
}
