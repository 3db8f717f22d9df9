//! The places: what each looks like and what goes on there. All motion returns to its start when the loop does.

use super::{
    canvas::{Canvas, Rgb, WIDE, mix, rgb},
    life::{self, Look, Vehicle},
    random::Random,
};
use std::f32::consts::TAU;

/// Above the strip.
const FLOOR: f32 = 320.0;

/// What kind of place a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    CommandCentre,
    Street,
    FireStation,
    WeatherHill,
    River,
    Shelter,
    Works,
    Village,
}

impl Place {
    /// By the site's name; a village when it says nothing else.
    pub fn of(name: &str) -> Self {
        const WORDS: [(&str, Place); 7] = [
            ("指挥", Place::CommandCentre),
            ("公安", Place::Street),
            ("消防", Place::FireStation),
            ("气象", Place::WeatherHill),
            ("水利", Place::River),
            ("人防", Place::Shelter),
            ("应急", Place::Works),
        ];
        WORDS.iter().find(|(word, _)| name.contains(word)).map_or(Place::Village, |(_, place)| *place)
    }
}

/// A place with what the seed chose for it.
pub struct Stage {
    place: Place,
    seconds: f32,
    /// Sky at the top and at the horizon.
    sky: [Rgb; 2],
    /// Shifts hills, houses and habits.
    vary: f32,
    people: Vec<Walk>,
    traffic: Vec<Drive>,
    clouds: Vec<(f32, f32, f32, f32)>,
}

struct Walk {
    start: f32,
    laps: f32,
    lane: f32,
    tall: f32,
    look: Look,
}

struct Drive {
    start: f32,
    laps: f32,
    kind: Vehicle,
    to_right: bool,
}

impl Stage {
    pub fn new(place: Place, seed: u64, seconds: u32) -> Self {
        let mut random = Random::new(seed);
        let skies = [
            [rgb(0x7db4de), rgb(0xdcecf4)],
            [rgb(0x8fb6d4), rgb(0xf3e4cc)],
            [rgb(0x6e9cc8), rgb(0xf0d2b6)],
            [rgb(0x9cc3d6), rgb(0xe8efe8)],
        ];
        let people = (0..5).map(|k| Walk::choose(&mut random, place, k, seconds)).collect();
        let traffic = (0..4).map(|k| Drive::choose(&mut random, place, k, seconds)).collect();
        let cloud = |random: &mut Random| {
            (
                random.between(0.0, 1.0),
                random.between(26.0, 62.0),
                random.between(0.7, 1.5),
                random.below(2) as f32 + 1.0,
            )
        };
        let clouds = (0..5).map(|_| cloud(&mut random)).collect();
        let (sky, vary) = (skies[random.below(4)], random.between(0.0, 1.0));
        Self { place, seconds: seconds as f32, sky, vary, people, traffic, clouds }
    }

    /// From 0 to 1, `laps` times a loop.
    fn turn(&self, t: f32, start: f32, laps: f32) -> f32 {
        (start + laps * t / self.seconds).rem_euclid(1.0)
    }

    /// A swing whose period is near `period` seconds and divides the loop.
    fn swing(&self, t: f32, period: f32) -> f32 {
        (TAU * self.turn(t, 0.0, (self.seconds / period).round().max(1.0))).sin()
    }

    /// What does not move.
    pub fn backdrop(&self, c: &mut Canvas) {
        c.shade(0.0, 230.0, self.sky[0], self.sky[1]);
        c.rect(0.0, 230.0, WIDE, FLOOR - 230.0, rgb(0x7f9a72));
        match self.place {
            Place::CommandCentre => command_centre(c),
            Place::Street => self.street(c),
            Place::FireStation => self.fire_station(c),
            Place::WeatherHill => self.weather_hill(c),
            Place::River => self.river(c),
            Place::Shelter => self.shelter(c),
            Place::Works => self.works(c),
            Place::Village => self.village(c),
        }
        c.rect(0.0, FLOOR, WIDE, 40.0, rgb(0x101820));
    }

