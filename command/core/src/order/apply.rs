//! What orders' events do to the state, and the line each leaves in the incident's timeline.

use super::{Order, Row, machine};
use crate::{Event, Shared, State, event::Stamp};
use fengsui_protocol::{
    IncidentId, OrderId, UnitId,
    incident::TimelineKind,
    order::{OrderAct, OrderChase, OrderContent, OrderDuty, OrderMark, OrderShown, OrderState, OrderStep, RowState},
};

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::OrderDrafted { id, number, incident, content, by } => {
            drafted(state, stamp, *id, number, *incident, content, by);
        }
        Event::OrderEdited { id, content, by, .. } => act(state, stamp, *id, OrderStep::Edit, by, "", |order| {
            order.content.clone_from(content);
            order.state = OrderState::Draft;
            order.approved = false;
        }),
        Event::OrderSubmitted { id, by, .. } => {
            act(state, stamp, *id, OrderStep::Submit, by, "", |order| order.state = OrderState::Submitted);
        }
        Event::OrderSentBack { id, reason, by, .. } => {
            act(state, stamp, *id, OrderStep::SendBack, by, reason, |order| order.state = OrderState::Draft);
        }
        Event::OrderApproved { id, remark, by, .. } => {
            act(state, stamp, *id, OrderStep::Approve, by, remark, |order| {
                order.approved = true;
                if order.state == OrderState::Submitted {
                    order.state = OrderState::Approved;
                }
            })
        }
        Event::OrderIssued { .. } | Event::OrderWithdrawn { .. } => to_all(state, stamp, event),
        Event::OrderReminded { .. } | Event::OrderSupervised { .. } => chased(state, stamp, event),
        Event::OrderShown { id, unit, user, name, screen, .. } => {
            let Some(row) = row(state, stamp, *id, unit) else { return };
            let (user, name, screen) = (*user, name.clone(), screen.clone());
            row.shown.push(OrderShown { at: stamp.at, user, name, screen });
            if row.state == RowState::Issued {
                row.state = RowState::Delivered;
                row.delivered_at = Some(stamp.at);
            }
        }
        _ => by_recipient(state, stamp, event),
    }
}

fn drafted(
    state: &mut State,
    stamp: Stamp,
    id: OrderId,
    number: &str,
    incident: IncidentId,
    content: &OrderContent,
    by: &str,
) {
    let acts =
        vec![OrderAct { seq: stamp.seq, at: stamp.at, by: by.to_owned(), what: OrderStep::Draft, text: String::new() }];
    let order = Order {
        number: number.to_owned(),
        incident,
        state: OrderState::Draft,
        content: content.clone(),
        drafted_at: stamp.at,
        issued_at: None,
        urgent_basis: None,
        approved: false,
        times: None,
        rows: Default::default(),
        acts,
        version: stamp.seq,
    };
    let orders = &mut state.orders;
    orders.last = orders.last.max(id.0);
    if let Some((day, count)) = number.split_once('-') {
        orders.numbers.insert(day.to_owned(), count.parse().unwrap_or_default());
    }
    orders.of_incident.entry(incident).or_default().insert(id);
    orders.all.insert(id, order.into());
}

/// A step of the order itself.
fn act(
    state: &mut State,
    stamp: Stamp,
    id: OrderId,
    what: OrderStep,
    by: &str,
    text: &str,
    change: impl FnOnce(&mut Order),
) {
    let Some(order) = state.orders.all.get_mut(&id) else { return };
    order.acts.push(OrderAct { seq: stamp.seq, at: stamp.at, by: by.to_owned(), what, text: text.to_owned() });
    order.version = stamp.seq;
    change(order);
}

fn to_all(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::OrderIssued { id, incident, units, times, urgent_basis, by } => {
            let what = if urgent_basis.is_some() { OrderStep::IssueUrgently } else { OrderStep::Issue };
            act(state, stamp, *id, what, by, urgent_basis.as_deref().unwrap_or_default(), |order| {
                order.state = OrderState::Issued;
                order.issued_at = Some(stamp.at);
                order.times = Some(*times);
                order.urgent_basis.clone_from(urgent_basis);
                order.rows = units.iter().map(|unit| (unit.clone(), issued(stamp))).collect();
            });
            state.orders.open.insert(*id);
            let title = title(state, *id);
            line(state, stamp, *incident, by, TimelineKind::Order, None, format!("下达 {} 家：{title}", units.len()));
        }
        Event::OrderWithdrawn { id, incident, reason, by } => {
            act(state, stamp, *id, OrderStep::Withdraw, by, reason, |order| {
                order.state = OrderState::Withdrawn;
                for row in order.rows.values_mut().filter(|row| machine::open(row.state)) {
                    row.state = RowState::Withdrawn;
                }
            });
            let issued = state.orders.open.remove(id);
            if issued {
                let text = format!("撤销指令“{}”：{reason}", title(state, *id));
                line(state, stamp, *incident, by, TimelineKind::Order, None, text);
            }
        }
        _ => {}
    }
}

