//! The far end of one session: it checks, shakes hands, sends or receives, and stops in the way that was planned.

use super::media::Source;
use super::offer::{self, Identity, TRANSPORT_CC};
use super::wire::Wire;
use crate::sfu::sockets::Reader;
use bytes::BytesMut;
use fengsui_link::Random;
use fengsui_protocol::{ConferenceId, Micros, SessionId, SiteId};
use fengsui_sfu_core::rtcp::{Builder, transport::Arrivals};
use fengsui_sfu_core::rtp::{Header, is_rtcp};
use fengsui_sfu_core::srtp::{Opener, Sealer};
use fengsui_sfu_core::{SrtpKeys, SrtpProfile};
use fengsui_sfu_server::stun;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_shared::TransportProtocol;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

const MS: u64 = 1_000_000;
const CHECK_AGAIN_NS: u64 = 50 * MS;
const CONSENT_NS: u64 = 5_000 * MS;
const REPORT_NS: u64 = 250 * MS;
/// One picture's packet in so many is opened, to see that it is authentic.
const SAMPLE: u16 = 37;
/// DTLS tells associations apart by address; this end has one, whatever its wire.
const NODE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Publisher,
    Receiver,
}

/// How far a site comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Media flow.
    Whole,
    /// Nothing is ever sent to the answer's address.
    Answer,
    /// It checks, and goes on checking, but never shakes hands.
    Checks,
    /// It goes away in the middle of the handshake.
    Hello,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Says nothing; its socket is closed.
    Vanish,
    /// Says nothing; its socket stays, and nobody reads it.
    Freeze,
    /// DTLS close_notify.
    Goodbye,
    /// The command node closes the session, as WHIP's DELETE does.
    Closed,
}

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub reach: Reach,
    pub leave: Leave,
    pub leaves_at: u64,
    pub restarts_at: Option<u64>,
    /// The restart comes from another socket.
    pub moves: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub room: usize,
    pub conference: ConferenceId,
    pub site: SiteId,
}

enum Stage {
    /// The offer is out.
    Asked,
    Checking,
    Shaking,
    Up,
    Left,
}

pub struct Far {
    pub session: SessionId,
    pub seat: Seat,
    pub role: Role,
    pub plan: Plan,
    pub began: u64,
    /// Packets of media that came.
    pub received: u64,
    /// Packets that were not what the keys say.
    pub forged: u64,
    pub wire: Option<Wire>,
    pub by_tcp: bool,
    /// A check was sent by this wire: the node may know whose it is.
    checked: bool,
    stage: Stage,
    ufrag: String,
    /// Name and password of the node.
    node: (String, String),
    next_check: u64,
    next_report: u64,
    endpoint: Option<Endpoint>,
    keys: Option<(Sealer, Opener)>,
    source: Option<Source>,
    arrivals: Arrivals,
    /// Newest packet of a picture: SSRC and sequence number.
    newest: Option<(u32, u16)>,
}

impl Far {
    pub fn new(session: SessionId, seat: Seat, role: Role, plan: Plan, wire: Wire, now: u64) -> Self {
        Self {
            session,
            seat,
            role,
            plan,
            began: now,
            received: 0,
            forged: 0,
            by_tcp: wire.is_tcp(),
            wire: Some(wire),
            checked: false,
            stage: Stage::Asked,
            ufrag: format!("soak{}", session.0),
            node: Default::default(),
            next_check: 0,
            next_report: 0,
            endpoint: None,
            keys: None,
            source: None,
            arrivals: Arrivals::default(),
            newest: None,
        }
    }

    /// SSRCs that no other session of the run has.
    pub fn streams(&self) -> (u32, u32) {
        let first = 0x1000_0000 + 2 * self.session.0 as u32;
        (first, first + 1)
    }

    pub fn offer(&self, identity: &Identity) -> String {
        offer::offer(self.role, &self.ufrag, &identity.fingerprint, self.streams())
    }

    pub fn is_up(&self) -> bool {
        matches!(self.stage, Stage::Up)
    }
    pub fn has_left(&self) -> bool {
        matches!(self.stage, Stage::Left)
    }
    /// It waits for the answer to its offer.
    pub fn is_asking(&self) -> bool {
        matches!(self.stage, Stage::Asked)
    }
    /// Its goodbye can be told from a stranger's word: the handshake is done, and its address was checked.
    pub fn is_known(&self) -> bool {
        self.is_up() && self.checked
    }
    pub fn node_ufrag(&self) -> &str {
        &self.node.0
    }

