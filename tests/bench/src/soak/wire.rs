//! How the packets of one site travel.

use crate::sfu::sockets::{self, Reader};
use fengsui_sfu_server::net::framing;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};

pub enum Wire {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, read: Vec<u8>, written: Vec<u8> },
}

impl Wire {
    pub fn udp(node: SocketAddr) -> anyhow::Result<Self> {
        let socket = sockets::bind(Ipv4Addr::LOCALHOST)?;
        socket.connect(node)?;
        socket.set_nonblocking(true)?;
        Ok(Self::Udp(socket))
    }

    pub fn tcp(node: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(node)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self::Tcp { stream, read: Vec::new(), written: Vec::new() })
    }

    pub fn is_tcp(&self) -> bool {
        match self {
            Self::Udp(_) => false,
            Self::Tcp { .. } => true,
        }
    }

    pub fn descriptor(&self) -> RawFd {
        match self {
            Self::Udp(socket) => socket.as_raw_fd(),
            Self::Tcp { stream, .. } => stream.as_raw_fd(),
        }
    }

    /// What cannot be sent is lost, as on any path.
    pub fn send(&mut self, packet: &[u8]) {
        match self {
            Self::Udp(socket) => drop(socket.send(packet)),
            Self::Tcp { stream, written, .. } => {
                framing::put(written, packet);
                while !written.is_empty() {
                    match stream.write(written) {
                        Ok(n) => drop(written.drain(..n)),
                        Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                        Err(_) => written.clear(),
                    }
                }
            }
        }
    }

    /// Gives every waiting packet to `take`; `false`: the other end has hung up.
    pub fn receive(&mut self, reader: &mut Reader, mut take: impl FnMut(&mut [u8])) -> bool {
        match self {
            Self::Udp(socket) => {
                reader.read(socket, |packet, _| take(packet));
                true
            }
            Self::Tcp { stream, read, .. } => {
                let mut bytes = [0; 65_536];
                let n = stream.read(&mut bytes);
                let ended = matches!(n, Ok(0));
                read.extend_from_slice(&bytes[..n.unwrap_or(0)]);
                while let Ok(Some((range, used))) = framing::take(read) {
                    take(&mut read[range]);
                    read.drain(..used);
                }
                !ended
            }
        }
    }
}
