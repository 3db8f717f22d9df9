//! What is shown: 广播会场 broadcast, 选看 view, 辅流 presentation.

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation::{cancel, install},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Refusal, SiteId,
    control::{CancelWhy, Operation, Source},
};

/// CC-7: exactly one source, and one that can be seen: an audio-only or absent site is refused.
pub(crate) fn broadcast(state: &State, by: &By, id: ConferenceId, site: Option<SiteId>) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    if let Some(site) = site {
        let found = check::site(conference, site, "site")?;
        if !found.present() {
            return Err(not_visible(
                state,
                conference,
                "该会场不在会中，不能广播",
                "An absent site cannot be broadcast",
            ));
        }
        if !shows_picture(state, conference, site) {
            return Err(not_visible(
                state,
                conference,
                "该会场没有画面，不能广播",
                "A site without video cannot be broadcast",
            ));
        }
    }
    match (site, conference.operation()) {
        (Some(site), _) => Ok(install(id, conference, Operation::Broadcast { source: Source::Site { site } })),
        (None, Some(Operation::Broadcast { .. })) => Ok(cancel(id, conference, CancelWhy::Asked)),
        (None, _) => Ok(vec![]),
    }
}

/// It brought a camera that is on, or its pictures arrive.
fn shows_picture(state: &State, conference: &Conference, site: SiteId) -> bool {
    let on = conference.present(site).is_some_and(|site| site.devices.camera && site.camera_on);
    on || state.publishing(site).camera
}

fn not_visible(state: &State, conference: &Conference, zh: &str, en: &str) -> Refusal {
    let can = conference.sites.keys().filter(|site| shows_picture(state, conference, **site));
    let can: Vec<_> = can.filter(|site| conference.present(**site).is_some()).map(SiteId::to_string).collect();
    refuse("CC-7", zh, en).field("site").accept(can)
}

/// CC-9: one's own choice, of another site that is here.
pub(crate) fn view(state: &State, by: &By, id: ConferenceId, site: Option<SiteId>) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let viewer = check::own_site(conference, by)?;
    if let Some(site) = site {
        let found = check::site(conference, site, "site")?;
        if site == viewer || !found.present() {
            let others = conference.sites.iter().filter(|(other, site)| **other != viewer && site.present());
            let refusal = refuse("CC-9", "只能选看另一个在会的会场", "View another site that is in the conference");
            return Err(refusal.field("site").accept(others.map(|(other, _)| other.to_string())));
        }
    }
    Ok(vec![Event::ViewSet { conference: id, viewer, site }])
}

/// CC-22: one presenter token, taken when free. CC-49: while the chair locked it, by chair and operator only.
pub(crate) fn start_presentation(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    let locked = conference.control.presentation_locked && conference.presenter != Some(site);
    if locked && !by.controls(conference) {
        let refusal = refuse("CC-49", "辅流已由主席锁定", "The chair locked the presenter token");
        return Err(refusal.accept(["lock_presentation by chair or operator"]));
    }
    match conference.presenter {
        Some(holder) if holder == site => Ok(vec![]),
        Some(holder) => {
            let name = conference.sites.get(&holder).map_or("", |site| site.name.as_str());
            let (zh, en) = (format!("{name}正在发送辅流"), format!("{name} is presenting"));
            Err(Refusal::new("CC-22", zh, en).accept(["stop_presentation by presenter, chair or operator"]))
        }
        None => Ok(vec![Event::PresenterSet { conference: id, site: Some(site) }]),
    }
}

/// The presenter gives it back, or chair or operator takes it back.
pub(crate) fn stop_presentation(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let Some(holder) = conference.presenter else { return Ok(vec![]) };
    let own = by.user().and_then(|user| conference.site_of(user)).is_some_and(|(site, _)| site == holder);
    if !own {
        by.must_control(conference)?;
    }
    Ok(vec![Event::PresenterSet { conference: id, site: None }])
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    match event {
        Event::PresenterSet { site, .. } => conference.presenter = *site,
        Event::ViewSet { viewer, site, .. } => {
            if let Some(found) = conference.sites.get_mut(viewer) {
                found.view = *site;
            }
        }
        _ => {}
    }
}
