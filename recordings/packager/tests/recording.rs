//! From RTP to a playable file through a real recorder process and a real packager: killed, restarted, tampered with,
//! short of disk. The pictures are our own scenes, so each decoded frame says which one it is.

mod support {
    include!("support/mod.rs");
    pub mod rtp {
        include!("support/rtp.rs");
    }
}

use fengsui_protocol::{
    Micros,
    link::recorder::{FromRecorder, ToRecorder},
    recording::RecordingState,
};
use fengsui_recordings_server::{Keys, Playback, PlaybackError, VerifyError, key_path, list, verify};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use support::{
    Dir, Link, PACKAGER, RECORDING, Recorder, START, camera, microphone,
    rtp::{Paid, frames, h264, opus, samples, seekable, vp8},
    segment_bytes, until,
};

const FPS: i64 = 10;
const SITE: u8 = 4;
const BOOT: u64 = 0xb007;
const CAMERA: u32 = 1;
const MICROPHONE: u32 = 2;

/// Not a test of its own: the process that the tests start as a recorder.
#[test]
fn recorder_process() {
    support::recorder_process();
}

/// Renders a scene of the water department with our own program.
fn scene(dir: &Dir, seconds: u32) -> (PathBuf, PathBuf) {
    let out = dir.0.join("scene");
    let seconds = seconds.to_string();
    let fps = FPS.to_string();
    let status = Command::new(PACKAGER)
        .args(["scene", "--sites", "县水利局", "--size", "320x180", "--fps", &fps, "--seconds", &seconds])
        .arg("--out")
        .arg(&out)
        .status();
    assert!(status.unwrap().success());
    (out.join("04-320x180-10.ivf"), out.join("04.ogg"))
}

/// The strip by the geometry in docs/scenes.md, written a second time on purpose.
fn strip(width: usize, height: usize, luma: &[u8], stride: usize) -> Option<(u32, u8)> {
    let cell = |row: usize, cell: usize| {
        let x = (cell as f64 + 0.5) * width as f64 / 20.0;
        let y = height as f64 * (1.0 - (1.5 - row as f64) / 18.0);
        u32::from(luma[y as usize * stride + x as usize])
    };
    let word = |row: usize| {
        let (white, black) = (cell(row, 0), cell(row, 1));
        let bits: Vec<bool> = (2..20).map(|k| cell(row, k) * 2 > white + black).collect();
        let odd = bits[..17].iter().filter(|bit| **bit).count() % 2 == 1;
        let fits = white > black + 64 && odd && bits[17] == (row == 0);
        fits.then(|| bits[..16].iter().fold(0u32, |word, bit| word << 1 | u32::from(*bit)))
    };
    let (upper, lower) = (word(0)?, word(1)?);
    Some((upper << 8 | lower >> 8, lower as u8))
}

fn send(media: &mut Link, track: u32, packets: &[Paid], jitter: impl Fn(usize) -> i64) {
    for (n, packet) in packets.iter().enumerate() {
        media.packet(track, START.plus(2_000_000 + packet.at_us + 30_000 + jitter(n)), &packet.bytes);
    }
}

/// Everything sent so far is on disk, sealed.
fn written(data: &Path, before: u64, packets: &[&[Paid]]) {
    let sent: u64 = packets.iter().flat_map(|part| part.iter()).map(|packet| packet.bytes.len() as u64 + 13).sum();
    until("the packets are on disk", || (segment_bytes(data) >= before + sent).then_some(()));
}

fn keys(data: &Path) -> Keys {
    Keys::load(&key_path(data)).unwrap()
}

fn whole(data: &Path, track: u32) -> (Vec<u8>, String) {
    let playback = Playback::open(data, &keys(data), RECORDING, track).unwrap();
    let mut all = vec![0; playback.len() as usize];
    assert_eq!(playback.read_at(0, &mut all).unwrap(), all.len());
    (all, playback.mime().to_owned())
}

