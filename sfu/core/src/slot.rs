//! One receive slot of one session: a stream that never breaks, whatever feeds it.

use crate::egress::{Class, Egress};
use crate::estimate::Estimate;
use crate::frames::{TEMPORAL, Target};
use crate::media::{Codec, ReceiverLine, SlotSize};
use crate::outbox::Outbox;
use crate::pacer::Held;
use crate::plan::{Plan, Run, SHORT_ELEMENT};
use crate::prefetch;
use crate::random::Random;
use crate::rewrite::{LayerId, Rewriter, Rewritten};
use crate::ring::{Entry, Ring};
use crate::rtp::dependency::{self, MASK_BYTES, Structure};
use crate::rtp::{FIXED_HEADER, vp8};
use crate::selection::{Selection, Verdict};
use crate::srtp::{Sealer, StreamKey};
use crate::thinning::Thinning;
use fengsui_protocol::conference::{SlotName, StreamKind};
use fengsui_protocol::{Micros, SessionId, SiteId};
use std::mem::offset_of;

const TEMPLATE: usize = 56;
/// A packet is retransmitted at most once in this time.
const ANSWER_AGAIN: i64 = 20_000;
const ANSWERS: usize = 64;
/// Redundancy reaches no farther back, in ticks (RFC 2198 §3).
const FARTHEST: i32 = 1 << 14;
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
        /// Highest spatial layer of a stream that has some inside.
        spatial: u8,
        ceiling: u8,
        /// Bits per second.
        cost: u64,
        /// What it would be given if the viewer's own path carried anything, bits per second.
        wants: u64,
    },
}

/// RTP header of every packet of a slot, source and extensions included, sequence and timestamp left open. A dependency
/// descriptor is appended to it.
#[derive(Clone, Copy)]
struct Template {
    bytes: [u8; TEMPLATE],
    length: usize,
    /// Where the transport-wide sequence number goes.
    transport_cc: Option<usize>,
}

