//! Bits of a stranger's bytes, highest first, and bits written again. Neither reads nor writes past its end.

#[derive(Clone, Copy, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bits read so far.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Bits that are left.
    #[must_use]
    pub fn left(&self) -> usize {
        8 * self.bytes.len() - self.at
    }

    /// `count` bits, at most 32; `None` past the end.
    pub fn take(&mut self, count: usize) -> Option<u32> {
        debug_assert!(count <= 32);
        if count > self.left() {
            return None;
        }
        let mut value = 0u64;
        let mut missing = count;
        while missing > 0 {
            let (byte, bit) = (self.bytes[self.at / 8], self.at % 8);
            let some = missing.min(8 - bit);
            let bits = (byte >> (8 - bit - some)) & (0xff >> (8 - some)) as u8;
            value = value << some | u64::from(bits);
            self.at += some;
            missing -= some;
        }
        Some(value as u32)
    }

    pub fn flag(&mut self) -> Option<bool> {
        self.take(1).map(|bit| bit == 1)
    }

    /// A value below `bound` in the non-symmetric form (AV1 RTP specification A.8.2, `ns(n)`).
    pub fn non_symmetric(&mut self, bound: u32) -> Option<u32> {
        let width = (32 - bound.leading_zeros()) as usize;
        if width == 0 {
            return Some(0);
        }
        let short = (1u64 << width) as u32 - bound;
        let value = self.take(width - 1)?;
        if value < short {
            return Some(value);
        }
        Some((value << 1 | self.take(1)?) - short)
    }
}

pub struct BitWriter<'a> {
    bytes: &'a mut [u8],
    at: usize,
}

impl<'a> BitWriter<'a> {
    #[must_use]
    pub fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The low `count` bits of `value`; `None` when there is no room.
    pub fn put(&mut self, value: u32, count: usize) -> Option<()> {
        debug_assert!(count <= 32);
        if self.at + count > 8 * self.bytes.len() {
            return None;
        }
        let mut missing = count;
        while missing > 0 {
            let bit = self.at % 8;
            let some = missing.min(8 - bit);
            let bits = (u64::from(value) >> (missing - some)) as u8 & (0xff >> (8 - some)) as u8;
            let byte = &mut self.bytes[self.at / 8];
            *byte =
                *byte & !((0xff >> (8 - some)) as u8).rotate_left((8 - bit - some) as u32) | bits << (8 - bit - some);
            self.at += some;
            missing -= some;
        }
        Some(())
    }

    /// Bytes begun so far; the bits that are left of the last are zero.
    pub fn finish(mut self) -> usize {
        let rest = self.at.next_multiple_of(8) - self.at;
        // There is room in the byte that was begun.
        let _ = self.put(0, rest);
        self.at / 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn what_is_written_is_read() {
        for seed in 0..300 {
            let mut random = Random::new(seed);
            let mut bytes = [0xa5u8; 64];
            let mut said = Vec::new();
            let mut writer = BitWriter::new(&mut bytes);
            while let (count, value) = (random.below(33) as usize, random.next() as u32)
                && writer.put(value, count).is_some()
            {
                said.push((count, if count == 0 { 0 } else { value & (u32::MAX >> (32 - count)) }));
            }
            let length = writer.finish();
            let mut reader = BitReader::new(&bytes[..length]);
            for (count, value) in said {
                assert_eq!(reader.take(count), Some(value), "seed {seed}");
            }
            assert!(reader.left() < 8 && reader.take(8).is_none());
        }
    }

    #[test]
    fn values_below_a_bound() {
        // Of five values three take two bits, two take three.
        let mut reader = BitReader::new(&[0b0001_1011, 0b0111_0000]);
        let read: Vec<_> = (0..5).map(|_| reader.non_symmetric(5).unwrap()).collect();
        assert_eq!(read, [0, 1, 2, 3, 4]);
        assert_eq!(BitReader::new(&[]).non_symmetric(1), Some(0));
        assert_eq!(BitReader::new(&[]).non_symmetric(2), None);
    }
}
