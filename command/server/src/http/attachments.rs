//! 附件 of incidents: taken in as a stream and kept before the log speaks of them, given out to whoever sees the incident,
//! never in the page's own name.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    files::{percent, refuse_disk},
};
use crate::files::{self, incoming::Incoming, photo};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, Query, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::NodeInput;
use fengsui_protocol::{
    Actor, IncidentId, Refusal,
    attachment::AttachedFile,
    bounds,
    http::Accepted,
    live::{EntityKey, EntityView},
};
use futures_util::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use std::{io, time::Duration};
use tokio::io::AsyncReadExt as _;

/// A sender that says nothing for this long has gone.
const SILENCE: Duration = Duration::from_secs(60);
/// Bytes read from disk at once.
const PIECE: usize = 256 * 1024;
/// A file opened by itself may load nothing and run nothing.
const SHUT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub(super) fn routes(table: &mut Table) {
    let attach = Route::new(
        Method::POST,
        "/api/incidents/{id}/attachments",
        Access::LoggedIn,
        "Attach a file to an incident (its bytes)",
    );
    let attach = attach.takes_text("application/octet-stream").gives::<Accepted>().queries(&["name"]);
    table.add(attach.body_bytes(usize::try_from(bounds::ATTACHMENT_BYTES).unwrap_or(usize::MAX)), attach_file);
    let fetch = Route::new(
        Method::GET,
        "/api/incidents/{id}/attachments/{attachment}",
        Access::LoggedIn,
        "An attachment, for whoever may see the incident",
    );
    table.add(fetch.gives_text("application/octet-stream"), fetch_file);
}

#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

async fn attach_file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(named): Query<Named>,
    request: Request,
) -> Result<axum::Json<Accepted>, Problem> {
    let actor = Actor::User(caller.user()?.me.id);
    let (incident, name) = (IncidentId(id), named.name.unwrap_or_default());
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    // Asked before the first byte is kept: may this person, and is there room.
    let (bytes, sm3) = (said.unwrap_or(1), "0".repeat(64));
    let asked = AttachedFile { name: name.clone(), kind: "?".to_owned(), bytes, sm3, place: None, taken_at: None };
    let asked = NodeInput::AttachFile { incident, file: asked };
    app.engine.read(|domain| domain.decide(app.engine.now(), &actor, &asked.into()))?;
    let disk = |error: io::Error| refuse_disk(&error);
    let mut file = take_in(&app, request).await?;
    let (path, told) = (file.whole().await.map_err(disk)?.to_owned(), name.clone());
    let looked = tokio::task::spawn_blocking(move || {
        let kind = files::attachment_kind(&told, &path)?;
        Ok::<_, io::Error>((kind, photo::said(&path)))
    });
    let (kind, said) = looked.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let kind = kind.ok_or_else(refuse_kind)?.to_owned();
    let (place, taken_at) = if kind.starts_with("image/") { (said.place, said.taken_at) } else { (None, None) };
    let kept = file.finish().await.map_err(disk)?;
    let file = AttachedFile { name, kind, bytes: kept.bytes, sm3: kept.sm3, place, taken_at };
    let committed = app.engine.submit(actor, new_id(), NodeInput::AttachFile { incident, file }).await?;
    Ok(axum::Json(Accepted { seq: committed.seq, made: committed.made }))
}

/// The bytes, as they come, to the disk.
async fn take_in(app: &App, request: Request) -> Result<Incoming, Problem> {
    let disk = |error: io::Error| refuse_disk(&error);
    let mut file = Incoming::begin(&app.data).await.map_err(disk)?;
    let mut chunks = request.into_body().into_data_stream();
    while let Some(chunk) = tokio::time::timeout(SILENCE, chunks.next()).await.map_err(|_| cut_off())? {
        let chunk = chunk.map_err(|_| cut_off())?;
        if file.bytes() + chunk.len() as u64 > bounds::ATTACHMENT_BYTES {
            return Err(too_large());
        }
        file.write(&chunk).await.map_err(disk)?;
    }
    Ok(file)
}

fn cut_off() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, Refusal::new("HTTP-6", "文件没有收全", "The file did not arrive whole"))
}

fn too_large() -> Problem {
    let refusal = Refusal::new("BOUND", "附件超过 200 MB", "The attachment is over 200 MB").field("body");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, refusal.accept([format!("≤ {}", bounds::ATTACHMENT_BYTES)]))
}

/// ATT-1: kinds that are attached.
fn refuse_kind() -> Problem {
    let refusal = Refusal::new(
        "ATT-1",
        "不收这种文件，或内容与扩展名不符",
        "Files of this kind are not attached, or the bytes are not what the name says",
    );
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal.field("name").accept(files::ATTACHMENT_ENDINGS))
}

async fn fetch_file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, attachment)): Path<(u64, u64)>,
) -> Result<Response, Problem> {
    let me = &caller.user()?.me;
    let seen = app.engine.read(|domain| {
        let class = domain.command.class(me.id)?;
        match domain.view(&EntityKey::Incident(IncidentId(id)), &class)? {
            EntityView::Incident(view) => view.attachments.into_iter().find(|each| each.id == attachment),
            _ => None,
        }
    });
    let file = seen.ok_or_else(Problem::not_found)?.file;
    let (data, sm3) = (app.data.clone(), file.sm3.clone());
    let opened = tokio::task::spawn_blocking(move || files::open(&data, &sm3)).await.map_err(Problem::internal)?;
    let opened = tokio::fs::File::from_std(opened.map_err(Problem::internal)?);
    let mut response = Body::from_stream(pieces(opened)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&file.kind).map_err(Problem::internal)?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.bytes));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHUT));
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(&file.name));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::internal)?);
    Ok(response)
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
