//! 突发事件 on paper: its states, its facts, how it stands to others.

use crate::{
    book::{Bar, Book, DAY, Incident, MINUTE, Related, Rules, day, may_say, must_say, said},
    reports::Call,
};
use fengsui_protocol::{
    Actor, Class, IncidentId, Micros, UnitId, UserId,
    attachment::AttachedFile,
    correlation::{Relation, RelationView},
    incident::{
        Caller, Due, IncidentFacts, IncidentState, IncidentStep, IncidentView, Severity, SuggestedSeverity,
        TimelineEntry, TimelineKind,
    },
    input::Input,
    live::EntityKey,
    report::Reporting,
};
use std::collections::BTreeSet;

/// 接报 → 核实 → {误报 | 重复并案 | 属实} → 研判 → 启动响应 → 处置 → 终止 → 善后 → 总结评估 → 归档; what turns out to be
/// no false alarm, no duplicate, not over goes back.
pub fn may_follow(state: IncidentState) -> &'static [IncidentState] {
    use IncidentState::*;
    match state {
        Reported => &[Verifying],
        Verifying => &[Confirmed, FalseAlarm, Duplicate],
        FalseAlarm | Duplicate => &[Verifying, Archived],
        Confirmed => &[Assessing],
        Assessing => &[Responding],
        Responding => &[Handling],
        Handling => &[Ended],
        Ended => &[Handling, Aftermath],
        Aftermath => &[Reviewing],
        Reviewing => &[Archived],
        Archived => &[],
    }
}

/// 国务院令第493号 art. 3, of accidents; natural hazards (A1) follow their special plans.
fn suggested(facts: &IncidentFacts) -> Option<Severity> {
    let (dead, hurt) = (facts.casualties.dead, facts.casualties.seriously_hurt);
    match () {
        () if facts.type_code.starts_with("A1") || (dead == 0 && hurt == 0) => None,
        () if dead >= 30 || hurt >= 100 => Some(Severity::I),
        () if dead >= 10 || hurt >= 50 => Some(Severity::Ii),
        () if dead >= 3 || hurt >= 10 => Some(Severity::Iii),
        () => Some(Severity::Iv),
    }
}

/// TIME-1.
fn past(rules: &mut Rules, at: Micros, now: Micros) {
    if at.0 < 0 || at.0 - now.0 > 10 * MINUTE {
        rules.bar("TIME-1");
    }
}

const KNOWN_TYPES: [&str; 4] = ["A20600", "A10100", "A20700", "A20400"];

fn facts_rules(rules: &mut Rules, facts: &IncidentFacts, now: Micros) {
    said(rules, &facts.title, true, 120, false);
    if !KNOWN_TYPES.contains(&facts.type_code.as_str()) {
        rules.bar("INC-2");
    }
    past(rules, facts.occurred_at, now);
    said(rules, &facts.place.text, false, 200, false);
    said(rules, &facts.caller.source, false, 120, false);
    may_say(rules, &facts.narrative);
    may_say(rules, &facts.measures);
}

