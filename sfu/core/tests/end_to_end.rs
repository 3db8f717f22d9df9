//! The shard from end to end: peers with their own keys, tables, loss, and what each of them may see.

mod world;

use fengsui_protocol::conference::{Publishing, SlotName, StreamKind};
use fengsui_protocol::{RecordingId, SessionId, SiteId};
use fengsui_sfu_core::rtcp::transport;
use fengsui_sfu_core::{CloseWhy, Event, OpenRefusal, PublisherMedia, SlotSize, SrtpProfile, Taken};
use world::*;

const FRAME: i64 = 33_333;
const MAIN: &[(SlotName, Option<SlotSize>)] = &[(SlotName::Main, None)];
const ONE: &[(&str, u16, usize)] = &[("", 360, 1_000)];
const THREE: &[(&str, u16, usize)] = &[("q", 180, 200), ("h", 360, 500), ("f", 720, 1_100)];

/// One frame of every camera; what came out.
fn step(world: &mut World, cameras: &mut [Camera], lose: &mut impl FnMut() -> bool) -> Out {
    let mut all = world.pass(FRAME);
    for camera in &mut *cameras {
        let mut packets = camera.frame();
        packets.retain(|_| !lose());
        world.send(camera.peer.session, &packets);
    }
    let out = world.flush();
    all.datagrams.extend(out.datagrams);
    all.recorded.extend(out.recorded);
    all.opened.extend(out.opened);
    all.clocks.extend(out.clocks);
    all.closed.extend(out.closed);
    all.messages += out.messages;
    for camera in cameras {
        camera.heed(&all.of(camera.peer.session).1);
    }
    all
}

fn sites_shown(peer: &mut Peer, out: &Out) -> Vec<Shown> {
    out.of(peer.session).0.iter().map(|datagram| peer.open(datagram).shown()).collect()
}

#[test]
fn a_slot_shows_its_row_and_switches_at_a_keyframe() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let mut world = World::new(seed, 6);
        world.profile = [SrtpProfile::AeadAes256Gcm, SrtpProfile::AeadAes128Gcm, SrtpProfile::AesCm128HmacSha1_80]
            [seed as usize % 3];
        let mut cameras = [1, 2, 3].map(|site| world.camera(site, ONE));
        let mut viewers = [world.viewer(5, MAIN, 0, None), world.viewer(6, MAIN, 0, None)];
        let mut wanted = [0u64, 0];
        let mut last: [Option<(u64, u32, Shown)>; 2] = [None, None];
        for at in 0..300 {
            if at % 37 == 0 {
                wanted = [1 + random.below(3), 1 + random.below(3)];
                world.change(|table| {
                    World::row(table, 5).slots = vec![shows(SlotName::Main, wanted[0])];
                    World::row(table, 6).slots = vec![shows(SlotName::Main, wanted[1])];
                });
            }
            let out = step(&mut world, &mut cameras, &mut || random.below(20) == 0);
            for ((viewer, last), wanted) in viewers.iter_mut().zip(&mut last).zip(wanted) {
                for datagram in out.of(viewer.session).0 {
                    let received = viewer.open(&datagram);
                    if received.header.payload_type == VP8_RTX {
                        continue;
                    }
                    let shown = received.shown();
                    assert_eq!(u64::from(shown.site), wanted, "seed {seed}: exactly the source of its row");
                    assert_eq!(received.source.map(u64::from), Some(wanted), "seed {seed}: and it says so");
                    if let Some((index, timestamp, before)) = *last {
                        if shown.site != before.site {
                            assert!(shown.keyframe, "seed {seed}: a switch begins with a keyframe");
                            assert_eq!(received.index, index + 1, "seed {seed}: no hole at a switch");
                            assert_eq!(shown.picture, (before.picture + 1) & 0x7fff, "seed {seed}");
                        }
                        let gone = received.header.timestamp.wrapping_sub(timestamp);
                        assert!(received.index < index || gone < 270_000, "seed {seed}: time runs on, {gone}");
                        assert!(received.index < index + 40, "seed {seed}: holes are the source's own");
                        if received.index > index {
                            *last = Some((received.index, received.header.timestamp, shown));
                        }
                    } else {
                        assert!(shown.keyframe, "seed {seed}");
                        *last = Some((received.index, received.header.timestamp, shown));
                    }
                }
            }
        }
        assert!(last.iter().all(|last| last.is_some_and(|(_, _, shown)| shown.frame > 280)), "seed {seed}: {last:?}");
        assert_eq!(world.shard.counters().egress_refused, 0);
        let changes = world.events().into_iter().filter(|event| matches!(event, Event::SlotChange { .. })).count();
        assert!(changes >= 2, "seed {seed}");
    }
}

