//! Decides what of an offer the node takes.
//!
//! Publishing: the first audio line is the microphone, the first video line the camera, the second (or one that says
//! `a=content:slides`, RFC 4796) the presentation. Receiving: video lines in order are main, presentation, cell 0,
//! cell 1 …; audio lines are voices. A line that is inactive keeps its place. What the node does not take is answered
//! with port 0 and never reaches the core.

use super::{
    malformed,
    parse::{Kind, Offer, Section},
    unacceptable,
};
use crate::dtls::Fingerprint;
use fengsui_protocol::{
    bounds,
    conference::{SlotName, StreamKind},
    link::media::{Direction, MediaRefusal, SlotSize},
};
use fengsui_sfu_core::rtp::dependency;
use fengsui_sfu_core::{
    Codec, CodecLine, ExtensionIds, PublisherLine, PublisherMedia, ReceiverLine, ReceiverMedia, SignalledSsrc,
};
use std::collections::BTreeSet;

/// Simulcast layers taken from one line; the offer's first ones.
const MAX_LAYERS: usize = 3;
/// Of a mid or rid, in bytes.
const MAX_ID: usize = 16;
/// Default size of a mosaic cell when the client names none.
const CELL: SlotSize = SlotSize { width: 320, height: 180 };

/// What was agreed: for the core, for ICE and DTLS, and for the answer.
#[derive(Debug)]
pub struct Agreement {
    pub media: Media,
    pub transport: PeerTransport,
    pub lines: Vec<AgreedLine>,
}

/// For the core.
#[derive(Clone, Debug)]
pub enum Media {
    Publisher(PublisherMedia),
    Receiver(ReceiverMedia),
}

/// Credentials and identity of the peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerTransport {
    pub ufrag: String,
    pub fingerprint: Fingerprint,
}

/// One `m=` line of the answer, in the offer's order.
#[derive(Clone, Debug, Default)]
pub struct AgreedLine {
    /// `m=` words of the offer: media, protocol, first format (kept for a rejected line).
    pub media: String,
    pub protocol: String,
    pub format: String,
    pub mid: Option<String>,
    /// False: port 0, nothing but the `m=` line and the mid.
    pub accepted: bool,
    pub direction: AnswerDirection,
    pub codecs: Vec<AgreedCodec>,
    /// `(id, uri)` of header extensions.
    pub extensions: Vec<(u8, &'static str)>,
    /// `a=extmap-allow-mixed` (RFC 8285 §6): elements of both forms in one stream.
    pub mixed: bool,
    /// `a=rid … recv` and `a=simulcast:recv`.
    pub rids: Vec<String>,
    pub sending: Option<Sending>,
}

/// SSRCs that the node will send with, and the stream they belong to.
#[derive(Clone, Debug)]
pub struct Sending {
    pub ssrc: u32,
    pub rtx: Option<u32>,
    pub stream: String,
    pub track: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerDirection {
    Sendonly,
    Recvonly,
    #[default]
    Inactive,
}

/// A codec as the answer repeats it.
#[derive(Clone, Debug)]
pub struct AgreedCodec {
    pub line: CodecLine,
    /// `VP8/90000`, as the offer spelt it.
    pub rtpmap: String,
    pub fmtp: Option<String>,
    pub transport_cc: bool,
}

/// Randomness that the answer needs, given by the shell.
pub trait Numbers {
    /// Never the same twice, never 0.
    fn ssrc(&mut self) -> u32;
}

/// Decides. `sizes`: of the video slots, in offer order.
///
/// # Errors
/// 400 for what nobody could answer, 406 when there is nothing in common.
pub fn agree(
    offer: &Offer<'_>,
    direction: Direction,
    sizes: &[SlotSize],
    cname: &str,
    numbers: &mut dyn Numbers,
) -> Result<Agreement, MediaRefusal> {
    let bundle = Bundle::of(offer)?;
    let mut lines = Vec::with_capacity(offer.sections.len());
    let media = match direction {
        Direction::Publish => Media::Publisher(publisher(offer, &bundle, &mut lines)?),
        Direction::Receive => Media::Receiver(receiver(offer, &bundle, sizes, cname, numbers, &mut lines)?),
    };
    let Some(first) = lines.iter().position(|line: &AgreedLine| line.accepted) else {
        return Err(unacceptable(
            "no media line of the offer can be taken: the node takes Opus, VP8, H.264 constrained baseline \
             (packetization-mode=1), VP9 (profile-id=0) and, with the dependency descriptor, AV1 (profile=0)",
        ));
    };
    let transport = peer_transport(offer, &offer.sections[first])?;
    Ok(Agreement { media, transport, lines })
}

/// Which lines share the one transport (RFC 8843).
struct Bundle<'a> {
    mids: BTreeSet<&'a str>,
}

impl<'a> Bundle<'a> {
    fn of(offer: &Offer<'a>) -> Result<Self, MediaRefusal> {
        let mut mids = BTreeSet::new();
        for section in &offer.sections {
            match section.mid() {
                Some(mid) if mid.is_empty() || mid.len() > MAX_ID || !is_token(mid) => {
                    return Err(malformed(format!("a mid has 1 to {MAX_ID} letters, digits or -._: {mid:?}")));
                }
                Some(mid) if !mids.insert(mid) => return Err(malformed(format!("mid {mid} is used twice"))),
                Some(_) => {}
                None if offer.sections.len() > 1 => return Err(malformed("every m= line needs a=mid")),
                None => {}
            }
        }
        let group = offer.session.all("group").find_map(|g| g.strip_prefix("BUNDLE"));
        match group {
            Some(group) => Ok(Self { mids: group.split_ascii_whitespace().filter(|m| mids.contains(m)).collect() }),
            None if offer.sections.len() == 1 => Ok(Self { mids }),
            None => Err(unacceptable("media must be bundled (a=group:BUNDLE); set bundle-policy to max-bundle")),
        }
    }

