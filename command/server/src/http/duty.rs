//! 值班: the roster as a file, and what a file would do to it. Changes nothing; a checked file is sent as an input.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body,
};
use crate::meeting::paper::csv;
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::{Method, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::duty::sheet;
use fengsui_protocol::{
    Class, Micros, UnitId,
    account::{Me, Role},
    duty::{AskDutyImport, DutyImport},
};
use serde::Deserialize;

/// Who keeps a roster.
const KEEPERS: Access =
    Access::Roles(&[Role::Leader, Role::DutyOfficer, Role::DepartmentOfficer, Role::TownshipOfficer]);
const WEEK: i64 = 7 * 24 * 60 * Micros::MINUTE;

pub(super) fn routes(table: &mut Table) {
    let sheet = Route::new(Method::GET, "/api/duty/roster.csv", Access::LoggedIn, "A roster as a table (CSV)");
    table.add(sheet.gives_text("text/csv").queries(&["unit", "from", "to"]), roster);
    let import =
        Route::new(Method::POST, "/api/duty/import", KEEPERS, "What a roster's file would do; changes nothing");
    table.add(import.takes::<AskDutyImport>().gives::<DutyImport>(), check_import);
}

#[derive(Deserialize)]
struct Span {
    unit: Option<String>,
    from: Option<i64>,
    to: Option<i64>,
}

async fn roster(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(span): Query<Span>,
) -> Result<Response, Problem> {
    let me = &caller.user()?.me;
    let class = Class::of(me.role, &me.unit);
    let from = span.from.map_or_else(|| app.engine.now(), Micros);
    let to = span.to.map_or_else(|| from.plus(WEEK), Micros);
    let unit = span.unit.map(UnitId);
    let rows = app.engine.read(|domain| sheet::rows(&domain.command, &class, unit.as_ref(), from, to));
    let kind = "text/csv; charset=utf-8".to_owned();
    let name = "attachment; filename=\"duty-roster.csv\"".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], csv(&rows)).into_response())
}

/// For which units somebody may set shifts, as the authority table has it for the input itself.
fn keeps(me: &Me, unit: &UnitId) -> bool {
    match Class::of(me.role, &me.unit) {
        Class::County => true,
        Class::Department(own) | Class::Township(own) => own == *unit,
        Class::Field(_) | Class::Operator | Class::Administrator => false,
    }
}

async fn check_import(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    body::Json(asked): body::Json<AskDutyImport>,
) -> Result<Json<DutyImport>, Problem> {
    let (me, now) = (&caller.user()?.me, app.engine.now());
    let read =
        app.engine.read(|domain| sheet::read(&domain.command, now, &asked.unit, |unit| keeps(me, unit), &asked.text));
    Ok(Json(read))
}
