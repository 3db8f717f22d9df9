//! Deterministic simulation of the media core: publishers and reference receivers over bad networks, in virtual time.
//! Every frame a receiver decodes by what descriptors say must be decodable in truth (`sim/viewer.rs` checks each), no
//! nonce repeats, and service comes back when the network does. `SIM_SEEDS=n` runs more seeds.

mod sim;
mod world;

use fengsui_protocol::Micros;
use fengsui_protocol::conference::{SlotName, StreamKind};
use fengsui_sfu_core::{Event, SlotSize};
use sim::layered::{KINDS, Kind};
use sim::network::{self, Conditions, clean, loss, rate};
use sim::{LAYERS, Simulation};
use std::collections::{BTreeMap, BTreeSet};
use world::{Random, World, each_seed, shows};

const SECOND: i64 = 1_000_000;
const MAIN: (SlotName, Option<SlotSize>) = (SlotName::Main, None);

fn cell(index: u16) -> (SlotName, Option<SlotSize>) {
    (SlotName::Cell { index }, Some(SlotSize { width: 320, height: 180 }))
}

/// One camera and one voice to one viewer; the viewer's path is what is tried.
fn one_to_one(seed: u64, conditions: Conditions) -> Simulation {
    let mut simulation = Simulation::new(seed, 3);
    simulation.camera(1, LAYERS, clean());
    simulation.voice(2, clean());
    simulation.viewer(3, &[MAIN], 3, conditions);
    simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    simulation
}

fn layers_shown(simulation: &Simulation, micros: i64) -> Vec<u8> {
    let from = simulation.world.now.plus(-micros);
    let shown = &simulation.viewers[0].0.pictures[0].shown;
    shown.iter().filter(|shown| shown.at >= from).map(|shown| shown.truth.layer).collect()
}

/// Any world, then a good one: nothing is stuck. `kinds`: for cameras whose one stream has layers inside.
fn any_world(seed: u64, kinds: Option<&mut dyn FnMut() -> Option<Kind>>) {
    any_world_on(seed, kinds, false);
}

/// `spread`: the second viewer is on another shard than all else.
fn any_world_on(seed: u64, kinds: Option<&mut dyn FnMut() -> Option<Kind>>, spread: bool) {
    let mut none = || None;
    let kinds = kinds.unwrap_or(&mut none);
    let mut random = Random(seed ^ 0x5eed);
    let cameras = 1 + random.below(3);
    let mut simulation = Simulation::new(seed, 12);
    for site in 1..=cameras {
        let conditions = network::any(&mut random);
        let layers = if random.below(4) == 0 { &LAYERS[1..2] } else { LAYERS };
        let layers: Vec<_> = layers.iter().map(|(rid, height, rate)| (*rid, *height, *rate)).collect();
        if let Some(kind) = kinds() {
            simulation.layered(site, kind, conditions);
            continue;
        }
        let single = [("", layers[0].1, layers[0].2)];
        simulation.camera(site, if layers.len() == 1 { &single } else { &layers }, conditions);
        simulation.publishers.last_mut().unwrap().0.heeds = !seed.is_multiple_of(5);
    }
    simulation.world.takes_redundancy = !seed.is_multiple_of(3);
    simulation.voice(10, network::any(&mut random));
    simulation.voices[0].0.redundant = seed.is_multiple_of(2);
    for site in [4, 5] {
        if spread && site == 5 {
            simulation.world.spread(seed);
        }
        let slots: Vec<_> = [MAIN].into_iter().chain((0..random.below(3) as u16).map(cell)).collect();
        simulation.viewer(site, &slots, 3, network::any(&mut random));
    }
    for _ in 0..10 {
        for _ in 0..random.below(3) {
            let (viewer, slot, source) = (4 + random.below(2), random.below(3) as u16, 1 + random.below(cameras));
            let name = if slot == 0 { SlotName::Main } else { SlotName::Cell { index: slot - 1 } };
            simulation.world.change(|table| {
                let row = World::row(table, viewer);
                row.slots.retain(|row| row.slot != name);
                row.slots.push(shows(name, source));
            });
        }
        if random.below(2) == 0 {
            let conditions = network::any(&mut random);
            let at = random.below(2) as usize;
            simulation.viewers[at].1.set(conditions);
        }
        if random.below(3) == 0 {
            let (conditions, at) = (network::any(&mut random), random.below(cameras) as usize);
            simulation.publishers[at].1.set(conditions);
        }
        simulation.run(SECOND);
    }
    simulation.publishers.iter_mut().for_each(|(_, paths)| paths.set(clean()));
    simulation.voices.iter_mut().for_each(|(_, paths)| paths.set(clean()));
    simulation.viewers.iter_mut().for_each(|(_, paths)| paths.set(clean()));
    simulation.run(8 * SECOND);
    let from = simulation.world.now.plus(-2 * SECOND);
    for (number, (viewer, _)) in simulation.viewers.iter().enumerate() {
        let site = 4 + number as u64;
        let row = simulation.world.table.sites.iter().find(|row| row.site.0 == site).unwrap();
        for (at, picture) in viewer.pictures.iter().enumerate() {
            let name = if at == 0 { SlotName::Main } else { SlotName::Cell { index: at as u16 - 1 } };
            let Some(shows) = row.slots.iter().find(|row| row.slot == name) else { continue };
            let frames = picture.frames_since(from);
            let estimate = simulation.world.path(viewer.peer.session);
            assert!(frames >= 50, "seed {seed}: site {site} {name:?} shows {frames} frames, estimate {estimate:?}");
            let shown = picture.shown.last().unwrap();
            assert_eq!(u64::from(shown.truth.site), shows.source.0, "seed {seed}");
        }
        let heard = viewer.voices.iter().filter(|(at, _)| *at >= from).count();
        assert!(heard >= 95, "seed {seed}: site {site} heard {heard} of 100");
    }
    let seconds = simulation.seconds();
    for (publisher, _) in &simulation.publishers {
        let most = 3.0 * (2.0 * seconds + 2.0);
        assert!((publisher.asked_keyframes as f64) < most, "seed {seed}: {} PLIs", publisher.asked_keyframes);
    }
}

