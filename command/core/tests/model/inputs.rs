//! What people send: mostly what fits, by whom it is for, so that deep states are reached; and a good deal that does not.

use crate::{
    book::{Book, DAY, HOUR, MINUTE},
    incidents::may_follow,
    support::{Seed, fire, photograph},
};
use fengsui_command_core::NodeInput;
use fengsui_protocol::{
    Actor, DutyShiftId, DutySwapId, HandoverId, IncidentId, InstructionId, Micros, OrderId, ReportId, UnitId, UserId,
    account::Role,
    correlation::Relation,
    duty::{DutyPlan, DutySwapState, HandoverRemark, HandoverState},
    incident::{Casualties, IncidentFacts, IncidentState, Severity},
    input::{IncidentChange, Input},
    live::EntityKey,
    order::{OrderContent, OrderRecipient, OrderState, OrderUrgency, RowState, UnitGroup},
    report::{ReportElements, ReportKind, ReportSeal},
};

const TEXTS: &[&str] = &["两车出动", "水位上涨", "已转移群众", "现场可控", "道路中断", "增援到场"];
const BAD: &[&str] = &["", " ", "a\u{0}", "\u{202e}倒"];
const TOWNS: &[Option<&str>] = &[Some("431024100"), Some("431024102"), None];
const UNITS: &[&str] = &["fire", "water", "town-100", "town-102", "centre", "nowhere"];
const SCREENS: &[&str] = &["左屏", "右屏"];
const INCIDENTS: usize = 60;
const ORDERS: usize = 90;

fn text(seed: &mut Seed) -> String {
    match seed.below(40) {
        0 => "长".repeat(4_001),
        1..=3 => seed.word(BAD).to_owned(),
        _ => seed.word(TEXTS).to_owned(),
    }
}

fn name(seed: &mut Seed) -> String {
    if seed.one_in(20) { seed.word(BAD).to_owned() } else { seed.word(TEXTS).to_owned() }
}

/// An id that mostly exists, the newer the likelier.
fn id(seed: &mut Seed, count: usize) -> u64 {
    if count == 0 || seed.one_in(40) {
        return count as u64 + 1 + seed.below(2);
    }
    let back = seed.below(count as u64).min(seed.below(count as u64));
    count as u64 - back
}

fn user(seed: &mut Seed, book: &Book, fits: impl Fn(Role, &UnitId) -> bool) -> Actor {
    let all: Vec<_> = book.people.iter().filter(|(_, person)| fits(person.role, &person.unit)).collect();
    match all.is_empty() {
        true => anybody(seed, book),
        false => Actor::User(*seed.of(&all).0),
    }
}

fn anybody(seed: &mut Seed, book: &Book) -> Actor {
    match seed.below(10) {
        0 => Actor::Console,
        1 => Actor::Node,
        2 => Actor::Source("fire-119".into()),
        _ => Actor::User(UserId(1 + seed.below(book.people.len() as u64 + 1))),
    }
}

fn county(seed: &mut Seed, book: &Book) -> Actor {
    user(seed, book, |role, _| matches!(role, Role::Leader | Role::DutyOfficer))
}

fn leader(seed: &mut Seed, book: &Book) -> Actor {
    user(seed, book, |role, _| role == Role::Leader)
}

fn of_unit(seed: &mut Seed, book: &Book, unit: &UnitId) -> Actor {
    user(seed, book, |role, of| of == unit && !matches!(role, Role::Operator | Role::Administrator | Role::Wall))
}

/// One that is not archived, mostly.
fn incident(seed: &mut Seed, book: &Book) -> IncidentId {
    let found = IncidentId(id(seed, book.incidents.len()));
    let over = book.incidents.get(&found).is_some_and(|incident| incident.state == IncidentState::Archived);
    if over && !seed.one_in(4) { IncidentId(id(seed, book.incidents.len())) } else { found }
}

fn severity(seed: &mut Seed) -> Option<Severity> {
    *seed.of(&[None, Some(Severity::I), Some(Severity::Ii), Some(Severity::Iii), Some(Severity::Iv)])
}

fn type_code(seed: &mut Seed) -> String {
    seed.word(&["A20600", "A20600", "A10100", "A20700", "A20400", "Z1"]).to_owned()
}

fn casualties(seed: &mut Seed) -> Casualties {
    let dead = *seed.of(&[0, 0, 0, 1, 2, 3, 9, 10, 29, 30]);
    let seriously_hurt = *seed.of(&[0, 0, 1, 9, 10, 49, 50, 99, 100]);
    Casualties { dead, seriously_hurt, ..Casualties::default() }
}