    /// What does, `t` seconds into the loop.
    pub fn moving(&self, c: &mut Canvas, t: f32) {
        match self.place {
            Place::CommandCentre => self.command_centre_moves(c, t),
            Place::Street => {
                self.drift_clouds(c, t, rgb(0xf3f7fa), 0.95);
                self.traffic(c, t, [262.0, 286.0], 0.92);
                self.walk(c, t, 312.0);
            }
            Place::FireStation => self.fire_station_moves(c, t),
            Place::WeatherHill => self.weather_hill_moves(c, t),
            Place::River => self.river_moves(c, t),
            Place::Shelter => self.shelter_moves(c, t),
            Place::Works => self.works_moves(c, t),
            Place::Village => self.village_moves(c, t),
        }
    }

    fn drift_clouds(&self, c: &mut Canvas, t: f32, color: Rgb, alpha: f32) {
        for (start, y, size, laps) in &self.clouds {
            life::cloud(c, self.turn(t, *start, *laps) * 760.0 - 60.0, *y, *size, color, alpha);
        }
    }

    fn traffic(&self, c: &mut Canvas, t: f32, lanes: [f32; 2], size: f32) {
        for drive in &self.traffic {
            let at = self.turn(t, drive.start, drive.laps) * 840.0 - 100.0;
            let x = if drive.to_right { at } else { WIDE - at };
            life::vehicle(c, drive.kind, x, lanes[usize::from(drive.to_right)], size, drive.to_right, t);
        }
    }

    fn walk(&self, c: &mut Canvas, t: f32, ground: f32) {
        for person in &self.people {
            let at = self.turn(t, person.start, person.laps.abs()) * 720.0 - 40.0;
            let to_right = person.laps > 0.0;
            let x = if to_right { at } else { WIDE - at };
            let steps = at / (person.tall * 0.62);
            life::walker(c, x, ground + person.lane, person.tall, steps, to_right, person.look);
        }
    }
}

impl Walk {
    fn choose(random: &mut Random, place: Place, k: usize, seconds: u32) -> Self {
        let coats = [rgb(0x3f6f8f), rgb(0xb0563c), rgb(0x5d7f4e), rgb(0x8a6a9c), rgb(0xd0a04c), rgb(0x486078)];
        let (coat, hat) = match place {
            Place::FireStation => (rgb(0x2c3a52), Some(rgb(0xd8402c))),
            Place::Works => (rgb(0xe07b28), Some(rgb(0xf2c230))),
            Place::Shelter => (rgb(0x3c5a48), Some(rgb(0x32483c))),
            Place::Street if k.is_multiple_of(2) => (rgb(0x26405e), Some(rgb(0x1c2c44))),
            _ => (coats[random.below(coats.len())], None),
        };
        let laps = (seconds as f32 / random.between(17.0, 29.0)).round().max(1.0);
        Self {
            start: (k as f32 + random.between(0.0, 0.8)) / 5.0,
            laps: if random.below(2) == 0 { laps } else { -laps },
            lane: k as f32 * 1.4,
            tall: random.between(42.0, 50.0),
            look: Look { coat, trousers: rgb(0x333d4a), hat },
        }
    }
}

impl Drive {
    fn choose(random: &mut Random, place: Place, k: usize, seconds: u32) -> Self {
        let paints = [rgb(0x4a7ba6), rgb(0xb8433a), rgb(0xdad6cc), rgb(0x4e6b58), rgb(0x7a7f88)];
        let paint = paints[random.below(paints.len())];
        let kind = match (place, k) {
            (Place::Street, 0) => Vehicle::Police,
            (Place::Street, 1) => Vehicle::Bus(rgb(0x2f8a6a)),
            (Place::Works, 0 | 1) => Vehicle::Lorry(rgb(0xc98a2c)),
            (Place::Village, 0) => Vehicle::Bus(rgb(0x3d86b8)),
            (Place::Village, 1) => Vehicle::Lorry(paint),
            _ => Vehicle::Car(paint),
        };
        let laps = (seconds as f32 / random.between(10.0, 18.0)).round().max(1.0);
        Self { start: (k as f32 + random.between(0.0, 0.6)) / 4.0, laps, kind, to_right: k.is_multiple_of(2) }
    }
}

