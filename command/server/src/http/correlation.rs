//! 关联: what a draft resembles, while it is typed. Asked often, answered from committed state, changes nothing.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body,
};
use axum::{Extension, Json, extract::State, http::Method};
use fengsui_protocol::{
    Class,
    correlation::{AskCorrelation, Correlation},
};

pub(super) fn routes(table: &mut Table) {
    let ask = Route::new(Method::POST, "/api/correlation", Access::LoggedIn, "What a draft resembles; changes nothing");
    table.add(ask.takes::<AskCorrelation>().gives::<Correlation>(), correlate);
}

async fn correlate(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    body::Json(asked): body::Json<AskCorrelation>,
) -> Result<Json<Correlation>, Problem> {
    let me = &caller.user()?.me;
    let class = Class::of(me.role, &me.unit);
    let found = app.engine.read(|domain| domain.command.correlate(&class, &asked.facts, &asked.not))?;
    Ok(Json(found))
}
