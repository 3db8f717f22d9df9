//! STUN for an ICE-lite agent: reads binding requests, writes binding responses (RFC 8489, RFC 8445 §7.3).
//!
//! Only what a lite agent needs. It never sends a request, knows no long-term credentials and never answers anything
//! it has not authenticated, so that it cannot be made to amplify or reflect. Every parser here takes a stranger's
//! bytes: it allocates nothing and fails with `None`.

use aws_lc_rs::{constant_time, hmac};
use std::net::{IpAddr, SocketAddr};

/// RFC 8489 §5.
pub const MAGIC_COOKIE: u32 = 0x2112_a442;
/// Bytes of the fixed header.
pub const HEADER: usize = 20;
/// RFC 8489 §14.7: XOR-ed into the CRC-32.
const FINGERPRINT_XOR: u32 = 0x5354_554e;

const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;

const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLED: u16 = 0x8029;
const ICE_CONTROLLING: u16 = 0x802a;

/// A binding request, read but not yet authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Transaction id.
    pub transaction: [u8; 12],
    /// Our half of USERNAME, before the colon.
    pub local_ufrag: &'a str,
    /// The peer's half, after the colon.
    pub remote_ufrag: &'a str,
    pub use_candidate: bool,
    pub role: Option<Role>,
    /// First comprehension-required attribute that we do not know.
    pub unknown: Option<u16>,
    /// Offset of the MESSAGE-INTEGRITY attribute.
    integrity_at: usize,
    message: &'a [u8],
}

/// What the peer says of itself, with its tie-breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Controlling(u64),
    Controlled(u64),
}

/// What a datagram turned out to be.
#[derive(Debug)]
pub enum Message<'a> {
    Request(Request<'a>),
    /// An indication or a response: nothing to answer (an ICE-lite agent sends no requests).
    Other,
}

/// Reads one STUN message that fills `message` exactly; `None` when it is not a well-formed one.
///
/// A request must carry USERNAME and MESSAGE-INTEGRITY; a FINGERPRINT that is present must be right and last.
pub fn parse(message: &[u8]) -> Option<Message<'_>> {
    let head = message.first_chunk::<HEADER>()?;
    let kind = u16::from_be_bytes([head[0], head[1]]);
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let cookie = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    if kind & 0xc000 != 0 || cookie != MAGIC_COOKIE || length % 4 != 0 || message.len() != HEADER + length {
        return None;
    }
    if kind != BINDING_REQUEST {
        return Some(Message::Other);
    }
    let found = Found::gather(message)?;
    let (local_ufrag, remote_ufrag) = found.username?.split_once(':')?;
    Some(Message::Request(Request {
        transaction: head[8..20].try_into().expect("12 bytes"),
        local_ufrag,
        remote_ufrag,
        use_candidate: found.use_candidate,
        role: found.role,
        unknown: found.unknown,
        integrity_at: found.integrity_at?,
        message,
    }))
}

#[derive(Default)]
struct Found<'a> {
    username: Option<&'a str>,
    use_candidate: bool,
    role: Option<Role>,
    unknown: Option<u16>,
    integrity_at: Option<usize>,
}

impl<'a> Found<'a> {
    fn gather(message: &'a [u8]) -> Option<Self> {
        let mut found = Self::default();
        let mut at = HEADER;
        while at < message.len() {
            let head = message[at..].first_chunk::<4>()?;
            let kind = u16::from_be_bytes([head[0], head[1]]);
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let value = message.get(at + 4..at + 4 + length)?;
            let next = at + 4 + length.next_multiple_of(4);
            match kind {
                FINGERPRINT => return found.fingerprint(message, at, value, next),
                // RFC 8489 §14.5: what follows the integrity is not covered by it and must be ignored.
                _ if found.integrity_at.is_some() => {}
                MESSAGE_INTEGRITY if length == 20 => found.integrity_at = Some(at),
                _ => found.take(kind, value)?,
            }
            at = next;
        }
        (at == message.len()).then_some(found)
    }

    fn take(&mut self, kind: u16, value: &'a [u8]) -> Option<()> {
        match kind {
            // RFC 8445 §5.3: each ufrag at most 256 characters.
            USERNAME if value.len() <= 513 => self.username = Some(std::str::from_utf8(value).ok()?),
            USE_CANDIDATE => self.use_candidate = true,
            ICE_CONTROLLING => self.role = Some(Role::Controlling(u64::from_be_bytes(value.try_into().ok()?))),
            ICE_CONTROLLED => self.role = Some(Role::Controlled(u64::from_be_bytes(value.try_into().ok()?))),
            PRIORITY => {}
            optional if optional >= 0x8000 => {}
            other => self.unknown = self.unknown.or(Some(other)),
        }
        Some(())
    }

    fn fingerprint(self, message: &[u8], at: usize, value: &[u8], next: usize) -> Option<Self> {
        let said = u32::from_be_bytes(value.try_into().ok()?);
        (next == message.len() && said == crc32(&message[..at]) ^ FINGERPRINT_XOR).then_some(self)
    }
}

