//! What each receiving session's slots show, as the media process last said: for pages whose websocket broke for a
//! moment, since the names on their tiles go by it. Pure.

use fengsui_protocol::{
    ConferenceId, SessionId, SiteId, bounds,
    conference::{SlotChange, SlotName},
};
use std::collections::BTreeMap;

/// Slots of one receiving session.
const MOST_SLOTS: usize = bounds::VIDEO_SLOTS + bounds::VOICES;
/// Sites that are remembered.
const MOST_SITES: usize = bounds::CONFERENCE_SITES * bounds::OPEN_CONFERENCES;

/// Newest change of each slot, by site.
#[derive(Debug, Default)]
pub(super) struct Slots {
    sites: BTreeMap<(ConferenceId, SiteId), Held>,
}

/// The newest receiving session of a site.
#[derive(Debug)]
struct Held {
    session: SessionId,
    slots: BTreeMap<SlotName, SlotChange>,
}

impl Slots {
    /// Remembers a change. One of an older session than the site's newest is nobody's picture any more.
    pub(super) fn changed(&mut self, site: SiteId, change: &SlotChange) {
        let place = (change.conference, site);
        if self.sites.len() >= MOST_SITES && !self.sites.contains_key(&place) {
            return;
        }
        let fresh = || Held { session: change.session, slots: BTreeMap::new() };
        let held = self.sites.entry(place).or_insert_with(fresh);
        if held.session < change.session {
            *held = fresh();
        }
        let room = held.slots.len() < MOST_SLOTS || held.slots.contains_key(&change.slot);
        if held.session == change.session && room {
            held.slots.insert(change.slot, change.clone());
        }
    }

    /// A session is gone, and its slots with it.
    pub(super) fn closed(&mut self, conference: ConferenceId, site: SiteId, session: SessionId) {
        if self.sites.get(&(conference, site)).is_some_and(|held| held.session == session) {
            self.sites.remove(&(conference, site));
        }
    }

    /// Forgets what is not of these conferences.
    pub(super) fn keep(&mut self, open: impl Fn(ConferenceId) -> bool) {
        self.sites.retain(|(conference, _), _| open(*conference));
    }

    /// Everything that a site's slots show.
    pub(super) fn of(&self, place: (ConferenceId, SiteId)) -> impl Iterator<Item = &SlotChange> {
        self.sites.get(&place).into_iter().flat_map(|held| held.slots.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId(3);

    fn change(session: u64, cell: u16, source: u64) -> SlotChange {
        SlotChange {
            conference: ConferenceId(1),
            session: SessionId(session),
            generation: 1,
            slot: SlotName::Cell { index: cell },
            source: Some(SiteId(source)),
            stream: None,
            rtp_timestamp: None,
            paused: false,
            shared_line: false,
            mid: cell.to_string(),
        }
    }

    fn sources(slots: &Slots) -> Vec<u64> {
        slots.of((ConferenceId(1), SITE)).map(|change| change.source.unwrap().0).collect()
    }

    #[test]
    fn the_newest_change_of_each_slot_of_the_newest_session() {
        let mut slots = Slots::default();
        for one in [change(5, 0, 10), change(5, 1, 11), change(5, 0, 12)] {
            slots.changed(SITE, &one);
        }
        assert_eq!(sources(&slots), [12, 11]);
        slots.changed(SITE, &change(6, 0, 20));
        slots.changed(SITE, &change(5, 1, 13));
        assert_eq!(sources(&slots), [20], "the older session's are dropped and stay away");
        slots.closed(ConferenceId(1), SITE, SessionId(5));
        assert_eq!(sources(&slots), [20]);
        slots.closed(ConferenceId(1), SITE, SessionId(6));
        assert!(slots.sites.is_empty());
    }

    #[test]
    fn ended_conferences_are_forgotten_and_slots_bounded() {
        let mut slots = Slots::default();
        for cell in 0..100 {
            slots.changed(SITE, &change(5, cell, 1));
        }
        assert_eq!(sources(&slots).len(), MOST_SLOTS);
        slots.keep(|conference| conference != ConferenceId(1));
        assert!(slots.sites.is_empty());
    }
}
