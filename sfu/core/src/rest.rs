//! Layers that nobody takes: their publisher is asked not to send them, and to send them again at once when somebody would.
//!
//! What counts is what comes. A publisher that does not heed is left alone; one that was asked to send again counts as
//! sending when its keyframe is here, so nobody is promised a layer that is not on its way, and whoever waits keeps the
//! picture he has.

use crate::frames::{Frames, SPATIAL, TEMPORAL, Target};
use fengsui_protocol::Micros;

/// Nobody takes a layer for so long before it rests: looking around in a meeting changes nothing.
const UNUSED: i64 = 10_000_000;
/// From one rest to the next of the same layer.
const AGAIN: i64 = 30_000_000;
/// A layer that still comes so long after its publisher was asked: he does not heed.
const HEEDS: i64 = 3_000_000;
/// Then nothing is asked of him for so long.
const LEFT_ALONE: i64 = 120_000_000;
/// Asked to send again, it is asked once more after so long, and so often.
const WAKE_AGAIN: i64 = 2_000_000;
const WAKES: u8 = 5;
/// Packets without a keyframe this long after it was asked to send again are no longer those from before it stopped.
const SURE: i64 = 1_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Sends,
    Rests {
        asked: Micros,
    },
    Wakes {
        first: Micros,
        asked: Micros,
        times: u8,
    },
}

/// Of one layer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rest {
    state: State,
    /// Since when nobody takes it.
    unused: Option<Micros>,
    /// It does not rest before.
    not_before: Option<Micros>,
}

impl Rest {
    /// Nobody can be sent it now, but it can be wished for.
    #[must_use]
    pub fn is_asleep(&self) -> bool {
        match self.state {
            State::Sends => false,
            State::Rests { .. } | State::Wakes { .. } => true,
        }
    }

    /// Its publisher is to leave it out.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        match self.state {
            State::Rests { .. } => true,
            State::Sends | State::Wakes { .. } => false,
        }
    }

    /// What time brings; once a second. `used`: somebody takes it, or would. `comes`: packets of it came just now. Whether
    /// the publisher is to be told anew.
    pub fn look(&mut self, used: bool, comes: bool, now: Micros) -> bool {
        match self.state {
            State::Sends if used || !comes => self.unused = None,
            State::Sends => {
                let since = *self.unused.get_or_insert(now);
                if now.since(since) >= UNUSED && self.not_before.is_none_or(|until| now >= until) {
                    *self =
                        Self { state: State::Rests { asked: now }, unused: None, not_before: Some(now.plus(AGAIN)) };
                    return true;
                }
            }
            State::Rests { .. } if used => return self.wake(now),
            State::Rests { asked } if comes && now.since(asked) >= HEEDS => {
                // Should it stop after all, it is told to go on.
                *self = Self { not_before: Some(now.plus(LEFT_ALONE)), ..Self::default() };
                return true;
            }
            State::Rests { .. } => (),
            State::Wakes { first, asked, times } if now.since(asked) >= WAKE_AGAIN => {
                let other = State::Wakes { first, asked: now, times: times + 1 };
                self.state = if times < WAKES { other } else { State::Sends };
                return times < WAKES;
            }
            State::Wakes { .. } => (),
        }
        false
    }

    /// Somebody would take it. Whether the publisher is to be told.
    pub fn wake(&mut self, now: Micros) -> bool {
        let rests = self.is_unused();
        if rests {
            self.state = State::Wakes { first: now, asked: now, times: 1 };
        }
        rests
    }

    /// A packet of it came. Whether that makes it one that is sent again.
    pub fn packet(&mut self, begins_keyframe: bool, now: Micros) -> bool {
        let State::Wakes { first, .. } = self.state else { return false };
        let awake = begins_keyframe || now.since(first) >= SURE;
        if awake {
            self.state = State::Sends;
        }
        awake
    }
}

/// The sizes inside one stream (VP9, AV1). Who takes one has his publisher send all that are smaller, so what rests are the
/// largest ones; the smallest never does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes([Size; SPATIAL]);

#[derive(Clone, Copy, Debug, Default)]
struct Size {
    rest: Rest,
    /// As it was when it came last.
    had: Option<Had>,
}

/// What is known of a size that does not come: the stream itself no longer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Had {
    pub size: Option<(u16, u16)>,
    /// Bits per second, with what it needs of the smaller ones.
    pub rate: u64,
}

impl Sizes {
    /// Nobody can be sent it now, but it can be wished for.
    #[must_use]
    pub fn is_asleep(&self, spatial: u8) -> bool {
        self.0.iter().take(usize::from(spatial) + 1).any(|size| size.rest.is_asleep())
    }

    /// So many its publisher is to send; `None`: all.
    #[must_use]
    pub fn taken(&self) -> Option<u8> {
        self.0.iter().position(|size| size.rest.is_unused()).map(|at| at as u8)
    }

    /// Those that are asleep, smallest first.
    pub fn asleep(&self) -> impl Iterator<Item = (u8, Had)> {
        (0..SPATIAL as u8)
            .filter(|spatial| self.is_asleep(*spatial))
            .filter_map(|at| Some((at, self.0[usize::from(at)].had?)))
    }

