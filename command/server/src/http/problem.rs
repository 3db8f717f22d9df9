//! Errors of HTTP routes: a status and a [`Refusal`] as JSON.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::Refusal;

/// An error answer.
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub refusal: Box<Refusal>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, refusal: Refusal) -> Self {
        Self { status, refusal: Box::new(refusal), retry_after: None }
    }

    /// An internal fault: the user is told that it is ours, the log what it was.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed inside the node");
        let (zh, en) = ("节点内部故障，请联系管理员", "The node failed inside; tell the administrator");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Refusal::new("HTTP-5", zh, en))
    }

    /// LOGIN-1: nobody is logged in.
    pub fn not_logged_in() -> Self {
        let refusal = Refusal::new("LOGIN-1", "请先登录", "Log in first").accept(["POST /api/login"]);
        Self::new(StatusCode::UNAUTHORIZED, refusal)
    }

    /// HTTP-1: nothing is there.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Refusal::new("HTTP-1", "没有这个地址或内容", "There is nothing at this address"),
        )
    }
}

/// A refusal of the cores: 409 for what another state would allow, 422 for what is wrong in itself, 403 for authority,
/// 503 while the node cannot write.
impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let family = refusal.rule.split('-').next().unwrap_or_default();
        let status = match (family, refusal.rule.as_str()) {
            ("AUTH" | "ACCESS", _) => StatusCode::FORBIDDEN,
            (_, "LOGIN-3") => StatusCode::TOO_MANY_REQUESTS,
            (_, "LOGIN-5") => StatusCode::SERVICE_UNAVAILABLE,
            (_, "STORE-3") => StatusCode::CONFLICT,
            ("STORE", _) => StatusCode::SERVICE_UNAVAILABLE,
            ("REF", _) => StatusCode::NOT_FOUND,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5);
        Self { status, refusal: Box::new(refusal), retry_after }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(*self.refusal)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie, Bearer"));
        }
        response
    }
}
