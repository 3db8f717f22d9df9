//! Every route of the router's own table, asked by those who may not.

use crate::county::County;
use fengsui_command_server::http::{Route, access::Access, table};
use fengsui_protocol::account::Role;
use reqwest::Method;

/// Routes that anyone may ask. A new one is a decision, not an accident.
const PUBLIC: [(&str, &str); 9] = [
    ("POST", "/api/login"),
    ("OPTIONS", "/api/conferences/{id}/whip"),
    ("OPTIONS", "/api/conferences/{id}/whep"),
    ("OPTIONS", "/api/conferences/{id}/whip/{session}"),
    ("OPTIONS", "/api/conferences/{id}/whep/{session}"),
    ("GET", "/trust"),
    ("GET", "/trust/root.pem"),
    ("GET", "/"),
    ("GET", "/{*path}"),
];

const METHODS: [Method; 6] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];

fn address(route: &Route) -> String {
    route.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

#[test]
fn public_routes_are_these_and_no_others() {
    let table = table();
    let public: Vec<_> = table.routes().filter(|route| route.access == Access::Public).collect();
    for route in &public {
        assert!(PUBLIC.contains(&(route.method.as_str(), route.path)), "{} {} is public", route.method, route.path);
    }
    assert_eq!(public.len(), PUBLIC.len());
}

#[tokio::test]
async fn strangers_get_nothing_from_any_route_by_any_method() {
    let county = County::new().await;
    let stranger = county.stranger();
    let table = table();
    let mut asked = 0;
    for route in table.routes() {
        for method in METHODS {
            let public = PUBLIC.iter().any(|(m, path)| *m == method.as_str() && address_of(path) == address(route));
            let catch_all = method == Method::GET && !route.path.starts_with("/api");
            let loopback = route.access == Access::LoopbackOrLoggedIn && method == Method::GET;
            if public || catch_all || loopback {
                continue;
            }
            let request = stranger.request(method.clone(), &address(route)).header("x-fengsui", "1");
            let answer = stranger.send(request.header("content-type", "application/json").body("{}")).await;
            let listed = table.routes().any(|known| known.method == method && address(known) == address(route));
            let right = match (listed, route.access) {
                // A feed's key is proved over the body, and this body is none.
                (true, Access::FeedKey) => matches!(answer.status, 400 | 401),
                (true, _) => matches!(answer.status, 401 | 403),
                (false, _) => matches!(answer.status, 401 | 403 | 404 | 405),
            };
            assert!(right, "{method} {} answered {} {}", route.path, answer.status, answer.body);
            assert!(!answer.refusal().rule.is_empty() || method == Method::HEAD);
            asked += 1;
        }
    }
    assert!(asked > 100, "only {asked} questions were asked");
}

fn address_of(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn access_1_roles_are_checked_before_anything_happens() {
    let county = County::new().await;
    let people = [
        ("leader", Role::Leader),
        ("duty", Role::DutyOfficer),
        ("operator", Role::Operator),
        ("fire", Role::DepartmentOfficer),
        ("town", Role::TownshipOfficer),
        ("field", Role::FieldOfficer),
    ];
    for (account, role) in people {
        let client = county.login(account).await;
        for route in table().routes() {
            let Access::Roles(roles) = route.access else { continue };
            if roles.contains(&role) {
                continue;
            }
            let request = client.request(route.method.clone(), &address(route)).header("x-fengsui", "1");
            let answer = client.send(request.json(&serde_json::json!({}))).await;
            assert_eq!((answer.status, answer.refusal().rule.as_str()), (403, "ACCESS-1"), "{account} {}", route.path);
        }
    }
}

#[tokio::test]
async fn health_is_for_loopback_and_for_those_behind_the_proxy_who_are_logged_in() {
    let county = County::new().await;
    let stranger = county.stranger();
    assert_eq!(stranger.get("/api/health").await.json()["mode"], "demo");
    let through_proxy = stranger.request(Method::GET, "/api/health").header("x-forwarded-for", "192.0.2.9");
    assert_eq!(stranger.send(through_proxy).await.status, 401);
}
