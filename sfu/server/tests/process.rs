//! The media process as its neighbours see it: the command node, the recorder, peers and strangers.

mod support;

use fengsui_protocol::{
    ConferenceId, SessionId, SiteId,
    conference::{SlotName, StreamKind},
    extranet::{Grade, Reserved},
    link::{
        FRAME_JSON, FRAME_PACKET, FRONT_SOCKET,
        media::{Direction, Extranet, FromMedia, Handed, Line, Seat, SessionState, ToMedia},
        recorder::{PACKET_HEAD, ToRecorder},
    },
};
use fengsui_sfu_core::SrtpProfile;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use std::{
    io::{IoSlice, Read, Write},
    mem::MaybeUninit,
    net::{TcpListener, TcpStream, UdpSocket},
    os::{
        fd::AsFd,
        unix::{fs::PermissionsExt, net::UnixDatagram},
    },
    time::{Duration, Instant},
};
use support::{ALL_PROFILES, Link, Node, PATIENCE, Peer, Recorder, RecorderLink, Wire, table};

fn converge(link: &mut Link, tables: Vec<fengsui_protocol::conference::ViewTable>) {
    link.send(&ToMedia::Converge { tables });
}

/// Publisher (site 1) and receiver (site 2) of conference 1, connected by UDP.
fn pair(node: &Node, link: &mut Link) -> (Peer, Peer) {
    let mut publisher = Peer::new(Wire::udp(node.udp(1)));
    let mut receiver = Peer::new(Wire::udp(node.udp(1)));
    assert_eq!(publisher.join(link, 11, 1, 1, Direction::Publish), "AEAD_AES_256_GCM");
    receiver.join(link, 12, 1, 2, Direction::Receive);
    (publisher, receiver)
}

/// Sends key frames until one arrives; its last byte.
fn until_a_frame_arrives(publisher: &mut Peer, receiver: &mut Peer, sequence: &mut u16) -> u8 {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        *sequence += 1;
        publisher.key_frame(*sequence);
        while let Some((payload_type, _, payload)) = receiver.next_rtp() {
            if payload_type == 96 {
                return *payload.last().unwrap();
            }
        }
    }
    panic!("no frame arrived");
}

#[test]
fn a_picture_goes_from_publisher_to_receiver_and_is_told_to_the_command_node() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 100;
    let last = until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    assert!(last <= sequence as u8);
    link.wait("publishing", |m| match m {
        FromMedia::Publishing { site, publishing, .. } if site.0 == 1 => publishing.camera.then_some(()),
        _ => None,
    });
    let change = link.wait("slot change", |m| match m {
        FromMedia::SlotChanged { change, .. } => change.source.is_some().then(|| change.clone()),
        _ => None,
    });
    assert_eq!((change.session, change.slot, change.mid.as_str()), (SessionId(12), SlotName::Main, "0"));
    assert_eq!((change.source.map(|s| s.0), change.stream), (Some(1), Some(StreamKind::Camera)));
    // Both leave politely.
    publisher.goodbye();
    assert_eq!(link.closed(11), "closed");
    link.send(&ToMedia::Close { session: SessionId(12) });
    assert_eq!(link.closed(12), "closed");
}

