//! 交接班 Handover: what is open, unacknowledged, due, silent and pending is listed from the state at the moment it is
//! given, and stays as it was; it ends with the taking officer's confirmation (DUTY-10 to DUTY-12). It changes nothing of
//! what it lists.

use super::{
    county_unit,
    log::{keeps, on_duty},
};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    incident, order, report,
};
use fengsui_protocol::{
    Actor, Class, HandoverId, IncidentId, Micros, Refusal, UnitId, UserId, bounds,
    duty::{HandoverItem, HandoverKind, HandoverList, HandoverRemark, HandoverSheet, HandoverState, HandoverView},
    order::{OrderDuty, RowState},
};
use serde::{Deserialize, Serialize};

/// A feed or a gauge that has delivered counts as silent after this.
pub const SILENT: i64 = 30 * Micros::MINUTE;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub unit: UnitId,
    pub state: HandoverState,
    pub given_at: Micros,
    pub given_by: String,
    pub giver: UserId,
    pub text: String,
    pub list: HandoverList,
    pub ended_at: Option<Micros>,
    pub taken_by: String,
    pub answer: String,
    pub version: u64,
}

impl Handover {
    fn view(&self, id: HandoverId) -> HandoverView {
        let count = |kind| self.list.items.iter().filter(|item| item.kind == kind).count();
        HandoverView {
            id,
            unit: self.unit.clone(),
            state: self.state,
            given_at: self.given_at,
            given_by: self.given_by.clone(),
            giver: self.giver,
            text: self.text.clone(),
            counts: HandoverKind::ALL.map(|kind| u32::try_from(count(kind)).unwrap_or(u32::MAX)).to_vec(),
            ended_at: self.ended_at,
            taken_by: self.taken_by.clone(),
            answer: self.answer.clone(),
            version: self.version,
        }
    }
}

pub(crate) fn view(state: &State, id: HandoverId, class: &Class) -> Option<HandoverView> {
    let handover = state.duty.handovers.get(&id).filter(|handover| keeps(state, &handover.unit, class))?;
    Some(handover.view(id))
}

/// The whole of it, as it was given.
pub fn sheet(state: &State, id: HandoverId, class: &Class) -> Option<HandoverSheet> {
    let handover = view(state, id, class)?;
    Some(HandoverSheet { handover, list: state.duty.handovers.get(&id)?.list.clone() })
}

// ---- what there is to hand over ----

/// What a unit would hand over now; the county's duty room what concerns the county.
pub fn list(state: &State, now: Micros, unit: &UnitId) -> HandoverList {
    let scope = Scope { state, unit, county: county_unit(state) == Some(unit) };
    let mut items = Vec::new();
    let mut beyond = 0;
    let kinds = [scope.incidents(), scope.orders(), scope.reports(), scope.faults(now), scope.instructions()];
    for mut kind in kinds {
        kind.sort_by(|a, b| (a.at.is_none(), a.at, &a.key).cmp(&(b.at.is_none(), b.at, &b.key)));
        beyond += kind.len().saturating_sub(bounds::HANDOVER_ITEMS);
        kind.truncate(bounds::HANDOVER_ITEMS);
        items.extend(kind);
    }
    HandoverList { at: now, items, beyond: u32::try_from(beyond).unwrap_or(u32::MAX) }
}

struct Scope<'a> {
    state: &'a State,
    unit: &'a UnitId,
    county: bool,
}

