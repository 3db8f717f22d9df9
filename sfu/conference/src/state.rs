//! Conferences, sites and recordings of one jurisdiction.

pub use crate::{
    call::Call,
    meeting::Meeting,
    message::Message,
    schedule::{Schedule, Template},
    vote::Vote,
};

use crate::Event;
use fengsui_protocol::{
    ConferenceId, IncidentId, MessageId, Micros, RecordingId, ScheduleId, SiteId, TemplateId, UnitId, UserId, VoteId,
    conference::{AbsentWhy, Devices, Presence, Publishing, ViewTable},
    link::recorder::RunningRecording,
    recording::{RecordedTrack, RecordingState},
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};

/// Everything conference control knows; but for [`State::set_publishing`] a function of the log alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Log position of the newest event applied.
    pub seq: u64,
    pub conferences: BTreeMap<ConferenceId, Conference>,
    pub recordings: BTreeMap<RecordingId, Recording>,
    // What is empty is not written: snapshots and golden digests of older logs stay as they were.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schedules: BTreeMap<ScheduleId, Schedule>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<TemplateId, Template>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<MessageId, Message>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub votes: BTreeMap<VoteId, Vote>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) last_schedule: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) last_template: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) last_message: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) last_vote: u64,
    pub(crate) last_conference: u64,
    pub(crate) last_site: u64,
    pub(crate) last_recording: u64,
    /// Received media per site, as the media node reports it.
    #[serde(skip)]
    pub(crate) publishing: BTreeMap<SiteId, Publishing>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// 会议.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conference {
    pub title: String,
    pub incident: Option<IncidentId>,
    pub created_at: Micros,
    pub created_by: UserId,
    pub ended_at: Option<Micros>,
    pub chair: Option<UserId>,
    pub chair_site: Option<SiteId>,
    pub broadcast: Option<SiteId>,
    pub presenter: Option<SiteId>,
    pub recording: Option<RecordingId>,
    pub recording_since: Option<Micros>,
    /// 全体静音 is in force for whoever comes later, too.
    pub all_muted: bool,
    pub invited: BTreeSet<UnitId>,
    /// People removed from the roster, with their units; they come back only when their unit is invited again.
    pub removed: BTreeMap<UserId, Option<UnitId>>,
    pub sites: BTreeMap<SiteId, Site>,
    /// Desired state of the media, with its generation.
    pub table: ViewTable,
    /// Sites that have been present so far.
    pub arrivals: u64,
    pub version: u64,
    #[serde(default, skip_serializing_if = "Meeting::is_new")]
    pub meeting: Meeting,
}

/// 会场.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub name: String,
    pub unit: Option<UnitId>,
    pub user: Option<UserId>,
    /// Came with a token of `fengsui token`: no person's site.
    pub by_token: bool,
    pub presence: Presence,
    pub devices: Devices,
    pub microphone_on: bool,
    pub camera_on: bool,
    pub muted_by_chair: bool,
    /// 选看.
    pub view: Option<SiteId>,
    /// How its call went so far.
    #[serde(default, skip_serializing_if = "Call::is_new")]
    pub call: Call,
    /// When it first came, as a count: the order of cells, which never changes.
    pub arrival: Option<u64>,
}

/// A recording of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    pub conference: ConferenceId,
    pub title: String,
    pub incident: Option<IncidentId>,
    pub state: RecordingState,
    pub started_at: Micros,
    pub stopped_at: Option<Micros>,
    pub tracks: Vec<RecordedTrack>,
    pub seal: Option<String>,
    pub version: u64,
}

impl Site {
    pub fn present(&self) -> bool {
        matches!(self.presence, Presence::Present { .. })
    }
    pub(crate) fn ringing(&self) -> bool {
        matches!(self.presence, Presence::Ringing { .. })
    }
    /// Media may be negotiated for it again without a new join: it dropped out.
    pub fn dropped(&self) -> bool {
        matches!(self.presence, Presence::Absent { why: AbsentWhy::Dropped, .. })
    }
}

impl Conference {
    pub fn open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// The site that a person holds, present or not.
    pub fn site_of(&self, user: UserId) -> Option<(SiteId, &Site)> {
        self.sites.iter().find(|(_, site)| site.user == Some(user)).map(|(id, site)| (*id, site))
    }

    /// The site that came with a token of this name.
    pub fn token_site(&self, name: &str) -> Option<(SiteId, &Site)> {
        self.sites.iter().find(|(_, site)| site.by_token && site.name == name).map(|(id, site)| (*id, site))
    }

    pub(crate) fn present(&self, id: SiteId) -> Option<&Site> {
        self.sites.get(&id).filter(|site| site.present())
    }

    /// Units that were invited or take part: those who may see the conference.
    pub(crate) fn concerns(&self, unit: &UnitId) -> bool {
        self.invited.contains(unit) || self.sites.values().any(|site| site.unit.as_ref() == Some(unit))
    }
}

