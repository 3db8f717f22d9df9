//! 听: whether a site hears the conference, apart from its microphone; for one, for all, for all but some (CC-50).

use crate::{
    Event, State,
    check::{self, By},
    state::Conference,
};
use fengsui_protocol::{ConferenceId, Refusal, SiteId, bounds};

pub(crate) fn set(state: &State, by: &By, id: ConferenceId, site: SiteId, open: bool) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    let found = check::site(conference, site, "site")?;
    let same = found.speaker_closed != open;
    Ok(if same { vec![] } else { vec![Event::SpeakerSet { conference: id, site, open }] })
}

/// Closing all spares the chair and `except`.
pub(crate) fn set_all(
    state: &State,
    by: &By,
    id: ConferenceId,
    open: bool,
    except: &[SiteId],
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    for (index, site) in except.iter().enumerate().take(bounds::CONFERENCE_SITES) {
        check::site(conference, *site, &format!("except[{index}]"))?;
    }
    let spared = conference.sites.keys().filter(|site| !open && conference.is_chairs(**site));
    let mut except: Vec<SiteId> = except.iter().take(bounds::CONFERENCE_SITES).chain(spared).copied().collect();
    except.sort_unstable();
    except.dedup();
    Ok(vec![Event::AllSpeakersSet { conference: id, open, except }])
}

pub(crate) fn closed(conference: &Conference) -> Vec<SiteId> {
    conference.sites.iter().filter(|(_, site)| site.speaker_closed).map(|(id, _)| *id).collect()
}

pub(crate) fn apply(conference: &mut Conference, event: &Event) {
    match event {
        Event::SpeakerSet { site, open, .. } => {
            if let Some(site) = conference.sites.get_mut(site) {
                site.speaker_closed = !open;
            }
        }
        Event::AllSpeakersSet { open, except, .. } => {
            conference.control.speakers_closed = !open;
            let others = conference.sites.iter_mut().filter(|(id, _)| !except.contains(id));
            others.for_each(|(_, site)| site.speaker_closed = !open);
        }
        _ => {}
    }
}