impl Scope<'_> {
    fn unit_name(&self, id: &UnitId) -> String {
        self.state.units.get(id).map_or_else(|| id.to_string(), |unit| unit.name.clone())
    }

    fn title(&self, id: IncidentId) -> String {
        self.state.incidents.get(&id).map(|incident| incident.facts.title.clone()).unwrap_or_default()
    }

    fn item(&self, kind: HandoverKind, key: String, title: String) -> HandoverItem {
        HandoverItem {
            key,
            kind,
            title,
            detail: String::new(),
            who: String::new(),
            at: None,
            severity: None,
            incident: None,
            remark: String::new(),
        }
    }

    fn incidents(&self) -> Vec<HandoverItem> {
        let open = self.state.incidents.iter().filter(|(_, incident)| incident.state.open());
        let mine = open.filter(|(id, incident)| {
            self.county || incident.concerns(self.state, self.unit) || order::concerns_unit(self.state, **id, self.unit)
        });
        mine.map(|(id, incident)| HandoverItem {
            detail: format!("{} · {}", incident.number, incident::machine::word(incident.state)),
            who: incident.facts.place.text.clone(),
            at: incident::next_due(self.state, *id, incident).map(|due| due.at),
            severity: incident.facts.severity,
            incident: Some(*id),
            ..self.item(HandoverKind::OpenIncident, format!("incident-{id}"), incident.facts.title.clone())
        })
        .collect()
    }

    fn orders(&self) -> Vec<HandoverItem> {
        let rows = order::due::rows(self.state).filter(|(_, _, unit, row)| {
            matches!(row.state, RowState::Issued | RowState::Delivered) && (self.county || *unit == self.unit)
        });
        rows.map(|(id, order, unit, row)| HandoverItem {
            detail: format!(
                "{} · {}",
                order.number,
                if row.state == RowState::Issued { "未送达" } else { "已送达未签收" }
            ),
            who: self.unit_name(unit),
            at: order::due::of(order, row).filter(|due| due.what == OrderDuty::Acknowledge).map(|due| due.at),
            incident: Some(order.incident),
            ..self.item(HandoverKind::UnacknowledgedOrder, format!("order-{id}/{unit}"), order.content.title.clone())
        })
        .collect()
    }

    /// Reports are the county's duty.
    fn reports(&self) -> Vec<HandoverItem> {
        let incidents = self.state.incidents.iter().filter(|_| self.county);
        incidents
            .flat_map(|(id, incident)| {
                report::clocks::running(self.state, *id, incident).into_iter().map(move |due| (*id, incident, due))
            })
            .map(|(id, incident, due)| HandoverItem {
                detail: format!("{} · {}", incident.number, report::clocks::word(&due.what)),
                at: Some(due.at),
                severity: incident.facts.severity,
                incident: Some(id),
                ..self.item(HandoverKind::DueReport, format!("report-{id}/{}", due.what), incident.facts.title.clone())
            })
            .collect()
    }

    /// Feeds and gauges that have delivered and fell silent.
    fn faults(&self, now: Micros) -> Vec<HandoverItem> {
        let silent = |at: &Micros| now.since(*at) > SILENT;
        let own = |source: &crate::account::Source| self.county || source.unit == *self.unit;
        let sources = self.state.sources.iter().filter(|(_, source)| !source.disabled && own(source));
        let feeds = sources.filter_map(|(id, source)| {
            let last = source.last_record_at.filter(silent)?;
            let item = self.item(HandoverKind::EquipmentFault, format!("source-{id}"), source.name.clone());
            Some(HandoverItem {
                detail: "来报渠道静默".to_owned(),
                who: self.unit_name(&source.unit),
                at: Some(last),
                ..item
            })
        });
        let gauges = self.state.stations.iter().filter_map(|(id, station)| {
            let source = self.state.sources.get(&station.source).filter(|source| !source.disabled && own(source))?;
            let last = station.latest.as_ref().map(|latest| latest.observed_at).filter(silent)?;
            let item = self.item(HandoverKind::EquipmentFault, format!("station-{id}"), station.name.clone());
            Some(HandoverItem {
                detail: "测站无新数据".to_owned(),
                who: self.unit_name(&source.unit),
                at: Some(last),
                ..item
            })
        });
        feeds.chain(gauges).collect()
    }

    fn instructions(&self) -> Vec<HandoverItem> {
        let all = self.state.instructions.all.iter();
        all.flat_map(|(id, instruction)| {
            let owing = instruction
                .rows
                .iter()
                .filter(move |(unit, row)| row.reply.is_none() && (self.county || *unit == self.unit));
            owing.map(move |(unit, _)| (id, instruction, unit))
        })
        .filter(|(_, instruction, _)| {
            self.state.incidents.get(&instruction.incident).is_some_and(|incident| incident.state.open())
        })
        .map(|(id, instruction, unit)| HandoverItem {
            detail: format!("{}批示 · {}", instruction.by, self.title(instruction.incident)),
            who: self.unit_name(unit),
            at: instruction.reply_by,
            incident: Some(instruction.incident),
            ..self.item(
                HandoverKind::PendingInstruction,
                format!("instruction-{id}/{unit}"),
                instruction.text.chars().take(bounds::NAME_CHARS).collect(),
            )
        })
        .collect()
    }
}

