//! A county's people and a conference to test with, and a seeded source of numbers.
#![allow(dead_code)]

use fengsui_conference::{Actor, Event, Facts, NodeInput, Person, State, ViewTable, decide};
use fengsui_protocol::{
    ConferenceId, IncidentId, Micros, Refusal, SiteId, UnitGroupId, UnitId, UserId,
    account::Role,
    conference::{Devices, SlotName, ViewRow},
    input::Input,
};

pub const NIGHT: Micros = Micros(1_784_383_200_000_000);
pub const ONE: ConferenceId = ConferenceId(1);
pub const TWO: ConferenceId = ConferenceId(2);
pub const BOTH: Devices = Devices { camera: true, microphone: true };
pub const VOICE: Devices = Devices { camera: false, microphone: true };

pub const CHAIR: UserId = UserId(2);
pub const LEADER: UserId = UserId(3);
pub const FIRE: UserId = UserId(4);
pub const WATER: UserId = UserId(5);
pub const TOWN: UserId = UserId(6);
pub const FIRE_2: UserId = UserId(7);
pub const OPERATOR: UserId = UserId(8);
pub const STRANGER: UserId = UserId(9);

/// The same people in every county.
pub struct County;
impl Facts for County {
    fn person(&self, id: UserId) -> Option<Person> {
        let (name, unit, role) = match id.0 {
            2 => ("陈值班", "centre", Role::DutyOfficer),
            3 => ("李县长", "centre", Role::Leader),
            4 => ("王消防", "fire", Role::DepartmentOfficer),
            5 => ("赵水利", "water", Role::DepartmentOfficer),
            6 => ("钱珠泉", "town-100", Role::TownshipOfficer),
            7 => ("孙消防", "fire", Role::FieldOfficer),
            8 => ("会控", "centre", Role::Operator),
            9 => ("周公安", "police", Role::DepartmentOfficer),
            _ => return None,
        };
        let unit = UnitId::from(unit);
        let unit_name = self.unit_name(&unit)?;
        Some(Person { id, name: name.to_owned(), unit, unit_name, role })
    }
    fn unit_name(&self, id: &UnitId) -> Option<String> {
        let name = match id.0.as_str() {
            "centre" => "县应急指挥中心",
            "fire" => "县消防救援大队",
            "water" => "县水利局",
            "town-100" => "珠泉镇",
            "police" => "县公安局",
            _ => return None,
        };
        Some(name.to_owned())
    }
    fn unit_group(&self, id: &UnitGroupId) -> Option<Vec<UnitId>> {
        let units: &[&str] = match id.0.as_str() {
            "flood" => &["fire", "water", "town-100"],
            "police" => &["police"],
            _ => return None,
        };
        Some(units.iter().map(|unit| UnitId::from(*unit)).collect())
    }
    fn incident_exists(&self, id: IncidentId) -> bool {
        id.0 <= 5
    }
}

#[derive(Default)]
pub struct World {
    pub state: State,
    pub now: Micros,
    pub log: Vec<(u64, Micros, Event)>,
}

impl World {
    pub fn new() -> Self {
        Self { now: NIGHT, ..Self::default() }
    }

    /// 防汛会商: convened by the duty officer, fire, water and a town invited, all present.
    pub fn meeting() -> Self {
        let mut world = Self::new();
        world.create("防汛会商", &["fire", "water", "town-100"]);
        for user in [CHAIR, FIRE, WATER, TOWN] {
            world.join(user, BOTH).unwrap();
        }
        world
    }

    pub fn create(&mut self, title: &str, invite: &[&str]) -> ConferenceId {
        let invite = invite.iter().map(|unit| UnitId::from(*unit)).collect();
        self.ask(CHAIR, Input::CreateConference { title: title.into(), incident: None, invite }).unwrap();
        ConferenceId(self.state.conferences.len() as u64)
    }

    pub fn send(&mut self, actor: &Actor, input: NodeInput) -> Result<Vec<Event>, Refusal> {
        let events = decide(&self.state, self.now, actor, &input, &County)?;
        for event in &events {
            self.take(event.clone());
        }
        Ok(events)
    }

    pub fn take(&mut self, event: Event) {
        let seq = self.state.seq + 1;
        self.state.apply(seq, self.now, &event);
        self.log.push((seq, self.now, event));
    }

    pub fn ask(&mut self, user: UserId, input: Input) -> Result<Vec<Event>, Refusal> {
        self.send(&Actor::User(user), NodeInput::Asked(input))
    }

    pub fn node(&mut self, input: NodeInput) -> Result<Vec<Event>, Refusal> {
        self.send(&Actor::Node, input)
    }

    pub fn join(&mut self, user: UserId, devices: Devices) -> Result<Vec<Event>, Refusal> {
        self.ask(user, Input::JoinConference { conference: ONE, devices })
    }

    #[track_caller]
    pub fn refused(&mut self, user: UserId, input: Input) -> Refusal {
        let before = self.state.clone();
        let refusal = self.ask(user, input).expect_err("must be refused");
        assert!(self.state == before, "a refusal changes nothing");
        assert!(!refusal.message_zh.is_empty() && !refusal.message_en.is_empty());
        refusal
    }

    #[track_caller]
    pub fn site(&self, user: UserId) -> SiteId {
        self.state.conferences[&ONE].site_of(user).expect("the user has a site").0
    }

    pub fn table(&self) -> &ViewTable {
        self.state.view_table(ONE).expect("the conference is open")
    }

    /// 会控 as operators see it.
    pub fn control(&self) -> fengsui_protocol::control::ControlView {
        self.state.control_view(ONE, &fengsui_conference::Class::Operator).expect("the conference is open")
    }

    #[track_caller]
    pub fn row(&self, user: UserId) -> &ViewRow {
        let site = self.site(user);
        self.table().sites.iter().find(|row| row.site == site).expect("the site is present")
    }

    /// Who fills a slot of a user's screen.
    #[track_caller]
    pub fn shown(&self, user: UserId, slot: SlotName) -> Option<SiteId> {
        self.row(user).slots.iter().find(|row| row.slot == slot).map(|row| row.source)
    }

    pub fn main(&self, user: UserId) -> Option<SiteId> {
        self.shown(user, SlotName::Main)
    }

    pub fn cells(&self, user: UserId) -> Vec<SiteId> {
        let cell = |row: &&fengsui_protocol::conference::SlotRow| matches!(row.slot, SlotName::Cell { .. });
        self.row(user).slots.iter().filter(cell).map(|row| row.source).collect()
    }

    pub fn drop_out(&mut self, user: UserId) {
        let site = self.site(user);
        self.node(NodeInput::SiteDropped { conference: ONE, site }).unwrap();
    }
}

/// SplitMix64: the same seed, the same numbers, for ever.
pub struct Seed(pub u64);
impl Seed {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
    pub fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
    pub fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len() as u64) as usize]
    }
    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}