// ---- 指挥中心 ----

fn command_centre(c: &mut Canvas) {
    c.shade(0.0, 250.0, rgb(0x16283c), rgb(0x22405a));
    c.shade(250.0, FLOOR, rgb(0x1a2f44), rgb(0x101f30));
    c.round(60.0, 52.0, 520.0, 150.0, 6.0, rgb(0x0a1624), 1.0);
    for k in 0..6 {
        let x = 22.0 + k as f32 * 118.0;
        c.round(x, 20.0, 60.0, 5.0, 2.5, rgb(0xcfe6f4), 0.8);
    }
}

impl Stage {
    fn command_centre_moves(&self, c: &mut Canvas, t: f32) {
        for k in 0..3 {
            c.round(68.0 + k as f32 * 170.0, 60.0, 164.0, 134.0, 3.0, rgb(0x12314a), 1.0);
        }
        self.wall_map(c, t);
        self.wall_bars(c, t);
        self.wall_river(c, t);
        for (row, (desk, tall, count)) in [(258.0, 58.0, 7), (312.0, 78.0, 5)].into_iter().enumerate() {
            for k in 0..count {
                let x = (k as f32 + 0.5) * WIDE / count as f32 + row as f32 * 10.0 - 5.0;
                let coat = [rgb(0x34506c), rgb(0x405e50), rgb(0x5a4a5e), rgb(0x2f4560)][(k + row) % 4];
                life::sitter(c, x, desk, tall, self.swing(t, 9.0 + k as f32) * 2.2, coat);
            }
            c.rect(0.0, desk, WIDE, 9.0, rgb(0x3a5670));
            c.rect(0.0, desk + 9.0, WIDE, if row == 0 { 14.0 } else { 8.0 }, rgb(0x16283a));
        }
        let x = 40.0 + (self.swing(t, 30.0) * 0.5 + 0.5) * 520.0;
        let look = Look { coat: rgb(0x2c4a6e), trousers: rgb(0x26303c), hat: None };
        life::walker(c, x, 248.0, 62.0, x / 34.0, true, look);
    }

    fn wall_map(&self, c: &mut Canvas, t: f32) {
        c.convex(
            &[(100.0, 80.0), (180.0, 72.0), (212.0, 120.0), (184.0, 178.0), (112.0, 170.0), (84.0, 124.0)],
            rgb(0x2f6a6a),
            1.0,
        );
        c.line((96.0, 110.0), (150.0, 130.0), 3.0, rgb(0x7fc4e0));
        c.line((150.0, 130.0), (200.0, 150.0), 3.0, rgb(0x7fc4e0));
        for (k, (x, y)) in [(128.0, 100.0), (172.0, 118.0), (142.0, 152.0)].into_iter().enumerate() {
            let pulse = self.turn(t, k as f32 / 3.0, (self.seconds / 2.0).round());
            c.disc(x, y, 4.0 + pulse * 12.0, rgb(0xff7a5c), 0.5 * (1.0 - pulse));
            c.disc(x, y, 3.5, rgb(0xff8f6c), 1.0);
        }
    }

    fn wall_bars(&self, c: &mut Canvas, t: f32) {
        for k in 0..8 {
            let high = 46.0 + 34.0 * self.swing(t + k as f32 * 1.7, 6.0 + k as f32);
            c.round(
                252.0 + k as f32 * 18.0,
                180.0 - high,
                11.0,
                high,
                2.0,
                mix(rgb(0x3fa2c8), rgb(0xf0c060), high / 90.0),
                1.0,
            );
        }
    }

