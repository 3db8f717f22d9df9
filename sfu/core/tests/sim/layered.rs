//! A camera whose one stream has three spatial and three temporal layers inside, as browsers send VP9 and AV1, and the
//! part of the reference receiver that decodes it: by the dependency descriptor, or for VP9 by its payload descriptor.

use super::super::world::{AV1, AV1_RTX, Random, Received, VP9, VP9_RTX};
use super::publisher::Truth;
use fengsui_protocol::Micros;
use fengsui_sfu_core::rtp::dependency::{Frame, Structure};
use fengsui_sfu_core::rtp::vp9;
use std::collections::{BTreeMap, BTreeSet};

const PACKET: usize = 1_100;
/// The largest of all sizes.
const TOP: u8 = 2;
const HEIGHTS: [u16; 3] = [180, 360, 720];
const RATES: [usize; 3] = [150_000, 500_000, 1_500_000];
/// Of a group of four pictures.
const TEMPORAL: [u8; 4] = [0, 2, 1, 2];
const BACK: [u32; 4] = [4, 1, 2, 1];
/// Templates of one spatial layer: keyframe, then the four pictures of a group in the order of their temporal layers.
const TEMPLATES: u8 = 5;
const ORDER: [usize; 4] = [0, 2, 1, 3];
const OFFSET: u8 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// AV1 with dependency descriptors.
    Av1,
    /// VP9 with both descriptors.
    Vp9,
    /// VP9 with its payload descriptor alone.
    Vp9Alone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub how: How,
    /// Spatial layers need one another at keyframes only (`L3T3_KEY`).
    pub key: bool,
}

pub const KINDS: [Kind; 6] = [
    Kind { how: How::Av1, key: true },
    Kind { how: How::Av1, key: false },
    Kind { how: How::Vp9, key: true },
    Kind { how: How::Vp9, key: false },
    Kind { how: How::Vp9Alone, key: true },
    Kind { how: How::Vp9Alone, key: false },
];

pub struct Packet {
    pub marker: bool,
    pub dependency: Option<Vec<u8>>,
    pub payload: Vec<u8>,
}

pub struct Encoder {
    kind: Kind,
    site: u8,
    picture: u32,
    /// Pictures since the keyframe.
    at: u32,
    first_number: u16,
    first_id: u16,
    structures: u8,
    /// The largest size that it sends.
    top: u8,
    anew: bool,
    pub timestamp: u32,
    pub wanted: bool,
    pub keyframe_at: i64,
}

impl Encoder {
    pub fn new(site: u8, kind: Kind, seed: u64) -> Self {
        let mut random = Random(seed);
        Self {
            kind,
            site,
            picture: 0,
            at: 0,
            first_number: random.next() as u16,
            first_id: random.next() as u16,
            structures: 0,
            top: TOP,
            anew: true,
            timestamp: random.next() as u32,
            wanted: true,
            keyframe_at: 0,
        }
    }

    pub fn ssrc(&self) -> u32 {
        u32::from(self.site) * 1_000
    }

    pub fn payload_types(&self) -> (u8, u8) {
        if self.kind.how == How::Av1 { (AV1, AV1_RTX) } else { (VP9, VP9_RTX) }
    }

    /// Sends so many sizes from now on, the smallest first: under the same SSRC, with a keyframe and another structure, as browsers do.
    pub fn send_sizes(&mut self, sizes: u8) {
        let top = sizes.clamp(1, TOP + 1) - 1;
        self.anew |= top != self.top;
        self.top = top;
    }

    pub fn sizes(&self) -> u8 {
        self.top + 1
    }

    /// Packets of the next picture.
    pub fn picture(&mut self, now: Micros, random: &mut Random) -> Vec<Packet> {
        self.picture += 1;
        self.at += 1;
        if std::mem::take(&mut self.anew) || self.wanted && now.0 - self.keyframe_at > 300_000 {
            (self.at, self.wanted, self.keyframe_at) = (0, false, now.0);
            self.structures = self.structures.wrapping_add(1);
        }
        self.timestamp = self.timestamp.wrapping_add(3_000);
        (0..=self.top).flat_map(|spatial| self.frame(spatial, random)).collect()
    }

