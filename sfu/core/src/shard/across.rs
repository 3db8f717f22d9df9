//! A conference on several shards: what the home shard tells of its tracks, and the mirrors of them (decision 0012).
//!
//! A mirror is a track like any other. Its packets come from another shard instead of a session, by the same way into the same
//! kind of ring; all that is forwarded, repaired and reported from it is the code for tracks of this shard.

use super::Shard;
use super::ingress::Incoming;
use crate::across::{Burst, Bus, Crossed, Described, DescribedLayer, Parcel, Pool, Wishes};
use crate::media::CodecLine;
use crate::rewrite::LayerId;
use crate::rtp::Header;
use crate::session::Binding;
use crate::slab::Slab;
use crate::track::{Layer, Source, Track};
use crate::voices::{Candidate, Loudness};
use fengsui_protocol::{ConferenceId, Micros};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Keyframes and layers that one parcel wishes for; more are wished for again.
const MAX_WISHES: usize = 1_024;

/// A shard that follows a conference of this one.
pub struct Follower {
    pub shard: usize,
    /// Layers that somebody there takes, or would, and the largest spatial layer of each.
    pub used: BTreeMap<LayerId, u8>,
}

/// What is to be handed over.
#[derive(Default)]
pub struct Across {
    /// Conferences of this shard that others follow.
    spread: Vec<ConferenceId>,
    /// Tracks of those that are other than last told.
    changed: BTreeSet<usize>,
    /// Conferences whose tracks came or went, and those that are to be told whole.
    listed: BTreeSet<ConferenceId>,
    anew: BTreeSet<ConferenceId>,
    wishes: BTreeMap<ConferenceId, Wishes>,
    pool: Pool,
}

impl Across {
    fn wishes(&mut self, conference: ConferenceId) -> &mut Wishes {
        self.wishes.entry(conference).or_insert_with(|| Wishes::new(conference))
    }

    pub fn wish_keyframe(&mut self, conference: ConferenceId, track: u32, layer: LayerId) {
        push_wish(&mut self.wishes(conference).keyframes, (track, layer));
    }

    pub fn wish_awake(&mut self, conference: ConferenceId, track: u32, picture: (LayerId, u8)) {
        push_wish(&mut self.wishes(conference).wakes, (track, picture));
    }

    pub fn tell_used(&mut self, conference: ConferenceId, used: BTreeMap<LayerId, u8>) {
        self.wishes(conference).used = Some(used);
    }
}

fn push_wish<T: PartialEq>(wishes: &mut Vec<T>, wish: T) {
    if wishes.len() < MAX_WISHES && !wishes.contains(&wish) {
        wishes.push(wish);
    }
}

impl Shard {
    /// The shards that follow a conference of this one, whole; this one is its home. They are told everything anew.
    pub fn spread(&mut self, conference: ConferenceId, followers: &[usize]) {
        let Some(held) = self.conferences.get_mut(&conference) else { return };
        let before = std::mem::take(&mut held.followers);
        let used = |shard: usize| before.iter().find(|old| old.shard == shard).map(|old| old.used.clone());
        let follower = |shard: &usize| Follower { shard: *shard, used: used(*shard).unwrap_or_default() };
        held.followers = followers.iter().map(follower).collect();
        self.across.spread.retain(|spread| *spread != conference);
        if !followers.is_empty() {
            self.across.spread.push(conference);
            self.across.anew.insert(conference);
        }
    }

    /// A conference whose table is held lives on shard `home`; this one follows it: it takes receivers only.
    pub fn follow(&mut self, conference: ConferenceId, home: usize) {
        if let Some(held) = self.conferences.get_mut(&conference) {
            held.home = Some(home);
        }
    }

    /// Hands over what other shards are to have. Call it after each burst of [`Self::receive`], before and after
    /// [`Self::flush`], and after [`Self::timeout`].
    pub fn hand_over(&mut self, bus: &mut impl Bus) {
        while let Some((conference, wishes)) = self.across.wishes.pop_first() {
            let home = self.conferences.get(&conference).and_then(|held| held.home);
            if home.is_some_and(|home| !bus.send(home, Parcel::Wishes(Box::new(wishes)))) {
                self.counters.between_shards_dropped += 1;
            }
        }
        for number in 0..self.across.spread.len() {
            let conference = self.across.spread[number];
            let Some(burst) = self.burst(conference) else { continue };
            let followers = self.conferences.get(&conference).into_iter().flat_map(|held| &held.followers);
            for follower in followers {
                if !bus.send(follower.shard, Parcel::Burst(burst.clone())) {
                    self.counters.between_shards_dropped += 1;
                    self.across.anew.insert(conference);
                }
            }
            self.across.pool.keep(burst);
        }
        self.across.changed.clear();
        self.across.listed.clear();
    }

