//! The TURN server of one connection (RFC 8656): `turn-server-proto` behind a gate. No socket, no clock.
//!
//! The gate lets in what a browser needs (Allocate, Refresh, CreatePermission, ChannelBind, Send, channel data, Binding),
//! refuses with 403 every peer that is not ours, and bounds what may be tried before a name is proved. Each connection has
//! a server of its own, so that nothing of a stranger outlives his connection: at most one allocation, one person, and no
//! more channels and permissions than this process has addresses.
//!
//! Deliberately not here: TURN over UDP (its firewall passes none), TCP allocations (RFC 6062: media is UDP), relaying to
//! IPv6 peers.

use super::{
    credentials,
    framing::{self, Frame},
    peers::Peers,
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use turn_server_proto::{
    api::{SocketAllocateError, Transmit, TurnServerApi, TurnServerPollRet},
    server::TurnServer,
    types::{
        AddressFamily, Instant, TransportType,
        attribute::XorPeerAddress,
        message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND},
        prelude::DelayedTransmitBuild,
        stun::{
            attribute::{ErrorCode, MessageIntegritySha256, Username},
            message::{BINDING, IntegrityAlgorithm, LongTermCredentials, Message, MessageClass, MessageWriteVec},
            prelude::{Attribute, AttributeFromRaw, AttributeStaticType, MessageWrite, MessageWriteExt},
        },
    },
};

/// RFC 8489 §9.2; says what the credentials are for.
const REALM: &str = "fengsui";
/// Requests that may be answered before an allocation stands: a browser needs two.
const MOST_FIRST_REQUESTS: u32 = 16;
/// The server's own address as the crate keeps it; the stream says where answers go.
const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 443);

/// RFC 8656 §17 and RFC 8489 §5.
const SEND_INDICATION: [u8; 2] = [0x00, 0x16];
const DATA_INDICATION: [u8; 2] = [0x00, 0x17];

/// What a frame brought about, besides bytes for the client.
#[derive(Debug, PartialEq, Eq)]
pub enum Deed {
    Nothing,
    /// The scratch buffer's contents go to this alias.
    Relay(SocketAddr),
    /// Close the connection: it only tries.
    Cut,
}

/// What the server wants of its socket.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    Nothing,
    /// One is needed, for this person: answer by [`Turn::allocated`].
    Open(String),
    /// The allocation ended.
    Close,
}

pub struct Turn {
    server: TurnServer,
    secret: String,
    peers: Arc<Peers>,
    client: SocketAddr,
    /// User name that was let in, and the person it was made for.
    user: Option<(String, String)>,
    relayed: Option<SocketAddr>,
    first_requests: u32,
}

impl Turn {
    pub fn new(secret: String, peers: Arc<Peers>, client: SocketAddr) -> Self {
        let server = TurnServer::new(TransportType::Udp, HERE, REALM.to_owned());
        Self { server, secret, peers, client, user: None, relayed: None, first_requests: 0 }
    }

    /// Whether an allocation stands.
    pub fn relays(&self) -> bool {
        self.relayed.is_some()
    }

    /// Takes one frame of the client. Answers are appended to `out`, what is relayed is put into `scratch`.
    /// `now`: since the connection began; `wall`: seconds since the Unix epoch.
    pub fn client_says(
        &mut self,
        now: Duration,
        wall: u64,
        (frame, bytes): (&Frame, &[u8]),
        out: &mut Vec<u8>,
        scratch: &mut Vec<u8>,
    ) -> Deed {
        if let Frame::Message(_) = frame {
            match self.gate(wall, bytes, out) {
                Gate::Pass => {}
                Gate::Answered => return self.counted(),
                Gate::Shut => return Deed::Nothing,
            }
        }
        // The stream was cut into messages already: to the crate they are as datagrams.
        let transmit = Transmit::new(bytes, TransportType::Udp, self.client, HERE);
        let Some(sent) = self.server.recv(transmit, instant(now)) else { return self.counted_message(frame) };
        if Some(sent.from) == self.relayed {
            let Some(alias) = self.peers.alias(sent.to) else { return Deed::Nothing };
            scratch.resize(sent.data.len(), 0);
            sent.data.write_into(scratch);
            return Deed::Relay(alias);
        }
        framing::put(out, &sent.data.build());
        self.counted_message(frame)
    }

    /// Takes a datagram that came to the relay's socket; its frame is appended to `out`.
    pub fn peer_says(&mut self, now: Duration, from: SocketAddr, datagram: &[u8], out: &mut Vec<u8>) {
        let (Some(to), Some(from)) = (self.relayed, self.peers.announced(from)) else { return };
        let transmit = Transmit::new(datagram, TransportType::Udp, from, to);
        if let Some(sent) = self.server.recv(transmit, instant(now)) {
            let at = out.len();
            out.resize(at + sent.data.len(), 0);
            sent.data.write_into(&mut out[at..]);
            // What turn-types 0.7.3 writes into a buffer names itself Send, whoever it is for; browsers pass over what is not
            // Data (RFC 8656 §11.3). No integrity covers an indication.
            if out[at..].starts_with(&SEND_INDICATION) {
                out[at..at + 2].copy_from_slice(&DATA_INDICATION);
            }
            out.resize(at + (out.len() - at).next_multiple_of(4), 0);
        }
    }