    /// The node can take the line at all, whatever its codecs.
    fn carries(&self, section: &Section<'_>) -> bool {
        let rtp = section.protocol.ends_with("TLS/RTP/SAVPF") || section.protocol.ends_with("TLS/RTP/SAVP");
        let bundled = section.mid().is_none_or(|mid| self.mids.contains(mid));
        let live = section.port != 0 || section.attributes.has("bundle-only");
        rtp && bundled && live && section.attributes.has("rtcp-mux")
    }
}

/// RFC 8866 token, narrowed to what mids and rids are made of.
fn is_token(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'{' | b'}'))
}

fn peer_transport(offer: &Offer<'_>, section: &Section<'_>) -> Result<PeerTransport, MediaRefusal> {
    let get = |name: &str| section.attributes.first(name).or_else(|| offer.session.first(name));
    let ufrag =
        get("ice-ufrag").filter(|u| (4..=256).contains(&u.len())).ok_or_else(|| malformed("a=ice-ufrag is missing"))?;
    get("ice-pwd").filter(|p| (22..=256).contains(&p.len())).ok_or_else(|| malformed("a=ice-pwd is missing"))?;
    if offer.session.has("ice-lite") {
        return Err(unacceptable("of two ICE-lite agents neither would check: the client must be a full agent"));
    }
    match get("setup") {
        Some("actpass" | "active") => {}
        other => return Err(malformed(format!("a=setup must be actpass or active, the offer says {other:?}"))),
    }
    let fingerprints = section.attributes.all("fingerprint").chain(offer.session.all("fingerprint"));
    let fingerprint = fingerprints
        .filter_map(Fingerprint::parse)
        .next()
        .ok_or_else(|| malformed("a=fingerprint with sha-256, sha-384 or sha-512 is missing"))?;
    Ok(PeerTransport { ufrag: ufrag.to_owned(), fingerprint })
}

