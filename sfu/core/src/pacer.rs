//! Pacing towards one receiver whose path has shown a limit: a burst larger than the path's queue is cut, what is left
//! stays in the track's ring and goes out some milliseconds later. Where no limit was shown nothing is paced.

use fengsui_protocol::Micros;

/// Above the estimate, so that pacing never becomes the queue.
const PACE: f64 = 2.5;
/// A burst may take so much of the path's time.
const BURST_SECONDS: f64 = 0.04;
const BURST_LEAST: f64 = 4_000.0;
/// What waits is looked after this often.
pub const EVERY: i64 = 5_000;
/// What waited for so long is of no use: the picture goes on with a keyframe.
pub const WAITS_MOST: i64 = 400_000;

/// Bytes that may go out now; below zero after a burst.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pacer {
    credit: f64,
    at: Option<Micros>,
}

impl Pacer {
    /// Whether anything may go out. `bitrate`: the estimate.
    pub fn may_send(&mut self, bitrate: u64, now: Micros) -> bool {
        let pace = PACE * bitrate as f64 / 8.0;
        let most = (pace * BURST_SECONDS).max(BURST_LEAST);
        let elapsed = self.at.map_or(i64::MAX, |at| now.since(at).max(0)) as f64 / 1e6;
        self.at = Some(now);
        self.credit = (self.credit + pace * elapsed).min(most);
        self.credit > 0.0
    }

    #[inline]
    pub fn spend(&mut self, bytes: usize) {
        self.credit -= bytes as f64;
    }
}

/// Packets of the source that wait, in order, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub first: u64,
    pub last: u64,
    pub since: Micros,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_cut_and_the_rest_flows_at_the_pace() {
        let mut pacer = Pacer::default();
        let (mut now, mut sent) = (Micros(0), Vec::new());
        // 1 Mbit/s: 312 bytes per millisecond, a burst of 12.5 kB.
        while sent.len() < 100 {
            while pacer.may_send(1_000_000, now) && sent.len() < 100 {
                pacer.spend(1_000);
                sent.push(now.0);
            }
            now = now.plus(EVERY);
        }
        assert_eq!(sent.iter().filter(|at| **at == 0).count(), 13);
        let took = sent[99] as f64 / 1e6;
        assert!((0.25..0.32).contains(&took), "{took}");
    }
}
