//! Whether a receiver gets voices with their redundancy (RFC 2198) or without: it takes about as many bits again, so
//! only who loses packets gets it, and only where there is room.

use fengsui_protocol::Micros;

/// Loss from which on redundancy is sent: what in-band FEC and concealment alone leave audible.
const FROM: f64 = 0.02;
/// It ends when loss has been below this for so long.
const UNTIL: f64 = 0.005;
const CLEAN_FOR: i64 = 10_000_000;
/// After a queue stood on the path while redundancy was sent it is not tried again for so long; while none was sent, which
/// may have been the wait for a longer route to be known as one, for so long.
const AGAIN: i64 = 30_000_000;
const SOON: i64 = 5_000_000;
/// Loss is smoothed over this, µs.
const OVER: f64 = 1_500_000.0;

/// What a path has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// No queue stands on it.
    All,
    /// One does, but it carries more than voices with redundancy: the queue is of pictures, and they give way.
    Voices,
    None,
}

/// The rule for one receiver. Loss is what its feedback says of all that it is sent, so redundancy does not change it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Redundancy {
    on: bool,
    smoothed: f64,
    judged: Option<Micros>,
    /// Since when loss is low.
    clean: Option<Micros>,
    /// A queue stood on the path: not before this.
    not_before: Option<Micros>,
}

impl Redundancy {
    #[must_use]
    #[inline]
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Smoothed, 0 to 1.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.smoothed
    }

    /// Feedback told a share `loss` of packets lost. It begins only where no queue stands on the path: one loses packets too.
    /// It ends where one does, unless voices have their room whatever stands there. Whether the answer has changed.
    pub fn judge(&mut self, loss: f64, room: Room, now: Micros) -> bool {
        let elapsed = self.judged.map_or(0, |before| now.since(before).max(0));
        self.judged = Some(now);
        self.smoothed += (loss - self.smoothed) * (1.0 - (-(elapsed as f64) / OVER).exp());
        let before = self.on;
        if room == Room::None || room == Room::Voices && !self.on {
            let until = now.plus(if std::mem::take(&mut self.on) { AGAIN } else { SOON });
            self.not_before = Some(self.not_before.map_or(until, |before| before.max(until)));
        } else if !self.on {
            self.on = self.smoothed >= FROM && self.not_before.is_none_or(|until| now >= until);
            self.clean = None;
        } else if self.smoothed >= UNTIL {
            self.clean = None;
        } else {
            self.on = now.since(*self.clean.get_or_insert(now)) < CLEAN_FOR;
        }
        self.on != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges ten times a second for so many seconds; when it changed.
    fn pass(redundancy: &mut Redundancy, from: i64, seconds: i64, loss: f64, room: Room) -> Vec<f64> {
        let times = (1..=10 * seconds).map(|step| from * Micros::SECOND + step * 100_000);
        let changed = times.filter(|at| redundancy.judge(loss, room, Micros(*at)));
        changed.map(|at| at as f64 / 1e6).collect()
    }

    #[test]
    fn it_is_for_who_loses_and_outlasts_a_pause() {
        let mut redundancy = Redundancy::default();
        assert!(pass(&mut redundancy, 0, 60, 0.015, Room::All).is_empty(), "little");
        assert_eq!(pass(&mut redundancy, 60, 10, 0.1, Room::All), [60.1]);
        assert!(pass(&mut redundancy, 70, 9, 0.0, Room::All).is_empty());
        assert!(pass(&mut redundancy, 79, 1, 0.1, Room::All).is_empty());
        let ends = pass(&mut redundancy, 80, 30, 0.0, Room::All);
        assert!(matches!(ends[..], [at] if (92.0..96.0).contains(&at)), "{ends:?}");
    }

    #[test]
    fn a_path_without_room_gets_none() {
        let mut redundancy = Redundancy::default();
        assert!(pass(&mut redundancy, 0, 10, 0.2, Room::None).is_empty());
        assert_eq!(pass(&mut redundancy, 10, 40, 0.2, Room::All), [15.0]);
        assert_eq!(pass(&mut redundancy, 50, 1, 0.2, Room::None), [50.1]);
        assert_eq!(pass(&mut redundancy, 51, 40, 0.2, Room::All), [80.1]);
    }

    #[test]
    fn where_pictures_queue_it_stays_and_does_not_begin() {
        let mut redundancy = Redundancy::default();
        assert!(pass(&mut redundancy, 0, 10, 0.2, Room::Voices).is_empty());
        assert_eq!(pass(&mut redundancy, 10, 40, 0.2, Room::All), [15.0]);
        assert!(pass(&mut redundancy, 50, 10, 0.2, Room::Voices).is_empty());
        assert_eq!(pass(&mut redundancy, 60, 1, 0.2, Room::None), [60.1]);
    }
}
