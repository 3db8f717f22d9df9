//! A county to test in, and a seeded source of numbers.
#![allow(dead_code)]

use fengsui_command_core::{Actor, Class, Decision, Event, NodeInput, State, decide, input::Origin};
use fengsui_protocol::{
    FeedRecordId, IncidentId, Micros, Refusal, UserId,
    account::{Mode, Role, UnitKind},
    analysis::{PlumeInput, PlumeResult, PlumeZone, Stability, Substance},
    feed::{FeedFormat, WarningFacts},
    geo::{Bbox, Place, Wgs84},
    incident::{Caller, Casualties, IncidentFacts},
    input::Input,
    live::{EntityKey, EntityView},
    phone::{CallDirection, CallFacts, CallParty},
    plot::PlotShape,
    station::{Observation, Thresholds},
};

/// 2026-07-18 22:00 in Beijing.
pub const NIGHT: Micros = Micros(1_784_383_200_000_000);
pub const PHONE: &str = "13907350001";

pub struct World {
    pub state: State,
    pub now: Micros,
    pub log: Vec<(u64, Micros, Event)>,
}

pub const ADMIN: Actor = Actor::User(UserId(1));
pub const DUTY: Actor = Actor::User(UserId(2));
pub const LEADER: Actor = Actor::User(UserId(3));
pub const FIRE: Actor = Actor::User(UserId(4));
pub const WATER: Actor = Actor::User(UserId(5));
pub const TOWN: Actor = Actor::User(UserId(6));
pub const FIELD: Actor = Actor::User(UserId(7));
pub const OPERATOR: Actor = Actor::User(UserId(8));

impl World {
    pub fn empty() -> Self {
        Self { state: State::default(), now: NIGHT, log: vec![] }
    }

    /// 嘉禾县 with a centre, two departments, two towns, one person of each role, three feeds and a gauge.
    pub fn county() -> Self {
        let mut world = Self::empty();
        let bbox = Some(Bbox { west: 112.1, south: 25.3, east: 112.8, north: 25.9 });
        let (id, name, mode) = ("431024".into(), "嘉禾县".to_owned(), Mode::Real);
        world.made(&Actor::Node, NodeInput::OpenJurisdiction { id, name, mode, bbox });
        for (id, name, kind, code) in [
            ("centre", "县应急指挥中心", UnitKind::Centre, None),
            ("fire", "县消防救援大队", UnitKind::Fire, None),
            ("water", "县水利局", UnitKind::Water, None),
            ("town-100", "珠泉镇", UnitKind::Township, Some("431024100")),
            ("town-102", "塘村镇", UnitKind::Township, Some("431024102")),
        ] {
            let code = code.map(str::to_owned);
            world
                .ask(&Actor::Node, Input::CreateUnit { id: id.into(), name: name.into(), kind, code, phone: None })
                .unwrap();
        }
        world.people();
        world.feeds();
        world
    }

    fn people(&mut self) {
        let bootstrap = NodeInput::Bootstrap {
            account: "admin".into(),
            name: "管理员".into(),
            unit: "centre".into(),
            password_hash: "hash".into(),
            must_change: false,
        };
        self.made(&Actor::Console, bootstrap);
        for (account, role, unit) in [
            ("duty", Role::DutyOfficer, "centre"),
            ("leader", Role::Leader, "centre"),
            ("fire", Role::DepartmentOfficer, "fire"),
            ("water", Role::DepartmentOfficer, "water"),
            ("zhuquan", Role::TownshipOfficer, "town-100"),
            ("field", Role::FieldOfficer, "fire"),
            ("operator", Role::Operator, "centre"),
        ] {
            self.made(&ADMIN, new_user(account, role, unit));
        }
    }

    fn feeds(&mut self) {
        for (id, unit, format) in [
            ("fire-119", "fire", FeedFormat::Envelope),
            ("water-gauges", "water", FeedFormat::Envelope),
            ("weather-cap", "centre", FeedFormat::Cap),
        ] {
            let create = Input::CreateFeedSource { id: id.into(), name: id.into(), unit: unit.into(), format };
            self.ask(&ADMIN, create).unwrap();
            let hint = "abcd…wxyz".to_owned();
            self.made(&ADMIN, NodeInput::SetSourceKey { source: id.into(), key: "the feed key".into(), hint });
        }
        let (id, name, source) = ("4310240003".into(), "车头水文站".to_owned(), "water-gauges".into());
        let (position, thresholds) = (JIAHE, Thresholds { level_m: Some(168.0), rain_mm: Some(50.0) });
        self.ask(&ADMIN, Input::SetStation { id, name, source, position, thresholds }).unwrap();
    }

    pub fn send(&mut self, actor: &Actor, input: NodeInput) -> Result<Decision, Refusal> {
        let decision = decide(&self.state, self.now, actor, &input)?;
        if let Decision::Events(events) = &decision {
            for event in events {
                self.take(event.clone());
            }
        }
        Ok(decision)
    }

    pub fn take(&mut self, event: Event) {
        let seq = self.state.seq + 1;
        self.state.apply(seq, self.now, &event);
        self.log.push((seq, self.now, event));
    }

    pub fn ask(&mut self, actor: &Actor, input: Input) -> Result<Decision, Refusal> {
        self.send(actor, NodeInput::Asked(input))
    }

    pub fn made(&mut self, actor: &Actor, input: NodeInput) -> Option<EntityKey> {
        self.send(actor, input).unwrap().made()
    }

