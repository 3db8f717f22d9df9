//! 录制: the recorder process and the reading of what it wrote.
//!
//! [`run`] is the recorder: it listens on `DATA/run/recorder.sock`, takes decrypted RTP from media processes, writes it
//! into encrypted, hash-chained segments and has them packaged by the executable `fengsui-packager`. [`Playback`],
//! [`list`] and [`verify()`] are for other processes (the command node, the operator's subcommands): they only read.
//! This crate never decides who may record or watch: that is the command core's, by the log.

mod book;
mod keys;
mod link;
mod packaging;
mod playback;
mod reader;
mod recorder;
mod store;
mod sync;
mod verify;
mod writer;

pub use keys::{Keys, key_path};
pub use playback::{Listed, Playback, PlaybackError, list};
pub use recorder::{RecorderConfig, run};
pub use verify::{Verified, VerifyError, verify};
