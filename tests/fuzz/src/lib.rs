//! Targets: each takes a stranger's bytes to one parser of the media plane and says what must hold of any result. A
//! panic is a finding. Seeds stand in `corpus/TARGET/`; `tests/short.rs` runs each for a moment, `fengsui-fuzz` for as
//! long as one likes.
//!
//! Mutation is our own and from a seed, so that a finding is found again. Coverage-guided fuzzing (cargo-fuzz) needs a
//! nightly compiler and is not here; a target is a plain function and fits one.

pub mod mutate;
mod targets;

use std::path::{Path, PathBuf};
pub use targets::TARGETS;

/// One target.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
}

/// Where a target's seeds stand.
#[must_use]
pub fn corpus(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// The seeds of a target, in the order of their names.
///
/// # Errors
/// When the directory cannot be read.
pub fn seeds(target: &str) -> std::io::Result<Vec<Vec<u8>>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(corpus(target))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    paths.iter().map(std::fs::read).collect()
}
