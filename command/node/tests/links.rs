//! The command process's link to a real media process: converging, negotiating, losing it and having it back.

use fengsui_command_core::{NodeInput, Secret};
use fengsui_command_server::{
    bridge::{Bridge, Negotiation},
    clock::Clock,
    domain,
    engine::{self, Engine},
    log::LogOptions,
    snapshots::Policy,
};
use fengsui_protocol::{
    Actor, ConferenceId, InputId, SiteId, UserId,
    account::{Mode, Role, UnitKind},
    conference::Devices,
    input::Input,
    link::media::{Direction, MediaRefusal},
    live::EntityKey,
};
use fengsui_sfu_server::MediaConfig;
use std::{path::PathBuf, time::Duration};
use tokio::{sync::oneshot, task::LocalSet};

/// Generous: the machine may be busy with other tests.
const LONG: Duration = Duration::from_secs(60);

struct Dir(PathBuf);
impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn submit(engine: &Engine, actor: Actor, input: impl Into<domain::NodeInput>) -> Option<EntityKey> {
    let id = InputId(uuid::Uuid::new_v4().to_string());
    engine.submit(actor, id, input).await.unwrap().made
}

async fn open(dir: &Dir) -> Engine {
    let clock = Clock::system();
    let (dir, now) = (dir.0.clone(), clock.now());
    let options = LogOptions { dir, jurisdiction: "431024".into(), mode: Mode::Demo, now };
    let engine = engine::open(&options, clock, Policy::default()).await.unwrap().engine;
    let (id, name) = ("431024".into(), "嘉禾县".to_owned());
    submit(&engine, Actor::Node, NodeInput::OpenJurisdiction { id, name, mode: Mode::Demo, bbox: None }).await;
    engine
}

async fn conference(engine: &Engine) -> (ConferenceId, SiteId) {
    let input = Input::CreateConference { title: "防汛会商".into(), incident: None, invite: vec![] };
    let Some(EntityKey::Conference(conference)) = submit(engine, Actor::Console, input).await else { panic!() };
    let joined = fengsui_conference::NodeInput::TokenJoined { conference, name: "水利局".into(), publish: true };
    submit(engine, Actor::Node, joined).await;
    let site = engine.read(|domain| domain.conference.conferences[&conference].token_site("水利局").unwrap().0);
    (conference, site)
}

/// A media process within this one, ended by the sender.
fn media(run_dir: &std::path::Path) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let config = MediaConfig { udp_port: 0, tcp_port: 0, ..MediaConfig::new(run_dir) };
    let task = tokio::task::spawn_local(async move {
        let stop = async {
            let _ = stopped.await;
        };
        fengsui_sfu_server::serve(config, |_| (), stop).await.unwrap();
    });
    (stop, task)
}

/// A real publisher's offer.
const OFFER: &str = include_str!("../../../sfu/server/tests/offers/chromium-156-publish.sdp");

/// Status of the refusal, 201 for an answer.
async fn negotiate(bridge: &Bridge, conference: ConferenceId, site: SiteId, offer: &str) -> u16 {
    let (direction, offer) = (Direction::Publish, offer.to_owned());
    let ask = Negotiation { conference, site, direction, source: None, slots: vec![], offer, front: None };
    match bridge.media.negotiate(bridge.media.new_session(), ask).await {
        Ok(answer) => {
            assert!(answer.contains("a=ice-lite"), "{answer}");
            201
        }
        Err(MediaRefusal { status, .. }) => status,
    }
}

/// Somebody who has joined the conference.
async fn person(engine: &Engine, account: &str, conference: ConferenceId) -> (UserId, SiteId) {
    let user = NodeInput::CreateUser {
        account: account.into(),
        name: "值班员".into(),
        unit: "centre".into(),
        role: Role::DutyOfficer,
        password_hash: Secret("$argon2id$none".into()),
        must_change: false,
    };
    let Some(EntityKey::User(id)) = submit(engine, Actor::Node, user).await else { panic!() };
    submit(engine, Actor::User(id), Input::JoinConference { conference, devices: Devices::default() }).await;
    (id, engine.read(|domain| domain.conference.conferences[&conference].site_of(id).unwrap().0))
}

