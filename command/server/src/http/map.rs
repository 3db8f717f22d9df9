//! Map packages, places, conversion of positions, and the catalogue of types.

use super::{App, Problem, Route, Table, access::Access, body};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::catalogue;
use fengsui_gis_server::{Resource, Theme};
use fengsui_protocol::{
    Refusal,
    geo::FoundPlace,
    http::{Catalogue, Convert, Converted, MapPackageInfo},
};
use serde::Deserialize;

/// Answers of the place search.
const PLACES: usize = 20;

pub(super) fn routes(table: &mut Table) {
    let packages = Route::new(Method::GET, "/api/map/packages", Access::LoggedIn, "Map packages on this node");
    table.add(packages.gives_many::<MapPackageInfo>(), packages_here);
    let style = Route::new(Method::GET, "/api/map/style.json", Access::LoggedIn, "Map style");
    table.add(style.gives_text("application/json").queries(&["theme"]), map_style);
    let rest = Route::new(Method::GET, "/api/map/{*rest}", Access::LoggedIn, "Layers and tiles of a map package");
    table.add(rest.gives_text("application/octet-stream"), map_resource);
    let places =
        Route::new(Method::GET, "/api/places", Access::LoggedIn, "Towns and villages by Chinese, pinyin or code");
    table.add(places.gives_many::<FoundPlace>().queries(&["q"]), find_places);
    let convert = Route::new(Method::POST, "/api/convert", Access::LoggedIn, "A position in another datum to WGS84");
    table.add(convert.takes::<Convert>().gives::<Converted>(), convert_position);
    let types = Route::new(Method::GET, "/api/catalogue", Access::LoggedIn, "Type codes");
    table.add(types.gives::<Catalogue>(), type_catalogue);
}

async fn packages_here(State(app): State<App>) -> Result<Json<Vec<MapPackageInfo>>, Problem> {
    app.maps.refresh().map_err(Problem::internal)?;
    Ok(Json(app.maps.packages()))
}

#[derive(Deserialize)]
struct StyleQuery {
    theme: Option<String>,
}

async fn map_style(
    State(app): State<App>,
    Query(query): Query<StyleQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let theme = match query.theme.as_deref() {
        None | Some("day") => Theme::Day,
        Some("night") => Theme::Night,
        Some(_) => {
            let refusal =
                Refusal::new("HTTP-2", "没有这个地图样式", "No such map theme").field("theme").accept(["day", "night"]);
            return Err(Problem::new(StatusCode::BAD_REQUEST, refusal));
        }
    };
    Ok(send(app.maps.style(theme, ""), &headers))
}

async fn map_resource(
    State(app): State<App>,
    Path(rest): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = app.maps.resource(&rest, takes_gzip(&headers)).await.map_err(Problem::internal)?;
    found.map(|resource| send(resource, &headers)).ok_or_else(Problem::not_found)
}

/// RFC 9110 §12.5.3: named, and not with weight 0.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let asked = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    asked.flat_map(|value| value.split(',')).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let never = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !never
    })
}

fn send(resource: Resource, asked: &HeaderMap) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == resource.etag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(resource.bytes).into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(resource.content_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(resource.cache_control));
    if let Ok(etag) = HeaderValue::from_str(&resource.etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(encoding) = resource.content_encoding.filter(|_| !known) {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

#[derive(Deserialize)]
struct PlaceQuery {
    q: String,
}

async fn find_places(
    State(app): State<App>,
    Query(query): Query<PlaceQuery>,
) -> Result<Json<Vec<FoundPlace>>, Problem> {
    Ok(Json(app.maps.search(&query.q, PLACES)?))
}

async fn convert_position(
    State(app): State<App>,
    body::Json(convert): body::Json<Convert>,
) -> Result<Json<Converted>, Problem> {
    Ok(Json(app.maps.convert(convert.given)?))
}

async fn type_catalogue() -> Json<Catalogue> {
    Json(catalogue::catalogue())
}