    fn wall_river(&self, c: &mut Canvas, t: f32) {
        c.rect(412.0, 64.0, 156.0, 126.0, rgb(0xa8cde0));
        let level = 128.0 - 8.0 * self.swing(t, 20.0);
        c.rect(412.0, level, 156.0, 190.0 - level, rgb(0x3b7fa4));
        for k in 0..4 {
            let x = 420.0 + self.turn(t, k as f32 / 4.0, 6.0) * 120.0;
            c.line((x, level + 10.0 + k as f32 * 12.0), (x + 22.0, level + 10.0 + k as f32 * 12.0), 1.6, rgb(0x8fc0d8));
        }
        c.rect(536.0, 76.0, 9.0, 114.0, rgb(0xf2f2ee));
        for k in 0..9 {
            c.rect(536.0, 80.0 + k as f32 * 12.0, 9.0, 5.0, rgb(0xc0392e));
        }
    }

    // ---- 公安 ----

    fn street(&self, c: &mut Canvas) {
        let walls = [rgb(0x7c93a6), rgb(0x93a3ad), rgb(0x6d8598), rgb(0xa59c8e), rgb(0x84909c)];
        for k in 0..8 {
            let high = 90.0 + 80.0 * ((k as f32 * 2.3 + self.vary * 6.0).sin() * 0.5 + 0.5);
            life::tower(c, k as f32 * 84.0 - 12.0, 238.0, 76.0, high, walls[k % 5], |w| (w * 7 + k * 3) % 5 == 0);
        }
        c.rect(0.0, 229.0, WIDE, 21.0, rgb(0xb9b8b0));
        c.rect(0.0, 248.0, WIDE, 50.0, rgb(0x565c63));
        for k in 0..11 {
            c.rect(k as f32 * 62.0 + 8.0, 266.0, 34.0, 2.0, rgb(0xe8e4d4));
        }
        c.rect(0.0, 296.0, WIDE, 26.0, rgb(0xc4c1b6));
        for k in 0..5 {
            life::tree(c, 50.0 + k as f32 * 140.0, 246.0, 52.0, rgb(0x5c8a54));
        }
    }

    // ---- 消防 ----

    fn fire_station(&self, c: &mut Canvas) {
        c.below(|x| 190.0 - 26.0 * (x / 150.0 + self.vary * 5.0).sin(), 260.0, rgb(0x86a88a), 1.0);
        c.rect(0.0, 236.0, WIDE, 90.0, rgb(0xb4b2aa));
        c.rect(330.0, 110.0, 290.0, 130.0, rgb(0xd9d3c6));
        c.rect(330.0, 104.0, 290.0, 14.0, rgb(0xb83a30));
        for k in 0..3 {
            c.rect(346.0 + k as f32 * 92.0, 152.0, 76.0, 88.0, rgb(0x3a4148));
            c.rect(346.0 + k as f32 * 92.0, 152.0, 76.0, 16.0, rgb(0xc04438));
        }
        c.rect(60.0, 70.0, 92.0, 168.0, rgb(0xc7a98a));
        for k in 0..4 {
            c.rect(60.0, 68.0 + k as f32 * 42.0, 92.0, 4.0, rgb(0x9a7c60));
            c.rect(88.0, 82.0 + k as f32 * 42.0, 36.0, 24.0, rgb(0x4c4038));
        }
    }