#[test]
fn the_name_belongs_to_the_frame() {
    let mut world = World::new(1, 3);
    let mut cameras = [world.camera(1, ONE), world.camera(2, ONE)];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    for wanted in [1, 2, 1] {
        world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, wanted)]);
        let mut first = None;
        for _ in 0..20 {
            let out = step(&mut world, &mut cameras, &mut || false);
            let timestamps = out
                .of(viewer.session)
                .0
                .iter()
                .map(|datagram| viewer.open(datagram).header.timestamp)
                .collect::<Vec<_>>();
            first = first.or(timestamps.first().copied());
        }
        let told: Vec<_> = world
            .events()
            .into_iter()
            .filter_map(|event| match event {
                Event::SlotChange { site, change } => {
                    Some((site, change.source, change.rtp_timestamp, change.generation))
                }
                _ => None,
            })
            .collect();
        assert_eq!(told, [(SiteId(3), Some(SiteId(wanted)), first, world.table.generation)]);
    }
    world.change(|table| World::row(table, 3).slots.clear());
    let told = world.events();
    assert!(matches!(&told[..], [Event::SlotChange { change, .. }] if change.source.is_none()), "{told:?}");
    let out = step(&mut world, &mut cameras, &mut || false);
    assert!(out.of(viewer.session).0.is_empty(), "a slot without a row shows nothing");
}

#[test]
fn small_slots_get_small_layers_and_layers_change_at_keyframes() {
    let mut world = World::new(2, 3);
    let mut cameras = [world.camera(1, THREE)];
    let size = |width, height| Some(SlotSize { width, height });
    let slots = [
        (SlotName::Main, size(1280, 720)),
        (SlotName::Cell { index: 0 }, size(320, 180)),
        (SlotName::Cell { index: 1 }, size(640, 360)),
    ];
    let mut viewer = world.viewer(3, &slots, 0, None);
    world.change(|table| World::row(table, 3).slots = slots.iter().map(|(slot, _)| shows(*slot, 1)).collect());
    let mut newest = [None::<Shown>; 4];
    for _ in 0..120 {
        for datagram in step(&mut world, &mut cameras, &mut || false).of(viewer.session).0 {
            let received = viewer.open(&datagram);
            let shown = received.shown();
            let before = newest[received.header.ssrc as usize].replace(shown);
            assert!(shown.keyframe || before.is_some_and(|before| before.layer == shown.layer), "{before:?} {shown:?}");
        }
    }
    assert_eq!(newest[1..].iter().map(|shown| shown.unwrap().layer).collect::<Vec<_>>(), [2, 0, 1]);
    // The viewer draws the first cell large, and the second small.
    let [large, small] = [(1280, 720), (320, 180)].map(|(width, height)| SlotSize { width, height });
    world.resize(&viewer, &[large, large, small]);
    for _ in 0..150 {
        for datagram in step(&mut world, &mut cameras, &mut || false).of(viewer.session).0 {
            let received = viewer.open(&datagram);
            newest[received.header.ssrc as usize] = Some(received.shown());
        }
    }
    assert_eq!(newest[1..].iter().map(|shown| shown.unwrap().layer).collect::<Vec<_>>(), [2, 2, 0]);
    // The largest layer stops: the main slot falls back, without leaving its stream.
    cameras[0].layers.pop();
    for _ in 0..150 {
        for datagram in step(&mut world, &mut cameras, &mut || false).of(viewer.session).0 {
            let received = viewer.open(&datagram);
            newest[received.header.ssrc as usize] = Some(received.shown());
        }
    }
    assert_eq!(newest[1].unwrap().layer, 1);
    assert!(newest[1].unwrap().frame > 410);
}

#[test]
fn a_frame_is_one_message_and_feedback_flows() {
    let mut world = World::new(3, 3);
    let mut cameras = [world.camera(1, ONE)];
    let viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    step(&mut world, &mut cameras, &mut || false);
    world.pass(FRAME);
    let packets = cameras[0].frame();
    world.send(cameras[0].peer.session, &packets);
    let out = world.flush();
    assert_eq!((out.of(viewer.session).0.len(), out.messages), (3, 1), "packets that differ by a byte are padded");
    let out = world.pass(100_000);
    let feedback = cameras[0].heed(&out.of(cameras[0].peer.session).1);
    assert!(feedback.iter().any(|packet| packet.starts_with("TransportFeedback")), "{feedback:?}");
}

/// An empty receiver report, and nothing else.
fn is_sign_of_life(peer: &mut Peer, datagram: &[u8]) -> bool {
    let plain = peer.open_control(datagram);
    plain.len() == 8 && plain[..4] == [0x80, 201, 0, 1]
}

