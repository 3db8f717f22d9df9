//! The forwarders that one generator measures, each a process of its own that is told of publishers and subscribers by
//! session descriptions.

mod fengsui;
mod janus;
mod livekit;
mod webrtc;

use super::description::Local;
use super::scene::{Camera, Scene, Seat};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use fengsui::Fengsui;
pub use webrtc::serve as serve_webrtc;

/// A running forwarder; ends when it is dropped.
pub trait Forwarder {
    /// Of the process that forwards, for its CPU time and memory.
    fn pid(&self) -> u32;

    /// One thread forwards: when it waits for a CPU, the machine was another's. Threads that share a CPU wait for each
    /// other.
    fn of_one_thread(&self) -> bool {
        false
    }

    /// Where it listens; peers send from there too.
    fn address(&self) -> Ipv4Addr {
        Ipv4Addr::LOCALHOST
    }

    /// Takes one camera and its microphone; gives the forwarder's description of the session.
    ///
    /// # Errors
    /// When the forwarder refuses, or says nothing for ten seconds.
    fn publish(&mut self, camera: Camera, local: &Local) -> anyhow::Result<String>;

    /// Gives a viewer all cameras of its room but its own; who offers is the forwarder's custom.
    ///
    /// # Errors
    /// When the forwarder refuses, or says nothing for ten seconds.
    fn subscribe(&mut self, viewer: Seat, local: &Local) -> anyhow::Result<String>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Ours.
    Fengsui,
    /// Janus with its videoroom plugin, from Debian's package.
    Janus,
    /// A plain forwarder on the `webrtc` crate.
    Webrtc,
    /// LiveKit, a Go module.
    Livekit,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Fengsui, Self::Webrtc, Self::Livekit, Self::Janus];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fengsui => "fengsui",
            Self::Janus => "janus",
            Self::Webrtc => "webrtc-rs",
            Self::Livekit => "livekit",
        }
    }

    /// Does not listen on loopback.
    pub fn needs_an_interface(self) -> bool {
        match self {
            Self::Fengsui | Self::Webrtc | Self::Livekit => false,
            Self::Janus => true,
        }
    }

    /// What it is given of a scene: LiveKit, asked by WHIP, gives whoever joins everything in the room, so nobody is
    /// kept from his own camera.
    pub fn scene(self, scene: Scene) -> Scene {
        match self {
            Self::Fengsui | Self::Janus | Self::Webrtc => scene,
            Self::Livekit => Scene { mutual: false, ..scene },
        }
    }

    /// Why it cannot be measured here.
    pub fn absent(self) -> Option<&'static str> {
        match self {
            Self::Fengsui | Self::Webrtc => None,
            Self::Janus if in_path("janus").is_some() => None,
            Self::Janus => Some("not installed (Debian: apt-get install --no-install-recommends janus)"),
            Self::Livekit if in_path(livekit::PROGRAM).is_some() => None,
            Self::Livekit => Some("no livekit-server in PATH (docs/performance.md says how it is built)"),
        }
    }

    /// What an installed one says of itself.
    pub fn version(self) -> Option<String> {
        let program = match self {
            Self::Fengsui | Self::Webrtc => return None,
            Self::Janus => "janus",
            Self::Livekit => livekit::PROGRAM,
        };
        let output = Command::new(program).arg("--version").output().ok()?;
        String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
    }

    /// Starts it with the rooms of a scene.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(self, scene: Scene) -> anyhow::Result<Box<dyn Forwarder>> {
        Ok(match self {
            Self::Fengsui => Box::new(Fengsui::start(None, scene)?),
            Self::Janus => Box::new(janus::Janus::start(scene)?),
            Self::Webrtc => Box::new(webrtc::Webrtc::start(scene)?),
            Self::Livekit => Box::new(livekit::Livekit::start(scene)?),
        })
    }
}

fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// A directory that goes with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> std::io::Result<Self> {
        let directory = std::env::temp_dir().join(format!("fengsui-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory)?;
        Ok(Self(directory))
    }
    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
