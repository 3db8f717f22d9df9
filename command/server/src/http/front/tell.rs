//! Whose a connection is, by its first bytes. Pure; a stranger's bytes.

use rustls::server::Acceptor;

/// Longest beginning that is looked at: a ClientHello with several key shares is some 2 KB, with many session tickets more.
pub const LONGEST_HELLO: usize = 16 * 1024;
/// `sfu/server/src/net/framing.rs`: longest packet that a framed stream may carry.
const LONGEST_PACKET: u16 = 2048;
/// RFC 8446 §5.1: the record type of a handshake.
const HANDSHAKE: u8 = 22;
/// RFC 8489 §5: method and class of a binding request.
const BINDING_REQUEST: [u8; 2] = [0, 1];
/// RFC 8489 §5.
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A ClientHello whose ALPN (RFC 7301) names HTTP.
    Http,
    /// Any other ClientHello: `stun.turn` (RFC 7443), or none at all, as browsers' TURN clients and old HTTP libraries send.
    OtherTls,
    /// A STUN binding request behind the length of RFC 4571.
    Framed,
    Babble,
}

/// `None`: more bytes are needed.
pub fn tell(bytes: &[u8]) -> Option<Told> {
    match bytes.first()? {
        &HANDSHAKE => client_hello(bytes),
        _ => framed(bytes),
    }
}

fn client_hello(mut bytes: &[u8]) -> Option<Told> {
    let mut acceptor = Acceptor::default();
    while !bytes.is_empty() {
        // It takes what it has room for, and never more than one record past the ClientHello.
        if !matches!(acceptor.read_tls(&mut bytes), Ok(1..)) {
            return Some(Told::Babble);
        }
        match acceptor.accept() {
            Ok(None) => {}
            Ok(Some(accepted)) => {
                let hello = accepted.client_hello();
                let http = |name: &[u8]| name == b"h2" || name == b"http/1.1" || name == b"http/1.0";
                let http = hello.alpn().is_some_and(|mut names| names.any(http));
                return Some(if http { Told::Http } else { Told::OtherTls });
            }
            Err(_) => return Some(Told::Babble),
        }
    }
    None
}

fn framed(bytes: &[u8]) -> Option<Told> {
    let as_far_as_it_goes = |at: usize, wanted: &[u8]| {
        let there = bytes.get(at..).unwrap_or_default();
        there.iter().zip(wanted).all(|(is, wanted)| is == wanted)
    };
    let short = bytes.first_chunk::<2>().is_none_or(|length| u16::from_be_bytes(*length) <= LONGEST_PACKET);
    let fits = bytes[0] <= LONGEST_PACKET.to_be_bytes()[0]
        && short
        && as_far_as_it_goes(2, &BINDING_REQUEST)
        && as_far_as_it_goes(6, &MAGIC_COOKIE);
    match fits {
        false => Some(Told::Babble),
        true if bytes.len() >= 10 => Some(Told::Framed),
        true => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{ClientConfig, ClientConnection, RootCertStore, pki_types::ServerName};
    use std::sync::Arc;

    fn hello(alpn: &[&[u8]]) -> Vec<u8> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        let name = ServerName::try_from("node.example").unwrap();
        let mut bytes = Vec::new();
        ClientConnection::new(Arc::new(config), name).unwrap().write_tls(&mut bytes).unwrap();
        bytes
    }

    fn framed_request() -> Vec<u8> {
        let mut bytes = vec![0, 100, 0, 1, 0, 80];
        bytes.extend(MAGIC_COOKIE);
        bytes.extend([7; 92]);
        bytes
    }

    #[test]
    fn every_beginning_is_told_and_never_too_early() {
        for (bytes, wanted) in [
            (hello(&[b"h2", b"http/1.1"]), Told::Http),
            (hello(&[b"http/1.1"]), Told::Http),
            (hello(&[]), Told::OtherTls),
            (hello(&[b"stun.turn"]), Told::OtherTls),
            (framed_request(), Told::Framed),
        ] {
            let first = (0..=bytes.len()).find(|cut| tell(&bytes[..*cut]).is_some()).unwrap();
            for cut in first..=bytes.len() {
                assert_eq!(tell(&bytes[..cut]), Some(wanted), "cut at {cut}");
            }
        }
    }

    #[test]
    fn a_hello_in_two_records_is_told() {
        let whole = hello(&[b"h2"]);
        let (head, body) = whole.split_at(5);
        let mut bytes = Vec::new();
        for part in [&body[..60], &body[60..]] {
            bytes.extend(&head[..3]);
            bytes.extend((part.len() as u16).to_be_bytes());
            bytes.extend(part);
        }
        assert_eq!(tell(&bytes), Some(Told::Http));
    }

    #[test]
    fn anything_else_is_babble_at_its_first_wrong_byte() {
        for wrong in [
            &b"G"[..],
            b"SSH-2.0-",
            b"\x80",
            b"\x09",
            b"\x08\x01",
            b"\x00\x64\x01",
            b"\x00\x64\x00\x01\x00\x50\x21\x13",
        ] {
            assert_eq!(tell(wrong), Some(Told::Babble), "{wrong:?}");
        }
        assert_eq!(tell(b""), None);
    }

    /// Noise, and real beginnings with bytes changed: told, or more is wanted, and no more than the bound is looked at.
    #[test]
    fn any_bytes_are_told_or_more_is_wanted() {
        let mut seed = 11u64;
        let mut random = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize
        };
        let good = [hello(&[b"h2"]), hello(&[]), framed_request(), vec![HANDSHAKE, 3, 1, 0x3f, 0xff, 1, 0, 0x3f, 0xfb]];
        let mut babble = 0;
        for _ in 0..20_000 {
            let mut bytes = good[random() % good.len()].clone();
            bytes.truncate(random() % (bytes.len() + 1));
            for _ in 0..random() % 4 {
                let length = bytes.len().max(1);
                if let Some(byte) = bytes.get_mut(random() % length) {
                    *byte = random() as u8;
                }
            }
            babble += usize::from(tell(&bytes) == Some(Told::Babble));
        }
        assert!(babble > 1_000, "changed bytes are noticed: {babble}");
        let endless = [&[HANDSHAKE, 3, 1, 0x3f, 0xff, 1, 0, 0xff, 0xff][..], &vec![0; LONGEST_HELLO]].concat();
        let _ = tell(&endless[..LONGEST_HELLO]);
    }
}
