//! What may be done with plans and responses, and by which rule not.

use super::{Response, propose, words};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    incident::{self, Incident},
    order,
};
use fengsui_protocol::{
    Actor, IncidentId, Micros, PlanId, Refusal, UnitId, bounds,
    incident::IncidentState,
    input::Input,
    order::{OrderContent, OrderRecipient, OrderUrgency},
    plan::{PlanContent, PlanTask, ResponseLevel, ResponseTask, TaskOwner},
};
use std::collections::BTreeSet;

/// Decides an input about plans.
pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = state.signature_of(actor);
    match input {
        Input::SavePlan { id, version, content } => save(state, by, id, *version, content),
        Input::RemovePlan { id } => remove(state, by, id),
        Input::ActivatePlan { incident, plan, level, basis } => {
            activate(state, now, by, *incident, plan, *level, basis)
        }
        Input::ChangeResponseLevel { incident, level, basis } => change(state, now, by, *incident, *level, basis),
        Input::EndResponse { incident, basis } => end(state, by, *incident, basis),
        Input::RejectActivation { incident, plan, reason } => reject(state, by, *incident, plan, reason),
        Input::RestoreActivation { incident, plan } => restore(state, by, *incident, plan),
        _ => Err(refuse("CORE-1", "不是预案", "Not about a contingency plan").field("type")),
    }
}

// ---- plans ----

/// PLAN-9: a plan is changed on the version it was read at.
fn save(
    state: &State,
    by: String,
    id: &PlanId,
    version: Option<u64>,
    content: &PlanContent,
) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    match (state.plans.all.get(id), version) {
        (Some(plan), Some(version)) if plan.version == version => {}
        (Some(plan), Some(_)) => {
            let refusal = refuse("PLAN-9", "预案已被他人修改，请核对后重存", "A colleague changed the plan meanwhile");
            return Err(refusal.field("version").accept([plan.version.to_string()]));
        }
        (Some(_), None) => return Err(refuse("ADM-3", "该标识已被使用", "This id is in use already").field("id")),
        (None, Some(_)) => {
            check::known(&state.plans.all, id, "id", "预案", "contingency plan")?;
        }
        (None, None) if state.plans.all.len() >= bounds::PLANS => {
            let refusal = refuse("BOUND", "预案已达上限", "There are too many plans").field("id");
            return Err(refusal.accept([format!("≤ {}", bounds::PLANS)]));
        }
        (None, None) => {}
    }
    let content = Box::new(checked(state, content)?);
    done([Event::PlanSaved { id: id.clone(), content, by }])
}

/// The content with its expressions in their one form.
fn checked(state: &State, content: &PlanContent) -> Result<PlanContent, Refusal> {
    check::line("content.name", &content.name, bounds::NAME_CHARS)?;
    check::line("content.short", &content.short, 8)?;
    check::optional_line("content.edition", &content.edition, 40)?;
    if content.type_codes.is_empty() {
        return Err(refuse("TEXT-2", "至少选一种事件类型", "Choose a type of incident").field("content.type_codes"));
    }
    few("content.type_codes", content.type_codes.len(), crate::catalogue::TYPES.len())?;
    for (index, code) in content.type_codes.iter().enumerate() {
        check::type_code(&format!("content.type_codes[{index}]"), code)?;
    }
    check_groups(state, content)?;
    few("content.tasks", content.tasks.len(), bounds::PLAN_TASKS)?;
    for (index, task) in content.tasks.iter().enumerate() {
        check_task(state, &format!("content.tasks[{index}]"), content, task)?;
    }
    units(state, "content.invitees", &content.invitees)?;
    let mut checked = content.clone();
    check_triggers(state, &mut checked)?;
    Ok(checked)
}