fn publisher(
    offer: &Offer<'_>,
    bundle: &Bundle<'_>,
    out: &mut Vec<AgreedLine>,
) -> Result<PublisherMedia, MediaRefusal> {
    let mut media = PublisherMedia::default();
    let (mut audio, mut video) = (0usize, 0usize);
    for section in &offer.sections {
        let stream = match section.kind {
            Kind::Audio => {
                audio += 1;
                (audio == 1).then_some(StreamKind::Microphone)
            }
            Kind::Video => {
                video += 1;
                video_stream(section, video)
            }
            Kind::Other => None,
        };
        let taken = stream.filter(|s| media.lines.iter().all(|l: &PublisherLine| l.stream != *s));
        let Some((stream, mut line)) = taken.and_then(|s| Some((s, accept(offer, section, bundle, true)?))) else {
            out.push(rejected(section));
            continue;
        };
        if section.sends() {
            line.direction = AnswerDirection::Recvonly;
            media.lines.push(publisher_line(section, stream, &mut line)?);
        }
        out.push(line);
    }
    Ok(media)
}

fn video_stream(section: &Section<'_>, place: usize) -> Option<StreamKind> {
    match (section.attributes.first("content"), place) {
        (Some("slides"), _) | (_, 2) => Some(StreamKind::Presentation),
        (_, 1) => Some(StreamKind::Camera),
        _ => None,
    }
}

fn publisher_line(
    section: &Section<'_>,
    stream: StreamKind,
    line: &mut AgreedLine,
) -> Result<PublisherLine, MediaRefusal> {
    let extensions = extension_ids(line);
    // RFC 8853 §6.2: a simulcast layer is told by its rid alone.
    if extensions.rid.is_some() {
        line.rids = layers(section)?;
    }
    Ok(PublisherLine {
        mid: line.mid.clone().unwrap_or_default(),
        stream,
        codecs: line.codecs.iter().map(|c| c.line).collect(),
        rids: line.rids.clone(),
        extensions,
        ssrcs: if line.rids.is_empty() { signalled_ssrcs(section) } else { Vec::new() },
    })
}

/// Rids of `a=simulcast:send a;b;~c` that have an `a=rid:… send` line: of alternatives the first, paused ones too.
fn layers(section: &Section<'_>) -> Result<Vec<String>, MediaRefusal> {
    let Some(said) = section.attributes.first("simulcast") else { return Ok(Vec::new()) };
    let mut words = said.split_ascii_whitespace();
    let list = std::iter::from_fn(|| Some((words.next()?, words.next()?))).find(|(way, _)| *way == "send");
    let Some((_, list)) = list else { return Ok(Vec::new()) };
    let declared: Vec<&str> = section
        .attributes
        .all("rid")
        .filter_map(|rid| rid.split_once(' '))
        .filter(|(_, way)| way.split_ascii_whitespace().next() == Some("send"))
        .map(|(rid, _)| rid)
        .collect();
    let mut rids: Vec<String> = Vec::new();
    for layer in list.split(';') {
        let rid = layer.split(',').next().unwrap_or_default().trim_start_matches('~');
        if rid.is_empty() || rid.len() > MAX_ID || !is_token(rid) {
            return Err(malformed(format!("a rid has 1 to {MAX_ID} letters or digits: {rid:?}")));
        }
        if declared.contains(&rid) && rids.iter().all(|r| r != rid) && rids.len() < MAX_LAYERS {
            rids.push(rid.to_owned());
        }
    }
    Ok(rids)
}

/// `a=ssrc` and `a=ssrc-group:FID` (RFC 5576). At most the first stream: one line carries one source.
fn signalled_ssrcs(section: &Section<'_>) -> Vec<SignalledSsrc> {
    let group = section.attributes.all("ssrc-group").find_map(|g| g.strip_prefix("FID "));
    if let Some((ssrc, rtx)) = group.and_then(|g| g.trim().split_once(' '))
        && let (Ok(ssrc), Ok(rtx)) = (ssrc.parse(), rtx.trim().parse())
    {
        return vec![SignalledSsrc { ssrc, rtx: Some(rtx) }];
    }
    let first = section.attributes.all("ssrc").find_map(|s| s.split(' ').next()?.parse().ok());
    first.map(|ssrc| SignalledSsrc { ssrc, rtx: None }).into_iter().collect()
}

