//! The live protocol: every open screen has a copy of what it may see, and the copy follows the log.
//!
//! One task per visibility class turns commits into deltas, each encoded once, and writes the same bytes into the wires
//! of all connections of the class that are up to date ([`feed`], [`wire`]). A connection keeps only its place in the
//! feed's ring; one that falls behind catches up by its own task, and from too far is cut back to a snapshot. What is for one person or one conference goes through a small queue of the connection ([`registry`]).
//! Nothing is decided here: inputs go to the engine, views come from the cores.

mod connection;
mod feed;
mod mailbox;
mod message;
mod registry;
mod screens;
mod shared_map;
mod wire;

pub use connection::serve;
pub use registry::Counts;

use crate::{
    auth::session::{SessionKey, Sessions},
    bridge::{Ephemeral, Media},
    domain::Domain,
    engine::{Batch, Engine},
};
use feed::Feed;
use fengsui_protocol::{
    Class, ConferenceId, Refusal, SiteId, UserId,
    account::Role,
    conference::SlotChange,
    control::ScreenView,
    live::{EntityKey, ServerMessage},
};
use mailbox::Loss;
use registry::Registry;
use screens::Screens;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, RwLock},
};
use tokio::sync::broadcast;

/// How often chair and operators are told how far the screens have come.
const COUNTED: std::time::Duration = std::time::Duration::from_millis(200);

/// Handle to everything live; cloning is cheap.
#[derive(Clone)]
pub struct Live {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    sessions: Sessions,
    feeds: RwLock<HashMap<Class, Arc<Feed>>>,
    registry: Registry,
    screens: Screens,
    media: Media,
    sharing: shared_map::Sharing,
    jurisdiction: String,
}

impl Live {
    /// `media`: where voices and slot changes come from.
    pub fn start(engine: Engine, sessions: Sessions, media: Media) -> Self {
        let reports = media.subscribe();
        let jurisdiction = engine.jurisdiction().0.clone();
        let (feeds, registry, screens) = (RwLock::default(), Registry::default(), Screens::default());
        let (sharing, batches) = (shared_map::Sharing::default(), engine.subscribe());
        let shared = Shared { engine, sessions, feeds, registry, screens, media, sharing, jurisdiction };
        let live = Self { shared: Arc::new(shared) };
        tokio::spawn(pass_reports(live.clone(), reports));
        tokio::spawn(pass_screens(live.clone(), batches));
        tokio::spawn(count_screens(live.clone()));
        live
    }

    /// Ends connections of ended sessions, telling them why.
    pub fn goodbye(&self, sessions: &[SessionKey], refusal: &Refusal) {
        self.shared.registry.goodbye(|entry| sessions.contains(&entry.session), refusal);
    }

    pub fn counts(&self) -> Counts {
        self.shared.registry.counts()
    }

    /// The feed of a class, begun when its first connection asks. Classes are few: role × unit.
    fn feed(&self, class: &Class) -> Arc<Feed> {
        if let Some(feed) = self.shared.feeds.read().expect("no writer panics").get(class) {
            return feed.clone();
        }
        let mut feeds = self.shared.feeds.write().expect("no writer panics");
        feeds.entry(class.clone()).or_insert_with(|| Feed::start(self.shared.engine.clone(), class.clone())).clone()
    }

    /// People who hold a site of the conference now, with the site.
    fn members(&self, conference: ConferenceId) -> Vec<(SiteId, UserId)> {
        self.shared.engine.read(|domain| domain.conference.holders(conference))
    }

    /// What the screens of a person's sites were told last.
    fn screens_of(&self, user: UserId) -> Vec<ScreenView> {
        let sites = self.shared.engine.read(|domain| domain.sites_of(|held| held == user));
        sites.into_iter().filter_map(|(conference, site)| self.shared.screens.of(conference, site)).collect()
    }

    /// CC-53: a person's screen shows what it was told.
    fn screen_shown(&self, user: UserId, conference: ConferenceId, site: SiteId, generation: u64) {
        if self.members(conference).contains(&(site, user)) {
            self.shared.screens.shown(conference, site, generation);
        }
    }

    /// A person saw a frame of a slot.
    fn slot_shown(&self, user: UserId, change: &SlotChange) {
        let held = self.members(change.conference).into_iter().find(|(_, holder)| *holder == user);
        if let Some((site, _)) = held {
            self.shared.screens.frame(site, change);
        }
    }

