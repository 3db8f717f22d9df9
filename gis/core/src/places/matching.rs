//! How well a query fits one name. Every match has a class; a better class always comes before a worse one.

use super::{
    Place,
    reading::{Reading, blurred},
};
use fengsui_protocol::geo::PlaceKind;

/// How a query was found in a name, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// The whole name, with or without its 村, 镇, 居委会; or the whole code.
    Exact,
    Prefix,
    Substring,
    /// The beginning of the code.
    Code,
    /// Whole syllables or initials of the whole name.
    PinyinWhole,
    PinyinPrefix,
    PinyinInside,
    /// The name occurs in a longer text, as a caller says it: "滨江村河边三户".
    Mentioned,
    SoundsAlike,
    SoundsSimilar,
}

/// Orders answers; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    class: Class,
    kind: PlaceKind,
    /// Characters of the name before the match.
    at: usize,
    name_chars: usize,
}

impl Rank {
    pub(super) fn by_sound(self) -> bool {
        matches!(self.class, Class::SoundsAlike | Class::SoundsSimilar)
    }
}

/// Sound alone is offered only while nothing matches by writing, and the blurred ear only while the sharp one hears
/// nothing.
pub(super) fn only_the_convincing(found: &mut Vec<(Rank, usize)>) {
    let Some(best) = found.first().map(|(rank, _)| rank.class) else { return };
    found.retain(|(rank, _)| rank.class < Class::SoundsAlike || rank.class == best);
}

/// What was typed, prepared once for all names.
pub(super) enum Query {
    Digits(String),
    /// Lower-case Latin, without spaces and apostrophes.
    Latin {
        typed: String,
        blurred: String,
    },
    Chinese {
        typed: String,
        sound: Vec<Reading>,
    },
}

impl Query {
    /// `None` when nothing remains of it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let typed: String = text
            .chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '-' | '·'))
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'ü' { 'v' } else { c })
            .collect();
        if typed.is_empty() {
            None
        } else if typed.bytes().all(|b| b.is_ascii_digit()) {
            Some(Query::Digits(typed))
        } else if typed.is_ascii() {
            let blurred = blurred(&typed);
            Some(Query::Latin { typed, blurred })
        } else {
            let sound = Reading::of_name(&typed);
            Some(Query::Chinese { typed, sound })
        }
    }
}

/// Full-width letters and digits, which an input method leaves behind, as plain ones.
fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// One name, prepared for matching.
#[derive(Clone, Debug)]
pub(super) struct Searchable {
    name: String,
    /// Name without its generic ending.
    core: String,
    /// The town's name and its core, for "珠泉镇滨江村".
    towns: Vec<String>,
    code: String,
    kind: PlaceKind,
    reading: Vec<Reading>,
    blurred: Vec<Reading>,
}

impl Searchable {
    pub(super) fn new(place: &Place, town: &str) -> Self {
        let reading = Reading::of_name(&place.name);
        let towns =
            if place.kind == PlaceKind::Town { vec![] } else { vec![town.to_owned(), core_of(town).to_owned()] };
        Self {
            name: place.name.to_lowercase(),
            core: core_of(&place.name).to_lowercase(),
            towns,
            code: place.code.clone(),
            kind: place.kind,
            blurred: reading.iter().map(Reading::blurred).collect(),
            reading,
        }
    }

    pub(super) fn rank(&self, query: &Query) -> Option<Rank> {
        let (class, at) = match query {
            Query::Digits(digits) => self.by_code(digits)?,
            Query::Latin { typed, blurred } => self.by_pinyin(typed, blurred)?,
            Query::Chinese { typed, sound } => self.by_words(typed).or_else(|| self.by_sound(sound))?,
        };
        Some(Rank { class, kind: self.kind, at, name_chars: self.reading.len() })
    }

