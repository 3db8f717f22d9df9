//! Login, first password, limits, CSRF, and the end of sessions.

use crate::county::{County, PASSWORD};
use fengsui_protocol::{Actor, UserId, account::Role, input::Input};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn login_gives_a_strict_cookie_and_stands_in_the_log() {
    let county = County::new().await;
    let mut client = county.stranger();
    let answer = client.login("duty", PASSWORD).await;
    assert_eq!(answer.json()["account"], "duty");
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain HTTP on loopback");
    assert_eq!(client.get("/api/me").await.json()["role"], "duty_officer");

    let page = county.login("admin").await.get("/api/audit?limit=5").await;
    let kinds: Vec<_> = page.json()["entries"].as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert!(kinds.contains(&json!("logged_in")), "{kinds:?}");
    assert!(!page.body.contains(PASSWORD) && !page.body.contains("argon2"), "no secret in the audit");

    client.post("/api/logout", json!({})).await;
    assert_eq!(client.get("/api/me").await.refusal().rule, "LOGIN-1");
}

#[tokio::test]
async fn over_a_tls_proxy_the_cookie_is_secure_and_bound_to_the_host() {
    let county = County::new().await;
    let client = county.stranger();
    let body = json!({"account": "duty", "password": PASSWORD});
    let request = client.request(Method::POST, "/api/login").header("x-forwarded-proto", "https").json(&body);
    let answer = client.send(request).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-fengsui=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn login_2_the_first_password_is_changed_before_anything_else() {
    let county = County::new().await;
    let mut client = county.stranger();
    assert_eq!(client.login("newcomer", PASSWORD).await.json()["must_change_password"], true);
    for path in ["/api/catalogue", "/api/live", "/api/map/packages"] {
        assert_eq!(client.get(path).await.refusal().rule, "LOGIN-2", "{path}");
    }
    assert_eq!(client.get("/api/me").await.status, 200);
    let short = client.post("/api/password", json!({"old": PASSWORD, "new": "short"})).await;
    assert_eq!((short.status, short.refusal().rule.as_str()), (422, "LOGIN-4"));
    let wrong = client.post("/api/password", json!({"old": "not it", "new": "another long one"})).await;
    assert_eq!((wrong.status, wrong.refusal().field.as_deref()), (422, Some("old")));
    let changed = client.post("/api/password", json!({"old": PASSWORD, "new": "another long one"})).await;
    assert_eq!(changed.json()["must_change_password"], false);
    assert_eq!(client.get("/api/catalogue").await.status, 200);
    let mut again = county.stranger();
    assert_eq!(again.login("newcomer", PASSWORD).await.refusal().rule, "LOGIN-6");
    assert_eq!(again.login("newcomer", "another long one").await.status, 200);
}

#[tokio::test]
async fn login_3_guessing_is_slowed_down_and_says_for_how_long() {
    let county = County::new().await;
    let mut client = county.stranger();
    for _ in 0..5 {
        assert_eq!(client.login("leader", "wrong password").await.refusal().rule, "LOGIN-6");
    }
    let answer = client.login("leader", PASSWORD).await;
    assert_eq!((answer.status, answer.refusal().rule.as_str()), (429, "LOGIN-3"));
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=5).contains(&seconds));
    assert_eq!(client.login("duty", PASSWORD).await.status, 200, "a colleague is not kept out");
    assert_eq!(client.login("no-such-person", PASSWORD).await.refusal().rule, "LOGIN-6", "as a wrong password");
}

#[tokio::test]
async fn access_2_and_3_other_sites_cannot_act_for_a_person() {
    let county = County::new().await;
    let client = county.login("duty").await;
    let logout = || client.request(Method::POST, "/api/logout");
    assert_eq!(client.send(logout()).await.refusal().rule, "ACCESS-2");
    let foreign = logout().header("x-fengsui", "1").header("origin", "https://evil.example");
    assert_eq!(client.send(foreign).await.refusal().rule, "ACCESS-3");
    assert_eq!(client.try_open_live(Some("https://evil.example"), 0).await.err(), Some(403));
    let own = format!("http://{}", client.address);
    assert!(client.try_open_live(Some(&own), 0).await.is_ok());
    assert_eq!(client.send(logout().header("x-fengsui", "1").header("origin", own)).await.status, 204);
}

#[tokio::test]
async fn the_end_of_a_session_says_goodbye_on_its_websockets() {
    let county = County::new().await;
    let (first, second) = (county.login("duty").await, county.login("duty").await);
    let (mut first_live, ..) = first.live(None).await;
    let (mut second_live, ..) = second.live(None).await;
    let change = json!({"old": PASSWORD, "new": "yet another long one"});
    assert_eq!(second.post("/api/password", change).await.status, 200);
    assert_eq!(first_live.farewell().await.0, "LIVE-4");
    assert_eq!(first.get("/api/me").await.status, 401);
    assert_eq!(second.get("/api/me").await.status, 200, "the one who changed it stays");
    second.post("/api/logout", json!({})).await;
    assert_eq!(second_live.farewell().await.0, "LIVE-4");
}

#[tokio::test]
async fn administrators_make_reset_and_disable_accounts() {
    let county = County::new().await;
    let admin = county.login("admin").await;
    let new = json!({"account": "wangwu", "name": "王五", "unit": "centre", "role": Role::DutyOfficer});
    let secret = admin.post("/api/users", new.clone()).await.json()["secret"].as_str().unwrap().to_owned();
    assert_eq!(admin.post("/api/users", new).await.refusal().rule, "ADM-3");
    let mut wangwu = county.stranger();
    let id = wangwu.login("wangwu", &secret).await.json()["id"].as_u64().unwrap();
    let reset = admin.post(&format!("/api/users/{id}/reset"), json!({})).await;
    assert_eq!(wangwu.get("/api/me").await.status, 401, "a reset ends sessions");
    let again = reset.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(again, secret);
    assert_eq!(wangwu.login("wangwu", &again).await.status, 200);
    wangwu.post("/api/password", json!({"old": again, "new": "chosen by himself"})).await;
    let (mut live, ..) = wangwu.live(None).await;
    let off = Input::UpdateUser { user: UserId(id), name: None, unit: None, role: None, disabled: Some(true) };
    county.submit(Actor::User(UserId(4)), off).await;
    assert_eq!(live.farewell().await.0, "LIVE-4");
    assert_eq!(wangwu.login("wangwu", "chosen by himself").await.refusal().rule, "LOGIN-6");
}