    fn frame(&self, spatial: u8, random: &mut Random) -> Vec<Packet> {
        let keyframe = self.at == 0;
        let position = self.at as usize % 4;
        let temporal = TEMPORAL[position];
        let below = spatial > 0 && (keyframe || !self.kind.key);
        let number = self.picture * 4 + u32::from(spatial);
        let before = number.wrapping_sub(BACK[position] * 4);
        let needs: Vec<u32> = (!keyframe).then_some(before).into_iter().chain(below.then(|| number - 1)).collect();
        let mean = RATES[usize::from(spatial)] / 8 / 30;
        let share = if keyframe { 400 } else { [160, 100, 70][usize::from(temporal)] };
        let size = mean * share / 100 * (80 + random.below(40) as usize) / 100;
        let parts = size.div_ceil(PACKET).max(1);
        let begins = keyframe && spatial == 0;
        let site = self.site;
        let truth =
            Truth { site, layer: 0, spatial, temporal, frame: number, keyframe: begins, parts: parts as u8, needs };
        let packet = |at: usize| {
            let (first, last) = (at == 0, at + 1 == parts);
            let dependency = (self.kind.how != How::Vp9Alone).then(|| self.dependency(spatial, first, last));
            let mut payload = Vec::new();
            if self.kind.how != How::Av1 {
                self.vp9(spatial, first, last, &mut payload);
            }
            truth.write(&mut payload);
            payload.resize(payload.len().max(size / parts + at % 3), 0xaa);
            Packet { marker: last && spatial == self.top, dependency, payload }
        };
        (0..parts).map(packet).collect()
    }

    /// RFC 9628 §4.2, flexible mode.
    fn vp9(&self, spatial: u8, first: bool, last: bool, out: &mut Vec<u8>) {
        let (keyframe, position) = (self.at == 0, self.at as usize % 4);
        let tells = keyframe && spatial == 0 && first;
        let is_needed_above = spatial < self.top && (keyframe || !self.kind.key);
        let flag = |is: bool, bit: u8| if is { bit } else { 0 };
        out.push(
            0xb0 | flag(!keyframe, 0x40)
                | flag(first, 0x08)
                | flag(last, 0x04)
                | flag(tells, 0x02)
                | flag(!is_needed_above, 0x01),
        );
        let id = (u32::from(self.first_id) + self.picture) as u16 & 0x7fff;
        out.extend_from_slice(&(0x8000 | id).to_be_bytes());
        let below = spatial > 0 && (keyframe || !self.kind.key);
        out.push(TEMPORAL[position] << 5 | 0x10 | spatial << 1 | u8::from(below));
        if !keyframe {
            out.push((BACK[position] as u8) << 1);
        }
        if tells {
            out.push(self.top << 5 | 0x10);
            for height in &HEIGHTS[..=usize::from(self.top)] {
                out.extend_from_slice(&(height / 9 * 16).to_be_bytes());
                out.extend_from_slice(&height.to_be_bytes());
            }
        }
    }

    fn dependency(&self, spatial: u8, first: bool, last: bool) -> Vec<u8> {
        let keyframe = self.at == 0;
        let place = ORDER.iter().position(|position| *position == self.at as usize % 4).unwrap() as u8;
        let offset = OFFSET.wrapping_add(self.structures.wrapping_mul(3 * TEMPLATES)) % 64;
        let template = (offset + spatial * TEMPLATES + if keyframe { 0 } else { 1 + place }) % 64;
        let number = u32::from(self.first_number) + self.picture * 3 + u32::from(spatial);
        let mut out = Bits::default();
        out.put(u32::from(first) << 1 | u32::from(last), 2);
        out.put(u32::from(template), 6);
        out.put(number & 0xffff, 16);
        if keyframe && spatial == 0 && first {
            out.put(0b10000, 5);
            self.structure(offset, &mut out);
        }
        out.finish()
    }

