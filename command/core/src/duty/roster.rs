//! 排班: setting, removing and importing shifts. What is over is never rewritten (DUTY-4).

use super::{Shift, person};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
};
use fengsui_protocol::{DutyShiftId, Micros, Refusal, bounds, duty::DutyPlan};
use std::collections::BTreeSet;

const HOUR: i64 = 60 * Micros::MINUTE;
const DAY: i64 = 24 * HOUR;

/// DUTY-1 and DUTY-3: when it is, and who is on it.
pub(super) fn plan(state: &State, now: Micros, path: &str, plan: &DutyPlan) -> Result<(), Refusal> {
    let at = |field: &str| format!("{path}{field}");
    check::known(&state.units, &plan.unit, &at("unit"), "单位", "unit")?;
    times(now, path, plan)?;
    if plan.officers.is_empty() {
        return Err(refuse("DUTY-3", "至少一名值班员", "A shift has at least one officer").field(at("officers")));
    }
    if plan.officers.len() > bounds::DUTY_OFFICERS {
        let refusal = refuse("BOUND", "值班员过多", "Too many officers in one shift").field(at("officers"));
        return Err(refusal.accept([format!("≤ {}", bounds::DUTY_OFFICERS)]));
    }
    let mut seen = BTreeSet::new();
    for name in &plan.officers {
        check::line(&at("officers"), name, bounds::NAME_CHARS)?;
        if !seen.insert(name.trim()) {
            let refusal = refuse("DUTY-3", "同一人在一班里写了两次", "One person stands twice in the shift");
            return Err(refusal.field(at("officers")));
        }
    }
    if plan.leader.trim().is_empty() {
        return Err(refuse("DUTY-3", "须有带班领导", "A shift has a duty leader").field(at("leader")));
    }
    check::line(&at("leader"), &plan.leader, bounds::NAME_CHARS)?;
    if plan.phone.trim().is_empty() {
        return Err(refuse("DUTY-3", "须有值班电话", "A shift has a telephone").field(at("phone")));
    }
    check::phone(&at("phone"), &plan.phone)
}

fn times(now: Micros, path: &str, plan: &DutyPlan) -> Result<(), Refusal> {
    let length = plan.end.since(plan.start);
    if length <= 0 || length > bounds::DUTY_HOURS * HOUR {
        let refusal =
            refuse("DUTY-1", "下班须在上班之后，一班最长 48 小时", "A shift ends after it starts, within 48 h");
        let latest = plan.start.plus(bounds::DUTY_HOURS * HOUR);
        return Err(refusal.field(format!("{path}end")).accept([format!("{} … {}", plan.start.0 + 1, latest.0)]));
    }
    let far = bounds::DUTY_AHEAD_DAYS * DAY;
    if plan.start.since(now).abs() > far {
        let refusal = refuse("DUTY-1", "只排前后一年之内的班", "Shifts are set within a year from now");
        let (least, most) = (now.plus(-far).0, now.plus(far).0);
        return Err(refusal.field(format!("{path}start")).accept([format!("{least} … {most}")]));
    }
    Ok(())
}

/// DUTY-2: shifts of one unit do not overlap.
fn overlap(taken: &Shift, path: &str) -> Refusal {
    let zh = format!("与已排的班重叠：{}", taken.span());
    Refusal::new("DUTY-2", zh, "It overlaps another shift of the unit").field(format!("{path}start"))
}

/// DUTY-4: what is over stands as it was.
pub(super) fn ongoing<'a>(state: &'a State, now: Micros, id: DutyShiftId, path: &str) -> Result<&'a Shift, Refusal> {
    let shift = check::known(&state.duty.shifts, &id, path, "班次", "shift")?;
    if shift.end <= now {
        return Err(refuse("DUTY-4", "这一班已经结束，不再改", "The shift is over and changes no more").field(path));
    }
    Ok(shift)
}

pub(crate) fn set(
    state: &State,
    now: Micros,
    by: String,
    id: Option<DutyShiftId>,
    version: u64,
    asked: &DutyPlan,
) -> Result<Decision, Refusal> {
    if let Some(id) = id {
        let shift = ongoing(state, now, id, "shift")?;
        if shift.version != version {
            let refusal = refuse("DUTY-5", "排班已被他人改过，请核对后重排", "A colleague changed the shift meanwhile");
            return Err(refusal.field("version").accept([shift.version.to_string()]));
        }
        running_stays(shift, now, asked)?;
    }
    plan(state, now, "plan.", asked)?;
    let others = state.duty.between(&asked.unit, asked.start, asked.end);
    if let Some((_, taken)) = others.into_iter().find(|(other, _)| Some(*other) != id) {
        return Err(overlap(taken, "plan."));
    }
    let fresh = id.is_none();
    let id = id.unwrap_or(DutyShiftId(state.duty.last_shift + 1));
    let forgets = if fresh { room(state, now, asked, 1)? } else { Vec::new() };
    done([event(state, id, asked, forgets, by)])
}

/// A shift that has begun keeps its unit and its beginning, and ends after now.
fn running_stays(shift: &Shift, now: Micros, asked: &DutyPlan) -> Result<(), Refusal> {
    if shift.unit != asked.unit {
        return Err(refuse("DUTY-4", "班次不换单位", "A shift stays with its unit").field("plan.unit"));
    }
    if shift.start <= now && (asked.start != shift.start || asked.end <= now) {
        let refusal = refuse(
            "DUTY-4",
            "已经开始的班只改人员、电话和下班时间",
            "A shift that has begun keeps its beginning and ends after now",
        );
        let field = if asked.start == shift.start { "plan.end" } else { "plan.start" };
        return Err(refusal.field(field).accept([shift.start.0.to_string()]));
    }
    Ok(())
}