fn facts(seed: &mut Seed, book: &Book) -> IncidentFacts {
    let mut facts = fire();
    facts.title = name(seed);
    facts.type_code = type_code(seed);
    facts.place.town = seed.of(TOWNS).map(str::to_owned);
    facts.occurred_at = book.now.plus((seed.below(40) as i64 - 25) * MINUTE);
    facts.severity = severity(seed);
    facts.casualties = casualties(seed);
    if seed.one_in(3) {
        facts.measures = text(seed);
    }
    if seed.one_in(8) {
        facts.place.text = String::new();
    }
    facts
}

/// The next input, with who sends it.
pub fn next(seed: &mut Seed, book: &Book) -> (Actor, NodeInput) {
    let (actor, input) = match seed.below(100) {
        0..=30 => incident_input(seed, book),
        31..=59 => order_input(seed, book),
        60..=70 => report_input(seed, book),
        71..=76 => instruction_input(seed, book),
        77..=96 => duty_input(seed, book),
        97 => account_input(seed),
        _ => return node_input(seed, book),
    };
    let actor = if seed.one_in(14) { anybody(seed, book) } else { actor };
    (actor, NodeInput::Asked(input))
}

fn incident_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let (chief, this) = (county(seed, book), incident(seed, book));
    match seed.below(20) {
        0..=2 if book.incidents.len() < INCIDENTS => {
            let taken_at = seed.one_in(6).then(|| book.now.plus(seed.below(80 * 60) as i64 * -MINUTE));
            let reports = [Role::DutyOfficer, Role::Leader, Role::DepartmentOfficer, Role::TownshipOfficer];
            let who = user(seed, book, |role, _| reports.contains(&role));
            let facts = facts(seed, book);
            (who, Input::LogIncident { facts, from_record: None, taken_at })
        }
        3 => {
            let (type_code, severity, basis) = (type_code(seed), severity(seed), text(seed));
            (chief, Input::ClassifyIncident { incident: this, type_code, severity, basis })
        }
        4 | 5 => {
            let place = facts(seed, book).place;
            let town = place.town.clone();
            let near = |_: Role, unit: &UnitId| town.is_some() && book.units[unit].town == town;
            let who = if seed.one_in(2) { user(seed, book, near) } else { chief };
            (who, Input::LocateIncident { incident: this, place })
        }
        6 | 7 => {
            let known = book.version(&EntityKey::Incident(this));
            let version = if seed.one_in(6) { known.saturating_sub(1) } else { known };
            let mut change = IncidentChange::default();
            match seed.below(5) {
                0 => change.title = Some(name(seed)),
                1 => change.casualties = Some(casualties(seed)),
                2 | 3 => change.measures = Some(text(seed)),
                _ => {}
            }
            let unit = book.incidents.get(&this).map(|incident| incident.unit.clone());
            let who = unit.filter(|_| seed.one_in(2)).map_or(chief, |unit| of_unit(seed, book, &unit));
            (who, Input::UpdateIncident { incident: this, version, change })
        }
        8 => (user(seed, book, |_, _| true), Input::AddNote { incident: this, text: text(seed) }),
        9 => (chief, Input::RecordDecision { incident: this, text: text(seed) }),
        10..=15 => {
            let next = book.incidents.get(&this).map_or(&[][..], |incident| may_follow(incident.state));
            let any = [IncidentState::Confirmed, IncidentState::Handling, IncidentState::Archived];
            let fits = !next.is_empty() && !seed.one_in(12);
            let to = *seed.of(if fits { next } else { &any[..] });
            (chief, Input::TransitionIncident { incident: this, to, basis: text(seed) })
        }
        16 | 17 if !book.related.is_empty() => {
            let each = seed.of(&book.related).clone();
            let relation = if seed.one_in(8) { Relation::PartOf } else { each.relation };
            let (from, to) = if seed.one_in(10) { (each.to, each.id) } else { (each.id, each.to) };
            (chief, Input::UnrelateIncident { incident: from, relation, to })
        }
        _ => {
            let relation = *seed.of(&[Relation::DuplicateOf, Relation::CausedBy, Relation::PartOf]);
            let basis = if seed.one_in(2) { String::new() } else { text(seed) };
            (chief, Input::RelateIncident { incident: this, relation, to: incident(seed, book), basis })
        }
    }
}

