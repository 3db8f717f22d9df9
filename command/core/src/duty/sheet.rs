//! 值班表 as a table: its rows for a file, and reading a file back with every fault named by line and column (DUTY-7).
//! Nothing is changed by reading.

use super::{
    roster::{Placed, place},
    sees,
};
use crate::{State, calendar, table};
use fengsui_protocol::{
    Class, Micros, Refusal, UnitId, bounds,
    duty::{DutyImport, DutyImportError, DutyPlan},
};

const HEAD: [&str; 6] = ["单位", "开始", "结束", "值班员", "带班领导", "值班电话"];
/// Between two names in one cell.
const COMMAS: [char; 7] = ['、', ',', '，', ';', '；', '/', '\n'];

/// Head and rows of the shifts of one unit, or of all that the class may see, that touch `from..to`.
pub fn rows(state: &State, class: &Class, unit: Option<&UnitId>, from: Micros, to: Micros) -> Vec<Vec<String>> {
    let wanted = state.duty.of_unit.keys().filter(|id| unit.is_none_or(|unit| unit == *id) && sees(state, id, class));
    let shifts = wanted.flat_map(|unit| state.duty.between(unit, from, to));
    let lines = shifts.map(|(_, shift)| {
        let names: Vec<_> = shift.officers.iter().map(|officer| officer.name.as_str()).collect();
        let unit = state.units.get(&shift.unit).map_or(shift.unit.0.as_str(), |unit| unit.name.as_str());
        vec![
            unit.to_owned(),
            calendar::stamp(shift.start),
            calendar::stamp(shift.end),
            names.join("、"),
            shift.leader.name.clone(),
            shift.phone.clone(),
        ]
    });
    [HEAD.map(str::to_owned).to_vec()].into_iter().chain(lines).collect()
}

/// Reads a file. `allowed` says for which units its sender may set shifts; `unit` is that of lines that name none.
pub fn read(state: &State, now: Micros, unit: &UnitId, allowed: impl Fn(&UnitId) -> bool, text: &str) -> DutyImport {
    let mut import = DutyImport::default();
    let mut lines = table::records(text, b',').filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    let Some((line, head)) = lines.next() else {
        import.errors.push(fault(1, "", &empty()));
        return import;
    };
    let columns = HEAD.map(|name| head.iter().position(|cell| cell == name));
    for (name, column) in HEAD.iter().zip(columns).skip(1) {
        if column.is_none() {
            let (zh, en) = (format!("缺“{name}”一列"), format!("The column {name} is missing"));
            import.errors.push(fault(line, name, &Refusal::new("DUTY-7", zh, en)));
        }
    }
    if !import.errors.is_empty() {
        return import;
    }
    for (line, cells) in lines {
        if import.plans.len() + import.errors.len() >= bounds::DUTY_IMPORT {
            let zh = format!("一次最多 {} 行，请分开导入", bounds::DUTY_IMPORT);
            let en = format!("At most {} lines at once", bounds::DUTY_IMPORT);
            import.errors.push(fault(line, "", &Refusal::new("BOUND", zh, en)));
            break;
        }
        // The apostrophe keeps a spreadsheet from reading a formula.
        let cell = |index: usize| {
            let text = columns[index].and_then(|at| cells.get(at)).map_or("", String::as_str);
            text.strip_prefix('\'').unwrap_or(text)
        };
        match take(state, now, unit, &allowed, &cell, &mut import) {
            Ok(plan) => import.plans.push(plan),
            Err(refusal) => {
                let field = column(refusal.field.as_deref().unwrap_or_default());
                import.errors.push(fault(line, field, &refusal));
            }
        }
    }
    if import.plans.is_empty() && import.errors.is_empty() {
        import.errors.push(fault(line, "", &empty()));
    }
    import
}

fn empty() -> Refusal {
    Refusal::new("DUTY-7", "文件里没有班次", "The file has no shifts")
}

fn take<'a>(
    state: &State,
    now: Micros,
    unit: &UnitId,
    allowed: &impl Fn(&UnitId) -> bool,
    cell: &impl Fn(usize) -> &'a str,
    import: &mut DutyImport,
) -> Result<DutyPlan, Refusal> {
    let plan = DutyPlan {
        unit: unit_of(state, unit, allowed, cell(0))?,
        start: moment("start", cell(1))?,
        end: moment("end", cell(2))?,
        officers: cell(3).split(COMMAS).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        leader: cell(4).to_owned(),
        phone: cell(5).to_owned(),
    };
    let before: Vec<_> = import.plans.iter().collect();
    match place(state, now, "", &plan, &before)? {
        Placed::Unchanged => import.unchanged += 1,
        Placed::Fresh { removes } => {
            import.added += 1;
            import.replaced += u32::try_from(removes.len()).unwrap_or(u32::MAX);
        }
    }
    Ok(plan)
}

/// By name or by id.
fn unit_of(state: &State, own: &UnitId, allowed: &impl Fn(&UnitId) -> bool, text: &str) -> Result<UnitId, Refusal> {
    let named = |(id, unit): &(&UnitId, &crate::account::Unit)| unit.name == text || id.0 == text;
    let found = if text.is_empty() { Some(own) } else { state.units.iter().find(named).map(|(id, _)| id) };
    match found {
        Some(unit) if allowed(unit) => Ok(unit.clone()),
        Some(_) => {
            let (zh, en) = (format!("无权给“{text}”排班"), format!("Not your unit: {text}"));
            Err(Refusal::new("AUTH-3", zh, en).field("unit"))
        }
        None => {
            let (zh, en) = (format!("没有这个单位：{text}"), format!("No such unit: {text}"));
            Err(Refusal::new("REF-1", zh, en).field("unit"))
        }
    }
}

fn moment(field: &str, text: &str) -> Result<Micros, Refusal> {
    calendar::read(text).ok_or_else(|| {
        let (zh, en) = (format!("看不懂这个时间：{text}"), format!("Not a time: {text}"));
        Refusal::new("DUTY-7", zh, en).field(field).accept(["2026-07-18 08:00"])
    })
}

/// Name of the column in which a field stands.
fn column(field: &str) -> &'static str {
    ["unit", "start", "end", "officers", "leader", "phone"]
        .iter()
        .position(|each| *each == field)
        .map_or("", |index| HEAD[index])
}

fn fault(line: u32, field: &str, refusal: &Refusal) -> DutyImportError {
    DutyImportError {
        line,
        field: field.to_owned(),
        rule: refusal.rule.clone(),
        message_zh: refusal.message_zh.clone(),
        message_en: refusal.message_en.clone(),
    }
}