#[test]
fn any_network_then_a_good_one() {
    each_seed(12, |seed| any_world(seed, None));
}

/// As above, with cameras that send VP9 and AV1 beside those of VP8.
#[test]
fn layers_inside_over_any_net() {
    each_seed(8, layered_world);
}

fn layered_world(seed: u64) {
    let mut random = Random(seed ^ 0x1a7e);
    let mut kinds = || (random.below(4) > 0).then(|| KINDS[random.below(KINDS.len() as u64) as usize]);
    any_world(seed, Some(&mut kinds));
}

/// As above, each of them, with one viewer on the shard that has the publishers and one on another.
#[test]
fn any_network_over_two_shards() {
    each_seed(8, spread_world);
}

fn spread_world(seed: u64) {
    let mut random = Random(seed ^ 0x1a7e);
    let mut kinds = || (random.below(2) > 0).then(|| KINDS[random.below(KINDS.len() as u64) as usize]);
    any_world_on(seed, Some(&mut kinds), true);
}

/// Seeds that failed once.
#[test]
fn seeds_that_failed() {
    for seed in FAILED {
        any_world(*seed, None);
    }
}
/// 23: everything that a camera sent before its sequence numbers began anew was lost.
/// 41: what was left out came late, after all layers went out again. 142: of the largest layer no keyframe had come, so that
/// it passed for the smallest. 301, 398, 1292: what was left out of a layer was asked for again when another one went out.
const FAILED: &[u64] = &[23, 41, 142, 301, 398, 1292];

/// Seeds that failed once, with layers inside.
#[test]
fn layered_seeds_that_failed() {
    for seed in FAILED_LAYERED {
        layered_world(*seed);
    }
}
/// 2105: four structures in a row were lost on the way to a viewer, which read frames of the fifth by the first.
/// 2316, 2317, 2641: or on the way from a publisher.
/// 2420: a slot that was to shrink and was not any more before a frame allowed it stayed at the base frame rate.
const FAILED_LAYERED: &[u64] = &[2105, 2316, 2317, 2420, 2641];

