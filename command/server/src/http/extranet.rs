//! What crosses the lines of the extranet, as the media process last said.

use super::{App, Route, Table, access::Access};
use axum::{Json, extract::State, http::Method};
use fengsui_protocol::{account::Role, extranet::LineLoad};

/// VIEW-15.
const COUNTY: Access = Access::Roles(&[Role::Administrator, Role::Operator, Role::DutyOfficer, Role::Leader]);

pub(super) fn routes(table: &mut Table) {
    let loads = Route::new(Method::GET, "/api/extranet/loads", COUNTY, "What crosses each line of the extranet now");
    table.add(loads.gives_many::<LineLoad>(), loads_of);
}

async fn loads_of(State(app): State<App>) -> Json<Vec<LineLoad>> {
    Json(app.bridge.media.status().lines)
}
