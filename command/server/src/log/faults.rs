//! Fault points of the log: places where a test makes the disk fail.

use std::sync::atomic::{AtomicU32, Ordering};

/// Armed by tests only; unarmed they cost one relaxed load per commit.
#[derive(Debug, Default)]
pub struct FaultPoints {
    failing_commits: AtomicU32,
    max_pages: AtomicU32,
}

impl FaultPoints {
    /// The next `count` commits fail as an I/O error would, after their records were written.
    pub fn fail_commits(&self, count: u32) {
        self.failing_commits.store(count, Ordering::Relaxed);
    }

    /// The database may not grow past `pages` pages (`PRAGMA max_page_count`): SQLite then answers as it does on a
    /// full disk. 0 lifts the limit.
    pub fn limit_pages(&self, pages: u32) {
        self.max_pages.store(pages, Ordering::Relaxed);
    }

    pub(super) fn commit_fails(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.failing_commits.load(Ordering::Relaxed) > 0
            && self.failing_commits.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    pub(super) fn max_pages(&self) -> u32 {
        self.max_pages.load(Ordering::Relaxed)
    }
}
