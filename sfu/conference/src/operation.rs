//! 全场控制: the operations on all screens, of which one is in force at a time (CC-29). A new one is installed, then the
//! old one cancelled; one whose target drops cancels itself (CC-30); broadcast and roll call wait sixty seconds for a
//! lost chair site (CC-31).

use crate::{
    Event, State,
    check::{self, By, refuse},
    control::HeldMicrophone,
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, SiteId,
    conference::Presence,
    control::{CancelWhy, CancelledOperation, Operation, RotationKind, Source},
};

/// How long broadcast and roll call wait for the chair site.
const CHAIR_SITE_GRACE: i64 = 60 * Micros::SECOND;

/// The site it is about, where that is logged.
pub(crate) fn target(operation: &Operation) -> Option<SiteId> {
    match operation {
        Operation::Broadcast { source: Source::Site { site } }
        | Operation::RollCall { site }
        | Operation::Dialogue { site }
        | Operation::Floor { site } => Some(*site),
        Operation::FreeDiscussion
        | Operation::Broadcast { source: Source::Mosaic { .. } }
        | Operation::VoiceSwitch { .. }
        | Operation::Rotation { .. } => None,
    }
}

/// Only chair and target are heard while it runs (CC-33).
pub(crate) fn gates(operation: &Operation) -> bool {
    match operation {
        Operation::RollCall { .. } | Operation::Dialogue { .. } | Operation::Floor { .. } => true,
        Operation::FreeDiscussion
        | Operation::Broadcast { .. }
        | Operation::VoiceSwitch { .. }
        | Operation::Rotation { .. } => false,
    }
}

impl Conference {
    /// The operation in force.
    pub fn operation(&self) -> Option<Operation> {
        let broadcast = self.broadcast.map(|site| Operation::Broadcast { source: Source::Site { site } });
        broadcast.or_else(|| self.control.operation.clone())
    }

    /// Since when the chair site has been away, while it is.
    fn chair_site_lost(&self) -> Option<Micros> {
        match self.sites.get(&self.chair_site?)?.presence {
            Presence::Absent { since, .. } => Some(since),
            Presence::Ringing { .. } | Presence::Declined { .. } | Presence::Present { .. } => None,
        }
    }

    /// CC-31: the operation waits for the chair site, until then. A function of the log; that the time is over is for
    /// the next decision to say.
    pub(crate) fn paused_until(&self) -> Option<Micros> {
        let waits = matches!(self.operation()?, Operation::Broadcast { .. } | Operation::RollCall { .. });
        let lost = self.chair_site_lost().filter(|since| waits && *since >= self.control.started_at)?;
        Some(lost.plus(CHAIR_SITE_GRACE))
    }

    /// Chair's person's site and chair site are heard whatever runs.
    pub(crate) fn is_chairs(&self, site: SiteId) -> bool {
        let held = self.sites.get(&site).and_then(|site| site.user);
        self.chair_site == Some(site) || (held.is_some() && held == self.chair)
    }

    /// Whether the operation in force leaves this site's microphone to its switch.
    pub(crate) fn may_be_heard(&self, site: SiteId) -> bool {
        match self.operation().filter(gates) {
            Some(operation) => target(&operation) == Some(site) || self.is_chairs(site),
            None => true,
        }
    }
}

/// CC-29: the new one is installed, then the old one cancelled. None when it is in force already.
pub(crate) fn install(id: ConferenceId, conference: &Conference, operation: Operation) -> Vec<Event> {
    let old = conference.operation();
    if old.as_ref() == Some(&operation) {
        return vec![];
    }
    let kind = operation.kind();
    let installed = match operation {
        Operation::Broadcast { source: Source::Site { site } } => {
            Event::BroadcastSet { conference: id, site: Some(site) }
        }
        operation => Event::OperationInstalled { conference: id, operation },
    };
    let replaced = old.filter(|old| old.kind() != kind);
    let cancelled =
        replaced.map(|operation| Event::OperationCancelled { conference: id, operation, why: CancelWhy::Replaced });
    [installed].into_iter().chain(cancelled).collect()
}

/// Ends whichever runs.
pub(crate) fn cancel(id: ConferenceId, conference: &Conference, why: CancelWhy) -> Vec<Event> {
    let Some(operation) = conference.operation() else { return vec![] };
    let broadcast = conference.broadcast.map(|_| Event::BroadcastSet { conference: id, site: None });
    broadcast.into_iter().chain([Event::OperationCancelled { conference: id, operation, why }]).collect()
}

pub(crate) fn cancel_asked(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    Ok(cancel(id, conference, CancelWhy::Asked))
}

/// 自由讨论: opens all, for those who are here.
pub(crate) fn free_discussion(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let mut events = install(id, conference, Operation::FreeDiscussion);
    events.push(Event::AllMuted { conference: id, muted: false, except: vec![] });
    events.push(Event::AllSpeakersSet { conference: id, open: true, except: vec![] });
    Ok(events)
}

/// CC-30: what a site's going does to the operation.
pub(crate) fn site_gone(id: ConferenceId, conference: &Conference, site: SiteId) -> Vec<Event> {
    let Some(operation) = conference.operation() else { return vec![] };
    if target(&operation) == Some(site) {
        return cancel(id, conference, CancelWhy::TargetGone);
    }
    let dialogue = matches!(operation, Operation::Dialogue { .. }) && conference.chair_site == Some(site);
    if dialogue { cancel(id, conference, CancelWhy::ChairLost) } else { vec![] }
}

