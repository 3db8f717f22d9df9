//! One UDP socket: many messages of many datagrams per system call, in (recvmmsg with UDP_GRO) and out (sendmmsg with
//! UDP_SEGMENT). The address a datagram was sent to is kept, so that answers leave from the same one.

use super::set_option;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    os::fd::{AsRawFd, RawFd},
    time::Duration,
};

/// Messages read by one system call.
const BATCH: usize = 64;
/// Longest datagram taken; a longer one is cut and fails authentication.
const DATAGRAM: usize = 2048;
/// Most bytes of datagrams that the kernel merges into one message (UDP_GRO); they are of one sender and one length but for
/// the last.
const MERGED: usize = 65_536;
/// From one message's buffer to the next: not a power of two, for mostly their first bytes are used, which would else lie in
/// the same few sets of the caches.
const APART: usize = MERGED + 1_088;
/// Asked of the kernel, as far as it allows.
const SOCKET_BUFFER: i32 = 8 << 20;
/// How long a full send buffer is waited for before the rest is dropped.
const FULL_WAIT_MS: i32 = 2;
const CONTROL_WORDS: usize = 24;

/// Binds the port on all addresses of both families, or on IPv4 alone where the kernel has no IPv6.
///
/// # Errors
/// When the port is taken.
pub fn bind(port: u16) -> io::Result<UdpSocket> {
    let socket = bind_any(socket2::Type::DGRAM, port)?;
    let fd = socket.as_raw_fd();
    for (force, plain) in [(libc::SO_RCVBUFFORCE, libc::SO_RCVBUF), (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF)] {
        if set_option(fd, libc::SOL_SOCKET, force, SOCKET_BUFFER).is_err() {
            set_option(fd, libc::SOL_SOCKET, plain, SOCKET_BUFFER)?;
        }
    }
    // One of the two does not fit the socket's family, and says so.
    let v4 = set_option(fd, libc::IPPROTO_IP, libc::IP_PKTINFO, 1);
    let v6 = set_option(fd, libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO, 1);
    v4.or(v6)?;
    // Packets wait in the socket while the thread works; congestion control needs to know when they really came.
    let _ = set_option(fd, libc::SOL_SOCKET, libc::SO_TIMESTAMPNS, 1);
    // Linux 5.0 and later.
    let _ = set_option(fd, libc::SOL_UDP, libc::UDP_GRO, 1);
    Ok(socket.into())
}

/// A socket bound to `port` on `::` for both families, or on `0.0.0.0`. Not yet listening; non-blocking.
pub(super) fn bind_any(kind: socket2::Type, port: u16) -> io::Result<socket2::Socket> {
    let open = |domain, any: IpAddr| -> io::Result<socket2::Socket> {
        let socket = socket2::Socket::new(domain, kind, None)?;
        if any.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        if kind == socket2::Type::STREAM {
            socket.set_reuse_address(true)?;
        }
        socket.set_nonblocking(true)?;
        socket.bind(&SocketAddr::new(any, port).into())?;
        Ok(socket)
    };
    let both = open(socket2::Domain::IPV6, Ipv6Addr::UNSPECIFIED.into());
    match both {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_) => open(socket2::Domain::IPV4, Ipv4Addr::UNSPECIFIED.into()),
        Ok(socket) => Ok(socket),
    }
}

/// Buffers for reading.
pub struct Receiver {
    bytes: Vec<u8>,
    names: Vec<libc::sockaddr_storage>,
    control: Vec<[u64; CONTROL_WORDS]>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
}

/// One datagram as it was read.
pub struct Datagram<'a> {
    pub remote: SocketAddr,
    /// Our address it was sent to.
    pub local: IpAddr,
    /// When the kernel got it, since the Unix epoch, where it says.
    pub arrival: Option<Duration>,
    pub bytes: &'a mut [u8],
}

impl Default for Receiver {
    fn default() -> Self {
        // SAFETY: all-zero bytes are valid values of these C structures.
        let (name, header): (libc::sockaddr_storage, libc::mmsghdr) =
            unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
        Self {
            bytes: vec![0; BATCH * APART],
            names: vec![name; BATCH],
            control: vec![[0; CONTROL_WORDS]; BATCH],
            vectors: vec![libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; BATCH],
            headers: vec![header; BATCH],
        }
    }
}