fn receiver(
    offer: &Offer<'_>,
    bundle: &Bundle<'_>,
    sizes: &[SlotSize],
    cname: &str,
    numbers: &mut dyn Numbers,
    out: &mut Vec<AgreedLine>,
) -> Result<ReceiverMedia, MediaRefusal> {
    let mut media = ReceiverMedia { cname: cname.to_owned(), lines: Vec::new() };
    let (mut voices, mut slots) = (0usize, 0usize);
    for section in &offer.sections {
        let (slot, size) = match section.kind {
            Kind::Audio => {
                voices += 1;
                (SlotName::Voice { index: voices as u16 - 1 }, None)
            }
            Kind::Video => {
                slots += 1;
                (video_slot(slots - 1), slot_size(sizes, slots - 1))
            }
            Kind::Other => {
                out.push(rejected(section));
                continue;
            }
        };
        let Some(mut line) = accept(offer, section, bundle, false) else {
            out.push(rejected(section));
            continue;
        };
        if section.receives() {
            line.direction = AnswerDirection::Sendonly;
            media.lines.push(receiver_line(slot, size, &mut line, numbers));
        }
        out.push(line);
    }
    if slots > bounds::VIDEO_SLOTS || voices > bounds::VOICES {
        return Err(malformed(format!(
            "the offer asks for {slots} video slots and {voices} voices; at most {} and {} are given",
            bounds::VIDEO_SLOTS,
            bounds::VOICES
        )));
    }
    Ok(media)
}

/// Video lines of a receiving offer are main, presentation, cell 0, cell 1 …
fn video_slot(place: usize) -> SlotName {
    match place {
        0 => SlotName::Main,
        1 => SlotName::Presentation,
        cell => SlotName::Cell { index: cell as u16 - 2 },
    }
}

fn slot_size(sizes: &[SlotSize], place: usize) -> Option<SlotSize> {
    sizes.get(place).copied().or((place >= 2).then_some(CELL))
}

fn receiver_line(
    slot: SlotName,
    size: Option<SlotSize>,
    line: &mut AgreedLine,
    numbers: &mut dyn Numbers,
) -> ReceiverLine {
    let ssrc = numbers.ssrc();
    let rtx = line.codecs.iter().any(|c| c.line.rtx.is_some()).then(|| numbers.ssrc());
    let (stream, track) = stream_and_track(slot);
    line.sending = Some(Sending { ssrc, rtx, stream, track });
    ReceiverLine {
        mid: line.mid.clone().unwrap_or_default(),
        slot,
        codecs: line.codecs.iter().map(|c| c.line).collect(),
        ssrc,
        rtx_ssrc: rtx,
        extensions: extension_ids(line),
        size,
    }
}

/// `a=msid` of a slot. The first voice shares the main picture's stream, so that a player which shows one stream has
/// sound with it.
fn stream_and_track(slot: SlotName) -> (String, String) {
    match slot {
        SlotName::Main => ("main".to_owned(), "main-video".to_owned()),
        SlotName::Voice { index: 0 } => ("main".to_owned(), "voice-0".to_owned()),
        SlotName::Presentation => ("presentation".to_owned(), "presentation".to_owned()),
        SlotName::Cell { index } => (format!("cell-{index}"), format!("cell-{index}")),
        SlotName::Voice { index } => (format!("voice-{index}"), format!("voice-{index}")),
    }
}

fn rejected(section: &Section<'_>) -> AgreedLine {
    AgreedLine {
        media: section.media.to_owned(),
        protocol: section.protocol.to_owned(),
        format: section.formats.first().copied().unwrap_or("0").to_owned(),
        mid: section.mid().map(str::to_owned),
        ..AgreedLine::default()
    }
}

