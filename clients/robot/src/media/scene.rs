//! A scene: a loop of VP8 frames and a loop of Opus packets, held in memory and shared by whoever shows it.

use anyhow::{Context, ensure};
use bytes::Bytes;
use rtc::media::io::ivf_reader::IVFReader;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Opus packets in the loops are 20 ms long.
pub const VOICE_PACKET: Duration = Duration::from_millis(20);

#[derive(Clone)]
pub struct Scene {
    /// VP8 frames; the first is a keyframe, so that the loop closes.
    pub frames: Arc<[Bytes]>,
    pub frame_time: Duration,
    pub voice: Arc<[VoicePacket]>,
}

#[derive(Clone)]
pub struct VoicePacket {
    pub data: Bytes,
    /// RFC 6464 level, −dBov. The loops are of variable rate, so a short packet is a pause.
    pub level: u8,
}

/// One line of a list that `fengsui-packager scene` wrote.
#[derive(serde::Deserialize)]
struct Entry {
    name: String,
    video: String,
    audio: Option<String>,
}

impl Scene {
    /// The scene of the site called `name` (or 县`name`) in a folder of rendered scenes; `None` when it has none.
    ///
    /// # Errors
    /// When the folder holds no list, or a file of the scene cannot be read.
    pub fn of(folder: &Path, name: &str) -> anyhow::Result<Option<Self>> {
        let Some(entry) = list(folder)?
            .into_iter()
            .find(|e| e.name.strip_prefix('县').unwrap_or(&e.name) == name.strip_prefix('县').unwrap_or(name))
        else {
            return Ok(None);
        };
        let audio = entry.audio.context("the scene has no voice")?;
        Self::load(&folder.join(entry.video), &folder.join(audio)).map(Some)
    }

    /// Place of the first keyframe at `from` or after it.
    #[must_use]
    pub fn next_keyframe(&self, from: usize) -> usize {
        let is_key = |at: &usize| self.frames[*at].first().is_some_and(|tag| tag & 1 == 0);
        (from..self.frames.len()).find(is_key).unwrap_or(0)
    }

    /// A loop of pictures (IVF) and one of voice (Ogg Opus).
    pub fn load(picture: &Path, sound: &Path) -> anyhow::Result<Self> {
        let (frames, frame_time) = frames(picture)?;
        Ok(Self { frames: frames.into(), frame_time, voice: voice(sound)?.into() })
    }
}

fn list(folder: &Path) -> anyhow::Result<Vec<Entry>> {
    for file in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        if path.extension().is_some_and(|e| e == "json") {
            return Ok(serde_json::from_slice(&std::fs::read(&path)?)?);
        }
    }
    anyhow::bail!("{} holds no list of scenes", folder.display())
}

fn frames(path: &Path) -> anyhow::Result<(Vec<Bytes>, Duration)> {
    let file = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
    let (mut ivf, header) = IVFReader::new(file)?;
    ensure!(&header.four_cc == b"VP80", "{} is not VP8", path.display());
    let mut frames = Vec::new();
    while let Ok((frame, _)) = ivf.parse_next_frame() {
        frames.push(frame.freeze());
    }
    // RFC 6386 §9.1: bit 0 of the frame tag is 0 in a keyframe.
    let key = frames.first().and_then(|f| f.first()).is_some_and(|tag| tag & 1 == 0);
    ensure!(key, "{} does not begin with a keyframe", path.display());
    let seconds = f64::from(header.timebase_numerator) / f64::from(header.timebase_denominator);
    Ok((frames, Duration::from_secs_f64(seconds)))
}

fn voice(path: &Path) -> anyhow::Result<Vec<VoicePacket>> {
    let file = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
    let mut reader = ogg::PacketReader::new(file);
    let mut packets = Vec::new();
    while let Some(packet) = reader.read_packet()? {
        if packet.data.starts_with(b"OpusHead") || packet.data.starts_with(b"OpusTags") {
            continue;
        }
        let level = if packet.data.len() < 24 { 127 } else { 28 };
        packets.push(VoicePacket { data: packet.data.into(), level });
    }
    ensure!(!packets.is_empty(), "{} holds no voice", path.display());
    Ok(packets)
}
