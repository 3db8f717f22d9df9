//! Which addresses the node announces to clients.

use std::{
    ffi::CStr,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

/// One `--announce IP[:PORT]`. Without a port the one listened on is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announce {
    pub ip: IpAddr,
    pub port: Option<u16>,
}

impl std::str::FromStr for Announce {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse() {
            return Ok(Self { ip, port: None });
        }
        let address: SocketAddr =
            text.parse().map_err(|_| format!("{text:?} is not an IP address with or without :PORT"))?;
        Ok(Self { ip: address.ip(), port: Some(address.port()) })
    }
}

/// What stands in answers: `announce` if given, else every interface's address, loopback last. An announced port
/// is that of the UDP and TCP ports of the first shard (a port forwarded by a NAT).
pub fn announced(announce: &[Announce], interfaces: &[IpAddr], port: u16) -> Vec<SocketAddr> {
    if announce.is_empty() {
        return interfaces.iter().map(|ip| SocketAddr::new(*ip, port)).collect();
    }
    announce.iter().map(|a| SocketAddr::new(a.ip, a.port.unwrap_or(port))).collect()
}

/// Addresses of all interfaces that are up: IPv4 before IPv6, loopback last; no link-local IPv6 (a client could not
/// say on which of its links).
///
/// # Errors
/// When the system does not tell.
pub fn interfaces() -> io::Result<Vec<IpAddr>> {
    let mut head = std::ptr::null_mut();
    // SAFETY: `head` receives a list that is freed below.
    if unsafe { libc::getifaddrs(&mut head) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let mut found = Vec::new();
    let mut at = head;
    while !at.is_null() {
        // SAFETY: `at` is an element of the list, alive until freeifaddrs.
        let entry = unsafe { &*at };
        if entry.ifa_flags & libc::IFF_UP as u32 != 0 && !entry.ifa_addr.is_null() {
            // SAFETY: ifa_name is a C string of the same list, ifa_addr an address whose family says its type.
            let name = unsafe { CStr::from_ptr(entry.ifa_name) };
            let ip = unsafe { address(entry.ifa_addr) };
            tracing::debug!(interface = ?name, ?ip, "address");
            found.extend(ip.filter(|ip| !found.contains(ip)));
        }
        at = entry.ifa_next;
    }
    // SAFETY: from getifaddrs, freed once.
    unsafe { libc::freeifaddrs(head) };
    found.sort_by_key(|ip| (ip.is_loopback(), ip.is_ipv6()));
    Ok(found)
}

/// # Safety
/// `raw` points to a sockaddr of the size its family has.
unsafe fn address(raw: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: by the caller's promise.
    unsafe {
        match i32::from((*raw).sa_family) {
            libc::AF_INET => {
                let v4 = &*raw.cast::<libc::sockaddr_in>();
                Some(Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes()).into())
            }
            libc::AF_INET6 => {
                let v6 = Ipv6Addr::from((*raw.cast::<libc::sockaddr_in6>()).sin6_addr.s6_addr);
                (!v6.is_unicast_link_local()).then_some(v6.into())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_are_read_with_and_without_port() {
        let read = |text: &str| text.parse::<Announce>().map(|a| (a.ip.to_string(), a.port));
        assert_eq!(read("192.0.2.1"), Ok(("192.0.2.1".to_owned(), None)));
        assert_eq!(read("192.0.2.1:9000"), Ok(("192.0.2.1".to_owned(), Some(9000))));
        assert_eq!(read("[2001:db8::1]:9000"), Ok(("2001:db8::1".to_owned(), Some(9000))));
        assert_eq!(read("[2001:db8::1]"), Ok(("2001:db8::1".to_owned(), None)));
        assert_eq!(read("2001:db8::1"), Ok(("2001:db8::1".to_owned(), None)));
        assert!(read("node.example").is_err());
    }

    #[test]
    fn interfaces_end_with_loopback() {
        let found = interfaces().unwrap();
        assert!(found.iter().any(IpAddr::is_loopback));
        assert!(found.is_sorted_by_key(|ip| ip.is_loopback()));
    }
}
