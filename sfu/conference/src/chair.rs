//! 主席: a token, requested while vacant, granted, released, revoked. The chair is a person, the chair site a site:
//! moving one does not move the other while the chair site is present.

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation,
    state::Conference,
};
use fengsui_protocol::{ConferenceId, Refusal, SiteId, UserId};

/// CC-21: the chair goes to someone who is present.
pub(crate) fn grant(state: &State, by: &By, id: ConferenceId, user: UserId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let Some((site, _)) = conference.site_of(user).filter(|(_, site)| site.present()) else {
        let refusal = refuse("CC-21", "主席只能交给在会人员", "The chair goes to someone who is present").field("user");
        return Err(refusal.accept(present_users(conference)));
    };
    if conference.chair == Some(user) {
        return Ok(vec![]);
    }
    Ok(vec![seated(id, conference, user, site)])
}

fn present_users(conference: &Conference) -> Vec<String> {
    let present = conference.sites.values().filter(|site| site.present());
    present.filter_map(|site| site.user).map(|user| user.to_string()).collect()
}

fn seated(id: ConferenceId, conference: &Conference, user: UserId, site: SiteId) -> Event {
    let kept = conference.chair_site.filter(|chair| conference.present(*chair).is_some());
    Event::ChairSet { conference: id, chair: Some(user), chair_site: kept.or(Some(site)) }
}

/// CC-20: requested only while vacant.
pub(crate) fn request(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    let user = by.person()?.id;
    match conference.chair {
        Some(holder) if holder == user => Ok(vec![]),
        Some(_) => {
            let refusal =
                refuse("CC-20", "主席有人担任，空缺时才能申请", "The chair can be requested only while vacant");
            Err(refusal.accept(["release_chair by the chair", "grant_chair by chair, initiator or operator"]))
        }
        None => Ok(vec![seated(id, conference, user, site)]),
    }
}

/// The holder releases; initiator or operator revokes.
pub(crate) fn release(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    if conference.chair.is_none() {
        return Ok(vec![]);
    }
    let vacant = Event::ChairSet { conference: id, chair: None, chair_site: conference.chair_site };
    Ok([vacant].into_iter().chain(operation::chair_vacant(id, conference)).collect())
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    if let Event::ChairSet { chair, chair_site, .. } = event {
        conference.chair = *chair;
        conference.chair_site = chair_site.filter(|site| conference.sites.contains_key(site));
    }
}