#[test]
fn who_is_sent_nothing_else_gets_a_sign_of_life() {
    const QUIET: i64 = 250_000;
    let mut world = World::new(3, 4);
    let mut cameras = [world.camera(1, ONE)];
    let (mut idle, mut viewer) = (world.viewer(2, MAIN, 0, None), world.viewer(3, MAIN, 0, None));
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    // Nobody sends: no more than that may pass without a packet, to publishers and receivers.
    world.pass(QUIET);
    for _ in 0..20 {
        let out = world.pass(QUIET);
        for peer in [&mut cameras[0].peer, &mut idle, &mut viewer] {
            let (media, control) = out.of(peer.session);
            assert!(media.is_empty() && !control.is_empty());
            assert!(control.len() <= 3, "{} to {:?}", control.len(), peer.session);
            assert!(control.iter().all(|datagram| is_sign_of_life(peer, datagram)));
        }
    }
    // Whoever gets something needs none.
    let mut signs = [0, 0, 0];
    for _ in 0..5 {
        step(&mut world, &mut cameras, &mut || false);
    }
    for _ in 0..60 {
        let mut out = world.pass(FRAME);
        let packets = cameras[0].frame();
        world.send(cameras[0].peer.session, &packets);
        out.datagrams.extend(world.flush().datagrams);
        for (signs, peer) in signs.iter_mut().zip([&mut cameras[0].peer, &mut idle, &mut viewer]) {
            *signs += out.of(peer.session).1.iter().filter(|datagram| is_sign_of_life(peer, datagram)).count();
        }
    }
    assert_eq!((signs[0], signs[2]), (0, 0));
    assert!(signs[1] >= 8, "{signs:?}");
}

#[test]
fn a_lost_packet_is_repaired_from_the_ring() {
    let mut world = World::new(4, 3);
    let mut cameras = [world.camera(1, ONE)];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut received = Vec::new();
    for _ in 0..10 {
        let out = step(&mut world, &mut cameras, &mut || false);
        received.extend(out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram)));
    }
    let lost: Vec<_> = [4, 5, 17].iter().map(|at| received[*at].clone()).collect();
    let sequences: Vec<u16> = lost.iter().map(|lost| lost.header.sequence).collect();
    let nack = viewer.rtcp(|builder| {
        builder.receiver_report(9, &[]);
        builder.nack(9, 1, &sequences);
    });
    world.send(viewer.session, &[nack]);
    let out = world.flush();
    let repaired: Vec<_> = out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram)).collect();
    assert_eq!(repaired.len(), 3);
    for (repaired, lost) in repaired.iter().zip(&lost) {
        assert_eq!((repaired.header.ssrc, repaired.header.payload_type), (101, VP8_RTX));
        assert_eq!(repaired.payload[..2], lost.header.sequence.to_be_bytes());
        assert_eq!(repaired.payload[2..], lost.payload[..]);
        assert_eq!(repaired.header.timestamp, lost.header.timestamp);
    }
    let again = viewer.rtcp(|builder| builder.nack(9, 1, &sequences));
    world.send(viewer.session, &[again]);
    assert!(world.flush().of(viewer.session).0.is_empty(), "not again at once");
    world.pass(50_000);
    let again = viewer.rtcp(|builder| builder.nack(9, 1, &sequences));
    world.send(viewer.session, &[again]);
    assert_eq!(world.flush().of(viewer.session).0.len(), 3, "later once more, under other nonces");
    // What is asked without end is bounded.
    let mut answered = 0;
    for _ in 0..200 {
        world.pass(21_000);
        let every: Vec<u16> = received.iter().map(|received| received.header.sequence).collect();
        let nack = viewer.rtcp(|builder| builder.nack(9, 1, &every));
        world.send(viewer.session, &[nack]);
        answered += world.flush().of(viewer.session).0.len();
    }
    assert!(answered < 800, "{answered}");
}

#[test]
fn what_a_slot_showed_before_a_switch_is_not_retransmitted() {
    let mut world = World::new(18, 3);
    let mut cameras = [world.camera(1, ONE), world.camera(2, ONE)];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut first = Vec::new();
    for _ in 0..3 {
        let out = step(&mut world, &mut cameras, &mut || false);
        first.extend(out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram).header.sequence));
    }
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 2)]);
    for _ in 0..3 {
        step(&mut world, &mut cameras, &mut || false);
    }
    let nack = viewer.rtcp(|builder| builder.nack(9, 1, &first));
    world.send(viewer.session, &[nack]);
    assert!(world.flush().of(viewer.session).0.is_empty());
}

/// A publisher comes back after ten seconds without a network: the receiver's stream has no hole, and a keyframe.
#[test]
fn an_outage_leaves_no_hole() {
    let mut world = World::new(19, 3);
    let mut cameras = [world.camera(1, ONE)];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut received = Vec::new();
    for at in 0..330 {
        let out = step(&mut world, &mut cameras, &mut || (10..310).contains(&at));
        received.extend(out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram)));
    }
    assert!(received.windows(2).all(|pair| pair[1].index == pair[0].index + 1));
    let back = received.iter().position(|received| received.shown().frame > 300).unwrap();
    assert!(received[back].shown().keyframe && received.len() > back + 40);
}

