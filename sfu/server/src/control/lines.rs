//! The coordinator of shared lines: conferences on different shards share them, so each shard has a part of every line,
//! divided anew some times a second by what all of them ask for. With one shard there is nothing to divide.

use fengsui_protocol::{
    extranet::{LineLoad, Load},
    link::media::Extranet,
};
use fengsui_sfu_core::budget::{
    for_media,
    parts::{Demand, Part, divide},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

pub const DIVIDE_INTERVAL: Duration = Duration::from_millis(200);
pub const TELL_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Default)]
pub struct Lines {
    extranet: Arc<Extranet>,
    shards: BTreeMap<usize, (Vec<Demand>, Vec<LineLoad>)>,
    divided: Vec<Vec<Part>>,
    told: bool,
}

impl Lines {
    /// The extranet that the command node described. What shards said of other lines is void.
    pub fn set(&mut self, extranet: Extranet) -> Arc<Extranet> {
        if self.extranet.lines != extranet.lines {
            self.shards.clear();
            self.divided.clear();
        }
        self.extranet = Arc::new(extranet);
        self.extranet.clone()
    }

    /// What a shard said; a report about other lines than there are now is late.
    pub fn heard(&mut self, shard: usize, demands: Vec<Demand>, loads: Vec<LineLoad>) {
        if demands.len() == self.extranet.lines.len() {
            self.shards.insert(shard, (demands, loads));
        }
    }

    /// Each shard's part of every line, in order of shards; nothing when it is what they have.
    pub fn divide(&mut self, shards: usize) -> Vec<Vec<Part>> {
        if shards < 2 || self.extranet.lines.is_empty() {
            return Vec::new();
        }
        let silent = Demand::default();
        let mut parts = vec![Vec::with_capacity(self.extranet.lines.len()); shards];
        for (number, line) in self.extranet.lines.iter().enumerate() {
            let asked = |shard: usize| self.shards.get(&shard).and_then(|(demands, _)| demands.get(number).copied());
            let demands: Vec<Demand> = (0..shards).map(|shard| asked(shard).unwrap_or(silent)).collect();
            let (down, up) = (for_media(line, line.down_kbps), for_media(line, line.up_kbps));
            let divided = divide(down, up, &line.reserved, &demands);
            parts.iter_mut().zip(divided).for_each(|(parts, part)| parts.push(part));
        }
        if parts == self.divided {
            return Vec::new();
        }
        self.divided.clone_from(&parts);
        parts
    }

    /// What crosses the lines, all shards together; once nothing when there are no lines any more.
    pub fn loads(&mut self) -> Option<Vec<LineLoad>> {
        if self.extranet.lines.is_empty() {
            return std::mem::replace(&mut self.told, false).then(Vec::new);
        }
        self.told = true;
        let of = |number: usize| self.shards.values().filter_map(move |(_, loads)| loads.get(number));
        let lines = self.extranet.lines.iter().enumerate();
        let loads = lines.map(|(number, line)| LineLoad {
            node: line.node.clone(),
            down: sum(line.down_kbps, of(number).map(|load| load.down)),
            up: sum(line.up_kbps, of(number).map(|load| load.up)),
        });
        Some(loads.collect())
    }
}

fn sum(capacity: u32, loads: impl Iterator<Item = Load>) -> Load {
    loads.fold(Load { capacity, ..Load::default() }, |a, b| Load {
        capacity,
        audio: a.audio + b.audio,
        presentation: a.presentation + b.presentation,
        lead: a.lead + b.lead,
        other: a.other + b.other,
        lowered: a.lowered + b.lowered,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::{
        extranet::{Grade, Reserved},
        link::media::Line,
    };
    use fengsui_sfu_core::budget::Service;

    #[test]
    fn parts_follow_what_shards_ask_and_never_exceed_the_line() {
        let line = Line {
            node: "south".into(),
            to: "centre".into(),
            down_kbps: 4_000,
            up_kbps: 1_000,
            reserved: Reserved::default(),
        };
        let mut lines = Lines::default();
        assert!(lines.divide(2).is_empty() && lines.loads().is_none());
        lines.set(Extranet { lines: vec![line.clone()], seats: Vec::new() });
        let whole = for_media(&line, 4_000);
        let half = lines.divide(2);
        assert_eq!(half.iter().map(|parts| parts[0].down).sum::<u64>(), whole);
        assert!(lines.divide(2).is_empty(), "told once");
        let mut demand = Demand::default();
        demand.picture(Service::Lead, Grade::Chair, 150_000, 9_000_000);
        lines.heard(1, vec![demand], Vec::new());
        let parts = lines.divide(2);
        assert_eq!((parts[0][0].down, parts[1][0].down), (0, whole));
        lines.heard(0, vec![demand; 2], Vec::new());
        assert!(lines.divide(2).is_empty(), "a report about other lines");
        assert!(lines.divide(1).is_empty(), "one shard has everything");
    }
}
