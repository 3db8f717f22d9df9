//! Names on tiles go by what the media process says of each slot: a page whose websocket broke for a moment is told again.

use crate::county::{County, PASSWORD};
use fengsui_protocol::{
    Actor, ConferenceId, SessionId, SiteId, UserId,
    conference::{Devices, SlotChange, SlotName, StreamKind},
    input::Input,
    link::{self, MEDIA_SOCKET, media::FromMedia},
    live::{EntityKey, ServerMessage},
};
use tokio::{
    io::AsyncWriteExt,
    net::{UnixListener, UnixStream},
};

const DUTY: UserId = UserId(2);

/// What a media process with one receiving session says at its end of the link.
async fn media(county: &County) -> UnixStream {
    let listener = UnixListener::bind(county.dir.join("run").join(MEDIA_SOCKET)).unwrap();
    let (mut link, _) = listener.accept().await.unwrap();
    say(&mut link, &FromMedia::Hello { boot: 1, addresses: vec![], sessions: vec![] }).await;
    link
}

async fn say(link: &mut UnixStream, message: &FromMedia) {
    let mut frame = Vec::new();
    link::put_json(&mut frame, message);
    link.write_all(&frame).await.unwrap();
}

async fn joined(county: &County) -> (ConferenceId, SiteId) {
    let create = Input::CreateConference { title: "防汛会商".into(), incident: None, invite: vec![] };
    let made = county.submit(Actor::User(DUTY), create).await;
    let Some(EntityKey::Conference(conference)) = made else { panic!("{made:?}") };
    let join = Input::JoinConference { conference, devices: Devices::default() };
    county.submit(Actor::User(DUTY), join).await;
    let site = county.engine.read(|domain| domain.conference.conferences[&conference].site_of(DUTY).unwrap().0);
    (conference, site)
}

fn change(conference: ConferenceId, session: u64, slot: SlotName, source: u64) -> SlotChange {
    let (session, source, mid) = (SessionId(session), Some(SiteId(source)), "0".to_owned());
    let stream = Some(StreamKind::Camera);
    SlotChange {
        conference,
        session,
        generation: 1,
        slot,
        source,
        stream,
        rtp_timestamp: Some(7),
        paused: false,
        shared_line: false,
        mid,
    }
}

fn heard(message: &ServerMessage) -> Option<SlotChange> {
    match message {
        ServerMessage::SlotChanged { change } => Some(change.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_page_that_comes_back_hears_what_its_slots_show() {
    let county = County::new().await;
    let (conference, site) = joined(&county).await;
    let mut link = media(&county).await;
    let client = county.login("duty").await;
    let (mut live, token, _) = client.live(None).await;
    let (old, main) = (change(conference, 4, SlotName::Main, 30), change(conference, 5, SlotName::Main, 31));
    let cell = change(conference, 5, SlotName::Cell { index: 0 }, 32);
    for change in [&old, &main, &cell] {
        say(&mut link, &FromMedia::SlotChanged { site, change: change.clone() }).await;
        assert_eq!(live.until(heard).await, *change, "as it happens");
    }
    drop(live);
    for resume in [Some(token), None] {
        let (mut live, ..) = client.live(resume).await;
        let told = [live.until(heard).await, live.until(heard).await];
        assert_eq!(told, [main.clone(), cell.clone()], "the newest of each slot of the newest session");
    }
    let mut stranger = county.stranger();
    assert_eq!(stranger.login("leader", PASSWORD).await.status, 200);
    let (mut leader, ..) = stranger.live(None).await;
    county.submit(Actor::User(DUTY), Input::EndConference { conference }).await;
    leader
        .until(|message| {
            assert_eq!(heard(message), None, "another person's slots");
            matches!(message, ServerMessage::Delta { .. }).then_some(())
        })
        .await;
}
