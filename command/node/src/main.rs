//! `fengsui`: the node's one binary. `run` supervises the roles as processes of their own; the other subcommands are
//! the operator's.

mod config;
mod limits;
mod operator;
mod replay;
mod roles;
mod sealed;
mod supervisor;

use clap::{Parser, Subcommand};
use config::RunOptions;
use operator::{Ask, Operator};
use std::process::ExitCode;

/// Huge pages where [`supervisor::HUGE_PAGES`] asks for them.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 烽燧: county emergency command and video conference.
#[derive(Parser)]
#[command(name = "fengsui", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the node: command, media and recorder as processes of their own
    Run(RunOptions),
    /// One process of the node; `run` starts these
    #[command(subcommand)]
    Role(roles::Role),
    /// Send records of a file to a node, as a department's feed would
    Replay(replay::Replay),
    #[command(flatten)]
    Operator(Operator),
    #[command(flatten)]
    Ask(Ask),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    limits::raise_open_files();
    if let Err(already) = rustls::crypto::aws_lc_rs::default_provider().install_default() {
        drop(already);
    }
    let done = match cli.command {
        Command::Run(options) => supervisor::run(options),
        Command::Role(role) => roles::run(role),
        Command::Replay(asked) => replay::run(asked),
        Command::Operator(operator) => operator::run(operator),
        Command::Ask(ask) => operator::ask(ask),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fengsui: {error:#}");
            ExitCode::FAILURE
        }
    }
}
