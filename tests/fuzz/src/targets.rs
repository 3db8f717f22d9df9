//! The parsers, one after another.

use crate::Target;
use fengsui_protocol::bounds;
use fengsui_protocol::link::media::Direction;
use fengsui_sfu_core::rtcp::{Compound, Packet, nack, transport};
use fengsui_sfu_core::rtp::{Header, MAX_EXTENSION_BYTES, dependency, h264, red, vp8, vp9};
use fengsui_sfu_server::client_hello::HelloReader;
use fengsui_sfu_server::ice::Credentials;
use fengsui_sfu_server::net::framing;
use fengsui_sfu_server::sdp::{agree, answer, parse};
use fengsui_sfu_server::stun;

pub const TARGETS: &[Target] = &[
    Target { name: "stun", run: stun },
    Target { name: "rtp", run: rtp },
    Target { name: "vp8", run: vp8 },
    Target { name: "vp9", run: vp9 },
    Target { name: "dependency", run: dependency },
    Target { name: "h264", run: h264 },
    Target { name: "red", run: red },
    Target { name: "rtcp", run: rtcp },
    Target { name: "transport_feedback", run: transport_feedback },
    Target { name: "framing", run: framing },
    Target { name: "client_hello", run: client_hello },
    Target { name: "sdp", run: sdp },
];

fn stun(bytes: &[u8]) {
    let _ = stun::mapped_address(bytes);
    let Some(stun::Message::Request(request)) = stun::parse(bytes) else { return };
    assert!(bytes.len() >= stun::HEADER);
    assert!(!request.local_ufrag.contains(':'), "the first colon parts the halves");
    let password = b"0123456789012345678901";
    let _ = request.authentic(password);
    let mut out = Vec::new();
    stun::write_unknown_attribute(&mut out, &request, request.unknown.unwrap_or(0), password);
    assert!(matches!(stun::parse(&out), Some(stun::Message::Other)), "our own responses are well-formed");
}

fn rtp(bytes: &[u8]) {
    let Some(header) = Header::parse(bytes) else { return };
    assert!(header.length <= bytes.len());
    assert!(header.extensions(bytes).count() <= MAX_EXTENSION_BYTES);
    for (_, value) in header.extensions(bytes) {
        assert!(value.len() <= MAX_EXTENSION_BYTES);
    }
    assert!(header.without_padding(bytes).is_none_or(|end| (header.length..=bytes.len()).contains(&end)));
}

fn vp8(bytes: &[u8]) {
    let Some(descriptor) = vp8::Descriptor::parse(bytes) else { return };
    assert!(descriptor.length <= bytes.len() && descriptor.temporal < 4);
    // Other ids of the same width are read back, and nothing else has changed.
    let mut other = bytes.to_vec();
    let picture = descriptor.picture_id.map(|id| (id, if id.wide { 0x2aaa } else { 0x2a }));
    let tl0 = descriptor.tl0.map(|(at, _)| (at, 0xa5));
    vp8::rewrite(&mut other, picture, tl0);
    let again = vp8::Descriptor::parse(&other).expect("as well-formed as before");
    assert_eq!(again.picture_id.map(|id| id.value), picture.map(|(_, value)| value));
    assert_eq!(again.tl0, tl0);
    assert_eq!((again.length, again.begins_keyframe), (descriptor.length, descriptor.begins_keyframe));
    assert_eq!(other[descriptor.length..], bytes[descriptor.length..]);
}

fn vp9(bytes: &[u8]) {
    let Some(descriptor) = vp9::Descriptor::parse(bytes) else { return };
    assert!(descriptor.length <= bytes.len() && descriptor.temporal < 8 && descriptor.spatial < 8);
    assert!(descriptor.sizes().len() <= vp9::MAX_SPATIAL && descriptor.diffs().len() <= 3);
    let mut other = bytes.to_vec();
    let picture = descriptor.picture_id.map(|id| (id, if id.wide { 0x2aaa } else { 0x2a }));
    let tl0 = descriptor.tl0.map(|(at, _)| (at, 0xa5));
    vp8::rewrite(&mut other, picture, tl0);
    let again = vp9::Descriptor::parse(&other).expect("as well-formed as before");
    assert_eq!(again.picture_id.map(|id| id.value), picture.map(|(_, value)| value));
    assert_eq!(again.tl0, tl0);
    assert_eq!((again.length, again.begins_keyframe()), (descriptor.length, descriptor.begins_keyframe()));
    assert_eq!(other[descriptor.length..], bytes[descriptor.length..]);
}

