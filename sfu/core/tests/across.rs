//! One conference on two shards: receivers on both get the same, and the home shard alone decides, records and asks
//! (decision 0012).

mod world;

use fengsui_protocol::conference::{Publishing, SlotName};
use fengsui_protocol::{RecordingId, SiteId};
use fengsui_sfu_core::{CloseWhy, Event, OpenRefusal, PublisherMedia, SlotSize};
use std::collections::BTreeSet;
use world::*;

const FRAME: i64 = 33_333;
const MAIN: &[(SlotName, Option<SlotSize>)] = &[(SlotName::Main, None)];
const ONE: &[(&str, u16, usize)] = &[("", 360, 1_000)];
const THREE: &[(&str, u16, usize)] = &[("q", 180, 200), ("h", 360, 500), ("f", 720, 1_100)];

/// One frame of every camera; what came out, and what the cameras were told.
fn step(world: &mut World, cameras: &mut [Camera]) -> (Out, Vec<String>) {
    let mut all = world.pass(FRAME);
    for camera in &mut *cameras {
        let packets = camera.frame();
        world.send(camera.peer.session, &packets);
    }
    let out = world.flush();
    all.datagrams.extend(out.datagrams);
    all.recorded.extend(out.recorded);
    all.opened.extend(out.opened);
    let told = cameras.iter_mut().flat_map(|camera| camera.heed(&all.of(camera.peer.session).1)).collect();
    (all, told)
}

fn plis(told: &[String]) -> usize {
    told.iter().filter(|packet| packet.starts_with("Pli")).count()
}

fn shown(peer: &mut Peer, out: &Out) -> Vec<Shown> {
    out.of(peer.session).0.iter().map(|datagram| peer.open(datagram).shown()).collect()
}

