//! What each site's screen was told last and what it acknowledged: never logged, gone with the process, told again to
//! whoever connects (CC-53).

use fengsui_protocol::{
    ConferenceId, SiteId, UserId,
    conference::{SlotChange, SlotName},
    control::{ScreenView, ScreensShown},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

/// Sites named that do not show yet what they were told.
const NAMED: usize = 50;

#[derive(Debug, Default)]
pub(super) struct Screens {
    conferences: Mutex<BTreeMap<ConferenceId, Told>>,
}

#[derive(Debug, Default)]
struct Told {
    screens: BTreeMap<SiteId, Held>,
    generation: u64,
    /// Chair and operators were not told the newest counts yet.
    news: bool,
}

#[derive(Debug)]
struct Held {
    screen: ScreenView,
    /// Newest generation that the screen acknowledged.
    shown: u64,
    /// What the main slot's frames show, as the page saw them.
    frame: Option<SiteId>,
}

impl Screens {
    /// The conference's screens as they are now; returns those that changed, with the generation since which they are
    /// so.
    pub fn update(&self, conference: ConferenceId, now: Vec<ScreenView>) -> Vec<ScreenView> {
        let mut conferences = self.conferences.lock().expect("no holder panics");
        if now.is_empty() {
            conferences.remove(&conference);
            return Vec::new();
        }
        let told = conferences.entry(conference).or_default();
        told.generation = now[0].generation;
        let here: BTreeSet<SiteId> = now.iter().map(|screen| screen.site).collect();
        told.screens.retain(|site, _| here.contains(site));
        let mut changed = Vec::new();
        for screen in now {
            let held = told.screens.get(&screen.site);
            let same =
                held.is_some_and(|held| screen == ScreenView { generation: screen.generation, ..held.screen.clone() });
            if !same {
                let (shown, frame) = held.map_or((0, None), |held| (held.shown, held.frame));
                told.screens.insert(screen.site, Held { screen: screen.clone(), shown, frame });
                changed.push(screen);
            }
        }
        told.news |= !changed.is_empty();
        changed
    }

    /// What a site was told last.
    pub fn of(&self, conference: ConferenceId, site: SiteId) -> Option<ScreenView> {
        let conferences = self.conferences.lock().expect("no holder panics");
        Some(conferences.get(&conference)?.screens.get(&site)?.screen.clone())
    }

    /// A screen shows what it was told. A generation that nobody was told counts as the newest that was.
    pub fn shown(&self, conference: ConferenceId, site: SiteId, generation: u64) {
        let mut conferences = self.conferences.lock().expect("no holder panics");
        let Some(told) = conferences.get_mut(&conference) else { return };
        let Some(held) = told.screens.get_mut(&site) else { return };
        let generation = generation.min(told.generation);
        if generation > held.shown {
            held.shown = generation;
            told.news = true;
        }
    }

    /// A frame of a site's main slot was seen.
    pub fn frame(&self, site: SiteId, change: &SlotChange) {
        if change.slot != SlotName::Main {
            return;
        }
        let mut conferences = self.conferences.lock().expect("no holder panics");
        let Some(told) = conferences.get_mut(&change.conference) else { return };
        let Some(held) = told.screens.get_mut(&site) else { return };
        told.news |= held.frame != change.source;
        held.frame = change.source;
    }

    /// Counts that changed since they were asked for last. `online`: people with a screen open here.
    pub fn news(&self, mut online: impl FnMut(ConferenceId, SiteId) -> bool) -> Vec<ScreensShown> {
        let mut conferences = self.conferences.lock().expect("no holder panics");
        let news = conferences.iter_mut().filter_map(|(conference, told)| {
            std::mem::take(&mut told.news).then(|| told.counted(*conference, |site| online(*conference, site)))
        });
        news.collect()
    }
}

impl Told {
    fn counted(&self, conference: ConferenceId, mut online: impl FnMut(SiteId) -> bool) -> ScreensShown {
        let open: Vec<_> = self.screens.iter().filter(|(site, _)| online(**site)).collect();
        let (shown, waiting): (Vec<_>, Vec<_>) =
            open.iter().partition(|(_, held)| held.shown >= held.screen.generation);
        let with_frame = shown.iter().filter(|(_, held)| held.screen.main.is_some() && held.frame == held.screen.main);
        ScreensShown {
            conference,
            generation: self.generation,
            screens: open.len() as u32,
            shown: shown.len() as u32,
            with_frame: with_frame.count() as u32,
            waiting: waiting.iter().take(NAMED).map(|(site, _)| **site).collect(),
        }
    }
}

/// Screens for people, each with its own.
pub(super) fn by_user(screens: Vec<ScreenView>, holders: &BTreeMap<SiteId, UserId>) -> BTreeMap<UserId, ScreenView> {
    screens.into_iter().filter_map(|screen| Some((*holders.get(&screen.site)?, screen))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::{SessionId, conference::StreamKind, control::FloorState};

    const ONE: ConferenceId = ConferenceId(1);

    fn screen(site: u64, generation: u64, main: u64) -> ScreenView {
        ScreenView {
            conference: ONE,
            site: SiteId(site),
            generation,
            layout: Default::default(),
            main: Some(SiteId(main)),
            cells: vec![],
            own_cell: None,
            label: Default::default(),
            notice: None,
            microphone_open: false,
            speaker_open: true,
            floor: FloorState::Idle,
        }
    }

    fn counts(screens: &Screens) -> Vec<(u64, u32, u32, u32, Vec<u64>)> {
        let news = screens.news(|_, site| site != SiteId(9)).into_iter();
        let waiting = |shown: &ScreensShown| shown.waiting.iter().map(|site| site.0).collect();
        news.map(|shown| (shown.generation, shown.screens, shown.shown, shown.with_frame, waiting(&shown))).collect()
    }

    #[test]
    fn cc_53_a_screen_is_told_what_changed_and_counts_once_it_shows_it() {
        let screens = Screens::default();
        let all = |generation, main| [1, 2, 9].map(|site| screen(site, generation, main)).to_vec();
        assert_eq!(screens.update(ONE, all(5, 1)).len(), 3);
        assert_eq!(counts(&screens), [(5, 2, 0, 0, vec![1, 2])], "one has no screen open here");
        assert!(counts(&screens).is_empty(), "nothing new");
        assert!(screens.update(ONE, all(6, 1)).is_empty(), "a generation alone changes no screen");
        screens.shown(ONE, SiteId(1), 5);
        assert_eq!(counts(&screens), [(6, 2, 1, 0, vec![2])], "the older generation is still what it shows");
        let changed = screens.update(ONE, vec![screen(1, 7, 2), screen(2, 7, 1), screen(9, 7, 1)]);
        assert_eq!(changed, [screen(1, 7, 2)]);
        screens.shown(ONE, SiteId(2), 700);
        assert_eq!(counts(&screens), [(7, 2, 1, 0, vec![1])], "nobody shows what nobody was told");
        screens.update(ONE, vec![screen(1, 7, 2), screen(2, 8, 9)]);
        assert_eq!(counts(&screens), [(7, 2, 0, 0, vec![1, 2])]);
    }

    #[test]
    fn cc_53_a_frame_counts_when_it_shows_the_source_that_was_told() {
        let screens = Screens::default();
        screens.update(ONE, vec![screen(1, 5, 2)]);
        screens.shown(ONE, SiteId(1), 5);
        let mut change = SlotChange {
            conference: ONE,
            session: SessionId(3),
            generation: 5,
            slot: SlotName::Main,
            source: Some(SiteId(7)),
            stream: Some(StreamKind::Camera),
            rtp_timestamp: Some(1),
            paused: false,
            shared_line: false,
            mid: "0".into(),
        };
        screens.frame(SiteId(1), &change);
        assert_eq!(counts(&screens), [(5, 1, 1, 0, vec![])], "another picture");
        change.source = Some(SiteId(2));
        screens.frame(SiteId(1), &change);
        assert_eq!(counts(&screens), [(5, 1, 1, 1, vec![])]);
        change.slot = SlotName::Presentation;
        screens.frame(SiteId(1), &change);
        assert!(counts(&screens).is_empty());
        screens.update(ONE, vec![]);
        assert!(screens.of(ONE, SiteId(1)).is_none(), "an ended conference is forgotten");
    }
}
