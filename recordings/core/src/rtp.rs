//! The RTP header, read only (RFC 3550 §5.1, header extension §5.3.1).

/// What of an RTP packet the recorder looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rtp<'a> {
    pub marker: bool,
    pub payload_type: u8,
    pub seq: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Without header extension and padding.
    pub payload: &'a [u8],
}

/// Reads the header; `None` when it is not RTP version 2 or is shorter than it claims.
pub fn parse(packet: &[u8]) -> Option<Rtp<'_>> {
    let head = packet.first_chunk::<12>()?;
    if head[0] >> 6 != 2 {
        return None;
    }
    let mut start = 12 + 4 * usize::from(head[0] & 0x0f);
    if head[0] & 0x10 != 0 {
        let words = packet.get(start + 2..start + 4)?;
        start += 4 + 4 * usize::from(u16::from_be_bytes([words[0], words[1]]));
    }
    let padding = if head[0] & 0x20 != 0 { usize::from(*packet.last()?) } else { 0 };
    let payload = packet.get(start..packet.len().checked_sub(padding)?)?;
    Some(Rtp {
        marker: head[1] & 0x80 != 0,
        payload_type: head[1] & 0x7f,
        seq: u16::from_be_bytes([head[2], head[3]]),
        timestamp: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
        ssrc: u32::from_be_bytes([head[8], head[9], head[10], head[11]]),
        payload,
    })
}

/// Whether a decoder can begin at this payload: a VP8 key frame's first packet (RFC 7741 §4.2, §4.3), an H.264
/// parameter set or IDR slice (RFC 6184 §5.2), any Opus packet.
pub fn begins_decoding(codec: &str, payload: &[u8]) -> bool {
    match codec {
        "video/VP8" => vp8_key_start(payload).unwrap_or(false),
        "video/H264" => h264_key_start(payload).unwrap_or(false),
        _ => !payload.is_empty(),
    }
}

fn vp8_key_start(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let (extended, start, partition) = (first & 0x80 != 0, first & 0x10 != 0, first & 0x07);
    let mut at = 1;
    if extended {
        let flags = *payload.get(at)?;
        at += 1;
        if flags & 0x80 != 0 {
            at += if *payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        at += usize::from(flags & 0x40 != 0) + usize::from(flags & 0x30 != 0);
    }
    Some(start && partition == 0 && payload.get(at)? & 0x01 == 0)
}

fn h264_key_start(payload: &[u8]) -> Option<bool> {
    const IDR: u8 = 5;
    const SPS: u8 = 7;
    const STAP_A: u8 = 24;
    const FU_A: u8 = 28;
    let kind = match payload.first()? & 0x1f {
        STAP_A => payload.get(3)? & 0x1f,
        FU_A if payload.get(1)? & 0x80 != 0 => payload.get(1)? & 0x1f,
        kind => kind,
    };
    Some(kind == IDR || kind == SPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn header_extension_csrc_and_padding_are_stepped_over() {
        let mut packet = vec![0x80 | 0x20 | 0x10 | 1, 0x80 | 96, 1, 2, 0, 0, 0, 9, 0, 0, 0, 7];
        packet.extend([0; 4]);
        packet.extend([0xbe, 0xde, 0, 1, 1, 2, 3, 4]);
        packet.extend(b"body");
        packet.extend([0, 0, 3]);
        let rtp = parse(&packet).unwrap();
        assert_eq!((rtp.seq, rtp.timestamp, rtp.ssrc, rtp.marker, rtp.payload_type), (258, 9, 7, true, 96));
        assert_eq!(rtp.payload, b"body");
    }

    #[test]
    fn a_decoder_begins_at_key_frames_only() {
        assert!(begins_decoding("video/VP8", &[0x90, 0x80, 0x81, 0x05, 0x50]));
        assert!(!begins_decoding("video/VP8", &[0x90, 0x80, 0x81, 0x05, 0x51]));
        assert!(!begins_decoding("video/VP8", &[0x80, 0x80, 0x81, 0x05, 0x50]), "not the frame's first packet");
        assert!(begins_decoding("video/H264", &[0x78, 0, 9, 0x67]));
        assert!(begins_decoding("video/H264", &[0x7c, 0x85]));
        assert!(!begins_decoding("video/H264", &[0x7c, 0x45]), "a later fragment");
        assert!(!begins_decoding("video/H264", &[0x61]));
        assert!(begins_decoding("audio/opus", &[0xf8]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(packet in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Some(rtp) = parse(&packet) {
                for codec in ["video/VP8", "video/H264", "audio/opus"] {
                    begins_decoding(codec, rtp.payload);
                }
            }
        }
    }
}
