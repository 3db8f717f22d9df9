//! What people are told of 会控: one small view of the conference, and for each site what its screen shows and why.

use crate::{State, floor, mosaic, pin, roll_call, speaker, state::Conference, view::sees};
use fengsui_protocol::{
    ConferenceId, Micros, SiteId,
    conference::{SlotName, SlotRow, ViewRow},
    control::{ControlView, Layout, Operation, RotationKind, RotationView, RunningOperation, ScreenView},
    visibility::Class,
};

impl State {
    /// 会控 of a conference that is open, as `class` may see it.
    pub fn control_view(&self, id: ConferenceId, class: &Class) -> Option<ControlView> {
        let conference = self.conferences.get(&id).filter(|conference| conference.open() && sees(conference, class))?;
        let control = &conference.control;
        let turning = |mosaic| {
            let rotation = control.rotations.get(&RotationKind::Mosaic)?;
            let at = self.rotation_at(id, RotationKind::Mosaic);
            (rotation.plan.mosaic == Some(mosaic)).then(|| at.unwrap_or_else(|| rotation.plan.at.clone()))
        };
        Some(ControlView {
            id,
            generation: self.generation(id),
            running: self.running(id, conference),
            cancelled: control.cancelled,
            roll_call: roll_call::view(conference),
            floor_queue: control.floor.clone(),
            rotations: self.rotations(id, conference),
            mosaics: mosaic::views(conference, turning),
            pins: pin::views(conference),
            voice_switch: control.voice_switch.unwrap_or_default(),
            priority: control.priority().to_vec(),
            presentation_locked: control.presentation_locked,
            open_microphones: self.open_microphones(id),
            closed_speakers: speaker::closed(conference),
        })
    }

    fn running(&self, id: ConferenceId, conference: &Conference) -> Option<RunningOperation> {
        let standing = self.standing(id, conference);
        let operation = match conference.operation()? {
            Operation::VoiceSwitch { settings, .. } => Operation::VoiceSwitch { settings, site: standing.voice },
            Operation::Rotation { .. } => Operation::Rotation { site: standing.one(RotationKind::Broadcast) },
            operation => operation,
        };
        let paused_until = conference.paused_until();
        Some(RunningOperation { operation, started_at: conference.control.started_at, paused_until })
    }

    fn rotations(&self, id: ConferenceId, conference: &Conference) -> Vec<RotationView> {
        let standing = self.standing(id, conference);
        let view = |(kind, rotation): (&RotationKind, &crate::control::Rotation)| RotationView {
            kind: *kind,
            mosaic: rotation.plan.mosaic,
            sites: rotation.plan.sites.clone(),
            dwell_s: rotation.plan.dwell_s,
            paused: rotation.plan.paused,
            current: standing.one(*kind).filter(|_| *kind != RotationKind::Mosaic),
            next_at: self.rotation_next(id, *kind),
        };
        conference.control.rotations.iter().map(view).collect()
    }

    fn open_microphones(&self, id: ConferenceId) -> Vec<SiteId> {
        let rows = self.view_table(id).into_iter().flat_map(|table| &table.sites);
        rows.filter(|row| row.microphone_open).map(|row| row.site).collect()
    }

    /// What every present site's screen shows now, sorted by site. [`ScreenView::generation`] is that of the table:
    /// whoever passes them on says since when a screen is so.
    pub fn screens(&self, id: ConferenceId) -> Vec<ScreenView> {
        let Some((conference, table)) = self.conferences.get(&id).zip(self.view_table(id)) else { return vec![] };
        let screen = |row: &ViewRow| ScreenView {
            conference: id,
            site: row.site,
            generation: table.generation,
            layout: row.layout,
            main: row.slots.iter().find(|slot| slot.slot == SlotName::Main).map(|slot| slot.source),
            cells: mosaic_cells(row),
            own_cell: row.own_cell,
            label: row.label,
            notice: row.notice,
            microphone_open: row.microphone_open,
            speaker_open: row.speaker_open,
            floor: floor::standing(conference, row.site),
        };
        table.sites.iter().map(screen).collect()
    }

    /// When a rotation of this kind goes on.
    pub fn next_step(&self, id: ConferenceId, kind: RotationKind) -> Option<Micros> {
        self.rotation_next(id, kind)
    }
}

fn mosaic_cells(row: &ViewRow) -> Vec<SlotRow> {
    let cell = |slot: &&SlotRow| matches!(slot.slot, SlotName::Cell { .. });
    if row.layout == Layout::Single { vec![] } else { row.slots.iter().filter(cell).copied().collect() }
}