    fn fire_station_moves(&self, c: &mut Canvas, t: f32) {
        self.drift_clouds(c, t, rgb(0xf3f7fa), 0.95);
        let climb = (self.swing(t, 20.0) * 0.5 + 0.5) * 120.0;
        let look = Look { coat: rgb(0x2c3a52), trousers: rgb(0x2c3a52), hat: Some(rgb(0xd8402c)) };
        c.line((140.0, 236.0), (140.0, 76.0), 1.5, rgb(0xf0eadc));
        life::walker(c, 140.0, 236.0 - climb, 40.0, climb / 14.0, true, look);
        let out = self.turn(t, 0.0, (self.seconds / 20.0).round().max(1.0));
        let reach = (1.0 - (out * 2.0 - 1.0).abs()).clamp(0.0, 1.0);
        life::vehicle(c, Vehicle::FireEngine, 470.0 - reach * 190.0, 268.0, 1.25, false, t);
        if reach > 0.75 {
            self.jet(c, t, (470.0 - reach * 190.0 - 30.0, 222.0));
        }
        self.walk(c, t, 306.0);
    }

    /// Water thrown in an arc.
    fn jet(&self, c: &mut Canvas, t: f32, from: (f32, f32)) {
        for k in 0..26 {
            let along = (k as f32 / 26.0 + t * 0.8).rem_euclid(1.0);
            let (x, y) = (from.0 - along * 150.0, from.1 - 110.0 * along + 140.0 * along * along);
            c.disc(x, y, 2.0 + along * 3.0, rgb(0xdff0fa), 0.7 - along * 0.4);
        }
    }

    // ---- 气象 ----

    fn weather_hill(&self, c: &mut Canvas) {
        c.below(|x| 200.0 - 40.0 * (x / 170.0 + self.vary * 6.0).sin(), 300.0, rgb(0x8fb39a), 1.0);
        c.below(|x| 250.0 - 60.0 * (-((x - 400.0) / 190.0).powi(2)).exp(), 330.0, rgb(0x6c9a68), 1.0);
        c.rect(372.0, 120.0, 60.0, 78.0, rgb(0xe4e2da));
        c.disc(402.0, 104.0, 40.0, rgb(0xf6f6f2), 1.0);
        c.ellipse(392.0, 92.0, 18.0, 12.0, rgb(0xffffff), 0.7);
        for k in 0..3 {
            c.round(96.0 + k as f32 * 52.0, 268.0, 26.0, 22.0, 2.0, rgb(0xf7f7f4), 1.0);
            c.line((109.0 + k as f32 * 52.0, 290.0), (109.0 + k as f32 * 52.0, 304.0), 3.0, rgb(0xd8d8d2));
        }
        c.line((560.0, 300.0), (560.0, 196.0), 4.0, rgb(0xd6dade));
    }

    fn weather_hill_moves(&self, c: &mut Canvas, t: f32) {
        self.drift_clouds(c, t, rgb(0xdfe6ec), 0.95);
        let spin = TAU * self.turn(t, 0.0, (self.seconds / 1.5).round());
        for k in 0..3 {
            let angle = spin + TAU * k as f32 / 3.0;
            let tip = (560.0 + angle.cos() * 26.0, 194.0 + angle.sin() * 5.0);
            c.line((560.0, 194.0), tip, 2.0, rgb(0xc9ced4));
            c.disc(tip.0, tip.1, 5.0, rgb(0xd2463a), 1.0);
        }
        let rain = self.swing(t, 30.0).max(0.0);
        for k in 0..70 {
            let fall = (k as f32 * 0.137 + t * 1.1).rem_euclid(1.0);
            let x = (k as f32 * 71.3).rem_euclid(WIDE) - fall * 20.0;
            let y = 60.0 + fall * 250.0;
            if (k as f32) < rain * 70.0 {
                c.line((x, y), (x - 2.5, y + 10.0), 1.0, rgb(0xc8dcea));
            }
        }
        self.walk(c, t, 308.0);
    }

    // ---- 水利 ----

