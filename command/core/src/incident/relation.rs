//! How incidents stand to one another: 与之为同一起, 由其引起, 属于. A relation stands at both of its incidents, changes
//! the state of neither, and can be taken back at any time; then both are as they were.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    incident::{self, Incident},
};
use fengsui_protocol::{
    IncidentId, Refusal, bounds,
    correlation::{Relation, RelationView},
    incident::TimelineKind,
};
use std::collections::BTreeSet;

/// Chinese words of a relation, between the one and the other.
pub fn word(relation: Relation) -> &'static str {
    match relation {
        Relation::DuplicateOf => "并入",
        Relation::CausedBy => "起因于",
        Relation::PartOf => "属于",
    }
}

/// The one authority of an incident's event: the incident itself, or that of which it is a duplicate.
pub fn authority(state: &State, id: IncidentId) -> IncidentId {
    let stands = state.incidents.get(&id).and_then(|incident| to(incident, Relation::DuplicateOf).next());
    stands.unwrap_or(id)
}

/// Incidents that are duplicates of this one.
pub fn duplicates(incident: &Incident) -> impl Iterator<Item = IncidentId> {
    let these = incident.relations.iter().filter(|stands| stands.inverse && stands.relation == Relation::DuplicateOf);
    these.map(|stands| stands.incident)
}

/// The other sides of a relation that begins at `incident`.
fn to(incident: &Incident, relation: Relation) -> impl Iterator<Item = IncidentId> {
    let these = incident.relations.iter().filter(move |stands| !stands.inverse && stands.relation == relation);
    these.map(|stands| stands.incident)
}

// ---- decisions ----

pub(crate) fn relate(
    state: &State,
    by: String,
    id: IncidentId,
    relation: Relation,
    other: IncidentId,
    basis: &str,
) -> Result<Decision, Refusal> {
    let (this, that) = (incident::live(state, id, "incident")?, incident::live(state, other, "to")?);
    check::paragraphs("basis", basis)?;
    if id == other || this.relations.iter().any(|stands| stands.incident == other) {
        let refusal =
            refuse("COR-7", "两起事件已有关联，或是同一件", "The two are related already, or are one and the same");
        return Err(refusal.field("to").accept(["unrelate_incident"]));
    }
    if this.relations.len().max(that.relations.len()) >= bounds::RELATIONS {
        let refusal = refuse("BOUND", "关联过多", "Too many relations").field("to");
        return Err(refusal.accept([format!("≤ {}", bounds::RELATIONS)]));
    }
    match relation {
        Relation::DuplicateOf => one_authority(state, id, this, other)?,
        Relation::CausedBy | Relation::PartOf => no_circle(state, id, relation, other)?,
    }
    if relation == Relation::PartOf && to(this, relation).next().is_some() {
        return Err(refuse("COR-7", "一起事件只属于一起", "An incident is part of one other").field("relation"));
    }
    done([Event::IncidentRelated { id, relation, to: other, basis: basis.to_owned(), by }])
}

/// COR-3: one authority, no chains.
fn one_authority(state: &State, id: IncidentId, this: &Incident, other: IncidentId) -> Result<(), Refusal> {
    let refusal = |zh, en| Err(refuse("COR-3", zh, en).field("to"));
    let authority_of_other = authority(state, other);
    if authority_of_other != other {
        let refused = refusal("对方已并入另一起，请并入其主件", "The other is a duplicate itself: name its authority");
        return refused.map_err(|refusal| refusal.accept([authority_of_other.to_string()]));
    }
    if authority(state, id) != id {
        let refused = refusal("本件已并入另一起，先撤销", "This one is a duplicate already: take that back first");
        return refused.map_err(|refusal| refusal.accept(["unrelate_incident"]));
    }
    if duplicates(this).next().is_some() {
        let refused = refusal(
            "本件是主件，已有并入的事件；请反过来并",
            "Others are duplicates of this one: relate them the other way",
        );
        return refused.map_err(|refusal| refusal.accept([format!("{other} → {id}")]));
    }
    Ok(())
}

/// COR-7: nothing causes or contains itself, however many steps lie between.
fn no_circle(state: &State, id: IncidentId, relation: Relation, other: IncidentId) -> Result<(), Refusal> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![other]);
    while let Some(at) = next.pop() {
        if at == id {
            return Err(refuse("COR-7", "关联成环", "The relations would make a circle").field("to"));
        }
        if seen.insert(at) {
            next.extend(state.incidents.get(&at).into_iter().flat_map(|incident| to(incident, relation)));
        }
    }
    Ok(())
}

/// COR-8: at any time while the incident itself still changes; a full timeline does not stand in the way.
pub(crate) fn unrelate(
    state: &State,
    by: String,
    id: IncidentId,
    relation: Relation,
    other: IncidentId,
) -> Result<Decision, Refusal> {
    let incident = check::known(&state.incidents, &id, "incident", "事件", "incident")?;
    if !to(incident, relation).any(|stands| stands == other) {
        let refusal = refuse("COR-9", "没有这条关联", "There is no such relation").field("to");
        return Err(refusal.accept(["relate_incident"]));
    }
    incident::unarchived(state, id, "incident")?;
    done([Event::IncidentUnrelated { id, relation, to: other, by }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::IncidentRelated { id, relation, to, basis, by } => {
            let (this, that) = (number(state, *id), number(state, *to));
            let because = if basis.is_empty() { String::new() } else { format!("：{basis}") };
            let word = word(*relation);
            let stands = |incident, inverse| RelationView {
                relation: *relation,
                incident,
                inverse,
                by: by.clone(),
                at: stamp.at,
            };
            put(state, *id, stands(*to, false));
            put(state, *to, stands(*id, true));
            line(state, stamp, by, *id, TimelineKind::Linked, format!("{word} {that}{because}"));
            line(state, stamp, by, *to, TimelineKind::Linked, format!("{this} {word}本事件{because}"));
        }
        Event::IncidentUnrelated { id, relation, to, by } => {
            let (this, that) = (number(state, *id), number(state, *to));
            let word = word(*relation);
            take(state, *id, *relation, *to, false);
            take(state, *to, *relation, *id, true);
            line(state, stamp, by, *id, TimelineKind::Unlinked, format!("撤销：{word} {that}"));
            line(state, stamp, by, *to, TimelineKind::Unlinked, format!("撤销：{this} {word}本事件"));
        }
        _ => {}
    }
}

fn number(state: &State, id: IncidentId) -> String {
    state.incidents.get(&id).map_or_else(|| id.to_string(), |incident| incident.number.clone())
}

fn put(state: &mut State, id: IncidentId, stands: RelationView) {
    let Some(incident) = state.incidents.get_mut(&id) else { return };
    incident.rejected.remove(&stands.incident);
    incident.relations.push(stands);
}

fn take(state: &mut State, id: IncidentId, relation: Relation, other: IncidentId, inverse: bool) {
    let Some(incident) = state.incidents.get_mut(&id) else { return };
    incident
        .relations
        .retain(|stands| (stands.relation, stands.incident, stands.inverse) != (relation, other, inverse));
}

fn line(state: &mut State, stamp: Stamp, by: &str, id: IncidentId, kind: TimelineKind, text: String) {
    if let Some(incident) = state.incidents.get_mut(&id) {
        incident.line(stamp, by, kind, text);
    }
}
