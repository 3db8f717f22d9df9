//! 首报, 续报, 终报 on paper, and the clocks by which they are owed.

use crate::book::{Bar, Book, HOUR, MINUTE, Rules, may_say, midnight, must_say, said};
use fengsui_protocol::{
    Actor, Class, IncidentId, Micros, ReportId,
    incident::{Due, IncidentState, Severity, TimelineKind},
    input::Input,
    live::EntityKey,
    report::{
        ReportCall, ReportElement, ReportElements, ReportKind, ReportSeal, ReportSignature, ReportSource, ReportState,
        ReportView,
    },
};

#[derive(Clone)]
pub struct Call {
    at: Micros,
    by: String,
    to: String,
    text: String,
}

impl Call {
    pub fn view(&self) -> ReportCall {
        ReportCall { seq: 0, at: self.at, by: self.by.clone(), to: self.to.clone(), text: self.text.clone() }
    }
}

pub struct Report {
    pub incident: IncidentId,
    pub kind: ReportKind,
    ordinal: u32,
    /// As drafted, learnt from the first view; as edited, known.
    pub elements: ReportElements,
    pub text: String,
    pub sources: Vec<ReportSource>,
    /// Log position up to which it speaks.
    pub covers: u64,
    drafted_at: Micros,
    drafted_by: String,
    pub signed: Option<(Micros, String)>,
    seal: Option<ReportSeal>,
    confirmed: Option<Call>,
}

/// What an element says, with its name.
fn elements(of: &ReportElements) -> [(ReportElement, &String); 7] {
    [
        (ReportElement::Time, &of.time),
        (ReportElement::Place, &of.place),
        (ReportElement::Source, &of.source),
        (ReportElement::Nature, &of.nature),
        (ReportElement::Loss, &of.loss),
        (ReportElement::Cause, &of.cause),
        (ReportElement::Measures, &of.measures),
    ]
}

fn missing(of: &ReportElements) -> Vec<ReportElement> {
    elements(of).into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(element, _)| element).collect()
}

/// The rule table (DOMAIN §3, the stricter sample): minutes by phone, in writing, whether follow-ups before 08:00 and
/// 17:00, minutes for the final report.
fn table(severity: Option<Severity>) -> (Option<i64>, i64, bool, i64) {
    match severity {
        Some(Severity::I | Severity::Ii) => (Some(15), 35, true, 24 * 60),
        Some(Severity::Iii) => (None, 60, true, 24 * 60),
        Some(Severity::Iv) => (None, 6 * 60, false, 3 * 24 * 60),
        None => (None, 60, false, 3 * 24 * 60),
    }
}

/// The next 08:00 or 17:00 in Beijing after `at`.
fn next_follow_up(at: Micros) -> Micros {
    let midnight = midnight(at);
    let slots = [8, 17, 24 + 8].map(|hours| midnight + hours * HOUR);
    Micros(slots.into_iter().find(|slot| *slot > at.0).unwrap())
}

impl Book {
    pub fn reports_of(&self, id: IncidentId) -> impl DoubleEndedIterator<Item = &Report> {
        self.reports.values().filter(move |report| report.incident == id)
    }

    fn signed_at(&self, id: IncidentId, kind: ReportKind) -> Option<Micros> {
        let signed = self.reports_of(id).filter(move |report| report.kind == kind);
        signed.filter_map(|report| Some(report.signed.as_ref()?.0)).next_back()
    }

    /// What an incident owes its superior, the nearest first. After 终报 nothing is reported any more (RPT-1), so nothing
    /// is owed.
    pub fn clocks(&self, id: IncidentId) -> Vec<Due> {
        use IncidentState::*;
        let incident = &self.incidents[&id];
        let (phone, written, follow_ups, last) = table(incident.facts.severity);
        let due = |what: &str, since: Micros, at: Micros| Due { what: what.to_owned(), since, at };
        let (began, first) = (incident.reported_at, self.signed_at(id, ReportKind::Initial));
        let mut owed = vec![];
        if self.signed_at(id, ReportKind::Final).is_some() {
            return owed;
        }
        if matches!(incident.state, Confirmed | Assessing | Responding | Handling) && first.is_none() {
            if let (Some(minutes), None) = (phone, &incident.phoned) {
                owed.push(due("initial_phone", began, began.plus(minutes * MINUTE)));
            }
            owed.push(due("initial_report", began, began.plus(written * MINUTE)));
        }
        if let (Responding | Handling, Some(first), true) = (incident.state, first, follow_ups) {
            let since = self.signed_at(id, ReportKind::FollowUp).map_or(first, |last| last.max(first));
            owed.push(due("follow_up", since, next_follow_up(since)));
        }
        let ended = incident.steps.iter().rfind(|step| step.to == Ended);
        if let (Ended | Aftermath, Some(step)) = (incident.state, ended) {
            owed.push(due("final_report", step.at, step.at.plus(last * MINUTE)));
        }
        owed.sort_by_key(|due| due.at);
        owed
    }