/// Seeds that failed once, over two shards.
#[test]
fn spread_seeds_that_failed() {
    for seed in FAILED_SPREAD {
        spread_world(*seed);
    }
}
/// 2171, 2385, 2762, 2813, 3011, 3050, 3177: structures were lost on the way from a publisher, as above.
/// 2095, 2804: a repair was passed by a thousand packets of padding; no receiver remembers so many.
/// 2364, 2453, 3199: a slot stayed at the base frame rate, as above.
/// 2809: the receiver here went back to a VP8 frame from before a keyframe of AV1.
const FAILED_SPREAD: &[u64] = &[2095, 2171, 2364, 2385, 2453, 2762, 2804, 2809, 2813, 3011, 3050, 3177, 3199];

#[test]
fn a_clean_network_loses_nothing_and_asks_for_nothing() {
    let mut simulation = one_to_one(1, clean());
    simulation.run(10 * SECOND);
    let (viewer, _) = &simulation.viewers[0];
    let picture = &viewer.pictures[0];
    assert_eq!((picture.unfilled(), picture.plis, picture.nacks, viewer.padding), (0, 0, 0, 0));
    assert!(picture.shown.len() >= 290, "{}", picture.shown.len());
    assert!(picture.shown.iter().skip(60).all(|shown| shown.truth.layer == 2));
    let (publisher, _) = &simulation.publishers[0];
    assert!(publisher.asked_keyframes <= 3 && publisher.asked_again == 0, "{}", publisher.asked_keyframes);
}

#[test]
fn capacity_halves_and_returns() {
    for seed in 0..4 {
        let mut simulation = one_to_one(seed, rate(2_400_000));
        simulation.run(8 * SECOND);
        assert!(layers_shown(&simulation, SECOND).iter().all(|layer| *layer == 2), "seed {seed}");
        simulation.viewers[0].1.set(rate(1_200_000));
        simulation.run(2 * SECOND);
        let from = simulation.world.now;
        let mut queue = 0;
        for _ in 0..60 {
            simulation.run(SECOND / 10);
            queue = queue.max(simulation.viewers[0].1.down.queued);
        }
        let picture = &simulation.viewers[0].0.pictures[0];
        let until = simulation.world.now;
        assert!(queue < 150_000, "seed {seed}: {queue} µs of queue after two seconds");
        let freeze = picture.longest_freeze(from.plus(-2 * SECOND), until);
        assert!(freeze < 500_000, "seed {seed}: froze for {freeze} µs");
        let layers = layers_shown(&simulation, 5 * SECOND);
        assert!(layers.iter().all(|layer| *layer == 1), "seed {seed}: steady: {layers:?}");
        simulation.viewers[0].1.set(rate(2_400_000));
        simulation.run(6 * SECOND);
        let layers = layers_shown(&simulation, SECOND);
        assert!(layers.iter().all(|layer| *layer == 2), "seed {seed}: back within five seconds: {layers:?}");
    }
}

/// The last packet of a picture is missed when the next picture comes, and asked for a round trip later: where copies are
/// there before that, nothing stands still.
#[test]
fn a_path_that_loses_one_in_twenty_shows_no_freeze() {
    for seed in 0..4 {
        let mut simulation = one_to_one(seed, clean());
        simulation.run(4 * SECOND);
        simulation.viewers[0].1.set(loss(0.05));
        // Whether it loses is not known at once.
        simulation.run(5 * SECOND);
        let from = simulation.world.now;
        simulation.run(60 * SECOND);
        let (picture, until) = (&simulation.viewers[0].0.pictures[0], simulation.world.now);
        let freeze = picture.longest_freeze(from, until);
        assert!(freeze < 200_000, "seed {seed}: froze for {freeze} µs");
        assert!(layers_shown(&simulation, 60 * SECOND).iter().all(|layer| *layer == 2), "seed {seed}");
    }
}

