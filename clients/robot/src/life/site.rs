//! A department's site: answers when it is rung, publishes its scene, takes its turn to speak, comes back when the
//! connection is lost.

use fengsui_protocol::{
    ConferenceId, SiteId,
    conference::{ConferenceView, Devices, Presence, SiteView, StreamKind},
    control::Operation,
    input::Input,
    live::EntityView,
};
use fengsui_robot::account::{Account, Answer};
use fengsui_robot::live::Copy;
use fengsui_robot::media::{self, Keyframes, Scene};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;
use tokio::sync::watch;

/// Seconds before a rung site answers.
const ANSWER_S: std::ops::Range<f64> = 1.0..3.5;
/// How long one robot speaks before the next.
const TURN: Duration = Duration::from_secs(12);

pub async fn run(account: Account, mut copy: watch::Receiver<Copy>, scene: Scene, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    loop {
        let call = copy.borrow_and_update().values().find_map(|view| rung(view, &account));
        match call {
            Some(conference) => {
                tokio::time::sleep(Duration::from_secs_f64(rng.random_range(ANSWER_S))).await;
                if let Err(error) = attend(&account, &mut copy, conference, &scene).await {
                    tracing::info!(%error, site = account.me.account, "attendance ended");
                    tokio::time::sleep(Duration::from_secs(2)).await;
                }
            }
            None => {
                if copy.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// My site in a conference: the one I hold, else the one of my unit that nobody holds.
fn mine<'a>(conference: &'a ConferenceView, account: &Account) -> Option<&'a SiteView> {
    let held = conference.sites.iter().find(|s| s.user == Some(account.me.id));
    held.or_else(|| conference.sites.iter().find(|s| s.user.is_none() && s.unit.as_ref() == Some(&account.me.unit)))
}

/// The conference that wants me: it rings, or I dropped out of it.
fn rung(view: &EntityView, account: &Account) -> Option<ConferenceId> {
    let EntityView::Conference(conference) = view else { return None };
    if conference.ended_at.is_some() {
        return None;
    }
    let site = mine(conference, account)?;
    let wanted = match &site.presence {
        Presence::Ringing { .. } => true,
        Presence::Present { .. } => site.user == Some(account.me.id),
        Presence::Absent { why, .. } => {
            site.user == Some(account.me.id) && *why == fengsui_protocol::conference::AbsentWhy::Dropped
        }
        Presence::Declined { .. } => false,
    };
    wanted.then_some(conference.id)
}

/// What of the conference concerns me now; `None` when I am no longer in it.
fn present(copy: &Copy, conference: ConferenceId, account: &Account) -> Option<(SiteId, Vec<SiteId>, SiteView)> {
    let key = fengsui_protocol::live::EntityKey::Conference(conference);
    let EntityView::Conference(view) = copy.get(&key)?.as_ref() else { return None };
    let here = |s: &&SiteView| matches!(s.presence, Presence::Present { .. });
    let site = view.sites.iter().filter(here).find(|s| s.user == Some(account.me.id))?;
    let all = view.sites.iter().filter(here).map(|s| s.id).collect();
    view.ended_at.is_none().then(|| (site.id, all, site.clone()))
}

async fn attend(
    account: &Account,
    copy: &mut watch::Receiver<Copy>,
    conference: ConferenceId,
    scene: &Scene,
) -> anyhow::Result<()> {
    let devices = Devices { camera: true, microphone: true };
    if let Answer::Refused(refusal) = account.input(Input::JoinConference { conference, devices }).await? {
        anyhow::bail!("{} {}", refusal.rule, refusal.message_en);
    }
    let joined = copy.wait_for(|c| present(c, conference, account).is_some());
    tokio::time::timeout(Duration::from_secs(10), joined).await??;
    let published = media::publish(&account.node, &account.access, conference.0, scene, Keyframes::AsRecorded).await?;
    let mut turns = tokio::time::interval(TURN / 4);
    loop {
        let Some((me, all, site)) = present(&copy.borrow_and_update(), conference, account) else {
            published.end().await;
            return Ok(());
        };
        let called = called(&copy.borrow(), conference);
        let speak = called.map_or_else(|| my_turn(me, &all), |called| called == me) && !site.muted_by_chair;
        // Who is not called is closed by the node and leaves its switch alone.
        if speak != site.microphone_on && !site.muted_by_chair && called.is_none_or(|called| called == me) {
            account.input(Input::SetOwnStream { conference, stream: StreamKind::Microphone, on: speak }).await?;
        }
        tokio::select! {
            _ = turns.tick() => {}
            changed = copy.changed() => changed?,
            () = published.closed() => anyhow::bail!("the media connection was lost"),
        }
    }
}

/// Who alone is heard besides the chair: in a roll call, a dialogue, or with the floor.
fn called(copy: &Copy, conference: ConferenceId) -> Option<SiteId> {
    let key = fengsui_protocol::live::EntityKey::Control(conference);
    let EntityView::Control(view) = copy.get(&key)?.as_ref() else { return None };
    match view.running.as_ref()?.operation {
        Operation::RollCall { site } | Operation::Dialogue { site } | Operation::Floor { site } => Some(site),
        Operation::FreeDiscussion
        | Operation::Broadcast { .. }
        | Operation::VoiceSwitch { .. }
        | Operation::Rotation { .. } => None,
    }
}

/// Robots speak one after another, so that a hall can be listened to.
fn my_turn(me: SiteId, all: &[SiteId]) -> bool {
    let Ok(since) = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) else { return false };
    let turn = since.as_secs() / TURN.as_secs();
    let index = usize::try_from(turn % all.len().max(1) as u64).unwrap_or(0);
    all.get(index) == Some(&me)
}