    /// What another shard handed over. Call [`Self::flush`] after a burst of these.
    pub fn take_parcel(&mut self, now: Micros, from: usize, parcel: &Parcel) {
        match parcel {
            Parcel::Burst(burst) => self.take_burst(now, from, burst),
            Parcel::Wishes(wishes) => self.take_wishes(now, from, wishes),
        }
    }

    /// Everything of a conference that its followers do not have yet; `None`: nothing.
    fn burst(&mut self, conference: ConferenceId) -> Option<Arc<Burst>> {
        let Self { tracks, conferences, pending, across, .. } = self;
        let held = conferences.get_mut(&conference)?;
        let anew = across.anew.remove(&conference);
        let mut shared = across.pool.take();
        let burst = Arc::get_mut(&mut shared)?;
        burst.conference = conference;
        if anew || across.listed.contains(&conference) {
            burst.all = Some(held.tracks.values().filter_map(|at| Some(tracks.get(*at)?.number())).collect());
        }
        if anew {
            burst.tracks.extend(held.tracks.values().filter_map(|at| Some(describe(tracks.get(*at)?))));
        } else {
            let changed = across.changed.iter().filter_map(|at| tracks.get(*at));
            burst.tracks.extend(changed.filter(|track| track.conference == conference).map(describe));
        }
        let spoken = held.spoken.take();
        burst.voices = if anew { Some(numbered(&held.chosen.loudest(), tracks)) } else { spoken };
        for pending in pending.iter() {
            let Some(track) = tracks.get(pending.track).filter(|track| track.conference == conference) else {
                continue;
            };
            let Some(layer) = track.layers.get(pending.layer) else { continue };
            let Some((entry, packet)) = layer.ring.get(pending.sequence) else { continue };
            let dependency = entry.mark.filter(|mark| mark.length > 0);
            burst.packets.push(Crossed {
                track: track.number(),
                layer: layer.id,
                sequence: entry.sequence,
                arrival: entry.arrival,
                codec: entry.codec,
                dependency: dependency.map(|mark| (usize::from(mark.at), usize::from(mark.length))),
                red: entry.red,
                repaired: entry.repaired,
                start: burst.bytes.len(),
                length: packet.len(),
            });
            burst.bytes.extend_from_slice(packet);
        }
        if burst.is_empty() {
            across.pool.keep(shared);
            return None;
        }
        Some(shared)
    }

    fn take_burst(&mut self, now: Micros, from: usize, burst: &Burst) {
        let id = burst.conference;
        // Of a conference that this shard has left: on its way when that was said.
        let Some(held) = self.conferences.get(&id).filter(|held| held.home == Some(from)) else { return };
        let mut other = false;
        if let Some(all) = &burst.all {
            let gone = held.mirrors.iter().filter(|(number, _)| !all.contains(number));
            let gone: Vec<(u32, usize)> = gone.map(|(number, at)| (*number, *at)).collect();
            for (number, at) in gone {
                self.close_track(at);
                if let Some(held) = self.conferences.get_mut(&id) {
                    held.mirrors.remove(&number);
                    held.heard.retain(|voice| voice.track != at);
                }
                other = true;
            }
        }
        for told in &burst.tracks {
            other |= self.mirror(now, id, told);
        }
        if other {
            self.resolve(now, id);
        }
        let mut place: Option<((u32, LayerId), usize, usize)> = None;
        for packet in &burst.packets {
            let whose = (packet.track, packet.layer);
            if place.is_none_or(|(before, ..)| before != whose) {
                place = self.place(id, whose).map(|(track, layer)| (whose, track, layer));
            }
            if let Some((_, track, layer)) = place {
                self.store_crossed(track, layer, packet, &burst.bytes[packet.start..packet.start + packet.length]);
            }
        }
        if let Some(voices) = &burst.voices {
            let Some(held) = self.conferences.get_mut(&id) else { return };
            let candidate = |(number, loudness): &(u32, _)| {
                let at = *held.mirrors.get(number)?;
                let track = self.tracks.get(at).filter(|track| track.is_audio())?;
                Some(Candidate { site: track.site, track: at, loudness: *loudness })
            };
            held.heard = voices.iter().filter_map(candidate).collect();
            self.choose_voices(now, id);
        }
    }

    fn place(&self, conference: ConferenceId, (number, layer): (u32, LayerId)) -> Option<(usize, usize)> {
        let at = *self.conferences.get(&conference)?.mirrors.get(&number)?;
        let layer = self.tracks.get(at)?.layers.iter().position(|of| of.id == layer)?;
        Some((at, layer))
    }

    /// One packet of a mirror, at the time at which the home shard got it.
    fn store_crossed(&mut self, at: usize, layer: usize, crossed: &Crossed, packet: &[u8]) {
        let Some(header) = Header::parse(packet) else { return };
        let Some(track) = self.tracks.get(at) else { return };
        let Some(codec) = track.codecs.iter().find(|codec| codec.codec == crossed.codec).copied() else { return };
        let binding = Binding { ssrc: header.ssrc, track: at, layer, rtx: false };
        self.give_id(crossed.arrival, binding);
        // What the home shard misses it asks for, and hands over when it comes.
        let codec = CodecLine { nack: false, ..codec };
        let Crossed { sequence, arrival, dependency, red, repaired, .. } = *crossed;
        self.store(
            arrival,
            binding,
            &Incoming { packet, header, codec, sequence, level: None, dependency, red, repaired },
        );
    }

