//! `fengsui-link`: the link emulator as a UDP relay, and its self-test.

mod relay;
mod self_test;

use clap::{Parser, Subcommand};
use std::net::SocketAddr;

#[derive(Parser)]
#[command(about = "Bad networks from a seed")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Relays datagrams. Conditions come as lines of JSON on standard input; it ends with that.
    Relay {
        /// 127.0.0.1:0 takes any free port; the first line of the output says which.
        #[arg(long)]
        listen: SocketAddr,
        #[arg(long)]
        to: SocketAddr,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Prints what was asked for beside what was measured; fails where they differ.
    SelfTest,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().what {
        What::Relay { listen, to, seed } => {
            let mut relay = relay::Relay::new(listen, to, seed)?;
            println!("{}", relay.socket.local_addr()?);
            relay.run(&relay::listen(std::io::stdin()))
        }
        What::SelfTest => self_test::run(),
    }
}
