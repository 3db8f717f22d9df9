//! Which layers of each publisher nobody takes.

use super::Shard;
use crate::Event;
use crate::rewrite::LayerId;
use crate::session::Session;
use crate::slab::Slab;
use crate::track::{Layer, Track};
use fengsui_protocol::{ConferenceId, Micros, conference::UnusedLayers};
use std::collections::BTreeMap;

impl Shard {
    /// Once a second: layers that nobody takes any more, and what did not come back. The smallest layer of a stream always
    /// comes: every picture begins with it.
    pub(super) fn look_at_layers(&mut self, now: Micros) {
        let mut elsewhere: BTreeMap<ConferenceId, BTreeMap<LayerId, u8>> = BTreeMap::new();
        for at in 0..self.tracks.span() {
            let Some(track) = self.tracks.get(at).filter(|track| track.open && !track.is_audio()) else { continue };
            let taken = |layer: LayerId| taken(track, &self.sessions, layer);
            if track.session().is_none() {
                // What rests is decided where the publisher is.
                let used = track.layers.iter().filter_map(|layer| Some((layer.id, taken(layer.id)?)));
                elsewhere.entry(track.conference).or_default().extend(used);
                continue;
            }
            let followers = self.conferences.get(&track.conference).map_or(&[][..], |held| &held.followers);
            let used = |layer: LayerId| {
                followers.iter().filter_map(|follower| follower.used.get(&layer).copied()).chain(taken(layer)).max()
            };
            let may_rest = |(place, layer): &(usize, &Layer)| *place > 0 || layer.rid.is_none();
            let layers = track.active(now).into_iter().enumerate().filter(may_rest);
            let layers: Vec<_> = layers.map(|(_, layer)| (layer.id, used(layer.id))).collect();
            let Some(track) = self.tracks.get_mut(at) else { continue };
            let mut tell = false;
            for (id, used) in layers {
                let Some(layer) = track.layers.iter_mut().find(|layer| layer.id == id) else { continue };
                let comes = layer.comes(now);
                match &layer.ring.frames {
                    _ if layer.rid.is_some() => tell |= layer.rest.look(used.is_some(), comes, now),
                    Some(frames) => tell |= layer.sizes.look(frames, used, comes, now),
                    None => (),
                }
            }
            if tell {
                self.tell_unused(at);
            }
        }
        for (conference, used) in elsewhere {
            self.across.tell_used(conference, used);
        }
    }

    /// Somebody would take a layer, and this spatial layer of it: its publisher is told at once.
    pub(super) fn wake(&mut self, now: Micros, track: usize, (id, spatial): (LayerId, u8)) {
        let layers = self.tracks.get_mut(track).map(|track| track.layers.iter_mut());
        let layer = layers.and_then(|mut layers| layers.find(|of| of.id == id));
        if !layer.is_some_and(|layer| layer.wake(spatial, now)) {
            return;
        }
        match self.tracks.get(track) {
            Some(mirror) if mirror.session().is_none() => {
                self.across.wish_awake(mirror.conference, mirror.number(), (id, spatial));
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
            sizes: track.layers.iter().find_map(|layer| layer.sizes.taken()),
        };
        self.events.push_back(Event::LayersUnused { site: track.site, layers });
        self.track_changed(at);
    }
}

/// Whether a receiver or the recorder shows a layer, is about to, or would: the largest spatial layer of it.
fn taken(track: &Track, sessions: &Slab<Session>, layer: LayerId) -> Option<u8> {
    let recorded = track.recorded.as_ref().map(|of| [of.target, of.wish, of.rewriter.layer()]);
    let recorded = recorded.into_iter().flatten().map(|of| of.map(|of| (of, u8::MAX)));
    let shown = track.receivers.iter().filter_map(|(at, number)| {
        let slot = sessions.get(*at).and_then(Session::receiver).and_then(|of| of.slots.get(*number))?;
        Some([slot.wish, slot.target.map(|target| (target, slot.spatial)), slot.picture()])
    });
    let all = recorded.chain(shown.flatten()).flatten();
    all.filter(|(of, _)| *of == layer).map(|(_, spatial)| spatial).max()
}
