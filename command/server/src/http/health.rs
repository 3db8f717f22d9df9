//! Health, and the page that tells how to trust this node's certificate.

use super::{App, Problem, Route, Table, access::Access};
use crate::tls::trust_page;
use axum::{
    Json,
    extract::State,
    http::{Method, header},
    response::{Html, IntoResponse, Response},
};
use fengsui_protocol::{geo::Crs, http::Health};

pub(super) fn routes(table: &mut Table) {
    let health = Route::new(Method::GET, "/api/health", Access::LoopbackOrLoggedIn, "How the node is");
    table.add(health.gives::<Health>(), health_of);
    let trust = Route::new(Method::GET, "/trust", Access::Public, "How to trust this node's certificate");
    table.add(trust.gives_text("text/html"), trust_steps);
    let root = Route::new(Method::GET, "/trust/root.pem", Access::Public, "The local root certificate");
    table.add(root.gives_text("application/x-x509-ca-cert"), root_certificate);
}

async fn health_of(State(app): State<App>) -> Json<Health> {
    let media = app.bridge.media.status();
    Json(Health {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: app.engine.mode(),
        seq: app.engine.position().seq,
        media: media.up,
        recorder: app.bridge.recorder_up(),
        live_clients: app.live.counts().clients,
        media_addresses: media.addresses,
        crs: vec![Crs::Wgs84, Crs::Cgcs2000, Crs::Gcj02, Crs::Bd09],
    })
}

async fn trust_steps(State(app): State<App>) -> Html<String> {
    Html(trust_page(app.root.as_ref()))
}

async fn root_certificate(State(app): State<App>) -> Result<Response, Problem> {
    let root = app.root.as_ref().ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"fengsui-root.crt\""),
    ];
    Ok((headers, root.pem.clone()).into_response())
}
