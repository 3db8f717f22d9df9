//! Reading many datagrams with few system calls: recvmmsg with UDP_GRO.

use crate::process::nanoseconds;
use std::net::{Ipv4Addr, UdpSocket};
use std::os::fd::AsRawFd;

const BATCH: usize = 8;
const BYTES: usize = 65_536;
const BUFFER: i32 = 4 << 20;
/// Of control messages for one read: a timestamp and the length of merged datagrams, each with its header.
const CONTROL_WORDS: usize = 8;

/// A socket on an address of this machine whose datagrams the kernel may hand over merged.
pub fn bind(address: Ipv4Addr) -> anyhow::Result<UdpSocket> {
    let socket = UdpSocket::bind((address, 0))?;
    for (level, name, value) in [
        (libc::SOL_SOCKET, libc::SO_RCVBUFFORCE, BUFFER),
        (libc::SOL_SOCKET, libc::SO_RCVBUF, BUFFER),
        (libc::SOL_SOCKET, libc::SO_SNDBUF, BUFFER),
        (libc::SOL_UDP, libc::UDP_GRO, 1),
        (libc::SOL_SOCKET, libc::SO_TIMESTAMPNS, 1),
    ] {
        let size = size_of::<i32>() as libc::socklen_t;
        // SAFETY: the pointer and length describe `value`. Not every kernel allows every option.
        unsafe { libc::setsockopt(socket.as_raw_fd(), level, name, std::ptr::from_ref(&value).cast(), size) };
    }
    Ok(socket)
}

pub struct Reader {
    bytes: Vec<u8>,
    control: Vec<[u64; CONTROL_WORDS]>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
}

impl Reader {
    pub fn new() -> Self {
        // SAFETY: all-zero bytes are valid values of these C structures.
        let (vector, header): (libc::iovec, libc::mmsghdr) = unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
        Self {
            bytes: vec![0; BATCH * BYTES],
            control: vec![[0; CONTROL_WORDS]; BATCH],
            vectors: vec![vector; BATCH],
            headers: vec![header; BATCH],
        }
    }

    /// Gives every waiting datagram to `take`, and when the kernel got it (nanoseconds of the Unix epoch, where it says);
    /// `false` when there was none.
    pub fn read(&mut self, socket: &UdpSocket, mut take: impl FnMut(&mut [u8], Option<u64>)) -> bool {
        for at in 0..BATCH {
            self.vectors[at] = libc::iovec { iov_base: self.bytes[at * BYTES..].as_mut_ptr().cast(), iov_len: BYTES };
            let header = &mut self.headers[at].msg_hdr;
            header.msg_iov = &mut self.vectors[at];
            header.msg_iovlen = 1;
            header.msg_control = self.control[at].as_mut_ptr().cast();
            header.msg_controllen = size_of::<[u64; CONTROL_WORDS]>();
        }
        let headers = self.headers.as_mut_ptr();
        // SAFETY: every header points into buffers of `self`.
        let n = unsafe {
            libc::recvmmsg(socket.as_raw_fd(), headers, BATCH as u32, libc::MSG_DONTWAIT, std::ptr::null_mut())
        };
        for at in 0..usize::try_from(n).unwrap_or(0) {
            let length = self.headers[at].msg_len as usize;
            let (segment, arrival) = notes(&self.headers[at].msg_hdr);
            let segment = segment.unwrap_or(length).max(1);
            self.bytes[at * BYTES..at * BYTES + length]
                .chunks_mut(segment)
                .for_each(|datagram| take(datagram, arrival));
        }
        n > 0
    }
}

/// Length of the datagrams that were merged, and when the first of them came.
fn notes(header: &libc::msghdr) -> (Option<usize>, Option<u64>) {
    let (mut segment, mut arrival) = (None, None);
    // SAFETY: the kernel has just written the header and its control messages.
    unsafe {
        let mut at = libc::CMSG_FIRSTHDR(header);
        while !at.is_null() {
            let value = libc::CMSG_DATA(at);
            match ((*at).cmsg_level, (*at).cmsg_type) {
                (libc::SOL_UDP, libc::UDP_GRO) => segment = usize::try_from(value.cast::<i32>().read_unaligned()).ok(),
                (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) => {
                    let time = value.cast::<libc::timespec>().read_unaligned();
                    arrival = Some(nanoseconds(time));
                }
                _ => (),
            }
            at = libc::CMSG_NXTHDR(header, at);
        }
    }
    (segment, arrival)
}
