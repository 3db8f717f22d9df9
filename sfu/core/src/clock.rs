//! One node clock: when, on the node's clock, an RTP timestamp of a source was sampled.

use fengsui_protocol::Micros;

/// Seconds from 1900 to 1970 (RFC 868).
const NTP_EPOCH: i64 = 2_208_988_800;

/// A packet so far from when it was sampled is stamped by another clock than the one that was reported.
const ASTRAY: i64 = 5_000_000;

/// 32.32 fixed point seconds since 1900.
#[must_use]
pub fn to_ntp(at: Micros) -> u64 {
    let seconds = (at.0.div_euclid(Micros::SECOND) + NTP_EPOCH) as u64;
    let fraction = ((at.0.rem_euclid(Micros::SECOND) as u64) << 32) / Micros::SECOND as u64;
    seconds << 32 | fraction
}

/// Inverse of [`to_ntp`], to the microsecond below.
#[must_use]
pub fn from_ntp(ntp: u64) -> Micros {
    let seconds = (ntp >> 32) as i64 - NTP_EPOCH;
    let micros = ((ntp & 0xffff_ffff) * Micros::SECOND as u64) >> 32;
    Micros(seconds * Micros::SECOND + micros as i64)
}

/// How far the clock of one peer is from the node's, taken from the arrival of its sender reports. The smallest
/// distance is the truest; it rises slowly, so that a drifting clock is followed.
#[derive(Clone, Copy, Debug, Default)]
pub struct PeerOffset(Option<i64>);

impl PeerOffset {
    /// A report with `sent` of the peer's clock arrived at `now`; gives `sent` on the node's clock, and by how much that
    /// differs from what was said of it before: all that was reported moves along ([`MediaClock::shift`]), or voice and
    /// picture of one instant would part until each is reported anew.
    pub fn report(&mut self, sent: Micros, now: Micros) -> (Micros, i64) {
        let sample = now.since(sent);
        let (offset, moved) = match self.0 {
            // A step of the peer's clock: begin anew. What was reported by the old one stays where it is.
            Some(offset) if (sample - offset).abs() > 5 * Micros::SECOND => (sample, 0),
            Some(offset) if sample > offset => (offset + (sample - offset) / 32, (sample - offset) / 32),
            Some(offset) => (sample, sample - offset),
            None => (sample, 0),
        };
        self.0 = Some(offset);
        (sent.plus(offset), moved)
    }

    /// Packets came before they were sampled: the report had been late.
    pub fn was_late(&mut self, by: i64) {
        self.0 = self.0.map(|offset| offset - by);
    }
}

/// RTP timestamps of one stream on the node's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct MediaClock {
    anchor: Option<(Micros, u32)>,
    reported: bool,
}

impl MediaClock {
    /// Before the first report: the earliest arrival counts. Gives how much earlier than it was sampled a reported stream's
    /// packet arrived: the peer's offset is too large by that ([`PeerOffset::was_late`]).
    pub fn packet(&mut self, timestamp: u32, now: Micros, rate: u32) -> i64 {
        let Some(at) = self.at(timestamp, rate) else {
            self.anchor = Some((now, timestamp));
            return 0;
        };
        if now.since(at).abs() > ASTRAY {
            // Its timestamps began anew.
            *self = Self { anchor: Some((now, timestamp)), reported: false };
            return 0;
        }
        if !self.reported && now < at {
            self.anchor = Some((now, timestamp));
        } else if at.since(self.anchor.map_or(at, |(anchor, _)| anchor)) > Micros::MINUTE {
            // Well before the difference of timestamps wraps.
            self.anchor = Some((at, timestamp));
        }
        if self.reported { at.since(now).max(0) } else { 0 }
    }

    /// The peer's offset has changed.
    pub fn shift(&mut self, by: i64) {
        if let Some((at, _)) = self.anchor.as_mut().filter(|_| self.reported) {
            *at = at.plus(by);
        }
    }

    pub fn report(&mut self, timestamp: u32, at: Micros) {
        self.anchor = Some((at, timestamp));
        self.reported = true;
    }

    #[must_use]
    pub fn at(&self, timestamp: u32, rate: u32) -> Option<Micros> {
        let (at, anchor) = self.anchor?;
        let ticks = i64::from(timestamp.wrapping_sub(anchor) as i32);
        Some(at.plus(ticks * Micros::SECOND / i64::from(rate)))
    }

    /// The timestamp at an instant.
    #[must_use]
    pub fn timestamp(&self, at: Micros, rate: u32) -> Option<u32> {
        let (anchor_at, anchor) = self.anchor?;
        let ticks = at.since(anchor_at) * i64::from(rate) / Micros::SECOND;
        Some(anchor.wrapping_add(ticks as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A first report that was on its way for long puts nothing off for longer than until the next packet.
    #[test]
    fn a_late_report_is_noticed() {
        let (mut offset, mut clock) = (PeerOffset::default(), MediaClock::default());
        let (at, _) = offset.report(Micros(5_000_000), Micros(1_000_000 + 200_000));
        clock.report(90_000, at);
        let by = clock.packet(90_000 + 9_000, Micros(1_000_000 + 100_000 + 20_000), 90_000);
        assert_eq!(by, 180_000);
        offset.was_late(by);
        clock.shift(-by);
        assert_eq!(clock.at(90_000, 90_000), Some(Micros(1_020_000)));
        assert_eq!(offset.report(Micros(6_000_000), Micros(2_020_000)), (Micros(2_020_000), 0));
    }

    /// A peer whose clock loses a ten thousandth: a quarter of an hour later it is as near as at first.
    #[test]
    fn a_slow_clock_is_followed() {
        let mut offset = PeerOffset::default();
        for second in 0..900 {
            let now = Micros(second * Micros::SECOND);
            let (at, _) = offset.report(now.plus(-second * 100), now);
            assert!(now.since(at) < 5_000, "{second}: {} µs", now.since(at));
        }
    }

    #[test]
    fn ntp_round_trip() {
        for at in [0, 1, 999_999, 1_700_000_000_123_456] {
            assert!(Micros(at).since(from_ntp(to_ntp(Micros(at)))) <= 1);
        }
        assert_eq!(to_ntp(Micros(0)) >> 32, 2_208_988_800);
    }

    /// Voice and picture of one peer keep their true distance, whatever their reports' delays.
    #[test]
    fn streams_of_a_peer_share_its_offset() {
        let mut offset = PeerOffset::default();
        let (mut voice, mut picture) = (MediaClock::default(), MediaClock::default());
        for step in 0..50 {
            let sent = Micros(step * Micros::SECOND);
            let now = sent.plus(1_000_000_000 + 20_000 + (step * 7_919) % 30_000);
            // The voice is reported every five seconds only.
            let (at, moved) = offset.report(sent, now);
            [&mut voice, &mut picture].into_iter().for_each(|clock| clock.shift(moved));
            if step % 5 == 0 {
                voice.report((step * 48_000) as u32, at);
            }
            picture.report((step * 90_000) as u32, at);
            let difference = voice.at(480_000, 48_000).unwrap().since(picture.at(900_000, 90_000).unwrap());
            assert!(difference.abs() < 10, "{difference}");
        }
        let there_and_back = voice.timestamp(voice.at(777_777, 48_000).unwrap(), 48_000).unwrap();
        assert!(there_and_back.abs_diff(777_777) < 3, "{there_and_back}");
    }
}
