//! The media process alone, without a command node: for benchmarks and tests that drive it over its link.
//!
//! `fengsui-media RUN_DIR [--udp PORT] [--tcp PORT] [--shards N] [--spread N] [--dscp A,V,P|off] [--announce IP[:PORT]]… [--count-memory]`
//!
//! Prints one line of JSON once it listens: `{"udp":[8444],"tcp":8444,"announced":["udp 192.0.2.1:8444", …]}`.
//! With `--count-memory` it answers each SIGUSR1 with a line `{"allocated":BYTES}`.

use anyhow::Context;
use fengsui_sfu_server::{Listening, Marking, MediaConfig, serve};
use mimalloc::MiMalloc;
use std::{
    alloc::{GlobalAlloc, Layout},
    sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
};
use tokio::signal::unix::{SignalKind, signal};

#[global_allocator]
static MEMORY: Memory = Memory;

/// MiMalloc, as in the node. What is allocated is counted once that is asked for: pages tell of it late and coarsely.
struct Memory;

static COUNTS: AtomicBool = AtomicBool::new(false);
/// Bytes beyond those of when counting began.
static ALLOCATED: AtomicI64 = AtomicI64::new(0);

fn count(bytes: i64) {
    if COUNTS.load(Relaxed) {
        ALLOCATED.fetch_add(bytes, Relaxed);
    }
}

// SAFETY: all is MiMalloc's; counting allocates nothing.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { MiMalloc.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as i64 - layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { MiMalloc.realloc(old, layout, size) }
    }
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: as the caller promises.
        unsafe { MiMalloc.dealloc(old, layout) }
    }
}

fn main() -> anyhow::Result<()> {
    let config = config(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        if COUNTS.load(Relaxed) {
            let mut asked = signal(SignalKind::user_defined1())?;
            tokio::spawn(async move {
                while asked.recv().await.is_some() {
                    println!("{}", serde_json::json!({ "allocated": ALLOCATED.load(Relaxed) }));
                }
            });
        }
        let mut term = signal(SignalKind::terminate())?;
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
        if word == "--count-memory" {
            COUNTS.store(true, Relaxed);
            continue;
        }
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
