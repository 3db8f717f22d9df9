//! What conference control is told about people, units and incidents.

use fengsui_command_core as command;
use fengsui_conference::{Facts, Person};
use fengsui_protocol::{Actor, Class, IncidentId, UnitGroupId, UnitId, UserId, live::EntityKey};

/// The command core's state as one sender may know it.
pub(super) struct KnownTo<'a> {
    state: &'a command::State,
    /// `None`: the node and its console, to whom nothing is hidden.
    class: Option<Class>,
}

impl<'a> KnownTo<'a> {
    pub(super) fn new(state: &'a command::State, actor: &Actor) -> Self {
        let class = match actor {
            Actor::User(id) => state.class(*id),
            Actor::Source(_) | Actor::Console | Actor::Node => None,
        };
        Self { state, class }
    }
}

impl Facts for KnownTo<'_> {
    fn person(&self, id: UserId) -> Option<Person> {
        let user = self.state.active_user(id)?;
        Some(Person {
            id,
            name: user.name.clone(),
            unit: user.unit.clone(),
            unit_name: self.state.units.get(&user.unit)?.name.clone(),
            role: user.role,
        })
    }

    fn unit_name(&self, id: &UnitId) -> Option<String> {
        self.state.units.get(id).filter(|unit| !unit.disabled).map(|unit| unit.name.clone())
    }

    fn unit_group(&self, id: &UnitGroupId) -> Option<Vec<UnitId>> {
        self.state.callable_units(id)
    }

    /// An incident that the sender may not see does not exist for them.
    fn incident_exists(&self, id: IncidentId) -> bool {
        match &self.class {
            Some(class) => self.state.view(&EntityKey::Incident(id), class).is_some(),
            None => self.state.incidents.contains_key(&id),
        }
    }
}

/// Whether `user` can no longer act after `event`: account or unit is disabled, or the password was taken back.
pub(super) fn ends_acting(state: &command::State, event: &command::Event, user: UserId) -> bool {
    use command::Event as E;
    let unit_of = || state.users.get(&user).map(|user| &user.unit);
    match event {
        E::UserUpdated { id, disabled: Some(true), .. } => *id == user,
        E::UserUpdated { id, unit: Some(unit), .. } => {
            *id == user && state.units.get(unit).is_none_or(|unit| unit.disabled)
        }
        E::UnitUpdated { id, disabled: Some(true), .. } => unit_of() == Some(id),
        E::PasswordSet { user: whose, must_change: true, .. } => *whose == user,
        _ => false,
    }
}
