//! 预警发布 over HTTP: the CAP document of a warning, keys of gateways, and the receipts that gateways bring back.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body::Text,
};
use crate::issued::{KeyOf, Signed, cap};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::NodeInput;
use fengsui_protocol::{
    Actor, GatewayId, IssuedWarningId, Micros, Refusal,
    account::Role,
    http::{Accepted, NewSecret},
    issued::GatewayReceipt,
    live::EntityKey,
};

/// A receipt's clock may be this far from ours, microseconds; one that is older is a copy.
const APART: i64 = 10 * Micros::MINUTE;

pub(super) fn routes(table: &mut Table) {
    let document = Route::new(
        Method::GET,
        "/api/warnings/{id}/cap",
        Access::LoggedIn,
        "CAP 1.2 of a warning issued here, for whoever may see it",
    );
    table.add(document.gives_text("application/cap+xml"), cap_document);
    let key = Route::new(
        Method::POST,
        "/api/gateways/{id}/key",
        Access::Roles(&[Role::Administrator]),
        "Make a new key for a gateway; it is shown once",
    );
    table.add(key.gives::<NewSecret>(), new_key);
    let receipts = Route::new(
        Method::POST,
        "/api/gateways/{id}/receipts",
        Access::FeedKey,
        "How far a message came, signed by its gateway",
    );
    table.add(receipts.takes::<GatewayReceipt>().gives::<Accepted>(), take_receipt);
}

async fn cap_document(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let (me, id) = (&caller.user()?.me, IssuedWarningId(id));
    let document = app.engine.read(|domain| {
        let class = domain.command.class(me.id)?;
        domain.view(&EntityKey::IssuedWarning(id), &class)?;
        let warning = domain.command.issued.all.get(&id)?;
        cap::document(&domain.command, warning, cap::newest(warning))
    });
    let mut response = document.ok_or_else(Problem::not_found)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/cap+xml; charset=utf-8"));
    let name = format!("attachment; filename=\"warning-{id}.xml\"");
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Problem::internal)?);
    Ok(response)
}

async fn new_key(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<NewSecret>, Problem> {
    let gateway = GatewayId(id);
    let made = KeyOf::make(&app.secret, &gateway);
    let input = NodeInput::SetGatewayKey { gateway, key: made.salt, hint: made.hint };
    app.engine.submit(Actor::User(caller.user()?.me.id), new_id(), input).await?;
    Ok(Json(NewSecret { secret: made.key }))
}

async fn take_receipt(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Text { text, .. }: Text,
) -> Result<Json<Accepted>, Problem> {
    let gateway = GatewayId(id);
    prove(&app, &gateway, &headers, &text)?;
    let receipt: GatewayReceipt = serde_json::from_str(&text).map_err(|error| {
        let refusal =
            Refusal::new("HTTP-2", format!("回执读不懂：{error}"), format!("The receipt cannot be read: {error}"));
        Problem::new(StatusCode::BAD_REQUEST, refusal)
    })?;
    let input = NodeInput::ReceiptReceived { gateway, key: receipt.key, counts: receipt.counts };
    let committed = app.engine.submit(Actor::Node, new_id(), input).await?;
    Ok(Json(Accepted { seq: committed.seq, made: committed.made }))
}

/// WARN-9: signed with the gateway's own key, now.
fn prove(app: &App, gateway: &GatewayId, headers: &HeaderMap, text: &str) -> Result<(), Problem> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let salt =
        app.engine.read(|domain| domain.command.issued.gateways.get(gateway).and_then(|found| found.key.clone()));
    let time = header("x-fengsui-time");
    let signed = Signed { gateway: &gateway.0, time, body: text.as_bytes() };
    let key = salt.map(|salt| KeyOf::of(&app.secret, gateway, &salt));
    let genuine = key.is_some_and(|key| signed.genuine(&key, header("x-fengsui-signature")));
    let now = app.engine.now();
    let timely = time.parse().is_ok_and(|time: i64| now.0.saturating_sub(time).saturating_abs() <= APART);
    if genuine && timely {
        return Ok(());
    }
    let refusal = Refusal::new("WARN-9", "回执签名不符或已过时", "The receipt's signature does not fit, or is too old");
    Err(Problem::new(StatusCode::UNAUTHORIZED, refusal.field("x-fengsui-signature")))
}
