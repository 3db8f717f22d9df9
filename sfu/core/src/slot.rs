//! One receive slot of one session: a stream that never breaks, whatever feeds it.

use crate::egress::{Class, Egress};
use crate::estimate::Estimate;
use crate::media::{Codec, ReceiverLine, SlotSize};
use crate::outbox::Outbox;
use crate::pacer::Held;
use crate::plan::{Plan, Run};
use crate::random::Random;
use crate::rewrite::{LayerId, Rewriter, Rewritten};
use crate::ring::{Entry, Ring};
use crate::rtp::{FIXED_HEADER, vp8};
use crate::srtp::{Sealer, StreamKey};
use crate::thinning::Thinning;
use fengsui_protocol::conference::{SlotName, StreamKind};
use fengsui_protocol::{Micros, SessionId, SiteId};

const TEMPLATE: usize = 56;
/// A packet is retransmitted at most once in this time.
const ANSWER_AGAIN: i64 = 20_000;
const ANSWERS: usize = 64;
/// Of one padding packet, its count included (RFC 3550 §5.1).
const PADDING: usize = 255;

/// What a slot is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desired {
    pub site: SiteId,
    pub stream: StreamKind,
}

impl Desired {
    /// The contributing source (RFC 3550 §5.1) that its packets bear, so that whoever sees a frame knows whose it is
    /// without a word on another path: the site's number, the highest bit for a presentation.
    #[must_use]
    pub fn contributing_source(self) -> u32 {
        (self.site.0 as u32 & 0x7fff_ffff) | u32::from(self.stream == StreamKind::Presentation) << 31
    }
}

/// How much of a picture the lines towards its viewer have room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// No line that others share is on the way.
    #[default]
    Free,
    /// Not dealt out yet: nothing until then.
    Later,
    Nothing,
    UpTo {
        layer: LayerId,
        ceiling: u8,
        /// Bits per second.
        cost: u64,
        /// What it would be given if the viewer's own path carried anything, bits per second.
        wants: u64,
    },
}

/// RTP header of every packet of a slot, source and extensions included, sequence and timestamp left open.
#[derive(Clone, Copy)]
struct Template {
    bytes: [u8; TEMPLATE],
    length: usize,
    /// Where the transport-wide sequence number goes.
    transport_cc: Option<usize>,
}

impl Template {
    /// Of a picture it has room for one contributing source.
    fn new(line: &ReceiverLine, ssrc: u32) -> Self {
        let mut bytes = [0; TEMPLATE];
        let is_picture = !matches!(line.slot, SlotName::Voice { .. });
        bytes[0] = 0x80 | u8::from(is_picture);
        bytes[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let extension = FIXED_HEADER + if is_picture { 4 } else { 0 };
        let mut at = extension + 4;
        let one_byte = |id: Option<u8>| id.filter(|id| (1..=14).contains(id));
        let transport_cc = one_byte(line.extensions.transport_cc).map(|id| {
            bytes[at] = id << 4 | 1;
            at += 3;
            at - 2
        });
        if let Some(id) = one_byte(line.extensions.mid).filter(|_| (1..=16).contains(&line.mid.len())) {
            bytes[at] = id << 4 | (line.mid.len() as u8 - 1);
            bytes[at + 1..at + 1 + line.mid.len()].copy_from_slice(line.mid.as_bytes());
            at += 1 + line.mid.len();
        }
        let length = at.next_multiple_of(4);
        if length == extension + 4 {
            return Self { bytes, length: extension, transport_cc: None };
        }
        bytes[0] |= 0x10;
        bytes[extension..extension + 2].copy_from_slice(&[0xbe, 0xde]);
        bytes[extension + 3] = ((length - extension - 4) / 4) as u8;
        Self { bytes, length, transport_cc }
    }

    fn bear(&mut self, source: u32) {
        if self.bytes[0] & 0x0f == 1 {
            self.bytes[FIXED_HEADER..FIXED_HEADER + 4].copy_from_slice(&source.to_be_bytes());
        }
    }

    #[inline]
    fn write(&self, out: &mut [u8], payload_type: u8, marker: bool, index: u64, timestamp: u32) {
        out[..self.length].copy_from_slice(&self.bytes[..self.length]);
        out[1] = payload_type | u8::from(marker) << 7;
        out[2..4].copy_from_slice(&(index as u16).to_be_bytes());
        out[4..8].copy_from_slice(&timestamp.to_be_bytes());
    }
}

/// The sealed side of a session that slots share.
pub struct Way<'a> {
    pub session: SessionId,
    pub sealer: &'a mut Sealer,
    pub estimate: &'a mut Estimate,
    pub now: Micros,
}

