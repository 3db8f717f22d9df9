//! 签到 and attendance: who came when, for how long, and who signed for it. It follows the roster and never changes it.
//! `RollCall` (点名发言) is something else.

use crate::{
    Event, State,
    check::{self, By, refuse},
    state::Conference,
};
use fengsui_protocol::{ConferenceId, Micros, Refusal, SiteId, UnitId, meeting::AttendanceView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everybody who came, also those who were taken off the roster since.
pub type Attendance = BTreeMap<SiteId, Attended>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attended {
    pub name: String,
    pub unit: Option<UnitId>,
    /// When it came first.
    pub came_at: Micros,
    /// When it last went; `None` while it is here.
    pub left_at: Option<Micros>,
    /// Since when it is here this time.
    pub since: Micros,
    /// Microseconds of its earlier stays.
    pub stayed_us: i64,
    pub checked_in: Option<CheckIn>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckIn {
    pub at: Micros,
    /// Who signed.
    pub by: String,
    /// 代签: chair or operator signed for it.
    pub for_it: bool,
}

impl Attended {
    pub(crate) fn view(&self, site: SiteId) -> AttendanceView {
        AttendanceView {
            site,
            name: self.name.clone(),
            unit: self.unit.clone(),
            came_at: self.came_at,
            left_at: self.left_at,
            stayed_us: self.stayed_us,
            since: self.left_at.is_none().then_some(self.since),
            checked_in_at: self.checked_in.as_ref().map(|check_in| check_in.at),
            checked_in_by: self.checked_in.as_ref().map(|check_in| check_in.by.clone()),
            checked_in_for: self.checked_in.as_ref().is_some_and(|check_in| check_in.for_it),
        }
    }
}

/// MEET-25: a site that is here checks in once, the first time counts. MEET-26: for another site chair or operator
/// sign (代签), and it says so.
pub(crate) fn check_in(state: &State, by: &By, id: ConferenceId, site: Option<SiteId>) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let own = by.user().and_then(|user| conference.site_of(user)).map(|(own, _)| own);
    let (site, for_it) = match site.filter(|site| own != Some(*site)) {
        Some(site) => {
            by.must_control(conference)?;
            if !check::site(conference, site, "site")?.present() {
                return Err(refuse("MEET-25", "该会场不在会，不能签到", "A site that is absent does not check in")
                    .field("site"));
            }
            (site, true)
        }
        None => (check::own_site(conference, by)?, false),
    };
    let signed = conference.meeting.attendance.get(&site).is_some_and(|attended| attended.checked_in.is_some());
    if signed {
        return Ok(vec![]);
    }
    let name = by.person().map_or_else(|_| "控制台".to_owned(), |person| person.name.clone());
    Ok(vec![Event::CheckedIn { conference: id, site, by: name, for_it }])
}

/// After the roster took the event in.
pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    match event {
        Event::SiteJoined { site, .. } | Event::SiteReturned { site, .. } => came(conference, at, *site),
        Event::SiteAbsent { site, .. } | Event::SiteRemoved { site, .. } => left(conference, at, *site),
        Event::ConferenceEnded { .. } => {
            let sites: Vec<_> = conference.meeting.attendance.keys().copied().collect();
            sites.into_iter().for_each(|site| left(conference, at, site));
        }
        Event::CheckedIn { site, by, for_it, .. } => {
            if let Some(attended) = conference.meeting.attendance.get_mut(site) {
                attended.checked_in = Some(CheckIn { at, by: by.clone(), for_it: *for_it });
            }
        }
        _ => {}
    }
}

fn came(conference: &mut Conference, at: Micros, id: SiteId) {
    let Some(site) = conference.sites.get(&id) else { return };
    let (name, unit) = (site.name.clone(), site.unit.clone());
    let first = || Attended { name, unit, came_at: at, left_at: None, since: at, stayed_us: 0, checked_in: None };
    let attended = conference.meeting.attendance.entry(id).or_insert_with(first);
    if attended.left_at.take().is_some() {
        attended.since = at;
    }
}

fn left(conference: &mut Conference, at: Micros, id: SiteId) {
    let Some(attended) = conference.meeting.attendance.get_mut(&id) else { return };
    if attended.left_at.is_none() {
        attended.stayed_us = attended.stayed_us.saturating_add(at.since(attended.since).max(0));
        attended.left_at = Some(at);
    }
}
