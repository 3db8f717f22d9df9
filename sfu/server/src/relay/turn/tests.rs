use super::*;
use turn_server_proto::types::{
    attribute::{ChannelNumber, Data, Lifetime, RequestedTransport, XorRelayedAddress},
    message::DATA,
    stun::{
        attribute::{Nonce, Realm},
        message::{LongTermKeyCredentials, MessageType, Method, TransactionId},
    },
};

const SECRET: &str = "of the node";
const NOW: u64 = 1_700_000_000;
const RELAY: &str = "127.0.0.1:40000";

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A client that speaks TURN, and the server it speaks to.
struct Pair {
    turn: Turn,
    peers: Arc<Peers>,
    user: String,
    password: String,
    realm: Option<(String, String)>,
    now: Duration,
}

impl Pair {
    fn new() -> Self {
        let peers = Arc::new(Peers::new(&[vec![address("192.0.2.1:8444"), address("203.0.113.9:9000")]], &[8444]));
        let user = format!("{}:7", NOW + 600);
        let password = credentials::password(SECRET, &user);
        let turn = Turn::new(SECRET.to_owned(), peers.clone(), address("198.51.100.5:6000"));
        Self { turn, peers, user, password, realm: None, now: Duration::from_secs(1) }
    }

    fn key(&self) -> LongTermKeyCredentials {
        let (realm, _) = self.realm.clone().unwrap();
        LongTermKeyCredentials::new(self.user.clone(), self.password.clone(), realm)
    }

    fn request(&self, method: Method, add: impl FnOnce(&mut MessageWriteVec, TransactionId)) -> Vec<u8> {
        let id = TransactionId::generate();
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, id, MessageWriteVec::new());
        add(&mut message, id);
        if let Some((realm, nonce)) = &self.realm {
            message.add_attribute(&Username::new(&self.user).unwrap()).unwrap();
            message.add_attribute(&Realm::new(realm).unwrap()).unwrap();
            message.add_attribute(&Nonce::new(nonce).unwrap()).unwrap();
            let key = self.key().make_key(IntegrityAlgorithm::Sha1);
            message.add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1).unwrap();
        }
        message.finish()
    }

    /// What is answered, and what is relayed.
    fn send(&mut self, bytes: &[u8]) -> (Vec<u8>, Deed, Vec<u8>) {
        let (mut out, mut scratch) = (Vec::new(), Vec::new());
        let (frame, _) = framing::take(bytes).unwrap().unwrap();
        let (Frame::Message(range) | Frame::ChannelData(range)) = frame.clone();
        let deed = self.turn.client_says(self.now, NOW, (&frame, &bytes[range]), &mut out, &mut scratch);
        (out, deed, scratch)
    }

    /// The error code of the answer; 0 when it is a success.
    fn ask(&mut self, method: Method, add: impl FnOnce(&mut MessageWriteVec, TransactionId)) -> u16 {
        let request = self.request(method, add);
        let (mut out, _, _) = self.send(&request);
        if let Wish::Open(person) = self.turn.wish(self.now, &mut out) {
            assert_eq!(person, "7");
            self.turn.allocated(self.now, Some(address(RELAY)), &mut out);
        }
        let answer = Message::from_bytes(&out).unwrap();
        if self.realm.is_none() {
            let realm = answer.attribute::<Realm>().unwrap().realm().to_owned();
            self.realm = Some((realm, answer.attribute::<Nonce>().unwrap().nonce().to_owned()));
        }
        answer.attribute::<ErrorCode>().map_or(0, |error| error.code())
    }

    fn allocate(&mut self) -> u16 {
        self.ask(ALLOCATE, |message, _| {
            message.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).unwrap()
        })
    }

    fn permit(&mut self, peer: &str) -> u16 {
        self.ask(CREATE_PERMISSION, |message, id| {
            message.add_attribute(&XorPeerAddress::new(address(peer), id)).unwrap();
        })
    }

    fn bind(&mut self, channel: u16, peer: &str) -> u16 {
        self.ask(CHANNEL_BIND, |message, id| {
            message.add_attribute(&ChannelNumber::new(channel)).unwrap();
            message.add_attribute(&XorPeerAddress::new(address(peer), id)).unwrap();
        })
    }

    fn indication(peer: &str, data: &[u8]) -> Vec<u8> {
        let (id, kind) = (TransactionId::generate(), MessageType::from_class_method(MessageClass::Indication, SEND));
        let mut message = Message::builder(kind, id, MessageWriteVec::new());
        message.add_attribute(&XorPeerAddress::new(address(peer), id)).unwrap();
        message.add_attribute(&Data::new(data)).unwrap();
        message.finish()
    }
}

