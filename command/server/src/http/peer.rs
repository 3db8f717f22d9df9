//! Where a request came from: the peer's address, and whether it travelled over TLS.
//!
//! Only the plain listener, which is bound to loopback, believes a reverse proxy's `X-Forwarded-For` and
//! `X-Forwarded-Proto`.

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Put into every request before anything else looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    pub address: IpAddr,
    /// The page is on HTTPS, here or at the proxy before us.
    pub secure: bool,
    /// By a listener of ours that tells TLS from the rest: what else media need passes there too.
    pub by_front: bool,
}

/// Which listener took the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listener {
    Tls,
    Plain,
}

pub(super) async fn name_peer(listener: Listener, mut request: Request, next: Next) -> Response {
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let direct = direct.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let peer = match listener {
        Listener::Tls => Peer { address: direct, secure: true, by_front: true },
        Listener::Plain => behind_proxy(direct, request.headers()),
    };
    request.extensions_mut().insert(peer);
    next.run(request).await
}

fn behind_proxy(direct: IpAddr, headers: &HeaderMap) -> Peer {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = text("x-forwarded-for").and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    let secure = text("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    Peer { address: forwarded.unwrap_or(direct), secure, by_front: false }
}

/// `__Host-` ties a cookie to TLS and to this host (RFC 6265bis §4.1.3.2).
pub(super) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-fengsui" } else { "fengsui" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert_eq!(behind_proxy(loopback, &headers), Peer { address: loopback, secure: false, by_front: false });
        headers.insert("x-forwarded-for", "198.51.100.9, 192.0.2.7".parse().unwrap());
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        let peer = Peer { address: "192.0.2.7".parse().unwrap(), secure: true, by_front: false };
        assert_eq!(behind_proxy(loopback, &headers), peer);
    }
}