/// What one call sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub packets: u64,
    pub octets: usize,
    /// Would have repeated a nonce: not sent.
    pub refused: u64,
}

pub struct Slot {
    pub mid: String,
    pub name: SlotName,
    pub size: Option<SlotSize>,
    pub ssrc: u32,
    /// Payload types by codec: plain and RTX.
    codecs: Vec<(Codec, u8, Option<u8>)>,
    template: Template,
    rtx_template: Option<Template>,
    streams: Option<(StreamKey, Option<StreamKey>)>,
    rtx_index: u64,
    pub rewriter: Rewriter,
    pub desired: Option<Desired>,
    /// Track that feeds it, when there is one.
    pub track: Option<usize>,
    /// Layer it shall show; it keeps the one it has until a keyframe of this one.
    pub target: Option<LayerId>,
    /// Highest temporal layer of the target.
    pub ceiling: u8,
    pub thinning: Thinning,
    /// Waits to be sent.
    pub held: Option<Held>,
    /// Since when there is no room for its picture.
    pub starves: Option<Micros>,
    /// The receiver was told that its path is too narrow for a picture.
    pub paused: bool,
    /// Then: that it is a line which it shares with others.
    pub shared_line: bool,
    pub grant: Grant,
    /// (packets, octets) when its line's load was last looked at.
    pub counted: (u32, u32),
    /// What the receiver was last told that it shows.
    pub shown: Option<Desired>,
    pub packets: u32,
    pub octets: u32,
    answered: Vec<(u16, Micros)>,
}

impl Slot {
    pub fn new(line: &ReceiverLine, random: &mut Random) -> Self {
        Self {
            mid: line.mid.clone(),
            name: line.slot,
            size: line.size,
            ssrc: line.ssrc,
            codecs: line.codecs.iter().map(|codec| (codec.codec, codec.payload_type, codec.rtx)).collect(),
            template: Template::new(line, line.ssrc),
            rtx_template: line.rtx_ssrc.map(|ssrc| Template::new(line, ssrc)),
            streams: None,
            rtx_index: 1 + random.below(0x7fff),
            rewriter: Rewriter::new(random),
            desired: None,
            track: None,
            target: None,
            ceiling: crate::thinning::ALL,
            thinning: Thinning::OFF,
            held: None,
            starves: None,
            paused: false,
            shared_line: false,
            grant: Grant::Free,
            counted: (0, 0),
            shown: None,
            packets: 0,
            octets: 0,
            answered: Vec::new(),
        }
    }

    /// Registers its SSRCs with the session's keys.
    pub fn key(&mut self, sealer: &mut Sealer, rtx_ssrc: Option<u32>) {
        if let Some(plain) = sealer.stream(self.ssrc) {
            self.streams = Some((plain, rtx_ssrc.and_then(|ssrc| sealer.stream(ssrc))));
        }
    }

    pub fn rtx_ssrc(&self) -> Option<u32> {
        self.rtx_template.map(|template| u32::from_be_bytes([8, 9, 10, 11].map(|at| template.bytes[at])))
    }

    pub fn is_voice(&self) -> bool {
        match self.name {
            SlotName::Voice { .. } => true,
            SlotName::Main | SlotName::Presentation | SlotName::Cell { .. } => false,
        }
    }

    #[inline]
    fn class(&self) -> Class {
        match self.name {
            SlotName::Voice { .. } => Class::Audio,
            SlotName::Main | SlotName::Cell { .. } => Class::Video,
            SlotName::Presentation => Class::Presentation,
        }
    }

    #[must_use]
    pub fn takes(&self, codec: Codec) -> bool {
        self.payload_types(codec).is_some()
    }

    #[inline]
    fn payload_types(&self, codec: Codec) -> Option<(u8, Option<u8>)> {
        self.codecs.iter().find(|(known, ..)| *known == codec).map(|(_, plain, rtx)| (*plain, *rtx))
    }

    /// Shows nothing, and forgets what it showed: nothing of it is retransmitted.
    pub fn stop(&mut self) {
        self.rewriter.end(true);
        self.target = None;
        self.held = None;
    }

