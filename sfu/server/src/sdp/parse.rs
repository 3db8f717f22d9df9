//! Reads an offer into sections and attributes, without judging it.

use super::malformed;
use fengsui_protocol::{bounds, link::media::MediaRefusal};

/// Media lines in one offer; more are refused. Slots and voices that one session may have, and room for lines that
/// the node does not take (data channels, second microphones).
pub const MAX_SECTIONS: usize = bounds::VIDEO_SLOTS + bounds::VOICES + 2;
/// Attributes in one section; more are refused.
const MAX_ATTRIBUTES: usize = 512;

/// An offer, borrowed.
#[derive(Debug)]
pub struct Offer<'a> {
    pub session: Attributes<'a>,
    pub sections: Vec<Section<'a>>,
}

/// One `m=` line with its attributes.
#[derive(Debug)]
pub struct Section<'a> {
    pub kind: Kind,
    /// First word of the `m=` line as it was.
    pub media: &'a str,
    pub port: u16,
    pub protocol: &'a str,
    /// The rest of the `m=` line: payload types, or `webrtc-datachannel`.
    pub formats: Vec<&'a str>,
    pub attributes: Attributes<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Audio,
    Video,
    Other,
}

/// `a=` lines as (name, value), in order; the value is empty for a flag.
#[derive(Debug, Default)]
pub struct Attributes<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Attributes<'a> {
    /// First value of `name`.
    pub fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }
    /// All values of `name`, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| *n == name).map(|(_, v)| *v)
    }
    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

impl<'a> Section<'a> {
    pub fn mid(&self) -> Option<&'a str> {
        self.attributes.first("mid")
    }

    /// RFC 8866 §6.7; sendrecv when nothing is said.
    pub fn direction(&self) -> (bool, bool) {
        for (name, _) in &self.attributes.0 {
            match *name {
                "sendrecv" => return (true, true),
                "sendonly" => return (true, false),
                "recvonly" => return (false, true),
                "inactive" => return (false, false),
                _ => {}
            }
        }
        (true, true)
    }
    /// The offerer would send.
    pub fn sends(&self) -> bool {
        self.direction().0
    }
    /// The offerer would receive.
    pub fn receives(&self) -> bool {
        self.direction().1
    }

    /// Value of an attribute that names a payload type, such as `fmtp` or `rtpmap`.
    pub fn of_payload(&self, name: &str, payload_type: u8) -> impl Iterator<Item = &'a str> {
        self.attributes.all(name).filter_map(move |value| {
            let (said, rest) = value.split_once(' ')?;
            (said.parse() == Ok(payload_type)).then_some(rest.trim())
        })
    }

    /// Payload types in the order of preference (RFC 8866 §5.14).
    pub fn payload_types(&self) -> impl Iterator<Item = u8> {
        self.formats.iter().filter_map(|f| f.parse().ok()).filter(|pt| *pt < 128)
    }
}

/// Reads `text`.
///
/// # Errors
/// 400 with the line that is wrong, or the bound that was passed.
pub fn parse(text: &str) -> Result<Offer<'_>, MediaRefusal> {
    if text.len() > bounds::SDP_BYTES {
        return Err(malformed(format!("the offer has {} bytes, at most {} are taken", text.len(), bounds::SDP_BYTES)));
    }
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    if lines.next() != Some("v=0") {
        return Err(malformed("an SDP offer begins with v=0"));
    }
    let mut offer = Offer { session: Attributes::default(), sections: Vec::new() };
    for line in lines {
        take_line(&mut offer, line)?;
    }
    match offer.sections.len() {
        0 => Err(malformed("the offer has no m= line")),
        _ => Ok(offer),
    }
}

fn take_line<'a>(offer: &mut Offer<'a>, line: &'a str) -> Result<(), MediaRefusal> {
    let wrong = || malformed(format!("not an SDP line: {:?}", line.chars().take(60).collect::<String>()));
    let (kind, value) = line.split_once('=').filter(|(kind, _)| kind.len() == 1).ok_or_else(wrong)?;
    match kind {
        "m" if offer.sections.len() == MAX_SECTIONS => {
            return Err(malformed(format!("more than {MAX_SECTIONS} m= lines")));
        }
        "m" => offer.sections.push(media_line(value).ok_or_else(wrong)?),
        "a" => {
            let attributes = offer.sections.last_mut().map_or(&mut offer.session, |s| &mut s.attributes);
            if attributes.0.len() == MAX_ATTRIBUTES {
                return Err(malformed(format!("more than {MAX_ATTRIBUTES} attributes in one section")));
            }
            attributes.0.push(value.split_once(':').unwrap_or((value, "")));
        }
        _ => {}
    }
    Ok(())
}

/// `m=<media> <port>[/<n>] <proto> <fmt> …` (RFC 8866 §5.14).
fn media_line(value: &str) -> Option<Section<'_>> {
    let mut words = value.split_ascii_whitespace();
    let media = words.next()?;
    let port = words.next()?.split('/').next()?.parse().ok()?;
    let protocol = words.next()?;
    let kind = match media {
        "audio" => Kind::Audio,
        "video" => Kind::Video,
        _ => Kind::Other,
    };
    Some(Section { kind, media, port, protocol, formats: words.collect(), attributes: Attributes::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fall_into_their_sections() {
        let offer = parse(
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\na=group:BUNDLE 0\r\nm=video 9/1 UDP/TLS/RTP/SAVPF 96 97\r\n\
             a=mid:0\r\na=recvonly\r\na=fmtp:97 apt=96\r\n",
        )
        .unwrap();
        assert_eq!(offer.session.first("group"), Some("BUNDLE 0"));
        let section = &offer.sections[0];
        assert_eq!((section.kind, section.port, section.mid()), (Kind::Video, 9, Some("0")));
        assert_eq!(section.direction(), (false, true));
        assert_eq!(section.payload_types().collect::<Vec<_>>(), [96, 97]);
        assert_eq!(section.of_payload("fmtp", 97).next(), Some("apt=96"));
    }

    #[test]
    fn what_is_not_sdp_is_refused_with_a_reason() {
        for (text, says) in [
            ("", "v=0"),
            ("hello", "v=0"),
            ("v=0\r\n", "no m= line"),
            ("v=0\r\nm=video x UDP 1\r\n", "m=video x"),
            ("v=0\r\nnonsense\r\n", "nonsense"),
        ] {
            let refusal = parse(text).unwrap_err();
            assert_eq!(refusal.status, 400);
            assert!(refusal.message.contains(says), "{text:?}: {}", refusal.message);
        }
        let many = format!("v=0\r\n{}", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(MAX_SECTIONS + 1));
        assert!(parse(&many).unwrap_err().message.contains("m= lines"));
        let long = format!("v=0\r\n{}", "a=x\r\n".repeat(bounds::SDP_BYTES / 5));
        assert!(parse(&long).is_err());
    }
}
