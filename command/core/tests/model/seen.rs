//! What each class of viewer sees, of the core and of the reference, side by side.

use crate::book::Book;
use fengsui_command_core::{State, duty::handover};
use fengsui_protocol::{
    Class, Micros,
    live::{EntityKey, EntityView},
    order::{OrderMark, OrderState},
    report::ReportCall,
};
use std::collections::{BTreeMap, BTreeSet};

/// Tells where we are.
pub type Context<'a> = &'a dyn Fn() -> String;

fn classes() -> [Class; 8] {
    [
        Class::County,
        Class::Operator,
        Class::Administrator,
        Class::Department("fire".into()),
        Class::Department("water".into()),
        Class::Township("town-100".into()),
        Class::Township("town-102".into()),
        Class::Field("fire".into()),
    ]
}

impl Book {
    /// As the class may see it, archived or not.
    fn view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        Some(match key {
            EntityKey::Incident(id) => EntityView::Incident(Box::new(self.incident_view(*id, class)?)),
            EntityKey::Order(id) => EntityView::Order(Box::new(self.order_view(*id, class)?)),
            EntityKey::Report(id) => EntityView::Report(Box::new(self.report_view(*id, class)?)),
            EntityKey::Instruction(id) => EntityView::Instruction(Box::new(self.instruction_view(*id, class)?)),
            EntityKey::DutyShift(id) => EntityView::DutyShift(Box::new(self.shift_view(*id, class)?)),
            EntityKey::DutySwap(id) => EntityView::DutySwap(Box::new(self.swap_view(*id, class)?)),
            EntityKey::DutyEntry(id) => EntityView::DutyEntry(Box::new(self.entry_view(*id, class)?)),
            EntityKey::Handover(id) => EntityView::Handover(Box::new(self.handover_view(*id, class)?)),
            other => unreachable!("not kept: {other:?}"),
        })
    }

    /// ARC-1: what is archived and finished is not sent to every screen.
    fn live_view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        let gone = match key {
            EntityKey::Incident(id) => self.incidents.get(id).is_some_and(|_| self.archived(*id)),
            EntityKey::Order(id) => self.orders.get(id).is_some_and(|order| {
                self.archived(order.incident)
                    && (order.state != OrderState::Issued || !order.rows.values().any(|row| row.goes_on()))
            }),
            EntityKey::Report(id) => self.reports.get(id).is_some_and(|report| self.archived(report.incident)),
            _ => false,
        };
        if gone { None } else { self.view(key, class) }
    }

    fn keys(&self) -> Vec<EntityKey> {
        let incidents = self.incidents.keys().map(|id| EntityKey::Incident(*id));
        let orders = self.orders.keys().map(|id| EntityKey::Order(*id));
        let reports = self.reports.keys().map(|id| EntityKey::Report(*id));
        let instructions = self.instructions.keys().map(|id| EntityKey::Instruction(*id));
        let shifts = self.shifts.keys().map(|id| EntityKey::DutyShift(*id));
        let swaps = self.swaps.keys().map(|id| EntityKey::DutySwap(*id));
        let entries = self.entries.keys().map(|id| EntityKey::DutyEntry(*id));
        let handovers = self.handovers.keys().map(|id| EntityKey::Handover(*id));
        let all = incidents.chain(orders).chain(reports).chain(instructions);
        all.chain(shifts).chain(swaps).chain(entries).chain(handovers).collect()
    }
}

fn kept(key: &EntityKey) -> bool {
    matches!(
        key,
        EntityKey::Incident(_)
            | EntityKey::Order(_)
            | EntityKey::Report(_)
            | EntityKey::Instruction(_)
            | EntityKey::DutyShift(_)
            | EntityKey::DutySwap(_)
            | EntityKey::DutyEntry(_)
            | EntityKey::Handover(_)
    )
}

fn version(view: &EntityView) -> u64 {
    match view {
        EntityView::Incident(view) => view.version,
        EntityView::Order(view) => view.version,
        EntityView::Report(view) => view.version,
        EntityView::Instruction(view) => view.version,
        EntityView::DutyShift(view) => view.version,
        EntityView::DutySwap(view) => view.version,
        EntityView::DutyEntry(view) => view.version,
        EntityView::Handover(view) => view.version,
        other => unreachable!("not kept: {other:?}"),
    }
}

/// Takes the log positions of what the input at hand changed, and the words of a fresh draft, from whoever sees them.
pub fn learn(book: &mut Book, state: &State, keys: &[EntityKey], context: Context) {
    for key in keys.iter().filter(|key| kept(key)) {
        let all = classes();
        let Some(view) = all.iter().find_map(|class| state.view(key, class)) else { continue };
        if book.touched.contains(key) {
            let at = version(&view);
            assert!(book.from < at && at <= book.upto, "{}\n{key:?} changed, and bears position {at}", context());
            book.versions.insert(key.clone(), at);
        }
        if let (EntityKey::Incident(id), EntityView::Incident(view)) = (key, &view) {
            let (from, upto) = (book.from, book.upto);
            let Some(incident) = book.incidents.get_mut(id) else { continue };
            for (line, told) in incident.lines.iter_mut().zip(&view.timeline).filter(|(line, _)| line.seq.is_none()) {
                assert!(from < told.seq && told.seq <= upto, "{}\na line out of its place: {told:?}", context());
                line.seq = Some(told.seq);
            }
        }
    }
    for key in keys {
        if let (EntityKey::Report(id), true) = (key, book.touched.contains(key))
            && book.reports[id].text.is_empty()
            && let Some(EntityView::Report(view)) = state.view(key, &Class::County)
        {
            book.learn_draft(&view);
        }
    }
}

