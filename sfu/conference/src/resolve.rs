//! What one site sees: the levels of the priority table, asked in their order (CC-41). Pure in the state and in where
//! rotations and voice switching stand.

use crate::{control::Control, mosaic, operation, roll_call, state::Conference};
use fengsui_protocol::{
    MosaicId, SiteId,
    conference::StreamKind,
    control::{Level, Notice, Operation, RotationKind, ScreenLabel, Source},
};
use std::collections::BTreeMap;

/// Where the derived things stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    pub rotations: BTreeMap<RotationKind, Vec<Option<SiteId>>>,
    pub voice: Option<SiteId>,
}

impl Standing {
    /// As it was logged last.
    pub fn logged(control: &Control) -> Self {
        let rotations = control.rotations.iter().map(|(kind, rotation)| (*kind, rotation.plan.at.clone())).collect();
        Self { rotations, voice: control.voice }
    }

    pub fn one(&self, kind: RotationKind) -> Option<SiteId> {
        *self.rotations.get(&kind)?.first()?
    }
}

/// The picture of a main slot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picture {
    Nothing,
    Site(SiteId),
    Cells(Vec<Option<(SiteId, StreamKind)>>),
}

/// A conference at one moment.
pub(crate) struct Scene<'a> {
    pub conference: &'a Conference,
    /// Present sites in the order in which they first came.
    pub order: Vec<SiteId>,
    standing: &'a Standing,
    /// `None` also while it waits for the chair site.
    operation: Option<Operation>,
    /// Who the operation puts on all screens.
    subject: Option<SiteId>,
    next_called: Option<SiteId>,
}

impl<'a> Scene<'a> {
    pub fn new(conference: &'a Conference, standing: &'a Standing) -> Self {
        let mut order: Vec<_> = conference.sites.iter().filter(|(_, site)| site.present()).collect();
        order.sort_by_key(|(id, site)| (site.arrival, **id));
        let order = order.into_iter().map(|(id, _)| *id).collect();
        let here = |site: SiteId| conference.present(site).is_some();
        let running = conference.operation().filter(|_| conference.paused_until().is_none());
        let operation = running.filter(|running| operation::target(running).is_none_or(here));
        let subject = operation.as_ref().and_then(|operation| match operation {
            Operation::VoiceSwitch { .. } => standing.voice,
            Operation::Rotation { .. } => standing.one(RotationKind::Broadcast),
            Operation::FreeDiscussion
            | Operation::Broadcast { .. }
            | Operation::RollCall { .. }
            | Operation::Dialogue { .. }
            | Operation::Floor { .. } => operation::target(operation),
        });
        let calls = matches!(operation, Some(Operation::RollCall { .. }));
        let next_called = roll_call::next(conference).filter(|_| calls);
        Self { conference, order, standing, operation, subject, next_called }
    }

    fn here(&self, viewer: SiteId, source: SiteId) -> Option<SiteId> {
        Some(source).filter(|source| *source != viewer && self.conference.present(*source).is_some())
    }

    fn is_chair_site(&self, viewer: SiteId) -> bool {
        self.conference.chair_site == Some(viewer)
    }

    /// The picture of `viewer`'s main slot and the level that decided it.
    pub fn picture(&self, viewer: SiteId) -> (Picture, ScreenLabel) {
        let order = self.conference.control.priority().iter();
        let found = order.copied().find_map(|level| Some((self.at(level, viewer)?, level)));
        let (picture, level) = found.unwrap_or((Picture::Nothing, Level::Default));
        let operation = self.operation.as_ref().map(Operation::kind);
        (picture, ScreenLabel { level, operation, subject: self.subject })
    }

    fn at(&self, level: Level, viewer: SiteId) -> Option<Picture> {
        let site = self.conference.sites.get(&viewer)?;
        match level {
            Level::Pin => self.source(viewer, site.pin?),
            Level::BroadcastRotation | Level::Broadcast if self.is_chair_site(viewer) => None,
            Level::BroadcastRotation => match self.operation.as_ref()? {
                Operation::Rotation { .. } => self.site(viewer, self.subject?),
                _ => None,
            },
            Level::Broadcast => self.broadcast(viewer),
            Level::Dialogue => self.dialogue(viewer),
            Level::RollCall => match self.operation.as_ref()? {
                Operation::RollCall { site } => self.site(viewer, *site),
                _ => None,
            },
            Level::Floor => match self.operation.as_ref()? {
                Operation::Floor { site } => self.site(viewer, *site),
                _ => None,
            },
            Level::ChairSite if self.subject == Some(viewer) => self.site(viewer, self.conference.chair_site?),
            Level::ChairSite => None,
            Level::OwnView => {
                let own = site.view.map(|site| Source::Site { site });
                self.source(viewer, own.or(site.mosaic_view.map(|mosaic| Source::Mosaic { mosaic }))?)
            }
            Level::Rotation if self.is_chair_site(viewer) => self.site(viewer, self.standing.one(RotationKind::Chair)?),
            Level::Rotation => None,
            Level::Default => Some(self.default(viewer)),
        }
    }

