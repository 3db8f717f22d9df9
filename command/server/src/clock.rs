//! The node's one clock. Everything that stamps a record or tells a client the time reads it from here; tests give
//! their own.

use fengsui_protocol::Micros;
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// A source of UTC time. It may step backwards (NTP); the log clamps what it stamps.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Micros + Send + Sync>);

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        }))
    }

    /// A clock that says what `now` says.
    pub fn given(now: impl Fn() -> Micros + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub fn now(&self) -> Micros {
        (self.0)()
    }
}
