//! Which frames of a stream with layers inside go out on a slot: those of its target, as long as a decoder that sees
//! only them can follow. A larger picture begins where the stream says that one may switch to it, a smaller one at the
//! next frame of it that needs nothing which was left out.

use crate::frames::{FRAMES, Frame, Frames, Target};
use crate::ring::Mark;

const WORDS: usize = FRAMES / 64;
/// Changes of the target that are remembered.
const CHANGES: usize = 4;
/// A link of a chain that is still missing so many frames later does not come any more.
const LINK_MISSED: u16 = 128;

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Send {
        /// The frame is the last of its picture that goes out on this slot.
        last_of_picture: bool,
        /// Say with this frame which targets are still sent: those up to this one.
        says: Option<Target>,
    },
    LeaveOut,
    /// What it is of was not told yet; it will be when its structure comes.
    Unknown,
}

/// Set of frame numbers, the newest [`FRAMES`].
#[derive(Clone, Copy, Debug, Default)]
struct Numbers([u64; WORDS]);

impl Numbers {
    fn has(&self, number: u16) -> bool {
        self.0[usize::from(number) % FRAMES / 64] >> (number % 64) & 1 != 0
    }
    fn set(&mut self, number: u16, is_in: bool) {
        let word = &mut self.0[usize::from(number) % FRAMES / 64];
        *word = *word & !(1 << (number % 64)) | u64::from(is_in) << (number % 64);
    }
}

/// Of one slot, from a keyframe on.
#[derive(Clone, Debug)]
pub struct Selection {
    aim: Target,
    /// Highest temporal layer until the aim's picture size is reached.
    meanwhile: u8,
    current: Option<Target>,
    newest: Option<u16>,
    first: u16,
    decided: Numbers,
    sent: Numbers,
    /// Of those sent, the ones that were the last of their pictures.
    last: Numbers,
    /// Timestamp of the picture that was sent last, or some frames of it.
    picture: Option<u32>,
    /// Targets and the frames from which on they were current, the newest first: late frames are of those before.
    changes: [Option<(u16, Target)>; CHANGES],
    broken: bool,
    /// A frame of the target's chain that did not come.
    missed: Option<u16>,
}

impl Selection {
    /// Begins with the keyframe `first`.
    pub fn begin(aim: Target, first: u16) -> Self {
        Self {
            aim,
            meanwhile: u8::MAX,
            current: None,
            newest: None,
            first,
            decided: Numbers::default(),
            sent: Numbers::default(),
            last: Numbers::default(),
            picture: None,
            changes: [None; CHANGES],
            broken: false,
            missed: None,
        }
    }

    /// What goes out now.
    #[must_use]
    pub fn current(&self) -> Option<Target> {
        self.current
    }

    /// Aims at a target. Whether it takes a keyframe to get there.
    pub fn aim(&mut self, aim: Target, frames: &Frames) -> bool {
        let Some(current) = self.current else {
            self.aim = aim;
            return false;
        };
        let shrinks = aim.spatial < current.spatial;
        self.meanwhile = if shrinks { 0 } else { u8::MAX };
        self.aim = aim;
        let reached = aim.best(frames.active()).is_none_or(|best| best.spatial == current.spatial);
        !(reached || shrinks && frames.is_tied())
    }

    /// A frame of the target could not go out, for what it needs did not: only a keyframe helps. Said once.
    pub fn take_broken(&mut self) -> bool {
        std::mem::take(&mut self.broken)
    }