#[test]
fn who_has_credentials_gets_an_allocation_and_reaches_media_both_ways() {
    let mut pair = Pair::new();
    assert_eq!(pair.allocate(), 401, "the first is asked who it is");
    assert_eq!(pair.allocate(), 0);
    assert!(pair.turn.relays());
    assert_eq!(pair.permit("192.0.2.1:8444"), 0);
    let alias = pair.peers.alias(address("192.0.2.1:8444")).unwrap();
    let (_, deed, sent) = pair.send(&Pair::indication("192.0.2.1:8444", b"check"));
    assert_eq!((deed, &sent[..]), (Deed::Relay(alias), &b"check"[..]));
    // An answer comes as an indication until a channel is bound.
    let mut out = Vec::new();
    pair.turn.peer_says(pair.now, alias, b"answer", &mut out);
    let answer = Message::from_bytes(&out).unwrap();
    assert_eq!((answer.class(), answer.method()), (MessageClass::Indication, DATA));
    assert_eq!(answer.attribute::<Data>().unwrap().data(), b"answer");
    assert_eq!(answer.attribute::<XorPeerAddress>().unwrap().addr(answer.transaction_id()), address("192.0.2.1:8444"));
    assert_eq!(pair.bind(0x4001, "203.0.113.9:9000"), 0);
    let (_, deed, sent) = pair.send(&[0x40, 1, 0, 3, b'o', b'n', b'e', 0]);
    let outside = pair.peers.alias(address("203.0.113.9:9000")).unwrap();
    assert_eq!((deed, &sent[..]), (Deed::Relay(outside), &b"one"[..]));
    out.clear();
    pair.turn.peer_says(pair.now, outside, b"back!", &mut out);
    assert_eq!(out, [&[0x40, 1, 0, 5][..], b"back!\0\0\0"].concat());
    // Nothing comes from elsewhere.
    out.clear();
    pair.turn.peer_says(pair.now, address("127.0.0.1:22"), b"x", &mut out);
    assert!(out.is_empty());
}

#[test]
fn every_other_peer_is_forbidden() {
    let mut pair = Pair::new();
    pair.allocate();
    pair.allocate();
    for strange in ["192.0.2.2:8444", "127.0.0.1:8444", "127.84.0.1:8444", "10.0.0.1:80", "255.255.255.255:1"] {
        assert_eq!(pair.permit(strange), 403, "{strange}");
        assert_eq!(pair.bind(0x4002, strange), 403, "{strange}");
        let (_, deed, _) = pair.send(&Pair::indication(strange, b"x"));
        assert_eq!(deed, Deed::Nothing, "{strange}");
    }
    // Another port of our own address: a permission names no port, so it is the packet that goes nowhere.
    assert_eq!(pair.bind(0x4003, "192.0.2.1:22"), 403);
    assert_eq!(pair.permit("192.0.2.1:22"), 0);
    assert_eq!(pair.send(&Pair::indication("192.0.2.1:22", b"x")).1, Deed::Nothing);
    assert_eq!(pair.send(&[0x40, 3, 0, 1, 9, 0, 0, 0]).1, Deed::Nothing, "a channel that is not bound");
}

#[test]
fn wrong_and_expired_names_get_nothing() {
    for (user, password) in [
        (format!("{}:7", NOW + 600), "wrong".to_owned()),
        (format!("{}:7", NOW - 1), credentials::password(SECRET, &format!("{}:7", NOW - 1))),
        ("anybody".to_owned(), credentials::password(SECRET, "anybody")),
        (format!("{}:7", NOW + 600), credentials::password("another secret", &format!("{}:7", NOW + 600))),
    ] {
        let mut pair = Pair { user, password, ..Pair::new() };
        pair.allocate();
        assert_eq!(pair.allocate(), 401, "{}", pair.user);
        assert!(!pair.turn.relays());
    }
}

