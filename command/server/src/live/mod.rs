//! The live protocol: every open screen has a copy of what it may see, and the copy follows the log.
//!
//! One task per visibility class turns commits into deltas, each encoded once and shared as bytes by all connections of
//! the class ([`feed`]). A connection keeps only its place in that ring; one that falls too far behind is cut back to a
//! snapshot. What is for one person or one conference goes through a small queue of the connection ([`registry`]).
//! Nothing is decided here: inputs go to the engine, views come from the cores.

mod connection;
mod feed;
mod message;
mod registry;
mod shared_map;

pub use connection::serve;
pub use registry::Counts;

use crate::{
    auth::session::{SessionKey, Sessions},
    bridge::{Ephemeral, Media},
    domain::Domain,
    engine::Engine,
};
use feed::Feed;
use fengsui_protocol::{
    Class, ConferenceId, Refusal, UserId,
    account::Role,
    conference::SlotChange,
    live::{EntityKey, EntityView, ServerMessage},
};
use registry::Registry;
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};
use tokio::sync::broadcast;

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
    media: Media,
    sharing: shared_map::Sharing,
    jurisdiction: String,
}

impl Live {
    /// `media`: where voices and slot changes come from.
    pub fn start(engine: Engine, sessions: Sessions, media: Media) -> Self {
        let reports = media.subscribe();
        let jurisdiction = engine.jurisdiction().0.clone();
        let (feeds, registry, sharing) = (RwLock::default(), Registry::default(), shared_map::Sharing::default());
        let shared = Shared { engine, sessions, feeds, registry, media, sharing, jurisdiction };
        let live = Self { shared: Arc::new(shared) };
        tokio::spawn(pass_reports(live.clone(), reports));
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
    fn members(&self, conference: ConferenceId) -> Vec<(fengsui_protocol::SiteId, UserId)> {
        let key = EntityKey::Conference(conference);
        match self.shared.engine.read(|domain| domain.view(&key, &Class::Operator)) {
            Some(EntityView::Conference(view)) => {
                view.sites.iter().filter_map(|site| Some((site.id, site.user?))).collect()
            }
            _ => Vec::new(),
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
                self.shared.registry.to_users(&users, &message, registry::Loss::Allowed);
            }
            Ephemeral::SlotChanged { site, change } if Domain::is_onlooker(site) => {
                let message = message::encode(&ServerMessage::SlotChanged { change });
                self.shared.registry.to_roles(watches_walls, &message, registry::Loss::EndsConnection);
            }
            Ephemeral::SlotChanged { site, change } => {
                let members = self.members(change.conference);
                let users: Vec<_> = members.into_iter().filter(|(of, _)| *of == site).map(|(_, user)| user).collect();
                let message = message::encode(&ServerMessage::SlotChanged { change });
                self.shared.registry.to_users(&users, &message, registry::Loss::EndsConnection);
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
