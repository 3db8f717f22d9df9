//! 值班 on paper: shifts, swaps, the log, handovers.

use crate::book::{Bar, Book, DAY, HOUR, Rules, may_say, must_say, said};
use fengsui_protocol::{
    Actor, Class, DutyEntryId, DutyShiftId, DutySwapId, HandoverId, Micros, UnitId, UserId,
    account::UnitKind,
    duty::{
        DutyEntryView, DutyPerson, DutyPlan, DutyShiftView, DutySwapState, DutySwapView, HandoverState, HandoverView,
    },
    input::Input,
    live::EntityKey,
    order::RowState,
};
use std::collections::BTreeSet;

#[derive(Clone)]
pub struct Shift {
    pub unit: UnitId,
    pub start: Micros,
    pub end: Micros,
    pub officers: Vec<DutyPerson>,
    pub leader: DutyPerson,
    phone: String,
}

impl Shift {
    /// As officer, or else as leader.
    pub fn place(&self, user: UserId) -> Option<(DutyPerson, bool)> {
        let officer = self.officers.iter().find(|person| person.user == Some(user));
        let leader = Some(&self.leader).filter(|person| person.user == Some(user));
        officer.map(|person| (person.clone(), false)).or(leader.map(|person| (person.clone(), true)))
    }
}

pub struct Swap {
    unit: UnitId,
    pub give: DutyShiftId,
    give_span: (Micros, Micros),
    pub giver: DutyPerson,
    pub take: DutyShiftId,
    take_span: (Micros, Micros),
    pub other: DutyPerson,
    leading: bool,
    note: String,
    pub state: DutySwapState,
    proposed_at: Micros,
    ended_at: Option<Micros>,
    answer: String,
}

pub struct Entry {
    unit: UnitId,
    at: Micros,
    by: String,
    text: String,
}

pub struct Handover {
    pub unit: UnitId,
    pub state: HandoverState,
    at: Micros,
    by: String,
    pub giver: UserId,
    text: String,
    /// What is handed over, by kind.
    pub items: [BTreeSet<String>; 5],
    ended_at: Option<Micros>,
    taken_by: String,
    answer: String,
}

impl Book {
    fn is_room(&self, unit: &UnitId) -> bool {
        self.units[unit].kind == UnitKind::Centre
    }

    /// The one account of the unit that bears the name.
    fn named(&self, unit: &UnitId, name: &str) -> DutyPerson {
        let bears = self.people.iter().filter(|(_, person)| person.unit == *unit && !person.disabled);
        let ids: Vec<_> = bears.filter(|(_, person)| person.name == name.trim()).map(|(id, _)| *id).collect();
        DutyPerson { name: name.trim().to_owned(), user: if ids.len() == 1 { Some(ids[0]) } else { None } }
    }

    // ---- shifts ----

    fn plan_rules(&self, rules: &mut Rules, id: Option<DutyShiftId>, plan: &DutyPlan) {
        if !self.units.contains_key(&plan.unit) {
            rules.bar("REF-1");
        }
        let (length, ahead) = (plan.end.0 - plan.start.0, (plan.start.0 - self.now.0).abs());
        if length <= 0 || length > 48 * HOUR || ahead > 366 * DAY {
            rules.bar("DUTY-1");
        }
        let names: BTreeSet<_> = plan.officers.iter().map(|name| name.trim()).collect();
        let blank = plan.leader.trim().is_empty() || plan.phone.trim().is_empty();
        if plan.officers.is_empty() || names.len() < plan.officers.len() || blank {
            rules.bar("DUTY-3");
        }
        plan.officers.iter().for_each(|name| said(rules, name, true, 120, false));
        said(rules, &plan.leader, false, 120, false);
        let meets = |shift: &Shift| shift.unit == plan.unit && shift.start < plan.end && plan.start < shift.end;
        if self.shifts.iter().any(|(other, shift)| Some(*other) != id && meets(shift)) {
            rules.bar("DUTY-2");
        }
    }

    fn ongoing(&self, rules: &mut Rules, id: DutyShiftId) -> Option<&Shift> {
        let shift = self.shifts.get(&id);
        match shift {
            None => rules.bar("REF-1"),
            Some(shift) if shift.end <= self.now => rules.bar("DUTY-4"),
            Some(_) => {}
        }
        shift
    }

