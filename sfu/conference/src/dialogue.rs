//! 对话: chair site and target see each other, both unmuted; the others are closed and see the two (CC-35).

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation::{chair_site_here, install, others_here, present},
};
use fengsui_protocol::{ConferenceId, Refusal, SiteId, control::Operation};

pub(crate) fn begin(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let chair = chair_site_here(conference)?;
    present(conference, site, "site")?;
    if site == chair {
        let refusal = refuse("CC-35", "主会场不能与自己对话", "The chair site speaks with another site").field("site");
        return Err(refusal.accept(others_here(conference)));
    }
    Ok(install(id, conference, Operation::Dialogue { site }))
}
