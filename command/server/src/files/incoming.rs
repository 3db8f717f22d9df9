//! A file on its way in: written to disk as it comes, its SM3 with it, so that a video never stands in memory. Until it
//! is finished it has no name that anything speaks of; what a crash leaves is swept at the next start.

use super::{directory, path};
use crate::log::hex;
use sm3::{Digest, Sm3};
use std::{
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use tokio::io::AsyncWriteExt;

/// Ending of what is not whole.
const PARTIAL: &str = "partial";

pub struct Incoming {
    data: PathBuf,
    partial: PathBuf,
    file: tokio::fs::File,
    hasher: Sm3,
    bytes: u64,
    kept: bool,
}

/// A file that is whole and synced, under its digest.
pub struct Kept {
    pub sm3: String,
    pub bytes: u64,
}

impl Incoming {
    /// # Errors
    /// When the disk does not take it.
    pub async fn begin(data: &Path) -> io::Result<Self> {
        let directory = directory(data);
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&directory)?;
        let partial = directory.join(format!("{}.{PARTIAL}", uuid::Uuid::new_v4()));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
        let (data, file) = (data.to_owned(), tokio::fs::File::from_std(file));
        Ok(Self { data, partial, file, hasher: Sm3::new(), bytes: 0, kept: false })
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// # Errors
    /// When the disk does not take it.
    pub async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.hasher.update(chunk);
        self.bytes += chunk.len() as u64;
        self.file.write_all(chunk).await
    }

    /// All of it is on disk, still without a name: where it can be looked at.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn whole(&mut self) -> io::Result<&Path> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(&self.partial)
    }

    /// Syncs it and gives it the name of its digest; a file that is there already is the same.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub async fn finish(mut self) -> io::Result<Kept> {
        self.whole().await?;
        let sm3 = hex(&self.hasher.clone().finalize());
        let path = path(&self.data, &sm3).ok_or(io::ErrorKind::InvalidInput)?;
        tokio::fs::rename(&self.partial, &path).await?;
        self.kept = true;
        tokio::fs::File::open(directory(&self.data)).await?.sync_all().await?;
        Ok(Kept { sm3, bytes: self.bytes })
    }
}

/// Cut off in the middle: nothing stays.
impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.partial);
        }
    }
}

/// What a crash left half written; called at start, before anything is taken in.
///
/// # Errors
/// When the folder cannot be read.
pub fn sweep(data: &Path) -> io::Result<usize> {
    let directory = directory(data);
    if !directory.exists() {
        return Ok(0);
    }
    let mut swept = 0;
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == PARTIAL) {
            std::fs::remove_file(path)?;
            swept += 1;
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn att_1_streamed_once_under_its_digest_and_nothing_half_stays() {
        let data = std::env::temp_dir().join(format!("fengsui-incoming-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&data).unwrap();
        for _ in 0..2 {
            let mut file = Incoming::begin(&data).await.unwrap();
            file.write(b"a").await.unwrap();
            file.write(b"bc").await.unwrap();
            let kept = file.finish().await.unwrap();
            assert_eq!((kept.sm3, kept.bytes), (super::super::digest(b"abc"), 3));
        }
        let mut cut = Incoming::begin(&data).await.unwrap();
        cut.write(b"half").await.unwrap();
        drop(cut);
        assert_eq!(std::fs::read_dir(data.join("files")).unwrap().count(), 1);
        std::fs::write(data.join("files/left.partial"), b"crash").unwrap();
        assert_eq!(sweep(&data).unwrap(), 1);
        assert_eq!(std::fs::read_dir(data.join("files")).unwrap().count(), 1);
        std::fs::remove_dir_all(&data).unwrap();
    }
}
