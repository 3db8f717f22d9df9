//! HTTP: the router, its authority rules, and routes by domain. Decides nothing about incidents or conferences; it
//! checks who asks, bounds what they send, and hands inputs to the engine.

pub mod access;
mod accounts;
mod admin;
mod analyses;
mod archive;
mod attachments;
mod attendance;
mod body;
mod correlation;
mod documents;
mod duty;
mod extranet;
mod feeds;
mod files;
mod front;
mod headers;
mod health;
mod inputs;
mod issued;
mod map;
mod media;
pub mod openapi;
mod peer;
mod plans;
mod problem;
mod recordings;
mod resources;
mod schedules;
mod search;
mod server;
mod statistics;
mod table;
mod trial;
mod ways;

pub use problem::Problem;
pub use server::{Also, HttpConfig, Services, Serving, serve, start};
pub use table::{Route, Table};

use crate::{
    auth::{limit::LoginLimits, password::Passwords, secret::NodeSecret, session::Sessions},
    bridge::Bridge,
    engine::Engine,
    feeds::Intake,
    live::Live,
    search::Search,
    tls::Root,
};
use axum::{
    Router,
    extract::OriginalUri,
    http::{Method, StatusCode},
    middleware::from_fn,
    response::{IntoResponse, Response},
};
use fengsui_gis_server::Maps;
use fengsui_protocol::Refusal;
use std::{
    ops::Deref,
    path::PathBuf,
    sync::{Arc, Mutex},
};

/// What every route may use; cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of the command node that HTTP stands on.
pub struct Parts {
    pub engine: Engine,
    pub bridge: Bridge,
    pub live: Live,
    pub maps: Arc<Maps>,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub limits: Mutex<LoginLimits>,
    pub secret: NodeSecret,
    pub intake: Intake,
    pub search: Search,
    /// The data directory, for recordings.
    pub data: PathBuf,
    /// The local root certificate, when the node made one.
    pub root: Option<Root>,
    /// Ports of the HTTPS listeners.
    pub fronts: Vec<u16>,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

/// Every route of the node.
pub fn table() -> Table {
    let mut table = Table::default();
    accounts::routes(&mut table);
    admin::routes(&mut table);
    inputs::routes(&mut table);
    feeds::routes(&mut table);
    map::routes(&mut table);
    correlation::routes(&mut table);
    plans::routes(&mut table);
    resources::routes(&mut table);
    media::routes(&mut table);
    trial::routes(&mut table);
    ways::routes(&mut table);
    analyses::routes(&mut table);
    archive::routes(&mut table);
    attendance::routes(&mut table);
    attachments::routes(&mut table);
    documents::routes(&mut table);
    files::routes(&mut table);
    issued::routes(&mut table);
    schedules::routes(&mut table);
    duty::routes(&mut table);
    extranet::routes(&mut table);
    search::routes(&mut table);
    statistics::routes(&mut table);
    recordings::routes(&mut table);
    health::routes(&mut table);
    crate::web::routes(&mut table);
    table
}

/// The router, ready to serve.
pub fn router(app: App) -> Router {
    table()
        .into_router(&app)
        .fallback(no_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(headers::secure))
        .with_state(app)
}

async fn no_route() -> Problem {
    Problem::not_found()
}

/// HTTP-4: the address takes other methods.
async fn wrong_method(method: Method, OriginalUri(uri): OriginalUri) -> Response {
    let refusal = Refusal::new(
        "HTTP-4",
        format!("此地址不支持 {method}"),
        format!("{method} is not supported at {}", uri.path().chars().take(200).collect::<String>()),
    );
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, refusal).into_response()
}