#[test]
fn a_voice_is_never_starved_and_video_is_off_rather_than_broken() {
    for seed in 0..16 {
        let mut simulation = one_to_one(seed, clean());
        simulation.run(4 * SECOND);
        simulation.viewers[0].1.set(rate(70_000));
        simulation.run(6 * SECOND);
        let paused = |simulation: &Simulation| {
            simulation.events.iter().rev().find_map(|(_, event)| match event {
                Event::SlotChange { change, .. } if change.stream == Some(StreamKind::Camera) => Some(change.paused),
                _ => None,
            })
        };
        assert_eq!(paused(&simulation), Some(true), "seed {seed}: said");
        let said = |simulation: &Simulation| simulation.voices[0].0.number;
        let (from, before) = (simulation.world.now, said(&simulation));
        simulation.run(5 * SECOND);
        let sent = before + 1..=said(&simulation);
        // Those that stand in the queue of a probe just now may still come.
        simulation.run(SECOND / 2);
        let voices = simulation.viewers[0].0.voices.iter().map(|(_, number)| *number);
        let heard = voices.filter(|number| sent.contains(number)).collect::<BTreeSet<u32>>().len();
        assert!(heard >= 245, "seed {seed}: {heard} of {}", sent.count());
        assert_eq!(simulation.viewers[0].0.pictures[0].frames_since(from.plus(SECOND)), 0, "seed {seed}");
        simulation.viewers[0].1.set(clean());
        simulation.run(6 * SECOND);
        assert_eq!(paused(&simulation), Some(false), "seed {seed}: and taken back, with the frame");
        assert!(layers_shown(&simulation, SECOND).len() >= 25, "seed {seed}");
    }
}

#[test]
fn a_narrow_path_gets_a_lower_frame_rate_before_none() {
    let mut simulation = one_to_one(6, rate(190_000));
    simulation.run(10 * SECOND);
    let from = simulation.world.now;
    let plis = simulation.viewers[0].0.pictures[0].plis;
    simulation.run(10 * SECOND);
    let (viewer, _) = &simulation.viewers[0];
    let frames = viewer.pictures[0].frames_since(from);
    assert!((60..295).contains(&frames), "{frames} frames in ten seconds");
    assert!(layers_shown(&simulation, 10 * SECOND).iter().all(|layer| *layer == 0));
    assert_eq!(viewer.pictures[0].plis, plis, "steady");
    let heard = viewer.voices.iter().filter(|(at, _)| *at >= from).count();
    assert!(heard >= 490, "{heard} of 500");
}

/// Loss of the path itself: 5 % is no freeze, 30 % leaves speech and a picture. The reference receiver keeps no jitter
/// buffer and so gives up frames that a browser would wait for.
#[test]
fn random_loss() {
    for (share, frames_least, freeze_most) in [(0.05, 230, 400_000), (0.1, 200, 500_000), (0.3, 120, 1_500_000)] {
        let mut simulation = one_to_one(7, loss(share));
        simulation.run(5 * SECOND);
        let from = simulation.world.now;
        simulation.run(10 * SECOND);
        let (viewer, _) = &simulation.viewers[0];
        let picture = &viewer.pictures[0];
        let frames = picture.frames_since(from);
        let freeze = picture.longest_freeze(from, simulation.world.now);
        assert!(frames >= frames_least, "{share}: {frames} frames of 300, {freeze} µs");
        assert!(freeze <= freeze_most, "{share}: froze for {freeze} µs");
    }
}

/// Largest layer that was shown within the last second, and how long the picture stood still at most since `from`.
fn seen(simulation: &Simulation, viewer: usize, from: Micros) -> (u8, i64) {
    let picture = &simulation.viewers[viewer].0.pictures[0];
    let second = simulation.world.now.plus(-SECOND);
    let layers = picture.shown.iter().filter(|shown| shown.at >= second).map(|shown| shown.truth.layer);
    (layers.max().unwrap_or(0), picture.longest_freeze(from, simulation.world.now))
}

