//! 轮询: the chair's own screen, the timed broadcast, the cells of a mosaic. What is decided here is durable: start,
//! pause where it stands, resume, skip, stop, dwell (CC-43 to CC-46). The steps themselves follow from time and are
//! derived ([`crate::derived`]).

use crate::{
    Event, State,
    check::{self, By, refuse},
    control::Rotation,
    event::RotationPlan,
    mosaic,
    operation::{cancel, install},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Micros, MosaicId, Refusal, SiteId, bounds,
    conference::Publishing,
    control::{CancelWhy, Operation, RotationKind, RotationStep},
};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Seconds that each site is shown.
const DWELL: RangeInclusive<u16> = 10..=120;
const DEFAULT_DWELL: u16 = 10;

pub(crate) fn step(
    state: &State,
    by: &By,
    id: ConferenceId,
    kind: RotationKind,
    step: &RotationStep,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let set = |plan| vec![Event::RotationSet { conference: id, rotation: kind, plan: Some(plan) }];
    let standing = || standing(state, id, conference, kind);
    match step {
        RotationStep::Start { sites, dwell_s, mosaic } => {
            let asked = Asked { sites, dwell_s: dwell_s.unwrap_or(DEFAULT_DWELL), mosaic: *mosaic };
            start(state, id, conference, kind, &asked)
        }
        RotationStep::Pause => Ok(set(RotationPlan { paused: true, ..standing()? })),
        RotationStep::Resume => Ok(set(RotationPlan { paused: false, ..standing()? })),
        RotationStep::Skip => {
            let plan = standing()?;
            let lanes = Lanes::new(conference, kind, &plan, state.received());
            let at = lanes.stepped(&plan.at, 1);
            Ok(set(RotationPlan { at, ..plan }))
        }
        RotationStep::SetDwell { dwell_s } => {
            in_range(*dwell_s)?;
            Ok(set(RotationPlan { dwell_s: *dwell_s, ..standing()? }))
        }
        RotationStep::Stop => Ok(stop(id, conference, kind)),
    }
}

struct Asked<'a> {
    sites: &'a [SiteId],
    dwell_s: u16,
    mosaic: Option<MosaicId>,
}

/// CC-43: 10 to 120 seconds.
fn in_range(dwell_s: u16) -> Result<(), Refusal> {
    if DWELL.contains(&dwell_s) {
        return Ok(());
    }
    let refusal = refuse("CC-43", "轮询停留 10 到 120 秒", "The dwell is 10 to 120 seconds").field("step.dwell_s");
    Err(refusal.accept(["10..120"]))
}

fn start(
    state: &State,
    id: ConferenceId,
    conference: &Conference,
    kind: RotationKind,
    asked: &Asked<'_>,
) -> Result<Vec<Event>, Refusal> {
    in_range(asked.dwell_s)?;
    excluded(conference, kind)?;
    let mosaic = match (kind, asked.mosaic) {
        (RotationKind::Mosaic, Some(mosaic)) => {
            mosaic::known(conference, mosaic, "step.mosaic")?;
            Some(mosaic)
        }
        (RotationKind::Mosaic, None) => {
            return Err(refuse("CC-48", "请指明多画面", "Name the mosaic").field("step.mosaic"));
        }
        (RotationKind::Chair | RotationKind::Broadcast, _) => None,
    };
    let sites = listed(conference, asked.sites)?;
    let mut plan = RotationPlan { mosaic, sites, dwell_s: asked.dwell_s, paused: false, at: vec![] };
    let lanes = Lanes::new(conference, kind, &plan, state.received());
    plan.at = lanes.settled(&[]);
    if plan.at.iter().all(Option::is_none) {
        let refusal = refuse("CC-44", "没有可轮询的会场：都缺席或无画面", "Nobody to show: absent or without video");
        return Err(refusal.field("step.sites").accept(lanes.eligible()));
    }
    let set = Event::RotationSet { conference: id, rotation: kind, plan: Some(plan) };
    let operation = (kind == RotationKind::Broadcast).then_some(Operation::Rotation { site: None });
    let installed = operation.map_or_else(Vec::new, |operation| install(id, conference, operation));
    Ok([set].into_iter().chain(installed).collect())
}

/// CC-46: the chair's and the mosaic's exclude each other.
fn excluded(conference: &Conference, kind: RotationKind) -> Result<(), Refusal> {
    let other = match kind {
        RotationKind::Chair => RotationKind::Mosaic,
        RotationKind::Mosaic => RotationKind::Chair,
        RotationKind::Broadcast => return Ok(()),
    };
    if !conference.control.rotations.contains_key(&other) {
        return Ok(());
    }
    let refusal =
        refuse("CC-46", "主席轮询与多画面轮询不能同时开", "The chair's and the mosaic's rotation exclude each other");
    Err(refusal.field("kind").accept(["stop the other rotation"]))
}

fn listed(conference: &Conference, sites: &[SiteId]) -> Result<Vec<SiteId>, Refusal> {
    let mut list: Vec<SiteId> = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        if index >= bounds::CONFERENCE_SITES {
            return Err(refuse("BOUND", "轮询名单过长", "The list is too long").field("step.sites"));
        }
        check::site(conference, *site, &format!("step.sites[{index}]"))?;
        if !list.contains(site) {
            list.push(*site);
        }
    }
    Ok(list)
}

