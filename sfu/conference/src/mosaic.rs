//! 多画面: several sites as one source. Automatic, or set by hand with a list of sites for each cell; saved, applied to
//! some screens, and like a site broadcast, pinned or viewed (CC-47, CC-48).

use crate::{
    Event, State,
    check::{self, By, refuse},
    control::{Application, Mosaic},
    operation::{cancel, install},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, MosaicId, Refusal, SiteId, bounds,
    conference::StreamKind,
    control::{Audience, CancelWhy, CellContent, MosaicCell, MosaicPlan, MosaicView, Operation, RotationKind, Source},
};

pub(crate) struct Save<'a> {
    pub mosaic: Option<MosaicId>,
    pub name: &'a str,
    pub plan: &'a MosaicPlan,
    pub apply: Option<&'a Audience>,
}

/// 保存, or 保存并应用.
pub(crate) fn save(state: &State, by: &By, id: ConferenceId, save: &Save<'_>) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    check::line("name", save.name, bounds::NAME_CHARS, true)?;
    match save.mosaic {
        Some(mosaic) => known(conference, mosaic, "mosaic")?,
        None if conference.control.mosaics.len() >= bounds::MOSAICS => {
            let refusal = refuse("BOUND", "多画面已达上限", "Too many mosaics").field("mosaic");
            return Err(refusal.accept([format!("≤ {}", bounds::MOSAICS)]));
        }
        None => {}
    }
    planned(conference, save.plan)?;
    let mosaic = save.mosaic.unwrap_or(MosaicId(state.last_mosaic + 1));
    let (name, plan) = (save.name.trim().to_owned(), save.plan.clone());
    let mut events = vec![Event::MosaicSaved { conference: id, mosaic, name, plan }];
    if let Some(audience) = save.apply {
        heard_by(conference, audience, "apply")?;
        events.push(Event::MosaicApplied { conference: id, mosaic, audience: Some(audience.clone()) });
    }
    Ok(events)
}

/// CC-47: 1 to 25 cells of sites on the roster.
fn planned(conference: &Conference, plan: &MosaicPlan) -> Result<(), Refusal> {
    let cells = match plan {
        MosaicPlan::Automatic { most } => usize::from(*most),
        MosaicPlan::ByHand { cells } => cells.len(),
    };
    if !(1..=bounds::MOSAIC_CELLS).contains(&cells) {
        let refusal = refuse("CC-47", "多画面有 1 到 25 格", "A mosaic has 1 to 25 cells").field("plan");
        return Err(refusal.accept([format!("1..{}", bounds::MOSAIC_CELLS)]));
    }
    let MosaicPlan::ByHand { cells } = plan else { return Ok(()) };
    for (number, cell) in cells.iter().enumerate() {
        if cell.sites.len() > bounds::CONFERENCE_SITES {
            let refusal = refuse("BOUND", "一格的会场过多", "Too many sites in a cell");
            return Err(refusal.field(format!("plan.cells[{number}].sites")));
        }
        for (index, site) in cell.sites.iter().enumerate() {
            check::site(conference, *site, &format!("plan.cells[{number}].sites[{index}]"))?;
        }
    }
    Ok(())
}

fn heard_by(conference: &Conference, audience: &Audience, path: &str) -> Result<(), Refusal> {
    let Audience::Sites { sites } = audience else { return Ok(()) };
    for (index, site) in sites.iter().enumerate().take(bounds::CONFERENCE_SITES + 1) {
        if index == bounds::CONFERENCE_SITES {
            return Err(refuse("BOUND", "会场过多", "Too many sites").field(path));
        }
        check::site(conference, *site, &format!("{path}.sites[{index}]"))?;
    }
    Ok(())
}

pub(crate) fn apply_to(
    state: &State,
    by: &By,
    id: ConferenceId,
    mosaic: MosaicId,
    audience: Option<&Audience>,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    known(conference, mosaic, "mosaic")?;
    audience.map_or(Ok(()), |audience| heard_by(conference, audience, "audience"))?;
    Ok(vec![Event::MosaicApplied { conference: id, mosaic, audience: audience.cloned() }])
}

/// What shows it returns to what it showed before.
pub(crate) fn delete(state: &State, by: &By, id: ConferenceId, mosaic: MosaicId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    known(conference, mosaic, "mosaic")?;
    let mut events = vec![];
    if conference.operation() == Some(Operation::Broadcast { source: Source::Mosaic { mosaic } }) {
        events.extend(cancel(id, conference, CancelWhy::TargetGone));
    }
    let rotates = conference.control.rotations.get(&RotationKind::Mosaic);
    if rotates.is_some_and(|rotation| rotation.plan.mosaic == Some(mosaic)) {
        events.push(Event::RotationSet { conference: id, rotation: RotationKind::Mosaic, plan: None });
    }
    events.push(Event::MosaicDeleted { conference: id, mosaic });
    Ok(events)
}

pub(crate) fn broadcast(state: &State, by: &By, id: ConferenceId, mosaic: MosaicId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    known(conference, mosaic, "mosaic")?;
    Ok(install(id, conference, Operation::Broadcast { source: Source::Mosaic { mosaic } }))
}

