//! WHIP (RFC 9725) and WHEP: one HTTP exchange puts a site's camera into a conference, or its picture onto a screen.
//!
//! A logged-in person acts for the site they hold; the bearer of a site token for the site it names. The address of a
//! session carries its proof, so that a restarted node still lets its holder delete it.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body::{Text, require_type},
    ways::{self, CameBy},
};
use crate::{auth::site_token::SiteGrant, bridge::Negotiation};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_conference::NodeInput;
use fengsui_protocol::{
    Actor, ConferenceId, Refusal, SessionId, SiteId, bounds,
    conference::{ConferenceView, Presence},
    link::media::{Direction, MediaRefusal, SlotSize},
    live::{EntityKey, EntityView},
    visibility::Class,
};
use serde::Deserialize;

pub(super) const SDP: &str = "application/sdp";
/// RFC 8840 §9.
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";

pub(super) fn routes(table: &mut Table) {
    let whip =
        Route::new(Method::POST, "/api/conferences/{id}/whip", Access::SiteToken, "Publish into a conference (WHIP)");
    table.add(whip.takes_text(SDP).gives_text(SDP).status(201).body_bytes(bounds::SDP_BYTES), publish);
    let whep =
        Route::new(Method::POST, "/api/conferences/{id}/whep", Access::SiteToken, "Receive from a conference (WHEP)");
    let whep = whep.takes_text(SDP).gives_text(SDP).status(201).queries(&["source", "slots", "wall"]);
    table.add(whep.body_bytes(bounds::SDP_BYTES), receive);
    for path in ["/api/conferences/{id}/whip/{session}", "/api/conferences/{id}/whep/{session}"] {
        table.add(Route::new(Method::DELETE, path, Access::SiteToken, "End a media session"), end);
        table.add(Route::new(Method::OPTIONS, path, Access::Public, "CORS preflight").status(204), preflight);
    }
    let sizes = Route::new(
        Method::PATCH,
        "/api/conferences/{id}/whep/{session}",
        Access::SiteToken,
        "How large a receiving session's pictures are drawn now, in offer order (204); with a body, an ICE restart (200)",
    );
    let sizes = sizes.queries(&["slots"]).takes_text(FRAGMENT).gives_text(FRAGMENT).status(204);
    table.add(sizes.body_bytes(bounds::SDP_BYTES), change);
    let restart = Route::new(
        Method::PATCH,
        "/api/conferences/{id}/whip/{session}",
        Access::SiteToken,
        "ICE restart of a publishing session (RFC 9725): credentials one way and the other, media go on",
    );
    table.add(restart.takes_text(FRAGMENT).gives_text(FRAGMENT).body_bytes(bounds::SDP_BYTES), change);
    for path in ["/api/conferences/{id}/whip", "/api/conferences/{id}/whep"] {
        table.add(Route::new(Method::OPTIONS, path, Access::Public, "CORS preflight").status(204), preflight);
    }
}

async fn publish(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    came_by: CameBy,
    offer: Text,
) -> Result<Response, Problem> {
    let ask = (ConferenceId(id), Direction::Publish, ReceiveQuery::default());
    negotiate(&app, &caller, &came_by, ask, offer).await
}

/// `?source=SITE&slots=WxH,WxH…&wall=WALL`
#[derive(Default, Deserialize)]
struct ReceiveQuery {
    source: Option<String>,
    slots: Option<String>,
    /// Receive as this wall, which takes no site.
    wall: Option<String>,
}

async fn receive(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(query): Query<ReceiveQuery>,
    came_by: CameBy,
    offer: Text,
) -> Result<Response, Problem> {
    negotiate(&app, &caller, &came_by, (ConferenceId(id), Direction::Receive, query), offer).await
}

