//! The reference: what one would keep on paper, written from DOMAIN §3 and docs/RULES.md. It shares the words of the
//! protocol with the core and nothing else: no table, no clock, no check.
//!
//! [`Book::judge`] names *every* rule that stands in the way of an input; the core, which stops at the first it meets,
//! must name one of them. [`Book::take`] writes an accepted input down. Log positions are not guessed: the book knows
//! between which positions something changed, and learns the exact one from the first view that shows it.

use fengsui_protocol::{
    Actor, Class, DutyEntryId, DutyShiftId, DutySwapId, HandoverId, IncidentId, InstructionId, Micros, OrderId,
    ReportId, UnitId, UserId,
    account::{Role, UnitKind},
    correlation::Relation,
    incident::{IncidentFacts, IncidentState, IncidentStep, TimelineKind},
    live::EntityKey,
    order::{OrderRecipient, UnitGroup},
};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    duty::{Entry, Handover, Shift, Swap},
    instructions::Instruction,
    orders::Order,
    reports::{Call, Report},
};

/// Ids of rules that stand in the way; empty: nothing does.
pub type Rules = BTreeSet<&'static str>;

/// Says that a rule stands in the way.
pub trait Bar {
    fn bar(&mut self, rule: &'static str);
}
impl Bar for Rules {
    fn bar(&mut self, rule: &'static str) {
        self.insert(rule);
    }
}

pub const MINUTE: i64 = 60_000_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

pub struct Unit {
    pub name: String,
    pub kind: UnitKind,
    pub town: Option<String>,
    pub disabled: bool,
}

pub struct Person {
    pub unit: UnitId,
    pub role: Role,
    pub name: String,
    pub disabled: bool,
}

/// A line of an incident's timeline.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: Micros,
    pub by: String,
    pub kind: TimelineKind,
    /// Whose doing it is.
    pub unit: Option<UnitId>,
    /// Words that the line must say.
    pub says: String,
    pub seq: Option<u64>,
}

pub struct Incident {
    pub number: String,
    pub state: IncidentState,
    pub facts: IncidentFacts,
    pub unit: UnitId,
    pub units: BTreeSet<UnitId>,
    pub reported_at: Micros,
    pub updated_at: Micros,
    pub logged_by: UserId,
    pub lines: Vec<Line>,
    pub steps: Vec<IncidentStep>,
    pub phoned: Option<Call>,
    /// Deadlines whose passing the duty leader was told.
    pub told: Vec<(&'static str, Micros)>,
    /// Log positions of decisions, and of attachments with their digests.
    pub decisions: Vec<u64>,
    pub files: Vec<(u64, String)>,
}

/// How one incident stands to another, in the order in which it was said.
#[derive(Clone, PartialEq)]
pub struct Related {
    pub id: IncidentId,
    pub relation: Relation,
    pub to: IncidentId,
    pub by: String,
    pub at: Micros,
}

#[derive(Default)]
pub struct Book {
    pub now: Micros,
    pub units: BTreeMap<UnitId, Unit>,
    pub people: BTreeMap<UserId, Person>,
    pub incidents: BTreeMap<IncidentId, Incident>,
    pub related: Vec<Related>,
    pub orders: BTreeMap<OrderId, Order>,
    pub reports: BTreeMap<ReportId, Report>,
    pub instructions: BTreeMap<InstructionId, Instruction>,
    pub shifts: BTreeMap<DutyShiftId, Shift>,
    pub swaps: BTreeMap<DutySwapId, Swap>,
    pub entries: BTreeMap<DutyEntryId, Entry>,
    pub handovers: BTreeMap<HandoverId, Handover>,
    /// Numbers given out, per Beijing day or year.
    pub numbers: BTreeMap<String, u64>,
    pub last_shift: u64,
    /// Log positions of the input at hand: after `from`, up to `upto`.
    pub from: u64,
    pub upto: u64,
    /// What the input at hand changed, and the newest known position of everything.
    pub touched: BTreeSet<EntityKey>,
    pub versions: BTreeMap<EntityKey, u64>,
    /// Steps that were taken, and how often.
    pub taken: BTreeMap<String, u64>,
}

/// Beginning of the Beijing day.
pub fn midnight(at: Micros) -> i64 {
    (at.0 + 8 * HOUR).div_euclid(DAY) * DAY - 8 * HOUR
}

/// `yyyyMMdd` in Beijing.
pub fn day(at: Micros) -> String {
    let mut days = (at.0 + 8 * HOUR).div_euclid(DAY);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 0;
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{year:04}{:02}{:02}", month + 1, days + 1)
}

/// TEXT-1, TEXT-2, BOUND.
pub fn said(rules: &mut Rules, text: &str, must: bool, most: usize, lines: bool) {
    if must && text.trim().is_empty() {
        rules.bar("TEXT-2");
    }
    if text.chars().count() > most {
        rules.bar("BOUND");
    }
    let turns = |c| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
    if text.chars().any(|c| turns(c) || (c.is_control() && !(lines && "\n\r\t".contains(c)))) {
        rules.bar("TEXT-1");
    }
}

/// Several lines: required, or not.
pub fn must_say(rules: &mut Rules, text: &str) {
    said(rules, text, true, 4_000, true);
}
pub fn may_say(rules: &mut Rules, text: &str) {
    said(rules, text, false, 4_000, true);
}

impl Book {
    pub fn count(&mut self, step: impl Into<String>) {
        *self.taken.entry(step.into()).or_default() += 1;
    }