    pub fn judge_duty(&self, actor: &Actor, input: &Input) -> Rules {
        let mut rules = Rules::new();
        match input {
            Input::SetDutyShift { shift, version, plan } => {
                self.plan_rules(&mut rules, *shift, plan);
                if let Some(id) = shift
                    && let Some(found) = self.ongoing(&mut rules, *id)
                {
                    if self.version(&EntityKey::DutyShift(*id)) != *version {
                        rules.bar("DUTY-5");
                    }
                    let begun = found.start <= self.now;
                    if found.unit != plan.unit || (begun && (found.start != plan.start || plan.end <= self.now)) {
                        rules.bar("DUTY-4");
                    }
                }
            }
            Input::RemoveDutyShift { shift } => {
                if self.ongoing(&mut rules, *shift).is_some_and(|found| found.start <= self.now) {
                    rules.bar("DUTY-4");
                }
            }
            Input::ProposeDutySwap { give, take, with, note } => {
                self.swap_rules(&mut rules, actor, *give, *take, *with);
                said(&mut rules, note, false, 200, false);
            }
            Input::AnswerDutySwap { swap, accept, text } => {
                let found = self.waits(&mut rules, actor, *swap, false);
                if let (Some(found), true) = (found, *accept) {
                    self.fits(&mut rules, found);
                }
                said(&mut rules, text, false, 200, false);
            }
            Input::WithdrawDutySwap { swap } => {
                self.waits(&mut rules, actor, *swap, true);
            }
            Input::AddDutyEntry { text } => must_say(&mut rules, text),
            Input::GiveHandover { remarks, text } => {
                may_say(&mut rules, text);
                let unit = &self.person(actor).unwrap().1.unit;
                if self.handovers.values().any(|each| each.unit == *unit && each.state == HandoverState::Given) {
                    rules.bar("DUTY-10");
                }
                let items = self.items(unit);
                let mut seen = BTreeSet::new();
                for remark in remarks {
                    may_say(&mut rules, &remark.text);
                    if !items.iter().any(|kind| kind.contains(&remark.key)) || !seen.insert(&remark.key) {
                        rules.bar("DUTY-12");
                    }
                }
            }
            Input::ConfirmHandover { handover, text } => {
                may_say(&mut rules, text);
                self.handed(&mut rules, actor, *handover, false);
            }
            Input::WithdrawHandover { handover } => self.handed(&mut rules, actor, *handover, true),
            other => unreachable!("{other:?}"),
        }
        rules
    }

    /// DUTY-6: place for place, between two people of one unit, both shifts to come, nobody twice in a shift.
    fn swap_rules(&self, rules: &mut Rules, actor: &Actor, give: DutyShiftId, take: DutyShiftId, with: UserId) {
        let (me, person) = self.person(actor).unwrap();
        let own = |id| self.shifts.get(&id).filter(|shift| shift.unit == person.unit);
        let (Some(mine), Some(theirs)) = (own(give), own(take)) else {
            rules.bar("REF-1");
            // The one that is known may have begun.
            if [give, take].into_iter().filter_map(own).any(|shift| shift.start <= self.now) {
                rules.bar("DUTY-6");
            }
            return;
        };
        let places = (mine.place(me), theirs.place(with));
        let alike = matches!(&places, (Some((_, one)), Some((_, other))) if one == other);
        let twice = theirs.place(me).is_some() || mine.place(with).is_some();
        let about = |swap: &Swap| [swap.give, swap.take].iter().any(|id| [give, take].contains(id));
        let mine_too = |swap: &Swap| [swap.giver.user, swap.other.user].contains(&Some(me));
        let mut asked = self.swaps.values().filter(|swap| swap.state == DutySwapState::Proposed);
        let waits = asked.any(|swap| about(swap) && mine_too(swap));
        let begun = mine.start <= self.now || theirs.start <= self.now;
        if begun || !alike || twice || waits || give == take || me == with {
            rules.bar("DUTY-6");
        }
    }

