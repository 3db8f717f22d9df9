//! 推演 of an incident: the model is run on the node, with the places of the map and the protection targets, and what it said
//! is recorded.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::Method,
};
use fengsui_command_core::{NodeInput, incident::analysis};
use fengsui_gis_core::plume::plume;
use fengsui_protocol::{
    Actor, IncidentId,
    analysis::PlumeInput,
    geo::{PlaceKind, Wgs84},
    http::Accepted,
};

/// Places that a result lists, the worst first.
const LISTED: usize = 60;

pub(super) fn routes(table: &mut Table) {
    let run = Route::new(
        Method::POST,
        "/api/incidents/{id}/analyses",
        Access::LoggedIn,
        "Run the plume model for an incident and record what it says; modelled, not measured",
    );
    table.add(run.takes::<PlumeInput>().gives::<Accepted>(), run_plume);
}

async fn run_plume(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    body::Json(input): body::Json<PlumeInput>,
) -> Result<Json<Accepted>, Problem> {
    let actor = Actor::User(caller.user()?.me.id);
    analysis::checked(&input)?;
    let targets: Vec<(String, bool, Wgs84, u32)> = app.engine.read(|domain| {
        let targets = domain.command.resources.targets.values();
        let placed = targets.filter_map(|target| Some((target, target.facts.place.position?)));
        placed.map(|(target, at)| (target.facts.name.clone(), true, at, target.facts.amount)).collect()
    });
    let package = app.maps.active();
    let ran = tokio::task::spawn_blocking(move || {
        let places = package.iter().flat_map(|package| package.places.places());
        let villages = places.filter(|place| place.kind == PlaceKind::Village);
        let villages = villages.map(|place| (place.name.clone(), false, place.position, 0));
        let mut result = plume(&input, targets.into_iter().chain(villages));
        result.affected.truncate(LISTED);
        (input, result)
    });
    let (input, result) = ran.await.map_err(Problem::internal)?;
    let (input, result) = (Box::new(input), Box::new(result));
    let recorded = NodeInput::RecordAnalysis { incident: IncidentId(id), input, result };
    let committed = app.engine.submit(actor, new_id(), recorded).await?;
    Ok(Json(Accepted { seq: committed.seq, made: committed.made }))
}
