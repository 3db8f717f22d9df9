//! One thread that makes written bytes durable: whatever became dirty is synced together, at least ten times a second,
//! so that no writer waits for the disk.

use std::{
    collections::BTreeMap,
    fs::File,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Rounds begin at least this far apart: together with the writer's tick well under the promised 200 ms.
const ROUND: Duration = Duration::from_millis(80);

/// Handle to the sync thread.
#[derive(Clone, Default)]
pub struct Syncer {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    dirty: Mutex<Dirty>,
    wake: Condvar,
}

#[derive(Default)]
struct Dirty {
    files: BTreeMap<u64, Arc<File>>,
    ended: bool,
}

impl Syncer {
    /// Starts the thread; `failed` hears of files that could not be synced.
    pub fn start(failed: impl Fn(std::io::Error) + Send + 'static) -> std::io::Result<Self> {
        let syncer = Self::default();
        let shared = syncer.shared.clone();
        std::thread::Builder::new().name("rec-sync".into()).spawn(move || rounds(&shared, &failed))?;
        Ok(syncer)
    }

    /// The file has new bytes. `key` tells files apart.
    pub fn dirty(&self, key: u64, file: &Arc<File>) {
        let mut dirty = self.shared.dirty.lock().unwrap_or_else(PoisonError::into_inner);
        dirty.files.entry(key).or_insert_with(|| file.clone());
        self.shared.wake.notify_one();
    }

    /// Ends the thread; what is dirty then is its owner's to sync.
    pub fn end(&self) {
        self.shared.dirty.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
        self.shared.wake.notify_one();
    }
}

fn rounds(shared: &Shared, failed: &impl Fn(std::io::Error)) {
    loop {
        let mut dirty = shared.dirty.lock().unwrap_or_else(PoisonError::into_inner);
        while dirty.files.is_empty() && !dirty.ended {
            dirty = shared.wake.wait(dirty).unwrap_or_else(PoisonError::into_inner);
        }
        if dirty.ended {
            return;
        }
        let files = std::mem::take(&mut dirty.files);
        drop(dirty);
        let began = Instant::now();
        for file in files.values() {
            if let Err(error) = file.sync_data() {
                failed(error);
            }
        }
        std::thread::sleep(ROUND.saturating_sub(began.elapsed()));
    }
}
