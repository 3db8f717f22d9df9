//! When something is proposed, and what is remembered of it. Proposals are made while an input is decided and stand in
//! the log, so that another release with other weights replays the same history; the index they are found with is made
//! from the state and is no part of it.

use super::{
    Found, Index, MOST_PROPOSALS, Report, banded, proposal, proposals,
    score::{self, Nearness, Weighed},
};
use crate::{
    Decision, Event, Shared, State,
    check::{self, done, refuse},
    event::{Stamp, correlated},
    incident::{self, relation},
};
use fengsui_protocol::{
    Class, FeedRecordId, IncidentId, Refusal, StationId, bounds,
    correlation::{Correlated, Correlation, KeyKind, Proposal, RelationView},
    feed::RecordFate,
    incident::{IncidentFacts, ThresholdCrossing},
    live::EntityKey,
};
use std::collections::{BTreeMap, BTreeSet};

/// Waiting records that are looked at again when an incident begins or changes.
const MOST_RENEWED: usize = 20;

/// What proposals are found with: a function of the state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// Reports of open incidents: their own facts, their linked records, their duplicates'.
    open: Index,
    /// Records that wait; each stands for itself.
    waiting: Index,
    /// To whom an incident is proposed.
    proposed_to: BTreeMap<IncidentId, BTreeSet<Correlated>>,
}

// ---- finding ----

fn of_record(facts: &IncidentFacts, crossing: Option<&ThresholdCrossing>) -> Report {
    let device: Option<&StationId> = crossing.map(|crossing| &crossing.station);
    Report::of(facts, device)
}

/// Proposals for a record that comes in; none, no event.
pub(crate) fn for_record(
    state: &State,
    id: FeedRecordId,
    facts: &IncidentFacts,
    crossing: Option<&ThresholdCrossing>,
) -> Option<Event> {
    let found = state.compared.open.resembling(&of_record(facts, crossing), |_| false, MOST_PROPOSALS);
    let proposals = proposals(found);
    let subject = Correlated::FeedRecord(id);
    (!proposals.is_empty()).then_some(Event::CorrelationProposed { subject, proposals })
}

/// Proposals for an incident that begins with these facts or now has them, and for the records that wait and resemble it.
pub(crate) fn for_incident(state: &State, id: IncidentId, facts: &IncidentFacts) -> Vec<Event> {
    let (report, subject) = (Report::of(facts, None), Correlated::Incident(id));
    let known = state.incidents.get(&id);
    let skip = |other: IncidentId| {
        let settled = |known: &Shared<incident::Incident>| {
            known.rejected.contains(&other) || known.relations.iter().any(|stands| stands.incident == other)
        };
        other == id || known.is_some_and(settled)
    };
    let proposals = proposals(state.compared.open.resembling(&report, skip, MOST_PROPOSALS));
    let had = known.is_some_and(|known| !known.proposals.is_empty());
    let own = (had || !proposals.is_empty()).then_some(Event::CorrelationProposed { subject, proposals });
    own.into_iter().chain(renewed(state, &report, subject, relation::authority(state, id))).collect()
}

/// A record now speaks for an incident: what waits may resemble it.
pub(crate) fn after_link(
    state: &State,
    id: FeedRecordId,
    facts: &IncidentFacts,
    crossing: Option<&ThresholdCrossing>,
    incident: IncidentId,
) -> Vec<Event> {
    let (report, subject) = (of_record(facts, crossing), Correlated::FeedRecord(id));
    renewed(state, &report, subject, relation::authority(state, incident))
}

/// Proposals of the waiting records that resemble `report`, which is about to speak for `incident`.
fn renewed(state: &State, report: &Report, nearest: Correlated, incident: IncidentId) -> Vec<Event> {
    let open = &state.compared.open;
    let alike = state.compared.waiting.resembling(report, |_| false, MOST_RENEWED);
    let waiting = alike.into_iter().filter_map(|found| match found.nearest {
        Correlated::FeedRecord(id) if found.nearest != nearest => Some((id, state.records.get(&id)?)),
        Correlated::FeedRecord(_) | Correlated::Incident(_) => None,
    });
    let renewed = waiting.filter(|(_, record)| !record.rejected.contains(&incident)).filter_map(|(id, record)| {
        let own = of_record(&record.facts, record.crossing.as_ref());
        let scored = score::score(&Weighed::new(&own, open), report, &Nearness::of(&own, report)?, open);
        let new = (scored.score >= score::SUGGEST_FROM).then(|| proposal(Found { incident, nearest, scored }));
        let before = |of: &&Proposal| of.incident == incident;
        // Of two reports of one incident the nearer one speaks for it, unless it was this one that changed.
        let standing = record.proposals.iter().find(before).filter(|known| known.nearest != nearest).cloned();
        let best = new.into_iter().chain(standing).max_by(|one, other| one.score.total_cmp(&other.score));
        let others =
            record.proposals.iter().filter(|of| of.incident != incident && is_open(state, of.incident)).cloned();
        let proposals = banded(others.chain(best).collect());
        let subject = Correlated::FeedRecord(id);
        (proposals != record.proposals).then_some(Event::CorrelationProposed { subject, proposals })
    });
    renewed.collect()
}

