//! Probing: for some tens of milliseconds more is sent than the estimate, made up with padding, and what arrives says
//! whether the path carries it. The estimate rises in steps that were seen to pass instead of feeling its way up.

use fengsui_protocol::Micros;

const LASTS: (i64, i64) = (40_000, 150_000);
/// Enough packets to judge by, and their bytes.
const FEWEST: u32 = 6;
const OCTETS: f64 = 12.0 * 300.0;
/// After one that failed; doubled each time up to the last.
const AGAIN: i64 = 1_000_000;
const AGAIN_MOST: i64 = 3_000_000;
/// Of what was sent, what must arrive at the same pace.
const PASSES: f64 = 0.9;
/// Loss at which nothing is said of a path that was not known to lose.
const TOO_MUCH: f64 = 1.0 / 3.0;

struct Active {
    target: f64,
    /// Loss that the path has anyway.
    inherent: f64,
    /// That is in question: it was seen of so many packets.
    seen: Option<u32>,
    began: Micros,
    /// µs.
    lasts: i64,
    /// Bytes sent since then, media and padding.
    spent: f64,
    arrived: u32,
    lost: u32,
    /// Times of sending: the first, the last, and bytes of all before the last burst.
    sent: Option<(i64, i64)>,
    sent_octets: f64,
    last_octets: f64,
    /// Times of arrival of the first and the last, bytes of all but the first.
    arrivals: Option<(i64, i64)>,
    arrived_octets: f64,
}

#[derive(Default)]
pub struct Probe {
    active: Option<Active>,
    next: Option<Micros>,
    interval: i64,
    number: u8,
}

impl Probe {
    /// Number of the probe that packets of now belong to; 0: none.
    #[inline]
    #[must_use]
    pub fn number(&self, now: Micros) -> u8 {
        if self.is_sending(now) { self.number } else { 0 }
    }

    #[inline]
    #[must_use]
    pub fn is_sending(&self, now: Micros) -> bool {
        self.active.as_ref().is_some_and(|active| now.since(active.began) < active.lasts)
    }

    #[must_use]
    pub fn may_begin(&self, now: Micros) -> bool {
        self.active.is_none() && self.next.is_none_or(|next| next <= now)
    }

    /// The path was just found narrower: no probing for a while.
    pub fn put_off(&mut self, now: Micros) {
        self.active = None;
        self.interval = self.interval.max(AGAIN);
        self.next = Some(now.plus(self.interval));
    }

    /// What was put off may begin at once.
    pub fn hurry(&mut self) {
        self.next = None;
    }

    /// `inherent`: the loss, 0 to 1, that the path is known or thought to have whatever is sent.
    pub fn begin(&mut self, target: f64, inherent: f64, now: Micros) {
        self.number = self.number.wrapping_add(1).max(1);
        self.active = Some(Active {
            target,
            inherent,
            seen: None,
            began: now,
            lasts: ((OCTETS * 8e6 / target) as i64).clamp(LASTS.0, LASTS.1),
            spent: 0.0,
            arrived: 0,
            lost: 0,
            sent: None,
            sent_octets: 0.0,
            last_octets: 0.0,
            arrivals: None,
            arrived_octets: 0.0,
        });
    }

    /// A probe that tells whether a path loses the share `loss`, of `seen` packets, whatever is sent: longer, for a policer
    /// lets a short one pass.
    pub fn begin_trial(&mut self, target: f64, (loss, seen): (f64, u32), now: Micros) {
        self.begin(target, loss, now);
        if let Some(active) = &mut self.active {
            (active.seen, active.lasts) = (Some(seen), LASTS.1);
        }
    }

    /// Bytes of padding to send now.
    #[must_use]
    pub fn owes(&self, now: Micros) -> usize {
        let Some(active) = self.active.as_ref().filter(|_| self.is_sending(now)) else { return 0 };
        // The first burst is due at once.
        let due = active.target / 8e6 * (now.since(active.began) + 5_000) as f64;
        (due - active.spent).max(0.0) as usize
    }

    pub fn sent(&mut self, length: usize) {
        if let Some(active) = &mut self.active {
            active.spent += length as f64;
        }
    }

    /// What became of a packet of probe `number`.
    pub fn status(&mut self, number: u8, sent: i64, arrival: Option<i64>, length: u16) {
        let Some(active) = self.active.as_mut().filter(|_| number == self.number) else { return };
        let Some(arrival) = arrival else {
            active.lost += 1;
            return;
        };
        active.arrived += 1;
        let octets = f64::from(length);
        match &mut active.sent {
            Some((_, last)) if sent > *last => {
                active.sent_octets += std::mem::replace(&mut active.last_octets, octets);
                *last = sent;
            }
            Some(_) => active.last_octets += octets,
            None => {
                active.sent = Some((sent, sent));
                active.last_octets = octets;
            }
        }
        match &mut active.arrivals {
            Some((_, last)) => {
                *last = arrival.max(*last);
                active.arrived_octets += octets;
            }
            None => active.arrivals = Some((arrival, arrival)),
        }
    }

    /// What the path was seen to carry, once all of the probe has been told.
    pub fn result(&mut self, now: Micros, answer: i64) -> Option<Found> {
        let active = self.active.as_ref()?;
        if now.since(active.began) < active.lasts + answer {
            return None;
        }
        let found = self.active.take()?.found();
        let passed = matches!(found, Found::Passed(_));
        self.interval = if passed { 0 } else { (2 * self.interval).clamp(AGAIN, AGAIN_MOST) };
        self.next = Some(now.plus(self.interval));
        Some(found)
    }
}

/// Bits per second that were seen to pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found {
    /// All of it, but for what the path loses anyway.
    Passed(f64),
    /// Less than was sent.
    Less(f64),
    /// More was lost than the path loses anyway.
    Lost,
    /// Too little is known of it.
    Nothing,
}

impl Active {
    fn found(&self) -> Found {
        let (Some((first, last)), Some((first_arrival, last_arrival))) = (self.sent, self.arrivals) else {
            return Found::Nothing;
        };
        if self.arrived < FEWEST || last <= first {
            return Found::Nothing;
        }
        let all = f64::from(self.arrived + self.lost);
        let (least, before) = self.seen.map_or((TOO_MUCH, 0.0), |seen| (0.0, 1.0 / f64::from(seen.max(1))));
        // Both shares are of few packets.
        let chance = 2.0 * (self.inherent * (1.0 - self.inherent) * (1.0 / all + before)).sqrt();
        if f64::from(self.lost) > all * least.max(self.inherent + chance) {
            return Found::Lost;
        }
        let whole = all / f64::from(self.arrived);
        let sent = whole * self.sent_octets * 8e6 / (last - first) as f64;
        let arrived = whole * self.arrived_octets * 8e6 / (last_arrival - first_arrival).max(1) as f64;
        if arrived < PASSES * sent { Found::Less(0.95 * arrived) } else { Found::Passed(sent.min(arrived)) }
    }
}
