//! A reference receiver, slower and simpler than a browser's: it repairs by NACK, puts frames together and decodes by
//! what the descriptors say alone, as a browser does. Whatever it decodes must be decodable in truth.

use super::super::world::{AV1_RTX, OPUS, Peer, RED, Received, VP8_RTX, VP9_RTX};
use super::layered::{self, Decoder};
use super::publisher::Truth;
use fengsui_protocol::Micros;
use fengsui_sfu_core::rtcp::transport::Arrivals;
use fengsui_sfu_core::rtp::red::Redundant;
use fengsui_sfu_core::rtp::{self, vp8};
use std::collections::{BTreeMap, BTreeSet};

const FEEDBACK: i64 = 60_000;
const REORDER_WAIT: i64 = 10_000;
const NACK_AGAIN: i64 = 100_000;
const GIVE_UP: i64 = 1_200_000;
const NO_PICTURE: i64 = 600_000;

struct Packet {
    timestamp: u32,
    marker: bool,
    descriptor: vp8::Descriptor,
    truth: Truth,
}

/// A decoded frame.
#[derive(Clone, Debug)]
pub struct Decoded {
    pub at: Micros,
    pub truth: Truth,
}

/// One video slot.
#[derive(Default)]
pub struct Picture {
    pub ssrc: u32,
    newest: Option<u64>,
    /// Streams with layers inside.
    pub layered: Decoder,
    packets: BTreeMap<u64, Packet>,
    missing: BTreeMap<u64, (Micros, Micros)>,
    /// Frames complete, by extended picture id: first index, tl0, temporal, sync, truth.
    frames: BTreeMap<i64, (u64, u8, u8, bool, Truth)>,
    decoded: BTreeSet<(u8, u8, u32)>,
    pictures: BTreeSet<i64>,
    newest_picture: Option<i64>,
    base: Option<(i64, u8)>,
    /// Newest picture of each temporal layer since the keyframe.
    newest_of: [Option<i64>; 4],
    begun_at: Option<u64>,
    pub shown: Vec<Decoded>,
    pli_at: Option<Micros>,
    pub plis: usize,
    pub nacks: usize,
    pub repaired: usize,
    pub given_up: usize,
}

impl Picture {
    fn take(&mut self, index: u64, received: &Received, payload: &[u8], now: Micros) {
        let newest = *self.newest.get_or_insert(index);
        if index > newest {
            for hole in (newest + 1..index).filter(|hole| index - hole < 500) {
                self.missing.insert(hole, (now, now.plus(REORDER_WAIT)));
            }
            self.newest = Some(index);
        }
        self.missing.remove(&index);
        if payload.is_empty() {
            return;
        }
        if layered::is_layered(received) {
            let (before, frames) = (self.layered.began(), self.layered.take(index, received, payload));
            if let Some(began) = self.layered.began().filter(|began| before != Some(*began)) {
                // A receiver does not go back to frames from before a keyframe, of whatever codec.
                (self.begun_at, self.base) = (Some(began), None);
                self.pictures.clear();
                self.frames.retain(|_, (first, ..)| *first > began);
            }
            for truth in frames {
                self.see(&truth);
                self.shown.push(Decoded { at: now, truth });
            }
            return;
        }
        let descriptor = vp8::Descriptor::parse(payload).expect("VP8");
        let at = descriptor.length + if descriptor.size.is_some() { 10 } else { 1 };
        let truth = Truth::read(&payload[at..]);
        assert_eq!(received.source, Some(u32::from(truth.site)), "every packet bears whose picture it is");
        let (timestamp, marker) = (received.header.timestamp, received.header.marker);
        self.packets.insert(index, Packet { timestamp, marker, descriptor, truth });
        self.assemble(index);
        self.decode(now);
        let keep = self.newest.unwrap_or(0).saturating_sub(3_000);
        self.packets = self.packets.split_off(&keep);
    }