    /// From this packet of `layer` on it shows that layer, which is of `source`.
    pub fn begin(&mut self, layer: LayerId, first: &Entry, source: Desired) {
        for template in [Some(&mut self.template), self.rtx_template.as_mut()].into_iter().flatten() {
            template.bear(source.contributing_source());
        }
        self.rewriter.begin(layer, first);
        self.thinning = Thinning::from(self.ceiling);
        self.held = None;
        self.paused = false;
    }

    /// The first planned packet from which on all are new: what may wait. Late ones are asked for again.
    pub fn hold(&mut self, ring: &Ring, plan: &Plan, now: Micros) {
        let Some(last) = plan.packets.last() else { return };
        if let Some(held) = &mut self.held {
            held.last = held.last.max(last.sequence);
            return;
        }
        let is_new = |sequence| ring.get(sequence).is_some_and(|(entry, _)| self.rewriter.is_new(entry));
        let first = plan.packets.iter().map(|planned| planned.sequence).find(|sequence| is_new(*sequence));
        self.held = first.map(|first| Held { first, last: last.sequence, since: now });
    }

    /// Sends the planned packets of the layer that it shows.
    pub fn forward(
        &mut self,
        way: &mut Way<'_>,
        ring: &Ring,
        plan: &Plan,
        outbox: &mut Outbox,
        egress: &mut impl Egress,
    ) -> Sent {
        let mut sent = Sent::default();
        for run in &plan.runs {
            self.run(way, ring, plan, run, outbox, egress, &mut sent);
        }
        sent
    }

    #[allow(clippy::too_many_arguments)]
    #[inline]
    fn run(
        &mut self,
        way: &mut Way<'_>,
        ring: &Ring,
        plan: &Plan,
        run: &Run,
        outbox: &mut Outbox,
        egress: &mut impl Egress,
        sent: &mut Sent,
    ) {
        let Some((stream, _)) = self.streams else { return };
        let overhead = way.sealer.rtp_overhead();
        let segment = self.template.length + run.payload + overhead;
        outbox.make_room(segment * (run.end - run.start), egress);
        let start = outbox.start();
        for planned in &plan.packets[run.start..run.end] {
            let Some((entry, packet)) = ring.get(planned.sequence) else { continue };
            let Some((payload_type, _)) = self.payload_types(entry.codec) else { continue };
            if self.thinning.is_on() && self.leaves_out(entry) {
                continue;
            }
            let Some(to) = self.rewriter.next(entry) else { continue };
            let length = self.template.length + planned.padded + overhead;
            let out = outbox.space(length);
            self.template.write(out, payload_type, entry.marker, to.index, to.timestamp);
            let payload = &packet[usize::from(entry.header)..];
            write_payload(out, self.template.length, payload, planned.padded, entry, &to);
            number(&self.template, out, way, length);
            if way.sealer.seal_rtp(stream, out, self.template.length, to.index).is_err() {
                sent.refused += 1;
                continue;
            }
            outbox.keep(length);
            sent.packets += 1;
            sent.octets += length;
            self.packets = self.packets.wrapping_add(1);
            self.octets = self.octets.wrapping_add(planned.padded as u32);
        }
        outbox.message(way.session, self.class(), start, segment);
    }

    /// Whether a packet does not go out for the frame rate's sake.
    fn leaves_out(&mut self, entry: &Entry) -> bool {
        if !self.rewriter.is_new(entry) {
            return self.thinning.is_of_no_use(entry);
        }
        let out = !self.thinning.passes(entry);
        if out {
            self.rewriter.skip(entry);
        }
        out
    }