    /// Refused by which rule, in which field.
    #[track_caller]
    pub fn refused(&mut self, actor: &Actor, input: Input) -> Refusal {
        let before = self.state.digest();
        let refusal = self.ask(actor, input).expect_err("must be refused");
        assert_eq!(self.state.digest(), before, "a refusal changes nothing");
        assert!(!refusal.message_zh.is_empty() && !refusal.message_en.is_empty());
        refusal
    }

    pub fn incident(&mut self, facts: IncidentFacts) -> IncidentId {
        let decision = self.ask(&DUTY, Input::LogIncident { facts, from_record: None, taken_at: None }).unwrap();
        let Some(EntityKey::Incident(id)) = decision.made() else { panic!("no incident made: {decision:?}") };
        id
    }

    pub fn record(&mut self, source: &str, source_id: &str, number: u64) -> FeedRecordId {
        let input = NodeInput::RecordReceived { origin: origin(source, source_id, number), facts: Box::new(fire()) };
        let made = self.made(&Actor::Source(source.into()), input);
        let Some(EntityKey::FeedRecord(id)) = made else { panic!("no record made: {made:?}") };
        id
    }

    pub fn reading(&mut self, number: u64, level: Option<f64>, rain: Option<f64>) -> Result<Decision, Refusal> {
        let observed_at = self.now;
        let observation = Observation { station: "4310240003".into(), observed_at, level_m: level, rain_mm: rain };
        let origin = origin("water-gauges", "4310240003", number);
        self.send(&Actor::Source("water-gauges".into()), NodeInput::ObservationReceived { origin, observation })
    }

    pub fn view(&self, key: EntityKey, class: &Class) -> Option<EntityView> {
        self.state.view(&key, class)
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus(minutes * Micros::MINUTE);
    }
}

pub const JIAHE: Wgs84 = Wgs84 { lon: 112.37, lat: 25.58 };

pub fn new_user(account: &str, role: Role, unit: &str) -> NodeInput {
    NodeInput::CreateUser {
        account: account.into(),
        name: format!("{account} 的姓名"),
        unit: unit.into(),
        role,
        password_hash: "argon2id hash".into(),
        must_change: false,
    }
}

pub fn origin(source: &str, source_id: &str, number: u64) -> Origin {
    Origin { source: source.into(), source_id: source_id.into(), number, clock_skew_us: 0 }
}

pub fn fire() -> IncidentFacts {
    IncidentFacts {
        title: "珠泉镇商铺起火".into(),
        type_code: "A20600".into(),
        occurred_at: NIGHT,
        place: Place {
            text: "珠泉镇人民路".into(),
            position: Some(JIAHE),
            town: Some("431024100".into()),
            ..Place::default()
        },
        severity: None,
        casualties: Casualties::default(),
        caller: Caller { name: "李四".into(), phone: PHONE.into(), source: "群众电话".into(), call: None },
        narrative: "浓烟".into(),
        measures: String::new(),
        informed: String::new(),
    }
}

pub fn phone_call(course: &str) -> CallFacts {
    let party =
        CallParty { unit: "车头村".into(), name: "李四".into(), post: "村支书".into(), phone: PHONE.into() };
    CallFacts {
        direction: CallDirection::Incoming,
        at: NIGHT,
        ended_at: None,
        party,
        place: "车头村".into(),
        course: course.to_owned(),
        informed: "县防办".into(),
    }
}

/// A figure around [`JIAHE`], its vertices as degrees east and north of it.
pub fn plot(incident: IncidentId, shape: PlotShape, symbol: Option<&str>, offsets: &[(f64, f64)]) -> Input {
    let vertices =
        offsets.iter().map(|(east, north)| Wgs84 { lon: JIAHE.lon + east, lat: JIAHE.lat + north }).collect();
    Input::DrawPlot { incident, shape, symbol: symbol.map(str::to_owned), vertices, label: String::new() }
}

pub fn warning(identifier: &str, message_type: &str, references: &[&str]) -> WarningFacts {
    WarningFacts {
        identifier: identifier.into(),
        sender: "嘉禾县气象台".into(),
        sent_at: NIGHT,
        message_type: message_type.into(),
        status: "Actual".into(),
        references: references.iter().map(|text| (*text).to_owned()).collect(),
        event: "暴雨".into(),
        headline: "暴雨橙色预警".into(),
        description: String::new(),
        instruction: String::new(),
        colour: None,
        colour_conflict: None,
        expires_at: None,
        areas: vec![],
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

/// A photograph whose digest begins with `start`.
pub fn photograph(start: &str) -> fengsui_protocol::attachment::AttachedFile {
    fengsui_protocol::attachment::AttachedFile {
        name: "现场.jpg".into(),
        kind: "image/jpeg".into(),
        bytes: 120_000,
        sm3: format!("{start}{}", "0".repeat(64 - start.len())),
        place: Some(fengsui_protocol::geo::Wgs84 { lon: 112.37, lat: 25.605 }),
        taken_at: Some(NIGHT),
    }
}

/// What a model may be asked and say.
pub fn plume() -> (PlumeInput, PlumeResult) {
    let source = Wgs84 { lon: 112.37, lat: 25.59 };
    let input = PlumeInput {
        substance: Substance::Chlorine,
        source,
        rate_kg_s: 0.45,
        wind_from_deg: 8.0,
        wind_m_s: 2.1,
        swing_deg: 22.0,
        stability: Stability::F,
        basis: "水厂值班长电话 03:06".into(),
    };
    let ring = vec![source, Wgs84 { lon: 112.372, lat: 25.58 }, Wgs84 { lon: 112.368, lat: 25.58 }];
    let zones = vec![PlumeZone { level: 2, ppm: 2.0, reach_m: 2_340.0, ring }];
    (input, PlumeResult { model: "gauss-briggs-rural 1".into(), zones, swing: vec![], affected: vec![] })
}