    /// The frame that this packet belongs to, when it is whole.
    fn assemble(&mut self, index: u64) {
        let timestamp = self.packets[&index].timestamp;
        let of_frame = |at: &u64| self.packets.get(at).filter(|packet| packet.timestamp == timestamp);
        let mut first = index;
        while !of_frame(&first).is_some_and(|packet| packet.descriptor.begins_frame) {
            first -= 1;
            if of_frame(&first).is_none() {
                return;
            }
        }
        let mut last = index;
        while !of_frame(&last).is_some_and(|packet| packet.marker) {
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
        let picture = i64::from(head.descriptor.picture_id.expect("picture id").value);
        let picture = match self.newest_picture {
            None => picture,
            Some(newest) => {
                let ahead = (picture - newest).rem_euclid(1 << 15);
                newest + if ahead < 1 << 14 { ahead } else { ahead - (1 << 15) }
            }
        };
        self.newest_picture = Some(self.newest_picture.map_or(picture, |newest| newest.max(picture)));
        let tl0 = head.descriptor.tl0.expect("tl0").1;
        let told = (first, tl0, head.descriptor.temporal, head.descriptor.sync, head.truth.clone());
        if let Some(before) = self.frames.insert(picture, told.clone()) {
            assert_eq!(before.4, told.4, "one picture id, one frame");
        }
    }

    /// Decodes what the descriptors allow.
    fn decode(&mut self, now: Micros) {
        loop {
            let next = self.frames.iter().find(|(picture, frame)| self.follows(**picture, frame)).map(|(at, _)| *at);
            let Some(picture) = next else { break };
            let (first, tl0, temporal, _, truth) = self.frames.remove(&picture).unwrap();
            self.see(&truth);
            if truth.keyframe {
                self.begun_at = Some(first);
                self.layered.end(first);
                self.pictures.clear();
                self.newest_of = [None; 4];
            }
            if temporal == 0 {
                self.base = Some((picture, tl0));
            }
            self.newest_of[usize::from(temporal)] = Some(picture);
            self.pictures.insert(picture);
            self.frames = self.frames.split_off(&picture);
            self.shown.push(Decoded { at: now, truth });
        }
        while self.decoded.len() > 2_000 {
            self.decoded.pop_first();
        }
    }

    /// A decoded frame must be decodable in truth.
    fn see(&mut self, truth: &Truth) {
        let place = |frame: u32| (truth.site, truth.layer, frame);
        for needed in &truth.needs {
            assert!(self.decoded.contains(&place(*needed)), "{} {truth:?} decoded without {needed}", self.ssrc);
        }
        if let Some(before) = self.shown.last() {
            let switched = (before.truth.site, before.truth.layer) != (truth.site, truth.layer);
            assert!(!switched || truth.keyframe, "a switch begins with a keyframe: {before:?} {truth:?}");
        }
        self.decoded.insert(place(truth.frame));
    }

    fn follows(&self, picture: i64, (first, tl0, temporal, sync, truth): &(u64, u8, u8, bool, Truth)) -> bool {
        if truth.keyframe {
            return self.begun_at.is_none_or(|begun| *first > begun);
        }
        let Some((base, base_tl0)) = self.base else { return false };
        if picture <= base {
            return false;
        }
        match (*temporal, *sync) {
            (0, _) => *tl0 == base_tl0.wrapping_add(1),
            (_, true) => *tl0 == base_tl0,
            (_, false) => {
                // Nothing may be missing since the newest of each layer it may need.
                let layers = &self.newest_of[..=usize::from(*temporal)];
                let since = layers.iter().map(|newest| newest.or(self.pictures.first().copied()));
                let since = since.flatten().min().unwrap_or(base);
                *tl0 == base_tl0 && (since..picture).all(|before| self.pictures.contains(&before))
            }
        }
    }

    pub fn unfilled(&self) -> usize {
        self.missing.len() + self.given_up
    }

    pub fn frames_since(&self, from: Micros) -> usize {
        self.shown.iter().filter(|shown| shown.at >= from).count()
    }

    /// Longest time between two frames.
    pub fn longest_freeze(&self, from: Micros, until: Micros) -> i64 {
        let times: Vec<i64> = self.shown.iter().map(|shown| shown.at.0).filter(|at| *at >= from.0).collect();
        let all = [&[from.0][..], &times, &[until.0]].concat();
        all.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }
}

pub struct Viewer {
    pub peer: Peer,
    pub pictures: Vec<Picture>,
    arrivals: Arrivals,
    next_feedback: Micros,
    /// Numbers of the voice packets that came, each once.
    pub voices: Vec<(Micros, u32)>,
    heard: BTreeSet<(u8, u32)>,
    /// Voice packets with redundancy.
    pub redundant: usize,
    pub octets: u64,
    pub padding: usize,
    pub watches: bool,
}

impl Viewer {
    pub fn new(peer: Peer, slots: usize, now: Micros) -> Self {
        let picture = |ssrc| Picture { ssrc, ..Picture::default() };
        Self {
            peer,
            pictures: (1..=slots as u32).map(picture).collect(),
            arrivals: Arrivals::default(),
            next_feedback: now.plus(FEEDBACK),
            voices: Vec::new(),
            heard: BTreeSet::new(),
            redundant: 0,
            octets: 0,
            padding: 0,
            watches: true,
        }
    }

