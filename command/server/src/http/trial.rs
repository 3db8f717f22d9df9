//! 试连: the way that media take, tried before joining. A session like a meeting's, by the same ports and the same
//! handshake, of nobody's conference: it carries nothing, and ends by itself.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body::{Text, require_type},
    media::{SDP, media_problem},
    ways::CameBy,
};
use crate::{bridge::Negotiation, domain::Domain};
use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{
    bounds,
    link::media::{Direction, TRIALS},
};
use std::time::Duration;

/// Longest trial.
const LASTS: Duration = Duration::from_secs(15);

pub(super) fn routes(table: &mut Table) {
    let trial = Route::new(
        Method::POST,
        "/api/media/trial",
        Access::LoggedIn,
        "Try the way that media take: an SDP offer, answered by the media process; one at a time for a person, over after 15 s",
    );
    table.add(trial.takes_text(SDP).gives_text(SDP).status(201).body_bytes(bounds::SDP_BYTES), begin);
}

async fn begin(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    came_by: CameBy,
    offer: Text,
) -> Result<Response, Problem> {
    require_type(&offer.kind, &[SDP])?;
    let user = caller.user()?.me.id;
    let media = &app.bridge.media;
    let session = media.new_session();
    if let Some(former) = media.trial(user, session) {
        media.close(former).await;
    }
    let site = Domain::on_trial(user);
    let ask = Negotiation {
        conference: TRIALS,
        site,
        direction: Direction::Receive,
        source: None,
        slots: Vec::new(),
        offer: offer.text,
        front: came_by.own_port(&app),
    };
    let answer = media.negotiate(session, ask).await.map_err(media_problem)?;
    let media = media.clone();
    tokio::spawn(async move {
        tokio::time::sleep(LASTS).await;
        media.close(session).await;
    });
    let mut response = (StatusCode::CREATED, answer).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(SDP));
    Ok(response)
}
