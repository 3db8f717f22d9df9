//! RTP timestamp → node time. Without it, tracks of one conference would drift apart in the recording.
//!
//! The source's clock is tied to the node's by sender reports ([`Timeline::clock`], already mapped to the node clock);
//! until the first one, by arrival: the earliest packet of a window is the least delayed one. Corrections are slewed,
//! so that time neither jumps nor runs backwards, unless the source's clock itself jumped.

use fengsui_protocol::Micros;

/// Correction per microsecond of media, in thousandths: enough for any real drift, too little to be heard.
const SLEW_PER_MILLE: i64 = 5;
/// A difference past this is a jump of the source's clock, not drift (µs).
const JUMP_US: i64 = 500_000;
/// An arrival this far from its mapped time says that the mapping is wrong (µs): longer than any retransmission.
const LOST_US: i64 = 10_000_000;
/// Width of the window whose least delayed packet counts (µs of arrival).
const WINDOW_US: i64 = 5_000_000;

/// Maps the RTP timestamps of one stream to node time.
#[derive(Clone, Debug)]
pub struct Timeline {
    clock_rate: u32,
    newest: Option<i64>,
    offset: Option<Offset>,
    window: Window,
}

/// Node time minus media time, µs.
#[derive(Clone, Copy, Debug)]
struct Offset {
    us: i64,
    target_us: i64,
    by_clock: bool,
    /// Media time up to which the slew was applied.
    slewed_to_us: i64,
}

/// The least arrival offset of this window and of the one before.
#[derive(Clone, Copy, Debug)]
struct Window {
    began: Micros,
    least_us: i64,
    before_us: i64,
}

impl Timeline {
    /// A stream whose timestamps count `clock_rate` ticks a second (0 is read as 90 000).
    pub fn new(clock_rate: u32) -> Self {
        let window = Window { began: Micros(i64::MIN), least_us: i64::MAX, before_us: i64::MAX };
        Self { clock_rate: if clock_rate == 0 { 90_000 } else { clock_rate }, newest: None, offset: None, window }
    }

    /// A packet came; the answer is the node time of its timestamp.
    pub fn packet(&mut self, arrival: Micros, timestamp: u32) -> Micros {
        let media_us = self.media_us(timestamp);
        self.observe(arrival, media_us);
        self.slew(media_us);
        Micros(media_us.saturating_add(self.offset.map_or(0, |offset| offset.us)))
    }

    /// A sender report says that `timestamp` was sampled at `at`.
    pub fn clock(&mut self, at: Micros, timestamp: u32) {
        let media_us = self.media_us(timestamp);
        let us = at.0.saturating_sub(media_us);
        match &mut self.offset {
            Some(offset) if offset.by_clock && us.abs_diff(offset.us) < JUMP_US as u64 => offset.target_us = us,
            _ => self.offset = Some(Offset { us, target_us: us, by_clock: true, slewed_to_us: media_us }),
        }
    }

    /// Timestamp, unwrapped, in µs of the source's clock.
    fn media_us(&mut self, timestamp: u32) -> i64 {
        let ext = match self.newest {
            None => i64::from(timestamp),
            Some(newest) => newest + i64::from(timestamp.wrapping_sub(newest as u32) as i32),
        };
        self.newest = Some(self.newest.map_or(ext, |newest| newest.max(ext)));
        (i128::from(ext) * 1_000_000 / i128::from(self.clock_rate)) as i64
    }

    fn observe(&mut self, arrival: Micros, media_us: i64) {
        let seen_us = arrival.0.saturating_sub(media_us);
        let least_us = self.window.least(arrival, seen_us);
        match &mut self.offset {
            Some(offset) if seen_us.abs_diff(offset.us) < LOST_US as u64 => {
                if !offset.by_clock {
                    offset.target_us = least_us;
                }
            }
            _ => {
                self.window = Window { began: arrival, least_us: seen_us, before_us: i64::MAX };
                self.offset = Some(Offset { us: seen_us, target_us: seen_us, by_clock: false, slewed_to_us: media_us });
            }
        }
    }

    fn slew(&mut self, media_us: i64) {
        let Some(offset) = &mut self.offset else { return };
        let passed = media_us.saturating_sub(offset.slewed_to_us);
        if passed <= 0 {
            return;
        }
        let most = passed.saturating_mul(SLEW_PER_MILLE) / 1000;
        offset.us += (offset.target_us - offset.us).clamp(-most, most);
        offset.slewed_to_us = media_us;
    }
}

impl Window {
    fn least(&mut self, arrival: Micros, seen_us: i64) -> i64 {
        if arrival.since(self.began) > WINDOW_US {
            *self = Self { began: arrival, least_us: i64::MAX, before_us: self.least_us };
        }
        self.least_us = self.least_us.min(seen_us);
        self.least_us.min(self.before_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sender_reports_put_two_streams_on_one_clock() {
        let (mut video, mut audio) = (Timeline::new(90_000), Timeline::new(48_000));
        video.packet(Micros(5_080_000), 1000);
        audio.packet(Micros(5_020_000), 70);
        video.clock(Micros(5_000_000), 1000);
        audio.clock(Micros(5_000_000), 70);
        assert_eq!(video.packet(Micros(6_080_000), 1000 + 90_000), Micros(6_000_000));
        assert_eq!(audio.packet(Micros(6_020_000), 70 + 48_000), Micros(6_000_000));
    }

    #[test]
    fn a_restarted_source_clock_is_followed_at_once() {
        let mut timeline = Timeline::new(90_000);
        timeline.packet(Micros(0), 0);
        timeline.clock(Micros(0), 0);
        let at = timeline.packet(Micros(20_000_000), 3_000_000_000);
        assert_eq!(at, Micros(20_000_000));
    }

    proptest! {
        /// Whatever start, wrap-around, jitter and drift: times of in-order timestamps rise and stay near the truth.
        #[test]
        fn time_rises_and_stays_true(start: u32, jitter in proptest::collection::vec(0i64..80_000, 400), drift in -200i64..200) {
            let mut timeline = Timeline::new(90_000);
            let mut last = i64::MIN;
            for (k, jitter) in jitter.iter().enumerate() {
                let truth = 40_000 * k as i64;
                let ticks = (truth + truth * drift / 1_000_000) * 90 / 1000;
                if k % 50 == 25 {
                    timeline.clock(Micros(truth), start.wrapping_add(ticks as u32));
                }
                let at = timeline.packet(Micros(truth + 10_000 + jitter), start.wrapping_add(ticks as u32));
                prop_assert!(at.0 >= last.saturating_sub(90_000), "at most once back, by the first jitter");
                prop_assert!((at.0 - truth).abs() < 100_000, "{} at {truth}", at.0);
                if k > 30 {
                    prop_assert!(at.0 > last);
                    prop_assert!((at.0 - truth).abs() < 5_000, "{} at {truth}", at.0);
                }
                last = at.0;
            }
        }
    }
}
