//! Headers on every answer.

use super::Problem;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use fengsui_protocol::Refusal;
use std::time::Duration;

/// Ant Design writes its styles at run time and MapLibre starts its worker from a blob; nothing else is allowed.
const POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob: mediastream:; connect-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), display-capture=(self), geolocation=(self), screen-wake-lock=(self)",
    ),
];

/// An answer begins within this time; websockets and streams may go on for longer.
const BEGIN: Duration = Duration::from_secs(30);
/// A video comes over a narrow line before the answer can begin.
const TAKEN_IN: Duration = Duration::from_secs(30 * 60);

/// Adds them; an API answer is kept by no cache unless its handler said otherwise.
pub(super) async fn secure(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let token_use =
        request.uri().path().starts_with("/api/conferences/") && request.headers().contains_key(header::AUTHORIZATION);
    let comes_in = request.method() == Method::POST && request.uri().path().ends_with("/attachments");
    let patience = if comes_in { TAKEN_IN } else { BEGIN };
    let mut response = match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => too_slow().into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if token_use {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("location, etag"));
    }
    if api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// HTTP-6: the body did not arrive, or the node did not answer, in time.
fn too_slow() -> Problem {
    let (zh, en) = ("请求超时", "The request took too long");
    Problem::new(StatusCode::REQUEST_TIMEOUT, Refusal::new("HTTP-6", zh, en))
}