async fn negotiate(
    app: &App,
    caller: &Caller,
    came_by: &CameBy,
    (conference, direction, query): (ConferenceId, Direction, ReceiveQuery),
    offer: Text,
) -> Result<Response, Problem> {
    require_type(&offer.kind, &[SDP])?;
    let slots = read_slots(query.slots.as_deref())?;
    let site = match query.wall.as_deref() {
        Some(wall) => wall_site(app, caller, conference, wall)?,
        None => site_of(app, caller, conference, direction).await?,
    };
    let source = match query.source.as_deref() {
        None | Some("") => None,
        Some(name) => Some(named_site(&open_conference(app, conference)?, name)?),
    };
    let session = app.bridge.media.new_session();
    let ask =
        Negotiation { conference, site, direction, source, slots, offer: offer.text, front: came_by.own_port(app) };
    let answer = app.bridge.media.negotiate(session, ask).await.map_err(media_problem)?;
    let kind = match direction {
        Direction::Publish => "whip",
        Direction::Receive => "whep",
    };
    let location = format!("/api/conferences/{conference}/{kind}/{}", resource_name(app, conference, site, session));
    let mut response = (StatusCode::CREATED, answer).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(SDP));
    for (name, value) in [(header::LOCATION, location), (header::ETAG, format!("\"{session}\""))] {
        headers.insert(name, HeaderValue::from_str(&value).expect("visible ASCII"));
    }
    // RFC 9725 §4.6.
    for server in ways::servers(app, caller, came_by) {
        headers.append(header::LINK, ways::link(&server));
    }
    Ok(response)
}

/// The site that the caller acts for.
async fn site_of(
    app: &App,
    caller: &Caller,
    conference: ConferenceId,
    direction: Direction,
) -> Result<SiteId, Problem> {
    match caller {
        Caller::User(user) => held_site(&open_conference(app, conference)?, user.me.id),
        Caller::Site(grant) => token_site(app, grant, conference, direction).await,
        Caller::Nobody => Err(Problem::not_logged_in()),
    }
}

/// WALL-3: a wall receives the conference that it was arranged to show, and no other.
fn wall_site(app: &App, caller: &Caller, conference: ConferenceId, wall: &str) -> Result<SiteId, Problem> {
    let may = matches!(caller, Caller::User(user) if crate::live::watches_walls(user.me.role));
    let site = app.engine.read(|domain| domain.onlooker(conference, &wall.into()));
    site.filter(|_| may).ok_or_else(|| {
        let refusal = Refusal::new("WALL-3", "这块大屏没有放这场会议", "This wall does not show this conference");
        Problem::new(StatusCode::CONFLICT, refusal.field("wall").accept(["arrange_wall"]))
    })
}

/// MEDIA-2: who has not joined has no site to act for.
fn held_site(view: &ConferenceView, user: fengsui_protocol::UserId) -> Result<SiteId, Problem> {
    let held =
        view.sites.iter().find(|site| site.user == Some(user) && matches!(site.presence, Presence::Present { .. }));
    held.map(|site| site.id).ok_or_else(|| {
        let refusal = Refusal::new("MEDIA-2", "请先加入会议", "Join the conference first").accept(["join_conference"]);
        Problem::new(StatusCode::CONFLICT, refusal)
    })
}

async fn token_site(
    app: &App,
    grant: &SiteGrant,
    conference: ConferenceId,
    direction: Direction,
) -> Result<SiteId, Problem> {
    if grant.conference != conference || (direction == Direction::Publish && !grant.publish) {
        return Err(refuse_grant());
    }
    let joined = NodeInput::TokenJoined { conference, name: grant.site.clone(), publish: grant.publish };
    app.engine.submit(Actor::Node, new_id(), joined).await?;
    granted_site(app, grant, conference)
}

fn granted_site(app: &App, grant: &SiteGrant, conference: ConferenceId) -> Result<SiteId, Problem> {
    let site = app.engine.read(|domain| domain.token_site(conference, &grant.site));
    site.ok_or_else(|| refuse_conference(conference))
}

/// TOKEN-3: the token is for another conference, or for receiving only.
fn refuse_grant() -> Problem {
    let (zh, en) = ("令牌不适用于此会议或此操作", "The token is not for this conference or this use");
    Problem::new(StatusCode::FORBIDDEN, Refusal::new("TOKEN-3", zh, en).accept(["fengsui token --publish"]))
}

/// The open conference as the node itself sees it.
fn open_conference(app: &App, conference: ConferenceId) -> Result<ConferenceView, Problem> {
    match app.engine.read(|domain| domain.view(&EntityKey::Conference(conference), &Class::Operator)) {
        Some(EntityView::Conference(view)) if view.ended_at.is_none() => Ok(*view),
        _ => Err(refuse_conference(conference)),
    }
}

/// MEDIA-3: no such conference is open.
fn refuse_conference(conference: ConferenceId) -> Problem {
    let refusal =
        Refusal::new("MEDIA-3", format!("没有进行中的会议 {conference}"), format!("No open conference {conference}"));
    Problem::new(StatusCode::NOT_FOUND, refusal.field("id"))
}

