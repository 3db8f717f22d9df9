//! Chinese text as a mask, set by Pango through GStreamer's text overlay.

use anyhow::Context;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as app;

/// Coverage of text, one byte a pixel, cropped to what is there.
pub struct Mask {
    pub width: usize,
    pub height: usize,
    cover: Vec<u8>,
}

impl Mask {
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.cover.chunks(self.width.max(1))
    }
}

/// Sets one line of text, `pixels` high.
///
/// # Errors
/// When GStreamer's pango plugin or a font is missing.
pub fn set(text: &str, pixels: usize) -> anyhow::Result<Mask> {
    let (width, height) = (text.chars().count() * pixels * 2 + 64, pixels * 3);
    let overlay = gst::ElementFactory::make("textoverlay")
        .property("text", text)
        .property("font-desc", format!("Noto Sans CJK SC Medium {}px", pixels))
        .property("auto-resize", false)
        .property("draw-shadow", false)
        .property("draw-outline", false)
        .property("wait-text", false)
        .property_from_str("halignment", "left")
        .property_from_str("valignment", "top")
        .build()
        .context("text needs GStreamer's pango plugin")?;
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "RGB")
        .field("width", width as i32)
        .field("height", height as i32)
        .field("framerate", gst::Fraction::new(1, 1))
        .build();
    let source = app::AppSrc::builder().caps(&caps).format(gst::Format::Time).build();
    let sink = app::AppSink::builder().caps(&caps).sync(false).build();
    let pipeline = gst::Pipeline::new();
    pipeline.add_many([source.upcast_ref(), &overlay, sink.upcast_ref()])?;
    gst::Element::link_many([source.upcast_ref(), &overlay, sink.upcast_ref()])?;
    pipeline.set_state(gst::State::Playing)?;
    let stride = (width * 3).next_multiple_of(4);
    let mut buffer = gst::Buffer::from_slice(vec![0u8; stride * height]);
    let writable = buffer.get_mut().context("a new buffer is writable")?;
    writable.set_pts(gst::ClockTime::ZERO);
    writable.set_duration(gst::ClockTime::from_seconds(1));
    source.push_buffer(buffer)?;
    source.end_of_stream()?;
    let sample = sink.pull_sample().context("no text was set")?;
    let map = sample.buffer().context("a sample has a buffer")?.map_readable()?;
    let mask = crop(width, height, |x, y| map[y * stride + x * 3]);
    pipeline.set_state(gst::State::Null)?;
    Ok(mask)
}

fn crop(width: usize, height: usize, cover: impl Fn(usize, usize) -> u8) -> Mask {
    let inked: Vec<(usize, usize)> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).filter(|(x, y)| cover(*x, *y) > 16).collect();
    let span = |of: fn(&(usize, usize)) -> usize| {
        (inked.iter().map(of).min().unwrap_or(0), inked.iter().map(of).max().map_or(0, |most| most + 1))
    };
    let ((left, right), (top, bottom)) = (span(|p| p.0), span(|p| p.1));
    let cover = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).map(|(x, y)| cover(x, y)).collect();
    Mask { width: right - left, height: bottom - top, cover }
}
