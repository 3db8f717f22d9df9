//! The OpenAPI document: every wire type, and every route of the router's own table. Checked in as
//! `docs/openapi.json`; TypeScript is generated from it; a test fails when it is stale.

use fengsui_protocol::{
    account, archive, correlation, document, duty, extranet, feed, geo, http, incident, issued,
    live::{ClientMessage, ServerMessage},
    plan,
    refusal::Refusal,
    resource, search, statistics,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Components, ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths},
};

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
    let mut all = Vec::new();
    macro_rules! collect {
        ($($kind:ty),+ $(,)?) => {$(
            all.push((<$kind>::name().into_owned(), <$kind>::schema()));
            <$kind>::schemas(&mut all);
        )+};
    }
    collect!(ClientMessage, ServerMessage, Refusal, account::Me, incident::IncidentView, geo::FoundPlace);
    collect!(resource::RegisterPreview, extranet::LineLoad);
    collect!(plan::AskTrigger, plan::TriggerMeaning);
    collect!(correlation::AskCorrelation, correlation::Correlation);
    collect!(
        duty::AskDutyImport,
        duty::DutyImport,
        duty::DutyLog,
        duty::HandoverList,
        duty::HandoverSheet,
        duty::Bulletin
    );
    collect!(statistics::Overview, statistics::Statistics, issued::GatewayReceipt);
    collect!(feed::Envelope, feed::DispatchBody, feed::ObservationBody, feed::FeedAnswer);
    collect!(http::Login, http::ChangePassword, http::PostedInput, http::Accepted, http::NewUser, http::NewSecret);
    collect!(archive::IncidentPage, archive::IncidentRow, archive::IncidentFile);
    collect!(document::SealedDocument, search::SearchAnswer, search::SearchKind);
    collect!(http::AuditPage, http::Convert, http::Converted, http::MapPackageInfo, http::Catalogue, http::Health);
    collect!(http::MediaWays);
    ComponentsBuilder::new().schemas_from_iter(all).build()
}
