//! 值班: the roster of the county's duty room and of every unit, 换班 of two who stand on it. Pure. Who is on duty now
//! follows from the roster and the time; nobody is told anything by a clock here.

mod apply;
pub mod handover;
pub mod log;
mod roster;
pub mod sheet;
mod swap;

pub(crate) use apply::apply;
pub(crate) use roster::{import, remove, set};
pub(crate) use swap::{answer, propose, withdraw};

use crate::State;
use fengsui_protocol::{
    Class, DutyEntryId, DutyShiftId, DutySwapId, HandoverId, Micros, UnitId, UserId,
    account::UnitKind,
    duty::{DutyPerson, DutyShiftView, DutySwapState, DutySwapView},
    live::EntityKey,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 班次.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    pub unit: UnitId,
    pub start: Micros,
    pub end: Micros,
    pub officers: Vec<DutyPerson>,
    /// 带班领导.
    pub leader: DutyPerson,
    pub phone: String,
    pub version: u64,
}

impl Shift {
    pub fn runs(&self, now: Micros) -> bool {
        self.start <= now && now < self.end
    }

    /// Officers, then the leader.
    pub fn people(&self) -> impl Iterator<Item = &DutyPerson> {
        self.officers.iter().chain([&self.leader])
    }

    /// `7月18日8时0分至7月18日20时0分`.
    pub(crate) fn span(&self) -> String {
        format!("{}至{}", crate::calendar::moment(self.start), crate::calendar::moment(self.end))
    }
}

/// 换班.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Swap {
    pub unit: UnitId,
    pub give: DutyShiftId,
    pub give_span: (Micros, Micros),
    pub giver: DutyPerson,
    pub take: DutyShiftId,
    pub take_span: (Micros, Micros),
    pub other: DutyPerson,
    pub leading: bool,
    pub note: String,
    pub state: DutySwapState,
    pub proposed_at: Micros,
    pub ended_at: Option<Micros>,
    pub answer: String,
    pub version: u64,
}

/// All duty of the jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    pub shifts: BTreeMap<DutyShiftId, Shift>,
    /// Of each unit, by when they begin; they do not overlap (DUTY-2).
    pub of_unit: BTreeMap<UnitId, BTreeMap<Micros, DutyShiftId>>,
    pub swaps: BTreeMap<DutySwapId, Swap>,
    pub entries: BTreeMap<DutyEntryId, log::Entry>,
    pub handovers: BTreeMap<HandoverId, handover::Handover>,
    pub(crate) last_shift: u64,
    pub(crate) last_swap: u64,
    pub(crate) last_entry: u64,
    pub(crate) last_handover: u64,
}

impl Duty {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Shifts of a unit that touch `from..to`, in order.
    pub fn between(&self, unit: &UnitId, from: Micros, to: Micros) -> Vec<(DutyShiftId, &Shift)> {
        let Some(shifts) = self.of_unit.get(unit) else { return Vec::new() };
        let mut found: Vec<_> = shifts
            .range(..to)
            .rev()
            .map_while(|(_, id)| self.shifts.get(id).map(|shift| (*id, shift)))
            .take_while(|(_, shift)| shift.end > from)
            .collect();
        found.reverse();
        found
    }

    /// The shift that runs.
    pub fn current(&self, unit: &UnitId, now: Micros) -> Option<(DutyShiftId, &Shift)> {
        self.between(unit, now, now.plus(1)).into_iter().find(|(_, shift)| shift.runs(now))
    }

    pub(crate) fn swaps_of(&self, shift: DutyShiftId) -> impl Iterator<Item = EntityKey> {
        let about = self.swaps.iter().filter(move |(_, swap)| swap.give == shift || swap.take == shift);
        about.map(|(id, _)| EntityKey::DutySwap(*id))
    }
}

/// The unit whose roster is the county's duty room: the centre, the first of them.
pub fn county_unit(state: &State) -> Option<&UnitId> {
    state.units.iter().find(|(_, unit)| unit.kind == UnitKind::Centre).map(|(id, _)| id)
}

/// VIEW-12: the county's duty room is for everybody; a unit's roster for the unit and the county's command.
pub(crate) fn sees(state: &State, unit: &UnitId, class: &Class) -> bool {
    match class {
        Class::County => true,
        Class::Operator | Class::Administrator => county_unit(state) == Some(unit),
        Class::Department(own) | Class::Township(own) | Class::Field(own) => {
            own == unit || county_unit(state) == Some(unit)
        }
    }
}

pub(crate) fn shift_view(state: &State, id: DutyShiftId, class: &Class) -> Option<DutyShiftView> {
    let shift = state.duty.shifts.get(&id).filter(|shift| sees(state, &shift.unit, class))?;
    Some(DutyShiftView {
        id,
        unit: shift.unit.clone(),
        county: county_unit(state) == Some(&shift.unit),
        start: shift.start,
        end: shift.end,
        officers: shift.officers.clone(),
        leader: shift.leader.clone(),
        phone: shift.phone.clone(),
        version: shift.version,
    })
}

/// Swaps are the unit's own business, and the county's command's.
pub(crate) fn swap_view(state: &State, id: DutySwapId, class: &Class) -> Option<DutySwapView> {
    let swap = state.duty.swaps.get(&id)?;
    if *class != Class::County && class.unit() != Some(&swap.unit) {
        return None;
    }
    Some(DutySwapView {
        id,
        unit: swap.unit.clone(),
        give: swap.give,
        give_start: swap.give_span.0,
        give_end: swap.give_span.1,
        giver: swap.giver.clone(),
        take: swap.take,
        take_start: swap.take_span.0,
        take_end: swap.take_span.1,
        other: swap.other.clone(),
        leading: swap.leading,
        note: swap.note.clone(),
        state: swap.state,
        proposed_at: swap.proposed_at,
        ended_at: swap.ended_at,
        answer: swap.answer.clone(),
        version: swap.version,
    })
}

/// The one account of the unit that bears the name.
pub(crate) fn person(state: &State, unit: &UnitId, name: &str) -> DutyPerson {
    let name = name.trim();
    let bears = state.users.iter().filter(|(_, user)| user.unit == *unit && !user.disabled && user.name == name);
    let ids: Vec<UserId> = bears.map(|(id, _)| *id).take(2).collect();
    let user = if let [only] = ids[..] { Some(only) } else { None };
    DutyPerson { name: name.to_owned(), user }
}