    /// Decode targets S0T0, S0T1 …; a chain for each spatial layer.
    fn structure(&self, offset: u8, out: &mut Bits) {
        out.put(u32::from(offset), 6);
        let sizes = self.sizes();
        out.put(u32::from(3 * sizes) - 1, 5);
        for spatial in 0..sizes {
            [0, 1, 1, 0].iter().for_each(|next| out.put(*next, 2));
            out.put(if spatial < self.top { 2 } else { 3 }, 2);
        }
        let each = |of: &mut dyn FnMut(u8, Option<usize>)| {
            for spatial in 0..sizes {
                of(spatial, None);
                ORDER.iter().for_each(|position| of(spatial, Some(*position)));
            }
        };
        each(&mut |spatial, position| {
            for target in 0..3 * sizes {
                out.put(self.indication(spatial, position, (target / 3, target % 3)), 2);
            }
        });
        each(&mut |spatial, position| {
            if let Some(position) = position {
                out.put(1, 1);
                out.put(BACK[position] * 3 - 1, 4);
            }
            if spatial > 0 && (position.is_none() || !self.kind.key) {
                out.put(1, 1);
                out.put(0, 4);
            }
            out.put(0, 1);
        });
        let (targets, chains) = (u32::from(3 * sizes), u32::from(sizes));
        out.put_non_symmetric(chains, targets + 1);
        (0..targets).for_each(|target| out.put_non_symmetric(target / 3, chains));
        each(&mut |spatial, position| (0..sizes).for_each(|chain| out.put(self.link(spatial, position, chain), 4)));
        out.put(1, 1);
        for height in &HEIGHTS[..usize::from(sizes)] {
            out.put(u32::from(height / 9 * 16) - 1, 16);
            out.put(u32::from(*height) - 1, 16);
        }
    }

    fn indication(&self, spatial: u8, position: Option<usize>, target: (u8, u8)) -> u32 {
        let temporal = position.map_or(0, |position| TEMPORAL[position]);
        let is_of = target.1 >= temporal
            && if position.is_some() && self.kind.key { target.0 == spatial } else { target.0 >= spatial };
        match (is_of, position) {
            (false, _) => 0,
            (true, None) => 2,
            (true, Some(_)) if target.0 > spatial => 3,
            (true, Some(_)) if temporal == 2 || temporal == target.1 && temporal > 0 => 1,
            (true, Some(_)) => 2,
        }
    }

    /// Distance to the last frame of a chain: the base frame rate of its spatial layer, and those below where needed.
    fn link(&self, spatial: u8, position: Option<usize>, chain: u8) -> u32 {
        let (spatial, chain) = (u32::from(spatial), u32::from(chain));
        match position {
            None if spatial == 0 => 0,
            None => spatial.saturating_sub(chain).max(1),
            Some(0) if spatial > chain => spatial - chain,
            Some(0) if spatial > 0 && !self.kind.key => 1,
            Some(0) => 12 + spatial - chain,
            Some(position) => 3 * position as u32 + spatial - chain,
        }
    }
}

#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        (0..count).rev().for_each(|bit| self.0.push(value >> bit & 1 == 1));
    }
    /// ns(of) of the dependency descriptor (A.8.1).
    fn put_non_symmetric(&mut self, value: u32, of: u32) {
        let bits = of.ilog2() as usize + 1;
        let short = (1 << bits) - of;
        if value < short { self.put(value, bits - 1) } else { self.put(value + short, bits) }
    }
    fn finish(self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at));
        self.0.chunks(8).map(byte).collect()
    }
}

pub fn is_layered(received: &Received) -> bool {
    [AV1, AV1_RTX, VP9, VP9_RTX].contains(&received.header.payload_type)
}

