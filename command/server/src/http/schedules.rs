//! A scheduled conference as a calendar file, for whoever may see it.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
};
use crate::meeting::calendar::calendar;
use axum::{
    Extension,
    extract::{Path, State},
    http::{Method, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{
    ScheduleId,
    live::{EntityKey, EntityView},
};

pub(super) fn routes(table: &mut Table) {
    let file = Route::new(
        Method::GET,
        "/api/schedules/{id}/calendar.ics",
        Access::LoggedIn,
        "A scheduled conference as a calendar file (RFC 5545)",
    );
    table.add(file.gives_text("text/calendar"), file_of);
}

async fn file_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let me = &caller.user()?.me;
    let seen = app.engine.read(|domain| {
        let class = domain.command.class(me.id)?;
        match domain.view(&EntityKey::Schedule(ScheduleId(id)), &class)? {
            EntityView::Schedule(view) => Some(view),
            _ => None,
        }
    });
    let view = seen.ok_or_else(Problem::not_found)?;
    let text = calendar(&view, &app.engine.jurisdiction().0, app.engine.now());
    let name = format!("attachment; filename=\"schedule-{id}.ics\"");
    let kind = "text/calendar; charset=utf-8; method=PUBLISH".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