/// Nobody takes the larger layers: they are not sent. Who wants one keeps the picture he has until it comes, at once.
#[test]
fn layers_rest_while_nobody_takes_them() {
    for seed in 0..12 {
        let mut simulation = Simulation::new(seed, 4);
        simulation.camera(1, LAYERS, clean());
        simulation.viewer(3, &[cell(0)], 0, clean());
        simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Cell { index: 0 }, 1)]);
        let from = simulation.world.now.plus(SECOND);
        simulation.run(15 * SECOND);
        assert_eq!(simulation.publishers[0].0.sends(), ["q"], "seed {seed}");
        assert_eq!(seen(&simulation, 0, from).0, 0);
        let larger = [SlotSize { width: 1280, height: 720 }];
        simulation.world.resize(&simulation.viewers[0].0.peer, &larger);
        simulation.run(SECOND + SECOND / 2);
        assert_eq!(seen(&simulation, 0, from).0, 2, "seed {seed}");
        assert_eq!(simulation.publishers[0].0.sends(), ["q", "f"], "seed {seed}: only what is wanted");
        // Another begins with what is there.
        let smaller = [SlotSize { width: 320, height: 180 }];
        simulation.world.resize(&simulation.viewers[0].0.peer, &smaller);
        simulation.run(60 * SECOND);
        assert_eq!(simulation.publishers[0].0.sends(), ["q"], "seed {seed}");
        simulation.viewer(4, &[MAIN], 0, clean());
        simulation.world.change(|table| World::row(table, 4).slots = vec![shows(SlotName::Main, 1)]);
        let second = simulation.world.now;
        simulation.run(2 * SECOND);
        let (top, freeze) = seen(&simulation, 1, second);
        assert!(top == 2 && freeze < 600_000, "seed {seed}: {top}, {freeze} µs to the first picture");
        let (_, freeze) = seen(&simulation, 0, from);
        assert!(freeze < 100_000, "seed {seed}: stood still for {freeze} µs");
        let told = simulation.events.iter().filter(|(_, event)| matches!(event, Event::LayersUnused { .. })).count();
        assert!(told <= 6, "seed {seed}: told {told} times");
        assert!(simulation.publishers[0].0.asked_keyframes <= 8, "{}", simulation.publishers[0].0.asked_keyframes);
    }
}

/// Heights of what a viewer's picture showed in the last second, and the longest time without a frame since `from`.
fn seen_inside(simulation: &Simulation, viewer: usize, from: Micros) -> (BTreeSet<u8>, i64) {
    let picture = &simulation.viewers[viewer].0.pictures[0];
    let second = simulation.world.now.plus(-SECOND);
    let mut tops = BTreeMap::new();
    for shown in picture.shown.iter().filter(|shown| shown.at >= second) {
        let top = tops.entry(shown.truth.frame / 4).or_insert(0);
        *top = shown.truth.spatial.max(*top);
    }
    (tops.into_values().collect(), picture.longest_freeze(from, simulation.world.now))
}