fn event(state: &State, id: DutyShiftId, plan: &DutyPlan, forgets: Vec<DutyShiftId>, by: String) -> Event {
    Event::DutyShiftSet {
        id,
        unit: plan.unit.clone(),
        start: plan.start,
        end: plan.end,
        officers: plan.officers.iter().map(|name| person(state, &plan.unit, name)).collect(),
        leader: person(state, &plan.unit, &plan.leader),
        phone: plan.phone.trim().to_owned(),
        forgets,
        by,
    }
}

/// The oldest shifts that are over make room for `fresh` more.
fn room(state: &State, now: Micros, plan: &DutyPlan, fresh: usize) -> Result<Vec<DutyShiftId>, Refusal> {
    let Some(kept) = state.duty.of_unit.get(&plan.unit) else { return Ok(Vec::new()) };
    let beyond = (kept.len() + fresh).saturating_sub(bounds::DUTY_SHIFTS);
    let over = |id: &&DutyShiftId| state.duty.shifts.get(id).is_some_and(|shift| shift.end <= now);
    let forgets: Vec<_> = kept.values().take_while(over).take(beyond).copied().collect();
    if forgets.len() == beyond {
        return Ok(forgets);
    }
    let refusal = refuse("BOUND", "这个单位排的班过多", "The unit has too many shifts ahead").field("plan");
    Err(refusal.accept([format!("≤ {}", bounds::DUTY_SHIFTS)]))
}

pub(crate) fn remove(state: &State, now: Micros, by: String, id: DutyShiftId) -> Result<Decision, Refusal> {
    let shift = ongoing(state, now, id, "shift")?;
    if shift.start <= now {
        let refusal = refuse("DUTY-4", "已经开始的班不能删", "A shift that has begun is not removed");
        return Err(refusal.field("shift"));
    }
    done([Event::DutyShiftRemoved { id, unit: shift.unit.clone(), by }])
}

// ---- many at once ----

/// What a plan of an import comes to.
pub(super) enum Placed {
    /// It stands as it is asked.
    Unchanged,
    /// These shifts to come make room for it.
    Fresh { removes: Vec<DutyShiftId> },
}

/// DUTY-7: one plan against the roster and against those before it in the file.
pub(super) fn place(
    state: &State,
    now: Micros,
    path: &str,
    asked: &DutyPlan,
    before: &[&DutyPlan],
) -> Result<Placed, Refusal> {
    plan(state, now, path, asked)?;
    let meets = |other: &&&DutyPlan| other.unit == asked.unit && other.start < asked.end && asked.start < other.end;
    if before.iter().any(|other| meets(&other)) {
        let refusal = refuse("DUTY-2", "与文件里前面的班重叠", "It overlaps an earlier line of the file");
        return Err(refusal.field(format!("{path}start")));
    }
    let standing = state.duty.between(&asked.unit, asked.start, asked.end);
    if let [(_, shift)] = standing[..]
        && same(shift, asked)
    {
        return Ok(Placed::Unchanged);
    }
    match standing.iter().find(|(_, shift)| shift.start <= now) {
        Some((_, begun)) => Err(overlap(begun, path)),
        None => Ok(Placed::Fresh { removes: standing.into_iter().map(|(id, _)| id).collect() }),
    }
}

fn same(shift: &Shift, plan: &DutyPlan) -> bool {
    let officers = shift.officers.iter().map(|officer| officer.name.as_str());
    shift.start == plan.start
        && shift.end == plan.end
        && officers.eq(plan.officers.iter().map(|name| name.trim()))
        && shift.leader.name == plan.leader.trim()
        && shift.phone == plan.phone.trim()
}

pub(crate) fn import(state: &State, now: Micros, by: &str, plans: &[DutyPlan]) -> Result<Decision, Refusal> {
    if plans.is_empty() || plans.len() > bounds::DUTY_IMPORT {
        let refusal = refuse("BOUND", "一次导入的班次为空或过多", "An import has some shifts, and not too many");
        return Err(refusal.field("plans").accept([format!("1 … {}", bounds::DUTY_IMPORT)]));
    }
    let (mut removed, mut fresh, mut before) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (index, asked) in plans.iter().enumerate() {
        match place(state, now, &format!("plans[{index}]."), asked, &before)? {
            Placed::Unchanged => {}
            Placed::Fresh { removes } => {
                removed.extend(removes);
                fresh.push(asked);
            }
        }
        before.push(asked);
    }
    let gone = removed.iter().filter_map(|id| {
        let unit = state.duty.shifts.get(id)?.unit.clone();
        Some(Event::DutyShiftRemoved { id: *id, unit, by: by.to_owned() })
    });
    let mut events: Vec<_> = gone.collect();
    let mut forgotten = BTreeSet::new();
    for (index, asked) in fresh.iter().enumerate() {
        let earlier = fresh[..index].iter().filter(|other| other.unit == asked.unit).count();
        let making = removed.iter().filter(|id| state.duty.shifts.get(id).is_some_and(|gone| gone.unit == asked.unit));
        let more = (earlier + 1).saturating_sub(making.count());
        let forgets: Vec<_> = room(state, now, asked, more)?.into_iter().filter(|id| forgotten.insert(*id)).collect();
        let id = DutyShiftId(state.duty.last_shift + 1 + index as u64);
        events.push(event(state, id, asked, forgets, by.to_owned()));
    }
    done(events)
}