#[test]
fn call_outlives_its_command_node() {
    let node = Node::start();
    let mode = std::fs::metadata(node.dir.join("media.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut link = node.link();
    let hello = |link: &mut Link| {
        link.wait("hello", |m| match m {
            FromMedia::Hello { boot, addresses, sessions } => Some((*boot, addresses.clone(), sessions.clone())),
            _ => None,
        })
    };
    let (boot, addresses, sessions) = hello(&mut link);
    assert!(sessions.is_empty());
    assert!(addresses.contains(&format!("udp {}", node.udp(0))) && addresses.contains(&format!("tcp {}", node.tcp())));
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    drop(link);
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    let mut link = node.link();
    let (again, _, sessions) = hello(&mut link);
    assert_eq!(again, boot);
    assert_eq!(sessions.iter().map(|s| s.session.0).collect::<Vec<_>>(), [11, 12]);
    assert!(sessions.iter().all(|s| matches!(s.state, SessionState::Connected { .. })));
    link.wait("publishing told again", |m| matches!(m, FromMedia::Publishing { .. }).then_some(()));
    link.wait("slot told again", |m| matches!(m, FromMedia::SlotChanged { .. }).then_some(()));
    // The newest command node wins: the old one is hung up on.
    let mut newest = node.link();
    hello(&mut newest);
    while link.read() {}
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // It converges to a world without this conference.
    converge(&mut newest, Vec::new());
    assert_eq!(newest.closed(11), "ended");
    assert_eq!(newest.closed(12), "ended");
}

#[test]
fn a_full_line_of_the_extranet_switches_the_picture_off_and_is_told() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let extranet = |kbps| Extranet {
        lines: vec![Line {
            node: "south".into(),
            to: "centre".into(),
            down_kbps: kbps,
            up_kbps: kbps,
            reserved: Reserved::default(),
        }],
        seats: vec![Seat {
            conference: ConferenceId(1),
            site: SiteId(2),
            node: "south".into(),
            grade: Grade::Township,
        }],
    };
    link.send(&ToMedia::Extranet { extranet: extranet(64) });
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    for _ in 0..5 {
        sequence += 1;
        publisher.key_frame(sequence);
    }
    link.wait("picture switched off", |m| match m {
        FromMedia::SlotChanged { change, .. } => (change.paused && change.shared_line).then_some(()),
        _ => None,
    });
    assert_eq!(receiver.next_rtp(), None);
    link.send(&ToMedia::Extranet { extranet: extranet(10_000) });
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    let load = link.wait("loads of the line", |m| match m {
        FromMedia::Lines { loads } => loads.first().filter(|load| load.down.capacity == 10_000).cloned(),
        _ => None,
    });
    assert_eq!(load.node.0, "south");
}

#[test]
fn a_removed_site_is_sent_nothing_more() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    link.send(&ToMedia::Table { table: table(1, 2, &[1], None) });
    assert_eq!(link.closed(12), "removed");
    while receiver.next_rtp().is_some() {}
    for _ in 0..3 {
        sequence += 1;
        publisher.key_frame(sequence);
        assert_eq!(receiver.next_rtp(), None);
    }
    // A second publishing session replaces the first.
    let mut second = Peer::new(Wire::udp(node.udp(1)));
    second.join(&mut link, 21, 1, 1, Direction::Publish);
    assert_eq!(link.closed(11), "replaced");
    link.send(&ToMedia::Drop { conference: fengsui_protocol::ConferenceId(1) });
    assert_eq!(link.closed(21), "ended");
}

#[test]
fn offers_that_cannot_be_answered_are_refused() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1], None)]);
    let offer = Peer::new(Wire::udp(node.udp(1))).offer(Direction::Publish);
    let mut ask = |session, conference, site, offer: &str| {
        link.negotiate(session, conference, site, Direction::Publish, offer).map_err(|r| r.status)
    };
    assert_eq!(ask(1, 9, 1, &offer), Err(404));
    assert_eq!(ask(2, 1, 9, &offer), Err(404));
    assert_eq!(ask(3, 1, 1, "hello"), Err(400));
    assert_eq!(ask(4, 1, 1, &offer.replace("VP8", "H265").replace("opus", "PCMU")), Err(406));
    assert!(ask(5, 1, 1, &offer).is_ok());
    assert_eq!(ask(5, 1, 1, &offer), Err(409));
}

#[test]
fn gcm_is_forced_and_sha1_is_left_for_those_who_have_nothing_else() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2, 3], None)]);
    let profiles: [(&[SrtpProtectionProfile], SrtpProfile); 3] = [
        (&ALL_PROFILES[..1], SrtpProfile::AesCm128HmacSha1_80),
        (&ALL_PROFILES[..2], SrtpProfile::AeadAes128Gcm),
        (&ALL_PROFILES, SrtpProfile::AeadAes256Gcm),
    ];
    for (i, (offered, agreed)) in profiles.into_iter().enumerate() {
        let session = 30 + i as u64;
        let mut peer = Peer::new(Wire::udp(node.udp(1)));
        let offer = peer.offer(Direction::Receive);
        let answer = link.negotiate(session, 1, 2, Direction::Receive, &offer).unwrap();
        peer.take_answer(&answer);
        peer.ice();
        assert!(peer.dtls(offered));
        assert_eq!(link.connected(session), agreed.name());
        assert_eq!(peer.profile(), agreed);
    }
}

