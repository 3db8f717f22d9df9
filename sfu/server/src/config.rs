//! What the media process is told at start.

use crate::net::{addresses::Announce, dscp::Dscp};
use std::path::PathBuf;

/// Default UDP and TCP port for media.
pub const DEFAULT_PORT: u16 = 8444;

/// Receivers of one conference that one shard takes: with 500 packets a second to each, at 2 µs a packet, two fifths of a core.
pub const DEFAULT_SPREAD: usize = 400;

#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// `DATA/run`: the directory of the links' sockets.
    pub run_dir: PathBuf,
    /// UDP port of the first shard; shard n has the n-th port after it. 0: any free ports.
    pub udp_port: u16,
    /// ICE-TCP port of all shards. 0: any free port.
    pub tcp_port: u16,
    /// Media threads, each with a port and a CPU of its own.
    pub shards: u8,
    /// Receiving sessions of one conference on one shard before others go to another shard.
    pub spread: usize,
    /// Addresses told to clients; empty: those of every interface. A port stands for the first shard's and TCP's.
    pub announce: Vec<Announce>,
    /// How packets are marked for the network's quality of service; `None`: not at all.
    pub dscp: Option<Dscp>,
}

impl MediaConfig {
    /// The defaults, with sockets in `run_dir`.
    pub fn new(run_dir: impl Into<PathBuf>) -> Self {
        Self {
            run_dir: run_dir.into(),
            udp_port: DEFAULT_PORT,
            tcp_port: DEFAULT_PORT,
            shards: 1,
            spread: DEFAULT_SPREAD,
            announce: Vec::new(),
            dscp: Some(Dscp::default()),
        }
    }
}
