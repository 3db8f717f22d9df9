//! 名册: creating, inviting, ringing, joining, leaving, hanging up, removing, ending.

use crate::{
    Event, Facts, Person, State,
    check::{self, By, refuse},
    control::Control,
    entry,
    event::Invited,
    floor, operation,
    state::{Call, Conference, Meeting, Site},
    table, vote,
};
use fengsui_protocol::{
    ConferenceId, IncidentId, Micros, Refusal, SiteId, UnitId,
    account::Role,
    bounds,
    conference::{AbsentWhy, Devices, Presence},
};
use std::collections::{BTreeMap, BTreeSet};

// ---- decisions ----

pub(crate) fn create(
    state: &State,
    by: &By,
    title: &str,
    incident: Option<IncidentId>,
    invite: &[UnitId],
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    check::line("title", title, bounds::NAME_CHARS, true)?;
    if let Some(id) = incident.filter(|id| !facts.incident_exists(*id)) {
        let (zh, en) = (format!("没有这个事件：{id}"), format!("No such incident: {id}"));
        return Err(Refusal::new("REF-1", zh, en).field("incident"));
    }
    if state.conferences.values().filter(|conference| conference.open()).count() >= bounds::OPEN_CONFERENCES {
        let refusal = refuse("BOUND", "同时召开的会议已达上限", "Too many conferences are open");
        return Err(refusal.accept([format!("≤ {}", bounds::OPEN_CONFERENCES)]));
    }
    let invited = name_units(state, invite, "invite", facts, None)?;
    let conference = ConferenceId(state.last_conference + 1);
    let (title, chair) = (title.trim().to_owned(), by.user());
    let created_by = chair.unwrap_or(fengsui_protocol::UserId(0));
    let created = Event::ConferenceCreated { conference, title, incident, created_by, chair, invited };
    Ok(vec![created, Event::MeetingKept { conference }])
}

/// Units to ring, each once, those on the roster left out. CC-15: only units that exist and are not disabled.
fn name_units(
    state: &State,
    units: &[UnitId],
    path: &str,
    facts: &dyn Facts,
    roster: Option<&Conference>,
) -> Result<Vec<Invited>, Refusal> {
    if units.len() > bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "邀请的单位过多", "Too many units invited").field(path);
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    let listed =
        |unit: &UnitId| roster.is_some_and(|roster| roster.sites.values().any(|site| site.unit.as_ref() == Some(unit)));
    let mut seen = BTreeSet::new();
    let mut invited: Vec<Invited> = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        let unknown = || {
            let refusal = refuse("CC-15", "没有这个单位，或已停用", "No such unit, or it is disabled");
            refusal.field(format!("{path}[{index}]"))
        };
        let name = facts.unit_name(unit).ok_or_else(unknown)?;
        if seen.insert(unit) && !listed(unit) {
            let site = SiteId(state.last_site + 1 + invited.len() as u64);
            let taken = |name: &str| {
                let on_roster = roster.is_some_and(|roster| bears(roster, name));
                on_roster || invited.iter().any(|other| other.name == name)
            };
            let name = free_name(&name, taken);
            invited.push(Invited { site, unit: unit.clone(), name });
        }
    }
    Ok(invited)
}

fn bears(conference: &Conference, name: &str) -> bool {
    conference.sites.values().any(|site| site.name == name)
}

