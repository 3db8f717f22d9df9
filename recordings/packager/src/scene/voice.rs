//! Speech-like sound from a seed: phrases of syllables with Mandarin-like tones, and pauses. A pulse train through three
//! formant resonators for vowels, a burst of shaped noise before them for consonants. It says nothing.

use super::random::Random;
use std::f32::consts::TAU;

pub const RATE: u32 = 48_000;

/// Formants (Hz) of a, o, e, i, u, ü, ai, ou.
const VOWELS: [[f32; 3]; 8] = [
    [850.0, 1300.0, 2600.0],
    [520.0, 900.0, 2500.0],
    [480.0, 1250.0, 2500.0],
    [290.0, 2300.0, 3050.0],
    [340.0, 720.0, 2450.0],
    [290.0, 2050.0, 2600.0],
    [700.0, 1750.0, 2600.0],
    [450.0, 850.0, 2450.0],
];
/// Pitch at start, middle and end of the four tones, relative to the speaker's.
const TONES: [[f32; 3]; 4] = [[1.15, 1.15, 1.15], [0.92, 1.0, 1.2], [0.9, 0.78, 0.95], [1.25, 1.05, 0.8]];

/// `seconds` of mono sound.
pub fn speak(seed: u64, seconds: u32) -> Vec<i16> {
    let mut random = Random::new(seed);
    let length = (seconds * RATE) as usize;
    let mut sound = vec![0.0f32; length];
    let pitch = random.between(105.0, 215.0);
    let stature = pitch / 1200.0 + 0.88;
    let mut at = (random.between(0.2, 2.5) * RATE as f32) as usize;
    loop {
        for _ in 0..random.below(7) + 4 {
            let long = (random.between(0.14, 0.25) * RATE as f32) as usize;
            if at + long + RATE as usize / 5 > length {
                return finish(&sound, &mut random);
            }
            syllable(&mut sound[at..at + long], pitch, stature, &mut random);
            at += long + (random.between(0.005, 0.04) * RATE as f32) as usize;
        }
        at += (random.between(0.35, 1.6) * RATE as f32) as usize;
    }
}

fn syllable(out: &mut [f32], pitch: f32, stature: f32, random: &mut Random) {
    let (from, to) = (VOWELS[random.below(8)], VOWELS[random.below(8)]);
    let tone = TONES[random.below(4)];
    let onset = out.len() * random.below(3) / 10;
    let (mut voice, mut hiss) = (std::array::from_fn::<_, 3, _>(|_| Resonator::default()), Resonator::default());
    let hiss_hz = random.between(2200.0, 5200.0);
    let mut phase = 0.0f32;
    let count = out.len();
    for (n, sample) in out.iter_mut().enumerate() {
        let part = n as f32 / count as f32;
        phase = (phase + pitch * bend(tone, part) / RATE as f32).fract();
        let glottis = if phase < 0.6 { (phase / 0.6 * TAU / 2.0).sin().powi(2) - 0.42 } else { -0.42 };
        let voiced = voice.iter_mut().enumerate().fold(0.0, |sum, (k, resonator)| {
            let hz = (from[k] + (to[k] - from[k]) * part) * stature;
            sum + resonator.pass(glottis, hz, 70.0 + 40.0 * k as f32) * [1.0, 0.6, 0.25][k]
        });
        let noise = hiss.pass(random.between(-1.0, 1.0), hiss_hz, 900.0);
        let rise = ((n.saturating_sub(onset)) as f32 / 900.0).min(1.0);
        let fall = ((count - n) as f32 / 2400.0).min(1.0);
        let burst = if n < onset { (n as f32 / onset as f32 * TAU / 2.0).sin() } else { 0.0 };
        *sample += voiced * rise * fall + noise * burst * 0.25;
    }
}

fn bend(tone: [f32; 3], part: f32) -> f32 {
    if part < 0.5 {
        tone[0] + (tone[1] - tone[0]) * part * 2.0
    } else {
        tone[1] + (tone[2] - tone[1]) * (part * 2.0 - 1.0)
    }
}

/// A two-pole resonator with unit gain at its peak, nearly.
#[derive(Default)]
struct Resonator {
    one: f32,
    two: f32,
}

impl Resonator {
    fn pass(&mut self, input: f32, hz: f32, width: f32) -> f32 {
        let r = (-std::f32::consts::PI * width / RATE as f32).exp();
        let turn = 2.0 * r * (TAU * hz / RATE as f32).cos();
        let out = (1.0 - r) * input + turn * self.one - r * r * self.two;
        (self.two, self.one) = (self.one, out);
        out
    }
}

/// Evens the level and lays a quiet room under it.
fn finish(sound: &[f32], random: &mut Random) -> Vec<i16> {
    let peak = sound.iter().fold(1e-6f32, |peak, sample| peak.max(sample.abs()));
    let mut room = 0.0;
    sound
        .iter()
        .map(|sample| {
            room = room * 0.97 + random.between(-1.0, 1.0) * 0.0006;
            (((sample / peak * 1.6).tanh() * 0.55 + room) * 32_000.0) as i16
        })
        .collect()
}
