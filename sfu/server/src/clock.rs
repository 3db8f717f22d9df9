//! The node clock: wall time at process start, carried on by the monotonic clock, so that it never jumps.

use fengsui_protocol::Micros;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

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
}