impl Receiver {
    /// Reads what is there, at most one batch, and gives each datagram to `take`. How many messages there were; fewer
    /// than [`Self::FULL`] means that the socket was read empty.
    pub fn receive(&mut self, socket: &UdpSocket, mut take: impl FnMut(Datagram<'_>)) -> usize {
        self.prepare();
        // SAFETY: every header points into buffers of `self` that outlive the call.
        let n = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                self.headers.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let n = usize::try_from(n).unwrap_or(0);
        for i in 0..n {
            let length = (self.headers[i].msg_len as usize).min(MERGED);
            let Some(remote) = to_address(&self.names[i]) else { continue };
            // SAFETY: the kernel has just written this header.
            let Notes { local, arrival, segment } = unsafe { notes(&self.headers[i].msg_hdr) };
            let merged = &mut self.bytes[i * APART..][..length];
            for datagram in merged.chunks_mut(segment.unwrap_or(MERGED)) {
                let taken = datagram.len().min(DATAGRAM);
                take(Datagram { remote, local, arrival, bytes: &mut datagram[..taken] });
            }
        }
        n
    }

    pub const FULL: usize = BATCH;

    fn prepare(&mut self) {
        for i in 0..BATCH {
            self.vectors[i] = libc::iovec { iov_base: self.bytes[i * APART..].as_mut_ptr().cast(), iov_len: MERGED };
            let header = &mut self.headers[i].msg_hdr;
            header.msg_name = std::ptr::from_mut(&mut self.names[i]).cast();
            header.msg_namelen = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
            header.msg_iov = &mut self.vectors[i];
            header.msg_iovlen = 1;
            header.msg_control = self.control[i].as_mut_ptr().cast();
            header.msg_controllen = size_of::<[u64; CONTROL_WORDS]>() as _;
        }
    }
}

/// Where a message goes, in the kernel's form; made once per path.
#[derive(Clone, Copy)]
pub struct Destination {
    name: Name,
    name_length: libc::socklen_t,
    /// The source address as a control message, and its length in bytes.
    source: [u64; SOURCE_WORDS],
    source_length: usize,
    /// IPv6 in truth, not an IPv4 address in its form.
    six: bool,
}

/// Large enough for an address of either family.
type Name = libc::sockaddr_in6;
/// An IPv6 source address as a control message: header 16, value 20, padding 4.
const SOURCE_WORDS: usize = 5;
/// With the class of traffic and UDP_SEGMENT after it: header 16, value 4 or 2, padding.
const SENT_WORDS: usize = SOURCE_WORDS + 3 + 3;

impl Destination {
    /// `dual`: the socket is an IPv6 one that carries both families.
    pub fn new(remote: SocketAddr, local: IpAddr, dual: bool) -> Self {
        let (name, name_length) = to_name(remote, dual);
        let mut source = [0; SOURCE_WORDS];
        let source_length = put_source(&mut source, local, dual);
        let six = remote.ip().to_canonical().is_ipv6();
        Self { name, name_length, source, source_length, six }
    }
}

/// Messages waiting to be sent by one system call.
pub struct Sender {
    control: Vec<[u64; SENT_WORDS]>,
    names: Vec<Name>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
    used: usize,
    /// The kernel or the device refuses UDP_SEGMENT: datagrams are sent one by one.
    single: bool,
    /// Messages that the kernel would not take.
    pub dropped: u64,
}

/// Messages on their way: what is pushed stays borrowed until the batch is dropped, which sends it.
pub struct Batch<'a> {
    sender: &'a mut Sender,
    socket: &'a UdpSocket,
}

impl<'a> Batch<'a> {
    /// One message, cut into datagrams of `segment` bytes. Whatever the kernel will not take is dropped and counted:
    /// media that is late is of no use. `tos`: the byte of the IP header that says its class.
    #[inline]
    pub fn push(&mut self, destination: &Destination, bytes: &'a [u8], segment: usize, tos: Option<u8>) {
        if self.sender.single {
            for datagram in bytes.chunks(segment) {
                self.sender.push(self.socket, destination, datagram, segment, tos);
            }
        } else {
            self.sender.push(self.socket, destination, bytes, segment, tos);
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.sender.flush(self.socket);
    }
}

impl Sender {
    pub fn new(capacity: usize) -> Self {
        // SAFETY: all-zero bytes are valid values of these C structures.
        let (name, header): (Name, libc::mmsghdr) = unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
        Self {
            control: vec![[0; SENT_WORDS]; capacity],
            names: vec![name; capacity],
            vectors: vec![libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 }; capacity],
            headers: vec![header; capacity],
            used: 0,
            single: false,
            dropped: 0,
        }
    }

