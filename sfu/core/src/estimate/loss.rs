//! What loss says: loss that goes away when less is sent is the sender's own; loss that stays is the path's, and
//! sending less only makes a poor picture poorer.

use fengsui_protocol::Micros;

/// Loss above what the path has anyway that asks for less.
const TOO_MUCH: f64 = 0.10;
const LITTLE: f64 = 0.02;
/// A window is as long as this and has as many packets, or lasts four times as long.
const WINDOW: i64 = 250_000;
const PACKETS: u32 = 20;
/// Of what was sent before, the most that counts as having sent less.
const LESS: f64 = 0.9;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Not enough seen yet.
    None,
    Good,
    /// Not enough to fall at once, and too much to rise; where it is known for the sender's own, go to this share.
    Hold(f64),
    /// Go to this share of what was sent.
    Fall(f64),
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Loss {
    began: Option<Micros>,
    arrived: u32,
    lost: u32,
    octets: u64,
    /// Of the newest whole window, and its packets.
    loss: f64,
    seen: u32,
    sent_rate: f64,
    /// What the path loses whatever is sent.
    inherent: f64,
    /// (loss, rate) when it was last taken for the sender's own.
    blamed: Option<(f64, f64)>,
}

impl Loss {
    pub fn packet(&mut self, length: u16, arrived: bool) {
        self.octets += u64::from(length);
        if arrived {
            self.arrived += 1;
        } else {
            self.lost += 1;
        }
    }

    /// A packet that was taken for lost came after all.
    pub fn came_late(&mut self) {
        self.lost = self.lost.saturating_sub(1);
        self.arrived += 1;
    }

    /// Of the newest whole window, 0 to 1.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss
    }
    /// Packets of the newest whole window.
    #[must_use]
    pub fn seen(&self) -> u32 {
        self.seen
    }
    /// What the path loses whatever is sent.
    #[must_use]
    pub fn inherent(&self) -> f64 {
        self.inherent
    }
    /// More was sent and no larger share was lost: the path loses as much as it does now whatever is sent.
    pub fn endure(&mut self, loss: f64) {
        self.inherent = self.inherent.max(loss);
        self.blamed = None;
    }
    /// Bits per second offered in the newest whole window.
    #[must_use]
    pub fn sent_rate(&self) -> f64 {
        self.sent_rate
    }

    /// What the window that ends now says. `queued`: packets wait on the way, so what is lost may have found the queue full.
    pub fn judge(&mut self, queued: bool, now: Micros) -> Verdict {
        let began = *self.began.get_or_insert(now);
        let elapsed = now.since(began);
        let seen = self.arrived + self.lost;
        if elapsed < WINDOW || seen < PACKETS && elapsed < 4 * WINDOW {
            return Verdict::None;
        }
        let (loss, rate) = (f64::from(self.lost) / f64::from(seen.max(1)), self.octets as f64 * 8e6 / elapsed as f64);
        *self = Self { began: Some(now), arrived: 0, lost: 0, octets: 0, loss, seen, sent_rate: rate, ..*self };
        if seen == 0 { Verdict::None } else { self.weigh(loss, rate, seen, queued) }
    }

    fn weigh(&mut self, loss: f64, rate: f64, seen: u32, queued: bool) -> Verdict {
        // Of few packets chance alone loses twice as many now and then.
        let expected = self.inherent.max(0.02);
        let chance = 2.0 * (expected * (1.0 - expected) / f64::from(seen)).sqrt();
        self.inherent = self.inherent.min(loss + LITTLE + chance);
        if let Some((before, at)) = self.blamed.filter(|(_, at)| rate <= LESS * at) {
            // Too much for a narrow path: as much arrives when less is sent. A path that loses: less arrives.
            let (arrived, arrives) = (at * (1.0 - before), rate * (1.0 - loss));
            if !queued && arrives < (arrived.min(rate) + arrived * rate / at) / 2.0 {
                self.inherent = loss;
            }
            self.blamed = (loss > TOO_MUCH).then_some((loss, rate));
        }
        let own = (loss - self.inherent).max(0.0);
        if own > TOO_MUCH + chance {
            // At the same rate the newest says it best: what a policer or a queue had room for at first is gone.
            if self.blamed.is_none_or(|(_, at)| rate > LESS * at) {
                self.blamed = Some((loss, rate));
            }
            Verdict::Fall(1.0 - 0.5 * own)
        } else if own < LITTLE + chance {
            Verdict::Good
        } else {
            Verdict::Hold(1.0 - 0.5 * own)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window of 300 ms in which `packets` of 1000 bytes were sent and a share of them lost.
    fn window(loss: &mut Loss, number: i64, packets: u32, lost: u32) -> Verdict {
        for at in 0..packets {
            loss.packet(1_000, at >= lost);
        }
        loss.judge(false, Micros(number * 300_000))
    }

    #[test]
    fn loss_of_the_path_is_not_answered_by_sending_ever_less() {
        let mut loss = Loss::default();
        loss.judge(false, Micros(0));
        let Verdict::Fall(share) = window(&mut loss, 1, 100, 30) else { panic!("30 % is too much") };
        assert!((0.8..0.9).contains(&share), "{share}");
        assert_eq!(window(&mut loss, 2, 80, 24), Verdict::Good, "less was sent, the same share is lost");
        assert_eq!(window(&mut loss, 4, 80, 0), Verdict::Good);
        assert!(matches!(window(&mut loss, 5, 80, 32), Verdict::Fall(_)), "forgotten when it went away");
    }

    #[test]
    fn loss_of_the_senders_own_asks_for_less_until_it_is_gone() {
        let mut loss = Loss::default();
        loss.judge(false, Micros(0));
        let mut packets = 100.0;
        for number in 1..20 {
            // 50 packets pass.
            let lost = (packets - 50.0f64).max(0.0) as u32;
            if let Verdict::Fall(share) = window(&mut loss, number, packets as u32, lost) {
                packets *= share;
            }
        }
        assert!(packets < 58.0, "{packets}");
    }
}
