//! 会控 on the wire: each screen is told what it shows and acknowledges it, chair and operator see how far the screens
//! have come, and voices of the media process switch the picture.

use crate::{client::Live, county::County};
use fengsui_protocol::{
    Actor, ConferenceId, SiteId, UserId,
    conference::Devices,
    control::{Level, Operation, ScreenView, ScreensShown, VoiceSwitchSettings},
    extranet::{ExtranetLine, ExtranetNodeKind, Grade, LineLoad, Load, Reserved},
    input::Input,
    link::{
        self, MEDIA_SOCKET,
        media::{FromMedia, ToMedia},
    },
    live::{ClientMessage, EntityKey, EntityView, ServerMessage, Voice},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

const DUTY: UserId = UserId(2);
const FIRE: UserId = UserId(5);
const WATER: UserId = UserId(7);

struct Meeting {
    county: County,
    conference: ConferenceId,
}

impl Meeting {
    /// The duty officer in the chair, fire and water.
    async fn new() -> Self {
        let county = County::new().await;
        let create = Input::CreateConference {
            title: "防汛会商".into(),
            incident: None,
            invite: vec!["fire".into(), "water".into()],
        };
        let made = county.submit(Actor::User(DUTY), create).await;
        let Some(EntityKey::Conference(conference)) = made else { panic!("{made:?}") };
        for user in [DUTY, FIRE, WATER] {
            let devices = Devices { camera: true, microphone: true };
            county.submit(Actor::User(user), Input::JoinConference { conference, devices }).await;
        }
        Self { county, conference }
    }

    fn site(&self, user: UserId) -> SiteId {
        let conference = self.conference;
        self.county.engine.read(|domain| domain.conference.conferences[&conference].site_of(user).unwrap().0)
    }

    async fn page(&self, account: &str) -> Live {
        self.county.login(account).await.live(None).await.0
    }

    async fn broadcast(&self, site: Option<SiteId>) {
        let input = Input::Broadcast { conference: self.conference, site };
        self.county.submit(Actor::User(DUTY), input).await;
    }

    async fn acknowledge(&self, live: &mut Live, site: SiteId, generation: u64) {
        live.say(&ClientMessage::ScreenShown { conference: self.conference, site, generation }).await;
    }
}

async fn screen(live: &mut Live, wanted: impl Fn(&ScreenView) -> bool) -> ScreenView {
    live.until(|message| match message {
        ServerMessage::Screen { screen } if wanted(screen) => Some((**screen).clone()),
        _ => None,
    })
    .await
}

async fn counts(live: &mut Live, wanted: impl Fn(&ScreensShown) -> bool) -> ScreensShown {
    live.until(|message| match message {
        ServerMessage::ScreensShown { shown } if wanted(shown) => Some(shown.clone()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn cc_53_screens_are_told_acknowledge_and_are_counted() {
    let meeting = Meeting::new().await;
    let [duty, fire, water] = [DUTY, FIRE, WATER].map(|user| meeting.site(user));
    let (mut chair, mut page, mut operator) =
        (meeting.page("duty").await, meeting.page("fire").await, meeting.page("operator").await);
    let first = screen(&mut page, |screen| screen.site == fire).await;
    assert_eq!((first.main, first.label.level), (Some(duty), Level::Default), "told when it connects");
    meeting.broadcast(Some(water)).await;
    let told = screen(&mut page, |screen| screen.main == Some(water)).await;
    assert_eq!((told.site, told.label.level, told.label.subject), (fire, Level::Broadcast, Some(water)));
    assert!(told.generation > first.generation);
    let own = screen(&mut chair, |screen| screen.main == Some(water)).await;
    assert_eq!(own.site, duty, "nobody is told another's screen");
    meeting.acknowledge(&mut chair, duty, own.generation).await;
    let half = counts(&mut operator, |shown| shown.shown == 1).await;
    assert_eq!((half.screens, half.waiting), (2, vec![fire]), "water has no page open");
    meeting.acknowledge(&mut chair, fire, told.generation).await;
    meeting.acknowledge(&mut page, fire, told.generation).await;
    let all = counts(&mut chair, |shown| shown.shown == 2).await;
    assert!(all.waiting.is_empty() && all.generation >= told.generation && all.with_frame == 0);
    meeting.broadcast(None).await;
    let again = counts(&mut chair, |shown| shown.shown == 0).await;
    let mut both = [duty, fire];
    both.sort();
    assert_eq!(again.waiting, both, "what another said for a site did not count for it");
}

#[tokio::test]
async fn a_change_of_the_broadcast_sends_the_small_view_and_no_roster() {
    let meeting = Meeting::new().await;
    let water = meeting.site(WATER);
    let mut page = meeting.page("fire").await;
    meeting.broadcast(Some(water)).await;
    page.until(|message| match message {
        ServerMessage::Delta { upsert, .. } => upsert.iter().find_map(|entity| match entity {
            EntityView::Control(view) => view.running.is_some().then_some(()),
            EntityView::Conference(_) => panic!("the roster did not change"),
            _ => None,
        }),
        _ => None,
    })
    .await;
}

/// The command process's messages to a media process, which this test speaks for at its end of the link.
struct Media {
    link: UnixStream,
    held: Vec<u8>,
}

impl Media {
    async fn connected(county: &County) -> Self {
        let listener = UnixListener::bind(county.dir.join("run").join(MEDIA_SOCKET)).unwrap();
        let (link, _) = listener.accept().await.unwrap();
        let mut media = Self { link, held: Vec::new() };
        media.say(&FromMedia::Hello { boot: 1, addresses: vec![], sessions: vec![] }).await;
        media
    }
    async fn say(&mut self, message: &FromMedia) {
        let mut frame = Vec::new();
        link::put_json(&mut frame, message);
        self.link.write_all(&frame).await.unwrap();
    }
    async fn told(&mut self) -> ToMedia {
        loop {
            if let Some((_, body, used)) = link::take_frame(&self.held).unwrap() {
                let message = serde_json::from_slice(body).unwrap();
                self.held.drain(..used);
                return message;
            }
            assert!(self.link.read_buf(&mut self.held).await.unwrap() > 0, "the link is open");
        }
    }
}

#[tokio::test]
async fn cc_42_voices_of_the_media_process_switch_the_picture() {
    let meeting = Meeting::new().await;
    let [fire, water] = [FIRE, WATER].map(|user| meeting.site(user));
    let mut media = Media::connected(&meeting.county).await;
    let mut page = meeting.page("fire").await;
    let settings = VoiceSwitchSettings::default();
    let switch = Input::VoiceSwitch { conference: meeting.conference, settings };
    meeting.county.submit(Actor::User(DUTY), switch).await;
    let before = meeting.county.engine.position().seq;
    let loudest = vec![Voice { site: water, level: 20 }];
    media.say(&FromMedia::Voices { conference: meeting.conference, loudest }).await;
    let shown = screen(&mut page, |screen| screen.main == Some(water)).await;
    assert_eq!(shown.site, fire);
    page.entity(|entity| match entity {
        EntityView::Control(view) => match &view.running.as_ref()?.operation {
            Operation::VoiceSwitch { site, .. } => (*site == Some(water)).then_some(()),
            _ => None,
        },
        _ => None,
    })
    .await;
    assert_eq!(meeting.county.engine.position().seq, before, "derived, not logged");
    loop {
        let ToMedia::Table { table } = media.told().await else { continue };
        let row = table.sites.iter().find(|row| row.site == fire).unwrap();
        if row.slots.first().map(|slot| slot.source) == Some(water) {
            assert!(table.generation >= shown.generation);
            return;
        }
    }
}

#[tokio::test]
async fn net_8_media_are_told_the_lines_and_where_each_site_stands() {
    let meeting = Meeting::new().await;
    let [duty, fire] = [DUTY, FIRE].map(|user| meeting.site(user));
    let mut media = Media::connected(&meeting.county).await;
    let line =
        |to: &str| ExtranetLine { to: to.into(), down_kbps: 4_000, up_kbps: 2_000, reserved: Reserved::default() };
    let node =
        |id: &str, kind, line, units| Input::SetExtranetNode { id: id.into(), name: id.into(), kind, line, units };
    let (centre, south) = (ExtranetNodeKind::Centre, ExtranetNodeKind::Department);
    meeting.county.submit(Actor::Console, node("core", centre, None, vec![])).await;
    meeting.county.submit(Actor::Console, node("south", south, Some(line("core")), vec!["fire".into()])).await;
    let extranet = loop {
        match media.told().await {
            ToMedia::Extranet { extranet } if !extranet.lines.is_empty() => break extranet,
            _ => {}
        }
    };
    assert_eq!((extranet.lines[0].node.0.as_str(), extranet.lines[0].down_kbps), ("south", 4_000));
    let seat = |site: SiteId| {
        extranet.seats.iter().find(|seat| seat.site == site).map(|seat| (seat.node.0.as_str(), seat.grade))
    };
    assert_eq!(seat(fire), Some(("south", Grade::Department)));
    assert_eq!(seat(duty).map(|(_, grade)| grade), Some(Grade::Chair), "wherever it stands");
    // What the lines carry is for the county's eyes.
    let load = Load { capacity: 4_000, lead: 1_500, ..Load::default() };
    let loads = vec![LineLoad { node: "south".into(), down: load, up: load }];
    media.say(&FromMedia::Lines { loads: loads.clone() }).await;
    let client = meeting.county.login("duty").await;
    loop {
        let told = client.get("/api/extranet/loads").await;
        if serde_json::from_value::<Vec<LineLoad>>(told.json()).unwrap() == loads {
            return;
        }
    }
}
