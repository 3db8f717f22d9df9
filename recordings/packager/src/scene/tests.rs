use super::*;
use std::path::Path;

/// Decodes an IVF file with GStreamer, scaled, and reads every frame's strip.
fn strips(path: &Path, width: usize, height: usize) -> Vec<Option<Strip>> {
    let description = format!(
        "filesrc location={} ! ivfparse ! vp8dec ! videoconvert ! videoscale ! \
         video/x-raw,format=GRAY8,width={width},height={height} ! appsink name=out sync=false",
        path.display()
    );
    use gst::prelude::*;
    let pipeline = gst::parse::launch(&description).unwrap().downcast::<gst::Pipeline>().unwrap();
    let sink = pipeline.by_name("out").unwrap().downcast::<app::AppSink>().unwrap();
    pipeline.set_state(gst::State::Playing).unwrap();
    let mut all = Vec::new();
    while let Ok(sample) = sink.pull_sample() {
        let map = sample.buffer().unwrap().map_readable().unwrap();
        let stride = width.next_multiple_of(4);
        all.push(strip::reading::read(width, height, |x, y| map[y * stride + x]));
    }
    pipeline.set_state(gst::State::Null).unwrap();
    all
}

#[test]
fn every_decoded_frame_says_its_number_and_site_even_halved() {
    gst::init().unwrap();
    let out = std::env::temp_dir().join(format!("fengsui-scene-{}", std::process::id()));
    let args = SceneArgs {
        out: out.clone(),
        sites: "县公安局,坦坪镇".into(),
        size: "320x180".parse().unwrap(),
        fps: 5,
        seconds: 4,
        seed: 7,
        kbps: None,
        silent: false,
        still: None,
    };
    run(&args).unwrap();
    for (number, width, height) in [(1, 320, 180), (13, 320, 180), (1, 160, 90), (13, 160, 90)] {
        let got = strips(&out.join(format!("{number:02}-320x180-5.ivf")), width, height);
        let want: Vec<_> = (0..20).map(|counter| Some(Strip { counter, site: number })).collect();
        assert_eq!(got, want, "site {number} at {width}x{height}");
    }
    assert!(fs::metadata(out.join("01.ogg")).unwrap().len() > 2_000);
    fs::remove_dir_all(out).unwrap();
}

#[test]
fn the_loop_closes() {
    for name in SITES {
        let stage = Stage::new(Place::of(name), 3, 10);
        let picture = |t: f32| {
            let mut canvas = Canvas::new(160, 90);
            stage.backdrop(&mut canvas);
            stage.moving(&mut canvas, t);
            canvas.pixels
        };
        let apart = |a: &[canvas::Rgb], b: &[canvas::Rgb]| -> u64 {
            a.iter().flatten().zip(b.iter().flatten()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
        };
        let (first, next, last) = (picture(0.0), picture(0.2), picture(9.8));
        assert!(apart(&first, &next) > 0, "{name} stands still");
        let (step, seam) = (apart(&first, &next), apart(&last, &first));
        assert!(seam < step * 3, "{name}: the seam ({seam}) is larger than a step ({step})");
    }
}

#[test]
fn voices_speak_and_pause_and_differ() {
    let (one, other) = (voice::speak(1, 10), voice::speak(2, 10));
    assert_ne!(one, other);
    assert_eq!(one, voice::speak(1, 10));
    let loud = one.chunks(4_800).filter(|part| part.iter().any(|sample| sample.unsigned_abs() > 2_000)).count();
    assert!((20..90).contains(&loud), "{loud} of 100 tenths of a second are voiced");
}