impl Book {
    pub fn judge_incident(&self, input: &Input) -> Rules {
        let mut rules = Rules::new();
        match input {
            Input::LogIncident { facts, taken_at, .. } => {
                facts_rules(&mut rules, facts, self.now);
                if let Some(at) = taken_at {
                    past(&mut rules, *at, self.now);
                    if self.now.0 - at.0 > 3 * DAY {
                        rules.bar("INC-10");
                    }
                }
            }
            Input::ClassifyIncident { incident, type_code, basis, .. } => {
                self.living(*incident, &mut rules);
                if !KNOWN_TYPES.contains(&type_code.as_str()) {
                    rules.bar("INC-2");
                }
                must_say(&mut rules, basis);
            }
            Input::LocateIncident { incident, place } => {
                self.living(*incident, &mut rules);
                said(&mut rules, &place.text, false, 200, false);
            }
            Input::UpdateIncident { incident, version, change } => {
                self.living(*incident, &mut rules);
                if self.version(&EntityKey::Incident(*incident)) != *version {
                    rules.bar("INC-4");
                }
                let texts = [&change.narrative, &change.measures, &change.informed];
                texts.into_iter().flatten().for_each(|text| may_say(&mut rules, text));
                if let Some(title) = &change.title {
                    said(&mut rules, title, true, 120, false);
                }
                if texts.iter().all(|text| text.is_none()) && change.title.is_none() && change.casualties.is_none() {
                    rules.bar("INC-6");
                }
            }
            Input::AddNote { incident, text } | Input::RecordDecision { incident, text } => {
                self.living(*incident, &mut rules);
                must_say(&mut rules, text);
            }
            Input::TransitionIncident { incident, to, basis } => {
                let found = self.living(*incident, &mut rules);
                if found.is_some_and(|found| !may_follow(found.state).contains(to)) {
                    rules.bar("INC-3");
                }
                must_say(&mut rules, basis);
            }
            Input::RelateIncident { incident, relation, to, basis } => {
                self.living(*incident, &mut rules);
                self.living(*to, &mut rules);
                may_say(&mut rules, basis);
                self.relate_rules(&mut rules, *incident, *relation, *to);
            }
            Input::UnrelateIncident { incident, relation, to } => {
                self.living(*incident, &mut rules);
                if !self.stands(*incident, *relation, *to) {
                    rules.bar("COR-9");
                }
            }
            other => unreachable!("{other:?}"),
        }
        rules
    }

    pub fn judge_file(&self, incident: IncidentId, file: &AttachedFile) -> Rules {
        let mut rules = Rules::new();
        if self.living(incident, &mut rules).is_some_and(|found| found.files.iter().any(|(_, sm3)| *sm3 == file.sm3)) {
            rules.bar("ATT-2");
        }
        rules
    }

    fn stands(&self, id: IncidentId, relation: Relation, to: IncidentId) -> bool {
        self.related.iter().any(|each| (each.id, each.relation, each.to) == (id, relation, to))
    }

    /// COR-3 and COR-7.
    fn relate_rules(&self, rules: &mut Rules, id: IncidentId, relation: Relation, to: IncidentId) {
        let pair = |each: &Related| [(each.id, each.to), (each.to, each.id)].contains(&(id, to));
        if id == to || self.related.iter().any(pair) {
            rules.bar("COR-7");
        }
        let merged = |this| self.related.iter().any(|each| each.relation == Relation::DuplicateOf && each.id == this);
        let stands_for_others = self.related.iter().any(|each| each.relation == Relation::DuplicateOf && each.to == id);
        match relation {
            Relation::DuplicateOf if merged(id) || merged(to) || stands_for_others => rules.bar("COR-3"),
            Relation::PartOf if self.related.iter().any(|each| each.relation == relation && each.id == id) => {
                rules.bar("COR-7");
            }
            _ => {}
        }
        // Follow the arrows from the other until nothing new is found.
        let mut reached = BTreeSet::from([to]);
        loop {
            let arrows = self.related.iter().filter(|each| each.relation == relation && reached.contains(&each.id));
            let fresh: Vec<_> = arrows.map(|each| each.to).filter(|at| !reached.contains(at)).collect();
            if fresh.is_empty() {
                break;
            }
            reached.extend(fresh);
        }
        if relation != Relation::DuplicateOf && reached.contains(&id) {
            rules.bar("COR-7");
        }
    }

