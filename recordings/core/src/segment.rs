//! The segment file: a header, then blocks, each sealed and chained to all before it. Append-only.
//!
//! ```text
//! header, 112 bytes, big endian:
//!   0 magic "FSSEG" 0 0 1 · 8 recording u64 · 16 boot u64 · 24 track u32 · 28 number u32 · 32 begun at i64 µs
//!  40 key id [8] · 48 salt [32] · 80 link [32]: last chain value of the stream's segment before, zero for the first
//! block: u32 length of what follows · AES-256-GCM ciphertext and tag of records (crate::record)
//! ```
//! **Key** of a segment: from the recording key by HKDF-SHA256 with the header's random salt, so no two segments share
//! one. **Nonce** of block k: k as 96-bit number; a file that was cut off is never appended to, so no nonce is used
//! twice. **Chain**: `c₀ = SM3(header)`, `cₖ₊₁ = SM3(cₖ ‖ length ‖ sealed)`; block k is sealed with `cₖ` as associated
//! data, so blocks can be neither reordered nor exchanged between files. The chain is checked without the key.

use fengsui_protocol::{Micros, RecordingId};
use sm3::{Digest, Sm3};

const MAGIC: [u8; 8] = *b"FSSEG\0\0\x01";
/// Bytes of the header.
pub const HEADER: usize = 112;
/// Plaintext bytes in one block at most.
pub const BLOCK_BYTES: usize = 1 << 20;
/// Bytes that sealing adds.
pub const TAG: usize = 16;

/// A value of the SM3 chain.
pub type Chain = [u8; 32];

/// Authenticated encryption of one segment's blocks under its own key.
pub trait Cipher {
    /// Encrypts in place and appends the tag ([`TAG`] bytes).
    fn seal(&self, counter: u64, associated: &[u8], bytes: &mut Vec<u8>);
    /// Decrypts in place; `None` when it is not authentic.
    fn open<'a>(&self, counter: u64, associated: &[u8], sealed: &'a mut [u8]) -> Option<&'a mut [u8]>;
}

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub recording: RecordingId,
    /// Of the media process that sent the stream.
    pub boot: u64,
    /// The media process's number.
    pub track: u32,
    /// Of the segment within the stream, from 0.
    pub number: u32,
    pub begun_at: Micros,
    /// Which key, so that a wrong one is told from tampering.
    pub key_id: [u8; 8],
    pub salt: [u8; 32],
    pub link: Chain,
}

impl Header {
    pub fn encode(&self) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        out[..8].copy_from_slice(&MAGIC);
        out[8..16].copy_from_slice(&self.recording.0.to_be_bytes());
        out[16..24].copy_from_slice(&self.boot.to_be_bytes());
        out[24..28].copy_from_slice(&self.track.to_be_bytes());
        out[28..32].copy_from_slice(&self.number.to_be_bytes());
        out[32..40].copy_from_slice(&self.begun_at.0.to_be_bytes());
        out[40..48].copy_from_slice(&self.key_id);
        out[48..80].copy_from_slice(&self.salt);
        out[80..112].copy_from_slice(&self.link);
        out
    }

    /// Reads a header; `None` when it is cut short, of another kind or of another version.
    pub fn decode(file: &[u8]) -> Option<Self> {
        let head = file.get(..HEADER)?;
        let long = |at: usize| u64::from_be_bytes(head[at..at + 8].try_into().expect("8 bytes"));
        let word = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().expect("4 bytes"));
        (head[..8] == MAGIC).then(|| Self {
            recording: RecordingId(long(8)),
            boot: long(16),
            track: word(24),
            number: word(28),
            begun_at: Micros(long(32) as i64),
            key_id: head[40..48].try_into().expect("8 bytes"),
            salt: head[48..80].try_into().expect("32 bytes"),
            link: head[80..112].try_into().expect("32 bytes"),
        })
    }

    /// `<boot>-<track>-<number>.seg`: sorts by stream and number.
    pub fn file_name(&self) -> String {
        format!("{:016x}-{:05}-{:06}.seg", self.boot, self.track, self.number)
    }
}

/// The growing end of a segment: the chain and the counter.
#[derive(Clone, Debug)]
pub struct Tip {
    pub chain: Chain,
    /// Blocks so far; the counter of the next one.
    pub blocks: u64,
    /// Bytes so far, header included.
    pub bytes: u64,
}

impl Tip {
    pub fn of_header(header: &[u8; HEADER]) -> Self {
        Self { chain: Sm3::digest(header).into(), blocks: 0, bytes: HEADER as u64 }
    }

    /// Seals `plain` as the next block and returns the bytes to append to the file.
    ///
    /// # Panics
    /// When `plain` is over [`BLOCK_BYTES`], which is a fault of the caller.
    pub fn seal(&mut self, cipher: &impl Cipher, mut plain: Vec<u8>) -> Vec<u8> {
        assert!(plain.len() <= BLOCK_BYTES, "segment block over its bound");
        let length = (plain.len() + TAG) as u32;
        cipher.seal(self.blocks, &self.chain, &mut plain);
        let mut out = Vec::with_capacity(4 + plain.len());
        out.extend(length.to_be_bytes());
        out.extend(plain);
        self.advance(&out);
        out
    }

    fn advance(&mut self, block: &[u8]) {
        self.chain = Sm3::new().chain_update(self.chain).chain_update(block).finalize().into();
        self.blocks += 1;
        self.bytes += block.len() as u64;
    }
}