#[test]
fn what_the_publisher_lost_is_asked_for_and_fits_its_hole() {
    let mut world = World::new(5, 3);
    let mut camera = world.camera(1, ONE);
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut indices = Vec::new();
    let mut lost = None;
    for at in 0..6 {
        let mut packets = camera.frame();
        if at == 3 {
            lost = Some(packets.remove(1));
        }
        world.send(camera.peer.session, &packets);
        let out = world.flush();
        indices.extend(out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram).index));
        let out = world.pass(FRAME);
        let asked = camera.heed(&out.of(camera.peer.session).1);
        let asked = asked.iter().any(|packet| packet.starts_with("Nack { media: 1000"));
        match at {
            3 => assert!(asked),
            4 => (),
            _ => assert!(!asked, "at {at} nothing is missing"),
        }
        if at == 4 {
            // As RTX: original sequence number, then the payload.
            let lost = lost.take().unwrap();
            let sequence = &lost[2..4];
            let mut payload = sequence.to_vec();
            payload.extend_from_slice(&[0x80, 0xc0, 0x80, 0x01, 7, 1, 1, 0, 0, 4, 1]);
            let rtx = camera.peer.rtp(5_000, VP8_RTX, false, 0, &[(4, b"v")], &payload);
            world.send(camera.peer.session, &[rtx]);
            let out = world.flush();
            let late: Vec<_> = out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram)).collect();
            assert_eq!(late.len(), 1);
            assert_eq!(late[0].header.payload_type, VP8);
            assert!(late[0].shown().part == 1 && late[0].header.ssrc == 1);
            indices.push(late[0].index);
            // The same once more, at first hand: already there.
            world.send(camera.peer.session, &[lost]);
            assert!(world.flush().of(viewer.session).0.is_empty());
        }
    }
    indices.sort_unstable();
    assert!(indices.windows(2).all(|pair| pair[1] == pair[0] + 1), "no hole is left: {indices:?}");
}

