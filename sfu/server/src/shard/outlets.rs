//! Where each session's messages go, close together: what else there is of a session is large, and cold when its turn comes.

use crate::net::udp::Destination;
use fengsui_protocol::SessionId;

/// Places at first, and always a power of two.
const FEWEST: usize = 64;

/// Copies of the UDP destinations that sessions may be sent to without asking ICE. A session whose way changes or ends is
/// forgotten; one that is not here is looked up among the sessions.
pub struct Outlets(Vec<Option<(SessionId, Destination)>>);

impl Default for Outlets {
    fn default() -> Self {
        Self(vec![None; FEWEST])
    }
}

impl Outlets {
    /// Sessions are numbered one after the other, so that few share a place.
    #[inline]
    fn place(&self, session: SessionId) -> usize {
        session.0 as usize & (self.0.len() - 1)
    }

    #[inline]
    pub fn get(&self, session: SessionId) -> Option<&Destination> {
        let kept = self.0[self.place(session)].as_ref();
        kept.filter(|(whose, _)| *whose == session).map(|(_, destination)| destination)
    }

    /// `sessions`: how many there are; with more than before it begins anew with more places.
    pub fn keep(&mut self, session: SessionId, destination: Destination, sessions: usize) {
        let places = (2 * sessions).next_power_of_two();
        if self.0.len() < places {
            self.0 = vec![None; places];
        }
        let place = self.place(session);
        self.0[place] = Some((session, destination));
    }

    pub fn forget(&mut self, session: SessionId) {
        let place = self.place(session);
        if self.get(session).is_some() {
            self.0[place] = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr, SocketAddr};

    fn destination(port: u16) -> Destination {
        let local = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Destination::new(SocketAddr::new(local, port), local, false)
    }

    /// Whoever shares a place with another, or left, is nobody's.
    #[test]
    fn a_session_gets_its_own_destination_or_none() {
        let mut outlets = Outlets::default();
        let (one, same_place) = (SessionId(5), SessionId(5 + FEWEST as u64));
        outlets.keep(one, destination(1), 2);
        assert!(outlets.get(one).is_some());
        assert!(outlets.get(same_place).is_none());
        outlets.forget(same_place);
        assert!(outlets.get(one).is_some(), "another one left");
        outlets.keep(same_place, destination(2), 2);
        assert!(outlets.get(one).is_none());
        outlets.keep(one, destination(1), FEWEST);
        assert!(outlets.get(one).is_some() && outlets.get(same_place).is_none(), "begun anew");
        outlets.keep(same_place, destination(2), FEWEST);
        assert!(outlets.get(one).is_some() && outlets.get(same_place).is_some());
        outlets.forget(one);
        assert!(outlets.get(one).is_none() && outlets.get(same_place).is_some());
    }
}
