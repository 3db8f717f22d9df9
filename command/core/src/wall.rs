//! 大屏 Wall: which panes, conference, incident and map view a wall shows, as desired state in the log. Arranging a wall
//! changes nothing else: no conference, no incident. What a wall's account may see is decided by its class; it may send
//! nothing.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
};
use fengsui_protocol::{
    Micros, Refusal, WallId, WallPresetId, bounds,
    shared_map::Viewpoint,
    wall::{WallLayout, WallMap, WallPane, WallPresetView, WallScene, WallView},
};
use serde::{Deserialize, Serialize};

/// 大屏.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wall {
    /// Counts walls; never used again. Media knows the wall by it.
    pub number: u64,
    pub name: String,
    pub scene: WallScene,
    pub preset: Option<WallPresetId>,
    pub by: String,
    pub arranged_at: Micros,
    pub version: u64,
}

/// An arrangement by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WallPreset {
    pub name: String,
    pub panes: Vec<WallPane>,
    pub layout: WallLayout,
    pub map: WallMap,
    pub version: u64,
}

/// What a wall shows before anybody arranged it: figures and the county's map.
fn first_scene() -> WallScene {
    WallScene {
        panes: vec![WallPane::Figures, WallPane::Map],
        layout: WallLayout::default(),
        map: WallMap::default(),
        conference: None,
        incident: None,
    }
}

impl Wall {
    pub fn view(&self, id: &WallId) -> WallView {
        WallView {
            id: id.clone(),
            name: self.name.clone(),
            scene: self.scene.clone(),
            preset: self.preset.clone(),
            by: self.by.clone(),
            arranged_at: self.arranged_at,
            version: self.version,
        }
    }
}

impl WallPreset {
    pub fn view(&self, id: &WallPresetId) -> WallPresetView {
        WallPresetView {
            id: id.clone(),
            name: self.name.clone(),
            panes: self.panes.clone(),
            layout: self.layout,
            map: self.map.clone(),
            version: self.version,
        }
    }
}

// ---- decisions ----

/// Makes a wall, or renames it.
pub(crate) fn set(state: &State, id: &WallId, name: &str) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    if !state.walls.contains_key(id) && state.walls.len() >= bounds::WALLS {
        return Err(full("大屏已满", "There are as many walls as may be", bounds::WALLS));
    }
    done([Event::WallSet { id: id.clone(), number: state.last_wall + 1, name: name.trim().to_owned() }])
}

pub(crate) fn remove(state: &State, id: &WallId) -> Result<Decision, Refusal> {
    check::known(&state.walls, id, "id", "大屏", "wall")?;
    done([Event::WallRemoved { id: id.clone() }])
}

pub(crate) fn save_preset(
    state: &State,
    id: &WallPresetId,
    name: &str,
    panes: &[WallPane],
    layout: WallLayout,
    map: &WallMap,
) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    check_panes(panes)?;
    check_map(state, map)?;
    if !state.wall_presets.contains_key(id) && state.wall_presets.len() >= bounds::WALL_PRESETS {
        return Err(full("预设已满", "There are as many presets as may be", bounds::WALL_PRESETS));
    }
    let (id, name, panes, map) = (id.clone(), name.trim().to_owned(), panes.to_vec(), map.clone());
    done([Event::WallPresetSaved { id, name, panes, layout, map }])
}

pub(crate) fn remove_preset(state: &State, id: &WallPresetId) -> Result<Decision, Refusal> {
    check::known(&state.wall_presets, id, "id", "大屏预设", "wall preset")?;
    done([Event::WallPresetRemoved { id: id.clone() }])
}

/// Whether the conference is open is for the composition to say (`WALL-2`): this core knows none.
pub(crate) fn arrange(
    state: &State,
    by: String,
    id: &WallId,
    preset: Option<&WallPresetId>,
    scene: &WallScene,
) -> Result<Decision, Refusal> {
    let wall = check::known(&state.walls, id, "wall", "大屏", "wall")?;
    if let Some(preset) = preset {
        check::known(&state.wall_presets, preset, "preset", "大屏预设", "wall preset")?;
    }
    if let Some(incident) = scene.incident {
        check::known(&state.incidents, &incident, "scene.incident", "事件", "incident")?;
    }
    check_panes(&scene.panes)?;
    check_map(state, &scene.map)?;
    if wall.scene == *scene && wall.preset.as_ref() == preset {
        return done([]);
    }
    let (id, scene, preset) = (id.clone(), Box::new(scene.clone()), preset.cloned());
    done([Event::WallArranged { id, scene, preset, leaves: wall.scene.conference, by }])
}

/// WALL-1: a wall shows something, and each pane once.
fn check_panes(panes: &[WallPane]) -> Result<(), Refusal> {
    let repeated = (1..panes.len()).any(|index| panes[..index].contains(&panes[index]));
    if !panes.is_empty() && !repeated {
        return Ok(());
    }
    let refusal = refuse("WALL-1", "至少选一栏，每栏只放一次", "Choose at least one pane, each only once");
    Err(refusal.field("panes").accept(["figures", "incident", "map", "conference"]))
}

fn check_map(state: &State, map: &WallMap) -> Result<(), Refusal> {
    match map {
        WallMap::County | WallMap::Incident | WallMap::Leader => Ok(()),
        WallMap::Fixed { view: Viewpoint { centre, zoom, layers } } => {
            check::position(state, "map.view.centre", *centre)?;
            check::number("map.view.zoom", *zoom, 0.0, 24.0)?;
            if layers.len() <= 16 { Ok(()) } else { Err(full("图层过多", "Too many layers", 16)) }
        }
    }
}

fn full(zh: &str, en: &str, most: usize) -> Refusal {
    refuse("BOUND", zh, en).field("id").accept([format!("≤ {most}")])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    let version = stamp.seq;
    match event {
        Event::WallSet { id, number, name } => {
            state.last_wall = state.last_wall.max(*number);
            let fresh = || Wall {
                number: *number,
                name: String::new(),
                scene: first_scene(),
                preset: None,
                by: String::new(),
                arranged_at: stamp.at,
                version,
            };
            let wall = state.walls.entry(id.clone()).or_insert_with(fresh);
            wall.name.clone_from(name);
            wall.version = version;
        }
        Event::WallRemoved { id } => {
            state.walls.remove(id);
        }
        Event::WallArranged { id, scene, preset, by, .. } => {
            let Some(wall) = state.walls.get_mut(id) else { return };
            wall.scene = (**scene).clone();
            wall.preset.clone_from(preset);
            wall.by.clone_from(by);
            (wall.arranged_at, wall.version) = (stamp.at, version);
        }
        Event::WallPresetSaved { id, name, panes, layout, map } => {
            let (name, panes, map) = (name.clone(), panes.clone(), map.clone());
            let preset = WallPreset { name, panes, layout: *layout, map, version };
            state.wall_presets.insert(id.clone(), preset);
        }
        Event::WallPresetRemoved { id } => {
            state.wall_presets.remove(id);
        }
        _ => {}
    }
}
