//! Keeps both CPUs from going idle while a row is measured. A virtual CPU that idles is given to somebody else, and comes
//! back with cold caches after a slow wake-up: what is measured would be the neighbours. The program runs at the lowest
//! priority there is, so that whatever else wants the CPU has it at once.

use super::Killed;
use fengsui_sfu_server::net::pin_thread;
use std::process::Command;

/// # Errors
/// When this program cannot be started again.
pub fn keep(cpu: usize) -> anyhow::Result<Killed> {
    Ok(Killed(Command::new(std::env::current_exe()?).args(["awake", &cpu.to_string()]).spawn()?))
}

pub fn run(cpu: usize) -> ! {
    pin_thread(cpu);
    // SAFETY: no arguments but numbers; the process ends with its owner.
    unsafe {
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        let lowest = libc::sched_param { sched_priority: 0 };
        libc::sched_setscheduler(0, libc::SCHED_IDLE, &lowest);
    }
    loop {
        std::hint::spin_loop();
    }
}
