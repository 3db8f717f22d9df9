//! Time on the wire: microseconds since the Unix epoch, UTC. Screens show Beijing time (UTC+8).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Micros(pub i64);

impl Micros {
    pub const SECOND: i64 = 1_000_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;

    /// The instant `us` microseconds later (earlier when negative), saturating.
    pub fn plus(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }
    /// Microseconds from `earlier` to `self`, negative when `earlier` is in fact later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
