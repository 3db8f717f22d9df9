//! TCP peers: framed packets in, what waits for them out.

use super::{MAX_TCP, Thread};
use crate::{
    ice::Path,
    net::{
        poll::Ready,
        tcp::{Cut, TcpPeer},
    },
};
use std::time::{Duration, Instant};

/// A peer that has not proved itself to a session by then is closed.
const PATIENCE: Duration = Duration::from_secs(10);

impl Thread {
    pub(super) fn adopt_tcp(&mut self, stream: std::net::TcpStream, read: Vec<u8>) {
        if self.tcp.len() >= MAX_TCP {
            self.counters.tcp_refused += 1;
            return;
        }
        let connection = self.next_tcp;
        self.next_tcp += 1;
        let Ok(peer) = TcpPeer::new(stream, read) else { return };
        if self.poll.add(peer.fd(), connection).is_ok() {
            self.tcp.insert(connection, peer);
            // What was read before does not make the socket readable again.
            self.serve_tcp(connection, Ready { token: connection, readable: true, writable: false });
        }
    }

    pub(super) fn serve_tcp(&mut self, connection: u64, ready: Ready) {
        if ready.writable {
            self.touched.push(connection);
        }
        if !ready.readable {
            return;
        }
        // Out of the map while its packets are worked on, which may send to it.
        let Some(mut peer) = self.tcp.remove(&connection) else { return };
        let instant = Instant::now();
        let now = self.clock.at(instant);
        let path = Path::Tcp { connection, remote: peer.remote };
        let mut packets: Vec<Vec<u8>> = Vec::new();
        let result = peer.read(|packet| packets.push(packet.to_vec()));
        self.tcp.insert(connection, peer);
        for mut packet in packets {
            self.take(instant, now, path, &mut packet);
        }
        self.flush(now);
        if let Err(cut) = result {
            self.counters.tcp_refused += u64::from(cut == Cut::Babble);
            self.drop_tcp(connection);
        }
    }

    pub(super) fn flush_tcp(&mut self) {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        for connection in touched.drain(..) {
            let Some(peer) = self.tcp.get_mut(&connection) else { continue };
            match peer.flush() {
                Ok(more) if more == peer.waiting => {}
                Ok(more) => {
                    peer.waiting = more;
                    // It fails only for a descriptor that is gone, which the next write finds out.
                    let _ = self.poll.want_write(peer.fd(), connection, more);
                }
                Err(_) => self.drop_tcp(connection),
            }
        }
        self.touched = touched;
    }

    fn drop_tcp(&mut self, connection: u64) {
        if let Some(peer) = self.tcp.remove(&connection) {
            self.counters.send_dropped += peer.dropped;
        }
        self.sessions.forget_connection(connection, self.dual, &mut self.outlets);
    }

    /// Closes connections that belong to no session.
    pub(super) fn drop_strangers(&mut self, now: Instant) {
        let strange = |(connection, peer): &(&u64, &TcpPeer)| {
            peer.since + PATIENCE <= now && !self.sessions.has_connection(**connection)
        };
        let strangers: Vec<u64> = self.tcp.iter().filter(strange).map(|(connection, _)| *connection).collect();
        strangers.into_iter().for_each(|connection| self.drop_tcp(connection));
    }
}
