//! Drafts out of what the log says. They invent nothing: what is not known, and what only people can judge, stays empty
//! (DOC-2), and whoever signs is told so (DOC-6).

use super::{About, canonical};
use crate::{
    State, bulletin, calendar,
    check::{self, refuse},
    incident::{Incident, machine},
    order::{Order, Row, machine as rail},
    report,
    words::ordinal,
};
use fengsui_protocol::{
    IncidentId, Micros, OrderId, Refusal,
    account::UnitKind,
    bounds,
    document::{DocumentContent, DocumentKind, DocumentSection, DocumentTable, DocumentUrgency},
    incident::{Severity, TimelineEntry, TimelineKind},
    order::{OrderDuty, OrderState, OrderUrgency},
    report::ReportElements,
};

/// Characters of generated tables; the rest of [`bounds::DOCUMENT_CHARS`] is room for people.
const TABLE_CHARS: usize = 9_000;

// ---- the kinds ----

pub(super) fn special_report(state: &State, id: IncidentId, incident: &Incident) -> DocumentContent {
    let title = format!("关于{}的情况专报", incident.facts.title);
    let sections = [
        section("基本情况", facts(state, id, incident)),
        section("续报情况", follow_ups(state, id)),
        section("处置情况", measures(state, id, incident)),
        section("正在开展的工作", going_on(state, id)),
    ];
    content(state, DocumentKind::SpecialReport, incident, title, sections)
}

pub(super) fn incident_report(state: &State, id: IncidentId, incident: &Incident) -> DocumentContent {
    let title = format!("关于{}的情况报告", incident.facts.title);
    let now = format!("目前处于{}阶段。", machine::word(incident.state));
    let sections = [
        section("事件概况", facts(state, id, incident)),
        tabled("信息报送情况", reports(state, id)),
        tabled("指令落实情况", orders(state, id)),
        section("会议决定和领导批示", decided(incident)),
        section("目前情况", vec![now]),
    ];
    content(state, DocumentKind::IncidentReport, incident, title, sections)
}

pub(super) fn after_action(state: &State, id: IncidentId, incident: &Incident) -> DocumentContent {
    let title = format!("{}总结评估报告", incident.facts.title);
    let (timeline, note) = course(incident);
    let mut way = tabled("处置经过", Some(timeline));
    way.paragraphs.extend(note);
    let sections = [
        section("事件概况", facts(state, id, incident)),
        way,
        tabled("信息报送情况", reports(state, id)),
        tabled("指令落实情况", orders(state, id)),
        section("会议决定和领导批示", decided(incident)),
    ];
    let mut content = content(state, DocumentKind::AfterActionReport, incident, title, sections);
    // Judgement is people's: the heading stands, and nothing is signed until it is written or taken out.
    content.sections.push(section(&numbered(content.sections.len(), "评估结论与改进建议"), vec![]));
    content
}

/// DOC-3: of a supervision that was issued, with its number.
pub(super) fn supervision(
    state: &State,
    now: Micros,
    incident: IncidentId,
    about: &About,
) -> Result<(DocumentContent, Option<String>), Refusal> {
    let none = |field: &str| {
        refuse("DOC-3", "督办通知要写明已督办的指令和单位", "A notice is about a supervised order and its unit")
            .field(field)
    };
    let order = check::known(&state.orders.all, &about.order.ok_or_else(|| none("order"))?, "order", "指令", "order")?;
    if order.incident != incident {
        return Err(none("order"));
    }
    let unit = about.unit.as_ref().ok_or_else(|| none("unit"))?;
    let row = order.rows.get(unit).ok_or_else(|| none("unit"))?;
    let supervised = row.supervisions.last().ok_or_else(|| none("unit"))?;
    let found = &state.incidents[&incident];
    let title = format!("关于{}的督办通知", order.content.title);
    let mut content = content(
        state,
        DocumentKind::SupervisionNotice,
        found,
        title,
        [section("", notice(now, order, row, supervised.what))],
    );
    content.addressee = state.units.get(unit).map(|unit| unit.name.clone()).unwrap_or_default();
    content.urgency = match order.content.urgency {
        OrderUrgency::Flash => Some(DocumentUrgency::Flash),
        OrderUrgency::Urgent => Some(DocumentUrgency::Urgent),
        OrderUrgency::Routine => None,
    };
    let counted = supervision_number(found, supervised.seq);
    let number = counted.map(|(year, count)| super::number(state, DocumentKind::SupervisionNotice, &year, count));
    if number.is_some() && state.documents.all.values().any(|each| each.number == number) {
        let refusal = refuse("DOC-7", "这次督办已有通知", "This supervision has its notice already");
        return Err(refusal.field("unit"));
    }
    Ok((content, number))
}