#[test]
fn a_peer_with_another_certificate_is_turned_away() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1], None)]);
    let mut peer = Peer::new(Wire::udp(node.udp(1)));
    let stolen = Peer::new(Wire::udp(node.udp(1))).fingerprint();
    let offer = peer.offer(Direction::Publish).replace(&peer.fingerprint(), &stolen);
    let answer = link.negotiate(1, 1, 1, Direction::Publish, &offer).unwrap();
    peer.take_answer(&answer);
    peer.ice();
    let shook = std::thread::spawn(move || peer.dtls(&ALL_PROFILES));
    assert!(link.closed(1).contains("fingerprint"));
    assert!(!shook.join().unwrap());
}

#[test]
fn peers_behind_a_firewall_come_by_tcp() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let mut publisher = Peer::new(Wire::tcp(node.tcp()));
    let mut receiver = Peer::new(Wire::tcp(node.tcp()));
    publisher.join(&mut link, 11, 1, 1, Direction::Publish);
    receiver.join(&mut link, 12, 1, 2, Direction::Receive);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // The connection breaks; the peer comes back by another one with the same session.
    receiver.wire = Wire::tcp(node.tcp());
    receiver.ice();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
}

/// The node writes pictures to a peer that has said goodbye and closed its socket: most times the write fails before the
/// goodbye is read.
#[test]
fn a_goodbye_by_tcp_is_heard_though_pictures_are_on_their_way() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let mut publisher = Peer::new(Wire::udp(node.udp(1)));
    publisher.join(&mut link, 11, 1, 1, Direction::Publish);
    let mut sequence = 0;
    for session in 20..40 {
        let mut receiver = Peer::new(Wire::tcp(node.tcp()));
        receiver.join(&mut link, session, 1, 2, Direction::Receive);
        until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
        for _ in 0..500 {
            sequence += 1;
            publisher.key_frame(sequence);
        }
        receiver.goodbye();
        drop(receiver);
        assert_eq!(link.closed(session), "closed");
    }
}

#[test]
fn media_follows_a_peer_whose_nat_gave_it_another_address() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    receiver.rtcp();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // No check from the new address yet: one authentic packet is enough.
    receiver.wire = Wire::udp(node.udp(1));
    receiver.rtcp();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
}

#[test]
fn media_follow_the_right_one_of_peers_that_report_under_one_ssrc() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2, 3], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut other = Peer::new(Wire::udp(node.udp(1)));
    other.join(&mut link, 13, 1, 3, Direction::Receive);
    let mut sequence = 0;
    receiver.rtcp();
    other.rtcp();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    receiver.wire = Wire::udp(node.udp(1));
    receiver.rtcp();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
}

#[test]
fn ice_restarts_while_media_go_on() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    let mut restart = |session: u64, fragment: &str| {
        let session = SessionId(session);
        link.send(&ToMedia::Restart { session, fragment: fragment.to_owned(), front: None });
        link.wait("restart", |m| match m {
            FromMedia::Negotiated { session: s, answer } if *s == session => Some(answer.clone()),
            _ => None,
        })
    };
    let fragment = format!("a=mid:0\r\na=ice-ufrag:peer\r\na=ice-pwd:{}\r\n", "y".repeat(24));
    assert_eq!(restart(99, &fragment).map_err(|refused| refused.status), Err(404));
    assert_eq!(restart(12, "a=mid:0\r\n").map_err(|refused| refused.status), Err(400));
    let answer = restart(12, &fragment).unwrap();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // Checks with what was before are nobody's; with the new credentials another address is taken, without a new handshake.
    let mut elsewhere = Wire::udp(node.udp(1));
    std::mem::swap(&mut receiver.wire, &mut elsewhere);
    receiver.check();
    assert_eq!(receiver.wire.receive(), None);
    receiver.take_answer(&answer);
    receiver.ice();
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    assert!(answer.contains(&format!("{} typ host", node.udp(1).port())), "candidates: {answer}");
}

#[test]
fn a_publisher_whose_nat_gave_it_another_address_is_received_from_its_first_packet_on() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    for _ in 0..3 {
        while receiver.next_rtp().is_some() {}
        publisher.wire = Wire::udp(node.udp(1));
        let moved = Instant::now();
        sequence += 1;
        publisher.key_frame(sequence);
        let arrived = loop {
            let (payload_type, _, payload) =
                receiver.next_rtp().expect("the first packet from the new address is forwarded");
            if payload_type == 96 {
                break payload;
            }
        };
        println!("forwarded {:?} after the address changed", moved.elapsed());
        assert_eq!(arrived.last(), Some(&(sequence as u8)));
    }
    // And nobody was told to negotiate anew.
    assert!(
        !link
            .log
            .iter()
            .any(|m| matches!(m, FromMedia::Session { status } if matches!(status.state, SessionState::Closed { .. })))
    );
}

