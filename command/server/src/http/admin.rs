//! The administrator's routes: keys of feed sources, and the audit, which is the log itself.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
};
use crate::{auth::feed_key, domain::Event};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::Method,
};
use fengsui_command_core::{NodeInput, Secret};
use fengsui_protocol::{
    Actor, SourceId,
    account::Role,
    http::{AuditEntry, AuditPage, NewSecret},
};
use serde::Deserialize;

const ADMINISTRATOR: Access = Access::Roles(&[Role::Administrator]);
/// Entries on one page.
const PAGE: u32 = 100;
const MOST: u32 = 500;

pub(super) fn routes(table: &mut Table) {
    let key = Route::new(
        Method::POST,
        "/api/sources/{id}/key",
        ADMINISTRATOR,
        "Make a new key for a feed source; it is shown once",
    );
    table.add(key.gives::<NewSecret>(), new_key);
    let audit = Route::new(Method::GET, "/api/audit", ADMINISTRATOR, "The log, newest first, without personal data");
    table.add(audit.gives::<AuditPage>().queries(&["before", "limit"]), audit_page);
}

async fn new_key(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<NewSecret>, Problem> {
    let source = SourceId(id);
    let made = feed_key::make(&app.secret, &source);
    let input = NodeInput::SetSourceKey { source, key: Secret(made.salt), hint: made.hint };
    app.engine.submit(Actor::User(caller.user()?.me.id), new_id(), input).await?;
    Ok(Json(NewSecret { secret: made.key }))
}

#[derive(Deserialize)]
struct Page {
    before: Option<u64>,
    limit: Option<u32>,
}

async fn audit_page(State(app): State<App>, Query(page): Query<Page>) -> Result<Json<AuditPage>, Problem> {
    let before = page.before.unwrap_or(u64::MAX);
    let limit = page.limit.unwrap_or(PAGE).clamp(1, MOST);
    let records = app.engine.log().before(before, limit).await.map_err(Problem::internal)?;
    let next = records.last().map(|record| record.seq).filter(|seq| *seq > 1);
    Ok(Json(AuditPage { entries: records.iter().map(entry).collect(), next }))
}

fn entry(record: &crate::log::Record) -> AuditEntry {
    let summary = Event::read(&record.kind, record.version, &record.body).map(|event| event.summary());
    AuditEntry {
        seq: record.seq,
        at: record.at,
        mode: record.mode,
        actor: record.actor.clone(),
        kind: record.kind.clone(),
        summary: summary.unwrap_or_else(|_| "—".to_owned()),
        hash: crate::log::hex(&record.hash),
    }
}
