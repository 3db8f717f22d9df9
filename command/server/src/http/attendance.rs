//! 签到表 as a file, for whoever may see the conference.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    documents,
};
use crate::{document::mode_mark, meeting::attendance};
use axum::{
    Extension,
    extract::{Path, State},
    http::{Method, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{
    ConferenceId, Micros, UnitId,
    account::Mode,
    conference::ConferenceView,
    live::{EntityKey, EntityView},
};
use std::collections::BTreeMap;

pub(super) fn routes(table: &mut Table) {
    let sheet = Route::new(
        Method::GET,
        "/api/conferences/{id}/attendance.csv",
        Access::LoggedIn,
        "Attendance of a conference as a table (CSV)",
    );
    table.add(sheet.gives_text("text/csv"), sheet_of);
    let page = Route::new(
        Method::GET,
        "/api/conferences/{id}/attendance.html",
        Access::LoggedIn,
        "Attendance of a conference as a page to print",
    );
    table.add(page.gives_text("text/html"), page_of);
    let document = Route::new(
        Method::GET,
        "/api/conferences/{id}/attendance.docx",
        Access::LoggedIn,
        "Attendance of a conference for an office program",
    );
    table.add(document.gives_text(documents::DOCX), document_of);
}

/// The conference as the asker may see it, names of units, and the node's time.
struct Seen {
    view: Box<ConferenceView>,
    units: BTreeMap<UnitId, String>,
    now: Micros,
}

impl Seen {
    fn by(app: &App, caller: &Caller, id: u64) -> Result<Self, Problem> {
        let me = &caller.user()?.me;
        let found = app.engine.read(|domain| {
            let class = domain.command.class(me.id)?;
            let Some(EntityView::Conference(view)) = domain.view(&EntityKey::Conference(ConferenceId(id)), &class)
            else {
                return None;
            };
            let units = domain.command.units.iter().map(|(id, unit)| (id.clone(), unit.name.clone())).collect();
            Some((view, units))
        });
        let (view, units) = found.ok_or_else(Problem::not_found)?;
        Ok(Self { view, units, now: app.engine.now() })
    }

    fn unit_name(&self) -> impl Fn(&UnitId) -> String {
        |id| self.units.get(id).cloned().unwrap_or_else(|| id.to_string())
    }
}

async fn sheet_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let seen = Seen::by(&app, &caller, id)?;
    let text = attendance::sheet(&seen.view, seen.now, &seen.unit_name());
    let name = format!("attachment; filename=\"attendance-{id}.csv\"");
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
        .into_response())
}

async fn page_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let seen = Seen::by(&app, &caller, id)?;
    let mode = match app.engine.mode() {
        Mode::Real => "",
        Mode::Exercise => "（演练）",
        Mode::Demo => "（演示）",
    };
    let text = attendance::printed(&seen.view, seen.now, mode, &seen.unit_name());
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response())
}

async fn document_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let seen = Seen::by(&app, &caller, id)?;
    let mut paper = attendance::paper(&seen.view, seen.now, &seen.unit_name());
    paper.marks.extend(mode_mark(app.engine.mode()));
    documents::write_docx(paper).await
}
