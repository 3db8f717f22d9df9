//! What the kernel says of a process: CPU time, waiting for a CPU, memory.

use std::fs;

/// Nanoseconds since its start, over all threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu {
    pub busy: u64,
    /// Ready to run, but another had the CPU.
    pub waiting: u64,
}

impl Cpu {
    /// Of `/proc/<pid>/task/*/schedstat`.
    pub fn of(pid: u32) -> Self {
        let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Self::default() };
        let texts = tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok());
        texts.fold(Self::default(), |sum, text| {
            let mut words = text.split_whitespace().map(|word| word.parse::<u64>().unwrap_or(0));
            Self { busy: sum.busy + words.next().unwrap_or(0), waiting: sum.waiting + words.next().unwrap_or(0) }
        })
    }

    pub fn since(self, earlier: Self) -> Self {
        Self { busy: self.busy - earlier.busy, waiting: self.waiting - earlier.waiting }
    }
}

/// Resident memory, KiB.
pub fn resident(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Monotonic nanoseconds, the same in every process of the machine.
pub fn now() -> u64 {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `at` is valid.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut at) };
    at.tv_sec as u64 * 1_000_000_000 + at.tv_nsec as u64
}
