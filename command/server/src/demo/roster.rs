//! The demo's 值班表: this week and the next, two shifts a day in the county's duty room, one in every unit. Whoever opens
//! the demo finds the first officer on duty.

use super::{
    cast::{DUTY_LEADERS, DUTY_OFFICERS, UNIT_DUTY},
    refused, submit,
};
use crate::engine::Engine;
use fengsui_protocol::{Micros, duty::DutyPlan, input::Input};

const HOUR: i64 = 60 * Micros::MINUTE;
const DAY: i64 = 24 * HOUR;
const EAST: i64 = 8 * HOUR;
/// Days that are filled, from Monday on.
const DAYS: i64 = 14;
const PHONE: &str = "0735-6622345";

pub(super) async fn fill(engine: &Engine) -> anyhow::Result<()> {
    let now = engine.now();
    let plans = [("centre", county(now))].into_iter().chain(
        UNIT_DUTY
            .iter()
            .enumerate()
            .map(|(index, &(unit, officers, leader))| (unit, of_unit(now, index, unit, officers, leader))),
    );
    for (unit, plans) in plans {
        let input = Input::ImportDutyShifts { plans };
        submit(engine, format!("demo-roster-{unit}"), input).await.map_err(|r| refused(unit, &r))?;
    }
    Ok(())
}

/// 08:00 of the Monday of this week in Beijing; 1970-01-05 was a Monday.
fn monday(now: Micros) -> Micros {
    let day = now.0.saturating_add(EAST).div_euclid(DAY);
    let monday = day - (day - 4).rem_euclid(7);
    Micros(monday * DAY - EAST + 8 * HOUR)
}

fn plan(unit: &str, start: Micros, hours: i64, officer: &str, leader: &str, phone: String) -> DutyPlan {
    let (end, officers) = (start.plus(hours * HOUR), vec![officer.to_owned()]);
    DutyPlan { unit: unit.into(), start, end, officers, leader: leader.to_owned(), phone }
}

fn county(now: Micros) -> Vec<DutyPlan> {
    let first = monday(now).plus(-12 * HOUR);
    // The night before Monday belongs to this week as well: before 08:00 on a Monday somebody is on duty too.
    let shifts = 2 * DAYS + 1;
    let running = now.since(first).div_euclid(12 * HOUR);
    let turn = |index: i64, among: usize, every: i64| {
        let from = (index.div_euclid(every) - running.div_euclid(every)).rem_euclid(among as i64);
        usize::try_from(from).unwrap_or_default()
    };
    (0..shifts)
        .map(|index| {
            let officer = DUTY_OFFICERS[turn(index, DUTY_OFFICERS.len(), 1)];
            let leader = DUTY_LEADERS[turn(index, DUTY_LEADERS.len(), 2)];
            plan("centre", first.plus(index * 12 * HOUR), 12, officer, leader, PHONE.to_owned())
        })
        .collect()
}

fn of_unit(now: Micros, index: usize, unit: &str, officers: [&str; 2], leader: &str) -> Vec<DutyPlan> {
    let first = monday(now).plus(-DAY);
    (0..=DAYS)
        .map(|day| {
            let officer = officers[usize::from(day % 2 == 1)];
            plan(unit, first.plus(day * DAY), 24, officer, leader, format!("0735-66230{index:02}"))
        })
        .collect()
}