/// Of sizes inside one stream the largest rest: who sees a smaller one sees no other through it, and who wants one has it soon.
#[test]
fn sizes_inside_a_stream_rest_while_nobody_takes_them() {
    let sized = |height: u16| [SlotSize { width: height / 9 * 16, height }];
    // The second viewer is on the shard of the publisher, or on another.
    let worlds = KINDS.into_iter().flat_map(|kind| [(kind, false), (kind, true)]).enumerate();
    for (seed, (kind, spread)) in worlds {
        let mut simulation = Simulation::new(seed as u64, 4);
        simulation.layered(1, kind, clean());
        for site in [3, 4] {
            if spread && site == 4 {
                simulation.world.spread(seed as u64);
            }
            simulation.viewer(site, &[cell(0)], 0, clean());
            simulation.world.change(|table| {
                World::row(table, site).slots = vec![shows(SlotName::Cell { index: 0 }, 1)];
            });
        }
        let from = simulation.world.now.plus(SECOND);
        let to = |simulation: &mut Simulation, height, micros| {
            simulation.world.resize(&simulation.viewers[1].0.peer, &sized(height));
            simulation.run(micros);
            let (seen, freeze) = seen_inside(simulation, 1, from);
            // Until the smaller one's keyframe is there, the larger goes on at its base frame rate.
            assert!(freeze < 200_000, "{kind:?}: stood still for {freeze} µs");
            (simulation.publishers[0].0.sizes(), seen.into_iter().collect::<Vec<_>>())
        };
        assert_eq!(to(&mut simulation, 720, 13 * SECOND), (3, vec![2]), "{kind:?}: one takes it");
        assert_eq!(to(&mut simulation, 180, 9 * SECOND), (3, vec![0]), "{kind:?}: not at once");
        assert_eq!(to(&mut simulation, 180, 4 * SECOND), (1, vec![0]), "{kind:?}");
        assert_eq!(to(&mut simulation, 360, 3 * SECOND), (2, vec![1]), "{kind:?}: only what is wanted");
        assert_eq!(to(&mut simulation, 720, 3 * SECOND), (3, vec![2]), "{kind:?}");
        assert_eq!(to(&mut simulation, 180, 12 * SECOND), (3, vec![0]), "{kind:?}: not so soon again");
        assert_eq!(to(&mut simulation, 180, 40 * SECOND), (1, vec![0]), "{kind:?}");
        let (seen, freeze) = seen_inside(&simulation, 0, from);
        assert!(seen == BTreeSet::from([0]) && freeze < 100_000, "{kind:?}: {seen:?}, {freeze} µs");
        let told = simulation.events.iter().filter(|(_, event)| matches!(event, Event::LayersUnused { .. })).count();
        assert!(told <= 6, "{kind:?}: told {told} times");
        assert_eq!(simulation.viewers[0].0.pictures[0].layered.undecoded(), 0, "{kind:?}");
        // Whoever comes begins with what is there.
        simulation.viewer(4, &[MAIN], 0, clean());
        simulation.world.change(|table| World::row(table, 4).slots = vec![shows(SlotName::Main, 1)]);
        let third = simulation.world.now;
        simulation.run(3 * SECOND);
        let mut since = simulation.events.iter().filter(|(at, _)| *at >= third);
        let told = since.find_map(|(_, event)| match event {
            Event::LayersUnused { layers, .. } => Some(layers.sizes),
            _ => None,
        });
        assert_eq!(told, Some(None), "{kind:?}: all that he takes, at once");
        let (seen, freeze) = seen_inside(&simulation, 2, third);
        assert!(
            seen == BTreeSet::from([2]) && freeze < 700_000,
            "{kind:?}: {seen:?}, {freeze} µs to the first picture"
        );
    }
}

/// What a size took is remembered while it rests: who has no room for it does not wake it.
#[test]
fn a_size_that_rests_is_no_cheaper_than_it_was() {
    for (seed, kind) in KINDS.into_iter().enumerate() {
        let mut simulation = Simulation::new(seed as u64, 3);
        simulation.layered(1, kind, clean());
        simulation.viewer(3, &[MAIN], 0, rate(450_000));
        simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
        simulation.run(40 * SECOND);
        let mut sent = Vec::new();
        for _ in 0..40 {
            simulation.run(SECOND);
            sent.push(simulation.publishers[0].0.sizes());
        }
        assert!(sent.iter().all(|sizes| *sizes < 3), "{kind:?}: {sent:?}");
        let (seen, _) = seen_inside(&simulation, 0, simulation.world.now.plus(-SECOND));
        assert!(!seen.is_empty() && !seen.contains(&2), "{kind:?}: {seen:?}");
    }
}

/// The recorder takes the largest layer.
#[test]
fn a_recording_wakes_the_largest_layer() {
    let mut simulation = Simulation::new(3, 3);
    simulation.camera(1, LAYERS, clean());
    simulation.run(15 * SECOND);
    assert_eq!(simulation.publishers[0].0.sends(), ["q"]);
    simulation.world.change(|table| table.recording = Some(fengsui_protocol::RecordingId(1)));
    simulation.run(2 * SECOND);
    for second in 0..60 {
        assert_eq!(simulation.publishers[0].0.sends(), ["q", "f"], "second {second}");
        simulation.run(SECOND);
    }
}

/// One that is asked to send again and does not: who wants what rests has what is there.
#[test]
fn until_a_layer_comes_there_is_a_smaller_one() {
    let mut simulation = Simulation::new(9, 3);
    simulation.camera(1, LAYERS, clean());
    simulation.run(15 * SECOND);
    assert_eq!(simulation.publishers[0].0.sends(), ["q"]);
    simulation.publishers[0].0.heeds = false;
    let from = simulation.world.now;
    simulation.viewer(3, &[MAIN], 0, clean());
    simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
    simulation.run(3 * SECOND);
    let (top, freeze) = seen(&simulation, 0, from);
    assert!(top == 0 && freeze < 600_000, "{top}, {freeze} µs to the first picture");
}

