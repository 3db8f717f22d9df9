//! `fengsui-packager`: everything that needs GStreamer, in a process of its own. A crash here touches no call and no
//! recording.
//!
//! `package` turns one recorded track, given over a pipe, into a playable file; it is started by the recorder.
//! `scene` renders the demo's pictures and voices. Neither ever writes media that was recorded to a disk.

mod opus;
mod package;
mod scene;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "fengsui-packager", version, about = "Packages recordings and renders demo scenes")]
struct Args {
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// Packages one track: job on standard input, file on standard output (see fengsui-recordings-core, packaging)
    Package,
    /// Renders demo scenes as IVF (VP8) and Ogg (Opus)
    Scene(scene::SceneArgs),
}

fn main() -> std::process::ExitCode {
    let work = Args::parse().work;
    let done = gstreamer::init().map_err(Into::into).and_then(|()| match work {
        Work::Package => package::run(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()),
        Work::Scene(args) => scene::run(&args),
    });
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fengsui-packager: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