// ---- decisions ----

pub(crate) fn give(
    state: &State,
    now: Micros,
    actor: &Actor,
    remarks: &[HandoverRemark],
    text: &str,
) -> Result<Decision, Refusal> {
    let (giver, unit) = on_duty(state, actor)?;
    check::paragraphs("text", text)?;
    let own = || state.duty.handovers.iter().filter(move |(_, handover)| handover.unit == *unit);
    if own().any(|(_, handover)| handover.state == HandoverState::Given) {
        let refusal =
            refuse("DUTY-10", "上一份交接还没有人接，先接或收回", "A handover of the unit still waits to be taken");
        return Err(refusal.field("type").accept(["confirm_handover", "withdraw_handover"]));
    }
    let mut list = list(state, now, unit);
    for (index, remark) in remarks.iter().enumerate().take(list.items.len() + 1) {
        let path = format!("remarks[{index}]");
        check::paragraphs(&format!("{path}.text"), &remark.text)?;
        let Some(item) = list.items.iter_mut().find(|item| item.key == remark.key && item.remark.is_empty()) else {
            let refusal = refuse(
                "DUTY-12",
                "说明所指的事项已不在单上，请核对后再交",
                "A remark is about something that is not listed any more",
            );
            return Err(refusal.field(format!("{path}.key")));
        };
        remark.text.trim().clone_into(&mut item.remark);
    }
    let over = own().map(|(id, _)| *id).next();
    let forgets = if own().count() >= bounds::HANDOVERS { over } else { None };
    let (id, by) = (HandoverId(state.duty.last_handover + 1), state.signature(giver));
    let (unit, text, list) = (unit.clone(), text.trim().to_owned(), Box::new(list));
    done([Event::HandoverGiven { id, unit, giver, text, list, forgets, by }])
}

/// A handover that waits, of the sender's own duty; others' are unknown to them.
fn waiting<'a>(state: &'a State, actor: &Actor, id: HandoverId) -> Result<(UserId, &'a Handover), Refusal> {
    let (user, unit) = on_duty(state, actor)?;
    let found = state.duty.handovers.get(&id).filter(|handover| handover.unit == *unit).ok_or_else(|| {
        let (zh, en) = (format!("没有这份交接：{id}"), format!("No such handover: {id}"));
        Refusal::new("REF-1", zh, en).field("handover")
    })?;
    if found.state != HandoverState::Given {
        return Err(refuse("DUTY-10", "这份交接已经有了结果", "The handover is settled already").field("handover"));
    }
    Ok((user, found))
}

/// DUTY-11: by another person than who gave it.
pub(crate) fn confirm(state: &State, actor: &Actor, id: HandoverId, text: &str) -> Result<Decision, Refusal> {
    let (user, handover) = waiting(state, actor, id)?;
    if handover.giver == user {
        let refusal =
            refuse("DUTY-11", "须由接班人确认，不能自己接自己的班", "Who takes over confirms, not who gave it");
        return Err(refusal.field("handover"));
    }
    check::paragraphs("text", text)?;
    let by = state.signature(user);
    done([Event::HandoverConfirmed { id, unit: handover.unit.clone(), taker: user, text: text.trim().to_owned(), by }])
}

/// DUTY-11: by who gave it.
pub(crate) fn withdraw(state: &State, actor: &Actor, id: HandoverId) -> Result<Decision, Refusal> {
    let (user, handover) = waiting(state, actor, id)?;
    if handover.giver != user {
        return Err(refuse("DUTY-11", "只有交班人可以收回", "Only who gave it takes it back").field("handover"));
    }
    done([Event::HandoverWithdrawn { id, unit: handover.unit.clone() }])
}

/// When the duty of a unit was last handed over.
pub fn last_confirmed(state: &State, unit: &UnitId) -> Option<Micros> {
    let own = state.duty.handovers.values().filter(|handover| handover.unit == *unit);
    own.filter(|handover| handover.state == HandoverState::Confirmed).filter_map(|handover| handover.ended_at).max()
}
