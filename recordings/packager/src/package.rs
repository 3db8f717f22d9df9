//! One recorded track → one playable file: VP8 → WebM, H.264 → MP4, Opus → WebM.
//!
//! Packets come already in order and with their node time, so there is no jitter buffer and nothing is dropped for
//! being late. Holes stay holes: pictures keep their time, silence is put where sound is missing (players take audio
//! timestamps for continuous). After a loss pictures go on at the next key frame: what is shown is what was sent.
//! The muxer writes into memory (a sealed-off `memfd`), because a seekable file has duration and index, and because
//! plaintext must not touch a disk.

use crate::opus;
use anyhow::{Context, anyhow, bail, ensure};
use fengsui_recordings_core::{
    packaging::{Done, Job, PACKET_BYTES, packet},
    rtp,
};
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as app;
use std::{
    fs::File,
    io::{Read, Seek, Write},
    os::fd::{AsRawFd, FromRawFd},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes waiting in front of the depayloader.
const AHEAD_BYTES: u64 = 4 << 20;

/// Reads a job, packages it, writes the answer.
///
/// # Errors
/// When the job is malformed or cut short, or GStreamer fails.
pub fn run(input: &mut impl Read, output: &mut impl Write) -> anyhow::Result<()> {
    let length = read_length(input)?;
    ensure!(length <= 64 * 1024, "the job is not of this protocol");
    let job: Job = serde_json::from_slice(&read_body(input, length)?).context("the job is not of this protocol")?;
    let mut maker = Maker::new(&job)?;
    loop {
        let length = read_length(input)?;
        if length == 0 {
            break;
        }
        ensure!(length <= PACKET_BYTES, "packet of {length} bytes");
        let body = read_body(input, length)?;
        let (at_us, rtp) = packet(&body).ok_or_else(|| anyhow!("packet frame cut short"))?;
        maker.packet(at_us, rtp)?;
    }
    let (done, mut file) = maker.finish()?;
    let text = serde_json::to_vec(&done)?;
    output.write_all(&(text.len() as u32).to_be_bytes())?;
    output.write_all(&text)?;
    std::io::copy(&mut file, output)?;
    Ok(output.flush()?)
}

fn read_length(input: &mut impl Read) -> anyhow::Result<usize> {
    let mut length = [0; 4];
    input.read_exact(&mut length).context("the job was cut short")?;
    Ok(u32::from_be_bytes(length) as usize)
}

fn read_body(input: &mut impl Read, length: usize) -> anyhow::Result<Vec<u8>> {
    let mut body = vec![0; length];
    input.read_exact(&mut body).context("the job was cut short")?;
    Ok(body)
}

struct Maker {
    codec: String,
    mime: &'static str,
    pipeline: gst::Pipeline,
    source: app::AppSrc,
    file: File,
    frames: Arc<AtomicU64>,
    /// Time zero of the file: the first packet a decoder can begin at.
    begins_us: Option<i64>,
    last_us: i64,
    /// Where the sound so far ends.
    sound_ends_us: i64,
}

impl Maker {
    fn new(job: &Job) -> anyhow::Result<Self> {
        let (mime, caps, chain) = recipe(job)?;
        let file = memory_file()?;
        let location = format!("/proc/self/fd/{}", file.as_raw_fd());
        let description = format!(
            "appsrc name=in format=time block=true max-bytes={AHEAD_BYTES} ! {chain} name=mux ! filesink name=out location={location}"
        );
        let pipeline =
            gst::parse::launch(&description)?.downcast::<gst::Pipeline>().map_err(|_| anyhow!("pipeline"))?;
        let source = pipeline.by_name("in").and_then(|element| element.downcast::<app::AppSrc>().ok());
        let source = source.context("the pipeline has no source")?;
        source.set_caps(Some(&caps));
        let frames = count_into_mux(&pipeline)?;
        pipeline.set_state(gst::State::Playing)?;
        let (begins_us, codec) = (None, job.codec.clone());
        Ok(Self { codec, mime, pipeline, source, file, frames, begins_us, last_us: i64::MIN, sound_ends_us: 0 })
    }

    fn packet(&mut self, at_us: i64, bytes: &[u8]) -> anyhow::Result<()> {
        let Some(packet) = rtp::parse(bytes) else { return Ok(()) };
        if packet.payload.is_empty() {
            return Ok(());
        }
        if self.begins_us.is_none() {
            if !rtp::begins_decoding(&self.codec, packet.payload) {
                return Ok(());
            }
            self.begins_us = Some(at_us);
        }
        let from_zero = at_us - self.begins_us.unwrap_or(at_us);
        // Packets of one frame share a time; across frames time never runs back.
        let from_zero = from_zero.max(self.last_us).max(0);
        self.last_us = from_zero;
        if self.codec == "audio/opus" {
            self.sound(from_zero, packet.payload)
        } else {
            self.push(from_zero, None, bytes)
        }
    }

    fn sound(&mut self, at_us: i64, payload: &[u8]) -> anyhow::Result<()> {
        let Some(duration_us) = opus::duration_us(payload) else { return Ok(()) };
        while at_us - self.sound_ends_us >= 2 * opus::SILENCE_US {
            self.push(self.sound_ends_us, Some(opus::SILENCE_US), &opus::SILENCE)?;
            self.sound_ends_us += opus::SILENCE_US;
        }
        self.push(at_us, Some(duration_us), payload)?;
        self.sound_ends_us = at_us + duration_us;
        Ok(())
    }

    fn push(&self, at_us: i64, duration_us: Option<i64>, bytes: &[u8]) -> anyhow::Result<()> {
        let mut buffer = gst::Buffer::from_slice(bytes.to_vec());
        {
            let buffer = buffer.make_mut();
            buffer.set_pts(gst::ClockTime::from_useconds(at_us as u64));
            buffer.set_duration(duration_us.map(|us| gst::ClockTime::from_useconds(us as u64)));
        }
        self.source.push_buffer(buffer).map(drop).map_err(|flow| match self.complaint() {
            Some(complaint) => complaint,
            None => anyhow!("the pipeline takes no more: {flow}"),
        })
    }

    fn complaint(&self) -> Option<anyhow::Error> {
        let message = self.pipeline.bus()?.pop_filtered(&[gst::MessageType::Error])?;
        match message.view() {
            gst::MessageView::Error(error) => Some(anyhow!("{}: {:?}", error.error(), error.debug())),
            _ => None,
        }
    }

    fn finish(mut self) -> anyhow::Result<(Done, File)> {
        let mut done = Done { mime: self.mime.into(), begins_us: 0, ends_us: 0, frames: 0, bytes: 0 };
        let Some(begins_us) = self.begins_us else {
            self.pipeline.set_state(gst::State::Null)?;
            return Ok((done, memory_file()?));
        };
        self.source.end_of_stream()?;
        let bus = self.pipeline.bus().context("a pipeline has a bus")?;
        let ended = bus.timed_pop_filtered(gst::ClockTime::NONE, &[gst::MessageType::Eos, gst::MessageType::Error]);
        match ended.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Eos(_)) => {}
            Some(gst::MessageView::Error(error)) => bail!("{}: {:?}", error.error(), error.debug()),
            _ => bail!("the pipeline ended without a word"),
        }
        self.pipeline.set_state(gst::State::Null)?;
        (done.begins_us, done.ends_us) = (begins_us, begins_us + self.last_us);
        done.frames = self.frames.load(Ordering::Relaxed);
        done.bytes = if done.frames == 0 { 0 } else { self.file.metadata()?.len() };
        self.file.rewind()?;
        let file = if done.bytes == 0 { memory_file()? } else { self.file };
        Ok((done, file))
    }
}

