//! One-byte and two-byte header extension elements (RFC 8285 §4.2, §4.3).

const ONE_BYTE: u16 = 0xbede;
/// The low four bits are application bits.
const TWO_BYTE: u16 = 0x1000;

/// (id, value) of each element; ends at the first that does not fit.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    two_byte: bool,
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    #[must_use]
    pub fn new(profile: u16, body: &'a [u8]) -> Self {
        let known = profile == ONE_BYTE || profile & 0xfff0 == TWO_BYTE;
        Self { two_byte: profile != ONE_BYTE, rest: if known { body } else { &[] } }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let first = *self.rest.first()?;
            if first == 0 {
                self.rest = &self.rest[1..];
                continue;
            }
            let (id, head, length) = if self.two_byte {
                (first, 2, usize::from(*self.rest.get(1)?))
            } else if first >> 4 == 15 {
                self.rest = &[];
                return None;
            } else {
                (first >> 4, 1, usize::from(first & 0x0f) + 1)
            };
            let value = self.rest.get(head..head + length);
            self.rest = self.rest.get(head + length..).unwrap_or(&[]);
            return value.map(|value| (id, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let one: Vec<_> = Elements::new(0xbede, &[0x10, 7, 0, 0x32, 1, 2, 3, 0xf0, 9]).collect();
        assert_eq!(one, [(1, &[7][..]), (3, &[1, 2, 3])]);
        let two: Vec<_> = Elements::new(0x1003, &[5, 0, 0, 16, 2, 8, 9, 17, 200]).collect();
        assert_eq!(two, [(5, &[][..]), (16, &[8, 9])]);
        assert_eq!(Elements::new(0x1234, &[1, 1, 1]).count(), 0);
    }
}
