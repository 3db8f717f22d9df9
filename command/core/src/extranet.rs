//! 电子政务外网: nodes, the lines on which they hang and whose sites stand where. Administered data; media nodes share out
//! the lines by it.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
};
use fengsui_protocol::{
    ExtranetNodeId, Refusal, UnitId, bounds,
    extranet::{ExtranetLine, ExtranetNodeKind, ExtranetNodeView},
    link::media::Line,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtranetNode {
    pub name: String,
    pub kind: ExtranetNodeKind,
    pub line: Option<ExtranetLine>,
    pub units: Vec<UnitId>,
    pub version: u64,
}

impl ExtranetNode {
    pub fn view(&self, id: &ExtranetNodeId) -> ExtranetNodeView {
        ExtranetNodeView {
            id: id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            line: self.line.clone(),
            units: self.units.clone(),
            version: self.version,
        }
    }
}

/// What is asked for.
pub(crate) struct Asked<'a> {
    pub id: &'a ExtranetNodeId,
    pub name: &'a str,
    pub kind: ExtranetNodeKind,
    pub line: Option<&'a ExtranetLine>,
    pub units: &'a [UnitId],
}

pub(crate) fn set(state: &State, asked: &Asked<'_>) -> Result<Decision, Refusal> {
    check::slug("id", &asked.id.0)?;
    check::line("name", asked.name, bounds::NAME_CHARS)?;
    if !state.extranet.contains_key(asked.id) && state.extranet.len() >= bounds::EXTRANET_NODES {
        let refusal = refuse("BOUND", "外网节点已达上限", "There are too many nodes").field("id");
        return Err(refusal.accept([format!("≤ {}", bounds::EXTRANET_NODES)]));
    }
    one_centre(state, asked)?;
    if let Some(line) = asked.line {
        leads_to_the_centre(state, asked.id, line)?;
        fits(line)?;
    }
    let units = stand_once(state, asked)?;
    let (id, name, kind) = (asked.id.clone(), asked.name.trim().to_owned(), asked.kind);
    done([Event::ExtranetNodeSet { id, name, kind, line: asked.line.cloned(), units }])
}

/// NET-1: one centre, which has no line; every other node has one.
fn one_centre(state: &State, asked: &Asked<'_>) -> Result<(), Refusal> {
    let is_centre = asked.kind == ExtranetNodeKind::Centre;
    if is_centre && asked.line.is_some() {
        return Err(refuse("NET-1", "网络中心没有上联线路", "The centre hangs on no line").field("line"));
    }
    if !is_centre && asked.line.is_none() {
        return Err(refuse("NET-1", "网络中心之外的节点都有一条上联线路", "Every node but the centre hangs on a line")
            .field("line"));
    }
    let other = state.extranet.iter().find(|(id, node)| *id != asked.id && node.kind == ExtranetNodeKind::Centre);
    match other {
        Some((id, _)) if is_centre => {
            let refusal = refuse("NET-1", "已有网络中心", "There is a centre already").field("kind");
            Err(refusal.accept([id.to_string()]))
        }
        _ => Ok(()),
    }
}

/// NET-2: lines lead to the centre, in no ring and over no more than so many nodes. The branch that hangs on this node
/// comes along.
fn leads_to_the_centre(state: &State, id: &ExtranetNodeId, line: &ExtranetLine) -> Result<(), Refusal> {
    check::known(&state.extranet, &line.to, "line.to", "外网节点", "node of the extranet")?;
    let mut above = 1;
    let mut next = Some(&line.to);
    while let Some(node) = next {
        if node == id {
            let refusal = refuse("NET-2", "线路绕成了环", "The lines make a ring");
            return Err(refusal.field("line.to"));
        }
        next = state.extranet.get(node).and_then(|node| Some(&node.line.as_ref()?.to));
        above += usize::from(next.is_some());
    }
    if above + depth_below(state, id) > bounds::EXTRANET_DEPTH {
        let refusal = refuse("NET-2", "离网络中心的级数过多", "Too many lines to the centre").field("line.to");
        return Err(refusal.accept([format!("≤ {}", bounds::EXTRANET_DEPTH)]));
    }
    Ok(())
}

/// Lines below a node, along its longest branch; lines make no ring.
fn depth_below(state: &State, id: &ExtranetNodeId) -> usize {
    state.hanging_on(id).map(|below| 1 + depth_below(state, below)).max().unwrap_or(0)
}

