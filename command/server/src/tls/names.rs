//! What a browser may call this machine: `localhost`, its host name, the address of every interface, and what the
//! operator added.

use std::collections::BTreeSet;

/// Names and addresses for the leaf certificate, sorted; `extra` are the operator's.
pub fn machine_names(extra: &[String]) -> Vec<String> {
    let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    names.extend(host_name());
    names.extend(interface_addresses().into_iter().map(|address| address.to_string()));
    names.extend(extra.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()));
    names.into_iter().collect()
}

/// Addresses of every interface that is up, loopback and link-local ones left out.
pub fn interface_addresses() -> BTreeSet<std::net::IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    found.into_iter().filter(|face| !face.is_loopback() && !face.is_link_local()).map(|face| face.ip()).collect()
}

/// The kernel's host name, when it can stand in a certificate.
fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    let name = name.trim().to_lowercase();
    let fits = !name.is_empty()
        && name.len() <= 253
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    fits.then_some(name)
}
