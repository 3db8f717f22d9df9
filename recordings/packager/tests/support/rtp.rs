// Real RTP: GStreamer pays what our own scene program rendered.

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as app;
use std::path::Path;

/// One RTP packet with the time (µs from the first) at which its frame was sampled.
#[derive(Clone)]
pub struct Paid {
    pub at_us: i64,
    pub bytes: Vec<u8>,
}

impl Paid {
    pub fn seq(&self) -> u16 {
        u16::from_be_bytes([self.bytes[2], self.bytes[3]])
    }
    pub fn timestamp(&self) -> u32 {
        u32::from_be_bytes([self.bytes[4], self.bytes[5], self.bytes[6], self.bytes[7]])
    }
}

fn pull(description: &str) -> Vec<Paid> {
    gst::init().unwrap();
    let pipeline = gst::parse::launch(description).unwrap().downcast::<gst::Pipeline>().unwrap();
    let sink = pipeline.by_name("out").unwrap().downcast::<app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let mut all = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        let buffer = sample.buffer().unwrap();
        let at_us = buffer.pts().unwrap().useconds() as i64;
        all.push(Paid { at_us, bytes: buffer.map_readable().unwrap().to_vec() });
    }
    pipeline.set_state(gst::State::Null).unwrap();
    all
}

/// A scene's VP8 as RTP, small packets so that frames take several, numbers about to wrap.
pub fn vp8(ivf: &Path, pictures: &str) -> Vec<Paid> {
    pull(&format!(
        "filesrc location={} ! ivfparse ! {pictures} rtpvp8pay pt=96 ssrc=77 mtu=400 picture-id-mode=15-bit \
         seqnum-offset=65500 timestamp-offset=4294900000 ! appsink name=out sync=false",
        ivf.display()
    ))
}

/// A scene's voice as RTP.
pub fn opus(ogg: &Path) -> Vec<Paid> {
    pull(&format!(
        "filesrc location={} ! oggdemux ! opusparse ! rtpopuspay pt=96 ssrc=78 seqnum-offset=10 timestamp-offset=5 \
         ! appsink name=out sync=false",
        ogg.display()
    ))
}

/// Constrained-baseline H.264 of a scene's pictures as RTP.
pub fn h264(ivf: &Path) -> Vec<Paid> {
    pull(&format!(
        "filesrc location={} ! ivfparse ! vp8dec ! videoconvert ! x264enc tune=zerolatency speed-preset=ultrafast \
         key-int-max=10 ! video/x-h264,profile=constrained-baseline ! rtph264pay pt=96 ssrc=77 mtu=600 \
         config-interval=-1 aggregate-mode=zero-latency ! appsink name=out sync=false",
        ivf.display()
    ))
}

/// Every frame of a packaged picture: its time (µs) and what the strip says, with the reader handed in.
pub fn frames<T>(file: &Path, read: impl Fn(usize, usize, &[u8], usize) -> T) -> Vec<(i64, T)> {
    gst::init().unwrap();
    let description = format!(
        "filesrc location={} ! decodebin ! videoconvert ! videoscale ! video/x-raw,format=GRAY8,width=320,height=180 \
         ! appsink name=out sync=false",
        file.display()
    );
    let pipeline = gst::parse::launch(&description).unwrap().downcast::<gst::Pipeline>().unwrap();
    let sink = pipeline.by_name("out").unwrap().downcast::<app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let mut all = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        let buffer = sample.buffer().unwrap();
        let map = buffer.map_readable().unwrap();
        all.push((buffer.pts().unwrap().useconds() as i64, read(320, 180, &map, 320)));
    }
    pipeline.set_state(gst::State::Null).unwrap();
    all
}

/// Samples (48 kHz) that a packaged voice decodes to.
pub fn samples(file: &Path) -> usize {
    gst::init().unwrap();
    let description = format!(
        "filesrc location={} ! matroskademux ! opusdec ! audioconvert ! audio/x-raw,format=S16LE,rate=48000,channels=1 \
         ! appsink name=out sync=false",
        file.display()
    );
    let pipeline = gst::parse::launch(&description).unwrap().downcast::<gst::Pipeline>().unwrap();
    let sink = pipeline.by_name("out").unwrap().downcast::<app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let mut bytes = 0;
    while let Ok(sample) = sink.pull_sample() {
        bytes += sample.buffer().unwrap().size();
    }
    pipeline.set_state(gst::State::Null).unwrap();
    bytes / 2
}

/// Whether a demuxer can seek in the file, and its duration in µs.
pub fn seekable(file: &Path) -> (bool, i64) {
    gst::init().unwrap();
    let description = format!("filesrc location={} ! decodebin ! fakesink name=out", file.display());
    let pipeline = gst::parse::launch(&description).unwrap().downcast::<gst::Pipeline>().unwrap();
    pipeline.set_state(gst::State::Paused).unwrap();
    let (settled, _, _) = pipeline.state(gst::ClockTime::from_seconds(20));
    settled.unwrap();
    let mut query = gst::query::Seeking::new(gst::Format::Time);
    let answered = pipeline.query(&mut query) && query.result().0;
    let duration = pipeline.query_duration::<gst::ClockTime>().map_or(0, |duration| duration.useconds() as i64);
    pipeline.set_state(gst::State::Null).unwrap();
    (answered, duration)
}