fn recipients(seed: &mut Seed) -> Vec<OrderRecipient> {
    let unit = |seed: &mut Seed| OrderRecipient::Unit(UNITS[seed.below(11).min(seed.below(11)) as usize / 2].into());
    match seed.below(12) {
        0 => vec![],
        1 => vec![OrderRecipient::Group(UnitGroup::Townships)],
        2 => vec![OrderRecipient::Group(UnitGroup::Departments)],
        3..=7 => vec![unit(seed)],
        _ => vec![unit(seed), unit(seed)],
    }
}

fn content(seed: &mut Seed, book: &Book, of: IncidentId) -> OrderContent {
    let decisions = book.incidents.values().flat_map(|incident| incident.decisions.iter().copied());
    let decisions: Vec<_> = match book.incidents.get(&of) {
        Some(incident) if !seed.one_in(4) => incident.decisions.clone(),
        _ => decisions.collect(),
    };
    let (title, text, recipients) =
        (name(seed), if seed.one_in(3) { text(seed) } else { String::new() }, recipients(seed));
    OrderContent {
        title,
        text,
        recipients,
        urgency: *seed.of(&[OrderUrgency::Flash, OrderUrgency::Urgent, OrderUrgency::Routine]),
        complete_by: seed.one_in(2).then(|| book.now.plus((seed.below(300) as i64 - 10) * MINUTE)),
        reply_every_minutes: seed.one_in(3).then(|| match seed.below(60) {
            0..=3 => 0,
            59 => 20_000,
            minutes => minutes as u32,
        }),
        decision: (!decisions.is_empty() && seed.one_in(2)).then(|| *seed.of(&decisions)),
    }
}

fn order_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let (chief, order) = (county(seed, book), OrderId(id(seed, book.orders.len())));
    let Some(found) = book.orders.get(&order).filter(|_| !(book.orders.len() < ORDERS && seed.one_in(8))) else {
        let incident = incident(seed, book);
        return (chief, Input::DraftOrder { incident, content: content(seed, book, incident) });
    };
    if seed.one_in(12) {
        return any_order_input(seed, book, order);
    }
    match found.state {
        OrderState::Draft | OrderState::Submitted | OrderState::Approved => {
            before_issue(seed, book, order, found.state, chief)
        }
        OrderState::Withdrawn => any_order_input(seed, book, order),
        OrderState::Issued if seed.one_in(30) => (chief, Input::WithdrawOrder { order, reason: text(seed) }),
        OrderState::Issued if !found.approved && seed.one_in(4) => {
            (leader(seed, book), Input::ApproveOrder { order, remark: String::new() })
        }
        OrderState::Issued => {
            let rows: Vec<_> = found.rows.iter().collect();
            let (unit, row) = *seed.of(&rows);
            let who = of_unit(seed, book, unit);
            match (row.state, seed.below(6)) {
                (_, 0) if seed.one_in(2) => {
                    (chief, Input::RemindOrder { order, unit: unit.clone(), text: String::new() })
                }
                (_, 0) if seed.one_in(2) => {
                    (chief, Input::SuperviseOrder { order, unit: unit.clone(), text: text(seed) })
                }
                (RowState::Issued, 1..=3) => (who, Input::ShowOrder { order, screen: seed.word(SCREENS).into() }),
                (RowState::Issued | RowState::Delivered, _) if seed.one_in(6) => {
                    (who, Input::ReturnOrder { order, reason: text(seed) })
                }
                (RowState::Issued | RowState::Delivered, _) => {
                    (who, Input::AcknowledgeOrder { order, screen: seed.word(SCREENS).into() })
                }
                (_, 1..=3) => {
                    (who, Input::ReplyOrder { order, text: text(seed), attachments: files(seed, book, order) })
                }
                (_, 4) if seed.one_in(3) => (who, Input::ReturnOrder { order, reason: text(seed) }),
                _ if seed.one_in(2) => (who, Input::CompleteOrder { order, text: text(seed) }),
                _ => any_order_input(seed, book, order),
            }
        }
    }
}

fn files(seed: &mut Seed, book: &Book, order: OrderId) -> Vec<u64> {
    let known = &book.incidents[&book.orders[&order].incident].files;
    match seed.below(8) {
        0 if !known.is_empty() => vec![known[0].0, known[0].0],
        1 => vec![77],
        2..=5 => known.iter().map(|(id, _)| *id).take(3).collect(),
        _ => vec![],
    }
}

