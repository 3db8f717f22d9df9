//! Walls as onlookers of conferences: each wall that shows a conference has a row of its own in that conference's
//! ViewTable. It sends nothing, takes no site and stands on no roster; what it sees is what most screens see. Pure.

use super::Domain;
use fengsui_command_core as command;
use fengsui_protocol::{
    ConferenceId, Refusal, SiteId, UserId, WallId, bounds,
    conference::{Presence, SlotName, SlotRow, StreamKind, ViewRow, ViewTable},
    control::{Layout, ScreenLabel},
    input::Input,
    live::{EntityKey, EntityView},
    visibility::Class,
};
use std::collections::BTreeMap;

/// Walls are told to media as sites from here on: no roster counts so far, and a JavaScript number holds it.
const FIRST: u64 = 1 << 48;
/// Cells of a wall.
const CELLS: usize = bounds::VIDEO_SLOTS - 2;

impl Domain {
    /// As which site media knows a wall; `None` when there is no such wall, or it does not show this conference.
    pub fn onlooker(&self, conference: ConferenceId, wall: &WallId) -> Option<SiteId> {
        let wall = self.command.walls.get(wall)?;
        (wall.scene.conference == Some(conference)).then_some(SiteId(FIRST + wall.number))
    }

    /// Every wall's place in the conference that it shows.
    pub fn onlookers(&self) -> Vec<(ConferenceId, SiteId)> {
        let walls = self.command.walls.values();
        walls.filter_map(|wall| Some((wall.scene.conference?, SiteId(FIRST + wall.number)))).collect()
    }

    /// Whether a site of media takes no site of a conference: a wall, or somebody's trial.
    pub fn is_onlooker(site: SiteId) -> bool {
        site.0 >= FIRST
    }

    /// As which site media knows a person who tries the way to it, in nobody's conference.
    pub fn on_trial(user: UserId) -> SiteId {
        SiteId(FIRST + user.0)
    }

    /// Adds the walls to a conference's table.
    pub(super) fn with_onlookers(&self, mut table: ViewTable) -> ViewTable {
        let walls = self.command.walls.values().filter(|wall| wall.scene.conference == Some(table.conference));
        let walls: Vec<_> = walls.collect();
        if walls.is_empty() {
            return table;
        }
        let slots = self.seen_by_most(&table);
        let row = |wall: &&command::wall::Wall| ViewRow {
            site: SiteId(FIRST + wall.number),
            name: wall.name.clone(),
            microphone_open: false,
            camera_open: false,
            presentation_open: false,
            speaker_open: true,
            slots: slots.clone(),
            layout: Layout::default(),
            own_cell: None,
            label: ScreenLabel::default(),
            notice: None,
        };
        table.sites.extend(walls.iter().map(row));
        table
    }

    /// WALL-2: a wall shows a conference that runs.
    pub(super) fn shows_open_conference(&self, input: &command::NodeInput) -> Result<(), Refusal> {
        let command::NodeInput::Asked(Input::ArrangeWall { scene, .. }) = input else { return Ok(()) };
        let Some(id) = scene.conference else { return Ok(()) };
        if self.conference.view_table(id).is_some() {
            return Ok(());
        }
        let open = self.conference.view_tables().into_iter().map(|table| table.conference.to_string());
        let (zh, en) = (format!("没有进行中的会议 {id}"), format!("No open conference {id}"));
        Err(Refusal::new("WALL-2", zh, en).field("scene.conference").accept(open))
    }

    /// Main: the source that most screens show. Presentation: where it is on any screen. Cells: every site that is here,
    /// in the order of the roster.
    fn seen_by_most(&self, table: &ViewTable) -> Vec<SlotRow> {
        let mut count: BTreeMap<SiteId, usize> = BTreeMap::new();
        let shown = |slot| table.sites.iter().flat_map(|row| &row.slots).filter(move |row| row.slot == slot);
        for row in shown(SlotName::Main) {
            *count.entry(row.source).or_default() += 1;
        }
        // Of equals the first on the roster, which never changes.
        let order = self.roster(table.conference);
        let place = |site: &SiteId| order.iter().position(|other| other == site).unwrap_or(usize::MAX);
        let most = count.into_iter().max_by_key(|(site, count)| (*count, std::cmp::Reverse(place(site))));
        let alone = || order.first().copied();
        let main = most.map(|(site, _)| site).or_else(alone);
        let camera = |slot, source| SlotRow { slot, source, stream: StreamKind::Camera };
        let presenter = shown(SlotName::Presentation).next().cloned();
        let presenter = presenter.or_else(|| {
            let open = table.sites.iter().find(|row| row.presentation_open)?;
            let (slot, stream) = (SlotName::Presentation, StreamKind::Presentation);
            Some(SlotRow { slot, source: open.site, stream })
        });
        let cells = order.iter().take(CELLS).zip(0..).map(|(site, index)| camera(SlotName::Cell { index }, *site));
        main.map(|site| camera(SlotName::Main, site)).into_iter().chain(presenter).chain(cells).collect()
    }

    /// Sites that are here, in the order in which they came.
    fn roster(&self, conference: ConferenceId) -> Vec<SiteId> {
        match self.view(&EntityKey::Conference(conference), &Class::Operator) {
            Some(EntityView::Conference(view)) => {
                let here = view.sites.iter().filter(|site| matches!(site.presence, Presence::Present { .. }));
                here.map(|site| site.id).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Conferences that an arrangement puts a wall into or takes it out of: their tables change.
pub(super) fn joined_or_left(event: &command::Event) -> Vec<EntityKey> {
    match event {
        command::Event::WallArranged { scene, leaves, .. } if scene.conference != *leaves => {
            [scene.conference, *leaves].into_iter().flatten().map(EntityKey::Conference).collect()
        }
        _ => vec![],
    }
}