    /// Makes or changes a mirror. Whether it is new.
    fn mirror(&mut self, now: Micros, id: ConferenceId, told: &Described) -> bool {
        let Some(held) = self.conferences.get_mut(&id) else { return false };
        let known = held.mirrors.get(&told.number).copied();
        let at = known.unwrap_or_else(|| {
            let open = held.lets_through(told.site, told.stream);
            let at = self.tracks.insert(Track::mirror(id, told.number, told.site, told.stream, &told.codecs, open));
            held.mirrors.insert(told.number, at);
            held.tracks.insert((told.site, told.stream), at);
            at
        });
        let Some(track) = self.tracks.get_mut(at) else { return false };
        let (audio, mut before) = (track.is_audio(), std::mem::take(&mut track.layers));
        let mut fresh = false;
        for told in &told.layers {
            let kept = before.iter().position(|layer| layer.id == told.id).map(|place| before.swap_remove(place));
            fresh |= kept.is_none();
            let mut layer = kept.unwrap_or_else(|| Layer {
                size: told.size,
                rate: told.rate,
                last: told.last,
                ..Layer::new(told.id, told.rid.clone(), told.ssrc, audio)
            });
            (layer.ssrc, layer.clock) = (told.ssrc, told.clock);
            (layer.rest, layer.sizes) = (told.rest, told.sizes);
            track.layers.push(layer);
        }
        if fresh && known.is_some() {
            // Places of layers have changed.
            self.pending.retain(|pending| pending.track != at);
            self.may_be_waited_for(now, at);
        }
        known.is_none()
    }

    fn take_wishes(&mut self, now: Micros, from: usize, wishes: &Wishes) {
        let Some(held) = self.conferences.get_mut(&wishes.conference) else { return };
        let Some(follower) = held.followers.iter_mut().find(|follower| follower.shard == from) else { return };
        if let Some(used) = &wishes.used {
            follower.used.clone_from(used);
        }
        let tracks = &self.tracks;
        let at = |number: u32| held.tracks.values().copied().find(|at| is_numbered(tracks.get(*at), number));
        let keyframes = wishes.keyframes.iter().filter_map(|(number, layer)| Some((at(*number)?, *layer)));
        let wakes = wishes.wakes.iter().filter_map(|(number, picture)| Some((at(*number)?, *picture)));
        let (keyframes, wakes): (Vec<_>, Vec<_>) = (keyframes.collect(), wakes.collect());
        for (track, wanted) in keyframes {
            self.want_keyframe(track, |layer| layer.id == wanted);
        }
        for (track, picture) in wakes {
            self.wake(now, track, picture);
        }
    }

    /// Something of a track is other than its mirrors have it.
    pub(super) fn track_changed(&mut self, at: usize) {
        if self.across.spread.is_empty() {
            return;
        }
        let conference = self.tracks.get(at).map(|track| track.conference);
        if conference.is_some_and(|conference| self.across.spread.contains(&conference)) {
            self.across.changed.insert(at);
        }
    }

    /// Tracks of a conference came or went.
    pub(super) fn tracks_listed(&mut self, conference: ConferenceId) {
        if self.across.spread.contains(&conference) {
            self.across.listed.insert(conference);
        }
    }

    /// A conference is over here.
    pub(super) fn end_spread(&mut self, conference: ConferenceId) {
        self.across.spread.retain(|spread| *spread != conference);
        self.across.anew.remove(&conference);
        self.across.wishes.remove(&conference);
    }
}

/// The numbers of voices' tracks.
pub fn numbered(loudest: &[Candidate], tracks: &Slab<Track>) -> Vec<(u32, Loudness)> {
    loudest.iter().filter_map(|voice| Some((tracks.get(voice.track)?.number(), voice.loudness))).collect()
}

fn is_numbered(track: Option<&Track>, number: u32) -> bool {
    track.is_some_and(|track| track.number() == number)
}

fn describe(track: &Track) -> Described {
    debug_assert!(matches!(track.source, Source::Session(_)));
    let layer = |layer: &Layer| DescribedLayer {
        id: layer.id,
        rid: layer.rid.clone(),
        ssrc: layer.ssrc,
        clock: layer.clock,
        size: layer.size,
        rate: layer.rate,
        last: layer.last,
        rest: layer.rest,
        sizes: layer.sizes,
    };
    Described {
        number: track.number(),
        site: track.site,
        stream: track.stream,
        codecs: track.codecs.clone(),
        layers: track.layers.iter().map(layer).collect(),
    }
}
