//! What each visibility class may see of conferences and recordings (VIEW): county command and operators all of them,
//! a unit those to which it was invited or in which it takes part, administrators none.

use crate::{State, state::Conference};
use fengsui_protocol::{
    ConferenceId,
    conference::{ConferenceView, SiteView},
    live::{EntityKey, EntityView},
    visibility::Class,
};

/// Whether a class may see a conference at all.
pub(crate) fn sees(conference: &Conference, class: &Class) -> bool {
    match class {
        Class::County | Class::Operator => true,
        Class::Administrator => false,
        Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => conference.concerns(unit),
    }
}

impl State {
    /// The entity as `class` may see it; `None` when it may not, when there is none, or when it is not conference
    /// control's.
    pub fn view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        match key {
            EntityKey::Conference(id) => {
                self.conference_view(*id, class).map(|view| EntityView::Conference(Box::new(view)))
            }
            EntityKey::Control(id) => self.control_view(*id, class).map(|view| EntityView::Control(Box::new(view))),
            EntityKey::Recording(id) => {
                let recording = self.recordings.get(id)?;
                let conference = self.conferences.get(&recording.conference)?;
                sees(conference, class).then(|| EntityView::Recording(Box::new(recording.view(*id))))
            }
            EntityKey::Schedule(id) => {
                let schedule = self.schedules.get(id)?;
                schedule.seen_by(class).then(|| EntityView::Schedule(Box::new(schedule.view(*id))))
            }
            EntityKey::Template(id) => {
                let template = self.templates.get(id)?;
                let convenes = matches!(class, Class::County | Class::Operator);
                convenes.then(|| EntityView::Template(Box::new(template.view(*id))))
            }
            EntityKey::Message(id) => {
                let message = self.messages.get(id)?;
                let conference = self.conferences.get(&message.conference)?;
                sees(conference, class).then(|| EntityView::Message(Box::new(message.view(*id))))
            }
            EntityKey::Vote(id) => {
                let vote = self.votes.get(id)?;
                let conference = self.conferences.get(&vote.conference)?;
                sees(conference, class).then(|| EntityView::Vote(Box::new(vote.view(*id))))
            }
            EntityKey::Incident(_)
            | EntityKey::FeedRecord(_)
            | EntityKey::PhoneCall(_)
            | EntityKey::Warning(_)
            | EntityKey::Station(_)
            | EntityKey::Unit(_)
            | EntityKey::UnitGroup(_)
            | EntityKey::ExtranetNode(_)
            | EntityKey::User(_)
            | EntityKey::FeedSource(_)
            | EntityKey::Order(_)
            | EntityKey::Plot(_)
            | EntityKey::Wall(_)
            | EntityKey::WallPreset(_)
            | EntityKey::Report(_)
            | EntityKey::IssuedWarning(_)
            | EntityKey::Gateway(_)
            | EntityKey::Instruction(_)
            | EntityKey::DutyShift(_)
            | EntityKey::DutySwap(_)
            | EntityKey::Document(_)
            | EntityKey::DutyEntry(_)
            | EntityKey::Handover(_)
            | EntityKey::Resource(_)
            | EntityKey::Hazard(_)
            | EntityKey::ProtectionTarget(_)
            | EntityKey::Plan(_) => None,
        }
    }

    /// Everything `class` may see, in order of keys: the snapshot.
    pub fn all(&self, class: &Class) -> Vec<EntityView> {
        let conferences = self.conferences.keys().map(|id| EntityKey::Conference(*id));
        let controls = self.conferences.keys().map(|id| EntityKey::Control(*id));
        let recordings = self.recordings.keys().map(|id| EntityKey::Recording(*id));
        let schedules = self.schedules.keys().map(|id| EntityKey::Schedule(*id));
        let templates = self.templates.keys().map(|id| EntityKey::Template(*id));
        let messages = self.messages.keys().map(|id| EntityKey::Message(*id));
        let votes = self.votes.keys().map(|id| EntityKey::Vote(*id));
        let plans = schedules.chain(templates);
        conferences
            .chain(controls)
            .chain(recordings)
            .chain(plans)
            .chain(messages)
            .chain(votes)
            .filter_map(|key| self.view(&key, class))
            .collect()
    }

    /// A conference as `class` may see it.
    pub fn conference_view(&self, id: ConferenceId, class: &Class) -> Option<ConferenceView> {
        let conference = self.conferences.get(&id).filter(|conference| sees(conference, class))?;
        Some(ConferenceView {
            id,
            title: conference.title.clone(),
            incident: conference.incident,
            created_at: conference.created_at,
            created_by: conference.created_by,
            ended_at: conference.ended_at,
            chair: conference.chair,
            chair_site: conference.chair_site,
            presenter: conference.presenter,
            recording: conference.recording,
            recording_since: conference.recording_since,
            sites: self.site_views(conference),
            meeting: crate::meeting::view(conference),
            version: self.roster_version(id, conference),
        })
    }

    /// In the order in which sites first came; those never present last.
    fn site_views(&self, conference: &Conference) -> Vec<SiteView> {
        let mut sites: Vec<_> = conference.sites.iter().collect();
        sites.sort_by_key(|(id, site)| (site.arrival.unwrap_or(u64::MAX), **id));
        let view = |(id, site): (&fengsui_protocol::SiteId, &crate::state::Site)| SiteView {
            id: *id,
            name: site.name.clone(),
            unit: site.unit.clone(),
            user: site.user,
            presence: site.presence.clone(),
            devices: site.devices,
            microphone_on: site.microphone_on,
            camera_on: site.camera_on,
            muted_by_chair: site.muted_by_chair,
            publishing: self.publishing(*id),
            call: site.call_view(),
        };
        sites.into_iter().map(view).collect()
    }
}
