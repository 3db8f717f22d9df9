//! Sockets of a shard: plain system calls, no runtime.

pub mod addresses;
pub mod dscp;
pub mod framing;
pub mod poll;
pub mod tcp;
pub mod udp;

use std::{io, os::fd::RawFd};

/// Sets an integer socket option.
pub(crate) fn set_option(fd: RawFd, level: i32, name: i32, value: i32) -> io::Result<()> {
    // SAFETY: the pointer and length describe `value`.
    let result = unsafe {
        libc::setsockopt(fd, level, name, std::ptr::from_ref(&value).cast(), size_of::<i32>() as libc::socklen_t)
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Raises the limit of open files to what the system allows: every TCP peer is one.
pub fn raise_file_limit() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is valid for both calls.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 && limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

/// Has the kernel keep this process in small pages. A session is some dozens of small pieces; spread over huge pages they
/// took twice the memory, and the forwarder was no faster (docs/performance.md). An error is harmless: more memory.
pub fn keep_to_small_pages() {
    // SAFETY: integers only.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
}

/// Pins the calling thread to one CPU of the machine, whatever it inherited; an error is harmless (the machine may have
/// fewer, or a cpuset may forbid it).
pub fn pin_thread(cpu: usize) {
    // SAFETY: `set` is a plain bit set, of the size given.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        if cpu < libc::CPU_SETSIZE as usize {
            libc::CPU_SET(cpu, &mut set);
            libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set);
        }
    }
}
