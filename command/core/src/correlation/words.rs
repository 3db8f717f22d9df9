//! Text as it is compared: pairs of neighbouring characters (bigrams), as Chinese needs no word boundaries for that.
//! Numerals are brought to one form, punctuation separates, and what stands under a negation is another word than what
//! stands without one: 无人被困 and 有人被困 share nothing that matters.

use std::collections::BTreeSet;

/// A pair of characters in one number; the top bit says that it was denied.
pub type Bigram = u64;

const DENIED: u64 = 1 << 63;
/// Characters of a denial's reach.
const REACH: usize = 4;
const DENIALS: &[char] = &['无', '没', '未', '不', '非'];
/// Bigrams kept of one text: past it more text says nothing new about which event it is.
pub const MOST: usize = 400;

/// Distinct bigrams of the texts, ascending.
pub fn bigrams<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Bigram> {
    let mut found = BTreeSet::new();
    for text in texts {
        clauses(text, |clause| collect(clause, &mut found));
        if found.len() >= MOST {
            break;
        }
    }
    found.into_iter().take(MOST).collect()
}

fn clauses(text: &str, mut each: impl FnMut(&[char])) {
    let mut clause = Vec::new();
    for sign in text.chars().map(plain) {
        if sign.is_alphanumeric() || sign == '+' {
            clause.push(sign);
        } else if !clause.is_empty() {
            each(&clause);
            clause.clear();
        }
    }
    if !clause.is_empty() {
        each(&clause);
    }
}

fn collect(clause: &[char], into: &mut BTreeSet<Bigram>) {
    let mut denied_until = 0;
    for (at, pair) in clause.windows(2).enumerate() {
        if DENIALS.contains(&pair[0]) {
            denied_until = at + 1 + REACH;
        }
        let bigram = (u64::from(pair[0] as u32) << 32) | u64::from(pair[1] as u32);
        into.insert(if at < denied_until { bigram | DENIED } else { bigram });
    }
}

/// One form of a character: half width, small, Arabic numerals.
pub(super) fn plain(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => plain(char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign)),
        'A'..='Z' => sign.to_ascii_lowercase(),
        '一' => '1',
        '二' | '两' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => sign,
    }
}

/// The bigram as it is read.
pub fn read(bigram: Bigram) -> String {
    let sign = |bits: u64| char::from_u32((bits & 0x1f_ffff) as u32).unwrap_or('?');
    [sign((bigram & !DENIED) >> 32), sign(bigram)].into_iter().collect()
}

/// Whether it stood under a negation.
pub fn denied(bigram: Bigram) -> bool {
    bigram & DENIED != 0
}

/// Those of `left`, ascending by their bigram, whose bigram is in `right`, also ascending.
pub fn shared<'a, T: 'a>(
    left: impl Iterator<Item = T> + 'a,
    bigram: impl Fn(&T) -> Bigram + 'a,
    right: &'a [Bigram],
) -> impl Iterator<Item = T> + 'a {
    let mut right = right.iter().peekable();
    left.filter(move |each| {
        let bigram = bigram(each);
        while right.peek().is_some_and(|other| **other < bigram) {
            right.next();
        }
        right.peek().is_some_and(|other| **other == bigram)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(left: &str, right: &str) -> Vec<String> {
        shared(bigrams([left]).into_iter(), |word| *word, &bigrams([right])).map(read).collect()
    }

    #[test]
    fn cor_4_numerals_width_and_case_do_not_matter() {
        assert_eq!(bigrams(["Ｋ５１２处三人受伤"]), bigrams(["k512处3人受伤"]));
        assert_eq!(bigrams(["起火，浓烟"]).len(), 2, "nothing across a comma");
    }

    #[test]
    fn cor_4_a_denied_word_is_another_word() {
        assert!(common("三楼有人被困", "三楼无人被困").iter().all(|word| word == "3楼"), "only the place agrees");
        assert_eq!(common("暂无人员伤亡", "无人员伤亡").len(), 4);
    }

    #[test]
    fn long_texts_are_bounded() {
        let long: String = (0..4_000_u32).filter_map(|n| char::from_u32(0x4e00 + n)).collect();
        assert_eq!(bigrams([long.as_str()]).len(), MOST);
    }
}
