//! Conferences, who sits in them, and who sees whom at the moment.

use super::far::Seat;
use fengsui_link::Random;
use fengsui_protocol::conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable};
use fengsui_protocol::link::media::ToMedia;
use fengsui_protocol::{ConferenceId, SiteId};

const ROOMS: usize = 6;
const SEATS: u64 = 16;
/// Of a hundred changes: how many put a site out, and how many end the conference.
const REMOVALS: u64 = 15;
const ENDINGS: u64 = 4;

pub struct Rooms {
    rooms: Vec<Room>,
    next_conference: u64,
}

struct Room {
    conference: ConferenceId,
    generation: u64,
    /// Put out by the last change.
    removed: Option<SiteId>,
}

impl Rooms {
    pub fn new() -> Self {
        let mut all = Self { rooms: Vec::new(), next_conference: 1 };
        for _ in 0..ROOMS {
            let room = all.begin();
            all.rooms.push(room);
        }
        all
    }

    fn begin(&mut self) -> Room {
        self.next_conference += 1;
        Room { conference: ConferenceId(self.next_conference), generation: 1, removed: None }
    }

    pub fn tables(&self) -> Vec<ViewTable> {
        self.rooms.iter().map(Room::table).collect()
    }

    /// A seat that is in its table now.
    pub fn seat(&self, random: &mut Random) -> Seat {
        loop {
            let (room, site) = (random.below(ROOMS as u64) as usize, SiteId(1 + random.below(SEATS)));
            let held = &self.rooms[room];
            if held.removed != Some(site) {
                return Seat { room, conference: held.conference, site };
            }
        }
    }

    pub fn holds(&self, seat: Seat) -> bool {
        let room = &self.rooms[seat.room];
        room.conference == seat.conference && room.removed != Some(seat.site)
    }

    /// Somebody sees another than before, is put out, or the conference ends and another begins.
    pub fn change(&mut self, random: &mut Random) -> Vec<ToMedia> {
        let at = random.below(ROOMS as u64) as usize;
        let mut messages = Vec::new();
        if random.percent(ENDINGS) {
            messages.push(ToMedia::Drop { conference: self.rooms[at].conference });
            self.rooms[at] = self.begin();
        } else {
            let room = &mut self.rooms[at];
            room.generation += 1;
            room.removed = random.percent(REMOVALS).then(|| SiteId(1 + random.below(SEATS)));
        }
        messages.push(ToMedia::Table { table: self.rooms[at].table() });
        messages
    }
}

impl Room {
    fn table(&self) -> ViewTable {
        let sites = (1..=SEATS).map(SiteId).filter(|site| self.removed != Some(*site));
        ViewTable {
            conference: self.conference,
            generation: self.generation,
            sites: sites.map(|site| self.row(site)).collect(),
            recording: None,
        }
    }

    /// With each generation everybody sees the next ones.
    fn row(&self, site: SiteId) -> ViewRow {
        let source = |place: u64| SiteId(1 + (site.0 + self.generation + place) % SEATS);
        let slots = [SlotName::Main, SlotName::Cell { index: 0 }, SlotName::Cell { index: 1 }];
        let shown = slots.into_iter().zip(0..).map(|(slot, place)| (slot, source(place)));
        let seen = shown.filter(|(_, source)| *source != site && self.removed != Some(*source));
        ViewRow {
            site,
            name: format!("site {}", site.0),
            microphone_open: true,
            camera_open: true,
            presentation_open: true,
            speaker_open: true,
            slots: seen.map(|(slot, source)| SlotRow { slot, source, stream: StreamKind::Camera }).collect(),
            layout: Default::default(),
            own_cell: None,
            label: Default::default(),
            notice: None,
        }
    }
}
