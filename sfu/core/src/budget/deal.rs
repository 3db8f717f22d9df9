//! The room of lines dealt out to pictures, in steps of what each could get.

use super::{Path, Service};
use fengsui_protocol::extranet::{Grade, Reserved};

/// One picture that one receiver could be sent.
#[derive(Clone, Debug)]
pub struct Ask {
    pub path: Path,
    pub service: Service,
    pub grade: Grade,
    /// Pixels on the viewer's screen; larger ones grow first.
    pub area: u32,
    /// Whose own path it also takes: an index into the leaves.
    pub leaf: usize,
    /// Where its steps begin among all, and how many there are.
    pub steps: (u32, u8),
    /// Up to this step it is the smallest picture's frame rate that rises.
    pub whole: u8,
    /// What is being sent.
    pub has: Option<u8>,
    /// It was switched off for want of room on a line.
    pub off: bool,
    pub given: Option<u8>,
    /// Bits per second it would be given if its receiver's own path carried anything.
    pub wants: u64,
    /// A line had no room for more.
    pub lowered: bool,
    pub without: Option<Without>,
}

/// What one step of a picture takes, bits per second.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub cost: u64,
    /// The most that it took in the last while: whoever rises to it is to be able to stay there.
    pub lately: u64,
}

/// Why it is given nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// A line has no room for it.
    Line,
    /// Its receiver's own path has none.
    OwnPath,
    /// What is to make room for it is still being sent.
    Later,
}

/// One line, while its room is dealt out.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// Bits per second for pictures.
    pub total: u64,
    left: i64,
    /// Of what is left, what waits for each service.
    waits: [u64; 3],
    /// The first step that a higher grade was refused here.
    refused: [u8; 3],
    refusing: [u8; 3],
}

const NEVER: u8 = u8::MAX;
/// A line may be dealt out so much of itself beyond its room, for what is being sent already.
const HELD_ON: u64 = 20;

impl Room {
    /// `total`: for pictures.
    #[must_use]
    pub fn new(total: u64) -> Self {
        Self { total, left: total as i64, waits: [0; 3], refused: [NEVER; 3], refusing: [NEVER; 3] }
    }

    /// Room for a service, without what waits for others.
    fn for_service(&self, service: usize) -> i64 {
        let others: u64 = self.waits.iter().sum::<u64>() - self.waits[service];
        self.left - others as i64
    }

    fn take(&mut self, service: usize, bits: u64) {
        self.left -= bits as i64;
        self.waits[service] = self.waits[service].saturating_sub(bits);
    }
}

/// The steps of one service, in order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Any picture at all.
    Least,
    /// Its whole frame rate.
    Whole,
    Larger,
}

impl Ask {
    fn until(&self, pass: Pass) -> u8 {
        match pass {
            Pass::Least => 0,
            Pass::Whole => self.whole,
            Pass::Larger => self.steps.1 - 1,
        }
    }

    /// Comparable between pictures whose smallest layers have different frame rates to offer.
    fn level(&self, step: u8) -> u8 {
        match step {
            0 => 0,
            step if step <= self.whole => 1,
            step => 2 + (step - self.whole),
        }
    }

    fn step(&self, steps: &[Step], step: u8) -> Step {
        steps[self.steps.0 as usize + usize::from(step)]
    }

    fn cost(&self, steps: &[Step], step: Option<u8>) -> u64 {
        step.map_or(0, |step| self.step(steps, step).cost)
    }

    /// Room that is to be left over. More than it has needs room for what it took lately and a little to spare, and what it has
    /// is held on to while the room lacks a little, so that it does not go up and down with all that moves in the picture.
    fn spare(&self, next: u8, Step { cost, lately }: Step, room: &Room) -> i64 {
        let more = lately.saturating_sub(cost);
        match self.has {
            Some(has) if next > has => (cost / 8).max(more) as i64,
            Some(_) => -((room.total / HELD_ON) as i64),
            None if self.off => (cost / 5).max(more) as i64,
            None => 0,
        }
    }
}

