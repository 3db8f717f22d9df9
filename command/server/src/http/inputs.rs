//! Inputs: the live websocket, and one input by POST for scripts and robots.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body::Json,
};
use crate::live;
use axum::{
    Extension,
    extract::{State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{Method, StatusCode},
    response::Response,
};
use fengsui_protocol::{
    Actor, Refusal, bounds,
    http::{Accepted, PostedInput},
};

/// Most clients send little: small buffers keep an idle client small. Reading grows by the frame, up to its bound.
const READ_BUFFER: usize = 2 * 1024;
const WRITE_BUFFER: usize = 4 * 1024;

pub(super) fn routes(table: &mut Table) {
    let live = Route::new(Method::GET, "/api/live", Access::LoggedIn, "The live protocol (websocket)");
    table.add(live.status(101), open_live);
    let post = Route::new(Method::POST, "/api/inputs", Access::LoggedIn, "Send one input");
    table.add(post.takes::<PostedInput>().gives::<Accepted>(), post_input);
}

async fn open_live(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let user = caller.user()?;
    let (id, session) = (user.me.id, user.session);
    let upgrade = upgrade.map_err(|rejection| {
        let (zh, en) = ("此地址只接受 WebSocket", "Only a websocket may be opened here");
        let refusal = Refusal::new("HTTP-3", zh, format!("{en}: {rejection}")).accept(["websocket"]);
        Problem::new(StatusCode::UPGRADE_REQUIRED, refusal)
    })?;
    Ok(upgrade
        .max_message_size(bounds::LIVE_MESSAGE_BYTES)
        .max_frame_size(bounds::LIVE_MESSAGE_BYTES)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .on_upgrade(move |socket| live::serve(app.live.clone(), socket, id, session)))
}

async fn post_input(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(PostedInput { id, input }): Json<PostedInput>,
) -> Result<axum::Json<Accepted>, Problem> {
    let committed = app.engine.submit(Actor::User(caller.user()?.me.id), id, input).await?;
    Ok(axum::Json(Accepted { seq: committed.seq, made: committed.made }))
}
