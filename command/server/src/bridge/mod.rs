//! The command process's side of the links to the media and recorder processes.
//!
//! Desired state goes out (view tables, running recordings), reports come in. A link that is down costs a delay: when
//! it is up again both sides converge. What is durable among the reports becomes an input of the engine; the rest is
//! derived state or goes to live clients as it comes.

mod control;
mod media;
mod presence;
mod recorder;
mod slots;
mod wire;

pub use media::{Ephemeral, Media, Negotiation};

use crate::engine::Engine;
use std::{path::Path, sync::Arc, sync::atomic::AtomicBool};

/// Handle to both links; cloning is cheap.
#[derive(Clone)]
pub struct Bridge {
    pub media: Media,
    recorder_up: Arc<AtomicBool>,
}

impl Bridge {
    /// Connects to the sockets in `run_dir` and keeps connected for as long as the process lives.
    pub fn start(engine: &Engine, run_dir: &Path) -> Self {
        tokio::spawn(control::run(engine.clone()));
        let recorder_up = Arc::new(AtomicBool::new(false));
        tokio::spawn(recorder::run(engine.clone(), run_dir.to_owned(), recorder_up.clone()));
        Self { media: Media::start(engine.clone(), run_dir), recorder_up }
    }

    /// The recorder process is connected.
    pub fn recorder_up(&self) -> bool {
        self.recorder_up.load(std::sync::atomic::Ordering::Relaxed)
    }
}
