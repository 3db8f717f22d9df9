//! Files given out in a conference: sent in by who is here, fetched by whoever sees the conference.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body::Raw,
};
use crate::files;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_conference::NodeInput;
use fengsui_protocol::{
    Actor, ConferenceId, MessageId, Refusal, bounds,
    http::Accepted,
    live::{EntityKey, EntityView},
    meeting::SharedFile,
};
use serde::Deserialize;

pub(super) fn routes(table: &mut Table) {
    let share = Route::new(
        Method::POST,
        "/api/conferences/{id}/files",
        Access::LoggedIn,
        "Give a file out in a conference (its bytes)",
    );
    let share = share.takes_text("application/octet-stream").gives::<Accepted>().queries(&["name"]);
    table.add(share.body_bytes(bounds::FILE_BYTES), share_file);
    let fetch = Route::new(
        Method::GET,
        "/api/conferences/{id}/files/{message}",
        Access::LoggedIn,
        "A file that was given out, for whoever may see the conference",
    );
    table.add(fetch.gives_text("application/octet-stream"), fetch_file);
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

/// The bytes are kept before the log speaks of them; what is refused afterwards lies there unnamed.
async fn share_file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(named): Query<Named>,
    Raw(bytes): Raw,
) -> Result<axum::Json<Accepted>, Problem> {
    let actor = Actor::User(caller.user()?.me.id);
    let name = named.name.unwrap_or_default();
    let kind = files::kind(&name, &bytes).ok_or_else(refuse_kind)?;
    let (size, sm3) = (bytes.len() as u64, files::digest(&bytes));
    let file = SharedFile { name, bytes: size, kind: kind.to_owned(), sm3 };
    let input = NodeInput::FileShared { conference: ConferenceId(id), file };
    // Refused now, nothing is kept.
    app.engine.read(|domain| domain.decide(app.engine.now(), &actor, &input.clone().into()))?;
    let data = app.data.clone();
    let kept = tokio::task::spawn_blocking(move || files::keep(&data, &bytes)).await.map_err(Problem::internal)?;
    kept.map_err(|error| refuse_disk(&error))?;
    let committed = app.engine.submit(actor, new_id(), input).await?;
    Ok(axum::Json(Accepted { seq: committed.seq, made: committed.made }))
}

/// MEET-31: kinds that are given out.
fn refuse_kind() -> Problem {
    let refusal = Refusal::new(
        "MEET-31",
        "不收这种文件，或内容与扩展名不符",
        "Files of this kind are not given out, or the bytes are not what the name says",
    );
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal.field("name").accept(files::ENDINGS))
}

pub(super) fn refuse_disk(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "a file was not kept");
    let refusal =
        Refusal::new("STORE-1", "磁盘已满或写入失败，文件未保存", "The disk is full or failed; nothing was saved");
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, refusal.accept(["retry"]))
}

async fn fetch_file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, message)): Path<(u64, u64)>,
) -> Result<Response, Problem> {
    let me = &caller.user()?.me;
    let seen = app.engine.read(|domain| {
        let class = domain.command.class(me.id)?;
        match domain.view(&EntityKey::Message(MessageId(message)), &class)? {
            EntityView::Message(view) if view.conference == ConferenceId(id) => view.file,
            _ => None,
        }
    });
    let file = seen.ok_or_else(Problem::not_found)?;
    let (data, sm3) = (app.data.clone(), file.sm3.clone());
    let read = tokio::task::spawn_blocking(move || files::read(&data, &sm3)).await.map_err(Problem::internal)?;
    let bytes = read.map_err(Problem::internal)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&file.kind).map_err(Problem::internal)?);
    // Never opened in the page's own name.
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(&file.name));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::internal)?);
    Ok(response)
}

/// RFC 8187 §3.2.1.
pub(super) fn percent(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}
