//! 锁定视频源: the chair fixes what one site sees (CC-40). 选看 of a mosaic is a site's own choice.

use crate::{
    Event, State,
    check::{self, By, refuse},
    mosaic,
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, MosaicId, Refusal, SiteId,
    control::{Pin, Source},
};

pub(crate) fn pin(
    state: &State,
    by: &By,
    id: ConferenceId,
    viewer: SiteId,
    source: Option<Source>,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let found = check::site(conference, viewer, "viewer")?;
    match source {
        Some(Source::Site { site }) => other_here(conference, viewer, site)?,
        Some(Source::Mosaic { mosaic }) => mosaic::known(conference, mosaic, "source.mosaic")?,
        None => {}
    }
    Ok(if found.pin == source { vec![] } else { vec![Event::PinSet { conference: id, viewer, source }] })
}

/// CC-40: a site is pinned to another one that is here; while that is away, the pin waits.
fn other_here(conference: &Conference, viewer: SiteId, site: SiteId) -> Result<(), Refusal> {
    let found = check::site(conference, site, "source.site")?;
    if site != viewer && found.present() {
        return Ok(());
    }
    let others = conference.sites.iter().filter(|(other, site)| **other != viewer && site.present());
    let refusal = refuse("CC-40", "只能锁定到另一个在会的会场", "A site is pinned to another one that is here");
    Err(refusal.field("source.site").accept(others.map(|(other, _)| other.to_string())))
}

pub(crate) fn view_mosaic(state: &State, by: &By, id: ConferenceId, mosaic: MosaicId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let viewer = check::own_site(conference, by)?;
    mosaic::known(conference, mosaic, "mosaic")?;
    Ok(vec![Event::MosaicViewed { conference: id, viewer, mosaic }])
}

pub(crate) fn views(conference: &Conference) -> Vec<Pin> {
    let pinned = conference.sites.iter().filter_map(|(viewer, site)| Some((*viewer, site.pin?)));
    pinned.map(|(viewer, source)| Pin { viewer, source }).collect()
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    match event {
        Event::PinSet { viewer, source, .. } => {
            if let Some(site) = conference.sites.get_mut(viewer) {
                site.pin = *source;
            }
        }
        Event::MosaicViewed { viewer, mosaic, .. } => {
            if let Some(site) = conference.sites.get_mut(viewer) {
                (site.view, site.mosaic_view) = (None, Some(*mosaic));
            }
        }
        Event::ViewSet { viewer, .. } => {
            if let Some(site) = conference.sites.get_mut(viewer) {
                site.mosaic_view = None;
            }
        }
        Event::SiteRemoved { site: gone, .. } => {
            for site in conference.sites.values_mut() {
                site.pin = site.pin.filter(|source| *source != Source::Site { site: *gone });
            }
        }
        _ => {}
    }
}