/// Cameras 1 and 2, a viewer at home (site 3) and one on the other shard (site 4).
fn two(seed: u64, layers: &[(&'static str, u16, usize)]) -> (World, [Camera; 2], Peer, Peer) {
    let mut world = World::new(seed, 6);
    let cameras = [world.camera(1, layers), world.camera(2, layers)];
    let here = world.viewer(3, MAIN, 0, None);
    world.spread(seed);
    let there = world.viewer(4, MAIN, 0, None);
    (world, cameras, here, there)
}

fn both_show(world: &mut World, source: u64) {
    world.change(|table| {
        for site in [3, 4] {
            World::row(table, site).slots = vec![shows(SlotName::Main, source)];
        }
    });
}

#[test]
fn receivers_on_both_shards_get_the_same_through_switches() {
    for seed in 0..10 {
        let (mut world, mut cameras, mut here, mut there) = two(seed, ONE);
        for source in [1, 2, 1] {
            both_show(&mut world, source);
            for at in 0..40 {
                let (out, _) = step(&mut world, &mut cameras);
                let (a, b) = (shown(&mut here, &out), shown(&mut there, &out));
                let of_it = |shown: &[Shown]| shown.iter().map(|shown| (shown.site, shown.frame, shown.part)).collect();
                let (a, b): (Vec<_>, Vec<_>) = (of_it(&a), of_it(&b));
                assert_eq!(a, b, "seed {seed}, frame {at} of {source}");
                assert!(at < 3 || a.len() == 3 && u64::from(a[0].0) == source, "seed {seed}, frame {at}: {a:?}");
            }
        }
        let named = world.events().into_iter().filter_map(|event| match event {
            Event::SlotChange { site, change } => Some((site, change.source)),
            _ => None,
        });
        let named: Vec<_> = named.filter(|(site, _)| *site == SiteId(4)).map(|(_, source)| source).collect();
        assert_eq!(named, [1, 2, 1].map(|site| Some(SiteId(site))), "seed {seed}");
        assert_eq!(world.shard.counters().between_shards_dropped, 0);
    }
}

#[test]
fn keyframes_wished_for_elsewhere_are_asked_for_once() {
    let (mut world, mut cameras, mut here, mut there) = two(1, ONE);
    let mut others: Vec<_> = (0..5).map(|_| world.viewer(5, MAIN, 0, None)).collect();
    both_show(&mut world, 1);
    world.change(|table| World::row(table, 5).slots = vec![shows(SlotName::Main, 1)]);
    (0..40).for_each(|_| drop(step(&mut world, &mut cameras)));
    let lost = |peer: &mut Peer| peer.rtcp(|builder| builder.pli(9, 1));
    for peer in others.iter_mut().chain([&mut here, &mut there]) {
        let packet = lost(peer);
        world.send(peer.session, &[packet]);
    }
    let mut told = cameras[0].heed(&world.flush().of(cameras[0].peer.session).1);
    for _ in 0..10 {
        told.extend(step(&mut world, &mut cameras).1);
    }
    assert_eq!(plis(&told), 1, "{told:?}");
    // Alone, it gets there too.
    world.pass(1_000_000);
    let packet = lost(&mut there);
    world.send(there.session, &[packet]);
    let told = cameras[0].heed(&world.flush().of(cameras[0].peer.session).1);
    assert_eq!(plis(&told), 1, "{told:?}");
}

#[test]
fn what_was_lost_is_repaired_by_the_shard_of_the_receiver() {
    let (mut world, mut cameras, _, mut there) = two(2, ONE);
    both_show(&mut world, 1);
    let mut received = Vec::new();
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        received.extend(out.of(there.session).0.iter().map(|datagram| there.open(datagram)));
    }
    let lost: Vec<u16> = [4, 5, 17].iter().map(|at| received[*at].header.sequence).collect();
    let nack = there.rtcp(|builder| builder.nack(9, 1, &lost));
    world.send(there.session, &[nack]);
    let crossed = world.second.as_ref().unwrap().crossed;
    let out = world.flush();
    let repaired: Vec<_> = out.of(there.session).0.iter().map(|datagram| there.open(datagram)).collect();
    let numbers: Vec<u16> =
        repaired.iter().map(|repaired| u16::from_be_bytes([repaired.payload[0], repaired.payload[1]])).collect();
    assert_eq!(numbers, lost);
    assert_eq!(world.second.as_ref().unwrap().crossed, crossed, "nothing crosses for it");
}

/// A packet that a publisher sends once more goes out on both shards, once.
#[test]
fn what_was_lost_on_the_way_in_reaches_both_when_it_comes() {
    let (mut world, mut cameras, mut here, mut there) = two(10, ONE);
    both_show(&mut world, 1);
    (0..5).for_each(|_| drop(step(&mut world, &mut cameras)));
    let mut packets = cameras[0].frame();
    let lost = packets.remove(1);
    world.send(cameras[0].peer.session, &packets);
    let out = world.flush();
    let parts = |shown: Vec<Shown>| shown.iter().map(|shown| shown.part).collect::<Vec<_>>();
    assert_eq!([&mut here, &mut there].map(|peer| parts(shown(peer, &out))), [[0, 2], [0, 2]]);
    let payload = [&lost[2..4], &[0x80, 0xc0, 0x80, 0x01, 7, 1, 1, 0, 0, 6, 1][..]].concat();
    let again = cameras[0].peer.rtp(5_000, VP8_RTX, false, 0, &[(4, b"v")], &payload);
    world.send(cameras[0].peer.session, &[again]);
    let out = world.flush();
    assert_eq!([&mut here, &mut there].map(|peer| parts(shown(peer, &out))), [[1], [1]]);
}

#[test]
fn a_publisher_that_leaves_or_comes_anew_does_so_on_both() {
    let (mut world, mut cameras, mut here, mut there) = two(3, ONE);
    both_show(&mut world, 1);
    (0..10).for_each(|_| drop(step(&mut world, &mut cameras)));
    world.events();
    assert!(world.shard.close(world.now, cameras[0].peer.session));
    world.flush();
    let ended = world.events().into_iter().filter_map(|event| match event {
        Event::SlotChange { site, change } if change.source.is_none() => Some(site.0),
        _ => None,
    });
    assert_eq!(ended.collect::<BTreeSet<_>>(), BTreeSet::from([3, 4]));
    let [_, second] = cameras;
    let mut cameras = [world.camera(1, ONE), second];
    let mut count = [0, 0];
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        count[0] += shown(&mut here, &out).len();
        count[1] += shown(&mut there, &out).len();
    }
    assert_eq!(count[0], count[1]);
    assert!(count[0] >= 27, "{count:?}");
    // A camera that is closed ends on both, and one that is opened begins with a keyframe.
    world.change(|table| World::row(table, 1).camera_open = false);
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        assert!(out.of(here.session).0.is_empty() && out.of(there.session).0.is_empty());
    }
    world.change(|table| World::row(table, 1).camera_open = true);
    let mut first = None;
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        first = first.or(shown(&mut there, &out).first().copied());
    }
    assert!(first.is_some_and(|first| first.keyframe), "{first:?}");
}