    /// Whether the packets of a frame go out. Decided with its first packet, the same for all. `timestamp`: of its
    /// picture.
    pub fn judge(&mut self, frames: &Frames, mark: &Mark, timestamp: u32) -> Verdict {
        let Some(frame) = frames.get(mark.number) else { return Verdict::Unknown };
        let Some(newest) = self.newest else {
            self.newest = Some(mark.number);
            return self.decide(frame, mark, timestamp);
        };
        let ahead = mark.number.wrapping_sub(newest) as i16;
        if i32::from(ahead) <= -(FRAMES as i32 - 64) || (mark.number.wrapping_sub(self.first) as i16) < 0 {
            return Verdict::LeaveOut;
        }
        if ahead > 0 {
            let gone = usize::min(ahead as usize, FRAMES);
            (0..gone as u16).for_each(|at| self.decided.set(mark.number.wrapping_sub(at), false));
            self.newest = Some(mark.number);
            // What is older than all that is known stays so when the numbers wrap.
            let oldest = mark.number.wrapping_sub(FRAMES as u16 - 1);
            let bounds = self.changes.iter_mut().flatten().map(|(since, _)| since);
            for bound in bounds.chain([&mut self.first]) {
                if mark.number.wrapping_sub(*bound) >= FRAMES as u16 {
                    *bound = oldest;
                }
            }
        }
        if self.decided.has(mark.number) {
            return self.verdict(frame, mark, self.sent.has(mark.number));
        }
        self.decide(frame, mark, timestamp)
    }

    fn decide(&mut self, frame: &Frame, mark: &Mark, timestamp: u32) -> Verdict {
        // A late frame is of what was chosen when it was due, as near as one knows; and of a picture whose smaller layers
        // went out all of the target do, so that its end is told.
        if self.newest == Some(mark.number) && (self.picture != Some(timestamp) || self.may_rise(frame)) {
            self.turn(frame);
        }
        let target = self.target_of(mark.number);
        let sends = target.is_some_and(|current| {
            let is_of = frame.present & current.bit() != 0;
            let follows = is_of && self.can_follow(frame);
            self.broken |= is_of && !follows && frame.temporal == 0;
            follows
        });
        self.decided.set(mark.number, true);
        self.follow_chain(frame, sends);
        self.sent.set(mark.number, sends);
        self.last.set(mark.number, target.is_some_and(|current| current.spatial == frame.spatial));
        if sends && self.newest == Some(mark.number) {
            self.picture = Some(timestamp);
        }
        self.verdict(frame, mark, sends)
    }

    fn target_of(&self, number: u16) -> Option<Target> {
        let mut changes = self.changes.iter().flatten();
        changes.find(|(since, _)| number.wrapping_sub(*since) as i16 >= 0).map(|(_, target)| *target)
    }

    /// Looks whether the frame before in the target's chain came. One that neither came nor was asked for with success
    /// breaks the chain.
    fn follow_chain(&mut self, frame: &Frame, sends: bool) {
        if let Some(missed) = self.missed {
            let late = frame.number.wrapping_sub(missed);
            if self.decided.has(missed) || late >= FRAMES as u16 {
                self.missed = None;
            } else if late > LINK_MISSED {
                (self.missed, self.broken) = (None, true);
            }
        }
        let Some(current) = self.current.filter(|_| sends && self.missed.is_none()) else { return };
        let link = u16::from(frame.links[usize::from(current.spatial)]);
        let before = frame.number.wrapping_sub(link);
        let is_ours = before.wrapping_sub(self.first) as i16 >= 0;
        if link > 0 && is_ours && !self.decided.has(before) {
            self.missed = Some(before);
        }
    }

    fn verdict(&self, frame: &Frame, mark: &Mark, sends: bool) -> Verdict {
        let Some(target) = self.target_of(mark.number).filter(|_| sends) else { return Verdict::LeaveOut };
        let last_of_picture = mark.ends && self.last.has(mark.number);
        let changes = self.changes.iter().flatten().any(|(since, _)| {
            let into = frame.number.wrapping_sub(*since);
            into <= u16::from(frame.spatial)
        });
        let says = (frame.keyframe || changes).then_some(target);
        Verdict::Send { last_of_picture, says }
    }

    /// Goes over to what is aimed at, where `frame` allows it.
    fn turn(&mut self, frame: &Frame) {
        let Some(want) = self.aim.best(frame.active) else { return };
        let before = self.current;
        match before {
            Some(current) if current == want => (),
            Some(current) if !self.turns(current, want, frame) => {
                let meanwhile = Target { spatial: current.spatial, temporal: self.meanwhile.min(current.temporal) };
                if want.spatial != current.spatial
                    && let Some(less) = meanwhile.best(frame.active)
                    && less.spatial == current.spatial
                    && less.temporal < current.temporal
                {
                    self.current = Some(less);
                }
            }
            _ => self.current = Some(want),
        }
        if let Some(current) = self.current.filter(|_| self.current != before) {
            self.changes.rotate_right(1);
            // With the smaller layers of the same picture, which may be late: they are numbered one after another.
            self.changes[0] = Some((frame.number.wrapping_sub(u16::from(frame.spatial)), current));
        }
    }

