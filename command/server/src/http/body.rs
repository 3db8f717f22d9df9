//! Request bodies: JSON and text, bounded, with the offending field named.

use super::problem::Problem;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use fengsui_protocol::{Refusal, bounds};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = content_type(&request);
        if kind != "application/json" {
            return Err(wrong_type(&kind, "application/json"));
        }
        let bytes = read(request).await?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| wrong_json(&error))?;
        reader.end().map_err(|error| wrong_text(&error.to_string()))?;
        Ok(Self(value))
    }
}

/// A UTF-8 text body with its content type (without parameters, lower case).
pub struct Text {
    pub kind: String,
    pub text: String,
}

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = content_type(&request);
        let bytes = read(request).await?;
        let text = String::from_utf8(bytes.into()).map_err(|_| wrong_text("not UTF-8"))?;
        Ok(Self { kind, text })
    }
}

/// Bytes as they come.
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = content_type(&request);
        require_type(&kind, &["application/octet-stream"])?;
        read(request).await.map(Self)
    }
}

/// Refuses any other content type.
///
/// # Errors
/// `HTTP-3`.
pub fn require_type(found: &str, wanted: &[&str]) -> Result<(), Problem> {
    if wanted.contains(&found) { Ok(()) } else { Err(wrong_type(found, &wanted.join(", "))) }
}

fn content_type(request: &Request) -> String {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    value.split(';').next().unwrap_or("").trim().to_lowercase()
}

/// The bound of a route's body, bytes; put onto its requests by the route table.
#[derive(Clone, Copy)]
pub struct Bound(pub usize);

/// Bytes past the bound that are read and thrown away: a sender that is cut off at once never reads why.
const DRAINED: usize = 8 * 1024 * 1024;

async fn read(request: Request) -> Result<Bytes, Problem> {
    let Bound(most) = request.extensions().get().copied().unwrap_or(Bound(bounds::HTTP_BODY_BYTES));
    let mut chunks = request.into_body().into_data_stream();
    let (mut bytes, mut past) = (Vec::new(), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| wrong_text(&error.to_string()))?;
        if past > 0 || bytes.len() + chunk.len() > most {
            past += chunk.len();
        } else {
            bytes.extend_from_slice(&chunk);
        }
        if past > DRAINED {
            break;
        }
    }
    if past > 0 { Err(too_large()) } else { Ok(bytes.into()) }
}

fn too_large() -> Problem {
    let (zh, en) = ("内容超过允许的大小", "The body is over its bound");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, Refusal::new("BOUND", zh, en).field("body"))
}

/// HTTP-3: another content type is needed.
fn wrong_type(found: &str, wanted: &str) -> Problem {
    let found: String = found.chars().take(80).collect();
    let refusal = Refusal::new(
        "HTTP-3",
        format!("内容类型应为 {wanted}，收到 {found}"),
        format!("Content type {wanted} is needed, got {found}"),
    );
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal.field("content-type").accept([wanted]))
}

/// HTTP-2: the body cannot be read.
fn wrong_json(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().to_string();
    let mut problem = wrong_text(&error.inner().to_string());
    if path != "." {
        problem.refusal.field = Some(path);
    }
    problem
}

fn wrong_text(said: &str) -> Problem {
    let said: String = said.chars().take(300).collect();
    let refusal = Refusal::new("HTTP-2", format!("请求内容有误：{said}"), format!("The body cannot be read: {said}"));
    Problem::new(StatusCode::BAD_REQUEST, refusal)
}