fn issued(stamp: Stamp) -> Row {
    Row {
        state: RowState::Issued,
        issued_at: stamp.at,
        delivered_at: None,
        acknowledged: None,
        replies: vec![],
        completed: None,
        returned: None,
        shown: vec![],
        reminders: vec![],
        supervisions: vec![],
    }
}

fn by_recipient(state: &mut State, stamp: Stamp, event: &Event) {
    let (id, incident, unit, by, text) = match event {
        Event::OrderAcknowledged { id, incident, unit, by } => (id, incident, unit, by, ""),
        Event::OrderReturned { id, incident, unit, reason, by } => (id, incident, unit, by, reason.as_str()),
        Event::OrderReplied { id, incident, unit, text, by, .. }
        | Event::OrderCompleted { id, incident, unit, text, by } => (id, incident, unit, by, text.as_str()),
        _ => return,
    };
    let Some(row) = row(state, stamp, *id, unit) else { return };
    let mark = OrderMark::new(stamp.seq, stamp.at, by, text);
    let words = match event {
        Event::OrderAcknowledged { .. } => {
            (row.state, row.acknowledged) = (RowState::Acknowledged, Some(mark));
            "签收".to_owned()
        }
        Event::OrderReturned { .. } => {
            (row.state, row.returned) = (RowState::Returned, Some(mark));
            format!("退回：{text}")
        }
        Event::OrderReplied { attachments, .. } => {
            row.state = RowState::Replied;
            row.replies.push(OrderMark { attachments: attachments.clone(), ..mark });
            let files = match attachments.len() {
                0 => String::new(),
                count => format!("（附件 {count} 份）"),
            };
            format!("反馈{}：{text}{files}", crate::words::ordinal(row.replies.len()))
        }
        Event::OrderCompleted { .. } => {
            (row.state, row.completed) = (RowState::Completed, Some(mark));
            format!("办结：{text}")
        }
        _ => return,
    };
    close_when_done(state, *id);
    let text = format!("“{}”{words}", title(state, *id));
    line(state, stamp, *incident, by, TimelineKind::Order, Some(unit), text);
}

fn close_when_done(state: &mut State, id: OrderId) {
    let done = |order: &Shared<Order>| order.rows.values().all(|row| !machine::open(row.state));
    if state.orders.all.get(&id).is_some_and(done) {
        state.orders.open.remove(&id);
    }
}

fn chased(state: &mut State, stamp: Stamp, event: &Event) {
    let (id, incident, unit, what, deadline, text, by) = match event {
        Event::OrderReminded { id, incident, unit, what, deadline, text, by }
        | Event::OrderSupervised { id, incident, unit, what, deadline, text, by, .. } => {
            (id, incident, unit, what, deadline, text, by)
        }
        _ => return,
    };
    let Some(row) = row(state, stamp, *id, unit) else { return };
    let (what, deadline, text) = (*what, *deadline, text.clone());
    let chase = OrderChase { seq: stamp.seq, at: stamp.at, by: by.clone(), what, deadline, text };
    let (kind, words) = match event {
        Event::OrderSupervised { number, .. } => {
            row.supervisions.push(chase);
            if let Some((year, count)) = number.split_once('-') {
                state.orders.supervisions.insert(year.to_owned(), count.parse().unwrap_or_default());
            }
            (TimelineKind::Supervision, format!("督办通知 {number} 号"))
        }
        _ => {
            row.reminders.push(chase);
            (TimelineKind::Reminder, "催办".to_owned())
        }
    };
    let name = state.units.get(unit).map_or(unit.0.as_str(), |unit| unit.name.as_str());
    let text = format!("{name}{}“{}”，{words}", wanting(what, deadline.is_some()), title(state, *id));
    line(state, stamp, *incident, by, kind, Some(unit), text);
}

/// 未签收, or when a person chases ahead of the deadline: 待签收.
fn wanting(what: OrderDuty, late: bool) -> &'static str {
    match (what, late) {
        (OrderDuty::Acknowledge, true) => "超时未签收",
        (OrderDuty::Acknowledge, false) => "待签收",
        (OrderDuty::Reply, true) => "超时未反馈",
        (OrderDuty::Reply, false) => "待反馈",
        (OrderDuty::Complete, true) => "超时未办结",
        (OrderDuty::Complete, false) => "待办结",
    }
}

/// The recipient's rail, marked as changed.
fn row<'a>(state: &'a mut State, stamp: Stamp, id: OrderId, unit: &UnitId) -> Option<&'a mut Row> {
    let order = state.orders.all.get_mut(&id)?;
    order.version = stamp.seq;
    order.rows.get_mut(unit)
}

fn title(state: &State, id: OrderId) -> String {
    state.orders.all.get(&id).map(|order| order.content.title.clone()).unwrap_or_default()
}

fn line(
    state: &mut State,
    stamp: Stamp,
    id: IncidentId,
    by: &str,
    kind: TimelineKind,
    unit: Option<&UnitId>,
    text: String,
) {
    if let Some(incident) = state.incidents.get_mut(&id) {
        incident.aside(stamp, by, kind, unit, text);
    }
}