/// Read by its own structure or a known one, written again and read back.
fn dependency(bytes: &[u8]) {
    use dependency::{Frame, MASK_BYTES, MAX_BYTES, MAX_NEEDS, Structure, rewrite};
    let mut known = Structure::default();
    let seed = include_bytes!("../corpus/dependency/keyframe");
    Frame::read(seed, None, &mut known).expect("the seed is a keyframe");
    let mut fresh = Structure::default();
    let Ok(frame) = Frame::read(bytes, Some(&known), &mut fresh) else { return };
    assert!(frame.needs.as_slice().len() <= MAX_NEEDS && frame.spatial < 4 && frame.temporal < 8);
    let structure = if frame.attached { &fresh } else { &known };
    assert!(!structure.targets().is_empty() && structure.sizes().len() <= 4);
    for (mask, shift) in [(None, 0), (Some(1), 9)] {
        let mut out = [0; MAX_BYTES + MASK_BYTES];
        let (mut moved, mut again) = (Structure::default(), Structure::default());
        let length = rewrite(seed, 0, shift, None, &mut out).expect("there is room");
        Frame::read(&out[..length], None, &mut moved).expect("still a keyframe");
        let length = rewrite(bytes, 77, shift, mask.map(|mask| (mask, structure)), &mut out).expect("there is room");
        assert!(length <= bytes.len() + MASK_BYTES);
        let read = Frame::read(&out[..length], Some(&moved), &mut again).expect("as well-formed as before");
        let mut expected = frame;
        (expected.number, expected.active) = (77, mask.or(frame.active));
        assert_eq!(read, expected);
        let is_there = again.is_like(&fresh) && again.offset() == (fresh.offset() + shift) % 64;
        assert!(!frame.attached || is_there && again.sizes() == fresh.sizes());
    }
}

fn h264(bytes: &[u8]) {
    let _ = h264::begins_keyframe(bytes);
}

/// The first byte says of which payload type the blocks are to be.
fn red(bytes: &[u8]) {
    let Some((of, payload)) = bytes.split_first().map(|(of, payload)| (of & 0x7f, payload)) else { return };
    let Some(read) = red::Redundant::parse(payload, of) else { return };
    let primary = usize::from(read.primary);
    assert!(primary < payload.len() && usize::from(read.blocks) <= red::MAX_BLOCKS);
    let blocks: Vec<_> = read.blocks(payload).collect();
    assert_eq!(blocks.len(), usize::from(read.blocks));
    assert_eq!(blocks.first().map_or(0, |block| block.before), read.reach);
    assert_eq!(red::write(of, &blocks, &payload[primary..]), payload, "nothing is left over");
    let mut other = payload.to_vec();
    read.rewrite(&mut other, 96);
    assert_eq!(red::Redundant::parse(&other, 96), Some(read));
    assert_eq!(other, red::write(96, &blocks, &payload[primary..]));
}

fn rtcp(bytes: &[u8]) {
    for packet in Compound::new(bytes) {
        match packet {
            Ok(Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks, .. }) => {
                assert!(blocks.count() <= 31);
            }
            Ok(Packet::Nack { pairs, .. }) => assert!(nack::lost(pairs).count() <= 17 * bytes.len() / 4),
            Ok(Packet::TransportFeedback(body)) => transport_feedback(body),
            Ok(Packet::Goodbye(left)) => assert!(left.len() <= 31 * 4),
            Ok(Packet::Fir { entries }) => assert!(entries.len() <= bytes.len()),
            Ok(Packet::Pli { .. } | Packet::Other) | Err(_) => (),
        }
    }
}

fn transport_feedback(bytes: &[u8]) {
    let mut told = 0;
    let _ = transport::parse(bytes, |_, _| told += 1);
    assert!(told <= 65_535);
}

fn framing(bytes: &[u8]) {
    let mut rest = bytes;
    while let Ok(Some((packet, used))) = framing::take(rest) {
        assert!(packet.end <= used && used <= rest.len() && packet.len() <= framing::MAX_PACKET);
        rest = &rest[used..];
    }
}

fn client_hello(bytes: &[u8]) {
    let mut reader = HelloReader::default();
    for datagram in bytes.chunks(700) {
        if let Some(profiles) = reader.take(datagram) {
            assert!(profiles.len() <= 8 * 1024);
        }
    }
}

struct Counting(u32);
impl agree::Numbers for Counting {
    fn ssrc(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

/// An offer that is taken is answered with as many lines, each well-formed.
fn sdp(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(offer) = parse::parse(text) else { return };
    for direction in [Direction::Publish, Direction::Receive] {
        let Ok(agreed) = agree::agree(&offer, direction, &[], "node", &mut Counting(1_000)) else { continue };
        assert_eq!(agreed.lines.len(), offer.sections.len());
        let credentials = Credentials { ufrag: "00+abcdefgh".to_owned(), password: "p".repeat(24) };
        let udp = ["192.0.2.1:8444".parse().expect("an address")];
        let node =
            answer::NodeTransport { credentials: &credentials, fingerprint: "sha-256 AA:BB", udp: &udp, tcp: &[] };
        let answer = answer::write(&agreed.lines, 7, "node", &node);
        assert!(answer.len() <= 8 * bounds::SDP_BYTES);
        let said = parse::parse(&answer).expect("our own answer is well-formed");
        assert_eq!(said.sections.len(), offer.sections.len());
    }
}
