//! What duty's events change.

use super::{Shift, Swap, handover::Handover, log::Entry};
use crate::{Event, State, event::Stamp};
use fengsui_protocol::{
    DutyShiftId, DutySwapId, HandoverId,
    duty::{DutyPerson, DutySwapState, HandoverState},
};

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::DutyShiftSet { id, unit, start, end, officers, leader, phone, forgets, .. } => {
            for old in forgets {
                drop_shift(state, *old);
            }
            drop_shift(state, *id);
            let shift = Shift {
                unit: unit.clone(),
                start: *start,
                end: *end,
                officers: officers.clone(),
                leader: leader.clone(),
                phone: phone.clone(),
                version: stamp.seq,
            };
            state.duty.of_unit.entry(unit.clone()).or_default().insert(*start, *id);
            state.duty.shifts.insert(*id, shift);
            state.duty.last_shift = state.duty.last_shift.max(id.0);
            lapse(state, stamp, *id);
        }
        Event::DutyShiftRemoved { id, .. } => {
            drop_shift(state, *id);
            lapse(state, stamp, *id);
        }
        Event::DutySwapProposed { id, unit, give, giver, take, other, leading, note, forgets } => {
            if let Some(old) = forgets {
                state.duty.swaps.remove(old);
            }
            let span = |id| state.duty.shifts.get(id).map(|shift| (shift.start, shift.end)).unwrap_or_default();
            let swap = Swap {
                unit: unit.clone(),
                give: *give,
                give_span: span(give),
                giver: giver.clone(),
                take: *take,
                take_span: span(take),
                other: other.clone(),
                leading: *leading,
                note: note.clone(),
                state: DutySwapState::Proposed,
                proposed_at: stamp.at,
                ended_at: None,
                answer: String::new(),
                version: stamp.seq,
            };
            state.duty.swaps.insert(*id, swap);
            state.duty.last_swap = state.duty.last_swap.max(id.0);
        }
        Event::DutySwapAnswered { id, accepted, text, .. } => {
            let outcome = if *accepted { DutySwapState::Accepted } else { DutySwapState::Declined };
            let Some(swap) = end(state, stamp, *id, outcome) else { return };
            swap.answer.clone_from(text);
            if *accepted {
                let swap = swap.clone();
                exchange(state, stamp, &swap);
            }
        }
        Event::DutySwapWithdrawn { id } => {
            end(state, stamp, *id, DutySwapState::Withdrawn);
        }
        Event::DutyEntryAdded { id, unit, text, forgets, by } => {
            if let Some(old) = forgets {
                state.duty.entries.remove(old);
            }
            let (unit, by, text) = (unit.clone(), by.clone(), text.clone());
            state.duty.entries.insert(*id, Entry { unit, at: stamp.at, by, text, version: stamp.seq });
            state.duty.last_entry = state.duty.last_entry.max(id.0);
        }
        Event::HandoverGiven { id, unit, giver, text, list, forgets, by } => {
            if let Some(old) = forgets {
                state.duty.handovers.remove(old);
            }
            let handover = Handover {
                unit: unit.clone(),
                state: HandoverState::Given,
                given_at: stamp.at,
                given_by: by.clone(),
                giver: *giver,
                text: text.clone(),
                list: (**list).clone(),
                ended_at: None,
                taken_by: String::new(),
                answer: String::new(),
                version: stamp.seq,
            };
            state.duty.handovers.insert(*id, handover);
            state.duty.last_handover = state.duty.last_handover.max(id.0);
        }
        Event::HandoverConfirmed { id, text, by, .. } => {
            let Some(handover) = settle(state, stamp, *id, HandoverState::Confirmed) else { return };
            handover.taken_by.clone_from(by);
            handover.answer.clone_from(text);
        }
        Event::HandoverWithdrawn { id, .. } => {
            settle(state, stamp, *id, HandoverState::Withdrawn);
        }
        _ => {}
    }
}

fn settle(state: &mut State, stamp: Stamp, id: HandoverId, outcome: HandoverState) -> Option<&mut Handover> {
    let handover = state.duty.handovers.get_mut(&id)?;
    handover.state = outcome;
    handover.ended_at = Some(stamp.at);
    handover.version = stamp.seq;
    Some(handover)
}

fn drop_shift(state: &mut State, id: DutyShiftId) {
    let Some(old) = state.duty.shifts.remove(&id) else { return };
    let Some(kept) = state.duty.of_unit.get_mut(&old.unit) else { return };
    kept.remove(&old.start);
    if kept.is_empty() {
        state.duty.of_unit.remove(&old.unit);
    }
}

fn end(state: &mut State, stamp: Stamp, id: DutySwapId, outcome: DutySwapState) -> Option<&mut Swap> {
    let swap = state.duty.swaps.get_mut(&id)?;
    swap.state = outcome;
    swap.ended_at = Some(stamp.at);
    swap.version = stamp.seq;
    Some(swap)
}

/// The two change places, and other proposals about the two shifts that no longer fit lapse.
fn exchange(state: &mut State, stamp: Stamp, swap: &Swap) {
    for (shift, from, to) in [(swap.give, &swap.giver, &swap.other), (swap.take, &swap.other, &swap.giver)] {
        let Some(shift) = state.duty.shifts.get_mut(&shift) else { continue };
        shift.version = stamp.seq;
        let place = if swap.leading {
            Some(&mut shift.leader)
        } else {
            shift.officers.iter_mut().find(|person| person.user == from.user)
        };
        if let Some(place) = place {
            place.clone_from(to);
        }
    }
    lapse(state, stamp, swap.give);
    lapse(state, stamp, swap.take);
}

/// Proposals about a shift that is not as it was when they were made.
fn lapse(state: &mut State, stamp: Stamp, id: DutyShiftId) {
    let shifts = &state.duty.shifts;
    let stands = |shift: DutyShiftId, span, person: &DutyPerson, leading: bool| {
        shifts.get(&shift).is_some_and(|shift| {
            let there = if leading { shift.leader == *person } else { shift.officers.contains(person) };
            there && (shift.start, shift.end) == span
        })
    };
    let stale: Vec<_> = state
        .duty
        .swaps
        .iter()
        .filter(|(_, swap)| swap.state == DutySwapState::Proposed && (swap.give == id || swap.take == id))
        .filter(|(_, swap)| {
            !stands(swap.give, swap.give_span, &swap.giver, swap.leading)
                || !stands(swap.take, swap.take_span, &swap.other, swap.leading)
        })
        .map(|(id, _)| *id)
        .collect();
    for swap in stale {
        end(state, stamp, swap, DutySwapState::Lapsed);
    }
}