    /// The answer to the offer, or to a restart.
    pub fn answered(&mut self, answer: &str) -> bool {
        let Some(node) = offer::credentials(answer) else { return false };
        self.node = node;
        self.next_check = 0;
        if self.is_asking() {
            self.stage = Stage::Checking;
        }
        true
    }

    /// Fragment of an ICE restart; from now on checks bear the new name, which the node knows before it answers.
    pub fn restart(&mut self) -> String {
        self.plan.restarts_at = None;
        self.ufrag = format!("again{}", self.session.0);
        self.next_check = u64::MAX;
        offer::fragment(&self.ufrag)
    }

    /// Goes on by another wire, as after a change of network.
    pub fn move_to(&mut self, wire: Wire) {
        self.by_tcp = wire.is_tcp();
        self.wire = Some(wire);
        self.checked = false;
    }

    pub fn receive(&mut self, now: u64, reader: &mut Reader, identity: &Identity) -> bool {
        let Some(mut wire) = self.wire.take() else { return false };
        let mut packets: Vec<Vec<u8>> = Vec::new();
        let open = wire.receive(reader, |packet| match packet.first() {
            Some(128..192) => self.take_media(now, packet),
            _ => packets.push(packet.to_vec()),
        });
        self.wire = Some(wire);
        for packet in packets {
            match packet.first() {
                Some(0..=3) => self.take_stun(now, &packet, identity),
                Some(20..64) => self.take_dtls(now, &packet),
                _ => self.forged += 1,
            }
        }
        open
    }

    fn take_stun(&mut self, now: u64, packet: &[u8], identity: &Identity) {
        if stun::mapped_address(packet).is_none() || !matches!(self.stage, Stage::Checking) {
            return;
        }
        match self.plan.reach {
            Reach::Answer | Reach::Checks => {}
            Reach::Whole | Reach::Hello => self.shake(now, identity),
        }
    }

    fn shake(&mut self, now: u64, identity: &Identity) {
        let mut endpoint = Endpoint::new(NODE, TransportProtocol::UDP, None);
        if endpoint.connect(Instant::now(), NODE, identity.config.clone(), None).is_err() {
            return;
        }
        self.stage = Stage::Shaking;
        self.flush(&mut endpoint);
        self.endpoint = Some(endpoint);
        if self.plan.reach == Reach::Hello {
            self.plan.leaves_at = now;
        }
    }

    fn flush(&mut self, endpoint: &mut Endpoint) {
        while let Some(out) = endpoint.poll_transmit() {
            self.send(&out.message);
        }
    }

    fn send(&mut self, packet: &[u8]) {
        if let Some(wire) = &mut self.wire {
            wire.send(packet);
        }
    }

    fn take_dtls(&mut self, now: u64, packet: &[u8]) {
        let Some(mut endpoint) = self.endpoint.take() else { return };
        let events = endpoint.read(Instant::now(), NODE, None, BytesMut::from(packet)).unwrap_or_default();
        self.flush(&mut endpoint);
        if events.iter().any(|event| matches!(event, EndpointEvent::HandshakeComplete)) {
            self.keys = keys(&endpoint);
            self.stage = Stage::Up;
            self.next_check = now + CONSENT_NS;
            self.next_report = now + REPORT_NS;
            let streams = self.streams();
            if let (Role::Publisher, Some((sealer, _))) = (self.role, &mut self.keys) {
                self.source = Source::new(now, sealer, streams);
            }
        }
        self.endpoint = Some(endpoint);
    }

    fn take_media(&mut self, now: u64, packet: &mut [u8]) {
        let Some((_, opener)) = &mut self.keys else { return };
        if is_rtcp(packet) {
            return;
        }
        let Some(header) = Header::parse(packet) else {
            self.forged += 1;
            return;
        };
        self.received += 1;
        let number = header.extensions(packet).find(|(id, _)| *id == TRANSPORT_CC);
        if let Some(number) = number.and_then(|(_, value)| value.first_chunk::<2>().copied()) {
            self.arrivals.arrived(u16::from_be_bytes(number), Micros((now / 1_000) as i64));
        }
        if header.payload_type == offer::VP8 {
            self.newest = Some((header.ssrc, header.sequence));
        }
        if header.sequence.is_multiple_of(SAMPLE) {
            let opened = opener.open_rtp(packet, header.length, header.ssrc, header.sequence);
            self.forged += u64::from(opened.is_err());
        }
    }

