//! Lines: characters on a grid. Chinese characters are one cell wide, others as wide as they are; 禁则: no line begins
//! with a closing mark or ends with an opening one (GB/T 15834), and a Latin word or number is kept together.

use crate::font::Measure;

/// One character with its place in the line, points from the line's left end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Set {
    pub c: char,
    pub glyph: u16,
    pub x: f32,
    pub width: f32,
}

/// One line.
pub type Line = Vec<Set>;

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Width of a Chinese character.
    pub cell: f32,
    /// Size of the type, for the others.
    pub size: f32,
    /// Room for one line.
    pub width: f32,
    /// Of the first line.
    pub indent: f32,
}

const NEVER_FIRST: &str = "，。、；：？！）〕】》」』”’％…—·,.;:?!)]}%";
const NEVER_LAST: &str = "（〔【《「『“‘([{";

/// Breaks a text into lines; an empty text is one empty line.
pub(crate) fn lines(text: &str, measure: &Measure<'_>, setting: Setting) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line = Open { line: Line::new(), at: setting.indent };
    for word in words(text) {
        let set: Vec<_> = word.chars().map(|c| measured(c, measure, setting)).collect();
        let width: f32 = set.iter().map(|one| one.width).sum();
        if line.at + width > setting.width + 0.01 && !line.line.is_empty() {
            let carried = carried(&mut line, word);
            lines.push(line.line);
            line = Open { line: Line::new(), at: 0.0 };
            carried.into_iter().for_each(|one| line.put(one));
        }
        for one in set {
            // A word longer than a line breaks anywhere.
            if line.at + one.width > setting.width + 0.01 && !line.line.is_empty() {
                lines.push(std::mem::take(&mut line.line));
                line.at = 0.0;
            }
            line.put(one);
        }
    }
    lines.push(line.line);
    lines.into_iter().map(trimmed).collect()
}

struct Open {
    line: Line,
    at: f32,
}

impl Open {
    fn put(&mut self, one: Set) {
        self.line.push(Set { x: self.at, ..one });
        self.at += one.width;
    }
}

fn measured(c: char, measure: &Measure<'_>, setting: Setting) -> Set {
    let (glyph, ems) = measure.glyph(c);
    let width = if ems > 0.99 { setting.cell } else { ems * setting.size };
    Set { c, glyph, x: 0.0, width }
}

/// What goes down to the next line with `word`: the characters before a closing mark, and an opening mark at the end.
fn carried(line: &mut Open, word: &str) -> Vec<Set> {
    let mut from = line.line.len();
    let first = word.chars().next();
    if first.is_some_and(|c| NEVER_FIRST.contains(c)) {
        while from > 1 && NEVER_FIRST.contains(line.line[from - 1].c) {
            from -= 1;
        }
        from = from.saturating_sub(1);
    }
    while from > 0 && NEVER_LAST.contains(line.line[from - 1].c) {
        from -= 1;
    }
    // A line of nothing but marks is broken where it is full.
    if from == 0 { Vec::new() } else { line.line.split_off(from) }
}

/// Chinese characters one by one; what is written without a space in between together.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let joined = |c: char| c.is_ascii_alphanumeric() || "-_./:+@".contains(c);
        let end = if joined(first) { rest.find(|c| !joined(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn trimmed(mut line: Line) -> Line {
    while line.last().is_some_and(|one| one.c == ' ') {
        line.pop();
    }
    line
}

/// How wide a line is.
pub(crate) fn width(line: &Line) -> f32 {
    let (first, last) = (line.first().map_or(0.0, |one| one.x), line.last().map_or(0.0, |one| one.x + one.width));
    last - first
}