    /// As [`Rest::look`]. `used`: the largest that somebody takes, or would; `comes`: packets of the stream came just now.
    pub fn look(&mut self, frames: &Frames, used: Option<u8>, comes: bool, now: Micros) -> bool {
        let mut tell = false;
        for (spatial, size) in (0..SPATIAL as u8).zip(&mut self.0).skip(1) {
            let comes = comes && frames.spatials().any(|sent| sent == spatial);
            if comes {
                let rate = frames.rate(Target { spatial, temporal: TEMPORAL as u8 - 1 });
                size.had = Some(Had { size: frames.size(spatial), rate });
            }
            tell |= size.rest.look(used >= Some(spatial), comes, now);
        }
        tell
    }

    /// Somebody would take it. Whether the publisher is to be told.
    pub fn wake(&mut self, spatial: u8, now: Micros) -> bool {
        self.0.iter_mut().take(usize::from(spatial) + 1).fold(false, |tell, size| size.rest.wake(now) | tell)
    }

    /// A packet of the stream came. Whether that makes any size one that is sent again.
    pub fn packet(&mut self, frames: &Frames, begins_keyframe: bool, now: Micros) -> bool {
        let came = |spatial: u8| frames.spatials().any(|sent| sent == spatial);
        let sizes =
            (0..SPATIAL as u8).zip(&mut self.0).filter(|(spatial, size)| size.rest.is_asleep() && came(*spatial));
        sizes.fold(false, |awake, (_, size)| size.rest.packet(begins_keyframe, now) | awake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::dependency::tests::l2t2_keyframe;

    /// Looks once a second from `from` on, for so many seconds; the seconds at which the publisher is told.
    fn pass(rest: &mut Rest, from: i64, seconds: i64, used: bool, comes: bool) -> Vec<i64> {
        (from..from + seconds).filter(|at| rest.look(used, comes, Micros(at * Micros::SECOND))).collect()
    }
    fn at(seconds: i64) -> Micros {
        Micros(seconds * Micros::SECOND)
    }

    #[test]
    fn rests_when_unused_and_wakes_at_once() {
        let mut rest = Rest::default();
        assert!(pass(&mut rest, 0, 9, false, true).is_empty());
        assert!(pass(&mut rest, 9, 2, true, true).is_empty(), "somebody looked");
        assert_eq!(pass(&mut rest, 11, 20, false, true)[..1], [21]);
        let mut rest = Rest { state: State::Rests { asked: at(0) }, ..Rest::default() };
        assert!(pass(&mut rest, 1, 600, false, false).is_empty() && rest.is_unused(), "as long as it likes");
        assert!(rest.wake(at(700)) && !rest.wake(at(700)) && rest.is_asleep() && !rest.is_unused());
        assert!(!rest.packet(false, at(700)), "was on its way when it was asked to stop");
        assert!(rest.packet(true, at(700)) && !rest.is_asleep());
    }

    #[test]
    fn no_more_than_twice_a_minute() {
        let mut rest = Rest::default();
        let mut told = 0;
        for second in 0..600 {
            // Wanted for a moment whenever it rests.
            told += usize::from(rest.look(false, !rest.is_asleep(), at(second)));
            told += usize::from(rest.wake(at(second)));
            rest.packet(true, at(second));
        }
        assert!(told <= 2 * 20, "{told} changes in ten minutes");
    }

    #[test]
    fn who_does_not_heed_is_left_alone() {
        let mut rest = Rest::default();
        assert_eq!(pass(&mut rest, 0, 130, false, true), [10, 13], "asked, and taken back");
        assert!(!rest.is_asleep());
        assert_eq!(pass(&mut rest, 130, 10, false, true), [133, 136], "two minutes later once more");
    }

    /// Of two sizes in one stream: a keyframe of the smaller alone does not make the larger one that is sent.
    #[test]
    fn a_size_is_awake_when_its_keyframe_is_here() {
        let mut frames = Frames::default();
        frames.learn(1, &l2t2_keyframe(1, None));
        let mut sizes = Sizes::default();
        let told: Vec<i64> = (0..20).filter(|second| sizes.look(&frames, Some(0), *second < 11, at(*second))).collect();
        assert_eq!((told, sizes.taken()), (vec![10], Some(1)));
        assert!(sizes.wake(1, at(20)) && sizes.taken().is_none());
        frames.learn(3, &l2t2_keyframe(3, Some(0b0011)));
        assert!(!sizes.packet(&frames, true, at(20)));
        let asleep: Vec<_> = sizes.asleep().map(|(spatial, had)| (spatial, had.size)).collect();
        assert_eq!(asleep[0], (1, Some((1_280, 720))));
        frames.learn(5, &l2t2_keyframe(5, None));
        assert!(sizes.packet(&frames, true, at(20)) && !sizes.is_asleep(1));
    }

    #[test]
    fn one_that_does_not_come_back_is_asked_some_times() {
        let mut rest = Rest { state: State::Rests { asked: at(0) }, ..Rest::default() };
        assert!(rest.wake(at(10)));
        assert_eq!(pass(&mut rest, 11, 60, true, false), [12, 14, 16, 18]);
        assert!(!rest.is_asleep(), "as any that is not sent");
    }
}
