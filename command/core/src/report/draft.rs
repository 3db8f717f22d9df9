//! A draft out of the incident's structured facts and of what the log has since the last report. It invents nothing: what
//! is not known stays empty, and is named as missing.

use super::Report;
use crate::{
    State, calendar, catalogue,
    incident::{Incident, machine},
};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::{Casualties, IncidentState, Severity, TimelineEntry, TimelineKind},
    order::RowState,
    report::{ReportElement, ReportElements, ReportKind, ReportSource},
};

/// What a draft says and what it was made from.
pub(super) struct Draft {
    pub elements: ReportElements,
    pub text: String,
    pub sources: Vec<ReportSource>,
}

pub(super) fn of(state: &State, now: Micros, id: IncidentId, incident: &Incident, kind: ReportKind) -> Draft {
    let elements = elements(incident);
    let last = state.reports.last_signed(id);
    let (text, sources) = match kind {
        ReportKind::Initial => (initial(&elements), origin(incident)),
        ReportKind::FollowUp => follow_up(now, incident, last),
        ReportKind::Final => (closing(state, id, incident, &elements), origin(incident)),
    };
    Draft { elements, text, sources }
}

/// Elements of `elements` that say nothing.
pub fn missing(elements: &ReportElements) -> Vec<ReportElement> {
    use ReportElement::*;
    let all = [
        (Time, &elements.time),
        (Place, &elements.place),
        (Source, &elements.source),
        (Nature, &elements.nature),
        (Loss, &elements.loss),
        (Cause, &elements.cause),
        (Measures, &elements.measures),
    ];
    all.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(element, _)| element).collect()
}

pub(crate) fn elements(incident: &Incident) -> ReportElements {
    let facts = &incident.facts;
    let kind = catalogue::find(&facts.type_code).map_or(facts.type_code.as_str(), |entry| entry.name);
    ReportElements {
        time: calendar::moment(facts.occurred_at),
        place: facts.place.text.clone(),
        source: facts.caller.source.clone(),
        nature: format!("{kind}（{}）", level(facts.severity)),
        loss: people(&facts.casualties),
        cause: cause(&facts.narrative).unwrap_or_default().to_owned(),
        measures: facts.measures.clone(),
    }
}

fn level(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::I) => "特别重大",
        Some(Severity::Ii) => "重大",
        Some(Severity::Iii) => "较大",
        Some(Severity::Iv) => "一般",
        None => "待定级",
    }
}

fn figures(of: &Casualties) -> [(&'static str, u32); 5] {
    [("死亡", of.dead), ("重伤", of.seriously_hurt), ("失联", of.missing), ("被困", of.trapped), ("转移", of.moved)]
}

/// Nobody hurt is said too: it is what is known.
fn people(of: &Casualties) -> String {
    let said: Vec<_> = figures(of).into_iter().filter(|(_, count)| *count > 0).collect();
    if said.is_empty() {
        return "暂无人员伤亡报告".to_owned();
    }
    said.iter().map(|(word, count)| format!("{word} {count} 人")).collect::<Vec<_>>().join("，")
}

/// The clause of the narrative that names a cause.
fn cause(narrative: &str) -> Option<&str> {
    let clauses = narrative.split(['。', '；', '，', '\n']).map(str::trim);
    clauses.into_iter().find(|clause| ["原因", "因为", "由于", "引起", "导致"].iter().any(|word| clause.contains(word)))
}

pub(crate) fn sentence(text: &str) -> String {
    format!("{}。", text.trim().trim_end_matches(['。', '；', '，']))
}

fn initial(elements: &ReportElements) -> String {
    let mut text = sentence(&format!("{}，{}发生{}", elements.time, elements.place, elements.nature));
    for (word, said) in [
        ("信息来源", &elements.source),
        ("伤亡损失", &elements.loss),
        ("初步原因", &elements.cause),
        ("已采取措施", &elements.measures),
    ] {
        if !said.trim().is_empty() {
            text.push_str(&sentence(&format!("{word}：{said}")));
        }
    }
    text
}

fn source(line: &TimelineEntry) -> ReportSource {
    ReportSource { seq: line.seq, at: line.at, text: line.text.clone() }
}

fn origin(incident: &Incident) -> Vec<ReportSource> {
    incident.timeline.first().map(source).into_iter().collect()
}

/// RPT-3: only what is new since the last report.
fn follow_up(now: Micros, incident: &Incident, last: Option<&Report>) -> (String, Vec<ReportSource>) {
    let (seq, before) = last.map_or((0, Casualties::default()), |last| (last.covers, last.casualties));
    let news: Vec<_> = incident.timeline.iter().filter(|line| line.seq > seq && is_news(line)).collect();
    let counted = figures(&incident.facts.casualties).into_iter().zip(figures(&before));
    let counts = counted.filter(|((_, now), (_, then))| now != then).map(|((word, now), (_, then))| {
        let change =
            if now > then { format!("新增 {}", now - then) } else { format!("更正，减少 {}", then - now) };
        format!("{word} {now} 人（{change} 人）")
    });
    let lines = news.iter().map(|line| line.text.trim().trim_end_matches('。').to_owned());
    let said: Vec<_> = counts.chain(lines).collect();
    let head = format!("截至{}", calendar::moment(now));
    let text = if said.is_empty() {
        format!("{head}，情况无新变化。")
    } else {
        format!("{head}，{}。", said.join("；"))
    };
    (text, news.into_iter().map(source).collect())
}

/// Lines that say something about the incident, and not about the work on its record.
fn is_news(line: &TimelineEntry) -> bool {
    match line.kind {
        TimelineKind::Classified
        | TimelineKind::Note
        | TimelineKind::Call
        | TimelineKind::Transition
        | TimelineKind::Decision
        | TimelineKind::Response
        | TimelineKind::Resource
        | TimelineKind::Order => true,
        TimelineKind::Logged
        | TimelineKind::Located
        | TimelineKind::Updated
        | TimelineKind::Linked
        | TimelineKind::Unlinked
        | TimelineKind::Conference
        | TimelineKind::Recording
        | TimelineKind::Reminder
        | TimelineKind::Supervision
        | TimelineKind::Report
        | TimelineKind::Plot
        | TimelineKind::Attachment
        | TimelineKind::Analysis
        | TimelineKind::Instruction
        | TimelineKind::Document => false,
    }
}

fn closing(state: &State, id: IncidentId, incident: &Incident, elements: &ReportElements) -> String {
    let orders = state.orders.of_incident.get(&id).into_iter().flatten().filter_map(|id| state.orders.all.get(id));
    let rows: Vec<_> = orders.flat_map(|order| order.rows.values()).collect();
    let done = rows.iter().filter(|row| row.state == RowState::Completed).count();
    let mut text = initial(elements);
    if !rows.is_empty() {
        text.push_str(&format!("共下达指令 {} 家次，办结 {done} 家次。", rows.len()));
    }
    if let Some(ended) = incident.transitions.iter().rev().find(|step| step.to == IncidentState::Ended) {
        text.push_str(&sentence(&format!("{}终止响应，{}", calendar::moment(ended.at), ended.basis)));
    }
    text.push_str(&format!("目前处于{}阶段。", machine::word(incident.state)));
    text
}
