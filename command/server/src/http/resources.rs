//! Imports of resources, hazards and protection targets: a file is shown as it would be taken, then taken as one input.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body::Raw,
};
use crate::register;
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::Method,
};
use fengsui_protocol::{
    Actor, InputId, Refusal, account::Role, bounds, geo::Crs, http::Accepted, input::Input, resource::RegisterPreview,
};
use serde::Deserialize;

/// Who may import.
const IMPORTERS: &[Role] = &[Role::Leader, Role::DutyOfficer, Role::Administrator];
const BYTES: &str = "application/octet-stream";

pub(super) fn routes(table: &mut Table) {
    let preview = Route::new(
        Method::POST,
        "/api/resources/preview",
        Access::Roles(IMPORTERS),
        "What a CSV or XLSX file holds, line by line; changes nothing",
    );
    let preview = preview.takes_text(BYTES).gives::<RegisterPreview>().queries(&["crs"]);
    table.add(preview.body_bytes(bounds::IMPORT_BYTES), preview_file);
    let import = Route::new(
        Method::POST,
        "/api/resources/import",
        Access::Roles(IMPORTERS),
        "Takes the sound lines of a CSV or XLSX file; `id` makes it take effect once",
    );
    let import = import.takes_text(BYTES).gives::<Accepted>().queries(&["crs", "name", "id"]);
    table.add(import.body_bytes(bounds::IMPORT_BYTES), import_file);
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    crs: Crs,
    #[serde(default)]
    name: String,
    id: Option<String>,
}

async fn read(app: App, bytes: bytes::Bytes, crs: Crs) -> Result<RegisterPreview, Problem> {
    let read = tokio::task::spawn_blocking(move || register::preview(&app.engine, &app.maps, &bytes, crs));
    Ok(read.await.map_err(Problem::internal)??)
}

async fn preview_file(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Raw(bytes): Raw,
) -> Result<Json<RegisterPreview>, Problem> {
    Ok(Json(read(app, bytes, asked.crs).await?))
}

/// Judged again by the core with what is known by then.
async fn import_file(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<Asked>,
    Raw(bytes): Raw,
) -> Result<Json<Accepted>, Problem> {
    let actor = Actor::User(caller.user()?.me.id);
    let rows = register::sound(read(app.clone(), bytes, asked.crs).await?);
    if rows.is_empty() {
        let refusal = Refusal::new("RES-8", "没有可导入的行", "No line can be taken").field("file");
        return Err(refusal.into());
    }
    let id = asked.id.map_or_else(new_id, InputId);
    let committed = app.engine.submit(actor, id, Input::ImportRegister { rows, file: asked.name }).await?;
    Ok(Json(Accepted { seq: committed.seq, made: committed.made }))
}
