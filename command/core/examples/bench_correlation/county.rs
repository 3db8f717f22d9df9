//! Makes a county's reports from a seed, and knows which event each speaks of.
//!
//! Each event has a true place, time and facts. Reports tell it in words of different people, with positions off by
//! what callers and geocoders err, clocks that are wrong, types chosen differently, facts left out or told
//! differently. Near misses stand beside many events: the same kind of thing a street, a village, a kilometre or some
//! hours away, sometimes called in by the same person.

use crate::{seed::Seed, telling::*};
use fengsui_protocol::{
    Micros,
    geo::{Place, Wgs84},
    incident::{Caller, Casualties, IncidentFacts},
};

pub struct Told {
    /// The event that it truly speaks of.
    pub event: usize,
    pub facts: IncidentFacts,
    /// When it reached the desk.
    pub came: Micros,
}

struct Named {
    name: String,
    town: usize,
    position: Wgs84,
}

struct Event {
    telling: usize,
    thing: usize,
    place: usize,
    road: usize,
    kilometre: usize,
    building: Option<usize>,
    unit: String,
    plate: String,
    position: Wgs84,
    at: Micros,
    hurt: usize,
    moved: usize,
    area: usize,
    phone: Option<String>,
}

pub struct County {
    seed: Seed,
    places: Vec<Named>,
    events: usize,
}

/// 2026-07-01 00:00 in Beijing.
const BEGIN: i64 = 1_782_835_200_000_000;
const WEST: f64 = 112.24;
const SOUTH: f64 = 25.43;
/// Metres of a degree.
const NORTH_M: f64 = 111_195.0;
const EAST_M: f64 = 100_280.0;
/// Events on one day.
const EVENTS_A_DAY: f64 = 60.0;
/// Events, of a hundred, beside which a near miss stands.
const NEAR_MISSES: f64 = 20.0;

fn moved(from: Wgs84, east_m: f64, north_m: f64) -> Wgs84 {
    Wgs84 { lon: from.lon + east_m / EAST_M, lat: from.lat + north_m / NORTH_M }
}

impl County {
    pub fn new(seed: u64) -> Self {
        let mut seed = Seed(seed);
        let places = (0..260).map(|_| named(&mut seed)).collect();
        Self { seed, places, events: 0 }
    }

    /// So many reports or a few more, in the order in which they reach the desk.
    pub fn reports(&mut self, many: usize) -> Vec<Told> {
        let (mut told, mut minutes) = (Vec::new(), 0.0);
        while told.len() < many {
            minutes += self.seed.waiting(24.0 * 60.0 / EVENTS_A_DAY);
            let at = Micros(BEGIN + (minutes * Micros::MINUTE as f64) as i64);
            let event = self.event(at);
            self.tell(&event, &mut told);
            if self.seed.percent(NEAR_MISSES) {
                let other = self.near_miss(&event);
                self.tell(&other, &mut told);
            }
        }
        told.sort_by_key(|told| (told.came, told.event));
        told
    }

    fn event(&mut self, at: Micros) -> Event {
        let seed = &mut self.seed;
        let mut draw = seed.between(0.0, 100.0);
        let telling = TELLINGS.iter().position(|telling| {
            draw -= telling.share;
            draw < 0.0
        });
        let telling = telling.unwrap_or(0);
        let place = seed.below(self.places.len());
        let position = moved(self.places[place].position, seed.normal(250.0), seed.normal(250.0));
        let unit = format!("{}{}{}", seed.of(FIRST), seed.of(SECOND), seed.of(UNIT_ENDINGS));
        Event {
            telling,
            thing: seed.below(TELLINGS[telling].things.len()),
            place,
            road: seed.below(ROADS.len()),
            kilometre: 3 + seed.below(540),
            building: seed.percent(45.0).then(|| 1 + seed.below(28)),
            unit,
            plate: plate(seed),
            position,
            at,
            hurt: if seed.percent(40.0) { 1 + seed.below(6) } else { 0 },
            moved: 3 + seed.below(80),
            area: 10 + seed.below(300),
            phone: seed.percent(30.0).then(|| phone(seed)),
        }
    }

