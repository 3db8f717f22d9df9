//! What plans' events do to the state, and the line each leaves in the incident's timeline.

use super::{Plan, Proposed, Response, words};
use crate::{Event, State, event::Stamp};
use fengsui_protocol::{
    IncidentId, Micros, StationId, bounds,
    correlation::Correlated,
    incident::TimelineKind,
    plan::{ActivationRejected, ResponseLevel, ResponseStep},
};

/// Readings of rain kept per gauge: a day of them, five minutes apart.
const RAIN_READINGS: usize = 300;

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::PlanSaved { id, content, .. } => {
            state.plans.begun = true;
            state.plans.all.insert(id.clone(), Plan { content: (**content).clone(), version: stamp.seq });
        }
        Event::PlanRemoved { id, .. } => {
            state.plans.all.remove(id);
        }
        Event::ActivationProposed { subject, plan, level, expression, factors } => {
            let (expression, factors) = (expression.clone(), factors.clone());
            let proposed = Proposed { level: *level, expression, factors, at: stamp.at, rejected: None };
            let plans = &mut state.plans;
            let all = match subject {
                Correlated::Incident(id) => plans.for_incidents.entry(*id).or_default(),
                Correlated::FeedRecord(id) => plans.for_records.entry(*id).or_default(),
            };
            all.insert(plan.clone(), proposed);
        }
        Event::ActivationRejected { incident, plan, reason, by } => {
            let rejected = Some(ActivationRejected { at: stamp.at, by: by.clone(), reason: reason.clone() });
            set_rejected(state, *incident, plan, rejected);
            let text = format!("不启动{}：{reason}", name(state, plan));
            line(state, stamp, *incident, by, text);
        }
        Event::ActivationRestored { incident, plan, by } => {
            set_rejected(state, *incident, plan, None);
            let text = format!("撤销“不启动{}”", name(state, plan));
            line(state, stamp, *incident, by, text);
        }
        Event::ObservationTaken { observation, .. } => {
            if let Some(mm) = observation.rain_mm {
                remember_rain(state, &observation.station, observation.observed_at, mm);
            }
        }
        _ => respond(state, stamp, event),
    }
}

fn respond(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::PlanActivated { incident, plan, level, basis, content, tasks, by } => {
            let response = Response {
                plan: plan.clone(),
                content: (**content).clone(),
                level: Some(*level),
                steps: vec![step(stamp, by, Some(*level), basis)],
                tasks: tasks.clone(),
            };
            state.plans.responses.insert(*incident, response);
            let title = words::title(content);
            let orders = tasks.iter().filter(|task| task.order.is_some()).count();
            let text = format!("启动{title}{}响应，拟 {orders} 项任务：{basis}", words::level(*level));
            line(state, stamp, *incident, by, text);
        }
        Event::ResponseChanged { incident, from, to, basis, tasks, by } => {
            let Some(response) = state.plans.responses.get_mut(incident) else { return };
            response.level = Some(*to);
            response.tasks.extend(tasks.iter().cloned());
            response.steps.push(step(stamp, by, Some(*to), basis));
            let more = if tasks.is_empty() { String::new() } else { format!("，增拟 {} 项任务", tasks.len()) };
            let (short, from, to) = (response.content.short.clone(), words::level(*from), words::level(*to));
            line(state, stamp, *incident, by, format!("{short}响应由{from}调为{to}{more}：{basis}"));
        }
        Event::ResponseEnded { incident, basis, by } => {
            let Some(response) = state.plans.responses.get_mut(incident) else { return };
            response.level = None;
            response.steps.push(step(stamp, by, None, basis));
            let (short, plan) = (response.content.short.clone(), response.plan.clone());
            // What was proposed is answered: only a stronger level is proposed anew.
            let reason = "响应已结束".to_owned();
            set_rejected(state, *incident, &plan, Some(ActivationRejected { at: stamp.at, by: by.clone(), reason }));
            line(state, stamp, *incident, by, format!("结束{short}响应：{basis}"));
        }
        _ => {}
    }
}

fn step(stamp: Stamp, by: &str, to: Option<ResponseLevel>, basis: &str) -> ResponseStep {
    ResponseStep { seq: stamp.seq, at: stamp.at, by: by.to_owned(), to, basis: basis.to_owned() }
}

fn set_rejected(
    state: &mut State,
    incident: IncidentId,
    plan: &fengsui_protocol::PlanId,
    rejected: Option<ActivationRejected>,
) {
    let proposed = state.plans.for_incidents.get_mut(&incident).and_then(|all| all.get_mut(plan));
    if let Some(proposed) = proposed {
        proposed.rejected = rejected;
    }
}

/// Only once there are plans, which may add them up.
fn remember_rain(state: &mut State, station: &StationId, observed_at: Micros, mm: f64) {
    if !state.plans.begun || !state.stations.contains_key(station) {
        return;
    }
    let kept = state.plans.rain.entry(station.clone()).or_default();
    let place = kept.partition_point(|(at, _)| *at <= observed_at);
    kept.insert(place, (observed_at, mm));
    let newest = kept.last().map_or(observed_at, |(at, _)| *at);
    let oldest = newest.plus(-i64::from(bounds::RAIN_HOURS) * 60 * Micros::MINUTE);
    kept.retain(|(at, _)| *at >= oldest);
    if kept.len() > RAIN_READINGS {
        kept.drain(..kept.len() - RAIN_READINGS);
    }
}

fn name(state: &State, plan: &fengsui_protocol::PlanId) -> String {
    state.plans.all.get(plan).map_or_else(|| plan.to_string(), |plan| plan.content.name.clone())
}

fn line(state: &mut State, stamp: Stamp, id: IncidentId, by: &str, text: String) {
    if let Some(incident) = state.incidents.get_mut(&id) {
        incident.aside(stamp, by, TimelineKind::Response, None, text);
    }
}
