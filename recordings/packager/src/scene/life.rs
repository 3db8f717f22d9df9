//! What moves in the scenes, and the things they pass: people, vehicles, boats, trees, houses, water, clouds.

use super::canvas::{Canvas, Rgb, WIDE, mix, rgb};
use std::f32::consts::TAU;

/// How a person looks.
#[derive(Clone, Copy)]
pub struct Look {
    pub coat: Rgb,
    pub trousers: Rgb,
    pub hat: Option<Rgb>,
}

pub const SKIN: Rgb = rgb(0xe0b48c);
const HAIR: Rgb = rgb(0x2a2422);

/// A walking person, feet at (x, ground); `phase` in steps, `to_right` the way they go.
pub fn walker(c: &mut Canvas, x: f32, ground: f32, tall: f32, phase: f32, to_right: bool, look: Look) {
    let swing = (phase * TAU).sin() * tall * 0.16;
    let (hip, neck) = (ground - tall * 0.46, ground - tall * 0.80);
    c.ellipse(x, ground + 1.0, tall * 0.2, tall * 0.04, rgb(0), 0.18);
    let leg = tall * 0.1;
    c.line((x, hip), (x - swing, ground - leg * 0.4), leg, mix(look.trousers, rgb(0), 0.2));
    c.line((x, hip), (x + swing, ground - leg * 0.4), leg, look.trousers);
    c.line((x, neck + tall * 0.06), (x + swing * 0.9, hip), tall * 0.07, mix(look.coat, rgb(0), 0.25));
    c.round(x - tall * 0.1, neck, tall * 0.2, hip - neck + tall * 0.05, tall * 0.07, look.coat, 1.0);
    c.line(
        (x, neck + tall * 0.06),
        (x - swing * 0.9, hip - tall * 0.02),
        tall * 0.07,
        mix(look.coat, rgb(0xffffff), 0.1),
    );
    head(c, x + if to_right { 1.0 } else { -1.0 } * tall * 0.015, neck - tall * 0.08, tall * 0.1, look.hat);
}

fn head(c: &mut Canvas, x: f32, y: f32, r: f32, hat: Option<Rgb>) {
    c.disc(x, y - r * 0.15, r * 1.05, hat.unwrap_or(HAIR), 1.0);
    c.ellipse(x, y + r * 0.3, r * 0.85, r * 0.75, SKIN, 1.0);
    if let Some(hat) = hat {
        c.round(x - r * 1.35, y - r * 0.35, r * 2.7, r * 0.32, r * 0.15, hat, 1.0);
    }
}

/// Someone at a desk seen from behind, breathing and looking about.
pub fn sitter(c: &mut Canvas, x: f32, desk: f32, tall: f32, t: f32, coat: Rgb) {
    let sway = (t * 0.7 + x).sin() * tall * 0.03;
    let lift = (t * 1.3 + x * 2.0).sin() * tall * 0.008;
    c.round(x - tall * 0.3 + sway * 0.4, desk - tall * 0.46 + lift, tall * 0.6, tall * 0.6, tall * 0.16, coat, 1.0);
    c.disc(x + sway, desk - tall * 0.6 + lift, tall * 0.16, HAIR, 1.0);
}

/// Kinds of vehicle.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Vehicle {
    Car(Rgb),
    Police,
    FireEngine,
    Bus(Rgb),
    Lorry(Rgb),
}

