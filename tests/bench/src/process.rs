//! What the kernel says of a process: CPU time, waiting for a CPU, memory.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

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
        // A thread that has ended takes its time with it.
        let since = |now: u64, before: u64| now.saturating_sub(before);
        Self { busy: since(self.busy, earlier.busy), waiting: since(self.waiting, earlier.waiting) }
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
    clock(libc::CLOCK_MONOTONIC)
}

/// Nanoseconds of the Unix epoch at which [`now`] was 0: what turns the kernel's timestamps into its.
pub fn epoch() -> u64 {
    clock(libc::CLOCK_REALTIME) - now()
}

pub fn nanoseconds(time: libc::timespec) -> u64 {
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn clock(which: libc::clockid_t) -> u64 {
    let mut at = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `at` is valid.
    unsafe { libc::clock_gettime(which, &mut at) };
    nanoseconds(at)
}

/// A child that ends with its owner.
pub struct Killed(pub Child);
impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program on one CPU; the kernel ends it when this process ends, however it does.
///
/// # Errors
/// When it cannot be started.
pub fn spawn_on(cpu: usize, command: &mut Command) -> std::io::Result<Killed> {
    // SAFETY: between fork and exec only system calls are made.
    unsafe {
        command.pre_exec(move || {
            fengsui_sfu_server::net::pin_thread(cpu);
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            Ok(())
        });
    }
    command.spawn().map(Killed)
}

/// CPU time of every process but `spared`, nanoseconds; what ended before it was asked for is not in it.
pub fn busy_of_others(spared: &[u32]) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else { return 0 };
    let numbers = processes.flatten().filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok());
    let others = numbers.filter(|pid| !spared.contains(pid) && !works_for_any(*pid));
    others.map(|pid| Cpu::of(pid).busy).sum()
}

/// The kernel's own threads work for whoever sends and receives.
fn works_for_any(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.is_empty())
}
