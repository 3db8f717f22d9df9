//! The media process and its link, as the command node would hold it.

use super::Forwarder;
use crate::process::Killed;
use crate::sfu::description::Local;
use crate::sfu::scene::{Camera, Scene, Seat};
use anyhow::{Context, bail};
use fengsui_protocol::SessionId;
use fengsui_protocol::link::media::{Direction, FromMedia, ToMedia};
use fengsui_protocol::link::{MEDIA_SOCKET, put_json, take_frame};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

pub struct Fengsui {
    scene: Scene,
    child: Killed,
    directory: PathBuf,
    link: UnixStream,
    read: Vec<u8>,
    next_session: u64,
}

impl Fengsui {
    /// Starts it with the conferences of a scene.
    pub fn start(program: Option<&Path>, scene: Scene) -> anyhow::Result<Self> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("fengsui-media"),
        };
        let directory = std::env::temp_dir().join(format!("fengsui-bench-{}", std::process::id()));
        std::fs::create_dir_all(&directory)?;
        let mut child = Command::new(&program)
            .arg(&directory)
            .args(["--udp", "0", "--tcp", "0", "--announce", "127.0.0.1"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let output = child.stdout.take().context("standard output")?;
        let child = Killed(child);
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let link =
            UnixStream::connect(directory.join(MEDIA_SOCKET)).with_context(|| format!("link; it said {line}"))?;
        link.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut forwarder = Self { scene, child, directory, link, read: Vec::new(), next_session: 1 };
        forwarder.tell(&ToMedia::Converge { tables: scene.tables() })?;
        Ok(forwarder)
    }

    /// Gets an offer answered.
    fn negotiate(&mut self, (conference, site): Seat, direction: Direction, offer: String) -> anyhow::Result<String> {
        let session = SessionId(self.next_session);
        self.next_session += 1;
        let slots = Vec::new();
        self.tell(&ToMedia::Negotiate {
            session,
            conference,
            site,
            direction,
            source: None,
            slots,
            offer,
            front: None,
        })?;
        loop {
            if let FromMedia::Negotiated { session: answered, answer } = self.hear()?
                && answered == session
            {
                return answer.map_err(|refusal| anyhow::anyhow!("{} {}", refusal.status, refusal.message));
            }
        }
    }

    fn tell(&mut self, message: &ToMedia) -> anyhow::Result<()> {
        let mut frame = Vec::new();
        put_json(&mut frame, message);
        Ok(self.link.write_all(&frame)?)
    }

    fn hear(&mut self) -> anyhow::Result<FromMedia> {
        loop {
            if let Some((_, body, used)) = take_frame(&self.read)? {
                let message = serde_json::from_slice(body)?;
                self.read.drain(..used);
                return Ok(message);
            }
            let mut bytes = [0; 65_536];
            match self.link.read(&mut bytes)? {
                0 => bail!("the media process closed its link"),
                n => self.read.extend_from_slice(&bytes[..n]),
            }
        }
    }
}

impl Forwarder for Fengsui {
    fn pid(&self) -> u32 {
        self.child.0.id()
    }

    fn of_one_thread(&self) -> bool {
        true
    }

    fn publish(&mut self, camera: Camera, local: &Local) -> anyhow::Result<String> {
        self.negotiate((camera.conference(), camera.site()), Direction::Publish, local.publishing())
    }

    fn subscribe(&mut self, viewer: Seat, local: &Local) -> anyhow::Result<String> {
        let pictures = match self.scene.pictures() {
            1 => 1,
            // The second line is a presentation's; nobody presents.
            several => several + 1,
        };
        self.negotiate(viewer, Direction::Receive, local.receiving(self.scene.voices(), pictures))
    }
}

impl Drop for Fengsui {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}
