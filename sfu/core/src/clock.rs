//! One node clock: when, on the node's clock, an RTP timestamp of a source was sampled.

use fengsui_protocol::Micros;

/// Seconds from 1900 to 1970 (RFC 868).
const NTP_EPOCH: i64 = 2_208_988_800;

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
    /// A report with `sent` of the peer's clock arrived at `now`; gives `sent` on the node's clock.
    pub fn report(&mut self, sent: Micros, now: Micros) -> Micros {
        let sample = now.since(sent);
        let offset = match self.0 {
            // A step of the peer's clock: begin anew.
            Some(offset) if (sample - offset).abs() > 5 * Micros::SECOND => sample,
            Some(offset) if sample > offset => offset + (sample - offset) / 32,
            _ => sample,
        };
        self.0 = Some(offset);
        sent.plus(offset)
    }
}

/// RTP timestamps of one stream on the node's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct MediaClock {
    anchor: Option<(Micros, u32)>,
    reported: bool,
}

impl MediaClock {
    /// Before the first report: the earliest arrival counts.
    pub fn packet(&mut self, timestamp: u32, now: Micros, rate: u32) {
        let Some(at) = self.at(timestamp, rate) else {
            self.anchor = Some((now, timestamp));
            return;
        };
        if !self.reported && now < at {
            self.anchor = Some((now, timestamp));
        } else if at.since(self.anchor.map_or(at, |(anchor, _)| anchor)) > Micros::MINUTE {
            // Well before the difference of timestamps wraps.
            self.anchor = Some((at, timestamp));
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
            voice.report((step * 48_000) as u32, offset.report(sent, now));
            picture.report((step * 90_000) as u32, offset.report(sent, now));
        }
        let difference = voice.at(480_000, 48_000).unwrap().since(picture.at(900_000, 90_000).unwrap());
        assert!(difference.abs() < 2_000, "{difference}");
        let there_and_back = voice.timestamp(voice.at(777_777, 48_000).unwrap(), 48_000).unwrap();
        assert!(there_and_back.abs_diff(777_777) < 3, "{there_and_back}");
    }
}
