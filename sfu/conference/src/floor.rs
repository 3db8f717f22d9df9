//! 申请发言: request with a reason, withdraw, grant, later, refuse, release, revoke; only while there is a chair
//! (CC-36 to CC-39).

use crate::{
    Event, State,
    check::{self, By, refuse},
    control::FloorRefusal,
    operation::{cancel, install},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, SiteId, bounds,
    control::{CancelWhy, FloorRequest, FloorState, Operation},
};

/// CC-36, CC-37: each site has one request; the reason of a second one replaces that of the first.
pub(crate) fn request(state: &State, by: &By, id: ConferenceId, reason: &str) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    check::line("reason", reason, bounds::PLACE_CHARS, false)?;
    with_chair(conference)?;
    if holder(conference) == Some(site) {
        return Ok(vec![]);
    }
    let reason = reason.trim().to_owned();
    let same = conference.control.floor.iter().any(|asked| asked.site == site && asked.reason == reason);
    Ok(if same { vec![] } else { vec![Event::FloorRequested { conference: id, site, reason }] })
}

pub(crate) fn withdraw(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    Ok(gone(id, conference, site))
}

/// What is left of a site's request when it goes.
pub(crate) fn gone(id: ConferenceId, conference: &Conference, site: SiteId) -> Vec<Event> {
    let waits = conference.control.floor.iter().any(|asked| asked.site == site);
    waits.then_some(Event::FloorWithdrawn { conference: id, site }).into_iter().collect()
}

/// CC-38: the site is broadcast and other microphones close; chair and speaker stay open.
pub(crate) fn grant(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = controlled(state, by, id)?;
    with_chair(conference)?;
    if holder(conference) == Some(site) {
        return Ok(vec![]);
    }
    asked(conference, site)?;
    Ok(install(id, conference, Operation::Floor { site }))
}

pub(crate) fn postpone(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = controlled(state, by, id)?;
    asked(conference, site)?;
    Ok(vec![Event::FloorPostponed { conference: id, site }])
}

pub(crate) fn refuse_request(
    state: &State,
    by: &By,
    id: ConferenceId,
    site: SiteId,
    reason: &str,
) -> Result<Vec<Event>, Refusal> {
    let conference = controlled(state, by, id)?;
    check::line("reason", reason, bounds::PLACE_CHARS, false)?;
    asked(conference, site)?;
    Ok(vec![Event::FloorRefused { conference: id, site, reason: reason.trim().to_owned() }])
}

/// CC-39: only the holder releases.
pub(crate) fn release(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    if holder(conference) != Some(site) {
        let refusal = refuse("CC-39", "您没有发言权", "You do not hold the floor");
        return Err(refusal.accept(["request_floor"]));
    }
    Ok(cancel(id, conference, CancelWhy::Released))
}

pub(crate) fn revoke(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = controlled(state, by, id)?;
    Ok(if holder(conference).is_some() { cancel(id, conference, CancelWhy::Asked) } else { vec![] })
}

fn controlled<'a>(state: &'a State, by: &By, id: ConferenceId) -> Result<&'a Conference, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    Ok(conference)
}

/// CC-36.
fn with_chair(conference: &Conference) -> Result<(), Refusal> {
    if conference.chair.is_some() {
        return Ok(());
    }
    let refusal = refuse("CC-36", "没有主席，不能申请发言", "The floor is asked for only while there is a chair");
    Err(refusal.accept(["request_chair", "set_own_stream"]))
}

/// CC-37: only what was asked for is answered.
fn asked(conference: &Conference, site: SiteId) -> Result<(), Refusal> {
    check::site(conference, site, "site")?;
    if conference.control.floor.iter().any(|asked| asked.site == site) {
        return Ok(());
    }
    let refusal = refuse("CC-37", "该会场没有申请发言", "The site did not ask for the floor").field("site");
    Err(refusal.accept(conference.control.floor.iter().map(|asked| asked.site.to_string())))
}

fn holder(conference: &Conference) -> Option<SiteId> {
    match conference.operation() {
        Some(Operation::Floor { site }) => Some(site),
        _ => None,
    }
}

/// Where a site stands.
pub(crate) fn standing(conference: &Conference, site: SiteId) -> FloorState {
    if holder(conference) == Some(site) {
        return FloorState::Holding;
    }
    let queue = &conference.control.floor;
    if let Some(ahead) = queue.iter().position(|asked| asked.site == site) {
        return FloorState::Waiting { ahead: ahead as u32, since: queue[ahead].at };
    }
    match conference.control.floor_refused.get(&site) {
        Some(FloorRefusal { reason, at }) => FloorState::Refused { reason: reason.clone(), at: *at },
        None => FloorState::Idle,
    }
}

pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    let control = &mut conference.control;
    match event {
        Event::FloorRequested { site, reason, .. } => {
            control.floor_refused.remove(site);
            match control.floor.iter_mut().find(|asked| asked.site == *site) {
                Some(asked) => asked.reason.clone_from(reason),
                None => control.floor.push(FloorRequest { site: *site, reason: reason.clone(), at, postponed: 0 }),
            }
        }
        Event::FloorPostponed { site, .. } => {
            if let Some(place) = control.floor.iter().position(|asked| asked.site == *site) {
                let mut asked = control.floor.remove(place);
                asked.postponed += 1;
                control.floor.push(asked);
            }
        }
        Event::FloorRefused { site, reason, .. } => {
            control.floor.retain(|asked| asked.site != *site);
            control.floor_refused.insert(*site, FloorRefusal { reason: reason.clone(), at });
        }
        Event::FloorWithdrawn { site, .. }
        | Event::OperationInstalled { operation: Operation::Floor { site }, .. }
        | Event::SiteAbsent { site, .. }
        | Event::SiteRemoved { site, .. } => {
            control.floor.retain(|asked| asked.site != *site);
            control.floor_refused.remove(site);
        }
        Event::ChairSet { chair: None, .. } => {
            control.floor.clear();
            control.floor_refused.clear();
        }
        _ => {}
    }
}
