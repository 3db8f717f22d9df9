//! The ViewTable: who may send what, and who sees whom in which slot. A function of the logged state; its generation
//! grows only when the table changes.

use crate::state::{Conference, Site};
use fengsui_protocol::{
    ConferenceId, SiteId, bounds,
    conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable},
};

/// Cells of one viewer: what its offer can hold besides main and presentation.
pub const CELLS: usize = bounds::VIDEO_SLOTS - 2;

pub(crate) fn empty(conference: ConferenceId) -> ViewTable {
    ViewTable { conference, generation: 0, sites: vec![], recording: None }
}

/// Brings the conference's table up to date.
pub(crate) fn renew(id: ConferenceId, conference: &mut Conference) {
    let (sites, recording) = (rows(conference), conference.recording);
    let old = &conference.table;
    if old.sites == sites && old.recording == recording {
        return;
    }
    let generation = old.generation + 1;
    conference.table = ViewTable { conference: id, generation, sites, recording };
}

/// Present sites only, sorted by site.
fn rows(conference: &Conference) -> Vec<ViewRow> {
    let order = arrivals(conference);
    let present = conference.sites.iter().filter(|(_, site)| site.present());
    present.map(|(id, site)| row(conference, &order, *id, site)).collect()
}

/// Present sites in the order in which they first came: it never changes, so that pictures never jump.
fn arrivals(conference: &Conference) -> Vec<SiteId> {
    let mut order: Vec<_> = conference.sites.iter().filter(|(_, site)| site.present()).collect();
    order.sort_by_key(|(id, site)| (site.arrival, **id));
    order.into_iter().map(|(id, _)| *id).collect()
}

fn row(conference: &Conference, order: &[SiteId], id: SiteId, site: &Site) -> ViewRow {
    ViewRow {
        site: id,
        name: site.name.clone(),
        microphone_open: site.microphone_on && !site.muted_by_chair,
        camera_open: site.camera_on,
        presentation_open: conference.presenter == Some(id),
        speaker_open: true,
        slots: slots(conference, order, id, site),
    }
}

fn slots(conference: &Conference, order: &[SiteId], id: SiteId, site: &Site) -> Vec<SlotRow> {
    let camera = |slot, source| SlotRow { slot, source, stream: StreamKind::Camera };
    let main = main(conference, order, id, site).map(|source| camera(SlotName::Main, source));
    let presenter =
        conference.presenter.filter(|presenter| *presenter != id && conference.present(*presenter).is_some());
    let presentation =
        presenter.map(|source| SlotRow { slot: SlotName::Presentation, source, stream: StreamKind::Presentation });
    let others = order.iter().filter(|other| **other != id).take(CELLS);
    let cells = others.zip(0..).map(|(other, index)| camera(SlotName::Cell { index }, *other));
    main.into_iter().chain(presentation).chain(cells).collect()
}

/// What a site sees in its main slot: the broadcast source (every site but the chair's is forced to it), its own
/// choice, for the chair site the broadcast source, the chair site, the first other that has a camera.
fn main(conference: &Conference, order: &[SiteId], viewer: SiteId, site: &Site) -> Option<SiteId> {
    let here = |source: &SiteId| *source != viewer && conference.present(*source).is_some();
    let has_camera = |source: &SiteId| conference.present(*source).is_some_and(|site| site.devices.camera);
    let broadcast = conference.broadcast.filter(here);
    let forced = broadcast.filter(|_| conference.chair_site != Some(viewer));
    let chair = conference.chair_site.filter(here);
    let first = || order.iter().copied().filter(here).find(has_camera);
    forced
        .or(site.view.filter(here))
        .or(broadcast)
        .or(chair.filter(has_camera))
        .or_else(first)
        .or(chair)
        .or_else(|| order.iter().copied().find(here))
}
