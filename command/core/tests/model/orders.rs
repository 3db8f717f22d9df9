//! 指令 on paper: 拟稿 → 审批 → 下达, and from there a rail for each recipient; what is late is reminded of, then supervised.

use crate::book::{Bar, Book, MINUTE, Rules, day, may_say, must_say, said};
use fengsui_protocol::{
    Actor, Class, IncidentId, Micros, OrderId, UnitId, UserId,
    account::Role,
    incident::TimelineKind,
    input::Input,
    live::EntityKey,
    order::{
        OrderAct, OrderChase, OrderContent, OrderDue, OrderDuty, OrderMark, OrderRecipient, OrderRow, OrderShown,
        OrderState, OrderStep, OrderTimes, OrderUrgency, OrderView, RowState,
    },
};
use std::collections::BTreeMap;

pub struct Order {
    pub number: String,
    pub incident: IncidentId,
    pub state: OrderState,
    pub content: OrderContent,
    pub drafted_at: Micros,
    pub issued_at: Option<Micros>,
    pub urgent_basis: Option<String>,
    pub approved: bool,
    pub times: Option<OrderTimes>,
    pub rows: BTreeMap<UnitId, Row>,
    pub acts: Vec<OrderAct>,
}

#[derive(Clone)]
pub struct Row {
    pub state: RowState,
    issued_at: Micros,
    delivered_at: Option<Micros>,
    acknowledged: Option<OrderMark>,
    replies: Vec<OrderMark>,
    completed: Option<OrderMark>,
    returned: Option<OrderMark>,
    shown: Vec<OrderShown>,
    reminders: Vec<OrderChase>,
    supervisions: Vec<OrderChase>,
}

impl Row {
    /// Still something to do.
    pub fn goes_on(&self) -> bool {
        use RowState::*;
        matches!(self.state, Issued | Delivered | Acknowledged | Replied)
    }

    fn saw(&self, user: UserId, screen: &str) -> bool {
        self.shown.iter().any(|shown| shown.user == user && shown.screen == screen)
    }
}

/// Minutes for 签收, first 反馈, and from 催办 to 督办.
fn times(urgency: OrderUrgency) -> OrderTimes {
    let (acknowledge, reply, supervise) = match urgency {
        OrderUrgency::Flash => (5, 20, 5),
        OrderUrgency::Urgent => (10, 30, 5),
        OrderUrgency::Routine => (30, 240, 30),
    };
    OrderTimes { acknowledge, reply, supervise }
}

/// Everything a recipient owes, the nearest first: 签收 until it is signed for; then the next 反馈, and 办结.
fn duties(order: &Order, row: &Row) -> Vec<OrderDue> {
    let Some(times) = order.times else { return vec![] };
    let minutes = |count: u32| i64::from(count) * MINUTE;
    let mut owed = vec![];
    match row.state {
        RowState::Issued | RowState::Delivered => {
            let within = row.issued_at.plus(minutes(times.acknowledge));
            let at = order.content.complete_by.map_or(within, |by| by.min(within));
            owed.push(OrderDue { what: OrderDuty::Acknowledge, since: row.issued_at, at });
        }
        RowState::Acknowledged | RowState::Replied => {
            let every = order.content.reply_every_minutes;
            let signed = row.acknowledged.as_ref().unwrap().at;
            let next = match row.replies.last() {
                None => Some((signed, every.unwrap_or(times.reply))),
                Some(last) => every.map(|every| (last.at, every)),
            };
            let reply =
                next.map(|(since, within)| OrderDue { what: OrderDuty::Reply, since, at: since.plus(minutes(within)) });
            let complete = order.content.complete_by;
            let complete = complete.map(|at| OrderDue { what: OrderDuty::Complete, since: row.issued_at, at });
            owed.extend(reply.into_iter().chain(complete));
        }
        RowState::Completed | RowState::Returned | RowState::Withdrawn => {}
    }
    owed.sort_by_key(|due| due.at);
    owed
}

/// When a duty is to be reminded of or supervised next, and whether it is the latter; `None`: both were.
fn chase_at(order: &Order, row: &Row, due: &OrderDue) -> Option<(Micros, bool)> {
    let of = |chases: &[OrderChase]| {
        chases.iter().find(|chase| chase.what == due.what && chase.deadline == Some(due.at)).map(|chase| chase.at)
    };
    match (of(&row.reminders), of(&row.supervisions)) {
        (None, _) => Some((due.at, false)),
        (Some(at), None) => Some((at.plus(i64::from(order.times?.supervise) * MINUTE), true)),
        (Some(_), Some(_)) => None,
    }
}

