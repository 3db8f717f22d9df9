//! A network namespace of this process and those it starts: some forwarders do not listen on loopback, and what is sent
//! can go nowhere else.

use anyhow::{Context, bail};
use std::net::Ipv4Addr;
use std::process::Command;

/// Of an interface that is not loopback; what is sent to it takes loopback's way all the same, for it is the machine's own.
pub const ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 1);

/// To be called while the process has one thread.
///
/// # Errors
/// Without the right to make a namespace (root, or `unshare --net --map-root-user` before), or without `ip`.
pub fn enter() -> anyhow::Result<()> {
    // SAFETY: no pointers; only what this thread starts later is concerned.
    if unsafe { libc::unshare(libc::CLONE_NEWNET) } != 0 {
        bail!("no right to make a network namespace: {}", std::io::Error::last_os_error());
    }
    ip("link set lo up")?;
    ip("link add sfu0 type veth peer name sfu1")?;
    ip(&format!("address add {ADDRESS}/24 dev sfu0"))?;
    ip("link set sfu1 up")?;
    ip("link set sfu0 up")
}

fn ip(arguments: &str) -> anyhow::Result<()> {
    let status = Command::new("ip").args(arguments.split(' ')).status().context("ip (Debian: iproute2)")?;
    if !status.success() {
        bail!("ip {arguments}: {status}");
    }
    Ok(())
}