fn before_issue(seed: &mut Seed, book: &Book, order: OrderId, state: OrderState, chief: Actor) -> (Actor, Input) {
    let known = book.version(&EntityKey::Order(order));
    let version = if seed.one_in(6) { known.saturating_sub(1) } else { known };
    match (state, seed.below(8)) {
        (OrderState::Draft | OrderState::Approved, 0 | 1) => {
            let content = content(seed, book, book.orders[&order].incident);
            (chief, Input::EditOrder { order, version, content })
        }
        (OrderState::Draft, 2..=4) => (chief, Input::SubmitOrder { order }),
        (OrderState::Submitted, 0 | 1) => (leader(seed, book), Input::SendBackOrder { order, reason: text(seed) }),
        (OrderState::Submitted, 2..=5) => (leader(seed, book), Input::ApproveOrder { order, remark: String::new() }),
        (_, 6) if seed.one_in(4) => (chief, Input::WithdrawOrder { order, reason: text(seed) }),
        _ => {
            let urgent_basis = if seed.one_in(2) { Some(text(seed)) } else { None };
            (chief, Input::IssueOrder { order, urgent_basis })
        }
    }
}

/// What seldom fits.
fn any_order_input(seed: &mut Seed, book: &Book, order: OrderId) -> (Actor, Input) {
    let (who, text, screen) =
        (user(seed, book, |_, _| true), text(seed), seed.word(&["左屏", "a\u{0}", ""]).to_owned());
    let unit = seed.word(UNITS).into();
    let input = match seed.below(13) {
        0 => Input::SubmitOrder { order },
        1 => Input::SendBackOrder { order, reason: text },
        2 => Input::ApproveOrder { order, remark: text },
        3 => Input::IssueOrder { order, urgent_basis: Some(text) },
        4 if seed.one_in(4) => Input::WithdrawOrder { order, reason: text },
        4 | 5 => Input::ShowOrder { order, screen },
        6 => Input::AcknowledgeOrder { order, screen },
        7 => Input::ReturnOrder { order, reason: text },
        8 => Input::ReplyOrder { order, text, attachments: vec![] },
        9 => Input::CompleteOrder { order, text },
        10 => Input::RemindOrder { order, unit, text },
        11 => Input::SuperviseOrder { order, unit, text },
        _ => Input::EditOrder { order, version: 1, content: content(seed, book, IncidentId(1)) },
    };
    (who, input)
}

fn elements(seed: &mut Seed) -> ReportElements {
    let mut said = || if seed.one_in(40) { seed.word(BAD).to_owned() } else { seed.word(TEXTS).to_owned() };
    ReportElements {
        time: said(),
        place: said(),
        source: said(),
        nature: said(),
        loss: said(),
        cause: String::new(),
        measures: said(),
    }
}

fn report_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let (chief, report) = (county(seed, book), ReportId(id(seed, book.reports.len())));
    let drafts: Vec<_> = book.reports.iter().filter(|(_, each)| each.signed.is_none()).map(|(id, _)| *id).collect();
    let report = if !drafts.is_empty() && seed.one_in(2) { *seed.of(&drafts) } else { report };
    let known = book.version(&EntityKey::Report(report));
    let version = if seed.one_in(8) { known.saturating_sub(1) } else { known };
    let signed = book.reports.get(&report).is_some_and(|report| report.signed.is_some());
    match seed.below(12) {
        0..=4 => {
            let this = incident(seed, book);
            let first = book.reports_of(this).next().is_none();
            let kind = match seed.below(8) {
                0..=5 if first => ReportKind::Initial,
                0 => ReportKind::Final,
                1..=5 => ReportKind::FollowUp,
                _ => *seed.of(&[ReportKind::Initial, ReportKind::FollowUp, ReportKind::Final]),
            };
            (chief, Input::DraftReport { incident: this, kind })
        }
        5 | 6 => (chief, Input::EditReport { report, version, elements: elements(seed), text: text(seed) }),
        7..=9 if !signed || seed.one_in(3) => (leader(seed, book), Input::SignReport { report, version }),
        7..=10 => (chief, Input::ConfirmReport { report, to: name(seed), text: text(seed) }),
        _ => (chief, Input::PhoneReport { incident: incident(seed, book), to: name(seed), text: text(seed) }),
    }
}

