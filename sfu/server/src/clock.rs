//! The node clock: wall time at process start, carried on by the monotonic clock, so that it never jumps.

use fengsui_protocol::Micros;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A packet that waited longer in the socket is taken to have waited this long.
const LONGEST_WAIT: Duration = Duration::from_millis(250);

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    wall: i64,
}

impl Clock {
    pub fn start() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros() as i64);
        Self { start: Instant::now(), wall }
    }
    pub fn at(&self, instant: Instant) -> Micros {
        Micros(self.wall + instant.duration_since(self.start).as_micros() as i64)
    }
    pub fn now(&self) -> Micros {
        self.at(Instant::now())
    }

    /// Reads both clocks at once, to bring the kernel's arrival times (wall clock) onto the node clock.
    pub fn reading(&self) -> Reading {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Reading { now: self.now(), wall }
    }
}

/// The node clock and the wall clock at one instant.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub now: Micros,
    wall: Duration,
}

impl Reading {
    /// The node clock when the wall clock said `arrival`: never in the future, and never longer ago than a socket
    /// buffer holds packets (the wall clock may have been set in between).
    pub fn arrived(&self, arrival: Option<Duration>) -> Micros {
        let ago = arrival.and_then(|at| self.wall.checked_sub(at)).unwrap_or_default().min(LONGEST_WAIT);
        self.now.plus(-(ago.as_micros() as i64))
    }
}
