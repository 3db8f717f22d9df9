//! 领导视图 and 统计, for the county's command. Computed from committed state whenever asked; changes nothing.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::Method,
};
use fengsui_command_core::statistics;
use fengsui_protocol::{
    Class, Micros, UnitId,
    account::Role,
    statistics::{Overview, Selection, Statistics},
};
use serde::Deserialize;

const COMMAND: Access = Access::Roles(&[Role::Leader, Role::DutyOfficer]);
const DAY: i64 = 24 * 60 * Micros::MINUTE;

pub(super) fn routes(table: &mut Table) {
    let overview =
        Route::new(Method::GET, "/api/overview", COMMAND, "What is happening, what is late, what was decided in a day");
    table.add(overview.gives::<Overview>(), overview_now);
    let counts = Route::new(Method::GET, "/api/statistics", COMMAND, "Incidents counted by type, place, unit and time");
    let queries = ["from", "to", "type_code", "town", "unit", "severity", "day"];
    table.add(counts.gives::<Statistics>().queries(&queries), count);
}

async fn overview_now(State(app): State<App>) -> Json<Overview> {
    let now = app.engine.now();
    Json(app.engine.read(|domain| statistics::overview(&domain.command, now, now.plus(-DAY))))
}

#[derive(Deserialize)]
struct Asked {
    from: Option<i64>,
    to: Option<i64>,
    type_code: Option<String>,
    town: Option<String>,
    unit: Option<String>,
    severity: Option<String>,
    day: Option<String>,
}

async fn count(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<Asked>,
) -> Result<Json<Statistics>, Problem> {
    let me = &caller.user()?.me;
    let to = asked.to.map_or_else(|| app.engine.now().plus(1), Micros);
    let selection = Selection {
        from: asked.from.map_or_else(|| to.plus(-30 * DAY), Micros),
        to,
        type_code: asked.type_code,
        town: asked.town,
        unit: asked.unit.map(UnitId),
        severity: asked.severity,
        day: asked.day,
    };
    let class = Class::of(me.role, &me.unit);
    Ok(Json(app.engine.read(|domain| statistics::statistics(&domain.command, &class, &selection))?))
}
