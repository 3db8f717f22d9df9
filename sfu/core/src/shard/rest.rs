//! Which layers of each publisher nobody takes.

use super::Shard;
use crate::Event;
use crate::rewrite::LayerId;
use crate::session::Session;
use crate::slab::Slab;
use crate::track::Track;
use fengsui_protocol::{ConferenceId, Micros, conference::UnusedLayers};
use std::collections::BTreeMap;

impl Shard {
    /// Once a second: layers that nobody takes any more, and what did not come back. The smallest layer of a stream always
    /// comes: every picture begins with it.
    pub(super) fn look_at_layers(&mut self, now: Micros) {
        let mut elsewhere_used: BTreeMap<ConferenceId, Vec<LayerId>> = BTreeMap::new();
        for at in 0..self.tracks.span() {
            let Some(track) = self.tracks.get(at).filter(|track| track.open && !track.is_audio()) else { continue };
            let larger: Vec<LayerId> =
                track.active(now).iter().skip(1).filter(|layer| layer.rid.is_some()).map(|layer| layer.id).collect();
            let followers = self.conferences.get(&track.conference).map_or(&[][..], |held| &held.followers);
            let elsewhere = |layer: &LayerId| followers.iter().any(|follower| follower.used.contains(layer));
            let is_used = |layer: &LayerId| is_used(track, &self.sessions, *layer) || elsewhere(layer);
            let used: Vec<bool> = larger.iter().map(is_used).collect();
            if track.session().is_none() {
                // What rests is decided where the publisher is.
                let taken = larger.into_iter().zip(used).filter_map(|(layer, used)| used.then_some(layer));
                elsewhere_used.entry(track.conference).or_default().extend(taken);
                continue;
            }
            let Some(track) = self.tracks.get_mut(at) else { continue };
            let mut tell = false;
            for (id, used) in larger.into_iter().zip(used) {
                let Some(layer) = track.layers.iter_mut().find(|layer| layer.id == id) else { continue };
                let comes = layer.comes(now);
                tell |= layer.rest.look(used, comes, now);
            }
            if tell {
                self.tell_unused(at);
            }
        }
        for (conference, used) in elsewhere_used {
            self.across.tell_used(conference, used);
        }
    }

    /// Somebody would take a layer: its publisher is told at once.
    pub(super) fn wake(&mut self, now: Micros, track: usize, layer: LayerId) {
        let layers = self.tracks.get_mut(track).map(|track| track.layers.iter_mut());
        let layer = layers.and_then(|mut layers| layers.find(|of| of.id == layer));
        let Some(layer) = layer.filter(|layer| layer.rest.is_unused()) else { return };
        layer.rest.wake(now);
        let id = layer.id;
        match self.tracks.get(track) {
            Some(mirror) if mirror.session().is_none() => {
                self.across.wish_awake(mirror.conference, mirror.number(), id);
            }
            Some(_) | None => self.tell_unused(track),
        }
    }

    fn tell_unused(&mut self, at: usize) {
        let Some(track) = self.tracks.get(at) else { return };
        let Some(session) = track.session().and_then(|session| self.sessions.get(session)) else { return };
        let unused = track.layers.iter().filter(|layer| layer.rest.is_unused());
        let layers = UnusedLayers {
            conference: track.conference,
            session: session.id,
            stream: track.stream,
            rids: unused.filter_map(|layer| layer.rid.clone()).collect(),
        };
        self.events.push_back(Event::LayersUnused { site: track.site, layers });
        self.track_changed(at);
    }
}

/// Whether a receiver or the recorder shows a layer, is about to, or would.
fn is_used(track: &Track, sessions: &Slab<Session>, layer: LayerId) -> bool {
    let is_it = |id: Option<LayerId>| id == Some(layer);
    let recorded = track.recorded.as_ref();
    recorded.is_some_and(|of| is_it(of.target) || is_it(of.wish) || is_it(of.rewriter.layer()))
        || track.receivers.iter().any(|(at, number)| {
            let slot = sessions.get(*at).and_then(Session::receiver).and_then(|of| of.slots.get(*number));
            slot.is_some_and(|slot| is_it(slot.wish) || is_it(slot.target) || is_it(slot.rewriter.layer()))
        })
}
