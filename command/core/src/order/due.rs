//! Deadlines of recipients, derived from state whenever they are asked for (ORD-3, DUE). What has come to be late at
//! `now` is said as events; whoever asks again after those are applied hears nothing.

use super::{Order, Row, machine, supervision_number};
use crate::{Event, State};
use fengsui_protocol::{
    Micros, OrderId, UnitId,
    order::{OrderChase, OrderDue, OrderDuty, OrderTimes, RowState},
};

fn minutes(count: u32) -> i64 {
    i64::from(count) * Micros::MINUTE
}

/// What the recipient must do next, and by when.
pub(crate) fn of(order: &Order, row: &Row) -> Option<OrderDue> {
    let times = order.times?;
    match row.state {
        RowState::Issued | RowState::Delivered => {
            // What is to be done by then is to be acknowledged by then.
            let within = row.issued_at.plus(minutes(times.acknowledge));
            let (since, at) = (row.issued_at, order.content.complete_by.map_or(within, |by| by.min(within)));
            Some(OrderDue { what: OrderDuty::Acknowledge, since, at })
        }
        RowState::Acknowledged | RowState::Replied => {
            reply(order, row, times).into_iter().chain(complete(order, row)).min_by_key(|due| due.at)
        }
        RowState::Completed | RowState::Returned | RowState::Withdrawn => None,
    }
}

/// The first reply by the table, later ones when the order asks for them.
fn reply(order: &Order, row: &Row, times: OrderTimes) -> Option<OrderDue> {
    let acknowledged = row.acknowledged.as_ref()?.at;
    let every = order.content.reply_every_minutes.map(minutes);
    let (since, within) = match row.replies.last() {
        Some(last) => (last.at, every?),
        None => (acknowledged, every.unwrap_or(minutes(times.reply))),
    };
    Some(OrderDue { what: OrderDuty::Reply, since, at: since.plus(within) })
}

fn complete(order: &Order, row: &Row) -> Option<OrderDue> {
    let at = order.content.complete_by?;
    Some(OrderDue { what: OrderDuty::Complete, since: row.issued_at, at })
}

/// What is to be raised for a row, and when: a reminder at the deadline, supervision when that is not heeded.
enum Raise {
    Reminder(OrderDue),
    Supervision(OrderDue),
}

fn next(order: &Order, row: &Row) -> Option<(Micros, Raise)> {
    let (due, times) = (of(order, row)?, order.times?);
    let raised = |chases: &[OrderChase]| {
        chases.iter().find(|chase| chase.deadline == Some(due.at) && chase.what == due.what).map(|chase| chase.at)
    };
    match (raised(&row.reminders), raised(&row.supervisions)) {
        (None, _) => Some((due.at, Raise::Reminder(due))),
        (Some(reminded), None) => Some((reminded.plus(minutes(times.supervise)), Raise::Supervision(due))),
        (Some(_), Some(_)) => None,
    }
}

pub(crate) fn rows(state: &State) -> impl Iterator<Item = (OrderId, &Order, &UnitId, &Row)> {
    let open = state.orders.open.iter().filter_map(|id| Some((*id, &**state.orders.all.get(id)?)));
    open.flat_map(|(id, order)| order.rows.iter().map(move |(unit, row)| (id, order, unit, row)))
}

/// When [`raise`] will next have something to say.
pub(crate) fn next_at(state: &State) -> Option<Micros> {
    rows(state).filter_map(|(_, order, _, row)| next(order, row)).map(|(at, _)| at).min()
}

/// Reminders and supervisions that are due at `now`.
pub(crate) fn raise(state: &State, now: Micros) -> Vec<Event> {
    let mut supervised = 0;
    let mut events = Vec::new();
    for (id, order, unit, row) in rows(state) {
        let Some((at, raise)) = next(order, row) else { continue };
        if at > now || !machine::open(row.state) {
            continue;
        }
        let (incident, unit, by) = (order.incident, unit.clone(), "自动".to_owned());
        events.push(match raise {
            Raise::Reminder(due) => {
                let (what, deadline, text) = (due.what, Some(due.at), String::new());
                Event::OrderReminded { id, incident, unit, what, deadline, text, by }
            }
            Raise::Supervision(due) => {
                let number = supervision_number(state, now, supervised);
                supervised += 1;
                let (what, deadline, text) = (due.what, Some(due.at), String::new());
                Event::OrderSupervised { id, incident, unit, number, what, deadline, text, by }
            }
        });
    }
    events
}