/// CC-25: no two tiles bear one name; the later one gets a number.
fn free_name(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{wanted}（{number}）"));
    [wanted.to_owned()].into_iter().chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// Units that are on the roster already are rung again, if they are not here.
pub(crate) fn invite(
    state: &State,
    by: &By,
    id: ConferenceId,
    units: &[UnitId],
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let invited = invited(state, id, conference, units, "units", facts)?;
    let again = conference.sites.iter().filter(|(_, site)| {
        let named = site.unit.as_ref().is_some_and(|unit| units.contains(unit));
        named && !site.present() && !site.ringing()
    });
    let again = again.map(|(site, _)| Event::SiteRung { conference: id, site: *site });
    Ok(invited.into_iter().chain(again).collect())
}

/// Units that come onto the roster, and those whose removed people may come again; `None` when there are neither.
pub(crate) fn invited(
    state: &State,
    id: ConferenceId,
    conference: &Conference,
    units: &[UnitId],
    path: &str,
    facts: &dyn Facts,
) -> Result<Option<Event>, Refusal> {
    let invited = name_units(state, units, path, facts, Some(conference))?;
    check::room(conference, invited.len())?;
    let readmitted: Vec<_> = units.iter().filter(|unit| has_removed(conference, unit)).cloned().collect();
    let news = !invited.is_empty() || !readmitted.is_empty();
    Ok(news.then_some(Event::UnitsInvited { conference: id, invited, readmitted }))
}

fn has_removed(conference: &Conference, unit: &UnitId) -> bool {
    conference.removed.values().any(|removed| removed.as_ref() == Some(unit))
}

/// CC-1: one person is in one conference at once. CC-10: invited units, leaders, duty officers and the initiator may
/// join. CC-13: an operator takes no slot.
pub(crate) fn join(state: &State, by: &By, id: ConferenceId, devices: Devices) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    if person.role == Role::Operator {
        return Err(refuse("CC-13", "会议管理员不占会场", "An operator drives the conference without a site"));
    }
    if let Some((other, _)) = state.where_is(person.id).filter(|(other, _)| *other != id) {
        let refusal = refuse("CC-1", "您正在另一个会议中，请先离开", "You are in another conference; leave it first");
        return Err(refusal.field("conference").accept([format!("leave_conference {other}")]));
    }
    may_join(conference, person)?;
    entry::may_enter(conference, person)?;
    let (site, name) = seat(state, conference, person)?;
    let chairs = conference.chair == Some(person.id) || regains_chair(conference, person);
    let before = conference.sites.get(&site).filter(|found| found.present());
    // A page that reloads keeps its microphone as it was; whoever comes anew is muted unless it is the chair (CC-4).
    let microphone_on = devices.microphone && before.map_or(chairs, |site| site.microphone_on);
    let (unit, user) = (Some(person.unit.clone()), Some(person.id));
    let joined = Event::SiteJoined { conference: id, site, name, unit, user, devices, microphone_on };
    let chair = chair_on_join(conference, person, site);
    Ok([joined]
        .into_iter()
        .chain(chair.map(|(chair, chair_site)| Event::ChairSet { conference: id, chair, chair_site }))
        .collect())
}

pub(crate) fn may_join(conference: &Conference, person: &Person) -> Result<(), Refusal> {
    let invited = conference.invited.contains(&person.unit);
    let county = matches!(person.role, Role::Leader | Role::DutyOfficer);
    if conference.removed.contains_key(&person.id) {
        let refusal =
            refuse("CC-12", "您已被移出会议，须再次受邀", "You were removed; your unit must be invited again");
        return Err(refusal.accept(["invite_units"]));
    }
    if invited || county || conference.created_by == person.id || conference.site_of(person.id).is_some() {
        return Ok(());
    }
    Err(refuse("CC-10", "您的单位未受邀", "Your unit is not invited").accept(["invite_units"]))
}

/// The person's own site, else the place that is kept for the unit, else a new one.
fn seat(state: &State, conference: &Conference, person: &Person) -> Result<(SiteId, String), Refusal> {
    if let Some((id, site)) = conference.site_of(person.id) {
        return Ok((id, site.name.clone()));
    }
    let free = |site: &Site| site.user.is_none() && !site.by_token && site.unit.as_ref() == Some(&person.unit);
    if let Some((id, site)) = conference.sites.iter().find(|(_, site)| free(site)) {
        return Ok((*id, site.name.clone()));
    }
    check::room(conference, 1)?;
    Ok((SiteId(state.last_site + 1), tile_name(conference, person)))
}

/// The unit's name; with the person's when another tile bears the unit's already.
fn tile_name(conference: &Conference, person: &Person) -> String {
    let taken = |name: &str| bears(conference, name);
    if !taken(&person.unit_name) {
        return person.unit_name.clone();
    }
    free_name(&format!("{}·{}", person.unit_name, person.name), taken)
}