    fn site(&self, viewer: SiteId, source: SiteId) -> Option<Picture> {
        self.here(viewer, source).map(Picture::Site)
    }

    fn source(&self, viewer: SiteId, source: Source) -> Option<Picture> {
        match source {
            Source::Site { site } => self.site(viewer, site),
            Source::Mosaic { mosaic } => self.mosaic(viewer, mosaic),
        }
    }

    fn mosaic(&self, viewer: SiteId, id: MosaicId) -> Option<Picture> {
        let mosaic = self.conference.control.mosaics.get(&id)?;
        let rotation = self.conference.control.rotations.get(&RotationKind::Mosaic);
        let turns = rotation.is_some_and(|rotation| rotation.plan.mosaic == Some(id));
        let at = self.standing.rotations.get(&RotationKind::Mosaic).filter(|_| turns);
        Some(Picture::Cells(mosaic::cells(self.conference, mosaic, at.map(Vec::as_slice), &self.order, viewer)))
    }

    /// Of a site, a mosaic or the loudest; the chair site is not forced to it.
    fn broadcast(&self, viewer: SiteId) -> Option<Picture> {
        match self.operation.as_ref()? {
            Operation::Broadcast { source } => self.source(viewer, *source),
            Operation::VoiceSwitch { .. } => self.site(viewer, self.subject?),
            Operation::FreeDiscussion
            | Operation::RollCall { .. }
            | Operation::Dialogue { .. }
            | Operation::Rotation { .. }
            | Operation::Floor { .. } => None,
        }
    }

    /// CC-35: the two see each other, the others see the two.
    fn dialogue(&self, viewer: SiteId) -> Option<Picture> {
        let Some(Operation::Dialogue { site }) = self.operation else { return None };
        let chair = self.conference.chair_site?;
        if viewer == chair {
            return self.site(viewer, site);
        }
        if viewer == site {
            return self.site(viewer, chair);
        }
        let camera = |site| self.here(viewer, site).map(|site| (site, StreamKind::Camera));
        Some(Picture::Cells(vec![camera(chair), camera(site)]))
    }

    /// What nothing else decided: for the chair site what is broadcast, the mosaic that applies, the chair site, the
    /// first site that has a camera.
    fn default(&self, viewer: SiteId) -> Picture {
        let broadcast = || match self.operation.as_ref()? {
            Operation::Rotation { .. } => self.site(viewer, self.subject?),
            _ => self.broadcast(viewer),
        };
        let shown = if self.is_chair_site(viewer) { broadcast() } else { None };
        let mosaic = || self.mosaic(viewer, mosaic::applied(self.conference, viewer)?);
        shown.or_else(mosaic).unwrap_or_else(|| self.first(viewer).map_or(Picture::Nothing, Picture::Site))
    }

    fn first(&self, viewer: SiteId) -> Option<SiteId> {
        let camera = |site: &SiteId| self.conference.present(*site).is_some_and(|site| site.devices.camera);
        let chair = self.conference.chair_site.and_then(|chair| self.here(viewer, chair));
        let others = || self.order.iter().copied().filter(|other| *other != viewer);
        chair.filter(camera).or_else(|| others().find(camera)).or(chair).or_else(|| others().next())
    }

    /// What the site is told about itself.
    pub fn notice(&self, site: SiteId) -> Option<Notice> {
        if self.next_called == Some(site) {
            return Some(Notice::Prepare);
        }
        if self.subject != Some(site) {
            return None;
        }
        Some(match self.operation.as_ref()? {
            Operation::RollCall { .. } => Notice::Called,
            Operation::Dialogue { .. } => Notice::InDialogue,
            Operation::Floor { .. } => Notice::HoldsFloor,
            Operation::FreeDiscussion
            | Operation::Broadcast { .. }
            | Operation::VoiceSwitch { .. }
            | Operation::Rotation { .. } => Notice::OnAir,
        })
    }
}