fn instruction_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let instruction = InstructionId(id(seed, book.instructions.len()));
    match (book.instructions.get(&instruction), seed.below(8)) {
        (None, _) | (_, 0 | 1) => {
            let this = incident(seed, book);
            let own: Vec<_> =
                book.reports.iter().filter(|(_, each)| each.incident == this).map(|(id, _)| *id).collect();
            let report = match seed.below(6) {
                0 => Some(ReportId(id(seed, book.reports.len()))),
                1 | 2 if !own.is_empty() => Some(*seed.of(&own)),
                _ => None,
            };
            let reply_by = seed.one_in(2).then(|| book.now.plus((seed.below(300) as i64 - 15) * MINUTE));
            let (text, units) = (text(seed), recipients(seed));
            (leader(seed, book), Input::GiveInstruction { incident: this, report, text, units, reply_by })
        }
        (Some(given), step) => {
            let units: Vec<_> = given.rows.keys().cloned().collect();
            let unit = if seed.one_in(8) { "centre".into() } else { seed.of(&units).clone() };
            let who = of_unit(seed, book, &unit);
            match step {
                2..=4 => (who, Input::ShowInstruction { instruction, screen: seed.word(SCREENS).into() }),
                _ => (who, Input::ReplyInstruction { instruction, text: text(seed) }),
            }
        }
    }
}

fn plan(seed: &mut Seed, book: &Book, unit: &UnitId) -> DutyPlan {
    let hours = |count: u64| count as i64 * HOUR;
    let slot = book.now.0 - book.now.0.rem_euclid(12 * HOUR);
    let start = Micros(slot + (seed.below(60) as i64 - 3) * 12 * HOUR);
    let start = if seed.one_in(20) { start.plus(400 * DAY) } else { start };
    let length = *seed.of(&[12, 12, 12, 12, 12, 8, 24, 0, 49]);
    let mut names: Vec<_> =
        book.people.values().filter(|person| person.unit == *unit).map(|person| person.name.clone()).collect();
    names.push("老王".to_owned());
    let person = |seed: &mut Seed| if seed.one_in(30) { String::new() } else { seed.of(&names).clone() };
    DutyPlan {
        unit: if seed.one_in(40) { "nowhere".into() } else { unit.clone() },
        start,
        end: start.plus(hours(length)),
        officers: (0..if seed.one_in(30) { 0 } else { 1 + seed.below(2) }).map(|_| person(seed)).collect(),
        leader: person(seed),
        phone: if seed.one_in(30) { String::new() } else { "0735-6612345".to_owned() },
    }
}

fn duty_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let unit: UnitId = seed.word(&["centre", "centre", "fire", "fire", "town-100"]).into();
    let who = of_unit(seed, book, &unit);
    match seed.below(20) {
        0..=4 => {
            let plan = plan(seed, book, &unit);
            let who = if seed.one_in(3) { county(seed, book) } else { who };
            (who, Input::SetDutyShift { shift: None, version: 0, plan })
        }
        5 | 6 => {
            let shift = DutyShiftId(id(seed, book.last_shift as usize));
            let mut plan = plan(seed, book, &unit);
            if let Some(found) = book.shifts.get(&shift) {
                // As it stands, but for the people.
                if !seed.one_in(4) {
                    (plan.unit, plan.start, plan.end) = (found.unit.clone(), found.start, found.end);
                }
            }
            let known = book.version(&EntityKey::DutyShift(shift));
            let version = if seed.one_in(6) { known.saturating_sub(1) } else { known };
            (county(seed, book), Input::SetDutyShift { shift: Some(shift), version, plan })
        }
        7 => (who, Input::RemoveDutyShift { shift: DutyShiftId(id(seed, book.last_shift as usize)) }),
        8..=11 => swap_input(seed, book),
        12 => {
            let asked: Vec<_> = book
                .swaps
                .iter()
                .filter(|(_, swap)| swap.state == DutySwapState::Proposed)
                .map(|(id, _)| *id)
                .collect();
            let swap = match asked.is_empty() || seed.one_in(6) {
                true => DutySwapId(id(seed, book.swaps.len())),
                false => *seed.of(&asked),
            };
            let two = book.swaps.get(&swap).map(|swap| (swap.giver.user, swap.other.user));
            let person = |user: Option<UserId>| user.map_or(who.clone(), Actor::User);
            match (two, seed.below(6)) {
                (Some((giver, _)), 0) => (person(giver), Input::WithdrawDutySwap { swap }),
                (Some((giver, _)), 1) => {
                    (person(giver), Input::AnswerDutySwap { swap, accept: true, text: String::new() })
                }
                (Some((_, other)), way) => {
                    (person(other), Input::AnswerDutySwap { swap, accept: way != 2, text: name(seed) })
                }
                (None, _) => (who, Input::WithdrawDutySwap { swap }),
            }
        }
        13 | 14 => (who, Input::AddDutyEntry { text: text(seed) }),
        15 | 16 => {
            let items = book.items(&unit);
            let items: Vec<_> = items.iter().flatten().cloned().collect();
            let keys =
                if items.is_empty() { vec![] } else { (0..seed.below(3)).map(|_| seed.of(&items).clone()).collect() };
            let keys = if seed.one_in(8) { vec!["incident-999".to_owned()] } else { keys };
            let remarks = keys.into_iter().map(|key| HandoverRemark { key, text: "请盯住".to_owned() }).collect();
            (who, Input::GiveHandover { remarks, text: name(seed) })
        }
        _ => {
            let given: Vec<_> = book.handovers.iter().filter(|(_, each)| each.state == HandoverState::Given).collect();
            if given.is_empty() || seed.one_in(8) {
                let handover = HandoverId(id(seed, book.handovers.len()));
                return (who, Input::ConfirmHandover { handover, text: String::new() });
            }
            let (handover, found) = *seed.of(&given);
            let handover = *handover;
            match seed.below(4) {
                0 => (Actor::User(found.giver), Input::WithdrawHandover { handover }),
                1 => (of_unit(seed, book, &found.unit), Input::WithdrawHandover { handover }),
                _ => (of_unit(seed, book, &found.unit), Input::ConfirmHandover { handover, text: text(seed) }),
            }
        }
    }
}

