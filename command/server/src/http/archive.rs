//! The list of incidents by pages, and the file of one: what is archived is asked for here, by whoever may see it.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::Method,
};
use fengsui_protocol::{
    IncidentId, Micros, Refusal, UnitId,
    archive::{IncidentFile, IncidentPage, IncidentsWanted},
    bounds,
    incident::IncidentState,
};
use serde::Deserialize;

pub(super) fn routes(table: &mut Table) {
    let list = Route::new(
        Method::GET,
        "/api/incidents",
        Access::LoggedIn,
        "Incidents the asker may see, by pages, newest first",
    );
    let queries = ["state", "type_code", "town", "unit", "from", "to", "text", "page"];
    table.add(list.gives::<IncidentPage>().queries(&queries), page);
    let file = Route::new(
        Method::GET,
        "/api/incidents/{id}",
        Access::LoggedIn,
        "An incident and what stands at it, for whoever may see it",
    );
    table.add(file.gives::<IncidentFile>(), whole);
}

#[derive(Deserialize)]
struct Asked {
    state: Option<IncidentState>,
    type_code: Option<String>,
    town: Option<String>,
    unit: Option<String>,
    from: Option<i64>,
    to: Option<i64>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    page: u32,
}

/// ARC-2: what is asked for is not longer than a query may be.
async fn page(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<Asked>,
) -> Result<Json<IncidentPage>, Problem> {
    let me = caller.user()?.me.id;
    let text = asked.text.trim().to_owned();
    if text.chars().count() > bounds::QUERY_CHARS {
        let refusal = Refusal::new("ARC-2", "查找的文字过长", "What is looked for is too long");
        return Err(refusal.field("text").accept([format!("≤ {}", bounds::QUERY_CHARS)]).into());
    }
    let wanted = IncidentsWanted {
        state: asked.state,
        type_code: asked.type_code,
        town: asked.town,
        unit: asked.unit.map(UnitId),
        from: asked.from.map(Micros),
        to: asked.to.map(Micros),
        text,
        page: asked.page,
    };
    let found = tokio::task::spawn_blocking(move || {
        app.engine.read(|domain| Some(domain.command.incident_page(&domain.command.class(me)?, &wanted)))
    });
    found.await.map_err(Problem::internal)?.map(Json).ok_or_else(Problem::not_found)
}

/// ARC-3: an incident that the asker may not see is as good as none.
async fn whole(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Json<IncidentFile>, Problem> {
    let me = caller.user()?.me.id;
    let file = app.engine.read(|domain| domain.command.incident_file(IncidentId(id), &domain.command.class(me)?));
    file.map(Json).ok_or_else(Problem::not_found)
}
