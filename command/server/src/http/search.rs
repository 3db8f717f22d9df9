//! Full-text search over what the asker may see.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
};
use crate::search;
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::Method,
};
use fengsui_protocol::{
    Refusal, bounds,
    search::{SearchAnswer, SearchKind},
};
use serde::Deserialize;

/// Hits a kind: of every kind, and of one kind that was asked for.
const FEW: usize = 6;
const MANY: usize = 60;

pub(super) fn routes(table: &mut Table) {
    let ask = Route::new(
        Method::GET,
        "/api/search",
        Access::LoggedIn,
        "Full-text search over what the asker may see, grouped by kind",
    );
    table.add(ask.gives::<SearchAnswer>().queries(&["q", "kind"]), asked);
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    kind: Option<SearchKind>,
}

/// SEARCH-1: a query says something, and not too much.
async fn asked(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Query(Asked { q, kind }): Query<Asked>,
) -> Result<Json<SearchAnswer>, Problem> {
    let me = caller.user()?.me.id;
    let query = q.trim().to_owned();
    if query.is_empty() || query.chars().count() > bounds::QUERY_CHARS {
        let refusal =
            Refusal::new("SEARCH-1", "搜索词要有字，且不过长", "A query has at least one character, and not too many");
        return Err(refusal.field("q").accept([format!("1 … {}", bounds::QUERY_CHARS)]).into());
    }
    let most = if kind.is_some() { MANY } else { FEW };
    let found = tokio::task::spawn_blocking(move || {
        app.engine.read(|domain| {
            let class = domain.command.class(me)?;
            Some(search::answer(&app.search, domain, &class, &query, kind, most))
        })
    });
    found.await.map_err(Problem::internal)?.map(Json).ok_or_else(Problem::not_found)
}
