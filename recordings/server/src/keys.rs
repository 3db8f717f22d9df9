//! The recording key: 32 random bytes outside the data directory, so that a stolen disk or backup of the data alone
//! shows nothing. Every segment and every package has a key of its own, derived with HKDF-SHA256 (RFC 5869) from the
//! recording's key and the random salt in its header; the recording's key is derived from the master key and its id.

use anyhow::{Context, ensure};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand,
};
use fengsui_protocol::RecordingId;
use fengsui_recordings_core::segment::Cipher;
use sm3::{Digest, Sm3};
use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Where the key of `data_dir` lies when nothing else is configured: `<data_dir>.keys/recording.key`.
pub fn key_path(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push(".keys");
    PathBuf::from(name).join("recording.key")
}

/// The master key, from which each segment's and each package's own key is derived.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    id: [u8; 8],
}

impl Keys {
    /// Reads the key; makes it (directory 0700, file 0600) when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is not 32 bytes.
    pub fn load_or_create(path: &Path) -> anyhow::Result<Self> {
        match create(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            other => other.with_context(|| format!("cannot make the recording key {}", path.display()))?,
        }
        Self::load(path)
    }

    /// Reads the key.
    ///
    /// # Errors
    /// When the file cannot be read or is not 32 bytes.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read the recording key {}", path.display()))?;
        ensure!(bytes.len() == 32, "the recording key {} is not 32 bytes", path.display());
        Ok(Self::new(bytes.try_into().expect("32 bytes")))
    }

    fn new(master: [u8; 32]) -> Self {
        let digest = Sm3::new().chain_update(b"fengsui recording key id").chain_update(master).finalize();
        Self { master, id: digest[..8].try_into().expect("8 bytes") }
    }

    /// Names the key in file headers without telling anything of it.
    pub fn id(&self) -> [u8; 8] {
        self.id
    }

    /// The cipher of one file: `kind` keeps segments and packages apart.
    pub fn cipher(&self, kind: FileKind, recording: RecordingId, salt: &[u8; 32]) -> Gcm {
        let recording_key = derive(&self.master, b"", &[b"recording", &recording.0.to_be_bytes()]);
        let key = derive(&recording_key, salt, &[kind.label()]);
        Gcm(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).expect("32 bytes")))
    }
}

fn create(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    if let Some(dir) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    }
    let draft = path.with_extension("key.new");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(&random())?;
    file.sync_all()?;
    fs::hard_link(&draft, path).and_then(|()| fs::remove_file(&draft))?;
    path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())
}

/// 32 random bytes.
///
/// # Panics
/// When the operating system gives none: nothing secret can be made then.
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).expect("the system's random source");
    bytes
}

fn derive(secret: &[u8; 32], salt: &[u8], info: &[&[u8]]) -> [u8; 32] {
    struct Bytes32;
    impl KeyType for Bytes32 {
        fn len(&self) -> usize {
            32
        }
    }
    let mut out = [0; 32];
    let extracted = Salt::new(HKDF_SHA256, salt).extract(secret);
    extracted.expand(info, Bytes32).and_then(|okm| okm.fill(&mut out)).expect("HKDF of 32 bytes");
    out
}

/// What a derived key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Segment,
    Package,
}

impl FileKind {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Segment => b"segment",
            Self::Package => b"package",
        }
    }
}

/// AES-256-GCM under one file's key.
pub struct Gcm(LessSafeKey);

fn nonce(counter: u64) -> Nonce {
    let mut bytes = [0; 12];
    bytes[4..].copy_from_slice(&counter.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

impl Cipher for Gcm {
    fn seal(&self, counter: u64, associated: &[u8], bytes: &mut Vec<u8>) {
        self.0.seal_in_place_append_tag(nonce(counter), Aad::from(associated), bytes).expect("within AES-GCM's bounds");
    }

    fn open<'a>(&self, counter: u64, associated: &[u8], sealed: &'a mut [u8]) -> Option<&'a mut [u8]> {
        self.0.open_in_place(nonce(counter), Aad::from(associated), sealed).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_made_once_lies_beside_the_data_and_is_private() {
        let dir = std::env::temp_dir().join(format!("fengsui-keys-{}", std::process::id()));
        let path = key_path(&dir.join("data"));
        assert_eq!(path, dir.join("data.keys/recording.key"));
        assert!(Keys::load(&path).is_err(), "reading never makes one");
        let made = Keys::load_or_create(&path).unwrap();
        assert_eq!(Keys::load_or_create(&path).unwrap().master, made.master);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        fs::write(&path, b"short").unwrap();
        assert!(Keys::load(&path).is_err());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn every_recording_kind_and_salt_has_its_own_key() {
        let keys = Keys::new([7; 32]);
        let sealed = |kind, recording, salt| {
            let mut bytes = b"plain".to_vec();
            keys.cipher(kind, RecordingId(recording), &[salt; 32]).seal(0, b"", &mut bytes);
            bytes
        };
        let all = [
            sealed(FileKind::Segment, 1, 1),
            sealed(FileKind::Segment, 1, 2),
            sealed(FileKind::Segment, 2, 1),
            sealed(FileKind::Package, 1, 1),
        ];
        assert!(all.iter().enumerate().all(|(n, one)| !all[n + 1..].contains(one)));
        let mut first = all[0].clone();
        let opened = keys.cipher(FileKind::Segment, RecordingId(1), &[1; 32]);
        assert_eq!(opened.open(0, b"", &mut first).as_deref(), Some(&b"plain"[..]));
        assert!(opened.open(1, b"", &mut all[0].clone()).is_none());
    }
}