    /// Begins a batch for `socket`: as few system calls as the kernel allows.
    pub fn batch<'a>(&'a mut self, socket: &'a UdpSocket) -> Batch<'a> {
        // A batch that was forgotten instead of dropped is not sent: its bytes may be gone.
        self.used = 0;
        Batch { sender: self, socket }
    }

    fn push(&mut self, socket: &UdpSocket, destination: &Destination, bytes: &[u8], segment: usize, tos: Option<u8>) {
        if self.used == self.headers.len() {
            self.flush(socket);
        }
        let i = self.used;
        self.names[i] = destination.name;
        self.vectors[i] = libc::iovec { iov_base: bytes.as_ptr().cast_mut().cast(), iov_len: bytes.len() };
        let control = &mut self.control[i];
        control[..SOURCE_WORDS].copy_from_slice(&destination.source);
        let mut length = destination.source_length;
        if let Some(tos) = tos {
            let (level, kind) = if destination.six {
                (libc::IPPROTO_IPV6, libc::IPV6_TCLASS)
            } else {
                (libc::IPPROTO_IP, libc::IP_TOS)
            };
            length += put_control(&mut control[length / 8..], level, kind, &i32::from(tos));
        }
        if bytes.len() > segment {
            length += put_control(&mut control[length / 8..], libc::SOL_UDP, libc::UDP_SEGMENT, &(segment as u16));
        }
        let header = &mut self.headers[i].msg_hdr;
        header.msg_name = std::ptr::from_mut(&mut self.names[i]).cast();
        header.msg_namelen = destination.name_length;
        header.msg_iov = &mut self.vectors[i];
        header.msg_iovlen = 1;
        header.msg_control = if length == 0 { std::ptr::null_mut() } else { control.as_mut_ptr().cast() };
        header.msg_controllen = length as _;
        self.used += 1;
    }

    fn flush(&mut self, socket: &UdpSocket) {
        let fd = socket.as_raw_fd();
        let mut sent = 0;
        let mut waited = false;
        while sent < self.used {
            // SAFETY: every header points to bytes that the caller of `send` keeps, and to buffers of `self`.
            let n = unsafe {
                libc::sendmmsg(
                    fd,
                    self.headers[sent..].as_mut_ptr(),
                    (self.used - sent) as u32,
                    libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL,
                )
            };
            if n > 0 {
                sent += n as usize;
                continue;
            }
            let error = io::Error::last_os_error();
            match error.raw_os_error() {
                Some(libc::EINTR) => {}
                Some(libc::EAGAIN | libc::ENOBUFS) if !waited => waited = !writable(fd, FULL_WAIT_MS),
                Some(libc::EIO | libc::EINVAL | libc::EOPNOTSUPP) if self.segmented(sent) => {
                    self.single = true;
                    self.send_one_by_one(fd, sent);
                    sent += 1;
                }
                // An ICMP error of an earlier datagram, no route, full: this message is lost, the others are not.
                _ => {
                    self.dropped += 1;
                    sent += 1;
                }
            }
        }
        self.used = 0;
    }

    fn segmented(&self, i: usize) -> bool {
        segment_size(&self.headers[i].msg_hdr).is_some()
    }

    fn send_one_by_one(&mut self, fd: RawFd, i: usize) {
        let Some(segment) = segment_size(&self.headers[i].msg_hdr) else { return };
        let (base, total) = (self.vectors[i].iov_base.cast::<u8>(), self.vectors[i].iov_len);
        let mut header = self.headers[i].msg_hdr;
        // The segment size is the last control message: leave it out.
        // SAFETY: CMSG_SPACE only computes.
        header.msg_controllen -= unsafe { libc::CMSG_SPACE(size_of::<u16>() as u32) } as usize;
        for from in (0..total).step_by(segment) {
            let mut vector = libc::iovec {
                // SAFETY: `from` is within the message.
                iov_base: unsafe { base.add(from) }.cast(),
                iov_len: segment.min(total - from),
            };
            header.msg_iov = &mut vector;
            // SAFETY: the header points to live buffers.
            if unsafe { libc::sendmsg(fd, &header, libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL) } < 0 {
                self.dropped += 1;
            }
        }
    }
}