fn open_tracks(media: &mut Link) {
    media.say(&ToRecorder::OpenTrack { recording: RECORDING, track: CAMERA, opened: camera() });
    media.say(&ToRecorder::OpenTrack { recording: RECORDING, track: MICROPHONE, opened: microphone() });
    for (track, rtp_timestamp) in [(CAMERA, 4_294_900_000), (MICROPHONE, 5)] {
        let at = START.plus(2_000_000);
        media.say(&ToRecorder::TrackClock { recording: RECORDING, track, at, rtp_timestamp });
    }
}

/// A short recording without trouble.
fn record(dir: &Dir, recorder: &Recorder, packets: &[Paid], codec: &str) -> Link {
    let (mut media, mut command) = (recorder.media(BOOT), recorder.command());
    command.running(true);
    let opened = fengsui_protocol::link::recorder::OpenTrack { codec: codec.into(), ..camera() };
    media.say(&ToRecorder::OpenTrack { recording: RECORDING, track: CAMERA, opened });
    send(&mut media, CAMERA, packets, |_| 0);
    written(&dir.data(), 0, &[packets]);
    command.running(false);
    command
}

#[test]
fn killed_in_the_middle_it_goes_on_and_plays_with_the_gaps_it_tells_of() {
    let dir = Dir::new("rec-kill");
    let data = dir.data();
    let (ivf, ogg) = scene(&dir, 12);
    let (video, audio) = (vp8(&ivf, ""), opus(&ogg));
    let part = |all: &[Paid], from: i64, to: i64| -> Vec<Paid> {
        all.iter().filter(|packet| (from..to).contains(&(packet.at_us / 1000))).cloned().collect()
    };

    let recorder = Recorder::start(&data);
    let (mut media, mut command) = (recorder.media(BOOT), recorder.command());
    command.running(true);
    open_tracks(&mut media);
    // 0–5 s: the frames from 2.5 s to 2.7 s are lost; every ninth packet comes 400 ms late (RTX), some come twice.
    let mut first = part(&video, 0, 5_000);
    let lost: Vec<u16> = part(&first, 2_500, 2_700).iter().map(Paid::seq).collect();
    first.retain(|packet| !lost.contains(&packet.seq()));
    let distinct = first.clone();
    let mut by_arrival: Vec<(i64, Paid)> = Vec::new();
    for (n, packet) in first.into_iter().enumerate() {
        let late = if n % 9 == 4 { 400_000 } else { 0 };
        if n % 31 == 7 {
            by_arrival.push((packet.at_us + 150_000, packet.clone()));
        }
        by_arrival.push((packet.at_us + late, packet));
    }
    by_arrival.sort_by_key(|(arrival, _)| *arrival);
    for (arrival, packet) in &by_arrival {
        media.packet(CAMERA, START.plus(2_000_000 + arrival + 30_000), &packet.bytes);
    }
    let first_audio = part(&audio, 0, 5_000);
    send(&mut media, MICROPHONE, &first_audio, |n| (n as i64 * 7_919) % 25_000);
    written(&data, 0, &[&distinct, &first_audio]);
    recorder.kill_9();
    let (mut media_gone, mut command_gone) = (media, command);
    let _ = (&mut media_gone, &mut command_gone);

    // The kill left half a block behind.
    let newest = fs::read_dir(data.join("recordings/11")).unwrap().map(|entry| entry.unwrap().path());
    let newest = newest.filter(|path| path.to_str().unwrap().contains("-00001-")).max().unwrap();
    let mut torn = fs::read(&newest).unwrap();
    torn.extend([0, 0, 4, 0, 9, 9, 9, 9, 9]);
    fs::write(&newest, torn).unwrap();

    let recorder = Recorder::start(&data);
    let (mut media, mut command) = (recorder.media(BOOT), recorder.command());
    command.running(true);
    open_tracks(&mut media);
    let before = segment_bytes(&data);
    let (second, second_audio) = (part(&video, 6_000, 12_000), part(&audio, 6_000, 12_000));
    send(&mut media, CAMERA, &second, |_| 0);
    send(&mut media, MICROPHONE, &second_audio, |_| 0);
    written(&data, before.saturating_sub(9), &[&second, &second_audio]);
    command.running(false);
    let (_, seal) = command.await_state(RecordingState::Packaging);
    let (tracks, _) = command.await_state(RecordingState::Ready);

    // What it tells.
    let pictures = tracks.iter().find(|track| track.codec == "video/VP8").unwrap();
    let voice = tracks.iter().find(|track| track.codec == "audio/opus").unwrap();
    let gaps: Vec<(&str, u64)> = pictures.gaps.iter().map(|gap| (gap.why.as_str(), gap.lost_packets)).collect();
    let dead = part(&video, 5_000, 6_000).len() as u64;
    assert_eq!(gaps, [("loss", lost.len() as u64), ("restart", dead)]);
    assert!((pictures.gaps[1].begins_us - 6_900_000).abs() < 20_000, "{:?}", pictures.gaps[1]);
    assert!((pictures.gaps[1].ends_us - 8_000_000).abs() < 20_000, "{:?}", pictures.gaps[1]);
    assert_eq!(pictures.packets, (distinct.len() + second.len()) as u64);
    assert_eq!(voice.gaps.len(), 1);
    assert_eq!(voice.gaps[0].why, "restart");
    assert!((pictures.begins_us - 2_000_000).abs() < 2_000, "{}", pictures.begins_us);
    assert!((voice.begins_us - 2_000_000).abs() < 20_000, "{}", voice.begins_us);

    // What it proves.
    let verified = verify(&data, Some(&keys(&data)), RECORDING).unwrap();
    assert!(seal.is_some() && verified.seal == seal);
    assert!(verified.segments > 6, "{} segments", verified.segments);
    let listed = list(&data).unwrap();
    assert_eq!((listed[0].recording, listed[0].state, listed[0].tracks.len()), (RECORDING, RecordingState::Ready, 2));

    // What it plays.
    let (bytes, mime) = whole(&data, pictures.track);
    assert_eq!(mime, "video/webm");
    let file = dir.0.join("camera.webm");
    fs::write(&file, &bytes).unwrap();
    let (can_seek, duration) = seekable(&file);
    assert!(can_seek && (duration - 11_900_000).abs() < 250_000, "seekable {can_seek}, {duration} µs");
    let shown = frames(&file, strip);
    let mut counters = BTreeSet::new();
    for (at_us, strip) in &shown {
        let (counter, site) = strip.expect("every frame shown is whole");
        assert_eq!(site, SITE);
        let sampled = i64::from(counter) * 1_000_000 / FPS;
        assert!((at_us - sampled).abs() < 15_000, "frame {counter} at {at_us}");
        counters.insert(i64::from(counter));
    }
    // After a loss pictures go on at the next key frame, at most two seconds later.
    let missing: Vec<i64> = (0..120).filter(|n| !counters.contains(n)).collect();
    assert!(missing.iter().all(|n| (25..40).contains(n) || (50..80).contains(n)), "{missing:?}");
    assert!((25..27).chain(50..60).all(|n| missing.contains(&n)), "{missing:?}");
    assert_eq!(shown.len(), counters.len(), "no frame twice");

    let (bytes, mime) = whole(&data, voice.track);
    assert_eq!(mime, "audio/webm");
    let file = dir.0.join("microphone.webm");
    fs::write(&file, &bytes).unwrap();
    let seconds = samples(&file) as f64 / 48_000.0;
    assert!((11.5..12.5).contains(&seconds), "{seconds} s of sound: the hole is silence");

    // Nothing of it lies readable on the disk.
    let needle = &video[40].bytes[40..64];
    for entry in fs::read_dir(data.join("recordings/11")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{} is readable", path.display());
    }
}