#[test]
fn a_closed_camera_and_microphone_are_dropped_at_the_node() {
    let mut world = World::new(6, 4);
    let mut cameras = [world.camera(1, ONE)];
    let mut voice = world.microphone(2);
    let mut viewer = world.viewer(3, MAIN, 3, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let speak = |world: &mut World, voice: &mut Peer, at: u32| {
        let packet = voice.rtp(9_002, OPUS, false, at * 960, &[(1, &[0x80 | 20])], &[1; 40]);
        world.send(voice.session, &[packet]);
        world.flush()
    };
    step(&mut world, &mut cameras, &mut || false);
    assert!(!speak(&mut world, &mut voice, 0).of(viewer.session).0.is_empty());
    let published = world.events().into_iter().filter(|event| matches!(event, Event::Publishing { .. })).count();
    assert_eq!(published, 2);
    world.change(|table| {
        World::row(table, 1).camera_open = false;
        World::row(table, 2).microphone_open = false;
    });
    let told = world.events();
    assert!(told.contains(&Event::Publishing {
        conference: CONFERENCE,
        site: SiteId(1),
        publishing: Publishing::default()
    }));
    assert!(told.iter().any(|event| matches!(event, Event::SlotChange { change, .. } if change.source.is_none())));
    for at in 1..70 {
        let out = step(&mut world, &mut cameras, &mut || false);
        assert!(out.of(viewer.session).0.is_empty(), "closed");
        assert!(speak(&mut world, &mut voice, at).of(viewer.session).0.is_empty(), "closed");
    }
    world.change(|table| {
        World::row(table, 1).camera_open = true;
        World::row(table, 2).microphone_open = true;
    });
    let mut pictures = Vec::new();
    for at in 70..90 {
        let out = step(&mut world, &mut cameras, &mut || false);
        pictures
            .extend(out.of(viewer.session).0.iter().map(|d| viewer.open(d)).filter(|r| r.header.payload_type == VP8));
        speak(&mut world, &mut voice, at);
    }
    assert!(pictures[0].shown().keyframe, "begins anew with a keyframe");
    assert!(pictures.len() > 30);
}

#[test]
fn nothing_reaches_a_site_that_left() {
    let mut world = World::new(7, 4);
    let mut cameras = [world.camera(1, ONE), world.camera(2, ONE)];
    let viewer = world.viewer(3, MAIN, 0, None);
    let stays = world.viewer(4, MAIN, 0, None);
    let slots = vec![shows(SlotName::Main, 1)];
    world.change(|table| {
        World::row(table, 3).slots = slots.clone();
        World::row(table, 4).slots = slots;
    });
    for _ in 0..5 {
        step(&mut world, &mut cameras, &mut || false);
    }
    world.events();
    // Even what is already waiting for the flush.
    let packets = cameras[0].frame();
    world.send(cameras[0].peer.session, &packets);
    world.change(|table| table.sites.retain(|row| row.site != SiteId(3)));
    let closed =
        Event::Closed { session: viewer.session, conference: CONFERENCE, site: SiteId(3), why: CloseWhy::Removed };
    assert!(world.events().contains(&closed));
    let mut out = world.flush();
    for _ in 0..50 {
        out.datagrams.extend(step(&mut world, &mut cameras, &mut || false).datagrams);
    }
    assert!(out.datagrams.iter().all(|(session, _)| *session != viewer.session));
    assert!(out.datagrams.iter().any(|(session, _)| *session == stays.session));
    let older = fengsui_protocol::conference::ViewTable { generation: 1, ..world.table.clone() };
    assert!(!world.shard.set_table(world.now, older), "an older generation is ignored");
    // The publisher leaves: its picture ends. The conference ends: everything does.
    assert!(world.shard.close(world.now, cameras[0].peer.session));
    assert!(
        world.events().iter().any(|event| matches!(event, Event::SlotChange { change, .. } if change.source.is_none()))
    );
    let stale = cameras[0].frame().remove(0);
    assert!(!world.shard.receive(world.now, cameras[0].peer.session, &mut stale.clone()).is_new());
    world.shard.drop_conference(CONFERENCE);
    let ended =
        world.events().iter().filter(|event| matches!(event, Event::Closed { why: CloseWhy::Ended, .. })).count();
    assert_eq!(ended, 2);
    assert!(world.pass(10_000_000).datagrams.is_empty());
    let refused = world.shard.open_publisher(world.now, SessionId(1), CONFERENCE, SiteId(1), PublisherMedia::default());
    assert_eq!(refused, Err(OpenRefusal::NoConference));
}

#[test]
fn what_was_told_of_a_conference_is_taken_back_when_it_ends() {
    let mut world = World::new(21, 3);
    let mut cameras = [world.camera(1, ONE)];
    let viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    step(&mut world, &mut cameras, &mut || false);
    let told = |events: &[Event]| {
        let publishing = events.iter().filter_map(|event| match event {
            Event::Publishing { site, publishing, .. } => Some((*site, *publishing)),
            Event::SlotChange { .. } | Event::Voices { .. } | Event::LayersUnused { .. } | Event::Closed { .. } => None,
        });
        publishing.collect::<Vec<_>>()
    };
    assert_eq!(told(&world.events()), [(SiteId(1), Publishing { camera: true, ..Publishing::default() })]);
    world.shard.drop_conference(CONFERENCE);
    assert_eq!(told(&world.events()), [(SiteId(1), Publishing::default())]);
    assert!(world.pass(10_000_000).of(viewer.session).0.is_empty());
}

#[test]
fn a_second_publishing_session_replaces_the_first() {
    let mut world = World::new(8, 3);
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut first = [world.camera(1, ONE)];
    step(&mut world, &mut first, &mut || false);
    let mut second = [world.camera(1, ONE)];
    let session = first[0].peer.session;
    let replaced = Event::Closed { session, conference: CONFERENCE, site: SiteId(1), why: CloseWhy::Replaced };
    assert!(world.events().contains(&replaced));
    let mut shown = Vec::new();
    for _ in 0..5 {
        let out = step(&mut world, &mut second, &mut || false);
        shown.extend(sites_shown(&mut viewer, &out));
    }
    assert!(shown[0].keyframe && shown.len() == 15);
}

/// An encoder that begins anew under another SSRC, and a codec that changes, go on in the same slot stream.
#[test]
fn another_ssrc_and_another_codec_go_on_at_a_keyframe() {
    let mut world = World::new(16, 3);
    let mut cameras = [world.camera(1, &THREE[..1])];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut received = Vec::new();
    for at in 0..60 {
        match at {
            20 => cameras[0].layers[0].ssrc = 4_321,
            // Without its keyframe: it must be asked for.
            40 => cameras[0].layers[0].ssrc = 4_322,
            _ => (),
        }
        let out = step(&mut world, &mut cameras, &mut || false);
        received.extend(out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram)));
        if at == 20 {
            cameras[0].layers[0].frame = 0;
        }
    }
    assert!(received.windows(2).all(|pair| pair[1].index == pair[0].index + 1));
    assert!(received.len() > 140, "{}", received.len());
    let peer = &mut cameras[0].peer;
    let extensions: &[(u8, &[u8])] = &[(4, b"v"), (10, b"q")];
    let units: [&[u8]; 4] = [&[0x41, 1], &[0x67, 2], &[0x68, 3], &[0x65, 4]];
    let packets: Vec<_> =
        units.iter().map(|unit| peer.rtp(4_322, H264, unit[0] == 0x65, 99_000_000, extensions, unit)).collect();
    world.send(peer.session, &packets);
    let out = world.flush();
    let types: Vec<u8> =
        out.of(viewer.session).0.iter().map(|datagram| viewer.open(datagram).header.payload_type).collect();
    assert_eq!(types, [H264; 4]);
}

#[test]
fn whep_source_shows_that_site_whatever_the_table_says() {
    let mut world = World::new(9, 3);
    let mut cameras = [world.camera(1, ONE), world.camera(2, ONE)];
    let mut viewer = world.viewer(3, MAIN, 0, Some(2));
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut shown = Vec::new();
    for _ in 0..5 {
        let out = step(&mut world, &mut cameras, &mut || false);
        shown.extend(sites_shown(&mut viewer, &out));
    }
    assert!(shown.len() >= 12 && shown.iter().all(|shown| shown.site == 2));
}