/// One that sends on whatever it is told: nobody sees a difference, and it is not told for ever.
#[test]
fn who_does_not_heed_is_forwarded_as_he_sends() {
    let mut simulation = Simulation::new(5, 3);
    simulation.camera(1, LAYERS, clean());
    simulation.publishers[0].0.heeds = false;
    simulation.viewer(3, &[cell(0)], 0, clean());
    simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Cell { index: 0 }, 1)]);
    simulation.run(60 * SECOND);
    let told = simulation.events.iter().filter(|(_, event)| matches!(event, Event::LayersUnused { .. })).count();
    assert!(told <= 4, "{told}");
    let before = simulation.world.now;
    simulation.world.resize(&simulation.viewers[0].0.peer, &[SlotSize { width: 1280, height: 720 }]);
    simulation.run(SECOND);
    let (top, freeze) = seen(&simulation, 0, before);
    assert!(top == 2 && freeze < 100_000, "{top} {freeze}");
}

/// Voice packets that a viewer misses of those sent in twenty seconds, and how many came with redundancy. `loss`: of the
/// voice's own path and of the viewer's.
fn missed(seed: u64, takes: bool, loss: [f64; 2]) -> (usize, usize) {
    let mut simulation = Simulation::new(seed, 3);
    simulation.world.takes_redundancy = takes;
    simulation.voice(2, network::loss(loss[0]));
    simulation.voices[0].0.redundant = true;
    simulation.viewer(3, &[MAIN], 3, network::loss(loss[1]));
    simulation.run(5 * SECOND);
    let before = simulation.voices[0].0.number;
    simulation.run(20 * SECOND);
    let sent: BTreeSet<u32> = (before + 1..=simulation.voices[0].0.number).collect();
    simulation.run(SECOND / 2);
    let viewer = &simulation.viewers[0].0;
    let heard: BTreeSet<u32> = viewer.voices.iter().map(|(_, number)| *number).collect();
    (sent.difference(&heard).count(), viewer.redundant)
}

/// A receiver that takes redundancy misses a packet where two in a row are lost; one that takes none, each.
#[test]
fn redundancy_fills_what_a_path_loses() {
    for seed in 0..8 {
        let (without, none) = missed(seed, false, [0.0, 0.1]);
        let (with, all) = missed(seed, true, [0.0, 0.1]);
        eprintln!("seed {seed}: {without} and {with} of 1000 missed, {all} redundant");
        assert!((60..140).contains(&without) && none == 0, "seed {seed}: {without} of 1000");
        assert!(3 * with < without && all > 900, "seed {seed}: {with} of 1000, {all} redundant");
    }
}

/// Nobody pays for redundancy where nothing is lost, and what is lost on a publisher's own path is mended before it is
/// forwarded: nobody needs redundancy for that.
#[test]
fn redundancy_is_for_who_loses() {
    for seed in 0..8 {
        assert_eq!(missed(seed, true, [0.0, 0.0]), (0, 0), "seed {seed}");
        let (mended, redundant) = missed(seed, seed % 2 == 0, [0.1, 0.0]);
        assert!(mended <= 25 && redundant == 0, "seed {seed}: {mended} of 1000, {redundant} redundant");
    }
}

/// The trouble of one site's uplink stays with that site.
#[test]
fn a_bad_uplink_lowers_nobody_else() {
    let mut simulation = Simulation::new(8, 5);
    simulation.camera(1, LAYERS, Conditions { loss: 0.2, burst: Some((0.005, 0.1)), ..rate(600_000) });
    simulation.camera(2, LAYERS, clean());
    simulation.viewer(3, &[MAIN, cell(0)], 0, clean());
    simulation.world.change(|table| {
        World::row(table, 3).slots = vec![shows(SlotName::Main, 2), shows(SlotName::Cell { index: 0 }, 1)];
    });
    simulation.run(10 * SECOND);
    let main = &simulation.viewers[0].0.pictures[0];
    let from = simulation.world.now.plus(-8 * SECOND);
    assert!(main.shown.iter().filter(|shown| shown.at >= from).all(|shown| shown.truth.layer == 2));
    assert!(main.frames_since(from) >= 235, "{}", main.frames_since(from));
}

