//! Benchmarks as commands. Each prints a table, and a last line of JSON.

mod core;
mod process;
mod sfu;
mod soak;

use clap::{Parser, Subcommand};

/// As in the node: the floor stands on the same ground.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// CPU per forwarded packet of the real media process, beside the floor.
    Sfu(sfu::Options),
    /// The same for other forwarders beside ours: Janus, LiveKit, one on the `webrtc` crate.
    SfuPeers(sfu::peers::Options),
    /// Time per forwarded packet of the pure core alone.
    Core(core::Options),
    /// Sites join and leave for minutes; what the media process does not let go of fails the run.
    Soak(soak::Options),
    /// The floor itself, run by `sfu` as a process of its own; reads its work from standard input.
    #[command(hide = true)]
    SfuFloor,
    /// The forwarder on the `webrtc` crate, run by `sfu-peers` as a process of its own; asked on standard input.
    #[command(hide = true)]
    WebrtcForwarder,
}

fn main() -> anyhow::Result<()> {
    fengsui_sfu_server::net::raise_file_limit();
    match Arguments::parse().what {
        What::Sfu(options) => sfu::run(&options),
        What::SfuPeers(options) => sfu::peers::run(&options),
        What::Core(options) => core::run(&options),
        What::Soak(options) => soak::run(&options),
        What::SfuFloor => sfu::floor::run(),
        What::WebrtcForwarder => sfu::forwarders::serve_webrtc(),
    }
}
