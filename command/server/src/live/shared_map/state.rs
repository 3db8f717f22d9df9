//! 同图会商: who has the shared map of a conference open, who leads, where each points. Ephemeral and pure: it has no
//! clock and no socket, is never logged, and ends with the last page that has the map open. Whether somebody belongs to
//! the conference is asked of the caller each time (VIEW); nothing here remembers it.

use crate::live::registry::ConnectionId;
use fengsui_protocol::{
    ConferenceId, SiteId, UserId,
    shared_map::{MapPointer, SharedMapAct, SharedMapView, Viewpoint},
};
use std::collections::{BTreeMap, BTreeSet};

/// Acts of one connection that are looked at between two rounds of news; the rest is dropped, since only the newest
/// pointer and view count.
const ACTS: u32 = 20;

/// What somebody is in a conference at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// `None`: an operator, or a wall that shows the conference. They watch and do not point.
    pub site: Option<SiteId>,
    pub chair: bool,
}

#[derive(Debug)]
struct Watcher {
    user: UserId,
    site: Option<SiteId>,
    acts: u32,
}

#[derive(Debug, Default)]
struct Map {
    watchers: BTreeMap<ConnectionId, Watcher>,
    leader: Option<(ConnectionId, SiteId)>,
    view: Option<Viewpoint>,
    pointers: BTreeMap<SiteId, MapPointer>,
    /// Pointers and leadership that changed since the last news.
    moved: BTreeSet<SiteId>,
    changed: bool,
}

/// Every shared map that is open on some page.
#[derive(Debug, Default)]
pub(super) struct SharedMaps {
    maps: BTreeMap<ConferenceId, Map>,
}

/// News for these connections.
pub(super) struct News {
    pub to: Vec<ConnectionId>,
    pub view: SharedMapView,
}

impl SharedMaps {
    /// What a page does. Gives the whole state when the page has just opened the map. Returns whether there will be news.
    pub fn act(
        &mut self,
        conference: ConferenceId,
        connection: ConnectionId,
        user: UserId,
        member: Member,
        act: SharedMapAct,
    ) -> (Option<SharedMapView>, bool) {
        let opens = act == SharedMapAct::Open;
        if !opens && !self.maps.get(&conference).is_some_and(|map| map.watchers.contains_key(&connection)) {
            return (None, false);
        }
        let map = self.maps.entry(conference).or_default();
        if opens {
            map.watchers.insert(connection, Watcher { user, site: member.site, acts: 0 });
            map.changed = true;
            return (Some(map.whole()), true);
        }
        if act == SharedMapAct::Close {
            self.closed(conference, connection);
            return (None, true);
        }
        let Some(watcher) = map.watchers.get_mut(&connection) else { return (None, false) };
        watcher.acts += 1;
        if watcher.acts > ACTS {
            return (None, false);
        }
        watcher.site = member.site;
        if let Some(site) = member.site {
            map.moved_by(connection, site, member.chair, act);
        }
        (None, true)
    }

    /// A connection ended. Gives the conferences in which that is news.
    pub fn left(&mut self, connection: ConnectionId) -> Vec<ConferenceId> {
        let of: Vec<_> =
            self.maps.iter().filter(|(_, map)| map.watchers.contains_key(&connection)).map(|(id, _)| *id).collect();
        for conference in &of {
            self.closed(*conference, connection);
        }
        of
    }

    /// Takes the news of a conference out. `member` says who somebody is now: whoever is none any more is sent nothing
    /// and leaves the map.
    pub fn news(&mut self, conference: ConferenceId, member: impl Fn(UserId) -> Option<Member>) -> Option<News> {
        let map = self.maps.get(&conference)?;
        let gone: Vec<_> = map
            .watchers
            .iter()
            .filter(|(_, watcher)| member(watcher.user).is_none_or(|now| now.site != watcher.site))
            .map(|(connection, _)| *connection)
            .collect();
        for connection in gone {
            self.closed(conference, connection);
        }
        let map = self.maps.get_mut(&conference)?;
        map.watchers.values_mut().for_each(|watcher| watcher.acts = 0);
        if map.moved.is_empty() && !map.changed {
            return None;
        }
        let moved = std::mem::take(&mut map.moved);
        map.changed = false;
        let pointers = moved.into_iter().map(|site| map.pointer(site)).collect();
        let to = map.watchers.keys().copied().collect();
        Some(News { to, view: SharedMapView { pointers, ..map.whole() } })
    }

