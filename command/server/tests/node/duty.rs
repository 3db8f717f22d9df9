//! 值班 from outside: whose roster a file may change, whose handover is read, who counts.

use crate::county::County;
use fengsui_protocol::{Actor, Micros, UserId, duty::DutyPlan, input::Input};
use serde_json::json;

const FIRE: Actor = Actor::User(UserId(5));

fn plan(county: &County, unit: &str) -> Input {
    let start = county.engine.now().plus(60 * Micros::MINUTE);
    let plan = DutyPlan {
        unit: unit.into(),
        start,
        end: start.plus(8 * 60 * Micros::MINUTE),
        officers: vec![format!("{unit} 值班员")],
        leader: "陈立新".into(),
        phone: "0735-6622345".into(),
    };
    Input::SetDutyShift { shift: None, version: 0, plan }
}

#[tokio::test]
async fn view_12_a_roster_s_file_has_what_one_may_see_and_no_formula() {
    let county = County::new().await;
    for unit in ["centre", "fire", "water"] {
        county.submit(Actor::Node, plan(&county, unit)).await;
    }
    let sheet = county.login("fire").await.get("/api/duty/roster.csv").await;
    assert!(sheet.header("content-type").starts_with("text/csv"));
    assert!(
        sheet.body.contains("centre 值班员") && sheet.body.contains("fire 值班员") && !sheet.body.contains("water")
    );
    let own = county.login("leader").await.get("/api/duty/roster.csv?unit=water").await;
    assert!(own.body.contains("water 值班员") && !own.body.contains("fire"));
}

#[tokio::test]
async fn duty_7_a_file_is_checked_for_its_sender_and_changes_nothing() {
    let county = County::new().await;
    let (fire, field) = (county.login("fire").await, county.login("field").await);
    let seq = county.engine.position().seq;
    let text = "单位,开始,结束,值班员,带班领导,值班电话\n,2126-07-18 08:00,2126-07-18 20:00,甲,乙,119\n单位 water,2026-07-18 08:00,2026-07-18 20:00,甲,乙,119\n";
    let body = json!({"unit": "fire", "text": text});
    let read = fire.post("/api/duty/import", body.clone()).await.json();
    let rules: Vec<_> =
        read["errors"].as_array().unwrap().iter().map(|error| error["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["DUTY-1", "AUTH-3"]);
    assert_eq!(field.post("/api/duty/import", body).await.status, 403);
    assert_eq!(county.engine.position().seq, seq);
}

#[tokio::test]
async fn view_13_a_handover_is_read_by_its_own_room_only() {
    let county = County::new().await;
    let give = Input::GiveHandover { remarks: vec![], text: "车辆完好".into() };
    county.submit(FIRE, give).await;
    let own = county.login("fire").await.get("/api/duty/handovers/1").await.json();
    assert_eq!(own["handover"]["text"], "车辆完好");
    for account in ["duty", "leader"] {
        assert_eq!(county.login(account).await.get("/api/duty/handovers/1").await.status, 404, "{account}");
    }
    for account in ["operator", "admin", "field"] {
        let client = county.login(account).await;
        for path in ["/api/duty/handovers/1", "/api/duty/log", "/api/duty/handover"] {
            assert_eq!(client.get(path).await.status, 403, "{account} {path}");
        }
    }
}

#[tokio::test]
async fn stat_1_counting_is_the_county_s_command_s_and_bounded() {
    let county = County::new().await;
    let duty = county.login("duty").await;
    assert_eq!(duty.get("/api/statistics").await.json()["total"], 0);
    assert_eq!(duty.get("/api/statistics?from=0&to=99999999999999").await.refusal().rule, "STAT-1");
    assert_eq!(duty.get("/api/overview").await.json()["open"], json!([]));
    assert_eq!(duty.get("/api/duty/bulletin").await.json()["sections"].as_array().unwrap().len(), 8);
    let fire = county.login("fire").await;
    for path in ["/api/statistics", "/api/overview", "/api/duty/bulletin"] {
        assert_eq!(fire.get(path).await.status, 403, "{path}");
    }
}