impl Book {
    fn content_rules(&self, rules: &mut Rules, incident: IncidentId, content: &OrderContent) {
        said(rules, &content.title, true, 120, false);
        may_say(rules, &content.text);
        if let Err(more) = self.recipients(&content.recipients) {
            rules.extend(more);
        }
        let decided = |seq| self.incidents.get(&incident).is_some_and(|found| found.decisions.contains(&seq));
        if content.decision.is_some_and(|seq| !decided(seq)) {
            rules.bar("ORD-12");
        }
        self.time_rules(rules, content);
    }

    fn time_rules(&self, rules: &mut Rules, content: &OrderContent) {
        if content.complete_by.is_some_and(|by| by <= self.now) {
            rules.bar("ORD-9");
        }
        if content.reply_every_minutes.is_some_and(|every| !(1..=7 * 24 * 60).contains(&every)) {
            rules.bar("NUM-1");
        }
    }

    /// The order, in a state that the step fits (ORD-2), of an incident that still changes (INC-5).
    fn order_in(&self, rules: &mut Rules, id: OrderId, states: &[OrderState]) -> Option<&Order> {
        let Some(order) = self.orders.get(&id) else {
            rules.bar("REF-1");
            return None;
        };
        if !states.contains(&order.state) {
            rules.bar("ORD-2");
        }
        if self.archived(order.incident) {
            rules.bar("INC-5");
        }
        Some(order)
    }

    /// What was issued is carried through, withdrawn or approved afterwards, archived or not.
    fn issued_goes_on(&self, rules: &mut Rules, id: OrderId) {
        if self.orders.get(&id).is_some_and(|order| order.state == OrderState::Issued) {
            rules.remove("INC-5");
        }
    }

    pub fn judge_order(&self, actor: &Actor, input: &Input) -> Rules {
        use OrderState::*;
        let mut rules = Rules::new();
        match input {
            Input::DraftOrder { incident, content } => {
                self.living(*incident, &mut rules);
                self.content_rules(&mut rules, *incident, content);
            }
            Input::EditOrder { order, version, content } => {
                if let Some(found) = self.order_in(&mut rules, *order, &[Draft, Approved]) {
                    self.content_rules(&mut rules, found.incident, content);
                    if self.version(&EntityKey::Order(*order)) != *version {
                        rules.bar("ORD-7");
                    }
                }
            }
            Input::SubmitOrder { order } => {
                if let Some(found) = self.order_in(&mut rules, *order, &[Draft]) {
                    self.time_rules(&mut rules, &found.content);
                }
            }
            Input::SendBackOrder { order, reason } => {
                self.order_in(&mut rules, *order, &[Submitted]);
                must_say(&mut rules, reason);
            }
            Input::ApproveOrder { order, remark } => {
                if self.order_in(&mut rules, *order, &[Submitted, Issued]).is_some_and(|found| found.approved) {
                    rules.bar("ORD-4");
                }
                self.issued_goes_on(&mut rules, *order);
                may_say(&mut rules, remark);
            }
            Input::IssueOrder { order, urgent_basis } => {
                if let Some(found) = self.order_in(&mut rules, *order, &[Draft, Submitted, Approved]) {
                    self.time_rules(&mut rules, &found.content);
                    rules.extend(self.recipients(&found.content.recipients).err().into_iter().flatten());
                    let waits = matches!(found.state, Draft | Submitted);
                    if waits && !self.leads(actor) {
                        match urgent_basis {
                            Some(basis) if !basis.trim().is_empty() => may_say(&mut rules, basis),
                            _ => rules.bar("ORD-4"),
                        }
                    }
                }
            }
            Input::WithdrawOrder { order, reason } => {
                self.order_in(&mut rules, *order, &[Draft, Submitted, Approved, Issued]);
                rules.remove("INC-5");
                must_say(&mut rules, reason);
            }
            Input::RemindOrder { order, unit, text } | Input::SuperviseOrder { order, unit, text } => {
                may_say(&mut rules, text);
                match self.orders.get(order).map(|order| order.rows.get(unit)) {
                    None | Some(None) => rules.bar("REF-1"),
                    Some(Some(row)) if !row.goes_on() => rules.bar("ORD-11"),
                    Some(Some(_)) => {}
                }
            }
            other => self.rail_rules(&mut rules, actor, other),
        }
        rules
    }

