//! 点名发言: the chair calls one site after another; the next one is told to prepare (CC-32, CC-33, CC-34).

use crate::{
    Event, State,
    check::{self, By, refuse},
    control::RollCall,
    operation::{chair_site_here, install, others_here, present},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Refusal, SiteId, bounds,
    control::{Operation, RollCallStep, RollCallView},
};

pub(crate) fn step(state: &State, by: &By, id: ConferenceId, step: &RollCallStep) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    match step {
        RollCallStep::Start { sites } => start(id, conference, sites),
        RollCallStep::List { sites } => {
            let sites = listed(conference, sites)?;
            Ok(vec![Event::RollCallListed { conference: id, sites, anew: false }])
        }
        RollCallStep::Resume => on_to(id, conference, current(conference).or_else(|| next(conference))),
        RollCallStep::Next => on_to(id, conference, next(conference)),
        RollCallStep::Previous => on_to(id, conference, previous(conference)),
        RollCallStep::Call { site } => call(id, conference, *site),
    }
}

fn start(id: ConferenceId, conference: &Conference, sites: &[SiteId]) -> Result<Vec<Event>, Refusal> {
    chair_site_here(conference)?;
    let sites = listed(conference, sites)?;
    let first = sites.iter().copied().find(|site| conference.present(*site).is_some());
    let first = first.ok_or_else(|| nobody(conference))?;
    let mut events = vec![Event::RollCallListed { conference: id, sites, anew: true }];
    events.extend(called(id, conference, first));
    Ok(events)
}

/// A list without repetitions and without the chair site.
fn listed(conference: &Conference, sites: &[SiteId]) -> Result<Vec<SiteId>, Refusal> {
    if sites.len() > bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "点名单过长", "The list is too long").field("step.sites");
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    let mut list: Vec<SiteId> = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        check::site(conference, *site, &format!("step.sites[{index}]"))?;
        if !list.contains(site) && conference.chair_site != Some(*site) {
            list.push(*site);
        }
    }
    Ok(list)
}

fn on_to(id: ConferenceId, conference: &Conference, site: Option<SiteId>) -> Result<Vec<Event>, Refusal> {
    chair_site_here(conference)?;
    let site = site.ok_or_else(|| nobody(conference))?;
    Ok(called(id, conference, site))
}

fn call(id: ConferenceId, conference: &Conference, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let chair = chair_site_here(conference)?;
    if site == chair {
        let refusal = refuse("CC-34", "主会场不用点名", "The chair site is not called").field("step.site");
        return Err(refusal.accept(others_here(conference)));
    }
    present(conference, site, "step.site")?;
    let mut events = vec![];
    let list = conference.control.roll_call.as_ref().map_or(&[][..], |roll_call| &roll_call.list);
    if !list.contains(&site) {
        let after = current(conference).and_then(|current| list.iter().position(|listed| *listed == current));
        let mut sites = list.to_vec();
        sites.insert(after.map_or(list.len(), |at| at + 1), site);
        sites.truncate(bounds::CONFERENCE_SITES);
        events.push(Event::RollCallListed { conference: id, sites, anew: false });
    }
    events.extend(called(id, conference, site));
    Ok(events)
}

fn called(id: ConferenceId, conference: &Conference, site: SiteId) -> Vec<Event> {
    install(id, conference, Operation::RollCall { site })
}

/// CC-34: nobody is left on the list.
fn nobody(conference: &Conference) -> Refusal {
    let refusal = refuse("CC-34", "点名单上没有可点的会场", "Nobody on the list can be called");
    refusal.accept(["cancel_operation".to_owned(), format!("start: {}", others_here(conference).join(" "))])
}

/// Who is on now.
pub(crate) fn current(conference: &Conference) -> Option<SiteId> {
    match conference.operation() {
        Some(Operation::RollCall { site }) => Some(site),
        _ => None,
    }
}

/// The first one behind the current that is here and was not heard, else one before it that came late.
pub(crate) fn next(conference: &Conference) -> Option<SiteId> {
    let RollCall { list, heard } = conference.control.roll_call.as_ref()?;
    let current = current(conference);
    let at = current.and_then(|current| list.iter().position(|site| *site == current)).map_or(0, |at| at + 1);
    let waits =
        |site: &&SiteId| conference.present(**site).is_some() && !heard.contains(site) && current != Some(**site);
    list[at..].iter().find(waits).or_else(|| list[..at].iter().find(waits)).copied()
}

pub(crate) fn previous(conference: &Conference) -> Option<SiteId> {
    let list = &conference.control.roll_call.as_ref()?.list;
    let current = current(conference)?;
    let at = list.iter().position(|site| *site == current)?;
    list[..at].iter().rev().find(|site| conference.present(**site).is_some()).copied()
}

pub(crate) fn view(conference: &Conference) -> Option<RollCallView> {
    let RollCall { list, heard } = conference.control.roll_call.as_ref()?;
    let heard = list.iter().filter(|site| heard.contains(site)).copied().collect();
    let (current, next, previous) = (current(conference), next(conference), previous(conference));
    Some(RollCallView { list: list.clone(), heard, current, next, previous })
}

/// The site had its turn.
pub(crate) fn heard(conference: &mut Conference, site: SiteId) {
    let here = conference.present(site).is_some();
    if let Some(roll_call) = conference.control.roll_call.as_mut().filter(|_| here) {
        roll_call.heard.insert(site);
    }
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    let roll_call = &mut conference.control.roll_call;
    match event {
        Event::RollCallListed { sites, anew, .. } => {
            let mut heard = roll_call.take().map_or_else(Default::default, |old| old.heard);
            heard.retain(|site| !anew && sites.contains(site));
            *roll_call = Some(RollCall { list: sites.clone(), heard });
        }
        Event::SiteRemoved { site, .. } => {
            if let Some(roll_call) = roll_call {
                roll_call.list.retain(|listed| listed != site);
                roll_call.heard.remove(site);
            }
        }
        _ => {}
    }
}