/// Two who stand on two shifts to come, mostly.
fn swap_input(seed: &mut Seed, book: &Book) -> (Actor, Input) {
    let shifts: Vec<_> = book.shifts.iter().filter(|(_, shift)| shift.start > book.now || seed.one_in(10)).collect();
    let note = name(seed);
    let pair = (0..6).find_map(|_| {
        if shifts.is_empty() {
            return None;
        }
        let ((give, mine), (take, theirs)) = (*seed.of(&shifts), *seed.of(&shifts));
        (mine.unit == theirs.unit && give != take).then_some((*give, mine, *take, theirs))
    });
    let Some((give, mine, take, theirs)) = pair else {
        let (give, take) = (DutyShiftId(1), DutyShiftId(id(seed, book.last_shift as usize)));
        return (user(seed, book, |_, _| true), Input::ProposeDutySwap { give, take, with: UserId(2), note });
    };
    let leaders = seed.one_in(3);
    let place = |seed: &mut Seed, shift: &crate::duty::Shift| match leaders && !seed.one_in(8) {
        true => shift.leader.user,
        false => seed.of(&shift.officers).user,
    };
    let (me, with) = (place(seed, mine), place(seed, theirs).unwrap_or(UserId(2)));
    let who = me.map_or_else(|| of_unit(seed, book, &mine.unit), Actor::User);
    (who, Input::ProposeDutySwap { give, take, with, note })
}

fn account_input(seed: &mut Seed) -> (Actor, Input) {
    let who = Actor::User(UserId(1));
    match seed.below(3) {
        // Mostly back to work.
        0 => {
            let id = seed.word(&["fire", "water", "town-102"]).into();
            (who, Input::UpdateUnit { id, name: None, phone: None, disabled: Some(seed.one_in(4)) })
        }
        _ => {
            let user = UserId(2 + seed.below(12));
            (who, Input::UpdateUser { user, name: None, unit: None, role: None, disabled: Some(seed.one_in(4)) })
        }
    }
}

fn node_input(seed: &mut Seed, book: &Book) -> (Actor, NodeInput) {
    let sender = if seed.one_in(10) { anybody(seed, book) } else { Actor::Node };
    let this = incident(seed, book);
    match seed.below(5) {
        0 => (sender, NodeInput::InvolveUnits { incident: this, units: vec![seed.word(UNITS).into()] }),
        1 => {
            let seal = ReportSeal { signature: format!("{:x}", seed.next()), public_key: "04".into() };
            (sender, NodeInput::SealReport { report: ReportId(id(seed, book.reports.len())), seal })
        }
        2 | 3 => {
            let units: Vec<_> = book.incidents.get(&this).map_or(vec![], |found| found.units.iter().cloned().collect());
            let who = match units.is_empty() {
                true => county(seed, book),
                false => {
                    let unit = seed.of(&units).clone();
                    of_unit(seed, book, &unit)
                }
            };
            let start = seed.word(&["a1", "b2", "c3", "d4", "e5", "f6"]);
            (who, NodeInput::AttachFile { incident: this, file: photograph(start) })
        }
        _ => (sender, NodeInput::RaiseDue),
    }
}