/// CC-36: the floor is granted only while there is a chair.
pub(crate) fn chair_vacant(id: ConferenceId, conference: &Conference) -> Vec<Event> {
    match conference.operation() {
        Some(Operation::Floor { .. }) => cancel(id, conference, CancelWhy::ChairLost),
        _ => vec![],
    }
}

/// CC-31: the chair site was lost for too long by `now`.
pub(crate) fn chair_site_overdue(id: ConferenceId, conference: &Conference, now: Micros) -> Vec<Event> {
    match conference.paused_until() {
        Some(until) if until <= now => cancel(id, conference, CancelWhy::ChairLost),
        _ => vec![],
    }
}

/// CC-32: what is refused while the chair site is absent.
pub(crate) fn chair_site_here(conference: &Conference) -> Result<SiteId, Refusal> {
    let here = conference.chair_site.filter(|site| conference.present(*site).is_some());
    here.ok_or_else(|| {
        let refusal = refuse("CC-32", "主会场不在会中", "The chair site is absent");
        refusal.accept(["set_chair_site", "join_conference by the chair"])
    })
}

pub(crate) fn present(conference: &Conference, site: SiteId, path: &str) -> Result<(), Refusal> {
    if check::site(conference, site, path)?.present() {
        return Ok(());
    }
    let refusal = refuse("CC-30", "该会场不在会中", "The site is not in the conference").field(path);
    Err(refusal.accept(others_here(conference)))
}

/// Sites other than the chair site that are here.
pub(crate) fn others_here(conference: &Conference) -> Vec<String> {
    let here = conference.sites.iter().filter(|(id, site)| site.present() && conference.chair_site != Some(**id));
    here.map(|(id, _)| id.to_string()).collect()
}

// ---- application ----

pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    match event {
        Event::BroadcastSet { site: Some(site), .. } => {
            begin(conference, at, Operation::Broadcast { source: Source::Site { site: *site } });
        }
        Event::BroadcastSet { site: None, .. } if conference.broadcast.is_some() => finish(conference),
        Event::OperationInstalled { operation, .. } => begin(conference, at, operation.clone()),
        Event::OperationCancelled { operation, why, .. } => {
            if conference.operation().as_ref() == Some(operation) {
                finish(conference);
            }
            let (kind, site) = (operation.kind(), target(operation));
            conference.control.cancelled = Some(CancelledOperation { kind, why: *why, site, at });
        }
        Event::SiteAbsent { site, .. } | Event::SiteRemoved { site, .. } => {
            conference.control.held.remove(site);
        }
        _ => {}
    }
}

fn begin(conference: &mut Conference, at: Micros, operation: Operation) {
    let continues = matches!(
        (&operation, &conference.control.operation),
        (Operation::VoiceSwitch { .. }, Some(Operation::VoiceSwitch { .. }))
    );
    let started_at = if continues { conference.control.started_at } else { at };
    let rotates = matches!(operation, Operation::Rotation { .. });
    let rotation = conference.control.rotations.remove(&RotationKind::Broadcast);
    finish(conference);
    if let Some(rotation) = rotation.filter(|_| rotates) {
        conference.control.rotations.insert(RotationKind::Broadcast, rotation);
    }
    open_microphones(conference, &operation);
    let control = &mut conference.control;
    control.started_at = started_at;
    match operation {
        Operation::Broadcast { source: Source::Site { site } } => conference.broadcast = Some(site),
        Operation::VoiceSwitch { settings, .. } => {
            control.voice_switch = Some(settings);
            control.operation = Some(Operation::VoiceSwitch { settings, site: None });
        }
        operation => control.operation = Some(operation),
    }
}

/// Ends what runs: its microphones are again as they were.
fn finish(conference: &mut Conference) {
    if let Some(Operation::RollCall { site }) = conference.control.operation {
        crate::roll_call::heard(conference, site);
    }
    let held = std::mem::take(&mut conference.control.held);
    for (site, before) in held {
        if let Some(site) = conference.sites.get_mut(&site) {
            (site.microphone_on, site.muted_by_chair) = (before.microphone_on, before.muted_by_chair);
        }
    }
    let control = &mut conference.control;
    (control.operation, control.voice, control.started_at) = (None, None, Micros::default());
    control.rotations.remove(&RotationKind::Broadcast);
    conference.broadcast = None;
}

/// Opens the target's microphone, for a dialogue the chair site's, too.
fn open_microphones(conference: &mut Conference, operation: &Operation) {
    let Some(called) = target(operation).filter(|_| gates(operation)) else { return };
    let dialogue = matches!(operation, Operation::Dialogue { .. });
    let chair = conference.chair_site.filter(|_| dialogue);
    for id in [Some(called), chair].into_iter().flatten() {
        let Some(site) = conference.sites.get_mut(&id).filter(|site| site.present()) else { continue };
        // CC-35: a dialogue leaves its partner closed.
        let microphone_on = site.microphone_on && !(dialogue && id == called);
        let before = HeldMicrophone { microphone_on, muted_by_chair: site.muted_by_chair };
        (site.microphone_on, site.muted_by_chair) = (site.devices.microphone, false);
        conference.control.held.insert(id, before);
    }
}