/// PLAN-2: each level has one trigger at most.
fn check_triggers(state: &State, content: &mut PlanContent) -> Result<(), Refusal> {
    let mut levels = BTreeSet::new();
    for (index, trigger) in content.triggers.iter_mut().enumerate() {
        let path = format!("content.triggers[{index}].expression");
        let read = propose::read(&path, &trigger.expression)?;
        propose::check_stations(state, &path, &read)?;
        if !levels.insert(trigger.level) {
            let zh = format!("{}响应已有触发条件，请用“或”写在一起", words::level(trigger.level));
            let refusal = Refusal::new("PLAN-2", zh, "This level has a trigger already; join them with or");
            return Err(refusal.field(format!("content.triggers[{index}].level")));
        }
        trigger.expression = read.to_string();
    }
    content.triggers.sort_by_key(|trigger| trigger.level);
    Ok(())
}

/// PLAN-2: each group stands once and has units.
fn check_groups(state: &State, content: &PlanContent) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (index, group) in content.groups.iter().enumerate() {
        let path = format!("content.groups[{index}]");
        if !seen.insert(group.group) || group.units.is_empty() {
            let zh = format!("{}组须有单位，且只写一次", words::group(group.group));
            return Err(Refusal::new("PLAN-2", zh, "A group has units and stands once").field(path));
        }
        units(state, &format!("{path}.units"), &group.units)?;
    }
    Ok(())
}

/// PLAN-2: a task's group is one of the plan's.
fn check_task(state: &State, path: &str, content: &PlanContent, task: &PlanTask) -> Result<(), Refusal> {
    check::line(&format!("{path}.title"), &task.title, bounds::NAME_CHARS)?;
    check::paragraphs(&format!("{path}.text"), &task.text)?;
    let (least, most) = (*bounds::TASK_MINUTES.start(), *bounds::TASK_MINUTES.end());
    check::number(&format!("{path}.minutes"), f64::from(task.minutes), f64::from(least), f64::from(most))?;
    match &task.owner {
        TaskOwner::Unit(unit) => check::known(&state.units, unit, &format!("{path}.owner"), "单位", "unit").map(drop),
        TaskOwner::Group(group) if content.groups.iter().any(|each| each.group == *group) => Ok(()),
        TaskOwner::Group(group) => {
            let zh = format!("本预案没有{}组", words::group(*group));
            let refusal = Refusal::new("PLAN-2", zh, "The plan has no such group").field(format!("{path}.owner"));
            Err(refusal.accept(content.groups.iter().map(|each| words::group(each.group))))
        }
    }
}

fn units(state: &State, path: &str, units: &[UnitId]) -> Result<(), Refusal> {
    few(path, units.len(), bounds::PLAN_UNITS)?;
    for (index, unit) in units.iter().enumerate() {
        check::known(&state.units, unit, &format!("{path}[{index}]"), "单位", "unit")?;
    }
    Ok(())
}

fn few(path: &str, count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most {
        return Ok(());
    }
    Err(refuse("BOUND", "条目过多", "Too many entries").field(path).accept([format!("≤ {most}")]))
}

fn remove(state: &State, by: String, id: &PlanId) -> Result<Decision, Refusal> {
    check::known(&state.plans.all, id, "id", "预案", "contingency plan")?;
    done([Event::PlanRemoved { id: id.clone(), by }])
}

// ---- responses ----

/// PLAN-6: a response is started for an incident that is real and goes on, by a plan that serves its type. PLAN-7: one at
/// a time. It takes the incident to 启动响应 where it was not there yet.
fn activate(
    state: &State,
    now: Micros,
    by: String,
    id: IncidentId,
    plan: &PlanId,
    level: ResponseLevel,
    basis: &str,
) -> Result<Decision, Refusal> {
    let incident = incident::live(state, id, "incident")?;
    let steps = steps_to_responding(incident)?;
    let content = &check::known(&state.plans.all, plan, "plan", "预案", "contingency plan")?.content;
    if !content.type_codes.contains(&incident.facts.type_code) {
        let refusal = refuse("PLAN-6", "该预案不管这类事件", "The plan does not serve incidents of this type");
        return Err(refusal.field("plan").accept(content.type_codes.clone()));
    }
    if let Some((running, level)) = state.plans.running(id) {
        let zh = format!("{}{}响应正在执行，先结束它，或调整级别", running.content.short, words::level(level));
        let refusal = Refusal::new("PLAN-7", zh, "A response is running: end it first, or change its level");
        return Err(refusal.field("incident").accept(["change_response_level", "end_response"]));
    }
    check::required_paragraphs("basis", basis)?;
    let moved = steps.iter().map(|(from, to)| Event::IncidentMoved {
        id,
        from: *from,
        to: *to,
        basis: basis.to_owned(),
        by: by.clone(),
    });
    let moved: Vec<_> = moved.collect();
    let (tasks, orders) = drafts(state, now, &by, id, content, level, &[])?;
    let involved = involved(state, incident, id, content);
    let (plan, content) = (plan.clone(), Box::new(content.clone()));
    let activated = Event::PlanActivated { incident: id, plan, level, basis: basis.to_owned(), content, tasks, by };
    done(moved.into_iter().chain([activated]).chain(orders).chain(involved))
}

