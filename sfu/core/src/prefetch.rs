//! Asks for memory before its turn comes. A receiver's state is cold when it is reached, for the kernel has sent thousands of
//! packets since; who asks for it some turns ahead does not wait for it.

/// Bytes of a cache line.
const LINE: usize = 64;

/// Asks for the first `bytes` of a value.
#[inline]
pub fn head<T>(value: &T, bytes: usize) {
    let first = std::ptr::from_ref(value).cast::<u8>();
    let before = first.addr() % LINE;
    for at in (0..before + bytes.min(size_of::<T>())).step_by(LINE) {
        line(first.wrapping_sub(before).wrapping_add(at));
    }
}

/// Asks for a value as a whole.
#[inline]
pub fn whole<T>(value: &T) {
    head(value, size_of::<T>());
}

/// Asks for what is behind a pointer. Any address may be asked for; one that is nowhere is asked for in vain.
#[inline]
fn line(at: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint reads nothing that a program can see.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(at.cast());
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: as above.
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{at}]", at = in(reg) at, options(nostack, preserves_flags, readonly));
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = at;
}