fn is_open(state: &State, id: IncidentId) -> bool {
    state.incidents.get(&id).is_some_and(|incident| incident.state.open())
}

// ---- a person's word ----

fn rejected_of(state: &State, subject: Correlated) -> Result<&BTreeSet<IncidentId>, Refusal> {
    Ok(match subject {
        Correlated::Incident(id) => &check::known(&state.incidents, &id, "subject", "事件", "incident")?.rejected,
        Correlated::FeedRecord(id) => &check::known(&state.records, &id, "subject", "来报", "feed record")?.rejected,
    })
}

/// COR-6: what was said not to be the same is not proposed again, until that is taken back.
pub(crate) fn reject(
    state: &State,
    by: String,
    subject: Correlated,
    incident: IncidentId,
) -> Result<Decision, Refusal> {
    check::known(&state.incidents, &incident, "incident", "事件", "incident")?;
    let rejected = rejected_of(state, subject)?;
    if rejected.contains(&incident) || subject == Correlated::Incident(incident) {
        let refusal = refuse("COR-6", "已记为不是同一起", "It is remembered as not the same already");
        return Err(refusal.field("incident").accept(["restore_proposal"]));
    }
    if rejected.len() >= bounds::REJECTIONS {
        let refusal = refuse("BOUND", "记下的“不是同一起”过多", "Too many are remembered as not the same");
        return Err(refusal.field("incident").accept([format!("≤ {}", bounds::REJECTIONS)]));
    }
    done([Event::ProposalRejected { subject, incident, by }])
}