/// CC-48: it is saved in this conference.
pub(crate) fn known(conference: &Conference, mosaic: MosaicId, path: &str) -> Result<(), Refusal> {
    if conference.control.mosaics.contains_key(&mosaic) {
        return Ok(());
    }
    let refusal = refuse("CC-48", "没有这个多画面", "No such mosaic in this conference").field(path);
    Err(refusal.accept(conference.control.mosaics.keys().map(MosaicId::to_string)))
}

/// The mosaic that applies to a site: the one applied last.
pub(crate) fn applied(conference: &Conference, site: SiteId) -> Option<MosaicId> {
    let chairs = conference.chair_site == Some(site);
    let meets = |audience: &Audience| match audience {
        Audience::All => true,
        Audience::ChairSite => chairs,
        Audience::Branches => !chairs,
        Audience::Sites { sites } => sites.contains(&site),
    };
    let all = conference.control.mosaics.iter();
    let meeting = all.filter_map(|(id, mosaic)| Some((mosaic.applied.as_ref()?, id)));
    let newest = meeting.filter(|(applied, _)| meets(&applied.audience)).max_by_key(|(applied, _)| applied.number);
    newest.map(|(_, id)| *id)
}

/// Who is in each cell, with its stream. `at`: where its cells' rotation stands, if it rotates. `order`: present sites
/// as they came; `viewer` is left out of an automatic mosaic.
pub(crate) fn cells(
    conference: &Conference,
    mosaic: &Mosaic,
    at: Option<&[Option<SiteId>]>,
    order: &[SiteId],
    viewer: SiteId,
) -> Vec<Option<(SiteId, StreamKind)>> {
    match &mosaic.plan {
        MosaicPlan::Automatic { most } => {
            let others = order.iter().filter(|site| **site != viewer).take(usize::from(*most));
            others.map(|site| Some((*site, StreamKind::Camera))).collect()
        }
        MosaicPlan::ByHand { cells } => {
            let shown = cells.iter().enumerate().map(|(number, cell)| {
                let turned = at.and_then(|at| *at.get(number)?).filter(|site| cell.sites.contains(site));
                let first = || cell.sites.iter().copied().find(|site| fills(conference, *site, cell.content));
                let site = turned.or_else(first).filter(|site| fills(conference, *site, cell.content))?;
                Some((site, cell.content.stream()))
            });
            shown.collect()
        }
    }
}

/// Whether a site can be in a cell now.
pub(crate) fn fills(conference: &Conference, site: SiteId, content: CellContent) -> bool {
    let presents = content == CellContent::Main || conference.presenter == Some(site);
    presents && conference.present(site).is_some()
}

/// Lists of a mosaic's cells that rotate; the others are empty.
pub(crate) fn lanes(mosaic: &Mosaic) -> Vec<Vec<SiteId>> {
    match &mosaic.plan {
        MosaicPlan::Automatic { .. } => vec![],
        MosaicPlan::ByHand { cells } => {
            let lane = |cell: &MosaicCell| if cell.sites.len() > 1 { cell.sites.clone() } else { vec![] };
            cells.iter().map(lane).collect()
        }
    }
}

pub(crate) fn views(conference: &Conference, at: impl Fn(MosaicId) -> Option<Vec<Option<SiteId>>>) -> Vec<MosaicView> {
    let view = |(id, mosaic): (&MosaicId, &Mosaic)| {
        let by_hand = matches!(mosaic.plan, MosaicPlan::ByHand { .. });
        let at = at(*id);
        let shown = by_hand.then(|| cells(conference, mosaic, at.as_deref(), &[], SiteId(0)));
        MosaicView {
            id: *id,
            name: mosaic.name.clone(),
            plan: mosaic.plan.clone(),
            applied: mosaic.applied.as_ref().map(|applied| applied.audience.clone()),
            showing: shown.unwrap_or_default().into_iter().map(|cell| cell.map(|(site, _)| site)).collect(),
        }
    };
    conference.control.mosaics.iter().map(view).collect()
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    let control = &mut conference.control;
    match event {
        Event::MosaicSaved { mosaic, name, plan, .. } => {
            let applied = control.mosaics.get(mosaic).and_then(|old| old.applied.clone());
            control.mosaics.insert(*mosaic, Mosaic { name: name.clone(), plan: plan.clone(), applied });
        }
        Event::MosaicApplied { mosaic, audience, .. } => {
            control.applications += 1;
            let number = control.applications;
            if let Some(found) = control.mosaics.get_mut(mosaic) {
                found.applied = audience.clone().map(|audience| Application { audience, number });
            }
        }
        Event::MosaicDeleted { mosaic, .. } => {
            control.mosaics.remove(mosaic);
            for site in conference.sites.values_mut() {
                site.pin = site.pin.filter(|source| *source != Source::Mosaic { mosaic: *mosaic });
                site.mosaic_view = site.mosaic_view.filter(|viewed| viewed != mosaic);
            }
        }
        Event::SiteRemoved { site: gone, .. } => {
            for mosaic in control.mosaics.values_mut() {
                if let MosaicPlan::ByHand { cells } = &mut mosaic.plan {
                    cells.iter_mut().for_each(|cell| cell.sites.retain(|site| site != gone));
                }
            }
        }
        _ => {}
    }
}
