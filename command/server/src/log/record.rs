//! One log record and its place in the chain.

use fengsui_protocol::{InputId, JurisdictionId, Micros, account::Mode};
use sm3::{Digest, Sm3};

/// An SM3 digest (GB/T 32905-2016).
pub type Hash = [u8; 32];
/// Keeps a withheld or erased body from being guessed from its digest.
pub type Salt = [u8; 16];

/// What precedes the first record of a jurisdiction's log.
pub const GENESIS: Hash = [0; 32];

/// Names the canonical encoding below; a different one would need a different word.
const ENCODING: &[u8] = b"fengsui log 1";

/// A record not yet in the log: everything but its place there.
#[derive(Clone, Debug)]
pub struct Draft {
    pub at: Micros,
    pub mode: Mode,
    pub actor: String,
    pub input_id: InputId,
    pub kind: &'static str,
    pub version: u32,
    /// JSON.
    pub body: String,
}

/// A record as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub jurisdiction: JurisdictionId,
    pub epoch: u64,
    pub seq: u64,
    pub at: Micros,
    pub mode: Mode,
    pub actor: String,
    pub input_id: InputId,
    pub kind: String,
    pub version: u32,
    pub body: String,
    pub salt: Salt,
    pub prev: Hash,
    pub hash: Hash,
}

impl Record {
    /// `SM3(prev ‖ header ‖ SM3(salt ‖ body))`: a follower that may not see the body can check the chain by the
    /// inner digest alone.
    pub fn computed_hash(&self) -> Hash {
        let body = Sm3::new().chain_update(self.salt).chain_update(self.body.as_bytes()).finalize();
        Sm3::new().chain_update(self.prev).chain_update(self.header()).chain_update(body).finalize().into()
    }

    /// Canonical header: numbers as eight bytes big endian, texts behind their length.
    fn header(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(ENCODING);
        put_text(&mut out, &self.jurisdiction.0);
        for number in [self.epoch, self.seq, self.at.0 as u64] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        for text in [mode_name(self.mode), &self.actor, &self.input_id.0, &self.kind] {
            put_text(&mut out, text);
        }
        out.extend_from_slice(&u64::from(self.version).to_be_bytes());
        out
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&(text.len() as u64).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// A mode as it is written in the database.
pub fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "real",
        Mode::Exercise => "exercise",
        Mode::Demo => "demo",
    }
}

/// The mode written so, if it is one.
pub fn mode_named(name: &str) -> Option<Mode> {
    [Mode::Real, Mode::Exercise, Mode::Demo].into_iter().find(|mode| mode_name(*mode) == name)
}

/// Lower-case hex, as digests are shown.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            jurisdiction: "431024".into(),
            epoch: 1,
            seq: 1,
            at: Micros(1_700_000_000_000_000),
            mode: Mode::Demo,
            actor: "user-1".into(),
            input_id: "a".into(),
            kind: "note_added".into(),
            version: 1,
            body: "{}".into(),
            salt: [7; 16],
            prev: GENESIS,
            hash: GENESIS,
        }
    }

    #[test]
    fn every_field_is_under_the_hash() {
        let base = record().computed_hash();
        let changes: [fn(&mut Record); 12] = [
            |r| r.jurisdiction = "431025".into(),
            |r| r.epoch = 2,
            |r| r.seq = 2,
            |r| r.at = Micros(0),
            |r| r.mode = Mode::Real,
            |r| r.actor = "user-2".into(),
            |r| r.input_id = "b".into(),
            |r| r.kind = "note_adde".into(),
            |r| r.version = 2,
            |r| r.body = "{ }".into(),
            |r| r.salt = [8; 16],
            |r| r.prev = [1; 32],
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut changed = record();
            change(&mut changed);
            assert_ne!(changed.computed_hash(), base, "change {index}");
        }
    }

    #[test]
    fn text_cannot_move_between_neighbouring_fields() {
        let (mut one, mut two) = (record(), record());
        (one.actor, one.input_id) = ("ab".into(), "c".into());
        (two.actor, two.input_id) = ("a".into(), "bc".into());
        assert_ne!(one.computed_hash(), two.computed_hash());
    }
}
