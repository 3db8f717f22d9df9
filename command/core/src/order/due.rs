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
    owed(order, row).next()
}

/// Everything that the recipient owes, the nearest first. Each has a deadline of its own: that a reply was supervised and never came does not
/// hide that the order was to be completed by now.
fn owed(order: &Order, row: &Row) -> impl Iterator<Item = OrderDue> + use<> {
    let mut both = match (row.state, order.times) {
        (RowState::Issued | RowState::Delivered, Some(times)) => [Some(acknowledge(order, row, times)), None],
        (RowState::Acknowledged | RowState::Replied, Some(times)) => [reply(order, row, times), complete(order, row)],
        (RowState::Completed | RowState::Returned | RowState::Withdrawn, _) | (_, None) => [None, None],
    };
    both.sort_by_key(|due| due.map(|due| due.at));
    both.into_iter().flatten()
}

/// What is to be done by then is to be acknowledged by then.
fn acknowledge(order: &Order, row: &Row, times: OrderTimes) -> OrderDue {
    let within = row.issued_at.plus(minutes(times.acknowledge));
    let at = order.content.complete_by.map_or(within, |by| by.min(within));
    OrderDue { what: OrderDuty::Acknowledge, since: row.issued_at, at }
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

fn next(order: &Order, row: &Row) -> impl Iterator<Item = (Micros, Raise)> {
    owed(order, row).filter_map(|due| raise_of(order, row, due))
}

fn raise_of(order: &Order, row: &Row, due: OrderDue) -> Option<(Micros, Raise)> {
    let times = order.times?;
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
    rows(state).flat_map(|(_, order, _, row)| next(order, row)).map(|(at, _)| at).min()
}

/// Reminders and supervisions that are due at `now`.
pub(crate) fn raise(state: &State, now: Micros) -> Vec<Event> {
    let mut supervised = 0;
    let mut events = Vec::new();
    let late = rows(state).flat_map(|(id, order, unit, row)| {
        let late = next(order, row).filter(move |(at, _)| *at <= now && machine::open(row.state));
        late.map(move |(_, raise)| (id, order, unit, raise))
    });
    for (id, order, unit, raise) in late {
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
