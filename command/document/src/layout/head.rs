//! 版头 (7.2): 份号, 紧急程度, 发文机关标志, 发文字号, 签发人, the red rule; then the title (7.3.1).

use super::{CELL, Ink, PITCH, Setter, THREE, TOP, TWO, WIDTH, mm};
use crate::{
    Paper, Rank,
    font::Type,
    line::{self, Setting},
};

/// 发文机关标志 at most so large; smaller when it is long.
const MASTHEAD: f32 = 44.0;

pub(super) fn set(setter: &mut Setter<'_>, paper: &Paper) {
    if !paper.masthead.is_empty() {
        corner(setter, paper);
        masthead(setter, &paper.masthead);
        number(setter, paper);
    }
    title(setter, &paper.title);
}

/// 份号, 紧急程度, 内部使用: 顶格编排在版心左上角, one below the other.
fn corner(setter: &mut Setter<'_>, paper: &Paper) {
    let copy = paper.copy.map(|copy| format!("{copy:06}"));
    let internal = paper.internal.then(|| "内部使用".to_owned());
    let urgency = Some(paper.urgency.clone()).filter(|text| !text.is_empty());
    for (text, face) in [(copy, Type::Text), (urgency, Type::Heading), (internal, Type::Heading)] {
        let Some(text) = text else { continue };
        let line = setter.one_line(&text, face, THREE);
        setter.ink(line, 0.0, THREE, face, Ink::Black, PITCH);
        setter.at += PITCH;
    }
}

/// Its upper edge 35 mm below that of the type area, below whatever stands in the corner.
fn masthead(setter: &mut Setter<'_>, text: &str) {
    setter.at = setter.at.max(mm(35.0));
    let natural = line::width(&setter.one_line(text, Type::Title, MASTHEAD));
    let size = (MASTHEAD * (WIDTH - 2.0 * CELL) / natural).min(MASTHEAD);
    let line = setter.one_line(text, Type::Title, size);
    let x = (WIDTH - line::width(&line)) / 2.0;
    setter.ink(line, x, size, Type::Title, Ink::Red, size);
    setter.at += size;
}

/// 发文机关标志下空二行; then 4 mm to the red rule.
fn number(setter: &mut Setter<'_>, paper: &Paper) {
    setter.skip(2.0);
    let line = setter.one_line(&paper.number, Type::Text, THREE);
    match &paper.rank {
        Rank::Down => {
            let x = (WIDTH - line::width(&line)) / 2.0;
            setter.ink(line, x, THREE, Type::Text, Ink::Black, PITCH);
        }
        Rank::Up { signer } => {
            setter.ink(line, CELL, THREE, Type::Text, Ink::Black, PITCH);
            if !signer.is_empty() {
                let signer = setter.one_line(&format!("签发人：{signer}"), Type::Text, THREE);
                let x = WIDTH - CELL - line::width(&signer);
                setter.ink(signer, x, THREE, Type::Text, Ink::Black, PITCH);
            }
        }
    }
    setter.at += PITCH + mm(4.0) - PITCH / 2.0 + THREE / 2.0;
    setter.rule(mm(0.6), Ink::Red);
    debug_assert!(setter.at < mm(160.0) + TOP);
}

/// 红色分隔线下空二行; 二号小标宋, in the middle, as even lines as it takes.
fn title(setter: &mut Setter<'_>, text: &str) {
    if setter.at > 0.0 {
        setter.skip(1.0);
        setter.snap();
    }
    let wide = Setting { cell: TWO, size: TWO, width: WIDTH - 2.0 * CELL, indent: 0.0 };
    let count = setter.lines(text, Type::Title, wide).len() as f32;
    let natural = line::width(&setter.one_line(text, Type::Title, TWO));
    let even = Setting { width: (natural / count + TWO).min(wide.width), ..wide };
    for line in setter.lines(text, Type::Title, even) {
        let height = PITCH * 1.25;
        setter.room(height);
        let x = (WIDTH - line::width(&line)) / 2.0;
        setter.ink(line, x, TWO, Type::Title, Ink::Black, height);
        setter.at += height;
    }
    setter.snap();
    setter.skip(1.0);
}