    fn untold(&self) -> Vec<(IncidentId, Due)> {
        let all = self.incidents.iter();
        all.flat_map(|(id, incident)| {
            let told = |due: &Due| incident.told.iter().any(|(what, at)| *what == due.what && *at == due.at);
            self.clocks(*id).into_iter().filter(move |due| !told(due)).map(move |due| (*id, due))
        })
        .collect()
    }

    pub fn next_untold(&self) -> Option<Micros> {
        self.untold().into_iter().map(|(_, due)| due.at).min()
    }

    pub fn raise_reports(&mut self) {
        let now = self.now;
        for (id, due) in self.untold().into_iter().filter(|(_, due)| due.at <= now) {
            let (what, says) = match due.what.as_str() {
                "initial_phone" => ("initial_phone", "电话首报超时"),
                "initial_report" => ("initial_report", "书面首报超时"),
                "follow_up" => ("follow_up", "续报超时"),
                _ => ("final_report", "终报超时"),
            };
            self.incidents.get_mut(&id).unwrap().told.push((what, due.at));
            self.count(format!("late {what}"));
            self.aside(id, "自动", TimelineKind::Report, None, says);
        }
    }

    // ---- judged ----

    /// A report that may still be written on: not signed (RPT-7), as it was read (RPT-8), its incident not archived.
    fn open_report(&self, rules: &mut Rules, id: ReportId, version: u64) -> Option<&Report> {
        let Some(report) = self.reports.get(&id) else {
            rules.bar("REF-1");
            return None;
        };
        if report.signed.is_some() {
            rules.bar("RPT-7");
        }
        if self.version(&EntityKey::Report(id)) != version {
            rules.bar("RPT-8");
        }
        if self.archived(report.incident) {
            rules.bar("INC-5");
        }
        Some(report)
    }

    pub fn judge_report(&self, input: &Input) -> Rules {
        let mut rules = Rules::new();
        match input {
            Input::DraftReport { incident, kind } => {
                self.living(*incident, &mut rules);
                if self.reports_of(*incident).any(|report| report.signed.is_none()) {
                    rules.bar("RPT-2");
                }
                let has = |kind| self.signed_at(*incident, kind).is_some();
                let fits = (*kind == ReportKind::Initial) != has(ReportKind::Initial) && !has(ReportKind::Final);
                if !fits {
                    rules.bar("RPT-1");
                }
            }
            Input::EditReport { report, version, elements: said, text } => {
                self.open_report(&mut rules, *report, *version);
                elements(said).iter().for_each(|(_, text)| may_say(&mut rules, text));
                must_say(&mut rules, text);
            }
            Input::SignReport { report, version } => {
                if let Some(found) = self.open_report(&mut rules, *report, *version)
                    && missing(&found.elements).iter().any(|element| *element != ReportElement::Cause)
                {
                    rules.bar("RPT-4");
                }
            }
            Input::ConfirmReport { report, to, text } => {
                match self.reports.get(report) {
                    None => rules.bar("REF-1"),
                    Some(found) => {
                        self.living(found.incident, &mut rules);
                        if found.signed.is_none() || found.confirmed.is_some() {
                            rules.bar("RPT-9");
                        }
                    }
                }
                said(&mut rules, to, true, 120, false);
                may_say(&mut rules, text);
            }
            Input::PhoneReport { incident, to, text } => {
                if self.living(*incident, &mut rules).is_some_and(|found| found.phoned.is_some()) {
                    rules.bar("RPT-10");
                }
                said(&mut rules, to, true, 120, false);
                may_say(&mut rules, text);
            }
            other => unreachable!("{other:?}"),
        }
        rules
    }

    // ---- taken ----

