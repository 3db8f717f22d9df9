//! What is done by the clock, and what is told to the control thread.

use super::{COUNTERS_INTERVAL, HOUSEKEEPING, LINES_INTERVAL, MAX_EVENTS, Thread, send_to};
use crate::shard::ShardEvent;
use fengsui_protocol::link::media::Counters;
use fengsui_sfu_core::{CloseWhy, Event};
use std::time::Instant;
use tokio::sync::mpsc;

impl Thread {
    pub(super) fn housekeeping(&mut self) {
        let instant = Instant::now();
        if instant < self.next_housekeeping {
            return;
        }
        self.next_housekeeping = instant + HOUSEKEEPING;
        for id in self.sessions.expired(instant) {
            self.close(id, "timeout");
        }
        let now = self.clock.at(instant);
        for id in self.sessions.dtls_due(instant) {
            let Some(session) = self.sessions.by_id.get_mut(&id) else { continue };
            let Some(path) = session.ice.selected() else { continue };
            let (socket, sender, dual) = (&self.socket, &mut self.sender, self.dual);
            let (tcp, touched) = (&mut self.tcp, &mut self.touched);
            let progress =
                session.dtls.timeout(instant, &mut |out| send_to(socket, sender, tcp, touched, dual, path, out));
            self.progress(id, now, progress);
        }
        self.drop_strangers(instant);
        self.tell_lines(instant);
        if instant >= self.next_counters {
            self.next_counters = instant + COUNTERS_INTERVAL;
            let counters = self.all_counters();
            let _ = self.outgoing.try_send(ShardEvent::Counters { shard: self.number, counters });
        }
    }

    /// A report that finds no room is followed by a newer one.
    fn tell_lines(&mut self, instant: Instant) {
        if self.core.line_demands().is_empty() || instant < self.next_lines {
            return;
        }
        self.next_lines = instant + LINES_INTERVAL;
        let (demands, loads) = (self.core.line_demands().to_vec(), self.core.line_loads().to_vec());
        let _ = self.outgoing.try_send(ShardEvent::Lines { shard: self.number, demands, loads });
    }

    fn all_counters(&self) -> Counters {
        let mut all = self.core.counters();
        all.datagrams_unknown += self.counters.datagrams_unknown;
        all.stun_refused += self.counters.stun_refused;
        all.tcp_refused += self.counters.tcp_refused;
        all.send_dropped += self.counters.send_dropped + self.sender.dropped;
        all.send_dropped += self.tcp.values().map(|peer| peer.dropped).sum::<u64>();
        all.recorder_dropped += self.tape.dropped;
        all
    }

    pub(super) fn take_core_event(&mut self, event: Event) {
        match event {
            Event::SlotChange { site, change } => self.events.push_back(ShardEvent::SlotChanged { site, change }),
            Event::LayersUnused { site, layers } => self.events.push_back(ShardEvent::LayersUnused { site, layers }),
            Event::Publishing { conference, site, publishing } => {
                self.events.push_back(ShardEvent::Publishing { conference, site, publishing });
            }
            Event::Voices { conference, loudest } => {
                let _ = self.outgoing.try_send(ShardEvent::Voices { conference, loudest });
            }
            Event::Closed { session, why, .. } => self.forget(session, closed_because(why)),
        }
    }

    /// Hands events over, in order; what does not fit waits.
    pub(super) fn tell(&mut self) {
        while let Some(event) = self.events.pop_front() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.outgoing.try_send(event) {
                self.events.push_front(event);
                self.events.truncate(MAX_EVENTS);
                break;
            }
        }
    }
}

fn closed_because(why: CloseWhy) -> &'static str {
    match why {
        CloseWhy::Ended => "ended",
        CloseWhy::Removed => "removed",
        CloseWhy::Replaced => "replaced",
    }
}
