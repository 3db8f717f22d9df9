//! 单位组: named groups of units that are called together. Administered data; it rings nobody and grants nothing.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
};
use fengsui_protocol::{Refusal, UnitGroupId, UnitId, account::UnitGroupView, bounds};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitGroup {
    pub name: String,
    pub units: Vec<UnitId>,
    pub version: u64,
}

impl UnitGroup {
    pub fn view(&self, id: &UnitGroupId) -> UnitGroupView {
        UnitGroupView { id: id.clone(), name: self.name.clone(), units: self.units.clone(), version: self.version }
    }
}

/// MEET-5: a group has members, each once, and a name of its own.
pub(crate) fn set(state: &State, id: &UnitGroupId, name: &str, units: &[UnitId]) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    let name = name.trim();
    if state.unit_groups.iter().any(|(other, group)| other != id && group.name == name) {
        return Err(refuse("MEET-5", "已有同名的单位组", "Another group bears this name").field("name"));
    }
    if units.is_empty() {
        return Err(refuse("MEET-5", "单位组至少有一家单位", "A group has at least one unit").field("units"));
    }
    if units.len() > bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "单位组的单位过多", "Too many units in the group").field("units");
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    if !state.unit_groups.contains_key(id) && state.unit_groups.len() >= bounds::UNIT_GROUPS {
        let refusal = refuse("BOUND", "单位组已达上限", "There are too many groups").field("id");
        return Err(refusal.accept([format!("≤ {}", bounds::UNIT_GROUPS)]));
    }
    let mut seen = BTreeSet::new();
    for (index, unit) in units.iter().enumerate() {
        check::known(&state.units, unit, &format!("units[{index}]"), "单位", "unit")?;
        seen.insert(unit);
    }
    let members = units.iter().filter(|unit| seen.remove(unit)).cloned().collect();
    done([Event::UnitGroupSet { id: id.clone(), name: name.to_owned(), units: members }])
}

pub(crate) fn remove(state: &State, id: &UnitGroupId) -> Result<Decision, Refusal> {
    check::known(&state.unit_groups, id, "id", "单位组", "unit group")?;
    done([Event::UnitGroupRemoved { id: id.clone() }])
}

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::UnitGroupSet { id, name, units } => {
            let group = UnitGroup { name: name.clone(), units: units.clone(), version: stamp.seq };
            state.unit_groups.insert(id.clone(), group);
        }
        Event::UnitGroupRemoved { id } => {
            state.unit_groups.remove(id);
        }
        _ => {}
    }
}

impl State {
    /// Members of a group that can be called; `None` when there is no such group.
    pub fn callable_units(&self, id: &UnitGroupId) -> Option<Vec<UnitId>> {
        let enabled = |unit: &&UnitId| self.units.get(*unit).is_some_and(|unit| !unit.disabled);
        Some(self.unit_groups.get(id)?.units.iter().filter(enabled).cloned().collect())
    }
}
