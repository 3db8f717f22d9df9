//! What surrounds a conference, put together: the door, the planned end, the agenda, attendance, captions. Each has its
//! module; this one decides nothing.

use crate::{Event, attendance::Attendance, caption::Captions, entry::Entry, state::Conference};
use fengsui_protocol::{
    Micros,
    meeting::{AgendaItem, MeetingView},
};
use serde::{Deserialize, Serialize};

/// Not written while it is as at the beginning: snapshots and golden digests of older logs stay as they were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    /// Calls and attendance are kept: the conference's log began with [`Event::MeetingKept`]. Older logs say nothing of
    /// them and replay to the state they always did.
    pub kept: bool,
    pub entry: Entry,
    pub planned_end: Option<Micros>,
    pub agenda: Vec<AgendaItem>,
    pub attendance: Attendance,
    pub captions: Captions,
}

impl Meeting {
    pub(crate) fn is_new(&self) -> bool {
        *self == Self::default()
    }
}

pub(crate) fn view(conference: &Conference) -> MeetingView {
    let meeting = &conference.meeting;
    let mut attendance: Vec<_> = meeting.attendance.iter().map(|(site, attended)| attended.view(*site)).collect();
    attendance.sort_by_key(|view| (view.came_at, view.site));
    MeetingView {
        locked_at: meeting.entry.locked,
        waiting_room: meeting.entry.waiting_room,
        waiting: meeting.entry.waiting_views(),
        admitted: meeting.entry.admitted.iter().copied().collect(),
        has_password: meeting.entry.password.is_some(),
        planned_end: meeting.planned_end,
        invited: conference.invited.iter().cloned().collect(),
        agenda: meeting.agenda.clone(),
        attendance,
        captions: meeting.captions.views(),
    }
}

/// Before the roster takes the event in.
pub(crate) fn apply_before(conference: &mut Conference, at: Micros, event: &Event) {
    conference.meeting.kept |= matches!(event, Event::MeetingKept { .. });
    if conference.meeting.kept {
        crate::call::apply(conference, at, event);
    }
    crate::entry::apply(conference, at, event);
}

/// After the roster took the event in.
pub(crate) fn apply(conference: &mut Conference, at: Micros, event: &Event) {
    if conference.meeting.kept {
        crate::attendance::apply(conference, at, event);
    }
    crate::caption::apply(conference, at, event);
    crate::schedule::apply_planned(conference, event);
    if let Event::ConferenceProlonged { planned_end, .. } = event {
        conference.meeting.planned_end = Some(*planned_end);
    }
}