    fn by_code(&self, digits: &str) -> Option<(Class, usize)> {
        if self.code == digits {
            return Some((Class::Exact, 0));
        }
        self.code.starts_with(digits).then_some((Class::Code, 0))
    }

    fn by_words(&self, typed: &str) -> Option<(Class, usize)> {
        if let Some(found) = self.named(typed) {
            return Some(found);
        }
        let rests =
            self.towns.iter().filter(|town| !town.is_empty()).filter_map(|town| typed.strip_prefix(town.as_str()));
        if let Some(found) = rests.filter(|rest| !rest.is_empty()).find_map(|rest| self.named(rest)) {
            return Some(found);
        }
        let mentioned = self.name.chars().count() >= 2 && self.core.chars().count() >= 2;
        (mentioned && typed.contains(&self.core)).then_some((Class::Mentioned, 0))
    }

    fn named(&self, typed: &str) -> Option<(Class, usize)> {
        if self.name == typed || self.core == typed {
            return Some((Class::Exact, 0));
        }
        let at = self.name.find(typed)?;
        let before = self.name[..at].chars().count();
        Some((if at == 0 { Class::Prefix } else { Class::Substring }, before))
    }

    fn by_pinyin(&self, typed: &str, blurred: &str) -> Option<(Class, usize)> {
        if self.name.contains(typed) {
            return Some((Class::Substring, 0));
        }
        let sharp = (0..self.reading.len()).find_map(|start| {
            let rest = spelled(&self.reading[start..], typed)?;
            let class = match (start, rest) {
                (0, 0) => Class::PinyinWhole,
                (0, _) => Class::PinyinPrefix,
                _ => Class::PinyinInside,
            };
            Some((class, start))
        });
        sharp.or_else(|| {
            spelled(&self.blurred, blurred).filter(|_| blurred.len() > 3).map(|_| (Class::SoundsSimilar, 0))
        })
    }

    /// Two characters at least must sound alike; the generic ending does not count.
    fn by_sound(&self, sound: &[Reading]) -> Option<(Class, usize)> {
        let heard = self.core.chars().count().min(self.reading.len());
        let wanted = sound.len();
        if wanted < 2 || heard < 2 {
            return None;
        }
        let mut windows = self.reading.windows(wanted).enumerate();
        let alike = |window: &[Reading]| window.iter().zip(sound).all(|(mine, theirs)| mine.same_sound(theirs));
        if let Some((at, _)) = windows.clone().find(|(_, window)| alike(window)) {
            return Some((Class::SoundsAlike, at));
        }
        let similar = |window: &[Reading]| window.iter().zip(sound).all(|(mine, theirs)| mine.similar_sound(theirs));
        windows.find(|(_, window)| similar(window)).map(|(at, _)| (Class::SoundsSimilar, at))
    }
}

/// Reads `typed` as syllables, initials or a mixture, one character of the name after another; the last may be
/// unfinished. Returns how many characters of the name remain (fewest possible), or `None`.
fn spelled(name: &[Reading], typed: &str) -> Option<usize> {
    if typed.is_empty() {
        return Some(name.len());
    }
    let (first, rest) = name.split_first()?;
    let mut best: Option<usize> = None;
    for syllable in first.syllables() {
        let shared = syllable.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
        let steps = [1, syllable.len(), shared].into_iter().filter(|step| (1..=shared).contains(step));
        for step in steps.filter(|step| *step == 1 || *step == syllable.len() || *step == typed.len()) {
            if let Some(left) = spelled(rest, &typed[step..]) {
                best = Some(best.map_or(left, |b| b.min(left)));
            }
        }
    }
    best
}

/// A name without the generic ending, when at least one character stays.
pub(super) fn core_of(name: &str) -> &str {
    const ENDINGS: [&str; 8] = ["居委会", "社区", "街道", "村", "镇", "乡", "县", "市"];
    let stripped = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    stripped.filter(|core| !core.is_empty()).unwrap_or(name)
}