/// The line with the codecs and extensions in common, inactive for now; `None` when there is no codec in common.
fn accept(offer: &Offer<'_>, section: &Section<'_>, bundle: &Bundle<'_>, publish: bool) -> Option<AgreedLine> {
    if !bundle.carries(section) {
        return None;
    }
    let mut codecs = common_codecs(section);
    let mut extensions = extensions(section, publish);
    let mixed = offer.session.has("extmap-allow-mixed") || section.attributes.has("extmap-allow-mixed");
    let described = mixed && extensions.iter().any(|(_, uri)| *uri == dependency::URI);
    if publish && !described {
        // Nothing else says where an AV1 decoder can begin: the payload may be encrypted end to end.
        codecs.retain(|codec| codec.line.codec != Codec::Av1);
    }
    if publish {
        // One codec per publisher: what it likes best, but VP8 when it sends simulcast.
        let simulcast = section.attributes.has("simulcast");
        let best = codecs.iter().position(|c| simulcast && c.line.codec == Codec::Vp8).unwrap_or(0);
        codecs = codecs.into_iter().skip(best).take(1).collect();
    }
    if codecs.is_empty() {
        return None;
    }
    // A structure is too long for the one-byte form; other codecs do without.
    if !described || codecs.iter().all(|codec| !codec.line.codec.has_layers_inside()) {
        extensions.retain(|(_, uri)| *uri != dependency::URI);
    }
    Some(AgreedLine { accepted: true, codecs, extensions, mixed, ..rejected(section) })
}

/// One payload type per codec, in the offerer's order.
fn common_codecs(section: &Section<'_>) -> Vec<AgreedCodec> {
    let mut codecs: Vec<AgreedCodec> = Vec::new();
    for payload_type in section.payload_types() {
        let Some(rtpmap) = section.of_payload("rtpmap", payload_type).next() else { continue };
        let fmtp = section.of_payload("fmtp", payload_type).next();
        let Some(codec) = codec_of(section.kind, rtpmap, fmtp) else { continue };
        if codecs.iter().any(|c| c.line.codec == codec) {
            continue;
        }
        let feedback = Feedback::of(section, payload_type);
        codecs.push(AgreedCodec {
            line: CodecLine {
                codec,
                payload_type,
                rtx: rtx_of(section, payload_type),
                red: red_of(section, payload_type),
                nack: feedback.nack && codec.is_video(),
                pli: feedback.pli && codec.is_video(),
            },
            rtpmap: rtpmap.to_owned(),
            fmtp: answer_fmtp(codec, fmtp),
            transport_cc: feedback.transport_cc,
        });
    }
    codecs
}

fn codec_of(kind: Kind, rtpmap: &str, fmtp: Option<&str>) -> Option<Codec> {
    let name = rtpmap.to_ascii_lowercase();
    match kind {
        Kind::Audio if name == "opus/48000/2" => Some(Codec::Opus),
        Kind::Video if name == "vp8/90000" => Some(Codec::Vp8),
        // RFC 9628 §6: without profile-id it is profile 0. AV1 likewise (AV1 RTP specification §7.2.1).
        Kind::Video if name == "vp9/90000" && is_zero(fmtp, "profile-id") => Some(Codec::Vp9),
        Kind::Video if name == "av1/90000" && is_zero(fmtp, "profile") => Some(Codec::Av1),
        Kind::Video if name == "h264/90000" && constrained_baseline(fmtp.unwrap_or_default()) => Some(Codec::H264),
        _ => None,
    }
}

/// RFC 6184 §8.1: profile_idc 66 with constraint_set1 (0x40), and packetization-mode 1. Without profile-level-id the
/// default is Baseline, which constrained decoders need not decode.
fn constrained_baseline(fmtp: &str) -> bool {
    let level = parameter(fmtp, "profile-level-id").and_then(|v| u32::from_str_radix(v, 16).ok());
    let profile = level.is_some_and(|l| l >> 16 == 0x42 && (l >> 8) & 0x40 != 0);
    profile && parameter(fmtp, "packetization-mode") == Some("1")
}

fn is_zero(fmtp: Option<&str>, name: &str) -> bool {
    parameter(fmtp.unwrap_or_default(), name).is_none_or(|value| value == "0")
}

fn parameter<'a>(fmtp: &'a str, name: &str) -> Option<&'a str> {
    fmtp.split(';').filter_map(|p| p.trim().split_once('=')).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
}

fn answer_fmtp(codec: Codec, offered: Option<&str>) -> Option<String> {
    match codec {
        // RFC 7587 §6.1: the node would be sent in-band FEC, and nothing but a packet now and then in silence.
        Codec::Opus => Some("minptime=10;useinbandfec=1;usedtx=1".to_owned()),
        Codec::Vp8 => None,
        Codec::Vp9 => Some("profile-id=0".to_owned()),
        Codec::Av1 => offered.map(|fmtp| kept(fmtp, &["level-idx", "profile", "tier"])),
        // Sprop parameters describe what the offerer sends and are not repeated.
        Codec::H264 => {
            let names = ["level-asymmetry-allowed", "packetization-mode", "profile-level-id"];
            offered.map(|fmtp| kept(fmtp, &names))
        }
    }
}