    pub fn take(&mut self, datagram: &[u8], now: Micros) {
        if rtp::is_rtcp(datagram) {
            self.peer.open_control(datagram);
            return;
        }
        self.octets += datagram.len() as u64;
        // One that a flood of padding has passed, say.
        let Some(received) = self.peer.open_unless_old(datagram) else { return };
        let numbers = received.header.extensions(datagram).find(|(id, _)| *id == 3);
        if let Some((_, value)) = numbers {
            self.arrivals.arrived(u16::from_be_bytes([value[0], value[1]]), now);
        }
        if [OPUS, RED].contains(&received.header.payload_type) {
            self.listen(&received, now);
            return;
        }
        let rtx = [VP8_RTX, VP9_RTX, AV1_RTX].contains(&received.header.payload_type);
        if rtx && received.payload.len() < 2 {
            self.padding += 1;
            return;
        }
        let ssrc = received.header.ssrc - if rtx { 100 } else { 0 };
        let picture = self.pictures.iter_mut().find(|picture| picture.ssrc == ssrc).expect("a slot of ours");
        if !rtx {
            picture.take(received.index, &received, &received.payload, now);
            return;
        }
        let sequence = u16::from_be_bytes([received.payload[0], received.payload[1]]);
        // A copy may be the first that arrives: nothing is known yet of what it is part of.
        let Some(newest) = picture.newest else { return };
        let index = rtp::extend(newest, sequence).unwrap();
        if !picture.packets.contains_key(&index) && !picture.layered.has(index) {
            picture.repaired += 1;
            picture.take(index, &received, &received.payload[2..], now);
        }
    }

    /// A voice: its packet's own instant, then what its redundancy says of those before.
    fn listen(&mut self, received: &Received, now: Micros) {
        let payload = &received.payload[..];
        let red =
            (received.header.payload_type == RED).then(|| Redundant::parse(payload, OPUS).expect("of Opus blocks"));
        let said = |data: &[u8]| (data[4], u32::from_be_bytes(data[..4].try_into().unwrap()));
        let (site, number) = said(&payload[red.map_or(0, |red| usize::from(red.primary))..]);
        self.hear(site, number, now);
        let Some(red) = red else { return };
        self.redundant += 1;
        for block in red.blocks(payload) {
            let (of, earlier) = said(block.data);
            assert_eq!((of, u32::from(block.before)), (site, 960 * (number - earlier)), "it says what was then");
            self.hear(of, earlier, now);
        }
    }

    fn hear(&mut self, site: u8, number: u32, now: Micros) {
        if self.heard.insert((site, number)) {
            self.voices.push((now, number));
        }
    }

    pub fn next(&self) -> Micros {
        self.next_feedback
    }

    /// Feedback, NACKs and PLIs that are due.
    pub fn report(&mut self, now: Micros) -> Vec<Vec<u8>> {
        self.next_feedback = now.plus(FEEDBACK / 3);
        let mut out = Vec::new();
        let mut bodies = Vec::new();
        self.arrivals.report(|body| bodies.push(body.to_vec()));
        for body in bodies {
            out.push(self.peer.rtcp(|builder| builder.transport_feedback(9, 1, &body)));
        }
        for picture in &mut self.pictures {
            let before = picture.missing.len();
            picture.missing.retain(|_, (since, _)| now.since(*since) < GIVE_UP);
            picture.given_up += before - picture.missing.len();
            let mut lost = Vec::new();
            for (index, (_, next)) in &mut picture.missing {
                if *next <= now {
                    *next = now.plus(NACK_AGAIN);
                    lost.push(*index as u16);
                }
            }
            picture.nacks += lost.len();
            let ssrc = picture.ssrc;
            if !lost.is_empty() {
                out.push(self.peer.rtcp(|builder| {
                    builder.receiver_report(9, &[]);
                    builder.nack(9, ssrc, &lost);
                }));
            }
            let newest = picture.shown.last().map_or(now.plus(-NO_PICTURE), |shown| shown.at);
            let waits = self.watches && picture.newest.is_some() && now.since(newest) >= NO_PICTURE;
            if waits && picture.pli_at.is_none_or(|at| now.since(at) >= NO_PICTURE) {
                picture.pli_at = Some(now);
                picture.plis += 1;
                out.push(self.peer.rtcp(|builder| {
                    builder.receiver_report(9, &[]);
                    builder.pli(9, ssrc);
                }));
            }
        }
        out
    }
}