    /// To be asked after every message and once in a while.
    pub fn wish(&mut self, now: Duration, out: &mut Vec<u8>) -> Wish {
        loop {
            let wish = match self.server.poll(instant(now)) {
                TurnServerPollRet::AllocateSocket { allocation_transport, family, .. } => {
                    let usable = allocation_transport == TransportType::Udp && family == AddressFamily::IPV4;
                    match &self.user {
                        Some((_, person)) if usable && self.relayed.is_none() => Wish::Open(person.clone()),
                        _ => {
                            let refusal = SocketAllocateError::AddressFamilyNotSupported;
                            self.answer_allocation(now, allocation_transport, family, Err(refusal));
                            continue;
                        }
                    }
                }
                TurnServerPollRet::SocketClose { .. } => {
                    self.relayed = None;
                    Wish::Close
                }
                // Of TCP allocations, which there are none of.
                TurnServerPollRet::TcpConnect { .. } | TurnServerPollRet::TcpClose { .. } => continue,
                TurnServerPollRet::WaitUntil(_) => Wish::Nothing,
            };
            while let Some(sent) = self.server.poll_transmit(instant(now)) {
                framing::put(out, &sent.data);
            }
            return wish;
        }
    }

    /// Answers [`Wish::Open`]; `None`: there is no room (508).
    pub fn allocated(&mut self, now: Duration, socket: Option<SocketAddr>, out: &mut Vec<u8>) {
        self.relayed = socket;
        let result = socket.ok_or(SocketAllocateError::InsufficientCapacity);
        self.answer_allocation(now, TransportType::Udp, AddressFamily::IPV4, result);
        while let Some(sent) = self.server.poll_transmit(instant(now)) {
            framing::put(out, &sent.data);
        }
    }

    fn answer_allocation(
        &mut self,
        now: Duration,
        transport: TransportType,
        family: AddressFamily,
        result: Result<SocketAddr, SocketAllocateError>,
    ) {
        self.server.allocated_socket(TransportType::Udp, HERE, self.client, transport, family, result, instant(now));
    }

    fn counted_message(&mut self, frame: &Frame) -> Deed {
        match frame {
            Frame::Message(_) => self.counted(),
            Frame::ChannelData(_) => Deed::Nothing,
        }
    }

    fn counted(&mut self) -> Deed {
        self.first_requests = if self.relayed.is_some() { 0 } else { self.first_requests + 1 };
        if self.first_requests > MOST_FIRST_REQUESTS { Deed::Cut } else { Deed::Nothing }
    }

    fn gate(&mut self, wall: u64, bytes: &[u8], out: &mut Vec<u8>) -> Gate {
        let Ok(message) = Message::from_bytes(bytes) else { return Gate::Shut };
        match (message.class(), message.method()) {
            (MessageClass::Request, BINDING | ALLOCATE | REFRESH) | (MessageClass::Indication, SEND) => {}
            (MessageClass::Request, CREATE_PERMISSION | CHANNEL_BIND) if !self.ours(&message) => {
                return self.forbid(&message, out);
            }
            (MessageClass::Request, CREATE_PERMISSION | CHANNEL_BIND) => {}
            _ => return Gate::Shut,
        }
        self.let_in(wall, &message);
        Gate::Pass
    }

    /// Whether every peer that is named is one of this process's addresses.
    fn ours(&self, message: &Message<'_>) -> bool {
        let id = message.transaction_id();
        let mut named = message.iter_attributes().filter(|(_, attribute)| attribute.get_type() == XorPeerAddress::TYPE);
        named.all(|(_, attribute)| match XorPeerAddress::from_raw(attribute).map(|peer| peer.addr(id)) {
            Ok(peer) if message.method() == CHANNEL_BIND => self.peers.alias(peer).is_some(),
            Ok(peer) => self.peers.permits(peer.ip()),
            // The server says what is malformed.
            Err(_) => true,
        })
    }

    /// RFC 8656 §9.2: 403 Forbidden.
    fn forbid(&self, message: &Message<'_>, out: &mut Vec<u8>) -> Gate {
        // Nobody that we know: the server asks who it is.
        let Some((user, _)) = &self.user else { return Gate::Pass };
        let algorithm = match message.has_attribute(MessageIntegritySha256::TYPE) {
            true => IntegrityAlgorithm::Sha256,
            false => IntegrityAlgorithm::Sha1,
        };
        let key = LongTermCredentials::new(user.clone(), credentials::password(&self.secret, user));
        let mut answer = Message::builder_error(message, MessageWriteVec::new());
        let error = ErrorCode::builder(ErrorCode::FORBIDDEN).build();
        let written = error.ok().and_then(|error| answer.add_attribute(&error).ok()).and_then(|()| {
            answer.add_message_integrity_with_key(&key.to_key(REALM.to_owned()).make_key(algorithm), algorithm).ok()
        });
        if written.is_some() {
            framing::put(out, &answer.finish());
        }
        Gate::Answered
    }

    /// The first user name that holds is the connection's.
    fn let_in(&mut self, wall: u64, message: &Message<'_>) {
        if self.user.is_some() {
            return;
        }
        let Ok(name) = message.attribute::<Username>() else { return };
        let Some(person) = credentials::person(name.username(), wall) else { return };
        let name = name.username().to_owned();
        self.server.add_user(name.clone(), credentials::password(&self.secret, &name));
        self.user = Some((name, person.to_owned()));
    }
}

enum Gate {
    Pass,
    Answered,
    Shut,
}

fn instant(now: Duration) -> Instant {
    Instant::ZERO + now
}

#[cfg(test)]
mod tests;