/// Gives the media process a connection as the command node does.
fn hand_over(node: &Node, handed: Handed, stream: &TcpStream) {
    let socket = UnixDatagram::unbound().unwrap();
    socket.connect(node.dir.join(FRONT_SOCKET)).unwrap();
    let descriptors = [stream.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = SendAncillaryBuffer::new(&mut space);
    assert!(beside.push(SendAncillaryMessage::ScmRights(&descriptors)));
    sendmsg(&socket, &[IoSlice::new(&[handed.byte()])], &mut beside, SendFlags::empty()).unwrap();
}

#[test]
fn connections_that_the_command_node_hands_over_reach_their_shard_and_outlive_it() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let front = TcpListener::bind("127.0.0.1:0").unwrap();
    let come_by_front = || {
        let wire = Wire::tcp(front.local_addr().unwrap());
        hand_over(&node, Handed::Framed, &front.accept().unwrap().0);
        wire
    };
    let (mut publisher, mut receiver) = (Peer::new(come_by_front()), Peer::new(come_by_front()));
    publisher.join(&mut link, 11, 1, 1, Direction::Publish);
    receiver.join(&mut link, 12, 1, 2, Direction::Receive);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    drop(link);
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // A hand-over that makes no sense disturbs nobody: no descriptor, no such kind.
    let socket = UnixDatagram::unbound().unwrap();
    for junk in [&b"f"[..], b"x", b"", b"tt"] {
        socket.send_to(junk, node.dir.join(FRONT_SOCKET)).unwrap();
    }
    // Before any certificate was told, TLS is refused.
    let mut early = TcpStream::connect(front.local_addr().unwrap()).unwrap();
    hand_over(&node, Handed::Tls, &front.accept().unwrap().0);
    early.set_read_timeout(Some(PATIENCE)).unwrap();
    assert!(matches!(early.read(&mut [0; 10]), Ok(0) | Err(_)));
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
}

#[test]
fn bound_strangers_get_nothing_and_are_counted() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let mut peer = Peer::new(Wire::udp(node.udp(1)));
    let answer = link.negotiate(1, 1, 1, Direction::Publish, &peer.offer(Direction::Publish)).unwrap();
    peer.take_answer(&answer);
    // Wrong password, and junk of every first byte and many lengths.
    peer.check_with(b"wrong password of the right kind");
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut sent = 0u64;
    for first in 0..=255u8 {
        for length in [1usize, 2, 11, 12, 20, 28, 200, 1400] {
            let junk: Vec<u8> = (0..length).map(|i| if i == 0 { first } else { (i * 37) as u8 ^ first }).collect();
            stranger.send_to(&junk, node.udp(1)).unwrap();
            sent += 1;
        }
    }
    stranger.send_to(&[], node.udp(1)).unwrap();
    assert!(stranger.recv(&mut [0; 100]).is_err(), "a stranger is never answered");
    assert_eq!(peer.wire.receive(), None, "a wrong password is never answered");
    for junk in [&b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..], &[0, 4, 1, 2, 3, 4], &[0xff; 64], &[0, 0, 0, 0]] {
        let mut stream = TcpStream::connect(node.tcp()).unwrap();
        stream.write_all(junk).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        assert!(matches!(stream.read(&mut [0; 100]), Ok(0) | Err(_)), "cut off without an answer");
    }
    // Loopback may drop some of a burst; what arrived was counted.
    link.wait("counters", |m| match m {
        FromMedia::Counters { counters: c } => {
            (c.tcp_refused == 4 && c.stun_refused == 1 && c.datagrams_unknown > sent / 2).then_some(())
        }
        _ => None,
    });
    // And service goes on.
    peer.ice();
    assert!(peer.dtls(&ALL_PROFILES));
    link.connected(1);
    // Junk from the address of a connected peer changes nothing either.
    let Wire::Udp { socket, node: to } = &peer.wire else { unreachable!() };
    for first in [20u8, 21, 22, 23, 128, 144, 200] {
        socket.send_to(&[first; 60], to).unwrap();
    }
    peer.ice();
    let mut other = Peer::new(Wire::udp(node.udp(1)));
    other.join(&mut link, 2, 1, 2, Direction::Receive);
    let mut sequence = 0;
    until_a_frame_arrives(&mut peer, &mut other, &mut sequence);
}