/// A vehicle from the side, its middle at x, wheels on the ground.
pub fn vehicle(c: &mut Canvas, kind: Vehicle, x: f32, ground: f32, size: f32, to_right: bool, t: f32) {
    let turn = |dx: f32| if to_right { x + dx * size } else { x - dx * size };
    let (long, high, color) = match kind {
        Vehicle::Car(color) => (46.0, 10.0, color),
        Vehicle::Police => (46.0, 10.0, rgb(0xf2f4f6)),
        Vehicle::FireEngine => (84.0, 26.0, rgb(0xc8302c)),
        Vehicle::Bus(color) => (92.0, 28.0, color),
        Vehicle::Lorry(color) => (78.0, 20.0, color),
    };
    c.ellipse(x, ground, long * size * 0.52, 3.0 * size, rgb(0), 0.25);
    let base = ground - 4.0 * size;
    let mut block = |dx: f32, up: f32, w: f32, h: f32, r: f32, color: Rgb| {
        let left = turn(dx).min(turn(dx + w));
        c.round(left, base - (up + h) * size, w * size, h * size, r * size, color, 1.0);
    };
    let glass = rgb(0x9fc3d8);
    block(-long / 2.0, 0.0, long, high, 3.0, color);
    match kind {
        Vehicle::Car(_) | Vehicle::Police => {
            block(-14.0, high - 1.0, 27.0, 9.0, 4.0, color);
            block(-11.0, high, 10.0, 6.5, 2.0, glass);
            block(1.0, high, 9.0, 6.5, 2.0, glass);
            if kind == Vehicle::Police {
                block(-23.0, 3.0, 46.0, 3.0, 0.0, rgb(0x2456a4));
                let on = (t * 4.0).fract() < 0.5;
                block(-5.0, high + 8.0, 5.0, 2.5, 1.0, if on { rgb(0xff3b30) } else { rgb(0x7a1d18) });
                block(0.0, high + 8.0, 5.0, 2.5, 1.0, if on { rgb(0x1c3f80) } else { rgb(0x4b8bff) });
            }
        }
        Vehicle::FireEngine => {
            block(22.0, 10.0, 17.0, 12.0, 2.0, glass);
            block(-40.0, 8.0, 56.0, 3.0, 0.0, rgb(0xf3e3b0));
            block(-38.0, high, 62.0, 3.0, 1.0, rgb(0xc9ccd0));
            let on = (t * 3.0).fract() < 0.5;
            block(28.0, high, 8.0, 3.0, 1.0, if on { rgb(0x6db0ff) } else { rgb(0x24507e) });
        }
        Vehicle::Bus(_) => {
            for k in 0..6 {
                block(-40.0 + 14.0 * k as f32, 12.0, 11.0, 10.0, 1.5, glass);
            }
            block(-46.0, 5.0, 92.0, 2.0, 0.0, rgb(0xf6f2e6));
        }
        Vehicle::Lorry(_) => {
            block(20.0, 0.0, 19.0, 25.0, 3.0, mix(color, rgb(0xffffff), 0.25));
            block(27.0, 12.0, 11.0, 8.0, 1.5, glass);
        }
    }
    for dx in [-long * 0.3, long * 0.3] {
        c.disc(turn(dx), base, 5.5 * size, rgb(0x24272b), 1.0);
        c.disc(turn(dx), base, 2.4 * size, rgb(0xb9bfc6), 1.0);
    }
}

/// A patrol boat rocking on the water.
pub fn boat(c: &mut Canvas, x: f32, water: f32, t: f32, hull: Rgb) {
    let lean = (t * 1.1).sin() * 1.5;
    let y = water + (t * 1.6).sin() * 1.2;
    c.convex(
        &[(x - 34.0, y - 10.0 - lean), (x + 40.0, y - 10.0 + lean), (x + 26.0, y + 3.0), (x - 28.0, y + 3.0)],
        hull,
        1.0,
    );
    c.round(x - 16.0, y - 24.0, 26.0, 14.0, 3.0, rgb(0xf0f2f0), 1.0);
    c.round(x - 11.0, y - 21.0, 16.0, 6.0, 1.5, rgb(0x86b4cc), 1.0);
    c.line((x - 18.0, y - 10.0), (x - 18.0, y - 36.0), 1.5, rgb(0xdfe3e6));
    let wave = (t * 3.0).sin() * 2.0;
    c.convex(&[(x - 18.0, y - 36.0), (x - 4.0, y - 33.0 + wave), (x - 18.0, y - 28.0)], rgb(0xd0392e), 1.0);
    c.ellipse(x, y + 5.0, 44.0, 3.0, rgb(0xeaf4f8), 0.35);
}

