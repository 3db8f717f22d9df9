//! 签到表 of a conference, one row a unit and site: who was to come (应到), who came, who signed.

use super::paper::{csv, escape, moment, page, table};
use fengsui_document::Paper;
use fengsui_protocol::{
    Micros, UnitId,
    conference::{AbsentWhy, ConferenceView, Presence, SiteView},
    document::{DocumentSection, DocumentTable},
    meeting::AttendanceView,
};

/// 应到 / 在会 / 签到, in units; sites without a unit (token, person from outside) count in none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub invited: usize,
    pub present: usize,
    pub checked_in: usize,
}

const HEAD: [&str; 9] = ["单位", "会场", "应到", "入会时间", "离会时间", "在会分钟", "签到时间", "签到人", "情况"];

pub fn counts(view: &ConferenceView) -> Counts {
    let invited = &view.meeting.invited;
    let of_unit = |unit: &UnitId| view.sites.iter().any(|site| site.unit.as_ref() == Some(unit) && present(site));
    let signed = |unit: &UnitId| {
        view.meeting.attendance.iter().any(|line| line.unit.as_ref() == Some(unit) && line.checked_in_at.is_some())
    };
    Counts {
        invited: invited.len(),
        present: invited.iter().filter(|unit| of_unit(unit)).count(),
        checked_in: invited.iter().filter(|unit| signed(unit)).count(),
    }
}

fn present(site: &SiteView) -> bool {
    matches!(site.presence, Presence::Present { .. })
}

/// Head and rows: who came in the order of coming, then the invited units that did not.
fn rows(view: &ConferenceView, now: Micros, unit_name: &dyn Fn(&UnitId) -> String) -> Vec<Vec<String>> {
    let invited = |unit: Option<&UnitId>| unit.is_some_and(|unit| view.meeting.invited.contains(unit));
    let came = view.meeting.attendance.iter().map(|line| {
        let unit = line.unit.as_ref();
        let minutes = line.stayed_us + line.since.map_or(0, |since| now.since(since).max(0));
        let signed_by = line.checked_in_by.clone().unwrap_or_default();
        vec![
            unit.map(unit_name).unwrap_or_default(),
            line.name.clone(),
            if invited(unit) { "是" } else { "" }.to_owned(),
            moment(line.came_at),
            line.left_at.map(moment).unwrap_or_default(),
            (minutes / Micros::MINUTE).to_string(),
            line.checked_in_at.map(moment).unwrap_or_default(),
            if line.checked_in_for { format!("{signed_by}（代签）") } else { signed_by },
            standing(view, line),
        ]
    });
    let missing = view.meeting.invited.iter().filter(|unit| {
        let came = |line: &AttendanceView| line.unit.as_ref() == Some(unit);
        !view.meeting.attendance.iter().any(came)
    });
    let missed = missing.map(|unit| {
        let site = view.sites.iter().find(|site| site.unit.as_ref() == Some(unit));
        let blank = String::new;
        let name = site.map(|site| site.name.clone()).unwrap_or_default();
        let why = site.map_or("缺席".to_owned(), absence);
        vec![unit_name(unit), name, "是".to_owned(), blank(), blank(), "0".to_owned(), blank(), blank(), why]
    });
    [HEAD.map(str::to_owned).to_vec()].into_iter().chain(came).chain(missed).collect()
}

fn standing(view: &ConferenceView, line: &AttendanceView) -> String {
    if line.since.is_some() {
        return "在会".to_owned();
    }
    view.sites.iter().find(|site| site.id == line.site).map_or("已移出".to_owned(), absence)
}

fn absence(site: &SiteView) -> String {
    match &site.presence {
        Presence::Present { .. } => "在会".to_owned(),
        Presence::Ringing { .. } => "未应答".to_owned(),
        Presence::Declined { reason, .. } if reason.is_empty() => "不参加".to_owned(),
        Presence::Declined { reason, .. } => format!("不参加：{reason}"),
        Presence::Absent { why, .. } => match why {
            AbsentWhy::NeverJoined => "缺席",
            AbsentWhy::Left => "已离会",
            AbsentWhy::Dropped => "掉线",
            AbsentWhy::HungUp => "已挂断",
        }
        .to_owned(),
    }
}

/// The table for a spreadsheet.
pub fn sheet(view: &ConferenceView, now: Micros, unit_name: &dyn Fn(&UnitId) -> String) -> String {
    csv(&rows(view, now, unit_name))
}

/// The table as a document.
pub fn paper(view: &ConferenceView, now: Micros, unit_name: &dyn Fn(&UnitId) -> String) -> Paper {
    let Counts { invited, present, checked_in } = counts(view);
    let ended = view.ended_at.map_or("进行中".to_owned(), moment);
    let said = format!(
        "开始 {}，结束 {ended}；应到 {invited} 家，在会 {present} 家，签到 {checked_in} 家。制表 {}，会议编号 {}。",
        moment(view.created_at),
        moment(now),
        view.id
    );
    let mut rows = rows(view, now, unit_name);
    let head = rows.remove(0);
    let table = Some(DocumentTable { head, rows });
    let section = DocumentSection { heading: String::new(), paragraphs: vec![said], table, figures: vec![] };
    Paper::sheet(format!("{} 参会签到表", view.title), vec![section])
}

/// The table to print.
pub fn printed(view: &ConferenceView, now: Micros, mode: &str, unit_name: &dyn Fn(&UnitId) -> String) -> String {
    let Counts { invited, present, checked_in } = counts(view);
    let title = format!("{mode}{} 签到表", view.title);
    let ended = view.ended_at.map_or("进行中".to_owned(), moment);
    let facts = [
        ("开始", moment(view.created_at)),
        ("结束", ended),
        ("应到", format!("{invited} 家")),
        ("在会", format!("{present} 家")),
        ("签到", format!("{checked_in} 家")),
    ];
    let facts: String =
        facts.iter().map(|(name, value)| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(value))).collect();
    let body = format!(
        "<h1>{}</h1><dl>{facts}</dl>{}<footer>制表 {}（北京时间）· 会议编号 {} · 记录以系统日志为准</footer>",
        escape(&title),
        table(&rows(view, now, unit_name)),
        moment(now),
        view.id
    );
    page(&title, &body)
}
