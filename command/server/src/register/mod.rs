//! Lists of resources, hazards and protection targets from a file: CSV (UTF-8 or GBK) or XLSX, read line by line, each
//! fault named with its column. It imports nothing: what it reads is shown first, and taken as one input.

mod columns;
mod sheet;

use crate::engine::Engine;
use columns::Columns;
use fengsui_gis_server::Maps;
use fengsui_protocol::{
    Refusal,
    geo::Crs,
    resource::{PreviewRow, RegisterPreview, RegisterRow, RowChange},
};

/// What taking this file would do. `crs` is that of lines which name none.
///
/// # Errors
/// `RES-8` when the file as a whole cannot be read, `BOUND` when it is too large.
pub fn preview(engine: &Engine, maps: &Maps, bytes: &[u8], crs: Crs) -> Result<RegisterPreview, Refusal> {
    let sheet = sheet::read(bytes)?;
    let (columns, lines) = Columns::find(&sheet.rows)?;
    let mut rows: Vec<PreviewRow> = engine.read(|domain| {
        let state = &domain.command;
        let read = lines.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).map(|(line, cells)| {
            match columns.read(state, maps, cells, crs) {
                Ok((row, moved_m)) => match state.judge_row(&row) {
                    Ok(change) => PreviewRow { line: *line, change, row: Some(row), faults: vec![], moved_m },
                    Err(faults) => {
                        PreviewRow { line: *line, change: RowChange::Refused, row: Some(row), faults, moved_m }
                    }
                },
                Err(faults) => PreviewRow { line: *line, change: RowChange::Refused, row: None, faults, moved_m: None },
            }
        });
        read.collect()
    });
    refuse_repeated(&mut rows);
    let count =
        |wanted: RowChange| rows.iter().filter(|row| row.change == wanted).count().try_into().unwrap_or(u32::MAX);
    Ok(RegisterPreview {
        encoding: sheet.encoding.to_owned(),
        new: count(RowChange::New),
        changed: count(RowChange::Changed),
        same: count(RowChange::Same),
        refused: count(RowChange::Refused),
        rows,
    })
}

/// Rows that an import takes: the sound ones.
pub fn sound(preview: RegisterPreview) -> Vec<RegisterRow> {
    let sound = preview.rows.into_iter().filter(|row| row.change != RowChange::Refused);
    sound.filter_map(|row| row.row).collect()
}

/// RES-1: of two lines with one number the second is refused.
fn refuse_repeated(rows: &mut [PreviewRow]) {
    let mut seen = std::collections::BTreeMap::new();
    for row in rows.iter_mut().filter(|row| row.change != RowChange::Refused) {
        let Some(read) = &row.row else { continue };
        let list = std::mem::discriminant(&read.list);
        let first = seen.entry(read.id.clone()).or_insert_with(Vec::new);
        if let Some((_, line)) = first.iter().find(|(other, _)| *other == list) {
            let zh = format!("编号 {} 在第 {line} 行已有", read.id);
            row.faults.push(Refusal::new("RES-1", zh, format!("This id stands on line {line} already")).field("id"));
            row.change = RowChange::Refused;
        } else {
            first.push((list, row.line));
        }
    }
}
