//! Has recordings packaged: one packager process per track, fed over pipes, niced, killed when it stalls, retried.

use crate::{
    keys::{FileKind, Keys, random},
    reader::read_track,
    recorder::{Event, RecorderConfig},
    store,
};
use anyhow::{Context, bail, ensure};
use fengsui_protocol::{Micros, RecordingId, recording::RecordedTrack};
use fengsui_recordings_core::{
    package::{self, CHUNK},
    packaging::{Done, Job, put_packet},
    segment::Cipher,
};
use std::{
    collections::BTreeMap,
    io::{BufWriter, Read, Write},
    os::unix::process::CommandExt,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, SyncSender, channel},
    },
    time::Duration,
};

const ATTEMPTS: u32 = 3;
/// A packager that neither took nor gave a byte for this long is killed.
const STALL: Duration = Duration::from_secs(60);
/// Bytes of a packaged track at most; they are held in the packager's memory.
const MOST_BYTES: u64 = 4 << 30;

/// A stopped recording to be packaged.
pub struct Order {
    pub recording: RecordingId,
    pub started_at: Micros,
    pub tracks: Vec<RecordedTrack>,
    /// Clock rate by track number.
    pub clock_rates: BTreeMap<u32, u32>,
}

/// Starts the workers; orders go into the answer, results come as [`Event::Packaged`].
pub fn start(config: &RecorderConfig, keys: &Keys, events: &SyncSender<Event>) -> std::io::Result<Sender<Order>> {
    let (orders, waiting) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..config.packagers.max(1) {
        let (config, keys, events, waiting) = (config.clone(), keys.clone(), events.clone(), waiting.clone());
        crate::link::spawn("rec-package", move || work(&config, &keys, &events, &waiting))?;
    }
    Ok(orders)
}

fn work(config: &RecorderConfig, keys: &Keys, events: &SyncSender<Event>, waiting: &Mutex<Receiver<Order>>) {
    loop {
        let order = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(order) = order else { return };
        let made = package_all(config, keys, &order).map_err(|error| format!("{error:#}"));
        if events.send(Event::Packaged(order.recording, made)).is_err() {
            return;
        }
    }
}

/// Tracks with the file's true time zero and end; those in which nothing can be decoded are left out.
fn package_all(config: &RecorderConfig, keys: &Keys, order: &Order) -> anyhow::Result<Vec<RecordedTrack>> {
    let mut made = Vec::new();
    for track in &order.tracks {
        let done = package_track(config, keys, order, track).with_context(|| format!("track {}", track.track))?;
        if done.bytes > 0 {
            made.push(RecordedTrack { begins_us: done.begins_us, ends_us: done.ends_us, ..track.clone() });
        }
    }
    Ok(made)
}

fn package_track(config: &RecorderConfig, keys: &Keys, order: &Order, track: &RecordedTrack) -> anyhow::Result<Done> {
    let mut attempt = 1;
    loop {
        match attempt_track(config, keys, order, track) {
            Err(error) if attempt < ATTEMPTS => {
                tracing::warn!(recording = %order.recording, track = track.track, attempt, "packaging: {error:#}");
                attempt += 1;
            }
            other => return other,
        }
    }
}

fn attempt_track(config: &RecorderConfig, keys: &Keys, order: &Order, track: &RecordedTrack) -> anyhow::Result<Done> {
    let mut child = Guarded::start(config)?;
    let (stdin, mut stdout) = child.pipes()?;
    let clock_rate = order.clock_rates.get(&track.track).copied().unwrap_or(90_000);
    let job = Job { codec: track.codec.clone(), clock_rate };
    let progress = child.progress.clone();
    let answer = std::thread::scope(|scope| {
        let feeding = scope.spawn(|| feed(config, keys, order, track, &job, stdin, &progress));
        let taken = take(config, keys, order, track, &mut stdout, &progress);
        // A packager that answers has read its whole job; one that died closed the pipe. Either way feeding ends.
        drop(stdout);
        let fed = feeding.join().unwrap_or_else(|_| bail!("feeding the packager panicked"));
        taken.and_then(|done| fed.map(|()| done))
    });
    answer.map_err(|error| child.blame(error))
}