    fn leads(&self, actor: &Actor) -> bool {
        self.person(actor).is_some_and(|(_, person)| person.role == Role::Leader)
    }

    fn rail_rules(&self, rules: &mut Rules, actor: &Actor, input: &Input) {
        use RowState::*;
        let (order, fits): (OrderId, &[RowState]) = match input {
            Input::ShowOrder { order, screen } => {
                said(rules, screen, true, 120, false);
                (*order, &[Issued, Delivered, Acknowledged, Replied, Completed, Returned, Withdrawn])
            }
            Input::AcknowledgeOrder { order, screen } => {
                said(rules, screen, true, 120, false);
                (*order, &[Issued, Delivered])
            }
            Input::ReturnOrder { order, reason } => {
                must_say(rules, reason);
                (*order, &[Delivered, Acknowledged, Replied])
            }
            Input::ReplyOrder { order, text, .. } | Input::CompleteOrder { order, text } => {
                must_say(rules, text);
                (*order, &[Acknowledged, Replied])
            }
            other => unreachable!("{other:?}"),
        };
        let (_, person) = self.person(actor).unwrap();
        // ORD-8: an order for others is unknown.
        let Some((found, row)) = self.orders.get(&order).and_then(|found| Some((found, found.rows.get(&person.unit)?)))
        else {
            rules.bar("REF-1");
            return;
        };
        if !fits.contains(&row.state) {
            rules.bar("ORD-2");
        }
        if let Input::ReplyOrder { attachments, .. } = input {
            let files = &self.incidents[&found.incident].files;
            let once = |id| attachments.iter().filter(|each| *each == id).count() == 1;
            if !attachments.iter().all(|id| once(id) && files.iter().any(|(seq, _)| seq == id)) {
                rules.bar("ORD-13");
            }
        }
    }

    // ---- taken ----

    pub fn take_order(&mut self, actor: &Actor, input: &Input) {
        let by = self.signed(actor);
        let now = self.now;
        match input {
            Input::DraftOrder { incident, content } => {
                let day = day(now);
                let number = format!("{day}-{:03}", self.numbered("order", &day));
                let id = OrderId(self.orders.len() as u64 + 1);
                let order = Order {
                    number,
                    incident: *incident,
                    state: OrderState::Draft,
                    content: content.clone(),
                    drafted_at: now,
                    issued_at: None,
                    urgent_basis: None,
                    approved: false,
                    times: None,
                    rows: BTreeMap::new(),
                    acts: vec![],
                };
                self.orders.insert(id, order);
                self.act(id, OrderStep::Draft, &by, "", OrderState::Draft);
            }
            Input::EditOrder { order, content, .. } => {
                let found = self.orders.get_mut(order).unwrap();
                (found.content, found.approved) = (content.clone(), false);
                self.act(*order, OrderStep::Edit, &by, "", OrderState::Draft);
            }
            Input::SubmitOrder { order } => self.act(*order, OrderStep::Submit, &by, "", OrderState::Submitted),
            Input::SendBackOrder { order, reason } => {
                self.act(*order, OrderStep::SendBack, &by, reason, OrderState::Draft)
            }
            Input::ApproveOrder { order, remark } => {
                let found = self.orders.get_mut(order).unwrap();
                found.approved = true;
                let to = if found.state == OrderState::Issued { OrderState::Issued } else { OrderState::Approved };
                self.act(*order, OrderStep::Approve, &by, remark, to);
            }
            Input::IssueOrder { order, urgent_basis } => self.issued(actor, *order, urgent_basis.as_deref(), &by),
            Input::WithdrawOrder { order, reason } => {
                let found = self.orders.get_mut(order).unwrap();
                let (incident, mut any) = (found.incident, false);
                let mut steps = vec![];
                for row in found.rows.values_mut().filter(|row| row.goes_on()) {
                    steps.push(format!("row {:?} → Withdrawn", row.state));
                    (row.state, any) = (RowState::Withdrawn, true);
                }
                steps.into_iter().for_each(|step| self.count(step));
                self.act(*order, OrderStep::Withdraw, &by, reason, OrderState::Withdrawn);
                if any {
                    self.aside(incident, &by, TimelineKind::Order, None, reason);
                }
            }
            Input::RemindOrder { order, unit, text } => self.chased(*order, unit, None, false, &by, text),
            Input::SuperviseOrder { order, unit, text } => self.chased(*order, unit, None, true, &by, text),
            other => self.take_rail(actor, other, &by),
        }
    }

