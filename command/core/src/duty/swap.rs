//! 换班: one officer (or duty leader) proposes, the other accepts, and both shifts are exchanged; nobody else can do it for
//! them (DUTY-6).

use super::{Shift, Swap};
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
};
use fengsui_protocol::{
    Actor, DutyShiftId, DutySwapId, Micros, Refusal, UserId, bounds,
    duty::{DutyPerson, DutySwapState},
};

fn wrong(zh: &str, en: &str, field: &str) -> Refusal {
    refuse("DUTY-6", zh, en).field(field)
}

fn sender(actor: &Actor) -> Result<UserId, Refusal> {
    match actor {
        Actor::User(id) => Ok(*id),
        Actor::Source(_) | Actor::Console | Actor::Node => {
            Err(wrong("只有值班人员自己可以换班", "Only who is on the roster swaps", "type"))
        }
    }
}

/// The place of an account in a shift: as officer or as leader.
fn place(shift: &Shift, user: UserId) -> Option<(&DutyPerson, bool)> {
    let officer = shift.officers.iter().find(|person| person.user == Some(user)).map(|person| (person, false));
    officer.or_else(|| (shift.leader.user == Some(user)).then_some((&shift.leader, true)))
}

/// A shift to come, of the sender's unit; others' are unknown to them.
fn ahead<'a>(state: &'a State, now: Micros, me: UserId, id: DutyShiftId, path: &str) -> Result<&'a Shift, Refusal> {
    let own = state.users.get(&me).map(|user| &user.unit);
    let shift = state.duty.shifts.get(&id).filter(|shift| Some(&shift.unit) == own).ok_or_else(|| {
        let (zh, en) = (format!("本单位没有这个班次：{id}"), format!("No such shift of your unit: {id}"));
        Refusal::new("REF-1", zh, en).field(path)
    })?;
    if shift.start <= now {
        return Err(wrong("已经开始的班不能换", "A shift that has begun is not swapped", path));
    }
    Ok(shift)
}

pub(crate) fn propose(
    state: &State,
    now: Micros,
    actor: &Actor,
    give: DutyShiftId,
    take: DutyShiftId,
    with: UserId,
    note: &str,
) -> Result<Decision, Refusal> {
    let me = sender(actor)?;
    let (mine, theirs) = (ahead(state, now, me, give, "give")?, ahead(state, now, me, take, "take")?);
    check::optional_line("note", note, bounds::PLACE_CHARS)?;
    let (giver, leading) = place(mine, me).ok_or_else(|| wrong("您不在这一班", "You are not on that shift", "give"))?;
    let (other, other_leads) =
        place(theirs, with).ok_or_else(|| wrong("对方不在那一班", "The other is not on that shift", "with"))?;
    if give == take || me == with {
        return Err(wrong("须与另一人的另一班换", "Swap with another person's other shift", "take"));
    }
    if leading != other_leads {
        return Err(wrong(
            "值班员与值班员换，带班领导与带班领导换",
            "Officers swap with officers, leaders with leaders",
            "with",
        ));
    }
    once(mine, theirs, Some(me), Some(with), "take")?;
    let waiting = state.duty.swaps.values().filter(|swap| swap.state == DutySwapState::Proposed);
    if waiting
        .clone()
        .any(|swap| [swap.give, swap.take].iter().any(|id| [give, take].contains(id)) && involves(swap, me))
    {
        return Err(wrong("这一班已有一份换班待答复", "A swap of this shift waits for its answer", "give"));
    }
    let of_unit = waiting.filter(|swap| swap.unit == mine.unit).count();
    if of_unit >= bounds::DUTY_SWAPS / 2 {
        let refusal = refuse("BOUND", "待答复的换班过多", "Too many swaps wait for an answer").field("give");
        return Err(refusal.accept([format!("≤ {}", bounds::DUTY_SWAPS / 2)]));
    }
    done([Event::DutySwapProposed {
        id: DutySwapId(state.duty.last_swap + 1),
        unit: mine.unit.clone(),
        give,
        giver: giver.clone(),
        take,
        other: other.clone(),
        leading,
        note: note.trim().to_owned(),
        forgets: oldest_ended(state, &mine.unit),
    }])
}

/// Nobody would stand twice in a shift.
fn once(give: &Shift, take: &Shift, giver: Option<UserId>, other: Option<UserId>, field: &str) -> Result<(), Refusal> {
    let there = |shift, user: Option<UserId>| user.is_some_and(|user| place(shift, user).is_some());
    if there(take, giver) || there(give, other) {
        return Err(wrong("换后同一人在一班里有两次", "One person would stand twice in a shift", field));
    }
    Ok(())
}

fn involves(swap: &Swap, user: UserId) -> bool {
    swap.giver.user == Some(user) || swap.other.user == Some(user)
}

/// The oldest swap that is over, when there is room for no more: from now on it stands in the log only.
fn oldest_ended(state: &State, unit: &fengsui_protocol::UnitId) -> Option<DutySwapId> {
    let kept: Vec<_> = state.duty.swaps.iter().filter(|(_, swap)| swap.unit == *unit).collect();
    let over = kept.iter().find(|(_, swap)| swap.state != DutySwapState::Proposed).map(|(id, _)| **id);
    if kept.len() >= bounds::DUTY_SWAPS { over } else { None }
}

/// A swap that waits for an answer, as one of its two knows it.
fn waiting(
    state: &State,
    me: UserId,
    id: DutySwapId,
    whose: impl Fn(&Swap) -> Option<UserId>,
) -> Result<&Swap, Refusal> {
    let found = state.duty.swaps.get(&id).filter(|swap| involves(swap, me)).ok_or_else(|| {
        let (zh, en) = (format!("没有与您有关的换班：{id}"), format!("No such swap of yours: {id}"));
        Refusal::new("REF-1", zh, en).field("swap")
    })?;
    if whose(found) != Some(me) {
        return Err(wrong("须由另一方来做", "That is for the other of the two", "swap"));
    }
    if found.state != DutySwapState::Proposed {
        return Err(wrong("这份换班已经有了结果", "The swap is settled already", "swap"));
    }
    Ok(found)
}

pub(crate) fn answer(
    state: &State,
    now: Micros,
    actor: &Actor,
    id: DutySwapId,
    accept: bool,
    text: &str,
) -> Result<Decision, Refusal> {
    let me = sender(actor)?;
    let swap = waiting(state, me, id, |swap| swap.other.user)?;
    check::optional_line("text", text, bounds::PLACE_CHARS)?;
    if accept {
        // The shifts may have been changed since it was proposed.
        let (give, take) = (ahead(state, now, me, swap.give, "swap")?, ahead(state, now, me, swap.take, "swap")?);
        once(give, take, swap.giver.user, swap.other.user, "swap")?;
    }
    let (give, take) = (swap.give, swap.take);
    done([Event::DutySwapAnswered { id, give, take, accepted: accept, text: text.trim().to_owned() }])
}

pub(crate) fn withdraw(state: &State, actor: &Actor, id: DutySwapId) -> Result<Decision, Refusal> {
    waiting(state, sender(actor)?, id, |swap| swap.giver.user)?;
    done([Event::DutySwapWithdrawn { id }])
}
