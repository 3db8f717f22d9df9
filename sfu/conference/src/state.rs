//! Conferences, sites and recordings of one jurisdiction.

pub use crate::{
    call::Call,
    meeting::Meeting,
    message::Message,
    schedule::{Schedule, Template},
    vote::Vote,
};

use crate::{Event, control::Control, derived::Aside};
use fengsui_protocol::{
    ConferenceId, IncidentId, MessageId, Micros, MosaicId, RecordingId, ScheduleId, SiteId, TemplateId, UnitId, UserId,
    VoteId,
    conference::{AbsentWhy, Devices, Presence, ViewTable},
    control::Source,
    link::recorder::RunningRecording,
    recording::{RecordedTrack, RecordingState},
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};

/// Everything conference control knows; but for what is set aside ([`crate::derived`]) a function of the log alone.
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
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) last_mosaic: u64,
    /// What is derived and never logged.
    #[serde(skip)]
    pub(crate) derived: Aside,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn is_off(on: &bool) -> bool {
    !on
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
    /// The site that is broadcast: one of the operations of which one is in force ([`Conference::operation`]).
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
    /// 会控.
    #[serde(default, skip_serializing_if = "Control::is_new")]
    pub control: Control,
    /// Desired state of the media as far as the log determines it; [`State::view_table`] is the whole.
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
    /// 选看 of a mosaic, instead of a site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mosaic_view: Option<MosaicId>,
    /// 锁定视频源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Source>,
    /// It hears nobody: the chair closed its speaker.
    #[serde(default, skip_serializing_if = "is_off")]
    pub speaker_closed: bool,
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

    /// Desired state of every open conference, for a media node that connects.
    pub fn view_tables(&self) -> Vec<ViewTable> {
        self.conferences.keys().filter_map(|id| self.view_table(*id).cloned()).collect()
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

    /// People who hold a site of an open conference, with the site.
    pub fn holders(&self, conference: ConferenceId) -> Vec<(SiteId, UserId)> {
        let open = self.conferences.get(&conference).filter(|conference| conference.open());
        let sites = open.into_iter().flat_map(|conference| &conference.sites);
        sites.filter_map(|(id, site)| Some((*id, site.user?))).collect()
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
        self.follow(id, at, event);
    }

    fn apply_to_conference(&mut self, seq: u64, at: Micros, event: &Event) {
        crate::recording::apply(self, seq, at, event);
        crate::roster::count_sites(self, event);
        if let Event::MosaicSaved { mosaic, .. } = event {
            self.last_mosaic = self.last_mosaic.max(mosaic.0);
        }
        let Some(conference) = event.conference().and_then(|id| self.conferences.get_mut(&id)) else { return };
        crate::meeting::apply_before(conference, at, event);
        crate::roster::apply(conference, at, event);
        crate::meeting::apply(conference, at, event);
        crate::chair::apply(conference, event);
        crate::microphone::apply(conference, event);
        crate::picture::apply(conference, event);
        crate::control::apply(conference, at, event);
    }
}
