//! 入会: whether the door is open. 锁定 lock, 等候室 waiting room, 入会密码 password. It never puts anyone on the roster:
//! who is let in still joins by [`crate::roster::join`].
//!
//! Chair, initiator and whoever was here before, and was not hung up, pass; for everybody else each of the three that is on must be met.

use crate::{
    Event, Person, State,
    check::{self, By, refuse},
    roster,
    state::{Conference, Site},
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, UnitId, UserId, bounds,
    conference::{AbsentWhy, Presence},
    meeting::WaitingView,
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};

/// Who was turned away may ask again after this time.
const ASKS_AGAIN: i64 = Micros::MINUTE;
/// Wrong passwords in a row, and for how long nobody's next one is heard.
const MISSES: u32 = 5;
const MISSED_FOR: i64 = 10 * Micros::MINUTE;
/// Rounds of SM3 over a password. It keeps a glance at the log from reading it; a short password stays a short one.
const ROUNDS: u32 = 1_000;

/// State of the door.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 锁定, since when.
    pub locked: Option<Micros>,
    pub waiting_room: bool,
    pub waiting: BTreeMap<UserId, Waiting>,
    pub turned_away: BTreeMap<UserId, Micros>,
    pub admitted: BTreeSet<UserId>,
    /// Digest of the password, lower-case hex.
    pub password: Option<String>,
    /// Who has said it.
    pub told: BTreeSet<UserId>,
    /// Wrong passwords in a row, and when the last was said.
    pub missed: BTreeMap<UserId, (u32, Micros)>,
}

/// Somebody before the door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub since: Micros,
}

impl Entry {
    pub(crate) fn waiting_views(&self) -> Vec<WaitingView> {
        let mut views: Vec<_> = self.waiting.iter().map(|(user, waiting)| waiting.view(*user)).collect();
        views.sort_by_key(|view| (view.since, view.user));
        views
    }
}

impl Waiting {
    fn view(&self, user: UserId) -> WaitingView {
        let Self { name, unit, unit_name, since } = self.clone();
        WaitingView { user, name, unit, unit_name, since }
    }
}

// ---- the door ----

/// MEET-6, MEET-7, MEET-8: what stands between a person who may join and the conference.
pub(crate) fn may_enter(conference: &Conference, person: &Person) -> Result<(), Refusal> {
    let entry = &conference.meeting.entry;
    let hung_up = |site: &Site| matches!(site.presence, Presence::Absent { why: AbsentWhy::HungUp, .. });
    let been_here = conference.site_of(person.id).is_some_and(|(_, site)| site.arrival.is_some() && !hung_up(site));
    if conference.chair == Some(person.id) || conference.created_by == person.id || been_here {
        return Ok(());
    }
    if let Some(since) = entry.locked {
        unlocked_for(conference, person, since)?;
    }
    let admitted = entry.admitted.contains(&person.id);
    if entry.waiting_room && !admitted {
        let refusal = refuse("MEET-7", "请在等候室等主席准许", "Wait until the chair lets you in");
        return Err(refusal.accept(["ask_to_enter"]));
    }
    if entry.password.is_some() && !admitted && !entry.told.contains(&person.id) {
        return Err(password_needed(entry, person.id));
    }
    Ok(())
}

/// MEET-6: nobody new, but whom chair or operator rings after locking.
fn unlocked_for(conference: &Conference, person: &Person, since: Micros) -> Result<(), Refusal> {
    let rung = roster::rung_site(conference, person).and_then(|site| conference.sites[&site].call_view());
    if rung.is_some_and(|call| call.since >= since) {
        return Ok(());
    }
    let refusal =
        refuse("MEET-6", "会议已锁定，请主席呼叫您的单位", "The conference is locked; ask the chair to ring you");
    Err(refusal.accept(["ring_site by chair or operator"]))
}

/// MEET-6 for a token's site that is not on the roster yet.
pub(crate) fn unlocked(conference: &Conference) -> Result<(), Refusal> {
    match conference.meeting.entry.locked {
        None => Ok(()),
        Some(_) => Err(refuse("MEET-6", "会议已锁定", "The conference is locked").accept(["lock_conference"])),
    }
}

fn password_needed(entry: &Entry, user: UserId) -> Refusal {
    let missed = entry.missed.get(&user).map_or(0, |(times, _)| *times);
    let refusal = if missed == 0 {
        refuse("MEET-8", "请输入入会密码", "Enter the conference's password")
    } else {
        let left = MISSES.saturating_sub(missed);
        let (zh, en) = (format!("密码不对，还可试 {left} 次"), format!("Wrong password; {left} attempts left"));
        Refusal::new("MEET-8", zh, en)
    };
    refusal.field("password").accept(["enter_password"])
}

