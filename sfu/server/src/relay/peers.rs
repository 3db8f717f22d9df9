//! Where a relay may send: the addresses that this process announces for its media, and nothing else.
//!
//! What is relayed never leaves the machine. Every announced address has an alias on the loopback, on the port of its
//! shard; an answer from the alias is one from the announced address. So an address that exists only outside (a NAT's)
//! works as well, and a relay's own socket is bound to the loopback, where no stranger can send to it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Addresses of one shard that have an alias; the last number of the alias is a byte.
const MOST_ADDRESSES: usize = 250;

#[derive(Debug, Default)]
pub struct Peers(Vec<Peer>);

#[derive(Clone, Copy, Debug)]
struct Peer {
    announced: SocketAddr,
    alias: SocketAddr,
}

impl Peers {
    /// `announced`: by shard; `ports`: that the shards really have. IPv4 only: a relay has one socket.
    pub fn new(announced: &[Vec<SocketAddr>], ports: &[u16]) -> Self {
        let shards = announced.iter().zip(ports).zip(0u8..);
        Self(shards.flat_map(|((announced, port), shard)| of_shard(announced, *port, shard)).collect())
    }

    /// Whether some shard has this address, with any port: a permission names none (RFC 8656 §9).
    pub fn permits(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|peer| peer.announced.ip() == ip)
    }

    /// Where packets for an announced address go.
    pub fn alias(&self, announced: SocketAddr) -> Option<SocketAddr> {
        self.0.iter().find(|peer| peer.announced == announced).map(|peer| peer.alias)
    }

    /// Whose packet it is that came from `alias`.
    pub fn announced(&self, alias: SocketAddr) -> Option<SocketAddr> {
        self.0.iter().find(|peer| peer.alias == alias).map(|peer| peer.announced)
    }
}

fn of_shard(announced: &[SocketAddr], port: u16, shard: u8) -> impl Iterator<Item = Peer> {
    let four = announced.iter().filter(|address| address.is_ipv4()).take(MOST_ADDRESSES);
    four.zip(1u8..).map(move |(announced, place)| Peer {
        announced: *announced,
        alias: (Ipv4Addr::new(127, 84, shard, place), port).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_announced_address_has_an_alias_of_its_own_and_nothing_else_has() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let announced = [
            vec![address("203.0.113.9:9000"), address("192.0.2.1:8444"), address("[2001:db8::1]:8444")],
            vec![address("203.0.113.9:9001"), address("192.0.2.1:8445")],
        ];
        let peers = Peers::new(&announced, &[8444, 8445]);
        let mut seen = std::collections::BTreeSet::new();
        for announced in announced.iter().flatten().filter(|address| address.is_ipv4()) {
            let alias = peers.alias(*announced).unwrap();
            assert!(alias.ip().is_loopback() && seen.insert(alias), "{alias}");
            assert_eq!(peers.announced(alias), Some(*announced));
            assert!(peers.permits(announced.ip()));
        }
        assert_eq!(peers.alias(address("203.0.113.9:9001")).map(|alias| alias.port()), Some(8445));
        for strange in ["192.0.2.1:22", "192.0.2.2:8444", "127.0.0.1:8444", "[2001:db8::1]:8444"] {
            assert_eq!(peers.alias(address(strange)), None, "{strange}");
        }
        assert!(!peers.permits("192.0.2.2".parse().unwrap()));
        assert!(!peers.permits("127.0.0.1".parse().unwrap()));
    }
}
