//! Inputs: the live websocket, and one input by POST for scripts and robots.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body::Json,
};
use crate::live;
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{
    Actor, Refusal,
    http::{Accepted, PostedInput},
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

pub(super) fn routes(table: &mut Table) {
    let live = Route::new(Method::GET, "/api/live", Access::LoggedIn, "The live protocol (websocket)");
    table.add(live.status(101), open_live);
    let post = Route::new(Method::POST, "/api/inputs", Access::LoggedIn, "Send one input");
    table.add(post.takes::<PostedInput>().gives::<Accepted>(), post_input);
}

/// The websocket handshake (RFC 6455 §4.2).
async fn open_live(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    mut request: Request,
) -> Result<Response, Problem> {
    let user = caller.user()?;
    let (id, session) = (user.me.id, user.session);
    let accept = accept_key(request.headers()).ok_or_else(refuse_handshake)?;
    let upgrading = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgrading.await {
            Ok(upgraded) => live::serve(app.live.clone(), upgraded, id, session).await,
            Err(error) => tracing::debug!(%error, "a websocket was not opened"),
        }
    });
    let headers =
        [(header::CONNECTION, "upgrade"), (header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_ACCEPT, &accept)];
    Ok((StatusCode::SWITCHING_PROTOCOLS, headers).into_response())
}

fn accept_key(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let upgrades = text(header::CONNECTION).split(',').any(|part| part.trim().eq_ignore_ascii_case("upgrade"));
    let websocket = text(header::UPGRADE).eq_ignore_ascii_case("websocket");
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    let asked = upgrades && websocket && text(header::SEC_WEBSOCKET_VERSION) == "13";
    asked.then(|| derive_accept_key(key.as_bytes()))
}

fn refuse_handshake() -> Problem {
    let (zh, en) = ("此地址只接受 WebSocket", "Only a websocket may be opened here");
    Problem::new(StatusCode::UPGRADE_REQUIRED, Refusal::new("HTTP-3", zh, en).accept(["websocket, version 13"]))
}

async fn post_input(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(PostedInput { id, input }): Json<PostedInput>,
) -> Result<axum::Json<Accepted>, Problem> {
    let committed = app.engine.submit(Actor::User(caller.user()?.me.id), id, input).await?;
    Ok(axum::Json(Accepted { seq: committed.seq, made: committed.made }))
}
