//! 保存期限: which recordings may be deleted. A rule over values; the shell deletes.

use fengsui_protocol::{Micros, RecordingId};

/// How long and how much to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days after its stop that a recording is kept at least and, when nothing holds it, at most.
    pub days: u32,
    /// Bytes of all recordings together; past it the oldest stopped ones go first. `None`: only days count.
    pub most_bytes: Option<u64>,
}

/// What the rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub recording: RecordingId,
    /// `None` while it runs.
    pub stopped_at: Option<Micros>,
    pub bytes: u64,
    /// Evidence: its incident is open, or someone put a hold on it.
    pub held: bool,
}

/// Recordings to delete, oldest first. Never one that runs or is held.
pub fn expired(all: &[Kept], rule: Retention, now: Micros) -> Vec<RecordingId> {
    let mut free: Vec<(Micros, &Kept)> =
        all.iter().filter(|kept| !kept.held).filter_map(|kept| Some((kept.stopped_at?, kept))).collect();
    free.sort_by_key(|(stopped, kept)| (*stopped, kept.recording));
    let mut bytes: u64 = all.iter().map(|kept| kept.bytes).sum();
    let keep_us = i64::from(rule.days) * 86_400 * Micros::SECOND;
    free.into_iter()
        .filter(|(stopped, kept)| {
            let goes = now.since(*stopped) > keep_us || rule.most_bytes.is_some_and(|most| bytes > most);
            bytes -= if goes { kept.bytes } else { 0 };
            goes
        })
        .map(|(_, kept)| kept.recording)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400 * Micros::SECOND;

    fn kept(id: u64, stopped_day: Option<i64>, held: bool) -> Kept {
        Kept { recording: RecordingId(id), stopped_at: stopped_day.map(|day| Micros(day * DAY)), bytes: 10, held }
    }

    #[test]
    fn old_ones_go_unless_held_or_running() {
        let all = [kept(1, Some(1), true), kept(2, Some(2), false), kept(3, None, false), kept(4, Some(95), false)];
        let rule = Retention { days: 90, most_bytes: None };
        assert_eq!(expired(&all, rule, Micros(100 * DAY)), vec![RecordingId(2)]);
    }

    #[test]
    fn when_full_the_oldest_goes_first_and_only_as_many_as_needed() {
        let all = [kept(1, Some(97), false), kept(2, Some(96), false), kept(3, Some(98), false), kept(4, None, false)];
        let rule = Retention { days: 90, most_bytes: Some(25) };
        assert_eq!(expired(&all, rule, Micros(100 * DAY)), vec![RecordingId(2), RecordingId(1)]);
    }
}
