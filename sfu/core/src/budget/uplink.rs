//! What each site may send over lines that it shares with others.

use super::Path;
use fengsui_protocol::extranet::Grade;

/// Everybody may send a picture of this many bits per second before anybody sends a larger one.
pub const LEAST: u64 = 200_000;
/// What is dealt out at once.
const QUANTUM: u64 = 50_000;
/// Nobody asks for more.
const MOST: u64 = 6_000_000;

#[derive(Clone, Debug)]
pub struct Sender {
    pub path: Path,
    pub grade: Grade,
    /// Bits per second of pictures that it would send: the most that came since it was told to send less.
    pub peak: u64,
    /// What it was told that it may send.
    pub told: Option<u64>,
    pub given: u64,
}

impl Sender {
    /// What it would send, and a little to grow into. What one does not use for its own trouble stays its own: encoders
    /// that send whole layers never use all of what they may.
    #[must_use]
    pub fn asks(&self) -> u64 {
        (self.peak * 5 / 4 + LEAST).clamp(LEAST, MOST)
    }
}

/// The new peak of one that sends so much and was told so much. One that uses what it may would use more.
#[must_use]
pub fn peak(before: u64, sends: u64, told: Option<u64>) -> u64 {
    match told {
        _ if sends == 0 => 0,
        None => sends,
        Some(told) if sends * 10 >= told * 7 => before.max(2 * sends).min(MOST),
        Some(_) => before.max(sends),
    }
}

/// Deals out `rooms`, bits per second for pictures by line. Gives who is held back: one who is not may send what it likes.
pub fn deal(rooms: &mut [u64], senders: &mut [Sender]) -> Vec<bool> {
    let asked: Vec<u64> = senders.iter().map(Sender::asks).collect();
    let mut total = vec![0u64; rooms.len()];
    for (sender, asks) in senders.iter_mut().zip(&asked) {
        sender.given = 0;
        sender.path.lines().for_each(|line| total[line] += asks);
    }
    // A line that was narrow stays so until there is room to spare.
    let narrow = |line: usize, told: bool| total[line] > if told { rooms[line] * 9 / 10 } else { rooms[line] };
    let held: Vec<bool> =
        senders.iter().map(|sender| sender.path.lines().any(|line| narrow(line, sender.told.is_some()))).collect();
    let mut order: Vec<(Grade, usize)> = senders.iter().enumerate().map(|(at, sender)| (sender.grade, at)).collect();
    order.sort_unstable();
    order.iter().for_each(|(_, at)| _ = more(rooms, &mut senders[*at], LEAST, true));
    for grade in order.chunk_by(|a, b| a.0 == b.0) {
        let mut rising = grade.to_vec();
        while !rising.is_empty() {
            rising.retain(|(_, at)| {
                let lacks = asked[*at].saturating_sub(senders[*at].given).min(QUANTUM);
                lacks > 0 && more(rooms, &mut senders[*at], lacks, false)
            });
        }
    }
    held
}

/// Whether it got more. `some`: it takes what little there is.
fn more(rooms: &mut [u64], sender: &mut Sender, bits: u64, some: bool) -> bool {
    let room = sender.path.lines().map(|line| rooms[line]).min().unwrap_or(u64::MAX);
    let bits = if room >= bits {
        bits
    } else if some {
        room
    } else {
        return false;
    };
    sender.path.lines().for_each(|line| rooms[line] -= bits);
    sender.given += bits;
    bits > 0
}
