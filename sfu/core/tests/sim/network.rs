//! Networks for the simulation: [`fengsui_link`] in virtual time.

use super::super::world::Random;
pub use fengsui_link::Conditions;
use fengsui_link::Direction;

pub type Link = Direction<Vec<u8>>;

/// Nothing is wrong but the distance.
pub fn clean() -> Conditions {
    Conditions { delay: 20_000, ..Conditions::default() }
}

pub fn rate(bits_per_second: i64) -> Conditions {
    Conditions { rate: Some(bits_per_second), ..clean() }
}

pub fn loss(share: f64) -> Conditions {
    Conditions { loss: share, delay: 25_000, ..Conditions::default() }
}

/// Anything a county's lines may do.
pub fn any(random: &mut Random) -> Conditions {
    let share = |random: &mut Random, most: u64| random.below(most) as f64 / 10_000.0;
    let sometimes = |random: &mut Random, of: u64, most: u64| {
        if random.below(of) == 0 { random.below(most) as f64 / 10_000.0 } else { 0.0 }
    };
    Conditions {
        delay: 1_000 + random.below(150_000) as i64,
        jitter: random.below(20_000) as i64,
        loss: sometimes(random, 2, 2_000),
        burst: (random.below(3) == 0).then(|| (share(random, 100), 0.05 + share(random, 5_000))),
        rate: (random.below(2) == 0).then(|| 80_000 + random.below(5_000_000) as i64),
        queue: 20_000 + random.below(600_000) as i64,
        duplicate: sometimes(random, 3, 1_000),
        reorder: sometimes(random, 3, 1_000),
        cut: random.below(12) == 0,
    }
}
