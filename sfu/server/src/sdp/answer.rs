//! Writes an answer.

use super::agree::{AgreedCodec, AgreedLine, AnswerDirection};
use crate::ice::Credentials;
use std::{fmt::Write, net::SocketAddr};

/// What the node says of its own transport.
#[derive(Clone, Debug)]
pub struct NodeTransport<'a> {
    pub credentials: &'a Credentials,
    /// `sha-256 AA:BB…`
    pub fingerprint: &'a str,
    pub udp: &'a [SocketAddr],
    /// ICE-TCP passive (RFC 6544).
    pub tcp: &'a [SocketAddr],
}

/// The answer's text. `id`: session id of the `o=` line.
pub fn write(lines: &[AgreedLine], id: u64, cname: &str, node: &NodeTransport<'_>) -> String {
    let mut out = String::with_capacity(4096);
    write_session(&mut out, lines, id, node);
    let first = lines.iter().position(|line| line.accepted);
    for (i, line) in lines.iter().enumerate() {
        if line.accepted {
            write_accepted(&mut out, line, cname, node);
        } else {
            write_rejected(&mut out, line);
        }
        // RFC 8843 §7.1.3: candidates stand in the line that is first in the bundle.
        if Some(i) == first {
            write_candidates(&mut out, node);
        }
    }
    out
}

fn put(out: &mut String, line: std::fmt::Arguments<'_>) {
    out.write_fmt(line).expect("writing to a string");
    out.push_str("\r\n");
}

fn write_session(out: &mut String, lines: &[AgreedLine], id: u64, node: &NodeTransport<'_>) {
    put(out, format_args!("v=0"));
    // RFC 8829 §5.2.1: 63 bits.
    put(out, format_args!("o=- {} 2 IN IP4 127.0.0.1", id >> 1));
    put(out, format_args!("s=-"));
    put(out, format_args!("t=0 0"));
    let mids: Vec<&str> = lines.iter().filter(|l| l.accepted).filter_map(|l| l.mid.as_deref()).collect();
    if !mids.is_empty() {
        put(out, format_args!("a=group:BUNDLE {}", mids.join(" ")));
    }
    put(out, format_args!("a=ice-lite"));
    put(out, format_args!("a=fingerprint:{}", node.fingerprint));
    put(out, format_args!("a=msid-semantic: WMS *"));
}

fn write_rejected(out: &mut String, line: &AgreedLine) {
    put(out, format_args!("m={} 0 {} {}", line.media, line.protocol, line.format));
    put(out, format_args!("c=IN IP4 0.0.0.0"));
    if let Some(mid) = &line.mid {
        put(out, format_args!("a=mid:{mid}"));
    }
    put(out, format_args!("a=inactive"));
}

fn write_accepted(out: &mut String, line: &AgreedLine, cname: &str, node: &NodeTransport<'_>) {
    // Who sends to the node takes the first: voices come with redundancy where that is known.
    let receives = line.direction == AnswerDirection::Recvonly;
    let types: Vec<String> = line
        .codecs
        .iter()
        .flat_map(|c| {
            let (before, after) = if receives { (c.line.red, None) } else { (None, c.line.red) };
            [before, Some(c.line.payload_type), after, c.line.rtx]
        })
        .flatten()
        .map(|pt| pt.to_string())
        .collect();
    put(out, format_args!("m={} 9 {} {}", line.media, line.protocol, types.join(" ")));
    put(out, format_args!("c=IN IP4 0.0.0.0"));
    if let Some(mid) = &line.mid {
        put(out, format_args!("a=mid:{mid}"));
    }
    put(out, format_args!("a=ice-ufrag:{}", node.credentials.ufrag));
    put(out, format_args!("a=ice-pwd:{}", node.credentials.password));
    put(out, format_args!("a=fingerprint:{}", node.fingerprint));
    put(out, format_args!("a=setup:passive"));
    put(out, format_args!("a=rtcp-mux"));
    put(out, format_args!("a=rtcp-rsize"));
    put(out, format_args!("a={}", direction(line.direction)));
    if line.mixed {
        put(out, format_args!("a=extmap-allow-mixed"));
    }
    for (id, uri) in &line.extensions {
        put(out, format_args!("a=extmap:{id} {uri}"));
    }
    for codec in &line.codecs {
        write_codec(out, codec);
    }
    write_layers(out, line);
    write_sending(out, line, cname);
}

fn direction(direction: AnswerDirection) -> &'static str {
    match direction {
        AnswerDirection::Sendonly => "sendonly",
        AnswerDirection::Recvonly => "recvonly",
        AnswerDirection::Inactive => "inactive",
    }
}

fn write_codec(out: &mut String, codec: &AgreedCodec) {
    let pt = codec.line.payload_type;
    put(out, format_args!("a=rtpmap:{pt} {}", codec.rtpmap));
    if let Some(fmtp) = &codec.fmtp {
        put(out, format_args!("a=fmtp:{pt} {fmtp}"));
    }
    if codec.transport_cc {
        put(out, format_args!("a=rtcp-fb:{pt} transport-cc"));
    }
    if codec.line.nack {
        put(out, format_args!("a=rtcp-fb:{pt} nack"));
    }
    if codec.line.pli {
        put(out, format_args!("a=rtcp-fb:{pt} nack pli"));
    }
    if let Some(red) = codec.line.red {
        put(out, format_args!("a=rtpmap:{red} red/48000/2"));
        put(out, format_args!("a=fmtp:{red} {pt}/{pt}"));
    }
    if let Some(rtx) = codec.line.rtx {
        put(out, format_args!("a=rtpmap:{rtx} rtx/90000"));
        put(out, format_args!("a=fmtp:{rtx} apt={pt}"));
    }
}

/// RFC 8853 §5.3.2: the answer mirrors send as recv.
fn write_layers(out: &mut String, line: &AgreedLine) {
    for rid in &line.rids {
        put(out, format_args!("a=rid:{rid} recv"));
    }
    if !line.rids.is_empty() {
        put(out, format_args!("a=simulcast:recv {}", line.rids.join(";")));
    }
}

fn write_sending(out: &mut String, line: &AgreedLine, cname: &str) {
    let Some(sending) = &line.sending else { return };
    put(out, format_args!("a=msid:{} {}", sending.stream, sending.track));
    if let Some(rtx) = sending.rtx {
        put(out, format_args!("a=ssrc-group:FID {} {rtx}", sending.ssrc));
    }
    for ssrc in [Some(sending.ssrc), sending.rtx].into_iter().flatten() {
        put(out, format_args!("a=ssrc:{ssrc} cname:{cname}"));
        put(out, format_args!("a=ssrc:{ssrc} msid:{} {}", sending.stream, sending.track));
    }
}

pub(super) fn write_candidates(out: &mut String, node: &NodeTransport<'_>) {
    for (i, address) in node.udp.iter().enumerate() {
        let priority = priority(126, i);
        put(out, format_args!("a=candidate:u{i} 1 udp {priority} {} {} typ host", address.ip(), address.port()));
    }
    for (i, address) in node.tcp.iter().enumerate() {
        let priority = priority(90, i);
        put(
            out,
            format_args!(
                "a=candidate:t{i} 1 tcp {priority} {} {} typ host tcptype passive",
                address.ip(),
                address.port()
            ),
        );
    }
    put(out, format_args!("a=end-of-candidates"));
}

/// RFC 8445 §5.1.2.1; the local preference falls with the place in the list.
fn priority(kind: u32, place: usize) -> u32 {
    (kind << 24) | ((65_535 - place.min(65_535) as u32) << 8) | 255
}
