//! The way in of an RTP packet: open, bind its SSRC, unwrap a retransmission, store.

use super::{Pending, Shard, Taken};
use crate::clock::MediaClock;
use crate::frames::Frames;
use crate::media::{Codec, CodecLine};
use crate::ring::Entry;
use crate::rtp::red::{Block, Redundant};
use crate::rtp::{self, Header, MAX_PACKET, h264, vp8, vp9};
use crate::session::{Binding, Publisher, Role};
use crate::slab::Slab;
use crate::srtp::{OpenError, Opened};
use crate::track::{Layer, REDUNDANCY, Track};
use fengsui_protocol::Micros;

/// Bindings of one session; the SRTP side admits fewer SSRCs than two lists of this could name.
const MAX_BINDINGS: usize = 64;

/// A stream that was silent for so long may have drifted: its clock begins anew.
const CLOCK_AGES: i64 = 10_000_000;

/// More packets lost in a row than this may be another run: none of them is mended.
const LOST_MOST: u64 = 16;

/// What the header extensions of one packet said.
#[derive(Clone, Copy, Default)]
struct Said<'a> {
    mid: Option<&'a [u8]>,
    rid: Option<&'a [u8]>,
    repaired_rid: Option<&'a [u8]>,
    level: Option<u8>,
    transport_cc: Option<u16>,
    /// Place and length of the dependency descriptor in the packet.
    dependency: Option<(usize, usize)>,
}

impl<'a> Said<'a> {
    fn read(header: &Header, packet: &'a [u8], publisher: &Publisher) -> Self {
        let ids = &publisher.extensions;
        let mut said = Self::default();
        for (id, value) in header.extensions(packet) {
            let id = Some(id);
            if id == ids.transport_cc {
                said.transport_cc = value.first_chunk::<2>().map(|bytes| u16::from_be_bytes(*bytes));
            } else if id == ids.audio_level {
                said.level = value.first().map(|byte| byte & 0x7f);
            } else if id == ids.mid {
                said.mid = Some(value);
            } else if id == ids.rid {
                said.rid = Some(value);
            } else if id == ids.repaired_rid {
                said.repaired_rid = Some(value);
            } else if id == ids.dependency {
                said.dependency = Some((value.as_ptr() as usize - packet.as_ptr() as usize, value.len()));
            }
        }
        said
    }
}

/// A packet on its way into a ring.
pub(super) struct Incoming<'a> {
    pub packet: &'a [u8],
    pub header: Header,
    pub codec: CodecLine,
    pub sequence: u64,
    pub level: Option<u8>,
    pub dependency: Option<(usize, usize)>,
    /// A voice with redundancy.
    pub red: Option<Redundant>,
    pub repaired: bool,
}

impl Shard {
    pub(super) fn receive_rtp(&mut self, now: Micros, at: usize, datagram: &mut [u8]) -> Taken {
        let Some((header, Opened { index, length, newest })) = self.open_rtp(at, datagram) else { return Taken::Not };
        let taken = Taken::of(newest);
        self.counters.packets_received += 1;
        let Some(session) = self.sessions.get_mut(at) else { return taken };
        let Role::Publisher(publisher) = &mut session.role else { return taken };
        let packet = &mut datagram[..length];
        let said = Said::read(&header, packet, publisher);
        if let Some(sequence) = said.transport_cc {
            publisher.arrivals.arrived(sequence, now);
            self.ticks.arm_feedback(now);
        }
        let known = bound(publisher, header.ssrc);
        let Some(binding) = known.or_else(|| bind(publisher, &mut self.tracks, &header, &said)) else { return taken };
        if known.is_none() {
            self.track_changed(binding.track);
        }
        let (level, dependency) = (said.level, said.dependency);
        let Some(length) = header.without_padding(packet) else { return taken };
        if binding.rtx {
            self.repaired(now, binding, header, &mut packet[..length], dependency);
        } else {
            self.first_hand(now, binding, header, index, &packet[..length], (level, dependency));
        }
        taken
    }