/// NET-3: capacities within what lines have, reserved shares within nine tenths.
fn fits(line: &ExtranetLine) -> Result<(), Refusal> {
    for (path, kbps) in [("line.down_kbps", line.down_kbps), ("line.up_kbps", line.up_kbps)] {
        if !bounds::LINE_KBPS.contains(&kbps) {
            let refusal = refuse("NET-3", "线路带宽超出范围", "The line's capacity is out of range").field(path);
            let (least, most) = (bounds::LINE_KBPS.start(), bounds::LINE_KBPS.end());
            return Err(refusal.accept([format!("{least}–{most} kbit/s")]));
        }
    }
    let reserved = &line.reserved;
    let shares = [reserved.audio, reserved.presentation, reserved.lead, reserved.other, reserved.data];
    let total: u32 = shares.into_iter().map(u32::from).sum();
    if total > bounds::LINE_RESERVED {
        let refusal = refuse("NET-3", "各类预留合计过高", "Too much of the line is reserved").field("line.reserved");
        return Err(refusal.accept([format!("≤ {} %", bounds::LINE_RESERVED)]));
    }
    Ok(())
}

/// NET-4: a unit stands at one node. Named twice in one node it counts once.
fn stand_once(state: &State, asked: &Asked<'_>) -> Result<Vec<UnitId>, Refusal> {
    if asked.units.len() > bounds::CONFERENCE_SITES {
        let refusal = refuse("BOUND", "节点上的单位过多", "Too many units at the node").field("units");
        return Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]));
    }
    let mut seen = BTreeSet::new();
    for (index, unit) in asked.units.iter().enumerate() {
        let path = format!("units[{index}]");
        check::known(&state.units, unit, &path, "单位", "unit")?;
        if let Some((other, node)) = state.standing(unit).filter(|(other, _)| *other != asked.id) {
            let (zh, en) = (format!("该单位已在节点「{}」", node.name), format!("The unit stands at node {other}"));
            return Err(Refusal::new("NET-4", zh, en).field(path));
        }
        seen.insert(unit);
    }
    Ok(asked.units.iter().filter(|unit| seen.remove(unit)).cloned().collect())
}

/// NET-5: what hangs on a node goes first.
pub(crate) fn remove(state: &State, id: &ExtranetNodeId) -> Result<Decision, Refusal> {
    check::known(&state.extranet, id, "id", "外网节点", "node of the extranet")?;
    let below: Vec<String> = state.hanging_on(id).map(ToString::to_string).collect();
    if !below.is_empty() {
        let refusal = refuse("NET-5", "还有节点挂在它下面", "Other nodes hang on it").field("id");
        return Err(refusal.accept(below));
    }
    done([Event::ExtranetNodeRemoved { id: id.clone() }])
}

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::ExtranetNodeSet { id, name, kind, line, units } => {
            let (name, line, units) = (name.clone(), line.clone(), units.clone());
            state.extranet.insert(id.clone(), ExtranetNode { name, kind: *kind, line, units, version: stamp.seq });
        }
        Event::ExtranetNodeRemoved { id } => {
            state.extranet.remove(id);
        }
        _ => {}
    }
}

impl State {
    fn hanging_on<'a>(&'a self, id: &'a ExtranetNodeId) -> impl Iterator<Item = &'a ExtranetNodeId> {
        let hangs = move |node: &ExtranetNode| node.line.as_ref().is_some_and(|line| line.to == *id);
        self.extranet.iter().filter(move |(_, node)| hangs(node)).map(|(id, _)| id)
    }

    /// The node at which a unit's sites stand.
    pub fn standing(&self, unit: &UnitId) -> Option<(&ExtranetNodeId, &ExtranetNode)> {
        self.extranet.iter().find(|(_, node)| node.units.contains(unit))
    }

    /// The lines, as media nodes are told.
    pub fn extranet_lines(&self) -> Vec<Line> {
        let lines = self.extranet.iter().filter_map(|(id, node)| Some((id, node.line.as_ref()?)));
        lines
            .map(|(id, line)| Line {
                node: id.clone(),
                to: line.to.clone(),
                down_kbps: line.down_kbps,
                up_kbps: line.up_kbps,
                reserved: line.reserved,
            })
            .collect()
    }
}