    fn closed(&mut self, conference: ConferenceId, connection: ConnectionId) {
        let Some(map) = self.maps.get_mut(&conference) else { return };
        let Some(watcher) = map.watchers.remove(&connection) else { return };
        map.changed = true;
        if map.leader.is_some_and(|(of, _)| of == connection) {
            map.leader = None;
        }
        // Another page of the same site may point on.
        if let Some(site) = watcher.site
            && !map.watchers.values().any(|other| other.site == Some(site))
        {
            map.pointers.remove(&site);
            map.moved.insert(site);
        }
        if map.watchers.is_empty() {
            self.maps.remove(&conference);
        }
    }
}

impl Map {
    fn moved_by(&mut self, connection: ConnectionId, site: SiteId, chair: bool, act: SharedMapAct) {
        match act {
            SharedMapAct::Point { position, drawing } => {
                let position = position.filter(|at| at.lon.abs() <= 180.0 && at.lat.abs() <= 90.0);
                self.pointers.insert(site, MapPointer { site, position, drawing });
                self.moved.insert(site);
            }
            SharedMapAct::TakeLead { view } if self.leader.is_none() || self.leads(connection) || chair => {
                self.leader = Some((connection, site));
                self.show(view);
            }
            SharedMapAct::ReleaseLead if self.leads(connection) => {
                self.leader = None;
                self.changed = true;
            }
            SharedMapAct::Lead { view } if self.leads(connection) => self.show(view),
            SharedMapAct::TakeLead { .. }
            | SharedMapAct::ReleaseLead
            | SharedMapAct::Lead { .. }
            | SharedMapAct::Open
            | SharedMapAct::Close => {}
        }
    }

    fn leads(&self, connection: ConnectionId) -> bool {
        self.leader.is_some_and(|(of, _)| of == connection)
    }

    fn show(&mut self, view: Viewpoint) {
        self.view = sound(view).or(self.view.take());
        self.changed = true;
    }

    fn pointer(&self, site: SiteId) -> MapPointer {
        self.pointers.get(&site).cloned().unwrap_or(MapPointer { site, position: None, drawing: false })
    }

    fn whole(&self) -> SharedMapView {
        let watching: BTreeSet<_> = self.watchers.values().filter_map(|watcher| watcher.site).collect();
        SharedMapView {
            leader: self.leader.map(|(_, site)| site),
            view: self.leader.and(self.view.clone()),
            watching: watching.into_iter().collect(),
            pointers: self.pointers.values().cloned().collect(),
        }
    }
}

