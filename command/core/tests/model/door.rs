//! Who may send what, from docs/authority.md: the role first, then whether it is one's own.

use crate::book::{Book, Rules};
use fengsui_command_core::NodeInput;
use fengsui_protocol::{
    Actor, Class, IncidentId, UserId,
    account::{Role, UnitKind},
    geo::Place,
    input::Input,
};

const COUNTY: &[Role] = &[Role::Leader, Role::DutyOfficer];
const LEADER: &[Role] = &[Role::Leader];
const REPORTS: &[Role] = &[Role::Leader, Role::DutyOfficer, Role::DepartmentOfficer, Role::TownshipOfficer];
const ACTS: &[Role] =
    &[Role::Leader, Role::DutyOfficer, Role::DepartmentOfficer, Role::TownshipOfficer, Role::FieldOfficer];

/// Roles that may send it, and whether console and node may.
fn may(input: &Input) -> (&'static [Role], bool) {
    match input {
        Input::ClassifyIncident { .. } | Input::TransitionIncident { .. } => (COUNTY, false),
        Input::RelateIncident { .. } | Input::UnrelateIncident { .. } => (COUNTY, false),
        Input::RecordDecision { .. } => (&[Role::Leader, Role::DutyOfficer, Role::Operator], false),
        Input::DraftOrder { .. } | Input::EditOrder { .. } | Input::SubmitOrder { .. } => (COUNTY, false),
        Input::IssueOrder { .. } | Input::WithdrawOrder { .. } => (COUNTY, false),
        Input::RemindOrder { .. } | Input::SuperviseOrder { .. } => (COUNTY, false),
        Input::DraftReport { .. } | Input::EditReport { .. } => (COUNTY, false),
        Input::ConfirmReport { .. } | Input::PhoneReport { .. } => (COUNTY, false),
        Input::SendBackOrder { .. } | Input::ApproveOrder { .. } => (LEADER, false),
        Input::SignReport { .. } | Input::GiveInstruction { .. } => (LEADER, false),
        Input::LogIncident { .. } | Input::UpdateIncident { .. } => (REPORTS, false),
        Input::AddDutyEntry { .. } | Input::GiveHandover { .. } => (REPORTS, false),
        Input::ConfirmHandover { .. } | Input::WithdrawHandover { .. } => (REPORTS, false),
        Input::SetDutyShift { .. } | Input::RemoveDutyShift { .. } => (REPORTS, true),
        Input::LocateIncident { .. } | Input::AddNote { .. } => (ACTS, false),
        Input::ShowOrder { .. } | Input::AcknowledgeOrder { .. } | Input::ReturnOrder { .. } => (ACTS, false),
        Input::ReplyOrder { .. } | Input::CompleteOrder { .. } => (ACTS, false),
        Input::ShowInstruction { .. } | Input::ReplyInstruction { .. } => (ACTS, false),
        Input::ProposeDutySwap { .. } | Input::AnswerDutySwap { .. } | Input::WithdrawDutySwap { .. } => (ACTS, false),
        Input::UpdateUnit { .. } | Input::UpdateUser { .. } => (&[Role::Administrator], true),
        other => unreachable!("not asked here: {other:?}"),
    }
}

fn role_may(role: Role, input: &NodeInput) -> bool {
    match input {
        NodeInput::Asked(asked) => may(asked).0.contains(&role),
        NodeInput::AttachFile { .. } => ACTS.contains(&role),
        _ => false,
    }
}

fn only(rule: &'static str) -> Rules {
    Rules::from([rule])
}

impl Book {
    /// AUTH-1 to AUTH-3, and REF-1 for what the sender may not know of.
    pub fn door(&self, actor: &Actor, input: &NodeInput) -> Rules {
        let machine = match input {
            NodeInput::Asked(asked) => may(asked).1,
            NodeInput::AttachFile { .. } => false,
            _ => *actor == Actor::Node,
        };
        match actor {
            Actor::Console | Actor::Node if machine => Rules::new(),
            Actor::Source(_) | Actor::Console | Actor::Node => only("AUTH-1"),
            Actor::User(id) => match self.acts(*id) {
                None => only("AUTH-2"),
                Some(person) if !role_may(person.role, input) => only("AUTH-1"),
                Some(person) if COUNTY.contains(&person.role) => Rules::new(),
                Some(_) => self.ones_own(*id, input),
            },
        }
    }

    /// What is not the county's keeps to its own.
    fn ones_own(&self, id: UserId, input: &NodeInput) -> Rules {
        let unit = &self.people[&id].unit;
        let asked = match input {
            NodeInput::Asked(asked) => asked,
            NodeInput::AttachFile { incident, .. } => return self.works_on(id, *incident),
            _ => unreachable!("for machines"),
        };
        match asked {
            Input::LogIncident { facts, .. } => self.own_town(id, &facts.place),
            Input::LocateIncident { incident, place } => {
                let first = self.own_incident(id, *incident);
                if first.is_empty() { self.own_town(id, place) } else { first }
            }
            Input::UpdateIncident { incident, .. } => self.own_incident(id, *incident),
            Input::AddNote { incident, .. } => self.works_on(id, *incident),
            Input::SetDutyShift { shift, plan, .. } => {
                let others = shift.is_some_and(|shift| self.shifts.get(&shift).is_none_or(|found| found.unit != *unit));
                if others {
                    only("REF-1")
                } else if plan.unit != *unit {
                    only("AUTH-3")
                } else {
                    Rules::new()
                }
            }
            Input::RemoveDutyShift { shift } if self.shifts.get(shift).is_none_or(|found| found.unit != *unit) => {
                only("REF-1")
            }
            _ => Rules::new(),
        }
    }

    fn own_incident(&self, id: UserId, incident: IncidentId) -> Rules {
        let person = &self.people[&id];
        if !self.sees(incident, &Class::of(person.role, &person.unit)) {
            return only("REF-1");
        }
        if self.own(&self.incidents[&incident], &person.unit) { Rules::new() } else { only("AUTH-3") }
    }

    /// Whoever carries out an order there says what they see.
    fn works_on(&self, id: UserId, incident: IncidentId) -> Rules {
        let at_work = self.at_work(incident, &self.people[&id].unit);
        if at_work { Rules::new() } else { self.own_incident(id, incident) }
    }

    /// A township speaks of its own town.
    fn own_town(&self, id: UserId, place: &Place) -> Rules {
        let unit = &self.units[&self.people[&id].unit];
        let foreign = unit.kind == UnitKind::Township && place.town.is_some() && place.town != unit.town;
        if foreign { only("AUTH-3") } else { Rules::new() }
    }
}