/// Nothing crosses while the other shard stands still; then everything is told anew, and a keyframe brings the picture back.
#[test]
fn a_full_ring_costs_packets_and_nothing_else() {
    let (mut world, mut cameras, mut here, mut there) = two(4, ONE);
    both_show(&mut world, 1);
    (0..10).for_each(|_| drop(step(&mut world, &mut cameras)));
    world.bound(0);
    // What comes and goes meanwhile is not heard of.
    assert!(world.shard.close(world.now, cameras[1].peer.session));
    let [first, _] = cameras;
    let mut cameras = [first, world.camera(5, ONE)];
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        assert_eq!((shown(&mut here, &out).len(), out.of(there.session).0.len()), (3, 0));
    }
    assert!(world.shard.counters().between_shards_dropped >= 10);
    world.bound(64);
    both_show(&mut world, 5);
    let mut last = None;
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        last = shown(&mut there, &out).last().copied().or(last);
    }
    assert!(last.is_some_and(|last| last.site == 5), "{last:?}");
    both_show(&mut world, 1);
    for at in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        assert!(at < 3 || shown(&mut there, &out).len() == 3);
    }
}

#[test]
fn voices_are_chosen_at_home_and_heard_on_both() {
    let mut world = World::new(5, 6);
    let mut voices: Vec<_> = (1..=5).map(|site| world.microphone(site)).collect();
    let mut here = world.viewer(6, &[], 3, None);
    world.spread(5);
    let mut there = [world.viewer(6, &[], 3, None), world.viewer(1, &[], 3, None)];
    let mut heard = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for at in 0..150u32 {
        let mut all = world.pass(20_000);
        for (number, voice) in voices.iter_mut().enumerate() {
            let level = [5, 20, 21, 22, 100][number];
            let timestamp = at * 960 + number as u32 * 1_000_000;
            let body = [number as u8 + 1; 60];
            let packet = voice.rtp(9_001 + number as u32, OPUS, false, timestamp, &[(1, &[level])], &body);
            world.send(voice.session, &[packet]);
        }
        all.datagrams.extend(world.flush().datagrams);
        let [first, second] = &mut there;
        for (peer, heard) in [&mut here, first, second].into_iter().zip(&mut heard) {
            let payloads = all.of(peer.session).0.into_iter().map(|datagram| peer.open(&datagram).payload[0]);
            let payloads: BTreeSet<u8> = payloads.collect();
            if at >= 100 {
                heard.extend(payloads);
            }
        }
    }
    assert_eq!(heard, [BTreeSet::from([1, 2, 3]), BTreeSet::from([1, 2, 3]), BTreeSet::from([2, 3, 4])]);
    let second = &mut world.second.as_mut().unwrap().shard;
    let told = std::iter::from_fn(|| second.poll_event()).collect::<Vec<_>>();
    assert!(!told.iter().any(|event| matches!(event, Event::Voices { .. } | Event::Publishing { .. })), "{told:?}");
    assert!(world.events().iter().any(|event| matches!(event, Event::Voices { .. })));
}