#[test]
fn ranges_are_parts_of_the_whole_and_tampering_is_noticed() {
    let dir = Dir::new("rec-tamper");
    let data = dir.data();
    let (ivf, _) = scene(&dir, 8);
    let recorder = Recorder::start(&data);
    let mut command = record(&dir, &recorder, &vp8(&ivf, ""), "video/VP8");
    let (tracks, _) = command.await_state(RecordingState::Ready);
    let track = tracks[0].track;

    let (all, _) = whole(&data, track);
    assert!(all.len() > 70_000, "spans chunks: {} bytes", all.len());
    let playback = Playback::open(&data, &keys(&data), RECORDING, track).unwrap();
    for (from, length) in [(0, 1), (65_530, 12), (65_536, 1), (1, 66_000), (all.len() - 3, 3), (all.len() - 3, 50)] {
        let mut part = vec![0; length];
        let got = playback.read_at(from as u64, &mut part).unwrap();
        assert_eq!(part[..got], all[from..all.len().min(from + length)], "{length} from {from}");
    }
    assert_eq!(playback.read_at(all.len() as u64 + 5, &mut [0; 4]).unwrap(), 0);
    assert!(matches!(Playback::open(&data, &keys(&data), RECORDING, 99), Err(PlaybackError::Unknown)));

    let recording = data.join("recordings/11");
    let package = recording.join(fengsui_recordings_core::package::file_name(track));
    let good = fs::read(&package).unwrap();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    fs::write(&package, &bad).unwrap();
    let playback = Playback::open(&data, &keys(&data), RECORDING, track).unwrap();
    assert_eq!(playback.read_at(0, &mut [0; 64]).unwrap(), 64, "the first chunk is as it was");
    let error = playback.read_at(all.len() as u64 - 1, &mut [0; 1]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    fs::write(&package, &good[..good.len() - 1]).unwrap();
    assert!(matches!(Playback::open(&data, &keys(&data), RECORDING, track), Err(PlaybackError::Broken(_))));

    assert!(verify(&data, Some(&keys(&data)), RECORDING).is_ok());
    let mut segments: Vec<PathBuf> = fs::read_dir(&recording).unwrap().map(|entry| entry.unwrap().path()).collect();
    segments.retain(|path| path.extension().is_some_and(|ext| ext == "seg"));
    segments.sort();
    for with_key in [true, false] {
        let held = keys(&data);
        let check = || verify(&data, with_key.then_some(&held), RECORDING);
        let good = fs::read(&segments[1]).unwrap();
        let mut bad = good.clone();
        bad[good.len() / 2] ^= 4;
        fs::write(&segments[1], &bad).unwrap();
        assert!(matches!(check(), Err(VerifyError::Altered { .. })), "one bit, key {with_key}");
        fs::write(&segments[1], &good[..good.len() - 40]).unwrap();
        assert!(matches!(check(), Err(VerifyError::Altered { .. })), "cut short, key {with_key}");
        fs::remove_file(&segments[1]).unwrap();
        assert!(matches!(check(), Err(VerifyError::Altered { .. })), "taken away, key {with_key}");
        fs::write(&segments[1], &good).unwrap();
        assert!(check().is_ok());
    }
}

#[test]
fn h264_becomes_mp4_and_a_change_of_size_does_no_harm() {
    let dir = Dir::new("rec-h264");
    let (ivf, _) = scene(&dir, 3);
    let recorder = Recorder::start(&dir.data());
    let mut command = record(&dir, &recorder, &h264(&ivf), "video/H264");
    let (tracks, _) = command.await_state(RecordingState::Ready);
    let (bytes, mime) = whole(&dir.data(), tracks[0].track);
    assert_eq!(mime, "video/mp4");
    let file = dir.0.join("camera.mp4");
    fs::write(&file, bytes).unwrap();
    let counters: Vec<_> = frames(&file, strip).into_iter().map(|(_, strip)| strip.unwrap().0).collect();
    assert_eq!(counters, (0..30).collect::<Vec<_>>());
    drop(recorder);

    let other = Dir::new("rec-size");
    let recorder = Recorder::start(&other.data());
    let mut packets = vp8(&ivf, "");
    let small =
        vp8(&ivf, "vp8dec ! videoscale ! video/x-raw,width=160,height=90 ! vp8enc deadline=1 keyframe-max-dist=10 !");
    let last = packets.last().unwrap().clone();
    for (k, packet) in small.into_iter().enumerate() {
        let mut bytes = packet.bytes.clone();
        bytes[2..4].copy_from_slice(&last.seq().wrapping_add(k as u16 + 1).to_be_bytes());
        bytes[4..8].copy_from_slice(&packet.timestamp().wrapping_add(3 * 90_000).to_be_bytes());
        packets.push(Paid { at_us: packet.at_us + 3_000_000, bytes });
    }
    let mut command = record(&other, &recorder, &packets, "video/VP8");
    let (tracks, _) = command.await_state(RecordingState::Ready);
    let file = other.0.join("camera.webm");
    fs::write(&file, whole(&other.data(), tracks[0].track).0).unwrap();
    let counters: Vec<_> = frames(&file, strip).into_iter().filter_map(|(_, strip)| Some(strip?.0)).collect();
    assert_eq!(counters, (0..30).chain(0..30).collect::<Vec<_>>());
}

#[test]
fn a_failed_packager_is_told_and_the_recording_is_packaged_after_the_next_start() {
    let dir = Dir::new("rec-fail");
    let (ivf, _) = scene(&dir, 2);
    let recorder = Recorder::start_with(&dir.data(), Some("/bin/false"));
    let mut command = record(&dir, &recorder, &vp8(&ivf, ""), "video/VP8");
    command.await_state(RecordingState::Failed);
    assert!(matches!(
        Playback::open(&dir.data(), &keys(&dir.data()), RECORDING, 0),
        Err(PlaybackError::NotReady(RecordingState::Failed))
    ));
    recorder.kill_9();
    let recorder = Recorder::start(&dir.data());
    let (tracks, seal) = recorder.command().await_state(RecordingState::Ready);
    assert!(tracks.len() == 1 && seal.is_some());
}

#[test]
fn a_full_disk_is_told_and_recording_goes_on_when_there_is_room() {
    let dir = Dir::new("rec-full");
    let data = dir.data();
    let (ivf, _) = scene(&dir, 6);
    let packets = vp8(&ivf, "");
    let (before, after) = packets.split_at(packets.len() / 2);
    let recorder = Recorder::start(&data);
    let (mut media, mut command) = (recorder.media(BOOT), recorder.command());
    command.running(true);
    media.say(&ToRecorder::OpenTrack { recording: RECORDING, track: CAMERA, opened: camera() });
    until("the recorder writes", || data.join("recordings/11/recording.json").exists().then_some(()));
    recorder.limit_file_size(9_000);
    send(&mut media, CAMERA, before, |_| 0);
    let told = std::iter::repeat_with(|| command.hear())
        .find_map(|said| if let FromRecorder::Trouble { message, .. } = said { Some(message) } else { None });
    assert!(told.unwrap().contains("cannot be written"));
    recorder.limit_file_size(u64::MAX);
    let last = after.last().unwrap();
    send(&mut media, CAMERA, after, |_| 0);
    until("what was held back is written", || {
        media.packet(CAMERA, Micros(START.0 + 2_000_000 + last.at_us), &last.bytes);
        let sent: usize = packets.iter().map(|packet| packet.bytes.len() + 13).sum();
        (segment_bytes(&data) >= sent as u64).then_some(())
    });
    command.running(false);
    let (tracks, seal) = command.await_state(RecordingState::Ready);
    assert!(tracks[0].gaps.is_empty(), "{:?}", tracks[0].gaps);
    assert_eq!(verify(&data, Some(&keys(&data)), RECORDING).unwrap().seal, seal);
}
