//! 盖章: SM2 signatures (GB/T 32918.2) under signed reports and documents, with one key per jurisdiction that lies outside the data
//! directory, beside the recording key. The core says what is to be sealed; this signs it and says so. A report that was
//! signed while the node went down is sealed at the next start.

use crate::engine::Engine;
use anyhow::Context;
use fengsui_command_core::{NodeInput, report};
use fengsui_protocol::{Actor, InputId, JurisdictionId, ReportId, report::ReportSeal};
use sm2::dsa::{
    Signature, SigningKey, VerifyingKey,
    signature::{Signer, Verifier},
};
use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Default identifier of a signer (GB/T 35276).
const SIGNER: &str = "1234567812345678";

/// Where the key of a jurisdiction lies: `<data_dir>.keys/report-<jurisdiction>.key`.
pub fn key_path(data_dir: &Path, jurisdiction: &JurisdictionId) -> PathBuf {
    fengsui_recordings_server::key_path(data_dir).with_file_name(format!("report-{jurisdiction}.key"))
}

/// The jurisdiction's private key.
pub struct SealKey(SigningKey);

impl SealKey {
    /// Reads the key; makes it (directory 0700, file 0600) when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is no key.
    pub fn load_or_create(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            create(path).with_context(|| format!("cannot make the report key {}", path.display()))?;
        }
        let bytes = fs::read(path).with_context(|| format!("cannot read the report key {}", path.display()))?;
        Self::new(&bytes).with_context(|| format!("the report key {} is damaged", path.display()))
    }

    fn new(bytes: &[u8]) -> anyhow::Result<Self> {
        SigningKey::from_slice(SIGNER, bytes).map(Self).map_err(|_| anyhow::anyhow!("not an SM2 private key"))
    }

    /// The seal under `text`.
    pub fn seal(&self, text: &str) -> ReportSeal {
        let signature: Signature = self.0.sign(text.as_bytes());
        let public_key = self.0.verifying_key().to_sec1_bytes();
        ReportSeal { signature: hex(&signature.to_bytes()), public_key: hex(&public_key) }
    }
}

/// A private key is any number below the order of the curve; nearly every 32 bytes are one.
fn create(path: &Path) -> anyhow::Result<()> {
    let bytes = loop {
        let bytes = crate::auth::random_bytes::<32>();
        if SealKey::new(&bytes).is_ok() {
            break bytes;
        }
    };
    if let Some(dir) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    }
    let draft = path.with_extension("key.new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())?;
    Ok(())
}

/// Whether `seal` is its key's signature under exactly this text. Whose key it is, the reader must know.
pub fn holds(text: &str, seal: &ReportSeal) -> bool {
    let Some((key, signature)) = unhex(&seal.public_key).zip(unhex(&seal.signature)) else { return false };
    let Ok(key) = VerifyingKey::from_sec1_bytes(SIGNER, &key) else { return false };
    Signature::from_slice(&signature).is_ok_and(|signature| key.verify(text.as_bytes(), &signature).is_ok())
}

/// Seals what was signed, now and whenever another report is. Runs until the engine stops.
pub async fn run(engine: Engine, key: SealKey) {
    let mut position = engine.watch_position();
    loop {
        let waiting = engine.read(|domain| domain.command.reports.unsealed(&domain.command));
        let documents = engine.read(|domain| domain.command.documents.unsealed(&domain.command));
        for (document, text) in documents {
            let id = InputId(format!("seal-document-{document}"));
            let input = NodeInput::SealDocument { document, seal: key.seal(&text) };
            if let Err(refusal) = engine.submit(Actor::Node, id, input).await {
                tracing::warn!(
                    rule = refusal.rule,
                    document = document.0,
                    "not sealed; tried again with the next record"
                );
            }
        }
        for (report, text) in waiting {
            let id = InputId(format!("seal-report-{report}"));
            let input = NodeInput::SealReport { report, seal: key.seal(&text) };
            if let Err(refusal) = engine.submit(Actor::Node, id, input).await {
                tracing::warn!(rule = refusal.rule, report = report.0, "not sealed; tried again with the next record");
            }
        }
        if position.changed().await.is_err() {
            return;
        }
    }
}

/// What `fengsui verify-report` says of a report.
pub struct Checked {
    pub title: String,
    pub incident: String,
    pub signed_by: String,
    pub digest: String,
    pub public_key: String,
    /// The text that the signature is under.
    pub text: String,
}

/// Holds one report of a data directory against its seal. Reads only; the node may be running.
///
/// # Errors
/// What is wrong with the log, the report or its seal.
pub async fn verify(dir: &Path, id: ReportId) -> anyhow::Result<Checked> {
    let log = crate::log::Log::read_only(dir).await?;
    let mut standing = crate::snapshots::Standing::beginning();
    standing.catch_up(&log).await?;
    let state = &standing.domain.command;
    let found = state.reports.all.get(&id).with_context(|| format!("no report {id}"))?;
    let signature = found.signature.as_ref().with_context(|| format!("report {id} is not signed"))?;
    let text = report::canonical(state, id).with_context(|| format!("report {id} has no text"))?;
    let seal = signature.seal.as_ref().with_context(|| format!("report {id} is not sealed yet"))?;
    anyhow::ensure!(holds(&text, seal), "report {id}: the SM2 signature does NOT hold");
    Ok(Checked {
        title: report::title(found.kind, found.ordinal),
        incident: state.incidents.get(&found.incident).map(|incident| incident.number.clone()).unwrap_or_default(),
        signed_by: signature.by.clone(),
        digest: signature.digest.clone(),
        public_key: seal.public_key.clone(),
        text,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len() / 2).map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn rpt_11_a_seal_holds_for_its_text_and_no_other() {
        let dir = std::env::temp_dir().join(format!("fengsui-seal-{}", uuid::Uuid::new_v4()));
        let path = key_path(&dir.join("data"), &"431024".into());
        assert_eq!(path, dir.join("data.keys/report-431024.key"));
        let seal = SealKey::load_or_create(&path).unwrap().seal("首报\n");
        assert_eq!(SealKey::load_or_create(&path).unwrap().seal("首报\n").public_key, seal.public_key, "made once");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(holds("首报\n", &seal));
        assert!(!holds("续报\n", &seal));
        let other = SealKey::load_or_create(&key_path(&dir.join("data"), &"431025".into())).unwrap();
        assert!(!holds("首报\n", &ReportSeal { public_key: other.seal("").public_key, ..seal.clone() }));
        for broken in ["", "0", "zz", "00"] {
            assert!(!holds("首报\n", &ReportSeal { signature: broken.into(), ..seal.clone() }));
            assert!(!holds("首报\n", &ReportSeal { public_key: broken.into(), ..seal.clone() }));
        }
        fs::remove_dir_all(dir).unwrap();
    }
}
