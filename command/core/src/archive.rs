//! 归档: what of an archived incident leaves the live copy, the list of incidents by pages, and the file of one. It never
//! decides anything and forgets nothing: what left the live copy stands in the state as before.

use crate::{Class, State, incident::Incident, order::machine, view::sees_incident};
use fengsui_protocol::{
    IncidentId,
    archive::{IncidentFile, IncidentPage, IncidentRow, IncidentsWanted},
    bounds,
    feed::RecordFate,
    incident::IncidentState,
    live::{EntityKey, EntityView},
};

impl State {
    /// The entity as `class` has it in its live copy: as [`State::view`], but of an archived incident only what somebody
    /// still has to act on (ARC-1).
    pub fn live_view(&self, key: &EntityKey, class: &Class) -> Option<EntityView> {
        if self.left_live_copy(key) { None } else { self.view(key, class) }
    }

    /// ARC-1: what is archived and finished is asked for, not sent to everybody.
    pub fn left_live_copy(&self, key: &EntityKey) -> bool {
        match key {
            EntityKey::Incident(id) => self.archived(*id),
            EntityKey::Order(id) => self.orders.all.get(id).is_some_and(|order| {
                self.archived(order.incident) && !order.rows.values().any(|row| machine::open(row.state))
            }),
            EntityKey::Report(id) => self.reports.all.get(id).is_some_and(|report| self.archived(report.incident)),
            EntityKey::Plot(id) => self.plots.get(id).is_some_and(|plot| self.archived(plot.incident)),
            EntityKey::FeedRecord(id) => self.records.get(id).is_some_and(|record| match record.fate {
                RecordFate::Linked { incident } => self.archived(incident),
                RecordFate::Pending | RecordFate::Dismissed { .. } => false,
            }),
            // Documents, instructions and the telephone log are lists of their own, which show all.
            _ => false,
        }
    }

    fn archived(&self, id: IncidentId) -> bool {
        self.incidents.get(&id).is_some_and(|incident| incident.state == IncidentState::Archived)
    }

    /// An incident and all that stands at it: what leaves the live copy when it is archived, and what its page shows.
    pub(crate) fn stands_at(&self, id: IncidentId) -> Vec<EntityKey> {
        let Some(incident) = self.incidents.get(&id) else { return Vec::new() };
        let orders = self.orders.of_incident.get(&id).into_iter().flatten().map(|id| EntityKey::Order(*id));
        let reports = self.reports.of_incident.get(&id).into_iter().flatten().map(|id| EntityKey::Report(*id));
        let instructions = self.instructions.all.iter().filter(|(_, each)| each.incident == id);
        let instructions = instructions.map(|(id, _)| EntityKey::Instruction(*id));
        let documents = self.documents.all.iter().filter(|(_, each)| each.incident == Some(id));
        let documents = documents.map(|(id, _)| EntityKey::Document(*id));
        let calls = self.calls.iter().filter(|(_, call)| call.incident == Some(id));
        let calls = calls.map(|(id, _)| EntityKey::PhoneCall(*id));
        let plots = incident.plots.iter().map(|id| EntityKey::Plot(*id));
        let records = incident.records.iter().map(|id| EntityKey::FeedRecord(*id));
        let all = [EntityKey::Incident(id)].into_iter().chain(orders).chain(reports).chain(instructions);
        all.chain(documents).chain(calls).chain(plots).chain(records).collect()
    }

    /// ARC-3: the file of an incident as `class` may see it; `None` when it may not see the incident.
    pub fn incident_file(&self, id: IncidentId, class: &Class) -> Option<IncidentFile> {
        self.view(&EntityKey::Incident(id), class)?;
        let entities = self.stands_at(id).iter().filter_map(|key| self.view(key, class)).collect();
        Some(IncidentFile { entities })
    }

    /// ARC-2: a page of the incidents that `class` may see and that fit.
    pub fn incident_page(&self, class: &Class, wanted: &IncidentsWanted) -> IncidentPage {
        let size = bounds::INCIDENTS_PER_PAGE;
        let (first, mut total, mut rows) = (wanted.page as usize * size, 0, Vec::new());
        for (id, incident) in self.incidents.iter().rev() {
            if !fits(incident, wanted) || !sees_incident(self, *id, incident, class) {
                continue;
            }
            if (first..first + size).contains(&total) {
                rows.push(row(*id, incident));
            }
            total += 1;
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        IncidentPage { rows, page: wanted.page, pages: count(total.div_ceil(size)), total: count(total) }
    }
}

fn fits(incident: &Incident, wanted: &IncidentsWanted) -> bool {
    let facts = &incident.facts;
    wanted.state.is_none_or(|state| state == incident.state)
        && wanted.type_code.as_ref().is_none_or(|code| *code == facts.type_code)
        && wanted.town.as_ref().is_none_or(|town| Some(town) == facts.place.town.as_ref())
        && wanted.unit.as_ref().is_none_or(|unit| incident.units.contains(unit))
        && wanted.from.is_none_or(|from| incident.reported_at >= from)
        && wanted.to.is_none_or(|to| incident.reported_at < to)
        && (wanted.text.is_empty()
            || [&incident.number, &facts.title, &facts.place.text].iter().any(|text| text.contains(&wanted.text)))
}

fn row(id: IncidentId, incident: &Incident) -> IncidentRow {
    IncidentRow {
        id,
        number: incident.number.clone(),
        state: incident.state,
        title: incident.facts.title.clone(),
        type_code: incident.facts.type_code.clone(),
        severity: incident.facts.severity,
        place: incident.facts.place.text.clone(),
        unit: incident.unit.clone(),
        reported_at: incident.reported_at,
        updated_at: incident.updated_at,
    }
}