/// One step of a [`Walk`].
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A block that opened; its plaintext.
    Block(&'a [u8]),
    /// The file ends here, on a whole block.
    End,
    /// What follows is not a whole authentic block: a torn tail, or tampering.
    Bad,
}

/// Walks a segment file held in memory, opening block after block.
pub struct Walk<'a, C> {
    rest: &'a mut [u8],
    pub tip: Tip,
    cipher: Option<C>,
}

impl<'a, C: Cipher> Walk<'a, C> {
    /// Begins after the header. Without a cipher only lengths and the chain are followed; the blocks come sealed.
    pub fn new(file: &'a mut [u8], cipher: Option<C>) -> Option<Self> {
        let (header, rest) = file.split_first_chunk_mut::<HEADER>()?;
        Some(Self { tip: Tip::of_header(header), rest, cipher })
    }

    pub fn step(&mut self) -> Step<'a> {
        let rest = std::mem::take(&mut self.rest);
        if rest.is_empty() {
            return Step::End;
        }
        let Some(length) = block_length(rest) else { return Step::Bad };
        let (block, after) = rest.split_at_mut(4 + length);
        let mut next = self.tip.clone();
        next.advance(block);
        let sealed = &mut block[4..];
        let plain = match &self.cipher {
            None => Some(sealed),
            Some(cipher) => cipher.open(self.tip.blocks, &self.tip.chain, sealed),
        };
        let Some(plain) = plain else { return Step::Bad };
        self.tip = next;
        self.rest = after;
        Step::Block(plain)
    }
}

/// Length of the sealed part, when the whole block is there and within bounds.
fn block_length(rest: &[u8]) -> Option<usize> {
    let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
    ((TAG..=BLOCK_BYTES + TAG).contains(&length) && rest.len() >= 4 + length).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Authenticates, does not hide: enough to prove layout and order.
    struct Sum;
    fn sum(counter: u64, associated: &[u8], bytes: &[u8]) -> [u8; TAG] {
        let digest = Sm3::new().chain_update(counter.to_be_bytes()).chain_update(associated).chain_update(bytes);
        digest.finalize()[..TAG].try_into().unwrap()
    }
    impl Cipher for Sum {
        fn seal(&self, counter: u64, associated: &[u8], bytes: &mut Vec<u8>) {
            let tag = sum(counter, associated, bytes);
            bytes.extend(tag);
        }
        fn open<'a>(&self, counter: u64, associated: &[u8], sealed: &'a mut [u8]) -> Option<&'a mut [u8]> {
            let (plain, tag) = sealed.split_at_mut(sealed.len() - TAG);
            (sum(counter, associated, plain) == *tag).then_some(plain)
        }
    }

    fn header(link: Chain) -> Header {
        let (recording, begun_at) = (RecordingId(7), Micros(1_700_000_000_000_000));
        Header { recording, boot: 9, track: 3, number: 1, begun_at, key_id: [4; 8], salt: [5; 32], link }
    }

    fn file(blocks: &[Vec<u8>]) -> (Vec<u8>, Tip, Vec<usize>) {
        let head = header([6; 32]).encode();
        let (mut bytes, mut tip, mut ends) = (head.to_vec(), Tip::of_header(&head), vec![HEADER]);
        for block in blocks {
            bytes.extend(tip.seal(&Sum, block.clone()));
            ends.push(bytes.len());
        }
        (bytes, tip, ends)
    }

    fn walk(mut bytes: Vec<u8>) -> (Vec<Vec<u8>>, bool, Tip) {
        let mut walk = Walk::new(&mut bytes, Some(Sum)).unwrap();
        let mut got = Vec::new();
        loop {
            match walk.step() {
                Step::Block(plain) => got.push(plain.to_vec()),
                Step::End => return (got, true, walk.tip),
                Step::Bad => return (got, false, walk.tip),
            }
        }
    }

    #[test]
    fn a_header_comes_back() {
        assert_eq!(Header::decode(&header([6; 32]).encode()), Some(header([6; 32])));
        assert_eq!(Header::decode(&[0; HEADER]), None);
        assert_eq!(Header::decode(&header([6; 32]).encode()[..HEADER - 1]), None);
    }

    proptest! {
        /// Cut anywhere, the whole blocks before the cut are found and nothing else.
        #[test]
        fn a_torn_tail_is_found(blocks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..6), cut in 0.0f64..1.0) {
            let (bytes, tip, ends) = file(&blocks);
            let cut = HEADER + ((bytes.len() - HEADER) as f64 * cut) as usize;
            let (got, whole, at) = walk(bytes[..cut].to_vec());
            let want = ends.iter().filter(|end| **end <= cut).count() - 1;
            prop_assert_eq!(&got[..], &blocks[..want]);
            prop_assert_eq!(whole, ends.contains(&cut));
            prop_assert_eq!(at.bytes as usize, ends[want]);
            let (_, whole, at) = walk(bytes);
            prop_assert!(whole);
            prop_assert_eq!(at.chain, tip.chain);
        }

        /// One bit anywhere, header included: noticed at that block or before.
        #[test]
        fn one_changed_bit_is_noticed(blocks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 1..6), at in 0.0f64..1.0, bit in 0u8..8) {
            let (mut bytes, tip, _) = file(&blocks);
            let at = (bytes.len() as f64 * at) as usize;
            bytes[at] ^= 1 << bit;
            let (got, whole, end) = walk(bytes);
            prop_assert!(!whole || got.len() < blocks.len() || end.chain != tip.chain);
            prop_assert!(!whole, "every bit is authenticated");
        }
    }
}
