//! 主体 (7.3): 主送机关, text, tables, 署名 and 成文日期, 附注.

use super::{CELL, FOUR, Ink, Item, LEFT, PITCH, SMALL_FOUR, Setter, THREE, TOP, WIDTH};
use crate::{
    Paper,
    font::Type,
    line::{self, Line, Setting},
};
use fengsui_protocol::document::{DocumentFigure, DocumentSection, DocumentTable};

/// 左空二字.
const PARAGRAPH: f32 = 2.0;
/// Between the text of a cell and its edge, and from line to line within a cell.
const PADDING: f32 = 3.5;
const CELL_LINE: f32 = 16.5;
/// Lines of cells on a whole page below the head, and the fewest that are worth beginning a torn row with.
const PAGE_LINES: usize = 30;
const LEAST_LINES: usize = 3;
/// A head is a head.
const HEAD_LINES: usize = 4;
/// A picture is no higher than so many lines of text.
const FIGURE_LINES: f32 = 13.0;
/// Rules of a table.
const THIN: f32 = 0.5;

pub(super) fn set(setter: &mut Setter<'_>, paper: &Paper) {
    if let Some(to) = paper.addressed() {
        setter.paragraph(&to, Type::Text, 0.0);
    }
    let mut captions = paper.captions();
    for section in &paper.sections {
        set_section(setter, section);
        captions.by_ref().take(section.figures.len()).for_each(|(figure, caption)| {
            set_figure(setter, paper, figure, &caption);
        });
    }
    signed(setter, paper);
    if let Some(note) = paper.contact_note() {
        setter.paragraph(&note, Type::Text, PARAGRAPH);
    }
}

/// 左空二字，回行顶格; 一级标题用黑体 (7.3.3). A heading does not stand alone at the foot of a page.
fn set_section(setter: &mut Setter<'_>, section: &DocumentSection) {
    if !section.heading.trim().is_empty() {
        let follows = if section.table.is_some() { 5.0 } else { 2.0 };
        setter.room(follows * PITCH);
        setter.paragraph(&section.heading, Type::Heading, PARAGRAPH);
    }
    section.paragraphs.iter().for_each(|text| setter.paragraph(text, Type::Text, PARAGRAPH));
    if let Some(table) = &section.table {
        set_table(setter, table);
    }
}

/// A picture across the type area, or as high as [`FIGURE_LINES`], with its words in the middle below; both on one page.
fn set_figure(setter: &mut Setter<'_>, paper: &Paper, figure: &DocumentFigure, caption: &str) {
    let size = paper.picture(figure).map(|picture| {
        let (width, height) = (picture.width as f32, picture.height as f32);
        let scale = (WIDTH / width).min(FIGURE_LINES * PITCH / height);
        (width * scale, height * scale)
    });
    let height = size.map_or(0.0, |(_, height)| height + 2.0 * PADDING);
    setter.room(height + PITCH);
    if let Some((width, height)) = size {
        let (x, y) = (LEFT + (WIDTH - width) / 2.0, TOP + setter.at + PADDING);
        setter.put(Item::Picture { x, y, width, height, sm3: figure.sm3.clone() });
    }
    setter.at += height;
    let words = setter.lines(caption, Type::Text, Setting { cell: FOUR, size: FOUR, width: WIDTH, indent: 0.0 });
    for line in words {
        setter.room(PITCH);
        let x = (WIDTH - line::width(&line)) / 2.0;
        setter.ink(line, x, FOUR, Type::Text, Ink::Black, PITCH);
        setter.at += PITCH;
    }
    setter.snap();
}

/// 正文下空一行右空二字署名; the date below it, its first character two to the right (7.3.5.2).
fn signed(setter: &mut Setter<'_>, paper: &Paper) {
    if paper.issuer.is_empty() && paper.date.is_empty() {
        return;
    }
    setter.room(3.0 * PITCH);
    if setter.at > 0.0 {
        setter.skip(1.0);
    }
    let [issuer, date] = [&paper.issuer, &paper.date].map(|text| {
        let setting = Setting { cell: CELL, size: THREE, width: f32::INFINITY, indent: 0.0 };
        setter.lines(text, Type::Text, setting).remove(0)
    });
    let right = WIDTH - 2.0 * CELL;
    let issuer_x = (right - line::width(&issuer)).min(right - line::width(&date) - 2.0 * CELL);
    for (line, x) in [(issuer, issuer_x.max(0.0)), (date, issuer_x.max(0.0) + 2.0 * CELL)] {
        setter.ink(line, x, THREE, Type::Text, Ink::Black, PITCH);
        setter.at += PITCH;
    }
}

// ---- tables ----