fn feed(
    config: &RecorderConfig,
    keys: &Keys,
    order: &Order,
    track: &RecordedTrack,
    job: &Job,
    stdin: ChildStdin,
    progress: &AtomicU64,
) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(64 * 1024, stdin);
    let text = serde_json::to_vec(job)?;
    out.write_all(&(text.len() as u32).to_be_bytes())?;
    out.write_all(&text)?;
    let mut frame = Vec::new();
    read_track(&config.data_dir, keys, order.recording, track.track, |at, rtp| {
        frame.clear();
        put_packet(&mut frame, at.since(order.started_at), rtp);
        progress.fetch_add(1, Ordering::Relaxed);
        Ok(out.write_all(&frame)?)
    })?;
    out.write_all(&[0; 4])?;
    Ok(out.flush()?)
}

/// Reads the packager's answer and writes it encrypted.
fn take(
    config: &RecorderConfig,
    keys: &Keys,
    order: &Order,
    track: &RecordedTrack,
    stdout: &mut ChildStdout,
    progress: &AtomicU64,
) -> anyhow::Result<Done> {
    let mut length = [0; 4];
    stdout.read_exact(&mut length).context("the packager gave no answer")?;
    let length = u32::from_be_bytes(length) as usize;
    ensure!(length <= 64 * 1024, "the packager's answer is not of this protocol");
    let mut text = vec![0; length];
    stdout.read_exact(&mut text)?;
    let done: Done = serde_json::from_slice(&text)?;
    ensure!(done.bytes <= MOST_BYTES, "the track would take {} bytes packaged", done.bytes);
    if done.bytes == 0 {
        return Ok(done);
    }
    let (recording, number) = (order.recording, track.track);
    let (mime, key_id, salt) = (done.mime.clone(), keys.id(), random());
    let header = package::Header { recording, track: number, mime, bytes: done.bytes, key_id, salt };
    let path = store::dir(&config.data_dir, recording).join(package::file_name(number));
    store::replace_file(&path, |file| {
        let cipher = keys.cipher(FileKind::Package, recording, &salt);
        let head = header.encode();
        let mut out = BufWriter::new(file);
        out.write_all(&head)?;
        for chunk in 0..done.bytes.div_ceil(CHUNK as u64) {
            let (_, length) = header.chunk(chunk);
            let mut plain = vec![0; length - fengsui_recordings_core::segment::TAG];
            stdout.read_exact(&mut plain).context("the packager's answer was cut short")?;
            cipher.seal(chunk, &head, &mut plain);
            out.write_all(&plain)?;
            progress.fetch_add(1, Ordering::Relaxed);
        }
        Ok(out.flush()?)
    })?;
    Ok(done)
}

/// A packager process that does not outlive its job.
struct Guarded {
    child: Arc<Mutex<Child>>,
    progress: Arc<AtomicU64>,
}

impl Guarded {
    fn start(config: &RecorderConfig) -> anyhow::Result<Self> {
        let mut command = Command::new(&config.packager);
        command.arg("package").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // SAFETY: between fork and exec only async-signal-safe system calls are made.
        unsafe { command.pre_exec(quiet_child) };
        let child = command.spawn().with_context(|| format!("cannot start {}", config.packager.display()))?;
        let guarded = Self { child: Arc::new(Mutex::new(child)), progress: Arc::default() };
        guarded.watch()?;
        Ok(guarded)
    }

    /// Kills it when it stalls. Ends with the job: the job holds the only other reference.
    fn watch(&self) -> std::io::Result<()> {
        let (child, progress) = (Arc::downgrade(&self.child), self.progress.clone());
        crate::link::spawn("rec-watch", move || {
            let (mut seen, mut still) = (0, Duration::ZERO);
            let step = Duration::from_millis(500);
            loop {
                std::thread::sleep(step);
                let Some(child) = child.upgrade() else { return };
                let now = progress.load(Ordering::Relaxed);
                still = if now == seen { still + step } else { Duration::ZERO };
                seen = now;
                if still >= STALL {
                    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                }
            }
        })
    }

    fn pipes(&mut self) -> anyhow::Result<(ChildStdin, ChildStdout)> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let pipes = child.stdin.take().zip(child.stdout.take());
        pipes.context("the packager has no pipes")
    }

    /// Adds what the packager itself said.
    fn blame(&mut self, error: anyhow::Error) -> anyhow::Error {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let mut said = String::new();
        if let Some(stderr) = child.stderr.take() {
            let _ = stderr.take(4_096).read_to_string(&mut said);
        }
        match said.trim() {
            "" => error,
            said => error.context(format!("the packager said: {said}")),
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Low priority, no core file with plaintext in it, and dead with the recorder.
fn quiet_child() -> std::io::Result<()> {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: plain system calls on values of this frame.
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, 10);
        libc::setrlimit(libc::RLIMIT_CORE, &none);
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
    }
    Ok(())
}
