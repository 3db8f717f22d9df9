//! 首报, 续报, 终报: drafted from facts, signed by a leader, sealed by the node, confirmed by telephone. Pure: the core says
//! what is to be sealed; the key is the shell's.

pub(crate) mod clocks;
pub mod draft;

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    incident,
};
use fengsui_protocol::{
    Actor, Class, IncidentId, Micros, Refusal, ReportId, bounds,
    incident::{Casualties, TimelineKind},
    input::Input,
    report::{
        ReportCall, ReportElement, ReportElements, ReportKind, ReportSeal, ReportSignature, ReportSource, ReportState,
        ReportView, Reporting,
    },
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;

/// A report with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub incident: IncidentId,
    pub kind: ReportKind,
    pub ordinal: u32,
    pub elements: ReportElements,
    pub text: String,
    pub sources: Vec<ReportSource>,
    /// Log position up to which it speaks.
    pub covers: u64,
    /// As they were then: what a later one counts from.
    pub casualties: Casualties,
    pub drafted_at: Micros,
    pub drafted_by: String,
    pub signature: Option<ReportSignature>,
    pub confirmed: Option<ReportCall>,
    pub version: u64,
}

/// All reports of the jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reports {
    pub all: BTreeMap<ReportId, Report>,
    /// Of each incident, in order.
    pub of_incident: BTreeMap<IncidentId, Vec<ReportId>>,
    /// 首报 · 电话.
    pub phoned: BTreeMap<IncidentId, ReportCall>,
    /// Deadlines whose passing the duty leader was told.
    pub(crate) escalated: BTreeMap<IncidentId, Vec<(String, Micros)>>,
    pub(crate) last: u64,
}

impl Reports {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.phoned.is_empty() && self.escalated.is_empty()
    }

    fn of(&self, id: IncidentId) -> impl DoubleEndedIterator<Item = &Report> {
        self.of_incident.get(&id).into_iter().flatten().filter_map(|id| self.all.get(id))
    }

    /// When the newest report of this kind was signed.
    pub(crate) fn signed(&self, id: IncidentId, kind: ReportKind) -> Option<Micros> {
        self.of(id).rev().filter(|report| report.kind == kind).find_map(|report| Some(report.signature.as_ref()?.at))
    }

    fn last_signed(&self, id: IncidentId) -> Option<&Report> {
        self.of(id).rev().find(|report| report.signature.is_some())
    }

    /// Signed reports that the node has not sealed yet, with what is to be sealed.
    pub fn unsealed(&self, state: &State) -> Vec<(ReportId, String)> {
        let bare = self.all.iter().filter(|(_, report)| report.signature.as_ref().is_some_and(|by| by.seal.is_none()));
        bare.filter_map(|(id, _)| Some((*id, canonical(state, *id)?))).collect()
    }
}

impl Report {
    pub(crate) fn state(&self) -> ReportState {
        match (&self.signature, &self.confirmed) {
            (None, _) => ReportState::Draft,
            (Some(_), None) => ReportState::Signed,
            (Some(_), Some(_)) => ReportState::Confirmed,
        }
    }

    /// VIEW-11: the county's only.
    pub(crate) fn view(&self, id: ReportId, class: &Class) -> Option<ReportView> {
        match class {
            Class::County => {}
            Class::Operator | Class::Administrator | Class::Department(_) | Class::Township(_) | Class::Field(_) => {
                return None;
            }
        }
        Some(ReportView {
            id,
            incident: self.incident,
            kind: self.kind,
            ordinal: self.ordinal,
            state: self.state(),
            elements: self.elements.clone(),
            missing: draft::missing(&self.elements),
            text: self.text.clone(),
            sources: self.sources.clone(),
            drafted_at: self.drafted_at,
            drafted_by: self.drafted_by.clone(),
            signature: self.signature.clone(),
            confirmed: self.confirmed.clone(),
            version: self.version,
        })
    }
}

