//! The order in which a main slot's picture is resolved, and what else is set once for a conference: the chair site, the
//! lock of the presenter token (CC-41, CC-49, CC-51).

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation,
};
use fengsui_protocol::{
    ConferenceId, Refusal, SiteId,
    control::{CancelWhy, Level},
};

/// CC-41: each level once, the default last.
pub(crate) fn set(state: &State, by: &By, id: ConferenceId, order: &[Level]) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    let mut every = Level::ORDER;
    every.sort_unstable();
    if sorted != every || order.last() != Some(&Level::Default) {
        let refusal = refuse("CC-41", "每级一次，默认排在最后", "Each level once, the default last").field("order");
        return Err(refusal.accept([format!("{:?}", Level::ORDER)]));
    }
    Ok(vec![Event::PrioritySet { conference: id, order: order.to_vec() }])
}

pub(crate) fn lock_presentation(state: &State, by: &By, id: ConferenceId, locked: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let same = conference.control.presentation_locked == locked;
    Ok(if same { vec![] } else { vec![Event::PresentationLocked { conference: id, locked }] })
}

/// CC-51: a site that is here. The chair stays where it is; an operation with the new chair site ends.
pub(crate) fn set_chair_site(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    if !check::site(conference, site, "site")?.present() {
        let refusal = refuse("CC-51", "主会场须在会中", "The chair site is in the conference").field("site");
        return Err(refusal.accept(operation::others_here(conference)));
    }
    if conference.chair_site == Some(site) {
        return Ok(vec![]);
    }
    let concerned =
        conference.operation().filter(|running| operation::gates(running) && operation::target(running) == Some(site));
    let mut events = vec![Event::ChairSet { conference: id, chair: conference.chair, chair_site: Some(site) }];
    if concerned.is_some() {
        events.extend(operation::cancel(id, conference, CancelWhy::Asked));
    }
    Ok(events)
}
