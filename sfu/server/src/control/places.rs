//! Which shard has what. A conference has a home shard with all its publishers; receivers beyond what one shard is to take go to
//! other shards, which follow it (decision 0012). Running sessions stay where they are.

use fengsui_protocol::{
    ConferenceId, SessionId,
    conference::ViewTable,
    link::media::{Direction, TRIALS},
};
use std::collections::{BTreeMap, BTreeSet};

pub struct Places {
    shards: usize,
    /// Receivers of a conference on one shard before another takes some.
    most: usize,
    conferences: BTreeMap<ConferenceId, Place>,
    sessions: BTreeMap<SessionId, Placed>,
}

struct Place {
    table: ViewTable,
    followers: BTreeSet<usize>,
}

struct Placed {
    conference: ConferenceId,
    shard: usize,
    direction: Direction,
}

impl Places {
    pub fn new(shards: usize, most: usize) -> Self {
        Self { shards, most: most.max(1), conferences: BTreeMap::new(), sessions: BTreeMap::new() }
    }

    pub fn home(&self, conference: ConferenceId) -> usize {
        (conference.0 % self.shards as u64) as usize
    }

    /// Shards besides the home that take receivers of a conference.
    pub fn followers(&self, conference: ConferenceId) -> Vec<usize> {
        self.conferences.get(&conference).map(|place| place.followers.iter().copied().collect()).unwrap_or_default()
    }

    /// The home and those that follow.
    pub fn shards_of(&self, conference: ConferenceId) -> Vec<usize> {
        std::iter::once(self.home(conference)).chain(self.followers(conference)).collect()
    }

    /// Where an open session is.
    pub fn shard_of(&self, session: SessionId) -> Option<usize> {
        self.sessions.get(&session).map(|placed| placed.shard)
    }

    /// The newest table of a conference; a shard that begins to follow gets it.
    pub fn keep_table(&mut self, table: ViewTable) {
        if self.shards < 2 {
            return;
        }
        match self.conferences.get_mut(&table.conference) {
            Some(place) if place.table.generation > table.generation => (),
            Some(place) => place.table = table,
            None => {
                self.conferences.insert(table.conference, Place { table, followers: BTreeSet::new() });
            }
        }
    }

    /// All other conferences are over.
    pub fn keep(&mut self, open: &[ConferenceId]) {
        self.conferences.retain(|conference, _| open.contains(conference));
    }

    pub fn forget(&mut self, conference: ConferenceId) {
        self.conferences.remove(&conference);
    }

    /// The shard for a new session: for a receiver, the least loaded of those that carry the conference and have room for more
    /// of it; then the least loaded that does not carry it; then the least loaded of all.
    pub fn choose(&self, conference: ConferenceId, direction: Direction) -> usize {
        let home = self.home(conference);
        if direction == Direction::Publish || conference == TRIALS || !self.conferences.contains_key(&conference) {
            return home;
        }
        let carry = self.shards_of(conference);
        let of_it = |shard: usize| self.receivers(|placed| placed.shard == shard && placed.conference == conference);
        let load = |shard: usize| self.receivers(|placed| placed.shard == shard);
        let class = |shard: usize| match carry.contains(&shard) {
            true if of_it(shard) < self.most => 0,
            false => 1,
            true => 2,
        };
        (0..self.shards).min_by_key(|shard| (class(*shard), load(*shard), *shard != home, *shard)).unwrap_or(home)
    }

    fn receivers(&self, which: impl Fn(&Placed) -> bool) -> usize {
        self.sessions.values().filter(|placed| placed.direction == Direction::Receive && which(placed)).count()
    }

    /// A shard takes receivers of a conference from now on; its table, unless the shard carries it already.
    pub fn follow(&mut self, conference: ConferenceId, shard: usize) -> Option<ViewTable> {
        let home = self.home(conference);
        let place = self.conferences.get_mut(&conference).filter(|_| shard != home)?;
        place.followers.insert(shard).then(|| place.table.clone())
    }

    pub fn put(&mut self, session: SessionId, conference: ConferenceId, direction: Direction, shard: usize) {
        self.sessions.insert(session, Placed { conference, shard, direction });
    }

    /// A session is gone. A shard that follows its conference and has no other session of it: it follows it no more.
    pub fn ended(&mut self, session: SessionId) -> Option<(ConferenceId, usize)> {
        let Placed { conference, shard, .. } = self.sessions.remove(&session)?;
        let others = self.sessions.values().any(|placed| placed.conference == conference && placed.shard == shard);
        let place = self.conferences.get_mut(&conference).filter(|_| !others)?;
        place.followers.remove(&shard).then_some((conference, shard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFERENCE: ConferenceId = ConferenceId(4);

    fn places(shards: usize) -> Places {
        let mut places = Places::new(shards, 3);
        for conference in [CONFERENCE, ConferenceId(5)] {
            places.keep_table(ViewTable { conference, generation: 1, sites: Vec::new(), recording: None });
        }
        places
    }

    fn open(places: &mut Places, session: u64, conference: ConferenceId, direction: Direction) -> usize {
        let shard = places.choose(conference, direction);
        places.follow(conference, shard);
        places.put(SessionId(session), conference, direction, shard);
        shard
    }

    #[test]
    fn a_small_conference_stays_whole_and_a_large_one_fills_shard_after_shard() {
        let mut places = places(3);
        let mut receive = |session| open(&mut places, session, CONFERENCE, Direction::Receive);
        assert_eq!([1, 2, 3].map(&mut receive), [1, 1, 1], "at home");
        assert_eq!([4, 5, 6].map(&mut receive), [0, 0, 0]);
        assert_eq!([7, 8, 9].map(&mut receive), [2, 2, 2]);
        assert_eq!([10, 11, 12, 13].map(&mut receive), [1, 0, 2, 1], "all are full: evenly");
        assert_eq!(open(&mut places, 20, CONFERENCE, Direction::Publish), 1, "publishers are at home");
        assert_eq!(places.shards_of(CONFERENCE), [1, 0, 2]);
    }

    #[test]
    fn the_least_loaded_shard_is_next_and_what_ends_makes_room() {
        let mut places = places(3);
        let other = ConferenceId(5);
        (50..52).for_each(|session| assert_eq!(open(&mut places, session, other, Direction::Receive), 2));
        (1..4).for_each(|session| assert_eq!(open(&mut places, session, CONFERENCE, Direction::Receive), 1));
        assert_eq!(open(&mut places, 4, CONFERENCE, Direction::Receive), 0, "2 has receivers of another");
        assert_eq!(places.ended(SessionId(1)), None);
        assert_eq!(open(&mut places, 5, CONFERENCE, Direction::Receive), 0, "carried, with room, and the less loaded");
        assert_eq!((places.ended(SessionId(4)), places.ended(SessionId(4))), (None, None));
        assert_eq!(places.ended(SessionId(5)), Some((CONFERENCE, 0)), "nobody is left there");
        assert_eq!(places.shards_of(CONFERENCE), [1]);
    }

    #[test]
    fn one_shard_has_everything() {
        let mut places = places(1);
        (1..9).for_each(|session| assert_eq!(open(&mut places, session, CONFERENCE, Direction::Receive), 0));
        assert_eq!(places.shards_of(CONFERENCE), [0]);
    }
}
