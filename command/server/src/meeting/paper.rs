//! Writing tables and pages: CSV that spreadsheets open as text and never as formulas, HTML that prints on A4, Beijing
//! time.

use fengsui_protocol::Micros;
use std::fmt::Write as _;

/// Spreadsheets take a file for UTF-8 by this mark.
const BOM: &str = "\u{feff}";

/// RFC 4180, with a byte order mark. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn csv(rows: &[Vec<String>]) -> String {
    let mut text = BOM.to_owned();
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| csv_cell(cell)).collect();
        text += &cells.join(",");
        text += "\r\n";
    }
    text
}

fn csv_cell(text: &str) -> String {
    // Blanks in front do not keep every spreadsheet from reading a formula.
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Text inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

/// A page to print: A4, no script, nothing loaded.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>\
         @page{{size:A4;margin:20mm}}body{{font:14px/1.6 'Noto Sans CJK SC','Source Han Sans',system-ui,sans-serif;\
         color:#17202a;background:#fff;max-width:180mm;margin:0 auto;padding:16px}}h1{{font-size:20px;text-align:center}}\
         table{{width:100%;border-collapse:collapse}}th,td{{border:1px solid #465260;padding:4px 8px;text-align:left;\
         vertical-align:top}}th{{background:#eceff2}}thead{{display:table-header-group}}tr{{break-inside:avoid}}\
         dl{{display:flex;flex-wrap:wrap;gap:4px 24px;margin:12px 0}}dl div{{display:flex;gap:8px}}dt{{color:#465260}}\
         dd{{margin:0;font-weight:600}}footer{{margin-top:16px;color:#465260;font-size:12px}}</style></head>\
         <body>{body}</body></html>",
        title = escape(title)
    )
}

/// `<thead>` from the first row, `<tbody>` from the rest.
pub fn table(rows: &[Vec<String>]) -> String {
    let mut text = "<table>".to_owned();
    for (index, row) in rows.iter().enumerate() {
        let (open, close, cell) = match index {
            0 => ("<thead>", "</thead><tbody>", "th"),
            _ => ("", "", "td"),
        };
        let cells: String = row.iter().fold(String::new(), |mut cells, text| {
            let _ = write!(cells, "<{cell}>{}</{cell}>", escape(text));
            cells
        });
        let _ = write!(text, "{open}<tr>{cells}</tr>{close}");
    }
    text + "</tbody></table>"
}

/// `2026-07-18 22:00`, Beijing.
pub fn moment(at: Micros) -> String {
    let local = at.0.saturating_add(8 * 60 * Micros::MINUTE).div_euclid(Micros::SECOND);
    let Ok(time) = time::OffsetDateTime::from_unix_timestamp(local) else { return String::new() };
    let (date, hour, minute) = (time.date(), time.hour(), time.minute());
    format!("{}-{:02}-{:02} {hour:02}:{minute:02}", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meet_27_a_cell_is_never_a_formula() {
        for evil in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "＝1+1"] {
            let text = csv(&[vec![evil.to_owned()]]);
            let cell = text.trim_start_matches('\u{feff}').trim_start_matches('"');
            assert!(cell.starts_with('\''), "{evil:?} became {text:?}");
        }
        assert_eq!(csv(&[vec!["县水利局".into(), "5".into()]]), "\u{feff}县水利局,5\r\n");
        assert_eq!(csv_cell("说\"不\",\n去"), "\"说\"\"不\"\",\n去\"");
    }

    #[test]
    fn a_page_holds_no_markup_of_strangers() {
        let text = page("<b>会", &table(&[vec!["单位".into()], vec!["<script>alert(1)</script>".into()]]));
        assert!(!text.contains("<script") && text.contains("&lt;script&gt;") && text.contains("&lt;b&gt;会"));
    }

    #[test]
    fn moments_are_beijing_moments() {
        assert_eq!(moment(Micros(1_784_392_200_000_000)), "2026-07-19 00:30");
    }
}