    /// Whether the frame may bring back the frame rate of the picture that it completes: where larger frames need the smaller
    /// of their picture, none before it says so.
    fn may_rise(&self, frame: &Frame) -> bool {
        let want = self.aim.best(frame.active);
        want.zip(self.current).is_some_and(|(want, current)| {
            want.spatial == current.spatial && frame.spatial == current.spatial && want.temporal > current.temporal
        })
    }

    fn turns(&self, current: Target, want: Target, frame: &Frame) -> bool {
        if frame.keyframe {
            return true;
        }
        if want.spatial == current.spatial && want.temporal < current.temporal {
            return true;
        }
        let follows = frame.needs.as_slice().iter().all(|distance| self.was_sent(frame.number.wrapping_sub(*distance)));
        if frame.switches & want.bit() != 0 && follows && (frame.told || want.spatial == current.spatial) {
            return true;
        }
        want.spatial < current.spatial && frame.temporal == 0 && frame.present & want.bit() != 0 && follows
    }

    /// Nothing that it needs was left out. What is late may still come: the receiver asks for it.
    fn can_follow(&self, frame: &Frame) -> bool {
        frame.needs.as_slice().iter().all(|distance| {
            let need = frame.number.wrapping_sub(*distance);
            let is_before = (need.wrapping_sub(self.first) as i16) < 0;
            !is_before && (!self.decided.has(need) || self.sent.has(need))
        })
    }

