//! Sockets of a shard: plain system calls, no runtime.

pub mod addresses;
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

/// Pins the calling thread to the `number`-th of the CPUs it may use, counted round; an error is harmless.
pub fn pin_thread(number: usize) {
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: both sets are plain bit sets of the size given, and CPU_SETSIZE bounds their bits.
    unsafe {
        let (mut allowed, mut one): (libc::cpu_set_t, libc::cpu_set_t) = (std::mem::zeroed(), std::mem::zeroed());
        if libc::sched_getaffinity(0, size, &mut allowed) != 0 {
            return;
        }
        let cpus: Vec<usize> = (0..libc::CPU_SETSIZE as usize).filter(|cpu| libc::CPU_ISSET(*cpu, &allowed)).collect();
        if let Some(cpu) = cpus.get(number % cpus.len().max(1)) {
            libc::CPU_SET(*cpu, &mut one);
            libc::sched_setaffinity(0, size, &one);
        }
    }
}
