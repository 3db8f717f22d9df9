//! Makes the index at start, a piece at a time so that nobody waits for it, and follows every commit from then on.

use super::{
    grams::grams,
    index::Index,
    words::{self, Words},
};
use crate::{
    domain::Domain,
    engine::{Batch, Engine},
};
use fengsui_protocol::{Class, live::EntityKey};
use std::sync::{
    Arc, RwLock,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// Entities read at once while the index is made: the writer waits so long and no longer.
const PIECE: usize = 50;

/// Handle to the index; cloning is cheap.
#[derive(Clone, Default)]
pub struct Search(Arc<Shared>);

#[derive(Default)]
struct Shared {
    index: RwLock<Index>,
    whole: AtomicBool,
}

impl Search {
    /// Begins to make and to follow the index.
    pub fn start(engine: Engine) -> Self {
        let search = Self::default();
        // Before the first look, so that no change is missed.
        let batches = engine.subscribe();
        tokio::spawn(run(search.clone(), engine, batches));
        search
    }

    /// Whether everything that was there at start is in it.
    pub fn whole(&self) -> bool {
        self.0.whole.load(Ordering::Acquire)
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&Index) -> T) -> T {
        look(&self.0.index.read().expect("no writer panics"))
    }

    /// Puts what these entities say now in, or takes them out.
    fn take(&self, engine: &Engine, keys: &[EntityKey]) {
        let said: Vec<_> = engine.read(|domain| keys.iter().map(|key| (key.clone(), said(domain, key))).collect());
        let mut index = self.0.index.write().expect("no reader panics");
        for (key, words) in said {
            match words {
                Some(words) => {
                    let grams: Vec<_> = words.all().flat_map(|text| grams(text)).collect();
                    index.put(words.kind, key, grams.into_iter());
                }
                None => index.remove(&key),
            }
        }
    }
}

/// Everything that anybody may find is in what the county sees.
fn said(domain: &Domain, key: &EntityKey) -> Option<Words> {
    words::kind(key)?;
    Words::of(&domain.view(key, &Class::County)?)
}

async fn run(search: Search, engine: Engine, mut batches: broadcast::Receiver<Arc<Batch>>) {
    make(&search, &engine).await;
    loop {
        match batches.recv().await {
            Ok(batch) => {
                let touched: Vec<_> = batch.touched.iter().filter(|key| words::kind(key).is_some()).cloned().collect();
                if !touched.is_empty() {
                    search.take(&engine, &touched);
                }
            }
            // Commits came faster than they were followed: it is made anew.
            Err(RecvError::Lagged(_)) => make(&search, &engine).await,
            Err(RecvError::Closed) => return,
        }
    }
}

async fn make(search: &Search, engine: &Engine) {
    search.0.whole.store(false, Ordering::Release);
    *search.0.index.write().expect("no reader panics") = Index::default();
    let keys = engine.read(|domain| domain.searched());
    for piece in keys.chunks(PIECE) {
        let (taking, from, piece) = (search.clone(), engine.clone(), piece.to_vec());
        // A node that stops does not finish its index.
        if tokio::task::spawn_blocking(move || taking.take(&from, &piece)).await.is_err() {
            return;
        }
    }
    search.0.whole.store(true, Ordering::Release);
}
