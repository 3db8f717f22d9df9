//! 同图会商: passes what pages do with a conference's shared map to the other pages of that conference, at most ten times
//! a second. Nothing of it is logged; [`state`] holds it and decides.

mod state;

use super::{Live, mailbox::Loss, message::encode, registry::ConnectionId};
use bytes::Bytes;
use fengsui_protocol::{ConferenceId, UserId, live::ServerMessage, shared_map::SharedMapAct};
use state::{Member, SharedMaps};
use std::{collections::BTreeSet, sync::Mutex, time::Duration};

/// Time over which pointers and views are gathered before they are passed on.
const GATHER: Duration = Duration::from_millis(100);

/// The shared maps of this node.
#[derive(Default)]
pub(super) struct Sharing(Mutex<Gathering>);

#[derive(Default)]
struct Gathering {
    maps: SharedMaps,
    /// Conferences whose news is on its way.
    due: BTreeSet<ConferenceId>,
}

impl Live {
    /// What a page does with a shared map. Gives the answer to that page, when it just opened the map. Whoever is not of
    /// the conference is not heard (VIEW).
    pub(super) fn share(
        &self,
        connection: ConnectionId,
        user: UserId,
        conference: ConferenceId,
        act: SharedMapAct,
    ) -> Option<Bytes> {
        let member = self.member(conference, user)?;
        let mut gathering = self.shared.sharing.0.lock().expect("no holder panics");
        let (whole, news) = gathering.maps.act(conference, connection, user, member, act);
        if news {
            self.gather(&mut gathering, conference);
        }
        whole.map(|map| encode(&ServerMessage::SharedMap { conference, map }))
    }

    /// A connection ended.
    pub(super) fn stop_sharing(&self, connection: ConnectionId) {
        let mut gathering = self.shared.sharing.0.lock().expect("no holder panics");
        for conference in gathering.maps.left(connection) {
            self.gather(&mut gathering, conference);
        }
    }

    fn gather(&self, gathering: &mut Gathering, conference: ConferenceId) {
        if !gathering.due.insert(conference) {
            return;
        }
        let live = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GATHER).await;
            live.tell_map(conference);
        });
    }

    fn tell_map(&self, conference: ConferenceId) {
        let news = {
            let mut gathering = self.shared.sharing.0.lock().expect("no holder panics");
            gathering.due.remove(&conference);
            gathering.maps.news(conference, |user| self.member(conference, user))
        };
        let Some(news) = news else { return };
        let text = encode(&ServerMessage::SharedMap { conference, map: news.view });
        self.shared.registry.to_connections(&news.to, &text, Loss::Allowed);
    }

    fn member(&self, conference: ConferenceId, user: UserId) -> Option<Member> {
        let found = self.shared.engine.read(|domain| domain.conferee(conference, user))?;
        Some(Member { site: found.site, chair: found.chair })
    }
}
