//! 值班快报: what happened in a period, as headings, paragraphs and tables out of the state. Pure; it lays nothing out and
//! signs nothing. Who called is not in it (VIEW-1).

use crate::{
    State, calendar, catalogue,
    duty::{self, handover},
    incident::{Incident, machine},
    report,
};
use fengsui_protocol::{
    IncidentId, Micros, bounds,
    duty::{Bulletin, BulletinSection, BulletinTable, HandoverKind},
    incident::{IncidentState, Severity},
    order::RowState,
    phone::CallDirection,
};

const DAY: i64 = 24 * 60 * Micros::MINUTE;

/// From the last handover of the duty room, or a day back.
pub fn since(state: &State, now: Micros) -> Micros {
    let handed = duty::county_unit(state).and_then(|unit| handover::last_confirmed(state, unit));
    handed.filter(|at| *at < now).unwrap_or_else(|| now.plus(-DAY))
}

/// The bulletin of `from..to`.
pub fn bulletin(state: &State, now: Micros, from: Micros, to: Micros) -> Bulletin {
    let name = state.jurisdiction.as_ref().map_or("", |jurisdiction| jurisdiction.name.as_str());
    let made = Maker { state, now, from, to };
    let sections = [
        made.duty(),
        made.incidents(),
        made.reports(),
        made.orders(),
        made.instructions(),
        made.warnings(),
        made.log(),
        made.pending(),
    ];
    let numbered = sections.into_iter().enumerate().map(|(index, section)| BulletinSection {
        heading: format!("{}、{}", crate::words::ordinal(index + 1), section.heading),
        ..section
    });
    Bulletin { title: format!("{name}值班快报"), from, to, sections: numbered.collect() }
}

pub(crate) fn severity_word(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::I) => "特别重大",
        Some(Severity::Ii) => "重大",
        Some(Severity::Iii) => "较大",
        Some(Severity::Iv) => "一般",
        None => "待定级",
    }
}

struct Maker<'a> {
    state: &'a State,
    now: Micros,
    from: Micros,
    to: Micros,
}

/// A table, or none where it has no rows; of very many rows the first, with a word on the rest.
fn section(heading: &str, paragraph: String, head: &[&str], mut rows: Vec<Vec<String>>) -> BulletinSection {
    let mut paragraphs = vec![paragraph];
    if rows.len() > bounds::BULLETIN_ROWS {
        paragraphs.push(format!("表中列前 {} 项，共 {} 项。", bounds::BULLETIN_ROWS, rows.len()));
        rows.truncate(bounds::BULLETIN_ROWS);
    }
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    let table = (!rows.is_empty()).then_some(BulletinTable { head, rows });
    BulletinSection { heading: heading.to_owned(), paragraphs, table }
}