    fn river(&self, c: &mut Canvas) {
        c.below(
            |x| 150.0 - 36.0 * (x / 120.0 + self.vary * 6.0).sin() - 14.0 * (x / 47.0).sin(),
            240.0,
            rgb(0x8db09a),
            1.0,
        );
        c.below(|x| 178.0 - 22.0 * (x / 90.0 + 2.0).sin(), 240.0, rgb(0x709a78), 1.0);
        c.rect(400.0, 150.0, 240.0, 84.0, rgb(0xbfc2c0));
        c.rect(392.0, 142.0, 248.0, 10.0, rgb(0xa6aaaa));
        for k in 0..4 {
            c.rect(414.0 + k as f32 * 58.0, 116.0, 30.0, 28.0, rgb(0xd7d9d6));
            c.rect(410.0 + k as f32 * 58.0, 110.0, 38.0, 7.0, rgb(0x8a4f3c));
        }
    }

    fn river_moves(&self, c: &mut Canvas, t: f32) {
        self.drift_clouds(c, t, rgb(0xf3f7fa), 0.95);
        for k in 0..4 {
            let x = 416.0 + k as f32 * 58.0;
            c.rect(x, 170.0, 26.0, 64.0, rgb(0xdcecf2));
            for n in 0..9 {
                let fall = (n as f32 / 9.0 + t * 0.9 + k as f32 * 0.23).rem_euclid(1.0);
                c.line(
                    (x + 3.0 + (n % 3) as f32 * 9.0, 170.0 + fall * 54.0),
                    (x + 3.0 + (n % 3) as f32 * 9.0, 180.0 + fall * 54.0),
                    3.0,
                    rgb(0xa9cddd),
                );
            }
        }
        life::water(c, 228.0, FLOOR, t * TAU * (self.seconds / TAU / 1.0).round() / self.seconds, rgb(0x4a88a4));
        for k in 0..4 {
            let swell = 8.0 + 3.0 * self.swing(t + k as f32, 2.0);
            c.ellipse(429.0 + k as f32 * 58.0, 234.0, 20.0 + swell, 5.0, rgb(0xf2f8fa), 0.8);
        }
        let way = self.turn(t, 0.1, (self.seconds / 30.0).round().max(1.0));
        life::boat(c, way * 520.0 - 60.0, 268.0, t, rgb(0x2f5a80));
        c.rect(44.0, 206.0, 12.0, 100.0, rgb(0xf4f2ec));
        for k in 0..8 {
            c.rect(44.0, 210.0 + k as f32 * 12.0, 12.0, 5.0, rgb(0xc0392e));
        }
        for person in self.people.iter().take(2) {
            let x = 410.0 + (self.swing(t, 24.0 + person.lane * 4.0) * 0.5 + 0.5) * 200.0;
            life::walker(c, x, 142.0, 26.0, x / 15.0, true, person.look);
        }
    }

    // ---- 人防 ----

    fn shelter(&self, c: &mut Canvas) {
        c.shade(0.0, FLOOR, rgb(0x5d6a62), rgb(0x39433e));
        c.ellipse(320.0, 300.0, 300.0, 262.0, rgb(0x8b978c), 1.0);
        c.ellipse(320.0, 300.0, 276.0, 238.0, rgb(0xb7beb0), 1.0);
        c.ellipse(320.0, 296.0, 150.0, 128.0, rgb(0x8f9a90), 1.0);
        c.ellipse(320.0, 294.0, 138.0, 116.0, rgb(0xd2d6c8), 1.0);
        c.rect(0.0, 284.0, WIDE, 40.0, rgb(0x6e756e));
        c.convex(&[(190.0, 284.0), (450.0, 284.0), (640.0, 322.0), (0.0, 322.0)], rgb(0x9a9f94), 1.0);
        for k in 0..4 {
            let y = 92.0 + k as f32 * 30.0;
            let w = 120.0 - k as f32 * 24.0;
            c.round(320.0 - w / 2.0, y, w, 6.0 - k as f32, 3.0, rgb(0xfbf7df), 1.0);
        }
        c.round(30.0, 150.0, 70.0, 100.0, 4.0, rgb(0x4f6a58), 1.0);
        c.disc(65.0, 200.0, 17.0, rgb(0x3c5244), 1.0);
        c.disc(65.0, 200.0, 11.0, rgb(0x64806e), 1.0);
    }

