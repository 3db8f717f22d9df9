//! What a publishing site sends: a small VP8 picture ten times a second, a voice twenty times a second.

use super::offer::{AUDIO_LEVEL, CAMERA_MID, MID, OPUS, TRANSPORT_CC, VOICE_MID, VP8};
use fengsui_sfu_core::srtp::{Sealer, StreamKey};

const FRAME_NS: u64 = 100_000_000;
const VOICE_NS: u64 = 50_000_000;
const PACKETS_PER_FRAME: usize = 3;
const PICTURE_BYTES: usize = 700;
const VOICE_BYTES: usize = 80;
/// A keyframe each second.
const KEYFRAME: u64 = 10;
const HEADER: usize = 24;

pub struct Source {
    voice: Stream,
    picture: Stream,
    numbered: u16,
    frames: u64,
    next_frame: u64,
    next_voice: u64,
}

struct Stream {
    ssrc: u32,
    key: StreamKey,
    index: u64,
}

impl Source {
    /// `None`: the sealer takes no more streams.
    pub fn new(now: u64, sealer: &mut Sealer, (voice, picture): (u32, u32)) -> Option<Self> {
        let mut stream = |ssrc| Some(Stream { ssrc, key: sealer.stream(ssrc)?, index: 100 });
        let (voice, picture) = (stream(voice)?, stream(picture)?);
        Some(Self { voice, picture, numbered: 0, frames: 0, next_frame: now, next_voice: now })
    }

    /// Sends what is due.
    pub fn send(&mut self, now: u64, sealer: &mut Sealer, mut send: impl FnMut(&[u8])) {
        if now >= self.next_frame {
            // After a pause the camera goes on; it does not catch up.
            self.next_frame = (self.next_frame + FRAME_NS).max(now);
            self.frames += 1;
            for part in 0..PACKETS_PER_FRAME {
                self.picture(part, sealer, &mut send);
            }
        }
        if now >= self.next_voice {
            self.next_voice = (self.next_voice + VOICE_NS).max(now);
            let timestamp = (self.voice.index * 2_400) as u32;
            let numbered = self.number();
            seal(&mut self.voice, sealer, (OPUS, timestamp, VOICE_MID), numbered, &[7; VOICE_BYTES], &mut send);
        }
    }

    fn picture(&mut self, part: usize, sealer: &mut Sealer, send: &mut impl FnMut(&[u8])) {
        let mut payload = [0x55; PICTURE_BYTES];
        let picture = (0x8000 | self.frames as u16 & 0x7fff).to_be_bytes();
        let start = if part == 0 { 0x90 } else { 0x80 };
        payload[..5].copy_from_slice(&[start, 0xc0, picture[0], picture[1], self.frames as u8]);
        payload[5] = u8::from(part > 0 || self.frames % KEYFRAME != 1);
        let marker = if part + 1 == PACKETS_PER_FRAME { 0x80 } else { 0 };
        let numbered = self.number();
        let timestamp = (self.frames * 9_000) as u32;
        seal(&mut self.picture, sealer, (VP8 | marker, timestamp, CAMERA_MID), numbered, &payload, send);
    }

    fn number(&mut self) -> [u8; 2] {
        self.numbered = self.numbered.wrapping_add(1);
        self.numbered.to_be_bytes()
    }
}

fn seal(
    stream: &mut Stream,
    sealer: &mut Sealer,
    (kind, timestamp, mid): (u8, u32, u8),
    numbered: [u8; 2],
    payload: &[u8],
    send: &mut impl FnMut(&[u8]),
) {
    stream.index += 1;
    let mut packet = [0; 1_200];
    packet[..2].copy_from_slice(&[0x90, kind]);
    packet[2..4].copy_from_slice(&(stream.index as u16).to_be_bytes());
    packet[4..8].copy_from_slice(&timestamp.to_be_bytes());
    packet[8..12].copy_from_slice(&stream.ssrc.to_be_bytes());
    packet[12..16].copy_from_slice(&[0xbe, 0xde, 0, 2]);
    let elements = [MID << 4, mid, TRANSPORT_CC << 4 | 1, numbered[0], numbered[1], AUDIO_LEVEL << 4, 20];
    packet[16..16 + elements.len()].copy_from_slice(&elements);
    packet[HEADER..HEADER + payload.len()].copy_from_slice(payload);
    let length = HEADER + payload.len() + sealer.rtp_overhead();
    if sealer.seal_rtp(stream.key, &mut packet[..length], HEADER, stream.index).is_ok() {
        send(&packet[..length]);
    }
}