#[test]
fn the_three_loudest_are_heard_and_nobody_hears_himself() {
    let mut world = World::new(10, 6);
    let mut voices: Vec<_> = (1..=5).map(|site| world.microphone(site)).collect();
    let mut listener = world.viewer(1, &[], 3, None);
    let mut deaf = world.viewer(6, &[], 3, None);
    world.change(|table| World::row(table, 6).speaker_open = false);
    let mut heard = std::collections::BTreeMap::new();
    let mut last = std::collections::BTreeMap::<u32, u64>::new();
    for at in 0..200u32 {
        let mut all = world.pass(20_000);
        for (number, voice) in voices.iter_mut().enumerate() {
            // Site 1 is the loudest; site 2 falls silent half way, and site 5 begins to shout.
            let level = match (number, at) {
                (0, _) => 5,
                (1, 100..) => 120,
                (4, 100..) => 8,
                (4, _) => 100,
                (number, _) => 20 + number as u8,
            };
            let ssrc = 9_001 + number as u32;
            let packet = voice.rtp(
                ssrc,
                OPUS,
                false,
                at * 960 + number as u32 * 1_000_000,
                &[(1, &[level])],
                &[number as u8 + 1; 60],
            );
            world.send(voice.session, &[packet]);
        }
        all.datagrams.extend(world.flush().datagrams);
        assert!(all.of(deaf.session).0.is_empty(), "its speaker is closed");
        for datagram in all.of(listener.session).0 {
            let received = listener.open(&datagram);
            let index = last.insert(received.header.ssrc, received.index);
            assert!(index.is_none_or(|index| received.index == index + 1), "each voice slot is one stream");
            assert_ne!(received.payload[0], 1, "nobody hears himself");
            heard.entry(at).or_insert_with(std::collections::BTreeSet::new).insert(received.payload[0]);
        }
    }
    let at = |at: u32| heard[&at].iter().copied().collect::<Vec<_>>();
    assert_eq!(at(90), [2, 3, 4]);
    assert_eq!(at(199), [3, 4, 5]);
    let mut told = world.events().into_iter().filter_map(|event| match event {
        Event::Voices { loudest, .. } => Some(loudest),
        _ => None,
    });
    assert_eq!(told.next_back().unwrap()[0].site, SiteId(1));
    let _ = &mut deaf;
}