    fn shelter_moves(&self, c: &mut Canvas, t: f32) {
        let spin = TAU * self.turn(t, 0.0, (self.seconds / 3.0).round());
        for k in 0..4 {
            let angle = spin + TAU * k as f32 / 4.0;
            c.line((575.0, 196.0), (575.0 + angle.cos() * 26.0, 196.0 + angle.sin() * 26.0), 9.0, rgb(0x5a655e));
        }
        c.disc(575.0, 196.0, 7.0, rgb(0x39433e), 1.0);
        let glow = self.swing(t, 2.0) * 0.5 + 0.5;
        c.disc(320.0, 62.0, 14.0, rgb(0x7ee0a0), 0.25 * glow);
        c.disc(320.0, 62.0, 5.0, mix(rgb(0x2f6a48), rgb(0x8af0b0), glow), 1.0);
        for (k, person) in self.people.iter().enumerate().take(3) {
            let near = self.turn(t, k as f32 / 3.0, (self.seconds / 15.0).round().max(1.0));
            let (x, tall) = (320.0 + (k as f32 - 1.0) * (14.0 + near * 70.0), 26.0 + near * 34.0);
            life::walker(c, x, 284.0 + near * 18.0, tall, t * 1.6 + k as f32 * 0.3, true, person.look);
        }
        self.walk(c, t, 313.0);
    }

    // ---- 应急（安全生产） ----

    fn works(&self, c: &mut Canvas) {
        c.below(|x| 200.0 - 30.0 * (x / 140.0 + self.vary * 6.0).sin(), 300.0, rgb(0x9ba88f), 1.0);
        c.rect(0.0, 246.0, WIDE, 80.0, rgb(0xaaa394));
        c.rect(40.0, 170.0, 190.0, 80.0, rgb(0x8d9aa4));
        for k in 0..4 {
            let x = 40.0 + k as f32 * 47.5;
            c.convex(&[(x, 146.0), (x + 47.5, 170.0), (x, 170.0)], rgb(0x74828c), 1.0);
            c.rect(x + 10.0, 190.0, 26.0, 20.0, rgb(0xbcd2dc));
        }
        c.convex(&[(266.0, 90.0), (282.0, 90.0), (290.0, 250.0), (258.0, 250.0)], rgb(0xb98d70), 1.0);
        c.line((440.0, 250.0), (478.0, 96.0), 6.0, rgb(0x5f6a72));
        c.line((530.0, 250.0), (490.0, 96.0), 6.0, rgb(0x5f6a72));
        c.line((452.0, 200.0), (518.0, 200.0), 4.0, rgb(0x5f6a72));
        c.line((490.0, 100.0), (620.0, 236.0), 4.0, rgb(0x6d7880));
        c.rect(590.0, 200.0, 50.0, 50.0, rgb(0x8a7a68));
    }

    fn works_moves(&self, c: &mut Canvas, t: f32) {
        self.drift_clouds(c, t, rgb(0xeef2f4), 0.95);
        for k in 0..7 {
            let up = self.turn(t, k as f32 / 7.0, (self.seconds / 7.0).round());
            let x = 274.0 + up * 70.0 + 6.0 * (up * 9.0).sin();
            c.disc(x, 84.0 - up * 66.0, 7.0 + up * 18.0, rgb(0xf0f0ee), 0.55 * (1.0 - up));
        }
        let spin = TAU * self.turn(t, 0.0, (self.seconds / 5.0).round());
        c.disc(484.0, 94.0, 25.0, rgb(0x4d575f), 1.0);
        c.disc(484.0, 94.0, 21.0, self.sky[0], 1.0);
        for k in 0..4 {
            let angle = spin + TAU * k as f32 / 8.0;
            let (dx, dy) = (angle.cos() * 22.0, angle.sin() * 22.0);
            c.line((484.0 - dx, 94.0 - dy), (484.0 + dx, 94.0 + dy), 2.0, rgb(0x4d575f));
        }
        let cage = 120.0 + 100.0 * (self.swing(t, 12.0) * 0.5 + 0.5);
        c.line((485.0, 116.0), (485.0, cage), 1.2, rgb(0x3c444a));
        c.rect(477.0, cage, 16.0, 24.0, rgb(0xd9a02c));
        self.traffic(c, t, [276.0, 288.0], 0.95);
        self.walk(c, t, 312.0);
    }