    /// Sends a packet that went out before once more, on the RTX stream (RFC 4588 §4): own SSRC, own sequence.
    pub fn retransmit(
        &mut self,
        way: &mut Way<'_>,
        ring: &Ring,
        sequence: u16,
        outbox: &mut Outbox,
        egress: &mut impl Egress,
    ) -> Option<usize> {
        let (_, Some(stream)) = self.streams? else { return None };
        let template = self.rtx_template?;
        let (layer, origin) = self.rewriter.origin(sequence)?;
        let (entry, packet) = ring.get(origin)?;
        let (_, Some(payload_type)) = self.payload_types(entry.codec)? else { return None };
        if !self.may_answer(sequence, way.now) {
            return None;
        }
        let to = self.rewriter.again(layer, entry)?;
        let overhead = way.sealer.rtp_overhead();
        // Empty, it fills the hole and says nothing.
        let payload = if self.is_of_no_use(entry, to.index) { &[] } else { &packet[usize::from(entry.header)..] };
        let length = template.length + 2 + payload.len() + overhead;
        outbox.make_room(length, egress);
        let start = outbox.start();
        let out = outbox.space(length);
        self.rtx_index += 1;
        template.write(out, payload_type, entry.marker, self.rtx_index, to.timestamp);
        out[template.length..template.length + 2].copy_from_slice(&(to.index as u16).to_be_bytes());
        write_payload(out, template.length + 2, payload, payload.len(), entry, &to);
        number(&template, out, way, length);
        way.sealer.seal_rtp(stream, out, template.length, self.rtx_index).ok()?;
        outbox.keep(length);
        outbox.message(way.session, self.class(), start, length);
        Some(length)
    }

    /// Whether a packet asked for again would pass for part of a whole, decodable frame and is not. `thinning` knows
    /// what the run that goes on left out; of one that is over only the base layer is sure to be whole.
    fn is_of_no_use(&self, entry: &Entry, index: u64) -> bool {
        match self.rewriter.past_run_was_thinned(index) {
            Some(thinned) => thinned && entry.temporal > 0,
            None => self.thinning.is_on() && self.thinning.is_of_no_use(entry),
        }
    }

    /// Padding on the RTX stream, as far as a probe lacks it; nothing where there is no such stream.
    pub fn pad(&mut self, way: &mut Way<'_>, lacks: usize, outbox: &mut Outbox, egress: &mut impl Egress) -> Sent {
        let mut sent = Sent::default();
        let (Some((_, Some(stream))), Some(template)) = (self.streams, self.rtx_template) else { return sent };
        let Some(payload_type) = self.codecs.iter().find_map(|(_, _, rtx)| *rtx) else { return sent };
        let length = template.length + PADDING + way.sealer.rtp_overhead();
        let count = (lacks / length).min(crate::Message::MAX_SEGMENTS);
        outbox.make_room(length * count, egress);
        let start = outbox.start();
        for _ in 0..count {
            let out = outbox.space(length);
            self.rtx_index += 1;
            template.write(out, payload_type, false, self.rtx_index, self.rewriter.newest_timestamp());
            out[0] |= 0x20;
            let padding = &mut out[template.length..template.length + PADDING];
            padding.fill(0);
            padding[PADDING - 1] = PADDING as u8;
            number(&template, out, way, length);
            if way.sealer.seal_rtp(stream, out, template.length, self.rtx_index).is_err() {
                sent.refused += 1;
                continue;
            }
            outbox.keep(length);
            sent.packets += 1;
            sent.octets += length;
        }
        outbox.message(way.session, self.class(), start, length);
        sent
    }

    fn may_answer(&mut self, sequence: u16, now: Micros) -> bool {
        self.answered.retain(|(_, at)| now.since(*at) < ANSWER_AGAIN);
        if self.answered.len() >= ANSWERS || self.answered.iter().any(|(answered, _)| *answered == sequence) {
            return false;
        }
        self.answered.push((sequence, now));
        true
    }
}

#[inline]
fn write_payload(out: &mut [u8], at: usize, payload: &[u8], padded: usize, entry: &Entry, to: &Rewritten) {
    let room = &mut out[at..at + padded];
    let (body, padding) = room.split_at_mut(payload.len());
    if payload.is_empty() {
        return;
    }
    body.copy_from_slice(payload);
    let picture = entry.picture.zip(to.picture);
    let tl0 = entry.tl0.map(|(offset, _)| offset).zip(to.tl0);
    vp8::rewrite(body, picture, tl0);
    if let Some((last, zeros)) = padding.split_last_mut() {
        zeros.fill(0);
        *last = zeros.len() as u8 + 1;
        out[0] |= 0x20;
    }
}

#[inline]
fn number(template: &Template, out: &mut [u8], way: &mut Way<'_>, length: usize) {
    if let Some(at) = template.transport_cc {
        let sequence = way.estimate.sent(length, way.now);
        out[at..at + 2].copy_from_slice(&sequence.to_be_bytes());
    } else {
        way.estimate.sent_unnumbered(length);
    }
}
