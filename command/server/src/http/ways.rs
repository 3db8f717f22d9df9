//! Ways to media besides the node's own addresses: TURN over TLS, at the port that the page itself came by. What let the
//! page through lets media through.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    peer::Peer,
    server::turn_secret,
};
use aws_lc_rs::hmac;
use axum::{
    Extension, Json,
    extract::{FromRequestParts, State},
    http::{HeaderValue, Method, header, request::Parts, uri::Authority},
};
use fengsui_protocol::{
    Micros,
    http::{IceServer, MediaWays},
};
use std::convert::Infallible;

/// How long credentials are taken for a new allocation.
const LASTS_US: i64 = 10 * Micros::MINUTE;
/// RFC 9110 §4.2.2.
const HTTPS: u16 = 443;

pub(super) fn routes(table: &mut Table) {
    let ways = Route::new(
        Method::GET,
        "/api/media/ways",
        Access::SiteToken,
        "TURN over the HTTPS port that the page came by, with short-lived credentials: for who is let out by HTTPS only",
    );
    table.add(ways.gives::<MediaWays>(), ways_of);
}

async fn ways_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    came_by: CameBy,
) -> Result<Json<MediaWays>, Problem> {
    Ok(Json(MediaWays { ice_servers: servers(&app, &caller, &came_by) }))
}

/// Host and port that a request was sent to, when it came by our own HTTPS.
pub(super) struct CameBy(Option<(String, u16)>);

impl<S: Sync> FromRequestParts<S> for CameBy {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let by_front = parts.extensions.get::<Peer>().is_some_and(|peer| peer.by_front);
        let host = || parts.headers.get(header::HOST)?.to_str().ok()?.parse::<Authority>().ok();
        let asked = parts.uri.authority().cloned().or_else(host).filter(|_| by_front);
        Ok(Self(asked.map(|asked| (asked.host().to_owned(), asked.port_u16().unwrap_or(HTTPS)))))
    }
}

impl CameBy {
    /// The port, when it is one of ours and not one that a NAT shows for it.
    pub fn own_port(&self, app: &App) -> Option<u16> {
        let (_, port) = self.0.as_ref()?;
        Some(*port).filter(|port| app.fronts.contains(port))
    }
}

/// TURN for whoever asks; nothing for nobody, and nothing behind a reverse proxy, which speaks HTTP only.
pub(super) fn servers(app: &App, caller: &Caller, came_by: &CameBy) -> Vec<IceServer> {
    let person = match caller {
        Caller::User(user) => user.me.id.to_string(),
        Caller::Site(grant) => {
            let place = app.secret.derive(&[b"turn site", &grant.conference.0.to_be_bytes(), grant.site.as_bytes()]);
            format!("s{}", crate::log::hex(&place[..8]))
        }
        Caller::Nobody => return Vec::new(),
    };
    let Some((host, port)) = &came_by.0 else { return Vec::new() };
    let expires = (app.engine.now().0 + LASTS_US) / Micros::SECOND;
    let username = format!("{expires}:{person}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, turn_secret(app).as_bytes());
    let credential = crate::log::hex(hmac::sign(&key, username.as_bytes()).as_ref());
    vec![IceServer { urls: format!("turns:{host}:{port}?transport=tcp"), username, credential }]
}

/// RFC 9725 §4.6.
pub(super) fn link(server: &IceServer) -> HeaderValue {
    let IceServer { urls, username, credential } = server;
    let text = format!(
        "<{urls}>; rel=\"ice-server\"; username=\"{username}\"; credential=\"{credential}\"; credential-type=\"password\""
    );
    let mut value = HeaderValue::from_str(&text).expect("an authority that was parsed is visible ASCII");
    value.set_sensitive(true);
    value
}