impl State {
    pub fn new() -> Self {
        Self::default()
    }

    /// SM3 over the canonical JSON of the logged state, lower-case hex.
    pub fn digest(&self) -> String {
        let json = serde_json::to_vec(self).expect("state serialises");
        Sm3::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Takes the media node's word for what of a site is received. Outside the log. Returns whether the
    /// conference's view changed.
    pub fn set_publishing(&mut self, conference: ConferenceId, site: SiteId, publishing: Publishing) -> bool {
        let Some(found) = self.conferences.get(&conference) else { return false };
        if found.present(site).is_none() {
            return self.publishing.remove(&site).is_some();
        }
        self.publishing.insert(site, publishing).unwrap_or_default() != publishing
    }

    /// The media node is gone or new: nothing is received until it says so.
    pub fn clear_publishing(&mut self) {
        self.publishing.clear();
    }

    /// What of a site is received at present.
    pub fn publishing(&self, site: SiteId) -> Publishing {
        self.publishing.get(&site).copied().unwrap_or_default()
    }

    /// Desired state of one open conference's media.
    pub fn view_table(&self, conference: ConferenceId) -> Option<&ViewTable> {
        self.conferences.get(&conference).filter(|conference| conference.open()).map(|conference| &conference.table)
    }

    /// Desired state of every open conference, for a media node that connects.
    pub fn view_tables(&self) -> Vec<ViewTable> {
        self.conferences.values().filter(|conference| conference.open()).map(|c| c.table.clone()).collect()
    }

    /// Desired state of the recorder.
    pub fn running_recordings(&self) -> Vec<RunningRecording> {
        let running = self.recordings.iter().filter(|(_, recording)| recording.stopped_at.is_none());
        let name = |(id, recording): (&RecordingId, &Recording)| RunningRecording {
            recording: *id,
            conference: recording.conference,
            title: recording.title.clone(),
            started_at: recording.started_at,
        };
        running.map(name).collect()
    }

    /// The open conference in which a person is present, and as which site.
    pub fn where_is(&self, user: UserId) -> Option<(ConferenceId, SiteId)> {
        self.conferences.iter().filter(|(_, conference)| conference.open()).find_map(|(id, conference)| {
            let (site, _) = conference.site_of(user).filter(|(_, site)| site.present())?;
            Some((*id, site))
        })
    }

    /// The site for which a person may negotiate media in a conference: present, or dropped out.
    pub fn media_site(&self, conference: ConferenceId, user: UserId) -> Option<SiteId> {
        let conference = self.conferences.get(&conference).filter(|conference| conference.open())?;
        conference.site_of(user).filter(|(_, site)| site.present() || site.dropped()).map(|(id, _)| id)
    }

    /// Takes the next event of the log in. Total: what `decide` would never make is ignored.
    pub fn apply(&mut self, seq: u64, at: Micros, event: &Event) {
        self.seq = seq;
        match event {
            Event::ConferenceCreated { .. } => crate::roster::apply_created(self, at, event),
            Event::RecordingReported { .. } => crate::recording::apply_report(self, seq, event),
            Event::ScheduleMade { .. }
            | Event::ScheduleChanged { .. }
            | Event::ScheduleCancelled { .. }
            | Event::ScheduleOpened { .. }
            | Event::OccurrenceMissed { .. }
            | Event::TemplateSaved { .. }
            | Event::TemplateRemoved { .. } => crate::schedule::apply(self, seq, at, event),
            Event::MessageSent { .. } => crate::message::apply(self, at, event),
            Event::VoteOpened { .. } | Event::VoteCast { .. } | Event::VoteClosed { .. } => {
                crate::vote::apply(self, at, event);
            }
            _ => self.apply_to_conference(seq, at, event),
        }
        let Some(id) = event.conference() else { return };
        if let Some(conference) = self.conferences.get_mut(&id) {
            conference.version = seq;
            crate::table::renew(id, conference);
        }
    }

    fn apply_to_conference(&mut self, seq: u64, at: Micros, event: &Event) {
        crate::recording::apply(self, seq, at, event);
        crate::roster::count_sites(self, event);
        self.forget_publishing(event);
        let Some(conference) = event.conference().and_then(|id| self.conferences.get_mut(&id)) else { return };
        crate::call::apply(conference, at, event);
        crate::meeting::apply_before(conference, at, event);
        crate::roster::apply(conference, at, event);
        crate::meeting::apply(conference, at, event);
        crate::chair::apply(conference, event);
        crate::microphone::apply(conference, event);
        crate::picture::apply(conference, event);
    }

    fn forget_publishing(&mut self, event: &Event) {
        match event {
            Event::SiteAbsent { site, .. } | Event::SiteRemoved { site, .. } => {
                self.publishing.remove(site);
            }
            Event::ConferenceEnded { conference } => {
                let Some(ended) = self.conferences.get(conference) else { return };
                self.publishing.retain(|site, _| !ended.sites.contains_key(site));
            }
            _ => {}
        }
    }
}
