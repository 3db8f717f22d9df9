//! The command core beside a plain reference under random inputs from seeds: incidents from 接报 to 归档, orders, reports,
//! instructions, duty, relations, while the clock goes on, stands, jumps and goes back. After every input both must have
//! given the same answer, and what each class of viewer sees must be what the reference says it sees; in the end the log,
//! replayed into a fresh state, must show the same.
//!
//! `MODEL_FIRST=n MODEL_SEEDS=k cargo test -p fengsui-command-core --test model` runs other seeds.

// The test reads which seeds from the environment; the core reads nothing.
#![allow(clippy::disallowed_methods)]

mod book;
mod door;
mod duty;
mod incidents;
mod inputs;
mod instructions;
mod orders;
mod reports;
mod seen;
#[path = "../support/mod.rs"]
mod support;

use book::{Bar, Book, DAY, HOUR, MINUTE, Person, Rules, Unit};
use fengsui_command_core::{Decision, Event, NodeInput, State, touched};
use fengsui_protocol::{Actor, Micros, account::Role, input::Input, live::EntityKey};
use std::collections::BTreeMap;
use support::{ADMIN, Seed, World, new_user};

/// Seeds that run always; those that once found a fault stay.
const SEEDS: &[u64] = &[1, 2, 3, 5, 431_024];
const INPUTS: usize = 4_000;
/// Everything is compared in every class after so many inputs; in between, what was touched.
const WHOLE: usize = 400;

/// The county of the tests, with more people in it.
fn county() -> (World, Book) {
    let mut world = World::county();
    for (account, role, unit) in [
        ("night", Role::DutyOfficer, "centre"),
        ("deputy", Role::Leader, "centre"),
        ("fire2", Role::DepartmentOfficer, "fire"),
        ("fire3", Role::DepartmentOfficer, "fire"),
        ("tangcun", Role::TownshipOfficer, "town-102"),
        ("zhuquan2", Role::TownshipOfficer, "town-100"),
        ("hall", Role::Wall, "centre"),
    ] {
        world.made(&ADMIN, new_user(account, role, unit));
    }
    let mut book = Book { now: world.now, ..Book::default() };
    for (id, unit) in &world.state.units {
        let (name, town) = (unit.name.clone(), unit.code.clone());
        book.units.insert(id.clone(), Unit { name, kind: unit.kind, town, disabled: false });
    }
    for (id, user) in &world.state.users {
        let (unit, name) = (user.unit.clone(), user.name.clone());
        book.people.insert(*id, Person { unit, role: user.role, name, disabled: false });
    }
    (world, book)
}

impl Book {
    /// Every rule that stands in the way.
    fn judge(&self, actor: &Actor, input: &NodeInput) -> Rules {
        let door = self.door(actor, input);
        if !door.is_empty() {
            return door;
        }
        let mut rules = Rules::new();
        let asked = match input {
            NodeInput::Asked(asked) => asked,
            NodeInput::InvolveUnits { incident, .. } => {
                self.living(*incident, &mut rules);
                return rules;
            }
            NodeInput::AttachFile { incident, file } => return self.judge_file(*incident, file),
            NodeInput::SealReport { report, .. } => {
                if !self.reports.contains_key(report) {
                    rules.bar("REF-1");
                }
                return rules;
            }
            _ => return rules,
        };
        match kind(asked) {
            Kind::Incident => self.judge_incident(asked),
            Kind::Order => self.judge_order(actor, asked),
            Kind::Report => self.judge_report(asked),
            Kind::Instruction => self.judge_instruction(actor, asked),
            Kind::Duty => self.judge_duty(actor, asked),
            Kind::Account => {
                let unknown = match asked {
                    Input::UpdateUser { user, .. } => !self.people.contains_key(user),
                    _ => false,
                };
                if unknown { Rules::from(["REF-1"]) } else { rules }
            }
        }
    }