/// Running water between two heights: slow swell and glints that drift by whole turns in a loop.
pub fn water(c: &mut Canvas, top: f32, bottom: f32, t: f32, color: Rgb) {
    c.below(|x| top + (x / 31.0 + t * 0.9).sin() * 1.2 + (x / 13.0 - t * 0.6).sin() * 0.6, bottom, color, 1.0);
    let rows = ((bottom - top) / 9.0) as i32;
    for row in 0..rows {
        let deep = row as f32 / rows as f32;
        let y = top + 6.0 + row as f32 * 9.0;
        for k in 0..7 {
            let x = (k as f32 * 97.0 + row as f32 * 53.0 + t * (9.0 + 14.0 * deep)).rem_euclid(WIDE + 80.0) - 40.0;
            let long = 10.0 + 18.0 * deep + 5.0 * (t * 1.4 + k as f32 + row as f32).sin();
            c.line((x - long, y), (x + long, y), 1.0 + deep, mix(color, rgb(0xffffff), 0.22));
        }
    }
}

/// A cloud of a few soft lumps.
pub fn cloud(c: &mut Canvas, x: f32, y: f32, size: f32, color: Rgb, alpha: f32) {
    for (dx, dy, r) in [(-26.0, 4.0, 13.0), (-8.0, -4.0, 18.0), (12.0, -1.0, 15.0), (28.0, 5.0, 11.0)] {
        c.ellipse(x + dx * size, y + dy * size, r * size * 1.25, r * size * 0.8, color, alpha);
    }
}

pub fn tree(c: &mut Canvas, x: f32, ground: f32, tall: f32, leaf: Rgb) {
    c.line((x, ground), (x, ground - tall * 0.5), tall * 0.08, rgb(0x6d5540));
    c.disc(x - tall * 0.14, ground - tall * 0.55, tall * 0.2, mix(leaf, rgb(0), 0.12), 1.0);
    c.disc(x + tall * 0.14, ground - tall * 0.58, tall * 0.2, mix(leaf, rgb(0), 0.06), 1.0);
    c.disc(x, ground - tall * 0.75, tall * 0.24, leaf, 1.0);
}

/// A whitewashed house with a grey tiled roof, as in southern Hunan.
pub fn house(c: &mut Canvas, x: f32, ground: f32, wide: f32, high: f32) {
    c.rect(x, ground - high, wide, high, rgb(0xf1ede2));
    let eaves = wide * 0.08;
    let roof = [(x + eaves, ground - high * 1.42), (x + wide - eaves, ground - high * 1.42)];
    c.convex(&[roof[0], roof[1], (x + wide + eaves, ground - high), (x - eaves, ground - high)], rgb(0x54606a), 1.0);
    c.rect(x - eaves, ground - high, wide + 2.0 * eaves, 2.0, rgb(0x3d474f));
    c.rect(x + wide * 0.42, ground - high * 0.6, wide * 0.18, high * 0.6, rgb(0x7b5a3c));
    for dx in [0.12, 0.72] {
        c.rect(x + wide * dx, ground - high * 0.68, wide * 0.17, high * 0.3, rgb(0x5b7487));
    }
}

/// A block of offices; `lit` chooses the windows that shine.
pub fn tower(c: &mut Canvas, x: f32, ground: f32, wide: f32, high: f32, wall: Rgb, lit: impl Fn(usize) -> bool) {
    c.rect(x, ground - high, wide, high, wall);
    c.rect(x, ground - high, wide, 3.0, mix(wall, rgb(0xffffff), 0.25));
    let (columns, rows) = ((wide / 13.0) as usize, (high / 16.0) as usize);
    for k in 0..columns * rows {
        let (wx, wy) = (x + 5.0 + (k % columns) as f32 * 13.0, ground - high + 9.0 + (k / columns) as f32 * 16.0);
        let glass = if lit(k) { rgb(0xf6d98c) } else { mix(wall, rgb(0x1c2c3c), 0.45) };
        c.rect(wx, wy, 7.0, 9.0, glass);
    }
}