/// A frame as its descriptor says, unwrapped: dependency descriptors and VP9 picture ids count apart.
type Number = (bool, i64);

struct Arrived {
    frame: Number,
    needs: Vec<Number>,
    begins: bool,
    ends: bool,
    keyframe: bool,
    marker: bool,
    timestamp: u32,
    truth: Truth,
}

/// Decodes by descriptors alone.
#[derive(Default)]
pub struct Decoder {
    packets: BTreeMap<u64, Arrived>,
    /// Packets whose structure did not come yet.
    waiting: BTreeMap<u64, (Received, Vec<u8>)>,
    structure: Option<(u64, Structure)>,
    newest: [Option<i64>; 2],
    /// By their first packets.
    whole: BTreeMap<u64, (Truth, Number, Vec<Number>, bool)>,
    /// Since the keyframe.
    decoded: BTreeSet<Number>,
    began: Option<u64>,
    /// Truth of every frame that came whole, and when: the packet's index.
    pub came: Vec<(u64, Truth)>,
    /// Decode targets that were said to be active last.
    pub active: Option<u32>,
}

impl Decoder {
    pub fn has(&self, index: u64) -> bool {
        self.packets.contains_key(&index) || self.waiting.contains_key(&index)
    }

    /// Frames that came whole and could not be decoded.
    pub fn undecoded(&self) -> usize {
        self.whole.len()
    }

    /// First packet of the keyframe that it began with last.
    pub fn began(&self) -> Option<u64> {
        self.began
    }

    /// Another decoder began with the keyframe of this first packet: nothing of before is decoded any more.
    pub fn end(&mut self, first: u64) {
        self.began = Some(first);
        self.decoded.clear();
        self.whole = self.whole.split_off(&first);
    }

    /// Takes a packet; gives the frames that can now be decoded, in order.
    pub fn take(&mut self, index: u64, received: &Received, payload: &[u8]) -> Vec<Truth> {
        self.keep(index, received, payload);
        let waiting = std::mem::take(&mut self.waiting);
        for (index, (received, payload)) in waiting {
            self.keep(index, &received, &payload);
        }
        let mut out = Vec::new();
        while let Some(first) = self.next() {
            let (truth, frame, _, keyframe) = self.whole.remove(&first).unwrap();
            if keyframe {
                self.began = Some(first);
                self.decoded.clear();
            }
            self.decoded.insert(frame);
            // A decoder does not go back.
            self.whole = self.whole.split_off(&first);
            out.push(truth);
        }
        let oldest = index.saturating_sub(3_000);
        self.packets = self.packets.split_off(&oldest);
        out
    }

    fn next(&self) -> Option<u64> {
        let follows = |(first, (_, _, needs, keyframe)): &(&u64, &(Truth, Number, Vec<Number>, bool))| {
            if *keyframe {
                return self.began.is_none_or(|began| **first > began);
            }
            let Some(began) = self.began else { return false };
            **first > began && needs.iter().all(|need| self.decoded.contains(need))
        };
        self.whole.iter().find(follows).map(|(first, _)| *first)
    }

    fn keep(&mut self, index: u64, received: &Received, payload: &[u8]) {
        let Some(arrived) = self.read(index, received, payload) else {
            self.waiting.insert(index, (received.clone(), payload.to_vec()));
            return;
        };
        assert_eq!(received.source, Some(u32::from(arrived.truth.site)), "every packet bears whose picture it is");
        self.packets.insert(index, arrived);
        self.check_marker(index);
        self.assemble(index);
    }

    /// The marker stands on the last packet of each picture, and only there.
    fn check_marker(&self, index: u64) {
        for first in [index.wrapping_sub(1), index] {
            let (Some(a), Some(b)) = (self.packets.get(&first), self.packets.get(&(first + 1))) else { continue };
            if a.truth.site != b.truth.site || b.truth.keyframe {
                // Another source or a new beginning may cut a picture short.
                continue;
            }
            let ends = a.timestamp != b.timestamp;
            assert_eq!(a.marker, ends, "{index}: {:?} then {:?}", a.truth, b.truth);
        }
    }

