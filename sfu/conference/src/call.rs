//! 呼叫: ringing units into a conference, by hand, all that are absent, or by group; and the clock of each call.
//!
//! Whether a call still rings, is put off (稍后) or went unanswered (未应答) is derived from when it was rung: nothing
//! here waits, and no event says that time has passed.

use crate::{
    Event, Facts, State,
    check::{self, By, refuse},
    roster,
    state::{Conference, Site},
};
use fengsui_protocol::{
    ConferenceId, IncidentId, Micros, Refusal, UnitGroupId, UnitId, bounds, conference::Presence, meeting::CallView,
};
use serde::{Deserialize, Serialize};

/// How long a call rings before it counts as unanswered.
pub const RINGS_FOR: i64 = 45 * Micros::SECOND;

/// How often a site was rung without an answer, since it was last here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// When it was first rung, once it was rung again.
    pub first: Option<Micros>,
    /// How often it was rung again.
    pub again: u32,
    /// Put off until then by the unit.
    pub later: Option<Micros>,
}

impl Call {
    pub(crate) fn is_new(&self) -> bool {
        *self == Self::default()
    }
}

impl Site {
    /// MEET-2: the call that waits for an answer, with its clock.
    pub fn call_view(&self) -> Option<CallView> {
        let Presence::Ringing { since } = self.presence else { return None };
        let rings_from = self.call.later.map_or(since, |later| later.max(since));
        Some(CallView {
            first_at: self.call.first.unwrap_or(since),
            since,
            rings: self.call.again + 1,
            later_until: self.call.later,
            unanswered_at: rings_from.plus(RINGS_FOR),
        })
    }

    /// Neither here nor about to answer.
    fn unanswered(&self, now: Micros) -> bool {
        let rings = self.call_view().is_some_and(|call| now < call.unanswered_at);
        !self.present() && !self.by_token && !rings
    }
}

// ---- decisions ----

/// MEET-1: an incident has one open consultation. Asking again, whoever asks, rings into it who is missing.
#[expect(clippy::too_many_arguments, reason = "the input's fields and what every decision is given")]
pub(crate) fn consult(
    state: &State,
    now: Micros,
    by: &By,
    incident: IncidentId,
    title: &str,
    groups: &[UnitGroupId],
    units: &[UnitId],
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut called = units.to_vec();
    if groups.len() > bounds::UNIT_GROUPS {
        let refusal = refuse("BOUND", "单位组过多", "Too many groups").field("groups");
        return Err(refusal.accept([format!("≤ {}", bounds::UNIT_GROUPS)]));
    }
    for (index, group) in groups.iter().enumerate() {
        called.extend(members(facts, group, &format!("groups[{index}]"))?);
    }
    let open = state.conferences.iter().rev().find(|(_, found)| found.open() && found.incident == Some(incident));
    if let Some((id, conference)) = open.filter(|_| facts.incident_exists(incident)) {
        return call_in(state, now, *id, conference, &called, "units", facts);
    }
    roster::create(state, by, title, Some(incident), &called, facts)
}

fn members(facts: &dyn Facts, group: &UnitGroupId, path: &str) -> Result<Vec<UnitId>, Refusal> {
    let unknown = || {
        let (zh, en) = (format!("没有这个单位组：{group}"), format!("No such unit group: {group}"));
        Refusal::new("REF-1", zh, en).field(path)
    };
    facts.unit_group(group).ok_or_else(unknown)
}

/// MEET-3: rings who is absent, declined or did not answer; a call that rings or is put off goes on undisturbed.
pub(crate) fn ring_absent(
    state: &State,
    now: Micros,
    by: &By,
    id: ConferenceId,
    group: Option<&UnitGroupId>,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    match group {
        Some(group) => call_in(state, now, id, conference, &members(facts, group, "group")?, "group", facts),
        None => Ok(ring_all(now, id, conference, |_| true)),
    }
}

/// Invites the units that are not on the roster and rings the others that do not answer.
fn call_in(
    state: &State,
    now: Micros,
    id: ConferenceId,
    conference: &Conference,
    units: &[UnitId],
    path: &str,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let invited = roster::invited(state, id, conference, units, path, facts)?;
    let rung = ring_all(now, id, conference, |site| site.unit.as_ref().is_some_and(|unit| units.contains(unit)));
    Ok(invited.into_iter().chain(rung).collect())
}

fn ring_all(now: Micros, id: ConferenceId, conference: &Conference, whom: impl Fn(&Site) -> bool) -> Vec<Event> {
    let absent = conference.sites.iter().filter(|(_, site)| site.unanswered(now) && whom(site));
    absent.map(|(site, _)| Event::SiteRung { conference: id, site: *site }).collect()
}

/// MEET-4: the call stays, is quiet, and rings again by itself.
pub(crate) fn postpone(
    state: &State,
    now: Micros,
    by: &By,
    id: ConferenceId,
    minutes: u16,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    if !(1..=bounds::POSTPONED_MINUTES).contains(&minutes) {
        let refusal = refuse("NUM-1", "分钟数超出范围", "The number of minutes is out of range").field("minutes");
        return Err(refusal.accept([format!("1 … {}", bounds::POSTPONED_MINUTES)]));
    }
    let Some(site) = roster::rung_site(conference, person) else {
        return Err(refuse("CC-14", "没有待接的呼叫", "No call is waiting for you").field("conference"));
    };
    let until = now.plus(i64::from(minutes) * Micros::MINUTE);
    Ok(vec![Event::CallPostponed { conference: id, site, until }])
}

// ---- application ----

/// Before the roster takes the event in: it needs to know how the site stood.
pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    let (Event::SiteRung { site, .. }
    | Event::CallPostponed { site, .. }
    | Event::SiteDeclined { site, .. }
    | Event::SiteJoined { site, .. }
    | Event::SiteReturned { site, .. }
    | Event::SiteAbsent { site, .. }) = event
    else {
        return;
    };
    let Some(place) = conference.sites.get_mut(site) else { return };
    let asked = match place.presence {
        Presence::Ringing { since } => Some(place.call.first.unwrap_or(since)),
        Presence::Declined { .. } => place.call.first.or(Some(at)),
        Presence::Present { .. } | Presence::Absent { .. } => None,
    };
    let call = &mut place.call;
    match (event, asked) {
        (Event::SiteRung { .. }, Some(first)) => {
            *call = Call { first: Some(first), again: call.again + 1, later: None }
        }
        (Event::CallPostponed { until, .. }, _) => call.later = Some(*until),
        (Event::SiteDeclined { .. }, first) => (call.first, call.later) = (first, None),
        _ => *call = Call::default(),
    }
}
