//! Who publishes and who sees whom: the work of one row, the same for the media process and for the floor.

use fengsui_protocol::conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable};
use fengsui_protocol::{ConferenceId, SiteId};

/// Voices that are heard; more microphones would make it a matter of loudness who is.
const MICROPHONES: usize = fengsui_protocol::bounds::VOICES;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    pub rooms: usize,
    /// Publishing sites of each room.
    pub cameras: usize,
    /// Receiving sites of each room.
    pub viewers: usize,
    /// The publishing sites are the viewers, and nobody sees himself.
    pub mutual: bool,
}

/// A room and a site in it.
pub type Seat = (ConferenceId, SiteId);

/// One publishing site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Camera {
    pub room: usize,
    /// In its room, from 0.
    pub number: usize,
}

impl Scene {
    /// One camera and microphone to `viewers` others.
    pub fn one_to(viewers: usize) -> Self {
        Self { rooms: 1, cameras: 1, viewers, mutual: false }
    }
    /// Ten rooms in which five see each other.
    pub fn ten_rooms() -> Self {
        Self { rooms: 10, cameras: 5, viewers: 5, mutual: true }
    }
    /// `cameras` in one room, all on every one of two hundred screens.
    pub fn wall(cameras: usize) -> Self {
        Self { rooms: 1, cameras, viewers: 200, mutual: false }
    }

    pub fn name(self) -> String {
        match self {
            Self { mutual: true, rooms, cameras, viewers } => format!("{rooms} rooms {cameras}x{viewers}"),
            Self { rooms: 1, cameras, viewers, .. } => format!("{cameras} to {viewers}"),
            Self { rooms, cameras, viewers, .. } => format!("{rooms}x {cameras} to {viewers}"),
        }
    }

    pub fn receivers(self) -> usize {
        self.rooms * self.viewers
    }
    pub fn cameras(self) -> impl Iterator<Item = Camera> {
        (0..self.rooms).flat_map(move |room| (0..self.cameras).map(move |number| Camera { room, number }))
    }
    /// Rooms and sites of all receivers, in order.
    pub fn viewers(self) -> impl Iterator<Item = Seat> {
        let sites = move |room| (0..self.viewers).map(move |number| (conference(room), self.viewer(number)));
        (0..self.rooms).flat_map(sites)
    }
    fn viewer(self, number: usize) -> SiteId {
        SiteId((number + 1 + if self.mutual { 0 } else { self.cameras }) as u64)
    }
    /// Whom a viewer sees.
    pub fn seen_by(self, (conference, viewer): Seat) -> impl Iterator<Item = Camera> {
        let of_room = self.cameras().filter(move |camera| camera.conference() == conference);
        of_room.filter(move |camera| camera.site() != viewer)
    }
    /// Pictures that one viewer sees, and voices.
    pub fn pictures(self) -> usize {
        self.cameras - usize::from(self.mutual)
    }
    pub fn voices(self) -> usize {
        self.cameras.min(MICROPHONES)
    }
    /// Numbers of the receivers that see a camera.
    pub fn audience(self, camera: Camera) -> Vec<usize> {
        let of_room = (0..self.viewers).filter(|viewer| !self.mutual || *viewer != camera.number);
        of_room.map(|viewer| camera.room * self.viewers + viewer).collect()
    }

    pub fn tables(self) -> Vec<ViewTable> {
        (0..self.rooms).map(|room| self.table(room)).collect()
    }

    fn table(self, room: usize) -> ViewTable {
        let sites = if self.mutual { self.cameras } else { self.cameras + self.viewers };
        ViewTable {
            conference: conference(room),
            generation: 1,
            sites: (0..sites).map(|number| self.row(number)).collect(),
            recording: None,
        }
    }

    fn row(self, number: usize) -> ViewRow {
        let (site, publishes) = (SiteId(number as u64 + 1), number < self.cameras);
        let sees = self.mutual || !publishes;
        let sources = (0..self.cameras).filter(|source| sees && *source != number);
        ViewRow {
            site,
            name: format!("site {}", site.0),
            microphone_open: number < self.voices(),
            camera_open: publishes,
            presentation_open: false,
            speaker_open: true,
            slots: sources.enumerate().map(|(place, source)| slot(place, source)).collect(),
            layout: Default::default(),
            own_cell: None,
            label: Default::default(),
            notice: None,
        }
    }
}

impl Camera {
    pub fn conference(self) -> ConferenceId {
        conference(self.room)
    }
    pub fn site(self) -> SiteId {
        SiteId(self.number as u64 + 1)
    }
    pub fn speaks(self) -> bool {
        self.number < MICROPHONES
    }
}

fn conference(room: usize) -> ConferenceId {
    ConferenceId(room as u64 + 1)
}

fn slot(place: usize, source: usize) -> SlotRow {
    let slot = if place == 0 { SlotName::Main } else { SlotName::Cell { index: place as u16 - 1 } };
    SlotRow { slot, source: SiteId(source as u64 + 1), stream: StreamKind::Camera }
}
