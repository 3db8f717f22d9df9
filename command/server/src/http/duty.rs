//! 值班: the roster as a file, and what a file would do to it; the log, what there is to hand over, a handover as it was
//! given, the bulletin. Changes nothing; what changes something is an input.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body,
};
use crate::meeting::paper::csv;
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{Method, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::{
    bulletin,
    duty::{county_unit, handover, log, sheet},
};
use fengsui_protocol::{
    Class, HandoverId, Micros, UnitId,
    account::{Me, Role},
    duty::{AskDutyImport, Bulletin, DutyImport, DutyLog, HandoverList, HandoverSheet},
};
use serde::Deserialize;

/// Who keeps a roster.
const KEEPERS: Access =
    Access::Roles(&[Role::Leader, Role::DutyOfficer, Role::DepartmentOfficer, Role::TownshipOfficer]);
/// The county's command.
const COMMAND: Access = Access::Roles(&[Role::Leader, Role::DutyOfficer]);
const DAY: i64 = 24 * 60 * Micros::MINUTE;
const WEEK: i64 = 7 * 24 * 60 * Micros::MINUTE;

pub(super) fn routes(table: &mut Table) {
    let sheet = Route::new(Method::GET, "/api/duty/roster.csv", Access::LoggedIn, "A roster as a table (CSV)");
    table.add(sheet.gives_text("text/csv").queries(&["unit", "from", "to"]), roster);
    let import =
        Route::new(Method::POST, "/api/duty/import", KEEPERS, "What a roster's file would do; changes nothing");
    table.add(import.takes::<AskDutyImport>().gives::<DutyImport>(), check_import);
    let log = Route::new(Method::GET, "/api/duty/log", KEEPERS, "The duty log of one's own unit");
    table.add(log.gives::<DutyLog>().queries(&["from", "to"]), log_of);
    let list = Route::new(Method::GET, "/api/duty/handover", KEEPERS, "What there is to hand over now");
    table.add(list.gives::<HandoverList>(), list_now);
    let given = Route::new(Method::GET, "/api/duty/handovers/{id}", KEEPERS, "A handover as it was given");
    table.add(given.gives::<HandoverSheet>(), handover_of);
    let bulletin = Route::new(
        Method::GET,
        "/api/duty/bulletin",
        COMMAND,
        "值班快报 of a period, by default since the last handover",
    );
    table.add(bulletin.gives::<Bulletin>().queries(&["from", "to"]), bulletin_of);
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

/// Whose duty somebody does: leaders and duty officers the county's.
fn own_unit(state: &fengsui_command_core::State, me: &Me) -> UnitId {
    match Class::of(me.role, &me.unit) {
        Class::County => county_unit(state).unwrap_or(&me.unit).clone(),
        Class::Department(_) | Class::Township(_) | Class::Field(_) | Class::Operator | Class::Administrator => {
            me.unit.clone()
        }
    }
}

async fn log_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(span): Query<Span>,
) -> Result<Json<DutyLog>, Problem> {
    let me = &caller.user()?.me;
    let to = span.to.map_or_else(|| app.engine.now().plus(1), Micros);
    let from = span.from.map_or_else(|| to.plus(-DAY), Micros);
    let read = |domain: &crate::domain::Domain| log::lines(&domain.command, &own_unit(&domain.command, me), from, to);
    Ok(Json(app.engine.read(read)))
}

async fn list_now(State(app): State<App>, Extension(caller): Extension<Caller>) -> Result<Json<HandoverList>, Problem> {
    let (me, now) = (&caller.user()?.me, app.engine.now());
    Ok(Json(app.engine.read(|domain| handover::list(&domain.command, now, &own_unit(&domain.command, me)))))
}

async fn handover_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Json<HandoverSheet>, Problem> {
    let me = &caller.user()?.me;
    let class = Class::of(me.role, &me.unit);
    let sheet = app.engine.read(|domain| handover::sheet(&domain.command, HandoverId(id), &class));
    sheet.map(Json).ok_or_else(Problem::not_found)
}

async fn bulletin_of(State(app): State<App>, Query(span): Query<Span>) -> Json<Bulletin> {
    let now = app.engine.now();
    let to = span.to.map_or(now, Micros);
    Json(app.engine.read(|domain| {
        let from = span.from.map_or_else(|| bulletin::since(&domain.command, to), Micros);
        bulletin::bulletin(&domain.command, now, from, to)
    }))
}
