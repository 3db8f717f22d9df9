//! From a file's bytes to rows of text. Everything in it is a stranger's: bytes, rows, columns and cells are bounded, an
//! archive is measured before it is opened.

use calamine::{Data, Reader, Xlsx};
use fengsui_command_core::table;
use fengsui_protocol::{Refusal, bounds};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

/// Rows as they stand in the file, with their line from 1.
pub struct Sheet {
    pub encoding: &'static str,
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Columns that are looked at.
const COLUMNS: usize = 40;
/// Characters of one cell that are kept.
const CELL: usize = 1_000;
/// Bytes that an XLSX may unpack to.
const UNPACKED: u64 = 48 * 1024 * 1024;
/// Lines before the header, and blank ones.
const OTHER_ROWS: usize = 200;

pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Sheet { encoding: "XLSX", rows: xlsx(bytes)? });
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let zh = "这是旧格式 .xls，请另存为 .xlsx 或 CSV";
        return Err(unreadable(zh, "This is an old .xls; save it as .xlsx or CSV"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (encoding, text) = match std::str::from_utf8(bytes) {
        Ok(text) => ("UTF-8", text.into()),
        // GB18030 holds GBK and GB 2312.
        Err(_) => match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
            Some(text) => ("GBK", text),
            None => return Err(unreadable("既不是 UTF-8 也不是 GBK", "It is neither UTF-8 nor GBK")),
        },
    };
    if text.contains('\0') {
        return Err(unreadable("不是文本文件", "It is not a text file"));
    }
    Ok(Sheet { encoding, rows: bounded(csv(&text))? })
}

/// RES-8: the file as a whole.
pub(super) fn unreadable(zh: &str, en: &str) -> Refusal {
    let refusal = Refusal::new("RES-8", format!("文件读不懂：{zh}"), format!("The file cannot be read: {en}"));
    refusal.field("file").accept([".csv (UTF-8, GBK)", ".xlsx"])
}

fn bounded(rows: Vec<(u32, Vec<String>)>) -> Result<Vec<(u32, Vec<String>)>, Refusal> {
    let filled: Vec<_> = rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect();
    if filled.len() > bounds::IMPORT_ROWS + OTHER_ROWS {
        let refusal =
            Refusal::new("BOUND", "行数过多，请分几次导入", "Too many lines; import them in parts").field("file");
        return Err(refusal.accept([format!("≤ {}", bounds::IMPORT_ROWS)]));
    }
    Ok(filled)
}

/// The separator is what the header has: spreadsheets copy with tabs.
fn csv(text: &str) -> Vec<(u32, Vec<String>)> {
    let first = text.lines().next().unwrap_or("");
    let separator = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let records = table::records(text, separator).take(bounds::IMPORT_ROWS * 4);
    let cut = |cell: String| cell.chars().take(CELL).collect();
    records.map(|(line, cells)| (line, cells.into_iter().take(COLUMNS).map(cut).collect())).collect()
}

// ---- XLSX ----

/// The first sheet that has something on it, cell by cell: a sheet that claims a million rows is not laid out.
fn xlsx(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, Refusal> {
    measure(bytes)?;
    let damaged = |_| unreadable("XLSX 已损坏或加了密码", "The XLSX is damaged or has a password");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
        let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            let (line, column) = (row + 1, column as usize);
            let text = said(&Data::from(cell.get_value().clone()));
            if column >= COLUMNS || text.is_empty() {
                continue;
            }
            let texts = rows.entry(line).or_default();
            texts.resize(texts.len().max(column + 1), String::new());
            texts[column] = text;
            if rows.len() > bounds::IMPORT_ROWS + OTHER_ROWS {
                break;
            }
        }
        if !rows.is_empty() {
            return bounded(rows.into_iter().collect());
        }
    }
    Ok(Vec::new())
}

fn said(cell: &Data) -> String {
    cell.to_string().trim().chars().take(CELL).collect()
}