    /// Another event that is easily taken for `event`.
    fn near_miss(&mut self, event: &Event) -> Event {
        let mut other = self.event(event.at);
        let seed = &mut self.seed;
        (other.telling, other.road) = (event.telling, event.road);
        let things = TELLINGS[event.telling].things.len();
        // Now and then even the same kind of thing.
        other.thing = if seed.percent(25.0) { event.thing } else { seed.below(things) };
        let angle = seed.between(0.0, std::f64::consts::TAU);
        let wide = TELLINGS[event.telling].code == "A10100";
        let (metres, minutes) = match seed.below(5) {
            // The second wave: the same place, later.
            0 => (seed.between(0.0, 60.0), seed.between(4.0, 24.0) * if wide { 480.0 } else { 60.0 }),
            // A neighbour's, soon after.
            1 => (seed.between(500.0, 1_200.0), seed.between(20.0, 90.0)),
            // Next village, the same hour.
            2 => (seed.between(1_500.0, 4_000.0), seed.between(0.0, 60.0)),
            // Along the road: a crash in the jam behind the crash.
            3 => (seed.between(1_200.0, 3_000.0), seed.between(10.0, 50.0)),
            // Elsewhere in the county at the same minute.
            _ => (seed.between(4_000.0, 12_000.0), seed.between(0.0, 15.0)),
        };
        let metres = if wide { metres * 2.0 + 1_500.0 } else { metres };
        let later = if wide && minutes < 120.0 { minutes * 2.0 } else { minutes };
        other.position = moved(event.position, metres * angle.cos(), metres * angle.sin());
        other.place = self.nearest(other.position);
        other.kilometre = event.kilometre + 1 + (metres / 1_000.0) as usize;
        other.at = event.at.plus((later * Micros::MINUTE as f64) as i64);
        // The cadre who watches both calls both in.
        if self.seed.percent(10.0) {
            other.phone.clone_from(&event.phone);
        }
        other
    }

    fn nearest(&self, position: Wgs84) -> usize {
        let metres = |place: &Named| {
            ((place.position.lon - position.lon) * EAST_M).hypot((place.position.lat - position.lat) * NORTH_M)
        };
        let near = (0..self.places.len())
            .min_by(|one, other| metres(&self.places[*one]).total_cmp(&metres(&self.places[*other])));
        near.unwrap_or(0)
    }

    fn tell(&mut self, event: &Event, into: &mut Vec<Told>) {
        let telling = &TELLINGS[event.telling];
        let mut many = 1;
        while many < telling.most && self.seed.percent(62.0) {
            many += 1;
        }
        let number = self.events;
        self.events += 1;
        for nth in 0..many {
            let late = if nth == 0 { self.seed.waiting(2.0) } else { self.seed.waiting(telling.late_min) };
            let came = event.at.plus((late * Micros::MINUTE as f64) as i64);
            let facts = self.facts(event, came);
            into.push(Told { event: number, facts, came });
        }
    }

    fn facts(&mut self, event: &Event, came: Micros) -> IncidentFacts {
        let telling = &TELLINGS[event.telling];
        let teller = self.seed.below(10);
        let sentences = match teller {
            0..=4 => telling.public,
            5..=8 => telling.desk,
            _ => telling.cadre,
        };
        let sentence = self.seed.of(sentences);
        let narrative = self.say(event, sentence);
        let akin = self.seed.percent(6.0);
        let (place, title) = (self.place(event), self.title(event));
        let seed = &mut self.seed;
        // Some say when it began, to the nearest five minutes, some when they call; clocks go wrong by minutes, a few by
        // half an hour.
        let skew = seed.normal(2.0) + if seed.percent(3.0) { seed.normal(30.0) } else { 0.0 };
        let five = 5 * Micros::MINUTE;
        let said = if seed.percent(50.0) { Micros((event.at.0 + five / 2) / five * five) } else { came };
        let phone = match teller {
            0..=4 => event.phone.clone().filter(|_| seed.percent(35.0)).unwrap_or_else(|| phone(seed)),
            // Desks call from their switchboards.
            5..=8 => seed.of(&["110", "119", "0735-6612345", "0735-6613301"]).to_owned(),
            _ => event.phone.clone().unwrap_or_else(|| phone(seed)),
        };
        IncidentFacts {
            title,
            type_code: if akin { telling.also } else { telling.code }.to_owned(),
            occurred_at: Micros(said.plus((skew * Micros::MINUTE as f64) as i64).0.min(came.0)),
            place,
            severity: None,
            casualties: Casualties::default(),
            caller: Caller { phone, ..Caller::default() },
            narrative,
            measures: String::new(),
            informed: String::new(),
        }
    }

    /// Where it was said to be, and where that was found on the map.
    fn place(&mut self, event: &Event) -> Place {
        let said = self.said_place(event);
        let seed = &mut self.seed;
        let spread = TELLINGS[event.telling].spread_m;
        let (position, error_m) = match seed.below(100) {
            // Nobody found it.
            0..=6 => (None, None),
            // Found by the village's or the road's name only.
            7..=36 => (Some(self.places[event.place].position), Some(500.0)),
            // The telephone's or the vehicle's position.
            37..=55 => (Some(moved(event.position, seed.normal(25.0), seed.normal(25.0))), Some(30.0)),
            _ => (Some(moved(event.position, seed.normal(spread), seed.normal(spread))), Some(100.0)),
        };
        Place { text: said, position, error_m, ..Place::default() }
    }

