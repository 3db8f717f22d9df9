//! Who may ask a route, decided before its handler runs. Every route names one [`Access`]; there is no default.

use super::{
    App,
    peer::{Peer, cookie_name},
    problem::Problem,
};
use crate::auth::{session::SessionKey, site_token};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use fengsui_protocol::{
    Refusal,
    account::{Me, Role},
};

/// Header that a page of another origin cannot set without being asked first.
pub const CSRF_HEADER: &str = "x-fengsui";

/// The rule of one route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone. The list of public routes is pinned by a test.
    Public,
    /// Anyone on this machine, otherwise whoever is logged in.
    LoopbackOrLoggedIn,
    /// Whoever is logged in, also before the first password was changed.
    LoggedInAnyhow,
    /// Whoever is logged in.
    LoggedIn,
    /// Whoever is logged in with one of these roles.
    Roles(&'static [Role]),
    /// The key of the feed source named in the path; proved over the body, by the handler.
    FeedKey,
    /// Whoever is logged in, or the bearer of a site token.
    SiteToken,
}

/// Who asks, as the guard found.
#[derive(Clone, Debug)]
pub enum Caller {
    Nobody,
    User(Box<LoggedIn>),
    Site(Box<site_token::SiteGrant>),
}

#[derive(Clone, Debug)]
pub struct LoggedIn {
    pub me: Me,
    pub session: SessionKey,
}

impl Caller {
    /// The person who is logged in.
    ///
    /// # Errors
    /// `LOGIN-1`.
    pub fn user(&self) -> Result<&LoggedIn, Problem> {
        match self {
            Self::User(user) => Ok(user),
            Self::Nobody | Self::Site(_) => Err(Problem::not_logged_in()),
        }
    }
}

/// Rule and application state of one route's guard.
#[derive(Clone)]
pub(super) struct Guard {
    pub app: App,
    pub access: Access,
}

/// Lets a request pass to its handler, with its [`Caller`] among the extensions.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut head, body) = request.into_parts();
    let caller = judge(&guard, &head).await?;
    head.extensions.insert(caller);
    Ok(next.run(Request::from_parts(head, body)).await)
}

async fn judge(guard: &Guard, head: &Parts) -> Result<Caller, Problem> {
    let Guard { app, access } = guard;
    same_origin(head)?;
    match access {
        Access::Public | Access::FeedKey => Ok(Caller::Nobody),
        Access::LoopbackOrLoggedIn if peer(head).address.is_loopback() => Ok(Caller::Nobody),
        Access::SiteToken if bearer(&head.headers).is_some() => bearer_site(app, &head.headers),
        Access::LoggedInAnyhow => Ok(Caller::User(Box::new(logged_in(app, head).await?))),
        Access::LoopbackOrLoggedIn | Access::LoggedIn | Access::SiteToken => ready_user(app, head).await,
        Access::Roles(roles) => {
            let caller = ready_user(app, head).await?;
            let role = caller.user()?.me.role;
            if roles.contains(&role) { Ok(caller) } else { Err(wrong_role(roles)) }
        }
    }
}

async fn ready_user(app: &App, head: &Parts) -> Result<Caller, Problem> {
    let user = logged_in(app, head).await?;
    if user.me.must_change_password {
        let refusal = Refusal::new("LOGIN-2", "请先修改初始密码", "Change the first password first")
            .accept(["POST /api/password"]);
        return Err(Problem::new(StatusCode::FORBIDDEN, refusal));
    }
    Ok(Caller::User(Box::new(user)))
}

async fn logged_in(app: &App, head: &Parts) -> Result<LoggedIn, Problem> {
    let token = cookie(&head.headers, cookie_name(peer(head).secure)).ok_or_else(Problem::not_logged_in)?;
    let found = app.sessions.find(token, app.engine.now()).await;
    let (session, user) = found.ok_or_else(Problem::not_logged_in)?;
    let me = app.engine.read(|domain| domain.command.me(user)).ok_or_else(Problem::not_logged_in)?;
    if changes(head) && head.headers.get(CSRF_HEADER).is_none_or(|value| value != "1") {
        let (zh, en) = ("请求缺少 X-Fengsui: 1", "The header X-Fengsui: 1 is missing");
        let refusal = Refusal::new("ACCESS-2", zh, en).field(CSRF_HEADER).accept(["1"]);
        return Err(Problem::new(StatusCode::FORBIDDEN, refusal));
    }
    Ok(LoggedIn { me, session })
}

fn bearer_site(app: &App, headers: &HeaderMap) -> Result<Caller, Problem> {
    let grant = site_token::open(&app.secret, bearer(headers).unwrap_or_default(), app.engine.now());
    grant.map(|grant| Caller::Site(Box::new(grant))).map_err(|refusal| Problem::new(StatusCode::UNAUTHORIZED, refusal))
}

/// ACCESS-3: a browser says where its page came from; what a cookie would authorise, and every websocket, must come from
/// this node's own pages. Bearers authorise themselves and may come from anywhere.
fn same_origin(head: &Parts) -> Result<(), Problem> {
    let headers = &head.headers;
    let websocket = headers.contains_key(header::UPGRADE);
    if bearer(headers).is_some() || !(websocket || changes(head)) {
        return Ok(());
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).map(axum::http::HeaderValue::as_bytes);
    let host = host.or_else(|| head.uri.authority().map(|authority| authority.as_str().as_bytes()));
    let from = origin.as_bytes();
    let from = from.strip_prefix(b"https://").or_else(|| from.strip_prefix(b"http://"));
    if from.is_some() && from == host {
        return Ok(());
    }
    let (zh, en) = ("请求来自别的网站", "The request comes from another site");
    Err(Problem::new(StatusCode::FORBIDDEN, Refusal::new("ACCESS-3", zh, en).field("origin")))
}

fn changes(head: &Parts) -> bool {
    !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn wrong_role(roles: &[Role]) -> Problem {
    let names = roles.iter().filter_map(|role| serde_json::to_value(role).ok()?.as_str().map(str::to_owned));
    let refusal = Refusal::new("ACCESS-1", "您的角色无权使用此功能", "Your role may not use this").accept(names);
    Problem::new(StatusCode::FORBIDDEN, refusal)
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The token of `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Where the request came from; a router without listeners (in tests) knows nobody.
fn peer(head: &Parts) -> Peer {
    let unknown = Peer { address: std::net::Ipv4Addr::UNSPECIFIED.into(), secure: false, by_front: false };
    head.extensions.get::<Peer>().copied().unwrap_or(unknown)
}
