//! The loudest voices of a conference (RFC 6464), with hysteresis, and never a site's own.

use fengsui_protocol::bounds::VOICES;
use fengsui_protocol::{Micros, SiteId};

/// Chosen in a conference: one more than anybody hears, since nobody hears himself.
pub const CHOSEN: usize = VOICES + 1;
/// Silence, in −dBov.
const SILENCE: u8 = 127;
/// Taken for a packet of a peer that sends no level.
const UNKNOWN: u8 = 50;
/// A challenger must be louder by so many decibels,
const MARGIN: f32 = 6.0;
/// and who was chosen speaks at least so long.
const HOLD: i64 = 600_000;
/// Share of the way down that a voice that falls silent goes in the time of one packet, µs.
const FALL: f32 = 0.04;
const PACKET: i64 = 20_000;
/// A sender that finds silence sends nothing (DTX); after so long without a packet the voice falls.
const PAUSE: i64 = 100_000;
/// Nothing came for so long: the voice is gone. DTX still sends a packet each 400 ms.
const GONE: i64 = 2_000_000;

/// Smoothed loudness of one microphone; 0 silence, 127 the loudest.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loudness {
    smoothed: f32,
    last: Option<Micros>,
}

impl Loudness {
    /// A packet with a level in −dBov (0 the loudest), or none.
    pub fn heard(&mut self, level: Option<u8>, now: Micros) {
        let loud = f32::from(SILENCE - level.unwrap_or(UNKNOWN).min(SILENCE));
        let elapsed = self.last.map_or(PACKET, |last| now.since(last)).clamp(0, PAUSE);
        *self = self.at(now);
        let gain = if loud > self.smoothed { 0.3 } else { 1.0 - remains(elapsed) };
        self.smoothed += (loud - self.smoothed) * gain;
        self.last = Some(now);
    }
    /// What it is by `now`: time without packets is silence.
    #[must_use]
    pub fn at(&self, now: Micros) -> Self {
        let silent = self.last.map_or(0, |last| now.since(last) - PAUSE).max(0);
        Self { smoothed: self.smoothed * remains(silent), ..*self }
    }
    /// As RFC 6464 has it: 0 the loudest, 127 silence.
    #[must_use]
    pub fn level(&self) -> u8 {
        SILENCE - self.smoothed.clamp(0.0, f32::from(SILENCE)) as u8
    }
    fn is_here(&self, now: Micros) -> bool {
        self.last.is_some_and(|last| now.since(last) < GONE)
    }
}

/// What is left of a voice after so long of silence.
fn remains(silent: i64) -> f32 {
    (1.0 - FALL).powf(silent as f32 / PACKET as f32)
}

/// One open microphone.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    pub site: SiteId,
    pub track: usize,
    pub loudness: Loudness,
}

/// Who is heard.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// In the order of being chosen.
    voices: Vec<(Candidate, Micros)>,
}

impl Chosen {
    /// Chooses anew among everybody's open microphones.
    pub fn choose(&mut self, candidates: &[Candidate], now: Micros) {
        let here = |candidate: &&Candidate| candidate.loudness.is_here(now);
        self.voices.retain_mut(|(voice, _)| {
            let still = candidates.iter().filter(here).find(|other| other.track == voice.track);
            still.map(|candidate| *voice = *candidate).is_some()
        });
        let mut others: Vec<Candidate> = candidates.iter().filter(here).copied().collect();
        others.retain(|other| !self.voices.iter().any(|(voice, _)| voice.track == other.track));
        others.sort_by(|a, b| b.loudness.smoothed.total_cmp(&a.loudness.smoothed).then(a.site.cmp(&b.site)));
        for challenger in others {
            if self.voices.len() < CHOSEN {
                self.voices.push((challenger, now));
            } else if !self.replace_weakest(challenger, now) {
                break;
            }
        }
    }

    fn replace_weakest(&mut self, challenger: Candidate, now: Micros) -> bool {
        let weakest =
            self.voices.iter_mut().min_by(|(a, _), (b, _)| a.loudness.smoothed.total_cmp(&b.loudness.smoothed));
        let Some((weakest, since)) = weakest else { return false };
        let beaten = challenger.loudness.smoothed > weakest.loudness.smoothed + MARGIN;
        if beaten && now.since(*since) >= HOLD {
            (*weakest, *since) = (challenger, now);
            return true;
        }
        false
    }

