//! The ViewTable: who may send what, who sees whom in which slot, and what is written on each screen. The logged one is
//! a function of the log; the one that media nodes converge to also knows where rotations and voices stand
//! ([`crate::derived`]). A generation grows only when its table changes.

use crate::{
    resolve::{Picture, Scene, Standing},
    state::{Conference, Site},
};
use fengsui_protocol::{
    ConferenceId, SiteId, bounds,
    conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable},
    control::Layout,
};

/// Cells of one viewer: what its offer can hold besides main and presentation.
pub const CELLS: usize = bounds::VIDEO_SLOTS - 2;

pub(crate) fn empty(conference: ConferenceId) -> ViewTable {
    ViewTable { conference, generation: 0, sites: vec![], recording: None }
}

/// Brings the conference's logged table up to date.
pub(crate) fn renew(id: ConferenceId, conference: &mut Conference) {
    let sites = rows(conference, &Standing::logged(&conference.control));
    conference.table = renewed(id, &conference.table, conference, sites).unwrap_or_else(|| conference.table.clone());
}

/// The next generation; `None` when nothing changed.
pub(crate) fn renewed(
    id: ConferenceId,
    old: &ViewTable,
    conference: &Conference,
    sites: Vec<ViewRow>,
) -> Option<ViewTable> {
    let recording = conference.recording;
    let same = old.sites == sites && old.recording == recording;
    (!same).then(|| ViewTable { conference: id, generation: old.generation + 1, sites, recording })
}

/// Present sites only, sorted by site.
pub(crate) fn rows(conference: &Conference, standing: &Standing) -> Vec<ViewRow> {
    let scene = Scene::new(conference, standing);
    let present = conference.sites.iter().filter(|(_, site)| site.present());
    present.map(|(id, site)| row(&scene, *id, site)).collect()
}

fn row(scene: &Scene<'_>, id: SiteId, site: &Site) -> ViewRow {
    let conference = scene.conference;
    let (picture, label) = scene.picture(id);
    let (layout, own_cell) = layout(&picture, id);
    ViewRow {
        site: id,
        name: site.name.clone(),
        microphone_open: site.microphone_on && !site.muted_by_chair && conference.may_be_heard(id),
        camera_open: site.camera_on,
        presentation_open: conference.presenter == Some(id),
        speaker_open: !site.speaker_closed,
        slots: slots(scene, id, &picture),
        layout,
        own_cell,
        label,
        notice: scene.notice(id),
    }
}

fn layout(picture: &Picture, viewer: SiteId) -> (Layout, Option<u8>) {
    match picture {
        Picture::Nothing | Picture::Site(_) => (Layout::Single, None),
        Picture::Cells(cells) => {
            let own = cells.iter().position(|cell| *cell == Some((viewer, StreamKind::Camera)));
            (Layout::Mosaic { cells: cells.len() as u8 }, own.map(|at| at as u8))
        }
    }
}

fn slots(scene: &Scene<'_>, id: SiteId, picture: &Picture) -> Vec<SlotRow> {
    let camera = |slot, source| SlotRow { slot, source, stream: StreamKind::Camera };
    let main = match picture {
        Picture::Site(source) => Some(camera(SlotName::Main, *source)),
        Picture::Nothing | Picture::Cells(_) => None,
    };
    let presenter = scene.conference.presenter.filter(|presenter| *presenter != id);
    let presenter = presenter.filter(|presenter| scene.conference.present(*presenter).is_some());
    let presentation =
        presenter.map(|source| SlotRow { slot: SlotName::Presentation, source, stream: StreamKind::Presentation });
    let cells: Vec<SlotRow> = match picture {
        Picture::Cells(cells) => {
            let filled = cells.iter().zip(0..).filter_map(|(cell, index)| Some(((*cell)?, index)));
            let others = filled.filter(|((source, _), _)| *source != id);
            others.map(|((source, stream), index)| SlotRow { slot: SlotName::Cell { index }, source, stream }).collect()
        }
        Picture::Nothing | Picture::Site(_) => {
            let others = scene.order.iter().filter(|other| **other != id).take(CELLS);
            others.zip(0..).map(|(other, index)| camera(SlotName::Cell { index }, *other)).collect()
        }
    };
    main.into_iter().chain(presentation).chain(cells).collect()
}
