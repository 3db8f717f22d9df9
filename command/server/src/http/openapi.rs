//! The OpenAPI document: every wire type, and every route of the router's own table. Checked in as
//! `docs/openapi.json`; TypeScript is generated from it; a test fails when it is stale.

use fengsui_protocol::{
    account, feed, geo, http, incident,
    live::{ClientMessage, ServerMessage},
    refusal::Refusal,
};
use utoipa::openapi::{Components, ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths};

/// The document for `paths`, with the live protocol's messages (which no path mentions) among its components.
pub fn document(paths: Paths) -> OpenApi {
    let info = InfoBuilder::new()
        .title("Fengsui")
        .description(Some("County emergency command: HTTP routes and the messages of the live websocket."))
        .version(env!("CARGO_PKG_VERSION"))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").build()))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components())).build()
}

/// Every type that crosses, with all that it is made of.
fn components() -> Components {
    ComponentsBuilder::new()
        .schema_from::<ClientMessage>()
        .schema_from::<ServerMessage>()
        .schema_from::<Refusal>()
        .schema_from::<account::Me>()
        .schema_from::<feed::Envelope>()
        .schema_from::<feed::DispatchBody>()
        .schema_from::<feed::ObservationBody>()
        .schema_from::<feed::FeedAnswer>()
        .schema_from::<geo::FoundPlace>()
        .schema_from::<http::Login>()
        .schema_from::<http::ChangePassword>()
        .schema_from::<http::PostedInput>()
        .schema_from::<http::Accepted>()
        .schema_from::<http::NewUser>()
        .schema_from::<http::NewSecret>()
        .schema_from::<http::AuditPage>()
        .schema_from::<http::Convert>()
        .schema_from::<http::Converted>()
        .schema_from::<http::MapPackageInfo>()
        .schema_from::<http::Catalogue>()
        .schema_from::<http::Health>()
        .schema_from::<incident::IncidentView>()
        .build()
}
