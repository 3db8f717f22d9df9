//! What the generator says of itself in session descriptions, and what it reads in a forwarder's. It offers, or receives
//! everything that is offered.

use anyhow::Context;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};

pub const VP8: u8 = 96;
pub const OPUS: u8 = 111;
pub const VIDEO_SSRC: u32 = 1_001;
pub const AUDIO_SSRC: u32 = 1_002;
/// Extension ids of the offers.
pub const MID: u8 = 4;
pub const TRANSPORT_CC: u8 = 3;
pub const AUDIO_LEVEL: u8 = 1;
/// Of every peer of a run.
pub const PASSWORD: &str = "benchbenchbenchbenchbench";

const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const TRANSPORT_CC_URI: &str = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// One peer of the generator.
pub struct Local<'a> {
    pub address: Ipv4Addr,
    pub port: u16,
    pub fingerprint: &'a str,
}

impl Local<'_> {
    /// Of one camera and microphone.
    pub fn publishing(&self) -> String {
        self.offer("sendonly", 1, 1)
    }
    pub fn receiving(&self, voices: usize, pictures: usize) -> String {
        self.offer("recvonly", voices, pictures)
    }

    fn offer(&self, direction: &str, voices: usize, pictures: usize) -> String {
        let ssrc = |ssrc: u32| match direction {
            "sendonly" => format!("a=msid:bench {ssrc}\r\na=ssrc:{ssrc} cname:bench\r\n"),
            _ => String::new(),
        };
        let common = format!(
            "{}a={direction}\r\na=extmap:{MID} {MID_URI}\r\na=extmap:{TRANSPORT_CC} {TRANSPORT_CC_URI}\r\n",
            self.transport()
        );
        let voice = |mid: usize| {
            format!(
                "m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}\r\na=mid:{mid}\r\n{common}\
                 a=extmap:{AUDIO_LEVEL} {LEVEL_URI}\r\n\
                 a=rtpmap:{OPUS} opus/48000/2\r\na=rtcp-fb:{OPUS} transport-cc\r\n{}",
                ssrc(AUDIO_SSRC)
            )
        };
        let picture = |mid: usize| {
            format!(
                "m=video 9 UDP/TLS/RTP/SAVPF {VP8} 97\r\na=mid:{mid}\r\n{common}\
                 a=rtpmap:{VP8} VP8/90000\r\na=rtcp-fb:{VP8} nack\r\na=rtcp-fb:{VP8} nack pli\r\n\
                 a=rtcp-fb:{VP8} transport-cc\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt={VP8}\r\n{}",
                ssrc(VIDEO_SSRC)
            )
        };
        let sections = (0..voices).map(voice).chain((voices..voices + pictures).map(picture)).collect::<String>();
        session((0..voices + pictures).map(|mid| mid.to_string()), &sections)
    }

    /// Takes all voices and pictures that `offer` offers, with the extensions that the generator reads.
    pub fn answer(&self, offer: &str) -> String {
        let sections: Vec<Section> = sections(offer).collect();
        let text = sections.iter().map(|section| self.taking(section)).collect::<String>();
        session(sections.iter().map(|section| section.said("mid:").unwrap_or("0").to_owned()), &text)
    }

    fn taking(&self, section: &Section) -> String {
        let numbers = section.taken();
        let mut text = "m=".to_owned() + &section.first.split(' ').take(3).collect::<Vec<_>>().join(" ");
        for number in &numbers {
            let _ = write!(text, " {number}");
        }
        if numbers.is_empty() {
            // Nothing of it is known: RFC 8843 §7.3.3, a section of a bundle is rejected by port zero.
            text = text.replacen(" 9 ", " 0 ", 1) + " 0";
        }
        let direction = if section.said("inactive").is_some() { "inactive" } else { "recvonly" };
        let _ = write!(text, "\r\na=mid:{}\r\n", section.said("mid:").unwrap_or("0"));
        let _ = write!(text, "{}a={direction}\r\n", self.transport());
        for line in section.attributes().filter(|line| wanted(line, &numbers)) {
            let _ = write!(text, "a={line}\r\n");
        }
        text
    }

    fn transport(&self) -> String {
        let Self { address, port, fingerprint } = self;
        format!(
            "c=IN IP4 0.0.0.0\r\na=ice-ufrag:{}\r\na=ice-pwd:{PASSWORD}\r\n\
             a=fingerprint:sha-256 {fingerprint}\r\na=setup:active\r\na=rtcp-mux\r\n\
             a=candidate:1 1 udp 2130706431 {address} {port} typ host\r\na=end-of-candidates\r\n",
            self.ufrag()
        )
    }

    pub fn ufrag(&self) -> String {
        format!("b{:07}", self.port)
    }
}

