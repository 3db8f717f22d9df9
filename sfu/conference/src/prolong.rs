//! 延长: the planned end of a conference. It is a plan: nothing ends by itself, screens say how much is left (余时) and by
//! how much it is over.

use crate::{
    Event, State,
    check::{self, By, refuse},
};
use fengsui_protocol::{ConferenceId, Micros, Refusal, bounds};

/// MEET-10: from the planned end, or from now when that is past or unset; never further than a day ahead.
pub(crate) fn prolong(
    state: &State,
    now: Micros,
    by: &By,
    id: ConferenceId,
    minutes: u16,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control_or_initiate(conference)?;
    let range = bounds::PROLONGED_MINUTES;
    if !range.contains(&minutes) {
        let refusal = refuse("NUM-1", "分钟数超出范围", "The number of minutes is out of range").field("minutes");
        return Err(refusal.accept([format!("{} … {}", range.start(), range.end())]));
    }
    let from = conference.meeting.planned_end.map_or(now, |end| end.max(now));
    let planned_end = from.plus(i64::from(minutes) * Micros::MINUTE);
    if planned_end.since(now) > bounds::PLANNED_AHEAD_US {
        let refusal = refuse("MEET-10", "会议最长排到一天之后", "A conference is planned at most a day ahead");
        return Err(refusal.field("minutes").accept(["≤ 24 h"]));
    }
    Ok(vec![Event::ConferenceProlonged { conference: id, planned_end }])
}
