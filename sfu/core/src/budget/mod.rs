//! Budgets of lines that many sites share, pure: a tree of lines, what each has room for, and how the room is dealt out.
//!
//! Voices come first and always. What is left goes to presentations, then to the main pictures, then to the others; within
//! one of these services everybody gets the least before anybody gets more, the chair before departments before
//! townships, and one grade in equal steps ([`deal`]). A service's reserved share waits for it as far as it is asked for; what
//! nobody claims is lent. Towards the node the same holds for what each site may send ([`uplink`]). When several
//! shards carry conferences over one line, each gets a part of it ([`parts`]).
//!
//! Capacities are those of IP packets. Nothing here is done per packet.

pub mod deal;
pub mod parts;
#[cfg(test)]
mod tests;
pub mod uplink;

use fengsui_protocol::{
    ConferenceId, ExtranetNodeId, SiteId, bounds,
    extranet::Grade,
    link::media::{Extranet, Line},
};
use std::collections::BTreeMap;

/// Of a line's capacity, what is dealt out: the rest is for what is sent again, reports and probes.
const DEALT: u64 = 94;
/// What a voice takes on the wire besides what its RTP packets count: fifty times a second IP, UDP, extensions and tag.
const VOICE_MORE: u64 = 50 * 8 * 60;

/// What a line carries, in the order in which it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Presentation,
    /// The main picture, and the chair site wherever it is seen.
    Lead,
    Other,
}

impl Service {
    pub const ALL: [Self; 3] = [Self::Presentation, Self::Lead, Self::Other];
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Presentation => 0,
            Self::Lead => 1,
            Self::Other => 2,
        }
    }
}

/// Lines from a site to the centre, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Path {
    lines: [u16; bounds::EXTRANET_DEPTH],
    length: u8,
}

impl Path {
    pub fn lines(&self) -> impl Iterator<Item = usize> + use<> {
        self.lines.into_iter().take(usize::from(self.length)).map(usize::from)
    }
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.length == 0
    }
}

/// Where a site stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub path: Path,
    pub grade: Grade,
}

/// The extranet, with its paths worked out.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    seats: BTreeMap<(ConferenceId, SiteId), Seat>,
}

impl Lines {
    /// Lines past [`bounds::EXTRANET_NODES`] and those that lead nowhere bound nothing.
    #[must_use]
    pub fn new(extranet: &Extranet) -> Self {
        let mut lines = extranet.lines.clone();
        lines.truncate(bounds::EXTRANET_NODES);
        let numbers: BTreeMap<&ExtranetNodeId, usize> =
            lines.iter().enumerate().map(|(number, line)| (&line.node, number)).collect();
        let path = |node: &ExtranetNodeId| {
            let mut path = Path::default();
            let mut next = numbers.get(node);
            while let Some(number) = next.filter(|_| usize::from(path.length) < bounds::EXTRANET_DEPTH) {
                path.lines[usize::from(path.length)] = *number as u16;
                path.length += 1;
                next = numbers.get(&lines[*number].to);
            }
            path
        };
        let seats = extranet.seats.iter().take(bounds::CONFERENCE_SITES * bounds::OPEN_CONFERENCES);
        let seats = seats
            .map(|seat| ((seat.conference, seat.site), Seat { path: path(&seat.node), grade: seat.grade }))
            .collect();
        Self { seats, lines }
    }

    #[must_use]
    pub fn seat(&self, conference: ConferenceId, site: SiteId) -> Option<Seat> {
        self.seats.get(&(conference, site)).copied()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Bits per second of a line that media may take, `kbps` being its capacity one way.
#[must_use]
pub fn for_media(line: &Line, kbps: u32) -> u64 {
    let share = 100 - u64::from(line.reserved.data.min(100));
    u64::from(kbps) * 10 * share * DEALT / 100
}

/// Bits per second on the wire of a voice whose RTP packets make so many.
#[must_use]
pub fn voice_on_wire(rate: u64) -> u64 {
    if rate == 0 { 0 } else { rate + VOICE_MORE }
}
