//! 预案: what a trigger expression means, while it is typed. Answered from committed state, changes nothing.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body,
};
use axum::{Extension, Json, extract::State, http::Method};
use fengsui_protocol::{
    Class,
    account::Role,
    plan::{AskTrigger, TriggerMeaning},
};

/// Who may save plans.
const EDITORS: &[Role] = &[Role::Leader, Role::DutyOfficer, Role::Administrator];

pub(super) fn routes(table: &mut Table) {
    let summary = "What a trigger expression means and whether it holds now; changes nothing";
    let ask = Route::new(Method::POST, "/api/plans/check", Access::Roles(EDITORS), summary);
    table.add(ask.takes::<AskTrigger>().gives::<TriggerMeaning>(), check);
}

async fn check(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    body::Json(asked): body::Json<AskTrigger>,
) -> Result<Json<TriggerMeaning>, Problem> {
    let me = &caller.user()?.me;
    let (class, now) = (Class::of(me.role, &me.unit), app.engine.now());
    Ok(Json(app.engine.read(|domain| domain.command.check_trigger(now, &class, &asked))?))
}
