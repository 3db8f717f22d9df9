//! `POST /api/feeds/{source}`: what departments deliver.

use super::{
    App, Problem, Route, Table,
    access::{Access, bearer},
    body::{Text, require_type},
};
use crate::feeds::Outcome;
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{
    Refusal, SourceId, bounds,
    feed::{Envelope, FeedAnswer, FeedRefused},
};

const KINDS: [&str; 4] = ["application/json", "application/xml", "text/xml", "application/cap+xml"];

pub(super) fn routes(table: &mut Table) {
    let post = Route::new(
        Method::POST,
        "/api/feeds/{source}",
        Access::FeedKey,
        "Deliver records: envelope, array of envelopes, or CAP 1.2",
    );
    table.add(post.takes::<Envelope>().gives::<FeedAnswer>().body_bytes(bounds::FEED_BODY_BYTES), deliver);
}

async fn deliver(
    State(app): State<App>,
    Path(source): Path<String>,
    headers: HeaderMap,
    Text { kind, text }: Text,
) -> Result<Response, Problem> {
    require_type(&kind, &KINDS)?;
    match app.intake.take(&SourceId(source), &text, bearer(&headers)).await {
        Outcome::Answered(answer) => Ok((status_of(&answer), Json(answer)).into_response()),
        Outcome::Unproved(refusal) => Err(Problem::new(StatusCode::UNAUTHORIZED, refusal)),
        Outcome::Unreadable(refusals) => {
            let refused = vec![FeedRefused { source_id: String::new(), seq: 0, refusals }];
            let answer = FeedAnswer { accepted: Vec::new(), refused };
            Ok((StatusCode::BAD_REQUEST, Json(answer)).into_response())
        }
    }
}

/// 200 when something was taken; 503 when the disk would not take it; else 422.
fn status_of(answer: &FeedAnswer) -> StatusCode {
    let later = |refusal: &Refusal| refusal.rule.starts_with("STORE-");
    match answer.refused.iter().flat_map(|refused| &refused.refusals).any(later) {
        true => StatusCode::SERVICE_UNAVAILABLE,
        false if answer.accepted.is_empty() && !answer.refused.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    }
}
