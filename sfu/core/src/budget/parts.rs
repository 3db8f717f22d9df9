//! The parts that shards have of a line: conferences live on different shards and share lines. A shard says what each
//! class would take ([`Demand`]); the coordinator, which is the shell's, gives each its part, class by class in the order
//! in which a shard deals it out. So a shard never looks at another one, and the sum holds whatever a shard does.

use super::Service;
use fengsui_protocol::extranet::{Grade, Reserved};

/// Voices; then of each service the least of each grade, and what each grade would take besides.
pub const CLASSES: usize = 1 + SERVICE * 3;
const SERVICE: usize = 6;

/// Bits per second that a shard's sites would take of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    pub down: [u64; CLASSES],
    /// Voices; the least; what each grade would send besides.
    pub up: [u64; 5],
}

impl Demand {
    pub fn picture(&mut self, service: Service, grade: Grade, least: u64, most: u64) {
        let at = 1 + service.index() * SERVICE + grade as usize;
        self.down[at] += least;
        self.down[at + 3] += most.saturating_sub(least);
    }

    pub fn sender(&mut self, grade: Grade, voice: u64, least: u64, most: u64) {
        self.up[0] += voice;
        self.up[1] += least;
        self.up[2 + grade as usize] += most.saturating_sub(least);
    }
}

/// What a shard has of one line, bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub down: u64,
    pub up: u64,
}

/// Each shard's part of `down` and `up`, bits per second.
#[must_use]
pub fn divide(down: u64, up: u64, reserved: &Reserved, demands: &[Demand]) -> Vec<Part> {
    let mut asked: Vec<_> = demands.iter().map(|demand| demand.down).collect();
    let mut parts = vec![Part::default(); demands.len()];
    let mut left = down;
    serve(&mut left, 0..1, u64::MAX, &mut asked, |at, bits| parts[at].down += bits);
    let shares = [reserved.presentation, reserved.lead, reserved.other];
    for (service, share) in shares.into_iter().enumerate() {
        let classes = 1 + service * SERVICE..1 + (service + 1) * SERVICE;
        serve(&mut left, classes, down * u64::from(share) / 100, &mut asked, |at, bits| parts[at].down += bits);
    }
    serve(&mut left, 1..CLASSES, u64::MAX, &mut asked, |at, bits| parts[at].down += bits);
    let mut asked: Vec<_> = demands.iter().map(|demand| demand.up).collect();
    let mut left_up = up;
    serve(&mut left_up, 0..5, u64::MAX, &mut asked, |at, bits| parts[at].up += bits);
    let shards = demands.len().max(1) as u64;
    for part in &mut parts {
        part.down += left / shards;
        part.up += left_up / shards;
    }
    parts
}

/// Serves classes in order with at most so many bits of what is left; of a class that finds too little each shard gets in
/// proportion.
fn serve<const N: usize>(
    left: &mut u64,
    classes: std::ops::Range<usize>,
    mut most: u64,
    asked: &mut [[u64; N]],
    mut give: impl FnMut(usize, u64),
) {
    for class in classes {
        let total: u64 = asked.iter().map(|asked| asked[class]).sum();
        let given = total.min(*left).min(most);
        for (at, asked) in asked.iter_mut().enumerate().filter(|_| total > 0) {
            let bits = (u128::from(asked[class]) * u128::from(given) / u128::from(total)) as u64;
            give(at, bits);
            asked[class] -= bits;
        }
        *left -= given;
        most -= given;
    }
}
