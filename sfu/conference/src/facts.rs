//! What conference control must be told about the world outside it.

use fengsui_protocol::{IncidentId, UnitGroupId, UnitId, UserId, account::Role};

/// A person who may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub unit: UnitId,
    pub unit_name: String,
    pub role: Role,
}

/// Given by the composition at every decision. What matters of an answer goes into the event, so that a replay needs
/// no facts.
pub trait Facts {
    /// `None`: unknown, or may not act.
    fn person(&self, id: UserId) -> Option<Person>;
    /// Name of a unit that can be invited. `None`: unknown or disabled.
    fn unit_name(&self, id: &UnitId) -> Option<String>;
    /// Members of a group that can be invited. `None`: no such group.
    fn unit_group(&self, id: &UnitGroupId) -> Option<Vec<UnitId>>;
    fn incident_exists(&self, id: IncidentId) -> bool;
}
