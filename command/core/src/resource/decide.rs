//! What may be done with resources, and by which rule not.

use super::{Dispatch, Resource};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    incident,
};
use fengsui_protocol::{
    Actor, DispatchId, IncidentId, Refusal, ResourceId, bounds,
    input::Input,
    resource::{RegisterList, RegisterRow, ResourceDispatchState, ResourceKind, RowChange},
};
use std::collections::BTreeSet;

/// Decides an input about resources.
pub(crate) fn decide(state: &State, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = state.signature_of(actor);
    match input {
        Input::ImportRegister { rows, file } => import(state, by, rows, file),
        Input::SetResourceStatus { resource, unavailable } => set_status(state, by, resource, unavailable.as_deref()),
        Input::DispatchResource { resource, incident, amount, text } => {
            dispatch(state, by, resource, *incident, *amount, text)
        }
        Input::ArriveResource { dispatch, text } => arrive(state, by, *dispatch, text),
        Input::ReturnResource { dispatch, amount, text } => give_back(state, by, *dispatch, *amount, text),
        _ => Err(refuse("CORE-1", "不是资源", "Not about a resource").field("type")),
    }
}

/// RES-1: every row that is taken is sound; a number stands once. Rows that change nothing are not logged.
fn import(state: &State, by: String, rows: &[RegisterRow], file: &str) -> Result<Decision, Refusal> {
    check::line("file", file, bounds::FILE_NAME_CHARS)?;
    if rows.is_empty() || rows.len() > bounds::IMPORT_ROWS {
        let refusal = refuse("BOUND", "行数超出范围", "The number of rows is out of range").field("rows");
        return Err(refusal.accept([format!("1 … {}", bounds::IMPORT_ROWS)]));
    }
    let (mut seen, mut taken, mut fresh) = (BTreeSet::new(), Vec::new(), 0);
    for (index, row) in rows.iter().enumerate() {
        let change = state.judge_row(row).map_err(|mut faults| {
            let mut fault = faults.remove(0);
            fault.field = Some(format!("rows[{index}].{}", fault.field.unwrap_or_default()));
            fault
        })?;
        if !seen.insert((list(row.list), row.id.as_str())) {
            let (zh, en) = (format!("编号 {} 写了两次", row.id), format!("The id {} stands twice", row.id));
            return Err(Refusal::new("RES-1", zh, en).field(format!("rows[{index}].id")));
        }
        fresh += usize::from(change == RowChange::New);
        if change != RowChange::Same {
            taken.push(row.clone());
        }
    }
    if state.resources.len() + fresh > bounds::REGISTER_ENTRIES {
        let refusal = refuse("BOUND", "资源台账已满", "The lists are full").field("rows");
        return Err(refusal.accept([format!("≤ {}", bounds::REGISTER_ENTRIES)]));
    }
    if taken.is_empty() { done([]) } else { done([Event::RegisterImported { rows: taken, file: file.to_owned(), by }]) }
}

/// Lists have numbers of their own.
fn list(list: RegisterList) -> u8 {
    match list {
        RegisterList::Resource(_) => 0,
        RegisterList::Hazard => 1,
        RegisterList::ProtectionTarget => 2,
    }
}

fn known<'a>(state: &'a State, id: &ResourceId) -> Result<&'a Resource, Refusal> {
    check::known(&state.resources.all, id, "resource", "资源", "resource")
}

fn set_status(state: &State, by: String, id: &ResourceId, unavailable: Option<&str>) -> Result<Decision, Refusal> {
    let resource = known(state, id)?;
    if let Some(reason) = unavailable {
        check::line("unavailable", reason, bounds::NAME_CHARS)?;
    }
    if resource.unavailable.as_deref() == unavailable {
        return done([]);
    }
    done([Event::ResourceStatusSet { id: id.clone(), unavailable: unavailable.map(str::to_owned), by }])
}

