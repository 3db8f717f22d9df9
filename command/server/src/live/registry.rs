//! Who is connected: for messages to one person, for ending connections, and for desks that cannot ring.

use super::{
    mailbox::{Loss, Mailbox, Private},
    message::encode,
};
use crate::auth::session::SessionKey;
use bytes::Bytes;
use fengsui_protocol::{
    Micros, Refusal, UserId,
    account::{Me, Role},
    live::{ServerMessage, SilentDesk},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Number of a connection within this process.
pub(super) type ConnectionId = u64;

pub(super) struct Entry {
    pub user: UserId,
    pub session: SessionKey,
    name: String,
    unit_name: String,
    role: Role,
    mailbox: Arc<Mailbox>,
    desk: Option<Desk>,
}

/// A screen on duty.
#[derive(Clone, Copy, Debug)]
struct Desk {
    can_ring: bool,
    since: Micros,
}

/// How many are connected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub clients: u64,
    pub silent_desks: u64,
}

#[derive(Default)]
pub(super) struct Registry {
    entries: RwLock<BTreeMap<ConnectionId, Entry>>,
    last: AtomicU64,
}

impl Registry {
    /// Enters a connection; gives its number and what is put in for it.
    pub fn enter(&self, me: &Me, session: SessionKey) -> (ConnectionId, Arc<Mailbox>) {
        let mailbox = Arc::new(Mailbox::default());
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let entry = Entry {
            user: me.id,
            session,
            name: me.name.clone(),
            unit_name: me.unit_name.clone(),
            role: me.role,
            mailbox: mailbox.clone(),
            desk: None,
        };
        self.entries.write().expect("no writer panics").insert(id, entry);
        (id, mailbox)
    }

    /// Its person's authority was judged anew.
    pub fn update(&self, id: ConnectionId, me: &Me) {
        if let Some(entry) = self.entries.write().expect("no writer panics").get_mut(&id) {
            entry.role = me.role;
            entry.name.clone_from(&me.name);
            entry.unit_name.clone_from(&me.unit_name);
        }
    }

    pub fn leave(&self, id: ConnectionId) {
        let left = self.entries.write().expect("no writer panics").remove(&id);
        if left.is_some_and(|entry| entry.desk.is_some_and(|desk| !desk.can_ring)) {
            self.tell_silent_desks();
        }
    }

    /// Passes a message to every connection of these users.
    pub fn to_users(&self, users: &[UserId], text: &Bytes, loss: Loss) {
        let entries = self.entries.read().expect("no writer panics");
        for entry in entries.values().filter(|entry| users.contains(&entry.user)) {
            entry.mailbox.put(Private::Frame(text.clone()), loss);
        }
    }

    /// Passes each of these users a message of their own.
    pub fn to_each(&self, texts: &BTreeMap<UserId, Bytes>, loss: Loss) {
        let entries = self.entries.read().expect("no writer panics");
        for entry in entries.values() {
            let Some(text) = texts.get(&entry.user) else { continue };
            entry.mailbox.put(Private::Frame(text.clone()), loss);
        }
    }

    /// Passes a message to these connections.
    pub fn to_connections(&self, connections: &[ConnectionId], text: &Bytes, loss: Loss) {
        let entries = self.entries.read().expect("no writer panics");
        for entry in connections.iter().filter_map(|id| entries.get(id)) {
            entry.mailbox.put(Private::Frame(text.clone()), loss);
        }
    }

    /// Passes a message to operators and to the chair; the next one makes a loss good.
    pub fn to_controllers(&self, chair: Option<UserId>, text: &Bytes) {
        let entries = self.entries.read().expect("no writer panics");
        let controls = |entry: &&Entry| entry.role == Role::Operator || Some(entry.user) == chair;
        for entry in entries.values().filter(controls) {
            entry.mailbox.put(Private::Frame(text.clone()), Loss::Allowed);
        }
    }

    /// People with a screen open here.
    pub fn users(&self) -> BTreeSet<UserId> {
        self.entries.read().expect("no writer panics").values().map(|entry| entry.user).collect()
    }

    /// Passes a message to everybody of some roles.
    pub fn to_roles(&self, which: impl Fn(Role) -> bool, text: &Bytes, loss: Loss) {
        let entries = self.entries.read().expect("no writer panics");
        let of: Vec<_> = entries.iter().filter(|(_, entry)| which(entry.role)).map(|(id, _)| *id).collect();
        drop(entries);
        self.to_connections(&of, text, loss);
    }

    /// Ends the connections that `which` picks.
    pub fn goodbye(&self, which: impl Fn(&Entry) -> bool, refusal: &Refusal) {
        let entries = self.entries.read().expect("no writer panics");
        for entry in entries.values().filter(|entry| which(entry)) {
            entry.mailbox.put(Private::Goodbye(Box::new(refusal.clone())), Loss::EndsConnection);
        }
    }

    /// A screen came on or off duty, or can or cannot ring.
    pub fn desk(&self, id: ConnectionId, on_duty: bool, can_ring: bool, now: Micros) {
        {
            let mut entries = self.entries.write().expect("no writer panics");
            let Some(entry) = entries.get_mut(&id) else { return };
            let same = entry.desk.filter(|desk| desk.can_ring == can_ring);
            entry.desk = on_duty.then(|| same.unwrap_or(Desk { can_ring, since: now }));
        }
        self.tell_silent_desks();
    }

    /// Desks on duty that cannot ring.
    pub fn silent_desks(&self) -> Vec<SilentDesk> {
        let entries = self.entries.read().expect("no writer panics");
        let silent = entries.values().filter_map(|entry| {
            let desk = entry.desk.filter(|desk| !desk.can_ring)?;
            let (name, unit_name) = (entry.name.clone(), entry.unit_name.clone());
            Some(SilentDesk { user: entry.user, name, unit_name, since: desk.since })
        });
        silent.collect()
    }

    fn tell_silent_desks(&self) {
        let text = encode(&ServerMessage::Desks { silent: self.silent_desks() });
        let entries = self.entries.read().expect("no writer panics");
        for entry in entries.values().filter(|entry| hears_of_desks(entry.role)) {
            entry.mailbox.put(Private::Frame(text.clone()), Loss::Allowed);
        }
    }

    pub fn counts(&self) -> Counts {
        let clients = self.entries.read().expect("no writer panics").len() as u64;
        Counts { clients, silent_desks: self.silent_desks().len() as u64 }
    }
}

/// Who is told of desks that cannot ring.
pub(super) fn hears_of_desks(role: Role) -> bool {
    matches!(role, Role::Leader | Role::DutyOfficer | Role::Administrator)
}

/// LIVE-5: what was meant for this screen alone could not be delivered.
pub(super) fn refuse_slow() -> Refusal {
    Refusal::new(
        "LIVE-5",
        "网络过慢，画面信息未能送达，请重新连接",
        "The network is too slow for this screen; connect again",
    )
    .accept(["connect again"])
}
