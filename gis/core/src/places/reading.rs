//! How a name sounds: the plain pinyin of each character, with every reading of a heteronym, and whether two
//! characters may be taken for one another by ear.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Readings kept of one character; the rarest are dropped.
const READINGS: usize = 4;

/// Plain syllables of one character, the commonest first; a Latin letter or digit reads as itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading(Vec<String>);

impl Reading {
    pub fn of(character: char) -> Self {
        let mut syllables: Vec<String> = character.to_pinyin().iter().map(|p| p.plain().replace('ü', "v")).collect();
        if let Some(multi) = character.to_pinyin_multi() {
            for pinyin in multi {
                let plain = pinyin.plain().replace('ü', "v");
                if !syllables.contains(&plain) {
                    syllables.push(plain);
                }
            }
        }
        if syllables.is_empty() && character.is_ascii_alphanumeric() {
            syllables.push(character.to_ascii_lowercase().to_string());
        }
        syllables.truncate(READINGS);
        Self(syllables)
    }

    pub fn of_name(name: &str) -> Vec<Self> {
        name.chars().map(Self::of).collect()
    }

    pub fn syllables(&self) -> &[String] {
        &self.0
    }

    /// The commonest reading; empty for a character without one.
    pub fn main(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether some reading is the same in both.
    pub fn same_sound(&self, other: &Self) -> bool {
        self.0.iter().any(|mine| other.0.contains(mine))
    }

    /// Whether some reading is the same to an ear that does not tell apart what Hunan speakers often do not:
    /// zh/z, ch/c, sh/s, n/l and the two nasal endings.
    pub fn similar_sound(&self, other: &Self) -> bool {
        self.0.iter().any(|mine| other.0.iter().any(|theirs| blurred(mine) == blurred(theirs)))
    }

    /// The readings as such an ear takes them.
    pub fn blurred(&self) -> Self {
        Self(self.0.iter().map(|syllable| blurred(syllable)).collect())
    }
}

/// Pinyin with the distinctions removed that [`Reading::similar_sound`] ignores. Works on typed text too.
pub fn blurred(pinyin: &str) -> String {
    pinyin.replace("zh", "z").replace("ch", "c").replace("sh", "s").replace("ng", "n").replace('l', "n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heteronyms_keep_every_reading() {
        assert_eq!(Reading::of('滨').main(), "bin");
        assert!(Reading::of('行').syllables().contains(&"hang".to_owned()));
        assert!(Reading::of('行').syllables().contains(&"xing".to_owned()));
        assert_eq!(Reading::of('G').main(), "g");
        assert!(Reading::of('，').syllables().is_empty());
    }

    #[test]
    fn by_ear() {
        assert!(Reading::of('宾').same_sound(&Reading::of('滨')));
        assert!(!Reading::of('兰').same_sound(&Reading::of('南')));
        assert!(Reading::of('兰').similar_sound(&Reading::of('南')));
        assert!(Reading::of('平').similar_sound(&Reading::of('贫')));
        assert!(!Reading::of('水').similar_sound(&Reading::of('山')));
    }
}