impl Template {
    /// Of a picture it has room for one contributing source. `wide`: in the two-byte form (RFC 8285 §4.3).
    fn new(line: &ReceiverLine, ssrc: u32, wide: bool) -> Self {
        let mut bytes = [0; TEMPLATE];
        let is_picture = !matches!(line.slot, SlotName::Voice { .. });
        bytes[0] = 0x80 | u8::from(is_picture);
        bytes[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let extension = FIXED_HEADER + if is_picture { 4 } else { 0 };
        let mut at = extension + 4;
        let one_byte = |id: Option<u8>| id.filter(|id| (1..=14).contains(id));
        let mut head = |at: &mut usize, id: u8, length: usize| {
            *at += write_element(&mut bytes[*at..], wide, id, length);
        };
        let transport_cc = one_byte(line.extensions.transport_cc).map(|id| {
            head(&mut at, id, 2);
            at += 2;
            at - 2
        });
        if let Some(id) = one_byte(line.extensions.mid).filter(|_| (1..=16).contains(&line.mid.len())) {
            head(&mut at, id, line.mid.len());
            bytes[at..at + line.mid.len()].copy_from_slice(line.mid.as_bytes());
            at += line.mid.len();
        }
        let length = at.next_multiple_of(4);
        if length == extension + 4 {
            return Self { bytes, length: extension, transport_cc: None };
        }
        bytes[0] |= 0x10;
        bytes[extension..extension + 2].copy_from_slice(if wide { &WIDE } else { &SHORT });
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

/// Profiles of the two forms of header extensions (RFC 8285 §4.2, §4.3).
const SHORT: [u8; 2] = [0xbe, 0xde];
const WIDE: [u8; 2] = [0x10, 0x00];

/// Writes the head of an extension element and gives its length.
#[inline]
fn write_element(out: &mut [u8], wide: bool, id: u8, length: usize) -> usize {
    if wide {
        out[..2].copy_from_slice(&[id, length as u8]);
        return 2;
    }
    out[0] = id << 4 | (length as u8 - 1);
    1
}

/// A dependency descriptor as it goes out.
#[derive(Clone, Copy)]
struct Described<'a> {
    id: u8,
    bytes: &'a [u8],
    number: u16,
    template_shift: u8,
    /// Of a structure that comes with it: id after those of its templates, a slot's own shift aside.
    end: Option<u8>,
    /// Decode targets that are still sent, and the structure that numbers them.
    active: Option<(u32, &'a Structure)>,
}

impl Described<'_> {
    fn is_wide(&self) -> bool {
        self.bytes.len() + if self.active.is_some() { MASK_BYTES } else { 0 } > SHORT_ELEMENT
    }

    /// Appends it to the header that a template has written; gives the header's length.
    fn write(&self, out: &mut [u8], template: &Template) -> usize {
        let wide = self.is_wide();
        let extension = FIXED_HEADER + 4 * usize::from(out[0] & 0x0f);
        let mut at = template.length;
        if at == extension {
            out[0] |= 0x10;
            out[at..at + 2].copy_from_slice(if wide { &WIDE } else { &SHORT });
            at += 4;
        }
        let head = at;
        at += if wide { 2 } else { 1 };
        let Some(length) =
            dependency::rewrite(self.bytes, self.number, self.template_shift, self.active, &mut out[at..])
        else {
            return template.length;
        };
        write_element(&mut out[head..], wide, self.id, length);
        at += length;
        let end = at.next_multiple_of(4);
        out[at..end].fill(0);
        let words = ((end - extension - 4) / 4) as u16;
        out[extension + 2..extension + 4].copy_from_slice(&words.to_be_bytes());
        end
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
    /// Index of the newest packet before the call and after.
    pub numbers: (u64, u64),
}

/// What forwarding reads lies together at its beginning: [`Slot::HOT`] bytes.
#[repr(C)]
pub struct Slot {
    pub name: SlotName,
    streams: Option<(StreamKey, Option<StreamKey>)>,
    pub packets: u32,
    pub octets: u32,
    pub rewriter: Rewriter,
    template: Template,
    /// Payload types by codec: plain and RTX.
    codecs: Vec<(Codec, u8, Option<u8>)>,
    /// Layer it shall show; it keeps the one it has until a keyframe of this one.
    pub target: Option<LayerId>,
    /// Waits to be sent.
    pub held: Option<Held>,
    pub thinning: Thinning,
    /// Of a stream with layers inside.
    pub selection: Option<Box<Selection>>,
    /// Payload type of Opus with redundancy.
    red: Option<u8>,
    /// What the receiver was last told that it shows.
    pub shown: Option<Desired>,
    pub mid: String,
    pub size: Option<SlotSize>,
    pub ssrc: u32,
    /// Timestamp of the packet that it began with, while redundancy may reach back to before it.
    began: Option<u32>,
    /// What it began with last.
    source: Option<Desired>,
    rtx_template: Option<Template>,
    /// For dependency descriptors that need the two-byte form.
    wide: Template,
    rtx_wide: Option<Template>,
    /// Id of the dependency descriptor, when the receiver takes it.
    dependency: Option<u8>,
    rtx_index: u64,
    pub desired: Option<Desired>,
    /// Track that feeds it, when there is one.
    pub track: Option<usize>,
    /// Layer and spatial layer it would show if they were sent; the target until then is a smaller one.
    pub wish: Option<(LayerId, u8)>,
    /// Highest temporal layer of the target.
    pub ceiling: u8,
    /// Highest spatial layer of the target.
    pub spatial: u8,
    /// Since when there is no room for its picture.
    pub starves: Option<Micros>,
    /// The receiver was told that its path is too narrow for a picture.
    pub paused: bool,
    /// Then: that it is a line which it shares with others.
    pub shared_line: bool,
    pub grant: Grant,
    /// (packets, octets) when its line's load was last looked at.
    pub counted: (u32, u32),
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
            red: line.codecs.iter().find_map(|codec| codec.red),
            began: None,
            source: None,
            template: Template::new(line, line.ssrc, false),
            rtx_template: line.rtx_ssrc.map(|ssrc| Template::new(line, ssrc, false)),
            wide: Template::new(line, line.ssrc, true),
            rtx_wide: line.rtx_ssrc.map(|ssrc| Template::new(line, ssrc, true)),
            dependency: line.extensions.dependency.filter(|id| (1..=14).contains(id)),
            streams: None,
            rtx_index: 1 + random.below(0x7fff),
            rewriter: Rewriter::new(random),
            desired: None,
            track: None,
            target: None,
            wish: None,
            ceiling: crate::thinning::ALL,
            spatial: u8::MAX,
            thinning: Thinning::OFF,
            selection: None,
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

    /// Whether a chain of frames that its picture needs broke: only a keyframe helps. Said once.
    #[inline]
    pub fn is_broken(&mut self) -> bool {
        self.selection.as_mut().is_some_and(|selection| selection.take_broken())
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
        self.selection = None;
        (self.target, self.wish) = (None, None);
        self.held = None;
    }

    /// From this packet of `layer` on it shows that layer, which is of `source`. Whether it showed another source before:
    /// its timestamps stand elsewhere on the node's clock then.
    pub fn begin(&mut self, layer: LayerId, ring: &Ring, first: &Entry, source: Desired) -> bool {
        let templates =
            [Some(&mut self.template), Some(&mut self.wide), self.rtx_template.as_mut(), self.rtx_wide.as_mut()];
        for template in templates.into_iter().flatten() {
            template.bear(source.contributing_source());
        }
        let templates = ring.frames.as_ref().zip(first.mark.filter(|mark| mark.length > 0));
        let templates = templates.and_then(|(frames, mark)| frames.templates(frames.get(mark.number)?));
        self.rewriter.begin(layer, first, templates.map(|(first, _)| first));
        self.thinning = Thinning::from(self.ceiling);
        let aim = Target { spatial: self.spatial, temporal: self.ceiling.min(TEMPORAL as u8 - 1) };
        self.selection = first.mark.map(|mark| Box::new(Selection::begin(aim, mark.number)));
        self.held = None;
        self.paused = false;
        self.began = Some(first.timestamp);
        self.source.replace(source).is_some_and(|before| before != source)
    }

    #[must_use]
    pub fn can_take_redundancy(&self) -> bool {
        self.red.is_some()
    }

    /// Whether a burst may go out with redundancy: it was negotiated, and none of it is of before this source began.
    pub fn takes_redundancy(&mut self, ring: &Ring, plan: &Plan) -> bool {
        if self.red.is_none() {
            return false;
        }
        let Some(began) = self.began else { return true };
        let mut entries = plan.packets.iter().filter_map(|planned| ring.get(planned.sequence)).map(|(entry, _)| entry);
        let is_since = |entry: &Entry| {
            let since = i64::from(entry.timestamp.wrapping_sub(began) as i32);
            entry.red.is_none_or(|red| since >= i64::from(red.reach))
        };
        let all = entries.all(is_since);
        let newest = plan.packets.last().and_then(|planned| ring.get(planned.sequence));
        if newest.is_some_and(|(entry, _)| entry.timestamp.wrapping_sub(began) as i32 > FARTHEST) {
            self.began = None;
        }
        all
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

    /// Bytes at its beginning that [`Self::forward`] reads.
    pub const HOT: usize = offset_of!(Self, mid);

    /// Asks for what [`Self::forward`] will read elsewhere.
    #[inline]
    pub fn prefetch(&self, sealer: &Sealer) {
        if let Some(first) = self.codecs.first() {
            prefetch::whole(first);
        }
        if let Some((plain, _)) = self.streams {
            sealer.prefetch_stream(plain);
        }
        self.rewriter.prefetch();
    }

    /// Sends the planned packets of the layer that it shows.
    pub fn forward(
        &mut self,
        way: &mut Way<'_>,
        ring: &Ring,
        plan: &mut Plan,
        outbox: &mut Outbox,
        egress: &mut impl Egress,
    ) -> Sent {
        let mut sent = Sent { numbers: (self.rewriter.newest(), 0), ..Sent::default() };
        for number in 0..plan.runs.len() {
            let run = plan.runs[number];
            self.run(way, ring, plan, &run, outbox, egress, &mut sent);
        }
        sent.numbers.1 = self.rewriter.newest();
        sent
    }

    #[allow(clippy::too_many_arguments)]
    #[inline]
    fn run(
        &mut self,
        way: &mut Way<'_>,
        ring: &Ring,
        plan: &mut Plan,
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
        for number in run.start..run.end {
            let planned = plan.packets[number];
            let Some((entry, packet)) = ring.get(planned.sequence) else { continue };
            let Some((plain, _)) = self.payload_types(entry.codec) else { continue };
            let red = entry.red.filter(|_| plan.redundant);
            let payload_type = if red.is_some() { self.red.unwrap_or(plain) } else { plain };
            let (mut marker, mut says) = (entry.marker, None);
            if entry.mark.is_some() {
                match self.verdict(ring, entry) {
                    Verdict::Send { last_of_picture, says: target } => {
                        if last_of_picture && !marker {
                            self.rewriter.thin();
                        }
                        (marker, says) = (marker || last_of_picture, target);
                    }
                    Verdict::LeaveOut => {
                        self.rewriter.skip(entry);
                        continue;
                    }
                    Verdict::Unknown => continue,
                }
            } else if self.thinning.is_on() && self.leaves_out(entry) {
                continue;
            }
            let Some(to) = self.rewriter.next(entry) else { continue };
            let (length, sealed) = if planned.described {
                let described = self.described(ring, entry, packet, &to, says);
                if let Some(end) = described.and_then(|said| said.end).filter(|_| to.index == self.rewriter.newest()) {
                    self.rewriter.told_structure(end);
                }
                let template = if described.is_some_and(|said| said.is_wide()) { &self.wide } else { &self.template };
                let payload = &packet[usize::from(entry.header)..];
                let room = self.template.length + planned.padded;
                let out = outbox.space(room + overhead);
                template.write(out, payload_type, marker, to.index, to.timestamp);
                let header = described.map_or(template.length, |said| said.write(out, template));
                let padded = if planned.alone { payload.len() } else { room - header };
                let length = header + padded + overhead;
                let out = &mut out[..length];
                write_payload(out, header, payload, padded, entry, &to);
                write_number(template, out, way, length);
                (length, way.sealer.seal_rtp(stream, out, header, to.index))
            } else {
                let length = self.template.length + planned.padded + overhead;
                let out = outbox.space(length);
                self.template.write(out, payload_type, marker, to.index, to.timestamp);
                out[0] |= u8::from(planned.has_padding) << 5;
                write_number(&self.template, out, way, length);
                let payload = plan.payload(&planned);
                own(payload, entry, &to);
                if let Some(red) = red {
                    red.rewrite(payload, plain);
                }
                (length, way.sealer.seal_rtp_from(stream, payload, out, self.template.length, to.index))
            };
            if sealed.is_err() {
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

    fn verdict(&mut self, ring: &Ring, entry: &Entry) -> Verdict {
        let (Some(frames), Some(mark), Some(selection)) = (&ring.frames, &entry.mark, &mut self.selection) else {
            return Verdict::Unknown;
        };
        selection.judge(frames, mark, entry.timestamp)
    }

    /// The dependency descriptor of a packet as it goes out; `None` where it has none, or the receiver takes none.
    #[inline]
    fn described<'a>(
        &self,
        ring: &'a Ring,
        entry: &Entry,
        packet: &'a [u8],
        to: &Rewritten,
        says: Option<Target>,
    ) -> Option<Described<'a>> {
        let mark = entry.mark.filter(|mark| mark.length > 0)?;
        let at = usize::from(mark.at);
        let bytes = packet.get(at..at + usize::from(mark.length))?;
        let frames = ring.frames.as_ref()?;
        let frame = frames.get(mark.number)?;
        let active = says.filter(|_| entry.begins_frame).and_then(|target| frames.mask(frame, target));
        let templates = if dependency::is_attached(bytes) { frames.templates(frame) } else { None };
        Some(Described {
            id: self.dependency?,
            bytes,
            number: to.frame?,
            template_shift: frame.template_shift.wrapping_add(to.template_shift),
            end: templates.map(|(_, end)| end),
            active,
        })
    }

    /// Whether a packet does not go out for the frame rate's sake.
    fn leaves_out(&mut self, entry: &Entry) -> bool {
        let is_new = self.rewriter.is_new(entry);
        let out = if is_new { !self.thinning.passes(entry) } else { self.thinning.is_of_no_use(entry) };
        if out {
            self.rewriter.skip(entry);
        }
        out
    }

    /// Sends a packet that went out before once more, on the RTX stream (RFC 4588 §4): own SSRC, own sequence. Its bytes.
    pub fn again(
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
        let to = self.rewriter.again(layer, entry)?;
        let overhead = way.sealer.rtp_overhead();
        let (mut marker, mut says) = (entry.marker, None);
        let of_no_use = match self.rewriter.past_run_was_thinned(to.index) {
            Some(thinned) if entry.mark.is_some() => thinned || !is_known(ring, entry),
            None if entry.mark.is_some() => match self.verdict(ring, entry) {
                Verdict::Send { last_of_picture, says: target } => {
                    (marker, says) = (marker || last_of_picture, target);
                    false
                }
                Verdict::LeaveOut => true,
                Verdict::Unknown => return None,
            },
            _ => self.is_of_no_use(entry, to.index),
        };
        // Empty, it fills the hole and says nothing.
        let payload = if of_no_use { &[] } else { &packet[entry.skips(false)..] };
        let described = if of_no_use { None } else { self.described(ring, entry, packet, &to, says) };
        let template = if described.is_some_and(|said| said.is_wide()) { self.rtx_wide? } else { template };
        let grows = described.map_or(0, |said| said.bytes.len() + MASK_BYTES + 12);
        let most = template.length + grows + 2 + payload.len() + overhead;
        outbox.make_room(most, egress);
        let start = outbox.start();
        let out = outbox.space(most);
        self.rtx_index += 1;
        template.write(out, payload_type, marker, self.rtx_index, to.timestamp);
        let header = described.map_or(template.length, |said| said.write(out, &template));
        let length = header + 2 + payload.len() + overhead;
        let out = &mut out[..length];
        out[header..header + 2].copy_from_slice(&(to.index as u16).to_be_bytes());
        write_payload(out, header + 2, payload, payload.len(), entry, &to);
        write_number(&template, out, way, length);
        way.sealer.seal_rtp(stream, out, header, self.rtx_index).ok()?;
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
            write_number(&template, out, way, length);
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

    /// Whether a receiver that misses a packet is to be answered: it was not just now.
    pub fn may_answer(&mut self, sequence: u16, now: Micros) -> bool {
        self.answered.retain(|(_, at)| now.since(*at) < ANSWER_AGAIN);
        if self.answered.len() >= ANSWERS || self.was_answered(sequence) {
            return false;
        }
        self.answered.push((sequence, now));
        true
    }

    /// Whether somebody who misses a packet was answered just now: it needs no copy.
    pub fn was_answered(&self, sequence: u16) -> bool {
        self.answered.iter().any(|(answered, _)| *answered == sequence)
    }
}

/// Whether what its descriptor says is still known.
fn is_known(ring: &Ring, entry: &Entry) -> bool {
    ring.frames.as_ref().zip(entry.mark).is_some_and(|(frames, mark)| frames.get(mark.number).is_some())
}

/// Writes a payload at `at`, padded to `padded` bytes (RFC 3550 §5.1).
fn write_payload(out: &mut [u8], at: usize, payload: &[u8], padded: usize, entry: &Entry, to: &Rewritten) {
    let room = &mut out[at..at + padded];
    let (body, padding) = room.split_at_mut(payload.len());
    if payload.is_empty() {
        return;
    }
    body.copy_from_slice(payload);
    own(body, entry, to);
    if let Some((last, zeros)) = padding.split_last_mut() {
        zeros.fill(0);
        *last = zeros.len() as u8 + 1;
        out[0] |= 0x20;
    }
}

/// Writes what is the slot's own into a payload; nothing into an empty one.
#[inline]
fn own(payload: &mut [u8], entry: &Entry, to: &Rewritten) {
    if payload.is_empty() {
        return;
    }
    let tl0 = entry.tl0.map(|(offset, _)| offset).zip(to.tl0);
    vp8::rewrite(payload, entry.picture.zip(to.picture), tl0);
}

#[inline]
fn write_number(template: &Template, out: &mut [u8], way: &mut Way<'_>, length: usize) {
    if let Some(at) = template.transport_cc {
        let sequence = way.estimate.sent(length, way.now);
        out[at..at + 2].copy_from_slice(&sequence.to_be_bytes());
    } else {
        way.estimate.sent_unnumbered(length);
    }
}