    // ---- 乡镇 ----

    fn village(&self, c: &mut Canvas) {
        let v = self.vary * 6.0;
        c.below(
            |x| 140.0 - 34.0 * (x / 130.0 + v).sin() - 16.0 * (x / 51.0 + v * 2.0).sin(),
            250.0,
            rgb(0xa3bfae),
            1.0,
        );
        c.below(|x| 176.0 - 24.0 * (x / 100.0 + v * 1.7).sin(), 250.0, rgb(0x84aa86), 1.0);
        let field = [rgb(0x9bb865), rgb(0xc9bd62), rgb(0x86b070), rgb(0xb3c27a)];
        for row in 0..3 {
            let y = 196.0 + row as f32 * 17.0;
            c.rect(0.0, y, WIDE, 18.0, field[(row + (self.vary * 4.0) as usize) % 4]);
            for k in 0..14 {
                let x = k as f32 * 48.0 + row as f32 * 17.0;
                c.line((x, y), (x - 12.0, y + 17.0), 1.0, mix(field[(row + 1) % 4], rgb(0x4c6a3c), 0.4));
            }
        }
        let first = 40.0 + self.vary * 240.0;
        for k in 0..4 {
            let x = (first + k as f32 * 88.0).rem_euclid(560.0);
            life::house(c, x, 208.0 + (k % 2) as f32 * 16.0, 58.0 + (k % 3) as f32 * 8.0, 30.0);
        }
        for k in 0..6 {
            life::tree(
                c,
                (k as f32 * 113.0 + self.vary * 300.0).rem_euclid(WIDE),
                226.0 + (k % 3) as f32 * 8.0,
                44.0,
                rgb(0x55844c),
            );
        }
        c.rect(0.0, 246.0, WIDE, 50.0, rgb(0xb9b29c));
        c.rect(0.0, 250.0, WIDE, 34.0, rgb(0x8f8b82));
        for k in 0..11 {
            c.rect(k as f32 * 62.0 + 12.0, 266.0, 30.0, 1.6, rgb(0xe9e4d2));
        }
    }

    fn village_moves(&self, c: &mut Canvas, t: f32) {
        self.drift_clouds(c, t, rgb(0xf5f9fb), 0.95);
        for k in 0..3 {
            let up = self.turn(t, k as f32 / 3.0, (self.seconds / 8.0).round());
            let x = 70.0 + self.vary * 240.0;
            c.disc(x + up * 22.0, 162.0 - up * 44.0, 3.0 + up * 8.0, rgb(0xf4f4f0), 0.5 * (1.0 - up));
        }
        self.traffic(c, t, [264.0, 282.0], 0.8);
        life::water(c, 290.0, FLOOR, t * TAU * (self.seconds / TAU).round() / self.seconds, rgb(0x5f9ab0));
        for person in &self.people {
            let at = self.turn(t, person.start, person.laps.abs()) * 720.0 - 40.0;
            let x = if person.laps > 0.0 { at } else { WIDE - at };
            life::walker(c, x, 290.0, person.tall * 0.8, at / (person.tall * 0.5), person.laps > 0.0, person.look);
        }
    }
}
