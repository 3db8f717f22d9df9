//! Voices with redundancy (RFC 2198) from end to end: what receivers and the recorder get of them.

mod world;

use fengsui_protocol::conference::SlotName;
use fengsui_protocol::{RecordingId, SessionId};
use fengsui_sfu_core::rtcp::transport::Arrivals;
use fengsui_sfu_core::rtp::red::{self, Block, Redundant};
use fengsui_sfu_core::{Codec, CodecLine, ExtensionIds, ReceiverLine, ReceiverMedia};
use world::*;

const STEP: i64 = 20_000;

/// A voice whose packets each bear the two before.
struct Voice {
    peer: Peer,
    ssrc: u32,
    number: u32,
}

impl Voice {
    fn new(world: &mut World, site: u64) -> Self {
        Self { peer: world.microphone(site), ssrc: 9_000 + site as u32, number: 0 }
    }
    fn body(number: u32) -> Vec<u8> {
        let mut body = format!("packet {number:05}").into_bytes();
        body.resize(40 + number as usize % 7, b'.');
        body
    }
    fn packet(&mut self) -> Vec<u8> {
        self.number += 1;
        let older: Vec<Vec<u8>> = (1..self.number).rev().take(2).rev().map(Self::body).collect();
        let count = older.len();
        let block = |(at, data): (usize, &'static [u8])| Block { before: 960 * (count - at) as u16, data };
        let older = older.into_iter().map(|body| &*body.leak()).enumerate().map(block).collect::<Vec<_>>();
        let payload = red::write(OPUS, &older, &Self::body(self.number));
        self.peer.rtp(self.ssrc, RED, false, self.number * 960, &[(1, &[20])], &payload)
    }
}

/// A receiver that calls Opus 96 and its redundant form 97, and tells of what arrives that a tenth is lost.
struct Ear {
    peer: Peer,
    arrivals: Arrivals,
    came: u32,
}

impl Ear {
    fn new(world: &mut World, site: u64) -> Self {
        let line = ReceiverLine {
            mid: "a".into(),
            slot: SlotName::Voice { index: 0 },
            codecs: vec![CodecLine { red: Some(97), ..codec(Codec::Opus, 96, None) }],
            ssrc: 51,
            rtx_ssrc: None,
            extensions: ExtensionIds { transport_cc: Some(3), ..ExtensionIds::default() },
            size: None,
        };
        let media = ReceiverMedia { cname: "node".into(), lines: vec![line] };
        Self { peer: world.receiver(site, media), arrivals: Arrivals::default(), came: 0 }
    }