fn writable(fd: RawFd, milliseconds: i32) -> bool {
    let mut poll = libc::pollfd { fd, events: libc::POLLOUT, revents: 0 };
    // SAFETY: one valid pollfd.
    unsafe { libc::poll(&mut poll, 1, milliseconds) > 0 }
}

/// The UDP_SEGMENT of a header, if it has one.
fn segment_size(header: &libc::msghdr) -> Option<usize> {
    // SAFETY: the control buffer was written by `put_control` and is alive.
    unsafe {
        let mut at = libc::CMSG_FIRSTHDR(header);
        while !at.is_null() {
            if (*at).cmsg_level == libc::SOL_UDP && (*at).cmsg_type == libc::UDP_SEGMENT {
                return Some(usize::from(libc::CMSG_DATA(at).cast::<u16>().read_unaligned()));
            }
            at = libc::CMSG_NXTHDR(header, at);
        }
        None
    }
}

/// Writes one control message; its length with padding, a multiple of eight.
fn put_control<T: Copy>(out: &mut [u64], level: i32, kind: i32, value: &T) -> usize {
    // SAFETY: CMSG_LEN and CMSG_SPACE only compute.
    let (length, space) = unsafe { (libc::CMSG_LEN(size_of::<T>() as u32), libc::CMSG_SPACE(size_of::<T>() as u32)) };
    assert!(space as usize <= out.len() * 8, "room for a control message");
    let head = out.as_mut_ptr().cast::<libc::cmsghdr>();
    // SAFETY: there is room for header and value, checked above, and u64 is aligned for the header.
    unsafe {
        (*head).cmsg_level = level;
        (*head).cmsg_type = kind;
        (*head).cmsg_len = length as _;
        libc::CMSG_DATA(head).cast::<T>().write_unaligned(*value);
    }
    space as usize
}

fn put_source(out: &mut [u64], local: IpAddr, dual: bool) -> usize {
    if local.is_unspecified() {
        return 0;
    }
    match (local, dual) {
        (IpAddr::V4(ip), false) => {
            let info = libc::in_pktinfo {
                ipi_ifindex: 0,
                ipi_spec_dst: libc::in_addr { s_addr: u32::from_ne_bytes(ip.octets()) },
                ipi_addr: libc::in_addr { s_addr: 0 },
            };
            put_control(out, libc::IPPROTO_IP, libc::IP_PKTINFO, &info)
        }
        (IpAddr::V4(ip), true) => put_source_v6(out, ip.to_ipv6_mapped()),
        (IpAddr::V6(ip), _) => put_source_v6(out, ip),
    }
}

fn put_source_v6(out: &mut [u64], ip: Ipv6Addr) -> usize {
    let info = libc::in6_pktinfo { ipi6_addr: libc::in6_addr { s6_addr: ip.octets() }, ipi6_ifindex: 0 };
    put_control(out, libc::IPPROTO_IPV6, libc::IPV6_PKTINFO, &info)
}

/// What the kernel says of a message besides its bytes.
struct Notes {
    local: IpAddr,
    arrival: Option<Duration>,
    /// Length of the datagrams that it merged, if it did.
    segment: Option<usize>,
}

/// # Safety
/// The kernel has written the header's control messages.
unsafe fn notes(header: &libc::msghdr) -> Notes {
    let mut found = Notes { local: Ipv4Addr::UNSPECIFIED.into(), arrival: None, segment: None };
    // SAFETY: by the caller's promise.
    unsafe {
        let mut at = libc::CMSG_FIRSTHDR(header);
        while !at.is_null() {
            let data = libc::CMSG_DATA(at);
            match ((*at).cmsg_level, (*at).cmsg_type) {
                (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
                    let info = data.cast::<libc::in6_pktinfo>().read_unaligned();
                    found.local = IpAddr::from(info.ipi6_addr.s6_addr).to_canonical();
                }
                // A socket of both families may say both for an IPv4 datagram; they agree.
                (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
                    let info = data.cast::<libc::in_pktinfo>().read_unaligned();
                    found.local = IpAddr::from(info.ipi_spec_dst.s_addr.to_ne_bytes());
                }
                (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) => {
                    let time = data.cast::<libc::timespec>().read_unaligned();
                    found.arrival = Some(Duration::new(time.tv_sec as u64, time.tv_nsec as u32));
                }
                (libc::SOL_UDP, libc::UDP_GRO) => {
                    let length = data.cast::<i32>().read_unaligned();
                    found.segment = usize::try_from(length).ok().filter(|length| *length > 0);
                }
                _ => {}
            }
            at = libc::CMSG_NXTHDR(header, at);
        }
    }
    found
}