#[test]
fn the_home_shard_alone_records_tells_and_takes_publishers() {
    let (mut world, mut cameras, _, _) = two(6, ONE);
    both_show(&mut world, 1);
    world.change(|table| table.recording = Some(RecordingId(5)));
    let (mut opened, mut recorded) = (0, 0);
    for _ in 0..20 {
        let (out, _) = step(&mut world, &mut cameras);
        opened += out.opened.len();
        recorded += out.recorded.len();
    }
    assert_eq!((opened, recorded), (2, 2 * 3 * 20));
    let publishing =
        |event: &&Event| matches!(event, Event::Publishing { publishing: Publishing { camera: true, .. }, .. });
    assert_eq!(world.events().iter().filter(publishing).count(), 2, "each camera once");
    let now = world.now;
    let second = &mut world.second.as_mut().unwrap().shard;
    let refused =
        second.open_publisher(now, fengsui_protocol::SessionId(1), CONFERENCE, SiteId(1), PublisherMedia::default());
    assert_eq!(refused, Err(OpenRefusal::NotHome));
}

#[test]
fn a_layer_taken_on_the_other_shard_does_not_rest_and_wakes_when_it_is_wanted_there() {
    let mut world = World::new(7, 6);
    let mut cameras = [world.camera(1, THREE)];
    world.spread(7);
    let there = world.viewer(4, MAIN, 0, None);
    let [large, small] = [(1280, 720), (320, 180)].map(|(width, height)| SlotSize { width, height });
    world.resize(&there, &[large]);
    world.change(|table| World::row(table, 4).slots = vec![shows(SlotName::Main, 1)]);
    let mut unused = Vec::new();
    let mut run = |world: &mut World, seconds: usize, unused: &mut Vec<String>, told: &mut usize| {
        for _ in 0..30 * seconds {
            for layer in &mut cameras[0].layers {
                layer.keyframe_wanted &= !unused.iter().any(|rid| rid == layer.rid);
            }
            let mut packets = world.pass(FRAME);
            let frames = cameras[0].frame();
            let leave = |at: &usize| !unused.iter().any(|rid| rid == THREE[at / 3].0);
            let sent: Vec<_> = (0..frames.len()).filter(leave).map(|at| frames[at].clone()).collect();
            world.send(cameras[0].peer.session, &sent);
            packets.datagrams.extend(world.flush().datagrams);
            cameras[0].heed(&packets.of(cameras[0].peer.session).1);
            for event in world.events() {
                if let Event::LayersUnused { layers, .. } = event {
                    *unused = layers.rids;
                    *told += 1;
                }
            }
        }
    };
    let mut told = 0;
    run(&mut world, 20, &mut unused, &mut told);
    assert_eq!(unused, ["h"], "the largest is shown there, the smallest never rests");
    world.resize(&there, &[small]);
    run(&mut world, 20, &mut unused, &mut told);
    assert_eq!(unused, ["h", "f"]);
    let before = told;
    world.resize(&there, &[large]);
    run(&mut world, 1, &mut unused, &mut told);
    assert_eq!((unused, told > before), (vec!["h".to_owned()], true), "told at once");
}

#[test]
fn a_shard_that_is_left_forgets_and_may_come_back() {
    let (mut world, mut cameras, mut here, there) = two(8, ONE);
    both_show(&mut world, 1);
    (0..5).for_each(|_| drop(step(&mut world, &mut cameras)));
    world.shard.spread(CONFERENCE, &[]);
    let crossed = world.second.as_ref().unwrap().crossed;
    let table = world.table.clone();
    let second = world.second.as_mut().unwrap();
    second.shard.drop_conference(CONFERENCE);
    let closed = std::iter::from_fn(|| second.shard.poll_event()).collect::<Vec<_>>();
    let session = there.session;
    let ended = Event::Closed { session, conference: CONFERENCE, site: SiteId(4), why: CloseWhy::Ended };
    assert!(closed.contains(&ended), "{closed:?}");
    assert!(second.shard.set_table(world.now, table));
    for _ in 0..5 {
        let (out, _) = step(&mut world, &mut cameras);
        assert_eq!((shown(&mut here, &out).len(), out.of(session).0.len()), (3, 0));
    }
    assert_eq!(world.second.as_ref().unwrap().crossed, crossed);
    world.spread(9);
    let mut again = world.viewer(4, MAIN, 0, None);
    let mut count = 0;
    for _ in 0..10 {
        let (out, _) = step(&mut world, &mut cameras);
        count += shown(&mut again, &out).len();
    }
    assert!(count >= 24, "{count}");
}