#[test]
fn voice_and_picture_of_a_site_are_on_one_clock() {
    let mut world = World::new(11, 3);
    let mut cameras = [world.camera(1, ONE)];
    let mut voice = world.microphone(2);
    let mut viewer = world.viewer(3, MAIN, 1, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    // Both peers' clocks are wrong by hours, each in its own way.
    let mut mapped = std::collections::BTreeMap::new();
    let mut stamps = std::collections::BTreeMap::new();
    for at in 0..150u32 {
        let mut out = step(&mut world, &mut cameras, &mut || false);
        let packet = voice.rtp(9_002, OPUS, false, 960 * at, &[], &[3; 50]);
        world.send(voice.session, &[packet]);
        if at % 30 == 0 {
            let ntp = |hours: u64| {
                ((world.now.0 as u64 / 1_000_000 + 2_208_988_800 - hours * 3_600) << 32)
                    | (((world.now.0 as u64 % 1_000_000) << 32) / 1_000_000)
            };
            let report = voice.rtcp(|builder| builder.sender_report(9_002, ntp(5), 960 * at, 1, 1));
            world.send(voice.session, &[report]);
        }
        out.datagrams.extend(world.flush().datagrams);
        let (rtp, rtcp) = out.of(viewer.session);
        for datagram in rtp {
            let received = viewer.open(&datagram);
            stamps.insert(received.header.ssrc, (received.header.timestamp, world.now));
        }
        for datagram in rtcp {
            for (ssrc, ntp, timestamp) in viewer.sender_reports(&datagram) {
                mapped.insert(ssrc, (ntp, timestamp));
            }
        }
    }
    for (ssrc, rate) in [(1u32, 90_000i64), (51, 48_000)] {
        let (ntp, timestamp) = mapped[&ssrc];
        let (newest, at) = stamps[&ssrc];
        let reported =
            ((ntp >> 32) as i64 - 2_208_988_800) * 1_000_000 + (((ntp & 0xffff_ffff) * 1_000_000) >> 32) as i64;
        let sampled = reported + i64::from(newest.wrapping_sub(timestamp) as i32) * 1_000_000 / rate;
        assert!((at.0 - sampled).abs() < 400_000, "ssrc {ssrc}: {} µs", at.0 - sampled);
    }
}

#[test]
fn a_recording_gets_the_best_layer_as_one_stream() {
    let mut world = World::new(12, 3);
    world.change(|table| table.recording = Some(RecordingId(77)));
    let mut cameras = [world.camera(1, THREE)];
    let mut all = Out::default();
    for at in 0..220 {
        if at == 80 {
            cameras[0].layers.pop();
        }
        let out = step(&mut world, &mut cameras, &mut || false);
        all.opened.extend(out.opened);
        all.recorded.extend(out.recorded);
        all.clocks.extend(out.clocks);
    }
    assert_eq!(all.opened.len(), 1);
    let (recording, track, opened) = all.opened[0].clone();
    assert_eq!((recording, opened.stream, opened.codec.as_str()), (RecordingId(77), StreamKind::Camera, "video/VP8"));
    assert!(!all.clocks.is_empty());
    let packets: Vec<_> = all
        .recorded
        .iter()
        .map(|(number, bytes)| {
            assert_eq!(*number, track);
            let header = fengsui_sfu_core::rtp::Header::parse(bytes).unwrap();
            Received { header, index: 0, source: None, dependency: None, payload: bytes[header.length..].to_vec() }
        })
        .collect();
    assert!(packets.iter().all(|packet| packet.header.ssrc == opened.ssrc));
    assert!(packets.windows(2).all(|pair| pair[1].header.sequence == pair[0].header.sequence.wrapping_add(1)));
    assert!(packets[0].shown().keyframe);
    assert_eq!(packets[0].header.sequence, 65_000, "the publisher's own numbers, until the layer changes");
    let layers: Vec<u8> = packets.iter().map(|packet| packet.shown().layer).collect();
    assert_eq!(layers[100], 2);
    assert_eq!(*layers.last().unwrap(), 1);
    world.change(|table| table.recording = None);
    let out = world.flush();
    assert_eq!(out.closed, [(track, "stopped")]);
}

#[test]
fn a_recorded_voice_that_is_muted_and_opened_again_loses_nothing() {
    let mut world = World::new(17, 3);
    let mut voice = world.microphone(2);
    let mut at = 0;
    let mut speak = |world: &mut World| {
        let before = world.pass(20_000);
        at += 1;
        let packet = voice.rtp(9_002, OPUS, false, at * 960, &[], &[1; 40]);
        world.send(voice.session, &[packet]);
        let out = world.flush();
        Out { closed: [before.closed, out.closed].concat(), ..out }
    };
    speak(&mut world);
    world.change(|table| table.recording = Some(RecordingId(5)));
    let out = speak(&mut world);
    assert_eq!((out.opened.len(), out.recorded.len()), (1, 1), "from the next packet on");
    world.change(|table| World::row(table, 2).microphone_open = false);
    let out = speak(&mut world);
    assert_eq!((out.closed.len(), out.closed[0].1, out.recorded.len()), (1, "muted", 0));
    world.change(|table| World::row(table, 2).microphone_open = true);
    let out = speak(&mut world);
    assert_eq!((out.opened.len(), out.recorded.len()), (1, 1), "another track");
}

#[test]
fn keyframes_are_asked_for_at_most_twice_a_second() {
    let mut world = World::new(13, 60);
    let mut camera = world.camera(1, ONE);
    let mut viewers: Vec<_> = (2..=60).map(|site| world.viewer(site, MAIN, 0, None)).collect();
    world.change(|table| (2..=60).for_each(|site| World::row(table, site).slots = vec![shows(SlotName::Main, 1)]));
    let mut asked = 0;
    for _ in 0..90 {
        let mut out = world.pass(FRAME);
        let packets = camera.frame();
        world.send(camera.peer.session, &packets);
        for viewer in &mut viewers {
            let pli = viewer.rtcp(|builder| builder.pli(9, 1));
            world.send(viewer.session, &[pli]);
        }
        out.datagrams.extend(world.flush().datagrams);
        asked += camera.heed(&out.of(camera.peer.session).1).iter().filter(|packet| packet.starts_with("Pli")).count();
    }
    assert!((4..=7).contains(&asked), "{asked} in three seconds");
}

#[test]
fn a_receiver_on_a_narrow_path_gets_a_smaller_layer() {
    /// Between the middle layer and the large one.
    const CAPACITY: u32 = 500_000;
    let mut world = World::new(14, 3);
    let mut cameras = [world.camera(1, THREE)];
    let mut viewer = world.viewer(3, MAIN, 0, None);
    world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    let mut layer_after = Vec::new();
    let (mut room, mut arrivals) = (0.0_f64, transport::Arrivals::default());
    for at in 0..240 {
        // Bytes that a policer still lets through.
        room = (room + f64::from(CAPACITY) / 8e6 * FRAME as f64).min(4_000.0);
        let out = step(&mut world, &mut cameras, &mut || false);
        // From a second on, what is too much is lost; all comes 50 ms later.
        for datagram in out.of(viewer.session).0 {
            let received = viewer.open(&datagram);
            // Probes are padding.
            if received.header.payload_type == VP8 {
                layer_after.push(received.shown().layer);
            }
            let number = number_of(&datagram);
            let takes = if at < 30 { 0.0 } else { datagram.len() as f64 };
            if room >= takes {
                room -= takes;
                arrivals.arrived(number, world.now.plus(50_000));
            }
        }
        let mut bodies = Vec::new();
        arrivals.report(|body| bodies.push(body.to_vec()));
        for body in bodies {
            let feedback = viewer.rtcp(|builder| builder.transport_feedback(9, 1, &body));
            world.send(viewer.session, &[feedback]);
        }
    }
    assert_eq!(layer_after[60], 2);
    assert!(*layer_after.last().unwrap() < 2, "estimate {:?}", world.shard.path(viewer.session));
}

fn number_of(datagram: &[u8]) -> u16 {
    let header = fengsui_sfu_core::rtp::Header::parse(datagram).unwrap();
    let (_, value) = header.extensions(datagram).find(|(id, _)| *id == 3).unwrap();
    u16::from_be_bytes([value[0], value[1]])
}

/// Strangers' bytes, and bytes of peers that hold the keys: nothing panics, and service goes on.
#[test]
fn garbage_is_counted_and_service_goes_on() {
    let mut random = Random(15);
    let mut world = World::new(15, 5);
    let mut cameras = [world.camera(1, THREE)];
    let mut voice = world.microphone(2);
    let mut viewer = world.viewer(3, MAIN, 3, None);
    world.change(|table| {
        World::row(table, 3).slots = vec![shows(SlotName::Main, 1)];
        table.recording = Some(RecordingId(1));
    });
    let sessions = [cameras[0].peer.session, voice.session, viewer.session, SessionId(999)];
    for round in 0..400u32 {
        for _ in 0..20 {
            let mut bytes: Vec<u8> = (0..random.below(1_700)).map(|_| random.next() as u8).collect();
            if let Some(first) = bytes.first_mut() {
                *first = *first & 0x3f | 0x80;
            }
            let session = sessions[random.below(4) as usize];
            assert!(!world.shard.receive(world.now, session, &mut bytes).is_new());
        }
        let payload: Vec<u8> = (0..random.below(60)).map(|_| random.next() as u8).collect();
        let pts = [VP8, VP8_RTX, H264, OPUS, 0, 127];
        let pt = pts[random.below(6) as usize];
        let rid: &[u8] = [&b"q"[..], b"zz", b"f"][random.below(3) as usize];
        let ssrc = 40_000 + random.below(50) as u32;
        let packet = cameras[0].peer.rtp(ssrc, pt, true, random.next() as u32, &[(10, rid), (11, rid)], &payload);
        world.shard.receive(world.now, cameras[0].peer.session, &mut packet.clone());
        for peer in [&mut voice, &mut viewer] {
            let mut report: Vec<u8> = (0..8 + random.below(200)).map(|_| random.next() as u8).collect();
            report[0] = report[0] & 0x3f | 0x80;
            report[1] = 200 + report[1] % 8;
            report[2] = 0;
            report[3] %= 12;
            peer.sealer.seal_rtcp(&mut report).unwrap();
            world.shard.receive(world.now, peer.session, &mut report);
        }
        let packet = voice.rtp(9_002, OPUS, false, round * 960, &[(1, &[9])], &payload);
        world.shard.receive(world.now, voice.session, &mut packet.clone());
        step(&mut world, &mut cameras, &mut || random.below(5) == 0);
    }
    let counters = world.shard.counters();
    assert!(counters.srtp_refused >= 7_000 && counters.rtcp_malformed > 50, "{counters:?}");
    assert_eq!(counters.egress_refused, 0);
    let out = step(&mut world, &mut cameras, &mut || false);
    assert!(!out.of(viewer.session).0.is_empty(), "service goes on");
}

/// Only the newest packet of a source may move a session's address: one that somebody held back may not.
#[test]
fn a_packet_that_was_held_back_is_taken_but_moves_nothing() {
    let mut world = World::new(20, 3);
    let mut voice = world.microphone(2);
    let speak = |voice: &mut Peer, at: u32| voice.rtp(9_002, OPUS, false, at * 960, &[], &[1; 40]);
    let (held_back, next) = (speak(&mut voice, 1), speak(&mut voice, 2));
    let mut receive = |datagram: &[u8]| world.shard.receive(world.now, voice.session, &mut datagram.to_vec());
    assert_eq!(receive(&next), Taken::Newest);
    assert_eq!(receive(&held_back), Taken::Late);
    assert_eq!(receive(&held_back), Taken::Not);
    let (first, second) =
        (voice.rtcp(|builder| builder.receiver_report(9, &[])), voice.rtcp(|builder| builder.receiver_report(9, &[])));
    let mut receive = |datagram: &[u8]| world.shard.receive(world.now, voice.session, &mut datagram.to_vec());
    assert_eq!((receive(&second), receive(&first)), (Taken::Newest, Taken::Late));
}
