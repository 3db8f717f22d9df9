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
            let more = peer.flush();
            if more != peer.waiting {
                peer.waiting = more;
                // It fails only for a descriptor that is gone, which the next read finds out.
                let _ = self.poll.want_write(peer.fd(), connection, more);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        dtls::Identity,
        net::{framing, poll::Waker, udp},
        shard::{Parts, ways},
    };
    use std::{
        io::Write,
        net::{Ipv4Addr, TcpListener, TcpStream},
        sync::Arc,
    };
    use tokio::sync::mpsc;

    fn thread() -> Thread {
        let waker = Waker::new().unwrap();
        let parts = Parts {
            number: 0,
            ways: ways::between(std::slice::from_ref(&waker)).pop().unwrap(),
            waker,
            socket: udp::bind(0).unwrap(),
            identity: Arc::new(Identity::generate().unwrap()),
            clock: Clock::start(),
            seed: 1,
            dscp: None,
            events: mpsc::channel(16).0,
            tape: mpsc::channel(16).0,
        };
        Thread::new(parts, mpsc::channel(16).1).unwrap()
    }

    /// A peer that says goodbye and closes its socket is written to before it is read: the write fails, the word is there.
    #[test]
    fn what_a_peer_said_is_read_though_a_write_finds_it_gone() {
        let mut thread = thread();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut far = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        thread.adopt_tcp(listener.accept().unwrap().0, Vec::new());
        let (&connection, peer) = thread.tcp.iter_mut().next().unwrap();
        // It leaves a packet unread, so its system resets the connection at once.
        peer.push(b"a picture");
        assert!(!peer.flush());
        let mut word = Vec::new();
        framing::put(&mut word, b"no protocol that a shard knows");
        far.write_all(&word).unwrap();
        drop(far);
        peer.push(b"another picture");
        thread.touched.push(connection);
        thread.flush_tcp();
        let mut ready = Vec::new();
        thread.poll.wait(Duration::from_secs(5), &mut ready).unwrap();
        for event in ready {
            thread.serve_tcp(event.token, event);
        }
        assert_eq!(thread.counters.datagrams_unknown, 1);
        assert!(thread.tcp.is_empty(), "and then it is gone");
    }
}