    /// What came, in order: payload types and payloads.
    fn take(&mut self, world: &mut World, out: &Out) -> Vec<(u8, Vec<u8>)> {
        let mut all = Vec::new();
        for datagram in out.of(self.peer.session).0 {
            let received = self.peer.open(&datagram);
            let number = received.header.extensions(&datagram).next().expect("numbered").1;
            self.came += 1;
            if !self.came.is_multiple_of(10) {
                self.arrivals.arrived(u16::from_be_bytes([number[0], number[1]]), world.now);
            }
            all.push((received.header.payload_type, received.payload));
        }
        if self.came.is_multiple_of(5) {
            let mut bodies = Vec::new();
            self.arrivals.report(|body| bodies.push(body.to_vec()));
            let reports: Vec<_> =
                bodies.iter().map(|body| self.peer.rtcp(|builder| builder.transport_feedback(9, 1, body))).collect();
            world.send(self.peer.session, &reports);
        }
        all
    }
}

fn step(world: &mut World, session: SessionId, packets: &[Vec<u8>]) -> Out {
    let mut all = world.pass(STEP);
    world.send(session, packets);
    let out = world.flush();
    all.datagrams.extend(out.datagrams);
    all.recorded.extend(out.recorded);
    all.opened.extend(out.opened);
    all
}

#[test]
fn blocks_bear_the_receivers_payload_types_and_nothing_of_before_it_began() {
    blocks(false);
}

#[test]
fn they_do_so_on_another_shard() {
    blocks(true);
}

fn blocks(spread: bool) {
    let mut world = World::new(1, 3);
    let mut voice = Voice::new(&mut world, 1);
    if spread {
        world.spread(1);
    }
    let mut ear = Ear::new(&mut world, 2);
    let mut redundant = 0;
    for _ in 0..200 {
        let packet = voice.packet();
        let out = step(&mut world, voice.peer.session, &[packet]);
        for (pt, payload) in ear.take(&mut world, &out) {
            if pt == 96 {
                assert_eq!(payload, Voice::body(voice.number));
                continue;
            }
            assert_eq!(pt, 97);
            redundant += 1;
            let read = Redundant::parse(&payload, 96).expect("blocks of its own Opus");
            assert_eq!(&payload[usize::from(read.primary)..], Voice::body(voice.number));
            let blocks: Vec<_> = read.blocks(&payload).map(|block| block.data.to_vec()).collect();
            assert_eq!(blocks, [Voice::body(voice.number - 2), Voice::body(voice.number - 1)]);
        }
    }
    assert!(redundant > 100, "{redundant}");
    // Closed and opened again: what was said in between is in the first packets' redundancy.
    world.change(|table| World::row(table, 1).microphone_open = false);
    for _ in 0..5 {
        let packet = voice.packet();
        let out = step(&mut world, voice.peer.session, &[packet]);
        assert!(ear.take(&mut world, &out).is_empty());
    }
    let closed = voice.number;
    world.change(|table| World::row(table, 1).microphone_open = true);
    let mut opened = Vec::new();
    for _ in 0..10 {
        let packet = voice.packet();
        let out = step(&mut world, voice.peer.session, &[packet]);
        opened.extend(ear.take(&mut world, &out));
    }
    assert!(opened.len() >= 9 && opened.iter().any(|(pt, _)| *pt == 97));
    for number in closed - 4..=closed {
        let body = Voice::body(number);
        let has = |(_, payload): &(u8, Vec<u8>)| payload.windows(12).any(|part| part == &body[..12]);
        assert!(!opened.iter().any(has), "{number} was said while the microphone was closed");
    }
}

#[test]
fn the_recorder_gets_plain_opus_without_what_the_redundancy_brings_back_missing() {
    let mut world = World::new(2, 3);
    world.change(|table| table.recording = Some(RecordingId(5)));
    let mut voice = Voice::new(&mut world, 1);
    let (mut recorded, mut opened) = (Vec::new(), Vec::new());
    for at in 0..60 {
        let packet = voice.packet();
        // One, then two in a row, then three, of which the redundancy reaches back to two.
        let lost = [10, 20, 21, 30, 31, 32].contains(&at);
        let out = step(&mut world, voice.peer.session, if lost { &[] } else { std::slice::from_ref(&packet) });
        recorded.extend(out.recorded);
        opened.extend(out.opened);
    }
    assert_eq!((opened[0].2.codec.as_str(), opened[0].2.payload_type), ("audio/opus", OPUS));
    let mut numbers = Vec::new();
    for (_, rtp) in recorded {
        let header = fengsui_sfu_core::rtp::Header::parse(&rtp).unwrap();
        assert_eq!(header.payload_type, OPUS);
        let number = header.timestamp / 960;
        assert_eq!(rtp[header.length..], Voice::body(number), "{number}");
        numbers.push((header.sequence, number));
    }
    assert!(numbers.windows(2).all(|pair| pair[1].0.wrapping_sub(pair[0].0) == (pair[1].1 - pair[0].1) as u16));
    let numbers: Vec<u32> = numbers.into_iter().map(|(_, number)| number).collect();
    let expected: Vec<u32> = (1..=60).filter(|number| *number != 31).collect();
    assert_eq!(numbers, expected);
}

/// What a packet's redundancy has brought does not go out again when the packet itself comes late.
#[test]
fn a_packet_that_was_only_late_goes_out_once() {
    let mut world = World::new(3, 3);
    let mut voice = Voice::new(&mut world, 1);
    let mut peer = world.viewer(2, &[], 1, None);
    let mut heard = Vec::new();
    let mut late = None;
    for at in 0..50 {
        let mut packets = vec![voice.packet()];
        if at % 10 == 5 {
            late = packets.pop();
        } else if at % 10 == 7 {
            packets.extend(late.take());
        }
        let out = step(&mut world, voice.peer.session, &packets);
        heard.extend(out.of(peer.session).0.iter().map(|datagram| peer.open(datagram).payload));
    }
    assert_eq!(heard, (1..=50).map(Voice::body).collect::<Vec<_>>());
}
