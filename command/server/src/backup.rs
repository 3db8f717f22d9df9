//! 备份 and 恢复. A backup is a directory that could be a data directory: the database as of one instant, the
//! recordings, maps, certificates, the node's secret, and a manifest. It is taken while the node runs and verified
//! before it is called done.
//!
//! The recording key lies outside the data directory and is not copied: without it the recordings of a backup cannot
//! be read, and the operator keeps it elsewhere on purpose.

use crate::{
    auth::secret::SECRET_FILE,
    log::{DATABASE, Log, LogError, hex},
    verify::{Verified, verify},
};
use fengsui_protocol::demo::DEMO_FILE;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Parts of a data directory that are copied as they are, when they are there. The node's secret is among them: without
/// it every department's feed would need a new key after a restore.
const COPIED: [&str; 6] = ["recordings", "files", "maps", "tls", SECRET_FILE, DEMO_FILE];
const MANIFEST: &str = "backup.json";

/// Why a backup or restore was not done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} is not empty; give a directory that does not exist yet")]
    NotEmpty(PathBuf),
    #[error("{0} is no backup: it has no readable backup.json")]
    NoBackup(PathBuf),
    #[error("the backup is not what was taken: its manifest says {expected}, the log says {found}")]
    Differs { expected: String, found: String },
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("copying: {0}")]
    Io(#[from] io::Error),
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub records: u64,
    /// Hash of the newest record, hex.
    pub head: String,
    /// SM3 of the state, hex.
    pub state: String,
}

impl From<&Verified> for Manifest {
    fn from(verified: &Verified) -> Self {
        Self { records: verified.records, head: hex(&verified.head), state: hex(&verified.digest) }
    }
}

/// Copies the data directory `data` to the new directory `to` and verifies the copy. The node may be running.
///
/// # Errors
/// When `to` is not empty, the disk fails, or the copy does not verify.
pub async fn backup(data: &Path, to: &Path) -> Result<Manifest, BackupError> {
    new_directory(to)?;
    let log = Log::read_only(data).await?;
    let target = to.join(DATABASE);
    // One read transaction: the copy is the database as of one commit, whatever is written meanwhile.
    sqlx::query("VACUUM INTO $1").bind(target.display().to_string()).execute(log.pool()).await?;
    log.pool().close().await;
    copy_parts(data, to)?;
    let manifest = Manifest::from(&verify(to).await?);
    sync(&target)?;
    write_manifest(to, &manifest)?;
    Ok(manifest)
}

/// Makes the new data directory `data` out of the backup `from`, verified before and after.
///
/// # Errors
/// When `data` is not empty, `from` is no backup or was changed, or the disk fails.
pub async fn restore(from: &Path, data: &Path) -> Result<Manifest, BackupError> {
    let expected = read_manifest(from)?;
    new_directory(data)?;
    std::fs::copy(from.join(DATABASE), data.join(DATABASE))?;
    copy_parts(from, data)?;
    sync(&data.join(DATABASE))?;
    let found = Manifest::from(&verify(data).await?);
    if found != expected {
        let text = |manifest: &Manifest| format!("{} records, head {}", manifest.records, manifest.head);
        return Err(BackupError::Differs { expected: text(&expected), found: text(&found) });
    }
    Ok(found)
}

/// Readable by whoever runs this only: a backup holds everything a node holds.
fn new_directory(dir: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    match std::fs::read_dir(dir)?.next() {
        None => Ok(()),
        Some(_) => Err(BackupError::NotEmpty(dir.to_owned())),
    }
}

fn copy_parts(from: &Path, to: &Path) -> io::Result<()> {
    for part in COPIED {
        let (source, target) = (from.join(part), to.join(part));
        if source.is_dir() {
            copy_tree(&source, &target)?;
        } else if source.is_file() {
            copy_file(&source, &target)?;
        }
    }
    Ok(())
}

/// Copies what is there now. A recording segment still being written is copied as far as it got: segments are
/// append-only and tell their own end.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_tree(&source, &target)?;
        } else if kind.is_file() {
            copy_file(&source, &target)?;
        }
    }
    Ok(())
}

/// A file that vanished meanwhile (a packager's temporary one) is no fault.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::copy(from, to) {
        Ok(_) => sync(to),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn sync(path: &Path) -> io::Result<()> {
    std::fs::File::open(path)?.sync_all()
}

fn write_manifest(dir: &Path, manifest: &Manifest) -> io::Result<()> {
    let path = dir.join(MANIFEST);
    std::fs::write(&path, serde_json::to_vec_pretty(manifest).expect("a manifest serialises"))?;
    sync(&path)?;
    sync(dir)
}

fn read_manifest(dir: &Path) -> Result<Manifest, BackupError> {
    let bytes = std::fs::read(dir.join(MANIFEST)).map_err(|_| BackupError::NoBackup(dir.to_owned()))?;
    serde_json::from_slice(&bytes).map_err(|_| BackupError::NoBackup(dir.to_owned()))
}