    fn unwrap(&mut self, alone: bool, value: i64, modulus: i64) -> i64 {
        let place = &mut self.newest[usize::from(alone)];
        let newest = place.unwrap_or(value + modulus);
        let ahead = (value - newest).rem_euclid(modulus);
        let value = newest + if ahead < modulus / 2 { ahead } else { ahead - modulus };
        *place = Some(newest.max(value));
        value
    }

    fn read(&mut self, index: u64, received: &Received, payload: &[u8]) -> Option<Arrived> {
        let (pt, timestamp, marker) = (received.header.payload_type, received.header.timestamp, received.header.marker);
        let vp9 = [VP9, VP9_RTX].contains(&pt).then(|| vp9::Descriptor::parse(payload).expect("VP9"));
        let truth = Truth::read(&payload[vp9.map_or(0, |vp9| vp9.length)..]);
        let Some(dependency) = &received.dependency else {
            let vp9 = vp9.expect("VP9 alone has no dependency descriptor");
            let picture = self.unwrap(true, i64::from(vp9.picture_id.expect("picture id").value) * 4, 4 << 15) / 4;
            let spatial = i64::from(vp9.spatial);
            let before = vp9.diffs().iter().map(|diff| (true, (picture - i64::from(*diff)) * 4 + spatial));
            let below = vp9.inter_layer.then_some((true, picture * 4 + spatial - 1));
            return Some(Arrived {
                frame: (true, picture * 4 + spatial),
                needs: before.chain(below).collect(),
                begins: vp9.begins_frame,
                ends: vp9.ends_frame,
                keyframe: vp9.begins_keyframe(),
                marker,
                timestamp,
                truth,
            });
        };
        let mut fresh = Structure::default();
        let known = self.structure.as_ref().filter(|(since, _)| *since < index).map(|(_, structure)| structure);
        let read = Frame::read(dependency, known, &mut fresh).ok()?;
        if read.attached && self.structure.as_ref().is_none_or(|(since, _)| *since < index) {
            self.structure = Some((index, fresh));
        }
        self.active = read.active.or(self.active);
        let frame = self.unwrap(false, i64::from(read.number), 1 << 16);
        let needs = read.needs.as_slice().iter().map(|need| (false, frame - i64::from(*need))).collect();
        let (begins, ends, keyframe) = (read.begins_frame, read.ends_frame, read.attached);
        Some(Arrived { frame: (false, frame), needs, begins, ends, keyframe, marker, timestamp, truth })
    }

    /// The frame that this packet is of, when it is whole.
    fn assemble(&mut self, index: u64) {
        let frame = self.packets[&index].frame;
        let of_frame = |at: &u64| self.packets.get(at).filter(|packet| packet.frame == frame);
        let mut first = index;
        while !of_frame(&first).is_some_and(|packet| packet.begins) {
            first -= 1;
            if of_frame(&first).is_none() {
                return;
            }
        }
        let mut last = index;
        while !of_frame(&last).is_some_and(|packet| packet.ends) {
            last += 1;
            if of_frame(&last).is_none() {
                return;
            }
        }
        let head = &self.packets[&first];
        for at in first..=last {
            assert_eq!(self.packets[&at].truth, head.truth, "a frame's packets are of one frame");
        }
        assert_eq!(last - first + 1, u64::from(head.truth.parts), "a frame is whole: {:?}", head.truth);
        assert_eq!(head.keyframe, head.truth.keyframe, "{:?}", head.truth);
        self.came.push((first, head.truth.clone()));
        let told = (head.truth.clone(), frame, head.needs.clone(), head.keyframe);
        if !self.decoded.contains(&frame)
            && let Some(before) = self.whole.insert(first, told.clone())
        {
            assert_eq!(before.0, told.0, "one number, one frame");
        }
    }
}
