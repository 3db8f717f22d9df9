//! Where everything stands, after GB/T 9704-2012. Pure: a paper and measures in, pages of placed ink out. Lengths are
//! points from the top left corner of the sheet.

mod body;
mod head;
mod imprint;

use crate::{
    Paper,
    font::{Fonts, Measure, Type},
    line::{self, Line, Setting},
};

pub(crate) const fn mm(length: f32) -> f32 {
    length * 72.0 / 25.4
}

/// A4 (5.1).
pub const SHEET: (f32, f32) = (mm(210.0), mm(297.0));
/// 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm (5.2.1).
pub const TOP: f32 = mm(37.0);
pub const LEFT: f32 = mm(28.0);
pub const WIDTH: f32 = mm(156.0);
pub const HEIGHT: f32 = mm(225.0);
/// 每面 22 行，每行 28 字 (5.2.3).
pub const LINES: f32 = 22.0;
pub const CHARACTERS: f32 = 28.0;
/// From one line to the next, and from one character to the next.
pub const PITCH: f32 = HEIGHT / LINES;
pub const CELL: f32 = WIDTH / CHARACTERS;

/// 三号, 二号, 四号, 小四, and small print.
const THREE: f32 = 16.0;
const TWO: f32 = 22.0;
const FOUR: f32 = 14.0;
const SMALL_FOUR: f32 = 12.0;
const SMALL: f32 = 7.5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Black,
    Red,
    Grey,
}

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Its characters stand at their `x` from `x`; `y` is the baseline.
    Text { x: f32, y: f32, size: f32, face: Type, ink: Ink, line: Line },
    /// A rule from left to right, or from top to bottom.
    Rule { from: (f32, f32), to: (f32, f32), width: f32, ink: Ink },
    /// The picture of a figure by its SM3, from its top left corner.
    Picture { x: f32, y: f32, width: f32, height: f32, sm3: String },
    /// Across the page, pale.
    Watermark { line: Line, size: f32 },
}

pub type Page = Vec<Item>;

/// Lays a paper out.
pub fn pages(paper: &Paper, fonts: &Fonts) -> Vec<Page> {
    let mut setter = Setter::new(fonts);
    head::set(&mut setter, paper);
    body::set(&mut setter, paper);
    imprint::set(&mut setter, paper);
    setter.numbered(paper)
}

/// Sets line after line, page after page.
struct Setter<'a> {
    text: Measure<'a>,
    title: Measure<'a>,
    heading: Measure<'a>,
    pages: Vec<Page>,
    /// How much of the page's type area is taken.
    at: f32,
}

impl<'a> Setter<'a> {
    fn new(fonts: &'a Fonts) -> Self {
        let measure = |face| Measure::new(fonts.of(face));
        let (text, title, heading) = (measure(Type::Text), measure(Type::Title), measure(Type::Heading));
        Self { text, title, heading, pages: vec![Page::new()], at: 0.0 }
    }

    fn measure(&self, face: Type) -> &Measure<'a> {
        match face {
            Type::Text => &self.text,
            Type::Title => &self.title,
            Type::Heading => &self.heading,
        }
    }

    fn lines(&self, text: &str, face: Type, setting: Setting) -> Vec<Line> {
        line::lines(text, self.measure(face), setting)
    }

    /// One line however long, in cells of its own size.
    fn one_line(&self, text: &str, face: Type, size: f32) -> Line {
        let setting = Setting { cell: size, size, width: f32::INFINITY, indent: 0.0 };
        self.lines(text, face, setting).remove(0)
    }

    fn put(&mut self, item: Item) {
        self.pages.last_mut().expect("there is always a page").push(item);
    }

    /// Makes room of this height; on a new page, where the old one has none.
    fn room(&mut self, height: f32) {
        if self.at > 0.0 && self.at + height > HEIGHT + 0.1 {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Page::new());
        self.at = 0.0;
    }

    fn skip(&mut self, lines: f32) {
        self.at += lines * PITCH;
    }

    /// Back to the grid of lines, after something that does not stand on it.
    fn snap(&mut self) {
        self.at = ((self.at - 0.1) / PITCH).ceil() * PITCH;
    }

    /// A paragraph on the grid, 三号, its first line so many characters in.
    fn paragraph(&mut self, text: &str, face: Type, empty: f32) {
        let indent = empty * CELL;
        let lines = self.lines(text, face, Setting { cell: CELL, size: THREE, width: WIDTH, indent });
        for line in lines {
            self.room(PITCH);
            self.ink(line, 0.0, THREE, face, Ink::Black, PITCH);
            self.at += PITCH;
        }
    }

    /// A line in a row of this height that begins where the page is filled to; the baseline is where the eye wants it.
    fn ink(&mut self, line: Line, x: f32, size: f32, face: Type, ink: Ink, height: f32) {
        let y = TOP + self.at + height / 2.0 + size * 0.36;
        self.put(Item::Text { x: LEFT + x, y, size, face, ink, line });
    }

    fn rule(&mut self, width: f32, ink: Ink) {
        let y = TOP + self.at;
        self.put(Item::Rule { from: (LEFT, y), to: (LEFT + WIDTH, y), width, ink });
    }

    /// Page numbers (7.5), the marks of every page, and the small print of the last.
    fn numbered(mut self, paper: &Paper) -> Vec<Page> {
        let banner = paper.banner().map(|text| self.one_line(&text, Type::Heading, SMALL_FOUR));
        let mark = paper.marks.first().map(|text| self.one_line(text, Type::Heading, 110.0));
        let proof = self.one_line(&paper.proof, Type::Text, SMALL);
        let numbers: Vec<_> =
            (1..=self.pages.len()).map(|n| self.one_line(&format!("— {n} —"), Type::Text, FOUR)).collect();
        let last = self.pages.len() - 1;
        for (n, (page, number)) in self.pages.iter_mut().zip(numbers).enumerate() {
            // 单页码居右空一字，双页码居左空一字.
            let x = if n % 2 == 0 { LEFT + WIDTH - CELL - line::width(&number) } else { LEFT + CELL };
            let y = TOP + HEIGHT + mm(7.0) + FOUR * 0.72;
            page.push(Item::Text { x, y, size: FOUR, face: Type::Text, ink: Ink::Black, line: number });
            if let Some(line) = &banner {
                let x = LEFT + (WIDTH - line::width(line)) / 2.0;
                let (size, face, ink, line) = (SMALL_FOUR, Type::Heading, Ink::Black, line.clone());
                page.push(Item::Text { x, y: mm(20.0), size, face, ink, line });
            }
            if let Some(line) = &mark {
                page.insert(0, Item::Watermark { line: line.clone(), size: 110.0 });
            }
            if n == last && !proof.is_empty() {
                let x = LEFT + (WIDTH - line::width(&proof)) / 2.0;
                let (size, face, ink, line) = (SMALL, Type::Text, Ink::Black, proof.clone());
                page.push(Item::Text { x, y: TOP + HEIGHT + mm(20.0), size, face, ink, line });
            }
        }
        self.pages
    }
}
