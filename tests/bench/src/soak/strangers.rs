//! Those who belong to no session: scattered datagrams, guessed names, connections that say nothing or nonsense.

use fengsui_link::Random;
use fengsui_sfu_server::stun;
use std::collections::VecDeque;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};

const DATAGRAMS_NS: u64 = 100_000_000;
const DATAGRAMS: usize = 5;
const CONNECTION_NS: u64 = 500_000_000;
/// Connections that are kept open, whatever the node does.
const KEPT: usize = 40;

pub struct Strangers {
    socket: UdpSocket,
    kept: VecDeque<TcpStream>,
    next_datagrams: u64,
    next_connection: u64,
}

impl Strangers {
    pub fn new() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        Ok(Self { socket, kept: VecDeque::new(), next_datagrams: 0, next_connection: 0 })
    }

    /// `known`: an ICE name and a stream of somebody who is in a conference.
    pub fn work(
        &mut self,
        now: u64,
        (udp, tcp): (&[SocketAddr], SocketAddr),
        known: Option<(&str, u32)>,
        random: &mut Random,
    ) {
        if now >= self.next_datagrams {
            self.next_datagrams = now + DATAGRAMS_NS;
            for _ in 0..DATAGRAMS {
                let to = udp[random.below(udp.len() as u64) as usize];
                // What the node does with it shows in what it holds; a full buffer here shows nothing.
                let _ = self.socket.send_to(&datagram(known, random), to);
            }
        }
        if now >= self.next_connection {
            self.next_connection = now + CONNECTION_NS;
            if let Ok(mut stream) = TcpStream::connect(tcp) {
                let _ = stream.write_all(&words(random));
                self.kept.push_back(stream);
            }
            if self.kept.len() > KEPT {
                self.kept.pop_front();
            }
        }
    }
}

fn datagram(known: Option<(&str, u32)>, random: &mut Random) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..random.below(1_400)).map(|_| random.number() as u8).collect();
    let (ufrag, ssrc) = known.unwrap_or(("00+nobody", 7));
    match random.below(5) {
        0 => {}
        1 => {
            bytes.clear();
            stun::write_request(&mut bytes, [3; 12], &format!("{ufrag}:soak"), b"guessed-guessed-guessed!", true);
        }
        2 => {
            bytes.clear();
            stun::write_request(&mut bytes, [3; 12], "00+guessed:soak", b"guessed-guessed-guessed!", true);
        }
        3 => bytes.splice(..0, [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0]).for_each(drop),
        _ => {
            let head = [0x80, 96, 0, 9, 0, 0, 0, 9];
            bytes.splice(..0, head.into_iter().chain(ssrc.to_be_bytes())).for_each(drop);
        }
    }
    bytes
}

/// Nothing, half a frame, or nonsense.
fn words(random: &mut Random) -> Vec<u8> {
    match random.below(3) {
        0 => Vec::new(),
        1 => vec![0, 90, 0, 1],
        _ => b"GET / HTTP/1.1\r\n\r\n".to_vec(),
    }
}