/// BOUND: unpacks it once into nothing, so that a small archive cannot grow past its bound in memory.
fn measure(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = || unreadable("XLSX 已损坏", "The XLSX is damaged");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| damaged())?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        if unpacked > left {
            let refusal = Refusal::new("BOUND", "展开后过大", "It unpacks to too much").field("file");
            return Err(refusal.accept([format!("≤ {UNPACKED}")]));
        }
        left -= unpacked;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "类别,编号,名称\r\n队伍,DW-01,\"抢险队 \"\"一\"\"\r\n第二行\"\r\n\r\n车辆,CL-01,冲锋舟\n";

    fn cells(sheet: &Sheet, row: usize) -> Vec<&str> {
        sheet.rows[row].1.iter().map(String::as_str).collect()
    }

    #[test]
    fn res_8_utf_8_and_gbk_say_the_same() {
        let (gbk, ..) = encoding_rs::GBK.encode(TEXT);
        let marked = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        for (bytes, encoding) in [(TEXT.as_bytes(), "UTF-8"), (&marked, "UTF-8"), (&gbk, "GBK")] {
            let sheet = read(bytes).unwrap();
            assert_eq!(sheet.encoding, encoding);
            assert_eq!(cells(&sheet, 0), ["类别", "编号", "名称"]);
            assert_eq!(cells(&sheet, 1), ["队伍", "DW-01", "抢险队 \"一\"\n第二行"]);
            assert_eq!((sheet.rows[2].0, cells(&sheet, 2)), (5, vec!["车辆", "CL-01", "冲锋舟"]));
        }
    }

    /// The smallest workbook there is, written here: text in place, a number, a row left out.
    fn workbook(rows: &str) -> Vec<u8> {
        let part = |name: &str, kind: &str| {
            format!(
                r#"<Override PartName="{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>"#
            )
        };
        let types = format!(
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}{}</Types>"#,
            part("/xl/workbook.xml", "sheet.main"),
            part("/xl/worksheets/sheet1.xml", "worksheet"),
        );
        let relation = |id: &str, kind: &str, to: &str| {
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{to}"/></Relationships>"#
            )
        };
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let book = format!(
            r#"<workbook xmlns="{main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="资源" sheetId="1" r:id="rId1"/></sheets></workbook>"#
        );
        let sheet = format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("[Content_Types].xml", types),
            ("_rels/.rels", relation("rId1", "officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", relation("rId1", "worksheet", "worksheets/sheet1.xml")),
            ("xl/worksheets/sheet1.xml", sheet),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn res_8_a_workbook_is_read_cell_by_cell() {
        let text = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        let head = format!(r#"<row r="1">{}{}</row>"#, text("A1", "名称"), text("C1", "数量"));
        let row = format!(r#"<row r="3">{}<c r="C3"><v>45</v></c></row>"#, text("A3", "抢险队"));
        let far = format!(r#"<row r="1048576">{}</row>"#, text("XFD1048576", "远"));
        let sheet = read(&workbook(&format!("{head}{row}{far}"))).unwrap();
        assert_eq!(sheet.encoding, "XLSX");
        assert_eq!(cells(&sheet, 0), ["名称", "", "数量"]);
        assert_eq!((sheet.rows[1].0, cells(&sheet, 1)), (3, vec!["抢险队", "", "45"]));
        assert_eq!(sheet.rows.len(), 2, "what stands past the columns that are looked at is left");
        let many: String = (1..=bounds::IMPORT_ROWS + OTHER_ROWS + 2)
            .map(|row| format!(r#"<row r="{row}">{}</row>"#, text(&format!("A{row}"), "x")))
            .collect();
        assert_eq!(read(&workbook(&many)).err().unwrap().rule, "BOUND");
    }

    #[test]
    fn bound_an_archive_that_unpacks_to_too_much_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut std::io::repeat(b' ').take(UNPACKED + 1), &mut zip).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert!(bytes.len() < bounds::IMPORT_BYTES, "a small file");
        assert_eq!(read(&bytes).err().unwrap().rule, "BOUND");
    }

    #[test]
    fn res_8_what_is_no_table_is_refused() {
        for bytes in [&b"\xff\xfe\xff\xff\xff"[..], b"a\0b", b"PK\x03\x04 no archive", b"\xd0\xcf\x11\xe0 old"] {
            assert_eq!(read(bytes).err().unwrap().rule, "RES-8");
        }
        let many = "x\n".repeat(bounds::IMPORT_ROWS + OTHER_ROWS + 1);
        assert_eq!(read(many.as_bytes()).err().unwrap().rule, "BOUND");
    }
}