    /// What was agreed still fits when it is accepted.
    fn fits(&self, rules: &mut Rules, swap: &Swap) {
        let shifts = [swap.give, swap.take].map(|id| self.shifts.get(&id));
        let [Some(give), Some(take)] = shifts else {
            rules.bar("REF-1");
            return;
        };
        let there = |shift: &Shift, person: &DutyPerson| person.user.is_some_and(|user| shift.place(user).is_some());
        let begun = give.start <= self.now || take.start <= self.now;
        if begun || there(take, &swap.giver) || there(give, &swap.other) {
            rules.bar("DUTY-6");
        }
    }

    fn waits(&self, rules: &mut Rules, actor: &Actor, id: DutySwapId, giver: bool) -> Option<&Swap> {
        let (me, _) = self.person(actor).unwrap();
        let two = |swap: &&Swap| [swap.giver.user, swap.other.user].contains(&Some(me));
        let Some(swap) = self.swaps.get(&id).filter(two) else {
            rules.bar("REF-1");
            return None;
        };
        let whose = if giver { swap.giver.user } else { swap.other.user };
        if whose != Some(me) || swap.state != DutySwapState::Proposed {
            rules.bar("DUTY-6");
        }
        Some(swap)
    }

    fn handed(&self, rules: &mut Rules, actor: &Actor, id: HandoverId, giver: bool) {
        let (me, person) = self.person(actor).unwrap();
        match self.handovers.get(&id).filter(|found| found.unit == person.unit) {
            None => rules.bar("REF-1"),
            Some(found) if found.state != HandoverState::Given => rules.bar("DUTY-10"),
            Some(found) if (found.giver == me) != giver => rules.bar("DUTY-11"),
            Some(_) => {}
        }
    }

    // ---- taken ----