/// What the reference says nothing about is taken out of a view of the core.
fn plain(view: EntityView) -> EntityView {
    let call = |call: &mut Option<ReportCall>| call.iter_mut().for_each(|call| call.seq = 0);
    match view {
        EntityView::Incident(mut view) => {
            view.proposals.clear();
            view.attachments.clear();
            view.suggested_severity.iter_mut().for_each(|suggested| suggested.basis.clear());
            view.reporting.iter_mut().for_each(|reporting| call(&mut reporting.phoned));
            EntityView::Incident(view)
        }
        EntityView::Order(mut view) => {
            view.acts.iter_mut().for_each(|act| act.seq = 0);
            for row in &mut view.rows {
                let marks = row.replies.iter_mut().chain(&mut row.acknowledged);
                marks.chain(&mut row.completed).chain(&mut row.returned).for_each(unplaced);
                row.reminders.iter_mut().chain(&mut row.supervisions).for_each(|chase| chase.seq = 0);
            }
            EntityView::Order(view)
        }
        EntityView::Report(mut view) => {
            if let Some(signature) = &mut view.signature {
                (signature.seq, signature.digest) = (0, String::new());
            }
            call(&mut view.confirmed);
            EntityView::Report(view)
        }
        EntityView::Instruction(mut view) => {
            view.rows.iter_mut().flat_map(|row| &mut row.reply).for_each(unplaced);
            EntityView::Instruction(view)
        }
        other => other,
    }
}

fn unplaced(mark: &mut OrderMark) {
    mark.seq = 0;
}

/// A line's words are the core's, but they say what the reference says they must.
fn same(core: Option<EntityView>, book: Option<EntityView>, what: &dyn Fn() -> String) {
    let mut core = core.map(plain);
    if let (Some(EntityView::Incident(core)), Some(EntityView::Incident(book))) = (&mut core, &book) {
        for (told, must) in core.timeline.iter_mut().zip(&book.timeline) {
            if told.text.contains(&must.text) {
                told.text.clone_from(&must.text);
            }
        }
    }
    if core != book {
        let show = |view: &Option<EntityView>| format!("{view:#?}").lines().map(str::to_owned).collect::<Vec<_>>();
        let (one, other) = (show(&core), show(&book));
        let at = one.iter().zip(&other).position(|(one, other)| one != other).unwrap_or(one.len().min(other.len()));
        let around = |lines: &[String]| lines[at.saturating_sub(8)..(at + 12).min(lines.len())].join("\n");
        panic!("{}\n---- the core\n{}\n---- the reference\n{}", what(), around(&one), around(&other));
    }
}

pub fn compare(book: &Book, state: &State, keys: &[EntityKey], context: Context) {
    for class in classes() {
        for key in keys.iter().filter(|key| kept(key)) {
            let what = || format!("{}\n{class} sees {key:?}", context());
            same(state.live_view(key, &class), book.live_view(key, &class), &what);
            same(state.view(key, &class), book.view(key, &class), &what);
        }
    }
}

pub fn compare_whole(book: &Book, state: &State, context: Context) {
    let keys = book.keys();
    for class in classes() {
        let live = state.all(&class).into_iter().filter(|view| kept(&view.key()));
        let mut live: BTreeMap<_, _> = live.map(|view| (view.key(), view)).collect();
        for key in &keys {
            let what = || format!("{}\n{class} sees {key:?}", context());
            same(live.remove(key), book.live_view(key, &class), &what);
        }
        assert!(live.is_empty(), "{}\n{class} sees what is not there: {:?}", context(), live.keys());
    }
    for key in &keys {
        same(state.view(key, &Class::County), book.view(key, &Class::County), context);
    }
}

/// What was just handed over, item by item.
pub fn compare_handover(book: &Book, state: &State, context: Context) {
    let Some((id, given)) = book.handovers.iter().next_back() else { return };
    let class = if given.unit == "centre".into() {
        Class::County
    } else if given.unit.0.starts_with("town") {
        Class::Township(given.unit.clone())
    } else {
        Class::Department(given.unit.clone())
    };
    let Some(sheet) = handover::sheet(state, *id, &class) else {
        panic!("{}\n{class} does not see what it gave", context());
    };
    let listed: BTreeSet<_> = sheet.list.items.iter().map(|item| item.key.clone()).collect();
    let known: BTreeSet<_> = given.items.iter().flatten().cloned().collect();
    assert_eq!(listed, known, "{}", context());
    let _: Micros = sheet.list.at;
}