fn note(link: &mut RecorderLink) -> ToRecorder {
    loop {
        let (kind, body) = link.frame();
        if kind == FRAME_JSON {
            return serde_json::from_slice(&body).unwrap();
        }
    }
}

fn packet(link: &mut RecorderLink) -> (u64, u32, Vec<u8>) {
    loop {
        let (kind, body) = link.frame();
        if kind == FRAME_PACKET {
            let recording = u64::from_be_bytes(body[..8].try_into().unwrap());
            let track = u32::from_be_bytes(body[8..12].try_into().unwrap());
            return (recording, track, body[PACKET_HEAD..].to_vec());
        }
    }
}

#[test]
fn a_recorded_conference_reaches_the_recorder_and_one_that_restarted() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], Some(77))]);
    // No recorder yet: media goes on.
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    let recorder = Recorder::listen(&node.dir);
    let mut tape = recorder.accept();
    let ToRecorder::MediaHello { boot } = note(&mut tape) else { panic!("hello first") };
    let opened = loop {
        match note(&mut tape) {
            ToRecorder::OpenTrack { recording, track, opened } => break (recording.0, track, opened),
            other => assert!(!matches!(other, ToRecorder::MediaHello { .. })),
        }
    };
    assert_eq!((opened.0, opened.2.site.0, opened.2.site_name.as_str()), (77, 1, "会场1"));
    assert_eq!((opened.2.codec.as_str(), opened.2.stream), ("video/VP8", StreamKind::Camera));
    let (recording, track, rtp) = packet(&mut tape);
    assert_eq!((recording, track), (77, opened.1));
    assert_eq!(
        (rtp[0] >> 6, rtp[1] & 127),
        (2, opened.2.payload_type),
        "a plain RTP packet, kept while nobody listened"
    );
    // The recorder is killed and comes back: it gets the same track again.
    drop(tape);
    drop(recorder);
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    let recorder = Recorder::listen(&node.dir);
    let mut tape = recorder.accept();
    assert_eq!(note(&mut tape), ToRecorder::MediaHello { boot });
    assert_eq!(
        note(&mut tape),
        ToRecorder::OpenTrack {
            recording: fengsui_protocol::RecordingId(77),
            track: opened.1,
            opened: opened.2.clone()
        }
    );
    sequence += 1;
    publisher.key_frame(sequence);
    let newest = sequence as u8;
    while packet(&mut tape).2.last() != Some(&newest) {}
    // Recording stops.
    link.send(&ToMedia::Table { table: table(1, 2, &[1, 2], None) });
    loop {
        if let ToRecorder::CloseTrack { track, .. } = note(&mut tape) {
            assert_eq!(track, opened.1);
            break;
        }
    }
}

#[test]
fn an_address_belongs_to_the_session_that_proved_it_last() {
    let node = Node::start();
    let mut link = node.link();
    converge(&mut link, vec![table(1, 1, &[1, 2], None)]);
    let (mut publisher, mut receiver) = pair(&node, &mut link);
    let mut sequence = 0;
    until_a_frame_arrives(&mut publisher, &mut receiver, &mut sequence);
    // A NAT gives the receiver's address to somebody else, who joins the same conference.
    let Wire::Udp { socket, node: to } = &receiver.wire else { unreachable!() };
    let mut heir = Peer::new(Wire::Udp { socket: socket.try_clone().unwrap(), node: *to });
    let answer = link.negotiate(13, 1, 2, Direction::Receive, &heir.offer(Direction::Receive)).unwrap();
    heir.take_answer(&answer);
    heir.ice();
    while heir.wire.receive().is_some() {}
    for _ in 0..3 {
        sequence += 1;
        publisher.key_frame(sequence);
        assert_eq!(heir.wire.receive(), None, "nothing of the session before");
    }
    assert!(heir.dtls(&ALL_PROFILES));
    until_a_frame_arrives(&mut publisher, &mut heir, &mut sequence);
}
