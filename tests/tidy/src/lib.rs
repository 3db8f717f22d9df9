//! Ordinary tests that keep the tree tidy: which crate may stand on which, pure cores, one crypto library, no traces
//! of a machine. The tests are in `tests/`; this library only finds the tree.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two levels below the root").to_owned()
}

/// Files git tracks or would track, relative to the root.
pub fn files() -> Vec<PathBuf> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(out.status.success(), "git ls-files: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout)
        .expect("paths are UTF-8")
        .lines()
        .map(PathBuf::from)
        .filter(|path| root().join(path).is_file())
        .collect()
}

/// Output of a cargo command that needs no network.
pub fn cargo(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO")).args(args).arg("--offline").current_dir(root()).output().expect("cargo runs");
    assert!(out.status.success(), "cargo {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("cargo speaks UTF-8")
}
