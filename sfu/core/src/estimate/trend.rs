//! Whether the path's queue grows: the slope of one-way delay over the last groups of packets, held against a
//! threshold that follows the path (the trendline filter and adaptive threshold of Google's congestion control,
//! draft-ietf-rmcat-gcc-02 §5, with the least-squares slope of its later versions).

/// Packets sent within so many µs are one group: a burst's own length says nothing about the path.
const GROUP: i64 = 5_000;
/// Groups that the slope is taken over.
const WINDOW: usize = 20;
const SMOOTHING: f64 = 0.9;
const GAIN: f64 = 4.0;
const MOST_DELTAS: u32 = 60;
const THRESHOLD_START: f64 = 12.5;
const THRESHOLD: (f64, f64) = (6.0, 600.0);
const RISE: f64 = 0.0087;
const FALL: f64 = 0.039;
/// Milliseconds past the threshold before it counts.
const OVER_FOR: f64 = 10.0;
/// Feedback that jumps further is of another clock or path: begin anew. µs.
const JUMP: i64 = 3_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    #[default]
    Normal,
    /// The queue grows.
    Over,
    /// It empties.
    Under,
}

#[derive(Clone, Copy)]
struct Group {
    first_sent: i64,
    last_sent: i64,
    last_arrival: i64,
}

pub struct Trend {
    group: Option<Group>,
    before: Option<Group>,
    origin: i64,
    accumulated: f64,
    smoothed: f64,
    /// (arrival, smoothed delay) in ms.
    points: [(f64, f64); WINDOW],
    deltas: u32,
    threshold: f64,
    over_for: f64,
    overs: u32,
    slope: f64,
    usage: Usage,
}

impl Default for Trend {
    fn default() -> Self {
        Self {
            group: None,
            before: None,
            origin: 0,
            accumulated: 0.0,
            smoothed: 0.0,
            points: [(0.0, 0.0); WINDOW],
            deltas: 0,
            threshold: THRESHOLD_START,
            over_for: 0.0,
            overs: 0,
            slope: 0.0,
            usage: Usage::Normal,
        }
    }
}

impl Trend {
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// A packet sent and received at these times, in µs of two unrelated clocks; in sending order.
    pub fn packet(&mut self, sent: i64, arrival: i64) {
        let Some(group) = &mut self.group else {
            self.origin = arrival;
            self.group = Some(Group { first_sent: sent, last_sent: sent, last_arrival: arrival });
            return;
        };
        if sent < group.first_sent {
            return;
        }
        if (arrival - group.last_arrival).abs() > JUMP {
            *self = Self { threshold: self.threshold, ..Self::default() };
            return;
        }
        if sent - group.first_sent <= GROUP {
            group.last_sent = group.last_sent.max(sent);
            group.last_arrival = group.last_arrival.max(arrival);
            return;
        }
        let done = std::mem::replace(group, Group { first_sent: sent, last_sent: sent, last_arrival: arrival });
        if let Some(before) = self.before.replace(done) {
            let sent = (done.last_sent - before.last_sent) as f64 / 1e3;
            let arrived = (done.last_arrival - before.last_arrival) as f64 / 1e3;
            self.delta(sent, arrived - sent, (done.last_arrival - self.origin) as f64 / 1e3);
        }
    }

    fn delta(&mut self, sent: f64, gradient: f64, arrival: f64) {
        self.accumulated += gradient;
        self.smoothed += (self.accumulated - self.smoothed) * (1.0 - SMOOTHING);
        self.points[self.deltas as usize % WINDOW] = (arrival, self.smoothed);
        self.deltas += 1;
        if self.deltas as usize >= WINDOW
            && let Some(slope) = slope(&self.points)
        {
            self.detect(slope, sent);
        }
    }

    fn detect(&mut self, slope: f64, sent: f64) {
        let trend = f64::from(self.deltas.min(MOST_DELTAS)) * slope * GAIN;
        if trend > self.threshold {
            self.over_for += sent;
            self.overs += 1;
            if self.over_for > OVER_FOR && self.overs > 1 && slope >= self.slope {
                (self.over_for, self.overs) = (0.0, 0);
                self.usage = Usage::Over;
            }
        } else {
            (self.over_for, self.overs) = (0.0, 0);
            self.usage = if trend < -self.threshold { Usage::Under } else { Usage::Normal };
        }
        self.slope = slope;
        let beyond = trend.abs() - self.threshold;
        // A spike (a route change) does not move it.
        if beyond < 15.0 {
            let pace = if beyond < 0.0 { FALL } else { RISE };
            self.threshold = (self.threshold + pace * beyond * sent.min(100.0)).clamp(THRESHOLD.0, THRESHOLD.1);
        }
    }
}

/// Least squares.
fn slope(points: &[(f64, f64); WINDOW]) -> Option<f64> {
    let (x, y) = sums(points, |x, y| (x, y));
    let (x, y) = (x / WINDOW as f64, y / WINDOW as f64);
    let (over, under) = sums(points, |at, delay| ((at - x) * (delay - y), (at - x) * (at - x)));
    (under > 0.0).then_some(over / under)
}

/// Sums of two terms of each point. Several at a time: each addition would otherwise wait for the one before.
fn sums(points: &[(f64, f64); WINDOW], terms: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    const LANES: usize = 4;
    const { assert!(WINDOW.is_multiple_of(LANES)) };
    let mut lanes = [(0.0, 0.0); LANES];
    for points in points.chunks_exact(LANES) {
        for (lane, point) in lanes.iter_mut().zip(points) {
            let (first, second) = terms(point.0, point.1);
            *lane = (lane.0 + first, lane.1 + second);
        }
    }
    let [a, b, c, d] = lanes;
    ((a.0 + b.0) + (c.0 + d.0), (a.1 + b.1) + (c.1 + d.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups every 20 ms; each waits `grows` µs longer than the one before.
    fn run(trend: &mut Trend, from: i64, groups: i64, grows: i64) -> Vec<Usage> {
        let usage = |at: i64| {
            for packet in 0..3 {
                let sent = (from + at) * 20_000 + packet;
                trend.packet(sent, 9_000_000 + sent + at * grows + packet * 300);
            }
            trend.usage()
        };
        (0..groups).map(usage).collect()
    }

    #[test]
    fn a_growing_queue_is_seen_and_a_steady_one_is_not() {
        let mut trend = Trend::default();
        assert!(run(&mut trend, 0, 100, 0).iter().all(|usage| *usage == Usage::Normal));
        let grows = run(&mut trend, 100, 30, 4_000);
        assert!(grows.contains(&Usage::Over), "{grows:?}");
    }

    #[test]
    fn another_clock_begins_anew() {
        let mut trend = Trend::default();
        run(&mut trend, 0, 50, 0);
        trend.packet(2_000_000, 90_000_000_000);
        assert_eq!(trend.usage(), Usage::Normal);
        assert!(run(&mut trend, 200, 50, 0).iter().all(|usage| *usage == Usage::Normal));
    }
}