    fn act(&mut self, id: OrderId, what: OrderStep, by: &str, text: &str, to: OrderState) {
        let (at, by, text) = (self.now, by.to_owned(), text.to_owned());
        let order = self.orders.get_mut(&id).unwrap();
        let step = format!("order {:?} {what:?} {to:?}", order.state);
        order.acts.push(OrderAct { seq: 0, at, by, what, text });
        order.state = to;
        self.count(step);
        self.touch(EntityKey::Order(id));
    }

    fn issued(&mut self, actor: &Actor, id: OrderId, basis: Option<&str>, by: &str) {
        let (now, leads) = (self.now, self.leads(actor));
        let units = self.recipients(&self.orders[&id].content.recipients.clone()).unwrap();
        let order = self.orders.get_mut(&id).unwrap();
        let waits = order.state != OrderState::Approved;
        let row = Row {
            state: RowState::Issued,
            issued_at: now,
            delivered_at: None,
            acknowledged: None,
            replies: vec![],
            completed: None,
            returned: None,
            shown: vec![],
            reminders: vec![],
            supervisions: vec![],
        };
        order.issued_at = Some(now);
        order.times = Some(times(order.content.urgency));
        order.rows = units.into_iter().map(|unit| (unit, row.clone())).collect();
        let incident = order.incident;
        let urgently = waits && !leads;
        if waits && leads {
            // A leader's issue is the approval.
            order.approved = true;
            let to = if order.state == OrderState::Submitted { OrderState::Approved } else { order.state };
            self.act(id, OrderStep::Approve, by, "", to);
        }
        if urgently {
            self.orders.get_mut(&id).unwrap().urgent_basis = basis.map(str::to_owned);
            self.act(id, OrderStep::IssueUrgently, by, basis.unwrap(), OrderState::Issued);
        } else {
            self.act(id, OrderStep::Issue, by, "", OrderState::Issued);
        }
        let title = self.orders[&id].content.title.clone();
        self.aside(incident, by, TimelineKind::Order, None, &title);
    }

    fn take_rail(&mut self, actor: &Actor, input: &Input, by: &str) {
        let (user, person) = self.person(actor).unwrap();
        let (unit, now) = (person.unit.clone(), self.now);
        let mark = |text: &str| OrderMark::new(0, now, by, text);
        let (id, screen) = match input {
            Input::ShowOrder { order, screen } | Input::AcknowledgeOrder { order, screen } => (*order, Some(screen)),
            Input::ReturnOrder { order, .. } | Input::ReplyOrder { order, .. } | Input::CompleteOrder { order, .. } => {
                (*order, None)
            }
            other => unreachable!("{other:?}"),
        };
        let order = self.orders.get_mut(&id).unwrap();
        let incident = order.incident;
        let row = order.rows.get_mut(&unit).unwrap();
        let before = row.state;
        let fresh = screen.is_some_and(|screen| !row.saw(user, screen));
        if let (true, Some(screen)) = (fresh, screen) {
            row.shown.push(OrderShown { at: now, user, name: by.to_owned(), screen: screen.clone() });
            if row.state == RowState::Issued {
                (row.state, row.delivered_at) = (RowState::Delivered, Some(now));
            }
        }
        let text = match input {
            Input::AcknowledgeOrder { .. } => {
                (row.state, row.acknowledged) = (RowState::Acknowledged, Some(mark("")));
                Some(String::new())
            }
            Input::ReturnOrder { reason, .. } => {
                (row.state, row.returned) = (RowState::Returned, Some(mark(reason)));
                Some(reason.clone())
            }
            Input::ReplyOrder { text, attachments, .. } => {
                row.state = RowState::Replied;
                row.replies.push(OrderMark { attachments: attachments.clone(), ..mark(text) });
                Some(text.clone())
            }
            Input::CompleteOrder { text, .. } => {
                (row.state, row.completed) = (RowState::Completed, Some(mark(text)));
                Some(text.clone())
            }
            _ => None,
        };
        let after = row.state;
        if fresh || text.is_some() {
            self.touch(EntityKey::Order(id));
        }
        if before != after || text.is_some() {
            self.count(format!("row {before:?} → {after:?}"));
        }
        if let Some(text) = text {
            self.aside(incident, by, TimelineKind::Order, Some(&unit), &text);
        }
    }