    fn open_rtp(&mut self, at: usize, datagram: &mut [u8]) -> Option<(Header, Opened)> {
        let header = Header::parse(datagram).filter(|_| datagram.len() <= MAX_PACKET);
        let keys = self.sessions.get_mut(at).and_then(|session| session.keys.as_mut());
        let (Some(header), Some(keys)) = (header, keys) else {
            self.counters.srtp_refused += 1;
            return None;
        };
        match keys.opener.open_rtp(datagram, header.length, header.ssrc, header.sequence) {
            Ok(opened) => Some((header, opened)),
            Err(OpenError::Replayed) => {
                self.counters.srtp_replayed += 1;
                None
            }
            Err(OpenError::Refused | OpenError::TooMany) => {
                self.counters.srtp_refused += 1;
                None
            }
        }
    }

    fn first_hand(
        &mut self,
        now: Micros,
        binding: Binding,
        header: Header,
        sequence: u64,
        packet: &[u8],
        (level, dependency): (Option<u8>, Option<(usize, usize)>),
    ) {
        self.give_id(now, binding);
        let Some(track) = self.tracks.get_mut(binding.track) else { return };
        let pt = header.payload_type;
        let its = |codec: &&CodecLine| codec.payload_type == pt || codec.red == Some(pt);
        let Some(codec) = track.codecs.iter().find(its).copied() else { return };
        let layer = &mut track.layers[binding.layer];
        layer.reception.packet(sequence, header.timestamp, codec.codec.clock_rate(), now);
        let mut red = None;
        if codec.red == Some(pt) {
            red = Redundant::parse(&packet[header.length..], codec.payload_type);
            if red.is_none() {
                return;
            }
        }
        let incoming = Incoming { packet, header, codec, sequence, level, dependency, red, repaired: false };
        self.store(now, binding, &incoming);
        self.mend(now, binding, &incoming);
    }

