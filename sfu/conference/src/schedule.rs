//! 预约: conferences that open by themselves at their time, once or again and again, and 模板 the plans they are made from.
//!
//! The next time is derived from the plan and from how far it was dealt with; nothing sleeps here. Beijing keeps no summer
//! time, so a day is always 24 hours.

use crate::{
    Event, Facts, State,
    check::{self, By, refuse},
    roster,
    state::Conference,
};
use fengsui_protocol::{
    Class, ConferenceId, IncidentId, Micros, Refusal, ScheduleId, TemplateId, UnitId, UserId, bounds,
    meeting::{AgendaItem, ConferencePlan, Repeat, RepeatEnd, ScheduleView, TemplateView, Timing},
};
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 60 * Micros::MINUTE;
const EAST: i64 = 8 * 60 * Micros::MINUTE;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    pub plan: ConferencePlan,
    pub timing: Timing,
    pub created_by: UserId,
    pub cancelled_at: Option<Micros>,
    /// Occurrences up to this one were opened, missed or taken out.
    pub done: Option<Micros>,
    /// The conference that it opened last.
    pub conference: Option<ConferenceId>,
    pub opened: u32,
    pub missed: u32,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub name: String,
    pub plan: ConferencePlan,
    pub version: u64,
}

impl Schedule {
    /// When it opens next; `None` when nothing is left.
    pub fn next_at(&self) -> Option<Micros> {
        let ahead = |at: &Micros| self.done.is_none_or(|done| *at > done);
        occurrences(&self.timing).find(ahead).filter(|_| self.cancelled_at.is_none())
    }

    pub(crate) fn view(&self, id: ScheduleId) -> ScheduleView {
        let next_at = self.next_at();
        let remind = -i64::from(self.timing.remind_minutes) * Micros::MINUTE;
        ScheduleView {
            id,
            plan: self.plan.clone(),
            timing: self.timing.clone(),
            created_by: self.created_by,
            next_at,
            remind_at: next_at.map(|at| at.plus(remind)),
            conference: self.conference,
            opened: self.opened,
            missed: self.missed,
            cancelled_at: self.cancelled_at,
            version: self.version,
        }
    }

    /// County command and operators, and who is invited.
    pub(crate) fn seen_by(&self, class: &Class) -> bool {
        match class {
            Class::County | Class::Operator => true,
            Class::Administrator => false,
            Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => self.plan.units.contains(unit),
        }
    }
}

impl Template {
    pub(crate) fn view(&self, id: TemplateId) -> TemplateView {
        TemplateView { id, name: self.name.clone(), plan: self.plan.clone(), version: self.version }
    }
}

// ---- times ----

/// Every time at which it takes place, ascending. The first is `starts_at`.
pub fn occurrences(timing: &Timing) -> impl Iterator<Item = Micros> + '_ {
    let most = match (&timing.repeat, &timing.end) {
        (Repeat::Once, _) => 1,
        (_, Some(RepeatEnd::Count { count })) => usize::from(*count).min(bounds::OCCURRENCES),
        (_, _) => bounds::OCCURRENCES,
    };
    let last = match &timing.end {
        Some(RepeatEnd::Until { at }) => *at,
        _ => Micros(i64::MAX),
    };
    let first = local_day(timing.starts_at);
    let days = 0..=bounds::SCHEDULE_DAYS;
    let on = days.filter(move |day| falls_on(&timing.repeat, first, first + day));
    on.map(move |day| timing.starts_at.plus(day * DAY)).take_while(move |at| *at <= last).take(most)
}

fn falls_on(repeat: &Repeat, first: i64, day: i64) -> bool {
    match repeat {
        Repeat::Once => day == first,
        Repeat::Daily => true,
        Repeat::Weekly { days } => days.contains(&weekday(day)),
        // A month that has no such day is left out (RFC 5545 §3.3.10).
        Repeat::Monthly { day: wanted } => day_of_month(day) == *wanted,
    }
}

/// Days since 1970-01-01, Beijing.
fn local_day(at: Micros) -> i64 {
    at.0.saturating_add(EAST).div_euclid(DAY)
}

/// 1 is Monday, 7 Sunday; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> u8 {
    (day + 3).rem_euclid(7) as u8 + 1
}