    /// 催办 or 督办; by hand of what is nearest, with its deadline when that has passed.
    fn chased(&mut self, id: OrderId, unit: &UnitId, due: Option<OrderDue>, supervised: bool, by: &str, text: &str) {
        let order = &self.orders[&id];
        let nearest = duties(order, &order.rows[unit]).into_iter().next();
        let chase = OrderChase {
            seq: 0,
            at: self.now,
            by: by.to_owned(),
            // Who replied and owes no further reply is still to complete it.
            what: due.or(nearest).map_or(OrderDuty::Complete, |due| due.what),
            deadline: due.or(nearest).map(|due| due.at).filter(|at| *at <= self.now),
            text: text.to_owned(),
        };
        let incident = order.incident;
        let row = self.orders.get_mut(&id).unwrap().rows.get_mut(unit).unwrap();
        let chases = if supervised { &mut row.supervisions } else { &mut row.reminders };
        chases.push(chase);
        self.touch(EntityKey::Order(id));
        let (kind, word) = match supervised {
            true => (TimelineKind::Supervision, "supervised"),
            false => (TimelineKind::Reminder, "reminded"),
        };
        let year = day(self.now)[..4].to_owned();
        let number = if supervised { format!("{year}-{} 号", self.numbered("督办", &year)) } else { String::new() };
        self.count(format!("{word}{}", if by == "自动" { " by the clock" } else { " by hand" }));
        self.aside(incident, by, kind, Some(unit), &number);
    }

    /// What is late at this moment, once per deadline.
    pub fn raise_orders(&mut self) {
        let now = self.now;
        let mut late = vec![];
        for (id, order) in &self.orders {
            for (unit, row) in &order.rows {
                for due in duties(order, row) {
                    match chase_at(order, row, &due) {
                        Some((at, supervised)) if at <= now => late.push((*id, unit.clone(), due, supervised)),
                        _ => {}
                    }
                }
            }
        }
        for (id, unit, due, supervised) in late {
            self.count(format!("late {:?}", due.what));
            self.chased(id, &unit, Some(due), supervised, "自动", "");
        }
    }

    pub fn next_chase(&self) -> Option<Micros> {
        let rows = self.orders.values().flat_map(|order| order.rows.values().map(move |row| (order, row)));
        rows.flat_map(|(order, row)| {
            duties(order, row).into_iter().filter_map(move |due| Some(chase_at(order, row, &due)?.0))
        })
        .min()
    }

    // ---- as it is seen ----

    pub fn order_view(&self, id: OrderId, class: &Class) -> Option<OrderView> {
        let order = self.orders.get(&id)?;
        let whole = *class == Class::County;
        if !whole && !order.rows.contains_key(class.unit()?) {
            return None;
        }
        let seen = order.rows.iter().filter(|(unit, _)| whole || class.unit() == Some(*unit));
        let mut content = order.content.clone();
        if !whole {
            content.recipients = vec![OrderRecipient::Unit(class.unit()?.clone())];
        }
        Some(OrderView {
            id,
            number: order.number.clone(),
            incident: order.incident,
            state: order.state,
            content,
            drafted_at: order.drafted_at,
            issued_at: order.issued_at,
            urgent_basis: order.urgent_basis.clone().filter(|_| whole),
            needs_approval: whole && order.state == OrderState::Issued && !order.approved,
            times: order.times,
            rows: seen.map(|(unit, row)| row_view(order, unit, row)).collect(),
            acts: if whole { order.acts.clone() } else { vec![] },
            version: self.version(&EntityKey::Order(id)),
        })
    }
}

fn row_view(order: &Order, unit: &UnitId, row: &Row) -> OrderRow {
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
        due: duties(order, row).into_iter().next(),
    }
}
