//! Headless sites and officers: the life of the demo county, and load.

mod alarm;
mod demo;
mod life;

use anyhow::Context;
use clap::{Parser, Subcommand};
use fengsui_robot::{account, media};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[derive(Parser)]
#[command(name = "fengsui-robot", about = "Headless sites and officers of Fengsui")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The demo county at work: departments' feeds, a duty officer, sites that answer when they are rung.
    Demo(demo::Options),
    /// How fast an alarm becomes a meeting of six departments; the last line is JSON.
    Alarm(alarm::Options),
    /// One site that publishes a scene into a conference by WHIP until it is ended.
    Site {
        /// Address of the node, such as `https://localhost:8443`.
        #[arg(long)]
        url: String,
        /// Root certificate of the node, PEM; not needed for plain HTTP.
        #[arg(long)]
        root: Option<PathBuf>,
        /// Conference number.
        #[arg(long)]
        conference: u64,
        /// Bearer token made by `fengsui token --publish`.
        #[arg(long)]
        token: String,
        /// Loop of pictures, IVF with VP8.
        #[arg(long)]
        picture: PathBuf,
        /// Loop of voice, Ogg Opus.
        #[arg(long)]
        voice: PathBuf,
    },
    /// One site that receives another by WHEP, and prints what has come as a line of JSON five times a second.
    Count {
        /// Address of the node, such as `https://localhost:8443`.
        #[arg(long)]
        url: String,
        /// Root certificate of the node, PEM; not needed for plain HTTP.
        #[arg(long)]
        root: Option<PathBuf>,
        /// Conference number.
        #[arg(long)]
        conference: u64,
        /// Bearer token made by `fengsui token`.
        #[arg(long)]
        token: String,
        /// Whose picture: name or number of a site.
        #[arg(long)]
        source: String,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "fengsui_robot=info,off".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a crypto provider is installed already"))?;
    match Cli::parse().what {
        What::Demo(options) => demo::run(options).await,
        What::Alarm(options) => alarm::run(options).await,
        What::Site { url, root, conference, token, picture, voice } => {
            let node = account::Node::new(&url, root.as_deref())?;
            let scene = media::Scene::load(&picture, &voice).context("scene")?;
            let access = account::Access::Bearer(token);
            let published = media::publish(&node, &access, conference, &scene, media::Keyframes::AsRecorded).await?;
            published.closed().await;
            Ok(())
        }
        What::Count { url, root, conference, token, source } => {
            let node = account::Node::new(&url, root.as_deref())?;
            let counted = media::count(&node, &account::Access::Bearer(token), conference, &source).await?;
            tokio::select! {
                () = counted.closed() => Ok(()),
                () = print(&counted.counts) => Ok(()),
            }
        }
    }
}

async fn print(counts: &media::Counts) {
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    loop {
        ticks.tick().await;
        let (pictures, voices) = (counts.pictures.load(Ordering::Relaxed), counts.voices.load(Ordering::Relaxed));
        println!("{}", serde_json::json!({ "frames": pictures, "samples": voices * 960 }));
    }
}