    /// Does what is due; media only when `flows`.
    pub fn work(&mut self, now: u64, flows: bool, random: &mut Random) {
        match self.stage {
            Stage::Checking if self.plan.reach != Reach::Answer => self.check(now, CHECK_AGAIN_NS),
            Stage::Shaking => self.shake_again(),
            Stage::Up => {
                self.check(now, CONSENT_NS);
                // By TCP a check comes first (RFC 6544 §7.2); by UDP a NAT may change an address under a flow.
                if flows && (self.checked || !self.by_tcp) {
                    self.send_media(now);
                    self.report(now, random);
                }
            }
            Stage::Asked | Stage::Checking | Stage::Left => {}
        }
    }

    /// Sends an ICE check when it is due; also what keeps consent fresh (RFC 7675).
    fn check(&mut self, now: u64, again: u64) {
        if now < self.next_check {
            return;
        }
        self.next_check = now + again;
        let mut check = Vec::new();
        let username = format!("{}:{}", self.node.0, self.ufrag);
        stun::write_request(&mut check, [7; 12], &username, self.node.1.as_bytes(), true);
        self.send(&check);
        self.checked = true;
    }

    fn shake_again(&mut self) {
        let Some(mut endpoint) = self.endpoint.take() else { return };
        if endpoint.poll_timeout(&NODE).is_some_and(|at| at <= Instant::now()) {
            // A handshake that cannot go on is seen by the time it takes.
            let _ = endpoint.handle_timeout(NODE, Instant::now());
            self.flush(&mut endpoint);
        }
        self.endpoint = Some(endpoint);
    }

    fn send_media(&mut self, now: u64) {
        let (Some(source), Some((sealer, _)), Some(wire)) = (&mut self.source, &mut self.keys, &mut self.wire) else {
            return;
        };
        source.send(now, sealer, |packet| wire.send(packet));
    }

    /// Transport-wide feedback; now and then it asks for a packet again, or for a keyframe.
    fn report(&mut self, now: u64, random: &mut Random) {
        if now < self.next_report {
            return;
        }
        self.next_report = now + REPORT_NS;
        let own = self.streams().0;
        let mut builder = Builder::default();
        let mut bodies = Vec::new();
        self.arrivals.report(|body| bodies.push(body.to_vec()));
        for body in bodies {
            builder.transport_feedback(own, 1, &body);
        }
        if let Some((ssrc, sequence)) = self.newest {
            if random.percent(20) {
                builder.nack(own, ssrc, &[sequence.wrapping_sub(random.below(20) as u16)]);
            }
            if random.percent(5) {
                builder.pli(own, ssrc);
            }
        }
        if builder.is_empty() {
            return;
        }
        let mut packet = builder.take();
        let Some((sealer, _)) = &mut self.keys else { return };
        if sealer.seal_rtcp(&mut packet).is_ok() {
            self.send(&packet);
        }
    }

    /// Leaves as planned; [`Leave::Closed`] is told to the node by whoever calls.
    pub fn leave(&mut self) {
        if let (Leave::Goodbye, Some(mut endpoint)) = (self.plan.leave, self.endpoint.take()) {
            endpoint.stop(Instant::now(), NODE);
            self.flush(&mut endpoint);
        }
        self.stage = Stage::Left;
        (self.endpoint, self.keys, self.source) = (None, None, None);
        if self.plan.leave != Leave::Freeze {
            self.wire = None;
        }
    }
}

fn keys(endpoint: &Endpoint) -> Option<(Sealer, Opener)> {
    let profile = SrtpProfile::AeadAes256Gcm;
    let state = endpoint.get_connection_state(NODE)?;
    let material = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.exported_len()).ok()?;
    let keys = SrtpKeys::from_exported(profile, material.as_ref(), true)?;
    Some((Sealer::new(profile, &keys.local)?, Opener::new(profile, &keys.remote)?))
}