    /// The chosen, loudest first.
    #[must_use]
    pub fn loudest(&self) -> Vec<Candidate> {
        let mut voices: Vec<_> = self.voices.iter().map(|(voice, _)| *voice).collect();
        voices.sort_by(|a, b| b.loudness.smoothed.total_cmp(&a.loudness.smoothed).then(a.site.cmp(&b.site)));
        voices
    }
}

/// Which track each of a site's voice slots gets: its own voice never, and a voice keeps its slot while it is heard.
#[must_use]
pub fn assign(loudest: &[Candidate], own: SiteId, slots: &[Option<usize>]) -> Vec<Option<usize>> {
    let heard: Vec<usize> =
        loudest.iter().filter(|voice| voice.site != own).map(|voice| voice.track).take(slots.len()).collect();
    let kept = |slot: &Option<usize>| slot.filter(|track| heard.contains(track));
    let mut assigned: Vec<Option<usize>> = slots.iter().map(kept).collect();
    let mut new = heard.iter().copied().filter(|track| !slots.contains(&Some(*track)));
    for slot in assigned.iter_mut().filter(|slot| slot.is_none()) {
        *slot = new.next();
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(site: u64, loud: f32, now: Micros) -> Candidate {
        Candidate { site: SiteId(site), track: site as usize, loudness: Loudness { smoothed: loud, last: Some(now) } }
    }
    fn sites(chosen: &Chosen) -> Vec<u64> {
        chosen.loudest().iter().map(|voice| voice.site.0).collect()
    }

    #[test]
    fn the_loudest_are_chosen_with_hysteresis() {
        let mut chosen = Chosen::default();
        let now = Micros(0);
        let mut all: Vec<_> = (1..=6).map(|site| voice(site, 10.0 * site as f32, now)).collect();
        chosen.choose(&all, now);
        assert_eq!(sites(&chosen), [6, 5, 4, 3]);
        all[0].loudness.smoothed = 33.0;
        chosen.choose(&all, Micros(HOLD));
        assert_eq!(sites(&chosen), [6, 5, 4, 3], "not louder by the margin");
        all[0].loudness.smoothed = 90.0;
        chosen.choose(&all, Micros(HOLD - 1));
        assert_eq!(sites(&chosen), [6, 5, 4, 3], "too soon");
        chosen.choose(&all, Micros(HOLD));
        assert_eq!(sites(&chosen), [1, 6, 5, 4]);
        all[0].loudness.last = Some(Micros(0));
        chosen.choose(&all, Micros(GONE));
        assert!(sites(&chosen).is_empty(), "all fell silent");
    }

    /// A voice falls as fast when its sender falls silent by sending nothing as when it sends silence.
    #[test]
    fn discontinuous_transmission_is_silence() {
        let (mut continuous, mut discontinuous) = (Loudness::default(), Loudness::default());
        for step in 0..50 {
            continuous.heard(Some(20), Micros(step * PACKET));
            discontinuous.heard(Some(20), Micros(step * PACKET));
        }
        for step in 50..100 {
            continuous.heard(Some(127), Micros(step * PACKET));
            if step % 20 == 0 {
                discontinuous.heard(Some(127), Micros(step * PACKET));
            }
        }
        let levels = [continuous, discontinuous].map(|voice| voice.at(Micros(100 * PACKET)).level());
        assert!(levels[0].abs_diff(levels[1]) <= 6 && levels[1] > 100, "{levels:?}");
        let before = discontinuous.at(Micros(119 * PACKET));
        discontinuous.heard(Some(20), Micros(120 * PACKET));
        assert!(discontinuous.level() + 20 < before.level(), "and rises with the next packet");
    }

    #[test]
    fn nobody_hears_himself_and_voices_keep_their_slots() {
        let now = Micros(0);
        let loudest: Vec<_> = [4, 3, 2, 1].map(|site| voice(site, site as f32, now)).to_vec();
        assert_eq!(assign(&loudest, SiteId(3), &[None; 3]), [Some(4), Some(2), Some(1)]);
        assert_eq!(assign(&loudest, SiteId(9), &[Some(2), Some(1), None]), [Some(2), Some(4), Some(3)]);
        assert_eq!(assign(&loudest, SiteId(4), &[None]), [Some(3)]);
    }
}
