//! 批示 on paper: what a leader wants, conveyed to units, answered by a deadline.

use crate::book::{Bar, Book, Rules, must_say, said};
use fengsui_protocol::{
    Actor, Class, IncidentId, InstructionId, Micros, ReportId, UnitId,
    incident::TimelineKind,
    input::Input,
    instruction::{InstructionRow, InstructionView},
    live::EntityKey,
    order::{OrderMark, OrderShown},
};
use std::collections::BTreeMap;

pub struct Instruction {
    pub incident: IncidentId,
    report: Option<ReportId>,
    pub text: String,
    by: String,
    at: Micros,
    pub reply_by: Option<Micros>,
    pub rows: BTreeMap<UnitId, Row>,
}

#[derive(Clone, Default)]
pub struct Row {
    shown: Vec<OrderShown>,
    pub reply: Option<OrderMark>,
    reminded_at: Option<Micros>,
}

impl Book {
    pub fn judge_instruction(&self, actor: &Actor, input: &Input) -> Rules {
        let mut rules = Rules::new();
        match input {
            Input::GiveInstruction { incident, report, text, units, reply_by } => {
                self.living(*incident, &mut rules);
                must_say(&mut rules, text);
                match report.map(|id| self.reports.get(&id)) {
                    Some(None) => rules.bar("REF-1"),
                    Some(Some(found)) if found.incident != *incident => rules.bar("INS-1"),
                    _ => {}
                }
                if reply_by.is_some_and(|by| by <= self.now) {
                    rules.bar("INS-2");
                }
                rules.extend(self.recipients(units).err().into_iter().flatten());
            }
            Input::ShowInstruction { instruction, screen } => {
                self.own_row(&mut rules, actor, *instruction);
                said(&mut rules, screen, true, 120, false);
            }
            Input::ReplyInstruction { instruction, text } => {
                if self.own_row(&mut rules, actor, *instruction).is_some_and(|row| row.reply.is_some()) {
                    rules.bar("INS-4");
                }
                must_say(&mut rules, text);
            }
            other => unreachable!("{other:?}"),
        }
        rules
    }

    fn own_row(&self, rules: &mut Rules, actor: &Actor, id: InstructionId) -> Option<&Row> {
        let (_, person) = self.person(actor)?;
        let row = self.instructions.get(&id).and_then(|given| given.rows.get(&person.unit));
        if row.is_none() {
            rules.bar("REF-1");
        }
        row
    }

    pub fn take_instruction(&mut self, actor: &Actor, input: &Input) {
        let (by, now) = (self.signed(actor), self.now);
        match input {
            Input::GiveInstruction { incident, report, text, units, reply_by } => {
                let rows = self.recipients(units).unwrap().into_iter().map(|unit| (unit, Row::default())).collect();
                let id = InstructionId(self.instructions.len() as u64 + 1);
                let (incident, report, text, reply_by) = (*incident, *report, text.clone(), *reply_by);
                let given =
                    Instruction { incident, report, text: text.clone(), by: by.clone(), at: now, reply_by, rows };
                self.instructions.insert(id, given);
                self.count("instruction given");
                self.touch(EntityKey::Instruction(id));
                self.aside(incident, &by, TimelineKind::Instruction, None, &text);
            }
            Input::ShowInstruction { instruction, screen } => {
                let (user, person) = self.person(actor).unwrap();
                let unit = person.unit.clone();
                let row = self.instructions.get_mut(instruction).unwrap().rows.get_mut(&unit).unwrap();
                if !row.shown.iter().any(|shown| shown.user == user && shown.screen == *screen) {
                    row.shown.push(OrderShown { at: now, user, name: by, screen: screen.clone() });
                    self.count("instruction conveyed");
                    self.touch(EntityKey::Instruction(*instruction));
                }
            }
            Input::ReplyInstruction { instruction, text } => {
                let unit = self.person(actor).unwrap().1.unit.clone();
                let given = self.instructions.get_mut(instruction).unwrap();
                given.rows.get_mut(&unit).unwrap().reply = Some(OrderMark::new(0, now, &by, text));
                let incident = given.incident;
                self.count("instruction answered");
                self.touch(EntityKey::Instruction(*instruction));
                self.aside(incident, &by, TimelineKind::Instruction, Some(&unit), text);
            }
            other => unreachable!("{other:?}"),
        }
    }

    /// INS-3: owed, with a deadline, not reminded of yet.
    fn owed(&self) -> Vec<(InstructionId, UnitId, Micros)> {
        let mut owed = vec![];
        for (id, given) in &self.instructions {
            let Some(by) = given.reply_by else { continue };
            let rows = given.rows.iter().filter(|(_, row)| row.reply.is_none() && row.reminded_at.is_none());
            owed.extend(rows.map(|(unit, _)| (*id, unit.clone(), by)));
        }
        owed
    }

    pub fn next_owed(&self) -> Option<Micros> {
        self.owed().into_iter().map(|(.., by)| by).min()
    }

    pub fn raise_instructions(&mut self) {
        let now = self.now;
        for (id, unit, _) in self.owed().into_iter().filter(|(.., by)| *by <= now) {
            let given = self.instructions.get_mut(&id).unwrap();
            given.rows.get_mut(&unit).unwrap().reminded_at = Some(now);
            let incident = given.incident;
            self.count("late instruction");
            self.touch(EntityKey::Instruction(id));
            self.aside(incident, "自动", TimelineKind::Reminder, Some(&unit), "催办");
        }
    }

    /// The county all of it, a unit its own row.
    pub fn instruction_view(&self, id: InstructionId, class: &Class) -> Option<InstructionView> {
        let given = self.instructions.get(&id)?;
        let whole = *class == Class::County;
        if !whole && !given.rows.contains_key(class.unit()?) {
            return None;
        }
        let seen = given.rows.iter().filter(|(unit, _)| whole || class.unit() == Some(*unit));
        let rows = seen.map(|(unit, row)| InstructionRow {
            unit: unit.clone(),
            shown: row.shown.clone(),
            reply: row.reply.clone(),
            reminded_at: row.reminded_at,
        });
        Some(InstructionView {
            id,
            incident: given.incident,
            report: given.report,
            text: given.text.clone(),
            by: given.by.clone(),
            at: given.at,
            reply_by: given.reply_by,
            rows: rows.collect(),
            version: self.version(&EntityKey::Instruction(id)),
        })
    }
}