/// The parameters of these names, as offered.
fn kept(fmtp: &str, names: &[&str]) -> String {
    let said = names.iter().filter_map(|name| Some(format!("{name}={}", parameter(fmtp, name)?)));
    said.collect::<Vec<_>>().join(";")
}

fn rtx_of(section: &Section<'_>, payload_type: u8) -> Option<u8> {
    section.payload_types().find(|rtx| {
        let named = section.of_payload("rtpmap", *rtx).any(|m| m.eq_ignore_ascii_case("rtx/90000"));
        let apt = section.of_payload("fmtp", *rtx).find_map(|f| parameter(f, "apt")?.parse::<u8>().ok());
        named && apt == Some(payload_type)
    })
}

/// RFC 2198 §5: `a=rtpmap:63 red/48000/2`, and `a=fmtp:63 111/111` with the payload types of its blocks, which must all be
/// this one.
fn red_of(section: &Section<'_>, payload_type: u8) -> Option<u8> {
    section.payload_types().filter(|_| section.kind == Kind::Audio).find(|red| {
        let named = section.of_payload("rtpmap", *red).any(|m| m.eq_ignore_ascii_case("red/48000/2"));
        let of_it = |fmtp: &str| fmtp.split('/').all(|block| block.trim().parse() == Ok(payload_type));
        named && section.of_payload("fmtp", *red).any(of_it)
    })
}

/// What the offer's `a=rtcp-fb` lines allow for one payload type (RFC 4585 §4.2).
#[derive(Default)]
struct Feedback {
    nack: bool,
    pli: bool,
    transport_cc: bool,
}

impl Feedback {
    fn of(section: &Section<'_>, payload_type: u8) -> Self {
        let mut found = Self::default();
        for line in section.attributes.all("rtcp-fb") {
            let Some((who, what)) = line.split_once(' ') else { continue };
            if who != "*" && who.parse() != Ok(payload_type) {
                continue;
            }
            match what.trim() {
                "nack" => found.nack = true,
                "nack pli" => found.pli = true,
                "transport-cc" => found.transport_cc = true,
                _ => {}
            }
        }
        found
    }
}

const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRANSPORT_CC: &str = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// Header extensions in common. A receiver is told SSRCs and needs neither mid nor rid in every packet.
fn extensions(section: &Section<'_>, publish: bool) -> Vec<(u8, &'static str)> {
    let known: &[&'static str] = if publish {
        &[MID, RID, REPAIRED_RID, AUDIO_LEVEL, TRANSPORT_CC, dependency::URI]
    } else {
        &[TRANSPORT_CC, dependency::URI]
    };
    let mut found: Vec<(u8, &'static str)> = Vec::new();
    for line in section.attributes.all("extmap") {
        let mut words = line.split_ascii_whitespace();
        let (Some(id), Some(uri)) = (words.next(), words.next()) else { continue };
        // RFC 8285 §4.2: the one-byte form has ids 1 to 14.
        let id = id.split('/').next().and_then(|id| id.parse::<u8>().ok()).filter(|id| (1..=14).contains(id));
        let (Some(id), Some(uri)) = (id, known.iter().find(|k| **k == uri)) else { continue };
        if found.iter().all(|(other, name)| *other != id && name != uri) {
            found.push((id, uri));
        }
    }
    found
}

fn extension_ids(line: &AgreedLine) -> ExtensionIds {
    let id = |uri: &str| line.extensions.iter().find(|(_, u)| *u == uri).map(|(id, _)| *id);
    ExtensionIds {
        mid: id(MID),
        rid: id(RID),
        repaired_rid: id(REPAIRED_RID),
        audio_level: id(AUDIO_LEVEL),
        transport_cc: id(TRANSPORT_CC),
        dependency: id(dependency::URI),
    }
}
