//! 版记 (7.4): 抄送机关, 印发机关 and 印发日期 between rules, at the foot of the last page. 四号.

use super::{FOUR, HEIGHT, Ink, Setter, WIDTH, mm};
use crate::{
    Paper,
    font::Type,
    line::{self, Setting},
};

/// 首条和末条用粗线 0.35 mm，中间用细线 0.25 mm (7.4.1).
const THICK: f32 = mm(0.35);
const THIN: f32 = mm(0.25);
const ROW: f32 = 22.0;

pub(super) fn set(setter: &mut Setter<'_>, paper: &Paper) {
    if paper.printer.is_empty() {
        return;
    }
    // 左右各空一字, what goes over under the first character after 抄送：.
    let setting = Setting { cell: FOUR, size: FOUR, width: WIDTH - 2.0 * FOUR, indent: 0.0 };
    let copied = paper.copied().map(|text| setter.lines(&text, Type::Text, setting)).unwrap_or_default();
    let height = (copied.len() + 1) as f32 * ROW;
    if setter.at + height > HEIGHT + 0.1 {
        setter.next_page();
    }
    setter.at = HEIGHT - height;
    setter.rule(THICK, Ink::Black);
    let any = !copied.is_empty();
    for line in copied {
        setter.ink(line, FOUR, FOUR, Type::Text, Ink::Black, ROW);
        setter.at += ROW;
    }
    if any {
        setter.rule(THIN, Ink::Black);
    }
    let printer = setter.one_line(&paper.printer, Type::Text, FOUR);
    let printed = setter.one_line(&format!("{}印发", paper.printed), Type::Text, FOUR);
    setter.ink(printer, FOUR, FOUR, Type::Text, Ink::Black, ROW);
    if !paper.printed.is_empty() {
        let x = WIDTH - FOUR - line::width(&printed);
        setter.ink(printed, x, FOUR, Type::Text, Ink::Black, ROW);
    }
    setter.at += ROW;
    setter.rule(THICK, Ink::Black);
}
