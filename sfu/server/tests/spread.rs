//! A conference that spans shards, as its peers and the command node see it (decision 0012).

mod support;

use fengsui_protocol::{
    SessionId,
    link::media::{Direction, FromMedia, ToMedia},
};
use std::{collections::BTreeSet, time::Instant};
use support::{ALL_PROFILES, Link, Node, PATIENCE, Peer, Wire, table};

/// Receivers of a conference on one shard.
const SPREAD: usize = 2;

fn node() -> (Node, Link) {
    let node = Node::start_with(|config| config.spread = SPREAD);
    let mut link = node.link();
    link.send(&ToMedia::Converge { tables: vec![table(1, 1, &[1, 2], None)] });
    (node, link)
}

/// A receiver, by the address in its answer; the port of its shard.
fn receiver(node: &Node, link: &mut Link, session: u64) -> (Peer, u16) {
    let mut peer = Peer::new(Wire::udp(node.udp(1)));
    let answer = link.negotiate(session, 1, 2, Direction::Receive, &peer.offer(Direction::Receive)).unwrap();
    let ports = &node.listening.udp;
    let port = *ports.iter().find(|port| answer.contains(&format!(" {port} typ host"))).expect("a candidate");
    peer.wire = Wire::udp(([127, 0, 0, 1], port).into());
    peer.take_answer(&answer);
    peer.ice();
    assert!(peer.dtls(&ALL_PROFILES));
    link.connected(session);
    (peer, port)
}

/// The last byte of the next picture, within `patience`.
fn picture(peer: &mut Peer, deadline: Instant) -> Option<u8> {
    while Instant::now() < deadline {
        if let Some((96, _, payload)) = peer.next_rtp() {
            return payload.last().copied();
        }
    }
    None
}

/// Sends pictures until everybody has one, then some more, of which everybody must get each.
fn all_get_all(publisher: &mut Peer, receivers: &mut [Peer], sequence: &mut u16) {
    let deadline = Instant::now() + PATIENCE;
    for receiver in &mut *receivers {
        loop {
            *sequence += 1;
            publisher.key_frame(*sequence);
            if receiver.next_rtp().is_some() {
                break;
            }
            assert!(Instant::now() < deadline, "no picture");
        }
    }
    for receiver in &mut *receivers {
        while receiver.next_rtp().is_some() {}
    }
    for _ in 0..50 {
        *sequence += 1;
        publisher.key_frame(*sequence);
        for receiver in &mut *receivers {
            assert_eq!(picture(receiver, Instant::now() + PATIENCE), Some(*sequence as u8));
        }
    }
}

#[test]
fn receivers_beyond_the_bound_are_on_another_shard_and_get_every_packet() {
    let (node, mut link) = node();
    let mut publisher = Peer::new(Wire::udp(node.udp(1)));
    publisher.join(&mut link, 10, 1, 1, Direction::Publish);
    let (mut receivers, ports): (Vec<Peer>, Vec<u16>) =
        (11..15).map(|session| receiver(&node, &mut link, session)).unzip();
    let home = node.udp(1).port();
    assert_eq!(ports.iter().filter(|port| **port == home).count(), SPREAD, "{ports:?}");
    assert!(ports[..SPREAD].iter().all(|port| *port == home), "a small conference stays whole: {ports:?}");
    assert_eq!(ports.iter().collect::<BTreeSet<_>>().len(), 2);
    let mut sequence = 0;
    all_get_all(&mut publisher, &mut receivers, &mut sequence);
    for session in 11..15 {
        link.wait("slot change of each", |m| match m {
            FromMedia::SlotChanged { change, .. } if change.session == SessionId(session) => change.source,
            _ => None,
        });
    }
    // The newest table holds on both.
    let mut closed = table(1, 2, &[1, 2], None);
    closed.sites[0].camera_open = false;
    link.send(&ToMedia::Table { table: closed });
    for session in 11..15 {
        link.wait("nothing is shown any more", |m| match m {
            FromMedia::SlotChanged { change, .. } if change.session == SessionId(session) => {
                change.source.is_none().then_some(())
            }
            _ => None,
        });
    }
    sequence += 1;
    publisher.key_frame(sequence);
    assert!(receivers.iter_mut().all(|receiver| receiver.next_rtp().is_none()));
    link.send(&ToMedia::Table { table: table(1, 3, &[1, 2], None) });
    all_get_all(&mut publisher, &mut receivers, &mut sequence);
    // Everybody on the other shard leaves, others come: it follows once more.
    for session in [13, 14] {
        link.send(&ToMedia::Close { session: SessionId(session) });
        assert_eq!(link.closed(session), "closed");
    }
    receivers.truncate(2);
    all_get_all(&mut publisher, &mut receivers, &mut sequence);
    let (late, port) = receiver(&node, &mut link, 15);
    assert_ne!(port, home);
    receivers.push(late);
    all_get_all(&mut publisher, &mut receivers, &mut sequence);
    link.send(&ToMedia::Drop { conference: fengsui_protocol::ConferenceId(1) });
    for session in [10, 11, 12, 15] {
        assert_eq!(link.closed(session), "ended");
    }
}