    pub fn take_report(&mut self, actor: &Actor, input: &Input) {
        let (by, now) = (self.signed(actor), self.now);
        match input {
            Input::DraftReport { incident, kind } => {
                let id = ReportId(self.reports.len() as u64 + 1);
                let before = self.reports_of(*incident).filter(|report| report.kind == ReportKind::FollowUp).count();
                let report = Report {
                    incident: *incident,
                    kind: *kind,
                    ordinal: if *kind == ReportKind::FollowUp { before as u32 + 1 } else { 1 },
                    elements: ReportElements::default(),
                    text: String::new(),
                    sources: vec![],
                    covers: self.from,
                    drafted_at: now,
                    drafted_by: by,
                    signed: None,
                    seal: None,
                    confirmed: None,
                };
                self.reports.insert(id, report);
                self.touch(EntityKey::Report(id));
            }
            Input::EditReport { report, elements, text, .. } => {
                let found = self.reports.get_mut(report).unwrap();
                (found.elements, found.text) = (elements.clone(), text.clone());
                self.count("report edited");
                self.touch(EntityKey::Report(*report));
            }
            Input::SignReport { report, .. } => {
                let found = self.reports.get_mut(report).unwrap();
                found.signed = Some((now, by.clone()));
                let (incident, kind) = (found.incident, found.kind);
                self.count(format!("signed {kind:?}"));
                self.touch(EntityKey::Report(*report));
                self.aside(incident, &by, TimelineKind::Report, None, "签发");
            }
            Input::ConfirmReport { report, to, text } => {
                let found = self.reports.get_mut(report).unwrap();
                found.confirmed = Some(Call { at: now, by: by.clone(), to: to.clone(), text: text.clone() });
                let incident = found.incident;
                self.count("report confirmed");
                self.touch(EntityKey::Report(*report));
                self.aside(incident, &by, TimelineKind::Report, None, to);
            }
            Input::PhoneReport { incident, to, text } => {
                let call = Call { at: now, by: by.clone(), to: to.clone(), text: text.clone() };
                self.incidents.get_mut(incident).unwrap().phoned = Some(call);
                self.count("phoned");
                self.aside(*incident, &by, TimelineKind::Report, None, to);
            }
            other => unreachable!("{other:?}"),
        }
    }

    /// RPT-11: the node seals what was signed, once.
    pub fn take_seal(&mut self, id: ReportId, seal: &ReportSeal) {
        let Some(report) = self.reports.get_mut(&id) else { return };
        if report.signed.is_some() && report.seal.is_none() {
            report.seal = Some(seal.clone());
            self.count("sealed");
            self.touch(EntityKey::Report(id));
        }
    }

    /// The draft is made of what is known (RPT-2), a follow-up of what is new (RPT-3); how it is put is the core's.
    pub fn learn_draft(&mut self, view: &ReportView) {
        let report = &self.reports[&view.id];
        let incident = &self.incidents[&report.incident];
        assert_eq!(view.elements.place, incident.facts.place.text, "RPT-2: the place as it is known");
        assert_eq!(view.elements.source, incident.facts.caller.source, "RPT-2: the source as it is known");
        assert_eq!(view.elements.measures, incident.facts.measures, "RPT-2: the measures as they are known");
        let rest = [&view.elements.time, &view.elements.nature, &view.elements.loss];
        assert!(rest.iter().all(|text| !text.trim().is_empty()), "RPT-2: {view:?}");
        let since = self.reports_of(report.incident).rfind(|each| each.signed.is_some());
        if let (ReportKind::FollowUp, Some(last)) = (report.kind, since) {
            use TimelineKind as Kind;
            let news = |kind| {
                matches!(
                    kind,
                    Kind::Classified
                        | Kind::Note
                        | Kind::Call
                        | Kind::Transition
                        | Kind::Decision
                        | Kind::Response
                        | Kind::Resource
                        | Kind::Order
                )
            };
            let fresh = incident.lines.iter().filter(|line| line.seq.unwrap() > last.covers && news(line.kind));
            let fresh: Vec<_> = fresh.map(|line| line.seq.unwrap()).collect();
            let told: Vec<_> = view.sources.iter().map(|source| source.seq).collect();
            assert_eq!(told, fresh, "RPT-3: what is new since the last report, and nothing else");
        }
        let report = self.reports.get_mut(&view.id).unwrap();
        report.elements = view.elements.clone();
        report.text = view.text.clone();
        report.sources = view.sources.clone();
    }

    // ---- as it is seen ----

    /// VIEW-11.
    pub fn report_view(&self, id: ReportId, class: &Class) -> Option<ReportView> {
        let report = self.reports.get(&id).filter(|_| *class == Class::County)?;
        let state = match (&report.signed, &report.confirmed) {
            (None, _) => ReportState::Draft,
            (Some(_), None) => ReportState::Signed,
            (Some(_), Some(_)) => ReportState::Confirmed,
        };
        let signature = report.signed.as_ref().map(|(at, by)| ReportSignature {
            seq: 0,
            at: *at,
            by: by.clone(),
            digest: String::new(),
            seal: report.seal.clone(),
        });
        Some(ReportView {
            id,
            incident: report.incident,
            kind: report.kind,
            ordinal: report.ordinal,
            state,
            missing: missing(&report.elements),
            elements: report.elements.clone(),
            text: report.text.clone(),
            sources: report.sources.clone(),
            drafted_at: report.drafted_at,
            drafted_by: report.drafted_by.clone(),
            signature,
            confirmed: report.confirmed.as_ref().map(Call::view),
            version: self.version(&EntityKey::Report(id)),
        })
    }
}