    /// Writes down what was accepted.
    fn take(&mut self, actor: &Actor, input: &NodeInput) {
        match input {
            NodeInput::Asked(asked) => match kind(asked) {
                Kind::Incident => self.take_incident(actor, asked),
                Kind::Order => self.take_order(actor, asked),
                Kind::Report => self.take_report(actor, asked),
                Kind::Instruction => self.take_instruction(actor, asked),
                Kind::Duty => self.take_duty(actor, asked),
                Kind::Account => self.take_account(asked),
            },
            NodeInput::InvolveUnits { incident, units } => self.take_involved(*incident, units),
            NodeInput::AttachFile { incident, file } => self.take_file(actor, *incident, file),
            NodeInput::SealReport { report, seal } => self.take_seal(*report, seal),
            NodeInput::RaiseDue => {
                self.raise_orders();
                self.raise_reports();
                self.raise_instructions();
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn take_account(&mut self, input: &Input) {
        match input {
            Input::UpdateUnit { id, disabled, .. } => self.units.get_mut(id).unwrap().disabled = disabled.unwrap(),
            Input::UpdateUser { user, disabled, .. } => {
                self.people.get_mut(user).unwrap().disabled = disabled.unwrap();
            }
            other => unreachable!("{other:?}"),
        }
        self.count("account");
    }

    /// When the node has something to say next.
    fn next_due(&self) -> Option<Micros> {
        self.next_chase().into_iter().chain(self.next_untold()).chain(self.next_owed()).min()
    }
}

enum Kind {
    Incident,
    Order,
    Report,
    Instruction,
    Duty,
    Account,
}

fn kind(input: &Input) -> Kind {
    let name = fengsui_command_core::authority::InputKind::of(input).name();
    match name {
        _ if name.ends_with("_order") => Kind::Order,
        _ if name.ends_with("_report") => Kind::Report,
        _ if name.ends_with("_instruction") => Kind::Instruction,
        _ if name.contains("duty") || name.ends_with("_handover") => Kind::Duty,
        "update_unit" | "update_user" => Kind::Account,
        _ => Kind::Incident,
    }
}

/// Refused by which rules, how often, and what was taken, over all seeds.
#[derive(Default)]
struct Coverage {
    taken: BTreeMap<String, u64>,
    refused: BTreeMap<String, u64>,
    backwards: u64,
}

struct Run {
    number: u64,
    step: usize,
    seed: Seed,
    world: World,
    book: Book,
    coverage: Coverage,
}

impl Run {
    /// The clock goes on, stands, jumps, or goes back.
    fn pass_time(&mut self) {
        let by = match self.seed.below(120) {
            0 => (1 + self.seed.below(60)) as i64 * HOUR,
            1 => (self.seed.below(4)) as i64 * DAY,
            2 | 3 => -((1 + self.seed.below(90)) as i64 * MINUTE),
            4 if self.seed.one_in(6) => -((1 + self.seed.below(72)) as i64 * HOUR),
            5..=35 => self.seed.below(12) as i64 * MINUTE + self.seed.below(60_000_000) as i64,
            _ => 0,
        };
        self.coverage.backwards += u64::from(by < 0);
        self.world.now = self.world.now.plus(by);
        self.book.now = self.world.now;
    }

    /// As the server gives it: when something is due; now and then it comes late, when the node was down.
    fn raise(&mut self) {
        let due = self.world.state.next_due();
        assert_eq!(due, self.book.next_due(), "seed {} step {}: when something is due next", self.number, self.step);
        if due.is_some_and(|at| at <= self.world.now) && !self.seed.one_in(5) {
            self.send(&Actor::Node, NodeInput::RaiseDue);
            let left = self.world.state.next_due();
            assert!(
                left.is_none_or(|at| at > self.world.now),
                "seed {} step {}: raised, and due again at {left:?}",
                self.number,
                self.step
            );
        }
    }

    fn send(&mut self, actor: &Actor, input: NodeInput) {
        let (number, step) = (self.number, self.step);
        let says = self.book.judge(actor, &input);
        let before = self.world.state.seq;
        let first = self.world.log.len();
        let answer = self.world.send(actor, input.clone());
        let context = || format!("seed {number} step {step}: {actor:?} sends {input:?}");
        match &answer {
            Ok(Decision::Events(_)) => {
                assert!(says.is_empty(), "{}\nthe core accepts, the reference refuses by {says:?}", context());
            }
            Ok(Decision::Repeated { .. }) => panic!("{}: repeated", context()),
            Err(refusal) => {
                assert!(
                    says.contains(refusal.rule.as_str()),
                    "{}\nthe core refuses by {} ({} {:?}), the reference {}",
                    context(),
                    refusal.rule,
                    refusal.message_en,
                    refusal.field,
                    if says.is_empty() { "accepts".to_owned() } else { format!("refuses by {says:?}") }
                );
                assert_eq!(self.world.state.seq, before, "{}: a refusal changes nothing", context());
                *self.coverage.refused.entry(refusal.rule.clone()).or_default() += 1;
                return;
            }
        }
        (self.book.from, self.book.upto) = (before, self.world.state.seq);
        self.book.touched.clear();
        self.book.take(actor, &input);
        let mut keys: Vec<EntityKey> = self.book.touched.iter().cloned().collect();
        let news: Vec<Event> = self.world.log[first..].iter().map(|(.., event)| event.clone()).collect();
        keys.extend(news.iter().flat_map(|event| touched(&self.world.state, event)));
        keys.sort();
        keys.dedup();
        seen::learn(&mut self.book, &self.world.state, &keys, &context);
        seen::compare(&self.book, &self.world.state, &keys, &context);
        if let NodeInput::Asked(Input::GiveHandover { .. }) = input {
            seen::compare_handover(&self.book, &self.world.state, &context);
        }
    }

    fn whole(&mut self) {
        let (number, step) = (self.number, self.step);
        seen::compare_whole(&self.book, &self.world.state, &|| format!("seed {number} step {step}, everything"));
    }

    /// The log alone, through its written form.
    fn replayed(&self) {
        let mut state = State::default();
        for (seq, at, event) in &self.world.log {
            let read = Event::read(event.kind(), event.version(), &event.body()).unwrap();
            state.apply(*seq, *at, &read);
        }
        assert_eq!(state.digest(), self.world.state.digest(), "seed {}: replay", self.number);
        assert_eq!(state.next_due(), self.book.next_due(), "seed {}: a restart loses no deadline", self.number);
        seen::compare_whole(&self.book, &state, &|| format!("seed {}, replayed", self.number));
    }
}

fn run(number: u64) -> Coverage {
    let (world, book) = county();
    let mut run = Run { number, step: 0, seed: Seed(number), world, book, coverage: Coverage::default() };
    for step in 0..INPUTS {
        run.step = step;
        run.pass_time();
        run.raise();
        let (actor, input) = inputs::next(&mut run.seed, &run.book);
        run.send(&actor, input);
        if step % WHOLE == WHOLE - 1 {
            run.whole();
        }
    }
    run.whole();
    run.replayed();
    run.coverage.taken = std::mem::take(&mut run.book.taken);
    run.coverage
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn the_core_agrees_with_a_plain_reference() {
    let first = from_environment("MODEL_FIRST");
    let seeds: Vec<u64> = match first {
        Some(first) => (first..first + from_environment("MODEL_SEEDS").unwrap_or(1)).collect(),
        None => SEEDS.to_vec(),
    };
    let mut all = Coverage::default();
    for seed in &seeds {
        let one = run(*seed);
        one.taken.into_iter().for_each(|(step, count)| *all.taken.entry(step).or_default() += count);
        one.refused.into_iter().for_each(|(rule, count)| *all.refused.entry(rule).or_default() += count);
        all.backwards += one.backwards;
    }
    if std::env::var_os("MODEL_SHOW").is_some() {
        println!("taken: {:#?}\nrefused: {:#?}\nbackwards: {}", all.taken, all.refused, all.backwards);
    }
    if first.is_none() {
        covered(&all);
    }
}

/// The test cannot pass by doing nothing: every step was taken, and every rule of these domains refused something.
fn covered(all: &Coverage) {
    let missing: Vec<_> = STEPS.iter().filter(|step| !all.taken.contains_key(**step)).collect();
    assert!(missing.is_empty(), "never taken: {missing:?}\ntaken: {:#?}", all.taken);
    let silent: Vec<_> = RULES.iter().filter(|rule| !all.refused.contains_key(**rule)).collect();
    assert!(silent.is_empty(), "never refused by: {silent:?}\nrefused: {:#?}", all.refused);
    assert!(all.backwards > 50, "the clock went back {} times", all.backwards);
}

const STEPS: &[&str] = &[
    "incident Reported → Verifying",
    "incident Verifying → Confirmed",
    "incident Verifying → FalseAlarm",
    "incident Verifying → Duplicate",
    "incident FalseAlarm → Verifying",
    "incident Duplicate → Verifying",
    "incident FalseAlarm → Archived",
    "incident Duplicate → Archived",
    "incident Confirmed → Assessing",
    "incident Assessing → Responding",
    "incident Responding → Handling",
    "incident Handling → Ended",
    "incident Ended → Handling",
    "incident Ended → Aftermath",
    "incident Aftermath → Reviewing",
    "incident Reviewing → Archived",
    "order Draft Draft Draft",
    "order Draft Edit Draft",
    "order Draft Submit Submitted",
    "order Draft IssueUrgently Issued",
    "order Draft Withdraw Withdrawn",
    "order Draft Approve Draft",
    "order Draft Issue Issued",
    "order Submitted Approve Approved",
    "order Submitted SendBack Draft",
    "order Submitted IssueUrgently Issued",
    "order Submitted Withdraw Withdrawn",
    "order Approved Issue Issued",
    "order Approved Edit Draft",
    "order Approved Withdraw Withdrawn",
    "order Issued Approve Issued",
    "order Issued Withdraw Withdrawn",
    "row Issued → Delivered",
    "row Issued → Acknowledged",
    "row Delivered → Acknowledged",
    "row Delivered → Returned",
    "row Acknowledged → Replied",
    "row Acknowledged → Completed",
    "row Acknowledged → Returned",
    "row Replied → Replied",
    "row Replied → Completed",
    "row Replied → Returned",
    "row Issued → Withdrawn",
    "row Delivered → Withdrawn",
    "row Acknowledged → Withdrawn",
    "row Replied → Withdrawn",
    "late Acknowledge",
    "late Reply",
    "late Complete",
    "reminded by the clock",
    "reminded by hand",
    "supervised by the clock",
    "supervised by hand",
    "signed Initial",
    "signed FollowUp",
    "signed Final",
    "report edited",
    "report confirmed",
    "sealed",
    "phoned",
    "late initial_phone",
    "late initial_report",
    "late follow_up",
    "late final_report",
    "instruction given",
    "instruction conveyed",
    "instruction answered",
    "late instruction",
    "logged",
    "logged, taken offline",
    "related DuplicateOf",
    "related CausedBy",
    "related PartOf",
    "unrelated DuplicateOf",
    "unrelated CausedBy",
    "unrelated PartOf",
    "shift set",
    "shift changed",
    "shift removed",
    "swap of officers proposed",
    "swap of leaders proposed",
    "swap Accepted",
    "swap Declined",
    "swap Withdrawn",
    "swap Lapsed",
    "duty entry",
    "handover confirmed",
    "handover withdrawn",
    "handed over: incident",
    "handed over: order",
    "handed over: report",
    "handed over: instruction",
];
const RULES: &[&str] = &[
    "AUTH-1", "AUTH-2", "AUTH-3", "REF-1", "TEXT-1", "TEXT-2", "BOUND", "NUM-1", "TIME-1", "INC-2", "INC-3", "INC-4",
    "INC-5", "INC-6", "INC-10", "COR-3", "COR-7", "COR-9", "ATT-2", "ORD-2", "ORD-4", "ORD-5", "ORD-7", "ORD-9",
    "ORD-11", "ORD-12", "ORD-13", "RPT-1", "RPT-2", "RPT-4", "RPT-7", "RPT-8", "RPT-9", "RPT-10", "INS-1", "INS-2",
    "INS-4", "DUTY-1", "DUTY-2", "DUTY-3", "DUTY-4", "DUTY-5", "DUTY-6", "DUTY-10", "DUTY-11", "DUTY-12",
];
