//! Redundant audio data (RFC 2198 §3) around Opus: earlier packets' audio, then that of the packet's own instant, the
//! primary block, which is the payload's end: leaving the redundancy out is leaving out bytes at the front.

/// Redundant blocks of one packet; packets with more are refused. Browsers send one, at most nine.
pub const MAX_BLOCKS: usize = 9;
/// Bytes of the header of a redundant block, and of the primary one's.
const BLOCK_HEADER: usize = 4;
const LAST_HEADER: usize = 1;

/// Where what stands in a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// Where the primary block's data begin, from the payload's beginning.
    pub primary: u16,
    /// How far the oldest block lies before the packet's timestamp, in ticks (14 bits).
    pub reach: u16,
    /// Redundant blocks.
    pub blocks: u8,
}

/// A redundant block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// Ticks before the packet's timestamp.
    pub before: u16,
    pub data: &'a [u8],
}

impl Redundant {
    /// Reads the headers of a payload whose blocks are all of payload type `of`. `None`: cut short, a block of another
    /// type, more than [`MAX_BLOCKS`], blocks that do not become newer, or nothing of the packet's own instant.
    #[must_use]
    pub fn parse(payload: &[u8], of: u8) -> Option<Self> {
        let (mut at, mut blocks, mut bytes, mut reach, mut newest) = (0, 0, 0, 0, u16::MAX);
        loop {
            let first = *payload.get(at)?;
            if first & 0x7f != of {
                return None;
            }
            if first & 0x80 == 0 {
                break;
            }
            let [_, high, middle, low] = *payload.get(at..)?.first_chunk::<BLOCK_HEADER>()?;
            let before = u16::from(high) << 6 | u16::from(middle) >> 2;
            if blocks == MAX_BLOCKS || before == 0 || before >= newest {
                return None;
            }
            (blocks, at, newest) = (blocks + 1, at + BLOCK_HEADER, before);
            reach = before.max(reach);
            bytes += usize::from(middle & 3) << 8 | usize::from(low);
        }
        let primary = at + LAST_HEADER + bytes;
        (primary < payload.len()).then_some(Self { primary: primary as u16, reach, blocks: blocks as u8 })
    }

    /// The redundant blocks, oldest first, of the payload that it was read from.
    pub fn blocks<'a>(&self, payload: &'a [u8]) -> impl Iterator<Item = Block<'a>> {
        let mut at = BLOCK_HEADER * usize::from(self.blocks) + LAST_HEADER;
        (0..usize::from(self.blocks)).map_while(move |number| {
            let [_, high, middle, low] = *payload.get(BLOCK_HEADER * number..)?.first_chunk::<BLOCK_HEADER>()?;
            let length = usize::from(middle & 3) << 8 | usize::from(low);
            let data = payload.get(at..at + length)?;
            at += length;
            Some(Block { before: u16::from(high) << 6 | u16::from(middle) >> 2, data })
        })
    }

    /// Writes the payload type of every block.
    #[inline]
    pub fn rewrite(&self, payload: &mut [u8], of: u8) {
        for number in 0..=usize::from(self.blocks) {
            if let Some(first) = payload.get_mut(BLOCK_HEADER * number) {
                *first = *first & 0x80 | of;
            }
        }
    }
}

/// A payload of `blocks` (oldest first) and the primary one. For tests, of ours and of others.
///
/// # Panics
/// When an offset is longer than 14 bits or a block than 10.
#[must_use]
pub fn write(of: u8, blocks: &[Block<'_>], primary: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in blocks {
        assert!(block.before < 1 << 14 && block.data.len() < 1 << 10, "RFC 2198 §3");
        let length = block.data.len();
        out.extend([
            0x80 | of,
            (block.before >> 6) as u8,
            (block.before << 2) as u8 | (length >> 8) as u8,
            length as u8,
        ]);
    }
    out.push(of);
    blocks.iter().for_each(|block| out.extend_from_slice(block.data));
    out.extend_from_slice(primary);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLDER: Block<'_> = Block { before: 1_920, data: b"older" };
    const OLD: Block<'_> = Block { before: 960, data: b"" };

    #[test]
    fn what_is_written_is_read() {
        let mut payload = write(111, &[OLDER, OLD], b"now");
        let read = Redundant::parse(&payload, 111).unwrap();
        assert_eq!(read, Redundant { primary: 14, reach: 1_920, blocks: 2 });
        assert_eq!(read.blocks(&payload).collect::<Vec<_>>(), [OLDER, OLD]);
        assert_eq!(&payload[usize::from(read.primary)..], b"now");
        read.rewrite(&mut payload, 96);
        assert_eq!(payload, write(96, &[OLDER, OLD], b"now"));
        assert_eq!(Redundant::parse(&write(111, &[], b"x"), 111).unwrap().primary, 1, "no redundancy yet");
    }

    #[test]
    fn what_nobody_could_decode_is_refused() {
        let good = write(111, &[OLD], b"now");
        assert_eq!(Redundant::parse(&good, 96), None, "of another type");
        assert_eq!(Redundant::parse(&write(111, &[OLDER], b""), 111), None, "nothing of its own");
        assert_eq!(Redundant::parse(&write(111, &[OLD, OLDER], b"now"), 111), None, "older after newer");
        assert_eq!(Redundant::parse(&write(111, &[Block { before: 0, ..OLD }], b"now"), 111), None);
        let many: Vec<_> = (0..10).map(|at| Block { before: 960 * (10 - at), data: b"" }).collect();
        assert!(Redundant::parse(&write(111, &many[1..], b"now"), 111).is_some());
        assert_eq!(Redundant::parse(&write(111, &many, b"now"), 111), None);
        let cut = write(111, &[OLDER], b"n");
        assert!((0..cut.len()).all(|length| Redundant::parse(&cut[..length], 111).is_none()));
    }
}