/// A view that a map can show: on earth, at a zoom there is, each layer once.
fn sound(mut view: Viewpoint) -> Option<Viewpoint> {
    view.layers.truncate(16);
    view.layers.sort_unstable();
    view.layers.dedup();
    let on_earth = view.centre.lon.abs() <= 180.0 && view.centre.lat.abs() <= 90.0;
    (on_earth && (0.0..=24.0).contains(&view.zoom)).then_some(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::{geo::Wgs84, shared_map::MapLayer};

    const HERE: ConferenceId = ConferenceId(1);

    fn site(number: u64) -> Member {
        Member { site: Some(SiteId(number)), chair: number == 1 }
    }

    fn view(zoom: f64) -> Viewpoint {
        Viewpoint { centre: Wgs84 { lon: 112.4, lat: 25.6 }, zoom, layers: vec![MapLayer::Plots, MapLayer::Plots] }
    }

    fn point(lon: f64) -> SharedMapAct {
        SharedMapAct::Point { position: Some(Wgs84 { lon, lat: 25.6 }), drawing: false }
    }

    /// Sites 1 (the chair), 2 and 3, each with a page of the same number.
    fn three() -> SharedMaps {
        let mut maps = SharedMaps::default();
        for number in 1..=3 {
            maps.act(HERE, number, UserId(number), site(number), SharedMapAct::Open);
        }
        maps.news(HERE, |user| Some(site(user.0)));
        maps
    }

    fn news(maps: &mut SharedMaps) -> SharedMapView {
        maps.news(HERE, |user| Some(site(user.0))).expect("news").view
    }

    #[test]
    fn map_1_pointers_are_conflated_and_go_to_members_only() {
        let mut maps = three();
        for step in 0..10 {
            maps.act(HERE, 2, UserId(2), site(2), point(112.0 + f64::from(step) / 100.0));
        }
        let told = maps.news(HERE, |user| (user.0 != 3).then(|| site(user.0))).unwrap();
        assert_eq!(told.to, [1, 2], "3 is no member now");
        let [only] = told.view.pointers.iter().filter(|pointer| pointer.site == SiteId(2)).collect::<Vec<_>>()[..]
        else {
            panic!("one pointer: {:?}", told.view)
        };
        assert_eq!(only.position.unwrap().lon, 112.09);
        assert!(maps.news(HERE, |user| Some(site(user.0))).is_none(), "nothing new");
        assert_eq!(maps.act(HERE, 9, UserId(9), site(9), point(112.0)), (None, false), "who has not opened it");
        assert_eq!(maps.act(ConferenceId(2), 2, UserId(2), site(2), point(112.0)), (None, false), "another conference");
    }

    #[test]
    fn bound_a_flood_is_not_looked_at() {
        let mut maps = three();
        for _ in 0..ACTS {
            maps.act(HERE, 2, UserId(2), site(2), point(112.0));
        }
        maps.act(HERE, 2, UserId(2), site(2), point(113.0));
        assert_eq!(news(&mut maps).pointers[0].position.unwrap().lon, 112.0);
        maps.act(HERE, 2, UserId(2), site(2), point(113.0));
        assert_eq!(news(&mut maps).pointers[0].position.unwrap().lon, 113.0, "after the news it may point again");
    }

    #[test]
    fn map_2_one_leads_and_the_chair_may_take_over() {
        let mut maps = three();
        maps.act(HERE, 2, UserId(2), site(2), SharedMapAct::TakeLead { view: view(12.0) });
        maps.act(HERE, 3, UserId(3), site(3), SharedMapAct::TakeLead { view: view(9.0) });
        let told = news(&mut maps);
        assert_eq!((told.leader, told.view.as_ref().map(|view| view.zoom)), (Some(SiteId(2)), Some(12.0)));
        assert_eq!(told.view.unwrap().layers, [MapLayer::Plots]);
        maps.act(HERE, 3, UserId(3), site(3), SharedMapAct::Lead { view: view(8.0) });
        maps.act(HERE, 2, UserId(2), site(2), SharedMapAct::Lead { view: view(99.0) });
        maps.act(HERE, 1, UserId(1), site(1), SharedMapAct::TakeLead { view: view(11.0) });
        let told = news(&mut maps);
        assert_eq!((told.leader, told.view.map(|view| view.zoom)), (Some(SiteId(1)), Some(11.0)));
        let late = maps.act(HERE, 7, UserId(7), site(7), SharedMapAct::Open).0.unwrap();
        assert_eq!(late.view.map(|view| view.zoom), Some(11.0), "who comes late sees what is shown");
    }

    #[test]
    fn who_leaves_takes_pointer_and_lead_along() {
        let mut maps = three();
        maps.act(HERE, 2, UserId(2), site(2), SharedMapAct::TakeLead { view: view(12.0) });
        maps.act(HERE, 2, UserId(2), site(2), point(112.0));
        news(&mut maps);
        assert_eq!(maps.left(2), [HERE]);
        let told = news(&mut maps);
        assert_eq!((told.leader, told.view, told.watching.len()), (None, None, 2));
        assert_eq!(told.pointers, [MapPointer { site: SiteId(2), position: None, drawing: false }]);
        maps.left(1);
        maps.left(3);
        assert!(maps.maps.is_empty());
    }

    #[test]
    fn an_onlooker_watches_and_does_not_point() {
        let mut maps = three();
        let operator = Member { site: None, chair: false };
        assert!(maps.act(HERE, 8, UserId(8), operator, SharedMapAct::Open).0.is_some());
        maps.act(HERE, 8, UserId(8), operator, point(112.0));
        let told = maps.news(HERE, |user| Some(if user.0 == 8 { operator } else { site(user.0) })).unwrap();
        assert!(told.to.contains(&8) && told.view.watching.len() == 3);
    }
}