/// Deals out the room of lines. `leaves`: what each receiver's own path carries. An ask without steps is passed over.
pub fn deal(rooms: &mut [Room], reserved: &[Reserved], leaves: &mut [u64], asks: &mut [Ask], steps: &[Step]) {
    let mut order: Vec<Ordered> = asks.iter().enumerate().filter_map(Ordered::new).collect();
    order.sort_unstable();
    set_aside(rooms, reserved, asks, steps);
    let mut rising = Vec::new();
    for lends in [false, true] {
        for room in rooms.iter_mut() {
            (room.refused, room.refusing) = ([NEVER; 3], [NEVER; 3]);
            if lends {
                room.waits = [0; 3];
            }
        }
        for service in order.chunk_by(|a, b| a.service == b.service) {
            for pass in [Pass::Least, Pass::Whole, Pass::Larger] {
                for grade in service.chunk_by(|a, b| a.grade == b.grade) {
                    rising.clear();
                    rising.extend(grade.iter().map(|ordered| ordered.at));
                    // One step each, again and again; of equals, who has a step already keeps it before others rise to it.
                    while !rising.is_empty() {
                        rising.sort_by_key(|at| (std::cmp::Reverse(asks[*at].area), asks[*at].given >= asks[*at].has));
                        rising.retain(|at| rise(rooms, leaves, &mut asks[*at], steps, pass));
                    }
                    rooms.iter_mut().for_each(|room| room.refused = room.refusing);
                }
            }
        }
    }
    settle(rooms, &order, asks, steps);
}

/// An ask's place among the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ordered {
    service: Service,
    grade: Grade,
    area: std::cmp::Reverse<u32>,
    at: usize,
}

impl Ordered {
    fn new((at, ask): (usize, &Ask)) -> Option<Self> {
        let area = std::cmp::Reverse(ask.area);
        (ask.steps.1 > 0).then_some(Self { service: ask.service, grade: ask.grade, area, at })
    }
}

/// Each service's share waits for it as far as it is asked for.
fn set_aside(rooms: &mut [Room], reserved: &[Reserved], asks: &[Ask], steps: &[Step]) {
    for ask in asks.iter().filter(|ask| ask.steps.1 > 0) {
        let most = ask.cost(steps, Some(ask.steps.1 - 1));
        ask.path.lines().for_each(|line| rooms[line].waits[ask.service.index()] += most);
    }
    for (room, reserved) in rooms.iter_mut().zip(reserved) {
        let shares = [reserved.presentation, reserved.lead, reserved.other];
        for (waits, share) in room.waits.iter_mut().zip(shares) {
            *waits = (*waits).min(room.total * u64::from(share.min(100)) / 100);
        }
    }
}

/// Gives a picture one step more, if there is one in this pass and room for it.
fn rise(rooms: &mut [Room], leaves: &mut [u64], ask: &mut Ask, steps: &[Step], pass: Pass) -> bool {
    let next = ask.given.map_or(0, |given| given + 1);
    if next > ask.until(pass) {
        return false;
    }
    let (step, service, level) = (ask.step(steps, next), ask.service.index(), ask.level(next));
    let more = step.cost.saturating_sub(ask.cost(steps, ask.given));
    let mut fits = true;
    for line in ask.path.lines() {
        let room = &mut rooms[line];
        if room.refused[service] <= level {
            fits = false;
        } else if more as i64 + ask.spare(next, step, room) > room.for_service(service) {
            room.refusing[service] = room.refusing[service].min(level);
            fits = false;
        }
    }
    ask.lowered = !fits;
    if !fits {
        ask.without = Some(Without::Line);
        return false;
    }
    ask.wants = step.cost;
    if more > leaves[ask.leaf] {
        ask.without = Some(Without::OwnPath);
        return false;
    }
    leaves[ask.leaf] -= more;
    ask.path.lines().for_each(|line| rooms[line].take(service, more));
    ask.given = Some(next);
    true
}

/// Nothing rises before what falls has fallen: until a smaller layer's keyframe has come the larger one is sent.
fn settle(rooms: &mut [Room], order: &[Ordered], asks: &mut [Ask], steps: &[Step]) {
    rooms.iter_mut().for_each(|room| room.left = (room.total + room.total / HELD_ON) as i64);
    let mut rises = Vec::new();
    for Ordered { at, .. } in order {
        let ask = &asks[*at];
        let (has, given) = (ask.cost(steps, ask.has), ask.cost(steps, ask.given));
        ask.path.lines().for_each(|line| rooms[line].left -= has as i64);
        if given > has {
            rises.push(*at);
        }
    }
    let mut waits = vec![false; rooms.len()];
    for at in rises {
        let ask = &mut asks[at];
        while ask.given.is_some() && ask.given > ask.has {
            let more = ask.cost(steps, ask.given).saturating_sub(ask.cost(steps, ask.has));
            if ask.path.lines().all(|line| !waits[line] && rooms[line].left >= more as i64) {
                ask.path.lines().for_each(|line| rooms[line].left -= more as i64);
                break;
            }
            ask.given = ask.given.filter(|given| *given > 0).map(|given| given - 1);
            ask.without = Some(Without::Later);
            // Nor does what comes after it take the room for which it waits.
            ask.path.lines().filter(|line| rooms[*line].left < more as i64).for_each(|line| waits[line] = true);
        }
    }
}