/// Howard Hinnant's `civil_from_days`, its day.
fn day_of_month(days: i64) -> u8 {
    let shifted = days + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u8
}

// ---- checks ----

pub(crate) fn check_plan(path: &str, plan: &ConferencePlan, facts: &dyn Facts) -> Result<(), Refusal> {
    let at = |field: &str| format!("{path}.{field}");
    check::line(&at("title"), &plan.title, bounds::NAME_CHARS, true)?;
    if plan.agenda.len() > bounds::AGENDA_ITEMS {
        let refusal = refuse("BOUND", "议程项过多", "Too many items").field(at("agenda"));
        return Err(refusal.accept([format!("≤ {}", bounds::AGENDA_ITEMS)]));
    }
    for (index, AgendaItem { text, minutes }) in plan.agenda.iter().enumerate() {
        check::line(&at(&format!("agenda[{index}].text")), text, bounds::PLACE_CHARS, true)?;
        minutes_fit(&at(&format!("agenda[{index}].minutes")), minutes.unwrap_or(5), 1..=480)?;
    }
    minutes_fit(&at("minutes"), plan.minutes, 10..=720)?;
    if plan.units.len() > bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "邀请的单位过多", "Too many units invited").field(at("units"));
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    match plan.units.iter().position(|unit| facts.unit_name(unit).is_none()) {
        None => Ok(()),
        Some(index) => {
            let refusal = refuse("CC-15", "没有这个单位，或已停用", "No such unit, or it is disabled");
            Err(refusal.field(at(&format!("units[{index}]"))))
        }
    }
}

fn minutes_fit(path: &str, minutes: u16, range: std::ops::RangeInclusive<u16>) -> Result<(), Refusal> {
    if range.contains(&minutes) {
        return Ok(());
    }
    let refusal = refuse("NUM-1", "分钟数超出范围", "The number of minutes is out of range").field(path);
    Err(refusal.accept([format!("{} … {}", range.start(), range.end())]))
}

/// MEET-40: it begins ahead, within two years. MEET-41: what is repeated begins on one of its days and ends.
fn check_timing(now: Micros, timing: &Timing) -> Result<(), Refusal> {
    let ahead = timing.starts_at.since(now);
    if ahead <= 0 || ahead > bounds::SCHEDULE_DAYS * DAY {
        let refusal = refuse("MEET-40", "开始时间要在今后两年以内", "It begins ahead, within two years");
        return Err(refusal.field("timing.starts_at"));
    }
    minutes_fit("timing.remind_minutes", timing.remind_minutes, 0..=1_440)?;
    if timing.repeat == Repeat::Once {
        return Ok(());
    }
    let first = local_day(timing.starts_at);
    let days_fit = match &timing.repeat {
        Repeat::Once | Repeat::Daily => true,
        Repeat::Weekly { days } => days.len() <= 7 && days.iter().all(|day| (1..=7).contains(day)),
        Repeat::Monthly { day } => (1..=31).contains(day),
    };
    if !days_fit || !falls_on(&timing.repeat, first, first) {
        let refusal = refuse("MEET-41", "第一次要落在所选的日子上", "The first one falls on one of the chosen days");
        return Err(refusal.field("timing.repeat"));
    }
    let ends = match &timing.end {
        None => false,
        Some(RepeatEnd::Count { count }) => (1..=bounds::OCCURRENCES).contains(&usize::from(*count)),
        Some(RepeatEnd::Until { at }) => {
            *at >= timing.starts_at && at.since(timing.starts_at) <= bounds::SCHEDULE_DAYS * DAY
        }
    };
    if ends {
        return Ok(());
    }
    let refusal = refuse("MEET-41", "重复的会议要有次数或截止日期", "What is repeated has a count or a last day");
    Err(refusal
        .field("timing.end")
        .accept([format!("count 1 … {}", bounds::OCCURRENCES), "until ≤ 2 years".to_owned()]))
}

// ---- decisions ----

pub(crate) fn make(
    state: &State,
    now: Micros,
    by: &By,
    plan: &ConferencePlan,
    timing: &Timing,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    check_plan("plan", plan, facts)?;
    check_timing(now, timing)?;
    if state.schedules.values().filter(|schedule| schedule.next_at().is_some()).count() >= bounds::SCHEDULES {
        let refusal = refuse("BOUND", "预约已达上限", "Too many conferences are scheduled");
        return Err(refusal.accept([format!("≤ {}", bounds::SCHEDULES)]));
    }
    let schedule = ScheduleId(state.last_schedule + 1);
    let (plan, timing, created_by) = (plan.clone(), timing.clone(), by.user().unwrap_or(UserId(0)));
    Ok(vec![Event::ScheduleMade { schedule, plan, timing, created_by }])
}