    fn was_sent(&self, number: u16) -> bool {
        let is_before = (number.wrapping_sub(self.first) as i16) < 0;
        !is_before && self.decided.has(number) && self.sent.has(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::dependency::tests::l2t2_keyframe;

    /// Pictures of two spatial layers: a keyframe, then base frames (templates 61 and 0, four frames back).
    struct Stream {
        frames: Frames,
        number: u16,
        sequence: u64,
        timestamp: u32,
    }

    impl Stream {
        fn new() -> Self {
            Self { frames: Frames::default(), number: 100, sequence: 1, timestamp: 0 }
        }
        fn keyframe(&mut self) -> [u16; 2] {
            self.learn(&l2t2_keyframe(self.number, None));
            self.learn_short(63);
            [2, 1].map(|back| self.number.wrapping_sub(back))
        }
        /// Both layers of the next picture of the base frame rate.
        fn base(&mut self) -> [u16; 2] {
            self.number = self.number.wrapping_add(2);
            self.learn_short(61);
            self.learn_short(0);
            [2, 1].map(|back| self.number.wrapping_sub(back))
        }
        /// Both layers of the picture between that one and the next.
        fn upper(&mut self) -> [u16; 2] {
            self.learn_short(62);
            self.learn_short(1);
            self.number = self.number.wrapping_sub(2);
            [0, 1].map(|ahead| self.number.wrapping_add(ahead))
        }
        fn learn_short(&mut self, template: u8) {
            let number = self.number.to_be_bytes();
            self.learn(&[0xc0 | template, number[0], number[1]]);
        }
        fn learn(&mut self, bytes: &[u8]) {
            self.frames.learn(self.sequence, bytes);
            (self.sequence, self.number) = (self.sequence + 1, self.number.wrapping_add(1));
        }
        /// Which of the two frames go out, and which is the picture's last.
        fn judge(&mut self, selection: &mut Selection, numbers: [u16; 2]) -> [Option<bool>; 2] {
            self.timestamp += 3_000;
            numbers.map(|number| {
                let mark = Mark { number, ends: true, at: 0, length: 3 };
                match selection.judge(&self.frames, &mark, self.timestamp) {
                    Verdict::Send { last_of_picture, .. } => Some(last_of_picture),
                    Verdict::LeaveOut => None,
                    Verdict::Unknown => panic!("known"),
                }
            })
        }
    }

    const SMALL: Target = Target { spatial: 0, temporal: 1 };
    const LARGE: Target = Target { spatial: 1, temporal: 1 };

    #[test]
    fn shrinks_at_once_where_the_smaller_is_sent_anyway_and_grows_at_a_keyframe() {
        let mut stream = Stream::new();
        let key = stream.keyframe();
        let mut selection = Selection::begin(LARGE, key[0]);
        assert_eq!(stream.judge(&mut selection, key), [Some(false), Some(true)]);
        let base = stream.base();
        assert_eq!(stream.judge(&mut selection, base), [Some(false), Some(true)]);
        assert!(!selection.aim(SMALL, &stream.frames), "no keyframe is needed");
        let base = stream.base();
        assert_eq!(stream.judge(&mut selection, base), [Some(true), None]);
        assert!(selection.aim(LARGE, &stream.frames), "the larger picture's frames were left out");
        let base = stream.base();
        assert_eq!(stream.judge(&mut selection, base), [Some(true), None]);
        let key = stream.keyframe();
        assert_eq!(stream.judge(&mut selection, key), [Some(false), Some(true)]);
        assert!(!selection.take_broken());
    }

    /// It was to shrink, and no longer is before a frame came that allows it: the frame rate comes back without a keyframe,
    /// though only the larger frames say where.
    #[test]
    fn the_frame_rate_comes_back_where_larger_frames_need_smaller_ones() {
        let mut stream = Stream::new();
        let key = stream.keyframe();
        let mut selection = Selection::begin(LARGE, key[0]);
        stream.judge(&mut selection, key);
        let upper = stream.upper();
        assert_eq!(stream.judge(&mut selection, upper), [Some(false), Some(true)]);
        let base = stream.base();
        stream.judge(&mut selection, base);
        selection.aim(SMALL, &stream.frames);
        let upper = stream.upper();
        assert_eq!(stream.judge(&mut selection, upper), [None, None], "the base frame rate until then");
        assert!(!selection.aim(LARGE, &stream.frames));
        let base = stream.base();
        assert_eq!(stream.judge(&mut selection, base), [Some(false), Some(true)]);
        let upper = stream.upper();
        assert_eq!(stream.judge(&mut selection, upper), [Some(false), Some(true)]);
        assert!(!selection.take_broken());
    }

    #[test]
    fn a_frame_is_decided_once_and_what_was_before_the_beginning_stays_out() {
        let mut stream = Stream::new();
        let early = stream.keyframe();
        let key = stream.keyframe();
        let mut selection = Selection::begin(SMALL, key[0]);
        assert_eq!(stream.judge(&mut selection, key), [Some(true), None]);
        assert_eq!(stream.judge(&mut selection, early), [None, None]);
        selection.aim(LARGE, &stream.frames);
        assert_eq!(stream.judge(&mut selection, key), [Some(true), None], "late packets of it fare as the first did");
    }

    #[test]
    fn it_goes_on_when_frame_numbers_wrap() {
        let mut stream = Stream::new();
        let key = stream.keyframe();
        let mut selection = Selection::begin(LARGE, key[0]);
        stream.judge(&mut selection, key);
        for picture in 0..40_000 {
            let base = stream.base();
            assert_eq!(stream.judge(&mut selection, base), [Some(false), Some(true)], "picture {picture}");
        }
        assert!(!selection.take_broken());
    }

    /// A picture that never comes: once it is too late, nothing but a keyframe helps, and that is said once.
    #[test]
    fn a_broken_chain_is_noticed() {
        let mut stream = Stream::new();
        let key = stream.keyframe();
        let mut selection = Selection::begin(LARGE, key[0]);
        stream.judge(&mut selection, key);
        // A whole picture is lost on the way.
        stream.base();
        let base = stream.base();
        assert_eq!(stream.judge(&mut selection, base)[0], Some(false), "what is late may still come");
        for _ in 0..40 {
            let base = stream.base();
            stream.judge(&mut selection, base);
        }
        assert!(selection.take_broken() && !selection.take_broken(), "a link of its chain never came");
    }
}
