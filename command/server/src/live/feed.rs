//! One visibility class: its deltas in a bounded ring, encoded once and written into the wires of all who are up to date,
//! and its snapshot, encoded when somebody needs it.

use super::{
    message::encode,
    registry::ConnectionId,
    wire::{Place, Wire},
};
use crate::{
    domain::Domain,
    engine::{Batch, Engine},
};
use bytes::Bytes;
use fengsui_protocol::{
    Class, bounds,
    live::{EntityKey, EntityView, ServerMessage},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    num::NonZeroUsize,
    ops::Range,
    sync::{
        Arc, Mutex, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};
use tokio::{
    sync::broadcast::{
        self,
        error::{RecvError, TryRecvError},
    },
    task::JoinSet,
};

/// Bytes of deltas kept for those who come back.
const RING_BYTES: u64 = 4 * 1024 * 1024;
/// Batches made into one delta when they wait already.
const MOST_MERGED: usize = 256;
/// Frames handed to a connection at once.
const MOST_AT_ONCE: usize = 64;
/// Wires written into before other tasks have their turn: some hundred microseconds.
const WIRES_IN_A_ROW: usize = 16;

/// Numbers of feeds within this process.
static FEEDS: AtomicU64 = AtomicU64::new(0);

/// What a connection is to send next.
pub(super) enum Next {
    /// Nothing new.
    Nothing,
    /// Frames in order, and the place after them.
    Frames(Vec<Bytes>, u64),
    /// It fell behind: the whole, and the place after it.
    Snapshot(Bytes, u64),
}

pub(super) struct Feed {
    number: u64,
    engine: Engine,
    class: Class,
    ring: RwLock<Ring>,
    wires: Mutex<Wires>,
}

/// Who is served, and the same in a row: to write to everybody touches nothing of a wire but what writing needs.
#[derive(Default)]
struct Wires {
    by_id: BTreeMap<ConnectionId, Arc<Wire>>,
    /// Made again after somebody came or went.
    row: Option<Arc<[Arc<Wire>]>>,
}

impl Wires {
    fn row(&mut self) -> Arc<[Arc<Wire>]> {
        self.row.get_or_insert_with(|| self.by_id.values().cloned().collect()).clone()
    }
}

/// What the wires of a feed are to be told.
struct News {
    /// Where a wire stands that the frame is for.
    place: Place,
    /// None: somebody's authority changed, and nothing else.
    frame: Option<Bytes>,
}

struct Ring {
    frames: VecDeque<Frame>,
    /// Number of the first frame kept.
    first: u64,
    /// Bytes of all frames ever made.
    bytes: u64,
    /// Oldest log position since which the ring has everything.
    oldest_seq: u64,
    /// Newest [`Domain::revision`] that frames include.
    revision: u64,
    snapshot: Option<Kept>,
    /// Grows whenever somebody's authority changed.
    authority: u64,
    /// What the class may see, so that it is told only of the removal of what it saw.
    visible: BTreeSet<EntityKey>,
}

struct Frame {
    text: Bytes,
    seq: u64,
    revision: u64,
    /// [`Ring::bytes`] before this frame.
    offset: u64,
}

struct MadeSnapshot {
    revision: u64,
    keys: BTreeSet<EntityKey>,
    text: Bytes,
}

/// A snapshot and the number of the first frame after it.
#[derive(Clone)]
struct Kept {
    text: Bytes,
    next: u64,
}

impl Ring {
    fn next(&self) -> u64 {
        self.first + self.frames.len() as u64
    }

    fn push(&mut self, text: Bytes, seq: u64) {
        let (offset, revision) = (self.bytes, self.revision);
        self.bytes += text.len() as u64;
        self.frames.push_back(Frame { text, seq, revision, offset });
        while self.frames.len() > 1 && self.bytes - self.frames[0].offset > RING_BYTES {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(frame) = self.frames.pop_front() {
            self.first += 1;
            self.oldest_seq = frame.seq + 1;
        }
    }

    fn frame(&self, number: u64) -> Option<&Frame> {
        self.frames.get(number.checked_sub(self.first)? as usize)
    }

    /// Whether somebody at `cursor` waits for more bytes than are allowed to wait, or for frames that are gone.
    fn behind(&self, cursor: u64) -> bool {
        match self.frame(cursor) {
            Some(frame) => self.bytes - frame.offset > bounds::LIVE_QUEUE_BYTES as u64,
            None => cursor != self.next(),
        }
    }
}

impl Feed {
    /// Begins to follow the engine for `class`.
    pub fn start(engine: Engine, class: Class) -> Arc<Self> {
        let batches = engine.subscribe();
        let (visible, seq, revision) = engine.read(|domain| (keys(domain, &class), domain.seq(), domain.revision()));
        let ring = Ring {
            frames: VecDeque::new(),
            first: 1,
            bytes: 0,
            oldest_seq: seq,
            revision,
            snapshot: None,
            authority: 0,
            visible,
        };
        let number = FEEDS.fetch_add(1, Ordering::Relaxed);
        let feed = Arc::new(Self { number, engine, class, ring: RwLock::new(ring), wires: Mutex::default() });
        tokio::spawn(follow(Arc::downgrade(&feed), batches, revision));
        feed
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// How often somebody's authority has changed.
    pub fn authority(&self) -> u64 {
        self.ring.read().expect("no writer panics").authority
    }

    /// The wire is served from now on, where it stands and whenever it is free.
    pub fn serve(&self, id: ConnectionId, wire: Arc<Wire>) {
        let mut wires = self.wires.lock().expect("no holder panics");
        wires.by_id.insert(id, wire);
        wires.row = None;
    }

    pub fn leave(&self, id: ConnectionId) {
        let mut wires = self.wires.lock().expect("no holder panics");
        wires.by_id.remove(&id);
        wires.row = None;
    }

    /// Place after everything that a client at log position `seq` has; `None` when frames since then are gone.
    ///
    /// Frames at `seq` itself are sent again: what is derived may have changed without moving the log, and to replace
    /// a view by the same view does no harm.
    pub fn resume(&self, seq: u64) -> Option<u64> {
        let ring = self.ring.read().expect("no writer panics");
        if seq < ring.oldest_seq || seq > self.engine.position().seq {
            return None;
        }
        let first = ring.frames.partition_point(|frame| frame.seq < seq) as u64 + ring.first;
        (!ring.behind(first)).then_some(first)
    }

    /// What a connection at `cursor` sends next.
    pub fn next(&self, cursor: u64) -> Next {
        let ring = self.ring.read().expect("no writer panics");
        if ring.behind(cursor) {
            drop(ring);
            let (whole, after) = self.snapshot();
            return Next::Snapshot(whole, after);
        }
        let at = (cursor - ring.first) as usize;
        let frames: Vec<_> = ring.frames.iter().skip(at).take(MOST_AT_ONCE).map(|frame| frame.text.clone()).collect();
        if frames.is_empty() {
            return Next::Nothing;
        }
        let after = cursor + frames.len() as u64;
        Next::Frames(frames, after)
    }

    /// The whole. One that was made before is used again while the ring continues it closely.
    pub fn snapshot(&self) -> (Bytes, u64) {
        if let Some(kept) = self.kept_snapshot() {
            return (kept.text, kept.next);
        }
        for _ in 0..3 {
            let made = self.make_snapshot();
            if let Some(kept) = self.keep_snapshot(made, &mut self.ring.write().expect("no writer panics")) {
                return (kept.text, kept.next);
            }
        }
        // Commits come faster than snapshots are made: this one is made while they wait.
        let mut ring = self.ring.write().expect("no writer panics");
        let made = self.make_snapshot();
        let kept = self.keep_snapshot(made, &mut ring).expect("no frame is made while the ring is locked");
        (kept.text, kept.next)
    }

    fn make_snapshot(&self) -> MadeSnapshot {
        let look = |domain: &Domain| (domain.revision(), domain.seq(), domain.all(&self.class));
        let (revision, seq, entities) = self.engine.read(look);
        let keys = entities.iter().map(EntityView::key).collect();
        MadeSnapshot { revision, keys, text: encode(&ServerMessage::Snapshot { seq, entities }) }
    }

    /// Keeps a snapshot with the number of the first frame after it; `None` when frames are newer than it already, for
    /// they may have passed over the removal of something that only this snapshot shows.
    fn keep_snapshot(&self, made: MadeSnapshot, ring: &mut Ring) -> Option<Kept> {
        if ring.revision > made.revision {
            return None;
        }
        ring.visible.extend(made.keys);
        let after = ring.frames.partition_point(|frame| frame.revision <= made.revision) as u64;
        let kept = Kept { text: made.text, next: ring.first + after };
        ring.snapshot = Some(kept.clone());
        Some(kept)
    }

    fn kept_snapshot(&self) -> Option<Kept> {
        let ring = self.ring.read().expect("no writer panics");
        let kept = ring.snapshot.as_ref()?;
        let waiting = ring.frame(kept.next).map_or(0, |frame| ring.bytes - frame.offset);
        let close = kept.next == ring.next() || (kept.next >= ring.first && waiting <= kept.text.len() as u64 / 4);
        close.then(|| kept.clone())
    }

    /// Makes one frame of what changed.
    fn publish(&self, change: &Change) -> Option<News> {
        let mut ring = self.ring.write().expect("no writer panics");
        let look = |domain: &Domain| {
            let views = change.touched.iter().map(|key| (key.clone(), domain.live_view(key, &self.class)));
            (domain.revision(), domain.seq(), views.collect::<Vec<_>>())
        };
        let (revision, seq, views) = self.engine.read(look);
        ring.revision = revision;
        ring.authority += u64::from(change.authority);
        let (mut upsert, mut remove) = (Vec::new(), Vec::new());
        for (key, view) in views {
            match view {
                Some(view) => {
                    ring.visible.insert(key);
                    upsert.push(view);
                }
                None if ring.visible.remove(&key) => remove.push(key),
                None => {}
            }
        }
        let place = self.place(&ring);
        if upsert.is_empty() && remove.is_empty() {
            return change.authority.then_some(News { place, frame: None });
        }
        let frame = encode(&ServerMessage::Delta { seq, upsert, remove });
        ring.push(frame.clone(), seq);
        Some(News { place, frame: Some(frame) })
    }

    /// Batches were missed: whoever follows must take a snapshot.
    fn restart(&self) -> News {
        let mut ring = self.ring.write().expect("no writer panics");
        ring.first = ring.next() + 1;
        ring.frames.clear();
        ring.snapshot = None;
        ring.authority += 1;
        (ring.oldest_seq, ring.revision, ring.visible) =
            self.engine.read(|domain| (domain.seq() + 1, domain.revision(), keys(domain, &self.class)));
        News { place: self.place(&ring), frame: None }
    }

    /// Where a wire stands that has everything of `ring`.
    fn place(&self, ring: &Ring) -> Place {
        Place { feed: self.number, authority: ring.authority, cursor: ring.next() }
    }

    /// Tells all wires, on all processors.
    async fn tell(&self, news: News) {
        let wires = self.wires.lock().expect("no holder panics").row();
        let hands = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let share = wires.len().div_ceil(hands).max(WIRES_IN_A_ROW);
        let mut telling = JoinSet::new();
        for from in (0..wires.len()).step_by(share) {
            let part = from..(from + share).min(wires.len());
            telling.spawn(tell(wires.clone(), part, news.place, news.frame.clone()));
        }
        while telling.join_next().await.is_some() {}
    }
}

async fn tell(wires: Arc<[Arc<Wire>]>, part: Range<usize>, place: Place, frame: Option<Bytes>) {
    for some in wires[part].chunks(WIRES_IN_A_ROW) {
        for wire in some {
            match &frame {
                Some(frame) => wire.push(place, frame),
                None => wire.look.notify_one(),
            }
        }
        tokio::task::yield_now().await;
    }
}

fn keys(domain: &Domain, class: &Class) -> BTreeSet<EntityKey> {
    domain.all(class).iter().map(EntityView::key).collect()
}

/// The task of one class: waits for commits, merges those that wait, publishes.
async fn follow(feed: Weak<Feed>, mut batches: broadcast::Receiver<Arc<Batch>>, mut revision: u64) {
    loop {
        let mut received = Some(batches.recv().await);
        let Some(feed) = feed.upgrade() else { return };
        let (mut change, mut missed, mut merged) = (Change::default(), false, 0);
        while let Some(one) = received.take() {
            match one {
                Ok(batch) => change.add(&batch, &mut revision),
                Err(RecvError::Lagged(_)) => missed = true,
                Err(RecvError::Closed) => return,
            }
            merged += 1;
            received = if merged < MOST_MERGED { waiting(&mut batches) } else { None };
        }
        let news = if missed { Some(feed.restart()) } else { feed.publish(&change) };
        if let Some(news) = news {
            feed.tell(news).await;
        }
    }
}

fn waiting(batches: &mut broadcast::Receiver<Arc<Batch>>) -> Option<Result<Arc<Batch>, RecvError>> {
    match batches.try_recv() {
        Ok(batch) => Some(Ok(batch)),
        Err(TryRecvError::Lagged(missed)) => Some(Err(RecvError::Lagged(missed))),
        Err(TryRecvError::Closed | TryRecvError::Empty) => None,
    }
}

/// What several batches changed together.
#[derive(Default)]
struct Change {
    touched: BTreeSet<EntityKey>,
    authority: bool,
}

impl Change {
    fn add(&mut self, batch: &Batch, revision: &mut u64) {
        if batch.revision > *revision {
            *revision = batch.revision;
            self.authority |= batch.authority;
            self.touched.extend(batch.touched.iter().cloned());
        }
    }
}