    /// RFC 4588 §4: the payload begins with the original sequence number; the rest is the original.
    fn repaired(
        &mut self,
        now: Micros,
        binding: Binding,
        header: Header,
        packet: &mut [u8],
        dependency: Option<(usize, usize)>,
    ) {
        let Some(track) = self.tracks.get(binding.track) else { return };
        let layer = &track.layers[binding.layer];
        let codec = track.codecs.iter().find(|codec| codec.rtx == Some(header.payload_type)).copied();
        let original = packet.get(header.length..).and_then(|payload| payload.first_chunk::<2>().copied());
        let (Some(codec), Some(original), Some(ssrc), Some(newest)) =
            (codec, original, layer.ssrc, layer.ring.newest())
        else {
            return;
        };
        let original = u16::from_be_bytes(original);
        let Some(sequence) = rtp::extend(newest, original) else { return };
        packet.copy_within(..header.length, 2);
        let packet = &mut packet[2..];
        packet[0] &= !0x20;
        packet[1] = codec.payload_type | packet[1] & 0x80;
        packet[2..4].copy_from_slice(&original.to_be_bytes());
        packet[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let header = Header { sequence: original, ssrc, padding: false, payload_type: codec.payload_type, ..header };
        self.store(
            now,
            binding,
            &Incoming { packet, header, codec, sequence, level: None, dependency, red: None, repaired: true },
        );
    }

    /// What was lost just before a packet and is in its redundancy is taken from there: whoever gets no redundancy, and the
    /// recorder, miss nothing of it. The blocks are those of the packets before, one after another; what was lost before the
    /// first packet that is held stays so.
    fn mend(&mut self, now: Micros, binding: Binding, incoming: &Incoming<'_>) {
        let Some(red) = incoming.red.filter(|red| red.blocks > 0) else { return };
        let Some(layer) = self.tracks.get(binding.track).and_then(|track| track.layers.get(binding.layer)) else {
            return;
        };
        let held = |back: u64| layer.ring.get(incoming.sequence.checked_sub(back)?).map(|(entry, _)| entry.timestamp);
        let Some((lost, before)) = (0..LOST_MOST).find_map(|lost| Some((lost, held(lost + 1)?))) else {
            return;
        };
        let payload = &incoming.packet[incoming.header.length..];
        for (number, Block { before: back, data }) in red.blocks(payload).enumerate() {
            let behind = u64::from(red.blocks) - number as u64;
            let timestamp = incoming.header.timestamp.wrapping_sub(u32::from(back));
            let is_newer = timestamp.wrapping_sub(before) as i32 > 0;
            if behind > lost || !is_newer || data.is_empty() {
                continue;
            }
            let sequence = incoming.sequence - behind;
            let (mut bytes, length) = ([0; MAX_PACKET], incoming.header.length + data.len());
            bytes[..incoming.header.length].copy_from_slice(&incoming.packet[..incoming.header.length]);
            bytes[incoming.header.length..length].copy_from_slice(data);
            bytes[1] = incoming.codec.payload_type;
            bytes[2..4].copy_from_slice(&(sequence as u16).to_be_bytes());
            bytes[4..8].copy_from_slice(&timestamp.to_be_bytes());
            let payload_type = incoming.codec.payload_type;
            let header =
                Header { sequence: sequence as u16, timestamp, payload_type, marker: false, ..incoming.header };
            let packet = &bytes[..length];
            self.store(now, binding, &Incoming { packet, header, sequence, red: None, repaired: true, ..*incoming });
        }
    }

    pub(super) fn store(&mut self, now: Micros, binding: Binding, incoming: &Incoming<'_>) {
        let Some(track) = self.tracks.get_mut(binding.track) else { return };
        if !track.open {
            return;
        }
        let began = track.last_packet.is_none();
        track.last_packet = Some(now);
        let layer = &mut track.layers[binding.layer];
        let mut entry = entry(incoming, now);
        let learnt = incoming.codec.codec.has_layers_inside() && describe(&mut layer.ring.frames, &mut entry, incoming);
        if !layer.ring.insert(entry, incoming.packet) {
            return;
        }
        let mut early = 0;
        if !incoming.repaired {
            if layer.last.is_some_and(|last| now.since(last) > CLOCK_AGES) {
                layer.clock = MediaClock::default();
            }
            layer.last = Some(now);
            // Redundancy counts as what may be left out.
            let redundancy = entry.red.map_or(0, |red| usize::from(red.primary));
            layer.rate.add(incoming.packet.len() - redundancy, entry.temporal, now);
            if redundancy > 0 {
                layer.rate.add(redundancy, REDUNDANCY, now);
            }
            early = layer.clock.packet(entry.timestamp, now, entry.codec.clock_rate());
        }
        if entry.begins_keyframe {
            layer.keyframe.came();
            let size = picture_size(incoming).or(layer.ring.frames.as_ref().and_then(|frames| frames.largest()));
            layer.size = size.or(layer.size);
        }
        if let (Some(mark), Some(frames)) = (entry.mark.filter(|_| !incoming.repaired), &mut layer.ring.frames) {
            frames.count(mark.number, incoming.packet.len(), now);
        }
        if learnt {
            // What came before the structure and was not understood is looked at once more.
            let (pending, of) = (&mut self.pending, binding);
            layer.ring.learn_again(entry.sequence, |sequence| {
                pending.push(Pending { track: of.track, layer: of.layer, sequence });
            });
        }
        if incoming.codec.nack && layer.missing.arrived(incoming.sequence, now) {
            self.ticks.arm_nack(layer.missing.next());
        }
        if track.is_audio() && !incoming.repaired {
            track.loudness.heard(incoming.level, now);
            self.ticks.arm_voices(now);
        }
        let session = track.session();
        let Layer { rest, sizes, ring, .. } = &mut track.layers[binding.layer];
        let inside = ring.frames.as_ref().is_some_and(|frames| sizes.packet(frames, entry.begins_keyframe, now));
        let awake = rest.packet(entry.begins_keyframe, now) || inside;
        let conference = track.conference;
        self.pending.push(Pending { track: binding.track, layer: binding.layer, sequence: incoming.sequence });
        if began {
            self.tell_publishing(now, conference);
            if incoming.codec.codec == Codec::Opus {
                self.choose_voices(now, conference);
            }
        }
        // A mirror is told by its home shard.
        if let Some(session) = session.filter(|_| early > 0) {
            if let Some(Role::Publisher(publisher)) = self.sessions.get_mut(session).map(|session| &mut session.role) {
                publisher.offset.was_late(early);
            }
            self.shift_clocks(session, -early);
        }
        if awake {
            self.may_be_waited_for(now, binding.track);
            // The keyframe that it began with is here.
            if let Some(track) = self.tracks.get_mut(binding.track).filter(|_| entry.begins_keyframe) {
                track.layers[binding.layer].keyframe.came();
            }
        }
    }

    /// A layer that sends for the first time may be what a slot waits for.
    pub(super) fn give_id(&mut self, now: Micros, binding: Binding) {
        let Some(track) = self.tracks.get_mut(binding.track) else { return };
        if track.layers[binding.layer].last.is_some() || !track.open {
            return;
        }
        track.layers[binding.layer].last = Some(now);
        self.may_be_waited_for(now, binding.track);
    }

    /// A layer of a track is there that was not: who wants it takes it.
    pub(super) fn may_be_waited_for(&mut self, now: Micros, track: usize) {
        let receivers = self.tracks.get(track).map(|track| track.receivers.clone()).unwrap_or_default();
        for (session, _) in receivers {
            self.allocate(now, session);
        }
        self.choose_recorded(now, track);
    }
}

fn bound(publisher: &Publisher, ssrc: u32) -> Option<Binding> {
    publisher.bindings.iter().find(|binding| binding.ssrc == ssrc).copied()
}

/// Learns what a new SSRC carries (RFC 8852, RFC 8843 §9.2): line by mid, else by payload type; layer by rid.
fn bind(publisher: &mut Publisher, tracks: &mut Slab<Track>, header: &Header, said: &Said<'_>) -> Option<Binding> {
    if publisher.bindings.len() >= MAX_BINDINGS {
        return None;
    }
    let carries = |track: &Track| {
        let pt = header.payload_type;
        track.codecs.iter().any(|codec| codec.payload_type == pt || [codec.rtx, codec.red].contains(&Some(pt)))
    };
    let mut lines = publisher.tracks.iter().copied().filter(|at| {
        tracks.get(*at).is_some_and(|track| carries(track) && said.mid.is_none_or(|mid| mid == track.mid.as_bytes()))
    });
    let at = lines.next()?;
    if lines.next().is_some() {
        return None;
    }
    let track = tracks.get_mut(at)?;
    let rtx = track.codecs.iter().any(|codec| codec.rtx == Some(header.payload_type));
    let layer = if rtx { repaired_layer(track, said) } else { plain_layer(publisher, at, track, header.ssrc, said) }?;
    if !rtx {
        track.layers[layer].ssrc = Some(header.ssrc);
    }
    let binding = Binding { ssrc: header.ssrc, track: at, layer, rtx };
    publisher.bindings.push(binding);
    Some(binding)
}

fn repaired_layer(track: &Track, said: &Said<'_>) -> Option<usize> {
    match said.repaired_rid.or(said.rid) {
        Some(rid) => track.layers.iter().position(|layer| layer.rid.as_deref().map(str::as_bytes) == Some(rid)),
        None => (track.layers.len() == 1).then_some(0),
    }
}

fn plain_layer(publisher: &mut Publisher, at: usize, track: &mut Track, ssrc: u32, said: &Said<'_>) -> Option<usize> {
    let rids = track.layers.iter().any(|layer| layer.rid.is_some());
    if rids {
        let rid = said.rid?;
        let layer = track.layers.iter().position(|layer| layer.rid.as_deref().map(str::as_bytes) == Some(rid))?;
        if track.layers[layer].ssrc.is_some() {
            // The encoder began anew under another SSRC: what was learnt of the old one is void.
            publisher.bindings.retain(|old| (old.track, old.layer) != (at, layer));
            let rid = track.layers[layer].rid.clone();
            track.layers[layer] = fresh(track, rid, ssrc)?;
        }
        return Some(layer);
    }
    publisher.bindings.retain(|old| old.track != at);
    track.layers = vec![fresh(track, None, ssrc)?];
    Some(0)
}

fn fresh(track: &mut Track, rid: Option<String>, ssrc: u32) -> Option<Layer> {
    if !track.may_begin_anew() {
        return None;
    }
    let id = track.next_id();
    Some(Layer::new(id, rid, Some(ssrc), track.is_audio()))
}

fn entry(incoming: &Incoming<'_>, now: Micros) -> Entry {
    let payload = &incoming.packet[incoming.header.length..];
    let mut entry = Entry {
        sequence: incoming.sequence,
        timestamp: incoming.header.timestamp,
        arrival: now,
        codec: incoming.codec.codec,
        marker: incoming.header.marker,
        begins_keyframe: false,
        begins_frame: false,
        temporal: 0,
        sync: false,
        picture: None,
        tl0: None,
        mark: None,
        red: incoming.red,
        repaired: incoming.repaired,
        header: incoming.header.length as u16,
        length: incoming.packet.len() as u16,
    };
    match incoming.codec.codec {
        // The dependency descriptor tells, if anything ([`describe`]).
        Codec::Opus | Codec::Av1 => (),
        Codec::Vp9 => {
            if let Some(descriptor) = vp9::Descriptor::parse(payload) {
                entry.begins_frame = descriptor.begins_frame;
                entry.begins_keyframe = descriptor.begins_keyframe();
                entry.picture = descriptor.picture_id;
                entry.tl0 = descriptor.tl0;
            }
        }
        Codec::H264 => entry.begins_keyframe = h264::begins_keyframe(payload),
        Codec::Vp8 => {
            if let Some(descriptor) = vp8::Descriptor::parse(payload) {
                entry.begins_keyframe = descriptor.begins_keyframe;
                entry.begins_frame = descriptor.begins_frame;
                (entry.temporal, entry.sync) = (descriptor.temporal, descriptor.sync);
                entry.picture = descriptor.picture_id;
                entry.tl0 = descriptor.tl0;
            }
        }
    }
    entry
}

/// Finds the frame of a packet of a stream with layers inside. Whether it taught how to read others.
fn describe(frames: &mut Option<Box<Frames>>, entry: &mut Entry, incoming: &Incoming<'_>) -> bool {
    if let Some((at, length)) = incoming.dependency {
        return frames.get_or_insert_default().describe(entry, incoming.packet, at, length);
    }
    if entry.codec == Codec::Vp9
        && let Some(said) = vp9::Descriptor::parse(&incoming.packet[incoming.header.length..])
        && frames.as_ref().is_none_or(|frames| !frames.has_structure())
    {
        frames.get_or_insert_default().describe_vp9(entry, &said);
    }
    false
}

fn picture_size(incoming: &Incoming<'_>) -> Option<(u16, u16)> {
    match incoming.codec.codec {
        Codec::Vp8 => vp8::Descriptor::parse(&incoming.packet[incoming.header.length..])?.size,
        Codec::Opus | Codec::H264 | Codec::Vp9 | Codec::Av1 => None,
    }
}
