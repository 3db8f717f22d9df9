//! Offers of the clients that people really use, and what the node answers. The Chromium and GStreamer files were
//! captured; the others were written after what those clients send.

use fengsui_protocol::{
    conference::{SlotName, StreamKind},
    link::media::{Direction, MediaRefusal, SlotSize},
};
use fengsui_sfu_core::{Codec, PublisherMedia, ReceiverMedia, SignalledSsrc};
use fengsui_sfu_server::{
    ice::Credentials,
    sdp::{
        agree::{Agreement, Media, Numbers, agree},
        answer::{NodeTransport, write},
        parse::{Kind, Offer, parse},
    },
};

struct Counting(u32);
impl Numbers for Counting {
    fn ssrc(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

fn take(offer: &str, direction: Direction, sizes: &[SlotSize]) -> Result<(Agreement, String), MediaRefusal> {
    let offer = parse(offer)?;
    let agreed = agree(&offer, direction, sizes, "node", &mut Counting(1000))?;
    let credentials = Credentials { ufrag: "00+abcdefgh".to_owned(), password: "p".repeat(24) };
    let node = NodeTransport {
        credentials: &credentials,
        fingerprint: "sha-256 AA:BB",
        udp: &["192.0.2.1:8444".parse().unwrap(), "[2001:db8::1]:8444".parse().unwrap()],
        tcp: &["192.0.2.1:8444".parse().unwrap()],
    };
    let answer = write(&agreed.lines, 77, "node", &node);
    Ok((agreed, answer))
}

fn publish(offer: &str) -> (PublisherMedia, String) {
    match take(offer, Direction::Publish, &[]).unwrap() {
        (Agreement { media: Media::Publisher(media), .. }, answer) => (media, answer),
        other => panic!("{other:?}"),
    }
}

fn receive(offer: &str, sizes: &[SlotSize]) -> (ReceiverMedia, String) {
    match take(offer, Direction::Receive, sizes).unwrap() {
        (Agreement { media: Media::Receiver(media), .. }, answer) => (media, answer),
        other => panic!("{other:?}"),
    }
}

/// What must hold of every answer (RFC 8829 §5.3.1, RFC 8843, RFC 8839).
fn sound(offer: &str, answer: &str) {
    let (asked, said): (Offer<'_>, Offer<'_>) = (parse(offer).unwrap(), parse(answer).unwrap());
    assert!(said.session.has("ice-lite"));
    assert_eq!(asked.sections.len(), said.sections.len(), "as many lines as the offer");
    assert_eq!(answer.matches("a=end-of-candidates").count(), 1);
    assert!(answer.lines().all(|l| !l.is_empty()) && answer.ends_with("\r\n"));
    let bundle: Vec<&str> = said.session.first("group").unwrap().split(' ').skip(1).collect();
    for (a, b) in asked.sections.iter().zip(&said.sections) {
        assert_eq!((a.media, a.mid(), a.protocol), (b.media, b.mid(), b.protocol));
        if b.port == 0 {
            assert!(!bundle.contains(&b.mid().unwrap()));
            continue;
        }
        assert!(bundle.contains(&b.mid().unwrap()));
        assert_eq!(b.attributes.first("setup"), Some("passive"));
        assert!(b.attributes.has("rtcp-mux") && b.attributes.has("ice-ufrag") && b.attributes.has("ice-pwd"));
        assert!(b.payload_types().all(|pt| a.payload_types().any(|asked| asked == pt)), "only offered payload types");
        assert!(a.receives() || !b.sends(), "nothing is sent to who does not receive");
        assert!(a.sends() || !b.receives(), "nothing is expected of who does not send");
        for ext in b.attributes.all("extmap") {
            assert!(a.attributes.all("extmap").any(|asked| asked == ext), "extension {ext} was offered so");
        }
        assert!(b.kind != Kind::Other);
    }
}

#[test]
fn chromium_publishes_simulcast_and_a_presentation() {
    let offer = include_str!("offers/chromium-156-publish.sdp");
    let (media, answer) = publish(offer);
    sound(offer, &answer);
    let [audio, camera, presentation] = &media.lines[..] else { panic!("{media:?}") };
    assert_eq!(
        (audio.stream, audio.codecs[0].codec, audio.codecs[0].payload_type),
        (StreamKind::Microphone, Codec::Opus, 111)
    );
    assert_eq!(
        (audio.extensions.audio_level, audio.extensions.transport_cc, audio.extensions.mid),
        (Some(1), Some(3), Some(4))
    );
    assert_eq!(audio.codecs[0].red, Some(63));
    assert!(answer.contains("m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n"), "redundancy is what it is to send");
    assert!(answer.contains("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"));
    assert!(answer.contains("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n"));
    assert_eq!(camera.stream, StreamKind::Camera);
    assert_eq!(camera.rids, ["q", "h", "f"]);
    assert_eq!((camera.codecs[0].payload_type, camera.codecs[0].rtx), (96, Some(97)));
    assert!(camera.codecs[0].nack && camera.codecs[0].pli);
    assert_eq!((camera.extensions.rid, camera.extensions.repaired_rid), (Some(10), Some(11)));
    assert_eq!(presentation.stream, StreamKind::Presentation);
    assert_eq!(presentation.ssrcs, [SignalledSsrc { ssrc: 201_145_933, rtx: Some(1_861_131_446) }]);
    assert!(answer.contains("a=simulcast:recv q;h;f\r\n") && answer.contains("a=rid:h recv\r\n"));
    assert!(answer.contains("a=rtcp-fb:96 transport-cc\r\n") && !answer.contains("goog-remb"));
    assert!(answer.contains("a=candidate:u0 1 udp ") && answer.contains("tcptype passive"));
}

#[test]
fn chromium_receives_slots_in_order() {
    let offer = include_str!("offers/chromium-156-receive.sdp");
    let sizes = [SlotSize { width: 1280, height: 720 }];
    let (media, answer) = receive(offer, &sizes);
    sound(offer, &answer);
    let slots: Vec<SlotName> = media.lines.iter().map(|l| l.slot).collect();
    let voice = |index| SlotName::Voice { index };
    assert_eq!(
        slots,
        [SlotName::Main, SlotName::Presentation, SlotName::Cell { index: 0 }, voice(0), voice(1), voice(2)]
    );
    assert_eq!(media.lines[0].size, Some(sizes[0]));
    assert_eq!(media.lines[1].size, None);
    assert_eq!(media.lines[2].size, Some(SlotSize { width: 320, height: 180 }));
    assert!(media.lines[3..].iter().all(|voice| voice.codecs[0].red == Some(63)));
    assert_eq!(answer.matches("m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n").count(), 3);
    let main = &media.lines[0];
    assert_eq!(
        main.codecs.iter().map(|c| c.codec).collect::<Vec<_>>(),
        [Codec::Vp8, Codec::Vp9, Codec::H264, Codec::Av1]
    );
    assert!(main.rtx_ssrc.is_some() && main.extensions.transport_cc.is_some());
    assert!(answer.contains(&format!("a=ssrc-group:FID {} {}\r\n", main.ssrc, main.rtx_ssrc.unwrap())));
    assert!(answer.contains("a=msid:presentation presentation\r\n") && answer.contains("a=sendonly\r\n"));
    let mut ssrcs: Vec<u32> = media.lines.iter().flat_map(|l| [Some(l.ssrc), l.rtx_ssrc]).flatten().collect();
    let all = ssrcs.len();
    ssrcs.sort_unstable();
    ssrcs.dedup();
    assert_eq!(ssrcs.len(), all);
}

/// Blocks of another codec than the voice's, or a format that says nothing of them: plain Opus.
#[test]
fn redundancy_of_something_else_is_not_taken() {
    let offer = include_str!("offers/chromium-156-publish.sdp");
    for other in ["a=fmtp:63 111/9", "a=fmtp:63 9/9", "a=fmtp:63 111/", "a=other:63 111/111"] {
        let (media, answer) = publish(&offer.replace("a=fmtp:63 111/111", other));
        assert_eq!(media.lines[0].codecs[0].red, None, "{other}");
        assert!(answer.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"), "{other}");
    }
    let (media, _) = publish(&offer.replace("a=fmtp:63 111/111", "a=fmtp:63 111/111/111"));
    assert_eq!(media.lines[0].codecs[0].red, Some(63), "as many as it likes");
}

#[test]
fn firefox_publishes_and_receives() {
    let offer = include_str!("offers/firefox-128-publish.sdp");
    let (media, answer) = publish(offer);
    sound(offer, &answer);
    assert_eq!(media.lines[1].rids, ["q", "h", "f"]);
    assert_eq!((media.lines[1].codecs[0].codec, media.lines[1].codecs[0].rtx), (Codec::Vp8, Some(124)));
    assert_eq!(media.lines[1].extensions.rid, Some(8));
    let offer = include_str!("offers/firefox-128-receive.sdp");
    let (media, answer) = receive(offer, &[]);
    sound(offer, &answer);
    assert_eq!(media.lines.len(), 2);
    assert_eq!(media.lines[0].codecs.len(), 2);
}

#[test]
fn gstreamer_publishes_h264_and_receives() {
    let offer = include_str!("offers/gstreamer-1.22-publish.sdp");
    let (media, answer) = publish(offer);
    sound(offer, &answer);
    assert_eq!((media.lines[0].stream, media.lines[0].codecs[0].codec), (StreamKind::Camera, Codec::H264));
    assert_eq!(media.lines[0].ssrcs[0].ssrc, 3_927_242_081);
    assert!(media.lines[0].codecs[0].pli && !media.lines[0].codecs[0].nack, "it offers no NACK");
    assert_eq!(media.lines[1].stream, StreamKind::Microphone);
    assert!(answer.contains("a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42c015\r\n"));
    assert!(answer.contains("a=recvonly\r\n"), "sendrecv is answered recvonly");
    let offer = include_str!("offers/gstreamer-1.22-receive.sdp");
    let (media, answer) = receive(offer, &[]);
    sound(offer, &answer);
    assert_eq!(media.lines[0].rtx_ssrc, None, "no RTX was offered");
}

#[test]
fn obs_and_webrtc_rs_publish() {
    let offer = include_str!("offers/obs-whip.sdp");
    let (media, answer) = publish(offer);
    sound(offer, &answer);
    assert_eq!(media.lines[1].codecs[0].codec, Codec::H264);
    assert_eq!(media.lines[1].ssrcs, [SignalledSsrc { ssrc: 4_254_167_442, rtx: None }]);
    let offer = include_str!("offers/webrtc-rs-publish.sdp");
    let (media, answer) = publish(offer);
    sound(offer, &answer);
    assert_eq!((media.lines[1].codecs[0].codec, media.lines[1].ssrcs[0].ssrc), (Codec::Vp8, 4_039_455_774));
}

const CHROMIUM: &str = include_str!("offers/chromium-156-publish.sdp");

/// The camera's line with VP9 or AV1 first and no simulcast.
fn with_layers_inside(payload_type: &str, name: &str, fmtp: &str) -> String {
    let at = CHROMIUM.find("m=video").unwrap();
    let dependency = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
    let more = format!(
        "a=rtpmap:{payload_type} {name}/90000\r\na=fmtp:{payload_type} {fmtp}\r\na=extmap:14 {dependency}\r\na=extmap:"
    );
    let camera = CHROMIUM[at..]
        .replacen("SAVPF 96 97", &format!("SAVPF {payload_type} 96 97"), 1)
        .replacen("a=simulcast:send q;h;f", "a=x", 1)
        .replacen("a=extmap:", &more, 1);
    format!("{}{camera}", &CHROMIUM[..at])
}

#[test]
fn vp9_and_av1_are_taken_when_they_are_liked_best() {
    for (payload_type, name, fmtp, codec) in
        [("98", "VP9", "profile-id=0", Codec::Vp9), ("45", "AV1", "level-idx=5;profile=0;tier=0", Codec::Av1)]
    {
        let offer = with_layers_inside(payload_type, name, fmtp);
        let (media, answer) = publish(&offer);
        sound(&offer, &answer);
        let camera = &media.lines[1];
        assert_eq!((camera.codecs[0].codec, camera.codecs.len()), (codec, 1));
        assert_eq!((camera.extensions.dependency, camera.rids.len()), (Some(14), 0));
        assert!(answer.contains("a=extmap-allow-mixed\r\n"), "a structure needs the two-byte form");
        // Without the long form no structure would come: AV1 could not be forwarded.
        let (media, answer) = publish(&offer.replace("a=extmap-allow-mixed", "a=x"));
        assert!(!answer.contains("dependency-descriptor"));
        let expected = if codec == Codec::Av1 { Codec::Vp8 } else { codec };
        assert_eq!(media.lines[1].codecs[0].codec, expected);
    }
    let (media, _) = publish(CHROMIUM);
    assert_eq!(media.lines[1].codecs[0].codec, Codec::Vp8, "simulcast is VP8, whatever else is offered");
    assert_eq!(media.lines[1].extensions.dependency, None);
}

#[test]
fn inactive_lines_keep_their_place() {
    // The camera line is off: the second video line is still the presentation.
    let at = CHROMIUM.find("m=video").unwrap();
    let offer = format!("{}{}", &CHROMIUM[..at], CHROMIUM[at..].replacen("a=sendonly", "a=inactive", 1));
    let (media, answer) = publish(&offer);
    sound(&offer, &answer);
    let streams: Vec<StreamKind> = media.lines.iter().map(|l| l.stream).collect();
    assert_eq!(streams, [StreamKind::Microphone, StreamKind::Presentation]);
    let (media, answer) = publish(&CHROMIUM.replace("a=sendonly", "a=recvonly"));
    sound(&CHROMIUM.replace("a=sendonly", "a=recvonly"), &answer);
    assert!(media.lines.is_empty());
}

#[test]
fn what_cannot_be_answered_is_refused_with_status_and_reason() {
    for (from, to, status, says) in [
        ("v=0", "v=1", 400, "v=0"),
        ("a=group:BUNDLE 0 1 2\n", "", 406, "BUNDLE"),
        ("a=mid:1", "a=mid:0", 400, "twice"),
        ("a=mid:1", "a=mid:a b", 400, "mid"),
        ("a=setup:actpass", "a=setup:passive", 400, "setup"),
        ("a=fingerprint:sha-256", "a=fingerprint:sha-1", 400, "fingerprint"),
        ("a=ice-ufrag", "a=ice-fraud", 400, "ice-ufrag"),
        ("a=ice-pwd:", "a=ice-pwd:short\na=x:", 400, "ice-pwd"),
        ("s=-", "s=-\na=ice-lite", 406, "lite"),
        ("a=rtcp-mux", "a=no-mux", 406, "Opus"),
        ("a=rtpmap:", "a=no-map:", 406, "Opus"),
        ("a=simulcast:send q;h;f", "a=simulcast:send q;<script>;f", 400, "rid"),
    ] {
        let refusal = take(&CHROMIUM.replace(from, to), Direction::Publish, &[]).unwrap_err();
        assert_eq!(refusal.status, status, "{from} → {to}: {}", refusal.message);
        assert!(refusal.message.contains(says), "{from} → {to}: {}", refusal.message);
    }
}

#[test]
fn bound_voices_and_slots_past_their_number_are_refused() {
    let receive = include_str!("offers/chromium-156-receive.sdp");
    for (kind, more) in [("m=audio", 1), ("m=video", 25)] {
        let at = receive.find(kind).unwrap();
        let end = receive[at + 1..].find("m=").map_or(receive.len(), |n| at + 1 + n);
        let (mut offer, mut bundle) = (receive.to_owned(), String::new());
        for i in 0..more {
            let mid = receive[at..end].lines().find(|l| l.starts_with("a=mid:")).unwrap();
            offer.push_str("\r\n");
            offer.push_str(&receive[at..end].replace(mid, &format!("a=mid:x{i}")));
            bundle.push_str(&format!(" x{i}"));
        }
        let offer = offer.replace("a=group:BUNDLE 0", &format!("a=group:BUNDLE 0{bundle}"));
        let refusal = take(&offer, Direction::Receive, &[]).unwrap_err();
        assert_eq!(refusal.status, 400);
        assert!(["at most", "bytes", "m= lines"].iter().any(|w| refusal.message.contains(w)), "{}", refusal.message);
    }
}

#[test]
fn truncated_and_damaged_offers_never_panic() {
    for text in
        [CHROMIUM, include_str!("offers/gstreamer-1.22-publish.sdp"), include_str!("offers/chromium-156-receive.sdp")]
    {
        for cut in (0..text.len()).step_by(97) {
            for direction in [Direction::Publish, Direction::Receive] {
                let _ = take(&text[..cut], direction, &[]);
                let lines: Vec<&str> = text.lines().collect();
                let without: Vec<&str> =
                    lines.iter().enumerate().filter(|(i, _)| *i != cut % lines.len()).map(|(_, l)| *l).collect();
                let _ = take(&without.join("\r\n"), direction, &[]);
            }
        }
    }
}

#[test]
fn a_wall_of_all_slots_fits_the_bound() {
    let three = include_str!("offers/chromium-156-receive.sdp");
    let at = three.find("m=video").unwrap();
    let end = at + 1 + three[at + 1..].find("m=").unwrap();
    let (mut offer, mut bundle) = (three.to_owned(), String::new());
    let mid = three[at..end].lines().find(|l| l.starts_with("a=mid:")).unwrap();
    for i in 0..fengsui_protocol::bounds::VIDEO_SLOTS - 3 {
        offer.push_str("\r\n");
        offer.push_str(three[at..end].replace(mid, &format!("a=mid:x{i}")).trim_end());
        bundle.push_str(&format!(" x{i}"));
    }
    let offer = offer.replace("a=group:BUNDLE 0", &format!("a=group:BUNDLE 0{bundle}"));
    let (media, answer) = receive(&offer, &[]);
    sound(&offer, &answer);
    assert_eq!(media.lines.len(), fengsui_protocol::bounds::VIDEO_SLOTS + 3);
}
