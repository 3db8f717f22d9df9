//! The ways between shards: for each pair and direction a bounded ring with one writer and one reader, and for each shard a bell.
//!
//! Nothing waits and nothing locks. A ring that is full takes no more until its reader comes, and the core makes up for that. A
//! shard that sleeps is woken by its eventfd once, whatever comes before it has looked.

use crate::net::poll::Waker;
use fengsui_sfu_core::{Bus, Parcel};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc::{Receiver, SyncSender, sync_channel},
};

/// Parcels that wait for one shard from one other: about a second of a conference with two large pictures.
const ROOM: usize = 256;
/// Parcels of one other shard that are taken before sockets and timers get their turn.
const AT_ONCE: usize = 32;

/// One shard's ends.
pub struct Ways {
    own: usize,
    bells: Arc<[Bell]>,
    to: Vec<Option<SyncSender<Parcel>>>,
    from: Vec<Option<Receiver<Parcel>>>,
}

/// Wakes a shard.
struct Bell {
    rung: AtomicBool,
    waker: Waker,
}

impl Bell {
    fn ring(&self) {
        if !self.rung.swap(true, Ordering::AcqRel) {
            self.waker.wake();
        }
    }
}

/// The ways between as many shards as there are wakers, in their order.
pub fn between(wakers: &[Waker]) -> Vec<Ways> {
    let bell = |waker: &Waker| Bell { rung: AtomicBool::new(false), waker: waker.clone() };
    let bells: Arc<[Bell]> = wakers.iter().map(bell).collect();
    let ends = |own| Ways { own, bells: bells.clone(), to: Vec::new(), from: Vec::new() };
    let mut all: Vec<Ways> = (0..wakers.len()).map(ends).collect();
    for writer in 0..all.len() {
        for reader in 0..all.len() {
            let (to, from) = (writer != reader).then(|| sync_channel(ROOM)).unzip();
            all[writer].to.push(to);
            all[reader].from.push(from);
        }
    }
    all
}

impl Ways {
    /// Takes what is there, in the order of each sender; rings anew when more is left. Whether there was anything.
    pub fn take(&self, mut each: impl FnMut(usize, Parcel)) -> bool {
        let bell = &self.bells[self.own];
        // Before looking: whatever comes later rings.
        bell.rung.swap(false, Ordering::AcqRel);
        let mut any = false;
        for (from, way) in self.from.iter().enumerate() {
            let Some(way) = way else { continue };
            let taken = way.try_iter().take(AT_ONCE).map(|parcel| each(from, parcel)).count();
            any |= taken > 0;
            if taken == AT_ONCE {
                bell.ring();
            }
        }
        any
    }
}

impl Bus for Ways {
    fn send(&mut self, to: usize, parcel: Parcel) -> bool {
        let sent = self.to.get(to).and_then(Option::as_ref).is_some_and(|way| way.try_send(parcel).is_ok());
        if sent {
            self.bells[to].ring();
        }
        sent
    }
}