fn digest(conference: ConferenceId, password: &str) -> String {
    let mut bytes = Sm3::digest(format!("fengsui conference {conference} {password}")).to_vec();
    for _ in 0..ROUNDS {
        bytes = Sm3::digest(&bytes).to_vec();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

// ---- decisions ----

pub(crate) fn lock(state: &State, by: &By, id: ConferenceId, locked: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let changes = conference.meeting.entry.locked.is_some() != locked;
    Ok(changes.then_some(Event::ConferenceLocked { conference: id, locked }).into_iter().collect())
}

pub(crate) fn set_waiting_room(state: &State, by: &By, id: ConferenceId, on: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let changes = conference.meeting.entry.waiting_room != on;
    Ok(changes.then_some(Event::WaitingRoomSet { conference: id, on }).into_iter().collect())
}

/// Asks to be let in, or gives up. Who may not join at all may not wait either.
pub(crate) fn ask(state: &State, now: Micros, by: &By, id: ConferenceId, waiting: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    let entry = &conference.meeting.entry;
    let waits = entry.waiting.contains_key(&person.id);
    if !waiting {
        return Ok(waits.then_some(Event::EntryWithdrawn { conference: id, user: person.id }).into_iter().collect());
    }
    roster::may_join(conference, person)?;
    if waits || !entry.waiting_room || entry.admitted.contains(&person.id) {
        return Ok(vec![]);
    }
    if entry.turned_away.get(&person.id).is_some_and(|at| now.since(*at) < ASKS_AGAIN) {
        return Err(refuse(
            "MEET-7",
            "主席没有准许，一分钟后可再申请",
            "You were not let in; ask again after a minute",
        ));
    }
    if entry.waiting.len() >= bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "等候室已满", "The waiting room is full");
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    let (user, name) = (person.id, person.name.clone());
    let (unit, unit_name) = (person.unit.clone(), person.unit_name.clone());
    Ok(vec![Event::EntryAsked { conference: id, user, name, unit, unit_name }])
}

pub(crate) fn answer(
    state: &State,
    by: &By,
    id: ConferenceId,
    user: UserId,
    admit: bool,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    if !conference.meeting.entry.waiting.contains_key(&user) {
        let waiting = conference.meeting.entry.waiting.keys().map(UserId::to_string);
        return Err(refuse("MEET-7", "此人不在等候室", "Nobody of that number waits").field("user").accept(waiting));
    }
    Ok(vec![Event::EntryAnswered { conference: id, user, admitted: admit }])
}

/// MEET-8: four to thirty-two characters. Setting a new one asks everybody who is not here for it again.
pub(crate) fn set_password(
    state: &State,
    by: &By,
    id: ConferenceId,
    password: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    if let Some(password) = password {
        check::line("password", password, bounds::PASSWORD_CHARS, true)?;
        if password.chars().count() < 4 || password.trim() != password {
            let refusal = refuse(
                "MEET-8",
                "入会密码 4–32 个字，前后不留空",
                "A password has 4 to 32 characters, no blanks around",
            );
            return Err(refusal.field("password").accept(["4 … 32"]));
        }
    }
    let password = password.map(|password| digest(id, password));
    Ok(vec![Event::ConferencePasswordSet { conference: id, password }])
}

/// MEET-9: a wrong password is logged and counted; after five in a row ten minutes pass first. The answer to a wrong
/// one is given by the next attempt to join.
pub(crate) fn enter_password(
    state: &State,
    now: Micros,
    by: &By,
    id: ConferenceId,
    password: &str,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    roster::may_join(conference, person)?;
    let entry = &conference.meeting.entry;
    let Some(wanted) = entry.password.as_ref().filter(|_| !entry.told.contains(&person.id)) else { return Ok(vec![]) };
    if let Some((times, last)) = entry.missed.get(&person.id)
        && *times >= MISSES
        && now.since(*last) < MISSED_FOR
    {
        return Err(refuse(
            "MEET-9",
            "错的次数过多，十分钟后再试",
            "Too many wrong passwords; try again in ten minutes",
        ));
    }
    check::line("password", password, bounds::PASSWORD_CHARS, true)?;
    let right = digest(id, password) == *wanted;
    Ok(vec![Event::PasswordTried { conference: id, user: person.id, right }])
}

// ---- application ----

pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    let gone = match event {
        Event::SiteRemoved { site, .. } => conference.sites.get(site).and_then(|site| site.user),
        _ => None,
    };
    let entry = &mut conference.meeting.entry;
    match event {
        Event::ConferenceLocked { locked, .. } => entry.locked = locked.then_some(at),
        Event::WaitingRoomSet { on, .. } => {
            entry.waiting_room = *on;
            entry.waiting.clear();
            entry.turned_away.clear();
        }
        Event::EntryAsked { user, name, unit, unit_name, .. } => {
            let (name, unit, unit_name) = (name.clone(), unit.clone(), unit_name.clone());
            entry.waiting.insert(*user, Waiting { name, unit, unit_name, since: at });
            entry.turned_away.remove(user);
        }
        Event::EntryWithdrawn { user, .. } => {
            entry.waiting.remove(user);
        }
        Event::EntryAnswered { user, admitted, .. } => {
            entry.waiting.remove(user);
            if *admitted {
                entry.admitted.insert(*user);
            } else {
                entry.turned_away.insert(*user, at);
            }
        }
        Event::ConferencePasswordSet { password, .. } => {
            entry.password.clone_from(password);
            entry.told.clear();
            entry.missed.clear();
        }
        Event::PasswordTried { user, right: true, .. } => {
            entry.missed.remove(user);
            entry.told.insert(*user);
        }
        Event::PasswordTried { user, right: false, .. } => {
            let fresh = |(_, last): &(u32, Micros)| at.since(*last) < MISSED_FOR;
            let before = entry.missed.get(user).copied().filter(fresh).map_or(0, |(times, _)| times);
            entry.missed.insert(*user, (before + 1, at));
        }
        Event::SiteJoined { user: Some(user), .. } => {
            entry.waiting.remove(user);
        }
        Event::ConferenceEnded { .. } => {
            entry.waiting.clear();
        }
        _ => {}
    }
    if let Some(user) = gone {
        entry.admitted.remove(&user);
        entry.told.remove(&user);
    }
}
