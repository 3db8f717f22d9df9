//! VP8 into IVF, Opus into Ogg.

use super::{app, canvas::Canvas, gst, voice};
use anyhow::{Context, anyhow, bail};
use gstreamer::prelude::*;
use std::{fs::File, io::Write, path::Path};

/// Encodes `frames` pictures and writes the IVF file. Key frames every two seconds, one loop is closed in itself.
pub fn video(
    path: &Path,
    width: usize,
    height: usize,
    fps: u32,
    kbps: u32,
    frames: u32,
    mut picture: impl FnMut(u32) -> Canvas,
) -> anyhow::Result<()> {
    let description = format!(
        "appsrc name=in format=time block=true max-bytes=4000000 ! vp8enc deadline=1 cpu-used=6 threads=1 end-usage=cbr \
         target-bitrate={} keyframe-max-dist={} keyframe-mode=auto error-resilient=default ! appsink name=out sync=false",
        kbps * 1000,
        fps * 2
    );
    let pipeline = gst::parse::launch(&description)?.downcast::<gst::Pipeline>().map_err(|_| anyhow!("pipeline"))?;
    let source = pipeline.by_name("in").and_then(|e| e.downcast::<app::AppSrc>().ok()).context("no source")?;
    let sink = pipeline.by_name("out").and_then(|e| e.downcast::<app::AppSink>().ok()).context("no sink")?;
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", width as i32)
        .field("height", height as i32)
        .field("framerate", gst::Fraction::new(fps as i32, 1));
    source.set_caps(Some(&caps.build()));
    pipeline.set_state(gst::State::Playing)?;
    let mut out = std::io::BufWriter::new(File::create(path)?);
    out.write_all(&ivf_header(width, height, fps, frames))?;
    let written = std::thread::scope(|scope| {
        let writing = scope.spawn(move || write_ivf(&sink, &mut out));
        for n in 0..frames {
            let mut buffer = gst::Buffer::from_slice(i420(&picture(n)));
            let writable = buffer.get_mut().context("a new buffer is writable")?;
            writable.set_pts(gst::ClockTime::from_useconds(u64::from(n) * 1_000_000 / u64::from(fps)));
            writable.set_duration(gst::ClockTime::from_useconds(1_000_000 / u64::from(fps)));
            source.push_buffer(buffer)?;
        }
        source.end_of_stream()?;
        writing.join().unwrap_or_else(|_| bail!("writing panicked"))
    })?;
    pipeline.set_state(gst::State::Null)?;
    anyhow::ensure!(written == frames, "{written} of {frames} frames came out of the encoder");
    Ok(())
}

fn ivf_header(width: usize, height: usize, fps: u32, frames: u32) -> Vec<u8> {
    let mut head = b"DKIF\0\0\x20\0VP80".to_vec();
    head.extend((width as u16).to_le_bytes());
    head.extend((height as u16).to_le_bytes());
    [fps, 1, frames, 0].iter().for_each(|word| head.extend(word.to_le_bytes()));
    head
}

fn write_ivf(sink: &app::AppSink, out: &mut impl Write) -> anyhow::Result<u32> {
    let mut count = 0u32;
    while let Ok(sample) = sink.pull_sample() {
        let map = sample.buffer().context("a sample has a buffer")?.map_readable()?;
        out.write_all(&(map.len() as u32).to_le_bytes())?;
        out.write_all(&u64::from(count).to_le_bytes())?;
        out.write_all(&map)?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// BT.601, studio range; chroma of four pixels averaged.
fn i420(canvas: &Canvas) -> Vec<u8> {
    let (width, height) = (canvas.width, canvas.height);
    let stride = |w: usize| w.next_multiple_of(4);
    let (luma, chroma) = (stride(width), stride(width / 2));
    let mut out = vec![0; luma * height + 2 * chroma * (height / 2)];
    let (y_plane, rest) = out.split_at_mut(luma * height);
    let (u_plane, v_plane) = rest.split_at_mut(chroma * (height / 2));
    for (row, pixels) in canvas.pixels.chunks(width).enumerate() {
        for (y, [r, g, b]) in y_plane[row * luma..].iter_mut().zip(pixels) {
            *y = ((66 * i32::from(*r) + 129 * i32::from(*g) + 25 * i32::from(*b) + 128) >> 8) as u8 + 16;
        }
    }
    for row in 0..height / 2 {
        for col in 0..width / 2 {
            let four =
                [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| canvas.pixels[(2 * row + y) * width + 2 * col + x]);
            let [r, g, b]: [i32; 3] = std::array::from_fn(|k| four.iter().map(|p| i32::from(p[k])).sum::<i32>() / 4);
            u_plane[row * chroma + col] = (((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128) as u8;
            v_plane[row * chroma + col] = (((112 * r - 94 * g - 18 * b + 128) >> 8) + 128) as u8;
        }
    }
    out
}

/// Encodes mono sound and writes the Ogg file.
pub fn audio(path: &Path, sound: &[i16]) -> anyhow::Result<()> {
    let pipeline = gst::parse::launch(
        "appsrc name=in format=time block=true max-bytes=1000000 ! audioconvert ! opusenc bitrate=24000 frame-size=20 \
         ! oggmux ! filesink name=out",
    )?;
    let pipeline = pipeline.downcast::<gst::Pipeline>().map_err(|_| anyhow!("pipeline"))?;
    pipeline.by_name("out").context("no sink")?.set_property("location", path.to_str().context("path is not UTF-8")?);
    let source = pipeline.by_name("in").and_then(|e| e.downcast::<app::AppSrc>().ok()).context("no source")?;
    let caps = gst::Caps::builder("audio/x-raw")
        .field("format", "S16LE")
        .field("layout", "interleaved")
        .field("rate", voice::RATE as i32)
        .field("channels", 1)
        .build();
    source.set_caps(Some(&caps));
    pipeline.set_state(gst::State::Playing)?;
    for (n, part) in sound.chunks(4800).enumerate() {
        let bytes: Vec<u8> = part.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut buffer = gst::Buffer::from_slice(bytes);
        buffer.get_mut().context("a new buffer is writable")?.set_pts(gst::ClockTime::from_mseconds(n as u64 * 100));
        source.push_buffer(buffer)?;
    }
    source.end_of_stream()?;
    let bus = pipeline.bus().context("a pipeline has a bus")?;
    let ended = bus.timed_pop_filtered(gst::ClockTime::NONE, &[gst::MessageType::Eos, gst::MessageType::Error]);
    if let Some(gst::MessageView::Error(error)) = ended.as_ref().map(|message| message.view()) {
        bail!("{}", error.error());
    }
    pipeline.set_state(gst::State::Null)?;
    Ok(())
}
