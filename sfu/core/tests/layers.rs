//! Streams with layers inside, packet by packet: what a receiver that asks late is answered.

mod sim;
mod world;

use fengsui_protocol::conference::SlotName;
use fengsui_sfu_core::SlotSize;
use sim::layered::{Encoder, How, Kind};
use world::*;

const FRAME: i64 = 33_333;
/// More packets than a stream goes on over.
const OUTAGE: usize = 520;

struct Camera {
    peer: Peer,
    encoder: Encoder,
    random: Random,
}

impl Camera {
    /// The next picture, apart what is of its smallest layer.
    fn picture(&mut self, world: &World) -> [Vec<Vec<u8>>; 2] {
        let mut out = [Vec::new(), Vec::new()];
        let packets = self.encoder.picture(world.now, &mut self.random);
        for packet in packets {
            let descriptor = packet.dependency.expect("AV1 has one");
            let begins_frame = descriptor[0] & 0x80 != 0;
            let is_small = out[1].is_empty() && (out[0].is_empty() || !begins_frame);
            let extensions: [(u8, &[u8]); 2] = [(4, b"v"), (DEPENDENCY, &descriptor)];
            let (ssrc, timestamp) = (self.encoder.ssrc(), self.encoder.timestamp);
            let datagram = self.peer.rtp(ssrc, AV1, packet.marker, timestamp, &extensions, &packet.payload);
            out[usize::from(!is_small)].push(datagram);
        }
        out
    }
}

/// Sends datagrams of a camera and gives what a viewer gets within the time of a picture, but for copies.
fn show(world: &mut World, camera: &Camera, viewer: &mut Peer, datagrams: &[Vec<u8>]) -> Vec<Received> {
    world.send(camera.peer.session, datagrams);
    let mut all = world.flush().of(viewer.session).0;
    all.extend(world.pass(FRAME).of(viewer.session).0);
    all.iter().map(|datagram| viewer.open(datagram)).filter(|received| received.header.ssrc == 1).collect()
}

/// A slot of the smallest picture says that it ends where the source goes on. The rest, which was lost on the way here,
/// comes: while the stream goes on, or when it has begun anew. Who asks for it gets nothing of it.
#[test]
fn what_came_late_of_larger_layers_is_sent_to_nobody() {
    for comes_in_time in [true, false] {
        let mut world = World::new(31, 3);
        let encoder = Encoder::new(1, Kind { how: How::Av1, key: true }, 5);
        let mut camera = Camera { peer: world.camera(1, &[]).peer, encoder, random: Random(6) };
        let small = SlotSize { width: 320, height: 180 };
        let mut viewer = world.viewer(3, &[(SlotName::Cell { index: 0 }, Some(small))], 0, None);
        world.change(|table| World::row(table, 3).slots = vec![shows(SlotName::Cell { index: 0 }, 1)]);
        let mut newest = 0;
        for _ in 0..120 {
            let all = camera.picture(&world).concat();
            newest = show(&mut world, &camera, &mut viewer, &all).iter().map(|one| one.index).fold(newest, u64::max);
        }
        let outage = |world: &mut World, camera: &mut Camera| {
            let mut lost = 0;
            while lost < OUTAGE {
                lost += camera.picture(world).concat().len();
                world.pass(FRAME);
            }
            camera.encoder.wanted = true;
        };
        outage(&mut world, &mut camera);
        // Two pictures of which the smallest layer comes, then it begins anew.
        let [small, late] = camera.picture(&world);
        let mut sent = show(&mut world, &camera, &mut viewer, &small);
        let [small, _] = camera.picture(&world);
        sent.extend(show(&mut world, &camera, &mut viewer, &small));
        assert_eq!(sent[0].index, newest + 1, "no hole: it began anew");
        assert!(sent.last().unwrap().header.marker && late.len() > 10);
        if comes_in_time {
            assert!(show(&mut world, &camera, &mut viewer, &late).is_empty(), "not for this size");
        }
        outage(&mut world, &mut camera);
        let [small, _] = camera.picture(&world);
        assert!(!show(&mut world, &camera, &mut viewer, &small).is_empty());
        if !comes_in_time {
            assert!(show(&mut world, &camera, &mut viewer, &late).is_empty(), "from before it began");
        }
        let holes: Vec<u16> = (sent[0].index..sent.last().unwrap().index)
            .filter(|index| sent.iter().all(|sent| sent.index != *index))
            .map(|index| index as u16)
            .collect();
        assert!(holes.len() > 5, "{holes:?}");
        let nack = viewer.rtcp(|builder| builder.nack(9, 1, &holes));
        world.send(viewer.session, &[nack]);
        let answers = world.flush().of(viewer.session).0;
        let lengths: Vec<usize> = answers.iter().map(|answer| viewer.open(answer).payload.len()).collect();
        assert_eq!(lengths, vec![2; holes.len()], "in time: {comes_in_time}; each hole is filled, with nothing");
    }
}
