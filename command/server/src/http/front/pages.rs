//! HTTP that the media process found inside a TLS connection handed to it: it comes back by a socket of ours, without TLS, and
//! is served as every other. A line before it says whose it is (PROXY protocol, version 1); only this user's processes
//! reach the socket.

use anyhow::Context;
use axum::extract::{ConnectInfo, Extension};
use axum_server::accept::Accept;
use fengsui_protocol::link::PAGES_SOCKET;
use std::{
    io,
    net::{IpAddr, SocketAddr},
    os::unix::{fs::PermissionsExt, net::UnixListener},
    path::Path,
    pin::Pin,
    time::Duration,
};
use tokio::{io::AsyncReadExt, net::UnixStream};
use tower::Layer;

/// Section 2.1 of the protocol's specification.
const LONGEST_LINE: usize = 107;
const PATIENCE: Duration = Duration::from_secs(2);

/// # Errors
/// When the socket cannot be made.
pub fn listen(run_dir: &Path) -> anyhow::Result<UnixListener> {
    let path = run_dir.join(PAGES_SOCKET);
    if path.exists() {
        std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
    }
    let listener = UnixListener::bind(&path).with_context(|| path.display().to_string())?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Reads the line and tells the service whose connection it is.
#[derive(Clone, Copy)]
pub struct Named;

type Told<S> = <Extension<ConnectInfo<SocketAddr>> as Layer<S>>::Service;

impl<S: Send + 'static> Accept<UnixStream, S> for Named {
    type Stream = UnixStream;
    type Service = Told<S>;
    type Future = Pin<Box<dyn Future<Output = io::Result<(UnixStream, Told<S>)>> + Send>>;

    fn accept(&self, mut stream: UnixStream, service: S) -> Self::Future {
        Box::pin(async move {
            let peer = tokio::time::timeout(PATIENCE, whose(&mut stream)).await??;
            Ok((stream, Extension(ConnectInfo(peer)).layer(service)))
        })
    }
}

async fn whose(stream: &mut UnixStream) -> io::Result<SocketAddr> {
    let mut line = Vec::with_capacity(LONGEST_LINE);
    // Byte by byte: what follows is HTTP's.
    while !line.ends_with(b"\r\n") && line.len() < LONGEST_LINE {
        line.push(stream.read_u8().await?);
    }
    read_line(&line).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn read_line(line: &[u8]) -> Option<SocketAddr> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix("\r\n")?;
    let words: Vec<&str> = line.split(' ').collect();
    let ["PROXY", "TCP4" | "TCP6", client, _, port, _] = words[..] else { return None };
    Some(SocketAddr::new(client.parse::<IpAddr>().ok()?, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_peer() {
        let peer = |text: &str| read_line(text.as_bytes()).map(|peer| peer.to_string());
        assert_eq!(peer("PROXY TCP4 192.0.2.7 192.0.2.1 5000 443\r\n").as_deref(), Some("192.0.2.7:5000"));
        assert_eq!(peer("PROXY TCP6 2001:db8::7 2001:db8::1 5000 443\r\n").as_deref(), Some("[2001:db8::7]:5000"));
        for wrong in ["PROXY TCP4 192.0.2.7 192.0.2.1 5000 443", "GET / HTTP/1.1\r\n", "PROXY UNKNOWN\r\n", "\r\n"] {
            assert_eq!(peer(wrong), None, "{wrong}");
        }
    }
}
