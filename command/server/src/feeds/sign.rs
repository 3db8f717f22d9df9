//! Signatures of envelopes: lower-case hex HMAC-SM3 (GB/T 32905-2016 under RFC 2104) over the canonical text
//! `source\nsourceId\nseq\nsentAt\ncrs\nSM3hex(body)`.

use crate::log::hex;
use fengsui_protocol::geo::Crs;
use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};

/// What is signed of an envelope. `body` is the exact JSON text of the body member.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub source: &'a str,
    pub source_id: &'a str,
    pub seq: u64,
    pub sent_at: &'a str,
    pub crs: Crs,
    pub body: &'a str,
}

impl Signed<'_> {
    fn canonical(&self) -> String {
        let Self { source, source_id, seq, sent_at, crs, body } = self;
        let digest = hex(&Sm3::digest(body.as_bytes()));
        format!("{source}\n{source_id}\n{seq}\n{sent_at}\n{}\n{digest}", crs_word(*crs))
    }

    fn mac(&self, key: &str) -> Hmac<Sm3> {
        let mut mac = Hmac::<Sm3>::new_from_slice(key.as_bytes()).expect("HMAC takes any key");
        mac.update(self.canonical().as_bytes());
        mac
    }

    /// The `hash` member, for whoever sends envelopes.
    pub fn hash(&self, key: &str) -> String {
        hex(&self.mac(key).finalize().into_bytes())
    }

    /// Whether `hash` was made with `key`, in constant time.
    pub fn genuine(&self, key: &str, hash: &str) -> bool {
        from_hex(hash).is_some_and(|given| self.mac(key).verify_slice(&given).is_ok())
    }
}

/// The word that stands for a datum on the wire.
pub fn crs_word(crs: Crs) -> &'static str {
    match crs {
        Crs::Wgs84 => "wgs84",
        Crs::Cgcs2000 => "cgcs2000",
        Crs::Gcj02 => "gcj02",
        Crs::Bd09 => "bd09",
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    (0..64).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// One envelope's JSON text, signed with `key`; `body` is used as it is.
pub fn envelope(signed: Signed<'_>, key: &str) -> String {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    format!(
        r#"{{"source":{},"sourceId":{},"seq":{},"sentAt":{},"crs":"{}","body":{},"hash":"{}"}}"#,
        text(signed.source),
        text(signed.source_id),
        signed.seq,
        text(signed.sent_at),
        crs_word(signed.crs),
        signed.body,
        signed.hash(key),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: Signed<'_> = Signed {
        source: "fire-119",
        source_id: "F2026-0718-004",
        seq: 1,
        sent_at: "2026-07-18T14:32:05+08:00",
        crs: Crs::Gcj02,
        body: r#"{"alarmNo":"F2026-0718-004"}"#,
    };

    #[test]
    fn every_signed_member_counts() {
        let hash = RECORD.hash("key");
        assert!(RECORD.genuine("key", &hash));
        assert!(RECORD.genuine("key", &hash.to_uppercase()));
        assert!(!RECORD.genuine("other", &hash));
        let altered = [
            Signed { source: "fire-120", ..RECORD },
            Signed { source_id: "x", ..RECORD },
            Signed { seq: 2, ..RECORD },
            Signed { sent_at: "2026-07-18T14:32:06+08:00", ..RECORD },
            Signed { crs: Crs::Bd09, ..RECORD },
            Signed { body: "{}", ..RECORD },
        ];
        for other in altered {
            assert!(!other.genuine("key", &hash), "{other:?}");
        }
        for bad in ["", "zz", &"g".repeat(64), &"é".repeat(32)] {
            assert!(!RECORD.genuine("key", bad));
        }
    }

    /// Computed with OpenSSL 3.
    #[test]
    fn a_fixed_vector_for_other_implementations() {
        assert_eq!(RECORD.hash("key"), "ba17bb09e5a0b3ddf902e0bd2ee77cb9719dc591f9a076a056cce73a2555795b");
    }
}
