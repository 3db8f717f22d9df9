//! 字幕/横幅: a line of text on the screens of one site, several or all, until its time is over or it is cleared.
//!
//! Which screens show it is in the conference's view; whether its time is over is derived from when it was shown.

use crate::{
    Event, State,
    check::{self, By, refuse},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, SiteId, bounds,
    meeting::{Caption, CaptionView},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Captions {
    pub shown: BTreeMap<u64, Shown>,
    /// Numbers given out so far.
    pub last: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub caption: Caption,
    pub shown_at: Micros,
}

impl Shown {
    fn until(&self) -> Option<Micros> {
        self.caption.seconds.map(|seconds| self.shown_at.plus(i64::from(seconds) * Micros::SECOND))
    }
    fn over(&self, now: Micros) -> bool {
        self.until().is_some_and(|until| until <= now)
    }
}

impl Captions {
    pub(crate) fn views(&self) -> Vec<CaptionView> {
        let view = |(id, shown): (&u64, &Shown)| CaptionView {
            id: *id,
            caption: shown.caption.clone(),
            shown_at: shown.shown_at,
            until: shown.until(),
        };
        self.shown.iter().map(view).collect()
    }
}

/// MEET-20: so many at once, each with a text and a time that fit, on sites of the roster.
pub(crate) fn show(
    state: &State,
    now: Micros,
    by: &By,
    id: ConferenceId,
    caption: &Caption,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    check::line("caption.text", &caption.text, bounds::CAPTION_CHARS, true)?;
    if caption.seconds.is_some_and(|seconds| !(bounds::CAPTION_SECONDS).contains(&seconds)) {
        let range = bounds::CAPTION_SECONDS;
        let refusal = refuse("NUM-1", "显示秒数超出范围", "The number of seconds is out of range");
        return Err(refusal.field("caption.seconds").accept([format!("{} … {}", range.start(), range.end())]));
    }
    for (index, site) in caption.sites.iter().enumerate().take(bounds::CONFERENCE_SITES) {
        check::site(conference, *site, &format!("caption.sites[{index}]"))?;
    }
    let standing = conference.meeting.captions.shown.values().filter(|shown| !shown.over(now)).count();
    if standing >= bounds::CAPTIONS {
        let refusal =
            refuse("MEET-20", "同时显示的字幕已达上限，先撤下一条", "Too many captions are shown; clear one first");
        return Err(refusal.accept(["clear_caption"]));
    }
    let number = conference.meeting.captions.last + 1;
    let sites: BTreeSet<SiteId> = caption.sites.iter().copied().take(bounds::CONFERENCE_SITES).collect();
    let caption =
        Caption { text: caption.text.trim().to_owned(), sites: sites.into_iter().collect(), ..caption.clone() };
    Ok(vec![Event::CaptionShown { conference: id, number, caption }])
}

/// One, or all of them.
pub(crate) fn clear(state: &State, by: &By, id: ConferenceId, number: Option<u64>) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let shown = &conference.meeting.captions.shown;
    if let Some(number) = number.filter(|number| !shown.contains_key(number)) {
        let (zh, en) = (format!("没有这条字幕：{number}"), format!("No such caption: {number}"));
        return Err(Refusal::new("REF-1", zh, en).field("caption").accept(shown.keys().map(u64::to_string)));
    }
    let any = !shown.is_empty();
    Ok(any.then_some(Event::CaptionCleared { conference: id, number }).into_iter().collect())
}

/// Captions whose time is over leave the state with the next one.
pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    let captions = &mut conference.meeting.captions;
    match event {
        Event::CaptionShown { number, caption, .. } => {
            captions.shown.retain(|_, shown| !shown.over(at));
            captions.last = captions.last.max(*number);
            captions.shown.insert(*number, Shown { caption: caption.clone(), shown_at: at });
        }
        Event::CaptionCleared { number: Some(number), .. } => {
            captions.shown.remove(number);
        }
        Event::CaptionCleared { number: None, .. } | Event::ConferenceEnded { .. } => captions.shown.clear(),
        _ => {}
    }
}