/// MIME type of the file, caps of what goes in, and the chain up to the muxer.
fn recipe(job: &Job) -> anyhow::Result<(&'static str, gst::Caps, &'static str)> {
    let rtp = |encoding: &str| {
        gst::Caps::builder("application/x-rtp")
            .field("media", "video")
            .field("encoding-name", encoding)
            .field("clock-rate", job.clock_rate as i32)
            .build()
    };
    Ok(match job.codec.as_str() {
        "video/VP8" => (
            "video/webm",
            rtp("VP8"),
            "rtpvp8depay wait-for-keyframe=true ! webmmux writing-app=fengsui min-index-interval=1000000000",
        ),
        "video/H264" => (
            "video/mp4",
            rtp("H264"),
            "rtph264depay wait-for-keyframe=true ! h264parse ! video/x-h264,stream-format=avc,alignment=au ! mp4mux",
        ),
        "audio/opus" => (
            "audio/webm",
            gst::Caps::builder("audio/x-opus")
                .field("channel-mapping-family", 0)
                .field("channels", 2)
                .field("rate", 48_000)
                .build(),
            // The filter says which kind of muxer pad is meant before caps arrive.
            "audio/x-opus ! webmmux writing-app=fengsui min-index-interval=1000000000",
        ),
        other => bail!("no recipe for {other}"),
    })
}

/// Counts the frames that reach the muxer, and hides a change of picture size from it: the frames carry their size
/// themselves, and the container's is only a hint.
fn count_into_mux(pipeline: &gst::Pipeline) -> anyhow::Result<Arc<AtomicU64>> {
    let mux = pipeline.by_name("mux").context("the pipeline has no muxer")?;
    let pad = mux.sink_pads().into_iter().next().context("the muxer has no input")?;
    let frames = Arc::new(AtomicU64::new(0));
    let count = frames.clone();
    pad.add_probe(gst::PadProbeType::BUFFER, move |_, _| {
        count.fetch_add(1, Ordering::Relaxed);
        gst::PadProbeReturn::Ok
    });
    let begun = frames.clone();
    pad.add_probe(gst::PadProbeType::EVENT_DOWNSTREAM, move |_, info| match &info.data {
        Some(gst::PadProbeData::Event(event))
            if event.type_() == gst::EventType::Caps && begun.load(Ordering::Relaxed) > 0 =>
        {
            gst::PadProbeReturn::Drop
        }
        _ => gst::PadProbeReturn::Ok,
    });
    Ok(frames)
}

/// A file that lives in memory only.
fn memory_file() -> anyhow::Result<File> {
    // SAFETY: the name is a C string; the descriptor that comes back is ours alone.
    let fd = unsafe { libc::memfd_create(c"fengsui-package".as_ptr(), libc::MFD_CLOEXEC) };
    ensure!(fd >= 0, "memfd: {}", std::io::Error::last_os_error());
    // SAFETY: just made, owned by nobody else.
    Ok(unsafe { File::from_raw_fd(fd) })
}
