//! HTTP from clients that do not announce it by ALPN (old libraries of departments' systems): given back to the command
//! node without TLS, with a line of the PROXY protocol that says whose it is.

use super::Shared;
use fengsui_protocol::link::PAGES_SOCKET;
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpStream, UnixStream},
};
use tokio_rustls::server::TlsStream;

/// Such connections at once.
pub const MOST: usize = 64;
/// Longest such connection: they post a record or ask for a page.
const LASTS: Duration = Duration::from_secs(600);

/// Carries one connection to its end.
///
/// # Errors
/// When there are too many, or the command node is not there.
pub async fn give_back(
    mut stream: TlsStream<TcpStream>,
    read: &[u8],
    (client, local): (SocketAddr, SocketAddr),
    shared: &Shared,
) -> io::Result<()> {
    let _permit = shared.pages.try_acquire().map_err(|_| io::ErrorKind::QuotaExceeded)?;
    let mut command = UnixStream::connect(shared.run_dir.join(PAGES_SOCKET)).await?;
    command.write_all(head(client, local).as_bytes()).await?;
    command.write_all(read).await?;
    // How it ends is its own affair.
    let _ = tokio::time::timeout(LASTS, tokio::io::copy_bidirectional(&mut stream, &mut command)).await;
    Ok(())
}

/// PROXY protocol, version 1, section 2.1 of its specification.
fn head(client: SocketAddr, local: SocketAddr) -> String {
    let (client, local) = (plain(client), plain(local));
    let family = if client.is_ipv4() { "TCP4" } else { "TCP6" };
    format!("PROXY {family} {} {} {} {}\r\n", client.ip(), local.ip(), client.port(), local.port())
}

fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_whose_connection_it_is() {
        let said = head("[::ffff:192.0.2.7]:5000".parse().unwrap(), "[::ffff:192.0.2.1]:443".parse().unwrap());
        assert_eq!(said, "PROXY TCP4 192.0.2.7 192.0.2.1 5000 443\r\n");
    }
}