#[tokio::test]
async fn who_may_no_longer_act_is_out_of_the_conference_and_its_media() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    LocalSet::new().run_until(tokio::time::timeout(LONG, sent_away())).await.unwrap();
}

async fn sent_away() {
    let dir = Dir(std::env::temp_dir().join(format!("fengsui-links-{}", uuid::Uuid::new_v4())));
    let run_dir = dir.0.join("run");
    std::fs::create_dir_all(&run_dir).unwrap();
    let engine = open(&dir).await;
    let (id, name) = ("centre".into(), "县应急指挥中心".to_owned());
    let unit = Input::CreateUnit { id, name, kind: UnitKind::Centre, code: None, phone: None };
    submit(&engine, Actor::Node, unit).await;
    let (conference, _) = conference(&engine).await;
    let bridge = Bridge::start(&engine, &run_dir);
    let (_stop, _task) = media(&run_dir);
    bridge.media.up().await;
    let present = |site| engine.read(|domain| domain.present_sites().contains(&(conference, site)));
    let stays = person(&engine, "stays", conference).await.1;

    let (user, site) = person(&engine, "disabled", conference).await;
    assert_eq!(negotiate(&bridge, conference, site, OFFER).await, 201);
    let off = Input::UpdateUser { user, name: None, unit: None, role: None, disabled: Some(true) };
    submit(&engine, Actor::Node, off).await;
    assert!(!present(site));
    assert_eq!(negotiate(&bridge, conference, site, OFFER).await, 404, "its place in the table is gone");

    let (user, site) = person(&engine, "reset", conference).await;
    assert_eq!(negotiate(&bridge, conference, site, OFFER).await, 201);
    let password_hash = Secret("$argon2id$other".into());
    submit(&engine, Actor::Node, NodeInput::SetPassword { user, password_hash, must_change: true }).await;
    assert!(!present(site) && present(stays));
    assert_eq!(negotiate(&bridge, conference, site, OFFER).await, 404);

    let off = Input::UpdateUnit { id: "centre".into(), name: None, phone: None, disabled: Some(true) };
    submit(&engine, Actor::Node, off).await;
    assert!(!present(stays), "with the whole unit");
}

#[tokio::test]
async fn media_is_converged_asked_lost_and_found_again() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    LocalSet::new().run_until(tokio::time::timeout(LONG, scenario())).await.unwrap();
}

async fn scenario() {
    let dir = Dir(std::env::temp_dir().join(format!("fengsui-links-{}", uuid::Uuid::new_v4())));
    let run_dir = dir.0.join("run");
    std::fs::create_dir_all(&run_dir).unwrap();
    let engine = open(&dir).await;
    let (known, site) = conference(&engine).await;
    let bridge = Bridge::start(&engine, &run_dir);
    assert_eq!(negotiate(&bridge, known, site, OFFER).await, 503, "nobody there");

    let (stop, task) = media(&run_dir);
    bridge.media.up().await;
    assert!(!bridge.media.status().addresses.is_empty());
    assert_eq!(negotiate(&bridge, known, site, OFFER).await, 201);
    assert_eq!(negotiate(&bridge, known, site, "v=0\r\nno offer\r\n").await, 400);
    let (later, later_site) = conference(&engine).await;
    assert_eq!(negotiate(&bridge, later, later_site, OFFER).await, 201, "a later table is told before the offer");
    assert_eq!(negotiate(&bridge, ConferenceId(99), site, OFFER).await, 404);
    submit(&engine, Actor::Console, Input::EndConference { conference: later }).await;
    assert_eq!(negotiate(&bridge, later, later_site, OFFER).await, 404, "an ended conference is dropped");

    stop.send(()).unwrap();
    task.await.unwrap();
    while bridge.media.status().up {
        tokio::task::yield_now().await;
    }
    assert_eq!(negotiate(&bridge, known, site, OFFER).await, 503);
    let (_stop, _task) = media(&run_dir);
    bridge.media.up().await;
    assert_eq!(negotiate(&bridge, known, site, OFFER).await, 201, "converged anew");
}
