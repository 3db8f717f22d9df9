//! The route table: the one way in which a route comes into being. A route cannot be added without saying who may ask
//! it; router, authority test and OpenAPI document come out of the same table.

use super::{
    App,
    access::{Access, Guard, guard},
    body::Bound,
};
use axum::{
    Extension, Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, on},
};
use fengsui_protocol::{Refusal, bounds};
use std::convert::Infallible;
use utoipa::{
    ToSchema,
    openapi::{
        Content, HttpMethod, PathItem, Paths, Ref, RefOr, Required, ResponseBuilder, Schema,
        path::{OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::ArrayBuilder,
    },
};

/// A route: method, path, rule, and what goes in and out.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    summary: &'static str,
    request: Option<Content>,
    request_kind: &'static str,
    response: Option<Content>,
    response_kind: &'static str,
    status: u16,
    queries: Vec<&'static str>,
    body_bytes: usize,
}

impl Route {
    pub fn new(method: Method, path: &'static str, access: Access, summary: &'static str) -> Self {
        Self {
            method,
            path,
            access,
            summary,
            request: None,
            request_kind: JSON,
            response: None,
            response_kind: JSON,
            status: 200,
            queries: Vec::new(),
            body_bytes: bounds::HTTP_BODY_BYTES,
        }
    }

    /// The JSON body it takes.
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.request = Some(content::<T>());
        self
    }

    /// A body of another kind.
    pub fn takes_text(mut self, kind: &'static str) -> Self {
        self.request_kind = kind;
        self.request = Some(Content::default());
        self
    }

    /// The JSON body it answers with.
    pub fn gives<T: ToSchema>(mut self) -> Self {
        self.response = Some(content::<T>());
        self
    }

    /// As [`Route::gives`], many of them.
    pub fn gives_many<T: ToSchema>(mut self) -> Self {
        self.response = Some(Content::new(Some(ArrayBuilder::new().items(reference::<T>()).build())));
        self
    }

    /// A body of another kind.
    pub fn gives_text(mut self, kind: &'static str) -> Self {
        self.response_kind = kind;
        self.response = Some(Content::default());
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn queries(mut self, queries: &[&'static str]) -> Self {
        self.queries = queries.to_vec();
        self
    }

    /// Bound of the request body, when it is not [`bounds::HTTP_BODY_BYTES`].
    pub fn body_bytes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// Names of the path's parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| {
            let name = part.strip_prefix('{')?.split('}').next()?;
            Some(name.trim_start_matches('*'))
        })
    }

    fn operation(&self) -> OperationBuilder {
        let mut operation = OperationBuilder::new().summary(Some(self.summary)).description(Some(said(self.access)));
        for name in self.parameters() {
            operation = operation.parameter(parameter(name, ParameterIn::Path, Required::True));
        }
        for name in &self.queries {
            operation = operation.parameter(parameter(name, ParameterIn::Query, Required::False));
        }
        if let Some(content) = self.request.clone() {
            let body = RequestBodyBuilder::new().required(Some(Required::True)).content(self.request_kind, content);
            operation = operation.request_body(Some(body.build()));
        }
        let mut response = ResponseBuilder::new().description("done");
        if let Some(content) = self.response.clone() {
            response = response.content(self.response_kind, content);
        }
        let refused = ResponseBuilder::new().description("refused").content(JSON, content::<Refusal>());
        operation.response(self.status.to_string(), response.build()).response("default", refused.build())
    }
}

const JSON: &str = "application/json";

fn content<T: ToSchema>() -> Content {
    Content::new(Some(reference::<T>()))
}

fn reference<T: ToSchema>() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(T::name()))
}

fn parameter(name: &str, place: ParameterIn, required: Required) -> ParameterBuilder {
    let schema = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String).build();
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(schema))
}

fn said(access: Access) -> String {
    match access {
        Access::Public => "Anyone.".to_owned(),
        Access::LoopbackOrLoggedIn => "Anyone on loopback, otherwise logged in.".to_owned(),
        Access::LoggedInAnyhow => "Logged in, also before the first password change.".to_owned(),
        Access::LoggedIn => "Logged in.".to_owned(),
        Access::Roles(roles) => format!("Logged in as one of {roles:?}."),
        Access::FeedKey => "Key of the feed source.".to_owned(),
        Access::SiteToken => "Logged in, or bearer of a site token.".to_owned(),
    }
}

/// The table, growing.
#[derive(Default)]
pub struct Table {
    routes: Vec<(Route, Mount)>,
}

type Mount = Box<dyn FnOnce(Router<App>, &Route, App) -> Router<App> + Send>;

impl Table {
    /// Adds a route; the only way to add one.
    pub fn add<H, T>(&mut self, route: Route, handler: H)
    where
        H: Handler<T, App> + Sync,
        T: 'static,
    {
        let mount = move |router: Router<App>, route: &Route, app: App| {
            let filter = MethodFilter::try_from(route.method.clone()).expect("a method that axum routes");
            let guard_state = Guard { app, access: route.access };
            let guarded = on(filter, handler)
                .layer::<_, Infallible>(from_fn_with_state(guard_state, guard))
                .layer(Extension(Bound(route.body_bytes)));
            router.route(route.path, guarded)
        };
        self.routes.push((route, Box::new(mount)));
    }

    /// The routes, for tests and documents.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().map(|(route, _)| route)
    }

    /// Paths of the OpenAPI document.
    pub fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        for route in self.routes() {
            let method = match route.method {
                Method::POST => HttpMethod::Post,
                Method::DELETE => HttpMethod::Delete,
                Method::OPTIONS => HttpMethod::Options,
                Method::PATCH => HttpMethod::Patch,
                _ => HttpMethod::Get,
            };
            let item = PathItem::new(method, route.operation());
            let path = route.path.replace("{*", "{");
            match paths.paths.get_mut(&path) {
                Some(present) => present.merge_operations(item),
                None => {
                    paths.paths.insert(path, item);
                }
            }
        }
        paths
    }

    /// The router.
    pub fn into_router(self, app: &App) -> Router<App> {
        let mounted = self.routes.into_iter();
        mounted.fold(Router::new(), |router, (route, mount)| mount(router, &route, app.clone()))
    }
}
