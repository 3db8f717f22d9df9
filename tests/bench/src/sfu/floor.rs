//! The floor: what encrypting and sending alone costs. The same packets, sizes, number of destinations, cipher, GSO
//! batches, buffers and build as the media process; nothing is received, decided or reported.

use super::generator::{AUDIO_BYTES, AUDIO_NS, FRAME_NS, PACKETS_PER_FRAME, VIDEO_BYTES};
use crate::process::now;
use fengsui_sfu_core::shard::MESSAGES_PER_CALL;
use fengsui_sfu_core::srtp::Cipher;
use fengsui_sfu_core::{MasterKey, SrtpProfile};
use fengsui_sfu_server::net::pin_thread;
use fengsui_sfu_server::net::udp::{Destination, Sender, bind};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

/// Header with the extensions that the media process writes (mid and transport-wide sequence number).
const HEADER: usize = 28;
const TAG: usize = 16;
const PROFILE: SrtpProfile = SrtpProfile::AeadAes256Gcm;

/// What to do, on standard input.
#[derive(Serialize, Deserialize)]
pub struct Work {
    /// Loopback ports to send to.
    pub ports: Vec<u16>,
    /// For each source: the numbers of the ports that get it, and whether it has a voice.
    pub sources: Vec<(Vec<usize>, bool)>,
    pub cpu: usize,
    pub seconds: u64,
}

struct Floor {
    socket: UdpSocket,
    sender: Sender,
    receivers: Vec<(Destination, Cipher)>,
    /// Where plain packets come from, as from a ring.
    plain: Vec<u8>,
    arena: Vec<u8>,
    index: u64,
}

/// # Errors
/// When there is no work on standard input or no socket.
pub fn run() -> anyhow::Result<()> {
    let work: Work = serde_json::from_reader(std::io::stdin())?;
    pin_thread(work.cpu);
    let mut floor = Floor::new(&work)?;
    let start = now();
    let count = work.sources.len() as u64;
    let phase = |number: usize, every: u64| every * number as u64 / count;
    let mut due: Vec<(u64, u64)> = (0..work.sources.len())
        .map(|number| (start + phase(number, FRAME_NS), start + 3_000_000 + phase(number, AUDIO_NS)))
        .collect();
    while now() < start + work.seconds * 1_000_000_000 {
        let mut next = u64::MAX;
        for ((audience, speaks), (next_frame, next_voice)) in work.sources.iter().zip(&mut due) {
            if now() >= *next_frame {
                floor.send(audience, PACKETS_PER_FRAME, VIDEO_BYTES);
                *next_frame += FRAME_NS;
            }
            if now() >= *next_voice {
                if *speaks {
                    floor.send(audience, 1, AUDIO_BYTES);
                }
                *next_voice += AUDIO_NS;
            }
            next = next.min(*next_frame).min(*next_voice);
        }
        std::thread::sleep(std::time::Duration::from_nanos(next.saturating_sub(now())));
    }
    Ok(())
}

impl Floor {
    fn new(work: &Work) -> anyhow::Result<Self> {
        let socket = bind(0)?;
        let dual = socket.local_addr()?.is_ipv6();
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let receiver = |(number, port): (usize, &u16)| {
            let key = MasterKey { key: vec![number as u8; PROFILE.key_len()], salt: vec![1; PROFILE.salt_len()] };
            let cipher = Cipher::new(PROFILE, &key)?;
            Some((Destination::new(SocketAddr::new(local, *port), local, dual), cipher))
        };
        Ok(Self {
            socket,
            sender: Sender::new(MESSAGES_PER_CALL),
            receivers: work.ports.iter().enumerate().filter_map(receiver).collect(),
            plain: vec![5; PACKETS_PER_FRAME * 2_048],
            arena: vec![0; MESSAGES_PER_CALL * PACKETS_PER_FRAME * 2_048],
            index: 0,
        })
    }

    /// `packets` of `payload` bytes to an audience, in as many calls as the media process makes.
    fn send(&mut self, audience: &[usize], packets: usize, payload: usize) {
        let segment = HEADER + payload + TAG;
        let first = self.index;
        self.index += packets as u64;
        for chunk in audience.chunks(MESSAGES_PER_CALL) {
            for (number, at) in chunk.iter().enumerate() {
                let (_, cipher) = &self.receivers[*at];
                for packet in 0..packets {
                    let out = &mut self.arena[(number * packets + packet) * segment..][..segment];
                    write(out, &self.plain[packet * 2_048..][..payload], first + packet as u64);
                    cipher.seal_rtp(out, HEADER, 1, first + packet as u64).expect("room for the tag");
                }
            }
            let messages = self.arena.chunks(packets * segment);
            let mut batch = self.sender.batch(&self.socket);
            for (at, bytes) in chunk.iter().zip(messages) {
                batch.push(&self.receivers[*at].0, bytes, segment, None);
            }
        }
    }
}

fn write(out: &mut [u8], payload: &[u8], index: u64) {
    out[..12].copy_from_slice(&[0x91, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    out[2..4].copy_from_slice(&(index as u16).to_be_bytes());
    // The source that a picture's packets bear, then the extensions.
    out[12..16].copy_from_slice(&1_u32.to_be_bytes());
    out[16..HEADER].copy_from_slice(&[0xbe, 0xde, 0, 2, 0x31, 0, 0, 0x40, b'1', 0, 0, 0]);
    out[HEADER..HEADER + payload.len()].copy_from_slice(payload);
}