fn regains_chair(conference: &Conference, person: &Person) -> bool {
    conference.chair.is_none() && conference.created_by == person.id
}

/// The initiator who comes back to a vacant chair takes it; the chair's first site becomes the chair site while there
/// is none present.
fn chair_on_join(
    conference: &Conference,
    person: &Person,
    site: SiteId,
) -> Option<(Option<fengsui_protocol::UserId>, Option<SiteId>)> {
    let chairs = conference.chair == Some(person.id) || regains_chair(conference, person);
    let vacant = conference.chair_site.is_none_or(|id| conference.present(id).is_none());
    let chair_site = if vacant { Some(site) } else { conference.chair_site };
    let changes = conference.chair != Some(person.id) || conference.chair_site != chair_site;
    (chairs && changes).then_some((Some(person.id), chair_site))
}

/// Leaving gives the chair back; dropping out keeps it (CC-5).
pub(crate) fn leave(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    Ok(gone(id, conference, site, AbsentWhy::Left))
}

/// A site goes: what hung on it goes too (CC-8: a broadcast cancels itself when its source drops).
fn gone(id: ConferenceId, conference: &Conference, site: SiteId, why: AbsentWhy) -> Vec<Event> {
    let mut events = vec![Event::SiteAbsent { conference: id, site, why }];
    events.extend(operation::site_gone(id, conference, site));
    events.extend(floor::gone(id, conference, site));
    if conference.presenter == Some(site) {
        events.push(Event::PresenterSet { conference: id, site: None });
    }
    let holds_chair =
        conference.chair.is_some() && conference.sites.get(&site).is_some_and(|s| s.user == conference.chair);
    if holds_chair && why != AbsentWhy::Dropped {
        events.push(Event::ChairSet { conference: id, chair: None, chair_site: conference.chair_site });
        events.extend(operation::chair_vacant(id, conference));
    }
    events
}

pub(crate) fn decline(state: &State, by: &By, id: ConferenceId, reason: &str) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    check::line("reason", reason, bounds::PLACE_CHARS, false)?;
    match rung_site(conference, person) {
        Some(site) => Ok(vec![Event::SiteDeclined { conference: id, site, reason: reason.trim().to_owned() }]),
        None => Err(refuse("CC-14", "没有待接的呼叫", "No call is waiting for you").field("conference")),
    }
}

/// The site of a person, or of their unit while nobody holds it, that is being called.
pub(crate) fn rung_site(conference: &Conference, person: &Person) -> Option<SiteId> {
    let own = |site: &Site| site.user.map_or(site.unit.as_ref() == Some(&person.unit), |user| user == person.id);
    conference.sites.iter().find(|(_, site)| site.ringing() && own(site)).map(|(id, _)| *id)
}

/// 挂断 keeps the site on the roster for redial.
pub(crate) fn hang_up(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let found = check::site(conference, site, "site")?;
    if !found.present() && !found.ringing() && !found.dropped() {
        return Err(refuse("CC-16", "该会场不在会中", "The site is not in the conference").field("site"));
    }
    Ok(gone(id, conference, site, AbsentWhy::HungUp))
}

pub(crate) fn ring(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let found = check::site(conference, site, "site")?;
    if found.present() {
        return Err(refuse("CC-17", "该会场已在会中", "The site is in the conference already").field("site"));
    }
    if found.by_token {
        return Err(
            refuse("CC-18", "凭令牌入会的会场不能呼叫", "A site that comes with a token cannot be rung").field("site")
        );
    }
    Ok(vec![Event::SiteRung { conference: id, site }])
}

/// 删除 takes the site off the roster.
pub(crate) fn remove(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    check::site(conference, site, "site")?;
    let mut events = gone(id, conference, site, AbsentWhy::HungUp);
    events.push(Event::SiteRemoved { conference: id, site });
    Ok(events)
}

