//! The media process alone, without a command node: for benchmarks and tests that drive it over its link.
//!
//! `fengsui-media RUN_DIR [--udp PORT] [--tcp PORT] [--shards N] [--spread N] [--dscp A,V,P|off] [--announce IP[:PORT]]…`
//!
//! Prints one line of JSON once it listens: `{"udp":[8444],"tcp":8444,"announced":["udp 192.0.2.1:8444", …]}`.

use anyhow::Context;
use fengsui_sfu_server::{Listening, Marking, MediaConfig, serve};

/// As in the node.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let config = config(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let stop = async move {
            tokio::select! { _ = term.recv() => {}, _ = tokio::signal::ctrl_c() => {} }
        };
        serve(config, say, stop).await
    })
}

fn say(listening: &Listening) {
    let Listening { udp, tcp, announced } = listening;
    println!("{}", serde_json::json!({ "udp": udp, "tcp": tcp, "announced": announced }));
}

fn config(mut words: impl Iterator<Item = String>) -> anyhow::Result<MediaConfig> {
    let mut config = MediaConfig::new(words.next().context("RUN_DIR is missing")?);
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--udp" => config.udp_port = value.parse()?,
            "--tcp" => config.tcp_port = value.parse()?,
            "--shards" => config.shards = value.parse()?,
            "--spread" => config.spread = value.parse()?,
            "--dscp" => config.dscp = value.parse::<Marking>().map_err(anyhow::Error::msg)?.0,
            "--announce" => config.announce.push(value.parse().map_err(anyhow::Error::msg)?),
            other => anyhow::bail!("{other} is not known"),
        }
    }
    Ok(config)
}