    /// Tells every screen of a conference that changed what it shows now.
    fn tell_screens(&self, conference: ConferenceId) {
        let now = self.shared.engine.read(|domain| domain.conference.screens(conference));
        let changed = self.shared.screens.update(conference, now);
        if changed.is_empty() {
            return;
        }
        let holders: BTreeMap<_, _> = self.members(conference).into_iter().collect();
        let screens = screens::by_user(changed, &holders).into_iter();
        let texts =
            screens.map(|(user, screen)| (user, message::encode(&ServerMessage::Screen { screen: Box::new(screen) })));
        self.shared.registry.to_each(&texts.collect(), Loss::EndsConnection);
    }

    fn tell_all_screens(&self) {
        let all: Vec<_> = self.shared.engine.read(|domain| domain.conference.conferences.keys().copied().collect());
        all.into_iter().for_each(|conference| self.tell_screens(conference));
    }

    /// Tells chair and operators how far the screens have come.
    fn tell_counts(&self) {
        let online = self.shared.registry.users();
        let mut open: BTreeMap<ConferenceId, BTreeSet<SiteId>> = BTreeMap::new();
        let counted = self.shared.screens.news(|conference, site| {
            let sites = open.entry(conference).or_insert_with(|| {
                let members = self.members(conference).into_iter();
                members.filter(|(_, user)| online.contains(user)).map(|(site, _)| site).collect()
            });
            sites.contains(&site)
        });
        for shown in counted {
            let key = shown.conference;
            let chair = self.shared.engine.read(|domain| domain.conference.conferences.get(&key).and_then(|c| c.chair));
            let text = message::encode(&ServerMessage::ScreensShown { shown });
            self.shared.registry.to_controllers(chair, &text);
        }
    }

    /// What the slots of a person's sites show, for a page that missed some of it.
    fn slots_of(&self, user: UserId) -> Vec<SlotChange> {
        let sites = self.shared.engine.read(|domain| {
            let mut sites = domain.sites_of(|held| held == user);
            if domain.command.active_user(user).is_some_and(|user| watches_walls(user.role)) {
                sites.extend(domain.onlookers());
            }
            sites
        });
        self.shared.media.slots_of(&sites)
    }

    fn pass(&self, report: Ephemeral) {
        match report {
            Ephemeral::Voices { conference, loudest } => {
                let users: Vec<_> = self.members(conference).into_iter().map(|(_, user)| user).collect();
                let message = message::encode(&ServerMessage::Voices { conference, loudest });
                self.shared.registry.to_users(&users, &message, Loss::Allowed);
            }
            Ephemeral::SlotChanged { site, change } if Domain::is_onlooker(site) => {
                let message = message::encode(&ServerMessage::SlotChanged { change });
                self.shared.registry.to_roles(watches_walls, &message, Loss::EndsConnection);
            }
            Ephemeral::SlotChanged { site, change } => {
                let members = self.members(change.conference);
                let users: Vec<_> = members.into_iter().filter(|(of, _)| *of == site).map(|(_, user)| user).collect();
                let message = message::encode(&ServerMessage::SlotChanged { change });
                self.shared.registry.to_users(&users, &message, Loss::EndsConnection);
            }
            Ephemeral::LayersUnused { site, layers } => {
                let members = self.members(layers.conference);
                let users: Vec<_> = members.into_iter().filter(|(of, _)| *of == site).map(|(_, user)| user).collect();
                let message = message::encode(&ServerMessage::LayersUnused { layers });
                self.shared.registry.to_users(&users, &message, Loss::EndsConnection);
            }
        }
    }
}

/// Who may have a wall's picture on the screen: walls, and those who arrange them.
pub(crate) fn watches_walls(role: Role) -> bool {
    matches!(role, Role::Wall | Role::Leader | Role::DutyOfficer | Role::Operator)
}

async fn pass_reports(live: Live, mut reports: broadcast::Receiver<Ephemeral>) {
    loop {
        match reports.recv().await {
            Ok(report) => live.pass(report),
            Err(broadcast::error::RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "reports of the media process came faster than they could be passed on");
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Screens follow every commit and everything derived.
async fn pass_screens(live: Live, mut batches: broadcast::Receiver<Arc<Batch>>) {
    live.tell_all_screens();
    loop {
        match batches.recv().await {
            Ok(batch) => {
                let touched = batch.touched.iter().filter_map(|key| match key {
                    EntityKey::Control(conference) => Some(*conference),
                    _ => None,
                });
                touched.for_each(|conference| live.tell_screens(conference));
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {
                live.tell_all_screens();
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Acknowledgements are counted a few times a second, not told one by one.
async fn count_screens(live: Live) {
    let mut ticks = tokio::time::interval(COUNTED);
    loop {
        ticks.tick().await;
        live.tell_counts();
    }
}