/// 首报, 续报一 … 终报.
pub fn title(kind: ReportKind, ordinal: u32) -> String {
    match kind {
        ReportKind::Initial => "首报".to_owned(),
        ReportKind::FollowUp => format!("续报{}", crate::words::ordinal(ordinal as usize)),
        ReportKind::Final => "终报".to_owned(),
    }
}

/// What is signed, to the byte: one line per field, so that whoever has the words can check the signature.
pub fn canonical(state: &State, id: ReportId) -> Option<String> {
    let report = state.reports.all.get(&id)?;
    let signature = report.signature.as_ref()?;
    let jurisdiction = state.jurisdiction.as_ref()?;
    let number = &state.incidents.get(&report.incident)?.number;
    let ReportElements { time, place, source, nature, loss, cause, measures } = &report.elements;
    let lines = [
        ("fengsui-report", "1"),
        ("jurisdiction", jurisdiction.id.0.as_str()),
        ("incident", number),
        ("report", &title(report.kind, report.ordinal)),
        ("signed-by", &signature.by),
        ("signed-at", &signature.at.0.to_string()),
        ("time", time),
        ("place", place),
        ("source", source),
        ("nature", nature),
        ("loss", loss),
        ("cause", cause),
        ("measures", measures),
        ("text", &report.text),
    ]
    .map(|(name, value)| {
        format!("{name}: {}\n", value.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"))
    });
    Some(lines.concat())
}

/// SM3, lower-case hex.
fn digest(text: &str) -> String {
    Sm3::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an incident still owes, for the county.
pub(crate) fn reporting(state: &State, id: IncidentId, incident: &incident::Incident) -> Reporting {
    Reporting { phoned: state.reports.phoned.get(&id).cloned(), clocks: clocks::running(state, id, incident) }
}

// ---- decisions ----

pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = state.signature_of(actor);
    match input {
        Input::DraftReport { incident, kind } => draft(state, now, by, *incident, *kind),
        Input::EditReport { report, version, elements, text } => edit(state, by, *report, *version, elements, text),
        Input::SignReport { report, version } => sign(state, by, *report, *version),
        Input::ConfirmReport { report, to, text } => confirm(state, by, *report, to, text),
        Input::PhoneReport { incident, to, text } => phone(state, by, *incident, to, text),
        _ => Err(refuse("CORE-1", "不是报告", "Not about a report").field("type")),
    }
}

/// RPT-1 and RPT-2: the first is 首报, nothing follows 终报, and one draft at a time.
fn draft(state: &State, now: Micros, by: String, id: IncidentId, kind: ReportKind) -> Result<Decision, Refusal> {
    let incident = incident::live(state, id, "incident")?;
    if state.reports.of(id).any(|report| report.signature.is_none()) {
        let refusal = refuse("RPT-2", "还有一份草稿没有签发", "There is a draft that is not signed yet");
        return Err(refusal.field("incident"));
    }
    let has = |kind| state.reports.signed(id, kind).is_some();
    let fits = match kind {
        ReportKind::Initial => !has(ReportKind::Initial),
        ReportKind::FollowUp | ReportKind::Final => has(ReportKind::Initial) && !has(ReportKind::Final),
    };
    if !fits {
        let next: &[&str] = match (has(ReportKind::Initial), has(ReportKind::Final)) {
            (false, _) => &["initial"],
            (true, false) => &["follow_up", "final"],
            (true, true) => &[],
        };
        let refusal = refuse(
            "RPT-1",
            "首报在先，终报之后不再报",
            "The initial report comes first, and nothing after the final one",
        );
        return Err(refusal.field("kind").accept(next.iter().copied()));
    }
    let made = draft::of(state, now, id, incident, kind);
    let ordinal = state.reports.of(id).filter(|report| report.kind == ReportKind::FollowUp).count() as u32 + 1;
    let ordinal = if kind == ReportKind::FollowUp { ordinal } else { 1 };
    let draft::Draft { elements, text, sources } = made;
    let text = text.chars().take(bounds::TEXT_CHARS).collect();
    let (report, covers, casualties) = (ReportId(state.reports.last + 1), state.seq, incident.facts.casualties);
    let elements = Box::new(elements);
    done([Event::ReportDrafted {
        id: report,
        incident: id,
        kind,
        ordinal,
        elements,
        text,
        sources,
        covers,
        casualties,
        by,
    }])
}

fn unsigned(state: &State, id: ReportId, version: u64) -> Result<&Report, Refusal> {
    let report = check::known(&state.reports.all, &id, "report", "报告", "report")?;
    if report.signature.is_some() {
        return Err(refuse("RPT-7", "已签发的报告不能再改", "A signed report changes no more").field("report"));
    }
    if report.version != version {
        let refusal = refuse("RPT-8", "报告已被他人修改，请核对后重发", "A colleague changed the report meanwhile");
        return Err(refusal.field("version").accept([report.version.to_string()]));
    }
    incident::unarchived(state, report.incident, "report")?;
    Ok(report)
}

fn edit(
    state: &State,
    by: String,
    id: ReportId,
    version: u64,
    elements: &ReportElements,
    text: &str,
) -> Result<Decision, Refusal> {
    let report = unsigned(state, id, version)?;
    let ReportElements { time, place, source, nature, loss, cause, measures } = elements;
    let fields = [
        ("time", time),
        ("place", place),
        ("source", source),
        ("nature", nature),
        ("loss", loss),
        ("cause", cause),
        ("measures", measures),
    ];
    for (name, said) in fields {
        check::paragraphs(&format!("elements.{name}"), said)?;
    }
    check::required_paragraphs("text", text)?;
    let (incident, elements, text) = (report.incident, Box::new(elements.clone()), text.to_owned());
    done([Event::ReportEdited { id, incident, elements, text, by }])
}

/// RPT-4: the cause may come later; what else is missing is named.
fn sign(state: &State, by: String, id: ReportId, version: u64) -> Result<Decision, Refusal> {
    let report = unsigned(state, id, version)?;
    let missing = draft::missing(&report.elements);
    let blocking: Vec<_> = missing.into_iter().filter(|element| *element != ReportElement::Cause).collect();
    if let Some(first) = blocking.first() {
        let words: Vec<_> = blocking.iter().map(|element| element_words(*element).0).collect();
        let zh = format!("缺{}", words.join("、"));
        let refusal = Refusal::new("RPT-4", zh, "An element is missing");
        return Err(refusal.field(format!("elements.{}", element_words(*first).1)));
    }
    done([Event::ReportSigned { id, incident: report.incident, by }])
}

fn element_words(element: ReportElement) -> (&'static str, &'static str) {
    match element {
        ReportElement::Time => ("时间", "time"),
        ReportElement::Place => ("地点", "place"),
        ReportElement::Source => ("来源", "source"),
        ReportElement::Nature => ("性质", "nature"),
        ReportElement::Loss => ("伤亡损失", "loss"),
        ReportElement::Cause => ("原因", "cause"),
        ReportElement::Measures => ("措施", "measures"),
    }
}

/// RPT-9: confirmed by telephone after it was signed, once.
fn confirm(state: &State, by: String, id: ReportId, to: &str, text: &str) -> Result<Decision, Refusal> {
    let report = check::known(&state.reports.all, &id, "report", "报告", "report")?;
    if report.state() != ReportState::Signed {
        let refusal = refuse("RPT-9", "签发之后、确认之前才能电话确认", "Only a signed report is confirmed, and once");
        return Err(refusal.field("report"));
    }
    incident::unarchived(state, report.incident, "report")?;
    check::line("to", to, bounds::NAME_CHARS)?;
    check::paragraphs("text", text)?;
    done([Event::ReportConfirmed { id, incident: report.incident, to: to.to_owned(), text: text.to_owned(), by }])
}

fn phone(state: &State, by: String, id: IncidentId, to: &str, text: &str) -> Result<Decision, Refusal> {
    incident::live(state, id, "incident")?;
    if state.reports.phoned.contains_key(&id) {
        return Err(refuse("RPT-10", "电话首报已经记过", "The initial report by telephone is recorded already")
            .field("incident"));
    }
    check::line("to", to, bounds::NAME_CHARS)?;
    check::paragraphs("text", text)?;
    done([Event::ReportPhoned { incident: id, to: to.to_owned(), text: text.to_owned(), by }])
}

/// The shell has signed the canonical text with the jurisdiction's key.
pub(crate) fn seal(state: &State, id: ReportId, seal: &ReportSeal) -> Result<Decision, Refusal> {
    let report = check::known(&state.reports.all, &id, "report", "报告", "report")?;
    if report.signature.as_ref().is_none_or(|signature| signature.seal.is_some()) {
        return done([]);
    }
    done([Event::ReportSealed { id, incident: report.incident, seal: seal.clone() }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    let Stamp { seq, at } = stamp;
    let line = match event {
        Event::ReportDrafted { id, incident, kind, ordinal, elements, text, sources, covers, casualties, by } => {
            let report = Report {
                incident: *incident,
                kind: *kind,
                ordinal: *ordinal,
                elements: (**elements).clone(),
                text: text.clone(),
                sources: sources.clone(),
                covers: *covers,
                casualties: *casualties,
                drafted_at: at,
                drafted_by: by.clone(),
                signature: None,
                confirmed: None,
                version: seq,
            };
            state.reports.last = state.reports.last.max(id.0);
            state.reports.all.insert(*id, report);
            state.reports.of_incident.entry(*incident).or_default().push(*id);
            None
        }
        Event::ReportPhoned { incident, to, text, by } => {
            let (by, to, text) = (by.clone(), to.clone(), text.clone());
            let line = format!("首报（电话）：报{to}");
            state.reports.phoned.insert(*incident, ReportCall { seq, at, by: by.clone(), to, text });
            Some((*incident, by, line))
        }
        Event::ReportEscalated { incident, what, deadline, by } => {
            state.reports.escalated.entry(*incident).or_default().push((what.clone(), *deadline));
            Some((*incident, by.clone(), format!("{}超时未报，已报带班领导", clocks::word(what))))
        }
        _ => change(state, stamp, event),
    };
    if let Some((id, by, text)) = line
        && let Some(incident) = state.incidents.get_mut(&id)
    {
        incident.aside(stamp, &by, TimelineKind::Report, None, text);
    }
}

fn change(state: &mut State, stamp: Stamp, event: &Event) -> Option<(IncidentId, String, String)> {
    let Stamp { seq, at } = stamp;
    let id = match event {
        Event::ReportEdited { id, .. }
        | Event::ReportSigned { id, .. }
        | Event::ReportSealed { id, .. }
        | Event::ReportConfirmed { id, .. } => *id,
        _ => return None,
    };
    let report = state.reports.all.get_mut(&id)?;
    report.version = seq;
    let name = title(report.kind, report.ordinal);
    match event {
        Event::ReportEdited { elements, text, .. } => {
            report.elements = (**elements).clone();
            report.text.clone_from(text);
            None
        }
        Event::ReportSigned { incident, by, .. } => {
            report.signature = Some(ReportSignature { seq, at, by: by.clone(), digest: String::new(), seal: None });
            let text = canonical(state, id)?;
            let signature = state.reports.all.get_mut(&id)?.signature.as_mut()?;
            signature.digest = digest(&text);
            Some((*incident, by.clone(), format!("{name}签发")))
        }
        Event::ReportSealed { seal, .. } => {
            report.signature.as_mut()?.seal = Some(seal.clone());
            None
        }
        Event::ReportConfirmed { incident, to, text, by, .. } => {
            let (by, to, text) = (by.clone(), to.clone(), text.clone());
            let line = format!("{name}电话确认：{to}");
            report.confirmed = Some(ReportCall { seq, at, by: by.clone(), to, text });
            Some((*incident, by, line))
        }
        _ => None,
    }
}