/// Year and number that the supervision at this log position was given; its line in the timeline says it.
fn supervision_number(incident: &Incident, seq: u64) -> Option<(String, u64)> {
    let line = incident.timeline.iter().find(|line| line.seq == seq && line.kind == TimelineKind::Supervision)?;
    let (year, count) = line.text.rsplit_once("督办通知 ")?.1.split(' ').next()?.split_once('-')?;
    Some((year.to_owned(), count.parse().ok()?))
}

/// 值班快报 of the time since the last handover.
pub(super) fn bulletin(state: &State, now: Micros) -> DocumentContent {
    let (from, to) = (bulletin::since(state, now), now);
    let made = bulletin::bulletin(state, now, from, to);
    let sections = made.sections.into_iter().map(|section| DocumentSection {
        heading: section.heading,
        paragraphs: section.paragraphs.iter().flat_map(|text| lines(text).collect::<Vec<_>>()).collect(),
        table: section.table.map(|table| DocumentTable { head: table.head, rows: table.rows }),
        figures: Vec::new(),
    });
    let title = format!("{}（{}至{}）", made.title, calendar::moment(from), calendar::moment(to));
    DocumentContent {
        title,
        issuer: issuer(state),
        internal: true,
        sections: sections.collect(),
        ..DocumentContent::default()
    }
}

// ---- frame ----

fn content(
    state: &State,
    kind: DocumentKind,
    incident: &Incident,
    title: String,
    sections: impl IntoIterator<Item = DocumentSection>,
) -> DocumentContent {
    let said = sections.into_iter().filter(|section| !section.paragraphs.is_empty() || section.table.is_some());
    let sections = said.enumerate().map(|(n, section)| match section.heading.is_empty() {
        true => section,
        false => DocumentSection { heading: numbered(n, &section.heading), ..section },
    });
    let urgency = match (kind, incident.facts.severity) {
        (DocumentKind::SpecialReport, Some(Severity::I | Severity::Ii)) => Some(DocumentUrgency::Flash),
        (DocumentKind::SpecialReport, Some(Severity::Iii)) => Some(DocumentUrgency::Urgent),
        _ => None,
    };
    DocumentContent {
        title: title.chars().take(bounds::NAME_CHARS).collect(),
        issuer: issuer(state),
        urgency,
        internal: kind == DocumentKind::SpecialReport,
        sections: sections.collect(),
        ..DocumentContent::default()
    }
}

/// The command centre by its full name: 嘉禾县应急指挥中心.
fn issuer(state: &State) -> String {
    let county = state.jurisdiction.as_ref().map_or("", |jurisdiction| jurisdiction.name.as_str());
    let centre = state.units.values().find(|unit| unit.kind == UnitKind::Centre);
    let name = centre.map_or("应急指挥中心", |unit| unit.name.as_str());
    if name.starts_with(county) {
        name.to_owned()
    } else {
        format!("{county}{}", name.trim_start_matches(['县', '市', '区']))
    }
}

fn section(heading: &str, paragraphs: Vec<String>) -> DocumentSection {
    DocumentSection { heading: heading.to_owned(), paragraphs, ..DocumentSection::default() }
}

fn tabled(heading: &str, table: Option<DocumentTable>) -> DocumentSection {
    let table = table.filter(|table| !table.rows.is_empty());
    DocumentSection { heading: heading.to_owned(), table, ..DocumentSection::default() }
}

/// 一、…
fn numbered(n: usize, heading: &str) -> String {
    format!("{}、{heading}", ordinal(n + 1))
}

fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> DocumentTable {
    DocumentTable { head: head.map(str::to_owned).to_vec(), rows: rows.into_iter().map(Vec::from).collect() }
}

fn moment_or(at: Option<Micros>) -> String {
    at.map_or_else(|| "—".to_owned(), calendar::moment)
}

// ---- what is known ----

/// The elements, as the newest report with the facts behind it says them.
fn facts(state: &State, id: IncidentId, incident: &Incident) -> Vec<String> {
    let known = report::draft::elements(incident);
    let reported = state.reports.of_incident.get(&id).into_iter().flatten().rev();
    let reported = reported.filter_map(|id| state.reports.all.get(id)).find(|report| report.signature.is_some());
    let signed = reported.map(|report| &report.elements);
    let pick = |of: fn(&ReportElements) -> &String| {
        let said = signed.map(of).filter(|text| !text.trim().is_empty());
        said.unwrap_or_else(|| of(&known)).clone()
    };
    let place = pick(|all| &all.place);
    let mut said = vec![report::draft::sentence(&format!("{}，{place}发生{}", known.time, known.nature))];
    if let Some(at) = incident.facts.place.position {
        said.push(format!("事发地坐标：东经 {:.5} 度，北纬 {:.5} 度（CGCS2000）。", at.lon, at.lat));
    }
    for (word, text) in [
        ("信息来源", pick(|all| &all.source)),
        ("伤亡损失", known.loss.clone()),
        ("原因", pick(|all| &all.cause)),
        ("经过", incident.facts.narrative.clone()),
    ] {
        if !text.trim().is_empty() {
            said.extend(lines(&format!("{word}：{text}")));
        }
    }
    said
}

fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| report::draft::sentence(&line.replace('\t', " ")))
}

fn follow_ups(state: &State, id: IncidentId) -> Vec<String> {
    let all = state.reports.of_incident.get(&id).into_iter().flatten().filter_map(|id| state.reports.all.get(id));
    let signed = all
        .filter(|report| report.signature.is_some() && report.kind == fengsui_protocol::report::ReportKind::FollowUp);
    signed.flat_map(|report| lines(&report.text).collect::<Vec<_>>()).collect()
}

fn of_incident(state: &State, id: IncidentId) -> impl Iterator<Item = (OrderId, &Order)> {
    let all = state.orders.of_incident.get(&id).into_iter().flatten();
    let all = all.filter_map(|id| Some((*id, &**state.orders.all.get(id)?)));
    all.filter(|(_, order)| order.state == OrderState::Issued)
}

fn measures(state: &State, id: IncidentId, incident: &Incident) -> Vec<String> {
    let mut said: Vec<_> = lines(&incident.facts.measures).collect();
    for (_, order) in of_incident(state, id) {
        let done = order.rows.values().filter(|row| row.completed.is_some()).count();
        let (at, title, units) = (moment_or(order.issued_at), &order.content.title, order.rows.len());
        said.push(format!("{at}下达指令“{title}”，{units} 家，办结 {done} 家。"));
    }
    said.extend(decided(incident));
    said
}

fn going_on(state: &State, id: IncidentId) -> Vec<String> {
    let open = of_incident(state, id).flat_map(|(_, order)| {
        let rows = order.rows.iter().filter(|(_, row)| rail::open(row.state));
        rows.map(move |(unit, row)| {
            let name = state.units.get(unit).map_or(unit.0.as_str(), |unit| unit.name.as_str());
            let by = order.content.complete_by.map(|at| format!("，限{}前办结", calendar::moment(at)));
            format!("{name}：{}（{}{}）。", order.content.title, rail::row_word(row.state), by.unwrap_or_default())
        })
    });
    open.collect()
}

fn decided(incident: &Incident) -> Vec<String> {
    let kept = incident.timeline.iter().filter(|line| {
        matches!(line.kind, TimelineKind::Decision | TimelineKind::Instruction | TimelineKind::Response)
    });
    let said = kept.map(|line| format!("{}，{}：{}", calendar::moment(line.at), line.actor, line.text));
    said.flat_map(|text| lines(&text).collect::<Vec<_>>()).collect()
}

fn reports(state: &State, id: IncidentId) -> Option<DocumentTable> {
    let all = state.reports.of_incident.get(&id).into_iter().flatten().filter_map(|id| state.reports.all.get(id));
    let phoned = state
        .reports
        .phoned
        .get(&id)
        .map(|call| ["首报（电话）".to_owned(), calendar::moment(call.at), call.by.clone(), call.to.clone()]);
    let written = all.filter_map(|each| {
        let signature = each.signature.as_ref()?;
        let confirmed = each.confirmed.as_ref().map_or_else(|| "—".to_owned(), |call| call.to.clone());
        let name = report::title(each.kind, each.ordinal);
        Some([name, calendar::moment(signature.at), signature.by.clone(), confirmed])
    });
    Some(table(["报告", "时间", "签发（报出）", "电话确认"], phoned.into_iter().chain(written).collect()))
}

/// Orders with their times.
fn orders(state: &State, id: IncidentId) -> Option<DocumentTable> {
    let rows = of_incident(state, id).flat_map(|(_, order)| {
        order.rows.iter().map(move |(unit, row)| {
            let name = state.units.get(unit).map_or(unit.0.as_str(), |unit| unit.name.as_str());
            let chased = match (row.reminders.len(), row.supervisions.len()) {
                (0, 0) => String::new(),
                (reminded, 0) => format!("催办 {reminded}"),
                (reminded, supervised) => format!("催办 {reminded}、督办 {supervised}"),
            };
            [
                order.content.title.clone(),
                name.to_owned(),
                calendar::moment(row.issued_at),
                moment_or(row.acknowledged.as_ref().map(|mark| mark.at)),
                row.completed
                    .as_ref()
                    .map_or_else(|| rail::row_word(row.state).to_owned(), |mark| calendar::moment(mark.at)),
                chased,
            ]
        })
    });
    let rows = rows.take(bounds::DOCUMENT_ROWS).collect();
    Some(table(["指令", "单位", "下达", "签收", "办结", "催督办"], rows))
}

