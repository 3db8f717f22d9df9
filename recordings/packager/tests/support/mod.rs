// A recorder as a real child process, and links to it that speak the real protocol.

use fengsui_protocol::{
    ConferenceId, Micros, RecordingId, SiteId,
    conference::StreamKind,
    link::{
        FRAME_PACKET, put_frame, put_json,
        recorder::{FromRecorder, OpenTrack, RunningRecording, ToRecorder},
        take_frame,
    },
    recording::{RecordedTrack, RecordingState},
};
use fengsui_recordings_server::{RecorderConfig, run};
use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub const PACKAGER: &str = env!("CARGO_BIN_EXE_fengsui-packager");
const PATIENCE: Duration = Duration::from_secs(60);
const DIR: &str = "FENGSUI_TEST_RECORDER";
const OTHER_PACKAGER: &str = "FENGSUI_TEST_PACKAGER";

/// A directory that goes away with the test, and stays for inspection when it fails.
pub struct Dir(pub PathBuf);
impl Dir {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fengsui-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}
impl Drop for Dir {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// Becomes the recorder when this process was started as one; called by the test `recorder_process`.
pub fn recorder_process() {
    let Some(data) = std::env::var_os(DIR) else { return };
    let mut config = RecorderConfig::new(PathBuf::from(data), PACKAGER);
    config.segment_bytes = 24 * 1024;
    // A write past the limit of `limit_file_size` then fails as on a full disk.
    // SAFETY: sets a disposition before any thread starts that depends on it.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    if let Ok(packager) = std::env::var(OTHER_PACKAGER) {
        config.packager = packager.into();
    }
    run(config).unwrap();
}

/// The recorder as a child process.
pub struct Recorder {
    child: Child,
    data: PathBuf,
}

impl Recorder {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, None)
    }

    /// With another executable for a packager.
    pub fn start_with(data: &Path, packager: Option<&str>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "recorder_process", "--nocapture"]).env(DIR, data).stdout(Stdio::null());
        packager.map(|packager| command.env(OTHER_PACKAGER, packager));
        let child = command.spawn().unwrap();
        Self { child, data: data.to_owned() }
    }

    pub fn kill_9(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// From now on no file of the recorder grows past `bytes`.
    pub fn limit_file_size(&self, bytes: u64) {
        let limit = libc::rlimit { rlim_cur: bytes, rlim_max: u64::MAX };
        // SAFETY: a system call on a value of this frame.
        let set =
            unsafe { libc::prlimit(self.child.id() as libc::pid_t, libc::RLIMIT_FSIZE, &limit, std::ptr::null_mut()) };
        assert_eq!(set, 0);
    }

    pub fn connect(&self) -> Link {
        let socket = self.data.join("run/recorder.sock");
        let stream = until("the recorder listens", || UnixStream::connect(&socket).ok());
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        Link { stream, heard: Vec::new() }
    }

    pub fn media(&self, boot: u64) -> Link {
        let mut link = self.connect();
        link.say(&ToRecorder::MediaHello { boot });
        link
    }

    pub fn command(&self) -> Link {
        let mut link = self.connect();
        link.say(&ToRecorder::CommandHello);
        link
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for a condition.
pub fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

pub struct Link {
    stream: UnixStream,
    heard: Vec<u8>,
}

impl Link {
    pub fn say(&mut self, message: &ToRecorder) {
        let mut frame = Vec::new();
        put_json(&mut frame, message);
        self.stream.write_all(&frame).unwrap();
    }

    pub fn packet(&mut self, track: u32, arrival: Micros, rtp: &[u8]) {
        let mut body = RECORDING.0.to_be_bytes().to_vec();
        body.extend(track.to_be_bytes());
        body.extend(arrival.0.to_be_bytes());
        body.extend(rtp);
        let mut frame = Vec::new();
        put_frame(&mut frame, FRAME_PACKET, &body);
        self.stream.write_all(&frame).unwrap();
    }

    pub fn running(&mut self, on: bool) {
        let one = RunningRecording {
            recording: RECORDING,
            conference: ConferenceId(5),
            title: "防汛会商".into(),
            started_at: START,
        };
        self.say(&ToRecorder::Converge { running: if on { vec![one] } else { vec![] } });
    }

    /// The next message.
    pub fn hear(&mut self) -> FromRecorder {
        let mut buf = [0; 65_536];
        until("the recorder speaks", || {
            if let Some((_, body, used)) = take_frame(&self.heard).unwrap() {
                let message = serde_json::from_slice(body).unwrap();
                self.heard.drain(..used);
                return Some(message);
            }
            match self.stream.read(&mut buf) {
                Ok(got) => self.heard.extend_from_slice(&buf[..got]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => panic!("{error}"),
            }
            None
        })
    }

    /// Waits until the recording is in `want`; its tracks and seal then.
    pub fn await_state(&mut self, want: RecordingState) -> (Vec<RecordedTrack>, Option<String>) {
        loop {
            match self.hear() {
                FromRecorder::Recording { state, tracks, seal, .. } if state == want => return (tracks, seal),
                FromRecorder::Recording { .. } => {}
                FromRecorder::Trouble { message, .. } if want == RecordingState::Ready => panic!("{message}"),
                FromRecorder::Trouble { .. } => {}
            }
        }
    }
}

pub const RECORDING: RecordingId = RecordingId(11);
pub const START: Micros = Micros(1_700_000_000_000_000);

pub fn opened(stream: StreamKind, codec: &str, clock_rate: u32, ssrc: u32) -> OpenTrack {
    OpenTrack {
        conference: ConferenceId(5),
        site: SiteId(3),
        site_name: "县水利局".into(),
        stream,
        codec: codec.into(),
        clock_rate,
        payload_type: 96,
        ssrc,
    }
}

pub fn camera() -> OpenTrack {
    opened(StreamKind::Camera, "video/VP8", 90_000, 77)
}

pub fn microphone() -> OpenTrack {
    opened(StreamKind::Microphone, "audio/opus", 48_000, 78)
}

/// Size on disk of all segments.
pub fn segment_bytes(data: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(data.join("recordings/11")) else { return 0 };
    entries
        .filter_map(|entry| entry.ok())
        .filter(|entry| entry.path().extension().is_some_and(|ext| ext == "seg"))
        .filter_map(|entry| entry.metadata().ok())
        .map(|meta| meta.len())
        .sum()
}