/// CC-45: as it is set, and where it stands now.
fn standing(
    state: &State,
    id: ConferenceId,
    conference: &Conference,
    kind: RotationKind,
) -> Result<RotationPlan, Refusal> {
    let Some(rotation) = conference.control.rotations.get(&kind) else {
        let refusal = refuse("CC-45", "轮询没有在进行", "No such rotation is running").field("kind");
        return Err(refusal.accept(["start"]));
    };
    let at = state.rotation_at(id, kind).unwrap_or_else(|| rotation.plan.at.clone());
    Ok(RotationPlan { at, ..rotation.plan.clone() })
}

fn stop(id: ConferenceId, conference: &Conference, kind: RotationKind) -> Vec<Event> {
    if !conference.control.rotations.contains_key(&kind) {
        return vec![];
    }
    if kind == RotationKind::Broadcast {
        return cancel(id, conference, CancelWhy::Asked);
    }
    vec![Event::RotationSet { conference: id, rotation: kind, plan: None }]
}

/// The lists through which a rotation goes, and who of them can be shown.
pub(crate) struct Lanes<'a> {
    conference: &'a Conference,
    received: &'a BTreeMap<SiteId, Publishing>,
    lanes: Vec<Vec<SiteId>>,
    own: Option<SiteId>,
}

impl<'a> Lanes<'a> {
    pub fn new(
        conference: &'a Conference,
        kind: RotationKind,
        plan: &RotationPlan,
        received: &'a BTreeMap<SiteId, Publishing>,
    ) -> Self {
        let lanes = match kind {
            RotationKind::Chair | RotationKind::Broadcast if plan.sites.is_empty() => vec![everyone(conference)],
            RotationKind::Chair | RotationKind::Broadcast => vec![plan.sites.clone()],
            RotationKind::Mosaic => {
                let mosaic = plan.mosaic.and_then(|mosaic| conference.control.mosaics.get(&mosaic));
                mosaic.map_or_else(Vec::new, mosaic::lanes)
            }
        };
        let own = conference.chair_site.filter(|_| kind == RotationKind::Chair);
        Self { conference, received, lanes, own }
    }

    /// CC-44: here, and with a picture.
    fn shows(&self, site: SiteId) -> bool {
        self.own != Some(site) && has_picture(self.conference, self.received, site)
    }

    fn eligible(&self) -> Vec<String> {
        let sites = self.conference.sites.keys().filter(|site| self.shows(**site));
        sites.map(SiteId::to_string).collect()
    }

    /// Each lane keeps its place while that can be shown.
    pub fn settled(&self, at: &[Option<SiteId>]) -> Vec<Option<SiteId>> {
        let places = self.lanes.iter().enumerate().map(|(number, lane)| {
            let place = at.get(number).copied().flatten();
            let stays = place.filter(|site| lane.contains(site) && self.shows(*site));
            stays.or_else(|| self.after(lane, place))
        });
        places.collect()
    }

    /// Each lane goes on by so many steps.
    pub fn stepped(&self, at: &[Option<SiteId>], times: u64) -> Vec<Option<SiteId>> {
        let places = self.lanes.iter().enumerate().map(|(number, lane)| {
            let round = lane.iter().filter(|site| self.shows(**site)).count() as u64;
            let times = if round == 0 { 1 } else { (times - 1) % round + 1 };
            let place = at.get(number).copied().flatten();
            (0..times).fold(place, |place, _| self.after(lane, place))
        });
        places.collect()
    }

    fn after(&self, lane: &[SiteId], place: Option<SiteId>) -> Option<SiteId> {
        let at = place.and_then(|place| lane.iter().position(|site| *site == place)).map_or(0, |at| at + 1);
        lane[at..].iter().chain(&lane[..at]).copied().find(|site| self.shows(*site))
    }
}

/// Every site but the chair's, in the order of cells.
fn everyone(conference: &Conference) -> Vec<SiteId> {
    let came = conference.sites.iter().filter_map(|(id, site)| Some((site.arrival?, *id)));
    let mut order: Vec<_> = came.filter(|(_, id)| conference.chair_site != Some(*id)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, id)| id).collect()
}

/// It brought a camera that is on; where the media node says what it receives, that counts.
pub(crate) fn has_picture(conference: &Conference, received: &BTreeMap<SiteId, Publishing>, site: SiteId) -> bool {
    let on = conference.present(site).is_some_and(|site| site.devices.camera && site.camera_on);
    on && received.get(&site).is_none_or(|received| received.camera)
}

pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    let control = &mut conference.control;
    match event {
        Event::RotationSet { rotation, plan: Some(plan), .. } => {
            control.rotations_set += 1;
            let (plan, number) = (plan.clone(), control.rotations_set);
            control.rotations.insert(*rotation, Rotation { plan, since: at, number });
        }
        Event::RotationSet { rotation, plan: None, .. } => {
            control.rotations.remove(rotation);
        }
        Event::SiteRemoved { site, .. } => {
            for rotation in control.rotations.values_mut() {
                // An empty list would mean everybody.
                if rotation.plan.sites.len() > 1 {
                    rotation.plan.sites.retain(|listed| listed != site);
                }
            }
        }
        Event::ControlDigested { steps, .. } => {
            for step in steps {
                let rotation = step.rotation.and_then(|kind| control.rotations.get_mut(&kind));
                if let Some(rotation) = rotation.filter(|rotation| rotation.since <= step.at) {
                    (rotation.plan.at, rotation.since) = (step.shown.clone(), step.at);
                }
            }
        }
        _ => {}
    }
}
