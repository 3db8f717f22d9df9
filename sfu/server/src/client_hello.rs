//! Looks into a DTLS ClientHello for the SRTP profiles the peer offers, before the handshake begins.
//!
//! A server answers `use_srtp` with one of the profiles offered (RFC 5764 §4.1.1), and the DTLS library takes the
//! first of the *client's* list that it may use. Chromium lists AES-CM with SHA-1 first, which costs five times as
//! much CPU per packet as GCM, so the list that the library may use is chosen after looking. Bytes of a stranger:
//! bounded, without a panic; a hello that is not understood is simply never complete.

/// Bytes in one ClientHello (with post-quantum key shares about 1.5 kB).
const MAX_HELLO: usize = 8 * 1024;
/// Fragments it may come in.
const MAX_FRAGMENTS: usize = 16;
const RECORD_HEADER: usize = 13;
const HANDSHAKE_HEADER: usize = 12;
const EXTENSION_USE_SRTP: u16 = 14;

/// Puts a first ClientHello together from its fragments (RFC 6347 §4.2.3).
#[derive(Debug, Default)]
pub struct HelloReader {
    body: Vec<u8>,
    have: Vec<(usize, usize)>,
}

impl HelloReader {
    /// Takes one datagram; the profiles offered, once the hello is whole. Empty: it offers no SRTP.
    pub fn take(&mut self, datagram: &[u8]) -> Option<Vec<u16>> {
        let mut rest = datagram;
        while let Some((record, after)) = split_record(rest) {
            if let Some(fragment) = record {
                self.take_fragments(fragment);
            }
            rest = after;
        }
        self.whole().then(|| offered_profiles(&self.body).unwrap_or_default())
    }

    fn take_fragments(&mut self, mut record: &[u8]) {
        while let Some(head) = record.first_chunk::<HANDSHAKE_HEADER>() {
            let (total, offset, length) = (u24(&head[1..]), u24(&head[6..]), u24(&head[9..]));
            let Some(bytes) = record.get(HANDSHAKE_HEADER..HANDSHAKE_HEADER + length) else { return };
            if head[0] == 1 {
                self.take_fragment(total, offset, bytes);
            }
            record = &record[HANDSHAKE_HEADER + length..];
        }
    }

    fn take_fragment(&mut self, total: usize, offset: usize, bytes: &[u8]) {
        if total > MAX_HELLO || offset + bytes.len() > total || self.have.len() == MAX_FRAGMENTS {
            return;
        }
        if self.body.len() != total {
            self.body = vec![0; total];
            self.have.clear();
        }
        self.body[offset..offset + bytes.len()].copy_from_slice(bytes);
        self.have.push((offset, offset + bytes.len()));
    }

    fn whole(&mut self) -> bool {
        self.have.sort_unstable();
        let reached = self.have.iter().fold(0, |to, (from, until)| if *from <= to { to.max(*until) } else { to });
        !self.body.is_empty() && reached == self.body.len()
    }
}

/// The first record's fragment when it is an unencrypted handshake record, and what follows the record.
fn split_record(datagram: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let head = datagram.first_chunk::<RECORD_HEADER>()?;
    let length = usize::from(u16::from_be_bytes([head[11], head[12]]));
    let fragment = datagram.get(RECORD_HEADER..RECORD_HEADER + length)?;
    let clear_handshake = head[0] == 22 && head[1] == 0xfe && head[3..5] == [0, 0];
    Some((clear_handshake.then_some(fragment), &datagram[RECORD_HEADER + length..]))
}

fn u24(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 16 | usize::from(bytes[1]) << 8 | usize::from(bytes[2])
}

/// `SRTPProtectionProfiles` of the `use_srtp` extension.
fn offered_profiles(hello: &[u8]) -> Option<Vec<u16>> {
    let mut reader = Reader(hello);
    reader.skip(2 + 32)?;
    reader.vector8()?;
    reader.vector8()?;
    reader.vector16()?;
    reader.vector8()?;
    let mut extensions = Reader(reader.vector16()?);
    while !extensions.0.is_empty() {
        let kind = extensions.u16()?;
        let mut body = Reader(extensions.vector16()?);
        if kind == EXTENSION_USE_SRTP {
            let list = body.vector16()?;
            return Some(list.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect());
        }
    }
    None
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn skip(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }
    fn u16(&mut self) -> Option<u16> {
        self.skip(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }
    fn vector8(&mut self) -> Option<&'a [u8]> {
        let n = usize::from(self.skip(1)?[0]);
        self.skip(n)
    }
    fn vector16(&mut self) -> Option<&'a [u8]> {
        let n = usize::from(self.u16()?);
        self.skip(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(profiles: &[u16]) -> Vec<u8> {
        let mut body = vec![0xfe, 0xfd];
        body.extend_from_slice(&[7; 32]);
        body.extend_from_slice(&[0, 0, 0, 2, 0xc0, 0x2b, 1, 0]);
        let mut srtp = ((profiles.len() * 2) as u16).to_be_bytes().to_vec();
        profiles.iter().for_each(|p| srtp.extend_from_slice(&p.to_be_bytes()));
        srtp.push(0);
        let mut extensions = vec![0, 23, 0, 0, 0, 14];
        extensions.extend_from_slice(&(srtp.len() as u16).to_be_bytes());
        extensions.extend_from_slice(&srtp);
        body.extend_from_slice(&(extensions.len() as u16).to_be_bytes());
        body.extend_from_slice(&extensions);
        body
    }

    fn record(body: &[u8], from: usize, until: usize) -> Vec<u8> {
        let three = |n: usize| [(n >> 16) as u8, (n >> 8) as u8, n as u8];
        let mut fragment = vec![1];
        fragment.extend_from_slice(&three(body.len()));
        fragment.extend_from_slice(&[0, 0]);
        fragment.extend_from_slice(&three(from));
        fragment.extend_from_slice(&three(until - from));
        fragment.extend_from_slice(&body[from..until]);
        let mut out = vec![22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
        out.extend_from_slice(&(fragment.len() as u16).to_be_bytes());
        out.extend_from_slice(&fragment);
        out
    }

    #[test]
    fn profiles_are_found_whole_or_in_pieces_in_any_order() {
        let body = hello(&[1, 7, 8]);
        let whole = record(&body, 0, body.len());
        assert_eq!(HelloReader::default().take(&whole), Some(vec![1, 7, 8]));
        for cut in 1..body.len() {
            let (head, tail) = (record(&body, 0, cut), record(&body, cut, body.len()));
            let mut reader = HelloReader::default();
            assert_eq!(reader.take(&tail), None);
            assert_eq!(reader.take(&head), Some(vec![1, 7, 8]), "cut at {cut}");
        }
    }

    #[test]
    fn damaged_hellos_never_panic() {
        let good = record(&hello(&[1, 7]), 0, hello(&[1, 7]).len());
        for cut in 0..good.len() {
            assert_eq!(HelloReader::default().take(&good[..cut]), None);
        }
        for at in 0..good.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bad = good.clone();
                bad[at] = value;
                let _ = HelloReader::default().take(&bad);
            }
        }
    }
}