    pub fn take_duty(&mut self, actor: &Actor, input: &Input) {
        let (by, now) = (self.signed(actor), self.now);
        match input {
            Input::SetDutyShift { shift, plan, .. } => {
                let id = shift.unwrap_or(DutyShiftId(self.last_shift + 1));
                self.last_shift = self.last_shift.max(id.0);
                let set = Shift {
                    unit: plan.unit.clone(),
                    start: plan.start,
                    end: plan.end,
                    officers: plan.officers.iter().map(|name| self.named(&plan.unit, name)).collect(),
                    leader: self.named(&plan.unit, &plan.leader),
                    phone: plan.phone.trim().to_owned(),
                };
                self.shifts.insert(id, set);
                self.count(if shift.is_some() { "shift changed" } else { "shift set" });
                self.touch(EntityKey::DutyShift(id));
                self.lapse(id);
            }
            Input::RemoveDutyShift { shift } => {
                self.shifts.remove(shift);
                self.count("shift removed");
                self.lapse(*shift);
            }
            Input::ProposeDutySwap { give, take, with, note } => {
                let (me, person) = self.person(actor).unwrap();
                let unit = person.unit.clone();
                let (mine, theirs) = (&self.shifts[give], &self.shifts[take]);
                let (giver, leading) = mine.place(me).unwrap();
                let swap = Swap {
                    unit,
                    give: *give,
                    give_span: (mine.start, mine.end),
                    giver,
                    take: *take,
                    take_span: (theirs.start, theirs.end),
                    other: theirs.place(*with).unwrap().0,
                    leading,
                    note: note.trim().to_owned(),
                    state: DutySwapState::Proposed,
                    proposed_at: now,
                    ended_at: None,
                    answer: String::new(),
                };
                let id = DutySwapId(self.swaps.len() as u64 + 1);
                self.swaps.insert(id, swap);
                self.count(if leading { "swap of leaders proposed" } else { "swap of officers proposed" });
                self.touch(EntityKey::DutySwap(id));
            }
            Input::AnswerDutySwap { swap, accept, text } => {
                self.settle(*swap, if *accept { DutySwapState::Accepted } else { DutySwapState::Declined });
                self.swaps.get_mut(swap).unwrap().answer = text.trim().to_owned();
                if *accept {
                    self.exchange(*swap);
                }
            }
            Input::WithdrawDutySwap { swap } => self.settle(*swap, DutySwapState::Withdrawn),
            Input::AddDutyEntry { text } => {
                let unit = self.person(actor).unwrap().1.unit.clone();
                let id = DutyEntryId(self.entries.len() as u64 + 1);
                self.entries.insert(id, Entry { unit, at: now, by, text: text.trim().to_owned() });
                self.count("duty entry");
                self.touch(EntityKey::DutyEntry(id));
            }
            Input::GiveHandover { text, .. } => {
                let (giver, person) = self.person(actor).unwrap();
                let unit = person.unit.clone();
                let items = self.items(&unit);
                let id = HandoverId(self.handovers.len() as u64 + 1);
                for (kind, items) in ["incident", "order", "report", "fault", "instruction"].iter().zip(&items) {
                    if !items.is_empty() {
                        self.count(format!("handed over: {kind}"));
                    }
                }
                let handover = Handover {
                    unit,
                    state: HandoverState::Given,
                    at: now,
                    by,
                    giver,
                    text: text.trim().to_owned(),
                    items,
                    ended_at: None,
                    taken_by: String::new(),
                    answer: String::new(),
                };
                self.handovers.insert(id, handover);
                self.touch(EntityKey::Handover(id));
            }
            Input::ConfirmHandover { handover, text } => {
                let found = self.handovers.get_mut(handover).unwrap();
                (found.state, found.ended_at) = (HandoverState::Confirmed, Some(now));
                (found.taken_by, found.answer) = (by, text.trim().to_owned());
                self.count("handover confirmed");
                self.touch(EntityKey::Handover(*handover));
            }
            Input::WithdrawHandover { handover } => {
                let found = self.handovers.get_mut(handover).unwrap();
                (found.state, found.ended_at) = (HandoverState::Withdrawn, Some(now));
                self.count("handover withdrawn");
                self.touch(EntityKey::Handover(*handover));
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn settle(&mut self, id: DutySwapId, state: DutySwapState) {
        let now = self.now;
        let swap = self.swaps.get_mut(&id).unwrap();
        (swap.state, swap.ended_at) = (state, Some(now));
        self.count(format!("swap {state:?}"));
        self.touch(EntityKey::DutySwap(id));
    }

    fn exchange(&mut self, id: DutySwapId) {
        let swap = &self.swaps[&id];
        let (give, take, leading) = (swap.give, swap.take, swap.leading);
        for (shift, from, to) in
            [(give, swap.giver.clone(), swap.other.clone()), (take, swap.other.clone(), swap.giver.clone())]
        {
            let shift = self.shifts.get_mut(&shift).unwrap();
            let place = match leading {
                true => &mut shift.leader,
                false => shift.officers.iter_mut().find(|person| **person == from).unwrap(),
            };
            *place = to;
        }
        for shift in [give, take] {
            self.touch(EntityKey::DutyShift(shift));
            self.lapse(shift);
        }
    }

    /// A proposal about a shift that is not as it was lapses.
    fn lapse(&mut self, id: DutyShiftId) {
        let stands = |shift: DutyShiftId, span, person: &DutyPerson, leading: bool| {
            self.shifts.get(&shift).is_some_and(|shift| {
                let there = if leading { shift.leader == *person } else { shift.officers.contains(person) };
                there && (shift.start, shift.end) == span
            })
        };
        let waiting = self.swaps.iter().filter(|(_, swap)| swap.state == DutySwapState::Proposed);
        let stale = waiting.filter(|(_, swap)| swap.give == id || swap.take == id).filter(|(_, swap)| {
            !(stands(swap.give, swap.give_span, &swap.giver, swap.leading)
                && stands(swap.take, swap.take_span, &swap.other, swap.leading))
        });
        for swap in stale.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.settle(swap, DutySwapState::Lapsed);
        }
    }

    /// What a unit hands over now, by kind; the county's duty room what concerns the county.
    pub fn items(&self, unit: &UnitId) -> [BTreeSet<String>; 5] {
        let county = self.is_room(unit);
        let open = self.incidents.iter().filter(|(_, incident)| incident.state.open());
        let mine = open.filter(|(id, incident)| county || self.own(incident, unit) || self.ordered(**id, unit));
        let incidents = mine.map(|(id, _)| format!("incident-{id}")).collect();
        let rows = self.orders.iter().flat_map(|(id, order)| order.rows.iter().map(move |row| (id, row)));
        let unsigned = rows.filter(|(_, (whose, row))| {
            (county || *whose == unit) && matches!(row.state, RowState::Issued | RowState::Delivered)
        });
        let orders = unsigned.map(|(id, (whose, _))| format!("order-{id}/{whose}")).collect();
        let owed = self
            .incidents
            .keys()
            .filter(|_| county)
            .flat_map(|id| self.clocks(*id).into_iter().map(move |due| format!("report-{id}/{}", due.what)));
        let reports = owed.collect();
        let given = self.instructions.iter().filter(|(_, given)| self.incidents[&given.incident].state.open());
        let unanswered = given.flat_map(|(id, given)| given.rows.iter().map(move |row| (id, row)));
        let unanswered = unanswered.filter(|(_, (whose, row))| row.reply.is_none() && (county || *whose == unit));
        let instructions = unanswered.map(|(id, (whose, _))| format!("instruction-{id}/{whose}")).collect();
        [incidents, orders, reports, BTreeSet::new(), instructions]
    }

    // ---- as it is seen ----

    /// VIEW-12.
    pub fn shift_view(&self, id: DutyShiftId, class: &Class) -> Option<DutyShiftView> {
        let shift = self.shifts.get(&id)?;
        let county = self.is_room(&shift.unit);
        if !county && *class != Class::County && class.unit() != Some(&shift.unit) {
            return None;
        }
        Some(DutyShiftView {
            id,
            unit: shift.unit.clone(),
            county,
            start: shift.start,
            end: shift.end,
            officers: shift.officers.clone(),
            leader: shift.leader.clone(),
            phone: shift.phone.clone(),
            version: self.version(&EntityKey::DutyShift(id)),
        })
    }

    pub fn swap_view(&self, id: DutySwapId, class: &Class) -> Option<DutySwapView> {
        let swap = self.swaps.get(&id)?;
        if *class != Class::County && class.unit() != Some(&swap.unit) {
            return None;
        }
        Some(DutySwapView {
            id,
            unit: swap.unit.clone(),
            give: swap.give,
            give_start: swap.give_span.0,
            give_end: swap.give_span.1,
            giver: swap.giver.clone(),
            take: swap.take,
            take_start: swap.take_span.0,
            take_end: swap.take_span.1,
            other: swap.other.clone(),
            leading: swap.leading,
            note: swap.note.clone(),
            state: swap.state,
            proposed_at: swap.proposed_at,
            ended_at: swap.ended_at,
            answer: swap.answer.clone(),
            version: self.version(&EntityKey::DutySwap(id)),
        })
    }

    /// VIEW-13.
    fn keeps(&self, unit: &UnitId, class: &Class) -> bool {
        match class {
            Class::County => self.is_room(unit),
            Class::Department(own) | Class::Township(own) => own == unit,
            Class::Field(_) | Class::Operator | Class::Administrator => false,
        }
    }

    pub fn entry_view(&self, id: DutyEntryId, class: &Class) -> Option<DutyEntryView> {
        let entry = self.entries.get(&id).filter(|entry| self.keeps(&entry.unit, class))?;
        let (unit, by, text) = (entry.unit.clone(), entry.by.clone(), entry.text.clone());
        Some(DutyEntryView { id, unit, at: entry.at, by, text, version: self.version(&EntityKey::DutyEntry(id)) })
    }

    pub fn handover_view(&self, id: HandoverId, class: &Class) -> Option<HandoverView> {
        let found = self.handovers.get(&id).filter(|found| self.keeps(&found.unit, class))?;
        Some(HandoverView {
            id,
            unit: found.unit.clone(),
            state: found.state,
            given_at: found.at,
            given_by: found.by.clone(),
            giver: found.giver,
            text: found.text.clone(),
            counts: found.items.iter().map(|items| items.len().min(100) as u32).collect(),
            ended_at: found.ended_at,
            taken_by: found.taken_by.clone(),
            answer: found.answer.clone(),
            version: self.version(&EntityKey::Handover(id)),
        })
    }
}