    pub fn take_incident(&mut self, actor: &Actor, input: &Input) {
        let by = self.signed(actor);
        match input {
            Input::LogIncident { facts, taken_at, .. } => {
                let Actor::User(user) = actor else { unreachable!() };
                self.logged(*user, facts, *taken_at, &by);
            }
            Input::ClassifyIncident { incident, type_code, severity, .. } => {
                let facts = &mut self.incidents.get_mut(incident).unwrap().facts;
                facts.type_code.clone_from(type_code);
                facts.severity = *severity;
                self.line(*incident, &by, TimelineKind::Classified, "");
            }
            Input::LocateIncident { incident, place } => {
                self.incidents.get_mut(incident).unwrap().facts.place = place.clone();
                self.line(*incident, &by, TimelineKind::Located, &place.text);
            }
            Input::UpdateIncident { incident, change, .. } => {
                let facts = &mut self.incidents.get_mut(incident).unwrap().facts;
                for (old, new) in [
                    (&mut facts.title, &change.title),
                    (&mut facts.narrative, &change.narrative),
                    (&mut facts.measures, &change.measures),
                    (&mut facts.informed, &change.informed),
                ] {
                    if let Some(new) = new {
                        old.clone_from(new);
                    }
                }
                if let Some(casualties) = change.casualties {
                    facts.casualties = casualties;
                }
                self.line(*incident, &by, TimelineKind::Updated, "");
            }
            Input::AddNote { incident, text } => self.line(*incident, &by, TimelineKind::Note, text),
            Input::RecordDecision { incident, text } => {
                assert_eq!(self.upto, self.from + 1, "a decision is one record");
                let seq = self.upto;
                self.incidents.get_mut(incident).unwrap().decisions.push(seq);
                self.line(*incident, &by, TimelineKind::Decision, text);
            }
            Input::TransitionIncident { incident, to, basis } => {
                let now = self.now;
                assert_eq!(self.upto, self.from + 1, "a step is one record");
                let seq = self.upto;
                let found = self.incidents.get_mut(incident).unwrap();
                let (from, basis_said) = (found.state, basis.clone());
                found.steps.push(IncidentStep { seq, at: now, from, to: *to, by: by.clone(), basis: basis_said });
                found.state = *to;
                self.count(format!("incident {from:?} → {to:?}"));
                self.line(*incident, &by, TimelineKind::Transition, basis);
            }
            Input::RelateIncident { incident, relation, to, .. } => {
                let (id, relation, to, at) = (*incident, *relation, *to, self.now);
                self.related.push(Related { id, relation, to, by: by.clone(), at });
                self.count(format!("related {relation:?}"));
                let (this, that) = (self.incidents[&id].number.clone(), self.incidents[&to].number.clone());
                self.line(id, &by, TimelineKind::Linked, &that);
                self.line(to, &by, TimelineKind::Linked, &this);
            }
            Input::UnrelateIncident { incident, relation, to } => {
                self.related.retain(|each| (each.id, each.relation, each.to) != (*incident, *relation, *to));
                self.count(format!("unrelated {relation:?}"));
                let (this, that) = (self.incidents[incident].number.clone(), self.incidents[to].number.clone());
                self.line(*incident, &by, TimelineKind::Unlinked, &that);
                self.line(*to, &by, TimelineKind::Unlinked, &this);
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn logged(&mut self, user: UserId, facts: &IncidentFacts, taken_at: Option<Micros>, by: &str) {
        let day = day(self.now);
        let number = format!("{day}-{:04}", self.numbered("incident", &day));
        let id = IncidentId(self.incidents.len() as u64 + 1);
        let unit = self.people[&user].unit.clone();
        let incident = Incident {
            number: number.clone(),
            state: IncidentState::Reported,
            facts: facts.clone(),
            units: BTreeSet::from([unit.clone()]),
            unit,
            reported_at: taken_at.unwrap_or(self.now),
            updated_at: self.now,
            logged_by: user,
            lines: vec![],
            steps: vec![],
            phoned: None,
            told: vec![],
            decisions: vec![],
            files: vec![],
        };
        self.incidents.insert(id, incident);
        self.count(if taken_at.is_some() { "logged, taken offline" } else { "logged" });
        self.line(id, by, TimelineKind::Logged, &number);
    }

    /// MAP-4: asked to confer, and so taking part.
    pub fn take_involved(&mut self, id: IncidentId, units: &[UnitId]) {
        let known: Vec<_> = units.iter().filter(|unit| self.units.contains_key(*unit)).cloned().collect();
        self.incidents.get_mut(&id).unwrap().units.extend(known);
    }

    pub fn take_file(&mut self, actor: &Actor, id: IncidentId, file: &AttachedFile) {
        assert_eq!(self.upto, self.from + 1, "an attachment is one record");
        let (by, seq) = (self.signed(actor), self.upto);
        self.incidents.get_mut(&id).unwrap().files.push((seq, file.sm3.clone()));
        self.aside(id, &by, TimelineKind::Attachment, None, &file.name);
    }

    // ---- as it is seen ----

    pub fn incident_view(&self, id: IncidentId, class: &Class) -> Option<IncidentView> {
        if !self.sees(id, class) {
            return None;
        }
        let incident = &self.incidents[&id];
        let mut facts = incident.facts.clone();
        // VIEW-1.
        if *class != Class::County && class.unit() != Some(&incident.unit) {
            facts.caller = Caller { source: facts.caller.source, ..Caller::default() };
        }
        let clocks = self.clocks(id);
        let phoned = incident.phoned.as_ref().map(Call::view);
        Some(IncidentView {
            id,
            number: incident.number.clone(),
            state: incident.state,
            suggested_severity: suggested(&incident.facts)
                .map(|severity| SuggestedSeverity { severity, basis: String::new() }),
            facts,
            unit: incident.unit.clone(),
            reported_at: incident.reported_at,
            updated_at: incident.updated_at,
            next_due: self.verify(incident).or_else(|| clocks.first().cloned()),
            reporting: (*class == Class::County).then_some(Reporting { phoned, clocks }),
            next_states: may_follow(incident.state).to_vec(),
            steps: incident.steps.clone(),
            records: vec![],
            timeline: self.timeline(incident, class),
            logged_by: incident.logged_by,
            relations: self.relations(id, class),
            proposals: vec![],
            attachments: vec![],
            analyses: vec![],
            response: None,
            activations: vec![],
            version: self.version(&EntityKey::Incident(id)),
        })
    }

    /// 核实 within ten minutes of 接报.
    fn verify(&self, incident: &Incident) -> Option<Due> {
        let waits = matches!(incident.state, IncidentState::Reported | IncidentState::Verifying);
        let since = incident.reported_at;
        waits.then(|| Due { what: "verify".to_owned(), since, at: since.plus(10 * MINUTE) })
    }

    /// VIEW-10: what stands beside the incident is the county's and the unit's whose doing it is.
    fn timeline(&self, incident: &Incident, class: &Class) -> Vec<TimelineEntry> {
        use TimelineKind as Kind;
        let beside =
            |kind| matches!(kind, Kind::Order | Kind::Reminder | Kind::Supervision | Kind::Report | Kind::Instruction);
        let shown = incident.lines.iter().filter(|line| {
            !beside(line.kind) || *class == Class::County || (line.unit.is_some() && line.unit.as_ref() == class.unit())
        });
        shown
            .map(|line| TimelineEntry {
                seq: line.seq.unwrap_or(0),
                at: line.at,
                actor: line.by.clone(),
                kind: line.kind,
                text: line.says.clone(),
                unit: line.unit.clone(),
            })
            .collect()
    }

    fn relations(&self, id: IncidentId, class: &Class) -> Vec<RelationView> {
        let here = self.related.iter().filter(|each| each.id == id || each.to == id);
        let views = here.map(|each| RelationView {
            relation: each.relation,
            incident: if each.id == id { each.to } else { each.id },
            inverse: each.to == id,
            by: each.by.clone(),
            at: each.at,
        });
        views.filter(|view| self.sees(view.incident, class)).collect()
    }
}
