//! 听/说: a site's own switches, and the chair's lock over its microphone.

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation,
    state::{Conference, Site},
};
use fengsui_protocol::{
    ConferenceId, Refusal, SiteId,
    conference::StreamKind,
    control::{CancelWhy, Operation},
};

/// CC-6: a microphone that the chair closed is opened by chair or operator only. CC-24: a switch needs its device.
pub(crate) fn set_own(
    state: &State,
    by: &By,
    id: ConferenceId,
    stream: StreamKind,
    on: bool,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    let site = check::own_site(conference, by)?;
    let found = check::site(conference, site, "conference")?;
    let has_device = match stream {
        StreamKind::Microphone => found.devices.microphone,
        StreamKind::Camera => found.devices.camera,
        StreamKind::Presentation => {
            let refusal = refuse("CC-22", "辅流用令牌收发", "Presentation is taken and given back as a token");
            return Err(refusal.field("stream").accept(["start_presentation", "stop_presentation"]));
        }
    };
    if on && !has_device {
        let refusal =
            refuse("CC-24", "入会时没有带这个设备，请重新入会", "You joined without this device; join again with it");
        return Err(refusal.field("stream").accept(["join_conference"]));
    }
    if on && stream == StreamKind::Microphone && found.muted_by_chair && !by.controls(conference) {
        let refusal =
            refuse("CC-6", "话筒由主席关闭，须由主席开放", "The chair closed your microphone and must open it");
        return Err(refusal.field("on").accept(["mute_site by chair or operator"]));
    }
    if on && stream == StreamKind::Microphone {
        may_open(conference, site, "on")?;
    }
    Ok(vec![Event::OwnStreamSet { conference: id, site, stream, on }])
}

pub(crate) fn mute(state: &State, by: &By, id: ConferenceId, site: SiteId, muted: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    check::site(conference, site, "site")?;
    if !muted {
        may_open(conference, site, "site")?;
    }
    Ok(vec![Event::SiteMuted { conference: id, site, muted }])
}

/// CC-33: while a site is called, in dialogue or has the floor, only it and the chair are heard.
fn may_open(conference: &Conference, site: SiteId, path: &str) -> Result<(), Refusal> {
    if conference.may_be_heard(site) {
        return Ok(());
    }
    let (zh, en) = ("现在只有主席和发言会场的话筒开着", "Only the chair and the speaking site are heard now");
    Err(refuse("CC-33", zh, en).field(path).accept(["cancel_operation by chair or operator", "request_floor"]))
}

/// 全体静音 spares the site that speaks, the chair and `except`; opening all is 自由讨论.
pub(crate) fn mute_all(
    state: &State,
    by: &By,
    id: ConferenceId,
    muted: bool,
    except: &[SiteId],
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    for (index, site) in except.iter().enumerate().take(fengsui_protocol::bounds::CONFERENCE_SITES) {
        check::site(conference, *site, &format!("except[{index}]"))?;
    }
    let running = conference.operation();
    let gated = running.as_ref().filter(|running| operation::gates(running));
    let speaks = gated.and_then(operation::target);
    if let Some(closed) = conference.sites.keys().find(|site| !muted && !conference.may_be_heard(**site)) {
        may_open(conference, *closed, "muted")?;
    }
    let chair = conference.chair.and_then(|user| conference.site_of(user)).map(|(site, _)| site);
    let spared = [chair, speaks].into_iter().flatten().filter(|site| muted && !except.contains(site));
    let except = except.iter().copied().chain(spared).collect();
    let mut events = vec![Event::AllMuted { conference: id, muted, except }];
    if muted && running == Some(Operation::FreeDiscussion) {
        events.extend(operation::cancel(id, conference, CancelWhy::Asked));
    }
    Ok(events)
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    match event {
        Event::OwnStreamSet { site, stream, on, .. } => {
            let chair = conference.chair;
            let Some(found) = conference.sites.get_mut(site) else { return };
            match stream {
                StreamKind::Microphone => {
                    found.microphone_on = *on;
                    // Only a chair gets here with its own microphone locked: opening it lifts the lock.
                    found.muted_by_chair &= !(*on && found.user.is_some() && found.user == chair);
                }
                StreamKind::Camera => found.camera_on = *on,
                StreamKind::Presentation => {}
            }
        }
        Event::SiteMuted { site, muted, .. } => {
            if let Some(found) = conference.sites.get_mut(site) {
                lock(found, *muted);
            }
            conference.control.held.remove(site);
        }
        Event::AllMuted { muted, except, .. } => {
            conference.all_muted = *muted;
            let others = conference.sites.iter_mut().filter(|(id, _)| !except.contains(id));
            others.for_each(|(_, site)| lock(site, *muted));
            conference.control.held.retain(|site, _| except.contains(site));
        }
        _ => {}
    }
}

/// Closing leaves the site's own switch as it was closed; opening opens it, where there is a microphone.
fn lock(site: &mut Site, muted: bool) {
    site.muted_by_chair = muted;
    site.microphone_on = !muted && site.devices.microphone && site.present();
}