    pub fn touch(&mut self, key: EntityKey) {
        self.touched.insert(key);
    }

    pub fn version(&self, key: &EntityKey) -> u64 {
        self.versions.get(key).copied().unwrap_or(0)
    }

    // ---- people ----

    /// A person who may act.
    pub fn acts(&self, id: UserId) -> Option<&Person> {
        self.people.get(&id).filter(|person| !person.disabled && !self.units[&person.unit].disabled)
    }

    pub fn person(&self, actor: &Actor) -> Option<(UserId, &Person)> {
        match actor {
            Actor::User(id) => Some((*id, self.people.get(id)?)),
            Actor::Source(_) | Actor::Console | Actor::Node => None,
        }
    }

    /// As an act is signed: unit and name.
    pub fn signed(&self, actor: &Actor) -> String {
        match actor {
            Actor::User(id) => {
                let person = &self.people[id];
                format!("{} {}", self.units[&person.unit].name, person.name)
            }
            Actor::Source(id) => id.to_string(),
            Actor::Console => "控制台".to_owned(),
            Actor::Node => "系统".to_owned(),
        }
    }

    /// Units that an order or an instruction goes to now (ORD-5).
    pub fn recipients(&self, named: &[OrderRecipient]) -> Result<BTreeSet<UnitId>, Rules> {
        let (mut units, mut rules) = (BTreeSet::new(), Rules::new());
        for recipient in named {
            match recipient {
                OrderRecipient::Unit(id) => match self.units.get(id) {
                    None => rules.bar("REF-1"),
                    Some(unit) if unit.disabled => rules.bar("ORD-5"),
                    Some(_) => units.extend([id.clone()]),
                },
                OrderRecipient::Group(group) => {
                    let fits = |unit: &Unit| match group {
                        UnitGroup::Townships => unit.kind == UnitKind::Township,
                        UnitGroup::Departments => {
                            !matches!(unit.kind, UnitKind::Township | UnitKind::Centre | UnitKind::Other)
                        }
                    };
                    let all = self.units.iter().filter(|(_, unit)| !unit.disabled && fits(unit));
                    units.extend(all.map(|(id, _)| id.clone()));
                }
            }
        }
        if units.is_empty() && rules.is_empty() {
            rules.bar("ORD-5");
        }
        if rules.is_empty() { Ok(units) } else { Err(rules) }
    }

    // ---- who sees an incident (VIEW-3, VIEW-4, VIEW-10) ----

    pub fn sees(&self, id: IncidentId, class: &Class) -> bool {
        let Some(incident) = self.incidents.get(&id) else { return false };
        match class {
            Class::County | Class::Operator | Class::Department(_) => true,
            Class::Administrator => false,
            Class::Township(unit) | Class::Field(unit) => {
                self.own(incident, unit) || self.ordered(id, unit) || self.instructed(id, unit)
            }
        }
    }

    /// The unit takes part in it, or it lies in its town.
    pub fn own(&self, incident: &Incident, unit: &UnitId) -> bool {
        let town = self.units[unit].town.as_ref();
        incident.units.contains(unit) || (town.is_some() && incident.facts.place.town.as_ref() == town)
    }

    pub fn ordered(&self, id: IncidentId, unit: &UnitId) -> bool {
        self.orders.values().any(|order| order.incident == id && order.rows.contains_key(unit))
    }

    pub fn at_work(&self, id: IncidentId, unit: &UnitId) -> bool {
        let orders = self.orders.values().filter(|order| order.incident == id);
        orders.filter_map(|order| order.rows.get(unit)).any(|row| row.goes_on())
    }

    fn instructed(&self, id: IncidentId, unit: &UnitId) -> bool {
        self.instructions.values().any(|given| given.incident == id && given.rows.contains_key(unit))
    }

    // ---- incidents ----

    /// INC-5 and REF-1.
    pub fn living(&self, id: IncidentId, rules: &mut Rules) -> Option<&Incident> {
        let found = self.incidents.get(&id);
        match found {
            None => rules.bar("REF-1"),
            Some(incident) if incident.state == IncidentState::Archived => rules.bar("INC-5"),
            Some(_) => {}
        }
        found
    }

    /// A line that tells of a change of the incident itself.
    pub fn line(&mut self, id: IncidentId, by: &str, kind: TimelineKind, says: &str) {
        let now = self.now;
        self.aside(id, by, kind, None, says);
        self.incidents.get_mut(&id).unwrap().updated_at = now;
        self.touch(EntityKey::Incident(id));
    }

    /// A line about what stands beside it.
    pub fn aside(&mut self, id: IncidentId, by: &str, kind: TimelineKind, unit: Option<&UnitId>, says: &str) {
        let (at, by, unit, says) = (self.now, by.to_owned(), unit.cloned(), says.to_owned());
        self.incidents.get_mut(&id).unwrap().lines.push(Line { at, by, kind, unit, says, seq: None });
    }

    pub fn numbered(&mut self, kind: &str, period: &str) -> u64 {
        let count = self.numbers.entry(format!("{kind}{period}")).or_default();
        *count += 1;
        *count
    }

    pub fn archived(&self, id: IncidentId) -> bool {
        self.incidents[&id].state == IncidentState::Archived
    }
}