pub(crate) fn end(state: &State, by: &By, id: ConferenceId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let stopped = conference.recording.map(|recording| Event::RecordingStopped { conference: id, recording });
    let vote = vote::closed_with(state, id);
    Ok(stopped.into_iter().chain(vote).chain([Event::ConferenceEnded { conference: id }]).collect())
}

/// CC-19: a token's name is its own: never that of a person's or unit's site.
pub(crate) fn token_joined(
    state: &State,
    by: &By,
    id: ConferenceId,
    name: &str,
    publish: bool,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    check::line("name", name, bounds::NAME_CHARS, true)?;
    if conference.sites.values().any(|site| !site.by_token && site.name == name) {
        return Err(
            refuse("CC-19", "该名称属于名册上的会场", "This name is that of a site on the roster").field("name")
        );
    }
    let known = conference.token_site(name);
    let had = known.map_or(Devices::default(), |(_, site)| site.devices);
    let devices = Devices { camera: publish || had.camera, microphone: publish || had.microphone };
    if known.is_some_and(|(_, site)| site.present() && site.devices == devices) {
        return Ok(vec![]);
    }
    if known.is_none() {
        entry::unlocked(conference)?;
        check::room(conference, 1)?;
    }
    let site = known.map_or(SiteId(state.last_site + 1), |(id, _)| id);
    let (name, microphone_on) = (name.to_owned(), devices.microphone);
    Ok(vec![Event::SiteJoined { conference: id, site, name, unit: None, user: None, devices, microphone_on }])
}

pub(crate) fn token_left(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    absent(state, by, id, site, AbsentWhy::Left)
}

pub(crate) fn dropped(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    absent(state, by, id, site, AbsentWhy::Dropped)
}

fn absent(state: &State, by: &By, id: ConferenceId, site: SiteId, why: AbsentWhy) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let found = check::site(conference, site, "site")?;
    Ok(if found.present() { gone(id, conference, site, why) } else { vec![] })
}

pub(crate) fn connected(state: &State, by: &By, id: ConferenceId, site: SiteId) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let found = check::site(conference, site, "site")?;
    if !found.dropped() {
        return Ok(vec![]);
    }
    if found.user.and_then(|user| state.where_is(user)).is_some() {
        return Err(refuse("CC-1", "该人员正在另一个会议中", "This person is in another conference").field("site"));
    }
    Ok(vec![Event::SiteReturned { conference: id, site }])
}

// ---- application ----

pub(crate) fn apply_created(state: &mut State, at: Micros, event: &Event) {
    let Event::ConferenceCreated { conference, title, incident, created_by, chair, invited } = event else { return };
    let mut made = Conference {
        title: title.clone(),
        incident: *incident,
        created_at: at,
        created_by: *created_by,
        ended_at: None,
        chair: *chair,
        chair_site: None,
        broadcast: None,
        presenter: None,
        recording: None,
        recording_since: None,
        all_muted: false,
        invited: BTreeSet::new(),
        removed: BTreeMap::new(),
        sites: BTreeMap::new(),
        control: Control::default(),
        table: table::empty(*conference),
        arrivals: 0,
        version: 0,
        meeting: Meeting::default(),
    };
    list(&mut made, at, invited);
    state.last_conference = state.last_conference.max(conference.0);
    count_sites(state, event);
    state.conferences.insert(*conference, made);
}

fn list(conference: &mut Conference, at: Micros, invited: &[Invited]) {
    for Invited { site, unit, name } in invited {
        let mut place = new_site(name, Presence::Ringing { since: at });
        place.unit = Some(unit.clone());
        conference.invited.insert(unit.clone());
        conference.sites.insert(*site, place);
    }
}

fn new_site(name: &str, presence: Presence) -> Site {
    Site {
        name: name.to_owned(),
        unit: None,
        user: None,
        by_token: false,
        presence,
        devices: Devices::default(),
        microphone_on: false,
        camera_on: false,
        muted_by_chair: false,
        view: None,
        mosaic_view: None,
        pin: None,
        speaker_closed: false,
        call: Call::default(),
        arrival: None,
    }
}

