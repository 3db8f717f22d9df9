//! A media process of our own and the command node's end of its link.

use crate::process::{Cpu, resident};
use anyhow::{Context, bail};
use fengsui_protocol::link::media::{FromMedia, SessionStatus, ToMedia};
use fengsui_protocol::link::{MEDIA_SOCKET, put_json, take_frame};
use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// MiMalloc keeps what was freed for a while, and in huge pages: resident memory would tell of the most that ever was.
const GIVES_BACK: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_LARGE_OS_PAGES", "0")];

pub struct Node {
    child: Child,
    says: BufReader<ChildStdout>,
    directory: PathBuf,
    link: UnixStream,
    heard: Receiver<FromMedia>,
    /// Said between the lines of a greeting.
    aside: VecDeque<FromMedia>,
    /// Of the shards, and where TCP peers are taken.
    pub udp: Vec<SocketAddr>,
    pub tcp: SocketAddr,
}

/// What the media process told a command node that has just connected.
pub struct Greeting {
    pub sessions: Vec<SessionStatus>,
    /// Publishing sites and slots it still knows of.
    pub remembered: usize,
}

/// What the kernel says of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub rss_kib: u64,
    pub descriptors: usize,
    pub sockets: usize,
    pub threads: usize,
}

impl Node {
    /// `program`: by default beside this one.
    pub fn start(program: Option<&Path>) -> anyhow::Result<Self> {
        let program = match program {
            Some(program) => program.to_owned(),
            None => std::env::current_exe()?.with_file_name("fengsui-media"),
        };
        let directory = std::env::temp_dir().join(format!("fengsui-soak-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        let mut child = Command::new(&program)
            .arg(&directory)
            .args(["--udp", "0", "--tcp", "0", "--shards", "2", "--announce", "127.0.0.1", "--count-memory"])
            .envs(GIVES_BACK)
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut says = BufReader::new(child.stdout.take().context("standard output")?);
        let said: Listening = line(&mut says)?;
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let (link, heard) = connect(&directory)?;
        let udp = said.udp.into_iter().map(at).collect();
        Ok(Self { child, says, directory, link, heard, aside: VecDeque::new(), udp, tcp: at(said.tcp) })
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn tell(&mut self, message: &ToMedia) -> anyhow::Result<()> {
        let mut frame = Vec::new();
        put_json(&mut frame, message);
        self.link.write_all(&frame).context("the media process has closed its link")
    }

    /// What was said and not yet heard; never waits.
    pub fn hear(&mut self) -> Option<FromMedia> {
        self.aside.pop_front().or_else(|| self.heard.try_recv().ok())
    }

    /// Hangs up and connects again, as a command node does that was started anew.
    pub fn connect_again(&mut self) -> anyhow::Result<Greeting> {
        self.link.shutdown(Shutdown::Both)?;
        (self.link, self.heard) = connect(&self.directory)?;
        greeting(&self.heard, &mut self.aside)
    }

    pub fn held(&self) -> Held {
        let pid = self.pid();
        let links = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        let kinds: Vec<PathBuf> = links.filter_map(|entry| fs::read_link(entry.path()).ok()).collect();
        let threads = fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count);
        let sockets = kinds.iter().filter(|kind| kind.to_string_lossy().starts_with("socket:")).count();
        Held { rss_kib: resident(pid), descriptors: kinds.len(), sockets, threads }
    }

    /// KiB that the process has allocated, beyond what it had when it began to count.
    pub fn allocated_kib(&mut self) -> anyhow::Result<f64> {
        // SAFETY: integers only; the process is our own and was not waited for, so the number is still its own.
        let asked = unsafe { libc::kill(self.pid() as i32, libc::SIGUSR1) };
        anyhow::ensure!(asked == 0, "the media process is gone");
        let counted: Counted = line(&mut self.says)?;
        Ok(counted.allocated as f64 / 1024.0)
    }

    /// Nanoseconds of CPU since its start.
    pub fn cpu(&self) -> u64 {
        Cpu::of(self.pid()).busy
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// What else is said meanwhile is put aside: a session may end while the process greets, and is not told again.
fn greeting(heard: &Receiver<FromMedia>, aside: &mut VecDeque<FromMedia>) -> anyhow::Result<Greeting> {
    let sessions = loop {
        match heard.recv_timeout(PATIENCE) {
            Ok(FromMedia::Hello { sessions, .. }) => break sessions,
            Ok(other) => aside.push_back(other),
            Err(error) => bail!("no greeting: {error}"),
        }
    };
    let mut remembered = 0;
    // The rest of the greeting follows at once.
    loop {
        match heard.recv_timeout(Duration::from_millis(20)) {
            Ok(FromMedia::Publishing { .. } | FromMedia::SlotChanged { .. }) => remembered += 1,
            Ok(other) => aside.push_back(other),
            Err(RecvTimeoutError::Timeout) => return Ok(Greeting { sessions, remembered }),
            Err(error) => bail!("the greeting was cut: {error}"),
        }
    }
}

#[derive(serde::Deserialize)]
struct Listening {
    udp: Vec<u16>,
    tcp: u16,
}

#[derive(serde::Deserialize)]
struct Counted {
    allocated: i64,
}

/// The next line that the process prints.
fn line<T: serde::de::DeserializeOwned>(says: &mut impl BufRead) -> anyhow::Result<T> {
    let mut line = String::new();
    says.read_line(&mut line)?;
    serde_json::from_str(&line).with_context(|| format!("it said {line:?}"))
}

fn connect(directory: &Path) -> anyhow::Result<(UnixStream, Receiver<FromMedia>)> {
    let link = UnixStream::connect(directory.join(MEDIA_SOCKET)).context("link")?;
    let mut reading = link.try_clone()?;
    let (to, heard) = channel();
    // Ends with its connection.
    std::thread::spawn(move || {
        let (mut read, mut bytes) = (Vec::new(), vec![0; 65_536]);
        while let Ok(n @ 1..) = reading.read(&mut bytes) {
            read.extend_from_slice(&bytes[..n]);
            while let Ok(Some((_, body, used))) = take_frame(&read) {
                let message = serde_json::from_slice(body);
                read.drain(..used);
                match message.map(|message| to.send(message)) {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return,
                    Err(error) => eprintln!("link message not understood: {error}"),
                }
            }
        }
    });
    Ok((link, heard))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fengsui_protocol::conference::Publishing;
    use fengsui_protocol::link::media::{Direction, SessionState};
    use fengsui_protocol::{ConferenceId, SessionId, SiteId};

    #[test]
    fn a_session_that_ends_while_the_process_greets_is_heard_of() {
        let (conference, site) = (ConferenceId(1), SiteId(1));
        let status =
            |state| SessionStatus { session: SessionId(7), conference, site, direction: Direction::Publish, state };
        let closed = SessionState::Closed { why: "closed".to_owned() };
        let (say, heard) = channel();
        for message in [
            FromMedia::Hello { boot: 1, addresses: Vec::new(), sessions: vec![status(SessionState::Connecting)] },
            FromMedia::Session { status: status(closed.clone()) },
            FromMedia::Publishing { conference, site, publishing: Publishing::default() },
        ] {
            say.send(message).unwrap();
        }
        let mut aside = VecDeque::new();
        let greeting = greeting(&heard, &mut aside).unwrap();
        assert_eq!((greeting.sessions.len(), greeting.remembered), (1, 1));
        let state = aside.iter().map(|message| match message {
            FromMedia::Session { status } => Some(&status.state),
            _ => None,
        });
        assert!(state.eq([Some(&closed)]));
    }
}