fn steps_to_responding(incident: &Incident) -> Result<&'static [(IncidentState, IncidentState)], Refusal> {
    use IncidentState as S;
    match incident.state {
        S::Confirmed => Ok(&[(S::Confirmed, S::Assessing), (S::Assessing, S::Responding)]),
        S::Assessing => Ok(&[(S::Assessing, S::Responding)]),
        S::Responding | S::Handling => Ok(&[]),
        S::Reported
        | S::Verifying
        | S::FalseAlarm
        | S::Duplicate
        | S::Ended
        | S::Aftermath
        | S::Reviewing
        | S::Archived => {
            let word = incident::machine::word(incident.state);
            let zh = format!("事件处于{word}，属实之后、终止之前才能启动响应");
            let refusal =
                Refusal::new("PLAN-6", zh, "A response is started once the incident is confirmed, until it ends");
            Err(refusal.field("incident").accept(["confirmed", "assessing", "responding", "handling"]))
        }
    }
}

/// PLAN-8: one order per task of this level that was not drafted yet, to the units that can receive; a task that none can
/// receive is kept and said, and stops nothing.
fn drafts(
    state: &State,
    now: Micros,
    by: &str,
    incident: IncidentId,
    content: &PlanContent,
    level: ResponseLevel,
    drafted: &[ResponseTask],
) -> Result<(Vec<ResponseTask>, Vec<Event>), Refusal> {
    let fresh = |index: &usize| !drafted.iter().any(|task| task.task == *index);
    let all = content.tasks.iter().enumerate().filter(|(index, task)| level <= task.from && fresh(index));
    let (mut tasks, mut contents) = (Vec::new(), Vec::new());
    for (index, task) in all {
        let recipients = recipients(state, content, task);
        let order = (!recipients.is_empty()).then(|| {
            contents.push(order_of(now, content, level, task, recipients));
            order::next_id(state, contents.len() - 1)
        });
        tasks.push(ResponseTask { task: index, order });
    }
    let orders = order::drafts(state, now, by, incident, &contents)?;
    Ok((tasks, orders))
}

fn recipients(state: &State, content: &PlanContent, task: &PlanTask) -> Vec<OrderRecipient> {
    let named = match &task.owner {
        TaskOwner::Unit(unit) => std::slice::from_ref(unit),
        TaskOwner::Group(group) => {
            content.groups.iter().find(|each| each.group == *group).map_or(&[][..], |each| &each.units)
        }
    };
    let enabled = named.iter().filter(|unit| state.units.get(*unit).is_some_and(|unit| !unit.disabled));
    enabled.map(|unit| OrderRecipient::Unit(unit.clone())).collect()
}

fn order_of(
    now: Micros,
    content: &PlanContent,
    level: ResponseLevel,
    task: &PlanTask,
    recipients: Vec<OrderRecipient>,
) -> OrderContent {
    let from = format!("依据{}{}响应。", words::title(content), words::level(level));
    let text = if task.text.is_empty() { from } else { format!("{}\n{from}", task.text) };
    let urgency = match level {
        ResponseLevel::I | ResponseLevel::Ii => OrderUrgency::Flash,
        ResponseLevel::Iii | ResponseLevel::Iv => OrderUrgency::Urgent,
    };
    let complete_by = Some(now.plus(i64::from(task.minutes) * Micros::MINUTE));
    let text = text.chars().take(bounds::TEXT_CHARS).collect();
    OrderContent {
        title: task.title.clone(),
        text,
        recipients,
        urgency,
        complete_by,
        reply_every_minutes: None,
        decision: None,
    }
}

