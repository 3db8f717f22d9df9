//! What a text is found by: each of its characters, and each pair of neighbours. Chinese needs no dictionary for that, and
//! nothing that was typed is missed by a wrong cut. Upper and lower case, full and half width are one.

/// One character, or two neighbours.
pub(super) type Gram = (char, char);

/// Stands for "no second character".
const ALONE: char = '\0';

/// The character that it is searched as. One for one, so that places in the text stay what they are.
pub(super) fn plain(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    half.to_lowercase().next().unwrap_or(half)
}

fn counts(c: char) -> bool {
    c.is_alphanumeric()
}

/// Every gram of a text, some of them several times.
pub(super) fn grams(text: &str) -> impl Iterator<Item = Gram> + '_ {
    let mut before = ALONE;
    text.chars().map(plain).flat_map(move |c| {
        let pair = (counts(before) && counts(c)).then_some((before, c));
        before = c;
        let single = counts(c).then_some((c, ALONE));
        single.into_iter().chain(pair)
    })
}

/// What must stand in a text for it to say `term`: of a term of several characters the pairs alone.
pub(super) fn wanted(term: &[char]) -> Vec<Gram> {
    let text: String = term.iter().collect();
    let all: Vec<_> = grams(&text).collect();
    let pairs: Vec<_> = all.iter().copied().filter(|(_, second)| *second != ALONE).collect();
    if pairs.is_empty() { all } else { pairs }
}

/// The words of a query: what stands between blanks, and says something.
pub(super) fn terms(query: &str) -> Vec<Vec<char>> {
    let words = query.split(|c: char| plain(c).is_whitespace());
    let words = words.map(|word| word.chars().map(plain).collect::<Vec<_>>());
    words.filter(|word| word.iter().any(|c| counts(*c))).collect()
}

/// Where `term` stands in `text`, in characters; both are plain.
pub(super) fn find(text: &[char], term: &[char]) -> Option<usize> {
    text.windows(term.len().max(1)).position(|window| window == term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_and_cases_are_one_and_marks_part() {
        let of = |text: &str| grams(text).collect::<Vec<_>>();
        assert_eq!(of("ＡＢ"), of("ab"));
        assert_eq!(of("火，灾"), [('火', ALONE), ('灾', ALONE)]);
        assert_eq!(of("火灾"), [('火', ALONE), ('灾', ALONE), ('火', '灾')]);
        assert_eq!(terms("　滨江　G107 —"), [vec!['滨', '江'], vec!['g', '1', '0', '7']]);
        assert_eq!(wanted(&['火']), [('火', ALONE)]);
        assert_eq!(wanted(&['火', '灾']), [('火', '灾')]);
    }
}