impl Request<'_> {
    /// Whether MESSAGE-INTEGRITY was made with `password` (RFC 8489 §14.5, short-term credentials).
    pub fn authentic(&self, password: &[u8]) -> bool {
        let at = self.integrity_at;
        // The length that was hashed ends with the integrity attribute itself.
        let covered = (at + 24 - HEADER) as u16;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password);
        let mut mac = hmac::Context::with_key(&key);
        mac.update(&self.message[..2]);
        mac.update(&covered.to_be_bytes());
        mac.update(&self.message[4..at]);
        let tag = mac.sign();
        constant_time::verify_slices_are_equal(tag.as_ref(), &self.message[at + 4..at + 24]).is_ok()
    }
}

/// Appends a success response: XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY, FINGERPRINT. Nothing else: it stays shorter than
/// any authenticated request, which carries a USERNAME besides.
pub fn write_success(out: &mut Vec<u8>, request: &Request<'_>, from: SocketAddr, password: &[u8]) {
    let start = begin(out, BINDING_SUCCESS, request.transaction);
    let mut value = [0u8; 20];
    let length = xor_address(&mut value, from, request.transaction);
    attribute(out, XOR_MAPPED_ADDRESS, &value[..length]);
    finish(out, start, password);
}

/// Appends 487 Role Conflict (RFC 8445 §7.3.1.1).
pub fn write_role_conflict(out: &mut Vec<u8>, request: &Request<'_>, password: &[u8]) {
    let start = begin(out, BINDING_ERROR, request.transaction);
    attribute(out, ERROR_CODE, &[0, 0, 4, 87]);
    finish(out, start, password);
}

/// Appends 420 Unknown Attribute, naming the first (RFC 8489 §14.13).
pub fn write_unknown_attribute(out: &mut Vec<u8>, request: &Request<'_>, unknown: u16, password: &[u8]) {
    let start = begin(out, BINDING_ERROR, request.transaction);
    attribute(out, ERROR_CODE, &[0, 0, 4, 20]);
    attribute(out, UNKNOWN_ATTRIBUTES, &unknown.to_be_bytes());
    finish(out, start, password);
}

/// Appends a binding request as a full agent sends it; for tests and for generators that play the other side.
pub fn write_request(out: &mut Vec<u8>, transaction: [u8; 12], username: &str, password: &[u8], nominate: bool) {
    let start = begin(out, BINDING_REQUEST, transaction);
    attribute(out, USERNAME, username.as_bytes());
    attribute(out, PRIORITY, &0x6eff_ffffu32.to_be_bytes());
    attribute(out, ICE_CONTROLLING, &7u64.to_be_bytes());
    if nominate {
        attribute(out, USE_CANDIDATE, &[]);
    }
    finish(out, start, password);
}

/// XOR-MAPPED-ADDRESS of a success response that `password` authenticates; for the other side of a check.
pub fn mapped_address(message: &[u8]) -> Option<SocketAddr> {
    let head = message.first_chunk::<HEADER>()?;
    if u16::from_be_bytes([head[0], head[1]]) != BINDING_SUCCESS {
        return None;
    }
    let mut mask = [0u8; 16];
    mask.copy_from_slice(&head[4..20]);
    let value = message.get(HEADER + 4..)?;
    let port = u16::from_be_bytes([*value.get(2)?, *value.get(3)?]) ^ (MAGIC_COOKIE >> 16) as u16;
    let octets = value.get(4..)?;
    let ip = match value[1] {
        1 if octets.len() >= 4 => IpAddr::from(std::array::from_fn::<u8, 4, _>(|i| octets[i] ^ mask[i])),
        2 if octets.len() >= 16 => IpAddr::from(std::array::from_fn::<u8, 16, _>(|i| octets[i] ^ mask[i])),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

fn begin(out: &mut Vec<u8>, kind: u16, transaction: [u8; 12]) -> usize {
    let start = out.len();
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&MAGIC_COOKIE.to_be_bytes());
    out.extend_from_slice(&transaction);
    start
}

fn attribute(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend_from_slice(&kind.to_be_bytes());
    out.extend_from_slice(&(value.len() as u16).to_be_bytes());
    out.extend_from_slice(value);
    out.resize(out.len() + value.len().next_multiple_of(4) - value.len(), 0);
}

fn finish(out: &mut Vec<u8>, start: usize, password: &[u8]) {
    set_length(out, start, 24);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password);
    let tag = hmac::sign(&key, &out[start..]);
    attribute(out, MESSAGE_INTEGRITY, tag.as_ref());
    set_length(out, start, 8);
    let crc = crc32(&out[start..]) ^ FINGERPRINT_XOR;
    attribute(out, FINGERPRINT, &crc.to_be_bytes());
}

/// Sets the message length to what is there plus an attribute of `more` bytes about to be appended.
fn set_length(out: &mut [u8], start: usize, more: usize) {
    let length = (out.len() - start - HEADER + more) as u16;
    out[start + 2..start + 4].copy_from_slice(&length.to_be_bytes());
}