/// RES-3: only what is free and usable is sent, to an incident that goes on.
fn dispatch(
    state: &State,
    by: String,
    id: &ResourceId,
    incident: IncidentId,
    amount: u32,
    text: &str,
) -> Result<Decision, Refusal> {
    let resource = known(state, id)?;
    let found = incident::live(state, incident, "incident")?;
    if !found.state.open() {
        let refusal = refuse("RES-3", "事件已经结束，不再调用资源", "The incident is over; nothing is sent any more");
        return Err(refusal.field("incident"));
    }
    if let Some(reason) = &resource.unavailable {
        let refusal = Refusal::new("RES-3", format!("暂不可用：{reason}"), format!("Not available: {reason}"));
        return Err(refusal.field("resource").accept(["set_resource_status"]));
    }
    let free = resource.free();
    if amount == 0 || amount > free {
        let zh = format!("可调 {free}{}", resource.facts.measure);
        let refusal = Refusal::new("RES-3", zh, format!("{free} are free")).field("amount");
        return Err(if free == 0 { refusal } else { refusal.accept([format!("1 … {free}")]) });
    }
    if resource.dispatches.len() >= bounds::RESOURCE_DISPATCHES {
        let refusal = refuse("BOUND", "该资源调用记录已满", "The resource has as many dispatches as it may have");
        return Err(refusal.field("resource").accept([format!("≤ {}", bounds::RESOURCE_DISPATCHES)]));
    }
    check::paragraphs("text", text)?;
    let dispatch = DispatchId(state.resources.last + 1);
    done([Event::ResourceDispatched { id: id.clone(), dispatch, incident, amount, text: text.to_owned(), by }])
}

/// RES-4: dispatched → arrived → returned, each once.
fn step<'a>(
    state: &'a State,
    id: DispatchId,
    from: &[ResourceDispatchState],
) -> Result<(&'a ResourceId, &'a Resource, &'a Dispatch), Refusal> {
    let resource = check::known(&state.resources.of_dispatch, &id, "dispatch", "调用", "dispatch")?;
    let kept = known(state, resource)?;
    let dispatch = check::known(&kept.dispatches, &id, "dispatch", "调用", "dispatch")?;
    if from.contains(&dispatch.state) {
        return Ok((resource, kept, dispatch));
    }
    let word = match dispatch.state {
        ResourceDispatchState::Dispatched => "在途",
        ResourceDispatchState::Arrived => "到场",
        ResourceDispatchState::Returned => "归还",
    };
    let refusal = Refusal::new("RES-4", format!("该调用已经{word}"), "The dispatch is past this step already");
    Err(refusal.field("dispatch"))
}

fn arrive(state: &State, by: String, id: DispatchId, text: &str) -> Result<Decision, Refusal> {
    let (resource, _, dispatch) = step(state, id, &[ResourceDispatchState::Dispatched])?;
    check::paragraphs("text", text)?;
    let (resource, incident) = (resource.clone(), dispatch.incident);
    done([Event::ResourceArrived { id: resource, dispatch: id, incident, text: text.to_owned(), by }])
}

/// RES-5: of supplies what does not come back was used up; everything else comes back whole.
fn give_back(state: &State, by: String, id: DispatchId, amount: u32, text: &str) -> Result<Decision, Refusal> {
    let (resource, kept, dispatch) =
        step(state, id, &[ResourceDispatchState::Dispatched, ResourceDispatchState::Arrived])?;
    let least = if kept.kind == ResourceKind::Supply { 0 } else { dispatch.amount };
    if !(least..=dispatch.amount).contains(&amount) {
        let refusal = refuse("RES-5", "归还数量不对：只有物资可以用掉一部分", "Only supplies may be used up in part");
        return Err(refusal.field("amount").accept([format!("{least} … {}", dispatch.amount)]));
    }
    check::paragraphs("text", text)?;
    let (resource, incident) = (resource.clone(), dispatch.incident);
    done([Event::ResourceReturned { id: resource, dispatch: id, incident, amount, text: text.to_owned(), by }])
}
