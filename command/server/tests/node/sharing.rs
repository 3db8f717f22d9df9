//! The shared map of a conference over real websockets, and walls as onlookers: who hears what, and who does not.

use crate::{client::Live, county::County};
use fengsui_protocol::{
    Actor, ConferenceId, SiteId, UserId,
    conference::{Devices, SlotName},
    geo::Wgs84,
    input::Input,
    live::{ClientMessage, EntityKey, ServerMessage},
    shared_map::{SharedMapAct, SharedMapView, Viewpoint},
    wall::{WallLayout, WallMap, WallPane, WallScene},
};
use serde_json::json;

const LEADER: Actor = Actor::User(UserId(1));
const DUTY: Actor = Actor::User(UserId(2));

async fn conference(county: &County, members: &[Actor]) -> ConferenceId {
    let create = Input::CreateConference {
        title: "防汛会商".into(),
        incident: None,
        invite: vec!["fire".into(), "water".into()],
    };
    let made = county.submit(LEADER, create).await;
    let Some(EntityKey::Conference(conference)) = made else { panic!("{made:?}") };
    for member in members {
        let join = Input::JoinConference { conference, devices: Devices { camera: true, microphone: true } };
        county.submit(member.clone(), join).await;
    }
    conference
}

fn site(county: &County, conference: ConferenceId, of: &Actor) -> SiteId {
    let Actor::User(user) = of else { panic!("a person") };
    county.engine.read(|domain| domain.conference.conferences[&conference].site_of(*user).unwrap().0)
}

async fn act(live: &mut Live, conference: ConferenceId, act: SharedMapAct) {
    live.say(&ClientMessage::SharedMap { conference, act }).await;
}

async fn map(live: &mut Live, mut wanted: impl FnMut(&SharedMapView) -> bool) -> SharedMapView {
    live.until(|message| match message {
        ServerMessage::SharedMap { map, .. } if wanted(map) => Some(map.clone()),
        _ => None,
    })
    .await
}

fn point(lon: f64) -> SharedMapAct {
    SharedMapAct::Point { position: Some(Wgs84 { lon, lat: 25.6 }), drawing: true }
}

#[tokio::test]
async fn map_1_pointers_are_seen_by_people_of_the_conference_and_nobody_else() {
    let county = County::new().await;
    let fire = Actor::User(UserId(5));
    let here = conference(&county, &[LEADER, fire.clone()]).await;
    let there = conference(&county, &[DUTY]).await;
    let (mut leader, ..) = county.login("leader").await.live(None).await;
    let (mut bureau, ..) = county.login("fire").await.live(None).await;
    let (mut duty, ..) = county.login("duty").await.live(None).await;
    let seq = county.engine.position().seq;
    for (live, conference) in [(&mut leader, here), (&mut bureau, here), (&mut duty, there)] {
        act(live, conference, SharedMapAct::Open).await;
        map(live, |_| true).await;
    }
    // The duty officer sits in another conference: neither heard in this one nor told of it.
    act(&mut duty, here, SharedMapAct::Open).await;
    act(&mut duty, here, point(112.9)).await;
    act(&mut bureau, here, point(112.4)).await;
    let told = map(&mut leader, |map| !map.pointers.is_empty()).await;
    let [pointer] = &told.pointers[..] else { panic!("{told:?}") };
    assert_eq!((pointer.site, pointer.drawing), (site(&county, here, &fire), true));
    assert_eq!(pointer.position.unwrap().lon, 112.4);

    let view = Viewpoint { centre: Wgs84 { lon: 112.45, lat: 25.66 }, zoom: 12.5, layers: vec![] };
    act(&mut leader, here, SharedMapAct::TakeLead { view: view.clone() }).await;
    let led = map(&mut bureau, |map| map.leader.is_some()).await;
    assert_eq!((led.leader, led.view), (Some(site(&county, here, &LEADER)), Some(view)));
    drop(leader);
    map(&mut bureau, |map| map.leader.is_none() && map.watching.len() == 1).await;

    // A pong in order: whatever was meant for the duty officer has come before it.
    duty.say(&ClientMessage::Ping { sent: fengsui_protocol::Micros(7) }).await;
    duty.until(|message| match message {
        ServerMessage::SharedMap { conference, .. } => {
            assert_eq!(*conference, there, "nothing of another conference");
            None
        }
        ServerMessage::Pong { .. } => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(county.engine.position().seq, seq, "nothing of it is logged");
}

fn scene(conference: Option<ConferenceId>) -> Input {
    let panes = vec![WallPane::Figures, WallPane::Map, WallPane::Conference];
    let scene = WallScene { panes, layout: WallLayout::Main, map: WallMap::Leader, conference, incident: None };
    Input::ArrangeWall { wall: "hall".into(), preset: None, scene }
}

#[tokio::test]
async fn wall_2_and_3_a_wall_has_a_row_of_its_own_in_the_conference_that_it_shows() {
    let county = County::new().await;
    county.submit(Actor::Node, Input::SetWall { id: "hall".into(), name: "指挥大厅".into() }).await;
    let fire = Actor::User(UserId(5));
    let here = conference(&county, &[LEADER, fire.clone()]).await;
    let duty = county.login("duty").await;
    let missing = duty.post("/api/inputs", json!({"id": "a", "input": scene(Some(ConferenceId(77)))})).await;
    assert_eq!(missing.refusal().rule, "WALL-2");
    let offer = |client: crate::client::Client| async move {
        let path = format!("/api/conferences/{here}/whep?wall=hall");
        let request = client.request(reqwest::Method::POST, &path).header("x-fengsui", "1");
        client.send(request.header("content-type", "application/sdp").body("v=0")).await
    };
    assert_eq!(offer(duty.clone()).await.refusal().rule, "WALL-3", "it does not show this conference");

    county.submit(DUTY, scene(Some(here))).await;
    let table = county.engine.read(|domain| domain.table(here)).unwrap();
    let row = table.sites.iter().find(|row| row.name == "指挥大厅").expect("the wall's row");
    assert!(!row.microphone_open && !row.camera_open && !row.presentation_open, "it sends nothing");
    let of = |name: SlotName| row.slots.iter().find(|slot| slot.slot == name).map(|slot| slot.source);
    assert_eq!(of(SlotName::Main), Some(site(&county, here, &LEADER)), "what most screens show: the chair site");
    let cells: Vec<_> = (0..3).filter_map(|index| of(SlotName::Cell { index })).collect();
    assert_eq!(cells, [site(&county, here, &LEADER), site(&county, here, &fire)], "every site, in their order");
    let roster = county.engine.read(|domain| domain.conference.conferences[&here].sites.len());
    assert_eq!(roster, 3, "two that are here and one that was rung: the wall takes no site");
    assert_eq!(offer(duty.clone()).await.status, 503, "the media process is asked; none runs here");
    assert_eq!(offer(county.login("fire").await).await.refusal().rule, "WALL-3", "not for a department");

    county.submit(DUTY, scene(None)).await;
    let table = county.engine.read(|domain| domain.table(here)).unwrap();
    assert_eq!(table.sites.len(), 2, "and it leaves again");
}