#[test]
fn there_may_be_no_room_and_who_only_tries_is_cut_off() {
    let mut pair = Pair::new();
    pair.allocate();
    let request = pair.request(ALLOCATE, |message, _| {
        message.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).unwrap();
    });
    let (mut out, _, _) = pair.send(&request);
    assert_eq!(pair.turn.wish(pair.now, &mut out), Wish::Open("7".to_owned()));
    pair.turn.allocated(pair.now, None, &mut out);
    let answer = Message::from_bytes(&out).unwrap();
    assert_eq!(answer.attribute::<ErrorCode>().unwrap().code(), 508);
    assert!(!pair.turn.relays());
    pair.password = "guess".to_owned();
    let cut = (0..=MOST_FIRST_REQUESTS).find(|_| {
        let request = pair.request(REFRESH, |_, _| {});
        pair.send(&request).1 == Deed::Cut
    });
    assert!(cut.is_some());
}

#[test]
fn an_allocation_ends_when_it_is_given_back_or_runs_out() {
    for gives_back in [true, false] {
        let mut pair = Pair::new();
        pair.allocate();
        pair.allocate();
        pair.permit("192.0.2.1:8444");
        if gives_back {
            assert_eq!(pair.ask(REFRESH, |message, _| message.add_attribute(&Lifetime::new(0)).unwrap()), 0);
        } else {
            pair.now += Duration::from_secs(700);
        }
        // Whoever asked first has taken the wish.
        let _ = pair.turn.wish(pair.now, &mut Vec::new());
        assert!(!pair.turn.relays(), "given back: {gives_back}");
        assert_eq!(pair.send(&Pair::indication("192.0.2.1:8444", b"late")).1, Deed::Nothing);
    }
}

#[test]
fn the_relayed_address_is_the_socket_that_sends() {
    let mut pair = Pair::new();
    pair.allocate();
    let request = pair.request(ALLOCATE, |message, _| {
        message.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).unwrap();
    });
    let (mut out, _, _) = pair.send(&request);
    pair.turn.wish(pair.now, &mut out);
    pair.turn.allocated(pair.now, Some(address(RELAY)), &mut out);
    let answer = Message::from_bytes(&out).unwrap();
    let relayed = answer.attribute::<XorRelayedAddress>().unwrap().addr(answer.transaction_id());
    assert_eq!(relayed, address(RELAY));
}

/// Bytes of a stranger: noise, and messages of a real client with bytes changed.
#[test]
fn any_bytes_are_answered_or_dropped_and_nothing_grows() {
    let mut seed = 7u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    for known in [false, true] {
        let mut pair = Pair::new();
        if known {
            pair.allocate();
            pair.allocate();
            pair.bind(0x4001, "192.0.2.1:8444");
        }
        let good = [
            pair.request(ALLOCATE, |message, _| {
                message.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).unwrap();
            }),
            pair.request(CHANNEL_BIND, |message, id| {
                message.add_attribute(&ChannelNumber::new(0x4001)).unwrap();
                message.add_attribute(&XorPeerAddress::new(address("192.0.2.1:8444"), id)).unwrap();
            }),
            Pair::indication("192.0.2.1:8444", b"data"),
            vec![0x40, 1, 0, 4, 1, 2, 3, 4],
            pair.request(BINDING, |_, _| {}),
        ];
        for round in 0..20_000 {
            let mut bytes = good[random() % good.len()].clone();
            for _ in 0..random() % 6 {
                let at = random() % bytes.len();
                bytes[at] = random() as u8;
            }
            if round % 5 == 0 {
                bytes = (0..random() % 80).map(|_| random() as u8).collect();
            }
            let Ok(Some((frame, _))) = framing::take(&bytes) else { continue };
            let (Frame::Message(range) | Frame::ChannelData(range)) = frame.clone();
            let (mut out, mut scratch) = (Vec::new(), Vec::new());
            pair.turn.client_says(pair.now, NOW, (&frame, &bytes[range]), &mut out, &mut scratch);
            if let Wish::Open(_) = pair.turn.wish(pair.now, &mut out) {
                pair.turn.allocated(pair.now, None, &mut out);
            }
            assert!(out.len() <= 1024 && scratch.len() <= framing::LONGEST, "{} bytes said", out.len());
            if !known {
                assert!(!pair.turn.relays());
            }
        }
    }
}