fn session(mids: impl Iterator<Item = String>, sections: &str) -> String {
    let mids = mids.map(|mid| format!(" {mid}")).collect::<String>();
    format!("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE{mids}\r\n{sections}")
}

/// Whether an offered attribute is repeated in the answer.
fn wanted(line: &str, numbers: &[u8]) -> bool {
    if line.starts_with("extmap:") {
        return [MID_URI, LEVEL_URI, TRANSPORT_CC_URI].iter().any(|uri| line.ends_with(uri));
    }
    let Some((name, rest)) = line.split_once(':') else { return false };
    let of = rest.split(' ').next().and_then(|number| number.parse().ok());
    let ours = of.is_some_and(|number| numbers.contains(&number));
    let feedback = ["nack", "nack pli", "transport-cc"].iter().any(|kind| rest.ends_with(&format!(" {kind}")));
    ours && (matches!(name, "rtpmap" | "fmtp") || name == "rtcp-fb" && feedback)
}

/// A media section.
struct Section<'a> {
    /// Without `m=`.
    first: &'a str,
    rest: &'a str,
}

fn sections(text: &str) -> impl Iterator<Item = Section<'_>> {
    text.split("\nm=").skip(1).map(|section| {
        let (first, rest) = section.split_once('\n').unwrap_or((section, ""));
        Section { first: first.trim(), rest }
    })
}

impl<'a> Section<'a> {
    /// Without `a=`.
    fn attributes(&self) -> impl Iterator<Item = &'a str> {
        self.rest.lines().filter_map(|line| line.trim().strip_prefix("a="))
    }
    fn said(&self, name: &str) -> Option<&'a str> {
        self.attributes().find_map(|line| line.strip_prefix(name))
    }
    /// The payload type of a codec.
    fn number(&self, codec: &str) -> Option<u8> {
        self.attributes().find_map(|line| {
            let (number, name) = line.strip_prefix("rtpmap:")?.split_once(' ')?;
            name.get(..codec.len())?.eq_ignore_ascii_case(codec).then(|| number.parse().ok())?
        })
    }
    /// Payload types that the generator takes.
    fn taken(&self) -> Vec<u8> {
        let codec = self.number("opus/").or_else(|| self.number("VP8/"));
        let of_codec = |codec: u8| {
            self.attributes().find_map(move |line| {
                let (number, parameters) = line.strip_prefix("fmtp:")?.split_once(' ')?;
                (parameters == format!("apt={codec}")).then(|| number.parse().ok())?
            })
        };
        codec.into_iter().chain(codec.and_then(of_codec)).collect()
    }
}

/// What tells a session's packets apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Payload types.
    pub picture: u8,
    pub voice: u8,
    /// Extension id.
    pub transport_cc: u8,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { picture: VP8, voice: OPUS, transport_cc: TRANSPORT_CC }
    }
}

/// What a forwarder said of one session.
#[derive(Debug)]
pub struct Remote {
    pub ufrag: String,
    pub password: String,
    pub candidate: SocketAddr,
    pub numbers: Numbers,
}

impl Remote {
    /// # Errors
    /// When a name, a password or a UDP candidate is missing.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let said = |name: &str| text.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::to_owned);
        let number = |codec: &str| sections(text).find_map(|section| section.number(codec));
        let transport_cc = text.lines().find_map(|line| {
            let (number, uri) = line.trim().strip_prefix("a=extmap:")?.split_once(' ')?;
            uri.starts_with(TRANSPORT_CC_URI).then(|| number.split('/').next()?.parse().ok())?
        });
        Ok(Self {
            ufrag: said("a=ice-ufrag:").context("no ice-ufrag in the description")?,
            password: said("a=ice-pwd:").context("no ice-pwd in the description")?,
            candidate: text.lines().filter_map(udp_candidate).next().context("no UDP candidate in the description")?,
            numbers: Numbers {
                picture: number("VP8/").unwrap_or(VP8),
                voice: number("opus/").unwrap_or(OPUS),
                transport_cc: transport_cc.unwrap_or(0),
            },
        })
    }
}