/// MEET-42: what was dealt with stays; a changed schedule takes place from now on.
pub(crate) fn change(
    state: &State,
    now: Micros,
    id: ScheduleId,
    plan: &ConferencePlan,
    timing: &Timing,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    standing(state, id)?;
    check_plan("plan", plan, facts)?;
    check_timing(now, timing)?;
    Ok(vec![Event::ScheduleChanged { schedule: id, plan: plan.clone(), timing: timing.clone() }])
}

pub(crate) fn cancel(state: &State, id: ScheduleId) -> Result<Vec<Event>, Refusal> {
    standing(state, id)?;
    Ok(vec![Event::ScheduleCancelled { schedule: id }])
}

fn standing(state: &State, id: ScheduleId) -> Result<&Schedule, Refusal> {
    let unknown =
        || Refusal::new("REF-1", format!("没有这个预约：{id}"), format!("No such schedule: {id}")).field("schedule");
    let schedule = state.schedules.get(&id).ok_or_else(unknown)?;
    match schedule.cancelled_at {
        None => Ok(schedule),
        Some(_) => Err(refuse("MEET-42", "预约已取消", "It was cancelled").field("schedule")),
    }
}

pub(crate) fn save_template(
    state: &State,
    id: Option<TemplateId>,
    name: &str,
    plan: &ConferencePlan,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    check::line("name", name, bounds::NAME_CHARS, true)?;
    check_plan("plan", plan, facts)?;
    let name = name.trim();
    if state.templates.iter().any(|(other, template)| Some(*other) != id && template.name == name) {
        return Err(refuse("MEET-43", "已有同名的模板", "Another template bears this name").field("name"));
    }
    let template = match id {
        Some(id) if !state.templates.contains_key(&id) => return Err(no_template(id)),
        Some(id) => id,
        None if state.templates.len() >= bounds::TEMPLATES => {
            let refusal = refuse("BOUND", "模板已达上限", "There are too many templates");
            return Err(refusal.accept([format!("≤ {}", bounds::TEMPLATES)]));
        }
        None => TemplateId(state.last_template + 1),
    };
    Ok(vec![Event::TemplateSaved { template, name: name.to_owned(), plan: plan.clone() }])
}

pub(crate) fn remove_template(state: &State, id: TemplateId) -> Result<Vec<Event>, Refusal> {
    if !state.templates.contains_key(&id) {
        return Err(no_template(id));
    }
    Ok(vec![Event::TemplateRemoved { template: id }])
}

fn no_template(id: TemplateId) -> Refusal {
    Refusal::new("REF-1", format!("没有这个模板：{id}"), format!("No such template: {id}")).field("template")
}

/// A conference at once, from a plan.
pub(crate) fn open_now(
    state: &State,
    now: Micros,
    by: &By,
    plan: &ConferencePlan,
    incident: Option<IncidentId>,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    check_plan("plan", plan, facts)?;
    let created = roster::create(state, by, &plan.title, incident, &plan.units, facts)?;
    let conference = ConferenceId(state.last_conference + 1);
    let planned = planned(conference, plan, now);
    Ok(created.into_iter().chain([planned]).collect())
}

fn planned(conference: ConferenceId, plan: &ConferencePlan, from: Micros) -> Event {
    Event::ConferencePlanned {
        conference,
        agenda: plan.agenda.clone(),
        planned_end: from.plus(i64::from(plan.minutes) * Micros::MINUTE),
        waiting_room: plan.waiting_room,
    }
}

