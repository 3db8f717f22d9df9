//! 指令: what the county tells units to do. Pure, as everything here; it never delivers anything: a page that showed an
//! order says so, and that is the proof of delivery (ORD-6).

mod apply;
mod decide;
pub(crate) mod due;
pub mod machine;
pub mod times;

pub(crate) use apply::apply;
pub(crate) use decide::{decide, drafts, next_id, recipients};

use crate::{Shared, State};
use fengsui_protocol::{
    Class, IncidentId, Micros, OrderId, UnitId,
    order::{
        OrderAct, OrderChase, OrderContent, OrderMark, OrderRecipient, OrderRow, OrderShown, OrderState, OrderTimes,
        OrderView, RowState,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An order with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub number: String,
    pub incident: IncidentId,
    pub state: OrderState,
    pub content: OrderContent,
    pub drafted_at: Micros,
    pub issued_at: Option<Micros>,
    pub urgent_basis: Option<String>,
    pub approved: bool,
    /// As they were when it was issued.
    pub times: Option<OrderTimes>,
    pub rows: BTreeMap<UnitId, Row>,
    pub acts: Vec<OrderAct>,
    /// Log position of the newest change.
    pub version: u64,
}

/// One recipient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub state: RowState,
    pub issued_at: Micros,
    pub delivered_at: Option<Micros>,
    pub acknowledged: Option<OrderMark>,
    pub replies: Vec<OrderMark>,
    pub completed: Option<OrderMark>,
    pub returned: Option<OrderMark>,
    pub shown: Vec<OrderShown>,
    pub reminders: Vec<OrderChase>,
    pub supervisions: Vec<OrderChase>,
}

/// All orders of the jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Orders {
    pub all: BTreeMap<OrderId, Shared<Order>>,
    /// Of each incident, in order.
    pub of_incident: BTreeMap<IncidentId, BTreeSet<OrderId>>,
    /// Those with a recipient whose rail goes on.
    pub(crate) open: BTreeSet<OrderId>,
    /// Drafted per Beijing day (`yyyyMMdd`).
    pub(crate) numbers: BTreeMap<String, u64>,
    /// 督办通知 per Beijing year.
    pub(crate) supervisions: BTreeMap<String, u64>,
    pub(crate) last: u64,
}

impl Orders {
    pub(crate) fn is_empty(&self) -> bool {
        self.last == 0
    }
}

/// `2026-11`: the next 督办通知 of the year, and `further` of the same breath.
fn supervision_number(state: &State, now: Micros, further: u64) -> String {
    let year = crate::calendar::day(now)[..4].to_owned();
    let count = state.orders.supervisions.get(&year).unwrap_or(&0) + further + 1;
    format!("{year}-{count}")
}

/// A unit has an order of this incident that it is still to carry out.
pub(crate) fn at_work(state: &State, incident: IncidentId, unit: &UnitId) -> bool {
    let orders = state.orders.of_incident.get(&incident).into_iter().flatten();
    let mut rows = orders.filter_map(|id| state.orders.all.get(id)?.rows.get(unit));
    rows.any(|row| machine::open(row.state))
}

/// A recipient of an order of this incident knows of the incident, whatever became of the order.
pub(crate) fn concerns_unit(state: &State, incident: IncidentId, unit: &UnitId) -> bool {
    let orders = state.orders.of_incident.get(&incident).into_iter().flatten();
    orders.filter_map(|id| state.orders.all.get(id)).any(|order| order.rows.contains_key(unit))
}

impl Order {
    /// The order as a class may see it: the county all of it, a recipient its own row.
    pub(crate) fn view(&self, id: OrderId, class: &Class) -> Option<OrderView> {
        match class {
            Class::County => Some(self.whole(id)),
            Class::Operator | Class::Administrator => None,
            Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => self.of_unit(id, unit),
        }
    }

    fn whole(&self, id: OrderId) -> OrderView {
        OrderView {
            id,
            number: self.number.clone(),
            incident: self.incident,
            state: self.state,
            content: self.content.clone(),
            drafted_at: self.drafted_at,
            issued_at: self.issued_at,
            urgent_basis: self.urgent_basis.clone(),
            needs_approval: !self.approved && self.state == OrderState::Issued,
            times: self.times,
            rows: self.rows.iter().map(|(unit, row)| self.row(unit, row)).collect(),
            acts: self.acts.clone(),
            version: self.version,
        }
    }

    /// VIEW-10: neither who else received it, nor what they answered, nor how it came about.
    fn of_unit(&self, id: OrderId, unit: &UnitId) -> Option<OrderView> {
        let row = self.rows.get(unit)?;
        let mut view = self.whole(id);
        view.rows = vec![self.row(unit, row)];
        view.content.recipients = vec![OrderRecipient::Unit(unit.clone())];
        view.acts.clear();
        view.urgent_basis = None;
        view.needs_approval = false;
        Some(view)
    }

    fn row(&self, unit: &UnitId, row: &Row) -> OrderRow {
        OrderRow {
            unit: unit.clone(),
            state: row.state,
            issued_at: row.issued_at,
            delivered_at: row.delivered_at,
            acknowledged: row.acknowledged.clone(),
            replies: row.replies.clone(),
            completed: row.completed.clone(),
            returned: row.returned.clone(),
            shown: row.shown.clone(),
            reminders: row.reminders.clone(),
            supervisions: row.supervisions.clone(),
            due: due::of(self, row),
        }
    }
}