    /// The name of the place as somebody says it; now and then the neighbour's.
    fn said_place(&mut self, event: &Event) -> String {
        let neighbour = self.seed.percent(4.0);
        let angle = self.seed.between(0.0, std::f64::consts::TAU);
        let off = moved(event.position, 1_500.0 * angle.cos(), 1_500.0 * angle.sin());
        let named = &self.places[if neighbour { self.nearest(off) } else { event.place }];
        if self.seed.percent(40.0) { format!("{}{}", TOWNS[named.town], named.name) } else { named.name.clone() }
    }

    fn title(&mut self, event: &Event) -> String {
        let thing = self.thing(event);
        if self.seed.percent(50.0) { thing } else { format!("{}{thing}", self.said_place(event)) }
    }

    fn thing(&mut self, event: &Event) -> String {
        let said = TELLINGS[event.telling].things[event.thing];
        self.seed.of(said).to_owned()
    }

    /// A sentence with its alternatives chosen and its facts put in.
    fn say(&mut self, event: &Event, sentence: &str) -> String {
        let (mut said, mut rest) = (String::new(), sentence);
        while let Some(at) = rest.find(['[', '{']) {
            said.push_str(&rest[..at]);
            let closing = if rest[at..].starts_with('[') { ']' } else { '}' };
            let end = at + rest[at..].find(closing).expect("a sentence closes what it opens");
            let inside = &rest[at + 1..end];
            if closing == ']' {
                let choices: Vec<_> = inside.split('|').collect();
                let choice = self.seed.of(&choices).to_owned();
                // Alternatives may hold facts.
                said.push_str(&self.say(event, &choice));
            } else {
                said.push_str(&self.fact(event, inside));
            }
            rest = &rest[end + 1..];
        }
        said.push_str(rest);
        said
    }

    fn fact(&mut self, event: &Event, what: &str) -> String {
        match what {
            "place" => self.said_place(event),
            "thing" => self.thing(event),
            "building" => match event.building.filter(|_| self.seed.percent(55.0)) {
                Some(number) => format!("{number}{}", self.seed.of(&["号楼", "栋", "号楼"])),
                None => String::new(),
            },
            "road" => ROADS[event.road].to_owned(),
            "post" if self.seed.percent(60.0) => {
                // A kilometre more or less, as one reads the last post passed.
                let off = if self.seed.percent(20.0) { 1 } else { 0 };
                format!("K{}+{}00", event.kilometre + off, self.seed.below(10))
            }
            "plate" if self.seed.percent(55.0) => event.plate.clone(),
            "unit" if self.seed.percent(75.0) => event.unit.clone(),
            "post" | "plate" | "unit" => String::new(),
            "hurt" => self.hurt(event),
            "cars" => (1 + self.seed.below(5)).to_string(),
            "crew" => (5 + self.seed.below(25)).to_string(),
            "level" => format!("0.{}", 1 + self.seed.below(9)),
            "area" => (event.area + self.seed.below(20)).to_string(),
            "moved" => (event.moved + self.seed.below(6)).to_string(),
            other => panic!("no fact {other}"),
        }
    }

    /// What is said of people: often not yet known, sometimes wrong by one.
    fn hurt(&mut self, event: &Event) -> String {
        let seed = &mut self.seed;
        let none = ["暂无人员伤亡", "没有人受伤", "无人员被困", "人都出来了", "伤亡情况不明"];
        if event.hurt == 0 || seed.percent(20.0) {
            return seed.of(&none).to_owned();
        }
        let many = event.hurt + usize::from(seed.percent(15.0));
        match seed.below(4) {
            0 => format!("有{many}人受伤"),
            1 => format!("{many}人被困"),
            2 => format!("伤{many}人"),
            _ => "有人受伤".to_owned(),
        }
    }
}

fn named(seed: &mut Seed) -> Named {
    let name = format!("{}{}{}", seed.of(FIRST), seed.of(SECOND), seed.of(PLACE_ENDINGS));
    let position = Wgs84 { lon: WEST + seed.unit() * 0.34, lat: SOUTH + seed.unit() * 0.33 };
    Named { name, town: seed.below(TOWNS.len()), position }
}

fn plate(seed: &mut Seed) -> String {
    format!("湘L{}{:04}", seed.of(&["A", "B", "5", "8", "D", "1"]), seed.below(10_000))
}

fn phone(seed: &mut Seed) -> String {
    format!("1{}{:08}", seed.of(&["38", "39", "50", "51", "87", "99"]), seed.below(100_000_000))
}