/// MEET-44: one that is due opens; one whose time is over meanwhile (the node stood still) counts as missed. One at a
/// time, so that each decision sees what the last one did.
pub(crate) fn due(state: &State, now: Micros, facts: &dyn Facts) -> Vec<Event> {
    let next = state
        .schedules
        .iter()
        .filter_map(|(id, schedule)| Some((schedule.next_at()?, *id, schedule)))
        .min_by_key(|(at, id, _)| (*at, *id));
    let Some((at, id, schedule)) = next.filter(|(at, ..)| *at <= now) else { return vec![] };
    let lasts = i64::from(schedule.plan.minutes) * Micros::MINUTE;
    if now.since(at) >= lasts {
        return vec![Event::OccurrenceMissed { schedule: id, at }];
    }
    match opened(state, id, schedule, at, facts) {
        Ok(events) => events,
        Err(_) => vec![Event::OccurrenceMissed { schedule: id, at }],
    }
}

fn opened(
    state: &State,
    id: ScheduleId,
    schedule: &Schedule,
    at: Micros,
    facts: &dyn Facts,
) -> Result<Vec<Event>, Refusal> {
    let units: Vec<UnitId> =
        schedule.plan.units.iter().filter(|unit| facts.unit_name(unit).is_some()).cloned().collect();
    let by = facts.person(schedule.created_by).map_or(By::Console, By::Person);
    let created = roster::create(state, &by, &schedule.plan.title, None, &units, facts)?;
    let conference = ConferenceId(state.last_conference + 1);
    let planned = planned(conference, &schedule.plan, at);
    Ok(created.into_iter().chain([planned, Event::ScheduleOpened { schedule: id, at, conference }]).collect())
}

impl State {
    /// When something here is due by itself; it may be past.
    pub fn next_due(&self) -> Option<Micros> {
        self.schedules.values().filter_map(Schedule::next_at).min()
    }
}

// ---- application ----

pub(crate) fn apply(state: &mut State, seq: u64, at: Micros, event: &Event) {
    match event {
        Event::ScheduleMade { schedule, plan, timing, created_by } => {
            let made = Schedule {
                plan: plan.clone(),
                timing: timing.clone(),
                created_by: *created_by,
                cancelled_at: None,
                done: None,
                conference: None,
                opened: 0,
                missed: 0,
                version: seq,
            };
            state.last_schedule = state.last_schedule.max(schedule.0);
            state.schedules.insert(*schedule, made);
        }
        Event::TemplateSaved { template, name, plan } => {
            let saved = Template { name: name.clone(), plan: plan.clone(), version: seq };
            state.last_template = state.last_template.max(template.0);
            state.templates.insert(*template, saved);
        }
        Event::TemplateRemoved { template } => {
            state.templates.remove(template);
        }
        Event::ScheduleChanged { schedule, .. }
        | Event::ScheduleCancelled { schedule }
        | Event::ScheduleOpened { schedule, .. }
        | Event::OccurrenceMissed { schedule, .. } => {
            let Some(found) = state.schedules.get_mut(schedule) else { return };
            found.version = seq;
            changed(found, at, event);
        }
        _ => {}
    }
}

fn changed(schedule: &mut Schedule, now: Micros, event: &Event) {
    match event {
        Event::ScheduleChanged { plan, timing, .. } => {
            (schedule.plan, schedule.timing, schedule.done) = (plan.clone(), timing.clone(), Some(now));
        }
        Event::ScheduleCancelled { .. } => schedule.cancelled_at = Some(now),
        Event::ScheduleOpened { at, conference, .. } => {
            (schedule.done, schedule.conference) = (Some(*at), Some(*conference));
            schedule.opened += 1;
        }
        Event::OccurrenceMissed { at, .. } => {
            schedule.done = Some(*at);
            schedule.missed += 1;
        }
        _ => {}
    }
}

/// What the plan says of the conference itself.
pub(crate) fn apply_planned(conference: &mut Conference, event: &Event) {
    if let Event::ConferencePlanned { agenda, planned_end, waiting_room, .. } = event {
        let meeting = &mut conference.meeting;
        meeting.agenda.clone_from(agenda);
        meeting.planned_end = Some(*planned_end);
        meeting.entry.waiting_room = *waiting_room;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_and_days_of_the_month_are_beijings() {
        // 2026-07-18T16:30:00Z is Sunday the 19th in Beijing.
        let day = local_day(Micros(1_784_392_200_000_000));
        assert_eq!((weekday(day), day_of_month(day)), (7, 19));
        assert_eq!((weekday(day + 1), day_of_month(day + 13)), (1, 1));
        assert_eq!(day_of_month(local_day(Micros(951_782_400_000_000))), 29);
    }
}