/// Units of the plan that do not take part yet.
fn involved(state: &State, incident: &Incident, id: IncidentId, content: &PlanContent) -> Option<Event> {
    let owners = content.tasks.iter().filter_map(|task| match &task.owner {
        TaskOwner::Unit(unit) => Some(unit),
        TaskOwner::Group(_) => None,
    });
    let named = content.groups.iter().flat_map(|group| &group.units).chain(owners).chain(&content.invitees);
    let fresh = named.filter(|unit| {
        state.units.get(*unit).is_some_and(|unit| !unit.disabled) && !incident.conferring.contains(*unit)
    });
    let units: Vec<_> = fresh.cloned().collect::<BTreeSet<_>>().into_iter().collect();
    (!units.is_empty()).then_some(Event::UnitsInvolved { id, units })
}

/// PLAN-8: what runs.
fn running<'a>(state: &'a State, incident: &IncidentId) -> Result<(&'a Response, ResponseLevel), Refusal> {
    state.plans.running(*incident).ok_or_else(|| {
        let refusal = refuse("PLAN-7", "本事件没有正在执行的响应", "No response is running for this incident");
        refusal.field("incident").accept(["activate_plan"])
    })
}

/// 调级, with its basis; what the plan adds at a stronger level is drafted then.
fn change(
    state: &State,
    now: Micros,
    by: String,
    id: IncidentId,
    level: ResponseLevel,
    basis: &str,
) -> Result<Decision, Refusal> {
    let incident = incident::live(state, id, "incident")?;
    let (response, from) = running(state, &id)?;
    if from == level {
        let zh = format!("已经是{}响应", words::level(level));
        let others = [ResponseLevel::I, ResponseLevel::Ii, ResponseLevel::Iii, ResponseLevel::Iv];
        let others = others.into_iter().filter(|other| *other != level).map(words::level);
        return Err(Refusal::new("PLAN-7", zh, "It is at this level already").field("level").accept(others));
    }
    check::required_paragraphs("basis", basis)?;
    steps_to_responding(incident)?;
    let (tasks, orders) = drafts(state, now, &by, id, &response.content, level, &response.tasks)?;
    let basis = basis.to_owned();
    done([Event::ResponseChanged { incident: id, from, to: level, basis, tasks, by }].into_iter().chain(orders))
}

fn end(state: &State, by: String, id: IncidentId, basis: &str) -> Result<Decision, Refusal> {
    incident::live(state, id, "incident")?;
    running(state, &id)?;
    check::required_paragraphs("basis", basis)?;
    done([Event::ResponseEnded { incident: id, basis: basis.to_owned(), by }])
}

// ---- what was proposed ----

/// PLAN-5: what was put aside stays so up to its level, until that is taken back.
fn reject(state: &State, by: String, id: IncidentId, plan: &PlanId, reason: &str) -> Result<Decision, Refusal> {
    incident::live(state, id, "incident")?;
    let proposed = state.plans.for_incidents.get(&id).and_then(|all| all.get(plan));
    if proposed.is_none_or(|proposed| proposed.rejected.is_some()) {
        return Err(refuse("PLAN-5", "没有待定的启动建议", "Nothing is proposed here that waits").field("plan"));
    }
    check::required_paragraphs("reason", reason)?;
    done([Event::ActivationRejected { incident: id, plan: plan.clone(), reason: reason.to_owned(), by }])
}

fn restore(state: &State, by: String, id: IncidentId, plan: &PlanId) -> Result<Decision, Refusal> {
    incident::live(state, id, "incident")?;
    let proposed = state.plans.for_incidents.get(&id).and_then(|all| all.get(plan));
    if proposed.is_none_or(|proposed| proposed.rejected.is_none()) {
        let refusal = refuse("PLAN-5", "没有可恢复的启动建议", "Nothing was put aside that could be taken back");
        return Err(refusal.field("plan").accept(["reject_activation"]));
    }
    done([Event::ActivationRestored { incident: id, plan: plan.clone(), by }])
}