/// A site by number or by name.
fn named_site(view: &ConferenceView, wanted: &str) -> Result<SiteId, Problem> {
    let number = wanted.parse().ok().map(SiteId);
    let found = view.sites.iter().find(|site| Some(site.id) == number || site.name == wanted);
    found.map(|site| site.id).ok_or_else(|| {
        let names = view.sites.iter().map(|site| site.name.clone());
        let refusal = Refusal::new("MEDIA-4", "没有这个会场", "No such site").field("source").accept(names);
        Problem::new(StatusCode::NOT_FOUND, refusal)
    })
}

/// `WxH,WxH…`, at most [`bounds::VIDEO_SLOTS`].
fn read_slots(text: Option<&str>) -> Result<Vec<SlotSize>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Vec::new()) };
    let size = |part: &str| {
        let (width, height) = part.split_once(['x', 'X'])?;
        let size = SlotSize { width: width.parse().ok()?, height: height.parse().ok()? };
        (size.width > 0 && size.height > 0 && size.width <= 7_680 && size.height <= 4_320).then_some(size)
    };
    let slots: Option<Vec<_>> = text.split(',').take(bounds::VIDEO_SLOTS + 1).map(size).collect();
    slots.filter(|slots| slots.len() <= bounds::VIDEO_SLOTS).ok_or_else(|| {
        let refusal = Refusal::new("MEDIA-5", "slots 应为 宽x高,宽x高…", "slots is WxH,WxH…").field("slots");
        Problem::new(StatusCode::BAD_REQUEST, refusal.accept(["1280x720,320x180"]))
    })
}

/// MEDIA-1: what the media process says of an offer.
pub(super) fn media_problem(refused: MediaRefusal) -> Problem {
    let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let refusal = Refusal::new("MEDIA-1", format!("媒体服务未接受：{}", refused.message), refused.message);
    let mut problem = Problem::new(status, refusal);
    problem.retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
    problem
}

/// Name of a session's resource: session, site, and a proof that this node gave it.
fn resource_name(app: &App, conference: ConferenceId, site: SiteId, session: SessionId) -> String {
    let numbers = [conference.0, site.0, session.0].map(u64::to_be_bytes);
    let tag = app.secret.derive(&[b"media session", &numbers[0], &numbers[1], &numbers[2]]);
    format!("{session}.{site}.{}", crate::log::hex(&tag[..16]))
}

async fn end(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, name)): Path<(u64, String)>,
) -> Result<StatusCode, Problem> {
    let session = own_session(&app, &caller, ConferenceId(id), &name)?;
    app.bridge.media.close(session).await;
    Ok(StatusCode::OK)
}

/// Sizes, or an ICE restart (RFC 9725 §4.3.3) when a fragment comes.
async fn change(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, name)): Path<(u64, String)>,
    Query(query): Query<ReceiveQuery>,
    came_by: CameBy,
    fragment: Text,
) -> Result<Response, Problem> {
    let slots = read_slots(query.slots.as_deref())?;
    let session = own_session(&app, &caller, ConferenceId(id), &name)?;
    if fragment.text.is_empty() {
        app.bridge.media.resize(session, slots).await;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    require_type(&fragment.kind, &[FRAGMENT])?;
    let front = came_by.own_port(&app);
    let answer = app.bridge.media.restart(session, fragment.text, front).await.map_err(media_problem)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(FRAGMENT))], answer).into_response())
}

/// The session that a resource's name proves to be the caller's.
fn own_session(app: &App, caller: &Caller, conference: ConferenceId, name: &str) -> Result<SessionId, Problem> {
    let (session, site) = read_name(name).ok_or_else(Problem::not_found)?;
    let given = resource_name(app, conference, site, session);
    aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), name.as_bytes())
        .map_err(|_| Problem::not_found())?;
    let own = match caller {
        Caller::Site(grant) if grant.conference == conference => {
            granted_site(app, grant, conference).ok() == Some(site)
        }
        // A person may have left the conference, or been removed, before the page closes its session.
        Caller::User(_) => true,
        Caller::Site(_) | Caller::Nobody => false,
    };
    if own { Ok(session) } else { Err(refuse_grant()) }
}

fn read_name(name: &str) -> Option<(SessionId, SiteId)> {
    let mut parts = name.split('.');
    let (session, site) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((SessionId(session), SiteId(site)))
}

/// Tools in pages of other origins may use tokens; cookies are never sent along for them.
async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "POST, PATCH, DELETE, OPTIONS"),
        ("access-control-allow-headers", "authorization, content-type, if-match"),
        ("access-control-max-age", "86400"),
        ("accept-post", SDP),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