fn udp_candidate(line: &str) -> Option<SocketAddr> {
    let words: Vec<&str> = line.trim().strip_prefix("a=candidate:")?.split(' ').collect();
    let udp = words.get(2)?.eq_ignore_ascii_case("udp");
    let at = SocketAddr::new(words.get(4)?.parse().ok()?, words.get(5)?.parse().ok()?);
    (udp && at.is_ipv4()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: Local = Local { address: Ipv4Addr::LOCALHOST, port: 4_711, fingerprint: "AA:BB" };

    /// As a forwarder offers to a subscriber: other numbers than the generator's own, and what it does not know.
    const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 10.99.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 v d\r\na=ice-ufrag:uf\r\n\
        a=ice-pwd:secret\r\nm=audio 9 UDP/TLS/RTP/SAVPF 100\r\na=mid:0\r\na=sendonly\r\na=rtpmap:100 opus/48000/2\r\n\
        a=fmtp:100 useinbandfec=1\r\na=candidate:1 1 udp 1 fd00::1 4000 typ host\r\n\
        a=candidate:2 1 udp 1 10.99.0.1 4000 typ host\r\nm=video 9 UDP/TLS/RTP/SAVPF 98 45 46 99\r\na=mid:v\r\n\
        a=sendonly\r\na=rtpmap:98 H264/90000\r\na=rtpmap:45 VP8/90000\r\na=rtcp-fb:45 goog-remb\r\n\
        a=rtcp-fb:45 nack\r\na=rtcp-fb:45 nack pli\r\na=rtpmap:46 rtx/90000\r\na=fmtp:46 apt=45\r\n\
        a=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=98\r\n\
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n\
        a=extmap:8 urn:3gpp:video-orientation\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n";

    #[test]
    fn an_answer_takes_voices_and_pictures_and_rejects_the_rest() {
        let answer = LOCAL.answer(OFFER);
        let lines: Vec<&str> = answer.lines().filter(|line| line.starts_with("m=") || line.contains("46")).collect();
        assert_eq!(
            lines,
            [
                "m=audio 9 UDP/TLS/RTP/SAVPF 100",
                "m=video 9 UDP/TLS/RTP/SAVPF 45 46",
                "a=rtpmap:46 rtx/90000",
                "a=fmtp:46 apt=45",
                "m=application 0 UDP/DTLS/SCTP 0",
            ]
        );
        assert!(answer.contains("a=group:BUNDLE 0 v d\r\n") && answer.contains("a=extmap:7 http"));
        for unknown in ["H264", "goog-remb", "video-orientation", "a=fmtp:99"] {
            assert!(!answer.contains(unknown), "{unknown}");
        }
    }

    #[test]
    fn a_forwarder_s_numbers_and_its_first_address_of_the_right_family_are_read() {
        let remote = Remote::parse(OFFER).expect("complete");
        assert_eq!(remote.numbers, Numbers { picture: 45, voice: 100, transport_cc: 7 });
        assert_eq!((remote.candidate, remote.ufrag.as_str()), ("10.99.0.1:4000".parse().expect("address"), "uf"));
        assert!(Remote::parse(&OFFER.replace("10.99.0.1 4000", "fd00::2 4000")).is_err(), "no candidate left");
    }

    #[test]
    fn an_offer_has_as_many_sections_as_asked_for() {
        let offer = LOCAL.receiving(2, 3);
        assert_eq!(offer.matches("m=audio").count(), 2);
        assert_eq!(offer.matches("m=video").count(), 3);
        assert!(offer.contains("a=group:BUNDLE 0 1 2 3 4\r\n") && !offer.contains("a=ssrc"));
        assert!(LOCAL.publishing().contains("a=sendonly") && LOCAL.publishing().contains("a=ssrc:1001 "));
    }
}
