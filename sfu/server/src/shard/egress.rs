//! The way out of the core: datagrams to UDP and TCP peers, packets to the recorder.

use super::{Taped, outlets::Outlets, sessions::ById};
use crate::{
    ice::Path,
    net::{dscp::Dscp, tcp::TcpPeer, udp::Sender},
};
use fengsui_protocol::link::{
    self,
    recorder::{PACKET_HEAD, ToRecorder},
};
use fengsui_sfu_core::{Egress, Message, Tap};
use std::{
    collections::{HashMap, VecDeque},
    net::UdpSocket,
};
use tokio::sync::mpsc;

/// Bytes of packets collected before they are handed over.
const TAPE_CHUNK: usize = 64 * 1024;
/// Notes to the recorder that wait when its channel is full; they are few and none may be lost.
const MAX_NOTES: usize = 10_000;

/// TCP peers by connection number.
pub type TcpPeers = HashMap<u64, TcpPeer>;

/// Lent to the core for one flush.
pub struct Out<'a> {
    pub socket: &'a UdpSocket,
    pub sender: &'a mut Sender,
    pub sessions: &'a mut ById,
    pub outlets: &'a mut Outlets,
    pub tcp: &'a mut TcpPeers,
    /// TCP peers that got something, to be flushed afterwards.
    pub touched: &'a mut Vec<u64>,
    pub tape: &'a mut Tape,
    pub dscp: Option<Dscp>,
}

impl Egress for Out<'_> {
    fn transmit(&mut self, arena: &[u8], messages: &[Message]) {
        let mut batch = self.sender.batch(self.socket);
        let sessions = self.sessions.len();
        for message in messages {
            let bytes = message.bytes(arena);
            let tos = self.dscp.map(|dscp| dscp.tos(message.class));
            if let Some(destination) = self.outlets.get(message.session) {
                batch.push(destination, bytes, usize::from(message.segment), tos);
                continue;
            }
            let Some(session) = self.sessions.get_mut(&message.session) else { continue };
            let Some((path, destination)) = &session.destination else { continue };
            if !session.ice.may_send(bytes.len()) {
                continue;
            }
            match *path {
                Path::Udp { .. } => {
                    batch.push(destination, bytes, usize::from(message.segment), tos);
                    if session.ice.is_confirmed() {
                        self.outlets.keep(session.id, *destination, sessions);
                    }
                }
                Path::Tcp { connection, .. } => {
                    let Some(peer) = self.tcp.get_mut(&connection) else { continue };
                    message.datagrams(arena).for_each(|datagram| peer.push(datagram));
                    self.touched.push(connection);
                }
            }
        }
    }

    fn record(&mut self, tap: Tap<'_>) {
        self.tape.take(tap);
    }
}

/// Towards the recorder's task. Packets are dropped when it is behind, notes are not; order is kept.
pub struct Tape {
    channel: mpsc::Sender<Taped>,
    waiting: VecDeque<ToRecorder>,
    frames: Vec<u8>,
    count: u32,
    pub dropped: u64,
}

impl Tape {
    pub fn new(channel: mpsc::Sender<Taped>) -> Self {
        Self { channel, waiting: VecDeque::new(), frames: Vec::new(), count: 0, dropped: 0 }
    }

    fn take(&mut self, tap: Tap<'_>) {
        match tap {
            Tap::Packet { recording, track, arrival, rtp } => {
                let body = PACKET_HEAD + rtp.len();
                self.frames.extend_from_slice(&(body as u32 + 1).to_be_bytes());
                self.frames.push(link::FRAME_PACKET);
                self.frames.extend_from_slice(&recording.0.to_be_bytes());
                self.frames.extend_from_slice(&track.to_be_bytes());
                self.frames.extend_from_slice(&arrival.0.to_be_bytes());
                self.frames.extend_from_slice(rtp);
                self.count += 1;
                if self.frames.len() >= TAPE_CHUNK {
                    self.flush();
                }
            }
            Tap::OpenTrack { recording, track, opened } => {
                self.note(ToRecorder::OpenTrack { recording, track, opened });
            }
            Tap::TrackClock { recording, track, at, rtp_timestamp } => {
                self.note(ToRecorder::TrackClock { recording, track, at, rtp_timestamp });
            }
            Tap::CloseTrack { recording, track, why } => {
                self.note(ToRecorder::CloseTrack { recording, track, why: why.to_owned() });
            }
        }
    }

    fn note(&mut self, note: ToRecorder) {
        self.flush();
        if self.waiting.len() < MAX_NOTES {
            self.waiting.push_back(note);
        }
        self.flush();
    }

    /// Hands over what was collected.
    pub fn flush(&mut self) {
        while let Some(note) = self.waiting.pop_front() {
            if let Err(mpsc::error::TrySendError::Full(Taped::Note(note))) = self.channel.try_send(Taped::Note(note)) {
                self.waiting.push_front(note);
                break;
            }
        }
        if self.count == 0 {
            return;
        }
        let (frames, count) = (std::mem::take(&mut self.frames), std::mem::take(&mut self.count));
        let room = self.waiting.is_empty();
        if !room || self.channel.try_send(Taped::Packets { frames, count }).is_err() {
            self.dropped += u64::from(count);
        }
    }
}