impl Maker<'_> {
    fn within(&self, at: Micros) -> bool {
        self.from <= at && at < self.to
    }

    fn title(&self, id: IncidentId) -> String {
        self.state.incidents.get(&id).map(|incident| incident.facts.title.clone()).unwrap_or_default()
    }

    fn duty(&self) -> BulletinSection {
        let shifts = duty::county_unit(self.state).map(|unit| self.state.duty.between(unit, self.from, self.to));
        let rows: Vec<_> = shifts
            .unwrap_or_default()
            .into_iter()
            .map(|(_, shift)| {
                let names: Vec<_> = shift.officers.iter().map(|officer| officer.name.as_str()).collect();
                vec![shift.span(), names.join("、"), shift.leader.name.clone(), shift.phone.clone()]
            })
            .collect();
        let said = if rows.is_empty() {
            "本期未排值班表。".to_owned()
        } else {
            format!("本期共 {} 班。", rows.len())
        };
        section("值班情况", said, &["班次", "值班员", "带班领导", "值班电话"], rows)
    }

    /// Reported in the period, closed in it, or open at its end.
    fn incidents(&self) -> BulletinSection {
        let closed_in = |incident: &Incident| {
            incident.transitions.iter().any(|step| self.within(step.at) && step.from.open() && !step.to.open())
        };
        let open_then = |incident: &Incident| state_at(incident, self.to).open();
        let all = self.state.incidents.values().filter(|incident| incident.reported_at < self.to);
        let mut shown: Vec<_> = all
            .filter(|incident| self.within(incident.reported_at) || closed_in(incident) || open_then(incident))
            .collect();
        shown
            .sort_by_key(|incident| (incident.facts.severity.is_none(), incident.facts.severity, incident.reported_at));
        let fresh = shown.iter().filter(|incident| self.within(incident.reported_at)).count();
        let open = shown.iter().filter(|incident| open_then(incident)).count();
        let closed = shown.iter().filter(|incident| closed_in(incident)).count();
        let said = format!("新接报 {fresh} 起，办结 {closed} 起，期末在办 {open} 起。");
        let rows = shown.iter().map(|incident| {
            vec![
                incident.number.clone(),
                incident.facts.title.clone(),
                catalogue::find(&incident.facts.type_code).map_or("", |entry| entry.name).to_owned(),
                severity_word(incident.facts.severity).to_owned(),
                incident.facts.place.text.clone(),
                calendar::moment(incident.reported_at),
                machine::word(state_at(incident, self.to)).to_owned(),
            ]
        });
        section("突发事件", said, &["编号", "事件", "类型", "级别", "地点", "接报", "状态"], rows.collect())
    }

    fn reports(&self) -> BulletinSection {
        let signed = self.state.reports.all.values().filter_map(|report| {
            let signature = report.signature.as_ref().filter(|signature| self.within(signature.at))?;
            let confirmed = report.confirmed.as_ref().map(|call| calendar::moment(call.at)).unwrap_or_default();
            let (name, title) = (report::title(report.kind, report.ordinal), self.title(report.incident));
            Some((signature.at, vec![calendar::moment(signature.at), title, name, signature.by.clone(), confirmed]))
        });
        let phoned = self.state.reports.phoned.iter().filter(|(_, call)| self.within(call.at)).map(|(id, call)| {
            let line = vec![
                calendar::moment(call.at),
                self.title(*id),
                "首报（电话）".to_owned(),
                call.by.clone(),
                call.to.clone(),
            ];
            (call.at, line)
        });
        let rows = sorted(signed.chain(phoned));
        section(
            "信息报送",
            format!("签发、电话报送 {} 次。", rows.len()),
            &["时间", "事件", "报告", "签发 / 报告人", "电话确认 / 报送对象"],
            rows,
        )
    }

    fn orders(&self) -> BulletinSection {
        let issued = self.state.orders.all.values().filter_map(|order| {
            let at = order.issued_at.filter(|at| self.within(*at))?;
            let count = |fits: fn(RowState) -> bool| order.rows.values().filter(|row| fits(row.state)).count();
            let signed = order.rows.values().filter(|row| row.acknowledged.is_some()).count();
            let chased: usize = order.rows.values().map(|row| row.reminders.len() + row.supervisions.len()).sum();
            let done = count(|state| state == RowState::Completed);
            let back = count(|state| matches!(state, RowState::Returned | RowState::Withdrawn));
            let line = [calendar::moment(at), order.number.clone(), order.content.title.clone()];
            let figures = [order.rows.len(), signed, done, back, chased].map(|number| number.to_string());
            Some((at, line.into_iter().chain(figures).collect()))
        });
        let rows = sorted(issued);
        let head = ["下达", "编号", "内容", "收令单位", "签收", "办结", "退回撤销", "催办督办"];
        section("指令", format!("下达指令 {} 条。", rows.len()), &head, rows)
    }

    fn instructions(&self) -> BulletinSection {
        let given = self.state.instructions.all.values().filter(|given| self.within(given.at));
        let rows = sorted(given.map(|given| {
            let replied = given.rows.values().filter(|row| row.reply.is_some()).count();
            let line = vec![
                calendar::moment(given.at),
                given.by.clone(),
                given.text.clone(),
                self.title(given.incident),
                format!("{replied}/{}", given.rows.len()),
            ];
            (given.at, line)
        }));
        section("领导批示", format!("批示 {} 件。", rows.len()), &["时间", "批示人", "内容", "事件", "回复"], rows)
    }

    fn warnings(&self) -> BulletinSection {
        let received = self.state.warnings.values().filter(|warning| self.within(warning.received_at));
        let rows = sorted(received.map(|warning| {
            let facts = &warning.facts;
            let said = if facts.headline.is_empty() { &facts.event } else { &facts.headline };
            let until = facts.expires_at.map(calendar::moment).unwrap_or_default();
            let line = vec![calendar::moment(warning.received_at), facts.sender.clone(), said.clone(), until];
            (warning.received_at, line)
        }));
        section("预警", format!("收到预警信息 {} 条。", rows.len()), &["收到", "发布单位", "内容", "有效至"], rows)
    }

    /// What the officers wrote down, and how often the telephone rang.
    fn log(&self) -> BulletinSection {
        let unit = duty::county_unit(self.state);
        let written = self.state.duty.entries.values();
        let own = written.filter(|entry| Some(&entry.unit) == unit && self.within(entry.at));
        let rows =
            sorted(own.map(|entry| (entry.at, vec![calendar::moment(entry.at), entry.text.clone(), entry.by.clone()])));
        let calls = self.state.calls.values().filter(|call| self.within(call.facts.at));
        let incoming = calls.clone().filter(|call| call.facts.direction == CallDirection::Incoming).count();
        let outgoing = calls.count() - incoming;
        let said = format!("值班日志记事 {} 条；来电 {incoming} 次，去电 {outgoing} 次。", rows.len());
        section("值班记事", said, &["时间", "记事", "记录人"], rows)
    }

    /// What is left for the next shift now.
    fn pending(&self) -> BulletinSection {
        let Some(unit) = duty::county_unit(self.state) else { return section("待办", String::new(), &[], vec![]) };
        let list = handover::list(self.state, self.now, unit);
        let count = |kind| list.items.iter().filter(|item| item.kind == kind).count();
        let said = format!(
            "截至{}：未签收指令 {} 条，待报报告 {} 项，设备异常 {} 处，待回复批示 {} 件。",
            calendar::moment(self.now),
            count(HandoverKind::UnacknowledgedOrder),
            count(HandoverKind::DueReport),
            count(HandoverKind::EquipmentFault),
            count(HandoverKind::PendingInstruction)
        );
        let owed = list.items.iter().filter(|item| item.kind != HandoverKind::OpenIncident);
        let rows = owed.map(|item| {
            vec![
                word(item.kind).to_owned(),
                item.title.clone(),
                item.who.clone(),
                item.detail.clone(),
                item.at.map(calendar::moment).unwrap_or_default(),
            ]
        });
        section("待办事项", said, &["事项", "内容", "单位", "情况", "时限 / 最后数据"], rows.collect())
    }
}

/// Chinese word of what a handover lists.
pub(crate) fn word(kind: HandoverKind) -> &'static str {
    match kind {
        HandoverKind::OpenIncident => "在办事件",
        HandoverKind::UnacknowledgedOrder => "未签收指令",
        HandoverKind::DueReport => "待报报告",
        HandoverKind::EquipmentFault => "设备异常",
        HandoverKind::PendingInstruction => "待办批示",
    }
}

fn sorted(lines: impl Iterator<Item = (Micros, Vec<String>)>) -> Vec<Vec<String>> {
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// In which state the incident was just before `at`.
pub(crate) fn state_at(incident: &Incident, at: Micros) -> IncidentState {
    let mut steps = incident.transitions.iter().filter(|step| step.at < at);
    steps.next_back().map_or(IncidentState::Reported, |step| step.to)
}