fn set_table(setter: &mut Setter<'_>, table: &DocumentTable) {
    let widths = widths(setter, table);
    let mut head = cells(setter, &table.head, &widths, Type::Heading);
    head.iter_mut().for_each(|lines| lines.truncate(HEAD_LINES));
    setter.at += PADDING;
    setter.room(4.0 * CELL_LINE);
    set_row(setter, &head, &widths, Type::Heading);
    for row in &table.rows {
        let mut left = cells(setter, row, &widths, Type::Text);
        while !left.iter().all(Vec::is_empty) {
            let wanted = tallest(&left);
            // A row stays together, unless it is taller than a page.
            if wanted > room_for(setter) && (wanted <= PAGE_LINES || room_for(setter) < LEAST_LINES) {
                setter.next_page();
                set_row(setter, &head, &widths, Type::Heading);
            }
            let take = wanted.min(room_for(setter)).max(1);
            let part: Vec<Vec<Line>> =
                left.iter_mut().map(|lines| lines.drain(..take.min(lines.len())).collect()).collect();
            set_row(setter, &part, &widths, Type::Text);
        }
    }
    setter.at += PADDING;
    setter.snap();
}

fn tallest(cells: &[Vec<Line>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0)
}

/// Lines of cells that the page still holds.
fn room_for(setter: &Setter<'_>) -> usize {
    ((super::HEIGHT + 0.1 - setter.at - PADDING) / CELL_LINE).max(0.0) as usize
}

fn cells(setter: &Setter<'_>, row: &[String], widths: &[f32], face: Type) -> Vec<Vec<Line>> {
    row.iter().zip(widths).map(|(text, width)| cell_lines(setter, text, *width, face)).collect()
}

/// What a column has to say in one line it gets, as long as that is no more than its fair share; the others share the rest.
fn widths(setter: &Setter<'_>, table: &DocumentTable) -> Vec<f32> {
    let columns = table.head.len();
    let natural = |column: usize| {
        let cells = std::iter::once(&table.head).chain(&table.rows).filter_map(|row| row.get(column));
        let widest = cells.map(|text| line::width(&setter.one_line(text, Type::Text, SMALL_FOUR)));
        widest.fold(2.0 * SMALL_FOUR, f32::max) + 2.0 * PADDING + 1.0
    };
    let natural: Vec<_> = (0..columns).map(natural).collect();
    let mut widths = vec![None; columns];
    let mut left = WIDTH;
    loop {
        let open = widths.iter().filter(|width| width.is_none()).count();
        let share = left / open.max(1) as f32;
        let modest = (0..columns).find(|column| widths[*column].is_none() && natural[*column] <= share);
        let Some(column) = modest.filter(|_| open > 1) else {
            return widths.into_iter().map(|width| width.unwrap_or(share)).collect();
        };
        widths[column] = Some(natural[column]);
        left -= natural[column];
    }
}

fn cell_lines(setter: &Setter<'_>, text: &str, width: f32, face: Type) -> Vec<Line> {
    let width = width - 2.0 * PADDING;
    setter.lines(text, face, Setting { cell: SMALL_FOUR, size: SMALL_FOUR, width, indent: 0.0 })
}

/// One row, or as much of it as is given, with the rules around its cells.
fn set_row(setter: &mut Setter<'_>, cells: &[Vec<Line>], widths: &[f32], face: Type) {
    let height = tallest(cells).max(1) as f32 * CELL_LINE + PADDING;
    let (top, bottom) = (TOP + setter.at, TOP + setter.at + height);
    let mut x = 0.0;
    let across = |y: f32| Item::Rule { from: (LEFT, y), to: (LEFT + WIDTH, y), width: THIN, ink: Ink::Black };
    let down = |x: f32| Item::Rule { from: (LEFT + x, top), to: (LEFT + x, bottom), width: THIN, ink: Ink::Black };
    setter.put(across(top));
    setter.put(across(bottom));
    setter.put(down(0.0));
    for (lines, width) in cells.iter().zip(widths) {
        let above = (height - lines.len() as f32 * CELL_LINE) / 2.0;
        // Heads and short words in the middle, sentences from the left.
        let middle = face == Type::Heading || (lines.len() == 1 && lines[0].len() <= 4);
        for (n, line) in lines.iter().enumerate() {
            let y = top + above + n as f32 * CELL_LINE + CELL_LINE / 2.0 + SMALL_FOUR * 0.36;
            let shift = if middle { (width - 2.0 * PADDING - line::width(line)) / 2.0 } else { 0.0 };
            let x = LEFT + x + PADDING + shift;
            setter.put(Item::Text { x, y, size: SMALL_FOUR, face, ink: Ink::Black, line: line.clone() });
        }
        x += width;
        setter.put(down(x));
    }
    setter.at += height;
}