/// COR-9: only what was said can be taken back.
pub(crate) fn restore(
    state: &State,
    by: String,
    subject: Correlated,
    incident: IncidentId,
) -> Result<Decision, Refusal> {
    if !rejected_of(state, subject)?.contains(&incident) {
        let refusal =
            refuse("COR-9", "没有可撤销的“不是同一起”", "Nothing was said of the two that could be taken back");
        return Err(refusal.field("incident").accept(["reject_proposal"]));
    }
    done([Event::ProposalRestored { subject, incident, by }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::CorrelationProposed { subject, proposals } => {
            let Some(old) = proposals_of(state, *subject, stamp) else { return };
            let old = std::mem::replace(old, proposals.clone());
            state.compared.forget(*subject, &old);
            state.compared.remember(*subject, proposals);
        }
        Event::ProposalRejected { subject, incident, .. } => {
            with_rejected(state, stamp, *subject, |rejected| rejected.insert(*incident));
            if let Correlated::Incident(other) = subject {
                with_rejected(state, stamp, Correlated::Incident(*incident), |rejected| rejected.insert(*other));
            }
        }
        Event::ProposalRestored { subject, incident, .. } => {
            with_rejected(state, stamp, *subject, |rejected| rejected.remove(incident));
            if let Correlated::Incident(other) = subject {
                with_rejected(state, stamp, Correlated::Incident(*incident), |rejected| rejected.remove(other));
            }
        }
        _ => {}
    }
}

/// Proposals change what is seen, not the incident: its version, which guards a colleague's work, stays.
fn proposals_of(state: &mut State, subject: Correlated, stamp: Stamp) -> Option<&mut Vec<Proposal>> {
    match subject {
        Correlated::Incident(id) => Some(&mut state.incidents.get_mut(&id)?.proposals),
        Correlated::FeedRecord(id) => {
            let record = state.records.get_mut(&id)?;
            record.version = stamp.seq;
            Some(&mut record.proposals)
        }
    }
}

fn with_rejected(
    state: &mut State,
    stamp: Stamp,
    subject: Correlated,
    change: impl FnOnce(&mut BTreeSet<IncidentId>) -> bool,
) {
    match subject {
        Correlated::Incident(id) => {
            if let Some(incident) = state.incidents.get_mut(&id) {
                change(&mut incident.rejected);
            }
        }
        Correlated::FeedRecord(id) => {
            if let Some(record) = state.records.get_mut(&id) {
                change(&mut record.rejected);
                record.version = stamp.seq;
            }
        }
    }
}

impl Compared {
    fn remember(&mut self, subject: Correlated, proposals: &[Proposal]) {
        for proposal in proposals {
            self.proposed_to.entry(proposal.incident).or_default().insert(subject);
        }
    }

    fn forget(&mut self, subject: Correlated, proposals: &[Proposal]) {
        for proposal in proposals {
            let Some(to) = self.proposed_to.get_mut(&proposal.incident) else { continue };
            to.remove(&subject);
            if to.is_empty() {
                self.proposed_to.remove(&proposal.incident);
            }
        }
    }
}

/// Keeps what proposals are found with in step with the state, after an event was applied.
pub(crate) fn follow(state: &mut State, event: &Event) {
    match event {
        Event::RecordReceived { id, .. } | Event::RecordRestored { record: id } => follow_record(state, *id),
        Event::RecordDismissed { record: id, .. } | Event::RecordLinked { record: id, .. } => follow_record(state, *id),
        Event::RecordUnlinked { record: id, .. } => follow_record(state, *id),
        Event::IncidentLogged { id, .. }
        | Event::IncidentClassified { id, .. }
        | Event::IncidentLocated { id, .. }
        | Event::IncidentUpdated { id, .. } => follow_facts(state, *id),
        Event::IncidentMoved { id, .. } => follow_group(state, *id),
        Event::IncidentRelated { id, to, .. } | Event::IncidentUnrelated { id, to, .. } => {
            follow_group(state, *id);
            follow_group(state, *to);
        }
        _ => {}
    }
}

/// The authority for which an incident's reports speak, while it is open.
fn speaks_for(state: &State, id: IncidentId) -> Option<IncidentId> {
    let authority = relation::authority(state, id);
    state.incidents.get(&authority)?.state.open().then_some(authority)
}

fn follow_record(state: &mut State, id: FeedRecordId) {
    let (key, record) = (Correlated::FeedRecord(id), state.records.get(&id));
    let Some(record) = record else { return };
    let (waits, of) = match record.fate {
        RecordFate::Pending => (true, None),
        RecordFate::Linked { incident } => (false, speaks_for(state, incident)),
        RecordFate::Dismissed { .. } => (false, None),
    };
    let report = (waits || of.is_some()).then(|| of_record(&record.facts, record.crossing.as_ref()));
    match (report, of) {
        (Some(report), Some(incident)) => {
            state.compared.waiting.remove(key);
            state.compared.open.put(key, incident, report);
        }
        (Some(report), None) => {
            state.compared.open.remove(key);
            state.compared.waiting.put(key, IncidentId(id.0), report);
        }
        (None, _) => {
            state.compared.open.remove(key);
            state.compared.waiting.remove(key);
        }
    }
}

fn follow_facts(state: &mut State, id: IncidentId) {
    let key = Correlated::Incident(id);
    match (speaks_for(state, id), state.incidents.get(&id)) {
        (Some(authority), Some(incident)) => state.compared.open.put(key, authority, Report::of(&incident.facts, None)),
        _ => state.compared.open.remove(key),
    }
}

/// The incident, its records, and its duplicates with theirs.
fn follow_group(state: &mut State, id: IncidentId) {
    let Some(incident) = state.incidents.get(&id) else { return };
    let all = relation::duplicates(incident).chain([id]).collect::<Vec<_>>();
    for id in all {
        follow_facts(state, id);
        let records = state.incidents.get(&id).map(|incident| incident.records.clone());
        for record in records.unwrap_or_default() {
            follow_record(state, record);
        }
    }
}

// ---- for the shell ----

impl State {
    /// Makes what proposals are found with anew: after a state was read from a snapshot, which does not hold it.
    pub fn reindex(&mut self) {
        self.compared = Compared::default();
        for id in self.incidents.keys().copied().collect::<Vec<_>>() {
            follow_facts(self, id);
            let proposals = self.incidents[&id].proposals.clone();
            self.compared.remember(Correlated::Incident(id), &proposals);
        }
        for id in self.records.keys().copied().collect::<Vec<_>>() {
            follow_record(self, id);
            let proposals = self.records[&id].proposals.clone();
            self.compared.remember(Correlated::FeedRecord(id), &proposals);
        }
    }

    /// What a draft resembles among what `class` may see, and the severity that its figures suggest. Changes nothing.
    ///
    /// # Errors
    /// Of a field that could not be taken either (`BOUND`, `GEO-1`, `GEO-4`, `NUM-1` …).
    pub fn correlate(&self, class: &Class, facts: &IncidentFacts, not: &[IncidentId]) -> Result<Correlation, Refusal> {
        check::place(self, "facts.place", &facts.place)?;
        check::paragraphs("facts.narrative", &facts.narrative)?;
        check::optional_line("facts.title", &facts.title, bounds::NAME_CHARS)?;
        check::casualties("facts.casualties", &facts.casualties)?;
        let report = Report::of(facts, None);
        let knows_callers = matches!(class, Class::County);
        let report = if knows_callers { report } else { report.without_caller() };
        let unseen =
            |id: IncidentId| !self.incidents.get(&id).is_some_and(|of| crate::view::sees_incident(self, id, of, class));
        let skip = |id: IncidentId| not.contains(&id) || unseen(id);
        let mut proposals = proposals(self.compared.open.resembling(&report, skip, MOST_PROPOSALS));
        if !knows_callers {
            proposals.iter_mut().for_each(|proposal| proposal.keys.retain(|key| key.kind != KeyKind::Phone));
        }
        Ok(Correlation { proposals, severity: incident::suggest(facts) })
    }

    /// Proposals as they stand now: what was closed, settled or rejected since is not proposed, and what became a
    /// duplicate is proposed as its authority. COR-12: for the county only.
    pub(crate) fn proposals_for(&self, subject: Correlated, class: &Class) -> Vec<Proposal> {
        let of = match subject {
            Correlated::Incident(id) => self.incidents.get(&id).map(|of| (&of.proposals, &of.rejected)),
            Correlated::FeedRecord(id) => {
                let waits = |record: &&crate::feed::FeedRecord| record.fate == RecordFate::Pending;
                self.records.get(&id).filter(waits).map(|of| (&of.proposals, &of.rejected))
            }
        };
        let (Some((found, rejected)), Class::County) = (of, class) else { return vec![] };
        let mut seen = BTreeSet::new();
        let standing = found.iter().filter_map(|proposal| {
            let incident = relation::authority(self, proposal.incident);
            let open = self.incidents.get(&incident)?.state.open();
            let settled = rejected.contains(&incident)
                || rejected.contains(&proposal.incident)
                || matches!(subject, Correlated::Incident(id) if self.settled(id, incident));
            (open && !settled && seen.insert(incident)).then(|| Proposal { incident, ..proposal.clone() })
        });
        standing.collect()
    }

    /// The two are one incident, or related.
    fn settled(&self, id: IncidentId, other: IncidentId) -> bool {
        let related = |of: &Shared<incident::Incident>| of.relations.iter().any(|stands| stands.incident == other);
        relation::authority(self, id) == other || self.incidents.get(&id).is_some_and(related)
    }

    /// Relations whose other side `class` may see.
    pub(crate) fn relations_for(&self, incident: &incident::Incident, class: &Class) -> Vec<RelationView> {
        let seen = |stands: &&RelationView| {
            let other = self.incidents.get(&stands.incident);
            other.is_some_and(|other| crate::view::sees_incident(self, stands.incident, other, class))
        };
        incident.relations.iter().filter(seen).cloned().collect()
    }

    /// Entities to which the incident is proposed, by itself or as the authority of its duplicates.
    pub(crate) fn proposed_to(&self, id: IncidentId) -> Vec<EntityKey> {
        let duplicates = self.incidents.get(&id).into_iter().flat_map(|of| relation::duplicates(of));
        let proposed = [id].into_iter().chain(duplicates).filter_map(|id| self.compared.proposed_to.get(&id));
        proposed.flatten().map(|subject| correlated(*subject)).collect()
    }

    /// Incidents that stand in a relation to this one.
    pub(crate) fn related(&self, id: IncidentId) -> Vec<EntityKey> {
        let relations = self.incidents.get(&id).into_iter().flat_map(|incident| &incident.relations);
        relations.map(|stands| EntityKey::Incident(stands.incident)).collect()
    }
}
