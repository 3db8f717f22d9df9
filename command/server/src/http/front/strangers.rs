//! Connections that have not yet said what they are: bounded in all and by address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex},
};

/// In all: every screen of a county may come back at the same moment.
const MOST: usize = 1_024;
/// Of one address: a department behind one NAT. An IPv6 subnet counts as one.
const MOST_OF_ONE: usize = 128;

#[derive(Clone, Default)]
pub struct Strangers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One stranger; leaves when dropped.
pub struct Stranger {
    all: Strangers,
    address: IpAddr,
}

impl Strangers {
    /// `None`: there are too many.
    pub fn enter(&self, address: IpAddr) -> Option<Stranger> {
        let address = counted(address);
        let mut all = self.0.lock().expect("no holder panics");
        let own = all.get(&address).copied().unwrap_or(0);
        if own >= MOST_OF_ONE || all.values().sum::<usize>() >= MOST {
            return None;
        }
        all.insert(address, own + 1);
        Some(Stranger { all: self.clone(), address })
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().expect("no holder panics");
        match all.get_mut(&self.address) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(all.remove(&self.address)),
        }
    }
}

/// An address, or the /64 that one subscriber has (RFC 6177).
fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        four @ IpAddr::V4(_) => four,
        IpAddr::V6(six) => Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_bounded_by_address_and_in_all_and_leave() {
        let strangers = Strangers::default();
        let four = |last: usize| IpAddr::from([192, 0, 2, last as u8]);
        let mut held: Vec<Stranger> = (0..MOST_OF_ONE).map(|_| strangers.enter(four(1)).unwrap()).collect();
        assert!(strangers.enter(four(1)).is_none(), "one address");
        assert!(strangers.enter("::ffff:192.0.2.1".parse().unwrap()).is_none(), "the same in another form");
        held.pop();
        held.push(strangers.enter(four(1)).expect("one has left"));
        held.extend((held.len()..MOST).map(|i| strangers.enter(four(2 + i / 100)).unwrap()));
        assert!(strangers.enter(four(250)).is_none(), "everybody");
        held.clear();
        assert!(strangers.0.lock().unwrap().is_empty());
        let subnet: Vec<Stranger> = (0..MOST_OF_ONE)
            .map(|i| strangers.enter(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, i as u16).into()).unwrap())
            .collect();
        assert!(strangers.enter("2001:db8:0:1::ffff".parse().unwrap()).is_none(), "one subnet");
        drop(subnet);
    }
}