/// One stream with layers inside to slots of three sizes: each gets the frames of its size, all of them and no other.
#[test]
fn each_size_gets_its_layers() {
    for kind in KINDS {
        let mut simulation = Simulation::new(11, 3);
        simulation.layered(1, kind, clean());
        let sized = |index, height: u16| (SlotName::Cell { index }, Some(SlotSize { width: height / 9 * 16, height }));
        simulation.viewer(3, &[MAIN, sized(0, 180), sized(1, 360)], 0, clean());
        simulation.world.change(|table| {
            let cells = [0, 1].map(|index| shows(SlotName::Cell { index }, 1));
            World::row(table, 3).slots = [&[shows(SlotName::Main, 1)][..], &cells].concat();
        });
        simulation.run(4 * SECOND);
        let before: Vec<usize> = simulation.viewers[0].0.pictures.iter().map(|p| p.layered.came.len()).collect();
        simulation.run(6 * SECOND);
        let (viewer, _) = &simulation.viewers[0];
        for ((picture, before), top) in viewer.pictures.iter().zip(before).zip([2, 0, 1]) {
            assert_eq!((picture.unfilled(), picture.plis, picture.nacks), (0, 0, 0), "{kind:?} {top}");
            assert_eq!(picture.layered.undecoded(), 0, "{kind:?} {top}: what is sent can be decoded");
            let came = &picture.layered.came[before..];
            let of_top = came.iter().filter(|(_, truth)| truth.spatial == top).count();
            assert!((178..=182).contains(&of_top), "{kind:?} {top}: {of_top} of 180");
            let others = came.len() - of_top;
            let expected = if kind.key { 0 } else { usize::from(top) * 180 };
            assert!(others.abs_diff(expected) <= 4, "{kind:?} {top}: {others} others");
            assert!(came.iter().all(|(_, truth)| truth.spatial <= top), "{kind:?} {top}");
            if let Some(active) = picture.layered.active {
                assert_eq!(active, (1 << (3 * (top + 1))) - 1, "{kind:?} {top}: which targets are still sent is said");
            }
        }
        let (publisher, _) = &simulation.publishers[0];
        assert!(publisher.asked_keyframes <= 4 && publisher.asked_again == 0, "{}", publisher.asked_keyframes);
    }
}

/// A path that halves and comes back: less first, then all again; without loss nothing is sent that cannot be decoded.
#[test]
fn layers_inside_follow_the_path() {
    for (seed, kind) in KINDS.into_iter().enumerate() {
        let mut simulation = Simulation::new(seed as u64, 3);
        simulation.layered(1, kind, clean());
        simulation.viewer(3, &[MAIN], 0, clean());
        simulation.world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Main, 1)]);
        simulation.run(5 * SECOND);
        let tops = |simulation: &Simulation, micros: i64| {
            let from = simulation.world.now.plus(-micros);
            let shown = &simulation.viewers[0].0.pictures[0].shown;
            let mut tops = std::collections::BTreeMap::new();
            for shown in shown.iter().filter(|shown| shown.at >= from) {
                let top = tops.entry(shown.truth.frame / 4).or_insert(0);
                *top = shown.truth.spatial.max(*top);
            }
            tops.into_values().collect::<Vec<u8>>()
        };
        assert!(tops(&simulation, SECOND).iter().all(|top| *top == 2), "{kind:?}");
        simulation.viewers[0].1.set(rate(900_000));
        simulation.run(6 * SECOND);
        let less = tops(&simulation, 2 * SECOND);
        assert!(less.iter().all(|top| *top < 2), "{kind:?}: {less:?}");
        assert!(less.len() >= 28, "{kind:?}: {} pictures in two seconds", less.len());
        simulation.viewers[0].1.set(clean());
        simulation.run(10 * SECOND);
        let again = tops(&simulation, SECOND);
        assert!(again.len() >= 28 && again.iter().all(|top| *top == 2), "{kind:?}: {again:?}");
    }
}