/// Site numbers are never used again, not even in another conference.
pub(crate) fn count_sites(state: &mut State, event: &Event) {
    let newest = match event {
        Event::ConferenceCreated { invited, .. } | Event::UnitsInvited { invited, .. } => {
            invited.iter().map(|invited| invited.site.0).max().unwrap_or_default()
        }
        Event::SiteJoined { site, .. } => site.0,
        _ => 0,
    };
    state.last_site = state.last_site.max(newest);
}

pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    match event {
        Event::UnitsInvited { invited, readmitted, .. } => {
            conference.removed.retain(|_, unit| !unit.as_ref().is_some_and(|unit| readmitted.contains(unit)));
            conference.invited.extend(readmitted.iter().cloned());
            list(conference, at, invited);
        }
        Event::SiteRung { site, .. } => rung(conference, *site, at),
        Event::SiteJoined { site, name, unit, user, devices, microphone_on, .. } => {
            let (all_muted, speakers_closed) = (conference.all_muted, conference.control.speakers_closed);
            let is_new = !conference.sites.contains_key(site);
            let place =
                conference.sites.entry(*site).or_insert_with(|| new_site(name, Presence::Present { since: at }));
            (place.unit, place.user, place.by_token) = (unit.clone(), *user, user.is_none());
            (place.devices, place.microphone_on, place.camera_on) = (*devices, *microphone_on, devices.camera);
            let first = is_new || place.arrival.is_none();
            place.muted_by_chair |= all_muted && first;
            place.speaker_closed |= speakers_closed && first;
            arrive(conference, *site, at);
        }
        Event::SiteReturned { site, .. } => arrive(conference, *site, at),
        Event::SiteDeclined { site, reason, .. } => {
            set_presence(conference, *site, Presence::Declined { reason: reason.clone(), at });
        }
        Event::SiteAbsent { site, why, .. } => {
            set_presence(conference, *site, Presence::Absent { since: at, why: *why });
        }
        Event::SiteRemoved { site, .. } => removed(conference, *site),
        Event::ConferenceEnded { .. } => ended(conference, at),
        _ => {}
    }
}

fn set_presence(conference: &mut Conference, site: SiteId, presence: Presence) {
    if let Some(place) = conference.sites.get_mut(&site) {
        place.presence = presence;
    }
}

/// Who is called is invited.
fn rung(conference: &mut Conference, site: SiteId, at: Micros) {
    set_presence(conference, site, Presence::Ringing { since: at });
    if let Some(unit) = conference.sites.get(&site).and_then(|site| site.unit.clone()) {
        conference.invited.insert(unit);
    }
}

fn arrive(conference: &mut Conference, site: SiteId, at: Micros) {
    let next = conference.arrivals + 1;
    let Some(place) = conference.sites.get_mut(&site) else { return };
    if !place.present() {
        place.presence = Presence::Present { since: at };
    }
    if place.arrival.is_none() {
        place.arrival = Some(next);
        conference.arrivals = next;
    }
}

/// The unit's invitation ends with its last site.
fn removed(conference: &mut Conference, site: SiteId) {
    let Some(gone) = conference.sites.remove(&site) else { return };
    conference.removed.extend(gone.user.map(|user| (user, gone.unit.clone())));
    if let Some(unit) = gone.unit.filter(|unit| !conference.sites.values().any(|site| site.unit.as_ref() == Some(unit)))
    {
        conference.invited.remove(&unit);
    }
    for place in conference.sites.values_mut() {
        place.view = place.view.filter(|view| *view != site);
    }
    conference.chair_site = conference.chair_site.filter(|chair| *chair != site);
}

fn ended(conference: &mut Conference, at: Micros) {
    conference.ended_at = Some(at);
    (conference.broadcast, conference.presenter) = (None, None);
    for place in conference.sites.values_mut() {
        let why = match place.presence {
            Presence::Present { .. } => AbsentWhy::Left,
            Presence::Ringing { .. } => AbsentWhy::NeverJoined,
            Presence::Declined { .. } | Presence::Absent { .. } => continue,
        };
        place.presence = Presence::Absent { since: at, why };
    }
}