/// What happened, line by line, as far as there is room; and what was left out.
fn course(incident: &Incident) -> (DocumentTable, Option<String>) {
    let told = |line: &&TimelineEntry| match line.kind {
        TimelineKind::Logged
        | TimelineKind::Classified
        | TimelineKind::Note
        | TimelineKind::Call
        | TimelineKind::Transition
        | TimelineKind::Conference
        | TimelineKind::Order
        | TimelineKind::Reminder
        | TimelineKind::Supervision
        | TimelineKind::Decision
        | TimelineKind::Report
        | TimelineKind::Response
        | TimelineKind::Resource
        | TimelineKind::Instruction => true,
        TimelineKind::Located
        | TimelineKind::Updated
        | TimelineKind::Linked
        | TimelineKind::Unlinked
        | TimelineKind::Recording
        | TimelineKind::Plot
        | TimelineKind::Attachment
        | TimelineKind::Analysis
        | TimelineKind::Document => false,
    };
    let all: Vec<_> = incident.timeline.iter().filter(told).collect();
    let (mut rows, mut chars) = (Vec::new(), 0);
    for line in all.iter().take(bounds::DOCUMENT_ROWS) {
        let row = [calendar::moment(line.at), line.actor.clone(), cell(&line.text)];
        chars += row.iter().map(|text| text.chars().count()).sum::<usize>();
        if chars > TABLE_CHARS {
            break;
        }
        rows.push(row);
    }
    let left = all.len() - rows.len();
    let note = (left > 0).then(|| format!("另有 {left} 条记录未列入，见系统日志。"));
    (table(["时间", "单位、人员", "经过"], rows), note)
}

/// One line that fits a cell.
fn cell(text: &str) -> String {
    let flat = text.replace(['\n', '\r', '\t'], " ");
    if flat.chars().count() <= bounds::DOCUMENT_CELL_CHARS {
        return flat;
    }
    flat.chars().take(bounds::DOCUMENT_CELL_CHARS - 1).chain(['…']).collect()
}

fn notice(now: Micros, order: &Order, row: &Row, what: OrderDuty) -> Vec<String> {
    let wanted = match what {
        OrderDuty::Acknowledge => "签收",
        OrderDuty::Reply => "反馈",
        OrderDuty::Complete => "办结",
    };
    let by = order.content.complete_by.map(|at| format!("，要求{}前办结", calendar::moment(at))).unwrap_or_default();
    let (at, number, title) = (calendar::moment(row.issued_at), &order.number, &order.content.title);
    let mut said = vec![format!("{at}，我中心向你单位下达指令“{title}”（{number} 号）{by}。")];
    said.extend(lines(&order.content.text));
    let reminded = row.reminders.last().map(|chase| format!("，{}已催办", calendar::moment(chase.at)));
    let stands = rail::row_word(row.state);
    said.push(format!(
        "截至{}，该指令处于“{stands}”，未按时{wanted}{}。",
        calendar::moment(now),
        reminded.unwrap_or_default()
    ));
    said.push(format!("请接此通知后立即{wanted}，并将落实情况书面报我中心。"));
    said
}

/// A draft is never refused for its length: what is too long is cut, and says so.
pub(super) fn fitted(mut content: DocumentContent) -> DocumentContent {
    content.sections.truncate(bounds::DOCUMENT_SECTIONS);
    for section in &mut content.sections {
        section.paragraphs.truncate(bounds::DOCUMENT_PARAGRAPHS);
        for paragraph in &mut section.paragraphs {
            *paragraph = paragraph.chars().take(bounds::TEXT_CHARS).collect();
        }
        for row in section.table.iter_mut().flat_map(|table| &mut table.rows) {
            row.iter_mut().for_each(|text| *text = cell(text));
        }
    }
    while canonical::characters(&content) > bounds::DOCUMENT_CHARS {
        shorten(&mut content);
    }
    content
}

/// Takes the last row or paragraph of the longest section away.
fn shorten(content: &mut DocumentContent) {
    let size = |section: &DocumentSection| {
        let cells = section.table.iter().flat_map(|table| table.rows.iter().flatten());
        section.paragraphs.iter().chain(cells).map(|text| text.chars().count()).sum::<usize>()
    };
    let Some(longest) = content.sections.iter_mut().max_by_key(|section| size(section)) else { return };
    let dropped = longest.table.as_mut().and_then(|table| table.rows.pop());
    if dropped.is_none() {
        longest.paragraphs.pop();
    }
}