fn to_address(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
    let raw = std::ptr::from_ref(name);
    match i32::from(name.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says which structure it is, and storage is large enough for all.
            let v4 = unsafe { &*raw.cast::<libc::sockaddr_in>() };
            Some(SocketAddr::new(v4.sin_addr.s_addr.to_ne_bytes().into(), u16::from_be(v4.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { &*raw.cast::<libc::sockaddr_in6>() };
            Some(SocketAddr::new(IpAddr::from(v6.sin6_addr.s6_addr).to_canonical(), u16::from_be(v6.sin6_port)))
        }
        _ => None,
    }
}

fn to_name(address: SocketAddr, dual: bool) -> (Name, libc::socklen_t) {
    let address = match (address.ip(), dual) {
        (IpAddr::V4(ip), true) => SocketAddr::new(ip.to_ipv6_mapped().into(), address.port()),
        _ => address,
    };
    let portable = socket2::SockAddr::from(address);
    // SAFETY: all-zero is valid; the copied bytes are an address of `len` bytes, at most those of an IPv6 one.
    unsafe {
        let mut name: Name = std::mem::zeroed();
        std::ptr::copy_nonoverlapping(
            portable.as_ptr().cast::<u8>(),
            std::ptr::from_mut(&mut name).cast::<u8>(),
            (portable.len() as usize).min(size_of::<Name>()),
        );
        (name, portable.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(socket: &UdpSocket, count: usize) -> Vec<(SocketAddr, IpAddr, Vec<u8>)> {
        let mut receiver = Receiver::default();
        let mut got = Vec::new();
        while got.len() < count {
            let mut poll = libc::pollfd { fd: socket.as_raw_fd(), events: libc::POLLIN, revents: 0 };
            // SAFETY: one valid pollfd.
            assert!(unsafe { libc::poll(&mut poll, 1, 5_000) } > 0, "datagrams arrive");
            receiver.receive(socket, |d| got.push((d.remote, d.local, d.bytes.to_vec())));
        }
        got
    }

    #[test]
    fn segmented_messages_arrive_as_datagrams_from_the_address_that_was_asked() {
        let node = bind(0).unwrap();
        let dual = node.local_addr().unwrap().is_ipv6();
        let port = node.local_addr().unwrap().port();
        for host in ["127.0.0.1", "127.0.0.7"] {
            let client = UdpSocket::bind((host, 0)).unwrap();
            client.send_to(b"hello", (host, port)).unwrap();
            let (remote, local, bytes) = collect(&node, 1).remove(0);
            assert_eq!(
                (remote, local.to_string().as_str(), &bytes[..]),
                (client.local_addr().unwrap(), host, &b"hello"[..])
            );
            let destination = Destination::new(remote, local, dual);
            let message: Vec<u8> = (0..2500u32).map(|i| i as u8).collect();
            let mut sender = Sender::new(4);
            for single in [false, true] {
                sender.single = single;
                let mut batch = sender.batch(&node);
                (0..6).for_each(|_| batch.push(&destination, &message, 1000, Some(0xb8)));
                drop(batch);
                client.set_nonblocking(true).unwrap();
                let got = collect(&client, 18);
                assert!(got.iter().all(|(from, ..)| from.ip().to_string() == host && from.port() == port));
                let lengths: Vec<usize> = got.iter().map(|(.., b)| b.len()).collect();
                assert_eq!(lengths, [1000, 1000, 500].repeat(6));
                assert_eq!(got[1].2, message[1000..2000]);
            }
            assert_eq!(sender.dropped, 0);
        }
    }

    /// Whether the kernel merges them is its own affair; what is taken is the same.
    #[test]
    fn what_the_kernel_merged_is_taken_apart() {
        let (node, peer) = (bind(0).unwrap(), bind(0).unwrap());
        let dual = peer.local_addr().unwrap().is_ipv6();
        let local = Ipv4Addr::LOCALHOST.into();
        let to_node = SocketAddr::new(local, node.local_addr().unwrap().port());
        let destination = Destination::new(to_node, local, dual);
        let frames: Vec<Vec<u8>> = (0..3_u8).map(|frame| (0..12_345_u32).map(|i| i as u8 ^ frame).collect()).collect();
        let mut sender = Sender::new(4);
        let mut batch = sender.batch(&peer);
        frames.iter().for_each(|frame| batch.push(&destination, frame, 1_000, None));
        drop(batch);
        let whole: Vec<u8> = frames.concat();
        let expected: Vec<&[u8]> = frames.iter().flat_map(|frame| frame.chunks(1_000)).collect();
        let got = collect(&node, expected.len());
        assert!(got.iter().all(|(from, ..)| from.port() == peer.local_addr().unwrap().port()));
        assert_eq!(got.iter().map(|(.., bytes)| &bytes[..]).collect::<Vec<_>>(), expected);
        // One too long is cut, alone or beside others.
        peer.send_to(
            &whole[..9_000],
            SocketAddr::new(if dual { Ipv4Addr::LOCALHOST.to_ipv6_mapped().into() } else { local }, to_node.port()),
        )
        .unwrap();
        assert_eq!(collect(&node, 1)[0].2, whole[..DATAGRAM]);
    }

    /// The class that each datagram arrives with, by either family.
    #[test]
    fn every_message_carries_its_class() {
        let node = bind(0).unwrap();
        let dual = node.local_addr().unwrap().is_ipv6();
        for host in ["127.0.0.1", "::1"] {
            let Ok(client) = UdpSocket::bind((host, 0)) else { continue };
            if host == "::1" && !dual {
                continue;
            }
            let fd = client.as_raw_fd();
            let option = if host == "::1" {
                (libc::IPPROTO_IPV6, libc::IPV6_RECVTCLASS)
            } else {
                (libc::IPPROTO_IP, libc::IP_RECVTOS)
            };
            set_option(fd, option.0, option.1, 1).unwrap();
            let any = Ipv4Addr::UNSPECIFIED.into();
            let destination = Destination::new(client.local_addr().unwrap(), any, dual);
            let mut sender = Sender::new(4);
            let mut batch = sender.batch(&node);
            for tos in [0xb8, 0x88, 0x90] {
                batch.push(&destination, &[7; 250], 100, Some(tos));
            }
            drop(batch);
            let classes: Vec<u8> = (0..9).map(|_| class_of_next(fd)).collect();
            assert_eq!(classes, [0xb8, 0xb8, 0xb8, 0x88, 0x88, 0x88, 0x90, 0x90, 0x90], "{host}");
        }
    }

    fn class_of_next(fd: RawFd) -> u8 {
        let (mut bytes, mut control) = ([0u8; 300], [0u64; CONTROL_WORDS]);
        let mut vector = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() };
        // SAFETY: all-zero bytes are a valid header; every pointer is to a live buffer of the length given.
        unsafe {
            let mut header: libc::msghdr = std::mem::zeroed();
            header.msg_iov = &mut vector;
            header.msg_iovlen = 1;
            header.msg_control = control.as_mut_ptr().cast();
            header.msg_controllen = size_of_val(&control) as _;
            assert!(libc::recvmsg(fd, &mut header, 0) > 0);
            let at = libc::CMSG_FIRSTHDR(&header);
            assert!(!at.is_null(), "the kernel says no class");
            *libc::CMSG_DATA(at)
        }
    }

    #[test]
    fn an_unreachable_destination_does_not_stop_the_others() {
        let node = bind(0).unwrap();
        let dual = node.local_addr().unwrap().is_ipv6();
        let client = UdpSocket::bind("127.0.0.1:0").unwrap();
        client.set_nonblocking(true).unwrap();
        let any = Ipv4Addr::UNSPECIFIED.into();
        let good = Destination::new(client.local_addr().unwrap(), any, dual);
        // Broadcast without SO_BROADCAST: the kernel refuses it at once.
        let bad = Destination::new("255.255.255.255:9".parse().unwrap(), any, dual);
        let mut sender = Sender::new(8);
        let mut batch = sender.batch(&node);
        batch.push(&bad, b"x", 1, None);
        batch.push(&good, b"y", 1, None);
        drop(batch);
        assert_eq!(collect(&client, 1)[0].2, b"y");
        assert_eq!(sender.dropped, 1);
    }
}