/// RFC 8489 §14.2.
fn xor_address(value: &mut [u8; 20], from: SocketAddr, transaction: [u8; 12]) -> usize {
    let mut mask = [0u8; 16];
    mask[..4].copy_from_slice(&MAGIC_COOKIE.to_be_bytes());
    mask[4..].copy_from_slice(&transaction);
    let port = from.port() ^ (MAGIC_COOKIE >> 16) as u16;
    value[2..4].copy_from_slice(&port.to_be_bytes());
    let mut put = |family: u8, octets: &[u8]| {
        value[1] = family;
        for (i, octet) in octets.iter().enumerate() {
            value[4 + i] = octet ^ mask[i];
        }
        4 + octets.len()
    };
    match from.ip().to_canonical() {
        IpAddr::V4(ip) => put(1, &ip.octets()),
        IpAddr::V6(ip) => put(2, &ip.octets()),
    }
}

/// CRC-32 of ITU-T V.42, as RFC 8489 §14.7 asks.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0u32; 256];
        let mut i = 0;
        while i < 256 {
            let mut c = i as u32;
            let mut k = 0;
            while k < 8 {
                c = if c & 1 != 0 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            table[i] = c;
            i += 1;
        }
        table
    };
    !bytes.iter().fold(!0u32, |c, b| TABLE[((c ^ u32::from(*b)) & 0xff) as usize] ^ (c >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5769 §2.1: sample request, short-term credentials.
    const RFC5769_REQUEST: &str = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74\
        002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f2\
        49c1b571a280280004e57a3bcf";
    /// RFC 5769 §2.2: its IPv4 response.
    const RFC5769_RESPONSE_PASSWORD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

    fn bytes(hex: &str) -> Vec<u8> {
        let hex: String = hex.split_whitespace().collect();
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    }
    fn request(message: &[u8]) -> Request<'_> {
        match parse(message) {
            Some(Message::Request(request)) => request,
            other => panic!("not a request: {other:?}"),
        }
    }

    #[test]
    fn the_sample_request_of_rfc_5769_is_read_and_authentic() {
        let message = bytes(RFC5769_REQUEST);
        let request = request(&message);
        assert_eq!((request.local_ufrag, request.remote_ufrag), ("evtj", "h6vY"));
        assert_eq!(request.role, Some(Role::Controlled(0x932f_f9b1_5126_3b36)));
        assert_eq!(request.unknown, None);
        assert!(request.authentic(RFC5769_RESPONSE_PASSWORD));
        assert!(!request.authentic(b"VOkJxbRl1RmTxUk/WvJxBT"));
    }

    #[test]
    fn any_changed_bit_of_the_sample_is_refused() {
        let good = bytes(RFC5769_REQUEST);
        // Up to the fingerprint, which the integrity does not cover (and which may be absent).
        for bit in 0..(good.len() - 8) * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            if let Some(Message::Request(request)) = parse(&bad) {
                assert!(!request.authentic(RFC5769_RESPONSE_PASSWORD), "bit {bit}");
            }
        }
        for cut in 0..good.len() {
            assert!(parse(&good[..cut]).is_none(), "cut at {cut}");
        }
    }

    #[test]
    fn a_response_is_authentic_shorter_than_its_request_and_names_the_address() {
        for from in ["192.0.2.1:32853", "[2001:db8:1234:5678:11:2233:4455:6677]:32853", "[::ffff:192.0.2.7]:9"] {
            let from: SocketAddr = from.parse().unwrap();
            let (mut ask, mut answer) = (Vec::new(), Vec::new());
            write_request(&mut ask, [9; 12], "abcdefgh:ijkl", b"secret", true);
            let request = request(&ask);
            assert!(request.use_candidate && request.authentic(b"secret"));
            write_success(&mut answer, &request, from, b"secret");
            assert!(answer.len() <= ask.len());
            assert_eq!(mapped_address(&answer).unwrap(), SocketAddr::new(from.ip().to_canonical(), from.port()));
            assert!(matches!(parse(&answer), Some(Message::Other)));
            answer.clear();
            write_role_conflict(&mut answer, &request, b"secret");
            assert!(answer.len() <= ask.len());
        }
    }

    #[test]
    fn unknown_comprehension_required_attributes_are_named() {
        let mut ask = Vec::new();
        let start = begin(&mut ask, BINDING_REQUEST, [1; 12]);
        attribute(&mut ask, USERNAME, b"a:b");
        attribute(&mut ask, 0x7f01, b"x");
        finish(&mut ask, start, b"p");
        assert_eq!(request(&ask).unknown, Some(0x7f01));
    }

    #[test]
    fn garbage_is_never_a_request() {
        let mut seed = 1u64;
        for length in 0..600usize {
            let mut junk: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (seed >> 56) as u8
                })
                .collect();
            assert!(!matches!(parse(&junk), Some(Message::Request(_))));
            if length >= HEADER {
                junk[..8].copy_from_slice(&[
                    0,
                    1,
                    ((length - 20) >> 8) as u8,
                    (length - 20) as u8,
                    0x21,
                    0x12,
                    0xa4,
                    0x42,
                ]);
                assert!(!matches!(parse(&junk), Some(Message::Request(_))));
            }
        }
    }
}
